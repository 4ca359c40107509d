"""Keys of a synthesis's analyses: one place that says how they are spelt."""

from __future__ import annotations

from evaluatie.evaluation.synthesising.pools import Member, Pool

NAME = "synthesis"


def pooled_key(pool: Pool) -> str:
    """Give the key of a pooled change, for example ``pgis.total/pooled``."""
    return f"{pool.key}/pooled"


def bound_key(pool: Pool) -> str:
    """Give the key of the smallest change that matters."""
    return f"{pool.key}/smallest_effect"


def taken_key(pool: Pool, member: Member) -> str:
    """Give the key of an organisation's change as it released it."""
    return f"{pool.key}/of/{member.release.id}"


def place_key(pool: Pool, member: Member) -> str:
    """Give the key of what an organisation weighs, and of the others together."""
    return f"{pool.key}/place/{member.release.id}"


def slope_key(pool: Pool, feature: str) -> str:
    """Give the key of a regression on a feature."""
    return f"{pool.key}/feature/{feature}"


def rate_key(organisation: str) -> str:
    """Give the key of an organisation's response."""
    return f"response/{organisation}"
