"""A page for an impact meeting: how far an agenda of actions is, what moved, and what to discuss."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from evaluatie.report.numerals import Numerals
from evaluatie.report.plain import PlainColumn, PlainTable
from evaluatie.report.rendering import render, style
from evaluatie.report.wording import Wording, load_wording

if TYPE_CHECKING:
    import pandas as pd

    from evaluatie.process import Agenda, AgendaProgress

_COUNTS = ("commitments", "done", "started", "not_started", "stopped", "not_reported", "overdue")
_MOVED = ("forward", "back", "stopped")


def meeting_page(progress: AgendaProgress, agenda: Agenda, language: str) -> str:
    """Make the page for an impact meeting.

    Parameters
    ----------
    progress : AgendaProgress
        How far the agenda is, with its last moment as the day of the meeting.
    agenda : Agenda
        The agenda.
    language : str
        ``"nl"`` or ``"en"``.

    Returns
    -------
    str
        One self-contained HTML page: main figures, what to discuss (what moved since the meeting before, what is
        overdue, silent or without an owner), counts by action, party and goal, indicators, and what it does not say.

    Examples
    --------
    >>> import pandas as pd
    >>> from evaluatie.process import agenda_progress, national_agenda
    >>> statuses = pd.DataFrame({"commitment": ["A1"], "date": ["2022-01-10"], "status": ["done"]})
    >>> progress = agenda_progress(national_agenda(), statuses, today="2022-06-15")
    >>> "1 of the 65 commitments" in meeting_page(progress, national_agenda(), "en")
    True
    """
    page = _Meeting(progress, agenda, load_wording(language))
    return render(
        "meeting.html",
        page.wording,
        style("page.css"),
        title=page.say("meeting.title", day=page.day(progress.moments[-1])),
        other=None,
        about=page.say("meeting.about", day=page.day(progress.moments[-1])),
        opening=list(page.opening()),
        discuss=list(page.discuss()),
        counted=list(page.counted()),
        caveats=list(page.caveats()),
        source=page.say("meeting.source", **{name: str(agenda.source[name]) for name in ("ministry", "title")}),
        software=page.say("page.software", version=version("evaluatie")),
    )


class _Meeting:
    """Words and tables of one meeting in one language."""

    def __init__(self, progress: AgendaProgress, agenda: Agenda, wording: Wording) -> None:
        self.progress, self.agenda, self.wording = progress, agenda, wording
        self.say: Callable[..., str] = wording.text
        self._numerals = Numerals(wording)
        told = agenda.commitments.set_index("commitment")
        self._parties = told["parties"]
        self._what = told[f"what_{wording.language}"]
        names = dict(zip(agenda.parties["party"], agenda.parties["name"], strict=True))
        nobody = self.say("meeting.nobody")
        self._who = {
            commitment: ", ".join(names[party] for party in parties) or nobody
            for commitment, parties in told["parties"].items()
        }
        self._names = {
            "party": {**names, "nobody": nobody},
            "action": {row["action"]: f"{row['action']}. {row[f'title_{wording.language}']}"
                       for row in agenda.actions.to_dict("records")},
            "goal": {row["goal"]: f"{row['goal']}. {row[wording.language]}" for row in agenda.goals.to_dict("records")},
        }  # fmt: skip

    def day(self, day: date) -> str:
        """Write a day."""
        return self._numerals.date(day.isoformat())

    def opening(self) -> Iterator[Markup]:
        """Say the main figures; what nothing was reported of is neither done nor not."""
        found = self.progress
        whole = self._now[self._now["by"] == "all"].iloc[0]
        yield self.wording.html(
            "meeting.done", done=self._n(found.n_done), n=self._n(found.n_commitments),
            evidence=self._n(whole["done_with_evidence"]),
        )  # fmt: skip
        yield self.wording.html(
            "meeting.reported", reported=self._n(found.n_reported), n=self._n(found.n_commitments),
            low=self._numerals.percent(whole["share_done"]), high=self._numerals.percent(whole["share_done_at_most"]),
        )  # fmt: skip
        yield self.wording.html("meeting.overdue", n=self._n(found.n_overdue), undated=self._n(self._undated))
        if found.n_silent is not None:
            yield self.wording.html("meeting.silent", n=self._n(found.n_silent), day=self.day(found.moments[-2]))
        yield self.wording.html("meeting.unowned", n=self._n(found.n_unowned), ideas=self._n(len(found.backlog)))

    @property
    def _now(self) -> pd.DataFrame:
        return self.progress.coverage[self.progress.coverage["moment"] == self.progress.moments[-1]]

    @property
    def _undated(self) -> int:
        return int(self.agenda.commitments["due"].isna().sum())

    def discuss(self) -> Iterator[PlainTable | str]:
        """List what moved, what is overdue, of whom nothing was heard, and what nobody took up."""
        found = self.progress
        if len(found.moments) > 1:
            yield from self._moves(found.moments[-2], found.moments[-1])
        late = found.overdue.sort_values("days", ascending=False, kind="stable")
        rows = [
            (row["commitment"], self._what[row["commitment"]], self._who[row["commitment"]], self.day(row["due"]))
            for row in late.to_dict("records")
        ]
        yield self._table("overdue", ("commitment", "what", "who", "due"), rows)
        yield self._table("owners", ("idea", "what"), self._ownerless())

    def _moves(self, earlier: date, later: date) -> Iterator[PlainTable | str]:
        moves = self.progress.moves
        now = moves[(moves["earlier"] == earlier) & (moves["later"] == later)]
        moved = now[now["move"].isin([*_MOVED, "first"])]
        rows = [
            (row["commitment"], self._what[row["commitment"]], self._who[row["commitment"]],
             self.say(f"meeting.status.{row['before']}"), self.say(f"meeting.status.{row['after']}"))
            for row in moved.to_dict("records")
        ]  # fmt: skip
        yield self._table("moved", ("commitment", "what", "who", "before", "after"), rows, day=self.day(earlier))
        silent = now[now["move"].isin(["silent", "never_reported"])]
        by_party: dict[str, list[str]] = {}
        for commitment in silent["commitment"]:
            for party in self._parties[commitment] or ("nobody",):
                by_party.setdefault(self._names["party"][party], []).append(commitment)
        quiet = [(who, ", ".join(of)) for who, of in by_party.items()]
        yield self._table("silent", ("who", "commitments_silent"), quiet, day=self.day(earlier))

    def _ownerless(self) -> list[tuple[str, ...]]:
        language = self.wording.language
        ideas = [(row["idea"].replace("idea-", "#"), row[language]) for row in self.progress.backlog.to_dict("records")]
        promised = [(row["commitment"], row[f"what_{language}"]) for row in self.progress.unowned.to_dict("records")]
        return [*promised, *ideas]

    def counted(self) -> Iterator[PlainTable | str]:
        """Count commitments by action, party and goal; and give the last value of each indicator."""
        for by, names in self._names.items():
            rows = [
                (names.get(row["key"], self.say("meeting.not_legible")), *(self._n(row[name]) for name in _COUNTS))
                for row in self._now[self._now["by"] == by].to_dict("records")
            ]
            yield self._table(by, (by, *_COUNTS), rows, numeric=len(_COUNTS))
        latest = self.progress.standing[self.progress.standing["moment"] == self.progress.moments[-1]]
        every = [
            (one, self._what[one], self._who[one], self.say(f"meeting.status.{status}"))
            for one, status in zip(latest["commitment"], latest["status"], strict=True)
        ]
        yield self._table("every", ("commitment", "what", "who", "after"), every)
        rows = [
            (row["indicator"], row["commitment"], self.day(row["date"]),
             *(self._value(row[name]) for name in ("value", "target", "to_go")))
            for row in self.progress.indicators.to_dict("records")
        ]  # fmt: skip
        yield self._table("indicators", ("indicator", "commitment", "on", "value", "target", "to_go"), rows, numeric=3)

    def caveats(self) -> Iterator[str]:
        """Say what the figures do not tell."""
        for key in ("own_word", "unequal", "census", "counted_twice"):
            yield self.say(f"meeting.caveat.{key}")
        unlinked = self.agenda.actions.loc[self.agenda.actions["goals"].map(len) == 0, "action"]
        if len(unlinked):
            yield self.say("meeting.caveat.goals", actions=", ".join(unlinked))

    def _table(
        self, name: str, columns: Sequence[str], rows: Sequence[tuple[str, ...]], *, numeric: int = 0, **slots: str
    ) -> PlainTable | str:
        """Make a table; a sentence where there is nothing in it."""
        if not rows:
            return self.say(f"meeting.none.{name}", **slots)
        words, texts = len(columns) - numeric, [self.say(f"meeting.column.{column}") for column in columns]
        heads = tuple(PlainColumn(text, at >= words) for at, text in enumerate(texts))
        return PlainTable(f"meeting-{name}", self.say(f"meeting.table.{name}", **slots), heads, tuple(rows))

    def _n(self, number: float) -> str:
        return self._numerals.count(number)

    def _value(self, value: Any) -> str:
        # what is missing is not equal to itself
        return "" if value is None or value != value else self._numerals.setting(float(value))
