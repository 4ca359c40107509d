"""Test-retest: how alike people's scores are from one wave to another, and what change stands out from noise."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence
from evaluatie.scales.answers import Floats, read_answers

METHOD = (
    "Test-retest: ICC(A,1) and ICC(C,1) (McGraw & Wong 1996), standard error of measurement and smallest detectable "
    "change (de Vet et al. 2006), Pearson's correlation with Fisher's interval"
)
#: Nothing here is pytest's: a retest of people, not a test of code
__test__: dict[str, str] = {}
MORE_WAVES = "the correlation is of two waves: choose them with waves=(one, other)"


@dataclass(frozen=True)
class Retest(Result):
    """Agreement of repeated scores.

    Attributes
    ----------
    icc_agreement, icc_agreement_low, icc_agreement_high : float
        ICC(A,1): the share of the variance of one score that is between people; shifts of a whole wave count as error.
    icc_consistency, icc_consistency_low, icc_consistency_high : float
        ICC(C,1): the same, with shifts of a whole wave left aside.
    correlation, correlation_low, correlation_high : float or None
        Pearson's correlation of two waves; None with more waves, or where one does not vary.
    sem, sem_low, sem_high : float
        Standard error of measurement in scale points, agreement: shifts of a whole wave count.
    sem_consistency, sem_consistency_low, sem_consistency_high : float
        The same, with shifts of a whole wave left aside.
    smallest_detectable_change : float
        1.96 sqrt(2) ``sem`` at level 0.95, in scale points: one person's change up to this may be noise.
    confidence : float
        Level of the intervals.
    n, waves : int
        People who answered at every wave, and waves.
    """

    icc_agreement: float
    icc_agreement_low: float
    icc_agreement_high: float
    icc_consistency: float
    icc_consistency_low: float
    icc_consistency_high: float
    correlation: float | None
    correlation_low: float | None
    correlation_high: float | None
    sem: float
    sem_low: float
    sem_high: float
    sem_consistency: float
    sem_consistency_low: float
    sem_consistency_high: float
    smallest_detectable_change: float
    confidence: float
    n: int
    waves: int

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the intraclass correlations, the correlation, the standard errors and the smallest detectable change.

        Returns
        -------
        tuple of Estimate
            Terms as the fields are called.
        """
        names = ["icc_agreement", "icc_consistency", "correlation", "sem", "sem_consistency"]
        found = [
            Estimate(
                name,
                getattr(self, name),
                ci_low=getattr(self, f"{name}_low"),
                ci_high=getattr(self, f"{name}_high"),
                n=self.n,
            )
            for name in names
            if getattr(self, name) is not None
        ]
        times = self.smallest_detectable_change / self.sem if self.sem else 0.0
        change = Estimate(
            "smallest_detectable_change",
            self.smallest_detectable_change,
            ci_low=times * self.sem_low,
            ci_high=times * self.sem_high,
            n=self.n,
        )
        return (*found, change)


