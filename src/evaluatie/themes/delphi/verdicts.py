"""Which statements need another round, and why."""

from __future__ import annotations

from typing import Any

import pandas as pd

from evaluatie.themes.delphi.panel import Panel
from evaluatie.themes.delphi.rounds import Rule

#: A panel of which fewer are left is no longer the panel that began: Sumsion (1998, *British Journal of Occupational
#: Therapy* 61, 153-156)
KEPT = 0.70


def statement_table(panel: Panel, rule: Rule, stability: pd.DataFrame, drop_out: pd.DataFrame) -> pd.DataFrame:
    """Give a row per statement: how it stands after its last round, and whether to ask again.

    Parameters
    ----------
    panel : Panel
        The ratings.
    rule : Rule
        When a panel agrees.
    stability, drop_out : DataFrame
        From round to round.

    Returns
    -------
    pandas.DataFrame
        As described in ``DelphiConsensus``.
    """
    rows = []
    for statement in panel.statements():
        rated = panel.of(statement)
        labels = list(rated)
        first, last = rated[labels[0]], rated[labels[-1]]
        kept = float(first.index.isin(last.index).mean())
        steps = stability[(stability["statement"] == statement) & (stability["to"] == labels[-1])]
        stable = bool(steps["stable"].iloc[0]) if len(steps) else None
        gone = bool(drop_out.loc[drop_out["statement"] == statement, "by_drop_out"].any())
        reached = rule.reached(last)
        again, why = _verdict(reached, stable, len(labels), kept < KEPT, gone and reached, against=rule.against(last))
        rows.append({
            "statement": statement, "last_round": labels[-1], "rounds": len(labels), "n": len(last), "kept": kept,
            "reached": reached, "stable": "not told" if stable is None else "yes" if stable else "no",
            "next_round": again, "why": why,
        })  # fmt: skip
    return pd.DataFrame(rows)


def _verdict(
    reached: bool, stable: bool | None, rounds: int, few: bool, gone: bool, *, against: bool
) -> tuple[str, str]:
    """Say whether to ask again ("yes", "no", "not told"), and why."""
    agreed = "consensus" if reached else "no consensus"
    if rounds == 1:
        again, why = "not told" if reached else "yes", f"{agreed}, asked in one round: stability is not known"
    elif stable is None:
        again, why = "yes", f"{agreed}, and no expert rated it in the last two rounds: stability is not known"
    elif reached:
        again, why = ("no", "consensus, and stable") if stable else ("yes", "consensus, but not stable")
    else:
        settled = "the panel is of one mind in not agreeing" if against else "views have settled apart"
        again, why = (
            ("no", f"no consensus, but stable: {settled}") if stable else ("yes", "no consensus, and not stable")
        )
    more: list[Any] = []
    if few:
        more.append("too few are left of the experts who first rated it")
    if gone:
        more.append("consensus came about by experts who left")
    return ("yes" if more else again), "; ".join([why, *more])
