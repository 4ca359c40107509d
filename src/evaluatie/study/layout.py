"""Which column of the raw files becomes which column of the survey, and what outcomes come of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from evaluatie.instruments import Instrument
from evaluatie.study.groups.grouping import group_columns
from evaluatie.study.outcomes import Outcome, item_outcomes, scale_ids, score_outcome
from evaluatie.study.problems import Problem, did_you_mean, quoted
from evaluatie.study.settings.config import StudyConfig
from evaluatie.study.settings.measured import PLACE, Score, Survey, Wave
from evaluatie.study.settings.questionnaires import Questionnaires
from evaluatie.study.settings.source import KeyPath, Source

# Stands for a range that is not known because it is missing from study.yml.
ANY = (-1e300, 1e300)


@dataclass(frozen=True)
class Variable:
    """A column of numbers in the survey.

    Attributes
    ----------
    name : str
        Its name in the survey.
    column : str
        Its name in the raw files.
    limits : tuple of float
        Lowest and highest possible value.
    missing_codes : tuple of str
        Codes for no answer.
    path : tuple of str
        The key of study.yml that names it.
    kind : str
        ``"item"`` or ``"score"``.
    instrument : str or None
        The instrument that it is an item or a scale of; None for a score of the study's own.
    """

    name: str
    column: str
    limits: tuple[float, float]
    missing_codes: tuple[str, ...]
    path: KeyPath
    kind: Literal["item", "score"]
    instrument: str | None = None

    @property
    def number(self) -> int:
        """The number of an item in its instrument."""
        return int(self.name.rpartition("_")[2])

    def limits_at(self, wave: Wave) -> tuple[float, float]:
        """Give the lowest and highest possible value at a wave."""
        asked = None if self.instrument is None else wave.asked.get(self.instrument)
        return self.limits if asked is None or asked.range is None else asked.range


@dataclass
class Layout:
    """The survey's columns of numbers and the outcomes, with what is wrong with them.

    Attributes
    ----------
    variables : list of Variable
        The columns.
    outcomes : list of Outcome
        What is compared over waves and groups.
    problems : list of Problem
        What is wrong.
    known : Questionnaires
        The instruments that study.yml may name.
    instruments : dict of str to Instrument
        Those that it names, as they were asked; in the order of `known`.
    """

    variables: list[Variable] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    known: Questionnaires = field(default_factory=Questionnaires)
    instruments: dict[str, Instrument] = field(default_factory=dict)

    def without(self, columns: Collection[str | None]) -> Layout:
        """Leave out what stands in columns about the person: their cells are never quoted as if they were scores."""
        return replace(self, variables=[variable for variable in self.variables if variable.column not in columns])

    def items(self, instrument: str) -> list[Variable]:
        """Give the items of an instrument, in their order."""
        return [one for one in self.variables if one.kind == "item" and one.instrument == instrument]

    def scales(self) -> Iterator[str]:
        """Go through the outcomes that the known instruments can give."""
        for id_ in self.known:
            yield from scale_ids(self.instruments.get(id_) or self.known[id_])


def wanted_columns(config: StudyConfig, layout: Layout) -> list[str]:
    """List the columns that study.yml names, under the names that it uses itself."""
    survey = config.survey
    people = [survey.respondent, survey.unit, survey.submitted, survey.seconds]
    for group in config.groups.values():
        people.append(group.column)
        if group.birth_countries is not None:
            people += [group.birth_countries.own, group.birth_countries.mother, group.birth_countries.father]
    return list(dict.fromkeys([*filter(None, people), *(variable.column for variable in layout.variables)]))


def columns_at(wave: Wave, config: StudyConfig, layout: Layout) -> list[str]:
    """List the columns that study.yml names, under the names that they have in the file of a wave."""
    return [wave.column(name) for name in wanted_columns(config, layout)]


def needed_columns(wave: Wave, config: StudyConfig, layout: Layout, there: Collection[str]) -> dict[str, str]:
    """Give the columns that must be in the file of a wave: their names in study.yml, and those in the file.

    Parameters
    ----------
    wave : Wave
        The block of the wave.
    config : StudyConfig
        study.yml.
    layout : Layout
        What its items and scores mean.
    there : collection of str
        The columns of the file: origin may be derived from countries of birth, or stand in a column of its own.

    Returns
    -------
    dict of str to str
        Without the times of answering, which not every supplier delivers.
    """
    survey = config.survey
    groups = [group_columns(group, wave, there) for group in config.groups.values()]
    named = {wave.column(name): name for name in wanted_columns(config, layout)}
    needed = [wave.column(name) for name in (survey.respondent, survey.unit) if name is not None]
    needed += [column for columns in groups for column in columns]
    needed += [wave.column(variable.column) for variable in layout.variables]
    return {named[column]: column for column in needed}


def lay_out(config: StudyConfig, instruments: Questionnaires, source: Source) -> Layout:
    """Find out what study.yml means by its items and scores.

    Parameters
    ----------
    config : StudyConfig
        study.yml.
    instruments : Questionnaires
        The instruments that there are.
    source : Source
        Where it was read, for the lines of problems.

    Returns
    -------
    Layout
        In the order of study.yml, items first.
    """
    layout, survey = Layout(known=instruments), config.survey
    for id_ in survey.items:
        _add_items(id_, survey, source, layout)
    for id_, score in survey.scores.items():
        _add_score(id_, score, survey, source, layout)
    layout.instruments = {id_: layout.instruments[id_] for id_ in instruments if id_ in layout.instruments}
    # what is reported first, the starting point, is on the range of the first wave
    variables = {variable.instrument: variable for variable in layout.variables if variable.instrument is not None}
    layout.outcomes = [
        replace(outcome, range=variables[outcome.instrument].limits_at(config.waves[0]))
        if outcome.instrument in variables and outcome.instrument in config.waves[0].asked
        else outcome
        for outcome in layout.outcomes
    ]
    return layout


def _add_items(id_: str, survey: Survey, source: Source, layout: Layout) -> None:
    path = ("survey", "items", id_)
    if id_ in layout.known.broken:
        return
    if id_ not in layout.known:
        layout.problems.append(unknown_instrument(id_, path, source, layout.known))
        return
    known = _as_asked(layout.known[id_], survey)
    layout.instruments[id_] = known
    limits = survey.range_of(known)
    columns = _columns(known, survey, path, source, layout)
    layout.variables += [
        Variable(name, column, limits, survey.missing_codes, path, "item", id_)
        for name, column in zip(known.columns, columns, strict=False)
    ]
    layout.outcomes += item_outcomes(known, limits)


def _as_asked(known: Instrument, survey: Survey) -> Instrument:
    """Give the instrument with the items that were asked, where study.yml says that it was shortened."""
    asked, given = survey.asked.get(known.id), survey.items[known.id]
    if asked is None or not asked.shortened or not isinstance(given, dict):
        return known
    numbers = {item.number for item in known.items} & set(given)
    return known.shortened(tuple(sorted(numbers))) if numbers else known


def unknown_instrument(id_: str, path: KeyPath, source: Source, known: Collection[str]) -> Problem:
    """Make the problem of a key that is no instrument."""
    message = f"There is no instrument {quoted(id_)}."
    hint = f"{did_you_mean(id_, known)} One of your own stands in the folder that `instruments` names."
    return source.problem(path, message, hint)


def _columns(known: Instrument, survey: Survey, path: KeyPath, source: Source, layout: Layout) -> tuple[str, ...]:
    """Give the raw columns of an instrument's items in order; whatever is there, where some are missing."""
    given, count = survey.items[known.id], len(known.items)
    if isinstance(given, str):
        return tuple(numbered(given, item.number) for item in known.items)
    if isinstance(given, tuple):
        if len(given) != count:
            message = f"{len(given)} columns are named, and the instrument has {count} items."
            hint = "Name them all in order; or name those that were asked as {1: column, 2: column}."
            layout.problems.append(source.problem(path, message, hint))
        return given
    numbers = [item.number for item in known.items]
    missing = [str(number) for number in numbers if number not in given]
    strange = [str(number) for number in given if number not in numbers]
    if missing:
        message = f"No column is named for item {', '.join(missing)} of {count}."
        hint = f"Name them; if they were not asked, write asked: {{{known.id}: {{shortened: true}}}} under survey."
        layout.problems.append(source.problem(path, message, hint))
    if strange:
        message = f"The instrument has {count} items, so there is no item {', '.join(strange)}."
        hint = "Remove it, or correct its number."
        layout.problems.append(source.problem((*path, strange[0]), message, hint))
    return () if missing else tuple(given[number] for number in numbers)


