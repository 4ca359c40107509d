"""Chapters on groups: the gap over the years, and a funnel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluatie.reproduce.monitor.chapters.piece import Piece
from evaluatie.reproduce.monitor.chapters.surveyed import caveats
from evaluatie.reproduce.monitor.comparability import comparable_years
from evaluatie.reproduce.monitor.drawing import draw_funnel, draw_gap
from evaluatie.reproduce.monitor.funnels import Funnel, funnel_limits
from evaluatie.reproduce.monitor.gaps import GapOverYears, gap_over_years
from evaluatie.reproduce.monitor.headlines import in_words
from evaluatie.reproduce.monitor.survey import civil_service_ethnicity
from evaluatie.reproduce.monitor.wordbook import wordbook

if TYPE_CHECKING:
    from evaluatie.reproduce.monitor.chapters.followed import Followed

_INSTEAD, _LAST_WITH_N = "discriminated_yes", 2015


def the_gap(followed: Followed) -> Piece:
    """Tell how the gap between ethnic minorities and white respondents develops."""
    words, language = followed.setter, followed.language
    ethnicity = civil_service_ethnicity()
    grouped = followed.measure if followed.measure in set(ethnicity["measure"]) else _INSTEAD
    gap = gap_over_years(ethnicity, grouped, "ethnic_minority", "white", level="binary")
    names = {"focal": wordbook(language).group(gap.focal), "reference": wordbook(language).group(gap.reference)}
    measure = wordbook(language).measure(grouped)
    piece = words.heading(words.say("gap")) + words.paragraphs(words.say("gap_intro"), _instead(followed, grouped))
    told = in_words(gap, language, comparability=comparable_years(grouped))
    piece += words.sentences(told) if grouped == followed.measure else words.remarks(told)
    piece += words.figure(draw_gap(gap, language), words.caption("figure_gap", measure=measure, **names))
    return piece + _by_year(gap, followed, measure, names) + caveats(gap.notes, "gap", words)


def _instead(followed: Followed, grouped: str) -> str:
    if grouped == followed.measure:
        return ""
    words = wordbook(followed.language)
    return followed.setter.say("grouped_other", measure=words.measure(followed.measure), grouped=words.measure(grouped))


def _by_year(gap: GapOverYears, followed: Followed, measure: str, names: dict[str, str]) -> Piece:
    words, sign = followed.setter, wordbook(followed.language).sign(gap.measure)
    rows = []
    for row in gap.table.to_dict("records"):
        digits = 0 if row["rounding"] >= 1 else 1  # both in whole percents
        figures = (words.number(row[name], digits, sign) for name in ("focal", "reference"))
        difference = words.number(row["gap"], digits, signed=True)
        interval = words.span(row["ci_low"], row["ci_high"], 1, signed=True)
        people = (words.count(row[name]) for name in ("n_focal", "n_reference"))
        rows.append((str(row["year"]), *figures, difference, interval, *people))
    counted = [words.column("n_of", group=name) for name in names.values()]
    heads = [*names.values(), words.column("difference"), words.column("interval"), *counted]
    columns = [(words.column("year"), False), *((head, True) for head in heads)]
    return words.table("gap", columns, rows, measure=measure)


def the_funnel(followed: Followed) -> Piece:
    """Set ethnic groups in a funnel, in the last year with numbers of respondents."""
    words, language = followed.setter, followed.language
    ethnicity = civil_service_ethnicity()
    there = ethnicity[(ethnicity["year"] == _LAST_WITH_N) & (ethnicity["level"] == "detailed")]
    grouped = followed.measure if followed.measure in set(there["measure"]) else _INSTEAD
    rows = there[there["measure"] == grouped]
    funnel = funnel_limits(rows["value"], rows["n"], rows["group"], rounded=0.5)
    measure = wordbook(language).measure(grouped)
    piece = words.heading(words.say("funnel")) + words.paragraphs(
        words.say("funnel_intro"), _instead(followed, grouped)
    )
    piece += words.sentences(in_words(funnel, language))
    piece += words.figure(draw_funnel(funnel, grouped, language), words.caption("figure_funnel", measure=measure))
    return piece + _by_group(funnel, followed, measure, grouped) + caveats(funnel.notes, "funnel", words)


def _by_group(funnel: Funnel, followed: Followed, measure: str, grouped: str) -> Piece:
    words, book = followed.setter, wordbook(followed.language)
    sign = book.sign(grouped)
    rows = [
        (
            book.group(row["name"]),
            words.count(row["n"]),
            words.number(row["percent"], 0, sign),
            words.span(row["low_95"], row["high_95"], 1, sign),
            words.span(row["low_99.8"], row["high_99.8"], 1, sign),
            words.truth(bool(row["outside"])),
            words.truth(row["p_adjusted"] < 0.05),
        )
        for row in funnel.table.to_dict("records")
    ]
    numeric = [(words.column(key), True) for key in ("n", "figure", "limits_95", "limits_998")]
    verdicts = [(words.column(key), False) for key in ("outside", "apart")]
    return words.table("funnel", [(words.column("group"), False), *numeric, *verdicts], rows, measure=measure)
