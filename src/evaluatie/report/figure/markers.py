"""Marks of series: told apart by their shape first, and by their colour too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from evaluatie.report.figure.shapes import Area, Dot, Point, Shape

Form = Literal["circle", "square", "triangle", "diamond", "turned"]
_FORMS: tuple[Form, ...] = ("circle", "square", "triangle", "diamond", "turned")
_COLOURS = ("ink", "accent", "low3", "high3", "muted")
_EDGE = 1.7  # how thick the edge of a hollow mark is


@dataclass(frozen=True, slots=True)
class Marker:
    """A form, the role of its colour, and whether it is hollow."""

    form: Form
    colour: str
    hollow: bool


def marker(number: int, hollow: bool = False) -> Marker:
    """Give the mark of a series by its number; the sixth and later ones are hollow, the first five where asked.

    Examples
    --------
    >>> marker(1).form, marker(6)
    ('square', Marker(form='square', colour='accent', hollow=True))
    """
    return Marker(_FORMS[number % 5], _COLOURS[number % 5], hollow or number >= len(_FORMS))


def mark(shown: Marker, x: float, y: float, size: float = 4.5) -> Iterator[Shape]:
    """Draw a mark around a point; `size` is the radius of a circle, and the others look as large."""
    if shown.form == "circle":
        yield Dot(x, y, size - 0.5, "paper" if shown.hollow else shown.colour, shown.colour, 1.4)
        return
    yield Area(_corners(shown.form, x, y, size), shown.colour)
    if shown.hollow:
        inner = {"square": 0, "diamond": 0, "triangle": 0.35, "turned": -0.35}[shown.form]
        yield Area(_corners(shown.form, x, y + inner, size - _EDGE), "paper")


def _corners(form: Form, x: float, y: float, size: float) -> tuple[Point, ...]:
    if form == "square":
        side = 0.9 * size
        return (x - side, y - side), (x + side, y - side), (x + side, y + side), (x - side, y + side)
    if form == "diamond":
        reach = 1.25 * size
        return (x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)
    # the middle of a triangle's weight lies on the point
    half, up, down = 1.15 * size, 1.25 * size, 0.75 * size
    if form == "triangle":
        return (x, y - up), (x + half, y + down), (x - half, y + down)
    return (x, y + up), (x - half, y - down), (x + half, y - down)
