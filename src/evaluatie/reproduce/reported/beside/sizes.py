"""Effect sizes beside the test that they must follow from: d, g and dz of t, partial eta squared of F, phi and V."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evaluatie.amiss import InputError
from evaluatie.reproduce.checks import effect_size_agrees
from evaluatie.reproduce.checks.check import Check
from evaluatie.reproduce.reported.beside.associations import association
from evaluatie.reproduce.reported.beside.flat import flat
from evaluatie.reproduce.reported.beside.found import Beside, Read, from_check
from evaluatie.reproduce.reported.beside.named import with_named
from evaluatie.reproduce.reported.beside.said import alternatives, pattern
from evaluatie.reproduce.reported.reading.items import Quantity, Statistic
from evaluatie.reproduce.reported.reading.numbers import count_of

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
    for item in with_named(read, "partial_eta", "phi", "cramers_v"):
        if isinstance(item, Statistic):
            last = item if item.relation == "=" and len(item.freedoms) == len(item.values) == 1 else None
        elif last is not None and isinstance(item, Quantity) and item.relation == "=" and len(item.values) == 1:
            found = _check(read, last, item)
            if found is not None:
                over = [(last.start, last.end), (item.start, item.end)]
                yield from_check("effect size", found, over, item.values[0].value)


def _check(read: Read, statistic: Statistic, size: Quantity) -> Check | None:
    if size.kind in ("phi", "cramers_v"):
        return association(read, statistic, size)
    kind = _KINDS.get((statistic.kind, size.kind))
    if kind is None:
        return None
    value, freedom = statistic.values[0].text, statistic.freedoms[0]
    printed = size.values[0].text
    try:
        if kind == "partial_eta2":
            if not freedom[0].whole:
                return None
            return effect_size_agrees(kind, printed, f=value, df1=freedom[0].text, df2=freedom[1].text)
        found = effect_size_agrees(kind, printed, t=value, df=freedom[0].text)
        each = _people_in_each(read, statistic) if kind == "any_d" and found.verdict == "cannot be checked" else None
        return found if each is None else _of_equal_groups(printed, value, each)
    except InputError:
        return None


def _of_equal_groups(printed: str, t: str, each: int) -> Check:
    """Hold a d against two groups of so many, with or without Hedges' correction."""
    plain, corrected = (effect_size_agrees(kind, printed, t=t, n1=each, n2=each) for kind in ("d", "g"))
    return corrected if plain.alarms and not corrected.alarms else plain


def _people_in_each(read: Read, statistic: Statistic) -> int | None:
    """Give how many people are in each of two equal groups, where the sentence tells and df is that of two groups."""
    said = flat(read.sentence)
    if said.says(pattern("other_standardiser")):
        return None
    counts = [count_of(one.text) for one in read.quantities if one.kind in ("n", "n1", "n2") and one.relation == "="]
    told = [int(each["n"] or each["of"]) for each in _EACH.finditer(said.text)]
    told += [counts[0]] if len(counts) == 2 and counts[0] == counts[1] and counts[0] is not None else []
    df = statistic.freedoms[0][0]
    fits = {each for each in told if df.whole and df.value == 2 * each - 2}
    return fits.pop() if len(fits) == 1 and len(read.pairs) == 1 else None


#: "n = 20 each", "20 per group", "two groups of 20"
_EACH = re.compile(
    rf"\b(?P<n>\d{{1,5}})(?: \w+)? {alternatives('each')}(?!\w)|{alternatives('groups_of')}(?P<of>\d{{1,5}})\b",
    re.IGNORECASE,
)
