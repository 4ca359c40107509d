"""What might be otherwise: scenarios as changes of transition matrices and inflow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from evaluatie.flows.reading.heads import Floats

NOTHING = "nothing changes"
PROMOTION = "equal promotion"
EXIT = "equal exit"
INFLOW = "target on inflow"
NAMES = (NOTHING, PROMOTION, EXIT, INFLOW)


@dataclass(frozen=True)
class Setting:
    """What a scenario is applied to.

    Attributes
    ----------
    focal : ndarray of bool, shape (G,)
        Which groups are focal.
    leaving : ndarray of bool, shape (K,)
        Which states are outside the staff; the others stand in their order, from low to high.
    weights : ndarray, shape (G, K)
        How many moves (or people) each row rests on, for the matrix of all groups together.
    inflow_share : float or None
        Share of the focal groups in the inflow under ``"target on inflow"``.
    """

    focal: npt.NDArray[np.bool_]
    leaving: npt.NDArray[np.bool_]
    weights: Floats
    inflow_share: float | None


def read_scenarios(scenarios: Any, has_focal: bool, inflow_share: float | None) -> dict[str, tuple[str, ...]]:
    """Read the names of scenarios; a combination is a tuple, or names joined by `` + ``.

    Parameters
    ----------
    scenarios : str, or sequence of str and tuples of str
        Scenarios.
    has_focal : bool
        Whether a focal group was named.
    inflow_share : float or None
        Share of the focal groups in the inflow.

    Returns
    -------
    dict of str to tuple of str
        Name of each scenario and its parts.

    Raises
    ------
    ValueError
        If a name is not known, or what it needs is not given.

    Examples
    --------
    >>> read_scenarios(["nothing changes", ("equal exit", "equal promotion")], True, None)
    {'nothing changes': ('nothing changes',), 'equal exit + equal promotion': ('equal exit', 'equal promotion')}
    """
    listed = [scenarios] if isinstance(scenarios, str) else list(scenarios)
    parts = [tuple(one.split(" + ")) if isinstance(one, str) else tuple(one) for one in listed]
    for name in (name for one in parts for name in one):
        if name not in NAMES:
            raise ValueError(f"no scenario {name!r}: there are {', '.join(map(repr, NAMES))}, joined by ' + '")
        if name != NOTHING and not has_focal:
            raise ValueError(f"scenario {name!r} needs focal=, the group that it is about, and another group")
        if name == INFLOW and (inflow_share is None or not 0 <= inflow_share <= 1):
            raise ValueError(f"scenario {name!r} needs inflow_share between 0 and 1: got {inflow_share!r}")
    if not parts:
        raise ValueError("at least one scenario is needed")
    return {" + ".join(one): one for one in parts}


def change_matrices(p: Floats, parts: tuple[str, ...], setting: Setting) -> Floats:
    """Give the focal groups the upward moves, or the exits, of all groups together.

    The probability of staying absorbs the difference. Should the moves then add up to more than 1, they are scaled
    back to 1 and nobody stays.

    Parameters
    ----------
    p : ndarray, shape (..., G, K, K)
        Transition probabilities.
    parts : tuple of str
        Names.
    setting : Setting
        Focal groups and exits.

    Returns
    -------
    ndarray, shape (..., G, K, K)
        A changed copy.

    Examples
    --------
    >>> two = np.array([[[0.9, 0.1], [0.0, 1.0]], [[0.7, 0.3], [0.0, 1.0]]])
    >>> setting = Setting(np.array([True, False]), np.array([False, False]), np.ones((2, 2)), None)
    >>> change_matrices(two, ("equal promotion",), setting)[0].round(2).tolist()
    [[0.8, 0.2], [0.0, 1.0]]
    """
    k = p.shape[-1]
    staying = ~setting.leaving
    upward = np.triu(np.ones((k, k), dtype=bool), 1) & np.outer(staying, staying)
    leaving = np.outer(staying, setting.leaving)
    cells = (upward & (PROMOTION in parts)) | (leaving & (EXIT in parts))
    if not cells.any():
        return p
    share = setting.weights / np.maximum(setting.weights.sum(axis=0), 1e-300)
    together = (share[..., None] * p).sum(axis=-3, keepdims=True)
    changed = np.where(cells & setting.focal[:, None, None], together, p)
    return _stay_absorbs(changed, staying)


def _stay_absorbs(p: Floats, staying: npt.NDArray[np.bool_]) -> Floats:
    diagonal = np.eye(p.shape[-1], dtype=bool)
    moves = np.where(diagonal, 0.0, p)
    total = moves.sum(axis=-1, keepdims=True)
    moves = moves / np.maximum(total, 1.0)
    stays = 1 - np.minimum(total, 1.0)
    return np.where(staying[:, None], np.where(diagonal, stays, moves), p)


def change_inflow(inflow: Floats, parts: tuple[str, ...], setting: Setting) -> Floats:
    """Give the focal groups their share of the inflow; as many people come in each state and step as before.

    Parameters
    ----------
    inflow : ndarray, shape (..., G, K)
        Expected inflow.
    parts : tuple of str
        Names.
    setting : Setting
        Focal groups and share.

    Returns
    -------
    ndarray, shape (..., G, K)
        Within the focal groups, and within the others, divided as before; evenly where nobody came.

    Examples
    --------
    >>> setting = Setting(np.array([True, False]), np.array([False]), np.ones((2, 1)), 0.5)
    >>> change_inflow(np.array([[2.0], [8.0]]), ("target on inflow",), setting).ravel()
    array([5., 5.])
    """
    if INFLOW not in parts or setting.inflow_share is None:
        return inflow
    total = inflow.sum(axis=-2, keepdims=True)
    changed = np.zeros_like(inflow)
    for members, share in ((setting.focal, setting.inflow_share), (~setting.focal, 1 - setting.inflow_share)):
        own = inflow * members[:, None]
        came = own.sum(axis=-2, keepdims=True)
        even = np.broadcast_to((members / members.sum())[:, None], own.shape)
        changed += share * total * np.where(came > 0, own / np.where(came > 0, came, 1), even)
    return changed
