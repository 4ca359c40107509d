"""Who took part more and less: the slope, the comparison by it, when nothing is told, and that nobody is given away."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.evaluation import Section
from evaluatie.evaluation.exposed import exposed_of
from evaluatie.report.reading import Reader
from evaluatie.report.results import results_json
from evaluatie.report.wording import load_wording
from tolerances import CLOSED_FORM, FITTED

Write = Callable[..., Path]
SCORES = {"wellbeing": {"column": "wellbeing", "range": [1, 5], "direction": "higher", "label": "w"}}
BY_UNIT = {"respondent": "code", "unit": "team", "scores": SCORES}
SLOPE = "wellbeing/exposure/t0-t1/slope"
BAND = "wellbeing/exposure-group={}/t0-t1/everyone"
TEAMS = ("a", "b", "c", "d", "e", "f", "g", "h")


def frames(doses: np.ndarray, slope: float = 0.0, waves: int = 2, teams: tuple[str, ...] = TEAMS) -> dict[str, Any]:
    """Make waves of people who change by `slope` per unit of dose at the last wave."""
    people, rng = len(doses), np.random.default_rng(1)
    level, team = rng.normal(3, 0.5, people), np.array(teams)[np.arange(people) % len(teams)]
    found = {}
    for wave in range(waves):
        score = level + rng.normal(0, 0.3, people) + slope * doses * (wave == waves - 1)
        found[f"t{wave}"] = pd.DataFrame(
            {"code": np.arange(people) + 100, "wellbeing": score.clip(1, 5).round(6), "team": team}
        )
    return found


@pytest.fixture
def by_person(write_study: Write) -> Callable[..., ev.Study]:
    """Give a function that makes a study in which people took part so often."""

    def make(doses: np.ndarray, made: dict[str, pd.DataFrame] | None = None, **blocks: Any) -> ev.Study:
        made = frames(doses) if made is None else made
        plan = {"primary": ["wellbeing"], "smallest_effect": 0.2, **blocks.pop("plan", {})}
        folder = write_study(made, survey=blocks.pop("survey", BY_UNIT), exposure="who.csv", plan=plan, **blocks)
        told = pd.DataFrame({"code": np.arange(len(doses)) + 100, "sessions": doses})
        told[doses > 0].to_csv(folder / "who.csv", index=False)
        return ev.load_study(folder)

    return make


@pytest.fixture
def by_unit(write_study: Write) -> Callable[..., ev.Study]:
    """Give a function that makes a study of units of which so many people were reached."""

    def make(reached: dict[str, int], dose: float | None = 6.0, **blocks: Any) -> ev.Study:
        shares = np.array([reached[TEAMS[at % 8]] / 30 for at in range(160)])
        plan = {"primary": ["wellbeing"], "smallest_effect": 0.2, **blocks.pop("plan", {})}
        made = blocks.pop("made", frames(shares * (dose or 1.0), 0.1))
        folder = write_study(made, survey=blocks.pop("survey", BY_UNIT), exposure="who.csv", plan=plan, **blocks)
        rows = [{"unit": unit, "headcount": 30, "reached": n, "dose": dose} for unit, n in reached.items()]
        pd.DataFrame(rows).to_csv(folder / "who.csv", index=False)
        return ev.load_study(folder)

    return make


def keys(section: Section) -> list[str]:
    return [finding.key for finding in section.findings if finding.topic == "exposure"]


def terms(section: Section, key: str = SLOPE) -> dict[str, Any]:
    return {one.term: one for one in section.results[key].result.estimates()}


DOSES = np.repeat([0.0, 1.0, 2.0, 6.0, 8.0], [60, 20, 20, 20, 20])
REACHED = dict(zip(TEAMS, (0, 0, 0, 10, 10, 15, 30, 30), strict=True))


def test_the_slope_is_that_of_means_of_bands(by_person: Callable[..., ev.Study]) -> None:
    made = frames(DOSES, 0.05)
    section = ev.change(by_person(DOSES, made))
    band = np.select([DOSES == 0, DOSES <= 2], [0.0, 1.5], 7.0)
    change = (made["t1"]["wellbeing"] - made["t0"]["wellbeing"]).to_numpy()
    slope = np.polyfit(band, change, 1)[0]
    found = terms(section)
    assert found["change_per_dose"].estimate == pytest.approx(slope, rel=FITTED)
    assert found["change_at_mean_dose"].estimate == pytest.approx(slope * DOSES[DOSES > 0].mean(), rel=FITTED)
    assert found["change_at_mean_dose_linked"].estimate == pytest.approx(
        found["change_at_mean_dose"].estimate, abs=CLOSED_FORM
    )
    for name, dose in (("none", 0.0), ("less", 1.5), ("more", 7.0)):
        own = section.results[BAND.format(name)].result
        assert own.mean_change == pytest.approx(change[band == dose].mean())
    assert keys(section)[0] in ("exposure.improved", "exposure.improved_clear")
    (ways,) = [display for display in section.displays if display.id == "table-exposure-t0-t1-ways"]
    assert [getattr(cell, "number", None) for cell in ways.rows[0].cells] == [
        f"change.{SLOPE}.change_at_mean_dose_{way}" for way in ("linked", "adjusted")
    ]
    # people of one of eight units count as alike
    assert section.results[SLOPE].result.slope.n_clusters == 8


@pytest.mark.parametrize(
    ("slope", "direction", "word"),
    [(0.06, "higher", "improved"), (0.06, "lower", "worsened"), (-0.06, "ambiguous", "decreased"), (0, "higher", "in")],
)
def test_the_verdict_follows_the_direction(
    by_person: Callable[..., ev.Study], slope: float, direction: str, word: str
) -> None:
    scores = {"wellbeing": SCORES["wellbeing"] | {"direction": direction}}
    section = ev.change(by_person(DOSES, frames(DOSES, slope), survey=BY_UNIT | {"scores": scores}))
    assert keys(section)[0].startswith(f"exposure.{word}")
    assert keys(section)[1:] == ["exposure.measure.sessions", "exposure.chosen", "exposure.exploratory"]


def test_the_plan_may_compare_who_took_part_with_who_did_not(by_person: Callable[..., ev.Study]) -> None:
    made = frames(DOSES, 0.05)
    change = (made["t1"]["wellbeing"] - made["t0"]["wellbeing"]).to_numpy()
    key = "wellbeing/interventions/t0-t1/difference"
    for number, (threshold, exposed) in enumerate(((None, DOSES > 0), (3, DOSES > 3))):
        plan = {"comparison": "exposure", **({} if threshold is None else {"exposed_from": threshold})}
        section = ev.change(by_person(DOSES, made, plan=plan, name=f"org-{number}"))
        found = terms(section, key)["difference_in_change"]
        assert found.estimate == pytest.approx(change[exposed].mean() - change[~exposed].mean(), rel=FITTED)
    assert "comparison.allocation.other" in [finding.key for finding in section.findings]


def test_who_gave_no_code_is_in_no_band(by_person: Callable[..., ev.Study]) -> None:
    made = frames(DOSES)
    made["t1"]["code"] = made["t1"]["code"].astype(object)
    made["t1"].loc[:11, "code"] = None
    study = by_person(DOSES, made)
    exposed = exposed_of(study)
    assert exposed is not None
    assert np.isnan(exposed.dose).sum() == 12
    assert set(exposed.bands) == {"none", "less", "more", "unknown"}
    assert exposed.cut == 2


@pytest.mark.parametrize(("dose", "measure"), [(6.0, "dose"), (None, "share")])
def test_units_are_clusters(by_unit: Callable[..., ev.Study], dose: float | None, measure: str) -> None:
    section = ev.change(by_unit(REACHED, dose))
    assert keys(section)[1:] == [
        f"exposure.measure.{measure}", "exposure.chosen", "exposure.exploratory", "exposure.spill"
    ]  # fmt: skip
    assert section.results[SLOPE].result.slope.n_clusters == 8
    assert terms(section)["change_at_mean_dose"].df < 8


def test_unlinked_waves_are_compared_by_unit(by_unit: Callable[..., ev.Study]) -> None:
    survey = {key: value for key, value in BY_UNIT.items() if key != "respondent"}
    section = ev.change(by_unit(REACHED, survey=survey))
    assert keys(section)[0].startswith("exposure.improved")
    assert "change_at_mean_dose_linked" not in terms(section)
    assert not [one for one in section.displays if one.id.endswith("-ways") and "exposure" in one.id]


def test_a_band_of_one_unit_takes_the_works_councils_word(by_unit: Callable[..., ev.Study]) -> None:
    reached = REACHED | dict.fromkeys("bc", 10)
    assert keys(ev.change(by_unit(reached))) == ["exposure.alone"]
    agreed = by_unit(reached, name="org-b", works_council={"consent": True, "date": "2021-01-01"})
    assert keys(ev.change(agreed))[0] != "exposure.alone"


def test_where_all_took_part_alike_there_is_nobody_to_compare_with(by_person: Callable[..., ev.Study]) -> None:
    section = ev.change(by_person(np.full(60, 3.0)))
    assert keys(section) == ["exposure.nobody"]
    assert SLOPE not in section.results


def test_nothing_is_told_of_an_earlier_wave(by_person: Callable[..., ev.Study]) -> None:
    section = ev.change(by_person(DOSES, frames(DOSES, waves=3)))
    assert [key for key in section.results if "/exposure/" in key] == ["wellbeing/exposure/t0-t2/slope"]


def test_a_band_of_few_hides_the_slope_and_what_would_tell_it(by_person: Callable[..., ev.Study]) -> None:
    doses = np.repeat([0.0, 1.0, 9.0], [60, 40, 6])
    study = by_person(doses, plan={"comparison": "exposure"})
    bundles = [ev.release(make(study)).bundle for make in (ev.response, ev.baseline, ev.change)]
    numbers = bundles[-1]["numbers"]
    assert numbers[f"change.{SLOPE}.change_at_mean_dose"]["suppressed"]
    assert numbers[f"change.{BAND.format('more')}.mean_change"]["suppressed"]
    # with interventions less who took part less would be those six
    arms = [numbers[f"change.wellbeing/interventions-group=with/t0-t1/{way}.mean_change"] for way in ("everyone",)]
    less = numbers[f"change.{BAND.format('less')}.mean_change"]
    assert less["suppressed"] or arms[0]["suppressed"]
    said = [Reader(bundles[-1], "nl").text(finding) for finding in bundles[-1]["findings"]]
    assert any("naarmate iemand vaker deelnam, is niet te tonen" in text for text in said if text)
    assert ev.audit([json.loads(results_json(bundles))]).passed


@pytest.mark.parametrize("seed", range(6))
def test_no_release_gives_away_few_people_who_took_part(by_person: Callable[..., ev.Study], seed: int) -> None:
    rng = np.random.default_rng(seed)
    doses = rng.choice([0.0, 1.0, 2.0, 5.0], 110, p=rng.dirichlet([6, 1, 1, 0.6]))
    made = frames(doses)
    made["t1"] = made["t1"].sample(frac=0.8, random_state=seed)
    study = by_person(doses, made, plan={"comparison": "exposure", "exposed_from": float(rng.integers(1, 3))})
    bundles = [
        ev.release(make(study)).bundle for make in (ev.summary, ev.response, ev.baseline, ev.change, ev.conclusions)
    ]
    assert ev.audit([json.loads(results_json(bundles))]).passed


def test_where_all_took_part_those_who_did_more_are_compared(by_person: Callable[..., ev.Study]) -> None:
    doses = np.repeat([1.0, 2.0, 6.0, 8.0], 30)
    section = ev.change(by_person(doses, frames(doses, 0.05)))
    judged = section.results[SLOPE].result
    assert (judged.mean_dose, judged.span) == (7.0, 5.5)
    finding = next(one for one in section.findings if one.topic == "exposure")
    assert (finding.slots["those"].key, finding.slots["others"].key) == (
        "exposure.those.person.more", "exposure.others.person.less"
    )  # fmt: skip


def test_the_table_of_interventions_does_not_tell_how_often_people_took_part(write_study: Write) -> None:
    folder = write_study(frames(np.ones(160)), survey=BY_UNIT, exposure="who.csv", plan={"primary": ["wellbeing"]})
    told = pd.DataFrame({"code": np.arange(80) + 100, "sessions": 1, "intervention": "mentor-training"})
    told.to_csv(folder / "who.csv", index=False)
    displays = ev.change(ev.load_study(folder)).displays
    (table,) = [display for display in displays if display.id.endswith("-counted")]
    assert len(table.rows) == 1


def test_bands_that_go_two_ways_are_not_called_more_and_more(by_person: Callable[..., ev.Study]) -> None:
    doses = np.repeat([0.0, 1.0, 2.0, 8.0], [40, 30, 30, 40])
    made = frames(doses)
    made["t1"]["wellbeing"] += np.select([doses == 0, doses == 8], [0.0, 0.6], 0.9)
    assert keys(ev.change(by_person(doses, made)))[0] == "exposure.uneven"


def test_a_file_of_persons_of_one_unit_takes_the_works_councils_word(by_person: Callable[..., ev.Study]) -> None:
    made = frames(np.zeros(160))
    doses = np.where(made["t0"]["team"] == "g", 3.0, 0.0)
    section = ev.change(by_person(doses, made, plan={"comparison": "exposure"}))
    assert keys(section) == ["exposure.alone"]
    assert "comparison.lonely" in [finding.key for finding in section.findings]


def test_no_unit_follows_from_bands_and_a_threshold(by_unit: Callable[..., ev.Study]) -> None:
    reached = dict(zip(TEAMS, (0, 0, 0, 10, 10, 15, 30, 30), strict=True))
    plan = {"comparison": "exposure", "exposed_from": 0.9}
    # bands: f, g and h took part more; the threshold leaves g and h
    assert keys(ev.change(by_unit(reached, plan=plan))) == ["exposure.alone"]


def test_a_unit_that_is_alone_at_one_wave_is_alone(by_unit: Callable[..., ev.Study]) -> None:
    reached = dict(zip(TEAMS, (0, 0, 0, 10, 10, 10, 30, 30), strict=True))
    made = frames(np.zeros(160))
    made["t0"] = made["t0"][made["t0"]["team"] != "h"]
    assert keys(ev.change(by_unit(reached, made=made))) == ["exposure.alone"]


def test_nothing_is_compared_at_a_wave_before_all_had_taken_part(by_person: Callable[..., ev.Study]) -> None:
    section = ev.change(by_person(DOSES, frames(DOSES, waves=3), plan={"comparison": "exposure"}))
    told = [key for key in section.results if key.endswith("/difference") and "/interventions/" in key]
    assert told == ["wellbeing/interventions/t0-t2/difference"]


@pytest.mark.parametrize("changed", ["one person more", "another threshold"])
def test_a_second_release_in_which_few_moved_to_another_band_is_found(
    by_person: Callable[..., ev.Study], changed: str
) -> None:
    doses = np.repeat([0.0, 1.0, 2.0, 3.0], [60, 3, 40, 40])
    made, other = frames(doses), doses.copy()
    if changed == "one person more":
        other[0] = 2.0
    plan = {"comparison": "exposure"}
    second = plan | ({"exposed_from": 2} if changed == "another threshold" else {})
    releases = []
    for name, own, of in (("org-a", doses, plan), ("org-b", other, second)):
        study = by_person(own, made, plan=of, name=name)
        bundles = [ev.release(make(study)).bundle for make in (ev.response, ev.baseline, ev.change)]
        releases.append(json.loads(results_json(bundles)))
    releases[1]["organisation"] = releases[0]["organisation"]
    assert ev.audit(releases[:1]).passed
    assert not ev.audit(releases).passed


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_verdict_has_words_in_both_languages_and_none_says_why(
    by_person: Callable[..., ev.Study], language: str
) -> None:
    wording = load_wording(language)
    clear = {f"{word}_clear" for word in ("improved", "worsened", "increased", "decreased")}
    words = {"improved", "worsened", "increased", "decreased", "unchanged", "inconclusive"} | clear
    for word in words:
        assert {f"exposure.{word}", f"exposure_word.{word}"} <= set(wording.texts)
    bundle = ev.release(ev.change(by_person(DOSES, frames(DOSES, 0.05)))).bundle
    reader = Reader(bundle, language)
    said = [reader.text(finding) for finding in bundle["findings"] if finding.get("topic") == "exposure"]
    assert len([text for text in said if text]) == 4
    assert not [text for text in said if text and ("{" in text or "effect" in text.lower())]