def numbered(pattern: str, number: int) -> str:
    """Fill an item's number into a pattern of columns.

    Examples
    --------
    >>> numbered("Q12_{n}", 3), numbered("Q12[SQ{n:03}]", 3)
    ('Q12_3', 'Q12[SQ003]')
    """
    return PLACE.sub(lambda found: str(number).zfill(int(found.group(1) or 0)), pattern)


def _add_score(id_: str, score: Score, survey: Survey, source: Source, layout: Layout) -> None:
    path = ("survey", "scores", id_)
    known = _instrument_of(id_, layout)
    own = survey.range_of(known) if known else None
    limits, direction = score.range or own, score.direction or (known.direction if known else None)
    if "." in id_ and known is None and id_.partition(".")[0] in layout.known.broken:
        return
    if "." in id_ and known is None:
        layout.problems.append(_unknown_scale(id_, path, source, layout))
    elif limits is None or direction is None:
        lacking = [key for key, value in (("range", limits), ("direction", direction)) if value is None]
        message = f"A score of your own needs {' and '.join(lacking)}."
        hint = "Write {column: ..., range: [1, 5], direction: higher}."
        near = did_you_mean(id_, layout.scales(), listing=False)
        layout.problems.append(source.problem(path, message, f"{hint} {near}".strip()))
    elif any(outcome.id == id_ for outcome in layout.outcomes):
        message = f"The outcome {id_} already comes from survey.items."
        layout.problems.append(source.problem(path, message, "Keep the items, or the score."))
    else:
        layout.outcomes.append(score_outcome(id_, score, limits, direction, known))
    codes = survey.missing_codes if score.missing_codes is None else score.missing_codes
    measured_by = known.id if known else None
    if known is not None:
        layout.instruments[known.id] = known
    layout.variables.append(Variable(id_, score.column, limits or ANY, codes, path, "score", measured_by))


def _instrument_of(id_: str, layout: Layout) -> Instrument | None:
    name = id_.partition(".")[0]
    known = layout.instruments.get(name) or layout.known.get(name)
    return known if known and id_ in scale_ids(known) else None


def _unknown_scale(id_: str, path: KeyPath, source: Source, layout: Layout) -> Problem:
    message = f"{quoted(id_)} is not a scale of an instrument."
    hint = f"{did_you_mean(id_, layout.scales())} A key of your own has no point in it."
    return source.problem(path, message, hint)
