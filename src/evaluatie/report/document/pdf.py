"""A document as a tagged PDF that passes Typst's check of PDF/UA-1: its data filled into report.typ, all in memory."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluatie.report.document.blocks import Document
from evaluatie.report.document.errors import DocumentError
from evaluatie.report.palette import palettes
from evaluatie.report.rendering import template_file

if TYPE_CHECKING:
    from typst import Fonts

_STANDARD = "ua-1"
_DOTS_PER_INCH = 144  # of a point of Typst's: twice as many pixels as an inch has points


def to_pdf(document: Document) -> bytes:
    """Set a document as PDF.

    Parameters
    ----------
    document : Document
        What it says; its texts are handed over as data, so that nothing in them is taken for markup.

    Returns
    -------
    bytes
        Tagged, with title, language and bookmarks; the same document gives the same bytes.

    Raises
    ------
    DocumentError
        When Typst refuses it, for instance since it would not be accessible.
    """
    made: bytes = _compiled(template_file("report.typ").read_bytes(), _data(document), pdf_standards=_STANDARD)
    return made


def to_pngs(svgs: Sequence[str]) -> list[bytes]:
    """Draw SVG images as PNG images, for files that cannot do without.

    Parameters
    ----------
    svgs : sequence of str
        The images.

    Returns
    -------
    list of bytes
        In the same order.

    Raises
    ------
    DocumentError
        When Typst cannot draw one.
    """
    if not svgs:
        return []
    source = (
        b"#set page(width: auto, height: auto, margin: 0pt)\n"
        b'#for svg in json(bytes(sys.inputs.document)) { page(image(bytes(svg), format: "svg")) }'
    )
    drawn = _compiled(source, json.dumps(list(svgs)), format="png", ppi=_DOTS_PER_INCH)
    return drawn if isinstance(drawn, list) else [drawn]


def _data(document: Document) -> str:
    told = asdict(document)
    told["blocks"] = [
        {**block, "type": type(of).__name__} for block, of in zip(told["blocks"], document.blocks, strict=True)
    ]
    return json.dumps({**told, "colours": palettes()["light"]})


def _compiled(source: bytes, data: str, **how: Any) -> Any:
    import typst

    try:
        return typst.compile(source, font_paths=_fonts(), sys_inputs={"document": data}, **how)
    except RuntimeError as error:
        raise DocumentError(f"Typst cannot set the report: {error}") from error


@cache
def _fonts() -> Fonts:
    """Give the fonts that Typst and matplotlib bring along: the same on every machine, whatever that has."""
    import typst

    # found, not imported: that would take half a second
    own = [Path(place) / "mpl-data" / "fonts" / "ttf" for place in _places_of("matplotlib")]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=list(map(str, own)))


def _places_of(package: str) -> list[str]:
    found = find_spec(package)
    return list(found.submodule_search_locations or ()) if found else []
