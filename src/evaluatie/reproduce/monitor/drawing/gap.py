"""The gap between two groups over the years, with its breaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from evaluatie.report.figure.shapes import Dot, Line, Shape, Stroke
from evaluatie.reproduce.monitor.drawing.chart import WIDTH, Chart, axis_name, break_line, page, reach
from evaluatie.reproduce.monitor.drawing.drawn import Drawn
from evaluatie.reproduce.monitor.drawing.keys import dot_sample, key, line_sample
from evaluatie.reproduce.monitor.gaps import GapOverYears
from evaluatie.reproduce.monitor.wordbook import Wordbook, wordbook


def draw_gap(gap: GapOverYears, language: str = "nl") -> Drawn:
    """Draw a gap over the years: dots, intervals where they are known, a line per wording, and the breaks.

    Parameters
    ----------
    gap : GapOverYears
        The gap.
    language : {"nl", "en"}

    Returns
    -------
    Drawn
        Its alternative text tells every year's gap.
    """
    words = wordbook(language)
    table = gap.table
    values = np.concatenate([[0.0], *(table[name].to_numpy() for name in ("gap", "ci_low", "ci_high"))])
    samples = [(words.draw("with_limits"), dot_sample("accent", "accent", whiskers=True))]
    if table["ci_low"].isna().any():
        samples.append((words.draw("no_limits"), dot_sample("paper", "accent")))
    samples.append((words.draw("line"), line_sample("accent", 2)))
    shapes, top = key(samples[1 if table["ci_low"].isna().all() else 0 :], WIDTH)
    years = int(table["year"].min()), int(table["year"].max())
    chart = Chart(54, WIDTH - 20, top + 30, top + 260, (years[0] - 0.4, years[1] + 0.4), reach(list(values), 0.12, 2.0))
    shapes.append(axis_name(words.draw("gap_axis"), chart.upward, words, top + 2)[0])
    shapes += chart.grid(words.numerals)
    shapes.append(Line(chart.left, chart.y(0), chart.right, chart.y(0), "ink", 1.2))
    shapes += chart.years(table["year"].tolist())
    for year in gap.breaks:
        shapes += break_line(chart, year, words.draw("break", year=year))
    shapes += _lines(gap, chart)
    for row in table.to_dict("records"):
        shapes += _dot(row, chart)
    return Drawn(page(WIDTH, chart.bottom + 28, shapes), _alternative(gap, words))


def _lines(gap: GapOverYears, chart: Chart) -> Iterator[Shape]:
    for row in gap.trends.to_dict("records"):
        rows = gap.table[gap.table["segment"] == row["segment"]]
        middle_year, middle = float(rows["year"].mean()), float(rows["gap"].mean())
        ends = [float(row["first"]), float(row["last"])]
        heights = [middle + row["slope"] * (end - middle_year) for end in ends]
        # where whether it moves cannot be told, the line is a thin one
        told = row["ci_low"] == row["ci_low"]
        yield Stroke(chart.path(ends, heights), "accent" if told else "edge", 2 if told else 1.2)


def _dot(row: Mapping[Any, Any], chart: Chart) -> Iterator[Shape]:
    x, y = chart.x(row["year"]), chart.y(row["gap"])
    known = row["ci_low"] == row["ci_low"]
    if known:
        low, high = chart.y(row["ci_low"]), chart.y(row["ci_high"])
        yield Line(x, low, x, high, "accent", 2)
        yield from (Line(x - 4, end, x + 4, end, "accent", 1.6) for end in (low, high))
    yield Dot(x, y, 4.5, "accent" if known else "paper", "accent", 1.6)


def _alternative(gap: GapOverYears, words: Wordbook) -> str:
    names = {"focal": words.group(gap.focal), "reference": words.group(gap.reference)}
    sentences = [words.draw("alt_gap", measure=words.measure(gap.measure), **names)]
    for row in gap.table.to_dict("records"):
        slots = {"year": row["year"], "gap": words.number(row["gap"], signed=True)}
        if row["ci_low"] == row["ci_low"]:
            ends = {name: words.number(row[f"ci_{name}"], signed=True) for name in ("low", "high")}
            sentences.append(words.draw("alt_gap_year_limits", **slots, **ends))
        else:
            sentences.append(words.draw("alt_gap_year", **slots))
    sentences += [words.draw("break", year=year).capitalize() + "." for year in gap.breaks]
    return " ".join(sentences)
