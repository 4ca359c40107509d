"""The command line: parses, calls, prints. Every mistake of a user is one clear message and a non-zero exit."""

from __future__ import annotations

import signal
import sys
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evaluatie.cli.options import common
from evaluatie.cli.reporting import reported
from evaluatie.cli.reproducing import COMMANDS as REPRODUCING
from evaluatie.cli.sources import COMMANDS

if TYPE_CHECKING:
    from evaluatie.run.kernels.pool import Kind
    from evaluatie.study import Workspace


#: settings of JupyterLab that no option has: it does not ask whether it may fetch news
_JUPYTER = Path(__file__).parents[1] / "workbench" / "jupyter"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        By default those of this process.

    Raises
    ------
    SystemExit
        Always: 0 when all went well, 1 when something failed, 2 for a wrong use, 130 after Ctrl-C, 143 after a
        scheduler's SIGTERM, 129 when the terminal was closed.
    """
    context: dict[str, bool] = {"debug": False}
    try:
        with _ending_in_order():
            code = commands.main(arguments, standalone_mode=False, obj=context)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (KeyboardInterrupt, click.Abort):
        code = _stopped(signal.SIGINT)
    except _Ended as ended:
        code = _stopped(ended.signum)
    except Exception as error:
        code = _failed(error, debug=context["debug"])
    raise SystemExit(code or 0)


class _Ended(SystemExit):
    """A signal asked for the end."""

    def __init__(self, signum: int) -> None:
        super().__init__(128 + signum)
        self.signum = signum


def _stopped(signum: int) -> int:
    # a terminal that is closed cannot be written to any more
    with suppress(OSError):
        click.echo("Stopped. What was finished stays; nothing is half-written.", err=True)
    return 128 + signum


def _failed(error: Exception, *, debug: bool) -> int:
    if debug:
        import traceback

        traceback.print_exception(error)
    else:
        click.echo(f"evaluatie: {said(error)}", err=True)
    return 1


def said(error: Exception) -> str:
    """Give the message of an error that was made for the user; of any other only its type."""
    from evaluatie.run import ParameterError, RunError
    from evaluatie.run.errors import lacks_memory
    from evaluatie.study.problems import FilesError, visible

    if isinstance(error, RunError | ParameterError | FilesError):
        return visible(str(error), keep="\n")
    if lacks_memory(type(error).__name__, str(error)):
        return "there is not enough memory; run fewer sections at a time, such as with --jobs 1"
    return f"something unforeseen went wrong ({type(error).__name__}); --debug shows where"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="evaluatie")
def commands() -> None:
    """From an organisation's raw files to a reproducible, disclosure-safe evaluation report."""


for _command in (*COMMANDS, *REPRODUCING, reported):
    commands.add_command(_command)


@commands.command()
@click.argument("organisation", metavar="ORG")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option("--name", help="Name of the organisation, as the report gives it.")
@click.option("--yes", is_flag=True, help="Take every guess, and ask nothing.")
@common
def new(organisation: str, files: tuple[Path, ...], name: str | None, yes: bool, root: str | None) -> None:
    """Make a study folder: copy the delivered files and write a commented study.yml from what they tell.

    Without files, those are used that stand in data/raw/ORG already. Enter takes a guess; nothing is ever overwritten.
    """
    from evaluatie.cli.printing import console, print_problems
    from evaluatie.run.batch import workspace_at
    from evaluatie.study import StudyError
    from evaluatie.study.guessing import new_study

    workspace = workspace_at(root)
    asking = not yes and sys.stdin.isatty()
    try:
        folder = workspace.new_folder(organisation)
        made = new_study(folder, files, name=name, ask=_ask if asking else None, tell=_tell if asking else None)
    except StudyError as error:
        print_problems(console(), organisation, error)
        raise SystemExit(1) from None
    _tell(f"{organisation}: made {', '.join(made.written)} in data/raw/{organisation}.")
    _tell(f"Waves, in the order of time: {', '.join(made.waves)}.")
    if made.look_at:
        click.echo("Look at these first in study.yml:")
    for doubt in made.look_at:
        _tell(f"  {doubt}")
    click.echo(f"Then: evaluatie check {organisation}")


def _tell(line: str) -> None:
    """Print a line in which names from delivered files may stand."""
    from evaluatie.study.problems import visible

    click.echo(visible(line, keep="\n"))


def _ask(question: str, default: str) -> str:
    from evaluatie.study.problems import visible

    return str(click.prompt(visible(question, keep="\n"), default=default, show_default=bool(default)))


