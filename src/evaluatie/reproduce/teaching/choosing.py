"""Other defensible choices, and what they change."""

from __future__ import annotations

from evaluatie.reproduce.teaching.asked import Asked
from evaluatie.reproduce.teaching.shown import Shown, heading, joined, number, paragraphs, table, word

_SMALLEST = 0.0001
_LARGE = 1000


def other_choices(asked: Asked) -> Shown:
    """Show per other choice why somebody could make it, and which numbers change."""
    language = asked.language
    parts = [heading(word("choices", language), language)]
    if not asked.finding.lesson.alternatives:
        parts.append(paragraphs(language, word("no_choices", language)))
    heads = [word(head, language) for head in ("what", "here", "there")]
    for choice in asked.finding.lesson.alternatives:
        label = getattr(choice.label, language)
        rows = [
            (getattr(one.label, language), *(written(asked.bench.value(of), language) for of in (one.here, one.there)))
            for one in choice.compare
        ]
        title = heading(word("choice", language, label=label), language, 3)
        parts += [title, paragraphs(language, getattr(choice.why, language))]
        parts.append(table(word("beside", language, label=label), heads, rows, language, (1, 2)))
    return joined(parts, language)


def what_is_learned(asked: Asked) -> Shown:
    """Show what to take from the finding."""
    language = asked.language
    told = paragraphs(language, getattr(asked.finding.lesson.learned, language))
    return heading(word("learned", language), language) + told


def written(value: float, language: str) -> str:
    """Write a number with four significant digits; a tiny one is said to be below what is of interest.

    Examples
    --------
    >>> written(0.43024, "en"), written(0.0000123, "nl"), written(312.26, "en"), written(2.5, "nl")
    ('0.4302', '< 0,0001', '312.3', '2,500')
    """
    if 0 < abs(value) < _SMALLEST:
        return f"{'< ' if value > 0 else '> -'}{number(str(_SMALLEST), language)}"
    return number(f"{value:.0f}" if abs(value) >= _LARGE else f"{value:#.4g}", language)
