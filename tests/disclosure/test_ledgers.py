"""What is shown of numbers about staff: small ones are hidden, and what would give them away."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

import evaluatie as ev
from evaluatie.evaluation.ledger import Ledger

sys.path.insert(0, str(Path(__file__).parent))
from staff_ledgers import ALL, STRICT, Cell, drawn, judged, ledger_of

Group = tuple[str, str]


def of(start: int, inflow: tuple[int, ...], outflow: tuple[int, ...], **more: Any) -> dict[str, Any]:
    return {"start": start, "inflow": inflow, "outflow": outflow, **more}


def hidden(reasons: dict[Cell, str | None], level: str) -> set[str]:
    return {part for (_, of_, part), why in reasons.items() if of_ == level and why}


LARGE = {
    ("origin", "here"): of(300, (40, 50), (45, 55)), ("origin", "near"): of(90, (14, 16), (15, 18)),
    ("origin", "unknown"): of(60, (2, 3), (4, 1)),
}  # fmt: skip


def test_a_group_with_few_exits_in_one_year(monkeypatch: pytest.MonkeyPatch) -> None:
    few = {**LARGE, ("origin", "near"): of(90, (14, 16), (3, 18), promotions=(20, 20))}
    reasons = judged(monkeypatch, ledger_of(few))
    assert reasons["origin", "near", "outflow:2020"] == "small"
    # other groups give it away with everyone, other years with the period, and the balance of the year
    assert "complement" in {reasons["origin", level, "outflow:2020"] for level in ("here", "unknown")}
    assert {"outflow", "outflow:2021"} & hidden(reasons, "near")
    assert {"stock:2020", "inflow:2020", "stock:2021"} & hidden(reasons, "near")
    assert not any(why for (name, _, part), why in reasons.items() if name == "all" and part.startswith("stock"))


def test_of_a_group_of_few_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = ledger_of({**LARGE, ("origin", "far"): of(4, (0, 0), (0, 0))})
    reasons = judged(monkeypatch, ledger)
    assert hidden(reasons, "far") == set(ledger.parts)
    assert reasons["origin", "far", "inflow:2020"] == "small"  # nor that nobody came


def test_a_group_nearly_all_of_whom_left(monkeypatch: pytest.MonkeyPatch) -> None:
    reasons = judged(monkeypatch, ledger_of({**LARGE, ("origin", "near"): of(30, (15, 15), (14, 44))}))
    assert reasons["origin", "near", "stock:end"] == "small"
    assert {"outflow:2021", "stock:2021", "inflow:2021"} & hidden(reasons, "near")


def test_who_left_are_nearly_all_of_one_group(monkeypatch: pytest.MonkeyPatch) -> None:
    reasons = judged(monkeypatch, ledger_of({**LARGE, ("origin", "near"): of(900, (40, 40), (700, 20))}))
    assert reasons["origin", "near", "outflow:2020"] == "uniform"


def test_few_managers_and_few_who_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    few = judged(monkeypatch, ledger_of({**LARGE, ("origin", "near"): of(90, (14, 16), (15, 18), managers=2)}))
    assert few["origin", "near", "manager:yes"] == "small"
    assert {"manager:no", "stock:end"} & hidden(few, "near")
    most = judged(monkeypatch, ledger_of({**LARGE, ("origin", "near"): of(90, (14, 16), (15, 18), managers=85)}))
    assert most["origin", "near", "manager:no"] == "small"
    assert {"manager:yes", "stock:end"} & hidden(most, "near")


def test_people_of_unknown_group_may_be_few(monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = ledger_of(LARGE)
    reasons = judged(monkeypatch, ledger)
    assert ledger.n(("origin", "unknown"), "outflow") == 5
    assert reasons["origin", "unknown", "outflow"] is None


def test_what_a_run_asks_for_is_hidden_also_of_people_of_unknown_group(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [("staff", (), "origin", level, "inflow:2020") for level in ("unknown", "near")]
    reasons = judged(monkeypatch, ledger_of(LARGE), hidden=asked)
    assert reasons["origin", "unknown", "inflow:2020"] == reasons["origin", "near", "inflow:2020"] == "complement"
    assert {"stock:2020", "stock:2021", "outflow:2020", "people"} & hidden(reasons, "near")


def test_what_is_hidden_of_everyone_does_not_follow_from_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    few = {key: {**told, "promotions": (0, 20)} for key, told in LARGE.items()}
    few["origin", "here"]["promotions"] = (2, 30)
    reasons = judged(monkeypatch, ledger_of(few))
    assert reasons["all", "all", "promotions:2020"] == reasons["origin", "here", "promotions:2020"] == "small"
    assert reasons["all", "all", "promotions:2021"] == "complement"
    groups = [("origin", level) for level in ("here", "near", "unknown")]
    assert any(reasons[(*group, "promotions:2021")] for group in groups)


def test_no_reason_is_named_in_more_interviews_than_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = pd.DataFrame(
        {"interviews": [36, 12, 24], "reason:work": [30, 9, 21], "reason:pay": [36, 12, 24]},
        index=pd.MultiIndex.from_tuples([ALL, ("origin", "here"), ("origin", "near")]),
    )
    parts = {str(name): (str(name),) for name in counts}
    ledger = Ledger(
        "exit_interviews", counts, parts, references={"origin": "here"}, size="interviews", overlapping=True
    )
    reasons = judged(monkeypatch, ledger)
    assert reasons["origin", "here", "reason:work"] == "small"
    # of 30 at most 24 are of the others, and at least 6 of these 12
    assert reasons["all", "all", "reason:work"] or reasons["origin", "here", "interviews"]


@pytest.mark.parametrize("seed", [105, 122, 3])
def test_by_brute_force_no_small_number_can_be_worked_out(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every hidden number of few people by itself, with all groups and parts in one program."""
    ledger = drawn(seed)
    reasons = judged(monkeypatch, ledger)
    groups, columns = list(ledger.counts.index), [name for name in ledger.counts if ledger.counts[name].any()]
    told = np.array([[float(name in of_) for name in columns] for of_ in ledger.parts.values()])
    known = np.vstack([told, [[tie.get(name, 0.0) for name in columns] for tie in ledger.identities]])
    values = ledger.counts[columns].to_numpy(float)
    rows, right = [], []
    for at, group in enumerate(groups):
        shown = [reasons.get((*group, part)) is None for part in ledger.parts] + [True] * len(ledger.identities)
        for sum_ in known[shown]:
            rows.append(np.kron(np.eye(len(groups))[at], sum_))
            right.append(float(sum_ @ values[at]))
    for name in ledger.characteristics:
        levels = np.array([float(of_ == name) for of_, _ in groups]) - np.array([float(one == ALL) for one in groups])
        rows += [np.kron(levels, unknown) for unknown in np.eye(len(columns))]
        right += [0.0] * len(columns)
    for at, group in enumerate(groups):
        for sum_, part in zip(told, ledger.parts, strict=True):
            if group[1] != "unknown" and reasons[(*group, part)] and 0 < sum_ @ values[at] < STRICT.minimum_group:
                cost = np.kron(np.eye(len(groups))[at], sum_)
                low, high = (
                    sign * linprog(sign * cost, A_eq=np.array(rows), b_eq=right, bounds=(0, 1e5)).fun
                    for sign in (1, -1)
                )
                assert np.floor(high + 1e-6) - np.ceil(low - 1e-6) + 1 >= STRICT.protection, (group, part, low, high)


@pytest.mark.parametrize("minimum", [20, 25])
def test_larger_groups_may_be_asked_for(minimum: int) -> None:
    # some of what is known are differences, which come to little where what they are made of is large
    parts = ev.release_plan(ev.load_study("demo-waterschap", tighten=[f"minimum_group={minimum}"])).parts
    shown = parts[parts["reason"].isna() & (parts["n"] > 0) & (parts["outcome"] == "staff")]
    named = shown[(shown["level"] != "unknown") & (shown["part"] != "reason:unknown")]
    assert len(named) > 50
    assert named["n"].min() >= minimum
