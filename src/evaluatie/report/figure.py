"""Figures: dots with intervals, drawn with matplotlib, as SVG for the page and PNG for other files.

Two layouts of one picture: ``"wide"`` with names left and numbers right of the dots, ``"narrow"`` with both above them,
for a phone or a page zoomed to 400%. The page shows the one that fits.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, Rectangle
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import blended_transform_factory

from evaluatie.report.numerals import Numerals
from evaluatie.report.palette import palettes
from evaluatie.report.picture import Mark, Panel, Picture
from evaluatie.report.svg import inline_svg

Layout = Literal["wide", "narrow"]
LAYOUTS: tuple[Layout, ...] = ("wide", "narrow")

# SVG's unit is a point: with 72 of them to an inch, all sizes below are the page's pixels.
_PER_INCH = 72
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "evaluatie",
    "font.family": ["DejaVu Sans"],
    "figure.dpi": 72,
}
_TEXT, _SMALL, _LINE = 13, 12, 17
_AXIS, _STRIP = 50, 28
_RADIUS = 5.0


@dataclass(frozen=True)
class _Grid:
    """Where things stand, in pixels."""

    width: float
    left: float
    right: float
    label_width: int
    axis_width: int
    above: bool


_GRIDS: dict[str, _Grid] = {
    "wide": _Grid(width=720, left=206, right=520, label_width=24, axis_width=64, above=False),
    "narrow": _Grid(width=320, left=20, right=298, label_width=38, axis_width=42, above=True),
}


def draw(picture: Picture, numerals: Numerals, layout: Layout = "wide") -> Figure:
    """Draw a picture.

    Parameters
    ----------
    picture : Picture
        Rows, limits and texts.
    numerals : Numerals
        Writes the ticks in the reader's language.
    layout : str
        ``"wide"`` or ``"narrow"``.

    Returns
    -------
    matplotlib.figure.Figure
        Not known to pyplot; one axes per panel.
    """
    grid = _GRIDS[layout]
    heights = [sum(_height(mark, grid) for mark in panel.marks) + _axis_height(panel, grid) for panel in picture.panels]
    total = sum(heights)
    figure = Figure(figsize=(grid.width / _PER_INCH, total / _PER_INCH), facecolor=palettes()["light"]["paper"])
    top = total
    for panel, height in zip(picture.panels, heights, strict=True):
        frame = (
            grid.left / grid.width,
            (top - height) / total,
            (grid.right - grid.left) / grid.width,
            height / total,
        )
        _draw_panel(figure.add_axes(frame), panel, height, picture.kind, numerals, grid)
        top -= height
    return figure


def to_svg(picture: Picture, numerals: Numerals, layout: Layout = "wide") -> str:
    """Draw a picture as an ``<svg>`` element for a page, coloured by the page's custom properties.

    Parameters are those of :func:`draw`. The same input gives the same bytes.

    Returns
    -------
    str
        An element of class ``wide`` or ``narrow`` with ``role="img"`` and the picture's alternative text.
    """
    return inline_svg(_saved(picture, numerals, layout, "svg").decode(), picture.alternative, layout)


def to_png(picture: Picture, numerals: Numerals, layout: Layout = "wide") -> bytes:
    """Draw a picture as a PNG image at twice the page's size, for files that take no SVG."""
    return _saved(picture, numerals, layout, "png")


def _saved(picture: Picture, numerals: Numerals, layout: Layout, kind: str) -> bytes:
    stream = io.BytesIO()
    with mpl.rc_context():
        # a matplotlibrc of the reader's own must not change the report
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)
        metadata = {"Date": None} if kind == "svg" else {"Software": None}
        figure = draw(picture, numerals, layout)
        figure.savefig(stream, format=kind, dpi=2 * _PER_INCH, metadata=metadata)
    return stream.getvalue()


def _draw_panel(axes: Axes, panel: Panel, height: float, kind: str, numerals: Numerals, grid: _Grid) -> None:
    colours = palettes()["light"]
    low, high = _limits(panel)
    axes.set_axis_off()
    axes.set_xlim(low, high)
    axes.set_ylim(height, 0)
    bottom = height - _axis_height(panel, grid)
    strips = list(_strips(panel, grid)) if grid.above else [(0.0, bottom)]
    for tick, label in _ticks(low, high, kind, numerals, grid):
        _draw_upright(axes, tick, strips, colours["line"], 0.8)
        axes.text(tick, bottom + 15, label, ha="center", size=_SMALL, color=colours["muted"])
    if kind == "change":
        _draw_upright(axes, 0, strips, colours["ink"], 1.2)
    y = 0.0
    for position, mark in enumerate(panel.marks):
        if position and mark.label:
            axes.hlines(y, 0, 1, colors=colours["line"], linewidth=0.8, transform=_page_wide(axes), clip_on=False)
        taken = _height(mark, grid)
        middle = y + (taken - _STRIP / 2 - 3 if grid.above else taken / 2)
        _draw_mark(axes, mark, middle, kind, grid)
        _write(axes, mark, y, taken, grid)
        y += taken
    middle_of_page = (low + high) / 2
    for number, line in enumerate(_axis_lines(panel, grid)):
        y = bottom + 36 + number * _LINE
        axes.text(middle_of_page, y, line, ha="center", size=_SMALL, color=colours["muted"])


def _strips(panel: Panel, grid: _Grid) -> Iterator[tuple[float, float]]:
    """Give where dots stand in the narrow layout, so that no line crosses the texts above them."""
    y = 0.0
    for mark in panel.marks:
        y += _height(mark, grid)
        if mark.value is not None:
            yield y - _STRIP - 3, y - 3


