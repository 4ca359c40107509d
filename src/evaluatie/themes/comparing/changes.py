"""The change in share of each theme between two rounds, seen as separate draws."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from evaluatie.holm import holm
from evaluatie.newcombe import difference_limits
from evaluatie.themes.alikeness import Floats, Shares

#: What is seen of a theme
STATUSES = ("stays", "vanishes", "appears")


def absent_limit(documents: float, confidence: float) -> float:
    """Give how large the share of what was found in no document may be.

    The one-sided limit of Clopper & Pearson (1934, *Biometrika* 26, 404-413) at no success: 1 - (1 -
    confidence)^(1/n), at 95% about 3/n.

    Parameters
    ----------
    documents : float
        How many independent documents there are, n.
    confidence : float
        Level between 0 and 1.

    Returns
    -------
    float
        Between 0 and 1.

    Examples
    --------
    >>> [round(absent_limit(n, 0.95), 3) for n in (10, 30, 100)]
    [0.259, 0.095, 0.03]
    """
    return float(1 - (1 - confidence) ** (1 / documents))


def change_rows(first: Shares, last: Shares, themes: Sequence[str], confidence: float, *, exact: bool) -> pd.DataFrame:
    """Give a row for each theme: its shares, their difference, and what may be where it was not found.

    Parameters
    ----------
    first, last : Shares
        Of both rounds.
    themes : sequence of str, length T
        Names.
    confidence : float
        Level of the intervals, and of the one-sided limit.
    exact : bool
        Whether documents are independent, so that Fisher's exact test holds.

    Returns
    -------
    DataFrame
        As :attr:`evaluatie.themes.RoundComparison.table`.

    Examples
    --------
    >>> from evaluatie.themes.alikeness import shares_of
    >>> first, last = (shares_of(np.arange(4)[:, None] < count, np.arange(4), 0.95) for count in (3, 0))
    >>> row = change_rows(first, last, ["pay"], 0.95, exact=True).iloc[0]
    >>> row["status"], row[["change", "p", "may_be"]].astype(float).round(4).tolist()
    ('vanishes', [-0.75, 0.1429, 0.5271])
    """
    low, high = _limits(first, last)
    p = _fisher(first, last) if exact else np.full(len(themes), np.nan)
    sides = {
        f"{name}_{what}": values
        for name, side in (("first", first), ("last", last))
        for what, values in (
            ("documents", side.counts), ("of", side.total), ("share", side.share), ("low", side.low),
            ("high", side.high),
        )
    }  # fmt: skip
    status = np.select([last.counts == 0, first.counts == 0], ["vanishes", "appears"], "stays")
    absent = np.select([status == "vanishes", status == "appears"], [last.effective, first.effective], np.nan)
    may_be = [np.nan if np.isnan(size) else absent_limit(size, confidence) for size in absent]
    return pd.DataFrame(
        {
            "theme": themes, "status": status, **sides, "change": last.share - first.share, "ci_low": low,
            "ci_high": high, "p": p, "p_adjusted": holm(p) if exact else p, "may_be": may_be,
        }
    )  # fmt: skip


def _limits(first: Shares, last: Shares) -> Floats:
    rows = zip(last.share, last.low, last.high, first.share, first.low, first.high, strict=True)
    found = [difference_limits(one, (low, high), other, (least, most)) for one, low, high, other, least, most in rows]
    return np.array(found, dtype=np.float64).reshape(-1, 2).T


def _fisher(first: Shares, last: Shares) -> Floats:
    pairs = zip(first.counts, last.counts, strict=True)
    return np.array(
        [stats.fisher_exact([[one, first.total - one], [other, last.total - other]]).pvalue for one, other in pairs]
    )
