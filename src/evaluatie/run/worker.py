"""What a worker of a cluster does: it keeps a fork server of its own as long as there is work, and runs sections."""

from __future__ import annotations

import platform
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from evaluatie.run.errors import RunError
from evaluatie.run.inputs import MadeFrom, beside, made_from
from evaluatie.run.kernels import KernelPool, workspace_kernels
from evaluatie.run.kernels.studies import StudyKernels
from evaluatie.run.mirror import Mirror, is_url, mirrored
from evaluatie.run.parameters import section_parameters
from evaluatie.run.sections import ExecutedSection, execute_section
from evaluatie.study.authored import study_digest
from evaluatie.study.digests import software, versions
from evaluatie.study.workspace import Workspace

_IDLE = 60.0  # seconds without work after which kernels are let go: whoever asked for them may be gone
_HELD = 4  # studies that are held ready though no section of theirs runs now
_SHOWN = 5
_NEEDED = frozenset({"evaluatie", "numpy", "pandas", "pyarrow", "pyreadstat", "python_calamine", "scipy"})


#: an organisation, and what its sections hide more than it asks for
_Asked = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Expected:
    """What must be the same on a worker as where the run was started, or figures could differ.

    Attributes
    ----------
    run : str
        Names the run; the only thing that need not be the same.
    code : str
        Digest of evaluatie's own code.
    packages : tuple of str
        Python, the kind of machine, and installed packages with their versions.
    key : str or None
        Fingerprint of the pseudonyms' key; None where there is none yet.
    """

    run: str
    code: str
    packages: tuple[str, ...]
    key: str | None


def expected_here(run: str) -> Expected:
    """Give what there is on this machine."""
    from evaluatie.study.key import own_key_fingerprint

    own = (f"python-{platform.python_version()}", f"processor-{platform.machine()}")
    packages = (*own, *(line for line in versions() if line.count("-") == 1))
    return Expected(run, software()["code"], packages, own_key_fingerprint())


def differences(expected: Expected, here: Expected) -> list[str]:
    """Say what differs on a worker, and what to do about it.

    Examples
    --------
    >>> differences(Expected("1", "a", ("numpy-2.1",), "k"), Expected("1", "a", ("numpy-2.2", "pip-26"), "k"))
    ['numpy 2.2 instead of 2.1: install the same lock everywhere']
    """
    told = []
    if expected.code != here.code:
        told.append("another evaluatie: install the same version everywhere")
    own = dict(package.split("-", 1) for package in here.packages)
    for package in expected.packages:
        name, version = package.split("-", 1)
        if name in _NEEDED and name not in own:
            told.append(f"no {name}: install the same lock everywhere")
        elif own.get(name, version) != version:
            told.append(f"{name} {own[name]} instead of {version}: install the same lock everywhere")
    if expected.key != here.key:
        told.append("another key of the pseudonyms, or none: let EVALUATIE_KEY_FILE name the same key everywhere")
    return told


def check_study(expected: Expected, root: str, organisation: str, tighten: tuple[str, ...]) -> None:
    """Check an organisation's files and do the intake.

    Raises
    ------
    StudyError
        They cannot be used; all problems at once.
    RunError
        This worker cannot do it, and why.
    """
    with _without_data(), _keeper.study(expected, root, organisation, tighten):
        pass


def run_section(
    expected: Expected,
    root: str,
    organisation: str,
    tighten: tuple[str, ...],
    notebook: str,
    inputs: MadeFrom,
    timeout: float,
) -> ExecutedSection:
    """Run a section of an organisation.

    Parameters
    ----------
    expected : Expected
        What must be the same here as where the run was started.
    root, organisation : str
        The workspace and the organisation's id.
    tighten : tuple of str
        What its sections hide more than the study asks for.
    notebook : str
        The notebook's file name.
    inputs : mapping of str to str
        What the section is to be made from, see :func:`evaluatie.run.inputs.made_from`.
    timeout : float
        Seconds that a section may take, all its cells together.

    Raises
    ------
    StudyError, RunError
        It cannot be run, failed, or this worker sees other files.
    """
    with _without_data(), _keeper.study(expected, root, organisation, tighten) as (study, workspace):
        path = workspace.notebooks / notebook
        parameters = section_parameters(organisation, tighten)
        here = made_from(study.digest, path, parameters, {"beside": beside(workspace.notebooks)})
        if other := [kind for kind, digest in here.items() if inputs[kind] != digest]:
            told = f"{organisation} {notebook}: a worker sees other files than there are where the run was started"
            raise RunError(f"{told} ({', '.join(other)})")
        return execute_section(path, parameters, study.kernels, timeout=timeout)


def end_kernels(run: str) -> None:
    """End this worker's fork server of a run and all its kernels."""
    _keeper.end(run)


@contextmanager
def _without_data() -> Iterator[None]:
    """Let go out only errors that were made for the user: any other may quote data, and is logged by Dask."""
    from evaluatie.study import StudyError

    try:
        yield
    except (RunError, StudyError):
        raise
    except Exception as error:
        raise RunError(f"something unforeseen went wrong on a worker ({type(error).__name__})") from None


