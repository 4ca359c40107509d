"""The one channel: hiding a number hides it wherever it would have been shown."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.disclosure import MIME
from evaluatie.disclosure.expectation import expectation_of
from evaluatie.evaluation import Analysis, Cell, Finding, Ref, Row, Section, Table, Word
from evaluatie.evaluation.releases import read_releases
from releases import change, release

GROUPS = {"groups": {"g": {"column": "g", "reference": "a", "focal": ["b"]}}}
MakeStudy = Callable[..., ev.Study]


def wave(sizes: dict[str, int], seed: int) -> pd.DataFrame:
    labels = [label for label, size in sizes.items() for _ in range(size)]
    rng = np.random.default_rng(seed)
    return pd.DataFrame({"code": np.arange(len(labels)), "g": labels, "wellbeing": rng.integers(1, 6, len(labels))})


@pytest.fixture
def study(make_study: MakeStudy) -> ev.Study:
    return make_study({"t0": wave({"a": 30, "b": 7}, 1), "t1": wave({"a": 30, "b": 7}, 2)}, **GROUPS)


def test_what_is_hidden_has_no_value_left(study: ev.Study) -> None:
    for make in (ev.response, ev.baseline, ev.change):
        bundle = ev.release(make(study)).bundle
        groups = [number for number in bundle["numbers"].values() if number["characteristic"] == "g"]
        assert groups
        for number in groups:
            assert number["suppressed"] in ("small", "complement")
            values = ("estimate", "se", "statistic", "df", "p", "ci_low", "ci_high", "n")
            assert [number[name] for name in values] == [None] * len(values)
        assert bundle["hidden"][0]["characteristic"] == "g"


def test_a_hidden_analysis_leaves_one_number_and_no_method(study: ev.Study) -> None:
    bundle = ev.release(ev.change(study)).bundle
    hidden = [(id_, number) for id_, number in bundle["numbers"].items() if number["suppressed"]]
    assert {number["term"] for _, number in hidden} == {"mean_change", "gap_change", "proportion"}
    assert {number["method"] for _, number in hidden} == {None}


def test_no_sentence_is_said_about_a_hidden_number(study: ev.Study) -> None:
    bundle = ev.release(ev.baseline(study)).bundle
    assert not [finding for finding in bundle["findings"] if finding["key"].startswith("baseline.gap")]
    for finding in bundle["findings"]:
        for slot in finding["slots"].values():
            assert "ref" not in slot or bundle["numbers"][slot["ref"]]["suppressed"] is None


def test_a_verdict_is_hidden_with_its_number(study: ev.Study) -> None:
    bundle = ev.release(ev.change(study)).bundle
    table = next(display for display in bundle["displays"] if display["id"] == "table-change-t0-t1-g")
    assert not [cell for row in table["rows"] for cell in row["cells"] if cell and "word" in cell]


def test_another_sentence_takes_the_place_of_a_hidden_one(make_study: MakeStudy) -> None:
    joined = pd.concat([wave({"a": 40}, 2), wave({"a": 4}, 3).assign(code=[900, 901, 902, 903])])
    bundle = ev.release(ev.change(make_study({"t0": wave({"a": 40}, 1), "t1": joined}))).bundle
    assert bundle["numbers"]["change.wellbeing/all/t0-t1/everyone.mean_change"]["suppressed"] == "difference"
    headline = next(finding for finding in bundle["findings"] if finding["role"] == "headline")
    assert headline["slots"]["change"]["ref"] == "change.wellbeing/all/t0-t1/linked.mean_change"
    assert headline["slots"]["counted"] == {"word": "counted.linked"}


def test_the_bundle_is_plain_json_with_ten_significant_digits(study: ev.Study) -> None:
    bundle = ev.release(ev.change(study)).bundle
    assert json.loads(json.dumps(bundle, allow_nan=False)) == bundle
    for number in bundle["numbers"].values():
        estimate = number["estimate"]
        assert estimate is None or float(f"{estimate:.10g}") == estimate


def test_no_respondent_is_in_the_output(study: ev.Study) -> None:
    shown = ev.release(ev.change(study))._repr_mimebundle_()
    assert set(shown) == {MIME, "text/plain"}
    text = json.dumps(shown)
    assert not [code for code in study.survey["respondent"] if code in text]


def test_a_number_on_too_few_people_is_hidden_whatever_cells_the_section_names(study: ev.Study) -> None:
    from evaluatie.effects import mean

    few = Analysis(
        mean(study.survey["wellbeing"].head(5)), "mean_t", ("t0",), (Cell(("t0",), "wellbeing"),), "wellbeing"
    )
    table = Table("t", Finding("table.baseline"), (), (Row((Word("everyone"),), (Ref("own.few.mean", "points"),)),))
    section = Section("own", study, {"few": few}, (), (table,))
    assert ev.release(section).bundle["numbers"]["own.few.mean"]["suppressed"] == "small"


def test_a_display_that_refers_to_no_number_is_refused(study: ev.Study) -> None:
    table = Table("t", Finding("x"), (), (Row((Word("everyone"),), (Ref("own.none.mean", "points"),)),))
    with pytest.raises(KeyError, match=r"own\.none\.mean"):
        ev.release(Section("own", study, {}, (), (table,)))


def test_a_synthesis_may_show_how_many_organisations_there_are_and_the_days_of_their_waves() -> None:
    given = [release(name, change("x.total", 0.2, 0.1), waves=waves) for name, waves in (("a", 2), ("b", 3))]
    settings = [0.0, 1.0, 2.0, "2020-01-06", "2021-01-06", "2023-01-05"]
    assert expectation_of(read_releases(given))["settings"] == settings
