"""Where things are: raw data, what intake makes of them, notebooks and reports."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from evaluatie.study.problems import Problem, StudyError, did_you_mean, quoted
from evaluatie.study.settings.source import NAME

VARIABLE = "EVALUATIE_ROOT"
#: The folder in reports that takes organisations together: no organisation has that name
SYNTHESIS = "synthesis"


@dataclass(frozen=True)
class Workspace:
    """A folder that holds ``data/raw``.

    Attributes
    ----------
    root : pathlib.Path
        The folder.

    Examples
    --------
    >>> Workspace(Path("work")).raw("waterschap-a").as_posix()
    'work/data/raw/waterschap-a'
    """

    root: Path

    def raw(self, organisation: str) -> Path:
        """Give the study folder of an organisation."""
        return self.root / "data" / "raw" / organisation

    def processed(self, organisation: str) -> Path:
        """Give the folder of what intake makes."""
        return self.root / "data" / "processed" / organisation

    @property
    def sections(self) -> Path:
        """The folder of what sections released, a folder for each organisation: see ``evaluatie.run``."""
        return self.root / "data" / "sections"

    @property
    def reports(self) -> Path:
        """The folder of what is released."""
        return self.root / "reports"

    @property
    def notebooks(self) -> Path:
        """The folder of the report's sections."""
        return self.root / "notebooks"

    def organisations(self) -> tuple[str, ...]:
        """List the organisations that have a study.yml, in alphabetical order."""
        folder = self.root / "data" / "raw"
        if not folder.is_dir():
            return ()
        return tuple(sorted(path.name for path in folder.iterdir() if (path / NAME).is_file()))

    def leaving(self, organisation: str | None = None) -> list[Problem]:
        """List what is a link out of the workspace: nothing personal is written where nobody thinks that it is.

        Parameters
        ----------
        organisation : str, optional
            Whose folders to look at as well.

        Returns
        -------
        list of Problem
            ``data`` and ``data/raw`` may be links, to an encrypted disk for example; what is in them stays there.
        """
        data = self.root / "data"
        places = {"data/processed": data, "data/sections": data, "reports": self.root}
        if organisation is not None:
            inside = {f"{name}/{organisation}": around for name, around in places.items()}
            places |= {f"data/raw/{organisation}": data / "raw", **inside}
        hint = "Put the folder itself there. To keep data elsewhere, make data or the whole workspace the link."
        message = "This is a link that leads out of the workspace."
        out = (name for name, around in places.items() if _leads_out(self.root / name, around))
        return [Problem(name, None, None, message, hint) for name in out]

    def new_folder(self, organisation: str) -> Path:
        """Give the study folder of an organisation that need not be there yet.

        Raises
        ------
        StudyError
            When the name is no plain name of a folder, or what is there leads out of the workspace.
        """
        plain = organisation.strip(".") and organisation == Path(organisation).name
        if not plain or "\\" in organisation or "\0" in organisation:
            hint = "Small letters, digits and hyphens, such as waterschap-a."
            message = f"{quoted(organisation)} cannot name an organisation."
            raise StudyError([Problem("data/raw", None, None, message, hint)])
        if problems := self.leaving(organisation):
            raise StudyError(problems)
        return self.raw(organisation)

    def study_folder(self, organisation: str) -> Path:
        """Give the study folder of an organisation that is there.

        Raises
        ------
        StudyError
            When it is not; the message names those that are.
        """
        known = self.organisations()
        if organisation in known:
            return self.raw(organisation)
        hint = did_you_mean(organisation, known) or "data/raw has no study folders yet."
        if known and not hint.startswith("There are"):
            hint = f"{hint} There are: {', '.join(known)}."
        message = f"There is no organisation {quoted(organisation)}."
        raise StudyError([Problem("data/raw", None, None, message, hint)])


def _leads_out(path: Path, around: Path) -> bool:
    """Say whether a path leads out of the folder that it seems to be in, through a link of its own or above it."""
    # pathlib's resolve raises where links go round
    return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(around))


def find_workspace(start: str | Path | None = None) -> Workspace:
    """Find the workspace: the nearest folder, at or above `start`, that holds ``data/raw``.

    Parameters
    ----------
    start : str or pathlib.Path, optional
        Where to begin; the current folder by default. The environment's ``EVALUATIE_ROOT`` goes before it.

    Returns
    -------
    Workspace

    Raises
    ------
    StudyError
        When there is none.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return _named(Path(named).absolute())
    here = Path(os.path.abspath(start or Path.cwd()))  # noqa: PTH100 - links are left as they are
    for folder in (here, *here.parents):
        if (folder / "data" / "raw").is_dir():
            return Workspace(folder)
    hint = f"Go to the folder that holds data/raw, or name it in {VARIABLE}."
    raise StudyError([Problem("data/raw", None, None, "There is no folder data/raw here or above.", hint)])


def _named(root: Path) -> Workspace:
    if (root / "data" / "raw").is_dir():
        return Workspace(root)
    message = f"{VARIABLE} names a folder that holds no data/raw."
    raise StudyError([Problem("data/raw", None, None, message, "Correct it, or take it away.")])
