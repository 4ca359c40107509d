"""What goes wrong with an instrument: a broken definition, or one that is not there."""

from __future__ import annotations

from collections.abc import Iterable


class InstrumentError(ValueError):
    """A definition that cannot be used, with everything that is wrong with it.

    Parameters
    ----------
    file : str
        The definition's file name.
    problems : iterable of str
        One sentence each.

    Attributes
    ----------
    file : str
        The definition's file name.
    problems : tuple of str
        One sentence each.
    """

    def __init__(self, file: str, problems: Iterable[str]) -> None:
        self.file = file
        self.problems = tuple(problems)
        super().__init__(f"{file} is no usable instrument:\n" + "\n".join(f"- {problem}" for problem in self.problems))


class UnknownInstrumentError(KeyError):
    """No instrument goes by that id."""

    def __str__(self) -> str:
        # KeyError shows the repr of its argument, with quotes and escaped line ends
        return str(self.args[0])
