"""Results that only a report has: how far teams agree, and the mean of one team among others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from scipy import special

from evaluatie.evaluation.trust import rules
from evaluatie.result import Estimate, Result
from evaluatie.scales import Aggregation, UnitMeans


@dataclass(frozen=True)
class TeamAgreement(Result):
    """Whether answers may stand for a team.

    Attributes
    ----------
    found : Aggregation
        Of people's scores.
    answers : Aggregation or None
        Of the people who answered all items; None where ready scores came in, or too few people did.
    """

    found: Aggregation = field(compare=False)
    answers: Aggregation | None = field(compare=False)

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the ICCs with the intervals that hold for unequal teams, and what agreement there is over all teams."""
        found, n = self.found, self.found.n
        shares = [
            Estimate("icc1", found.icc1_reml, ci_low=found.icc1_reml_low, ci_high=found.icc1_reml_high, n=n),
            Estimate("icc2", found.icc2_reml, ci_low=found.icc2_reml_low, ci_high=found.icc2_reml_high, n=n),
            # F and p would tell the sum of squares between teams, and so the mean of one that is left out
            Estimate("icc1_anova", found.icc1, n=n),
            Estimate("icc2_anova", found.icc2, n=n),
        ]
        return tuple(shares) if self.answers is None else (*shares, *_agreement(self.answers))

    @property
    def agree(self) -> str | None:
        """Whether people of one team agree: ``"agree"``, ``"depends"``, ``"disagree"``; None if that is not known."""
        if self.answers is None:
            return None
        limit, skewed = rules()["teams"]["rwg"], float(_mean_of(self.answers, "rwg_j_slight_skew"))
        if self.answers.rwg_j < limit:
            return "disagree"
        # where the skewed distribution is not tabled, the uniform one alone says too little
        return "agree" if skewed >= limit else "depends"


def _mean_of(found: Aggregation, name: str) -> float:
    return float(found.summary["mean"].to_numpy()[list(found.summary.index).index(name)])


def _agreement(found: Aggregation) -> Iterator[Estimate]:
    n = found.n
    yield Estimate("rwg_j", found.rwg_j, n=n)
    yield Estimate("rwg_j_share", found.rwg_j_share, n=n)
    for name in ("rwg_j_slight_skew", "r_star_wg_j", "a_wg_j", "ad_mean_j"):
        yield Estimate(name, _mean_of(found, name), n=n)


@dataclass(frozen=True)
class TeamMean(Result):
    """The mean of one team, drawn towards that of all.

    Attributes
    ----------
    mean, low, high : float
        The shrunken mean and its interval.
    n : int or None
        People of the team; None where it is not named, since its size would tell which one it is.
    """

    mean: float
    low: float
    high: float
    n: int | None

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the mean with its interval, as term ``mean``."""
        return (Estimate("mean", self.mean, ci_low=self.low, ci_high=self.high, n=self.n),)


@dataclass(frozen=True)
class AllTeams(Result):
    """The mean of all teams, each weighed by its precision."""

    mean: float
    low: float
    high: float
    n: int

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the mean with its interval, as term ``mean``."""
        return (Estimate("mean", self.mean, ci_low=self.low, ci_high=self.high, n=self.n),)


def named(found: UnitMeans) -> dict[str, TeamMean]:
    """Give the mean of each team by its name, with its own interval and size.

    Parameters
    ----------
    found : UnitMeans
        Of all teams.

    Returns
    -------
    dict of str to TeamMean
        In the order of their names.
    """
    return {
        str(unit): TeamMean(found.method, (), row["mean"], row["low"], row["high"], int(row["n"]))
        for unit, row in zip(found.table.index, found.table.to_dict("records"), strict=True)
    }


def unnamed(found: UnitMeans, limits: tuple[float, float]) -> dict[str, TeamMean]:
    """Give the means of teams so that none can be recognised: by their order, without size, and with equal intervals.

    The length of an interval tells how large a team is, and so which one. Here all have the length that belongs to the
    root mean square of the teams' standard errors: over all teams they hold the true mean about as often.

    Parameters
    ----------
    found : UnitMeans
        Of all teams.
    limits : pair of float
        Lowest and highest score.

    Returns
    -------
    dict of str to TeamMean
        By place, from the lowest mean to the highest.
    """
    table = found.table
    quantile = float(special.stdtrit(found.units - 1, (1 + found.confidence) / 2))
    reach = quantile * float(np.sqrt((table["se"].to_numpy() ** 2).mean()))
    low, high = limits
    return {
        str(place): TeamMean(found.method, (), mean, max(mean - reach, low), min(mean + reach, high), None)
        for place, mean in enumerate(sorted(table["mean"].tolist()), 1)
    }
