"""Comparison groups: did those who had interventions change otherwise than those who had none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from evaluatie.effects import Verdict, verdict_on
from evaluatie.effects.comparing import (
    AncovaChange,
    DifferenceInDifferences,
    ancova_change,
    controlled_effect_size,
    difference_in_differences,
    pre_trend,
    regression_to_the_mean,
)
from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.changing.estimates import estimates, sample_of
from evaluatie.evaluation.changing.keys import NAME, Pair, key_of
from evaluatie.evaluation.changing.units import clusters, single_unit
from evaluatie.evaluation.columns import INTERVENED
from evaluatie.evaluation.exposed import exposed_of
from evaluatie.evaluation.judgement import Bound, attempt
from evaluatie.evaluation.scored import Scores, compared, fewest
from evaluatie.evaluation.section import Analysis, Cell, Finding, Row, Setting, Slot, Table, Word
from evaluatie.result import Estimate, NotEnoughData, Result
from evaluatie.scales import aggregation

if TYPE_CHECKING:
    from evaluatie.study import Outcome, Study

TOPIC = "comparison"
WITH, WITHOUT = "with", "without"
Results = Mapping[str, Analysis]
#: Rows of the technical table: other ways to say how sure the difference is
EACH_ONCE = frozenset({"difference_in_change_unit_changes", "difference_in_change_permutation"})
WAYS = ("cr2", "wild", "permutation", "unit_changes", "ols")


@dataclass(frozen=True)
class JudgedDifference(Result):
    """A difference in change with what it amounts to.

    Attributes
    ----------
    difference : DifferenceInDifferences
        By every method.
    adjusted : AncovaChange or None
        The difference after, adjusted for before, among the people who answered twice.
    verdict : Verdict
        By the rule for changes: improved means that those with interventions changed more for the better.
    left_out : frozenset of str
        Terms that are not told: those that count each unit once, where a unit is of few people.
    standardised : Estimate or None
        The difference among the people who answered twice over their standard deviation before, as ``d_ppc2``.
    """

    difference: DifferenceInDifferences
    adjusted: AncovaChange | None
    verdict: Verdict
    left_out: frozenset[str] = frozenset()
    standardised: Estimate | None = None

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the difference in change by every method, adjusted, standardised, and what could have been detected."""
        rows = [row for row in self.difference.estimates() if row.group is None and row.term not in self.left_out]
        if self.adjusted is not None:
            rows += [row for row in self.adjusted.estimates() if row.term in ("difference_ancova", "baseline_gap")]
        if self.standardised is not None:
            rows.append(self.standardised)
        if self.verdict.detectable is not None:
            rows.append(Estimate("detectable", self.verdict.detectable, n=self.difference.n))
        return tuple(rows)

    @property
    def word(self) -> str:
        """The verdict's word; ``_clear`` is added when the interval clears the smallest effect."""
        return f"{self.verdict.word}_clear" if self.verdict.clears_bound else self.verdict.word


def possible(scores: Scores, pair: Pair | None = None) -> bool:
    """Say whether the plan names a comparison group that occurs in the answers beside those with interventions.

    Who took part by a file may have done so after an earlier wave than the last one: of that nothing is compared.
    """
    if pair is not None and scores.study.config.compares_exposure and pair[1] != scores.study.waves[-1]:
        return False
    if scores.study.config.plan.comparison is None or scores.study.aggregates is not None:
        return False
    return {WITH, WITHOUT} <= set(scores.columns.groups[INTERVENED].names) and not lonely(scores)


def lonely(scores: Scores) -> bool:
    """Say whether one side is a single unit, whose manager it would be about, without the works council's word."""
    chosen = _allocated(scores) is not None or scores.study.config.compares_exposure
    return chosen and single_unit(scores, INTERVENED, (WITH, WITHOUT))


