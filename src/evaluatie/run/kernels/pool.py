"""A pool of kernels for a batch: forked where that is possible, plain elsewhere, none of them left behind."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, get_args

from evaluatie.disclosure.released import GATE
from evaluatie.run.errors import RunError
from evaluatie.run.kernels.client import ForkServer, ForkServerError
from evaluatie.run.kernels.folders import own_folder
from evaluatie.run.kernels.linux import can_fork
from evaluatie.run.kernels.manager import PooledKernelManager, manager_options
from evaluatie.run.kernels.preload import EVERYTHING, OFTEN_USED
from evaluatie.run.kernels.studies import StudyKernels
from evaluatie.run.notebooks import imported_modules
from evaluatie.study.workspace import Workspace

Kind = Literal["auto", "fork", "plain"]

# The same in every kernel, so that results do not hang on the machine: the order of sets, the number of threads
# that add up a product of matrices (sections already run side by side), where figures go.
ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "inline",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    GATE: "1",
}
START_TIMEOUT = 120.0
_LONGEST_SOCKET_FOLDER = 50  # a unix socket's path has room for 104 to 108 bytes


class KernelPool:
    """Starts kernels and knows all of them; made by :func:`kernel_pool`.

    Attributes
    ----------
    environment : dict of str to str
        What every kernel gets on top of this process's environment; may be added to before the first one starts.
    notice : str or None
        What the user should know: that forked kernels were wanted but plain ones are used, and why.
    closed : bool
        Whether the batch is over: a kernel that still comes up must end.
    largest : int
        Bytes that the largest kernel so far took at most, what it shares with others counted in.
    """

    def __init__(self, kind: Kind, environment: Mapping[str, str], preload: Sequence[str]) -> None:
        self.environment = {**ENVIRONMENT, **environment}
        self.notice: str | None = None
        self._wanted = kind
        self._lock = threading.Lock()
        self._reading = threading.Lock()
        self._waiting = threading.Lock()  # apart, so that closing need not wait for a server that comes up
        self._kernels: list[PooledKernelManager] = []
        self.closed = False
        self.largest = 0
        self._count = 0
        self._ready = False
        # who will remove it makes it: the server, which also ends when this process is killed
        self._folder = own_folder(Path(_short_folder()))
        self._server = self._start_server(kind, preload)

    @property
    def kind(self) -> Literal["fork", "plain"]:
        """Which kernels it starts; waits until the fork server is up or is known not to come."""
        return "plain" if self.socket() is None else "fork"

    @cached_property
    def options(self) -> dict[str, Any]:
        """What papermill's ``execute_notebook`` needs to take its kernels from here."""
        return manager_options(self)

    def study(self, folder: Path, tighten: Sequence[str] = (), timeout: float | None = None) -> StudyKernels:
        """Check an organisation's files, do the intake, and give kernels that have its study at hand.

        Parameters
        ----------
        folder : pathlib.Path
            The study folder.
        tighten : sequence of str
            What its sections hide more than it asks for, see :func:`evaluatie.study.load_study`.
        timeout : float, optional
            Seconds that reading the files may take, where a process of their own reads them.

        Raises
        ------
        StudyError
            The files cannot be used; all problems at once.
        RunError
            The process that read the files died or took too long, or the batch is over.
        """
        return StudyKernels(self, folder, tighten, timeout)

    def check(self, folder: Path, tighten: Sequence[str], plan: Path) -> dict[str, Any]:
        """Check an organisation's files and do the intake here, one at a time; plain kernels then read what it made.

        Parameters
        ----------
        folder : pathlib.Path
            The study folder.
        tighten : sequence of str
            What its sections hide more than it asks for.
        plan : pathlib.Path
            Where to write the release plan for its kernels.

        Returns
        -------
        dict
            What its sections can be about and may show, see :func:`evaluatie.disclosure.expectation.expectation`.
        """
        from evaluatie.disclosure import release_plan
        from evaluatie.disclosure.expectation import expectation
        from evaluatie.disclosure.handed import hand_on
        from evaluatie.study import load_study

        with self._reading:
            study = load_study(folder, tighten=tighten)
            hand_on(study, release_plan(study), plan)
            return expectation(study)

    def socket(self) -> str | None:
        """Give the fork server's socket, or None where kernels are plain."""
        with self._waiting:
            if self._server is not None and not self._ready:
                self._await_server(self._server)
            elif self._server is not None and not self.closed and self._server.ended():
                self._go_on_without(self._server, "the fork server was lost")
            return self._server.path if self._server is not None else None

    def new_place(self, kernel: PooledKernelManager) -> Path:
        """Take a kernel into the pool and give it a folder of its own."""
        self.socket()  # from which on there is a folder
        with self._lock:
            if self.closed:
                raise RunError("the run has ended")
            self._kernels = [known for known in self._kernels if known.place.exists()] + [kernel]
            kernel.place = self._new_folder()
            return kernel.place

    def new_folder(self) -> Path:
        """Give a folder that is used for nothing else."""
        with self._lock:
            if self.closed:
                raise RunError("the run has ended")
            return self._new_folder()

    def note_size(self, size: int) -> None:
        """Take note of how many bytes a kernel took at most."""
        with self._lock:
            self.largest = max(self.largest, size)

    def close(self) -> None:
        """End all kernels and the fork server, and remove every temporary file of theirs."""
        with self._lock:
            self.closed = True
            kernels, server = self._kernels, self._server
        try:
            for kernel in kernels:
                kernel.kill_now()
        finally:
            try:
                if server is not None:
                    server.stop()
            finally:
                shutil.rmtree(self._folder, ignore_errors=True)

    def _new_folder(self) -> Path:
        self._count += 1
        folder = self._folder / f"{self._count}"
        folder.mkdir(mode=0o700)
        return folder

    def _start_server(self, kind: Kind, preload: Sequence[str]) -> ForkServer | None:
        if kind == "plain" or (kind == "auto" and not can_fork()):
            self._folder.mkdir(mode=0o700)
            return None
        if not can_fork():
            raise RunError("forked kernels need Linux; use plain kernels here")
        return ForkServer(self._folder, {**os.environ, **self.environment}, preload)

    def _await_server(self, server: ForkServer) -> None:
        try:
            server.wait_until_ready(START_TIMEOUT)
            self._ready = True
        except ForkServerError as error:
            if self.closed:
                raise RunError("the run has ended") from error
            if self._wanted == "fork":
                raise RunError(f"the fork server did not come up: {error}") from error
            self._go_on_without(server, f"the fork server did not come up ({error})")

    def _go_on_without(self, server: ForkServer, why: str) -> None:
        self.notice = f"{why}; plain kernels are used, which is slower"
        server.stop()
        self._server = None
        self._folder.mkdir(mode=0o700, exist_ok=True)


