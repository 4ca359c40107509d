"""Reading on behind a slip that YAML cannot read, so that everything else is told in the same go."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import yaml

from evaluatie.reproduce.finding.slips import Slip, slip_on
from evaluatie.study.problems import LISTED, Problem
from evaluatie.study.settings.source import Source, parse, text_of


def read_on(file: Path, source: Source) -> Source:
    """Tell the slips in a file that is no valid YAML, and read what it was meant to be.

    Parameters
    ----------
    file : pathlib.Path
        The file.
    source : Source
        What came of reading it.

    Returns
    -------
    Source
        With the values as they were meant and a problem for every slip; the same where no slip explains what is wrong.
    """
    text = text_of(file, Source(source.kind))
    if text is None:
        return source
    lines, told, guessed = text.splitlines(), list[Problem](), False
    while len(told) < LISTED and (error := _error(lines)) is not None:
        found = _slip(lines, error)
        if found is None:
            break
        at, slip = found
        told.append(source.at(at + 1, slip.message, slip.hint))
        lines[at], guessed = slip.meant, slip.guessed
        if slip.row:
            _other_rows(lines, at)
    if not told:
        return source
    again = parse("\n".join(lines), Source(source.kind))
    told = [replace(problem, column=_key_on(again, problem.row)) for problem in told]
    # what YAML cannot read behind a guess may come of the guess
    again.problems = told + ([] if guessed and again.data is None else again.problems)
    return again


def _key_on(source: Source, line: int | None) -> str | None:
    """Give the key that a line begins with."""
    return next((".".join(path) for path, held in source.lines.items() if held == line), None)


def _error(lines: list[str]) -> yaml.MarkedYAMLError | None:
    try:
        for _ in yaml.parse("\n".join(lines), Loader=yaml.SafeLoader):
            pass
    except yaml.MarkedYAMLError as error:
        return error
    except yaml.YAMLError:
        return None
    return None


def _slip(lines: list[str], error: yaml.MarkedYAMLError) -> tuple[int, Slip] | None:
    """Find the line that explains what YAML says, and the slip on it."""
    for at in _lines(lines, error):
        slip = slip_on(lines[at], lines[at - 1] if at else "")
        if slip is not None:
            return at, slip
    return _bracket(lines, error) or _indented(lines, error) or _quote(lines, error)


def _lines(lines: list[str], error: yaml.MarkedYAMLError) -> Iterator[int]:
    """Go through the lines where the slip may be, the likeliest first."""
    if error.context_mark is not None and "scanning" in str(error.context):
        yield error.context_mark.line
    if error.problem_mark is not None:
        here = min(error.problem_mark.line, len(lines) - 1)
        yield here
        yield from (at for at in range(here - 1, max(here - 4, -1), -1) if lines[at].strip())


def _bracket(lines: list[str], error: yaml.MarkedYAMLError) -> tuple[int, Slip] | None:
    """See whether a bracket is not closed, or closed twice."""
    mark, opened, problem = error.problem_mark, error.context_mark, str(error.problem)
    if mark is None or opened is None:
        return None
    if extra := re.search(r"found '([\]}])'", problem):
        line = lines[mark.line]
        meant = line[: mark.column] + line[mark.column + 1 :]
        return mark.line, Slip(f"This {extra[1]} closes nothing.", "Take it out, or add the one that opens.", meant)
    lacks = re.search(r"expected ',' or '([\]}])'", problem)
    if lacks is None or mark.line <= opened.line:
        return None
    line = lines[opened.line]
    message = f"The {line[opened.column]} on this line is not closed."
    code = line.split(" #")[0].rstrip()
    return opened.line, Slip(message, f"Put {lacks[1]} behind its last value.", code + lacks[1], guessed=True)


def _quote(lines: list[str], error: yaml.MarkedYAMLError) -> tuple[int, Slip] | None:
    """See whether a quote is not closed: it runs on to the next one, or to the end of the file."""
    mark, opened = error.problem_mark, error.context_mark
    if mark is None:
        return None
    if opened is not None and "quoted scalar" in str(error.context):
        at: int | None = opened.line
    else:
        last = (place for place in range(min(mark.line, len(lines)) - 1, -1, -1) if '"' in lines[place])
        at = next(last, None)
    if at is None or lines[at].count('"') % 2 == 0:
        return None
    line = lines[at].split(" #")[0].rstrip()
    return at, Slip('A text that begins with " does not end with it.', 'Put " at its end.', f'{line}"', guessed=True)


def _indented(lines: list[str], error: yaml.MarkedYAMLError) -> tuple[int, Slip] | None:
    """See whether a line has other spaces before it than the one above it."""
    mark = error.problem_mark
    if mark is None or mark.line >= len(lines):
        return None
    if not re.search("mapping values are not allowed|expected <block end>, but found '<block", str(error.problem)):
        return None
    line = lines[mark.line]
    above = next((held for held in reversed(lines[: mark.line]) if held.strip() and held.lstrip()[0] != "#"), "")
    has, wanted = (len(held) - len(held.lstrip(" -")) for held in (line, above))
    if has == wanted:
        return None
    message = f"This key stands at place {has + 1} of its line, and that on the line above at place {wanted + 1}."
    hint = "Put all keys of a block below each other; every item of a list has a hyphen before it."
    return mark.line, Slip(message, hint, " " * wanted + line.lstrip(" "), guessed=True)


def _other_rows(lines: list[str], at: int) -> None:
    """Mend the rows of a spreadsheet below the first in the same way: they are one slip."""
    for below in range(at + 1, len(lines)):
        slip = slip_on(lines[below], lines[below - 1]) if "\t" in lines[below] else None
        if slip is None or not slip.row:
            break
        lines[below] = slip.meant
