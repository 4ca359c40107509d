"""Indices of fit that stand in one sentence with their chi-square: whether they can all be of one model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from evaluatie.amiss import InputError
from evaluatie.reproduce.checks import fit_indices_possible
from evaluatie.reproduce.checks.check import Checks
from evaluatie.reproduce.checks.wording import joined
from evaluatie.reproduce.reported.beside.found import Beside, Read
from evaluatie.reproduce.reported.judging.explaining import plainly
from evaluatie.reproduce.reported.reading.items import Quantity, Statistic
from evaluatie.reproduce.reported.reading.lexicon import spans_of, word_set
from evaluatie.reproduce.reported.reading.numbers import count_of

_INDICES = ("cfi", "tli", "nfi", "ifi", "rmsea", "srmr")


@dataclass
class Model:
    """Numbers of one model.

    Attributes
    ----------
    indices : dict of str to Quantity
        By their names.
    chi2 : Statistic or None
        Its test.
    n : int or None
        People.
    """

    indices: dict[str, Quantity] = field(default_factory=dict)
    chi2: Statistic | None = None
    n: int | None = None


def fit_checks(read: Read, estimator: str) -> Iterator[Beside]:
    """Check the indices of fit of every model in a sentence.

    Parameters
    ----------
    read : Read
    estimator : str
        ``ml``, ``mlr`` or ``wlsmv``.

    Yields
    ------
    Beside
        One per model with an index; none where nothing could be held against anything.
    """
    for model in _models(read):
        try:
            found = fit_indices_possible(**_given(model), estimator=estimator)
        except InputError:
            continue
        several = len(model.indices) + (model.chi2 is not None) > 1
        if found.alarms or (several and any(row.verdict == "consistent" for row in found.rows)):
            yield _beside(model, found)


def estimator_of(read: list[Read]) -> str:
    """Find in a whole text how its models were fitted.

    Parameters
    ----------
    read : list of Read

    Returns
    -------
    str
        ``ml`` where the text names no scaled statistic.
    """
    for name in ("wlsmv", "mlr"):
        if any(one.says(word_set("scaled", name)) for one in read):
            return name
    return "ml"


def _models(read: Read) -> Iterator[Model]:
    """Gather the numbers of each model: another begins with a second chi-square, or an index that is there already."""
    counts = [count_of(one.text) for one in read.quantities if one.kind == "n"]
    tested = any(isinstance(item, Statistic) and item.kind == "chi2" for item in read.items)
    until = _cut_off(read)
    if until is not None and not tested:
        return
    model = Model()
    for item in read.items:
        if until is not None and item.start > until:
            break
        chi2 = isinstance(item, Statistic) and item.kind == "chi2" and bool(item.freedoms)
        again = (chi2 and model.chi2 is not None) or (isinstance(item, Quantity) and item.kind in model.indices)
        if again:
            yield from _whole(model, counts)
            model = Model()
        if chi2 and isinstance(item, Statistic):
            model.chi2, model.n = item, next(iter(item.counts), None)
        elif isinstance(item, Quantity) and item.kind in _INDICES and item.relation == "=":
            model.indices[item.kind] = item
    yield from _whole(model, counts)


def _cut_off(read: Read) -> int | None:
    """Find where a sentence begins to speak of what indices are held against; those are no results."""
    words = word_set("cut_off")
    for at in range(len(read.sentence.tokens)):
        if any(said.casefold() in words for _, said in spans_of(read.sentence.words(at, 2), 2)):
            return at
    return None


def _whole(model: Model, counts: list[int | None]) -> Iterator[Model]:
    if model.indices:
        model.n = model.n or (counts[0] if len(set(counts)) == 1 else None)
        yield model


def _given(model: Model) -> dict[str, Any]:
    given: dict[str, Any] = {name: one.values[0].text for name, one in model.indices.items()}
    if model.chi2 is not None and model.chi2.relation == "=" and model.chi2.freedoms[0][0].whole:
        given |= {"chi2": model.chi2.values[0].text, "df": int(model.chi2.freedoms[0][0].value)}
    return given if model.n is None else {**given, "n": model.n}


def _beside(model: Model, found: Checks) -> Beside:
    parts: list[Quantity | Statistic] = list(model.indices.values())
    parts += [model.chi2] if model.chi2 is not None else []
    start, end = min(one.start for one in parts), max(one.end for one in parts)
    if found.alarms:
        return Beside("fit indices", start, end, found.verdict, joined(*(row.explanation for row in found.alarms)))
    held = sum(row.verdict == "consistent" for row in found.rows)
    return Beside("fit indices", start, end, "consistent", plainly("fit_agrees", count=held))
