"""What is looked at before a report is made at all: whether its data may still be used, and by which thresholds."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path

from evaluatie.run.errors import RunWarning
from evaluatie.study.problems import Problem, StudyError
from evaluatie.study.retention import retention_in
from evaluatie.study.settings.source import NAME, read_source
from evaluatie.study.workspace import Workspace


def refusal(workspace: Workspace, organisation: str, tighten: Sequence[str]) -> StudyError | None:
    """Say why no report may be made of an organisation; warn where its data may be used for a few days more.

    Parameters
    ----------
    workspace : Workspace
        Where it is.
    organisation : str
        Its id.
    tighten : sequence of str
        Thresholds that are to be stricter for this run.

    Returns
    -------
    StudyError or None
        None where nothing stands in the way that can be told without reading the data.
    """
    try:
        folder = workspace.study_folder(organisation)
    except StudyError as error:
        return error
    stands = retention_in(folder)
    if stands is not None and stands[0].passed:
        return StudyError([stands[1]])
    if stands is not None and stands[0].warning:
        warnings.warn(f"{organisation}: {stands[0].warning}", RunWarning, stacklevel=6)
    return _looser(folder, tighten) if tighten else None


def _looser(folder: Path, tighten: Sequence[str]) -> StudyError | None:
    from pydantic import ValidationError

    from evaluatie.disclosure.policy import policy_for
    from evaluatie.study.settings.arrangements import Disclosure
    from evaluatie.study.tightening import read_tightening

    block = (read_source(folder / NAME).data or {}).get("disclosure") or {}
    try:
        policy_for(Disclosure.model_validate(block), read_tightening(tighten))
    except ValidationError:
        return None  # checking study.yml tells what is wrong with it
    except StudyError as error:
        own: list[Problem] = [problem for problem in error.problems if problem.file != NAME]
        return StudyError(own) if own else None
    return None
