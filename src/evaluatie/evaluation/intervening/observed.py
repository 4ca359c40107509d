"""What changed of that which interventions were expected to move: outcomes of the questionnaire, and flows of staff."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from evaluatie.evaluation.changing import comparison
from evaluatie.evaluation.changing.estimates import estimates
from evaluatie.evaluation.changing.keys import Pair, estimators, of_whom
from evaluatie.evaluation.judgement import JudgedChange, bound_in_points, judge
from evaluatie.evaluation.scored import Scores, compared
from evaluatie.evaluation.section import ALL, EVERYONE, Analysis, Group
from evaluatie.evaluation.workforce.rated import verdict
from evaluatie.evaluation.workforce.shifted import shifted
from evaluatie.evaluation.workforce.staff import staff_of

if TYPE_CHECKING:
    from evaluatie.study import Outcome, Study

#: flows as a theory names them, and as the section about staff does
FLOWS = {"outflow": "outflow", "promotions": "promotion"}
_FLOW_VERDICTS = {"higher": "increased", "lower": "decreased"}


@dataclass(frozen=True)
class Observed:
    """A change of one outcome or flow, in one group.

    Attributes
    ----------
    analysis : Analysis
        What it was made from.
    term : str
        Its main number.
    verdict : str
        What may be concluded.
    estimate, low, high : float
        The change; of a flow the logarithm of the ratio.
    n : int or None
        People.
    design : str
        What kind of comparison it is.
    whom : str
        Whose change it is: ``stayers``, ``workforce`` or ``answered``; empty of flows and differences.
    """

    analysis: Analysis
    term: str
    verdict: str
    estimate: float
    low: float | None
    high: float | None
    n: int | None
    design: str = "change"
    whom: str = ""


def group_of(text: str) -> Group:
    """Read a group as a theory of change writes it.

    Examples
    --------
    >>> group_of("all"), group_of("origin=europa")
    (('all', 'all'), ('origin', 'europa'))
    """
    name, _, level = text.partition("=")
    return (name, level) if level else ALL


def observed(study: Study, theory: pd.DataFrame) -> dict[tuple[str, str], Observed]:
    """Estimate the changes that a theory of change speaks of.

    Parameters
    ----------
    study : Study
        The study.
    theory : pandas.DataFrame
        Its theory of change.

    Returns
    -------
    dict
        By outcome and group, as the theory writes them; without those that could not be estimated.
    """
    wanted = list(dict.fromkeys(zip(theory["outcome"], theory["group"], strict=True)))
    found = {**dict(_flows(study, wanted))}
    if len(study.waves) > 1:
        found |= dict(_outcomes(study, wanted))
    return found


def _outcomes(study: Study, wanted: list[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], Observed]]:
    scores, pair = Scores(study), (study.waves[0], study.waves[-1])
    measured = {outcome.id: outcome for outcome in study.outcomes}
    for id_, text in wanted:
        if id_ not in measured:
            continue
        group = group_of(text)
        between = _between(scores, measured[id_], pair) if group == ALL else None
        change = between or _change(scores, id_, pair, group, measured[id_].direction)
        if change is not None:
            yield (id_, text), change


def _change(scores: Scores, outcome: str, pair: Pair, group: Group, direction: str) -> Observed | None:
    """Give a group's change by the study's main estimator, or by the next that gives one."""
    bound = bound_in_points(scores.moments(outcome, pair[0]), scores.study.config.plan.smallest_effect)
    made = {one.estimator: one for one in estimates(scores, outcome, pair, *group)}
    for estimator in estimators(scores.study):
        one = made.get(estimator)
        judged = None if one is None else judge(one.result, bound, direction)
        if one is not None and isinstance(judged, JudgedChange):
            analysis = Analysis(judged, one.method, pair, one.cells, outcome, *group)
            return _observed(analysis, "mean_change", judged.verdict.word, whom=_whom(scores.study, estimator))
    return None


def _whom(study: Study, estimator: str) -> str:
    """Name those whose change it is: of who answered twice that they did, whoever they are taken to stand for."""
    return "linked" if estimator == "linked" else of_whom(study, estimator)


def _between(scores: Scores, outcome: Outcome, pair: Pair) -> Observed | None:
    """Give the difference in change with units without interventions, where the plan names them."""
    if not comparison.possible(scores) or outcome not in compared(scores.study, pair[1]):
        return None
    bound = bound_in_points(scores.moments(outcome.id, pair[0]), scores.study.config.plan.smallest_effect)
    analysis = comparison.difference(scores, outcome, pair, bound)
    judged = analysis.result
    if not isinstance(judged, comparison.JudgedDifference):
        return None
    random = scores.study.config.plan.allocation == "random"
    return _observed(
        analysis, "difference_in_change", judged.verdict.word, "random" if random else "difference_in_change"
    )


def _observed(analysis: Analysis, term: str, word: str, design: str = "change", whom: str = "") -> Observed:
    row = next(row for row in analysis.result.estimates() if row.term == term)
    return Observed(analysis, term, word, row.estimate, row.ci_low, row.ci_high, row.n, design, whom)


def _flows(study: Study, wanted: list[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], Observed]]:
    staff = staff_of(study) if any(outcome in FLOWS for outcome, _ in wanted) else None
    made = {} if staff is None else shifted(staff).results
    for outcome, text in wanted:
        name = EVERYONE if group_of(text) == ALL else text
        analysis = made.get(f"{name}/change/{FLOWS.get(outcome, '')}")
        if analysis is None:
            continue
        (row,) = analysis.result.estimates()
        low, high = (None if end is None else math.log(end) for end in (row.ci_low, row.ci_high))
        word = _FLOW_VERDICTS.get(verdict(row), "inconclusive")
        yield (outcome, text), Observed(analysis, row.term, word, math.log(row.estimate), low, high, row.n)
