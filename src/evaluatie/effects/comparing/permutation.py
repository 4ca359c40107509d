"""Permutation test at the level of units: what if other units had been the exposed ones."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluatie.effects.comparing.exposure import read_exposed
from evaluatie.effects.values import Floats, read_values
from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence

METHOD = "Permutation test of unit means (Fisher 1935; Pitman 1937; Gail, Mark, Carroll, Green & Pee 1996)"
#: up to this many assignments, all of them are worked out
ALL_ASSIGNMENTS = 50_000
#: differences this much smaller than the units' changes are ties but for rounding
TIE = 1e-9


@dataclass(frozen=True)
class UnitPermutation(Result):
    """A permutation test of exposed against other units.

    Attributes
    ----------
    difference : float
        Mean change of the exposed units minus that of the others, every unit counting once.
    p : float
        Share of assignments with a difference at least as far from zero, the real one counted among them.
    ci_low, ci_high : float or None
        Differences, the same for every unit, that the test does not reject; None where there is no limit.
    smallest_p : float
        Below this p cannot come with so many units.
    exact : bool
        Whether every assignment was worked out.
    assignments : int
        Assignments worked out or drawn.
    n, n_exposed : int
        Units, and how many of them are exposed.
    confidence : float
        Level of the interval.
    """

    difference: float
    p: float
    ci_low: float | None
    ci_high: float | None
    smallest_p: float
    exact: bool
    assignments: int
    n: int
    n_exposed: int
    confidence: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the difference with the test's p and interval.

        Returns
        -------
        tuple of Estimate
            One, with term ``permutation``; n counts units.
        """
        low, high = self.ci_low, self.ci_high
        return (Estimate("permutation", self.difference, p=self.p, ci_low=low, ci_high=high, n=self.n),)


def unit_permutation(
    changes: Any, exposed_units: Any, *, resamples: int = 9999, seed: int = 0, confidence: float = 0.95
) -> UnitPermutation:
    """Compare the changes of exposed and other units by assigning exposure anew.

    Every way of choosing as many exposed units out of all (Gail et al. 1996, *Statistics in Medicine* 15, 1069-1092);
    where there are more than ``ALL_ASSIGNMENTS``, as many as asked are drawn, and the real one is counted besides
    (Phipson & Smyth 2010, *Statistical Applications in Genetics and Molecular Biology* 9, article 39). The interval
    holds the shifts of the exposed units that are not rejected; it follows in closed form from the assignments. The
    test is exact where exposure was drawn by lot, or the units' changes are exchangeable; with unequal spread and
    unequal numbers of exposed and other units it is not.

    Parameters
    ----------
    changes : sequence of numbers, shape (units,)
        Mean change of each unit.
    exposed_units : sequence, shape (units,)
        1 or True for the exposed ones, 0 or False for the others.
    resamples, seed : int
        Draws where not every assignment is worked out, and their seed.
    confidence : float, default 0.95
        Level of the interval.

    Returns
    -------
    UnitPermutation
        Units without a change or exposure are left out, and counted in the notes.

    Raises
    ------
    NotEnoughData
        If no unit is exposed, or all are.
    TypeError
        If a change is not a number.
    ValueError
        If the lengths differ, or it is not plain who is exposed.

    Examples
    --------
    >>> found = unit_permutation([0.1, -0.2, 0.0, 0.1, 0.5, 0.7, 0.4], [0, 0, 0, 0, 1, 1, 1])
    >>> round(found.difference, 4), found.assignments, round(found.p, 4)
    (0.5333, 35, 0.0286)
    """
    check_confidence(confidence)
    if resamples < 99:
        raise ValueError(f"at least 99 resamples are needed: got {resamples}")
    values, exposed = read_values(changes, "changes"), read_exposed(exposed_units, "exposed_units").marks
    if len(values) != len(exposed):
        raise ValueError(f"changes and exposed_units must pair up: got {len(values)} and {len(exposed)}")
    known = ~np.isnan(values) & ~np.isnan(exposed)
    missing = len(known) - int(known.sum())
    notes = (f"{missing} of {len(known)} units left out: no change or exposure known",) if missing else ()
    values, chosen = values[known], exposed[known] == 1
    if chosen.all() or not chosen.any():
        raise NotEnoughData(f"both exposed and other units are needed: {int(chosen.sum())} of {len(chosen)} exposed")
    return _permuted(values, chosen, resamples, seed, confidence, notes)


