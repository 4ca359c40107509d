"""The chapter on one's own figures: over the years, and beside others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from evaluatie.amiss import listed
from evaluatie.reproduce.monitor.chapters.piece import Piece, Setter
from evaluatie.reproduce.monitor.chapters.surveyed import caveats
from evaluatie.reproduce.monitor.doubts import impossible_percentages
from evaluatie.reproduce.monitor.drawing import draw_own, draw_trends
from evaluatie.reproduce.monitor.headlines import in_words
from evaluatie.reproduce.monitor.linking import link_organisations
from evaluatie.reproduce.monitor.notes import said
from evaluatie.reproduce.monitor.own import own_latest
from evaluatie.reproduce.monitor.series import figures_of
from evaluatie.reproduce.monitor.trends import Trends, organisation_trends
from evaluatie.reproduce.monitor.wordbook import wordbook
from evaluatie.result import NotEnoughData
from evaluatie.wilson import wilson_interval

if TYPE_CHECKING:
    from evaluatie.reproduce.monitor.chapters.followed import Followed

MOST = 6  # organisations of one's own that are drawn


def the_own(followed: Followed) -> Piece:
    """Give the own figures: every year of every organisation, their trends, and the last beside others."""
    words = followed.setter
    opening = words.heading(words.say("own")) + words.paragraphs(words.say("own_intro"))
    if followed.own is None:
        return opening + words.paragraphs(words.say("own_none"))
    rows = followed.own[followed.own["measure"] == followed.measure]
    book = wordbook(followed.language)
    if rows.empty:
        there = listed(sorted(map(book.measure, followed.own["measure"].unique())))
        return opening + words.paragraphs(
            words.say("own_not_measured", measure=book.measure(followed.measure), measures=there)
        )
    piece = opening + _doubts(rows, words) + words.heading(words.say("own_figures"), 3)
    return piece + _over_the_years(followed, rows) + _table(rows, followed) + _beside(followed, rows)


def _doubts(rows: pd.DataFrame, words: Setter) -> Piece:
    found = impossible_percentages(rows)
    if found.table.empty:
        return words.paragraphs()
    return words.heading(words.say("own_doubts"), 3) + words.remarks(said(found.notes, words.language))


def _in_order(rows: pd.DataFrame, followed: Followed) -> list[str]:
    """Give the own organisations, the one that is singled out first."""
    names = list(dict.fromkeys(rows["organisation"]))
    return sorted(names, key=lambda name: name != followed.organisation)


def _over_the_years(followed: Followed, rows: pd.DataFrame) -> Piece:
    words = followed.setter
    measure = wordbook(followed.language).measure(followed.measure)
    figures = figures_of(link_organisations(rows, "exact"), followed.measure)
    try:
        trends = organisation_trends(figures)
    except NotEnoughData:
        return words.paragraphs(words.say("own_no_trend"))
    names = _in_order(rows, followed)
    told = [in_words(trends, followed.language, who=name)[0] for name in names]
    told += in_words(trends, followed.language, comparability=figures.comparability)
    piece = words.sentences(told)
    shown = draw_trends(trends, figures, names[:MOST], followed.language)
    piece += words.figure(shown, words.caption("figure_own_trends", measure=measure))
    if len(names) > MOST:
        piece += words.paragraphs(words.say("own_more", shown=MOST, of=len(names)))
    return piece + _slopes(trends, names, words, measure) + caveats(trends.notes, "trends", words)


def _slopes(trends: Trends, names: list[str], words: Setter, measure: str) -> Piece:
    rows = []
    for name in names:
        row = trends.of(name)
        limits = words.span(row["ci_low"], row["ci_high"], 2, signed=True)
        span = f"{row['first']}-{row['last']}"
        interval = words.value("few_years") if row["why"] else limits
        rows.append((name, span, words.count(row["years"]), words.number(row["slope"], 2, signed=True), interval))
    heads = [("organisation", False), ("period", False), ("measured", True), ("change", True), ("interval", True)]
    return words.table("own_trends", [(words.column(key), numeric) for key, numeric in heads], rows, measure=measure)


def _table(rows: pd.DataFrame, followed: Followed) -> Piece:
    words, book = followed.setter, wordbook(followed.language)
    sign = book.sign(followed.measure)
    cells = []
    for row in rows.sort_values(["organisation", "year"], kind="stable").to_dict("records"):
        low = high = float("nan")
        if row["n"] == row["n"]:
            low, high = (100 * end for end in wilson_interval(row["value"] * row["n"] / 100, row["n"], 0.95))
        digits = 1 if row["half"] < 0.5 else 0
        figure, interval = words.number(row["value"], digits, sign), words.span(low, high, 1, sign)
        cells.append((row["organisation"], str(row["year"]), figure, words.count(row["n"]), interval))
    heads = [("organisation", False), ("year", False), ("figure", True), ("n", True), ("interval", True)]
    columns = [(words.column(key), numeric) for key, numeric in heads]
    return words.table("own", columns, cells, measure=book.measure(followed.measure))


def _beside(followed: Followed, rows: pd.DataFrame) -> Piece:
    words, figures = followed.setter, followed.figures
    measure = wordbook(followed.language).measure(followed.measure)
    piece = words.heading(words.say("own_beside"), 3)
    if figures is None:
        return piece + words.paragraphs(words.say("not_in_survey", measure=measure))
    if rows["n"].isna().all():
        return piece + words.paragraphs(words.say("own_no_n"))
    counted = rows[rows["n"].notna() & (rows["year"] >= figures.years[0])]
    notes: dict[str, None] = {}
    for name in _in_order(counted, followed)[:MOST]:
        beside = own_latest(figures, counted, name)
        notes |= dict.fromkeys(beside.notes)
        piece += words.sentences(in_words(beside, followed.language))
        caption = words.caption("figure_own", who=name, year=beside.year, measure=measure)
        piece += words.figure(draw_own(beside, followed.language), caption)
    return piece + caveats(notes, "own", words)
