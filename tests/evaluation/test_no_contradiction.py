"""No sentence contradicts its figure: a table of cases over every verdict, direction of a scale and design of a study.

Each case is a study on disk with three outcomes, of which higher is better, lower is better, and neither; its released
sections are read as a reader sees them and held against their numbers.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

import evaluatie as ev
from delivered import summarised, write
from verdict_facts import checked, contradictions

DIRECTIONS = ("higher", "lower", "ambiguous")
SCORES = {name: {"column": name, "range": [1, 9], "direction": name, "label": name} for name in DIRECTIONS}
SECTIONS = (ev.response, ev.baseline, ev.change, ev.conclusions)
PLAN = {"fixed_on": "2020-01-01", "primary": ["higher"], "secondary": ["lower", "ambiguous"], "smallest_effect": 0.2}
#: how much scores rise, of how many people, and with what chance
SHIFTS = {
    "rose clearly": (1.2, 160), "rose": (0.38, 200), "fell clearly": (-1.2, 160), "fell": (-0.38, 200),
    "same, many": (0.0, 900), "same, few": (0.03, 40),
}  # fmt: skip
DESIGNS = ("linked", "partly linked", "unlinked", "published means", "three waves", "comparison", "one wave")


def people(n: int, shift: float, exposed: np.ndarray[Any, Any], seed: int) -> pd.DataFrame:
    """Give a wave; who is the same stays the same over waves, so that links tell more than two loose groups."""
    own = np.random.default_rng(1).normal(5, 0.9, (n, len(DIRECTIONS)))
    now = own + np.random.default_rng(seed).normal(0, 0.45, own.shape) + shift * exposed[:, None]
    frame = pd.DataFrame(now.clip(1, 9).round(4), columns=DIRECTIONS)
    return frame.assign(code=range(n), g=np.where(np.arange(n) % 3, "a", "b"), team=np.arange(n) % 8)


def study_of(design: str, shift: str, folder: Path) -> ev.Study:
    size, n = SHIFTS[shift]
    team = np.arange(n) % 8
    exposed = (team < 4 if design == "comparison" else np.ones(n)).astype(float)
    names = {"one wave": ("t0",), "three waves": ("t0", "t1", "t2")}.get(design, ("t0", "t1"))
    waves = {name: people(n, size * bool(place), exposed, place + 2) for place, name in enumerate(names)}
    groups = {"g": {"column": "g", "reference": "a", "focal": ["b"]}}
    if design == "published means":
        listed = [{"id": name, "label": name} for name in names]
        table = summarised(waves, DIRECTIONS, ("g",))
        blocks = {"waves": listed, "survey": {"scores": SCORES}, "groups": groups, "plan": PLAN}
        return ev.load_study(write(folder / "means", table.to_csv(index=False), **blocks))
    if design == "partly linked":
        waves = {name: frame.astype({"code": object}) for name, frame in waves.items()}
        waves["t1"].loc[: n // 4, "code"] = None
    survey: dict[str, Any] = {"scores": SCORES, "unit": "team"}
    survey |= {} if design == "unlinked" else {"respondent": "code"}
    plan = PLAN | ({"comparison": [4, 5, 6, 7]} if design == "comparison" else {})
    listed = [
        {"id": name, "label": name, "file": f"{name}.csv", "date": f"202{at}-06-01"} for at, name in enumerate(names)
    ]
    config = {
        "organisation": {"id": "cases", "name": "Cases"},
        "waves": listed,
        "survey": survey, "groups": groups, "plan": plan,
    }  # fmt: skip
    place = folder / "data" / "raw" / "cases"
    place.mkdir(parents=True)
    for name, frame in waves.items():
        frame.to_csv(place / f"{name}.csv", index=False)
    (place / "study.yml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    return ev.load_study(place)


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Give the released sections of every case."""
    found = {}
    for design, shift in product(DESIGNS, SHIFTS):
        study = study_of(design, shift, tmp_path_factory.mktemp("case"))
        found[design, shift] = [ev.release(make(study)).bundle for make in SECTIONS]
    return found


