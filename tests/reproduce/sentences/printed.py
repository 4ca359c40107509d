"""Read printed.yml: tests as published, with where they stand and what is true of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from reproduce.sentences.generator import Expected
from reproduce.sentences.truth import Number, Printed, Test

FILE = Path(__file__).parent / "printed.yml"
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*[.,]?\d+")


@dataclass(frozen=True)
class Quoted:
    """A sentence as printed, with its source and its truth."""

    text: str
    source: dict[str, Any]
    expected: tuple[Expected, ...]
    hard: bool
    unchecked: bool
    why: str | None


@cache
def quoted() -> tuple[Quoted, ...]:
    """Give all sentences of the file."""
    file = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(_quoted(entry, file["sources"][entry["from"]]) for entry in file["sentences"])


def _quoted(entry: dict[str, Any], source: dict[str, Any]) -> Quoted:
    expected = tuple(_expected(entry, *test) for test in entry["tests"])
    return Quoted(
        entry["text"], source, expected, entry.get("hard", False), entry.get("unchecked", False), entry.get("why")
    )


def _expected(
    entry: dict[str, Any], kind: Any, df: list[float], value: float, p: str, verdict: Any, se: float | None = None
) -> Expected:
    found = Number(value, decimals(entry["text"], value))
    spread = None if se is None else Number(se, decimals(entry["text"], se))
    parts = max((decimals(entry["text"], one) for one in df if one % 1), default=0)
    test = Test(kind, tuple(map(float, df)), found, _p(p), tails=entry.get("tails", 2), se=spread, df_decimals=parts)
    return Expected(kind, test.df, value, test.p.number.value, verdict, test)


def decimals(text: str, value: float) -> int:
    """Count the decimals with which a number stands in a text."""
    for token in _NUMBER.findall(text):
        thousands = re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", token) is not None and "." in token
        plain = token.replace(",", "" if thousands else ".")
        if float(plain) == abs(value):
            return len(plain.partition(".")[2])
    raise ValueError(f"{value} does not stand in {text!r}")


def _p(text: str) -> Printed:
    if text == "ns":
        return Printed(">", Number(0.05, 2), ns=True)
    relation, number = text.split(" ")
    return Printed(relation, Number(float(number), len(number.partition(".")[2])))  # type: ignore[arg-type]
