"""Hierarchical omega: how much of the total score is the one thing that all facets share."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence
from evaluatie.scales.answers import Floats
from evaluatie.scales.factor import CfaFit, ModelError, cfa
from evaluatie.scales.items import read_items
from evaluatie.scales.one_factor import logit_limits

METHOD = (
    "Hierarchical omega of a second-order factor model (Zinbarg, Revelle, Yovel & Li 2005; omega at level 1 in "
    "semTools), by maximum likelihood with robust standard errors"
)


@dataclass(frozen=True)
class HierarchicalOmega(Result):
    """What a total score over facets measures.

    Attributes
    ----------
    omega_hierarchical, omega_hierarchical_low, omega_hierarchical_high : float
        Share of the total score's variance that is the general factor's.
    omega_total, omega_total_low, omega_total_high : float
        Share that is the general factor's and the facets' own together.
    omega_facets, omega_facets_low, omega_facets_high : float
        Share of the variance of the sum of the facets, each with unit variance of its own, that is the general
        factor's (level 2).
    confidence : float
        Level of the intervals.
    n, k : int
        People and items.
    general : Series of float, shape (facets,)
        Standardised loadings of the facets on the general factor.
    fit : CfaFit
        The model: whether it describes these answers at all. Its items and facets are numbered from 0.
    """

    omega_hierarchical: float
    omega_hierarchical_low: float
    omega_hierarchical_high: float
    omega_total: float
    omega_total_low: float
    omega_total_high: float
    omega_facets: float
    omega_facets_low: float
    omega_facets_high: float
    confidence: float
    n: int
    k: int
    general: pd.Series[float] = field(compare=False)
    fit: CfaFit = field(compare=False, repr=False)

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the three shares with their intervals.

        Returns
        -------
        tuple of Estimate
            Terms ``omega_hierarchical``, ``omega_total`` and ``omega_facets``.
        """
        return tuple(
            Estimate(
                name,
                getattr(self, name),
                ci_low=getattr(self, f"{name}_low"),
                ci_high=getattr(self, f"{name}_high"),
                n=self.n,
            )
            for name in ("omega_hierarchical", "omega_total", "omega_facets")
        )