def analyses(scores: Scores, pair: Pair, bounds: Mapping[str, Bound]) -> Iterator[tuple[str, Analysis]]:
    """Compare the changes with and without interventions.

    Parameters
    ----------
    scores : Scores
        Of the study.
    pair : tuple of two str
        First and last wave.
    bounds : mapping of str to Bound
        The smallest change that matters, by outcome.

    Yields
    ------
    tuple of str and Analysis
        The change on either side, and keys ``pgis.total/interventions/t0-t1/difference``, ``.../regression`` (where
        units were chosen for low scores) and ``.../before`` (where there were two waves before the interventions).
    """
    if not possible(scores, pair):
        return
    for outcome in compared(scores.study, pair[1]):
        cells = _cells(scores, outcome.id, pair)
        for arm in (WITH, WITHOUT):
            for found in estimates(scores, outcome.id, pair, INTERVENED, arm):
                key = key_of(outcome.id, INTERVENED, arm, pair, found.estimator)
                yield key, Analysis(found.result, found.method, pair, found.cells, outcome.id, INTERVENED, arm)
        bound = bounds.get(outcome.id)
        yield _key(outcome.id, pair, "difference"), difference(scores, outcome, pair, bound)
        low = scores.study.config.plan.allocation == "low_scores" and _allocated(scores) is not None
        if low and _large_units(scores, outcome.id, pair[:1]):
            regression = attempt("expected_regression", partial(_regression, scores, outcome.id, pair))
            yield (
                _key(outcome.id, pair, "regression"),
                Analysis(regression, "regression_to_the_mean", pair[:1], cells, outcome.id, digits=2),
            )
        if len(_before(scores.study)) > 1:
            trend = attempt("pre_trend", partial(_trend, scores, outcome.id, bound))
            yield (
                _key(outcome.id, pair, "before"),
                Analysis(trend, "pre_trend", _before(scores.study), cells, outcome.id),
            )


def difference(scores: Scores, outcome: Outcome, pair: Pair, bound: Bound | None) -> Analysis:
    """Compare an outcome's change with and without interventions, where that is :func:`possible`."""
    found = attempt("difference_in_change", partial(_difference, scores, outcome.id, outcome.direction, pair, bound))
    return Analysis(found, "difference_in_differences", pair, _cells(scores, outcome.id, pair), outcome.id)


def _cells(scores: Scores, outcome: str, pair: Pair) -> tuple[Cell, ...]:
    bases: tuple[tuple[str, ...], ...] = (pair[:1], pair[1:])
    bases += (pair,) if scores.study.linking != "unlinked" else ()
    return tuple(Cell(basis, outcome, INTERVENED, arm) for arm in (WITH, WITHOUT) for basis in bases)


def _difference(scores: Scores, outcome: str, direction: str, pair: Pair, bound: Bound | None) -> Result:
    study = scores.study
    difference = difference_in_differences(
        _frame(scores, outcome, pair), "value", "wave", "exposed", _units(scores),
        respondent=None if study.linking == "unlinked" else "respondent", waves=pair,
        randomised=study.config.plan.allocation == "random",
    )  # fmt: skip
    judged = verdict_on(
        difference.estimate, difference.se, difference.df, bound=None if bound is None else bound.points,
        direction=direction,
    )  # fmt: skip
    try:
        adjusted = None if study.linking == "unlinked" else _adjusted(scores, outcome, pair)
    except NotEnoughData:
        adjusted = None
    left_out = frozenset() if _large_units(scores, outcome, pair) else EACH_ONCE
    standardised = None if study.linking == "unlinked" else _standardised(scores, outcome, pair)
    return JudgedDifference(difference.method, difference.notes, difference, adjusted, judged, left_out, standardised)


def _large_units(scores: Scores, outcome: str, waves: tuple[str, ...]) -> bool:
    """Say whether each unit has enough people with a score at each wave: figures that count units once tell them."""
    frame = _frame(scores, outcome, waves)
    if "unit" not in frame:
        return True
    return bool((frame.groupby(["unit", "wave"]).size() >= fewest(scores.study)).all())


def _adjusted(scores: Scores, outcome: str, pair: Pair) -> AncovaChange:
    linked = sample_of(scores.study, outcome, pair).linked
    arms = linked.people.levels(INTERVENED)
    known = arms.isin([WITH, WITHOUT]).to_numpy()
    units = linked.people.levels("unit").astype(str)[known] if _units(scores) else None
    return ancova_change(
        linked.pre[known], linked.post[known], (arms[known] == WITH).to_numpy(dtype=float), cluster=units
    )


def _standardised(scores: Scores, outcome: str, pair: Pair) -> Estimate | None:
    """Standardise the difference in change of the people who answered twice, on the same side both times.

    They are the linked people of either side, whose changes are told with and without their standard deviation: of
    those who moved from one side to the other it tells nothing. Where whole units had interventions or had none it has
    no interval: Morris' takes people as independent.
    """
    linked = sample_of(scores.study, outcome, pair).linked
    codes, names = linked.people.columns.groups[INTERVENED]
    before, after = codes[linked.people.first], codes[linked.people.last]
    sides = [(before == number) & (after == number) for number in (names.index(WITH), names.index(WITHOUT))]
    answers = [wave[side] for side in sides for wave in (linked.pre, linked.post)]
    try:
        found = controlled_effect_size(*answers)
    except NotEnoughData:
        return None
    known = found.estimates()[0]
    return known if _units(scores) is None else replace(known, se=None, ci_low=None, ci_high=None)


