"""Made-up organisations: large samples agree with the stated truth, and files come out the same every time."""

from __future__ import annotations

import datetime
import hashlib
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import multivariate_normal

from evaluatie.instruments import instrument
from evaluatie.study import load_study
from evaluatie.study.demonstration import CareerModel, DemoModel, DemoStudy, Effect, Shift, demo_study, true_values
from evaluatie.study.demonstration.deliveries import ready_score
from evaluatie.study.demonstration.employment import cells
from evaluatie.study.demonstration.expected import (
    answer_chances,
    expected_items,
    normal_nodes,
    sum_chances,
)  # fmt: skip
from evaluatie.study.demonstration.model import EXPOSED, SCALES
from evaluatie.study.demonstration.organisations import ORGANISATIONS, WATERSCHAP, Organisation
from evaluatie.study.demonstration.origins import BIRTHS
from evaluatie.study.demonstration.people import draw_people
from evaluatie.study.demonstration.responses import draw_latent, draw_stable, latent_means
from evaluatie.study.demonstration.truth import outcome_items
from evaluatie.study.demonstration.writing import SKIPPED, wave_table
from evaluatie.study.groups.origin import origin_levels

# Monte-Carlo error is what a sample may differ by; five of its standard errors, over some hundreds of comparisons
FAR = 5.0
CHARACTERISTICS = ["gender", "origin", "origin_1999", "exposed"]
# everything that could bias a mean is strong here, so that a slip in the truth shows
MODEL = DemoModel(
    persons=200_000, units=20_000, careless=0.0, item_missing=0.0, unit_share=0.20, answering_by_earlier_score=0.5,
    answering_by_current_level=-0.6, leaving=0.40, leaving_by_belonging=-0.9, joining=0.40,
    careers=CareerModel(history=0.0),
)  # fmt: skip


@pytest.fixture(scope="module")
def large() -> DemoStudy:
    silent = {"answering": (0.85, 0.90), "answering_by_earlier_score": 1.0, "answering_by_current_level": 0.8}
    return demo_study(20191001, replace(MODEL, persons=100_000, units=10_000, leaving=0.15, **silent))


@pytest.fixture(scope="module")
def everyone_answers() -> DemoStudy:
    """The same people, of whom everyone answers: the truth is about the employed, not about who answers."""
    silent = {"answering_shifts": (), "answering_by_earlier_score": 0.0, "answering_by_current_level": 0.0}
    return demo_study(20191001, replace(MODEL, answering=(1 - 1e-12, 1 - 1e-12), **silent))


@pytest.fixture(scope="module")
def sample(everyone_answers: DemoStudy) -> pd.DataFrame:
    return scores(everyone_answers)


def turned_back(demo: DemoStudy) -> pd.DataFrame:
    items = demo.answers[list(demo.model.items)].copy()
    for scale in demo.model.scales:
        for number in scale.reversed:
            column = f"{scale.instrument}_{number}"
            items[column] = scale.low + scale.high - items[column]
    return items


def scores(demo: DemoStudy) -> pd.DataFrame:
    items = turned_back(demo).to_numpy()
    found = {id_: items[:, places].mean(axis=1) for id_, places in outcome_items(demo.model).items()}
    about = kinds(demo).set_index(demo.people["person"]).loc[demo.answers["person"]].reset_index(drop=True)
    return pd.concat([about, demo.answers[["wave"]].astype("category"), pd.DataFrame(found)], axis=1)


def kinds(demo: DemoStudy) -> pd.DataFrame:
    about = demo.people[CHARACTERISTICS].astype("category")
    return about.join(demo.people[["unit", "employed_t0", "employed_t1"]])


def of_group(frame: pd.DataFrame, characteristic: str, level: str) -> pd.DataFrame:
    return frame if characteristic == "all" else frame[frame[characteristic] == level]


