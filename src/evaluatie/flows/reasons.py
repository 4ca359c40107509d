"""Why people say that they leave: reasons named in exit interviews, by group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evaluatie.flows.careers import UNKNOWN, levels_of
from evaluatie.flows.reading.heads import take_column
from evaluatie.flows.selecting import selection_ratio
from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence
from evaluatie.wilson import wilson_interval

METHOD = "Shares of the exits that named a reason, with Wilson's limits; differences with Newcombe's (1998)"


@dataclass(frozen=True)
class ExitReasons(Result):
    """Reasons of exit by group.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per reason and group (``"all"`` for everyone): ``reason``, ``group``, ``named`` (exits that name it),
        ``exits`` (of the group, with any reason), ``share``, ``ci_low``, ``ci_high``; and but for everyone, the
        reference and the unknown, ``difference`` from the reference with ``difference_low`` and ``difference_high``,
        and ``p`` (score test).
    reference : str
        The group that others are held against.
    confidence : float
        Level of the intervals.
    """

    table: pd.DataFrame
    reference: str
    confidence: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give every share, and every difference from the reference.

        Returns
        -------
        tuple of Estimate
            ``term`` names the reason; ``n`` is the number of exits of the group.
        """
        found = []
        for row in self.table.to_dict("records"):
            name, n, group = row["reason"], int(row["exits"]), None if row["group"] == "all" else str(row["group"])
            limits = row["ci_low"], row["ci_high"]
            found.append(
                Estimate(f"{name}: share", row["share"], ci_low=limits[0], ci_high=limits[1], n=n, group=group)
            )
            if pd.notna(row["difference"]):
                limits = row["difference_low"], row["difference_high"]
                found.append(
                    Estimate(
                        f"{name}: difference", row["difference"], p=row["p"], ci_low=limits[0], ci_high=limits[1],
                        n=n, group=group,
                    )
                )  # fmt: skip
        return tuple(found)


def exit_reasons(
    frame: pd.DataFrame, exit_id: str, reason: str, group: str, reference: str, *, confidence: float = 0.95
) -> ExitReasons:
    """Compare how often groups name each reason of exit.

    An exit may name several reasons, so that shares need not add up to 1. Exits that name none are left out and
    counted: who does not want to say why may leave for other reasons than who does. Intervals see the people who left
    as a draw of those who might have; with a share of everyone who left they say how much chance may have done.

    Parameters
    ----------
    frame : pandas.DataFrame, shape (n, ...)
        One row per exit and reason that it names.
    exit_id, reason, group : str
        The columns with the number of the exit, the reason (missing where none was named), and the group.
    reference : str
        The group that others are held against.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    ExitReasons
        Reasons in order of how often they are named; groups of unknown level are a row without a difference.

    Raises
    ------
    NotEnoughData
        If no exit names a reason, or none of the reference group does.
    ValueError
        If a column is missing, or an exit is in two groups.

    Examples
    --------
    >>> frame = pd.DataFrame({"exit": [1, 1, 2, 3, 4, 5], "why": ["pay", "climate", "pay", "climate", "climate", None],
    ...                       "origin": ["nl", "nl", "nl", "elders", "elders", "elders"]})
    >>> found = exit_reasons(frame, "exit", "why", "origin", "nl")
    >>> found.table[["reason", "group", "named", "exits"]].values.tolist()[:3]
    [['climate', 'all', 3, 4], ['climate', 'elders', 2, 2], ['climate', 'nl', 1, 2]]
    >>> found.notes
    ('1 of 5 exits names no reason and is left out',)
    """
    check_confidence(confidence)
    rows = pd.DataFrame({"exit": take_column(frame, exit_id), "reason": take_column(frame, reason)})
    levels = levels_of(take_column(frame, group))
    rows["group"] = [levels.labels[code] for code in levels.codes]
    if rows.drop_duplicates(["exit", "group"])["exit"].duplicated().any():
        raise ValueError(f"an exit stands in two groups of {group!r}: it is one person's")
    named = rows.dropna(subset="reason").drop_duplicates(["exit", "reason"])
    exits = named.drop_duplicates("exit")["group"].value_counts()
    if reference not in exits:
        raise NotEnoughData(f"no exit of {reference!r} names a reason: there is nothing to compare with")
    order = named["reason"].value_counts(sort=False)
    reasons = sorted(order.index, key=lambda each: (-order[each], str(each)))
    counts = named.groupby(["reason", "group"]).size()
    groups = [label for label in levels.labels if label in exits]
    table = pd.DataFrame(_rows(counts, exits, reasons, groups, reference, confidence))
    silent = rows["exit"].nunique() - int(exits.sum())
    notes = (f"{silent} of {rows['exit'].nunique()} exits {_left_out(silent)}",) if silent else ()
    return ExitReasons(METHOD, notes, table, reference, confidence)


def _left_out(count: int) -> str:
    return "names no reason and is left out" if count == 1 else "name no reason and are left out"


def _rows(
    counts: pd.Series[Any],
    exits: pd.Series[Any],
    reasons: list[Any],
    groups: list[str],
    reference: str,
    confidence: float,
) -> Iterator[dict[str, Any]]:
    for reason in reasons:
        theirs = int(counts.get((reason, reference), 0)), int(exits[reference])
        everyone = int(counts[reason].sum()), int(exits.sum())
        yield {"reason": reason, "group": "all", **_share(*everyone, confidence), **_NONE}
        for group in groups:
            mine = int(counts.get((reason, group), 0)), int(exits[group])
            compared = _NONE if group in (reference, UNKNOWN) else _difference(mine, theirs, confidence)
            yield {"reason": reason, "group": group, **_share(*mine, confidence), **compared}


_NONE = dict.fromkeys(("difference", "difference_low", "difference_high", "p"), float("nan"))


def _share(named: int, exits: int, confidence: float) -> dict[str, float]:
    low, high = wilson_interval(named, exits, confidence)
    return {"named": named, "exits": exits, "share": named / exits, "ci_low": low, "ci_high": high}


def _difference(mine: tuple[int, int], theirs: tuple[int, int], confidence: float) -> dict[str, float]:
    found = selection_ratio(*mine, *theirs, confidence=confidence)
    return {
        "difference": found.difference, "difference_low": found.difference_low,
        "difference_high": found.difference_high, "p": found.p,
    }  # fmt: skip
