"""Interventions and steps as data: what the guide for employers and the six-step visual describe, in our own words.

It stands below all rooms, as the questionnaires do: a study folder names interventions by their id.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from evaluatie.shipped import shipped


@cache
def catalogue_data() -> Mapping[str, Any]:
    """Give the catalogue as it stands in its file."""
    data: Mapping[str, Any] = shipped(__file__, "catalogue.yml")
    return data


def intervention_names() -> dict[str, dict[str, str]]:
    """Give the name of every intervention of the catalogue, in Dutch and in English.

    Examples
    --------
    >>> intervention_names()["mentor-programme"]["en"]
    'Mentor programme'
    """
    return {str(one["id"]): dict(one["name"]) for one in catalogue_data()["interventions"]}


def intervention_needs() -> dict[str, tuple[str, ...]]:
    """Give what has to come before interventions of the catalogue, of those that need anything.

    Examples
    --------
    >>> intervention_needs()["mentor-programme"]
    ('mentor-training',)
    """
    return {str(one["id"]): tuple(one["needs"]) for one in catalogue_data()["interventions"] if one.get("needs")}


def catalogue_levels() -> dict[str, str]:
    """Give the id of every intervention of the catalogue, with the level at which it acts.

    Examples
    --------
    >>> catalogue_levels()["mentor-programme"]
    'team'
    """
    return {str(one["id"]): str(one["level"]) for one in catalogue_data()["interventions"]}
