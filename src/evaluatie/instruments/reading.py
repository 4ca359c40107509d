"""Find the instruments that come along, and read definitions from YAML, naming everything that is wrong at once."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from functools import cache
from pathlib import Path

from evaluatie.amiss import nearest
from evaluatie.instruments.checking import checked
from evaluatie.instruments.errors import InstrumentError, InstrumentProblem, UnknownInstrumentError
from evaluatie.instruments.model import Instrument
from evaluatie.instruments.parts import IDENTIFIER
from evaluatie.instruments.yamlfile import Document, read_yaml

DEFINITIONS = Path(__file__).parent / "definitions"
SUFFIXES = (".yaml", ".yml")


def list_instruments() -> tuple[str, ...]:
    """List the ids of the instruments that come with evaluatie.

    Returns
    -------
    tuple of str
        In alphabetical order.

    Examples
    --------
    >>> "pgis" in list_instruments()
    True
    """
    return tuple(sorted(path.stem for path in DEFINITIONS.glob("*.yaml")))


@cache
def instrument(id: str) -> Instrument:  # noqa: A002 - the word that users know
    """Give one of the instruments that come with evaluatie.

    Parameters
    ----------
    id : str
        Its id, see :func:`list_instruments`.

    Returns
    -------
    Instrument
        Immutable; the same object on every call.

    Raises
    ------
    UnknownInstrumentError
        A KeyError, if there is none of that id, with the likeliest one that was meant.

    Examples
    --------
    >>> pgis = instrument("pgis")
    >>> len(pgis.items), tuple(pgis.subscales), pgis.direction
    (16, ('belonging', 'authenticity'), 'higher')
    """
    known = list_instruments()
    if id not in known:
        near = nearest(id, known, cutoff=0.5)
        meant = "" if near is None else f" Did you mean {near!r}?"
        raise UnknownInstrumentError(f"There is no instrument {id!r}.{meant} There are: {', '.join(known)}.")
    return load_instrument(DEFINITIONS / f"{id}.yaml")


def load_instrument(path: str | Path) -> Instrument:
    """Read an instrument from its definition, for example one of a study's own.

    Parameters
    ----------
    path : str or Path
        A YAML file, as docs/instruments.md explains.

    Returns
    -------
    Instrument
        Immutable.

    Raises
    ------
    InstrumentError
        If the file is not there, is no YAML, or does not describe an instrument; all problems at once.

    Examples
    --------
    >>> load_instrument(DEFINITIONS / "pgis.yaml").id
    'pgis'
    """
    return checked(read_yaml(Path(path)))


def load_instruments(folder: str | Path) -> tuple[dict[str, Instrument], tuple[InstrumentProblem, ...]]:
    """Read the instruments of a study's own.

    Parameters
    ----------
    folder : str or Path
        Holds a definition per instrument, called ``<id>.yaml`` or ``<id>.yml``. Other files are left alone.

    Returns
    -------
    instruments : dict of str to Instrument
        Those that can be used, by id, in alphabetical order.
    problems : tuple of InstrumentProblem
        Everything that is wrong with the others. ``file`` is the name inside the folder, and empty where it
        is about the folder.

    Examples
    --------
    >>> instruments, problems = load_instruments(DEFINITIONS)
    >>> len(instruments), problems[0].message
    (0, 'An instrument that comes with evaluatie is called affective_commitment.')
    """
    folder = Path(folder)
    found: dict[str, Instrument] = {}
    problems: list[InstrumentProblem] = []
    for path in definition_files(folder):
        own, wrong = _own_instrument(path, found)
        problems += wrong
        if own is not None and not wrong:
            found[own.id] = own
    if not found and not problems:
        hint = "Put one in it, called <id>.yaml."
        problems.append(InstrumentProblem("", None, "", "There is no instrument in this folder.", hint))
    return found, tuple(problems)


def definition_files(folder: Path) -> list[Path]:
    """List the definitions in a folder: every .yaml and .yml that is not hidden, in alphabetical order."""
    files = folder.iterdir() if folder.is_dir() else ()
    return sorted(
        path for path in files
        if path.suffix.lower() in SUFFIXES and path.is_file() and not path.name.startswith(".")
    )  # fmt: skip


def _own_instrument(path: Path, taken: Container[str]) -> tuple[Instrument | None, list[InstrumentProblem]]:
    try:
        document = read_yaml(path)
    except InstrumentError as error:
        return None, list(error.problems)
    wrong = list(_name_problems(path, document, taken))
    try:
        return checked(document), wrong
    except InstrumentError as error:
        return None, [*wrong, *error.problems]


def _name_problems(path: Path, document: Document, taken: Container[str]) -> Iterator[InstrumentProblem]:
    id_ = document.values.get("id")
    if not re.search(IDENTIFIER, str(id_)):
        return  # it cannot be an id at all, which is said elsewhere
    if id_ in list_instruments():
        message = f"An instrument that comes with evaluatie is called {id_}."
        hint = f"Give yours a name of its own, for example id: {id_}_own, and call the file {id_}_own.yaml."
        yield document.problem(("id",), message, hint)
    elif id_ != path.stem:
        message = f"The id is {id_}, and the file is called {path.name}."
        yield document.problem(("id",), message, f"Call the file {id_}.yaml, or write id: {path.stem}.")
    elif id_ in taken:
        message = f"Another file defines {id_} too: one ends in .yaml, one in .yml."
        yield document.problem(("id",), message, "Keep one of them.")
