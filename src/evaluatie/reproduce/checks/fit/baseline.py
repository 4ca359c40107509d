"""Whether one baseline model can stand behind all printed indices: CFI, TLI, NFI, IFI and RFI jointly."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from evaluatie.reproduce.checks.check import Check, Verdict
from evaluatie.reproduce.checks.fit.halfplanes import HalfPlanes, Numbers, ends_of
from evaluatie.reproduce.checks.fit.misfit import sizes
from evaluatie.reproduce.checks.fit.printed_fit import PrintedFit, Range
from evaluatie.reproduce.checks.fit.table import SCALED, row

METHOD = (
    "For each df of the baseline, the printed numbers bound χ² and the baseline's χ² by straight lines; whether a pair "
    "is within all of them is worked out exactly (elimination of Fourier & Motzkin)"
)
INDICES = ("cfi", "tli", "nfi", "ifi", "rfi")
#: the df of a baseline of 200 observed variables: none is looked for beyond
MOST_DF = 19_900


def baseline_check(fit: PrintedFit) -> Iterator[Check]:
    """Look for a baseline model with which all printed indices agree.

    Parameters
    ----------
    fit : PrintedFit
        What was printed.

    Yields
    ------
    Check
        ``baseline``: ``low`` and ``high`` are what the baseline's chi2 can be. Where df and two things that bear on the
        baseline are printed, and the CFI is above 0.
    """
    printed = [name for name in (*INDICES, "baseline_chi2") if fit.number(name)]
    telling = len(printed) + (fit.baseline_df is not None or fit.items is not None)
    cfi = fit.range_of("cfi")
    if not fit.df or not printed or telling < 2 or (cfi is not None and cfi[0] <= 0):
        return
    degrees = _degrees(fit, fit.df)
    asked = fit.told(*printed, "baseline_df", "chi2", "df", "rmsea", "n")
    found = [lines for case in _cases(fit) if (lines := _lines(fit, fit.df, case, degrees)) is not None]
    ends = ends_of(found)
    verdict: Verdict = "inconsistent" if ends is None else "consistent"
    words = {} if ends is None else {"low": f"{ends[0]:.1f}", "high": "∞" if math.isinf(ends[1]) else f"{ends[1]:.1f}"}
    shown = (None, None) if ends is None else (ends[0], ends[1] if math.isfinite(ends[1]) else None)
    yield row(fit, "baseline", asked, verdict, METHOD, shown, plain=SCALED, words=words)


def _degrees(fit: PrintedFit, df: int) -> np.ndarray:
    """Give what the df of the baseline can be: printed, of as many variables, or anything from df on."""
    if fit.baseline_df is not None:
        return np.array([float(fit.baseline_df)])
    if fit.items is not None:
        return np.array([float(fit.groups * fit.items * (fit.items - 1) // 2)])
    return np.arange(df, max(MOST_DF, 2 * df) + 1, dtype=float)


def _cases(fit: PrintedFit) -> list[tuple[bool, float | None]]:
    """Give whether chi2 is above its df, and what the RMSEA is divided by, in all combinations."""
    by: list[float | None] = [None] if fit.n is None or fit.rmsea is None else [*sizes(fit)]
    return [(above, size) for above in (True, False) for size in by]


def _lines(fit: PrintedFit, df: int, case: tuple[bool, float | None], degrees: np.ndarray) -> HalfPlanes | None:
    """Write what was printed as lines in (chi2, baseline chi2); None where the case itself is out of the question."""
    above, size = case
    lines = HalfPlanes(degrees)
    lines.at_least(1.0, 0.0, df) if above else lines.at_most(1.0, 0.0, df)
    lines.at_least(1.0, 0.0, 0.0)
    lines.at_least(-1.0, 1.0, 0.0)  # the baseline fits no better than the model
    lines.at_least(0.0, 1.0, degrees)  # nor better than chance
    _between(lines, fit.range_of("chi2"), 1.0, 0.0)
    _between(lines, fit.range_of("baseline_chi2"), 0.0, 1.0)
    if not _misfit(lines, fit, df, above, size):
        return None
    ratio = degrees / df
    # 1 - index = (slope * chi2 + level) / (baseline chi2 - by)
    relative: dict[str, tuple[Numbers, Numbers, Numbers]] = {
        "tli": (ratio, -degrees, degrees),
        "nfi": (1.0, 0.0, 0.0),
        "ifi": (1.0, -df, df),
        "rfi": (ratio, 0.0, 0.0),
    }
    if above:
        relative["cfi"] = (1.0, -df, degrees)
    for name, (slope, level, by) in relative.items():
        where = fit.range_of(name)
        if where is not None:
            _share(lines, _uncut(name, where), slope, level, by)
    return lines


def _misfit(lines: HalfPlanes, fit: PrintedFit, df: int, above: bool, size: float | None) -> bool:
    """Add what the RMSEA says; False where it, or the CFI, excludes the case."""
    cfi, rmsea = fit.range_of("cfi"), fit.range_of("rmsea")
    if not above and ((cfi is not None and cfi[1] < 1) or (rmsea is not None and rmsea[0] > 0)):
        return False
    if above and rmsea is not None and size is not None:
        low, high = max(rmsea[0], 0.0), rmsea[1]
        _between(lines, (df * (1 + size * low**2), df * (1 + size * high**2)), 1.0, 0.0)
    return True


def _uncut(name: str, where: Range) -> Range:
    """Let an index that may exceed 1, and that some cut off there, stand for all that is above 1."""
    return (where[0], math.inf) if name in ("tli", "ifi") and where[1] >= 1 >= where[0] else where


def _between(lines: HalfPlanes, where: Range | None, chi2: float, baseline: float) -> None:
    if where is not None and math.isfinite(where[0]):
        lines.at_least(chi2, baseline, where[0])
    if where is not None and math.isfinite(where[1]):
        lines.at_most(chi2, baseline, where[1])


def _share(lines: HalfPlanes, where: Range, slope: Numbers, level: Numbers, by: Numbers) -> None:
    """Add that an index lies in a range, where 1 - index = (slope * chi2 + level) / (baseline chi2 - by)."""
    for end, add in ((1 - where[1], lines.at_least), (1 - where[0], lines.at_most)):
        if math.isfinite(end):
            add(slope, -end, -level - end * by)
