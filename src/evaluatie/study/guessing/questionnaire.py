"""Settles what was asked: which block is which instrument, and what answers mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from evaluatie.instruments import instrument, list_instruments
from evaluatie.study.codes import by_value, code_text, folded
from evaluatie.study.guessing.answers import Answers
from evaluatie.study.guessing.blocks import Block
from evaluatie.study.guessing.dialogue import NONE, Dialogue, NoAnswerError
from evaluatie.study.guessing.instruments import known_as, own_id
from evaluatie.study.guessing.scores import Score
from evaluatie.study.guessing.settings import Asked
from evaluatie.study.guessing.tables import Table
from evaluatie.study.problems import did_you_mean, quoted

OWN = "own"
_AGAINST = -0.1  # correlation with the other questions from which a question is worded the other way round
_ENOUGH = 30


@dataclass
class Questionnaire:
    """What was asked, and what could not be used."""

    asked: list[Asked] = field(default_factory=list)
    answers: dict[str, float] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)


def settle_questionnaire(
    blocks: Sequence[Block], first: Table, taken: Sequence[str], dialogue: Dialogue
) -> Questionnaire:
    """Settle which instruments were asked.

    Parameters
    ----------
    blocks : sequence of Block
        The blocks of questions.
    first : Table
        The first wave.
    taken : sequence of str
        Names that no instrument can have.
    dialogue : Dialogue
        To ask with.

    Returns
    -------
    Questionnaire
        Every block is an instrument that comes along, one of the study's own, or told as left out.
    """
    result = Questionnaire()
    usable = [block for block in (_in_order(block, dialogue, result) for block in blocks) if block is not None]
    usable = [block for block in usable if _same_meaning(block, result)]
    usable = _without_conflicts(usable, result)
    names = list(taken)
    if usable and dialogue.asks:
        dialogue.tell(f"Instruments that come along: {', '.join(list_instruments())}.")
        dialogue.tell("Say own for a questionnaire of your own, and none to leave the questions out.")
    sure = [known_as(block, names).id for block in usable]
    for place, block in enumerate(usable):
        # what another block is by its name, this one is not by its number of questions
        others = [id_ for id_ in (*sure[:place], *sure[place + 1 :]) if id_ is not None and id_ != sure[place]]
        asked = _settle(block, names, others, dialogue)
        if asked is None:
            result.unasked.append(f"{block.title}: left out on your word.")
            continue
        names.append(asked.id)
        result.asked.append(replace(asked, against=against(block, first)) if asked.own else asked)
    return _of_what_was_asked(result)


def _of_what_was_asked(result: Questionnaire) -> Questionnaire:
    """Forget the answers and codes of questions that were left out."""
    kept = [asked.block.answers for asked in result.asked]
    texts = {folded(text) for answers in kept for text in answers.meaning}
    result.answers = {text: value for text, value in result.answers.items() if text.casefold() in texts}
    result.missing = [code for code in result.missing if any(code in answers.missing for answers in kept)]
    return result


def _in_order(block: Block, dialogue: Dialogue, result: Questionnaire) -> Block | None:
    """Ask for the order of answers in words that no list of words has."""
    texts = block.answers.unknown
    if not texts:
        return block
    told = f"{block.title}: answers in words of which the order is not known: {', '.join(map(quoted, texts))}."
    dialogue.tell(f"{block.title} have these answers:")
    for number, text in enumerate(texts, start=1):
        dialogue.tell(f"  {number}. {text}")
    question = "Their numbers from the lowest answer to the highest (none: leave the questions out)"
    order = dialogue.choose(question, NONE, _order(len(texts)))
    if not order:
        result.unasked.append(told)
        return None
    meaning = {texts[place]: float(value) for value, place in enumerate(order, start=1)}
    missing = (*block.answers.missing, *(text for text in texts if text not in meaning))
    return replace(block, answers=Answers(1, len(order), missing, meaning))


def _order(count: int) -> Callable[[str], list[int]]:
    def read(answer: str) -> list[int]:
        if answer.casefold() == NONE:
            return []
        numbers = [int(part) for part in answer.replace(",", " ").split() if part.isdecimal()]
        if len(numbers) < 2 or len(set(numbers)) < len(numbers) or not all(1 <= number <= count for number in numbers):
            raise NoAnswerError(f"Give the numbers 1 to {count} in order; leave out what is no answer.")
        return [number - 1 for number in numbers]

    return read


def _same_meaning(block: Block, result: Questionnaire) -> bool:
    """Keep a block whose answers in words mean what they mean in the blocks before it."""
    known = {text.casefold(): value for text, value in result.answers.items()}
    own = {" ".join(text.split()): value for text, value in block.answers.meaning.items()}
    differ = [text for text, value in own.items() if known.get(text.casefold(), value) != value]
    if differ:
        result.unasked.append(f"{block.title}: {quoted(differ[0])} has another place among the answers than elsewhere.")
        return False
    result.answers.update({text: value for text, value in own.items() if text.casefold() not in known})
    return True


def _without_conflicts(blocks: Sequence[Block], result: Questionnaire) -> list[Block]:
    """Collect the missing codes; where a code is an answer elsewhere, the side with most questions keeps it."""
    weights: dict[str, int] = {}
    for block in blocks:
        for code in block.answers.missing:
            weights[code] = weights.get(code, 0) + len(block.columns)
    kept = list(blocks)
    for code, weight in weights.items():
        against_it = [block for block in kept if _is_answer(code, block.answers.low, block.answers.high)]
        if sum(len(block.columns) for block in against_it) > weight:
            result.unasked.append(f"{code} seems to mean no answer in some questions, and is an answer in others.")
            continue
        kept = [block for block in kept if block not in against_it]
        result.missing.append(code)
        result.unasked += [f"{block.title}: {code} is an answer here, and no answer elsewhere." for block in against_it]
    return kept


def _is_answer(code: str, low: float, high: float) -> bool:
    try:
        return low <= float(code) <= high
    except ValueError:
        return False


def _settle(block: Block, taken: Sequence[str], others: Sequence[str], dialogue: Dialogue) -> Asked | None:
    known = known_as(block, [*taken, *others])
    answers = f"answers {block.answers.low:g} to {block.answers.high:g}"
    maybe = f"; it may be {' or '.join(known.maybe)}" if known.maybe and known.id is None else ""
    question = f"{block.title} ({len(block.columns)} questions, {answers}{maybe}): which instrument"
    chosen = dialogue.choose(question, known.id or OWN, _instrument(block, taken))
    if chosen == NONE:
        return None
    if chosen == OWN:
        return Asked(own_id(block, taken), block, own=True, maybe=known.maybe)
    return Asked(chosen, replace(block, answers=_as_published(block.answers, chosen)), own=False)


def _instrument(block: Block, taken: Sequence[str]) -> Callable[[str], str]:
    def read(answer: str) -> str:
        word = answer.casefold()
        if word in (OWN, NONE):
            return word
        if word not in list_instruments():
            hint = did_you_mean(word, list_instruments())
            raise NoAnswerError(f"There is no instrument {quoted(answer)}. {hint} Or say own, or none.")
        if word in taken:
            raise NoAnswerError(f"{word} is named already. Say own, or none.")
        count = len(instrument(word).items)
        if count != len(block.columns):
            raise NoAnswerError(f"{word} has {count} items, and these are {len(block.columns)} questions. Say own.")
        return word

    return read


def _as_published(answers: Answers, id_: str) -> Answers:
    """Take the published range where nobody happened to give its lowest or highest answer."""
    low, high = instrument(id_).response_range
    inside = low <= answers.low and answers.high <= high
    near = answers.low - low <= 1 and high - answers.high <= 1
    return replace(answers, low=low, high=high) if inside and near else answers


def against(block: Block, first: Table) -> tuple[int, ...]:
    """Find the questions whose answers run against the others.

    Parameters
    ----------
    block : Block
        The questions.
    first : Table
        The first wave.

    Returns
    -------
    tuple of int
        Their numbers, from 1: they correlate negatively with the mean of the others.
    """
    answers = pd.DataFrame({name: _numbers(first, name, block.answers) for name in block.columns}).dropna()
    if len(answers) < _ENOUGH or len(block.columns) < 3:
        return ()
    values = answers.to_numpy()
    total = values.sum(axis=1)
    found = []
    for number, item in enumerate(values.T, start=1):
        rest = total - item
        if item.std() > 0 and rest.std() > 0 and np.corrcoef(item, rest)[0, 1] < _AGAINST:
            found.append(number)
    # where most run against the rest, no direction stands out
    return tuple(found) if 2 * len(found) < len(block.columns) else ()


def _numbers(first: Table, name: str, answers: Answers) -> pd.Series:
    known = {**first.columns[name].numbers, **answers.meaning}
    inside = {code: value for code, value in known.items() if answers.low <= value <= answers.high}
    return by_value(first.raw.cells[name], lambda cell: inside.get(code_text(cell)), "float64")


def own_missing(score: Score, missing: Sequence[str]) -> bool:
    """Say whether a score needs missing codes of its own: those of the study are not its, or are scores."""
    clash = any(_is_answer(code, score.low, score.high) for code in missing)
    return clash or not set(score.missing) <= set(missing)
