"""In which order the nodes of a path diagram stand in their layer, and by which way arrows pass the layers between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evaluatie.report.picture import Web


@dataclass(frozen=True, order=True)
class Place:
    """A place in a layer: of a node, or (`passing`) of an arrow that goes on to a later layer, by their number."""

    passing: bool
    number: int


Layers = tuple[tuple[Place, ...], ...]


def ordered(web: Web) -> Layers:
    """Give the places of each layer, each as close as may be to what leads to it.

    Every arrow that skips a layer takes a place of its own there, so that it runs through no node. Places are
    ordered by the mean place of what comes before them (Sugiyama, Tagawa & Toda 1981, one sweep); where that is equal,
    nodes stand before passing arrows.

    Parameters
    ----------
    web : Web
        Nodes with their layers, and arrows.

    Returns
    -------
    tuple of tuple of Place
    """
    layers: list[tuple[Place, ...]] = []
    for layer in range(max(web.layers) + 1):
        nodes = [Place(False, node) for node, of in enumerate(web.layers) if of == layer]
        passing = [
            Place(True, number)
            for number, arrow in enumerate(web.arrows)
            if web.layers[arrow.first] < layer < web.layers[arrow.last]
        ]
        before = heights(layers[-1]) if layers else {}
        means = {place: _mean_before(place, layer, before, web) for place in (*nodes, *passing)}
        layers.append(tuple(sorted(means, key=lambda place, by=means: (by[place], place))))  # type: ignore[misc]
    return tuple(layers)


def heights(layer: tuple[Place, ...]) -> dict[Place, float]:
    """Spread the places of a layer evenly from 0 to 1."""
    return {place: (position + 0.5) / len(layer) for position, place in enumerate(layer)}


def _mean_before(place: Place, layer: int, before: Mapping[Place, float], web: Web) -> float:
    if layer == 0:
        return 0.0
    arrows = (
        [place.number] if place.passing else [k for k, arrow in enumerate(web.arrows) if arrow.last == place.number]
    )
    found = [before[previous] for arrow in arrows for previous in [_previous(arrow, layer, web)]]
    # to the precision of a drawing: sums in another order must not change the order
    return round(sum(found) / len(found), 6)


def _previous(arrow: int, layer: int, web: Web) -> Place:
    """Give where an arrow is in the layer before."""
    first = web.arrows[arrow].first
    return Place(False, first) if web.layers[first] == layer - 1 else Place(True, arrow)
