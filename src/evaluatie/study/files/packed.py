"""What is packed in a workbook, looked through before any of it is read: a small file may hold far too much.

Sizes that the file itself declares are not believed: every part is unpacked piece by piece, and forgotten again.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from evaluatie.study.files.cellplaces import at_most, extent, is_far, lacks_places
from evaluatie.study.files.limits import MOST_CELLS, MOST_COLUMNS, MOST_UNPACKED, check_cells, too_large
from evaluatie.study.files.rawwave import UnreadableError
from evaluatie.study.files.sharedtexts import Texts
from evaluatie.study.problems import Problem

_BLOCK = 1 << 20
# Excel has no cell of more than 32,767 characters
_LONGEST = 1 << 20
_MOST_PARTS = 10_000
_LOCAL_HEADER = 30
_DECLARED = (b"<!DOCTYPE", b"<!ENTITY")


def check_packed(file: str, path: Path) -> None:
    """Check that a workbook holds no more than can be read, and nothing that multiplies when it is.

    Parameters
    ----------
    file : str
        Its name, for problems.
    path : pathlib.Path
        Where it is.

    Raises
    ------
    zipfile.BadZipFile, zlib.error
        When it is not whole.
    UnreadableError
        When it unpacks to too much, has cells too far apart, declares abbreviations of its own (which may multiply), or
        repeats long texts too often.
    """
    with zipfile.ZipFile(path) as book, path.open("rb") as raw:
        parts = book.infolist()
        if len(parts) > _MOST_PARTS or sum(part.compress_size for part in parts) > path.stat().st_size:
            raise _strange(file, "This workbook is packed as Excel never packs one.")
        left, texts = MOST_UNPACKED, Texts()
        for part in parts:
            left = _check_part(file, raw, part, left, texts)
        if texts.at_most > MOST_UNPACKED:
            whole = (block for part in parts for block in _in_whole_tags(file, raw, part))
            if texts.repeated(whole) > MOST_UNPACKED:
                raise too_large(file, f"The texts in this file take more than {MOST_UNPACKED / 1e6:,.0f} MB.")


def _check_part(file: str, raw: IO[bytes], part: zipfile.ZipInfo, left: int, texts: Texts) -> int:
    """Look through a part, and give how much the others may still unpack to."""
    far = lacking = False
    for block in _in_whole_tags(file, raw, part):
        left -= len(block)
        if left < 0:
            raise too_large(file, f"This file unpacks to more than {MOST_UNPACKED / 1e6:,.0f} MB.")
        if any(word in block for word in _DECLARED):
            raise _strange(file, "This workbook declares abbreviations of its own (a DOCTYPE).")
        texts.see(block)
        far, lacking = far or is_far(block), lacking or lacks_places(block)
    if far or lacking:
        # what lies between two cells that are far apart is read as well
        rows, columns = (0, 0) if lacking else at_most(_in_whole_tags(file, raw, part))
        if lacking or rows * columns > MOST_CELLS or columns > MOST_COLUMNS:
            rows, columns = extent(_in_whole_tags(file, raw, part), lacking=lacking)
        check_cells(file, rows, columns)
    return left


def _unpacked(raw: IO[bytes], part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack a part piece by piece to where it really ends, whatever length it declares."""
    raw.seek(part.header_offset)
    header = raw.read(_LOCAL_HEADER)
    if len(header) < _LOCAL_HEADER:
        raise zipfile.BadZipFile("a part stops halfway")
    start = part.header_offset + _LOCAL_HEADER
    start += int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile("a part is packed in another way")
    unpacking = zlib.decompressobj(-zlib.MAX_WBITS) if part.compress_type == zipfile.ZIP_DEFLATED else None
    for at in range(0, part.compress_size, _BLOCK):
        raw.seek(start + at)
        packed = raw.read(min(_BLOCK, part.compress_size - at))
        if unpacking is None:
            yield packed
            continue
        while packed and not unpacking.eof:
            yield unpacking.decompress(packed, _BLOCK)
            packed = unpacking.unconsumed_tail


def _in_whole_tags(file: str, raw: IO[bytes], part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack a part in pieces that end only where a tag begins."""
    is_text = part.filename.endswith((".xml", ".rels"))
    rest = b""
    for block in _unpacked(raw, part):
        text = rest + block
        cut = text.rfind(b"<")
        cut = len(text) if cut < 0 else cut
        yield text[:cut]
        rest = text[cut:]
        if len(rest) > _LONGEST:
            if is_text:
                raise too_large(file, "A cell of this workbook has a text that is far longer than Excel allows.")
            yield rest
            rest = b""
    yield rest


def _strange(file: str, message: str) -> UnreadableError:
    return UnreadableError(Problem(file, None, None, message, "Open it in Excel, and save it again."))
