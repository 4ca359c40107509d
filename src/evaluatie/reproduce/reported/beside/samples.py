"""Means and standard deviations of whole answers: GRIM and GRIMMER where the sentence tells of one question's scale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evaluatie.amiss import InputError
from evaluatie.reproduce.checks import grim, grimmer
from evaluatie.reproduce.checks.check import Check
from evaluatie.reproduce.reported.beside.found import Beside, Read, from_check
from evaluatie.reproduce.reported.beside.questions import Answers, about_one_question, answers_of
from evaluatie.reproduce.reported.reading.items import Quantity
from evaluatie.reproduce.reported.reading.numbers import count_of


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
    if not means:
        return
    one_question = about_one_question(read)
    if not (integers or one_question):
        return
    scales: list[Answers] = [*(answers_of(read) if one_question else ())] or [(None, None)]
    of_another = len(means) > 1 and any(_is_on(mean, scales) for mean in means)
    for number, mean in enumerate(means):
        if of_another and not _is_on(mean, scales):
            continue  # beside one that is on the scale: such as the mean age
        until = means[number + 1].start if number + 1 < len(means) else len(read.sentence.tokens)
        sd = next((one for one in read.quantities if one.kind == "sd" and mean.end <= one.start < until), None)
        n = _n_of(read, mean, until)
        if n is not None:
            yield from _checked(mean, sd, n, items if integers else 1, scales)


def _is_on(mean: Quantity, scales: Sequence[Answers]) -> bool:
    """Say whether a mean lies between the lowest and highest answer of one of the scales."""
    return any(low is None or high is None or low <= mean.values[0].value <= high for low, high in scales)


def _n_of(read: Read, mean: Quantity, until: int) -> Quantity | None:
    """Find the number of people: behind the mean, or the only one of the sentence."""
    counts = [one for one in read.quantities if one.kind == "n" and one.relation == "=" and count_of(one.text)]
    behind = [one for one in counts if mean.end <= one.start < until]
    if behind:
        return behind[0]
    return counts[0] if len(counts) == 1 else None


def _checked(
    mean: Quantity, sd: Quantity | None, n: Quantity, items: int, scales: Sequence[Answers]
) -> Iterator[Beside]:
    """Check a mean, then its standard deviation, on each scale that is possible: one that agrees is enough."""
    count = count_of(n.text) or 1
    over = [(one.start, one.end) for one in (mean, sd, n) if one is not None]
    value = mean.values[0]
    try:
        first = _best([grim(value.text, count, items, low=low, high=high) for low, high in scales])
        both = None
        if sd is not None and not first.alarms:
            both = _best([_either_divisor(value.text, sd.values[0].text, count, items, scale) for scale in scales])
    except InputError:
        return
    yield from_check("grim", first, over, value.value)
    if both is not None and sd is not None:
        yield from_check("grimmer", both, over, sd.values[0].value)


def _best(found: Sequence[Check]) -> Check:
    return next((one for one in found if not one.alarms), found[0])


def _either_divisor(mean: str, sd: str, n: int, items: int, scale: Answers) -> Check:
    """Check a standard deviation by n - 1, and where that alarms by n: papers do not tell which they used."""
    found = grimmer(mean, sd, n, items, low=scale[0], high=scale[1])
    if not found.alarms:
        return found
    other = grimmer(mean, sd, n, items, divisor="n", low=scale[0], high=scale[1])
    return found if other.alarms else other
