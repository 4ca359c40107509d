"""Facts about how an expectation, what was carried out and what changed fit together; never one score."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from evaluatie.shipped import shipped

#: Verdicts on a change, as the rule for changes gives them: those that tell a direction, and the others
CHANGED = ("improved", "worsened", "increased", "decreased")
VERDICTS = (*CHANGED, "unchanged", "inconclusive")
#: What may come of an expected direction
DIRECTIONS = ("as expected", "against", "unchanged", "not told", "not measured")


@dataclass(frozen=True)
class PatternFacts:
    """Four facts that stand apart: one does not make up for another.

    Attributes
    ----------
    direction : str
        ``"as expected"``, ``"against"``, ``"unchanged"`` (practically), ``"not told"`` (the interval leaves it open)
        or ``"not measured"``.
    reached : str
        ``"half or more"`` of the invited, ``"less than half"``, ``"nobody"`` or ``"not known"``.
    timing : str
        When it began: ``"between"`` the baseline and the follow-up, ``"before the baseline"``, ``"after the
        follow-up"`` opened, ``"not begun"`` or ``"not known"``.
    dose : str
        ``"60% or more"`` of the planned dose, ``"less than 60%"``, ``"nothing"`` or ``"not known"``; the percentage is
        that of ``pattern.yml``.
    """

    direction: str
    reached: str
    timing: str
    dose: str


def pattern_facts(
    expected: str,
    verdict: str | None,
    estimate: float | None,
    *,
    reach: float | None = None,
    began: Any = None,
    baseline: Any = None,
    opened: Any = None,
    dose_ratio: float | None = None,
) -> PatternFacts:
    """State separately whether direction, reach, timing and dose fit an expectation.

    Such facts are what contribution analysis holds a theory of change against (Mayne 2012, *Evaluation* 18, 270-280).
    That all of them fit is no proof of cause.

    Parameters
    ----------
    expected : {"up", "down"}
        Which way the outcome was expected to go.
    verdict : str or None
        improved, worsened, increased, decreased, unchanged or inconclusive; None where nothing was measured.
    estimate : float or None
        The change, of which the sign is the direction.
    reach : float, optional
        Share of the invited who were reached.
    began : Timestamp, optional
        When the intervention began; NaT where it did not; None where that is not known.
    baseline, opened : Timestamp, optional
        The day of the baseline, and that on which the follow-up opened.
    dose_ratio : float, optional
        Delivered over planned dose.

    Returns
    -------
    PatternFacts
        Each ``"not known"`` where what it needs is missing.

    Raises
    ------
    ValueError
        If ``expected`` or ``verdict`` is none of these words.

    Examples
    --------
    >>> day = pd.Timestamp
    >>> pattern_facts("up", "improved", 0.3, reach=0.4, began=day("2020-02-01"), baseline=day("2019-10-01"),
    ...               opened=day("2021-06-01"), dose_ratio=0.9)
    PatternFacts(direction='as expected', reached='less than half', timing='between', dose='60% or more')
    """
    if expected not in ("up", "down"):
        raise ValueError(f"expected must be 'up' or 'down': got {expected!r}")
    if verdict is not None and verdict not in VERDICTS:
        raise ValueError(f"verdict must be one of {', '.join(VERDICTS)}, or None: got {verdict!r}")
    bounds = _bounds()
    dose = _share_of(dose_ratio, bounds["dose"], f"{bounds['dose']:.0%} or more", f"less than {bounds['dose']:.0%}")
    return PatternFacts(
        _direction(expected, verdict, estimate),
        "nobody" if reach == 0 else _share_of(reach, bounds["reach"], "half or more", "less than half"),
        _timing(began, baseline, opened),
        "nothing" if dose_ratio == 0 else dose,
    )


@cache
def _bounds() -> dict[str, float]:
    return {name: float(bound) for name, bound in shipped(__file__, "pattern.yml").items()}


def _direction(expected: str, verdict: str | None, estimate: float | None) -> str:
    if verdict is None or estimate is None:
        return "not measured"
    if verdict not in CHANGED:
        return "unchanged" if verdict == "unchanged" else "not told"
    return "as expected" if (estimate > 0) == (expected == "up") else "against"


def _share_of(share: float | None, bound: float, enough: str, less: str) -> str:
    if share is None or pd.isna(share):
        return "not known"
    return enough if share >= bound else less


def _timing(began: Any, baseline: Any, opened: Any) -> str:
    if began is None:
        return "not known"
    if pd.isna(began):
        return "not begun"
    if pd.notna(opened) and began >= opened:
        return "after the follow-up"
    if pd.notna(baseline) and began < baseline:
        return "before the baseline"
    return "between" if pd.notna(baseline) and pd.notna(opened) else "not known"
