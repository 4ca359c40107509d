"""The least and the largest value of a number over the rounding box, and how near it comes to what was printed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from scipy import optimize

from evaluatie.reproduce.recomputing.given import Floats
from evaluatie.reproduce.recomputing.rounding.box import Box
from evaluatie.reproduce.recomputing.rounding.feasible import defined_points
from evaluatie.reproduce.recomputing.rounding.landscape import Height, sides

_ROUNDS = 6
_HALVINGS = 24
_SEED = 20190211
_BESIDE = 0.05
_STRAIGHT = 0.1
_BENT = 0.2
_TRIES = 24
_MORE = 4
_SMALL = 4
_IN_VAIN = 5
_GAIN = 1e-6


@dataclass(frozen=True)
class Attained:
    """What a number can be within the box.

    Attributes
    ----------
    nominal : float
        At the printed inputs; NaN where it has no value there.
    low, high : float
        Least and largest value that was found; NaN where it has none anywhere.
    at_low, at_high : ndarray of float, shape (d,)
        Where.
    """

    nominal: float
    low: float
    high: float
    at_low: Floats
    at_high: Floats


def attained(height: Height, box: Box) -> Attained:
    """Find the range of a number over a box.

    From the printed inputs every input goes to the limit to which the number grows (or shrinks). Rounding boxes are
    small: mostly the number changes there by as much as its slopes foretell, and that limit stands. Where it does not,
    inputs turn back until none wants to, bounded optimisation (L-BFGS-B) goes on where one wants to half-way, and
    other points of the box are begun from too. Where the printed inputs allow no answer, such as correlations that
    cannot go together, it begins at points near them that do.

    Parameters
    ----------
    height : callable
        The number as a function of the point; NaN where it has no value.
    box : Box
        The box.

    Returns
    -------
    Attained
    """
    nominal = height(box.nominal)
    if not box.size:
        return Attained(nominal, nominal, nominal, box.nominal, box.nominal)
    start = _beside(height, box) if not math.isnan(nominal) else next(defined_points(height, box), None)
    if start is None:
        return Attained(nominal, math.nan, math.nan, box.nominal, box.nominal)
    at_low, at_high = (_straight(height, box, start, sign) for sign in (-1, 1))
    if nominal < height(at_low):
        at_low = box.nominal
    if nominal > height(at_high):
        at_high = box.nominal
    return Attained(nominal, height(at_low), height(at_high), at_low, at_high)


def _straight(height: Height, box: Box, start: Floats, sign: int) -> Floats:
    """Go to the corner that the slopes point to, and climb step by step where they do not foretell what is there."""
    below, above = sides(height, start, box)
    slopes = sign * (above - below) / 2
    aim = np.where(slopes > 0, box.high, np.where(slopes < 0, box.low, start))
    width = np.where(box.high > box.low, box.high - box.low, 1)
    foretold = float(np.sum(np.abs(slopes) * np.abs(aim - start) / width))
    gained = sign * (height(aim) - height(start))
    bent = float(np.sum(np.abs(above + below))) > _BENT * float(np.sum(np.abs(above - below)))
    if not bent and abs(gained - foretold) <= _STRAIGHT * foretold:
        return aim
    starts = [start, *islice(_others(height, box), _MORE if box.size <= _SMALL else 1)]
    return max((climbed(height, box, one, sign) for one in starts), key=lambda point: sign * height(point))


def _beside(height: Height, box: Box) -> Floats:
    """Give a point just beside the printed inputs: these may lie on a ridge, such as r = .00 for a p value."""
    share = np.random.default_rng(_SEED).uniform(-_BESIDE, _BESIDE, box.size)
    point = np.clip(box.nominal + share * (box.high - box.low), box.low, box.high)
    return box.nominal if math.isnan(height(point)) else point


def climbed(height: Height, box: Box, start: Floats, sign: int) -> Floats:
    """Go up (``sign`` 1) or down (-1) from a point as far as the box goes.

    Parameters
    ----------
    height : callable
        The number.
    box : Box
        The box.
    start : ndarray of float, shape (d,)
        Where it has a value.
    sign : {1, -1}
        Which way.

    Returns
    -------
    ndarray of float, shape (d,)
        Never worse than the start.
    """
    best, top, scale = start, sign * height(start), 0.0
    for _ in range(_ROUNDS):
        below, above = (sign * gains for gains in sides(height, best, box))
        scale = max(scale, float(np.abs((below, above)).max(initial=0)))
        aim = np.where((above > 0) & (above >= below), box.high, np.where(below > 0, box.low, best))
        if np.array_equal(aim, best):
            return best
        reached = _towards(height, best, aim)
        if not sign * height(reached) > top:
            break
        best, top = reached, sign * height(reached)
    return _polished(height, box, best, sign, scale)


def nearest_to(height: Height, box: Box, low: float, high: float, found: Attained) -> Attained:
    """Widen a range towards printed limits that it does not reach, from more points of the box.

    Parameters
    ----------
    height : callable
        The number.
    box : Box
        The box.
    low, high : float
        The limits: of what would be printed so.
    found : Attained
        What is known.

    Returns
    -------
    Attained
        At least as wide: it ends where it reaches the limits, or after as many points that widen it no further.
    """
    in_vain = 0
    for start in _starts(height, box, found, low):
        if in_vain >= _IN_VAIN or not (found.low > high or found.high < low or math.isnan(found.low)):
            break
        wider = _widened(height, found, climbed(height, box, start, -1 if found.low > high else 1))
        gained = wider.high - wider.low - (found.high - found.low)
        in_vain = 0 if math.isnan(gained) or gained > _GAIN * (found.high - found.low) else in_vain + 1
        found = wider
    return found


def _widened(height: Height, found: Attained, at: Floats) -> Attained:
    value = height(at)
    if math.isnan(found.low):
        return Attained(found.nominal, value, value, at, at)
    if value < found.low:
        return Attained(found.nominal, value, found.high, at, found.at_high)
    if value > found.high:
        return Attained(found.nominal, found.low, value, found.at_low, at)
    return found


def _starts(height: Height, box: Box, found: Attained, low: float) -> Iterator[Floats]:
    if not math.isnan(found.low):
        yield found.at_high if found.high < low else found.at_low
    yield from _others(height, box)


def _others(height: Height, box: Box) -> Iterator[Floats]:
    """Go through points and corners of the box that have a value; the same ones every time."""
    chance = np.random.default_rng(_SEED)
    for which in range(_TRIES):
        share = chance.random(box.size)
        point = box.low + (np.round(share) if which % 2 else share) * (box.high - box.low)
        if not math.isnan(height(point)):
            yield point


def _towards(height: Height, start: Floats, aim: Floats) -> Floats:
    """Go to the aim, or as far towards it as the number has a value; what can go together is convex."""
    if not math.isnan(height(aim)):
        return aim
    good, bad = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (good + bad) / 2
        good, bad = (good, middle) if math.isnan(height(start + middle * (aim - start))) else (middle, bad)
    return start + good * (aim - start)


def _polished(height: Height, box: Box, start: Floats, sign: int, scale: float) -> Floats:
    """Optimise within the bounds, on inputs and a height scaled to the box."""
    width, here = box.high - box.low, height(start)

    def lost(share: Floats) -> float:
        value = height(box.low + np.clip(share, 0, 1) * width)
        return 1.0 if math.isnan(value) else -sign * (value - here) / scale

    began = (start - box.low) / np.where(width > 0, width, 1)
    ended = optimize.minimize(lost, began, method="L-BFGS-B", bounds=[(0, 1)] * box.size, options={"maxiter": 20})
    point = box.low + np.clip(ended.x, 0, 1) * width
    return point if sign * height(point) > sign * here else start
