"""A jupyter_client provisioner whose kernels are forked from the preloaded server."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Unicode

from evaluatie.run.kernels.client import ForkedProcess, fork_kernel

_PATIENCE = 60.0  # seconds that a kernel may take to make its sockets


class ForkProvisioner(LocalProvisioner):
    """Launches a kernel by asking a fork server; all else is as for a kernel on this machine.

    The kernelspec names it as ``evaluatie-fork``, with the server's socket in its ``config``.
    """

    server = Unicode(help="Path of the fork server's unix socket.").tag(config=True)
    process: ForkedProcess | None  # type: ignore[assignment]

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel, and wait until it listens.

        Parameters
        ----------
        cmd : list of str
            The command of a plain kernel; what follows ``ipykernel_launcher`` is handed to the forked one.
        """
        cwd = str(kwargs.get("cwd") or Path.cwd())
        argv = cmd[cmd.index("ipykernel_launcher") + 1 :]
        env = kwargs.get("env") or dict(os.environ)
        self.process = fork_kernel(self.server, argv, cwd, env)
        self.pid, self.pgid, self.cwd = self.process.pid, None, cwd
        await self._listening()
        return self.connection_info

    async def _listening(self) -> None:
        """Wait for the last socket that a kernel makes: a client that connects earlier retries only after 0.1 s.

        One that makes none in time has stopped: the client then finds out that it does not answer.
        """
        info = self.connection_info
        if info.get("transport") != "ipc":
            return
        last = Path(f"{info['ip']}-{info['hb_port']}")
        deadline = time.monotonic() + _PATIENCE
        while not last.exists() and self.process is not None and self.process.poll() is None:
            if time.monotonic() > deadline:
                return
            await asyncio.sleep(0.005)
