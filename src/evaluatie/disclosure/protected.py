"""What comes of protecting a table: what a reader may see, and, apart from it, what hiding cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Hidden:
    """So many counts that are hidden, and so many people in them."""

    counts: int
    people: int


@dataclass(frozen=True)
class InformationLoss:
    """What hiding cost. It is for whoever releases a table, and not to be released with it.

    Attributes
    ----------
    primary, secondary : Hidden
        Counts of the table that are hidden because they are small, and to protect those.
    subtotals : Hidden
        Subtotals that are no line of the table, and must not be shown beside it.
    optimal : bool
        Whether it is proven that no safe choice costs less.
    narrowed_by_totals : int
        How many small counts, and small counts together, totals that everyone knows narrow down to less than the
        protection interval, whatever is hidden.
    """

    primary: Hidden
    secondary: Hidden
    subtotals: Hidden
    optimal: bool
    narrowed_by_totals: int


class ProtectedTable(pd.DataFrame):
    """A masked table of counts: a DataFrame of Int64, with missing values where a count is hidden.

    What only the releaser may know (:attr:`primary`, :attr:`secondary`, :attr:`loss`) is not part of the frame: it is
    not copied, written to a file or pickled with it. Who sees which counts are hidden for being small knows that they
    are small, and who knows that a choice was the cheapest possible can rule out counts with which it would not be.
    """

    @classmethod
    def of(cls, shown: pd.DataFrame, **known: Any) -> ProtectedTable:
        """Put together a masked frame and what is known of it: `small`, `totals`, `loss`, `subtotals` and `policy`."""
        made = cls(shown)
        for name, value in known.items():
            object.__setattr__(made, f"_{name}", value)
        return made

    @property
    def table(self) -> pd.DataFrame:
        """The masked counts as an ordinary frame."""
        return pd.DataFrame(self)

    @property
    def hidden(self) -> pd.DataFrame:
        """Which counts are hidden."""
        return self.table.isna()

    @property
    def primary(self) -> pd.DataFrame:
        """Which counts are hidden because they are small."""
        return pd.DataFrame(self.hidden & self._about("small"))

    @property
    def secondary(self) -> pd.DataFrame:
        """Which counts are hidden so that no small one can be worked out."""
        return self.hidden & ~self.primary

    @property
    def hidden_subtotals(self) -> list[tuple[object, object]]:
        """Subtotals that must not be shown either: a row's label or prefix, and a column's, for each."""
        return list(self._about("subtotals"))

    @property
    def loss(self) -> InformationLoss:
        """What hiding cost."""
        loss: InformationLoss = self._about("loss")
        return loss

    @property
    def reasons(self) -> pd.DataFrame:
        """What a reader may be told of every count: ``"hidden"``, the same of all that are, or ``"shown"``."""
        words = np.where(self.hidden, "hidden", "shown").astype(object)
        return pd.DataFrame(words, index=self.index, columns=self.columns)

    def told(self) -> dict[str, int]:
        """Give what a reader may be told: how many counts there are and are hidden, and the policy's numbers."""
        policy = self._about("policy")
        return {
            "counts": self.size,
            "hidden": int(self.hidden.to_numpy().sum()),
            "minimum_group": policy.minimum_group,
            "protection": max(policy.protection, policy.minimum_group),
        }

    def masked(self, figures: pd.DataFrame) -> pd.DataFrame:
        """Hide, of other figures about the same people, those of which the count is hidden.

        Such as means: with the mean and the sum over everyone, or with a percentage and its total, a count follows.

        Parameters
        ----------
        figures : pandas.DataFrame
            A figure for every count, with the same labels in the same order.

        Raises
        ------
        ValueError
            When the labels are others.
        """
        if not (figures.index.equals(self.index) and figures.columns.equals(self.columns)):
            raise ValueError(
                "the figures must have the same rows and columns as the table of counts, in the same order"
            )
        return figures.mask(self.hidden)

    def percentages(self, of: str = "row") -> pd.DataFrame:
        """Give every count that is shown as a percentage of the total of its row or column, and hide the others.

        Parameters
        ----------
        of : str
            ``"row"`` or ``"column"``. Of a line of which the total is hidden no percentage is shown: with a count it
            would give the total.

        Returns
        -------
        pandas.DataFrame of float
        """
        if of not in ("row", "column"):
            raise ValueError(f"percentages of '{of}': give 'row' or 'column'")
        rows, columns = (np.where(totals > 0, totals, np.nan) for totals in self._about("totals"))
        counts = self.table.to_numpy(dtype=float, na_value=np.nan)
        shares = 100 * counts / (rows[:, None] if of == "row" else columns)
        return pd.DataFrame(shares, index=self.index, columns=self.columns)

    def _about(self, name: str) -> Any:
        if f"_{name}" not in self.__dict__:
            raise LookupError("what was hidden, and why, is known of the table that protect() gave, and not of a copy")
        return self.__dict__[f"_{name}"]
