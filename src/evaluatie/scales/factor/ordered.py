"""Factor models of ordered answers: diagonally weighted least squares on polychoric correlations (WLSMV)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from evaluatie.result import NotEnoughData
from evaluatie.scales.factor.answers import Answers
from evaluatie.scales.factor.coordinates import Floats
from evaluatie.scales.factor.errors import ModelError
from evaluatie.scales.factor.estimating import Model, check_identified, starting_values
from evaluatie.scales.factor.fitindices import ChiSquare, cfi_tli, rmsea
from evaluatie.scales.factor.fitted import CfaFit, ScaledFit
from evaluatie.scales.factor.gathering import items_of_people
from evaluatie.scales.factor.likelihood import NotPositiveError
from evaluatie.scales.factor.listing import NORMAL
from evaluatie.scales.factor.moments import Structure
from evaluatie.scales.factor.results import improper
from evaluatie.scales.factor.saturated import Moments
from evaluatie.scales.factor.syntax import Term
from evaluatie.scales.factor.table import ParameterTable, parameter_table
from evaluatie.scales.ordinals import Polychoric, polychoric

METHOD = (
    "Confirmatory factor analysis of ordered answers: diagonally weighted least squares on polychoric correlations, "
    "robust standard errors (Muthén, du Toit and Spisic 1997) and the scaled and shifted chi-square of Asparouhov and "
    "Muthén (2010)"
)
_STEPS = 500
_STILL = 1e-12


def fit_ordered(terms: Sequence[Term], data: pd.DataFrame, *, std_lv: bool = False) -> CfaFit:
    """Fit a model to ordered answers of one group; see :func:`evaluatie.scales.factor.cfa`.

    Each item is what a normal tendency shows between thresholds. The tendencies have variance 1, so that the residual
    variances follow from the rest, and thresholds are as the answers give them.

    Parameters
    ----------
    terms : sequence of Term
        The model, without means and without variances of items.
    data : DataFrame
        People by items; who has a missing answer is left out.
    std_lv : bool
        Fix the variance of each factor at 1 rather than its first loading.

    Raises
    ------
    ModelError
        The model is not one of ordered answers, is not identified or did not converge, or the answers cannot be used.
    """
    table = _without_variances(parameter_table(terms, std_lv=std_lv))
    items = items_of_people(data, table.observed, None)
    names = list(table.observed)
    try:
        found = polychoric(pd.DataFrame(items, columns=names))
    except (NotEnoughData, ValueError) as error:
        raise ModelError(f"The answers cannot be used as ordered ones: {error}.") from None
    if twice := _twice(found, items):
        raise ModelError(
            f"{' and '.join(twice)} are answered the same by everyone, or the other way round: leave one out."
        )
    fit = _Fit.of(table, found)
    return fit.told(found, len(data) - found.n)


@dataclass(frozen=True)
class _Fit:
    """Where a model comes nearest to the correlations.

    Attributes
    ----------
    table : ParameterTable
        The model's parameters.
    values : array, shape (free,)
        Their values.
    left : array, shape (correlations,)
        What the model leaves of each correlation.
    found, covariance, weight : arrays, shape (c,), (c, c) and (c,)
        The correlations, n times the covariances of their errors, and one through the diagonal of these.
    slopes : array, shape (correlations, free)
        Derivatives of the implied correlations.
    n : int
        People.
    """

    table: ParameterTable
    values: Floats
    left: Floats
    found: Floats
    covariance: Floats
    weight: Floats
    slopes: Floats
    n: int

    @classmethod
    def of(cls, table: ParameterTable, polychorics: Polychoric) -> _Fit:
        """Go by Gauss and Newton's steps, halved where one goes too far."""
        correlations = polychorics.correlations.to_numpy(dtype=np.float64)
        pairs = np.triu_indices(len(correlations), 1)
        errors = polychorics.influence.to_numpy(dtype=np.float64)[:, len(polychorics.thresholds) :]
        covariance, found = polychorics.n * (errors.T @ errors), correlations[pairs]
        if len(found) < table.free:
            raise ModelError(
                f"The model is not identified: it has {table.free} free parameters, but {len(correlations)} items give "
                f"{len(found)} correlations. Give factors more items, or make parameters equal."
            )
        weight, structure = 1 / np.diag(covariance), Structure(table)
        values = starting_values(table, [Moments(correlations, np.zeros(len(correlations)))])
        for _ in range(_STEPS):
            left, slopes = _at(structure, values, found, pairs)
            information = slopes.T @ (weight[:, None] * slopes)
            check_identified(information, table)
            step = np.linalg.solve(information, slopes.T @ (weight * left))
            distance = weight @ left**2
            for _ in range(30):
                if weight @ _at(structure, values + step, found, pairs)[0] ** 2 <= distance * (1 + 1e-12):
                    break
                step = step / 2
            values = values + step
            if np.abs(step).max(initial=0.0) < _STILL:
                left, slopes = _at(structure, values, found, pairs)
                return cls(table, values, left, found, covariance, weight, slopes, polychorics.n)
        raise ModelError("No best values were found: the model did not converge. It may ask too much of these data.")

    def told(self, polychorics: Polychoric, left_out: int) -> CfaFit:
        """Tell all about it."""
        people, df = self.n - 1, len(self.found) - self.table.free  # n - 1, as lavaan has it here
        inverse = np.linalg.inv(self.slopes.T @ (self.weight[:, None] * self.slopes))
        weighed = self.weight[:, None] * self.slopes
        errors = inverse @ weighed.T @ self.covariance @ weighed @ inverse / people
        test = ChiSquare(people * float(self.weight @ self.left**2), df)
        baseline = ChiSquare(people * float(self.weight @ self.found**2), len(self.found))
        scaled, factor = self._shifted(test, np.diag(self.weight) - weighed @ inverse @ weighed.T)
        scaled_baseline, _ = self._shifted(baseline, np.diag(self.weight))
        cfi, tli = cfi_tli(test, baseline)
        near, of_scaled = rmsea(test, people, 1), rmsea(scaled, people, 1)
        cfi_scaled, tli_scaled = cfi_tli(scaled, scaled_baseline)
        nothing = float("nan")
        correlations, items = polychorics.correlations.to_numpy(dtype=np.float64), len(self.table.observed)
        moments = Moments(correlations, np.zeros(items))
        model = self._with_residuals(moments)
        try:
            point = model.at(self.values)
        except NotPositiveError:
            raise ModelError("The model came out with correlations that are impossible; do not use it.") from None
        problems = improper(point, ())
        notes = [f"{left_out} of {left_out + self.n} people with a missing answer left out"] if left_out else []
        said = [note for note in polychorics.notes if "left out" not in note]
        return CfaFit(
            method=METHOD, notes=(*notes, *said, *problems), estimator="wlsmv",
            chi2=test.value, df=df, p=test.p, cfi=cfi, tli=tli, rmsea=near.value, rmsea_low=near.low,
            rmsea_high=near.high, rmsea_p_close=near.p_close,
            srmr=float(np.sqrt((self.left**2).sum() / (items * (items + 1) / 2))),
            aic=nothing, bic=nothing, loglik=nothing, n=self.n, free=self.table.free + len(polychorics.thresholds),
            baseline_chi2=baseline.value, baseline_df=int(baseline.df),
            scaled=ScaledFit(
                scaled.value, scaled.p, factor, cfi_scaled, tli_scaled, of_scaled.value, of_scaled.low, of_scaled.high,
                *[nothing] * 5,
            ),
            groups=(), proper=not problems, _point=point, _found=(moments,), _covariance=errors,
            _thresholds=self._thresholds(polychorics),
        )  # fmt: skip

    def _shifted(self, test: ChiSquare, left: Floats) -> tuple[ChiSquare, float]:
        """Scale and shift a chi-square so that its mean and variance are those of one that the model holds for."""
        if test.df == 0:
            return ChiSquare(0.0, 0), float("nan")
        spread = left @ self.covariance
        scale = float(np.sqrt(test.df / (spread * spread.T).sum()))
        return ChiSquare(scale * test.value + test.df - scale * float(np.trace(spread)), test.df), 1 / scale

    def _with_residuals(self, moments: Moments) -> Model:
        """Fix the residual variances at what the tendencies' variance of 1 leaves them."""
        covariance = Structure(self.table).matrices(self.values).covariance[0]
        left = dict(zip(self.table.observed, 1 - np.diag(covariance), strict=True))
        rows = tuple(
            replace(row, value=float(left[row.lhs]))
            if row.op == "~~" and row.lhs == row.rhs and row.lhs in left
            else row
            for row in self.table.rows
        )
        table = replace(self.table, rows=rows)
        return Model(table, [Answers.of_moments(moments.covariance, moments.mean, float(self.n))])

    def _thresholds(self, polychorics: Polychoric) -> pd.DataFrame:
        """List the thresholds as parameters; tendencies are standardised as they are."""
        cut = polychorics.thresholds
        values = cut.to_numpy(dtype=np.float64)
        squares = (polychorics.influence.to_numpy(dtype=np.float64)[:, : len(cut)] ** 2).sum(axis=0)
        se = np.sqrt(squares * self.n / (self.n - 1))
        return pd.DataFrame(
            {
                "lhs": [str(item) for item, _ in cut.index],
                "op": "|",
                "rhs": [f"t{number}" for _, number in cut.index],
                "group": "",
                "label": "",
                "free": True,
                "estimate": values,
                "se": se,
                "z": values / se,
                "p": 2 * special.ndtr(-np.abs(values / se)),
                "ci_low": values - NORMAL * se,
                "ci_high": values + NORMAL * se,
                "std_lv": values,
                "std_all": values,
                "std_all_se": se,
            }
        )