def _allocated(scores: Scores) -> str | None:
    """Name the column of units, where whole units had interventions or had none."""
    config, exposed = scores.study.config, exposed_of(scores.study)
    if config.compares_exposure:
        return "unit" if exposed is not None and exposed.by == "unit" else None
    return "unit" if isinstance(config.plan.comparison, tuple) else None


def _units(scores: Scores) -> str | None:
    """Name the column of units, where people of one unit count as alike."""
    return clusters(scores) if scores.study.config.compares_exposure else _allocated(scores)


def _frame(scores: Scores, outcome: str, waves: tuple[str, ...]) -> pd.DataFrame:
    """Lay the answers of those with and without interventions under each other."""
    columns = scores.columns
    rows = np.concatenate([columns.rows(wave, INTERVENED, arm) for wave in waves for arm in (WITH, WITHOUT)])
    arms = columns.groups[INTERVENED]
    frame = pd.DataFrame(
        {
            "value": columns.scores[outcome][rows],
            "wave": np.asarray(columns.waves, dtype=object)[columns.wave[rows]],
            "exposed": (np.asarray(arms.names, dtype=object)[arms.codes[rows]] == WITH).astype(float),
            "respondent": columns.who[rows],
        }
    )
    if "unit" in columns.groups:
        units = columns.groups["unit"]
        frame["unit"] = np.asarray(units.names, dtype=object)[units.codes[rows]]
    return frame[frame["value"].notna()].reset_index(drop=True)


def _regression(scores: Scores, outcome: str, pair: Pair) -> Result:
    """Say what change to expect of those with interventions from having been chosen for low scores alone."""
    frame = _frame(scores, outcome, pair[:1])
    limits = next(one.range for one in scores.study.outcomes if one.id == outcome)
    units = aggregation(frame, ["value"], "unit" if _units(scores) else "exposed", limits)
    reliability = min(max(units.icc2, 0.0), 1.0)
    with_, everyone = frame.loc[frame["exposed"] == 1, "value"], frame["value"]
    return regression_to_the_mean(
        float(everyone.mean()), reliability, mean_selected=float(with_.mean()),
        mean_se=float(everyone.std(ddof=1)) / len(everyone) ** 0.5,
    )  # fmt: skip


def _before(study: Study) -> tuple[str, ...]:
    """Name the waves before the first intervention."""
    start = study.config.plan.interventions_from
    if start is None:
        return ()
    return tuple(wave.id for wave in study.config.waves if wave.date is not None and wave.date < start)


def _trend(scores: Scores, outcome: str, bound: Bound | None) -> Result:
    study = scores.study
    before = _before(study)
    if len(before) == len(study.waves):
        raise NotEnoughData("no wave after the interventions began")
    return pre_trend(
        _frame(scores, outcome, study.waves), "value", "wave", "exposed", study.waves[len(before)], _units(scores),
        respondent=None if study.linking == "unlinked" else "respondent", waves=study.waves,
        bound=None if bound is None else bound.points,
    )  # fmt: skip


def findings(scores: Scores, results: Results, pair: Pair) -> Iterator[Finding]:
    """Say of the main outcomes whether those with interventions changed otherwise, and what that may mean."""
    study = scores.study
    if not possible(scores, pair):
        if study.config.plan.comparison is not None and study.aggregates is None and lonely(scores):
            yield Finding("comparison.lonely", topic=TOPIC)
        return
    plan = study.config.plan
    waves: dict[str, Slot] = {"first": say.wave(pair[0]), "last": say.wave(pair[1])}
    told = [outcome for outcome in compared(study, pair[1]) if not plan.primary or outcome.id in plan.primary]
    for outcome in told:
        key, slots = _key(outcome.id, pair, "difference"), {**waves, "outcome": say.outcome(outcome.id)}
        hidden = Finding("comparison.not_shown", slots, topic=TOPIC)
        judged = results[key].result
        if not isinstance(judged, JudgedDifference):
            yield hidden
            continue
        numbers: dict[str, Slot] = {"difference": say.ref(NAME, key, "difference_in_change", "signed")}
        if judged.difference.ci_low is None:
            yield Finding("comparison.no_interval", {**slots, **numbers}, topic=TOPIC, otherwise=hidden)
            continue
        numbers["interval"] = say.ref(NAME, key, "difference_in_change", "interval")
        yield Finding(f"comparison.{judged.word}", {**slots, **numbers}, topic=TOPIC, otherwise=hidden)
        yield from _regressed(outcome.id, results, pair, slots)
        yield from _trended(outcome.id, results, pair, slots)
    yield from _counted(study)
    yield Finding(f"comparison.allocation.{plan.allocation}", topic=TOPIC)
    yield Finding("comparison.contamination", topic=TOPIC)
    if len(_before(study)) < 2:
        yield Finding("comparison.no_trend", topic=TOPIC)


