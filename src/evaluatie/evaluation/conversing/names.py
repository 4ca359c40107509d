"""What the numbers about conversations are called; whoever only reads these names waits for no numeric room."""

from __future__ import annotations

#: the section
NAME = "conversations"
#: the part that says how many conversations there were in a round
HELD = "conversations"


def outcome_of(place: int) -> str:
    """Name what is counted in a round: the outcome of its cells in the release plan.

    Examples
    --------
    >>> outcome_of(1)
    'conversations-1'
    """
    return f"{NAME}-{place}"
