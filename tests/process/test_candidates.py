"""Candidates: the rule, step by step; what is uncertain, what is left out, and when there is none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import evaluatie.process as room
from evaluatie.amiss import InputError
from evaluatie.instruments import instrument, list_instruments
from evaluatie.process.suggesting.aim_links import aim_links
from evaluatie.result import NotEnoughData

CATALOGUE = room.intervention_catalogue()
LEVELS = ["outcome", "mean", "ci_low", "ci_high", "n", "range_low", "range_high", "direction"]
GAPS = ["outcome", "group", "difference", "ci_low", "ci_high", "n"]
OWN = {"id": "own", "name": "Own", "level": "hr", "aims": ["safety"], "mechanism": "x"}


def level(outcome: str, mean: float, half: float = 0.1, low: float = 1, high: float = 5, way: str = "higher") -> tuple:
    return (outcome, mean, mean - half, mean + half, 200, low, high, way)


def gap(outcome: str, difference: float, half: float, group: str = "europa") -> tuple:
    return (outcome, group, difference, difference - half, difference + half, 200)


def levels(*rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=LEVELS)


def gaps(*rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=GAPS)


GOOD = (level("pgis.belonging", 4.5), level("pgis.authenticity", 4.4), level("psychological_safety.total", 6.5, high=7))


def test_positions_on_different_ranges_are_percentages_of_the_maximum_possible() -> None:
    found = room.candidate_interventions(
        levels(
            level("pgis.belonging", 3.0, 0.2),
            level("psychological_safety.total", 4.0, 0.3, 1, 7),
            level("turnover_intention.total", 2.0, 0.2, 1, 5, "lower"),
            level("affective_commitment.total", 0.25, 0.05, 0, 1),
        )
    ).positions.set_index("outcome")
    assert found.index.tolist() == [
        "affective_commitment.total", "pgis.belonging", "psychological_safety.total", "turnover_intention.total",
    ]  # fmt: skip
    assert found["position"].tolist() == pytest.approx([25, 50, 50, 75])
    assert found.loc["turnover_intention.total", ["ci_low", "ci_high"]].tolist() == pytest.approx([70, 80])
    assert found.loc["pgis.belonging", ["ci_low", "ci_high"]].tolist() == pytest.approx([45, 55])
    assert found[["rank_first", "rank_last"]].to_numpy().tolist() == [[1, 1], [2, 3], [2, 3], [4, 4]]


def test_another_unit_of_the_same_answers_changes_nothing() -> None:
    low = levels(level("pgis.belonging", 3.0), level("pgis.authenticity", 3.5), level("job_satisfaction.total", 4.0))
    other = low.assign(**{name: (low[name] - 1) * 25 for name in ("mean", "ci_low", "ci_high")})
    other = other.assign(range_low=0, range_high=100)
    gap_ = gaps(gap("pgis.belonging", -0.4, 0.2))
    wider = gap_.assign(**{name: gap_[name] * 25 for name in ("difference", "ci_low", "ci_high")})
    one, two = room.candidate_interventions(low, gap_), room.candidate_interventions(other, wider)
    pd.testing.assert_frame_equal(one.candidates, two.candidates)
    pd.testing.assert_frame_equal(one.gaps, two.gaps)


# outcome, difference and half width of a gap in belonging, mean of belonging; reason; what the candidates are for
RULES = [
    (3.0, None, "lowest"),
    (4.5, (-0.5, 0.2), "gap"),
    (3.0, (-0.5, 0.2), "both"),
    (3.0, (-0.1, 0.2), "lowest"),
    (3.0, (0.5, 0.2), "lowest"),
]


@pytest.mark.parametrize(("mean", "difference", "reason"), RULES)
def test_the_reason_is_a_low_scale_a_clear_gap_or_both(
    mean: float, difference: tuple[float, float] | None, reason: str
) -> None:
    wide = None if difference is None else gaps(gap("pgis.belonging", *difference))
    found = room.candidate_interventions(levels(level("pgis.belonging", mean), *GOOD[1:]), wide, most=100)
    assert found.candidates["reason"].unique().tolist() == [reason]
    assert found.candidates["outcomes"].unique().tolist() == ["pgis.belonging"]
    expected = {one.id for one in CATALOGUE.values() if one.role == "change" and "belonging" in one.aims}
    assert set(found.candidates["id"]) == expected
    assert found.candidates["groups"].unique().tolist() == ["" if reason == "lowest" else "europa"]


@pytest.mark.parametrize("difference", [None, (-0.1, 0.2), (0.5, 0.2), (-0.2, 0.2)])
def test_nothing_low_and_no_clear_gap_gives_no_candidate_and_says_so(difference: tuple[float, float] | None) -> None:
    wide = None if difference is None else gaps(gap("pgis.belonging", *difference))
    found = room.candidate_interventions(levels(*GOOD), wide)
    assert found.candidates.empty
    assert "no candidates: nothing is low and no gap is clear" in found.notes
    assert any(note.startswith("no scale is low") for note in found.notes)
    assert not found.positions["chosen"].any()
    assert list(found.candidates) == ["order", "id", "name", "level", "step", "reason", "outcomes", "groups", "aims",
                                      "aims_inferred", "evidence", "evidence_statement", "first"]  # fmt: skip


def test_a_gap_of_a_scale_on_which_lower_is_better_counts_when_it_is_above_0() -> None:
    low = levels(*GOOD, level("turnover_intention.total", 1.5, 0.1, 1, 5, "lower"))
    found = room.candidate_interventions(low, gaps(gap("turnover_intention.total", 0.4, 0.2)))
    assert found.gaps[["difference", "ci_low", "ci_high"]].to_numpy().tolist() == [pytest.approx([-10, -15, -5])]
    assert set(found.candidates["reason"]) == {"gap"}
    assert any("expected to follow from inclusion" in note for note in found.notes)
    better = room.candidate_interventions(low, gaps(gap("turnover_intention.total", -0.4, 0.2)))
    assert better.candidates.empty
    assert better.gaps[["clear", "chosen"]].to_numpy().tolist() == [[True, False]]


def test_gaps_are_ranked_by_width_in_positions_whatever_the_range() -> None:
    low = levels(*GOOD)
    wide = gaps(gap("psychological_safety.total", -0.5, 0.2), gap("pgis.belonging", -0.4, 0.2))
    found = room.candidate_interventions(low, wide, widest=1)  # 8.3 of a range of 6 points, 10 of one of 4
    assert found.gaps.set_index("outcome")["chosen"].to_dict() == {
        "psychological_safety.total": False, "pgis.belonging": True,
    }  # fmt: skip
    assert found.gaps["clear"].tolist() == [True, True]


def test_each_ground_puts_forward_its_best_in_turn() -> None:
    low = levels(
        level("pgis.belonging", 3.5), level("pgis.authenticity", 4.5), level("psychological_safety.total", 6.5, high=7)
    )
    found = room.candidate_interventions(low, gaps(gap("psychological_safety.total", -0.6, 0.2)), most=100).candidates
    # first the gap, of which the best also answers to the low scale
    assert found.loc[0, ["reason", "outcomes"]].tolist() == ["both", "psychological_safety.total, pgis.belonging"]
    assert found.loc[1, "outcomes"].endswith("pgis.belonging")
    for outcome in ("psychological_safety.total", "pgis.belonging"):
        own = found[found["outcomes"].str.contains(outcome)]
        both = own["reason"].eq("both").to_numpy()
        assert (both[:-1] >= both[1:]).all()  # both kinds come before one kind
        for reason in ("both", "lowest", "gap"):
            ranks = [list(CATALOGUE.grades).index(grade) for grade in own[own["reason"] == reason]["evidence"]]
            assert ranks == sorted(ranks)


def test_no_ground_is_crowded_out_by_another_with_more_or_better_candidates() -> None:
    low = levels(*GOOD, level("diversity_climate.fairness", 5.5, high=6))
    wide = gaps(gap("diversity_climate.fairness", -0.4, 0.2), gap("pgis.belonging", -0.8, 0.2))
    found = room.candidate_interventions(low, wide, most=4).candidates
    for_fairness = found["outcomes"].str.contains("fairness").tolist()
    assert for_fairness[:2] == [False, True]  # the widest gap first, and then by turns
    assert sum(for_fairness) >= 2
    assert found["id"].tolist()[1] == "prejudice-principles"


def test_interventions_that_the_guide_warns_of_come_after_others_for_the_same() -> None:
    low = levels(level("diversity_climate.fairness", 3.0, 0.1, 1, 6))
    found = room.candidate_interventions(low, most=100).candidates
    assert found["id"].iloc[-1] == "awareness-training"
    assert found["id"].iloc[0] == "prejudice-principles"
    statement = found.set_index("id").loc["awareness-training", "evidence_statement"]
    assert statement == CATALOGUE["awareness-training"].evidence_note.nl


def test_what_only_prepares_is_no_candidate_but_stands_before_one() -> None:
    wide = pd.DataFrame([(*gap("promotions", -0.2, 0.1), 0, 1, "higher")], columns=[*GAPS, *LEVELS[5:]])
    found = room.candidate_interventions(levels(), wide, most=100).candidates.set_index("id")
    assert {"career-programme", "mentor-programme", "target-figures"} <= set(found.index)
    assert found.loc["career-programme", "first"] == "workforce-figures"
    assert found.loc["mentor-programme", "first"] == "mentor-training"
    assert found.loc["coaching", "first"] == ""
    assert "mentor-training" not in found.index


def test_a_score_of_leadership_calls_for_line_managers() -> None:
    found = room.candidate_interventions(levels(level("inclusive_leadership.total", 2.5)), most=100)
    assert set(found.candidates["level"]) == {"manager"}
    assert any("all candidates are on one level; the visual advises" in note for note in found.notes)


def test_the_candidates_are_spread_over_two_levels_where_there_are_two() -> None:
    cited = {**OWN, "aims": ["progression"], "evidence": "cited", "evidence_note": "x", "references": ["x"]}
    catalogue = room.intervention_catalogue([{**cited, "id": f"own-{at}"} for at in range(3)])
    wide = pd.DataFrame([(*gap("progression", -0.2, 0.1), 0, 1, "higher")], columns=[*GAPS, *LEVELS[5:]])
    found = room.candidate_interventions(levels(), wide, catalogue=catalogue, most=3)
    assert found.candidates["id"].tolist()[:2] == ["own-0", "own-1"]  # the third made room
    assert found.candidates["level"].tolist()[2] != "hr"
    assert any(note.startswith("3 of ") for note in found.notes)
    alone = room.candidate_interventions(levels(), wide, catalogue=catalogue, most=1)
    assert alone.candidates["id"].tolist() == ["own-0"]
    assert any("there is one candidate" in note for note in alone.notes)


def test_a_candidate_comes_after_another_that_it_needs() -> None:
    extra = [
        {**OWN, "id": "later", "needs": ["sooner"], "evidence": "cited", "evidence_note": "x", "references": ["x"]},
        {**OWN, "id": "sooner"},
    ]
    low = levels(level("safety", 2.0))
    found = room.candidate_interventions(low, catalogue=room.intervention_catalogue(extra), most=100).candidates
    assert found["id"].tolist().index("sooner") < found["id"].tolist().index("later")
    assert found.set_index("id").loc["later", "first"] == "sooner"
    assert found["order"].tolist() == list(range(1, len(found) + 1))


def test_where_intervals_overlap_the_order_is_said_to_be_uncertain() -> None:
    apart = levels(
        level("pgis.belonging", 2.5), level("pgis.authenticity", 3.0), level("psychological_safety.total", 6, high=7)
    )
    assert not any("uncertain" in note for note in room.candidate_interventions(apart, lowest=1).notes)
    close = levels(
        level("pgis.belonging", 2.9), level("pgis.authenticity", 3.0), level("affective_commitment.total", 3.1)
    )
    found = room.candidate_interventions(close, lowest=2)
    assert (
        "which scales are lowest is uncertain: the interval of pgis.belonging overlaps with that of pgis.authenticity, "
        "affective_commitment.total"
    ) in found.notes
    assert found.positions["rank_first"].tolist() == [1, 1, 1]
    assert found.positions["rank_last"].tolist() == [3, 3, 3]
    assert found.positions["chosen"].tolist() == [True, True, False]
    edge = room.candidate_interventions(levels(level("pgis.belonging", 3.95, 0.1)))
    assert any(note.startswith("whether pgis.belonging lies below 75 is uncertain") for note in edge.notes)


def test_good_from_is_a_setting() -> None:
    low = levels(level("pgis.belonging", 3.0))
    assert room.candidate_interventions(low).good_from == 75
    assert room.candidate_interventions(low, good_from=50).candidates.empty
    assert not room.candidate_interventions(low, good_from=50.1).candidates.empty


def test_a_total_stands_back_for_its_scales_but_not_for_those_of_others() -> None:
    low = levels(level("pgis.total", 2.0), level("pgis.belonging", 3.0), level("affective_commitment.total", 3.5))
    found = room.candidate_interventions(low)
    assert found.positions["outcome"].tolist() == ["pgis.belonging", "affective_commitment.total"]
    assert "left out of the order, as its scales are there: pgis.total" in found.notes
    assert room.candidate_interventions(low.iloc[[0, 2]]).positions["outcome"].tolist()[0] == "pgis.total"


def test_the_gap_of_a_total_stands_back_for_that_of_its_scales_in_the_same_group() -> None:
    low = levels(*GOOD, level("pgis.total", 4.5))
    wide = gaps(gap("pgis.total", -0.8, 0.2), gap("pgis.belonging", -0.5, 0.2), gap("pgis.total", -0.4, 0.2, "elders"))
    found = room.candidate_interventions(low, wide)
    assert found.gaps["chosen"].tolist() == [False, True, True]


def test_what_is_left_out_is_told() -> None:
    low = levels(
        level("pgis.belonging", 3.0),
        level("unwanted_behaviour.internal", 1.2, 0.1, 1, 4, "ambiguous"),
        level("mood", 1.5),
        level("mpq.flexibility", 1.5),
        ("job_satisfaction.total", 2.0, np.nan, np.nan, 1, 1, 5, "higher"),
        ("pgis.authenticity", np.nan, np.nan, np.nan, np.nan, 1, 5, "higher"),
    )
    wide = gaps(("pgis.authenticity", "europa", np.nan, np.nan, np.nan, np.nan), gap("pgis.belonging", 0.5, 0.2))
    found = room.candidate_interventions(low, wide)
    assert found.positions["outcome"].tolist() == ["pgis.belonging"]
    told = "\n".join(found.notes)
    for part in (
        "without a value or an interval: job_satisfaction.total, pgis.authenticity, pgis.authenticity (europa)",
        "neither higher nor lower is better: unwanted_behaviour.internal",
        "no aim is known of them (links says which): mood",
        "no intervention is to change them: mpq.flexibility",
        "the group is better off, which gives no reason here: pgis.belonging (europa)",
    ):
        assert part in told
    assert found.notes[0].startswith("these are suggestions to discuss")
    assert "no proof" in found.notes[0]


def test_links_of_a_study_s_own_come_first() -> None:
    low = levels(level("mood.team", 1.5), level("pgis.belonging", 2.0))
    found = room.candidate_interventions(low, links={"mood": "safety", "pgis.belonging": ["progression"]}, most=100)
    assert found.links.set_index("outcome")["aims"].to_dict() == {
        "mood.team": "safety",
        "pgis.belonging": "progression",
    }
    assert set(found.candidates["aims"]) <= {"safety", "progression", "progression, safety", "safety, progression"}
    with pytest.raises(InputError) as error:
        room.candidate_interventions(low, links={"mood": "safty", "x": ["fun"]})
    assert error.value.problems[0] == "links, mood: there is no aim 'safty': did you mean 'safety'?"
    assert len(error.value.problems) == 2


def test_every_instrument_that_comes_along_is_linked() -> None:
    outcomes = [f"{id_}.{scale.id}" for id_ in list_instruments() for scale in instrument(id_).scales]
    found = aim_links(outcomes, None, [])
    assert set(found) == set(outcomes)
    assert {outcome.partition(".")[0] for outcome, link in found.items() if not link.aims} == {"mpq"}
    assert found["pgis.belonging"].aims == ("belonging",)
    assert found["pgis.total"].aims == ("belonging", "authenticity")
    # the longest prefix counts, in whole parts
    assert aim_links(["pgisx.belonging", "diversity_climate.other"], None, []).keys() == {"diversity_climate.other"}


def test_nothing_to_rank_is_refused() -> None:
    for frame in (levels(), levels(level("unwanted_behaviour.internal", 1.2, 0.1, 1, 4, "ambiguous"))):
        with pytest.raises(NotEnoughData, match="nothing to rank"):
            room.candidate_interventions(frame)


def test_all_that_is_wrong_is_told_at_once() -> None:
    low = levels(
        level("pgis.belonging", 7.0),
        level("pgis.belonging", 3.0),
        level("a", 3.0, way="up"),
        level("b", 3.0, low=5, high=1),
        ("c", 3.0, 3.5, 4.0, 20, 1, 5, "higher"),
        ("d", "3,0", 2.5, 4.0, 20, 1, 5, "higher"),
        ("e", 3.0, 2.5, 4.0, None, 1, 5, "higher"),
        ("f", 3.0, 2.5, 4.0, 0, 1, 5, "higher"),
        ("", 3.0, 2.5, 4.0, 20, 1, 5, "higher"),
    )
    wide = gaps(gap("zz", -1, 0.5), gap("pgis.belonging", -5, 0.5), gap("pgis.belonging", -1, 0.5),
                ("pgis.belonging", "", -1, -2, 0, 9))  # fmt: skip
    with pytest.raises(InputError) as error:
        room.candidate_interventions(low, wide)
    told = [
        "levels, row 1 (pgis.belonging): the mean 7 lies outside 1 to 5",
        "levels, row 2: pgis.belonging stands there twice",
        "levels, row 3 (a): there is no direction 'up': there are: higher, lower, ambiguous",
        "levels, row 4 (b): range_low and range_high must be numbers, the lowest first",
        "levels, row 5 (c): mean must lie between ci_low and ci_high, and n be 1 or more",
        "levels, row 6 (d): mean must be a number",
        "levels, row 7 (e): n must be a number",
        "levels, row 8 (f): mean must lie between ci_low and ci_high, and n be 1 or more",
        "levels, row 9: the outcome is missing",
        "gaps, row 1 (zz, europa): its range is not known; add the outcome to levels, or range_low, range_high, "
        "direction to gaps",
        "gaps, row 2 (pgis.belonging, europa): the difference -5 is wider than the range",
        "gaps, row 3 (pgis.belonging, europa): stands there twice",
        "gaps, row 4 (pgis.belonging, ): outcome and group are needed",
    ]
    assert list(error.value.problems) == told


def test_other_refusals() -> None:
    low = levels(level("pgis.belonging", 3.0))
    with pytest.raises(InputError) as error:
        room.candidate_interventions(low, lowest=0, widest=1.5, most=True, good_from=101)  # type: ignore[arg-type]
    assert len(error.value.problems) == 4
    with pytest.raises(TypeError, match="DataFrame"):
        room.candidate_interventions([1])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="'ci_low'"):
        room.candidate_interventions(low.drop(columns="ci_low"))
    with pytest.raises(ValueError, match="'group'"):
        room.candidate_interventions(low, gaps(gap("pgis.belonging", -1, 0.5)).drop(columns="group"))


def test_the_result_is_tidy_and_the_frames_are_left_alone() -> None:
    low, wide = levels(level("pgis.belonging", 3.0), GOOD[1]), gaps(gap("pgis.belonging", -0.4, 0.2))
    before = low.copy(deep=True), wide.copy(deep=True)
    found = room.candidate_interventions(low, wide, catalogue=room.intervention_catalogue(language="en"))
    pd.testing.assert_frame_equal(low, before[0])
    pd.testing.assert_frame_equal(wide, before[1])
    tidy = found.tidy()
    assert tidy["term"].tolist() == ["pgis.belonging: position", "pgis.authenticity: position", "pgis.belonging: gap"]
    assert tidy[["ci_low", "ci_high", "n"]].notna().all(axis=None)
    assert tidy["group"].tolist()[2] == "europa"
    assert found.candidates.loc[0, "name"] == "Training in inclusive leadership"
    assert "percentage of the maximum possible" in found.method
    assert "Training in inclusive leadership" in found._repr_html_()
    assert "no proof" in found._repr_html_()
