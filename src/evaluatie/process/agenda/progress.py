"""How far an agenda of actions is: what is reported, done, silent and overdue, from one impact meeting to the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from evaluatie.amiss import refuse
from evaluatie.process.agenda.coverage import NOT_LEGIBLE, coverage
from evaluatie.process.agenda.national import Agenda
from evaluatie.process.agenda.standing import ENDED, moves, moves_counted, standing
from evaluatie.process.agenda.statuses import read_statuses, the_date
from evaluatie.result import Estimate, Result

METHOD = "Latest status of each commitment on the day of each impact meeting; counts and shares of all commitments"
CENSUS = (
    "the shares count all commitments of the agenda: they are no estimates from a sample, and have no interval. Unsure "
    "is what nothing was reported of, see share_done_at_most"
)
UNEQUAL = "every bullet counts as one, however much it promises; a commitment of several parties has one status for all"
OWN_WORD = "statuses are what parties report of themselves; that evidence was given does not say that it was checked"


@dataclass(frozen=True)
class AgendaProgress(Result):
    """How far an agenda is.

    Attributes
    ----------
    standing : pandas.DataFrame
        Every commitment on every day: ``moment``, ``commitment``, ``action``, ``status`` (or ``"not_reported"``),
        ``since``, ``by``, ``evidence`` (whether any was given), ``due``, ``overdue``.
    coverage : pandas.DataFrame
        Counts and shares on every day, of the whole and by action, party and goal: ``moment``, ``by``, ``key``,
        ``commitments``, ``reported``, ``with_evidence``, a count for each status, ``done_with_evidence``, ``overdue``,
        ``share_reported``, ``share_with_evidence``, ``share_done``, ``share_done_at_most``.
    moves : pandas.DataFrame
        Each commitment from each day to the next: ``earlier``, ``later``, ``commitment``, ``action``, ``before``,
        ``after``, ``move`` (forward, back, stopped, first, same, silent, ended, never_reported).
    between : pandas.DataFrame
        The moves counted.
    overdue : pandas.DataFrame
        Commitments whose printed period is over and that are neither done nor stopped: ``commitment``, ``action``,
        ``status``, ``due``, ``days``.
    indicators : pandas.DataFrame
        The last value of each indicator: ``commitment``, ``indicator``, ``date``, ``value``, ``target``, ``to_go``
        (target - value).
    unowned : pandas.DataFrame
        Commitments without a party.
    backlog : pandas.DataFrame
        Ideas without an owner.
    moments : tuple of date
        Meetings until today, and today.
    n_commitments, n_reported, n_with_evidence, n_done, n_overdue, n_unowned : int
        Counts today.
    n_silent : int or None
        Commitments that are not done and of which nothing was reported since the last meeting before today, those never
        reported among them; None where there was none.
    """

    standing: pd.DataFrame
    coverage: pd.DataFrame
    moves: pd.DataFrame
    between: pd.DataFrame
    overdue: pd.DataFrame
    indicators: pd.DataFrame
    unowned: pd.DataFrame
    backlog: pd.DataFrame
    moments: tuple[date, ...]
    n_commitments: int
    n_reported: int
    n_with_evidence: int
    n_done: int
    n_overdue: int
    n_unowned: int
    n_silent: int | None

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the shares reported, with evidence and done: of all on every day, and by action, party and goal today.

        Returns
        -------
        tuple of Estimate
            ``n`` counts commitments; ``group`` is the action, party or goal, ``wave`` the day. Without intervals.
        """
        wanted = self.coverage[(self.coverage["by"] == "all") | (self.coverage["moment"] == self.moments[-1])]
        return tuple(
            Estimate(
                term, row[term], n=row["commitments"], wave=str(row["moment"]),
                group=None if row["by"] == "all" else f"{row['by']} {row['key']}",
            )
            for row in wanted.sort_values("moment", ascending=False, kind="stable").to_dict("records")
            for term in ("share_done", "share_done_at_most", "share_reported", "share_with_evidence")
        )  # fmt: skip


