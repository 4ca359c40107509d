"""Exposure: did people change more, the more they took part; with what that does not say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from evaluatie.effects import Verdict, verdict_on
from evaluatie.effects.comparing import DoseResponse, dose_response
from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.changing.estimates import estimates
from evaluatie.evaluation.changing.keys import NAME, Pair, key_of
from evaluatie.evaluation.changing.units import clusters, single_between, single_unit
from evaluatie.evaluation.columns import DOSED
from evaluatie.evaluation.exposed import BANDS, NONE, Exposed, exposed_of
from evaluatie.evaluation.judgement import Bound, attempt
from evaluatie.evaluation.scored import Scores, compared
from evaluatie.evaluation.section import Analysis, Cell, Finding, Label, Row, Setting, Show, Slot, Table, Word
from evaluatie.result import Estimate, Result
from evaluatie.study.process.known import known_interventions

if TYPE_CHECKING:
    from evaluatie.study import Outcome

TOPIC = "exposure"
#: the slope, times how much more those who took part did so: on the scale of the outcome, and of the smallest effect
TERM = "change_at_mean_dose"
_ORDERED = {"unchanged", "inconclusive"}
Results = Mapping[str, Analysis]


@dataclass(frozen=True)
class JudgedSlope(Result):
    """How much more people changed per unit of dose, with what it amounts to.

    Attributes
    ----------
    slope : DoseResponse
        By mean doses of bands.
    mean_dose : float
        Of those above the lowest band: of who took part, where others did not.
    span : float
        How much more that is than the mean dose in the lowest band.
    verdict : Verdict
        On the difference that the slope makes over this span, by the rule for changes.
    """

    slope: DoseResponse
    mean_dose: float
    span: float
    verdict: Verdict

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the slopes over the span, what could have been detected, the mean dose, and the slope itself."""
        first, *others = self.slope.estimates()
        scaled = [self._at_mean(row) for row in (first, *others)]
        if self.verdict.detectable is not None:
            scaled.append(Estimate("detectable", self.verdict.detectable, n=self.slope.n))
        return (*scaled, Estimate("mean_dose", self.mean_dose, n=self.slope.n), first)

    def _at_mean(self, row: Estimate) -> Estimate:
        se, low, high = (None if end is None else end * self.span for end in (row.se, row.ci_low, row.ci_high))
        term = row.term.replace("change_per_dose", TERM)
        return replace(row, term=term, estimate=row.estimate * self.span, se=se, ci_low=low, ci_high=high)

    @property
    def word(self) -> str:
        """The verdict's word; ``_clear`` is added when the interval clears the smallest effect."""
        return f"{self.verdict.word}_clear" if self.verdict.clears_bound else self.verdict.word


def possible(scores: Scores) -> bool:
    """Say whether a file tells who took part, and some took part and others did not or less."""
    exposed = exposed_of(scores.study)
    if exposed is None:
        return False
    return len(_bands(scores)) > 1 and not (single_unit(scores, DOSED, BANDS) or single_between(scores))


def _bands(scores: Scores) -> tuple[str, ...]:
    """Name the bands that occur, from nothing to most."""
    there = scores.columns.groups[DOSED].names
    return tuple(band for band in BANDS if band in there)


def analyses(scores: Scores, pair: Pair, bounds: Mapping[str, Bound]) -> Iterator[tuple[str, Analysis]]:
    """Estimate the change of each band of dose, and how it goes with dose.

    Parameters
    ----------
    scores : Scores
        Of the study.
    pair : tuple of two str
        First and last wave: nothing for an earlier one, as people may have taken part after it.
    bounds : mapping of str to Bound
        The smallest change that matters, by outcome.

    Yields
    ------
    tuple of str and Analysis
        The change of each band, and keys ``pgis.total/exposure/t0-t1/slope``.
    """
    exposed = exposed_of(scores.study)
    if exposed is None or pair[1] != scores.study.waves[-1] or not possible(scores):
        return
    for outcome in compared(scores.study, pair[1]):
        for band in _bands(scores):
            for found in estimates(scores, outcome.id, pair, DOSED, band):
                key = key_of(outcome.id, DOSED, band, pair, found.estimator)
                yield key, Analysis(found.result, found.method, pair, found.cells, outcome.id, DOSED, band)
        made = attempt(TERM, partial(_slope, scores, exposed, outcome, pair, bounds.get(outcome.id)))
        yield (
            _key(outcome.id, pair),
            Analysis(made, "dose_response", pair, _cells(scores, outcome.id, pair), outcome.id),
        )


