"""Which numbers about staff of several releases are of the same people: those whose numbers of everyone agree."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from evaluatie.disclosure.auditing.staff_said import StaffTold, Told
from evaluatie.evaluation.section import ALL
from evaluatie.evaluation.workforce.names import STAFF, YEARLY

Agreed = dict[Hashable, Hashable]


class Periods:
    """Finds the years, and the periods as a whole, that releases have in common.

    No release tells in results.json from and to which day its files go. A year is the same in two releases if all that
    both show of everyone in it is equal; so is what is told of a whole period.

    Attributes
    ----------
    releases : list of StaffTold
        The releases.
    years : list of tuple of str
        The calendar years of each.
    """

    def __init__(self, releases: Sequence[StaffTold], topic: str, *, together: bool) -> None:
        self.releases = list(releases)
        everyone = [_of_everyone(release.of(topic)) for release in releases]
        self.years = [_years(release.of(topic)) if topic == STAFF else () for release in releases]
        self._of: list[dict[str, int]] = [{} for _ in releases]
        for year in sorted({year for years in self.years for year in years}):
            parts = [f"{name}:{year}" for name in ("stock", *YEARLY)]
            at = [place for place, years in enumerate(self.years) if year in years]
            shown: list[Agreed] = [{part: everyone[place].get(part) for part in parts} for place in at]
            for place, kind in zip(at, _alike(shown, together=together), strict=True):
                self._of[place][year] = kind
        whole: list[Agreed] = [
            {
                "years": tuple(self._of[place].items()),
                **{part: n for part, n in everyone[place].items() if _year(part) not in self._of[place]},
            }
            for place in range(len(releases))
        ]
        self._whole = _alike(whole, together=together)

    def of(self, at: int, part: str) -> Hashable:
        """Name the year or period that a part of a release is of."""
        year = _year(part)
        return (year, self._of[at][year]) if year in self._of[at] else self._whole[at]


def _year(part: str) -> str:
    return part.rpartition(":")[2]


def _years(told: Sequence[Told]) -> tuple[str, ...]:
    stocks = {_year(one.part) for one in told if one.part.startswith("stock:")}
    return tuple(sorted(year for year in stocks if year.isdigit()))


def _of_everyone(told: Sequence[Told]) -> Mapping[str, tuple[float, float] | None]:
    return {one.part: (one.low, one.high) for one in told if one.group == ALL and not one.hidden}


def _alike(shown: Sequence[Agreed], *, together: bool) -> list[int]:
    """Give the same number to what agrees in all that is shown twice."""
    kinds: list[Agreed] = []
    found = []
    for one in shown:
        there = {name: value for name, value in one.items() if value is not None}
        kind = next((at for at, other in enumerate(kinds) if together and _agree(there, other)), len(kinds))
        if kind == len(kinds):
            kinds.append({})
        kinds[kind] |= there
        found.append(kind)
    return found


def _agree(one: Agreed, other: Agreed) -> bool:
    both = one.keys() & other.keys()
    return bool(both) and all(one[name] == other[name] for name in both)
