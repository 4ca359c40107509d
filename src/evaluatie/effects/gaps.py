"""The gap between two groups, and how it changed from the first to the last wave."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.effects.changes import Change, is_zero, moments, tested, untested
from evaluatie.effects.comparing.least_squares import least_squares, renumber
from evaluatie.effects.comparing.sandwich import cluster_covariance
from evaluatie.effects.group_frame import (
    first_and_last,
    list_covariates,
    read_covariate,
    read_people,
    two_groups,
)
from evaluatie.effects.independent import change_from_moments
from evaluatie.effects.long_frame import NO_WAVE, NOBODY, UNANSWERED, Codes, TwoWaves, link_answers, two_waves
from evaluatie.effects.overlapping import overlapping_from_waves
from evaluatie.effects.values import Floats, read_values
from evaluatie.frames import check_frame
from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence

PLAIN = (
    "Difference between two groups in their change, each from everyone who answered (Derrick, Toher & White 2017), "
    "degrees of freedom of Welch and Satterthwaite"
)
ADJUSTED = (
    "Least squares with wave, group, their interaction and covariates; standard errors clustered by person, CR2 with "
    "Satterthwaite degrees of freedom (Bell & McCaffrey 2002; Pustejovsky & Tipton 2018)"
)
MOVED = "{} respondent(s) changed group between the waves: their answers in either group are not linked"
NO_SPREAD = "the answers show no spread: how sure the change of the gap is cannot be estimated"


@dataclass(frozen=True)
class GapChange(Result):
    """The gap, focal minus reference, at two waves and its change; adjusted for covariates where there are any.

    Attributes
    ----------
    gap_change : float
        Gap at the last wave minus gap at the first, in scale points: the change of the focal group minus that of the
        reference group.
    se, statistic, df, p, ci_low, ci_high, ci90_low, ci90_high : float or None
        Of the change of the gap: standard error, t, degrees of freedom, two-sided p, interval at level ``confidence``
        and 90% interval; None where the answers show no spread.
    gap_first, gap_last, change_reference, change_focal : Estimate
        The gap at either wave, and either group's own change, with standard errors and intervals.
    reference, focal, first, last : str
        Labels of the groups and the waves.
    covariates : tuple of str
        What was adjusted for.
    confidence : float
        Level of the intervals.
    n : int
        Different people.
    n_reference_first, n_reference_last, n_focal_first, n_focal_last : int
        Answers by group and wave.
    n_reference_pairs, n_focal_pairs : int
        People who answered at both waves.
    """

    gap_change: float
    se: float | None
    statistic: float | None
    df: float | None
    p: float | None
    ci_low: float | None
    ci_high: float | None
    ci90_low: float | None
    ci90_high: float | None
    gap_first: Estimate
    gap_last: Estimate
    change_reference: Estimate
    change_focal: Estimate
    reference: str
    focal: str
    first: str
    last: str
    covariates: tuple[str, ...]
    confidence: float
    n: int
    n_reference_first: int
    n_reference_last: int
    n_focal_first: int
    n_focal_last: int
    n_reference_pairs: int
    n_focal_pairs: int

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the change of the gap, the gap at either wave, and either group's change.

        Returns
        -------
        tuple of Estimate
            Terms ``gap_change``, ``gap`` (two waves) and ``mean_change`` (two groups).
        """
        change = Estimate(
            "gap_change", self.gap_change, self.se, self.statistic, self.df, self.p, self.ci_low, self.ci_high, self.n
        )
        return change, self.gap_first, self.gap_last, self.change_reference, self.change_focal


