"""Whether percentages go with the counts that they are of, and add up."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from evaluatie.amiss import refuse
from evaluatie.reproduce.checks.check import Check, Verdict
from evaluatie.reproduce.checks.rounding import Given, Rounding, before_rounding, exact, read_count, read_equal
from evaluatie.reproduce.checks.wording import explain, joined
from evaluatie.reproduce.finding.printed import Printed

METHOD = "Percentages from counts, exactly and within rounding"


def percentage_agrees(
    count: int | str | Printed, n: int | str | Printed, percent: Given, *, rounding: Rounding = "nearest"
) -> Check:
    """Check a percentage against the count and the total that it is of.

    Parameters
    ----------
    count, n : int
        How many of how many.
    percent : str or Printed
        The percentage as printed, without the sign.
    rounding : {"nearest", "half up", "half even", "truncated"}
        How it was rounded.

    Returns
    -------
    Check
        ``low`` and ``high`` are the percentage.

    Raises
    ------
    TypeError, ValueError
        If a number is a float or no number.

    Notes
    -----
    Source: arithmetic.

    Examples
    --------
    >>> percentage_agrees(12, 96, "12.5").verdict, percentage_agrees(12, 96, "13.5").verdict
    ('consistent', 'inconsistent')
    """
    part, whole, printed = read_count(count, "count", 0), read_count(n, "n"), read_equal(percent, "percent")
    share = Fraction(100 * part, whole)
    agrees = before_rounding(printed, rounding).meets(share, share)
    verdict: Verdict = "impossible" if part > whole else "consistent" if agrees else "inconsistent"
    value = f"{float(share):.{printed.decimals + 1}f}"
    told = explain(f"percent.{verdict}", count=part, n=whole, value=value, percent=printed.text)
    asked = f"{part} of {whole} = {printed.text}%"
    return Check(METHOD, (), "percentage", asked, verdict, float(share), float(share), told)


def percentages_add_up(
    percents: Sequence[Given], n: int | str | Printed | None = None, *, total: int = 100, rounding: Rounding = "nearest"
) -> Check:
    """Check whether percentages of all categories add up, and are of whole numbers of people.

    Parameters
    ----------
    percents : sequence of str or Printed
        Of all categories, as printed.
    n : int, optional
        People; then there must be whole numbers that give these percentages and together are everyone.
    total : int, default 100
        What they should add up to.
    rounding : {"nearest", "half up", "half even", "truncated"}
        How they were rounded.

    Returns
    -------
    Check
        ``low`` and ``high`` are the range of the sum before rounding.

    Raises
    ------
    InputError
        If there is no percentage, or one is a float or no number: all of them at once.

    Notes
    -----
    Source: arithmetic. Rounded percentages often add up to 99 or 101; that is no alarm.

    Examples
    --------
    >>> percentages_add_up(["33", "33", "33"]).verdict, percentages_add_up(["40", "40", "30"]).verdict
    ('consistent', 'inconsistent')
    >>> percentages_add_up(["33", "33", "33"], 10).verdict
    'inconsistent'
    """
    read = _read(percents)
    where = [before_rounding(each, rounding) for each in read]
    low, high = sum(each.low for each in where), sum(each.high for each in where)
    agrees = low <= total <= high
    ends = {"low": f"{float(low):g}", "high": f"{float(high):g}", "total": total}
    told = explain(f"percents.{'consistent' if agrees else 'inconsistent'}", **ends)
    if agrees and n is not None:
        people = read_count(n, "n")
        counts = [each.times(Fraction(people, 100)).whole() for each in where]
        agrees = all(counts) and sum(each[0] for each in counts) * 100 <= total * people <= 100 * sum(
            each[-1] for each in counts
        )
        told = told if agrees else joined(told, explain("percents.counts", n=people))
    asked = " + ".join(each.text for each in read) + f" = {float(sum(exact(each) for each in read)):g}"
    verdict: Verdict = "consistent" if agrees else "inconsistent"
    return Check(METHOD, (), "percentages", asked, verdict, float(low), float(high), told)


def _read(percents: Sequence[Given]) -> list[Printed]:
    if isinstance(percents, str) or not percents:
        refuse(["percents: give a list with the percentage of each category, such as ['40', '60']"])
    read, wrong = [], []
    for place, each in enumerate(percents, start=1):
        try:
            read.append(read_equal(each, f"percentage {place}"))
        except (TypeError, ValueError) as error:
            wrong.append(str(error))
    refuse(wrong)
    return read
