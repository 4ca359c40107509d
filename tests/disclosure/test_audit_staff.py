"""The audit attacks the numbers about staff: what was planted is found, what the plan shows gives nothing away."""

from __future__ import annotations

import copy
import sys
from pathlib import Path
from typing import Any

import pytest

import evaluatie as ev
from evaluatie.evaluation.ledger import Ledger

sys.path.insert(0, str(Path(__file__).parent))
from released_tables import row
from staff_ledgers import SECTION, Cell, drawn, judged, ledger_of, released
from test_ledgers import LARGE, of

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from releases import release


def about(audit: ev.Audit) -> set[str]:
    return {finding.about for finding in audit.findings}


def culprits(audit: ev.Audit, who: str) -> set[str]:
    (finding,) = [one for one in audit.findings if one.about == who]
    return {culprit.id.removeprefix(f"{SECTION}.") for culprit in finding.culprits}


FEW_EXITS = {**LARGE, ("origin", "near"): of(90, (14, 16), (3, 18))}
PLANTS: dict[str, tuple[dict[Any, Any], set[tuple[str, str]], str]] = {
    # what a release hides and nothing else, and what is found
    "three exits in one year, by the balance": (FEW_EXITS, {("near", "outflow:2020")}, "origin=near, outflow:2020"),
    "three exits in one year, by the other years": (
        FEW_EXITS,
        {("near", part) for part in ("outflow:2020", "stock:2020", "stock:2021")},
        "origin=near, outflow:2020",
    ),
    "a group of four people, by the others": (
        {**LARGE, ("origin", "far"): of(4, (0, 0), (0, 0))},
        {("far", part) for part in ledger_of(LARGE).parts},
        "origin=far, stock:2020",
    ),
    "nearly all of a group left": (
        {**LARGE, ("origin", "near"): of(30, (15, 15), (14, 44))}, {("near", "stock:end")}, "origin=near, stock:end",
    ),
    "two managers": (
        {**LARGE, ("origin", "near"): of(90, (14, 16), (15, 18), managers=2)}, set(), "origin=near, manager:yes",
    ),
    "two who are no managers": (
        {**LARGE, ("origin", "near"): of(90, (14, 16), (15, 18), managers=85)}, set(),
        "origin=near, manager:otherwise",
    ),
    "three exits for other reasons, by those of which none is known": (
        {**LARGE, ("origin", "near"): of(90, (14, 16), (15, 18), reasons=(15, 3))}, {("near", "reason:other")},
        "origin=near, reason:other",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTS)
def test_what_is_planted_is_found_and_hidden_by_the_plan(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    levels, hidden, found = PLANTS[name]
    ledger = ledger_of(levels)
    audit = ev.audit([released(ledger, {("origin", *cell) for cell in hidden})])
    assert found in about(audit)
    assert audit.notes == ()
    safe = ev.audit([released(ledger, {cell for cell, why in judged(monkeypatch, ledger).items() if why})])
    assert safe.findings == safe.notes == ()


def test_the_culprits_are_named() -> None:
    audit = ev.audit([released(ledger_of(FEW_EXITS), {("origin", "near", "outflow:2020")})])
    found = culprits(audit, "origin=near, outflow:2020")
    assert found in (
        {"origin=near/stock:2020.count", "origin=near/inflow:2020.count", "origin=near/stock:2021.count"},
        {"origin=near/outflow.count", "origin=near/outflow:2021.count"},
        {f"{group}/outflow:2020.count" for group in ("all", "origin=here", "origin=unknown")},
    )
    (finding,) = [one for one in audit.findings if one.about == "origin=near, outflow:2020"]
    assert (finding.low, finding.high, finding.outcome) == (3, 3, "staff")
    assert finding.cells[0].id == f"{SECTION}.origin=near/outflow:2020.count"


def test_people_of_unknown_group_are_no_target() -> None:
    assert ev.audit([released(ledger_of(LARGE), set())]).passed


def test_stocks_do_not_balance_where_people_came_otherwise() -> None:
    """Then a hidden number of exits does not follow from them."""
    away = {("origin", "near", part) for part in ("outflow:2020", "outflow")}
    away |= {("origin", "unknown", part) for part in ("outflow:2020", "outflow")}
    away |= {
        ("origin", level, f"reason:{reason}") for level in ("near", "unknown") for reason in ("voluntary", "other")
    }
    content = released(ledger_of({**FEW_EXITS, ("origin", "unknown"): of(60, (2, 3), (24, 1))}), away)
    assert "origin=near, outflow:2020" in about(ev.audit([content]))
    more = row(f"{SECTION}.rule/transfers.count", "count", 25, 25, waves=[])
    assert ev.audit([{**content, "results": [*content["results"], more]}]).passed


def test_what_one_release_hides_and_another_shows() -> None:
    """The same years, and a year more: what everyone's numbers agree in is the same."""
    ledger = ledger_of({**FEW_EXITS, ("origin", "unknown"): of(60, (2, 3), (24, 1))})
    one, other = (
        {
            ("origin", level, part)
            for part in ("outflow:2020", "outflow", "stock:2020", "stock:2021")
            for level in levels
        }
        for levels in (("near", "unknown"), ("near", "here"))
    )
    both = [released(ledger, hidden) for hidden in (one, other)]
    assert "origin=near, outflow:2020" in about(ev.audit(both))
    assert "origin=near, outflow:2020" not in about(ev.audit(both[:1])) | about(ev.audit(both[1:]))
    changed = copy.deepcopy(both[1])
    for number in changed["results"]:
        if number["group"] == "all" and number["estimate"] is not None:  # other files
            number["estimate"], number["n"] = number["estimate"] + 1, number["n"] + 1
    assert "origin=near, outflow:2020" not in about(ev.audit([both[0], changed]))


def interviews(near: int | None) -> list[dict[str, Any]]:
    told = {"all": (40, 60), "origin=here": (36, 40), "origin=near": (near, 20)}
    pay = {"all": (50, 60), "origin=here": (30, 40), "origin=near": (20, 20)}
    return [
        row(f"{SECTION}.{group}/reason/{reason}.proportion", "proportion", None if k is None else k / n,
            None if k is None else n, group=group, waves=[], suppressed="part")
        for reason, of_groups in (("work", told), ("pay", pay))
        for group, (k, n) in of_groups.items()
    ]  # fmt: skip


def test_shares_of_interviews_and_of_a_selection() -> None:
    shown, hidden = ev.audit([release("x", interviews(4))]), ev.audit([release("x", interviews(None))])
    assert about(shown) == about(hidden) == {"origin=near, reason:work"}
    assert {finding.outcome for finding in shown.findings} == {"exit_interviews"}
    stages = [
        row(f"{SECTION}.{group}/selected/letter.proportion", "proportion", k / n, n, group=group, waves=[])
        for group, (k, n) in {"all": (33, 100), "gender=man": (30, 60), "gender=woman": (3, 40)}.items()
    ]
    audit = ev.audit([release("x", stages)])
    assert about(audit) == {"gender=woman, selected:letter"}
    assert {finding.outcome for finding in audit.findings} == {"selection"}


def sensitive(ledger: Ledger, reasons: dict[Cell, str | None]) -> list[Cell]:
    """Give the hidden numbers of few people that a row shows by itself."""
    return [
        cell
        for cell, why in reasons.items()
        if why == "small" and 0 < ledger.n(cell[:2], cell[2]) < 10
        and cell[0] != "all" and cell[2].startswith(("stock", "inflow", "outflow", "promotions"))
    ]  # fmt: skip


@pytest.mark.parametrize("seed", [*range(2, 6), 105, 106, 108, 113, 122])
def test_nothing_follows_from_what_the_plan_shows_and_something_from_more(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = drawn(seed)
    reasons = judged(monkeypatch, ledger)
    hidden = {cell for cell, why in reasons.items() if why}
    audit = ev.audit([released(ledger, hidden)])
    assert audit.findings == audit.notes == ()
    for cell in sensitive(ledger, reasons)[:2]:
        assert not ev.audit([released(ledger, hidden - {cell})]).passed, cell
    if any(why == "complement" for why in reasons.values()):
        first = {cell for cell in hidden if reasons[cell] != "complement"}
        assert not ev.audit([released(ledger, first)]).passed
