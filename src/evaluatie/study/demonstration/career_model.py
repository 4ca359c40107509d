"""What is true of careers in the model: scales, promotion, reasons of exit, and how far back the files go."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from evaluatie.study.demonstration.shifts import ABROAD, Shift


@dataclass(frozen=True)
class CareerModel:
    """Every parameter of careers; docs/demonstration.md has the formulas.

    Attributes
    ----------
    scales : tuple of str
        The pay scales from low to high.
    starting : tuple of float
        Chances of the scales at the first day in the files, for whom none of the shifts below applies.
    starting_shifts : tuple of Shift
        By whom the scale at the start differs (probit: a shift of -0.5 is half a standard deviation lower).
    promotion : float
        Rate of promotion per year, below the top scale.
    promotion_shifts : tuple of Shift
        By whom that rate differs (log hazard ratio).
    began : datetime.date or None
        The day on which interventions began; None where there were none.
    promotion_after : tuple of Shift
        By whom the rate of promotion differs from that day on (log hazard ratio).
    voluntary : float
        Share of exits that are voluntary.
    voluntary_shifts : tuple of Shift
        By whom that share differs (probit).
    transferred : float
        Share of exits that go to another part of the organisation, and are no outflow.
    reason_unknown : float
        Share of the other exits of which no reason is in the files.
    leads_from : int
        The place of the scale, from 0, from which someone may lead others.
    leads : float
        Share of the people in such scales who do.
    part_time : tuple of tuple of str and float
        By gender the share that works part time.
    history : float
        Years before the first wave that the files cover; who left before they begin is not in them.
    until : datetime.date or None
        The last day that the files cover; None for the last one on which people could answer.
    origin_unknown : float
        Share of people whose origin is not in the personnel file, whatever it is.
    """

    scales: tuple[str, ...] = ("6", "7", "8", "9", "10", "11", "12", "13")
    starting: tuple[float, ...] = (0.12, 0.18, 0.20, 0.17, 0.13, 0.10, 0.06, 0.04)
    starting_shifts: tuple[Shift, ...] = (Shift(-0.50, ABROAD),)
    promotion: float = 0.11
    promotion_shifts: tuple[Shift, ...] = (Shift(-0.45, ABROAD),)
    began: datetime.date | None = datetime.date(2020, 3, 1)
    promotion_after: tuple[Shift, ...] = (Shift(0.35, {**ABROAD, "exposed": "yes"}),)
    voluntary: float = 0.55
    voluntary_shifts: tuple[Shift, ...] = (Shift(0.25, ABROAD),)
    transferred: float = 0.0
    reason_unknown: float = 0.04
    leads_from: int = 4
    leads: float = 0.35
    part_time: tuple[tuple[str, float], ...] = (("vrouw", 0.55), ("man", 0.20))
    history: float = 4.0
    until: datetime.date | None = None
    origin_unknown: float = 0.12

    def wrong(self) -> Iterator[str]:
        """Go through what is wrong with it."""
        if len(self.starting) != len(self.scales) or abs(sum(self.starting) - 1) > 1e-9 or min(self.starting) <= 0:
            yield "careers.starting: not a chance above 0 per scale, that sum to 1"
        shares = (self.voluntary, self.transferred, self.reason_unknown, self.leads, self.origin_unknown,
                  *dict(self.part_time).values())  # fmt: skip
        if not all(0 <= share < 1 for share in shares) or not 0 < self.voluntary < 1:
            yield "careers: shares lie between 0 and 1"
        if self.promotion < 0 or self.history < 0:
            yield "careers: rates and years are not negative"

    @property
    def shifts(self) -> tuple[Shift, ...]:
        """All shifts."""
        return (*self.starting_shifts, *self.promotion_shifts, *self.promotion_after, *self.voluntary_shifts)
