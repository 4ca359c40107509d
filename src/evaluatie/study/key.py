"""The key of the pseudonyms: a file of its own, outside the repository, readable by its owner only."""

from __future__ import annotations

import os
import secrets
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
        When it is inside the repository, cannot be read, or is no key.
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
    return _as_bytes(text)


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
