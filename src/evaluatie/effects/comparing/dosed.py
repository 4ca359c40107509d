"""Dose and response: whether people changed more, the more they took part."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from evaluatie.effects.comparing.cells import FourCells, dosed_answers, linked_changes
from evaluatie.effects.comparing.least_squares import least_squares
from evaluatie.effects.comparing.methods import people_codes
from evaluatie.effects.comparing.robust import FEW_DF, robust_coefficients
from evaluatie.effects.long_frame import Codes
from evaluatie.effects.t_interval import t_interval
from evaluatie.effects.values import Floats
from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence

if TYPE_CHECKING:
    import pandas as pd

METHOD = (
    "Change per unit of dose (least squares: wave x dose), CR2 standard error by {} with Satterthwaite degrees of "
    "freedom (Bell & McCaffrey 2002; Pustejovsky & Tipton 2018)"
)
CHOSEN = (
    "who took part more chose to, or was chosen: that change goes with dose does not say that it comes from it, and "
    "they may have changed otherwise without taking part (parallel trends over all doses; Callaway, Goodman-Bacon & "
    "Sant'Anna 2024)"
)
STRAIGHT = "a straight line through all doses: it may hide that the first hours count for more, or that more is worse"
FEW_NOTE = f"fewer than {FEW_DF} degrees of freedom: p and interval are rough guides"
EXACT = "the line fits every answer exactly: how sure the slope is cannot be estimated"
ONE_CLUSTER = "all answers come from one {}: how sure the slope is cannot be estimated"


@dataclass(frozen=True)
class DoseResponse(Result):
    """How much more people changed per unit of dose.

    Attributes
    ----------
    slope : float
        Difference in mean change between people a unit of dose apart, in scale points.
    se, statistic, df, p, ci_low, ci_high : float or None
        Of the slope; None where all answers come from one cluster, or fit exactly.
    ci90_low, ci90_high : float or None
        Its 90% interval, from which equivalence is read.
    confidence : float
        Level of the other intervals.
    n : int
        Answers.
    n_clusters : int
        Units, or people, or answers, whichever count as one.
    linked, adjusted : Estimate or None
        The slope among people who answered twice: of their change, and of their answer after adjusted for that before.
    """

    slope: float
    se: float | None
    statistic: float | None
    df: float | None
    p: float | None
    ci_low: float | None
    ci_high: float | None
    ci90_low: float | None
    ci90_high: float | None
    confidence: float
    n: int
    n_clusters: int
    linked: Estimate | None
    adjusted: Estimate | None

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the slope, then that of the people who answered twice.

        Returns
        -------
        tuple of Estimate
            Terms ``change_per_dose``, ``change_per_dose_linked`` and ``change_per_dose_adjusted``.
        """
        limits = self.ci_low, self.ci_high
        first = Estimate("change_per_dose", self.slope, self.se, self.statistic, self.df, self.p, *limits, n=self.n)
        return (first, *(row for row in (self.linked, self.adjusted) if row is not None))


