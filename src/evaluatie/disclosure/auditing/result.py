"""What came of an audit."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from evaluatie.disclosure.auditing.findings import Finding
from evaluatie.result import Estimate, Result

if TYPE_CHECKING:
    import pandas as pd

METHOD = (
    "Attack on all releases together by linear programming: the lowest and highest value that every number and mean of "
    "few people can have (Hundepool et al. 2012, Statistical disclosure control, Wiley, chapter 4)"
)
_COLUMNS = (
    "id", "organisation", "about", "quantity", "outcome", "low", "high", "width", "needed", "attack", "culprits",
    "remedy",
)  # fmt: skip


@dataclass(frozen=True)
class Audit(Result):
    """What came of the attack on all releases together.

    Attributes
    ----------
    releases : tuple of str
        What was looked at, in the order in which it was given.
    figures : int
        How many released numbers there were.
    used : int
        Of how many a sum over people follows, so that the attack used them.
    hidden : int
        How many numbers and means of few people it tried to work out.
    narrowest : int or None
        A number of few people may still be this many different whole numbers or more; None where there were none.
    narrowest_mean : float or None
        A mean of few people may still lie anywhere in this share of the range of its scores, or more.
    findings : tuple of Finding
        What can be worked out.
    """

    releases: tuple[str, ...]
    figures: int
    used: int
    hidden: int
    narrowest: int | None
    narrowest_mean: float | None
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def estimates(self) -> tuple[Estimate, ...]:
        """Give what can be worked out: the middle of what is possible, with its ends."""
        return tuple(
            Estimate(
                one.quantity,
                (one.low + one.high) / 2,
                ci_low=one.low,
                ci_high=one.high,
                n=one.people[1],
                group=one.about,
            )
            for one in self.findings
        )

    def tidy(self) -> pd.DataFrame:
        """Give one row per finding.

        Returns
        -------
        pandas.DataFrame
            Columns ``id`` (the number that is hidden), ``organisation``, ``about``, ``quantity``, ``outcome``, ``low``,
            ``high``, ``width``, ``needed``, ``attack``, ``culprits`` and ``remedy``. No rows where nothing was found.
        """
        import pandas as pd

        rows = [
            {
                **{name: getattr(one, name) for name in _COLUMNS},
                "culprits": "; ".join(f"{culprit.release}: {culprit.id}" for culprit in one.culprits),
            }
            for one in self.findings
        ]
        return pd.DataFrame(rows, columns=list(_COLUMNS))

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain data."""
        found = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "findings"}
        return {"passed": self.passed, **found, "findings": [finding.to_dict() for finding in self.findings]}

    def _repr_html_(self) -> str:
        count = len(self.findings)
        told = (
            f"FOUND: {count} number{'s' * (count != 1)} about few people can be worked out."
            if count
            else "Nothing found."
        )
        return f"<p><strong>{told}</strong></p>{super()._repr_html_()}"
