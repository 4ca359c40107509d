"""Figures: dots, bars, fields, arrows; laid out once as a few shapes, written as SVG for the page and PNG for files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluatie.report.figure.grid import LAYOUTS, Layout
from evaluatie.report.figure.layout import lay_out
from evaluatie.report.figure.shapes import Drawing
from evaluatie.report.figure.svg import svg_element, svg_picture
from evaluatie.report.numerals import Numerals
from evaluatie.report.palette import palettes
from evaluatie.report.picture import Picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["LAYOUTS", "Layout", "draw", "lay_out", "to_png", "to_svg", "to_svg_file"]


def to_svg(picture: Picture, numerals: Numerals, layout: Layout = "wide") -> str:
    """Draw a picture as an ``<svg>`` element for a page, coloured by the page's custom properties.

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
    str
        An element of class ``wide`` or ``narrow`` with ``role="img"`` and the picture's alternative text. The same
        input gives the same bytes.
    """
    return svg_element(lay_out(picture, numerals, layout), picture.alternative, layout)


def to_svg_file(drawing: Drawing) -> str:
    """Write what :func:`lay_out` made as an SVG image on its own, in the light palette, for files that take one.

    Parameters
    ----------
    drawing : Drawing
        Shapes in the page's pixels.

    Returns
    -------
    str
        Without an alternative text: who shows it gives that. The same input gives the same bytes.
    """
    return svg_picture(drawing, palettes()["light"])


def to_png(picture: Picture, numerals: Numerals, layout: Layout = "wide") -> bytes:
    """Draw a picture as a PNG image at twice the page's size, for files that take no SVG.

    Parameters are those of :func:`to_svg`.
    """
    from evaluatie.report.figure.canvas import png

    return png(lay_out(picture, numerals, layout))


def draw(picture: Picture, numerals: Numerals, layout: Layout = "wide") -> Figure:
    """Draw a picture with matplotlib.

    Parameters are those of :func:`to_svg`.

    Returns
    -------
    matplotlib.figure.Figure
        Not known to pyplot; one axes, in the page's pixels.
    """
    from evaluatie.report.figure.canvas import plotted

    return plotted(lay_out(picture, numerals, layout))
