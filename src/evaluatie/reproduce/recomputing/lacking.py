"""What a table does not print though a quantity needs it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from evaluatie.reproduce.finding import Finding
from evaluatie.reproduce.finding.model import Quantity
from evaluatie.reproduce.recomputing.methods import METHODS

INTERCEPT = "intercept"


def without_scale(choices: Mapping[str, Any], tables: Mapping[str, Any]) -> bool:
    """Say whether an analysis rests on a table without standard deviations, and is not of standardised variables.

    Parameters
    ----------
    choices : mapping
        The keys of the analysis with their values.
    tables : mapping of str to Moments or Table
        The finding's tables.

    Returns
    -------
    bool
    """
    table = tables.get(str(choices.get("table")))
    return table is not None and table.sd is None and choices.get("standardised") != "true"


def lacking(finding: Finding, wanted: Quantity) -> Literal["sd", "mean"] | None:
    """Tell what a quantity needs that its table does not print.

    Parameters
    ----------
    finding : Finding
        That :func:`evaluatie.reproduce.recomputing.checking.check_analyses` has nothing against.
    wanted : Quantity
        Of one of its analyses.

    Returns
    -------
    {"sd", "mean"} or None
        None where nothing is lacking.
    """
    analysis = finding.analyses[wanted.analysis]
    tables = finding.inputs.tables
    if "table" not in analysis.choices:
        return None
    intercept = wanted.term == INTERCEPT and INTERCEPT in METHODS[analysis.method].also
    if without_scale(analysis.choices, tables) and (intercept or wanted.quantity in METHODS[analysis.method].scaled):
        return "sd"
    return "mean" if intercept and tables[analysis.choices["table"]].mean is None else None
