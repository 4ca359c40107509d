"""``evaluatie export``: what may be sent, only when nothing is wrong with it, and the same bytes every time."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from evaluatie.resultsfile import checksum_of
from evaluatie.run import RunError, run_export, run_report, verify_export

ORGANISATION = "univbct-4"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """Make one report of one section, once."""
    folder = tmp_path_factory.mktemp("made")
    shutil.copytree(root / "data" / "raw" / ORGANISATION, folder / "data" / "raw" / ORGANISATION)
    (folder / "notebooks").mkdir()
    shutil.copy(root / "notebooks" / "10_response.ipynb", folder / "notebooks")
    run_report(ORGANISATION, root=folder)
    return folder


@pytest.fixture
def workspace(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "work", copy_function=shutil.copy2)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_export_holds_what_may_be_sent_and_a_manifest_of_it(workspace: Path) -> None:
    export = run_export(ORGANISATION, root=workspace)
    held = contents(workspace / "exports" / ORGANISATION)
    report = contents(workspace / "reports" / ORGANISATION)
    stays = {name for name in report if name.startswith("notebooks/")} | {"ro-crate-metadata.json"}
    assert set(held) == {"manifest.json"} | (set(report) - stays)
    assert {"report.html", "report.en.html", "results.json"} <= set(held)
    assert all(report[name] == content for name, content in held.items() if name != "manifest.json")
    manifest = json.loads(held["manifest.json"])
    assert manifest["policy"]["preset"] == "strict"
    assert manifest["checksum"] == json.loads(held["results.json"])["checksum"]
    assert set(manifest["files"]) == set(export.files) == set(held) - {"manifest.json"}
    assert verify_export(workspace / "exports" / ORGANISATION) == export


def test_a_zip_has_the_same_bytes_every_time(workspace: Path, tmp_path: Path) -> None:
    run_export(ORGANISATION, root=workspace, packed=True)
    first = (workspace / "exports" / f"{ORGANISATION}.zip").read_bytes()
    run_export(ORGANISATION, root=workspace, to=tmp_path / "again.zip", packed=True)
    assert (tmp_path / "again.zip").read_bytes() == first
    run_export(ORGANISATION, root=workspace, packed=True)  # over itself
    assert verify_export(tmp_path / "again.zip").organisation == ORGANISATION


def spoil_page(folder: Path) -> None:
    (folder / "reports" / ORGANISATION / "report.html").write_text("<p>other</p>")


def spoil_data(folder: Path) -> None:
    with (folder / "data" / "raw" / ORGANISATION / "study.yml").open("a") as file:
        file.write("# later\n")


def spoil_notebook(folder: Path) -> None:
    path = folder / "notebooks" / "10_response.ipynb"
    path.write_text(path.read_text().replace("# Design and response", "# Response"))


def spoil_register(folder: Path) -> None:
    (folder / "reports" / "_register" / f"{ORGANISATION}.jsonl").unlink()


def remove(folder: Path) -> None:
    shutil.rmtree(folder / "reports" / ORGANISATION)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (spoil_page, "is not whole, or was changed after it was made"),
        (spoil_data, r"is no longer up to date \(data changed\)"),
        (spoil_notebook, r"is no longer up to date \(notebook changed\)"),
        (spoil_register, "is not in the register of releases"),
        (remove, "there is no report of univbct-4; make it with: evaluatie report univbct-4"),
    ],
)
def test_what_may_not_be_sent_is_refused_and_nothing_written(
    workspace: Path, spoil: Callable[[Path], None], message: str
) -> None:
    spoil(workspace)
    with pytest.raises(RunError, match=message):
        run_export(ORGANISATION, root=workspace)
    assert not (workspace / "exports").exists()


def test_a_folder_that_is_no_export_is_not_replaced(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(RunError, match="is no export; give another folder"):
        run_export(ORGANISATION, root=workspace, to=tmp_path / "mine")
    assert contents(tmp_path / "mine") == {"letter.txt": b"dear"}


OTHER = {"name": "my app", "start_url": "/"}
MANIFESTS = [
    json.dumps(OTHER), "{", "[]", "3", "[" * 100_000, json.dumps({"schema": 3, "files": {}}),
    json.dumps({"schema": "evaluatie/results/3", "files": {}}), json.dumps({"schema": "evaluatie/export", "files": {}}),
    json.dumps({"schema": "evaluatie/export/1"}), json.dumps({"schema": "evaluatie/export/1", "files": 3}),
]  # fmt: skip


@pytest.mark.parametrize("manifest", MANIFESTS, ids=range(len(MANIFESTS)))
@pytest.mark.parametrize("more", [{}, {"thesis.txt": "long"}], ids=["alone", "thesis"])
def test_what_has_another_manifest_is_not_replaced(
    made: Path, tmp_path: Path, manifest: str, more: dict[str, str]
) -> None:
    held = {"manifest.json": manifest, **more}
    (tmp_path / "app").mkdir()
    for name, content in held.items():
        (tmp_path / "app" / name).write_text(content)
    with zipfile.ZipFile(tmp_path / "app.zip", "w") as members:
        for name, content in held.items():
            members.writestr(name, content)
    before = contents(tmp_path)
    with pytest.raises(RunError, match="is there already and is no export; give another folder with --to"):
        run_export(ORGANISATION, root=made, to=tmp_path / "app")
    with pytest.raises(RunError, match="is there already and is no export; give another name with --to"):
        run_export(ORGANISATION, root=made, to=tmp_path / "app.zip", packed=True)
    assert contents(tmp_path) == before


def test_a_workbook_is_not_replaced(made: Path, tmp_path: Path) -> None:
    place = tmp_path / "salaries.xlsx"
    with zipfile.ZipFile(place, "w") as members:
        members.writestr("xl/workbook.xml", "<workbook/>")
    before = place.read_bytes()
    with pytest.raises(RunError, match="is no export; give another name"):
        run_export(ORGANISATION, root=made, to=place, packed=True)
    place.write_bytes(before[:-30])
    with pytest.raises(RunError, match="is no export; give another name"):
        run_export(ORGANISATION, root=made, to=place, packed=True)
    assert place.read_bytes() == before[:-30]


@pytest.mark.parametrize("name", ["thesis.txt", "sub/thesis.txt", ".hidden"])
def test_an_export_with_files_of_somebody_else_is_not_replaced(workspace: Path, name: str) -> None:
    folder = run_export(ORGANISATION, root=workspace).place
    packed = run_export(ORGANISATION, root=workspace, packed=True).place
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("long")
    with zipfile.ZipFile(packed, "a") as members:
        members.writestr(name, "long")
    before = contents(workspace / "exports")
    for to in (folder, packed):
        with pytest.raises(RunError, match="is there already and is no export"):
            run_export(ORGANISATION, root=workspace, to=to, packed=to == packed)
    assert contents(workspace / "exports") == before
    assert (folder / name).read_text() == "long"


@pytest.mark.parametrize("packed", [False, True])
def test_an_earlier_export_is_replaced_whatever_became_of_its_files(workspace: Path, packed: bool) -> None:
    export = run_export(ORGANISATION, root=workspace, packed=packed)
    manifest = {"schema": "evaluatie/export/0", "files": {"report.html": {}, "gone.html": {}}}
    earlier = {"manifest.json": json.dumps(manifest), "report.html": "<p>"}
    if packed:
        with zipfile.ZipFile(export.place, "w", zipfile.ZIP_DEFLATED) as members:
            for name, content in earlier.items():
                members.writestr(name, content)
    else:
        shutil.rmtree(export.place)
        export.place.mkdir()
        for name, content in earlier.items():
            (export.place / name).write_text(content)
    assert run_export(ORGANISATION, root=workspace, packed=packed) == export


def test_an_empty_folder_is_used(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    assert run_export(ORGANISATION, root=workspace, to=tmp_path / "mine").organisation == ORGANISATION


def change_figure(folder: Path) -> None:
    path = folder / "results.json"
    content = json.loads(path.read_bytes())
    content["results"][0]["estimate"] = 1.0
    path.write_text(json.dumps({**content, "checksum": checksum_of(content)}))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (change_figure, r"results\.json was changed"),
        (lambda folder: (folder / "report.html").unlink(), r"report\.html is missing"),
        (lambda folder: (folder / "more.html").write_text(""), r"more\.html is no part of it"),
        (lambda folder: (folder / "manifest.json").unlink(), "is no export"),
        (lambda folder: (folder / "manifest.json").write_text("{"), "is no export"),
        (lambda folder: (folder / "link.html").symlink_to("/etc/hostname"), "links to elsewhere"),
    ],
)
def test_what_was_changed_on_the_way_is_named(workspace: Path, change: Callable[[Path], None], message: str) -> None:
    export = run_export(ORGANISATION, root=workspace)
    change(export.place)
    with pytest.raises(RunError, match=message):
        verify_export(export.place)


def test_the_command_makes_and_checks(evaluatie: Callable, workspace: Path, tmp_path: Path) -> None:
    code, out, _ = evaluatie("export", ORGANISATION, "--zip", "--root", workspace, "--to", tmp_path / "it.zip")
    assert code == 0
    assert (
        "references.bib, references.json, report.docx, report.en.html, report.html, report.pdf, results.json, "
        "results.xlsx and a manifest."
    ) in out
    assert "preset strict, minimum_group 10" in out
    code, out, _ = evaluatie("export", "--verify", tmp_path / "it.zip")
    assert code == 0
    assert "is as it was exported" in out
    with zipfile.ZipFile(tmp_path / "it.zip", "a") as members:
        members.writestr("more.html", "<p>")
    code, _, err = evaluatie("export", "--verify", tmp_path / "it.zip")
    assert code == 1
    assert "more.html is no part of it" in err
    assert evaluatie("export")[0] == 2
    assert evaluatie("export", ORGANISATION, "--verify", tmp_path)[0] == 2
