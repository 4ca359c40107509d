"""Did people leave more, or less, once interventions had begun: a change of the hazard at a moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from evaluatie.flows.duration.change_result import HazardChange
from evaluatie.flows.duration.columns import Floats, as_series, read_numbers
from evaluatie.flows.duration.cox.design import Covariate, is_number
from evaluatie.flows.duration.cox.hazard_ratios import fit_rows, listed
from evaluatie.flows.duration.cox.result import HazardRatio
from evaluatie.flows.duration.cox.rows import Rows, read_rows
from evaluatie.flows.duration.splitting import cut
from evaluatie.frames import check_frame
from evaluatie.result import NotEnoughData, check_confidence

METHOD = "Change of the hazard at a moment: Cox's model (1972) of time split there, an indicator that changes with time"
NOT_ALONE = "before and after differ in everything that changed at that moment, not in the interventions alone"


def hazard_change(
    frame: pd.DataFrame,
    duration: str,
    event: str,
    changed_at: str,
    *,
    entry: str | None = None,
    group: str | None = None,
    covariates: str | Sequence[str] = (),
    cluster: str | None = None,
    confidence: float = 0.95,
) -> HazardChange:
    """Estimate by how much the rate of an event changed at a moment, and whether alike in all groups.

    Everyone's time is split at the moment on their own clock; people at the same time since their start are compared,
    before against after. With groups each has its own change, and the ratio of two changes says whether a gap widened
    or narrowed.

    Parameters
    ----------
    frame : DataFrame
        One row per person, or per stretch of a person's time.
    duration, event : str
        Columns: time from each person's start to the event or the last time seen; 0/1 or truth values.
    changed_at : str
        Column: the moment, such as the start of the interventions, as time from the person's own start. It may lie
        before the entry (all is after) or beyond the duration (all is before); missing means never.
    entry : str, optional
        Column: time from which on the row was seen.
    group : str, optional
        Column: groups, of which the first category, else the first label in order, is the reference.
    covariates : str or sequence of str, optional
        Columns to adjust for, as in :func:`evaluatie.flows.duration.hazard_ratio`.
    cluster : str, optional
        Column: rows that belong together, such as a team's.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    HazardChange
        Hazard ratios of after against before, by group, and their ratios.

    Raises
    ------
    NotEnoughData
        If a group has no event before, or after, the moment, or a covariate cannot be estimated.
    TypeError
        If ``frame`` is no DataFrame, or a column does not hold what it should.
    ValueError
        If a column is not there, a duration is negative, or an event is neither 0 nor 1.

    Examples
    --------
    >>> staff = pd.DataFrame({"months": [3, 5, 6, 8, 9, 9], "left": [1, 1, 0, 1, 1, 0], "start": [4, 2, 9, 9, 1, 5]})
    >>> change = hazard_change(staff, "months", "left", "start")
    >>> change.changes[["group", "hazard_ratio", "events_before", "events_after"]].round(3).to_dict("records")
    [{'group': 'all', 'hazard_ratio': 0.543, 'events_before': 2, 'events_after': 2}]
    """
    check_confidence(confidence)
    adjusted = listed(covariates)
    named = [duration, event, changed_at, *listed(entry), *listed(group), *adjusted]
    if None in named:
        raise ValueError("duration, event and changed_at must each be the name of a column")
    if len(set(named)) < len(named):
        raise ValueError(f"every column must be named once: got {', '.join(map(str, named))}")
    check_frame(frame, [*named, cluster])
    if group and is_number(as_series(frame[group], group)):
        # groups, not amounts
        frame = frame.assign(**{group: frame[group].astype("category")})
    whole = read_rows(frame, duration, event, [*listed(group), *adjusted], entry, (), cluster)
    moment = read_numbers(frame[changed_at], changed_at)[whole.kept]
    rows, after = split_rows(whole, moment)
    grouped = rows.covariates[0] if group else Covariate("all", ("all",), np.zeros(len(after)))
    counts = _counts(rows, after, grouped)
    _require_both_sides(counts)
    terms = _terms(after, grouped, rows.covariates[len(listed(group)) :])
    model = fit_rows(replace(rows, covariates=terms), "efron", "km", confidence)
    return HazardChange(
        METHOD,
        (NOT_ALONE, *_never_note(moment), *model.notes),
        n=len(whole.until),
        n_events=model.n_events,
        confidence=confidence,
        reference=grouped.levels[0] if group else None,
        changes=pd.concat([_changes(model, grouped, confidence), counts.iloc[:, 1:]], axis=1),
        ratios=_ratios(model, grouped, confidence),
        model=model,
    )


def split_rows(rows: Rows, moment: Floats) -> tuple[Rows, Floats]:
    """Split rows at a moment of their own.

    Parameters
    ----------
    rows : Rows
        n complete rows.
    moment : ndarray of float, shape (n,)
        Where to split; NaN for never.

    Returns
    -------
    rows : Rows
        The stretches.
    after : ndarray of float, shape (k,)
        1 for those after the moment, else 0.
    """
    pieces = cut(np.maximum(rows.entry, 0.0), rows.until, moment[:, None])
    covariates = [replace(covariate, numbers=covariate.numbers[pieces.row]) for covariate in rows.covariates]
    split = replace(
        rows,
        # from the start on is from before time 0: an event at time 0 had people at risk
        entry=np.where(pieces.since > 0, pieces.since, -np.inf),
        until=pieces.until,
        event=rows.event[pieces.row] & pieces.last,
        stratum=rows.stratum[pieces.row],
        cluster=None if rows.cluster is None else rows.cluster[pieces.row],
        covariates=covariates,
        kept=rows.kept[pieces.row],
    )
    return split, pieces.interval.astype(np.float64)


def _counts(rows: Rows, after: Floats, grouped: Covariate) -> pd.DataFrame:
    """Count events and time at risk, before and after, by group."""
    place = (2 * grouped.numbers + after).astype(np.int64)
    size = 2 * len(grouped.levels)
    events = np.bincount(place[rows.event], minlength=size).reshape(-1, 2)
    time = np.bincount(place, rows.until - np.maximum(rows.entry, 0.0), minlength=size).reshape(-1, 2)
    sides = {"events_before": events[:, 0], "events_after": events[:, 1]}
    return pd.DataFrame({"group": grouped.levels, **sides, "time_before": time[:, 0], "time_after": time[:, 1]})


def _require_both_sides(counts: pd.DataFrame) -> None:
    for side in ("before", "after"):
        without = [str(group) for group in counts["group"][counts[f"events_{side}"] == 0]]
        if without:
            raise NotEnoughData(
                f"no event {side} the moment in group {', '.join(map(repr, without))}: no change can be estimated; "
                "leave the group out, or join it with another"
            )


def _terms(after: Floats, grouped: Covariate, others: Sequence[Covariate]) -> list[Covariate]:
    crossed = [
        Covariate(f"after:{level}", (), after * (grouped.numbers == place))
        for place, level in enumerate(grouped.levels)
        if place
    ]
    return [Covariate("after", (), after), *([grouped] if crossed else []), *crossed, *others]


def _never_note(moment: Floats) -> tuple[str, ...]:
    never = int(np.isnan(moment).sum())
    return (f"{never} of {len(moment)} rows have no moment of change: all their time is before",) if never else ()


def _changes(model: HazardRatio, grouped: Covariate, confidence: float) -> pd.DataFrame:
    """Add each group's own term to the change of the reference."""
    groups, terms = len(grouped.levels), len(model.coefficients)
    sums = np.zeros((groups, terms))
    sums[:, 0] = 1
    for place in range(1, groups):
        sums[place, groups - 1 + place] = 1
    frame = _combined(model, sums, confidence, "hazard_ratio")
    frame.insert(0, "group", list(grouped.levels))
    return frame


def _ratios(model: HazardRatio, grouped: Covariate, confidence: float) -> pd.DataFrame:
    groups, terms = len(grouped.levels), len(model.coefficients)
    sums = np.zeros((groups - 1, terms))
    sums[np.arange(groups - 1), groups + np.arange(groups - 1)] = 1
    frame = _combined(model, sums, confidence, "ratio")
    frame.insert(0, "group", list(grouped.levels[1:]))
    frame.insert(1, "reference", grouped.levels[0])
    return frame


def _combined(model: HazardRatio, sums: Floats, confidence: float, name: str) -> pd.DataFrame:
    b = sums @ model.coefficients["coefficient"].to_numpy()
    se = np.sqrt(np.einsum("ij,jk,ik->i", sums, model.covariance, sums))
    half = float(ndtri((1 + confidence) / 2)) * se
    columns = {name: np.exp(b), "se": se, "statistic": b / se, "p": 2 * ndtr(-np.abs(b / se))}
    few = model.few_clusters.columns(b, se, confidence) if model.few_clusters else {}
    return pd.DataFrame({**columns, "ci_low": np.exp(b - half), "ci_high": np.exp(b + half), **few})
