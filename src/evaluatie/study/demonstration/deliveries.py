"""The files of the five demonstration organisations, each in another shape in which such files come."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.study.demonstration.candidates import draw_candidates
from evaluatie.study.demonstration.conversations import draw_codings
from evaluatie.study.demonstration.exports import write_limesurvey, write_qualtrics
from evaluatie.study.demonstration.files import dutch_days, write_csv, write_dutch_csv, write_sav
from evaluatie.study.demonstration.made import DemoStudy
from evaluatie.study.demonstration.model import DemoScale
from evaluatie.study.demonstration.organisations import ORGANISATIONS, Organisation
from evaluatie.study.demonstration.staff_files import (
    GENDER_CODES,
    HERKOMST_2022,
    write_dutch_staff,
    write_exit_interviews,
    write_staff_in_disorder,
)
from evaluatie.study.demonstration.staff_numbers import numbers_of_staff
from evaluatie.study.demonstration.truth import outcome_items
from evaluatie.study.demonstration.writing import PERSON, SKIPPED, wave_table
from evaluatie.study.groups.ages import ages_on
from evaluatie.study.settings.measured import band_names

SKIPPED_TEXT = "weet niet / n.v.t."
REFUSED = 99
AGREEMENT = ("helemaal mee oneens", "mee oneens", "niet eens / niet oneens", "mee eens", "helemaal mee eens")
AGREEMENT_7 = (
    "helemaal mee oneens", "mee oneens", "beetje mee oneens", "niet eens / niet oneens", "beetje mee eens",
    "mee eens", "helemaal mee eens",
)  # fmt: skip
# fewest people of whom the bureau of demo-zorg gives means
BUREAU_MINIMUM = 10
# of which demo-zorg gives numbers of staff
STAFF_YEARS = range(2016, 2022)
_AGE_BANDS = (35, 50)


def deliver_waterschap(made: DemoStudy, teams: tuple[str, ...], folder: Path) -> None:
    """Waves, personnel files, numbers of employees and conversations, as a Dutch Excel saves them: cp1252."""
    for wave, name in (("t0", "nulmeting_2019.csv"), ("t1", "nameting_2021.csv")):
        table = _with_teams(made, wave, teams)
        satisfaction = [f"job_satisfaction_{number}" for number in (1, 2, 3)]
        table["tevredenheid"] = ready_score(table[satisfaction], made.model.scales[5]).map(
            lambda score: "" if pd.isna(score) else f"{score:.2f}".replace(".", ",")
        )
        table["geboortedatum"] = dutch_days(table["geboortedatum"])
        table["ingevuld_op"] = table["ingevuld_op"].dt.strftime("%d-%m-%Y %H:%M")
        table = table.drop(columns=[*satisfaction, *_COUNTRIES])
        names = {
            "pgis": "V12",
            "inclusive_leadership": "V20",
            "affective_commitment": "V31",
            "turnover_intention": "V34",
        }
        write_dutch_csv(table.rename(columns=_renamed(names, table)), folder / name)
    write_dutch_staff(made, teams, folder)
    write_dutch_csv(employees(made, _AGE_BANDS), folder / "population.csv")
    write_dutch_csv(draw_codings(made, "demo-waterschap", teams), folder / "gesprekken.csv")


def deliver_gemeente(made: DemoStudy, teams: tuple[str, ...], folder: Path) -> None:
    """Two Qualtrics exports of texts; personnel files in disorder; a selection; coded conversations."""
    questions = (
        ("t0", "nulmeting.xlsx", ("Q5", "Q7", "Q9", "Q11")),
        ("t1", "nameting.xlsx", ("Q5", "Q7", "Q10", "Q12")),
    )
    instruments = ("pgis", "inclusive_leadership", "open_gesprek", "turnover_intention")
    for wave, name, blocks in questions:
        table = _with_teams(made, wave, teams)
        items = list(made.model.items)
        table[items] = texts_of(table[items], AGREEMENT)
        table["geboortejaar"] = table["geboortedatum"].dt.year.astype("Int64")
        table["geslacht"] = table["geslacht"].str.capitalize()
        table["herkomst"] = table["herkomst"].map(HERKOMST_2022)
        table = table.drop(columns=["geboortedatum", *_COUNTRIES])
        names = dict(zip(instruments, blocks, strict=True))
        write_qualtrics(table.rename(columns=_renamed(names, table)), folder / name, made.seed)
    write_staff_in_disorder(made, teams, folder)
    write_csv(draw_candidates(made), folder / "selectie.csv")
    write_csv(draw_codings(made, "demo-gemeente", teams), folder / "gesprekken.csv")


def deliver_rijksdienst(made: DemoStudy, teams: tuple[str, ...], folder: Path) -> None:
    """SPSS files with value labels and user-missing values; origin in two ways; exit interviews; conversations."""
    for wave in made.model.waves:
        table = _with_teams(made, wave, teams)
        items = list(made.model.items)
        table["geslacht"] = table["geslacht"].map(GENDER_CODES).astype("Int64")
        older = made.people.set_index("person")["origin_1999"]
        if wave != "t2":
            table["herkomst"] = older[table["persoonscode"]].to_numpy()
        herkomst = HERKOMST_2022 if wave == "t2" else _HERKOMST_1999
        table["herkomst"] = table["herkomst"].map({level: code for code, level in enumerate(herkomst, start=1)})
        table[items] = _with_refusals(table[items])
        labels = {item: dict(enumerate(_words_of(made, item), start=1)) for item in items}
        values = {item: {**words, SKIPPED: SKIPPED_TEXT, REFUSED: "geen antwoord"} for item, words in labels.items()}
        values["geslacht"] = {code: level for level, code in GENDER_CODES.items()}
        values["herkomst"] = dict(enumerate(herkomst.values(), start=1))
        about = {"herkomst": "Herkomst volgens het CBS", "geboorteland": "In welk land bent u geboren?"}
        missing = dict.fromkeys(items, (SKIPPED, REFUSED))
        write_sav(table.astype({"herkomst": "Int64"}), folder / f"meting_{wave}.sav", labels=about, values=values,
                  missing=missing)  # fmt: skip
    write_exit_interviews(made, folder / "exitgesprekken.sav")
    write_csv(draw_codings(made, "demo-rijksdienst", teams), folder / "gesprekken.csv")


def deliver_zorg(made: DemoStudy, teams: tuple[str, ...], folder: Path) -> None:
    """Only means, per wave, group and scale; numbers of staff; coded conversations."""
    rows = []
    about = made.people.set_index("person")
    for wave in made.model.waves:
        table = wave_table(made.people, made.answers, wave)
        there = about.loc[table["persoonscode"]]
        scores = _ready_scores(made, table)
        groups = {"totaal": np.ones(len(table), dtype=bool)}
        for name, characteristic in (("geslacht", "gender"), ("herkomst", "origin")):
            levels = list(made.model.genders if characteristic == "gender" else made.model.origins)
            groups |= {f"{name}={level}": (there[characteristic] == level).to_numpy() for level in levels}
        for group, members in groups.items():
            count = int(members.sum())
            rows.append((wave, group, "respondenten", str(count) if count >= BUREAU_MINIMUM else "*", "", ""))
            rows += [(wave, group, str(id_), *_printed(column[members])) for id_, column in scores.items()]
    table = pd.DataFrame(rows, columns=["wave", "group", "scale", "n", "mean", "sd"])
    write_csv(table, folder / "summary.csv")
    write_csv(numbers_of_staff(made, STAFF_YEARS), folder / "personeelsaantallen.csv")
    write_csv(draw_codings(made, "demo-zorg", teams), folder / "gesprekken.csv")


def deliver_bouwbedrijf(made: DemoStudy, teams: tuple[str, ...], folder: Path) -> None:
    """Two LimeSurvey exports of answer codes, of anonymous answers: no linking codes, no days. Coded conversations."""
    for wave, name in (("t0", "nulmeting.csv"), ("t1", "nameting.csv")):
        table = _with_teams(made, wave, teams)
        write_limesurvey(table, list(made.model.items), folder / name, made.seed)
    write_csv(draw_codings(made, "demo-bouwbedrijf", teams), folder / "gesprekken.csv")


def employees(made: DemoStudy, cuts: tuple[int, ...]) -> pd.DataFrame:
    """Count who is employed on the first day of each wave: everyone, and by gender, age and origin.

    Parameters
    ----------
    made : DemoStudy
        The data.
    cuts : tuple of int
        Where bands of age begin.

    Returns
    -------
    pandas.DataFrame
        Columns ``meting``, ``groep`` and ``aantal``.
    """
    rows = []
    for wave, date in zip(made.model.waves, made.model.dates, strict=True):
        there = made.people[made.people[f"employed_{wave}"]]
        bands = pd.cut(ages_on(date, there["born"]), [0, *cuts, np.inf], right=False, labels=band_names(cuts))
        by = (
            ("geslacht", there["gender"], list(made.model.genders)),
            ("leeftijd", bands, list(band_names(cuts))),
            ("herkomst", there["origin"], list(made.model.origins)),
        )
        rows.append((wave, "totaal", len(there)))
        rows += [
            (wave, f"{name}={level}", int((cells == level).sum())) for name, cells, levels in by for level in levels
        ]
    return pd.DataFrame(rows, columns=["meting", "groep", "aantal"])


Deliver = Callable[[DemoStudy, tuple[str, ...], Path], None]
DELIVERIES: dict[str, Deliver] = {
    "demo-waterschap": deliver_waterschap,
    "demo-gemeente": deliver_gemeente,
    "demo-rijksdienst": deliver_rijksdienst,
    "demo-zorg": deliver_zorg,
    "demo-bouwbedrijf": deliver_bouwbedrijf,
}


def write_organisations(raw: Path) -> None:
    """Write the files of the five organisations, beside their study.yml.

    Parameters
    ----------
    raw : pathlib.Path
        Where the folders of organisations stand.
    """
    for organisation in ORGANISATIONS:
        write_organisation(organisation, raw / organisation.id)


def write_organisation(organisation: Organisation, folder: Path) -> None:
    """Write the files of an organisation into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    DELIVERIES[organisation.id](organisation.made(), organisation.teams, folder)


