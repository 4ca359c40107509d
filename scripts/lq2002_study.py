"""Write data/raw/lq2002/answers.csv from the data set `lq2002` of the R package multilevel.

Usage: python scripts/lq2002_study.py lq2002.csv
where lq2002.csv is `write.csv(multilevel::lq2002, "lq2002.csv", row.names = FALSE)`.

Kept are the company and the answers to the 19 items, row by row in the order of the source. Subject numbers, scale
scores and means of companies are left out: nothing is linked, and the scores follow from the answers. study.yml,
README.md and the instruments in that folder are written by hand.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

UNIT = "COMPID"
ITEMS = (
    *(f"LEAD{number:02}" for number in range(1, 12)),
    *(f"TSIG{number:02}" for number in range(1, 4)),
    *(f"HOSTIL{number:02}" for number in range(1, 6)),
)


def main(source: Path, folder: Path) -> None:
    with source.open(newline="", encoding="utf-8") as read, (folder / "answers.csv").open("w", newline="") as write:
        writer = csv.DictWriter(write, (UNIT, *ITEMS), extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(csv.DictReader(read))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(__file__).resolve().parents[1] / "data" / "raw" / "lq2002")
