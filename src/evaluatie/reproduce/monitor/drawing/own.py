"""One's own figure above the distribution of organisations."""

from __future__ import annotations

from collections.abc import Iterator

from evaluatie.report.figure.grid import SMALL
from evaluatie.report.figure.shapes import Dot, Line, Shape, Words
from evaluatie.report.figure.ticks import round_ticks
from evaluatie.reproduce.monitor.drawing.chart import WIDTH, Chart, axis_name, page, reach
from evaluatie.reproduce.monitor.drawing.drawn import Drawn
from evaluatie.reproduce.monitor.drawing.keys import dot_sample, key
from evaluatie.reproduce.monitor.headlines import in_words
from evaluatie.reproduce.monitor.own import OwnBeside
from evaluatie.reproduce.monitor.wordbook import Wordbook, wordbook

_SIZE = 7.0


def draw_own(own: OwnBeside, language: str = "nl") -> Drawn:
    """Draw the organisations of a year as stacked dots, and the own figure with its interval above them.

    Where the two may not be compared, nothing of the organisations is drawn.

    Parameters
    ----------
    own : OwnBeside
        The own figure and the others.
    language : {"nl", "en"}

    Returns
    -------
    Drawn
        Its alternative text says what may be said of the two.
    """
    words = wordbook(language)
    theirs = [float(value) for value in own.figures] if own.comparable else []
    limits = reach([*theirs, own.ci_low, own.ci_high], 0.05, 10.0)
    samples = [(words.draw("own"), dot_sample("accent", "accent", whiskers=True))]
    if theirs:
        samples.append((words.draw("others", k=own.k, year=own.year_of_others), dot_sample("paper", "edge")))
    shapes, top = key(samples, WIDTH)
    unit, top = axis_name(words.unit(own.measure), limits, words, top + 2)
    shapes.append(unit)
    heights = _stacked(theirs, limits)
    chart = Chart(
        16, WIDTH - 16, top + 16, top + 60 + _SIZE * max(heights, default=0), (limits[0], limits[1]), (0.0, 1.0)
    )
    shapes += _axis(chart, words, words.sign(own.measure))
    for value, height in zip(sorted(theirs), heights, strict=True):
        shapes.append(Dot(chart.x(value), chart.bottom - _SIZE * (height + 0.7), 3, "paper", "edge", 1.4))
    y = chart.top + 10
    shapes.append(Line(chart.x(own.ci_low), y, chart.x(own.ci_high), y, "accent", 2.4))
    shapes += [Line(chart.x(end), y - 5, chart.x(end), y + 5, "accent", 1.8) for end in (own.ci_low, own.ci_high)]
    shapes.append(Dot(chart.x(own.percent), y, 5, "accent", "accent", 1))
    opening = words.draw("alt_own", k=own.k, measure=words.measure(own.measure), year=own.year_of_others)
    spoken = in_words(own, language)
    return Drawn(page(WIDTH, chart.bottom + 26, shapes), " ".join([opening, *spoken] if theirs else spoken))


def _axis(chart: Chart, words: Wordbook, sign: str) -> Iterator[Shape]:
    yield Line(chart.left, chart.bottom, chart.right, chart.bottom, "edge", 1)
    for tick in round_ticks(*chart.across, 7):
        x = chart.x(tick)
        yield Line(x, chart.bottom, x, chart.bottom + 4, "edge", 1)
        yield Words(x, chart.bottom + 17, f"{words.number(tick, 0)}{sign}", "middle", SMALL, "muted")


def _stacked(values: list[float], limits: tuple[float, float]) -> list[int]:
    """Give how high each dot stands, from the lowest value on: on those that it would cover."""
    near = _SIZE / (WIDTH - 32) * (limits[1] - limits[0])
    placed: list[tuple[float, int]] = []
    for value in sorted(values):
        taken = {height for other, height in placed if value - other < near}
        placed.append((value, next(height for height in range(len(values)) if height not in taken)))
    return [height for _, height in placed]
