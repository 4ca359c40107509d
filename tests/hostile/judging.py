"""What came of a study folder: the command that a user runs, its figures, and whether that is as it must be."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from unittest import mock

import pandas as pd

from evaluatie import cli
from evaluatie.evaluation.scored import Scores
from evaluatie.study import Problem, Study, StudyError, load, load_study
from evaluatie.study.digests import software
from evaluatie.study.notices import notices
from hostile.kinds import CHANGED, NOTED, REFUSED, UNCHANGED, Kind, Place

FRAMES = (
    "aggregates", "persons", "positions", "population", "staff_counts", "exits", "selection", "interventions",
    "exposure", "theory", "steps", "policy_scan", "policy_plan", "codings",
)  # fmt: skip


@dataclass
class Found:
    """What `evaluatie check` made of a study folder.

    Attributes
    ----------
    code : int
        The exit code.
    said : str
        All that was printed.
    problems : tuple of Problem
        What was refused.
    notes : tuple of str
        What was noted.
    figures : dict
        What the data and the statistics are; none where it was refused.
    faults : list of str
        What must never be: a traceback, a warning of a library, something written of what was refused.
    """

    code: int
    said: str
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    figures: dict[str, object] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def check(folder: Path) -> Found:
    """Run `evaluatie check` on a study folder of a workspace, and read the figures where it is accepted."""
    root, organisation = folder.parents[2], folder.name
    told: list[StudyError] = []
    out = io.StringIO()
    from evaluatie.cli import printing

    printed = printing.print_problems

    def spy(screen: object, name: str, error: StudyError) -> None:
        told.append(error)
        printed(screen, name, error)  # type: ignore[arg-type]

    with (
        mock.patch.object(printing, "print_problems", spy),
        # the package itself does not change meanwhile
        mock.patch.object(load, "software", _software),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(out),
        warnings.catch_warnings(record=True) as warned,
    ):
        warnings.simplefilter("always")
        code = _code(["check", organisation, "--root", str(root)])
    found = Found(code, out.getvalue(), tuple(problem for error in told for problem in error.problems))
    found.faults += [f"a warning: {one.category.__name__}: {one.message}" for one in warned]
    if "unforeseen" in found.said or "Traceback" in found.said:
        found.faults.append(f"a traceback: {found.said.strip()[-300:]}")
    made = root / "data" / "processed" / organisation
    if code == 0:
        with mock.patch.object(load, "software", _software):
            study = load_study(folder)
        found.notes = tuple(notices(study))
        found.figures = figures(study)
    else:
        found.faults += _of_a_refusal(found, made)
    return found


@cache
def _software() -> dict[str, str]:
    return software()


def _code(arguments: list[str]) -> int:
    try:
        cli.main(arguments)
    except SystemExit as ended:
        return int(ended.code or 0)
    return -1


def _of_a_refusal(found: Found, made: Path) -> Iterator[str]:
    if found.code != 1:
        yield f"exit code {found.code}"
    if not found.problems and "unforeseen" not in found.said:
        yield f"refused without a problem: {found.said.strip()[-200:]}"
    if made.exists() and any(made.iterdir()):
        yield f"something was written: {sorted(os.listdir(made))}"  # noqa: PTH208
    for problem in found.problems:
        if not problem.message:
            yield f"nothing is said to be wrong: {problem!r}"
        if not problem.hint and not problem.message.startswith("And "):
            yield f"no remedy: {problem}"


def figures(study: Study) -> dict[str, object]:
    """Give what a report rests upon: every table as it was read, whatever the order of its rows, and statistics."""
    survey = study.survey
    linked = survey["respondent"].duplicated(keep=False)
    # made-up ids of people without a code hold the number of their row
    people = survey["respondent"].where(linked, "alone")
    found: dict[str, object] = {"survey": _digest(survey.assign(respondent=people))}
    for name in FRAMES:
        frame = getattr(study, name)
        found[name] = None if frame is None else _digest(_without_numbers(name, frame))
    found["settings"] = repr(_settings(study))
    return found | dict(_statistics(study))


def _without_numbers(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out numbers that are given by the order of rows."""
    numbered = {"exits": "exit", "codings": "document", "policy_scan": "rater"}.get(name)
    return frame if numbered is None else frame.drop(columns=numbered)


def _settings(study: Study) -> object:
    """Give what study.yml says, but for the names of files, which may be delivered under another."""
    told = study.config.model_dump(mode="json")
    for wave in told["waves"]:
        wave["file"] = None
    return {key: told[key] for key in ("waves", "survey", "groups", "plan", "organisation", "disclosure", "privacy")}


def _digest(frame: pd.DataFrame) -> str:
    columns = sorted(frame.columns)
    rows = sorted("\t".join(map(_text, row)) for row in frame[columns].itertuples(index=False, name=None))
    return hashlib.sha256("\n".join(["\t".join(columns), *rows]).encode()).hexdigest()


