"""Path diagrams: what leads to what, with a number on every arrow."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from evaluatie.report.numerals import Number
from evaluatie.report.picture.common import Built, Display, shown_number
from evaluatie.report.picture.model import Arrow, Web
from evaluatie.report.reading import BundleError, Reader, Slot

Pairs = Sequence[tuple[int, int]]


def path(display: Display, reader: Reader) -> Built:
    """Read arrows: a row's head is what an arrow leads from and to, its cells what is written on it."""
    nodes = _nodes(display, reader)
    arrows = tuple(_arrow(row, nodes, reader) for row in display["rows"])
    layers = _layers(len(nodes), [(arrow.first, arrow.last) for arrow in arrows])
    if layers is None:
        raise BundleError(f"section {reader.section}: the arrows of the figure '{display['id']}' lead round in a ring")
    names = tuple(reader.head([slot]) for slot in nodes.values())
    # numbers without intervals are loadings: what a questionnaire's items have to do with what lies behind them
    kind = "path" if any(row["cells"][0]["show"].endswith("_ci") for row in display["rows"]) else "loadings"
    notes = [reader.wording.text(f"note.{kind}")]
    if any(arrow.state == "open" for arrow in arrows):
        notes.append(reader.wording.text("note.path_open"))
    return Built(kind, Web(names, layers, arrows), tuple(notes), f"alt.{kind}")


def _nodes(display: Display, reader: Reader) -> dict[str, Slot]:
    """Give the distinct heads in the order in which they appear."""
    nodes: dict[str, Slot] = {}
    for row in display["rows"]:
        if len(row["head"]) != 2:
            raise BundleError(
                f"section {reader.section}: an arrow of the figure '{display['id']}' must have two heads: from and to"
            )
        for slot in row["head"]:
            nodes.setdefault(_key(slot), slot)
    return nodes


def _key(slot: Slot) -> str:
    return json.dumps(slot, sort_keys=True)


def _arrow(row: Display, nodes: Mapping[str, Slot], reader: Reader) -> Arrow:
    places = {key: place for place, key in enumerate(nodes)}
    first, last = (places[_key(slot)] for slot in row["head"])
    ends = {"first": reader.shown(row["head"][0]).text, "last": reader.shown(row["head"][1]).text}
    _, number = shown_number(row["cells"][0], reader)
    if number is None:
        hidden = reader.wording.text("hidden.cell")
        sentence = reader.wording.text("alt.path_row", value=hidden, **ends)
        return Arrow(first, last, "hidden", (hidden,), sentence)
    texts = [text for cell in row["cells"] if (text := shown_number(cell, reader)[0])]
    sentence = reader.wording.text("alt.path_row", value=", ".join(texts), **ends)
    return Arrow(first, last, "open" if _holds_zero(number) else "plain", _lines(texts), sentence)


def _lines(texts: Sequence[str]) -> tuple[str, ...]:
    """Set a value's interval under it."""
    value, bracket, interval = texts[0].partition(" [")
    return (value, *filter(None, [(bracket + interval).strip()]), *texts[1:])


def _holds_zero(number: Number) -> bool:
    low, high = number["ci_low"], number["ci_high"]
    return low is not None and high is not None and low <= 0 <= high


def _layers(nodes: int, pairs: Pairs) -> tuple[int, ...] | None:
    """Give the length of the longest way to each node; None when ways lead round in a ring."""
    layers = [0] * nodes
    for _ in range(nodes):
        before = list(layers)
        for first, last in pairs:
            layers[last] = max(layers[last], layers[first] + 1)
        if layers == before:
            return tuple(layers)
    return None
