"""A funnel plot."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from evaluatie.report.figure.grid import SMALL
from evaluatie.report.figure.labels import Rectangle
from evaluatie.report.figure.shapes import Box, Dot, Line, Shape, Stroke, Words
from evaluatie.report.figure.text import measured
from evaluatie.reproduce.monitor.drawing.chart import WIDTH, Chart, axis_name, page, reach
from evaluatie.reproduce.monitor.drawing.drawn import Drawn
from evaluatie.reproduce.monitor.drawing.keys import dot_sample, key, line_sample
from evaluatie.reproduce.monitor.funnels import Funnel
from evaluatie.reproduce.monitor.wordbook import Wordbook, wordbook


def draw_funnel(funnel: Funnel, measure: str, language: str = "nl") -> Drawn:
    """Draw percentages against numbers of people, within control limits; who can be told apart is named.

    Parameters
    ----------
    funnel : Funnel
        Its numbers.
    measure : str
        What the percentages are of.
    language : {"nl", "en"}

    Returns
    -------
    Drawn
        Its alternative text names who lies outside the limits, with figures.
    """
    words = wordbook(language)
    samples = [
        (words.draw("target", value=words.figure(funnel.target, measure)), line_sample("ink", 1.2)),
        (words.draw("limits_95"), line_sample("accent", 1.6)),
        (words.draw("limits_99.8"), line_sample("accent", 1.6, dashed=True)),
        (words.draw("apart"), dot_sample("accent", "accent")),
        (words.draw("alike"), dot_sample("paper", "accent")),
    ]
    shapes, top = key(samples, WIDTH)
    curve = funnel.curve
    low, high = reach([*funnel.table["percent"], *curve["low_99.8"], *curve["high_99.8"]], 0.04)
    limits = max(low, 0.0), min(high, 100.0)
    across = float(curve["n"].min()), float(curve["n"].max())
    unit, top = axis_name(words.unit(measure), limits, words, top + 4)
    shapes.append(unit)
    chart = Chart(48, WIDTH - 16, top + 12, top + 326, across, limits, logarithmic=True)
    shapes += chart.grid(words.numerals, 7, words.sign(measure))
    shapes += _ticks(chart, words)
    shapes.append(Line(chart.left, chart.y(funnel.target), chart.right, chart.y(funnel.target), "ink", 1.2))
    for name, dashed in (("95", False), ("99.8", True)):
        for side in ("low", "high"):
            shapes.append(Stroke(chart.path(list(curve["n"]), list(curve[f"{side}_{name}"])), "accent", 1.6, dashed))
    shapes += _dots(funnel, chart, words)
    return Drawn(page(WIDTH, chart.bottom + 46, shapes), _alternative(funnel, measure, words))


def _ticks(chart: Chart, words: Wordbook) -> Iterator[Shape]:
    yield Line(chart.left, chart.bottom, chart.right, chart.bottom, "edge", 1)
    low, high = chart.across
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for tick in (10.0**power * step for power in powers for step in (1, 3)):
        if low <= tick <= high:
            x = chart.x(tick)
            yield Line(x, chart.bottom, x, chart.bottom + 4, "edge", 1)
            yield Words(x, chart.bottom + 17, words.count(tick), "middle", SMALL, "muted")
    yield Words((chart.left + chart.right) / 2, chart.bottom + 37, words.draw("n"), "middle", SMALL, "muted")


def _dots(funnel: Funnel, chart: Chart, words: Wordbook) -> Iterator[Shape]:
    rows = funnel.table.to_dict("records")
    taken = [_around(chart.x(row["n"]), chart.y(row["percent"])) for row in rows]
    for row in sorted(rows, key=lambda row: row["p"]):
        if row["p_adjusted"] >= 0.05:
            continue
        place = _place(words.group(row["name"]), chart.x(row["n"]), chart.y(row["percent"]), chart, taken)
        # who finds no room is told in the alternative text and in the table
        if place is not None:
            taken.append(place)
            yield Box(place.left, place.top, place.right - place.left, place.bottom - place.top, "paper")
            name = words.group(row["name"])
            yield Words(place.left + 2, (place.top + place.bottom) / 2 + 4, name, "start", SMALL, "ink", True)
    for row in rows:
        x, y = chart.x(row["n"]), chart.y(row["percent"])
        apart = row["p_adjusted"] < 0.05
        yield Dot(x, y, 4.5, "accent" if apart else "paper", "accent", 1.6)


def _around(x: float, y: float) -> Rectangle:
    return Rectangle(x - 6, y - 6, x + 6, y + 6)


def _place(name: str, x: float, y: float, chart: Chart, taken: Sequence[Rectangle]) -> Rectangle | None:
    """Find a place for a name beside its dot that covers neither dots nor names."""
    wide = measured(name, SMALL, strong=True) + 4
    for left in (x + 8, x - 8 - wide):
        for top in (y - 8, y - 20, y + 4):
            place = Rectangle(left, top, left + wide, top + 16)
            inside = chart.left <= place.left and place.right <= chart.right
            if inside and not any(place.meets(other) for other in taken):
                return place
    return None


def _alternative(funnel: Funnel, measure: str, words: Wordbook) -> str:
    opening = words.draw("alt_funnel", measure=words.measure(measure), target=words.figure(funnel.target, measure))
    outside = funnel.table[funnel.table["outside"] != ""].to_dict("records")
    if not outside:
        return f"{opening} {words.draw('alt_funnel_in')}"
    named = [
        f"{words.group(row['name'])} ({words.number(row['percent'])}%, n {words.count(row['n'])})" for row in outside
    ]
    return f"{opening} {words.draw('alt_funnel_out', names=', '.join(named))}"
