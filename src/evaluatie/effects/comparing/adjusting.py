"""Two groups' answers after, adjusted for those before, beside the difference of their changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from evaluatie.effects.comparing.did_result import methods_table, renamed
from evaluatie.effects.comparing.exposure import read_exposed
from evaluatie.effects.comparing.least_squares import least_squares, read_clusters, renumber
from evaluatie.effects.comparing.methods import lonely, ols_row
from evaluatie.effects.comparing.robust import FEW_DF, robust_coefficients
from evaluatie.effects.long_frame import Codes
from evaluatie.effects.values import Floats, read_values
from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence

if TYPE_CHECKING:
    from collections.abc import Mapping

METHOD = "Analysis of covariance (post on exposure and pre) beside the change score (post - pre on exposure), {}"
SINGLE = "HC2 standard errors with the degrees of freedom of Bell & McCaffrey (2002)"
CLUSTERED = (
    "CR2 standard errors with Satterthwaite degrees of freedom (Bell & McCaffrey 2002; Pustejovsky & Tipton 2018)"
)
ANCOVA_NOTE = (
    "the adjusted difference asks how people would differ who started equal: right if exposure was drawn by lot, or "
    "assigned by the first answer itself; otherwise it takes part of the groups' lasting difference for a difference "
    "in change (van Breukelen 2006, 2013)"
)
CHANGE_NOTE = (
    "the change score asks how much more the exposed changed: right if both groups would have changed alike without "
    "the interventions; wrong if they were chosen for extreme first answers (regression to the mean)"
)
LORD_NOTE = (
    "the groups differed at the start: both answers are right to their own question (Lord 1967); which one is asked "
    "follows from how exposure came about, not from the figures"
)
LONELY_NOTE = "a group rests upon one unit: no inference over units is possible"
SMALL_GAP = 0.1


@dataclass(frozen=True)
class AncovaChange(Result):
    """Adjusted difference and difference of change scores.

    Attributes
    ----------
    estimate, se, statistic, df, p, ci_low, ci_high : float or None
        Of the difference after, adjusted for the first answer (and covariates), in scale points.
    change_estimate, change_se, change_statistic, change_df, change_p, change_ci_low, change_ci_high : float or None
        Of the difference of the mean changes.
    apart : float
        ``estimate`` minus ``change_estimate``; without covariates (1 - slope) x baseline_gap.
    baseline_gap : float
        Mean first answer of the exposed minus that of the others.
    slope : float
        Of the answer after on that before, within groups.
    confidence : float
        Level of the intervals.
    n, n_exposed : int
        People with both answers, and how many of them were exposed.
    n_clusters : int or None
        Units.
    rows : tuple of Estimate
        Per method: ``ancova`` and ``change`` (as above), ``ancova_ols`` and ``change_ols``.
    """

    estimate: float
    se: float | None
    statistic: float | None
    df: float | None
    p: float | None
    ci_low: float | None
    ci_high: float | None
    change_estimate: float
    change_se: float | None
    change_statistic: float | None
    change_df: float | None
    change_p: float | None
    change_ci_low: float | None
    change_ci_high: float | None
    apart: float
    baseline_gap: float
    slope: float
    confidence: float
    n: int
    n_exposed: int
    n_clusters: int | None
    rows: tuple[Estimate, ...]

    @property
    def table(self) -> pd.DataFrame:
        """One row per method; the index is the method."""
        return methods_table(self.rows)

    def estimates(self) -> tuple[Estimate, ...]:
        """Give both differences, robust and by ordinary least squares, and what they differ by.

        Returns
        -------
        tuple of Estimate
            Terms ``difference_ancova``, ``difference_change``, the same with ``_ols``, ``apart``, ``baseline_gap``,
            ``slope``.
        """
        told = (Estimate(name, getattr(self, name), n=self.n) for name in ("apart", "baseline_gap", "slope"))
        return (*renamed(self.rows, "difference"), *told)


@dataclass(frozen=True)
class _People:
    pre: Floats
    post: Floats
    exposed: Floats
    others: Floats
    unit: Codes | None
    notes: tuple[str, ...]


def ancova_change(
    pre: Any,
    post: Any,
    exposed: Any,
    *,
    cluster: Any = None,
    covariates: pd.DataFrame | Mapping[str, Any] | None = None,
    confidence: float = 0.95,
) -> AncovaChange:
    """Compare two groups after, adjusted for before, and put the difference of their changes beside it.

    Analysis of covariance and change scores answer different questions where the groups differed at the start (Lord
    1967, *Psychological Bulletin* 68, 304-305); van Breukelen (2006, *Journal of Clinical Epidemiology* 59, 920-925;
    2013, *Multivariate Behavioral Research* 48, 895-922) says which is unbiased when. Standard errors are HC2, or CR2
    where units are given, both with Satterthwaite degrees of freedom.

    Parameters
    ----------
    pre, post : sequence of numbers, shape (n,)
        The same people's answers before and after, by position.
    exposed : sequence, shape (n,)
        1 or True for exposed, 0 or False for not; or an ordered categorical with the exposed label second.
    cluster : sequence of labels, shape (n,), optional
        Unit of each person.
    covariates : DataFrame or mapping of columns, optional
        Adjusted for besides the first answer: numbers, True/False, or labels (all but the first as a column each).
        The change score is not adjusted.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    AncovaChange
        Of the people with everything known; the others are counted in the notes.

    Raises
    ------
    NotEnoughData
        With fewer than 2 people on a side, or first answers without spread within the groups.
    TypeError
        If an answer is not a number.
    ValueError
        If lengths differ, it is not plain who is exposed, or a covariate follows from the others.

    Examples
    --------
    >>> pre, post = [2, 3, 4, 3, 3, 4, 5, 4], [2, 3, 5, 3, 4, 5, 5, 4]
    >>> found = ancova_change(pre, post, [0, 0, 0, 0, 1, 1, 1, 1])
    >>> round(found.estimate, 4), round(found.change_estimate, 4), round(found.slope, 4)
    (0.25, 0.25, 1.0)
    """
    check_confidence(confidence)
    people = _complete(pre, post, exposed, cluster, covariates)
    scale = float(max(np.abs(people.pre).max(), np.abs(people.post).max()))
    ones = np.ones(len(people.pre))
    adjusted = _difference(people.post, [ones, people.exposed, people.pre, people.others], people, confidence, scale)
    change = _difference(people.post - people.pre, [ones, people.exposed], people, confidence, scale)
    rows = tuple(
        replace(row, term=name + ("_ols" if row.term == "ols" else ""))
        for name, pair in (("ancova", adjusted[:2]), ("change", change[:2]))
        for row in pair
    )
    is_exposed = people.exposed == 1
    gap = float(people.pre[is_exposed].mean() - people.pre[~is_exposed].mean())
    facts = {name: getattr(adjusted[0], name) for name in _FIELDS}
    facts |= {f"change_{name}": getattr(change[0], name) for name in _FIELDS}
    notes = (*people.notes, *_judged(people, gap, (adjusted[0], change[0])))
    return AncovaChange(
        METHOD.format(SINGLE if people.unit is None else CLUSTERED),
        notes,
        **facts,
        apart=adjusted[0].estimate - change[0].estimate,
        baseline_gap=gap,
        slope=float(adjusted[2][2]),
        confidence=confidence,
        n=len(people.pre),
        n_exposed=int(is_exposed.sum()),
        n_clusters=None if people.unit is None else int(people.unit.max()) + 1,
        rows=(rows[0], rows[2], rows[1], rows[3]),
    )


_FIELDS = ("estimate", "se", "statistic", "df", "p", "ci_low", "ci_high")


def _difference(
    outcome: Floats, columns: list[Floats], people: _People, confidence: float, scale: float
) -> tuple[Estimate, Estimate, Floats]:
    """Give the coefficient of exposure, robust and by ordinary least squares, and all coefficients."""
    fit = least_squares(outcome, np.column_stack(columns))
    plain = ols_row(fit, 1, confidence, scale)
    if people.unit is not None and lonely(people.exposed.astype(np.intp), people.unit, 2):
        return Estimate("robust", plain.estimate, n=len(outcome)), plain, fit.coefficients
    codes = np.arange(len(outcome)) if people.unit is None else people.unit
    names = tuple(map(str, range(len(fit.coefficients))))
    rows, _ = robust_coefficients(fit, codes, "CR2", names, confidence, scale)
    return rows[1], plain, fit.coefficients


def _complete(pre: Any, post: Any, exposed: Any, cluster: Any, covariates: Any) -> _People:
    before, after = read_values(pre, "pre"), read_values(post, "post")
    marks = read_exposed(exposed, "exposed").marks
    unit = np.zeros(len(before), dtype=np.intp) if cluster is None else read_clusters(cluster, "cluster")[0]
    others = _covariates(covariates, len(before))
    lengths = {"pre": before, "post": after, "exposed": marks, "cluster": unit, "covariates": others}
    if len({len(column) for column in lengths.values()}) > 1:
        shown = ", ".join(f"{len(column)} in {name}" for name, column in lengths.items())
        raise ValueError(f"there must be one entry per person: got {shown}")
    known = ~np.isnan(np.column_stack([before, after, marks, others])).any(axis=1) & (unit >= 0)
    lost = len(known) - int(known.sum())
    notes = (f"{lost} of {len(known)} people left out: something was missing",) if lost else ()
    before, after, marks, others = before[known], after[known], marks[known], others[known]
    _require(before, marks)
    return _People(before, after, marks, others, None if cluster is None else renumber(unit[known]), notes)


def _covariates(covariates: Any, n: int) -> Floats:
    if covariates is None:
        return np.empty((n, 0))
    named = covariates if isinstance(covariates, pd.DataFrame) else dict(covariates)
    columns = [column for name in named for column in _as_numbers(named[name], str(name))]
    if len({len(column) for column in columns}) > 1:
        raise ValueError("every covariate must have one entry per person: their lengths differ")
    return np.column_stack(columns) if columns else np.empty((n, 0))


def _as_numbers(values: Any, name: str) -> list[Floats]:
    try:
        if not isinstance(getattr(values, "dtype", None), pd.CategoricalDtype):
            return [read_values(values, name)]
    except TypeError:
        pass
    codes, labels = read_clusters(values, name)
    order = np.argsort(np.array(labels, dtype=str)) if labels else np.array([], dtype=int)
    unknown = codes < 0
    return [np.where(unknown, np.nan, (codes == at).astype(float)) for at in order[1:]]


def _require(before: Floats, marks: Floats) -> None:
    sizes = int((marks == 0).sum()), int((marks == 1).sum())
    if min(sizes) < 2:
        raise NotEnoughData(
            f"at least 2 people with both answers are needed on each side: got {sizes[1]} exposed and {sizes[0]} others"
        )
    if all(np.ptp(before[marks == mark]) == 0 for mark in (0, 1)):
        raise NotEnoughData("the first answers do not vary within the groups: nothing can be adjusted for")


def _judged(people: _People, gap: float, rows: tuple[Estimate, ...]) -> tuple[str, ...]:
    notes: tuple[str, ...] = (ANCOVA_NOTE, CHANGE_NOTE)
    spread = [people.pre[people.exposed == mark].std(ddof=1) for mark in (0, 1)]
    if abs(gap) > SMALL_GAP * float(np.sqrt(np.mean(np.square(spread)))):
        notes += (LORD_NOTE,)
    if any(row.se is None for row in rows):
        alone = people.unit is not None and lonely(people.exposed.astype(np.intp), people.unit, 2)
        notes += (LONELY_NOTE if alone else "no spread: how sure a difference is cannot be estimated",)
    elif any(row.df is not None and row.df < FEW_DF for row in rows):
        notes += (f"fewer than {FEW_DF} degrees of freedom: p and interval are rough guides",)
    return notes
