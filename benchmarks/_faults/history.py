"""What was found: a line per round."""

from __future__ import annotations

import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from _faults.outcome import Case, Outcome
from _faults.places import REPOSITORY

KEY = ["fault", "case", "round"]
COLUMNS = [*KEY, "seed", "moment", "exit", "kept", "redone", "told", "wrong", "version", "commit", "date"]


def read(path: Path) -> pd.DataFrame:
    """Read the history; without lines if there is none."""
    if not path.is_file():
        return pd.DataFrame(columns=COLUMNS)
    return pd.read_csv(path, dtype={"commit": str}, keep_default_na=False, na_values={"moment": [""]})


def add(path: Path, case: Case, number: int, seed: int, found: Outcome) -> None:
    """Put a round into the history, in the place of what was there of it; all of it or nothing."""
    about = {"fault": case.fault, "case": case.name, "round": number, "seed": seed, **measured()}
    row: dict[str, Any] = {**vars(found), **about, "wrong": "; ".join(found.wrong)}
    old = read(path)
    kept = old[~((old["fault"] == case.fault) & (old["case"] == case.name) & (old["round"] == number))]
    rows = pd.DataFrame([*kept.to_dict("records"), row], columns=COLUMNS)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    rows.sort_values(KEY, kind="stable").to_csv(part, index=False, float_format="%.3f", lineterminator="\n")
    part.replace(path)


def measured() -> dict[str, str]:
    """Give the version, and the commit with its date, of the package that rounds are run with."""
    told = _git("log", "-1", "--format=%h %cs").split()
    altered = _git("status", "--porcelain", "--", "src")
    return {"version": version("evaluatie"), "commit": told[0] + "+" * bool(altered), "date": told[1]}


def _git(*arguments: str) -> str:
    command = ["git", *arguments]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603
