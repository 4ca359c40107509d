"""Temporary workspaces: copies of the organisations that ship with evaluatie, under other names, with its notebooks."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
#: the organisation that a run of one is about: questionnaires and personnel of about 400 people, two waves
FIRST = "demo-waterschap"
# Put before a notebook's own cells: of each cell the seconds of processor become a line of a file.
_STOPWATCH = """\
import os as _os, time as _time

def _before_cell(_info=None):
    _os.environ["_CELL_START"] = repr(_time.process_time())

def _after_cell(_result=None):
    _start = _os.environ.pop("_CELL_START", None)
    if _start is not None:
        with open({log!r}, "a") as _file:
            _file.write(f"{{_os.getpid()}} {{_time.process_time() - float(_start)}}\\n")

get_ipython().events.register("pre_run_cell", _before_cell)
get_ipython().events.register("post_run_cell", _after_cell)
"""


@dataclass(frozen=True)
class Workbench:
    """A temporary workspace.

    Attributes
    ----------
    root : pathlib.Path
        Its folder.
    """

    root: Path

    @property
    def organisations(self) -> tuple[str, ...]:
        """The ids of its organisations."""
        return tuple(sorted(path.name for path in (self.root / "data" / "raw").iterdir()))

    @property
    def notebooks(self) -> tuple[Path, ...]:
        """Its section notebooks, in order."""
        return tuple(sorted((self.root / "notebooks").glob("[0-9][0-9]_*.ipynb")))

    @property
    def log(self) -> Path:
        """The file to which the cells write what they took."""
        return self.root / "cells.log"

    def cell_seconds(self) -> float:
        """Give the seconds of processor inside the cells that have run until now."""
        return sum(float(line.split()[1]) for line in self.log.read_text(encoding="utf-8").splitlines())

    def reports(self) -> dict[str, tuple[int, int]]:
        """Give of each report what changes when it is replaced: when it was made, and its place on the disk."""
        folders = (path.stat() for path in self._reports())
        return {path.name: (at.st_mtime_ns, at.st_ino) for path, at in zip(self._reports(), folders, strict=True)}

    def sizes(self, name: str) -> list[int]:
        """Give the bytes of a file of each report."""
        return [(path / name).stat().st_size for path in self._reports()]

    def change_one(self) -> None:
        """Take the last answer out of a file of the first organisation: a delivery that was corrected."""
        path = sorted(self.root.glob("data/raw/*/*.csv"))[0]
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join(lines[:-1]))

    def _reports(self) -> list[Path]:
        return sorted(path.parent for path in self.root.glob("reports/[!.]*/report.html"))


def make_workspace(root: Path, organisations: int) -> Workbench:
    """Make a workspace of so many organisations: those that ship, then copies of them with other ids.

    Parameters
    ----------
    root : pathlib.Path
        A folder that is not there yet.
    organisations : int
        How many.
    """
    for name, copy in _names(organisations):
        _copy_organisation(REPOSITORY / "data" / "raw" / name, root / "data" / "raw" / copy)
    return _with_notebooks(root)


def make_empty_workspace(root: Path) -> Workbench:
    """Make a workspace without organisations."""
    (root / "data" / "raw").mkdir(parents=True)
    return _with_notebooks(root)


def merged_notebook(workspace: Workbench) -> Path:
    """Write one notebook with the code of all sections; the parameters and the set-up stand in it once."""
    notebooks = [json.loads(path.read_text(encoding="utf-8")) for path in workspace.notebooks]
    merged = {**notebooks[0], "cells": []}
    seen: set[str] = set()
    for number, cell in enumerate(cell for notebook in notebooks for cell in notebook["cells"]):
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and not (source in seen and "ev.release" not in source):
            merged["cells"].append({**cell, "id": f"cell-{number}"})
            seen.add(source)
    path = workspace.root / "merged.ipynb"
    path.write_text(json.dumps(merged), encoding="utf-8")
    return path


def _names(count: int) -> list[tuple[str, str]]:
    """Pair each organisation's folder with the id that its copy gets."""
    raw = REPOSITORY / "data" / "raw"
    shipped = sorted((path.parent.name for path in raw.glob("*/study.yml")), key=lambda name: (name != FIRST, name))
    shipped = [name for name in shipped if name.startswith(("demo-", "univbct-"))]
    rounds = [(shipped[at % len(shipped)], at // len(shipped)) for at in range(count)]
    return [(name, f"{name}-copy{turn}" if turn else name) for name, turn in rounds]


def _copy_organisation(source: Path, target: Path) -> None:
    shutil.copytree(source, target)
    path = target / "study.yml"
    line = re.compile(rf"^(organisation:\n +id: ){re.escape(source.name)}$", re.MULTILINE)
    text, found = line.subn(rf"\g<1>{target.name}", path.read_text(encoding="utf-8"))
    if found != 1:
        raise ValueError(f"data/raw/{source.name}/study.yml does not have its id where it was expected")
    path.write_text(text, encoding="utf-8")


def _with_notebooks(root: Path) -> Workbench:
    workspace = Workbench(root)
    (root / "notebooks").mkdir()
    for path in sorted((REPOSITORY / "notebooks").glob("[0-9][0-9]_*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        notebook["cells"].insert(0, _stopwatch(workspace.log))
        (root / "notebooks" / path.name).write_text(json.dumps(notebook), encoding="utf-8")
    return workspace


def _stopwatch(log: Path) -> dict[str, Any]:
    source = _STOPWATCH.format(log=str(log))
    about: dict[str, Any] = {"id": "stopwatch", "metadata": {}, "outputs": [], "execution_count": None}
    return {"cell_type": "code", "source": source, **about}