def gap_change(
    frame: pd.DataFrame,
    value: str,
    wave: str,
    group: str,
    *,
    respondent: str | None = None,
    reference: Hashable = None,
    focal: Hashable = None,
    waves: Sequence[Hashable] | None = None,
    covariates: Sequence[str] = (),
    confidence: float = 0.95,
) -> GapChange:
    """Estimate how the gap between two groups changed between two waves.

    Everyone who answered counts. Without covariates each group's change has the standard error and degrees of freedom
    of :func:`evaluatie.effects.overlapping_change`, which count who answered twice; the groups are different people, so
    that their variances add, and the degrees of freedom are combined as Welch (1947) and Satterthwaite (1946) do. The
    gap at a wave is that of Welch's test. With covariates all come from one regression of the answers on the four
    means of group and wave and the covariates, numbers as they are and anything else as indicators, with standard
    errors clustered by person. The adjusted gaps are those between people with the same values of the covariates.

    In simulations of five-point answers, 30 or 100 people a group and wave of whom 30% to all answered twice, 95%
    intervals of the change of the gap held the true value in 94.2-95.8% of 3,000 samples.

    Parameters
    ----------
    frame : DataFrame
        One row per respondent and wave.
    value, wave, group : str
        Its columns: the answer, the moment, the group.
    respondent : str, optional
        Column of the person. Left out, everyone counts as answering once, which makes the interval of the change of
        the gap too wide where people did answer twice.
    reference, focal : label, optional
        The groups: needed where there are more than two.
    waves : pair of labels, optional
        First and last wave: needed where there are more than two, or their order is not plain from their labels.
    covariates : sequence of str
        Columns to adjust for.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    GapChange
        Focal minus reference, last minus first.

    Raises
    ------
    NotEnoughData
        With one group only, or fewer than 2 answers of a group at a wave.
    TypeError
        If an answer is not a number.
    ValueError
        If a respondent answered more than once at a wave, a column or label is not there, or groups or waves are not
        plain; with covariates that cannot be told apart.

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "who": [1, 2, 3, 4, 5, 6, 1, 2, 7, 4, 5, 8],
    ...     "wave": ["t0"] * 6 + ["t1"] * 6,
    ...     "origin": ["here", "here", "here", "there", "there", "there"] * 2,
    ...     "score": [4, 5, 4, 2, 3, 3, 4, 5, 5, 3, 4, 4],
    ... })
    >>> found = gap_change(frame, "score", "wave", "origin", respondent="who", reference="here")
    >>> found.focal, round(found.gap_first.estimate, 4), round(found.gap_last.estimate, 4), round(found.gap_change, 4)
    ('there', -1.6667, -1.0, 0.6667)
    """
    check_confidence(confidence)
    names = list_covariates(covariates)
    check_frame(frame, (value, wave, group, respondent, *names))
    labels = first_and_last(frame, wave, waves)
    reference, focal, notes = two_groups(frame[group], reference, focal)
    rows, left_out = select_rows(frame, value, wave, group, respondent, labels, (reference, focal), names)
    named = GapLabels(str(reference), str(focal), str(labels[0]), str(labels[1]), names)
    parts = [group_waves(rows, label, labels) for label in (reference, focal)]
    notes += left_out + _movers(rows)
    facts = _facts(parts, int(read_people(rows["who"], len(rows)).max()) + 1, named, confidence)
    if not names:
        return _plain(parts, facts, notes)
    cell = 2 * (rows["group"] != reference).to_numpy(int) + (rows["wave"] == labels[1]).to_numpy(int)
    read = [read_covariate(rows[at], name) for at, name in enumerate(names)]
    same = [each.name for each in read if not np.ptp(each.columns, axis=0).all()]
    if same:
        raise ValueError(f"covariate {', '.join(same)} has the same value for everyone: leave it out")
    answers = Answers(rows["value"].to_numpy(), cell, read_people(rows["who"], len(rows)))
    return _adjusted(answers, np.hstack([each.columns for each in read]), parts, facts, notes)


@dataclass(frozen=True)
class GapLabels:
    """What groups, waves and covariates are called.

    Attributes
    ----------
    reference, focal, first, last : str
        The groups and the waves.
    covariates : tuple of str
        What is adjusted for.
    """

    reference: str
    focal: str
    first: str
    last: str
    covariates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answers:
    """The answers of two groups at two waves.

    Attributes
    ----------
    scores : ndarray of float, shape (n,)
        Complete.
    cell : ndarray of int, shape (n,)
        0 and 1 for the reference group at the first and the last wave, 2 and 3 for the focal group.
    who : ndarray of int, shape (n,)
        Number of each answer's person, from 0 up.
    """

    scores: Floats
    cell: Codes
    who: Codes

    @property
    def focal(self) -> Floats:
        """1 for an answer of the focal group, 0 for one of the reference group."""
        return (self.cell > 1).astype(float)

    @property
    def last(self) -> Floats:
        """1 for an answer at the last wave, 0 for one at the first."""
        return (self.cell % 2).astype(float)


