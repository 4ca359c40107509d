"""The change under all defensible choices: by which estimator, of whom, scored how, adjusted or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from evaluatie.effects.mixed import mixed_from_people
from evaluatie.effects.mixed_result import MixedChange
from evaluatie.effects.multiverses import Multiverse, multiverse
from evaluatie.effects.overlapping import overlapping_from_waves
from evaluatie.effects.paired import paired_from_complete
from evaluatie.effects.trimmed import trimmed_change
from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.changing.estimates import Sample, known_employed, mixed, with_units
from evaluatie.evaluation.changing.keys import NAME, Pair, bound_key, estimators, shown_as
from evaluatie.evaluation.changing.people import People, covariates, people_of
from evaluatie.evaluation.changing.sensitivity import trimmed_with_units
from evaluatie.evaluation.columns import Floats
from evaluatie.evaluation.judgement import NotEstimable, attempt
from evaluatie.evaluation.scored import Scores, compared, fewest
from evaluatie.evaluation.section import EVERYONE, Analysis, Cell, Figure, Finding, Row, Slot, Table, Word
from evaluatie.evaluation.standings import Flags
from evaluatie.evaluation.turned import turned_at
from evaluatie.mixed import dependent_column
from evaluatie.result import Estimate, NotEnoughData, Result

if TYPE_CHECKING:
    from evaluatie.study import Outcome, Study

TOPIC = "choices"
Results = Mapping[str, Analysis]
DIMENSIONS = ("estimator", "people", "scoring", "adjusted")
#: Of the headline: everyone, scored as usual, not adjusted
_PLANNED = ("all", "usual", "no")
#: Of more items unanswered than this share, or fewer different answers than this many, it may be asked what they tell
_UNANSWERED, _SAME = 0.2, 1
#: Items from which one and the same answer to all of them is remarkable
_ITEMS = 6


@dataclass(frozen=True)
class Specification(Result):
    """The change by one combination of choices.

    Attributes
    ----------
    choices : tuple of str
        The option of each of ``DIMENSIONS``.
    change : Estimate
        The change.
    """

    choices: tuple[str, ...]
    change: Estimate

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the change as ``mean_change``."""
        return (self.change,)


@dataclass(frozen=True)
class Spread(Result):
    """How far the estimates of all combinations lie apart.

    Attributes
    ----------
    found : Multiverse
        All of them.
    planned : tuple of str
        The options of the one that is reported.
    """

    found: Multiverse
    planned: tuple[str, ...]

    def estimates(self) -> tuple[Estimate, ...]:
        """Give ``median``, ``minimum``, ``maximum``, the number of ``specifications``, the shares above and below 0."""
        spread = [Estimate(term, getattr(self.found, term)) for term in ("median", "minimum", "maximum")]
        counts = [Estimate("specifications", self.found.k_estimated)]
        shares = [
            Estimate("proportion_above", self.found.share_above),
            Estimate("proportion_below", self.found.share_below),
        ]
        return (*spread, *counts, *(row for row in shares if not np.isnan(row.estimate)))

    def agrees(self, change: float, verdict: str) -> str:
        """Say whether all ways of analysis point the same way as a change; where it is practically none, none differ.

        Returns
        -------
        str
            ``yes``: all estimates are on the change's side, and their intervals too where the verdict is that it
            changed; ``partly``: the estimates are, not all intervals; ``no`` otherwise.
        """
        table = self.found.table[self.found.table["estimate"].notna()]
        if verdict in ("unchanged", "inconclusive"):
            return "yes" if not ((table["ci_low"] > 0) | (table["ci_high"] < 0)).any() else "partly"
        side = 1.0 if change > 0 else -1.0
        if not (side * table["estimate"] > 0).all():
            return "no"
        outside = (table["ci_low"] > 0) if side > 0 else (table["ci_high"] < 0)
        return "yes" if outside.all() else "partly"


