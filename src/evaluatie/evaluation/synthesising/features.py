"""What organisations are like, beside how much changed in them: from ten on, a regression on each feature."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from evaluatie.effects.pooling import meta_regression
from evaluatie.evaluation.changing.keys import ESTIMAND, STAYERS
from evaluatie.evaluation.releases import Release
from evaluatie.evaluation.synthesising.pools import Member, Pool
from evaluatie.result import Estimate, NotEnoughData, Result

#: Organisations per coefficient below which nothing is regressed: Cochrane Handbook, 10.11.4
PER_FEATURE = 10
_LARGE = ("250-999", "1000-4999", "5000+")


@dataclass(frozen=True)
class Slope(Result):
    """How changes go with one feature of the organisations.

    Attributes
    ----------
    slope : Estimate
        Points of change per unit of the feature.
    """

    slope: Estimate

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the slope."""
        return (self.slope,)


def rate_id(release: Release, wave: int) -> str:
    """Give the id of the response rate at a wave, counted from 0 (or from -1 back)."""
    return f"response.{release.waves[wave]['id']}/rate.proportion"


def months(release: Release) -> float | None:
    """Give the months between the first and the last wave; None where a date is not known."""
    first, last = release.waves[0]["date"], release.waves[-1]["date"]
    if first is None or last is None:
        return None
    return (date.fromisoformat(last) - date.fromisoformat(first)).days / 30.4375


def _large(member: Member) -> float | None:
    size = member.release.headcount
    return None if size is None else float(size in _LARGE)


def _rate(member: Member) -> float | None:
    number = member.release.numbers.get(rate_id(member.release, 0))
    return None if number is None or number["estimate"] is None else 10 * float(number["estimate"])


#: A feature's value in an organisation: months, 0 or 1, tens of per cents
FEATURES: dict[str, Callable[[Member], float | None]] = {
    "months": lambda member: months(member.release),
    "large": _large,
    "linked": lambda member: float(member.release.content["linking"] == "linked"),
    "stayers": lambda member: float(ESTIMAND.get(member.estimator) == STAYERS),
    "rate": _rate,
}


def slopes(pool: Pool) -> Iterator[tuple[str, Slope, tuple[tuple[str, str], ...]]]:
    """Regress the changes of a pool on each feature by itself, with the released numbers that it rests upon.

    Organisations of which the feature is not known are left out; where fewer than ten are left, or they do not differ
    in it, there is no slope.

    Yields
    ------
    tuple of (str, Slope, tuple of (str, str))
    """
    for name, value_of in FEATURES.items():
        known = [(member, value) for member in pool.members if (value := value_of(member)) is not None]
        # two organisations on either side at least, or one of them would be the whole comparison
        values = sorted(value for _, value in known)
        if len(known) < PER_FEATURE or values[0] == values[-2] or values[1] == values[-1]:
            continue
        try:
            found: Any = meta_regression(
                [member.change["estimate"] for member, _ in known],
                [member.change["se"] ** 2 for member, _ in known],
                [[value] for _, value in known],
                at_least=PER_FEATURE,
            )
        except NotEnoughData:
            continue
        row = found.estimates()[1]
        n = sum(int(member.change["n"]) for member, _ in known)
        slope = Estimate("slope", row.estimate, row.se, row.statistic, row.df, row.p, row.ci_low, row.ci_high, n=n)
        sources = [(member.release.id, member.id_of("mean_change")) for member, _ in known]
        if name == "rate":
            sources += [(member.release.id, rate_id(member.release, 0)) for member, _ in known]
        yield name, Slope(found.method, found.notes, slope), tuple(sources)
