"""What ``evaluatie audit`` prints and writes: what was looked at, what was found, and what takes it away."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from evaluatie.cli.writing import write_json

if TYPE_CHECKING:
    from evaluatie.disclosure import Audit
    from evaluatie.run import AuditRun

_CULPRITS = 12  # more are in the file that --json writes


def print_audit(screen: Console, made: AuditRun) -> None:
    """Print an audit.

    Parameters
    ----------
    screen : Console
        Where to print.
    made : AuditRun
        What came of it.
    """
    audit = made.audit
    screen.print(Text("\n".join(_looked_at(audit))))
    for warning in (*made.warnings, *audit.notes):
        screen.print(Text(f"Note: {warning}."))
    if audit.passed:
        screen.print(Text("Nothing found."))
    for number, finding in enumerate(audit.findings, start=1):
        lines = [f"{number}. {finding}", "   follows from:"]
        lines += [f"     {culprit.release}: {culprit.id}" for culprit in finding.culprits[:_CULPRITS]]
        if len(finding.culprits) > _CULPRITS:
            lines.append(f"     and {len(finding.culprits) - _CULPRITS} more")
        lines.append(f"   by {finding.attack}")
        screen.print(Text("\n".join([*lines, f"   {finding.remedy}"])))
    if audit.findings:
        count = len(audit.findings)
        screen.print(Text(f"FOUND: {count} number{'s' * (count != 1)} about few people can be worked out."))


def release_named(named: str) -> tuple[str, int]:
    """Read which release is meant.

    Examples
    --------
    >>> release_named("demo-zorg:2")
    ('demo-zorg', 2)
    """
    import click

    organisation, _, number = named.rpartition(":")
    if not organisation or not number.isdecimal():
        raise click.BadParameter(f"'{named}' names no release; write ORG:NUMBER, such as demo-zorg:2")
    return organisation, int(number)


def write_audit(path: Path, made: AuditRun) -> None:
    """Write an audit as JSON.

    Raises
    ------
    RunError
        The file cannot be written.
    """
    content = {**made.audit.to_dict(), "warnings": list(made.warnings)}
    write_json(path, content)


def _looked_at(audit: Audit) -> list[str]:
    """Say what was looked at, and how close the attack came."""
    count = len(audit.releases)
    lines = [
        f"Looked at {count} release{'s' * (count != 1)}: {', '.join(audit.releases)}.",
        f"{audit.figures} released numbers, of which {audit.used} are sums over people; the attack went for "
        f"{audit.hidden} numbers and means of few people.",
    ]
    if audit.narrowest is not None:
        lines.append(f"Narrowest number of people that is not found: it may still be any of {audit.narrowest} or more.")
    if audit.narrowest_mean is not None:
        share = f"{100 * audit.narrowest_mean:.0f}%"
        lines.append(f"Narrowest mean that is not found: it may still lie anywhere in {share} of its range, or more.")
    return lines
