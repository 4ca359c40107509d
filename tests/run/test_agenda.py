"""Who does what next: every organisation ends as it should whatever the others do; and what is done when it is not."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from evaluatie.run import ReportFailure, ReportRun, RunError, making
from evaluatie.run.agenda import Agenda
from evaluatie.run.crew import LocalCrew
from evaluatie.run.errors import SectionError
from evaluatie.run.making import Making
from evaluatie.run.sections import ExecutedSection
from evaluatie.run.store import ReportRecord
from evaluatie.study import StudyError, Workspace

NOTEBOOKS = tuple(Path("/nowhere", f"{number}_section.ipynb") for number in (10, 20, 30))


class Crew:
    """Does nothing for a moment; what goes wrong is said by the organisation's name."""

    def __init__(self, slots: int = 4) -> None:
        self.slots = slots
        self.room = True
        self.tries: Counter[str] = Counter()
        self.opened: list[str] = []
        self.held: set[str] = set()
        self.busy: set[int] = set()
        self.most = 0
        self.lock = threading.Lock()

    def has_room(self) -> bool:
        return self.room

    def open(self, organisation: str, _: Sequence[str] = ()) -> None:
        with self.lock:
            self.opened.append(organisation)
            self.held.add(organisation)
        if organisation == "broken":
            raise StudyError([])
        if organisation == "unforeseen":
            raise ZeroDivisionError

    def section(self, organisation: str, notebook: Path, _: object) -> ExecutedSection:
        with self.lock:
            self.tries[f"{organisation} {notebook.name}"] += 1
            self.busy.add(threading.get_ident())
            self.most = max(self.most, len(self.busy))
            tries = self.tries[f"{organisation} {notebook.name}"]
        time.sleep(random.random() / 500)  # noqa: S311
        with self.lock:
            self.busy.remove(threading.get_ident())
        if organisation == "shaky" and tries == 1:
            raise SectionError("the kernel died")
        if organisation == "dying" and notebook == NOTEBOOKS[1]:
            raise SectionError("the kernel died")
        if organisation == "wrong":
            raise RunError(f"{notebook.name} released nothing")
        return ExecutedSection(notebook.name, (), {"section": notebook.stem}, ())

    def close(self, organisation: str) -> None:
        self.held.discard(organisation)

    def stop(self) -> None:
        pass


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Plan the reports of organisations, whose pages are not composed."""

    def written(organisation, _, sections, made_from, *more, **others):
        return ReportRecord(dict(made_from), {}, [], [section.name for section in sections], [])

    monkeypatch.setattr(making, "write_report", written)
    workbench = {"beside": "", "code": "", "versions": ""}
    monkeypatch.setattr(making, "workbench_of", lambda _: workbench)

    def make(*organisations: str) -> list[Making]:
        return [Making(Workspace(tmp_path), organisation, NOTEBOOKS, workbench) for organisation in organisations]

    return make


def work(agenda: Agenda, threads: int) -> None:
    with ThreadPoolExecutor(threads) as workers:
        for worker in [workers.submit(agenda.work) for _ in range(threads)]:
            worker.result(30)


def test_an_organisation_that_fails_stops_none_of_forty_nine_others(plan) -> None:
    others = [f"organisation-{number}" for number in range(45)]
    names = ["broken", *others[:20], "unforeseen", "shaky", "dying", "wrong", *others[20:]]
    crew, told = Crew(), []
    agenda = Agenda(plan(*names), crew, lambda *event: told.append(event))
    work(agenda, crew.slots)

    assert sorted(agenda.results) == sorted(names)
    failed = {name: result.error for name, result in agenda.results.items() if isinstance(result, ReportFailure)}
    assert {name: type(error) for name, error in failed.items()} == {
        "broken": StudyError,
        "unforeseen": ZeroDivisionError,
        "dying": RunError,
        "wrong": RunError,
    }
    assert str(failed["dying"]) == "the kernel died"
    made = [result for result in agenda.results.values() if isinstance(result, ReportRun)]
    assert all(result.sections == tuple(path.name for path in NOTEBOOKS) for result in made)
    assert len(made) == 46

    assert crew.held == set()
    assert sorted(crew.opened) == sorted(names)
    assert crew.most <= crew.slots
    assert all(crew.tries[f"{other} {path.name}"] == 1 for other in others for path in NOTEBOOKS)
    assert crew.tries["dying 20_section.ipynb"] == 2  # once more, and then no more
    assert crew.tries["wrong 10_section.ipynb"] == 1  # it would be wrong again
    assert [event[2] for event in told if event[:2] == ("shaky", "10_section.ipynb")] == ["started", "again", "done"]
    assert Counter(state for _, notebook, state in told if not notebook) == {"made": 46, "failed": 4}
    ended = Counter(organisation for organisation, _, state in told if state in ("done", "failed", "called off"))
    assert {ended[name] for name in (*others, "shaky", "dying", "wrong")} >= {3}


def test_nothing_more_begins_where_memory_is_short(plan) -> None:
    crew = Crew()
    crew.room = False
    agenda = Agenda(plan("a", "b"), crew, lambda *_: None)
    work(agenda, crew.slots)
    assert all(isinstance(result, ReportRun) for result in agenda.results.values())
    assert crew.most == 1  # one by one, but it goes on


def test_the_crew_on_this_machine_looks_at_the_largest_kernel_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    class Pool:
        largest = 2**30

    class Memory:
        available = 2**30 - 1

    crew = LocalCrew(Workspace(Path()), Pool(), 2, 60)  # type: ignore[arg-type]
    monkeypatch.setattr("psutil.virtual_memory", Memory)
    assert not crew.has_room()
    Memory.available = 2**30 + 1
    assert crew.has_room()


def test_stopping_begins_nothing_new(plan) -> None:
    crew = Crew()
    agenda = Agenda(plan("a", "b", "c"), crew, lambda *event: event[2] == "done" and agenda.stop())
    work(agenda, 1)
    assert agenda.results == {}
    assert crew.tries.total() == 1


def test_who_tells_of_it_may_fail_and_nobody_waits_for_ever(plan) -> None:
    def told(_: str, notebook: str, state: str) -> None:
        if state == "done":
            raise SystemExit(1)  # as where what it is printed to is gone

    crew = Crew()
    agenda = Agenda(plan("a", "b", "c", "d"), crew, told)
    with pytest.raises(SystemExit):
        work(agenda, crew.slots)


def test_a_study_that_was_lost_is_opened_once_more(plan) -> None:
    class Losing(Crew):
        def open(self, organisation: str, _: Sequence[str] = ()) -> None:
            super().open(organisation)
            if self.opened.count(organisation) == 1 or organisation == "b":
                raise SectionError("the process that read the files died")

    crew = Losing()
    agenda = Agenda(plan("a", "b"), crew, lambda *_: None)
    work(agenda, 1)
    assert crew.opened == ["a", "a", "b", "b"]
    assert isinstance(agenda.results["a"], ReportRun)
    assert isinstance(agenda.results["b"], ReportFailure)


def test_what_is_kept_does_not_run_and_needs_no_study(plan) -> None:
    crew = Crew()
    work(Agenda(plan("dying"), crew, lambda *_: None), 1)
    assert crew.tries["dying 10_section.ipynb"] == 1
    crew.tries.clear()
    agenda = Agenda(plan("dying"), crew, lambda *_: None)
    work(agenda, 1)
    assert crew.tries["dying 10_section.ipynb"] == 0  # it was made by the run that failed
    assert crew.opened == ["dying", "dying"]
    assert isinstance(agenda.results["dying"], ReportFailure)
