"""Columns that have another name in a later wave: found where one, and only one, can be meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

from evaluatie.study.guessing.names import numbered
from evaluatie.study.guessing.tables import Column, Table, together
from evaluatie.study.guessing.vocabulary import match, spelling, vocabulary

Names = Mapping[str, str]


def same_columns(tables: Sequence[Table]) -> list[dict[str, str]]:
    """Find for every column of the first wave its name in each wave.

    Parameters
    ----------
    tables : sequence of Table
        The waves in order.

    Returns
    -------
    list of dict of str to str
        Per wave: the name in the first wave, and the name in this one. Columns that are not found are left out.
    """
    first = tables[0]
    return [{name: name for name in first.columns}, *(_found(first, table) for table in tables[1:])]


def _found(first: Table, later: Table) -> dict[str, str]:
    names = {name: name for name in first.columns if name in later.columns}
    for key in (_by_spelling, _by_question, _by_meaning):
        names.update(_one_to_one(first, later, names, key))
    names.update(_by_block(first, later, names))
    return names


def _one_to_one(first: Table, later: Table, names: Names, key: Callable[[Column], Hashable | None]) -> dict[str, str]:
    """Pair the columns that are left over and alone in having a key."""
    here = _alone((column for column in first.columns.values() if column.name not in names), key)
    taken = set(names.values())
    there = _alone((column for column in later.columns.values() if column.name not in taken), key)
    return {name: there[value] for value, name in here.items() if value in there}


def _alone(columns: Iterable[Column], key: Callable[[Column], Hashable | None]) -> dict[Hashable, str]:
    keyed = [(value, column.name) for column in columns if (value := key(column)) is not None]
    often = Counter(value for value, _ in keyed)
    return {value: name for value, name in keyed if often[value] == 1}


def _by_spelling(column: Column) -> str | None:
    return spelling(column.name) or None


def _by_question(column: Column) -> str | None:
    return spelling(column.question) or None


def _by_meaning(column: Column) -> str | None:
    """Tell columns by what they say of a person: geslacht and gender."""
    known = vocabulary()
    meanings = {name: block["words"] for name, block in known["characteristics"].items()}
    meanings |= {"respondent": known["respondent"]["linking"], "unit": known["unit"]}
    return next((meaning for meaning, words in meanings.items() if match(column.name, words) > 1), None)


def _by_block(first: Table, later: Table, names: Names) -> dict[str, str]:
    """Pair blocks of numbered columns that are left over, where each has one counterpart with the same numbers."""
    taken = set(names.values())
    here = _left_over(column for column in first.columns if column not in names)
    there = _left_over(column for column in later.columns if column not in taken)
    shapes = Counter(map(frozenset, here.values())), Counter(map(frozenset, there.values()))
    pairs = {}
    for block in here.values():
        shape = frozenset(block)
        if shapes[0][shape] == shapes[1][shape] == 1:
            other = next(columns for columns in there.values() if frozenset(columns) == shape)
            pairs.update({block[number]: other[number] for number in block})
    return pairs


def _left_over(names: Iterable[str]) -> dict[tuple[str, str], dict[int, str]]:
    blocks: dict[tuple[str, str], dict[int, str]] = {}
    for name in names:
        if (place := numbered(name)) is not None:
            blocks.setdefault((place.before, place.after), {})[place.number] = name
    return {stem: block for stem, block in blocks.items() if len(block) > 2}


def laid_together(tables: Sequence[Table], names: Sequence[Names]) -> dict[str, Column]:
    """Lay the waves together: the columns that every wave has.

    Parameters
    ----------
    tables : sequence of Table
        The waves in order.
    names : sequence of mapping of str to str
        As :func:`same_columns` gives them.

    Returns
    -------
    dict of str to Column
        By the name in the first wave.
    """
    everywhere = [name for name in tables[0].columns if all(name in own for own in names)]
    return {
        name: together(name, [table.columns[own[name]] for table, own in zip(tables, names, strict=True)])
        for name in everywhere
    }
