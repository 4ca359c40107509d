"""What may be sent: a report's pages and numbers with a manifest, once it is whole, up to date and registered."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any

from evaluatie.resultsfile import CHECKSUM, LARGEST, RESULTS, checksum_of, content_of, parsed
from evaluatie.run.batch import workspace_at
from evaluatie.run.errors import RunError
from evaluatie.run.folder import replace_folder, write_file
from evaluatie.run.inputs import workbench_of
from evaluatie.run.mirror import is_url
from evaluatie.run.notebooks import section_notebooks
from evaluatie.run.registering import register_of
from evaluatie.run.standing import changed_since
from evaluatie.run.store import Store, digest, digests, is_whole
from evaluatie.study.settings.source import reason
from evaluatie.study.workspace import Workspace

SCHEMA = "evaluatie/export/1"
MANIFEST = "manifest.json"
FOLDER = "exports"

_KIND = SCHEMA.rpartition("/")[0]  # of every version
_NOTEBOOKS = "notebooks/"
_CRATE = "ro-crate-metadata.json"  # which describes the whole folder, notebooks among it; an export has a manifest
_SENDABLE = (".html", ".bib", ".json", ".pdf", ".docx", ".xlsx", ".md", ".css", ".svg", ".png")
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the day that a zip begins to count from: no file has one of its own
_MOST = 200 * 2**20  # bytes that an export may unpack to


@dataclass(frozen=True)
class Export:
    """An export that was made or checked.

    Attributes
    ----------
    organisation : str
        Its id.
    place : pathlib.Path
        The folder or zip.
    files : tuple of str
        What it holds, but for the manifest.
    policy : mapping
        By which rules numbers were hidden.
    manifest : str
        SHA-256 of the manifest: told to the receiver by another way, it shows that nothing was exchanged.
    """

    organisation: str
    place: Path
    files: tuple[str, ...]
    policy: Mapping[str, Any]
    manifest: str


def run_export(
    organisation: str, *, root: Path | str | None = None, to: Path | str | None = None, packed: bool = False
) -> Export:
    """Make the folder, or zip, of an organisation's report that may be sent.

    In it are the pages, the PDF and the Word file, results.json and the data-protection page where there is one; not
    the notebooks themselves; pages show their code on request. The same report gives the same bytes.

    Parameters
    ----------
    organisation : str
        Its id.
    root : path or str, optional
        The workspace; by default the nearest folder from here upward that has data/raw.
    to : path or str, optional
        The folder or zip to make; by default ``exports/<organisation>`` in the workspace, or that with ``.zip``.
    packed : bool
        Make a zip.

    Returns
    -------
    Export

    Raises
    ------
    RunError
        There is no report, a file of it was changed, what it was made from has changed since, it is not in the
        register, or the export cannot be written.
    """
    if is_url(root):
        raise RunError("an export is made from a folder, not from object storage: copy the folder reports to one first")
    workspace = workspace_at(root)
    files = _sendable(workspace, organisation)
    content = {**files, MANIFEST: _manifest(organisation, files)}
    place = Path(to) if to is not None else workspace.root / FOLDER / f"{organisation}{'.zip' * packed}"
    try:
        _write(place, content, packed=packed)
    except OSError as error:
        raise RunError(f"{place} cannot be written ({reason(error)})") from error
    return verify_export(place)


def verify_export(place: Path | str) -> Export:
    """Check that every file of an export is there, is as it was, and that there is no other.

    Parameters
    ----------
    place : path or str
        The folder or zip.

    Returns
    -------
    Export

    Raises
    ------
    RunError
        It is no export, or what differs: all differences at once.
    """
    path = Path(place)
    content = _read(path)
    try:
        manifest = parsed(content[MANIFEST])
        if manifest["schema"] != SCHEMA:
            raise RunError(f"{path.name}: this export is of another version; make it anew with evaluatie export")
        listed: dict[str, str] = {name: about["sha256"] for name, about in manifest["files"].items()}
        organisation, policy, checksum = manifest["organisation"]["id"], manifest["policy"], manifest[CHECKSUM]
    except (KeyError, ValueError, TypeError, AttributeError):
        raise RunError(f"{path.name} is no export: it holds no {MANIFEST} as evaluatie export writes it") from None
    found = digests({name: held for name, held in content.items() if name != MANIFEST})
    told = [f"{name} is missing" for name in sorted(listed.keys() - found.keys())]
    told += [f"{name} is no part of it" for name in sorted(found.keys() - listed.keys())]
    told += [f"{name} was changed" for name in sorted(listed.keys() & found.keys()) if listed[name] != found[name]]
    if not told and _checksum(content[RESULTS]) != checksum:
        told.append(f"{RESULTS} has another checksum than the manifest says")
    if told:
        raise RunError(f"{path.name} is not as it was exported: {'; '.join(told)}")
    return Export(organisation, path, tuple(sorted(listed)), policy, digest(content[MANIFEST]))


def is_sent(name: str) -> bool:
    """Tell whether an export has a file of a report: notebooks and what describes the whole folder stay."""
    return not name.startswith(_NOTEBOOKS) and name != _CRATE


def _sendable(workspace: Workspace, organisation: str) -> dict[str, bytes]:
    """Give the files of a report that may be sent, once nothing is wrong with it."""
    folder, again = workspace.reports / organisation, f"evaluatie report {organisation}"
    record = Store(workspace.sections / organisation).report()
    if not (folder / RESULTS).is_file():
        raise RunError(f"there is no report of {organisation}; make it with: {again}")
    if record is None or not is_whole(folder, record.files):
        raise RunError(
            f"reports/{organisation} is not whole, or was changed after it was made; make it anew: {again} --force"
        )
    notebooks, workbench = section_notebooks(workspace.notebooks), workbench_of(workspace.notebooks)
    if changed := changed_since(workspace.raw(organisation), record, notebooks, workbench):
        raise RunError(f"reports/{organisation} is no longer up to date ({', '.join(changed)} changed); run: {again}")
    results = (folder / RESULTS).read_bytes()
    if not register_of(workspace.reports, organisation).holds(results):
        raise RunError(f"reports/{organisation} is not in the register of releases; make it anew: {again} --force")
    names = [name for name in record.files if is_sent(name)]
    if other := [name for name in names if PurePosixPath(name).suffix not in _SENDABLE]:
        raise RunError(f"reports/{organisation} holds {len(other)} files of a kind that is not sent")
    return {name: (folder / name).read_bytes() for name in sorted(names)}


def _manifest(organisation: str, files: Mapping[str, bytes]) -> bytes:
    results = parsed(files[RESULTS])
    about = results.get("organisation") or {"id": organisation, "name": organisation}
    content = {
        "schema": SCHEMA,
        "organisation": {name: about[name] for name in ("id", "name")},
        "package_version": version("evaluatie"),
        "policy": results["policy"],
        CHECKSUM: _checksum(files[RESULTS]),
        "files": {name: {"sha256": digest(held), "bytes": len(held)} for name, held in files.items()},
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _checksum(results: bytes) -> str:
    content = parsed(results)
    if content.get(CHECKSUM) != checksum_of(content):
        raise RunError(f"{RESULTS} was changed after it was released: its checksum does not match")
    return str(content[CHECKSUM])


def _write(place: Path, content: Mapping[str, bytes], *, packed: bool) -> None:
    taken = place.exists() and (packed or not place.is_dir() or any(place.iterdir()))
    if taken and (place.is_dir() == packed or not _is_export(place)):
        what = "name" if packed else "folder"
        raise RunError(f"{place} is there already and is no export; give another {what} with --to")
    if packed:
        write_file(place, _zip(content))
    else:
        replace_folder(place, content)


def _is_export(place: Path) -> bool:
    """Tell whether a folder or zip is an export of this version or an earlier one, and holds nothing else."""
    try:
        if place.is_dir():
            listed = _listed(content_of(place / MANIFEST))
            found = (path for path in place.rglob("*") if path.is_symlink() or not path.is_dir())
            return all(path.relative_to(place).as_posix() in listed for path in found)
        with zipfile.ZipFile(place) as members:
            small = members.getinfo(MANIFEST).file_size <= LARGEST
            return small and _listed(members.read(MANIFEST)).issuperset(members.namelist())
    except Exception:  # whatever is wrong with what comes from elsewhere, it is no export
        return False


def _listed(manifest: bytes) -> set[str]:
    """Name the files of an export by its manifest, and the manifest; none where it is that of something else."""
    about = parsed(manifest)
    kind, _, number = about["schema"].rpartition("/")
    return {MANIFEST, *about["files"].keys()} if kind == _KIND and number.isdecimal() else set()


def _zip(content: Mapping[str, bytes]) -> bytes:
    """Pack without compressing, which one library does otherwise than another."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as members:
        for name in sorted(content):
            member = zipfile.ZipInfo(name, _EARLIEST)
            member.create_system, member.external_attr = 3, 0o100644 << 16
            members.writestr(member, content[name])
    return packed.getvalue()


def _read(place: Path) -> dict[str, bytes]:
    """Read an export; a zip from elsewhere may be larger than it looks, and name files elsewhere."""
    try:
        if place.is_dir():
            paths = sorted(path for path in place.rglob("*") if path.is_symlink() or path.is_file())
            if any(path.is_symlink() for path in paths):
                raise RunError(f"{place.name} holds links to elsewhere: it is no export")
            return {path.relative_to(place).as_posix(): path.read_bytes() for path in paths}
        with zipfile.ZipFile(place) as members:
            infos = members.infolist()
            if sum(one.file_size for one in infos) > _MOST or len({one.filename for one in infos}) != len(infos):
                raise RunError(f"{place.name} is no export: it is too large, or holds a file twice")
            return {one.filename: members.read(one) for one in infos}
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        what = reason(error) if isinstance(error, OSError) else "it is no folder and no zip"
        raise RunError(f"{place.name} cannot be read: {what}") from error
