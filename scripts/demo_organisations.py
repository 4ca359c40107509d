"""Write the files of the five demonstration organisations, and what is true of them.

Usage: python scripts/demo_organisations.py [--check]

Writes the files with data in data/raw/demo-*, and the tables of docs/demonstration.md. study.yml, README.md,
instruments/ and what an organisation tells of its interventions are written by hand. With --check nothing is written:
it fails when a file is not what would be written.
"""

from __future__ import annotations

import sys
import tempfile
import zipfile
from pathlib import Path
from xml.etree.ElementTree import canonicalize

from evaluatie.study.demonstration.account import with_tables
from evaluatie.study.demonstration.deliveries import write_organisations
from evaluatie.study.demonstration.organisations import ORGANISATIONS

ROOT = Path(__file__).resolve().parents[1]
RAW = ROOT / "data" / "raw"
DOCS = ROOT / "docs" / "demonstration.md"
BY_HAND = {
    "study.yml",
    "README.md",
    "instruments",
    "texts",
    "deelname.csv",
    "maatregelen.csv",
    "theorie.csv",
    "stappen.csv",
    "beleidsplan.csv",
    "beleidsscan.csv",
}


def content(path: Path) -> object:
    """Give what a file holds: of a workbook its parts, whatever zlib packed and lxml wrote them."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as packed:
        return {name: canonicalize(packed.read(name)) for name in packed.namelist()}


def differences(made: Path) -> list[str]:
    """List the files of the five folders that are not what is made now."""
    wrong = []
    for organisation in ORGANISATIONS:
        here, there = RAW / organisation.id, made / organisation.id
        names = {path.name for folder in (here, there) for path in folder.glob("*")} - BY_HAND
        for name in sorted(names):
            both = (here / name).is_file() and (there / name).is_file()
            if not both or content(here / name) != content(there / name):
                wrong.append(f"data/raw/{organisation.id}/{name}")
    return wrong


def main(*options: str) -> None:
    text = DOCS.read_text(encoding="utf-8")
    if options != ("--check",):
        write_organisations(RAW)
        DOCS.write_text(with_tables(text), encoding="utf-8")
        return
    with tempfile.TemporaryDirectory() as folder:
        write_organisations(Path(folder))
        wrong = differences(Path(folder))
    if with_tables(text) != text:
        wrong.append("docs/demonstration.md")
    if wrong:
        sys.exit(f"Not what scripts/demo_organisations.py writes: {', '.join(wrong)}. Run it, and look at the changes.")


if __name__ == "__main__":
    main(*sys.argv[1:])
