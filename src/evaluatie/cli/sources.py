"""Commands for what stands beside a study: guide, six steps, agenda, growth panels, and a panel of experts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evaluatie.cli.options import common, debugging, in_language

if TYPE_CHECKING:
    import pandas as pd

    from evaluatie.process import InterventionCatalogue


@click.command()
@click.argument("intervention", required=False, metavar="[ID]")
@click.option("--level", metavar="LEVEL", help="Only those of a level: organisation, hr, manager or team.")
@click.option("--aim", metavar="AIM", help="Only those with an aim, such as belonging or progression.")
@in_language
@debugging
def catalogue(intervention: str | None, level: str | None, aim: str | None, language: str) -> None:
    """Show the interventions of the guide for employers; with ID one of them in full."""
    if intervention is not None and (level or aim):
        raise click.UsageError("Give an ID, or --level and --aim.")
    from evaluatie.cli.documents import print_catalogue, print_intervention
    from evaluatie.cli.printing import console
    from evaluatie.process import UnknownInterventionError, intervention_catalogue
    from evaluatie.run import RunError

    known = intervention_catalogue(language=language)
    if intervention is None:
        print_catalogue(console(), known, _chosen(known, level, aim))
        return
    try:
        print_intervention(console(), known, intervention)
    except UnknownInterventionError as error:
        raise RunError(str(error)) from error


def _chosen(known: InterventionCatalogue, level: str | None, aim: str | None) -> pd.DataFrame:
    from evaluatie.amiss import did_you_mean
    from evaluatie.run import RunError

    asked = (("level", level, known.levels), ("aim", aim, known.aims))
    wrong = [
        f"there is no {what} {word!r}: {did_you_mean(word, options)}"
        for what, word, options in asked
        if word is not None and word not in options
    ]
    if wrong:
        raise RunError("\n".join(wrong))
    frame = known.tidy()
    if level is not None:
        frame = frame[frame["level"] == level]
    return frame if aim is None else frame[frame[aim]]


@click.command()
@click.argument("organisation", required=False, metavar="[ORG]")
@in_language
@common
def steps(organisation: str | None, language: str, root: str | None) -> None:
    """Show the six steps with their advice; with ORG how far that organisation says it is.

    The checklist is the file that `steps` of its study.yml names.
    """
    from evaluatie.cli.documents import print_checklist, print_steps
    from evaluatie.cli.printing import console, print_problems
    from evaluatie.process import process_steps, six_steps
    from evaluatie.run import RunError
    from evaluatie.run.batch import workspace_at
    from evaluatie.study import StudyError, load_study

    screen = console()
    if organisation is None:
        print_steps(screen, process_steps(), language)
        return
    workspace = workspace_at(root)
    try:
        records = load_study(workspace.study_folder(organisation)).steps
    except StudyError as error:
        print_problems(screen, organisation, error)
        raise SystemExit(1) from None
    if records is None or records.empty:
        raise RunError(f"{organisation} has no checklist of the six steps; name its file in study.yml, under steps")
    print_checklist(screen, organisation, six_steps(records, language=language))


@click.command()
@click.argument("statuses", required=False, type=click.Path(path_type=Path), metavar="[STATUSES.CSV]")
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The day to tell it of.  [default: today]"
)
@click.option(
    "--meeting", "meetings", type=click.DateTime(["%Y-%m-%d"]), multiple=True, metavar="DATE",
    help="A day on which the parties met; once for each.",
)  # fmt: skip
@click.option(
    "--page", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write a page for the meeting."
)
@in_language
@debugging
def agenda(
    statuses: Path | None, day: datetime | None, meetings: tuple[datetime, ...], page: Path | None, language: str
) -> None:
    """Show the national agenda: actions, commitments per party, backlog; with a file of statuses how far it is.

    The file has columns commitment, date (year-month-day) and status (not_started, started, done or stopped), and
    perhaps evidence, by, indicator, value and target; in Dutch toezegging, datum, status, bewijs, door, indicator,
    waarde and streefwaarde. What was reported after DATE is left out.
    """
    if statuses is None and (day is not None or meetings or page is not None):
        raise click.UsageError("--on, --meeting and --page need a file of statuses.")
    from evaluatie.cli.documents import print_agenda, print_progress
    from evaluatie.cli.printing import console
    from evaluatie.process import agenda_progress, national_agenda
    from evaluatie.process.agenda.statuses import the_date
    from evaluatie.run import RunError
    from evaluatie.run.folder import write_file
    from evaluatie.study.settings.source import reason

    if page is not None and page.suffix.casefold() not in (".html", ".htm"):
        raise click.UsageError("--page takes the name of a page, such as meeting.html.")
    late = [meeting for meeting in meetings if day is not None and meeting > day]
    if late and day is not None:
        raise click.UsageError(f"--meeting {late[0]:%Y-%m-%d} is after --on {day:%Y-%m-%d}.")
    known = national_agenda()
    if statuses is None:
        print_agenda(console(), known, language)
        return
    reported = _in_english(_cells(statuses, ("commitment", "date", "status")), _OF_STATUSES)
    if day is not None and "date" in reported:
        told = [the_date(cell) for cell in reported["date"]]
        reported = reported[[one is None or one <= day.date() for one in told]]
    try:
        met, today = [meeting.date() for meeting in meetings], None if day is None else day.date()
        progress = agenda_progress(known, reported, meetings=met, today=today)
    except ValueError as error:
        raise RunError(f"{statuses.name}: {error}") from error
    if page is None:
        print_progress(console(), progress, known, language)
        return
    from evaluatie.report import meeting_page

    try:
        write_file(page, meeting_page(progress, known, language).encode())
    except OSError as error:
        raise RunError(f"{page} cannot be written ({reason(error)})") from error
    console().print(f"Open {page}", soft_wrap=True)


def _cells(path: Path, wanted: tuple[str, ...]) -> pd.DataFrame:
    """Read the cells of a file, empty ones as missing."""
    from evaluatie.study import StudyError
    from evaluatie.study.files.rawwave import UnreadableError
    from evaluatie.study.files.reading import read_answers

    try:
        cells = read_answers(path, wanted=wanted).cells
    except UnreadableError as error:
        raise StudyError(error.problems) from error
    return cells.where(cells.map(lambda cell: not isinstance(cell, str) or bool(cell.strip())), None)


#: Headings of statuses, in Dutch
_OF_STATUSES = {
    "toezegging": "commitment", "datum": "date", "bewijs": "evidence", "door": "by", "waarde": "value",
    "streefwaarde": "target",
}  # fmt: skip


def _in_english(cells: pd.DataFrame, headings: Mapping[str, str]) -> pd.DataFrame:
    """Give columns their English names, whatever the capitals."""
    named = {column: str(column).strip().casefold() for column in cells}
    return cells.rename(columns={column: headings.get(name, name) for column, name in named.items()})


@click.command()
@in_language
@debugging
def panels(language: str) -> None:
    """Show what the city's growth panels add up to: who came twice, which themes return, what cannot be computed."""
    from evaluatie.cli.documents import print_panels
    from evaluatie.cli.printing import console
    from evaluatie.themes import growth_panels, panel_account

    known = growth_panels()
    print_panels(console(), known, panel_account(known), language)


