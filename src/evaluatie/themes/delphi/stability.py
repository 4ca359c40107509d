"""From one round to the next: whether the same experts still think the same, and what drop-out does."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.newcombe import difference_limits
from evaluatie.themes.delphi.panel import Panel
from evaluatie.themes.delphi.rounds import SLACK, Rule
from evaluatie.themes.paired_counts import paired_difference, paired_p
from evaluatie.wilson import wilson_interval

#: An expert stays with his view within this many points; the median of the panel moves less than that
POINT = 1.0
STABILITY = (
    "statement", "from", "to", "n", "median_from", "median_to", "median_change", "iqr_from", "iqr_to", "iqr_change",
    "within_one", "within_one_low", "within_one_high", "rose", "fell", "net_rise", "net_rise_low", "net_rise_high",
    "p_rise", "to_agree", "from_agree", "share_change", "share_change_low", "share_change_high", "p_share", "stable",
)  # fmt: skip
DROP_OUT = (
    "statement", "from", "to", "stayed", "left", "joined", "share_stayed", "share_left", "difference",
    "difference_low", "difference_high", "median_stayed", "median_left", "reached_from", "stayed_reached_from",
    "stayed_reached_to", "reached_to", "by_drop_out",
)  # fmt: skip


def stability_table(panel: Panel, rule: Rule) -> pd.DataFrame:
    """Give a row per statement and two rounds that follow each other, of the experts who rated it in both.

    Parameters
    ----------
    panel : Panel
        The ratings.
    rule : Rule
        When a statement is stable.

    Returns
    -------
    pandas.DataFrame
        As described in ``DelphiConsensus``; no row where no expert rated a statement in both rounds.
    """
    rows = []
    for statement in panel.statements():
        for one, other, before, after in panel.steps(statement):
            both = before.index.intersection(after.index)
            if len(both):
                row = _stability(before[both].to_numpy(), after[both].to_numpy(), rule)
                rows.append({"statement": statement, "from": one, "to": other, **row})
    return pd.DataFrame(rows, columns=list(STABILITY))


def _stability(before: Any, after: Any, rule: Rule) -> dict[str, Any]:
    n, change = len(before), after - before
    near = int((np.abs(change) <= POINT + SLACK).sum())
    rose, fell = int((change > 0).sum()), int((change < 0).sum())
    to_agree = int(((after >= rule.agree) & (before < rule.agree)).sum())
    from_agree = int(((after < rule.agree) & (before >= rule.agree)).sum())
    spread = [float(np.subtract(*np.percentile(ratings, [75, 25]))) for ratings in (before, after)]
    medians = float(np.median(before)), float(np.median(after))
    stable = near >= rule.stable * n - SLACK and abs(medians[1] - medians[0]) < POINT - SLACK
    values = (
        n, *medians, medians[1] - medians[0], *spread, spread[1] - spread[0],
        near / n, *wilson_interval(near, n, rule.confidence),
        rose, fell, *paired_difference(rose, fell, n, rule.confidence), paired_p(rose, fell),
        to_agree, from_agree, *paired_difference(to_agree, from_agree, n, rule.confidence),
        paired_p(to_agree, from_agree), stable,
    )  # fmt: skip
    return dict(zip(STABILITY[3:], values, strict=True))


def drop_out_table(panel: Panel, rule: Rule) -> pd.DataFrame:
    """Compare who stayed with who left on the last ratings of both, and say whether consensus is due to that.

    Parameters
    ----------
    panel : Panel
        The ratings.
    rule : Rule
        When a panel agrees.

    Returns
    -------
    pandas.DataFrame
        As described in ``DelphiConsensus``; a row per statement and two rounds that follow each other.
    """
    rows = [
        {"statement": statement, "from": one, "to": other, **_drop_out(before, after, rule)}
        for statement in panel.statements()
        for one, other, before, after in panel.steps(statement)
    ]
    return pd.DataFrame(rows, columns=list(DROP_OUT))


def _drop_out(before: pd.Series[float], after: pd.Series[float], rule: Rule) -> dict[str, Any]:
    kept = before.index.isin(after.index)
    stayed, left = before[kept], before[~kept]
    reached = rule.reached(before), rule.reached(stayed), rule.reached(after[stayed.index]), rule.reached(after)
    values = (
        len(stayed), len(left), len(after) - len(stayed), *_difference(stayed, left, rule),
        *(float(part.median()) if len(part) else math.nan for part in (stayed, left)), *reached,
        # those who stayed agreed already, and now nobody else is left
        reached[3] and reached[1] and not reached[0],
    )  # fmt: skip
    return dict(zip(DROP_OUT[3:], values, strict=True))


def _difference(stayed: pd.Series[float], left: pd.Series[float], rule: Rule) -> tuple[float, ...]:
    """Give both shares that agree, and their difference with Newcombe's limits (1998, method 10)."""
    shares = [rule.agreeing(part) / len(part) if len(part) else math.nan for part in (stayed, left)]
    if not len(stayed) or not len(left):
        return (*shares, math.nan, math.nan, math.nan)
    limits, limits_left = (wilson_interval(rule.agreeing(part), len(part), rule.confidence) for part in (stayed, left))
    return (*shares, shares[0] - shares[1], *difference_limits(shares[0], limits, shares[1], limits_left))
