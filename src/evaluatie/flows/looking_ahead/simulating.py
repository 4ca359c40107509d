"""Step forward: expected heads, and drawn ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evaluatie.flows.reading.heads import Floats


@dataclass(frozen=True)
class Retirements:
    """Exits that are known from ages.

    Attributes
    ----------
    heads : ndarray, shape (T, G, K)
        Expected number who reach the age, by step, group and state.
    own : int or None
        The exit state of retirement where the matrices have one of its own; None: they are part of all exits.
    """

    heads: Floats
    own: int | None


def draw_matrices(counts: Floats, known: bool, shared: bool, simulations: int, rng: np.random.Generator) -> Floats:
    """Draw matrices around the counts: a Dirichlet distribution per row.

    Its parameters are the counts, and one move more that is divided like those of all groups together. Without it a
    move that a small group was not seen to make would be impossible in every draw: of the shares of a top rung with six
    focal people and one year of moves, the 95% bands then held 71% in simulations, with it 83%.

    Parameters
    ----------
    counts : ndarray, shape (G, K, K)
        Moves, or probabilities.
    known : bool
        Whether they are probabilities: every draw is then the same.
    shared : bool
        Whether all groups have one matrix, and so one draw.
    simulations : int
        Number of draws S.
    rng : Generator
        Random numbers.

    Returns
    -------
    ndarray, shape (S, G, K, K)
        Rows add up to 1; a move that no group was seen to make stays 0.

    Examples
    --------
    >>> draw_matrices(np.array([[[6.0, 4.0], [0.0, 5.0]]]), False, False, 10, np.random.default_rng(1)).shape
    (10, 1, 2, 2)
    """
    if known:
        return np.broadcast_to(counts, (simulations, *counts.shape))
    together = counts.sum(axis=0)
    # drawn once for all where they share a matrix; the extra move would then only narrow the distribution
    around = counts[:1] if shared or len(counts) == 1 else counts + together / together.sum(axis=1, keepdims=True)
    drawn = rng.standard_gamma(around, (simulations, *around.shape))
    return np.broadcast_to(drawn / drawn.sum(axis=-1, keepdims=True), (simulations, *counts.shape))


def draw_inflow(inflow: Floats, years: float | None, simulations: int, rng: np.random.Generator) -> Floats:
    """Draw expected inflow around a mean over some steps of the past: a gamma distribution per group and state.

    Parameters
    ----------
    inflow : ndarray, shape (T, G, K)
        Expected inflow per step.
    years : float or None
        Steps of the past that it is the mean of; None: it is planned, and known.
    simulations : int
        Number of draws S.
    rng : Generator
        Random numbers.

    Returns
    -------
    ndarray, shape (T, S, G, K)
        Expected inflow.

    Examples
    --------
    >>> draw_inflow(np.ones((2, 1, 3)), None, 5, np.random.default_rng(1)).shape
    (2, 5, 1, 3)
    """
    repeated = np.broadcast_to(inflow[:, None], (len(inflow), simulations, *inflow.shape[1:]))
    if years is None:
        return repeated
    seen = inflow.mean(axis=0) * years
    factor = rng.standard_gamma(seen, (simulations, *seen.shape)) / np.where(seen > 0, seen, 1.0)
    return repeated * factor


def with_retirements(
    p: Floats, heads: Floats, retiring: Floats, leaving: npt.NDArray[np.bool_], own: int | None
) -> Floats:
    """Give the matrix of those who do not retire, so that nobody is let go twice.

    Where retirement has a state of its own, those who do not reach the age do not move to it. Else D known retirements
    take the place of as many of the e X expected exits: the X - D others leave with probability (e X - D) / (X - D),
    or not at all where D is the larger. Other moves keep their proportions.

    Parameters
    ----------
    p : ndarray, shape (..., K, K)
        Transition probabilities.
    heads, retiring : ndarray, shape (..., K)
        People, and those of them who retire (no more than there are).
    leaving : ndarray of bool, shape (K,)
        Which states are outside the staff.
    own : int or None
        The state of retirement.

    Returns
    -------
    ndarray, shape (..., K, K)
        Probabilities for the others.

    Examples
    --------
    >>> p = np.array([[0.8, 0.2], [0.0, 1.0]])
    >>> with_retirements(p, np.array([100.0, 0.0]), np.array([10.0, 0.0]), np.array([False, True]), None)[0].round(4)
    array([0.8889, 0.1111])
    """
    gone = leaving if own is None else np.arange(len(leaving)) == own
    exit_now = p[..., gone].sum(axis=-1)
    others = heads - retiring
    wanted = np.maximum(exit_now * heads - retiring, 0.0) if own is None else np.zeros_like(heads)
    exit_then = np.divide(wanted, others, out=np.zeros(np.broadcast_shapes(wanted.shape)), where=others > 0)
    out = np.divide(exit_then, exit_now, out=np.zeros_like(exit_now + exit_then), where=exit_now > 0)
    rest = np.divide(1 - exit_then, 1 - exit_now, out=np.zeros_like(out), where=exit_now < 1)
    scaled = p * np.where(gone, out[..., None], rest[..., None])
    # people of a state that everybody used to leave, and that some now do not, stay
    short = np.where(leaving, 0.0, 1 - scaled.sum(axis=-1))
    changed = scaled + np.eye(p.shape[-1]) * short[..., None]
    return np.where(leaving[:, None], p, changed)


def expected_path(
    stock: Floats, p: Floats, inflow: Floats, leaving: npt.NDArray[np.bool_], retirements: Retirements | None
) -> Floats:
    """Give the expected heads: X_{t+1} = X_t P + inflow. Who comes in does not move before the next step.

    Parameters
    ----------
    stock : ndarray, shape (G, K)
        Heads now.
    p : ndarray, shape (..., G, K, K)
        Transition probabilities.
    inflow : ndarray, shape (T, ..., G, K)
        Expected inflow per step.
    leaving : ndarray of bool, shape (K,)
        Which states are outside the staff.
    retirements : Retirements or None
        Known exits.

    Returns
    -------
    ndarray, shape (T + 1, ..., G, K)
        From now on; states outside the staff hold those who left so far.

    Examples
    --------
    >>> p = np.array([[[0.9, 0.1], [0.0, 1.0]]])
    >>> expected_path(np.array([[100.0, 0.0]]), p, np.zeros((2, 1, 2)), np.array([False, True]), None)[:, 0, 0].round(6)
    array([100.,  90.,  81.])
    """
    heads = np.broadcast_to(stock, p.shape[:-1]).astype(np.float64)
    path = [heads]
    for step in range(len(inflow)):
        matrix, staying, retired = p, heads, np.zeros(1)
        if retirements is not None:
            retiring = np.minimum(retirements.heads[step], heads)
            matrix = with_retirements(p, heads, retiring, leaving, retirements.own)
            staying, retired = heads - retiring, _to_exit(retiring, leaving, retirements.own)
        heads = np.einsum("...i,...ij->...j", staying, matrix) + retired + inflow[step]
        path.append(heads)
    return np.stack(path)


def _to_exit(retiring: Floats, leaving: npt.NDArray[np.bool_], own: int | None) -> Floats:
    arrived = np.zeros_like(retiring)
    arrived[..., int(np.flatnonzero(leaving)[0]) if own is None else own] = retiring.sum(axis=-1)
    return arrived


def drawn_path(
    stock: Floats,
    p: Floats,
    inflow: Floats,
    leaving: npt.NDArray[np.bool_],
    retirements: Retirements | None,
    rng: np.random.Generator,
) -> Floats:
    """Draw heads: multinomial moves from every state, Poisson inflow.

    Parameters
    ----------
    stock, leaving, retirements
        As :func:`expected_path` takes them; a fraction of a head is one with that probability.
    p : ndarray, shape (S, G, K, K)
        One draw of the transition probabilities per simulation.
    inflow : ndarray, shape (T, S, G, K)
        Expected inflow per step.
    rng : Generator
        Random numbers.

    Returns
    -------
    ndarray, shape (T + 1, S, G, K)
        Heads, whole numbers.

    Examples
    --------
    >>> p = np.broadcast_to(np.array([[0.9, 0.1], [0.0, 1.0]]), (4, 1, 2, 2))
    >>> out = np.array([False, True])
    >>> drawn = drawn_path(np.array([[100.0, 0.0]]), p, np.zeros((1, 4, 1, 2)), out, None, np.random.default_rng(1))
    >>> drawn.sum(axis=-1)[:, :, 0].tolist()
    [[100.0, 100.0, 100.0, 100.0], [100.0, 100.0, 100.0, 100.0]]
    """
    heads = _whole(np.broadcast_to(stock, p.shape[:-1]), rng)
    path = [heads]
    for step in range(len(inflow)):
        matrix, staying, retired = p, heads, np.zeros(1)
        if retirements is not None:
            retiring = np.minimum(_whole(np.broadcast_to(retirements.heads[step], heads.shape), rng), heads)
            matrix = with_retirements(p, heads, retiring, leaving, retirements.own)
            staying, retired = heads - retiring, _to_exit(retiring, leaving, retirements.own)
        moved = rng.multinomial(staying.astype(np.int64), _proper(matrix)).sum(axis=-2)
        heads = moved + retired + rng.poisson(inflow[step])
        path.append(heads)
    return np.stack(path).astype(np.float64)


def _whole(heads: Floats, rng: np.random.Generator) -> Floats:
    below = np.floor(heads)
    part = heads - below
    return below + (rng.random(heads.shape) < part) if part.any() else below


def _proper(p: Floats) -> Floats:
    """Make rows add up to 1 in the last digit, which the library's check asks for."""
    positive: Floats = np.maximum(p, 0.0)
    proper: Floats = positive / positive.sum(axis=-1, keepdims=True)
    return proper
