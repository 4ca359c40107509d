"""Small charts of trends: one per organisation, beside what all did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from evaluatie.report.figure.grid import LINE, TEXT
from evaluatie.report.figure.shapes import Dot, Shape, Stroke, Words
from evaluatie.report.figure.text import wrapped
from evaluatie.reproduce.monitor.drawing.chart import WIDTH, Chart, axis_name, break_line, page, reach
from evaluatie.reproduce.monitor.drawing.drawn import Drawn
from evaluatie.reproduce.monitor.drawing.keys import dot_sample, key, line_sample
from evaluatie.reproduce.monitor.headlines import in_words
from evaluatie.reproduce.monitor.series import Measured
from evaluatie.reproduce.monitor.trends import Trends
from evaluatie.reproduce.monitor.wordbook import Wordbook, wordbook

_BESIDE, _GAP, _HIGH, _AXIS = 2, 34.0, 118.0, 40.0


def draw_trends(trends: Trends, figures: Measured, who: Sequence[str], language: str = "nl") -> Drawn:
    """Draw small charts of some organisations' figures, trends and what all did, on one scale.

    Parameters
    ----------
    trends : Trends
        The trends.
    figures : Measured
        What they were estimated from.
    who : sequence of str
        The organisations, in the order in which they are drawn; without any, all together.
    language : {"nl", "en"}

    Returns
    -------
    Drawn
        Its alternative text tells every chart's trend.

    Raises
    ------
    ValueError
        If there is no such organisation or language.
    """
    words = wordbook(language)
    rows = {name: _rows(figures, trends, name) for name in who} or {
        words.draw("all", k=len(trends.table)): _all(trends)
    }
    values = np.concatenate([*(part["value"].to_numpy() for part in rows.values()), trends.overall["value"].to_numpy()])
    limits, years = reach(list(values)), (min(figures.years), max(figures.years))
    samples = [(words.draw("yearly"), dot_sample("accent", "accent")), (words.draw("line"), line_sample("accent", 2.2))]
    if who:
        samples.append((words.draw("all", k=len(trends.table)), line_sample("muted", 1.6, dotted=True)))
    if trends.breaks:
        samples.append(
            (words.draw("break", year=", ".join(map(str, trends.breaks))), line_sample("ink", 1.2, dashed=True))
        )
    shapes, top = key(samples, WIDTH)
    unit, top = axis_name(words.unit(trends.measure), limits, words, top + 4)
    shapes.append(unit)
    top += 6
    beside = min(_BESIDE, len(rows))
    wide = (WIDTH - _GAP * (beside - 1)) / beside
    for first in range(0, len(rows), beside):
        names = list(rows)[first : first + beside]
        lines = [wrapped(name, wide, TEXT, strong=True) for name in names]
        head = top + LINE * max(map(len, lines)) + 4
        for place, (name, title) in enumerate(zip(names, lines, strict=True)):
            left = place * (wide + _GAP)
            shapes += [
                Words(left, top + LINE * (number + 0.75), line, "start", TEXT, "ink", True)
                for number, line in enumerate(title)
            ]
            chart = Chart(left + _AXIS, left + wide - 22, head, head + _HIGH, years, limits)
            shapes += _small(chart, rows[name], trends, figures.years, words)
        top = head + _HIGH + 34
    chosen: list[str | None] = [*who] or [None]
    told = [in_words(trends, language, who=name)[0] for name in chosen]
    opening = words.draw("alt_trends", measure=words.measure(trends.measure))
    return Drawn(page(WIDTH, top, shapes), " ".join([opening, *told]))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _all(trends: Trends) -> pd.DataFrame:
    """Give what all did as if it were an organisation's figures."""
    return trends.overall.assign(who="")


def _rows(figures: Measured, trends: Trends, name: str) -> pd.DataFrame:
    trends.of(name)
    return figures.frame[figures.frame["who"] == name].sort_values("year")


def _small(chart: Chart, rows: pd.DataFrame, trends: Trends, years: Sequence[int], words: Wordbook) -> Iterator[Shape]:
    yield from chart.grid(words.numerals, 4, words.sign(trends.measure))
    yield from chart.years(years)
    for year in trends.breaks:
        yield from break_line(chart, year, "")
    overall = trends.overall.set_index("year")
    for piece in _pieces(overall.index, (*trends.breaks, *_after_holes(overall.index))):
        yield Stroke(chart.path(piece, overall.loc[piece, "value"].tolist()), "muted", 1.6, dotted=True)
    for piece, heights in _line(rows, trends):
        yield Stroke(chart.path(piece, heights), "accent", 2.2)
    for year, value in zip(rows["year"], rows["value"], strict=True):
        yield Dot(chart.x(year), chart.y(value), 3.2, "accent", "paper", 0.8)


def _line(rows: pd.DataFrame, trends: Trends) -> Iterator[tuple[list[int], list[float]]]:
    """Give the pieces of the fitted line: the organisation's slope, through its level within each wording."""
    who = str(rows["who"].iloc[0])
    if who and trends.of(who)["why"]:
        return  # a line through too few years would look like a trend
    fitted = trends.fitted(who) if who else trends.overall.set_index("year")["fitted"]
    for piece in _pieces(fitted.index, trends.breaks):
        if len(piece) > 1:
            yield piece, fitted.loc[piece].tolist()


def _after_holes(years: pd.Index[int]) -> Iterator[int]:
    """Give the years before which there are years without figures: nothing is drawn over these."""
    return (int(year) for before, year in pairwise(years) if year - before > 1)


def _pieces(years: Sequence[int] | pd.Index[int], breaks: Sequence[int]) -> Iterator[list[int]]:
    edges = [-np.inf, *sorted(breaks), np.inf]
    for low, high in pairwise(edges):
        piece = [int(year) for year in years if low <= year < high]
        if piece:
            yield piece
