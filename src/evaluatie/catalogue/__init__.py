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


def catalogue_ids() -> tuple[str, ...]:
    """Give the ids of all interventions of the catalogue.

    Examples
    --------
    >>> "mentor-programme" in catalogue_ids()
    True
    """
    return tuple(str(one["id"]) for one in catalogue_data()["interventions"])
