"""Bundles with every kind of figure, way of showing and year pass the run's own look at them; other years do not."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import get_args, get_type_hints

import pandas as pd
import pytest
from drawings import EVERY, Sheet, over_years

from evaluatie.disclosure.expectation import _years
from evaluatie.disclosure.released import SCHEMA
from evaluatie.disclosure.strict import is_setting
from evaluatie.evaluation.section import Figure, Show
from evaluatie.report.numerals import _WRITERS
from evaluatie.report.picture import _BUILDERS
from evaluatie.run.errors import RunError
from evaluatie.run.gate import _Shown, check_released


def released(bundle):
    """A figure's bundle as a run gets it; the tests' own captions and topics are as a section's."""
    for display in bundle["displays"]:
        display.setdefault("topic", "")
    return {**bundle, "schema": SCHEMA}


def test_every_kind_and_way_of_showing_has_its_own_builder_and_writer():
    assert set(get_args(Show)) == set(_WRITERS)
    assert set(get_args(get_type_hints(Figure)["kind"])) == set(_BUILDERS)


@pytest.mark.parametrize("name", EVERY)
def test_every_figure_passes_the_gate(change, name):
    check_released(released(EVERY[name](change)), None, None, "here")


@pytest.mark.parametrize("kind", ["scale", "reason", "stage"])
def test_new_names_and_ways_of_showing_pass_the_gate(change, kind):
    sheet = Sheet(change, "ratios")
    sheet.bundle["labels"][kind] = {"7A-9": {"nl": "schaal 7A tot en met 9", "en": "scales 7A to 9"}}
    for show in ("ratio", "ratio_ci", "rate", "rate_ci"):
        sheet.row([{"label": [kind, "7A-9"]}, {"setting": 2019, "show": "year"}], sheet.ref(1.2, show, 0.1))
    check_released(released(sheet.bundle), None, None, "here")


def test_a_year_that_is_shown_may_stand_in_an_id_and_a_code_may_not(change):
    bundle = over_years(change)
    number = bundle["numbers"].pop("change.made/0.estimate")
    bundle["displays"][0]["rows"][0]["cells"][0]["ref"] = "change.made/2018.estimate"
    bundle["numbers"]["change.made/2018.estimate"] = number
    check_released(released(bundle), None, None, "here")
    bundle["numbers"]["change.made/7281.estimate"] = bundle["numbers"].pop("change.made/2018.estimate")
    bundle["displays"][0]["rows"][0]["cells"][0]["ref"] = "change.made/7281.estimate"
    bundle["displays"][0]["columns"][0]["slots"]["year"]["setting"] = 7281
    with pytest.raises(RunError, match="has words"):
        check_released(released(bundle), None, None, "here")


def study(extract=None, counts=None, waves=(), targets=()):
    staff = SimpleNamespace(extract=extract, targets=[SimpleNamespace(year=year) for year in targets])
    waves = [SimpleNamespace(date=day) for day in waves]
    return SimpleNamespace(config=SimpleNamespace(waves=waves, staff=staff), staff_counts=counts)


def test_the_years_of_a_study_and_those_that_are_looked_ahead_to_are_settings():
    extract = SimpleNamespace(from_=date(2018, 1, 1), to=date(2021, 12, 31))
    assert _years(study(extract, waves=[date(2016, 5, 1), None])) == {2016, *range(2018, 2037)}
    assert _years(study(counts=pd.DataFrame({"year": [2020, 2022]}))) == set(range(2020, 2038))
    assert _years(study(waves=[date(2020, 5, 1)])) == {2020}
    # a target holds at the end of its year, however far ahead
    assert _years(study(waves=[date(2020, 5, 1)], targets=[2050])) == {2020, 2050, 2051}
    shown = _Shown({"policy": {"minimum_answers": 5}, "settings": [2018.0], "invited": []})
    assert shown.setting(2018)
    assert is_setting(2018, [2018.0])
    # a year of birth is none of the study's
    assert not shown.setting(1957)


def test_a_row_that_stands_twice_could_count_people_and_does_not_pass(change):
    bundle = released(change)
    table = next(display for display in bundle["displays"] if display["type"] == "table")
    check_released(bundle, None, None, "here")
    table["rows"].append(table["rows"][0])
    with pytest.raises(RunError, match=f"the same row twice, in '{table['id']}'"):
        check_released(bundle, None, None, "here")
