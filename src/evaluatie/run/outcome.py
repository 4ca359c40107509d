"""What a run tells on the way, and what it gives back: reports that were made, and reports that were not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

# Of a section: it will be run, runs, runs a second time, ended. Of an organisation (the notebook is ""): how it ended.
State = Literal["waiting", "started", "again", "done", "failed", "called off", "made", "unchanged"]
Progress = Callable[[str, str, State], None]


@dataclass(frozen=True)
class ReportRun:
    """A report that is there and up to date.

    Attributes
    ----------
    organisation : str
        Its id.
    folder : pathlib.Path
        ``reports/<organisation>``.
    pages : tuple of pathlib.Path
        The report in the language of study.yml, then in the other one.
    sections : tuple of str
        The sections, in order.
    dropped : tuple of str
        Outputs of notebooks that are not in the report: notebook, cell and kind.
    executed : tuple of str
        The notebooks that were run for it now; the others had not changed.
    changed : tuple of str
        The kinds of input that had changed since the report was made before; nothing where there was none.
    written : bool
        Whether it was written now; False where nothing had changed.
    notices : tuple of str
        What the author should know of the texts in it.
    """

    organisation: str
    folder: Path
    pages: tuple[Path, ...]
    sections: tuple[str, ...]
    dropped: tuple[str, ...]
    executed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    written: bool = True
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReportFailure:
    """A report that was not made; an older one still stands where it stood.

    Attributes
    ----------
    organisation : str
        Its id.
    error : Exception
        Why: a ``StudyError`` or ``RunError`` says it in words for the user.
    older : bool
        Whether a report of an earlier run still stands.
    """

    organisation: str
    error: Exception
    older: bool = False
