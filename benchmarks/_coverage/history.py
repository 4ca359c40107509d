"""What was found: a line per cell, estimator and true change."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

CELL = ["world", "situation", "size", "cell"]
COLUMNS = [
    *CELL, "true", "estimator", "replications", "given", "parameter", "bias", "sd", "covered", "rejected", "width",
]  # fmt: skip


def read(path: Path) -> pd.DataFrame:
    """Read the history; without lines if there is none."""
    if not path.is_file():
        return pd.DataFrame(columns=COLUMNS)
    return pd.read_csv(path, dtype={"cell": str})


def finished(path: Path, replications: int) -> set[str]:
    """Name the cells of which there are as many replications already."""
    done = read(path)
    done = done[done["replications"] >= replications]
    return {"/".join(map(str, row)) for row in done[CELL].itertuples(index=False)}


def add(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Put a cell into the history, in the place of what was there of it; all of it or nothing."""
    new, old = pd.DataFrame(rows, columns=COLUMNS), read(path)
    again = pd.MultiIndex.from_frame(old[CELL].astype(str)).isin(pd.MultiIndex.from_frame(new[CELL].astype(str)))
    kept = old[~again]
    found = pd.concat([kept, new]) if len(kept) else new
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    found.sort_values([*CELL, "estimator", "true"]).to_csv(part, index=False, float_format="%.5g", lineterminator="\n")
    part.replace(path)