def agenda_progress(
    agenda: Agenda, statuses: pd.DataFrame, *, meetings: Iterable[Any] | None = None, today: Any = None
) -> AgendaProgress:
    """Tell how far an agenda is, from one impact meeting to the next.

    The national agenda has its parties meet twice a year to look at what their actions bring about. On every such day,
    and today, each commitment has the status that was reported last. Not reported is not the same as not started.

    Parameters
    ----------
    agenda : Agenda
        For example :func:`~evaluatie.process.agenda.national.national_agenda`.
    statuses : pandas.DataFrame
        One row per report: ``commitment``, ``date``, ``status`` (``not_started``, ``started``, ``done``, ``stopped``,
        or Dutch), and perhaps ``indicator``, ``value``, ``target``, ``evidence`` (a reference to it) and ``by``. A
        report with several indicators has a row for each, with the same status.
    meetings : iterable of date, optional
        Days of the impact meetings; those after today are left out.
    today : date or str, optional
        The day on which this is told; the day on which it runs, if it is not given. Give it to be able to tell it
        again.

    Returns
    -------
    AgendaProgress
        Statuses, coverage, moves, and what is overdue, silent or without an owner.

    Raises
    ------
    TypeError
        If the agenda or the statuses are none.
    ValueError
        If a column is absent, or today or a meeting is no date; otherwise one error with every unknown commitment and
        status, date that is none, in the future or before the agenda, status after a commitment was stopped, doubled
        row, and day with two statuses.

    Examples
    --------
    >>> from evaluatie.process.agenda.national import national_agenda
    >>> statuses = pd.DataFrame({"commitment": ["A1", "A1", "B2"], "date": ["2021-12-01", "2022-05-01", "2021-12-01"],
    ...     "status": ["started", "done", "gestart"], "evidence": [None, "trend report", None]})
    >>> found = agenda_progress(national_agenda(), statuses, meetings=["2022-01-15"], today="2022-06-15")
    >>> found.n_reported, found.n_done, found.overdue["commitment"].tolist(), found.n_silent
    (2, 1, ['B2'], 64)
    >>> found.moves.query("move == 'forward'")["commitment"].tolist()
    ['A1']
    """
    if not isinstance(agenda, Agenda):
        raise TypeError(f"an Agenda is needed, such as national_agenda(): got {type(agenda).__name__}")
    now, days = _days(meetings, today)
    rows = read_statuses(statuses, agenda, now)
    moments = tuple(sorted({*(day for day in days if day <= now), now}))
    stands = standing(rows, agenda.commitments, moments)
    counted, moved = coverage(stands, agenda), moves(stands)
    last = stands[stands["moment"] == now]
    unowned = agenda.commitments[agenda.commitments["parties"].map(len) == 0].reset_index(drop=True)
    silent = moved["later"].eq(now) & moved["move"].isin(["silent", "never_reported"])
    return AgendaProgress(
        METHOD,
        tuple(_notes(agenda, last, len(days) - sum(day <= now for day in days))),
        standing=stands,
        coverage=counted,
        moves=moved,
        between=moves_counted(moved),
        overdue=_overdue(last, now),
        indicators=_indicators(rows),
        unowned=unowned,
        backlog=agenda.backlog.copy(),
        moments=moments,
        n_commitments=len(last),
        n_reported=int(last["since"].notna().sum()),
        n_with_evidence=int(last["evidence"].sum()),
        n_done=int((last["status"] == "done").sum()),
        n_overdue=int(last["overdue"].sum()),
        n_unowned=len(unowned),
        n_silent=int(silent.sum()) if len(moments) > 1 else None,
    )


def _days(meetings: Iterable[Any] | None, today: Any) -> tuple[date, list[date]]:
    now = date.today() if today is None else the_date(today)
    problems = [] if now else [f"today is no date: {today!r}; write it as year-month-day"]
    days = []
    for meeting in meetings if meetings is not None else ():
        day = the_date(meeting)
        if day is None:
            problems.append(f"a meeting's day is no date: {meeting!r}; write it as year-month-day")
        else:
            days.append(day)
    refuse(problems)
    return now or date.today(), sorted(set(days))


def _overdue(last: pd.DataFrame, now: date) -> pd.DataFrame:
    late = last.loc[last["overdue"], ["commitment", "action", "status", "due"]].reset_index(drop=True)
    return late.assign(days=[(now - due).days for due in late["due"]])


def _indicators(rows: pd.DataFrame) -> pd.DataFrame:
    told = rows[(rows["indicator"] != "") & rows["value"].notna()]
    last = told.drop_duplicates(["commitment", "indicator"], keep="last")
    kept = last[["commitment", "indicator", "date", "value", "target"]].reset_index(drop=True)
    return kept.assign(to_go=kept["target"] - kept["value"])


def _notes(agenda: Agenda, last: pd.DataFrame, ahead: int) -> Iterator[str]:
    yield CENSUS
    yield UNEQUAL
    yield OWN_WORD
    silent, undated = int(last["since"].isna().sum()), int(last["due"].isna().sum())
    if silent:
        yield f"nothing is reported of {silent} of {len(last)} commitments, which is not the same as not started"
    if undated:
        yield f"{undated} of {len(last)} commitments have no period: whether these are overdue cannot be told"
    bare = int((last["status"].isin(ENDED[:1]) & ~last["evidence"]).sum())
    if bare:
        yield f"commitments said to be done without evidence: {bare}"
    unlinked = agenda.actions.loc[agenda.actions["goals"].map(len) == 0, "action"].tolist()
    if unlinked:
        yield f"to which goals actions {', '.join(unlinked)} contribute is not known: counted under {NOT_LEGIBLE!r}"
    if ahead:
        yield f"meetings after today, left out: {ahead}"
