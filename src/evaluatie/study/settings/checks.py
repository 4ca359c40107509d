"""What must hold between the blocks of study.yml."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from evaluatie.catalogue import catalogue_levels
from evaluatie.study.layout import ANY, Layout, unknown_instrument, wanted_columns
from evaluatie.study.problems import Problem, did_you_mean, quoted
from evaluatie.study.settings.aimchecks import check_aims
from evaluatie.study.settings.config import StudyConfig
from evaluatie.study.settings.groupchecks import check_group
from evaluatie.study.settings.measured import Asked, Group, band_names
from evaluatie.study.settings.source import KeyPath, Source
from evaluatie.study.settings.staffchecks import check_staff
from evaluatie.study.settings.validation import Checked

RESERVED_LEVELS = ("all", "other", "unknown")
RESERVED_COLUMNS = ("all", "respondent", "unit", "wave")
_RENAME = "Give it another name in the data, or leave it out: it then counts as other."


def check_coherence(checked: Checked, layout: Layout, source: Source) -> list[Problem]:
    """List what does not fit together in study.yml.

    Parameters
    ----------
    checked : Checked
        The config, and which of its keys are already known to be wrong: nothing more is said of those.
    layout : Layout
        What its items and scores mean.
    source : Source
        Its values and lines.

    Returns
    -------
    list of Problem
    """
    config = checked.config
    if config is None:
        return []
    problems = [
        *_waves(config, checked, source),
        *_deliveries(config, checked, source),
        *_survey(config, layout, source),
        *_renamed(config, layout, source),
        *_columns(config, layout, checked, source),
        *_codes(layout, source),
        *_plan(config, layout, checked, source),
        *_agreed(config, source),
        *check_aims(config, checked, source),
    ]
    for name, group in config.groups.items():
        path = ("groups", name)
        if name in RESERVED_COLUMNS or any(outcome.id == name for outcome in layout.outcomes):
            problems.append(
                source.problem(
                    path, f"{quoted(name)} cannot name a group: the survey has that name.", "Choose another name."
                )
            )
        if all(checked.usable((*path, key)) for key in ("reference", "focal", "bands")):
            problems += _group(group, path, source)
        if checked.usable(path) and not any(wrong[:2] == path for wrong in checked.wrong):
            problems += check_group(name, group, config.waves, source)
    return problems


def _waves(config: StudyConfig, checked: Checked, source: Source) -> Iterator[Problem]:
    for key in ("id", "file"):
        seen: dict[tuple[str, str | None], int] = {}
        for position, wave in enumerate(config.waves):
            value, path = getattr(wave, key), ("waves", str(position), key)
            if value is None or not checked.usable(path):
                continue
            known = (value, wave.sheet if key == "file" else None)
            if known in seen:
                message = f"Waves {seen[known] + 1} and {position + 1} have the same {key}, {quoted(value)}."
                own = "a file of its own, or a sheet" if key == "file" else "an id of its own"
                yield source.problem(path, message, f"Give every wave {own}.")
            seen.setdefault(known, position)
    dated = [
        (position, wave.date)
        for position, wave in enumerate(config.waves)
        if wave.date is not None and checked.usable(("waves", str(position), "date"))
    ]
    for (_, before), (position, date) in pairwise(dated):
        if date <= before:
            message = f"This date, {date}, is not after that of the wave before it, {before}."
            yield source.problem(("waves", str(position), "date"), message, "Put the waves in the order of time.")


def _deliveries(config: StudyConfig, checked: Checked, source: Source) -> Iterator[Problem]:
    """Go through who delivered what: a file of answers for every wave, or means only."""
    for position, wave in enumerate(config.waves):
        path = ("waves", str(position), "file")
        if wave.file is None and config.aggregates is None and checked.usable(path):
            hint = "Add file: ..., or `aggregates` where only means were delivered."
            yield source.problem(path, f"No file with the answers is named for the wave {wave.id}.", hint)
        if wave.file is not None and config.aggregates is not None:
            yield source.problem(path, "A study has files with answers, or aggregates only.", "Remove one of the two.")
    if config.aggregates is not None and config.survey.items:
        message = "Aggregates have means of scales, and no items."
        yield source.problem(("survey", "items"), message, "Name the scales under survey.scores.")


def _survey(config: StudyConfig, layout: Layout, source: Source) -> Iterator[Problem]:
    block = (source.data or {}).get("survey")
    if isinstance(block, dict) and not block.get("items") and not block.get("scores"):
        yield source.problem(("survey",), "Neither items nor scores are named.", "Fill in items, scores, or both.")
    asked = {*config.survey.items, *(id_.partition(".")[0] for id_ in config.survey.scores)}
    blocks: list[tuple[KeyPath, dict[str, Asked]]] = [(("survey", "asked"), config.survey.asked)]
    blocks += [(("waves", str(position), "asked"), wave.asked) for position, wave in enumerate(config.waves)]
    for above, block in blocks:
        for id_, how in block.items():
            path = (*above, id_)
            if id_ in layout.known.broken:
                continue
            if id_ not in layout.known:
                yield unknown_instrument(id_, path, source, layout.known)
            elif id_ not in asked:
                message = f"{id_} is not among the items and scores."
                yield source.problem(path, message, "Remove it, or name its columns.")
            if how.shortened and above[0] == "waves":
                hint = "Write it under survey.asked, and ask the same items at every wave."
                yield source.problem((*path, "shortened"), "Items are left out at all waves or at none.", hint)


def _renamed(config: StudyConfig, layout: Layout, source: Source) -> Iterator[Problem]:
    wanted = wanted_columns(config, layout)
    for position, wave in enumerate(config.waves):
        for name, column in wave.columns.items():
            taken = [other for other in wanted if other != name and wave.column(other) == column]
            if name in wanted and taken:
                message = f"The column {column} of this file is also {taken[0]}."
                hint = "A column has one meaning: correct the name, or say what the other one is called here."
                yield source.problem(("waves", str(position), "columns", name), message, hint)
            if name not in wanted:
                message = f"The rest of study.yml has no column {quoted(name)}."
                near = did_you_mean(name, wanted, listing=False)
                hint = f"The name that study.yml uses comes first, then the one in this file. {near}"
                yield source.problem(("waves", str(position), "columns", name), message, hint.strip())


def _columns(config: StudyConfig, layout: Layout, checked: Checked, source: Source) -> Iterator[Problem]:
    """Go through columns with two meanings; units and groups may share a column, with each other only."""
    taken: dict[str, KeyPath] = {}
    named: list[tuple[str | None, KeyPath]] = [(config.survey.respondent, ("survey", "respondent"))]
    named += [(variable.column, variable.path) for variable in layout.variables]
    for column, path in named:
        if column is None or not checked.usable((*path, "column")):
            continue
        if column in taken:
            message = f"The column {column} is also named at {'.'.join(taken[column])}."
            yield source.problem(path, message, "A column has one meaning.")
        taken.setdefault(column, path)
    people: list[tuple[str | None, KeyPath]] = [(config.survey.unit, ("survey", "unit"))]
    people += [(group.column, ("groups", name, "column")) for name, group in config.groups.items()]
    for column, path in people:
        if path[0] == "groups" and column is not None and column == config.survey.unit:
            if not config.works_council.consent:
                message = "This is the column of the units, and groups are named in the report."
                hint = "Leave the group out. With the works council's word: works_council: {consent: true, date: ...}."
                yield source.problem(path, message, hint)
        elif column is not None and column in taken and checked.usable(path):
            message = f"The column {column} is also named at {'.'.join(taken[column])}."
            yield source.problem(path, message, "A column has one meaning.")


def _codes(layout: Layout, source: Source) -> Iterator[Problem]:
    seen = set()
    for variable in layout.variables:
        low, high = variable.limits
        for code in variable.missing_codes:
            inside = _is_number(code) and variable.limits != ANY and low <= float(code) <= high
            if inside and (variable.path, code) not in seen:
                seen.add((variable.path, code))
                message = f"{code} is a missing code, and also a possible answer from {low:g} to {high:g}."
                hint = "Correct survey.missing_codes or the range; a score can have missing_codes of its own."
                yield source.problem(variable.path, message, hint)


def _is_number(code: str) -> bool:
    try:
        float(code)
    except ValueError:
        return False
    return True


def _plan(config: StudyConfig, layout: Layout, checked: Checked, source: Source) -> Iterator[Problem]:
    outcomes = [outcome.id for outcome in layout.outcomes]
    # an outcome may be missing only because its instrument or score has a problem of its own
    excused = {*config.survey.scores, *(layout.scales() if _suspect(layout, checked) else ())}
    seen: set[str] = set()
    for key in ("primary", "secondary"):
        for position, id_ in enumerate(getattr(config.plan, key)):
            path = ("plan", key, str(position))
            if id_ not in outcomes and id_ not in excused:
                hint = did_you_mean(id_, outcomes)
                yield source.problem(path, f"{quoted(id_)} is not an outcome of this study.", hint)
            elif id_ in seen:
                yield source.problem(path, f"{quoted(id_)} is in the plan twice.", "Keep it in one place.")
            seen.add(id_)
    way = config.plan.path
    for position, id_ in enumerate(way):
        if id_ not in outcomes and id_ not in excused:
            message = f"{quoted(id_)} is not an outcome of this study."
            yield source.problem(("plan", "path", str(position)), message, did_you_mean(id_, outcomes))
    if way and (len(way) != 3 or len(set(way)) < 3):
        message = "A path is three different outcomes: what works, by way of what, on what."
        yield source.problem(("plan", "path"), message, "Name three outcomes, or leave path out.")
    yield from _plan_groups(config, source)


def _plan_groups(config: StudyConfig, source: Source) -> Iterator[Problem]:
    groups = list(config.groups)
    for position, name in enumerate(config.plan.adjust):
        if name not in groups:
            message = f"{quoted(name)} is not among the groups."
            yield source.problem(("plan", "adjust", str(position)), message, did_you_mean(name, groups))
    comparison, path = config.plan.comparison, ("plan", "comparison")
    if config.plan.exposed_from is not None and not config.compares_exposure:
        message = "This is read with `comparison: exposure` only."
        yield source.problem(("plan", "exposed_from"), message, "Add comparison: exposure, or leave it out.")
    if config.compares_exposure:
        if config.exposure is None:
            message = "The plan compares who took part with who did not, and no file tells who did."
            yield source.problem(path, message, "Add exposure: the file that does.")
    elif isinstance(comparison, str) and comparison not in groups:
        message = f"{quoted(comparison)} is not among the groups."
        hint = "Name a group of which the reference had no interventions, or list the units: [logistiek]."
        yield source.problem(path, message, hint)
    if isinstance(comparison, tuple) and config.survey.unit is None:
        message = "Units are named for comparison, and the survey has none."
        yield source.problem(path, message, "Add survey.unit: the column with the unit.")


def _suspect(layout: Layout, checked: Checked) -> bool:
    blocks = (("survey",), ("survey", "items"), ("survey", "scores"))
    return bool(layout.problems or layout.known.broken) or any(path[:2] in blocks for path in checked.wrong)


def _agreed(config: StudyConfig, source: Source) -> Iterator[Problem]:
    for id_ in config.own_interventions:
        if id_ in catalogue_levels():
            message = f"{quoted(id_)} is an intervention of the catalogue."
            yield source.problem(("own_interventions", id_), message, "Give your own another id, or leave it out.")
    if config.works_council.consent and config.works_council.date is None:
        path = ("works_council", "consent")
        yield source.problem(path, "Consent needs the date on which it was given.", "Add date: 2021-02-01.")
    yield from check_staff(config, source)


def _group(group: Group, path: KeyPath, source: Source) -> Iterator[Problem]:
    levels = (group.reference, *group.focal)
    for level in dict.fromkeys(levels):
        key = (*path, "reference" if level == group.reference else "focal")
        if level in RESERVED_LEVELS:
            yield source.problem(key, f"{quoted(level)} cannot be a level: the report uses that word itself.", _RENAME)
        if levels.count(level) > 1:
            yield source.problem((*path, "focal"), f"The level {quoted(level)} is named twice.", "Name it once.")
        if group.bands and level not in band_names(group.bands):
            hint = did_you_mean(level, band_names(group.bands))
            yield source.problem(key, f"{quoted(level)} is not one of the bands.", hint)
        if level in group.missing_codes:
            yield source.problem(
                (*path, "missing_codes"),
                f"{quoted(level)} is a level, and also a missing code.",
                "Remove one of the two.",
            )
    for level in group.labels:
        if level not in levels:
            message = f"A label is given for {quoted(level)}, which is not a level named here."
            yield source.problem((*path, "labels", level), message, did_you_mean(level, levels))
