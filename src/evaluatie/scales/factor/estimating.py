"""Finds the values at which a model is most likely: Fisher scoring, then Newton's method."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from functools import cached_property

import numpy as np
from scipy import linalg

from evaluatie.scales.factor.answers import Answers
from evaluatie.scales.factor.coordinates import Floats
from evaluatie.scales.factor.errors import ModelError
from evaluatie.scales.factor.likelihood import Likelihood, NotPositiveError
from evaluatie.scales.factor.moments import Structure
from evaluatie.scales.factor.saturated import Moments
from evaluatie.scales.factor.table import ParameterTable, Row

_STEPS = 200
_HALVINGS = 10  # a direction in which a thousandth of the step is still too much leads nowhere
_NEAR = 1e-3  # twice the gain that is still expected, from which on Newton's method is tried
_CLOSE = 1e-22  # twice the gain that a step would still bring: nothing that numbers can show
_CLOSE_ENOUGH = 1e-14
_LAST_STEPS = 50
_TINY = 1e-11  # smallest eigenvalue, against the largest, of the information about what can be told apart
_COMPLEX_STEP = 1e-30


class Model:
    """A model and the answers that it is about.

    Parameters
    ----------
    table : ParameterTable
        The model's parameters.
    answers : sequence of Answers
        One for each group.
    """

    def __init__(self, table: ParameterTable, answers: Sequence[Answers]) -> None:
        self.table = table
        self.answers = tuple(answers)
        self.structure = Structure(table)
        self.n = sum(of.n for of in answers)
        self.shares = tuple(of.n / self.n for of in answers)

    def at(self, values: Floats) -> Point:
        """Look at the model with some values; raises NotPositiveError where these are impossible."""
        point = Point(self, values)
        _ = point.likelihoods
        return point


class Point:
    """A model with values for its free parameters.

    Attributes
    ----------
    parameters : array, shape (free,)
        The values.
    """

    def __init__(self, model: Model, values: Floats) -> None:
        self.model, self.parameters = model, values
        self.matrices = model.structure.matrices(values)

    def without_people(self) -> Point:
        """Let go of people's own answers: nothing that a fit still tells needs them."""
        model = copy(self.model)
        model.answers = tuple(replace(of, people=None) for of in model.answers)
        return Point(model, self.parameters)

    @cached_property
    def likelihoods(self) -> tuple[Likelihood, ...]:
        """The likelihood of each group's answers; raises NotPositiveError where the values are impossible."""
        means = self.matrices.mean if self.model.table.means else [None] * self.model.table.groups
        return tuple(
            Likelihood(answers, covariance, mean)
            for answers, covariance, mean in zip(self.model.answers, self.matrices.covariance, means, strict=True)
        )

    @property
    def value(self) -> float:
        """Minus the log-likelihood per person."""
        return sum(share * of.value for share, of in zip(self.model.shares, self.likelihoods, strict=True))

    @cached_property
    def gradient(self) -> Floats:
        """Its derivatives."""
        gradient: Floats = self.model.structure.chained(self.matrices, *self._by_moments)
        return gradient

    @cached_property
    def expected_information(self) -> Floats:
        """The expected second derivatives."""
        return self._between([of.expected_information for of in self.likelihoods])

    @cached_property
    def observed_information(self) -> Floats:
        """The second derivatives: of the likelihood in the moments, and of the moments in the parameters."""
        information = self._between([of.observed_information for of in self.likelihoods])
        moved = self.parameters + 1j * _COMPLEX_STEP * np.eye(len(self.parameters))  # one parameter at a time
        structure = self.model.structure
        curved = structure.chained(structure.matrices(moved), *self._by_moments).imag / _COMPLEX_STEP
        return information + (curved + curved.T) / 2

    @cached_property
    def crossed_scores(self) -> Floats:
        """The mean over people of the products of their own derivatives."""
        crossed = np.zeros((len(self.parameters), len(self.parameters)))
        for of, slopes in zip(self.likelihoods, self.slopes, strict=True):
            for scores in of.scores():
                own = scores @ slopes.T
                crossed += own.T @ own
        return crossed / self.model.n

    @cached_property
    def slopes(self) -> Floats:
        """Derivatives of each group's moments, in a row; shape (groups, free, c)."""
        return self.model.structure.slopes(self.matrices)

    @cached_property
    def _by_moments(self) -> tuple[Floats, Floats]:
        """The derivatives with respect to each group's Sigma and mu."""
        parts = [(share, *of.gradient) for share, of in zip(self.model.shares, self.likelihoods, strict=True)]
        return np.stack([share * of for share, of, _ in parts]), np.stack([share * of for share, _, of in parts])

    def _between(self, information: Sequence[Floats]) -> Floats:
        """Turn what is known of each group's moments into what is known of the parameters."""
        parts = zip(self.model.shares, self.slopes, information, strict=True)
        between: Floats = np.sum([share * slopes @ of @ slopes.T for share, slopes, of in parts], axis=0)
        return between


def estimate(model: Model, start: Floats) -> Point:
    """Find the values at which the answers are most likely.

    Parameters
    ----------
    model : Model
        The model and the answers.
    start : array, shape (free,)
        Where to begin.

    Raises
    ------
    ModelError
        Parameters cannot be told apart, or no best values are found.
    """
    point = _begun(model, start)
    for _ in range(_STEPS):
        step = _step(point, point.expected_information)
        if -point.gradient @ step < _NEAR and (best := _polished(point)) is not None:
            check_identified(best.expected_information, model.table)
            return best
        there = _moved(point, step)
        if there is None:
            break
        point = there
    check_identified(point.expected_information, model.table)
    raise ModelError(
        "No best values were found: the model did not converge. It may ask too much of these data: fewer factors, more "
        "items per factor, or fewer residual covariances."
    )


