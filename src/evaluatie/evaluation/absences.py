"""The response section's part about absences: who left, who joined later, who was employed but silent."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from typing import TYPE_CHECKING

from evaluatie.effects import count
from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.section import Analysis, Cell, Finding, Ref, Row, Slot, Table, Word
from evaluatie.evaluation.standings import ABSENCE, KINDS, Pair, Standings, kinds, pairs, standings, untold

if TYPE_CHECKING:
    from evaluatie.study import Study

NAME = "response"
Results = dict[str, Analysis]

# What the table says of each number: whether it is missing from the figures. Who left or joined later belongs to one
# wave only; both estimands miss nobody but the silent.
_ROWS = (
    ("linked", "no"),
    ("left", "no"),
    ("silent_last", "yes"),
    ("unknown_last", "unknown"),
    ("joined", "no"),
    ("silent_first", "yes"),
    ("unknown_first", "unknown"),
    ("never", "yes"),
)
_UNLINKED_ROWS = (("employed_first", None), ("employed_last", None), ("employed_both", None))


def absences(study: Study) -> tuple[Results, list[Finding], list[Table]]:
    """Tell absences apart wherever the data allow, and say where they do not.

    Parameters
    ----------
    study : Study
        The study.

    Returns
    -------
    tuple of dict of str to Analysis, list of Finding, and list of Table
        Per pair of waves the number of people of every kind of absence, sentences about them and a table. Where
        absences cannot be told apart, the sentence that says so and why.
    """
    why_not = {pair: untold(study, pair) for pair in pairs(study)}
    told = [pair for pair, reason in why_not.items() if reason is None]
    results: Results = {}
    findings: list[Finding] = []
    if told:
        people = standings(study)
        for pair in told:
            results |= dict(_counted(study, people, pair))
            findings += _unlinked_findings(pair) if study.linking == "unlinked" else _findings(people, pair)
    return (
        results,
        [*findings, *_caveats(study, list(why_not.values()))],
        [_table(study, results, pair) for pair in told],
    )


# The sentence without a suffix is the one about a study without a personnel file.
_SUFFIX = {"file": "", "dates": "_dates", "extract": "_extract", "codes": "_codes"}


def _key(pair: Pair, kind: str) -> str:
    return f"{'-'.join(pair)}/{kind}"


def _counted(study: Study, people: Standings, pair: Pair) -> Iterator[tuple[str, Analysis]]:
    for kind, stands in kinds(study).items():
        cells = (Cell(pair, None, ABSENCE, kind),)
        yield _key(pair, kind), Analysis(count(people.count(people.among(pair, stands))), "count", pair, cells)
    if study.linking == "unlinked":
        return
    both = people.answered(pair)
    for wave, kind in zip(pair, ("only_first", "only_last"), strict=True):
        only = count(people.count(people.answered((wave,)) & ~both))
        yield _key(pair, kind), Analysis(only, "count", pair, (Cell((wave,)), Cell(pair)))


def _findings(people: Standings, pair: Pair) -> Iterator[Finding]:
    yield _about_once(people, pair, "first", "only_first", ("left", "silent_last", "unknown_last"))
    yield _about_once(people, pair, "last", "only_last", ("joined", "silent_first", "unknown_first"))
    both = Finding("response.absence_employed_both", _slots(pair, employed="employed", both="linked"))
    slots = _slots(pair, employed="employed", both="linked", once="once", never="never")
    yield Finding("response.absence_employed", slots, otherwise=both)


def _about_once(people: Standings, pair: Pair, side: str, only: str, three: tuple[str, str, str]) -> Finding:
    """Say what is known of the people who answered at one wave; a part of it, where the rest is hidden."""
    out, silent, unknown = three
    key = f"response.absence_{side}"
    whole = _slots(pair, only=only, out=out, silent=silent)
    # that nobody is unknown can be seen from the other numbers, so the choice of sentence tells nothing more
    some_unknown = people.count(people.among(pair, KINDS[unknown])) > 0
    ways = [
        (f"{key}_unknown", {**whole, **_slots(pair, unknown=unknown)}) if some_unknown else (key, whole),
        (f"{key}_out", _slots(pair, only=only, out=out)),
        (f"{key}_silent", _slots(pair, only=only, silent=silent)),
    ]
    hidden = Finding(f"{key}_hidden", _slots(pair))
    return reduce(lambda rest, way: Finding(way[0], way[1], otherwise=rest), reversed(ways), hidden)


def _unlinked_findings(pair: Pair) -> Iterator[Finding]:
    each = _slots(pair, before="employed_first", after="employed_last")
    slots = {**each, **_slots(pair, both="employed_both")}
    yield Finding("response.employed", slots, otherwise=Finding("response.employed_each", each))


def _slots(pair: Pair, **numbers: str) -> dict[str, Slot]:
    shown: dict[str, Slot] = {name: _number(pair, kind) for name, kind in numbers.items()}
    return {"first": say.wave(pair[0]), "last": say.wave(pair[1]), **shown}


def _number(pair: Pair, kind: str) -> Ref:
    return say.ref(NAME, _key(pair, kind), "count", "count")


def _caveats(study: Study, why_not: list[str | None]) -> Iterator[Finding]:
    if study.linking == "unlinked":
        if why_not:
            yield Finding("response.absence_unlinked", role="caveat")
        return
    for reason in dict.fromkeys(filter(None, why_not)):
        yield Finding(f"response.absence_unknown{_SUFFIX[reason]}", role="caveat")
    if None in why_not:
        yield Finding("response.absence_missing", role="caveat")
        if study.linking == "partly linked":
            yield Finding("response.absence_partly_linked", role="caveat")


def _table(study: Study, results: Results, pair: Pair) -> Table:
    unlinked = study.linking == "unlinked"
    rows = tuple(
        Row(
            (Word(f"absence.{kind}"),),
            (_number(pair, kind), None if missing is None else Word(f"missing.{missing}")),
        )
        for kind, missing in (_UNLINKED_ROWS if unlinked else _ROWS)
        # the plan takes it as known which kinds there are, so that nobody unknown is nothing to tell
        if missing != "unknown" or results[_key(pair, kind)].result != count(0)
    )
    columns = tuple(say.phrase(f"column.{name}") for name in ("who", "n", "missing"))
    key = "table.employed" if unlinked else "table.absence"
    caption = say.phrase(key, first=say.wave(pair[0]), last=say.wave(pair[1]))
    return Table(f"table-absence-{'-'.join(pair)}", caption, columns, rows)
