"""The fit indices that a paper prints of one model, read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from evaluatie.amiss import did_you_mean, refuse
from evaluatie.reproduce.checks.rounding import Given, read_count, read_printed, span
from evaluatie.reproduce.finding.printed import Printed

#: ``ml``: the plain test; ``mlr``: any scaled one (MLR, MLM, Satorra-Bentler); ``wlsmv``: of ordered categories
Estimator = Literal["ml", "mlr", "wlsmv"]
Range = tuple[float, float]


@dataclass(frozen=True)
class PrintedFit:
    """What was printed of one model; None where a number was not.

    Attributes
    ----------
    chi2, p, ratio, rmsea, rmsea_low, rmsea_high, srmr : Printed or None
        Test statistic, its p value, chi2/df, the root mean square error of approximation with its interval, and the
        standardised root mean square residual.
    cfi, tli, nfi, ifi, rfi, gfi, agfi : Printed or None
        Indices; the first five hold the model against a baseline.
    aic, bic : Printed or None
        Information criteria.
    baseline_chi2 : Printed or None
        Test statistic of the baseline model.
    df, n, baseline_df, items, parameters : int or None
        Degrees of freedom, people, degrees of freedom of the baseline, observed variables, free parameters.
    groups : int
        How many groups the model was fitted in.
    means : bool
        Whether the model says something of means.
    level : float
        Of the interval of the RMSEA.
    estimator : str
        How the model was fitted.
    """

    chi2: Printed | None
    p: Printed | None
    ratio: Printed | None
    rmsea: Printed | None
    rmsea_low: Printed | None
    rmsea_high: Printed | None
    srmr: Printed | None
    cfi: Printed | None
    tli: Printed | None
    nfi: Printed | None
    ifi: Printed | None
    rfi: Printed | None
    gfi: Printed | None
    agfi: Printed | None
    aic: Printed | None
    bic: Printed | None
    baseline_chi2: Printed | None
    df: int | None
    n: int | None
    baseline_df: int | None
    items: int | None
    parameters: int | None
    groups: int
    means: bool
    level: float
    estimator: Estimator

    def number(self, name: str) -> Printed | None:
        """Give a printed number by name."""
        value = getattr(self, name)
        assert value is None or isinstance(value, Printed)  # noqa: S101 - names are those of this class
        return value

    def range_of(self, name: str) -> Range | None:
        """Give between which values a number lay before it was rounded; None where it was not printed."""
        value = self.number(name)
        return None if value is None else span(value)

    def told(self, *names: str) -> str:
        """Write numbers as they were printed: ``CFI = .95, df = 24``."""
        parts = [(name, getattr(self, name)) for name in names]
        known = [(name, value) for name, value in parts if value is not None]
        return ", ".join(f"{LABELS.get(name, name)} {_equal(value)}" for name, value in known)


LABELS = {
    "chi2": "χ²", "ratio": "χ²/df", "rmsea": "RMSEA", "srmr": "SRMR", "cfi": "CFI", "tli": "TLI", "nfi": "NFI",
    "ifi": "IFI", "rfi": "RFI", "gfi": "GFI", "agfi": "AGFI", "aic": "AIC", "bic": "BIC", "rmsea_low": "RMSEA from",
    "rmsea_high": "RMSEA to", "baseline_chi2": "baseline χ²", "baseline_df": "baseline df",
}  # fmt: skip
_COUNTS = {"df": 0, "n": 2, "baseline_df": 0, "items": 1, "parameters": 0}


def read_fit(
    given: dict[str, Given | int | None], groups: int, means: bool | None, level: float, estimator: str
) -> PrintedFit:
    """Read what was printed, and tell all that is wrong with it at once.

    Parameters
    ----------
    given : mapping of str to number
        The printed numbers and counts, by name.
    groups : int
        How many groups.
    means : bool or None
        Whether the model says something of means; None: where there are several groups.
    level : float
        Of the interval of the RMSEA.
    estimator : str
        How the model was fitted.

    Returns
    -------
    PrintedFit

    Raises
    ------
    InputError
        If a number cannot be read, a count is too small, or an option is not known.
    """
    wrong: list[str] = []
    read: dict[str, Printed | int | None] = {}
    for name, value in given.items():
        try:
            read[name] = _read(name, value)
        except (TypeError, ValueError) as error:
            wrong.append(str(error))
    if estimator not in get_args(Estimator):
        wrong.append(f"estimator {estimator!r}: {did_you_mean(estimator, get_args(Estimator))}")
    if not 0 < level < 1:
        wrong.append(f"level: {level!r} must lie between 0 and 1, such as 0.90")
    refuse(wrong)
    several = groups > 1 if means is None else means
    return PrintedFit(**read, groups=groups, means=several, level=level, estimator=estimator)  # type: ignore[arg-type]


def _read(name: str, value: Given | int | None) -> Printed | int | None:
    if value is None:
        return None
    return read_count(value, name, _COUNTS[name]) if name in _COUNTS else read_printed(value, name)


def _equal(value: Printed | int) -> str:
    text = str(value) if isinstance(value, int) else value.text.strip()
    return text if text[0] in "<>=" else f"= {text}"
