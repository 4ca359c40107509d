"""How a path diagram is drawn: nodes, arrows between them, and a number on each arrow."""

from __future__ import annotations

from collections.abc import Iterator

from evaluatie.report.figure.arrows import arrow_shapes, node_shapes
from evaluatie.report.figure.flow import Flow, downward, rightward
from evaluatie.report.figure.grid import GRIDS, SINK, SMALL, TEXT, Layout
from evaluatie.report.figure.labels import ALONG, AT_THE_END, LINE_OF_LABEL, Rectangle, labels
from evaluatie.report.figure.layers import Layers, ordered
from evaluatie.report.figure.shapes import Box, Drawing, Shape, Words
from evaluatie.report.figure.tree import tree
from evaluatie.report.picture import Arrow, Web

_LEAST = 100  # what a node needs from side to side
_DEPTHS = {2: (200.0, 200.0), 3: (160.0, 140.0, 160.0)}  # widths of nodes, where there is room for numbers between them
_QUESTIONS = (160.0, 320.0)  # factors and questions


def web(content: Web, kind: str, layout: Layout) -> Drawing:
    """Place a path diagram.

    Parameters
    ----------
    content : Web
        Nodes and arrows.
    kind : str
        ``"path"``, or ``"loadings"``: numbers stand near the ends of the arrows.
    layout : str
        ``"wide"`` has few layers from left to right, ``"narrow"`` has them from top to bottom, or makes a list where
        too many nodes would stand side by side.

    Returns
    -------
    Drawing
    """
    flow = _flow(content, kind, layout)
    if flow is None:
        return tree(content, GRIDS[layout].width)
    places = labels(flow, [arrow.lines for arrow in content.arrows], AT_THE_END if kind == "loadings" else ALONG)
    shapes: list[Shape] = [Box(0, 0, flow.width, flow.height, "paper")]
    for arrow, route in zip(content.arrows, flow.routes, strict=True):
        shapes += arrow_shapes(arrow, route)
    for arrow, place in zip(content.arrows, places, strict=True):
        shapes += _label(arrow, place)
    for node in flow.nodes:
        shapes += node_shapes(node)
    return Drawing(flow.width, flow.height, tuple(shapes))


def _flow(content: Web, kind: str, layout: Layout) -> Flow | None:
    layers, width = ordered(content), GRIDS[layout].width
    written = max(len(arrow.lines) for arrow in content.arrows)
    if layout == "wide" and kind == "loadings" and len(layers) == 2:
        return rightward(content, layers, width, 8, _QUESTIONS)
    if layout == "wide" and len(layers) in _DEPTHS:
        return rightward(content, layers, width, LINE_OF_LABEL * written + 10, _DEPTHS[len(layers)])
    if kind == "path" and _most(layers) * _LEAST <= width:
        return downward(content, layers, width, written)
    return None


def _most(layers: Layers) -> int:
    return max(len(layer) for layer in layers)


def _label(arrow: Arrow, place: Rectangle) -> Iterator[Shape]:
    """Write a number on a ground of paper, so that its arrow does not run through it."""
    yield Box(place.left, place.top, place.right - place.left, place.bottom - place.top, "paper")
    middle, shown = (place.left + place.right) / 2, arrow.state != "hidden"
    for number, line in enumerate(arrow.lines):
        y = place.top + 1 + (number + 0.5) * LINE_OF_LABEL + SINK * SMALL / TEXT
        strong = shown and number == 0
        yield Words(middle, y, line, "middle", SMALL, "ink" if strong else "muted", strong)