def gap_from_answers(
    answers: Answers, labels: GapLabels, covariates: Floats | None = None, confidence: float = 0.95
) -> GapChange:
    """Estimate how a gap changed from two groups' answers at two waves.

    Parameters
    ----------
    answers : Answers
        With, for each person, at most one at each wave.
    labels : GapLabels
        What all is called.
    covariates : ndarray of float, shape (n, c), optional
        Complete columns to adjust for, each of which varies.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    GapChange
        As :func:`gap_change` gives it of a frame with these answers.

    Raises
    ------
    NotEnoughData, ValueError
        As :func:`gap_change` raises them.

    Examples
    --------
    >>> values = np.array([4.0, 5, 4, 2, 3, 3, 4, 5, 5, 3, 4, 4])
    >>> cell = np.repeat([0, 2, 1, 3], 3)
    >>> who = np.array([0, 1, 2, 3, 4, 5, 0, 1, 6, 3, 4, 7])
    >>> round(gap_from_answers(Answers(values, cell, who), GapLabels("here", "there", "t0", "t1")).gap_change, 4)
    0.6667
    """
    check_confidence(confidence)
    cells = [answers.cell == number for number in range(4)]
    for number, label in enumerate((labels.reference, labels.focal)):
        for at, wave in enumerate((labels.first, labels.last)):
            _require_cell(label, wave, int(cells[2 * number + at].sum()))
    parts = [
        link_answers(answers.scores[first], answers.scores[last], answers.who[first], answers.who[last])
        for first, last in (cells[:2], cells[2:])
    ]
    people = np.bincount(answers.who)
    moved = int((np.bincount(answers.who, answers.focal) == 1)[people == 2].sum())
    facts = _facts(parts, int((people > 0).sum()), labels, confidence)
    notes = (MOVED.format(moved),) if moved else ()
    if covariates is None:
        return _plain(parts, facts, notes)
    return _adjusted(answers, covariates, parts, facts, notes)


