"""What checking a text gives: one check per printed result."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal, get_args

from evaluatie.result import Estimate, Result

if TYPE_CHECKING:
    import pandas as pd

Verdict = Literal["consistent", "inconsistent", "decision error", "impossible", "uninformative", "cannot be checked"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True)
class Check:
    """One printed result, checked.

    Attributes
    ----------
    kind : str
        Of a p held against its statistic which one: ``t``, ``F``, ``chi2``, ``r``, ``rho``, ``z``, ``Q``, ``H``,
        ``Wald``, ``U``, ``W``, or ``b`` (over its standard error); ``p`` where no statistic was read with it. Else the
        check's own name, such as ``grim``.
    text : str
        As it was found.
    start, end : int
        Where it stands in the text.
    verdict : str
        ``consistent``, ``inconsistent``, ``decision error`` (the p printed and the p recomputed lie on different
        sides of the significance level) or ``cannot be checked``; of other checks also ``impossible`` (no data give
        such a number) and ``uninformative`` (every number would have passed).
    nl, en : str
        The explanation in both languages.
    statistic : str or None
        Its name as it is written; None for another kind.
    df1, df2, value : float or None
        Degrees of freedom and value, as they were read.
    p_printed : str or None
        The p as printed.
    p_low, p_high : float or None
        Between which values p lies, given that the statistic was rounded.
    """

    kind: str
    text: str
    start: int
    end: int
    verdict: Verdict
    nl: str
    en: str
    statistic: str | None = None
    df1: float | None = None
    df2: float | None = None
    value: float | None = None
    p_printed: str | None = None
    p_low: float | None = None
    p_high: float | None = None


COLUMNS = (
    "text", "start", "end", "kind", "statistic", "df1", "df2", "value", "p_printed", "p_low", "p_high", "verdict",
    "explanation_nl", "explanation_en",
)  # fmt: skip


@dataclass(frozen=True)
class Reported(Result):
    """Printed statistics of a text, checked.

    Attributes
    ----------
    checks : tuple of Check
        In the order of the text.
    alpha : float
        The significance level that decisions were held against.
    notes_nl : tuple of str
        The notes in Dutch.
    """

    checks: tuple[Check, ...]
    alpha: float
    notes_nl: tuple[str, ...] = ()

    @property
    def table(self) -> pd.DataFrame:
        """One row per check, with the columns of ``COLUMNS``: the check's fields, both explanations last."""
        import pandas as pd

        rows = [asdict(one) for one in self.checks]
        frame = pd.DataFrame([{**row, "explanation_nl": row["nl"], "explanation_en": row["en"]} for row in rows])
        numbers = dict.fromkeys(("df1", "df2", "value", "p_low", "p_high"), "float64")
        return frame.reindex(columns=list(COLUMNS)).astype(numbers)

    def count(self, verdict: Verdict) -> int:
        """Count the checks with a verdict.

        Parameters
        ----------
        verdict : str
            One of ``VERDICTS``.

        Returns
        -------
        int
        """
        return sum(one.verdict == verdict for one in self.checks)

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the statistic and the recomputed p of every result whose p was recomputed.

        Returns
        -------
        tuple of Estimate
            ``term`` is the text as found; ``p`` the middle of what the rounding allows, ``ci_low`` and ``ci_high`` are
            left out.
        """
        return tuple(
            Estimate(one.text, one.value, statistic=one.value, df=one.df1, p=(one.p_low + one.p_high) / 2)
            for one in self.checks
            if one.value is not None and one.p_low is not None and one.p_high is not None
        )