def _polished(point: Point) -> Point | None:
    """Take the last steps by Newton's method; None where the function does not curve upward, or it is too far.

    Second derivatives are worked out again only where a step does not bring it much nearer.
    """
    try:
        information = point.observed_information
        np.linalg.cholesky(information)
        gain = float("inf")
        for _ in range(_LAST_STEPS):
            step = _step(point, information)
            if not -point.gradient @ step < gain / 2:
                return point if gain < _CLOSE_ENOUGH else None
            if not -point.gradient @ step < gain / 100:
                information = point.observed_information
                np.linalg.cholesky(information)
                step = _step(point, information)
            gain = float(-point.gradient @ step)
            if gain < _CLOSE:
                return point
            point = point.model.at(point.parameters + step)
    except (np.linalg.LinAlgError, NotPositiveError):
        pass
    return None


def check_identified(information: Floats, table: ParameterTable) -> None:
    """Refuse a model of which parameters cannot be told apart.

    Parameters
    ----------
    information : array, shape (free, free)
        What the answers say of the parameters.
    table : ParameterTable
        The model's parameters.
    """
    scale = np.sqrt(np.maximum(np.diag(information), 1e-300))
    values, vectors = np.linalg.eigh(information / np.outer(scale, scale))
    if values[0] > _TINY * values[-1]:
        return
    # of several such directions any mixture is one too, so that the machine decides which comes first: all are told of
    silent = vectors[:, values <= _TINY * values[-1]]
    share = np.sqrt(np.sum(silent**2, axis=1))
    places = np.flatnonzero(share > 0.1 * share.max())
    names = dict.fromkeys(told(row) for row in table.rows if row.free in places)
    shown = list(names)[:6]
    more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    raise ModelError(
        f"The model is not identified: many values of {', '.join(shown)}{more} fit equally well. Fix one of them, make "
        "some equal by a label, or give the factor more items."
    )


def told(row: Row) -> str:
    """Write a parameter for the user."""
    return f"{row.lhs} ~ 1" if row.op == "~1" else f"{row.lhs} {row.op} {row.rhs}"


def starting_values(table: ParameterTable, moments: Sequence[Moments], left: float = 0.5) -> Floats:
    """Say where to begin: loadings by the signs and sizes of covariances, a share of each variance left over."""
    start = np.full(table.free, np.nan)
    for row in table.rows:
        if row.free >= 0 and np.isnan(start[row.free]):
            start[row.free] = row.value if row.value is not None else _begin_at(row, table, moments[row.group], left)
    return start


def _begin_at(row: Row, table: ParameterTable, moments: Moments, left: float) -> float:
    at = {name: place for place, name in enumerate(table.observed)}
    if row.op == "~1":
        return float(moments.mean[at[row.lhs]]) if row.lhs in at else 0.0
    if row.op == "~~" and row.lhs in at:
        return left * float(moments.covariance[at[row.lhs], at[row.lhs]]) if row.lhs == row.rhs else 0.0
    if row.op == "~":
        return 0.0
    first = _marker(row.lhs, table)
    unit = 1.0 if first is None else float(np.sqrt(moments.covariance[at[first], at[first]]))
    if row.op == "~~":
        return (1 - left) * unit**2 if row.lhs == row.rhs else 0.0
    scaled = any(other.op == "=~" and other.lhs == row.lhs and other.free < 0 and other.value for other in table.rows)
    other = row.rhs if row.rhs in at else _marker(row.rhs, table)
    if first is None or other is None:
        return float(np.sqrt(1 - left))
    size = float(np.sqrt(moments.covariance[at[other], at[other]])) if row.rhs in at else 1.0
    sign = -1.0 if moments.covariance[at[first], at[other]] < 0 else 1.0
    return sign * (size / unit if scaled else float(np.sqrt(1 - left)) * size)


def _marker(latent: str, table: ParameterTable, depth: int = 0) -> str | None:
    """Give the first item of a factor, by way of the factors that it has."""
    first = next((row.rhs for row in table.rows if row.op == "=~" and row.lhs == latent), None)
    if first is None or first in table.observed or depth > len(table.latent):
        return first if first in table.observed else None
    return _marker(first, table, depth + 1)


def _begun(model: Model, start: Floats) -> Point:
    try:
        return model.at(start)
    except NotPositiveError:
        raise ModelError("The model cannot begin at these values; leave out start() or fixed values.") from None


def _step(point: Point, information: Floats) -> Floats:
    """Give the step that the information advises, a little held back where it says nothing of some direction."""
    _, step, failed = linalg.lapack.dposv(information, -point.gradient)
    if failed:
        scale = np.sqrt(np.maximum(np.diag(information), 1e-12))
        values, vectors = np.linalg.eigh(information / np.outer(scale, scale))
        values = np.maximum(values, 1e-8 * values[-1])
        step = -(vectors @ ((vectors.T @ (point.gradient / scale)) / values)) / scale
    return np.asarray(step, dtype=np.float64)


def _moved(point: Point, step: Floats) -> Point | None:
    for _ in range(_HALVINGS):
        try:
            there = point.model.at(point.parameters + step)
        except NotPositiveError:
            step = step / 2
            continue
        if there.value < point.value:
            return there
        step = step / 2
    return None
