"""What must hold between the rest of study.yml and what flows and shares of staff are held against."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from evaluatie.study.problems import Problem, did_you_mean, quoted
from evaluatie.study.settings.aims import Target
from evaluatie.study.settings.config import StudyConfig
from evaluatie.study.settings.source import KeyPath, Source
from evaluatie.study.settings.validation import Checked

_TARGETS, _POPULATIONS, _CHANGED = (("staff", key) for key in ("targets", "reference_population", "changed_on"))


def check_aims(config: StudyConfig, checked: Checked, source: Source) -> Iterator[Problem]:
    """Go through the day of change, the targets and the other populations under ``staff``.

    Parameters
    ----------
    config : StudyConfig
        study.yml.
    checked : Checked
        Which of its keys are already known to be wrong: nothing more is said of those.
    source : Source
        Where it was read, for the lines of problems.

    Yields
    ------
    Problem
    """
    yield from _staff_is_there(config, checked, source)
    if config.staff.changed_on is not None and checked.usable(_CHANGED):
        yield from _changed_on(config.staff.changed_on, config, checked, source)
    first: dict[tuple[str, str, str, int], int] = {}
    for position, target in enumerate(config.staff.targets):
        path = (*_TARGETS, str(position))
        if checked.untouched(path):
            yield from _target(target, path, config, checked, source)
            about = (target.characteristic, target.level, target.among, target.year)
            earlier = first.setdefault(about, position)
            if earlier != position:
                message = f"Target {earlier + 1} is about the same group and year."
                yield source.problem(path, message, "Keep one of them.")
    for name, population in config.staff.reference_population.items():
        path = (*_POPULATIONS, name)
        if checked.untouched(path):
            yield from _group(name, path, config, checked, source)
            for level in population.shares:
                yield from _level(name, level, (*path, "shares", level), config, checked, source)


def _staff_is_there(config: StudyConfig, checked: Checked, source: Source) -> Iterator[Problem]:
    staff = config.staff
    if staff.persons or staff.counts or not all(checked.usable(("staff", key)) for key in ("persons", "counts")):
        return
    for path, given in ((_TARGETS, staff.targets), (_POPULATIONS, staff.reference_population)):
        if given:
            message = "Shares of staff are held against this, and there are no data about staff."
            yield source.problem(path, message, f"Add staff.persons or staff.counts, or leave {path[-1]} out.")


def _changed_on(day: date, config: StudyConfig, checked: Checked, source: Source) -> Iterator[Problem]:
    staff, extract = config.staff, config.staff.extract
    if staff.persons is None and checked.usable(("staff", "persons")):
        message = "Flows before and after a day are told from the personnel file, and none is named."
        yield source.problem(_CHANGED, message, "Add staff.persons, or leave changed_on out.")
    if not checked.untouched(("staff", "extract")):
        return
    if extract is None:
        message = "How long before and after this day the files look is not known."
        yield source.problem(_CHANGED, message, "Add staff.extract: the first and the last day covered.")
    elif extract.from_ <= extract.to and not extract.from_ < day <= extract.to:
        message = f"This day must come after {extract.from_} and not after {extract.to}: staff.extract ends there."
        yield source.problem(_CHANGED, message, "Correct one of the two, or leave changed_on out.")


def _target(target: Target, path: KeyPath, config: StudyConfig, checked: Checked, source: Source) -> Iterator[Problem]:
    staff = config.staff
    yield from _group(target.characteristic, (*path, "characteristic"), config, checked, source)
    yield from _level(target.characteristic, target.level, (*path, "level"), config, checked, source)
    if staff.extract and checked.untouched(("staff", "extract")) and target.year < staff.extract.from_.year:
        message = f"The period of staff.extract begins after {target.year}."
        yield source.problem((*path, "year"), message, "Correct the year.")
    keys = [key for key in ("positions", "manager") if getattr(staff, key) is None]
    if target.among == "managers" and keys and all(checked.usable(("staff", key)) for key in keys):
        message = "Who leads others is told by a column of the positions, and none is named."
        yield source.problem((*path, "among"), message, f"Add {' and '.join(f'staff.{key}' for key in keys)}.")


def _group(name: str, path: KeyPath, config: StudyConfig, checked: Checked, source: Source) -> Iterator[Problem]:
    if name not in config.groups and checked.untouched(("groups", name)):
        hint = did_you_mean(name, list(config.groups)) or "Name it under groups."
        yield source.problem(path, f"There is no such group: {quoted(name)}.", hint)


def _level(
    name: str, level: str, path: KeyPath, config: StudyConfig, checked: Checked, source: Source
) -> Iterator[Problem]:
    group = config.groups.get(name)
    if group is not None and level not in group.levels and checked.untouched(("groups", name)):
        hint = did_you_mean(level, group.levels)
        yield source.problem(path, f"{quoted(level)} is not a level of {name}.", hint)
