"""A lesson of a finding, in the order in which it is taught."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from evaluatie.reproduce.finding import Finding
from evaluatie.reproduce.recomputing import METHODS, Recomputation
from evaluatie.reproduce.teaching.asked import Asked
from evaluatie.reproduce.teaching.choosing import other_choices, what_is_learned
from evaluatie.reproduce.teaching.exercising import all_exercises
from evaluatie.reproduce.teaching.introducing import the_question, what_was_printed
from evaluatie.reproduce.teaching.outcome import outcome
from evaluatie.reproduce.teaching.recomputed import steps_of, the_claims, the_figures, the_steps
from evaluatie.reproduce.teaching.shown import Shown, joined, paragraphs, word


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

    @property
    def about(self) -> Shown:
        """What a lesson is, and how another is taken."""
        return paragraphs(self.language, word("about", self.language), word("another", self.language))

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

    def try_out(self, found: object, step: str | None = None) -> Shown:
        """Show what the code of a step left in ``found``.

        Parameters
        ----------
        found : object
            Outcome of :func:`analysis_code`.
        step : str, optional
            Which step; without it the first.

        Returns
        -------
        Shown
            Every number, with the name by which code asks for it.
        """
        name = step or next(iter(self.steps_by_name), "found")
        analysis = self.finding.analyses.get(name)
        return outcome(name, found, self.language, METHODS[analysis.method].gives if analysis else ())

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

    def exercises(
        self, answers: Mapping[int | str, object] | None = None, show: bool | Collection[int | str] = False
    ) -> Shown:
        """Ask the exercises, and say of each answer whether it is right.

        Parameters
        ----------
        answers : mapping, optional
            By the number, from 1, or the id of an exercise: ``{1: 0.25, 2: "0,31"}``.
        show : bool or collection of int or str
            Show the right answers, and the code that gives them: of all, or of these exercises.

        Returns
        -------
        Shown

        Raises
        ------
        LessonError
            If an answer is to an exercise that there is not.

        Examples
        --------
        >>> lesson("lung1994", "en").exercises({"ratio": 0.59}).text.count("Right: 0.59.")
        1
        """
        return all_exercises(self._asked, {} if answers is None else answers, show)

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
        With its exercises as :meth:`Lesson.exercises`.

    Raises
    ------
    FindingError
        If the file cannot be used.
    LessonError
        If there is no such language or finding, with what was meant, in the language of the lesson.

    Examples
    --------
    >>> print(lesson("qi2019", "en").claims.text.splitlines()[3])
    Claim | Needed for it | Recomputed | Does it hold?
    """
    return Lesson(Asked(finding, language))
