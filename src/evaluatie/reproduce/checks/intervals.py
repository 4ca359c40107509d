"""Whether an estimate, its confidence interval, its standard error and its p go together."""

from __future__ import annotations

import math

from evaluatie.amiss import refuse
from evaluatie.reproduce.checks.check import Check, Checks, Verdict, together
from evaluatie.reproduce.checks.effects.boxes import Range, size
from evaluatie.reproduce.checks.rounding import Given, overlap, read_count, read_equal, read_printed, span
from evaluatie.reproduce.checks.wording import explain, shown
from evaluatie.reproduce.finding.printed import Printed
from evaluatie.result import check_confidence

METHOD = "Estimate ± quantile × standard error, on the log scale for ratios (Altman & Bland 2011)"


def interval_agrees(
    estimate: Given,
    low: Given,
    high: Given,
    *,
    p: Given | None = None,
    se: Given | None = None,
    level: float = 0.95,
    df: int | None = None,
    ratio: bool = False,
    symmetric: bool = True,
) -> Checks:
    """Check an estimate against its interval, p and standard error.

    Parameters
    ----------
    estimate, low, high : str or Printed
        The estimate and the ends of its interval, as printed.
    p : str or Printed, optional
        Two-sided p of the test against no difference (0, or 1 for a ratio).
    se : str or Printed, optional
        Standard error; of the logarithm for a ratio.
    level : float, default 0.95
        Of the interval.
    df : int, optional
        Of the t distribution; else normal, or any t distribution where that is what would explain p.
    ratio : bool, default False
        Whether it is a ratio (odds ratio, risk ratio, hazard ratio), symmetric on the log scale.
    symmetric : bool, default True
        False for bootstrapped and profile intervals: then only the first of the checks is made.

    Returns
    -------
    Checks
        ``inside``, ``middle``, ``significance``, ``p``, ``se``, each where what it needs was given; ``explanation``
        says why the verdict is what it is.

    Raises
    ------
    InputError
        If a number cannot be read, a ratio is not above 0, or the interval runs backwards.

    Notes
    -----
    Source: Altman & Bland (2011), doi:10.1136/bmj.d2304. An interval and a p from different methods need not agree.

    Examples
    --------
    >>> interval_agrees("1.50", "1.10", "2.05", p=".011", ratio=True).verdict
    'consistent'
    >>> found = interval_agrees("0.40", "-0.10", "0.90", p=".03")
    >>> found.verdict, found.explanation.en[:53]
    ('inconsistent', 'No difference lies within the interval (0.40 [-0.10; ')
    """
    check_confidence(level)
    read = _read({"estimate": estimate, "low": low, "high": high}, ratio)
    middle, ends = read["estimate"], (read["low"], read["high"])
    degrees = None if df is None else read_count(df, "df")
    asked = f"{middle.text} [{ends[0].text}; {ends[1].text}]"
    rows = [_inside(asked, middle, ends)]
    if symmetric:
        scale = {name: _on_scale(span(each), ratio) for name, each in read.items()}
        half = _half(scale)
        rows.append(_middle(asked, middle, scale, ratio))
        if p is not None:
            printed = read_printed(p, "p")
            rows.append(_significance(asked, printed, scale, level))
            rows.append(_p(asked, printed, size(scale["estimate"]), half, _quantiles(level, degrees)))
        if se is not None:
            rows.append(_se(asked, read_equal(se, "se"), half, _quantiles(level, degrees)))
    return together(METHOD, rows)


def _read(given: dict[str, Given], ratio: bool) -> dict[str, Printed]:
    wrong: list[str] = []
    read: dict[str, Printed] = {}
    for name, value in given.items():
        try:
            read[name] = read_equal(value, name)
        except (TypeError, ValueError) as error:
            wrong.append(str(error))
    refuse(wrong)
    if ratio and min(each.high for each in read.values()) <= 0:
        wrong.append("a ratio and its interval must be above 0")
    if read["low"].low > read["high"].high:
        wrong.append(f"the interval runs backwards: {read['low'].text} to {read['high'].text}")
    refuse(wrong)
    return read


def _on_scale(where: Range, ratio: bool) -> Range:
    if not ratio:
        return where
    return -math.inf if where[0] <= 0 else math.log(where[0]), math.log(where[1])


def _half(scale: dict[str, Range]) -> Range:
    """Give half the width of the interval within rounding."""
    least = max(scale["high"][0] - scale["low"][1], 0.0) / 2
    return least, (scale["high"][1] - scale["low"][0]) / 2


