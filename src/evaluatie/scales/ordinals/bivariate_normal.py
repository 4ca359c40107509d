"""Probabilities of two standard normal variables that go together, for many pairs at once."""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from evaluatie.scales.answers import Floats


def below_both(first: Floats, second: Floats, rho: Floats) -> Floats:
    """Give the probability that two standard normal variables are both below a limit.

    By Owen's T function (Owen 1956, *Annals of Mathematical Statistics* 27, 1075-1090, eq. 3.1), right to about 1e-15.

    Parameters
    ----------
    first, second : ndarray of float
        The limits, finite; the shapes of all three broadcast.
    rho : ndarray of float
        The correlations, strictly between -1 and 1.

    Returns
    -------
    ndarray of float
        Probabilities.

    Examples
    --------
    >>> below_both(np.array([0.0, 1.0]), np.array([0.0, -1.0]), np.array(0.5)).round(6)
    array([0.333333, 0.154873])
    """
    # a minus zero would turn the infinite slope round
    first, second = np.asarray(first) + 0.0, np.asarray(second) + 0.0
    root = np.sqrt((1 - rho) * (1 + rho))
    with np.errstate(divide="ignore", invalid="ignore"):
        # at a limit of zero the slope is infinite, and T(0, inf) = 1/4 with its sign: IEEE arithmetic gives that
        one = special.owens_t(first, (second / first - rho) / root)
        two = special.owens_t(second, (first / second - rho) / root)
    # of opposite signs, or one below zero and the other at it
    apart = (first * second < 0) | ((first * second == 0) & (first + second < 0))
    both = (special.ndtr(first) + special.ndtr(second)) / 2 - one - two - np.where(apart, 0.5, 0.0)
    centre = 0.25 + np.arcsin(rho) / (2 * math.pi)
    return np.asarray(np.where((first == 0) & (second == 0), centre, both), dtype=np.float64)


def density(first: Floats, second: Floats, rho: Floats) -> Floats:
    """Give the density of two standard normal variables: also the slope of :func:`below_both` in rho.

    Parameters
    ----------
    first, second : ndarray of float
        Where; the shapes of all three broadcast.
    rho : ndarray of float
        The correlations, strictly between -1 and 1.

    Returns
    -------
    ndarray of float
        Densities.

    Examples
    --------
    >>> float(density(np.array(0.0), np.array(0.0), np.array(0.0)).round(6))
    0.159155
    """
    left = (1 - rho) * (1 + rho)
    distance = (first**2 - 2 * rho * first * second + second**2) / left
    return np.asarray(np.exp(-distance / 2) / (2 * math.pi * np.sqrt(left)), dtype=np.float64)
