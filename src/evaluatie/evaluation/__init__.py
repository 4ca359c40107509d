"""The only floor that combines rooms: one function per report section, from a study to a section."""

from evaluatie.evaluation.before_after import change
from evaluatie.evaluation.leading import leadership
from evaluatie.evaluation.participation import response
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
from evaluatie.evaluation.starting_point import baseline

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
    "leadership",
    "response",
]
