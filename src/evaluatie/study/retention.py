"""Until when the data may be used: a warning in the last days, and a refusal after them.

The only place where today's date counts. It never reaches a page or a figure, which are the same on any day.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evaluatie.study.problems import Problem
from evaluatie.study.settings.source import NAME, Source, read_source

if TYPE_CHECKING:
    from evaluatie.study.settings.validation import Checked

#: days before the last one from which on there is a warning
WARNED = 30
_KEY = ("privacy", "retain_until")
_HINT = (
    "Destroy the data, the raw files and data/processed alike. Where there is a ground to keep them longer, have the "
    "controller record it, and correct the date."
)


@dataclass(frozen=True)
class Retention:
    """How it stands with the last day on which data may be used.

    Attributes
    ----------
    until : datetime.date
        That day.
    left : int
        Days until then; below zero when it has passed.

    Examples
    --------
    >>> days = Retention(datetime.date(2027, 1, 1), 12)
    >>> days.passed, days.warning
    (False, 'privacy.retain_until: the data may be used until 2027-01-01, for 12 days more; then they are destroyed.')
    """

    until: datetime.date
    left: int

    @property
    def passed(self) -> bool:
        """Whether the data may not be used any more."""
        return self.left < 0

    @property
    def warning(self) -> str | None:
        """What to tell in the last days; None before and after them."""
        if self.passed or self.left > WARNED:
            return None
        days = {0: "today is the last day", 1: "for one day more"}.get(self.left, f"for {self.left} days more")
        return f"privacy.retain_until: the data may be used until {self.until}, {days}; then they are destroyed."


def today() -> datetime.date:
    """Give the date of today."""
    return datetime.date.today()


def retention(until: datetime.date | None, on: datetime.date | None = None) -> Retention | None:
    """Tell how it stands with the last day on which data may be used.

    Parameters
    ----------
    until : datetime.date or None
        ``privacy.retain_until`` of study.yml.
    on : datetime.date, optional
        The day to tell it for; by default today.

    Returns
    -------
    Retention or None
        None where study.yml names no day.
    """
    return None if until is None else Retention(until, (until - (on or today())).days)


def past_retention(checked: Checked, source: Source, on: datetime.date | None = None) -> Iterator[Problem]:
    """Go through what is wrong when the last day has passed: nothing may be done with the data but destroy them.

    Parameters
    ----------
    checked : Checked
        study.yml.
    source : Source
        Its values and lines.
    on : datetime.date, optional
        The day to tell it for; by default today.
    """
    if checked.config is None or not checked.usable(_KEY):
        return
    stands = retention(checked.config.privacy.retain_until, on)
    if stands is not None and stands.passed:
        yield _passed(stands, source)


def retention_in(folder: Path, on: datetime.date | None = None) -> tuple[Retention, Problem] | None:
    """Tell how it stands with the data of a study folder, without reading any of them.

    Parameters
    ----------
    folder : pathlib.Path
        The study folder.
    on : datetime.date, optional
        The day to tell it for; by default today.

    Returns
    -------
    tuple of Retention and Problem, or None
        With what is wrong once the day has passed. None where no day can be read: checking study.yml tells why.
    """
    with suppress(OSError):
        if b"retain_until" in (folder / NAME).read_bytes():
            source = read_source(folder / NAME)
            block = (source.data or {}).get(_KEY[0])
            with suppress(ValueError):
                until = datetime.date.fromisoformat(str(block.get(_KEY[1]))) if isinstance(block, dict) else None
                stands = retention(until, on)
                return None if stands is None else (stands, _passed(stands, source))
    return None


def _passed(stands: Retention, source: Source) -> Problem:
    message = f"The data could be used until {stands.until}: that day has passed, and nothing is made of them."
    return source.problem(_KEY, message, _HINT)
