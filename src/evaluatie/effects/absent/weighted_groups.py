"""The difference between two groups, weighted or doubly robust."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np

from evaluatie.effects.absent.propensity import require_groups
from evaluatie.effects.absent.reading import Design, independent_terms, read_design, read_flags, read_weights
from evaluatie.effects.absent.regression import least_squares, logistic
from evaluatie.effects.absent.weights import effective_size, model_notes
from evaluatie.effects.changes import is_zero
from evaluatie.effects.t_interval import t_interval, two_sided_p
from evaluatie.effects.values import Floats, read_values
from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence

Robust: TypeAlias = Literal["hc0", "hc1", "hc3"]

PLAIN = "Weighted difference of two means with a sandwich standard error ({}; White 1980, Davidson & MacKinnon 1993)"
ADJUSTED = "Weighted regression on group and characteristics with a sandwich standard error ({}; White 1980)"
DOUBLY = "Augmented inverse-probability weighting (Robins, Rotnitzky & Zhao 1994) with an influence-function error"
KNOWN_WEIGHTS = "the weights are taken as known: with estimated ones the standard error is a little too large as a rule"


@dataclass(frozen=True)
class WeightedDifference(Result):
    """A weighted difference, exposed minus unexposed.

    Attributes
    ----------
    estimate : float
        In the outcome's unit.
    se, statistic, df, p : float or None
        Standard error of the kind that ``robust`` names, t statistic, degrees of freedom (rows minus coefficients),
        two-sided p; None where the outcomes show no spread.
    ci_low, ci_high : float or None
        Interval at level ``confidence``.
    hc0, hc1, hc3 : float or None
        The three standard errors; hc3 is None where one person determines a coefficient.
    robust : str
        Which of them is ``se``.
    unweighted : float
        The plain difference of the two means.
    n, n_exposed, n_unexposed : int
        People with a weight above zero and an outcome.
    effective_n_exposed, effective_n_unexposed : float
        Kish's effective sizes.
    confidence : float
        Level of the interval.
    """

    estimate: float
    se: float | None
    statistic: float | None
    df: float
    p: float | None
    ci_low: float | None
    ci_high: float | None
    hc0: float
    hc1: float
    hc3: float | None
    robust: str
    unweighted: float
    n: int
    n_exposed: int
    n_unexposed: int
    effective_n_exposed: float
    effective_n_unexposed: float
    confidence: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the weighted difference, then the unweighted one.

        Returns
        -------
        tuple of Estimate
            Terms ``difference`` and ``unweighted``.
        """
        weighted = (self.estimate, self.se, self.statistic, self.df, self.p, self.ci_low, self.ci_high)
        return Estimate("difference", *weighted, n=self.n), Estimate("unweighted", self.unweighted, n=self.n)


