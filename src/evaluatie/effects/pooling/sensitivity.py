"""How much a synthesis hangs on each of its studies."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from evaluatie.effects.pooling.pooled import Synthesis
from evaluatie.effects.pooling.studies import Studies, read_studies
from evaluatie.effects.pooling.synthesising import check_method, synthesise_studies
from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence

LEAVE_ONE_OUT = "Leave-one-out: the synthesis repeated without each study in turn"
INFLUENCE = "Deletion diagnostics of a random-effects meta-analysis (Viechtbauer & Cheung 2010)"
_SHOWN = (
    "estimate", "se", "statistic", "df", "p", "ci_low", "ci_high", "prediction_low", "prediction_high", "tau2", "i2",
    "q", "q_p",
)  # fmt: skip


@dataclass(frozen=True)
class LeaveOneOut(Result):
    """The pooled effect without each study in turn.

    Attributes
    ----------
    table : DataFrame
        One row per study: ``left_out``, and the pooled effect without it with its intervals, ``tau2``, ``i2``, ``q``
        and ``q_p``.
    estimate : float
        The pooled effect of all studies.
    minimum, maximum : float
        Lowest and highest pooled effect in the table.
    k : int
        Studies.
    confidence : float
        Level of the intervals.
    """

    table: pd.DataFrame = field(compare=False)
    estimate: float
    minimum: float
    maximum: float
    k: int
    confidence: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the pooled effect without each study; ``group`` is the study left out, ``n`` the studies that remain.

        Returns
        -------
        tuple of Estimate
            Term ``pooled_without``, one per study.
        """
        names = ["estimate", "se", "statistic", "df", "p", "ci_low", "ci_high"]
        return tuple(
            Estimate("pooled_without", **{name: row[name] for name in names}, n=self.k - 1, group=row["left_out"])
            for row in self.table.to_dict("records")
        )


@dataclass(frozen=True)
class Influence(Result):
    """How far each study pulls the synthesis.

    Attributes
    ----------
    table : DataFrame
        One row per study: ``study``, ``effect``, ``weight`` (its share, which is also its leverage), ``rstudent``
        (distance to what the others predict, in standard errors), ``dffits``, ``dfbetas``, ``cook_distance``,
        ``covariance_ratio``, ``tau2_deleted``, ``q_deleted``, ``influential``.
    influential : tuple of str
        Studies that pass one of the limits of Viechtbauer & Cheung (2010).
    k : int
        Studies.
    """

    table: pd.DataFrame = field(compare=False)
    influential: tuple[str, ...]
    k: int

    def estimates(self) -> tuple[Estimate, ...]:
        """Give each study's studentised deleted residual and Cook's distance; ``group`` is the study.

        Returns
        -------
        tuple of Estimate
            Terms ``rstudent`` and ``cook_distance``.
        """
        return tuple(
            Estimate(term, row[term], n=self.k, group=row["study"])
            for term in ("rstudent", "cook_distance")
            for row in self.table.to_dict("records")
        )


def leave_one_out(
    effects: Any,
    variances: Any,
    method: str = "reml",
    knapp_hartung: bool = True,
    *,
    labels: Iterable[object] | None = None,
    confidence: float = 0.95,
) -> LeaveOneOut:
    """Repeat a synthesis without each study in turn.

    Parameters
    ----------
    effects, variances, method, knapp_hartung, labels, confidence
        As :func:`synthesise` takes them.

    Returns
    -------
    LeaveOneOut
        tau2 is estimated anew every time.

    Raises
    ------
    NotEnoughData
        With fewer than 3 studies.
    TypeError, ValueError
        As :func:`synthesise` raises them.

    Examples
    --------
    >>> found = leave_one_out([0.12, 0.35, -0.05, 0.41], [0.004, 0.011, 0.0065, 0.02], labels=["a", "b", "c", "d"])
    >>> found.table[["left_out", "estimate"]].round(3).values.tolist()
    [['a', 0.222], ['b', 0.137], ['c', 0.266], ['d', 0.132]]
    """
    check_confidence(confidence)
    check_method(method)
    studies = _at_least_three(read_studies(effects, variances, labels))
    full = synthesise_studies(studies, method, knapp_hartung, confidence)
    without = _each_left_out(studies, method, knapp_hartung, confidence)
    table = pd.DataFrame(
        [
            {"left_out": label, **{name: getattr(rest, name) for name in _SHOWN}}
            for label, rest in zip(studies.labels, without, strict=True)
        ]
    )
    return LeaveOneOut(
        f"{LEAVE_ONE_OUT}. {full.method}",
        studies.notes + _turning_points(full, without, studies.labels),
        table,
        full.estimate,
        float(table["estimate"].min()),
        float(table["estimate"].max()),
        full.k,
        confidence,
    )


