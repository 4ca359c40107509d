"""From the numbers about staff in results.json to how many people each of them says there are, or hides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil, floor, nan
from typing import Any

from evaluatie.disclosure.auditing.precision import Precision
from evaluatie.evaluation.conversing.names import HELD, outcome_of
from evaluatie.evaluation.conversing.names import NAME as SAID
from evaluatie.evaluation.intervening.names import NAME as DONE
from evaluatie.evaluation.intervening.names import REACH
from evaluatie.evaluation.section import ALL, UNKNOWN, Group
from evaluatie.evaluation.workforce.names import INTERVIEWS, NAME, SELECTION, STAFF

Row = Mapping[str, Any]
#: the number of people that the n of a rate is
EVENTS = {"outflow": "outflow", "voluntary": "reason:voluntary", "other": "reason:other", "promotion": "promotions"}
#: rules by which people come and go without inflow or outflow: a report names those that were needed
_OTHERWISE = ("transfers", "secondments", "returns_from_secondment")
#: who is at risk, by what is told of them
_AT_RISK = {"stayed": "risk", "risen": "wait", "passed": "wait"}
_EPS = 1e-6


@dataclass(frozen=True)
class Told:
    """How many people a released number says there are.

    Attributes
    ----------
    release : int
        Place of the release among those that are attacked.
    id : str
        The number.
    topic : str
        ``"staff"``, ``"selection"``, ``"exit_interviews"``, ``"interventions"``, or of conversations one per
        round.
    group : tuple of two str
        Characteristic and level.
    part : str
        As in the ledgers of the section.
    low, high : float
        Between what the number of people lies; both are missing where it is hidden.
    """

    release: int
    id: str
    topic: str
    group: Group
    part: str
    low: float = nan
    high: float = nan

    @property
    def hidden(self) -> bool:
        """Whether the release hides it."""
        return self.low != self.low


@dataclass(frozen=True)
class StaffTold:
    """What one release says of staff.

    Attributes
    ----------
    release : int
        Its place among those that are attacked.
    told : tuple of Told
        Every number of people.
    moved : bool
        Whether it tells of people who came or went otherwise than as inflow and outflow.
    """

    release: int
    told: tuple[Told, ...]
    moved: bool

    @property
    def read(self) -> frozenset[str]:
        """The numbers from which something follows."""
        return frozenset(one.id for one in self.told)

    def of(self, topic: str) -> list[Told]:
        """Give what is said of a topic."""
        return [one for one in self.told if one.topic == topic]


def staff_told(release: int, content: Mapping[str, Any]) -> StaffTold:
    """Read what a release says of staff.

    Parameters
    ----------
    release : int
        Its place among those that are attacked.
    content : mapping
        A results.json, parsed.
    """
    rows = [row for row in content["results"] if row["section"] in (NAME, DONE, SAID) and not row["waves"]]
    precision = Precision.of(content["results"])
    told = tuple(one for row in rows for one in _told(release, row, precision))
    rules = {row["id"].removeprefix(f"{NAME}.rule/").removesuffix(".count") for row in rows}
    return StaffTold(release, told, not rules.isdisjoint(_OTHERWISE))


def is_of_unknown(row: Row) -> bool:
    """Tell whether a number about staff is of people of unknown group: it tells nobody's group."""
    return row["section"] == NAME and str(row["group"]).endswith(f"={UNKNOWN}")


def _told(release: int, row: Row, precision: Precision) -> Iterator[Told]:
    """Give what a number says; nothing where no number of people follows from it."""
    group: Group = ALL if row["group"] == "all" else tuple(row["group"].split("=", 1))
    start, end = f"{row['section']}.{row['group']}/", f".{row['term']}"
    if len(group) != 2 or not row["id"].startswith(start):
        return
    what, _, of = row["id"].removeprefix(start).removesuffix(end).partition("/")
    read = _Number(release, row, group, precision)
    match row["term"], what:
        case "count", _ if not of:
            yield read.own(STAFF, what)
        case "proportion", "share":
            yield from read.share(STAFF, of, ALL, of)
        case "proportion", "reason":
            yield from read.share(INTERVIEWS, f"reason:{of}", group, "interviews")
        case "proportion", ("reach" | "level_reach"):
            prefix = what.removesuffix("reach")
            yield from read.share(REACH, f"{prefix}reached:{of}", ALL, f"{prefix}invited:{of}")
        case "proportion", "theme":
            place, _, theme = of.partition("/")
            yield from read.share(outcome_of(int(place)), f"theme:{theme}", ALL, HELD)
        case "count", "held":
            yield read.n(outcome_of(int(of)), ALL, HELD)
        case "proportion", "selected":
            yield from read.share(SELECTION, f"selected:{of}", group, f"total:{of}")
        case "rate", "rate" if of in EVENTS:
            yield read.n(STAFF, group, EVENTS[of])
        case (("survival" | "incidence"), _) if what in _AT_RISK:
            yield read.n(STAFF, group, f"{_AT_RISK[what]}:{of}")


@dataclass(frozen=True)
class _Number:
    release: int
    row: Row
    group: Group
    precision: Precision

    def _says(self, topic: str, group: Group, part: str, low: float | None, high: float | None) -> Told:
        if low is None or high is None or self.row["suppressed"] is not None:
            return Told(self.release, self.row["id"], topic, group, part)
        return Told(self.release, self.row["id"], topic, group, part, low, high)

    def own(self, topic: str, part: str) -> Told:
        return self._says(topic, self.group, part, self.row["estimate"], self.row["estimate"])

    def n(self, topic: str, group: Group, part: str) -> Told:
        return self._says(topic, group, part, self.row["n"], self.row["n"])

    def share(self, topic: str, part: str, whole: Group, of: str) -> Iterator[Told]:
        """Give the people that a share is, and those that it is of."""
        n, group = self.row["n"], self.group
        if n is None or self.row["estimate"] is None:
            yield self._says(topic, group, part, None, None)
            return
        low, high = (end * n for end in self.precision.between(self.row))
        # there are whole people
        least, most = ceil(low - _EPS), floor(high + _EPS)
        yield self._says(topic, group, part, *((least, most) if least <= most else (low, high)))
        yield self.n(topic, whole, of)
