"""Regression to the mean: what units or people chosen for a low score would gain without any intervention."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import special

from evaluatie.effects.t_interval import t_quantile
from evaluatie.result import Estimate, Result, check_confidence

SOURCES = "Gardner & Heady 1973; Davis 1976; Barnett, van der Pols & Dobson 2005"
OBSERVED = f"Regression to the mean of an observed selected mean, (1 - reliability)(mean - selected mean) ({SOURCES})"
TRUNCATED = f"Regression to the mean beyond a cutoff in a normal population ({SOURCES})"
STANDING_NOTE = (
    "expected without any intervention, if the reliability is that of the very scores the choice was made on (the unit "
    "mean's, where units were chosen) over the time between the waves"
)


@dataclass(frozen=True)
class RegressionToTheMean(Result):
    """The change to expect from selection alone.

    Attributes
    ----------
    expected_change : float
        In scale points; positive where the low were chosen.
    se, ci_low, ci_high : float or None
        By the delta method; None where neither the reliability's nor a mean's standard error is given.
    confidence : float
        Level of the interval.
    mean, mean_selected : float
        Of everyone, and of those selected (observed, or expected from the cutoff).
    expected_after : float
        ``mean_selected`` plus the expected change.
    reliability : float
        As given.
    share_selected : float or None
        Beyond the cutoff, in a normal population; None where the selected mean was observed.
    """

    expected_change: float
    se: float | None
    ci_low: float | None
    ci_high: float | None
    confidence: float
    mean: float
    mean_selected: float
    expected_after: float
    reliability: float
    share_selected: float | None

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the expected change.

        Returns
        -------
        tuple of Estimate
            One, with term ``expected_regression``.
        """
        return (
            Estimate("expected_regression", self.expected_change, self.se, ci_low=self.ci_low, ci_high=self.ci_high),
        )


def regression_to_the_mean(
    mean: float,
    reliability: float,
    *,
    mean_selected: float | None = None,
    cutoff: float | None = None,
    sd: float | None = None,
    side: str = "below",
    mean_se: float = 0.0,
    reliability_se: float = 0.0,
    confidence: float = 0.95,
) -> RegressionToTheMean:
    """Give the change to expect of units (or people) that were chosen because they scored low.

    With the selected ones' mean known, (1 - rho)(mu - selected mean), which needs a straight regression only. With
    the cutoff only, the selected are the tail of a normal population: expected change sigma (1 - rho) phi(z)/Phi(z),
    z = (cutoff - mu)/sigma (Gardner & Heady 1973, *Journal of Chronic Diseases* 26, 781-795; Davis 1976, *American
    Journal of Epidemiology* 104, 493-498; Barnett, van der Pols & Dobson 2005, *International Journal of
    Epidemiology* 34, 215-220, whose within-variance over total sd is sigma (1 - rho)).

    Parameters
    ----------
    mean : float
        Of everyone the choice was made from, at the first wave.
    reliability : float
        Correlation over time of the scores chosen on without interventions, between 0 and 1: test-retest for people;
        for units that of their means, such as ICC(2).
    mean_selected : float, optional
        Observed first mean of the selected. Give this or ``cutoff``.
    cutoff, sd : float, optional
        Score below (above) which all were chosen, and the standard deviation of everyone's observed scores.
    side : {"below", "above"}, default "below"
        Which tail the cutoff leaves.
    mean_se, reliability_se : float, default 0
        Standard errors, where these two were estimated; the interval then follows by the delta method.
    confidence : float, default 0.95
        Level of the interval.

    Returns
    -------
    RegressionToTheMean
        Compare an observed change with ``expected_change``, not with zero.

    Raises
    ------
    ValueError
        If the reliability is not between 0 and 1, a number is not finite, or not exactly one of ``mean_selected`` and
        ``cutoff`` (with ``sd``) is given.

    Examples
    --------
    >>> found = regression_to_the_mean(3.5, 0.8, mean_selected=2.9, reliability_se=0.05)
    >>> round(found.expected_change, 4), round(found.ci_low, 4), round(found.ci_high, 4)
    (0.12, 0.0612, 0.1788)
    >>> round(regression_to_the_mean(3.5, 0.8, cutoff=3.0, sd=0.5).expected_change, 4)
    0.1525
    """
    check_confidence(confidence)
    _check(mean, reliability, mean_selected, cutoff, sd, side, mean_se, reliability_se)
    if mean_selected is not None:
        expected, by_mean, share, selected = (1 - reliability) * (mean - mean_selected), 1.0, None, mean_selected
        method = OBSERVED
    else:
        assert cutoff is not None  # noqa: S101 - checked above; said for the type checker
        assert sd is not None  # noqa: S101
        sign = 1 if side == "below" else -1
        z = sign * (cutoff - mean) / sd
        tail = _mills(z)
        expected, by_mean, share = sign * sd * (1 - reliability) * tail, tail * (z + tail), float(special.ndtr(z))
        selected, method = mean - sign * sd * tail, TRUNCATED
    # derivatives: to the mean (1 - rho) or (1 - rho) lambda (z + lambda), to rho minus the distance
    se = math.hypot((1 - reliability) * by_mean * mean_se, (mean - selected) * reliability_se)
    low, high = _interval(expected, se, confidence)
    return RegressionToTheMean(
        method, _notes(se, share), float(expected), se or None, low, high, confidence, float(mean), float(selected),
        float(selected + expected), float(reliability), share,
    )  # fmt: skip


def _mills(z: float) -> float:
    """Give phi(z)/Phi(z), also far out in the tail: Phi(z) is exp(-z^2/2) erfcx(-z/sqrt 2)/2."""
    return math.sqrt(2 / math.pi) / float(special.erfcx(-z / math.sqrt(2)))


def _interval(expected: float, se: float, confidence: float) -> tuple[float | None, float | None]:
    if not se:
        return None, None
    half = t_quantile((1 + confidence) / 2, math.inf) * se
    return expected - half, expected + half


def _notes(se: float, share: float | None) -> tuple[str, ...]:
    notes: tuple[str, ...] = (STANDING_NOTE,)
    if not se:
        notes += ("no interval: neither the reliability's nor the mean's standard error is given",)
    if share is not None:
        notes += ("the cutoff's form holds for normal scores, and if all beyond the cutoff were chosen and no others",)
    return notes


def _check(
    mean: float,
    reliability: float,
    mean_selected: float | None,
    cutoff: float | None,
    sd: float | None,
    side: str,
    mean_se: float,
    reliability_se: float,
) -> None:
    if (mean_selected is None) == (cutoff is None):
        raise ValueError("give either mean_selected (observed) or cutoff with sd (normal scores), and not both")
    if cutoff is not None and (sd is None or not (math.isfinite(sd) and sd > 0)):
        raise ValueError(f"with a cutoff, sd must be a number above 0: got {sd!r}")
    if not 0 <= reliability <= 1:
        raise ValueError(f"reliability must lie between 0 and 1: got {reliability!r}")
    if side not in ("below", "above"):
        raise ValueError(f"side must be 'below' or 'above': got {side!r}")
    named = {"mean": mean, "mean_selected": mean_selected, "cutoff": cutoff}
    for name, value in named.items():
        if value is not None and not math.isfinite(value):
            raise ValueError(f"{name} must be a finite number: got {value!r}")
    for name, value in (("mean_se", mean_se), ("reliability_se", reliability_se)):
        if not (math.isfinite(value) and value >= 0):
            raise ValueError(f"{name} must be a number of 0 or more: got {value!r}")
