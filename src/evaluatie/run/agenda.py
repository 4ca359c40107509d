"""Who does what next: threads that share out the sections of all organisations, and finish each report."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from evaluatie.run.errors import SectionError
from evaluatie.run.inputs import MadeFrom
from evaluatie.run.making import Making
from evaluatie.run.outcome import Progress, ReportFailure, ReportRun
from evaluatie.run.sections import ExecutedSection

Step = Callable[[], None]


class Crew(Protocol):
    """Runs sections: on this machine, or on a cluster. Its methods wait until the work is done."""

    @property
    def slots(self) -> int:
        """How many things it can do at a time."""

    def has_room(self) -> bool:
        """Tell whether there is memory for one thing more than it does now."""

    def open(self, organisation: str, tighten: Sequence[str]) -> None:
        """Check an organisation's files and do the intake; raises StudyError with all that is wrong.

        Its sections hide more than it asks for by what `tighten` says.
        """

    def section(self, organisation: str, notebook: Path, inputs: MadeFrom) -> ExecutedSection:
        """Run a section of an organisation that was opened, from the inputs that are given; raises RunError."""

    def close(self, organisation: str) -> None:
        """Let go of an organisation; must not fail, nor mind one that was never opened."""

    def stop(self) -> None:
        """Have everything end that runs, so that those who wait for it get an error."""


class Agenda:
    """Shares out the work of a batch over the threads that call :meth:`work`.

    Parameters
    ----------
    makings : sequence of Making
        The reports to make, in order.
    crew : Crew
        Who runs the sections.
    progress : callable
        Told what happens, from several threads.
    """

    def __init__(self, makings: Sequence[Making], crew: Crew, progress: Progress) -> None:
        self.results: dict[str, ReportRun | ReportFailure] = {}
        self._crew = crew
        self._progress = progress
        self._waiting = deque(makings)
        self._open: list[Making] = []
        self._busy = 0
        self._stopped = False
        self._changed = threading.Condition()

    def work(self) -> None:
        """Do what comes next, until there is nothing left to do."""
        while (step := self._next()) is not None:
            try:
                step()
            except BaseException:
                self.stop()  # nobody is to wait for what this thread had in hand
                raise
            finally:
                with self._changed:
                    self._busy -= 1
                    self._changed.notify_all()

    def stop(self) -> None:
        """Begin nothing new."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def _next(self) -> Step | None:
        """Wait for something to do; None when all is done."""
        with self._changed:
            while not self._stopped and (self._waiting or self._open):
                if (step := self._step()) is not None:
                    self._busy += 1
                    return step
                self._changed.wait(1)  # not for ever: memory comes free without a word
        return None

    def _step(self) -> Step | None:
        """Choose: a section of the organisation opened first, or else one more organisation."""
        if self._busy and not self._crew.has_room():
            return None
        for making in self._open:
            if making.waiting:
                making.running += 1
                return partial(self._section, making, making.waiting.popleft())
        if self._waiting and len(self._open) < self._crew.slots:
            self._open.append(self._waiting[0])
            return partial(self._begin, self._waiting.popleft())
        return None

    def _begin(self, making: Making) -> None:
        making.running = 1  # until its files are read
        try:
            if missing := making.begin():
                self._opened(making)
            making.waiting.extend(missing)
        except Exception as error:
            making.errors[""] = error
        self._end_step(making)

    def _opened(self, making: Making) -> None:
        try:
            self._crew.open(making.organisation, making.tighten)
        except SectionError:  # the process that read the files was lost
            if self._stopped:
                raise
            self._crew.open(making.organisation, making.tighten)

    def _section(self, making: Making, notebook: Path) -> None:
        self._progress(making.organisation, notebook.name, "started")
        try:
            making.take(self._executed(making, notebook))
        except Exception as error:
            making.errors[notebook.name] = error
            self._progress(making.organisation, notebook.name, "failed")
        else:
            self._progress(making.organisation, notebook.name, "done")
        self._end_step(making)

    def _executed(self, making: Making, notebook: Path) -> ExecutedSection:
        """Run a section, and once more if it fails in a way that need not happen again."""
        inputs = making.inputs_of(notebook.name)
        try:
            return self._crew.section(making.organisation, notebook, inputs)
        except SectionError:
            if self._stopped:
                raise
        self._progress(making.organisation, notebook.name, "again")
        return self._crew.section(making.organisation, notebook, inputs)

    def _end_step(self, making: Making) -> None:
        with self._changed:
            making.running -= 1
            called_off = list(making.waiting) if making.errors else []
            if making.errors:
                making.waiting.clear()
            last = not (making.running or making.waiting)
        for notebook in called_off:
            self._progress(making.organisation, notebook.name, "called off")
        if last and not self._stopped:
            self._finish(making)

    def _finish(self, making: Making) -> None:
        self._crew.close(making.organisation)
        result = making.finish()
        if result is None:  # its sections are to hide more
            for notebook in making.missing():
                self._progress(making.organisation, notebook.name, "waiting")
            self._begin(making)
            return
        self.results[making.organisation] = result
        self._progress(making.organisation, "", "made" if isinstance(result, ReportRun) else "failed")
        with self._changed:
            self._open.remove(making)
