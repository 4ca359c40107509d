"""The fork server: imports everything once, then forks one ready kernel per request.

``python -m evaluatie.run.kernels.server SOCKET BATCH MODULE...`` makes the socket's folder, listens, imports the
modules, and ends with the process whose id is BATCH, taking its kernels and that folder along. It also forks servers
of its own kind that hold a study, read once, so that the kernels forked from those have it. A request is one line of
JSON: ``{}`` asks what came of the preparation, ``argv`` for a kernel, ``study`` for a server that holds a study,
``end`` for its end. The answer is a line too; where a process was forked, with its pid and a descriptor of it (pidfd)
attached.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from evaluatie.run.kernels.child import become_kernel, take_surroundings
from evaluatie.run.kernels.linux import die_with
from evaluatie.run.kernels.preload import hold, preload

_HANDLED = (signal.SIGCHLD, signal.SIGTERM)
_LAST_WORDS = 5.0  # seconds that a server of a study gets to end its kernels itself
_PATIENCE = 10.0  # seconds that a request may take to arrive, so that one that never comes does not hold up the rest


class Server:
    """Answers requests one by one, and buries the kernels that ended.

    Parameters
    ----------
    path : str
        Where to listen; the folder around it is the server's, and goes with it.
    """

    def __init__(self, path: str) -> None:
        self.folder = Path(path).parent
        self.kernels: set[int] = set()
        self.studies: set[int] = set()
        self.prepared: dict[str, Any] = {}
        self.ending = False
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(64)
        # a signal only writes a byte here: what it means is done between two requests, never halfway through something
        self.ended, self._ends = socket.socketpair()
        for end in (self.ended, self._ends):
            end.setblocking(False)

    def serve(self, parent: int, prepare: Callable[[], dict[str, Any]]) -> None:
        """Prepare, then answer until asked to end or a SIGTERM comes, which the end of the parent also sends."""
        signal.signal(signal.SIGTERM, self._asked_to_end)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._ends.fileno(), warn_on_full_buffer=False)
        try:
            die_with(parent, signal.SIGTERM)
            self.prepared = prepare()
            while not self.ending:
                ready, _, _ = select.select([self.listener, self.ended], [], [])
                if self.ended in ready:
                    self._bury()
                if self.listener in ready:
                    self._answer()
        finally:
            self._end()

    def _asked_to_end(self, *_: object) -> NoReturn:
        # a module that is imported just then may catch whatever is raised: it must not be forgotten
        self.ending = True
        _stop()

    def close(self) -> None:
        """Let go of the sockets, in a process that has nothing to do with them."""
        for end in (self.listener, self.ended, self._ends):
            end.close()

    def _answer(self) -> None:
        connection, _ = self.listener.accept()
        connection.settimeout(_PATIENCE)
        with connection, contextlib.suppress(OSError, ValueError):
            with connection.makefile("r", encoding="utf-8") as lines:
                request = json.loads(lines.readline())
            if "argv" in request:
                self._fork(connection, self.kernels, partial(_kernel, request))
            elif "study" in request:
                study = Server(request["path"])
                self._fork(connection, self.studies, partial(_study, study, request))
                study.close()
            elif "end" in request:
                _stop()
            else:
                connection.sendall(json.dumps(self.prepared).encode() + b"\n")

    def _fork(self, connection: socket.socket, children: set[int], become: Callable[[int], None]) -> None:
        server = os.getpid()
        with _signals_held():
            pid = os.fork()
            if pid == 0:
                connection.close()
                self._in_child(partial(become, server))
            children.add(pid)
        # even a kernel that died at once is buried only after this, so that its pid is still its own
        descriptor = os.pidfd_open(pid)
        try:
            socket.send_fds(connection, [json.dumps({"pid": pid}).encode() + b"\n"], [descriptor])
        finally:
            os.close(descriptor)

    def _in_child(self, become: Callable[[], None]) -> NoReturn:
        try:
            signal.set_wakeup_fd(-1)
            self.close()
            for signum in _HANDLED:
                signal.signal(signum, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _HANDLED)
            become()
        except SystemExit:
            pass
        except BaseException:
            traceback.print_exc(file=sys.__stderr__)
        finally:
            os._exit(1)

    def _bury(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while self.ended.recv(4096):
                pass
        while ended := _ended_child():
            # as long as it is not buried its group's id is its own: end what it left running
            _kill_group(ended)
            self.kernels.discard(ended)
            self.studies.discard(ended)
            os.waitpid(ended, 0)

    def _end(self) -> None:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for pid in self.studies:
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + _LAST_WORDS
        while any(_runs(pid) for pid in self.studies) and time.monotonic() < deadline:
            time.sleep(0.01)
        for pid in self.kernels | self.studies:
            _kill_group(pid)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        shutil.rmtree(self.folder, ignore_errors=True)


def _kernel(request: dict[str, Any], server: int) -> None:
    die_with(server)
    become_kernel(request["argv"], request["cwd"], request["env"])


def _study(study: Server, request: dict[str, Any], server: int) -> None:
    take_surroundings(str(study.folder), request["env"])
    study.serve(server, partial(hold, request["study"], request["tighten"]))


def _runs(child: int) -> bool:
    return os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None


def _stop(*_: object) -> NoReturn:
    # a batch of several threads that is killed sends the signal once for each of them
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise SystemExit(0)


@contextlib.contextmanager
def _signals_held() -> Iterator[None]:
    signal.pthread_sigmask(signal.SIG_BLOCK, _HANDLED)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _HANDLED)


def _ended_child() -> int | None:
    try:
        ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return None
    return ended.si_pid if ended else None


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


if __name__ == "__main__":
    with contextlib.suppress(ValueError):
        sys.path.remove(str(Path.cwd()))  # put there by -m; a kernel looks in its own folder
    Path(sys.argv[1]).parent.mkdir(mode=0o700)
    Server(sys.argv[1]).serve(int(sys.argv[2]), partial(preload, sys.argv[3:]))
