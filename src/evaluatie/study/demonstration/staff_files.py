"""Files about staff as organisations export them, with Dutch names of columns."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from evaluatie.study.demonstration.contradictions import in_four_ways, with_contradictions
from evaluatie.study.demonstration.exit_interviews import EXIT_REASONS, draw_exit_interviews
from evaluatie.study.demonstration.files import dutch_days, write_dutch_csv, write_sav, write_table
from evaluatie.study.demonstration.made import DemoStudy
from evaluatie.study.demonstration.writing import REASONS

HERKOMST_2022 = {
    "nederland": "Nederlands",
    "europa": "Europa (exclusief Nederland)",
    "buiten-europa": "buiten Europa",
}
GENDER_CODES = {"man": 1, "vrouw": 2}


def persons_as_exported(made: DemoStudy) -> pd.DataFrame:
    """Lay out the personnel file.

    Parameters
    ----------
    made : DemoStudy
        The data.

    Returns
    -------
    pandas.DataFrame
        ``persoonscode``, ``in_dienst``, ``uit_dienst``, ``reden``, ``geslacht``, ``geboortedatum``, ``herkomst``; days
        as days, empty text where there is no reason and where the origin is unknown.
    """
    people = made.personnel.sort_values("person", ignore_index=True)
    return pd.DataFrame(
        {
            "persoonscode": people["person"],
            "in_dienst": people["entry"],
            "uit_dienst": people["exit"],
            "reden": people["reason"].map(REASONS).fillna(""),
            "geslacht": people["gender"],
            "geboortedatum": people["born"],
            "herkomst": people["origin"].where(people["origin_known"], ""),
        }
    )


def positions_as_exported(made: DemoStudy, teams: tuple[str, ...]) -> pd.DataFrame:
    """Lay out the positions.

    Parameters
    ----------
    made : DemoStudy
        The data.
    teams : tuple of str
        Names of the units.

    Returns
    -------
    pandas.DataFrame
        ``persoonscode``, ``begin``, ``einde``, ``schaal``, ``afdeling``, ``leidinggevend`` and ``uren``; days as days.
    """
    held = made.positions.sort_values(["person", "start"], ignore_index=True)
    return pd.DataFrame(
        {
            "persoonscode": held["person"],
            "begin": held["start"],
            "einde": held["end"],
            "schaal": held["scale"],
            "afdeling": [teams[unit] for unit in held["unit"]],
            "leidinggevend": held["leads"].map({True: "ja", False: "nee"}),
            "uren": held["hours"],
        }
    )


def write_dutch_staff(made: DemoStudy, teams: tuple[str, ...], folder: Path) -> None:
    """Write the personnel file and the positions as a Dutch Excel saves them."""
    persons, positions = persons_as_exported(made), positions_as_exported(made, teams)
    positions["uren"] = positions["uren"].map(lambda hours: f"{hours:.1f}".replace(".", ","))
    for name, staff in (("personeel.csv", persons), ("functies.csv", positions)):
        days = {str(day): dutch_days(staff[day]) for day in staff.select_dtypes("datetime")}
        write_dutch_csv(staff.assign(**days), folder / name)


def write_staff_in_disorder(made: DemoStudy, teams: tuple[str, ...], folder: Path) -> None:
    """Write workbooks of rows that contradict each other, with days in four ways as text and years of birth."""
    persons, positions = persons_as_exported(made), positions_as_exported(made, teams)
    persons["geslacht"] = persons["geslacht"].str.capitalize()
    persons["herkomst"] = persons["herkomst"].map({**HERKOMST_2022, "": ""})
    persons, positions = with_contradictions(persons, positions, made.model.careers.scales, made.seed)
    persons["geboortedatum"] = persons["geboortedatum"].dt.year
    persons = persons.rename(columns={"geboortedatum": "geboortejaar"})
    rng = np.random.default_rng([made.seed, 201])
    for name, staff in (("personeel.xlsx", persons), ("functies.xlsx", positions)):
        days = {str(day): in_four_ways(staff[day], rng) for day in staff.select_dtypes("datetime")}
        write_table(staff.assign(**days).replace("", None), folder / name)


def write_exit_interviews(made: DemoStudy, path: Path) -> None:
    """Write coded exit interviews for SPSS."""
    told = draw_exit_interviews(made)
    origins = {level: code for code, level in enumerate(HERKOMST_2022, start=1)}
    reasons = dict(enumerate((reason.name for reason in EXIT_REASONS), start=1))
    table = pd.DataFrame(
        {
            "jaar": told["year"],
            "herkomst": told["origin"].map(origins),
            "geslacht": told["gender"].map(GENDER_CODES),
            "reden_1": told["first"].where(told["first"] >= 0) + 1,
            "reden_2": told["second"].where(told["second"] >= 0) + 1,
        }
    ).astype("Int64")
    values = {
        "herkomst": dict(enumerate(HERKOMST_2022.values(), start=1)),
        "geslacht": {code: level for level, code in GENDER_CODES.items()},
        "reden_1": reasons,
        "reden_2": reasons,
    }
    about = {"jaar": "Jaar van vertrek", "reden_1": "Belangrijkste reden", "reden_2": "Tweede reden"}
    write_sav(table, path, labels=about, values=values)
