"""Verify a report: read what it says of itself, make it again, and compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from evaluatie.resultsfile import CHECKSUM, RESULTS, content_of, parsed
from evaluatie.run.batch import workspace_at
from evaluatie.run.errors import RunError
from evaluatie.run.exporting import is_sent
from evaluatie.run.mirror import is_url
from evaluatie.run.store import digest
from evaluatie.run.verifying.again import own_workspace, report_again, synthesis_again
from evaluatie.run.verifying.differences import Difference, differences
from evaluatie.run.verifying.made import CRATE, Made, made_of
from evaluatie.run.verifying.pages import says_the_same
from evaluatie.run.verifying.tolerances import within
from evaluatie.run.verifying.verification import Verification
from evaluatie.study.settings.source import NAME, reason
from evaluatie.study.workspace import SYNTHESIS, Workspace

if TYPE_CHECKING:
    from evaluatie.run.kernels.pool import Kind
    from evaluatie.run.outcome import Progress

#: differences that are of no software or machine: of these alone no last digit is another
_HARMLESS = frozenset({"data", "key", "parameter", "notebook"})
#: differences that may give a page other bytes, and no other words; but for evaluatie's own version
_OF_BYTES = frozenset({"key", "version", "platform"})
#: what file managers leave wherever they show a folder
_LEFT = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


def verify(
    report: Path | str,
    *,
    data: Path | str | None = None,
    root: Path | str | None = None,
    kernels: Kind = "auto",
    timeout: float = 600,
    progress: Progress | None = None,
) -> Verification:
    """Make a report again from its data, and compare every figure, and what it was made from and with.

    Parameters
    ----------
    report : path or str
        The report's folder, also one that somebody sent, or an export of it; or an organisation whose report stands in
        the workspace.
    data : path or str, optional
        The study folder that came with it; of a synthesis, the folder of the organisations' reports. By default those
        of the workspace.
    root : path or str, optional
        The workspace, whose notebooks are run; by default the nearest folder from here upward that has data/raw.
    kernels, timeout, progress
        See :func:`evaluatie.run_report`.

    Returns
    -------
    Verification

    Raises
    ------
    StudyError
        The organisation's files cannot be used; all problems at once.
    RunError
        The report is not whole enough to be verified, its notebooks or data are not here, or a section failed.
    """
    if is_url(root):
        raise RunError("a report is verified in a folder, not in object storage: copy it and its data to one first")
    workspace = workspace_at(root)
    folder = _folder(workspace, report)
    told, before = made_of(folder), _content(folder / RESULTS)
    with own_workspace(workspace, told) as around:
        if "organisations" in before:
            named = _organisations(before, folder)
            reports = workspace.reports if data is None else Path(data)
            organisation, again = SYNTHESIS, synthesis_again(around, reports, named, kernels, timeout)
        else:
            organisation = _id(before, folder)
            study = _study(workspace, organisation, data)
            again = report_again(around, organisation, study, told, kernels, timeout, progress)
        return _compared(folder, organisation, told, before, again)


def _folder(workspace: Workspace, report: Path | str) -> Path:
    folder = Path(report)
    if not folder.is_dir() and (workspace.reports / str(report) / RESULTS).is_file():
        folder = workspace.reports / str(report)
    if not (folder / RESULTS).is_file():
        told = f"{report} is no folder of a report (with {RESULTS}) and no organisation with a report here"
        raise RunError(f"{told}; name the folder that the files are in, unpacked" if folder.is_file() else told)
    return folder


def _study(workspace: Workspace, organisation: str, data: Path | str | None) -> Path:
    if data is None:
        return workspace.study_folder(organisation)
    folder = Path(data)
    if not (folder / NAME).is_file():
        raise RunError(f"{data} holds no {NAME}: name the study folder itself")
    return folder


def _id(content: Mapping[str, Any], folder: Path) -> str:
    about = content.get("organisation")
    id_ = about.get("id") if isinstance(about, dict) else None
    if not isinstance(id_, str):
        raise RunError(f"{folder / RESULTS} does not say which organisation it is of")
    return id_


def _organisations(content: Mapping[str, Any], folder: Path) -> tuple[str, ...]:
    try:
        return tuple(str(one["id"]) for one in content["organisations"])
    except (LookupError, TypeError):
        raise RunError(f"{folder / RESULTS} does not say which organisations it is of") from None


def _content(path: Path) -> Mapping[str, Any]:
    """Read a results.json, also one in which somebody changed a figure: that is what is looked for."""
    try:
        found = parsed(content_of(path))
        if not {"results", "schema"} <= set(found):
            raise ValueError("it holds no results")
        if len({row["id"] for row in found["results"]}) < len(found["results"]):
            raise ValueError("it holds a figure twice")
    except OSError as error:
        told = reason(error)
    except ValueError as error:
        told = str(error)
    except (TypeError, LookupError):
        told = "it is damaged"
    else:
        return dict(found)
    raise RunError(f"{path} cannot be used ({told}): ask whoever sent the report for it again")


def _compared(folder: Path, organisation: str, told: Made, before: Mapping[str, Any], again: Path) -> Verification:
    from evaluatie.report.versions.figures import side_by_side

    here, now = made_of(again), _content(again / RESULTS)
    found = differences(told, here)
    exact = told.recorded and all(one.kind in _HARMLESS for one in found)
    try:
        figures = side_by_side(before["results"], now["results"])
        apart = [pair for pair in (*figures.changed, *figures.slight, *figures.same) if pair.before != pair.now]
        close = [within(pair.before, pair.now, exact=exact) for pair in apart]
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError):
        raise RunError(f"{folder / RESULTS} is damaged: something in it is not what it should be") from None
    heads = {*before, *now} - {CHECKSUM, "results"}
    files = _files(folder, told)
    made = _sent(told, here)
    names = sorted({*told.files, *made})
    other_bytes = tuple(name for name in names if told.files.get(name) != made.get(name))
    if told.recorded and not found and (folder / CRATE).read_bytes() != (again / CRATE).read_bytes():
        other_bytes += (CRATE,)
    judged = {name: _judged(name, folder, again, found, told) for name in other_bytes}
    return Verification(
        organisation=organisation,
        folder=folder,
        changed=tuple(sorted(name for name in files if name in told.files and files[name] != told.files[name])),
        missing=tuple(sorted(told.files.keys() - files.keys())),
        added=tuple(sorted(files.keys() - told.files.keys())),
        recorded=told.recorded,
        differences=found,
        figures=figures,
        beyond=tuple(pair for pair, same in zip(apart, close, strict=True) if not same),
        within=tuple(pair for pair, same in zip(apart, close, strict=True) if same),
        settings=tuple(sorted(name for name in heads if before.get(name) != now.get(name))),
        other_bytes=other_bytes,
        unexplained=tuple(name for name in other_bytes if judged[name] == "unexplained"),
        uncompared=tuple(name for name in other_bytes if judged[name] == "uncompared"),
    )


def _sent(told: Made, here: Made) -> dict[str, str]:
    """Give the digests of the files that came out, of those that such a folder has: an export leaves some out."""
    return {name: made for name, made in here.files.items() if told.recorded or is_sent(name)}


def _judged(
    name: str, before: Path, now: Path, found: Sequence[Difference], told: Made
) -> Literal["unexplained", "uncompared", "same"]:
    """Judge a file that came out in other bytes by what is otherwise here."""
    both = (before / name).is_file() and (now / name).is_file()
    if not both or (told.recorded and not found):
        return "unexplained"
    other_words = any(one.kind not in _OF_BYTES or one.what == "evaluatie" for one in found)
    if other_words or Path(name).suffix.casefold() != ".html":
        return "uncompared"
    return "same" if says_the_same(_text(before / name), _text(now / name)) else "unexplained"


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8", errors="replace")


def _files(folder: Path, told: Made) -> dict[str, str]:
    """Give the digest of each file of a report, but for the one that lists them; a link has none."""
    found = (path for path in folder.rglob("*") if path.is_symlink() or path.is_file())
    files = {path.relative_to(folder).as_posix(): path for path in found if path.name not in _LEFT}
    return {
        name: "" if path.is_symlink() else digest(path.read_bytes())
        for name, path in files.items()
        if name != told.listed_in
    }
