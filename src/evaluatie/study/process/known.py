"""Which interventions a study may name: those of the catalogue, and its own."""

from __future__ import annotations

from evaluatie.catalogue import catalogue_levels
from evaluatie.study.settings.config import StudyConfig


def known_interventions(config: StudyConfig) -> dict[str, str]:
    """Give all interventions that a log or a theory of change may name, each with its level."""
    return {**catalogue_levels(), **{id_: one.level for id_, one in config.own_interventions.items()}}