def select_rows(
    frame: pd.DataFrame,
    value: str,
    wave: str,
    group: str | None,
    respondent: str | None,
    waves: tuple[Any, Any],
    groups: tuple[Any, ...],
    covariates: tuple[str, ...],
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Take the answers of two waves and some groups, with their covariates.

    Parameters
    ----------
    frame : DataFrame
        One row per respondent and wave.
    value, wave : str
        Its columns.
    group, respondent : str or None
        Its columns; None if there is none.
    waves, groups : tuple of labels
        Which rows to take.
    covariates : tuple of str
        Columns that must be known.

    Returns
    -------
    tuple of DataFrame and tuple of str
        Columns ``value``, ``wave``, ``group``, ``who`` and the covariates by their place, all known but ``who``; and
        notes of what was left out.

    Examples
    --------
    >>> frame = pd.DataFrame({"score": [3, None], "wave": ["t0", "t1"]})
    >>> select_rows(frame, "score", "wave", None, None, ("t0", "t1"), (), ())[1]
    ('1 answer(s) left out: missing',)
    """
    columns: dict[Any, Any] = {
        "value": read_values(frame[value], value),
        "wave": frame[wave].array,
        "group": None if group is None else frame[group].array,
        "who": None if respondent is None else frame[respondent].array,
    }
    rows = pd.DataFrame(columns | {at: frame[name].array for at, name in enumerate(covariates)})
    in_wave = rows["wave"].isin(waves)
    no_group = in_wave & rows["group"].isna() if group is not None else in_wave & False
    rows, no_wave = rows[in_wave & (rows["group"].isin(groups) if group is not None else True)], rows["wave"].isna()
    unknown = rows["value"].isna()
    partly = ~unknown & rows[list(range(len(covariates)))].isna().any(axis=1)
    kept = rows[~unknown & ~partly].reset_index(drop=True)
    nobody = int(kept["who"].isna().sum()) if respondent is not None else 0
    counts = (
        (int(no_wave.sum()), NO_WAVE), (int(no_group.sum()), "row(s) left out: no group"),
        (int(unknown.sum()), UNANSWERED), (int(partly.sum()), "answer(s) left out: a covariate was missing"),
        (nobody, NOBODY),
    )  # fmt: skip
    return kept, tuple(f"{count} {what}" for count, what in counts if count)


def group_waves(rows: pd.DataFrame, group: Any, waves: tuple[Any, Any]) -> TwoWaves:
    """Take one group's answers of two waves, and refuse a group that is hardly there.

    Parameters
    ----------
    rows : DataFrame
        As :func:`select_rows` gives them.
    group : label
        The group.
    waves : pair of labels
        First and last.

    Returns
    -------
    TwoWaves
        Its answers.

    Raises
    ------
    NotEnoughData
        With fewer than 2 answers at a wave.
    ValueError
        If a respondent answered more than once at a wave.

    Examples
    --------
    >>> rows = pd.DataFrame({"value": [1.0, 2, 3, 4], "wave": [0, 0, 1, 1], "group": "a", "who": None})
    >>> group_waves(rows, "a", (0, 1)).post
    array([3., 4.])
    """
    own = rows[rows["group"] == group]
    for label in waves:
        _require_cell(str(group), str(label), int((own["wave"] == label).sum()))
    return two_waves(own, "value", "wave", "who", waves)


def _require_cell(group: str, wave: str, answers: int) -> None:
    if answers < 2:
        raise NotEnoughData(
            f"at least 2 answers of each group at each wave are needed: group {group!r} has {answers} at wave {wave!r}"
        )


def _plain(parts: list[TwoWaves], facts: dict[str, Any], notes: tuple[str, ...]) -> GapChange:
    confidence = facts["confidence"]
    reference, focal = (overlapping_from_waves(part, confidence=confidence) for part in parts)
    first = change_from_moments(moments(parts[0].pre), moments(parts[1].pre), confidence)
    last = change_from_moments(moments(parts[0].post), moments(parts[1].post), confidence)
    change = focal.mean_change - reference.mean_change
    variances = [(each.se or 0.0) ** 2 for each in (reference, focal)]
    se = math.sqrt(sum(variances))
    if is_zero(se, _scale(parts)):
        test, notes = untested(), (*notes, NO_SPREAD)
    else:
        freedom = [each.df or math.inf for each in (reference, focal)]
        df = sum(variances) ** 2 / sum(v**2 / f for v, f in zip(variances, freedom, strict=True))
        test = tested(change, se, df, confidence)
    return GapChange(
        PLAIN, notes, change, **test, **facts,
        gap_first=replace(_row("gap", first), wave=facts["first"]),
        gap_last=replace(_row("gap", last), wave=facts["last"]),
        change_reference=replace(_row("mean_change", reference), group=facts["reference"]),
        change_focal=replace(_row("mean_change", focal), group=facts["focal"]),
    )  # fmt: skip


TERMS = ("gap_change", "gap", "gap", "mean_change", "mean_change")
#: from the means of the four cells (reference first, reference last, focal first, focal last) to what is told of them
CONTRASTS = np.array([[1, -1, -1, 1], [-1, 0, 1, 0], [0, -1, 0, 1], [-1, 1, 0, 0], [0, 0, -1, 1]], dtype=float)


def _adjusted(
    answers: Answers, covariates: Floats, parts: list[TwoWaves], facts: dict[str, Any], notes: tuple[str, ...]
) -> GapChange:
    design = np.hstack([np.eye(4)[answers.cell], covariates - covariates.mean(axis=0)])
    fit = least_squares(answers.scores, design)
    contrasts = np.hstack([CONTRASTS, np.zeros((len(CONTRASTS), design.shape[1] - 4))])
    told = replace(fit, coefficients=contrasts @ fit.coefficients, rotation=contrasts @ fit.rotation)
    covariance, df = cluster_covariance(told, renumber(answers.who))
    sizes = np.bincount(answers.cell, minlength=4)
    n = (len(answers.cell), sizes[[0, 2]].sum(), sizes[[1, 3]].sum(), sizes[:2].sum(), sizes[2:].sum())
    flat = is_zero(fit.spread / 100, _scale(parts))
    tests = [
        untested() if flat else tested(float(b), math.sqrt(v), float(d), facts["confidence"])
        for b, v, d in zip(told.coefficients, np.diag(covariance), df, strict=True)
    ]
    found = [
        Estimate(term, b, t["se"], t["statistic"], t["df"], t["p"], t["ci_low"], t["ci_high"], int(people))
        for term, b, t, people in zip(TERMS, told.coefficients, tests, n, strict=True)
    ]
    return GapChange(
        ADJUSTED, (*notes, *((NO_SPREAD,) if flat else ())), float(told.coefficients[0]), **tests[0], **facts,
        gap_first=replace(found[1], wave=facts["first"]), gap_last=replace(found[2], wave=facts["last"]),
        change_reference=replace(found[3], group=facts["reference"]),
        change_focal=replace(found[4], group=facts["focal"]),
    )  # fmt: skip


def _row(term: str, change: Change) -> Estimate:
    return Estimate(
        term, change.mean_change, change.se, change.statistic, change.df, change.p, change.ci_low, change.ci_high,
        change.n,
    )  # fmt: skip


def _facts(parts: list[TwoWaves], n: int, labels: GapLabels, confidence: float) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "n": n, "reference": labels.reference, "focal": labels.focal, "first": labels.first, "last": labels.last,
        "covariates": labels.covariates, "confidence": confidence,
    }  # fmt: skip
    for name, part in zip(("reference", "focal"), parts, strict=True):
        facts |= {
            f"n_{name}_first": len(part.pre),
            f"n_{name}_last": len(part.post),
            f"n_{name}_pairs": len(part.pairs_pre),
        }
    return facts


def _scale(parts: list[TwoWaves]) -> float:
    return max(float(np.abs(answers).max()) for part in parts for answers in (part.pre, part.post))


def _movers(rows: pd.DataFrame) -> tuple[str, ...]:
    moved = int((rows[["who", "group"]].dropna().drop_duplicates()["who"].value_counts() > 1).sum())
    return (MOVED.format(moved),) if moved else ()