def _counted(study: Study) -> Iterator[Finding]:
    """Say who counts as having had interventions, where a file of who took part tells it."""
    exposed, limit = exposed_of(study), study.config.plan.exposed_from
    if study.config.compares_exposure and exposed is not None:
        slots: dict[str, Slot] = {}
        if limit is not None:
            slots["limit"] = Setting(limit, "percent" if exposed.by == "unit" else "points")
        yield Finding(f"comparison.counted.{exposed.by}{'' if limit is None else '_from'}", slots, topic=TOPIC)


def _regressed(outcome: str, results: Results, pair: Pair, slots: dict[str, Slot]) -> Iterator[Finding]:
    key = _key(outcome, pair, "regression")
    estimate = results[key].result.estimates()[0] if key in results else None
    if estimate is None or np.isnan(estimate.estimate):
        return
    expected = say.ref(NAME, key, "expected_regression", "signed")
    if estimate.estimate <= 0:
        yield Finding("comparison.not_low", {**slots, "guard": expected}, topic=TOPIC)
        return
    interval = say.ref(NAME, key, "expected_regression", "interval")
    yield Finding("comparison.regression", {**slots, "expected": expected, "interval": interval}, topic=TOPIC)


def _trended(outcome: str, results: Results, pair: Pair, slots: dict[str, Slot]) -> Iterator[Finding]:
    key = _key(outcome, pair, "before")
    if key in results and not np.isnan(results[key].result.estimates()[0].estimate):
        term = results[key].result.estimates()[0].term
        numbers: dict[str, Slot] = {
            "trend": say.ref(NAME, key, term, "signed"), "interval": say.ref(NAME, key, term, "interval")
        }  # fmt: skip
        yield Finding("comparison.trend", {**slots, **numbers}, topic=TOPIC)


def displays(scores: Scores, results: Results, pair: Pair) -> Iterator[Table]:
    """Show the change with and without interventions, their difference and its verdict; then every other method."""
    study = scores.study
    if not possible(scores, pair):
        return
    suffix, estimator = "-".join(pair), "unlinked" if study.linking == "unlinked" else "everyone"
    rows, methods = [], []
    for outcome in compared(study, pair[1]):
        key = _key(outcome.id, pair, "difference")
        result = results[key].result
        arms = [key_of(outcome.id, INTERVENED, arm, pair, estimator) for arm in (WITH, WITHOUT)]
        changes = (say.found(NAME, results, arm, "mean_change", "signed_ci") for arm in arms)
        word = (
            Word(f"difference_word.{result.word}", f"{NAME}.{key}.difference_in_change")
            if isinstance(result, JudgedDifference)
            else None
        )
        named = "difference_in_change"
        terms_shown = (named, f"{named}_linked", "difference_ancova")
        one, *others = (say.found(NAME, results, key, term, "signed_ci") for term in terms_shown)
        rows.append(Row((say.outcome(outcome.id),), (*changes, one, word, *others)))
        terms = {estimate.term for estimate in result.estimates()}
        methods += [
            Row(
                (say.outcome(outcome.id), Word(f"difference_way.{way}")),
                (
                    say.ref(NAME, key, f"{named}_{way}", "signed_ci"),
                    say.ref(NAME, key, f"{named}_{way}", "p"),
                    None,
                ),
            )
            for way in WAYS
            if f"{named}_{way}" in terms
        ]
        if {"d_ppc2", f"{named}_linked"} <= terms:
            standardised = "standardised" if _units(scores) is None else "standardised_units"
            cells = (
                say.ref(NAME, key, f"{named}_linked", "signed_ci"),
                say.ref(NAME, key, f"{named}_linked", "p"),
                say.ref(NAME, key, "d_ppc2", "signed_ci"),
            )
            methods.append(Row((say.outcome(outcome.id), Word(f"difference_way.{standardised}")), cells))
    names = (
        "outcome",
        "change_with",
        "change_without",
        "difference_in_change",
        "verdict",
        "difference_linked",
        "difference_adjusted",
    )
    waves = {"first": say.wave(pair[0]), "last": say.wave(pair[1])}
    yield Table(
        f"table-comparison-{suffix}", say.phrase("table.comparison", **waves),
        tuple(say.phrase(f"column.{name}") for name in names), tuple(rows), topic=TOPIC,
    )  # fmt: skip
    if methods:
        heads = ("outcome", "way", "difference_in_change", "p", "d_ppc2")
        yield Table(
            f"table-comparison-{suffix}-ways", say.phrase("table.comparison_ways", **waves),
            tuple(say.phrase(f"column.{name}") for name in heads), tuple(methods), technical=True,
        )  # fmt: skip


def _key(outcome: str, pair: Pair, what: str) -> str:
    return f"{outcome}/interventions/{'-'.join(pair)}/{what}"
