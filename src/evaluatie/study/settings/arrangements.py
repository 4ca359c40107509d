"""The blocks of study.yml about what was agreed: plan, other sources, privacy, release and report."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from evaluatie.study.gate.identifiercells import personal_cells
from evaluatie.study.settings.fields import Block, Day, LocalText, Shown, refuse, seen


def _comparison(value: Any) -> Any:
    if value is None or (isinstance(value, str) and value.strip()):
        return value
    if isinstance(value, list | tuple) and value and all(isinstance(unit, str | int) for unit in value):
        return tuple(str(unit) for unit in value)
    raise refuse("This must be the name of a column, or a list of units.", "Write for example [unit a, unit b].")


def _in_sds(value: float) -> float:
    if value > LARGEST_EFFECT:
        message = f"{value:g} is no smallest change that matters: it is a number of standard deviations, no percentage."
        raise refuse(message, f"Write for example 0.2; at most {LARGEST_EFFECT:g}.")
    return value


def _told(value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.strip():
        raise refuse("This must be a text.", "Put quotes around it, or leave the key out.")
    text = seen(" ".join(value.split()))
    # a page is made of it that anybody may read
    found = next(iter(personal_cells([text])), None)
    if found is not None:
        raise refuse(f"This looks like {found}.", "Name a role or an organisation, never a person.")
    return text


Told = Annotated[str, BeforeValidator(_told), Shown("text")]
Comparison = Annotated[
    str | tuple[str, ...] | None, BeforeValidator(_comparison), Shown("column, list of units, or exposure")
]

#: no change of so many standard deviations is small
LARGEST_EFFECT = 2.0
StandardDeviations = Annotated[float, Field(gt=0, strict=True), AfterValidator(_in_sds), Shown("number")]


class Plan(Block):
    """What was to be looked at, fixed before the follow-up was opened."""

    fixed_on: Day | None = Field(default=None, description="When the plan was fixed.", examples=["2021-05-01"])
    primary: tuple[str, ...] = Field(
        default=(), description="Outcomes that the evaluation was meant to decide upon.", examples=[["pgis.total"]]
    )
    secondary: tuple[str, ...] = Field(
        default=(), description="Outcomes that were also foreseen.", examples=[["pgis.belonging", "pgis.authenticity"]]
    )
    smallest_effect: StandardDeviations = Field(
        default=0.2,
        description="Smallest change that matters, in standard deviations of the first wave: more than 0 and at most "
        "2. Below 0.05 and above 0.8 `check` notes that it is unusual.",
        examples=[0.2],
    )
    estimator: Literal["mixed", "linked", "everyone"] | None = Field(
        default=None,
        description="By what the verdict on a change is given: `mixed`, the change of people who were employed at "
        "both waves, also of those who answered once; `linked`, of those who answered at both; `everyone`, the change "
        "in the level of the workforce. By default `mixed` where all answers can be linked, and else `everyone`.",
        examples=["mixed"],
    )
    path: tuple[str, ...] = Field(
        default=(),
        description="Three outcomes of which the first is thought to work on the last by way of the second; by default "
        "leadership, inclusion and the intention to leave, where these were measured.",
        examples=[["inclusive_leadership.total", "pgis.total", "turnover_intention.total"]],
    )
    adjust: tuple[str, ...] = Field(
        default=(), description="Groups by which changes are adjusted.", examples=[["gender", "age_band"]]
    )
    comparison: Comparison = Field(
        default=None,
        description="Who had no interventions: a list of units; a characteristic under `groups` of which the "
        "reference had none; or `exposure`, who did not take part by the file of that name.",
        examples=[["logistiek"]],
    )
    exposed_from: float | None = Field(
        default=None,
        gt=0,
        strict=True,
        description="With `comparison: exposure`: from how many sessions of a person, or which share of a unit (0 to "
        "1), on they count as having had interventions. By default anything counts.",
        examples=[0.5],
    )
    allocation: Literal["random", "low_scores", "other"] = Field(
        default="other",
        description="How those who had interventions were chosen: by lot, because they scored low at the first "
        "wave, or in another way.",
        examples=["other"],
    )
    interventions_from: Day | None = Field(
        default=None,
        description="Day of the first intervention. With two waves before it, it is tested whether those who had "
        "interventions later already changed otherwise.",
        examples=["2020-02-01"],
    )
    deviations: tuple[LocalText, ...] = Field(
        default=(),
        description="What was done otherwise than planned, and why.",
        examples=[[{"nl": "de tweede meting was een maand later", "en": "the second wave was a month later"}]],
    )


class Event(Block):
    """Something outside the programme that a reader of a change must know of."""

    date: Day = Field(description="When it happened or began.", examples=["2020-03-15"])
    event: LocalText = Field(description="What it was.", examples=[{"nl": "thuiswerken", "en": "working from home"}])


class Consulted(Block):
    """What the works council said of the processing itself."""

    word: Literal["consent", "advice"] = Field(
        description="What was asked of it: consent (WOR article 27) or advice (WOR article 25).", examples=["consent"]
    )
    date: Day = Field(description="When it gave it.", examples=["2019-06-03"])


class Privacy(Block):
    """Purpose and grounds of the processing, for the data-protection page; what is missing is a blank there.

    Roles and organisations are named, never persons.
    """

    purpose: Told | None = Field(default=None, description="What the data are used for.", examples=["evaluatie"])
    article_6: Told | None = Field(default=None, description="Ground of article 6 GDPR (AVG).", examples=["6(1)(e)"])
    article_9: Told | None = Field(
        default=None,
        description="Exception of article 9 GDPR (AVG) for special categories, such as origin.",
        examples=["9(2)(j)"],
    )
    national_article: Told | None = Field(
        default=None,
        description="Article of national law that the exception rests on; of the Dutch UAVG 22 (explicit consent), "
        "24 (research and statistics) or 25 (race or ethnic origin).",
        examples=["UAVG 24"],
    )
    dpia: Told | None = Field(default=None, description="Where the impact assessment is.", examples=["DPIA 2019-14"])
    works_council: Consulted | None = Field(
        default=None,
        description="What the works council said of the processing.",
        examples=[{"word": "consent", "date": "2019-06-03"}],
    )
    controller: Told | None = Field(default=None, description="Who is responsible.", examples=["Waterschap A"])
    processor: Told | None = Field(
        default=None, description="Who processes the data for them; `none` where nobody does.", examples=["Bureau B"]
    )
    access: tuple[Told, ...] = Field(
        default=(),
        description="Who may see the data: roles, not persons.",
        examples=[["de onderzoekers", "de functionaris gegevensbescherming"]],
    )
    retain_until: Day | None = Field(
        default=None,
        description="Last day on which the data may be used; they are destroyed then. From 30 days before, `check` "
        "and `report` warn; after it, they refuse.",
        examples=["2027-01-01"],
    )

    def missing(self) -> tuple[str, ...]:
        """Name the keys that a data-protection page needs and that are not filled in."""
        return tuple(name for name in type(self).model_fields if not getattr(self, name))


class WorksCouncil(Block):
    """What the works council agreed to."""

    consent: Annotated[bool, Shown("true or false")] = Field(
        default=False, description="Whether units may be named in the report.", examples=[False]
    )
    date: Day | None = Field(default=None, description="When it agreed; needed with consent.", examples=["2021-02-01"])


class Disclosure(Block):
    """What may leave the organisation."""

    preset: Literal["strict", "employee-survey", "own"] = Field(
        default="strict",
        description="Set of thresholds: in the style of national statistics, in that of surveys among employees, or "
        "the study's own, every number of which it then gives below. docs/privacy.md has the numbers.",
        examples=["strict"],
    )
    minimum_group: Annotated[int | None, Field(strict=True, ge=1), Shown("whole number")] = Field(
        default=None,
        description="Fewest people in a group that is shown, where it is to be more than the preset's.",
        examples=[15],
    )
    minimum_answers: Annotated[int | None, Field(strict=True, ge=1), Shown("whole number")] = Field(
        default=None,
        description="Fewest people in it who answered, where it is to be more than the preset's.",
        examples=[12],
    )
    minimum_response: Annotated[float | None, Field(strict=True, ge=0, le=1), Shown("number")] = Field(
        default=None,
        description="Smallest share of the people in it who answered, where that is known and it is to be more than "
        "the preset's.",
        examples=[0.5],
    )
    dominance: Annotated[float | None, Field(strict=True, gt=0, le=1), Shown("number")] = Field(
        default=None,
        description="Share of one answer from which a group is hidden, where it is to be less than the preset's.",
        examples=[0.8],
    )
    minimum_df: Annotated[float | None, Field(strict=True, ge=1), Shown("number")] = Field(
        default=None,
        description="Fewest degrees of freedom of an estimate from a model, where it is to be more than the preset's.",
        examples=[20],
    )


class Report(Block):
    """How the report is made."""

    language: Literal["nl", "en"] = Field(
        default="nl",
        description="Language of the report; its pages are made in the other one too.",
        examples=["nl"],
    )
    formats: tuple[Literal["html", "docx", "pdf"], ...] = Field(
        default=("html", "docx", "pdf"),
        description="Kinds of file, in that language: report.docx and report.pdf are left out where this does not name "
        "them. The pages are always made.",
        examples=[["html", "pdf"]],
    )
