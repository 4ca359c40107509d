"""What is wrong with a study folder or another file of settings: all of it at once, each with place and remedy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evaluatie.amiss import listed, nearest

if TYPE_CHECKING:
    import pandas as pd

LISTED = 20
_QUOTED = 24
_UNSHOWN = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True)
class Problem:
    """One thing to mend, and how.

    Attributes
    ----------
    file : str
        Name of the file inside the study folder, for example ``"t0.csv"``.
    row : int or None
        For study.yml and texts the line; for a .csv the row as a spreadsheet numbers it (the header is row 1); for a
        .sav the number of the case as SPSS numbers it.
    column : str or None
        The column; in study.yml the path of the key, for example ``"waves.1.file"``.
    message : str
        What is wrong, in plain words. Linking codes and other personal cells are never quoted.
    hint : str
        What to do about it; may be empty.
    cells : int
        How many cells it is about; the row is that of the first.

    Examples
    --------
    >>> print(Problem("t0.csv", 3, "JOBSAT", '"veel" is not a number.', "Write a number from 1 to 5."))
    t0.csv, row 3, column JOBSAT: "veel" is not a number. Write a number from 1 to 5.
    """

    file: str
    row: int | None = None
    column: str | None = None
    message: str = ""
    hint: str = ""
    cells: int = 1

    def __post_init__(self) -> None:
        # names of files and columns come from outside, and are read on a screen
        for name in ("file", "column", "message", "hint"):
            text = getattr(self, name)
            if isinstance(text, str) and not text.isprintable():
                object.__setattr__(self, name, visible(text))

    def __str__(self) -> str:
        in_config = self.file.endswith((".yml", ".yaml"))
        place = [self.file]
        if self.row is not None:
            place.append(f"{'line' if in_config or self.file.endswith('.md') else 'row'} {self.row}")
        if self.column:
            place.append(self.column if in_config else f"column {self.column}")
        return f"{', '.join(place)}: {' '.join(part for part in (self.message, self.hint) if part)}"


class FilesError(Exception):
    """Files that somebody wrote cannot be used as they are.

    Attributes
    ----------
    problems : list of Problem
        Everything that is wrong, not just the first thing.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        if len(self.problems) == 1:
            return str(self.problems[0])
        lines = (f"{number:>3}. {problem}" for number, problem in enumerate(self.problems, start=1))
        return "\n".join([f"{len(self.problems)} problems:", *lines])

    def to_rows(self) -> list[tuple[str, str, str, str, str]]:
        """Give file, row, column, message and hint of each problem as text: the rows of a table.

        Examples
        --------
        >>> FilesError([Problem("study.yml", None, None, "This file is empty.")]).to_rows()
        [('study.yml', '', '', 'This file is empty.', '')]
        """
        return [
            (
                problem.file,
                "" if problem.row is None else str(problem.row),
                problem.column or "",
                problem.message,
                problem.hint,
            )
            for problem in self.problems
        ]


class StudyError(FilesError):
    """A study folder cannot be used as it is.

    Attributes
    ----------
    problems : list of Problem
        Everything that is wrong, not just the first thing.
    """


def in_rows(file: str, column: str, rows: Sequence[int] | pd.Index, message: str, hint: str) -> list[Problem]:
    """Make a problem of each cell of a column, up to twenty, and count the others.

    Examples
    --------
    >>> found = in_rows("t0.csv", "born", range(2, 30), "No date.", "Correct it.")
    >>> len(found), found[-1].message
    (21, 'And 8 more cells like these in this column.')
    """
    problems = [Problem(file, int(row), column, message, hint) for row in rows[:LISTED]]
    if len(rows) > LISTED:
        problems.append(Problem(file, None, column, f"And {len(rows) - LISTED} more cells like these in this column."))
    return problems


def told_once(problems: Iterable[Problem]) -> list[Problem]:
    """Tell a problem that stands in many cells of a file once, with the number of cells.

    Parameters
    ----------
    problems : iterable of Problem
        All problems.

    Returns
    -------
    list of Problem
        In the same order; of more than twenty cells with the same file, message and hint only the first.

    Examples
    --------
    >>> found = [Problem("t0.csv", row, "Q1", '"9" is not an answer.') for row in range(2, 33)]
    >>> [str(problem.message) for problem in told_once(found)]
    ['"9" is not an answer. The same in 30 more cells.']
    """
    listed = list(problems)
    alike: dict[object, list[Problem]] = {}
    for problem in listed:
        alike.setdefault((problem.file, problem.message, problem.hint), []).append(problem)
    told: dict[int, Problem] = {}
    for same in alike.values():
        cells = sum(problem.cells for problem in same)
        if len(same) > 1 and cells > LISTED:
            told[id(same[0])] = _summed(same[0], cells, len({problem.column for problem in same}))
        else:
            told |= {id(problem): _summed(problem, problem.cells, 1) for problem in same}
    return [told[id(problem)] for problem in listed if id(problem) in told]


def _summed(problem: Problem, cells: int, columns: int) -> Problem:
    if cells == 1:
        return problem
    where = f", in {columns} columns" if columns > 1 else ""
    return replace(problem, message=f"{problem.message} The same in {cells - 1} more cells{where}.", cells=cells)


def did_you_mean(word: str, options: Iterable[str], *, listing: bool = True) -> str:
    """Point to the option that a misspelt word was meant to be, or else list the options.

    Parameters
    ----------
    word : str
        What was written.
    options : iterable of str
        What could have been written.
    listing : bool
        Whether to list the options where none is near.

    Returns
    -------
    str
        A sentence, or nothing.

    Examples
    --------
    >>> did_you_mean("refrence", ["column", "reference", "focal"])
    'Did you mean "reference"?'
    >>> did_you_mean("x", ["t0", "t1"])
    'There are: t0, t1.'
    """
    known = list({option.casefold(): option for option in reversed(list(options))}.values())[::-1]
    near = nearest(word, known, key=str.casefold)
    if near is not None:
        return f'Did you mean "{near}"?'
    if not listing:
        return ""
    return f"There are: {listed(known, 15)}." if known else "There are none: add it, or leave this out."


def visible(text: str, keep: str = "") -> str:
    r"""Give a text with every character that a screen obeys instead of showing it replaced by a mark.

    Parameters
    ----------
    text : str
        Any text.
    keep : str
        Characters to leave as they are, such as a newline.

    Returns
    -------
    str
        Without control characters (which may clear a screen or colour it), without those that turn the direction of
        reading around, and without halves of characters, which cannot be written to a file.

    Examples
    --------
    >>> visible("t0.csv\x1b[2J"), visible("naïef\tteam")
    ('t0.csv�[2J', 'naïef team')
    """
    if text.isprintable():
        return text
    return "".join(
        letter if letter.isprintable() or letter in keep else " " if letter.isspace() else _UNSHOWN for letter in text
    )


def quoted(value: object) -> str:
    """Quote a value, shortened, on one line.

    Examples
    --------
    >>> quoted("a very long answer to an open question")
    '"a very long answer to an…"'
    """
    text = visible(" ".join(str(value).split()))
    text = text if len(text) <= _QUOTED + 1 else f"{text[:_QUOTED].rstrip()}…"
    return f'"{text}"'
