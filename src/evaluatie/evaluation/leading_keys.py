"""Keys of the leadership section's analyses, and what it knows of the teams of one scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evaluatie.result import Result

if TYPE_CHECKING:
    from evaluatie.study import Outcome

NAME = "leadership"
UNIT = "unit"


class Teams(NamedTuple):
    """What one scale says of the teams: how far they agree, and their means; or why these cannot be told.

    `teams` are the names of those that it is about.
    """

    outcome: Outcome
    wave: str
    agreement: Result
    means: Result
    teams: tuple[str, ...]


def team_key(outcome: str, team: str) -> str:
    """Give the key of a team's mean: by its name, or by its place where it has none."""
    return f"{outcome}/unit={team}/mean"