@contextmanager
def kernel_pool(
    kind: Kind = "auto",
    *,
    environment: Mapping[str, str] | None = None,
    preload: Sequence[str] = EVERYTHING,
) -> Iterator[KernelPool]:
    """Give kernels to a batch; leaves no process and no temporary file behind, however it ends.

    Close it in the thread that opened it: the fork server ends with that thread.

    Parameters
    ----------
    kind : {"auto", "fork", "plain"}
        Forked from a server that has imported everything (Linux), or one fresh interpreter each. "auto" forks
        where that works. Both give the same results.
    environment : mapping of str to str, optional
        Environment variables for the kernels, on top of this process's.
    preload : sequence of str
        Modules that the fork server imports, by default all that a section may use.

    Yields
    ------
    KernelPool
        Its ``options`` go to papermill's ``execute_notebook``.

    Raises
    ------
    RunError
        Forked kernels were asked for and are not available.

    Examples
    --------
    >>> with kernel_pool("plain") as pool:
    ...     pool.kind
    'plain'
    """
    if kind not in get_args(Kind):
        raise RunError(f"kernels: {kind!r} is none of {', '.join(get_args(Kind))}")
    pool = KernelPool(kind, environment or {}, preload)
    try:
        yield pool
    finally:
        pool.close()


def workspace_kernels(workspace: Workspace, kind: Kind = "auto") -> AbstractContextManager[KernelPool]:
    """Give kernels for a workspace's notebooks, with what these import preloaded.

    Parameters
    ----------
    workspace : Workspace
        The workspace.
    kind : {"auto", "fork", "plain"}
        See :func:`kernel_pool`.
    """
    own = imported_modules(workspace.notebooks.glob("*.ipynb"), OFTEN_USED)
    environment = {"EVALUATIE_ROOT": str(workspace.root)}
    return kernel_pool(kind, environment=environment, preload=(*EVERYTHING, *own))


def _short_folder() -> str:
    """Give a folder for temporary files whose path leaves room for a socket's name."""
    usual = tempfile.gettempdir()
    if os.name != "posix" or len(usual) <= _LONGEST_SOCKET_FOLDER:
        return usual
    return next((short for short in ("/tmp", "/var/tmp") if os.access(short, os.W_OK)), usual)  # noqa: S108
