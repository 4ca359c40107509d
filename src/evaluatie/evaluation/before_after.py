"""Section change: how each outcome moved from the first wave to every later one, and what may be concluded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from evaluatie.effects import Change, independent_change, overlapping_change, paired_change, verdict
from evaluatie.evaluation import change_displays as displays
from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.change_keys import NAME, Pair, bound_key, key_of
from evaluatie.evaluation.judgement import Bound, JudgedChange, bound_in_points
from evaluatie.evaluation.scored import answers, levels, linked_answers, people, scored_survey
from evaluatie.evaluation.section import EVERYONE, Analysis, Cell, Finding, Role, Section, Slot, Word
from evaluatie.result import NotEnoughData

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
    survey = scored_survey(study)
    results: dict[str, Analysis] = {}
    findings: list[Finding] = []
    shown: list[displays.Display] = []
    for last in study.waves[1:]:
        pair = (study.waves[0], last)
        made = dict(_analyses(study, survey, pair))
        results |= made
        findings += _verdicts(study, made, pair)
        shown += displays.of(study, made, pair)
    return Section(NAME, study, results, (*findings, *_caveats(study)), tuple(shown))


def _analyses(study: Study, survey: pd.DataFrame, pair: Pair) -> Iterator[tuple[str, Analysis]]:
    smallest = study.config.plan.smallest_effect
    for outcome in study.outcomes:
        bound = bound_in_points(answers(survey, outcome.id, pair[0]), smallest)
        if bound is not None:
            at_first = (Cell((pair[0],), outcome.id),)
            yield bound_key(outcome.id, pair), Analysis(bound, "smallest_effect", (pair[0],), at_first, outcome.id)
        for characteristic, level in ((EVERYONE, EVERYONE), *levels(study, survey)):
            rows = people(survey, characteristic, level)
            for estimator, result in _estimates(study, rows, outcome.id, pair):
                judged = _judge(result, bound, outcome.direction)
                cells = _cells(estimator, pair, outcome.id, characteristic, level)
                yield (
                    key_of(outcome.id, characteristic, level, pair, estimator),
                    Analysis(judged, _method(result), pair, cells, outcome.id, characteristic, level),
                )


def _estimates(study: Study, rows: pd.DataFrame, outcome: str, pair: Pair) -> Iterator[tuple[str, Change]]:
    first, last = pair
    try:
        if study.linking == "unlinked":
            yield "unlinked", independent_change(answers(rows, outcome, first), answers(rows, outcome, last))
            return
        yield "everyone", overlapping_change(rows, outcome, "wave", "respondent", waves=pair)
        yield "linked", paired_change(*linked_answers(rows, outcome, first, last))
    except NotEnoughData:
        # too few people for an estimate; the tables leave the place empty
        return


def _judge(result: Change, bound: Bound | None, direction: str) -> JudgedChange:
    judged = verdict(result, bound=None if bound is None else bound.points, direction=direction)
    return JudgedChange(result.method, result.notes, result, judged)


def _method(result: Change) -> str:
    if result.n_pairs == 0:
        return "independent_t"
    return "paired_t" if result.n_pairs == result.n_pre == result.n_post else "overlapping_t"


def _cells(estimator: str, pair: Pair, outcome: str, characteristic: str, level: str) -> tuple[Cell, ...]:
    bases: tuple[tuple[str, ...], ...] = (pair,) if estimator == "linked" else ((pair[0],), (pair[1],))
    return tuple(Cell(waves, outcome, characteristic, level) for waves in bases)


def _verdicts(study: Study, results: dict[str, Analysis], pair: Pair) -> Iterator[Finding]:
    primary = study.config.plan.primary
    for outcome in study.outcomes:
        headline = not primary or outcome.id in primary
        made = _verdict_chain(study, results, outcome.id, pair, "headline" if headline else "main")
        if made is not None:
            yield made
    yield from _comparisons(results, [outcome.id for outcome in study.outcomes], pair)


def estimator_order(study: Study) -> tuple[str, ...]:
    """Give the estimators of a study, the headline first."""
    if study.linking == "unlinked":
        return ("unlinked",)
    return ("linked", "everyone") if study.config.plan.estimator == "linked" else ("everyone", "linked")


def _verdict_chain(study: Study, results: dict[str, Analysis], outcome: str, pair: Pair, role: Role) -> Finding | None:
    """Say the verdict on the headline estimate; should that be hidden, on the other; else the bare estimate."""
    chain: Finding | None = None
    for estimator in reversed(estimator_order(study)):
        key = key_of(outcome, EVERYONE, EVERYONE, pair, estimator)
        if key not in results:
            continue
        slots = _estimate_slots(outcome, pair, key)
        judged = results[key].result
        assert isinstance(judged, JudgedChange)  # noqa: S101 - tells the type checker what _analyses made
        chain = Finding("change.estimate", slots, role, otherwise=chain)
        if bound_key(outcome, pair) in results:
            chain = Finding(
                f"change.verdict.{judged.word}",
                slots | _bound_slots(outcome, pair, key, judged),
                role,
                otherwise=chain,
            )
    return chain


def _estimate_slots(outcome: str, pair: Pair, key: str) -> dict[str, Slot]:
    return {
        "outcome": say.outcome(outcome),
        "first": say.wave(pair[0]),
        "last": say.wave(pair[1]),
        "change": say.ref(NAME, key, "mean_change", "signed"),
        "interval": say.ref(NAME, key, "mean_change", "interval"),
        "n": say.ref(NAME, key, "mean_change", "n"),
    }


def _bound_slots(outcome: str, pair: Pair, key: str, judged: JudgedChange) -> dict[str, Slot]:
    slots: dict[str, Slot] = {"bound": say.ref(NAME, bound_key(outcome, pair), "bound", "points")}
    if judged.verdict.detectable is not None:
        slots["detectable"] = say.ref(NAME, key, "detectable", "points")
    return slots


def _comparisons(results: dict[str, Analysis], outcomes: list[str], pair: Pair) -> Iterator[Finding]:
    """Say whether the linked people alone give the same verdicts as everyone: in one sentence where all agree."""
    each = [finding for outcome in outcomes for finding in _comparison(results, outcome, pair)]
    yield from (_only_linked(finding) for finding in each)
    if len(each) > 1 and all(finding.key == "change.linked_agrees" for finding in each):
        shown = [slots[name] for slots in (finding.slots for finding in each) for name in ("change", "everyone")]
        yield Finding("change.linked_agrees_all", {f"number_{place}": slot for place, slot in enumerate(shown)})
    else:
        yield from each


def _only_linked(comparison: Finding) -> Finding:
    """Say that a verdict is about the linked people where everyone's change may not be shown."""
    linked = {name: comparison.slots[name] for name in ("outcome", "change")}
    everyone = {"everyone": comparison.slots["everyone"]}
    return Finding("", everyone, otherwise=Finding("change.only_linked", linked))


