"""What a report may name and show of what was done and said beside numbers of people: names, texts, days, shares."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from evaluatie.catalogue import intervention_names
from evaluatie.evaluation.exposed import exposed_of
from evaluatie.evaluation.intervening.names import told_id
from evaluatie.evaluation.intervening.planned import plan_labels
from evaluatie.evaluation.intervening.scanned import scan_rounds, scan_settings

if TYPE_CHECKING:
    from evaluatie.process import Implementation
    from evaluatie.study import Study

#: texts of the study that a report prints, by the frame that they stand in
_TEXTS = {"theory": ("problem", "mechanism", "reason"), "steps": ("by", "evidence")}
_DAYS = {"interventions": ("start", "end"), "theory": ("declared",), "steps": ("date",)}


@lru_cache(maxsize=4)
def carried_out(study: Study) -> Implementation | None:
    """Account for what was carried out of a study's log; None without one."""
    # the room takes a while to load, and most studies that a gate reads have no log
    from evaluatie.catalogue import intervention_needs
    from evaluatie.process import implementation

    log = study.interventions
    if log is None or log.empty:
        return None
    # what is needed and missing in the log may have been there already; own interventions need nothing
    # for whom it was and who saw to it stay behind: they may be one person
    return implementation(log.assign(target=None, responsible=None), catalogue_needs=intervention_needs())


@dataclass(frozen=True)
class Carried:
    """What is told of an intervention, or of a level, beside how many people it reached.

    Attributes
    ----------
    dose : float or None
        Delivered over planned.
    fidelity : float or None
        Mean share of the plan that was carried out, over parts: weighed by people it would tell how many they were.
    delay : float or None
        Median of days begun later than planned.
    on_time : tuple of float
        Share of the parts that were due which began in time, with Wilson's limits; empty where none was due.
    """

    dose: float | None
    fidelity: float | None
    delay: float | None
    on_time: tuple[float, ...]


@lru_cache(maxsize=4)
def carried_shares(study: Study) -> dict[str, Carried]:
    """Give what is told of each intervention and of each level, rounded; by ``<id>`` and by ``level:<level>``."""
    done, log = carried_out(study), study.interventions
    if done is None or log is None:
        return {}
    begun = log[log["status"] != "planned"]
    found = {}
    for column, prefix, frame in (("intervention", "", done.interventions), ("level", "level:", done.levels)):
        fidelity = begun.groupby(column)["fidelity"].mean()
        for row in frame.to_dict("records"):
            values = (row["dose_ratio"], fidelity.get(row[column]), row["start_delay"])
            dose, plan, delay = (
                None if value is None or pd.isna(value) else round(float(value), 2) for value in values
            )
            timed = ("start_on_time", "start_on_time_low", "start_on_time_high") if row["start_due"] else ()
            on_time = tuple(round(float(row[name]), 2) for name in timed)
            found[f"{prefix}{row[column]}"] = Carried(dose, plan, delay, on_time)
    return found


def doing_labels(study: Study) -> dict[str, dict[str, Any]]:
    """Name interventions, themes, and the texts that the study tells of them.

    Parameters
    ----------
    study : Study
        The study.

    Returns
    -------
    dict
        Labels of the kinds ``intervention``, ``theme``, ``round``, ``scan_round``, ``told``, ``step`` and
        ``plan_ask``.
    """
    own = {id_: dict(one.name) for id_, one in study.config.own_interventions.items()}
    told: dict[str, str] = {}
    for name, columns in _TEXTS.items():
        frame: pd.DataFrame | None = getattr(study, name)
        for column in columns if frame is not None else ():
            texts = frame[column].dropna()  # type: ignore[index]
            told |= {told_id(name, int(str(row)), column): str(text) for row, text in texts.items()}
    happened = {told_id("context", at, "event"): dict(one.event) for at, one in enumerate(study.config.context)}
    plan = plan_labels(study)
    return {
        "intervention": {**intervention_names(), **own} if _names_any(study) else {},
        **_said(study),
        "scan_round": {str(at): name for at, name in enumerate(scan_rounds(study), start=1)},
        "told": {**told, **happened, **plan["told"]},
        "plan_ask": plan["plan_ask"],
        "step": {} if study.steps is None else _steps(),
    }


def _names_any(study: Study) -> bool:
    files = (study.interventions, study.theory, study.exposure)
    return any(frame is not None for frame in files)


def _said(study: Study) -> dict[str, dict[str, str]]:
    """Name the rounds of conversations, in their order, and the themes that may be named."""
    from evaluatie.evaluation.conversing.rounds import rounds_of

    rounds = rounds_of(study) if study.codings is not None else None
    if rounds is None:
        return {"round": {}, "theme": {}}
    return {
        "round": {str(at): name for at, name in enumerate(rounds.names, start=1)},
        "theme": {id_: theme for theme, id_ in rounds.ids.items()},
    }


def _steps() -> dict[str, dict[str, str]]:
    """Name the six steps, and what is advised where one lags behind a later one."""
    from evaluatie.process import process_steps

    names = {str(step.number): {"nl": step.name.nl, "en": step.name.en} for step in process_steps()}
    lagging = {
        f"{step.number}.lagging": {"nl": step.lagging.nl, "en": step.lagging.en}
        for step in process_steps()
        if step.lagging is not None
    }
    return {**names, **lagging}


def doing_settings(study: Study) -> tuple[set[float], set[str]]:
    """Give the numbers and days of what was done that a section may show: none of them counts people.

    Parameters
    ----------
    study : Study
        The study.

    Returns
    -------
    tuple of set of float and set of str
        Shares of doses and of plans that were carried out, and means of a policy scan, and how often is often; days.
    """
    days = {
        day.date().isoformat()
        for name, columns in _DAYS.items()
        if (frame := getattr(study, name)) is not None
        for column in columns
        for day in frame[column].dropna()
    } | {event.date.isoformat() for event in study.config.context}
    exposed = exposed_of(study)
    cut = [] if exposed is None or exposed.by == "unit" else [exposed.cut]
    shares = [(one.dose, one.fidelity, one.delay, *one.on_time) for one in carried_shares(study).values()]
    told = [*cut, *(value for of_one in shares for value in of_one)]
    return {value for value in told if value is not None} | scan_settings(study), days
