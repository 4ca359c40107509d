"""Phi and Cramér's V beside the chi-square and the number of people that they must follow from."""

from __future__ import annotations

import math
from dataclasses import replace

from evaluatie.amiss import InputError
from evaluatie.reproduce.checks import effect_size_agrees
from evaluatie.reproduce.checks.check import Check
from evaluatie.reproduce.checks.rounding import overlap
from evaluatie.reproduce.checks.wording import shown
from evaluatie.reproduce.reported.beside.found import Read
from evaluatie.reproduce.reported.beside.said import told
from evaluatie.reproduce.reported.reading.items import Quantity, Statistic

#: of other chi-squares, such as a difference, phi and V are no function
_OF_TABLE = ("χ2", "χ", "X2", "x2", "chi2", "chi-square", "chi-squared", "chi-kwadraat", "chi square", "chi kwadraat")
_OTHER = frozenset(
    (
        "mcnemar",
        "mcnemar's",
        "friedman",
        "friedman's",
        "cochran",
        "weighted",
        "gewogen",
        "rao-scott",
        "wald",
        "trend",
        "pillai",
        "pillai's",
        "multivariate",
    )
)


def association(read: Read, statistic: Statistic, size: Quantity) -> Check | None:
    """Check phi or V against chi-square, its df and n.

    Parameters
    ----------
    read : Read
    statistic : Statistic
        The chi-square before it.
    size : Quantity
        Phi or V.

    Returns
    -------
    Check or None
        None where it is another chi-square, or n does not stand with it.

    Notes
    -----
    V is √(χ² / (n · k)), k the fewer of rows and columns less one (Cohen 1988); which k go with df is worked out, that
    of a single row among them. Bias-corrected V after Bergsma (2013), doi:10.1016/j.jkss.2012.10.002. A chi-square with
    Yates' correction is too small, so that a larger size of a table of two by two is no alarm.
    """
    counts = set(statistic.counts)
    if not _of_table(read, statistic) or len(counts) != 1:
        return None
    n, df = counts.pop(), int(statistic.freedoms[0][0].value)
    value, printed = statistic.values[0].text, size.values[0].text
    shapes = [(1, df)] if size.kind == "phi" else _shapes(df)
    try:
        found = [effect_size_agrees("cramers_v", printed, chi2=value, n=n, k=rows) for rows, _ in shapes]
    except InputError:
        return None
    if any(not one.alarms for one in found) or any(_corrected(statistic, size, n, shape) for shape in shapes):
        return _said("association", "consistent", size, found)
    highest = max(one.high or 0.0 for one in found)
    if df == 1 and abs(size.values[0].value) > highest:
        return _said("continuity", "cannot be checked", size, found)
    return _said("association_not", "inconsistent", size, found)


def _of_table(read: Read, statistic: Statistic) -> bool:
    freedom = statistic.freedoms[0][0]
    plain = statistic.kind == "chi2" and statistic.name in _OF_TABLE
    return plain and freedom.whole and freedom.value >= 1 and not read.sentence.said & _OTHER


def _shapes(df: int) -> list[tuple[int, int]]:
    """Give rows and columns, each less one, whose product is df, the fewer first; and a single row."""
    tables = [(rows, df // rows) for rows in range(1, math.isqrt(df) + 1) if df % rows == 0]
    return [*tables, (df, 1)]


def _corrected(statistic: Statistic, size: Quantity, n: int, shape: tuple[int, int]) -> bool:
    """Say whether it is the size with its bias taken out."""
    rows, columns = (each + 1 for each in shape)
    if n < 2:
        return False
    loss = shape[0] * shape[1] / (n - 1)
    left = min(each - (each - 1) ** 2 / (n - 1) for each in (rows, columns)) - 1
    if left <= 0:
        return False
    ends = [math.sqrt(max(end / n - loss, 0.0) / left) for end in (statistic.values[0].low, statistic.values[0].high)]
    printed = size.values[0]
    return overlap((ends[0], ends[1]), (printed.low, printed.high))


def _said(key: str, verdict: str, size: Quantity, found: list[Check]) -> Check:
    ends = min(one.low or 0.0 for one in found), max(one.high or 0.0 for one in found)
    low, high = (shown(end, size.values[0].decimals) for end in ends)
    name = {"phi": "φ", "cramers_v": "V"}[size.kind]
    explanation = told(key, printed=f"{name} = {size.values[0].text}", low=low, high=high)
    return replace(found[0], verdict=verdict, low=ends[0], high=ends[1], explanation=explanation)  # type: ignore[arg-type]
