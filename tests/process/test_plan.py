"""plan_completeness: what a plan has and lacks, as a mapping and as a frame, and every error."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from evaluatie.process import plan_completeness

WHOLE: dict[str, Any] = {
    "status_quo": "promotions lag behind",
    "horizon": "a fair chance for everyone",
    "sub_goals": [
        {"id": "g1", "text": "15% of promotions by 2026", "indicator": "share of promotions"},
        {"id": "g2", "text": "people feel at home", "indicator": "inclusion score"},
    ],
    "steps": [
        {"id": "s1", "text": "train managers", "goal": ["g1", "g2"], "owner": "HR"},
        {"id": "s2", "text": "talks", "goal": "g2", "owner": "line"},
    ],
    "accountability": "yearly report to the works council",
}
PARTS = ["status_quo", "horizon", "sub_goals", "indicators", "steps", "owners", "accountability"]


def without(part: str, at: int, key: str) -> dict[str, Any]:
    kept = [dict(item) for item in WHOLE[part]]
    del kept[at][key]
    return {**WHOLE, part: kept}


def lacks(plan: Any) -> list[list[Any]]:
    return plan_completeness(plan).lacks[["part", "item", "lack"]].to_numpy().tolist()


def test_a_whole_plan_lacks_nothing() -> None:
    found = plan_completeness(WHOLE)
    assert found.complete
    assert found.lacks.empty
    assert found.parts["part"].tolist() == PARTS
    assert found.parts["state"].unique().tolist() == ["there"]
    assert found.parts["n"].tolist() == [1, 1, 2, 2, 2, 2, 1]
    assert (found.n_sub_goals, found.n_steps, found.n_lacks) == (2, 2, 0)
    assert found.tidy()["estimate"].tolist() == [1.0] * 5


@pytest.mark.parametrize("part", ["status_quo", "horizon", "accountability"])
@pytest.mark.parametrize("said", [None, "", "  ", "nog te bepalen", "tbd"])
def test_a_part_that_says_nothing_lacks(part: str, said: str | None) -> None:
    found = plan_completeness({**WHOLE, part: said})
    assert found.lacks[["part", "item", "lack"]].to_numpy().tolist() == [[part, None, f"no_{part}"]]
    assert found.parts.set_index("part").loc[part, "state"] == "lacks"
    assert not found.complete
    left_out = {name: held for name, held in WHOLE.items() if name != part}
    assert lacks(left_out) == lacks({**WHOLE, part: said})


@pytest.mark.parametrize(
    ("plan", "expected", "part"),
    [
        (without("steps", 1, "owner"), ["owners", "s2", "no_owner"], "owners"),
        (without("sub_goals", 0, "indicator"), ["indicators", "g1", "no_indicator"], "indicators"),
        (without("steps", 0, "goal"), ["steps", "g1", "no_step"], "steps"),
        (without("steps", 1, "goal"), ["steps", "s2", "no_goal"], "steps"),
    ],
)
def test_a_single_gap_is_named_with_its_item_and_question(plan: dict[str, Any], expected: list[str], part: str) -> None:
    found = plan_completeness(plan)
    assert expected in lacks(plan)
    assert found.parts.set_index("part").loc[part, "state"] == "partly"
    assert found.lacks[["ask_nl", "ask_en"]].notna().all(axis=None)


def test_shares_count_what_is_there() -> None:
    tidy = plan_completeness(without("steps", 0, "goal")).tidy().set_index("term")["estimate"]
    # step s1 served both sub-goals; s2 still serves g2
    assert tidy["sub_goals_with_step"] == 0.5
    assert tidy["steps_with_goal"] == 0.5
    assert tidy["steps_with_owner"] == 1
    assert tidy["parts"] == pytest.approx(6 / 7)


def test_an_empty_plan_lacks_every_part() -> None:
    found = plan_completeness({})
    assert found.parts["state"].unique().tolist() == ["lacks"]
    assert found.lacks["lack"].tolist() == [
        "no_status_quo", "no_horizon", "no_sub_goals", "no_steps", "no_accountability",
    ]  # fmt: skip
    assert found.tidy()["term"].tolist() == ["parts"]


def test_a_frame_says_the_same_as_a_mapping() -> None:
    rows = [
        {"part": "Huidige situatie", "text": "promotions lag behind"},
        {"part": "stip op de horizon", "text": "a fair chance for everyone"},
        {"part": "subdoel", **WHOLE["sub_goals"][0]},
        {"part": "subdoel", **WHOLE["sub_goals"][1]},
        {"part": "stap", **WHOLE["steps"][0], "goal": "g1, g2"},
        {"part": "stap", **WHOLE["steps"][1], "owner": None, "budget": 100},
        {"part": "verantwoording", "text": "yearly report to the works council"},
    ]
    frame = pd.DataFrame(rows)
    kept = frame.copy()
    found, same = plan_completeness(frame), plan_completeness(without("steps", 1, "owner"))
    pd.testing.assert_frame_equal(found.parts, same.parts)
    pd.testing.assert_frame_equal(found.lacks, same.lacks)
    pd.testing.assert_frame_equal(frame, kept)


def test_plain_texts_are_items_and_serve_as_their_own_ids() -> None:
    plan = {
        **WHOLE,
        "sub_goals": ["more promotions"],
        "steps": {"text": "train", "goal": "more promotions", "owner": "HR"},
    }
    assert lacks(plan) == [["indicators", "more promotions", "no_indicator"]]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    plan = {
        "horizn": "x",
        "sub_goals": [{"id": "g1", "text": "a"}, {"id": "g1", "text": "b"}, {"id": "g3"}],
        "steps": [{"text": "c", "goal": "g2", "ownr": "HR"}, 4],
    }
    with pytest.raises(ValueError, match="6 problems") as told:
        plan_completeness(plan)
    for part in (
        "unknown part 'horizn': did you mean 'horizon'?",
        "sub_goals: an item has no text (id: g3)",
        "unknown column 'ownr': did you mean 'owner'?",
        "steps: a text or a mapping is needed, got int",
        "sub-goal 'g1' stands in the plan 2 times",
        "step 'c' serves sub-goal 'g2', which is not in the plan; there are: g1",
    ):
        assert part in str(told.value)


def test_what_is_no_plan_is_refused() -> None:
    with pytest.raises(TypeError, match="mapping or a DataFrame"):
        plan_completeness(["a"])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no column 'part'"):
        plan_completeness(pd.DataFrame({"text": ["a"]}))


def test_it_says_what_it_does_not_tell() -> None:
    notes = plan_completeness(WHOLE).notes
    assert "smart_check" in notes[0]
    assert "no interval" in notes[1]
