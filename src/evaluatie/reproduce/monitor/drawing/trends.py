"""Small charts of trends: one per organisation, beside what all did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from evaluatie.report.figure.grid import LINE, TEXT
from evaluatie.report.figure.shapes import Dot, Shape, Stroke, Words
from evaluatie.report.figure.text import wrapped
from evaluatie.reproduce.monitor.drawing.chart import WIDTH, Chart, break_line, page, reach
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
        The organisations, in the order in which they are drawn.
    language : {"nl", "en"}

    Returns
    -------
    Drawn
        Its alternative text tells every chart's trend.

    Raises
    ------
    ValueError
        If there is no such organisation or language, or none was named.
    """
    words = wordbook(language)
    if not who:
        raise ValueError("name at least one organisation to draw")
    rows = {name: _rows(figures, trends, name) for name in who}
    values = np.concatenate([*(part["value"].to_numpy() for part in rows.values()), trends.overall["value"].to_numpy()])
    limits, years = reach(list(values)), (min(figures.years), max(figures.years))
    samples = [
        (words.draw("own"), dot_sample("accent", "accent")),
        (words.draw("line"), line_sample("accent", 2.2)),
        (words.draw("all"), line_sample("muted", 1.6, dotted=True)),
    ]
    if trends.breaks:
        samples.append(
            (words.draw("break", year=", ".join(map(str, trends.breaks))), line_sample("ink", 1.2, dashed=True))
        )
    shapes, top = key(samples, WIDTH)
    top += 10
    beside = min(_BESIDE, len(who))
    wide = (WIDTH - _GAP * (beside - 1)) / beside
    for first in range(0, len(who), beside):
        names = who[first : first + beside]
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
    told = [sentence for name in who for sentence in _told(trends, name, language)]
    opening = words.draw("alt_trends", measure=words.measure(trends.measure))
    return Drawn(page(WIDTH, top, shapes), " ".join([opening, *told]))


def _told(trends: Trends, name: str, language: str) -> tuple[str, ...]:
    """Give what is said of one organisation: the first sentence of it."""
    return in_words(trends, language, who=name)[:1]


def _rows(figures: Measured, trends: Trends, name: str) -> pd.DataFrame:
    trends.of(name)
    return figures.frame[figures.frame["who"] == name].sort_values("year")


def _small(chart: Chart, rows: pd.DataFrame, trends: Trends, years: Sequence[int], words: Wordbook) -> Iterator[Shape]:
    yield from chart.grid(words.numerals, 4)
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
    fitted = trends.fitted(str(rows["who"].iloc[0]))
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