def analyses(scores: Scores, pair: Pair) -> Iterator[tuple[str, Analysis]]:
    """Estimate the change of the main outcomes under all combinations of defensible choices.

    Parameters
    ----------
    scores : Scores
        Of the study.
    pair : tuple of two str
        First and last wave.

    Yields
    ------
    tuple of str and Analysis
        Keys ``pgis.total/all/t0-t1/choices``, and ``.../choices/0`` and so on for each combination.
    """
    study = scores.study
    for outcome in told(study, pair):
        found = attempt("median", partial(_multiverse, study, outcome, pair))
        waves = (pair[:1], pair[1:]) if study.linking == "unlinked" else (pair[:1], pair[1:], pair)
        cells = tuple(Cell(basis, outcome.id) for basis in waves)
        yield _key(outcome, pair), Analysis(found, "multiverse", pair, cells, outcome.id, digits=2)
        if isinstance(found, Spread):
            for place, specification in enumerate(_specifications(found.found)):
                key = f"{_key(outcome, pair)}/{place}"
                yield key, Analysis(specification, "multiverse", pair, cells, outcome.id, digits=2)


def told(study: Study, pair: Pair) -> list[Outcome]:
    """Give the outcomes of which the choices are laid out: those that are to be decided upon, else the first one."""
    if study.aggregates is not None:
        return []
    outcomes = compared(study, pair[1])
    primary = [outcome for outcome in outcomes if outcome.id in study.config.plan.primary]
    return primary or outcomes[:1]


def _multiverse(study: Study, outcome: Outcome, pair: Pair) -> Result:
    people = people_of(study, pair)
    usual, linked = people.scores(outcome.id), study.linking != "unlinked"
    scorings = _scorings(study, outcome, people, fewest(study))
    exclusions = _exclusions(study, outcome, people, fewest(study))
    few = linked and not isinstance(mixed(Scores(study), outcome.id, pair, EVERYONE, EVERYONE).result, MixedChange)
    ways = {name: name for name in (*estimators(study), *(["trimmed"] if linked else [])) if not few or name != "mixed"}
    adjusts = {"no": False} | ({"yes": True} if len(covariates(study, people, pair)[1]) and not few else {})

    def analyse(estimator: str, people: np.ndarray, scoring: tuple[Floats, Floats], adjusted: bool) -> object:
        return _one(study, pair, estimator, people, scoring, adjusted)

    def sensible(estimator: str, people: Flags, scoring: tuple[Floats, Floats], adjusted: bool) -> bool:
        # who answers twice is the same person: adjusting is for comparing different people
        if adjusted and estimator not in ("mixed", "everyone", "unlinked"):
            return False
        return _no_few_between(usual, people, scoring, fewest(study))

    choices: dict[str, dict[str, Any]] = {
        "estimator": ways,
        "people": exclusions,
        "scoring": scorings,
        "adjusted": adjusts,
    }
    headline = dict(zip(DIMENSIONS, (next(iter(ways)), *_PLANNED), strict=True))
    found = multiverse(analyse, choices, allowed=sensible, headline=headline)
    return Spread(found.method, found.notes, found, tuple(headline.values()))


def _one(
    study: Study, pair: Pair, estimator: str, chosen: np.ndarray, scoring: tuple[Floats, Floats], adjusted: bool,
) -> object:  # fmt: skip
    people = people_of(study, pair)
    pre, post = (np.where(chosen, answers, np.nan) for answers in scoring)
    known = ~np.isnan(pre) | ~np.isnan(post)
    if estimator == "mixed" and people.employed is not None:
        kept = Sample(people, pre, post).among(known)
        employed = known_employed(kept.people, kept.pre, kept.post, fewest(study))
        if employed is None:
            raise NotEnoughData("so few people left, joined or kept silent that what they answered could be worked out")
        known &= people.employed
    sample = Sample(people, pre, post).among(known)
    if estimator in ("linked", "trimmed"):
        linked = sample.linked
        if len(linked.pre) < fewest(study):
            raise NotEnoughData("too few people answered at both waves")
        if estimator == "trimmed":
            found = trimmed_with_units(trimmed_change(linked.pre, linked.post), linked)
            return _Found(found.trimmed_change, found.se, found.ci_low, found.ci_high, found.p, found.n)
        return with_units(paired_from_complete(linked.pre, linked.post), linked)
    if adjusted:
        return with_units(_adjusted(study, pair, sample, known), sample)
    if estimator == "mixed":
        return with_units(mixed_from_people(sample.pre, sample.post), sample)
    return with_units(overlapping_from_waves(sample.two_waves), sample)


@dataclass(frozen=True)
class _Found:
    estimate: float
    se: float | None
    ci_low: float | None
    ci_high: float | None
    p: float | None
    n: int