def dose_response(
    frame: pd.DataFrame,
    value: str,
    wave: str,
    dose: str,
    cluster: str | None = None,
    *,
    respondent: str | None = None,
    waves: Sequence[Hashable] | None = None,
    confidence: float = 0.95,
) -> DoseResponse:
    """Estimate how much more people changed, the more they took part.

    The slope is the interaction of wave and dose in a least-squares regression, from everyone who answered. Answers of
    one unit, or else of one person, count as alike (CR2 with Satterthwaite degrees of freedom, as R's clubSandwich has
    it). With two doses it is the difference in differences, divided by the distance between them.

    Parameters
    ----------
    frame : DataFrame
        One row per respondent and wave.
    value, wave, dose : str
        Its columns. The dose is a number of 0 or more, such as sessions, of a person the same at both waves.
    cluster : str, optional
        Column with the unit: needed where whole units had a dose.
    respondent : str, optional
        Column with the person; gives the slopes of people who answered twice as well.
    waves : pair of labels, optional
        First and last wave: needed where there are more than two, or their order is not plain from their labels.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    DoseResponse

    Raises
    ------
    NotEnoughData
        If no two doses occur at one of the waves, or there are 4 answers only.
    TypeError
        If an answer or a dose is not a number.
    ValueError
        If a column is not there, a dose is below 0, a respondent answered twice at a wave, or waves are not plain.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({
    ...     "wave": ["t0", "t1"] * 6,
    ...     "person": list("aabbccddeeff"),
    ...     "sessions": [0, 0, 0, 0, 2, 2, 2, 2, 6, 6, 6, 6],
    ...     "score": [3, 3, 2, 3, 3, 4, 4, 4, 2, 4, 3, 4],
    ... })
    >>> found = dose_response(frame, "score", "wave", "sessions", respondent="person")
    >>> round(found.slope, 4), round(found.se, 4), found.n
    (0.1786, 0.1101, 12)
    """
    check_confidence(confidence)
    cells = dosed_answers(frame, value, wave, dose, cluster, respondent, waves)
    codes = _clusters(cells)
    head = _slope("change_per_dose", cells.answers, cells.design, 3, codes, confidence)
    linked, adjusted = _of_linked(cells, confidence)
    by = cluster or respondent or "answer"
    low90, high90 = (
        (None, None) if head.se is None or head.df is None else t_interval(head.estimate, head.se, head.df, 0.90)
    )
    return DoseResponse(
        METHOD.format(by), (*cells.notes, *_warnings(head, codes, by), CHOSEN, STRAIGHT),
        head.estimate, head.se, head.statistic, head.df, head.p, head.ci_low, head.ci_high, low90, high90,
        confidence, len(cells.answers), int(codes.max()) + 1, linked, adjusted,
    )  # fmt: skip


def _clusters(cells: FourCells) -> Codes:
    """Give a number to answers that count as alike: of a unit, else of a person, else each its own."""
    if cells.unit is not None:
        return cells.unit
    return people_codes(np.full(len(cells.answers), -1) if cells.who is None else cells.who)


def _slope(term: str, outcome: Floats, design: Floats, at: int, codes: Codes, confidence: float) -> Estimate:
    """Fit a regression and test one coefficient; without a standard error where all rows are of one cluster."""
    fit = least_squares(outcome, design)
    if codes.max() < 1:
        return Estimate(term, float(fit.coefficients[at]), n=len(outcome))
    names = tuple(f"x{column}" for column in range(design.shape[1]))
    rows, _ = robust_coefficients(fit, codes, "CR2", names, confidence, float(np.abs(outcome).max()))
    return replace(rows[at], term=term)


def _of_linked(cells: FourCells, confidence: float) -> tuple[Estimate | None, Estimate | None]:
    """Give the slopes among the people who answered twice: of their change, and of the answer after given that before.

    Who is said to have had another dose at the other wave is left out.
    """
    linked = linked_changes(cells)
    if linked is None or len(np.unique(linked.exposed)) < 2:
        return None, None
    codes = linked.unit if linked.unit is not None else np.arange(len(linked.changes))
    design = np.column_stack([np.ones(len(linked.changes)), linked.exposed])
    try:
        slope = _slope("change_per_dose_linked", linked.changes, design, 1, codes, confidence)
        with_before = np.column_stack([design, linked.before])
        adjusted = _slope("change_per_dose_adjusted", linked.before + linked.changes, with_before, 1, codes, confidence)
    except (NotEnoughData, ValueError):
        # too few people, or everyone answered alike before
        return None, None
    return slope, adjusted


def _warnings(head: Estimate, codes: Codes, by: str) -> tuple[str, ...]:
    if codes.max() < 1:
        return (ONE_CLUSTER.format(by),)
    if head.se is None:
        return (EXACT,)
    return (FEW_NOTE,) if head.df is not None and head.df < FEW_DF else ()
