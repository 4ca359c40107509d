"""Tables and figures of the change section."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from evaluatie.evaluation import meaning_shown
from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.changing import tiers
from evaluatie.evaluation.changing.keys import (
    ESTIMAND,
    MAIN,
    NAME,
    STAYERS,
    Pair,
    bound_key,
    estimators,
    key_of,
    shown_as,
)
from evaluatie.evaluation.comparability import comparable
from evaluatie.evaluation.judgement import JudgedChange, estimated
from evaluatie.evaluation.meaning import Meanings
from evaluatie.evaluation.scored import compared, planned
from evaluatie.evaluation.section import EVERYONE, Analysis, Figure, Finding, Ref, Row, Slot, Table, Word

if TYPE_CHECKING:
    from evaluatie.study import Outcome, Study

Display = Table | Figure
Results = dict[str, Analysis]

ESTIMATORS = ("mixed", "linked", "everyone", "unlinked")
#: Also the t test as textbooks have it, where people of one unit count as alike in all others
TECHNICAL = ("mixed", "linked", "paired", "everyone", "unlinked")


def of(study: Study, results: Results, pair: Pair, meanings: Meanings) -> Iterator[Display]:
    """Give the displays of one pair of waves, in the order of reading; beside each change whether it means the same."""
    suffix = "-".join(pair)
    yield _figure(study, results, pair, suffix)
    yield _main(study, results, pair, suffix, meanings)
    main, others = planned(study, pair[1]), compared(study, pair[1])
    for characteristic in filter(partial(comparable, study, waves=pair), study.config.groups):
        yield _groups(study, results, pair, suffix, characteristic, main, estimators(study)[:1])
        yield replace(
            _groups(study, results, pair, f"{suffix}-all", characteristic, others, _shown(study)), technical=True
        )
    yield _technical(study, results, pair, suffix)
    yield from meaning_shown.steps(
        meanings, NAME, suffix, f"table-meaning-{suffix}", _caption("table.meaning_waves", pair)
    )


def _word(results: Results, key: str) -> Word | Ref | None:
    judged = results[key].result if key in results else None
    if isinstance(judged, JudgedChange):
        return Word(f"verdict.{judged.word}", f"{NAME}.{key}.mean_change")
    return None if judged is None else say.ref(NAME, key, "mean_change", "points")


def _estimated(
    results: Results, outcome: str, pair: Pair, names: tuple[str, ...] = ESTIMATORS
) -> list[tuple[str, str]]:
    keys = [(name, key_of(outcome, EVERYONE, EVERYONE, pair, name)) for name in names]
    # a mixed model that was not fitted for the few who answered once has no row: their number can be seen
    return [(name, key) for name, key in keys if key in results and (name != "mixed" or estimated(results, key))]


def _figure(study: Study, results: Results, pair: Pair, suffix: str) -> Figure:
    rows = tuple(
        Row(
            (say.outcome(outcome.id), Word(f"estimator.{shown_as(study, name)}")),
            (
                say.found(NAME, results, key, "mean_change", "signed_ci"),
                say.found(NAME, results, bound_key(outcome.id, pair), "bound", "points"),
            ),
        )
        for outcome in planned(study, pair[1])
        for name, key in _estimated(results, outcome.id, pair)
    )
    return Figure(f"figure-change-{suffix}", "change", _caption("figure.change", pair), rows)


def _caption(key: str, pair: Pair) -> Finding:
    return say.phrase(key, first=say.wave(pair[0]), last=say.wave(pair[1]))


def _columns(*names: str) -> tuple[Finding, ...]:
    return tuple(say.phrase(f"column.{name}") for name in names)


def _main(study: Study, results: Results, pair: Pair, suffix: str, meanings: Meanings) -> Table:
    """Show both changes, of people and of the level, with their verdicts; the headline stands first."""
    names = ("unlinked",) if study.linking == "unlinked" else _both(study)
    rows = []
    for outcome in compared(study, pair[1]):
        keys = {name: _key(study, results, outcome, pair, name) for name in names}
        changes = (say.found(NAME, results, key, "mean_change", "signed_ci") for key in keys.values())
        apart = outcome.id in meanings.of and meanings.of[outcome.id].word == "not"
        words = [None if apart else _word(results, key) for key in keys.values()]
        corrected = None if apart else tiers.word(study, results, outcome.id, pair)
        words[0] = words[0] if corrected is None else corrected
        both = tuple(slot for two in zip(changes, words, strict=True) for slot in two)
        tier = Word(f"tier.{tiers.tier(study, outcome.id)}")
        rows.append(Row((say.outcome(outcome.id),), (tier, *both, meanings.word(outcome.id, NAME, suffix))))
    given = [_given(study, results, pair, name) for name in names]
    shown = (f"{what}_{shown_as(study, name)}" for name in given for what in ("change", "verdict"))
    columns = _columns("outcome", "tier", *shown, "comparable")
    return Table(f"table-change-{suffix}", _caption("table.change", pair), columns, tuple(rows))


def _key(study: Study, results: Results, outcome: Outcome, pair: Pair, estimator: str) -> str:
    return _first(study, results, outcome, pair, estimator)[1]


def _first(
    study: Study,
    results: Results,
    outcome: Outcome,
    pair: Pair,
    estimator: str,
    group: tuple[str, str] = (EVERYONE,) * 2,
) -> tuple[str, str]:
    """Give an estimator that gave a change, and its key: this one, or the next of the same kind of change."""
    same = [name for name in estimators(study) if ESTIMAND[name] == ESTIMAND[estimator] and name != estimator]
    found = [(name, key_of(outcome.id, *group, pair, name)) for name in (estimator, *same)]
    return next(
        (one for one in found if one[1] in results and isinstance(results[one[1]].result, JudgedChange)), found[0]
    )


def _given(study: Study, results: Results, pair: Pair, estimator: str) -> str:
    """Name the estimator that a column shows: this one, unless another took its place for every outcome."""
    used = {_first(study, results, outcome, pair, estimator)[0] for outcome in compared(study, pair[1])}
    return used.pop() if len(used) == 1 else estimator


def _both(study: Study) -> tuple[str, str]:
    """Name the two estimators of the main table: the headline, and the first of the other kind of change."""
    headline = estimators(study)[0]
    other = next(name for name in MAIN if (ESTIMAND[name] == STAYERS) != (ESTIMAND[headline] == STAYERS))
    return headline, other


def _groups(
    study: Study, results: Results, pair: Pair, suffix: str, characteristic: str, outcomes: Sequence[Outcome],
    names: Sequence[str],
) -> Table:  # fmt: skip
    group = study.config.groups[characteristic]
    rows = []
    for outcome in outcomes:
        for level in (group.reference, *group.focal):
            group_of = (characteristic, level)
            rows += [
                _group(study, results, outcome, pair, name, group_of)
                for name in names
                if key_of(outcome.id, *group_of, pair, name) in results
            ]
    caption = say.phrase(
        "table.change_groups",
        first=say.wave(pair[0]), last=say.wave(pair[1]), characteristic=say.characteristic(characteristic),
    )  # fmt: skip
    columns = _columns("outcome", "group", "estimator", "n", "change", "verdict")
    return Table(f"table-change-{suffix}-{characteristic}", caption, columns, tuple(rows))


def _group(
    study: Study, results: Results, outcome: Outcome, pair: Pair, asked: str, group: tuple[str, str]
) -> Row:  # fmt: skip
    """Show a group's change by the estimator that is asked for, or by the one that takes its place.

    That another takes its place tells how many answered once: of a hidden group neither its word nor its key leaves.
    """
    name, key = _first(study, results, outcome, pair, asked, group)
    about, instead = (f"{NAME}.{one}.mean_change" for one in (key, key_of(outcome.id, *group, pair, asked)))
    judged = results[key].result
    verdict: Slot = Ref(about, "points", instead)
    if isinstance(judged, JudgedChange):
        verdict = Word(f"verdict.{judged.word}", about, instead)
    head = (say.outcome(outcome.id), say.group(*group), Word(f"estimator.{shown_as(study, name)}", about, instead))
    return Row(head, (Ref(about, "n", instead), Ref(about, "signed_ci", instead), verdict))


def _shown(study: Study) -> tuple[str, ...]:
    return ("unlinked",) if study.linking == "unlinked" else _both(study)


def _technical(study: Study, results: Results, pair: Pair, suffix: str) -> Table:
    standardised = ("d_z", "d_av", "d_rm", "d_b", "g_z", "g_av", "g_rm", "g_b")
    paired_only = {"d_z", "d_rm", "g_z", "g_rm"}
    linked_only = {"d_b", "g_b"}  # a mixed model has no variance of its own at the first wave
    none = {"mixed": paired_only | linked_only, "everyone": paired_only, "unlinked": paired_only}
    rows = tuple(
        Row(
            (say.outcome(outcome.id), Word(f"estimator.{shown_as(study, name)}")),
            (
                say.found(NAME, results, key, "mean_change", "n"),
                say.found(NAME, results, key, "mean_change", "signed_ci"),
                say.found(NAME, results, key, "mean_change", "test"),
                *(
                    None if term in none.get(name, ()) else say.found(NAME, results, key, term, "signed_ci")
                    for term in standardised
                ),
                say.found(NAME, results, bound_key(outcome.id, pair), "bound", "points"),
                say.found(NAME, results, key, "detectable", "points"),
                say.found(NAME, results, tiers.family_key(outcome.id, pair), "p_adjusted", "p")
                if name == estimators(study)[0]
                else None,
            ),
        )
        for outcome in compared(study, pair[1])
        for name, key in _estimated(results, outcome.id, pair, TECHNICAL)
    )
    columns = _columns(
        "outcome", "estimator", "n", "change", "test", *standardised, "bound", "detectable", "p_adjusted"
    )
    return Table(
        f"table-change-{suffix}-technical", _caption("table.change_technical", pair), columns, rows, technical=True
    )
