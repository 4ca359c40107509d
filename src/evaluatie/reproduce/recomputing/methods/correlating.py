"""A correlation, tested."""

from __future__ import annotations

import math

from scipy import special

from evaluatie.reproduce.recomputing.given import Table
from evaluatie.reproduce.recomputing.methods.keys import NumberKey, TableKey, VariablesKey
from evaluatie.reproduce.recomputing.methods.registry import Quantities, method

_NORMAL = 1.959963984540054


@method(
    "correlation",
    keys={
        "table": TableKey(required=False, parts=("r",)), "between": VariablesKey(required=False, count=2),
        "r": NumberKey(required=False), "n": NumberKey(required=False),
    },
    one_of=(("table", "r"),),
    gives=("r", "t", "p", "ci_low", "ci_high"),
)  # fmt: skip
def correlation(
    table: Table | None = None, between: tuple[str, ...] = (), r: float = math.nan, n: float = math.nan
) -> Quantities:
    """Test a correlation of a table, or r with n; the interval is by Fisher's z."""
    if table is not None:
        r, n = float(table.of(between).correlation[0, 1]), float(table.n) if math.isnan(n) else n
    return {**tested(r, n - 2)}


def tested(r: float, df: float) -> dict[str, float]:
    """Test a correlation.

    Parameters
    ----------
    r : float
        Between -1 and 1.
    df : float
        n - 2, less the number of variables that are kept constant.

    Returns
    -------
    dict of str to float

    Examples
    --------
    >>> round(tested(0.26, 89)["p"], 4)
    0.0128
    """
    t = r * math.sqrt(df / max(1 - r * r, 1e-300))
    z, half = math.atanh(min(max(r, -1 + 1e-15), 1 - 1e-15)), _NORMAL / math.sqrt(df - 1)
    p = float(2 * special.stdtr(df, -abs(t)))
    return {"r": r, "t": t, "p": p, "ci_low": math.tanh(z - half), "ci_high": math.tanh(z + half)}
