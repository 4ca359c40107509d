"""A report is made again and compared: what is the same, what differs and by what, and what cannot be verified."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from demo import redigested
from evaluatie.run import RunError, Verification, run_export, run_synthesis, verify
from evaluatie.run.verifying.made import CRATE
from evaluatie.run.verifying.pages import says_the_same
from evaluatie.run.verifying.tolerances import within
from evaluatie.study import StudyError
from releases import to_be_taken_together

Cli = Callable[..., tuple[int, str, str]]
ORGANISATION = "univbct-1022"
NOTEBOOKS = ("10_response.ipynb", "30_change.ipynb")


def room(folder: Path, root: Path, *, data: bool = True) -> Path:
    """Lay out a workspace with two notebooks, and the organisation's files."""
    (folder / "data" / "raw").mkdir(parents=True)
    (folder / "notebooks").mkdir()
    for name in NOTEBOOKS:
        shutil.copy(root / "notebooks" / name, folder / "notebooks" / name)
    if data:
        shutil.copytree(root / "data" / "raw" / ORGANISATION, folder / "data" / "raw" / ORGANISATION)
    return folder


@pytest.fixture(scope="module")
def made(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a workspace with a report that stands."""
    from evaluatie.run import run_report

    folder = room(tmp_path_factory.mktemp("verify") / "room", root)
    run_report(ORGANISATION, root=folder)
    return folder


@pytest.fixture
def sent(made: Path, tmp_path: Path) -> Path:
    """Give a copy of the report, as somebody would send it, with the data beside it."""
    shutil.copytree(made / "reports" / ORGANISATION, tmp_path / "sent" / "report")
    shutil.copytree(made / "data" / "raw" / ORGANISATION, tmp_path / "sent" / "data")
    return tmp_path / "sent"


@pytest.fixture
def came_out(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the report that stands for the one that comes out again, as it does in other tests."""
    again = made / "reports" / ORGANISATION
    monkeypatch.setattr("evaluatie.run.verifying.verify_report.report_again", lambda *_: again)


@pytest.fixture
def elsewhere(tmp_path: Path, root: Path) -> Path:
    """Give a workspace of somebody who has neither the report nor the data."""
    return room(tmp_path / "elsewhere", root, data=False)


def verified(sent: Path, elsewhere: Path, **more: Any) -> Verification:
    return verify(sent / "report", data=sent / "data", root=elsewhere, kernels="plain", **more)


def lower_answers(answers: Path) -> None:
    """Take half a point off job satisfaction of everyone who has more than two."""
    frame = pd.read_csv(answers)
    frame["JOBSAT"] = frame["JOBSAT"].mask(frame["JOBSAT"] > 2, frame["JOBSAT"] - 0.5)
    frame.to_csv(answers, index=False)


def kinds(found: Verification) -> list[tuple[str, str]]:
    return [(one.kind, one.what) for one in found.differences]


def rewritten(path: Path, change: Callable[[Any], None]) -> None:
    content = json.loads(path.read_bytes())
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def by_id(crate: Any, id_: str) -> dict[str, Any]:
    return next(one for one in crate["@graph"] if one["@id"] == id_)


# --- the same ---------------------------------------------------------------------------------------------------------


def test_a_report_that_stands_comes_out_again_and_nothing_is_left_or_touched(made: Path) -> None:
    def contents() -> dict[str, tuple[int, bytes]]:
        files = [path for path in made.rglob("*") if path.is_file() and path.suffix != ".lock"]
        return {path.relative_to(made).as_posix(): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}

    before = contents()
    found = verify(ORGANISATION, root=made)
    assert contents() == before
    assert not [path for path in (made / "data").iterdir() if path.name.startswith(".")]
    assert found.passed
    assert (found.changed, found.differences, found.beyond, found.within, found.other_bytes) == ((), (), (), (), ())
    assert len(found.figures.same) == len(json.loads((made / "reports" / ORGANISATION / "results.json").read_bytes())
                                          ["results"])  # fmt: skip


def test_a_report_that_was_sent_with_its_data_is_verified_where_neither_is_known(sent: Path, elsewhere: Path) -> None:
    (sent / "report" / ".DS_Store").write_bytes(b"of a file manager")
    found = verified(sent, elsewhere)
    assert (found.passed, found.differences, found.other_bytes) == (True, (), ())
    assert not list((elsewhere / "data" / "raw").iterdir())


def test_what_a_run_hid_more_is_hidden_again(sent: Path, elsewhere: Path, root: Path, tmp_path: Path) -> None:
    from evaluatie.run import run_report

    other = room(tmp_path / "other", root)
    run_report(ORGANISATION, root=other, kernels="plain", tighten=["minimum_group=40"])
    shutil.rmtree(sent / "report")
    shutil.copytree(other / "reports" / ORGANISATION, sent / "report")
    found = verified(sent, elsewhere)
    assert (found.passed, found.differences) == (True, ())


# --- what differs -----------------------------------------------------------------------------------------------------


def test_other_data_are_named_by_their_part_and_so_is_every_figure_that_is_otherwise(
    sent: Path, elsewhere: Path
) -> None:
    lower_answers(sent / "data" / "t1.csv")
    found = verified(sent, elsewhere)
    assert kinds(found) == [("data", "all inputs together"), ("data", "waves.t1.file")]
    assert not found.passed
    ids = {pair.now["id"] for pair in found.beyond}
    assert "change.jobsat/all/t0-t1/linked.mean_change" in ids
    # what was answered at the first wave stayed as it was
    same = {pair.now["id"] for pair in found.figures.same} - ids
    assert any("/t0" in id_ and "jobsat" in id_ for id_ in same)


@pytest.mark.usefixtures("came_out")
def test_a_figure_that_was_changed_by_hand_is_found(sent: Path, elsewhere: Path, evaluatie: Cli) -> None:
    def change(results: Any) -> None:
        row = next(row for row in results["results"] if row["id"] == "change.jobsat/all/t0-t1/linked.mean_change")
        row["estimate"] += 0.001

    rewritten(sent / "report" / "results.json", change)
    found = verified(sent, elsewhere)
    assert [pair.now["id"] for pair in found.beyond] == ["change.jobsat/all/t0-t1/linked.mean_change"]
    assert (found.changed, found.other_bytes, found.differences) == (("results.json",), (), ())
    code, out, _ = evaluatie(
        "verify", sent / "report", "--data", sent / "data", "--root", elsewhere, "--json", sent / "found.json"
    )
    assert code == 1
    assert "results.json was changed after the report was made; as it was made, it comes out again" in out
    assert "change.jobsat/all/t0-t1/linked.mean_change: estimate" in out
    written = json.loads((sent / "found.json").read_bytes())
    assert [one["id"] for one in written["beyond"]] == [pair.now["id"] for pair in found.beyond]
    assert not written["passed"]


@pytest.mark.usefixtures("came_out")
def test_files_that_were_changed_added_or_taken_away_are_named(sent: Path, elsewhere: Path) -> None:
    (sent / "report" / "report.pdf").write_bytes(b"%PDF-1.7 another")
    (sent / "report" / "report.docx").unlink()
    (sent / "report" / "extra.html").write_text("<p>more</p>", encoding="utf-8")
    found = verified(sent, elsewhere)
    assert (found.changed, found.missing, found.added) == (("report.pdf",), ("report.docx",), ("extra.html",))
    assert found.same_figures
    assert not found.passed


@pytest.mark.usefixtures("came_out")
def test_pages_that_were_changed_with_what_tells_their_digests_are_found(
    sent: Path, elsewhere: Path, evaluatie: Cli
) -> None:
    pages = ("report.html", "report.pdf", "results.xlsx")
    for name in pages:
        redigested(sent / "report", name, (sent / "report" / name).read_bytes().replace(b"0", b"9", 1))
    code, out, _ = evaluatie("verify", sent / "report", "--data", sent / "data", "--root", elsewhere)
    assert code == 1
    told, out = ", ".join((*pages, CRATE)), " ".join(out.split())
    assert f"Came out in other bytes than the report was made in: {told}." in out
    assert f"explains how these files are: {told}. Were they changed" in out


@pytest.mark.usefixtures("came_out")
def test_what_describes_the_files_may_not_be_changed_either(sent: Path, elsewhere: Path) -> None:
    crate = (sent / "report" / CRATE).read_text(encoding="utf-8")
    (sent / "report" / CRATE).write_text(crate + "\n", encoding="utf-8")
    (sent / "report" / "appendix").symlink_to(elsewhere)
    found = verified(sent, elsewhere)
    assert (found.unexplained, found.added, found.passed) == ((CRATE,), ("appendix",), False)


@pytest.mark.usefixtures("came_out")
def test_with_other_software_pages_must_say_the_same(sent: Path, elsewhere: Path, evaluatie: Cli) -> None:
    rewritten(sent / "report" / CRATE, lambda crate: by_id(crate, "#evaluatie").update(processorRequirements="Darwin"))
    page = (sent / "report" / "report.html").read_bytes()
    assert b' x1="' in page
    redigested(sent / "report", "report.html", page.replace(b' x1="', b' x1="0', 1))
    redigested(sent / "report", "report.pdf", b"another")
    redigested(sent / "report", "report.en.html", (sent / "report" / "report.en.html").read_bytes() + b"<p>More.</p>")
    code, out, _ = evaluatie("verify", sent / "report", "--data", sent / "data", "--root", elsewhere)
    assert code == 1
    assert "in other bytes than the report was made in: report.en.html, report.html, report.pdf." in out
    assert "explains how these files are: report.en.html. Were they changed" in out


@pytest.mark.usefixtures("came_out")
def test_with_another_machine_no_page_may_be_more_or_gone(sent: Path, elsewhere: Path) -> None:
    report = sent / "report"

    def change(crate: Any) -> None:
        by_id(crate, "#evaluatie")["processorRequirements"] = "Darwin arm64"
        by_id(crate, "report.html")["@id"] = "Report.html"

    (report / "report.html").rename(report / "Report.html")
    rewritten(report / CRATE, change)
    found = verified(sent, elsewhere)
    assert (found.unexplained, found.passed) == (("Report.html", "report.html"), False)


@pytest.mark.usefixtures("came_out")
def test_with_other_code_it_is_said_that_pages_are_not_compared(sent: Path, elsewhere: Path, evaluatie: Cli) -> None:
    rewritten(sent / "report" / CRATE, lambda crate: by_id(crate, "#evaluatie-code").update(value="0" * 64))
    redigested(sent / "report", "report.html", b"another")
    code, out, _ = evaluatie("verify", sent / "report", "--data", sent / "data", "--root", elsewhere)
    assert code == 3
    assert "FIGURES VERIFIED: every figure of results.json comes out again. NOT COMPARED: report.html." in out


@pytest.mark.usefixtures("came_out")
def test_figures_that_are_said_to_be_of_something_else_are_found(sent: Path, elsewhere: Path) -> None:
    said = {"group": "age=60-64", "outcome": "pay", "section": "gaps", "term": "mean", "waves": ["t1"], "more": 1}
    content = json.loads((sent / "report" / "results.json").read_bytes())
    rows = [row for row in content["results"] if row["section"] == "change"][: len(said)]
    for row, (name, value) in zip(rows, said.items(), strict=True):
        assert row.get(name) != value
        row[name] = value
    redigested(sent / "report", "results.json", json.dumps(content).encode())
    found = verified(sent, elsewhere)
    assert {pair.now["id"] for pair in found.beyond} == {row["id"] for row in rows}
    assert not found.passed


@pytest.mark.usefixtures("came_out")
def test_other_software_and_another_machine_are_named(sent: Path, elsewhere: Path) -> None:
    def change(crate: Any) -> None:
        (numpy,) = (one for one in crate["@graph"] if one.get("name") == "numpy")
        numpy["softwareVersion"] = "1.0.0"
        by_id(crate, "#evaluatie")["processorRequirements"] = "Darwin arm64"
        by_id(crate, "#evaluatie-code")["value"] = "0" * 64

    rewritten(sent / "report" / CRATE, change)
    found = verified(sent, elsewhere)
    assert kinds(found) == [("code", "evaluatie"), ("version", "numpy"), ("platform", "machine")]
    assert str(found.differences[-1]).startswith("platform, machine: Darwin arm64 in the report, ")
    assert found.passed


def test_another_notebook_is_named(sent: Path, elsewhere: Path) -> None:
    def change(notebook: Any) -> None:
        notebook["cells"].insert(1, {"cell_type": "markdown", "id": "more", "metadata": {}, "source": "More."})

    rewritten(elsewhere / "notebooks" / "30_change.ipynb", change)
    found = verified(sent, elsewhere)
    assert kinds(found) == [("notebook", "30_change.ipynb")]
    assert found.passed


def test_where_digests_are_keyed_with_another_key_it_is_said_that_they_tell_nothing(
    sent: Path, elsewhere: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from evaluatie.run import run_report

    own = room(tmp_path / "own", root)
    study = own / "data" / "raw" / ORGANISATION / "study.yml"
    study.write_text(study.read_text(encoding="utf-8").replace("published: true", "published: false"), encoding="utf-8")
    monkeypatch.setenv("EVALUATIE_KEY_FILE", str(tmp_path / "theirs.key"))
    run_report(ORGANISATION, root=own, kernels="plain")
    assert verify(ORGANISATION, root=own, kernels="plain").differences == ()
    monkeypatch.setenv("EVALUATIE_KEY_FILE", str(tmp_path / "mine.key"))
    found = verify(own / "reports" / ORGANISATION, data=own / "data" / "raw" / ORGANISATION, root=elsewhere,
                   kernels="plain")  # fmt: skip
    assert [one.kind for one in found.differences] == ["key"]
    assert "the key here is another" in str(found.differences[0])
    assert found.passed


# --- what cannot be verified ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda sent: (sent / "report" / CRATE).unlink(), "needs the whole of its folder"),
        (lambda sent: (sent / "report" / CRATE).write_text("{}"), "is not as evaluatie writes it"),
        (lambda sent: (sent / "report" / CRATE).write_text("[1, 2"), "is not as evaluatie writes it"),
        (lambda sent: (sent / "report" / "results.json").write_text("{}"), "cannot be used"),
        (lambda sent: (sent / "report" / "results.json").write_text("[1, 2"), "cannot be used"),
        (
            lambda sent: rewritten(
                sent / "report" / "results.json", lambda all_: all_["results"].extend(all_["results"])
            ),
            "holds a figure twice",
        ),
        (lambda sent: (sent / "report" / "results.json").write_text('{"schema": 1, "schema": 1}'), "a name twice"),
        (
            lambda sent: rewritten(sent / "report" / "results.json", lambda all_: all_.update(organisations=5)),
            "does not say which organisations",
        ),
        (lambda sent: (sent / "report" / "results.json").unlink(), "is no folder of a report"),
        (lambda sent: (sent / "data" / "study.yml").unlink(), "name the study folder itself"),
    ],
)
def test_what_is_not_whole_is_refused(sent: Path, elsewhere: Path, spoil: Callable[[Path], object], told: str) -> None:
    spoil(sent)
    with pytest.raises(RunError, match=told):
        verified(sent, elsewhere)
    assert [path.name for path in (elsewhere / "data").iterdir()] == ["raw"]


