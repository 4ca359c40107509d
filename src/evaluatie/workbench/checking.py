"""Checking an organisation's files: what is wrong, or what is good to know, without a number of people."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evaluatie.study.problems import Problem, StudyError, visible
from evaluatie.study.workspace import Workspace

_COUNT = re.compile(
    r"\b\d+(?: of (?:the )?\d+)?(?= (?:blank )?(?:people|persons|rows|questionnaires|interviews|answers|cells|codes)\b)"
    r"|\b\d+(?= of them\b)"
)


@dataclass(frozen=True)
class Checked:
    """What came of a check.

    Attributes
    ----------
    problems : tuple of Problem
        What is wrong; none where the files can be used.
    waves : tuple of str
        Names of the measurements, where nothing is wrong.
    notices : tuple of str
        What is good to know.
    """

    problems: tuple[Problem, ...] = ()
    waves: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


def check(workspace: Workspace, organisation: str) -> Checked:
    """Check an organisation's files as ``evaluatie check`` does, and leave out how many people it is about.

    Parameters
    ----------
    workspace : Workspace
        The workspace.
    organisation : str
        The organisation's id.
    """
    from evaluatie.disclosure import policy_of
    from evaluatie.study import load_study
    from evaluatie.study.notices import notices

    try:
        study = load_study(workspace.study_folder(organisation))
        policy_of(study)
    except StudyError as error:
        return Checked(problems=tuple(error.problems))
    return Checked(waves=study.waves, notices=tuple(uncounted(visible(note)) for note in notices(study)))


def uncounted(notice: str) -> str:
    """Give a notice without the numbers of people and rows in it: what is shown of data comes from releases only.

    Examples
    --------
    >>> uncounted("t0.csv: 4 of 93 people gave the same answer to all items of pgis. They are kept.")
    't0.csv: some people gave the same answer to all items of pgis. They are kept.'
    >>> uncounted("t1.csv: nobody has gender = 2 (column GENDER).")
    't1.csv: nobody has gender = 2 (column GENDER).'
    """
    return _COUNT.sub("some", notice)
