"""Execute one section notebook, and take what it released."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evaluatie.run.execute import Kernels


@dataclass(frozen=True)
class ExecutedSection:
    """A section notebook after it ran: what of it is kept. All of it is fit for JSON.

    Attributes
    ----------
    name : str
        The notebook's file name.
    cells : tuple of dict
        Its cells without outputs, see :func:`evaluatie.run.keep.kept_cells`.
    bundle : dict
        What it released.
    dropped : tuple of str
        The outputs that go no further, by name.
    rests : dict
        Which groups of people its numbers rest upon, see :class:`evaluatie.disclosure.released.Evidence`.
    """

    name: str
    cells: tuple[dict[str, Any], ...]
    bundle: dict[str, Any]
    dropped: tuple[str, ...]
    rests: dict[str, Any] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {
            "name": self.name, "cells": self.cells, "bundle": self.bundle, "dropped": self.dropped,
            "rests": self.rests,
        }  # fmt: skip

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> ExecutedSection:
        """Make it from what :meth:`as_data` gave."""
        return cls(data["name"], tuple(data["cells"]), data["bundle"], tuple(data["dropped"]), data["rests"])


def execute_section(
    path: Path, parameters: Mapping[str, object], kernels: Kernels, *, timeout: float = 600
) -> ExecutedSection:
    """Run a section notebook and take what it released.

    Parameters
    ----------
    path, parameters, kernels, timeout
        See :func:`evaluatie.run.execute.run_notebook`.

    Raises
    ------
    RunError
        It cannot be run, failed, released no section or more than one, or what it released does not pass the gate.
    """
    from evaluatie.run.collect import collect
    from evaluatie.run.execute import run_notebook
    from evaluatie.run.keep import kept_cells

    notebook = run_notebook(path, parameters, kernels, timeout=timeout)
    bundle, rests, dropped = collect(notebook, path.name, _expected(kernels, parameters))
    return ExecutedSection(path.name, kept_cells(notebook), bundle, dropped, rests)


def _expected(kernels: Kernels, parameters: Mapping[str, object]) -> dict[str, Any] | None:
    """Give what the section can be about: of a study its kernels know, of a synthesis the results that stand tell."""
    organisations = parameters.get("organisations")
    root = kernels.environment.get("EVALUATIE_ROOT")
    if not isinstance(organisations, list) or root is None:
        return getattr(kernels, "expected", None)
    from evaluatie.disclosure.expectation import expectation_of
    from evaluatie.evaluation.releases import find_releases, read_releases
    from evaluatie.study.workspace import Workspace

    return expectation_of(read_releases(find_releases(organisations, reports=Workspace(Path(root)).reports)))
