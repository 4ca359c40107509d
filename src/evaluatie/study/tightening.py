"""What one run asks for on top of study.yml: stricter thresholds, as ``minimum_group=15``, and what else it hides."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Protocol

from evaluatie.study.problems import Problem, StudyError, did_you_mean, quoted
from evaluatie.study.settings.arrangements import Disclosure

_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
_WHOLE = frozenset({"minimum_group", "minimum_answers"})
_SHARES = frozenset({"minimum_response", "dominance"})
_HIDE = "hide="
#: outcome, waves, characteristic, level and part of people of whom nothing is shown
Hidden = tuple[str | None, tuple[str, ...], str, str, str | None]


class _Cell(Protocol):
    @property
    def outcome(self) -> str | None: ...
    @property
    def waves(self) -> tuple[str, ...]: ...
    @property
    def characteristic(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def part(self) -> str | None: ...


def hiding(cell: _Cell) -> str:
    """Write that people are to be hidden, as a notebook's parameter gives it.

    Examples
    --------
    >>> from evaluatie.evaluation.section import Cell
    >>> hiding(Cell(("t0",), "pgis.total", "origin", "europa"))
    'hide=["pgis.total", ["t0"], "origin", "europa", null]'
    """
    about = [cell.outcome, list(cell.waves), cell.characteristic, cell.level, cell.part]
    return f"{_HIDE}{json.dumps(about, ensure_ascii=False)}"


def read_hiding(asked: Sequence[str]) -> tuple[list[str], frozenset[Hidden]]:
    """Divide what a notebook's parameter gives into thresholds and people who are to be hidden.

    Parameters
    ----------
    asked : sequence of str
        Thresholds, see :func:`read_tightening`, and what :func:`hiding` wrote.

    Returns
    -------
    tuple of list of str and frozenset of tuple
        The thresholds as they were given; outcome, waves, characteristic, level and part of those who are hidden.

    Raises
    ------
    StudyError
        Something else is asked to be hidden.

    Examples
    --------
    >>> read_hiding(["dominance=0.8", 'hide=[null, ["t0"], "origin", "europa", null]'])
    (['dominance=0.8'], frozenset({(None, ('t0',), 'origin', 'europa', None)}))
    """
    thresholds: list[str] = []
    hidden: set[Hidden] = set()
    for one in asked:
        if isinstance(one, str) and not one.startswith(_HIDE):
            thresholds.append(one)
        elif (about := _hidden(one)) is not None:
            hidden.add(about)
        else:
            told = f"{quoted(one)} does not say what is to be hidden."
            remedy = "Leave it out: a run adds it by itself."
            raise StudyError([Problem("command line", None, None, told, remedy)])
    return thresholds, frozenset(hidden)


def _hidden(one: object) -> Hidden | None:
    """Read what :func:`hiding` wrote; anything else is nothing."""
    try:
        about = json.loads(one.removeprefix(_HIDE)) if isinstance(one, str) else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(about, list) or len(about) != 5 or not isinstance(about[1], list):
        return None
    outcome, waves, characteristic, level, part = about
    if not waves and (outcome is None or part is None):
        return None  # only numbers of staff are about no measurement
    texts = [*waves, characteristic, level, *(text for text in (outcome, part) if text is not None)]
    return (
        (outcome, tuple(waves), characteristic, level, part) if all(isinstance(text, str) for text in texts) else None
    )


def read_tightening(asked: Sequence[str]) -> dict[str, float]:
    """Read thresholds as the command line and a notebook's parameter give them.

    Parameters
    ----------
    asked : sequence of str
        Each as ``name=number``, with a name of the ``disclosure`` block of study.yml.

    Returns
    -------
    dict of str to float

    Raises
    ------
    StudyError
        All that is wrong with them. Whether they are stricter than what the study has, the policy decides.

    Examples
    --------
    >>> read_tightening(["minimum_group=15", "dominance=0.8"])
    {'minimum_group': 15, 'dominance': 0.8}
    """
    read: dict[str, float] = {}
    problems = []
    for one in asked:
        name, _, value = (part.strip() for part in str(one).partition("="))
        problem = _problem(name, value, read)
        if problem is None:
            read[name] = int(value) if name in _WHOLE else float(value)
        else:
            problems.append(Problem("command line", None, None, *problem))
    if problems:
        raise StudyError(problems)
    return read


def as_options(tighter: Mapping[str, float]) -> list[str]:
    """Write thresholds as a notebook's parameter gives them, in the order of their names.

    Examples
    --------
    >>> as_options({"minimum_group": 15, "dominance": 0.8})
    ['dominance=0.8', 'minimum_group=15']
    """
    return [f"{name}={tighter[name]!r}" for name in sorted(tighter)]


def _problem(name: str, value: str, read: Mapping[str, float]) -> tuple[str, str] | None:
    known = [key for key in Disclosure.known_keys() if key != "preset"]
    if name not in known:
        return f"{quoted(name)} is no threshold that a run can tighten.", did_you_mean(name, known)
    if name in read:
        return f"{name} is given twice.", "Give it once."
    if not _NUMBER.fullmatch(value) or (name in _WHOLE and not value.isdecimal()):
        kind = "a whole number" if name in _WHOLE else "a number, with a point"
        return f"{name} must be {kind}, not {quoted(value)}.", f"Write {name}=15." if name in _WHOLE else ""
    if name in _SHARES and float(value) > 1:
        return f"{name} is a share, from 0 to 1, and not {value}.", f"Write {name}=0.8."
    return None
