"""A figure with its alternative text: as an element of a page, an image of its own, or a PNG."""

from __future__ import annotations

from dataclasses import dataclass

from evaluatie.report.figure.shapes import Drawing
from evaluatie.report.figure.svg import svg_element
from evaluatie.report.palette import custom_properties


@dataclass(frozen=True)
class Drawn:
    """A figure.

    Attributes
    ----------
    drawing : Drawing
        Its shapes.
    alternative : str
        What it shows, in words and numbers.
    """

    drawing: Drawing
    alternative: str

    def svg(self) -> str:
        """Give the figure as an ``<svg>`` element with its alternative text, coloured by custom properties."""
        return svg_element(self.drawing, self.alternative, "monitor")

    def png(self) -> bytes:
        """Give the figure as a PNG image at twice its size."""
        from evaluatie.report.figure.canvas import png

        return png(self.drawing)

    def _repr_html_(self) -> str:
        style = f"{custom_properties('light')};font-family:'DejaVu Sans',sans-serif;margin:0"
        return f'<figure style="{style}">{self.svg()}</figure>'