@commands.command()
@click.argument("organisations", nargs=-1, required=True, metavar="ORG...")
@common
def check(organisations: tuple[str, ...], root: str | None) -> None:
    """Say what is wrong with the files of an organisation: file, row, column, and what to do."""
    from evaluatie.cli.printing import console, print_problems
    from evaluatie.disclosure import policy_of
    from evaluatie.run.authored import check_texts
    from evaluatie.run.batch import workspace_at
    from evaluatie.study import StudyError, load_study
    from evaluatie.study.notices import notices
    from evaluatie.study.problems import visible
    from evaluatie.study.recognition import recognition

    workspace = workspace_at(root)
    screen = console()
    wrong = False
    for organisation in organisations:
        try:
            study = load_study(workspace.study_folder(organisation))
            policy = policy_of(study)
            check_texts(workspace.study_folder(organisation))
        except StudyError as error:
            wrong = True
            print_problems(screen, organisation, error)
        else:
            waves = ", ".join(study.waves)
            people = f"{study.survey['respondent'].nunique()} respondents" if study.aggregates is None else "means only"
            screen.print(f"{organisation}: nothing wrong (waves {waves}; {people}).", markup=False)
            for note in notices(study):
                screen.print(f"  note: {visible(note)}", markup=False)
            for line in recognition(study, policy.minimum_group):
                screen.print(f"  recognisable: {line}", markup=False)
    if wrong:
        raise SystemExit(1)


@commands.command()
@click.argument("organisations", nargs=-1, metavar="ORG...")
@click.option("--all", "everything", is_flag=True, help="Every organisation in data/raw.")
@click.option("--force", is_flag=True, help="Run every section, also those of which nothing changed.")
@click.option(
    "--jobs", type=click.IntRange(1), help="Sections that run at a time.  [default: just over the processors]"
)
@click.option(
    "--time-limit", type=click.FloatRange(0, min_open=True), default=600, show_default=True, metavar="SECONDS",
    help="How long a section may take.",
)  # fmt: skip
@click.option(
    "--kernels", type=click.Choice(["auto", "fork", "plain"]), default="auto", show_default=True,
    help="Forked from a preloaded server (Linux), or a fresh interpreter each; the results are the same.",
)  # fmt: skip
@click.option("--cluster", metavar="ADDRESS", help="Run the sections on a Dask cluster, such as tcp://10.0.0.1:8786.")
@click.option(
    "--minimum-group", metavar="N", help="Show groups of N people or more only: more than study.yml asks for."
)
@click.option(
    "--tighten", multiple=True, metavar="NAME=NUMBER",
    help="Make any threshold of the disclosure block of study.yml stricter for this run, such as dominance=0.8.",
)  # fmt: skip
@common
def report(
    organisations: tuple[str, ...],
    everything: bool,
    force: bool,
    jobs: int | None,
    time_limit: float,
    kernels: Kind,
    cluster: str | None,
    minimum_group: str | None,
    tighten: tuple[str, ...],
    root: str | None,
) -> None:
    """Make the reports of the organisations, and the page that lists all reports.

    Of each report only the sections are run that have changed: their data, notebook or parameters, evaluatie itself or
    an installed package. A run that was stopped or killed goes on where it was.
    """
    if everything == bool(organisations):
        raise click.UsageError("Name the organisations, or give --all.")
    from evaluatie.cli.printing import console, print_made
    from evaluatie.cli.progress import showing_progress
    from evaluatie.run import ReportFailure, run_all

    asked = (*([] if minimum_group is None else [f"minimum_group={minimum_group}"]), *tighten)
    with _notices(), showing_progress() as progress:
        made = run_all(
            organisations or None, root=root, kernels=kernels, jobs=jobs, timeout=time_limit, force=force,
            cluster=cluster, tighten=asked, progress=progress,
        )  # fmt: skip
    print_made(console(), made, said)
    failures = [one for one in made if isinstance(one, ReportFailure)]
    if failures and click.get_current_context().obj["debug"]:
        raise failures[0].error
    if failures:
        raise SystemExit(1)


@commands.command()
@click.argument("organisations", nargs=-1, metavar="[ORG]...")
@click.option("--force", is_flag=True, help="Make it also where nothing changed.")
@click.option(
    "--kernels", type=click.Choice(["auto", "fork", "plain"]), default="auto", show_default=True,
    help="Forked from a preloaded server (Linux), or a fresh interpreter; the results are the same.",
)  # fmt: skip
@common
def synthesis(organisations: tuple[str, ...], force: bool, kernels: Kind, root: str | None) -> None:
    """Take the reports of organisations together: what changed over all of them, and what may not be concluded.

    Only reports/ORG/results.json is read; without ORG, of every organisation that has a report.
    """
    from evaluatie.cli.printing import console, print_problems, print_synthesis
    from evaluatie.run import run_synthesis
    from evaluatie.study import StudyError

    with _notices():
        try:
            made = run_synthesis(organisations, root=root, kernels=kernels, force=force)
        except StudyError as error:
            if click.get_current_context().obj["debug"]:
                raise
            print_problems(console(), "synthesis", error)
            raise SystemExit(1) from None
    print_synthesis(console(), made)


