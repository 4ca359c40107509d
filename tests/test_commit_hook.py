"""The git hook that keeps real data out of commits, in a repository that is made for each test."""

from __future__ import annotations

import gzip
import json
import os
import runpy
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evaluatie.study.gate.identifierwords import kinds, named_kind

HOOKS = Path("scripts") / "hooks"
LOCKED = """
aiohttp==3.9 ; python_full_version == '3.12.*' \\
    --hash=sha256:00
email-validator==2.0 ; python_version >= "3.11"
user-agents>=2.2, <3
"""
LETTER = "Dear reader,\n\nAsk every respondent of a team, and whoever has left it since, what they think.\n"
RESULTS = {
    "schema": "evaluatie/results/3", "organisation": {"id": "a", "name": "b"},
    "results": [{"id": "s.0", "group": "origin=europa", "term": "count", "estimate": 12, "n": 12}],
}  # fmt: skip
IGNORED = "/data/raw/*\n!/data/raw/demo-a/\n"

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


@pytest.fixture
def repository(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a repository with the hook switched on and one demonstration that may be committed."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name, value in {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}.items():
        monkeypatch.setenv(name, value)
    (tmp_path / HOOKS).mkdir(parents=True)
    shutil.copy(root / HOOKS / "pre-commit", tmp_path / HOOKS)
    (tmp_path / ".gitignore").write_text(IGNORED)
    git(tmp_path, "init", "-q")
    git(tmp_path, "config", "core.hooksPath", HOOKS.as_posix())
    git(tmp_path, "add", "-A")
    assert commit(tmp_path) == ""
    return tmp_path


def git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    return subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True, check=False)


def commit(folder: Path) -> str:
    """Commit what is staged; give what was said against it, and nothing where it went well."""
    done = git(folder, "commit", "-q", "-m", "a")
    assert (done.returncode == 0) == (not done.stderr)
    return done.stderr


@pytest.fixture
def told(repository: Path) -> Callable[..., dict[str, str]]:
    """Give a function that commits files, and says what was said against each of them; nothing of those let through."""

    def add(files: dict[str, str]) -> dict[str, str]:
        for name, content in files.items():
            path = repository / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        git(repository, "add", "-f", *files)
        said = commit(repository)
        assert ("Nothing was committed" in said) == bool(said)
        lines = dict(line.split(": ", 1) for line in said.splitlines() if not line.startswith("Nothing"))
        assert lines.keys() <= files.keys()
        return lines

    return add


def test_data_and_reports_are_refused(told: Callable[..., dict[str, str]]) -> None:
    names = (
        "data/raw/waterschap/t0.csv", "data/raw/waterschap/study.yml", "data/raw/t0.csv", "data/raw/demo-a-real/t0.csv",
        "data/processed/demo-a/survey.parquet", "data/sections/demo-a/x.json", "data/set-aside/x", "Data/Raw/a/t0.csv",
        "reports/waterschap/results.json", "REPORTS/a/report.html",
    )  # fmt: skip
    files = dict.fromkeys(names, "x\n")
    assert told(files).keys() == files.keys()


def test_kinds_of_files_that_hold_answers_are_refused(told: Callable[..., dict[str, str]]) -> None:
    files = dict.fromkeys(
        ("t0.sav", "notes/T0.XLSX", "a.parquet", "docs/antwoorden.ods", "all.zip", "a.tar", "b.RDA", "c.7z"), "x"
    )
    assert told(files).keys() == files.keys()


def test_a_table_with_a_row_per_person_is_refused(told: Callable[..., dict[str, str]]) -> None:
    heads = (
        "respondent,q1,q2", "Voornaam;Achternaam;q1", "E-mail adres\tq1", "id,geboortedatum", '"BSN","q1"',
        "\ufeffherkomst,q1", "medewerkerNaam,q1", "personeelsnummer;q1",
        "naam,score", "personeelsnummer,score", "e-mail,score", "medewerker,geboortedatum", "pc6,score", "Uw naam|q1",
        "\n\nrespondent,score", "sep=;\nrespondent;score",
        "Export of March\n\nQ1,Q2\nbsn,score", "  \n,\nE\u0301-mail,q1",
    )  # fmt: skip
    files = {f"docs/table-{number}.csv": f"{head}\n1,2,3\n" for number, head in enumerate(heads)}
    said = told(files)
    assert said.keys() == files.keys()
    assert all("each row is a person" in why for why in said.values())


