"""Sections where only means were delivered: the figures of the people behind them, and words for what is lacking."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from delivered import GROUPS, summarised, write
from evaluatie.evaluation import Section

SECTIONS = (ev.response, ev.baseline, ev.change, ev.summary)
BY_GENDER = {**GROUPS, "gender": {"column": "geslacht", "reference": "man", "focal": ["vrouw"]}}
SCORES = {
    name: {"column": column, "range": [1, 5], "direction": direction, "label": name}
    for name, column, direction in (("wellbeing", "welzijn", "higher"), ("stress", "stress", "lower"))
}
PLAN = {"primary": ["wellbeing"], "smallest_effect": 0.2}
SAME = 1e-12
# names of characteristics are the study's own here, so that people's files and the table have the same columns
COLUMNS = ("herkomst", "geslacht")


def people(n: int, seed: int, shift: float = 0.0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    scores = np.clip(rng.normal([3.2 + shift, 2.9 - shift], 0.8, (n, 2)).round(5), 1, 5)
    return pd.DataFrame(
        {
            "herkomst": rng.choice(["nederland", "europa", "buiten-europa"], n, p=[0.6, 0.25, 0.15]),
            "geslacht": rng.choice(["man", "vrouw"], n),
            "welzijn": scores[:, 0],
            "stress": np.where(rng.random(n) < 0.05, np.nan, scores[:, 1]),
        }
    )


@pytest.fixture
def waves() -> dict[str, pd.DataFrame]:
    return {"t0": people(160, 1), "t1": people(140, 2, shift=0.4), "t2": people(120, 3, shift=0.1)}


def blocks(frames: dict[str, pd.DataFrame], **more: Any) -> dict[str, Any]:
    listed = [{"id": wave, "label": wave} for wave in frames]
    return {"waves": listed, "survey": {"scores": SCORES}, "groups": BY_GENDER, "plan": PLAN} | more


@pytest.fixture
def study(waves: dict[str, pd.DataFrame], tmp_path: Path) -> ev.Study:
    table = summarised(waves, ("welzijn", "stress"), COLUMNS)
    return ev.load_study(write(tmp_path / "means", table.to_csv(index=False), **blocks(waves)))


@pytest.fixture
def of_people(waves: dict[str, pd.DataFrame], make_study: Callable[..., ev.Study]) -> ev.Study:
    return make_study(waves, name="people", survey={"scores": SCORES}, groups=BY_GENDER, plan=PLAN)


def of_people_only(number: str) -> bool:
    """Say whether a number of the sections change and summary takes the answers of people, not only their means."""
    section, _, rest = number.partition(".")
    parts = ("gap.", "gap_adjusted.", "choices")
    return section in ("change", "summary") and (any(f"/{part}" in rest for part in parts) or rest.startswith("guard/"))


def keys(section: Section) -> set[str]:
    return {finding.key for finding in section.findings}


@pytest.mark.parametrize("make", [ev.baseline, ev.change])
def test_every_number_is_that_of_the_people_behind_the_means(
    make: Callable[[ev.Study], Section], study: ev.Study, of_people: ev.Study
) -> None:
    ours, theirs = ({id_: number for id_, _, number in make(one).numbers()} for one in (study, of_people))
    theirs = {id_: number for id_, number in theirs.items() if not of_people_only(id_)}
    assert list(ours) == list(theirs)
    assert len(ours) > 30
    for id_, wanted in theirs.items():
        for name in ("estimate", "se", "statistic", "df", "p", "ci_low", "ci_high", "n"):
            one, other = getattr(ours[id_], name), getattr(wanted, name)
            assert (one is None) == (other is None), (id_, name)
            assert one is None or one == pytest.approx(other, rel=SAME, abs=SAME, nan_ok=True), (id_, name)


@pytest.mark.parametrize("make", SECTIONS)
def test_what_is_released_is_what_people_would_have_given(
    make: Callable[[ev.Study], Section], study: ev.Study, of_people: ev.Study
) -> None:
    ours, theirs = (ev.release(make(one)).bundle["numbers"] for one in (study, of_people))
    theirs = {id_: number for id_, number in theirs.items() if not of_people_only(id_)}
    assert ours.keys() == theirs.keys()
    # everyone answered the first scale, so that the most who have a score are all who took part
    for id_, wanted in theirs.items():
        assert ours[id_]["estimate"] == pytest.approx(wanted["estimate"], rel=1e-9, nan_ok=True), id_


def test_it_is_said_that_only_means_were_delivered(study: ev.Study) -> None:
    response, baseline, change = (make(study) for make in SECTIONS[:3])
    assert {"response.aggregates", "response.at_least"} <= keys(response)
    assert "baseline.aggregates" in keys(baseline)
    assert not {"baseline.no_items", "baseline.alpha", "baseline.alpha_low"} & keys(baseline)
    assert {"change.caveat.aggregates", "change.caveat.no_comparison"} <= keys(change)
    assert not {"change.caveat.unlinked", "response.unlinked", "response.rate"} & (keys(change) | keys(response))
    assert {analysis.method for analysis in change.results.values()} == {"smallest_effect", "independent_t", "mean_t"}
    assert not [key for key in response.results if key.endswith(("/rate", "/linked", "/retained"))]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_page_is_made_with_the_verdict_and_the_caveats(study: ev.Study, language: str) -> None:
    bundles = [ev.release(make(study)).bundle for make in SECTIONS]
    page = ev.report.compose(bundles, language)
    for passage in {
        "nl": ("duidelijk verbeterd", "minstens 160 mensen", "leverde alleen gemiddelden aan", "Deelnemers, minstens"),
        "en": ("clearly improved", "at least 160 people", "supplied only means", "Took part, at least"),
    }[language]:
        assert passage in page
    assert ev.report.results_json(bundles)


def test_with_numbers_of_respondents_there_is_a_rate(waves: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    text = summarised(waves, ("welzijn", "stress"), COLUMNS).to_csv(index=False)
    text += "t0,all,respondenten,170,,\nt1,all,respondents,150,,\n"
    listed = [{"id": wave, "label": wave, "invited": 200} for wave in waves]
    study = ev.load_study(write(tmp_path / "org", text, **blocks(waves, waves=listed)))
    section = ev.response(study)
    assert section.results["t0/rate"].result.proportion == 170 / 200
    assert section.results["t2/respondents"].result.n == 120
    assert "t2/rate" not in section.results
    said = [finding.key for finding in section.findings]
    assert said[:3] == ["response.rate", "response.rate", "response.at_least"]
    page = ev.report.compose([ev.release(section).bundle], "nl")
    assert "170 van de 200" in page
    assert "85%" in page


def test_one_wave_has_a_baseline_and_says_that_there_is_no_change(
    waves: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    first = {"t0": waves["t0"]}
    table = summarised(first, ("welzijn", "stress"), COLUMNS)
    study = ev.load_study(write(tmp_path / "org", table.to_csv(index=False), **blocks(first)))
    assert keys(ev.change(study)) == {"change.one_wave"}
    assert ev.baseline(study).results["wellbeing/gender=vrouw/gap"].result.difference.n == 160
    assert "response.aggregates" in keys(ev.response(study))


@pytest.mark.parametrize("seed", range(6))
def test_nothing_of_few_people_is_in_what_is_released(seed: int, tmp_path: Path) -> None:
    rng = np.random.default_rng(seed)
    waves = {wave: people(int(rng.integers(8, 70)), 100 * seed + place) for place, wave in enumerate(("t0", "t1"))}
    table = summarised(waves, ("welzijn", "stress"), COLUMNS, decimals=6).astype(object)
    withheld = (table["group"] != "all") & (table["n"] < 6)
    table.loc[withheld, ["n", "mean", "sd"]] = "<6"
    table.loc[table["n"] == 1, "sd"] = ""
    study = ev.load_study(write(tmp_path / "org", table.to_csv(index=False), **blocks(waves)))
    plan = ev.release_plan(study)
    bundles = [ev.release(make(study)).bundle for make in SECTIONS]
    text = json.dumps(bundles)
    for bundle in bundles:
        for number in bundle["numbers"].values():
            assert number["n"] is None or number["n"] >= 10
            assert (number["estimate"] is None) or number["suppressed"] is None
    for row in study.aggregates.itertuples():
        cell = ev.evaluation.Cell((row.wave,), row.outcome, row.characteristic, row.level)
        if plan.reason(cell) is not None and not math.isnan(row.mean) and row.n > 1:
            assert f"{row.mean:.6g}" not in text
    assert "<main" in ev.report.compose(bundles, "nl")


def test_a_group_that_was_withheld_at_one_wave_has_no_change_and_says_why(
    waves: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    table = summarised(waves, ("welzijn", "stress"), COLUMNS).astype(object)
    gone = (table["wave"] == "t1") & (table["group"] == "herkomst=buiten-europa")
    table.loc[gone, ["n", "mean", "sd"]] = "*"
    study = ev.load_study(write(tmp_path / "org", table.to_csv(index=False), **blocks(waves)))
    bundle = ev.release(ev.change(study)).bundle
    number = bundle["numbers"]["change.wellbeing/origin=buiten-europa/t0-t1/unlinked.mean_change"]
    assert (number["estimate"], number["suppressed"]) == (None, "source")
    assert bundle["numbers"]["change.wellbeing/origin=buiten-europa/t0-t2/unlinked.mean_change"]["suppressed"] is None
    assert "leverde dit cijfer niet aan" in ev.report.compose([bundle], "nl")


def test_a_scale_that_was_not_delivered_at_a_wave_has_no_change(waves: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    table = summarised(waves, ("welzijn", "stress"), COLUMNS)
    table = table[(table["scale"] != "stress") | (table["wave"] == "t0")]
    study = ev.load_study(write(tmp_path / "org", table.to_csv(index=False), **blocks(waves)))
    said = [
        (finding["key"], finding["slots"].get("outcome")) for finding in ev.release(ev.change(study)).bundle["findings"]
    ]
    assert ("change.not_shown", {"label": ["outcome", "stress"]}) in said
    assert ("change.not_shown", {"label": ["outcome", "wellbeing"]}) not in said


def test_what_was_kept_gives_the_same_report_as_what_was_read(waves: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    table = summarised(waves, ("welzijn", "stress"), COLUMNS, decimals=2)
    folder = write(tmp_path / "data" / "raw" / "org", table.to_csv(index=False), **blocks(waves))
    read, kept = ev.load_study(folder), ev.load_study(folder)
    assert (tmp_path / "data" / "processed" / "org" / "aggregates.parquet").exists()
    assert len(kept.survey) == 0
    assert kept.linking == "unlinked"
    results = [ev.report.results_json([ev.release(make(one)).bundle for make in SECTIONS]) for one in (read, kept)]
    assert results[0] == results[1]
