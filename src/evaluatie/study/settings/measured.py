"""The blocks of study.yml about what was asked, when and of whom: waves, survey, groups."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StrictInt, ValidationInfo, field_validator

from evaluatie.instruments import Instrument
from evaluatie.study.codes import folded
from evaluatie.study.problems import quoted
from evaluatie.study.settings.fields import (
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
from evaluatie.study.settings.source import LANGUAGES

Direction = Literal["higher", "lower", "ambiguous"]
# The older classification (western, non-western) and the one that is used since 2022, of Statistics Netherlands.
Classification = Literal["cbs-1999", "cbs-2022"]
# Where an item's number stands in the name of its column: {n}, or {n:03} for 001.
PLACE = re.compile(r"\{n(?::0([1-9]))?\}")
# Groups that stay the same for a person, unless study.yml says otherwise.
ALWAYS_THE_SAME = ("gender", "sex", "geslacht")
KINDS = (".csv", ".xlsx", ".sav", ".parquet")


def _wording(value: Any) -> Any:
    if not isinstance(value, dict) or not all(isinstance(text, str) and text.strip() for text in value.values()):
        raise refuse("This must give the wording of items by their number.", "Write {1: text, 2: text}.")
    return {_number(number): text.strip() for number, text in value.items()}


def _number(value: Any) -> int:
    if not str(value).isdecimal() or int(value) < 1:
        raise refuse(f"{quoted(value)} is not the number of an item.", "Items are numbered 1, 2, 3 and so on.")
    return int(value)


class Asked(Block):
    """How an instrument was asked: what the study supplies, and what must be the same for answers to be compared."""

    range: Range | None = Field(
        default=None,
        description="Lowest and highest answer, where they differ from the published ones.",
        examples=[[1, 7]],
    )
    referent: Code | None = Field(
        default=None,
        description="Whom or what the items are about; the instrument's own where there is none.",
        examples=["team"],
    )
    shortened: Annotated[bool, Shown("true or false")] = Field(
        default=False,
        description="Whether only those items were asked that `survey.items` names by their number.",
        examples=[True],
    )
    version: Code | None = Field(
        default=None, description="A name of your own for the wording that was used.", examples=["2019, kort"]
    )
    wording: Annotated[dict[int, str], BeforeValidator(_wording), Shown("`{1: text, ...}`")] = Field(
        default={}, description="The wording of the items, by number.", examples=[{1: "..."}]
    )


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
    file: FileName | None = Field(
        default=None,
        description="The answers: a .csv, .xlsx, .sav or .parquet in the study folder. Needed, unless there are only "
        "`aggregates`.",
        examples=["t0.csv"],
    )
    sheet: str | None = Field(
        default=None,
        min_length=1,
        description="The sheet of an .xlsx with the answers; the only one where there is none.",
        examples=["Data"],
    )
    invited: Count | None = Field(
        default=None,
        ge=1,
        description="How many people were invited; without it there is no response rate.",
        examples=[1400],
    )
    columns: dict[Column, Column] = Field(
        default={},
        description="Columns that have another name in the file of this wave: the name that the rest of study.yml "
        "uses, and the name that stands in the file.",
        examples=[{"Q12_1": "V12a"}],
    )
    asked: dict[str, Asked] = Field(
        default={},
        description="Per instrument what was different at this wave from `survey.asked`.",
        examples=[{"pgis": {"range": [1, 7]}}],
    )

    def column(self, name: str) -> str:
        """Give the name that a column has in the file of this wave."""
        return self.columns.get(name, name)

    @field_validator("file")
    @classmethod
    def _readable(cls, name: str | None) -> str | None:
        if name is not None and not name.lower().endswith(KINDS):
            hint = "Save the answers as .csv (UTF-8), .xlsx, .sav or .parquet."
            raise refuse(f"{quoted(name)} is not of a kind that is read.", hint)
        return name


def _item_columns(value: Any) -> Any:
    if isinstance(value, str):
        if len(PLACE.findall(value)) != 1:
            hint = 'Write for example "Q12_{n}", or "Q12[SQ{n:03}]" where the numbers are 001, 002, 003.'
            raise refuse("A pattern of columns has {n} where the item's number stands.", hint)
        return value
    if isinstance(value, list | tuple) and value:
        return tuple(column_name(column) for column in value)
    if isinstance(value, dict) and value:
        return {_number(number): column_name(column) for number, column in value.items()}
    raise refuse(
        "This must say in which columns the items stand.", 'Write "Q12_{n}", a list, or {1: column, 2: column}.'
    )


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
    answers: dict[str, float] = Field(
        default={},
        description="What answers mean that came as text: the text, in capitals or not, and its number.",
        examples=[{"helemaal mee oneens": 1, "helemaal mee eens": 5}],
    )
    asked: dict[str, Asked] = Field(
        default={}, description="Per instrument how it was asked.", examples=[{"pgis": {"range": [1, 7]}}]
    )
    submitted: Column | None = Field(
        default=None,
        description="Column with the day (and time) of answering; shows whether files were swapped.",
        examples=["datum_ingevuld"],
    )
    seconds: Column | None = Field(
        default=None,
        description="Column with the time it took to answer, in seconds; shows who answered too fast to have read.",
        examples=["Duration (in seconds)"],
    )
    doubled: Literal["stop", "first", "last"] = Field(
        default="stop",
        description="What to do when a linking code stands in several rows of a wave: stop, or keep one of them.",
        examples=["last"],
    )
    wrong_links: Literal["stop", "unlink"] = Field(
        default="stop",
        description="What to do when a linking code belongs to people who cannot be one person: stop, or take the "
        "link away and keep the answers.",
        examples=["unlink"],
    )
    not_identifying: tuple[Column, ...] = Field(
        default=(),
        description="Columns that look as if they identify people and do not.",
        examples=[["teamnaam"]],
    )

    @field_validator("answers")
    @classmethod
    def _once(cls, answers: dict[str, float]) -> dict[str, float]:
        """Write the texts as they are compared with cells."""
        meant: dict[str, float] = {}
        for text, number in answers.items():
            if meant.setdefault(folded(text), number) != number:
                raise refuse(f"{quoted(text)} stands here twice, with two numbers.", "Capitals make no difference.")
        return meant

    def range_of(self, instrument: Instrument, wave: Wave | None = None) -> tuple[float, float]:
        """Give the lowest and highest answer to an instrument: as the wave says, else the study, else its source."""
        then = None if wave is None else wave.asked.get(instrument.id)
        said = (asked.range for asked in (then, self.asked.get(instrument.id)) if asked is not None)
        return next(filter(None, said), instrument.response_range)


class BirthCountries(Block):
    """Columns with countries of birth, from which origin is derived."""

    own: Column = Field(description="The person's own.", examples=["geboorteland"])
    mother: Column | None = Field(default=None, description="Their mother's.", examples=["geboorteland_moeder"])
    father: Column | None = Field(default=None, description="Their father's.", examples=["geboorteland_vader"])


class Group(Block):
    """A characteristic by which people are compared."""

    column: Column | None = Field(
        default=None,
        description="The column that holds it. Needed, unless there are `birth_countries`.",
        examples=["herkomst"],
    )
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
    born: Annotated[bool, Shown("true or false")] = Field(
        default=False,
        description="Whether the column holds dates or years of birth: `bands` then cut the age on the wave's date.",
        examples=[True],
    )
    stable: Annotated[bool | None, Shown("true or false")] = Field(
        default=None,
        description="Whether it stays the same for a person, so that a linking code for which it changes is wrong. "
        "Where nothing is said: dates and years of birth, and groups called gender, sex or geslacht.",
        examples=[True],
    )
    classification: Classification | dict[str, Classification] | None = Field(
        default=None,
        description="For origin, the classification that the column has, or that of each wave: `cbs-1999` (western, "
        "non-western) or `cbs-2022` (Netherlands, Europe, outside Europe).",
        examples=[{"t0": "cbs-1999", "t1": "cbs-2022"}],
    )
    birth_countries: BirthCountries | None = Field(
        default=None, description="For origin, columns from which the classification of the last wave is derived."
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

    def is_stable(self, name: str) -> bool:
        """Say whether it stays the same for a person; `name` is the group's key."""
        return self.born or name in ALWAYS_THE_SAME if self.stable is None else self.stable

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
