"""reports/_register: where the register of each organisation is kept, beside the reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from evaluatie.disclosure.register import Register
from evaluatie.resultsfile import RESULTS, parsed
from evaluatie.run.errors import RunError
from evaluatie.run.folder import write_file
from evaluatie.study.settings.source import reason

#: beside the reports; no organisation can be called so
FOLDER = "_register"
_SUFFIX = ".jsonl"


def register_of(reports: Path, name: str) -> Register:
    """Read an organisation's register; an empty one where there is none yet.

    Parameters
    ----------
    reports : pathlib.Path
        The folder of reports.
    name : str
        The organisation's id, or that of the synthesis.

    Raises
    ------
    StudyError
        It was damaged or changed.
    RunError
        It cannot be read.
    """
    path = reports / FOLDER / f"{name}{_SUFFIX}"
    try:
        written = path.read_bytes() if path.exists() else b""
    except OSError as error:
        raise RunError(f"reports/{FOLDER}/{path.name} cannot be read ({reason(error)})") from error
    return Register.read(name, written)


def registers_in(reports: Path) -> list[str]:
    """Name the organisations that have a register, in alphabetical order."""
    return sorted(path.name.removesuffix(_SUFFIX) for path in (reports / FOLDER).glob(f"[!.]*{_SUFFIX}"))


def write_register(reports: Path, register: Register) -> None:
    """Write a register as a whole or not at all.

    Parameters
    ----------
    reports : pathlib.Path
        The folder of reports.
    register : Register
        The register, with lines added to what was read.

    Raises
    ------
    RunError
        It cannot be written.
    """
    try:
        write_file(reports / FOLDER / f"{register.name}{_SUFFIX}", register.written())
    except OSError as error:
        told = f"reports/{FOLDER} cannot be written ({reason(error)}); nothing was released"
        raise RunError(told) from error


def standing(reports: Path) -> dict[str, bytes]:
    """Give the results.json of every report that stands, the synthesis among them."""
    return {path.parent.name: path.read_bytes() for path in sorted(reports.glob(f"[!.]*/{RESULTS}"))}


def standing_of(reports: Path, name: str) -> bytes | None:
    """Give the results.json of a report that stands; None where there is none."""
    try:
        return (reports / name / RESULTS).read_bytes()
    except OSError:
        return None


def parsed_or_none(results: bytes) -> Any:
    """Parse a results.json; None where it is none."""
    try:
        return parsed(results)
    except ValueError:
        return None
