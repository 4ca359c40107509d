"""What printed means, standard deviations and numbers of people cannot be."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from evaluatie.study.aggregates.printed import Printed
from evaluatie.study.aggregates.rows import EVERYONE, TAKING_PART, AggregateRow
from evaluatie.study.files.limits import MOST_COUNTED
from evaluatie.study.layout import Layout
from evaluatie.study.problems import Problem, quoted
from evaluatie.study.settings.config import StudyConfig

Fault = tuple[str, str, str]
Place = Callable[[int | None, str | None, str, str], Problem]
Limits = tuple[float, float]
About = tuple[str, str, str, str]

_WITHHELD = 'If it was withheld on purpose, write "*".'
_SLACK = 1e-6


def check_cells(printed: dict[str, Printed], limits: Limits | None) -> Iterator[Fault]:
    """Go through what is wrong with one row by itself.

    Parameters
    ----------
    printed : dict of str to Printed
        The cells n, mean and sd.
    limits : tuple of float or None
        Lowest and highest possible score; None where the row has none.

    Yields
    ------
    tuple of str
        Column, message and hint.
    """
    n, mean, sd = printed["n"], printed["mean"], printed["sd"]
    for column, cell in printed.items():
        if cell.kind == "wrong":
            yield column, f"{quoted(cell.text)} is not a number.", _WITHHELD
    if n.kind == "blank":
        yield "n", "The number of people is missing.", _WITHHELD
    if n.kind == "number" and not (0 <= n.value <= MOST_COUNTED and n.value.is_integer()):
        yield "n", f"{quoted(n.text)} is no number of people.", "Write a whole number, without points or commas."
    elif limits is not None and n.kind == "number":
        yield from _check_scores(int(n.value), mean, sd, limits)


def _check_scores(n: int, mean: Printed, sd: Printed, limits: Limits) -> Iterator[Fault]:
    low, high = limits
    if n == 0:
        if mean.kind == "number" and mean.value:
            yield "mean", "There is a mean, and the row says that nobody answered.", "Correct n, or empty the mean."
        return
    withheld = "withheld" in (mean.kind, sd.kind)
    if mean.kind == "blank" and not withheld:
        yield "mean", "The mean is missing.", _WITHHELD
    if sd.kind == "blank" and n > 1 and not withheld:
        yield "sd", "The standard deviation is missing.", _WITHHELD
    outside = mean.kind == "number" and not low - _SLACK <= mean.value <= high + _SLACK
    if outside:
        message = f"The mean {mean.text} is outside the range of the scale, {low:g} to {high:g}."
        yield "mean", message, "Correct the mean, or the range in study.yml."
    if sd.kind == "number" and sd.value < 0:
        yield "sd", f"The standard deviation {sd.text} is below zero.", "Correct it."
    elif sd.kind == mean.kind == "number" and n > 1 and not outside:
        most = largest_sd(n, mean, limits)
        if sd.value - sd.half > most + _SLACK:
            message = (
                f"The standard deviation {sd.text} cannot be: with this n, mean and range it is at most {most:.2f}."
            )
            yield "sd", message, "Is it a variance, or is the range in study.yml another one?"


def largest_sd(n: int, mean: Printed, limits: Limits) -> float:
    """Give the largest standard deviation (with n - 1) of scores in a range with a printed mean.

    Half of the scores at each end make it largest, and with the mean elsewhere its square is
    (mean - low)(high - mean) n / (n - 1) (Bhatia & Davis 2000, *American Mathematical Monthly* 107, 353-357).

    Parameters
    ----------
    n : int
        People, 2 or more.
    mean : Printed
        Their mean; that before rounding may be nearer to the middle.
    limits : tuple of float
        Lowest and highest possible score.

    Returns
    -------
    float

    Examples
    --------
    >>> largest_sd(2, Printed("3", "number", 3.0), (1, 5)) == 8**0.5
    True
    """
    low, high = limits
    middle = (low + high) / 2
    nearest = min(max(middle, mean.value - mean.half), mean.value + mean.half)
    return math.sqrt(max((nearest - low) * (high - nearest), 0.0) * n / (n - 1))


def check_complete(
    named: Mapping[str, set[str]], suspect: Collection[str], config: StudyConfig, layout: Layout, place: Place
) -> Iterator[Problem]:
    """Go through the waves and scales of study.yml that no row is about.

    Parameters
    ----------
    named : mapping of str to set of str
        Under ``wave`` and ``scale``, the waves and outcomes that the rows name.
    suspect : collection of str
        Columns with names that are not known: nothing is said to be lacking that may stand there.
    config : StudyConfig
        study.yml.
    layout : Layout
        What its scores mean.
    place : callable
        Makes a problem from a row, a column, a message and a hint.

    Yields
    ------
    Problem
    """
    for wave in config.waves if "wave" not in suspect else ():
        if wave.id not in named["wave"]:
            yield place(None, "wave", f"No row is about the wave {wave.id}.", "Add its rows.")
    for variable in layout.variables if "scale" not in suspect else ():
        if variable.name not in named["scale"]:
            message = f"No row is about the scale {quoted(variable.column)}."
            yield place(None, "scale", message, "Add its rows, or remove it from survey.scores of study.yml.")


def check_rows(
    rows: Sequence[AggregateRow], config: StudyConfig, layout: Layout, place: Place, *, whole: bool
) -> Iterator[Problem]:
    """Go through what is wrong with the rows together.

    Parameters
    ----------
    rows : sequence of AggregateRow
        Those with which nothing is wrong by themselves.
    config : StudyConfig
        study.yml.
    layout : Layout
        What its scores mean.
    place : callable
        Makes a problem from a row, a column, a message and a hint.
    whole : bool
        Whether these are all rows of the file: else the row that seems to be lacking may be one of the others.

    Yields
    ------
    Problem
    """
    found: dict[About, AggregateRow] = {}
    for row in rows:
        if row.about in found:
            message = f"Row {found[row.about].number} is about the same wave, group and scale."
            yield place(row.number, None, message, "Keep one of them.")
        found.setdefault(row.about, row)
    if whole:
        yield from _without_everyone(found, place)
    yield from _too_many(found, config, place)
    ranges = {outcome.id: outcome.range for outcome in layout.outcomes}
    for (wave, outcome, characteristic, _), row in found.items():
        if characteristic == EVERYONE:
            for name in config.groups:
                parts = [part for about, part in found.items() if about[:3] == (wave, outcome, name)]
                yield from _parts(row, parts, name, ranges.get(outcome), place)


def _without_everyone(found: dict[About, AggregateRow], place: Place) -> Iterator[Problem]:
    told = {TAKING_PART}
    for (at, outcome, _, _), row in found.items():
        if outcome not in told and (at, outcome, EVERYONE, EVERYONE) not in found:
            told.add(outcome)
            message = "There are groups of this wave and scale, and there is no row for everyone."
            yield place(row.number, "group", message, 'Add a row with "all" as the group, for every wave.')


def _too_many(found: dict[About, AggregateRow], config: StudyConfig, place: Place) -> Iterator[Problem]:
    invited = {wave.id: wave.invited for wave in config.waves}
    for (wave, outcome, characteristic, level), row in found.items():
        most = invited[wave]
        if most is not None and row.n > most:
            message = f"{row.n:.0f} people answered, and study.yml says that {most} were invited."
            yield place(row.number, "n", message, "Correct `invited` of this wave, or leave it out.")
        took_part = found.get((wave, TAKING_PART, characteristic, level))
        if outcome != TAKING_PART and took_part is not None and row.n > took_part.n:
            message = f"{row.n:.0f} people have a score, and by row {took_part.number} {took_part.n:.0f} took part."
            yield place(row.number, "n", message, "Correct one of the two.")


def _parts(
    everyone: AggregateRow, parts: Sequence[AggregateRow], characteristic: str, limits: Limits | None, place: Place
) -> Iterator[Problem]:
    """Compare everyone with the groups of a characteristic: what they leave over are people who can exist."""
    known = [part for part in parts if not math.isnan(part.n)]
    left = everyone.n - sum(part.n for part in known)
    if left < 0:
        together = f"The groups of {characteristic} have {everyone.n - left:.0f} people together"
        message = f"{together}, and everyone {everyone.n:.0f}."
        yield place(everyone.number, "n", message, "Is someone counted in two groups?")
    told = [part for part in known if part.n > 0]
    if left < 0 or limits is None or not told or any(math.isnan(part.mean) for part in (everyone, *told)):
        return
    over = everyone.n * everyone.mean - sum(part.n * part.mean for part in told)
    rounding = everyone.n * everyone.mean_half + sum(part.n * part.mean_half for part in told) + _SLACK
    if not left * limits[0] - rounding <= over <= left * limits[1] + rounding:
        others = "" if left == 0 else f", whatever the other {left:.0f} people answered"
        message = f"The means of the groups of {characteristic} do not make this mean of everyone{others}."
        yield place(everyone.number, "mean", message, "Is there a mean or a number of people in the wrong row?")
