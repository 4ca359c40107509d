"""GRIMMER: whether whole-number answers of so many people can have a mean together with a standard deviation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

from evaluatie.amiss import did_you_mean
from evaluatie.reproduce.checks.answers import Answers
from evaluatie.reproduce.checks.check import Check, Explanation, Verdict
from evaluatie.reproduce.checks.means import grim
from evaluatie.reproduce.checks.rounding import Given, Interval, Rounding, before_rounding, read_count, read_equal
from evaluatie.reproduce.checks.wording import explain, joined, shown
from evaluatie.reproduce.finding.printed import Printed

METHOD = "GRIMMER (Anaya 2016; Allard 2018), with the possible sums of squares worked out where they are few enough"
NOTES = ("holds where answers are whole numbers and everyone counted in n answered all items",)
#: what the sum of squared deviations is divided by
Divisor = Literal["n-1", "n"]


def grimmer(
    mean: Given,
    sd: Given,
    n: int | str | Printed,
    items: int = 1,
    *,
    low: int | None = None,
    high: int | None = None,
    rounding: Rounding = "nearest",
    divisor: Divisor = "n-1",
) -> Check:
    """Check whether answers in whole numbers can have this mean and this standard deviation together.

    The sum of the answers and the sum of their squares are whole, both odd or both even, and the latter lies between
    that of answers as equal as possible and that of answers as far apart as the range allows. Which sums of squares
    really occur is worked out where n and the range are small enough (some two hundred people on a seven-point scale),
    so that the verdict is exact there; elsewhere a pair that passes is said to be *not excluded*.

    Parameters
    ----------
    mean, sd : str or Printed
        As printed, with all decimals.
    n : int
        People.
    items : int, default 1
        How many items each person's score is the mean of.
    low, high : int, optional
        The lowest and highest answer that an item allows; with both the bounds are narrower.
    rounding : {"nearest", "half up", "half even", "truncated"}
        How both were rounded; ``nearest`` lets a tie go either way.
    divisor : {"n-1", "n"}
        What the sum of squared deviations was divided by.

    Returns
    -------
    Check
        ``low`` and ``high`` are the bounds of the standard deviation, or the nearest possible ones where it is
        inconsistent.

    Raises
    ------
    TypeError, ValueError
        If a number is a float, an inequality or no number, or a count is below 1.

    Notes
    -----
    Source: Anaya (2016), *PeerJ Preprints* 4:e2400v1, doi:10.7287/peerj.preprints.2400v1; Allard (2018),
    *Analytic-GRIMMER*; for two possible answers the same as DEBIT (Heathers & Brown 2019). Fewer than five answers
    reach fewer sums of squares than the analytic test supposes, and so do answers near the end of their range for any
    n.

    Examples
    --------
    >>> grimmer("3.44", "2.48", 18).verdict, grimmer("3.44", "2.47", 18).verdict
    ('consistent', 'inconsistent')
    >>> found = grimmer("2.00", "3.10", 12, low=1, high=7)
    >>> found.verdict
    'impossible'
    >>> found.explanation.en
    'With a mean of 2.00 and 12 answers the standard deviation lies between 0.000 and 2.335: 3.10 cannot be.'
    """
    first = grim(mean, n, items, low=low, high=high, rounding=rounding)
    case = _case(mean, sd, n, items, low, high, rounding, divisor)
    if first.alarms:
        return case.check(first.verdict, None, None, joined(first.explanation, explain("grimmer.mean")))
    if not case.spread.meets(0, None):
        return case.check("impossible", 0.0, None, explain("grimmer.negative", sd=case.sd.text))
    if not case.answers.divisor:
        return case.check("cannot be checked", None, None, explain("grimmer.alone"))
    return _judged(case)


def sd_bounds(
    mean: Given,
    n: int | str | Printed,
    low: int,
    high: int,
    items: int = 1,
    *,
    rounding: Rounding = "nearest",
    divisor: Divisor = "n-1",
) -> Check:
    """Give the smallest and the largest standard deviation that answers in a range can have with this mean.

    The smallest has all scores as equal as the mean allows, the largest all but one at the ends of the range.

    Parameters
    ----------
    mean : str or Printed
        As printed.
    n : int
        People, two or more unless `divisor` is ``"n"``.
    low, high : int
        The lowest and highest answer that an item allows.
    items : int, default 1
        How many items each person's score is the mean of.
    rounding : {"nearest", "half up", "half even", "truncated"}
        How the mean was rounded.
    divisor : {"n-1", "n"}
        What the sum of squared deviations was divided by.

    Returns
    -------
    Check
        ``low`` and ``high`` are the bounds; the verdict is that of the mean.

    Raises
    ------
    TypeError, ValueError
        If the mean is a float or no number, or a count or the range makes no sense.

    Notes
    -----
    Source: Heathers, Anaya, van der Zee & Brown (2018), *PeerJ Preprints* 6:e26968v1,
    doi:10.7287/peerj.preprints.26968v1 (SPRITE), for what samples with given mean and range can look like.

    Examples
    --------
    >>> found = sd_bounds("2.00", 12, 1, 7)
    >>> round(found.low, 3), round(found.high, 3)
    (0.0, 2.335)
    """
    first = grim(mean, n, items, low=low, high=high, rounding=rounding)
    case = _case(mean, "0", n, items, low, high, rounding, divisor)
    if first.alarms or not case.answers.divisor:
        return replace(first, name="sd_bounds", low=None, high=None)
    least, most = case.answers.bounds(case.totals)
    ends = {"low": shown(least, 2), "high": shown(most or 0.0, 2), "lowest": low, "highest": high}
    told = explain("sd_bounds.known", mean=case.mean.text, n=case.answers.n, **ends)
    return Check(METHOD, NOTES, "sd_bounds", first.printed, "consistent", least, most, told)


def debit(
    mean: Given, sd: Given, n: int | str | Printed, *, rounding: Rounding = "nearest", divisor: Divisor = "n-1"
) -> Check:
    """Check mean and standard deviation of something that is there or not (0 or 1).

    Of noughts and ones the mean fixes the standard deviation, so that this check stays informative in large samples.

    Parameters
    ----------
    mean, sd : str or Printed
        As printed; the mean is a share between 0 and 1.
    n : int
        People.
    rounding : {"nearest", "half up", "half even", "truncated"}
        How both were rounded.
    divisor : {"n-1", "n"}
        What the sum of squared deviations was divided by.

    Returns
    -------
    Check
        ``low`` and ``high`` are the bounds of the standard deviation that go with the rounded mean.

    Raises
    ------
    TypeError, ValueError
        If a number is a float, an inequality or no number, or n is below 1.

    Notes
    -----
    Source: Heathers & Brown (2019), *DEBIT: a simple consistency test for binary data*, osf.io/5vb3u.

    Examples
    --------
    >>> debit("0.44", "0.50", 1683).verdict, debit("0.19", "0.35", 1683).verdict
    ('consistent', 'impossible')
    """
    return replace(grimmer(mean, sd, n, low=0, high=1, rounding=rounding, divisor=divisor), name="debit")


@dataclass(frozen=True)
class _Case:
    """What was printed, read."""

    mean: Printed
    sd: Printed
    answers: Answers
    totals: range
    spread: Interval

    def check(self, verdict: Verdict, low: float | None, high: float | None, told: Explanation) -> Check:
        asked = f"M = {self.mean.text}, SD = {self.sd.text}, n = {self.answers.n}"
        asked += f", items = {self.answers.items}" if self.answers.items > 1 else ""
        return Check(METHOD, NOTES, "grimmer", asked, verdict, low, high, told)

    def told(self, key: str, low: float, high: float | None) -> Explanation:
        ends = {"low": shown(low, self.sd.decimals), "high": "∞" if high is None else shown(high, self.sd.decimals)}
        return explain(f"grimmer.{key}", mean=self.mean.text, sd=self.sd.text, n=self.answers.n, **ends)


def _case(
    mean: Given,
    sd: Given,
    n: int | str | Printed,
    items: int,
    low: int | None,
    high: int | None,
    rounding: Rounding,
    divisor: Divisor,
) -> _Case:
    if divisor not in get_args(Divisor):
        raise ValueError(f"no divisor {divisor!r}: {did_you_mean(divisor, get_args(Divisor))}")
    average, deviation = read_equal(mean, "mean"), read_equal(sd, "sd")
    people, each = read_count(n, "n"), read_count(items, "items")
    known = low is not None and high is not None
    lowest, highest = (low * each, high * each) if known else (None, None)  # type: ignore[operator]
    answers = Answers(people, each, lowest, highest, people - (divisor == "n-1"))
    totals = answers.sums(before_rounding(average, rounding))
    return _Case(average, deviation, answers, totals, before_rounding(deviation, rounding))


def _judged(case: _Case) -> Check:
    answers = case.answers
    bounds = answers.bounds(case.totals)
    where = [(total, answers.squares_at(case.spread, total)) for total in case.totals]
    if not any(squares.meets(*answers.squares(total)) for total, squares in where):
        return case.check("impossible", *bounds, case.told("impossible", *bounds))
    if not any(answers.attains(total, squares) for total, squares in where):
        near = answers.nearest(case.totals, case.sd.value)
        return case.check("inconsistent", *near, case.told("inconsistent", *near))
    if answers.width != 1 and all(squares.high - squares.low >= 2 for _, squares in where):
        return case.check("uninformative", *bounds, case.told("uninformative", *bounds))
    key = "consistent" if answers.exact else "not_excluded"
    return case.check("consistent", *bounds, case.told(key, *bounds))