def means_by_unit(part: pd.DataFrame, outcomes: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Give means of people in units, and their standard errors."""
    values, units = part[outcomes].to_numpy(), part["unit"].to_numpy()
    mean = values.mean(axis=0)
    sums = np.array([np.bincount(units, column) for column in (values - mean).T])
    return mean, np.sqrt((sums**2).sum(axis=1)) / len(values)


def compare(found: list[tuple[float, float, float]]) -> None:
    """Compare (estimate, truth, standard error): none is far off, and together they are off as chance has it."""
    z = np.array([(estimate - truth) / error for estimate, truth, error in found])
    assert np.abs(z).max() < FAR
    assert np.sqrt((z**2).mean()) < 1.6


@pytest.mark.parametrize("people", ["workforce", "stayers"])
def test_means_and_changes_are_true(people: str, everyone_answers: DemoStudy, sample: pd.DataFrame) -> None:
    truth, found = everyone_answers.truth, []
    outcomes = list(outcome_items(MODEL))
    if people == "stayers":
        sample = sample[sample["employed_t0"] & sample["employed_t1"]]
    rows = truth[truth["quantity"].isin(["mean", "change"]) & (truth["people"] == people)]
    for (characteristic, level), true in rows.groupby(["characteristic", "level"]):
        group = of_group(sample, characteristic, level)
        parts = {wave: means_by_unit(group[group["wave"] == wave], outcomes) for wave in ("t0", "t1")}
        for wave, each in true.groupby("waves"):
            if wave == "t0-t1":
                estimate, error = parts["t1"][0] - parts["t0"][0], np.hypot(parts["t0"][1], parts["t1"][1])
            else:
                estimate, error = parts[wave]
            found += list(zip(estimate, each.set_index("outcome")["value"][outcomes], error, strict=True))
    assert len(found) == 11 * len(outcomes) * (3 if people == "workforce" else 1)
    compare(found)


def test_standard_deviations_are_true(everyone_answers: DemoStudy, sample: pd.DataFrame) -> None:
    truth, first, found = everyone_answers.truth, sample[sample["wave"] == "t0"], []
    for row in truth[truth["quantity"] == "sd"].itertuples():
        values = of_group(first, row.characteristic, row.level)[row.outcome]
        kurtosis = values.kurt()
        # units make the sample a little less informative than its size
        error = 1.3 * values.std() * np.sqrt((kurtosis + 2) / (4 * len(values)))
        found.append((values.std(), row.value, error))
    compare(found)


def test_gaps_are_differences_between_groups_and_changes_between_waves() -> None:
    truth = true_values(DemoModel())
    truth = truth[(truth["characteristic"] == "origin") & (truth["people"] == "workforce")]
    of = truth.set_index(["quantity", "level", "waves", "outcome"])["value"].sort_index()
    gap = {wave: of["mean", "buiten-europa", wave] - of["mean", "nederland", wave] for wave in ("t0", "t1")}
    pd.testing.assert_series_equal(of["gap", "buiten-europa", "t0"], gap["t0"])
    pd.testing.assert_series_equal(of["gap_change", "buiten-europa", "t0-t1"], gap["t1"] - gap["t0"])
    assert gap["t0"]["pgis.total"] < -0.2


def test_the_effect_of_interventions_is_the_only_difference_between_exposed_and_other_units() -> None:
    effects = (Effect("pgis.belonging", 0.3, wave="t1"), Effect("pgis.belonging", 0.5, {"exposed": "yes"}, "t1"))
    truth = true_values(DemoModel(effects=effects, leaving_by_belonging=0.0))
    change = truth[(truth["quantity"] == "change") & (truth["outcome"] == "pgis.belonging")]
    of = change[change["people"] == "stayers"].set_index("level")["value"]
    scale, at = SCALES[0], lambda level: float(expected_items(SCALES[0], np.array([level]), 1.0).mean())
    assert scale.id == "pgis.belonging"
    assert of["yes"] == pytest.approx(at(0.8) - at(0.0))
    assert of["no"] == pytest.approx(at(0.3) - at(0.0))


def test_leaving_and_dropping_out_are_true(large: DemoStudy) -> None:
    truth, found = large.truth, []
    answered = {wave: large.people["person"].isin(rows["person"]) for wave, rows in large.answers.groupby("wave")}
    people = kinds(large).assign(answered_t0=answered["t0"], answered_t1=answered["t1"])
    rows = truth[truth["quantity"].isin(["answers", "leaves", "drops_out"])]
    for (characteristic, level), true in rows.groupby(["characteristic", "level"]):
        group = of_group(people, characteristic, level)
        first, again = group[group["employed_t0"]], group[group["answered_t0"] & group["employed_t1"]]
        happens = {
            "answers": first["answered_t0"], "leaves": ~first["employed_t1"], "drops_out": ~again["answered_t1"],
        }  # fmt: skip
        for quantity, value in true.set_index("quantity")["value"].items():
            some = happens[str(quantity)]
            # units share part of their belonging, which makes dropping out a little less independent
            found.append((float(some.mean()), value, 1.1 * np.sqrt(value * (1 - value) / len(some))))
    assert len(found) == 3 * 11
    compare(found)


def test_drop_out_depends_on_what_the_model_says() -> None:
    def lost(**options: float) -> float:
        truth = true_values(DemoModel(answering_shifts=(), **options))
        rows = truth[(truth["quantity"] == "drops_out") & (truth["characteristic"] == "origin")]
        rows = rows.set_index("level")["value"]
        return float(rows["buiten-europa"] - rows["nederland"])

    nothing = {"answering_by_earlier_score": 0.0, "answering_by_current_level": 0.0}
    assert lost(**nothing) == pytest.approx(0, abs=1e-12)
    assert lost(**{**nothing, "answering_by_earlier_score": 0.5}) > 0.02
    assert lost(**{**nothing, "answering_by_current_level": 0.5}) > 0.02


@pytest.mark.parametrize("scale", SCALES, ids=lambda scale: scale.id)
def test_pairs_of_items_correlate_by_the_product_of_their_loadings(scale, everyone_answers: DemoStudy) -> None:
    answers = everyone_answers.answers
    people = everyone_answers.people.set_index("person").loc[answers["person"]]
    there = (answers["wave"] == "t0").to_numpy() & (people["origin"] == "nederland").to_numpy()
    items = turned_back(everyone_answers)[list(scale.columns)].to_numpy()[there]
    found, middle = [], len(scale.thresholds) // 2
    for one, other in [(0, 1), (1, 2), (0, len(scale.items) - 1)]:
        cuts = scale.item_thresholds()[[one, other], middle]
        r = scale.loadings[one] * scale.loadings[other]
        below = multivariate_normal([0, 0], [[1, r], [r, 1]]).cdf(cuts)
        share = ((items[:, one] <= scale.low + middle) & (items[:, other] <= scale.low + middle)).mean()
        found.append((share, below, 1.5 * np.sqrt(below * (1 - below) / len(items))))
    compare(found)


def test_the_parts_of_latent_variance_are_those_of_the_model() -> None:
    """Covariances of one item with itself over waves, in a unit, and in other units."""
    model = replace(MODEL, persons=60_000, units=6_000, joining=0.0, effects=())
    rng = np.random.default_rng(3)
    people = draw_people(model, rng)
    latent = draw_latent(model, people, draw_stable(model, people, rng), rng)
    assert latent[0].var(axis=0) == pytest.approx(np.ones(6), abs=0.03)
    assert np.corrcoef(latent[0].T) == pytest.approx(model.correlation(), abs=0.02)
    over_waves = [np.cov(latent[0, :, place], latent[1, :, place])[0, 1] for place in range(6)]
    assert over_waves == pytest.approx([model.stable_share + model.unit_share] * 6, abs=0.03)
    sizes = people["unit"].value_counts()
    means = pd.DataFrame(latent[0]).groupby(people["unit"]).mean()
    sums = means.mul(sizes, axis=0)
    squares = pd.DataFrame(latent[0] ** 2).groupby(people["unit"]).sum()
    # the mean product of two different people of a unit
    shared = ((sums**2 - squares).sum() / (sizes * (sizes - 1)).sum()).to_numpy()
    assert shared == pytest.approx([model.unit_share + model.unit_change_share] * 6, abs=0.015)


def test_expected_answers_agree_with_quadrature() -> None:
    nodes, weights = normal_nodes()
    for scale in SCALES:
        values = np.arange(scale.low, scale.high + 1)
        by_nodes = weights @ (answer_chances(scale, 0.4 + nodes) @ values)
        assert by_nodes == pytest.approx(expected_items(scale, np.array(0.4), 1.0), abs=1e-8)
        sums = sum_chances(scale, np.array([0.4]))[0]
        assert sums.sum() == pytest.approx(1)
        mean = scale.low + sums @ np.arange(len(sums)) / len(scale.items)
        assert mean == pytest.approx(expected_items(scale, np.array(0.4), 0.0).mean())


def test_means_at_the_first_wave_are_closed_forms() -> None:
    """Nobody has left yet, so that averaging over what people keep must give the whole distribution."""
    model = DemoModel()
    kinds = cells(model)
    of = true_values(model).set_index(["quantity", "level", "waves", "outcome"])["value"].to_dict()
    for place, scale in enumerate(model.scales[:2]):
        means = latent_means(model, kinds)[0, :, place]
        closed = kinds["chance"] @ expected_items(scale, means, 1.0).mean(axis=1)
        assert of["mean", "all", "t0", scale.id] == pytest.approx(closed, abs=1e-9)


def test_the_scales_are_those_of_the_instruments() -> None:
    for id_ in dict.fromkeys(scale.instrument for scale in SCALES):
        known = instrument(id_)
        parts = [scale for scale in SCALES if scale.instrument == id_]
        assert sorted(number for part in parts for number in part.items) == list(range(1, len(known.items) + 1))
        assert sorted(number for part in parts for number in part.reversed) == sorted(known.reversed)
        assert {(part.low, part.high) for part in parts} == {known.response_range}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"effects": (Effect("pgis.belonging", 0.1, {"origin": "mars"}),)}, "people who are not there"),
        ({"effects": (Effect("pgis.warmth", 0.1),)}, "a scale that is not there"),
        ({"effects": (Effect("pgis.belonging", 0.1, wave="t7"),)}, "at no wave"),
        ({"leaving_shifts": (Shift(0.1, {"age": "old"}),)}, "people who are not there"),
        ({"answering": (0.7,)}, "one chance per wave"),
        ({"answering": (0.7, 1.2)}, "between 0 and 1"),
        ({"stable_share": 0.95}, "exceed 1"),
        ({"origins": {"nederland": 0.5}}, "sum not 1"),
        ({"dates": (datetime.date(2021, 1, 1), datetime.date(2020, 1, 1))}, "ascend"),
        ({"scales": SCALES[1:]}, "no scale pgis.belonging"),
        ({"correlations": ((), (0.9,), (0.9, -0.9), (0, 0, 0), (0,) * 4, (0,) * 5)}, "positive definite"),
    ],
)
def test_an_impossible_model_is_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        DemoModel(**change)


def test_the_same_seed_gives_the_same_data_and_another_seed_others() -> None:
    one, again, other = demo_study(5), demo_study(5), demo_study(6)
    pd.testing.assert_frame_equal(one.people, again.people)
    pd.testing.assert_frame_equal(one.answers, again.answers)
    assert not one.answers.equals(other.answers)


def digests(folder: Path) -> dict[str, str]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


@pytest.mark.parametrize("kind", ["csv", "xlsx", "sav", "parquet"])
def test_files_have_the_same_bytes_on_another_day(kind: str, tmp_path: Path) -> None:
    demo = demo_study(5, DemoModel(persons=60))
    first = digests(demo.write(tmp_path / "a" / "demo", kind))
    # openpyxl and zipfile ask time and datetime for the moment, ReadStat asks the system: over a second later
    time.sleep(1.1)
    assert digests(demo.write(tmp_path / "b" / "demo", kind)) == first
    assert len(first) == 5


def test_what_was_skipped_is_blank_or_coded_and_the_careless_give_one_answer() -> None:
    demo = demo_study(8, DemoModel(item_missing=0.1, careless=0.1))
    items = list(demo.model.items)
    skipped = demo.answers[items].isna()
    assert skipped.to_numpy().mean() == pytest.approx(0.09, abs=0.01)
    careless = demo.answers[demo.answers["careless"]]
    assert len(careless) > 40
    assert (careless[items].min(axis=1) == careless[items].max(axis=1)).all()
    assert careless["seconds"].max() < demo.answers.loc[~demo.answers["careless"], "seconds"].median()
    table = wave_table(demo.people, demo.answers, "t0")[items]
    here = skipped[(demo.answers["wave"] == "t0").to_numpy()]
    assert (table.isna() | (table == SKIPPED)).to_numpy().sum() == here.to_numpy().sum()
    assert table.isna().to_numpy().sum() == here.to_numpy().sum() // 2


def test_nobody_answers_before_entry_or_after_the_last_day() -> None:
    demo = demo_study(9, DemoModel(leaving=0.5, joining=0.5))
    about = demo.people.set_index("person").loc[demo.answers["person"]].reset_index(drop=True)
    day = demo.answers["submitted"].dt.normalize()
    assert (about["entry"] <= day).all()
    assert (about["exit"].isna() | (day <= about["exit"])).all()
    assert demo.people["person"].is_unique


@pytest.mark.parametrize("kind", ["csv", "xlsx", "sav", "parquet"])
def test_a_written_folder_is_loaded_with_the_same_answers(kind: str, tmp_path: Path) -> None:
    demo = demo_study(5, DemoModel(persons=200))
    study = load_study(demo.write(tmp_path / "demo", kind))
    items = list(demo.model.items)
    made = demo.answers.sort_values(["wave", "submitted", "person"])[items].to_numpy()
    np.testing.assert_array_equal(study.survey[items].to_numpy(dtype=float), made)
    assert study.config.organisation.synthetic
    assert set(study.survey["origin"]) == {"nederland", "europa", "buiten-europa"}


def test_it_gives_a_study() -> None:
    demo = demo_study(5)
    assert demo.study.linking == "linked"
    assert len(demo.study.survey) == len(demo.answers)
    assert {"pgis.total", "turnover_intention.total"} <= {outcome.id for outcome in demo.study.outcomes}


def test_instruments_that_do_not_come_along_are_not_written(tmp_path: Path) -> None:
    own = DemoModel(scales=(*SCALES[:5], replace(SCALES[5], instrument="own")))
    with pytest.raises(ValueError, match="own"):
        demo_study(1, own).write(tmp_path / "demo")


def test_origins_follow_from_countries_of_birth() -> None:
    table = pd.DataFrame(BIRTHS)
    for classification, name in (("cbs-1999", "origin_1999"), ("cbs-2022", "origin")):
        levels, _ = origin_levels(table["own"], table["mother"], table["father"], classification)
        assert levels.tolist() == [getattr(birth, name) for birth in BIRTHS]


def test_ready_scores_turn_reversed_items_round_and_need_half_of_the_answers() -> None:
    satisfaction = SCALES[5]
    items = pd.DataFrame(
        [[6, 2, 7], [6, None, SKIPPED], [6, 1, None]], columns=list(satisfaction.columns), dtype="Int64"
    )
    assert ready_score(items, satisfaction).tolist() == [pytest.approx(19 / 3), pd.NA, 6.5]


@pytest.mark.parametrize("made", ORGANISATIONS, ids=lambda made: made.id)
def test_a_committed_organisation_is_what_its_study_yml_says(made: Organisation, root: Path, tmp_path: Path) -> None:
    # from a copy, which stays out of data/processed
    folder = tmp_path / made.id
    shutil.copytree(root / "data" / "raw" / made.id, folder)
    study, people = load_study(folder), made.made().people
    config = study.config
    assert config.organisation.synthetic
    assert "verzonnen" in config.organisation.name
    assert config.organisation.headcount == made.model.persons
    assert [wave.date for wave in config.waves] == list(made.model.dates)
    assert [wave.invited for wave in config.waves] == [int(people[f"employed_{wave}"].sum()) for wave in study.waves]
    compared = people.loc[people["exposed"] == EXPOSED[1], "unit"].unique()
    assert set(config.plan.comparison or ()) == {made.teams[unit] for unit in compared}
    assert max(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 200_000


def test_the_committed_waterschap_holds_the_answers_that_were_made(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / WATERSCHAP.id
    shutil.copytree(root / "data" / "raw" / WATERSCHAP.id, folder)
    study, made = load_study(folder), WATERSCHAP.made()
    pgis = [column for column in made.model.items if column.startswith("pgis")]
    ordered = made.answers.sort_values(["wave", "submitted", "person"])
    np.testing.assert_array_equal(study.survey[pgis].to_numpy(dtype=float), ordered[pgis].to_numpy())
    assert study.survey.groupby("respondent").size().max() == 2
    assert study.persons is not None
    assert len(study.persons) == len(made.personnel)
    assert study.positions is not None
    assert len(study.positions) == len(made.positions)


def test_the_committed_files_are_what_the_script_writes(root: Path) -> None:
    if f"openpyxl=={version('openpyxl')} " not in (root / "requirements" / "lock.txt").read_text(encoding="utf-8"):
        pytest.skip("another openpyxl than the lock's is installed: it writes the same workbooks in other bytes")
    command = [sys.executable, "scripts/demo_organisations.py", "--check"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