def test_an_organisation_that_is_called_as_a_path_is_refused(sent: Path, elsewhere: Path) -> None:
    def change(results: Any) -> None:
        results["organisation"]["id"] = "../../../../out"

    rewritten(sent / "report" / "results.json", change)
    with pytest.raises(StudyError, match="cannot name an organisation"):
        verified(sent, elsewhere)
    assert [path.name for path in (elsewhere / "data").iterdir()] == ["raw"]


def test_a_notebook_that_is_not_here_is_asked_for(sent: Path, elsewhere: Path) -> None:
    (elsewhere / "notebooks" / "30_change.ipynb").unlink()
    with pytest.raises(RunError, match=r"there is no 30_change\.ipynb .* to be read before it is run"):
        verified(sent, elsewhere)


@pytest.mark.usefixtures("came_out")
def test_damaged_results_are_refused(sent: Path, elsewhere: Path) -> None:
    rewritten(sent / "report" / "results.json", lambda results: results["results"][0].pop("estimate"))
    with pytest.raises(RunError, match="is damaged"):
        verified(sent, elsewhere)


def test_a_zip_is_to_be_unpacked(sent: Path, elsewhere: Path) -> None:
    packed = shutil.make_archive(str(sent / "report"), "zip", sent / "report")
    with pytest.raises(RunError, match="name the folder that the files are in, unpacked"):
        verify(packed, data=sent / "data", root=elsewhere, kernels="plain")