def test_retest(
    data: pd.DataFrame,
    value: str,
    respondent: str,
    wave: str,
    *,
    waves: Sequence[Hashable] | None = None,  # noqa: PT028 - no test of pytest's
    confidence: float = 0.95,  # noqa: PT028
) -> Retest:
    """Estimate how alike people's scores are over waves in which nothing should have changed.

    With the mean squares of people (MSR), waves (MSC) and error (MSE), n people and k waves: ICC(A,1) = (MSR - MSE) /
    (MSR + (k - 1) MSE + k (MSC - MSE) / n), ICC(C,1) = (MSR - MSE) / (MSR + (k - 1) MSE), with the intervals of McGraw
    & Wong (1996, *Psychological Methods* 1, 30-46, tables 4 and 7). The standard error of measurement is sqrt(MSE), for
    agreement sqrt(MSE + (MSC - MSE) / n) where MSC is larger; the smallest detectable change is z sqrt(2) times the
    latter (de Vet, Terwee, Knol & Bouter 2006, *Journal of Clinical Epidemiology* 59, 1033-1039). Their intervals are
    those of a variance with Satterthwaite's degrees of freedom, the waves taken as they are; that of ICC(A,1) takes the
    waves as drawn from many, and is on the wide side for two that are as they are. Over a period with real
    changes that differ between people, all this is too pessimistic about the scale.

    Parameters
    ----------
    data : DataFrame
        One row per respondent and wave.
    value, respondent, wave : str
        Its columns: the score, the person, the moment.
    waves : sequence of labels, optional
        Which waves; all by default.
    confidence : float, default 0.95
        Level of the intervals, and of the smallest detectable change.

    Returns
    -------
    Retest
        With people who missed a wave in the notes.

    Raises
    ------
    NotEnoughData
        With one wave, fewer than 3 people with all waves, or scores that do not vary or are the reverse of each other.
    TypeError
        If a score is not a number, or ``data`` no frame.
    ValueError
        If a column or wave is not there, a respondent is doubled within a wave, a score is infinite, or ``confidence``
        is no level.

    Examples
    --------
    >>> data = pd.DataFrame({"who": list("abcdabcd"), "when": [0] * 4 + [1] * 4, "score": [1, 2, 4, 5, 1, 3, 4, 4]})
    >>> result = test_retest(data, "score", "who", "when")
    >>> round(result.icc_agreement, 4), round(result.sem, 4), result.n
    (0.9032, 0.5774, 4)
    """
    confidence = check_confidence(confidence)
    scores, notes = _people_by_waves(data, value, respondent, wave, waves)
    n, k = scores.shape
    squares = _mean_squares(scores)
    if not squares.people > 0 and not squares.error > 0:
        raise NotEnoughData("people's scores do not differ: test-retest is not defined")
    if not squares.people > 0:
        raise NotEnoughData(
            "everyone has the same mean over the waves, since who scored high at one scored as low at another: nothing "
            "is left between people, and test-retest is not defined"
        )
    agreement, error = _agreement_variance(squares, n, k)
    correlation = _correlation(scores, confidence) if k == 2 else (None, None, None)
    if k > 2:
        notes += (MORE_WAVES,)
    sem = _deviation(agreement, error, confidence)
    return Retest(
        METHOD, notes,
        *_icc_agreement(squares, n, k, confidence),
        *_icc_consistency(squares, n, k, confidence),
        *correlation,
        *sem,
        *_deviation(squares.error, (n - 1) * (k - 1), confidence),
        float(special.ndtri((1 + confidence) / 2)) * math.sqrt(2) * sem[0],
        confidence, n, k,
    )  # fmt: skip


@dataclass(frozen=True)
class _MeanSquares:
    people: float
    waves: float
    error: float


def _mean_squares(scores: Floats) -> _MeanSquares:
    n, k = scores.shape
    of_people, of_waves = scores.mean(axis=1, keepdims=True), scores.mean(axis=0, keepdims=True)
    left = scores - of_people - of_waves + scores.mean()
    rounding = 1e-24 * float((scores**2).sum())  # numbers that should cancel leave about this much
    sums = (k * n * float(of_people.var()), k * n * float(of_waves.var()), float((left**2).sum()))
    people, waves, error = (value if value > rounding else 0.0 for value in sums)
    return _MeanSquares(people / (n - 1), waves / (k - 1), error / ((n - 1) * (k - 1)))


def _icc_agreement(squares: _MeanSquares, n: int, k: int, confidence: float) -> tuple[float, float, float]:
    r, c, e = squares.people, squares.waves, squares.error
    icc = (r - e) / (r + (k - 1) * e + k * (c - e) / n)
    if e == 0 and c == 0:
        return 1.0, 1.0, 1.0
    a, b = k * icc / (n * (1 - icc)), 1 + k * icc * (n - 1) / (n * (1 - icc))
    df = (a * c + b * e) ** 2 / ((a * c) ** 2 / (k - 1) + (b * e) ** 2 / ((n - 1) * (k - 1)))
    tail = (1 + confidence) / 2
    below, above = float(special.fdtri(n - 1, df, tail)), float(special.fdtri(df, n - 1, tail))
    noise = k * c + (k * n - k - n) * e
    return icc, n * (r - below * e) / (below * noise + n * r), n * (above * r - e) / (noise + n * above * r)


