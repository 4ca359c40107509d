"""A printed table of moments as numbers: read, checked, and everything that is wrong with it told at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluatie.amiss import did_you_mean, listed, refuse

Floats = NDArray[np.float64]
#: standard deviations or means: by name, or in the order of the matrix
PerVariable = Mapping[str, float] | pd.Series | Sequence[float] | Floats

_SYMMETRIC = 1e-8  # a matrix that a program made may differ in its last digits
_FLAT = 1e-10  # an eigenvalue that is no more than rounding in the computer
_MOST_DECIMALS = 6


@dataclass(frozen=True)
class Table:
    """Moments of some variables.

    Attributes
    ----------
    names : tuple of str, length k
        The variables, in the order that was asked for.
    correlation : ndarray of float, shape (k, k)
        Positive definite.
    sd, mean : ndarray of float, shape (k,), or None
        Where they are known.
    n : int
        People.
    """

    names: tuple[str, ...]
    correlation: Floats
    sd: Floats | None
    mean: Floats | None
    n: int

    @property
    def covariance(self) -> Floats:
        """Covariances, or correlations where no standard deviations are known; shape (k, k)."""
        return self.correlation if self.sd is None else self.correlation * np.outer(self.sd, self.sd)


def read_table(
    correlation: pd.DataFrame,
    variables: Sequence[str],
    n: int,
    *,
    sd: PerVariable | None = None,
    mean: PerVariable | None = None,
    least: int = 3,
    why: str = "",
    wrong: Sequence[str] = (),
) -> Table:
    """Take some variables out of a printed table.

    Parameters
    ----------
    correlation : DataFrame of float, shape (k, k)
        The same names along both sides.
    variables : sequence of str
        Which, in the order that is wanted.
    n : int
        People.
    sd, mean : mapping, Series or sequence of float, optional
        By name, or in the order of the matrix.
    least : int
        How many people are needed.
    why : str
        What they are needed for.
    wrong : sequence of str
        What is known to be wrong already.

    Raises
    ------
    InputError
        Everything that is wrong.

    Examples
    --------
    >>> r = pd.DataFrame([[1.0, 0.5], [0.5, 1.0]], ["a", "b"], ["a", "b"])
    >>> read_table(r, ["b", "a"], 20, sd={"a": 2.0, "b": 1.0}).covariance.tolist()
    [[1.0, 1.0], [1.0, 4.0]]
    """
    problems = [*wrong, *_amiss_with_n(n, least, why)]
    names, matrix, found = _matrix(correlation)
    problems += found
    problems += _unknown(variables, names)
    spread, more = _per_variable("sd", sd, names)
    problems += more
    middle, more = _per_variable("mean", mean, names)
    problems += more
    known = [name for name in dict.fromkeys(variables) if name in names]
    at = [names.index(name) for name in known]
    within: Floats = matrix[np.ix_(at, at)] if len(matrix) else matrix
    spread, middle = (None if of is None else of[at] for of in (spread, middle))
    problems += _missing("sd", spread, known) + _missing("mean", middle, known)
    if spread is not None and (flat := [name for name, of in zip(known, spread, strict=True) if of <= 0]):
        problems.append(f"sd: {listed(flat)} must be above 0")
    wrong_cells = _cells(known, within) if len(matrix) else []
    wrong_cells = wrong_cells or _one_and_the_same(known, within)
    problems += wrong_cells if wrong_cells or not len(within) else _not_positive(within)
    refuse(problems)
    return Table(tuple(variables), within, spread, middle, int(n))


def _amiss_with_n(n: Any, least: int, why: str) -> list[str]:
    if isinstance(n, bool) or not isinstance(n, int | float | np.number) or not np.isfinite(n) or n != int(n):
        return [f"n: {n!r} is no whole number of people"]
    if n < least:
        return [f"n: {int(n)} people are too few{f' for {why}' if why else ''}: at least {least} are needed"]
    return []


def _matrix(correlation: Any) -> tuple[list[str], Floats, list[str]]:
    """Read the matrix; it is empty where something is wrong."""
    nothing: Floats = np.empty((0, 0))
    if not isinstance(correlation, pd.DataFrame):
        return [], nothing, ["correlation: give a DataFrame with names; correlation_frame makes one of a triangle"]
    names = [str(name) for name in correlation.columns]
    if not names:
        return [], nothing, ["correlation: the table is empty"]
    if len(set(names)) < len(names):
        return names, nothing, ["correlation: a name is there more than once"]
    rows = [str(name) for name in correlation.index]
    if sorted(rows) != sorted(names):
        return names, nothing, ["correlation: rows and columns do not have the same names"]
    try:
        matrix = correlation.to_numpy(dtype=float)
    except (TypeError, ValueError):
        return names, nothing, ["correlation: not all of it is numbers"]
    if rows != names:
        matrix = matrix[[rows.index(name) for name in names]]
    return names, matrix, []


def _cells(names: Sequence[str], matrix: Floats) -> list[str]:
    """Say what is wrong with single correlations."""
    pairs = [(i, j) for i in range(len(names)) for j in range(i + 1)]
    gone = [(i, j) for i, j in pairs if not np.isfinite(matrix[i, j] + matrix[j, i])]
    if gone:
        told = listed(f"{names[i]} with {names[j]}" for i, j in gone)
        return [f"correlation: {told} missing; a triangle becomes a whole matrix by correlation_frame"]
    return [problem for i, j in pairs if (problem := _cell(names, matrix, i, j))]


def _cell(names: Sequence[str], matrix: Floats, i: int, j: int) -> str:
    one, other = matrix[i, j], matrix[j, i]
    if i == j:
        return (
            ""
            if abs(one - 1) <= _SYMMETRIC
            else f"correlation: {names[i]} with itself is {one:g}, where it must be 1; covariances become correlations "
            "when divided by both standard deviations"
        )
    if abs(one - other) > _SYMMETRIC:
        return f"correlation: {names[i]} with {names[j]} is {one:g} below the diagonal, {other:g} above"
    return f"correlation: {names[i]} with {names[j]} is {one:g}, and it lies between -1 and 1" if abs(one) > 1 else ""


def _unknown(variables: Sequence[str], names: list[str]) -> list[str]:
    wanted = list(variables)
    problems = [f"{name} is named more than once" for name in dict.fromkeys(wanted) if wanted.count(name) > 1]
    for name in dict.fromkeys(wanted):
        if names and name not in names:
            product = any(sign in str(name) for sign in (":", "*", " x ", " × "))
            hint = (
                "a product of two variables is no matter of their correlations: the table must have it as a variable"
                if product
                else did_you_mean(name, names)
            )
            problems.append(f"the table has no variable {name!r}: {hint}")
    return problems


def _per_variable(what: str, given: PerVariable | None, names: list[str]) -> tuple[Floats | None, list[str]]:
    """Put standard deviations or means in the order of the matrix; NaN where one is not given."""
    if given is None:
        return None, []
    if isinstance(given, Mapping | pd.Series):
        by_name = {str(name): value for name, value in given.items()}
        stray = [name for name in by_name if name not in names] if names else []
        told = [f"{what}: the table has no variable {name!r}: {did_you_mean(name, names)}" for name in stray]
        values = [by_name.get(name, np.nan) for name in names]
    else:
        values, told = list(given), []
        if len(values) != len(names):
            return None, [f"{what}: {len(values)} numbers for {len(names)} variables"] if names else []
    try:
        return np.asarray(values, dtype=float), told
    except (TypeError, ValueError):
        return None, [*told, f"{what}: not all of it is numbers"]


def _missing(what: str, values: Floats | None, variables: Sequence[str]) -> list[str]:
    if values is None:
        return []
    gone = [str(name) for name, value in zip(variables, values, strict=True) if not np.isfinite(value)]
    return [f"{what}: none for {listed(gone)}"] if gone else []


def _one_and_the_same(names: Sequence[str], matrix: Floats) -> list[str]:
    """Say which variables correlate perfectly: what one adds to the other cannot be told."""
    pairs = [(i, j) for i in range(len(matrix)) for j in range(i) if abs(matrix[i, j]) > 1 - _SYMMETRIC]
    told = listed(f"{names[j]} and {names[i]}" for i, j in pairs)
    return (
        [f"correlation: {told} correlate perfectly: leave one of them out, or look at what was printed"]
        if pairs
        else []
    )


def _not_positive(matrix: Floats) -> list[str]:
    """Say that no answers have such correlations, and whether rounding could be the reason."""
    least = float(np.linalg.eigvalsh(matrix)[0])
    if least > _FLAT:
        return []
    decimals, reach = _rounding(matrix)
    reason = (
        f"numbers rounded to {decimals} decimals could be the reason: they move an eigenvalue by up to {reach:.2g}"
        if -least <= reach
        else f"rounding to {decimals} decimals cannot be the reason, as it moves an eigenvalue by {reach:.2g} at most: "
        "a number is wrong, or the correlations are of different people"
    )
    return [
        f"correlation: these variables cannot have such correlations, as the matrix is not positive definite (its "
        f"smallest eigenvalue is {least:.3g}); {reason}"
    ]


def _rounding(matrix: Floats) -> tuple[int, float]:
    """Give the decimals of the correlations, and how far rounding to them can move an eigenvalue.

    A symmetric change of at most h in each of the correlations of k variables moves an eigenvalue by no more than its
    own largest row sum, (k - 1) h (Weyl's inequality, and Gershgorin's circles).
    """
    below = matrix[np.tril_indices(len(matrix), -1)]
    decimals = next((d for d in range(_MOST_DECIMALS) if np.allclose(below, below.round(d), rtol=0, atol=1e-9)), 6)
    return decimals, (len(matrix) - 1) * 0.5 * 10.0**-decimals
