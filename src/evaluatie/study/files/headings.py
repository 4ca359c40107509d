"""Finding the columns of a table of which this program, and not study.yml, says how they are called."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from evaluatie.amiss import nearest
from evaluatie.study.codes import code_text, folded
from evaluatie.study.files.rawwave import MISSING, RawWave, UnreadableError
from evaluatie.study.problems import Problem, did_you_mean, quoted

Headings = Mapping[str, tuple[str, ...]]
#: how much a name must be like one that may be left out, to be taken for it misspelt
_ALIKE = 0.85


def known_columns(raw: RawWave, headings: Headings) -> dict[str, list[str]]:
    """Give the columns of a file that may be meant by each heading.

    Parameters
    ----------
    raw : RawWave
        The file.
    headings : mapping of str to tuple of str
        Of each column all names by which it is known, in small letters.

    Returns
    -------
    dict of str to list of str
    """
    there = list(filter(None, raw.columns))
    return {
        wanted: [name for name in there if code_text(name).casefold() in names] for wanted, names in headings.items()
    }


def find_columns(raw: RawWave, headings: Headings, optional: Collection[str] = ()) -> dict[str, str]:
    """Find out how each column is called in a file.

    Parameters
    ----------
    raw : RawWave
        The file.
    headings : mapping of str to tuple of str
        Of each column all names by which it is known, in small letters.
    optional : collection of str
        The columns that need not be there.

    Returns
    -------
    dict of str to str

    Raises
    ------
    UnreadableError
        When columns are missing, or several of them hold the same.
    """
    there = list(filter(None, raw.columns))
    found = known_columns(raw, headings)
    free = [name for name in there if not any(name in names for names in found.values())]
    problems = []
    for wanted, names in found.items():
        if not names and wanted not in optional:
            # names from the file are quoted only when some of them are known: what looks like a header may be a person
            hint = f"The columns are {', '.join(headings)}."
            if any(found.values()):
                near = did_you_mean(wanted, there, listing=False)
                hint = near or f"It may be called {', '.join(headings[wanted])}. {did_you_mean(wanted, there)}"
            problems.append(Problem(raw.file, raw.header_row, wanted, MISSING, hint))
        elif not names and (problem := misspelt(raw, wanted, headings[wanted], free)):
            problems.append(problem)
        elif len(names) > 1:
            message = f"{len(names)} columns hold this: {', '.join(names)}."
            alike = names[0] if len(set(names)) == 1 else wanted
            problems.append(Problem(raw.file, raw.header_row, alike, message, "Keep one of them."))
    if problems:
        raise UnreadableError(*problems)
    return {wanted: names[0] for wanted, names in found.items() if names}


def misspelt(raw: RawWave, wanted: str, names: Iterable[str], free: Collection[str]) -> Problem | None:
    """Tell of a column that may be left out that another surely was meant to be it.

    Parameters
    ----------
    raw : RawWave
        The file.
    wanted : str
        What the column is called in the message.
    names : iterable of str
        All names that it may have.
    free : collection of str
        The file's columns from which nothing else is read.

    Returns
    -------
    Problem or None
    """
    near = (nearest(name, free, key=folded, cutoff=_ALIKE) for name in names)
    meant = next((column for column in near if column is not None), None)
    if meant is None:
        return None
    hint = f"Did you mean {quoted(meant)}? If that is something else, give it another name."
    return Problem(raw.file, raw.header_row, wanted, MISSING, hint)
