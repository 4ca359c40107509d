"""A study is read once per organisation, by a process of which its kernels are forked; and what goes wrong there."""

from __future__ import annotations

import base64
import os
import pickle
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from processes import run_apart, wait_for

from evaluatie.disclosure.handed import PLAN_FILE
from evaluatie.run import RunError
from evaluatie.run.execute import Kernels
from evaluatie.run.kernels import KernelPool
from evaluatie.run.kernels import studies as studies_module
from evaluatie.run.kernels.preload import hold
from evaluatie.study import StudyError, Workspace

MakeNotebook = Callable[..., Path]
ORGANISATION = "univbct-4"
LOOK = "import os, numpy as np\nimport evaluatie as ev\nstudy = ev.load_study(organisation)\n"


def shown(path: Path, kernels: Kernels) -> str:
    notebook = run_apart(path, kernels, organisation=ORGANISATION)
    (output,) = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    return str(output["data"]["text/plain"])


def running(pid: int) -> bool:
    return Path("/proc", str(pid)).exists()


@pytest.fixture
def fork(fork_pool: KernelPool, workspace: Workspace) -> KernelPool:
    fork_pool.environment["EVALUATIE_ROOT"] = str(workspace.root)
    return fork_pool


def test_kernels_have_the_study_at_hand_and_nothing_of_each_other(
    make_notebook: MakeNotebook, fork: KernelPool, workspace: Workspace
) -> None:
    kernels = fork.study(workspace.study_folder(ORGANISATION))
    elsewhere = workspace.root / "moved"
    workspace.raw(ORGANISATION).rename(elsewhere)
    workspace.raw(ORGANISATION).mkdir()
    (workspace.raw(ORGANISATION) / "study.yml").touch()  # whoever reads it now finds nothing
    path = make_notebook(
        LOOK + "seen = (len(study.survey), hasattr(study.survey, 'left'), 'left' in os.environ, os.getppid())\n"
        "object.__setattr__(study.survey, 'left', 1)\nos.environ['left'] = '1'\nseen"
    )
    first, second = shown(path, kernels), shown(path, kernels)
    assert first == second
    rows, *left, parent = eval(first)  # noqa: S307
    assert rows == 91
    assert left == [False, False]
    assert running(parent)
    draws = {shown(make_notebook(LOOK + "np.random.rand()"), kernels) for _ in range(2)}
    assert len(draws) == 2
    kernels.close()
    wait_for(lambda: not running(parent), 10)

    with pytest.raises(StudyError):
        fork.study(workspace.study_folder(ORGANISATION))


def test_plain_kernels_are_handed_the_plan_and_make_none(
    make_notebook: MakeNotebook, plain_pool: KernelPool, workspace: Workspace
) -> None:
    plain_pool.environment["EVALUATIE_ROOT"] = str(workspace.root)
    kernels = plain_pool.study(workspace.study_folder(ORGANISATION))
    look = (
        LOOK + "import dataclasses\nfrom evaluatie.disclosure import plan\nmade, make = [], plan._made\n"
        "plan._made = lambda study: made.append(1) or make(study)\ncells = len(ev.release_plan(study).cells)\n"
        "handed = len(made)\n"
        "fewer = dataclasses.replace(study, survey=study.survey.iloc[:40])\nev.release_plan(fewer)\n"
        "(cells > 0, handed, len(made))"
    )
    assert shown(make_notebook(look), kernels) == "(True, 0, 1)"
    handed = Path(kernels.environment[PLAN_FILE])
    assert handed.exists()
    kernels.close()
    assert not handed.exists()


@pytest.mark.parametrize("kind", ["fork_pool", "plain_pool"])
def test_all_problems_come_through(kind: str, request: pytest.FixtureRequest, workspace: Workspace) -> None:
    pool: KernelPool = request.getfixturevalue(kind)
    config = workspace.raw(ORGANISATION) / "study.yml"
    text = config.read_text()
    config.write_text(text.replace("report:", "raport:").replace("smallest_effect", "smalest_effect"))
    with pytest.raises(StudyError) as caught:
        pool.study(workspace.study_folder(ORGANISATION))
    assert {(problem.file, problem.column) for problem in caught.value.problems} == {
        ("study.yml", "plan.smalest_effect"),
        ("study.yml", "raport"),
    }
    config.write_text(text)
    pool.study(workspace.study_folder(ORGANISATION)).close()


def test_what_nobody_foresaw_keeps_its_kind_and_place(monkeypatch: pytest.MonkeyPatch) -> None:
    class OddError(Exception):
        """Cannot be handed on: where it arrives there is no such class."""

    for error, kind in ((ZeroDivisionError("of a person"), ZeroDivisionError), (OddError("of a person"), RuntimeError)):
        monkeypatch.setattr("evaluatie.study.hold_study", lambda *_, error=error, **__: (_ for _ in ()).throw(error))
        arrived = pickle.loads(base64.b64decode(hold("/nowhere")["error"]))  # noqa: S301
        assert type(arrived) is kind
        assert "in hold" in "".join(arrived.__notes__)


def test_a_process_that_dies_while_it_reads_is_told(
    fork: KernelPool, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*given: Any) -> dict:
        os.kill(started[0].pid, signal.SIGKILL)
        return answer(*given)

    started: list = []
    fork_study, answer = studies_module.fork_study, studies_module.preparation
    monkeypatch.setattr(studies_module, "fork_study", lambda *given: started.append(fork_study(*given)) or started[0])
    monkeypatch.setattr(studies_module, "preparation", killed)
    with pytest.raises(RunError, match=r"the process that read the files died; was there enough memory\?"):
        fork.study(workspace.study_folder(ORGANISATION))


def test_a_server_that_is_killed_takes_its_studies_and_their_kernels_along(
    make_notebook: MakeNotebook, workspace: Workspace
) -> None:
    from evaluatie.run.kernels import kernel_pool
    from evaluatie.run.kernels.linux import can_fork

    if not can_fork():
        pytest.skip("forked kernels need Linux")
    path = make_notebook(LOOK + "import subprocess\n(os.getppid(), subprocess.Popen(['sleep', '600']).pid)")
    with kernel_pool("fork", environment={"EVALUATIE_ROOT": str(workspace.root)}) as pool:
        kernels = pool.study(workspace.study_folder(ORGANISATION))
        study, sleeper = eval(shown(path, kernels))  # noqa: S307
        wait_for(lambda: not running(sleeper), 10)  # it ended with its kernel
        os.kill(pool._server._process.pid, signal.SIGKILL)
        wait_for(lambda: not running(study), 10)
        assert kernels.lost()
        # and the run goes on without
        again = pool.study(workspace.study_folder(ORGANISATION))
        assert (pool.kind, again.lost()) == ("plain", False)
        assert pool.notice == "the fork server was lost; plain kernels are used, which is slower"
        assert eval(shown(make_notebook(LOOK + "len(study.survey)"), again)) == 91  # noqa: S307
