"""Whether a printed effect size follows from the test statistic, counts or means that are printed beside it."""

from __future__ import annotations

import math

from evaluatie.amiss import did_you_mean, refuse
from evaluatie.effects.standardised import hedges_factor
from evaluatie.reproduce.checks.check import Check, Explanation, Verdict
from evaluatie.reproduce.checks.effects.boxes import Range, over_box, size
from evaluatie.reproduce.checks.effects.formulas import FORMULAS, Formula
from evaluatie.reproduce.checks.rounding import Given, overlap, read_count, read_equal, read_printed, span
from evaluatie.reproduce.checks.wording import explain, joined, shown
from evaluatie.reproduce.finding.printed import Printed

Ends = tuple[float | None, float | None]
METHOD = "Effect size recomputed within rounding (Lakens 2013; Cohen 1988)"
_COUNTS = {"n": 1, "n1": 1, "n2": 1, "df1": 1, "k": 1}
#: how effect sizes are written
LABELS = {
    "any_d": "d", "eta2": "η²", "partial_eta2": "η²ₚ", "omega2": "ω²", "epsilon2": "ε²", "r2": "R²", "f2": "f²",
    "adjusted_r2": "R² (adjusted)", "phi": "φ", "cramers_v": "V", "chi2": "χ²", "f": "F",
}  # fmt: skip
DIVIDED = "t · √(1/n₁ + 1/n₂)"
#: standardised differences that depend upon how people were divided over two groups
_SPLIT = ("d", "g")


def effect_size_agrees(
    kind: str,
    value: Given,
    *,
    t: Given | None = None,
    f: Given | None = None,
    chi2: Given | None = None,
    r: Given | None = None,
    r2: Given | None = None,
    df: Given | int | None = None,
    df1: int | str | None = None,
    df2: Given | int | None = None,
    n: int | str | None = None,
    n1: int | str | None = None,
    n2: int | str | None = None,
    k: int | str | None = None,
    mean1: Given | None = None,
    mean2: Given | None = None,
    sd1: Given | None = None,
    sd2: Given | None = None,
) -> Check:
    """Check an effect size against what it follows from.

    Every formula for which all numbers are given is tried, and one that agrees is enough: papers seldom say which one
    they used. Signs are not compared, as they depend on which group comes first. For ``d`` and ``g`` with `t` and only
    `n` or `df`, nothing is supposed of how many people are in each group: the least that goes with any division is that
    of two equal groups. ``any_d`` is for text that says neither whether people were paired nor what d was divided by:
    then no size is out of the question, and it is never an alarm.

    Parameters
    ----------
    kind : str
        ``any_d``, ``d``, ``g`` (two groups), ``d_z``, ``g_z``, ``d_rm``, ``d_av`` (pairs), ``eta2``, ``partial_eta2``,
        ``omega2``, ``epsilon2``, ``r``, ``r2``, ``adjusted_r2``, ``f2``, ``phi``, ``cramers_v``.
    value : str or Printed
        The effect size as printed; an inequality is welcome.
    t, f, chi2, r, r2, mean1, mean2, sd1, sd2 : str or Printed, optional
        Statistics as printed.
    df, df1, df2, n, n1, n2 : int, optional
        Degrees of freedom and people; `df` and `df2` may have decimals.
    k : int, optional
        For Cramér's V: the fewer of rows and columns, less one.

    Returns
    -------
    Check
        ``low`` and ``high`` are the recomputed range over all formulas that were tried.

    Raises
    ------
    InputError
        If the effect size is not known, or a number cannot be read.

    Notes
    -----
    Source: Lakens (2013), doi:10.3389/fpsyg.2013.00863; Cohen (1988), *Statistical power analysis*; Rosenthal (1994)
    for 2t/√df; Hedges (1981), doi:10.3102/10769986006002107.

    Examples
    --------
    >>> effect_size_agrees("d", "0.65", t="2.10", n1=21, n2=21).verdict
    'consistent'
    >>> effect_size_agrees("d", "0.45", t="2.10", df=40).verdict
    'inconsistent'
    >>> effect_size_agrees("partial_eta2", ".14", f="4.00", df1=2, df2=48).verdict
    'consistent'
    """
    given = {
        "t": t, "f": f, "chi2": chi2, "r": r, "r2": r2, "df": df, "df1": df1, "df2": df2, "n": n, "n1": n1, "n2": n2,
        "k": k, "mean1": mean1, "mean2": mean2, "sd1": sd1, "sd2": sd2,
    }  # fmt: skip
    known = _read(kind, {name: each for name, each in given.items() if each is not None})
    printed = read_printed(value, kind)
    ranges = _completed(kind, {name: span(each) for name, each in known.items()})
    asked = ", ".join([_told(kind, printed), *(_told(name, each) for name, each in known.items())])
    where = {each: _range(each, ranges) for each in FORMULAS[kind] if set(each.needs) <= set(ranges)}
    where = {each: ends for each, ends in where.items() if math.isfinite(ends[0])}
    divided = _any_division(kind, ranges) if not {"n1", "n2"} <= set(ranges) else None
    if not where and divided is None:
        needs = " / ".join(" + ".join(each.needs) for each in FORMULAS[kind])
        return _check(kind, asked, "cannot be checked", (None, None), explain("effect.cannot", needs=needs))
    return _judged(kind, asked, printed, where, divided)


