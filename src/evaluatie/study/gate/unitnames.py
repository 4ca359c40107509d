"""Names of units: one unit is one however its name is spelled, and units that may have been renamed are told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

import pandas as pd

from evaluatie.amiss import listed, nearest
from evaluatie.study.codes import by_value, folded
from evaluatie.study.note import Note
from evaluatie.study.problems import Problem, quoted
from evaluatie.study.settings.source import NAME as STUDY

#: what programs read UTF-8 as that take it for something older
_OLDER = ("cp1252", "latin-1")


@dataclass(frozen=True)
class WaveOfUnits:
    """The units of one wave.

    Attributes
    ----------
    wave, file, column : str
        The wave's id, the name of its file, and what the column is called there.
    units : pandas.Series
        The unit of each row; missing where it is not known.
    """

    wave: str
    file: str
    column: str
    units: pd.Series


class UnitNames:
    """The names under which the units of a study are known, and the files that have them.

    Examples
    --------
    >>> names = UnitNames()
    >>> kept, notes = names.settle(pd.Series(["Zorg", "Zorg", "ICT"]), "t0.csv", "team")
    >>> kept, notes = names.settle(pd.Series(["ZORG", "ICT"]), "t1.csv", "team")
    >>> kept.tolist()
    ['Zorg', 'ICT']
    >>> print(notes[0].text)
    t1.csv: 1 row(s) have a unit that is spelled otherwise in t0.csv (column team): "ZORG" is "Zorg". They count as one
    unit; if they are two, give one of them another name.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, str]] = {}

    def settle(
        self, units: pd.Series, file: str, column: str, *, wave: str | None = None
    ) -> tuple[pd.Series, list[Note]]:
        """Give units the name under which they are known; those that are new are known by theirs from then on.

        Parameters
        ----------
        units : pandas.Series of shape (rows,)
            Names; missing where the unit is not known.
        file, column : str
            Where they stand, for the note.
        wave : str, optional
            The wave's id, where it is a wave's file.

        Returns
        -------
        tuple of pandas.Series and list of Note
            The names; and a note where some were spelled otherwise.
        """
        counts = Counter(units.dropna())
        # the most frequent spelling comes first: the order of the rows makes no difference
        for name in sorted(counts, key=lambda name: (-counts[name], name)):
            self._known.setdefault(folded(name), (name, file))
        known = {name: self._known[folded(name)] for name in sorted(counts)}
        others = {name: told for name, told in known.items() if told[0] != name}
        if not others:
            return units, []
        places = listed(dict.fromkeys("other rows" if where == file else where for _, where in others.values()))
        pairs = listed(f"{quoted(name)} is {quoted(told)}" for name, (told, _) in others.items())
        text = (
            f"{file}: {sum(counts[name] for name in others)} row(s) have a unit that is spelled otherwise in {places} "
            f"(column {column}): {pairs}. They count as one unit; if they are two, give one of them another name."
        )
        note = Note("units_spelled", text, {} if wave is None else {"wave": wave}, reported=False)
        return by_value(units, lambda name: known[str(name)][0], "str"), [note]


def unit_doubts(waves: Sequence[WaveOfUnits]) -> Iterator[Note]:
    """Note what makes one unit look like two: a wave without units, names read wrongly, and names of one wave only.

    Parameters
    ----------
    waves : sequence of WaveOfUnits
        The waves in the order of time, their units by the names under which these are known.

    Yields
    ------
    Note
    """
    counts = {one.wave: Counter(one.units.dropna()) for one in waves}
    named = [one for one in waves if counts[one.wave]]
    if not named:
        return
    for one in waves:
        if len(one.units) and not counts[one.wave]:
            text = (
                f"{one.file}: nobody has a unit (column {one.column}), and at other waves people do. Was the column "
                "emptied? Fill it in: without it no unit can be followed from wave to wave."
            )
            yield Note("units_unknown", text, {"wave": one.wave})
    yield from _misread(named, counts)
    yield from _new(named, counts)


