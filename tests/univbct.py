"""The known answers of the five real organisations; data/README.md says where they come from."""

from __future__ import annotations

import csv
from pathlib import Path

_KNOWN = Path(__file__).parent / "data" / "univbct_known.csv"


def known_answers() -> list[dict[str, str]]:
    """Give one row per battalion and outcome."""
    with _KNOWN.open(encoding="utf-8") as handle:
        return [row for row in csv.DictReader(handle) if row["battalion"] != "all"]
