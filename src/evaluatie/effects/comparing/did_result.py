"""What a comparison of the changes of two groups returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluatie.result import Estimate, Result

if TYPE_CHECKING:
    import pandas as pd

TABLE_COLUMNS = ("method", "estimate", "se", "df", "statistic", "p", "ci_low", "ci_high", "n")


@dataclass(frozen=True)
class DifferenceInDifferences(Result):
    """The change of an exposed group minus that of a comparison group.

    Attributes
    ----------
    estimate : float
        (exposed after - exposed before) - (comparison after - comparison before), in scale points.
    se, statistic, df, p : float or None
        By the method ``headline``; None where no uncertainty can be estimated.
    ci_low, ci_high : float or None
        Interval at level ``confidence``.
    ci90_low, ci90_high : float or None
        The 90% interval, from which equivalence is read.
    confidence : float
        Level of every other interval.
    headline : str
        Row of ``table`` that these come from: ``cr2``; ``hc2`` without clusters (``ols`` where a cell holds one
        answer); ``none`` where too few units allow no inference.
    design : str
        What it may be called: ``difference in change``; ``effect`` only where exposure was drawn by lot.
    n : int
        Answers.
    n_people : int or None
        Different people, where it is known who answered.
    n_clusters, n_exposed_clusters : int or None
        Units, and those with exposed people; None without units.
    mean_comparison_pre, mean_comparison_post, mean_exposed_pre, mean_exposed_post : float
        Means of the four cells.
    n_comparison_pre, n_comparison_post, n_exposed_pre, n_exposed_post : int
        Answers in the four cells.
    change_comparison, change_exposed : float
        Mean change of each group.
    sd_pre : float or None
        Standard deviation at the first wave, pooled within the groups.
    linked_estimate, linked_se, linked_df, linked_p, linked_ci_low, linked_ci_high : float or None
        The same difference among the people who answered twice.
    n_linked : int or None
        These people.
    rows : tuple of Estimate
        One per method; the term names it, n is what it counts (answers, people or units).
    """

    estimate: float
    se: float | None
    statistic: float | None
    df: float | None
    p: float | None
    ci_low: float | None
    ci_high: float | None
    ci90_low: float | None
    ci90_high: float | None
    confidence: float
    headline: str
    design: str
    n: int
    n_people: int | None
    n_clusters: int | None
    n_exposed_clusters: int | None
    mean_comparison_pre: float
    mean_comparison_post: float
    mean_exposed_pre: float
    mean_exposed_post: float
    n_comparison_pre: int
    n_comparison_post: int
    n_exposed_pre: int
    n_exposed_post: int
    change_comparison: float
    change_exposed: float
    sd_pre: float | None
    linked_estimate: float | None
    linked_se: float | None
    linked_df: float | None
    linked_p: float | None
    linked_ci_low: float | None
    linked_ci_high: float | None
    n_linked: int | None
    rows: tuple[Estimate, ...]

    @property
    def table(self) -> pd.DataFrame:
        """One row per method, in columns ``TABLE_COLUMNS``; the index is the method as well."""
        return methods_table(self.rows)

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the difference, that of the linked people, the change of each group, and the other methods.

        Returns
        -------
        tuple of Estimate
            Terms ``difference_in_change``, ``difference_in_change_linked``, ``change`` (twice, by group), then
            ``difference_in_change_`` and the method.
        """
        term = "difference_in_change"
        first = Estimate(
            term, self.estimate, self.se, self.statistic, self.df, self.p, self.ci_low, self.ci_high, n=self.n
        )
        others = tuple(row for row in self.rows if not row.term.startswith("linked"))
        return (first, *self._linked(f"{term}_linked"), *self._changes(), *renamed(others, term))

    def _linked(self, term: str) -> tuple[Estimate, ...]:
        if self.linked_estimate is None:
            return ()
        statistic = None if self.linked_se is None else self.linked_estimate / self.linked_se
        low, high = self.linked_ci_low, self.linked_ci_high
        return (
            Estimate(
                term, self.linked_estimate, self.linked_se, statistic, self.linked_df, self.linked_p, low, high,
                n=self.n_linked,
            ),
        )  # fmt: skip

    def _changes(self) -> tuple[Estimate, ...]:
        return (
            Estimate(
                "change", self.change_comparison, n=self.n_comparison_pre + self.n_comparison_post, group="comparison"
            ),
            Estimate("change", self.change_exposed, n=self.n_exposed_pre + self.n_exposed_post, group="exposed"),
        )


def methods_table(rows: tuple[Estimate, ...]) -> pd.DataFrame:
    """Lay out estimates of one quantity by several methods.

    Parameters
    ----------
    rows : tuple of Estimate
        The term names the method.

    Returns
    -------
    pandas.DataFrame
        Columns ``TABLE_COLUMNS``; the index is the method as well.

    Examples
    --------
    >>> methods_table((Estimate("ols", 0.5, 0.1),)).loc["ols", "se"]
    np.float64(0.1)
    """
    import pandas as pd

    records = [{"method": row.term, **{name: getattr(row, name) for name in TABLE_COLUMNS[1:]}} for row in rows]
    frame = pd.DataFrame(records, columns=list(TABLE_COLUMNS)).set_index("method", drop=False)
    numbers = list(TABLE_COLUMNS[1:-1])
    return frame.rename_axis(None).astype(dict.fromkeys(numbers, float))


def renamed(rows: tuple[Estimate, ...], term: str) -> tuple[Estimate, ...]:
    """Name estimates by what they estimate and their method.

    Parameters
    ----------
    rows : tuple of Estimate
        The term names the method.
    term : str
        What they estimate.

    Returns
    -------
    tuple of Estimate
        The same, under ``term_method``.

    Examples
    --------
    >>> renamed((Estimate("ols", 0.5),), "difference")[0].term
    'difference_ols'
    """
    from dataclasses import replace

    return tuple(replace(row, term=f"{term}_{row.term}") for row in rows)
