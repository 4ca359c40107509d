"""A slip that could explain a figure, with the number that it gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from evaluatie.reproduce.recomputing.rounding import Attained


@dataclass(frozen=True)
class Candidate:
    """A slip.

    Attributes
    ----------
    code : str
        A key of ``words/reasons.yml``.
    value : float
        What it gives from the inputs as printed; NaN where it cannot be done.
    told : mapping of str to text
        What the words name.
    range : callable or None
        Gives what it can give within rounding, where that takes a search.
    certain : bool
        Whether it is no guess: it stands whatever was done.
    last : bool
        Whether it is only worth telling where no other slip fits.
    """

    code: str
    value: float
    told: dict[str, Any] = field(default_factory=dict)
    range: Callable[[], Attained] | None = None
    certain: bool = False
    last: bool = False
