"""What changed since the version before: kept when a report is replaced, told by a command, gone once withdrawn."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evaluatie.evaluation.released_verdicts import released_verdicts
from evaluatie.resultsfile import checksum_of
from evaluatie.run import RunError, run_changed
from evaluatie.run.before import keep_version_before
from evaluatie.run.bundles import bundles_in
from evaluatie.run.errors import RunWarning
from evaluatie.run.index import update_index
from evaluatie.run.store import Store
from evaluatie.study import StudyError, Workspace

Cli = Callable[..., tuple[int, str, str]]
ORGANISATION = "univbct-1022"
RESULTS = f"reports/{ORGANISATION}/results.json"


def lower_answers(answers: Path) -> None:
    """Take a point off job satisfaction of every second person who has more than two."""
    with answers.open(newline="") as opened:
        rows = list(csv.reader(opened))
    at = rows[0].index("JOBSAT")
    for row in rows[1::2]:
        if row[at] and float(row[at]) > 2:
            row[at] = str(float(row[at]) - 1)
    with answers.open("w", newline="") as opened:
        csv.writer(opened).writerows(rows)


@pytest.fixture(scope="module")
def made(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a report that was made twice, of other answers; the first results stand in first.json."""
    from evaluatie.run import run_report

    folder = tmp_path_factory.mktemp("versions")
    shutil.copytree(root / "data" / "raw" / ORGANISATION, folder / "data" / "raw" / ORGANISATION)
    (folder / "notebooks").mkdir()
    for name in ("10_response.ipynb", "30_change.ipynb"):
        shutil.copy(root / "notebooks" / name, folder / "notebooks" / name)
    run_report(ORGANISATION, root=folder)
    shutil.copy(folder / RESULTS, folder / "first.json")
    lower_answers(folder / "data" / "raw" / ORGANISATION / "t1.csv")
    with pytest.warns(RunWarning, match="its figures differ between releases"):
        run_report(ORGANISATION, root=folder)
    return folder


@pytest.fixture
def workspace(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "w")
    return tmp_path / "w"


def other(workspace: Path, name: str, **changes: Any) -> Path:
    """Write a results.json that differs in what is given."""
    content = json.loads((workspace / RESULTS).read_bytes()) | changes
    content["checksum"] = checksum_of(content)
    path = workspace / name
    path.write_text(json.dumps(content))
    return path


def test_a_second_version_is_compared_with_the_one_before(evaluatie: Cli, workspace: Path) -> None:
    code, out, err = evaluatie("changed", ORGANISATION, "--root", workspace)
    assert (code, err) == (0, "")
    assert re.search(rf"{ORGANISATION}: changed: 1 of 3 verdicts, [1-9]\d* figures as they are printed, 0 hidden", out)
    folder = workspace / "exports" / f"{ORGANISATION}-changed"
    assert sorted(path.name for path in folder.iterdir()) == ["changed.en.html", "changed.html"]
    page = (folder / "changed.en.html").read_text(encoding="utf-8")
    assert "The verdict on the change in job satisfaction from baseline to follow-up went from" in page
    assert "<strong>improved</strong> (+0.25 [+0.01;\u00a0+0.50]; 85 people) to <strong>cannot tell</strong>" in page
    assert "The organisation’s files" in page
    assert "evaluatie itself" not in page
    # made again, and of the first results that somebody kept: the same but for what the versions were made from
    before = page
    evaluatie("changed", ORGANISATION, "--root", workspace)
    assert (folder / "changed.en.html").read_text(encoding="utf-8") == before
    code, out, err = evaluatie(
        "changed", workspace / "first.json", ORGANISATION, "--root", workspace, "--to", workspace / "own"
    )
    assert code == 0, out + err
    own = (workspace / "own" / "changed.en.html").read_text(encoding="utf-8")
    assert "do not tell what the versions were made from" in own
    told = [page.partition("verdicts-title")[2].partition("caveats-title")[0] for page in (own, before)]
    assert told[0] == told[1] != ""
    # of files that anybody may have made nothing is claimed
    assert ["was examined before" in page for page in (own, before)] == [False, True]


def test_the_verdicts_are_those_that_the_report_says(workspace: Path) -> None:
    content = json.loads((workspace / RESULTS).read_bytes())
    said = {
        finding["slots"]["outcome"]["label"][1]: finding["key"].removeprefix("change.verdict.")
        for bundle in bundles_in(workspace / "reports" / ORGANISATION)
        for finding in bundle["findings"]
        if finding["key"].startswith("change.verdict.")
    }
    assert len(said) == 3
    assert {outcome: told.word for (outcome, _), told in released_verdicts(content).items()} == said


def test_folders_of_reports_and_files_compare_in_either_order(workspace: Path) -> None:
    shutil.copytree(workspace / "reports" / ORGANISATION, workspace / "copy")
    same = run_changed(workspace / "copy", ORGANISATION, root=workspace, to=workspace / "a")
    assert not same.comparison.differ
    one = run_changed(workspace / "first.json", ORGANISATION, root=workspace, to=workspace / "b").comparison
    back = run_changed(ORGANISATION, workspace / "first.json", root=workspace, to=workspace / "c").comparison
    assert len(one.figures.changed) == len(back.figures.changed) > 10
    differences = [pair.difference for pair in one.figures.changed]
    assert [pair.difference for pair in back.figures.changed] == [None if d is None else -d for d in differences]


