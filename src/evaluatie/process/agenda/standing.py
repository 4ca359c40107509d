"""Where commitments stand on a day, and what moved between two days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd

from evaluatie.process.agenda.statuses import STATUSES

NOT_REPORTED = "not_reported"
ENDED = ("done", "stopped")
#: What a commitment can do between two days
MOVES = ("forward", "back", "stopped", "first", "same", "silent", "ended", "never_reported")


def standing(rows: pd.DataFrame, commitments: pd.DataFrame, moments: Sequence[date]) -> pd.DataFrame:
    """Give the latest status of every commitment on each day.

    Parameters
    ----------
    rows : pandas.DataFrame
        Statuses that were read, by commitment and date.
    commitments : pandas.DataFrame
        Those of the agenda.
    moments : sequence of date
        Days, in their order.

    Returns
    -------
    pandas.DataFrame, shape (moments x commitments, 9)
        ``moment``, ``commitment``, ``action``, ``status`` (``"not_reported"`` where there is none yet), ``since`` (when
        it was reported last), ``by``, ``evidence`` (whether any was given so far), ``due``, ``overdue`` (the period
        that is printed is over, and it is neither done nor stopped).

    Examples
    --------
    >>> commitments = pd.DataFrame({"commitment": ["A1"], "action": ["A"], "due": [date(2021, 12, 31)]})
    >>> rows = pd.DataFrame({"commitment": ["A1"], "date": [date(2022, 3, 1)], "status": ["started"], "by": [""],
    ...     "evidence": ["report"]})
    >>> found = standing(rows, commitments, [date(2022, 1, 1), date(2022, 6, 1)])
    >>> found[["status", "evidence", "overdue"]].values.tolist()
    [['not_reported', False, True], ['started', True, True]]
    """
    reported: dict[str, list[dict[str, Any]]] = {}
    for row in rows.to_dict("records"):
        reported.setdefault(row["commitment"], []).append({str(name): value for name, value in row.items()})
    return pd.DataFrame(
        [
            {"moment": moment, "commitment": each["commitment"], "action": each["action"]}
            | _stands(reported.get(each["commitment"], []), each["due"], moment)
            for moment in moments
            for each in commitments.to_dict("records")
        ]
    )


def _stands(reported: Sequence[Mapping[str, Any]], due: Any, moment: date) -> dict[str, Any]:
    so_far = [row for row in reported if row["date"] <= moment]
    last = so_far[-1] if so_far else {"status": NOT_REPORTED, "date": None, "by": ""}
    return {
        "status": last["status"],
        "since": last["date"],
        "by": last["by"],
        "evidence": any(row["evidence"] for row in so_far),
        "due": due,
        "overdue": bool(pd.notna(due) and due < moment and last["status"] not in ENDED),
    }


def moves(stands: pd.DataFrame) -> pd.DataFrame:
    """Tell what each commitment did between each day and the next.

    Parameters
    ----------
    stands : pandas.DataFrame
        As :func:`standing` gives it.

    Returns
    -------
    pandas.DataFrame
        ``earlier``, ``later``, ``commitment``, ``action``, ``before``, ``after``, ``move``: ``"forward"``, ``"back"``,
        ``"stopped"``, ``"first"`` (reported for the first time), ``"same"`` (reported again, no further), ``"silent"``
        (not done, and nothing was reported since), ``"ended"`` (done or stopped before) or ``"never_reported"``.

    Examples
    --------
    >>> stands = pd.DataFrame({"moment": [1, 2], "commitment": "A1", "action": "A", "status": ["started", "done"],
    ...     "since": [1, 2]})
    >>> moves(stands)[["before", "after", "move"]].values.tolist()
    [['started', 'done', 'forward']]
    """
    columns = ["earlier", "later", "commitment", "action", "before", "after", "move"]
    days = stands["moment"].drop_duplicates().tolist()
    found = []
    for earlier, later in pairwise(days):
        left, right = (stands[stands["moment"] == day] for day in (earlier, later))
        both = left.merge(right, on=["commitment", "action"], suffixes=("_before", "_after"))
        for each in both.to_dict("records"):
            before, after = each["status_before"], each["status_after"]
            move = _move(before, after, each["since_after"] != each["since_before"])
            found.append((earlier, later, each["commitment"], each["action"], before, after, move))
    return pd.DataFrame(found, columns=columns)


def _move(before: str, after: str, anew: bool) -> str:
    if before == NOT_REPORTED:
        return "never_reported" if after == NOT_REPORTED else "first"
    if before == after:
        return "ended" if after in ENDED else "same" if anew else "silent"
    if after == "stopped":
        return "stopped"
    return "forward" if STATUSES.index(after) > STATUSES.index(before) else "back"


def moves_counted(moved: pd.DataFrame) -> pd.DataFrame:
    """Count what commitments did between each day and the next.

    Parameters
    ----------
    moved : pandas.DataFrame
        As :func:`moves` gives it.

    Returns
    -------
    pandas.DataFrame
        ``earlier``, ``later``, and a count for each move.

    Examples
    --------
    >>> moved = pd.DataFrame({"earlier": [1, 1], "later": [2, 2], "move": ["silent", "silent"]})
    >>> moves_counted(moved)[["earlier", "later", "silent", "forward"]].values.tolist()
    [[1, 2, 2, 0]]
    """
    pairs = moved[["earlier", "later"]].drop_duplicates()
    return pd.DataFrame(
        [
            {"earlier": earlier, "later": later}
            | {name: int((moved["move"].eq(name) & moved["later"].eq(later)).sum()) for name in MOVES}
            for earlier, later in pairs.itertuples(index=False)
        ],
        columns=["earlier", "later", *MOVES],
    )
