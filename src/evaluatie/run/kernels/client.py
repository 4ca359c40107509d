"""The batch's side of the fork server: start it, ask it for kernels, stop it."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_PATIENCE = 10.0  # seconds to wait for a server that is asked to end
_PIECE = 65536
# pyarrow's allocator would start one when it is imported; a process that forks is better off with a single thread
_NO_THREADS = {"JE_ARROW_MALLOC_CONF": "background_thread:false"}


class ForkServerError(RuntimeError):
    """The fork server did not come up, or is gone."""


class TooSlowError(ForkServerError):
    """The fork server did not answer in time."""


class ForkedProcess:
    """A forked kernel, with the methods of :class:`subprocess.Popen` that jupyter_client uses.

    Parameters
    ----------
    pid : int
        Its process id.
    descriptor : int
        A pidfd: it names this very process, also after another one got the same id.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, descriptor: int) -> None:
        self.pid = pid
        self._descriptor: int | None = descriptor

    def poll(self) -> int | None:
        """Give None while it runs, else 0: the exit code is the server's to know."""
        return None if self._running(0) else 0

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended."""
        if self._running(timeout):
            raise subprocess.TimeoutExpired("kernel", timeout or 0)
        self._close()
        return 0

    def send_signal(self, signum: int) -> None:
        """Send a signal, if it still runs."""
        if self._descriptor is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._descriptor, signum)

    def kill(self) -> None:
        """End it; the server then ends whatever it had started itself."""
        self.send_signal(signal.SIGKILL)

    terminate = kill

    def _running(self, timeout: float | None) -> bool:
        if self._descriptor is None:
            return False
        poller = select.poll()
        poller.register(self._descriptor, select.POLLIN)
        return not poller.poll(None if timeout is None else timeout * 1000)

    def _close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    __del__ = _close


class ForkServer:
    """A running fork server.

    Parameters
    ----------
    folder : pathlib.Path
        A private folder for its socket; its path must be short. The server makes it, and removes it when it ends.
    environment : mapping of str to str
        The server's environment; what is read once per process (hash seed, threads) also holds for its kernels.
    modules : sequence of str
        What it imports before it forks.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str], modules: Sequence[str]) -> None:
        self.path = str(folder / "fork")
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - stop closes it
        module = "evaluatie.run.kernels.server"
        command = [sys.executable, "-m", module, self.path, str(os.getpid()), *modules]
        self._process = subprocess.Popen(  # noqa: S603
            command, env={**environment, **_NO_THREADS}, cwd=os.sep, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self._log,
        )  # fmt: skip

    def wait_until_ready(self, timeout: float) -> None:
        """Wait until everything is preloaded.

        Raises
        ------
        ForkServerError
            It ended, or took longer than `timeout` seconds.
        """
        deadline = time.monotonic() + timeout
        while True:
            try:
                _ask(self.path, {}, timeout=deadline - time.monotonic())
            except (FileNotFoundError, ConnectionRefusedError) as error:  # it does not listen yet
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise ForkServerError(self._last_words()) from error
                time.sleep(0.01)
            except OSError as error:
                raise ForkServerError(self._last_words()) from error
            else:
                return

    def ended(self) -> bool:
        """Tell whether it has ended, by itself or killed."""
        return self._process.poll() is not None

    def stop(self) -> None:
        """End the server and all its kernels; a second time does nothing."""
        self._process.terminate()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()  # its kernels die with it
            self._process.wait()
        self._log.close()

    def _last_words(self) -> str:
        try:
            self._log.seek(0)
            lines = self._log.read().decode(errors="replace").split("\n")
        except ValueError:  # closed by then
            return "it was stopped"
        return next((line.strip() for line in reversed(lines) if line.strip()), "no reason given")


def fork_kernel(path: str, argv: Sequence[str], cwd: str, env: Mapping[str, str]) -> ForkedProcess:
    """Ask the fork server at a socket for a kernel.

    Raises
    ------
    ForkServerError
        The server is gone.
    """
    return _forked(path, {"argv": list(argv), "cwd": cwd, "env": dict(env)})


def fork_study(path: str, study: Path, own: str, env: Mapping[str, str], tighten: Sequence[str] = ()) -> ForkedProcess:
    """Ask the fork server at a socket for one that holds a study.

    Parameters
    ----------
    path : str
        The socket of the server that is asked.
    study : pathlib.Path
        The study folder.
    own : str
        The socket of the new one; the folder around it will be the new server's.
    env : mapping of str to str
        The whole environment.
    tighten : sequence of str
        What sections hide more than the study asks for.

    Raises
    ------
    ForkServerError
        The server is gone.
    """
    return _forked(path, {"study": str(study), "path": own, "env": dict(env), "tighten": list(tighten)})


def preparation(path: str, timeout: float | None = None) -> dict[str, Any]:
    """Ask the fork server at a socket what came of its preparation; waits until that is done.

    Parameters
    ----------
    path : str
        The socket.
    timeout : float, optional
        Seconds that it may take.

    Raises
    ------
    TooSlowError
        It took longer.
    ForkServerError
        The server is gone.
    """
    try:
        return _ask(path, {}, timeout=timeout)[0]
    except TimeoutError:
        raise TooSlowError("the fork server did not answer in time") from None
    except OSError as error:
        raise ForkServerError(f"the fork server does not answer ({type(error).__name__})") from error


def end_server(path: str) -> None:
    """Ask the fork server at a socket to end; one that is gone is no matter."""
    with contextlib.suppress(OSError):
        _ask(path, {"end": True}, timeout=_PATIENCE)


def _forked(path: str, request: Mapping[str, Any]) -> ForkedProcess:
    try:
        answer, descriptor = _ask(path, request, timeout=60)
    except OSError as error:
        raise ForkServerError(f"the fork server does not answer ({type(error).__name__})") from error
    if descriptor is None:
        raise ForkServerError("the fork server gave no process")
    return ForkedProcess(answer["pid"], descriptor)


def _ask(path: str, request: Mapping[str, Any], timeout: float | None) -> tuple[dict[str, Any], int | None]:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(None if timeout is None else max(timeout, 0.01))
        connection.connect(path)
        connection.sendall(json.dumps(request).encode() + b"\n")
        line, descriptors, _, _ = socket.recv_fds(connection, _PIECE, 1)
        while line and not line.endswith(b"\n") and (more := connection.recv(_PIECE)):
            line += more
    if not line.endswith(b"\n"):
        raise ConnectionResetError("no answer")
    answer: dict[str, Any] = json.loads(line)
    return answer, descriptors[0] if descriptors else None