def _icc_consistency(squares: _MeanSquares, n: int, k: int, confidence: float) -> tuple[float, float, float]:
    if squares.error == 0:
        return 1.0, 1.0, 1.0
    ratio, tail, df = squares.people / squares.error, (1 + confidence) / 2, (n - 1) * (k - 1)
    low, high = ratio / float(special.fdtri(n - 1, df, tail)), ratio * float(special.fdtri(df, n - 1, tail))
    icc, low, high = ((f - 1) / (f + k - 1) for f in (ratio, low, high))
    return icc, low, high


def _agreement_variance(squares: _MeanSquares, n: int, k: int) -> tuple[float, float]:
    """Give the error variance with shifts of whole waves, and its degrees of freedom."""
    shift = max(squares.waves - squares.error, 0.0)
    variance = squares.error + shift / n
    if not variance:
        return 0.0, (n - 1) * (k - 1)
    # var(MSC) with waves that are as they are: 2 e (e + 2 n shift^2) / (k - 1), noncentral chi-squared
    noise = (squares.error * (1 - 1 / n)) ** 2 * 2 / ((n - 1) * (k - 1))
    moved = 2 * squares.error * (squares.error + 2 * shift) / ((k - 1) * n**2)
    spread = noise + (moved if shift else 0.0)
    return variance, 2 * variance**2 / spread if spread else math.inf


def _deviation(variance: float, df: float, confidence: float) -> tuple[float, float, float]:
    """Give the root of an estimated variance with its limits."""
    root = math.sqrt(variance)
    if math.isinf(df):
        return root, root, root
    # a chi-squared variable with df degrees of freedom is twice a gamma variable of df / 2
    low, high = (2 * float(special.gammaincinv(df / 2, (1 + side * confidence) / 2)) for side in (1, -1))
    return root, root * math.sqrt(df / low), root * math.sqrt(df / high)


def _correlation(scores: Floats, confidence: float) -> tuple[float | None, float | None, float | None]:
    if (np.ptp(scores, axis=0) == 0).any():
        return None, None, None
    r = float(np.clip(np.corrcoef(scores[:, 0], scores[:, 1])[0, 1], -1, 1))
    if len(scores) < 4 or abs(r) == 1:
        return r, None, None
    reach = float(special.ndtri((1 + confidence) / 2)) / math.sqrt(len(scores) - 3)
    return r, math.tanh(math.atanh(r) - reach), math.tanh(math.atanh(r) + reach)


def _people_by_waves(
    data: Any, value: str, respondent: str, wave: str, waves: Sequence[Hashable] | None
) -> tuple[Floats, tuple[str, ...]]:
    if not isinstance(data, pd.DataFrame):
        raise TypeError(f"data must be a DataFrame: got {type(data).__name__}")
    absent = [name for name in (value, respondent, wave) if name not in data.columns]
    if absent:
        raise ValueError(f"data has no column {_listed(absent)}; it has: {_listed(data.columns)}")
    there = data[wave].dropna().unique().tolist()
    labels = there if waves is None else list(waves)
    if unknown := [label for label in labels if label not in there]:
        raise ValueError(f"no rows of wave {_listed(unknown)}; the waves are: {_listed(there)}")
    if len(labels) < 2 or len(set(labels)) < len(labels):
        found = dict.fromkeys(labels)
        raise NotEnoughData(f"at least 2 different waves are needed: got {len(found)} ({_listed(found) or 'none'})")
    known = data[data[wave].isin(labels) & data[respondent].notna()]
    if known.duplicated([respondent, wave]).any():
        twice = known.loc[known.duplicated([respondent, wave]), respondent].tolist()[0]
        raise ValueError(f"respondent {twice!r} is there more than once in a wave")
    scores = known.assign(**{value: read_answers(known[value], value)})
    table = scores.pivot(index=respondent, columns=wave, values=value)[labels]  # noqa: PD010 - one row each
    complete = table.dropna().to_numpy(dtype=np.float64)
    if len(complete) < 3:
        raise NotEnoughData(f"at least 3 people with a score in every wave are needed: got {len(complete)}")
    missed = len(table) - len(complete)
    return complete, (f"{missed} of {len(table)} people left out: a wave was missing",) if missed else ()


def _listed(names: Iterable[Any]) -> str:
    return ", ".join(map(repr, names))
