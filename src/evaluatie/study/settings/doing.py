"""The block of study.yml about interventions that are not in the catalogue."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from evaluatie.study.settings.fields import Block, LocalText

InterventionId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Level = Literal["organisation", "hr", "manager", "team"]
Aim = Literal["belonging", "authenticity", "equal_treatment", "progression", "safety"]


class OwnIntervention(Block):
    """An intervention that is not in the catalogue."""

    name: LocalText = Field(
        description="How the report names it.", examples=[{"nl": "lunchgesprekken", "en": "lunch talks"}]
    )
    level: Level = Field(description="The level at which it acts.", examples=["team"])
    aims: tuple[Aim, ...] = Field(default=(), description="What it is meant to increase.", examples=[["belonging"]])
    mechanism: LocalText | None = Field(
        default=None,
        description="Why it would work.",
        examples=[{"nl": "wie elkaar kent, hoort er eerder bij", "en": "who knows each other belongs sooner"}],
    )
