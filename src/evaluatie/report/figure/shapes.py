"""What a drawing is made of, in the page's pixels: few kinds of shapes, so that every file format can draw them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Align = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line.

    Attributes
    ----------
    x1, y1, x2, y2 : float
        Its ends.
    colour : str
        Role of the palette.
    width : float
        How thick it is.
    """

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str
    width: float


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle: its upper left corner, its size and the role of its colour."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A circle: its centre and radius, the role of its fill, and the role and width of its edge."""

    x: float
    y: float
    radius: float
    fill: str
    edge: str
    width: float


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text.

    Attributes
    ----------
    x, y : float
        Where it begins, has its middle, or ends, and its baseline.
    text : str
        What it says.
    align : str
        What x is: ``"start"``, ``"middle"`` or ``"end"``.
    size : int
        Of the font.
    colour : str
        Role of the palette.
    strong : bool
        Whether it is bold.
    """

    x: float
    y: float
    text: str
    align: Align
    size: int
    colour: str
    strong: bool = False


Shape = Line | Box | Dot | Words


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes in the order in which they are painted, and the size of the page that they fill."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
