"""A lesson of a finding, in the order in which it is taught."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from evaluatie.reproduce.finding import Finding
from evaluatie.reproduce.recomputing import Recomputation
from evaluatie.reproduce.teaching.asked import Asked
from evaluatie.reproduce.teaching.choosing import other_choices, what_is_learned
from evaluatie.reproduce.teaching.introducing import the_question, what_was_printed
from evaluatie.reproduce.teaching.recomputed import steps_of, the_claims, the_figures, the_steps
from evaluatie.reproduce.teaching.shown import Shown, joined


@dataclass(frozen=True)
class Lesson:
    """A finding as a lesson. Each part shows itself in a notebook, and is plain text as ``.text``.

    Attributes
    ----------
    language : str
        In which language.
    """

    _asked: Asked = field(repr=False)

    @property
    def language(self) -> str:
        """In which language."""
        return self._asked.language

    @property
    def finding(self) -> Finding:
        """What it is about."""
        return self._asked.finding

    @property
    def recomputation(self) -> Recomputation:
        """The finding, recomputed."""
        return self._asked.recomputed

    @cached_property
    def question(self) -> Shown:
        """What the work asked, and where it stands."""
        return the_question(self._asked)

    @cached_property
    def printed(self) -> Shown:
        """The numbers that it starts from, as printed."""
        return what_was_printed(self._asked)

    @cached_property
    def steps(self) -> Shown:
        """How it is recomputed, as code and formulas."""
        return the_steps(self._asked)

    @property
    def steps_by_name(self) -> tuple[str, ...]:
        """The analyses on which its figures and claims rest: names for :func:`analysis_code`, formulas last."""
        return steps_of(self.finding)

    @cached_property
    def figures(self) -> Shown:
        """Every printed figure beside the recomputed one, with verdict and reason."""
        return the_figures(self._asked)

    @cached_property
    def claims(self) -> Shown:
        """What is concluded in words, and whether it follows."""
        return the_claims(self._asked)

    @cached_property
    def choices(self) -> Shown:
        """What changes under other defensible choices."""
        return other_choices(self._asked)

    @cached_property
    def learned(self) -> Shown:
        """What to take from it."""
        return what_is_learned(self._asked)

    @property
    def whole(self) -> Shown:
        """All parts, one below the other."""
        parts = (self.question, self.printed, self.steps, self.figures, self.claims, self.choices, self.learned)
        return joined(parts, self.language)

    def _repr_html_(self) -> str:
        return self.whole._repr_html_()

    def __repr__(self) -> str:
        return f"<lesson of {self.finding.id}>"


def lesson(finding: Finding | str | Path, language: str = "nl") -> Lesson:
    """Make a lesson of a finding.

    Parameters
    ----------
    finding : Finding, str or Path
        A finding, the id of one that ships with evaluatie, or the file of one's own.
    language : {"nl", "en"}
        Of its texts and tables.

    Returns
    -------
    Lesson
        With its exercises by :func:`check_answer`.

    Raises
    ------
    FindingError
        If the file cannot be used.
    InputError
        If there is no such language, with what was meant.
    LookupError
        If there is no such finding.

    Examples
    --------
    >>> print(lesson("spectator_berkeley", "en").claims.text.splitlines()[3])
    Claim | Needed for it | Recomputed | Does it hold?
    """
    return Lesson(Asked(finding, language))
