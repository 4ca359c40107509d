"""A drawing as SVG: an element of a page, coloured by the page's custom properties, or a picture on its own."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import escape

from evaluatie.report.figure.shapes import (
    Area,
    Box,
    Dot,
    Drawing,
    Frame,
    Line,
    Point,
    Shape,
    Stroke,
    Words,
)
from evaluatie.report.palette import Palette

_FONT = "DejaVu Sans"
_Coloured = Callable[[str], str]


def svg_element(drawing: Drawing, alternative: str, css_class: str) -> str:
    """Write a drawing as one ``<svg>`` element with ``role="img"``.

    Parameters
    ----------
    drawing : Drawing
        Shapes in the page's pixels.
    alternative : str
        The alternative text.
    css_class : str
        Class of the element.

    Returns
    -------
    str
    """
    named = f'class="{css_class}" role="img" aria-label="{escape(alternative)}"'
    # custom properties are for style only: an attribute such as fill does not take them everywhere
    return _svg(drawing, named, ' focusable="false"', "var(--{})".format)


def svg_picture(drawing: Drawing, palette: Palette) -> str:
    """Write a drawing as an SVG image on its own: with its colours, and set in the font that was measured.

    Parameters
    ----------
    drawing : Drawing
        Shapes in the page's pixels.
    palette : mapping of str to str
        Colours by role.

    Returns
    -------
    str
        Who shows it gives the alternative text: it is no part of the image.
    """
    return _svg(drawing, 'xmlns="http://www.w3.org/2000/svg"', f' font-family="{_FONT}"', palette.__getitem__)


def _svg(drawing: Drawing, named: str, more: str, coloured: _Coloured) -> str:
    width, height = _px(drawing.width), _px(drawing.height)
    shapes = "".join(_element(shape, coloured) for shape in drawing.shapes)
    return f'<svg {named} viewBox="0 0 {width} {height}" width="{width}" height="{height}"{more}>{shapes}</svg>'


def _element(shape: Shape, coloured: _Coloured) -> str:
    match shape:
        case Line(x1, y1, x2, y2, colour, width):
            ends = f'x1="{_px(x1)}" y1="{_px(y1)}" x2="{_px(x2)}" y2="{_px(y2)}"'
            return f'<line {ends} style="stroke:{coloured(colour)};stroke-width:{_px(width)}"/>'
        case Box(x, y, width, height, colour):
            size = f'width="{_px(width)}" height="{_px(height)}"'
            return f'<rect x="{_px(x)}" y="{_px(y)}" {size} style="fill:{coloured(colour)}"/>'
        case Frame(x, y, width, height, fill, edge, thick):
            size = f'width="{_px(width)}" height="{_px(height)}"'
            style = f"fill:{coloured(fill)};stroke:{coloured(edge)};stroke-width:{_px(thick)}"
            return f'<rect x="{_px(x)}" y="{_px(y)}" {size} style="{style}"/>'
        case Stroke(points, colour, width):
            dashes = f";stroke-dasharray:{' '.join(map(_px, shape.breaks))}" if shape.breaks else ""
            style = f"fill:none;stroke:{coloured(colour)};stroke-width:{_px(width)}{dashes}"
            return f'<polyline points="{_corners(points)}" style="{style}"/>'
        case Area(points, colour):
            return f'<polygon points="{_corners(points)}" style="fill:{coloured(colour)}"/>'
        case Dot(x, y, radius, fill, edge, width):
            style = f"fill:{coloured(fill)};stroke:{coloured(edge)};stroke-width:{_px(width)}"
            return f'<circle cx="{_px(x)}" cy="{_px(y)}" r="{_px(radius)}" style="{style}"/>'
        case Words(x, y, text, align, size, colour, strong, upward):
            weight = "font-weight:700;" if strong else ""
            style = f"{weight}font-size:{size}px;text-anchor:{align};fill:{coloured(colour)}"
            turned = f' transform="rotate(-90 {_px(x)} {_px(y)})"' if upward else ""
            return f'<text x="{_px(x)}" y="{_px(y)}"{turned} style="{style}">{escape(text)}</text>'


def _corners(points: tuple[Point, ...]) -> str:
    return " ".join(f"{_px(x)},{_px(y)}" for x, y in points)


def _px(value: float) -> str:
    """Write a length to a hundredth of a pixel: more than an eye sees, and the same on every processor."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
