"""From a report as its page shows it to a document: the same sentences, tables and figures, in the same order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from itertools import starmap

from markupsafe import Markup

from evaluatie.report import figure
from evaluatie.report.authored import AuthoredTexts, AuthoredView
from evaluatie.report.document.authored import authored_blocks
from evaluatie.report.document.blocks import (
    Block,
    Cell,
    Column,
    Contents,
    Displays,
    Document,
    Figure,
    Heading,
    Items,
    Label,
    Paragraph,
    Row,
    Run,
    Runs,
    Table,
    Term,
    Terms,
    Unshown,
)
from evaluatie.report.document.cleaning import cleaned
from evaluatie.report.document.fitting import figure_width, fit, unbroken
from evaluatie.report.picture import Picture
from evaluatie.report.reading import Bundle, Reader, Shown
from evaluatie.report.sections import DisplayView, SectionView
from evaluatie.report.tables import TableView
from evaluatie.report.whole import WholeView, readers_of, whole

_MARKUP = re.compile(r"(</?(?:strong|i)>|</a>|<a [^>]*>)")
_HREF = re.compile(r'href="([^"]*)"')
_FEW = 2  # more sentences than these are a list, as on the page


def report_document(
    bundles: Sequence[Bundle],
    language: str,
    *,
    protection: str | None = None,
    dropped: Iterable[str] = (),
    texts: AuthoredTexts | None = None,
) -> Document:
    """Make a document of a report's bundles.

    Parameters
    ----------
    bundles : sequence of mapping
        The report's bundles, in the order of the page.
    language : str
        ``"nl"`` or ``"en"``.
    protection : str, optional
        Where the data-protection page is, as seen from the document.
    dropped : iterable of str, optional
        Names of the outputs that were left out.
    texts : AuthoredTexts, optional
        What the author wrote.

    Returns
    -------
    Document

    Raises
    ------
    WordingError, BundleError
        As :func:`evaluatie.report.compose`.
    """
    readers = readers_of(bundles, language)
    view, made = whole(readers, dropped=dropped, texts=texts), _Content(readers[0])
    say = readers[0].wording.text
    before, between, after = say("document.page", number="\0", total="\0").split("\0")
    blocks = [*made.opening(view)]
    for one in view.sections:
        blocks += made.section(one)
    blocks += made.accountability(view, protection)
    blocks += made.displays(view.sections)
    document = Document(
        language=language,
        title=view.title,
        subtitle=view.waves,
        kind=say("page.kind"),
        header=(_about(readers[0]), _dates(readers[0]) or view.waves),
        pages=(before, between, after),
        author=f"evaluatie {bundles[0]['package_version']}",
        blocks=tuple(blocks),
    )
    return cleaned(document)


def _about(reader: Reader) -> str:
    return reader.title if reader.of_several else str(reader.bundle["organisation"]["name"])


def _dates(reader: Reader) -> str:
    """Give the days of the first and the last wave, if the study tells them."""
    days = [str(wave["date"]) for wave in reader.bundle.get("waves", ()) if wave.get("date")]
    ends = dict.fromkeys(reader.numerals.date(day) for day in (min(days), max(days))) if days else {}
    return " – ".join(ends)


class _Content:
    """Makes blocks of what the page shows."""

    def __init__(self, reader: Reader) -> None:
        self._say, self._numerals = reader.wording.text, reader.numerals

    def opening(self, view: WholeView) -> Iterator[Block]:
        """Give what stands before the sections."""
        say = self._say
        if view.synthetic:
            yield Paragraph(_plain(say("page.synthetic")), "caution")
        yield Heading(1, say("page.lead"), "lead")
        for runs in map(_runs, view.lead.first) if view.lead.first else (_plain(say("page.lead_empty")),):
            yield Paragraph(runs, "lead")
        if view.lead.caveat:
            yield Paragraph((Run(f"{say('page.lead_caveat')}: ", strong=True), *_runs(view.lead.caveat)), "caution")
        for sentence in view.lead.rest:
            yield Paragraph(_runs(sentence), "lead")
        yield Contents(say("page.contents"))
        yield Heading(1, say("page.guide"), "guide")
        for sentence in view.guide:
            yield Paragraph(_runs(sentence))

    def section(self, view: SectionView) -> Iterator[Block]:
        """Give a section, in the order of the page."""
        yield Heading(1, view.title, view.id)
        if view.empty:
            yield Paragraph(_plain(self._say("page.no_displays")))
        yield from _sentences(view.opening)
        yield from map(self._display, view.leading)
        yield from _sentences(view.findings)
        yield from map(self._display, view.displays)
        for topic in view.topics:
            yield Heading(2, topic.title, topic.id)
            yield from _sentences(topic.findings)
            yield from map(self._display, topic.displays)
        if view.authored is not None:
            yield from self._authored(view, view.authored)
        if view.caveats:
            yield Heading(2, self._say("page.caveats"), f"{view.id}-caveats", listed=False)
            yield Items(tuple(map(_runs, view.caveats)), "caution")
        if view.technical or view.methods:
            yield Heading(2, f"{self._say('page.technical')}: {view.title}", f"{view.id}-technical", listed=False)
            yield from _sentences(view.methods)
            yield from map(self._display, view.technical)

    def _authored(self, view: SectionView, text: AuthoredView) -> Iterator[Block]:
        yield Heading(2, f"{self._say('author.title')}: {view.title}", f"{view.id}-author", listed=False)
        yield Paragraph(_plain(self._say("author.marked")), "note")
        for note in text.notes:
            yield Paragraph((Run(note, strong=True),), "note")
        yield from authored_blocks(text)

    def accountability(self, view: WholeView, protection: str | None) -> Iterator[Block]:
        """Give how the report was made and what it does not show."""
        say = self._say
        yield Heading(1, say("page.accountability"), "accountability")
        if view.terms:
            yield Heading(2, say("page.terms"), "terms")
            yield Terms(tuple(Term(one.name, one.meaning, "") for one in view.terms))
        yield Heading(2, say("page.methods"), "methods")
        yield Terms(tuple(Term(one.name, one.explanation, one.works.striptags()) for one in view.account.methods))
        yield Heading(2, say("account.title"), "account")
        yield Paragraph(_plain(say("account.intro")))
        for heading, text in view.account.parts:
            yield Paragraph((Run(f"{heading} ", strong=True), *_runs(text)))
        if view.plan:
            yield Heading(2, say("account.plan"), "plan")
            yield self._plan(view)
        yield Heading(2, say("page.policy"), "policy")
        for sentence in view.policy:
            yield Paragraph(_plain(sentence))
        if protection:
            yield Paragraph((Run(say("page.protection"), href=protection),))
        yield Heading(2, say("account.log"), "log")
        if view.log:
            yield Paragraph(_plain(f"{view.total} {say('page.hidden_place')}"))
            yield self._log(view)
        else:
            yield Paragraph(_plain(say("page.hidden_none")))
        if view.hidden:
            heads = ("page.hidden_characteristic", "page.hidden_reasons", "page.hidden_numbers")
            lines = [(one["name"], one["reasons"], one["numbers"]) for one in view.hidden]
            yield self._plain_table("hidden", "page.hidden_table", heads, lines, numeric=1)
        yield Heading(2, say("page.dropped"), "dropped")
        yield Paragraph(_plain(say("page.dropped_text" if view.dropped else "page.dropped_none")))
        if view.dropped:
            yield Items(tuple(map(_plain, view.dropped)))
        yield Heading(2, say("page.data"), "data")
        yield Paragraph(_plain(view.data))
        yield Heading(2, say("account.references"), "references")
        yield Items(tuple(_runs(text) for _, text in view.account.references))
        yield Paragraph(_plain(view.software), "note")

    def displays(self, sections: Iterable[SectionView]) -> Iterator[Block]:
        """Give the list of all tables and figures, by which one finds them."""
        every = [shown for view in sections for shown in _displays(view)]
        if every:
            yield Heading(1, self._say("document.displays"), "displays")
            yield Displays(tuple((shown.id, self._label(shown), shown.caption) for shown in every))

    def _display(self, shown: DisplayView) -> Block:
        label = self._label(shown)
        if shown.table is not None:
            return self._table(shown, shown.table, label)
        if shown.picture is not None:
            return self._figure(shown, shown.picture, label)
        return Unshown(shown.id, label, shown.caption, shown.notes)

    def _figure(self, shown: DisplayView, picture: Picture, label: Label) -> Figure:
        drawing = figure.lay_out(picture, self._numerals, "wide")
        width = figure_width(drawing.width, drawing.height)
        size = width, width * drawing.height / drawing.width
        svg = figure.to_svg_file(drawing)
        return Figure(shown.id, label, shown.caption, svg, *size, picture.alternative, shown.notes)

    def _table(self, shown: DisplayView, view: TableView, label: Label) -> Table:
        columns = tuple(Column(one.text, one.bracket, one.numeric) for one in view.columns)
        rows = tuple(Row(one.heads, tuple(starmap(_cell, view.places(one))), one.again) for one in view.rows)
        return Table(shown.id, label, shown.caption, columns, rows, shown.notes, fit(columns, rows))

    def _plan(self, view: WholeView) -> Block:
        none = self._say("account.departure_none")
        lines = [(one.part, one.planned, "; ".join(one.departures) or none) for one in view.plan]
        heads = ("account.plan_part", "account.planned", "account.departure")
        notes = (view.plan_place,) if view.plan_place else ()
        return self._plain_table("plan", "account.plan_table", heads, lines, notes=notes)

    def _log(self, view: WholeView) -> Block:
        lines = [(one["section"], one["rule"], one["numbers"], one["all"]) for one in view.log]
        heads = ("account.log_section", "page.hidden_rule", "account.log_hidden", "account.log_all")
        return self._plain_table("log-table", "account.log_table", heads, lines, numeric=2)

    def _plain_table(
        self,
        id_: str,
        caption: str,
        heads: Sequence[str],
        lines: Iterable[tuple[str, ...]],
        *,
        numeric: int = 0,
        notes: tuple[str, ...] = (),
    ) -> Table:
        """Make one of the report's own tables: a row's head, words, and in the last columns numbers."""
        first = len(heads) - numeric
        columns = tuple(Column(self._say(key), numeric=position >= first) for position, key in enumerate(heads))
        rows = tuple(Row(line[:1], tuple(map(Cell, line[1:]))) for line in lines)
        return Table(id_, None, self._say(caption), columns, rows, notes, fit(columns, rows))

    def _label(self, shown: DisplayView) -> Label:
        """Take the number out of a display's name, so that Word can count on."""
        before, after = self._say(f"page.{shown.kind}", number="\0").split("\0")
        return Label(shown.kind, before, shown.number, after)


