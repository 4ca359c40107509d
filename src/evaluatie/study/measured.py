"""The blocks of study.yml about what was asked, when and of whom: waves, survey, groups."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StrictInt, ValidationInfo, field_validator

from evaluatie.study.fields import (
    LANGUAGES,
    Block,
    Code,
    Column,
    Count,
    Day,
    FileName,
    LocalText,
    Range,
    Shown,
    column_name,
    refuse,
)  # fmt: skip
from evaluatie.study.problems import quoted

Direction = Literal["higher", "lower", "ambiguous"]


class Wave(Block):
    """One moment at which people were asked."""

    id: str = Field(
        pattern=r"^[a-z][a-z0-9_]*$",
        description="Short name of the wave: small letters, digits and underscores.",
        examples=["t0"],
    )
    label: LocalText = Field(description="How the report names it.", examples=["nulmeting"])
    date: Day | None = Field(
        default=None,
        description="First day of the fieldwork. Waves stand in the order of time.",
        examples=["2019-10-01"],
    )
    file: FileName = Field(description="The answers: a .csv or .sav in the study folder.", examples=["t0.csv"])
    invited: Count | None = Field(
        default=None,
        ge=1,
        description="How many people were invited; without it there is no response rate.",
        examples=[1400],
    )

    @field_validator("file")
    @classmethod
    def _readable(cls, name: str) -> str:
        if not name.lower().endswith((".csv", ".sav")):
            raise refuse(f"{quoted(name)} is not of a kind that is read.", "Save the answers as .csv (UTF-8) or .sav.")
        return name


def _item_columns(value: Any) -> Any:
    if isinstance(value, str):
        if value.count("{n}") != 1:
            raise refuse("A pattern of columns has {n} where the item's number stands.", 'Write for example "Q12_{n}".')
        return value
    if isinstance(value, list | tuple) and value:
        return tuple(column_name(column) for column in value)
    if isinstance(value, dict) and value:
        return {_number(number): column_name(column) for number, column in value.items()}
    raise refuse(
        "This must say in which columns the items stand.", 'Write "Q12_{n}", a list, or {1: column, 2: column}.'
    )


def _number(value: Any) -> int:
    if not str(value).isdecimal() or int(value) < 1:
        raise refuse(f"{quoted(value)} is not the number of an item.", "Items are numbered 1, 2, 3 and so on.")
    return int(value)


ItemColumns = Annotated[
    str | tuple[str, ...] | dict[int, str],
    BeforeValidator(_item_columns),
    Shown("pattern with `{n}`, list of columns, or `{1: column, ...}`"),
]


class Score(Block):
    """A scale score that comes ready made."""

    column: Column = Field(description="The column that holds the score.", examples=["JOBSAT"])
    range: Range | None = Field(
        default=None,
        description="Lowest and highest possible score. Needed, unless the key is a scale of a known instrument.",
        examples=[[1, 5]],
    )
    direction: Direction | None = Field(
        default=None,
        description="Whether higher or lower is better, or neither is clear. Needed, as `range`.",
        examples=["higher"],
    )
    label: LocalText | None = Field(
        default=None,
        description="How the report names it; the key, or the instrument's name, where there is none.",
        examples=[{"nl": "werktevredenheid", "en": "job satisfaction"}],
    )
    missing_codes: tuple[Code, ...] | None = Field(
        default=None,
        description="Codes of this column for no answer, in place of `survey.missing_codes`.",
        examples=[[]],
    )


def _short_score(value: Any) -> Any:
    return {"column": value} if isinstance(value, str | int) and not isinstance(value, bool) else value


ScoreBlock = Annotated[Score, BeforeValidator(_short_score), Shown("column, or block")]
OutcomeId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$")]
GroupId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Survey(Block):
    """Where the answers stand in the files of the waves."""

    respondent: Column | None = Field(
        default=None,
        description="Column with the linking code; becomes a pseudonym. Without it the waves are evaluated unlinked.",
        examples=["code"],
    )
    unit: Column | None = Field(default=None, description="Column with the team or department.", examples=["afdeling"])
    items: dict[str, ItemColumns] = Field(
        default={}, description="Per instrument the columns of its items.", examples=[{"pgis": "Q12_{n}"}]
    )
    scores: dict[OutcomeId, ScoreBlock] = Field(
        default={},
        description="Scale scores that come ready made. The key is `instrument.scale`, and then a column is enough, "
        "or a name of your own.",
        examples=[{"jobsat": {"column": "JOBSAT", "range": [1, 5], "direction": "higher"}}],
    )
    missing_codes: tuple[Code, ...] = Field(
        default=(),
        description="Codes for no answer, in items and scores. Empty cells, NA and #NULL! always count as no answer.",
        examples=[[9, 99]],
    )
    response_range: dict[str, Range] = Field(
        default={},
        description="Per instrument the lowest and highest answer, where they differ from the published ones.",
        examples=[{"pgis": [1, 7]}],
    )


class Group(Block):
    """A characteristic by which people are compared."""

    column: Column = Field(description="The column that holds it.", examples=["herkomst"])
    reference: Code = Field(description="The level that the others are compared with.", examples=["nederland"])
    focal: tuple[Code, ...] = Field(
        min_length=1, description="The levels that are compared with it.", examples=[["europa", "buiten-europa"]]
    )
    label: LocalText = Field(
        default={}, description="How the report names it; the key where there is none.", examples=["herkomst"]
    )
    labels: dict[Code, LocalText] = Field(
        default={},
        validate_default=True,
        description="How the report names the levels; their codes where there are none.",
        examples=[{"1": {"nl": "man", "en": "man"}}],
    )
    bands: tuple[StrictInt, ...] | None = Field(
        default=None,
        min_length=1,
        description="Cuts a column of numbers: `[25, 30]` makes the levels `<25`, `25-29` and `30+`.",
        examples=[[25, 30]],
    )
    missing_codes: tuple[Code, ...] = Field(
        default=(),
        description="Codes of this column for unknown. Other values than the levels named count as other.",
        examples=[[9]],
    )

    @field_validator("labels")
    @classmethod
    def _complete(cls, labels: dict[str, dict[str, str]], info: ValidationInfo) -> dict[str, dict[str, str]]:
        levels = (info.data.get("reference"), *info.data.get("focal", ()))
        own = {level: dict.fromkeys(LANGUAGES, level) for level in levels if level}
        return {**own, **labels}

    @field_validator("bands")
    @classmethod
    def _ascending(cls, cuts: tuple[int, ...] | None) -> tuple[int, ...] | None:
        if cuts is not None and any(low >= high for low, high in pairwise(cuts)):
            raise refuse("The numbers must go up.", "Write for example [25, 35, 45].")
        return cuts

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels that are named: the reference first."""
        return (self.reference, *self.focal)


def band_names(cuts: tuple[int, ...]) -> tuple[str, ...]:
    """Name the bands that cuts make.

    Examples
    --------
    >>> band_names((25, 30))
    ('<25', '25-29', '30+')
    """
    between = (f"{low}-{high - 1}" if high - 1 > low else str(low) for low, high in pairwise(cuts))
    return (f"<{cuts[0]}", *between, f"{cuts[-1]}+")


def with_labels(groups: Any) -> Any:
    """Give every group that has no label its key as label."""
    if not isinstance(groups, dict):
        return groups
    return {key: {"label": key, **value} if isinstance(value, dict) else value for key, value in groups.items()}
