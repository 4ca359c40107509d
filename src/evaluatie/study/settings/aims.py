"""What shares of groups in staff are held against in study.yml: targets, and other populations."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, field_validator

from evaluatie.study.problems import quoted
from evaluatie.study.settings.fields import Block, Code, Count, LocalText, Shown, refuse
from evaluatie.study.settings.measured import GroupId


def _share(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise refuse(f"{quoted(value)} is not a share of 1.", "Write 12% as 0.12.")
    return float(value)


def _part(value: float) -> float:
    if value in (0, 1):
        raise refuse("A target lies between none and all.", "Write 12% as 0.12.")
    return value


Share = Annotated[float, BeforeValidator(_share), Shown("share")]
Part = Annotated[float, BeforeValidator(_share), AfterValidator(_part), Shown("share")]
#: How much more than 1 shares may be together, since each was rounded.
ROUNDING = 0.005


class Target(Block):
    """A share that a group is to have in staff."""

    characteristic: GroupId = Field(description="A key of `groups`.", examples=["origin"])
    level: Code = Field(description="Its reference or one of its focal levels.", examples=["buiten-europa"])
    share: Part = Field(description="The share wanted, between 0 and 1.", examples=[0.15])
    year: Count = Field(ge=1950, le=2200, description="The year at the end of which it is wanted.", examples=[2025])
    among: Literal["all", "managers"] = Field(
        default="all",
        description="The share of all staff, or of those who lead others; these need `staff.manager`.",
        examples=["managers"],
    )


class ReferencePopulation(Block):
    """The composition of a population to hold staff against."""

    source: LocalText = Field(
        description="Which population it is, when, and who counted it; the report names it.",
        examples=[{"nl": "beroepsbevolking provincie, CBS 2020", "en": "labour force of the province, CBS 2020"}],
    )
    shares: dict[Code, Share] = Field(
        min_length=1,
        description="By level its share of that population; levels that are left out are not compared.",
        examples=[{"europa": 0.06, "buiten-europa": 0.14}],
    )

    @field_validator("shares")
    @classmethod
    def _of_one_whole(cls, shares: dict[str, float]) -> dict[str, float]:
        if sum(shares.values()) > 1 + ROUNDING:
            message = f"These shares are {sum(shares.values()):.4g} together, and they are parts of 1."
            raise refuse(message, "Give every level its share of the whole population.")
        return shares
