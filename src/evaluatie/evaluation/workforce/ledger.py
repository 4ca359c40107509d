"""The numbers of people that personnel files tell, and how they add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from evaluatie.evaluation.ledger import Ledger
from evaluatie.evaluation.section import ALL
from evaluatie.evaluation.workforce.names import REASONS, RULES, STAFF, YEARLY, unknown_part
from evaluatie.evaluation.workforce.staff import Staff, staff_of

if TYPE_CHECKING:
    from evaluatie.study import Study

#: years since entry at which the curve of retention is told, and in a scale that of promotion
STAYS, WAITS = (1, 2, 3, 5, 10), (1, 2, 3, 5)
#: how people come and go that is no inflow and no outflow
_CAME, _WENT = ("transferred_in", "returned"), ("transferred_out", "seconded")


@lru_cache(maxsize=4)
def staff_ledger(study: Study) -> Ledger | None:
    """Count the people of a study's personnel files.

    Parameters
    ----------
    study : Study
        The study.

    Returns
    -------
    Ledger or None
        Parts: ``stock:<year>`` at the beginning of a year and ``stock:end``; ``inflow``, ``outflow``, ``promotions``
        and each with ``:<year>``; ``reason:<reason>`` of exits; ``outflow:before`` and ``:after`` the interventions
        began, and so of promotions; ``band:<id>`` and ``manager:<level>`` on the last day; ``risk:<years>`` at risk of
        leaving so long after entry, ``gone:<years>`` who left by then; ``wait:``, ``risen:`` and ``passed:<years>`` in
        a scale, for who waits, was promoted, and left first; ``people``, periods of employment in all. None without a
        personnel file.
    """
    staff = staff_of(study)
    return None if staff is None else _Counting(staff).ledger()


def rules_ledger(study: Study) -> Ledger | None:
    """Count how often each rule for contradictions in the personnel files was needed; None without such files."""
    staff = staff_of(study)
    if staff is None or not staff.careers.decisions:
        return None
    counts = pd.DataFrame(staff.careers.decisions, index=pd.MultiIndex.from_tuples([ALL]))
    return Ledger(RULES, counts, {str(rule): (str(rule),) for rule in counts})


class _Counting:
    """Gathers columns, parts and identities one subject after the other."""

    def __init__(self, staff: Staff) -> None:
        self.staff = staff
        self.groups = list(staff.groups())
        index = pd.MultiIndex.from_tuples(self.groups, names=["characteristic", "level"])
        self.counts = pd.DataFrame(index=index)
        self.parts: dict[str, tuple[str, ...]] = {}
        self.identities: list[dict[str, int]] = []
        self.within: list[tuple[str, ...]] = []

    def ledger(self) -> Ledger:
        self._years()
        self._reasons()
        self._last_day()
        self._changes()
        self._waits()
        return Ledger(
            STAFF,
            self.counts.astype(np.int64),
            self.parts,
            [sum_ for sum_ in self.identities if self._holds(sum_)],
            self.within,
            {name: self.staff.reference(name) for name in self.staff.names},
            "people",
            frozenset(part for part in self.parts if unknown_part(part)),
            everyone_only=self._only_of_everyone(),
            untold=frozenset({"people", "came", "went"}),
        )

    def _only_of_everyone(self) -> frozenset[str]:
        """Give the numbers with which the balance of a year would tell how many of a group were transferred."""
        moved = [name for name in map(str, self.counts) if name.startswith(("came:", "went:"))]
        if not self.counts[moved].to_numpy().any():
            return frozenset()
        return frozenset(f"outflow:{year}" for year in self.staff.years)

    def _holds(self, sum_: Mapping[str, int]) -> bool:
        # who has another level in a second period of employment is counted in both
        weights = np.array(list(sum_.values()))
        return not (self.counts[list(sum_)].to_numpy() @ weights).any()

    def _add(self, name: str, values: Sequence[int] | pd.Series, *, told: bool = True) -> None:
        self.counts = self.counts.assign(**{name: values})
        if told:
            self.parts[name] = (name,)

    def _years(self) -> None:
        table = self.staff.rates.table.set_index(["year", "characteristic", "level"])
        years = self.staff.years

        def of(year: int | str, columns: Sequence[str]) -> list[int]:
            keys = [(year, *group) for group in self.groups]
            return table[list(columns)].sum(axis=1).reindex(keys, fill_value=0).tolist()

        for year in years:
            self._add(f"stock:{year}", of(year, ["stock_start"]))
            for flow in YEARLY:
                self._add(f"{flow}:{year}", of(year, [flow]))
            self._add(f"came:{year}", of(year, _CAME), told=False)
            self._add(f"went:{year}", of(year, _WENT), told=False)
        self._add("stock:end", of(years[-1], ["stock_end"]))
        for year, after in zip(years, [*years[1:], "end"], strict=True):
            self.identities.append(
                {f"stock:{after}": 1, f"stock:{year}": -1, f"inflow:{year}": -1, f"came:{year}": -1,
                 f"outflow:{year}": 1, f"went:{year}": 1}
            )  # fmt: skip
        for flow in (*YEARLY, "came", "went"):
            each = tuple(f"{flow}:{year}" for year in years)
            self.parts[flow] = each  # came and went no section tells, but the balance of a group would
            if flow in YEARLY:
                self.within.append(each)
        came = [f"{way}:{year}" for way in ("inflow", "came") for year in years]
        self.parts["people"] = (f"stock:{years[0]}", *came)

    def _reasons(self) -> None:
        whole = self.staff.rates.table
        total = whole[whole["year"] == "all"].set_index(["characteristic", "level"])
        for reason in REASONS:
            self._add(f"reason:{reason}", total[reason].reindex(self.groups, fill_value=0).tolist())
        self._make_up("outflow", [f"reason:{reason}" for reason in REASONS])

    def _make_up(self, whole: str, parts: Sequence[str]) -> None:
        """Say that some columns together are a part."""
        self.identities.append({**dict.fromkeys(self.parts[whole], 1), **dict.fromkeys(parts, -1)})
        told = {columns[0]: part for part, columns in self.parts.items() if len(columns) == 1}
        self.within.append(tuple(told[part] for part in parts))

    def _last_day(self) -> None:
        there = self.staff.at_end
        for what in ("band", "manager"):
            levels = sorted(there[what].unique()) if what in there else []
            if len(levels) > 1:
                for level in levels:
                    self._add(f"{what}:{level}", self._among(there, there[what] == level))
                self._make_up("stock:end", [f"{what}:{level}" for level in levels])

    def _among(self, frame: pd.DataFrame, which: pd.Series) -> list[int]:
        """Count rows of each group."""
        chosen = frame[which]
        return [
            len(chosen) if (name, level) == ALL else int((chosen[name].astype(str) == level).sum())
            for name, level in self.groups
        ]

    def _changes(self) -> None:
        changed = self.staff.changed_day
        if changed is None:
            return
        exits, waits = self.staff.employments, self.staff.waits
        for flow, frame, event, before in (
            # who leaves does so on the day before, and who is promoted is so on that very day
            ("outflow", exits, exits["left"] == 1, exits["ends"] <= changed),
            ("promotions", waits, waits["event"] == 1, waits["ends"] < changed),
        ):
            self._add(f"{flow}:before", self._among(frame, event & before))
            self._add(f"{flow}:after", self._among(frame, event & ~before))
            self._make_up(flow, [f"{flow}:before", f"{flow}:after"])

    def _waits(self) -> None:
        exits, waits = self.staff.employments, self.staff.waits
        self._timed(exits, STAYS, "risk", {"gone": (exits["left"] == 1, "outflow")})
        events = {"risen": (waits["event"] == 1, "promotions"), "passed": (waits["event"] == 2, None)}
        self._timed(waits, WAITS, "wait", events)

    def _timed(
        self, frame: pd.DataFrame, when: Sequence[int], risk: str, events: Mapping[str, tuple[pd.Series, str | None]]
    ) -> None:
        """Count who is at risk at each time, and the events since the time before it."""
        times = [time for time in when if self._at_risk(frame, time).any()]
        for time in times:
            self._add(f"{risk}:{time}", self._among(frame, self._at_risk(frame, time)))
        for name, (event, whole) in events.items():
            each = []
            for low, high in zip([0, *times], [*times, np.inf], strict=True):
                between = event & (frame["duration"] > low) & (frame["duration"] <= high)
                each.append(f"{name}:{low:g}-{high:g}")
                # until the first time is the same as so far
                self._add(each[-1], self._among(frame, between), told=low > 0 or not times)
            for place, time in enumerate(times):
                self.parts[f"{name}:{time}"] = tuple(each[: place + 1])
            if whole is not None:
                self._make_up(whole, each)

    @staticmethod
    def _at_risk(frame: pd.DataFrame, time: float) -> pd.Series:
        return (frame["entry"] < time) & (frame["duration"] >= time)
