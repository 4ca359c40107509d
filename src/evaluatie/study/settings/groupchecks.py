"""What must hold within the block of a group in study.yml, and between it and the waves."""

from __future__ import annotations

from collections.abc import Iterator

from evaluatie.study.groups.origin import levels_of
from evaluatie.study.problems import Problem, did_you_mean, quoted
from evaluatie.study.settings.measured import Group, Wave
from evaluatie.study.settings.source import KeyPath, Source


def check_group(name: str, group: Group, waves: tuple[Wave, ...], source: Source) -> Iterator[Problem]:
    """Go through what does not fit together in how a group is read.

    Parameters
    ----------
    name : str
        The group's key.
    group : Group
        Its block.
    waves : tuple of Wave
        All waves.
    source : Source
        Where it was read, for the lines of problems.

    Yields
    ------
    Problem
    """
    path = ("groups", name)
    if group.column is None and (group.birth_countries is None or group.born):
        yield source.problem(path, "No column is named.", "Add column: ..., or birth_countries for origin.")
    if group.born:
        yield from _born(name, group, waves, source)
    if group.classification is None and group.birth_countries is not None:
        message = "Countries of birth need a classification."
        yield source.problem((*path, "birth_countries"), message, "Add classification: cbs-2022, or cbs-1999.")
    if group.birth_countries is not None:
        yield from _parents(group, (*path, "birth_countries"), source)
    if group.classification is not None:
        yield from _classified(group, waves, path, source)


def _born(name: str, group: Group, waves: tuple[Wave, ...], source: Source) -> Iterator[Problem]:
    if group.bands is None:
        message = "Dates of birth need bands: only those pass intake."
        yield source.problem(("groups", name, "born"), message, "Add for example bands: [25, 35, 45, 55].")
    for position, wave in enumerate(waves):
        if wave.date is None and wave.file is not None:
            message = f"This wave has no date, and {name} needs it for people's ages."
            yield source.problem(("waves", str(position)), message, "Add for example date: 2019-10-01.")


def _parents(group: Group, path: KeyPath, source: Source) -> Iterator[Problem]:
    countries = group.birth_countries
    absent = [whose for whose in ("mother", "father") if getattr(countries, whose) is None]
    if absent:
        message = f"No column is named for {' and '.join(absent)}: who was born in the Netherlands would be unknown."
        yield source.problem(path, message, "Name the columns of both parents, or leave birth_countries out.")
    if group.bands is not None:
        yield source.problem(path, "Countries cannot be cut into bands.", "Remove bands.")


def _classified(group: Group, waves: tuple[Wave, ...], path: KeyPath, source: Source) -> Iterator[Problem]:
    named = group.classification
    if isinstance(named, dict):
        ids = [wave.id for wave in waves]
        for wave in named:
            if wave not in ids:
                message = f"There is no wave {quoted(wave)}."
                yield source.problem((*path, "classification", wave), message, did_you_mean(wave, ids))
        absent = [id_ for id_ in ids if id_ not in named]
        if absent:
            message = f"No classification is named for {' and '.join(absent)}."
            yield source.problem((*path, "classification"), message, "Name that of every wave.")
    used = list(named.values()) if isinstance(named, dict) else [named] if named else []
    levels = list(dict.fromkeys(level for classification in used for level in levels_of(classification)))
    for level in dict.fromkeys(group.levels):
        if level not in levels:
            key = "reference" if level == group.reference else "focal"
            message = f"{quoted(level)} is not a level of {' or '.join(dict.fromkeys(used))}."
            yield source.problem((*path, key), message, did_you_mean(level, levels))
