"""Studies of which only means were delivered: summary.csv made from people, and the study that it gives."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from evaluatie.study.aggregates import Aggregates, read_aggregates
from evaluatie.study.layout import lay_out
from evaluatie.study.settings.questionnaires import questionnaires
from evaluatie.study.settings.source import read_source
from evaluatie.study.settings.validation import check_config

SCORE = {"column": "welzijn", "range": [1, 5], "direction": "higher", "label": "wellbeing"}
GROUPS = {"origin": {"column": "herkomst", "reference": "nederland", "focal": ["europa", "buiten-europa"]}}


def write(folder: Path, table: str | bytes, name: str = "summary.csv", **blocks: Any) -> Path:
    """Write a study folder with a table of means."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(table if isinstance(table, bytes) else table.encode())
    config = {
        "organisation": {"id": folder.name, "name": "Demo Zorg"},
        "waves": [{"id": "t0", "label": "nulmeting"}, {"id": "t1", "label": "nameting"}],
        "survey": {"scores": {"wellbeing": SCORE}},
        "groups": GROUPS,
        "plan": {"primary": ["wellbeing"], "smallest_effect": 0.2},
        "aggregates": name,
        **blocks,
    }
    (folder / "study.yml").write_text(yaml.safe_dump(json.loads(json.dumps(config)), sort_keys=False), encoding="utf-8")
    return folder


def read(folder: Path) -> Aggregates:
    """Read the table of means of a study folder, without going on to the study."""
    source = read_source(folder / "study.yml")
    checked = check_config(source, folder)
    assert checked.config is not None
    assert not checked.problems, checked.problems
    layout = lay_out(checked.config, questionnaires(checked.config, folder), source)
    return read_aggregates(folder / str(checked.config.aggregates), checked.config, layout)


def summarised(
    waves: Mapping[str, pd.DataFrame], scales: tuple[str, ...], characteristics: tuple[str, ...], decimals: int = 15
) -> pd.DataFrame:
    """Print what a supplier would print of people: n, mean and standard deviation per wave, group and scale."""
    rows = []
    for wave, people in waves.items():
        groups: list[tuple[str, pd.DataFrame]] = [("all", people)]
        for name in characteristics:
            groups += [(f"{name}={level}", part) for level, part in people.groupby(name)]
        for group, part in groups:
            for scale in scales:
                values = part[scale].dropna().to_numpy(dtype=float)
                mean = np.round(values.mean(), decimals) if len(values) else None
                sd = np.round(values.std(ddof=1), decimals) if len(values) > 1 else None
                rows.append((wave, group, scale, len(values), mean, sd))
    return pd.DataFrame(rows, columns=["wave", "group", "scale", "n", "mean", "sd"])
