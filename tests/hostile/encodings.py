"""Mutations of the bytes of text files: encodings, ends of lines, delimiters, quotes."""

from __future__ import annotations

import gzip
import re
from typing import Any

from hostile.kinds import CHANGED, REFUSED, UNCHANGED, Kind, Place, Spot

CSV = (".csv",)


def _in(codec: str) -> Any:
    """Write the same text in another encoding."""

    def mutate(spot: Spot) -> Place | None:
        spot.table.codec = codec
        try:
            raw = spot.table.text().encode(codec)
        except UnicodeEncodeError:
            return None
        spot.path.write_bytes(raw)
        return Place(spot.file)

    return mutate


def _bytes(change: Any) -> Any:
    """Change the bytes as they stand."""

    def mutate(spot: Spot) -> Place:
        spot.path.write_bytes(change(spot.path.read_bytes(), spot.draw))
        return Place(spot.file)

    return mutate


def _inserted(*pieces: bytes) -> Any:
    def change(raw: bytes, draw: Any) -> bytes:
        at = int(draw.integers(len(raw) // 4, len(raw)))
        return raw[:at] + pieces[int(draw.integers(len(pieces)))] + raw[at:]

    return _bytes(change)


def _flipped(raw: bytes, draw: Any) -> bytes:
    """Make noise of a fiftieth of the bytes."""
    broken = bytearray(raw)
    for at in draw.integers(0, len(raw), max(20, len(raw) // 50)):
        broken[int(at)] = int(draw.integers(256))
    return bytes(broken)


def _lines(end: bytes) -> Any:
    return _bytes(lambda raw, _: re.sub(rb"\r?\n", end, raw))


def _mixed_lines(raw: bytes, draw: Any) -> bytes:
    lines = re.split(rb"\r?\n", raw)
    return b"".join(line + (b"\r\n" if number % 2 else b"\n") for number, line in enumerate(lines[:-1])) + lines[-1]


def _separated(separator: str) -> Any:
    def mutate(spot: Spot) -> Place | None:
        if spot.table.separator == separator:
            return None
        spot.table.separator = separator
        spot.table.save()
        return Place(spot.file)

    return mutate


def _sep_line(spot: Spot) -> Place:
    raw = spot.path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    spot.path.write_bytes(f"sep={spot.table.separator}\r\n".encode() + raw)
    return Place(spot.file)


def _quoted(spot: Spot) -> Place:
    spot.table.quoted = True
    spot.table.save()
    return Place(spot.file)


def _open_quote(spot: Spot) -> Place:
    """Begin a quote in a row that is never closed."""
    lines = spot.path.read_bytes().split(b"\n")
    at = int(spot.draw.integers(1, len(lines) - 1))
    separator = spot.table.separator.encode()
    cells = lines[at].split(separator)
    cells[0] = b'"' + cells[0].strip(b'"')
    lines[at] = separator.join(cells)
    spot.path.write_bytes(b"\n".join(lines))
    return Place(spot.file, at + 1)


def _nothing(spot: Spot) -> Place:
    spot.path.write_bytes(spot.pick((b"", b"\n", b"  \r\n \r\n", b"\xef\xbb\xbf", b"\xff\xfe")))
    return Place(spot.file)


KINDS = (
    Kind("encodings", "UTF-8", _in("utf-8"), (UNCHANGED,), suffixes=CSV),
    Kind("encodings", "UTF-8 with a byte order mark", _in("utf-8-sig"), (UNCHANGED,), suffixes=CSV),
    Kind("encodings", "UTF-16 with a byte order mark", _in("utf-16"), (UNCHANGED,), suffixes=CSV),
    Kind("encodings", "cp1252", _in("cp1252"), (UNCHANGED,), suffixes=CSV),
    Kind("encodings", "UTF-16 without a mark", _in("utf-16-le"), (REFUSED,), suffixes=CSV),
    Kind("encodings", "UTF-32", _in("utf-32"), (REFUSED,), suffixes=CSV),
    Kind(
        "encodings",
        "the Mac's own encoding",
        _in("mac-roman"),
        (CHANGED, REFUSED),
        suffixes=CSV,
        why="every byte of it is a letter of cp1252 too, as which it is read and noted",
    ),
    Kind("encodings", "a NUL byte", _inserted(b"\0", b"\0\0\0"), (REFUSED,), suffixes=CSV),
    Kind("encodings", "bytes that are no text", _inserted(b"\x81\xff", b"\x90\xfe\x9d"), (REFUSED,), suffixes=CSV),
    Kind("encodings", "noise", _bytes(_flipped), (REFUSED,), suffixes=CSV),
    Kind(
        "encodings",
        "packed, with the name of a text",
        _bytes(lambda raw, _: gzip.compress(raw, mtime=0)),
        (REFUSED,),
        suffixes=CSV,
    ),
    Kind("encodings", "nothing but an end of line, a mark, or nothing", _nothing, (REFUSED,)),
    Kind("encodings", "lines that end as on another system", _lines(b"\n"), (UNCHANGED,), suffixes=CSV),
    Kind("encodings", "lines that end as on Windows", _lines(b"\r\n"), (UNCHANGED,), suffixes=CSV),
    Kind("encodings", "lines that end as on an old Mac", _lines(b"\r"), (UNCHANGED, REFUSED), suffixes=CSV),
    Kind("encodings", "lines that end in two ways", _bytes(_mixed_lines), (UNCHANGED,), suffixes=CSV),
    Kind("encodings", "all cells between quotes", _quoted, (UNCHANGED,), suffixes=CSV),
    Kind("encodings", "a quote that is not closed", _open_quote, (REFUSED,), "file row", suffixes=CSV),
    Kind("separators", "semicolons", _separated(";"), (UNCHANGED,), suffixes=CSV),
    Kind("separators", "tabs", _separated("\t"), (UNCHANGED,), suffixes=CSV),
    Kind("separators", "commas, decimal commas in quotes", _separated(","), (UNCHANGED, REFUSED), suffixes=CSV),
    Kind("separators", "a bar", _separated("|"), (REFUSED,), suffixes=CSV),
    Kind("separators", "Excel's line that names it", _sep_line, (UNCHANGED,), suffixes=CSV),
)
