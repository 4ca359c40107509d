"""Intake: the raw files of all waves become one survey, and an account of what was done to them."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from evaluatie.study.config import StudyConfig
from evaluatie.study.csvfile import read_csv_wave
from evaluatie.study.layout import Layout
from evaluatie.study.linking import linking_of, made_up_ids
from evaluatie.study.measured import Wave
from evaluatie.study.notes import notes_on
from evaluatie.study.problems import Problem
from evaluatie.study.pseudonyms import pseudonymise
from evaluatie.study.rawwave import RawWave, UnreadableError
from evaluatie.study.savfile import read_sav_wave
from evaluatie.study.source import NAME, reason
from evaluatie.study.tidy import TidyWave, tidy_wave, wanted_columns
from evaluatie.study.validation import Checked

SCHEMA = 1


@dataclass(frozen=True)
class RawFiles:
    """Digests of the files that the results depend upon.

    Attributes
    ----------
    hashes : dict of str to str
        SHA-256 of study.yml and of the file of each wave, by name.
    """

    hashes: dict[str, str]

    @property
    def fingerprint(self) -> str:
        """One digest of them all."""
        lines = "".join(f"{name}\0{digest}\n" for name, digest in sorted(self.hashes.items()))
        return hashlib.sha256(lines.encode()).hexdigest()


def hash_files(folder: Path, names: list[str]) -> RawFiles:
    """Digest files of the study folder.

    Parameters
    ----------
    folder : pathlib.Path
        The study folder.
    names : list of str
        Names of the files.

    Returns
    -------
    RawFiles
        Without those that cannot be read: reading them says what is wrong.
    """
    hashes = {}
    for name in dict.fromkeys(names):
        with suppress(OSError), (folder / name).open("rb") as opened:
            hashes[name] = hashlib.file_digest(opened, "sha256").hexdigest()
    return RawFiles(hashes)


def read_waves(folder: Path, checked: Checked, layout: Layout) -> tuple[list[TidyWave], list[Problem]]:
    """Read and tidy the files of all waves that study.yml names rightly.

    Parameters
    ----------
    folder : pathlib.Path
        The study folder.
    checked : Checked
        The config, and which of its keys are wrong.
    layout : Layout
        What its items and scores mean.

    Returns
    -------
    tuple of list of TidyWave and list of Problem
    """
    config = checked.config
    if config is None:
        return [], []
    layout = layout.without({config.survey.respondent, config.survey.unit, *(g.column for g in config.groups.values())})
    tidied: list[TidyWave] = []
    problems: list[Problem] = []
    for position, wave in enumerate(config.waves):
        if not checked.usable(("waves", str(position), "file")):
            continue
        try:
            raw = _read(folder, wave, wanted_columns(config, layout))
        except UnreadableError as error:
            problems += error.problems
        else:
            tidied.append(tidy_wave(raw, wave, config, layout))
            problems += tidied[-1].problems
    return tidied, problems


def _read(folder: Path, wave: Wave, wanted: list[str]) -> RawWave:
    path = folder / wave.file
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableError(Problem(wave.file, None, None, f"This file cannot be read: {reason(error)}.")) from None
    if not raw:
        raise UnreadableError(Problem(wave.file, None, None, "This file is empty."))
    if wave.file.lower().endswith(".sav"):
        return read_sav_wave(wave.file, path, wanted)
    return read_csv_wave(wave.file, raw, wanted)


def make_survey(waves: list[TidyWave], key: bytes | None) -> pd.DataFrame:
    """Lay the waves under each other, with pseudonyms for linking codes and made-up ids where there are none.

    Parameters
    ----------
    waves : list of TidyWave
        The rows of each wave.
    key : bytes or None
        The pseudonyms' key; None where there are no linking codes.

    Returns
    -------
    pandas.DataFrame
        The survey as :class:`Study` describes it.
    """
    parts = []
    for wave in waves:
        rows = wave.rows.copy()
        ids = made_up_ids(wave.facts["id"], rows.index.to_series())
        codes = rows["respondent"]
        rows["respondent"] = ids if key is None else pseudonymise(codes, key).fillna(ids)
        parts.append(rows)
    return pd.concat(parts, ignore_index=True)


def make_intake(config: StudyConfig, files: RawFiles, waves: list[TidyWave], survey: pd.DataFrame) -> dict[str, Any]:
    """Give the account of an intake: no times, no places, nothing that depends on the key.

    Parameters
    ----------
    config : StudyConfig
        study.yml.
    files : RawFiles
        Digests of the raw files.
    waves : list of TidyWave
        What was read and decided.
    survey : pandas.DataFrame
        The survey.

    Returns
    -------
    dict
        JSON-able.
    """
    return {
        "schema": SCHEMA,
        "package_version": version("evaluatie"),
        "organisation": config.organisation.id,
        "fingerprint": files.fingerprint,
        "files": {name: {"sha256": digest} for name, digest in files.hashes.items()},
        "waves": [wave.facts for wave in waves],
        "linking": linking_of(survey),
        "notes": list(notes_on(config, waves, survey)),
    }


def raw_names(config: StudyConfig) -> list[str]:
    """List study.yml and the files of the waves."""
    return [NAME, *(wave.file for wave in config.waves)]
