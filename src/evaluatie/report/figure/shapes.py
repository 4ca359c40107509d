"""What a drawing is made of, in the page's pixels: few kinds of shapes, so that every file format can draw them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Align = Literal["start", "middle", "end"]
Point = tuple[float, float]
# of a broken line: what is drawn and what is left open
DASH = (6.0, 4.0)
DOTS = (1.6, 3.4)


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
class Frame:
    """A rectangle with an edge: its upper left corner, its size, the roles of its fill and edge, the edge's width."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    edge: str
    thick: float


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through several points.

    Attributes
    ----------
    points : tuple of (float, float)
        Where it begins, bends and ends.
    colour : str
        Role of the palette.
    width : float
        How thick it is.
    dashed, dotted : bool
        Whether it is broken into dashes (`DASH`) or dots (`DOTS`).
    """

    points: tuple[Point, ...]
    colour: str
    width: float
    dashed: bool = False
    dotted: bool = False

    @property
    def breaks(self) -> tuple[float, ...]:
        """What is drawn and what is left open, in turns; nothing for an unbroken line."""
        return DASH if self.dashed else DOTS if self.dotted else ()


@dataclass(frozen=True, slots=True)
class Area:
    """A filled polygon: its corners and the role of its colour."""

    points: tuple[Point, ...]
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
    upward : bool
        Whether it is turned a quarter, to be read from the bottom to the top.
    """

    x: float
    y: float
    text: str
    align: Align
    size: int
    colour: str
    strong: bool = False
    upward: bool = False


Shape = Line | Box | Frame | Stroke | Area | Dot | Words


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes in the order in which they are painted, and the size of the page that they fill."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
