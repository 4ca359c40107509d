"""Twelve tables that R made and that were rounded as papers do: six as they are, six with one slip planted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evaluatie.reproduce.recomputing import Recomputation, recompute
from made_findings import finding_of, of

HERE = Path(__file__).parent
R = json.loads((HERE / "data" / "methods_reference.json").read_text(encoding="utf-8"))
ATTITUDE = json.loads((HERE / "data" / "attitude_reference.json").read_text(encoding="utf-8"))
PREDICTORS = ["complaints", "learning"]
MODEL = {"method": "regression", "table": "t", "outcome": "rating", "predictors": PREDICTORS}
MEDIATION = {
    "method": "mediation", "table": "t", "outcome": "rating", "treatment": "complaints", "mediators": ["learning"],
}  # fmt: skip
SHARES = {"method": "proportions", "events": "events", "totals": "totals"}
Figure = tuple[str, float, int, dict[str, str]]


def table(names: list[str], r: int = 2, mean: int = 1, sd: int = 1) -> dict[str, Any]:
    """Round the moments of some variables of `attitude`."""
    at = [ATTITUDE["variables"].index(name) for name in names]
    return {
        "n": 30, "variables": names, "mean": [f"{ATTITUDE['mean'][name]:.{mean}f}" for name in names],
        "sd": [f"{ATTITUDE['sd'][name]:.{sd}f}" for name in names],
        "correlations": [[f"{ATTITUDE['r'][i][j]:.{r}f}" for j in at[:place]] for place, i in enumerate(at)],
    }  # fmt: skip


def made(method: dict[str, Any], *figures: Figure, **inputs: Any) -> Recomputation:
    """Recompute figures (id, value, decimals, what it should be)."""
    texts = [(id_, f"{value:.{decimals}f}", wanted) for id_, value, decimals, wanted in figures]
    return recompute(finding_of(analyses={"m": method}, figures=texts, **inputs), folder=HERE)


def two_groups(variances: str) -> dict[str, Any]:
    held = {name: [f"{one:.2f}" for one in R["groups"][name]] for name in ("means", "sds")}
    return {"method": "mean_difference", "variances": variances, "ns": [str(n) for n in R["groups"]["ns"]], **held}


COUNTS = {name: R["proportions"][name] for name in ("events", "totals")}
IN_TWO = table([*PREDICTORS, "rating"])
RIGHT = {
    "a paired t test": lambda: made(
        {"method": "paired_change", "data": "sleep", "pre": "before", "post": "after"},
        *((name, R["paired"][name], 4, of("m", name)) for name in ("t", "p", "ci_low", "ci_high")),
        data={"sleep": "sleep.csv"},
    ),
    "Welch's test of rounded means": lambda: made(
        two_groups("unequal"),
        *((name, R["groups"]["unequal"][name], 2, of("m", name)) for name in ("t", "df", "ci_low", "ci_high")),
    ),
    "two shares": lambda: made(
        SHARES, *((name, R["proportions"][name], 2, of("m", name)) for name in ("chi2", "odds_ratio", "ratio")),
        counts=COUNTS,
    ),
    "a regression of rounded moments": lambda: made(
        MODEL,
        *((f"{name}_{term}", ATTITUDE[name][term], 2, of("m", name, term)) for name in ("b", "se", "p")
          for term in PREDICTORS),
        ("constant", ATTITUDE["b"]["intercept"], 1, of("m", "b", "intercept")),
        ("r2", ATTITUDE["r2"], 2, of("m", "r2")), ("f", ATTITUDE["f"], 1, of("m", "f")), tables={"t": IN_TWO},
    ),
    "a mediation of rounded moments": lambda: made(
        MEDIATION, ("a", ATTITUDE["a"], 2, of("m", "a", "learning")),
        ("b", ATTITUDE["b"]["learning"], 2, of("m", "b", "learning")), ("c", ATTITUDE["b_alone"], 2, of("m", "c")),
        ("ab", ATTITUDE["a"] * ATTITUDE["b"]["learning"], 2, of("m", "ab", "learning")), tables={"t": IN_TWO},
    ),
    "an alpha of rounded moments": lambda: made(
        {"method": "reliability", "table": "t", "items": ATTITUDE["variables"]},
        ("alpha", ATTITUDE["alpha"], 2, of("m", "alpha")), tables={"t": table(ATTITUDE["variables"])},
    ),
}  # fmt: skip
_GAP = R["groups"]["equal"]["difference"]
_SLOPE, _ERROR = ATTITUDE["b"]["complaints"], ATTITUDE["se"]["complaints"]
SLIPS = {
    "glass": lambda: made(
        two_groups("equal"), ("t", R["groups"]["equal"]["t"], 2, of("m", "t")),
        ("slip", _GAP / R["groups"]["sds"][1], 2, of("m", "d")),
    ),
    "yates": lambda: made(
        SHARES, ("odds", R["proportions"]["odds_ratio"], 2, of("m", "odds_ratio")),
        ("slip", R["proportions"]["chi2_yates"], 2, of("m", "chi2")), counts=COUNTS,
    ),
    "adjusted": lambda: made(
        MODEL, ("b", _SLOPE, 2, of("m", "b", "complaints")), ("slip", ATTITUDE["adjusted_r2"], 3, of("m", "r2")),
        tables={"t": table([*PREDICTORS, "rating"], 3, 2, 2)},
    ),
    "left_out": lambda: made(
        MODEL, ("slip", ATTITUDE["b_alone"], 2, of("m", "b", "complaints")), ("r2", ATTITUDE["r2"], 2, of("m", "r2")),
        tables={"t": IN_TWO},
    ),
    "one_sided": lambda: made(
        {"method": "correlation", "table": "t", "between": ["privileges", "rating"]},
        ("slip", ATTITUDE["p_privileges"] / 2, 3, of("m", "p")), tables={"t": table(["privileges", "rating"])},
    ),
    "normal_interval": lambda: made(
        MODEL, ("b", _SLOPE, 3, of("m", "b", "complaints")),
        ("slip", _SLOPE - 1.959964 * _ERROR, 3, of("m", "ci_low", "complaints")),
        tables={"t": table([*PREDICTORS, "rating"], 4, 2, 3)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_what_was_rounded_follows(name: str) -> None:
    assert {one.verdict for one in RIGHT[name]().judged} <= {"follows", "follows within rounding"}


@pytest.mark.parametrize("code", SLIPS)
def test_the_one_slip_is_found_with_its_reason_first(code: str) -> None:
    wrong = [one for one in SLIPS[code]().judged if one.verdict == "does not follow"]
    assert [one.id for one in wrong] == ["slip"]
    assert wrong[0].reasons[0].code == code


def test_numbers_written_out_with_decimals_are_rounded_and_those_in_a_formula_are_not() -> None:
    found = made({"method": "correlation", "r": ".30", "n": "50"}, ("t", 2.18, 2, of("m", "t")))["t"]
    at = [r * (48 / (1 - r * r)) ** 0.5 for r in (0.295, 0.305)]
    assert (found.low, found.high) == pytest.approx(tuple(at))
    exact = made({"method": "formula", "expression": "0.30 * 10"}, ("t", 3, 2, of("m", "value")))["t"]
    assert exact.low == exact.high


def test_the_same_number_in_two_places_is_rounded_in_each() -> None:
    groups = {"method": "mean_difference", "means": ["3.5", "3.5"], "sds": ["1", "1"], "ns": ["30", "30"]}
    found = made(groups, ("difference", 0.1, 1, of("m", "difference")))["difference"]
    assert (found.low, found.high) == pytest.approx((-0.1, 0.1))
