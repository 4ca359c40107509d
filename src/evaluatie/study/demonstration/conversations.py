"""Coded conversations: which themes came up, with known chances per round, and how well two coders find them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluatie.study.demonstration.made import DemoStudy


@dataclass(frozen=True)
class Conversations:
    """Conversations of an organisation, by round.

    Attributes
    ----------
    held : tuple of int
        How many were held in each round.
    themes : mapping of str to tuple of float
        Of each theme the chance that it comes up in a conversation, per round.
    """

    held: tuple[int, ...]
    themes: Mapping[str, tuple[float, ...]]


CONVERSATIONS = {
    "demo-waterschap": Conversations(
        (64, 60),
        {
            "doorgroei": (0.50, 0.45),
            "sociale veiligheid": (0.55, 0.35),
            "rol van de leidinggevende": (0.60, 0.45),
            "erbij horen": (0.45, 0.25),
            "werkdruk": (0.30, 0.55),
            "thuiswerken": (0.0, 0.50),
            "onbekendheid met regelingen": (0.35, 0.0),
        },
    ),
    "demo-gemeente": Conversations(
        (40, 44),
        {
            "doorgroei": (0.55, 0.50),
            "omgangsvormen": (0.40, 0.40),
            "rol van de leidinggevende": (0.50, 0.30),
            "taal op het werk": (0.30, 0.30),
            "thuiswerken": (0.10, 0.55),
        },
    ),
    "demo-rijksdienst": Conversations(
        (36, 38),
        {
            "rol van de leidinggevende": (0.60, 0.40),
            "erbij horen": (0.50, 0.40),
            "gelijke behandeling": (0.45, 0.45),
            "thuiswerken": (0.0, 0.60),
        },
    ),
    "demo-zorg": Conversations(
        (30, 28),
        {"omgangsvormen": (0.60, 0.45), "werkdruk": (0.55, 0.65), "doorgroei": (0.35, 0.40)},
    ),
    "demo-bouwbedrijf": Conversations(
        (14, 13),
        {"erbij horen": (0.50, 0.45), "omgangsvormen": (0.55, 0.50)},
    ),
}
#: how often a coder finds a theme that came up, and one that did not; every second conversation has a second coder
FOUND, SUPPOSED = 0.94, 0.03
_LEFT_BEHIND = "(fragment)"


def draw_codings(made: DemoStudy, organisation: str, teams: tuple[str, ...]) -> pd.DataFrame:
    """Draw what coders found in an organisation's conversations.

    Parameters
    ----------
    made : DemoStudy
        Its data, for the seed.
    organisation : str
        A key of `CONVERSATIONS`.
    teams : tuple of str
        Names of its units.

    Returns
    -------
    pandas.DataFrame
        One row per fragment: ``gesprek``, ``ronde``, ``afdeling``, ``codeur``, ``thema`` (empty where a coder found
        none) and ``fragment``, which intake leaves behind.
    """
    rng = np.random.default_rng([made.seed, 203])
    of = CONVERSATIONS[organisation]
    rows = []
    for at, held in enumerate(of.held):
        for number in range(held):
            up = {theme: rng.random() < chances[at] for theme, chances in of.themes.items()}
            team = teams[rng.integers(len(teams))]
            for coder in ("codeur 1", "codeur 2")[: 1 + (number % 2 == 0)]:
                sees = {theme: rng.random() < (FOUND if there else SUPPOSED) for theme, there in up.items()}
                found = [theme for theme, seen in sees.items() if seen]
                about = (f"{at + 1}-{number + 1:02d}", at + 1, team, coder)
                rows += [(*about, theme, _LEFT_BEHIND) for theme in found] or [(*about, "", "")]
    return pd.DataFrame(rows, columns=["gesprek", "ronde", "afdeling", "codeur", "thema", "fragment"])
