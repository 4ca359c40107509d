"""What the numbers about staff are called; whoever only reads these names waits for no numeric room."""

from __future__ import annotations

from evaluatie.evaluation.section import UNKNOWN

#: the section
NAME = "retention_and_promotion"
#: what is counted: the outcome of its cells in the release plan
STAFF, SELECTION, INTERVIEWS = "staff", "selection", "exit_interviews"
#: how often rules for contradictions were needed, which is about nobody's group
RULES = "staff_rules"
#: flows of which each year is counted
YEARLY = ("inflow", "outflow", "promotions")
REASONS = ("voluntary", "other", "unknown")


def unknown_part(part: str) -> bool:
    """Tell whether a part is of what is not known, such as exits without a reason: it tells nothing of anybody.

    Examples
    --------
    >>> unknown_part("reason:unknown"), unknown_part("reason:other")
    (True, False)
    """
    return part.rpartition(":")[2] == UNKNOWN
