"""Re-identification risk of a study's processed data, per wave and for who answered at several, in plain sentences.

The sentences count people; they never name a combination, so they do not tell who is rare.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise

import numpy as np
import pandas as pd

from evaluatie.study.model import Study
from evaluatie.study.outcomes import Outcome
from evaluatie.study.risk import Coarser, Merge, ReidentificationRisk, reidentification_risk
from evaluatie.study.settings.measured import Group, band_names

_ABSENT = "absent"
_ORIGIN = ("origin", "herkomst", "migration_background", "migratieachtergrond")
_BANDS = 3


def risks_of(study: Study, minimum_group: int = 10) -> dict[str, ReidentificationRisk]:
    """Measure how easily people can be recognised in a study's processed data.

    Parameters
    ----------
    study : Study
        The study; the keys are its groups and its unit.
    minimum_group : int
        Fewest people of a combination that counts as large enough.

    Returns
    -------
    dict of str to ReidentificationRisk
        By wave, with what the combination tells about each outcome in three bands and about origin (by the other
        characteristics); under ``"linked"`` for who answered at several waves, by all that is known of them at each.
        Empty where there are no rows of people, or nothing is known of them.
    """
    keys = [*study.config.groups, *(["unit"] if "unit" in study.survey else [])]
    if study.survey.empty or not keys:
        return {}
    together = [merge for name, group in study.config.groups.items() for merge in _merges(name, group)]
    found = {}
    for wave in study.waves:
        rows = _with_bands(study, study.survey[study.survey["wave"] == wave])
        outcomes = [outcome.id for outcome in study.outcomes if outcome.id in rows]
        whole = reidentification_risk(rows, keys, outcomes, together=together, minimum_group=minimum_group)
        for origin in filter(lambda name: _is_origin(name, study.config.groups), keys[: len(keys) * (len(keys) > 1)]):
            others = [key for key in keys if key != origin]
            known = rows.assign(**{origin: rows[origin].where(rows[origin] != "unknown")})
            whole.diversity[origin] = reidentification_risk(known, others, [origin]).diversity[origin]
        found[wave] = whole
    linked = _over_waves(study, keys)
    if not linked.empty:
        columns = {key: [f"{key}@{wave}" for wave in study.waves] for key in keys}
        found["linked"] = reidentification_risk(linked, columns, together=together, minimum_group=minimum_group)
    return found


def _merges(name: str, group: Group) -> Iterator[Merge]:
    """Give the values that could be taken together: bands that lie side by side, else two of the groups compared."""
    bands = band_names(group.bands) if group.bands else ()
    # the last two as one would be the same as leaving it out, and the reference is what the others are held against
    pairs = pairwise(bands if len(bands) > 2 else ()) if bands else combinations(group.focal, 2)
    yield from ((name, pair) for pair in pairs)


def _is_origin(name: str, groups: Mapping[str, Group]) -> bool:
    group = groups.get(name)
    if group is None:
        return False
    return name in _ORIGIN or group.classification is not None or group.birth_countries is not None


def _with_bands(study: Study, rows: pd.DataFrame) -> pd.DataFrame:
    """Add the outcomes, in three bands of equal width: the exact answer is seldom what hurts."""
    scores = {outcome.id: _score(study, outcome, rows) for outcome in study.outcomes}
    bands = {}
    for outcome in study.outcomes:
        low, high = outcome.range
        place = (scores[outcome.id] - low) / (high - low) * _BANDS
        bands[outcome.id] = np.floor(place).clip(0, _BANDS - 1)
    return rows.assign(**bands)


def _score(study: Study, outcome: Outcome, rows: pd.DataFrame) -> pd.Series:
    if not outcome.items:
        return rows[outcome.id]
    turned = study.instruments[str(outcome.instrument)].reversed
    low, high = outcome.range
    items = {
        name: low + high - rows[name] if int(name.rpartition("_")[2]) in turned else rows[name]
        for name in outcome.items
    }
    return pd.DataFrame(items).mean(axis=1)


def _over_waves(study: Study, keys: Sequence[str]) -> pd.DataFrame:
    """Lay out what is known of each person who answered at several waves, a column for each wave."""
    survey = study.survey
    times = survey.groupby("respondent")["wave"].transform("nunique")
    several = survey[times > 1]
    if several.empty:
        return pd.DataFrame()
    laid = several.set_index(["respondent", "wave"])[list(keys)].astype("object")
    wide = pd.DataFrame(laid.unstack())  # noqa: PD010 - there is nothing to sum
    wide.columns = pd.Index(["@".join(column) for column in wide.columns.to_flat_index()])
    asked = [f"{key}@{wave}" for key in keys for wave in study.waves]
    return wide.reindex(columns=asked).fillna(_ABSENT).reset_index(drop=True)


def recognition(study: Study, minimum_group: int = 10) -> Iterator[str]:
    """Say how easily people can be recognised in a study's processed data, and what would help most.

    Parameters
    ----------
    study, minimum_group
        See :func:`risks_of`.

    Yields
    ------
    str
        A sentence or two about each wave, about who answered at several, and the advice; no combination is named.
    """
    found = risks_of(study, minimum_group)
    for name, risk in found.items():
        where = "who answered at several waves" if name == "linked" else f"wave {name}"
        yield f"{where}: {_recognised(risk)}"
        if risk.diversity:
            yield f"{where}: {_told(risk)}"
        if risk.advice:
            yield f"{where}: {_advised(risk)}"


def _recognised(risk: ReidentificationRisk) -> str:
    shares = f"{risk.people} people have {risk.combinations} different combinations of {_listed(risk.keys)}"
    small = f"{risk.in_small} are in combinations of fewer than {risk.minimum_group} people"
    alone = f"{risk.unique} ({risk.unique_share:.1%}) are alone with theirs" if risk.unique else f"k is {risk.k}"
    return f"{shares}; {alone}, {small}."


def _told(risk: ReidentificationRisk) -> str:
    told = {name: one for name, one in risk.diversity.items() if one.told}
    if not told:
        return "no combination tells an answer or origin (l is 2 or more)."
    name, most = max(told.items(), key=lambda item: item[1].told / item[1].people)
    kind = "is told" if name in risk.keys else "is told to a third of its range"
    others = f"; of {len(told) - 1} more it is told for fewer" if len(told) > 1 else ""
    return f"{name} {kind} by the combination for {most.told} of {most.people} people (l is 1){others}."


def _advised(risk: ReidentificationRisk) -> str:
    return f"what would help most: {' or '.join(_helping(one, risk) for one in risk.advice)}."


def _helping(one: Coarser, risk: ReidentificationRisk) -> str:
    what = f"{one.merged[0]} and {one.merged[1]} of {one.key} as one" if one.merged else f"leaving {one.key} out"
    if risk.unique:
        return f"{what} ({one.unique} alone instead of {risk.unique}, {one.in_small} in combinations too small)"
    return f"{what} ({one.in_small} in combinations too small instead of {risk.in_small})"


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
