"""In how many conversations of each round each theme came up: the ledgers behind the section."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from evaluatie.evaluation.conversing.names import HELD, outcome_of
from evaluatie.evaluation.intervening.labels import theme_ids
from evaluatie.evaluation.ledger import Ledger
from evaluatie.evaluation.section import ALL
from evaluatie.result import NotEnoughData

if TYPE_CHECKING:
    from evaluatie.study import Study
    from evaluatie.themes import ThemePrevalence

#: where a file tells of no rounds
_ONE = "1"
#: a theme in fewer conversations, in every round, is not named: its name alone would tell what one person said
FEW = 10


@dataclass(frozen=True, eq=False)
class Rounds:
    """Coded conversations, by round.

    Attributes
    ----------
    codings : pandas.DataFrame
        As of the study; ``round`` is text, and never missing.
    prevalence : ThemePrevalence
        In how many conversations each theme came up, by round.
    names : tuple of str
        The rounds, in order.
    ids : dict of str to str
        Of each theme its number.
    """

    codings: pd.DataFrame
    prevalence: ThemePrevalence
    names: tuple[str, ...]
    ids: dict[str, str]

    @property
    def named(self) -> tuple[str, ...]:
        """The themes that may be named, the most frequent first."""
        most = self.prevalence.table.groupby("theme", sort=False)["documents"].max()
        order = most.sort_values(ascending=False, kind="stable").index
        return tuple(str(theme) for theme in order if most[theme] >= FEW)


@lru_cache(maxsize=4)
def rounds_of(study: Study) -> Rounds | None:
    """Count themes by round; None where no conversations were coded, or nothing was found in them."""
    # the room takes a while to load, and most studies that a gate reads have no conversations
    from evaluatie.themes import theme_prevalence

    if study.codings is None or study.codings.empty:
        return None
    codings = study.codings.assign(round=study.codings["round"].fillna(_ONE).astype(str))
    try:
        prevalence = theme_prevalence(codings, by="round")
    except NotEnoughData:
        return None
    names = tuple(dict.fromkeys(prevalence.table["round"].astype(str)))
    order = sorted(names, key=lambda name: (not name.isdigit(), int(name) if name.isdigit() else 0, name))
    return Rounds(codings, prevalence, tuple(order), theme_ids(study))


@lru_cache(maxsize=4)
def conversation_ledgers(study: Study) -> tuple[Ledger, ...]:
    """Count conversations, and those in which each theme came up.

    Parameters
    ----------
    study : Study
        The study.

    Returns
    -------
    tuple of Ledger
        One per round, with parts ``conversations`` and ``theme:<number>``. Teams are never told apart: conversations
        were confidential.
    """
    rounds = rounds_of(study)
    if rounds is None:
        return ()
    found = []
    for place, name in enumerate(rounds.names, start=1):
        rows = rounds.prevalence.table[rounds.prevalence.table["round"].astype(str) == name]
        columns = {HELD: [int(rows["of"].max())]}
        columns |= {
            f"theme:{rounds.ids[theme]}": [int(documents)]
            for theme, documents in zip(rows["theme"], rows["documents"], strict=True)
        }
        counts = pd.DataFrame(columns, index=pd.MultiIndex.from_tuples([ALL]))
        parts: dict[str, tuple[str, ...]] = {column: (column,) for column in columns}
        found.append(Ledger(outcome_of(place), counts, parts, size=HELD, overlapping="any"))
    return tuple(found)
