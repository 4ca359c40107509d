"""Intake: the raw files of all waves become one survey, and an account of what was done to them."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from evaluatie.study.delivered import Delivered
from evaluatie.study.linking import linking_of, made_up_ids
from evaluatie.study.notes import notes_on
from evaluatie.study.processed import DOINGS, EXPOSURE
from evaluatie.study.pseudonyms import pseudonymise
from evaluatie.study.settings.config import StudyConfig
from evaluatie.study.settings.questionnaires import definition_names
from evaluatie.study.settings.source import NAME
from evaluatie.study.tidy import TidyWave

SCHEMA = 2


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
        if not os.path.isfile(folder / name):  # noqa: PTH113 - opening a pipe waits for ever, and pathlib's may raise
            continue
        with suppress(OSError), (folder / name).open("rb") as opened:
            hashes[name] = hashlib.file_digest(opened, "sha256").hexdigest()
    return RawFiles(hashes)


def make_survey(waves: list[TidyWave], key: bytes | None, config: StudyConfig) -> pd.DataFrame:
    """Lay the waves under each other, with pseudonyms for linking codes and made-up ids where there are none.

    Parameters
    ----------
    waves : list of TidyWave
        The rows of each wave; none where only means were delivered.
    key : bytes or None
        The pseudonyms' key; None where there are no linking codes.
    config : StudyConfig
        study.yml.

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
        rows["respondent"] = (
            ids if key is None or config.survey.respondent is None else pseudonymise(codes, key).fillna(ids)
        )
        parts.append(rows)
    if not parts:
        return pd.DataFrame({name: pd.Series(dtype="str") for name in ("respondent", "wave", *config.groups)})
    return pd.concat(parts, ignore_index=True)


def with_pseudonyms(rows: pd.DataFrame, key: bytes) -> pd.DataFrame:
    """Replace the codes of a personnel file as those of the survey are replaced."""
    return rows.assign(person=pseudonymise(rows["person"], key)).reset_index(drop=True)


def make_intake(config: StudyConfig, files: RawFiles, delivered: Delivered, survey: pd.DataFrame) -> dict[str, Any]:
    """Give the account of an intake: no times, no places, nothing that depends on the key.

    Parameters
    ----------
    config : StudyConfig
        study.yml.
    files : RawFiles
        Digests of the raw files.
    delivered : Delivered
        What was read and decided.
    survey : pandas.DataFrame
        The survey.

    Returns
    -------
    dict
        JSON-able.
    """
    notes = (*notes_on(config, delivered.waves, survey), *delivered.notes)
    return {
        "schema": SCHEMA,
        "package_version": version("evaluatie"),
        "organisation": config.organisation.id,
        "fingerprint": files.fingerprint,
        "files": {name: {"sha256": digest} for name, digest in files.hashes.items()},
        "waves": [wave.facts for wave in delivered.waves],
        **delivered.facts,
        "linking": linking_of(survey),
        "notes": [note.as_data() for note in notes],
    }


def raw_names(config: StudyConfig, folder: Path) -> list[str]:
    """List study.yml and all files that the results depend upon."""
    files = [wave.file for wave in config.waves]
    others = [config.aggregates, config.staff.persons, config.staff.positions, config.staff.counts]
    others += [config.population, *(getattr(config, key) for key in (EXPOSURE, *DOINGS))]
    others += [told.file for told in (config.staff.exit_interviews, config.staff.selection) if told is not None]
    return [NAME, *filter(None, [*files, *others]), *definition_names(config, folder)]
