"""What a careful reader must know of an intake: cleaning decisions and doubts, in sentences without a single cell."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from evaluatie.amiss import nearest
from evaluatie.study.gate.namecells import is_name
from evaluatie.study.groups.grouping import OTHER
from evaluatie.study.groups.origin import levels_of
from evaluatie.study.linking import linking_of
from evaluatie.study.note import Note
from evaluatie.study.problems import Problem, quoted
from evaluatie.study.settings.config import StudyConfig
from evaluatie.study.settings.source import Source
from evaluatie.study.settings.validation import Checked
from evaluatie.study.tidy import TidyWave

#: smallest changes that matter, in standard deviations, between which nothing is noted
USUAL_EFFECTS = (0.05, 0.8)


def notes_on(config: StudyConfig, waves: list[TidyWave], survey: pd.DataFrame) -> Iterator[Note]:
    """Write the notes of an intake.

    Parameters
    ----------
    config : StudyConfig
        study.yml.
    waves : list of TidyWave
        What was read and decided.
    survey : pandas.DataFrame
        The survey.

    Yields
    ------
    Note
    """
    if len(config.waves) == 1:
        yield Note("one_wave", "There is one wave, so no change can be reported yet.", reported=False)
    for wave in waves:
        yield from _about_wave(wave)
        yield from wave.notes
    yield from _about_levels(config, survey, waves)
    yield from _about_links(config, survey)
    yield from _about_plan(config)
    yield from _about_privacy(config)


def _about_plan(config: StudyConfig) -> Iterator[Note]:
    effect = config.plan.smallest_effect
    low, high = USUAL_EFFECTS
    if low <= effect <= high:
        return
    size, changed = ("small", "changed") if effect < low else ("large", "practically unchanged")
    text = (
        f"study.yml: plan.smallest_effect is {effect:g} standard deviations, which is unusually {size}: nearly "
        f"everything will be called {changed}. Is it meant so? 0.2 is usual."
    )
    yield Note("smallest_effect", text, reported=False)


def _about_privacy(config: StudyConfig) -> Iterator[Note]:
    if missing := config.privacy.missing():
        text = f"privacy: study.yml does not tell {', '.join(missing)}; these are blanks in the data-protection page."
        yield Note("privacy_missing", text, reported=False)


def _about_wave(wave: TidyWave) -> Iterator[Note]:
    facts, about = wave.facts, {"wave": wave.facts["id"]}
    file = facts["file"]
    if facts.get("encoding", "utf-8") not in ("utf-8", "utf-16"):
        text = f"{file} is not UTF-8; it was read as {facts['encoding']}."
        yield Note("encoding", text, about, reported=False)
    if facts.get("rows_blank"):
        text = f"{file}: {facts['rows_blank']} blank rows were left out."
        yield Note("rows_blank", text, about, reported=False)
    if facts["rows_without_answers"]:
        text = f"{file}: {facts['rows_without_answers']} rows without any answer were left out."
        yield Note("rows_without_answers", text, about, reported=False)
    if facts["rows_without_code"] and facts["rows_without_code"] < facts["rows_kept"]:
        text = f"{file}: {facts['rows_without_code']} rows have no linking code and link to nothing."
        yield Note("rows_without_code", text, about)
    if facts.get("columns_dropped"):
        text = f"{file}: dropped unread, since they tell who people are: {', '.join(facts['columns_dropped'])}."
        yield Note("columns_dropped", text, about, reported=False)
    for name, values in wave.unnamed.items():
        others = facts["groups"][name][OTHER]
        if others and values:
            text = f"{file}: {others} people have a value for {name} that study.yml does not name; they count as other."
            yield Note("level_other", text, {**about, "characteristic": name}, reported=False)
    if facts.get("rows_unfinished"):
        text = f"{file}: {facts['rows_unfinished']} people did not finish the questionnaire. What they answered counts."
        yield Note("unfinished", text)
    if facts.get("supplier") == "limesurvey" and facts["answers_as_text"]:
        text = f"{file}: the answers A1, A2 were read as 1, 2. Was the lowest answer the first one?"
        yield Note("answer_codes", text, about, reported=False)
    for name in facts["unanswered"]:
        text = f"{file}: nobody has an answer to {name}."
        yield Note("unanswered", text, {**about, "outcome": name})


def _about_levels(config: StudyConfig, survey: pd.DataFrame, waves: list[TidyWave]) -> Iterator[Note]:
    classifications = {wave.wave.id: wave.facts["classifications"] for wave in waves}
    for name, group in config.groups.items():
        for wave in config.waves:
            there = set(survey.loc[survey["wave"] == wave.id, name])
            classification = classifications.get(wave.id, {}).get(name)
            possible = group.levels if classification is None else levels_of(classification)
            absent = [level for level in group.levels if level in possible and level not in there]
            if absent and there:
                column = f" (column {group.column})" if group.column else ""
                text = f"{wave.file or wave.id}: nobody has {name} = {' or '.join(absent)}{column}."
                yield Note("level_absent", text, {"wave": wave.id, "characteristic": name}, reported=False)


def _about_links(config: StudyConfig, survey: pd.DataFrame) -> Iterator[Note]:
    if config.survey.respondent and len(config.waves) > 1 and linking_of(survey) == "unlinked":
        text = "No linking code of one wave comes back at another: the waves are evaluated as unlinked."
        yield Note("no_links", text, reported=False)


def misspelt_levels(checked: Checked, waves: list[TidyWave], source: Source) -> Iterator[Problem]:
    """Go through the levels that surely are misspelt: nobody has them, and there is a value much like them.

    Where no level of a group occurs at all though its column has values, that is a problem too. A level that merely
    nobody has is none: :func:`notes_on` says it.
    """
    config = checked.config
    if config is None or len(waves) < len(config.waves):
        return
    for name, group in config.groups.items():
        path = ("groups", name)
        if not all(checked.usable((*path, key)) for key in ("reference", "focal", "bands")):
            continue
        there = {level for wave in waves for level in wave.rows[name].unique()}
        values = sorted(
            value for value in frozenset().union(*(wave.unnamed[name] for wave in waves)) if not is_name(value)
        )
        near = [(level, hint) for level in group.levels if level not in there and (hint := _much_like(level, values))]
        for level, hint in near:
            key = "reference" if level == group.reference else "focal"
            message = f"Nobody has {quoted(level)} in the column {group.column}."
            yield source.problem((*path, key), message, hint)
        if not near and OTHER in there and not there & set(group.levels):
            message = f"None of the levels {', '.join(group.levels)} occurs in the column {group.column}."
            hint = "Compare the spelling, capitals included; in a .sav the codes count, not their labels."
            yield source.problem(path, message, hint)


def _much_like(level: str, values: list[str]) -> str:
    near = nearest(level, values, key=str.casefold, cutoff=0.75)
    return "" if near is None else f'Did you mean "{near}"?'
