"""What leaves: one bundle of plain data per section, and its type as an output of a notebook."""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evaluatie.evaluation.section import Section

MIME = "application/vnd.evaluatie+json"
SCHEMA = 1
#: set where a run executes notebooks: it looks a second time at what every number rests upon
GATE = "EVALUATIE_GATE"


@dataclass(frozen=True)
class Evidence:
    """What the shown numbers of a bundle rest upon: goes to the gate of a run, and no further.

    Attributes
    ----------
    rests : tuple of dict
        Cells, or the released numbers of a synthesis, by analysis; each once.
    of : mapping of str to int
        Which of these a number rests upon, by its id.
    digest : str
        Of the bundle as it was released: what is written into it afterwards is seen.
    """

    rests: tuple[dict[str, Any], ...] = ()
    of: Mapping[str, int] = field(default_factory=dict)
    digest: str = ""

    @classmethod
    def of_section(cls, section: Section, bundle: Mapping[str, Any]) -> Evidence:
        """Tell what the numbers of a section rest upon that are shown."""
        from evaluatie.disclosure.expectation import key_of

        numbers = bundle["numbers"]
        places: dict[str, int] = {}
        of: dict[str, int] = {}
        rests: list[dict[str, Any]] = []
        for id_, analysis, _ in section.numbers():
            if id_ not in numbers or numbers[id_]["suppressed"]:
                continue
            rest = {
                "cells": [key_of(cell) for cell in analysis.cells],
                "sources": [list(one) for one in analysis.sources],
            }
            if (place := places.setdefault(repr(rest), len(rests))) == len(rests):
                rests.append(rest)
            of.setdefault(id_, place)
        return cls(tuple(rests), of, digest_of_bundle(bundle))

    def as_data(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {"rests": list(self.rests), "of": dict(self.of), "digest": self.digest}


def digest_of_bundle(bundle: Mapping[str, Any]) -> str:
    """Give the SHA-256 of a bundle's content, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(bundle, sort_keys=True, allow_nan=False).encode()).hexdigest()


@dataclass(frozen=True)
class Released:
    """A protected section: what a notebook shows, and all that the report is made from.

    Attributes
    ----------
    bundle : dict
        Content of the output of type ``application/vnd.evaluatie+json``.
    evidence : Evidence
        What its numbers rest upon; told to the gate of a run only.
    """

    bundle: dict[str, Any]
    evidence: Evidence = field(default_factory=Evidence, repr=False)

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any] | tuple[dict[str, Any], dict[str, Any]]:
        shown = {MIME: self.bundle, "text/plain": repr(self)}
        if GATE not in os.environ:
            return shown
        return shown, {MIME: self.evidence.as_data()}

    def __repr__(self) -> str:
        numbers = self.bundle["numbers"].values()
        hidden = sum(number["suppressed"] is not None for number in numbers)
        return f"<released section '{self.bundle['section']}': {len(numbers)} numbers, {hidden} of them hidden>"


def rounded(value: float | None) -> float | int | None:
    """Keep ten significant digits: the last bits differ between families of processors.

    Examples
    --------
    >>> rounded(1 / 3), rounded(85), rounded(None), rounded(float("nan"))
    (0.3333333333, 85, None, None)
    """
    if value is None or isinstance(value, int):
        return value
    return float(f"{value:.10g}") if math.isfinite(value) else None
