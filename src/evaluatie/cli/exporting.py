"""What ``evaluatie export`` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from evaluatie.run.exporting import Export


def print_export(made: Export, *, checked: bool) -> None:
    """Print what an export holds.

    Parameters
    ----------
    made : Export
        The export.
    checked : bool
        Whether it was there already and only looked at.
    """
    done = "is as it was exported" if checked else "may be sent"
    click.echo(f"{made.organisation}: {made.place} {done}: {', '.join(made.files)} and a manifest.")
    rules = ", ".join(f"{name} {value}" for name, value in made.policy.items())
    click.echo(f"Hidden by this policy: {rules}.")
    click.echo(f"SHA-256 of the manifest: {made.manifest}")