#: Headings of ratings, in Dutch
_HEADINGS = {
    "stelling": "statement", "deskundige": "expert", "ronde": "round", "oordeel": "rating", "cijfer": "rating",
    "score": "rating",
}  # fmt: skip


@click.command()
@click.argument("ratings", type=click.Path(path_type=Path), metavar="RATINGS.CSV")
@click.option("--scale", type=(int, int), required=True, metavar="LOW HIGH", help="Lowest and highest rating.")
@click.option("--agree", type=float, metavar="RATING", help="Lowest rating that agrees.  [default: the top third]")
@click.option(
    "--consensus", type=float, default=0.75, show_default=True, metavar="SHARE", help="Share that makes consensus."
)
@debugging
def delphi(ratings: Path, scale: tuple[int, int], agree: float | None, consensus: float) -> None:
    """Show on which statements a panel of experts agrees over its rounds, and which need another round.

    The file has columns statement, expert, round and rating (in Dutch: stelling, deskundige, ronde and oordeel), a row
    per rating.
    """
    if scale[0] >= scale[1]:
        raise click.UsageError("--scale takes the lowest rating first, such as --scale 1 5.")
    from evaluatie.cli.documents import print_consensus
    from evaluatie.cli.printing import console
    from evaluatie.result import NotEnoughData
    from evaluatie.run import RunError
    from evaluatie.themes import delphi_consensus

    cells = _in_english(_cells(ratings, (*_HEADINGS, *_HEADINGS.values())), _HEADINGS)
    try:
        found = delphi_consensus(cells, scale=scale, agree=agree, consensus=consensus)
    except (NotEnoughData, ValueError) as error:
        counted = "\nRow 1 is the first below the headings." if "row " in str(error) else ""
        raise RunError(f"{ratings.name}: {error}{counted}") from error
    print_consensus(console(), found)


#: What the command line takes up
COMMANDS = (agenda, catalogue, delphi, panels, steps)
