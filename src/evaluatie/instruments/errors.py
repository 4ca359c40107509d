"""What goes wrong with an instrument: a broken definition, or one that is not there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class InstrumentProblem:
    """One thing to mend in a definition, and how.

    Attributes
    ----------
    file : str
        The definition's file name; empty where it is about a folder.
    line : int or None
        The line of the key.
    key : str
        The key's path, for example ``subscales.warmth.items``; empty where it is about the file.
    message : str
        What is wrong.
    hint : str
        What to do about it; may be empty.

    Examples
    --------
    >>> print(InstrumentProblem("sfeer.yaml", 3, "items", "This key is needed.", "Write items: 5."))
    sfeer.yaml, line 3, items: This key is needed. Write items: 5.
    """

    file: str
    line: int | None
    key: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        place = ", ".join(filter(None, (self.file, f"line {self.line}" if self.line else "", self.key)))
        words = " ".join(filter(None, (self.message, self.hint)))
        return f"{place}: {words}" if place else words


class InstrumentError(ValueError):
    """A definition that cannot be used, with everything that is wrong with it.

    Parameters
    ----------
    problems : iterable of InstrumentProblem
        All of them.

    Attributes
    ----------
    problems : tuple of InstrumentProblem
        All of them.
    """

    def __init__(self, problems: Iterable[InstrumentProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class UnknownInstrumentError(KeyError):
    """No instrument goes by that id."""

    def __str__(self) -> str:
        # KeyError shows the repr of its argument, with quotes and escaped line ends
        return str(self.args[0])