def _comparison(results: dict[str, Analysis], outcome: str, pair: Pair) -> Iterator[Finding]:
    keys = [key_of(outcome, EVERYONE, EVERYONE, pair, estimator) for estimator in ("everyone", "linked")]
    if not all(key in results for key in keys):
        return
    everyone, linked = (results[key].result for key in keys)
    assert isinstance(everyone, JudgedChange)  # noqa: S101
    assert isinstance(linked, JudgedChange)  # noqa: S101
    # the sentence compares two verdicts, so it is said only where both numbers are shown
    slots = _estimate_slots(outcome, pair, keys[1]) | {"everyone": say.ref(NAME, keys[0], "mean_change", "signed")}
    if everyone.word == linked.word:
        yield Finding("change.linked_agrees", slots)
    else:
        word = Word(f"verdict.{linked.word}", f"{NAME}.{keys[1]}.mean_change")
        yield Finding("change.linked_differs", slots | {"verdict": word})


def _caveats(study: Study) -> Iterator[Finding]:
    plan = study.config.plan
    if plan.comparison is None:
        yield Finding("change.caveat.no_comparison", role="caveat")
    if not _fixed_beforehand(study):
        yield Finding("change.caveat.not_fixed", role="caveat")
    elif plan.secondary:
        yield Finding("change.caveat.secondary", role="caveat")
    scores_only = all(outcome.source == "score" for outcome in study.outcomes)
    yield Finding(f"change.caveat.invariance_{'scores' if scores_only else 'untested'}", role="caveat")
    if study.linking == "unlinked":
        yield Finding("change.unlinked", role="caveat")


def _fixed_beforehand(study: Study) -> bool:
    plan = study.config.plan
    if plan.fixed_on is None:
        return False
    follow_up = study.config.waves[1].date
    return follow_up is None or plan.fixed_on <= follow_up
