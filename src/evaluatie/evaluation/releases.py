"""What organisations released: their results.json, read and checked, and nothing else of theirs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from evaluatie.resultsfile import CHECKSUM, RESULTS, SCHEMA, checksum_of, content_of, parsed
from evaluatie.study.problems import Problem, StudyError
from evaluatie.study.settings.source import reason
from evaluatie.study.workspace import SYNTHESIS, find_workspace

Number = Mapping[str, Any]
_HEAD = ("organisation", "language", "policy", "waves", "linking", "plan", "outcomes", "results")
_ORGANISATION = ("id", "name", "synthetic", "sector", "headcount")
_PLAN = ("primary", "secondary", "smallest_effect", "estimator", "fixed_beforehand")
_OUTCOME = (
    "label", "low", "high", "direction", "instrument", "items", "referent", "asked_otherwise", "not_comparable",
)  # fmt: skip
_NUMBER = ("id", "section", "outcome", "group", "waves", "term", "estimate", "se", "df", "n", "suppressed")


@dataclass(frozen=True, eq=False)
class Release:
    """The released results of one organisation.

    Attributes
    ----------
    content : mapping
        Its results.json.
    numbers : mapping of str to mapping
        Every number by its id; hidden ones hold nothing.
    """

    content: Mapping[str, Any] = field(repr=False)
    numbers: Mapping[str, Number] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "numbers", {number["id"]: number for number in self.content["results"]})

    @property
    def id(self) -> str:
        """The organisation's id."""
        return str(self.content["organisation"]["id"])

    @property
    def name(self) -> str:
        """The organisation's name."""
        return str(self.content["organisation"]["name"])

    @property
    def synthetic(self) -> bool:
        """Whether the organisation is made up."""
        return bool(self.content["organisation"]["synthetic"])

    @property
    def sector(self) -> str | None:
        """The organisation's sector."""
        found: str | None = self.content["organisation"]["sector"]
        return found

    @property
    def headcount(self) -> str | None:
        """The organisation's size, as a band."""
        found: str | None = self.content["organisation"]["headcount"]
        return found

    @property
    def policy(self) -> Mapping[str, Any]:
        """By which rules numbers were hidden."""
        found: Mapping[str, Any] = self.content["policy"]
        return found

    @property
    def plan(self) -> Mapping[str, Any]:
        """What was planned."""
        found: Mapping[str, Any] = self.content["plan"]
        return found

    @property
    def waves(self) -> Sequence[Mapping[str, Any]]:
        """The waves in the order of time."""
        found: Sequence[Mapping[str, Any]] = self.content["waves"]
        return found

    @property
    def outcomes(self) -> Mapping[str, Mapping[str, Any]]:
        """The outcomes by id."""
        found: Mapping[str, Mapping[str, Any]] = self.content["outcomes"]
        return found


@dataclass(frozen=True, eq=False)
class Releases:
    """The released results of several organisations, in the order of their ids."""

    of: tuple[Release, ...]

    def __iter__(self) -> Iterator[Release]:
        return iter(self.of)

    def __len__(self) -> int:
        return len(self.of)

    @property
    def language(self) -> str:
        """The language of most of the reports; Dutch where it is a tie."""
        counted = Counter(str(one.content["language"]) for one in self.of)
        return max(("nl", "en"), key=lambda language: counted[language])

    def number(self, organisation: str, id_: str) -> Number:
        """Give a released number.

        Raises
        ------
        KeyError
            When that organisation released no such number.
        """
        try:
            return self._by_id[organisation].numbers[id_]
        except KeyError:
            raise KeyError(f"{organisation} released no number '{id_}'") from None

    @cached_property
    def _by_id(self) -> dict[str, Release]:
        return {one.id: one for one in self.of}


def read_releases(sources: Sequence[Mapping[str, Any] | Path | str]) -> Releases:
    """Read what organisations released.

    Parameters
    ----------
    sources : sequence of mapping, path or str
        Parsed results.json files, or where they are.

    Returns
    -------
    Releases
        In the order of the organisations' ids.

    Raises
    ------
    StudyError
        A file cannot be read, is damaged, was changed, is of another version or of an organisation that was there
        already; all problems at once.
    """
    problems: list[Problem] = []
    found: dict[str, Release] = {}
    for position, source in enumerate(sources, start=1):
        name = f"release {position}" if isinstance(source, Mapping) else _place(Path(source))
        try:
            release = _release(source, "ORG") if isinstance(source, Mapping) else _from_file(Path(source))
        except _ReleaseError as error:
            problems.append(Problem(name, None, None, error.message, error.hint))
            continue
        if release.id in found:
            hint = "Give every organisation once."
            problems.append(Problem(name, None, None, f"There are two releases of {release.id}.", hint))
        found[release.id] = release
    if problems:
        raise StudyError(problems)
    return Releases(tuple(found[id_] for id_ in sorted(found)))


