"""The only floor that combines rooms: one function per report section, from a study to a section.

What computes a section is imported when it is used: whoever only names its parts need not wait for the numeric rooms.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from evaluatie.evaluation.section import (
    Analysis,
    Cell,
    Figure,
    Finding,
    Label,
    Ref,
    Row,
    Section,
    Setting,
    Table,
    Word,
)

if TYPE_CHECKING:
    from evaluatie.evaluation.changing import change
    from evaluatie.evaluation.conclusions import conclusions
    from evaluatie.evaluation.leading import leadership
    from evaluatie.evaluation.participation import response
    from evaluatie.evaluation.releases import find_releases
    from evaluatie.evaluation.starting_point import baseline
    from evaluatie.evaluation.synthesising import synthesis
    from evaluatie.evaluation.workforce.section import retention_and_promotion

_LATER = {
    "baseline": "evaluatie.evaluation.starting_point",
    "change": "evaluatie.evaluation.changing",
    "conclusions": "evaluatie.evaluation.conclusions",
    "find_releases": "evaluatie.evaluation.releases",
    "leadership": "evaluatie.evaluation.leading",
    "response": "evaluatie.evaluation.participation",
    "retention_and_promotion": "evaluatie.evaluation.workforce.section",
    "synthesis": "evaluatie.evaluation.synthesising",
}

__all__ = [
    "Analysis",
    "Cell",
    "Figure",
    "Finding",
    "Label",
    "Ref",
    "Row",
    "Section",
    "Setting",
    "Table",
    "Word",
    "baseline",
    "change",
    "conclusions",
    "find_releases",
    "leadership",
    "response",
    "retention_and_promotion",
    "synthesis",
]


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)