@commands.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[RESULTS.JSON]...")
@click.option("--json", "written", type=click.Path(path_type=Path), metavar="FILE", help="Write what was found there.")
@click.option(
    "--withdraw",
    "withdrawn",
    multiple=True,
    metavar="ORG:NUMBER",
    help="First say that a release never left, or was taken back: it stays in the register, and is not attacked.",
)
@common
def audit(files: tuple[Path, ...], written: Path | None, withdrawn: tuple[str, ...], root: str | None) -> None:
    """Try to work out what is hidden from all that was released so far, and fail where that can be done.

    Read are reports/_register, which keeps every release, the reports that stand, the synthesis, and any results.json
    that is named: what others released about the same people.
    """
    from evaluatie.cli.auditing import print_audit, release_named, write_audit
    from evaluatie.cli.printing import console, print_problems
    from evaluatie.run import run_audit, withdraw
    from evaluatie.study import StudyError

    try:
        for organisation, number in map(release_named, withdrawn):
            withdraw(organisation, number, root=root)
        made = run_audit(files, root=root)
    except StudyError as error:
        if click.get_current_context().obj["debug"]:
            raise
        print_problems(console(), "audit", error)
        raise SystemExit(1) from None
    if written is not None:
        write_audit(written, made)
    print_audit(console(), made)
    if not made.audit.passed:
        raise SystemExit(1)


@commands.command()
@click.argument("organisation", required=False, metavar="[ORG]")
@click.option("--zip", "packed", is_flag=True, help="Make a zip instead of a folder.")
@click.option("--to", type=click.Path(path_type=Path), metavar="PLACE", help="Where.  [default: exports/ORG]")
@click.option("--verify", "received", type=click.Path(path_type=Path), metavar="PLACE", help="Check an export instead.")
@common
def export(organisation: str | None, packed: bool, to: Path | None, received: Path | None, root: str | None) -> None:
    """Make the folder that may be sent: pages, results.json and a manifest with a checksum of every file.

    Refused are reports that are not whole, not up to date, or not in the register of releases.
    """
    if (organisation is None) == (received is None):
        raise click.UsageError("Name an organisation, or give --verify with the folder or zip that was received.")
    from evaluatie.cli.exporting import print_export
    from evaluatie.run import run_export, verify_export

    if received is not None:
        print_export(verify_export(received), checked=True)
    else:
        print_export(run_export(str(organisation), root=root, to=to, packed=packed), checked=False)


@commands.command()
@click.argument("made", metavar="REPORT")
@click.option(
    "--data", type=click.Path(path_type=Path), metavar="FOLDER",
    help="The study folder that came with it; of a synthesis, the folder of reports.  [default: those here]",
)  # fmt: skip
@click.option("--json", "written", type=click.Path(path_type=Path), metavar="FILE", help="Write what was found there.")
@click.option(
    "--time-limit", type=click.FloatRange(0, min_open=True), default=600, show_default=True, metavar="SECONDS",
    help="How long a section may take.",
)  # fmt: skip
@click.option(
    "--kernels", type=click.Choice(["auto", "fork", "plain"]), default="auto", show_default=True,
    help="Forked from a preloaded server (Linux), or a fresh interpreter each; the results are the same.",
)  # fmt: skip
@common
def verify(
    made: str, data: Path | None, written: Path | None, time_limit: float, kernels: Kind, root: str | None
) -> None:
    """Make a report again from its data, and compare every figure with it.

    REPORT is the folder of a report, also one that somebody sent, or an organisation whose report stands here. What
    differs is named: figures, files, data, notebooks, code, versions, machine. Nothing that stands is touched. The exit
    code is 0 where all comes out again, 3 where every figure does and files could not be compared, else 1.
    """
    from evaluatie.cli.printing import console, print_problems
    from evaluatie.cli.progress import showing_progress
    from evaluatie.cli.verifying import print_verification, write_verification
    from evaluatie.run import verify as verified
    from evaluatie.study import StudyError

    try:
        with _notices(), showing_progress() as progress:
            found = verified(made, data=data, root=root, kernels=kernels, timeout=time_limit, progress=progress)
    except StudyError as error:
        if click.get_current_context().obj["debug"]:
            raise
        print_problems(console(), "verify", error)
        raise SystemExit(1) from None
    if written is not None:
        write_verification(written, found)
    print_verification(console(), found)
    if not found.passed:
        raise SystemExit(1)
    if found.uncompared:
        raise SystemExit(3)


