"""The key of the pseudonyms: a file of its own, outside the repository, readable by its owner only.

Who has the key can try all codes and so tell whose pseudonym is whose. A key that others on the computer may read or
write is therefore refused. One that its owner's group may read is used, since colleagues may share it; ``check`` says
so.
"""

from __future__ import annotations

import os
import secrets
import stat
import time
from pathlib import Path

import platformdirs

from evaluatie.study.problems import Problem, StudyError
from evaluatie.study.settings.source import reason

VARIABLE = "EVALUATIE_KEY_FILE"
_BYTES = 32
_FILE = "pseudonym.key"


def key_file() -> Path:
    """Give the place of the key: the environment's ``EVALUATIE_KEY_FILE``, else the user's own settings."""
    named = os.environ.get(VARIABLE)
    if not named:
        return platformdirs.user_config_path("evaluatie") / _FILE
    return Path(os.path.expanduser(named))  # noqa: PTH111 - pathlib's raises for an unknown user


def read_key(folder: Path, root: Path | None) -> bytes | None:
    """Read the key.

    Parameters
    ----------
    folder : pathlib.Path
        The study folder.
    root : pathlib.Path or None
        The workspace that it is in.

    Returns
    -------
    bytes or None
        At least 32 bytes; None when there is no key yet.

    Raises
    ------
    StudyError
        When it is inside the repository, cannot be read, is no key, or others may read or change it.
    """
    file = key_file()
    for place in _repositories(folder, root):
        if file.resolve().is_relative_to(place):
            hint = f"Move it, or let {VARIABLE} name a file elsewhere."
            raise _failure("The key of the pseudonyms is kept inside the repository, beside the data.", hint)
    return _key_in(file)


def create_key() -> bytes:
    """Make the key, unless another process has just made it; only the owner may read it.

    Raises
    ------
    StudyError
        When it cannot be written.
    """
    file, key = key_file(), secrets.token_bytes(_BYTES)
    try:
        if not file.parent.exists():
            file.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _as_bytes(_settled(file))
    except OSError as error:
        message = f"The key of the pseudonyms cannot be made: {reason(error)}."
        raise _failure(message, f"Let {VARIABLE} name a file that can be written.") from None
    with os.fdopen(handle, "w", encoding="ascii") as opened:
        opened.write(f"{key.hex()}\n")
    return key


def other_key(place: str, made_with: str | None, key: bytes | None) -> list[Problem]:
    """Say that data were made with a key that is not the one that is there, or that is lost.

    Parameters
    ----------
    place : str
        Where the data are, for the problem.
    made_with : str or None
        The fingerprint of the key that they were made with; None where there are none.
    key : bytes or None
        The key that is there.

    Returns
    -------
    list of Problem
        One, or none. Nothing is made anew: pseudonyms of two keys never link, and nobody would notice.

    Examples
    --------
    >>> other_key("data/processed/a", None, None), other_key("data/processed/a", "0f1e2d3c4b5a6978", None)[0].message
    ([], 'The key of the pseudonyms is lost: these data were made with the key 0f1e2d3c4b5a6978, and there is none.')
    """
    from evaluatie.study.pseudonyms import key_fingerprint

    there = None if key is None else key_fingerprint(key)
    if made_with is None or made_with == there:
        return []
    hint = f"Put that key back, or let {VARIABLE} name it. To begin anew with other pseudonyms, remove {place}."
    if there is None:
        lost = f"The key of the pseudonyms is lost: these data were made with the key {made_with}, and there is none."
        return [Problem(place, None, None, lost, hint)]
    message = f"These data were made with another key of the pseudonyms: {made_with}, and the key here is {there}."
    return [Problem(place, None, None, message, hint)]


def shared_key() -> str | None:
    """Say that the owner's group may read the key; None where it may not, or there is no key."""
    try:
        mode = key_file().stat().st_mode
    except OSError:
        return None
    if os.name != "posix" or not mode & stat.S_IRGRP:
        return None
    return (
        "The group of the owner may read the key of the pseudonyms. If nobody shares it with you: chmod 600 its file."
    )


def own_key_fingerprint() -> str | None:
    """Give the fingerprint of this user's key, which tells nothing about it; None where there is none.

    Raises
    ------
    StudyError
        When the key cannot be used.
    """
    from evaluatie.study.pseudonyms import key_fingerprint

    key = _key_in(key_file())
    return None if key is None else key_fingerprint(key)


def _repositories(folder: Path, root: Path | None) -> list[Path]:
    """Give the folders that are shared with others: the study, its workspace, the repository around it."""
    around = next((place for place in folder.resolve().parents if (place / ".git").exists()), None)
    places = [place.resolve() for place in (folder, root, around) if place is not None]
    # somebody may work in their home folder itself, and that is where their settings are
    return [place / "data" if place == _home() else place for place in places]


def _home() -> Path | None:
    try:
        return Path.home().resolve()
    except (OSError, RuntimeError):
        return None


def _key_in(file: Path) -> bytes | None:
    try:
        text = _settled(file)
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        why = reason(error) if isinstance(error, OSError) else "it is not text"
        raise _failure(f"The key of the pseudonyms cannot be read: {why}.") from None
    key = _as_bytes(text)
    _check_mode(file)
    return key


def _check_mode(file: Path) -> None:
    """Refuse a key that others on this computer may read or write, or that the owner's group may replace."""
    mode = file.stat().st_mode
    if os.name == "posix" and mode & (stat.S_IROTH | stat.S_IWOTH | stat.S_IWGRP):
        may = "read" if mode & stat.S_IROTH else "change"
        message = f"Others on this computer may {may} the key of the pseudonyms, and so undo them."
        raise _failure(message, "Take their permission away: chmod 600, and the name of this file.")


def _settled(file: Path) -> str:
    """Read the key, waiting a moment for a process that has made the file and not yet filled it."""
    for _ in range(20):
        text = file.read_text(encoding="ascii").strip()
        if text:
            return text
        time.sleep(0.05)
    return ""


def _as_bytes(text: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        raise _failure("The key of the pseudonyms is not a key: it must be hexadecimal digits.", _REMEDY) from None
    if len(key) < _BYTES:
        raise _failure(f"The key of the pseudonyms is too short: it must have {_BYTES * 2} digits.", _REMEDY)
    return key


_REMEDY = "Put the right key there; without the file a new key is made, which gives other pseudonyms."


def _failure(message: str, hint: str = "") -> StudyError:
    file = os.environ.get(VARIABLE) or f"{_FILE} in the settings folder of evaluatie"
    return StudyError([Problem(file, None, None, message, hint or f"{VARIABLE} may name another file.")])