def influence(
    effects: Any, variances: Any, method: str = "reml", *, labels: Iterable[object] | None = None
) -> Influence:
    """Measure how far each study pulls the pooled effect.

    Viechtbauer & Cheung (2010), *Research Synthesis Methods* 1, 112-125, for the model without Knapp & Hartung's
    factor, as R's ``metafor::influence``; everything is estimated anew without the study, tau2 included. With mean m
    and variance V of all studies, m_i, V_i and tau2_i without study i: rstudent (y_i - m_i) / sqrt(v_i + tau2_i + V_i),
    dffits (m - m_i) / sqrt(h_i (v_i + tau2_i)), Cook's distance (m - m_i)^2 / V, covariance ratio V_i / V.

    Parameters
    ----------
    effects, variances, method, labels
        As :func:`synthesise` takes them.

    Returns
    -------
    Influence
        A study is called influential where |dffits| > 3 sqrt(1 / (k - 1)), Cook's distance passes the median of
        chi-squared with 1 degree of freedom, its weight passes 3 / k, or |dfbetas| > 1.

    Raises
    ------
    NotEnoughData
        With fewer than 3 studies.
    TypeError, ValueError
        As :func:`synthesise` raises them.

    Examples
    --------
    >>> found = influence([0.12, 0.35, -0.05, 0.41, 1.9], [0.004, 0.011, 0.0065, 0.02, 0.003], labels=list("abcde"))
    >>> found.influential, float(found.table["rstudent"].iloc[-1].round(2))
    (('e',), 7.88)
    """
    check_method(method)
    studies = _at_least_three(read_studies(effects, variances, labels))
    full = synthesise_studies(studies, method, False, 0.95)
    without = _each_left_out(studies, method, False, 0.95)
    table = _diagnostics(studies, full, without)
    influential = tuple(str(label) for label in table.loc[table["influential"], "study"])
    notes = (
        "an influential study is one to look into, not one to leave out",
        *(
            ("with fewer than 5 studies these limits say little: read the leave-one-out table instead",)
            if full.k < 5
            else ()
        ),
    )
    return Influence(f"{INFLUENCE}. {full.method}", studies.notes + notes, table, influential, full.k)


def _at_least_three(studies: Studies) -> Studies:
    if len(studies.effects) < 3:
        raise NotEnoughData(f"leaving one study out needs at least 3 studies: got {len(studies.effects)}")
    return studies


def _each_left_out(studies: Studies, method: str, knapp_hartung: bool, confidence: float) -> list[Synthesis]:
    k = len(studies.effects)
    return [
        synthesise_studies(studies.subset(np.arange(k) != at), method, knapp_hartung, confidence) for at in range(k)
    ]


def _turning_points(full: Synthesis, without: list[Synthesis], labels: tuple[str, ...]) -> tuple[str, ...]:
    def side(result: Synthesis) -> int:
        return (result.ci_low > 0) - (result.ci_high < 0)

    turning = [label for label, rest in zip(labels, without, strict=True) if side(rest) != side(full)]
    return (f"whether the interval excludes zero hangs on: {', '.join(turning)}",) if turning else ()


def _diagnostics(studies: Studies, full: Synthesis, without: list[Synthesis]) -> pd.DataFrame:
    y, v, weight, k = studies.effects, studies.variances, full.weights, full.k
    mean, variance = (np.array([getattr(rest, name) for rest in without]) for name in ("estimate", "se"))
    variance = variance**2
    tau2 = np.array([rest.tau2 for rest in without], dtype=float)
    shift = full.estimate - mean
    all_at_deleted = 1 / (1 / (v[None, :] + tau2[:, None])).sum(axis=1)
    table = pd.DataFrame(
        {
            "study": list(studies.labels),
            "effect": y,
            "weight": weight,
            "rstudent": (y - mean) / np.sqrt(v + tau2 + variance),
            "dffits": shift / np.sqrt(weight * (v + tau2)),
            "dfbetas": shift / np.sqrt(all_at_deleted),
            "cook_distance": shift**2 / full.se**2,
            "covariance_ratio": variance / full.se**2,
            "tau2_deleted": tau2,
            "q_deleted": [rest.q for rest in without],
        }
    )
    table["influential"] = (
        (table["dffits"].abs() > 3 * math.sqrt(1 / (k - 1)))
        | (special.chdtr(1, table["cook_distance"]) > 0.5)
        | (table["weight"] > 3 / k)
        | (table["dfbetas"].abs() > 1)
    )
    return table
