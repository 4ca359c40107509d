"""Organisations x years made up with known truths."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluatie.reproduce.monitor import Measured, figures_of, link_organisations


@dataclass(frozen=True)
class World:
    """Figures and what they were made from."""

    figures: Measured
    slopes: pd.Series
    levels: pd.Series


def correlated(rng: np.random.Generator, years: int, rho: float) -> np.ndarray:
    """Draw a first-order autoregression with variance 1."""
    drawn = rng.normal(size=years)
    for year in range(1, years):
        drawn[year] = rho * drawn[year - 1] + np.sqrt(1 - rho**2) * drawn[year]
    return drawn


def world(
    rng: np.random.Generator,
    *,
    organisations: int = 40,
    years: int = 16,
    rho: float = 0.5,
    slope_sd: float = 0.3,
    scatter: float = 2.0,
    missing: float = 0.15,
    level_sd: float = 5.0,
) -> World:
    """Make whole percents of organisations that differ in level, slope and scatter, with years that all share."""
    when = np.arange(2009, 2009 + years)
    together = correlated(rng, years, rho)
    names = [f"organisation {number}" for number in range(organisations)]
    slopes = pd.Series(rng.normal(0.5, slope_sd, organisations) if slope_sd else 0.0, index=names)
    levels = pd.Series(rng.normal(60, level_sd, organisations), index=names)
    rows = []
    for name in names:
        own = scatter * np.exp(rng.normal(0, 0.4)) * correlated(rng, years, rho)
        values = levels[name] + slopes[name] * (when - when.mean()) + own + together
        rows += [(year, name, round(value)) for year, value in zip(when, values, strict=True) if rng.random() > missing]
    frame = pd.DataFrame(rows, columns=["year", "organisation", "value"]).assign(measure="made_up")
    return World(figures_of(link_organisations(frame, "exact"), "made_up"), slopes, levels)
