"""Exports as Qualtrics and LimeSurvey write them, with the columns that they add of themselves."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.study.demonstration.files import write_xlsx
from evaluatie.study.demonstration.origins import ORIGINS
from evaluatie.study.demonstration.writing import SKIPPED

# names, question texts and import ids of the columns that every export of Qualtrics begins with
_QUALTRICS = {
    "StartDate": ("Startdatum", "startDate"),
    "EndDate": ("Einddatum", "endDate"),
    "Status": ("Type respons", "status"),
    "IPAddress": ("IP-adres", "ipAddress"),
    "Progress": ("Voortgang", "progress"),
    "Duration (in seconds)": ("Duur (in seconden)", "duration"),
    "Finished": ("Voltooid", "finished"),
    "RecordedDate": ("Registratiedatum", "recordedDate"),
    "ResponseId": ("Respons-ID", "_recordId"),
    "RecipientLastName": ("Achternaam ontvanger", "recipientLastName"),
    "RecipientFirstName": ("Voornaam ontvanger", "recipientFirstName"),
    "RecipientEmail": ("E-mailadres ontvanger", "recipientEmail"),
    "ExternalReference": ("Externe gegevensreferentie", "externalDataReference"),
    "LocationLatitude": ("Breedtegraad van locatie", "locationLatitude"),
    "LocationLongitude": ("Lengtegraad van locatie", "locationLongitude"),
    "DistributionChannel": ("Distributiekanaal", "distributionChannel"),
    "UserLanguage": ("Gebruikerstaal", "userLanguage"),
}


def write_qualtrics(table: pd.DataFrame, path: Path, seed: int) -> None:
    """Write answers as Qualtrics exports them to Excel: three rows of headings, and one preview by the makers.

    Parameters
    ----------
    table : pandas.DataFrame
        As from :func:`wave_table`; columns of questions are named ``Q<question>_<number>``.
    path : pathlib.Path
        Where to.
    seed : int
        For the made-up record ids and addresses.
    """
    rng = np.random.default_rng([seed, 100])
    records = _records(table)
    own = [column for column in records[0] if column not in ("ingevuld_op", "duur_seconden")]
    texts = {column: text for column, (text, _) in _QUALTRICS.items()} | {column: _question(column) for column in own}
    ids = {column: id_ for column, (_, id_) in _QUALTRICS.items()} | {column: _import_id(column) for column in own}
    header = [*_QUALTRICS, *own]
    rows: list[list[Any]] = [
        header,
        [texts[column] for column in header],
        [json.dumps({"ImportId": ids[column]}, separators=(",", ":")) for column in header],
    ]
    preview = {**_response(records[0], rng), "Status": "Survey Preview", "DistributionChannel": "preview"}
    responses = [{**records[0], **preview, "persoonscode": None}]
    responses += [{**record, **_response(record, rng)} for record in records]
    rows += [[response[column] for column in header] for response in responses]
    write_xlsx(rows, path, sheet="Sheet0")


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Give rows as dicts, with None where there is nothing."""
    cells = table.astype(object).where(table.notna(), None)
    return [dict(zip(map(str, table), row, strict=True)) for row in cells.to_numpy()]


def _response(row: dict[str, Any], rng: np.random.Generator) -> dict[str, Any]:
    end, seconds = row["ingevuld_op"], int(row["duur_seconden"])
    letters = np.array(list("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789"))
    return {
        "StartDate": end - pd.Timedelta(seconds=seconds),
        "EndDate": end,
        "Status": "IP Address",
        # one of the addresses that stand for nobody, for use in examples
        "IPAddress": f"192.0.2.{rng.integers(1, 255)}",
        "Progress": 100,
        "Duration (in seconds)": seconds,
        "Finished": "True",
        "RecordedDate": end + pd.Timedelta(seconds=1),
        "ResponseId": "R_" + "".join(rng.choice(letters, 15)),
        "RecipientLastName": None,
        "RecipientFirstName": None,
        "RecipientEmail": None,
        "ExternalReference": None,
        "LocationLatitude": None,
        "LocationLongitude": None,
        "DistributionChannel": "anonymous",
        "UserLanguage": "NL",
    }


def _question(column: str) -> str:
    question, _, number = column.partition("_")
    if not number.isdecimal():
        return {"persoonscode": "Uw code", "geboortejaar": "In welk jaar bent u geboren?"}.get(column, column)
    return f"Vraag {question[1:]}: in hoeverre bent u het eens met de volgende uitspraken? - Uitspraak {number}"


def _import_id(column: str) -> str:
    question, _, number = column.partition("_")
    return f"QID{question[1:]}_{number}" if number.isdecimal() else f"QID_{column}"


def write_limesurvey(table: pd.DataFrame, items: list[str], path: Path, seed: int) -> None:
    """Write anonymous answers as LimeSurvey exports their codes, every cell between quotes.

    Parameters
    ----------
    table : pandas.DataFrame
        As from :func:`wave_table`.
    items : list of str
        Its items, ``<question>_<number>``.
    path : pathlib.Path
        Where to.
    seed : int
        For the order and the seeds of the questionnaires.

    Notes
    -----
    Anonymous answers have no linking code and all bear the same day; they do not stand in the order of answering.
    """
    rng = np.random.default_rng([seed, 100])
    shuffled = table.iloc[rng.permutation(len(table))]
    added = ["id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "ipaddr"]
    codes = _records(_background_codes(shuffled))
    header = [*added, *codes[0], *(_subquestion(item) for item in items)]
    with path.open("w", newline="", encoding="utf-8-sig") as handle:
        writer = csv.writer(handle, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow(header)
        for number, (record, about) in enumerate(zip(_records(shuffled), codes, strict=True), start=1):
            day = "1980-01-01 00:00:00"
            system = [number, day, 4, "nl", int(rng.integers(10**8, 2**31)), day, day, ""]
            answers = [_answer_code(record[item]) for item in items]
            writer.writerow([*system, *about.values(), *answers])


def _background_codes(table: pd.DataFrame) -> pd.DataFrame:
    """Give gender, age band and origin as codes of answers."""
    age = (table["ingevuld_op"] - table["geboortedatum"]).dt.days / 365.25
    origins = {level: f"A{code}" for code, level in enumerate(ORIGINS, start=1)}
    return pd.DataFrame(
        {
            "G1Q1": table["geslacht"].map({"man": "M", "vrouw": "F"}),
            "G1Q2": pd.cut(age, [0, 35, 50, 100], labels=["A1", "A2", "A3"], right=False).astype(str),
            "G1Q3": table["herkomst"].map(origins),
        }
    )


def _subquestion(item: str) -> str:
    question, _, number = item.rpartition("_")
    return f"{question.replace('_', '')}[SQ{int(number):03d}]"


def _answer_code(answer: Any) -> str:
    if answer is None:
        return ""
    return "A9" if answer == SKIPPED else f"A{int(answer)}"
