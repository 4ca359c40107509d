"""The variance between studies: how much true effects differ beyond sampling error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from evaluatie.effects.values import Floats

#: Points at which the slope of the restricted likelihood is looked at: some ten for every factor e
_GRID = 400
_SMALLEST_STEP = 4 * float(np.finfo(float).eps)


@dataclass(frozen=True)
class Contrasts:
    """What the studies say beyond their common model: k - p independent error contrasts.

    With A an orthonormal basis of everything orthogonal to the model, A'y has variance A'VA + tau2 I (Harville 1974,
    *Biometrika* 61, 383-385). In the eigenvectors of A'VA every question about tau2 is a sum over k - p terms.

    Attributes
    ----------
    spread : ndarray of float, shape (k - p,)
        Eigenvalues of A'VA: sampling variances of the contrasts.
    squares : ndarray of float, shape (k - p,)
        Squares of the contrasts.
    """

    spread: Floats
    squares: Floats

    @property
    def df(self) -> int:
        """Give the degrees of freedom, k - p."""
        return len(self.spread)

    def q(self, tau2: float) -> float:
        """Give the generalised Q statistic (Viechtbauer 2007), which falls as tau2 grows.

        Parameters
        ----------
        tau2 : float
            Variance between studies.

        Returns
        -------
        float
            Chi-squared with k - p degrees of freedom at the true tau2.
        """
        return float((self.squares / (self.spread + tau2)).sum())


def contrasts(effects: Floats, variances: Floats, design: Floats) -> Contrasts:
    """Take the error contrasts out of effects and a design.

    Parameters
    ----------
    effects, variances : ndarray of float, shape (k,)
        Effects and their sampling variances, all above zero.
    design : ndarray of float, shape (k, p)
        Of full rank, the first column ones, p below k.

    Returns
    -------
    Contrasts
        k - p of them.

    Examples
    --------
    >>> found = contrasts(np.array([0.0, 2.0]), np.array([1.0, 1.0]), np.ones((2, 1)))
    >>> found.df, round(found.q(0.0), 6)
    (1, 2.0)
    """
    p = design.shape[1]
    centred = np.column_stack([design[:, 0], design[:, 1:] - design[:, 1:].mean(axis=0)])
    basis = np.linalg.qr(centred, mode="complete")[0][:, p:]
    scale = float(variances.max())
    values, vectors = np.linalg.eigh(basis.T @ ((variances / scale)[:, None] * basis))
    # each lies between two of the variances (Cauchy): holds the smallest ones where variances differ 1e16-fold
    ordered = np.sort(variances)
    spread = np.clip(values * scale, ordered[: len(values)], ordered[p:])
    return Contrasts(spread, (vectors.T @ (basis.T @ (effects - effects.mean()))) ** 2)


def tau2_reml(found: Contrasts) -> float:
    """Estimate tau2 by restricted maximum likelihood.

    Every maximum lies below max(squares - spread); the slope's signs on a fine grid up to there bracket all of them,
    and the highest one is taken (the restricted likelihood may have several). Viechtbauer (2005), *Journal of
    Educational and Behavioral Statistics* 30, 261-293.

    Parameters
    ----------
    found : Contrasts
        Of the studies.

    Returns
    -------
    float
        Zero or more.

    Examples
    --------
    >>> round(tau2_reml(Contrasts(np.array([1.0]), np.array([3.0]))), 6)
    2.0
    """
    highest = float((found.squares - found.spread).max())
    if highest <= 0:
        return 0.0
    start = min(float(found.spread.min()) * 1e-3, highest / 2)
    grid = np.concatenate([[0.0], np.geomspace(start, highest * (1 + 1e-9), _GRID)])
    slopes = _slope(found, grid)
    candidates = [0.0] if slopes[0] <= 0 else []
    for at in np.flatnonzero((slopes[:-1] > 0) & (slopes[1:] <= 0)):
        candidates.append(_root(found, lambda tau2: float(_slope(found, np.array([tau2]))[0]), grid[at], grid[at + 1]))
    return max(candidates, key=lambda tau2: _likelihood(found, tau2))


def tau2_dl(found: Contrasts) -> float:
    """Estimate tau2 by the method of moments: (Q - df) / tr(P), cut off at zero.

    DerSimonian & Laird (1986), *Controlled Clinical Trials* 7, 177-188.

    Parameters
    ----------
    found : Contrasts
        Of the studies.

    Returns
    -------
    float
        Zero or more.

    Examples
    --------
    >>> round(tau2_dl(Contrasts(np.array([1.0]), np.array([3.0]))), 6)
    2.0
    """
    return max(0.0, (found.q(0.0) - found.df) / float((1 / found.spread).sum()))


def tau2_pm(found: Contrasts) -> float:
    """Estimate tau2 as the value at which the generalised Q equals its degrees of freedom.

    Paule & Mandel (1982), *Journal of Research of the National Bureau of Standards* 87, 377-385.

    Parameters
    ----------
    found : Contrasts
        Of the studies.

    Returns
    -------
    float
        Zero or more.

    Examples
    --------
    >>> round(tau2_pm(Contrasts(np.array([1.0]), np.array([3.0]))), 6)
    2.0
    """
    return _where_q_is(found, found.df)


def q_profile(found: Contrasts, confidence: float) -> tuple[float, float]:
    """Give the interval of tau2 by the Q-profile method.

    Viechtbauer (2007), *Statistics in Medicine* 26, 37-52: the values at which the generalised Q meets the two
    quantiles of its chi-squared distribution; (0, 0) where even tau2 = 0 lies above the upper one.

    Parameters
    ----------
    found : Contrasts
        Of the studies.
    confidence : float
        Level between 0 and 1.

    Returns
    -------
    tuple of float
        Lower and upper limit, zero or more.

    Examples
    --------
    >>> [round(limit, 4) for limit in q_profile(Contrasts(np.array([1.0]), np.array([3.0])), 0.95)]
    [0.0, 3053.7748]
    """
    tail = (1 - confidence) / 2
    upper_quantile, lower_quantile = (float(special.chdtri(found.df, area)) for area in (tail, 1 - tail))
    return _where_q_is(found, upper_quantile), _where_q_is(found, lower_quantile)


def typical_variance(found: Contrasts) -> float:
    """Give the typical sampling variance, (k - p) / tr(P) (Higgins & Thompson 2002, eq. 9, with p = 1).

    Parameters
    ----------
    found : Contrasts
        Of the studies.

    Returns
    -------
    float
        Above zero: what I2 and H2 hold tau2 against.

    Examples
    --------
    >>> typical_variance(Contrasts(np.array([2.0, 2.0]), np.array([3.0, 1.0])))
    2.0
    """
    return found.df / float((1 / found.spread).sum())


def i_squared(tau2: float, typical: float) -> float:
    """Give I2, the percentage of the variance of the effects that is no sampling error.

    Parameters
    ----------
    tau2, typical : float
        Variance between studies and typical sampling variance.

    Returns
    -------
    float
        From 0 to 100, as R's metafor prints it.

    Examples
    --------
    >>> i_squared(1.0, 3.0)
    25.0
    """
    return 100 * tau2 / (tau2 + typical)


ESTIMATORS: dict[str, Callable[[Contrasts], float]] = {"reml": tau2_reml, "dl": tau2_dl, "pm": tau2_pm}
SOURCES = {
    "reml": "restricted maximum likelihood (Viechtbauer 2005)",
    "dl": "DerSimonian & Laird (1986)",
    "pm": "Paule & Mandel (1982)",
}


def _slope(found: Contrasts, tau2: Floats) -> Floats:
    """Give twice the slope of the restricted log-likelihood at each tau2."""
    total = found.spread + tau2[:, None]
    slopes: Floats = ((found.squares / total - 1) / total).sum(axis=1)
    return slopes


def _likelihood(found: Contrasts, tau2: float) -> float:
    return -float(np.log(found.spread + tau2).sum()) - found.q(tau2)


def _where_q_is(found: Contrasts, target: float) -> float:
    if found.q(0.0) <= target:
        return 0.0
    highest = float(found.squares.sum()) / target
    return _root(found, lambda tau2: found.q(tau2) - target, 0.0, highest)


def _root(found: Contrasts, function: Callable[[float], float], low: float, high: float) -> float:
    if function(high) >= 0:  # rounding at the very end of the bracket
        return float(high)
    finest = _SMALLEST_STEP * float(found.spread.min())
    return float(optimize.brentq(function, low, high, xtol=finest, rtol=_SMALLEST_STEP, maxiter=1000))
