"""What follows from counting: moments, parameters and degrees of freedom; GFI with AGFI; AIC with BIC."""

from __future__ import annotations

import math
from collections.abc import Iterator

from evaluatie.reproduce.checks.check import Check, Verdict
from evaluatie.reproduce.checks.fit.printed_fit import PrintedFit
from evaluatie.reproduce.checks.fit.table import recomputed, row
from evaluatie.reproduce.checks.rounding import overlap

MOMENTS = "Variances and covariances p(p + 1) / 2 per group, and p means where the model says something of means"
ADJUSTED = "AGFI = 1 − (1 − GFI) · G · p(p + 1) / (2 · df) (Jöreskog & Sörbom 1984)"
CRITERIA = "BIC − AIC = k · (ln n − 2) (Akaike 1974; Schwarz 1978)"


def counting_checks(fit: PrintedFit) -> Iterator[Check]:
    """Check degrees of freedom and what depends on counts.

    Parameters
    ----------
    fit : PrintedFit
        What was printed.

    Yields
    ------
    Check
        ``df_of_items``, ``parameters``, ``agfi``, ``bic``, each where what it needs was printed.
    """
    if fit.items is not None and fit.df is not None:
        yield _df_of_items(fit, fit.items, fit.df)
        if fit.parameters is not None:
            yield _parameters(fit, fit.items, fit.df, fit.parameters)
        if fit.agfi and fit.gfi and fit.df:
            yield _adjusted(fit, fit.items, fit.df)
    if fit.aic and fit.bic and fit.n is not None and math.log(fit.n) > 2:
        yield _criteria(fit)


def _moments(fit: PrintedFit, items: int, *, means: bool) -> int:
    return fit.groups * (items * (items + 1) // 2 + (items if means else 0))


def _df_of_items(fit: PrintedFit, items: int, df: int) -> Check:
    most = _moments(fit, items, means=fit.means)
    verdict: Verdict = "consistent" if df <= most else "impossible"
    words = {"df": df, "items": items, "most": most}
    return row(
        fit,
        "df_of_items",
        f"df = {df}, p = {items}",
        verdict,
        MOMENTS,
        (0.0, float(most)),
        plain=("wlsmv",),
        words=words,
    )


def _parameters(fit: PrintedFit, items: int, df: int, parameters: int) -> Check:
    moments = [_moments(fit, items, means=means) for means in (False, True)]
    verdict: Verdict = "consistent" if df + parameters in moments else "inconsistent"
    ends = float(moments[0] - parameters), float(moments[1] - parameters)
    asked = f"df = {df}, p = {items}, k = {parameters}"
    words = {"low": moments[0] - parameters, "high": moments[1] - parameters, "df": df}
    return row(fit, "parameters", asked, verdict, MOMENTS, ends, plain=("wlsmv",), words=words)


def _adjusted(fit: PrintedFit, items: int, df: int) -> Check:
    gfi, times = fit.range_of("gfi"), _moments(fit, items, means=False) / df
    assert gfi is not None  # noqa: S101 - asked for only where printed
    low, high = (1 - times * (1 - end) for end in gfi)
    return recomputed(fit, "agfi", ("gfi", "df"), [(low, high)], ADJUSTED)


def _criteria(fit: PrintedFit) -> Check:
    aic, bic = fit.range_of("aic"), fit.range_of("bic")
    assert aic is not None and bic is not None and fit.n is not None  # noqa: S101, PT018 - asked for only where printed
    each, gap = math.log(fit.n) - 2, (bic[0] - aic[1], bic[1] - aic[0])
    few, many = math.ceil(gap[0] / each - 1e-9), math.floor(gap[1] / each + 1e-9)
    asked = fit.told("aic", "bic", "n") + ("" if fit.parameters is None else f", k = {fit.parameters}")
    if fit.parameters is None:
        verdict: Verdict = "consistent" if few <= many else "inconsistent"
    else:
        # where both are made from chi2 and df, the df takes the place of -k
        counts = [fit.parameters] + ([] if fit.df is None else [-fit.df])
        verdict = "consistent" if any(overlap(gap, (k * each, k * each)) for k in counts) else "inconsistent"
    ends = gap[0] / each, gap[1] / each
    return row(
        fit, "criteria", asked, verdict, CRITERIA, ends, words={"low": f"{ends[0]:.2f}", "high": f"{ends[1]:.2f}"}
    )
