"""Figures of two versions, side by side: which changed as a reader sees them, came, went, were hidden or shown."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Number = Mapping[str, Any]
Kind = Literal["count", "percent", "rate", "fine", "points"]
#: decimals that a report prints: of a share and of a rate per person-year those of the number itself
DIGITS: Mapping[Kind, int] = {"count": 0, "percent": 2, "rate": 3, "fine": 3, "points": 2}
_PERCENT = frozenset({"proportion", "survival", "incidence", "coverage"})
_OWN: Mapping[str, Kind] = {"count": "count", "rate": "rate"}
_FINE = ("cfi", "rmsea", "srmr", "p_adjusted")
_NUMBERS = ("estimate", "se", "statistic", "df", "p", "n")
#: results.json has ten significant digits, of which the last may differ between kinds of processors
_SAME = 1e-8


@dataclass(frozen=True)
class Pair:
    """A figure that both versions have.

    Attributes
    ----------
    before, now : mapping
        As results.json has it.
    """

    before: Number
    now: Number

    @property
    def difference(self) -> float | None:
        """The estimate now minus that before; None where one of the two is not shown.

        Examples
        --------
        >>> Pair({"estimate": 3.0}, {"estimate": 2.5}).difference
        -0.5
        """
        before, now = self.before["estimate"], self.now["estimate"]
        return None if before is None or now is None else float(now - before)


@dataclass(frozen=True)
class Figures:
    """All figures of two versions, each in one of these.

    Attributes
    ----------
    changed : tuple of Pair
        Shown in both, and printed differently: the estimate, its interval, the number of people or the method.
    slight : tuple of Pair
        Shown in both, and different, but a report prints the same.
    same : tuple of Pair
        The same in both.
    otherwise : tuple of Pair
        In both, but hidden or not calculated in one of them, or hidden for another reason.
    new, gone : tuple of mapping
        In one of the two only.
    """

    changed: tuple[Pair, ...]
    slight: tuple[Pair, ...]
    same: tuple[Pair, ...]
    otherwise: tuple[Pair, ...]
    new: tuple[Number, ...]
    gone: tuple[Number, ...]

    @property
    def differ(self) -> bool:
        """Whether anything does."""
        return any((self.changed, self.slight, self.otherwise, self.new, self.gone))


def side_by_side(before: Sequence[Number], now: Sequence[Number]) -> Figures:
    """Put the figures of two versions side by side, by their ids.

    Parameters
    ----------
    before, now : sequence of mapping
        The numbers of a results.json.

    Returns
    -------
    Figures
        Each in the order of the version now, those that are gone in the order of the one before.

    Examples
    --------
    >>> empty = dict.fromkeys(("se", "statistic", "df", "p", "interval", "suppressed"))
    >>> one = {"id": "a", "term": "mean", "method": "mean_t", "estimate": 3.1204, "n": 96, **empty}
    >>> found = side_by_side([one], [{**one, "estimate": 3.1199}, {**one, "id": "b"}])
    >>> len(found.changed), len(found.slight), len(found.new)
    (0, 1, 1)
    """
    known, kept = {row["id"]: row for row in before}, {row["id"] for row in now}
    both: dict[str, list[Pair]] = {name: [] for name in ("changed", "slight", "same", "otherwise")}
    for row in now:
        if row["id"] in known:
            pair = Pair(known[row["id"]], row)
            both[_sort(pair)].append(pair)
    new = tuple(row for row in now if row["id"] not in known)
    gone = tuple(row for row in before if row["id"] not in kept)
    return Figures(**{name: tuple(pairs) for name, pairs in both.items()}, new=new, gone=gone)


def _sort(pair: Pair) -> str:
    before, now = pair.before, pair.now
    if state(before) != state(now):
        return "otherwise"
    if before["method"] != now["method"] or _printed(before) != _printed(now):
        return "changed"
    return "same" if all(map(_close, _values(before), _values(now))) else "slight"


def state(number: Number) -> str:
    """Tell whether a number is ``"shown"``, ``"unknown"`` (not calculated), or by which rule it is hidden.

    Examples
    --------
    >>> state({"estimate": None, "suppressed": "small"}), state({"estimate": 1.0, "suppressed": None})
    ('small', 'shown')
    """
    if number["suppressed"] is not None:
        return str(number["suppressed"])
    return "unknown" if number["estimate"] is None else "shown"


def kind_of(term: str) -> Kind:
    """Tell how a term is printed.

    Examples
    --------
    >>> kind_of("proportion"), kind_of("share_all_inflow_focal"), kind_of("metric.cfi"), kind_of("mean_change")
    ('percent', 'percent', 'fine', 'points')
    """
    if term in _PERCENT or term.startswith("share"):
        return "percent"
    if term.rpartition(".")[2] in _FINE:
        return "fine"
    return _OWN.get(term, "points")


def _printed(number: Number) -> tuple[Any, ...]:
    """Give what a report prints of a number, in whatever language."""
    digits = DIGITS[kind_of(str(number["term"]))]
    values = (number["estimate"], *(number["interval"] or ()))
    return (*(None if value is None else round(value, digits) for value in values), number["n"])


def _values(number: Number) -> tuple[Any, ...]:
    low, high = number["interval"] or (None, None)
    return (*(number[name] for name in _NUMBERS), low, high)


def _close(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=_SAME, abs_tol=_SAME)
