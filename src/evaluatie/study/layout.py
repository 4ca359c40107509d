"""Which column of the raw files becomes which column of the survey, and what outcomes come of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from evaluatie.instruments import Instrument, instrument, list_instruments
from evaluatie.study.measured import Score, Survey
from evaluatie.study.outcomes import Outcome, item_outcomes, scale_ids, score_outcome
from evaluatie.study.problems import Problem, did_you_mean, quoted
from evaluatie.study.source import KeyPath, Source

# Stands for a range that is not known because it is missing from study.yml.
ANY = (-1e300, 1e300)


@dataclass(frozen=True)
class Variable:
    """A column of numbers in the survey.

    Attributes
    ----------
    name : str
        Its name in the survey.
    column : str
        Its name in the raw files.
    limits : tuple of float
        Lowest and highest possible value.
    missing_codes : tuple of str
        Codes for no answer.
    path : tuple of str
        The key of study.yml that names it.
    instrument : str or None
        The instrument that it is an item of; None for a score.
    """

    name: str
    column: str
    limits: tuple[float, float]
    missing_codes: tuple[str, ...]
    path: KeyPath
    instrument: str | None = None


@dataclass
class Layout:
    """The survey's columns of numbers and the outcomes, with what is wrong with them."""

    variables: list[Variable] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def without(self, columns: Collection[str | None]) -> Layout:
        """Leave out what stands in columns about the person: their cells are never quoted as if they were scores."""
        kept = [variable for variable in self.variables if variable.column not in columns]
        return Layout(kept, self.outcomes, self.problems)


def lay_out(survey: Survey, source: Source) -> Layout:
    """Find out what study.yml means by its items and scores.

    Parameters
    ----------
    survey : Survey
        The block ``survey``.
    source : Source
        Where it was read, for the lines of problems.

    Returns
    -------
    Layout
        In the order of study.yml, items first.
    """
    layout = Layout()
    for id_ in survey.items:
        _add_items(id_, survey, source, layout)
    for id_, score in survey.scores.items():
        _add_score(id_, score, survey, source, layout)
    return layout


def _add_items(id_: str, survey: Survey, source: Source, layout: Layout) -> None:
    path = ("survey", "items", id_)
    if id_ not in list_instruments():
        layout.problems.append(unknown_instrument(id_, path, source))
        return
    known = instrument(id_)
    limits = survey.response_range.get(id_, known.response_range)
    columns = _columns(known, survey, path, source, layout)
    layout.variables += [
        Variable(name, column, limits, survey.missing_codes, path, id_)
        for name, column in zip(known.columns, columns, strict=False)
    ]
    layout.outcomes += item_outcomes(known, limits)


def unknown_instrument(id_: str, path: KeyPath, source: Source) -> Problem:
    """Make the problem of a key that is no instrument."""
    return source.problem(path, f"There is no instrument {quoted(id_)}.", did_you_mean(id_, list_instruments()))


def _columns(known: Instrument, survey: Survey, path: KeyPath, source: Source, layout: Layout) -> tuple[str, ...]:
    """Give the raw columns of an instrument's items in order; whatever is there, where some are missing."""
    given, count = survey.items[known.id], len(known.items)
    if isinstance(given, str):
        return tuple(given.replace("{n}", str(item.number)) for item in known.items)
    if isinstance(given, tuple):
        if len(given) != count:
            message = f"{len(given)} columns are named, and the instrument has {count} items."
            layout.problems.append(source.problem(path, message))
        return given
    missing = [str(item.number) for item in known.items if item.number not in given]
    strange = [str(number) for number in given if number > count]
    if missing:
        message = f"No column is named for item {', '.join(missing)} of {count}."
        layout.problems.append(source.problem(path, message, "All items of an instrument are needed."))
    if strange:
        message = f"The instrument has {count} items, so there is no item {', '.join(strange)}."
        layout.problems.append(source.problem((*path, strange[0]), message))
    return () if missing else tuple(given[item.number] for item in known.items)


def _add_score(id_: str, score: Score, survey: Survey, source: Source, layout: Layout) -> None:
    path = ("survey", "scores", id_)
    known = _instrument_of(id_)
    own = survey.response_range.get(known.id, known.response_range) if known else None
    limits, direction = score.range or own, score.direction or (known.direction if known else None)
    if "." in id_ and known is None:
        layout.problems.append(_unknown_scale(id_, path, source))
    elif limits is None or direction is None:
        lacking = [key for key, value in (("range", limits), ("direction", direction)) if value is None]
        message = f"A score of your own needs {' and '.join(lacking)}."
        hint = "Write {column: ..., range: [1, 5], direction: higher}."
        near = did_you_mean(id_, scale_outcomes(), listing=False)
        layout.problems.append(source.problem(path, message, f"{hint} {near}".strip()))
    elif any(outcome.id == id_ for outcome in layout.outcomes):
        message = f"The outcome {id_} already comes from survey.items."
        layout.problems.append(source.problem(path, message, "Keep the items, or the score."))
    else:
        layout.outcomes.append(score_outcome(id_, score, limits, direction, known))
    codes = survey.missing_codes if score.missing_codes is None else score.missing_codes
    layout.variables.append(Variable(id_, score.column, limits or ANY, codes, path))


def _instrument_of(id_: str) -> Instrument | None:
    name = id_.partition(".")[0]
    known = instrument(name) if name in list_instruments() else None
    return known if known and id_ in scale_ids(known) else None


def _unknown_scale(id_: str, path: KeyPath, source: Source) -> Problem:
    message = f"{quoted(id_)} is not a scale of an instrument."
    return source.problem(path, message, did_you_mean(id_, scale_outcomes()) + " A key of your own has no point in it.")


def scale_outcomes() -> Iterator[str]:
    """Go through the outcomes that the known instruments can give."""
    for name in list_instruments():
        yield from scale_ids(instrument(name))
