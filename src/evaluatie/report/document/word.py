"""A document as a Word file: written by pandoc, then given our own styles, header, footer and fields, all in memory."""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
from collections.abc import Iterator
from itertools import chain, repeat

from evaluatie.report.document.blocks import Document, Figure, Fit, Table
from evaluatie.report.document.errors import DocumentError
from evaluatie.report.document.fitting import SIZES
from evaluatie.report.document.pandoc import TURNED_TILL_HERE, UPRIGHT_TILL_HERE, pandoc_tree
from evaluatie.report.document.pdf import to_pngs
from evaluatie.report.palette import palettes
from evaluatie.report.rendering import filled

_LANGUAGES = {"nl": "nl-NL", "en": "en-GB"}
_TWIPS, _EMU = 20, 12_700  # to a point
#: the day that all parts of the file bear: the same report gives the same bytes
_DAY = (1980, 1, 1, 0, 0, 0)
_SECTIONS = re.compile(rf"{UPRIGHT_TILL_HERE}|{TURNED_TILL_HERE}|<w:sectPr>.*?</w:sectPr>", re.DOTALL)
_TABLES = re.compile(r"<w:tblW [^>]*/>(.*?)<w:tblGrid>.*?</w:tblGrid>", re.DOTALL)
_DRAWINGS = re.compile(r"<w:drawing>.*?</w:drawing>", re.DOTALL)
_EXTENT = re.compile(r'(<(?:wp:extent|a:ext) )cx="\d+" cy="\d+"')
_IMAGE = re.compile(r'<a:blip r:embed="[^"]+" />')
_MEDIA = re.compile(r"<(?:Override|Relationship) [^>]*media/[^>]*/>")
# pandoc repeats the whole image as a description of it
_IMAGE_AS_TEXT = re.compile(r'(<pic:cNvPr descr=")data:[^"]*"')
_IMAGE_WITH_DRAWING = (
    '<a:blip r:embed="png{number}"><a:extLst><a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}">'
    '<asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="svg{number}"/>'
    "</a:ext></a:extLst></a:blip>"
)
_LEFT_OUT = ("docProps/custom", "word/media/")  # what pandoc writes and the file does not need
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PART = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def to_docx(document: Document) -> bytes:
    """Write a document as a Word file.

    Parameters
    ----------
    document : Document
        What it says.

    Returns
    -------
    bytes
        With styles, captions that count on, cross-references, alternative texts and language; figures as SVG with a PNG
        beside it for programs that cannot show that. The same document gives the same bytes.

    Raises
    ------
    DocumentError
        When pandoc or Typst stops.
    """
    svgs = [figure.svg for figure in document.figures()]
    written = _written(json.dumps(pandoc_tree(document)).encode())
    with zipfile.ZipFile(io.BytesIO(written)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist() if not name.startswith(_LEFT_OUT)}
    for number, (svg, png) in enumerate(zip(svgs, to_pngs(svgs), strict=True), start=1):
        parts |= {f"word/media/{number}.svg": svg.encode(), f"word/media/{number}.png": png}
    return _packed(parts | _own_parts(document, parts, len(svgs)))


def _written(tree: bytes) -> bytes:
    """Let pandoc write the file; it may read nothing but what it is given."""
    import pypandoc

    try:
        command = [pypandoc.get_pandoc_path(), "--sandbox", "-f", "json", "-t", "docx-native_numbering", "-o", "-"]
        ran = subprocess.run(command, input=tree, capture_output=True, check=False)  # noqa: S603 - no text in it
    except OSError as error:
        raise DocumentError(f"pandoc, which makes the Word file, cannot be started ({error.strerror})") from error
    if ran.returncode != 0:
        told = ran.stderr.decode(errors="replace").strip() or f"code {ran.returncode}"
        raise DocumentError(f"pandoc cannot make the Word file: {told}")
    return ran.stdout


