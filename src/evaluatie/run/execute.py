"""Run one notebook in a kernel of the pool."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import papermill
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import raise_for_execution_errors

from evaluatie.run.errors import RunError, SectionError
from evaluatie.run.notebooks import parameters_position, read_notebook

_OWN_ERRORS = frozenset({"StudyError", "ParameterError"})
_START_TIMEOUT = 120
logging.getLogger("papermill").addHandler(logging.NullHandler())  # what goes wrong is raised, and said once


class Kernels(Protocol):
    """Where kernels come from: a pool, or the process of the pool that holds a study."""

    @property
    def options(self) -> dict[str, Any]:
        """What papermill's ``execute_notebook`` needs to take its kernels from here."""


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
        Seconds that one cell may take.

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
    notebook = read_notebook(path, parameters)
    place = _Place(path.name, parameters_position(notebook, path.name))
    with _own_event_loop(), _told_clearly(place, timeout):
        named = {"kernel_name": "python3", "language": "python"}
        # in two steps: in one, papermill would write out the executed notebook, as text and for nobody
        prepared = papermill.execute_notebook(notebook, None, dict(parameters), prepare_only=True, **named)
        executed: NotebookNode = papermill_engines.execute_notebook_with_engine(
            None,
            prepared,
            kernel_name="python3",
            progress_bar=False,
            start_timeout=_START_TIMEOUT,
            execution_timeout=timeout,
            iopub_timeout=60,
            resources={"metadata": {"path": str(path.parent)}},
            on_cell_start=place.enter,
            **kernels.options,
        )
        raise_for_execution_errors(executed, None)
    return executed


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
def _told_clearly(place: _Place, timeout: float) -> Iterator[None]:
    try:
        yield
    except PapermillExecutionError as error:
        failed = RunError if error.ename in _OWN_ERRORS else SectionError
        raise failed(f"{place.at(error.cell_index)}: {_told(error)}") from None
    except CellTimeoutError:
        raise SectionError(f"{place}: took longer than {timeout:g} seconds, and was stopped") from None
    except DeadKernelError:
        raise SectionError(f"{place}: the kernel died; was there enough memory?") from None
    except (RuntimeError, OSError) as error:
        what = "no kernel could be started" if place.position is None else "its kernel was lost"
        raise SectionError(f"{place}: {what} ({type(error).__name__}: {error})") from error


def _told(error: PapermillExecutionError) -> str:
    if error.ename in _OWN_ERRORS:
        return str(error.evalue)
    return f"{error.ename} (its message may quote data and is not repeated; run the notebook in JupyterLab to see it)"


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
