"""Coded exit interviews: why people said that they left, with known chances."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluatie.study.demonstration.made import DemoStudy
from evaluatie.study.demonstration.model import DemoModel, Floats
from evaluatie.study.demonstration.people import total_shift
from evaluatie.study.demonstration.shifts import ABROAD, Shift


@dataclass(frozen=True)
class ExitReason:
    """A reason that exit interviews name.

    Attributes
    ----------
    name : str
        What it is called in the file.
    weight : float
        How often it is the first one, against the others.
    shifts : tuple of Shift
        By whom that weight differs (log).
    """

    name: str
    weight: float
    shifts: tuple[Shift, ...] = ()


EXIT_REASONS = (
    ExitReason("loopbaankansen", 0.26, (Shift(0.30, ABROAD),)),
    ExitReason("leidinggevende", 0.14),
    ExitReason("werkklimaat", 0.10, (Shift(0.90, ABROAD),)),
    ExitReason("werkdruk", 0.16),
    ExitReason("salaris", 0.14),
    ExitReason("reistijd", 0.10),
    ExitReason("priv\u00e9", 0.10),
)
#: Shares of those who leave who are interviewed; of these, who name no reason; and of the others, who name a second.
INTERVIEWED, SILENT, SECOND = 0.85, 0.06, 0.40


def draw_exit_interviews(made: DemoStudy) -> pd.DataFrame:
    """Draw interviews with people who left.

    Parameters
    ----------
    made : DemoStudy
        The data.

    Returns
    -------
    pandas.DataFrame
        One row per interview, in no order: ``year`` of exit, ``origin`` (None where the file does not know it),
        ``gender``, and ``first`` and ``second``: places in `EXIT_REASONS`, -1 for none.
    """
    rng = np.random.default_rng([made.seed, 202])
    left = made.personnel[made.personnel["exit"].notna()]
    left = left.iloc[rng.permutation(len(left))]
    left = left[rng.random(len(left)) < INTERVIEWED]
    chances = first_chances(left)
    first = _draw(chances, rng)
    rest = chances.copy()
    rest[np.arange(len(left)), first] = 0
    second = np.where(rng.random(len(left)) < SECOND, _draw(rest / rest.sum(axis=1, keepdims=True), rng), -1)
    silent = rng.random(len(left)) < SILENT
    return pd.DataFrame(
        {
            "year": left["exit"].dt.year.to_numpy(),
            "origin": left["origin"].where(left["origin_known"], None).to_numpy(),
            "gender": left["gender"].to_numpy(),
            "first": np.where(silent, -1, first),
            "second": np.where(silent, -1, second),
        }
    )


def first_chances(people: pd.DataFrame) -> Floats:
    """Give the chance of each reason to be the first that people name: shape (people, reasons)."""
    weights = np.column_stack([one.weight * np.exp(total_shift(people, one.shifts)) for one in EXIT_REASONS])
    chances: Floats = weights / weights.sum(axis=1, keepdims=True)
    return chances


def named_shares(model: DemoModel) -> pd.DataFrame:
    """Give the true share of each origin, of those who name any reason, that names each: as the first or the second.

    Parameters
    ----------
    model : DemoModel
        The model, for its origins.

    Returns
    -------
    pandas.DataFrame
        A row per reason, a column per origin.
    """
    kinds = pd.DataFrame({"origin": list(model.origins)})
    first = first_chances(kinds)
    # the second one is drawn from what the first one leaves
    odds = first / (1 - first)
    named = first + SECOND * first * (odds.sum(axis=1, keepdims=True) - odds)
    return pd.DataFrame(named.T, columns=kinds["origin"].tolist(), index=[one.name for one in EXIT_REASONS])


def _draw(chances: Floats, rng: np.random.Generator) -> NDArray[np.int64]:
    drawn = rng.random((len(chances), 1)) > np.cumsum(chances, axis=1)
    places: NDArray[np.int64] = np.minimum(drawn.sum(axis=1), chances.shape[1] - 1)
    return places
