"""How far released numbers were rounded, as far as they themselves show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Row = Mapping[str, Any]
Family = tuple[str, str, str, str]
_SIGNIFICANT = 10  # digits that results.json keeps
_DECIMALS = 6  # more would not narrow anything down, and a solver does not keep them apart


@dataclass(frozen=True)
class Precision:
    """The decimals of every family of numbers: those of one section, method, term and last part of the id.

    Numbers of a family are rounded alike, so the most decimals that one of them has are those of all. Of a few numbers
    that need not show: an attacker may take them for exact, unless they contradict each other.
    """

    decimals: Mapping[Family, int]

    @classmethod
    def of(cls, rows: Iterable[Row], *, enough: int = 8, rounded: Collection[str] = ()) -> Precision:
        """Find out how a release was rounded.

        Parameters
        ----------
        rows : iterable of mapping
            Its numbers.
        enough : int
            How many different numbers show how their family was rounded.
        rounded : collection of str
            Ids of numbers that cannot be exact: a few numbers of their families show how they were rounded as well.

        Examples
        --------
        >>> row = {"section": "baseline", "method": "mean_t", "term": "mean", "estimate": 3.62}
        >>> Precision.of([row, {**row, "estimate": 3.5}], enough=2).between({**row, "estimate": 3.5})
        (3.495, 3.505)
        """
        found: dict[Family, set[float]] = defaultdict(set)
        inexact = set()
        for row in rows:
            if row["estimate"] is not None:
                found[_family(row)].add(row["estimate"])
                if row.get("id") in rounded:
                    inexact.add(_family(row))
        shown = {family: values for family, values in found.items() if family in inexact or len(values) >= enough}
        return cls({family: max(map(_decimals, values)) for family, values in shown.items()})

    def between(self, row: Row) -> tuple[float, float]:
        """Give the two ends between which a number lay before it was rounded; missing where it is hidden."""
        if row["estimate"] is None:
            return float("nan"), float("nan")
        value = float(row["estimate"])
        whole = len(str(int(abs(value)))) if abs(value) >= 1 else 0
        decimals = min(self.decimals.get(_family(row), _DECIMALS), _DECIMALS, _SIGNIFICANT - whole)
        slack = 0.5 * 10.0**-decimals
        return value - slack, value + slack


def _family(row: Row) -> Family:
    return str(row["section"]), str(row["method"]), str(row["term"]), str(row.get("id")).rpartition("/")[2]


def _decimals(value: float) -> int:
    exponent = Decimal(str(value)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
