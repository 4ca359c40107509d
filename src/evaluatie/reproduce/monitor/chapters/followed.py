"""What is followed: a measure, an organisation, and a file of one's own; and its chapters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from evaluatie.amiss import nearest, refuse
from evaluatie.reproduce.monitor.chapters.groups import the_funnel, the_gap
from evaluatie.reproduce.monitor.chapters.mine import the_own
from evaluatie.reproduce.monitor.chapters.piece import Piece, Setter, joined
from evaluatie.reproduce.monitor.chapters.short import in_short
from evaluatie.reproduce.monitor.chapters.surveyed import the_names, the_positions, the_trends, the_years
from evaluatie.reproduce.monitor.chapters.whole import the_national, the_title
from evaluatie.reproduce.monitor.linking import Linked, link_organisations
from evaluatie.reproduce.monitor.names import spelt_alike
from evaluatie.reproduce.monitor.reading import read_unwarned
from evaluatie.reproduce.monitor.series import Measured, figures_of
from evaluatie.reproduce.monitor.survey import civil_service_survey

_WHERE = {
    "measure": "civil_service_wording() lists the survey's; one of your own needs own_file.",
    "organisation": "civil_service_survey() lists the survey's; one of your own needs own_file.",
}


@dataclass(frozen=True)
class Followed:
    """A measure and an organisation, followed. Each chapter shows itself in a notebook, and is text as ``.text``.

    Attributes
    ----------
    measure : str
        As the survey or the own file names it.
    organisation : str
        As the survey or the own file names it; empty where none is singled out.
    language : {"nl", "en"}
    file : str
        Name of the own file; empty without one.
    linked : Linked
        The survey, its organisations followed over the years.
    figures : Measured or None
        The survey's figures of the measure; None where it does not have it.
    own : pandas.DataFrame or None
        The own figures; None without a file.
    """

    measure: str
    organisation: str
    language: str
    file: str
    linked: Linked = field(repr=False)
    figures: Measured | None = field(repr=False)
    own: pd.DataFrame | None = field(repr=False)

    @property
    def setter(self) -> Setter:
        """What sets its words."""
        return Setter(self.language)

    @property
    def in_survey(self) -> bool:
        """Whether the survey holds the organisation."""
        return self.organisation in set(self.linked.frame["who"])

    @cached_property
    def title(self) -> Piece:
        """What is followed, and where the figures come from."""
        return the_title(self)

    @cached_property
    def short(self) -> Piece:
        """What a board must know, in a few sentences."""
        return in_short(self)

    @cached_property
    def names(self) -> Piece:
        """Who is who over the years."""
        return the_names(self)

    @cached_property
    def years(self) -> Piece:
        """Which years may be compared."""
        return the_years(self)

    @cached_property
    def trends(self) -> Piece:
        """How the measure develops, in the organisation and in all."""
        return the_trends(self)

    @cached_property
    def positions(self) -> Piece:
        """Where organisations stand."""
        return the_positions(self)

    @cached_property
    def gap(self) -> Piece:
        """The gap between groups over the years."""
        return the_gap(self)

    @cached_property
    def funnel(self) -> Piece:
        """Groups in a funnel."""
        return the_funnel(self)

    @cached_property
    def mine(self) -> Piece:
        """The own figures: over the years, and beside others where that may be."""
        return the_own(self)

    @cached_property
    def national(self) -> Piece:
        """Published figures of the Netherlands."""
        return the_national(self)

    @property
    def whole(self) -> Piece:
        """All chapters, one below the other."""
        found = (self.title, self.short, self.mine, self.trends, self.positions, self.gap, self.funnel)
        return joined((*found, self.national, self.years, self.names))

    def _repr_html_(self) -> str:
        return self.whole._repr_html_()

    def __repr__(self) -> str:
        return f"<{self.measure} of {self.organisation or 'all organisations'}, followed>"


def follow(measure: str, organisation: str = "", own_file: str | Path = "", language: str = "nl") -> Followed:
    """Follow a measure over the years: of all organisations, of one of them, and of one's own.

    Parameters
    ----------
    measure : str
        A measure of the Civil Service People Survey, or of the own file.
    organisation : str, optional
        An organisation of the survey or of the own file; how it was spelt in any year will do.
    own_file : str or Path, optional
        As :func:`read_aggregates` reads it; a file without a column for the measure is taken to hold this one.
    language : {"nl", "en"}, default "nl"
        Of everything that is shown.

    Returns
    -------
    Followed
        With a chapter per subject.

    Raises
    ------
    InputError
        If the file cannot be used, or neither the survey nor the file has such a measure or organisation, with what
        was meant.
    ValueError
        If there is no such language.

    Examples
    --------
    >>> print(follow("item_treated_fairly", "Acas", language="en").title.text.splitlines()[2])
    What is followed: treated fairly.
    """
    Setter(language)
    survey = civil_service_survey()
    # groups, whose organisations have rows of their own, would count twice
    linked = link_organisations(survey[survey["kind"] == "organisation"])
    own = read_unwarned(own_file, measure=measure) if str(own_file) else None
    surveyed = set(linked.frame["measure"])
    mine = set() if own is None else set(own["measure"])
    whose = _name_of(organisation, linked, own)
    problems = [] if measure in surveyed | mine else [_unknown("measure", measure, surveyed | mine)]
    if organisation and not whose:
        there = set(linked.frame["who"]) | (set() if own is None else set(own["organisation"]))
        problems.append(_unknown("organisation", organisation, there))
    refuse(problems)
    figures = figures_of(linked, measure) if measure in surveyed else None
    return Followed(measure, whose, language, Path(own_file).name, linked, figures, own)


def _unknown(kind: str, name: str, there: Iterable[str]) -> str:
    near = nearest(name, sorted(there))
    hint = _WHERE[kind] if near is None else f"Did you mean {near!r}?"
    return f"{kind}: there is no {name!r}, neither in the survey nor in a file of yours. {hint}"


def _name_of(organisation: str, linked: Linked, own: pd.DataFrame | None) -> str:
    """Give the name by which an organisation is followed; empty where there is none."""
    mine = [] if own is None else list(own["organisation"])
    asked = spelt_alike(organisation)
    known = {spelt_alike(name): name for name in mine}
    rows = linked.frame.sort_values("year", kind="stable")
    known |= {spelt_alike(name): who for name, who in zip(rows["organisation"], rows["who"], strict=True)}
    known |= {spelt_alike(name): name for name in (*rows["who"].unique(), *mine)}
    return known.get(asked, "") if asked else ""
