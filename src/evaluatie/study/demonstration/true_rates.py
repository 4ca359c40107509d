"""What is true of careers in the model: rates of leaving and of promotion by origin, before and since interventions."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from evaluatie.study.demonstration.careers import promotion_rates
from evaluatie.study.demonstration.employment import cells
from evaluatie.study.demonstration.model import DemoModel
from evaluatie.study.demonstration.people import total_shift
from evaluatie.study.demonstration.unseen import mean_rate

PERIODS = ("before", "since")


def true_rates(model: DemoModel) -> pd.DataFrame:
    """Give the true rates of a model's personnel files, per year.

    Parameters
    ----------
    model : DemoModel
        The model.

    Returns
    -------
    pandas.DataFrame
        One row per flow, period and kind of people: ``flow`` (``outflow``, ``voluntary``, ``promotion``), ``period``
        (``before`` or ``since`` the interventions began), ``origin``, ``exposed``, ``rate``, and ``ratio`` to the same
        of Dutch origin. Transfers are no outflow; promotion is that below the top scale.

    Examples
    --------
    >>> rates = true_rates(DemoModel()).query("origin == 'buiten-europa' and exposed == 'yes' and period == 'since'")
    >>> rates.set_index("flow")["ratio"].round(3).to_dict()
    {'outflow': 1.35, 'voluntary': 1.586, 'promotion': 0.905}
    """
    kinds = cells(model).drop_duplicates(["origin", "exposed"])[["gender", "origin", "exposed"]]
    table = pd.concat(list(_rates(model, kinds)), ignore_index=True).drop(columns="gender")
    dutch = table[table["origin"] == "nederland"].set_index(["flow", "period", "exposed"])["rate"]
    keys = pd.MultiIndex.from_frame(table[["flow", "period", "exposed"]])
    return table.assign(ratio=table["rate"].to_numpy() / dutch.reindex(keys).to_numpy())


def _rates(model: DemoModel, kinds: pd.DataFrame) -> Iterator[pd.DataFrame]:
    careers = model.careers
    left = mean_rate(model, kinds) * (1 - careers.transferred)
    early = left * np.exp(total_shift(kinds, model.leaving_before))
    chance = ndtr(ndtri(careers.voluntary) + total_shift(kinds, careers.voluntary_shifts))
    rates = {
        "outflow": (early, left),
        "voluntary": (early * chance, left * chance),
        "promotion": promotion_rates(model, kinds),
    }
    for flow, both in rates.items():
        for period, rate in zip(PERIODS, both, strict=True):
            yield kinds.assign(flow=flow, period=period, rate=rate)[["flow", "period", *kinds, "rate"]]
