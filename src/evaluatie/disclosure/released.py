"""What leaves: one bundle of plain data per section, and its type as an output of a notebook."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

MIME = "application/vnd.evaluatie+json"
SCHEMA = 1


@dataclass(frozen=True)
class Released:
    """A protected section: what a notebook shows, and all that the report is made from.

    Attributes
    ----------
    bundle : dict
        Content of the output of type ``application/vnd.evaluatie+json``.
    """

    bundle: dict[str, Any]

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {MIME: self.bundle, "text/plain": repr(self)}

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
