"""Which interventions a study may name: those of the catalogue, and its own."""

from __future__ import annotations

from evaluatie.catalogue import catalogue_ids
from evaluatie.study.settings.config import StudyConfig


def known_interventions(config: StudyConfig) -> list[str]:
    """Give the ids of all interventions that a log or a theory of change may name."""
    return [*catalogue_ids(), *config.own_interventions]
