"""The figures of each group: crude, directly and indirectly standardised, and against the reference."""

from __future__ import annotations

from collections.abc import Mapping

from evaluatie.flows.rating.rates import garwood_limits
from evaluatie.flows.reading.count_table import Floats
from evaluatie.flows.standardising.direct import WeightedSum, f_limits, gamma_limits

Row = Mapping[str, float | None]


def crude_row(events: float, exposure: float, confidence: float) -> Row:
    """Give a group's crude rate.

    Parameters
    ----------
    events, exposure : float
        Over all strata.
    confidence : float
        Level of the limits.

    Returns
    -------
    Mapping
        ``crude``, ``crude_low``, ``crude_high``; None without exposure.

    Examples
    --------
    >>> crude_row(0, 100.0, 0.95)["crude"]
    0.0
    """
    if not exposure:
        return {"crude": None, "crude_low": None, "crude_high": None}
    low, high = garwood_limits(int(events), confidence)
    return {"crude": events / exposure, "crude_low": low / exposure, "crude_high": high / exposure}


def direct_row(rate: WeightedSum | None, confidence: float) -> Row:
    """Give a group's directly standardised rate.

    Parameters
    ----------
    rate : WeightedSum or None
        None where the groups share no stratum.
    confidence : float
        Level of the limits.

    Returns
    -------
    Mapping
        ``direct``, ``direct_low``, ``direct_high``.

    Examples
    --------
    >>> direct_row(WeightedSum(0.0, 0.0, 0.01), 0.95)["direct_low"]
    0.0
    """
    low, high = (None, None) if rate is None else gamma_limits(rate, confidence)
    return {"direct": None if rate is None else rate.y, "direct_low": low, "direct_high": high}


def ratio_row(rate: WeightedSum | None, reference: WeightedSum | None, confidence: float) -> Row:
    """Give the ratio of a group's directly standardised rate to that of the reference.

    Parameters
    ----------
    rate, reference : WeightedSum or None
        None where the groups share no stratum. The reference itself has ratio 1, without limits.
    confidence : float
        Level of the limits.

    Returns
    -------
    Mapping
        ``ratio`` and ``ratio_high`` (None if the reference has no events), ``ratio_low``, ``ratio_p``.

    Examples
    --------
    >>> ratio_row(WeightedSum(2.0, 1.0, 0.5), WeightedSum(1.0, 0.5, 0.5), 0.95)["ratio"]
    2.0
    """
    if rate is None or reference is None:
        return dict.fromkeys(("ratio", "ratio_low", "ratio_high", "ratio_p"))
    if rate is reference:
        return {"ratio": 1.0, "ratio_low": None, "ratio_high": None, "ratio_p": None}
    limits = f_limits(rate, reference, confidence)
    ratio = rate.y / reference.y if reference.y else None
    return {"ratio": ratio, "ratio_low": limits.low, "ratio_high": limits.high, "ratio_p": limits.p}


def indirect_row(
    events: Floats, exposure: Floats, standard_events: Floats, standard_exposure: Floats, confidence: float
) -> Row:
    """Give observed over expected events, and the indirectly standardised rate.

    Parameters
    ----------
    events, exposure : ndarray of float, shape (S,)
        Of the group.
    standard_events, standard_exposure : ndarray of float, shape (S,)
        Of whom the expectation comes from. Strata in which they have no exposure are left out.
    confidence : float
        Level of the limits.

    Returns
    -------
    Mapping
        ``expected``, ``smr``, ``smr_low``, ``smr_high``, ``indirect``; all but the first None if nothing is expected.

    Examples
    --------
    >>> import numpy as np
    >>> indirect_row(np.array([3.0]), np.array([10.0]), np.array([4.0]), np.array([20.0]), 0.95)["smr"]
    1.5
    """
    known = standard_exposure > 0
    rates = standard_events[known] / standard_exposure[known]
    expected, observed = float((rates * exposure[known]).sum()), int(events[known].sum())
    if not expected:
        return {"expected": expected, "smr": None, "smr_low": None, "smr_high": None, "indirect": None}
    low, high = garwood_limits(observed, confidence)
    crude = float(standard_events[known].sum() / standard_exposure[known].sum())
    smr = observed / expected
    return {
        "expected": expected,
        "smr": smr,
        "smr_low": low / expected,
        "smr_high": high / expected,
        "indirect": smr * crude,
    }
