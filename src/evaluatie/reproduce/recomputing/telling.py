"""Whether a range within rounding is narrow enough to tell anything, and how many printed numbers would have fitted.

A range that holds half or more of the numbers that could have been printed agrees with a number picked blindly as often
as not, so that a figure within it is no sign that the figure follows. Which numbers could have been printed: those
between the bounds of the quantity (a p value from 0 to 1), and elsewhere those with as many digits before the point,
on both sides of zero where the range lies on both sides.
"""

from __future__ import annotations

from evaluatie.reproduce.finding import Printed
from evaluatie.reproduce.finding.model import Quantity
from evaluatie.reproduce.recomputing.methods.expressions import gives_probability
from evaluatie.reproduce.recomputing.rounding import Attained

_HALF = 0.5
_SHARES = frozenset({
    "p", "r2", "adjusted_r2", "r2_change", "cfi", "tli", "nfi", "ifi", "rmsea", "srmr", "alpha", "alpha_standardised",
    "omega_total", "tolerance", "icc", "icc1", "icc2", "rwg_j_mean", "rwg_j_median", "eta_squared", "q_p", "lr_p",
    "wald_p", "score_p", "rmsea_p_close",
})  # fmt: skip
_CORRELATIONS = frozenset({"r", "partial", "semipartial", "item_rest", "fixed_correlation", "correlation"})


def bounds_of(wanted: Quantity, expression: str | None = None) -> tuple[float, float] | None:
    """Give between which values a quantity lies by its nature.

    Parameters
    ----------
    wanted : Quantity
        Any.
    expression : str, optional
        The formula that it comes from, where it does.

    Returns
    -------
    (float, float) or None
        None where it may be any number.

    Examples
    --------
    >>> bounds_of(Quantity(analysis="model", quantity="p")), bounds_of(Quantity(analysis="model", quantity="b"))
    ((0.0, 1.0), None)
    """
    name = wanted.quantity
    if expression is not None:
        return (0.0, 1.0) if gives_probability(expression) else None
    if name in _SHARES or gives_p(wanted):
        return 0.0, 1.0
    return (-1.0, 1.0) if name in _CORRELATIONS else None


def gives_p(wanted: Quantity, expression: str | None = None) -> bool:
    """Say whether a quantity is the p value of a test.

    Parameters
    ----------
    wanted : Quantity
        Any.
    expression : str, optional
        The formula that it comes from, where it does.

    Returns
    -------
    bool

    Examples
    --------
    >>> gives_p(Quantity(analysis="model", quantity="p_of", term="y ~ x"))
    True
    """
    if expression is not None:
        return gives_probability(expression)
    name = wanted.quantity
    return name == "p" or name.endswith("_p") or name.startswith("p_")


def printable(found: Attained, printed: Printed) -> int:
    """Count the numbers with as many decimals that would have followed within rounding just as well.

    Parameters
    ----------
    found : Attained
        The range.
    printed : Printed
        The figure, no inequality.

    Returns
    -------
    int

    Examples
    --------
    >>> import numpy as np
    >>> printable(Attained(0.30, 0.276, 0.324, np.empty(0), np.empty(0)), Printed(".31"))  # .28 to .32
    5
    """
    low, high = (float(printed.shown(end)) for end in (found.low, found.high))
    return round((high - low) / (2 * printed.half_unit)) + 1


def tells_nothing(found: Attained, printed: Printed, bounds: tuple[float, float] | None) -> bool:
    """Say whether a range holds so many numbers that one printed so is no surprise.

    Parameters
    ----------
    found : Attained
        The range.
    printed : Printed
        The figure, or what must hold.
    bounds : (float, float) or None
        From :func:`bounds_of`. Without, an inequality has no numbers to be picked from: it is never without tidings.

    Returns
    -------
    bool

    Examples
    --------
    >>> import numpy as np
    >>> wide = Attained(0.3, 0.02, 0.97, np.empty(0), np.empty(0))
    >>> tells_nothing(wide, Printed("< .05"), (0.0, 1.0)), tells_nothing(wide, Printed("3.1"), None)
    (True, False)
    """
    if bounds is None and printed.relation != "=":
        return False
    return share_of(found, printed, bounds) >= _HALF


def share_of(found: Attained, printed: Printed, bounds: tuple[float, float] | None) -> float:
    """Give which share of the numbers that could have been printed lies in a range.

    Parameters
    ----------
    found : Attained
        The range.
    printed : Printed
        The figure.
    bounds : (float, float) or None
        From :func:`bounds_of`.

    Returns
    -------
    float
        From 0 to 1.

    Examples
    --------
    >>> import numpy as np
    >>> round(share_of(Attained(2.0, 1.0, 3.0, np.empty(0), np.empty(0)), Printed("2.1"), None), 3)
    0.2
    """
    if bounds is None:
        size = 10.0 ** len(str(int(abs(printed.value)))) if abs(printed.value) >= 1 else 1.0
        bounds = (-size if found.low < 0 else 0.0, size if found.high > 0 else 0.0)
    low, high = max(found.low, bounds[0]), min(found.high, bounds[1])
    return (high - low) / (bounds[1] - bounds[0])
