"""What a careful reader of hazard ratios must know."""

from __future__ import annotations

import pandas as pd

from evaluatie.flows.duration.cox.rows import Rows

#: clusters below which the robust interval is known to be too narrow
FEW_CLUSTERS = 40
#: events per coefficient below which estimates are known to be biased (Peduzzi et al. 1995)
FEW_EVENTS = 10


def advice(rows: Rows, proportional: pd.DataFrame, clusters: int | None, terms: int) -> tuple[str, ...]:
    """Say what the hazard ratios are compared with, and how far they can be trusted.

    Parameters
    ----------
    rows : Rows
        The rows.
    proportional : DataFrame
        The test of proportional hazards.
    clusters : int or None
        How many, where there are clusters.
    terms : int
        Coefficients.

    Returns
    -------
    tuple of str
        Notes.
    """
    notes = [
        f"{covariate.name}: compared with {covariate.levels[0]!r}, the first level"
        for covariate in rows.covariates
        if covariate.levels
    ]
    events = int(rows.event.sum())
    if events < FEW_EVENTS * terms:
        notes.append(
            f"{events} events for {terms} hazard ratio(s), fewer than {FEW_EVENTS} each: estimates and intervals are "
            "rough"
        )
    if clusters is not None and clusters < FEW_CLUSTERS:
        notes.append(
            f"{clusters} clusters: with fewer than {FEW_CLUSTERS} the normal intervals are too narrow; report those "
            "named small_sample"
        )
    return (*notes, *_failing(proportional))


def _failing(proportional: pd.DataFrame) -> tuple[str, ...]:
    failing = [str(row["term"]) for row in proportional.to_dict("records") if row["p"] < 0.05]
    if not failing:
        return ()
    where = ", ".join(name for name in failing if name != "global") or "the covariates together"
    return (
        f"the hazard ratio of {where} changes with time (p below 0.05): the one given is an average over the period; "
        "stratify by it, split the time (split_time), or compare restricted means (retention)",
    )
