"""Shrunken levels in order, with their intervals: not a league table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evaluatie.report.figure.grid import LINE, SMALL, TEXT
from evaluatie.report.figure.shapes import Box, Dot, Line, Shape, Words
from evaluatie.report.figure.text import measured, wrapped
from evaluatie.report.figure.ticks import round_ticks
from evaluatie.reproduce.monitor.drawing.chart import WIDTH, Chart, axis_name, page, reach
from evaluatie.reproduce.monitor.drawing.drawn import Drawn
from evaluatie.reproduce.monitor.drawing.keys import dot_sample, key, line_sample
from evaluatie.reproduce.monitor.headlines import in_words
from evaluatie.reproduce.monitor.positions import Positions
from evaluatie.reproduce.monitor.wordbook import Wordbook, wordbook

_ROW, _NAMES, _LEADER = 5.0, 150.0, 16.0


def draw_positions(positions: Positions, who: str | None = None, language: str = "nl") -> Drawn:
    """Draw all organisations from low to high with their intervals, one of them named.

    The order of neighbours means nothing where their intervals overlap: no other organisation is named.

    Parameters
    ----------
    positions : Positions
        The levels.
    who : str, optional
        The organisation that is named.
    language : {"nl", "en"}

    Returns
    -------
    Drawn
        Its alternative text tells how many can be told from the average.
    """
    words = wordbook(language)
    samples = [
        (words.draw("apart"), dot_sample("accent", "accent", whiskers=True)),
        (words.draw("alike"), dot_sample("paper", "edge", whiskers=True)),
        (words.draw("raw"), _raw_sample),
        (words.draw("target", value=words.figure(positions.mean, positions.measure)), line_sample("ink", 1.2)),
    ]
    shapes, top = key(samples, WIDTH)
    table = positions.table.sort_values("shrunken", kind="stable").reset_index()
    limits = reach([*table["ci_low"], *table["ci_high"], *table["raw"]], 0.03)
    unit, top = axis_name(words.unit(positions.measure), limits, words, top + 2)
    high = top + 12 + _ROW * len(table)
    name = wrapped(who, _NAMES, SMALL, strong=True) if who is not None and who in set(table["who"]) else ()
    room = max((measured(line, SMALL, strong=True) for line in name), default=0.0)
    # the name stands beside the chart, where no other row's interval runs through it
    chart = Chart(16, WIDTH - 16 - (room + _LEADER if name else 0.0), top + 12, high, limits, (0.0, 1.0))
    shapes += [unit, *_axis(chart, words, words.sign(positions.measure))]
    shapes.append(Line(chart.x(positions.mean), chart.top, chart.x(positions.mean), chart.bottom, "ink", 1.2))
    heights = [high - _ROW * (place + 0.5) for place in range(len(table))]
    rows = list(zip(table.to_dict("records"), heights, strict=True))
    # under all rows, so that it hides none
    wide = chart.right - chart.left
    shapes += [Box(chart.left, y - _ROW, wide, 2 * _ROW, "band") for row, y in rows if row["who"] == who]
    for row, y in rows:
        shapes += _row(row, chart, y)
        if row["who"] == who:
            shapes += _named(name, chart, y)
    return Drawn(page(WIDTH, chart.bottom + 26, shapes), _alternative(positions, who, words))


def _raw_sample(x: float, y: float) -> Iterator[Shape]:
    yield Line(x + 12, y - 4, x + 12, y + 4, "ink", 1.6)


def _axis(chart: Chart, words: Wordbook, sign: str) -> Iterator[Shape]:
    yield Line(chart.left, chart.bottom, chart.right, chart.bottom, "edge", 1)
    for tick in round_ticks(*chart.across, 7):
        x = chart.x(tick)
        yield Line(x, chart.top, x, chart.bottom, "line", 0.8)
        digits = 0 if float(tick).is_integer() else 1
        yield Words(x, chart.bottom + 17, f"{words.number(tick, digits)}{sign}", "middle", SMALL, "muted")


def _row(row: Mapping[Any, Any], chart: Chart, y: float) -> Iterator[Shape]:
    apart = bool(row["apart"])
    edge = "accent" if apart else "edge"
    yield Line(chart.x(row["ci_low"]), y, chart.x(row["ci_high"]), y, edge, 1.4)
    yield Line(chart.x(row["raw"]), y - 2, chart.x(row["raw"]), y + 2, "ink", 1.2)
    yield Dot(chart.x(row["shrunken"]), y, 2.4, "accent" if apart else "paper", edge, 1.2)


def _named(name: tuple[str, ...], chart: Chart, y: float) -> Iterator[Shape]:
    """Name the chosen organisation beside the chart, with a line to its row."""
    yield Line(chart.right, y, chart.right + _LEADER - 4, y, "ink", 1)
    high = LINE * SMALL / TEXT
    top = min(max(y - high * len(name) / 2, chart.top), chart.bottom - high * len(name))
    for number, line in enumerate(name):
        yield Words(chart.right + _LEADER, top + high * (number + 0.75), line, "start", SMALL, "ink", True)


def _alternative(positions: Positions, who: str | None, words: Wordbook) -> str:
    span = {"first": positions.first, "last": positions.last, "mean": words.figure(positions.mean, positions.measure)}
    opening = words.draw("alt_positions", measure=words.measure(positions.measure), **span)
    return " ".join([opening, *in_words(positions, words.language, who=who)])
