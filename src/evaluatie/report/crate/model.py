"""What a crate tells of where a report's numbers come from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """How a section was made.

    Attributes
    ----------
    notebook : str
        Its notebook's file name.
    section : str
        The section's name.
    digest : str
        Of the notebook's cells, as they were run: the version of the notebook.
    parameters : tuple of (str, object)
        Name and value of each of its parameters.
    """

    notebook: str
    section: str
    digest: str
    parameters: tuple[tuple[str, object], ...]


@dataclass(frozen=True)
class Input:
    """Something that a report was made from.

    Attributes
    ----------
    role, digest : str
        The part that it plays, and the digest of its content.
    """

    role: str
    digest: str


@dataclass(frozen=True)
class Provenance:
    """What a report's numbers come of.

    Attributes
    ----------
    scheme : str
        How digests of inputs are made: ``"sha256"`` or ``"hmac-sha256"``.
    inputs : tuple of Input
        The inputs by role.
    whole : str
        A digest of all inputs together.
    runs : tuple of Run
        The sections in the report's order.
    code : str
        A digest of evaluatie's own code.
    python, machine : str
        Python's name and version; the kind of system and processor.
    packages : tuple of (str, str)
        Name and version of every package that evaluatie needs.
    """

    scheme: str
    inputs: tuple[Input, ...]
    whole: str
    runs: tuple[Run, ...]
    code: str
    python: str
    machine: str
    packages: tuple[tuple[str, str], ...]
