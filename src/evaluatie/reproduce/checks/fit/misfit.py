"""What follows from chi2, its degrees of freedom and n: p, chi2/df, RMSEA and its interval."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from evaluatie.reproduce.checks.check import Check
from evaluatie.reproduce.checks.fit.printed_fit import PrintedFit, Range
from evaluatie.reproduce.checks.fit.table import SCALED, recomputed

STEIGER = "RMSEA: √(max(χ² − df, 0) / (df · n)), with n or n − 1 (Steiger & Lind 1980; Browne & Cudeck 1993)"
INTERVAL = "Interval of the RMSEA from the noncentral χ² distribution (Browne & Cudeck 1993)"
TEST = "p of χ² with df"


def misfit_checks(fit: PrintedFit) -> Iterator[Check]:
    """Recompute what follows from chi2 and df.

    Parameters
    ----------
    fit : PrintedFit
        What was printed.

    Yields
    ------
    Check
        ``p``, ``ratio``, ``rmsea``, ``rmsea_low``, ``rmsea_high``, each where it was printed.
    """
    chi2, ratio = fit.range_of("chi2"), fit.range_of("ratio")
    if chi2 is None or not fit.df:
        if ratio is not None and fit.rmsea and fit.n is not None:
            # the RMSEA depends upon chi2/df and n only
            ways = [_ends(_misfit, (max(ratio[0], 0.0), max(ratio[1], 0.0)), 1, each) for each in sizes(fit)]
            yield recomputed(fit, "rmsea", ("ratio", "n"), ways, STEIGER, plain=SCALED)
        return
    chi2 = max(chi2[0], 0.0), max(chi2[1], 0.0)
    if fit.p:
        yield recomputed(fit, "p", ("chi2", "df"), [_p_range(chi2, fit.df)], TEST)
    if fit.ratio:
        yield recomputed(fit, "ratio", ("chi2", "df"), [(chi2[0] / fit.df, chi2[1] / fit.df)], "χ² divided by df")
    if fit.n is None:
        return
    for name, how in _rmsea_ways(fit.level).items():
        if fit.number(name):
            ways = [_ends(how, chi2, fit.df, size) for size in sizes(fit)]
            method = STEIGER if name == "rmsea" else INTERVAL
            yield recomputed(fit, name, ("chi2", "df", "n"), ways, method, plain=SCALED)


def sizes(fit: PrintedFit) -> list[float]:
    """Give what programs divide by: n or n - 1, and with several groups that divided by their number (Steiger 1998).

    Parameters
    ----------
    fit : PrintedFit
        What was printed, n among it.

    Returns
    -------
    list of float
    """
    assert fit.n is not None  # noqa: S101 - asked for only where printed
    plain = [float(fit.n), float(fit.n - 1)] + ([float(fit.n - fit.groups)] if 1 < fit.groups < fit.n else [])
    return sorted({size / by for size in plain for by in (1, fit.groups)})


def _rmsea_ways(level: float) -> dict[str, Callable[[float, int], float]]:
    tail = (1 - level) / 2
    return {
        "rmsea": _misfit,
        "rmsea_low": lambda chi2, df: _noncentrality(chi2, df, 1 - tail),
        "rmsea_high": lambda chi2, df: _noncentrality(chi2, df, tail),
    }


def _misfit(chi2: float, df: int) -> float:
    return max(chi2 - df, 0.0)


def _ends(how: Callable[[float, int], float], chi2: Range, df: int, size: float) -> Range:
    low, high = (math.sqrt(how(end, df) / (df * size)) for end in chi2) if math.isfinite(chi2[1]) else (0.0, math.inf)
    return low, high


def _p_range(chi2: Range, df: int) -> Range:
    from scipy.special import chdtrc

    return float(chdtrc(df, chi2[1])), float(chdtrc(df, chi2[0]))


def _noncentrality(chi2: float, df: int, below: float) -> float:
    """Give the noncentrality at which a share `below` of the distribution lies below chi2; 0 where there is none."""
    from scipy.optimize import brentq
    from scipy.special import chndtr

    if chndtr(chi2, df, 0.0) <= below:
        return 0.0
    most = chi2 + 20 * math.sqrt(chi2) + 100
    return float(brentq(lambda centre: chndtr(chi2, df, centre) - below, 0.0, most, xtol=1e-10))
