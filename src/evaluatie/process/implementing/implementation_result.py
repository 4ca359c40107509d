"""What an account of the implementation returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from evaluatie.result import Estimate, Result


@dataclass(frozen=True)
class Implementation(Result):
    """What was carried out of each intervention and at each level.

    Attributes
    ----------
    interventions : DataFrame
        One row per intervention, in order of its first day: ``intervention``, ``level``, ``target`` and ``responsible``
        (several are joined by a comma), ``parts``, ``status`` and the number of parts of each status; ``start`` (first
        day) and ``end`` (last day; empty until all is over); ``invited``, ``reached``, ``reach`` with ``_low`` and
        ``_high``, ``reach_parts``; ``dose``, ``dose_ratio`` (delivered over planned), ``dose_parts``; ``fidelity`` with
        ``_low``, ``_high``, ``_least``, ``_most``, ``_parts``, ``_weighted``; ``start_due``, ``start_on_time``
        with ``_low`` and ``_high``, ``start_delay``, ``start_overdue`` and the same of ``end``; ``adjustments``. Empty
        where it is not known.
    levels : DataFrame
        One row per level, in order: ``level``, ``interventions`` and ``begun`` (how many), and the same figures without
        ``status`` and ``dose``; ``dose_ratio`` is the mean of the interventions' ratios, ``dose_interventions`` their
        number.
    order : DataFrame
        One row per intervention and what it needs: ``intervention``, ``needs``, ``finding``, ``in_order``, ``began``,
        ``needed_done``, ``days_early``.
    timeline : DataFrame
        One row per part, in order of its day: ``intervention``, ``level``, ``part`` (counted within both), ``step``,
        ``status``, ``start`` and ``end`` (as happened), ``planned_start``, ``planned_end``, ``open`` (begun and not
        over), ``days_overdue``.
    n_interventions, n_begun, n_parts : int
        Interventions, those of them that began, and rows of the log.
    n_levels : int
        Levels at which an intervention began.
    several_levels : bool
        Whether that is more than one.
    out_of_order : int
        Checks of ``order`` that failed.
    today : str or None
        The day as of which it was said what is overdue.
    confidence : float
        Level of the intervals.
    """

    interventions: pd.DataFrame = field(compare=False)
    levels: pd.DataFrame = field(compare=False)
    order: pd.DataFrame = field(compare=False)
    timeline: pd.DataFrame = field(compare=False)
    n_interventions: int
    n_begun: int
    n_parts: int
    n_levels: int
    several_levels: bool
    out_of_order: int
    today: str | None
    confidence: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give reach, fidelity, dose and timeliness of each intervention, then of each level, as far as known.

        Returns
        -------
        tuple of Estimate
            ``group`` is the intervention or the level; terms of a level end with ``": level"``. ``n`` is the number of
            invited people for reach, of interventions for a level's dose, and of parts for the others.
        """
        named = (("intervention", "", self.interventions), ("level", ": level", self.levels))
        return tuple(
            estimate
            for column, ending, frame in named
            for row in frame.to_dict("records")
            for estimate in _figures(row, str(row[column]), ending)
        )


def _figures(row: dict[Any, Any], group: str, ending: str) -> list[Estimate]:
    counted = {
        "reach": row["invited"],
        "fidelity": row["fidelity_parts"],
        "dose_ratio": row["dose_interventions" if ending else "dose_parts"],
        "start_on_time": row["start_due"],
        "end_on_time": row["end_due"],
    }
    return [
        Estimate(
            f"{term}{ending}",
            row[term],
            ci_low=_known(row.get(f"{term}_low")),
            ci_high=_known(row.get(f"{term}_high")),
            n=n,
            group=group,
        )
        for term, n in counted.items()
        if pd.notna(row[term])
    ]


def _known(limit: Any) -> float | None:
    return None if limit is None or pd.isna(limit) else float(limit)
