"""Section change: how each outcome moved from the first wave to every later one, and what may be concluded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from evaluatie.evaluation import fields
from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.changing import (
    choices,
    comparison,
    course,
    displays,
    dosed,
    gaps,
    individual,
    sensitivity,
    slopes,
    stayed,
    tiers,
)
from evaluatie.evaluation.changing.estimates import estimates
from evaluatie.evaluation.changing.findings import verdicts
from evaluatie.evaluation.changing.keys import NAME, Pair, bound_key, estimators, key_of, of_whom
from evaluatie.evaluation.comparability import incomparable
from evaluatie.evaluation.judgement import Bound, bound_in_points, judge
from evaluatie.evaluation.meaning import Meanings, over_waves
from evaluatie.evaluation.scored import Scores, compared, fewest
from evaluatie.evaluation.section import EVERYONE, Analysis, Cell, Finding, Label, Section
from evaluatie.evaluation.unit_spread import told_of_units
from evaluatie.study.problems import Problem, StudyError
from evaluatie.study.settings.arrangements import LARGEST_EFFECT

if TYPE_CHECKING:
    from evaluatie.study import Study

#: Years after which it is said that more than the programme may have changed
_LONG = 5
#: Changes and gaps of which people of one unit count as alike where there are units enough
_BY_UNITS = frozenset({"mixed_model", "paired_t", "overlapping_t", "independent_t", "gap", "gap_adjusted"})


def change(study: Study, *, smallest_effect: float | None = None) -> Section:
    """Estimate the change of every outcome from the first wave to each later wave, overall and per group.

    Two changes are told apart: of the people who were *employed at both waves* (a mixed model of who answered at least
    once, and the linked people), and of the *workforce's level* (everyone who answered, who came and left included).
    Where waves cannot be linked there is the second only. The plan says which is the headline; by default the first
    where waves are linked. Where people are in eight units or more, people of one unit count as alike. Beside these
    stand other estimators, the gaps between groups, a comparison group where the plan names one, taking part
    more or less where a file tells it, who stayed, reliable
    change of persons, and the spread over all defensible choices.

    Parameters
    ----------
    study : Study
        The study; with one wave the section says that there is no change to show.
    smallest_effect : float, optional
        Another smallest effect of interest than the plan's, in standard deviations, to try what hangs on it. No report
        takes in a section that was made with it: there the plan decides.

    Returns
    -------
    Section

    Raises
    ------
    StudyError
        The smallest effect is not above zero.

    Examples
    --------
    >>> import evaluatie as ev
    >>> section = ev.change(ev.load_study("univbct-1022"))
    >>> round(section.results["jobsat/all/t0-t1/linked"].result.change.mean_change, 4)
    0.2549
    """
    study = study if smallest_effect is None else _supposing(study, smallest_effect)
    if len(study.waves) == 1:
        return Section(NAME, study, {}, (Finding("change.one_wave", role="caveat"),))
    scores = Scores(study)
    results: dict[str, Analysis] = dict(course.analyses(scores)) | dict(slopes.analyses(scores))
    findings: list[Finding] = [*_estimands(study), *slopes.findings(scores, results)]
    shown: list[displays.Display] = [*course.figure(study), *slopes.displays(study, results)]
    for last in study.waves[1:]:
        pair = (study.waves[0], last)
        made, meanings = _of_pair(scores, pair), _meanings(study, pair)
        results |= made | dict(_meaning_analyses(study, meanings, pair))
        findings += [*verdicts(study, made, pair, meanings), *gaps.findings(scores, made, pair)]
        findings += [*comparison.findings(scores, made, pair), *dosed.findings(scores, made, pair)]
        findings += [*sensitivity.findings(study, made, pair), *stayed.findings(scores, made, pair)]
        findings += [*choices.findings(study, made, pair), *individual.findings(study, pair)]
        shown += [*displays.of(study, made, pair, meanings), *gaps.displays(scores, made, pair)]
        shown += [*comparison.displays(scores, made, pair), *dosed.displays(scores, made, pair)]
        shown += [*stayed.displays(scores, made, pair)]
        shown += [*sensitivity.displays(study, made, pair), *choices.displays(study, made, pair)]
        shown += individual.displays(study, pair)
    if study.aggregates is None:
        results |= dict(fields.analyses(scores, study.waves))
        findings += fields.findings(study, NAME, study.waves)
        shown += fields.by_group(scores, NAME, study.waves)
    # what holds of the whole report is to be borne in mind first
    later = [finding for finding in findings if finding.role == "caveat"]
    first = [finding for finding in findings if finding.role != "caveat"]
    return Section(NAME, study, results, (*first, *_caveats(scores, results), *later), tuple(shown))


def _supposing(study: Study, smallest_effect: float) -> Study:
    """Give a study as it would be with another smallest effect."""
    if not 0 < smallest_effect <= LARGEST_EFFECT:
        message = f"It is in standard deviations: more than 0 and at most {LARGEST_EFFECT:g}."
        raise StudyError([Problem("parameters", None, "smallest_effect", message, "Try 0.2.")])
    plan = study.config.plan.model_copy(update={"smallest_effect": float(smallest_effect)})
    return replace(study, config=study.config.model_copy(update={"plan": plan}))


def _estimands(study: Study) -> Iterator[Finding]:
    """Say which two changes are told apart, and which of them is the headline."""
    if study.linking != "unlinked":
        yield Finding(f"change.estimands.{of_whom(study, estimators(study)[0])}")


def _of_pair(scores: Scores, pair: Pair) -> dict[str, Analysis]:
    """Make all analyses of one pair of waves."""
    study = scores.study
    smallest = study.config.plan.smallest_effect
    found = {one.id: bound_in_points(scores.moments(one.id, pair[0]), smallest) for one in compared(study, pair[1])}
    bounds = {outcome: bound for outcome, bound in found.items() if bound is not None}
    made = dict(_changes(scores, pair, bounds))
    made |= dict(tiers.analyses(study, made, pair))
    for part in (sensitivity, gaps, comparison, dosed):
        made |= dict(part.analyses(scores, pair, bounds))
    made |= dict(stayed.analyses(scores, pair)) | dict(choices.analyses(scores, pair))
    return made | dict(individual.analyses(study, pair))


def _meanings(study: Study, pair: Pair) -> Meanings:
    """Test for every outcome that was asked alike whether it means the same; of means only nothing can be tested."""
    return Meanings({}, {}) if study.aggregates is not None else over_waves(study, compared(study, pair[1]), pair)


def _meaning_analyses(study: Study, meanings: Meanings, pair: Pair) -> Iterator[tuple[str, Analysis]]:
    # the number of people in one model of both waves tells how many are linked
    bases = (pair[:1], pair[1:]) if study.linking == "unlinked" else (pair[:1], pair[1:], pair)

    def cells(outcome: str) -> tuple[Cell, ...]:
        return tuple(Cell(basis, outcome) for basis in bases)

    yield from meanings.analyses("-".join(pair), pair, cells)


def _changes(scores: Scores, pair: Pair, bounds: dict[str, Bound]) -> Iterator[tuple[str, Analysis]]:
    groups = [(EVERYONE, EVERYONE), *scores.levels(*pair)]
    for outcome in compared(scores.study, pair[1]):
        bound = bounds.get(outcome.id)
        if bound is not None:
            at_first = (Cell((pair[0],), outcome.id),)
            yield bound_key(outcome.id, pair), Analysis(bound, "smallest_effect", (pair[0],), at_first, outcome.id)
        for characteristic, level in groups:
            for found in estimates(scores, outcome.id, pair, characteristic, level):
                judged = judge(found.result, bound, outcome.direction)
                yield (
                    key_of(outcome.id, characteristic, level, pair, found.estimator),
                    Analysis(judged, found.method, pair, found.cells, outcome.id, characteristic, level),
                )


def _caveats(scores: Scores, results: Mapping[str, Analysis]) -> Iterator[Finding]:
    study = scores.study
    plan, fixed = study.config.plan, tiers.fixed_beforehand(study)
    said = {
        "no_comparison": not comparison.possible(scores) and not dosed.possible(scores),
        "by_exposure": not comparison.possible(scores) and dosed.possible(scores),
        "not_fixed": not fixed,
        "secondary": fixed and len(study.outcomes) > len(plan.primary),
        "invariance_scores": all(outcome.source == "score" for outcome in study.outcomes),
        "aggregates": study.aggregates is not None,
        "unlinked": study.linking == "unlinked" and study.aggregates is None,
        "partly_linked": study.linking == "partly linked",
        "far_apart": _far_apart(study),
    }
    yield from (Finding(f"change.caveat.{name}", role="caveat") for name, applies in said.items() if applies)
    if study.aggregates is None:
        counted = {key: one for key, one in results.items() if not key.endswith("/paired")}
        units = told_of_units(scores.columns, counted, _BY_UNITS, fewest(study))
        if units is not None:
            yield Finding(f"change.caveat.{units}", role="caveat")
    yield from (say.incomparable("change.caveat.classification", *where) for where in incomparable(study))
    yield from _deviations(scores)


def _far_apart(study: Study) -> bool:
    """Say whether so many years lie between two waves that an organisation is hardly the same one."""
    dates = [wave.date for wave in study.config.waves if wave.date is not None]
    return len(dates) > 1 and (dates[-1] - dates[0]).days > _LONG * 365.25


def _deviations(scores: Scores) -> Iterator[Finding]:
    """List what was done otherwise than the plan has it, as far as the data tell and as the author says."""
    study = scores.study
    plan = study.config.plan
    there = {outcome.id for wave in study.waves[1:] for outcome in compared(study, wave)}
    for outcome in (*plan.primary, *plan.secondary):
        if outcome not in there:
            yield Finding("change.deviation.not_compared", {"outcome": say.outcome(outcome)}, role="caveat")
    if plan.estimator is not None and estimators(study)[0] != plan.estimator:
        yield Finding("change.deviation.estimator", role="caveat")
    if plan.comparison is not None and not comparison.possible(scores):
        yield Finding("change.deviation.comparison", role="caveat")
    for number in range(len(plan.deviations)):
        yield Finding("change.deviation.said", {"text": Label("deviation", str(number))}, role="caveat")
