"""Numbers of candidates by stage of a selection, with known chances."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluatie.study.demonstration.made import DemoStudy


@dataclass(frozen=True)
class Stage:
    """A stage of a selection.

    Attributes
    ----------
    id : str
        What it is called in the file.
    chance : float
        Chance of candidates of Dutch origin to go on.
    ratios : dict of str to float
        Of other groups, by origin: how many times as large their chance is.
    """

    id: str
    chance: float
    ratios: dict[str, float]


STAGES = (
    Stage("brief", 0.40, {"europa": 0.90, "buiten-europa": 0.62, "onbekend": 0.95}),
    Stage("gesprek", 0.45, {"europa": 1.00, "buiten-europa": 0.85, "onbekend": 1.00}),
    Stage("aanstelling", 0.55, {"europa": 1.00, "buiten-europa": 1.00, "onbekend": 1.00}),
)
#: how many people apply, by origin
APPLICANTS = {"nederland": 1240, "europa": 190, "buiten-europa": 610, "onbekend": 260}


def draw_candidates(made: DemoStudy) -> pd.DataFrame:
    """Draw who goes on in each stage.

    Parameters
    ----------
    made : DemoStudy
        Its seed is taken.

    Returns
    -------
    pandas.DataFrame
        ``fase``, ``groep``, ``aantal`` and ``geselecteerd``: a row per stage and origin, and everyone.
    """
    rng = np.random.default_rng([made.seed, 203])
    rows, there = [], dict(APPLICANTS)
    for stage in STAGES:
        on = {origin: int(rng.binomial(n, stage.chance * stage.ratios.get(origin, 1.0))) for origin, n in there.items()}
        rows.append((stage.id, "totaal", sum(there.values()), sum(on.values())))
        rows += [(stage.id, f"origin={origin}", n, on[origin]) for origin, n in there.items()]
        there = on
    return pd.DataFrame(rows, columns=["fase", "groep", "aantal", "geselecteerd"])