def _adjusted(study: Study, pair: Pair, sample: Sample, known: np.ndarray) -> MixedChange:
    """Hold the composition constant: of the whole by a mixed model."""
    about, names = covariates(study, people_of(study, pair), pair)
    design = np.column_stack([np.ones(int(known.sum())), about[known]])
    kept = list(names)
    # groups may overlap: what the others tell already is left out
    while (at := dependent_column(design)) is not None:
        design = np.delete(design, at, axis=1)
        del kept[at - 1]
    return mixed_from_people(sample.pre, sample.post, design[:, 1:], kept)


def _shows_no_few(before: tuple[Floats, Floats], after: tuple[Floats, Floats], least: int) -> bool:
    """Say whether leaving people out takes away nobody or many: at either wave, and of those who answered at both.

    From a figure with a few people and one without them it would follow what these answered.
    """
    counts = _lost(before, after)
    return any(counts) and all(n == 0 or n >= least for n in counts)


def _lost(before: tuple[Floats, Floats], after: tuple[Floats, Floats]) -> list[int]:
    """Count who is left out: at either wave, and of those who answered at both."""
    gone = [~np.isnan(old) & np.isnan(new) for old, new in zip(before, after, strict=True)]
    both = ~np.isnan(before[0]) & ~np.isnan(before[1]) & (gone[0] | gone[1])
    return [int(kind.sum()) for kind in (*gone, both)]


def _no_few_between(usual: tuple[Floats, Floats], people: Flags, scoring: tuple[Floats, Floats], least: int) -> bool:
    """Say whether an exclusion and a scoring together leave out nobody or many more than either does alone."""
    excluded = tuple(np.where(people, answers, np.nan) for answers in usual)
    both = tuple(np.where(people, answers, np.nan) for answers in scoring)
    apart = (_lost((excluded[0], excluded[1]), (both[0], both[1])), _lost(scoring, (both[0], both[1])))
    return all(n == 0 or n >= least for counts in apart for n in counts)


def _scorings(study: Study, outcome: Outcome, people: People, least: int) -> dict[str, tuple[Floats, Floats]]:
    """Give scores as usual, and only of people who answered every item, or by the median instead of the mean."""
    usual = people.scores(outcome.id)
    if outcome.source != "items":
        return {"usual": usual}
    answers = _answers(study, outcome)
    whole = np.isnan(answers).any(axis=1)
    with np.errstate(all="ignore"):
        medians = np.full(len(answers), np.nan)
        some = ~np.isnan(answers).all(axis=1)
        medians[some] = np.nanmedian(answers[some], axis=1)
    scores = people.columns.scores[outcome.id]
    ways = {"complete": np.where(whole, np.nan, scores), "median": np.where(np.isnan(scores), np.nan, medians)}
    found = {"usual": usual}
    for name, own in ways.items():
        first, last = (np.where(rows >= 0, own[rows], np.nan) for rows in (people.first, people.last))
        if name == "median" or _shows_no_few(usual, (first, last), least):
            found[name] = (first, last)
    return found


def _answers(study: Study, outcome: Outcome) -> Floats:
    """Give everyone's answers to an outcome's items, turned round where they have to be: shape (rows, items)."""
    asked = study.instruments[str(outcome.instrument)]
    items = list(outcome.items)
    found = np.full((len(study.survey), len(items)), np.nan)
    for wave in study.waves:
        at = (study.survey["wave"] == wave).to_numpy()
        found[at] = turned_at(study, asked, wave)[items].to_numpy(dtype=np.float64, na_value=np.nan)
    return found


