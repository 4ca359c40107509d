"""How chosen outcomes changed from the first wave to the last: of everyone, and by group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from evaluatie.evaluation import meaning_shown
from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.changing.estimates import estimates
from evaluatie.evaluation.changing.findings import counted
from evaluatie.evaluation.changing.keys import Pair, bound_key, estimators, key_of, shown_as
from evaluatie.evaluation.comparability import asked_otherwise
from evaluatie.evaluation.judgement import Bound, JudgedChange, NotEstimable, bound_in_points, judge
from evaluatie.evaluation.meaning import Meanings, over_waves
from evaluatie.evaluation.scored import Scores
from evaluatie.evaluation.section import ALL, Analysis, Cell, Finding, Group, Row, Slot, Word
from evaluatie.evaluation.topic import Topic, heads

if TYPE_CHECKING:
    from evaluatie.study import Outcome


def add_changes(own: Topic, scores: Scores, outcomes: Sequence[Outcome], characteristics: Sequence[str]) -> None:
    """Add the change of every outcome: a sentence, and a table of everyone and one per characteristic."""
    study = scores.study
    pair = (study.waves[0], study.waves[-1])
    alike = [outcome for outcome in outcomes if not asked_otherwise(study, outcome.id, pair[1])]
    for outcome in outcomes:
        if (different := asked_otherwise(study, outcome.id, pair[1])) != ():
            own.say("change.asked_otherwise", outcome=say.outcome(outcome.id), **_waves(pair),
                    difference=Word(f"difference.{different[0]}"))  # fmt: skip
    meanings = _meanings(own, scores, alike, pair)
    groups = [(name, level) for name, level in scores.levels(*pair) if name in characteristics]
    keys = {
        (outcome.id, group): _add(own, scores, outcome, pair, group, estimator)
        for outcome in alike
        for estimator in [_headline(scores, outcome, pair)]
        for group in (ALL, *groups)
    }
    for outcome in alike:
        own.findings += _said(own, meanings, outcome, pair, keys[outcome.id, ALL])
    for characteristic in characteristics:
        rows = [
            _row(own, outcome, group, *keys[outcome.id, group])
            for outcome in alike
            for group in groups
            if group[0] == characteristic
        ]
        caption = say.phrase("table.change_groups", characteristic=say.characteristic(characteristic), **_waves(pair))
        named = heads("outcome", "group", "estimator", "n", "change", "verdict")
        own.show_table(f"table-own-change-{characteristic}", caption, named, rows)


def _meanings(own: Topic, scores: Scores, outcomes: Sequence[Outcome], pair: Pair) -> Meanings:
    """Add the tests of whether scales mean the same at both waves."""
    study = scores.study
    if study.aggregates is not None:
        return Meanings({}, {})
    meanings = over_waves(study, outcomes, pair)
    bases = (pair[:1], pair[1:]) if study.linking == "unlinked" else (pair[:1], pair[1:], pair)

    def cells(outcome: str) -> tuple[Cell, ...]:
        return tuple(Cell(basis, outcome) for basis in bases)

    own.results |= dict(meanings.analyses("-".join(pair), pair, cells))
    return meanings


def _add(
    own: Topic, scores: Scores, outcome: Outcome, pair: Pair, group: Group, estimator: str
) -> tuple[str, str]:  # fmt: skip
    """Add a change with its verdict, and give the name of its estimator and its key."""
    bound = bound_in_points(scores.moments(outcome.id, pair[0]), scores.study.config.plan.smallest_effect)
    if bound is not None:
        own.results[bound_key(outcome.id, pair)] = _bound(bound, outcome, pair)
    found = next(one for one in estimates(scores, outcome.id, pair, *group) if one.estimator == estimator)
    key = key_of(outcome.id, *group, pair, found.estimator)
    judged = judge(found.result, bound, outcome.direction)
    own.results[key] = Analysis(judged, found.method, pair, found.cells, outcome.id, *group)
    return shown_as(scores.study, found.estimator), key


def _bound(bound: Bound, outcome: Outcome, pair: Pair) -> Analysis:
    return Analysis(bound, "smallest_effect", pair[:1], (Cell(pair[:1], outcome.id),), outcome.id)


def _headline(scores: Scores, outcome: Outcome, pair: Pair) -> str:
    """Name the study's main estimator, or the next that gives a change of everyone.

    Every group has the same: which one a group's own numbers allow would tell how many of a hidden group are linked.
    """
    found = {one.estimator: one for one in estimates(scores, outcome.id, pair, *ALL)}
    order = [found[name] for name in estimators(scores.study) if name in found]
    return next((one for one in order if not isinstance(one.result, NotEstimable)), order[0]).estimator


def _said(own: Topic, meanings: Meanings, outcome: Outcome, pair: Pair, of: tuple[str, str]) -> Iterator[Finding]:
    """Say first where the questions do not mean the same at both waves, then the verdict."""
    key = of[1]
    change = say.ref(own.section, key, "mean_change", "signed")
    slots: dict[str, Slot] = {
        "outcome": say.outcome(outcome.id),
        **_waves(pair),
        "change": change,
        "interval": say.ref(own.section, key, "mean_change", "interval"),
        "n": say.ref(own.section, key, "mean_change", "n"),
        "counted": Word(f"counted.{counted(own.results, key)}"),
    }
    about = {**_waves(pair), "guard": change}
    for finding in meaning_shown.sentences(meanings, own.section, "-".join(pair), "waves", [outcome], about):
        yield replace(finding, role="main") if finding.key == "meaning.waves.not" else finding
    hidden = Finding("change.not_shown", {"outcome": say.outcome(outcome.id), **_waves(pair)})
    plain = Finding("change.estimate", slots, otherwise=hidden)
    judged, bound = own.results[key].result, bound_key(outcome.id, pair)
    apart = outcome.id in meanings.of and meanings.of[outcome.id].word == "not"
    if apart or not isinstance(judged, JudgedChange) or bound not in own.results:
        yield plain
        return
    slots = {**slots, "bound": say.ref(own.section, bound, "bound", "points")}
    if judged.verdict.detectable is not None:
        slots["detectable"] = say.ref(own.section, key, "detectable", "points")
        slots["narrow"] = say.ref(own.section, key, "equivalence", "interval")
    yield Finding(f"change.verdict.{judged.word}", slots, otherwise=plain)


def _row(own: Topic, outcome: Outcome, group: Group, estimator: str, key: str) -> Row:
    judged = own.results[key].result
    verdict: Slot | None = own.ref(key, "mean_change", "points")  # of what cannot be estimated, and looks as if hidden
    if isinstance(judged, JudgedChange):
        verdict = Word(f"verdict.{judged.word}", f"{own.section}.{key}.mean_change")
    return Row(
        (say.outcome(outcome.id), say.group(*group), Word(f"estimator.{estimator}")),
        (own.ref(key, "mean_change", "n"), own.ref(key, "mean_change", "signed_ci"), verdict),
    )


def _waves(pair: Pair) -> dict[str, Slot]:
    return {"first": say.wave(pair[0]), "last": say.wave(pair[1])}
