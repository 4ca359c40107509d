"""Sections of a study with few units: intervals count what people of one unit have in common over all outcomes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.effects.few_teams import Common
from evaluatie.evaluation.columns import INTERVENED, columns_of
from evaluatie.evaluation.in_common import InCommon, changes_in_common, in_common

MakeStudy = Callable[..., ev.Study]
OUTCOMES = ("calm", "proud", "seen", "heard")
PLAN = {"primary": ["seen"], "smallest_effect": 0.1}
GROUPS = {"origin": {"column": "origin", "reference": "nederland", "focal": ["europa"]}}


def scores(names: tuple[str, ...]) -> dict[str, Any]:
    return {name: {"column": name, "range": [1, 5], "direction": "higher", "label": name} for name in names}


def survey(names: tuple[str, ...] = OUTCOMES, *, linked: bool = True) -> dict[str, Any]:
    return {**({"respondent": "code"} if linked else {}), "unit": "team", "scores": scores(names)}


def drawn(teams: int, size: int = 30) -> dict[str, pd.DataFrame]:
    """Draw two waves of people in teams that differ, and change by something of their own; some keep silent."""
    rng = np.random.default_rng(teams)
    n = teams * size
    of = np.arange(n) % teams
    person, made = rng.normal(size=(n, len(OUTCOMES))), {}
    unit = rng.normal(0, 0.35, (teams, len(OUTCOMES)))
    for wave in ("t0", "t1"):
        moved = rng.normal(0, 0.25, (teams, len(OUTCOMES)))
        answers = 3 + 0.4 * person + unit[of] + moved[of] + rng.normal(0, 0.5, (n, len(OUTCOMES)))
        frame = pd.DataFrame(answers.clip(1, 5).round(2), columns=list(OUTCOMES))
        frame.insert(0, "code", [f"c{number}" for number in range(n)])
        frame["team"] = [f"t{place}" for place in of]
        frame["origin"] = np.where(np.arange(n) % 3 == 0, "europa", "nederland")
        made[wave] = frame[rng.random(n) < 0.85]
    return made


@pytest.fixture
def four(make_study: MakeStudy) -> ev.Study:
    return make_study(drawn(4), survey=survey(), groups=GROUPS, plan=PLAN)


def by_hand(study: ev.Study) -> tuple[list[float], list[float]]:
    """Give the intraclass correlations of scores and of changes of each outcome by plain averages."""
    frame = study.survey
    of_scores, of_changes = [], []
    for name in OUTCOMES:
        at = []
        for _, wave in frame.groupby("wave", observed=True):
            grouped = wave.groupby("unit", observed=True)[name]
            n, within = grouped.size(), (wave[name] - grouped.transform("mean")).pow(2).sum()
            within /= len(wave) - len(n)
            at.append((grouped.mean().var() - (within / n).mean()) / wave[name].var())
        of_scores.append(float(np.mean(at)))
        wide = frame.pivot_table(index="respondent", columns="wave", values=name, observed=True)
        moved = (wide["t1"] - wide["t0"]).dropna()
        unit = frame.drop_duplicates("respondent").set_index("respondent")["unit"].loc[moved.index]
        grouped = moved.groupby(unit, observed=True)
        n, within = grouped.size(), (moved - grouped.transform("mean")).pow(2).sum() / (len(moved) - unit.nunique())
        total = sum(wide[wave].var() for wave in ("t0", "t1"))
        of_changes.append(float((grouped.mean().var() - (within / n).mean()) / total))
    return of_scores, of_changes


def test_there_is_one_number_for_all_scores_and_one_for_all_changes(four: ev.Study) -> None:
    found = in_common(columns_of(four))
    scores, changes = (np.mean(one) for one in by_hand(four))
    assert found.scores == Common(round(float(np.ceil(scores / 0.05) * 0.05), 2), 4.0, 3)
    assert found.changes == Common(round(float(np.ceil(changes / 0.005) * 0.005), 3), 4.0, 3)
    assert scores > 0.05
    assert changes > 0.01


def test_means_of_everyone_and_of_groups_count_it(four: ev.Study) -> None:
    section, common = ev.baseline(four), in_common(columns_of(four)).scores
    assert common is not None
    answers = four.survey[four.survey["wave"] == "t0"]
    for key, chosen in (("all", answers), ("origin=europa", answers[answers["origin"] == "europa"])):
        found, alone = section.results[f"seen/{key}/mean"], ev.effects.mean(chosen["seen"])
        assert found.method == "mean_t_few_units"
        assert found.result.se**2 == pytest.approx(alone.se**2 + common.icc * alone.sd**2 / common.teams)
    assert section.results["seen/origin=europa/gap"].method == "gap_welch"


@pytest.mark.parametrize("linked", [True, False])
def test_changes_count_it_and_so_do_their_verdicts(make_study: MakeStudy, linked: bool) -> None:
    study = make_study(drawn(4), survey=survey(linked=linked), groups=GROUPS, plan=PLAN)
    section, common = ev.change(study), in_common(columns_of(study)).changes
    assert common is not None
    ways = ("mixed", "everyone", "linked", "trimmed", "ranks") if linked else ("unlinked",)
    for way in ways:
        assert section.results[f"seen/all/t0-t1/{way}"].method.endswith("_few_units"), way
    if linked:
        alone, found = (section.results[f"seen/all/t0-t1/{way}"].result for way in ("paired", "linked"))
        between = common.icc * (alone.change.sd_pre**2 + alone.change.sd_post**2) / common.teams
        assert found.change.se**2 == pytest.approx(alone.change.se**2 + between, rel=1e-9)
        assert found.change.df < alone.change.df
        first = section.results["seen/all/t0-t1/first/again"]
        assert first.method == "mean_t_few_units"
    assert any(key.endswith(("linked", "unlinked")) for key in section.results if "origin=europa" in key)
    assert {one.method for key, one in section.results.items() if "origin=europa/t0-t1/" in key} & {
        "paired_t_few_units", "independent_t_few_units",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("teams", "names", "told"),
    [
        (4, OUTCOMES, "in_common"),
        (4, OUTCOMES[:3], "few_units"),
        (3, OUTCOMES, "in_common"),
        (2, OUTCOMES, "few_units"),
        (1, OUTCOMES, "no_units"),
    ],
)  # fmt: skip
def test_what_is_counted_is_said_in_both_languages(
    make_study: MakeStudy, teams: int, names: tuple[str, ...], told: str
) -> None:
    study = make_study(drawn(teams, 60), survey=survey(names), plan=PLAN)
    for section, room in ((ev.baseline(study), "baseline."), (ev.change(study), "change.caveat.")):
        said = {one.key for one in section.findings if one.role == "caveat"}
        assert f"{room}{told}" in said
        assert not said & {f"{room}{one}" for one in ("in_common", "few_units", "no_units", "independent")} - {
            f"{room}{told}"
        }
        if told == "in_common":
            bundle = ev.release(section).bundle
            assert "have in common over all" in ev.report.compose([bundle], "en")
            assert "gemeen" in ev.report.compose([bundle], "nl")


def test_units_with_and_without_interventions_count_their_own_number(make_study: MakeStudy) -> None:
    study = make_study(drawn(5), survey=survey(), groups=GROUPS, plan={**PLAN, "comparison": ["t0", "t1"]})
    columns = columns_of(study)
    common = in_common(columns).changes
    assert common is not None
    assert (common.teams, common.df) == (5.0, 3)  # two strata
    sides = {level: changes_in_common(columns, INTERVENED, level) for level in ("with", "without")}
    assert {level: one.teams for level, one in sides.items() if one is not None} == {"with": 3.0, "without": 2.0}
    assert changes_in_common(columns, "origin", "europa") == changes_in_common(columns) == common
    found = ev.change(study).results["seen/interventions-group=without/t0-t1/everyone"]
    assert found.method.endswith("_few_units")


def test_a_comparison_within_units_has_the_units_of_everyone_whatever_the_order_of_rows(make_study: MakeStudy) -> None:
    found = []
    for seed in (1, 2):
        frames = {wave: frame.sample(frac=1, random_state=seed) for wave, frame in drawn(4).items()}
        plan = {**PLAN, "comparison": "origin"}
        columns = columns_of(make_study(frames, survey=survey(), groups=GROUPS, plan=plan, name=f"order{seed}"))
        found.append(in_common(columns))
        assert changes_in_common(columns, INTERVENED, "with") == found[-1].changes
    assert found[0] == found[1]
    assert found[0].changes is not None


def test_units_that_have_another_name_later_do_not_count_twice(make_study: MakeStudy) -> None:
    frames = drawn(4)
    frames["t1"] = frames["t1"].assign(team="new " + frames["t1"]["team"])
    found = in_common(columns_of(make_study(frames, survey=survey(), plan=PLAN)))
    assert found.scores is not None
    assert found.scores.teams == 4.0


def test_a_total_tells_no_more_than_its_parts(root: Path) -> None:
    columns = columns_of(ev.load_study(root / "data" / "raw" / "demo-gemeente"))
    assert "pgis.total" in columns.scores
    assert {"pgis.total", "inclusive_leadership.total", "inclusive_leadership.openness"} & set(columns.apart) == set()
    assert columns.apart["pgis.belonging"] == 4.0
    assert {"pgis.belonging", "pgis.authenticity", "turnover_intention.total"} <= set(columns.apart)


def test_a_delivered_total_is_no_outcome_of_its_own(make_study: MakeStudy) -> None:
    frames = {wave: frame.assign(heard=(frame["calm"] + 2 * frame["seen"]) / 3) for wave, frame in drawn(4).items()}
    assert in_common(columns_of(make_study(frames, survey=survey(), plan=PLAN))) == InCommon(None, None)


def test_units_that_hardly_differ_are_not_told_to_be_alike(make_study: MakeStudy) -> None:
    frames = {}
    for wave, frame in drawn(3).items():
        rng = np.random.default_rng(len(frames))
        names = list(OUTCOMES)
        frames[wave] = frame.assign(**{name: rng.permutation(frame[name]) for name in names})
    columns = columns_of(make_study(frames, survey=survey(), plan=PLAN))
    found = in_common(columns)
    assert found.scores is not None
    assert found.changes is not None
    spread = float(np.mean([np.nanvar(columns.scores[name] / 4, ddof=1) for name in OUTCOMES]))
    for common, waves in ((found.scores, 1), (found.changes, 2)):
        # one unit apart from two others in one outcome only: a fifth of the scale is open
        reach = np.sqrt(4 / 3 * len(OUTCOMES) * common.icc * waves * spread)
        assert 2 * reach >= 0.2


def test_a_wave_without_units_tells_nothing_of_their_number(make_study: MakeStudy) -> None:
    frames = drawn(4)
    frames["t1"] = frames["t1"].assign(team=None)
    found = in_common(columns_of(make_study(frames, survey=survey(), plan=PLAN)))
    assert found.scores is not None
    assert found.scores.teams == 4.0
    assert found.changes is not None  # of who answered at the first wave, too, it is known


def test_a_scale_to_which_all_answer_alike_stops_nothing(make_study: MakeStudy) -> None:
    frames = {wave: frame.assign(heard=3.0) for wave, frame in drawn(4).items()}
    study = make_study(frames, survey=survey(), plan=PLAN)
    assert in_common(columns_of(study)) == InCommon(None, None)
    assert ev.baseline(study).results["seen/all/mean"].method == "mean_t"


def test_who_is_in_no_unit_has_nothing_in_common(make_study: MakeStudy) -> None:
    frames = {wave: frame.assign(team=None) for wave, frame in drawn(4).items()}
    study = make_study(frames, survey=survey(), plan=PLAN)
    assert in_common(columns_of(study)) == InCommon(None, None)
