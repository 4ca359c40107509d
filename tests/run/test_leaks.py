"""Nothing but what is released reaches a page, a file or the screen: every way to leak is tried with the real command.

PDF, Word and Excel files are read like all others (see :func:`canaries.found`); of a PDF, which holds no letters but
signs of its fonts, also what it shows.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
import yaml
from canaries import found, frame_of, persons, wrapped
from leaks import WAYS, cells
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from evaluatie.run.execute import run_notebook
from evaluatie.run.kernels import KernelPool
from pdffile import Pdf

PEOPLE = persons(60)
AUTHOR = PEOPLE[len(WAYS)]  # in what the file of the notebook says beside its cells
ORGANISATIONS = ("leaky", *(way.organisation for way in WAYS if way.ends == "refused"))


def by_way(names: set[str]) -> set[str]:
    """Say by which ways people got out."""
    known = {person.name: way.name for person, way in zip(PEOPLE, WAYS, strict=False)} | {AUTHOR.name: "author"}
    return {known.get(name, f"nobody's way: {name}") for name in names}


def write_organisation(root: Path, name: str) -> None:
    folder = root / "data" / "raw" / name
    folder.mkdir(parents=True)
    people = frame_of(PEOPLE)
    people.to_csv(folder / "people.csv", index=False)  # delivered beside the answers, and named nowhere
    for wave in ("t0", "t1"):
        people[["code", "wellbeing"]].to_csv(folder / f"{wave}.csv", index=False)
    score = {"column": "wellbeing", "range": [1, 9], "direction": "higher", "label": "welbevinden"}
    config = {
        "organisation": {"id": name, "name": "Organisatie A"},
        "waves": [{"id": wave, "label": wave, "file": f"{wave}.csv"} for wave in ("t0", "t1")],
        "survey": {"respondent": "code", "scores": {"wellbeing": score}},
        "plan": {"primary": ["wellbeing"], "smallest_effect": 0.2},
    }
    (folder / "study.yml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")


def write_notebook(root: Path) -> Path:
    """Write the notebook of all ways, with a person in every place of the file that is no cell's code or text."""
    written = [new_code_cell(source, metadata={"note": AUTHOR.name, "tags": [AUTHOR.code]}) for source in cells()]
    title = new_markdown_cell("# Lekken", metadata={"note": AUTHOR.note})
    title["attachments"] = {"a.txt": {"text/plain": base64.b64encode(AUTHOR.name.encode()).decode()}}
    parameters = new_code_cell('organisation: str = "leaky"', metadata={"tags": ["parameters"]})
    written[-1]["outputs"] = [nbformat.v4.new_output("stream", text=AUTHOR.score)]
    notebook = new_notebook(cells=[title, parameters, *written], metadata={"title": AUTHOR.name, "widgets": {}})
    notebook.metadata["papermill"] = {"parameters": {"who": AUTHOR.code}}
    path = root / "notebooks" / "10_response.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)
    return path


@dataclass(frozen=True)
class Ran:
    """What the command left behind."""

    root: Path
    screen: str

    def leaving(self) -> Iterator[tuple[str, bytes]]:
        """Go through all that may leave: every file of reports by its name and content, and what was printed."""
        for path in sorted((self.root / "reports").rglob("*")):
            name = path.relative_to(self.root).as_posix()
            yield name, path.read_bytes() if path.is_file() else b""
            if path.suffix == ".pdf":
                yield name, "\n".join(Pdf(path.read_bytes()).page_texts()).encode()
        yield "screen", self.screen.encode()


