"""evaluatie audit: what it says, when it fails, and the register that every report is added to."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import pytest

import evaluatie as ev
from evaluatie.run import ReportFailure
from evaluatie.run.registering import register_of, write_register

sys.path.insert(0, str(Path(__file__).parent / "disclosure"))
from released_tables import staff, table

SIZES = {"<35": 30, "35-49": 40, "50+": 25}
LEAK = {("t0", "age=66+"): "small"}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "data" / "raw").mkdir(parents=True)
    return tmp_path


def put(workspace: Path, content: dict[str, object], *, registered: bool = True) -> Path:
    """Put a report in place of the one before, as a run does."""
    name = content["organisation"]["id"]
    path = workspace / "reports" / name / "results.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    register = register_of(workspace / "reports", name)
    path.write_text(json.dumps(content))
    if registered:
        write_register(workspace / "reports", register.adding(path.read_bytes()))
    return path


def test_nothing_found_says_what_was_looked_at(evaluatie, workspace: Path) -> None:
    put(workspace, table(staff(SIZES, 1)))
    put(workspace, table(staff(SIZES, 2), {("t0", "age=50+"): "small", ("t0", "age=<35"): "small"}, name="org-b"))
    code, out, err = evaluatie("audit", "--root", workspace)
    assert (code, err) == (0, "")
    assert "Looked at 2 releases: org-a, org-b." in out
    assert "16 released numbers, of which 16 are sums over people" in out
    assert "Narrowest number of people that is not found: it may still be" in out
    assert "Nothing found." in out


def test_a_leak_fails_and_is_named_with_its_culprits_and_remedy(evaluatie, workspace: Path) -> None:
    put(workspace, table(staff({**SIZES, "66+": 4}, 2), LEAK))
    file = workspace / "audit.json"
    code, out, _ = evaluatie("audit", "--root", workspace, "--json", file)
    assert code == 1
    assert "1. org-a: age=66+ at 2020-01-06: number of people: 4" in out
    assert "     org-a: response.t0/respondents.count" in out
    assert "Take groups of age together" in out
    assert "FOUND: 2 numbers about few people can be worked out." in out
    told = json.loads(file.read_text())
    assert told["passed"] is False
    assert len(told["findings"]) == 2
    assert told["warnings"] == []


def test_a_report_that_was_replaced_is_still_attacked(evaluatie, workspace: Path) -> None:
    people = staff({**SIZES, "66+": 4}, 2)
    put(workspace, table(people))
    put(workspace, table(people, {**LEAK, ("t0", "age=50+"): "complement"}))
    code, out, _ = evaluatie("audit", "--root", workspace)
    assert code == 1
    assert "org-a (release 1 of 2): response.t0/age=66+.count" in out


def test_a_report_that_is_not_registered_is_attacked_with_a_warning(evaluatie, workspace: Path) -> None:
    put(workspace, table(staff(SIZES, 1)), registered=False)
    code, out, _ = evaluatie("audit", "--root", workspace)
    assert code == 0
    assert "Note: reports/org-a is not in the register: what was released before it is not known" in out


def test_what_others_released_is_attacked_together_with_it(evaluatie, workspace: Path) -> None:
    people = staff({**SIZES, "66+": 4}, 2)
    put(workspace, table(people, {**LEAK, ("t0", "age=50+"): "complement"}))
    assert evaluatie("audit", "--root", workspace)[0] == 0
    other = workspace / "elsewhere.json"
    other.write_text(json.dumps(table(people, LEAK)))
    code, out, _ = evaluatie("audit", other, "--root", workspace)
    assert code == 1
    assert "org-a (release 2 of 2)" in out


def test_a_register_that_was_changed_is_refused(evaluatie, workspace: Path) -> None:
    put(workspace, table(staff(SIZES, 1)))
    path = workspace / "reports" / "_register" / "org-a.jsonl"
    path.write_text(path.read_text().replace('"n":95', '"n":96', 1))
    code, out, err = evaluatie("audit", "--root", workspace)
    assert code == 1
    assert "reports/_register/org-a.jsonl" in out
    assert "was changed after it was written" in out
    assert "Traceback" not in out + err


def test_a_report_that_was_changed_is_refused(evaluatie, workspace: Path) -> None:
    path = put(workspace, table(staff(SIZES, 1)))
    content = json.loads(path.read_text())
    content["results"][1]["estimate"] = 3.25
    path.write_text(json.dumps(content))
    code, out, _ = evaluatie("audit", "--root", workspace)
    assert code == 1
    assert "not what was registered" in " ".join(out.replace("│", " ").split())
    told = "This is not what was registered. These figures differ: baseline.pgis.total/t0/all/mean.mean."
    with pytest.raises(ev.StudyError, match=re.escape(told)):
        ev.run_audit(root=workspace)


def test_without_any_release_there_is_nothing_to_audit(evaluatie, workspace: Path) -> None:
    code, _, err = evaluatie("audit", "--root", workspace)
    assert code == 1
    assert "there is nothing to audit" in err


def test_a_file_that_cannot_be_read_or_written_is_said(evaluatie, workspace: Path) -> None:
    code, out, _ = evaluatie("audit", workspace / "none.json", "--root", workspace)
    assert code == 1
    assert "none.json" in out
    put(workspace, table(staff(SIZES, 1)))
    (workspace / "file").write_text("")
    code, _, err = evaluatie("audit", "--root", workspace, "--json", workspace / "file" / "audit.json")
    assert code == 1
    assert "cannot be written" in err


def test_every_report_is_registered_and_none_is_made_beside_a_damaged_register(
    evaluatie, workspace: Path, root: Path
) -> None:
    for part in (Path("data") / "raw" / "univbct-4", Path("notebooks")):
        shutil.copytree(root / part, workspace / part, dirs_exist_ok=True)
    assert evaluatie("report", "univbct-4", "--root", workspace)[0] == 0
    register = workspace / "reports" / "_register" / "univbct-4.jsonl"
    written = register.read_bytes()
    results = (workspace / "reports" / "univbct-4" / "results.json").read_bytes()
    assert register_of(workspace / "reports", "univbct-4").holds(results)
    assert evaluatie("report", "univbct-4", "--force", "--root", workspace)[0] == 0
    assert register.read_bytes() == written
    code, out, _ = evaluatie("audit", "--root", workspace)
    assert (code, "Nothing found." in out) == (0, True), out
    register.write_bytes(written.replace(b'"n":44', b'"n":45', 1))
    (made,) = ev.run_all(["univbct-4"], root=workspace, force=True)
    assert isinstance(made, ReportFailure)
    assert "reports/_register/univbct-4.jsonl" in str(made.error)
    assert (workspace / "reports" / "univbct-4" / "results.json").read_bytes() == results
