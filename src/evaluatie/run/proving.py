"""Before anything leaves: the attack on what would be released together with all that was, and the register."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluatie.run.errors import RunError, RunWarning
from evaluatie.run.registering import parsed_or_none, register_of, standing_of, write_register
from evaluatie.run.store import digest
from evaluatie.study.workspace import SYNTHESIS

if TYPE_CHECKING:
    from evaluatie.disclosure.auditing import Audit, Finding
    from evaluatie.disclosure.register import Register

_FINDINGS, _CULPRITS = 5, 6  # more would not be read
#: reports are made side by side, and each must be proven together with all that were before it
_ONE_AT_A_TIME = threading.Lock()


class NotProvenError(RunError):
    """Something hidden could be worked out from what would be released.

    Attributes
    ----------
    audit : Audit
        What, and from what.
    this : str
        The audit's name for what would be released.
    """

    def __init__(self, message: str, audit: Audit, this: str) -> None:
        self.audit, self.this = audit, this
        super().__init__(message)


def prove_and_register(reports: Path, name: str, results: bytes) -> None:
    """Attack what would be released together with all that was released before, and write it in the register.

    It is written before the report itself is: what may have left is in the register, also after a run that was killed
    in between.

    Parameters
    ----------
    reports : pathlib.Path
        The folder of reports.
    name : str
        The organisation's id, or that of the synthesis.
    results : bytes
        The results.json that would be released.

    Raises
    ------
    NotProvenError
        Something hidden could be worked out, and from what; nothing was written.
    RunError
        The register cannot be written.
    StudyError
        A register was changed.
    """
    with _ONE_AT_A_TIME:
        before = register_of(reports, name)
        more = _with_what_stands(reports, before).adding(results)
        _prove(reports, more, results)
        if more is not before:
            write_register(reports, more)


def _with_what_stands(reports: Path, register: Register) -> Register:
    """Add a report that was made before there was a register."""
    stands = standing_of(reports, register.name)
    known = register.lines or stands is None or not isinstance(parsed_or_none(stands), dict)
    return register if known or stands is None else register.adding(stands)


def _prove(reports: Path, register: Register, results: bytes) -> None:
    from evaluatie.disclosure.auditing import audit

    content = parsed_or_none(results)
    others = [register_of(reports, one) for one in _hanging_together(reports, register.name, content)]
    # what the others released was proven by their own runs, but for reports that were made before there was a register
    unproven = [other.name for other in others if not other.lines]
    found = audit(
        [register, *(_with_what_stands(reports, other) for other in others)], organisations=[register.name, *unproven]
    )
    if not found.passed:
        this = _label(register, results, found)
        raise NotProvenError(_told(register.name, found, this), found, this)
    for note in found.notes:
        warnings.warn(note, RunWarning, stacklevel=3)


def _label(register: Register, results: bytes, audit: Audit) -> str:
    """Give the name that an audit gives to a release of a register."""
    return audit.releases[[line["results"] for line in register.standing].index(digest(results))]


def _hanging_together(reports: Path, name: str, content: Any) -> list[str]:
    """Name the registers that hang together with a release: syntheses that the organisation is in, and the members."""
    if name == SYNTHESIS:
        return sorted({str(one["id"]) for one in content["organisations"]})
    syntheses = register_of(reports, SYNTHESIS).releases()
    among = [members for of in syntheses if name in (members := {str(one["id"]) for one in of["organisations"]})]
    return sorted(set().union(*among) - {name}) + [SYNTHESIS] * bool(among)


def _told(name: str, audit: Audit, this: str) -> str:
    """Tell what could be worked out, from what, and what to do."""
    count = len(audit.findings)
    lines = [
        f"{name} was not released: together with all that was released before, {count} number"
        f"{'s' * (count != 1)} about few people could be worked out. Nothing was written."
    ]
    for number, finding in enumerate(audit.findings[:_FINDINGS], start=1):
        lines += [f"{number}. {finding}", *_follows(finding, this)]
    if count > _FINDINGS:
        lines.append(f"And {count - _FINDINGS} more.")
    lines.append("Take groups together in study.yml, or leave out the few people by whom this report differs.")
    if any(culprit.release != this for finding in audit.findings for culprit in finding.culprits):
        lines.append(
            "Did an earlier release never leave, or was it taken back from everyone who had it, say so with: "
            f"evaluatie audit --withdraw {name}:NUMBER"
        )
    return "\n".join(lines)


def _follows(finding: Finding, this: str) -> Iterator[str]:
    named = [
        f"{'this report' if culprit.release == this else culprit.release}: {culprit.id}"
        for culprit in finding.culprits[:_CULPRITS]
    ]
    more = len(finding.culprits) - _CULPRITS
    yield f"   follows from {', '.join(named)}{f' and {more} more' if more > 0 else ''}"
    yield f"   by {finding.attack}"