def _judged(kind: str, asked: str, printed: Printed, where: dict[Formula, Range], divided: Range | None) -> Check:
    agree = [each for each, ends in where.items() if overlap(ends, span(printed) if each.signed else _size(printed))]
    if not agree and divided is not None and overlap(divided, _size(printed)):
        told = explain("effect.division", least=shown(divided[0], printed.decimals))
        return _check(kind, asked, "consistent", divided, told)
    all_ranges = [*where.values(), *([] if divided is None else [divided])]
    ends = min(low for low, _ in all_ranges), max(high for _, high in all_ranges)
    verdict: Verdict = "consistent" if agree else "inconsistent"
    formulas = "; ".join(
        [each.words for each in (agree[:1] or where)] + [DIVIDED] * (divided is not None and not agree)
    )
    low, high = (shown(end, printed.decimals) for end in (where[agree[0]] if agree else ends))
    if not agree and kind == "any_d":
        return _check(kind, asked, "cannot be checked", ends, explain("effect.design", low=low, high=high))
    told = explain(f"effect.{verdict}", printed=asked.split(", ")[0], low=low, high=high, formulas=formulas)
    if not agree and not all(each.signed for each in where):
        told = joined(told, explain("effect.signs"))
    if not agree and kind in _SPLIT and " t = " in f" {asked}":
        told = joined(told, explain("effect.welch"))
    return _check(kind, asked, verdict, ends, told)


def _read(kind: str, given: dict[str, Given | int]) -> dict[str, Printed]:
    wrong = [] if kind in FORMULAS else [f"no effect size {kind!r}: {did_you_mean(kind, FORMULAS)}"]
    read: dict[str, Printed] = {}
    for name, value in given.items():
        try:
            read[name] = read_equal(value, name)
            if name in _COUNTS:
                read_count(read[name], name, _COUNTS[name])
        except (TypeError, ValueError) as error:
            wrong.append(str(error))
    refuse(wrong)
    return read


def _completed(kind: str, ranges: dict[str, Range]) -> dict[str, Range]:
    """Take counts for exact, and add what follows from others: df of two groups or of pairs, n of pairs."""
    found = {name: _exact(ends) if name in _WHOLE else ends for name, ends in ranges.items()}
    for name in ("sd1", "sd2", "f", "chi2"):
        if name in found:
            found[name] = max(found[name][0], 0.0), found[name][1]
    if "t" in found:
        found["t"] = size(found["t"])
    pairs = kind in ("any_d", "d_z", "g_z", "d_rm")
    if "df" not in found and {"n1", "n2"} <= set(found):
        total = found["n1"][0] + found["n2"][0] - 2
        found["df"] = (total, total)
    if "n" not in found and "df" in found and pairs:
        found["n"] = (found["df"][0] + 1, found["df"][1] + 1)
    return found


_WHOLE = ("n", "n1", "n2", "df", "df1", "df2", "k")


def _exact(ends: Range) -> Range:
    """Take a whole number for exact; degrees of freedom with decimals stay a range."""
    middle = (ends[0] + ends[1]) / 2
    return (middle, middle) if ends[1] - ends[0] > 0.5 else ends


def _range(formula: Formula, ranges: dict[str, Range]) -> Range:
    try:
        ends = over_box(formula.compute, {name: ranges[name] for name in formula.needs})
    except (ZeroDivisionError, ValueError):
        return (-math.inf, math.inf)
    return ends if formula.signed else size(ends)


def _any_division(kind: str, ranges: dict[str, Range]) -> Range | None:
    """Give the range of d or g over all divisions of so many people over two groups."""
    if kind not in _SPLIT or "t" not in ranges or not {"n", "df"} & set(ranges):
        return None
    total = ranges["n"][0] if "n" in ranges else ranges["df"][0] + 2
    least, most = size(ranges["t"])
    half = math.floor(total / 2)
    few, many = math.sqrt(1 / half + 1 / (total - half)), math.sqrt(1 + 1 / (total - 1))
    by = hedges_factor(total - 2) if kind == "g" else 1.0
    return least * few * by, most * many


def _size(printed: Printed) -> Range:
    return size(span(printed)) if printed.relation == "=" else span(printed)


def _told(name: str, printed: Printed) -> str:
    text, label = printed.text.strip(), LABELS.get(name, name)
    return f"{label} {text}" if text[0] in "<>=" else f"{label} = {text}"


def _check(
    kind: str, asked: str, verdict: Verdict, ends: tuple[float | None, float | None], told: Explanation
) -> Check:
    return Check(METHOD, (), kind, asked, verdict, *ends, told)
