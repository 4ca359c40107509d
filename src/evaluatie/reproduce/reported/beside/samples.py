"""Means and standard deviations of whole answers: GRIM and GRIMMER where the sentence tells of one question's scale."""

from __future__ import annotations

from collections.abc import Iterator

from evaluatie.amiss import InputError
from evaluatie.reproduce.checks import grim, grimmer
from evaluatie.reproduce.checks.check import Check
from evaluatie.reproduce.reported.beside.found import Beside, Read, from_check
from evaluatie.reproduce.reported.reading.items import Quantity
from evaluatie.reproduce.reported.reading.lexicon import word_set
from evaluatie.reproduce.reported.reading.numbers import count_of

#: a scale beyond this is a slider or an amount, on which decimals may be possible
_LARGEST_ANSWER = 11


def sample_checks(read: Read, *, integers: bool, items: int) -> Iterator[Beside]:
    """Check means, with their standard deviations, of a sentence about whole answers.

    Parameters
    ----------
    read : Read
    integers : bool
        Whether all means of the text are of whole answers; else only those of a sentence that speaks of one question.
    items : int
        Of how many items each person's score is the mean, where `integers` is set.

    Yields
    ------
    Beside
    """
    means = [one for one in read.quantities if one.kind == "mean" and one.relation == "="]
    if not means or not (integers or _of_whole_answers(read)):
        return
    for number, mean in enumerate(means):
        until = means[number + 1].start if number + 1 < len(means) else len(read.sentence.tokens)
        sd = next((one for one in read.quantities if one.kind == "sd" and mean.end <= one.start < until), None)
        n = _n_of(read, mean, until)
        if n is not None:
            yield from _checked(mean, sd, n, items if integers else 1)


def _of_whole_answers(read: Read) -> bool:
    """Say whether a sentence is about one question with a scale of few whole answers, and about nothing else."""
    if not read.says(word_set("single_item")) or read.says(word_set("not_whole")):
        return False
    return read.says(word_set("scale_words")) or any(_is_scale(read, at) for at in range(len(read.sentence.tokens)))


def _is_scale(read: Read, at: int) -> bool:
    """Say whether ``1-5``, ``1 to 7``, ``0 tot 10`` or ``1 = never`` begins at a token."""
    sentence = read.sentence
    if sentence.text(at) not in ("0", "1"):
        return False
    if sentence.kind(at + 1) == "relation" and sentence.kind(at + 2) == "word":
        return True
    between = sentence.text(at + 1).casefold() in ("-", "to", "tot", "through", "t/m")
    top = sentence.text(at + 2)
    return between and top.isdigit() and int(top) <= _LARGEST_ANSWER


def _n_of(read: Read, mean: Quantity, until: int) -> Quantity | None:
    """Find the number of people: behind the mean, or the only one of the sentence."""
    counts = [one for one in read.quantities if one.kind == "n" and one.relation == "=" and count_of(one.text)]
    behind = [one for one in counts if mean.end <= one.start < until]
    if behind:
        return behind[0]
    return counts[0] if len(counts) == 1 else None


def _checked(mean: Quantity, sd: Quantity | None, n: Quantity, items: int) -> Iterator[Beside]:
    count = count_of(n.text) or 1
    over = [(one.start, one.end) for one in (mean, sd, n) if one is not None]
    value = mean.values[0]
    try:
        first = grim(value.text, count, items)
        both = None if sd is None or first.alarms else _either_divisor(value.text, sd.values[0].text, count, items)
    except InputError:
        return
    yield from_check("grim", first, over, value.value)
    if both is not None and sd is not None:
        yield from_check("grimmer", both, over, sd.values[0].value)


def _either_divisor(mean: str, sd: str, n: int, items: int) -> Check:
    """Check a standard deviation by n - 1, and where that alarms by n: papers do not tell which they used."""
    found = grimmer(mean, sd, n, items)
    if not found.alarms:
        return found
    other = grimmer(mean, sd, n, items, divisor="n")
    return found if other.alarms else other
