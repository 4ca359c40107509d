"""Kernels that have a study at hand: forked from a process that read it once."""

from __future__ import annotations

import base64
import os
import pickle
import subprocess
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluatie.disclosure.handed import PLAN_FILE
from evaluatie.run.errors import RunError, SectionError
from evaluatie.run.kernels.client import ForkServerError, TooSlowError, end_server, fork_study, preparation
from evaluatie.run.kernels.manager import PooledKernelManager, manager_options

if TYPE_CHECKING:
    from evaluatie.run.kernels.pool import KernelPool

_LAST_WORDS = 10.0  # seconds that the process gets to end itself and its kernels


class StudyKernels:
    """Kernels for the sections of one organisation; made by :meth:`KernelPool.study`.

    Parameters
    ----------
    pool : KernelPool
        The pool that they belong to.
    folder : pathlib.Path
        The study folder.
    tighten : sequence of str
        What its sections hide more than it asks for.
    timeout : float, optional
        Seconds that reading its files may take, where a process of their own reads them.

    Raises
    ------
    StudyError
        The organisation's files cannot be used; all problems at once.
    RunError
        The process that read the files was lost or took too long (a SectionError: it may go well a second time), or
        the batch is over.

    Attributes
    ----------
    tighten : tuple of str
        What its sections hide more than it asks for.
    expected : dict or None
        What sections of the study can be about and may show, told by a process in which no notebook runs.
    """

    def __init__(
        self, pool: KernelPool, folder: Path, tighten: Sequence[str] = (), timeout: float | None = None
    ) -> None:
        self.tighten = tuple(tighten)
        self._pool = pool
        self._socket = pool.socket()
        self._process = None
        self._place = pool.new_folder()
        self._plan = self._place / "plan"
        self.expected: dict[str, Any] | None = None
        if self._socket is None:
            self.expected = pool.check(folder, tighten, self._plan)
            return
        own = str(self._place / "fork")
        try:
            self._process = fork_study(self._socket, folder, own, {**os.environ, **pool.environment}, tighten)
            prepared = preparation(own, timeout)
        except ForkServerError as error:
            if pool.closed:
                raise RunError("the run has ended") from error
            raise SectionError(self._lost(error, timeout)) from error
        self._socket = own
        if "error" in prepared:
            self.close()
            raise pickle.loads(base64.b64decode(prepared["error"]))  # noqa: S301 - by a process of this very batch
        self.expected = prepared["expected"]

    def _lost(self, error: ForkServerError, timeout: float | None) -> str:
        """End what is left of the process that read the files, and say what became of it."""
        if self._process is not None:
            self._process.kill()
        if isinstance(error, TooSlowError):
            told = f"reading the organisation's files took longer than {timeout:g} seconds, and was stopped"
            return f"{told}; --time-limit allows more"
        return "the process that read the files died; was there enough memory? --jobs 1 runs one section at a time"

    @cached_property
    def options(self) -> dict[str, Any]:
        """What papermill's ``execute_notebook`` needs to take its kernels from here."""
        return manager_options(self)

    @property
    def environment(self) -> dict[str, str]:
        """What every kernel gets on top of this process's environment."""
        return {**self._pool.environment, PLAN_FILE: str(self._plan)}

    @property
    def closed(self) -> bool:
        """Whether the batch is over: a kernel that still comes up must end."""
        return self._pool.closed

    def new_place(self, kernel: PooledKernelManager) -> Path:
        """Take a kernel into the pool and give it a folder of its own."""
        return self._pool.new_place(kernel)

    def note_size(self, size: int) -> None:
        """Take note of how many bytes a kernel took at most."""
        self._pool.note_size(size)

    def socket(self) -> str | None:
        """Give the socket of the process that holds the study, or None where kernels are plain."""
        return self._socket

    def lost(self) -> bool:
        """Tell whether the process that held the study has ended."""
        return self._process is not None and self._process.poll() is not None

    def close(self) -> None:
        """End the process that holds the study."""
        self._plan.unlink(missing_ok=True)
        if self._process is None or self._socket is None:
            return
        end_server(self._socket)
        try:
            self._process.wait(_LAST_WORDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
