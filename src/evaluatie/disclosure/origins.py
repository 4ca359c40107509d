"""Where a section comes from, and so what of it may be shown: a study, or results that were released before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from evaluatie.disclosure.about import about_releases, about_study
from evaluatie.disclosure.expectation import settings_of, settings_of_releases
from evaluatie.disclosure.plan import release_plan
from evaluatie.disclosure.policy import DisclosurePolicy
from evaluatie.disclosure.reasons import PART, SMALL
from evaluatie.disclosure.thresholds import too_few_df
from evaluatie.evaluation.releases import Release, Releases
from evaluatie.study import Problem, StudyError

if TYPE_CHECKING:
    from evaluatie.evaluation.section import Analysis, Section
    from evaluatie.study import Study


class Origin(Protocol):
    """Decides what of a section may be shown."""

    @property
    def policy(self) -> DisclosurePolicy:
        """The rules that hold for all of it."""

    def reason(self, analysis: Analysis) -> str | None:
        """Say why an analysis may not be shown; None where it may."""

    def about(self, section: Section) -> dict[str, Any]:
        """Give what the bundle tells of what the section is about."""

    def settings(self) -> list[float | str]:
        """List the numbers and days that may be shown beside what was estimated."""


def origin_of(section: Section) -> Origin:
    """Give what decides on a section."""
    of = section.study
    return _FromReleases(of) if isinstance(of, Releases) else _FromStudy(of)


class _FromStudy:
    """A study: its release plan decides, by the people that an analysis rests upon."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._plan = release_plan(study)
        self.policy = self._plan.policy

    def reason(self, analysis: Analysis) -> str | None:
        if analysis.sources:
            raise ValueError("an analysis of a study rests on people, not on numbers that were released before")
        for cell in analysis.cells:
            reason = self._plan.reason(cell)
            if reason is not None:
                # why a part is hidden bounds how many people are in it
                return reason if cell.part is None else PART
        return too_few_df(analysis, self.policy)

    def about(self, section: Section) -> dict[str, Any]:
        return about_study(self._study, _named_units(self._study, section))

    def settings(self) -> list[float | str]:
        return settings_of(self._study)


class _FromReleases:
    """Released results: a number rests on numbers that were shown already, and on nothing else.

    The strictest of the organisations' policies holds for all.
    """

    def __init__(self, releases: Releases) -> None:
        self._releases = releases
        self.policy = policy_of_releases(releases)

    def reason(self, analysis: Analysis) -> str | None:
        if not analysis.sources or analysis.cells:
            raise ValueError(
                "an analysis of a synthesis must name the released numbers that it rests upon, and these only"
            )
        for organisation, id_ in analysis.sources:
            number = self._releases.number(organisation, id_)
            if number["suppressed"] is not None:
                return str(number["suppressed"])
            if number["n"] is not None and number["n"] < self.policy.minimum_answers:
                return SMALL
        return None

    def about(self, section: Section) -> dict[str, Any]:  # noqa: ARG002
        return about_releases(self._releases)

    def settings(self) -> list[float | str]:
        return settings_of_releases(self._releases)


def policy_of_releases(releases: Releases) -> DisclosurePolicy:
    """Give the strictest of the policies of released results.

    Raises
    ------
    StudyError
        One of them is none that evaluatie knows.
    """
    policies = [_policy_of(one) for one in releases] or [DisclosurePolicy.preset_named("strict")]
    return DisclosurePolicy.strictest(policies)


def _policy_of(release: Release) -> DisclosurePolicy:
    try:
        return DisclosurePolicy.from_data(release.policy)
    except (KeyError, ValueError, TypeError):
        message = "Its numbers were not hidden by a policy that evaluatie knows, or by a looser one."
        hint = f"Make it anew with: evaluatie report {release.id} --force."
        raise StudyError([Problem(f"{release.id}/results.json", None, "policy", message, hint)]) from None


def _named_units(study: Study, section: Section) -> list[str]:
    """List the units that a section names, which takes the works council's word."""
    if not study.config.works_council.consent:
        return []
    return sorted({analysis.level for analysis in section.results.values() if analysis.characteristic == "unit"})
