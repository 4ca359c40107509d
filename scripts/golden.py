"""Hold the figures of the organisations that ship with evaluatie against those in tests/golden, and renew these.

``python scripts/golden.py`` makes the reports anew, and lists every figure that is otherwise than kept; the exit code
is 1 if any is. ``--accept`` then keeps the new ones: look at the list, and say in the commit why figures changed.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from demo import DEMO, demo_workspace, report  # noqa: E402
from golden import apart, keep, kept, rows_of  # noqa: E402


def main(arguments: list[str]) -> int:
    """Compare, show what differs, and keep it where that is asked for."""
    unknown = [one for one in arguments if one != "--accept"]
    if unknown:
        print(__doc__)
        return 2
    with tempfile.TemporaryDirectory() as place:
        folder = demo_workspace(ROOT, Path(place) / "room")
        report(folder, folder / "golden.key")
        found = {name: rows_of(folder / "reports" / name / "results.json") for name in DEMO}
    differences = [f"{name}: {line}" for name, rows in found.items() for line in apart(kept(name), rows)]
    print("\n".join([*differences, f"{len(differences)} figures are otherwise than kept in tests/golden."]))
    if "--accept" not in arguments:
        return int(bool(differences))
    for name, rows in found.items():
        keep(name, rows)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
