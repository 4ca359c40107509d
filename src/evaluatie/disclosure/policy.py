"""The rules of what may leave: thresholds from policy.yml, which a study may tighten and never loosen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from evaluatie.shipped import shipped
from evaluatie.study import Problem, StudyError

if TYPE_CHECKING:
    from evaluatie.study import Study


@dataclass(frozen=True)
class DisclosurePolicy:
    """Thresholds that every released number obeys.

    Attributes
    ----------
    preset : str
        The preset that the thresholds come from.
    minimum_group : int
        Fewest people in a group that is shown.
    dominance : float
        A group in which this share of people or more gave the same answer is not shown.
    background_by_unit : bool
        Whether a background characteristic may be crossed with a team or department.

    Examples
    --------
    >>> DisclosurePolicy.preset_named("strict").minimum_group
    10
    """

    preset: str
    minimum_group: int
    dominance: float
    background_by_unit: bool

    @classmethod
    def preset_named(cls, name: str) -> DisclosurePolicy:
        """Give the policy of a preset of policy.yml.

        Raises
        ------
        KeyError
            When there is no such preset; the message names those that there are.
        """
        presets = _presets()
        if name not in presets:
            raise KeyError(f"no disclosure preset '{name}'; there are: {', '.join(presets)}")
        return cls(preset=name, **presets[name])

    def tightened(self, *, minimum_group: int | None = None, dominance: float | None = None) -> DisclosurePolicy:
        """Give this policy with a stricter threshold; a looser one is refused.

        Examples
        --------
        >>> strict = DisclosurePolicy.preset_named("strict")
        >>> strict.tightened(minimum_group=15).minimum_group
        15
        >>> strict.tightened(minimum_group=5)
        Traceback (most recent call last):
            ...
        ValueError: minimum_group 5 is looser than the preset 'strict' (10): a policy may only be tightened
        """
        group = self.minimum_group if minimum_group is None else minimum_group
        share = self.dominance if dominance is None else dominance
        if group < self.minimum_group:
            raise self._looser("minimum_group", group, self.minimum_group)
        if share > self.dominance:
            raise self._looser("dominance", share, self.dominance)
        return replace(self, minimum_group=group, dominance=share)

    def _looser(self, name: str, asked: float, allowed: float) -> ValueError:
        return ValueError(
            f"{name} {asked} is looser than the preset '{self.preset}' ({allowed}): a policy may only be tightened"
        )


def policy_of(study: Study) -> DisclosurePolicy:
    """Give the policy that a study asks for.

    Raises
    ------
    StudyError
        When its ``disclosure`` block asks for less than the preset.
    """
    block = study.config.disclosure
    policy = DisclosurePolicy.preset_named(block.preset)
    asked = {"minimum_group": block.minimum_group, "dominance": block.dominance}
    problems = [problem for name, value in asked.items() if (problem := _loosened(policy, name, value)) is not None]
    if problems:
        raise StudyError(problems)
    return policy.tightened(minimum_group=block.minimum_group, dominance=block.dominance)


def _loosened(policy: DisclosurePolicy, name: str, value: float | None) -> Problem | None:
    try:
        policy.tightened(**{name: value})  # type: ignore[arg-type]
    except ValueError as error:
        hint = f"Leave {name} out, or ask for more people or a smaller share than the preset does."
        return Problem("study.yml", None, f"disclosure.{name}", f"It asks for too little: {error}.", hint)
    return None


@cache
def _presets() -> dict[str, dict[str, Any]]:
    presets: dict[str, dict[str, Any]] = shipped(__file__, "policy.yml")["presets"]
    return presets
