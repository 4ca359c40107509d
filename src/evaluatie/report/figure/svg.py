"""A drawing as an element of a page: no ids, no style sheet, no font; colours are the page's custom properties."""

from __future__ import annotations

from markupsafe import escape

from evaluatie.report.figure.shapes import Box, Dot, Drawing, Line, Shape, Words


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
    width, height = _px(drawing.width), _px(drawing.height)
    return (
        f'<svg class="{css_class}" role="img" aria-label="{escape(alternative)}" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" focusable="false">{"".join(map(_element, drawing.shapes))}</svg>'
    )


def _element(shape: Shape) -> str:
    # custom properties are for style only: an attribute such as fill does not take them everywhere
    match shape:
        case Line(x1, y1, x2, y2, colour, width):
            ends = f'x1="{_px(x1)}" y1="{_px(y1)}" x2="{_px(x2)}" y2="{_px(y2)}"'
            return f'<line {ends} style="stroke:var(--{colour});stroke-width:{_px(width)}"/>'
        case Box(x, y, width, height, colour):
            size = f'width="{_px(width)}" height="{_px(height)}"'
            return f'<rect x="{_px(x)}" y="{_px(y)}" {size} style="fill:var(--{colour})"/>'
        case Dot(x, y, radius, fill, edge, width):
            style = f"fill:var(--{fill});stroke:var(--{edge});stroke-width:{_px(width)}"
            return f'<circle cx="{_px(x)}" cy="{_px(y)}" r="{_px(radius)}" style="{style}"/>'
        case Words(x, y, text, align, size, colour, strong):
            weight = "font-weight:700;" if strong else ""
            style = f"{weight}font-size:{size}px;text-anchor:{align};fill:var(--{colour})"
            return f'<text x="{_px(x)}" y="{_px(y)}" style="{style}">{escape(text)}</text>'


def _px(value: float) -> str:
    """Write a length to a hundredth of a pixel: more than an eye sees, and the same on every processor."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
