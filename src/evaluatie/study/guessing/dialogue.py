"""Questions with a guess as their default, or the guesses without questions."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import TypeVar

from evaluatie.study.problems import did_you_mean, quoted

Ask = Callable[[str, str], str]
Tell = Callable[[str], None]
Answer = TypeVar("Answer")

NONE = "none"


class NoAnswerError(ValueError):
    """What was typed answers nothing; the message says what would."""


class Dialogue:
    """Asks, until the answer can be used.

    Parameters
    ----------
    ask : callable, optional
        Takes a question and its default, and gives what was typed; without it every default is taken.
    tell : callable, optional
        Shows a line.

    Examples
    --------
    >>> Dialogue(lambda question, default: "2").choose("How many?", "1", int)
    2
    >>> Dialogue().choose("How many?", "1", int)
    1
    """

    def __init__(self, ask: Ask | None = None, tell: Tell | None = None) -> None:
        self._ask, self._tell = ask, tell

    @property
    def asks(self) -> bool:
        """Whether there is somebody to ask."""
        return self._ask is not None

    def tell(self, line: str) -> None:
        """Show a line to who is asked."""
        if self._ask is not None and self._tell is not None:
            self._tell(line)

    def choose(self, question: str, default: str, read: Callable[[str], Answer]) -> Answer:
        """Ask a question until `read` accepts the answer.

        Parameters
        ----------
        question : str
            In plain English.
        default : str
            What Enter means; `read` accepts it.
        read : callable
            Makes of the answer what it means, or raises :class:`NoAnswerError`.

        Returns
        -------
        object
            What `read` gives.
        """
        if self._ask is None:
            return read(default)
        while True:
            try:
                return read(self._ask(question, default).strip() or default)
            except NoAnswerError as error:
                self.tell(f"  {error}")


def one_of(options: Collection[str], what: str) -> Callable[[str], str | None]:
    """Make a reader of one of several names, or of "none".

    Examples
    --------
    >>> one_of(["team"], "column")("none") is None, one_of(["team"], "column")("Team")
    (True, 'team')
    """
    known = {option.casefold(): option for option in options}

    def read(answer: str) -> str | None:
        if answer in options:
            return answer
        if answer.casefold() in known:
            return known[answer.casefold()]
        if answer.casefold() == NONE:
            return None
        raise NoAnswerError(f"There is no {what} {quoted(answer)}. {did_you_mean(answer, options)}")

    return read


def split(answer: str) -> list[str]:
    """Split an answer at its commas.

    Examples
    --------
    >>> split("9, 99"), split("none")
    (['9', '99'], [])
    """
    if answer.strip().casefold() == NONE:
        return []
    return [part.strip() for part in re.split("[,;]", answer) if part.strip()]
