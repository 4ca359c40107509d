"""Alpha against the number of items and the correlations between them, omega against alpha, attenuation."""

from __future__ import annotations

import math

from evaluatie.reproduce.checks.check import Check, Checks, Explanation, Verdict, together
from evaluatie.reproduce.checks.rounding import Given, overlap, read_count, read_equal, span
from evaluatie.reproduce.checks.wording import explain, shown
from evaluatie.reproduce.finding.printed import Printed

Ends = tuple[float | None, float | None]
METHOD = "Standardised alpha: k · r̄ / (1 + (k − 1) · r̄), k items with average correlation r̄ (Cronbach 1951)"
OMEGA = "Omega is not below alpha where one factor fits and errors are unrelated (McDonald 1999)"
ATTENUATION = "Correlation divided by the root of the product of both reliabilities (Spearman 1904)"


def alpha_possible(
    alpha: Given,
    items: int | str | Printed,
    mean_r: Given | None = None,
    *,
    omega: Given | None = None,
    standardised: bool = False,
) -> Checks:
    """Check alpha against the number of items, their average correlation, and omega.

    Parameters
    ----------
    alpha : str or Printed
        As printed.
    items : int
        How many items the scale has.
    mean_r : str or Printed, optional
        The average correlation between items.
    omega : str or Printed, optional
        Omega total of the same items.
    standardised : bool, default False
        Whether alpha is the standardised one, which the average correlation fixes. A plain alpha depends on the items'
        standard deviations too, so that a difference proves nothing.

    Returns
    -------
    Checks
        ``alpha`` (``low`` and ``high``: the average correlation that goes with it), ``mean_r``, ``omega``.

    Raises
    ------
    TypeError, ValueError
        If a number is a float, an inequality or no number.

    Notes
    -----
    Source: Cronbach (1951), doi:10.1007/BF02310555; McDonald (1999), *Test theory*.

    Examples
    --------
    >>> found = alpha_possible(".80", 4).named("alpha")
    >>> round(found.low, 2), round(found.high, 2)
    (0.49, 0.51)
    >>> alpha_possible(".80", 4, ".30", standardised=True).verdict, alpha_possible("1.02", 4).verdict
    ('inconsistent', 'impossible')
    """
    printed, count = read_equal(alpha, "alpha"), read_count(items, "items")
    asked = f"α = {printed.text}, k = {count}"
    if count == 1:
        return together(METHOD, [_check("alpha", asked, "impossible", (None, None), explain("alpha.alone"))])
    if printed.low > 1:
        told = explain("alpha.impossible", alpha=printed.text)
        return together(METHOD, [_check("alpha", asked, "impossible", (None, 1.0), told)])
    low, high = (_mean_correlation(end, count) for end in (printed.low, min(printed.high, 1.0)))
    words = {"alpha": printed.text, "items": count, "low": shown(low, 2), "high": shown(high, 2)}
    told = explain("alpha.negative" if printed.high < 0 else "alpha.consistent", **words)
    rows = [_check("alpha", asked, "consistent", (low, high), told)]
    if mean_r is not None:
        rows.append(_average(read_equal(mean_r, "mean_r"), count, (low, high), standardised))
    if omega is not None:
        rows.append(_omega(read_equal(omega, "omega"), printed))
    return together(METHOD, rows)


def attenuation(r: Given, alpha1: Given, alpha2: Given) -> Check:
    """Correct a correlation for unreliability, and say where it comes out above 1.

    That is not impossible: both reliabilities are estimates, and alpha is mostly a lower bound. The verdict is
    therefore no alarm; a note says it.

    Parameters
    ----------
    r : str or Printed
        The correlation between two scales.
    alpha1, alpha2 : str or Printed
        Their reliabilities.

    Returns
    -------
    Check
        ``low`` and ``high`` are the corrected correlation within rounding.

    Raises
    ------
    TypeError, ValueError
        If a number is a float, an inequality or no number.

    Notes
    -----
    Source: Spearman (1904), doi:10.2307/1412159.

    Examples
    --------
    >>> found = attenuation(".80", ".70", ".75")
    >>> found.verdict, found.notes, round(found.low, 2)
    ('consistent', ('corrected for unreliability it is above 1',), 1.09)
    """
    printed, first, second = read_equal(r, "r"), read_equal(alpha1, "alpha1"), read_equal(alpha2, "alpha2")
    asked = f"r = {printed.text}, α = {first.text} and {second.text}"
    if printed.low > 1 or printed.high < -1:
        told = explain("attenuation.beyond", r=printed.text)
        return Check(ATTENUATION, (), "attenuation", asked, "impossible", -1.0, 1.0, told)
    least = first.low * second.low
    if min(first.low, second.low) <= 0:
        told = explain("attenuation.negative")
        return Check(ATTENUATION, (), "attenuation", asked, "cannot be checked", None, None, told)
    ends = [end / math.sqrt(by) for end in span(printed) for by in (least, first.high * second.high)]
    low, high = min(ends), max(ends)
    above = low > 1 or high < -1
    told = explain(f"attenuation.{'above' if above else 'consistent'}", low=shown(low, 2), high=shown(high, 2))
    notes = ("corrected for unreliability it is above 1",) if above else ()
    return Check(ATTENUATION, notes, "attenuation", asked, "consistent", low, high, told)


def _mean_correlation(alpha: float, items: int) -> float:
    return alpha / (items - alpha * (items - 1))


def _average(printed: Printed, items: int, ends: tuple[float, float], standardised: bool) -> Check:
    least = -1 / (items - 1)
    if not overlap(span(printed), (least, 1.0)):
        told = explain("mean_r.impossible", mean_r=printed.text, items=items, low=shown(least, 2), high="1")
        return _check("mean_r", f"r̄ = {printed.text}", "impossible", (least, 1.0), told)
    agrees = overlap(span(printed), ends)
    verdict: Verdict = "consistent" if agrees else "inconsistent" if standardised else "cannot be checked"
    low, high = (shown(end, printed.decimals) for end in ends)
    told = explain(f"mean_r.{verdict}", mean_r=printed.text, low=low, high=high)
    return _check("mean_r", f"r̄ = {printed.text}", verdict, ends, told)


def _omega(printed: Printed, alpha: Printed) -> Check:
    asked = f"ω = {printed.text}, α = {alpha.text}"
    if not overlap(span(printed), (0.0, 1.0)):
        verdict: Verdict = "impossible"
    else:
        verdict = "consistent" if printed.high >= alpha.low else "cannot be checked"
    told = explain(f"omega.{verdict}", omega=printed.text)
    return Check(OMEGA, (), "omega", asked, verdict, None, None, told)


def _check(
    name: str, asked: str, verdict: Verdict, ends: tuple[float | None, float | None], told: Explanation
) -> Check:
    return Check(METHOD, (), name, asked, verdict, *ends, told)
