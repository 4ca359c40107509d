"""Studies with a personnel file, made from how many people stood how at every wave.

A pattern has a letter per wave: A answered, s employed but silent, - not employed, and for people who are not in the
personnel file ? (did not answer). ``{"A-": 12}``: twelve people answered first and had left by the last wave.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import evaluatie as ev
from evaluatie.study.key import read_key

DATES = ("2020-01-01", "2021-01-01", "2022-01-01")


def patterns_of(numbers: Mapping[str, int]) -> list[str]:
    """Give everyone's pattern; the number of a person is their place."""
    return [pattern for pattern, number in numbers.items() for _ in range(number)]


def waves_of(patterns: list[str], seed: int = 1) -> dict[str, pd.DataFrame]:
    """Make the answers: linking code and score of who answered."""
    rng = np.random.default_rng(seed)
    waves = {}
    for at in range(len(patterns[0])):
        codes = [code for code, pattern in enumerate(patterns) if pattern[at] == "A"]
        waves[f"t{at}"] = pd.DataFrame({"code": codes, "wellbeing": rng.integers(1, 6, len(codes))})
    return waves


def staff_of(patterns: list[str]) -> pd.DataFrame:
    """Make the personnel file: a row per spell of employment, from half a year before a wave to half a year after."""
    spells = [spell for code, pattern in enumerate(patterns) if "?" not in pattern for spell in _spells(code, pattern)]
    return pd.DataFrame(spells, columns=["person", "entry", "exit"]).astype({"person": "str"})


def _spells(code: int, pattern: str) -> list[tuple[str, pd.Timestamp, pd.Timestamp]]:
    half = pd.Timedelta(days=180)
    runs = [[at for at, _ in run] for there, run in groupby(enumerate(pattern), lambda item: item[1] != "-") if there]
    return [
        (
            str(code),
            pd.Timestamp(DATES[run[0]]) - half,
            pd.NaT if run[-1] == len(pattern) - 1 else pd.Timestamp(DATES[run[-1]]) + half,
        )
        for run in runs
    ]


def with_staff(study: ev.Study, staff: pd.DataFrame) -> ev.Study:
    """Add a personnel file to a study, under the study's pseudonyms."""
    key = read_key(Path(), None)
    persons = staff.assign(person=staff["person"] if key is None else ev.pseudonymise(staff["person"], key))
    return replace(study, persons=persons)


def staffed(make_study: Callable[..., ev.Study], numbers: Mapping[str, int], **blocks: Any) -> ev.Study:
    """Make a study from numbers of people by pattern."""
    patterns = patterns_of(numbers)
    waves = blocks.pop("waves", None) or waves_of(patterns)
    listed = [
        {"id": wave, "label": wave, "file": f"{wave}.csv", "date": date}
        for wave, date in zip(waves, DATES, strict=False)
    ]
    return with_staff(make_study(waves, **{"waves_block": listed, **blocks}), staff_of(patterns))
