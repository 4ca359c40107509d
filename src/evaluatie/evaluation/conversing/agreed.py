"""How far coders who read the same conversations agree on which themes came up."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from evaluatie.evaluation.conversing.rounds import Rounds
from evaluatie.evaluation.conversing.shares import round_cells
from evaluatie.evaluation.section import Analysis
from evaluatie.evaluation.workforce.picked import picked
from evaluatie.result import Estimate, NotEnoughData

#: of fewer conversations that several people coded, agreement is not told
LEAST = 10


def agreement_of(rounds: Rounds) -> Iterator[tuple[str, Analysis]]:
    """Give Krippendorff's alpha over conversations and themes, where enough were coded by several people.

    A unit is a theme in a conversation, of the themes that may be named: whether it came up or not.
    """
    # the room takes a while to load
    from evaluatie.themes import coder_agreement

    codings = rounds.codings
    if "coder" not in codings:
        return
    readers = codings.groupby("document")["coder"].nunique()
    twice = readers.index[readers > 1]
    if len(twice) < LEAST or not rounds.named:
        return
    votes = _votes(codings[codings["document"].isin(twice)], rounds.named)
    try:
        found = coder_agreement(votes, "krippendorff")
    except NotEnoughData:
        return
    if found.estimate is None:
        return
    alpha = Estimate("alpha", found.estimate, ci_low=found.ci_low, ci_high=found.ci_high, n=len(twice))
    on = tuple(cell for place in range(1, len(rounds.names) + 1) for cell in round_cells(place))
    yield "all/agreement", Analysis(picked(found, alpha), "coder_agreement", (), on, digits=2)


def _votes(codings: pd.DataFrame, themes: tuple[str, ...]) -> pd.DataFrame:
    """Lay out whether each coder found each theme in each conversation that they read: units by coders."""
    read = codings[["document", "coder"]].drop_duplicates()
    units = read.merge(pd.DataFrame({"theme": themes}), how="cross")
    found = codings[["document", "coder", "theme"]].dropna().drop_duplicates().assign(found="yes")
    marked = units.merge(found, how="left").fillna({"found": "no"})
    return marked.pivot_table(index=["document", "theme"], columns="coder", values="found", aggfunc="first")
