"""Where organisations stand, drawn towards the others as far as a figure is uncertain; never a league table."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.effects.pooling import synthesise
from evaluatie.effects.t_interval import t_interval, two_sided_p
from evaluatie.holm import METHOD as HOLM
from evaluatie.holm import holm
from evaluatie.reproduce.monitor.lines import Floats
from evaluatie.reproduce.monitor.notes import note
from evaluatie.reproduce.monitor.panel import moderated, year_effects
from evaluatie.reproduce.monitor.series import Measured
from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence

METHOD = (
    "Empirical Bayes: levels over the last {window} years against what all did, with the scatter of each organisation "
    "around its own level (moderated, Smyth 2004) as its error and the variance between organisations by REML"
)
FEWEST = 5
_DRAWS = 4000


@dataclass(frozen=True, kw_only=True)
class Positions(Result):
    """Levels of organisations, shrunken.

    Attributes
    ----------
    measure : str
    table : pandas.DataFrame
        One row per organisation (index ``who``), the highest shrunken level first: ``years`` (within the window),
        ``raw`` (mean over these years, set to the last year), ``shrunken``, ``ci_low``, ``ci_high``, ``weight`` (of its
        own figures, 0 to 1), ``rank_low``, ``rank_high`` (between which its rank lies, 1 the highest), ``p`` (that it
        is the mean of all), ``p_adjusted``, ``apart`` (``"above"``, ``"below"`` or ``""``, after adjustment).
    mean : float
        Of all organisations, in the last year.
    between, within : float
        Standard deviations: of true levels, and of one year's figure around its organisation's level.
    first, last : int
        The window.
    k, apart, apart_single : int
        Organisations; told apart from the mean of all after adjustment for their number, and one by one.
    left_out : tuple of str
        Organisations with fewer than two years in the window.
    confidence : float
    """

    measure: str
    table: pd.DataFrame
    mean: float
    between: float
    within: float
    first: int
    last: int
    k: int
    apart: int
    apart_single: int
    left_out: tuple[str, ...]
    confidence: float = 0.95

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the mean of all, then each organisation's shrunken level."""
        rows = (
            Estimate(
                "shrunken", row["shrunken"], ci_low=row["ci_low"], ci_high=row["ci_high"], p=row["p"], group=row["who"]
            )
            for row in self.table.reset_index().to_dict("records")
        )
        return (Estimate("mean", self.mean, n=self.k), *rows)


def shrunken_levels(figures: Measured, *, window: int = 4, seed: int = 1, confidence: float = 0.95) -> Positions:
    """Estimate where organisations stood over their last years, on average.

    The shrunken level is the best guess under squared error where true levels are normal (Efron & Morris 1975, *Journal
    of the American Statistical Association* 70, 311-319). Its interval includes that the mean is estimated, not that
    the variance between organisations is. Only years of the last wording count.
    What truly changed within these years counts as scatter, which makes intervals too wide rather than too narrow;
    they are not about other years.

    Parameters
    ----------
    figures : Measured
        The figures of one measure.
    window : int, default 4
        How many of the last years count.
    seed : int, default 1
        Of the draws for ranks.
    confidence : float, default 0.95
        Level of intervals and ranges.

    Returns
    -------
    Positions

    Raises
    ------
    NotEnoughData
        If fewer than 5 organisations have two years in the window, or no figure varies.
    ValueError
        If the window is below 2.

    Examples
    --------
    >>> from evaluatie.reproduce.monitor.linking import link_organisations
    >>> from evaluatie.reproduce.monitor.series import figures_of
    >>> from evaluatie.reproduce.monitor.survey import civil_service_survey
    >>> linked = link_organisations(civil_service_survey())
    >>> found = shrunken_levels(figures_of(linked, "theme_inclusion_fair_treatment"))
    >>> found.first, found.last, bool((found.table.weight < 1).all())
    (2021, 2024, True)
    """
    check_confidence(confidence)
    if window < 2:
        raise ValueError(f"the window must be 2 years or more: got {window}")
    rows, left_out = _window(figures, window)
    effects = year_effects(rows)
    last = int(max(effects.index))
    against = rows["value"] - rows["year"].map(effects) + float(effects.loc[last])
    levels = against.groupby(rows["who"]).agg(["mean", "var", "size"])
    df = levels["size"].to_numpy(dtype=float) - 1
    least = float((rows["half"] ** 2).mean()) / 3
    variances = np.maximum(levels["var"].to_numpy(dtype=float), max(least, 1e-12))
    if float(levels["var"].max()) <= 0:
        raise NotEnoughData(f"no figure of {figures.measure} varies around its organisation's level")
    # two years that chance to be equal must not make an organisation certain
    known, prior_df, _ = moderated(variances, df)
    errors = known / levels["size"].to_numpy(dtype=float)
    raw = levels["mean"].to_numpy(dtype=float)
    table, mean, tau2 = _shrunken(raw, errors, df + prior_df, confidence)
    table.index = pd.Index(levels.index, name="who")
    table["years"] = levels["size"].astype(int)
    table[["rank_low", "rank_high"]] = _ranks(table, seed, confidence)
    alpha = 1 - confidence
    return Positions(
        f"{METHOD.format(window=len(effects))}; {HOLM}",
        (note("scatter"), note("ranks", draws=_DRAWS), *figures.notes),
        measure=figures.measure,
        table=table.drop(columns="spread").sort_values("shrunken", ascending=False, kind="stable"),
        mean=mean,
        between=math.sqrt(tau2),
        within=math.sqrt(float(np.median(known))),
        first=int(min(effects.index)),
        last=last,
        k=len(table),
        apart=int((table["p_adjusted"] < alpha).sum()),
        apart_single=int((table["p"] < alpha).sum()),
        left_out=left_out,
        confidence=confidence,
    )


