"""The block of study.yml about numbers of candidates by stage of a selection."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field, field_validator

from evaluatie.study.codes import folded
from evaluatie.study.problems import quoted
from evaluatie.study.settings.fields import Block, Code, Column, FileName, LocalText, refuse


def _stage(code: str) -> str:
    if not re.fullmatch("[A-Za-z0-9_-]+", code):
        hint = "Use letters, digits, hyphens and underscores; its text may have all characters, and so may cells."
        raise refuse(f"{quoted(code)} cannot be the code of a stage.", hint)
    return code


StageId = Annotated[Code, AfterValidator(_stage)]


class Selection(Block):
    """Numbers of candidates by stage of a selection, and how many of them went on."""

    file: FileName = Field(
        description="A .csv or .xlsx with a row per stage and group; groups are written as in `staff.counts`, such as "
        "`origin=europa`. Cells are whole numbers, none of them withheld.",
        examples=["selection.csv"],
    )
    stages: dict[StageId, LocalText] = Field(
        min_length=1,
        description="The stages in the order of time: the code, and how the report names it. Cells may hold either.",
        examples=[{"letter": {"nl": "briefselectie", "en": "letters"}, "talk": {"nl": "gesprek", "en": "interview"}}],
    )
    stage: Column | None = Field(
        default=None, description="The column with the stage; by default stage or fase.", examples=["ronde"]
    )
    group: Column | None = Field(
        default=None, description="The column with the group; by default group or groep.", examples=["wie"]
    )
    total: Column | None = Field(
        default=None, description="The column with the candidates; by default total or aantal.", examples=["kandidaten"]
    )
    selected: Column | None = Field(
        default=None,
        description="The column with how many of them went on; by default selected or geselecteerd.",
        examples=["door"],
    )

    @field_validator("stages")
    @classmethod
    def _told_apart(cls, stages: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        meant: dict[str, str] = {}
        for code, label in stages.items():
            for name in (code, *label.values()):
                if meant.setdefault(folded(name), code) != code:
                    message = f"{quoted(name)} names two stages; capitals make no difference."
                    raise refuse(message, "Give every stage names of its own.")
        return stages