def verdict(bundles: list[dict[str, Any]], outcome: str) -> str | None:
    """Give the word of an outcome's verdict on the last wave."""
    keys = [
        finding["key"].removeprefix("change.verdict.")
        for finding in bundles[2]["findings"]
        if finding["key"].startswith("change.verdict.") and finding["slots"]["outcome"]["label"][1] == outcome
    ]
    return keys[-1] if keys else None


Cases = dict[tuple[str, str], list[dict[str, Any]]]


@pytest.mark.parametrize("shift", SHIFTS)
@pytest.mark.parametrize("design", DESIGNS)
def test_no_sentence_table_or_figure_contradicts_its_number(design: str, shift: str, cases: Cases) -> None:
    for bundle in cases[design, shift]:
        assert contradictions(bundle) == []
    assert sum(map(checked, cases[design, shift])) >= (3 if design != "one wave" else 1)


WORDS = {
    "rose clearly": ("improved_clear", "worsened_clear", "increased_clear"),
    "fell clearly": ("worsened_clear", "improved_clear", "decreased_clear"),
    "rose": ("improved", "worsened", "increased"),
    "fell": ("worsened", "improved", "decreased"),
}


@pytest.mark.parametrize("shift", WORDS)
@pytest.mark.parametrize("design", ["linked", "partly linked", "unlinked", "published means", "three waves"])
def test_a_verdict_follows_size_and_direction_in_every_design(design: str, shift: str, cases: Cases) -> None:
    found = tuple(verdict(cases[design, shift], outcome) for outcome in DIRECTIONS)
    if shift.endswith("clearly"):
        assert found == WORDS[shift]
    else:  # whether a small change clears the bound depends on the design; its side does not
        assert [word.removesuffix("_clear") for word in found] == list(WORDS[shift])


def test_the_table_holds_every_verdict(cases: Cases) -> None:
    found = defaultdict(set)
    for (design, _), bundles in cases.items():
        found[design] |= {word for outcome in DIRECTIONS if (word := verdict(bundles, outcome))}
    words = {word for sort in WORDS.values() for word in sort} | {"unchanged", "inconclusive"}
    assert set().union(*found.values()) >= words
    assert found["one wave"] == set()


@pytest.mark.parametrize("design", ["linked", "unlinked", "comparison"])
def test_a_hidden_number_is_said_nowhere(design: str, cases: Cases) -> None:
    for bundle in cases[design, "rose clearly"]:
        for id_ in list(bundle["numbers"])[::7]:
            hidden = copy.deepcopy(bundle)
            hidden["numbers"][id_].update(
                dict.fromkeys(("estimate", "se", "statistic", "df", "p", "ci_low", "ci_high", "n")), suppressed="small"
            )
            assert [one for one in contradictions(hidden) if "hidden" in one] == []


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda n, _: n.update(ci_low=-1.0), "its interval lies on side"),
        (lambda n, _: n.update(ci_low=-n["ci_high"], ci_high=-n["ci_low"], estimate=-n["estimate"]), "side -1"),
        (lambda n, _: n.update(ci_low=1e-6), "of an interval from"),
        (lambda _, f: f.update(key="change.verdict.unchanged"), "not within the bound"),
        (lambda _, f: f.update(key="change.verdict.inconclusive"), "the word says 0"),
        (lambda _, f: f.update(key="change.verdict.increased_clear"), "the word says 9"),
        (lambda _, f: f["slots"].update(interval=f["slots"]["narrow"]), "that of another number"),
    ],
)  # fmt: skip
def test_a_contradiction_is_found(spoil: Any, told: str, cases: Cases) -> None:
    bundle = copy.deepcopy(cases["linked", "rose clearly"][2])
    finding = next(one for one in bundle["findings"] if one["key"] == "change.verdict.improved_clear")
    spoil(bundle["numbers"][finding["slots"]["change"]["ref"]], finding)
    assert told in "; ".join(contradictions(bundle))
