"""Makes a study folder from loose files: reads, guesses, asks, and only then writes."""

from __future__ import annotations

import filecmp
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluatie.instruments import definition_files
from evaluatie.study.files.rawwave import UnreadableError
from evaluatie.study.guessing.dialogue import Ask, Dialogue, NoAnswerError, Tell
from evaluatie.study.guessing.files import sort_files
from evaluatie.study.guessing.means import write_means
from evaluatie.study.guessing.owninstruments import FOLDER, own_instruments
from evaluatie.study.guessing.settings import Settings
from evaluatie.study.guessing.settling import settle
from evaluatie.study.guessing.sheets import read_tables
from evaluatie.study.guessing.tables import Table
from evaluatie.study.guessing.template import stacked, write_study
from evaluatie.study.guessing.writing import write_folder
from evaluatie.study.problems import Problem, StudyError, quoted
from evaluatie.study.settings.fields import is_reserved
from evaluatie.study.settings.measured import KINDS
from evaluatie.study.settings.source import NAME
from evaluatie.study.workspace import SYNTHESIS

_ID = re.compile("[a-z0-9][a-z0-9-]*")
_LOOK = "Name files; check the spelling and the folder."
_SAVE = "Save it as .csv (UTF-8), .xlsx, .sav or .parquet."


@dataclass(frozen=True)
class NewStudy:
    """What was made.

    Attributes
    ----------
    folder : pathlib.Path
        The study folder.
    waves : tuple of str
        The files or sheets that are waves, in the order of time; of means only the table.
    written : tuple of str
        The files that were written or copied, as seen from the folder.
    look_at : tuple of str
        What to look at first, in plain English.
    """

    folder: Path
    waves: tuple[str, ...]
    written: tuple[str, ...]
    look_at: tuple[str, ...]


def new_study(
    folder: Path,
    files: Sequence[Path] = (),
    *,
    name: str | None = None,
    ask: Ask | None = None,
    tell: Tell | None = None,
) -> NewStudy:
    """Make a study folder with a study.yml from the files that an organisation delivered.

    Parameters
    ----------
    folder : pathlib.Path
        The study folder, ``data/raw/<organisation>``; it need not be there yet.
    files : sequence of pathlib.Path
        Files to copy into it; without them those that are in it already are used.
    name : str, optional
        Name of the organisation.
    ask : callable, optional
        Takes a question and its default, and gives what was typed. Without it all guesses are taken.
    tell : callable, optional
        Shows a line to who is asked.

    Returns
    -------
    NewStudy

    Raises
    ------
    StudyError
        With everything that is in the way. Then nothing was written: no folder, no copy, no study.yml.
    """
    folder = Path(folder)
    sources = _sources(folder, files)
    tables = _read(sources)
    dialogue = Dialogue(ask, tell)
    organisation = _name(folder.name, name, dialogue)
    found = sort_files(tables)
    settings: Settings | None = None
    if found.waves:
        unsorted = [table for table in tables if table.title in found.others.left_over]
        own = [path.stem for path in definition_files(folder / FOLDER)]
        settings = settle(found, unsorted, folder.name, organisation, dialogue, taken=own)
        waves, look_at = tuple(wave.table.title for wave in settings.waves), doubts(settings)
        texts = {**own_instruments(settings), NAME: write_study(settings)} if settings.outcomes else {}
    elif found.means is not None:
        waves, look_at = (found.means.file,), ("survey.scores: range and direction of every scale.",)
        texts = {NAME: write_means(found.means, folder.name, organisation, dialogue)}
    else:
        texts = {}
    if not texts:
        raise StudyError(_no_answers(folder, settings.unasked if settings else ()))
    return NewStudy(folder, waves, write_folder(folder, sources, texts), look_at)


def _sources(folder: Path, files: Sequence[Path]) -> dict[str, Path]:
    """Give the files to read by their name in the study folder, or say what is in the way."""
    problems = [*_folder_problems(folder), *(problem for file in files for problem in _file_problems(folder, file))]
    names = [file.name for file in files]
    twice = dict.fromkeys(name for name in names if names.count(name) > 1)
    problems += [Problem(name, None, None, "Two files have this name.", "Rename one of them.") for name in twice]
    if problems:
        raise StudyError(problems)
    if files:
        return {file.name: file for file in files}
    there = sorted(folder.iterdir()) if folder.is_dir() else []
    kept = [file for file in there if _may_be_read(file)]
    if not kept:
        hint = f"Name them: evaluatie new {folder.name} t0.csv t1.csv. Or put them in data/raw/{folder.name} first."
        raise StudyError([Problem(folder.name, None, None, "There are no files to make a study of.", hint)])
    return {file.name: file for file in kept}


def _may_be_read(file: Path) -> bool:
    return file.is_file() and file.suffix.lower() in KINDS and not file.name.startswith((".", "~$"))