def _text(cell: object) -> str:
    if cell is None or cell is pd.NaT or cell is pd.NA:
        return ""
    if isinstance(cell, float):
        return "" if cell != cell else f"{cell:.10g}"
    return str(cell)


def _statistics(study: Study) -> Iterator[tuple[str, object]]:
    scores = Scores(study)
    for wave in study.waves:
        for outcome in study.outcomes:
            for group in (("all", "all"), *scores.levels(wave)):
                moments = scores.moments(outcome.id, wave, *group)
                yield "|".join((outcome.id, wave, *group)), (moments.n, f"{moments.mean:.8g}", moments.variance is None)
    yield "linking", str(study.linking)


@dataclass(frozen=True)
class Verdict:
    """What came of a mutated folder.

    Attributes
    ----------
    outcome : str
        Refused, unchanged, noted or changed.
    failures : tuple of str
        What is not as it must be.
    """

    outcome: str
    failures: tuple[str, ...]


def judge(found: Found, before: Found, done: list[tuple[Kind, Place]]) -> Verdict:
    """Compare what came of a folder with what may come of what was done to it."""
    may = [place.may or frozenset(kind.may) for kind, place in done]
    moving = [place for (_, place), one in zip(done, may, strict=True) if one & {NOTED, CHANGED}]
    # what must change nothing needs no note where something else does
    outcome = _outcome(found, before, moving or [place for _, place in done])
    failures = list(found.faults)
    allowed = {REFUSED} if any(one == {REFUSED} for one in may) else set().union(*may)
    # better than what may come
    allowed |= {NOTED} if CHANGED in allowed else set()
    allowed |= {UNCHANGED} if NOTED in allowed else set()
    if outcome not in allowed:
        failures.append(f"{outcome}, and may be {' or '.join(sorted(allowed))}: {_differing(found, before)}")
    if outcome == REFUSED and found.problems:
        failures += _unnamed(found, done, may)
    return Verdict(outcome, tuple(failures))


def _outcome(found: Found, before: Found, places: list[Place]) -> str:
    if found.code:
        return REFUSED
    if found.figures == before.figures:
        return UNCHANGED
    new = _new_notes(found, before)
    named = [any(place.file in note or place.file == "study.yml" for note in new) for place in places]
    return NOTED if all(named) else CHANGED


def _new_notes(found: Found, before: Found) -> list[str]:
    """Leave out those on care: they count other people as soon as anything is another answer."""
    about_care = re.compile("same answer to all items|less than two seconds")
    return [note for note in found.notes if note not in before.notes and not about_care.search(note)]


def _differing(found: Found, before: Found) -> str:
    if found.code:
        return "; ".join(map(str, found.problems[:3]))
    keys = [key for key in before.figures if found.figures.get(key) != before.figures[key]]
    new = _new_notes(found, before)
    return f"{keys[:4]}, new notes {new[:3]}"


def _unnamed(found: Found, done: list[tuple[Kind, Place]], may: list[frozenset[str]]) -> Iterator[str]:
    """Say which of the mutations no problem names: all that must be refused, and one at least of those that may be."""
    named = [any(_names(problem, kind, place) for problem in found.problems) for kind, place in done]
    # a study.yml that cannot be read hides what is wrong with the files
    hidden = any(kind.family == "study.yml" for kind, _ in done)
    must = [one == frozenset({REFUSED}) for one in may]
    lacking = [not known and needed and not hidden for known, needed in zip(named, must, strict=True)]
    if any(lacking) or not any(named):
        for (kind, place), known in zip(done, named, strict=True):
            if not known:
                told = "; ".join(map(str, found.problems[:3]))
                yield f"not named: {kind.names} of {place.file}, {place.row}, {place.column}: {told}"


def _names(problem: Problem, kind: Kind, place: Place) -> bool:
    asked = kind.names.split()
    # what two files have together stands at one of them, and its message names the other
    other = "row" not in asked and place.file in problem.message
    wrong_file = "file" in asked and problem.file != place.file and not other
    wrong_row = "row" in asked and place.row is not None and problem.row != place.row
    # where files may call a column in several ways, the hint tells them
    told = _same(problem.column, str(place.column)) or (
        problem.column is not None and str(place.column) in problem.hint
    )
    # so is what study.yml says of a file, by its key
    told = told or (other and f"`{str(place.column).rpartition('.')[2]}`" in problem.hint)
    wrong_column = "column" in asked and place.column is not None and not told
    return not (wrong_file or wrong_row or wrong_column)


def _same(told: str | None, column: str) -> bool:
    return told is not None and (told == column or told.startswith(f"{column}."))
