"""The places of a path diagram: layers from left to right, or from top to bottom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evaluatie.report.figure.grid import LINE, TEXT
from evaluatie.report.figure.layers import Layers, Place, heights
from evaluatie.report.figure.shapes import Point
from evaluatie.report.figure.text import wrapped
from evaluatie.report.picture import Web

INSIDE = 8  # between a node's edge and its text
_LINE_OF_LABEL = 16
_PORTS = 14  # between arrows that begin or end at one node, at most


@dataclass(frozen=True)
class Node:
    """A node in its place: its rectangle and the lines of its name."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Flow:
    """A diagram in its place: the page's size, nodes, and the points of every arrow."""

    width: float
    height: float
    nodes: tuple[Node, ...]
    routes: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True)
class _Bands:
    """Where layers begin and how deep they are along the arrows, and the middle of each place across them."""

    starts: tuple[float, ...]
    depths: tuple[float, ...]
    middles: Mapping[tuple[int, Place], float]

    def ends(self, layer: int, across: float) -> tuple[Point, Point]:
        """Give the two points where a way goes through a layer."""
        return (self.starts[layer], across), (self.starts[layer] + self.depths[layer], across)


def rightward(web: Web, layers: Layers, width: float, apart: float, depths: tuple[float, ...]) -> Flow:
    """Set layers from left to right.

    Parameters
    ----------
    web : Web
        Nodes and arrows.
    layers : tuple of tuple of Place
        The order within each layer.
    width : float
        Of the page.
    apart : float
        Between a node and the next one below it.
    depths : tuple of float
        Width of each layer's nodes.
    """
    gap = (width - 2 - sum(depths)) / max(len(layers) - 1, 1)
    starts = tuple(1 + sum(depths[:layer]) + layer * gap for layer in range(len(layers)))
    lines = [_lines(name, depths[layer]) for name, layer in zip(web.nodes, web.layers, strict=True)]
    sizes = [len(of) * LINE + 2 * INSIDE for of in lines]
    total = max(map(len, layers)) * (max(sizes) + apart)
    bands = _Bands(starts, depths, _middles(layers, total))
    places = [(starts[layer], bands.middles[layer, Place(False, node)]) for node, layer in enumerate(web.layers)]
    nodes = tuple(
        Node(x, middle - size / 2, depths[layer], size, of)
        for (x, middle), size, of, layer in zip(places, sizes, lines, web.layers, strict=True)
    )
    return Flow(width, total, nodes, tuple(_routes(web, bands, sizes)))


def downward(web: Web, layers: Layers, width: float, written: int) -> Flow:
    """Set layers from top to bottom.

    Parameters are those of :func:`rightward`; `written` is the largest number of lines on an arrow.
    """
    most = max(map(len, layers))
    wide = min(170.0, width / most - 10)
    lines = [_lines(name, wide) for name in web.nodes]
    depths = tuple(
        max(len(of) for of, layer in zip(lines, web.layers, strict=True) if layer == number) * LINE + 2 * INSIDE
        for number in range(len(layers))
    )
    gap = written * _LINE_OF_LABEL + 44
    starts = tuple(1 + sum(depths[:layer]) + layer * gap for layer in range(len(layers)))
    bands = _Bands(starts, depths, _middles(layers, width))
    nodes = tuple(
        Node(bands.middles[layer, Place(False, node)] - wide / 2, starts[layer], wide, depths[layer], of)
        for node, (layer, of) in enumerate(zip(web.layers, lines, strict=True))
    )
    turned = _routes(web, bands, [wide] * len(nodes))
    routes = tuple(tuple((across, along) for along, across in route) for route in turned)
    return Flow(width, starts[-1] + depths[-1] + 1, nodes, routes)


def _lines(name: str, wide: float) -> tuple[str, ...]:
    return wrapped(name, wide - 2 * INSIDE, TEXT)


def _middles(layers: Layers, total: float) -> dict[tuple[int, Place], float]:
    return {
        (number, place): height * total
        for number, layer in enumerate(layers)
        for place, height in heights(layer).items()
    }


def _routes(web: Web, bands: _Bands, sizes: Sequence[float]) -> Iterable[tuple[Point, ...]]:
    """Give the points of each arrow, along and across the direction of the diagram."""
    ways = [_way(web, number, bands) for number in range(len(web.arrows))]
    begins = _ports({k: (arrow.first, ways[k][1][1]) for k, arrow in enumerate(web.arrows)}, sizes)
    ends = _ports({k: (arrow.last, ways[k][-2][1]) for k, arrow in enumerate(web.arrows)}, sizes)
    for number, way in enumerate(ways):
        first, last = way[0], way[-1]
        yield (first[0], first[1] + begins[number]), *way[1:-1], (last[0], last[1] + ends[number])


def _way(web: Web, number: int, bands: _Bands) -> list[Point]:
    arrow = web.arrows[number]
    first, last = web.layers[arrow.first], web.layers[arrow.last]
    way = [bands.ends(first, bands.middles[first, Place(False, arrow.first)])[1]]
    for layer in range(first + 1, last):
        way += bands.ends(layer, bands.middles[layer, Place(True, number)])
    return [*way, bands.ends(last, bands.middles[last, Place(False, arrow.last)])[0]]


def _ports(arrows: Mapping[int, tuple[int, float]], sizes: Sequence[float]) -> dict[int, float]:
    """Spread the arrows at a node over its side, in the order of where they come from or go to."""
    offsets: dict[int, float] = {}
    for node in sorted({node for node, _ in arrows.values()}):
        here = sorted((other, number) for number, (at, other) in arrows.items() if at == node)
        step = min(_PORTS, (sizes[node] - 2 * INSIDE) / len(here))
        for position, (_, number) in enumerate(here):
            offsets[number] = (position - (len(here) - 1) / 2) * step
    return offsets
