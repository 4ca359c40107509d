"""In how many conversations of each round each theme came up: the ledgers behind the section."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from evaluatie.evaluation.conversing.names import HELD, outcome_of
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
    named : tuple of str
        The themes that may be named, the most frequent first.
    ids : dict of str to str
        Of each of these its number.
    """

    codings: pd.DataFrame
    prevalence: ThemePrevalence
    names: tuple[str, ...]
    named: tuple[str, ...]
    ids: dict[str, str]


@lru_cache(maxsize=4)
def rounds_of(study: Study) -> Rounds | None:
    """Count themes by round; None where no conversations were coded, or nothing was found in them.

    Teams play no part, in intervals neither: how alike conversations of a team are would tell who said what.
    """
    # the room takes a while to load, and most studies that a gate reads have no conversations
    from evaluatie.themes import theme_prevalence

    if study.codings is None or study.codings.empty:
        return None
    codings = study.codings.drop(columns="unit").assign(round=study.codings["round"].fillna(_ONE).astype(str))
    if codings["coder"].isna().all():
        codings = codings.drop(columns="coder")
    try:
        prevalence = theme_prevalence(codings, by="round")
    except NotEnoughData:
        return None
    waves = list(study.waves)
    names = sorted(set(codings["round"]), key=lambda name: (waves.index(name), 0) if name in waves else (-1, int(name)))
    named = [theme for theme, most in _most(prevalence).items() if most >= FEW]
    ids = {theme: f"theme-{number}" for number, theme in enumerate(sorted(named), start=1)}
    return Rounds(codings, prevalence, tuple(names), tuple(named), ids)


def _most(prevalence: ThemePrevalence) -> dict[str, int]:
    """Give of each theme in how many conversations of a round it came up at most, the most frequent first."""
    most = prevalence.table.groupby("theme", sort=False)["documents"].max()
    return {str(theme): int(n) for theme, n in most.sort_values(ascending=False, kind="stable").items()}


@lru_cache(maxsize=4)
def conversation_ledgers(study: Study) -> tuple[Ledger, ...]:
    """Count conversations, and those in which each theme came up and did not.

    Parameters
    ----------
    study : Study
        The study.

    Returns
    -------
    tuple of Ledger
        One per round, with parts ``conversations``, ``theme:<number>`` and ``without:<number>``, of the themes that may
        be named. Teams are never told apart: conversations were confidential.
    """
    rounds = rounds_of(study)
    if rounds is None:
        return ()
    found = []
    for place, name in enumerate(rounds.names, start=1):
        rows = rounds.prevalence.table[rounds.prevalence.table["round"].astype(str) == name]
        held = int(rows["of"].max())
        columns, identities = {HELD: [held]}, []
        within: list[tuple[str, ...]] = []
        for theme, documents in zip(rows["theme"], rows["documents"], strict=True):
            if theme in rounds.ids:
                up, without = (f"{what}:{rounds.ids[theme]}" for what in ("theme", "without"))
                columns |= {up: [int(documents)], without: [held - int(documents)]}
                identities.append({HELD: -1, up: 1, without: 1})
                within.append((up, without))
        counts = pd.DataFrame(columns, index=pd.MultiIndex.from_tuples([ALL]))
        parts: dict[str, tuple[str, ...]] = {column: (column,) for column in columns}
        dominant = frozenset(part for part in parts if part.startswith("theme:"))
        found.append(
            Ledger(outcome_of(place), counts, parts, identities, within, size=HELD, dominant=dominant)
        )  # fmt: skip
    return tuple(found)
