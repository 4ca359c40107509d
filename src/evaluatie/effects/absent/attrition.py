"""Weights that let the people who stayed stand for everyone who was there at first."""

from __future__ import annotations

from typing import Any

import numpy as np

from evaluatie.effects.absent.reading import independent_terms, read_design, read_flags
from evaluatie.effects.absent.regression import logistic
from evaluatie.effects.absent.weights import (
    Truncation,
    Weights,
    balance_table,
    behaviour,
    c_statistic,
    coefficient_table,
    model_notes,
    standardised,
    truncate,
    weighted_means,
)
from evaluatie.result import check_confidence

METHOD = (
    "Inverse-probability-of-staying weights from a logistic regression (Robins, Rotnitzky & Zhao 1995; Seaman & White"
    " 2013)"
)


def attrition_weights(
    stayed: Any, covariates: Any, *, trim: Truncation = None, stabilised: bool = False, confidence: float = 0.95
) -> Weights:
    """Weigh the people who stayed, so that they resemble everyone who was there at first.

    The weight is 1/p, with p the probability of staying given the characteristics; ``stabilised`` multiplies it by the
    share who stayed, so that weights average about 1 (Seaman & White 2013, *Statistical Methods in Medical Research*
    22, 278-295). It repairs drop-out that these characteristics explain, no other.

    Parameters
    ----------
    stayed : sequence of bool, shape (n,)
        Who answered again, among those who answered first and were still employed.
    covariates : DataFrame, mapping of columns, array of shape (n,) or (n, k)
        Characteristics at the first wave. Categories become one column per level but the first; what is unknown is
        kept and said (see ``reading.read_design``).
    trim : pair of float, float, or None
        Truncate at two percentiles (shares, type 7) of the stayers' weights, or at a largest weight.
    stabilised : bool, default False
        Multiply by the share who stayed.
    confidence : float, default 0.95
        Level of the coefficients' intervals.

    Returns
    -------
    Weights
        Zero for the silent. ``balance`` is the mean of the stayers minus that of everyone, over everyone's sd.

    Raises
    ------
    NotEnoughData
        If everyone or no one stayed, or there are no more people than coefficients.
    ValueError
        If lengths differ, ``stayed`` is not known for someone, or ``trim`` gives no limits.

    Examples
    --------
    >>> result = attrition_weights([1, 1, 1, 0, 1, 0], {"woman": [0, 0, 0, 0, 1, 1]})
    >>> result.weights.round(4), round(result.effective_n, 4)
    (array([1.3333, 1.3333, 1.3333, 0.    , 2.    , 0.    ]), 3.8571)
    """
    confidence = check_confidence(confidence)
    flags = read_flags(stayed, "stayed")
    design = independent_terms(read_design(covariates, len(flags)))
    fit = logistic(flags, design)
    raw = (flags.mean() if stabilised else 1.0) / fit.probability[flags]
    kept, (low, high) = truncate(raw, trim)
    weights = np.zeros(len(flags))
    weights[flags] = kept
    means, spread = design.matrix.mean(axis=0), design.matrix.std(axis=0, ddof=1)
    before, after = (
        standardised(weighted_means(design.matrix, by) - means, spread) for by in (flags.astype(float), weights)
    )
    return Weights(
        METHOD,
        (*model_notes(design, fit), f"{int((~flags).sum())} of {len(flags)} people silent: weight 0"),
        weights=weights,
        probability=fit.probability,
        coefficients=coefficient_table(fit, design.terms, confidence),
        balance=balance_table(design.terms, before, after),
        c_statistic=c_statistic(flags, fit.probability),
        estimand="everyone",
        effective_n_exposed=None,
        effective_n_unexposed=None,
        truncated=int((kept != raw).sum()),
        limit_low=low,
        limit_high=high,
        separated=fit.separated,
        confidence=confidence,
        **behaviour(weights, flags),
    )
