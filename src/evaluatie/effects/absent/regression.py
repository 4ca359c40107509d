"""Logistic and weighted linear regression, small and without surprises."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from evaluatie.effects.absent.reading import Design, Flags
from evaluatie.effects.values import Floats
from evaluatie.result import NotEnoughData

_ROUNDS = 200
#: Log-odds beyond which separation is looked for
_FAR = 12.0


@dataclass(frozen=True)
class Logistic:
    """A logistic regression.

    Attributes
    ----------
    coefficients : ndarray of float, shape (k + 1,)
        Log-odds, the constant first.
    covariance : ndarray of float, shape (k + 1, k + 1)
        Inverse of the information.
    probability : ndarray of float, shape (n,)
        Fitted probabilities.
    separated : bool
        Whether the characteristics tell some people's answer perfectly, and Firth's penalty was used.
    """

    coefficients: Floats
    covariance: Floats
    probability: Floats
    separated: bool


@dataclass(frozen=True)
class LeastSquares:
    """A weighted linear regression with its sandwich covariances.

    Attributes
    ----------
    coefficients : ndarray of float, shape (k,)
        In the order of the columns.
    hc0, hc1 : ndarray of float, shape (k,)
        Standard errors: White (1980), and times n/(n - k) in the variance (Hinkley 1977).
    hc3 : ndarray of float, shape (k,) or None
        With residuals over 1 - leverage (Davidson & MacKinnon 1993); None where someone determines a coefficient.
    df : int
        Rows minus columns.
    """

    coefficients: Floats
    hc0: Floats
    hc1: Floats
    hc3: Floats | None
    df: int


def logistic(flags: Flags, design: Design) -> Logistic:
    """Fit a logistic regression by maximum likelihood; by Firth's penalised likelihood where that has no maximum.

    Newton's method with step halving. Separation is found by linear programming (Konis 2007, *Linear programming
    algorithms for detecting separated data*, Oxford); the fallback is Firth (1993, *Biometrika* 80, 27-38), as
    Heinze & Schemper (2002, *Statistics in Medicine* 21, 2409-2419) advise. Figures as R's ``glm`` and ``logistf``.

    Parameters
    ----------
    flags : ndarray of bool, shape (n,)
        The outcome.
    design : Design
        Independent columns, without a constant.

    Returns
    -------
    Logistic
        The fit.

    Raises
    ------
    NotEnoughData
        If the outcome does not vary, or there are no more people than coefficients.

    Examples
    --------
    >>> import numpy as np
    >>> fit = logistic(np.array([0, 0, 1, 0, 1, 1], dtype=bool), Design(np.arange(6.0)[:, None], ("x",), ()))
    >>> fit.coefficients.round(4), fit.separated
    (array([-3.0351,  1.214 ]), False)
    """
    n, k = design.matrix.shape
    if flags.all() or not flags.any():
        raise NotEnoughData(f"all {n} people are {'in' if flags.all() else 'out'}: there is nothing to compare with")
    if n <= k + 1:
        raise NotEnoughData(f"more people than coefficients are needed: got {n} people for {k + 1}")
    centre, spread = design.matrix.mean(axis=0), design.matrix.std(axis=0)
    x = np.column_stack([np.ones(n), (design.matrix - centre) / spread])
    beta, separated = _newton(x, flags, firth=False)
    if separated:
        beta, _ = _newton(x, flags, firth=True)
    probability = special.expit(x @ beta)
    # back from standardised columns to the columns as they came
    back = np.diag(np.concatenate([[1.0], 1 / spread]))
    back[0, 1:] = -centre / spread
    covariance = back @ np.linalg.inv(_information(x, probability)) @ back.T
    return Logistic(back @ beta, covariance, probability, separated)


def least_squares(outcome: Floats, columns: Floats, weights: Floats) -> LeastSquares:
    """Fit a weighted linear regression with heteroskedasticity-consistent standard errors.

    Those of R's ``sandwich::vcovHC(lm(weights = w))``, types HC0, HC1 and HC3 (Zeileis 2004).

    Parameters
    ----------
    outcome : ndarray of float, shape (n,)
        The outcome.
    columns : ndarray of float, shape (n, k)
        Independent columns, a constant among them.
    weights : ndarray of float, shape (n,)
        Above zero.

    Returns
    -------
    LeastSquares
        The fit.

    Raises
    ------
    NotEnoughData
        If there are no more rows than columns.

    Examples
    --------
    >>> import numpy as np
    >>> least_squares(np.array([1.0, 2.0, 6.0]), np.ones((3, 1)), np.array([1.0, 1.0, 2.0])).coefficients
    array([3.75])
    """
    n, k = columns.shape
    if n <= k:
        raise NotEnoughData(f"more people than coefficients are needed: got {n} people for {k}")
    scale = np.sqrt((columns**2).mean(axis=0))
    x = columns / scale
    root = np.sqrt(weights / weights.mean())
    q, r = np.linalg.qr(x * root[:, None])
    coefficients = np.linalg.solve(r, q.T @ (outcome * root))
    scores = (outcome - x @ coefficients) * root
    leverage = (q**2).sum(axis=1)
    bread = np.linalg.inv(r)

    def errors(residuals: Floats) -> Floats:
        # bread times scores, then squares: never negative
        return np.asarray(np.sqrt((((q * residuals[:, None]) @ bread.T) ** 2).sum(axis=0)) / scale)

    hc0 = errors(scores)
    hc3 = errors(scores / (1 - leverage)) if leverage.max() < 1 - 1e-10 else None
    return LeastSquares(coefficients / scale, hc0, hc0 * np.sqrt(n / (n - k)), hc3, n - k)


def _newton(x: Floats, flags: Flags, *, firth: bool) -> tuple[Floats, bool]:
    """Give the coefficients and, without the penalty, whether the outcome is separated."""
    beta: Floats = np.zeros(x.shape[1])
    beta[0] = special.logit(np.clip(flags.mean(), 0.01, 0.99))
    height = _loglik(x, flags, beta, firth)
    looked = firth
    for _ in range(_ROUNDS):
        probability = special.expit(x @ beta)
        if not looked and np.abs(x @ beta).max() > _FAR:
            looked = True
            if _separated(x, flags):
                return beta, True
        information = _information(x, probability)
        slope = x.T @ _working(x, flags, probability, information, firth)
        step = np.asarray(np.linalg.solve(information, slope), dtype=np.float64)
        step = np.asarray(step * min(1.0, 5.0 / float(np.abs(step).max() or 1.0)), dtype=np.float64)
        beta, height, moved = _climb(x, flags, beta, step, height, firth)
        if moved < 1e-11 * (1 + float(np.abs(beta).max())):
            break
    return beta, False


def _climb(
    x: Floats, flags: Flags, beta: Floats, step: Floats, height: float, firth: bool
) -> tuple[Floats, float, float]:
    for _ in range(25):
        reached = _loglik(x, flags, beta + step, firth)
        if reached >= height - 1e-9 * (1 + abs(height)):
            return beta + step, reached, float(np.abs(step).max())
        step = step / 2
    return beta, height, 0.0


def _working(x: Floats, flags: Flags, probability: Floats, information: Floats, firth: bool) -> Floats:
    residual = flags - probability
    if not firth:
        return residual
    variance = probability * (1 - probability)
    leverage = variance * np.einsum("ij,ij->i", x @ np.linalg.inv(information), x)
    return np.asarray(residual + leverage * (0.5 - probability))


def _information(x: Floats, probability: Floats) -> Floats:
    information = x.T @ (x * (probability * (1 - probability))[:, None])
    # a hair on the diagonal keeps an information of next to nothing solvable
    return np.asarray(information + 1e-14 * len(x) * np.eye(x.shape[1]))


def _loglik(x: Floats, flags: Flags, beta: Floats, firth: bool) -> float:
    eta = x @ beta
    value = float(np.where(flags, special.log_expit(eta), special.log_expit(-eta)).sum())
    if not firth:
        return value
    return value + 0.5 * float(np.linalg.slogdet(_information(x, special.expit(eta)))[1])


def _separated(x: Floats, flags: Flags) -> bool:
    signed = np.where(flags[:, None], x, -x)
    zeros = np.zeros(len(x))
    found = optimize.linprog(-signed.mean(axis=0), A_ub=-signed, b_ub=zeros, bounds=(-1, 1), method="highs")
    return bool(found.status == 0 and -found.fun > 1e-7)
