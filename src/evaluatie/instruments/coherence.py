"""Whether the facts of an instrument agree with each other: what no single key can tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Protocol

from evaluatie.instruments.parts import Item, Reliability, Scale, Scoring

KeyPath = tuple[str | int, ...]


class Described(Protocol):
    """What is looked at of an instrument, each key of which is well formed."""

    @property
    def items(self) -> tuple[Item, ...]:
        """Its items."""

    @property
    def subscales(self) -> Mapping[str, Scale]:
        """Its subscales."""

    @property
    def scales(self) -> tuple[Scale, ...]:
        """The subscales, and the total."""

    @property
    def response_range(self) -> tuple[float, float]:
        """Lowest and highest answer."""

    @property
    def reversed(self) -> tuple[int, ...]:
        """Numbers of its reversed items."""

    @property
    def scoring(self) -> Scoring:
        """How scores are made."""

    @property
    def reliabilities(self) -> tuple[Reliability, ...]:
        """As published."""

    @property
    def full_length(self) -> int | None:
        """How many items it had before it was shortened."""


class IncoherentError(ValueError):
    """Facts that contradict each other.

    Parameters
    ----------
    found : list of (path, sentence)
        The key that each is about, and what is wrong.
    """

    def __init__(self, found: list[tuple[KeyPath, str]]) -> None:
        self.found = found
        super().__init__("; ".join(f"{'.'.join(map(str, path))}: {sentence}" for path, sentence in found))


def contradictions(instrument: Described) -> Iterator[tuple[KeyPath, str]]:
    """Go through what contradicts itself in an instrument.

    Parameters
    ----------
    instrument : Described
        The instrument.

    Yields
    ------
    tuple of path and str
        The key, and what is wrong.
    """
    numbers = [item.number for item in instrument.items]
    low, high = instrument.response_range
    yield from _numbering(numbers, instrument.full_length)
    if not low < high:
        yield ("response_range",), f"it must rise from the lowest to the highest answer: got {low:g} to {high:g}"
    yield from _membership(("reversed",), instrument.reversed, numbers)
    for key, scale in instrument.subscales.items():
        yield from _scale(key, scale, numbers)
    yield from _total(instrument)
    known = [scale.id for scale in instrument.scales]
    for place, found in enumerate(instrument.reliabilities):
        if found.scale not in known:
            yield ("reliabilities", place, "scale"), f"there is no scale {found.scale!r}, but {', '.join(known)}"


def _numbering(numbers: list[int], full_length: int | None) -> Iterator[tuple[KeyPath, str]]:
    if full_length is None and numbers != list(range(1, len(numbers) + 1)):
        yield ("items",), f"they must be numbered 1 to {len(numbers)} in order: got {numbers}"
    if full_length is not None and (numbers != sorted(set(numbers)) or numbers[-1] > full_length):
        yield ("items",), f"they must be numbered in order, from 1 to {full_length}: got {numbers}"


def _membership(path: KeyPath, members: tuple[int, ...], numbers: list[int]) -> Iterator[tuple[KeyPath, str]]:
    if strangers := sorted(set(members) - set(numbers)):
        yield path, f"there is no item {', '.join(map(str, strangers))}"
    if doubled := [number for number, times in Counter(members).items() if times > 1]:
        yield path, f"item {', '.join(map(str, doubled))} is named twice"


def _scale(key: str, scale: Scale, numbers: list[int]) -> Iterator[tuple[KeyPath, str]]:
    where: KeyPath = ("subscales", key)
    if key == "total":
        yield where, "the name total is kept for the mean of all items"
    if key != scale.id:
        yield where, f"its id is {scale.id!r}"
    yield from _membership((*where, "items"), scale.items, numbers)
    if scale.minimum_answered > len(scale.items):
        yield (*where, "minimum_answered"), f"it is above the number of items, {len(scale.items)}"


def _total(instrument: Described) -> Iterator[tuple[KeyPath, str]]:
    minimum, count = instrument.scoring.minimum_answered, len(instrument.items)
    where: KeyPath = ("scoring", "minimum_answered")
    if not instrument.scoring.total:
        if not instrument.subscales:
            yield ("scoring", "total"), "an instrument without a total needs subscales"
        if minimum is not None:
            yield where, "an instrument without a total has none"
    elif minimum is None:
        yield where, "a total needs one"
    elif minimum > count:
        yield where, f"it is above the number of items, {count}"
