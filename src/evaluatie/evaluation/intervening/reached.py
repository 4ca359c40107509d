"""How many people were invited to interventions, and how many of them were reached: the ledger behind the section."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from evaluatie.evaluation.intervening.names import AT, REACH
from evaluatie.evaluation.ledger import Ledger
from evaluatie.evaluation.section import ALL

if TYPE_CHECKING:
    from evaluatie.study import Study


@lru_cache(maxsize=4)
def reach_ledger(study: Study) -> Ledger | None:
    """Count who was invited and who was reached.

    Parameters
    ----------
    study : Study
        The study.

    Returns
    -------
    Ledger or None
        Parts by intervention: ``reached:<id>``, ``missed:<id>`` and ``invited:<id>``, who is both together; and by
        level ``level_reached:<level>`` and so on. Of interventions that are over, in parts that tell both numbers: the
        next report of one that goes on would tell how many more it reached. None where there are none.
    """
    log = study.interventions
    if log is None:
        return None
    over = log["status"].isin(["done", "stopped"]).groupby(log["intervention"]).transform("all")
    known = log[over].dropna(subset=["invited", "reached"])
    known = known[known["invited"] > 0]
    if known.empty:
        return None
    sums = known.groupby(["intervention", "level"], sort=False)[["invited", "reached"]].sum()
    columns: dict[str, int] = {}
    parts: dict[str, list[str]] = {}
    for (id_, level), invited, reached in sums.itertuples(name=None):
        for what, n in (("reached", int(reached)), ("missed", int(invited - reached))):
            column = f"{what}:{id_}{AT}{level}"
            columns[column] = n
            for part in (f"{what}:{id_}", f"level_{what}:{level}"):
                parts.setdefault(part, []).append(column)
            for part in (f"invited:{id_}", f"level_invited:{level}"):
                parts.setdefault(part, []).append(column)
    counts = pd.DataFrame(columns, index=pd.MultiIndex.from_tuples([ALL]))
    # of what stands at several levels no section tells each
    alone = {of[0] for of in parts.values() if len(of) == 1}
    untold = [column for column in columns if column not in alone]
    parts |= {column: [column] for column in untold}
    ids = [part.partition(":")[2] for part in parts if part.startswith("invited:")]
    within: list[tuple[str, ...]] = [(f"reached:{id_}", f"missed:{id_}") for id_ in ids]
    told = {part: tuple(of) for part, of in parts.items()}
    return Ledger(REACH, counts, told, within=within, untold=frozenset(untold))
