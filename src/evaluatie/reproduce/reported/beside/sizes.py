"""Effect sizes beside the test that they must follow from: d, g and dz of t, partial eta squared of F."""

from __future__ import annotations

from collections.abc import Iterator

from evaluatie.amiss import InputError
from evaluatie.reproduce.checks import effect_size_agrees
from evaluatie.reproduce.checks.check import Check
from evaluatie.reproduce.reported.beside.found import Beside, Read, from_check
from evaluatie.reproduce.reported.reading.items import Quantity, Statistic

#: what is held against which statistic; a plain d does not tell how it was standardised
_KINDS = {("t", "d"): "any_d", ("t", "g"): "g", ("t", "dz"): "d_z", ("F", "partial_eta"): "partial_eta2"}


def size_checks(read: Read) -> Iterator[Beside]:
    """Check every effect size that stands behind its statistic.

    Parameters
    ----------
    read : Read

    Yields
    ------
    Beside
    """
    last: Statistic | None = None
    for item in read.items:
        if isinstance(item, Statistic):
            last = item if item.relation == "=" and len(item.freedoms) == len(item.values) == 1 else None
        elif last is not None and isinstance(item, Quantity) and item.relation == "=" and len(item.values) == 1:
            kind = _KINDS.get((last.kind, item.kind))
            found = None if kind is None else _check(kind, last, item)
            if found is not None:
                over = [(last.start, last.end), (item.start, item.end)]
                yield from_check("effect size", found, over, item.values[0].value)


def _check(kind: str, statistic: Statistic, size: Quantity) -> Check | None:
    value, freedom = statistic.values[0].text, statistic.freedoms[0]
    printed = size.values[0].text
    try:
        if kind != "partial_eta2":
            return effect_size_agrees(kind, printed, t=value, df=freedom[0].text)
        if not freedom[0].whole:
            return None
        return effect_size_agrees(kind, printed, f=value, df1=freedom[0].text, df2=freedom[1].text)
    except InputError:
        return None
