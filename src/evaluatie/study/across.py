"""What must hold between the waves: links that can be, an order of time, and scales that were asked alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from evaluatie.study.answers import OUTSIDE
from evaluatie.study.codes import code_text
from evaluatie.study.files.rawwave import MISSING
from evaluatie.study.gate.askedalike import WaveAsAsked, asked_at, compare_asked
from evaluatie.study.gate.ranges import AnswersAt, range_hints, unused_ranges
from evaluatie.study.gate.renamed import FileOfColumns, renamed_columns
from evaluatie.study.gate.unitnames import UnitNames, WaveOfUnits, comparison_doubts, unit_doubts
from evaluatie.study.gate.waveorder import WaveOfDates, swapped_waves
from evaluatie.study.gate.wronglinks import WaveOfCodes, are_general, link_problems, unlinked_note, wrong_links
from evaluatie.study.layout import Layout, needed_columns, wanted_columns
from evaluatie.study.note import Note
from evaluatie.study.problems import Problem
from evaluatie.study.settings.config import StudyConfig
from evaluatie.study.tidy import TidyWave

# So many people never give the same answers throughout; so many codes are not alike by chance.
MANY, FEWEST = 20, 3


@dataclass
class Across:
    """What was found by looking at the waves together.

    Attributes
    ----------
    problems : list of Problem
        What is wrong.
    notes : list of Note
        What a careful reader must know.
    units : UnitNames
        The names of the units.
    """

    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    units: UnitNames = field(default_factory=UnitNames)


def check_across(config: StudyConfig, waves: Sequence[TidyWave], layout: Layout) -> Across:
    """Look at the waves together.

    Parameters
    ----------
    config : StudyConfig
        study.yml.
    waves : sequence of TidyWave
        The waves that could be read. Units get one name each, links that cannot be are taken away where study.yml asks
        for that, and problems of single waves get the better hint that the other waves allow.
    layout : Layout
        What the items and scores mean.

    Returns
    -------
    Across
    """
    found = Across()
    _check_columns(found, config, waves, layout)
    if config.survey.unit is not None:
        _check_units(found, config, waves, config.survey.unit)
    _check_ranges(found, waves, layout)
    _check_asked(found, config, waves, layout)
    found.problems += swapped_waves(
        [WaveOfDates(one.wave.id, one.raw.file, one.wave.date, _submitted(one, config)) for one in waves]
    )
    if config.survey.respondent is not None:
        _check_codes(found, config, waves)
        _check_links(found, config, waves)
    _check_copies(found, waves)
    return found


def _submitted(one: TidyWave, config: StudyConfig) -> pd.Series:
    """Give when people answered, under the column's name in the file."""
    column = config.survey.submitted
    return one.about["submitted"].rename(None if column is None else one.wave.column(column))


def _check_columns(found: Across, config: StudyConfig, waves: Sequence[TidyWave], layout: Layout) -> None:
    """Say of a column that only some files have how it may be called in the others."""
    files = [
        FileOfColumns(
            one.wave.id, one.raw.file, one.raw.columns, one.wave.columns, one.raw.questions, one.raw.header_row
        )
        for one in waves
    ]
    needed = [needed_columns(one.wave, config, layout, one.raw.columns) for one in waves]
    wanted = [name for name in wanted_columns(config, layout) if any(name in columns for columns in needed)]
    better = renamed_columns(wanted, files)
    known = {(problem.file, problem.column) for problem in better}
    for one, columns in zip(waves, needed, strict=True):
        names = {column: name for name, column in columns.items()}
        one.problems[:] = [
            problem
            for problem in one.problems
            if not (problem.message == MISSING and (problem.file, names.get(str(problem.column))) in known)
        ]
    found.problems += better


def _check_units(found: Across, config: StudyConfig, waves: Sequence[TidyWave], unit: str) -> None:
    """Give each unit one name, that of the first wave that has it, and see whether units were renamed."""
    settled = []
    for one in waves:
        file, column = one.raw.file, one.wave.column(unit)
        one.rows["unit"], notes = found.units.settle(one.rows["unit"], file, column, wave=one.wave.id)
        found.notes += notes
        settled.append(WaveOfUnits(one.wave.id, file, column, one.rows["unit"]))
    if len(waves) < len(config.waves):
        return
    found.notes += unit_doubts(settled)
    if isinstance(config.plan.comparison, tuple):
        problems, notes = comparison_doubts(config.plan.comparison, settled)
        found.problems += problems
        found.notes += notes


