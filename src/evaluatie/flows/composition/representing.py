"""How large a part of the staff a group is, per scale, unit, manager or year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.flows.composition.represented import Representation, Share
from evaluatie.flows.reading.heads import (
    as_tuple,
    focal_and_unknown,
    label_of,
    levels_in_order,
    natural_key,
    read_counts,
    require_keys,
    take_column,
)
from evaluatie.result import NotEnoughData, check_confidence
from evaluatie.wilson import wilson_interval

METHOD = "Share of the focal group, Wilson's interval (Wilson 1927)"
FULL_COUNT = (
    "the staff was counted in full: a share is exact for its day. Its interval says how far the same process of "
    "hiring, moving and leaving could have brought it by chance; it is for saying whether a difference means anything"
)


def representation(
    frame: Any,
    group: Any,
    focal: Any,
    by: Any = None,
    *,
    n: Any = None,
    unknown: Any = "unknown",
    reference_shares: Any = None,
    confidence: float = 0.95,
) -> Representation:
    """Give the share of a group in the staff, per level of one or more columns.

    Parameters
    ----------
    frame : DataFrame
        One row per person, or per combination with a count in column `n`.
    group : hashable
        Column of the group, such as origin. Missing is unknown, never dropped.
    focal : level or levels
        Whose share.
    by : column or list of columns, optional
        Levels to split by: scale, unit, manager, year. People without a level are in the total only, and counted.
    n : hashable, optional
        Column of counts.
    unknown : level or levels, default "unknown"
        Levels that say that the group is not known.
    reference_shares : float, or mapping of level to float; optional
        The focal share in a reference population, between 0 and 1, taken as known without error: one for all, or one
        per level (a tuple of levels where `by` is a list).
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    Representation
        Per level and in total.

    Raises
    ------
    ValueError
        If nobody is in the focal group and its level is not a category either, a count is missing, or a reference share
        is not between 0 and 1.
    NotEnoughData
        If there is nobody.

    Examples
    --------
    >>> staff = pd.DataFrame({"origin": ["m", "m", "n", "n", "n", None], "scale": ["S2", "S10"] + ["S2"] * 4})
    >>> seen = representation(staff, "origin", "m", "scale", reference_shares=0.25)
    >>> [(row.level, row.n, row.n_focal, row.n_unknown) for row in seen.rows]
    [('S2', 5, 1, 1), ('S10', 1, 1, 0)]
    >>> seen.total.share_known, round(seen.total.share_no_unknown_focal, 4), seen.total.share_all_unknown_focal
    (0.4, 0.3333, 0.5)
    >>> seen.total.index
    1.6
    """
    check_confidence(confidence)
    groups, counts = take_column(frame, group), read_counts(frame, n)
    if not counts.sum():
        raise NotEnoughData("there is nobody in the frame")
    is_focal, is_unknown, notes = focal_and_unknown(groups, focal, unknown)
    columns = as_tuple(by) if not isinstance(by, tuple) or by not in list(frame.columns) else (by,)
    levels, order, lost = _levels(frame, columns)
    missing = int(counts[lost].sum())
    if missing:
        notes = (*notes, f"{missing} person(s) without {_named(columns)}: in the total only")
    people = pd.DataFrame({"focal": counts * is_focal, "unknown": counts * is_unknown, "n": counts})
    per_level = people.groupby(levels, sort=False).sum() if columns else people.iloc[:0]
    empty = [level for level in order if level not in per_level.index or not per_level.loc[[level], "n"].iloc[0]]
    if empty:
        notes = (*notes, f"nobody in {', '.join(label_of(level) for level in empty)}")
    held = {level: per_level.loc[[level]].iloc[0] for level in order if level not in empty}
    references = _references(reference_shares, order)
    rows = tuple(_share(level, row, references.get(level), confidence) for level, row in held.items())
    total = _share(None, people.sum(), _total_reference(reference_shares, rows, missing), confidence)
    return Representation(
        METHOD,
        (*notes, *_notes(total, rows, reference_shares)),
        rows=rows,
        total=total,
        composition=_composition(groups, is_unknown, counts, levels, list(held)),
        by=tuple(label_of(column) for column in columns),
        focal=tuple(label_of(level) for level in as_tuple(focal)),
        confidence=confidence,
    )


def _levels(frame: Any, columns: tuple[Any, ...]) -> tuple[pd.Series[Any], list[Any], Any]:
    """Give each row's level (a tuple for several columns), all levels in order, and which rows have none."""
    if not columns:
        return pd.Series([None] * len(frame), dtype=object), [], np.zeros(len(frame), dtype=bool)
    taken = [take_column(frame, column) for column in columns]
    lost = np.logical_or.reduce([column.isna().to_numpy(dtype=bool) for column in taken])
    if len(columns) == 1:
        return taken[0].astype(object).where(~lost, None), levels_in_order(taken[0]), lost
    places = [{level: at for at, level in enumerate(levels_in_order(column))} for column in taken]
    keys = list(zip(*(column.astype(object) for column in taken), strict=True))
    levels = pd.Series([None if gone else key for key, gone in zip(keys, lost, strict=True)], dtype=object)
    occurring = levels.dropna().unique()
    order = sorted(occurring, key=lambda key: [place[part] for place, part in zip(places, key, strict=True)])
    return levels, order, lost


