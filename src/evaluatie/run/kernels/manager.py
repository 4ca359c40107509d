"""The kernel manager of a batch: kernels of this very interpreter, each with a folder of its own."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar, Protocol

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

from evaluatie.run.kernels.ready import PooledKernelClient, start_zmq

_LOOK = 0.005  # seconds between two looks at whether a kernel has ended
_NO_HISTORY = "--HistoryManager.enabled=False"


class Pool(Protocol):
    """What a kernel asks of the pool that it belongs to."""

    @property
    def environment(self) -> dict[str, str]:
        """What every kernel gets on top of this process's environment."""

    @property
    def closed(self) -> bool:
        """Whether the batch is over: a kernel that still comes up must end."""

    def new_place(self, kernel: PooledKernelManager) -> Path:
        """Take a kernel in and give it a folder of its own."""

    def note_size(self, size: int) -> None:
        """Take note of how many bytes a kernel took at most."""

    def socket(self) -> str | None:
        """Give the fork server's socket, or None where kernels are plain."""


class PooledKernelManager(AsyncKernelManager):
    """Starts a kernel of a pool, whatever kernelspecs the machine has.

    Each kernel has a short folder of its own for its sockets (kernels that share one answer each other's messages),
    its temporary files and its IPython profile: nothing of the user's own set-up reaches a report.
    """

    pool: ClassVar[Pool]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.place = self.pool.new_place(self)
        self.connection_file = str(self.place / "kernel.json")
        self.client_factory = PooledKernelClient
        if os.name == "posix":
            self.transport = "ipc"
            self.ip = str(self.place / "s")

    @property
    def kernel_spec(self) -> KernelSpec:
        """The kernel to start: this interpreter, forked where the pool has a fork server."""
        if self._kernel_spec is None:
            self._kernel_spec = KernelSpec(
                argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", _NO_HISTORY],
                display_name="Python 3",
                language="python",
                env=self._environment(),
                metadata=self._provisioner(),
            )  # fmt: skip
        return self._kernel_spec

    def _environment(self) -> dict[str, str]:
        own = {"IPYTHONDIR": str(self.place / "ipython"), "TMPDIR": str(self.place)}
        # jupyter_client fills in $NAME: a dollar in a path is none of those
        return {name: value.replace("$", "$$") for name, value in {**self.pool.environment, **own}.items()}

    def _provisioner(self) -> dict[str, Any]:
        socket = self.pool.socket()
        if socket is None:
            return {}
        return {"kernel_provisioner": {"provisioner_name": "evaluatie-fork", "config": {"server": socket}}}

    def kill_now(self) -> None:
        """End the kernel from any thread, without the event loop of the one that waits for it."""
        process = getattr(self.provisioner, "process", None)
        group = getattr(self.provisioner, "pgid", None)
        if process is None or process.poll() is not None:
            return
        with suppress(ProcessLookupError):
            if group:
                os.killpg(group, signal.SIGKILL)
            else:
                process.kill()

    async def _async_launch_kernel(self, kernel_cmd: list[str], **kw: Any) -> None:
        start_zmq(self.context)
        # what a cell's own processes print would end up on the screen of the run: no output of the notebook, so unseen
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        await super()._async_launch_kernel(kernel_cmd, **{**kw, **quiet})
        if self.pool.closed:  # while this one was being started
            self.kill_now()

    async def _async_wait(self, pollinterval: float = _LOOK) -> None:
        """Wait until the kernel has ended; look more often than every 0.1 s, which each section would lose."""
        await super()._async_wait(pollinterval=min(pollinterval, _LOOK))

    async def _async_kill_kernel(self, restart: bool = False) -> None:
        if (process := getattr(self.provisioner, "process", None)) is not None:
            self.pool.note_size(_most_memory(process.pid))
        await super()._async_kill_kernel(restart=restart)

    _kill_kernel = _async_kill_kernel

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        await super()._async_cleanup_resources(restart=restart)
        if not restart:
            shutil.rmtree(Path(self.place), ignore_errors=True)

    cleanup_resources = _async_cleanup_resources


def manager_options(pool: Pool) -> dict[str, Any]:
    """Give what papermill's ``execute_notebook`` needs to take its kernels from a pool."""
    manager = type("PooledKernelManager", (PooledKernelManager,), {"pool": pool})
    # nothing in a kernel is worth a polite end: its temporary files are in its folder
    return {"kernel_manager_class": manager, "shutdown_kernel": "immediate"}


def _most_memory(pid: int) -> int:
    """Give the bytes that a process took at most, or 0 where the system does not tell."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except (OSError, ValueError):
        return 0
    found = re.search(r"^VmHWM:\s*(\d+) kB$", status, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0
