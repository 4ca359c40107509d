"""From matplotlib's SVG file to an element that fits a page: no ids, no global style, the page's colours and font."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from markupsafe import escape

from evaluatie.report.palette import palettes

_NAMESPACE = "{http://www.w3.org/2000/svg}"
_FONT_FAMILY = re.compile(r"font-family:[^;]*;?\s*")


def inline_svg(source: str, alternative: str, css_class: str) -> str:
    """Keep an SVG file's paths and texts, and make them an element for a page.

    Parameters
    ----------
    source : str
        An SVG file written by matplotlib with ``svg.fonttype`` ``"none"``: what it draws are paths and texts.
    alternative : str
        The alternative text.
    css_class : str
        Class of the element.

    Returns
    -------
    str
        One ``<svg>`` element. Ids, metadata and the style sheet are gone: on a page they would clash with those of
        other figures or change the page. Colours of the light palette are custom properties of the page.
    """
    root = ElementTree.fromstring(source)  # noqa: S314 - made by matplotlib a moment ago
    _, _, width, height = root.attrib["viewBox"].split()
    return (
        f'<svg class="{css_class}" role="img" aria-label="{escape(alternative)}" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" focusable="false">{"".join(_drawn(root))}</svg>'
    )


def _drawn(root: ElementTree.Element) -> Iterator[str]:
    for element in root.iter():
        style = _style(element.get("style", ""))
        if element.tag == f"{_NAMESPACE}path":
            path = " ".join(element.attrib["d"].split())
            yield f'<path d="{path}" style="{style}"/>'
        elif element.tag == f"{_NAMESPACE}text":
            x, y = element.attrib["x"], element.attrib["y"]
            yield f'<text x="{x}" y="{y}" style="{style}">{escape(element.text or "")}</text>'


def _style(style: str) -> str:
    style = _FONT_FAMILY.sub("", style).replace(": ", ":").replace("; ", ";")
    for role, colour in palettes()["light"].items():
        style = style.replace(colour, f"var(--{role})")
    return style
