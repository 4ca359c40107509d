"""Blocks of questions: columns with one name and a number, answered alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evaluatie.study.guessing.answers import Answers, answers_to
from evaluatie.study.guessing.names import Numbered, numbered, pattern_of
from evaluatie.study.guessing.tables import Column
from evaluatie.study.guessing.vocabulary import spelling

_FEWEST = 3
_MOST = 100
_SENTENCE = 18  # letters from which the name of a column is rather a question
_ALIKE = 1  # difference in the highest answer that chance can make
_ENOUGH = 20  # answers that tell how far the answers go


@dataclass(frozen=True)
class Block:
    """Questions that seem to belong together.

    Attributes
    ----------
    stem : str
        What their names have in common.
    columns : tuple of str
        In the order of their numbers.
    pattern : str or None
        Their names with {n} for the number, where they are numbered 1, 2, 3 and so on.
    answers : Answers
        How they are answered.
    question : str
        What the texts of the questions begin with, where the file has them.
    """

    stem: str
    columns: tuple[str, ...]
    pattern: str | None
    answers: Answers
    question: str = ""

    @property
    def title(self) -> str:
        """Name it for a reader: its first and last column."""
        return f"{_short(self.columns[0])} to {_short(self.columns[-1])}"


def _short(name: str) -> str:
    return name if len(name) <= 40 else f"{name[:39].rstrip()}…"


@dataclass(frozen=True)
class _Question:
    """A column, its place in its block, and how it is answered by itself."""

    column: Column
    place: Numbered
    answers: Answers


def find_blocks(columns: Mapping[str, Column]) -> list[Block]:
    """Find the blocks of questions among columns.

    Parameters
    ----------
    columns : mapping of str to Column
        Columns that may hold questions, in the order of the file.

    Returns
    -------
    list of Block
        In the order of their first columns; a column stands in one of them at most.
    """
    stems: dict[tuple[str, str], list[_Question]] = {}
    for column in columns.values():
        place = numbered(column.name)
        answers = None if place is None else answers_to([column])
        if place is not None and answers is not None:
            stems.setdefault((place.before, place.after), []).append(_Question(column, place, answers))
    blocks = [block for questions in stems.values() for run in _runs(questions) if (block := _numbered(run))]
    taken = {name for block in blocks for name in block.columns}
    sentences = _sentences([column for name, column in columns.items() if name not in taken])
    order = {name: place for place, name in enumerate(columns)}
    return sorted([*blocks, *sentences], key=lambda block: order[block.columns[0]])


def _runs(questions: Sequence[_Question]) -> list[list[_Question]]:
    """Split questions of one name where the numbers stop, or the answers or the head of the question change."""
    runs: list[list[_Question]] = []
    for question in sorted(questions, key=lambda question: question.place.number):
        if runs and question.place.number == runs[-1][-1].place.number + 1 and _goes_on(runs[-1], question):
            runs[-1].append(question)
        else:
            runs.append([question])
    return runs


def _goes_on(run: Sequence[_Question], question: _Question) -> bool:
    before, now = run[-1], question
    if bool(before.answers.meaning) != bool(now.answers.meaning):
        return False
    if _head(before.column.question) != _head(now.column.question):
        return False
    if before.answers.unknown or now.answers.unknown:
        return bool(set(before.answers.unknown) & set(now.answers.unknown))
    if before.column.filled < _ENOUGH or now.column.filled < _ENOUGH or now.answers.meaning:
        return True
    high = max(one.answers.high for one in run)
    low = min(one.answers.low for one in run)
    return abs(high - now.answers.high) <= _ALIKE and abs(low - now.answers.low) <= _ALIKE


def _head(question: str) -> str:
    """Give what comes before the item in a question: "In my team - I am heard"."""
    head, dash, _ = question.partition(" - ")
    return head if dash else ""


def _numbered(run: Sequence[_Question]) -> Block | None:
    if not _FEWEST <= len(run) <= _MOST:
        return None
    answers = answers_to([question.column for question in run])
    if answers is None:
        return None
    first = run[0].place
    pattern = pattern_of([question.place for question in run])
    stem = first.before.removesuffix("[SQ").rstrip(" _-.[(")
    return Block(stem, _names(run), pattern, answers, _common([question.column.question for question in run]))


def _names(run: Sequence[_Question]) -> tuple[str, ...]:
    return tuple(question.column.name for question in run)


def _common(questions: Sequence[str]) -> str:
    """Give the words with which all questions begin."""
    words = [question.split() for question in questions]
    common = []
    for together in zip(*words, strict=False):
        if len(set(together)) > 1:
            break
        common.append(together[0])
    return " ".join(common).strip(" -:[(")


def _sentences(columns: Iterable[Column]) -> list[Block]:
    """Find neighbouring columns that are named after their question and are answered alike."""
    runs: list[list[tuple[Column, Answers]]] = [[]]
    for column in columns:
        answers = answers_to([column]) if len(column.name) >= _SENTENCE and " " in column.name.strip() else None
        if answers is None or (runs[-1] and not _same(runs[-1][0][1], answers)):
            runs.append([])
        if answers is not None:
            runs[-1].append((column, answers))
    blocks = []
    for run in runs:
        answers = answers_to([column for column, _ in run]) if len(run) >= _FEWEST else None
        if answers is not None:
            names = tuple(column.name for column, _ in run)
            blocks.append(Block(_stem(names), names, None, answers))
    return blocks


def _same(one: Answers, other: Answers) -> bool:
    if one.unknown or other.unknown:
        return bool(set(map(spelling, one.unknown)) & set(map(spelling, other.unknown)))
    return bool(one.meaning) == bool(other.meaning) and abs(one.high - other.high) <= _ALIKE


def _stem(names: Sequence[str]) -> str:
    """Name questions by the words with which they all begin, if any."""
    common = _common(names)
    return common if len(common) <= 40 else " ".join(common[:40].split()[:-1])
