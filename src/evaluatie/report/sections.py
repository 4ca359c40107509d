"""A section as the template sets it: sentences, tables and figures in the order of reading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, Literal, NamedTuple

from markupsafe import Markup

from evaluatie.report import figure
from evaluatie.report.authored import AuthoredView
from evaluatie.report.picture import Picture, picture
from evaluatie.report.reading import Phrase, Reader
from evaluatie.report.tables import TableView, table

Display = Mapping[str, Any]
Kind = Literal["table", "figure"]


@dataclass(frozen=True)
class DisplayView:
    """A numbered table or figure.

    Attributes
    ----------
    id : str
        Anchor on the page.
    kind, number : str and int
        ``"table"`` or ``"figure"``, and its number among those of the report.
    name : str
        ``"Table 2"``, ``"Figure 1"``, in the reader's language.
    caption : str
        What it is about.
    notes : tuple of str
        How to read it, and why numbers are not shown.
    table : TableView or None
        The table, if it is one.
    drawings : tuple of Markup
        The wide and the narrow drawing of a figure.
    picture : Picture or None
        What they are drawings of.
    """

    id: str
    kind: Kind
    number: int
    name: str
    caption: str
    notes: tuple[str, ...]
    table: TableView | None = None
    drawings: tuple[Markup, ...] = ()
    picture: Picture | None = None


@dataclass(frozen=True)
class Code:
    """The code that made a section.

    Attributes
    ----------
    notebook : str
        The notebook's file name.
    cells : tuple of str
        The source of its code cells, in order; never an output.
    """

    notebook: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class TopicView:
    """What stands under a heading within a section.

    Attributes
    ----------
    id, title : str
        Anchor and heading.
    findings : tuple of Markup
        Its sentences.
    displays : tuple of DisplayView
        Its tables and figures.
    """

    id: str
    title: str
    findings: tuple[Markup, ...]
    displays: tuple[DisplayView, ...]


@dataclass(frozen=True)
class SectionView:
    """One section of the page.

    Attributes
    ----------
    id, title : str
        Anchor and heading.
    opening : tuple of Markup
        The headlines; the other findings where there are no headlines.
    leading : tuple of DisplayView
        Figures that stand right after the opening.
    findings : tuple of Markup
        The other findings.
    displays : tuple of DisplayView
        The other displays.
    topics : tuple of TopicView
        What stands under headings of its own, in the order of reading.
    caveats, methods : tuple of Markup
        What to bear in mind, and sentences for the technical account.
    technical : tuple of DisplayView
        Tables of the technical account.
    authored : AuthoredView or None
        What the author wrote.
    code : Code or None
        What made it; None where that is not told, as in a notebook, where it stands above.
    """

    id: str
    title: str
    opening: tuple[Markup, ...]
    leading: tuple[DisplayView, ...]
    findings: tuple[Markup, ...]
    displays: tuple[DisplayView, ...]
    topics: tuple[TopicView, ...]
    caveats: tuple[Markup, ...]
    methods: tuple[Markup, ...]
    technical: tuple[DisplayView, ...]
    authored: AuthoredView | None = None
    code: Code | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show or say but the heading."""
        return not (
            self.opening
            or self.leading
            or self.displays
            or self.topics
            or self.caveats
            or self.technical
            or self.authored
        )


class Numbering:
    """Counts the tables and the figures of a page."""

    def __init__(self) -> None:
        self._counts = {"table": count(1), "figure": count(1)}

    def next(self, kind: str) -> int:
        """Give the next number of a kind."""
        return next(self._counts[kind])


def section(
    reader: Reader, numbering: Numbering, authored: AuthoredView | None = None, code: Code | None = None
) -> SectionView:
    """Lay out a section.

    Parameters
    ----------
    reader : Reader
        Reads the section's bundle in one language.
    numbering : Numbering
        Of the page; the section takes the next numbers.
    authored : AuthoredView, optional
        What the author wrote for it.
    code : Code, optional
        What made it.

    Returns
    -------
    SectionView

    Raises
    ------
    WordingError, BundleError
        When the section uses a text or a number that there is not.
    """
    said = {role: _said(reader, role) for role in ("headline", "main", "caveat", "method")}
    opening, others = (said["headline"], said["main"]) if said["headline"] else (said["main"], ())
    # in the order in which the page shows them, since they are numbered on the way
    displays = [display for display in reader.bundle["displays"] if not display.get("technical")]
    technical = [display for display in reader.bundle["displays"] if display.get("technical")]
    shown = [display for display in displays if not display.get("topic")]
    figures = _leading_figures(shown)
    lay = _Layout(reader, numbering)
    return SectionView(
        id=anchor(reader.section),
        title=reader.section_title,
        opening=opening,
        leading=lay.all(shown[:figures]),
        findings=others,
        displays=lay.all(shown[figures:]),
        topics=tuple(_topics(reader, lay, displays)),
        caveats=said["caveat"],
        methods=said["method"],
        technical=lay.all(technical),
        authored=authored,
        code=code,
    )