# --- an export --------------------------------------------------------------------------------------------------------


@pytest.fixture
def exported(made: Path, sent: Path) -> Path:
    """Give an export beside the data, in place of the whole report."""
    shutil.rmtree(sent / "report")
    run_export(ORGANISATION, root=made, to=sent / "report")
    return sent


def test_an_export_is_verified_by_its_figures_and_files(exported: Path, elsewhere: Path, evaluatie: Cli) -> None:
    code, out, _ = evaluatie(
        "verify", exported / "report", "--data", exported / "data", "--root", elsewhere, "--json", exported / "found"
    )
    found = json.loads((exported / "found").read_bytes())
    assert (code, found["passed"], found["recorded"], found["differences"]) == (0, True, False, [])
    assert (found["other_bytes"], found["beyond"], found["within"]) == ([], [], [])
    assert found["figures"] > 100
    assert "An export does not say which data, notebooks, software and machine it was made with." in out


def test_what_was_changed_in_an_export_or_its_data_is_found(exported: Path, elsewhere: Path) -> None:
    (exported / "report" / "report.html").write_text("another", encoding="utf-8")
    (exported / "report" / "report.docx").unlink()
    manifest = exported / "report" / "manifest.json"
    rewritten(manifest, lambda told: told["files"].pop("report.en.html"))
    (exported / "report" / "report.en.html").unlink()
    lower_answers(exported / "data" / "t1.csv")
    found = verified(exported, elsewhere)
    assert (found.changed, found.missing, found.passed) == (("report.html",), ("report.docx",), False)
    assert "report.en.html" in found.unexplained
    assert "change.jobsat/all/t0-t1/linked.mean_change" in {pair.now["id"] for pair in found.beyond}
    (exported / "report" / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(RunError, match="is not as evaluatie writes it"):
        verified(exported, elsewhere)


# --- a synthesis ------------------------------------------------------------------------------------------------------


def test_a_synthesis_is_verified_with_the_results_it_was_made_of(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "room"
    to_be_taken_together(root, folder)
    run_synthesis(root=folder, kernels="plain")
    found = verify("synthesis", root=folder, kernels="plain")
    assert (found.passed, found.differences, found.other_bytes) == (True, (), ())
    shutil.rmtree(folder / "reports" / "org-001")
    with pytest.raises(RunError, match="verified with the results it was made of"):
        verify("synthesis", root=folder, kernels="plain")


# --- pages ----------------------------------------------------------------------------------------------------------

PAGE = '<p>0.21 (n = 90)</p><svg aria-label="0.21"><path fill="#1f7" d="M 1.04 2.5"/></svg><script>let a = 1</script>'


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ("1.04", "1.05", True),
        ("1.04", "1.4", False),
        ("0.21 ", "0.22 ", False),
        ('"0.21"', '"0.22"', False),
        ("a = 1", "a = 2", False),
        ("M 1.04", "L 1.04", False),
        ("1.04", "\u0661.04", False),
        ("#1f7", "#01f7", False),
        ("<p>", "<p hidden>", False),
        ("</script>", "</script><p>More.</p>", False),
    ],
)
def test_pages_say_the_same_but_for_last_digits_of_what_is_drawn(before: str, now: str, expected: bool) -> None:
    assert says_the_same(PAGE, PAGE.replace(before, now)) is expected


