"""data/processed: what intake made, kept as long as nothing that it was made from has changed."""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from evaluatie.study.leftovers import clear_leftovers, own_prefix
from evaluatie.study.problems import Problem, StudyError
from evaluatie.study.settings.source import UNWRITTEN, reason

SURVEY, PERSONS, POSITIONS, STAFF_COUNTS = "survey", "persons", "positions", "staff_counts"
EXITS, SELECTION, AGGREGATES, POPULATION = "exits", "selection", "aggregates", "population"
EXPOSURE = "exposure"
#: what was done and said, by the keys of study.yml
DOINGS = ("interventions", "theory_of_change", "steps", "policy_scan", "policy_plan", "conversations")
CODEBOOK, INTAKE = "codebook.json", "intake.json"
_PARQUET = ".parquet"
Frames = Mapping[str, pd.DataFrame]
_ATTEMPTS = 50


def read_processed(folder: Path, stamp: dict[str, Any]) -> tuple[Frames, dict[str, Any], dict[str, Any]] | None:
    """Read what an earlier intake made.

    Parameters
    ----------
    folder : pathlib.Path
        The organisation's folder in data/processed.
    stamp : dict
        What it must have been made from: versions, digests of the raw files and of the codebook, the key's
        fingerprint.

    Returns
    -------
    tuple of dict of str to pandas.DataFrame, dict and dict, or None
        The frames (``survey``, and what else there is), the codebook and the account of the intake; None when it is
        not there, is out of date or is not whole.
    """
    try:
        intake: dict[str, Any] = json.loads((folder / INTAKE).read_bytes())
        made_from = intake.pop("made_from")
        written = {name: (folder / Path(name).name).read_bytes() for name in made_from["files"]}
        codebook = json.loads(written[CODEBOOK])
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return None
    if made_from != {**stamp, "files": {name: _digest(content) for name, content in written.items()}}:
        return None
    frames = {name: content for name, content in written.items() if name.endswith(_PARQUET)}
    read = {name.removesuffix(_PARQUET): pd.read_parquet(BytesIO(content)) for name, content in frames.items()}
    return read, codebook, intake


def made_with(folder: Path) -> str | None:
    """Give the fingerprint of the key that what an earlier intake made has; None where there is none."""
    try:
        key = json.loads((folder / INTAKE).read_bytes())["made_from"]["key"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return key if isinstance(key, str) else None


def write_processed(
    folder: Path, frames: Frames, codebook: dict[str, Any], intake: dict[str, Any], stamp: dict[str, Any]
) -> None:
    """Write what intake made: first whole in a folder beside it, which then takes its place.

    Parameters
    ----------
    folder : pathlib.Path
        The organisation's folder in data/processed.
    frames, codebook, intake
        What to write: each frame becomes ``<name>.parquet``.
    stamp : dict
        What it was made from.

    Raises
    ------
    StudyError
        When it cannot be written.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        clear_leftovers(folder.parent, folder.name)
        fresh = Path(tempfile.mkdtemp(prefix=own_prefix(folder), dir=folder.parent))
        try:
            for name, frame in frames.items():
                frame.to_parquet(fresh / f"{name}{_PARQUET}", index=False)
            (fresh / CODEBOOK).write_bytes(as_json(codebook))
            digests = {path.name: _digest(path.read_bytes()) for path in sorted(fresh.iterdir())}
            (fresh / INTAKE).write_bytes(as_json({**intake, "made_from": {**stamp, "files": digests}}))
            _take_place(fresh, folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        place = f"data/processed/{folder.name}"
        raise StudyError(
            [Problem(place, None, None, f"This folder cannot be written: {reason(error)}.", UNWRITTEN)]
        ) from None


def as_json(content: dict[str, Any]) -> bytes:
    r"""Write JSON for people and machines alike.

    Examples
    --------
    >>> as_json({"a": 1})
    b'{\n "a": 1\n}\n'
    """
    return (json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def codebook_digest(codebook: dict[str, Any]) -> str:
    """Give the digest that a codebook's file has."""
    return _digest(as_json(codebook))


def _take_place(fresh: Path, folder: Path) -> None:
    """Rename a folder over another, while others may be doing the same: the last one stays, always whole."""
    for attempt in range(_ATTEMPTS):
        old = folder.with_name(f"{own_prefix(folder)}{secrets.token_hex(8)}")
        with suppress(FileNotFoundError):
            folder.replace(old)
            shutil.rmtree(old, ignore_errors=True)
        try:
            fresh.replace(folder)
        except OSError:
            if attempt == _ATTEMPTS - 1:
                raise
        else:
            return


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
