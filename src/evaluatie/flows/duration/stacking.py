"""Lay the columns of several groups under each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

Columns: TypeAlias = dict[str, np.ndarray[Any, Any]]


def stack(parts: Sequence[tuple[Mapping[str, str], Columns]]) -> pd.DataFrame:
    """Make one frame of the columns of several groups.

    Parameters
    ----------
    parts : sequence of (mapping of str to str, columns)
        Per part what labels its rows, such as its group, and its columns of one length; all with the same names.

    Returns
    -------
    DataFrame
        The labels first, then the columns.

    Examples
    --------
    >>> stack([({"group": "a"}, {"n": np.array([1, 2])}), ({"group": "b"}, {"n": np.array([3])})]).to_dict("list")
    {'group': ['a', 'a', 'b'], 'n': [1, 2, 3]}
    """
    labels, columns = parts[0]
    lengths = [len(next(iter(part.values()))) for _, part in parts]
    named = {name: np.repeat(np.array([label[name] for label, _ in parts], dtype=object), lengths) for name in labels}
    return pd.DataFrame({**named, **{name: np.concatenate([part[name] for _, part in parts]) for name in columns}})
