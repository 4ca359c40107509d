"""Files that turn up among the reports while notebooks run: only the release writes there, so they are set aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from evaluatie.run.index import INDEXES
from evaluatie.run.registering import FOLDER as REGISTER
from evaluatie.run.store import KEPT, Store
from evaluatie.study.workspace import Workspace

#: beside data/raw and data/processed, and like these never released
FOLDER = "set-aside"

Stamp = tuple[int, int]


class Strays:
    """Knows what stood in reports and data/sections before notebooks ran.

    Parameters
    ----------
    workspace : Workspace
        The workspace.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._before = dict(self._files())

    def set_aside(self, organisations: Iterable[str], notebooks: Iterable[Path]) -> int:
        """Move every file away that came or changed meanwhile and that the run did not write.

        A report of another organisation that was changed stays, since it cannot be put back: the next run sees that it
        is not whole and makes it anew, and ``evaluatie export`` refuses it.

        Parameters
        ----------
        organisations : iterable of str
            Whose reports were made.
        notebooks : iterable of pathlib.Path
            Of which sections.

        Returns
        -------
        int
            How many were moved, to data/set-aside.
        """
        own = self._own(organisations, [path.stem for path in notebooks])
        strays = [path for path, stamp in self._files() if path not in own and self._strange(path, stamp)]
        place = self._workspace.root / "data" / FOLDER
        for path in strays:
            aside = _free(place / path.relative_to(self._workspace.root))
            aside.parent.mkdir(parents=True, exist_ok=True)
            path.replace(aside)
            _drop_empty(path.parent)
        return len(strays)

    def _strange(self, path: Path, stamp: Stamp) -> bool:
        if path not in self._before:
            return True
        return stamp != self._before[path] and self._workspace.sections in path.parents

    def _own(self, organisations: Iterable[str], notebooks: Iterable[str]) -> set[Path]:
        reports, sections = self._workspace.reports, self._workspace.sections
        own = {sections / name for name in ("index.json", "run.lock", "synthesis.json")}
        own |= {reports / name for name in INDEXES}
        names = [f"{name}.json" for name in notebooks]
        for one in organisations:
            record = Store(sections / one).report()
            own |= {reports / one / name for name in (record.files if record is not None else {})}
            own |= {reports / REGISTER / f"{one}.jsonl", *(sections / one / name for name in KEPT)}
            own |= {sections / one / name for name in names}
        return own

    def _files(self) -> Iterator[tuple[Path, Stamp]]:
        for folder in (self._workspace.reports, self._workspace.sections):
            for path in sorted(folder.rglob("*")):
                if path.is_symlink() or path.is_file():
                    status = path.lstat()
                    yield path, (status.st_mtime_ns, status.st_size)


def _free(path: Path) -> Path:
    """Give a name that is not taken: what was set aside before stays."""
    number = 1
    free = path
    while free.exists() or free.is_symlink():
        number += 1
        free = path.with_name(f"{path.name}.{number}")
    return free


def _drop_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:
        return
