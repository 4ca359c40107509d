"""A report leaves only when nothing hidden follows from all that was released; else nothing is written."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from evaluatie.run import RunError
from evaluatie.run.proving import prove_and_register
from evaluatie.run.registering import register_of
from evaluatie.study.workspace import SYNTHESIS

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "disclosure"))
from released_tables import OUTCOME, staff, table

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from releases import number, release

STUDY = """
organisation: {id: org-a, name: Org A, published: true}
waves:
  - {id: t0, label: {nl: nulmeting, en: baseline}, date: 2024-01-08, file: t0.csv}
survey:
  respondent: code
  scores:
    mood: {column: mood, range: [1, 5], direction: higher, label: {nl: stemming, en: mood}}
groups:
  gender: {column: gender, reference: man, focal: [vrouw]}
plan: {primary: [mood], smallest_effect: 0.2}
disclosure: {preset: strict}
"""
SIZES = {"<35": 30, "35-49": 40, "50+": 25}


def write_notebook(folder: Path, name: str, section: str) -> None:
    cells = [
        new_markdown_cell(f"# {section}", id="title"),
        new_code_cell('organisation: str = "org-a"', id="parameters", metadata={"tags": ["parameters"]}),
        new_code_cell(f"import evaluatie as ev\nev.release(ev.{section}(ev.load_study(organisation)))", id="code"),
    ]
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    folder.mkdir(exist_ok=True)
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), folder / name)


@pytest.fixture
def workspace(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lay out a workspace of one organisation with 60 men, 50 women, and 6 people who are neither."""
    raw = tmp_path / "data" / "raw" / "org-a"
    raw.mkdir(parents=True)
    monkeypatch.setenv("EVALUATIE_KEY_FILE", str(tmp_path_factory.mktemp("keys") / "pseudonym.key"))
    (raw / "study.yml").write_text(STUDY)
    write_notebook(tmp_path / "notebooks", "10_response.ipynb", "response")
    write_notebook(tmp_path / "notebooks", "20_baseline.ipynb", "baseline")
    people(6).to_csv(raw / "t0.csv", index=False)
    return tmp_path


def people(others: int) -> pd.DataFrame:
    gender = ["man"] * 60 + ["vrouw"] * 50 + ["anders"] * others
    scores = np.random.default_rng(1).integers(3, 16, 200)[: len(gender)] / 3
    return pd.DataFrame({"code": range(len(gender)), "gender": gender, "mood": scores.round(4)})


def files(reports: Path) -> dict[str, bytes]:
    return {str(path.relative_to(reports)): path.read_bytes() for path in reports.rglob("*") if path.is_file()}


def test_one_person_more_in_a_later_report_stops_it_and_a_withdrawn_report_lets_it_through(
    evaluatie: Callable[..., tuple[int, str, str]], workspace: Path
) -> None:
    """The full circle: raw files, notebooks, a report; then one answer more, which the two reports would tell."""
    reports, raw = workspace / "reports", workspace / "data" / "raw" / "org-a"
    code, out, err = evaluatie("report", "org-a", "--root", workspace)
    assert code == 0, out + err
    first = files(reports)
    rows = {row["id"]: row for row in json.loads(first["org-a/results.json"])["results"]}
    assert rows["response.t0/respondents.count"]["n"] == 116
    assert rows["response.t0/gender=other.count"]["suppressed"] == "small"

    people(7).to_csv(raw / "t0.csv", index=False)
    code, out, err = evaluatie("report", "org-a", "--root", workspace)
    told = " ".join(out.replace("│", " ").split())
    assert code == 1
    assert "everyone at 2024-01-08, in one of two releases only: number of people: 1" in told
    assert "response.t0/respondents.count" in told
    assert "Nothing was written" in told
    assert "evaluatie audit --withdraw org-a:NUMBER" in told
    assert "Traceback" not in out + err
    listing = {"index.html", "index.en.html"}  # these say that the last run failed
    assert {name: content for name, content in files(reports).items() if name not in listing} == {
        name: content for name, content in first.items() if name not in listing
    }
    assert "last run failed (the release did not go through)" in (reports / "index.en.html").read_text()

    code, out, _ = evaluatie("audit", "--root", workspace, "--withdraw", "org-a:1")
    assert code == 1  # nothing is left to attack
    code, out, _ = evaluatie("report", "org-a", "--root", workspace)
    assert code == 0, out
    register = register_of(reports, "org-a")
    assert [line["number"] for line in register.standing] == [3]
    code, out, _ = evaluatie("audit", "--root", workspace)
    assert code == 0
    assert "org-a: release 1 was withdrawn: it is not attacked" in out
    code, _, err = evaluatie("audit", "--root", workspace, "--withdraw", "org-a:9")
    assert (code, "there are: 3" in err) == (1, True)
    assert evaluatie("audit", "--root", workspace, "--withdraw", "org-a")[0] == 2


