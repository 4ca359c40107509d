"""The history: sums over organisations, a line per cell, and which organisations are in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from _faults.history import measured as package

from _truth.judged import KEYS, SUMS
from _truth.worlds import World

#: a line per organisation that is in the sums: by which version and commit it was measured, and its seed
DONE = "organisation"


def read(path: Path) -> pd.DataFrame:
    """Read the history; without lines if there is none."""
    if not path.is_file():
        return pd.DataFrame(columns=[*KEYS, *SUMS])
    return pd.read_csv(path, keep_default_na=False, dtype={"detail": str, "whom": str})


def done(history: pd.DataFrame, world: World) -> set[int]:
    """Name the seeds of a world that are in the history."""
    mine = history[(history["world"] == world.name) & (history["kind"] == DONE)]
    return {int(seed) for seed in mine["detail"]}


def add(path: Path, world: World, found: Mapping[int, pd.DataFrame]) -> None:
    """Add organisations of a world by their seeds; all of it or nothing."""
    by = measured()
    counted = pd.DataFrame([(world.name, DONE, by, "", str(seed), 1, *(0.0,) * (len(SUMS) - 1)) for seed in found],
                           columns=[*KEYS, *SUMS])  # fmt: skip
    whole = pd.concat([frame for frame in (read(path), counted, *found.values()) if len(frame)])
    sums = whole.groupby(KEYS, as_index=False, sort=True)[SUMS].sum()
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    sums.to_csv(part, index=False, float_format="%.8g", lineterminator="\n")
    part.replace(path)


def measured() -> str:
    """Say what is measured: the package's version, its commit (with a + where it was altered since), and the day."""
    made = package()
    return f"evaluatie {made['version']}, {made['commit']}, {made['date']}"
