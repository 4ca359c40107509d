"""Units that a file spells otherwise are one unit; what makes one look like two is noted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evaluatie.evaluation.columns import INTERVENED, columns_of
from evaluatie.study import Problem, Study, StudyError, load_study

StudyFolder = Callable[..., Path]
ProblemsOf = Callable[[Path | str], list[Problem]]
CONFIG = """\
organisation: {id: org, name: Org}
waves:
  - {id: t0, label: nulmeting, date: 2019-10-01, file: t0.csv}
  - {id: t1, label: nameting, date: 2021-06-01, file: t1.csv, columns: {team: afdeling}}
survey:
  respondent: code
  unit: team
  scores:
    jobsat: {column: JOBSAT, range: [1, 5], direction: higher}
"""
NAMES = ("Café", "Straßenbau", "HR & Opleiding", "ICT")


def wave(column: str, names: tuple[str, ...]) -> str:
    rows = [f"p{number},{names[number % len(names)]},{1 + number % 5}" for number in range(60)]
    return "\n".join([f"code,{column},JOBSAT", *rows, ""])


FIRST, AGAIN = wave("team", NAMES), wave("afdeling", NAMES)


@pytest.fixture
def made(study_folder: StudyFolder) -> Callable[..., Study]:
    """Give a function that reads a study whose waves have these names of units."""

    def make(*names: str, first: str = FIRST, config: str = CONFIG, **files: str) -> Study:
        last = wave("afdeling", names) if names else AGAIN
        others = {name.replace("_", "."): text for name, text in files.items()}
        return load_study(study_folder(files={"t0.csv": first, "t1.csv": last, **others}, config=config))

    return make


def notes(study: Study, key: str) -> list[str]:
    return [note["text"] for note in study.intake["notes"] if note["key"] == key]


def test_units_spelled_alike_are_not_noted(made: Callable[..., Study]) -> None:
    assert not [note for note in made().intake["notes"] if "unit" in note["key"]]


@pytest.mark.parametrize(
    "names",
    [
        tuple(name.upper() for name in NAMES),
        ("cafe\u0301", "strassenbau", "HR  &\u00a0Opleiding", "ict"),
    ],
    ids=["capitals", "forms of letters"],
)
def test_a_unit_spelled_otherwise_at_one_wave_is_one_unit_and_noted(
    made: Callable[..., Study], names: tuple[str, ...]
) -> None:
    plain, study = made(), made(*names)
    assert study.survey.equals(plain.survey)
    (text,) = notes(study, "units_spelled")
    assert "t1.csv: " in text
    assert "t0.csv" in text
    assert "(column afdeling)" in text
    assert all(f'"{name}"' in text for name in NAMES if name not in names)
    rows = sum(name != other for name, other in zip(NAMES * 15, names * 15, strict=True))
    assert f"{rows} row(s)" in text
    assert not notes(study, "units_new")


def test_within_a_wave_the_most_frequent_spelling_counts_in_whatever_order_rows_stand(
    made: Callable[..., Study],
) -> None:
    first = wave("team", ("zorg", "Zorg", "Zorg"))
    head, *rows = first.splitlines()
    for text in (first, "\n".join([head, *reversed(rows)])):
        study = made("ZORG", first=text)
        assert set(study.survey["unit"]) == {"Zorg"}
        own, _ = notes(study, "units_spelled")
        assert own.startswith("t0.csv: 20 row(s) have a unit that is spelled otherwise in other rows")


def test_a_study_with_units_in_capitals_at_the_end_has_the_same_changes(root: Path, tmp_path: Path) -> None:
    """What a reader found: units went from 8 to 16, intervals became narrower, and nothing was said."""
    raw, folder = root / "data" / "raw" / "demo-waterschap", tmp_path / "demo-waterschap"
    folder.mkdir()
    for path in (one for one in raw.iterdir() if one.is_file()):
        (folder / path.name).write_bytes(path.read_bytes())
    last = folder / "nameting_2021.csv"
    head, *rows = (line.split(";") for line in last.read_text(encoding="cp1252").splitlines())
    at = head.index("afdeling")
    upper = [[*row[:at], row[at].upper(), *row[at + 1 :]] for row in rows]
    last.write_text("\n".join(";".join(row) for row in [head, *upper]), encoding="cp1252")
    study, plain = load_study(folder), load_study(raw)
    assert study.survey["unit"].tolist() == plain.survey["unit"].tolist()
    assert "nameting_2021.csv: 307 row(s)" in notes(study, "units_spelled")[0]


def test_a_file_of_who_took_part_may_spell_units_otherwise(made: Callable[..., Study]) -> None:
    config = f"{CONFIG}exposure: deelname.csv\nplan: {{comparison: exposure}}\n"
    rows = "\n".join(f"{name.upper()},30,{12 * (name == 'ICT')}" for name in NAMES)
    study = made(config=config, deelname_csv=f"afdeling,medewerkers,bereikt\n{rows}\n")
    assert study.exposure is not None
    assert study.exposure["unit"].tolist() == list(NAMES)
    assert notes(study, "units_spelled")[0].startswith("deelname.csv: 3 row(s)")


def test_a_unit_that_stands_twice_in_a_file_of_who_took_part_is_refused_however_it_is_spelled(
    study_folder: StudyFolder, problems_of: ProblemsOf
) -> None:
    text = "afdeling,medewerkers,bereikt\n" + "\n".join(f"{name},30,12" for name in (*NAMES, "café"))
    files = {"t0.csv": FIRST, "t1.csv": AGAIN, "deelname.csv": text}
    problems = problems_of(study_folder(files=files, config=f"{CONFIG}exposure: deelname.csv\n"))
    assert ("deelname.csv", 6) in [(problem.file, problem.row) for problem in problems]


def test_a_file_with_positions_may_spell_units_otherwise(made: Callable[..., Study]) -> None:
    staff = (
        "staff:\n  persons: personeel.csv\n  positions: functies.csv\n  person: code\n  entry: entry\n  exit: exit\n"
        "  start: start\n  end: end\n  unit: team\n"
    )
    persons = "code,entry,exit\n" + "\n".join(f"p{number},2015-01-01," for number in range(60))
    positions = "code,start,end,team\np0,2015-01-01,,CAFÉ\np1,2015-01-01,,Elders\n"
    study = made(config=CONFIG + staff, personeel_csv=persons, functies_csv=positions)
    assert study.positions is not None
    assert study.positions["unit"].tolist() == ["Café", "Elders"]
    assert notes(study, "units_spelled") == [
        'functies.csv: 1 row(s) have a unit that is spelled otherwise in t0.csv (column team): "CAFÉ" is "Café". They '
        "count as one unit; if they are two, give one of them another name."
    ]


def test_the_plan_may_spell_units_otherwise(made: Callable[..., Study]) -> None:
    study = made(config=f"{CONFIG}plan: {{comparison: [ict]}}\n")
    codes, names = columns_of(study).groups[INTERVENED]
    without = study.survey["unit"][codes == names.index("without")]
    assert set(without) == {"ICT"}


def test_a_unit_of_the_plan_that_is_misspelt_is_refused(made: Callable[..., Study]) -> None:
    with pytest.raises(StudyError) as refused:
        made(config=f"{CONFIG}plan: {{comparison: [ict, Opleidingen, cafés]}}\n")
    (told,) = refused.value.problems
    assert told.message == 'Nobody is in a unit called "cafés".'
    assert (told.file, told.column) == ("study.yml", "plan.comparison")
    assert told.hint == 'Did you mean "Café"? Leave out a unit of which nobody answered.'


@pytest.mark.parametrize("absent", ["Opleidingen", "Team B", "2023", "Zorgpunt 2"])
def test_a_unit_of_the_plan_of_which_nobody_answered_is_noted(made: Callable[..., Study], absent: str) -> None:
    others = ("Team A", "2024", "Zorgpunt 1")
    study = made(
        *others,
        *NAMES,
        first=wave("team", (*others, *NAMES)),
        config=f"{CONFIG}plan: {{comparison: [ict, {absent}]}}\n",
    )
    (text,) = notes(study, "comparison_unknown")
    assert f'"{absent}" of plan.comparison' in text
    assert "ict" not in text


def test_letters_above_and_below_the_line_are_letters_of_a_name(made: Callable[..., Study]) -> None:
    assert {"Team 1²", "Team 12"} <= set(made("Team 1²", "Team 12", *NAMES[2:]).survey["unit"])


def test_zeros_that_were_lost_are_noted(made: Callable[..., Study]) -> None:
    study = made("1", "2", *NAMES[2:], first=wave("team", ("01", "2", *NAMES[2:])))
    (text,) = notes(study, "units_misread")
    assert '"1" looks like "01"' in text
    assert {"1", "01"} <= set(study.survey["unit"])


def test_a_wave_without_a_single_unit_is_noted(made: Callable[..., Study]) -> None:
    study = made("", "NA")
    assert notes(study, "units_unknown") == [
        "t1.csv: nobody has a unit (column afdeling), and at other waves people do. Was the column emptied? Fill it "
        "in: without it no unit can be followed from wave to wave."
    ]
    assert not notes(made("", first=wave("team", ("",))), "units_unknown")


def test_a_name_whose_letters_were_read_wrongly_is_noted_and_stays_a_unit_of_its_own(
    made: Callable[..., Study],
) -> None:
    study = made("CafÃ©", *NAMES[1:])
    (text,) = notes(study, "units_misread")
    assert text.startswith("t1.csv: ")
    assert '"CafÃ©" looks like "Café"' in text
    assert "(column afdeling)" in text
    assert {"CafÃ©", "Café"} <= set(study.survey["unit"])
    # a name with such letters of which no other unit has the meant one is let be
    assert not notes(made("CafÃ¨", *NAMES[1:]), "units_misread")


def test_units_that_no_other_wave_has_are_noted_where_most_people_are_in_them(made: Callable[..., Study]) -> None:
    (text,) = notes(made("Nieuw", "Anders", "Elders", "ICT"), "units_new")
    assert text.startswith("t1.csv: 45 of 60 people are in units that no other wave has (column afdeling).")
    assert not notes(made("Nieuw", "Anders", *NAMES[2:]), "units_new")
    # units that were added, where none of those before went, were not renamed
    assert not notes(made(*NAMES, *map(str, range(20))), "units_new")


def test_a_reader_of_the_report_is_told_without_a_name_or_a_number(made: Callable[..., Study]) -> None:
    from evaluatie.evaluation.datanotes import data_notes

    told = [*data_notes(made("Nieuw", "CafÃ©", "Elders")), *data_notes(made(""))]
    assert [finding.key for finding in told] == ["data.units_misread", "data.units_new", "data.units_unknown"]
    assert all(set(finding.slots) == {"wave"} for finding in told)
