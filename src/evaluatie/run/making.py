"""Make reports: check each organisation's files, queue its sections, write its report when they are done."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from evaluatie.disclosure import policy_of
from evaluatie.run.errors import RunError
from evaluatie.run.kernels import KernelPool
from evaluatie.run.notebooks import section_notebooks
from evaluatie.run.outcome import Progress, ReportFailure, ReportRun
from evaluatie.run.report import write_report
from evaluatie.run.sections import ExecutedSection, execute_section
from evaluatie.study import Workspace, load_study

Sections = tuple[Future[ExecutedSection], ...]


@dataclass(frozen=True)
class Making:
    """The means to make reports.

    Attributes
    ----------
    workspace : Workspace
        Where the data and the notebooks are, and the reports go.
    workers : concurrent.futures.ThreadPoolExecutor
        Threads, each of which waits for a kernel.
    pool : KernelPool
        The kernels.
    timeout : float
        Seconds that one cell may take.
    progress : callable
        Told when a section starts and ends.
    """

    workspace: Workspace
    workers: ThreadPoolExecutor
    pool: KernelPool
    timeout: float
    progress: Progress

    def make(self, organisations: Sequence[str], ahead: int) -> tuple[ReportRun | ReportFailure, ...]:
        """Make a report for each organisation, in order.

        Parameters
        ----------
        organisations : sequence of str
            Their ids.
        ahead : int
            Of how many more organisations the files are read while the sections of one still run.
        """
        notebooks = section_notebooks(self.workspace.notebooks)
        under_way: deque[tuple[str, Sections | Exception]] = deque()
        made = []
        for organisation in organisations:
            under_way.append((organisation, self._start(organisation, notebooks)))
            if len(under_way) > ahead:
                made.append(self._finish(*under_way.popleft()))
        return (*made, *(self._finish(*started) for started in under_way))

    def _start(self, organisation: str, notebooks: Sequence[Path]) -> Sections | Exception:
        """Check the organisation's files and do the intake, so that its sections only read it."""
        try:
            policy_of(load_study(self.workspace.study_folder(organisation)))
        except Exception as error:
            return error
        return tuple(self.workers.submit(self._section, organisation, path) for path in notebooks)

    def _section(self, organisation: str, path: Path) -> ExecutedSection:
        self.progress(organisation, path.name, "started")
        try:
            section = execute_section(path, {"organisation": organisation}, self.pool, timeout=self.timeout)
        except BaseException:
            self.progress(organisation, path.name, "failed")
            raise
        self.progress(organisation, path.name, "done")
        return section

    def _finish(self, organisation: str, started: Sections | Exception) -> ReportRun | ReportFailure:
        if isinstance(started, Exception):
            return ReportFailure(organisation, started)
        try:
            return write_report(organisation, self.workspace.reports / organisation, _results(started))
        except Exception as error:
            return ReportFailure(organisation, error)


def _results(sections: Sections) -> list[ExecutedSection]:
    """Wait for all; where one fails, those not yet started are called off and all failures are told at once."""
    failures = [error for section in sections if (error := _failure(section, sections)) is not None]
    unforeseen = [error for error in failures if not isinstance(error, RunError)]
    if unforeseen:
        raise unforeseen[0]
    if failures:
        raise RunError("\n".join(dict.fromkeys(str(error) for error in failures)))
    return [section.result() for section in sections]


def _failure(section: Future[ExecutedSection], sections: Sections) -> Exception | None:
    try:
        section.result()
    except CancelledError:
        return None
    except Exception as error:
        for other in sections:
            other.cancel()
        return error
    return None
