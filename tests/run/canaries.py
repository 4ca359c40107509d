"""Values that no other place in the world has, and a search for them through whatever they may be wrapped in."""

from __future__ import annotations

import base64
import binascii
import gzip
import html
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

import pandas as pd

_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{12,}={0,2}")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_DEEPEST = 4


@dataclass(frozen=True)
class Person:
    """One person of the raw data, with values that are nobody else's."""

    name: str
    code: str
    note: str
    score: str

    @property
    def canaries(self) -> tuple[str, ...]:
        """Give what must be found nowhere: of the score its digits, however the decimals are set apart."""
        return self.name.casefold(), self.code.casefold(), self.note.casefold(), self.score.replace(".", "")


def persons(number: int) -> list[Person]:
    """Make people up."""
    return [
        Person(
            name=f"Zq{_letters(at)}xj",
            code=f"LK{730011 + 37 * at}",
            note=f"wvq{_letters(at + 400)}kz",
            score=f"{1 + (at * 7 % 40) / 10:.1f}{71_003 + 977 * at}",
        )
        for at in range(number)
    ]


def frame_of(people: Iterable[Person]) -> pd.DataFrame:
    """Write them as a file that an organisation delivers."""
    rows = [{"code": one.code, "naam": one.name, "opmerking": one.note, "wellbeing": one.score} for one in people]
    return pd.DataFrame(rows)


def found(people: Iterable[Person], content: bytes) -> set[str]:
    """Give the names of the people of whom a content holds any value, in whatever way it is written."""
    looked = "\n".join(_texts(content, 0))
    digits = re.sub(r"(?<=\d)[.,](?=\d)", "", looked)
    return {one.name for one in people if any(value in looked or value in digits for value in one.canaries)}


def _texts(content: bytes, depth: int) -> Iterator[str]:
    """Give a content as text, and everything that is packed in it."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "latin-1"):
        text = content.decode(encoding, errors="ignore")
        yield text.casefold()
        if encoding == "utf-8":
            yield html.unescape(text).casefold()
            yield _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), text).casefold()
            yield unquote_to_bytes(text).decode("utf-8", errors="ignore").casefold()
    if depth < _DEEPEST:
        for packed in _packed(content):
            yield from _texts(packed, depth + 1)


def _packed(content: bytes) -> Iterator[bytes]:
    if content[:2] == b"\x1f\x8b":
        with suppress(OSError, EOFError, zlib.error):
            yield gzip.decompress(content)
    if content[:2] == b"PK":
        with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(content)) as members:
            for member in members.namelist():
                yield member.encode()
                yield members.read(member)
    for stream in _STREAM.findall(content):  # of a PDF
        yield from _inflated(stream)
    if content[:8] == b"\x89PNG\r\n\x1a\n":
        yield from _chunks(content)
    for blob in set(_BASE64.findall(content.replace(b"\\n", b"").replace(b"\\/", b"/"))):
        text = blob.rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
        with suppress(binascii.Error, ValueError):
            decoded = base64.b64decode(text + b"=" * (-len(text) % 4))
            if decoded[:4] in (b"\x89PNG", b"%PDF") or decoded[:2] in (b"PK", b"\x1f\x8b") or decoded.isascii():
                yield decoded


def _chunks(png: bytes) -> Iterator[bytes]:
    at = 8
    while at + 8 <= len(png):
        length = int.from_bytes(png[at : at + 4])
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        if kind in (b"tEXt", b"iTXt", b"zTXt", b"eXIf"):
            yield data
            yield from _inflated(data.partition(b"\0")[2][1:])
        at += length + 12


def _inflated(data: bytes) -> Iterator[bytes]:
    with suppress(zlib.error):
        yield zlib.decompress(data)


def _letters(number: int) -> str:
    letters = ""
    for _ in range(4):
        number, rest = divmod(number, 20)
        letters = "bcdfghjklmnpqrstvwxz"[rest] + letters
    return letters


def wrapped(text: str) -> dict[str, bytes]:
    """Write a text in every way that the search must see through."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as members:
        members.writestr("xl/sharedStrings.xml", f"<t>{text}</t>")
    chunk = b"Title\0" + text.encode()
    png = b"\x89PNG\r\n\x1a\n" + len(chunk).to_bytes(4) + b"tEXt" + chunk + b"\0\0\0\0"
    deflated = zlib.compress(text.encode())
    return {
        "plain": text.encode(),
        "utf-16": text.encode("utf-16"),
        "json": json.dumps({"a": "".join(f"\\u{ord(letter):04x}" for letter in text)}).replace("\\\\", "\\").encode(),
        "entities": "".join(f"&#{ord(letter)};" for letter in text).encode(),
        "percent": "".join(f"%{byte:02x}" for byte in text.encode()).encode(),
        "base64": b'"data:text/plain;base64,' + base64.b64encode(text.encode()) + b'"',
        "gzip": gzip.compress(text.encode()),
        "zip": packed.getvalue(),
        "png": png,
        "png in base64": base64.b64encode(png),
        "pdf": b"1 0 obj <<>>\nstream\n" + deflated + b"\nendstream",
    }
