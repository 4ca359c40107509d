"""The workforce around a synthetic twin: who was employed when, and how many there were per group; all made up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from evaluatie.study import Study

_YEARS = 20  # of service at most, at the first wave
_LEAVE = 0.3  # share of those who answer no more that has left


def twin_persons(study: Study, survey: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame | None:
    """Draw days of entry and exit that fit the answers of a twin.

    Parameters
    ----------
    study : Study
        Only its dates and the numbers invited are used.
    survey : pandas.DataFrame
        The twin's.
    rng : numpy.random.Generator
        Draws.

    Returns
    -------
    pandas.DataFrame or None
        ``person``, ``entry`` and ``exit``; None where the study has no persons, or no dates.
    """
    days = [pd.Timestamp(wave.date) for wave in study.config.waves if wave.date is not None]
    if study.persons is None or len(days) < len(study.waves):
        return None
    answered = survey.groupby("respondent", sort=False)["wave"].agg(["first", "last"])
    place = {wave: at for at, wave in enumerate(study.waves)}
    first, last = answered["first"].map(place).to_numpy(), answered["last"].map(place).to_numpy()
    invited = study.config.waves[0].invited or 0
    silent = [f"twin-silent-{at:05d}" for at in range(max(invited - int((first == 0).sum()), 0))]
    first = np.concatenate([first, np.zeros(len(silent), dtype=int)])
    last = np.concatenate([last, np.zeros(len(silent), dtype=int)])
    entry = [_before(days, int(at), rng) for at in first]
    leaves = rng.random(len(last)) < _LEAVE
    leave = [_between(days[at], days[at + 1], rng) if at + 1 < len(days) and goes else pd.NaT
             for at, goes in zip(last, leaves, strict=True)]  # fmt: skip
    persons = pd.DataFrame({"person": [*answered.index, *silent], "entry": entry, "exit": leave})
    return persons.astype({name: study.persons[name].dtype for name in persons})


def twin_population(study: Study, survey: pd.DataFrame) -> pd.DataFrame | None:
    """Scale the groups of a twin up to the number of people invited.

    Returns
    -------
    pandas.DataFrame or None
        ``wave``, ``characteristic``, ``level`` and ``n``, for the groups of the study's own; None where it has none.
    """
    if study.population is None:
        return None
    rows: list[tuple[object, object, object, int]] = []
    for (wave, name), part in study.population.groupby(["wave", "characteristic"], sort=False):
        there = survey[survey["wave"] == wave]
        invited = next((one.invited for one in study.config.waves if one.id == wave), None) or 2 * len(there)
        if name == "all":
            rows.append((wave, "all", "all", invited))
            continue
        shares = np.array([(there[name] == level).mean() for level in part["level"]])
        ends = np.round(np.cumsum(shares / max(shares.sum(), 1e-12)) * invited).astype(int)
        rows += [(wave, name, level, int(n)) for level, n in zip(part["level"], np.diff(ends, prepend=0), strict=True)]
    population = pd.DataFrame(rows, columns=list(study.population.columns))
    return population.astype(study.population.dtypes.to_dict())


def _before(days: list[pd.Timestamp], at: int, rng: np.random.Generator) -> pd.Timestamp:
    """Draw a day of entry: long before the first wave, or between the wave of the first answer and the one before."""
    start = days[0] - pd.Timedelta(days=365 * _YEARS) if at == 0 else days[at - 1] + pd.Timedelta(days=1)
    return _between(start, days[at] - pd.Timedelta(days=1), rng)


def _between(start: pd.Timestamp, end: pd.Timestamp, rng: np.random.Generator) -> pd.Timestamp:
    return start + pd.Timedelta(days=int(rng.integers(1, max((end - start).days, 2))))
