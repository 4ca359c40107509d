"""A printed figure or a claim with its verdict."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from evaluatie.reproduce.finding import Printed
from evaluatie.reproduce.finding.model import Condition, InBoth, Quantity

Verdict: TypeAlias = Literal["follows", "follows within rounding", "cannot be recomputed", "does not follow"]
#: from best to worst
VERDICTS: tuple[Verdict, ...] = (
    "follows", "follows within rounding", "cannot be recomputed", "does not follow",
)  # fmt: skip


@dataclass(frozen=True)
class Reason:
    """Why a figure may not follow, or cannot be recomputed.

    Attributes
    ----------
    code : str
        A key of ``words/reasons.yml``.
    told : mapping of str to str
        What the words name.
    text : InBoth or None
        The finding's own words, where these are the reason.
    """

    code: str
    told: dict[str, Any] = field(default_factory=dict)
    text: InBoth | None = None

    @property
    def key(self) -> str:
        """What makes it the same reason for another figure: its code, and which variables it names."""
        return f"{self.code} {self.told.get('names', '')}"


@dataclass(frozen=True)
class Met:
    """One of the conditions of a claim, with what came out.

    Attributes
    ----------
    need : Condition
        What must hold.
    value, low, high : float
        As :class:`Judged` has them.
    verdict : str
        Of this condition alone.
    """

    need: Condition
    value: float
    low: float
    high: float
    verdict: Verdict


@dataclass(frozen=True)
class Judged:
    """A figure or a claim, judged.

    Attributes
    ----------
    id : str
        As in the finding.
    kind : {"figure", "claim"}
        Which.
    label : InBoth
        What it is.
    printed : Printed
        What was printed, or for a claim the condition that decides.
    of : Quantity or None
        What it was held against.
    value : float
        That, recomputed from the inputs as printed; NaN where this is not possible.
    low, high : float
        Between which values it lies with the inputs anywhere between their rounding limits.
    verdict : str
        One of :data:`VERDICTS`.
    reasons : tuple of Reason
        Likely ones first; empty where it follows.
    conditions : tuple of Met
        All that a claim needs, in its order; none for a figure.
    """

    id: str
    kind: Literal["figure", "claim"]
    label: InBoth
    printed: Printed
    of: Quantity | None
    value: float
    low: float
    high: float
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    conditions: tuple[Met, ...] = ()

    @property
    def shown(self) -> str:
        """The recomputed number in the printed decimals; beside an inequality in two significant digits."""
        return shown(self.value, self.printed)

    @property
    def within_precision(self) -> bool:
        """Whether nothing was rounded, and it equals what was printed up to where the method stops."""
        return any(reason.code == "precision" for reason in self.reasons)


def shown(value: float, printed: Printed) -> str:
    """Write a recomputed number as it stands beside a printed one.

    Parameters
    ----------
    value : float
        NaN where there is none.
    printed : Printed
        The figure, or an inequality.

    Returns
    -------
    str
        In the printed decimals; beside an inequality in two significant digits.

    Examples
    --------
    >>> shown(0.26449, Printed(".26")), shown(0.01281, Printed("< .01")), shown(math.nan, Printed(".26"))
    ('0.26', '0.013', '')
    """
    if math.isnan(value):
        return ""
    if printed.relation == "=":
        return printed.shown(value)
    return f"{value:.2g}" if abs(value) < 1 else f"{value:.2f}"