_COUNTRIES = [PERSON[name] for name in ("own", "mother", "father")]
_HERKOMST_1999 = {
    "nederland": "Nederlandse achtergrond",
    "westers": "westerse migratieachtergrond",
    "niet-westers": "niet-westerse migratieachtergrond",
}


def _with_teams(made: DemoStudy, wave: str, teams: tuple[str, ...]) -> pd.DataFrame:
    table = wave_table(made.people, made.answers, wave)
    number = table["afdeling"].str.removeprefix("team-").astype(int)
    return table.assign(afdeling=[teams[place - 1] for place in number])


def _renamed(blocks: dict[str, str], table: pd.DataFrame) -> dict[str, str]:
    """Give the items names by the number of their question."""
    names = {}
    for column in table:
        instrument, _, number = str(column).rpartition("_")
        if instrument in blocks:
            names[str(column)] = f"{blocks[instrument]}_{number}"
    return names


def texts_of(items: pd.DataFrame, words: tuple[str, ...]) -> pd.DataFrame:
    """Give answers as the texts that were shown."""
    texts: dict[Any, str] = {**dict(enumerate(words, start=1)), SKIPPED: SKIPPED_TEXT}
    return pd.DataFrame({name: column.map(texts) for name, column in items.items()})


def _words_of(made: DemoStudy, item: str) -> tuple[str, ...]:
    scale = next(scale for scale in made.model.scales if item in scale.columns)
    return AGREEMENT if scale.high == len(AGREEMENT) else AGREEMENT_7