@dataclass(frozen=True)
class DoublyRobust(Result):
    """The mean difference that exposure makes, from an outcome and an exposure model together.

    Attributes
    ----------
    estimate, se, statistic, p, ci_low, ci_high : float
        Of everyone (ATE); the interval is normal.
    gcomp_ate, gcomp_att : float
        From the outcome models alone, averaged over everyone and over the exposed.
    horvitz_thompson : float
        From the exposure model alone, weights not normalised.
    n, n_exposed, n_unexposed : int
        People.
    confidence : float
        Level of the interval.
    """

    estimate: float
    se: float
    statistic: float
    p: float
    ci_low: float
    ci_high: float
    gcomp_ate: float
    gcomp_att: float
    horvitz_thompson: float
    n: int
    n_exposed: int
    n_unexposed: int
    confidence: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the doubly robust estimate, then those that rest on one model.

        Returns
        -------
        tuple of Estimate
            Terms ``aipw``, ``gcomp_ate``, ``gcomp_att``, ``horvitz_thompson``.
        """
        tested = (self.estimate, self.se, self.statistic, math.inf, self.p, self.ci_low, self.ci_high)
        others = ("gcomp_ate", "gcomp_att", "horvitz_thompson")
        rest = (Estimate(name, getattr(self, name), n=self.n) for name in others)
        return (Estimate("aipw", *tested, n=self.n), *rest)


def weighted_difference(
    outcome: Any,
    exposed: Any,
    weights: Any,
    covariates: Any = None,
    *,
    robust: Robust = "hc3",
    confidence: float = 0.95,
) -> WeightedDifference:
    """Estimate the weighted difference between the exposed and the others.

    Weighted least squares on the exposure (and the characteristics, which makes it doubly robust), with the standard
    errors of R's ``sandwich::vcovHC``; HC3 by default, as Long & Ervin (2000, *American Statistician* 54, 217-224)
    advise for fewer than 250 people.

    Parameters
    ----------
    outcome : sequence of numbers, shape (n,)
        Who has none is left out, and counted in the notes.
    exposed : sequence of bool, shape (n,)
        Who had the exposure.
    weights : sequence of numbers, shape (n,)
        Such as ``propensity_weights(...).weights``. Who has weight 0 is left out.
    covariates : DataFrame, mapping of columns, array, or None
        Characteristics to adjust for.
    robust : {"hc0", "hc1", "hc3"}, default "hc3"
        Which standard error the interval rests upon.
    confidence : float, default 0.95
        Level of the interval.

    Returns
    -------
    WeightedDifference
        With all three standard errors.

    Raises
    ------
    NotEnoughData
        If there are fewer than 2 people in a group, or no more people than coefficients.
    ValueError
        If lengths differ, or a weight is missing or negative.

    Examples
    --------
    >>> result = weighted_difference([1, 2, 3, 4, 6], [0, 0, 1, 1, 1], [1, 3, 1, 1, 2])
    >>> round(result.estimate, 4), round(result.hc0, 4)
    (3.0, 0.8292)
    """
    confidence = check_confidence(confidence)
    if robust not in ("hc0", "hc1", "hc3"):
        raise ValueError(f"robust must be 'hc0', 'hc1' or 'hc3': got {robust!r}")
    y, flags = _outcome(outcome, exposed)
    w = read_weights(weights, len(y))
    if np.isnan(w).any():
        raise ValueError(f"weights must be known for everyone: {int(np.isnan(w).sum())} of {len(w)} are missing")
    kept = ~np.isnan(y) & (w > 0)
    notes = _left_out(np.isnan(y), "without an outcome") + _left_out(~np.isnan(y) & (w == 0), "with weight 0")
    require_groups(flags[kept])
    design = read_design(covariates, len(y))
    treated = flags[kept].astype(np.float64)[:, None]
    rows = Design(np.hstack([treated, design.matrix[kept]]), ("exposed", *design.terms), design.notes)
    used = independent_terms(rows)
    y, w, flags = y[kept], w[kept], flags[kept]
    fit = least_squares(y, np.column_stack([np.ones(len(y)), used.matrix]), w)
    found = {
        name: None if getattr(fit, name) is None else float(getattr(fit, name)[1]) for name in ("hc0", "hc1", "hc3")
    }
    chosen = robust
    if robust == "hc3" and fit.hc3 is None:
        chosen = "hc1"
        notes += ("one person determines a coefficient: HC1 was used instead of HC3",)
    return WeightedDifference(
        (ADJUSTED if used.matrix.shape[1] > 1 else PLAIN).format(chosen.upper()),
        (*used.notes, *notes, KNOWN_WEIGHTS),
        **_tested(float(fit.coefficients[1]), found[chosen], fit.df, confidence, float(np.abs(y).max())),
        **found,  # type: ignore[arg-type]
        robust=chosen,
        unweighted=float(y[flags].mean() - y[~flags].mean()),
        n=len(y),
        n_exposed=int(flags.sum()),
        n_unexposed=int((~flags).sum()),
        effective_n_exposed=effective_size(w[flags]),
        effective_n_unexposed=effective_size(w[~flags]),
        confidence=confidence,
    )


def doubly_robust(outcome: Any, exposed: Any, covariates: Any, *, confidence: float = 0.95) -> DoublyRobust:
    """Estimate the difference that exposure makes, right if either the outcome or the exposure model is.

    With m1 and m0 linear regressions of the outcome in either group and e the logistic probability of exposure, the
    mean of psi = m1 - m0 + T (Y - m1)/e - (1 - T)(Y - m0)/(1 - e), with standard error sd(psi)/sqrt(n) (Robins,
    Rotnitzky & Zhao 1994, *Journal of the American Statistical Association* 89, 846-866; Lunceford & Davidian 2004,
    *Statistics in Medicine* 23, 2937-2960).

    Parameters
    ----------
    outcome : sequence of numbers, shape (n,)
        Who has none is left out, and counted in the notes.
    exposed : sequence of bool, shape (n,)
        Who had the exposure.
    covariates : DataFrame, mapping of columns, array of shape (n,) or (n, k)
        Characteristics from before the exposure.
    confidence : float, default 0.95
        Level of the interval.

    Returns
    -------
    DoublyRobust
        With the estimates of either model alone beside it.

    Raises
    ------
    NotEnoughData
        If a group has no more people than coefficients, or the outcomes show no spread.
    ValueError
        If lengths differ, or ``exposed`` is not known for someone.

    Examples
    --------
    >>> result = doubly_robust([1, 2, 4, 4, 5, 7, 3, 6], [0, 0, 1, 0, 1, 1, 0, 1], {"x": [1, 2, 2, 3, 3, 4, 4, 1]})
    >>> round(result.estimate, 4), round(result.se, 4)
    (3.0, 0.6761)
    """
    confidence = check_confidence(confidence)
    y, flags = _outcome(outcome, exposed)
    kept = ~np.isnan(y)
    raw = read_design(covariates, len(y))
    design = independent_terms(Design(raw.matrix[kept], raw.terms, raw.notes))
    notes = _left_out(~kept, "without an outcome")
    y, flags = y[kept], flags[kept]
    require_groups(flags)
    fit = logistic(flags, design)
    e = fit.probability
    m1, m0 = (_predicted(y, design, group) for group in (flags, ~flags))
    psi = m1 - m0 + np.where(flags, (y - m1) / e, -(y - m0) / (1 - e))
    estimate, se = float(psi.mean()), float(psi.std(ddof=1)) / math.sqrt(len(psi))
    if is_zero(se, float(np.abs(y).max())):
        raise NotEnoughData("the outcomes show no spread: how sure the difference is cannot be estimated")
    low, high = t_interval(estimate, se, math.inf, confidence)
    return DoublyRobust(
        DOUBLY,
        (*model_notes(design, fit), *notes),
        estimate,
        se,
        estimate / se,
        two_sided_p(estimate / se, math.inf),
        low,
        high,
        gcomp_ate=float((m1 - m0).mean()),
        gcomp_att=float((m1 - m0)[flags].mean()),
        horvitz_thompson=float(np.where(flags, y / e, -y / (1 - e)).mean()),
        n=len(y),
        n_exposed=int(flags.sum()),
        n_unexposed=int((~flags).sum()),
        confidence=confidence,
    )


def _outcome(outcome: Any, exposed: Any) -> tuple[Floats, Any]:
    y, flags = read_values(outcome, "outcome"), read_flags(exposed, "exposed")
    if len(y) != len(flags):
        raise ValueError(f"outcome and exposed must have one value per person: got {len(y)} and {len(flags)}")
    return y, flags


def _left_out(who: Any, why: str) -> tuple[str, ...]:
    return (f"{int(who.sum())} of {len(who)} people left out: {why}",) if who.any() else ()


def _tested(estimate: float, se: float | None, df: int, confidence: float, scale: float) -> dict[str, Any]:
    if se is None or is_zero(se, scale):
        return {"estimate": estimate, "df": df, **dict.fromkeys(("se", "statistic", "p", "ci_low", "ci_high"))}
    low, high = t_interval(estimate, se, df, confidence)
    p = two_sided_p(estimate / se, df)
    return {
        "estimate": estimate,
        "se": se,
        "statistic": estimate / se,
        "df": df,
        "p": p,
        "ci_low": low,
        "ci_high": high,
    }


def _predicted(y: Floats, design: Design, group: Any) -> Floats:
    """Predict everyone's outcome from a regression within one group."""
    within = independent_terms(Design(design.matrix[group], design.terms, ()))
    picked = [design.terms.index(term) for term in within.terms]
    columns = np.column_stack([np.ones(len(y)), design.matrix[:, picked]])
    if int(group.sum()) <= columns.shape[1]:
        raise NotEnoughData(f"a group of {int(group.sum())} cannot carry {columns.shape[1]} coefficients")
    fit = least_squares(y[group], columns[group], np.ones(int(group.sum())))
    return np.asarray(columns @ fit.coefficients, dtype=np.float64)
