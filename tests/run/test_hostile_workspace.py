"""A workspace in which somebody else has put something: folders with odd names, links, reports that are none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evaluatie.run.batch import workspace_at
from evaluatie.run.folder import replace_folder
from evaluatie.run.index import write_index
from evaluatie.study import StudyError


def report_in(reports: Path, name: str) -> Path:
    folder = reports / name
    folder.mkdir(parents=True)
    (folder / "report.html").write_text("<p>x</p>")
    return folder


@pytest.mark.parametrize("name", ["javascript:alert(1)", 'x"onmouseover="y', "<script>", "a b", "%2e%2e", "[red]", "é"])
def test_a_folder_may_have_any_name_and_the_index_only_leads_there(name: str, tmp_path: Path) -> None:
    report_in(tmp_path, name)
    page = write_index(tmp_path)
    assert page is not None
    html = page.read_text(encoding="utf-8")
    assert "<script" not in html
    (href,) = [part.partition('"')[0] for part in html.split('<th role="rowheader" scope="row"><a href="')[1:]]
    assert href.endswith("/report.html")
    assert not set(href) & set(':"<> ')
    assert "onmouseover=" not in href


@pytest.mark.parametrize(
    "content",
    [
        '{"cells": 1}',
        "[]",
        "{",
        '{"cells": [{"outputs": [{"data": {"application/vnd.evaluatie+json": 1}}]}]}',
        '{"cells": [{"outputs": [{"data": {"application/vnd.evaluatie+json": {"language": "nl"}}}]}]}',
        "[" * 100_000,
    ],
)
def test_a_report_that_somebody_touched_is_listed_by_its_name(content: str, tmp_path: Path) -> None:
    (report_in(tmp_path, "org") / "notebooks").mkdir()
    (tmp_path / "org" / "notebooks" / "10_response.ipynb").write_text(content)
    page = write_index(tmp_path)
    assert page is not None
    assert '<a href="org/report.html">org</a>' in page.read_text(encoding="utf-8")


def test_a_report_that_is_a_link_elsewhere_is_not_listed(tmp_path: Path) -> None:
    report_in(tmp_path / "elsewhere", "secret")
    report_in(tmp_path / "reports", "org")
    (tmp_path / "reports" / "secret").symlink_to(tmp_path / "elsewhere" / "secret")
    page = write_index(tmp_path / "reports")
    assert page is not None
    assert "secret" not in page.read_text(encoding="utf-8")


def test_a_folder_that_is_a_link_is_never_written_through(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine.txt").write_text("mine")
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "org").symlink_to(elsewhere)
    replace_folder(tmp_path / "reports" / "org", {"report.html": b"x"})
    assert [path.name for path in elsewhere.iterdir()] == ["mine.txt"]
    assert (tmp_path / "reports" / "org" / "report.html").read_bytes() == b"x"
    assert not (tmp_path / "reports" / "org").is_symlink()


@pytest.mark.parametrize("place", ["reports", "data/processed", "data/sections"])
def test_links_out_of_the_workspace_stop_every_command(
    place: str, tmp_path: Path, evaluatie: Callable[..., tuple[int, str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / place).symlink_to(tmp_path_factory.mktemp("elsewhere"))
    with pytest.raises(StudyError, match="leads out of the workspace"):
        workspace_at(tmp_path)
    for command in (
        ["report", "--all"],
        ["check", "org"],
        ["synthesis"],
        ["audit"],
        ["new", "org"],
        ["changed", "org"],
    ):
        code, out, err = evaluatie(*command, "--root", tmp_path)
        assert code == 1
        assert "leads out of the workspace" in " ".join((out + err).split())
        assert "Traceback" not in out + err


def test_a_folder_with_markup_in_its_name_is_printed_as_it_is(
    tmp_path: Path, evaluatie: Callable[..., tuple[int, str, str]]
) -> None:
    root = tmp_path / "[red]x[" / "[/]"
    (root / "data" / "raw" / "org").mkdir(parents=True)
    (root / "data" / "raw" / "org" / "study.yml").write_text("a: 1\n")
    code, out, err = evaluatie("check", "org", "[/red]", "--root", root)
    assert code == 1
    assert "[/red]" in out
    assert "Traceback" not in out + err


@pytest.mark.parametrize("name", ["../x", "..", "a/b", "x\x1b[2J"])
def test_a_name_of_an_organisation_is_no_path(
    name: str, tmp_path: Path, evaluatie: Callable[..., tuple[int, str, str]]
) -> None:
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "data" / "x").mkdir()
    (tmp_path / "t0.csv").write_text("code,Q1\na,1\n")
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "10_a.ipynb").write_text("{}")
    given = [["new", name, tmp_path / "t0.csv", "--yes"]]
    given += [[command, name] for command in ("check", "report", "export", "twin", "audit", "changed")]
    for command in given:
        code, out, err = evaluatie(*command, "--root", tmp_path)
        assert code == 1, command
        assert "\x1b" not in out + err
    assert not list((tmp_path / "data" / "x").iterdir())
    assert not list((tmp_path / "data" / "raw").iterdir())
