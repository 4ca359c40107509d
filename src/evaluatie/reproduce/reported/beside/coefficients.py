"""A coefficient with its standard error and its interval: whether the three go together."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from evaluatie.amiss import InputError
from evaluatie.reproduce.checks import interval_agrees
from evaluatie.reproduce.checks.check import Checks, Explanation, Verdict
from evaluatie.reproduce.checks.effects.boxes import size
from evaluatie.reproduce.checks.rounding import overlap
from evaluatie.reproduce.checks.wording import joined
from evaluatie.reproduce.reported.beside.flat import flat
from evaluatie.reproduce.reported.beside.found import Beside, Read
from evaluatie.reproduce.reported.beside.limits import Limits, limits_in
from evaluatie.reproduce.reported.beside.said import pattern, told, words
from evaluatie.reproduce.reported.reading.items import Chance, Item, Quantity, Statistic

#: where no level is printed, any of these is possible
_LEVELS = (0.95, 0.90, 0.99)
#: so far behind its coefficient an interval may stand, and a standard error behind its interval
_NEAR, _NEXT = 30, 4
#: a coefficient that may be standardised, beside an interval of the other
_STANDARDISED = ("β", "Β", "βs", "beta", "Beta", "γ", "gamma")


def interval_checks(read: Read, *, resampled: bool) -> Iterator[Beside]:
    """Check every coefficient of a sentence that has a standard error and an interval.

    Parameters
    ----------
    read : Read
    resampled : bool
        Whether the text speaks of intervals that need not go with a standard error.

    Yields
    ------
    Beside
    """
    found = [one for one in limits_in(read) if one.named or one.bracket == "["]
    if not found:
        return
    otherwise = resampled or bool(read.corrections) or flat(read.sentence).says(pattern("resampled_here"))
    starts = [one.start for one in read.items]
    since = 0
    for limits in found:
        until = bisect_left(starts, limits.start)
        of_one = _found(read, read.items[since:until], read.items[until : until + _NEXT], limits)
        if of_one is not None:
            yield _judged(*of_one, limits, resampled=otherwise)
        since = until


def _found(
    read: Read, before: list[Item], after: list[Item], limits: Limits
) -> tuple[list[Statistic], Quantity] | None:
    """Find the coefficients of an interval, and the standard error."""
    coefficients = [one for one in before if isinstance(one, Statistic) and one.kind == "b" and one.relation == "="]
    if not coefficients or limits.start - coefficients[-1].end > _NEAR:
        return None
    first = coefficients[0].start
    between = [one for one in before if one.start >= first and one not in coefficients]
    if not _runs_on(read, coefficients[-1].end, limits.start, between):
        return None
    others = [one for one in between if isinstance(one, Quantity) and one.kind not in ("se", "df", "df2", "n")]
    behind = [one for one in after if limits.end <= one.start <= limits.end + _NEXT and _is_error(one)]
    errors = [one for one in between if _is_error(one)] or behind
    single = len(errors) == 1 and all(len(one.values) == 1 for one in (*coefficients, *errors))  # type: ignore[union-attr]
    if (
        others
        or not single
        or not isinstance(errors[0], Quantity)
        or not _one_result(coefficients[-1], errors[0], between)
    ):
        return None
    return coefficients, errors[0]


def _runs_on(read: Read, start: int, end: int, between: list[Item]) -> bool:
    """Say whether nothing but results stands between a coefficient and an interval: other words begin another one."""
    taken = {at for item in between for at in range(item.start, item.end)}
    loose = [at for at in range(start, end) if at not in taken]
    said = {read.sentence.text(at).casefold() for at in loose if read.sentence.kind(at) == "word"}
    return said <= set(words()["between"]) and not any(read.sentence.kind(at) == "number" for at in loose)


def _one_result(coefficient: Statistic, error: Quantity, between: list[Item]) -> bool:
    """Say whether what stands up to the interval is all of one coefficient: its own test, then its p."""
    told = False
    for item in between:
        told |= isinstance(item, Chance)
        if isinstance(item, Statistic) and (
            told or item.kind not in ("t", "z") or not _is_ratio(coefficient, error, item)
        ):
            return False
    return sum(isinstance(item, Chance) for item in between) <= 1


def _is_ratio(coefficient: Statistic, error: Quantity, test: Statistic) -> bool:
    """Say whether a test can be the coefficient over its standard error."""
    least, most = size((coefficient.values[0].low, coefficient.values[0].high))
    smallest, largest = max(error.values[0].low, 0.0), error.values[0].high
    low, high = size((test.values[0].low, test.values[0].high))
    return smallest == 0 or overlap((least / largest, most / smallest), (low, high))


def _is_error(item: Item) -> bool:
    return isinstance(item, Quantity) and item.kind == "se" and item.relation == "="


def _judged(coefficients: list[Statistic], error: Quantity, limits: Limits, *, resampled: bool) -> Beside:
    start = min(coefficients[0].start, error.start)
    end = max(limits.end, error.end)
    made = [one for each in coefficients for one in _ways(each, error, limits)]
    agrees = any(not one.alarms for one in made)
    sure = len(coefficients) == 1 and coefficients[0].name not in _STANDARDISED
    verdict: Verdict = "consistent" if agrees else made[0].verdict if made and sure else "cannot be checked"
    explanation: Explanation = told("interval_agrees" if agrees else "several_coefficients")
    if not agrees and made and sure:
        explanation = joined(*(one.explanation for one in made[0].alarms))
    if resampled:
        verdict, explanation = "cannot be checked", told("resampled")
    return Beside("interval", start, end, verdict, explanation, coefficients[-1].values[0].value)


def _ways(coefficient: Statistic, error: Quantity, limits: Limits) -> Iterator[Checks]:
    for level in _LEVELS if limits.level is None else (limits.level,):
        value, se = coefficient.values[0].text, error.values[0].text
        try:
            yield interval_agrees(value, limits.low, limits.high, se=se, level=level)
        except InputError:
            return