def _exclusions(study: Study, outcome: Outcome, people: People, least: int) -> dict[str, np.ndarray]:
    """Say who is in: everyone, or not those who gave one answer to everything or left much open.

    An exclusion of a few people is left out: the difference would tell what they answered.
    """
    everyone, usual = np.ones(len(people.first), dtype=bool), people.scores(outcome.id)
    found = {"all": everyone}
    if outcome.source != "items" or len(outcome.items) < _ITEMS:
        return found
    asked = study.instruments[str(outcome.instrument)]
    raw = study.survey[list(asked.columns)].to_numpy(dtype=np.float64, na_value=np.nan)
    unanswered = np.isnan(raw).mean(axis=1)
    some = unanswered < 1
    low, high = (
        np.where(some, way(np.where(np.isnan(raw), of, raw), axis=1), np.nan)
        for way, of in ((np.min, np.inf), (np.max, -np.inf))
    )
    odd = {"careful": (low == high) & some, "answering": (unanswered > _UNANSWERED) & some}
    for name, rows in odd.items():
        out = np.zeros(len(everyone), dtype=bool)
        for at in (people.first, people.last):
            out |= np.where(at >= 0, rows[at], False)
        left = tuple(np.where(out, np.nan, answers) for answers in usual)
        if _shows_no_few(usual, (left[0], left[1]), least) and out.sum() <= len(everyone) - least:
            found[name] = ~out
    return found


def _specifications(found: Multiverse) -> Iterator[Specification]:
    table = found.table[found.table["estimate"].notna()]
    for row in table.to_dict("records"):
        numbers: dict[str, Any] = {
            name: None if pd.isna(row[name]) else float(row[name]) for name in ("se", "p", "ci_low", "ci_high")
        }
        n = None if pd.isna(row["n"]) else int(row["n"])
        estimate = Estimate("mean_change", float(row["estimate"]), **numbers, n=n)
        yield Specification(found.method, (), tuple(str(row[name]) for name in DIMENSIONS), estimate)


def findings(study: Study, results: Results, pair: Pair) -> Iterator[Finding]:
    """Say between which figures the change of a main outcome lies under all choices."""
    for outcome in told(study, pair):
        key = _key(outcome, pair)
        if isinstance(results[key].result, NotEstimable):
            continue
        slots: dict[str, Slot] = {
            "outcome": say.outcome(outcome.id),
            "count": say.ref(NAME, key, "specifications", "count"),
            "lowest": say.ref(NAME, key, "minimum", "signed"),
            "median": say.ref(NAME, key, "median", "signed"),
            "highest": say.ref(NAME, key, "maximum", "signed"),
        }
        yield Finding("choices.spread", slots, topic=TOPIC)
    if any(isinstance(results[_key(outcome, pair)].result, Spread) for outcome in told(study, pair)):
        yield Finding("choices.what", topic=TOPIC)


def displays(study: Study, results: Results, pair: Pair) -> Iterator[Figure | Table]:
    """Draw every estimate with the choices behind it."""
    for outcome in told(study, pair):
        found = results[_key(outcome, pair)].result
        if not isinstance(found, Spread):
            continue
        dimensions = [place for place, name in enumerate(DIMENSIONS) if len(set(found.found.table[name])) > 1]
        rows, bound = [], bound_key(outcome.id, pair)
        for place, specification in enumerate(_specifications(found.found)):
            key = f"{_key(outcome, pair)}/{place}"
            head = tuple(_choice(study, DIMENSIONS[at], specification.choices[at]) for at in dimensions)
            planned = (
                Word("figure.planned", f"{NAME}.{key}.mean_change") if specification.choices == found.planned else None
            )
            cells: tuple[Slot | None, ...] = (
                say.ref(NAME, key, "mean_change", "signed_ci"),
                say.found(NAME, results, bound, "bound", "points"),
                planned,
            )
            rows.append(Row(head, cells))
        names = {"outcome": say.outcome(outcome.id), "first": say.wave(pair[0]), "last": say.wave(pair[1])}
        columns = tuple(say.phrase(f"choice.{DIMENSIONS[at]}") for at in dimensions)
        suffix = f"{outcome.id}-{'-'.join(pair)}"
        if dimensions:
            yield Figure(
                f"figure-choices-{suffix}",
                "multiverse",
                say.phrase("figure.choices", **names),
                tuple(rows),
                columns,
                topic=TOPIC,
            )
            shown = tuple(Row(row.head, row.cells[:1]) for row in rows)
            heads = (*columns, say.phrase("column.change"))
            yield Table(f"table-choices-{suffix}", say.phrase("table.choices", **names), heads, shown, technical=True)


def _choice(study: Study, dimension: str, choice: str) -> Word:
    return Word(f"choice.{dimension}.{shown_as(study, choice) if dimension == 'estimator' else choice}")


def _key(outcome: Outcome, pair: Pair) -> str:
    return f"{outcome.id}/all/{'-'.join(pair)}/choices"