def _draw_upright(axes: Axes, x: float, strips: list[tuple[float, float]], colour: str, width: float) -> None:
    for top, bottom in strips:
        axes.vlines(x, top, bottom, colors=colour, linewidth=width, clip_on=False, zorder=1)


def _page_wide(axes: Axes) -> object:
    """Let x run over the figure's width and y over the axes' pixels."""
    assert axes.figure is not None  # noqa: S101 - an axes that was just added has one
    return blended_transform_factory(axes.figure.transFigure, axes.transData)


def _draw_mark(axes: Axes, mark: Mark, y: float, kind: str, grid: _Grid) -> None:
    if mark.band is not None:
        _draw_band(axes, mark.band, y)
    if mark.value is None:
        return
    accent = palettes()["light"]["accent"]
    if kind == "counts":
        axes.add_patch(Rectangle((0, y - 8), mark.value, 16, facecolor=accent, edgecolor="none", clip_on=False))
        return
    if mark.low is not None and mark.high is not None:
        axes.plot([mark.low, mark.high], [y, y], color=accent, linewidth=2.4, clip_on=False, solid_capstyle="butt")
        axes.vlines([mark.low, mark.high], y - 4, y + 4, colors=accent, linewidth=1.6, clip_on=False)
    low, high = axes.get_xlim()
    across = 2 * _RADIUS * (high - low) / (grid.right - grid.left)
    fill = accent if mark.label else palettes()["light"]["paper"]
    dot = Ellipse((mark.value, y), across, 2 * _RADIUS, facecolor=fill, edgecolor=accent, linewidth=2, clip_on=False)
    dot.set_zorder(5)
    axes.add_patch(dot)


def _draw_band(axes: Axes, band: float, y: float) -> None:
    colours = palettes()["light"]
    axes.add_patch(Rectangle((-band, y - 11), 2 * band, 22, facecolor=colours["band"], edgecolor="none", zorder=0.5))
    axes.vlines([-band, band], y - 11, y + 11, colors=colours["edge"], linewidth=1, zorder=0.6)


def _write(axes: Axes, mark: Mark, top: float, taken: float, grid: _Grid) -> None:
    names = list(_name_lines(mark, grid))
    numbers = _number_lines(mark, grid)
    if grid.above:
        _write_lines(axes, names + numbers, 4 / grid.width, "left", top + 8 + _LINE / 2)
        return
    for lines, x, align in ((names, 0.0, "left"), (numbers, 1.0, "right")):
        first = top + taken / 2 - (len(lines) - 1) * _LINE / 2
        _write_lines(axes, lines, x, align, first)


def _write_lines(axes: Axes, lines: list[tuple[str, bool]], x: float, align: str, first: float) -> None:
    colours = palettes()["light"]
    for number, (line, strong) in enumerate(lines):
        axes.text(
            x,
            first + number * _LINE,
            line,
            ha=align,
            va="center_baseline",
            size=_TEXT,
            weight="bold" if strong else "normal",
            color=colours["ink" if strong else "muted"],
            transform=_page_wide(axes),
        )


def _name_lines(mark: Mark, grid: _Grid) -> Iterator[tuple[str, bool]]:
    yield from ((line, True) for line in textwrap.wrap(mark.label, grid.label_width))
    yield from ((line, False) for line in textwrap.wrap(mark.note, grid.label_width))


def _number_lines(mark: Mark, grid: _Grid) -> list[tuple[str, bool]]:
    lines = [line for line in mark.lines if line]
    if grid.above:
        return [(" · ".join(lines), False)]
    return [(line, mark.value is not None and number == 0) for number, line in enumerate(lines)]


def _height(mark: Mark, grid: _Grid) -> float:
    names = sum(1 for _ in _name_lines(mark, grid))
    if grid.above:
        drawn = _STRIP + 4 if mark.value is not None else 8
        return (names + 1) * _LINE + 8 + drawn
    return max(names, len(mark.lines), 2) * _LINE + 18


def _axis_lines(panel: Panel, grid: _Grid) -> list[str]:
    return textwrap.wrap(panel.axis, grid.axis_width)


def _axis_height(panel: Panel, grid: _Grid) -> float:
    return _AXIS + (len(_axis_lines(panel, grid)) - 1) * _LINE


def _limits(panel: Panel) -> tuple[float, float]:
    if panel.limits is not None:
        return panel.limits
    ends = [end for mark in panel.marks for end in (mark.low, mark.high, mark.value, mark.band) if end is not None]
    widest = max((abs(end) for end in ends), default=0.5)
    return -1.12 * widest, 1.12 * widest


def _ticks(low: float, high: float, kind: str, numerals: Numerals, grid: _Grid) -> Iterator[tuple[float, str]]:
    steps = 4 if grid.above else 6
    whole = kind in ("counts", "means") and high - low >= 2
    ticks = MaxNLocator(steps, integer=whole, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    inside = [float(tick) for tick in ticks if low - 1e-9 <= tick <= high + 1e-9]
    fine = any(abs(10 * tick - round(10 * tick)) > 1e-6 for tick in inside)
    for tick in inside:
        if kind == "response":
            yield tick, numerals.percent(tick)
        elif abs(tick) < 1e-9:
            yield tick, numerals.count(0)
        else:
            yield tick, numerals.decimal(tick, 0 if whole else 2 if fine else 1, signed=kind == "change")
