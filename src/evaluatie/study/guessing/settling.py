"""From the files to everything that study.yml will say: guessed, shown, and corrected where somebody answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from evaluatie.study.codes import code_text
from evaluatie.study.gate.identifiers import people_in
from evaluatie.study.guessing.blocks import Block, find_blocks
from evaluatie.study.guessing.dialogue import NONE, Dialogue, NoAnswerError, one_of, split
from evaluatie.study.guessing.files import OtherFiles, Sorted, person_column
from evaluatie.study.guessing.groups import Group, Groups, asks_for, by_name, find_groups
from evaluatie.study.guessing.linkage import Linking, find_linking, may_link
from evaluatie.study.guessing.moments import settle_waves
from evaluatie.study.guessing.names import numbered
from evaluatie.study.guessing.questionnaire import Questionnaire, settle_questionnaire
from evaluatie.study.guessing.renaming import laid_together, same_columns
from evaluatie.study.guessing.scores import find_scores
from evaluatie.study.guessing.settings import Settings
from evaluatie.study.guessing.tables import Column, Table
from evaluatie.study.guessing.vocabulary import match, vocabulary
from evaluatie.study.guessing.waves import WaveGuess, submitted_column
from evaluatie.study.problems import quoted

_MOST_UNITS = 500
_FEW_VALUES = 9
_MOST_WAVES = 6
_STABLE = ("gender", "origin")


@dataclass(frozen=True)
class _Survey:
    """The waves laid together, and the columns that mean something by themselves."""

    waves: Sequence[WaveGuess]
    names: Sequence[Mapping[str, str]]
    columns: Mapping[str, Column]

    @property
    def tables(self) -> list[Table]:
        return [wave.table for wave in self.waves]

    def without(self, *taken: Iterable[str | None]) -> dict[str, Column]:
        """Give the columns that are not taken."""
        names = {name for group in taken for name in group}
        return {name: column for name, column in self.columns.items() if name not in names}


def settle(
    files: Sorted,
    unsorted: Sequence[Table],
    id_: str,
    name: str,
    dialogue: Dialogue,
    *,
    taken: Sequence[str] = (),
) -> Settings:
    """Settle what study.yml will say about files of answers.

    Parameters
    ----------
    files : Sorted
        The files by what they are; at least one wave.
    unsorted : sequence of Table
        Files that may be waves all the same.
    id_, name : str
        Of the organisation.
    dialogue : Dialogue
        To ask with.
    taken : sequence of str
        Names that no instrument can have.

    Returns
    -------
    Settings
    """
    waves, why = settle_waves(files.waves, unsorted, dialogue)
    names = same_columns([wave.table for wave in waves])
    survey = _Survey(waves, names, laid_together([wave.table for wave in waves], names))
    submitted, seconds = submitted_column(survey.tables[0]), _seconds(survey.tables[0])
    blocks = find_blocks(_may_be_questions(survey.without([submitted, seconds])))
    about = survey.without([submitted, seconds], (column for block in blocks for column in block.columns))
    groups = find_groups(about, waves, names, files.others.counted)
    linking = _linking(survey, about, groups, dialogue)
    unit = _unit(about, {linking.column, *groups.columns}, dialogue)
    taken = [*taken, *_keys(groups.found), "all", "respondent", "unit", "wave"]
    questionnaire = settle_questionnaire(blocks, survey.tables[0], taken, dialogue)
    missing = _missing(questionnaire, dialogue)
    settled = tuple(group for found in groups.found if (group := _group(found, dialogue)) is not None)
    rest = survey.without([submitted, seconds, linking.column, unit], groups.columns, _columns(blocks))
    scores = find_scores(rest, [*taken, *(asked.id for asked in questionnaire.asked), *_totals(questionnaire)])
    used = {linking.column, unit, submitted, seconds, *groups.columns, *_columns(blocks)}
    used |= {score.column for score in scores}
    unread = {name for table in survey.tables for name in _spared(table)}
    unused = [column for name, column in survey.columns.items() if name not in used | unread and not _technical(name)]
    return Settings(
        id_, name, tuple(waves), why, tuple(names), linking, unit=unit, submitted=submitted, seconds=seconds,
        stacked=_stacked(survey),
        asked=tuple(questionnaire.asked),
        scores=tuple(scores),
        answers=questionnaire.answers,
        missing=tuple(missing),
        groups=settled,
        group_notes=tuple(groups.notes),
        identifying=tuple(_identifying(survey, linking, settled)),
        unasked=(*questionnaire.unasked, *_in_some_waves(survey)),
        unused=tuple(column.name for column in unused),
        few_valued=tuple(column.name for column in unused if 2 <= len(column.counts) <= _FEW_VALUES),
        others=_staffed(files, survey, linking),
    )  # fmt: skip


def _keys(groups: Iterable[Group]) -> list[str]:
    return [group.id for group in groups]


def _columns(blocks: Iterable[Block]) -> list[str]:
    return [column for block in blocks for column in block.columns]


def _totals(questionnaire: Questionnaire) -> list[str]:
    return [f"{asked.id}.total" for asked in questionnaire.asked]


def _technical(name: str) -> bool:
    return match(name, vocabulary()["technical"]) > 1


def _stacked(survey: _Survey) -> str | None:
    """Find the column that tells moments apart, where one file seems to hold them all."""
    if len(survey.waves) > 1:
        return None
    named = by_name(survey.columns, vocabulary()["wave_column"])
    return next((column.name for column in named if 2 <= len(column.counts) <= _MOST_WAVES), None)


def _seconds(table: Table) -> str | None:
    words = vocabulary()["seconds"]
    return next((name for name, column in table.columns.items() if match(name, words) > 1 and column.is_numeric), None)


def _may_be_questions(columns: Mapping[str, Column]) -> dict[str, Column]:
    """Leave out columns that ask about the person, and those of the survey program."""
    return {name: column for name, column in columns.items() if not _technical(name) and not _about_person(column)}


def _about_person(column: Column) -> bool:
    known = vocabulary()
    asked = [word for id_ in known["asked_for"] for word in known["characteristics"][id_]["words"]] + known["unit"]
    named = [word for block in known["characteristics"].values() for word in block["words"]]
    return asks_for(column, asked) > 0 or (numbered(column.name) is None and match(column.name, named) > 1)


def _linking(survey: _Survey, about: Mapping[str, Column], groups: Groups, dialogue: Dialogue) -> Linking:
    stable = [group.column for group in groups.found if group.column and (group.id in _STABLE or group.born)]
    candidates = {name: column for name, column in about.items() if name not in groups.columns}
    found = find_linking(survey.tables, survey.names, candidates, stable)
    if not dialogue.asks:
        return found
    question = "Column with the code by which a person's answers are linked over time (none: there is none)"
    chosen = dialogue.choose(question, found.column or NONE, one_of(list(about), "column"))
    if chosen == found.column:
        return found
    return Linking(chosen, why_not="" if chosen else "you said that there is none")


def _unit(about: Mapping[str, Column], taken: Collection[str | None], dialogue: Dialogue) -> str | None:
    free = {name: column for name, column in about.items() if name not in taken}
    named = [
        column
        for word in vocabulary()["unit"]
        for column in by_name(free, [word])
        if 2 <= len(column.counts) <= min(_MOST_UNITS, max(2, column.filled // 2))
    ]
    found = named[0].name if named else None
    question = "Column with the team or department (none: there is none)"
    return dialogue.choose(question, found or NONE, one_of(list(free), "column"))


def _missing(questionnaire: Questionnaire, dialogue: Dialogue) -> list[str]:
    if not questionnaire.asked:
        return questionnaire.missing

    def read(answer: str) -> list[str]:
        codes = [code_text(code) for code in split(answer)]
        for asked in questionnaire.asked:
            low, high = asked.block.answers.low, asked.block.answers.high
            wrong = [code for code in codes if _number(code) is not None and low <= float(code) <= high]
            if wrong:
                raise NoAnswerError(f"{wrong[0]} is an answer to {asked.block.title}: {low:g} to {high:g}.")
        return list(dict.fromkeys(codes))

    question = "Codes that mean no answer (none: there are none)"
    return dialogue.choose(question, ", ".join(questionnaire.missing) or NONE, read)


def _number(code: str) -> float | None:
    try:
        return float(code)
    except ValueError:
        return None


def _group(group: Group, dialogue: Dialogue) -> Group | None:
    """Ask for the level that others are compared with."""
    where = group.column or "countries of birth"
    named = ", ".join(_said(group, level) for level in group.levels)
    question = f"Compare people by {group.label['en']} ({where}: {named}). With which level (none: do not compare)"
    reference = dialogue.choose(question, group.reference, one_of(group.levels, "level"))
    if reference is None or reference == group.reference:
        return None if reference is None else group
    return replace(group, reference=reference, focal=tuple(level for level in group.levels if level != reference))


def _said(group: Group, level: str) -> str:
    label = group.labels.get(level, {}).get("nl", level)
    return level if label == level else f"{level} = {label}"


def _spared(table: Table) -> list[str]:
    """Name a survey program's own codes: unless one is the linking code, intake leaves them unread."""
    return [name for name in table.columns if table.raw.supplier is not None and may_link(name)]


