"""What `target_progress` returns."""

from __future__ import annotations

from dataclasses import dataclass

from evaluatie.result import Estimate, Result


@dataclass(frozen=True)
class TargetProgress(Result):
    """A share against its target.

    Attributes
    ----------
    year, by_year : float
        Of the last figures, and of the target.
    share, ci_low, ci_high : float
        Now, with Wilson's limits.
    focal, total : int
        Counts now.
    target : float
        The share wanted.
    distance : float
        Target minus share; negative once reached.
    distance_persons : int
        How many more of the present number of people would have to be focal.
    years_left : float
        Until the target's year.
    needed_per_year : float or None
        Change per year that ends at the target; None where the year has come.
    observed_per_year, observed_low, observed_high : float or None
        Change per year so far; None with figures of one moment.
    projected : float or None
        Share in the target's year at the observed pace, within 0 and 1.
    status : str
        ``reached``: the counted share is at the target. ``on course``: the whole interval of the pace is fast enough;
        ``behind``: none of it is, or the year has come; ``uncertain``: the interval holds both, or there is no pace.
    required_inflow_share, required_inflow_low, required_inflow_high : float or None
        Focal share of the inflow that ends at the target, between 0 and 1, and its limits from the sampling error of
        both exit rates (each a share of the present heads); None where not even 1 is enough, or rates are not given.
        A limit above 1 says that it may not be possible.
    required_inflow_share_equal_exit : float or None
        The same if the focal group left at the rate of the rest.
    share_without_change : float or None
        Share in the target's year with the present focal share of the inflow and exit rates.
    share_equal_exit : float or None
        The same if the focal group left at the rate of the rest.
    share_all_inflow_focal : float or None
        The most that hiring can do: share in the target's year if everybody who comes is focal.
    required_exit_focal : float or None
        Focal exit rate that ends at the target with the present focal share of the inflow; None where none is low
        enough, or that share is not given.
    confidence : float
        Level of the intervals.
    """

    year: float
    by_year: float
    share: float
    ci_low: float
    ci_high: float
    focal: int
    total: int
    target: float
    distance: float
    distance_persons: int
    years_left: float
    needed_per_year: float | None
    observed_per_year: float | None
    observed_low: float | None
    observed_high: float | None
    projected: float | None
    status: str
    required_inflow_share: float | None
    required_inflow_low: float | None
    required_inflow_high: float | None
    required_inflow_share_equal_exit: float | None
    share_without_change: float | None
    share_equal_exit: float | None
    share_all_inflow_focal: float | None
    required_exit_focal: float | None
    confidence: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the share, the pace, and what is required.

        Returns
        -------
        tuple of Estimate
            Terms ``share``, ``distance``, ``observed_per_year``, ``needed_per_year``, ``required_inflow_share``, and
            the other figures that there are.
        """
        limits = {
            "share": (self.ci_low, self.ci_high),
            "distance": (self.target - self.ci_high, self.target - self.ci_low),
            "observed_per_year": (self.observed_low, self.observed_high),
            "required_inflow_share": (self.required_inflow_low, self.required_inflow_high),
        }
        plain = ("needed_per_year", "projected", "required_inflow_share_equal_exit", "share_without_change")
        terms = (*limits, *plain, "share_equal_exit", "share_all_inflow_focal", "required_exit_focal")
        rows = ((term, getattr(self, term), *limits.get(term, (None, None))) for term in terms)
        return tuple(
            Estimate(term, value, ci_low=low, ci_high=high, n=self.total)
            for term, value, low, high in rows
            if value is not None
        )
