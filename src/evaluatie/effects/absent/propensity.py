"""Weights that make units with and without interventions comparable."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import numpy as np

from evaluatie.effects.absent.reading import Design, Flags, independent_terms, read_design, read_flags
from evaluatie.effects.absent.regression import logistic
from evaluatie.effects.absent.weights import (
    Truncation,
    Weights,
    balance_table,
    behaviour,
    c_statistic,
    coefficient_table,
    effective_size,
    model_notes,
    standardised,
    weighted_means,
)
from evaluatie.effects.absent.weights import (
    truncate as truncated_at,
)
from evaluatie.effects.values import Floats
from evaluatie.result import NotEnoughData, check_confidence

Estimand: TypeAlias = Literal["ate", "att", "ato"]

METHOD = "Propensity weights from a logistic regression (Rosenbaum & Rubin 1983; Li, Morgan & Zaslavsky 2018)"
#: Fitted probabilities nearer to 0 or 1 than this are said (Crump, Hotz, Imbens & Mitnik 2009 advise 0.1)
NEAR = 0.1


def propensity_weights(
    exposed: Any,
    covariates: Any,
    estimand: Estimand = "ate",
    stabilised: bool = False,
    truncate: Truncation = None,
    *,
    confidence: float = 0.95,
) -> Weights:
    """Weigh people with and without the exposure, so that they resemble each other.

    With e the probability of exposure given the characteristics: ``"ate"`` (everyone) 1/e and 1/(1 - e); ``"att"``
    (the exposed) 1 and e/(1 - e); ``"ato"`` (where the groups overlap) 1 - e and e, which balances the characteristics
    exactly (Li, Morgan & Zaslavsky 2018, *Journal of the American Statistical Association* 113, 390-400).

    Parameters
    ----------
    exposed : sequence of bool, shape (n,)
        Who had the exposure.
    covariates : DataFrame, mapping of columns, array of shape (n,) or (n, k)
        Characteristics from before the exposure, as in ``attrition_weights``.
    estimand : {"ate", "att", "ato"}, default "ate"
        Whom the weighted groups stand for.
    stabilised : bool, default False
        Multiply by the share of each group; only for ``"ate"`` (Robins, Hernan & Brumback 2000).
    truncate : pair of float, float, or None
        Truncate at two percentiles (shares, type 7) of all weights, or at a largest weight.
    confidence : float, default 0.95
        Level of the coefficients' intervals.

    Returns
    -------
    Weights
        ``balance`` is exposed minus unexposed over the root of the mean of the two unweighted variances.

    Raises
    ------
    NotEnoughData
        If there are fewer than 2 people in a group, or no more people than coefficients.
    ValueError
        If lengths differ, ``exposed`` is not known for someone, or an argument is none of those named.

    Examples
    --------
    >>> result = propensity_weights([1, 1, 1, 0, 1, 0, 0], {"woman": [0, 0, 0, 0, 1, 1, 1]}, "att")
    >>> result.weights.round(4)
    array([1. , 1. , 1. , 3. , 1. , 0.5, 0.5])
    """
    confidence = check_confidence(confidence)
    flags = read_flags(exposed, "exposed")
    require_groups(flags)
    design = independent_terms(read_design(covariates, len(flags)))
    fit = logistic(flags, design)
    raw = _weights(flags, fit.probability, estimand, stabilised)
    weights, (low, high) = truncated_at(raw, truncate)
    before, after = (_differences(design, flags, by) for by in (np.ones(len(flags)), weights))
    return Weights(
        METHOD,
        (*model_notes(design, fit), *_near(fit.probability)),
        weights=weights,
        probability=fit.probability,
        coefficients=coefficient_table(fit, design.terms, confidence),
        balance=balance_table(design.terms, before, after),
        c_statistic=c_statistic(flags, fit.probability),
        estimand=estimand,
        effective_n_exposed=effective_size(weights[flags]),
        effective_n_unexposed=effective_size(weights[~flags]),
        truncated=int((weights != raw).sum()),
        limit_low=low,
        limit_high=high,
        separated=fit.separated,
        confidence=confidence,
        **behaviour(weights, np.ones(len(flags), dtype=bool)),
    )


def require_groups(flags: Flags) -> None:
    """Refuse groups of fewer than two.

    Parameters
    ----------
    flags : ndarray of bool
        Who is exposed.

    Raises
    ------
    NotEnoughData
        If either group is smaller than 2.

    Examples
    --------
    >>> require_groups(np.array([True, True, False, False]))
    """
    inside = int(flags.sum())
    if min(inside, len(flags) - inside) < 2:
        raise NotEnoughData(f"at least 2 people in each group are needed: got {inside} and {len(flags) - inside}")


def _weights(flags: Flags, e: Floats, estimand: str, stabilised: bool) -> Floats:
    pairs = {"ate": (1 / e, 1 / (1 - e)), "att": (np.ones_like(e), e / (1 - e)), "ato": (1 - e, e)}
    if estimand not in pairs:
        raise ValueError(f"estimand must be 'ate', 'att' or 'ato': got {estimand!r}")
    if stabilised and estimand != "ate":
        raise ValueError(f"stabilised weights are for estimand 'ate': got {estimand!r}")
    share = flags.mean()
    factors = (share, 1 - share) if stabilised else (1.0, 1.0)
    return np.asarray(np.where(flags, factors[0] * pairs[estimand][0], factors[1] * pairs[estimand][1]))


def _differences(design: Design, flags: Flags, weights: Floats) -> Floats:
    x = design.matrix
    spread = np.sqrt((x[flags].var(axis=0, ddof=1) + x[~flags].var(axis=0, ddof=1)) / 2)
    return standardised(weighted_means(x[flags], weights[flags]) - weighted_means(x[~flags], weights[~flags]), spread)


def _near(e: Floats) -> tuple[str, ...]:
    near = int(((e < NEAR) | (e > 1 - NEAR)).sum())
    if not near:
        return ()
    return (f"{near} of {len(e)} people have a fitted probability below {NEAR} or above {1 - NEAR}: little overlap",)