def hierarchical_omega(
    items: pd.DataFrame,
    facets: Mapping[str, Sequence[Any]],
    confidence: float = 0.95,
    *,
    missing: Literal["listwise", "fiml"] = "listwise",
) -> HierarchicalOmega:
    """Estimate how much of a total score over facets is what all facets share.

    In a model with a factor for each facet, f = b g + u, and items x = L f + e, omega_h = 1'L b b' L'1 / (1'L (b b' +
    var(u)) L'1 + 1'var(e)1), with var(g) = 1: the share of the variance of the total that the model gives to g. Without
    1'L and var(e) it is the share at the level of facets. The figures are those of ``reliabilityL2`` in R's semTools
    (omegaL1 and omegaL2). Intervals are by the delta method on the scale of log(omega / (1 - omega)),
    from the robust covariance of the parameters (Yuan & Bentler 2000): answers in a few categories are not normal, and
    facets are seldom just what a second-order model has them be. With few facets there can be more than one solution of
    nearly the same likelihood, between which no interval chooses.

    Parameters
    ----------
    items : DataFrame, shape (n, k)
        People by items, reversed items already turned round.
    facets : mapping of str to sequence of column names
        At least 3 facets of at least 2 items each; no item in two. Other columns are left aside.
    confidence : float, default 0.95
        Level of the intervals.
    missing : {"listwise", "fiml"}
        Use people with complete answers only, or every answer there is.

    Returns
    -------
    HierarchicalOmega
        With the notes of the fitted model.

    Raises
    ------
    NotEnoughData
        With fewer than 3 facets, or a facet of one item: the general factor is not identified.
    ModelError
        If the model cannot be fitted, or its solution is improper: a share of it would mean nothing.
    TypeError
        If ``items`` is no frame, ``facets`` no mapping to lists, or an answer is not a number.
    ValueError
        If an item is not there, or is in two facets, or ``confidence`` is no level.

    Examples
    --------
    >>> rng = np.random.default_rng(3)
    >>> general = rng.normal(size=(400, 1))
    >>> own = [0.8 * general + 0.6 * rng.normal(size=(400, 1)) for _ in range(3)]
    >>> items = pd.DataFrame(np.hstack([f + rng.normal(size=(400, 3)) for f in own])).add_prefix("x")
    >>> facets = {"one": ["x0", "x1", "x2"], "two": ["x3", "x4", "x5"], "three": ["x6", "x7", "x8"]}
    >>> result = hierarchical_omega(items, facets)
    >>> round(result.omega_hierarchical, 2), round(result.omega_total, 2)
    (0.75, 0.86)
    """
    confidence = check_confidence(confidence)
    columns, names = _checked(items, facets), list(facets)
    fit = _fitted(items[columns], facets, missing)
    places = _Places.of(fit, len(facets))
    estimates = fit.parameters["estimate"].to_numpy(dtype=np.float64)
    shares, slopes = _shares(estimates, places), share_slopes(fit, len(facets))
    limits = [
        logit_limits(share, math.sqrt(float(slope @ fit._covariance @ slope)) / (share * (1 - share)), confidence)
        for share, slope in zip(shares, slopes, strict=True)
    ]
    general = places.general_loadings(estimates)
    standardised = pd.Series(general / np.sqrt(1 + general**2), index=pd.Index(names, name="facet"), name="general")
    notes = tuple(_named(note, columns, names) for note in fit.notes)
    (low_h, high_h), (low_t, high_t), (low_f, high_f) = limits
    return HierarchicalOmega(
        METHOD, notes, shares[0], low_h, high_h, shares[1], low_t, high_t, shares[2], low_f, high_f, confidence,
        fit.n, len(columns), standardised, fit,
    )  # fmt: skip


def share_slopes(fit: CfaFit, facets: int) -> Floats:
    """Give how fast each share moves with each free parameter of a second-order model; shape (3, free).

    Parameters
    ----------
    fit : CfaFit
        The model, as :class:`HierarchicalOmega` has it.
    facets : int
        How many facets it has.
    """
    estimates = fit.parameters["estimate"].to_numpy(dtype=np.float64)
    return _slopes(estimates, _Places.of(fit, facets))[:, fit.parameters["free"].to_numpy(dtype=bool)]


@dataclass(frozen=True)
class _Places:
    """Where a second-order model has its parts, among its parameters."""

    loadings: list[npt.NDArray[np.intp]]
    general: npt.NDArray[np.intp]
    own: npt.NDArray[np.intp]
    top: int
    noise: npt.NDArray[np.intp]

    @classmethod
    def of(cls, fit: CfaFit, facets: int) -> _Places:
        table = fit.parameters
        lhs, op = table["lhs"].to_numpy(dtype=str), table["op"].to_numpy(dtype=str)
        names = [f"facet{at}" for at in range(facets)]
        variance = op == "~~"
        return cls(
            [np.flatnonzero((op == "=~") & (lhs == name)) for name in names],
            np.flatnonzero((op == "=~") & (lhs == "general")),
            np.concatenate([np.flatnonzero(variance & (lhs == name)) for name in names]),
            int(np.flatnonzero(variance & (lhs == "general"))[0]),
            np.flatnonzero(variance & np.char.startswith(lhs, "item")),
        )

    def general_loadings(self, values: Floats) -> Floats:
        """Give the facets' loadings, where the general factor and what is each facet's own have variance 1."""
        return np.asarray(values[self.general] * np.sqrt(values[self.top] / values[self.own]), dtype=np.float64)


