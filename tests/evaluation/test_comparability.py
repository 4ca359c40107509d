"""Waves in different classifications of origin: their groups are not compared, and the report says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.evaluation import Finding, Label, Table
from evaluatie.evaluation.comparability import comparable, incomparable, same_group

MakeStudy = Callable[..., ev.Study]
ORIGIN = {"column": "h", "reference": "nederland", "focal": ["westers", "niet-westers", "europa", "buiten-europa"]}
OLD, NEW = ["nederland", "westers", "niet-westers", "x"], ["nederland", "europa", "buiten-europa", "x"]


def wave(levels: list[str], seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    values = np.clip(np.round(rng.normal(3, 0.9, 160) * 3) / 3, 1, 5).round(6)
    return pd.DataFrame(
        {"code": range(160), "wellbeing": values, "h": np.tile(levels, 40), "g": np.tile(["a", "b"], 80)}
    )


@pytest.fixture
def study(make_study: MakeStudy) -> Callable[..., ev.Study]:
    def make(**classifications: str) -> ev.Study:
        """Give a study that was taken in with these classifications."""
        named = {"cbs-1999": OLD, "cbs-2022": NEW}
        waves = {name: wave(named[how], seed) for seed, (name, how) in enumerate(classifications.items())}
        groups = {"origin": ORIGIN, "team": {"column": "g", "reference": "a", "focal": ["b"]}}
        made = make_study(waves, groups=groups)
        variables = [
            entry | ({"classification": classifications} if entry["variable"] == "origin" else {})
            for entry in made.codebook["variables"]
        ]
        return replace(made, codebook=made.codebook | {"variables": variables})

    return make


def caveats(section: ev.evaluation.Section, key: str) -> list[Finding]:
    return [finding for finding in section.findings if finding.key == key]


def groups_of(section: ev.evaluation.Section, characteristic: str) -> set[str]:
    return {key for key, analysis in section.results.items() if analysis.characteristic == characteristic}


def test_groups_in_another_classification_have_no_change(study) -> None:
    section = ev.change(study(t0="cbs-1999", t1="cbs-2022"))
    assert groups_of(section, "origin") == set()
    assert groups_of(section, "team")
    assert not any("origin" in display.id for display in section.displays)
    (caveat,) = caveats(section, "change.caveat.classification")
    assert caveat.role == "caveat"
    assert caveat.slots["characteristic"] == Label("characteristic", "origin")
    assert (caveat.slots["first"], caveat.slots["last"]) == (Label("wave", "t0"), Label("wave", "t1"))


def test_groups_in_one_classification_are_compared(study) -> None:
    section = ev.change(study(t0="cbs-2022", t1="cbs-2022"))
    assert {"wellbeing/origin=nederland/t0-t1/everyone"} <= groups_of(section, "origin")
    assert "table-change-t0-t1-origin" in {display.id for display in section.displays}
    assert caveats(section, "change.caveat.classification") == []


def test_of_three_waves_those_in_one_classification_are_compared(study) -> None:
    section = ev.change(study(t0="cbs-1999", t1="cbs-1999", t2="cbs-2022"))
    assert {key.split("/")[2] for key in groups_of(section, "origin")} == {"t0-t1"}
    (caveat,) = caveats(section, "change.caveat.classification")
    assert caveat.slots["last"] == Label("wave", "t2")


def test_numbers_of_people_are_given_per_wave_for_the_groups_that_were_there_then(study) -> None:
    section = ev.response(study(t0="cbs-1999", t1="cbs-2022"))
    assert len(caveats(section, "response.classification")) == 1
    assert section.results["t0/origin=westers"].result.n == 40
    assert "t1/origin=westers" not in section.results
    table = next(display for display in section.displays if display.id == "table-response-origin")
    assert isinstance(table, Table)
    shown = {row.head[0].id: [cell is not None for cell in row.cells] for row in table.rows[:-1]}
    assert shown["origin=westers"] == [True, False]
    assert shown["origin=europa"] == [False, True]
    assert shown["origin=nederland"] == [True, True]


def test_the_baseline_has_the_groups_of_its_own_wave(study) -> None:
    section = ev.baseline(study(t0="cbs-1999", t1="cbs-2022"))
    levels = {analysis.level for analysis in section.results.values() if analysis.characteristic == "origin"}
    assert levels == {"nederland", "westers", "niet-westers", "other"}


def test_the_report_says_so_in_both_languages(study) -> None:
    made = study(t0="cbs-1999", t1="cbs-2022")
    bundles = [ev.release(make(made)).bundle for make in (ev.response, ev.baseline, ev.change)]
    assert "op een andere manier ingedeeld naar origin" in ev.report.compose(bundles, "nl")
    assert "into groups by origin in different ways" in ev.report.compose(bundles, "en")


def test_what_is_comparable(study) -> None:
    made = study(t0="cbs-1999", t1="cbs-2022", t2="cbs-2022")
    assert comparable(made, "origin", ["t1", "t2"])
    assert not comparable(made, "origin", ["t0", "t1", "t2"])
    assert comparable(made, "team", made.waves)
    assert comparable(made, "all", made.waves)
    assert list(incomparable(made)) == [("origin", "t0", "t1"), ("origin", "t0", "t2")]
    assert same_group(made, "origin", "europa", ["t1", "t2"])
    assert not same_group(made, "origin", "europa", ["t0"])
    assert not same_group(made, "origin", "nederland", ["t0", "t1"])
    assert same_group(made, "origin", "unknown", ["t0"])
    assert same_group(made, "team", "a", made.waves)
