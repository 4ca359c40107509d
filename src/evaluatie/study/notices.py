"""What is good to know of a study of which nothing is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from evaluatie.study.key import shared_key
from evaluatie.study.retention import retention

if TYPE_CHECKING:
    from evaluatie.study.model import Study


def notices(study: Study) -> Iterator[str]:
    """Tell what was noticed while a study was read, that its last day is near, and that others may read its key.

    Parameters
    ----------
    study : Study
        The study.

    Yields
    ------
    str
        A sentence; it may hold numbers of people that no report shows.
    """
    yield from (str(note["text"]) for note in study.intake["notes"])
    stands = retention(study.config.privacy.retain_until)
    if stands is not None and stands.warning:
        yield stands.warning
    if study.config.has_codes and (told := shared_key()):
        yield told
