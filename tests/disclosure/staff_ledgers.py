"""Small ledgers of staff, and what a report releases of them, as results.json has it."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evaluatie.disclosure import ledgers
from evaluatie.disclosure.auditing.staff_said import EVENTS
from evaluatie.disclosure.policy import DisclosurePolicy
from evaluatie.evaluation.ledger import Ledger

sys.path.insert(0, str(Path(__file__).parent))
from released_tables import row

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from releases import release

STRICT = DisclosurePolicy.preset_named("strict")
ALL = ("all", "all")
Group = tuple[str, str]
Cell = tuple[str, str, str]
SECTION = "retention_and_promotion"


def ledger_of(levels: Mapping[Group, Mapping[str, Any]], years: int = 2) -> Ledger:
    """Make a ledger of staff.

    Parameters
    ----------
    levels : mapping
        By group: ``start``; ``inflow`` and ``outflow`` of every year; shares of reasons, bands and managers are drawn
        evenly unless ``reasons``, ``bands`` and ``managers`` tell their numbers.
    years : int
        The number of years.
    """
    named = [str(2020 + at) for at in range(years)]
    rows = {group: _columns(of, named) for group, of in levels.items()}
    counts = pd.DataFrame.from_dict(rows, orient="index")
    counts.index = pd.MultiIndex.from_tuples(list(rows))
    first = next(iter(levels))[0]
    every = counts[counts.index.get_level_values(0) == first].sum()
    counts = pd.concat([pd.DataFrame([every], index=pd.MultiIndex.from_tuples([ALL])), counts]).astype(int)
    parts = {name: (name,) for name in counts if not name.startswith(("came", "went"))}
    parts |= {flow: tuple(f"{flow}:{year}" for year in named) for flow in ("inflow", "outflow", "promotions")}
    came = [f"{way}:{year}" for way in ("inflow", "came") for year in named]
    parts["people"] = (f"stock:{named[0]}", *came)
    ties: list[dict[str, int]] = [
        {f"stock:{after}": 1, f"stock:{year}": -1, f"inflow:{year}": -1, f"came:{year}": -1, f"outflow:{year}": 1,
         f"went:{year}": 1}
        for year, after in zip(named, [*named[1:], "end"], strict=True)
    ]  # fmt: skip
    within = [parts[flow] for flow in ("inflow", "outflow", "promotions")]
    for whole, what in (("outflow", "reason"), ("stock:end", "band"), ("stock:end", "manager")):
        some = tuple(name for name in counts if name.startswith(f"{what}:"))
        ties.append({**dict.fromkeys(parts[whole], 1), **dict.fromkeys(some, -1)})
        within.append(some)
    references = {"origin": "here", "gender": "man"}
    return Ledger("staff", counts, parts, ties, within, references, "people", frozenset({"reason:unknown"}))


def _columns(of: Mapping[str, Any], years: list[str]) -> dict[str, int]:
    found, there = {}, int(of["start"])
    for at, year in enumerate(years):
        found[f"stock:{year}"] = there
        for flow in ("inflow", "outflow", "promotions"):
            found[f"{flow}:{year}"] = int(of.get(flow, [0] * len(years))[at])
        found |= {f"came:{year}": 0, f"went:{year}": 0}
        there += found[f"inflow:{year}"] - found[f"outflow:{year}"]
    left = sum(found[f"outflow:{year}"] for year in years)
    found["stock:end"] = there
    found |= _divided("reason", left, of.get("reasons"), ("voluntary", "other", "unknown"))
    found |= _divided("band", there, of.get("bands"), ("band1", "band2"))
    managers = of.get("managers", there // 3)
    return found | {"manager:no": there - managers, "manager:yes": managers}


def _divided(what: str, n: int, told: Any, names: tuple[str, ...]) -> dict[str, int]:
    each = told or [n // len(names)] * (len(names) - 1)
    return {f"{what}:{name}": int(k) for name, k in zip(names, [*each, n - sum(each)], strict=False)}


def drawn(seed: int) -> Ledger:
    """Draw a ledger of people of three or four origins, some unknown, and sometimes of two genders."""
    rng = np.random.default_rng(seed)
    years = int(rng.integers(1, 4))
    sizes = dict(zip(("here", "near", "far", "unknown"), rng.choice([60, 30, 18, 12, 6, 3], 4), strict=True))
    if rng.random() < 0.4:
        del sizes["unknown"]
    rate = float(rng.choice([0.03, 0.3]))
    genders = ("man", "woman") if rng.random() < 0.5 else ("man",)
    crossed = {
        (level, gender): _drawn(rng, int(n) + int(rng.integers(0, 9)), years, rate)
        for level, n in sizes.items()
        for gender in genders
    }
    found = {("origin", level): _sum(of for key, of in crossed.items() if key[0] == level) for level in sizes}
    if len(genders) > 1:
        found |= {("gender", gender): _sum(of for key, of in crossed.items() if key[1] == gender) for gender in genders}
    return ledger_of(found, years)


def _sum(parts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    each = list(parts)
    return {name: np.sum([of[name] for of in each], axis=0).tolist() for name in each[0]}


def _drawn(rng: np.random.Generator, start: int, years: int, rate: float) -> dict[str, Any]:
    there, inflow, outflow = start, [], []
    for _ in range(years):
        inflow.append(int(rng.binomial(start, rate)))
        outflow.append(int(rng.binomial(there, rng.choice([rate, 0.3, 0.9], p=[0.8, 0.1, 0.1]))))
        there += inflow[-1] - outflow[-1]
    left = sum(outflow)
    voluntary, low, promoted = (int(rng.binomial(n, 0.5)) for n in (left, there, start))
    return {
        "start": start, "inflow": inflow, "outflow": outflow,
        "promotions": rng.binomial(promoted, rate, years).tolist(),
        "reasons": [voluntary, int(rng.binomial(left - voluntary, 0.7))], "bands": [low],
        "managers": int(rng.binomial(there, 0.2)),
    }  # fmt: skip


def judged(
    monkeypatch: pytest.MonkeyPatch, ledger: Ledger, policy: DisclosurePolicy = STRICT, hidden: Collection[object] = ()
) -> dict[Cell, str | None]:
    """Give why each number of a ledger is hidden."""
    monkeypatch.setattr(ledgers, "ledgers", lambda _: (ledger,))
    cells = ledgers.ledger_cells(SimpleNamespace(hidden=frozenset(hidden)), policy)  # type: ignore[arg-type]
    keys = cells[["characteristic", "level", "part"]].itertuples(index=False, name=None)
    return {key: None if pd.isna(why) else why for key, why in zip(keys, cells["reason"], strict=True)}


def released(ledger: Ledger, hidden: Collection[Cell], name: str = "org-a") -> dict[str, Any]:
    """Release what the section shows of a ledger, but what rests on hidden numbers."""
    return release(name, list(_rows(ledger, frozenset(hidden))), waves=1)


def _rows(ledger: Ledger, hidden: frozenset[Cell]) -> Iterator[dict[str, Any]]:
    flows = [part for part in ledger.parts if part.partition(":")[0] in ("inflow", "outflow", "promotions")]
    stocks = [part for part in ledger.parts if part.startswith("stock:")]
    shares = [*stocks, "inflow", *(part for part in ledger.parts if part.startswith("band:")), "manager:yes"]
    for group in ledger.counts.index:
        about = {"group": "all" if group == ALL else "=".join(group), "waves": [], "suppressed": "part"}
        start = f"{SECTION}.{about['group']}"
        for part in [*stocks, *flows]:
            n = None if (*group, part) in hidden else ledger.n(group, part)
            yield row(f"{start}/{part}.count", "count", n, n, **about)
        for part in shares if group != ALL else ():
            whole = ledger.n(ALL, part)
            away = {(*group, part), (*ALL, part)} & hidden
            if whole:
                share = None if away else ledger.n(group, part) / whole
                yield row(f"{start}/share/{part}.proportion", "proportion", share, whole, **about)
        for flow, part in EVENTS.items():
            away = {(*group, part), (*group, "people")} & hidden
            n = None if away else ledger.n(group, part)
            yield row(f"{start}/rate/{flow}.rate", "rate", None if away else 0.1, n, **about)
