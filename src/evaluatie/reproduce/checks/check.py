"""What a check of printed statistics gives: a verdict, what could have been printed, and why, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from evaluatie.result import Estimate, Result

if TYPE_CHECKING:
    import pandas as pd

Verdict = Literal["impossible", "inconsistent", "consistent", "uninformative", "cannot be checked"]

#: from worst to least telling: a set of checks is as bad as its worst
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True)
class Explanation:
    """A sentence or two in both languages.

    Attributes
    ----------
    nl, en : str
        The same in Dutch and in English.
    """

    nl: str
    en: str


@dataclass(frozen=True)
class Check(Result):
    """One printed statistic, checked.

    Attributes
    ----------
    name : str
        Which check, such as ``"grim"`` or ``"tli_at_most_cfi"``.
    printed : str
        What was printed, in short.
    verdict : str
        ``"impossible"`` (no data give such a number), ``"inconsistent"`` (the printed numbers cannot all be right
        together), ``"consistent"`` (they can), ``"uninformative"`` (every number would have passed), or ``"cannot be
        checked"`` (something is missing, or the check does not hold for this method).
    low, high : float or None
        The recomputed range, or the nearest numbers that are possible; equal where it is one number, None where the
        check recomputes nothing.
    explanation : Explanation
        What was found, in Dutch and English.
    """

    name: str
    printed: str
    verdict: Verdict
    low: float | None
    high: float | None
    explanation: Explanation

    @property
    def alarms(self) -> bool:
        """Whether something must be wrong in what was printed."""
        return self.verdict in ("impossible", "inconsistent")

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the recomputed range.

        Returns
        -------
        tuple of Estimate
            ``NAME: lowest`` and ``NAME: highest``; none where nothing was recomputed.
        """
        ends = (("lowest", self.low), ("highest", self.high))
        return tuple(Estimate(f"{self.name}: {end}", value) for end, value in ends if value is not None)

    def row(self) -> dict[str, Any]:
        """Give the check as a row of a table.

        Returns
        -------
        dict
            ``check``, ``printed``, ``verdict``, ``low``, ``high``, ``nl``, ``en``.
        """
        return {
            "check": self.name, "printed": self.printed, "verdict": self.verdict, "low": self.low, "high": self.high,
            "nl": self.explanation.nl, "en": self.explanation.en,
        }  # fmt: skip


@dataclass(frozen=True)
class Checks(Result):
    """Several checks of the same printed result.

    Attributes
    ----------
    rows : tuple of Check
        Each check, in a fixed order.
    """

    rows: tuple[Check, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst verdict among them; ``"cannot be checked"`` where there is none."""
        return min((row.verdict for row in self.rows), key=VERDICTS.index, default="cannot be checked")

    @property
    def explanation(self) -> Explanation:
        """Why the verdict is what it is: what was found by each check that has it, in Dutch and English."""
        told = [row.explanation for row in self.rows if row.verdict == self.verdict]
        return Explanation(" ".join(one.nl for one in told), " ".join(one.en for one in told))

    @property
    def alarms(self) -> tuple[Check, ...]:
        """Those that say that something must be wrong."""
        return tuple(row for row in self.rows if row.alarms)

    @property
    def table(self) -> pd.DataFrame:
        """One row per check: see :meth:`Check.row`."""
        import pandas as pd

        return pd.DataFrame([row.row() for row in self.rows])

    def named(self, name: str) -> Check:
        """Give one of the checks.

        Parameters
        ----------
        name : str
            Its name.

        Returns
        -------
        Check

        Raises
        ------
        KeyError
            If no such check was made.
        """
        for row in self.rows:
            if row.name == name:
                return row
        raise KeyError(f"no check {name!r} was made: there are {', '.join(row.name for row in self.rows)}")

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the recomputed ranges of all checks.

        Returns
        -------
        tuple of Estimate
        """
        return tuple(estimate for row in self.rows for estimate in row.estimates())


def together(method: str, rows: Iterable[Check]) -> Checks:
    """Put checks of the same result together, with each note once.

    Parameters
    ----------
    method : str
        What they have in common, with its source.
    rows : iterable of Check
        The checks.

    Returns
    -------
    Checks
    """
    found = tuple(rows)
    return Checks(method, tuple(dict.fromkeys(note for row in found for note in row.notes)), found)
