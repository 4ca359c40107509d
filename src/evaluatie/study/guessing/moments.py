"""Settles the waves: which files, in which order, their names and their days."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from evaluatie.study.guessing.dialogue import NONE, Dialogue, NoAnswerError, split
from evaluatie.study.guessing.tables import Table
from evaluatie.study.guessing.waves import LABELS, WaveGuess, ordered, waves_of


def settle_waves(likely: Sequence[Table], others: Sequence[Table], dialogue: Dialogue) -> tuple[list[WaveGuess], str]:
    """Settle the waves.

    Parameters
    ----------
    likely : sequence of Table
        The files that seem to be waves.
    others : sequence of Table
        Other files, which may be waves all the same.
    dialogue : Dialogue
        To ask with.

    Returns
    -------
    tuple of list of WaveGuess and str
        The waves in order, and what the order rests on.
    """
    tables, why = ordered(likely)
    every = [*tables, *others]
    if dialogue.asks and len(every) > 1:
        for number, table in enumerate(every, start=1):
            dialogue.tell(f"  {number}. {table.title} ({len(table.raw.cells)} rows, {len(table.columns)} columns)")
        default = " ".join(str(number) for number in range(1, len(tables) + 1))
        question = "Which of these files hold the answers, in the order of time"
        chosen = dialogue.choose(question, default, _numbers(len(every)))
        why = "your word"
        tables = [every[number - 1] for number in chosen]
    waves = waves_of(tables)
    if not dialogue.asks:
        return waves, why
    return _dated(_labelled(waves, dialogue), dialogue), why


def _numbers(most: int) -> Callable[[str], list[int]]:
    def read(answer: str) -> list[int]:
        parts = [part for part in re.split("[ ,;]+", answer) if part]
        numbers = [int(part) for part in parts if part.isdecimal()]
        if not numbers or len(numbers) < len(parts) or len(set(numbers)) < len(numbers):
            raise NoAnswerError("Give the numbers of the files, each once, such as: 1 2")
        if not all(1 <= number <= most for number in numbers):
            raise NoAnswerError(f"The files are numbered 1 to {most}.")
        return numbers

    return read


def _labelled(waves: list[WaveGuess], dialogue: Dialogue) -> list[WaveGuess]:
    known = {label["nl"]: label for label in (*LABELS.values(), *(wave.label for wave in waves))}

    def read(answer: str) -> list[str]:
        names = split(answer)
        if len(names) != len(waves) or len(set(names)) < len(names):
            raise NoAnswerError(f"Give {len(waves)} different names, with commas between them.")
        return names

    names = dialogue.choose("What are these moments called", ", ".join(wave.label["nl"] for wave in waves), read)
    labels = [known.get(name, {"nl": name, "en": name}) for name in names]
    return [replace(wave, label=label) for wave, label in zip(waves, labels, strict=True)]


def _dated(waves: list[WaveGuess], dialogue: Dialogue) -> list[WaveGuess]:
    """Ask for the days that the files do not tell."""
    dated: list[WaveGuess] = []
    for wave in waves:
        before = [other.date for other in dated if other.date is not None]
        if wave.date is None:
            question = f"First day of the {wave.label['nl']}, as 2019-10-01 (none: not known)"
            day = dialogue.choose(question, NONE, _day(before[-1] if before else None))
            dated.append(replace(wave, date=day, why_date="your word" if day else ""))
        else:
            dated.append(wave)
    return dated


def _day(before: datetime.date | None) -> Callable[[str], datetime.date | None]:
    def read(answer: str) -> datetime.date | None:
        if answer.casefold() == NONE:
            return None
        try:
            day = datetime.date.fromisoformat(answer)
        except ValueError:
            raise NoAnswerError("Write year-month-day, such as 2019-10-01, or none.") from None
        if before is not None and day <= before:
            raise NoAnswerError(f"The wave before it began on {before}.")
        return day

    return read
