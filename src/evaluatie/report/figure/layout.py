"""Where everything of a figure stands: from a picture to shapes. Pure: nothing is drawn, nothing is measured."""

from __future__ import annotations

from evaluatie.report.figure.bars import bars
from evaluatie.report.figure.course import course
from evaluatie.report.figure.curves import curves
from evaluatie.report.figure.dots import dots
from evaluatie.report.figure.forest import forest
from evaluatie.report.figure.grid import Layout
from evaluatie.report.figure.heat import heat
from evaluatie.report.figure.multiverse import multiverse
from evaluatie.report.figure.quadrants import quadrants
from evaluatie.report.figure.shapes import Drawing
from evaluatie.report.figure.stock_flow import stock_flow
from evaluatie.report.figure.timeline import timeline
from evaluatie.report.figure.web import web
from evaluatie.report.numerals import Numerals
from evaluatie.report.picture import (
    Bars,
    Course,
    Curves,
    Dots,
    Fields,
    Forest,
    Heat,
    Multiverse,
    Picture,
    StockFlow,
    Timeline,
    Web,
)


def lay_out(picture: Picture, numerals: Numerals, layout: Layout) -> Drawing:
    """Give every part of a figure its place.

    Parameters
    ----------
    picture : Picture
        What is drawn, and texts.
    numerals : Numerals
        Writes the ticks in the reader's language.
    layout : str
        ``"wide"`` or ``"narrow"``.

    Returns
    -------
    Drawing
    """
    match picture.content:
        case Dots() as content:
            return dots(content, picture.kind, numerals, layout)
        case Bars() as content:
            return bars(content, numerals, layout)
        case Fields() as content:
            return quadrants(content, layout)
        case Web() as content:
            return web(content, picture.kind, layout)
        case Course() as content:
            return course(content, numerals, layout)
        case Multiverse() as content:
            return multiverse(content, numerals, layout)
        case Forest() as content:
            return forest(content, numerals, layout)
        case Curves() as content:
            return curves(content, numerals, layout)
        case StockFlow() as content:
            return stock_flow(content, layout)
        case Heat() as content:
            return heat(content, layout)
        case Timeline() as content:
            return timeline(content, numerals, layout)
