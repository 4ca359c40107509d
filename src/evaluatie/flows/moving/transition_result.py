"""What `transitions` returns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.flows.moving.chain import Absorption, Steady
from evaluatie.flows.moving.chain_tests import ChainTest
from evaluatie.flows.reading.heads import label_of
from evaluatie.result import Estimate, Result


@dataclass(frozen=True)
class Transitions(Result):
    """Probabilities of moving between k states within one step.

    Attributes
    ----------
    states : tuple
        The states, in their order.
    absorbing : tuple
        States that are never left, by declaration.
    counts : DataFrame, shape (k, k)
        Moves from the state in the row to the state in the column.
    probabilities : DataFrame, shape (k, k)
        p_ij = n_ij / n_i; a row from which no move was seen is NaN, or that of the identity for a declared absorbing
        state.
    se : DataFrame, shape (k, k)
        Multinomial standard errors sqrt(p_ij (1 - p_ij) / n_i); NaN where n_i is 0.
    se_markovchain : DataFrame, shape (k, k)
        p_ij / sqrt(n_ij), which the R package markovchain prints as the standard error. It is that of a Poisson count,
        and too large for a probability; here for comparison only.
    ci_low, ci_high : DataFrame, shape (k, k)
        Wilson's limits per cell, not simultaneous; NaN where n_i is 0.
    moves_from : Series, shape (k,)
        n_i, the moves seen from each state.
    n, n_people : int
        Moves, and people who made at least one.
    log_likelihood : float
        Sum of n_ij log p_ij.
    independence : ChainTest or None
        Whether the next state depends on the present one at all.
    time_homogeneity : ChainTest or None
        Whether the matrices of the moments are equal.
    second_order : ChainTest or None
        Whether the state before the present one still matters: a small p speaks against the Markov property.
    equal_groups : ChainTest or None
        Whether the matrices of the groups are equal.
    absorption : Absorption or None
        The absorbing chain's figures, where every state leads to one that is never left.
    steady : Steady or None
        The steady state, where there is only one.
    by_group : mapping of str to Transitions
        The same per group, without tests of their own; empty without groups.
    group : str or None
        Which group this is.
    confidence : float
        Level of the intervals.
    """

    states: tuple[Any, ...]
    absorbing: tuple[Any, ...]
    counts: pd.DataFrame = field(compare=False)
    probabilities: pd.DataFrame = field(compare=False)
    se: pd.DataFrame = field(compare=False)
    se_markovchain: pd.DataFrame = field(compare=False)
    ci_low: pd.DataFrame = field(compare=False)
    ci_high: pd.DataFrame = field(compare=False)
    moves_from: pd.Series[int] = field(compare=False)
    n: int
    n_people: int
    log_likelihood: float
    independence: ChainTest | None
    time_homogeneity: ChainTest | None
    second_order: ChainTest | None
    equal_groups: ChainTest | None
    absorption: Absorption | None = field(compare=False)
    steady: Steady | None = field(compare=False)
    by_group: Mapping[str, Transitions] = field(compare=False)
    group: str | None
    confidence: float

    @property
    def steady_state(self) -> pd.Series[float] | None:
        """Long-run share of each state; None where there is no single steady state."""
        return None if self.steady is None else pd.Series(self.steady.shares, index=self.counts.index)

    @property
    def fundamental(self) -> pd.DataFrame | None:
        """Expected visits to the transient states, from each of them; None without absorbing states."""
        found = self.absorption
        if found is None:
            return None
        names = self.counts.index[found.transient]
        return pd.DataFrame(found.fundamental, index=names, columns=names)

    @property
    def expected_steps(self) -> pd.Series[float] | None:
        """Expected steps until absorption, from each transient state; None without absorbing states."""
        found = self.absorption
        return None if found is None else pd.Series(found.steps, index=self.counts.index[found.transient])

    @property
    def absorption_probabilities(self) -> pd.DataFrame | None:
        """Probability of ending in each absorbing state, from each transient one; None without absorbing states."""
        found, names = self.absorption, self.counts.index
        if found is None:
            return None
        return pd.DataFrame(found.ends, index=names[found.transient], columns=names[found.absorbing])

    @property
    def first_passage(self) -> pd.DataFrame | None:
        """Expected steps until the first visit; None where not every state is reached from every other."""
        if self.steady is None or self.steady.passage is None:
            return None
        return pd.DataFrame(self.steady.passage, index=self.counts.index, columns=self.counts.columns)

    @property
    def recurrence(self) -> pd.Series[float] | None:
        """Expected steps until the return to a state; None where not every state is reached from every other."""
        if self.steady is None or self.steady.recurrence is None:
            return None
        return pd.Series(self.steady.recurrence, index=self.counts.index)

    def estimates(self) -> tuple[Estimate, ...]:
        """Give every cell of a row that was left, then the tests, the long run, and the cells per group.

        Returns
        -------
        tuple of Estimate
            Terms ``probability: a -> b`` (n: moves from a), ``time_homogeneity``, ``second_order``, ``independence``,
            ``equal_groups`` (estimate and statistic are G2), ``expected_steps: a``, ``absorption: a -> c``,
            ``steady_state: a``.
        """
        tests = (self.time_homogeneity, self.second_order, self.independence, self.equal_groups)
        tested = tuple(
            Estimate(test.name, test.statistic, statistic=test.statistic, df=test.df, p=test.p, n=test.n)
            for test in tests
            if test is not None
        )
        groups = (row for part in self.by_group.values() for row in part.estimates())
        return (*self._cells(), *tested, *self._long_run(), *groups)

    def _cells(self) -> Iterator[Estimate]:
        tables = (self.probabilities, self.se, self.ci_low, self.ci_high)
        p, se, low, high = (table.to_numpy() for table in tables)
        for i, total in enumerate(self.moves_from):
            for j in range(len(self.states) if total else 0):
                term = f"probability: {label_of(self.states[i])} -> {label_of(self.states[j])}"
                yield Estimate(
                    term, p[i, j], se[i, j], ci_low=low[i, j], ci_high=high[i, j], n=int(total), group=self.group
                )

    def _long_run(self) -> Iterator[Estimate]:
        names = [label_of(state) for state in self.states]
        found, steady, group = self.absorption, self.steady, self.group
        if found is not None:
            for m, a in enumerate(found.transient):
                limits = {"ci_low": found.steps_low[m], "ci_high": found.steps_high[m]}
                yield Estimate(
                    f"expected_steps: {names[a]}", found.steps[m], found.steps_se[m], n=self.n, group=group, **limits
                )
                for c, end in enumerate(found.absorbing):
                    limits = {"ci_low": found.ends_low[m, c], "ci_high": found.ends_high[m, c]}
                    term = f"absorption: {names[a]} -> {names[end]}"
                    yield Estimate(term, found.ends[m, c], found.ends_se[m, c], n=self.n, group=group, **limits)
        elif steady is not None:
            for m, name in enumerate(names):
                limits = {"ci_low": steady.shares_low[m], "ci_high": steady.shares_high[m]}
                term = f"steady_state: {name}"
                yield Estimate(term, steady.shares[m], steady.shares_se[m], n=self.n, group=group, **limits)


def table(values: Any, states: tuple[Any, ...]) -> pd.DataFrame:
    """Put a matrix into a frame with the states on both sides.

    Parameters
    ----------
    values : ndarray, shape (k, k)
        From the row to the column.
    states : tuple
        k states.

    Returns
    -------
    DataFrame
        Index named ``from``, columns named ``to``.

    Examples
    --------
    >>> table(np.eye(2), ("a", "b")).loc["a", "a"]
    np.float64(1.0)
    """
    index = pd.Index(list(states), dtype=object if any(isinstance(s, str) for s in states) else None)
    return pd.DataFrame(np.asarray(values), index=index.rename("from"), columns=index.rename("to"))
