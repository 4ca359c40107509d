"""From a study folder to a Study, or to everything that is wrong with it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from evaluatie.study.codebook import make_codebook, with_classifications
from evaluatie.study.delivered import read_delivered
from evaluatie.study.digests import software
from evaluatie.study.intake import SCHEMA, RawFiles, hash_files, make_intake, make_survey, raw_names, with_pseudonyms
from evaluatie.study.key import create_key, other_key, read_key
from evaluatie.study.layout import Layout, lay_out
from evaluatie.study.model import Study
from evaluatie.study.notes import misspelt_levels
from evaluatie.study.problems import Problem, StudyError, told_once
from evaluatie.study.processed import (
    AGGREGATES,
    EXITS,
    EXPOSURE,
    PERSONS,
    POPULATION,
    POSITIONS,
    SELECTION,
    STAFF_COUNTS,
    SURVEY,
    Frames,
    codebook_digest,
    made_with,
    read_processed,
    write_processed,
)
from evaluatie.study.pseudonyms import key_fingerprint
from evaluatie.study.retention import past_retention
from evaluatie.study.settings.checks import check_coherence
from evaluatie.study.settings.config import StudyConfig
from evaluatie.study.settings.questionnaires import Questionnaires, questionnaires
from evaluatie.study.settings.source import NAME, Source, read_source
from evaluatie.study.settings.validation import Checked, check_config
from evaluatie.study.tightening import read_hiding, read_tightening
from evaluatie.study.workspace import Workspace, find_workspace


def load_study(where: str | Path, *, tighten: Sequence[str] = ()) -> Study:
    """Read, check and tidy one organisation's data.

    In a workspace (``data/raw/<organisation>``) the tidy data are kept in ``data/processed/<organisation>`` and are
    read from there as long as nothing has changed. Nothing is written when there are problems.

    Parameters
    ----------
    where : str or pathlib.Path
        A study folder, its study.yml, or the id of an organisation of the workspace.
    tighten : sequence of str
        Thresholds of disclosure that are to be stricter than study.yml asks for, such as ``"minimum_group=15"``; and
        what a run hides as well, as it adds it by itself.

    Returns
    -------
    Study

    Raises
    ------
    StudyError
        With all problems at once; also when the day has passed after which the data may not be used any more.
    """
    thresholds, hidden = read_hiding(tighten)
    tighter = read_tightening(thresholds)
    folder = _folder_of(where)
    study = _HELD[folder] if folder in _HELD else _loaded(folder)
    # one that is held is never loosened by asking for nothing
    if not tighter and not hidden:
        return study
    same = tighter == study.tightened and hidden == study.hidden
    return study if same else replace(study, tightened=tighter, hidden=hidden)


def _loaded(folder: Path) -> Study:
    study = _open(folder)
    return (None if study.problems else _kept(study)) or _taken_in(study)


def hold_study(where: str | Path, *, tighten: Sequence[str] = ()) -> Study:
    """Read a study as :func:`load_study` does, and have that give the very same from now on.

    It is meant for the processes of a batch, which end with it: those forked from one that holds a study share it.

    Parameters
    ----------
    where : str or pathlib.Path
        See :func:`load_study`.
    tighten : sequence of str
        See :func:`load_study`; a notebook that asks for nothing gets the study so tightened.

    Raises
    ------
    StudyError
        With all problems at once.
    """
    study = _HELD[_folder_of(where)] = load_study(where, tighten=tighten)
    return study


_HELD: dict[Path, Study] = {}


@dataclass(frozen=True)
class _Opened:
    """A study folder whose study.yml was read and whose answers were not."""

    folder: Path
    workspace: Workspace | None
    source: Source
    checked: Checked
    layout: Layout
    key: bytes | None
    problems: list[Problem]


def _open(folder: Path) -> _Opened:
    workspace = _workspace_of(folder)
    source = read_source(folder / NAME)
    checked = check_config(source, folder)
    layout, own = Layout(), Questionnaires()
    if checked.config is not None:
        own = questionnaires(checked.config, folder)
        layout = lay_out(checked.config, own, source)
    unclear = [problem for problem in layout.problems if not checked.explains(problem)]
    key, key_problems = _existing_key(checked.config, folder, workspace)
    leaving = workspace.leaving(folder.name) if workspace else []
    coherence = check_coherence(checked, layout, source)
    past = past_retention(checked, source)
    problems = [
        *source.problems,
        *checked.problems,
        *unclear,
        *coherence,
        *own.problems,
        *key_problems,
        *past,
        *leaving,
    ]
    return _Opened(folder, workspace, source, checked, layout, key, problems)


def _taken_in(study: _Opened) -> Study:
    """Do the intake: read the raw files, and write data/processed if the folder is in a workspace."""
    config, layout, key = study.checked.config, study.layout, study.key
    if config is None:
        raise StudyError(_in_order(study.problems))
    # digests come first: a file that is changed while it is read makes the next load an intake again
    files = hash_files(study.folder, raw_names(config, study.folder))
    delivered = read_delivered(study.folder, study.checked, layout)
    misspelt = misspelt_levels(study.checked, delivered.waves, study.source)
    problems = told_once(_in_order([*study.problems, *delivered.problems, *misspelt]))
    if problems:
        raise StudyError(problems)
    if config.has_codes and key is None:
        key = create_key()
    frames = {SURVEY: make_survey(delivered.waves, key, config)}
    coded = {PERSONS: delivered.persons, POSITIONS: delivered.positions, EXPOSURE: delivered.exposure}
    plain = {
        STAFF_COUNTS: delivered.staff_counts, EXITS: delivered.exits, SELECTION: delivered.selection,
        AGGREGATES: delivered.aggregates, POPULATION: delivered.population,
    }  # fmt: skip
    for name, frame in {**coded, **plain}.items():
        if frame is not None and "person" not in frame:
            frames[name] = frame
        elif frame is not None and key is not None:
            frames[name] = with_pseudonyms(frame, key)
    frames |= delivered.doings
    declared = make_codebook(config, layout)
    codebook = with_classifications(declared, [wave.facts for wave in delivered.waves])
    intake = make_intake(config, files, delivered, frames[SURVEY])
    if study.workspace is not None:
        stamp = _stamp(files, declared, key)
        write_processed(study.workspace.processed(config.organisation.id), frames, codebook, intake, stamp)
    return _study(study, config, frames, codebook, intake)


def _study(
    study: _Opened, config: StudyConfig, frames: Frames, codebook: dict[str, Any], intake: dict[str, Any]
) -> Study:
    layout = study.layout
    return Study(
        config, frames[SURVEY], tuple(layout.outcomes), codebook, intake, layout.instruments,
        aggregates=frames.get(AGGREGATES), population=frames.get(POPULATION),
        persons=frames.get(PERSONS), positions=frames.get(POSITIONS), staff_counts=frames.get(STAFF_COUNTS),
        exits=frames.get(EXITS), selection=frames.get(SELECTION), exposure=frames.get(EXPOSURE),
        interventions=frames.get("interventions"), theory=frames.get("theory_of_change"), steps=frames.get("steps"),
        policy_scan=frames.get("policy_scan"), policy_plan=frames.get("policy_plan"),
        codings=frames.get("conversations"),
    )  # fmt: skip


def _kept(study: _Opened) -> Study | None:
    """Give the study from data/processed, where that is up to date."""
    config = study.checked.config
    if config is None or study.workspace is None or (config.has_codes and study.key is None):
        return None
    files = hash_files(study.folder, raw_names(config, study.folder))
    stamp = _stamp(files, make_codebook(config, study.layout), study.key)
    kept = read_processed(study.workspace.processed(config.organisation.id), stamp)
    return None if kept is None else _study(study, config, *kept)


def _stamp(files: RawFiles, codebook: dict[str, Any], key: bytes | None) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "package_version": version("evaluatie"),
        "software": software(),
        "fingerprint": files.fingerprint,
        "codebook": codebook_digest(codebook),
        "key": None if key is None else key_fingerprint(key),
    }


def _existing_key(
    config: StudyConfig | None, folder: Path, workspace: Workspace | None
) -> tuple[bytes | None, list[Problem]]:
    if config is None or not config.has_codes:
        return None, []
    try:
        key = read_key(folder, workspace.root if workspace else None)
    except StudyError as error:
        return None, error.problems
    if workspace is None or config.organisation.synthetic or config.organisation.published:
        return key, []
    name = config.organisation.id
    return key, other_key(f"data/processed/{name}", made_with(workspace.processed(name)), key)


def _in_order(problems: list[Problem]) -> list[Problem]:
    """Put the problems of study.yml first, in the order of its lines; the others stay in the order of the files."""
    in_config = [problem for problem in problems if problem.file == NAME]
    in_config.sort(key=lambda problem: (problem.row or 0, problem.column or ""))
    return [*in_config, *(problem for problem in problems if problem.file != NAME)]


def _folder_of(where: str | Path) -> Path:
    text = os.fspath(where)
    # not pathlib's: a link keeps the name that it has here, and a user that is not there is a folder that is not there
    path = Path(os.path.abspath(os.path.expanduser(text)))  # noqa: PTH100, PTH111
    if isinstance(where, str) and "/" not in text and os.sep not in text and text not in ("", ".", "..", "~"):
        if path.name == NAME and os.path.isfile(path):  # noqa: PTH113
            return path.parent
        return _by_id(text, path)
    if path.name == NAME:
        path = path.parent
    if not os.path.isdir(path):  # noqa: PTH112 - pathlib's raises for a name that is too long
        raise StudyError([Problem(text, None, None, "There is no such study folder.", f"A study folder holds {NAME}.")])
    return path


def _by_id(organisation: str, path: Path) -> Path:
    try:
        return find_workspace().study_folder(organisation)
    except StudyError:
        if os.path.isfile(path / NAME):  # noqa: PTH113
            return path
        raise


def _workspace_of(folder: Path) -> Workspace | None:
    """Give the workspace in whose data/raw a study folder is."""
    raw = folder.parent
    return Workspace(raw.parent.parent) if (raw.parent.name, raw.name) == ("data", "raw") else None
