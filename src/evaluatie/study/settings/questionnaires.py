"""The instruments that a study can use: those that come along, and its own."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from evaluatie.instruments import Instrument, definition_files, instrument, list_instruments, load_instruments
from evaluatie.study.problems import Problem
from evaluatie.study.settings.config import StudyConfig

REMEDY = "Correct it; docs/instruments.md has an example."


@dataclass(frozen=True, eq=False)
class Questionnaires(Mapping[str, Instrument]):
    """The instruments that study.yml may name, by id; those that come along are read when they are asked for.

    Attributes
    ----------
    own : dict of str to Instrument
        The study's own.
    broken : frozenset of str
        Ids of the study's own whose definition has a problem: nothing more is said of those.
    problems : list of Problem
        What is wrong with the study's own.
    """

    own: dict[str, Instrument] = field(default_factory=dict)
    broken: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)

    def __getitem__(self, id_: str) -> Instrument:
        return self.own[id_] if id_ in self.own else instrument(id_)

    def __contains__(self, id_: object) -> bool:
        return id_ in self.own or id_ in list_instruments()

    def __iter__(self) -> Iterator[str]:
        return iter((*list_instruments(), *self.own))

    def __len__(self) -> int:
        return len(list_instruments()) + len(self.own)


def questionnaires(config: StudyConfig, folder: Path) -> Questionnaires:
    """Give the instruments that study.yml may name: those that come along, and the study's own.

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
    if config.instruments is None:
        return Questionnaires()
    if leading_out := _leading_out(folder, config.instruments):
        return Questionnaires(
            broken=frozenset(PurePosixPath(one.file).stem for one in leading_out), problems=leading_out
        )
    own, wrong = load_instruments(folder / config.instruments)
    inside = config.instruments.rstrip("/")
    problems = [
        Problem(f"{inside}/{one.file}".rstrip("/"), one.line, one.key or None, one.message, one.hint or REMEDY)
        for one in wrong
    ]
    return Questionnaires(own, frozenset(PurePosixPath(one.file).stem for one in wrong), problems)


def _leading_out(folder: Path, inside: str) -> list[Problem]:
    """List the definitions that are links out of the study folder."""
    study = os.path.realpath(folder)
    out = [file for file in definition_files(folder / inside) if not Path(os.path.realpath(file)).is_relative_to(study)]
    message, hint = "This is a link that leads out of the study folder.", "Put the file itself there."
    return [Problem(f"{inside.rstrip('/')}/{file.name}", None, None, message, hint) for file in out]


def definition_names(config: StudyConfig, folder: Path) -> list[str]:
    """List the files of the study's own instruments, as seen from the study folder."""
    if config.instruments is None:
        return []
    return [f"{config.instruments.rstrip('/')}/{path.name}" for path in definition_files(folder / config.instruments)]
