"""Section change: how each outcome moved from the first wave to every later one, and what may be concluded."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from evaluatie.effects import Change, change_from_moments, moments, verdict
from evaluatie.effects.overlapping import overlapping_from_waves
from evaluatie.effects.paired import paired_from_complete
from evaluatie.evaluation import change_displays as displays
from evaluatie.evaluation import fields
from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.change_findings import verdicts
from evaluatie.evaluation.change_keys import NAME, Pair, bound_key, key_of
from evaluatie.evaluation.comparability import incomparable
from evaluatie.evaluation.judgement import Bound, JudgedChange, attempt, bound_in_points
from evaluatie.evaluation.meaning import Meanings, over_waves
from evaluatie.evaluation.scored import Scores, compared, fewest
from evaluatie.evaluation.section import EVERYONE, Analysis, Cell, Finding, Section
from evaluatie.result import Result

if TYPE_CHECKING:
    from evaluatie.study import Study


def change(study: Study) -> Section:
    """Estimate the change of every outcome from the first wave to each later wave, overall and per group.

    Two estimates stand side by side: *everyone* who answered at least once (partly overlapping samples, which speaks
    for the workforce's level) and the *linked* people who answered at both waves. Where waves cannot be linked there
    is one, from two independent samples. The plan says which is the headline (everyone by default).

    Parameters
    ----------
    study : Study
        The study; with one wave the section says that there is no change to show.

    Returns
    -------
    Section

    Examples
    --------
    >>> import evaluatie as ev
    >>> section = ev.change(ev.load_study("univbct-1022"))
    >>> round(section.results["jobsat/all/t0-t1/linked"].result.change.mean_change, 4)
    0.2549
    """
    if len(study.waves) == 1:
        return Section(NAME, study, {}, (Finding("change.one_wave", role="caveat"),))
    scores = Scores(study)
    results: dict[str, Analysis] = {}
    findings: list[Finding] = []
    shown: list[displays.Display] = []
    for last in study.waves[1:]:
        pair = (study.waves[0], last)
        made, meanings = dict(_analyses(scores, pair)), _meanings(study, pair)
        results |= made | dict(_meaning_analyses(study, meanings, pair))
        findings += verdicts(study, made, pair, meanings)
        shown += displays.of(study, made, pair, meanings)
    if study.aggregates is None:
        results |= dict(fields.analyses(scores, study.waves))
        findings += fields.findings(study, NAME, study.waves)
        shown += fields.by_group(scores, NAME, study.waves)
    # what holds of the whole report is to be borne in mind first
    later = [finding for finding in findings if finding.role == "caveat"]
    first = [finding for finding in findings if finding.role != "caveat"]
    return Section(NAME, study, results, (*first, *_caveats(study), *later), tuple(shown))


def _meanings(study: Study, pair: Pair) -> Meanings:
    """Test for every outcome that was asked alike whether it means the same; of means only nothing can be tested."""
    return Meanings({}, {}) if study.aggregates is not None else over_waves(study, compared(study, pair[1]), pair)


def _meaning_analyses(study: Study, meanings: Meanings, pair: Pair) -> Iterator[tuple[str, Analysis]]:
    # the number of people in one model of both waves tells how many are linked
    bases = (pair[:1], pair[1:]) if study.linking == "unlinked" else (pair[:1], pair[1:], pair)

    def cells(outcome: str) -> tuple[Cell, ...]:
        return tuple(Cell(basis, outcome) for basis in bases)

    yield from meanings.analyses("-".join(pair), pair, cells)


def _analyses(scores: Scores, pair: Pair) -> Iterator[tuple[str, Analysis]]:
    smallest = scores.study.config.plan.smallest_effect
    groups = [(EVERYONE, EVERYONE), *scores.levels(*pair)]
    for outcome in compared(scores.study, pair[1]):
        bound = bound_in_points(scores.moments(outcome.id, pair[0]), smallest)
        if bound is not None:
            at_first = (Cell((pair[0],), outcome.id),)
            yield bound_key(outcome.id, pair), Analysis(bound, "smallest_effect", (pair[0],), at_first, outcome.id)
        for characteristic, level in groups:
            for estimator, result in _estimates(scores, outcome.id, pair, characteristic, level):
                judged = _judge(result, bound, outcome.direction)
                cells = _cells(estimator, pair, outcome.id, characteristic, level)
                yield (
                    key_of(outcome.id, characteristic, level, pair, estimator),
                    Analysis(judged, _method(result), pair, cells, outcome.id, characteristic, level),
                )


def _estimates(
    scores: Scores, outcome: str, pair: Pair, characteristic: str, level: str
) -> Iterator[tuple[str, Result]]:
    if scores.study.linking == "unlinked":
        before, after = (scores.moments(outcome, wave, characteristic, level) for wave in pair)
        yield "unlinked", attempt("mean_change", partial(change_from_moments, before, after))
        return
    two = scores.columns.two_waves(outcome, pair, characteristic, level)
    if len(two.pairs_pre) < fewest(scores.study):
        # two separate samples then: a handful of pairs tells next to nothing of the correlation, and the n would tell
        # its size
        separate = partial(change_from_moments, moments(two.pre), moments(two.post))
        yield "everyone", attempt("mean_change", separate)
    else:
        yield "everyone", overlapping_from_waves(two)
    yield "linked", attempt("mean_change", partial(paired_from_complete, two.pairs_pre, two.pairs_post))


def _judge(result: Result, bound: Bound | None, direction: str) -> Result:
    if not isinstance(result, Change):
        return result
    judged = verdict(result, bound=None if bound is None else bound.points, direction=direction)
    return JudgedChange(result.method, result.notes, result, judged)


def _method(result: Result) -> str:
    if not isinstance(result, Change):
        return "overlapping_t"
    if result.n_pairs == 0:
        return "independent_t"
    return "paired_t" if result.n_pairs == result.n_pre == result.n_post else "overlapping_t"


def _cells(estimator: str, pair: Pair, outcome: str, characteristic: str, level: str) -> tuple[Cell, ...]:
    bases: tuple[tuple[str, ...], ...] = (pair,) if estimator == "linked" else ((pair[0],), (pair[1],))
    return tuple(Cell(waves, outcome, characteristic, level) for waves in bases)


def _fixed_beforehand(study: Study) -> bool:
    plan, follow_up = study.config.plan, study.config.waves[1].date
    return bool(plan.primary) and plan.fixed_on is not None and follow_up is not None and plan.fixed_on <= follow_up


def _caveats(study: Study) -> Iterator[Finding]:
    plan = study.config.plan
    scores_only = all(outcome.source == "score" for outcome in study.outcomes)
    fixed = _fixed_beforehand(study)
    said = {
        "no_comparison": True,  # no comparison is computed yet, whether the plan names one or not
        "not_fixed": not fixed,
        "secondary": fixed and len(study.outcomes) > len(plan.primary),
        "several": fixed and len(plan.primary) > 1,
        "unadjusted": bool(plan.adjust),
        "invariance_scores": scores_only,
        "aggregates": study.aggregates is not None,
        "unlinked": study.linking == "unlinked" and study.aggregates is None,
        "partly_linked": study.linking == "partly linked",
    }
    yield from (Finding(f"change.caveat.{name}", role="caveat") for name, applies in said.items() if applies)
    yield from (say.incomparable("change.caveat.classification", *where) for where in incomparable(study))
