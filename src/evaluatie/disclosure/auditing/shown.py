"""Numbers of few people that a release simply shows, also where nothing else is known of how it was made."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from evaluatie.disclosure.auditing.attack import Found
from evaluatie.disclosure.auditing.precision import Precision
from evaluatie.disclosure.auditing.staff_said import is_of_unknown
from evaluatie.disclosure.auditing.targets import Target

_OFF = 0.05  # how far a percentage times a number of people may be off a whole number


def shown_outright(
    release: int, content: Mapping[str, Any], read: Collection[str], minimum: int
) -> Iterator[tuple[Found, str | None]]:
    """Find the numbers that tell how many people by themselves, and tell of few; each once.

    Parameters
    ----------
    release : int
        The place of the release among those that are attacked.
    content : mapping
        A results.json, parsed.
    read : collection of str
        The numbers of which more is known: those are attacked together with others.
    minimum : int
        Fewest people in a group that is shown.

    Yields
    ------
    tuple of Found and (str or None)
        What is shown, and of which outcome.
    """
    precision = Precision.of(content["results"])
    seen = set()
    for row in content["results"]:
        if row["suppressed"] is not None or row["id"] in read or is_of_unknown(row):
            continue
        for people in _told(row, precision):
            about = (row["group"], tuple(row["waves"]), people)
            if 0 < people < minimum and about not in seen:
                seen.add(about)
                yield _found(release, row, people), row["outcome"]


def _told(row: Mapping[str, Any], precision: Precision) -> Iterator[int]:
    """Give the numbers of people that a number tells: itself, those it rests upon, a percentage of these."""
    if row["n"] is not None:
        yield int(row["n"])
    if row["estimate"] is None:
        return
    if row["term"] == "count":
        yield round(row["estimate"])
    if row["term"] == "proportion" and row["n"]:
        low, high = (end * row["n"] for end in precision.between(row))
        people = round((low + high) / 2)
        if abs(people - (low + high) / 2) <= max(_OFF, (high - low) / 2):
            yield people


def _found(release: int, row: Mapping[str, Any], people: int) -> Found:
    group = "everyone" if row["group"] == "all" else str(row["group"])
    characteristics = () if row["group"] == "all" else (group.partition("=")[0],)
    about = f"{group} at {' and '.join(row['waves'])}" if row["waves"] else group
    target = Target(about, "group", {}, "people", None, characteristics, (release, row["id"]))
    source = (release, str(row["id"]))
    return Found(target, people, people, (people, people), (source,), (source,))
