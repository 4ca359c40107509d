"""Forked and plain kernels: that they work alike, and that no process or file is left behind."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from processes import run_apart

from evaluatie.run import RunError
from evaluatie.run.kernels import KernelPool, client, kernel_pool
from evaluatie.run.kernels import pool as pool_module
from evaluatie.run.kernels.client import fork_kernel
from evaluatie.run.kernels.linux import can_fork
from evaluatie.run.kernels.preload import KERNEL, OFTEN_USED
from evaluatie.run.notebooks import imported_modules

MakeNotebook = Callable[..., Path]
needs_fork = pytest.mark.skipif(not can_fork(), reason="forked kernels need Linux")


def shown(path: Path, pool: KernelPool, *, timeout: float = 60) -> list[str]:
    """Run a notebook; give the text of all its outputs."""
    notebook = run_apart(path, pool, timeout=timeout)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    return [output.get("text") or output["data"]["text/plain"] for output in outputs]


PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2]);"
STATE = """
import os, random, sys, tempfile
import numpy as np, pandas as pd, matplotlib.pyplot as plt
from pathlib import Path
(sorted({"b", "a", "c"}, key=hash), os.environ["OPENBLAS_NUM_THREADS"], Path.cwd().name, sys.path[-1],
 "" in sys.path, sys.executable, plt.get_backend(), tempfile.gettempdir().startswith(os.environ["TMPDIR"]),
 float(np.linalg.inv(np.vander([1., 2., 3., 5.])).sum()), pd.Series([1, 2]).std(), __name__)
