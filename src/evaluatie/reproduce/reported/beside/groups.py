"""In how many groups a model was fitted, as far as a text tells: the RMSEA depends upon it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evaluatie.reproduce.reported.beside.flat import flat
from evaluatie.reproduce.reported.beside.found import Read
from evaluatie.reproduce.reported.beside.said import alternatives, numeral, pattern, words

#: more groups than these are seldom fitted at once
MOST_GROUPS = 12


@dataclass(frozen=True)
class Groups:
    """What is said of groups.

    Attributes
    ----------
    told : tuple of int
        Numbers of groups that are named.
    hinted : bool
        Whether there may be several.
    """

    told: tuple[int, ...]
    hinted: bool

    @property
    def named(self) -> tuple[int, ...]:
        """Those that are tried first: the named ones; where none is, a single one."""
        return self.told or (1,)


def groups_in(read: Read, *, several: bool) -> Groups:
    """Find what a sentence tells of groups.

    Parameters
    ----------
    read : Read
    several : bool
        Whether the text around it speaks of models in several groups.

    Returns
    -------
    Groups
    """
    said = flat(read.sentence)
    told = tuple(
        number
        for found in _TOLD.finditer(said.text)
        if (number := numeral(found["count"], "counts")) is not None and 1 < number <= MOST_GROUPS
    )
    hinted = several or bool(told) or said.says(pattern("several_here")) or said.says(pattern("several_told"))
    return Groups(tuple(dict.fromkeys(told)), hinted)


_COUNT = "|".join(["[1-9]\\d?", *(word for known in words()["counts"].values() for word in known)])
_TOLD = re.compile(rf"(?<![\w.,])(?P<count>{_COUNT})[ -](?:\w+ )?{alternatives('groups')}(?!\w)", re.IGNORECASE)
