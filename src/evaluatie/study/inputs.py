"""The files of a study folder by the part that they play, with digests that tell nobody what is in them.

A report may lie open while its data do not, and a digest of a file confirms a guess of its content: who has all rows
but one, or a table of counts with a few cells left out, tries what is missing until the digest fits. Names of files may
hold names of people. So files go by the key of study.yml that names them, and digests are keyed with a secret of
whoever keeps the data; only where the data are made up or published are they plain, so that all can compare them.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from evaluatie.study.digests import digest_of, file_parts, files_in, folder_digest
from evaluatie.study.key import create_key, read_key
from evaluatie.study.settings.source import NAME, read_source

PLAIN, KEYED = "sha256", "hmac-sha256"
_PURPOSE = b"evaluatie: digests of the files of "


@dataclass(frozen=True)
class InputFile:
    """A file of a study folder.

    Attributes
    ----------
    role : str
        The key of study.yml that names it, such as ``waves.t0.file``; ``study.yml`` itself; or ``other`` for all
        that it does not name.
    digest : str
        Of its content, in hexadecimals.
    """

    role: str
    digest: str


@dataclass(frozen=True)
class StudyInputs:
    """What a study folder holds.

    Attributes
    ----------
    scheme : str
        ``"sha256"``, or ``"hmac-sha256"`` where digests are keyed: HMAC-SHA256, with a key that is made of the key of
        the pseudonyms, over the SHA-256 of the content.
    files : tuple of InputFile
        Its files, in the order of their roles.
    whole : str
        Digest of the names and contents of all files together, in the same scheme.
    """

    scheme: str
    files: tuple[InputFile, ...]
    whole: str


def study_inputs(folder: Path, root: Path | None) -> StudyInputs:
    """List the files of a study folder by role, with a digest each.

    Parameters
    ----------
    folder : pathlib.Path
        The study folder.
    root : pathlib.Path or None
        The workspace that it is in.

    Returns
    -------
    StudyInputs

    Raises
    ------
    StudyError
        Digests must be keyed, and the key cannot be used or made.
    """
    settings = read_source(folder / NAME).data or {}
    key = None if _is_open(settings) else _key(folder, root)
    roles = input_roles(settings, [path.relative_to(folder).as_posix() for path in files_in(folder)])
    found: dict[str, list[bytes]] = {}
    for name, role in roles.items():
        found.setdefault(role, []).append(file_parts(folder / name, folder)[1])
    return StudyInputs(
        PLAIN if key is None else KEYED,
        tuple(InputFile(role, sealed(_together(found[role]), key)) for role in sorted(found)),
        sealed(bytes.fromhex(folder_digest(folder)), key),
    )


def sealed(digest: bytes, key: bytes | None) -> str:
    """Give a digest as it may be told: keyed, or as it is where there is no key.

    Examples
    --------
    >>> sealed(bytes(2), None), len(sealed(bytes(2), b"secret"))
    ('0000', 64)
    """
    return digest.hex() if key is None else hmac.digest(key, digest, "sha256").hex()


def input_roles(settings: Mapping[str, Any], names: Sequence[str]) -> dict[str, str]:
    """Give each file of a study folder the part that it plays.

    Parameters
    ----------
    settings : mapping
        What study.yml says.
    names : sequence of str
        The files, by path inside the folder.

    Returns
    -------
    dict of str to str
        The role of each. All files in a folder that study.yml names have one, and so have all that it does not name.

    Examples
    --------
    >>> input_roles({"waves": [{"id": "t0", "file": "jan.csv"}], "texts": "eigen/"}, ["jan.csv", "eigen/a.md", "b.txt"])
    {'jan.csv': 'waves.t0.file', 'eigen/a.md': 'texts', 'b.txt': 'other'}
    """
    named: dict[str, list[str]] = {}
    for path, value in _leaves(settings, ()):
        named.setdefault(str(PurePosixPath(value)), []).append(path)
    roles = {}
    for name in names:
        if name == NAME or name in named:
            roles[name] = "+".join(named.get(name, [NAME]))
            continue
        around = (named[str(place)][0] for place in PurePosixPath(name).parents if str(place) in named)
        roles[name] = next(around, "other")
    return roles


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Go through the texts of study.yml, each with its key; an item of a list goes by its id."""
    if isinstance(value, Mapping):
        for name, held in value.items():
            yield from _leaves(held, (*path, str(name)))
    elif isinstance(value, list):
        for number, held in enumerate(value, start=1):
            id_ = held.get("id") if isinstance(held, Mapping) else None
            yield from _leaves(held, (*path, str(id_ or number)))
    elif isinstance(value, str) and value.strip("./"):
        yield ".".join(path), value


def _together(digests: Sequence[bytes]) -> bytes:
    """Give one digest for all files of a part: how many there are may be how many people were interviewed."""
    return digests[0] if len(digests) == 1 else bytes.fromhex(digest_of(sorted(digests)))


def _is_open(settings: Mapping[str, Any]) -> bool:
    """Tell whether the data are made up, or published as they are."""
    about = settings.get("organisation")
    return isinstance(about, Mapping) and True in (about.get("synthetic"), about.get("published"))


def _key(folder: Path, root: Path | None) -> bytes:
    """Make the key of this study's digests: of one file in two studies they differ."""
    secret = read_key(folder, root) or create_key()
    return hmac.digest(secret, _PURPOSE + folder.name.encode(), "sha256")
