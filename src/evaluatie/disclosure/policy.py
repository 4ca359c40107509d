"""The rules of what may leave: thresholds from policy.yml, which a study may tighten and never loosen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from evaluatie.shipped import shipped
from evaluatie.study import Problem, StudyError

if TYPE_CHECKING:
    from evaluatie.study import Study
    from evaluatie.study.settings.arrangements import Disclosure

#: what may be tightened; of all but this one more is stricter
NUMBERS = ("minimum_group", "minimum_answers", "minimum_response", "dominance", "minimum_df")
_LESS_IS_STRICTER = frozenset({"dominance"})


@dataclass(frozen=True)
class DisclosurePolicy:
    """Thresholds that every released number obeys.

    Attributes
    ----------
    preset : str
        The preset that the thresholds come from.
    minimum_group : int
        Fewest people who belong to a group that is shown; where that is not known, fewest who answered.
    minimum_answers : int
        Fewest people in it who answered.
    minimum_response : float
        Smallest share of the people in it who answered, where that is known.
    dominance : float
        A group in which this share of people or more gave the same answer is not shown.
    minimum_df : float
        Fewest degrees of freedom of an estimate from a model.
    protection : int
        A hidden count must be able to be anything from nobody up to this many people.
    mean_protection : float
        The mean of a hidden group must be able to be anything in this share of the range of its scores.
    background_by_unit : bool
        Whether a background characteristic may be crossed with a team or department.

    Examples
    --------
    >>> DisclosurePolicy.preset_named("strict").minimum_group
    10
    >>> DisclosurePolicy.preset_named("employee-survey").minimum_answers
    4
    """

    preset: str
    minimum_group: int
    minimum_answers: int
    minimum_response: float
    dominance: float
    minimum_df: float
    protection: int
    mean_protection: float
    background_by_unit: bool

    @classmethod
    def preset_named(cls, name: str) -> DisclosurePolicy:
        """Give the policy of a preset of policy.yml; of ``own`` its floors.

        Raises
        ------
        KeyError
            When there is no such preset; the message names those that there are.
        """
        presets = _file()["presets"]
        if name not in presets:
            raise KeyError(f"no disclosure preset '{name}'; there are: {', '.join(presets)}")
        return cls(preset=name, **presets[name])

    @classmethod
    def strictest(cls, policies: Iterable[DisclosurePolicy]) -> DisclosurePolicy:
        """Give the policy that is as strict as each of several, in every number.

        Examples
        --------
        >>> presets = [DisclosurePolicy.preset_named(name) for name in ("employee-survey", "strict")]
        >>> both = DisclosurePolicy.strictest(presets)
        >>> both.preset, both.minimum_answers, both.minimum_response
        ('strict', 10, 0.4)
        """
        first, *others = sorted(policies, key=lambda one: (one.minimum_answers, one.minimum_group), reverse=True)
        for other in others:
            numbers: dict[str, Any] = {n: stricter(n, getattr(first, n), getattr(other, n)) for n in NUMBERS}
            first = replace(
                first,
                **numbers,
                protection=max(first.protection, other.protection),
                mean_protection=max(first.mean_protection, other.mean_protection),
                background_by_unit=first.background_by_unit and other.background_by_unit,
            )
        return first

    @property
    def most_hidden(self) -> int:
        """Most people in a group of which is told that it is hidden for being small."""
        return max(self.minimum_group, self.minimum_answers) - 1

    def as_strict_as(self, other: DisclosurePolicy) -> bool:
        """Tell whether every number of this policy is as strict as that of another, or stricter.

        Examples
        --------
        >>> strict = DisclosurePolicy.preset_named("strict")
        >>> strict.tightened(minimum_group=25).as_strict_as(strict)
        True
        >>> strict.as_strict_as(strict.tightened(dominance=0.8))
        False
        """
        return replace(self.strictest([self, other]), preset=self.preset) == self

    def tightened(
        self,
        *,
        minimum_group: int | None = None,
        minimum_answers: int | None = None,
        minimum_response: float | None = None,
        dominance: float | None = None,
        minimum_df: float | None = None,
    ) -> DisclosurePolicy:
        """Give this policy with stricter thresholds; a looser one is refused.

        Where a group needs as many answers as people, more people means more answers too.

        Examples
        --------
        >>> strict = DisclosurePolicy.preset_named("strict")
        >>> strict.tightened(minimum_group=15).minimum_answers
        15
        >>> strict.tightened(minimum_group=5)
        Traceback (most recent call last):
            ...
        ValueError: minimum_group 5 is looser than the preset 'strict' (10): a policy may only be tightened
        """
        given = (minimum_group, minimum_answers, minimum_response, dominance, minimum_df)
        asked: dict[str, Any] = {name: value for name, value in zip(NUMBERS, given, strict=True) if value is not None}
        for name, value in asked.items():
            allowed = getattr(self, name)
            if stricter(name, value, allowed) != value:
                told = f"{name} {value:g} is looser than the preset '{self.preset}' ({allowed:g})"
                raise ValueError(f"{told}: a policy may only be tightened")
        if self.minimum_answers == self.minimum_group and minimum_group is not None:
            asked["minimum_answers"] = max(minimum_group, minimum_answers or 0)
        answers = int(asked.get("minimum_answers", self.minimum_answers))
        return replace(self, **asked, protection=max(self.protection, answers))

    def counted(self, method: str) -> bool:
        """Tell whether a method compares groups as they are: how many people are in them decides, not its df."""
        return method in _file()["counted"]

    def by_units(self, method: str) -> bool:
        """Tell whether the degrees of freedom of a method count units, and not people."""
        return method in _file()["by_units"]

    def as_data(self) -> dict[str, Any]:
        """Give what a bundle tells of it."""
        return {"preset": self.preset, **{name: getattr(self, name) for name in NUMBERS}}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> DisclosurePolicy:
        """Make it from what a bundle tells; what a bundle of an earlier version does not tell is as in its preset.

        Raises
        ------
        KeyError, ValueError, TypeError
            It is no policy, or looser than its preset.
        """
        told: dict[str, Any] = {name: data[name] for name in NUMBERS if data.get(name) is not None}
        return cls.preset_named(data["preset"]).tightened(**told)


def policy_of(study: Study) -> DisclosurePolicy:
    """Give the policy that a study asks for, with what was tightened for this run.

    Raises
    ------
    StudyError
        When it asks for less than the preset, or gives no numbers of its own where it has to.
    """
    return policy_for(study.config.disclosure, study.tightened)


def policy_for(block: Disclosure, tighter: Mapping[str, float] | None = None) -> DisclosurePolicy:
    """Give the policy of a ``disclosure`` block of study.yml.

    Parameters
    ----------
    block : Disclosure
        The block.
    tighter : mapping of str to float, optional
        Numbers that hold for one run: as strict as those of the study, or stricter.

    Raises
    ------
    StudyError
        All that is wrong with it.
    """
    preset = DisclosurePolicy.preset_named(block.preset)
    asked = {name: value for name in NUMBERS if (value := getattr(block, name)) is not None}
    problems = [*_not_given(block.preset, asked), *_looser(preset, asked, "study.yml")]
    if problems:
        raise StudyError(problems)
    policy = preset.tightened(**asked)
    if problems := list(_looser(policy, tighter or {}, "command line")):
        raise StudyError(problems)
    return policy.tightened(**(tighter or {}))  # type: ignore[arg-type]


def _not_given(preset: str, asked: Mapping[str, float]) -> Iterator[Problem]:
    if preset != "own":
        return
    for name in _file()["given"]:
        if name not in asked:
            floor = getattr(DisclosurePolicy.preset_named(preset), name)
            bound = "more" if name in _LESS_IS_STRICTER else "less"
            message = "The preset own needs every number of the study itself, and this one is not given."
            hint = f"Add {name}: ..., not {bound} than {floor:g}, and write beside it why."
            yield Problem("study.yml", None, f"disclosure.{name}", message, hint)


def _looser(policy: DisclosurePolicy, asked: Mapping[str, float], file: str) -> Iterator[Problem]:
    for name, value in asked.items():
        allowed = getattr(policy, name)
        if stricter(name, value, allowed) == value:
            continue
        way = "less" if name in _LESS_IS_STRICTER else "more"
        hint = f"Leave {name} out, or ask for {allowed:g} or {way}."
        if file == "study.yml":
            message = f"{value:g} is looser than the preset '{policy.preset}' ({allowed:g}): it may only be tightened."
            yield Problem(file, None, f"disclosure.{name}", f"It asks for too little: {message}", hint)
        else:
            message = (
                f"{name} {value:g} is looser than what holds for this study ({allowed:g}): it may only be tightened."
            )
            yield Problem(file, None, None, message, hint)


def stricter(name: str, one: float, other: float) -> float:
    """Give the stricter of two values of a threshold.

    Examples
    --------
    >>> stricter("minimum_group", 10, 15), stricter("dominance", 0.9, 0.8)
    (15, 0.8)
    """
    return min(one, other) if name in _LESS_IS_STRICTER else max(one, other)


@cache
def _file() -> dict[str, Any]:
    found: dict[str, Any] = shipped(__file__, "policy.yml")
    return found
