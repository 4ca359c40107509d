"""The crew on a Dask cluster: the same sections, each in a kernel that a worker forks from a server of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from evaluatie.run.errors import RunError, SectionError
from evaluatie.run.inputs import MadeFrom
from evaluatie.run.worker import Expected, check_study, end_kernels, expected_here, run_section

if TYPE_CHECKING:
    from distributed import Client, Future

    from evaluatie.run.sections import ExecutedSection

_CONNECTING = 20  # seconds that a scheduler gets to answer
_ENDING = 10  # seconds that workers get to end their kernels
_WITHOUT_WORKERS = 120.0  # seconds that a cluster may be without any worker: one that was lost is often replaced
_LOOK = 2.0  # seconds between two looks at whether there are any


class ClusterCrew:
    """Runs sections on the workers of a Dask cluster; made by :func:`cluster_crew`.

    Parameters
    ----------
    client : distributed.Client
        The connection to the scheduler.
    root : str
        The workspace: a path at which the workers see it too, or a URL.
    slots : int
        How many things it does at a time.
    timeout : float
        Seconds that a section may take, all its cells together.
    """

    def __init__(self, client: Client, root: str, slots: int, timeout: float) -> None:
        self.slots = slots
        self._client = client
        self._root = root
        self._timeout = timeout
        self._expected: Expected = expected_here(uuid4().hex)
        self._tighten: dict[str, tuple[str, ...]] = {}

    def has_room(self) -> bool:
        """Leave the memory to Dask, which knows that of its workers."""
        return True

    def open(self, organisation: str, tighten: Sequence[str] = ()) -> None:
        """Check an organisation's files and do the intake, on one of the workers."""
        self._tighten[organisation] = tuple(tighten)
        self._result(check_study, organisation)

    def section(self, organisation: str, notebook: Path, inputs: MadeFrom) -> ExecutedSection:
        """Run a section on one of the workers, which must see the very inputs that are given."""
        section: ExecutedSection = self._result(run_section, organisation, notebook.name, dict(inputs), self._timeout)
        return section

    def close(self, organisation: str) -> None:
        """Leave it to the workers to let go of an organisation: each does when it has others."""

    def stop(self) -> None:
        """Let nothing new begin; what workers run now is called off with the connection."""
        self.end_kernels()
        with suppress(Exception):
            self._client.close(timeout=_CONNECTING)

    def end_kernels(self) -> None:
        """Have the workers end the kernels of this run; those that are lost end them themselves."""
        asking = threading.Thread(target=self._ask_to_end, daemon=True)
        asking.start()
        asking.join(_ENDING)  # not for ever: a worker may be stuck

    def _ask_to_end(self) -> None:
        with suppress(Exception):
            self._client.run(end_kernels, self._expected.run, on_error="ignore")

    def _result(self, task: Any, organisation: str, *more: object) -> Any:
        """Run a task on a worker, on another one if that is lost, and wait for its result."""
        from distributed.client import FutureCancelledError
        from distributed.comm import CommClosedError
        from distributed.scheduler import KilledWorker

        key = f"evaluatie-{uuid4().hex}"  # a scheduler shows and logs it
        try:
            about = (self._expected, self._root, organisation, self._tighten[organisation])
            future = self._client.submit(task, *about, *more, key=key, pure=False)
            return self._awaited(future)
        except KilledWorker:
            raise SectionError("every worker that ran it was lost; had they enough memory?") from None
        except (CancelledError, FutureCancelledError, CommClosedError, ConnectionError) as error:
            raise RunError(f"the cluster was lost ({type(error).__name__})") from None

    def _awaited(self, future: Future) -> Any:
        left = time.monotonic()
        while True:
            try:
                return future.result(timeout=_LOOK)
            except TimeoutError:
                if future.status == "error":  # perhaps with this very kind of error
                    return future.result()
                if self._client.nthreads():
                    left = time.monotonic()
                elif time.monotonic() - left > _WITHOUT_WORKERS:
                    raise RunError(f"the cluster has had no workers for {_WITHOUT_WORKERS:g} seconds") from None


@contextmanager
def cluster_crew(address: str, root: str, jobs: int | None, timeout: float) -> Iterator[ClusterCrew]:
    """Connect to a Dask cluster, and end what was started on its workers when done.

    Parameters
    ----------
    address : str
        Of the scheduler, such as ``"tcp://10.0.0.1:8786"``.
    root : str
        The workspace: a path at which the workers see it too, or a URL.
    jobs : int or None
        How many things to do at a time; by default as many as the workers have threads.
    timeout : float
        Seconds that a section may take, all its cells together.

    Raises
    ------
    RunError
        dask.distributed is not installed, no scheduler answers, or it has no workers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise RunError("a cluster needs dask.distributed; install it with: pip install 'evaluatie[cluster]'") from None
    try:
        client = Client(address, timeout=_CONNECTING, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise RunError(f"no Dask scheduler answers at {address} ({type(error).__name__})") from None
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise RunError(f"the Dask scheduler at {address} has no workers; start some, then run this again")
        _ensure_key()
        crew = ClusterCrew(client, root, jobs or threads, timeout)
        try:
            yield crew
        finally:
            crew.end_kernels()


def _ensure_key() -> None:
    """Make the key of the pseudonyms here if there is none yet, so that no worker makes one of its own."""
    from evaluatie.study.key import create_key, own_key_fingerprint

    if own_key_fingerprint() is None:
        create_key()
