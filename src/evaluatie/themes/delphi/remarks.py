"""Who takes part in each round, and what must be said beside the figures."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from evaluatie.amiss import listed
from evaluatie.themes.delphi.panel import Panel
from evaluatie.themes.delphi.verdicts import KEPT


def expert_table(panel: Panel) -> pd.DataFrame:
    """Give how many experts take part in each round.

    Parameters
    ----------
    panel : Panel
        The ratings.

    Returns
    -------
    pandas.DataFrame
        As described in ``DelphiConsensus``.
    """
    rows, before = [], None
    first = set(panel.ratings[panel.rounds[0]].index)
    for label in panel.rounds:
        now = set(panel.ratings[label].index)
        joined, left = (len(now - before), len(before - now)) if before is not None else (0, 0)
        rows.append({
            "round": label, "experts": len(now), "joined": joined, "left": left, "kept": len(first & now) / len(first),
        })  # fmt: skip
        before = now
    return pd.DataFrame(rows)


def remarks(panel: Panel, drop_out: pd.DataFrame, concordance: pd.DataFrame, experts: pd.DataFrame) -> tuple[str, ...]:
    """Give the notes of a result.

    Parameters
    ----------
    panel : Panel
        The ratings.
    drop_out, concordance, experts : DataFrame
        What was found.

    Returns
    -------
    tuple of str
        Sentences.
    """
    return (*_rows(panel), *_people(experts), *_asked(panel), *_gone(drop_out), *_order(concordance))


def _rows(panel: Panel) -> Iterator[str]:
    if panel.missing:
        yield f"{panel.missing} {'row' if panel.missing == 1 else 'rows'} without a rating left out"


def _people(experts: pd.DataFrame) -> Iterator[str]:
    for row in experts.to_dict("records"):
        if row["joined"]:
            yield (
                f"round {row['round']}: {row['joined']} of {row['experts']} experts were not in the round before; "
                "changes are those of experts who rated a statement in both"
            )
        if row["kept"] < KEPT:
            yield f"round {row['round']}: {row['kept']:.0%} of the first round's experts are left"


def _asked(panel: Panel) -> Iterator[str]:
    once = [label for label in panel.statements() if len(panel.of(label)) == 1]
    if len(panel.rounds) == 1:
        yield "there is one round: stability is not known"
    elif once:
        yield f"asked in one round, so that stability is not known: {listed(map(str, once))}"


def _gone(drop_out: pd.DataFrame) -> Iterator[str]:
    gone = drop_out[drop_out["by_drop_out"].astype(bool)]
    if len(gone):
        named = dict.fromkeys(gone["statement"].astype(str))
        yield f"consensus came about by experts who left, and not by any who changed their minds: {listed(named)}"


def _order(concordance: pd.DataFrame) -> Iterator[str]:
    for row in concordance.to_dict("records"):
        place = f"round {row['round']}: "
        if row["left_out"]:
            yield f"{place}Kendall's W leaves out {row['left_out']} experts who did not rate every statement"
        if row["experts"] < 2 or row["statements"] < 2:
            yield f"{place}no Kendall's W, which needs two statements, and two experts who rated all"
        elif pd.isna(row["w"]):
            yield f"{place}no Kendall's W: nobody rates one statement above another"
        elif pd.isna(row["ci_low"]):
            yield f"{place}no interval of Kendall's W: it needs three experts, and orders that are not all the same"