def _own_parts(document: Document, parts: dict[str, bytes], figures: int) -> dict[str, bytes]:
    """Give the parts that differ from pandoc's."""
    told = {"document": document, "language": _LANGUAGES[document.language]}
    colours = {role: colour.removeprefix("#") for role, colour in palettes()["light"].items()}
    decimal = "," if document.language == "nl" else "."
    made = {
        "word/styles.xml": filled("word/styles.xml", **told, sizes=SIZES, **colours),
        "word/numbering.xml": filled("word/numbering.xml"),
        "word/settings.xml": filled("word/settings.xml", **told, decimal=decimal),
        "word/header1.xml": filled("word/header.xml", **told),
        "word/footer1.xml": filled("word/footer.xml", **told),
        "docProps/core.xml": filled("word/core.xml", **told),
        "docProps/app.xml": filled("word/app.xml"),
        "word/document.xml": _body(parts["word/document.xml"].decode(), document),
        "word/_rels/document.xml.rels": _related(parts["word/_rels/document.xml.rels"].decode(), figures),
        "[Content_Types].xml": _typed(parts["[Content_Types].xml"].decode()),
        "_rels/.rels": re.sub(r"<Relationship [^>]*custom[^>]*/>", "", parts["_rels/.rels"].decode()),
    }
    return {name: text.encode() for name, text in made.items()}


def _body(xml: str, document: Document) -> str:
    """Set widths, directions of pages and drawings in what pandoc wrote; no text of the report is touched."""
    fits = (block.fit for block in document.blocks if isinstance(block, Table))
    xml = _TABLES.sub(lambda found: _sized(found, next(fits)), xml)
    firsts = chain((True,), repeat(False))
    xml = _SECTIONS.sub(lambda found: _section(found[0] == TURNED_TILL_HERE, next(firsts)), xml)
    figures = enumerate(document.figures(), start=1)
    xml = _DRAWINGS.sub(lambda found: _drawn(found[0], *next(figures)), xml)
    return xml.replace("<w:tr><w:tc>", "<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc>")


def _sized(found: re.Match[str], fit: Fit) -> str:
    widths = [round(width * _TWIPS) for width in fit.widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    # rows have heads too, which pandoc does not tell
    between = found[1].replace('w:firstColumn="0"', 'w:firstColumn="1"').replace('w:val="0020"', 'w:val="00A0"')
    fixed = "" if "<w:tblLayout " in between else '<w:tblLayout w:type="fixed"/>'
    return f'<w:tblW w:type="dxa" w:w="{sum(widths)}"/>{fixed}{between}<w:tblGrid>{grid}</w:tblGrid>'


def _drawn(xml: str, number: int, figure: Figure) -> str:
    """Put a figure in the place of the dot: its size, its image, and the drawing beside that."""
    size = f'cx="{round(figure.width * _EMU)}" cy="{round(figure.height * _EMU)}"'
    xml = _EXTENT.sub(rf"\1{size}", xml)
    xml = _IMAGE.sub(_IMAGE_WITH_DRAWING.format(number=number), xml)
    return _IMAGE_AS_TEXT.sub(r'\1"', xml)


def _section(turned: bool, first: bool) -> str:
    return filled("word/section.xml", header="header1", footer="footer1", turned=turned, first=first)


def _related(xml: str, figures: int) -> str:
    own = [("header1", "header", "header1.xml"), ("footer1", "footer", "footer1.xml")]
    for number in range(1, figures + 1):
        own += [(f"{kind}{number}", "image", f"media/{number}.{kind}") for kind in ("svg", "png")]
    more = "".join(f'<Relationship Id="{id_}" Type="{_OFFICE}/{kind}" Target="{target}"/>' for id_, kind, target in own)
    xml = _MEDIA.sub("", xml)
    return xml.replace("</Relationships>", f"{more}</Relationships>")


def _typed(xml: str) -> str:
    own = '<Default Extension="svg" ContentType="image/svg+xml"/><Default Extension="png" ContentType="image/png"/>'
    own += "".join(
        f'<Override PartName="/word/{kind}1.xml" ContentType="{_PART}.{kind}+xml"/>' for kind in ("header", "footer")
    )
    xml = _MEDIA.sub("", re.sub(r"<Override [^>]*custom[^>]*/>", "", xml))
    return xml.replace("</Types>", f"{own}</Types>")


def _packed(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in _order(parts):
            packed.writestr(zipfile.ZipInfo(name, _DAY), parts[name], zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _order(parts: dict[str, bytes]) -> Iterator[str]:
    """Put the list of contents first, as readers of such files expect."""
    first = "[Content_Types].xml"
    yield first
    yield from sorted(name for name in parts if name != first)
