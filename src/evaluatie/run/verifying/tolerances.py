"""How much a figure may differ where other software or another machine made it: as little as its computation allows.

A closed form gives the same to the last digit that results.json keeps. What an optimiser finds lies where it stops:
variance components, the degrees of freedom and probabilities that hang on them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

#: methods whose figures are found by an optimiser, or rest upon what is: models of several levels, factor models
FITTED = ("mixed_", "separate_slope", "factor_model", "invariance", "mediated_link", "pooled_reml", "multiverse",
          "multiple_imputation", "tipping_point", "attrition_weights", "cox", "ordinal")  # fmt: skip
#: relative to the figure, or to its standard error where that is larger
EXACT, CLOSED, LOOSE = 0.0, 1e-6, 1e-4
_NUMBERS = ("estimate", "se", "statistic")
_HANGING = ("df", "p")
_COMPUTED = frozenset({*_NUMBERS, *_HANGING, "interval"})


def within(before: Mapping[str, Any], now: Mapping[str, Any], *, exact: bool) -> bool:
    """Tell whether two figures are the same within what their computation allows, and of the same.

    Parameters
    ----------
    before, now : mapping
        As results.json has them.
    exact : bool
        Whether both were made by the same software on the same kind of machine: then nothing may differ.

    Examples
    --------
    >>> one = dict.fromkeys(("se", "statistic", "df", "p", "interval", "suppressed")) | {"method": "mean_t", "n": 90}
    >>> within(one | {"estimate": 3.1}, one | {"estimate": 3.1 + 1e-8}, exact=False)
    True
    >>> within(one | {"estimate": 3.1}, one | {"estimate": 3.1 + 1e-8}, exact=True)
    False
    """
    # whose figure it is, at which wave and by which method is no number: nothing there may be otherwise
    if before.keys() != now.keys() or any(before[name] != now[name] for name in now.keys() - _COMPUTED):
        return False
    fitted = str(now["method"] or "").startswith(FITTED)
    usual = EXACT if exact else LOOSE if fitted else CLOSED
    hanging = EXACT if exact else LOOSE
    scale = abs(now["se"] or 0.0)
    pairs = [(before[name], now[name], usual, scale if name == "estimate" else 0.0) for name in _NUMBERS]
    pairs += [(before[name], now[name], hanging, 0.0) for name in _HANGING]
    ends = before["interval"] or (None, None), now["interval"] or (None, None)
    pairs += [(one, other, usual, scale) for one, other in zip(*ends, strict=True)]
    return all(_close(one, other, allowed, about) for one, other, allowed, about in pairs)


def _close(one: float | None, other: float | None, allowed: float, scale: float) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=allowed, abs_tol=allowed * scale)
