"""Small organisations that release their groups with some of them hidden, as results.json has it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from releases import release

OUTCOME = "pgis.total"
Key = tuple[str, str]  # wave, group


def row(id_: str, term: str, estimate: float | None, n: int | None, **more: Any) -> dict[str, Any]:
    """Write a number; without an estimate it is hidden."""
    base = dict.fromkeys(("se", "interval", "statistic", "df", "p"))
    about = {"outcome": None, "group": "all", "waves": ["t0"], "method": "count", **more}
    hidden = about.pop("suppressed", "small") if estimate is None else None
    if hidden:
        about["method"], n = None, None
    value = None if estimate is None else float(f"{estimate:.10g}")
    return {
        "id": id_, "section": id_.partition(".")[0], **base, **about, "term": term, "estimate": value, "n": n,
        "suppressed": hidden,
    }  # fmt: skip


def counted(wave: str, group: str, n: int | None, **more: Any) -> dict[str, Any]:
    """Write how many people of a group took part."""
    name = "respondents" if group == "all" else group
    return row(f"response.{wave}/{name}.count", "count", n, n, group=group, waves=[wave], **more)


def mean(wave: str, group: str, scores: Iterable[float] | None, outcome: str = OUTCOME, **more: Any) -> dict[str, Any]:
    """Write the mean score of a group."""
    values = None if scores is None else list(scores)
    about = {"outcome": outcome, "group": group, "waves": [wave], "method": "mean_t", **more}
    key = f"baseline.{outcome}/{wave}/{group}/mean.mean"
    return row(key, "mean", None if values is None else sum(values) / len(values), values and len(values), **about)


def change(group: str, before: list[float] | None, after: list[float] | None, **more: Any) -> dict[str, Any]:
    """Write the mean change of those who answered twice."""
    about = {"outcome": OUTCOME, "group": group, "waves": ["t0", "t1"], "method": "paired_t", **more}
    key = f"change.{OUTCOME}/{group}/t0-t1/linked.mean_change"
    if before is None or after is None:
        return row(key, "mean_change", None, None, **about)
    return row(key, "mean_change", (sum(after) - sum(before)) / len(after), len(after), **about)


def table(
    people: pd.DataFrame, hidden: Mapping[Key, str] | None = None, *, name: str = "org-a", characteristic: str = "age"
) -> dict[str, Any]:
    """Release everyone and every group at every wave, but those that are hidden.

    Parameters
    ----------
    people : pandas.DataFrame
        Columns ``wave``, ``score`` and the characteristic.
    hidden : mapping
        Why a wave's group is hidden.
    name : str
        The organisation.
    characteristic : str
        The column that groups are made of.
    """
    away = dict(hidden or {})
    numbers = []
    for wave, at_wave in people.groupby("wave"):
        groups = {"all": at_wave["score"]}
        groups |= {f"{characteristic}={level}": of["score"] for level, of in at_wave.groupby(characteristic)}
        for group, scores in groups.items():
            why = away.get((wave, group))
            more = {"suppressed": why} if why else {}
            numbers += [
                counted(wave, group, None if why else len(scores), **more),
                mean(wave, group, None if why else scores, **more),
            ]
    return release(name, numbers, waves=people["wave"].nunique(), outcomes={OUTCOME: {}})


def staff(sizes: Mapping[str, int], seed: int, wave: str = "t0", characteristic: str = "age") -> pd.DataFrame:
    """Draw people of groups of these sizes, with scores from 1 to 5 in thirds."""
    import numpy as np

    draw = np.random.default_rng(seed)
    levels = [level for level, n in sizes.items() for _ in range(n)]
    scores = draw.integers(3, 16, len(levels)) / 3
    return pd.DataFrame({"wave": wave, characteristic: levels, "score": scores})
