"""The only floor that combines rooms: one function per report section, from a study to a section."""

from evaluatie.evaluation.changing import change
from evaluatie.evaluation.conclusions import conclusions
from evaluatie.evaluation.leading import leadership
from evaluatie.evaluation.participation import response
from evaluatie.evaluation.releases import find_releases
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
from evaluatie.evaluation.synthesising import synthesis
from evaluatie.evaluation.workforce import retention_and_promotion

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
