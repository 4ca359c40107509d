"""A slip that could explain a figure, with the number that it gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from evaluatie.reproduce.finding.model import Quantity
from evaluatie.reproduce.recomputing.bench import Bench
from evaluatie.reproduce.recomputing.evaluating import UNDEFINED
from evaluatie.reproduce.recomputing.given import Given
from evaluatie.reproduce.recomputing.judged import Judged
from evaluatie.reproduce.recomputing.methods import Quantities
from evaluatie.reproduce.recomputing.rounding import Attained, attained
from evaluatie.reproduce.recomputing.rounding.landscape import Height

#: a number that was not searched for was found nowhere in particular
NOWHERE = np.empty(0)


@dataclass(frozen=True)
class Candidate:
    """A slip.

    Attributes
    ----------
    code : str
        A key of ``words/reasons.yml``.
    value : float
        What it gives from the inputs as printed; NaN where it cannot be done.
    told : mapping of str to text
        What the words name.
    range : callable or None
        Gives what it can give within rounding.
    certain : bool
        Whether it is no guess: it stands whatever was done.
    proof : bool
        Whether no other slip is worth telling beside it.
    last : bool
        Whether it is only worth telling where no other slip fits.
    """

    code: str
    value: float
    told: dict[str, Any] = field(default_factory=dict)
    range: Callable[[], Attained] | None = None
    certain: bool = False
    proof: bool = False
    last: bool = False


def moved(code: str, one: Judged, change: Callable[[float], float], **told: str) -> Candidate:
    """Change the recomputed number, and with it all that it can be within rounding.

    Parameters
    ----------
    code : str
        A key of ``words/reasons.yml``.
    one : Judged
        The figure.
    change : callable
        Goes up or down throughout the range.
    **told : str
        What the words name.

    Returns
    -------
    Candidate
    """

    def ends() -> Attained:
        low, high = sorted((change(one.low), change(one.high)))
        return Attained(change(one.value), low, high, NOWHERE, NOWHERE)

    return Candidate(code, change(one.value), dict(told), ends)


def taken(code: str, wanted: Quantity, bench: Bench, **told: str) -> Candidate:
    """Take another number of the finding's analyses.

    Parameters
    ----------
    code : str
        A key of ``words/reasons.yml``.
    wanted : Quantity
        Which number.
    bench : Bench
        The finding.
    **told : str
        What the words name.

    Returns
    -------
    Candidate
    """
    return Candidate(code, bench.value(wanted), dict(told), lambda: bench.range_of(wanted))


def worked_out(
    code: str, wanted: Quantity, bench: Bench, formula: Callable[[Quantities], float], **told: str
) -> Candidate:
    """Work a number out of what the figure's analysis gives.

    Parameters
    ----------
    code : str
        A key of ``words/reasons.yml``.
    wanted : Quantity
        Whose analysis.
    bench : Bench
        The finding.
    formula : callable
        Of the quantities.
    **told : str
        What the words name.

    Returns
    -------
    Candidate
    """
    landscape = bench.landscape([wanted.analysis])
    nominal = landscape.box.nominal

    def at(point: np.ndarray) -> float:
        found = landscape.all_at(point).get(wanted.analysis)
        return _tried(lambda: float("nan") if found is None else formula(found))

    return Candidate(code, at(nominal), dict(told), lambda: attained(at, landscape.box))


def from_inputs(code: str, wanted: Quantity, bench: Bench, formula: Callable[[Given], float], **told: str) -> Candidate:
    """Work a number out of the inputs of the figure's analysis.

    Parameters
    ----------
    code : str
        A key of ``words/reasons.yml``.
    wanted : Quantity
        Whose analysis.
    bench : Bench
        The finding.
    formula : callable
        Of the inputs.
    **told : str
        What the words name.

    Returns
    -------
    Candidate
    """
    box = bench.landscape([wanted.analysis]).box
    at: Height = lambda point: _tried(lambda: formula(box.at(point)))  # noqa: E731 - a name for the type
    return Candidate(code, at(box.nominal), dict(told), lambda: attained(at, box))


def _tried(formula: Callable[[], float]) -> float:
    try:
        with np.errstate(all="ignore"):
            value = float(formula())
    except UNDEFINED:
        return float("nan")
    return value if np.isfinite(value) else float("nan")
