"""Time and memory of an intake: 100,000 respondents x 120 columns x 3 waves, as .csv, .sav, .parquet or .xlsx.

Usage: python benchmarks/intake_at_scale.py [.csv|.sav|.parquet|.xlsx] [respondents]
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat

WAVES = (("t0", "2019-10-01"), ("t1", "2020-10-01"), ("t2", "2021-10-01"))
CONFIG = """\
organisation: {{id: big, name: Big}}
waves:
{waves}
survey:
  respondent: code
  unit: team
  items: {{pgis: "a{{n}}", affective_commitment: "b{{n}}", inclusive_leadership: "c{{n}}"}}
  scores: {{grade: {{column: grade, range: [1, 10], direction: higher, missing_codes: []}}}}
  missing_codes: [99]
  seconds: duration
groups:
  gender: {{column: gender, reference: 1, focal: [2]}}
  age: {{column: born, born: true, bands: [35, 50], reference: 35-49, focal: [<35, 50+]}}
"""
ITEMS = [*(f"a{n}" for n in range(1, 17)), *(f"b{n}" for n in range(1, 7)), *(f"c{n}" for n in range(1, 10))]


def wave(people: int, seed: int) -> pd.DataFrame:
    """Make one wave of 120 columns: items, scores, people, and questions that nobody named."""
    draw = np.random.default_rng(seed)
    number = np.arange(people)
    frame = {
        "code": [f"p{one:06}" for one in draw.permutation(int(people * 1.3))[:people]],
        "team": draw.integers(1, 400, people),
        "grade": draw.integers(10, 101, people) / 10,
        "duration": draw.integers(200, 3000, people),
    }
    person = np.array([int(code[1:]) for code in frame["code"]])
    frame |= {"gender": person % 2 + 1, "born": 1955 + person % 50}
    frame |= {name: draw.integers(1, 6, people) for name in ITEMS}
    frame["remarks"] = [f"remark {one} about work" if one % 5 == 0 else "" for one in number]
    left = 120 - len(frame)
    frame |= {f"other{one}": draw.integers(1, 6, people) for one in range(left)}
    return pd.DataFrame(frame)


def save(frame: pd.DataFrame, path: Path) -> None:
    """Write a wave in the kind of file that its name says."""
    if path.suffix == ".csv":
        frame.to_csv(path, index=False)
    elif path.suffix == ".sav":
        pyreadstat.write_sav(frame, path)
    elif path.suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_excel(path, index=False)


def load(folder: str) -> str:
    """Load the study in this process, and say what it cost."""
    from evaluatie.study import load_study

    start, cpu = time.perf_counter(), time.process_time()
    rows = len(load_study(Path(folder)).survey)
    wall, cpu = time.perf_counter() - start, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return f"{rows} rows, {wall:.1f} s, {cpu:.1f} CPU-seconds, peak {peak:.2f} GiB\n"


def main(ending: str = ".csv", people: str = "100000") -> None:
    """Make the files, and load them in a process of its own."""
    with tempfile.TemporaryDirectory() as place, tempfile.TemporaryDirectory() as elsewhere:
        folder = Path(place) / "data" / "raw" / "big"
        folder.mkdir(parents=True)
        for seed, (id_, _) in enumerate(WAVES):
            save(wave(int(people), seed), folder / f"{id_}{ending}")
        lines = (f"  - {{id: {id_}, label: {id_}, date: {date}, file: {id_}{ending}}}" for id_, date in WAVES)
        (folder / "study.yml").write_text(CONFIG.format(waves="\n".join(lines)), encoding="utf-8")
        environment = {**os.environ, "EVALUATIE_KEY_FILE": str(Path(elsewhere) / "pseudonym.key")}
        command = [sys.executable, __file__, "--load", str(folder)]
        subprocess.run(command, env=environment, check=True)  # noqa: S603 - this very script


if __name__ == "__main__":
    if sys.argv[1:2] == ["--load"]:
        sys.stdout.write(load(sys.argv[2]))
    else:
        main(*sys.argv[1:])
