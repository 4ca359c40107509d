"""Writes the files of a study folder whole or not at all, and never over another."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from evaluatie.study.problems import Problem, StudyError
from evaluatie.study.settings.source import UNWRITTEN, reason

_PARTIAL = ".partial"


def write_folder(folder: Path, copies: Mapping[str, Path], texts: Mapping[str, str]) -> tuple[str, ...]:
    """Copy files into a study folder and write texts beside them.

    Parameters
    ----------
    folder : pathlib.Path
        The study folder; made where it is not there.
    copies : mapping of str to pathlib.Path
        By name in the folder the file to copy; those that are there already stay as they are.
    texts : mapping of str to str
        By name in the folder what to write; none of them is there.

    Returns
    -------
    tuple of str
        Names of what was copied and written.

    Raises
    ------
    StudyError
        When something cannot be written; then the folder is as it was.
    """
    names = (*(name for name in copies if not (folder / name).exists()), *texts)
    made: list[Path] = []
    try:
        with _undone_on_error(made):
            _make_folder(folder, made)
            for name in names:
                _write(folder / name, copies.get(name), texts.get(name, ""), made)
    except OSError as error:
        message = f"The study folder cannot be written: {reason(error)}."
        raise StudyError([Problem(folder.name, None, None, message, UNWRITTEN)]) from error
    return names


@contextmanager
def _undone_on_error(made: list[Path]) -> Iterator[None]:
    try:
        yield
    except BaseException:
        for path in reversed(made):
            with suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
        raise


def _make_folder(folder: Path, made: list[Path]) -> None:
    if not folder.exists():
        folder.mkdir()
        made.append(folder)


def _write(target: Path, source: Path | None, text: str, made: list[Path]) -> None:
    """Write under a name for the time being, and give the file its own when it is whole."""
    _make_folder(target.parent, made)
    partial = target.with_name(f".{target.name}{_PARTIAL}")
    made.append(partial)
    if source is None:
        partial.write_text(text, encoding="utf-8", newline="\n")
    else:
        shutil.copyfile(source, partial)
    if target.exists():
        raise FileExistsError(17, f"{target.name} is there already")
    partial.rename(target)
    made[-1] = target
