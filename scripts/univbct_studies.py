"""Write the five study folders data/raw/univbct-* from the data set `univbct` of the R package multilevel.

Usage: python scripts/univbct_studies.py univbct.csv
where univbct.csv is `write.csv(multilevel::univbct, "univbct.csv", row.names = FALSE)`.

One folder per battalion; wave 1 becomes t0.csv and wave 3 becomes t1.csv. A person who answered none of the three
scales at a wave did not answer then and has no row in that wave's file. Scores keep the digits of the source.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

BATTALIONS = ("3066", "1022", "4042", "4", "299")
WAVES = {"t0": "1", "t1": "3"}
PERSON = ("SUBNUM", "COMPANY", "MARITAL", "GENDER", "AGE")
SCORES = ("JOBSAT", "COMMIT", "READY")

STUDY = """\
# Real, public data: Bliese & Ployhart (2002), data set `univbct` of the R package multilevel. See README.md here.
organisation:
  id: univbct-{battalion}
  name: Battalion {battalion} (univbct)
  sector: defence
  published: true           # a lost key of the pseudonyms harms nobody

waves:                      # the source gives the order of the waves, no calendar dates, and not how many were invited
  - {{id: t0, label: {{nl: nulmeting, en: baseline}}, file: t0.csv}}
  - {{id: t1, label: {{nl: nameting, en: follow-up}}, file: t1.csv}}

survey:
  respondent: SUBNUM
  unit: COMPANY
  scores:                   # the source holds scale scores, not the answers to single items
    jobsat:
      column: JOBSAT
      range: [1, 5]
      direction: higher
      label: {{nl: arbeidstevredenheid, en: job satisfaction}}
    commit:
      column: COMMIT
      range: [1, 5]
      direction: higher
      label: {{nl: betrokkenheid, en: commitment}}
    ready:
      column: READY
      range: [1, 5]
      direction: higher
      label: {{nl: gereedheid, en: readiness}}

groups:
  age:
    column: AGE
    bands: [25]
    reference: "25+"
    focal: ["<25"]
    label: {{nl: leeftijd, en: age}}
    labels:
      "<25": {{nl: jonger dan 25, en: younger than 25}}
      "25+": {{nl: 25 en ouder, en: 25 and older}}
  marital:
    column: MARITAL
    reference: "2"
    focal: ["1"]
    label: {{nl: burgerlijke staat, en: marital status}}
    labels:
      "1": {{nl: alleenstaand, en: single}}
      "2": {{nl: gehuwd, en: married}}
  gender:
    column: GENDER
    reference: "1"
    focal: ["2"]
    label: {{nl: geslacht, en: gender}}
    labels:
      "1": {{nl: man, en: male}}
      "2": {{nl: vrouw, en: female}}

plan:                       # nothing is known of a plan that was fixed before the follow-up
  primary: [jobsat]
  secondary: [commit, ready]
  smallest_effect: 0.2

disclosure: {{preset: strict}}
report: {{language: nl}}
"""

README = """\
# univbct-{battalion}

Battalion {battalion} of the data set `univbct` (R package multilevel), written by `scripts/univbct_studies.py`. Origin,
coding and licence: ../README.md.
"""


def read_persons(source: Path) -> list[dict[str, str]]:
    """Read one row per person: the source repeats each person three times."""
    with source.open(newline="", encoding="utf-8") as handle:
        return [row for row in csv.DictReader(handle) if row["TIME"] == "0"]


def known(value: str) -> str:
    return "" if value in ("NA", "") else value


def write_wave(persons: list[dict[str, str]], number: str, path: Path) -> None:
    """Write one wave: a row for everyone who answered at least one of the scales."""
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow([*PERSON, *SCORES])
        for person in persons:
            scores = [known(person[score + number]) for score in SCORES]
            if any(scores):
                writer.writerow([*(known(person[name]) for name in PERSON), *scores])


def main(source: Path, raw: Path) -> None:
    persons = read_persons(source)
    for battalion in BATTALIONS:
        folder = raw / f"univbct-{battalion}"
        folder.mkdir(parents=True, exist_ok=True)
        members = [person for person in persons if person["BTN"] == battalion]
        for wave, number in WAVES.items():
            write_wave(members, number, folder / f"{wave}.csv")
        (folder / "study.yml").write_text(STUDY.format(battalion=battalion), encoding="utf-8")
        (folder / "README.md").write_text(README.format(battalion=battalion), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(__file__).resolve().parents[1] / "data" / "raw")
