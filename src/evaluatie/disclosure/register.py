"""The register: all that an organisation ever released, one line of JSON for each release, never taken out again.

A report is replaced by the next; whoever kept the old one still has it. So the register keeps every released figure,
with a hash of each, and a hash of the whole that covers the line before as well: a line that was changed, taken out or
put in is seen. What cannot be seen is that the last lines were taken away; then the report that stands is not in the
register.

A release that never left, or was taken back from everyone who had it, can be withdrawn: that is a line too. It is not
attacked any more, and stays where it is. No line holds more than the report does, nor a date: the same releases give
the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evaluatie.resultsfile import parsed
from evaluatie.study import Problem, StudyError

SCHEMA = "evaluatie/register/1"
_HEAD = ("schema", "organisation", "organisations", "language", "policy", "waves", "linking", "plan", "outcomes")
#: what a figure is about and what it says; the rest of a number, such as its interval, is covered by its hash
_FIGURE = ("id", "section", "outcome", "group", "waves", "method", "term", "estimate", "n", "suppressed")
_HASHED = 16  # hexadecimals of a figure's hash
Content = Mapping[str, Any]


@dataclass(frozen=True)
class Register:
    """What one organisation released, or what was released of several together.

    Attributes
    ----------
    name : str
        The organisation's id, or that of the synthesis.
    lines : tuple of mapping
        A line for each release, in the order of time.
    """

    name: str
    lines: tuple[Content, ...] = field(default=())

    @classmethod
    def read(cls, name: str, written: bytes) -> Register:
        """Read a register and check that nobody changed it.

        Parameters
        ----------
        name : str
            Whose register it is.
        written : bytes
            The file.

        Returns
        -------
        Register

        Raises
        ------
        StudyError
            A line is damaged, was changed, or is not where it was; the problem names the line.
        """
        lines: list[Content] = []
        previous = ""
        for row, line in enumerate(written.splitlines(), start=1):
            try:
                found = parsed(line)
                own = {key: value for key, value in found.items() if key != "hash"}
                whole = found["hash"] == _hash(own) and found["previous"] == previous and found["number"] == row
                figures = "withdraws" in found or all(figure["hash"] for figure in found["figures"])
            except (ValueError, LookupError, TypeError, AttributeError):
                raise _damaged(name, row, "This line is damaged.") from None
            if found.get("register") != SCHEMA or found["name"] != name:
                raise _damaged(name, row, f"This line is not of {name}, or of another version.")
            if not (whole and figures):
                raise _damaged(name, row, "This line, or one before it, was changed after it was written.")
            lines.append(found)
            previous = found["hash"]
        return cls(name, tuple(lines))

    def written(self) -> bytes:
        """Give the register as a file."""
        return b"".join(_json(line) + b"\n" for line in self.lines)

    def adding(self, results: bytes) -> Register:
        """Add a release; the very same a second time adds nothing.

        Parameters
        ----------
        results : bytes
            Its results.json.
        """
        if self.holds(results):
            return self
        content = parsed(results)
        return self._with(
            {
                "results": hashlib.sha256(results).hexdigest(),
                "head": {key: content[key] for key in _HEAD if key in content},
                "figures": [_figure(row) for row in content["results"]],
            }
        )

    def withdrawing(self, number: int) -> Register:
        """Say that a release never left, or was taken back from everyone who had it.

        Parameters
        ----------
        number : int
            Which release: the number of its line.

        Raises
        ------
        ValueError
            There is no such release, or it was withdrawn before.
        """
        standing = [line["number"] for line in self.standing]
        if number not in standing:
            there = f"there are: {', '.join(map(str, standing))}" if standing else "there are none"
            raise ValueError(f"{self.name} has no release {number} that can be withdrawn; {there}")
        return self._with({"withdraws": number})

    def _with(self, content: Content) -> Register:
        line = {
            "register": SCHEMA,
            "name": self.name,
            "number": len(self.lines) + 1,
            **content,
            "previous": self.lines[-1]["hash"] if self.lines else "",
        }
        return Register(self.name, (*self.lines, {**line, "hash": _hash(line)}))

    @property
    def standing(self) -> tuple[Content, ...]:
        """The lines of releases that were not withdrawn."""
        withdrawn = set(self.withdrawn)
        return tuple(line for line in self.lines if "withdraws" not in line and line["number"] not in withdrawn)

    @property
    def withdrawn(self) -> tuple[int, ...]:
        """The numbers of the releases that were withdrawn."""
        return tuple(line["withdraws"] for line in self.lines if "withdraws" in line)

    def holds(self, results: bytes) -> bool:
        """Tell whether a results.json is in the register, byte for byte, and was not withdrawn."""
        return any(line["results"] == hashlib.sha256(results).hexdigest() for line in self.standing)

    def held(self, results: bytes) -> bool:
        """Tell whether a results.json was ever in the register, withdrawn or not."""
        return any(line.get("results") == hashlib.sha256(results).hexdigest() for line in self.lines)

    def releases(self) -> list[dict[str, Any]]:
        """Give every release that was not withdrawn, as an audit reads it."""
        return [
            {**line["head"], "results": [_released(figure) for figure in line["figures"]]} for line in self.standing
        ]

    def changed(self, results: Content) -> list[str]:
        """Name the figures that differ from the release that was registered last, or are in one of the two only."""
        if not self.standing:
            return []
        known = {figure["id"]: figure["hash"] for figure in self.standing[-1]["figures"]}
        now = {row["id"]: _hash(row)[:_HASHED] for row in results["results"]}
        return sorted(id_ for id_ in known.keys() | now.keys() if known.get(id_) != now.get(id_))


def _figure(row: Content) -> dict[str, Any]:
    return {**{name: row[name] for name in _FIGURE}, "hash": _hash(row)[:_HASHED]}


def _released(figure: Content) -> dict[str, Any]:
    unknown = dict.fromkeys(("se", "interval", "statistic", "df", "p"))
    return {**unknown, **{name: value for name, value in figure.items() if name != "hash"}}


def _hash(content: Content) -> str:
    return hashlib.sha256(_json(content)).hexdigest()


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _damaged(name: str, row: int, message: str) -> StudyError:
    hint = (
        "Put the file back from a copy. Is there none: move it away and keep it; the register then begins anew with "
        "the report that stands, and what was released before is not audited."
    )
    return StudyError([Problem(f"reports/_register/{name}.jsonl", row, None, message, hint)])
