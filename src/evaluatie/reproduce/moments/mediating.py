"""Mediation from a printed table of correlations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from evaluatie.reproduce.moments.products import indirect_effects, stacked
from evaluatie.reproduce.moments.regressing import regression_from_matrix
from evaluatie.reproduce.moments.table import PerVariable, Table, read_table
from evaluatie.result import Estimate, Result, check_confidence

METHOD = (
    "Mediation by least squares from correlations; indirect effects as products of paths with standard errors by the "
    "delta method (Sobel 1982; several mediators: Preacher & Hayes 2008) and Monte Carlo intervals (MacKinnon, "
    "Lockwood & Williams 2004)"
)
NOTES = (
    "A bootstrap interval needs people's answers and cannot be made from a table. The Monte Carlo interval stands in "
    "its place; where residuals are about normal the two are close.",
    "An indirect effect that is not 0 is no proof of a causal path: where everything was measured at the same moment, "
    "other orders of the variables fit as well, and something left out can make an indirect effect by itself.",
)
NO_SD = (
    "Without standard deviations all paths are standardised, with standard errors as if the standard deviations were "
    "known; the tests are those of the paths on the variables' own scale."
)
FLAT = "both paths of an indirect effect are 0: its delta standard error is 0 and z is not given; see the interval"
OPPOSITE = (
    "The indirect and the direct effect go against each other: the proportion mediated lies outside 0 to 1, and says "
    "little."
)
_COLUMNS = ["b", "se", "t", "df", "p", "ci_low", "ci_high", "beta"]


@dataclass(frozen=True)
class MatrixMediation(Result):
    """A mediation from correlations.

    Attributes
    ----------
    paths : DataFrame of float
        By ``path`` (``a``, ``d``, ``b``, ``c_prime``, ``c``) and ``term`` (the mediator; the treatment for c' and c;
        two mediators with ``->`` between them for d): ``b, se, t, df, p, ci_low, ci_high, beta``.
    indirect : DataFrame of float
        By ``term`` (the mediators, with ``->`` between them where there are more, and ``total``): ``ab``, its ``se``,
        ``z`` and ``p``; ``ci_low, ci_high`` by Monte Carlo; of one mediator Aroian's ``aroian_se``; ``proportion`` of
        the total effect; ``standardised`` completely, and ``partially`` by the outcome only (with standard deviations).
    n : int
        People.
    confidence : float
        Level of the intervals.
    draws, seed : int
        Of the Monte Carlo intervals.
    """

    paths: pd.DataFrame = field(compare=False, repr=False)
    indirect: pd.DataFrame = field(compare=False, repr=False)
    n: int
    confidence: float
    draws: int
    seed: int

    @property
    def a(self) -> pd.DataFrame:
        """Paths from the treatment to each mediator."""
        return self._of("a")

    @property
    def b(self) -> pd.DataFrame:
        """Paths from each mediator to the outcome."""
        return self._of("b")

    @property
    def c_prime(self) -> pd.Series[float]:
        """The direct effect of the treatment."""
        return self._of("c_prime").iloc[0]

    @property
    def c(self) -> pd.Series[float]:
        """The total effect of the treatment."""
        return self._of("c").iloc[0]

    def _of(self, path: str) -> pd.DataFrame:
        found = self.paths.xs(path, level="path")
        assert isinstance(found, pd.DataFrame)  # noqa: S101 - what two levels leave of one
        return found

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the indirect effects (``ab: term``), then the paths (``path: term``).

        Returns
        -------
        tuple of Estimate
        """
        found = [_estimate(f"ab: {term}", row, "ab", "z", self.n) for term, row in self.indirect.iterrows()]
        paths = self.paths.set_axis([f"{path}: {term}" for path, term in self.paths.index])
        found += [_estimate(str(name), row, "b", "t", self.n) for name, row in paths.iterrows()]
        return tuple(found)


def _estimate(term: str, row: pd.Series[float], value: str, statistic: str, n: int) -> Estimate:
    return Estimate(
        term, row[value], row["se"], row[statistic], row.get("df"), row["p"],
        ci_low=row["ci_low"], ci_high=row["ci_high"], n=n,
    )  # fmt: skip


