"""Tables and figures of the change section."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from evaluatie.evaluation import meaning_shown
from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.change_keys import NAME, Pair, bound_key, key_of
from evaluatie.evaluation.comparability import comparable
from evaluatie.evaluation.judgement import JudgedChange
from evaluatie.evaluation.meaning import Meanings
from evaluatie.evaluation.scored import compared
from evaluatie.evaluation.section import EVERYONE, Analysis, Figure, Finding, Ref, Row, Table, Word

if TYPE_CHECKING:
    from evaluatie.study import Study

Display = Table | Figure
Results = dict[str, Analysis]

ESTIMATORS = ("everyone", "linked", "unlinked")


def of(study: Study, results: Results, pair: Pair, meanings: Meanings) -> Iterator[Display]:
    """Give the displays of one pair of waves, in the order of reading; beside each change whether it means the same."""
    suffix = "-".join(pair)
    yield _figure(study, results, pair, suffix)
    yield _main(study, results, pair, suffix, meanings)
    for characteristic in filter(partial(comparable, study, waves=pair), study.config.groups):
        yield _groups(study, results, pair, suffix, characteristic)
    yield _technical(study, results, pair, suffix)
    yield from meaning_shown.steps(
        meanings, NAME, suffix, f"table-meaning-{suffix}", _caption("table.meaning_waves", pair)
    )


def _word(results: Results, key: str) -> Word | Ref | None:
    judged = results[key].result if key in results else None
    if isinstance(judged, JudgedChange):
        return Word(f"verdict.{judged.word}", f"{NAME}.{key}.mean_change")
    return None if judged is None else say.ref(NAME, key, "mean_change", "points")


def _estimated(results: Results, outcome: str, pair: Pair) -> list[tuple[str, str]]:
    keys = [(name, key_of(outcome, EVERYONE, EVERYONE, pair, name)) for name in ESTIMATORS]
    return [(name, key) for name, key in keys if key in results]


def _figure(study: Study, results: Results, pair: Pair, suffix: str) -> Figure:
    rows = tuple(
        Row(
            (say.outcome(outcome.id), Word(f"estimator.{name}")),
            (
                say.found(NAME, results, key, "mean_change", "signed_ci"),
                say.found(NAME, results, bound_key(outcome.id, pair), "bound", "points"),
            ),
        )
        for outcome in compared(study, pair[1])
        for name, key in _estimated(results, outcome.id, pair)
    )
    return Figure(f"figure-change-{suffix}", "change", _caption("figure.change", pair), rows)


def _caption(key: str, pair: Pair) -> Finding:
    return say.phrase(key, first=say.wave(pair[0]), last=say.wave(pair[1]))


def _columns(*names: str) -> tuple[Finding, ...]:
    return tuple(say.phrase(f"column.{name}") for name in names)


def _main(study: Study, results: Results, pair: Pair, suffix: str, meanings: Meanings) -> Table:
    names = ("unlinked",) if study.linking == "unlinked" else ("everyone", "linked")
    rows = []
    for outcome in compared(study, pair[1]):
        keys = {name: key_of(outcome.id, EVERYONE, EVERYONE, pair, name) for name in names}
        changes = (say.found(NAME, results, key, "mean_change", "signed_ci") for key in keys.values())
        apart = outcome.id in meanings.of and meanings.of[outcome.id].word == "not"
        words = (None if apart else _word(results, key) for key in keys.values())
        both = tuple(slot for two in zip(changes, words, strict=True) for slot in two)
        rows.append(Row((say.outcome(outcome.id),), (*both, meanings.word(outcome.id, NAME, suffix))))
    shown = (f"{what}_{name}" for name in names for what in ("change", "verdict"))
    columns = _columns("outcome", *shown, "comparable")
    return Table(f"table-change-{suffix}", _caption("table.change", pair), columns, tuple(rows))


def _groups(study: Study, results: Results, pair: Pair, suffix: str, characteristic: str) -> Table:
    group = study.config.groups[characteristic]
    rows = []
    for outcome in compared(study, pair[1]):
        for level in (group.reference, *group.focal):
            keys = [(name, key_of(outcome.id, characteristic, level, pair, name)) for name in ESTIMATORS]
            rows += [
                Row(
                    (say.outcome(outcome.id), say.group(characteristic, level), Word(f"estimator.{name}")),
                    (
                        say.found(NAME, results, key, "mean_change", "n"),
                        say.found(NAME, results, key, "mean_change", "signed_ci"),
                        _word(results, key),
                    ),
                )
                for name, key in keys
                if key in results
            ]
    caption = say.phrase(
        "table.change_groups",
        first=say.wave(pair[0]), last=say.wave(pair[1]), characteristic=say.characteristic(characteristic),
    )  # fmt: skip
    columns = _columns("outcome", "group", "estimator", "n", "change", "verdict")
    return Table(f"table-change-{suffix}-{characteristic}", caption, columns, tuple(rows))


def _technical(study: Study, results: Results, pair: Pair, suffix: str) -> Table:
    standardised = ("d_z", "d_av", "d_rm", "g_z", "g_av")
    paired_only = {"d_z", "d_rm", "g_z"}
    rows = tuple(
        Row(
            (say.outcome(outcome.id), Word(f"estimator.{name}")),
            (
                say.found(NAME, results, key, "mean_change", "n"),
                say.found(NAME, results, key, "mean_change", "signed_ci"),
                say.found(NAME, results, key, "mean_change", "test"),
                *(
                    None
                    if name != "linked" and term in paired_only
                    else say.found(NAME, results, key, term, "signed_ci")
                    for term in standardised
                ),
                say.found(NAME, results, bound_key(outcome.id, pair), "bound", "points"),
                say.found(NAME, results, key, "detectable", "points"),
            ),
        )
        for outcome in compared(study, pair[1])
        for name, key in _estimated(results, outcome.id, pair)
    )
    columns = _columns("outcome", "estimator", "n", "change", "test", *standardised, "bound", "detectable")
    return Table(
        f"table-change-{suffix}-technical", _caption("table.change_technical", pair), columns, rows, technical=True
    )
