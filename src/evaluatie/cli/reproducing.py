"""Commands for published findings: recompute them, list the methods, begin one of one's own, check it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evaluatie.cli.options import debugging, in_language

if TYPE_CHECKING:
    from evaluatie.reproduce.finding import Finding
    from evaluatie.reproduce.recomputing import Recomputation


class _FindingOrCommand(click.Group):
    """A group whose first word may be a finding: what is no command is shown."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or args[0] not in (*self.commands, "-h", "--help"):
            args = ["show", *args]
        return super().parse_args(ctx, args)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, "[FINDING | FILE.yml]... [--language nl|en] [--json]")
        formatter.write_usage(ctx.command_path, f"{'|'.join(sorted(set(self.commands) - {'show'}))} ...")


@click.group(cls=_FindingOrCommand)
def reproduce() -> None:
    """Recompute published findings from what they printed; without FINDING all of them.

    Every figure gets a verdict: it follows, follows within rounding, does not follow (with the most likely reason), or
    cannot be recomputed. FILE.yml is a finding of your own: docs/reproduce.md.
    """


@reproduce.command(hidden=True)
@click.argument("named", nargs=-1, metavar="[FINDING | FILE.yml]...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@in_language
@debugging
def show(named: tuple[str, ...], as_json: bool, language: str) -> None:
    """Recompute these findings; without one, all of them."""
    from evaluatie.cli.printing import console
    from evaluatie.cli.reproduced import print_all, print_one, to_dict

    with _told():
        made = list(_recomputed(named))
    if as_json:
        told = [to_dict(one, language) for one in made]
        click.echo(json.dumps({"findings": told}, ensure_ascii=False, indent=1))
        return
    screen = console()
    if not named:
        print_all(screen, made, language)
        screen.print("\nOne in full: evaluatie reproduce FINDING")
    for place, one in enumerate(made if named else ()):
        screen.print("\n" * bool(place), end="")
        print_one(screen, one, language)


def _recomputed(named: Sequence[str]) -> Iterator[Recomputation]:
    from rich.console import Console

    from evaluatie.reproduce.recomputing import recompute

    chosen = list(_chosen(named))
    with Console(stderr=True).status("") as status:
        for place, (finding, folder) in enumerate(chosen, start=1):
            status.update(f"{finding.id} ({place} of {len(chosen)})")
            yield recompute(finding, folder=folder)


def _chosen(named: Sequence[str]) -> Iterator[tuple[Finding, Path | None]]:
    from evaluatie.reproduce.finding import findings, read_finding
    from evaluatie.run import RunError

    if not named:
        yield from ((finding, None) for finding in findings())
    for name in named:
        path = Path(name)
        if path.suffix.casefold() in (".yml", ".yaml") or path.exists():
            yield read_finding(path), path.parent
            continue
        try:
            yield findings()[name], None
        except LookupError as error:
            raise RunError(str(error.args[0])) from error


@contextmanager
def _told() -> Iterator[None]:
    """Print what is wrong with files of findings, and end with 1."""
    from evaluatie.cli.printing import console
    from evaluatie.cli.reproduced import print_faults
    from evaluatie.reproduce.finding import FindingError

    try:
        yield
    except FindingError as error:
        print_faults(console(), error)
        raise SystemExit(1) from None


@reproduce.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@debugging
def methods(as_json: bool) -> None:
    """List the methods by which figures are recomputed, with their keys and what they give."""
    from evaluatie.cli.methodlist import lines, to_dict
    from evaluatie.cli.printing import console
    from evaluatie.reproduce.recomputing import METHODS

    if as_json:
        click.echo(json.dumps(to_dict(METHODS), ensure_ascii=False, indent=1))
        return
    for line in lines(METHODS, console().width):
        click.echo(line)


@reproduce.command()
@click.argument("finding", metavar="ID")
@click.option("--doi", metavar="DOI", help="Of the work.")
@click.option(
    "--to", "folder", type=click.Path(path_type=Path), default=".", metavar="FOLDER", help="Where.  [default: here]"
)
@debugging
def new(finding: str, doi: str | None, folder: Path) -> None:
    """Write ID.yml, a finding that can be recomputed already, with comments on what to replace.

    ID has small letters, digits and underscores, such as qi2019. Nothing is ever overwritten.
    """
    from evaluatie.reproduce.finding.starting import new_finding

    with _told():
        file = new_finding(finding, folder, doi)
    click.echo(f"Made {file}: replace the lines marked with <--.")
    click.echo(f"Then: evaluatie reproduce check {file}, and evaluatie reproduce {file}")


@reproduce.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE.yml...")
@debugging
def check(files: tuple[Path, ...]) -> None:
    """Say what is wrong with files of findings, or that nothing is; nothing is recomputed."""
    from evaluatie.cli.printing import console
    from evaluatie.cli.reproduced import print_faults
    from evaluatie.reproduce.finding import FindingError, read_finding
    from evaluatie.reproduce.finding.noticing import notices
    from evaluatie.reproduce.finding.reading import counted
    from evaluatie.reproduce.recomputing.foreseeing import foreseen

    wrong = False
    for file in files:
        try:
            finding = read_finding(file)
        except FindingError as error:
            print_faults(console(), error)
            wrong = True
            continue
        held = {"figure": finding.figures, "claim": finding.claims, "exercise": finding.lesson.exercises}
        told = ", ".join(counted(len(ones), what) for what, ones in held.items())
        click.echo(f"{file.name}: nothing is wrong ({told}).")
        for notice in (*notices(finding), *foreseen(finding)):
            click.echo(f"  Note: {notice}")
    if wrong:
        raise SystemExit(1)


#: What the command line takes up
COMMANDS = (reproduce,)
