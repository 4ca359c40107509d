"""What must hold between the blocks of study.yml."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from evaluatie.instruments import list_instruments
from evaluatie.study.config import StudyConfig
from evaluatie.study.layout import ANY, Layout, scale_outcomes, unknown_instrument
from evaluatie.study.measured import Group, band_names
from evaluatie.study.problems import Problem, did_you_mean, quoted
from evaluatie.study.source import KeyPath, Source
from evaluatie.study.validation import Checked

RESERVED_LEVELS = ("all", "other", "unknown")
RESERVED_COLUMNS = ("all", "respondent", "unit", "wave")


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
        *_survey(config, source),
        *_columns(config, layout, checked, source),
        *_codes(layout, source),
        *_plan(config, layout, checked, source),
        *_agreed(config, source),
    ]
    for name, group in config.groups.items():
        path = ("groups", name)
        if name in RESERVED_COLUMNS or any(outcome.id == name for outcome in layout.outcomes):
            problems.append(source.problem(path, f"{quoted(name)} cannot name a group: the survey has that name."))
        if all(checked.usable((*path, key)) for key in ("reference", "focal", "bands")):
            problems += _group(group, path, source)
    return problems


def _waves(config: StudyConfig, checked: Checked, source: Source) -> Iterator[Problem]:
    for key in ("id", "file"):
        seen: dict[str, int] = {}
        for position, wave in enumerate(config.waves):
            value, path = getattr(wave, key), ("waves", str(position), key)
            if not checked.usable(path):
                continue
            if value in seen:
                message = f"Waves {seen[value] + 1} and {position + 1} have the same {key}, {quoted(value)}."
                yield source.problem(path, message)
            seen.setdefault(value, position)
    dated = [
        (position, wave.date)
        for position, wave in enumerate(config.waves)
        if wave.date is not None and checked.usable(("waves", str(position), "date"))
    ]
    for (_, before), (position, date) in pairwise(dated):
        if date <= before:
            message = f"This date, {date}, is not after that of the wave before it, {before}."
            yield source.problem(("waves", str(position), "date"), message, "Put the waves in the order of time.")


def _survey(config: StudyConfig, source: Source) -> Iterator[Problem]:
    block = (source.data or {}).get("survey")
    if isinstance(block, dict) and not block.get("items") and not block.get("scores"):
        yield source.problem(("survey",), "Neither items nor scores are named.", "Fill in items, scores, or both.")
    asked = {*config.survey.items, *(id_.partition(".")[0] for id_ in config.survey.scores)}
    for id_ in config.survey.response_range:
        path = ("survey", "response_range", id_)
        if id_ not in list_instruments():
            yield unknown_instrument(id_, path, source)
        elif id_ not in asked:
            yield source.problem(path, f"{id_} is not among the items and scores.", "Remove it, or name its columns.")


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
        if column is not None and column in taken and checked.usable(path):
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
    excused = {*config.survey.scores, *(scale_outcomes() if _suspect(layout, checked) else ())}
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


def _suspect(layout: Layout, checked: Checked) -> bool:
    blocks = (("survey",), ("survey", "items"), ("survey", "scores"))
    return bool(layout.problems) or any(path[:2] in blocks for path in checked.wrong)


def _agreed(config: StudyConfig, source: Source) -> Iterator[Problem]:
    if config.works_council.consent and config.works_council.date is None:
        path = ("works_council", "consent")
        yield source.problem(path, "Consent needs the date on which it was given.", "Add date: 2021-02-01.")
    extract = config.staff.extract
    if extract and extract.to < extract.from_:
        yield source.problem(("staff", "extract", "to"), "The last day comes before the first.")


def _group(group: Group, path: KeyPath, source: Source) -> Iterator[Problem]:
    levels = (group.reference, *group.focal)
    for level in dict.fromkeys(levels):
        key = (*path, "reference" if level == group.reference else "focal")
        if level in RESERVED_LEVELS:
            yield source.problem(key, f"{quoted(level)} cannot be a level: the report uses that word itself.")
        if levels.count(level) > 1:
            yield source.problem((*path, "focal"), f"The level {quoted(level)} is named twice.")
        if group.bands and level not in band_names(group.bands):
            hint = did_you_mean(level, band_names(group.bands))
            yield source.problem(key, f"{quoted(level)} is not one of the bands.", hint)
        if level in group.missing_codes:
            yield source.problem((*path, "missing_codes"), f"{quoted(level)} is a level, and also a missing code.")
    for level in group.labels:
        if level not in levels:
            message = f"A label is given for {quoted(level)}, which is not a level named here."
            yield source.problem((*path, "labels", level), message, did_you_mean(level, levels))
