"""What a report section is made of: analyses, sentences and displays that refer to numbers by their id.

Numbers live in one place only, the analyses' estimates. Sentences, tables and figures hold references to them, so
that hiding a number hides it everywhere it would have been shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from evaluatie.result import Estimate, Result

if TYPE_CHECKING:
    from evaluatie.evaluation.releases import Releases
    from evaluatie.study import Study

EVERYONE = "all"
#: a characteristic and a level of it
Group = tuple[str, str]
ALL: Group = (EVERYONE, EVERYONE)
#: levels that are no group: of whom it is not known, and the levels that study.yml does not name
UNKNOWN, OTHER = "unknown", "other"


@dataclass(frozen=True)
class Cell:
    """The people whose answers a number rests upon.

    Attributes
    ----------
    waves : tuple of str
        One wave: everyone who answered then. Two waves: the people who answered at both.
    outcome : str or None
        Which outcome they answered; None when it is about taking part at all.
    characteristic, level : str
        A group, for example ``("origin", "europa")``; ``"all"`` twice for everyone.
    unit : str or None
        A team or department, where the number is about one.
    part : str or None
        Those of the group whose answers put them there: a field, a band of answers. The outcome is then the name of
        what divides people, see :mod:`evaluatie.evaluation.partitions`.
    """

    waves: tuple[str, ...]
    outcome: str | None = None
    characteristic: str = EVERYONE
    level: str = EVERYONE
    unit: str | None = None
    part: str | None = None


@dataclass(frozen=True)
class Analysis:
    """A result of an analysis room, with what it is about and whose answers it rests upon.

    Attributes
    ----------
    result : Result
        What the analysis room returned.
    method : str
        Key of the method in the wording files, for example ``"paired_t"``.
    waves : tuple of str
        The waves that it is about, in order.
    cells : tuple of Cell
        All the people in it: a change of everyone rests on two cells, a gap on two groups.
    outcome : str or None
        The outcome's id.
    characteristic, level : str
        The group that it is about.
    digits : int or None
        Decimals that leave, where more would tell what single people answered: exact correlations of items give their
        whole distribution, and an exact shrunken mean the size of its team.
    sources : tuple of (str, str)
        Of a synthesis, in place of cells: the released numbers that it rests upon, each by organisation and id.
    """

    result: Result
    method: str
    waves: tuple[str, ...]
    cells: tuple[Cell, ...]
    outcome: str | None = None
    characteristic: str = EVERYONE
    level: str = EVERYONE
    digits: int | None = None
    sources: tuple[tuple[str, str], ...] = ()


Show = Literal[
    "count", "n", "percent", "percent_ci", "points", "points_ci", "signed", "signed_ci", "interval", "test", "chi2",
    "fit", "fit_ci", "percent_interval", "pp_ci", "pp_interval", "size", "p", "ratio", "ratio_ci", "rate", "rate_ci",
]  # fmt: skip


@dataclass(frozen=True)
class Ref:
    """A number to be shown: its id, and how; hidden it has the place of `instead`, where the choice of it tells."""

    number: str
    show: Show
    instead: str | None = None


@dataclass(frozen=True)
class Label:
    """A name that the study or an instrument gives."""

    kind: Literal[
        "outcome",
        "wave",
        "characteristic",
        "level",
        "instrument",
        "item",
        "deviation",
        "organisation",
        "sector",
        "size",
        "scale",
        "reason",
        "stage",
        "population",
        "intervention",
        "told",
        "step",
        "round",
        "scan_round",
        "plan_ask",
        "theme",
    ]
    id: str


@dataclass(frozen=True)
class Word:
    """A word or phrase of the wording files; hidden together with the number that it is ``about``.

    Hidden it has the place of `instead`, where that there is this number would tell of people.
    """

    key: str
    about: str | None = None
    instead: str | None = None


@dataclass(frozen=True)
class Setting:
    """A number or day of the study's plan or of the instrument; it is about no person."""

    value: float | str
    show: Literal["points", "count", "percent", "date", "year", "decimal"] = "points"


Slot = Ref | Label | Word | Setting


Role = Literal["headline", "main", "caveat", "method"]


@dataclass(frozen=True)
class Finding:
    """A sentence: its key in the wording files, and what fills it.

    Attributes
    ----------
    key : str
        For example ``"change.verdict.improved"``.
    slots : mapping of str to Slot
        What fills the sentence's blanks. A sentence with a hidden number is not shown.
    role : str
        ``"headline"`` (also shown on top of the report), ``"main"``, ``"caveat"`` or ``"method"``.
    otherwise : Finding or None
        What is said instead when a number of this sentence is hidden.
    topic : str
        The heading within the section that it stands under; empty for the section's own.
    """

    key: str
    slots: Mapping[str, Slot] = field(default_factory=dict)
    role: Role = "main"
    otherwise: Finding | None = None
    topic: str = ""


@dataclass(frozen=True)
class Row:
    """A row of a table or figure: what it is about, and what stands in each column (None: nothing)."""

    head: tuple[Slot, ...]
    cells: tuple[Slot | None, ...]


@dataclass(frozen=True)
class Table:
    """A table: caption, column heads and rows. A technical table stands in the technical account.

    The first columns head the parts of a row's head, the others its cells. `topic` is as in :class:`Finding`.
    """

    id: str
    caption: Finding
    columns: tuple[Finding, ...]
    rows: tuple[Row, ...]
    technical: bool = False
    topic: str = ""


FigureKind = Literal[
    "response", "means", "change", "overview", "answers", "shares", "fields", "units", "path", "course", "multiverse",
    "forest", "stock_flow", "pipeline", "retention", "over_years", "ratios", "timeline", "heat",
]  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """A figure: its kind in the report room, its caption, and rows whose cells are the numbers it draws.

    Where the parts of a row have names, `columns` are these, one per cell: in a course of outcomes the measurements,
    with the smallest effect of interest in a last cell that has no column; of lines over time the years since entry, or
    the years, each as a setting; in a multiverse they name the heads instead, the choices of each analysis. A technical
    figure stands in the technical account; `topic` is as in :class:`Finding`.
    """

    id: str
    kind: FigureKind
    caption: Finding
    rows: tuple[Row, ...]
    columns: tuple[Finding, ...] = ()
    technical: bool = False
    topic: str = ""


@dataclass(frozen=True)
class Section:
    """One section of a report, not yet protected.

    Attributes
    ----------
    name : str
        ``"response"``, ``"baseline"``, ``"change"``, ...
    study : Study or Releases
        The study that it was made from, or of a synthesis the results that were released before; the release looks up
        there what may be shown.
    results : mapping of str to Analysis
        Every analysis by its key; a number's id is ``section.key.term``.
    findings : tuple of Finding
        The sentences, in the order of reading.
    displays : tuple of Table or Figure
        The tables and figures, in the order of reading.
    title : mapping of str to str
        Heading by language, where the wording files have none: of a section of the researcher's own.
    """

    name: str
    study: Study | Releases
    results: Mapping[str, Analysis]
    findings: tuple[Finding, ...]
    displays: tuple[Table | Figure, ...] = ()
    title: Mapping[str, str] = field(default_factory=dict)

    def numbers(self) -> Iterator[tuple[str, Analysis, Estimate]]:
        """Go through every number of the section with its id and the analysis that it comes from."""
        for key, analysis in self.results.items():
            for estimate in analysis.result.estimates():
                yield f"{self.name}.{key}.{estimate.term}", analysis, estimate
