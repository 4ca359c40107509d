"""Run one notebook in a kernel of the pool."""

from __future__ import annotations

import asyncio
import builtins
import logging
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

import papermill
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import raise_for_execution_errors

from evaluatie.run.errors import RunError, SectionError, lacks_disk, lacks_memory
from evaluatie.run.notebooks import parameters_position, read_notebook
from evaluatie.run.vocabulary import masked, words_of

_OWN_ERRORS = frozenset({"StudyError", "ParameterError"})
_START_TIMEOUT = 120
_LEAST = 0.001
_FEWER = "--jobs 1 runs one section at a time"
_COUNTED = f"the cells before it counted in, and was stopped; --time-limit allows more; where memory is short, {_FEWER}"
_MEMORY = f"was there enough memory? {_FEWER}"
_MAKE_ROOM = "make room on it and run this again"
_LEAST_ROOM = 2**20  # bytes; sockets and a profile take some tens of thousands
logging.getLogger("papermill").addHandler(logging.NullHandler())  # what goes wrong is raised, and said once


class Kernels(Protocol):
    """Where kernels come from: a pool, or the process of the pool that holds a study."""

    @property
    def options(self) -> dict[str, Any]:
        """What papermill's ``execute_notebook`` needs to take its kernels from here."""

    @property
    def environment(self) -> dict[str, str]:
        """What every kernel gets on top of this process's environment."""


def run_notebook(
    path: Path, parameters: Mapping[str, object], kernels: Kernels, *, timeout: float = 600
) -> NotebookNode:
    """Run a notebook in a kernel of the pool, in the folder where it stands.

    Parameters
    ----------
    path : pathlib.Path
        The notebook.
    parameters : mapping of str to object
        Its parameters.
    kernels : Kernels
        Where the kernel comes from.
    timeout : float
        Seconds that it may take, all its cells together.

    Returns
    -------
    NotebookNode
        The notebook with all its outputs: not fit to be kept.

    Raises
    ------
    RunError
        The notebook, the cell and what went wrong; a SectionError where it may go well a second time. The message
        of an exception is only passed on when it is one of evaluatie's own: any other may quote data.
    """
    if _loop_runs():  # as in Jupyter: nbclient needs one of its own, and so a thread of its own
        with ThreadPoolExecutor(1) as worker:
            return worker.submit(_executed, path, parameters, kernels, timeout).result()
    return _executed(path, parameters, kernels, timeout)


def _executed(path: Path, parameters: Mapping[str, object], kernels: Kernels, timeout: float) -> NotebookNode:
    notebook, given = read_notebook(path, parameters)
    place = _Place(path.name, parameters_position(notebook, path.name))
    with _own_event_loop(), _told_clearly(place, timeout, _known(notebook, parameters)):
        named = {"kernel_name": "python3", "language": "python"}
        # in two steps: in one, papermill would write out the executed notebook, as text and for nobody
        prepared = papermill.execute_notebook(notebook, None, given, prepare_only=True, **named)
        executed: NotebookNode = papermill_engines.execute_notebook_with_engine(
            None,
            prepared,
            kernel_name="python3",
            progress_bar=False,
            start_timeout=_START_TIMEOUT,
            timeout_func=_Limit(timeout).left,
            iopub_timeout=60,
            resources={"metadata": {"path": str(path.parent)}},
            on_cell_start=place.enter,
            **kernels.options,
        )
        raise_for_execution_errors(executed, None)
    return executed


class _Limit:
    """The time that a notebook may take, from its first cell on."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end: float | None = None

    def left(self, _: NotebookNode) -> float:
        """Give the seconds that are left for a cell; never none, which nbclient takes for no limit."""
        now = time.monotonic()
        self._end = now + self._seconds if self._end is None else self._end
        return max(self._end - now, _LEAST)


class _Place:
    """The cell that is being run, numbered as a reader of the notebook does: without the injected one."""

    def __init__(self, name: str, parameters_position: int) -> None:
        self.name = name
        self.injected = parameters_position + 1
        self.position: int | None = None

    def enter(self, *, cell_index: int, **_: object) -> None:
        self.position = cell_index

    def at(self, position: int | None) -> str:
        if position is None:
            return self.name
        if position == self.injected:
            return f"{self.name}, parameters"
        return f"{self.name}, cell {position + 1 if position < self.injected else position}"

    def __str__(self) -> str:
        return self.at(self.position)


@contextmanager
def _told_clearly(place: _Place, timeout: float, known: set[str]) -> Iterator[None]:
    try:
        yield
    except PapermillExecutionError as error:
        if short := _shortage(str(error.ename), str(error.evalue)):
            raise SectionError(f"{place.at(error.cell_index)}: {short}") from None
        failed = RunError if error.ename in _OWN_ERRORS else SectionError
        raise failed(f"{place.at(error.cell_index)}: {_told(error, known)}") from None
    except CellTimeoutError:
        raise SectionError(f"{place}: took longer than {timeout:g} seconds, {_COUNTED}") from None
    except DeadKernelError:
        raise SectionError(f"{place}: the kernel died; {_full_temporary() or _MEMORY}") from None
    except (RuntimeError, OSError) as error:
        if short := _shortage(type(error).__name__, str(error)):
            raise SectionError(f"{place}: {short}") from error
        what = "no kernel could be started" if place.position is None else "its kernel was lost"
        told = f"{what} ({type(error).__name__}: {masked(str(error), known)})"
        maybe = _full_temporary() or (_MEMORY if isinstance(error, RuntimeError) else "")
        raise SectionError("; ".join(filter(None, (f"{place}: {told}", maybe)))) from error
    except Exception as error:  # a notebook can send messages that nbclient stumbles over, with whatever is in them
        raise SectionError(f"{place}: what it sent cannot be read ({type(error).__name__})") from None


def _shortage(kind: str, message: str) -> str:
    """Say what the machine was short of, where an error tells it; else nothing."""
    if lacks_memory(kind, message):
        return f"there was not enough memory; {_FEWER}"
    return f"the disk is full, {_MAKE_ROOM}" if lacks_disk(message) else ""


def _full_temporary() -> str:
    """Say that temporary files have no room, where that is so: a kernel then dies without a word."""
    with suppress(OSError):
        folder = tempfile.gettempdir()
        if shutil.disk_usage(folder).free < _LEAST_ROOM:
            return f"the disk is full where temporary files are ({folder}), {_MAKE_ROOM}"
    return ""


def _told(error: PapermillExecutionError, known: set[str]) -> str:
    """Tell an error of a cell: an exception may have any name and message, of persons' names and answers too."""
    if error.ename in _OWN_ERRORS:
        return masked(str(error.evalue), known)
    told = str(error.ename)
    name = told if told.isidentifier() and masked(told, known) == told else "an exception"
    return f"{name} (its message may quote data and is not repeated; run the notebook in JupyterLab to see it)"


def _known(notebook: NotebookNode, parameters: Mapping[str, object]) -> set[str]:
    """Give the words that stand in the notebook itself, and those of Python: they may be repeated."""
    sources = [str(cell.source) for cell in notebook.cells]
    return words_of([*sources, *dir(builtins), *sys.stdlib_module_names, *map(str, parameters.values())])


def _loop_runs() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


@contextmanager
def _own_event_loop() -> Iterator[None]:
    """Have nbclient work on an event loop of this thread, and close it: nobody else does."""
    loop = ensure_event_loop()
    try:
        yield
    finally:
        pending = asyncio.all_tasks(loop)
        for task in pending:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
        loop.close()
        asyncio.set_event_loop(None)