def _cells(scores: Scores, outcome: str, pair: Pair) -> tuple[Cell, ...]:
    bases: tuple[tuple[str, ...], ...] = (pair[:1], pair[1:])
    bases += (pair,) if scores.study.linking != "unlinked" else ()
    return tuple(Cell(basis, outcome, DOSED, band) for band in _bands(scores) for basis in bases)


def _slope(scores: Scores, exposed: Exposed, outcome: Outcome, pair: Pair, bound: Bound | None) -> Result:
    """Estimate the slope by mean doses of bands: of a single person's dose and answers nothing follows from it."""
    columns = scores.columns
    rows = np.concatenate([columns.rows(wave, DOSED, band) for wave in pair for band in _bands(scores)])
    frame = pd.DataFrame(
        {
            "value": columns.scores[outcome.id][rows],
            "wave": np.asarray(columns.waves, dtype=object)[columns.wave[rows]],
            "dose": exposed.band_doses()[rows],
            "respondent": columns.who[rows],
        }
    )
    if "unit" in columns.groups:
        units = columns.groups["unit"]
        frame["unit"] = np.asarray(units.names, dtype=object)[units.codes[rows]]
    found = dose_response(
        frame[frame["value"].notna()], "value", "wave", "dose", clusters(scores),
        respondent=None if scores.study.linking == "unlinked" else "respondent", waves=pair,
    )  # fmt: skip
    span = exposed.span
    judged = verdict_on(
        found.slope * span, None if found.se is None else found.se * span, found.df,
        bound=None if bound is None else bound.points, direction=outcome.direction,
    )  # fmt: skip
    return JudgedSlope(found.method, found.notes, found, exposed.mean_dose, span, judged)


def findings(scores: Scores, results: Results, pair: Pair) -> Iterator[Finding]:
    """Say of the main outcomes whether change went with taking part more, and what that does not say."""
    study, exposed = scores.study, exposed_of(scores.study)
    if exposed is None or pair[1] != study.waves[-1]:
        return
    if not possible(scores):
        yield Finding("exposure.alone" if len(_bands(scores)) > 1 else "exposure.nobody", topic=TOPIC)
        return
    plan = study.config.plan
    told = [outcome for outcome in compared(study, pair[1]) if not plan.primary or outcome.id in plan.primary]
    for outcome in told:
        yield _finding(scores, results, exposed, outcome, pair)
    for outcome in told[:1]:
        mean = say.found(NAME, results, _key(outcome.id, pair), "mean_dose", _SHOWN_AS[exposed.measure])
        if mean is not None:
            yield Finding(f"exposure.measure.{exposed.measure}", {"mean": mean}, topic=TOPIC)
    yield Finding("exposure.chosen", topic=TOPIC)
    yield Finding("exposure.exploratory", topic=TOPIC)
    if exposed.by == "unit":
        yield Finding("exposure.spill", topic=TOPIC)


_SHOWN_AS: Mapping[str, Show] = {"sessions": "points", "dose": "points", "share": "percent"}


def _finding(scores: Scores, results: Results, exposed: Exposed, outcome: Outcome, pair: Pair) -> Finding:
    key = _key(outcome.id, pair)
    slots: dict[str, Slot] = {
        "outcome": say.outcome(outcome.id), "first": say.wave(pair[0]), "last": say.wave(pair[1]),
        "those": Word(f"exposure.those.{exposed.by}.{'some' if exposed.lowest == NONE else 'more'}"),
        "others": Word(f"exposure.others.{exposed.by}.{exposed.lowest}"),
    }  # fmt: skip
    judged = results[key].result
    hidden = Finding("exposure.not_shown", {**slots, "more": Word(f"exposure.as_more.{exposed.by}")}, topic=TOPIC)
    if not isinstance(judged, JudgedSlope):
        return hidden
    slots["difference"] = say.ref(NAME, key, TERM, "signed")
    if judged.slope.ci_low is None:
        return Finding("exposure.no_interval", slots, topic=TOPIC, otherwise=hidden)
    slots["interval"] = say.ref(NAME, key, TERM, "interval")
    slots["more"] = Word(f"exposure.{'as_more' if judged.word in _ORDERED else 'the_more'}.{exposed.by}")
    if judged.word not in _ORDERED and not _in_order(scores, results, outcome, pair):
        return Finding("exposure.uneven", slots, topic=TOPIC, otherwise=hidden)
    return Finding(f"exposure.{judged.word}", slots, topic=TOPIC, otherwise=hidden)


