"""The whole of study.yml as a model; docs/study-folder.md is written from it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from evaluatie.study.problems import quoted
from evaluatie.study.settings.arrangements import Disclosure, Event, Plan, Privacy, Report, WorksCouncil
from evaluatie.study.settings.doing import InterventionId, OwnIntervention
from evaluatie.study.settings.fields import Block, Count, FileName, FolderName, Shown, Words, is_reserved, refuse
from evaluatie.study.settings.measured import Group, GroupId, Survey, Wave, with_labels
from evaluatie.study.settings.staffing import Staff
from evaluatie.study.workspace import SYNTHESIS


class Organisation(Block):
    """The organisation that the study is about."""

    id: str = Field(
        pattern=r"^[a-z0-9][a-z0-9-]*$",
        description="Short name: small letters, digits and hyphens. The folder has the same name.",
        examples=["waterschap-a"],
    )
    name: Words = Field(min_length=1, description="Full name, as the report gives it.", examples=["Waterschap A"])
    sector: Words | None = Field(default=None, description="Sector.", examples=["overheid"])
    headcount: Count | None = Field(default=None, ge=1, description="Number of employees.", examples=[1450])
    synthetic: Annotated[bool, Shown("true or false")] = Field(
        default=False, description="Whether the data are made up; every page then says so.", examples=[True]
    )

    published: Annotated[bool, Shown("true or false")] = Field(
        default=False,
        description="Whether the answers are published as they are: a lost key of the pseudonyms then harms nobody, "
        "and digests of the files are told unkeyed.",
        examples=[False],
    )

    @field_validator("id")
    @classmethod
    def _as_folder(cls, id_: str, info: ValidationInfo) -> str:
        folder = (info.context or {}).get("folder")
        if is_reserved(id_):
            message = f"No organisation can be called {quoted(id_)}: Windows keeps that name for a device."
            raise refuse(message, "Choose another name, for the folder too.")
        if id_ == SYNTHESIS:
            hint = "Choose another name: the folder reports/synthesis holds what all organisations say together."
            raise refuse(f"No organisation can be called {quoted(id_)}.", hint)
        if folder is not None and folder.name != id_:
            hint = "Give the folder and the organisation the same name."
            raise refuse(f"The organisation is called {quoted(id_)} and its folder {quoted(folder.name)}.", hint)
        return id_


class StudyConfig(Block):
    """A study.yml, checked.

    Texts in two languages are dicts with keys ``nl`` and ``en``; codes and levels are text.
    """

    organisation: Organisation = Field(description="Who it is about.")
    waves: tuple[Wave, ...] = Field(
        min_length=1, description="When people were asked: one or more; a change needs two."
    )
    survey: Survey = Field(description="Where the answers stand.")
    groups: Annotated[dict[GroupId, Group], BeforeValidator(with_labels)] = Field(
        default={}, description="By what people are compared. The keys are names of your own."
    )
    plan: Plan = Field(default=Plan(), description="What was decided before the follow-up was opened.")
    instruments: FolderName | None = Field(
        default=None,
        description="Folder with instruments of your own, a `<id>.yaml` each, shaped as those that come along.",
        examples=["instruments/"],
    )
    aggregates: FileName | None = Field(
        default=None,
        description="Where only means were delivered: a .csv with the columns wave, group, scale, n, mean and sd.",
        examples=["summary.csv"],
    )
    staff: Staff = Field(default=Staff(), description="Personnel data.")
    population: FileName | None = Field(
        default=None,
        description="Numbers of employees, for weighting: a .csv or .xlsx with the columns wave, group and n.",
        examples=["population.csv"],
    )
    interventions: FileName | None = Field(
        default=None, description="The log of interventions.", examples=["interventions.csv"]
    )
    exposure: FileName | None = Field(
        default=None,
        description="Who took part in interventions, and how much: by person, with the linking code, or by unit.",
        examples=["deelname.csv"],
    )
    theory_of_change: FileName | None = Field(
        default=None, description="Which intervention was to move what, declared beforehand.", examples=["theory.csv"]
    )
    own_interventions: dict[InterventionId, OwnIntervention] = Field(
        default={}, description="Interventions that are not in the catalogue. The keys are names of your own."
    )
    steps: FileName | None = Field(
        default=None, description="Which of the six steps were taken, by whom and when.", examples=["steps.csv"]
    )
    policy_scan: FileName | None = Field(
        default=None, description="How raters score the policy, by phase and stage.", examples=["scan.csv"]
    )
    policy_plan: FileName | None = Field(
        default=None,
        description="What the policy plan says: where the organisation stands, where it goes, goals, steps and owners.",
        examples=["beleidsplan.csv"],
    )
    conversations: FileName | None = Field(default=None, description="Coded conversations.", examples=["codings.csv"])
    context: tuple[Event, ...] = Field(default=(), description="Events that every picture of change draws or names.")
    privacy: Privacy = Field(default=Privacy(), description="Purpose and grounds.")
    works_council: WorksCouncil = Field(default=WorksCouncil(), description="The works council's word.")
    disclosure: Disclosure = Field(default=Disclosure(), description="What may leave.")
    texts: FolderName | None = Field(
        default=None,
        description=(
            "Folder with the author's own paragraphs, as `<section>.<language>.md`; `texts/` is read where it is there."
        ),
        examples=["texts/"],
    )
    report: Report = Field(default=Report(), description="How the report is made.")

    @property
    def has_codes(self) -> bool:
        """Whether there are codes of people, which become pseudonyms."""
        return self.survey.respondent is not None or self.staff.persons is not None

    @property
    def compares_exposure(self) -> bool:
        """Whether the plan compares who took part with who did not, by the file that tells it."""
        return self.plan.comparison == "exposure" and "exposure" not in self.groups
