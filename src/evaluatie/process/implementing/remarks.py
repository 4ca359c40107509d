"""What a careful reader must know of an account of the implementation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from evaluatie.amiss import listed
from evaluatie.process.implementing.weighted_mean import FEWEST

CENSUS = "dose, timeliness and status count all parts in the log, which is no sample: they have no interval"
REACH = (
    "reach is of the people who were invited, not of all for whom an intervention was meant, as in RE-AIM (Glasgow, "
    "Vogt & Boles 1999); its interval takes people to have come independently of each other, and is too narrow where "
    "whole teams came or stayed away"
)
PEOPLE = "reach per level adds up interventions: the same person may be counted in two of them"
PARTS = "parts of {} are added up: a person invited to two parts counts twice"
FIDELITY = (
    "the interval of fidelity sees parts as draws of how an intervention is carried out, independent of each other; "
    "each part counts for the people invited to it"
)
LEVEL_DOSE = "dose per level is the mean of the interventions' ratios, since hours and sessions have no sum"
ADVICE = "the guide for employers (Hummel et al. 2022) advises more than one level: interventions began at {}"


def remarks(
    interventions: pd.DataFrame, levels: pd.DataFrame, order: pd.DataFrame, *, needs_given: bool, dated: bool
) -> tuple[str, ...]:
    """Write the notes.

    Parameters
    ----------
    interventions, levels, order : DataFrame
        Of the account.
    needs_given : bool
        Whether it was said what has to come before what.
    dated : bool
        Whether a day was given as of which to say what is overdue.

    Returns
    -------
    tuple of str
        In order of what they are about.
    """
    return (
        *_general(interventions, levels),
        *_unknown(interventions),
        *_late(interventions, dated=dated),
        *_ordered(order, needs_given=needs_given),
        *_spread(levels),
    )


def _general(interventions: pd.DataFrame, levels: pd.DataFrame) -> Iterator[str]:
    yield CENSUS
    if interventions["reach"].notna().any():
        yield REACH
    if ((levels["begun"] > 1) & levels["reach"].notna()).any():
        yield PEOPLE
    several = interventions.loc[interventions["reach_parts"] > 1, "intervention"]
    if len(several):
        yield PARTS.format(listed(several))
    if interventions["fidelity_low"].notna().any() or levels["fidelity_low"].notna().any():
        yield FIDELITY
    if levels["dose_ratio"].notna().any():
        yield LEVEL_DOSE


def _unknown(interventions: pd.DataFrame) -> Iterator[str]:
    begun = interventions[interventions["status"] != "planned"]
    parts = begun["parts"] - begun["planned"]
    told = begun["fidelity_parts"]
    same = (told >= FEWEST) & begun["fidelity_low"].isna()
    equal_weights = (told > 1) & ~begun["fidelity_weighted"] & (begun["fidelity_least"] < begun["fidelity_most"])
    cases = (
        (interventions["status"] == "planned", "nothing began yet, so that there is no reach, dose or fidelity"),
        (begun["running"] > 0, "still running, so that figures are those until now"),
        (begun["reach"].isna(), "no reach: the log does not tell both who was invited and who was reached"),
        (begun["reach"].notna() & (begun["reach_parts"] < parts), "reach leaves out parts without both counts"),
        (begun["dose"].isna(), "no dose is told"),
        (begun["dose"].notna() & (begun["dose_parts"] == 0), "no planned dose is told, so that there is a total only"),
        (begun["dose_parts"].between(1, parts - 1), "the dose ratio leaves out parts that do not tell both doses"),
        (told == 0, "no fidelity is told"),
        (told.between(1, FEWEST - 1), f"fewer than {FEWEST} parts tell fidelity, so that there is a range only"),
        (same, "all parts have the same fidelity: how much it varies cannot be estimated"),
        (equal_weights, "not every part tells how many were invited: for fidelity all parts count alike"),
        (interventions["responsible"] == "", "nobody is named as responsible"),
    )
    for rows, what in cases:
        named = interventions.loc[rows.index[rows], "intervention"]
        if len(named):
            yield f"{listed(named)}: {what}"


def _late(interventions: pd.DataFrame, *, dated: bool) -> Iterator[str]:
    if not dated:
        yield "nothing is said of what is overdue: no day was given as of which to say it"
    undated = interventions.loc[(interventions["start_due"] + interventions["end_due"]) == 0, "intervention"]
    if len(undated):
        yield f"{listed(undated)}: no timeliness, since no planned day has come or was told"
    for at, what in (("start", "did not begin"), ("end", "did not end")):
        late = interventions.loc[interventions[f"{at}_overdue"] > 0, "intervention"]
        if len(late):
            yield f"{listed(late)}: a part is overdue, it {what} when it was planned to"


def _ordered(order: pd.DataFrame, *, needs_given: bool) -> Iterator[str]:
    if not needs_given:
        yield "the order of interventions was not looked at: it was not said what has to come first"
        return
    if order.empty:
        yield "nothing that has to come first is known for the interventions in this log"
    for row in order.to_dict("records"):
        if row["finding"] in _WORDS:
            yield _WORDS[row["finding"]].format(**{str(key): value for key, value in row.items()})


_WORDS: dict[Any, str] = {
    "too early": "{intervention} began {days_early:.0f} day(s) before {needs}, which it needs, was done",
    "not done yet": "{intervention} began, and {needs}, which it needs, is not done",
    "not in the log": "{intervention} began, and {needs}, which it needs, is not in the log; it may have been there",
}


def _spread(levels: pd.DataFrame) -> Iterator[str]:
    begun = levels.loc[levels["begun"] > 0, "level"]
    if len(begun) == 1:
        yield ADVICE.format(f"one, {begun.iloc[0]}")
    without = levels.loc[levels["interventions"] == 0, "level"]
    if len(without):
        yield f"no intervention at the level(s) {listed(without)}"