def _named(columns: tuple[Any, ...]) -> str:
    return " or ".join(label_of(column) for column in columns)


def _share(level: Any, row: Any, reference: float | None, confidence: float) -> Share:
    n, focal, hidden = int(row["n"]), int(row["focal"]), int(row["unknown"])
    known = n - hidden
    share = focal / known if known else None
    low, high = wilson_interval(focal, known, confidence) if known else (None, None)
    compared = {} if share is None or reference is None else _compared(reference, share, low, high)
    return Share(
        level=None if level is None else label_of(level),
        n=n,
        n_known=known,
        n_focal=focal,
        n_unknown=hidden,
        share_known=share,
        ci_low=low,
        ci_high=high,
        share_no_unknown_focal=focal / n if n else None,
        share_all_unknown_focal=(focal + hidden) / n if n else None,
        bound_low=wilson_interval(focal, n, confidence)[0] if n else None,
        bound_high=wilson_interval(focal + hidden, n, confidence)[1] if n else None,
        share_unknown=hidden / n if n else None,
        reference=reference,
        **compared,
    )


def _compared(reference: float, share: float, low: Any, high: Any) -> dict[str, float]:
    held = {"": share, "_low": low, "_high": high}
    found = {f"difference{end}": value - reference for end, value in held.items()}
    return found | ({f"index{end}": value / reference for end, value in held.items()} if reference else {})


def _references(given: Any, order: list[Any]) -> dict[Any, float]:
    if given is None:
        return {}
    if isinstance(given, pd.Series):
        given = given.to_dict()
    if not isinstance(given, Mapping):
        return dict.fromkeys(order, _checked(given))
    require_keys(given, order, "levels in reference_shares")
    return {level: _checked(share) for level, share in given.items() if not pd.isna(share)}


def _checked(share: Any) -> float:
    if not isinstance(share, int | float | np.number) or isinstance(share, bool) or not 0 <= share <= 1:
        raise ValueError(f"a reference share lies between 0 and 1, such as 0.24 for 24%: got {share!r}")
    return float(share)


def _total_reference(given: Any, rows: tuple[Share, ...], missing: int) -> float | None:
    if given is None or isinstance(given, Mapping | pd.Series):
        known = sum(row.n_known for row in rows)
        if given is None or missing or not known or any(row.reference is None and row.n_known for row in rows):
            return None
        return sum(row.n_known * (row.reference or 0.0) for row in rows) / known
    return _checked(given)


def _notes(total: Share, rows: tuple[Share, ...], references: Any) -> tuple[str, ...]:
    notes = [FULL_COUNT]
    if total.n_unknown:
        notes.append(
            f"the group of {total.n_unknown} of {total.n} is not known: shares are of the {total.n_known} others, and "
            "the bounds say what they would be if all, or none, of the unknown were in the focal group"
        )
    if any(not row.n_known for row in rows):
        notes.append("no share where nobody's group is known")
    if references is not None:
        notes.append("the reference shares are taken as known without error")
        if any(row.reference is None for row in rows):
            notes.append("levels without a reference share are not compared")
        if any(row.reference == 0 for row in rows):
            notes.append("no index where the reference share is 0")
    return tuple(notes)


def _composition(
    groups: pd.Series[Any], hidden: Any, counts: Any, levels: pd.Series[Any], order: list[Any]
) -> tuple[tuple[str | None, str | None, int], ...]:
    known = [None if gone else held for held, gone in zip(groups.astype(object), hidden, strict=True)]
    names = sorted({held for held in known if held is not None}, key=natural_key)
    found: dict[tuple[Any, Any], int] = {}
    for level, name, count in zip(levels, known, counts, strict=True):
        found[level, name] = found.get((level, name), 0) + int(count)
    per_level = [(level, name, found.get((level, name), 0)) for level in order for name in (*names, None)]
    whole = [(None, name, sum(c for (_, held), c in found.items() if held == name)) for name in (*names, None)]
    return tuple(
        (None if level is None else label_of(level), None if name is None else label_of(name), count)
        for level, name, count in (*per_level, *whole)
    )
