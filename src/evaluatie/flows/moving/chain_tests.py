"""Likelihood-ratio tests on transition counts: equal over strata, memory of one step, any memory at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from evaluatie.flows.reading.heads import Floats, Ints

#: share of expected counts below 5 above which the chi-square distribution is not relied upon (Cochran 1954)
SPARSE = 0.2
DRAWS = 999
#: below this p value the notes warn of a property that the data speak against
DOUBT = 0.05


@dataclass(frozen=True)
class ChainTest:
    """A likelihood-ratio test.

    Attributes
    ----------
    name : str
        ``independence``, ``time_homogeneity``, ``equal_groups`` or ``second_order``.
    statistic : float
        G2, twice the log of the likelihood ratio.
    df : int
        Degrees of freedom; structural and never-seen cells take none.
    p_chi2 : float
        From the chi-square distribution.
    p_simulated : float or None
        From tables drawn with the same margins, where more than a fifth of the expected counts are below 5.
    sparse : float
        Share of expected counts below 5.
    n : int
        Moves that were used.
    """

    name: str
    statistic: float
    df: int
    p_chi2: float
    p_simulated: float | None
    sparse: float
    n: int

    @property
    def p(self) -> float:
        """The p value to go by: simulated where the table is sparse, else from the chi-square distribution."""
        return self.p_chi2 if self.p_simulated is None else self.p_simulated


def count_cube(strata: npt.NDArray[np.int64], start: npt.NDArray[np.int64], end: npt.NDArray[np.int64], k: int) -> Ints:
    """Count moves by stratum, state and next state.

    Parameters
    ----------
    strata, start, end : ndarray of int, shape (moves,)
        Codes from 0.
    k : int
        Number of states.

    Returns
    -------
    ndarray of int, shape (number of strata, k, k)
        Counts.

    Examples
    --------
    >>> count_cube(np.array([0, 0]), np.array([0, 0]), np.array([1, 1]), 2).tolist()
    [[[0, 2], [0, 0]]]
    """
    s = int(strata.max()) + 1 if len(strata) else 0
    flat = np.bincount((strata * k + start) * k + end, minlength=s * k * k)
    return flat.reshape(s, k, k).astype(np.int64)


def independence_test(counts: Ints) -> ChainTest | None:
    """Test whether the next state has anything to do with the present one (Anderson & Goodman 1957).

    Parameters
    ----------
    counts : ndarray of int, shape (k, k)
        Moves from the state in the row to the state in the column.

    Returns
    -------
    ChainTest or None
        None where fewer than two rows or columns hold a move.

    Examples
    --------
    >>> round(independence_test(np.array([[10, 10], [10, 10]])).statistic, 9)
    0.0
    """
    return _tested("independence", counts[None, :, :], 0)


def strata_test(name: str, cube: Ints, seed: int) -> ChainTest | None:
    """Test whether all strata have the same transition matrix.

    G2 = 2 sum n_sij log(p_sij / p_ij), df = sum over states i of (strata in which i was left - 1)(states that were
    reached from i - 1): Anderson & Goodman (1957, *Annals of Mathematical Statistics* 28, 89-110); degrees of freedom
    as Bickenbach & Bode (2003, *International Regional Science Review* 26, 363-392).

    Parameters
    ----------
    name : str
        Of the test.
    cube : ndarray of int, shape (strata, k, k)
        Moves.
    seed : int
        For the drawn tables.

    Returns
    -------
    ChainTest or None
        None where there is nothing to compare.

    Examples
    --------
    >>> strata_test("equal_groups", np.array([[[8, 2], [3, 7]], [[80, 20], [30, 70]]]), 0).df
    2
    """
    return _tested(name, np.moveaxis(cube, 0, 1), seed)


def _tested(name: str, rows: Ints, seed: int) -> ChainTest | None:
    """Test one table (first axis of `rows`: tables of strata x next state) or several together."""
    tables = [trimmed for table in rows if min((trimmed := _trim(table)).shape) > 1]
    if not tables:
        return None
    statistic = sum(_g2(table) for table in tables)
    df = sum((table.shape[0] - 1) * (table.shape[1] - 1) for table in tables)
    expected = np.concatenate([np.outer(t.sum(axis=1), t.sum(axis=0)).ravel() / t.sum() for t in tables])
    sparse = float((expected < 5).mean())
    simulated = _simulated(tables, statistic, seed) if sparse > SPARSE else None
    n = int(sum(table.sum() for table in tables))
    return ChainTest(name, statistic, df, float(special.chdtrc(df, statistic)), simulated, sparse, n)


def _trim(table: Ints) -> Ints:
    kept: Ints = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    return kept


def _g2(table: Ints) -> float:
    return max(0.0, 2 * (_xlogx(table) + _margins(table)))


def _xlogx(table: Ints | Floats) -> float:
    return float(special.xlogy(table, table).sum())


def _margins(table: Ints) -> float:
    return _xlogx(table.sum(axis=None)) - _xlogx(table.sum(axis=1)) - _xlogx(table.sum(axis=0))


def _simulated(tables: list[Ints], statistic: float, seed: int) -> float:
    rng = np.random.default_rng(seed)
    drawn = np.zeros(DRAWS)
    for table in tables:
        from scipy.stats import random_table  # loads for a second, which most need not wait for

        sampler = random_table(table.sum(axis=1), table.sum(axis=0), seed=rng)
        cells = sampler.rvs(DRAWS)
        drawn += 2 * (special.xlogy(cells, cells).sum(axis=(1, 2)) + _margins(table))
    return float((1 + (drawn >= statistic - 1e-9 * max(1.0, statistic)).sum()) / (DRAWS + 1))


def doubt_notes(tests: Mapping[str, ChainTest | None]) -> tuple[str, ...]:
    """Say which assumptions the data speak against, and which p values are simulated.

    Parameters
    ----------
    tests : mapping of str to ChainTest or None
        By name.

    Returns
    -------
    tuple of str
        Notes.

    Examples
    --------
    >>> doubt_notes({"second_order": ChainTest("second_order", 30.0, 2, 3e-7, None, 0.0, 500)})[0][:52]
    'the state before the present one still matters (p = '
    """
    words = {
        "second_order": "the state before the present one still matters ({p}): the Markov property is doubtful",
        "time_homogeneity": "the probabilities differ between moments ({p}): one matrix is an average of them",
    }
    shown = {name: test for name, test in tests.items() if test is not None and name in words and test.p < DOUBT}
    doubts = [words[name].format(p=f"p = {test.p:.3g}" if test.p else "p < 1e-300") for name, test in shown.items()]
    sparse = [name for name, test in tests.items() if test is not None and test.sparse > SPARSE]
    drawn = f"p values from {DRAWS} drawn tables, because counts are small: {', '.join(sparse)}"
    return (*doubts, drawn) if sparse else tuple(doubts)
