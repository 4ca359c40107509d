"""What must hold within the block about personnel files in study.yml."""

from __future__ import annotations

from collections.abc import Iterator

from evaluatie.study.codes import folded
from evaluatie.study.problems import Problem, did_you_mean, quoted
from evaluatie.study.settings.config import StudyConfig
from evaluatie.study.settings.source import Source


def check_staff(config: StudyConfig, source: Source) -> Iterator[Problem]:
    """Go through what does not fit together in how personnel files are read.

    Parameters
    ----------
    config : StudyConfig
        study.yml.
    source : Source
        Where it was read, for the lines of problems.

    Yields
    ------
    Problem
    """
    staff = config.staff
    if staff.extract and staff.extract.to < staff.extract.from_:
        yield source.problem(("staff", "extract", "to"), "The last day comes before the first.", "Exchange them.")
    if staff.positions is not None and staff.persons is None:
        message = "Positions need the personnel file: it tells who is employed when."
        yield source.problem(("staff", "positions"), message, "Add staff.persons, or leave staff.positions out.")
    for name in staff.groups:
        if name not in config.groups:
            hint = did_you_mean(name, list(config.groups))
            yield source.problem(("staff", "groups", name), f"There is no such group: {quoted(name)}.", hint)
    for scale in dict.fromkeys(staff.ladder):
        if staff.ladder.count(scale) > 1:
            yield source.problem(("staff", "ladder"), f"The scale {quoted(scale)} is named twice.", "Name it once.")
    if staff.full_time is not None and staff.hours is None:
        message = "Part-time work is told from the hours, and no column is named for them."
        yield source.problem(("staff", "full_time"), message, "Add staff.hours, or leave full_time out.")
    if staff.rounded_to is not None and staff.counts is None:
        message = "This says how numbers of staff were rounded, and there are none."
        yield source.problem(("staff", "rounded_to"), message, "Add staff.counts, or leave rounded_to out.")
    yield from _reasons(config, source)


def _reasons(config: StudyConfig, source: Source) -> Iterator[Problem]:
    staff = config.staff
    values = [folded(value) for named in staff.reasons.values() for value in named]
    for value in dict.fromkeys(values):
        if values.count(value) > 1:
            message = f"The reason {quoted(value)} is named twice; capitals make no difference."
            yield source.problem(("staff", "reasons"), message, "Name it once.")
    keys = {folded(key): key for key in staff.reasons}
    for key, named in staff.reasons.items():
        for value in named:
            if keys.get(folded(value), key) != key:
                message = f"The value {quoted(value)} is named under {key}, and is a key itself."
                hint = f"Name it under {keys[folded(value)]}, or give that key another name."
                yield source.problem(("staff", "reasons", key), message, hint)
    if staff.reasons and staff.reason is None:
        message = "These are values of a column that is not named."
        yield source.problem(("staff", "reasons"), message, "Add staff.reason: the column with the reason of exit.")