def mediation_from_matrix(
    correlation: pd.DataFrame,
    outcome: str,
    treatment: str,
    mediators: Sequence[str],
    n: int,
    *,
    covariates: Sequence[str] = (),
    serial: bool = False,
    sd: PerVariable | None = None,
    confidence: float = 0.95,
    draws: int = 20_000,
    seed: int = 2004,
) -> MatrixMediation:
    """Recompute a mediation from the correlations that a paper printed.

    a: mediator on treatment; b and c': outcome on mediators and treatment; c: outcome on treatment; covariates in each.
    The indirect effect ab has the standard error sqrt(b^2 se_a^2 + a^2 se_b^2) (Sobel 1982, *Sociological Methodology*
    13, 290-312), Aroian's adds se_a^2 se_b^2; with several mediators the delta method over all paths with the
    covariances of the a's and of the b's (Preacher & Hayes 2008, *Behavior Research Methods* 40, 879-891). Monte Carlo
    interval: percentiles of the products of normal draws (MacKinnon, Lockwood & Williams 2004, *Multivariate Behavioral
    Research* 39, 99-128).

    Parameters
    ----------
    correlation : DataFrame of float, shape (k, k)
        With names; other variables may be there too.
    outcome, treatment : str
        The ends of the path.
    mediators : sequence of str
        What lies between: side by side, or one after the other with ``serial``.
    n : int
        People.
    covariates : sequence of str
        In every regression.
    serial : bool
        Each mediator is also explained by those before it.
    sd : mapping, Series or sequence of float, optional
        Standard deviations; without them every path is standardised.
    confidence : float, default 0.95
        Level of the intervals.
    draws, seed : int
        Of the Monte Carlo intervals.

    Returns
    -------
    MatrixMediation

    Raises
    ------
    InputError
        Everything that is wrong with the input at once.
    ValueError
        If ``confidence`` is none.

    Examples
    --------
    >>> names = ["x", "m", "y"]
    >>> table = pd.DataFrame([[1, 0.4, 0.3], [0.4, 1, 0.5], [0.3, 0.5, 1]], names, names)
    >>> fit = mediation_from_matrix(table, "y", "x", ["m"], 200)
    >>> fit.indirect.loc["m", ["ab", "se", "ci_low", "ci_high"]].round(3).tolist()
    [0.181, 0.04, 0.108, 0.263]
    """
    confidence = check_confidence(confidence)
    mediators, covariates = ([given] if isinstance(given, str) else list(given) for given in (mediators, covariates))
    wrong = [] if mediators else ["mediators: name at least one"]
    wrong += [] if seed >= 0 else [f"seed: {seed} is below 0"]
    wrong += [] if draws >= 1000 else [f"draws: {draws} are too few for an interval; take 1000 at least"]
    names = [outcome, treatment, *mediators, *covariates]
    least = len(names) + 1
    table = read_table(correlation, names, n, sd=sd, least=least, why=f"{len(names)} variables", wrong=wrong)
    paths = _paths(table, mediators, covariates, serial=serial, confidence=confidence)
    indirect = indirect_effects(
        stacked(table, mediators, serial=serial), confidence=confidence, draws=draws, seed=seed
    )  # fmt: skip
    whole = paths["b"].iloc[-1]
    indirect["proportion"] = indirect["ab"] / (whole if whole else np.nan)
    sds = np.ones(2) if table.sd is None else table.sd[:2]
    indirect["standardised"] = indirect["ab"] * sds[1] / sds[0]
    if table.sd is not None:
        indirect["partially"] = indirect["ab"] / sds[0]
    notes = NOTES if sd is not None else (*NOTES, NO_SD)
    if indirect["se"].min() == 0:
        notes = (*notes, FLAT)
    if not 0 <= indirect["proportion"].iloc[-1] <= 1:
        notes = (*notes, OPPOSITE)
    return MatrixMediation(METHOD, notes, paths, indirect, table.n, confidence, draws, seed)


def _paths(
    table: Table, mediators: list[str], covariates: list[str], *, serial: bool, confidence: float
) -> pd.DataFrame:
    """Fit each regression and take the paths out."""
    correlation = pd.DataFrame(table.correlation, table.names, table.names)
    outcome, treatment = table.names[:2]

    def fit(explained: str, *by: str) -> pd.DataFrame:
        predictors = [*by, *covariates]
        found = regression_from_matrix(correlation, explained, predictors, table.n, sd=table.sd, confidence=confidence)
        return found.coefficients.assign(df=found.df_residual)[_COLUMNS]

    rows = {}
    for at, name in enumerate(mediators):
        before = mediators[:at] if serial else []
        found = fit(name, treatment, *before)
        rows["a", name] = found.loc[treatment]
        rows |= {("d", f"{other} -> {name}"): found.loc[other] for other in before}
    whole = fit(outcome, treatment, *mediators)
    rows |= {("b", name): whole.loc[name] for name in mediators}
    rows |= {("c_prime", treatment): whole.loc[treatment], ("c", treatment): fit(outcome, treatment).loc[treatment]}
    order = sorted(rows, key=lambda row: ("a", "d", "b", "c_prime", "c").index(row[0]))
    index = pd.MultiIndex.from_tuples(order, names=["path", "term"])
    return pd.DataFrame([rows[row] for row in order]).set_axis(index)