def _misread(waves: Sequence[WaveOfUnits], counts: dict[str, Counter[str]]) -> Iterator[Note]:
    """Note names that are another's, saved as UTF-8 and read as something older, or without its zeros in front."""
    known = {folded(name): name for one in reversed(waves) for name in counts[one.wave]}
    for one in waves:
        meant = {name: right for name in sorted(counts[one.wave]) if (right := _meant(name, known)) is not None}
        if meant:
            pairs = listed(f"{quoted(name)} looks like {quoted(right)}" for name, right in meant.items())
            text = (
                f"{one.file}: units have names that were read wrongly (column {one.column}): {pairs}. Each counts as a "
                "unit of its own; save the file anew, as UTF-8 and with zeros in front, or correct the cells."
            )
            yield Note("units_misread", text, {"wave": one.wave})


def _meant(name: str, known: dict[str, str]) -> str | None:
    zeros = [other for other in known.values() if other.isdecimal() and other.lstrip("0") == name != other]
    if zeros:
        return min(zeros)
    for code in _OLDER:
        with suppress(UnicodeError):
            meant = folded(name.encode(code).decode("utf-8"))
            if meant != folded(name) and meant in known:
                return known[meant]
    return None


def _new(waves: Sequence[WaveOfUnits], counts: dict[str, Counter[str]]) -> Iterator[Note]:
    """Note waves at which most people are in units that no other wave has."""
    found = []
    for one in waves:
        others = {name for other in waves if other is not one for name in counts[other.wave]}
        people, shared = counts[one.wave].total(), sum(counts[one.wave][name] for name in others)
        if others - counts[one.wave].keys() and 2 * shared < people:
            text = (
                f"{one.file}: {people - shared} of {people} people are in units that no other wave has (column "
                f"{one.column}). Were units renamed? Where they were, write the same name at every wave."
            )
            found.append(Note("units_new", text, {"wave": one.wave}))
    # of two waves without a unit in common the last one is told
    yield from found[1:] or found


def comparison_doubts(comparison: Sequence[str], waves: Sequence[WaveOfUnits]) -> tuple[list[Problem], list[Note]]:
    """Find units of ``plan.comparison`` that nobody is in.

    One that surely is misspelt is a problem: its people would count as those who had the interventions. Another may be
    a unit of which nobody answered, and is noted.

    Parameters
    ----------
    comparison : sequence of str
        Names as study.yml has them.
    waves : sequence of WaveOfUnits
        All waves.

    Returns
    -------
    tuple of list of Problem and list of Note
    """
    there = {folded(name): name for name in sorted({str(name) for one in waves for name in one.units.dropna()})}
    named = {folded(name): name for name in comparison}
    problems, gone = [], []
    for key, name in named.items():
        if not there or key in there:
            continue
        if meant := _misspelt(key, there.keys() - named.keys()):
            hint = f"Did you mean {quoted(there[meant])}? Leave out a unit of which nobody answered."
            message = f"Nobody is in a unit called {quoted(name)}."
            problems.append(Problem(STUDY, None, "plan.comparison", message, hint))
        else:
            gone.append(name)
    text = (
        f"{STUDY}: nobody is in {listed(map(quoted, gone))} of plan.comparison. Where the waves spell a unit "
        "otherwise, its people count as those who had the interventions: write the name as the waves have it."
    )
    return problems, [Note("comparison_unknown", text)] if gone else []


def _misspelt(key: str, others: Iterable[str]) -> str | None:
    """Find the unit that a name surely was meant to be: team a is no slip of team b, nor 2023 of 2024."""
    near = nearest(key, sorted(others), key=str, cutoff=0.85)
    if near is None:
        return None
    words = set(key.split()) ^ set(near.split())
    return near if all(word.isalpha() and len(word) > 3 for word in words) else None