def _identifying(survey: _Survey, linking: Linking, groups: Sequence[Group]) -> Iterable[str]:
    """Name the columns at which intake will stop."""
    for wave, own in zip(survey.waves, survey.names, strict=True):
        raw = wave.table.raw
        allowed = [own[group.column] for group in groups if group.born and group.column]
        allowed += _spared(wave.table)
        respondent = own[linking.column] if linking.column else None
        found = people_in(raw, respondent=respondent, allowed=allowed)
        yield from (f"{raw.file}, {problem.column or 'its first row'}: {problem.message}" for problem in found)


def _in_some_waves(survey: _Survey) -> list[str]:
    """Name blocks of questions that were not asked at every wave."""
    found = []
    for wave, own in zip(survey.waves, survey.names, strict=True):
        known = {own[name] for name in survey.columns}
        left = {name: column for name, column in wave.table.columns.items() if name not in known}
        blocks = find_blocks(_may_be_questions(left))
        found += [
            f"{block.title}: they stand in {quoted(wave.table.title)}, and not in every wave." for block in blocks
        ]
    return found


def _staffed(files: Sorted, survey: _Survey, linking: Linking) -> OtherFiles:
    others = files.others
    chosen = {wave.table.title for wave in survey.waves}
    left_over = tuple(file for file in others.left_over if file not in chosen)
    if others.persons is None:
        return replace(others, left_over=left_over)
    respondent = survey.names[0].get(linking.column) if linking.column else None
    person = person_column(others.persons, others.staff, survey.tables[0], respondent)
    staff = {key: name for key, name in {**others.staff, "person": person}.items() if name is not None}
    return replace(others, staff=staff, left_over=left_over)
