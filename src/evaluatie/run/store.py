"""data/sections: what sections released, kept with what they were made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evaluatie.run.folder import write_file
from evaluatie.run.inputs import MadeFrom
from evaluatie.run.sections import ExecutedSection

_REPORT = "report.json"
_BEFORE = "before.json"
_FAILED = "failed.json"
#: what is kept of an organisation beside its sections
KEPT = (_REPORT, _BEFORE, _FAILED)
_KINDS = {
    "made_from": dict, "files": dict, "pages": list, "sections": list, "dropped": list, "hidden": list, "texts": dict,
    "texts_digest": str,
}  # fmt: skip


@dataclass(frozen=True)
class ReportRecord:
    """What a report was made from, and the files that it consists of.

    Attributes
    ----------
    made_from : dict of str to (dict of str to str)
        Digests of the inputs of each section, by notebook, in the report's order.
    files : dict of str to str
        Digests of the report's files, by path inside its folder.
    pages, sections, dropped : list of str
        As :class:`evaluatie.run.outcome.ReportRun` has them.
    hidden : list of str
        What its sections hid as well, because the proof found that it gave something away.
    texts : dict of str to dict
        What is kept of the author's texts, see :class:`evaluatie.run.authored.Written`.
    texts_digest : str
        A digest of their files.
    """

    made_from: dict[str, dict[str, str]]
    files: dict[str, str]
    pages: list[str]
    sections: list[str]
    dropped: list[str]
    hidden: list[str] = field(default_factory=list)
    texts: dict[str, dict[str, Any]] = field(default_factory=dict)
    texts_digest: str = ""

    @property
    def notices(self) -> tuple[str, ...]:
        """Which texts were written on other figures than their section shows now."""
        return tuple(
            f"{file} was written when {number} figure{'s' * (number != 1)} of its section "
            f"{'were others' if number != 1 else 'was another'}; read it again, and save it with any change, "
            "such as a comment <!-- read again -->"
            for file, kept in self.texts.items()
            if (number := kept["changed"])
        )


class Store:
    """What is kept of an organisation's sections and report.

    Parameters
    ----------
    folder : pathlib.Path
        The organisation's folder in data/sections.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def has_section(self, name: str, made_from: MadeFrom) -> bool:
        """Tell whether a section is kept that was made from the very same; reads no more than its first line."""
        try:
            with (self.folder / _section_file(name)).open("rb") as kept:
                return bool(json.loads(kept.readline()) == made_from)
        except (OSError, ValueError):
            return False

    def section(self, name: str, made_from: MadeFrom) -> ExecutedSection | None:
        """Give a section as it was made before from the very same; None where there is none."""
        try:
            inputs, content = (self.folder / _section_file(name)).read_bytes().split(b"\n", 1)
            return ExecutedSection.from_data(json.loads(content)) if json.loads(inputs) == made_from else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep_section(self, section: ExecutedSection, made_from: MadeFrom) -> None:
        """Keep a section in place of the one that was kept before: a line of what it was made from, and it itself."""
        write_file(self.folder / _section_file(section.name), _line(dict(made_from)) + _line(section.as_data()))

    def report(self) -> ReportRecord | None:
        """Give the record of the report that was made last."""
        try:
            record = ReportRecord(**json.loads((self.folder / _REPORT).read_bytes()))
        except (OSError, ValueError, TypeError):
            return None
        return record if all(isinstance(getattr(record, name), kind) for name, kind in _KINDS.items()) else None

    def keep_report(self, record: ReportRecord) -> None:
        """Keep the record of a report that was just put in place, and of sections only its own."""
        own = {_section_file(name) for name in record.made_from}
        for path in self.folder.glob("*.json"):
            if path.name not in (*own, _REPORT, _BEFORE):
                path.unlink(missing_ok=True)
        write_file(self.folder / _REPORT, _line(vars(record)))

    def before(self) -> tuple[bytes, dict[str, dict[str, str]], dict[str, Any]] | None:
        """Give the version before of the report: its results.json, what it was made from, and names of its groups."""
        try:
            kept = json.loads((self.folder / _BEFORE).read_bytes())
            results, made_from, labels = kept["results"].encode(), kept["made_from"], kept["labels"]
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            return None
        return (results, made_from, labels) if isinstance(made_from, dict) and isinstance(labels, dict) else None

    def keep_before(self, results: bytes, made_from: Mapping[str, MadeFrom], labels: Mapping[str, Any]) -> None:
        """Keep what is needed of a report that another is about to take the place of."""
        kept = {"made_from": made_from, "labels": labels, "results": results.decode()}
        write_file(self.folder / _BEFORE, _line(kept))

    def forget_before(self) -> None:
        """Remove what was kept of the version before."""
        (self.folder / _BEFORE).unlink(missing_ok=True)

    def failed(self) -> str | None:
        """Tell what made the last run fail; None where it did not."""
        try:
            why = json.loads((self.folder / _FAILED).read_bytes())["why"]
        except (OSError, ValueError, LookupError, TypeError):
            return None
        return why if isinstance(why, str) else None

    def keep_failed(self, why: str | None) -> None:
        """Keep what made the last run fail; nothing where it did not."""
        path = self.folder / _FAILED
        if why is None:
            path.unlink(missing_ok=True)
        elif self.failed() != why:
            write_file(path, _line({"why": why}))

    def report_digest(self) -> str | None:
        """Give a digest of the report's record, which holds the digests of all its files."""
        try:
            return digest((self.folder / _REPORT).read_bytes())
        except OSError:
            return None


def is_whole(folder: Path, files: Mapping[str, str]) -> bool:
    """Tell whether files are in a folder just as they were written.

    Parameters
    ----------
    folder : pathlib.Path
        The folder.
    files : mapping of str to str
        Their digests by path.
    """
    try:
        return all(digest((folder / name).read_bytes()) == known for name, known in files.items())
    except OSError:
        return False


def digests(files: Mapping[str, bytes]) -> dict[str, str]:
    """Give the digest of each file's content."""
    return {name: digest(content) for name, content in files.items()}


def digest(content: bytes) -> str:
    """Give the SHA-256 of a content, in hexadecimals."""
    return hashlib.sha256(content).hexdigest()


def _section_file(name: str) -> str:
    return f"{Path(name).stem}.json"


def _line(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False) + "\n").encode()