def test_what_cannot_be_compared_is_one_message(workspace: Path) -> None:
    content = json.loads((workspace / RESULTS).read_bytes())
    elsewhere = other(workspace, "b.json", organisation={**content["organisation"], "id": "b"})
    with pytest.raises(RunError, match=rf"no two versions of one report: .* organisations: {ORGANISATION} and b$"):
        run_changed(ORGANISATION, elsewhere, root=workspace)
    with pytest.raises(StudyError, match=r'are of the version "evaluatie/results/2"'):
        run_changed(ORGANISATION, other(workspace, "old.json", schema="evaluatie/results/2"), root=workspace)
    changed = workspace / "changed.json"
    changed.write_bytes((workspace / RESULTS).read_bytes().replace(b'"n": 85', b'"n": 86', 1))
    with pytest.raises(StudyError, match="their checksum does not match"):
        run_changed(ORGANISATION, changed, root=workspace)
    with pytest.raises(RunError, match=r"nowhere is no results\.json, no folder of a report and no organisation"):
        run_changed(ORGANISATION, "nowhere", root=workspace)
    with pytest.raises(RunError, match=f"there is no report of nobody; there are reports of: {ORGANISATION}"):
        run_changed("nobody", root=workspace)
    damaged = other(workspace, "damaged.json", policy={**content["policy"], "minimum_group": "x"})
    hidden = other(
        workspace, "c.json", results=[{**row, "suppressed": row["suppressed"] and "df"} for row in content["results"]]
    )
    with pytest.raises(RunError, match="one of the two is damaged"):
        run_changed(hidden, damaged, root=workspace)
    assert not (workspace / "exports").exists()


def test_a_hostile_name_of_an_organisation_leads_nowhere(evaluatie: Cli, workspace: Path) -> None:
    content = json.loads((workspace / RESULTS).read_bytes())
    path = other(workspace, "x.json", organisation={**content["organisation"], "id": "../../x\x1b[2J"})
    code, out, err = evaluatie("changed", path, path, "--root", workspace)
    assert code == 1
    assert "cannot name an organisation" in " ".join((out + err).split())
    assert "\x1b" not in out + err
    assert not (workspace / "exports").exists()


def test_a_folder_with_something_else_is_left_alone(workspace: Path) -> None:
    mine = workspace / "mine"
    mine.mkdir()
    (mine / "notes.txt").write_text("mine")
    with pytest.raises(RunError, match="holds something else"):
        run_changed(ORGANISATION, root=workspace, to=mine)
    assert [path.name for path in mine.iterdir()] == ["notes.txt"]


def test_without_a_version_before_it_is_said(workspace: Path) -> None:
    Store(workspace / "data" / "sections" / ORGANISATION).forget_before()
    with pytest.raises(RunError, match=f"no version before of the report of {ORGANISATION}: its figures never changed"):
        run_changed(ORGANISATION, root=workspace)
    page = workspace / RESULTS
    page.write_bytes(page.read_bytes() + b"\n")
    with pytest.raises(RunError, match="was changed after it was made"):
        run_changed(ORGANISATION, root=workspace)


def test_a_withdrawn_version_does_not_come_back(evaluatie: Cli, workspace: Path) -> None:
    store = Store(workspace / "data" / "sections" / ORGANISATION)
    kept = store.folder / "before.json"
    was = kept.read_bytes()
    evaluatie("audit", "--root", workspace, "--withdraw", f"{ORGANISATION}:1")
    assert not kept.exists()
    kept.write_bytes(was)  # from a backup
    with pytest.raises(RunError, match=f"the version before of the report of {ORGANISATION} was withdrawn"):
        run_changed(ORGANISATION, root=workspace)
    with pytest.raises(RunError, match=r"first\.json was withdrawn"):
        run_changed(workspace / "first.json", ORGANISATION, root=workspace)
    evaluatie("audit", "--root", workspace, "--withdraw", f"{ORGANISATION}:2")
    kept.unlink(missing_ok=True)
    keep_version_before(Workspace(workspace), ORGANISATION, b"{}")
    assert not kept.exists()


def test_what_is_kept_is_what_was_released_and_only_of_another_version(workspace: Path) -> None:
    space, store = Workspace(workspace), Store(workspace / "data" / "sections" / ORGANISATION)
    kept = store.before()
    assert kept is not None
    assert kept[0] == (workspace / "first.json").read_bytes()
    standing = (workspace / RESULTS).read_bytes()
    keep_version_before(space, ORGANISATION, standing)  # the very same: no other version
    assert store.before() == kept
    (workspace / RESULTS).write_bytes(standing.replace(b'"n": 85', b'"n": 86', 1))
    keep_version_before(space, ORGANISATION, b"{}")  # what was changed by hand was never released
    assert store.before() == kept
    (workspace / RESULTS).write_bytes(standing)
    keep_version_before(space, ORGANISATION, b"{}")
    now = store.before()
    assert now is not None
    assert now[0] == standing
    (store.folder / "before.json").write_text("[]")
    assert store.before() is None
    update_index(space)  # which needs none of it
