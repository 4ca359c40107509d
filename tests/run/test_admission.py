"""What holds for one run: stricter thresholds from the command line, and no report after the last day of the data."""

from __future__ import annotations

import datetime
import json
import shutil
from collections.abc import Callable

import pytest

from evaluatie.run import ReportFailure, ReportRun, RunError, run_all, run_report
from evaluatie.run.errors import RunWarning
from evaluatie.study import StudyError, Workspace
from evaluatie.study import retention as retention_module

ORGANISATION = "univbct-4"


def policy(workspace: Workspace) -> dict[str, object]:
    return json.loads((workspace.reports / ORGANISATION / "results.json").read_bytes())["policy"]


def retain(workspace: Workspace, until: str) -> None:
    path = workspace.raw(ORGANISATION) / "study.yml"
    path.write_text(f"{path.read_text()}\nprivacy: {{retain_until: {until}}}\n")


def never_sent(workspace: Workspace) -> None:
    """Take all reports back: what was released by looser thresholds would be held against a stricter run."""
    shutil.rmtree(workspace.reports, ignore_errors=True)


def only(workspace: Workspace, *names: str) -> None:
    """Leave these notebooks only: a report of few sections is made sooner."""
    for path in workspace.notebooks.glob("*.ipynb"):
        if path.name not in names:
            path.unlink()


@pytest.mark.parametrize("kernels", ["auto", "plain"])
def test_a_run_can_be_stricter_than_the_study_and_the_report_is_made_again(workspace: Workspace, kernels: str) -> None:
    only(workspace, "10_response.ipynb")
    first = run_report(ORGANISATION, root=workspace.root, kernels="auto")
    assert policy(workspace)["minimum_group"] == 10
    never_sent(workspace)
    stricter = run_report(ORGANISATION, root=workspace.root, kernels=kernels, tighten=["minimum_group=25"])
    assert (first.written, stricter.written, stricter.changed) == (True, True, ("parameters",))
    assert (policy(workspace)["minimum_group"], policy(workspace)["minimum_answers"]) == (25, 25)
    notebook = (workspace.reports / ORGANISATION / "notebooks" / "10_response.ipynb").read_text()
    assert "minimum_group=25" in notebook
    again = run_report(ORGANISATION, root=workspace.root, tighten=["minimum_group=25"])
    assert not again.written
    never_sent(workspace)
    assert run_report(ORGANISATION, root=workspace.root).changed == ("parameters",)
    assert policy(workspace)["minimum_group"] == 10


def test_a_looser_run_is_one_clear_problem_before_anything_is_run(workspace: Workspace) -> None:
    (made,) = run_all([ORGANISATION], root=workspace.root, tighten=["minimum_group=5"])
    assert isinstance(made, ReportFailure)
    (problem,) = made.error.problems  # type: ignore[attr-defined]
    assert (problem.file, problem.message) == (
        "command line", "minimum_group 5 is looser than what holds for this study (10): it may only be tightened.",
    )  # fmt: skip
    assert not workspace.reports.exists() or not (workspace.reports / ORGANISATION).exists()
    with pytest.raises(StudyError, match="no threshold"):
        run_report(ORGANISATION, root=workspace.root, tighten=["preset=own"])


def test_a_notebook_of_ones_own_cannot_leave_it_out(workspace: Workspace, make_notebook: Callable) -> None:
    only(workspace)
    source = "import evaluatie as ev\nstudy = ev.load_study(organisation)\nev.release(ev.response(study))"
    make_notebook(source, name="10_response.ipynb", folder=workspace.notebooks, parameters='organisation: str = "a"')
    run_report(ORGANISATION, root=workspace.root)
    assert policy(workspace)["minimum_group"] == 10
    never_sent(workspace)
    # its kernel was forked from a process that holds the stricter study, or else what it released is refused
    try:
        run_report(ORGANISATION, root=workspace.root, tighten=["minimum_group=25"])
    except RunError as error:
        assert "another policy" in str(error)  # noqa: PT017
    else:
        assert policy(workspace)["minimum_group"] == 25
    with pytest.raises(RunError, match=r"another policy|no such parameter"):
        run_report(ORGANISATION, root=workspace.root, tighten=["minimum_group=26"], kernels="plain")


def test_after_the_last_day_no_report_is_made_nor_called_unchanged(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    only(workspace, "10_response.ipynb")
    retain(workspace, "2099-01-01")
    made = run_report(ORGANISATION, root=workspace.root)
    before = {path: (made.folder / path).read_bytes() for path in ("report.html", "data-protection.html")}
    monkeypatch.setattr(retention_module, "today", lambda: datetime.date(2098, 12, 20))
    with pytest.warns(RunWarning, match="for 12 days more"):
        run_report(ORGANISATION, root=workspace.root, force=True)
    # the day on which a report was made is nowhere in it
    assert before == {path: (made.folder / path).read_bytes() for path in before}
    monkeypatch.setattr(retention_module, "today", lambda: datetime.date(2099, 1, 2))
    for force in (False, True):
        with pytest.raises(StudyError, match=r"privacy\.retain_until: .* that day has passed"):
            run_report(ORGANISATION, root=workspace.root, force=force)
    assert before == {path: (made.folder / path).read_bytes() for path in before}


def test_one_organisation_whose_day_has_passed_stops_no_other(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    only(workspace, "10_response.ipynb")
    other = workspace.root / "data" / "raw" / "gone"
    other.mkdir()
    (other / "study.yml").write_text("organisation: {id: gone, name: Gone}\nprivacy: {retain_until: 2020-01-01}\n")
    gone, made = run_all(["gone", ORGANISATION], root=workspace.root)
    assert isinstance(gone, ReportFailure)
    assert isinstance(made, ReportRun)


def test_the_command_line_takes_both_options(
    workspace: Workspace, evaluatie: Callable[..., tuple[int, str, str]]
) -> None:
    code, out, err = evaluatie("report", ORGANISATION, "--root", workspace.root, "--minimum-group", "many")
    assert code == 1
    assert "minimum_group must be a whole number" in out + err
    code, out, err = evaluatie("report", ORGANISATION, "--root", workspace.root, "--tighten", "dominance=0.95")
    assert code == 1
    assert "dominance 0.95 is looser" in out + err