def _twice(found: Polychoric, items: Floats) -> tuple[str, ...]:
    """Give the first two items of which everyone's answer to the one is the other's, up to their order; or none."""
    complete = items[~np.isnan(items).any(axis=1)]
    codes = [np.unique(answers, return_inverse=True)[1] for answers in complete.T]
    names = list(found.correlations.index)
    for one, other in zip(*np.triu_indices(len(codes), 1), strict=True):
        first, second = codes[one], codes[other]
        if np.array_equal(first, second) or np.array_equal(first, second.max() - second):
            return names[one], names[other]
    return ()


def _at(
    structure: Structure, values: Floats, found: Floats, pairs: tuple[NDArray[np.intp], ...]
) -> tuple[Floats, Floats]:
    """Give what is left of the correlations, and the derivatives of what the model makes of them."""
    at = structure.matrices(values)
    places = structure.lower.filled(np.arange(len(structure.lower.rows)))[pairs]
    return found - at.covariance[0][pairs], structure.slopes(at)[0][:, places].T


def _without_variances(table: ParameterTable) -> ParameterTable:
    """Take the variances of items out of what is free: they follow from the rest."""
    if table.means:
        raise ModelError("Ordered answers have thresholds rather than means; leave ~ 1 out.")
    places: dict[int, int] = {}
    rows = []
    for row in table.rows:
        own = row.op == "~~" and row.lhs == row.rhs and row.lhs in table.observed
        if own and (row.label or row.free < 0):
            raise ModelError(
                f"{row.lhs} ~~ {row.rhs}: the variance of an ordered item follows from the rest; leave it out."
            )
        if own:
            rows.append(replace(row, free=-1, value=0.0))
        else:
            rows.append(row if row.free < 0 else replace(row, free=places.setdefault(row.free, len(places))))
    return replace(table, rows=tuple(rows), free=len(places))
