"""Compare the rates at which people leave: Cox's model of proportional hazards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
import pandas as pd

from evaluatie.flows.duration.columns import Floats, Ints
from evaluatie.flows.duration.cox.advice import advice
from evaluatie.flows.duration.cox.concordance import concordance
from evaluatie.flows.duration.cox.design import Covariate
from evaluatie.flows.duration.cox.fitting import Fit, fit
from evaluatie.flows.duration.cox.likelihood import score_residuals
from evaluatie.flows.duration.cox.proportional import Transform, of_time, proportional_test
from evaluatie.flows.duration.cox.result import HazardRatio
from evaluatie.flows.duration.cox.risk_sets import RiskSets, lay_out
from evaluatie.flows.duration.cox.rows import Rows, read_rows
from evaluatie.flows.duration.cox.small_sample import few_clusters
from evaluatie.flows.duration.cox.tables import coefficient_frame, count_levels, tests_of_all
from evaluatie.result import NotEnoughData, check_confidence

Ties = Literal["efron", "breslow"]
METHOD = "Proportional hazards (Cox 1972), ties by {}"
TIES = {"efron": "Efron (1977)", "breslow": "Breslow (1974)"}
ROBUST = "; standard errors robust to clusters (Lin & Wei 1989)"


def hazard_ratio(
    frame: pd.DataFrame,
    duration: str,
    event: str,
    covariates: str | Sequence[str],
    *,
    entry: str | None = None,
    strata: str | Sequence[str] | None = None,
    cluster: str | None = None,
    ties: Ties = "efron",
    transform: Transform = "km",
    confidence: float = 0.95,
) -> HazardRatio:
    """Estimate hazard ratios.

    The figures of R's ``coxph`` and ``cox.zph``. A frame may have several rows per person, each for a stretch of time
    from ``entry`` to ``duration`` with its own values of the covariates; the event belongs to the stretch that it ends.
    A category is compared with its first level: the first of a pandas Categorical, else the first label in order.

    Parameters
    ----------
    frame : DataFrame
        One row per person, or per stretch.
    duration, event : str
        Columns: time from each person's start to the event or the last time seen; 0/1 or truth values.
    covariates : str or sequence of str
        Columns: numbers (a hazard ratio per unit), or categories, texts, truth values (one per level).
    entry : str, optional
        Column: time from which on the row is at risk; someone who enters at a time is not yet at risk at it.
    strata : str or sequence of str, optional
        Columns: people are compared within their strata only, each of which has its own course of the hazard.
    cluster : str, optional
        Column: rows that belong together, such as a person's or a team's.
    ties : {"efron", "breslow"}, default "efron"
        How to count events at the same time.
    transform : {"km", "identity", "rank"}, default "km"
        The function of time in the test of proportional hazards.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    HazardRatio
        Ratios with intervals, tests of the whole, and the test that they do not change with time.

    Raises
    ------
    NotEnoughData
        Without events, or where no ratio can be estimated: no events in a level, a covariate that does not vary among
        those at risk, covariates that follow from each other.
    TypeError
        If ``frame`` is no DataFrame, or a column does not hold what it should.
    ValueError
        If a column is not there, a duration is negative, an event is neither 0 nor 1, or an option is none.

    Examples
    --------
    >>> frame = pd.DataFrame({"months": [2, 3, 4, 6, 7, 9], "left": [1, 1, 0, 1, 1, 1], "new": list("ynynyn")})
    >>> found = hazard_ratio(frame, "months", "left", "new")
    >>> found.coefficients[["covariate", "level", "hazard_ratio"]].round(3).to_dict("records")
    [{'covariate': 'new', 'level': 'y', 'hazard_ratio': 1.315}]
    """
    check_confidence(confidence)
    _check_option("ties", ties, get_args(Ties))
    _check_option("transform", transform, get_args(Transform))
    names = listed(covariates)
    if not names or len(set(names)) < len(names):
        raise ValueError(f"covariates must name at least one column, each once: got {list(names)}")
    rows = read_rows(frame, duration, event, names, entry, listed(strata), cluster)
    return fit_rows(rows, ties, transform, confidence)


def listed(names: str | Sequence[str] | None) -> tuple[str, ...]:
    """Read one name or several.

    Parameters
    ----------
    names : str, sequence of str or None
        What the caller said.

    Returns
    -------
    tuple of str
        The names.

    Examples
    --------
    >>> listed("age"), listed(None)
    (('age',), ())
    """
    if names is None:
        return ()
    return (names,) if isinstance(names, str) else tuple(names)


def fit_rows(rows: Rows, ties: Ties, transform: Transform, confidence: float) -> HazardRatio:
    """Fit the model to complete rows.

    Parameters
    ----------
    rows : Rows
        Complete rows.
    ties, transform, confidence
        As for :func:`hazard_ratio`.

    Returns
    -------
    HazardRatio
        As :func:`hazard_ratio` gives it.
    """
    for covariate in rows.covariates:
        _require_events(covariate, rows)
    sets = lay_out(rows.entry, rows.until, rows.event, rows.stratum, ties == "efron")
    columns = np.column_stack([covariate.columns() for covariate in rows.covariates])
    terms = [term for covariate in rows.covariates for term in covariate.terms()]
    fitted = fit(sets, columns, [name if level is None else f"{name} {level!r}" for name, level in terms])
    model = _inverse(fitted)
    robust = model if rows.cluster is None else _sandwich(sets, fitted, rows.cluster, model)
    g = of_time(transform, sets, rows.entry, rows.until, rows.event)
    proportional = proportional_test(sets, fitted, g, _column_groups(rows.covariates))
    agreement = concordance(sets, fitted.x @ fitted.b, rows.cluster)
    clusters = None if rows.cluster is None else int(rows.cluster.max()) + 1
    few = None if rows.cluster is None else few_clusters(rows.cluster, fitted.x)
    return HazardRatio(
        METHOD.format(TIES[ties]) + (ROBUST if clusters else ""),
        rows.notes + advice(rows, proportional, clusters, len(terms)),
        n=len(rows.until),
        n_events=int(rows.event.sum()),
        n_clusters=clusters,
        confidence=confidence,
        ties=ties,
        coefficients=coefficient_frame(rows, fitted, robust, model, few, confidence),
        covariance=robust,
        few_clusters=few,
        **tests_of_all(fitted, robust),
        concordance=None if agreement is None else agreement[0],
        concordance_se=None if agreement is None else agreement[1],
        proportional=proportional,
        transform=transform,
    )


def _check_option(name: str, value: object, options: Sequence[str]) -> None:
    if value not in options:
        raise ValueError(f"{name} must be one of {', '.join(options)}: got {value!r}")


def _require_events(covariate: Covariate, rows: Rows) -> None:
    """Refuse a level without events: its hazard ratio is zero, or that of all others infinite."""
    if not covariate.levels:
        return
    if len(covariate.levels) < 2:
        raise NotEnoughData(f"{covariate.name} has one level only, {covariate.levels[0]!r}: leave it out")
    people, events = count_levels(covariate, rows)
    for level, n, happened in zip(covariate.levels, people, events, strict=True):
        if not happened:
            raise NotEnoughData(
                f"no event among the {n} rows with {covariate.name} {level!r}, so no hazard ratio for it: "
                "join it with another level, or leave it out"
            )


def _column_groups(covariates: Sequence[Covariate]) -> list[tuple[str, range]]:
    groups, first = [], 0
    for covariate in covariates:
        width = len(covariate.terms())
        groups.append((covariate.name, range(first, first + width)))
        first += width
    return groups


def _inverse(fitted: Fit) -> Floats:
    """Give the model's covariance of the coefficients, in the covariates' own units."""
    covariance: Floats = np.linalg.inv(fitted.information) / np.outer(fitted.scale, fitted.scale)
    return covariance


def _sandwich(sets: RiskSets, fitted: Fit, cluster: Ints, model: Floats) -> Floats:
    """Sum the score residuals over clusters (Lin & Wei 1989, section 3)."""
    if cluster.max() < 1:
        raise NotEnoughData("all rows are of one cluster: how sure the hazard ratios are cannot be estimated")
    residuals = score_residuals(sets, fitted.x, fitted.at) * fitted.scale
    summed = np.column_stack([np.bincount(cluster, column) for column in residuals.T]) @ model
    covariance: Floats = summed.T @ summed
    return covariance
