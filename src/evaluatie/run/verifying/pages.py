"""Whether two pages say the same: where other software made one, the coordinates of a figure may differ a little."""

from __future__ import annotations

import re

_TAG = re.compile(r"(<[^>]*>)")
_DRAWN = re.compile(r"<(?:circle|ellipse|g|line|path|polygon|polyline|rect|svg|text|tspan|use)\s")
_PLACE = re.compile(r'(?<=\s)(x|y|x1|x2|y1|y2|cx|cy|r|rx|ry|width|height|d|points|transform)="([^"]*)"')
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
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
    if not _DRAWN.match(one) or _PLACE.sub(r'\1=""', one) != _PLACE.sub(r'\1=""', other):
        return False
    places = zip(_PLACE.findall(one), _PLACE.findall(other), strict=True)
    return all(_near(here, there) for (_, here), (_, there) in places)


def _near(one: str, other: str) -> bool:
    if _NUMBER.split(one) != _NUMBER.split(other):
        return False
    pairs = zip(_NUMBER.findall(one), _NUMBER.findall(other), strict=True)
    return all(abs(float(number) - float(drawn)) <= _NEAR for number, drawn in pairs)
