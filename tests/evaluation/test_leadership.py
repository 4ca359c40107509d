"""Leadership as people see it: teams without names, and what goes together with it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import evaluatie as ev
from delivered import summarised, write
from evaluatie.evaluation import Section
from evaluatie.evaluation.judgement import NotEstimable
from evaluatie.report.reading import Reader
from tolerances import CLOSED_FORM

MakeStudy = Callable[..., ev.Study]
LEAD, INCLUSION, LEAVING = "inclusive_leadership.total", "pgis.total", "turnover_intention.total"
WAY = (LEAD, INCLUSION, LEAVING)
SURVEY = {
    "respondent": "code",
    "unit": "team",
    "items": {"inclusive_leadership": "l{n}", "pgis": "q{n}", "turnover_intention": "v{n}"},
}
OF_LEADERS = SURVEY | {"items": {"inclusive_leadership": "l{n}"}}
AGREED = {"consent": True, "date": "2024-01-01"}
LEADER_ITEMS = [f"l{k}" for k in range(1, 10)]
NAMES = tuple(f"Zuiderpoort{letter}" for letter in "QWERTYUIOPASDFGHJKLZXCVBNM")
AS_SHOWN = 0.006  # what leaves may be rounded to the decimals that are shown
UNEQUAL = (31, 26, 22, 18, 15, 13, 12, 11, 8, 5, 3, 1)


def people(
    sizes: Sequence[int], seed: int = 4, between: float = 0.3, names: Sequence[str] = NAMES, spread: float = 0.6
) -> pd.DataFrame:
    """People of teams: leadership differs between teams, goes with inclusion, and that with staying."""
    rng = np.random.default_rng(seed)
    team = np.repeat(np.arange(len(sizes)), sizes)
    n = len(team)
    lead = rng.normal(0, np.sqrt(between), len(sizes))[team] + rng.normal(0, np.sqrt(1 - between), n)
    inclusion = 0.5 * lead + 0.8 * rng.normal(0, 1, n)
    leave = -0.5 * inclusion + 0.8 * rng.normal(0, 1, n)
    made = {
        **{f"l{k}": np.clip(np.round(3.3 + 0.8 * lead + spread * rng.normal(0, 1, n)), 1, 5) for k in range(1, 10)},
        **{f"q{k}": np.clip(np.round(3.3 + 0.8 * inclusion + 0.6 * rng.normal(0, 1, n)), 1, 5) for k in range(1, 17)},
        **{f"v{k}": np.clip(np.round(3.3 + 1.2 * leave + 0.6 * rng.normal(0, 1, n)), 1, 7) for k in range(1, 4)},
    }
    return pd.DataFrame(made).assign(code=range(n), team=np.array(names)[team])


def leadership(make_study: MakeStudy, frame: pd.DataFrame, survey: dict[str, Any] = SURVEY, **more: Any) -> Section:
    return ev.leadership(make_study({"t0": frame}, **{"survey": survey, "plan": {}, **more}))


def keys(section: Section) -> list[str]:
    return [finding.key for finding in section.findings]


def estimates(section: Section, key: str) -> dict[str, Any]:
    return {one.term: one for one in section.results[key].result.estimates()}


def of_teams(bundle: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {id_: one for id_, one in bundle["numbers"].items() if one["characteristic"] == "unit"}


def items_by_team(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[[*LEADER_ITEMS, "team"]]


def large(frame: pd.DataFrame) -> pd.DataFrame:
    """The people of teams of ten or more."""
    return frame[frame.groupby("team")["code"].transform("size") >= 10]


def means_by_hand(frame: pd.DataFrame) -> ev.scales.UnitMeans:
    scored = frame[["team"]].assign(score=frame[LEADER_ITEMS].mean(axis=1))
    return ev.scales.unit_means(scored, ["score"], "team", (1, 5))


def composed(section: Section) -> dict[str, str]:
    bundle = ev.release(section).bundle
    return {language: ev.report.compose([bundle], language) for language in ("nl", "en")}


# --- may answers stand for a team? ------------------------------------------------------------------------------------


def test_iccs_and_agreement_are_those_of_the_items_of_the_teams_that_are_shown(make_study: MakeStudy) -> None:
    frame = people(UNEQUAL)
    frame.loc[:6, "l4"] = np.nan
    found = estimates(leadership(make_study, frame, OF_LEADERS), f"{LEAD}/all/teams")
    scored = large(frame)[["team"]].assign(score=large(frame)[LEADER_ITEMS].mean(axis=1))
    by_hand = ev.aggregation(scored, ["score"], "team", (1, 5))
    of_items = ev.aggregation(items_by_team(large(frame)), LEADER_ITEMS, "team", (1, 5))
    for term, name in (("icc1", "icc1_reml"), ("icc2", "icc2_reml")):
        one, expected = found[term], [getattr(by_hand, f"{name}{end}") for end in ("", "_low", "_high")]
        assert [one.estimate, one.ci_low, one.ci_high] == pytest.approx(expected, rel=CLOSED_FORM)
    assert found["icc1_anova"].estimate == pytest.approx(by_hand.icc1, rel=CLOSED_FORM)
    assert found["icc2_anova"].estimate == pytest.approx(by_hand.icc2, rel=CLOSED_FORM)
    # agreement is about answers to items, of those who gave them all; the rest about the people whose means are shown
    assert (found["icc1"].n, found["rwg_j"].n) == (by_hand.n, of_items.n)
    assert of_items.n < by_hand.n
    assert found["rwg_j"].estimate == pytest.approx(of_items.rwg_j, rel=CLOSED_FORM)
    assert found["rwg_j_share"].estimate == pytest.approx(of_items.rwg_j_share, rel=CLOSED_FORM)
    for name in ("r_star_wg_j", "a_wg_j", "ad_mean_j", "rwg_j_slight_skew"):
        assert found[name].estimate == pytest.approx(of_items.summary.loc[name, "mean"], rel=CLOSED_FORM)
    assert of_items.n == len(large(frame)) - 7


@pytest.mark.parametrize(
    ("between", "expected"),
    [(0.4, ["leadership.teams_differ", "leadership.means_reliable"]), (0.0, ["leadership.teams_alike"])],
)
def test_whether_teams_differ_follows_from_how_they_were_made(
    make_study: MakeStudy, between: float, expected: list[str]
) -> None:
    section = leadership(make_study, people([15] * 16, between=between), OF_LEADERS)
    found = estimates(section, f"{LEAD}/all/teams")["icc1"]
    assert (found.ci_low > 0) == (between > 0)
    assert [
        key for key in keys(section) if "teams_differ" in key or "teams_alike" in key or "means_" in key
    ] == expected
    composed(section)


def test_means_that_are_too_uncertain_are_said_not_to_be_compared(make_study: MakeStudy) -> None:
    section = leadership(make_study, people([10] * 26, between=0.1), OF_LEADERS)
    found = estimates(section, f"{LEAD}/all/teams")
    assert found["icc1"].ci_low > 0
    assert found["icc2"].estimate < 0.7
    (finding,) = [one for one in section.findings if one.key == "leadership.means_unreliable"]
    assert finding.role == "caveat"
    assert "Do not compare one team with another" in " ".join(composed(section)["en"].split())


@pytest.mark.parametrize(("agree", "key"), [(True, "teams_agree"), (False, "teams_disagree")])
def test_whether_colleagues_agree_follows_from_how_they_answered(make_study: MakeStudy, agree: bool, key: str) -> None:
    frame = people([14] * 8, spread=0.3)
    if not agree:  # in every team half sees the leader as good as can be, half as bad as can be
        frame[LEADER_ITEMS] = np.where(np.arange(len(frame))[:, None] % 2, [5.0] * 9, [1.0] * 9)
        frame.loc[::5, "l1"] = 3
    section = leadership(make_study, frame, OF_LEADERS)
    assert (estimates(section, f"{LEAD}/all/teams")["rwg_j"].estimate >= 0.7) == agree
    assert f"leadership.{key}" in keys(section)
    composed(section)


def test_of_ready_scores_no_agreement_on_items_is_told(make_study: MakeStudy) -> None:
    frame = people([14] * 8)
    ready = frame[["code", "team"]].assign(lead=frame[LEADER_ITEMS].mean(axis=1).round(6))
    survey = {"respondent": "code", "unit": "team", "scores": {LEAD: {"column": "lead"}}}
    section = leadership(make_study, ready, survey)
    assert set(estimates(section, f"{LEAD}/all/teams")) == {"icc1", "icc2", "icc1_anova", "icc2_anova"}
    assert not {"leadership.teams_agree", "leadership.teams_disagree"} & set(keys(section))
    composed(section)


# --- teams without names ----------------------------------------------------------------------------------------------


def test_team_means_are_the_shrunken_ones_of_the_teams_that_are_shown(make_study: MakeStudy) -> None:
    frame = people(UNEQUAL)
    frame.loc[:6, "l4"] = np.nan  # eight of the nine answers make a score
    section = leadership(make_study, frame, OF_LEADERS)
    by_hand = means_by_hand(large(frame))
    found = [estimates(section, key)["mean"].estimate for key in section.results if "/unit=" in key]
    assert sorted(found) == pytest.approx(sorted(by_hand.table["mean"]), rel=CLOSED_FORM)
    drawn, raw = ((by_hand.table[name] - by_hand.mean).abs().max() for name in ("mean", "raw_mean"))
    assert drawn < raw
    whole = estimates(section, f"{LEAD}/all/team-mean")["mean"]
    assert (whole.estimate, whole.n) == (pytest.approx(by_hand.mean, rel=CLOSED_FORM), len(large(frame)))
    left = [one["estimate"] for one in of_teams(ev.release(section).bundle).values()]
    assert len(left) == 8
    assert left == pytest.approx(found, abs=AS_SHOWN)


def test_a_team_without_a_name_has_no_size_and_a_line_as_long_as_the_others(make_study: MakeStudy) -> None:
    frame = people(UNEQUAL)
    section = leadership(make_study, frame, OF_LEADERS)
    se = means_by_hand(large(frame)).table["se"]
    assert se.max() > 1.15 * se.min()  # else one length would be no feat
    reach = stats.t.ppf(0.975, len(se) - 1) * np.sqrt((se**2).mean())
    for one in (estimates(section, key)["mean"] for key in section.results if "/unit=" in key):
        limits = max(one.estimate - reach, 1), min(one.estimate + reach, 5)
        assert (one.ci_low, one.ci_high) == pytest.approx(limits, rel=CLOSED_FORM)
    left = of_teams(ev.release(section).bundle)
    assert [one["level"] for one in left.values()] == [str(place) for place in range(1, 9)]
    for one in left.values():
        assert (one["suppressed"], one["n"], one["se"]) == (None, None, None)
        # an exact mean would tell the size of its team
        assert all(round(one[name], 2) == one[name] for name in ("estimate", "ci_low", "ci_high"))
        assert one["ci_high"] - one["ci_low"] == pytest.approx(2 * reach, abs=2 * AS_SHOWN)


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ([30, 25, 20, 15, 12], 5),  # everyone is in a team that is shown
        ([30, 25, 20, 15, 12, 8, 5], 5),  # thirteen are not
        ([30, 25, 20, 15, 12, 5], 4),  # five are not: those of the smallest team neither
        ([30, 25, 13, 12, 5, 4], 3),
        ([9, 9, 9, 9, 9], 0),
    ],
)
def test_teams_are_shown_together_if_those_left_out_are_nobody_or_many(
    make_study: MakeStudy, sizes: list[int], shown: int
) -> None:
    section = leadership(make_study, people(sizes), OF_LEADERS)
    bundle = ev.release(section).bundle
    assert len([one for one in of_teams(bundle).values() if one["suppressed"] is None]) == shown
    if shown:
        n = bundle["numbers"][f"leadership.{LEAD}/all/teams.icc1"]["n"]
        assert n == sum(sorted(sizes)[-shown:])
        assert bundle["numbers"][f"leadership.{LEAD}/all/mean.mean"]["n"] - n not in range(1, 10)
        # the fate of one is that of all, so each rests on all of them
        of_all = [one for key, one in section.results.items() if "/unit=" in key or "/all/team" in key]
        assert len(of_all) == shown + 2
        for one in of_all:
            assert sorted(cell.unit for cell in one.cells if cell.unit) == sorted(NAMES[:shown])
    else:
        assert "leadership.few_units" in {finding["key"] for finding in bundle["findings"]}


def test_nothing_that_leaves_names_a_team(make_study: MakeStudy) -> None:
    section = leadership(make_study, people(UNEQUAL), name="zonder-namen")
    bundle = ev.release(section).bundle
    leaves = [json.dumps(bundle, ensure_ascii=False), ev.report.results_json([bundle]).decode()]
    leaves += [ev.report.compose([bundle], language) for language in ("nl", "en")]
    for text in leaves:
        assert not any(name in text for name in NAMES)
    assert {"leadership.unnamed", "leadership.shrunken"} <= set(keys(section))
    assert not any(display.id.startswith("table-units") for display in section.displays)
    (figure,) = [one for one in bundle["displays"] if one["id"] == f"figure-units-{LEAD}"]
    assert all(row["head"] == [] for row in figure["rows"])


def test_teams_stand_in_the_order_of_their_means_and_other_names_change_nothing(make_study: MakeStudy) -> None:
    sizes = [30, 28, 26, 24, 22, 20, 18, 16, 14, 12]
    first, second = (
        ev.release(leadership(make_study, people(sizes, between=0.4, names=names), OF_LEADERS, name=name)).bundle
        for name, names in (("forward", NAMES), ("backward", sorted(NAMES[:10], reverse=True)))
    )
    means = [one["estimate"] for one in of_teams(first).values()]
    assert len(means) == 10
    assert means == sorted(means)
    for part in ("numbers", "findings", "displays", "hidden"):
        assert json.dumps(first[part]) == json.dumps(second[part])


@pytest.mark.parametrize("agreed", [None, AGREED])
def test_where_one_team_must_be_hidden_all_are_and_a_sentence_says_so(
    make_study: MakeStudy, agreed: dict[str, Any] | None
) -> None:
    frame = people([15] * 5)
    frame.loc[frame["team"] == NAMES[2], LEADER_ITEMS] = 4.0  # everyone in it gave one answer
    section = leadership(make_study, frame, OF_LEADERS, **({} if agreed is None else {"works_council": agreed}))
    bundle = ev.release(section).bundle
    of_all = [one for id_, one in bundle["numbers"].items() if "/unit=" in id_ or "/all/team" in id_]
    assert of_all
    assert all(one["suppressed"] and one["estimate"] is None and one["n"] is None for one in of_all)
    said = {finding["key"] for finding in bundle["findings"]}
    assert "leadership.hidden" in said
    assert not {key for key in said if key.startswith(("leadership.teams_", "leadership.means_"))}
    # of a figure that is not shown there is nothing to explain
    assert not {"leadership.unnamed", "leadership.named", "leadership.shrunken"} & said


def test_the_page_can_be_composed_where_a_named_team_must_be_hidden(make_study: MakeStudy) -> None:
    frame = people([15] * 5)
    frame.loc[frame["team"] == NAMES[2], LEADER_ITEMS] = 4.0
    pages = composed(leadership(make_study, frame, OF_LEADERS, works_council=AGREED))
    assert NAMES[2] not in pages["en"]


def test_numbers_instead_of_names_are_no_names_either(make_study: MakeStudy) -> None:
    frame = people([14, 13, 12, 11], names=[80417, 91522, 73096, 66203])
    bundle = ev.release(leadership(make_study, frame, OF_LEADERS)).bundle
    assert len(of_teams(bundle)) == 4
    assert all(one["suppressed"] is None for one in of_teams(bundle).values())
    assert not re.search("80417|91522|73096|66203", json.dumps(bundle))


def test_the_word_of_the_works_council_without_a_date_is_no_word(make_study: MakeStudy) -> None:
    with pytest.raises(ev.StudyError) as refused:
        leadership(make_study, people([14] * 4), OF_LEADERS, works_council={"consent": True})
    (problem,) = refused.value.problems
    assert (problem.file, problem.column) == ("study.yml", "works_council.consent")
    assert "date" in problem.hint


def test_with_the_works_councils_word_teams_have_names_and_sizes(make_study: MakeStudy) -> None:
    frame = people(UNEQUAL)
    section = leadership(make_study, frame, OF_LEADERS, works_council=AGREED)
    bundle = ev.release(section).bundle
    table = means_by_hand(large(frame)).table
    shown = {one["level"]: one for one in of_teams(bundle).values() if one["suppressed"] is None}
    for one in of_teams(bundle).values():
        assert one["level"] in shown or {one[value] for value in ("estimate", "ci_low", "ci_high", "n")} == {None}
    sizes = dict(zip(NAMES, UNEQUAL, strict=False))
    assert set(shown) <= {name for name, size in sizes.items() if size >= 10}
    assert len(shown) >= 7
    for name, one in shown.items():
        expected = table.loc[name, ["mean", "low", "high"]].tolist()
        assert [one["estimate"], one["ci_low"], one["ci_high"]] == pytest.approx(expected, abs=AS_SHOWN)
        assert one["n"] == sizes[name]
    assert "leadership.named" in keys(section)
    assert "leadership.unnamed" not in keys(section)
    (units,) = [one for one in bundle["displays"] if one["id"] == f"table-units-{LEAD}"]
    named = {row["head"][0]["label"][1].removeprefix("unit=") for row in units["rows"]}
    assert set(shown) <= named <= set(sizes)


def test_the_page_of_named_teams_can_be_composed_where_some_are_too_small(make_study: MakeStudy) -> None:
    pages = composed(leadership(make_study, people(UNEQUAL), OF_LEADERS, works_council=AGREED))
    for page in pages.values():
        assert NAMES[0] in page


# --- where there is little to tell ------------------------------------------------------------------------------------


def alone(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(team=[f"Kamer{place}" for place in range(len(frame))])


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (people([40, 38]), "leadership.few_units"),
        (people([40]), "leadership.few_units"),
        (alone(people([40])), "leadership.few_units"),
        (people([20] * 4).assign(team=np.nan), "leadership.few_units"),
        (people([20] * 4).assign(**dict.fromkeys(LEADER_ITEMS, 3)), "leadership.few_units"),
    ],
    ids=["two teams", "one team", "everyone alone", "no answers on teams", "one answer"],
)
def test_with_too_little_to_tell_of_teams_a_sentence_says_so(
    make_study: MakeStudy, frame: pd.DataFrame, expected: str
) -> None:
    section = leadership(make_study, frame)
    assert expected in keys(section)
    assert not {"leadership.unnamed", "leadership.shrunken"} & set(keys(section))
    bundle = ev.release(section).bundle
    assert not of_teams(bundle)
    assert not any(display["id"].startswith(("figure-units", "table-agreement")) for display in bundle["displays"])
    composed(section)


def test_without_a_column_of_teams_the_means_and_the_link_are_still_there(make_study: MakeStudy) -> None:
    survey = {key: value for key, value in SURVEY.items() if key != "unit"}
    section = leadership(make_study, people([30] * 4), survey)
    assert {"baseline.mean", "leadership.no_units", "link_people.apart", "link.common_source"} <= set(keys(section))
    assert not any("team" in key for key in section.results)
    composed(section)


def test_without_questions_about_leaders_a_sentence_says_so(make_study: MakeStudy) -> None:
    section = leadership(make_study, people([20] * 4), SURVEY | {"items": {"pgis": "q{n}"}})
    assert keys(section) == ["leadership.none"]
    assert not section.results
    composed(section)


def test_of_means_only_nothing_can_be_told(tmp_path: Any) -> None:
    frame = people([30, 30]).assign(lead=lambda of: of[LEADER_ITEMS].mean(axis=1))
    table = summarised({"t0": frame}, ("lead",), ()).to_csv(index=False)
    listed = [{"id": "t0", "label": "t0"}]
    survey = {"scores": {LEAD: {"column": "lead"}}}
    folder = write(tmp_path / "means", table, waves=listed, survey=survey, plan={}, groups={})
    section = ev.leadership(ev.load_study(folder))
    assert keys(section) == ["leadership.aggregates"]
    composed(section)


def test_the_last_wave_with_answers_about_leaders_is_looked_at(make_study: MakeStudy) -> None:
    first, last = people([20] * 5), people([20] * 5, seed=5)
    study = make_study({"t0": first, "t1": last}, survey=OF_LEADERS, plan={}, name="both")
    (mean,) = [one for one in ev.leadership(study).results[f"{LEAD}/all/mean"].result.estimates() if one.term == "mean"]
    assert mean.estimate == pytest.approx(last[LEADER_ITEMS].mean(axis=1).mean(), rel=CLOSED_FORM)
    last[LEADER_ITEMS] = np.nan
    study = make_study({"t0": first, "t1": last}, survey=SURVEY, plan={}, name="first")
    section = ev.leadership(study)
    assert section.results[f"{LEAD}/all/mean"].waves == ("t0",)
    assert section.results["link"].waves == ("t0",)


SEVEN = [
    {"id": "t0", "label": "t0", "file": "t0.csv"},
    {"id": "t1", "label": "t1", "file": "t1.csv", "asked": {"inclusive_leadership": {"range": [1, 7]}}},
]


def test_a_last_wave_with_another_scale_of_answers_is_no_error(make_study: MakeStudy) -> None:
    waves = {"t0": people([20] * 5), "t1": people([20] * 5, seed=5)}
    waves["t1"][LEADER_ITEMS] += 2
    section = ev.leadership(make_study(waves, survey=OF_LEADERS, plan={}, waves_block=SEVEN))
    (wave,) = section.results[f"{LEAD}/all/teams"].waves
    limits = (1, 7) if wave == "t1" else (1, 5)
    by_hand = ev.aggregation(items_by_team(waves[wave]), LEADER_ITEMS, "team", limits)
    found = estimates(section, f"{LEAD}/all/teams")
    assert found["icc1"].estimate == pytest.approx(by_hand.icc1_reml, rel=CLOSED_FORM)
    assert found["rwg_j"].estimate == pytest.approx(by_hand.rwg_j, rel=CLOSED_FORM)
    (mean,) = [one for one in section.findings if one.key == "baseline.mean"]
    assert mean.slots["wave"].id == wave
    assert (mean.slots["low"].value, mean.slots["high"].value) == limits


def test_one_of_two_questionnaires_on_leaders_with_another_scale_is_no_error(make_study: MakeStudy) -> None:
    waves = {"t0": people([20] * 5), "t1": people([20] * 5, seed=5)}
    waves["t1"][LEADER_ITEMS] += 2
    for frame in waves.values():
        frame[[f"f{k}" for k in range(1, 8)]] = frame[[f"q{k}" for k in range(1, 8)]]
    items = OF_LEADERS["items"] | {"transformational_leadership": "f{n}"}
    section = ev.leadership(make_study(waves, survey=OF_LEADERS | {"items": items}, plan={}, waves_block=SEVEN))
    composed(section)


# --- what goes together with leadership -------------------------------------------------------------------------------


def scores(frame: pd.DataFrame) -> pd.DataFrame:
    def mean(letter: str, k: int) -> pd.Series:
        return frame[[f"{letter}{number}" for number in range(1, k + 1)]].mean(axis=1)

    return pd.DataFrame({LEAD: mean("l", 9), INCLUSION: mean("q", 16), LEAVING: mean("v", 3), "team": frame["team"]})


@pytest.mark.parametrize(("teams", "parts"), [(8, ("_within",)), (25, ("_within", "_between"))])
def test_the_link_is_that_of_the_same_columns_within_and_between_teams(
    make_study: MakeStudy, teams: int, parts: tuple[str, ...]
) -> None:
    frame = people([9] * teams)
    section = leadership(make_study, frame)
    found = estimates(section, "link")
    by_hand = {one.term: one for one in ev.scales.mediated_link(scores(frame), *WAY, "team").estimates()}
    assert set(found) == set(by_hand)
    assert {term for term in found if term.startswith("indirect")} == {f"indirect{part}" for part in parts}
    for term, expected in by_hand.items():
        one = found[term]
        assert one.n == expected.n == 9 * teams
        assert one.estimate == pytest.approx(expected.estimate, rel=1e-8)
        assert (one.ci_low, one.ci_high) == pytest.approx((expected.ci_low, expected.ci_high), rel=1e-6)
    said = {key.split(".")[0] for key in keys(section) if key.startswith("link_")}
    assert said == {f"link{part}" for part in parts}
    assert ("link.few_units" in keys(section)) == (teams < 20)
    assert {display.id for display in section.displays if display.id.startswith("figure-link")} == {
        f"figure-link{part}" for part in parts
    }
    assert found["indirect_within"].ci_high < 0  # leadership up, inclusion up, leaving down
    assert "link_within.apart" in keys(section)
    composed(section)


def test_the_interval_of_the_way_in_between_is_a_monte_carlo_one(make_study: MakeStudy) -> None:
    found = estimates(leadership(make_study, people([12] * 8)), "link")
    a, b, indirect = (found[f"{term}_within"] for term in ("a", "b", "indirect"))
    rng = np.random.default_rng(99)
    drawn = (a.estimate + a.se * rng.standard_normal(200_000)) * (b.estimate + b.se * rng.standard_normal(200_000))
    assert indirect.estimate == pytest.approx(a.estimate * b.estimate, rel=1e-6)
    assert (indirect.ci_low, indirect.ci_high) == pytest.approx(tuple(np.quantile(drawn, [0.025, 0.975])), abs=0.02)
    assert indirect.p is None


@pytest.mark.parametrize("organisation", ["lq2002", "demo-waterschap"])
def test_the_sentence_gives_the_whole_association_and_the_part_by_way_of_the_middle(organisation: str) -> None:
    bundle = ev.release(ev.leadership(ev.load_study(organisation))).bundle
    numbers, displays = bundle["numbers"], {one["id"]: one for one in bundle["displays"]}
    said = [one for one in bundle["findings"] if one["key"].startswith("link_")]
    assert said
    for finding in said:
        part = "_" + finding["key"].split(".")[0].removeprefix("link_")
        of = {term: f"leadership.link.{term}{part}" for term in ("a", "b", "direct", "total", "indirect")}
        whole, by_way, direct = (numbers[of[term]]["estimate"] for term in ("total", "indirect", "direct"))
        # the part is no whole: that is the direct one and it together, between units nearly
        assert abs(by_way) < abs(whole)
        assert direct + by_way == pytest.approx(whole, abs=0.02)
        drawn = [cell["ref"] for row in displays[f"figure-link{part}"]["rows"] for cell in row["cells"]]
        assert drawn == [of["a"], of["b"], of["direct"]]
        listed = [cell["ref"] for row in displays["table-link"]["rows"] for cell in row["cells"] if cell]
        assert set(of.values()) <= set(listed)
        for language, sign in (("nl", "lager"), ("en", "lower")):
            reader = Reader(bundle, language)
            text = reader.text(finding)
            assert text is not None
            size = {term: re.escape(reader.numerals.decimal(abs(numbers[of[term]]["estimate"]))) for term in of}
            first, last = (re.search(rf"{size[term]} \w+ {sign}", text) for term in ("total", "indirect"))
            assert first
            assert last
            assert first.start() < last.start()
            ends = [numbers[of[term]][end] for term in ("total", "indirect") for end in ("ci_low", "ci_high")]
            assert all(reader.numerals.decimal(end) in text for end in ends)


def test_no_more_is_concluded_than_one_questionnaire_allows(make_study: MakeStudy) -> None:
    section = leadership(make_study, people([12] * 8))
    (caveat,) = [one for one in section.findings if one.key == "link.common_source"]
    assert caveat.role == "caveat"
    assert [caveat.slots[name].id for name in ("first", "middle", "last")] == list(WAY)
    assert "It does not show what came first" in composed(section)["en"]


@pytest.mark.parametrize("seed", [4, 21])
def test_a_link_that_is_not_there_is_said_to_be_unclear(make_study: MakeStudy, seed: int) -> None:
    frame = people([12] * 8, seed=seed)
    shuffled = np.random.default_rng(seed).permutation(len(frame))
    frame[[f"q{k}" for k in range(1, 17)]] = frame[[f"q{k}" for k in range(1, 17)]].to_numpy()[shuffled]
    section = leadership(make_study, frame)
    found = estimates(section, "link")
    assert found["indirect_within"].ci_low < 0 < found["indirect_within"].ci_high
    # chance alone parts the whole from zero in one of these
    apart = not found["total_within"].ci_low < 0 < found["total_within"].ci_high
    assert f"link_within.{'total_only' if apart else 'unclear'}" in keys(section)
    assert not {"link_within.apart", "link_within.part_only"} & set(keys(section))
    said = "Whether part of that goes by way of" if apart else "The same holds for the part by way of"
    assert said in composed(section)["en"]


def test_the_plan_may_name_another_path(make_study: MakeStudy) -> None:
    frame = people([12] * 8)
    path = ["pgis.authenticity", "pgis.belonging", LEAVING]
    section = leadership(make_study, frame, plan={"path": path})
    columns = scores(frame).assign(
        **{
            "pgis.belonging": frame[[f"q{k}" for k in range(1, 9)]].mean(axis=1),
            "pgis.authenticity": frame[[f"q{k}" for k in range(9, 17)]].mean(axis=1),
        }
    )
    expected = {one.term: one.estimate for one in ev.scales.mediated_link(columns, *path, "team").estimates()}
    found = {term: one.estimate for term, one in estimates(section, "link").items()}
    assert found == pytest.approx(expected, rel=1e-8)
    (caveat,) = [one for one in section.findings if one.key == "link.common_source"]
    assert [caveat.slots[name].id for name in ("first", "middle", "last")] == path


@pytest.mark.parametrize(
    ("path", "column", "says", "hint"),
    [
        ([LEAD, "pgis.totaal", LEAVING], "plan.path.1", "pgis.totaal", "pgis.total"),
        ([LEAD, INCLUSION], "plan.path", "three", "Name three"),
        ([LEAD, LEAD, LEAVING], "plan.path", "three", "Name three"),
        ([LEAD, INCLUSION, LEAVING, "pgis.belonging"], "plan.path", "three", "Name three"),
    ],
)
def test_a_path_that_cannot_be_is_a_clear_problem(
    make_study: MakeStudy, path: list[str], column: str, says: str, hint: str
) -> None:
    with pytest.raises(ev.StudyError) as refused:
        leadership(make_study, people([12] * 4), plan={"path": path})
    (problem,) = refused.value.problems
    assert (problem.file, problem.column) == ("study.yml", column)
    assert isinstance(problem.row, int)
    assert says in problem.message
    assert hint in problem.hint


def test_without_inclusion_or_leaving_there_is_no_path(make_study: MakeStudy) -> None:
    section = leadership(make_study, people([12] * 4), OF_LEADERS)
    assert "leadership.no_path" in keys(section)
    assert "link" not in section.results
    composed(section)


def test_ready_totals_of_all_three_have_a_path(make_study: MakeStudy) -> None:
    made = scores(people([12] * 8)).round(6)
    frame = made.rename(columns={LEAD: "x", INCLUSION: "m", LEAVING: "y"}).assign(code=range(96))
    columns = {outcome: {"column": column} for outcome, column in zip(WAY, "xmy", strict=True)}
    section = leadership(make_study, frame, {"respondent": "code", "unit": "team", "scores": columns})
    assert "leadership.no_path" not in keys(section)
    assert "link" in section.results


def test_scores_that_do_not_vary_have_no_link_and_a_sentence_says_so(make_study: MakeStudy) -> None:
    frame = people([12] * 4).assign(**{f"v{k}": 4 for k in range(1, 4)})
    section = leadership(make_study, frame)
    assert isinstance(section.results["link"].result, NotEstimable)
    assert "link.not_estimable" in keys(section)
    assert not any(display.id.startswith(("figure-link", "table-link")) for display in section.displays)
    composed(section)


# --- what leaves ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("agreed", [None, AGREED])
def test_every_shown_number_is_in_results_json_and_the_bundle_is_the_same_twice(
    make_study: MakeStudy, agreed: dict[str, Any] | None
) -> None:
    more = {} if agreed is None else {"works_council": agreed}
    study = make_study({"t0": people(UNEQUAL)}, survey=SURVEY, plan={}, **more)
    first, second = (json.dumps(ev.release(ev.leadership(study)).bundle) for _ in range(2))
    assert first == second
    bundle = json.loads(first)
    rows = {row["id"]: row for row in json.loads(ev.report.results_json([bundle]))["results"]}
    shown = set(re.findall(r'"ref": "([^"]+)"', first))
    assert {f"leadership.{LEAD}/all/teams.icc1", "leadership.link.indirect_within"} <= shown <= set(rows)
    assert all(rows[id_]["method"] for id_ in shown if rows[id_]["suppressed"] is None)


def test_of_nine_people_nothing_leaves(make_study: MakeStudy) -> None:
    bundle = ev.release(leadership(make_study, people([3, 3, 3]))).bundle
    assert all(one["suppressed"] and one["estimate"] is None and one["n"] is None for one in bundle["numbers"].values())
    said = {finding["key"] for finding in bundle["findings"]}
    assert not {"baseline.mean", "leadership.teams_differ", "leadership.teams_alike"} & said
