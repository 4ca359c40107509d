"""Chapters on the survey's organisations: names, wordings, trends and positions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from evaluatie.reproduce.monitor.chapters.piece import Piece, Setter
from evaluatie.reproduce.monitor.comparability import Comparability, comparable_years
from evaluatie.reproduce.monitor.drawing import draw_positions, draw_trends
from evaluatie.reproduce.monitor.headlines import in_words
from evaluatie.reproduce.monitor.notes import said
from evaluatie.reproduce.monitor.positions import Positions, shrunken_levels
from evaluatie.reproduce.monitor.series import Measured
from evaluatie.reproduce.monitor.trends import Trends, organisation_trends
from evaluatie.reproduce.monitor.wordbook import wordbook
from evaluatie.result import NotEnoughData

if TYPE_CHECKING:
    from evaluatie.reproduce.monitor.chapters.followed import Followed


def the_names(followed: Followed) -> Piece:
    """Tell who is who over the years."""
    words, linked = followed.setter, followed.linked
    opening = words.heading(words.say("who")) + words.paragraphs(words.say("who_intro"))
    opening += words.sentences(in_words(linked, followed.language))
    grounds = linked.links.groupby("ground").size().sort_values(ascending=False, kind="stable")
    rows = [(words.value(str(ground)), words.count(count)) for ground, count in grounds.items()]
    table = words.table("grounds", [(words.column("ground"), False), (words.column("names"), True)], rows)
    heads = [(words.column("year"), False), *_numbers(words, "organisations", "appeared", "disappeared")]
    counts = [
        (
            str(row["year"]),
            *(words.count(count) for count in (row["organisations"], *map(len, (row["appeared"], row["disappeared"])))),
        )
        for row in linked.roster.to_dict("records")
    ]
    pairs = list(zip(linked.uncertain["one"], linked.uncertain["other"], strict=True))
    named = [(words.column("name"), False), (words.column("other_name"), False)]
    uncertain = words.folded(words.say("who_uncertain"), words.table("uncertain", named, pairs))
    roster = words.folded(words.say("who_roster"), words.table("roster", heads, counts))
    return opening + table + roster + uncertain


def the_years(followed: Followed) -> Piece:
    """Tell which years may be compared."""
    words = followed.setter
    piece = words.heading(words.say("years")) + words.paragraphs(words.say("years_intro"))
    known = None if followed.figures is None else followed.figures.comparability
    if known is not None:
        piece += _wordings(known, words)
    own = _own_wording(followed)
    if own is not None:
        piece += words.heading(words.say("years_own"), 3) + _wordings(own, words, "wording_own")
    return piece if known is not None or own is not None else piece + words.paragraphs(words.say("years_none"))


def _own_wording(followed: Followed) -> Comparability | None:
    if followed.own is None or "wording" not in followed.own:
        return None
    rows = followed.own[followed.own["measure"] == followed.measure]
    return comparable_years(followed.measure, rows[["year", "measure", "wording"]]) if len(rows) else None


def _wordings(known: Comparability, words: Setter, key: str = "wording") -> Piece:
    heads = [(words.column(key), False) for key in ("year", "verdict", "series", "reason", "wording")]
    rows = [
        (
            str(row["year"]),
            words.value("unknown_wording" if row["status"] == "unknown" else row["status"]),
            str(row["segment"]) if row["segment"] else words.value("none"),
            row[words.language],
            row["wording"],
        )
        for row in known.table.to_dict("records")
    ]
    measure = wordbook(words.language).measure(known.measure)
    return words.table(key, heads, rows, measure=measure)


def the_trends(followed: Followed) -> Piece:
    """Tell how the measure develops in the organisation and in all."""
    words, figures = followed.setter, followed.figures
    opening = words.heading(words.say("trends")) + words.paragraphs(words.say("trends_intro"))
    measure = wordbook(followed.language).measure(followed.measure)
    if figures is None:
        return opening + words.paragraphs(words.say("not_in_survey", measure=measure))
    try:
        trends = organisation_trends(figures)
    except NotEnoughData:
        return opening + words.paragraphs(words.say("too_little"))
    who = followed.organisation if followed.organisation in trends.table.index else None
    opening += absent(followed, who)
    told = in_words(trends, followed.language, who=who, comparability=figures.comparability)
    piece = opening + words.sentences(told)
    piece += words.figure(
        draw_trends(trends, figures, [who] if who else [], followed.language),
        words.caption("figure_trends" if who else "figure_trends_all", measure=measure, who=who),
    )
    return piece + _by_year(trends, figures, who, words) + caveats(trends.notes, "trends", words)


def absent(followed: Followed, who: str | None) -> Piece:
    """Say why the organisation that was asked for is not spoken of."""
    words, figures = followed.setter, followed.figures
    if who or not followed.organisation:
        return words.paragraphs()
    if not followed.in_survey:
        return words.paragraphs(words.say("only_own", who=followed.organisation))
    if figures is not None and followed.organisation in set(figures.frame["who"]):
        return words.paragraphs(words.say("not_lately", who=followed.organisation))
    measure = wordbook(followed.language).measure(followed.measure)
    return words.paragraphs(words.say("not_there", who=followed.organisation, measure=measure))


def _by_year(trends: Trends, figures: Measured, who: str | None, words: Setter) -> Piece:
    sign, measure = wordbook(words.language).sign(trends.measure), wordbook(words.language).measure(trends.measure)
    table = trends.overall.set_index("year")[["value"]].rename(columns={"value": "all"})
    halves = pd.Series(0.05, index=table.index)
    if who:
        own = figures.frame[figures.frame["who"] == who].set_index("year")
        line = {} if trends.of(who)["why"] else {"line": trends.fitted(who)}
        table = pd.DataFrame({"figure": own["value"], **line, "all": table["all"]})
        halves = own["half"]
    rows = [
        (
            str(year),
            *(
                words.number(row[name], 0 if name == "figure" and halves.get(year, 0.5) >= 0.5 else 1, sign)
                for name in table.columns
            ),
        )
        for year, row in zip(table.index, table.to_dict("records"), strict=True)
    ]
    heads = [(words.column("year"), False), *_numbers(words, *table.columns)]
    return words.table("trend" if who else "trend_all", heads, rows, measure=measure, who=who)


def the_positions(followed: Followed) -> Piece:
    """Tell where organisations stand."""
    words, figures = followed.setter, followed.figures
    opening = words.heading(words.say("positions")) + words.paragraphs(words.say("positions_intro"))
    measure = wordbook(followed.language).measure(followed.measure)
    if figures is None:
        return opening + words.paragraphs(words.say("not_in_survey", measure=measure))
    try:
        found = shrunken_levels(figures)
    except NotEnoughData:
        return opening + words.paragraphs(words.say("too_little"))
    who = followed.organisation if followed.organisation in found.table.index else None
    span = {"measure": measure, "first": found.first, "last": found.last}
    piece = opening + absent(followed, who) + words.sentences(in_words(found, followed.language, who=who))
    piece += words.figure(draw_positions(found, who, followed.language), words.caption("figure_positions", **span))
    piece += words.folded(words.say("positions_all"), _by_name(found, words, span))
    return piece + caveats(found.notes, "positions", words)


def _by_name(found: Positions, words: Setter, span: dict[str, object]) -> Piece:
    sign = wordbook(words.language).sign(found.measure)
    rows = [
        (
            row["who"],
            words.count(row["years"]),
            words.number(row["shrunken"], 1, sign),
            words.span(row["ci_low"], row["ci_high"], 1, sign),
            words.span(row["rank_low"], row["rank_high"], 0),
            words.value(row["apart"] or "chance"),
        )
        for row in found.table.sort_index().reset_index().to_dict("records")
    ]
    heads = [(words.column("organisation"), False), *_numbers(words, "measured", "level", "interval", "place")]
    return words.table("positions", [*heads, (words.column("from_average"), False)], rows, **span)


def caveats(notes: Iterable[str], kind: str, words: Setter) -> Piece:
    """Fold what is to be known of a result, and how it is computed."""
    method = words.say("method", method=words.say(f"method_{kind}"))
    return words.folded(words.say("caveats"), words.remarks((*said(notes, words.language), method)))


def _numbers(words: Setter, *keys: str) -> list[tuple[str, bool]]:
    return [(words.column(key), True) for key in keys]
