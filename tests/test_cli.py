"""The command line: messages, exit codes, nothing half-written."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from evaluatie.run import ReportFailure, ReportRun, RunError, batch
from evaluatie.run.errors import RunWarning
from evaluatie.run.notebooks import section_notebooks
from evaluatie.study import Problem, StudyError

RunCli = "Callable[..., tuple[int, str, str]]"


@pytest.fixture
def workspace(tmp_path: Path, root: Path) -> Path:
    for organisation in ("univbct-4", "univbct-299"):
        shutil.copytree(root / "data" / "raw" / organisation, tmp_path / "data" / "raw" / organisation)
    shutil.copytree(root / "notebooks", tmp_path / "notebooks")
    return tmp_path


def test_help_names_the_commands_and_stubs_none(evaluatie) -> None:
    code, out, _ = evaluatie("--help")
    assert code == 0
    assert [line.split()[0] for line in out.partition("Commands:\n")[2].splitlines()] == [
        "agenda",
        "audit",
        "catalogue",
        "changed",
        "check",
        "delphi",
        "export",
        "lab",
        "new",
        "panels",
        "report",
        "reported",
        "reproduce",
        "steps",
        "synthesis",
        "twin",
        "verify",
    ]


def test_check_says_that_nothing_is_wrong(evaluatie, workspace: Path) -> None:
    code, out, _ = evaluatie("check", "univbct-4", "univbct-299", "--root", workspace)
    assert code == 0
    assert out.count("nothing wrong (waves t0, t1;") == 2


def test_check_shows_every_problem_with_its_place_and_remedy(evaluatie, workspace: Path) -> None:
    config = workspace / "data" / "raw" / "univbct-4" / "study.yml"
    config.write_text(config.read_text().replace("report:", "raport:").replace("smallest_effect", "smalest_effect"))
    code, out, err = evaluatie("check", "univbct-4", "univbct-5", "--root", workspace)
    assert code == 1
    assert "study.yml" in out
    assert "raport" in out
    assert "smalest_effect" in out
    assert 'no organisation "univbct-5"' in out
    assert "Traceback" not in out + err


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["report"], 2, "Name the organisations, or give --all."),
        (["report", "a", "--all"], 2, "Name the organisations, or give --all."),
        (["report", "a", "--jobs", "0"], 2, "--jobs"),
        (["report", "a", "--kernels", "spoon"], 2, "spoon"),
        (["reprot"], 2, "No such command 'reprot'"),
        (["check"], 2, "Missing argument 'ORG...'"),
        (["check", "a", "--root", "/"], 1, "/ holds no folder data/raw"),
    ],
)
def test_a_wrong_use_is_one_message(evaluatie, arguments: list[str], code: int, message: str) -> None:
    got, _, err = evaluatie(*arguments)
    assert got == code
    assert message in err
    assert "Traceback" not in err


def test_no_workspace_is_one_message(evaluatie, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = evaluatie("check", "a")
    assert code == 1
    assert "There is no folder data/raw here or above" in err


def test_report_says_what_was_made_and_dropped_and_what_failed(
    evaluatie, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "reports" / "a"
    made = ReportRun("a", folder, (folder / "report.html",), ("response", "change"), ("30_change.ipynb, cell 4: x",))
    failures = (
        ReportFailure("b", RunError("30_change.ipynb, cell 2: KeyError [red]"), older=True),
        ReportFailure("c", StudyError([Problem("t0.csv", 3, "A", "Wrong.", "Mend it.")])),
        ReportFailure("d", ZeroDivisionError("secret")),
    )

    def run_all(organisations, *, progress, **_):
        import warnings

        for state in ("waiting", "started", "again", "done"):
            progress("a", "30_change.ipynb", state)
        progress("a", "", "made")
        progress("e", "", "unchanged")
        warnings.warn("plain kernels are used", RunWarning, stacklevel=1)
        return (made, *failures)

    monkeypatch.setattr(batch, "run_all", run_all)
    monkeypatch.chdir(tmp_path)
    code, out, err = evaluatie("report", "--all")
    assert code == 1
    assert "response, change" in out
    assert "a: 30_change.ipynb, cell 4: x" in out
    assert "30_change.ipynb, cell 2: KeyError [red]" in out
    assert "t0.csv, row 3, column A: Wrong. Mend it." in out
    assert "something unforeseen went wrong (ZeroDivisionError); --debug shows where" in out
    assert "secret" not in out + err
    assert out.count("The report of an earlier run still stands.") == 1
    assert "Reports: 1 made, 3 FAILED." in out
    assert "Open reports/index.html" in out
    assert "a 30_change.ipynb: failed, is tried once more\na: made\n" in err
    assert "Note: plain kernels are used" in err
    code, _, err = evaluatie("report", "--all", "--debug")
    assert code == 1
    assert "Traceback" in err


def test_report_names_the_command_that_shows_what_changed(evaluatie, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    def one(name: str, *changed: str, written: bool = True) -> ReportRun:
        folder = tmp_path / "reports" / name
        return ReportRun(name, folder, (folder / "report.html",), ("change",), (), (), changed, written)

    made = [one("new"), one("same", written=False), one("a", "data"), one("b", "code")]
    monkeypatch.setattr(batch, "run_all", lambda organisations, **_: made[:3] if organisations else made)
    assert "What changed in a report: evaluatie changed a\n" in evaluatie("report", "x")[1]
    assert "What changed in a report: evaluatie changed ORG\n" in evaluatie("report", "--all")[1]
    made[2:] = []
    assert "What changed" not in evaluatie("report", "--all")[1]


def test_an_unforeseen_error_is_one_line_and_debug_shows_where(evaluatie, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise LookupError("of a person")

    monkeypatch.setattr(batch, "workspace_at", broken)
    code, _, err = evaluatie("check", "a")
    assert (code, err) == (1, "evaluatie: something unforeseen went wrong (LookupError); --debug shows where\n")
    code, _, err = evaluatie("check", "a", "--debug")
    assert code == 1
    assert "LookupError: of a person" in err


@pytest.fixture
def heeded() -> Iterator[None]:
    """Heed signals that who runs the tests told them to ignore, as nohup does."""
    usual = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL, signal.SIGHUP: signal.SIG_DFL}
    before = {signum: signal.signal(signum, handler) for signum, handler in usual.items()}
    yield
    for signum, handler in before.items():
        signal.signal(signum, handler)


@pytest.mark.usefixtures("heeded")
@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_intake_that_is_interrupted_ends_in_order(
    signum: int, evaluatie, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from evaluatie.study import processed

    put = processed._take_place

    def interrupted(*folders: Path) -> None:
        os.kill(os.getpid(), signum)
        put(*folders)

    before = signal.getsignal(signum)
    with monkeypatch.context() as once:
        once.setattr(processed, "_take_place", interrupted)
        code, _, err = evaluatie("check", "univbct-4", "--root", workspace)
    assert code == 128 + signum
    assert err.splitlines()[-1] == "Stopped. What was finished stays; nothing is half-written."
    assert list((workspace / "data" / "processed").iterdir()) == []
    assert signal.getsignal(signum) == before


@pytest.mark.parametrize(
    "told", [MemoryError(), ImportError("x.so: failed to map segment"), RuntimeError("can't start new thread")]
)
def test_missing_memory_is_told_with_what_to_do(told: Exception, evaluatie, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise told

    monkeypatch.setattr(batch, "workspace_at", fails)
    code, _, err = evaluatie("check", "univbct-4")
    assert (code, err) == (
        1,
        "evaluatie: there is not enough memory; run fewer sections at a time, such as with --jobs 1\n",
    )


@pytest.mark.parametrize(
    "told", [OSError(errno.ENOSPC, "No space left on device"), OSError("[Errno 28] Error writing")]
)
def test_a_full_disk_is_told_with_what_to_do(
    told: OSError, evaluatie, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from evaluatie.study import processed

    def full(*_: object) -> None:
        raise told

    monkeypatch.setattr(processed, "_take_place", full)
    code, out, _ = evaluatie("check", "univbct-4", "--root", workspace)
    assert code == 1
    wrong = " ".join(line.split("│")[4].strip() for line in out.splitlines() if line.count("│") == 6)
    assert "no space left on device: the disk is full; make room on it and run this again" in wrong
    assert list((workspace / "data" / "processed").iterdir()) == []


def test_lab_needs_jupyterlab_and_stays_on_this_machine(
    evaluatie, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(os, "execve", lambda _, command, env: started.append([env["EVALUATIE_ROOT"], *command]))
    assert evaluatie("lab", "--root", workspace, "--no-browser")[0] == 0
    (command,) = started
    assert command[:4] == [str(workspace), sys.executable, "-m", "jupyterlab"]
    # reports can be opened from the start page, and no copy of raw data is made by looking at it
    assert f"--ServerApp.root_dir={workspace}" in command
    assert {"--ContentsManager.hide_globs=data", "--LabApp.default_url=/lab/tree/notebooks/00_start.ipynb"} < set(
        command
    )
    assert {"--ServerApp.ip=127.0.0.1", "--ServerApp.open_browser=False"} < set(command)
    assert not [option for option in command if "token" in option or "password" in option]
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    code, _, err = evaluatie("lab")
    assert code == 1
    assert "JupyterLab is not installed" in err


def test_report_on_real_data_and_ctrl_c(workspace: Path) -> None:
    command = [sys.executable, "-m", "evaluatie.cli", "report"]
    run = {"cwd": workspace / "notebooks", "text": True, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    done = subprocess.run([*command, "univbct-4", "nope"], check=False, **run)
    assert done.returncode == 1
    assert 'no organisation "nope"' in done.stdout
    assert f"Open {workspace / 'reports' / 'index.html'}" in done.stdout
    before = sorted(workspace.joinpath("reports").rglob("*"))
    names = {str(path.relative_to(workspace / "reports")) for path in before if path.is_file()}
    papers = {f"univbct-4/{paper}{end}" for paper in ("report", "data-protection") for end in (".html", ".en.html")}
    notebooks = {f"univbct-4/notebooks/{path.name}" for path in section_notebooks(workspace / "notebooks")}
    assert names == {
        "index.html",
        "index.en.html",
        "_register/univbct-4.jsonl",
        "univbct-4/results.json",
        "univbct-4/results.xlsx",
        "univbct-4/report.docx",
        "univbct-4/report.pdf",
        "univbct-4/references.bib",
        "univbct-4/references.json",
        "univbct-4/ro-crate-metadata.json",
        *papers,
        *notebooks,
    }

    waiting = workspace / "notebooks" / "30_change.ipynb"
    pid = workspace / "pid"  # not beside the notebooks: that would be a change of what they may read
    never = f"import os, time\\nopen('{pid}', 'w').write(str(os.getpid()))\\ntime.sleep(99)\\nsection = "
    waiting.write_text(waiting.read_text().replace("section = ", never))
    batch_process = subprocess.Popen(
        [*command, "univbct-4"], **run, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)
    )
    wait_for(lambda: pid.exists() and pid.read_text())
    os.kill(batch_process.pid, signal.SIGINT)
    out, err = batch_process.communicate(timeout=30)
    assert batch_process.returncode == 130, out + err
    assert "Stopped." in err
    assert "Traceback" not in out + err
    assert sorted(workspace.joinpath("reports").rglob("*")) == before
    wait_for(lambda: not Path("/proc", pid.read_text()).exists())


def wait_for(condition, within: float = 60) -> None:
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
