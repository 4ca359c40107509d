"""What a figure draws and what its alternative text says: both from the same rows, so that they cannot disagree."""

from __future__ import annotations

from collections.abc import Callable

from evaluatie.report.picture.bars import answers, pipeline, shares
from evaluatie.report.picture.common import Built, Display
from evaluatie.report.picture.context import context_of
from evaluatie.report.picture.course import course
from evaluatie.report.picture.curves import Curves, Point, Series
from evaluatie.report.picture.dots import change, means, overview, response
from evaluatie.report.picture.fields import fields
from evaluatie.report.picture.forest import forest
from evaluatie.report.picture.heat import heat
from evaluatie.report.picture.model import (
    Arrow,
    Bar,
    Bars,
    Content,
    Dots,
    Field,
    Fields,
    Mark,
    Panel,
    Part,
    Picture,
    Web,
)
from evaluatie.report.picture.moves import Count, Moves, StockFlow
from evaluatie.report.picture.multiverse import multiverse
from evaluatie.report.picture.over_time import Course, Event, Moment, Trend
from evaluatie.report.picture.paths import path
from evaluatie.report.picture.ratios import ratios
from evaluatie.report.picture.shaded import Heat
from evaluatie.report.picture.spans import Landmark, Span, Timeline
from evaluatie.report.picture.stock_flow import stock_flow
from evaluatie.report.picture.timeline import timeline
from evaluatie.report.picture.together import Branch, Forest
from evaluatie.report.picture.units import units
from evaluatie.report.picture.ways import Choice, Multiverse, Way
from evaluatie.report.picture.years import over_years, retention
from evaluatie.report.reading import BundleError, Reader

__all__ = [
    "Arrow",
    "Bar",
    "Bars",
    "Branch",
    "Choice",
    "Content",
    "Count",
    "Course",
    "Curves",
    "Dots",
    "Event",
    "Field",
    "Fields",
    "Forest",
    "Heat",
    "Landmark",
    "Mark",
    "Moment",
    "Moves",
    "Multiverse",
    "Panel",
    "Part",
    "Picture",
    "Point",
    "Series",
    "Span",
    "StockFlow",
    "Timeline",
    "Trend",
    "Way",
    "Web",
    "picture",
]

_BUILDERS: dict[str, Callable[[Display, Reader], Built]] = {
    "response": response,
    "means": means,
    "change": change,
    "overview": overview,
    "answers": answers,
    "shares": shares,
    "pipeline": pipeline,
    "ratios": ratios,
    "fields": fields,
    "units": units,
    "path": path,
    "forest": forest,
    "course": course,
    "multiverse": multiverse,
    "stock_flow": stock_flow,
    "retention": retention,
    "over_years": over_years,
    "timeline": timeline,
    "heat": heat,
}


def picture(display: Display, reader: Reader) -> Picture:
    """Read a figure's rows.

    Parameters
    ----------
    display : mapping
        A display of type ``"figure"`` of a bundle.
    reader : Reader
        Reads that bundle in one language.

    Returns
    -------
    Picture

    Raises
    ------
    BundleError
        When the kind is unknown, or the rows are not those of the kind.
    """
    if display["kind"] not in _BUILDERS:
        raise BundleError(f"section {reader.section} holds a figure of the unknown kind '{display['kind']}'")
    built = _BUILDERS[display["kind"]](display, reader)
    context = context_of(display, reader) if built.context is None else built.context
    sentences = (reader.wording.text(built.opening), *built.content.sentences, *built.closing, *context)
    notes = (*built.notes, *context)
    return Picture(built.kind, built.content, " ".join(sentences), notes, _hidden_reasons(display, reader))


def _hidden_reasons(display: Display, reader: Reader) -> tuple[str, ...]:
    cells = (reader.shown(cell) for row in display["rows"] for cell in row["cells"])
    return tuple(cell.reason for cell in cells if cell.reason is not None)