def _shares(values: Floats, places: _Places) -> tuple[float, float, float]:
    """Give hierarchical omega, total omega and the share at the level of facets."""
    general = places.general_loadings(values)
    sums = np.array([values[rows].sum() for rows in places.loadings]) * np.sqrt(values[places.own])
    common, unique, noise = float(sums @ general) ** 2, float(sums @ sums), float(values[places.noise].sum())
    everything = common + unique + noise
    top = float(general.sum()) ** 2
    return common / everything, (common + unique) / everything, top / (top + len(general))


def _slopes(values: Floats, places: _Places) -> Floats:
    """Give how fast each share moves with each parameter, by differences either way; shape (3, parameters)."""
    slopes = np.empty((3, len(values)))
    for at in range(len(values)):
        step = np.zeros(len(values))
        step[at] = 1e-6 * max(abs(values[at]), 1e-2)
        ahead, behind = _shares(values + step, places), _shares(values - step, places)
        slopes[:, at] = np.subtract(ahead, behind) / (2 * step[at])
    return slopes


def _fitted(items: pd.DataFrame, facets: Mapping[str, Sequence[Any]], missing: Literal["listwise", "fiml"]) -> CfaFit:
    columns, answers = read_items(items)
    # names of our own: a column may be called what the model's language cannot say
    own = pd.DataFrame(answers, columns=[f"item{at}" for at in range(len(columns))])
    model = _model([len(of_facet) for of_facet in facets.values()])
    try:
        # first loadings fixed at 1, not variances: a facet may then show that it has no variance of its own
        fit = cfa(model, own, estimator="mlr", missing=missing)
    except ModelError as reason:
        said = _named(str(reason), list(columns), list(facets))
        raise ModelError(f"hierarchical omega is not given: {said}") from reason
    if not fit.proper:
        said = _named(" ".join(fit.notes), list(columns), list(facets))
        raise ModelError(f"hierarchical omega is not given: the fitted model is improper. {said}")
    return fit


def _checked(items: Any, facets: Mapping[str, Sequence[Any]]) -> list[Any]:
    if not isinstance(items, pd.DataFrame):
        raise TypeError(f"items must be a DataFrame, so that facets can name its columns: got {type(items).__name__}")
    if not isinstance(facets, Mapping):
        raise TypeError(f"facets must say which items each has, {{name: [items]}}: got {type(facets).__name__}")
    if wrong := [name for name, of_facet in facets.items() if isinstance(of_facet, str)]:
        raise TypeError(f"facet {wrong[0]!r} must be a list of items: got one text")
    columns = [name for of_facet in facets.values() for name in of_facet]
    if absent := [name for name in columns if name not in items.columns]:
        raise ValueError(f"items has no column {', '.join(map(repr, absent))}")
    if twice := sorted({str(name) for name in columns if columns.count(name) > 1}):
        raise ValueError(f"{', '.join(twice)}: an item can be in one facet only")
    if len(facets) < 3:
        raise NotEnoughData(f"a general factor cannot be told from {len(facets)} facets: at least 3 are needed")
    if small := [name for name, of_facet in facets.items() if len(of_facet) < 2]:
        raise NotEnoughData(f"facet {small[0]!r} cannot be told from its own error: at least 2 items are needed")
    return columns


def _model(sizes: Sequence[int]) -> str:
    ends = np.cumsum([0, *sizes])
    lines = [
        f"facet{at} =~ " + " + ".join(f"item{item}" for item in range(ends[at], ends[at + 1]))
        for at in range(len(sizes))
    ]
    return "\n".join([*lines, "general =~ " + " + ".join(f"facet{at}" for at in range(len(sizes)))])


def _named(note: str, columns: Sequence[Any], facets: Sequence[str]) -> str:
    """Give a note of the model with the names that the reader knows."""
    for word, names in (("item", columns), ("facet", facets)):
        for at in reversed(range(len(names))):
            note = note.replace(f"{word}{at}", str(names[at]))
    return note
