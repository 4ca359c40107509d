"""The share of a round's conversations in which each theme came up, and whom it rests upon."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from evaluatie.evaluation.conversing.names import HELD, outcome_of
from evaluatie.evaluation.conversing.rounds import Rounds
from evaluatie.evaluation.section import ALL, Analysis, Cell
from evaluatie.evaluation.workforce.picked import picked
from evaluatie.result import Estimate


def _of(rounds: Rounds, place: int) -> pd.DataFrame:
    table: pd.DataFrame = rounds.prevalence.table
    return table[table["round"].astype(str) == rounds.names[place - 1]]


def round_cells(place: int, *parts: str) -> tuple[Cell, ...]:
    """Name the conversations of a round, and those in which themes came up."""
    return tuple(Cell((), outcome_of(place), *ALL, None, part) for part in (HELD, *parts))


def shares_in(rounds: Rounds, place: int) -> Iterator[tuple[str, Analysis]]:
    """Give how many conversations a round had, and the share of them in which each theme came up."""
    rows = _of(rounds, place)
    held = int(rows["of"].max())
    count = picked(rounds.prevalence, Estimate("count", held, n=held))
    yield f"all/held/{place}", Analysis(count, "count", (), round_cells(place))
    for row in rows[rows["theme"].isin(list(rounds.ids))].to_dict("records"):
        id_ = rounds.ids[str(row["theme"])]
        share = Estimate("proportion", row["share"], ci_low=row["ci_low"], ci_high=row["ci_high"], n=row["of"])
        on = round_cells(place, f"theme:{id_}")
        yield f"all/theme/{place}/{id_}", Analysis(picked(rounds.prevalence, share), "theme_share", (), on)
