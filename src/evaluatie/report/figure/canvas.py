"""A drawing by matplotlib, for files that take no SVG. Loading it takes half a second: import it where it is used."""

from __future__ import annotations

import io
from typing import Any

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Polygon, Rectangle
from matplotlib.text import Text

from evaluatie.report.figure.shapes import Area, Box, Dot, Drawing, Frame, Line, Shape, Stroke, Words
from evaluatie.report.palette import palettes

# With 72 of matplotlib's points to an inch, all sizes are the page's pixels.
_PER_INCH = 72
_SIDES = {"start": "left", "middle": "center", "end": "right"}


def plotted(drawing: Drawing) -> Figure:
    """Draw shapes in the light palette, on one axes in the page's pixels.

    Parameters
    ----------
    drawing : Drawing
        Shapes from back to front.

    Returns
    -------
    matplotlib.figure.Figure
        Not known to pyplot.
    """
    size = (drawing.width / _PER_INCH, drawing.height / _PER_INCH)
    figure = Figure(figsize=size, dpi=_PER_INCH, facecolor=palettes()["light"]["paper"])
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, drawing.width), ylim=(drawing.height, 0))
    axes.set_axis_off()
    for position, shape in enumerate(drawing.shapes):
        artist = axes.add_artist(_artist(shape))
        artist.set(zorder=position, clip_on=False)
    return figure


def png(drawing: Drawing) -> bytes:
    """Draw shapes as a PNG image at twice the page's size."""
    stream = io.BytesIO()
    with mpl.rc_context():
        # a matplotlibrc of the reader's own must not change the report
        mpl.rcdefaults()
        plotted(drawing).savefig(stream, format="png", dpi=2 * _PER_INCH, metadata={"Software": None})
    return stream.getvalue()


def _artist(shape: Shape) -> Artist:
    colours = palettes()["light"]
    match shape:
        case Line(x1, y1, x2, y2, colour, width):
            return Line2D([x1, x2], [y1, y2], color=colours[colour], linewidth=width, solid_capstyle="butt")
        case Box(x, y, width, height, colour):
            return Rectangle((x, y), width, height, facecolor=colours[colour], edgecolor="none")
        case Frame(x, y, width, height, fill, edge, thick):
            look: dict[str, Any] = {
                "facecolor": colours[fill],
                "edgecolor": colours[edge],
                "linewidth": thick,
                "joinstyle": "miter",
            }
            return Rectangle((x, y), width, height, **look)
        case Stroke():
            return _stroke(shape, colours[shape.colour])
        case Area(points, colour):
            return Polygon(points, closed=True, facecolor=colours[colour], edgecolor="none")
        case Dot(x, y, radius, fill, edge, width):
            return Circle((x, y), radius, facecolor=colours[fill], edgecolor=colours[edge], linewidth=width)
        case Words():
            return _text(shape, colours[shape.colour])


def _stroke(stroke: Stroke, colour: str) -> Line2D:
    across, down = zip(*stroke.points, strict=True)
    # matplotlib counts dashes in widths of the line
    style: Any = (0, tuple(length / stroke.width for length in stroke.breaks)) if stroke.breaks else "solid"
    look: dict[str, Any] = {"dash_capstyle": "butt", "solid_capstyle": "butt", "solid_joinstyle": "miter"}
    return Line2D(across, down, color=colour, linewidth=stroke.width, linestyle=style, **look)


def _text(words: Words, colour: str) -> Text:
    look: dict[str, Any] = {"fontfamily": "DejaVu Sans", "fontsize": words.size, "color": colour, "parse_math": False}
    weight, side = "bold" if words.strong else "normal", _SIDES[words.align]
    if words.upward:
        look |= {"rotation": 90, "rotation_mode": "anchor"}
    return Text(words.x, words.y, words.text, ha=side, va="baseline", fontweight=weight, **look)
