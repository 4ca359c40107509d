"""What `evaluatie new` makes of columns: answers, blocks, codes, scores, groups, names of files."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluatie.study.files.rawwave import RawWave
from evaluatie.study.guessing.answers import answers_to
from evaluatie.study.guessing.blocks import find_blocks
from evaluatie.study.guessing.filenames import moment_in, number_in, place_in
from evaluatie.study.guessing.files import sort_files
from evaluatie.study.guessing.groups import find_groups
from evaluatie.study.guessing.instruments import known_as, scale_of
from evaluatie.study.guessing.levels import levels_of
from evaluatie.study.guessing.linkage import find_linking
from evaluatie.study.guessing.questionnaire import against
from evaluatie.study.guessing.renaming import laid_together, same_columns
from evaluatie.study.guessing.scores import find_scores
from evaluatie.study.guessing.tables import Column, Table, table_of
from evaluatie.study.guessing.waves import labels_for, ordered, waves_of
from evaluatie.study.guessing.yamltext import code, remark, text
from evaluatie.study.settings.source import NAME, read_source


def table(file: str = "t0.csv", **columns: Sequence[object]) -> Table:
    cells = pd.DataFrame({name: pd.Series(list(values), dtype="object") for name, values in columns.items()})
    return table_of(RawWave(file, cells, tuple(columns)))


def column(
    values: Sequence[object], name: str = "q", labels: dict[str, str] | None = None, question: str = ""
) -> Column:
    counted = table(**{name: values}).columns[name]
    return Column(name, counted.counts, counted.numbers, labels or {}, question)


@pytest.mark.parametrize(
    ("values", "low", "high", "missing"),
    [
        ([1, 2, 3, 4, 5] * 30, 1, 5, ()),
        ([1, 2, 3, 4, 5] * 30 + [9, 9], 1, 5, ("9",)),
        ([1, 2, 3, 4, 5, 6, 7] * 30 + [9, 9], 1, 7, ("9",)),
        ([1, 2, 4, 5] * 30 + [99, 88], 1, 5, ("88", "99")),
        (["1", "2", "3", "4", "-1", "-1"] * 30, 1, 4, ("-1",)),
        ([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] * 20 + [99], 0, 10, ("99",)),
        ([-3, -2, -1, 0, 1, 2, 3] * 20, -3, 3, ()),
        ([2, 3, 4, 5] * 40, 1, 5, ()),
        ([2, 3, 4], 1, 5, ()),
        ([2, 3, 6], 1, 7, ()),
        ([1, 2, 3, 4, 5] * 30 + ["weet niet", "n.v.t."], 1, 5, ("weet niet", "n.v.t.")),
        (["Mee eens", "mee oneens", "NEUTRAAL"] * 5, 1, 5, ()),
        (["strongly agree", "somewhat disagree", "neutral"] * 5, 1, 7, ()),
        (["1 - helemaal niet", "2", "3", "4", "5 - helemaal wel"] * 30, 1, 5, ()),
        (["nooit (1)", "soms (2)", "vaak (3)", "altijd (4)"] * 30, 1, 4, ()),
        (["A1", "A2", "A3", "A4", "A5"] * 30, 1, 5, ()),
        ([1.0, 2.0, 3.0, None, "", "NA"] * 40, 1, 3, ()),
    ],
)
def test_answers(values: list[object], low: float, high: float, missing: tuple[str, ...]) -> None:
    found = answers_to([column(values)])
    assert found is not None
    assert (found.low, found.high, found.missing) == (low, high, missing)


@pytest.mark.parametrize(
    "values",
    [
        [1, 2] * 50,
        ["ja", "nee"] * 50,
        [1.5, 2.25, 3.75] * 20,
        list(range(18, 65)),
        ["Een heel verhaal over het werk", "Nog een verhaal", "En nog een"],
        [],
        ["2019-10-01", "2019-10-02", "2019-10-03"],
    ],
)
def test_no_answers(values: list[object]) -> None:
    assert answers_to([column(values)]) is None


def test_one_code_that_stands_apart_once_is_left_for_check() -> None:
    found = answers_to([column([1, 2, 3, 4, 5] * 30 + [9])])
    assert found is not None
    assert found.missing == ()


def test_labels_tell_the_range_and_what_is_no_answer() -> None:
    labels = {"1": "nooit", "2": "soms", "3": "vaak", "4": "altijd", "5": "weet niet"}
    found = answers_to([column([1, 2, 3, 5, 5], labels=labels)])
    assert found is not None
    assert (found.low, found.high, found.missing) == (1, 4, ("5",))


def test_answers_in_unknown_words_have_no_order() -> None:
    found = answers_to([column(["rood", "geel", "groen"] * 5)])
    assert found is not None
    assert found.unknown == ("rood", "geel", "groen")


def block_columns(*names: str, values: Sequence[object] = (1, 2, 3, 4, 5) * 20) -> dict[str, Column]:
    return {name: column(values, name) for name in names}


@pytest.mark.parametrize(
    ("names", "pattern"),
    [
        (["Q12_1", "Q12_2", "Q12_3"], "Q12_{n}"),
        (["Q12[SQ001]", "Q12[SQ002]", "Q12[SQ003]"], "Q12[SQ{n:03}]"),
        (["pgis01", "pgis02", "pgis03"], "pgis{n:02}"),
        (["v1_t0", "v2_t0", "v3_t0"], None),
        (["vraag12a", "vraag12b", "vraag12c"], None),
        (["v10", "v11", "v12"], None),
        (["Q1.1", "Q1.2", "Q1.3"], "Q1.{n}"),
        (["1", "2", "3"], "{n}"),
        (["a{n}1", "a{n}2", "a{n}3"], None),
    ],
)
def test_blocks_and_their_patterns(names: list[str], pattern: str | None) -> None:
    blocks = find_blocks(block_columns(*names))
    if names[0] == "v1_t0":  # the last number is the wave's
        assert blocks == []
        return
    assert [(block.columns, block.pattern) for block in blocks] == [(tuple(names), pattern)]


def test_blocks_are_split_where_the_answers_change() -> None:
    columns = block_columns("v1", "v2", "v3") | block_columns("v4", "v5", "v6", values=(1, 2, 3, 4, 5, 6, 7) * 20)
    assert [block.columns for block in find_blocks(columns)] == [("v1", "v2", "v3"), ("v4", "v5", "v6")]


def test_blocks_are_split_where_the_question_changes() -> None:
    columns = {
        f"Q{n}": column((1, 2, 3, 4, 5) * 20, f"Q{n}", question=f"{'Team' if n < 4 else 'Leider'} - stelling {n}")
        for n in range(1, 8)
    }
    assert [(block.columns[0], len(block.columns), block.question) for block in find_blocks(columns)] == [
        ("Q1", 3, "Team - stelling"),
        ("Q4", 4, "Leider - stelling"),
    ]


@pytest.mark.parametrize(
    ("stem", "count", "known"),
    [
        ("pgis", 16, "pgis"),
        ("PGIS_T", 16, "pgis"),
        ("pgis", 12, None),
        ("Q12", 16, None),
        ("psychologische_veiligheid", 7, "psychological_safety"),
        ("inclusief leiderschap", 9, "inclusive_leadership"),
        ("inclusief leiderschap", 13, "inclusive_leadership_ashikali"),
        ("turnover", 3, "turnover_intention"),
    ],
)
def test_instruments_by_name_and_number(stem: str, count: int, known: str | None) -> None:
    names = [f"{stem}_{number}" for number in range(1, count + 1)]
    [block] = find_blocks(block_columns(*names))
    found = known_as(block, ())
    assert found.id == known
    if stem == "Q12":
        assert "pgis" in found.maybe


@pytest.mark.parametrize(
    ("name", "scale"),
    [("pgis_mean", "pgis.total"), ("PGIS belonging", "pgis.belonging"), ("gem_pgis", "pgis.total"), ("pgis_x", None)],
)
def test_ready_scores_of_instruments(name: str, scale: str | None) -> None:
    assert scale_of(column([1.5, 2.5], name), ()) == scale


@pytest.mark.parametrize(
    ("name", "values", "ends", "direction"),
    [
        ("JOBSAT", [1.5, 2.3, 4, 5, 3.2, 1], (1, 5), "higher"),
        ("werkdruk_gem", [1.5, 6.3, 4, 5, 3.2, 1], (1, 7), "lower"),
        ("rapportcijfer", [6, 7, 8, 9, 4, 5], (1, 10), "higher"),
        ("score_x", [0.0, 55.5, 88.25, 100, 12, 3], (0, 100), "higher"),
        ("iets", [1.5, 2.25, 3.75, 4.1, 5], (1, 5), "higher"),
    ],
)
def test_scores(name: str, values: list[float], ends: tuple[int, int], direction: str) -> None:
    [score] = find_scores({name: column(values, name)}, ())
    assert ((score.low, score.high), score.direction) == (ends, direction)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("iets", [1, 2, 3, 4, 5, 6]),
        ("gewicht", [0.5, 1.5, 1.25, 0.75, 2.0]),
        ("salaris", [2500.5, 3100.25, 4100.75, 1999.5, 2750.0]),
        ("latitude", [5.1, 5.2, 5.3, 5.4, 5.5]),
        ("opmerking", ["a", "b", "c", "d", "e"]),
    ],
)
def test_no_scores(name: str, values: list[object]) -> None:
    assert find_scores({name: column(values, name)}, ()) == []


@pytest.mark.parametrize(
    ("files", "order", "why"),
    [
        (["t1.csv", "t0.csv"], ["t0.csv", "t1.csv"], "the numbers in their names"),
        (["nameting.csv", "nulmeting.csv"], ["nulmeting.csv", "nameting.csv"], "their names"),
        (
            ["eind.csv", "tussenmeting.csv", "voormeting.csv"],
            ["voormeting.csv", "tussenmeting.csv", "eind.csv"],
            "their names",
        ),
        (["mto 2021.csv", "mto 2019.csv"], ["mto 2019.csv", "mto 2021.csv"], "the dates in their names"),
        (["b10.csv", "b9.csv"], ["b9.csv", "b10.csv"], ""),
    ],
)
def test_waves_in_order(files: list[str], order: list[str], why: str) -> None:
    found, reason = ordered([table(file, q=[1]) for file in files])
    assert [one.file for one in found] == order
    assert reason == why


def test_waves_in_the_order_of_their_answers() -> None:
    tables = [table("a.csv", invuldatum=["3-6-2021"]), table("b.csv", invuldatum=["15-10-2019", "1-10-2019"])]
    found, why = ordered(tables)
    assert [one.file for one in found] == ["b.csv", "a.csv"]
    assert why == "the days of answering"
    assert [wave.date for wave in waves_of(found)] == [datetime.date(2019, 10, 1), datetime.date(2021, 6, 3)]


def test_dates_that_go_back_are_left_out() -> None:
    tables = [table("t0.csv", invuldatum=["3-6-2021"]), table("t1.csv", invuldatum=["15-10-2019"])]
    assert [wave.date for wave in waves_of(tables)] == [None, None]


@pytest.mark.parametrize("count", range(1, 8))
def test_every_wave_has_its_own_name(count: int) -> None:
    labels = [label["nl"] for label in labels_for(count)]
    assert len(set(labels)) == count


@pytest.mark.parametrize(
    ("name", "number", "place", "moment"),
    [
        ("t0.csv", 0, None, None),
        ("data_T1_2021.sav", 1, None, (2021, 0, 0)),
        ("0-meting.csv", 0, None, None),
        ("Baseline 01-10-2019.xlsx", None, 0, (2019, 10, 1)),
        ("export 20191301.csv", None, None, None),
        ("follow up juni 2021.csv", None, 2, (2021, 6, 0)),
        ("antwoorden.csv", None, None, None),
    ],
)
def test_names_of_files(name: str, number: int | None, place: int | None, moment: tuple[int, int, int] | None) -> None:
    assert (number_in(name), place_in(name), moment_in(name)) == (number, place, moment)


def codes(numbers: range, *, letter: str = "P") -> list[str]:
    return [f"{letter}{37 * number % 1000:03d}" for number in numbers]


def linked(first: dict[str, list[object]], last: dict[str, list[object]], *stable: str) -> str | None:
    tables = [table("t0.csv", **first), table("t1.csv", **last)]
    names = same_columns(tables)
    return find_linking(tables, names, laid_together(tables, names), stable).column


def test_the_column_whose_codes_come_back_is_the_linking_code() -> None:
    first = {"nr": list(range(50)), "code": codes(range(50)), "extra": codes(range(50), letter="X")}
    last = {"nr": list(range(50)), "code": codes(range(20, 70)), "extra": codes(range(500, 550), letter="X")}
    assert linked(first, last) == "code"


@pytest.mark.parametrize("stable", [("sex",), ()])
def test_row_numbers_are_no_linking_code(stable: tuple[str, ...]) -> None:
    rng = np.random.default_rng(1)
    waves = [{"nr": list(range(1, 61)), "sex": rng.integers(1, 3, 60).tolist()} for _ in range(2)]
    assert linked(*waves, *stable) is None


def test_counted_codes_link_where_what_does_not_change_agrees() -> None:
    sex = np.random.default_rng(1).integers(1, 3, 60).tolist()
    assert linked({"nr": list(range(1, 61)), "sex": sex}, {"nr": list(range(1, 61)), "sex": sex}, "sex") == "nr"


@pytest.mark.parametrize(
    "values",
    [
        [f"jan{number}@example.org met spaties" for number in range(50)],
        [3.25 + number / 7 for number in range(50)],
        [f"een tekst van iemand {number}" for number in range(50)],
        ["a", "b"] * 25,
    ],
)
def test_other_columns_are_no_linking_code(values: list[object]) -> None:
    assert linked({"x": values}, {"x": values}) is None


def test_levels_unknown_and_spellings() -> None:
    found, missing = levels_of(column(["Man"] * 5 + ["man"] + ["Vrouw"] * 4 + ["onbekend"] * 2, "geslacht"))
    assert [level.code for level in found if level.usable] == ["Man", "Vrouw"]
    assert missing == ("onbekend",)


@pytest.mark.parametrize(("levels", "usable"), [(["<25", "25+"], 2), (["all", "man", "vrouw"], 2)])
def test_levels_that_study_yml_can_name(levels: list[str], usable: int) -> None:
    found, _ = levels_of(column(levels * 5))
    assert sum(level.usable for level in found) == usable


@pytest.mark.parametrize(
    ("name", "values", "key", "reference"),
    [
        ("Geslacht", ["v"] * 30 + ["m"] * 40, "gender", "m"),
        ("herkomst", ["Europa"] * 40 + ["Nederland"] * 20 + ["Buiten Europa"] * 10, "origin", "nederland"),
        ("achtergrond_migratieachtergrond", ["ja"] * 40 + ["nee"] * 20, "origin", "nee"),
        ("leeftijd", list(range(20, 62)) * 3 + [40], "age", "35-44"),
        ("leeftijdscategorie", ["<30", "30-45", "45+", "30-45"] * 10, "age", "30-45"),
        ("contractvorm", ["vast"] * 40 + ["tijdelijk"] * 20, "contract", "vast"),
        ("dienstjaren", list(range(30)) * 3, "tenure", "10-19"),
    ],
)
def test_groups(name: str, values: list[object], key: str, reference: str) -> None:
    waves = waves_of([table("t0.csv", **{name: values})])
    [group] = find_groups(waves[0].table.columns, waves, [{name: name}]).found
    assert (group.id, group.reference) == (key, reference)
    assert reference not in group.focal


def test_origin_is_made_from_countries_of_birth() -> None:
    cells = {"geboorteland": ["Nederland"] * 9 + ["Turkije"] * 6, "geboorteland_moeder": ["Turkije"] * 15}
    waves = waves_of([table("t0.csv", **cells)])
    [group] = find_groups(waves[0].table.columns, waves, [{name: name for name in cells}]).found
    assert group.column is None
    assert group.countries == {"own": "geboorteland", "mother": "geboorteland_moeder"}


def test_questions_about_a_leader_are_no_characteristic() -> None:
    names = [f"leidinggevende_{number}" for number in range(1, 10)]
    assert [block.columns for block in find_blocks(block_columns(*names))] == [tuple(names)]


def test_renamed_blocks_are_paired_only_where_one_can_be_meant() -> None:
    first = table("t0.csv", **{f"a{n}": [1, 2] for n in range(1, 5)}, **{f"b{n}": [1, 2] for n in range(1, 4)})
    later = table("t1.csv", **{f"x{n}": [1, 2] for n in range(1, 5)}, **{f"y{n}": [1, 2] for n in range(1, 4)})
    assert same_columns([first, later])[1] == {
        **{f"a{n}": f"x{n}" for n in range(1, 5)},
        **{f"b{n}": f"y{n}" for n in range(1, 4)},
    }
    twice = table("t1.csv", **{f"x{n}": [1, 2] for n in range(1, 5)}, **{f"z{n}": [1, 2] for n in range(1, 5)})
    assert not {name for name in same_columns([first, twice])[1] if name.startswith("a")}


def test_a_question_that_runs_against_the_others() -> None:
    rng = np.random.default_rng(3)
    level = rng.normal(0, 1, 200)
    answers = {
        f"q{n}": np.clip(np.rint(3 + level + rng.normal(0, 0.6, 200)), 1, 5).astype(int).tolist() for n in range(1, 6)
    }
    answers["q4"] = [6 - answer for answer in answers["q4"]]
    waves = table("t0.csv", **answers)
    [block] = find_blocks(waves.columns)
    assert against(block, waves) == (4,)


def test_files_by_what_they_are() -> None:
    answers = {f"q{n}": [1, 2, 3, 4, 5] * 8 for n in range(1, 5)}
    tables = [
        table("t0.csv", code=codes(range(40)), **answers),
        table("t1.csv", code=codes(range(40)), **answers),
        table("personeel.csv", code=codes(range(40)), in_dienst=["1-1-2010"] * 40, uit_dienst=[""] * 40),
        table("interventies.csv", naam=["Cursus"], niveau=["team"]),
        table("los.csv", tekst=["iets"]),
    ]
    found = sort_files(tables)
    assert [one.file for one in found.waves] == ["t0.csv", "t1.csv"]
    assert found.others.persons is tables[2]
    assert found.others.named == {"interventions": "interventies.csv"}
    assert found.others.left_over == ("los.csv",)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
def test_any_text_can_be_written(tmp_path_factory: pytest.TempPathFactory, words: str) -> None:
    file = tmp_path_factory.mktemp("yaml") / NAME
    file.write_bytes(f"a: {text(words)}\nb: {{{text(words)}: [{text(words)}]}}  # {remark(words)}\nc: 1\n".encode())
    source = read_source(file)
    assert not source.problems
    assert source.data == {"a": words, "b": {words: [words]}, "c": 1}


@pytest.mark.parametrize(
    "word", ["yes", "No", "null", "~", "1", "01", "1.0", "-1", "1e3", "0x1", "a: b", "#", "", " a", "- a", "é"]
)
def test_codes_stay_what_they_are(word: str, tmp_path: Path) -> None:
    file = tmp_path / NAME
    file.write_text(f"a: [{code(word)}]\n", encoding="utf-8")
    data = read_source(file).data
    assert data is not None
    assert str(data["a"][0]) == word


def test_counts_are_of_codes_not_of_spellings() -> None:
    counted = table(x=["1", 1, 1.0, "1.0", "", None, "NA"]).columns["x"].counts
    assert Counter(counted) == {"1": 4}