def test_a_table_with_a_row_per_person_is_refused_whatever_kind_of_file_it_is(
    told: Callable[..., dict[str, str]],
) -> None:
    rows = [{"respondent": 1, "score": 3}, {"respondent": 2, "score": 4}]
    files = {
        "a.txt": "respondent;score\n1;2\n", "b.txt": "\nQ1\tNaam\n", "c.dat": "respondent  score\n1 2\n",
        "d.dat": "bsn\n1\n", "a.tab": "naam\tscore\n",
        "a.json": json.dumps(rows), "b.json": json.dumps({"rows": rows}, indent=1),
        "c.json": json.dumps([{"naam": "x"}]),
        "d.json": json.dumps({"columns": ["respondent", "score"], "data": [[1, 2]]}),
        "e.json": json.dumps({"respondent": {"0": 1}, "score": {"0": 2}}),
        "f.json": json.dumps(rows[0]) + "\n" + json.dumps(rows[1]), "g.json": json.dumps([[1], rows[0]]),
        "h.json": '[{"respondent": 1, "score": NaN}]',
        "a.jsonl": "\n" + json.dumps(rows[0]) + "\n",
        "a.ndjson": json.dumps({"n": 1}) + "\n" + json.dumps(rows[0]),
        "a.csv.bak": "naam,score\n", "b.CSV~": "naam,score\n", "c.csv.old": "naam,score\n",
        "d.csv.orig": "naam,score\n",
        "e.csv.tmp.bak~": "naam,score\n", "f.json.bak": json.dumps(rows),
        "tests/x.csv": "respondent,score\n", "tests/data/y.json": json.dumps(rows),
        "tests/scales/data/z.csv.bak": "naam\n",
        "tests/scales/data/pgis_simulated.csv.bak": "person,q1\n",
        # let in by name, but not with this content
        "tests/scales/data/pgis_simulated.csv": "person,q1\n",
        "src/evaluatie/reproduce/published/data/univbct.csv": "person,time,jobsat\n7,0,3\n",
    }  # fmt: skip
    said = told(files)
    assert said.keys() == files.keys()
    assert all("each row is a person" in why for why in said.values())


def test_the_encoding_hides_nothing(repository: Path) -> None:
    for name, encoding in {"a.txt": "utf-16", "b.csv": "utf-8-sig", "c.csv": "cp1252"}.items():
        (repository / name).write_text("q1;naam;café\n1;2;3\n", encoding=encoding)
    git(repository, "add", "-A")
    assert commit(repository).count("each row is a person") == 3


def test_what_is_behind_a_backup_is_looked_at(told: Callable[..., dict[str, str]]) -> None:
    files = {"a.xlsx.tmp": "x", "b.sav~": "x", "c.key.old": "x", "d.ipynb.bak": "x", "~e.XLSX.BAK": "x"}
    assert told(files).keys() == files.keys()


@pytest.fixture(scope="module")
def hook(root: Path) -> dict[str, Any]:
    return runpy.run_path(str(root / HOOKS / "pre-commit"))


def test_the_hook_knows_all_words_of_intake(hook: dict[str, Any]) -> None:
    assert set().union(*(kind.sure for kind in kinds())) <= hook["SURE"]
    assert {(kind.unsure, kind.unless) for kind in kinds() if kind.unsure} == set(hook["UNSURE"])


@pytest.mark.parametrize(
    "name",
    ["E-mail adres", "teamnaam", "naam team", "IPAddress", "naam2", "Naam leidinggevende", "e-mails per dag", "Adrés",
     "e-mail werk", "user", "Hoe vaak kijkt u in uw mail buiten werktijd", "postcode 6", "score", "", "usertype",
     "tel. nr.", "Wat is de naam van uw team", "De naam die u bij deze nieuwe dienst draagt", "<b>Naam</b>", "bsn_2"],
)  # fmt: skip
def test_the_hook_knows_a_name_as_intake_does(hook: dict[str, Any], name: str) -> None:
    assert hook["is_personal"](name) == (named_kind(name) is not None)


def test_a_key_is_refused_whatever_it_is_called_and_wherever_it_is(told: Callable[..., dict[str, str]]) -> None:
    files = {
        "docs/notes.txt": "ab" * 32, "docs/more.txt": "cd" * 32 + "\n", "base64": "A" * 43 + "=",
        "tests/own.key": "\x00",
        "data/raw/demo-a/notes.txt": "ef" * 32,
    }  # fmt: skip
    said = told(files)
    assert said.keys() == files.keys()
    assert all("key of the pseudonyms" in why for why in said.values())


