"""A figure before it is drawn: what stands in it, in words and numbers, without a place on the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evaluatie.report.picture.curves import Curves
from evaluatie.report.picture.moves import StockFlow
from evaluatie.report.picture.over_time import Course
from evaluatie.report.picture.shaded import Heat
from evaluatie.report.picture.spans import Timeline
from evaluatie.report.picture.together import Forest
from evaluatie.report.picture.ways import Multiverse


@dataclass(frozen=True)
class Mark:
    """One row of a figure.

    Attributes
    ----------
    label : str
        What the row is about; empty when it is the same as in the row above.
    note : str
        A second line under the label: which estimate, or how to read the outcome.
    value, low, high : float or None
        The dot and its interval; value is None where nothing may be, or can be, drawn.
    band : float or None
        Smallest effect of interest, drawn as a band on both sides of zero.
    lines : tuple of str
        The numbers in words, written beside the dot: the value with its interval, and on how many people.
    alternative : str
        The row as a sentence.
    """

    label: str
    note: str
    value: float | None
    low: float | None
    high: float | None
    band: float | None
    lines: tuple[str, ...]
    alternative: str


@dataclass(frozen=True)
class Panel:
    """Rows that share one axis.

    Attributes
    ----------
    limits : tuple of float or None
        Lowest and highest value of the axis where the quantity has them.
    axis : str
        The axis's title.
    marks : tuple of Mark
        The rows from top to bottom.
    line : float or None
        A value marked by a line through all rows.
    """

    limits: tuple[float, float] | None
    axis: str
    marks: tuple[Mark, ...]
    line: float | None = None


@dataclass(frozen=True)
class Dots:
    """Dots with intervals, in panels from top to bottom; `dense` rows stand close, without numbers beside them."""

    panels: tuple[Panel, ...]
    dense: bool = False

    @property
    def hidden(self) -> bool:
        """Whether there is nothing to draw."""
        return all(mark.value is None for panel in self.panels for mark in panel.marks)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Every row with its numbers."""
        return tuple(mark.alternative for panel in self.panels for mark in panel.marks)


@dataclass(frozen=True)
class Part:
    """A part of a bar: its share, and the share in words."""

    share: float
    text: str


@dataclass(frozen=True)
class Bar:
    """A bar of parts.

    Attributes
    ----------
    label, note : str
        What the bar is about, and a second line under it.
    parts : tuple of Part or None
        From the lowest to the highest; None where a part may not be shown. Empty when the bar as a whole may not be.
    beside : str
        What is written beside it: on how many people it rests, or that it is not shown.
    alternative : str
        The bar as a sentence.
    """

    label: str
    note: str
    parts: tuple[Part | None, ...]
    beside: str
    alternative: str


@dataclass(frozen=True)
class Bars:
    """Stacked bars on one axis.

    Attributes
    ----------
    names : tuple of str
        Of the parts, from the lowest to the highest.
    rest : str
        Name of what is left of a bar when parts of it may not be shown.
    axis : str
        The axis's title.
    bars : tuple of Bar
        From top to bottom.
    centred : bool
        Whether the axis's zero lies in the middle of the parts; else all bars begin at zero.
    """

    names: tuple[str, ...]
    rest: str
    axis: str
    bars: tuple[Bar, ...]
    centred: bool

    @property
    def hidden(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(bar.parts for bar in self.bars)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Every bar with its numbers."""
        return tuple(bar.alternative for bar in self.bars)


@dataclass(frozen=True)
class Field:
    """One of four fields: its name, its share (None when not shown), what is written in it, and all as a sentence."""

    name: str
    share: float | None
    value: str
    lines: tuple[str, ...]
    alternative: str


@dataclass(frozen=True)
class Fields:
    """Two axes that make four fields: low and high on the first axis below, low and high above.

    Attributes
    ----------
    across, upward : str
        The axes' titles.
    fields : tuple of Field
        Lower left, lower right, upper left, upper right.
    """

    across: str
    upward: str
    fields: tuple[Field, Field, Field, Field]

    @property
    def hidden(self) -> bool:
        """Whether there is nothing to draw."""
        return all(field.share is None for field in self.fields)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Every field with its numbers."""
        return tuple(field.alternative for field in self.fields)


@dataclass(frozen=True)
class Arrow:
    """An arrow of a path diagram.

    Attributes
    ----------
    first, last : int
        Positions of the nodes that it leads from and to.
    state : str
        ``"plain"``; ``"open"`` when its interval contains zero; ``"hidden"``.
    lines : tuple of str
        What is written on it.
    alternative : str
        The arrow as a sentence.
    """

    first: int
    last: int
    state: Literal["plain", "open", "hidden"]
    lines: tuple[str, ...]
    alternative: str


@dataclass(frozen=True)
class Web:
    """A path diagram.

    Attributes
    ----------
    nodes : tuple of str
        What the arrows lead from and to.
    layers : tuple of int
        Each node's place in the order of the arrows: the most arrows on a way that leads to it.
    arrows : tuple of Arrow
        In the order of the rows.
    """

    nodes: tuple[str, ...]
    layers: tuple[int, ...]
    arrows: tuple[Arrow, ...]

    @property
    def hidden(self) -> bool:
        """Whether there is nothing to draw."""
        return all(arrow.state == "hidden" for arrow in self.arrows)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Every arrow with its numbers."""
        return tuple(arrow.alternative for arrow in self.arrows)


Content = Dots | Bars | Fields | Web | Course | Multiverse | Forest | Curves | StockFlow | Timeline | Heat


@dataclass(frozen=True)
class Picture:
    """A figure before it is drawn.

    Attributes
    ----------
    kind : str
        The figure's kind; ``"counts"`` for a response without a known rate, ``"loadings"`` for a path diagram of a
        scale's questions.
    content : Dots, Bars, Fields, Web, Course, Multiverse, Forest, Curves, StockFlow, Timeline or Heat
        What is drawn.
    alternative : str
        The alternative text: what kind of figure it is, every row with its numbers, and the events of the context.
    notes : tuple of str
        How to read the figure; dated events of the context where it shows change and they are not drawn.
    reasons : tuple of str
        Why rows are hidden.
    """

    kind: str
    content: Content
    alternative: str
    notes: tuple[str, ...]
    reasons: tuple[str, ...]

    @property
    def hidden(self) -> bool:
        """Whether there is nothing to draw."""
        return self.content.hidden

    @property
    def panels(self) -> tuple[Panel, ...]:
        """The panels of dots with intervals; other figures have none."""
        return self.content.panels if isinstance(self.content, Dots) else ()
