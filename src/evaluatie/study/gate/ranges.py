"""Ranges of answers that were perhaps changed between waves, seen from the answers themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from evaluatie.study.note import Note

# Ranges in common use, the narrowest first.
CUSTOMARY = ((1, 3), (0, 3), (1, 4), (0, 4), (1, 5), (0, 5), (1, 6), (0, 6), (1, 7), (1, 9), (0, 10), (1, 10), (0, 100))
# Slips of the pen are fewer than this share of the answers.
_SLIPS = 0.02
# With so many answers, of which at another wave a tenth lay beyond, none beyond is no coincidence.
_MANY, _TENTH = 100, 0.1


@dataclass(frozen=True)
class AnswersAt:
    """The answers to an instrument at one wave.

    Attributes
    ----------
    wave, file : str
        The wave's id, and the name of its file.
    range : tuple of float
        Lowest and highest possible answer, as the study has it.
    answers : numpy.ndarray
        All numbers in the columns of its items, without missing codes; those outside the range too.
    """

    wave: str
    file: str
    range: tuple[float, float]
    answers: np.ndarray


def range_hints(instrument: str, waves: Sequence[AnswersAt]) -> dict[str, str]:
    """Tell the remedy where answers are outside the range because another range was used.

    Parameters
    ----------
    instrument : str
        Its id.
    waves : sequence of AnswersAt
        The waves at which it was asked.

    Returns
    -------
    dict of str to str
        By wave the hint; only where more answers are outside than slips of the pen, and all fit in a range that is in
        common use.

    Examples
    --------
    >>> t0 = AnswersAt("t0", "t0.csv", (1, 5), np.array([1, 2, 3, 4, 5]))
    >>> t1 = AnswersAt("t1", "t1.csv", (1, 5), np.array([1, 7, 6, 4, 5]))
    >>> print(range_hints("pgis", [t0, t1])["t1"])
    If it was asked on a range of 1 to 7 at this wave, write under the wave t1: asked: {pgis: {range: [1, 7]}}.
    """
    wider = {wave.wave: fitting for wave in waves if (fitting := _wider(wave)) is not None}
    if len(waves) > 1 and len(wider) == len(waves) and len(set(wider.values())) == 1:
        low, high = next(iter(wider.values()))
        hint = f"If it was asked on a range of {low} to {high}, write under survey: "
        return dict.fromkeys(wider, f"{hint}asked: {{{instrument}: {{range: [{low}, {high}]}}}}.")
    return {
        wave: f"If it was asked on a range of {low} to {high} at this wave, write under the wave {wave}: "
        f"asked: {{{instrument}: {{range: [{low}, {high}]}}}}."
        for wave, (low, high) in wider.items()
    }


def _wider(wave: AnswersAt) -> tuple[int, int] | None:
    low, high = wave.range
    answers = wave.answers
    outside = (answers < low) | (answers > high)
    if not len(answers) or outside.mean() < _SLIPS or not np.all(answers == np.round(answers)):
        return None
    lowest, highest = min(low, answers.min()), max(high, answers.max())
    return next((range_ for range_ in CUSTOMARY if range_[0] <= lowest and highest <= range_[1]), None)


def unused_ranges(instrument: str, waves: Sequence[AnswersAt]) -> list[Note]:
    """Note that at one wave nobody used a part of the range that many used at another: another was perhaps asked.

    Parameters
    ----------
    instrument : str
        Its id.
    waves : sequence of AnswersAt
        The waves at which it was asked.

    Returns
    -------
    list of Note
        With the key ``range_unused``: where the answers fill a narrower range that is in common use exactly, and a
        tenth of those of another wave lie beyond it.
    """
    return [
        Note(
            "range_unused",
            f"{wave.file}: the answers to {instrument} run from {low} to {high}, and at {other.wave} they go beyond. "
            f"If it was asked on a range of {low} to {high}, write under the wave {wave.wave}: "
            f"asked: {{{instrument}: {{range: [{low}, {high}]}}}}.",
            {"wave": wave.wave, "instrument": instrument},
        )
        for wave, (low, high) in _narrower(waves)
        if (other := _beyond((low, high), wave, waves)) is not None
    ]


def _narrower(waves: Sequence[AnswersAt]) -> Iterator[tuple[AnswersAt, tuple[int, int]]]:
    for wave in waves:
        if len(wave.answers) >= _MANY:
            used = (wave.answers.min(), wave.answers.max())
            yield from ((wave, range_) for range_ in CUSTOMARY if range_ == used and used != wave.range)


def _beyond(range_: tuple[int, int], wave: AnswersAt, waves: Sequence[AnswersAt]) -> AnswersAt | None:
    low, high = range_
    for other in waves:
        beyond = (other.answers < low) | (other.answers > high)
        if other is not wave and other.range == wave.range and len(beyond) and beyond.mean() >= _TENTH:
            return other
    return None
