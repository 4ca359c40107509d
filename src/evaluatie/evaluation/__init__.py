"""The only floor that combines rooms: one function per report section, from a study to a section.

What computes a section is imported when it is used: whoever only names its parts need not wait for the numeric rooms.
"""

from __future__ import annotations

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
from evaluatie.later import later

if TYPE_CHECKING:
    from evaluatie.evaluation.changing import change
    from evaluatie.evaluation.concluding import conclusions
    from evaluatie.evaluation.conversing.section import conversations
    from evaluatie.evaluation.intervening.section import interventions
    from evaluatie.evaluation.leading import leadership
    from evaluatie.evaluation.owning.section import own_section
    from evaluatie.evaluation.participation import response
    from evaluatie.evaluation.releases import find_releases
    from evaluatie.evaluation.starting_point import baseline
    from evaluatie.evaluation.summarising.section import summary
    from evaluatie.evaluation.synthesising import synthesis
    from evaluatie.evaluation.workforce.section import retention_and_promotion

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
    "conversations",
    "find_releases",
    "interventions",
    "leadership",
    "own_section",
    "response",
    "retention_and_promotion",
    "summary",
    "synthesis",
]

__getattr__ = later(
    __name__,
    {
        "changing": ("change",),
        "concluding": ("conclusions",),
        "conversing.section": ("conversations",),
        "intervening.section": ("interventions",),
        "leading": ("leadership",),
        "owning.section": ("own_section",),
        "participation": ("response",),
        "releases": ("find_releases",),
        "starting_point": ("baseline",),
        "summarising.section": ("summary",),
        "synthesising": ("synthesis",),
        "workforce.section": ("retention_and_promotion",),
    },
)
