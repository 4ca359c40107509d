"""Notebooks run as a batch runs them, and what runs on this machine for a workspace."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
from nbformat import NotebookNode

from evaluatie.run.execute import Kernels, run_notebook


def run_apart(path: Path, kernels: Kernels, *, organisation: str = "x", timeout: float = 60) -> NotebookNode:
    """Run a notebook in a thread: the main one may have the event loop of a browser that other tests drive."""
    with ThreadPoolExecutor(1) as worker:
        return worker.submit(run_notebook, path, {"organisation": organisation}, kernels, timeout=timeout).result()


def working_for(root: Path) -> list[psutil.Process]:
    """List the processes that were started for a workspace: they have it in their environment or command."""
    return [process for process in psutil.process_iter() if str(root) in _known_of(process)]


def wait_for(condition: Callable[[], object], within: float = 60) -> None:
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _known_of(process: psutil.Process) -> str:
    try:
        return " ".join([*process.cmdline(), *process.environ().values()])
    except (psutil.Error, OSError):
        return ""
