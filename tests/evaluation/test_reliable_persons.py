"""Reliable change of persons: shares of who rose and fell by more than answers waver, and when these are shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.effects import proportion
from evaluatie.evaluation import Section
from evaluatie.evaluation.partitions import error_of_measurement
from tolerances import CLOSED_FORM

MakeStudy = Callable[..., ev.Study]
ITEMS = [f"q{number}" for number in range(1, 17)]
SURVEY: dict[str, Any] = {"respondent": "code", "items": {"pgis": "q{n}"}}
PLAN = {"primary": ["pgis.total"], "smallest_effect": 0.2}
PARTS = ("fell", "neither", "rose")


def waves(fell: int, rose: int, n: int = 120, seed: int = 1, gone: int = 0) -> dict[str, pd.DataFrame]:
    """Let some people answer all items two lower or higher; the others answer the same, give or take one item."""
    rng = np.random.default_rng(seed)
    trait = rng.normal(0, 0.6, (n, 1))
    first = np.clip(np.round(3 + trait + rng.normal(0, 0.7, (n, 16))), 1, 5)
    first[:fell], first[fell : fell + rose] = first[:fell].clip(3, 5), first[fell : fell + rose].clip(1, 3)
    last = first.copy()
    last[:fell] -= 2
    last[fell : fell + rose] += 2
    last[fell + rose :, 0] = 6 - last[fell + rose :, 0]
    frames = [pd.DataFrame(answers, columns=ITEMS).assign(code=range(n)) for answers in (first, last)]
    return {"t0": frames[0], "t1": frames[1].iloc[: n - gone]}


def shares(section: Section, outcome: str = "pgis.total") -> dict[str, Any]:
    return {
        part: section.results[f"{outcome}/all/t0-t1/reliable/{part}"].result.estimates()[0]
        for part in PARTS
        if f"{outcome}/all/t0-t1/reliable/{part}" in section.results
    }


def released(section: Section, outcome: str = "pgis.total") -> dict[str, bool]:
    numbers = ev.release(section).bundle["numbers"]
    return {
        part: numbers[f"change.{outcome}/all/t0-t1/reliable/{part}.proportion"]["suppressed"] is None for part in PARTS
    }


def test_shares_are_of_who_changed_by_more_than_measurement_errs(make_study: MakeStudy) -> None:
    made = waves(fell=20, rose=35, gone=12)
    study = make_study(made, survey=SURVEY, plan=PLAN)
    found = shares(ev.change(study))
    outcome = next(one for one in study.outcomes if one.id == "pgis.total")
    error = error_of_measurement(study, outcome, "t0")
    assert error is not None
    before, after = (made[name][ITEMS].iloc[:108].mean(axis=1) for name in ("t0", "t1"))
    limit = 1.959963984540054 * np.sqrt(2) * error
    by_hand = {"fell": (after - before < -limit).sum(), "rose": (after - before > limit).sum()}
    assert by_hand == {"fell": 20, "rose": 35}
    for part, many in (*by_hand.items(), ("neither", 108 - 55)):
        expected = proportion(int(many), 108).estimates()[0]
        assert (found[part].estimate, found[part].ci_low, found[part].ci_high) == pytest.approx(
            (expected.estimate, expected.ci_low, expected.ci_high), rel=CLOSED_FORM
        )


def test_with_many_of_each_all_parts_are_shown_and_explained(make_study: MakeStudy) -> None:
    section = ev.change(make_study(waves(fell=20, rose=35), survey=SURVEY, plan=PLAN))
    assert all(released(section).values())
    keys = {finding.key for finding in section.findings}
    assert {"change.reliable", "change.caveat.reliable"} <= keys
    assert {"figure-reliable-t0-t1", "table-reliable-t0-t1"} <= {display.id for display in section.displays}


@pytest.mark.parametrize(("fell", "rose"), [(4, 40), (40, 9), (5, 5), (1, 30), (4, 0)])
def test_few_persons_are_hidden_and_do_not_follow_from_the_others(make_study: MakeStudy, fell: int, rose: int) -> None:
    section = ev.change(make_study(waves(fell=fell, rose=rose), survey=SURVEY, plan=PLAN))
    counts = {"fell": fell, "rose": rose, "neither": 120 - fell - rose}
    assert {part: round(one.estimate * one.n) for part, one in shares(section).items()} == counts
    shown = released(section)
    assert not [part for part, n in counts.items() if 0 < n < 10 and shown[part]]
    hidden = sum(n for part, n in counts.items() if not shown[part])
    assert hidden >= 10
    numbers = ev.release(section).bundle["numbers"]
    # nor do words or other figures about hidden parts leave
    for part in PARTS:
        own = {
            value
            for id_, one in numbers.items()
            if f"/reliable/{part}." in id_
            for value in (one["estimate"], one["n"])
        }
        assert shown[part] or own == {None}


def test_where_nearly_nobody_changed_that_is_not_told_of_each(make_study: MakeStudy) -> None:
    section = ev.change(make_study(waves(fell=0, rose=0), survey=SURVEY, plan=PLAN))
    assert not any(released(section).values())


def test_ready_scores_have_no_known_error_and_so_no_reliable_change(make_study: MakeStudy) -> None:
    scores = np.random.default_rng(1).normal(3, 0.6, (2, 50)).clip(1, 5).round(6)
    frames = {f"t{place}": pd.DataFrame({"code": range(50), "wellbeing": own}) for place, own in enumerate(scores)}
    section = ev.change(make_study(frames))
    assert not [key for key in section.results if "/reliable/" in key]
    assert "change.reliable" not in {finding.key for finding in section.findings}


def test_without_links_nobody_can_be_seen_to_change(make_study: MakeStudy) -> None:
    section = ev.change(make_study(waves(20, 35), survey={"items": {"pgis": "q{n}"}}, plan=PLAN))
    assert not [key for key in section.results if "/reliable/" in key]
