"""What every analysis returns: tidy estimates, the method, the numbers of people, notes."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


class NotEnoughData(ValueError):  # noqa: N818 - said as users say it
    """Too few people, pairs or items, or answers too much alike, for the analysis that was asked for."""


@dataclass(frozen=True)
class Estimate:
    """One number with what is known of its uncertainty: a row of :meth:`Result.tidy`.

    Attributes
    ----------
    term : str
        What was estimated, for example ``"mean_change"`` or ``"d_z"``.
    estimate : float
        The number itself, in the unit that the term implies (scale points for a mean).
    se, statistic, df, p : float or None
        Standard error, test statistic, its degrees of freedom, two-sided p value; None where there is none.
    ci_low, ci_high : float or None
        Limits of the confidence interval at the level that the result names.
    n : int or None
        People (or pairs of answers) that the number rests upon.
    group, wave : str or None
        Whom and when it is about, where the analysis splits by group or wave.
    """

    term: str
    estimate: float
    se: float | None = None
    statistic: float | None = None
    df: float | None = None
    p: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    n: int | None = None
    group: str | None = None
    wave: str | None = None

    def __post_init__(self) -> None:
        for name in ("estimate", "se", "statistic", "df", "p", "ci_low", "ci_high"):
            value = getattr(self, name)
            # numpy's numbers become Python's, so that results compare, print and serialise alike everywhere
            object.__setattr__(self, name, None if value is None else float(value))
        if self.n is not None:
            object.__setattr__(self, "n", int(self.n))


TIDY_COLUMNS = (
    "term", "group", "wave", "estimate", "se", "statistic", "df", "p", "ci_low", "ci_high", "n",
)  # fmt: skip


@dataclass(frozen=True)
class Result(ABC):
    """Base of all results: frozen, with ``tidy()``, ``glance()``, ``method`` and ``notes``.

    Attributes
    ----------
    method : str
        The method's name and source, in words.
    notes : tuple of str
        What a careful reader must know: people left out, a fallback that was taken, a limit of the method.
    """

    method: str
    notes: tuple[str, ...]

    @abstractmethod
    def estimates(self) -> tuple[Estimate, ...]:
        """Every estimate of this result, most important first."""

    def tidy(self) -> pd.DataFrame:
        """Give one row per estimate, with those columns of ``TIDY_COLUMNS`` that hold something.

        Returns
        -------
        pandas.DataFrame
            Columns ``term`` and ``estimate`` always; the others where at least one estimate has them.
        """
        import pandas as pd

        frame = pd.DataFrame(
            [{name: getattr(row, name) for name in TIDY_COLUMNS} for row in self.estimates()],
            columns=list(TIDY_COLUMNS),
        )
        keep = [name for name in TIDY_COLUMNS if name in ("term", "estimate") or frame[name].notna().any()]
        return frame[keep]

    def glance(self) -> pd.DataFrame:
        """Give one row about the whole: every scalar field of the result.

        Returns
        -------
        pandas.DataFrame
            One row; a column per field that is a number, a text or None.
        """
        import pandas as pd

        scalars = {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if not field.name.startswith("_") and isinstance(getattr(self, field.name), int | float | str | None)
        }
        return pd.DataFrame([scalars])

    def _repr_html_(self) -> str:
        notes = "".join(f"<li>{_escape(note)}</li>" for note in self.notes)
        table = self.tidy().to_html(index=False, na_rep="", float_format=_four_digits, border=0)
        return f"<p>{_escape(self.method)}</p>{table}" + (f"<ul>{notes}</ul>" if notes else "")


def check_confidence(confidence: object) -> float:
    """Return the confidence level, or say why it is none.

    Parameters
    ----------
    confidence : float
        A level strictly between 0 and 1.

    Returns
    -------
    float
        The same level.

    Raises
    ------
    ValueError
        If it is not strictly between 0 and 1.

    Examples
    --------
    >>> check_confidence(0.95)
    0.95
    """
    import numpy as np

    if not isinstance(confidence, float | np.floating) or not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, such as 0.95: got {confidence!r}")
    return float(confidence)


def _escape(text: str) -> str:
    from html import escape

    return escape(text)


def _four_digits(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.4g}"
