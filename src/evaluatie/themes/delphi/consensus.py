"""Consensus of a Delphi panel: each statement in each round, what held, what changed, and who left."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.amiss import refuse
from evaluatie.result import Estimate, Result, check_confidence
from evaluatie.themes.delphi.concordance import concordance_table
from evaluatie.themes.delphi.panel import read_panel
from evaluatie.themes.delphi.remarks import expert_table, remarks
from evaluatie.themes.delphi.rounds import Rule, round_table
from evaluatie.themes.delphi.stability import drop_out_table, stability_table
from evaluatie.themes.delphi.verdicts import statement_table

METHOD = (
    "Delphi consensus: share of experts who agree, with Wilson's limits (1927); changes of the same experts with the "
    "limits of Bonett & Price (2012) and exact tests; Kendall's W corrected for ties, with a jackknife over experts"
)


@dataclass(frozen=True)
class DelphiConsensus(Result):
    """What a panel agrees on, and how firmly.

    Attributes
    ----------
    statements : pandas.DataFrame
        A row per statement as it stands: ``statement``, ``last_round``, ``rounds``, ``n`` (experts in the last round),
        ``kept`` (share of the experts who first rated it and did so last), ``reached`` (consensus), ``stable``
        (``"yes"``, ``"no"``, ``"not told"``), ``next_round`` (whether to ask again, in the same three words), ``why``.
    table : pandas.DataFrame
        A row per statement and round: ``statement``, ``round``, ``n``, ``median``, ``q1``, ``q3``, ``iqr``, ``agree``
        (experts who agree), ``share`` with ``share_low`` and ``share_high``, ``reached`` (whether this panel's share
        makes consensus), and ``consensus``: whether that of all such experts does, ``"yes"`` or ``"no"`` where the
        whole interval says so, else ``"not told"``. Quartiles are those of R's ``quantile``, type 7.
    stability : pandas.DataFrame
        A row per statement and two rounds that follow each other (``from``, ``to``), of the ``n`` experts who rated it
        in both: ``median_from``, ``median_to``, ``median_change``, the same of ``iqr``; ``within_one`` (share who moved
        at most one point) with limits; ``rose`` and ``fell`` (experts), ``net_rise`` (their difference, as a share)
        with limits and ``p_rise`` (sign test); ``to_agree`` and ``from_agree`` (experts who came to agree, and ceased
        to), ``share_change`` with limits and ``p_share`` (McNemar's exact test); ``stable``.
    drop_out : pandas.DataFrame
        A row per statement and two such rounds: experts who ``stayed``, ``left`` and ``joined``; by the ratings before
        leaving, the share that agrees among those who stayed and who left (``share_stayed``, ``share_left``), their
        ``difference`` with limits, and both medians; whether consensus was reached by all before and after
        (``reached_from``, ``reached_to``) and by those who stayed (``stayed_reached_from``, ``stayed_reached_to``); and
        ``by_drop_out``: reached now, not before, but before already among those who stayed. Missing where nobody left.
    concordance : pandas.DataFrame
        A row per round: ``round``, ``statements``, ``experts`` (who rated all of these), ``left_out``, Kendall's ``w``,
        ``mean_correlation`` of the experts' orders, ``ci_low`` and ``ci_high`` of ``w``, ``chi2`` with ``p`` and
        ``df``, and ``p_f``, which is the better p with fewer than 20 experts.
        Missing where it is not defined, which a note says.
    experts : pandas.DataFrame
        A row per round: ``round``, ``experts``, ``joined``, ``left`` (since the round before), ``kept`` (share of the
        first round's experts).
    scale : tuple of float
        Lowest and highest rating.
    agree : float
        The lowest rating that counts as agreement.
    consensus, stable : float
        Shares that make consensus, and stability.
    rounds : tuple
        Their labels, in order.
    confidence : float
        Level of all intervals.
    """

    statements: pd.DataFrame
    table: pd.DataFrame
    stability: pd.DataFrame
    drop_out: pd.DataFrame
    concordance: pd.DataFrame
    experts: pd.DataFrame
    scale: tuple[float, float]
    agree: float
    consensus: float
    stable: float
    rounds: tuple[Any, ...]
    confidence: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give each share that agrees, the changes of the same experts, and Kendall's W.

        Returns
        -------
        tuple of Estimate
            ``share_agreeing`` has the statement as ``group`` and the round as ``wave``; ``within_one``, ``net_rise``
            and ``share_change`` stand at the later of two rounds; ``kendall_w`` has no group.
        """
        return tuple(self._found())

    def _found(self) -> Iterator[Estimate]:
        for row in self.table.to_dict("records"):
            yield Estimate(
                "share_agreeing", row["share"], ci_low=row["share_low"], ci_high=row["share_high"], n=row["n"],
                group=str(row["statement"]), wave=str(row["round"]),
            )  # fmt: skip
        for row in self.stability.to_dict("records"):
            for term, p in (("within_one", None), ("net_rise", row["p_rise"]), ("share_change", row["p_share"])):
                yield Estimate(
                    term, row[term], p=p, ci_low=row[f"{term}_low"], ci_high=row[f"{term}_high"], n=row["n"],
                    group=str(row["statement"]), wave=str(row["to"]),
                )  # fmt: skip
        for row in self.concordance.dropna(subset="w").to_dict("records"):
            limits = [None if math.isnan(row[name]) else row[name] for name in ("ci_low", "ci_high")]
            yield Estimate(
                "kendall_w", row["w"], statistic=row["chi2"], df=row["df"], p=row["p"], ci_low=limits[0],
                ci_high=limits[1], n=row["experts"], wave=str(row["round"]),
            )  # fmt: skip


def delphi_consensus(
    ratings: pd.DataFrame,
    *,
    scale: tuple[float, float],
    agree: float | None = None,
    consensus: float = 0.75,
    stable: float = 0.85,
    confidence: float = 0.95,
) -> DelphiConsensus:
    """Describe on which statements a Delphi panel agrees, how firmly, and which need another round.

    Consensus is reached where at least a share ``consensus`` of the experts of a round agree; .75 is the median of
    what studies chose (Diamond et al. 2014, *Journal of Clinical Epidemiology* 67, 401-409). That is counted in this
    panel; whether all such experts would agree is what the interval tells, and few panels are large enough for it.
    A statement is stable where of the experts who rated it in two rounds at least a share ``stable`` moved at most one
    point (less than 15% change: Scheibe, Skutsch & Schofer 1975, in Linstone & Turoff, *The Delphi Method*), and their
    median less than one. Both rules say which statements to ask again: those without consensus that still move, those
    whose consensus is not stable, or came about by experts who left, and those of which fewer than 70% of the first
    experts are left (Sumsion 1998). Settled disagreement is an outcome too, and not asked again.

    Consensus is about the height of ratings, Kendall's W about the order of statements: a panel that finds everything
    important agrees, and yet its W is low.

    Parameters
    ----------
    ratings : DataFrame
        Columns ``statement``, ``expert``, ``round`` and ``rating``; others are not looked at. Rounds are in the order
        of an ordered Categorical, or else of their labels, numbers inside texts counting as numbers. Statements need
        not be in every round. Rows without a rating are left out and counted.
    scale : pair of whole numbers
        Lowest and highest rating that could be given.
    agree : float, optional
        The lowest rating that counts as agreement; by default the top third of the scale's points, their number rounded
        to the nearest whole one: 7 to 9 of 1 to 9, 4 and 5 of 1 to 5, 6 and 7 of 1 to 7.
    consensus : float, default 0.75
        Share of experts that makes consensus; above .5.
    stable : float, default 0.85
        Share of experts that must have stayed within one point.
    confidence : float, default 0.95
        Level of all intervals. Tests are not adjusted for their number.

    Returns
    -------
    DelphiConsensus
        Tables by statement, round, and from round to round.

    Raises
    ------
    NotEnoughData
        If there are no ratings.
    TypeError
        If ratings are no DataFrame.
    ValueError
        If a column is missing or a setting impossible; or with all that is wrong with the ratings: no number, outside
        the scale, an expert who rated a statement twice in a round, one label in two spellings.

    Examples
    --------
    >>> rows = [(s, e, r, v) for s, first, last in (("pay", "34555", "45555"), ("food", "12531", "12431"))
    ...         for r, given in ((1, first), (2, last)) for e, v in zip("abcde", map(int, given))]
    >>> ratings = pd.DataFrame(rows, columns=["statement", "expert", "round", "rating"])
    >>> found = delphi_consensus(ratings, scale=(1, 5))
    >>> found.statements[["statement", "reached", "stable", "next_round"]].values.tolist()
    [['food', False, 'yes', 'no'], ['pay', True, 'yes', 'no']]
    >>> found.table[["statement", "round", "median", "share"]].values.tolist()
    [['food', 1, 2.0, 0.2], ['food', 2, 2.0, 0.2], ['pay', 1, 5.0, 0.8], ['pay', 2, 5.0, 1.0]]
    """
    check_confidence(confidence)
    _check(scale, agree, consensus, stable)
    rule = Rule(_top_third(scale) if agree is None else float(agree), consensus, stable, confidence)
    panel = read_panel(ratings, scale)
    table, stability, drop_out = round_table(panel, rule), stability_table(panel, rule), drop_out_table(panel, rule)
    concordance, experts = concordance_table(panel.ratings, confidence), expert_table(panel)
    return DelphiConsensus(
        METHOD,
        remarks(panel, drop_out, concordance, experts),
        statement_table(panel, rule, stability, drop_out),
        table,
        stability,
        drop_out,
        concordance,
        experts,
        (float(scale[0]), float(scale[1])),
        rule.agree,
        consensus,
        stable,
        panel.rounds,
        confidence,
    )


def _check(scale: Any, agree: Any, consensus: Any, stable: Any) -> None:
    problems = []
    ends = list(scale) if isinstance(scale, tuple | list) else []
    if len(ends) != 2 or not all(_is_number(end) and float(end).is_integer() for end in ends) or ends[0] >= ends[1]:
        refuse([f"scale must be its lowest and highest rating, whole numbers such as (1, 9): got {scale!r}"])
    if agree is not None and not (_is_number(agree) and ends[0] < agree <= ends[1]):
        problems.append(f"agree must be a rating above the lowest of the scale, {ends[0]:g}, and on it: got {agree!r}")
    if not (_is_number(consensus) and 0.5 < consensus <= 1):
        problems.append(f"consensus must be a share above .5, such as .75: got {consensus!r}")
    if not (_is_number(stable) and 0 < stable <= 1):
        problems.append(f"stable must be a share above 0, such as .85: got {stable!r}")
    refuse(problems)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool) and bool(np.isfinite(value))


def _top_third(scale: tuple[float, float]) -> float:
    points = scale[1] - scale[0] + 1
    return float(scale[1] - max(round(points / 3), 1) + 1)
