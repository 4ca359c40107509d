"""What stands in the row of a hidden group is the same, however many of it are linked or answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.evaluation.judgement import NotEstimable

MakeStudy = Callable[..., ev.Study]
GROUPS = {"g": {"column": "g", "reference": "a", "focal": ["b"]}}
TITLE = {"nl": "Groepen", "en": "Groups"}


def waves(few: dict[str, tuple[int, ...]]) -> dict[str, pd.DataFrame]:
    """Make a large group of which enough answered once, and a small one of these people at each wave."""
    frames = {}
    for place, (wave, numbers) in enumerate(few.items()):
        codes = [*range(30 * place, 100 + 30 * place), *(1000 + number for number in numbers)]
        scores = np.random.default_rng(place).integers(1, 6, len(codes)).astype(float)
        frames[wave] = pd.DataFrame(
            {"code": codes, "wellbeing": scores, "g": ["a"] * (len(codes) - len(numbers)) + ["b"] * len(numbers)}
        )
    return frames


#: the small group: everyone, most, one or nobody of it answered twice
LINKED = {
    "all": {"t0": (1, 2, 3, 4, 5, 6), "t1": (1, 2, 3, 4, 5, 6)},
    "most": {"t0": (1, 2, 3, 4, 5, 6), "t1": (2, 3, 4, 5, 6, 7)},
    "nobody": {"t0": (1, 2, 3, 4, 5, 6), "t1": (11, 12, 13, 14, 15, 16)},
    "one": {"t0": (1,), "t1": (1,)},
}


def rows_of_few(bundle: dict[str, Any]) -> list[tuple[str, object]]:
    """Give every row of the small group."""
    return [
        (display["id"], row)
        for display in bundle["displays"]
        for row in display["rows"]
        if {"label": ["level", "g=b"]} in row["head"]
    ]


@pytest.mark.parametrize("section", ["change", "own"])
def test_a_hidden_groups_row_does_not_tell_how_many_are_linked(make_study: MakeStudy, section: str) -> None:
    shown, fitted = {}, set()
    for name, few in LINKED.items():
        study = make_study(waves(few), groups=GROUPS, name=name)
        made = ev.change(study)
        fitted.add(
            tuple(
                isinstance(made.results[f"wellbeing/g=b/t0-t1/{one}"].result, NotEstimable)
                for one in ("mixed", "everyone", "linked")
            )
        )
        if section == "own":
            made = ev.own_section(study, title=TITLE, outcomes=["wellbeing"], groups=["g"])
        bundle = ev.release(made).bundle
        assert rows_of_few(bundle)
        of_few = {id_: one for id_, one in bundle["numbers"].items() if one["level"] == "b" and "/t0-t1/" in id_}
        assert all(one["estimate"] is None for one in of_few.values())
        shown[name] = (rows_of_few(bundle), sorted(of_few))
    assert len(fitted) > 1  # else the test tells nothing
    for name, found in shown.items():
        assert found == shown["all"], name


def test_a_gap_that_cannot_be_estimated_looks_as_if_hidden(make_study: MakeStudy) -> None:
    cells = {}
    for name in ("all", "one"):
        bundle = ev.release(ev.change(make_study(waves(LINKED[name]), groups=GROUPS, name=name))).bundle
        cells[name] = [row for id_, row in rows_of_few(bundle) if id_ == "table-gaps-t0-t1-g"]
    assert cells["one"]
    assert cells["one"] == cells["all"]