def _window(figures: Measured, window: int) -> tuple[pd.DataFrame, tuple[str, ...]]:
    years = [year for year in figures.years if not figures.breaks or year >= figures.breaks[-1]][-window:]
    rows = figures.frame[figures.frame["year"].isin(years)]
    counts = rows.groupby("who")["year"].transform("size")
    kept = rows[counts > 1]
    if kept["who"].nunique() < FEWEST:
        least = f"at least {FEWEST} organisations with two years of {figures.measure} in the same wording are needed"
        raise NotEnoughData(f"{least}: got {kept['who'].nunique()}")
    return kept, tuple(sorted({str(who) for who in rows.loc[counts <= 1, "who"]}))


def _shrunken(raw: Floats, errors: Floats, df: Floats, confidence: float) -> tuple[pd.DataFrame, float, float]:
    pooled = synthesise(raw, errors)
    mean, tau2 = pooled.estimate, pooled.tau2 or 0.0
    weight = tau2 / (tau2 + errors)
    shrunken = mean + weight * (raw - mean)
    spread = np.sqrt(weight * errors + (1 - weight) ** 2 * pooled.se**2)
    limits = [t_interval(*one, confidence) for one in zip(shrunken, spread, df, strict=True)]
    pairs: Any = zip((raw - mean) / np.sqrt(errors), df, strict=True)
    p = np.array([two_sided_p(*one) for one in pairs])
    adjusted = holm(p)
    side = np.where(raw > mean, "above", "below")
    table = pd.DataFrame(
        {
            "raw": raw,
            "shrunken": shrunken,
            "ci_low": [low for low, _ in limits],
            "ci_high": [high for _, high in limits],
            "weight": weight,
            "spread": spread,
            "p": p,
            "p_adjusted": adjusted,
            "apart": np.where(adjusted < 1 - confidence, side, ""),
        }
    )
    return table, mean, tau2


def _ranks(table: pd.DataFrame, seed: int, confidence: float) -> Floats:
    """Draw levels and rank them: between which ranks each organisation lies."""
    rng = np.random.default_rng(seed)
    centre, spread = (table[name].to_numpy(dtype=float) for name in ("shrunken", "spread"))
    drawn = rng.normal(centre, spread, size=(_DRAWS, len(centre)))
    ranks = len(centre) - drawn.argsort(axis=1).argsort(axis=1)
    areas = [(1 - confidence) / 2, (1 + confidence) / 2]
    limits: Floats = np.quantile(ranks, areas, axis=0, method="closest_observation").T
    return limits