def _quantiles(level: float, df: int | None) -> list[tuple[float, int | None]]:
    """Give the quantile with its df; where that is not known, the normal and all t distributions are possible."""
    from scipy.special import ndtri, stdtrit

    tail = (1 + level) / 2
    if df is not None:
        return [(float(stdtrit(df, tail)), df)]
    return [(float(ndtri(tail)), None), *((float(stdtrit(each, tail)), each) for each in range(1, 200))]


def _told(p: Printed) -> str:
    return f"p {p.text}" if p.text.strip()[0] in "<>=" else f"p = {p.text}"


def _inside(asked: str, middle: Printed, ends: tuple[Printed, Printed]) -> Check:
    verdict: Verdict = "consistent" if overlap(span(middle), (ends[0].low, ends[1].high)) else "impossible"
    words = {"estimate": middle.text, "low": ends[0].text, "high": ends[1].text}
    told = explain(f"interval.inside.{verdict}", **words)
    return Check(METHOD, (), "inside", asked, verdict, ends[0].low, ends[1].high, told)


def _middle(asked: str, printed: Printed, scale: dict[str, Range], ratio: bool) -> Check:
    between = tuple((scale["low"][i] + scale["high"][i]) / 2 for i in (0, 1))
    low, high = (math.exp(end) if ratio else end for end in between)
    verdict: Verdict = "consistent" if overlap(span(printed), (low, high)) else "inconsistent"
    words = {"low": shown(low, printed.decimals), "high": shown(high, printed.decimals), "estimate": printed.text}
    return Check(METHOD, (), "middle", asked, verdict, low, high, explain(f"interval.middle.{verdict}", **words))


def _significance(asked: str, p: Printed, scale: dict[str, Range], level: float) -> Check:
    """Hold whether the interval leaves out no difference against whether p is below 1 - level."""
    bound, where = 1 - level, span(p)
    outside = scale["low"][0] > 0 or scale["high"][1] < 0
    inside = scale["low"][1] < 0 < scale["high"][0]
    clash = (outside and where[0] > bound + 1e-12) or (inside and where[1] < bound - 1e-12)
    verdict: Verdict = "inconsistent" if clash else "consistent"
    words = {
        "ci": asked,
        "p": p.text,
        "ligt": "binnen" if inside else "buiten",
        "lies": "within" if inside else "outside",
    }
    told = explain(f"interval.significance.{verdict}", **words)
    return Check(METHOD, (), "significance", f"{asked}, {_told(p)}", verdict, None, None, told)


def _p(asked: str, p: Printed, estimate: Range, half: Range, quantiles: list[tuple[float, int | None]]) -> Check:
    ways = [_tail(estimate, half, quantile, df) for quantile, df in quantiles]
    verdict: Verdict = "consistent" if any(overlap(span(p), way) for way in ways) else "inconsistent"
    # the normal distribution, or that of the given df, is what is shown
    low, high = ways[0]
    words = {"p": p.text, "low": shown(low, p.decimals), "high": shown(high, p.decimals)}
    told = explain(f"interval.p.{verdict}", **words)
    return Check(METHOD, (), "p", f"{asked}, {_told(p)}", verdict, low, high, told)


def _tail(estimate: Range, half: Range, quantile: float, df: int | None) -> Range:
    from scipy.special import ndtr, stdtr

    def two_sided(value: float) -> float:
        if math.isinf(value):
            return 0.0
        return 2 * float(ndtr(-value) if df is None else stdtr(df, -value))

    most = estimate[1] * quantile / half[0] if half[0] > 0 else math.inf
    least = estimate[0] * quantile / half[1] if math.isfinite(half[1]) and half[1] > 0 else 0.0
    return two_sided(most), two_sided(least)


def _se(asked: str, se: Printed, half: Range, quantiles: list[tuple[float, int | None]]) -> Check:
    ways = [(half[0] / quantile, half[1] / quantile) for quantile, _ in quantiles]
    verdict: Verdict = "consistent" if any(overlap(span(se), way) for way in ways) else "inconsistent"
    low, high = ways[0]
    words = {"se": se.text, "low": shown(low, se.decimals), "high": shown(high, se.decimals)}
    told = explain(f"interval.se.{verdict}", **words)
    return Check(METHOD, (), "se", f"{asked}, SE = {se.text}", verdict, low, high, told)