def test_what_leaks_is_not_registered_and_the_culprits_are_named(tmp_path: Path) -> None:
    people = staff({**SIZES, "66+": 4}, 2)
    leaking = json.dumps(table(people, {("t0", "age=66+"): "small"})).encode()
    with pytest.raises(RunError) as refused:
        prove_and_register(tmp_path, "org-a", leaking)
    told = str(refused.value)
    assert "1. org-a: age=66+ at 2020-01-06: number of people: 4" in told
    assert "follows from this report: response.t0/age=35-49.count" in told
    assert "by everyone less the other groups" in told
    assert "--withdraw" not in told
    assert list(tmp_path.iterdir()) == []


def test_a_report_and_one_before_it_together_are_refused(tmp_path: Path) -> None:
    people = staff({**SIZES, "66+": 4}, 2)
    away = {("t0", "age=66+"): "small"}
    for_itself = [{**away, ("t0", f"age={other}"): "complement"} for other in ("50+", "35-49")]
    first, second = (json.dumps(table(people, hidden)).encode() for hidden in for_itself)
    prove_and_register(tmp_path, "org-a", first)
    with pytest.raises(RunError, match=r"org-a \(release 1 of 2\): response.t0/age=35-49.count"):
        prove_and_register(tmp_path, "org-a", second)
    prove_and_register(tmp_path, "org-a", first)
    assert len(register_of(tmp_path, "org-a").lines) == 1
    prove_and_register(tmp_path / "other", "org-a", second)


def member(name: str, n: int | None, estimate: float | None) -> bytes:
    own = number(f"change.{OUTCOME}/all/t0-t1/linked.mean_change", OUTCOME, "mean_change", estimate, n=n)
    return json.dumps(release(name, [own], plan={"estimator": "linked"})).encode()


def pooled(n: int) -> bytes:
    total = number(f"synthesis.{OUTCOME}/pooled.mean_change", OUTCOME, "mean_change", 0.16, n=n)
    content = {
        "schema": "evaluatie/synthesis/1", "organisations": [{"id": name} for name in "abc"], "language": "nl",
        "policy": {"preset": "strict", "minimum_group": 10, "dominance": 0.9},
        "outcomes": {OUTCOME: {"low": 1, "high": 5}}, "results": [total],
    }  # fmt: skip
    return json.dumps(content).encode()


def test_a_synthesis_is_held_against_its_members(tmp_path: Path) -> None:
    for name, n in (("a", 80), ("b", 90), ("c", None)):
        prove_and_register(tmp_path, name, member(name, n, 0.2 if n else None))
    with pytest.raises(RunError, match="c: everyone who is in the synthesis: number of people"):
        prove_and_register(tmp_path, SYNTHESIS, pooled(175))
    assert not register_of(tmp_path, SYNTHESIS).lines
    prove_and_register(tmp_path, SYNTHESIS, pooled(250))


def test_a_report_is_held_against_the_synthesis_that_its_organisation_is_in(tmp_path: Path) -> None:
    """The last member that shows its number tells that of the one that hides it."""
    for name, n in (("a", 80), ("b", None), ("c", None)):
        prove_and_register(tmp_path, name, member(name, n, 0.2 if n else None))
    prove_and_register(tmp_path, SYNTHESIS, pooled(175))
    with pytest.raises(RunError, match="c: everyone who is in the synthesis: number of people") as refused:
        prove_and_register(tmp_path, "b", member("b", 90, 0.1))
    assert "synthesis: synthesis.pgis.total/pooled.mean_change" in str(refused.value)
    prove_and_register(tmp_path, "d", member("d", 90, 0.1))


def test_nothing_is_made_beside_a_changed_register(tmp_path: Path) -> None:
    import evaluatie as ev

    prove_and_register(tmp_path, "org-a", json.dumps(table(staff(SIZES, 1))).encode())
    path = tmp_path / "_register" / "org-a.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"n":95', b'"n":96', 1))
    before = path.read_bytes()
    with pytest.raises(ev.StudyError, match="was changed after it was written"):
        prove_and_register(tmp_path, "org-a", json.dumps(table(staff(SIZES, 1))).encode())
    assert path.read_bytes() == before