def anchor(text: str) -> str:
    """Make an id for the page: letters, digits and hyphens.

    Examples
    --------
    >>> anchor("change: what & when")
    'change-what-when'
    """
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")


def said(reader: Reader, role: str) -> Iterator[Phrase]:
    """Go through the findings of a role that can be said: those in which nothing is hidden."""
    for finding in reader.bundle["findings"]:
        if finding["role"] == role and reader.text(finding) is not None:
            yield finding


def _topics(reader: Reader, lay: _Layout, displays: list[Display]) -> Iterator[TopicView]:
    named = [shown["topic"] for shown in (*reader.bundle["findings"], *displays) if shown.get("topic")]
    for topic in dict.fromkeys(named):
        own = [display for display in displays if display.get("topic") == topic]
        findings = _said(reader, "headline", topic) + _said(reader, "main", topic)
        view = TopicView(
            f"{anchor(reader.section)}-{topic}", reader.wording.text(f"topic.{topic}"), findings, lay.all(own)
        )
        if view.findings or view.displays:
            yield view


def _said(reader: Reader, role: str, topic: str = "") -> tuple[Markup, ...]:
    """Say the sentences of a role under a heading; caveats and methods stand together, whatever they are about."""
    everywhere = role in ("caveat", "method")
    findings = (
        finding
        for finding in reader.bundle["findings"]
        if finding["role"] == role and (everywhere or finding.get("topic", "") == topic)
    )
    return tuple(sentence for finding in findings if (sentence := reader.html(finding)) is not None)


def _leading_figures(displays: list[Display]) -> int:
    for position, display in enumerate(displays):
        if display["type"] != "figure":
            return position
    return len(displays)


@dataclass(frozen=True)
class _Layout:
    reader: Reader
    numbering: Numbering

    def all(self, displays: Iterable[Display]) -> tuple[DisplayView, ...]:
        # what has no rows has nothing to show
        return tuple(self._one(display) for display in displays if display["rows"])

    def _one(self, display: Display) -> DisplayView:
        kind: Kind = display["type"]
        number = self.numbering.next(kind)
        id_ = f"{anchor(self.reader.section)}-{kind}-{number}"
        name = self.reader.wording.text(f"page.{kind}", number=str(number))
        told = _Told(id_, kind, number, name)
        return self._table(display, told) if kind == "table" else self._figure(display, told)

    def _table(self, display: Display, told: _Told) -> DisplayView:
        view = table(display, self.reader)
        if view.hidden:
            return self._hidden(told, view.caption, view.notes)
        return DisplayView(*told, view.caption, view.notes, table=view)

    def _hidden(self, told: _Told, caption: str, notes: tuple[str, ...]) -> DisplayView:
        """Say in one line what is not shown, in place of a display full of dashes."""
        return DisplayView(*told, caption, notes or (self.reader.wording.text("hidden.nothing"),))

    def _figure(self, display: Display, told: _Told) -> DisplayView:
        drawn, reader = picture(display, self.reader), self.reader
        notes = list(drawn.notes)
        if drawn.reasons:
            notes.append(reader.wording.text("hidden.note", reasons=reader.reasons(drawn.reasons)))
        svgs = (figure.to_svg(drawn, reader.numerals, layout) for layout in figure.LAYOUTS)
        caption = reader.heading(display["caption"])
        if drawn.hidden:
            return self._hidden(told, caption, tuple(notes[len(drawn.notes) :]))
        drawings = tuple(Markup(svg) for svg in svgs)  # noqa: S704 - our own drawings, with their texts escaped
        return DisplayView(*told, caption, tuple(notes), drawings=drawings, picture=drawn)


class _Told(NamedTuple):
    """What is known of a display before it is read."""

    id: str
    kind: Kind
    number: int
    name: str
