"""A workspace in object storage: a copy of what a run needs is worked on here, and what it makes is put there."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from evaluatie.run.errors import RunError
from evaluatie.run.index import INDEXES
from evaluatie.run.registering import FOLDER as REGISTER
from evaluatie.study.leftovers import clear_leftovers, own_prefix
from evaluatie.study.settings.source import NAME
from evaluatie.study.workspace import Workspace

_SCHEME = "://"
_RAW = "data/raw"


def is_url(root: Path | str | None) -> bool:
    """Tell whether a workspace is not a folder of this machine.

    Examples
    --------
    >>> is_url("s3://bucket/work"), is_url("work")
    (True, False)
    """
    return isinstance(root, str) and _SCHEME in root


def without_secrets(url: str) -> str:
    """Give a URL without the name and password that may stand in it.

    Examples
    --------
    >>> without_secrets("ftp://me:secret@host/work")
    'ftp://host/work'
    """
    scheme, _, rest = url.partition(_SCHEME)
    host, slash, path = rest.partition("/")
    return f"{scheme}{_SCHEME}{host.rpartition('@')[2]}{slash}{path}"


class Mirror:
    """A workspace at a URL and its copy here; made by :func:`mirrored`.

    Attributes
    ----------
    workspace : Workspace
        The copy.
    """

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.workspace = Workspace(folder)
        self._files, path = _file_system(url)
        self._path = str(path).rstrip("/")

    def organisations(self) -> tuple[str, ...]:
        """List the organisations that have a study.yml, in alphabetical order.

        Raises
        ------
        RunError
            There is no data/raw.
        """
        found = self.listed()
        if not found:
            raise RunError(f"{without_secrets(self.url)} holds no folder {_RAW} with a study.yml in it")
        return found

    def listed(self) -> tuple[str, ...]:
        """List them where there may be none."""
        with _told(self.url):
            found = self._files.glob(f"{self._path}/{_RAW}/*/{NAME}")
        return tuple(sorted(PurePosixPath(path).parent.name for path in found))

    def fetch_study(self, organisation: str) -> RunError | None:
        """Copy an organisation's data here; give what stood in the way, which is no matter for the others."""
        try:
            self.fetch(f"{_RAW}/{organisation}")
        except RunError as error:
            return error
        return None

    def fetch(self, folder: str) -> None:
        """Copy all files of a folder here.

        Parameters
        ----------
        folder : str
            Its path inside the workspace, with forward slashes.
        """
        with _told(self.url):
            there = f"{self._path}/{folder}"
            for path in self._files.find(there) if self._files.exists(there) else ():
                here = self.workspace.root / folder / _inside(str(path)[len(there) :].lstrip("/"))
                here.parent.mkdir(parents=True, exist_ok=True)
                self._files.get_file(path, str(here))

    def publish_organisation(self, organisation: str) -> None:
        """Put an organisation's register and report there; last the record of it, by which a run sees it is whole."""
        self._publish_register(f"reports/{REGISTER}/{organisation}.jsonl")
        self.publish(f"reports/{organisation}")
        self.publish(f"data/sections/{organisation}")
        self.drop_data(organisation)

    def _publish_register(self, path: str) -> None:
        """Put a register there, unless another run added to it since it was copied here: lines are never taken out."""
        with _told(self.url):
            there = f"{self._path}/{path}"
            standing = self._files.cat_file(there) if self._files.exists(there) else b""
        if not (self.workspace.root / path).read_bytes().startswith(standing):
            told = "another run released a report since this one began; run this again"
            raise RunError(f"{without_secrets(self.url)}: {told}")
        self.publish(path)

    def drop_data(self, organisation: str) -> None:
        """Remove the copy of an organisation's data, which nobody needs any more."""
        for folder in (self.workspace.raw(organisation), self.workspace.processed(organisation)):
            shutil.rmtree(folder, ignore_errors=True)

    def publish_index(self) -> None:
        """Put the pages that list all reports there, if there are any."""
        for path in (*(f"reports/{name}" for name in INDEXES), "data/sections/index.json"):
            if (self.workspace.root / path).is_file():
                self.publish(path)

    def publish(self, path: str) -> None:
        """Put a file or folder there as it is here: what is not here any more goes.

        Raises
        ------
        RunError
            It cannot be put there.
        """
        here = self.workspace.root / path
        files = [file for file in sorted(here.rglob("*")) if file.is_file()] if here.is_dir() else [here]
        with _told(self.url):
            there = {f"{self._path}/{file.relative_to(self.workspace.root).as_posix()}": file for file in files}
            for name, file in there.items():
                self._files.makedirs(name.rpartition("/")[0], exist_ok=True)
                self._files.put_file(str(file), name)
            if here.is_dir():
                for name in set(map(str, self._files.find(f"{self._path}/{path}"))) - set(there):
                    self._files.rm_file(name)


@contextmanager
def mirrored(url: str) -> Iterator[Mirror]:
    """Give a workspace at a URL with an empty copy here, that is removed when this ends.

    Parameters
    ----------
    url : str
        Such as ``"s3://bucket/work"``; whatever fsspec reads, with credentials where it looks for them.

    Raises
    ------
    RunError
        fsspec or what it needs for such a URL is not installed, or the storage does not answer.
    """
    copy = Path(tempfile.gettempdir()) / "evaluatie-copy"
    clear_leftovers(copy.parent, copy.name)  # a run that was killed leaves its copy, with the organisations' data
    with tempfile.TemporaryDirectory(prefix=own_prefix(copy)) as folder:
        yield Mirror(url, Path(folder))


def _inside(name: str) -> str:
    """Check that a name from a storage stays inside the folder that it is copied to."""
    parts = name.split("/")
    if not name or {"", ".", ".."} & set(parts) or any(sign in name for sign in "\\:\0"):
        raise RunError(f"the storage holds a file with a name that leads elsewhere ({name[:80]!r}); rename it there")
    return name


def _file_system(url: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise RunError("object storage needs fsspec; install it with: pip install 'evaluatie[cluster]'") from None
    try:
        files, path = url_to_fs(url, use_listings_cache=False)
    except Exception as error:
        raise RunError(f"{without_secrets(url)}: {error}") from None
    return files, path


@contextmanager
def _told(url: str) -> Iterator[None]:
    """Tell what a storage refuses in one line."""
    try:
        yield
    except RunError:
        raise
    except Exception as error:
        raise RunError(f"{without_secrets(url)} cannot be read or written ({type(error).__name__}: {error})") from error
