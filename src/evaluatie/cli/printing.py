"""What commands print when they are done: problems, and what came of every report."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from evaluatie.study.problems import visible

if TYPE_CHECKING:
    from evaluatie.run import ChangedRun, ReportFailure, ReportRun, SynthesisRun
    from evaluatie.study import StudyError

    Made = ReportRun | ReportFailure

_WIDE = 200  # where nobody looks on (a pipe, a file) lines are not folded at 80
_LISTED = 60  # of more reports than a screen shows only those that failed are listed
_KINDS = {
    "data": "data",
    "texts": "the author's texts",
    "notebook": "notebook",
    "parameters": "parameters",
    "beside": "files beside the notebooks",
    "code": "evaluatie",
    "versions": "packages",
}


def console() -> Console:
    """Give the screen, or a wide page where nobody looks on."""
    return Console(width=None if sys.stdout.isatty() else _WIDE, highlight=False)


def print_problems(screen: Console, organisation: str, error: StudyError) -> None:
    """Print all that is wrong with an organisation's files."""
    count = len(error.problems)
    table = Table(title=Text(f"{visible(organisation)}: {count} problem{'s' * (count != 1)}"), title_justify="left")
    for column in ("file", "row", "column", "what is wrong", "what to do"):
        table.add_column(column, overflow="fold")
    for row in error.to_rows():
        table.add_row(*map(Text, row))
    screen.print(table)


def print_made(screen: Console, made: Sequence[Made], said: Callable[[Exception], str]) -> None:
    """Print what came of every report, and name the page to open.

    Parameters
    ----------
    screen : Console
        Where to print.
    made : sequence of ReportRun or ReportFailure
        What came of them.
    said : callable
        Gives an error's message for the user.
    """
    from evaluatie.run import ReportRun

    listed = made if len(made) <= _LISTED else [one for one in made if not isinstance(one, ReportRun)]
    if listed:
        screen.print(_table(listed, said))
    done = [one for one in made if isinstance(one, ReportRun)]
    screen.print(_counts(done, failed=len(made) - len(done)))
    dropped = [visible(f"  {one.organisation}: {name}") for one in done for name in one.dropped]
    if dropped:
        screen.print(Text("\n".join(["Left out of the reports, because ev.release did not make it:", *dropped])))
    noticed = [visible(f"  {one.organisation}: {notice}") for one in done for notice in one.notices]
    if noticed:
        screen.print(Text("\n".join(["Texts to read again:", *noticed])))
    if again := [one.organisation for one in done if one.written and one.changed]:
        screen.print(Text(f"What changed in a report: evaluatie changed {again[0] if len(again) == 1 else 'ORG'}"))
    if done:
        page = done[0].pages[0] if len(made) == 1 else done[0].folder.parent / "index.html"
        screen.print(Text(f"Open {_from_here(page)}"), soft_wrap=True)


def print_synthesis(screen: Console, made: SynthesisRun) -> None:
    """Print what a synthesis was made from, and name the page to open: the index leads to it and to the reports."""
    what = "made from" if made.written else "unchanged (--force makes it all the same), made from"
    screen.print(Text(f"Synthesis: {what} {len(made.organisations)} reports: {', '.join(made.organisations)}."))
    if made.dropped:
        dropped = [visible(f"  {name}") for name in made.dropped]
        screen.print(Text("\n".join(["Left out of it, because ev.release did not make it:", *dropped])))
    screen.print(Text(f"It is {_from_here(made.pages[0])}"), soft_wrap=True)
    screen.print(Text(f"Open {_from_here(made.folder.parent / 'index.html')}"), soft_wrap=True)


def print_changed(screen: Console, made: ChangedRun) -> None:
    """Print in a line what changed between two versions of a report, and name the page to open."""
    found = made.comparison
    if found.differ:
        verdicts = sum(pair.changed for pair in found.verdicts)
        figures = found.figures
        told = (
            f"{verdicts} of {len(found.verdicts)} verdicts, {len(figures.changed)} figures as they are printed, "
            f"{len(figures.otherwise)} hidden or come to be shown, {len(figures.new)} new, {len(figures.gone)} gone, "
            f"{len(found.settings)} settings"
        )
    else:
        told = "nothing"
    screen.print(Text(visible(f"{made.organisation}: changed: {told}.")), soft_wrap=True)
    screen.print(Text(f"Open {_from_here(made.pages[0])}"), soft_wrap=True)


def _from_here(page: Path) -> Path:
    here = Path.cwd()
    return page.relative_to(here) if page.is_relative_to(here) else page


def _table(made: Sequence[Made], said: Callable[[Exception], str]) -> Table:
    from evaluatie.run import ReportRun

    table = Table("organisation", "report", "sections, or what went wrong")
    for one in made:
        if isinstance(one, ReportRun):
            table.add_row(Text(one.organisation), "made" if one.written else "unchanged", Text(_sections(one)))
        else:
            older = "\nThe report of an earlier run still stands." if one.older else ""
            table.add_row(Text(visible(one.organisation)), "FAILED", Text(said(one.error) + older))
    return table


def _sections(one: ReportRun) -> str:
    """List a report's sections, and say which were not run again and what had changed."""
    sections = visible(", ".join(one.sections))
    if not one.changed:
        return sections
    run = f"run again: {visible(', '.join(one.executed))}" if one.executed else "none run again"
    return f"{sections} (changed: {', '.join(_KINDS.get(kind, kind) for kind in one.changed)}; {run})"


def _counts(done: Sequence[ReportRun], failed: int) -> str:
    """Say how many reports were made, left as they were and not made."""
    written = sum(one.written for one in done)
    counts = [
        (written, "made"),
        (len(done) - written, "unchanged (--force makes them all the same)"),
        (failed, "FAILED"),
    ]
    return "Reports: " + ", ".join(f"{count} {what}" for count, what in counts if count) + "."
