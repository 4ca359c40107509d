"""The block of study.yml about personnel files."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from evaluatie.study.settings.aims import ReferencePopulation, Target
from evaluatie.study.settings.fields import Block, Code, Column, Day, FileName, LocalText
from evaluatie.study.settings.measured import GroupId
from evaluatie.study.settings.selecting import Selection


class Extract(Block):
    """The period that an extract from the personnel system covers."""

    from_: Day = Field(alias="from", description="First day.", examples=["2018-01-01"])
    to: Day = Field(description="Last day.", examples=["2021-12-31"])


#: Reasons of exit with a meaning of their own: voluntary exits are shown apart, and the other two are no outflow.
VOLUNTARY, TRANSFER, SECONDMENT = "voluntary", "transfer", "secondment"
ReasonId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class ExitInterviews(Block):
    """Coded exit interviews or questionnaires: anonymous, a row each."""

    file: FileName = Field(
        description="A .csv, .xlsx, .sav or .parquet, without codes of people.", examples=["exits.csv"]
    )
    year: Column | None = Field(default=None, description="The column with the year of exit.", examples=["jaar"])
    reasons: tuple[Column, ...] = Field(
        min_length=1,
        description="The columns with a coded reason each; an interview may name several.",
        examples=[["reden_1", "reden_2"]],
    )
    codes: dict[Code, LocalText] = Field(
        min_length=1,
        description="The codes of reasons, and how the report names them; other values count as other.",
        examples=[{"klimaat": {"nl": "werkklimaat", "en": "climate at work"}}],
    )


class Staff(Block):
    """Extracts from the personnel system."""

    persons: FileName | None = Field(
        default=None, description="One row per person and period of employment.", examples=["persons.csv"]
    )
    positions: FileName | None = Field(
        default=None,
        description="One row per person and position; needs `persons`.",
        examples=["positions.csv"],
    )
    person: Column = Field(
        default="person",
        description="In both, the column with the linking code of the questionnaire.",
        examples=["personeelscode"],
    )
    entry: Column = Field(default="entry", description="In `persons`, the day of entry.", examples=["in_dienst"])
    exit: Column = Field(
        default="exit",
        description="In `persons`, the last day; empty for who is still employed.",
        examples=["uit_dienst"],
    )
    reason: Column | None = Field(
        default=None, description="In `persons`, the reason of exit.", examples=["reden_uit_dienst"]
    )
    reasons: dict[ReasonId, tuple[Code, ...]] = Field(
        default={},
        description="What the values of `reason` mean. Three keys have a meaning: `voluntary` exits are shown apart, "
        "and `transfer` and `secondment` are no outflow. Other keys are names of your own; other values count as "
        "`other`.",
        examples=[{"voluntary": ["eigen verzoek"], "retirement": ["pensioen"], "transfer": ["overplaatsing"]}],
    )
    born: Column | None = Field(
        default=None,
        description="In `persons`, the date or year of birth: only the year passes intake.",
        examples=["geboortedatum"],
    )
    groups: dict[GroupId, Column] = Field(
        default={},
        description="In `persons`, the columns of groups that have another name there than in the questionnaire. Those "
        "of the same name are found by themselves.",
        examples=[{"origin": "herkomstgroep"}],
    )
    start: Column = Field(default="start", description="In `positions`, the first day.", examples=["begin"])
    end: Column = Field(
        default="end",
        description="In `positions`, the last day; empty where it lasts until the next one.",
        examples=["einde"],
    )
    scale: Column | None = Field(default=None, description="In `positions`, the pay scale.", examples=["schaal"])
    ladder: tuple[Code, ...] = Field(
        default=(),
        description="The scales from low to high: a move up is a promotion. In natural order (8 before 10) where it "
        "is not given.",
        examples=[["6", "7", "8", "10A", "11"]],
    )
    unit: Column | None = Field(
        default=None, description="In `positions`, the team or department.", examples=["afdeling"]
    )
    manager: Column | None = Field(
        default=None,
        description="In `positions`, whether someone leads others: yes or no, ja or nee, 1 or 0.",
        examples=["leidinggevend"],
    )
    hours: Column | None = Field(
        default=None,
        description="In `positions`, hours a week or part-time factor: where positions overlap, the largest is the "
        "main one.",
        examples=["uren"],
    )
    full_time: Annotated[float, Field(gt=0)] | None = Field(
        default=None,
        description="The `hours` from which someone works full time; with it, part-time work is a characteristic.",
        examples=[36],
    )
    contradictions: Literal["stop", "settle"] = Field(
        default="stop",
        description="What to do with rows that contradict each other, such as periods of employment that overlap or "
        "end before they begin: stop, or settle them by rules that are counted in the report.",
        examples=["settle"],
    )
    exit_interviews: ExitInterviews | None = Field(
        default=None,
        description="Why people said that they left. Groups are read from columns of the same name as in the personnel "
        "file.",
    )
    counts: FileName | None = Field(
        default=None,
        description="In place of people, numbers of staff: a .csv or .xlsx with the columns year, group, scale (may be "
        "left out), and one or more of stock (at the end of the year), inflow, outflow and promotions. Cells may be "
        "withheld: `<5` or `*`.",
        examples=["workforce.csv"],
    )
    rounded_to: Annotated[int, Field(ge=2)] | None = Field(
        default=None, description="To which multiples the numbers of `counts` were rounded.", examples=[5]
    )
    extract: Extract | None = Field(
        default=None, description="The period covered.", examples=[{"from": "2018-01-01", "to": "2021-12-31"}]
    )
    changed_on: Day | None = Field(
        default=None,
        description="The day from which interventions may have had an influence: flows before it and from it on are "
        "compared. Inside `extract`; needs `persons`.",
        examples=["2020-02-01"],
    )
    targets: tuple[Target, ...] = Field(default=(), description="Shares that groups are to have in staff.")
    reference_population: dict[GroupId, ReferencePopulation] = Field(
        default={}, description="By key of `groups` the population that staff are held against."
    )
    selection: Selection | None = Field(
        default=None, description="Numbers of candidates and of those selected, in place of people."
    )
