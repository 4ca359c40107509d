"""Writing made-up data as the study folder of an organisation."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import yaml

from evaluatie.instruments import list_instruments
from evaluatie.study.demonstration.careers import FULL_TIME
from evaluatie.study.demonstration.files import Format, write_csv, write_table
from evaluatie.study.demonstration.model import EXPOSED, YEAR, DemoModel
from evaluatie.study.demonstration.responses import last_day

if TYPE_CHECKING:
    from evaluatie.study.demonstration.made import DemoStudy

# the code for "no opinion" or "does not apply": half of what is skipped gets it, the other half stays blank
SKIPPED = 9
PERSON = {
    "person": "persoonscode",
    "gender": "geslacht",
    "born": "geboortedatum",
    "own": "geboorteland",
    "mother": "geboorteland_moeder",
    "father": "geboorteland_vader",
    "origin": "herkomst",
    "team": "afdeling",
}
REASONS = {
    "voluntary": "eigen verzoek",
    "retirement": "pensioen",
    "contract": "einde contract",
    "transfer": "overplaatsing",
    "other": "overig",
}
ANSWERING = {"submitted": "ingevuld_op", "seconds": "duur_seconden"}


def wave_table(people: pd.DataFrame, answers: pd.DataFrame, wave: str) -> pd.DataFrame:
    """Lay out the answers of a wave as a supplier delivers them: one row per person, in the order of answering.

    Parameters
    ----------
    people, answers : pandas.DataFrame
        As of a :class:`DemoStudy`.
    wave : str
        The wave.

    Returns
    -------
    pandas.DataFrame
        Columns with Dutch names: who, when, how long, and the items (Int64).
    """
    here = answers[answers["wave"] == wave].sort_values(["submitted", "person"], ignore_index=True)
    about = people.assign(team=team_names(people["unit"])).set_index("person").loc[here["person"]].reset_index()
    items = here.drop(columns=["person", "wave", "careless", *ANSWERING])
    facts = [about[list(PERSON)].rename(columns=PERSON), here[list(ANSWERING)].rename(columns=ANSWERING)]
    return pd.concat([*facts, coded(items)], axis=1)


def coded(items: pd.DataFrame) -> pd.DataFrame:
    """Give answers as whole numbers; of those that were skipped every second one has a code."""
    values = items.to_numpy(copy=True)
    places = np.flatnonzero(np.isnan(values))
    values.flat[places[::2]] = SKIPPED
    return pd.DataFrame(values, columns=items.columns).astype("Int64")


def team_names(units: pd.Series) -> pd.Series:
    """Name the units."""
    return pd.Series([f"team-{unit + 1:02d}" for unit in units], index=units.index)


def write_folder(made: DemoStudy, folder: Path, format: Format) -> Path:  # noqa: A002
    """Write a study folder with plain files, see :meth:`DemoStudy.write`."""
    model = made.model
    strange = sorted({scale.instrument for scale in model.scales} - set(list_instruments()))
    if strange:
        raise ValueError(f"Only instruments that come along can be written; these do not: {', '.join(strange)}.")
    folder.mkdir(parents=True, exist_ok=True)
    for wave in model.waves:
        write_table(wave_table(made.people, made.answers, wave), folder / f"{wave}.{format}")
    write_csv(persons_table(made), folder / "persons.csv", date_format="%Y-%m-%d")
    write_csv(positions_table(made), folder / "positions.csv", date_format="%Y-%m-%d")
    config = study_yml(model, made.people, folder.name, format)
    (folder / "study.yml").write_text(yaml.safe_dump(config, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return folder


def persons_table(made: DemoStudy) -> pd.DataFrame:
    """Lay out the personnel file, in the order of the codes.

    Parameters
    ----------
    made : DemoStudy
        The data.

    Returns
    -------
    pandas.DataFrame
        ``person``, ``entry``, ``exit``, ``reden`` and ``geboortejaar``, ``geslacht``, ``herkomst``.
    """
    people = made.personnel.sort_values("person", ignore_index=True)
    return pd.DataFrame(
        {
            "person": people["person"],
            "entry": people["entry"],
            "exit": people["exit"],
            "reden": people["reason"].map(REASONS),
            "geboortejaar": people["born"].dt.year,
            "geslacht": people["gender"],
            "herkomst": people["origin"].where(people["origin_known"]),
        }
    )


def positions_table(made: DemoStudy) -> pd.DataFrame:
    """Lay out the positions file, in the order of the codes and of time.

    Parameters
    ----------
    made : DemoStudy
        The data.

    Returns
    -------
    pandas.DataFrame
        ``person``, ``start``, ``end``, ``schaal``, ``afdeling``, ``leidinggevend`` and ``uren``.
    """
    held = made.positions.sort_values(["person", "start"], ignore_index=True)
    return pd.DataFrame(
        {
            "person": held["person"],
            "start": held["start"],
            "end": held["end"],
            "schaal": held["scale"],
            "afdeling": team_names(held["unit"]),
            "leidinggevend": held["leads"].map({True: "ja", False: "nee"}),
            "uren": held["hours"],
        }
    )


def staff_block(made_from: DemoModel) -> dict[str, Any]:
    """Give the block of study.yml that says what stands in these two files."""
    begin = made_from.dates[0] - datetime.timedelta(days=round(made_from.careers.history * YEAR))
    last = made_from.dates[0] + datetime.timedelta(days=last_day(made_from))
    return {
        "persons": "persons.csv",
        "positions": "positions.csv",
        "reason": "reden",
        "reasons": {key: [word] for key, word in REASONS.items() if key != "other"},
        "born": "geboortejaar",
        "scale": "schaal",
        "ladder": list(made_from.careers.scales),
        "unit": "afdeling",
        "manager": "leidinggevend",
        "hours": "uren",
        "full_time": FULL_TIME,
        "extract": {"from": begin.isoformat(), "to": last.isoformat()},
    }


def study_yml(model: DemoModel, people: pd.DataFrame, id_: str, format: Format) -> dict[str, Any]:  # noqa: A002
    """Give the study.yml of a folder with plain files, as values."""
    instruments = dict.fromkeys(scale.instrument for scale in model.scales)
    ranges = {scale.instrument: [scale.low, scale.high] for scale in model.scales}
    employed = {wave: int(people[f"employed_{wave}"].sum()) for wave in model.waves}
    levels = [level for level in model.origins if level != "nederland" and model.origins[level] > 0]
    genders = list(model.genders)
    groups: dict[str, Any] = {"gender": {"column": "geslacht", "reference": genders[0], "focal": genders[1:]}}
    groups["age"] = {"column": "geboortedatum", "born": True, "bands": [35, 50], "reference": "35-49",
                     "focal": ["<35", "50+"]}  # fmt: skip
    if levels:
        groups["origin"] = {"column": "herkomst", "reference": "nederland", "focal": levels,
                            "classification": "cbs-2022"}  # fmt: skip
    plan: dict[str, Any] = {"primary": ["pgis.total"], "smallest_effect": 0.2}
    if 0 < model.exposed_units < model.units:
        there = people.loc[people["exposed"] == EXPOSED[1], "unit"].drop_duplicates().sort_values()
        plan["comparison"] = team_names(there).tolist()
    return {
        "organisation": {"id": id_, "name": "Voorbeeldorganisatie (verzonnen)", "synthetic": True},
        "waves": [
            {"id": wave, "label": f"meting {number}", "date": date.isoformat(), "file": f"{wave}.{format}",
             "invited": employed[wave]}
            for number, (wave, date) in enumerate(zip(model.waves, model.dates, strict=True), start=1)
        ],
        "survey": {
            "respondent": "persoonscode",
            "unit": "afdeling",
            "items": {id_: f"{id_}_{{n}}" for id_ in instruments},
            "asked": {id_: {"range": ranges[id_]} for id_ in instruments},
            "missing_codes": [SKIPPED],
            "submitted": "ingevuld_op",
            "seconds": "duur_seconden",
        },
        "groups": groups,
        "plan": plan,
        "staff": staff_block(model),
    }  # fmt: skip
