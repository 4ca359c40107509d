"""At which times a curve may be shown: numbers at risk, and the steps between them.

A curve is a row of numbers of people, of which each differs from the one before by those who left in between. Few at
risk are a small group; few in between are as well, whoever subtracts. Estimates are to be given at the same times only:
where a curve goes down by itself, it tells how many left there.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluatie.disclosure.policy import DisclosurePolicy
from evaluatie.disclosure.tables import read_counts

Flags = NDArray[np.bool_]


def shown_times(at_risk: pd.DataFrame, policy: DisclosurePolicy, running: pd.DataFrame | None = None) -> list[object]:
    """Choose as many times as may be shown together.

    Parameters
    ----------
    at_risk : pandas.DataFrame of int, shape (times, curves)
        How many people are at risk at each time, in the order of time. Curves of groups that are shown with that of
        everyone go together, as the others and everyone would give one of them away.
    policy : DisclosurePolicy
        The thresholds.
    running : pandas.DataFrame of int, shape (times, counts), optional
        Numbers that add up over time, such as how many have left so far and why, where the curve tells these too.

    Returns
    -------
    list
        Labels of the times: at each of them at least ``policy.minimum_group`` people are at risk of every curve, and
        between two of them nobody or at least as many left or came, of every curve and count. The first time that may
        be shown is among them; of the most times that go together, the earliest.

    Raises
    ------
    ValueError
        When a number is negative, missing or not whole.

    Examples
    --------
    >>> at_risk = pd.DataFrame({"all": [60, 57, 48, 31, 22, 12, 4]}, index=[0, 1, 2, 3, 4, 5, 6])
    >>> shown_times(at_risk, DisclosurePolicy.preset_named("strict"))
    [0, 2, 3, 5]
    """
    counts = read_counts(at_risk)
    steps = counts if running is None else np.hstack([counts, read_counts(running)])
    (open_,) = np.nonzero((counts >= policy.minimum_group).all(axis=1))
    if not len(open_):
        return []
    apart = np.abs(steps[open_][:, None] - steps[open_][None])
    joined: Flags = ((apart == 0) | (apart >= policy.minimum_group)).all(axis=2)
    # how many more times may follow each, and which of them first
    length, following = np.ones(len(open_), dtype=np.intp), np.full(len(open_), -1)
    for at in reversed(range(len(open_) - 1)):
        after = np.where(joined[at, at + 1 :], length[at + 1 :], 0)
        if after.any():
            following[at] = at + 1 + int(after.argmax())
            length[at] = 1 + after.max()
    at, chosen = 0, []
    while at >= 0:
        chosen.append(open_[at])
        at = int(following[at])
    return list(at_risk.index[chosen].tolist())