def _permuted(
    values: Floats, chosen: Any, resamples: int, seed: int, confidence: float, notes: tuple[str, ...]
) -> UnitPermutation:
    assigned, exact = assignments(chosen, resamples, seed)
    # centred, so that large means do not blur ties
    differences = _contrasts(values - values.mean(), assigned)
    overlap = _contrasts(chosen.astype(float), assigned)
    tie = TIE * float(np.abs(values - values.mean()).max())
    p = float(np.mean(np.abs(differences) >= abs(differences[0]) - tie))
    low, high = _not_rejected(differences, overlap, 1 - confidence)
    halves = exact and 2 * int(chosen.sum()) == len(chosen)
    smallest = (2 if halves else 1) / len(assigned)
    if smallest > 1 - confidence:
        notes += (f"with {len(chosen)} units, {int(chosen.sum())} exposed, p cannot fall below {smallest:.3g}",)
    return UnitPermutation(
        METHOD, notes, float(differences[0]), p, low, high, smallest, exact, len(assigned),
        len(chosen), int(chosen.sum()), confidence,
    )  # fmt: skip


def assignments(chosen: Any, resamples: int, seed: int) -> tuple[Floats, bool]:
    """List the ways of choosing as many units as were exposed; the first is the real one.

    Parameters
    ----------
    chosen : ndarray of bool, shape (units,)
        The exposed ones.
    resamples, seed : int
        Draws where there are too many to list, and their seed.

    Returns
    -------
    tuple of ndarray of float, shape (assignments, units), and bool
        One where a unit is chosen, and whether these are all assignments.

    Examples
    --------
    >>> assignments(np.array([False, True, False]), 99, 0)[0]
    array([[0., 1., 0.],
           [1., 0., 0.],
           [0., 0., 1.]])
    """
    units, exposed = len(chosen), int(chosen.sum())
    real = chosen.astype(float)[None, :]
    if math.comb(units, exposed) > ALL_ASSIGNMENTS:
        rng = np.random.default_rng(seed)
        return np.vstack([real, rng.permuted(np.repeat(real, resamples, axis=0), axis=1)]), False
    places = np.array(list(itertools.combinations(range(units), exposed)))
    listed = np.zeros((len(places), units))
    np.put_along_axis(listed, places, 1.0, axis=1)
    others = listed[(listed != real).any(axis=1)]
    return np.vstack([real, others]), True


def _contrasts(values: Floats, assigned: Floats) -> Floats:
    exposed = assigned.sum(axis=1)
    among = assigned @ values
    contrasts: Floats = among / exposed - (values.sum() - among) / (assigned.shape[1] - exposed)
    return contrasts


def _not_rejected(differences: Floats, overlap: Floats, alpha: float) -> tuple[float | None, float | None]:
    """Find the shifts with p above alpha.

    Taking the shift d off the exposed units moves an assignment's difference to T - d c, with c its overlap with the
    real one: at least as far out as the real T_0 - d for all d between (T_0 - T)/(1 - c) and (T_0 + T)/(1 + c), and
    for every d where c is 1 or -1. So p at d is the share of such stretches around d, and all of them hold T_0.
    """
    always = 1 - np.abs(overlap) < TIE
    real, rest, shared = differences[0], differences[~always], overlap[~always]
    ends = np.sort(np.stack([(real - rest) / (1 - shared), (real + rest) / (1 + shared)]), axis=0)
    # so many stretches must hold a value besides those that hold all
    needed = math.floor(alpha * len(differences) + TIE) + 1 - int(always.sum())
    if needed <= 0:
        return None, None
    if needed > ends.shape[1]:
        return float(real), float(real)
    return float(np.sort(ends[0])[needed - 1]), float(np.sort(ends[1])[-needed])