"""


def test_forked_and_plain_kernels_give_the_same(
    make_notebook: MakeNotebook, fork_pool: KernelPool, plain_pool: KernelPool
) -> None:
    assert (fork_pool.kind, plain_pool.kind) == ("fork", "plain")
    path = make_notebook(STATE)
    forked = shown(path, fork_pool)
    assert forked == shown(path, plain_pool)
    assert len(forked) == 1


@needs_fork
@pytest.mark.parametrize("preloaded", [True, False])
def test_a_figure_shows_in_a_forked_kernel(make_notebook: MakeNotebook, preloaded: bool) -> None:
    path = make_notebook(f"import sys\nassert ('matplotlib.pyplot' in sys.modules) is {preloaded}", PLOT)
    own = imported_modules([path], OFTEN_USED)
    assert own == ("matplotlib.pyplot",)
    with kernel_pool("fork", preload=(*KERNEL, *own) if preloaded else KERNEL) as pool:
        notebook = run_apart(path, pool)
    (output,) = notebook.cells[-1].outputs
    assert len(output.data["image/png"]) > 1000


def test_modules_beside_a_notebook_go_before_packages(make_notebook: MakeNotebook) -> None:
    path = make_notebook("from scipy import stats\nimport os, seaborn as sns", "%time import pingouin")
    known = ("scipy", "scipy.stats", "seaborn")
    assert imported_modules([path, path.parent / "missing.ipynb"], OFTEN_USED) == known
    (path.parent / "seaborn.py").touch()
    assert imported_modules([path], OFTEN_USED) == known[:2]


def test_random_states_differ_between_forks(make_notebook: MakeNotebook, fork_pool: KernelPool) -> None:
    path = make_notebook("import random, numpy as np\n(np.random.rand(), random.random())")
    draws = [eval(shown(path, fork_pool)[0]) for _ in range(3)]  # noqa: S307
    assert len({legacy for legacy, _ in draws}) == 3
    assert len({python for _, python in draws}) == 3


def test_a_kernel_sees_nothing_of_the_one_before(make_notebook: MakeNotebook, fork_pool: KernelPool) -> None:
    path = make_notebook(
        "import pandas, os, pathlib\nleft = pathlib.Path(os.environ['TMPDIR']) / 'left'\n"
        "seen = (hasattr(pandas, 'left'), left.exists(), 'LEFT' in os.environ)\n"
        "left.touch()\npandas.left = os.environ['LEFT'] = '1'\nseen"
    )
    assert shown(path, fork_pool) == shown(path, fork_pool) == ["(False, False, False)"]


def test_twenty_in_a_row_and_four_at_once(make_notebook: MakeNotebook, fork_pool: KernelPool) -> None:
    path = make_notebook("import os\nos.getpid()")
    with ThreadPoolExecutor(4) as workers:
        pids = [shown(path, fork_pool)[0] for _ in range(8)]
        pids += [text for (text,) in workers.map(lambda _: shown(path, fork_pool), range(12))]
    assert len(set(pids)) == 20
    assert not any(Path("/proc", pid).exists() for pid in pids)


def test_what_a_kernel_started_ends_with_it(make_notebook: MakeNotebook, fork_pool: KernelPool) -> None:
    path = make_notebook("import subprocess\nsubprocess.Popen(['sleep', '600']).pid")
    assert gone(int(shown(path, fork_pool)[0]))


@needs_fork
def test_the_server_outlives_many_kernels_that_end_at_once() -> None:
    with kernel_pool("fork", preload=["json"]) as pool:  # nothing that makes forking slow
        assert pool.kind == "fork"
        nowhere = "/there-is-no-such-folder"  # so that they end as soon as they are there
        kernels = [fork_kernel(str(pool.socket()), [], nowhere, dict(os.environ)) for _ in range(600)]
        assert all(kernel.wait(10) == 0 for kernel in kernels)
        assert all(gone(kernel.pid) for kernel in kernels)
        assert pool.kind == "fork"
        assert fork_kernel(str(pool.socket()), [], nowhere, dict(os.environ)).wait(10) == 0


@pytest.mark.parametrize("kind", ["fork_pool", "plain_pool"])
def test_a_kernel_that_dies_is_told_with_its_cell(
    make_notebook: MakeNotebook, kind: str, request: pytest.FixtureRequest
) -> None:
    path = make_notebook("1", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(RunError, match=r"30_change\.ipynb, cell 4: the kernel died"):
        shown(path, request.getfixturevalue(kind))


def test_a_cell_that_never_ends_is_stopped(make_notebook: MakeNotebook, fork_pool: KernelPool) -> None:
    path = make_notebook("import os\nopen('pid', 'w').write(str(os.getpid()))\nwhile True: pass")
    with pytest.raises(RunError, match="cell 3: took longer than 1 seconds"):
        shown(path, fork_pool, timeout=1)
    assert gone(int((path.parent / "pid").read_text()))


def test_the_limit_holds_for_all_cells_together(make_notebook: MakeNotebook, fork_pool: KernelPool) -> None:
    nap = "import time\ntime.sleep(1.2)"
    with pytest.raises(RunError, match=r"cell [45]: took longer than 2 seconds, the cells before it counted in"):
        shown(make_notebook(nap, nap, nap), fork_pool, timeout=2)


@pytest.mark.parametrize("asks", ["raise MemoryError", "import numpy\nnumpy.ones(10**14)"])
def test_a_section_that_has_not_enough_memory_is_told_what_to_do(
    make_notebook: MakeNotebook, fork_pool: KernelPool, asks: str
) -> None:
    with pytest.raises(RunError, match=r"cell 3: there was not enough memory; --jobs 1"):
        shown(make_notebook(asks), fork_pool)


def test_a_full_disk_is_told_by_its_name(make_notebook: MakeNotebook, fork_pool: KernelPool) -> None:
    with pytest.raises(RunError, match=r"cell 3: the disk is full, make room on it"):
        shown(make_notebook("import errno, os\nraise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), 'x')"), fork_pool)


def test_a_kernel_that_dies_where_temporary_files_have_no_room_is_told_why(
    make_notebook: MakeNotebook, fork_pool: KernelPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=4096))
    with pytest.raises(RunError, match=r"the kernel died; the disk is full where temporary files are \(/.*make room"):
        shown(make_notebook("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"), fork_pool)


@pytest.mark.skipif(sys.platform != "linux", reason="address space is bounded on Linux only")
def test_zmq_does_not_end_the_process_where_threads_cannot_be_started() -> None:
    bounded = (
        "import re, resource, zmq\nfrom evaluatie.run.kernels.ready import start_zmq\n"
        "context = zmq.Context()\n"
        "size = int(re.search(r'VmSize:\\s*(\\d+)', open('/proc/self/status').read())[1]) * 1024\n"
        "resource.setrlimit(resource.RLIMIT_AS, (size + 2**22, size + 2**22))\n"
        "start_zmq(context)"
    )
    done = subprocess.run([sys.executable, "-c", bounded], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "can't start new thread" in done.stderr


@needs_fork
@pytest.mark.parametrize("hangs", ["os.kill(os.getpid(), signal.SIGSTOP)", "ctypes.PyDLL(None).sleep(600)"])
def test_a_kernel_that_hears_nothing_is_ended(make_notebook: MakeNotebook, fork_pool: KernelPool, hangs: str) -> None:
    path = make_notebook(f"import ctypes, os, signal\nopen('pid', 'w').write(str(os.getpid()))\n{hangs}")
    with pytest.raises(RunError, match="cell 3: took longer than 1 seconds"):
        shown(path, fork_pool, timeout=1)
    assert gone(int((path.parent / "pid").read_text()))


def test_plain_kernels_are_used_where_the_server_does_not_come_up(
    make_notebook: MakeNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client.sys, "executable", "/bin/false")
    monkeypatch.setattr(pool_module, "can_fork", lambda: True)
    with kernel_pool() as pool:
        kind = pool.kind
        monkeypatch.undo()
        assert kind == "plain"
        assert pool.notice is not None
        assert "did not come up" in pool.notice
        assert shown(make_notebook("1 + 1"), pool) == ["2"]


def test_plain_kernels_are_used_where_nothing_can_be_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "can_fork", lambda: False)
    with kernel_pool() as pool:
        assert (pool.kind, pool.notice) == ("plain", None)
    with pytest.raises(RunError, match="need Linux"), kernel_pool("fork"):
        pass


@needs_fork
def test_a_server_that_is_to_end_does_so_whatever_a_module_catches_while_it_is_imported(tmp_path: Path) -> None:
    caught = "import os, signal\ntry:\n    os.kill(os.getpid(), signal.SIGTERM)\nexcept BaseException:\n    pass\n"
    (tmp_path / "catches_all.py").write_text(caught)
    # short, since sockets are made in it
    folder = Path(tempfile.mkdtemp(prefix="e-"))
    server = client.ForkServer(folder / "s", {**os.environ, "PYTHONPATH": str(tmp_path)}, ["catches_all"])
    try:
        assert server._process.wait(60) == 0
        assert not (folder / "s").exists()
    finally:
        server.stop()
        shutil.rmtree(folder)


@needs_fork
def test_closing_does_not_wait_for_a_server_that_comes_up() -> None:
    with kernel_pool(preload=["time_that_is_not_there", "pandas", "scipy.stats", "matplotlib.pyplot"]) as pool:
        asked = ThreadPoolExecutor(1).submit(lambda: pool.kind)
        time.sleep(0.3)
    with pytest.raises(RunError, match="the run has ended"):
        asked.result(timeout=10)
    assert not pool._folder.exists()
    assert pool.notice is None


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(RunError, match="'spoon' is none of auto, fork, plain"), kernel_pool("spoon"):  # type: ignore[arg-type]
        pass


# ---- nothing is left behind -----------------------------------------------------------------------------------------

BATCH = """
import json, os, signal, sys, threading, time
from pathlib import Path
from evaluatie.run.execute import run_notebook
from evaluatie.run.kernels import kernel_pool

