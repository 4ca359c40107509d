"""How time and memory of flow_rates grow: 50 thousand to 5 million people, 12 million positions, ten years.

For each number of people two Parquet files are made (1.2 periods of employment and 2.4 positions a head), and a
process of its own reads them and counts yearly stock, flows and rates by six characteristics. Printed are seconds,
CPU-seconds and the largest memory, and the slope of log seconds on log people: 1 is linear. Run:
``python benchmarks/flows_at_scale.py [PEOPLE ...]``, with ``--cluster`` to do the same on a local Dask cluster of two
workers and compare the tables.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

PERIOD = {"start": "2014-01-01", "end": "2023-12-31"}
LADDER = [f"S{number}" for number in range(1, 16)]
BY = ["origin", "gender", "age", "tenure", "scale", "unit"]
SIZES = (50_000, 500_000, 5_000_000)
DAY = np.datetime64("2000-01-01")


def people(number: int, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make personnel files: exits at .11 a year, a fifth of those who left come back, moves at .14 a year."""
    rng = np.random.default_rng(seed)
    entry = DAY + rng.integers(0, 8700, number)
    exit_ = entry + np.ceil(rng.exponential(365.25 / 0.11, number)).astype(int)
    who = np.arange(number)
    back = rng.random(number) < 0.2
    again = exit_[back] + rng.integers(10, 1500, int(back.sum()))
    person = np.concatenate([who, who[back]])
    entries = np.concatenate([entry, again])
    exits = np.concatenate([exit_, again + rng.integers(50, 5000, len(again))])
    persons = pd.DataFrame(
        {
            "person": person,
            "entry": entries,
            "exit": pd.Series(exits).where(exits <= np.datetime64(PERIOD["end"])),
            "reason": pd.Categorical.from_codes(rng.integers(0, 3, len(person)), ["voluntary", "pension", "contract"]),
            "origin": _coded(rng, number, ["nl", "europe", "elsewhere", "unknown"])[person],
            "gender": _coded(rng, number, ["f", "m"])[person],
            "born": rng.integers(1955, 2000, number)[person],
        }
    )
    many = 1 + rng.poisson(1.0, len(person))
    at = np.repeat(np.arange(len(person)), many)
    start = entries[at] + np.concatenate([np.arange(n) for n in many]) * 700
    step = np.concatenate([np.arange(n) for n in many]) * rng.integers(0, 2, len(person))[at]
    scale = np.minimum(rng.integers(0, 12, len(person))[at] + step, len(LADDER) - 1)
    positions = pd.DataFrame(
        {
            "person": person[at],
            "start": start,
            "end": pd.Series(np.full(len(at), np.datetime64("NaT", "s"))),
            "scale": pd.Categorical.from_codes(scale, LADDER),
            "unit": _coded(rng, len(at), [f"unit {number}" for number in range(40)]),
            "hours": rng.choice([24.0, 32.0, 36.0], len(at)),
        }
    )
    return persons, positions


def _coded(rng: np.random.Generator, number: int, levels: list[str]) -> pd.Categorical:
    return pd.Categorical.from_codes(rng.integers(0, len(levels), number), levels)


def count(folder: Path) -> dict[str, float]:
    """Read the files and count; say what it took."""
    from evaluatie.flows import flow_rates

    begun, cpu = time.perf_counter(), time.process_time()
    persons, positions = pd.read_parquet(folder / "persons.parquet"), pd.read_parquet(folder / "positions.parquet")
    found = flow_rates(persons, positions, BY, **PERIOD, ladder=LADDER)
    found.table.astype({"year": "str"}).to_parquet(folder / "table.parquet")
    return {
        "people": persons["person"].nunique(),
        "spells": len(persons) + len(positions),
        "rows_of_result": len(found.table),
        "seconds": time.perf_counter() - begun,
        "cpu_seconds": time.process_time() - cpu,
        "peak_gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }


def count_on_cluster(folder: Path) -> dict[str, float]:
    """Do the same on two workers, and hold the table against the other one."""
    import dask.dataframe as frames
    from distributed import Client, LocalCluster

    from evaluatie.flows import flow_rates

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster, Client(cluster):
        begun = time.perf_counter()
        files = (frames.read_parquet(folder / f"{name}.parquet", blocksize="32MB") for name in ("persons", "positions"))
        found = flow_rates(*files, BY, **PERIOD, ladder=LADDER)
        seconds = time.perf_counter() - begun
    pd.testing.assert_frame_equal(found.table.astype({"year": "str"}), pd.read_parquet(folder / "table.parquet"))
    return {"seconds": seconds}


def main() -> None:
    """Measure each size in a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("people", nargs="*", type=int, default=SIZES)
    parser.add_argument("--cluster", action="store_true")
    parser.add_argument("--count", type=Path)
    asked = parser.parse_args()
    if asked.count:
        print(json.dumps(count_on_cluster(asked.count) if asked.cluster else count(asked.count)))  # noqa: T201
        return
    measured = []
    for number in asked.people:
        with tempfile.TemporaryDirectory() as folder:
            for name, frame in zip(("persons", "positions"), people(number, 1), strict=True):
                frame.to_parquet(Path(folder, f"{name}.parquet"), row_group_size=500_000)
            measured.append(_apart(folder))
            print(measured[-1], flush=True)  # noqa: T201
            if asked.cluster:
                print("on two workers, the same table:", _apart(folder, "--cluster"), flush=True)  # noqa: T201
    if len(measured) > 1:
        logs = [[math.log(one[name]) for one in measured] for name in ("people", "seconds")]
        print("slope of log seconds on log people:", round(float(np.polyfit(*logs, 1)[0]), 3))  # noqa: T201


def _apart(folder: str, *more: str) -> dict[str, float]:
    command = [sys.executable, __file__, "--count", folder, *more]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    main()
