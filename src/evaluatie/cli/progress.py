"""What is shown while reports are made: a bar of the sections, the rate, the time that remains, and the memory."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn
from rich.text import Text

if TYPE_CHECKING:
    from evaluatie.run.outcome import State

_GIGABYTE = 2**30


class _Rate(ProgressColumn):
    """Sections a second, or seconds a section, and what remains at that rate over the whole run."""

    def render(self, task: Task) -> Text:
        """Write it, once there is something to go by."""
        if not task.completed or not task.elapsed:
            return Text("")
        rate = task.completed / task.elapsed
        told = f"{rate:.1f} a second" if rate >= 1 else f"{1 / rate:.1f} s each"
        minutes, seconds = divmod(round(((task.total or 0) - task.completed) / rate), 60)
        return Text(f"{told}, {minutes}:{seconds:02} to go")


class _Memory(ProgressColumn):
    """The memory that is free."""

    def render(self, task: Task) -> Text:  # noqa: ARG002 - rich gives it
        """Write it."""
        import psutil

        return Text(f"{psutil.virtual_memory().available / _GIGABYTE:.1f} GB free")


class Shown:
    """Shows what a run tells: on a screen as a bar, elsewhere as a line for each report and each failure.

    Parameters
    ----------
    bar : Progress
        Where it is shown.
    """

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("sections", total=None, doing="Starting")
        self._lock = threading.Lock()
        self._waiting = 0
        self._running: list[str] = []

    def __call__(self, organisation: str, notebook: str, state: State) -> None:
        """Take in what a run tells, from several threads."""
        with self._lock:
            if notebook:
                self._section(f"{organisation} {notebook}", state)
            elif state != "unchanged":
                self._print(f"{organisation}: {state}")
            doing = ", ".join(self._running) or "Composing"
            self._bar.update(self._task, total=self._waiting or None, doing=doing)

    def _section(self, name: str, state: State) -> None:
        if state == "waiting":
            self._waiting += 1
        elif state == "started":
            self._running.append(name)
        elif state == "again":
            self._print(f"{name}: failed, is tried once more")
        else:
            if name in self._running:
                self._running.remove(name)
            self._bar.advance(self._task)
            if state == "failed":
                self._print(f"{name}: failed")

    def _print(self, line: str) -> None:
        from evaluatie.study.problems import visible

        self._bar.console.print(visible(line), markup=False)


@contextmanager
def showing_progress() -> Iterator[Shown]:
    """Show the progress of a run as long as this lasts."""
    console = Console(stderr=True, highlight=False)
    columns = (
        BarColumn(24), MofNCompleteColumn(), TextColumn("sections"), _Rate(), TimeElapsedColumn(), _Memory(),
        TextColumn("{task.fields[doing]}", style="dim", markup=False),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield Shown(bar)
