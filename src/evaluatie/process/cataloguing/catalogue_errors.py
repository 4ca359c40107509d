"""What goes wrong with interventions and steps: an id that is not there, or frames and entries that cannot be used."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class UnknownInterventionError(KeyError):
    """No intervention goes by that id."""

    def __str__(self) -> str:
        # KeyError shows the repr of its argument, with quotes
        return str(self.args[0])


class ProcessError(ValueError):
    """Input that cannot be used, with everything that is wrong with it.

    Parameters
    ----------
    problems : iterable of str
        All of them, each with its place and remedy.

    Attributes
    ----------
    problems : tuple of str
        All of them.
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def meant(word: object, options: Iterable[str]) -> str:
    """Point to what a misspelt word was meant to be, or else list the options.

    Parameters
    ----------
    word : object
        What was written.
    options : iterable of str
        What could have been written.

    Returns
    -------
    str
        A sentence.

    Examples
    --------
    >>> meant("belongng", ["belonging", "safety"])
    "Did you mean 'belonging'?"
    >>> meant("x", ["belonging", "safety"])
    'There are: belonging, safety.'
    """
    known = list(options)
    near = get_close_matches(str(word).casefold(), known, n=1, cutoff=0.6)
    return f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(known)}."