# --- tolerances -------------------------------------------------------------------------------------------------------

NUMBER = {"estimate": 3.1, "se": 0.2, "statistic": 15.5, "df": 88.0, "p": 0.02, "interval": [2.7, 3.5], "n": 89,
          "method": "mean_t", "suppressed": None}  # fmt: skip


@pytest.mark.parametrize(
    ("method", "changes", "exact", "expected"),
    [
        ("mean_t", {}, True, True),
        ("mean_t", {"estimate": 3.1 * (1 + 1e-7)}, True, False),
        ("mean_t", {"estimate": 3.1 * (1 + 5e-7)}, False, True),
        ("mean_t", {"estimate": 3.1 * (1 + 5e-6)}, False, False),
        ("mixed_model", {"estimate": 3.1 * (1 + 5e-5)}, False, True),
        ("mixed_model", {"estimate": 3.1 * (1 + 5e-4)}, False, False),
        ("mean_t", {"df": 88.005}, False, True),
        ("mean_t", {"interval": [2.7, 3.51]}, False, False),
        ("mean_t", {"interval": None}, False, False),
        ("mean_t", {"n": 90}, False, False),
        ("mean_t", {"suppressed": "small"}, False, False),
        ("mean_t", {"se": None}, False, False),
    ],
)
def test_a_figure_may_differ_by_what_its_computation_allows(
    method: str, changes: dict[str, Any], exact: bool, expected: bool
) -> None:
    before = {**NUMBER, "method": method}
    assert within(before, {**before, **changes}, exact=exact) is expected


def test_a_figure_near_nought_is_held_to_its_standard_error() -> None:
    before = {**NUMBER, "estimate": 1e-9, "interval": [-0.4, 0.4]}
    assert within(before, {**before, "estimate": -1e-9}, exact=False)
    assert not within(before, {**before, "estimate": 1e-5}, exact=False)
