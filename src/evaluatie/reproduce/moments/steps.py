"""Regression in steps: what each block of predictors adds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from evaluatie.amiss import refuse
from evaluatie.reproduce.moments.regressing import MatrixRegression, regression_from_matrix
from evaluatie.reproduce.moments.solving import f_probability
from evaluatie.reproduce.moments.table import PerVariable
from evaluatie.result import Estimate, Result


@dataclass(frozen=True)
class HierarchicalRegression(Result):
    """A regression in steps.

    Attributes
    ----------
    steps : DataFrame of float
        By step, from 1: ``r2, adjusted_r2, r2_change, f_change, df_change, df_residual, p_change``.
    fits : tuple of MatrixRegression
        The regression at each step.
    n : int
        People.
    """

    steps: pd.DataFrame = field(compare=False, repr=False)
    fits: tuple[MatrixRegression, ...]
    n: int

    def estimates(self) -> tuple[Estimate, ...]:
        """Give what each step adds to R2.

        Returns
        -------
        tuple of Estimate
            Terms ``r2_change: step 1`` and so on; the statistic is F, df those of the residuals.
        """
        return tuple(
            Estimate(f"r2_change: step {step}", row["r2_change"], statistic=row["f_change"], df=row["df_residual"],
                     p=row["p_change"], n=self.n)
            for step, row in self.steps.to_dict("index").items()
        )  # fmt: skip


def hierarchical_regression(
    correlation: pd.DataFrame,
    outcome: str,
    blocks: Sequence[Sequence[str] | str],
    n: int,
    *,
    sd: PerVariable | None = None,
    mean: PerVariable | None = None,
    confidence: float = 0.95,
) -> HierarchicalRegression:
    """Recompute a hierarchical regression: predictors that enter block by block.

    F of the change is (R2 change / predictors added) / ((1 - R2)/(n - p - 1)) with the R2 and p of the step itself
    (Cohen, Cohen, West & Aiken 2003, *Applied Multiple Regression*, ch. 5), as programs print it.

    Parameters
    ----------
    correlation : DataFrame of float, shape (k, k)
        With names.
    outcome : str
        What is explained.
    blocks : sequence of (sequence of str, or str)
        Which predictors each step adds; a single name is a step of one.
    n : int
        People.
    sd, mean, confidence
        See :func:`regression_from_matrix`.

    Returns
    -------
    HierarchicalRegression

    Raises
    ------
    InputError
        Everything that is wrong with the input at once.

    Examples
    --------
    >>> r = pd.DataFrame([[1, 0.5, 0.3], [0.5, 1, 0.2], [0.3, 0.2, 1]], ["y", "a", "b"], ["y", "a", "b"])
    >>> hierarchical_regression(r, "y", [["a"], ["b"]], 100).steps[["r2", "r2_change", "f_change"]].round(3)
          r2  r2_change  f_change
    1  0.250      0.250    32.667
    2  0.292      0.042     5.706
    """
    steps = [[block] if isinstance(block, str) else list(block) for block in blocks]
    empty = [f"blocks: step {at} adds nothing" for at, step in enumerate(steps, 1) if not step]
    refuse(empty if steps else ["blocks: name at least one step"])
    together = [name for step in steps for name in step]
    last = regression_from_matrix(correlation, outcome, together, n, sd=sd, mean=mean, confidence=confidence)
    ends = [sum(len(step) for step in steps[: at + 1]) for at in range(len(steps) - 1)]
    fits = (
        *(
            regression_from_matrix(correlation, outcome, together[:end], n, sd=sd, mean=mean, confidence=confidence)
            for end in ends
        ),
        last,
    )
    return HierarchicalRegression(
        f"Hierarchical regression. {last.method}; F test of the change in R2 (Cohen et al. 2003)",
        last.notes,
        pd.DataFrame(_changes(fits), index=range(1, len(fits) + 1)),
        fits,
        last.n,
    )


def _changes(fits: Sequence[MatrixRegression]) -> list[dict[str, float]]:
    rows, r2, entered = [], 0.0, 0
    for fit in fits:
        change, added = fit.r2 - r2, fit.df_model - entered
        f = change / added / ((1 - fit.r2) / fit.df_residual)
        rows.append(
            {
                "r2": fit.r2,
                "adjusted_r2": fit.adjusted_r2,
                "r2_change": change,
                "f_change": f,
                "df_change": added,
                "df_residual": fit.df_residual,
                "p_change": f_probability(f, added, fit.df_residual),
            }
        )
        r2, entered = fit.r2, fit.df_model
    return rows
