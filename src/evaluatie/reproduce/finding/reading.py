"""From files to findings: one, or all that ship with evaluatie and one's own."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import overload

from evaluatie.amiss import did_you_mean, listed
from evaluatie.reproduce.finding.checks import check_finding
from evaluatie.reproduce.finding.mending import read_on
from evaluatie.reproduce.finding.misread import in_their_place, misread_keys, reworded
from evaluatie.reproduce.finding.model import Finding
from evaluatie.study.problems import FilesError, Problem
from evaluatie.study.settings.source import Kind, Source, read_source
from evaluatie.study.settings.validation import check_values

PUBLISHED = Path(__file__).parents[1] / "published"
MANUAL = "docs/reproduce.md"


class FindingError(FilesError):
    """A file of a finding cannot be used as it is.

    Attributes
    ----------
    problems : list of Problem
        Everything that is wrong, not just the first thing: file, line, key, message and hint.
    """

    def _render_traceback_(self) -> list[str]:
        """Give what a notebook shows: the problems alone."""
        return [str(self)]


def counted(number: int, what: str) -> str:
    """Write a number of things.

    Parameters
    ----------
    number : int
        How many.
    what : str
        Of what, one of them.

    Returns
    -------
    str

    Examples
    --------
    >>> counted(1, "claim"), counted(0, "claim")
    ('1 claim', '0 claims')
    """
    return f"{number} {what}{'s' * (number != 1)}"


@dataclass(frozen=True)
class Findings(Sequence[Finding]):
    """Findings in the order of their ids.

    Attributes
    ----------
    all : tuple of Finding
        Every one.

    Examples
    --------
    >>> [finding.id for finding in Findings(())]
    []
    """

    all: tuple[Finding, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Their ids."""
        return tuple(finding.id for finding in self.all)

    @overload
    def __getitem__(self, which: str | int) -> Finding: ...

    @overload
    def __getitem__(self, which: slice) -> Findings: ...

    def __getitem__(self, which: str | int | slice) -> Finding | Findings:
        if isinstance(which, slice):
            return Findings(self.all[which])
        if isinstance(which, int):
            return self.all[which]
        for finding in self.all:
            if finding.id == which:
                return finding
        raise LookupError(f"there is no finding {which!r}: {_instead(which, self.ids)}")

    def __len__(self) -> int:
        return len(self.all)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.all)

    def __repr__(self) -> str:
        return f"<{counted(len(self), 'finding')}: {listed(self.ids, 30)}>"

    def _repr_html_(self) -> str:
        items = "".join(
            f"<li><code>{html.escape(one.id)}</code> {html.escape(one.title.en)} "
            f"({counted(len(one.figures), 'figure')}, {counted(len(one.claims), 'claim')}): "
            f"{html.escape(one.citation)}</li>"
            for one in self
        )
        return f"<ul>{items}</ul>"


def _instead(which: str, ids: Sequence[str]) -> str:
    """Point to the file of that name that lies here, or else to the finding that was meant."""
    file = next((f"{which}{ending}" for ending in (".yml", ".yaml") if Path(f"{which}{ending}").is_file()), None)
    if file is not None:
        return f"the file {file} lies here; did you mean {file!r}?"
    return f"{did_you_mean(which, ids)}; a file of your own ends in .yml"


def read_finding(path: str | Path) -> Finding:
    """Read a file of a finding.

    Parameters
    ----------
    path : str or pathlib.Path
        The file, such as ``qi2019.yml``.

    Returns
    -------
    Finding

    Raises
    ------
    FindingError
        If it cannot be used, with everything that is wrong with it.
    """
    file = Path(path)
    kind = Kind(
        name=file.name,
        what="a finding",
        folder="its folder",
        first_key="id",
        manual=MANUAL,
        absent="evaluatie reproduce new ID writes one to begin with.",
        typed=False,
    )
    source = read_source(file, kind)
    if source.data is None:
        source = read_on(file, source)
    if source.data is None:
        raise FindingError(source.problems)
    found = check_values(Finding, source)
    keys = list(misread_keys(source.data))
    others = in_their_place([*found.problems, *check_finding(source, found, file.parent)], keys)
    problems = [*source.problems, *(key.problem(source) for key in keys), *others]
    if found.model is not None and not (keys or others):
        problems += _recomputing(source, found.model)
    if problems or found.model is None:
        told = (reworded(problem, source) for problem in problems)
        raise FindingError(sorted(told, key=lambda problem: problem.row or 0))
    return found.model


def _recomputing(source: Source, finding: Finding) -> Iterator[Problem]:
    """Hold the analyses against the methods that there are."""
    from evaluatie.reproduce.recomputing import check_analyses

    for path, message, hint in check_analyses(finding):
        yield source.problem(tuple(map(str, path)), _sentence(message), _sentence(hint))


def _sentence(words: str) -> str:
    """Begin with a capital and end with a full stop.

    Examples
    --------
    >>> _sentence("did you mean 'b'?"), _sentence("add term:")
    ("Did you mean 'b'?", 'Add term:')
    """
    words = words[:1].upper() + words[1:]
    return words if not words or words[-1] in ".?!:" else f"{words}."


def findings(folder: str | Path | None = None) -> Findings:
    """Give all findings that ship with evaluatie, and those of a folder of one's own.

    Parameters
    ----------
    folder : str or pathlib.Path, optional
        Whose ``.yml`` files are read as well.

    Returns
    -------
    Findings
        In the order of their ids.

    Raises
    ------
    FindingError
        If any of them cannot be used, with everything that is wrong.
    """
    files = sorted(PUBLISHED.glob("*.yml"))
    if folder is not None:
        if not Path(folder).is_dir():
            raise FindingError([Problem(Path(folder).name, None, None, "There is no such folder.")])
        files += sorted(Path(folder).glob("*.yml"))
    found: dict[str, Finding] = {}
    problems: list[Problem] = []
    for file in files:
        try:
            finding = read_finding(file)
        except FindingError as error:
            problems += error.problems
            continue
        if finding.id in found:
            problems.append(Problem(file.name, None, "id", "A finding of evaluatie has this id.", "Choose another."))
        found[finding.id] = finding
    if problems:
        raise FindingError(problems)
    return Findings(tuple(found[id_] for id_ in sorted(found)))
