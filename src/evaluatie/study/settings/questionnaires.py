"""The instruments that a study can use: those that come along, and its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from evaluatie.instruments import Instrument, instrument, list_instruments, load_instruments
from evaluatie.study.problems import Problem
from evaluatie.study.settings.config import StudyConfig

REMEDY = "Correct it; docs/instruments.md has an example."


@dataclass(frozen=True)
class Questionnaires:
    """The instruments that study.yml may name.

    Attributes
    ----------
    known : dict of str to Instrument
        By id.
    broken : frozenset of str
        Ids of the study's own whose definition has a problem: nothing more is said of those.
    problems : list of Problem
        What is wrong with the study's own.
    """

    known: dict[str, Instrument] = field(default_factory=dict)
    broken: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)


def questionnaires(config: StudyConfig, folder: Path) -> Questionnaires:
    """Give all instruments that study.yml may name: those that come along, and the study's own.

    Parameters
    ----------
    config : StudyConfig
        Its ``instruments`` names the folder with those of the study's own.
    folder : pathlib.Path
        The study folder.

    Returns
    -------
    Questionnaires
    """
    known = {id_: instrument(id_) for id_ in list_instruments()}
    if config.instruments is None:
        return Questionnaires(known)
    own, wrong = load_instruments(folder / config.instruments)
    inside = config.instruments.rstrip("/")
    problems = [
        Problem(f"{inside}/{one.file}".rstrip("/"), one.line, one.key or None, one.message, one.hint or REMEDY)
        for one in wrong
    ]
    broken = frozenset(PurePosixPath(one.file).stem for one in wrong)
    return Questionnaires({**known, **own}, broken, problems)


def definition_files(config: StudyConfig, folder: Path) -> list[str]:
    """List the files of the study's own instruments, as seen from the study folder."""
    if config.instruments is None:
        return []
    paths = sorted((folder / config.instruments).glob("*.y*ml"))
    return [f"{config.instruments.rstrip('/')}/{path.name}" for path in paths]
