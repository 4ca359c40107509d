"""The finding that a lesson is about: one that ships, one of one's own, or its file."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from evaluatie.amiss import did_you_mean, refuse
from evaluatie.reproduce.finding import Finding, read_finding
from evaluatie.reproduce.recomputing import Recomputation, recompute
from evaluatie.reproduce.recomputing.bench import Bench
from evaluatie.reproduce.recomputing.datafiles import PUBLISHED, data_files
from evaluatie.reproduce.recomputing.methods.datasets import columns_of
from evaluatie.reproduce.teaching.refusing import LessonError, check_language, unknown
from evaluatie.reproduce.teaching.shown import word

if TYPE_CHECKING:
    import pandas as pd
_ID = re.compile(r"[a-z][a-z0-9_]*")


class Asked:
    """A finding that somebody has a lesson of.

    Parameters
    ----------
    finding : Finding, str or Path
        A finding, the id of one that ships with evaluatie, or a file.
    language : {"nl", "en"}
        In which language.

    Attributes
    ----------
    finding : Finding
        It.
    name : str
        By which code asks for it again: its id, or its file.
    folder : Path or None
        Where its file is, if it is one's own.

    Raises
    ------
    FindingError
        If the file cannot be used.
    LessonError
        If there is no such language, or no finding has that id, with what was meant.
    """

    def __init__(self, finding: Finding | str | Path, language: str = "nl") -> None:
        check_language(language)
        self.language = language
        self.folder: Path | None = None
        if isinstance(finding, Finding):
            self.finding, self.name = finding, finding.id
            return
        path, self.name = Path(finding), str(finding)
        if path.suffix in (".yml", ".yaml"):
            self.finding, self.folder = read_finding(path), path.parent
            return
        self.finding = _shipped(self.name, language)

    @property
    def source(self) -> Finding | str:
        """What code is written from: the file, where there is one of one's own."""
        return self.finding if self.folder is None else self.name

    @cached_property
    def bench(self) -> Bench:
        """The finding on the workbench."""
        return Bench(self.finding, self.folder)

    @cached_property
    def recomputed(self) -> Recomputation:
        """The finding with a verdict on each figure and claim."""
        return recompute(self.finding, folder=self.folder)

    @cached_property
    def files(self) -> dict[str, Path]:
        """Its data sets, by name."""
        return data_files(self.finding, self.folder)


def _shipped(name: str, language: str) -> Finding:
    # one file is read sooner than all of them
    shipped = PUBLISHED / f"{name}.yml"
    if _ID.fullmatch(name) and shipped.is_file():
        return read_finding(shipped)
    here = Path(f"{name}.yml")
    if name and here.is_file():
        raise LessonError([word("file_here", language, name=repr(name), file=repr(here.name))])
    raise unknown("no_finding", name, (file.stem for file in sorted(PUBLISHED.glob("*.yml"))), language)


def data_of(finding: Finding | str | Path, name: str) -> pd.DataFrame:
    """Give a data set that goes with a finding.

    Parameters
    ----------
    finding : Finding, str or Path
        A finding, the id of one that ships with evaluatie, or a file.
    name : str
        Of the data set, as the finding calls it.

    Returns
    -------
    DataFrame
        All its rows and columns.

    Raises
    ------
    FindingError, LessonError
        As :class:`Asked`.
    InputError
        If it has no such data set, or the file is not there.

    Examples
    --------
    >>> data_of("lung1994", "patients").shape
    (228, 3)
    """
    asked = Asked(finding)
    files = asked.files
    refuse([] if name in files else [f"data set {name!r}: {did_you_mean(name, files)}"], asked.finding.id)
    return columns_of(files[name], ())
