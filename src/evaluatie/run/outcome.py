"""What a run gives back: reports that were made, and reports that were not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

State = Literal["started", "done", "failed"]
Progress = Callable[[str, str, State], None]


@dataclass(frozen=True)
class ReportRun:
    """A report that was made.

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
    """

    organisation: str
    folder: Path
    pages: tuple[Path, ...]
    sections: tuple[str, ...]
    dropped: tuple[str, ...]


@dataclass(frozen=True)
class ReportFailure:
    """A report that was not made; an older one still stands where it stood.

    Attributes
    ----------
    organisation : str
        Its id.
    error : Exception
        Why: a ``StudyError`` or ``RunError`` says it in words for the user.
    """

    organisation: str
    error: Exception
