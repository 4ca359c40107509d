"""Cluster-robust covariance of regression coefficients, with corrections for few clusters."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from evaluatie.effects.comparing.least_squares import LeastSquares, cluster_rows
from evaluatie.effects.long_frame import Codes
from evaluatie.effects.values import Floats
from evaluatie.result import NotEnoughData

KINDS = ("CR0", "CR1", "CR1S", "CR2", "CR3")

#: directions in which a cluster leaves less than this of its residual are given up, as clubSandwich does
DETERMINED = 1e-12
#: clusters of fewer rows than this are many; and numbers that are laid out at once
MANY, ROOM = 20, 4_000_000


@dataclass(frozen=True)
class ClusterTerms:
    """What each cluster contributes, in the coordinates of the orthonormal design Q (k wide).

    With Z = A' W Q the adjusted design of a cluster and e its residuals: the products that both the covariance and
    its degrees of freedom are made of. No product is wider than k, whatever the size of a cluster.

    Attributes
    ----------
    scores : ndarray of float, shape (G, k)
        Z' e.
    adjusted : ndarray of float, shape (G, k, k)
        Z' Z.
    crossed, weighted : ndarray of float, shape (G, k, k)
        Q' Z and Q' W Z; the same array where there are no weights.
    working : ndarray of float, shape (k, k)
        Q' W W Q over all rows; the identity where there are no weights.
    """

    scores: Floats
    adjusted: Floats
    crossed: Floats
    weighted: Floats
    working: Floats


def cluster_covariance(fit: LeastSquares, codes: Codes, kind: str = "CR2") -> tuple[Floats, Floats]:
    """Give the cluster-robust covariance of coefficients, and Satterthwaite degrees of freedom for each of them.

    CR2 is unbiased, and its degrees of freedom exact to two moments, where rows are independent with one variance
    (Bell & McCaffrey 2002, *Survey Methodology* 28, 169-181; with any design by the generalised inverse of
    Pustejovsky & Tipton 2018, *Journal of Business & Economic Statistics* 36, 672-683). CR0 has no
    correction, CR1 the factor G/(G - 1), CR1S also (n - 1)/(n - k) (Stata's), CR3 the jackknife's inverse. The
    figures are those of R's clubSandwich with an identity working model. Adjustment, scores and degrees of freedom
    are worked out in the k (with weights 2k) dimensions that a cluster's design spans: time grows with the rows.

    Parameters
    ----------
    fit : LeastSquares
        The regression.
    codes : ndarray of int, shape (n,)
        Number of each row's cluster, from 0 up, none of them empty.
    kind : {"CR0", "CR1", "CR1S", "CR2", "CR3"}
        Which correction.

    Returns
    -------
    tuple of ndarray of float, shapes (k, k) and (k,)
        The covariance, and degrees of freedom; these are NaN where the clusters say nothing of a coefficient's spread.

    Raises
    ------
    NotEnoughData
        With one cluster, or with CR3 if one cluster alone determines a coefficient.

    Examples
    --------
    >>> from evaluatie.effects.comparing.least_squares import least_squares
    >>> fit = least_squares(np.array([1.0, 2.0, 4.0, 3.0, 5.0, 3.0]), np.ones((6, 1)))
    >>> covariance, df = cluster_covariance(fit, np.array([0, 0, 1, 1, 2, 2]))
    >>> round(float(covariance[0, 0]) ** 0.5, 6), df.round(6)
    (0.763763, array([2.]))
    """
    groups = _require_clusters(codes)
    terms = _plain_terms(fit, codes, kind) if fit.weights is None else _weighted_terms(fit, codes, kind)
    meat = terms.scores.T @ terms.scores * _factor(kind, groups, *fit.basis.shape)
    covariance: Floats = fit.rotation @ meat @ fit.rotation.T
    return covariance, np.array([_satterthwaite(terms, contrast) for contrast in fit.rotation])


def _factor(kind: str, groups: int, n: int, k: int) -> float:
    if kind == "CR1":
        return groups / (groups - 1)
    return groups * (n - 1) / ((groups - 1) * (n - k)) if kind == "CR1S" else 1.0


def clustered_variances(fit: LeastSquares, outcomes: Floats, codes: Codes, at: int) -> tuple[Floats, float]:
    """Give the CR2 variance of one coefficient for many outcomes of the same rows, and its degrees of freedom.

    What clusters contribute to leverage and degrees of freedom hangs on the design alone: it is worked out once.

    Parameters
    ----------
    fit : LeastSquares
        The regression of any outcome of these rows, without weights.
    outcomes : ndarray of float, shape (m, n)
        The outcomes.
    codes : ndarray of int, shape (n,)
        As in :func:`cluster_covariance`.
    at : int
        Place of the coefficient.

    Returns
    -------
    tuple of ndarray of float, shape (m,), and float
        Variances; degrees of freedom, as in :func:`cluster_covariance`.

    Raises
    ------
    NotEnoughData
        With one cluster.

    Examples
    --------
    >>> from evaluatie.effects.comparing.least_squares import least_squares
    >>> outcomes = np.array([[1.0, 2.0, 4.0, 3.0, 5.0, 3.0], [2.0, 4.0, 8.0, 6.0, 10.0, 6.0]])
    >>> variances, df = clustered_variances(
    ...     least_squares(outcomes[0], np.ones((6, 1))), outcomes, np.array([0, 0, 1, 1, 2, 2]), 0
    ... )
    >>> variances.round(6), round(df, 6)
    (array([0.583333, 2.333333]), 2.0)
    """
    _require_clusters(codes)
    order, starts = cluster_rows(codes)
    residuals = outcomes - (outcomes @ fit.basis) @ fit.basis.T
    terms, factor = _plain_design(fit.basis[order], starts, "CR2")
    scores = [np.add.reduceat((residuals * column)[:, order], starts, axis=1) for column in fit.basis.T]
    contrast = fit.rotation[at]
    parts = np.einsum("mgi,gij,j->mg", np.stack(scores, axis=2), factor, contrast)
    return (parts**2).sum(axis=1), _satterthwaite(terms, contrast)


def _require_clusters(codes: Codes) -> int:
    groups = int(codes.max()) + 1
    if groups < 2:
        raise NotEnoughData("at least 2 clusters are needed: got 1")
    return groups


def _plain_terms(fit: LeastSquares, codes: Codes, kind: str) -> ClusterTerms:
    order, starts = cluster_rows(codes)
    basis = fit.basis[order]
    terms, factor = _plain_design(basis, starts, kind)
    raw = np.add.reduceat(basis * fit.residuals[order, None], starts, axis=0)
    return replace(terms, scores=(factor @ raw[:, :, None])[:, :, 0])


def _plain_design(basis: Floats, starts: Codes, kind: str) -> tuple[ClusterTerms, Floats]:
    """Give what hangs on the design alone, and the factor that adjusts each cluster's scores."""
    gram = _gram(basis, starts)
    factor = _plain_factor(gram, kind)
    crossed = gram @ factor
    none = np.empty((0, basis.shape[1]))
    return ClusterTerms(none, factor @ crossed, crossed, crossed, np.eye(basis.shape[1])), factor


def _gram(basis: Floats, starts: Codes) -> Floats:
    n, k = basis.shape
    # many small clusters: all products at once; few large ones: a product of matrices each
    if len(starts) * MANY > n and n * k * k < ROOM:
        at_once: Floats = np.add.reduceat(basis[:, :, None] * basis[:, None, :], starts, axis=0)
        return at_once
    return np.stack([block.T @ block for block in np.split(basis, starts[1:])])


def _plain_factor(gram: Floats, kind: str) -> Floats:
    """Give B with A Q = Q B for each cluster: A is a function of I - Q Q', so B is the same function of I - Q' Q."""
    identity = np.broadcast_to(np.eye(gram.shape[1]), gram.shape)
    if kind not in ("CR2", "CR3"):
        return identity
    values, vectors = np.linalg.eigh(identity - gram)
    if kind == "CR3":
        _refuse_determined(float(values.min()))
        powers: Floats = 1 / values
    else:
        powers = _inverse_root(values)
    factor: Floats = (vectors * powers[:, None, :]) @ vectors.swapaxes(1, 2)
    return factor


def _weighted_terms(fit: LeastSquares, codes: Codes, kind: str) -> ClusterTerms:
    order, starts = cluster_rows(codes)
    weights = fit.weights if fit.weights is not None else np.ones(len(codes))
    basis, weights, residuals = fit.basis[order], weights[order, None], fit.residuals[order]
    working: Floats = (basis * weights).T @ (basis * weights)
    parts = zip(*(np.split(rows, starts[1:]) for rows in (basis, weights, residuals)), strict=True)
    products = []
    for q, w, e in parts:
        z = _weighted_design(q, w * q, working, kind)
        products.append((z.T @ e, z.T @ z, q.T @ z, (w * q).T @ z))
    scores, adjusted, crossed, weighted = (np.stack(list(rows)) for rows in zip(*products, strict=True))
    return ClusterTerms(scores, adjusted, crossed, weighted, working)


def _weighted_design(q: Floats, wq: Floats, working: Floats, kind: str) -> Floats:
    """Give Z = A' W Q of one cluster; for CR2, A is the inverse root of I - H - H' + Q (Q' W W Q) Q', H = Q Q' W."""
    identity = np.eye(q.shape[1])
    if kind == "CR3":
        left = identity - q.T @ wq
        _refuse_determined(float(np.linalg.svd(left, compute_uv=False).min()))
        jackknife: Floats = wq @ np.linalg.inv(left)
        return jackknife
    if kind != "CR2":
        return wq
    both = np.hstack([q, wq])
    span, sizes, _ = np.linalg.svd(both, full_matrices=False)
    span = span[:, sizes > 1e-12 * sizes.max(initial=0.0)]
    inner = span.T @ both
    spread = np.block([[working, -identity], [-identity, np.zeros_like(identity)]])
    values, vectors = np.linalg.eigh(np.eye(len(inner)) + inner @ spread @ inner.T)
    adjusted: Floats = span @ (vectors * _inverse_root(values)) @ (vectors.T @ (span.T @ wq))
    return adjusted


def _inverse_root(values: Floats) -> Floats:
    kept = values > DETERMINED
    return np.where(kept, 1 / np.sqrt(np.where(kept, values, 1.0)), 0.0)


def _refuse_determined(least: float) -> None:
    if least <= DETERMINED:
        raise NotEnoughData("CR3 is not defined: a coefficient rests upon one cluster alone; use CR2")


def _satterthwaite(terms: ClusterTerms, contrast: Floats) -> float:
    """Give 2 E(V)^2 / Var(V) of one coefficient's variance V under independent rows of one variance.

    V is a sum over clusters of (p_g' y)^2; the p_g' p_h make D + U C U', D diagonal and U of 2k columns, so that the
    sum of their squares needs no matrix of clusters by clusters.
    """
    own = np.einsum("gij,i,j->g", terms.adjusted, contrast, contrast)
    wide = np.hstack([terms.crossed @ contrast, terms.weighted @ contrast])
    identity = np.eye(len(contrast))
    spread = np.block([[terms.working, -identity], [-identity, np.zeros_like(identity)]])
    shared = ((wide @ spread) * wide).sum(axis=1)
    total = float((own + shared).sum())
    # against the same sum without adjustment: a cluster that determines the coefficient leaves rounding errors only
    if not total > DETERMINED * float(contrast @ terms.working @ contrast):
        return math.nan
    inner = spread @ (wide.T @ wide)
    squares = float((own**2 + 2 * own * shared).sum() + np.trace(inner @ inner))
    return total**2 / squares
