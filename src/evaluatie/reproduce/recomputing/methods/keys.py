"""Kinds of keys that a method takes: how each is checked, what it rests on, and what the method gets for it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from evaluatie.amiss import did_you_mean
from evaluatie.reproduce.finding import Finding, Printed
from evaluatie.reproduce.recomputing.given import Given, Table, as_printed
from evaluatie.reproduce.recomputing.methods.expressions import Cell, NotThereError, read_expression
from evaluatie.reproduce.recomputing.sources import NumberSource, Part, Source, TableSource, WrittenSource

Choices = Mapping[str, Any]
#: parts of a table that were rounded
ROUNDED: dict[str, Part] = {"r": "r", "sd": "sd", "mean": "mean", "alpha": "alpha"}


class Asked(NamedTuple):
    """The value of a key, as a finding's author wrote it.

    Attributes
    ----------
    value : text, list or mapping
        Numbers are still text.
    finding : Finding
        Whose.
    choices : mapping
        All keys of the same analysis with their values.
    place : str
        The key, with the place in it where the value is a list.
    """

    value: Any
    finding: Finding
    choices: Choices
    place: str = ""

    def other(self, value: Any, at: int | None = None) -> Asked:
        """Give another value in the same place, or of a place within it."""
        return self._replace(value=value, place=self.place if at is None else f"{self.place}[{at}]")


class Held(NamedTuple):
    """The value of a key, with the inputs at one point.

    Attributes
    ----------
    value : text, list or mapping
        As written.
    given : Given
        The inputs.
    place : str
        As :class:`Asked` has it.
    """

    value: Any
    given: Given
    place: str = ""


class Trouble(NamedTuple):
    """What is wrong with the value of a key.

    Attributes
    ----------
    path : tuple of str or int
        Below the key, where the value is a list.
    message, hint : str
        What is wrong, and what to do.
    """

    path: tuple[str | int, ...]
    message: str
    hint: str


@dataclass(frozen=True)
class Key(ABC):
    """A key of a method.

    Attributes
    ----------
    required : bool
        Whether it must be given.
    """

    required: bool = True

    @abstractmethod
    def problems(self, asked: Asked) -> Iterator[Trouble]:
        """Tell what is wrong with a value."""

    def sources(self, asked: Asked) -> Iterator[Source]:  # noqa: ARG002 - some kinds of keys need it
        """Name the printed numbers that it stands for."""
        yield from ()

    def read(self, held: Held) -> Any:
        """Give what the method gets."""
        return held.value


@dataclass(frozen=True)
class TableKey(Key):
    """The name of a table.

    Attributes
    ----------
    parts : tuple of str
        What of it the method uses.
    """

    parts: tuple[Part, ...] = ("r", "sd")

    def problems(self, asked: Asked) -> Iterator[Trouble]:
        """Tell that there is no such table."""
        tables = asked.finding.inputs.tables
        if not isinstance(asked.value, str) or asked.value not in tables:
            yield Trouble((), f"there is no table {asked.value!r} under inputs", did_you_mean(asked.value, tables))

    def read(self, held: Held) -> Table:
        """Give the table."""
        return held.given.tables[held.value]


@dataclass(frozen=True)
class VariablesKey(Key):
    """Names of variables of the table that the key ``table`` names.

    Attributes
    ----------
    count : int or None
        How many; 1 is a bare name, None any number.
    least : int
        How many at least.
    """

    count: int | None = None
    least: int = 1

    def problems(self, asked: Asked) -> Iterator[Trouble]:
        """Tell what is no variable, what is named twice, and how many there must be."""
        names = [asked.value] if isinstance(asked.value, str) else asked.value
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            yield Trouble(
                (), "this must be names of variables", "write one name" if self.count == 1 else "write [x, y]"
            )
            return
        wanted = self.count or max(self.least, len(names))
        if len(names) != wanted:
            yield Trouble((), f"{len(names)} variables are named", f"name {wanted}")
        table = asked.finding.inputs.tables.get(str(asked.choices.get("table")))
        for at, name in enumerate(names):
            path = () if isinstance(asked.value, str) else (at,)
            if name in names[:at]:
                yield Trouble(path, f"variable {name!r} is named twice", "name each once")
            if table is not None and name not in table.variables:
                hint = did_you_mean(name, table.variables)
                yield Trouble(path, f"table {asked.choices['table']} has no variable {name!r}", hint)

    def read(self, held: Held) -> str | tuple[str, ...]:
        """Give the name, or the names."""
        names = (held.value,) if isinstance(held.value, str) else tuple(held.value)
        return names[0] if self.count == 1 else names


@dataclass(frozen=True)
class NumberKey(Key):
    """A number: written out, the name of a value, count or figure, or a formula of them.

    One that is written out with decimals, such as 24.39, is a printed number: rounded, as its decimals tell. Within a
    formula numbers are exact.
    """

    def problems(self, asked: Asked) -> Iterator[Trouble]:
        """Tell what in the formula cannot be read or is not known."""
        if not isinstance(asked.value, str):
            yield Trouble((), "this must be a number, a name or a formula", "write it as text without brackets")
            return
        try:
            expression = read_expression(asked.value)
        except ValueError as error:
            yield Trouble((), str(error), "a formula has numbers, names, + - * / **, sqrt and the like")
            return
        unknown = [
            *(trouble for name in expression.names for trouble in _named(name, asked.finding)),
            *(trouble for cell in expression.cells for trouble in _celled(cell, asked.finding)),
        ]
        yield from unknown or self._not_there(asked)

    def _not_there(self, asked: Asked) -> Iterator[Trouble]:
        """Tell what a formula names that the finding does not have; that it has no answer is no trouble."""
        try:
            self.read(Held(asked.value, as_printed(asked.finding, {})))
        except NotThereError as error:
            yield Trouble((), str(error), "name what the finding holds")
        except (ValueError, ArithmeticError):
            return

    def sources(self, asked: Asked) -> Iterator[Source]:
        """Name what the formula names."""
        if (printed := _written(asked.value)) is not None:
            yield WrittenSource(_name_of(asked.place, asked.value), printed)
            return
        expression = read_expression(asked.value)
        for name in expression.names:
            if name not in asked.finding.inputs.counts:
                yield NumberSource(name)
        for cell in expression.cells:
            if cell.part in ROUNDED:
                yield TableSource(cell.table, ROUNDED[cell.part], cell.variables)

    def read(self, held: Held) -> float:
        """Give the number."""
        moved = held.given.numbers.get(_name_of(held.place, held.value))
        if moved is not None:
            return float(moved)
        found = read_expression(held.value).at(held.given)
        if isinstance(found, list):
            raise NotThereError(f"{held.value!r} is a list where one number is needed: say which with [0]")
        return float(found)


@dataclass(frozen=True)
class NumbersKey(NumberKey):
    """Numbers: a list of what :class:`NumberKey` takes, or the name of a value or count that is a list.

    Attributes
    ----------
    count : int or None
        How many there must be.
    """

    count: int | None = None

    def problems(self, asked: Asked) -> Iterator[Trouble]:
        """Tell what is wrong with each of them, or with how many there are."""
        if isinstance(asked.value, str):
            yield from super().problems(asked)
            listed = (asked.finding.inputs.values | asked.finding.inputs.counts).get(asked.value)
            if listed is not None and not isinstance(listed, tuple):
                yield Trouble((), f"{asked.value!r} is one number", "name a list, or write [a, b]")
            elif listed is not None and self.count is not None and len(listed) != self.count:
                yield Trouble((), f"{asked.value!r} has {len(listed)} numbers", f"{self.count} are needed")
            return
        if not isinstance(asked.value, list):
            yield Trouble((), "this must be a list of numbers", "write [a, b], or the name of a list")
            return
        if self.count is not None and len(asked.value) != self.count:
            yield Trouble((), f"{len(asked.value)} numbers are given", f"give {self.count}")
        for at, one in enumerate(asked.value):
            for trouble in NumberKey().problems(asked.other(one)):
                yield trouble._replace(path=(at, *trouble.path))

    def sources(self, asked: Asked) -> Iterator[Source]:
        """Name what they name."""
        if isinstance(asked.value, str):
            yield from super().sources(asked)
            return
        for at, one in enumerate(asked.value):
            yield from super().sources(asked.other(one, at))

    def read(self, held: Held) -> Any:
        """Give a list of numbers."""
        if isinstance(held.value, str):
            found = read_expression(held.value).at(held.given)
            return found if isinstance(found, list) else [found]
        places = ((f"{held.place}[{at}]", one) for at, one in enumerate(held.value))
        return [super(NumbersKey, self).read(held._replace(value=one, place=place)) for place, one in places]


@dataclass(frozen=True)
class ChoiceKey(Key):
    """One of a few words.

    Attributes
    ----------
    options : tuple of str
        These.
    """

    required: bool = False
    options: tuple[str, ...] = ("true", "false")

    def problems(self, asked: Asked) -> Iterator[Trouble]:
        """Tell that it is none of them."""
        if asked.value not in self.options:
            yield Trouble((), f"{asked.value!r} is none of the choices", did_you_mean(asked.value, self.options))


@dataclass(frozen=True)
class TextKey(Key):
    """Any text, such as a model."""

    def problems(self, asked: Asked) -> Iterator[Trouble]:
        """Tell that it is no text."""
        if not isinstance(asked.value, str) or not asked.value.strip():
            yield Trouble((), "this must be a text", "write it behind a | on lines of their own")


@dataclass(frozen=True)
class NamesKey(Key):
    """A list of texts, such as columns of a data set."""

    def problems(self, asked: Asked) -> Iterator[Trouble]:
        """Tell that it is no list of texts."""
        if not isinstance(asked.value, list) or not asked.value or not all(isinstance(one, str) for one in asked.value):
            yield Trouble((), "this must be a list of names", "write [a, b]")

    def read(self, held: Held) -> tuple[str, ...]:
        """Give the names."""
        return tuple(held.value)


@dataclass(frozen=True)
class DataKey(Key):
    """The name of a data set."""

    def problems(self, asked: Asked) -> Iterator[Trouble]:
        """Tell that there is no such data set."""
        known = asked.finding.inputs.data
        if not isinstance(asked.value, str) or asked.value not in known:
            yield Trouble((), f"there is no data set {asked.value!r} under inputs", did_you_mean(asked.value, known))

    def read(self, held: Held) -> Path:
        """Give the file."""
        return held.given.data[held.value]


def _written(text: str) -> Printed | None:
    """Give the printed number that a value is, if it is nothing else and has decimals."""
    try:
        printed = Printed(text)
    except ValueError:
        return None
    return printed if printed.relation == "=" and printed.decimals > 0 else None


def _name_of(place: str, text: str) -> str:
    return f"{place} = {text}"


def _named(name: str, finding: Finding) -> Iterator[Trouble]:
    figures = {figure.id: figure for figure in finding.figures}
    known = (finding.inputs.values, finding.inputs.counts, figures)
    held = [names for names in known if name in names]
    if not held:
        options = [one for names in known for one in names]
        yield Trouble((), f"no value, count or figure is called {name!r}", did_you_mean(name, options))
    elif len(held) > 1:
        yield Trouble((), f"{name!r} is the name of two things", "give the value, the count and the figure other names")
    elif name in figures and figures[name].printed.relation != "=":
        hint = "only a number can be reckoned with"
        yield Trouble((), f"figure {name!r} is printed as {figures[name].printed.text!r}", hint)


def _celled(cell: Cell, finding: Finding) -> Iterator[Trouble]:
    table = finding.inputs.tables.get(cell.table)
    if table is None:
        known = finding.inputs.tables
        yield Trouble((), f"there is no table {cell.table!r} under inputs", did_you_mean(cell.table, known))
        return
    for name in cell.variables:
        if name not in table.variables:
            hint = did_you_mean(name, table.variables)
            yield Trouble((), f"table {cell.table} has no variable {name!r}", hint)
