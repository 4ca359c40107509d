"""Write a made-up organisation of so many employees: ``python respondents.py FOLDER EMPLOYEES`` tells who answered.

A program of its own: what it needs of memory must not count for what is measured after it.
"""

from __future__ import annotations

import sys
from pathlib import Path

SEED = 20260101


def write_organisation(folder: Path, employees: int) -> int:
    """Write the study folder, and give the number of people who answered at least once."""
    from evaluatie.study.demonstration import DemoModel, demo_study

    made = demo_study(SEED, DemoModel(persons=employees))
    made.write(folder)
    return int(made.answers["person"].nunique())


if __name__ == "__main__":
    sys.stdout.write(f"{write_organisation(Path(sys.argv[1]), int(sys.argv[2]))}\n")
