"""What ``evaluatie verify`` prints and writes: what came out again, what did not, and what is otherwise here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from evaluatie.cli.writing import write_json
from evaluatie.report.versions.figures import state
from evaluatie.resultsfile import RESULTS

if TYPE_CHECKING:
    from evaluatie.run import Verification

_MOST = 12  # more are in the file that --json writes


def print_verification(screen: Console, made: Verification) -> None:
    """Print what came of verifying a report.

    Parameters
    ----------
    screen : Console
        Where to print.
    made : Verification
        What came of it.
    """
    for line in (*_figures(made), *_files(made), *_otherwise(made)):
        screen.print(Text(line))
    screen.print(Text(_verdict(made)))


def write_verification(path: Path, made: Verification) -> None:
    """Write what came of verifying a report as JSON.

    Raises
    ------
    RunError
        The file cannot be written.
    """
    content = {
        "organisation": made.organisation,
        "passed": made.passed,
        "figures": len(_all(made)),
        "beyond": [{"id": pair.now["id"], "report": pair.before, "now": pair.now} for pair in made.beyond],
        "within": [pair.now["id"] for pair in made.within],
        "otherwise": [
            {"id": pair.now["id"], "report": state(pair.before), "now": state(pair.now)}
            for pair in made.figures.otherwise
        ],
        "gone": [number["id"] for number in made.figures.gone],
        "new": [number["id"] for number in made.figures.new],
        "settings": list(made.settings),
        "changed_files": list(made.changed),
        "missing_files": list(made.missing),
        "added_files": list(made.added),
        "recorded": made.recorded,
        "other_bytes": list(made.other_bytes),
        "unexplained": list(made.unexplained),
        "uncompared": list(made.uncompared),
        "differences": [vars(one) for one in made.differences],
    }
    write_json(path, content)


def _all(made: Verification) -> list[Any]:
    """Give the report's figures, however they came out."""
    found = made.figures
    return [*found.changed, *found.slight, *found.same, *found.otherwise, *found.gone]


def _figures(made: Verification) -> Iterator[str]:
    count, slight, otherwise = f"{len(_all(made))} figures", len(made.within), made.figures.otherwise
    if made.same_figures and not made.within:
        yield f"{made.organisation}: {count}, all the same to the last digit."
    elif made.same_figures:
        yield f"{made.organisation}: {count}, all the same; {slight} of them but for their last digits."
    else:
        yield f"{made.organisation}: {count}. Not the same:"
    # of a figure that one of the two hides no value is told, as this may be sent back
    hidden = [f"{one.now['id']}: {state(one.before)} in the report, {state(one.now)} now" for one in otherwise]
    yield from _first([*(_apart(pair.before, pair.now) for pair in made.beyond), *hidden])
    yield from _first([f"{number['id']}: in the report, did not come out now" for number in made.figures.gone])
    yield from _first([f"{number['id']}: came out now, is not in the report" for number in made.figures.new])
    yield from _first([f"{name}, which stands before the figures" for name in made.settings])


def _apart(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Say in what a figure differs."""
    names = [name for name in {**now, **before} if before.get(name) != now.get(name)]
    parts = [f"{name} {before.get(name)} in the report, {now.get(name)} now" for name in names]
    return f"{now['id']}: {'; '.join(parts)}"


def _files(made: Verification) -> Iterator[str]:
    for names, what in (
        (made.changed, "Files of the report that were changed after it was made"),
        (made.missing, "Files of the report that are missing"),
        (made.added, "Files that are no part of the report"),
    ):
        if names:
            yield f"{what}:"
            yield from _first(list(names))
    if made.other_bytes:
        yield f"Came out in other bytes than the report was made in: {', '.join(made.other_bytes)}."
    else:
        yield "As the report was made, every file comes out in the same bytes."


def _otherwise(made: Verification) -> Iterator[str]:
    if not made.recorded:
        yield "An export does not say which data, notebooks, software and machine it was made with."
    if made.differences:
        yield "Made from or with something else:"
        yield from _first([str(one) for one in made.differences])
    elif made.recorded:
        yield "Made from the same data, with the same notebooks, code and software, on the same kind of machine."


def _first(lines: list[str]) -> list[str]:
    more = [f"  and {len(lines) - _MOST} more"] if len(lines) > _MOST else []
    return [*(f"  {line}" for line in lines[:_MOST]), *more]


def _verdict(made: Verification) -> str:
    if made.passed and made.uncompared:
        names = ", ".join(made.uncompared)
        return f"FIGURES VERIFIED: every figure of {RESULTS} comes out again. NOT COMPARED: {names}."
    if made.passed:
        return "VERIFIED: every figure comes out again."
    if made.same_figures and (made.changed or made.added):
        return "NOT VERIFIED: every figure comes out again, but files were changed after the report was made."
    if made.same_figures and made.missing:
        return "NOT VERIFIED: every figure comes out again, but files of the report are missing."
    if made.same_figures:
        return (
            "NOT VERIFIED: every figure of results.json comes out again, but nothing that is otherwise explains how "
            f"these files are: {', '.join(made.unexplained)}. Were they changed, with what tells their digests?"
        )
    if RESULTS in made.changed and RESULTS not in made.other_bytes:
        return f"NOT VERIFIED: {RESULTS} was changed after the report was made; as it was made, it comes out again."
    if made.differences:
        return "NOT VERIFIED: figures are otherwise; what differs is named above."
    return "NOT VERIFIED: figures are otherwise, and nothing that is recorded differs."