@dataclass(frozen=True)
class _Study:
    """A study that is at hand: its kernels, and the digest of the files that it was read from."""

    kernels: StudyKernels
    digest: str


class _Keeper:
    """Keeps kernels for the runs that this worker works for; a set of their own for every run."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._runs: dict[str, _RunKernels] = {}

    @contextmanager
    def study(
        self, expected: Expected, root: str, organisation: str, tighten: tuple[str, ...]
    ) -> Iterator[tuple[_Study, Workspace]]:
        """Give kernels that have an organisation's study at hand, and the workspace as this machine has it."""
        kernels = self._entered(expected, root)
        try:
            yield kernels.study(organisation, tighten)
        finally:
            kernels.leave(organisation, tighten)

    def end(self, run: str) -> None:
        """End all kernels of a run."""
        with self._lock:
            kernels = self._runs.pop(run, None)
        if kernels is not None:
            kernels.end()

    def _entered(self, expected: Expected, root: str) -> _RunKernels:
        with self._lock:
            known = self._runs.get(expected.run)
            if known is not None and known.enter():
                return known
            if told := differences(expected, expected_here(expected.run)):
                more = f" and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
                raise RunError(f"a worker has {'; '.join(told[:_SHOWN])}{more}")
            self._runs = {run: kernels for run, kernels in self._runs.items() if not kernels.over()}
            fresh = self._runs[expected.run] = _RunKernels(root)
            fresh.enter()
            return fresh


class _RunKernels:
    """The kernels of one run: a pool in a thread of its own, which its fork server ends with, and studies at hand."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._lock = threading.Lock()
        self._users: Counter[_Asked] = Counter()
        self._studies: dict[_Asked, Future[_Study]] = {}
        self._entered = 0
        self._last = time.monotonic()
        self._over = threading.Event()
        self._pool: Future[tuple[KernelPool, Workspace, Mirror | None]] = Future()
        self._thread = threading.Thread(target=self._keep, name="kernels", daemon=True)
        self._thread.start()

    def enter(self) -> bool:
        """Have it stay as long as there is work; False where it is over."""
        with self._lock:
            if self._over.is_set():
                return False
            self._entered += 1
            return True

    def over(self) -> bool:
        """Tell whether it has ended."""
        return self._over.is_set()

    def study(self, organisation: str, tighten: tuple[str, ...]) -> tuple[_Study, Workspace]:
        """Give kernels that have a study at hand, which is read if it is not yet, and the workspace."""
        asked = organisation, tighten
        with self._lock:
            self._users[asked] += 1
            known = self._studies.get(asked)
            if known is not None and known.done() and known.result().kernels.lost():
                known = None
            mine = self._studies[asked] = known or Future()
        if known is None:
            try:
                mine.set_result(self._read(organisation, tighten))
            except BaseException as error:
                with self._lock:
                    del self._studies[asked]
                mine.set_exception(error)
        return mine.result(), self._pool.result()[1]

    def _read(self, organisation: str, tighten: tuple[str, ...]) -> _Study:
        pool, workspace, mirror = self._pool.result()
        if mirror is not None:
            mirror.fetch(f"data/raw/{organisation}")
        folder = workspace.study_folder(organisation)
        digest = study_digest(folder)  # before it is read: what changes meanwhile is another study's
        return _Study(pool.study(folder, tighten), digest)

    def leave(self, organisation: str, tighten: tuple[str, ...]) -> None:
        """Say that a piece of work is done, and let go of studies that nobody uses when there are more than a few."""
        with self._lock:
            self._entered -= 1
            self._last = time.monotonic()
            self._users[organisation, tighten] -= 1
            idle = [name for name in self._studies if self._users[name] <= 0]
            gone = [self._studies.pop(name) for name in idle[: max(0, len(idle) - _HELD)]]
        for study in gone:
            study.result().kernels.close()

    def end(self) -> None:
        """End all kernels, and wait until they have."""
        self._over.set()
        self._thread.join()

    def _keep(self) -> None:
        try:
            with self._place() as (workspace, mirror), workspace_kernels(workspace) as pool:
                self._pool.set_result((pool, workspace, mirror))
                while not self._over.wait(1):
                    self._end_when_idle()
        except BaseException as error:
            self._over.set()
            if not self._pool.done():
                self._pool.set_exception(error)

    @contextmanager
    def _place(self) -> Iterator[tuple[Workspace, Mirror | None]]:
        """Give the workspace; of one in object storage a copy, to which studies are fetched when they are read."""
        if is_url(self._root):
            with mirrored(self._root) as mirror:
                mirror.fetch("notebooks")
                yield mirror.workspace, mirror
            return
        workspace = Workspace(Path(self._root))
        if not (workspace.root / "data" / "raw").is_dir():
            told = "it must be there on every machine of the cluster"
            raise RunError(f"a worker sees no folder data/raw in {self._root}; {told}")
        yield workspace, None

    def _end_when_idle(self) -> None:
        with self._lock:
            if not self._entered and time.monotonic() - self._last > _IDLE:
                self._over.set()


_keeper = _Keeper()
