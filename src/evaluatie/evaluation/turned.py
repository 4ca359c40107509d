"""The answers to items at a wave, reversed items turned round: what scales are judged by."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from evaluatie.scales import turned_items

if TYPE_CHECKING:
    from evaluatie.instruments import Instrument
    from evaluatie.study import Outcome, Study


def turned_at(study: Study, asked: Instrument, wave: str) -> pd.DataFrame:
    """Give the answers to all items of an instrument at a wave.

    Parameters
    ----------
    study : Study
        The study.
    asked : Instrument
        One of its instruments.
    wave : str
        The wave; items are turned within the range of answers that it had.

    Returns
    -------
    pandas.DataFrame, shape (people at the wave, items)
        NaN where there is no answer; the index is that of the survey. It is shared: take from it, and do not change it.
    """
    return _turned_at(study, asked.id, wave)


@lru_cache(maxsize=32)
def _turned_at(study: Study, instrument: str, wave: str) -> pd.DataFrame:
    asked = study.instruments[instrument]
    items = study.survey.loc[study.survey["wave"] == wave, list(asked.columns)]
    config = next(one for one in study.config.waves if one.id == wave)
    return turned_items(items, asked, response_range=study.config.survey.range_of(asked, config))


def outcome_items(study: Study, outcome: Outcome, wave: str) -> pd.DataFrame:
    """Give the answers to the items of an outcome at a wave, as :func:`turned_at` does."""
    return turned_at(study, study.instruments[str(outcome.instrument)], wave)[list(outcome.items)]