def _in_order(scores: Scores, results: Results, outcome: Outcome, pair: Pair) -> bool:
    """Say whether the changes of the bands go one way, from who took part least to who did most."""
    keys = [key_of(outcome.id, DOSED, band, pair, _estimator(scores)) for band in _bands(scores)]
    changes = [results[key].result.estimates()[0].estimate for key in keys if key in results]
    steps = np.diff(changes)
    return bool((steps >= 0).all() or (steps <= 0).all())


def _estimator(scores: Scores) -> str:
    return "unlinked" if scores.study.linking == "unlinked" else "everyone"


def displays(scores: Scores, results: Results, pair: Pair) -> Iterator[Table]:
    """Show the slope with its verdict, and the change of each band; then the slopes of who answered twice."""
    study, exposed = scores.study, exposed_of(scores.study)
    if exposed is None or pair[1] != study.waves[-1] or not possible(scores):
        return
    linked = study.linking != "unlinked"
    slopes, changes, ways = [], [], []
    for outcome in compared(study, pair[1]):
        key, name = _key(outcome.id, pair), (say.outcome(outcome.id),)
        result = results[key].result
        word = Word(f"exposure_word.{result.word}", f"{NAME}.{key}.{TERM}") if isinstance(result, JudgedSlope) else None
        slopes.append(Row(name, (say.found(NAME, results, key, TERM, "signed_ci"), word)))
        bands = [key_of(outcome.id, DOSED, band, pair, _estimator(scores)) for band in _bands(scores)]
        changes.append(Row(name, tuple(say.found(NAME, results, band, "mean_change", "signed_ci") for band in bands)))
        terms = (f"{TERM}_linked", f"{TERM}_adjusted")
        ways.append(Row(name, tuple(say.found(NAME, results, key, term, "signed_ci") for term in terms)))
    waves: dict[str, Slot] = {"first": say.wave(pair[0]), "last": say.wave(pair[1])}
    id_, columns = f"table-exposure-{'-'.join(pair)}", _heads("outcome", "change_at_mean_dose", "verdict")
    yield Table(id_, say.phrase("table.exposure", **waves), columns, tuple(slopes), topic=TOPIC)
    columns = (*_heads("outcome"), *(_band(band, exposed) for band in _bands(scores)))
    yield Table(f"{id_}-bands", say.phrase("table.exposure_bands", **waves), columns, tuple(changes), topic=TOPIC)
    # each once: how often one is in the file is how often people took part
    listed = sorted(set() if study.exposure is None else set(study.exposure["intervention"].dropna()))
    if listed:
        levels = known_interventions(study.config)
        counted = [Row((Label("intervention", one),), (Word(f"doing.level.{levels[one]}"),)) for one in listed]
        columns = _heads("intervention", "level_of_action")
        yield Table(f"{id_}-counted", say.phrase("table.exposure_counted"), columns, tuple(counted), topic=TOPIC)
    if linked:
        columns = _heads("outcome", "slope_linked", "slope_adjusted")
        yield Table(f"{id_}-ways", say.phrase("table.exposure_ways", **waves), columns, tuple(ways), technical=True)


def _heads(*names: str) -> tuple[Finding, ...]:
    return tuple(say.phrase(f"column.{name}") for name in names)


def _band(band: str, exposed: Exposed) -> Finding:
    """Name a band; of persons with the number of times at which the bands part."""
    if exposed.by == "person" and exposed.cut is not None and band in ("less", "more"):
        return say.phrase(f"column.exposure_{band}_than", cut=Setting(exposed.cut, "count"))
    return say.phrase(f"column.exposure_{band}")


def _key(outcome: str, pair: Pair) -> str:
    return f"{outcome}/exposure/{'-'.join(pair)}/slope"
