"""What the name of a file tells: which moment it holds, and when that was."""

from __future__ import annotations

import datetime
import re
from contextlib import suppress
from pathlib import PurePath

from evaluatie.study.guessing.vocabulary import match, vocabulary, words_of

_NUMBERED = re.compile(
    r"(?:^|[^a-z])(?:t|w|m|wave|golf|meting|ronde|round|moment|tijdstip|time)[ _.-]?([0-9]{1,2})(?![0-9])"
)
_COUNTED = re.compile(r"(?<![0-9])([0-9])e?[ _.-]?(?:meting|golf|ronde)")
_DAY = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})[-_. ]?([01][0-9])[-_. ]?([0-3][0-9])(?![0-9])")
_DUTCH_DAY = re.compile(r"(?<![0-9])([0-3]?[0-9])[-_. ]([01]?[0-9])[-_. ]((?:19|20)[0-9]{2})(?![0-9])")
_MONTH = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})[-_. ]?(0[1-9]|1[0-2])(?![0-9])")
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("januari january jan", "februari february feb", "maart march mrt mar", "april apr", "mei may",
         "juni june jun", "juli july jul", "augustus august aug", "september sept sep", "oktober october okt oct",
         "november nov", "december dec"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip


def number_in(file: str) -> int | None:
    """Give the number of the moment in a file's name.

    Examples
    --------
    >>> [number_in(file) for file in ("t0.csv", "1-meting 2021.xlsx", "wave_2.sav", "antwoorden.csv")]
    [0, 1, 2, None]
    """
    stem = PurePath(file).stem.lower()
    found = _NUMBERED.search(stem) or _COUNTED.search(stem)
    return int(found.group(1)) if found else None


def place_in(file: str) -> int | None:
    """Give the place in time that words in a file's name mean: 0 first, 1 between, 2 last.

    Examples
    --------
    >>> [place_in(file) for file in ("Nulmeting.csv", "follow-up.sav", "tussenmeting.csv", "team.csv")]
    [0, 2, 1, None]
    """
    known = vocabulary()["files"]
    stem = PurePath(file).stem
    scores = {place: match(stem, known[key], sentence=True) for place, key in enumerate(("first", "middle", "last"))}
    best = max(scores, key=lambda place: scores[place])
    return best if scores[best] else None


def moment_in(file: str) -> tuple[int, int, int] | None:
    """Give year, month and day in a file's name; 0 for what it does not tell.

    Examples
    --------
    >>> moment_in("export_2019-10-01.csv"), moment_in("meting oktober 2019.csv"), moment_in("2021.sav")
    ((2019, 10, 1), (2019, 10, 0), (2021, 0, 0))
    """
    stem = PurePath(file).stem.lower()
    for pattern, order in ((_DAY, (1, 2, 3)), (_DUTCH_DAY, (3, 2, 1))):
        found = pattern.search(stem)
        if found:
            year, month, day = (int(found.group(place)) for place in order)
            with suppress(ValueError):
                datetime.date(year, month, day)
                return year, month, day
    year_found = _YEAR.search(stem)
    month_found = _MONTH.search(stem)
    if month_found:
        return int(month_found.group(1)), int(month_found.group(2)), 0
    if year_found is None:
        return None
    month = next((_MONTHS[word] for word in words_of(stem) if word in _MONTHS), 0)
    return int(year_found.group(1)), month, 0
