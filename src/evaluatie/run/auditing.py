"""The audit of a workspace: every release in the register, the reports that stand, and files that others released."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluatie.run.batch import workspace_at
from evaluatie.run.before import forget_withdrawn
from evaluatie.run.errors import RunError
from evaluatie.run.lock import run_lock
from evaluatie.run.mirror import is_url
from evaluatie.run.registering import parsed_or_none, register_of, registers_in, standing, write_register
from evaluatie.study.problems import Problem, StudyError

if TYPE_CHECKING:
    from evaluatie.disclosure.auditing import Audit


@dataclass(frozen=True)
class AuditRun:
    """An audit of all that was released from a workspace.

    Attributes
    ----------
    audit : Audit
        What came of it.
    warnings : tuple of str
        Reports that stand and are not in the register: what was released before them is not known.
    """

    audit: Audit
    warnings: tuple[str, ...]


def run_audit(files: Sequence[Path | str] = (), *, root: Path | str | None = None) -> AuditRun:
    """Attack all that was released from a workspace, as someone who has all of it would.

    Parameters
    ----------
    files : sequence of path or str
        results.json files that were released elsewhere, to be attacked together with it.
    root : path or str, optional
        The workspace; by default the nearest folder from here upward that has data/raw.

    Returns
    -------
    AuditRun

    Raises
    ------
    StudyError
        A register was changed, a report differs from what was registered, or a file cannot be read; all problems at
        once.
    RunError
        Nothing was released yet.
    """
    from evaluatie.disclosure.auditing import audit

    if is_url(root):
        raise RunError("an audit reads a folder, not object storage: copy the folder reports to one first")
    reports = workspace_at(root).reports
    releases, warnings = _released(reports)
    if not releases and not files:
        raise RunError("there is nothing to audit: reports holds no results.json and no register")
    return AuditRun(audit([*releases, *files]), tuple(warnings))


def withdraw(organisation: str, number: int, *, root: Path | str | None = None) -> None:
    """Say that a release never left, or was taken back from everyone who had it: it is not attacked any more.

    Parameters
    ----------
    organisation : str
        Whose release it was; ``"synthesis"`` for a synthesis.
    number : int
        Which release, as an audit counts them in the register: the number of its line.
    root : path or str, optional
        The workspace; by default the nearest folder from here upward that has data/raw.

    Raises
    ------
    StudyError
        The register was changed.
    RunError
        There is no such release, or the register cannot be written.
    """
    workspace = workspace_at(root)
    with run_lock(workspace.sections):
        register = register_of(workspace.reports, organisation)
        try:
            write_register(workspace.reports, register.withdrawing(number))
        except ValueError as error:
            raise RunError(str(error)) from None
        forget_withdrawn(workspace, organisation)


def _released(reports: Path) -> tuple[list[dict[str, Any]], list[str]]:
    """Give every release of the register, and the reports that stand without being in it."""
    releases: list[dict[str, Any]] = []
    warnings: list[str] = []
    problems: list[Problem] = []
    stands = standing(reports)
    for name in sorted({*stands, *registers_in(reports)}):
        try:
            register = register_of(reports, name)
        except StudyError as error:
            problems += error.problems
            continue
        releases += register.releases()
        warnings += [f"{name}: release {number} was withdrawn: it is not attacked" for number in register.withdrawn]
        if name not in stands or register.holds(stands[name]):
            continue
        content = parsed_or_none(stands[name])
        if register.held(stands[name]):
            warnings.append(f"reports/{name} was withdrawn, and still stands: it is not attacked; make it anew")
        elif register.lines:
            problems.append(_differs(name, register.changed(content) if content else []))
        elif content is None:
            hint = f"Make it anew with: evaluatie report {name} --force."
            problems.append(Problem(f"reports/{name}/results.json", None, None, "This file is damaged.", hint))
        else:
            releases.append(content)
            told = "is not in the register: what was released before it is not known, and not audited"
            warnings.append(f"reports/{name} {told}")
    if problems:
        raise StudyError(problems)
    return releases, warnings


def _differs(name: str, changed: Sequence[str]) -> Problem:
    shown = f"{', '.join(changed[:5])}{' and more' * (len(changed) > 5)}"
    what = f"These figures differ: {shown}." if changed else "It is no longer what evaluatie wrote."
    hint = f"Make the report anew with: evaluatie report {name} --force. Tell whoever received this one."
    return Problem(f"reports/{name}/results.json", None, None, f"This is not what was registered. {what}", hint)