def run_command(root: Path, *arguments: str) -> Ran:
    command = [sys.executable, "-m", "evaluatie.cli", "report", *arguments, "--root", str(root)]
    ran = subprocess.run(command, check=False, capture_output=True, env={**os.environ, "COLUMNS": "5000"}, timeout=500)
    return Ran(root, (ran.stdout + ran.stderr).decode())


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Run the report command over an organisation for each way that ends the run, and one for all the others."""
    root = tmp_path_factory.mktemp("leaks")
    for name in ORGANISATIONS:
        write_organisation(root, name)
    write_notebook(root)
    return run_command(root, "--all")


def test_there_are_thirty_ways_or_more_and_each_has_a_person_of_its_own() -> None:
    assert len({way.name for way in WAYS}) == len(WAYS) >= 30
    assert len({value for person in PEOPLE for value in person.canaries}) == 4 * len(PEOPLE)


def test_the_search_finds_a_person_in_every_wrapping_and_nobody_where_there_is_none() -> None:
    for value in (PEOPLE[3].name, PEOPLE[3].code, PEOPLE[3].note, PEOPLE[3].score, PEOPLE[3].score.replace(".", ",")):
        for wrapping, content in wrapped(f"before {value} after").items():
            assert found(PEOPLE, content) == {PEOPLE[3].name}, (wrapping, value)
    for wrapping, content in wrapped("before nobody 3.25 after").items():
        assert found(PEOPLE, content) == set(), wrapping


def test_every_way_that_ends_no_run_is_stopped(ran: Ran) -> None:
    assert "leaky: " in ran.screen
    assert (ran.root / "reports" / "leaky" / "report.html").is_file()
    got_out = {name: by_way(found(PEOPLE, name.encode() + b"\n" + content)) for name, content in ran.leaving()}
    assert {name: ways for name, ways in got_out.items() if ways} == {}


def test_every_way_that_is_refused_leaves_no_report_and_says_where(ran: Ran) -> None:
    for way in WAYS:
        if way.ends == "refused":
            assert not (ran.root / "reports" / way.organisation).exists(), way.name
            (said,) = [line for line in ran.screen.splitlines() if f" {way.organisation} " in line and "FAILED" in line]
            assert "10_response.ipynb" in said, said
            assert "cell " in said or "released nothing" in said, said


def test_what_a_notebook_writes_among_the_reports_is_set_aside(ran: Ran) -> None:
    stands = {path.relative_to(ran.root).as_posix() for path in (ran.root / "reports").rglob("*") if path.is_file()}
    own = json.loads((ran.root / "data" / "sections" / "leaky" / "report.json").read_bytes())["files"]
    pages = {"reports/index.html", "reports/index.en.html"}
    assert stands == pages | {"reports/_register/leaky.jsonl", *(f"reports/leaky/{name}" for name in own)}
    assert not (ran.root / "data" / "sections" / "leaky" / "99_more.json").exists()
    aside = [path for path in (ran.root / "data" / "set-aside").rglob("*") if path.is_file()]
    assert len(aside) == 3
    assert "3 files that no release wrote turned up" in ran.screen.replace("\n", " ")


def test_the_ways_do_leak_where_there_is_no_channel(tmp_path: Path, pool: KernelPool) -> None:
    """A notebook that ran, as papermill alone would leave it, holds nearly all of them: the ways are no straw men."""
    write_organisation(tmp_path, "leaky")
    path = write_notebook(tmp_path)
    pool.environment["EVALUATIE_ROOT"] = str(tmp_path)
    executed = run_notebook(path, {"organisation": "leaky"}, pool)
    written = json.dumps(executed).encode()
    files = b"".join(path.read_bytes() + str(path).encode() for path in _files(tmp_path))
    got_out = by_way(found(PEOPLE, written) | found(PEOPLE, files))
    # of these no output tells, or not always: what is printed beside the kernel would be on the screen of the run
    inside = {"few-people", "notes", "clear-output", "next-cell", "descriptor", "subprocess"}
    assert {way.name for way in WAYS if way.ends == "dropped"} - inside <= got_out


def _files(root: Path) -> list[Path]:
    places = [*(root / "reports").rglob("*"), *(root / "data" / "sections").rglob("*")]
    return [path for path in places if path.is_file()]


def test_plain_kernels_let_out_no_more(tmp_path: Path) -> None:
    write_organisation(tmp_path, "leaky")
    write_notebook(tmp_path)
    ran = run_command(tmp_path, "leaky", "--kernels", "plain")
    got_out = {name: by_way(found(PEOPLE, name.encode() + b"\n" + content)) for name, content in ran.leaving()}
    assert (tmp_path / "reports" / "leaky" / "report.html").is_file(), ran.screen
    assert {name: ways for name, ways in got_out.items() if ways} == {}