@commands.command()
@click.argument("versions", nargs=-1, required=True, metavar="ORG | OLD NEW")
@click.option("--to", type=click.Path(path_type=Path), metavar="FOLDER", help="Where.  [default: exports/ORG-changed]")
@common
def changed(versions: tuple[str, ...], to: Path | None, root: str | None) -> None:
    """Make the page that tells what changed in a report: verdicts, figures, what is hidden, rules and plan.

    With ORG, of the report that stands since the version before it. OLD and NEW are each a folder of a report, a
    results.json, also one from elsewhere, or an organisation.
    """
    if len(versions) > 2:
        raise click.UsageError("Name an organisation, or two versions of a report.")
    from evaluatie.cli.printing import console, print_changed, print_problems
    from evaluatie.run import run_changed
    from evaluatie.study import StudyError

    try:
        made = run_changed(*versions, root=root, to=to)
    except StudyError as error:
        if click.get_current_context().obj["debug"]:
            raise
        print_problems(console(), "changed", error)
        raise SystemExit(1) from None
    print_changed(console(), made)


@commands.command()
@click.argument("organisation", metavar="ORG")
@click.option("--to", type=click.Path(path_type=Path), metavar="FOLDER", help="Where.  [default: exports/ORG-twin]")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Another seed draws another twin.")
@common
def twin(organisation: str, to: Path | None, seed: int, root: str | None) -> None:
    """Make a study folder with the same columns and codes and nobody in it, to build sections of one's own on.

    It is drawn from numbers that were released, so that it can be given to people who may not see the answers.
    """
    from evaluatie.run import run_twin

    made = run_twin(organisation, root=root, to=to, seed=seed)
    click.echo(f"{made.organisation}: {made.rows} made-up rows in {made.folder}.")
    for note in made.notes:
        click.echo(f"  {note}")


@commands.command()
@click.option("--browser/--no-browser", default=True, show_default=True, help="Open a browser window.")
@common
def lab(browser: bool, root: str | None) -> None:
    """Open the workbench in JupyterLab, on this machine only: a start page that needs no code, and the notebooks."""
    from importlib.util import find_spec

    if find_spec("jupyterlab") is None:
        raise click.ClickException("JupyterLab is not installed. Install it with: pip install 'evaluatie[lab]'")
    import os

    from evaluatie.run.batch import workspace_at

    workspace = workspace_at(root)
    command = [sys.executable, "-m", "jupyterlab", *_lab_options(workspace, browser)]
    environment = {
        **os.environ,
        "EVALUATIE_ROOT": str(workspace.root),
        "JUPYTER_CONFIG_PATH": os.pathsep.join([str(_JUPYTER), *filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])]),
    }
    # JupyterLab takes this process's place, so that whoever ends it ends JupyterLab
    os.execve(sys.executable, command, environment)  # noqa: S606


def _lab_options(workspace: Workspace, browser: bool) -> list[str]:
    """Give options that keep JupyterLab on this machine: no other address, no questions to the outside.

    Its root is the workspace, for the start page links to reports. The folder of data is not listed: a file that is
    opened in JupyterLab gets a copy beside it.
    """
    page = workspace.notebooks / "00_start.ipynb"
    return [
        f"--ServerApp.root_dir={workspace.root}",
        *([f"--LabApp.default_url=/lab/tree/notebooks/{page.name}"] if page.is_file() else []),
        "--ServerApp.base_url=/",
        *(f"--ContentsManager.hide_globs={name}" for name in ("data", "__pycache__", "*.pyc", ".*", "*~")),
        "--ServerApp.ip=127.0.0.1",
        "--ServerApp.allow_remote_access=False",
        f"--ServerApp.open_browser={browser}",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]


@contextmanager
def _notices() -> Iterator[None]:
    """Print what a run has to tell as a line, without the place in the code that warnings come with."""
    from evaluatie.run.errors import RunWarning

    with warnings.catch_warnings():
        if not sys.warnoptions:  # who asked Python for warnings, as the tests do, gets them
            warnings.simplefilter("ignore")
        warnings.simplefilter("always", RunWarning)
        warnings.showwarning = lambda message, *_, **__: click.echo(f"Note: {message}", err=True)
        yield


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """Clean up when a scheduler ends the command or its terminal is closed, as after Ctrl-C."""

    def end(signum: int, _: object) -> None:
        raise _Ended(signum)

    ends = [signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else ())]
    if threading.current_thread() is not threading.main_thread():  # the only one that may handle signals
        ends = []
    before = {signum: signal.signal(signum, end) for signum in ends if signal.getsignal(signum) != signal.SIG_IGN}
    try:
        yield
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)