def _with_refusals(items: pd.DataFrame) -> pd.DataFrame:
    """Give every third code for a skipped answer the other code."""
    values = items.astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    places = np.flatnonzero(values == SKIPPED)
    values.flat[places[::3]] = REFUSED
    return pd.DataFrame(values, columns=items.columns, index=items.index).astype("Int64")


def ready_score(items: pd.DataFrame, scale: DemoScale) -> pd.Series:
    """Score a scale as a bureau does: the mean, reversed answers turned round, where at least half are there."""
    values = items.where(items != SKIPPED).astype("Float64")
    for number in scale.reversed:
        column = f"{scale.instrument}_{number}"
        values[column] = scale.low + scale.high - values[column]
    answered = values.notna().sum(axis=1)
    return values.mean(axis=1).where(answered * 2 >= len(scale.items))


def _ready_scores(made: DemoStudy, table: pd.DataFrame) -> pd.DataFrame:
    model = made.model
    scales = {scale.id: ready_score(table[list(scale.columns)], scale) for scale in model.scales}
    return pd.DataFrame({id_: scales[id_] for id_ in outcome_items(model) if id_ in scales}).astype("Float64")


def _printed(scores: pd.Series) -> tuple[str, str, str]:
    """Print a mean as the bureau does: two decimals, and nothing of few people."""
    known = scores.dropna()
    if len(known) < BUREAU_MINIMUM:
        return "*", "*", "*"
    return str(len(known)), f"{known.mean():.2f}", f"{known.std():.2f}"
