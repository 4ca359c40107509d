"""The crew on this machine: kernels of a pool, as many at a time as there is memory for."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import psutil

# slow to import, which is better done while the fork server does the same
import evaluatie.report
import evaluatie.run.execute  # noqa: F401
from evaluatie.run.inputs import MadeFrom
from evaluatie.run.kernels import KernelPool
from evaluatie.run.kernels.studies import StudyKernels
from evaluatie.run.parameters import section_parameters
from evaluatie.run.sections import ExecutedSection, execute_section
from evaluatie.study.workspace import Workspace

_LEAST_ROOM = 300 * 2**20  # bytes; what a kernel takes with a small organisation


class LocalCrew:
    """Runs sections in kernels of a pool.

    Parameters
    ----------
    workspace : Workspace
        Where the data are.
    pool : KernelPool
        The kernels.
    slots : int
        How many things it does at a time.
    timeout : float
        Seconds that a section may take, all its cells together.
    """

    def __init__(self, workspace: Workspace, pool: KernelPool, slots: int, timeout: float) -> None:
        self.slots = slots
        self._workspace = workspace
        self._pool = pool
        self._timeout = timeout
        self._studies: dict[str, StudyKernels] = {}
        self._reopening = threading.Lock()

    def has_room(self) -> bool:
        """Tell whether there is memory for a kernel as large as the largest one so far."""
        return bool(psutil.virtual_memory().available > max(_LEAST_ROOM, self._pool.largest))

    def open(self, organisation: str, tighten: Sequence[str] = ()) -> None:
        """Check an organisation's files and do the intake, in the process that its kernels are forked from."""
        folder = self._workspace.study_folder(organisation)
        self._studies[organisation] = self._pool.study(folder, tighten, self._timeout)

    def section(self, organisation: str, notebook: Path, inputs: MadeFrom) -> ExecutedSection:  # noqa: ARG002
        """Run a section; the inputs are those of this very machine."""
        study = self._study(organisation)
        parameters = section_parameters(organisation, study.tighten)
        return execute_section(notebook, parameters, study, timeout=self._timeout)

    def _study(self, organisation: str) -> StudyKernels:
        """Give the organisation's kernels, of a new process where the one that held its study was lost."""
        with self._reopening:
            if self._studies[organisation].lost():
                self.open(organisation, self._studies[organisation].tighten)
            return self._studies[organisation]

    def close(self, organisation: str) -> None:
        """End the organisation's process."""
        if (study := self._studies.pop(organisation, None)) is not None:
            study.close()

    def stop(self) -> None:
        """End all kernels."""
        self._pool.close()
