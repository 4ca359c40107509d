"""Which interventions a study may name: those of the catalogue, and its own."""

from __future__ import annotations

from evaluatie.catalogue import catalogue_levels, intervention_names
from evaluatie.study.codes import folded
from evaluatie.study.process.sheet import Sheet
from evaluatie.study.settings.config import StudyConfig


def known_interventions(config: StudyConfig) -> dict[str, str]:
    """Give all interventions that a log or a theory of change may name, each with its level."""
    return {**catalogue_levels(), **{id_: one.level for id_, one in config.own_interventions.items()}}


def check_interventions(sheet: Sheet, config: StudyConfig) -> None:
    """Read interventions by their id, or by the name that a report has for them; note those that nobody knows."""
    names = {**intervention_names(), **{id_: dict(one.name) for id_, one in config.own_interventions.items()}}
    ids = {folded(name): id_ for id_, of in names.items() for name in of.values()}
    cells = sheet.rows["intervention"]
    sheet.rows["intervention"] = cells.map(lambda cell: ids.get(folded(cell), cell), na_action="ignore").astype("str")
    known = known_interventions(config)
    sheet.unknown("intervention", known, "an intervention of the catalogue or of your own")