def find_releases(organisations: Sequence[str] = (), *, reports: Path | str | None = None) -> tuple[Path, ...]:
    """Find the results.json of organisations' reports.

    Parameters
    ----------
    organisations : sequence of str
        Their ids; none for all that have a report.
    reports : path or str, optional
        The folder of reports; by default that of the nearest workspace.

    Returns
    -------
    tuple of pathlib.Path
        In alphabetical order; the synthesis itself is left out.

    Raises
    ------
    StudyError
        An organisation that was named has no report.
    """
    folder = find_workspace().reports if reports is None else Path(reports)
    known = {path.parent.name: path for path in folder.glob(f"[!.]*/{RESULTS}") if path.parent.name != SYNTHESIS}
    missing = [one for one in dict.fromkeys(organisations) if one not in known]
    if missing:
        raise StudyError([_no_report(one, known) for one in missing])
    return tuple(known[one] for one in sorted(set(organisations) or known))


def _no_report(organisation: str, known: Mapping[str, Path]) -> Problem:
    if organisation == SYNTHESIS:
        return Problem("reports", None, None, "A synthesis is not made of itself.", "Name organisations, or nothing.")
    there = f" There are reports of: {', '.join(sorted(known))}." if known else ""
    hint = f"Make it with: evaluatie report {organisation}.{there}"
    return Problem("reports", None, None, f"There is no report of {organisation}.", hint)


class _ReleaseError(ValueError):
    def __init__(self, message: str, hint: str) -> None:
        self.message, self.hint = message, hint
        super().__init__(message)


def _place(path: Path) -> str:
    """Name a file as the user knows it: from the folder of the reports on."""
    return "/".join(path.parts[-3:])


def _again(organisation: str) -> str:
    return f"Make it anew with: evaluatie report {organisation} --force."


def _read(path: Path) -> Any:
    anew = _again(path.parent.name)
    try:
        return parsed(content_of(path))
    except OSError as error:
        raise _ReleaseError(f"This file cannot be read: {reason(error)}.", anew) from error
    except ValueError as error:
        raise _ReleaseError("This file is damaged: it is no JSON as evaluatie writes it.", anew) from error


def _from_file(path: Path) -> Release:
    content = _read(path)
    # a file always has one; what a program hands over may be a part of a release
    return _release({CHECKSUM: None, **content} if isinstance(content, dict) else content, path.parent.name)


def _release(content: Any, known_as: str) -> Release:
    schema = content.get("schema") if isinstance(content, Mapping) else None
    about = content.get("organisation") if isinstance(content, Mapping) else None
    anew = _again(str(about.get("id", known_as)) if isinstance(about, Mapping) else known_as)
    if schema != SCHEMA:
        told = "name no version" if schema is None else f'are of the version "{schema}"'
        raise _ReleaseError(f'These results {told}; a synthesis needs "{SCHEMA}".', anew)
    if CHECKSUM in content and content[CHECKSUM] != checksum_of(content):
        told = "These results were changed after they were released: their checksum does not match."
        raise _ReleaseError(
            told, f"Ask for the file again, or make it anew with: {anew.removeprefix('Make it anew with: ')}"
        )
    try:
        _check(content)
        return Release(content)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise _ReleaseError(
            "These results are damaged: something is missing, or is not what it should be.", anew
        ) from error


def _check(content: Mapping[str, Any]) -> None:
    """Go through all that a synthesis uses."""
    parts = [(content, _HEAD), (content["organisation"], _ORGANISATION), (content["plan"], _PLAN)]
    parts += [(outcome, _OUTCOME) for outcome in content["outcomes"].values()]
    parts += [(number, _NUMBER) for number in content["results"]]
    parts += [(wave, ("id", "label", "date")) for wave in content["waves"]]
    parts += [(content["policy"], ("preset", "minimum_group", "dominance"))]
    for part, names in parts:
        if missing := [name for name in names if name not in part]:
            raise KeyError(missing[0])
    if not content["waves"]:
        raise ValueError("no waves")
    for number in content["results"]:
        values = (number[name] for name in ("estimate", "se", "df", "n"))
        if not all(value is None or type(value) in (int, float) for value in values):
            raise TypeError("a number is none")
        if number["se"] is not None and number["se"] < 0:
            raise ValueError("a standard error below zero")
    for outcome in content["outcomes"].values():
        if not (float(outcome["low"]) < float(outcome["high"]) and {"nl", "en"} <= outcome["label"].keys()):
            raise ValueError("an outcome without a range or a name")