def test_a_notebook_with_outputs_is_refused(told: Callable[..., dict[str, str]]) -> None:
    cell = {"cell_type": "code", "source": "1", "outputs": [{"output_type": "stream", "text": "x"}]}
    files = {"notebooks/a.ipynb": json.dumps({"cells": [cell]}), "notebooks/b.ipynb": "no notebook"}
    clean = {"notebooks/c.ipynb": json.dumps({"cells": [{**cell, "outputs": []}]})}
    said = told(files | clean)
    assert said.keys() == files.keys()
    assert all("clear all outputs" in why for why in said.values())


def test_a_packed_table_is_looked_into(repository: Path) -> None:
    for name, text in {
        "a.csv.gz": "naam,score\n1,2\n",
        "tests/b.tsv.GZ": "respondent\tq1\n",
        "c.csv.gz": "team,n\n",
    }.items():
        (repository / name).parent.mkdir(exist_ok=True)
        (repository / name).write_bytes(gzip.compress(text.encode()))
    git(repository, "add", "-A")
    said = commit(repository)
    assert said.count("each row is a person") == 2
    assert "c.csv.gz" not in said


def test_a_known_file_is_let_in_as_it_was_then(repository: Path, root: Path, hook: dict[str, Any]) -> None:
    for name in hook["KNOWN"]:
        (repository / name).parent.mkdir(parents=True, exist_ok=True)
        (repository / name).write_bytes((root / name).read_bytes())
    git(repository, "add", "-A")
    assert commit(repository) == ""
    (repository / name).write_bytes((root / name).read_bytes() + b"1,2\n")
    git(repository, "add", "-A")
    assert "each row is a person" in commit(repository)


def test_everything_else_is_let_through(told: Callable[..., dict[str, str]]) -> None:
    files = {
        "data/raw/demo-a/t0.csv": "respondent,naam\n1,x\n", "data/raw/demo-a/t0.xlsx": "x", "data/raw/README.md": "x",
        "tests/data/t0.sav": "x", "tests/data/t0.csv": "who,wave,score\n1,0,3\n",
        "requirements/lock.txt": LOCKED,
        "docs/letter.txt": LETTER,
        "src/a/names.json": json.dumps([{"name": "x", "label": "y"}]), "docs/results.json": json.dumps(RESULTS),
        "src/a/words.json": json.dumps({"respondent": "deelnemer", "naam": "name"}), "src/a/bad.json": '[{"respondent"',
        "src/a/deep.json": "[" * 100_000, "src/a/translated.json": json.dumps({"person": {"nl": "x"}, "team": "y"}),
        "docs/rows.csv": "term,estimate\nnaam,1\nemail,2\n", "docs/empty.csv": "", "docs/more.csv.bak": "term,n\n",
        "docs/notes.bak": "naam,score\n",
        "src/a/levels.json": json.dumps({"origin": ["a", "b"], "gender": ["x"]}), "docs/empty.json": "{}",
        "docs/figures.csv": "estimator,bias,n\nmixed,0,1\n",
        "docs/personality.csv": "personality,teamnaam\n", "docs/hash.md": "sha256: " + "ab" * 32,
    }  # fmt: skip
    assert told(files) == {}


def test_nobody_lets_a_folder_in_and_commits_what_is_in_it_at_once(repository: Path) -> None:
    (repository / ".gitignore").write_text(IGNORED + "!/data/raw/waterschap/\n")
    folder = repository / "data" / "raw" / "waterschap"
    folder.mkdir(parents=True)
    (folder / "t0.csv").write_text("respondent\n1\n")
    git(repository, "add", "-A")
    assert "data/raw/waterschap/t0.csv" in commit(repository)
    git(repository, "reset", "-q", "data")
    assert commit(repository) == ""


def test_taking_data_out_again_is_no_problem(repository: Path) -> None:
    path = repository / "reports" / "a.html"
    path.parent.mkdir()
    path.write_text("x")
    git(repository, "add", "-f", "reports/a.html")
    assert git(repository, "commit", "-q", "--no-verify", "-m", "a").returncode == 0
    git(repository, "rm", "-q", "reports/a.html")
    assert commit(repository) == ""


def test_this_repository_holds_nothing_that_it_refuses(root: Path) -> None:
    if not (root / ".git").exists():
        pytest.skip("needs the repository")
    done = subprocess.run([root / HOOKS / "pre-commit", "--all"], cwd=root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_hook_can_be_run(root: Path) -> None:
    assert os.access(root / HOOKS / "pre-commit", os.X_OK)
