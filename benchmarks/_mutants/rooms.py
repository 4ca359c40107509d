"""The numeric rooms: their files, the tests that concern them, and how many mutants of each are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "src/evaluatie"
#: files that hold words, forms or lists and compute nothing
WORDS = {
    "__init__.py", "advice.py", "authored.py", "catalogue_errors.py", "displays.py", "errors.py", "findings.py",
    "keys.py", "labels.py", "names.py", "notes.py", "phrases.py", "reasons.py", "remarks.py", "terms.py",
}  # fmt: skip
JUDGING = (
    "changing", "judgement.py", "weighing.py", "participation.py", "standings.py", "starting_point.py",
    "unit_spread.py", "trust.py", "absences.py", "scale_results.py", "team_results.py", "workforce", "exposed.py",
    "synthesising",
)  # fmt: skip
HIDING = (
    "suppression.py", "bounds.py", "optimal.py", "secondary.py", "thresholds.py", "sums.py", "linked_sums.py",
    "expectation.py", "numbers.py", "choosing.py", "quickly.py", "alternatives.py", "strict.py", "masking.py",
    "curves.py", "auditing/attack.py", "auditing/search.py", "auditing/solvable.py", "auditing/precision.py",
    "auditing/unknowns.py", "auditing/targets.py",
)  # fmt: skip


@dataclass(frozen=True)
class Room:
    """A numeric room.

    Attributes
    ----------
    name : str
        As in the table.
    files : tuple of str
        Files and folders, from the package on.
    tests : tuple of str
        Files and folders with tests that concern it, from the root on; the room's own doctests come with them.
    mutants : int
        How many are drawn.
    """

    name: str
    files: tuple[str, ...]
    tests: tuple[str, ...]
    mutants: int

    def sources(self, root: Path) -> Iterator[Path]:
        """Give the files that are mutated, in a fixed order."""
        for name in self.files:
            path = root / PACKAGE / name
            found = [path] if path.suffix == ".py" else sorted(path.rglob("*.py"))
            yield from (file for file in found if file.name not in WORDS)


ROOMS = (
    Room("effects", ("effects",), ("tests/effects", "tests/test_known_answers.py"), 60),
    Room("flows", ("flows",), ("tests/flows",), 60),
    Room("scales", ("scales",), ("tests/scales",), 60),
    Room("agreement", ("agreement",), ("tests/themes", "tests/process/test_policy_scan.py"), 40),
    Room("themes", ("themes",), ("tests/themes",), 40),
    Room("process", ("process",), ("tests/process",), 40),
    Room("mixed", ("mixed",), ("tests/effects", "tests/scales/test_aggregation.py"), 40),
    Room("evaluation", tuple(f"evaluation/{name}" for name in JUDGING), ("tests/evaluation",), 40),
    Room("disclosure", tuple(f"disclosure/{name}" for name in HIDING), ("tests/disclosure",), 40),
    Room(
        "shared formulas", ("holm.py", "wilson.py", "newcombe.py"),
        ("tests/flows", "tests/themes", "tests/effects/test_multiplicity.py"), 40,
    ),
)  # fmt: skip
