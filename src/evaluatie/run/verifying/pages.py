"""Whether two pages say the same: where other software made one, the coordinates of a figure may differ a little."""

from __future__ import annotations

import re

_TAG = re.compile(r"(<[^>]*>)")
_DRAWN = re.compile(r"<(?:circle|clipPath|ellipse|g|line|path|polygon|polyline|rect|svg|text|tspan|use)\b")
_SAID = re.compile(r'\b(?:alt|title|class|id|href|aria-[a-z]+)="[^"]*"')
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_NEAR = 0.05  # of a point on the page: nobody sees it


def says_the_same(one: str, other: str) -> bool:
    """Tell whether two pages say the same.

    Parameters
    ----------
    one, other : str
        The pages.

    Returns
    -------
    bool
        Whether every letter is the same, but for the last digits of coordinates in drawings.

    Examples
    --------
    >>> page = '<p>0.21 (n = 90)</p><svg><path d="M 1.04 2.5"/></svg>'
    >>> says_the_same(page, page.replace("1.04", "1.05")), says_the_same(page, page.replace("0.21", "0.22"))
    (True, False)
    """
    pieces, others = _TAG.split(one), _TAG.split(other)
    return len(pieces) == len(others) and all(map(_alike, pieces, others))


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    if not (_DRAWN.match(one) and _DRAWN.match(other)) or _SAID.findall(one) != _SAID.findall(other):
        return False
    if _NUMBER.split(one) != _NUMBER.split(other):
        return False
    pairs = zip(_NUMBER.findall(one), _NUMBER.findall(other), strict=True)
    return all(abs(float(number) - float(drawn)) <= _NEAR for number, drawn in pairs)
