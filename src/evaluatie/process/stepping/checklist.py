"""The checklist of the six steps: what is done, by whom, since when, on what evidence, and which step lags."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd

from evaluatie.amiss import refuse
from evaluatie.frames import check_frame
from evaluatie.process.cataloguing.intervention import check_language, said
from evaluatie.process.stepping.checklist_reading import Record, read_records, the_date
from evaluatie.process.stepping.steps import Step, process_steps
from evaluatie.result import Estimate, Result

METHOD = (
    "Checklist of the six steps of the visual of the pilot Behoud & Doorstroom (TNO, programme Verdere Integratie op "
    "de Arbeidsmarkt, 2018-2021); a step lags when a later one has come further"
)
_FAR = {"no": 0, "partly": 1, "yes": 2}


@dataclass(frozen=True)
class SixSteps(Result):
    """How far an organisation is with the six steps.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per step, in order: ``step`` (1 to 6), ``id``, ``name``, ``done`` (``yes``, ``partly`` or ``no``),
        ``by`` (a role), ``date``, ``evidence``, ``lags`` (True where a later step has come further), ``advice`` (for a
        step that lags, and for the next one to do; else empty).
    lagging : tuple of int
        The steps that lag.
    next_step : int or None
        The first step that is not done; None where all are.
    done, partly, open : int
        How many steps are in each state.
    """

    table: pd.DataFrame
    lagging: tuple[int, ...]
    next_step: int | None
    done: int
    partly: int
    open: int

    def estimates(self) -> tuple[Estimate, ...]:
        """Give how many of the six steps are done, partly done and open.

        Returns
        -------
        tuple of Estimate
            Counts of steps, not of people; ``n`` is 6. They are no draw from anything, so that there is no interval.
        """
        counts = {"steps_done": self.done, "steps_partly": self.partly, "steps_open": self.open}
        return tuple(Estimate(term, count, n=len(self.table)) for term, count in counts.items())

    def _repr_html_(self) -> str:
        return self.table.to_html(index=False, na_rep="", border=0)


def six_steps(records: pd.DataFrame, today: datetime.date | str | None = None, *, language: str = "nl") -> SixSteps:
    """Check how far an organisation is with the six steps.

    A step lags when a later one has come further: it is open while a later one has begun, or half done while a later
    one is done. That is no error, as the steps are gone through in cycles; it is told with advice on what to make up.

    Parameters
    ----------
    records : pandas.DataFrame
        One row per step that something is known of: ``step`` (number, id or name), ``done`` (yes, no or partly, in
        either language, or True and False), and as far as there are such columns ``by`` (a role, never a person's
        name), ``date`` and ``evidence``. A step without a row is open.
    today : datetime.date or str, optional
        Later dates are refused; nothing is refused without it.
    language : {"nl", "en"}, default "nl"
        Language of names and advice.

    Returns
    -------
    SixSteps
        The checklist, with a note for what lags, and for what is said to be done without anything to show for it.

    Raises
    ------
    TypeError
        If ``records`` is no DataFrame.
    InputError
        A ValueError, if a step is unknown or stands there twice, if a state or date cannot be read, or a date belongs
        to a step that is not done; with all problems.

    Examples
    --------
    >>> records = pd.DataFrame({"step": [1, 3, 4], "done": ["yes", "no", "yes"],
    ...                         "by": ["board", None, "project group"], "date": ["2019-09-01", None, "2020-01-10"],
    ...                         "evidence": ["decision", None, "plan"]})
    >>> found = six_steps(records, language="en")
    >>> found.lagging, found.next_step
    ((2, 3), 2)
    >>> found.table.loc[2, "advice"]
    'What was chosen does not rest upon findings of your own; catch up on these, then hold the choice against them.'
    """
    check_language(language)
    check_frame(records, ["step", "done"], ["by", "date", "evidence"])
    day, wrong = the_date(today)
    refuse([f"today: {wrong}"] if wrong else [])
    told, problems = read_records(records, day)
    refuse(problems)
    steps = process_steps()
    states = {step.number: told[step.number].done if step.number in told else "no" for step in steps}
    lagging = tuple(number for number in states if _overtaken_by(number, states) is not None)
    next_step = next((number for number, state in states.items() if state != "yes"), None)
    table = pd.DataFrame([_row(step, told.get(step.number), lagging, next_step, language) for step in steps])
    counts = [list(states.values()).count(state) for state in ("yes", "partly", "no")]
    return SixSteps(METHOD, tuple(_notes(told, states)), table, lagging, next_step, *counts)


def _overtaken_by(number: int, states: dict[int, str]) -> int | None:
    """Give the first later step that has come further."""
    further = (later for later, state in states.items() if later > number and _FAR[state] > _FAR[states[number]])
    return next(further, None)


def _row(
    step: Step, record: Record | None, lagging: tuple[int, ...], next_step: int | None, language: str
) -> dict[str, Any]:
    advice = ""
    if step.number in lagging and step.lagging is not None:
        advice = said(step.lagging, language)
    elif step.number == next_step:
        advice = " ".join(said(words, language) for words in step.advice)
    known = record or Record("no")
    return {
        "step": step.number, "id": step.id, "name": said(step.name, language), "done": known.done, "by": known.by,
        "date": known.date, "evidence": known.evidence, "lags": step.number in lagging, "advice": advice,
    }  # fmt: skip


def _notes(told: dict[int, Record], states: dict[int, str]) -> Iterator[str]:
    absent = [str(number) for number in states if number not in told]
    if absent:
        yield f"nothing is recorded of step {', '.join(absent)}: taken as not done"
    for number, state in states.items():
        later = _overtaken_by(number, states)
        if later is not None:
            yield f"step {number} is {'half done' if state == 'partly' else 'not done'}, while step {later} is further"
    for number, record in sorted(told.items()):
        missing = [name for name in ("by", "date", "evidence") if getattr(record, name) is None]
        if record.done == "yes" and missing:
            yield f"step {number} is said to be done without {', '.join(missing)}: that cannot be traced"
    yield from _order_notes(told)
    yield "the checklist says what was recorded, not how well a step was done; 'by' is to name a role, not a person"


def _order_notes(told: dict[int, Record]) -> Iterator[str]:
    dated = sorted((number, record.date) for number, record in told.items() if record.date is not None)
    for (number, date), (later, date_later) in pairwise(dated):
        if date_later < date:
            yield f"step {later} is dated before step {number} ({date_later} and {date})"
