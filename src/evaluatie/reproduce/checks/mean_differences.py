"""Whether t, df and p of two groups go with their means, standard deviations and numbers of people."""

from __future__ import annotations

from evaluatie.amiss import refuse
from evaluatie.reproduce.checks.check import Check, Checks, Explanation, Verdict, together
from evaluatie.reproduce.checks.effect_sizes import effect_size_agrees
from evaluatie.reproduce.checks.effects.boxes import Range, size
from evaluatie.reproduce.checks.effects.tests_of_means import Comparison, both_tests
from evaluatie.reproduce.checks.rounding import Given, overlap, read_count, read_equal, read_printed, span
from evaluatie.reproduce.checks.wording import explain, shown
from evaluatie.reproduce.finding.printed import Printed

METHOD = (
    "Student's and Welch's t test of two groups from their means and standard deviations, within rounding (Welch 1947)"
)


def mean_difference_agrees(
    mean1: Given,
    sd1: Given,
    n1: int | str,
    mean2: Given,
    sd2: Given,
    n2: int | str,
    *,
    t: Given | None = None,
    df: Given | int | None = None,
    p: Given | None = None,
    d: Given | None = None,
) -> Checks:
    """Check what is printed of a comparison of two groups against their means and standard deviations.

    Both Student's and Welch's test are tried, and one that agrees is enough; signs are not compared.

    Parameters
    ----------
    mean1, sd1, mean2, sd2 : str or Printed
        As printed; standard deviations with n - 1.
    n1, n2 : int
        People in each group, two or more.
    t, p, d : str or Printed, optional
        As printed; p two-sided.
    df : str, Printed or int, optional
        As printed.

    Returns
    -------
    Checks
        ``t``, ``df``, ``p``, ``d``, each where it was given.

    Raises
    ------
    InputError
        If a number cannot be read; all problems at once.

    Notes
    -----
    Source: Welch (1947), doi:10.1093/biomet/34.1-2.28. Groups that were adjusted for something else do not agree.

    Examples
    --------
    >>> found = mean_difference_agrees("3.50", "0.80", 40, "3.10", "0.90", 42, t="2.12", df=80, p=".037", d="0.47")
    >>> [row.verdict for row in found.rows]
    ['consistent', 'consistent', 'consistent', 'consistent']
    >>> mean_difference_agrees("3.50", "0.80", 40, "3.10", "0.90", 42, t="2.92").verdict
    'inconsistent'
    """
    wrong: list[str] = []
    parts: dict[str, Printed] = {}
    for name, value in {"mean1": mean1, "sd1": sd1, "mean2": mean2, "sd2": sd2}.items():
        try:
            parts[name] = read_equal(value, name)
        except (TypeError, ValueError) as error:
            wrong.append(str(error))
    refuse(wrong)
    first, second = read_count(n1, "n1", 2), read_count(n2, "n2", 2)
    ranges = {name: span(each) for name, each in parts.items()}
    for name in ("sd1", "sd2"):
        ranges[name] = max(ranges[name][0], 0.0), ranges[name][1]
    tests = both_tests(ranges, first, second)
    rows = [] if t is None else [_t(read_printed(t, "t"), tests)]
    rows += [] if df is None else [t_df_agrees(df, first, second)]
    rows += [] if p is None else [_p(read_printed(p, "p"), tests)]
    if d is not None:
        rows.append(effect_size_agrees("d", d, n1=first, n2=second, **parts))  # type: ignore[arg-type]
    return together(METHOD, rows)


def t_df_agrees(df: Given | int, n1: int | str, n2: int | str | None = None) -> Check:
    """Check the degrees of freedom of a t test against the numbers of people.

    Parameters
    ----------
    df : str, Printed or int
        As printed; Welch's may have decimals.
    n1 : int
        People in the first group; with `n2` left out, people or pairs of one group.
    n2 : int, optional
        People in the second group.

    Returns
    -------
    Check
        ``low`` and ``high`` are the least and the most that the degrees of freedom can be: n - 1 for one group,
        n1 + n2 - 2 for two, and for Welch's test no less than the smaller group's.

    Raises
    ------
    TypeError, ValueError
        If a number is a float or no number.

    Notes
    -----
    Source: Welch (1947), doi:10.1093/biomet/34.1-2.28.

    Examples
    --------
    >>> t_df_agrees(80, 40, 42).verdict, t_df_agrees(82, 40, 42).verdict, t_df_agrees(70, 40, 42).verdict
    ('consistent', 'impossible', 'consistent')
    >>> t_df_agrees("30.5", 40, 42).verdict, t_df_agrees(38, 40).verdict
    ('impossible', 'inconsistent')
    """
    printed, first = read_equal(df, "df"), read_count(n1, "n1", 2)
    second = None if n2 is None else read_count(n2, "n2", 2)
    most = float(first - 1 if second is None else first + second - 2)
    least = most if second is None else float(min(first, second) - 1)
    where = span(printed)
    # a whole number below the most may be Welch's, rounded; with one group it means that people were left out
    short = second is None and where[1] < most
    verdict: Verdict = "inconsistent" if short else "consistent" if overlap(where, (least, most)) else "impossible"
    told = explain(f"means.df.{verdict}", df=printed.text, low=f"{least:g}", high=f"{most:g}")
    people = f"n = {first}" if second is None else f"n = {first} and {second}"
    return Check(METHOD, (), "df", f"df = {printed.text}, {people}", verdict, least, most, told)


def _t(printed: Printed, tests: tuple[Comparison, Comparison]) -> Check:
    where = size(span(printed)) if printed.relation == "=" else span(printed)
    ranges = [test.t for test in tests]
    agrees = any(overlap(where, each) for each in ranges)
    verdict: Verdict = "consistent" if agrees else "inconsistent"
    low, high = _around(ranges)
    words = {"low": shown(low, printed.decimals), "high": shown(high, printed.decimals), "t": printed.text}
    return _check("t", printed, verdict, (low, high), explain(f"means.t.{verdict}", **words))


def _p(printed: Printed, tests: tuple[Comparison, Comparison]) -> Check:
    ranges = [test.p for test in tests]
    agrees = any(overlap(span(printed), each) for each in ranges)
    halves = [(low / 2, high / 2) for low, high in ranges]
    one_sided = not agrees and any(overlap(span(printed), each) for each in halves)
    low, high = _around(ranges)
    words = {"low": shown(low, printed.decimals), "high": shown(high, printed.decimals), "p": printed.text}
    verdict: Verdict = "consistent" if agrees else "inconsistent"
    told = explain(f"means.p.{'one_sided' if one_sided else verdict}", **words)
    return _check("p", printed, verdict, (low, high), told)


def _around(ranges: list[Range]) -> Range:
    return min(low for low, _ in ranges), max(high for _, high in ranges)


def _check(name: str, printed: Printed, verdict: Verdict, ends: Range, told: Explanation) -> Check:
    return Check(METHOD, (), name, f"{name} = {printed.text}", verdict, *ends, told)