def _check_ranges(found: Across, waves: Sequence[TidyWave], layout: Layout) -> None:
    """See whether answers outside the range mean that another range was used at a wave."""
    for id_ in layout.instruments:
        items = layout.items(id_)
        if not items:
            continue
        answers = [AnswersAt(one.wave.id, one.raw.file, items[0].limits_at(one.wave), one.given[id_]) for one in waves]
        found.notes += unused_ranges(id_, answers)
        for wave, hint in range_hints(id_, answers).items():
            one = next(one for one in waves if one.wave.id == wave)
            columns = {one.wave.column(variable.column) for variable in items}
            one.problems[:] = [
                replace(problem, hint=f"{OUTSIDE} {hint}")
                if problem.hint == OUTSIDE and problem.column in columns
                else problem
                for problem in one.problems
            ]


def _check_asked(found: Across, config: StudyConfig, waves: Sequence[TidyWave], layout: Layout) -> None:
    """See whether the instruments were asked alike, by what study.yml and the files say."""
    instruments = layout.instruments
    asked = [
        WaveAsAsked(
            one.wave.id,
            one.raw.file,
            {id_: asked_at(config.survey, one.wave, instrument) for id_, instrument in instruments.items()},
            {id_: tuple(one.wave.column(item.column) for item in layout.items(id_)) for id_ in instruments},
            one.raw.questions,
            {**_labels_of_texts(one, config, layout), **one.raw.labels},
            config.survey.missing_codes,
        )
        for one in waves
    ]
    alike = compare_asked(asked)
    found.problems += alike.problems
    found.notes += alike.notes


def _labels_of_texts(one: TidyWave, config: StudyConfig, layout: Layout) -> dict[str, dict[str, str]]:
    """Give the labels that survey.answers gives to the numbers of items, where answers came as text."""
    if not one.facts["answers_as_text"]:
        return {}
    labels = {code_text(number): text for text, number in config.survey.answers.items()}
    return {one.wave.column(variable.column): labels for variable in layout.variables if variable.kind == "item"}


def _check_copies(found: Across, waves: Sequence[TidyWave]) -> None:
    """See whether one file was delivered as two waves: no two are answered alike by many people."""
    for place, one in enumerate(waves):
        answers = one.rows.drop(columns="wave")
        for other in waves[:place]:
            if len(answers) >= MANY and answers.equals(other.rows.drop(columns="wave")):
                text = f"{one.raw.file}: every answer is the same as in {other.raw.file}. Is it the file of this wave?"
                found.notes.append(Note("copied", text, {"first": other.wave.id, "last": one.wave.id}))


def _check_codes(found: Across, config: StudyConfig, waves: Sequence[TidyWave]) -> None:
    """See whether codes that are written in another way at another wave would link more people."""
    for place, one in enumerate(waves):
        for other in waves[:place]:
            codes, others = (set(wave.rows["respondent"].dropna()) for wave in (one, other))
            plain, plain_others = ({_plain(code) for code in them} for them in (codes, others))
            linked, might = len(codes & others), len(plain & plain_others)
            distinct = len(plain) == len(codes) and len(plain_others) == len(others)
            if distinct and might - linked >= max(FEWEST, 0.02 * might):
                message = (
                    f"{linked} linking codes also stand in {other.raw.file}; {might} would, if leading zeros, capitals "
                    "and spaces made no difference."
                )
                hint = "Were zeros or capitals lost in one of the files? Export the codes as text, in the same way."
                column = one.wave.column(str(config.survey.respondent))
                found.problems.append(Problem(one.raw.file, None, column, message, hint))


def _plain(code: str) -> str:
    return "".join(code.split()).casefold().lstrip("0") or "0"


def _check_links(found: Across, config: StudyConfig, waves: Sequence[TidyWave]) -> None:
    """See whether a code is the same person at every wave, and take wrong links away where study.yml asks for that."""
    stable = {name: group for name, group in config.groups.items() if group.is_stable(name)}
    if not stable:
        return
    coded = []
    for one in waves:
        known = {name: one.about[name] if group.born else one.rows[name] for name, group in stable.items()}
        columns = {name: one.wave.column(group.column) for name, group in stable.items() if group.column is not None}
        coded.append(WaveOfCodes(one.wave.id, one.raw.file, one.rows[["respondent"]].assign(**known), columns))
    wrong = wrong_links(coded)
    if config.survey.wrong_links == "stop" or are_general(wrong):
        found.problems += link_problems(wrong, coded)
        return
    found.notes += unlinked_note(wrong, coded)
    for one in waves:
        rows = list(wrong.rows.get(one.wave.id, ()))
        one.rows.loc[rows, "respondent"] = None
        one.facts["rows_without_code"] = int(one.rows["respondent"].isna().sum())
