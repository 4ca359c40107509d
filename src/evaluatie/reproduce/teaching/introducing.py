"""The beginning of a lesson: the question, and the numbers as they were printed."""

from __future__ import annotations

from evaluatie.reproduce.teaching.asked import Asked
from evaluatie.reproduce.teaching.printing import data_tables, moment_tables, number_tables
from evaluatie.reproduce.teaching.shown import Shown, heading, joined, paragraphs, word


def the_question(asked: Asked) -> Shown:
    """Show what the work asked, and where it stands."""
    held, language = asked.finding, asked.language
    source = f"{word('source', language)}: {held.citation}. {held.address or f'https://doi.org/{held.doi}'}"
    where = f"{word('where', language)}: {getattr(held.where, language)}."
    asks = getattr(held.lesson.question, language)
    return heading(getattr(held.title, language), language) + paragraphs(language, asks, source, where)


def what_was_printed(asked: Asked) -> Shown:
    """Show the numbers from which the finding is recomputed, as they were printed."""
    language = asked.language
    parts = [*moment_tables(asked), *number_tables(asked), *data_tables(asked)]
    if not parts:
        parts = [paragraphs(language, word("nothing", language))]
    return heading(word("given", language), language) + joined(parts, language)