def _displays(view: SectionView) -> Iterator[DisplayView]:
    yield from (*view.leading, *view.displays)
    for topic in view.topics:
        yield from topic.displays
    yield from view.technical


def _sentences(sentences: Sequence[Markup]) -> Iterator[Block]:
    """Give sentences as the page does: a few as paragraphs, more as a list."""
    if len(sentences) > _FEW:
        yield Items(tuple(map(_runs, sentences)))
    else:
        for sentence in sentences:
            yield Paragraph(_runs(sentence))


def _cell(shown: Shown, numeric: bool) -> Cell:
    return Cell(unbroken(shown.text) if numeric else shown.text, shown.state)


def _plain(text: str) -> Runs:
    return (Run(text),)


def _runs(sentence: Markup) -> Runs:
    """Cut a sentence at its markup, all of which is ours; whatever fills it was escaped and stays text."""
    runs: list[Run] = []
    strong, emphasis, href = False, False, ""
    for piece in _MARKUP.split(str(sentence)):
        match piece:
            case "<strong>" | "</strong>":
                strong = piece == "<strong>"
            case "<i>" | "</i>":
                emphasis = piece == "<i>"
            case "</a>":
                href = ""
            case _ if piece.startswith("<a "):
                (leads,) = _HREF.findall(piece)
                href = "" if leads.startswith("#") else unescape(leads)  # a place on the page
            case _ if piece:
                runs.append(Run(unescape(piece), strong, href, emphasis))
    return tuple(runs)
