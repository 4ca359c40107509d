"""The two layouts of a figure, in pixels, and how many characters fit.

``"wide"`` has names left and numbers right of the dots, ``"narrow"`` has both above them, for a phone or a page zoomed
to 400%. The page shows the one that fits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Layout = Literal["wide", "narrow"]
LAYOUTS: tuple[Layout, ...] = ("wide", "narrow")
LINE = 17  # from one line of text to the next
TEXT, SMALL = 13, 12  # sizes of the font
SINK = 0.38 * TEXT  # from the middle of a line to its baseline: half of what its letters rise
TO_TICKS, TO_TITLE, BELOW = 15, 36, 14  # under the rows: baselines of the axis's texts, and what is left open
STRIP = 28  # what a dot takes where texts stand above it
DENSE = 12  # what a dot takes where rows stand close


@dataclass(frozen=True)
class Grid:
    """Measures of one layout.

    Attributes
    ----------
    width, left, right : float
        Of the figure; where the axis begins and ends.
    label_width, axis_width : int
        Characters on a line of a row's name, and of the axis's title.
    intervals : int
        Between the ticks, at most.
    above : bool
        Whether texts stand above the dots.
    """

    width: float
    left: float
    right: float
    label_width: int
    axis_width: int
    intervals: int
    above: bool


GRIDS: dict[Layout, Grid] = {
    "wide": Grid(width=720, left=206, right=520, label_width=24, axis_width=64, intervals=6, above=False),
    "narrow": Grid(width=320, left=20, right=298, label_width=38, axis_width=42, intervals=4, above=True),
}