kind, ending, notebook = sys.argv[1:]

def busy():
    try:
        run_notebook(Path(notebook), {"organisation": "x"}, pool)
    except Exception as error:
        if not ended:
            print(json.dumps({"failed": repr(error)}), flush=True)

ended = False
with kernel_pool(kind, preload=["ipykernel.ipkernel"]) as pool:
    threads = [threading.Thread(target=busy) for _ in range(2)]
    for thread in threads:
        thread.start()
    for _ in range(3000):
        if len(list(Path(notebook).parent.glob("pid-*"))) == 2:
            break
        time.sleep(0.02)
    pids = [int(path.name[4:]) for path in Path(notebook).parent.glob("pid-*")]
    server = pool._server._process.pid if pool._server else None
    print(json.dumps({"pids": pids + [server] * bool(server), "folder": str(pool._folder)}), flush=True)
    ended = True
    if ending == "exception":
        raise ValueError
    if ending in ("SIGINT", "SIGKILL"):
        time.sleep(60)
for thread in threads:
    thread.join()
"""


def heed_ctrl_c() -> None:
    """Let the batch heed SIGINT, which shells have their background jobs ignore."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


BUSY = """
import os, pathlib, time
pathlib.Path(f"pid-{os.getpid()}").touch()
time.sleep(600)
"""


@pytest.mark.parametrize("kind", [pytest.param("fork", marks=needs_fork), "plain"])
@pytest.mark.parametrize("ending", ["exit", "exception", "SIGINT", "SIGKILL"])
def test_no_process_and_no_folder_is_left(make_notebook: MakeNotebook, kind: str, ending: str) -> None:
    path = make_notebook(BUSY)
    batch = subprocess.Popen(
        [sys.executable, "-c", BATCH, kind, ending, str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=heed_ctrl_c,
        text=True,
    )
    assert batch.stdout is not None
    told = json.loads(batch.stdout.readline())
    assert "failed" not in told, told
    assert len(told["pids"]) == (3 if kind == "fork" else 2)
    if ending.startswith("SIG"):
        os.kill(batch.pid, getattr(signal, ending))
    _, errors = batch.communicate(timeout=30)
    assert (batch.returncode == 0) == (ending == "exit"), textwrap.shorten(errors, 500)
    assert all(gone(pid) for pid in told["pids"])
    if (kind, ending) == ("plain", "SIGKILL"):
        shutil.rmtree(told["folder"])  # nobody was left to remove it
    else:
        assert gone_folder(Path(told["folder"]))


@needs_fork
def test_the_server_has_one_thread_so_that_forking_is_safe(make_notebook: MakeNotebook, fork_pool: KernelPool) -> None:
    path = make_notebook(
        "import os, pathlib\n[path.read_text() for path in pathlib.Path(f'/proc/{os.getppid()}/task').glob('*/comm')]"
    )
    assert shown(path, fork_pool) == ["['python\\n']"]


def gone(pid: int, within: float = 5) -> bool:
    """Tell whether a process ends soon (one that is only waiting to be collected has ended)."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state in "ZX":
            return True
        time.sleep(0.05)
    return False


def gone_folder(folder: Path, within: float = 5) -> bool:
    deadline = time.monotonic() + within
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return not folder.exists()
