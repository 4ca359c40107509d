"""Rows of the table of checks on fit indices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evaluatie.reproduce.checks.check import Check, Verdict
from evaluatie.reproduce.checks.fit.printed_fit import LABELS, PrintedFit, Range
from evaluatie.reproduce.checks.rounding import overlap
from evaluatie.reproduce.checks.wording import explain, joined, shown

#: estimators for which a scaled statistic is printed: relations of the plain one are not held against it
SCALED = ("mlr", "wlsmv")


def row(
    fit: PrintedFit,
    name: str,
    printed: str,
    verdict: Verdict,
    method: str,
    ends: tuple[float | None, float | None] = (None, None),
    *,
    plain: tuple[str, ...] = (),
    words: Mapping[str, Any] | None = None,
) -> Check:
    """Make a row, its sentence found by name and verdict; alarms that do not hold for the estimator are taken back.

    Parameters
    ----------
    fit : PrintedFit
        What was printed.
    name : str
        Of the check, and of its sentences.
    printed : str
        What it is about.
    verdict : str
        What came out.
    method : str
        Formula and source.
    ends : tuple of float or None
        The recomputed range.
    plain : tuple of str
        Estimators for which an alarm says nothing.
    words : mapping of str to label
        What stands in the sentence.

    Returns
    -------
    Check
    """
    told = explain(f"fit.{name}.{verdict}", printed=printed, **(words or {}))
    alarm = verdict in ("impossible", "inconsistent")
    if alarm and fit.estimator in plain:
        return Check(method, (), name, printed, "cannot be checked", *ends, explain("fit.scaled", printed=printed))
    if alarm and name in EXCEPTIONS:
        told = joined(told, explain(f"fit.exceptions.{name}"))
    return Check(method, (), name, printed, verdict, *ends, told)


#: checks whose alarm needs a word on when it does not hold
EXCEPTIONS = ("order", "baseline", "rmsea", "p", "df_of_items", "parameters")


def recomputed(
    fit: PrintedFit, name: str, parts: tuple[str, ...], ways: list[Range], method: str, *, plain: tuple[str, ...] = ()
) -> Check:
    """Hold a printed number against the range that was recomputed from others, under each convention.

    Parameters
    ----------
    fit : PrintedFit
        What was printed.
    name : str
        Of the number.
    parts : tuple of str
        What it was recomputed from.
    ways : list of tuple of float
        The range under each convention.
    method : str
        Formula and source.
    plain : tuple of str
        Estimators for which an alarm says nothing.

    Returns
    -------
    Check
    """
    number, where = fit.number(name), fit.range_of(name)
    assert number is not None and where is not None  # noqa: S101, PT018 - asked for only where printed
    verdict: Verdict = "consistent" if any(overlap(where, way) for way in ways) else "inconsistent"
    ends = min(low for low, _ in ways), max(high for _, high in ways)
    low, high = (shown(end, max(number.decimals, 2)) for end in ends)
    told = explain(
        f"fit.recomputed.{verdict}", printed=fit.told(name), label=LABELS.get(name, name), parts=fit.told(*parts),
        low=low, high=high,
    )  # fmt: skip
    asked = fit.told(name, *parts)
    if verdict == "inconsistent" and fit.estimator in plain:
        return Check(method, (), name, asked, "cannot be checked", *ends, joined(told, explain("fit.scaled_short")))
    if verdict == "inconsistent" and name in EXCEPTIONS:
        told = joined(told, explain(f"fit.exceptions.{name}"))
    return Check(method, (), name, asked, verdict, *ends, told)
