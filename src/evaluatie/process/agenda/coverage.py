"""How many commitments have a status, evidence, an end: of the whole agenda, and by action, party and goal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from evaluatie.process.agenda.national import Agenda
from evaluatie.process.agenda.standing import NOT_REPORTED
from evaluatie.process.agenda.statuses import STATUSES

NOT_LEGIBLE = "not legible"
NOBODY = "nobody"


def coverage(stands: pd.DataFrame, agenda: Agenda) -> pd.DataFrame:
    """Count commitments by status.

    A commitment of several parties counts for each of them, and one that contributes to several goals for each of
    these.

    Parameters
    ----------
    stands : pandas.DataFrame
        As :func:`~evaluatie.process.agenda.standing.standing` gives it.
    agenda : Agenda
        For parties and goals.

    Returns
    -------
    pandas.DataFrame
        ``moment``, ``by`` (``"all"``, ``"action"``, ``"party"`` or ``"goal"``), ``key``, ``commitments``, ``reported``,
        ``with_evidence``, a count for each status and for ``not_reported``, ``done_with_evidence``, ``overdue``,
        ``share_reported``, ``share_with_evidence``, ``share_done``, and ``share_done_at_most``: were all done of which
        nothing is reported.

    Examples
    --------
    >>> from datetime import date
    >>> from evaluatie.process.agenda.national import national_agenda
    >>> agenda = national_agenda()
    >>> stands = pd.DataFrame({"moment": date(2022, 1, 1), "commitment": ["A1", "A2"], "action": "A",
    ...     "status": ["done", "not_reported"], "evidence": [True, False], "overdue": False})
    >>> counted = coverage(stands, agenda).set_index(["by", "key"])
    >>> counted.loc[("all", "all"), ["commitments", "done", "share_done", "share_done_at_most"]].tolist()
    [2.0, 1.0, 0.5, 1.0]
    """
    keys = pd.DataFrame(_keys(agenda), columns=["commitment", "by", "key"])
    wide = stands[["moment", "commitment", "status", "evidence", "overdue"]].merge(keys, on="commitment")
    order = {pair: at for at, pair in enumerate(_order(agenda))}
    groups = wide.groupby(["moment", "by", "key"], sort=False)
    counted = [{"moment": moment, "by": by, "key": key} | _counts(held) for (moment, by, key), held in groups]
    counted.sort(key=lambda row: (row["moment"], order[(row["by"], row["key"])]))
    return pd.DataFrame(counted)


def _keys(agenda: Agenda) -> Iterator[tuple[str, str, str]]:
    goals = dict(zip(agenda.actions["action"], agenda.actions["goals"], strict=True))
    for each in agenda.commitments.to_dict("records"):
        yield each["commitment"], "all", "all"
        yield each["commitment"], "action", each["action"]
        for party in each["parties"] or (NOBODY,):
            yield each["commitment"], "party", party
        for goal in goals[each["action"]] or (NOT_LEGIBLE,):
            yield each["commitment"], "goal", goal


def _order(agenda: Agenda) -> Iterator[tuple[str, str]]:
    yield "all", "all"
    for by, keys in (
        ("action", agenda.actions["action"]),
        ("party", [*agenda.parties["party"], NOBODY]),
        ("goal", [*agenda.goals["goal"], NOT_LEGIBLE]),
    ):
        yield from ((by, key) for key in keys)


def _counts(held: pd.DataFrame) -> dict[str, Any]:
    n, status = len(held), held["status"]
    counts = {name: int((status == name).sum()) for name in (*STATUSES, NOT_REPORTED)}
    reported, evidence = n - counts[NOT_REPORTED], int(held["evidence"].sum())
    return {
        "commitments": n, "reported": reported, "with_evidence": evidence, **counts,
        "done_with_evidence": int(((status == "done") & held["evidence"]).sum()), "overdue": int(held["overdue"].sum()),
        "share_reported": reported / n, "share_with_evidence": evidence / n, "share_done": counts["done"] / n,
        "share_done_at_most": (counts["done"] + counts[NOT_REPORTED]) / n,
    }  # fmt: skip
