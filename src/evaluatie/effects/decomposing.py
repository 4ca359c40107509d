"""The arithmetic of a decomposition: two samples' regressions, the parts of the change, and influence on them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from evaluatie.effects.comparing.least_squares import LeastSquares, least_squares
from evaluatie.effects.values import Floats

PARTS = ("total", "composition", "answers", "endowments", "coefficients", "interaction")


@dataclass(frozen=True)
class Sample:
    """One wave's answers with their covariates.

    Attributes
    ----------
    design : ndarray of float, shape (n, k)
        A column of ones, then the covariates.
    answers : ndarray of float, shape (n,)
        The answers.
    """

    design: Floats
    answers: Floats


def parts_of_change(first: Sample, last: Sample, weights: str, widths: tuple[int, ...]) -> Floats:
    """Give the parts of the change of the mean.

    Parameters
    ----------
    first, last : Sample
        The two waves, with the same columns.
    weights : {"average", "pooled", "first", "last"}
        Whose coefficients value the composition.
    widths : tuple of int
        Columns per covariate.

    Returns
    -------
    ndarray of float, shape (6 + number of covariates,)
        In the order of ``PARTS``; then the composition by covariate.

    Examples
    --------
    >>> first = Sample(np.array([[1.0, 0], [1, 0], [1, 1], [1, 1]]), np.array([1.0, 3, 4, 4]))
    >>> last = Sample(np.array([[1.0, 0], [1, 1], [1, 1], [1, 1]]), np.array([2.0, 5, 5, 5]))
    >>> parts_of_change(first, last, "average", (1,)).round(4)
    array([1.25 , 0.625, 0.625, 0.5 , 0.5 , 0.25 , 0.625])
    """
    x1, x2 = first.design.mean(axis=0), last.design.mean(axis=0)
    b1, b2, b = _coefficients(first, last, weights)
    composition = (x2 - x1) * b
    answers = x2 @ (b2 - b) + x1 @ (b - b1)
    three = ((x2 - x1) @ b1, x1 @ (b2 - b1), (x2 - x1) @ (b2 - b1))
    total = last.answers.mean() - first.answers.mean()
    return np.array([total, composition.sum(), answers, *three, *_by_covariate(composition, widths)])


def influence(first: Sample, last: Sample, weights: str, widths: tuple[int, ...]) -> tuple[Floats, Floats]:
    """Give each answer's influence on the parts: their variance is the sum of its squares over independent people.

    The delta method: the parts' derivatives by means and coefficients, times each answer's influence on those. Means:
    (x_i - x) / sqrt(n(n - 1)); coefficients: (X'X)^-1 x_i e_i / sqrt(1 - h_i).

    Parameters
    ----------
    first, last, weights, widths
        As :func:`parts_of_change` takes them.

    Returns
    -------
    tuple of ndarray of float, shapes (n_first, 6 + number of covariates) and (n_last, 6 + number of covariates)
        Columns as in :func:`parts_of_change`.

    Examples
    --------
    >>> first = Sample(np.array([[1.0, 0], [1, 0], [1, 1], [1, 1]]), np.array([1.0, 3, 4, 4]))
    >>> last = Sample(np.array([[1.0, 0], [1, 1], [1, 1], [1, 1]]), np.array([2.0, 5, 5, 5]))
    >>> influence(first, last, "average", (1,))[0].shape
    (4, 7)
    """
    x1, x2 = first.design.mean(axis=0), last.design.mean(axis=0)
    b1, b2, b = _coefficients(first, last, weights)
    by_b1, by_b2 = _weighing(first, last, weights)
    found = []
    for sign, sample, own, on_b in ((-1, first, b1, by_b1), (1, last, b2, by_b2)):
        of_mean, of_own = _of_means(sample.design), _of_coefficients(sample)
        of_mean = sign * of_mean
        of_total = sign * _of_means(sample.answers[:, None])[:, 0]
        composition = of_mean * b + (x2 - x1) * on_b
        answers = of_mean @ (own - b) + sign * of_own @ (x2 if sign > 0 else x1) - on_b @ (x2 - x1)
        # the parts seen from the first wave: its coefficients, and its means
        is_first = sign < 0
        endowments = of_mean @ b1 + (of_own @ (x2 - x1) if is_first else 0)
        coefficients = (-of_mean @ (b2 - b1) if is_first else 0) + sign * of_own @ x1
        interaction = of_mean @ (b2 - b1) + sign * of_own @ (x2 - x1)
        columns = [of_total, composition.sum(axis=1), answers, endowments, coefficients, interaction]
        found.append(np.column_stack([*columns, *_by_covariate(composition.T, widths)]))
    return found[0], found[1]


def _coefficients(first: Sample, last: Sample, weights: str) -> tuple[Floats, Floats, Floats]:
    b1, b2 = (least_squares(sample.answers, sample.design).coefficients for sample in (first, last))
    if weights == "pooled":
        return b1, b2, _together(first, last).coefficients[: len(b1)]
    share = {"average": 0.5, "first": 0.0, "last": 1.0}[weights]
    return b1, b2, (1 - share) * b1 + share * b2


def _together(first: Sample, last: Sample) -> LeastSquares:
    """Fit both waves at once, with an indicator of the wave that takes up what the covariates do not."""
    indicator = np.repeat([0.0, 1.0], [len(first.answers), len(last.answers)])
    design = np.column_stack([np.vstack([first.design, last.design]), indicator])
    return least_squares(np.concatenate([first.answers, last.answers]), design)


def _weighing(first: Sample, last: Sample, weights: str) -> tuple[Floats, Floats]:
    """Give each answer's influence on the coefficients that value the composition."""
    if weights == "pooled":
        fit, n = _together(first, last), len(first.answers)
        on_b = _of_fit(fit)[:, : first.design.shape[1]]
        return on_b[:n], on_b[n:]
    share = {"average": 0.5, "first": 0.0, "last": 1.0}[weights]
    return (1 - share) * _of_coefficients(first), share * _of_coefficients(last)


def _of_means(columns: Floats) -> Floats:
    n = len(columns)
    centred: Floats = (columns - columns.mean(axis=0)) / np.sqrt(n * (n - 1))
    return centred


def _of_coefficients(sample: Sample) -> Floats:
    return _of_fit(least_squares(sample.answers, sample.design))


def _of_fit(fit: LeastSquares) -> Floats:
    left = 1 - (fit.basis**2).sum(axis=1)
    # an answer that determines a coefficient alone leaves no residual
    adjusted = np.where(left > 1e-10, fit.residuals / np.sqrt(np.where(left > 1e-10, left, 1.0)), 0.0)
    of_fit: Floats = (fit.basis * adjusted[:, None]) @ fit.rotation.T
    return of_fit


def _by_covariate(columns: Floats, widths: tuple[int, ...]) -> list[Floats]:
    starts = np.cumsum((1, *widths))
    return [columns[start:end].sum(axis=0) for start, end in itertools.pairwise(starts)]