def _folder_problems(folder: Path) -> list[Problem]:
    name = folder.name
    if not _ID.fullmatch(name):
        near = re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")
        hint = f'Small letters, digits and hyphens, such as "{near or "waterschap-a"}".'
        return [Problem(name, None, None, f"{quoted(name)} cannot name an organisation.", hint)]
    if is_reserved(name):
        message = f"{quoted(name)} cannot name an organisation: Windows keeps that name for a device."
        return [Problem(name, None, None, message, "Choose another name.")]
    if name == SYNTHESIS:
        hint = "Choose another name: the folder reports/synthesis holds what all organisations say together."
        return [Problem(name, None, None, f"{quoted(name)} cannot name an organisation.", hint)]
    if (folder / NAME).exists():
        hint = f"Change it by hand, or put it elsewhere first. To see what is wrong with it: evaluatie check {name}"
        return [Problem(NAME, None, None, f"The organisation {quoted(name)} has a study.yml already.", hint)]
    if folder.exists() and not folder.is_dir():
        return [Problem(name, None, None, "This is a file, and a folder is needed.", "Choose another name.")]
    return []


def _file_problems(folder: Path, file: Path) -> list[Problem]:
    name, there = file.name, folder / file.name
    if not file.is_file():
        return [
            Problem(name, None, None, "There is no such file." if not file.exists() else "This is a folder.", _LOOK)
        ]
    if file.suffix.lower() not in KINDS:
        return [Problem(name, None, None, "This file is not of a kind that is read.", _SAVE)]
    if not name.isprintable() or name.startswith((".", "~$")):
        return [Problem(quoted(name), None, None, "A file cannot have this name here.", "Rename it.")]
    if there.exists() and not (there.is_file() and filecmp.cmp(file, there, shallow=False)):
        message = f"The folder of {folder.name} has another file of this name."
        return [Problem(name, None, None, message, "Rename one of the two: nothing is written over.")]
    return []


def _read(sources: Mapping[str, Path]) -> list[Table]:
    """Read all files, or say what is wrong with every one of them."""
    tables: list[Table] = []
    problems: list[Problem] = []
    for name, path in sorted(sources.items()):
        try:
            tables += read_tables(path, name)
        except UnreadableError as error:
            problems += error.problems
    if problems:
        raise StudyError(problems)
    return tables


def _name(id_: str, given: str | None, dialogue: Dialogue) -> str:
    if given and given.strip():
        return given.strip()
    words = " ".join(word.capitalize() for word in id_.split("-") if word)

    def read(answer: str) -> str:
        if not answer.isprintable():
            raise NoAnswerError("Write the name on one line.")
        return answer

    return dialogue.choose("Name of the organisation, as the report gives it", words, read)


def _no_answers(folder: Path, unasked: Sequence[str]) -> list[Problem]:
    if unasked:
        hint = "Run it again without --yes, and answer the question about these answers."
        return [Problem(folder.name, None, None, f"No question could be used. {told}", hint) for told in unasked]
    hint = (
        "Answers are columns with one name and a number, such as Q1_1 to Q1_16, or scores within a small range. "
        "docs/study-folder.md tells how to write a study.yml by hand."
    )
    return [Problem(folder.name, None, None, "No file with answers to a questionnaire was found.", hint)]


def doubts(settings: Settings) -> tuple[str, ...]:
    """Say what to look at first in a study.yml that was guessed.

    Parameters
    ----------
    settings : Settings
        What it says.

    Returns
    -------
    tuple of str
        In plain English, in the order of study.yml.
    """
    found = []
    if settings.identifying:
        found.append(f"Columns that seem to identify people, at which check will stop: {len(settings.identifying)}.")
    if settings.others.left_over:
        left = ", ".join(settings.others.left_over)
        found.append(
            f"LEFT OUT, since it is not like the other files: {left}. If people answered in it, add it to waves."
        )
    if settings.linking.column is None and len(settings.waves) > 1:
        found.append(
            "survey.respondent: no linking code was found; columns that differ in name go under a wave's columns."
        )
    if len(settings.waves) > 1 and not settings.why_order:
        found.append("waves: their order is a guess.")
    if settings.stacked is not None:
        found.append(f"waves: {stacked(settings.stacked)}")
    if any(wave.date is None for wave in settings.waves):
        found.append("waves: not all have a date.")
    if settings.linking.column is None and len(settings.waves) > 1:
        renamed = "Where its name differs between the files, write columns: {name: name here} under a wave."
        found.append(f"survey.respondent: no linking code ({settings.linking.why_not}). {renamed}")
    if settings.unasked:
        found.append("survey: some questions are not used; remarks say why.")
    if settings.scores:
        found.append("survey.scores: range and direction of every score.")
    own = [asked.id for asked in settings.asked if asked.own]
    if own:
        found.append(f"{FOLDER}/: name and direction of {', '.join(own)}.")
    if not settings.groups:
        found.append("groups: none were recognised.")
    return (*found, "plan: a proposal; it is yours to decide.")
