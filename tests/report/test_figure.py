"""Figures: what is drawn, in which layout, in colours that everyone can see, the same every time."""

from __future__ import annotations

import re
from itertools import pairwise

import matplotlib as mpl
import numpy as np
import pytest
from variants import hide, rich_change

from evaluatie.report import figure
from evaluatie.report.figure.shapes import Box, Dot, Line, Words
from evaluatie.report.picture import picture
from evaluatie.report.reading import Reader


def drawn(bundle, language="nl", position=0):
    reader = Reader(bundle, language)
    return picture(bundle["displays"][position], reader), reader


@pytest.mark.parametrize("layout", figure.LAYOUTS)
@pytest.mark.parametrize("name", [0, 1, 2])
def test_figures_are_the_same_every_time_and_use_the_pages_colours(bundles, name, layout):
    image, reader = drawn(bundles[name])
    svg = figure.to_svg(image, reader.numerals, layout)
    assert svg == figure.to_svg(image, reader.numerals, layout)
    assert not re.search(r"#[0-9a-f]{6}|<style|<metadata|\bid=|url\(|font-family|Date", svg)
    assert svg.count("<text") >= 3 * 2
    assert figure.to_png(image, reader.numerals, layout)[:4] == b"\x89PNG"


def test_a_readers_own_matplotlib_settings_change_nothing_and_are_kept(change):
    image, reader = drawn(change)
    before = figure.to_png(image, reader.numerals)
    with mpl.rc_context({"font.size": 30, "lines.linewidth": 9, "lines.antialiased": False}):
        assert figure.to_png(image, reader.numerals) == before
        assert mpl.rcParams["font.size"] == 30


@pytest.mark.parametrize(("layout", "middle", "half"), [("wide", 363, 157), ("narrow", 159, 139)])
def test_dots_intervals_and_bands_stand_where_the_numbers_are(change, layout, middle, half):
    image, reader = drawn(change)
    shapes = figure.lay_out(image, reader.numerals, layout).shapes
    rows = [[change["numbers"][cell["ref"]] for cell in row["cells"]] for row in change["displays"][0]["rows"]]
    # zero in the middle, and a little room beside the widest interval
    widest = max(abs(number[end]) for number, _ in rows for end in ("ci_low", "ci_high"))
    across = half / (1.12 * widest)
    dots = [shape.x for shape in shapes if isinstance(shape, Dot)]
    assert dots == pytest.approx([middle + across * number["estimate"] for number, _ in rows])
    intervals = [(shape.x1, shape.x2) for shape in shapes if isinstance(shape, Line) and shape.width == 2.4]
    ends = [[middle + across * number[end] for end in ("ci_low", "ci_high")] for number, _ in rows]
    assert np.array(intervals) == pytest.approx(np.array(ends))
    bands = [shape.width / 2 for shape in shapes if isinstance(shape, Box) and shape.colour == "band"]
    assert bands == pytest.approx([across * bound["estimate"] for _, bound in rows])


@pytest.mark.parametrize("layout", figure.LAYOUTS)
def test_shapes_stay_on_the_drawing_and_texts_of_a_column_apart(change, layout):
    image, reader = drawn(rich_change(change), position=1)
    drawing = figure.lay_out(image, reader.numerals, layout)
    words = [shape for shape in drawing.shapes if isinstance(shape, Words)]
    assert all(0 <= word.x <= drawing.width and 0 < word.y < drawing.height for word in words)
    assert all(0 < shape.x < drawing.width for shape in drawing.shapes if isinstance(shape, Dot))
    for align in ("start", "end"):
        column = [word.y for word in words if word.align == align]
        assert all(after - before > 16.9 for before, after in pairwise(column))


@pytest.mark.parametrize("layout", figure.LAYOUTS)
def test_matplotlib_draws_the_same_shapes(change, layout):
    image, reader = drawn(rich_change(change), position=1)
    drawing = figure.lay_out(image, reader.numerals, layout)
    plot = figure.draw(image, reader.numerals, layout)
    assert tuple(plot.get_size_inches() * plot.dpi) == (drawing.width, drawing.height)
    (axes,) = plot.axes
    assert [text.get_text() for text in axes.texts] == [s.text for s in drawing.shapes if isinstance(s, Words)]
    assert [text.get_position() for text in axes.texts] == [(s.x, s.y) for s in drawing.shapes if isinstance(s, Words)]
    assert len(axes.lines) == sum(isinstance(shape, Line) for shape in drawing.shapes)
    assert len(axes.patches) == sum(isinstance(shape, Box | Dot) for shape in drawing.shapes)


def test_nothing_but_zeros_can_be_drawn(change):
    for number in change["numbers"].values():
        number.update(estimate=0.0, ci_low=None, ci_high=None)
    image, reader = drawn(change, "en")
    svg = figure.to_svg(image, reader.numerals)
    assert svg.count('cx="363"') == 3
    assert ">+0.4<" in svg


def test_a_dollar_sign_is_a_dollar_sign_also_for_matplotlib(change):
    change["labels"]["outcome"]["jobsat"] = "kosten ($x) en baten ($y)"
    image, reader = drawn(change)
    assert "Kosten ($x) en baten" in figure.to_svg(image, reader.numerals)
    assert not any(text.get_parse_math() for text in figure.draw(image, reader.numerals).axes[0].texts)


def test_means_are_drawn_on_the_scales_own_range(bundles):
    image, reader = drawn(bundles[1])
    assert [panel.limits for panel in image.panels] == [(1.0, 5.0)]
    bundles[1]["outcomes"]["ready"].update(low=0, high=10)
    image, reader = drawn(bundles[1], "en")
    assert [panel.limits for panel in image.panels] == [(1.0, 5.0), (0.0, 10.0)]
    assert [panel.axis for panel in image.panels][1] == "Score on a scale from 0 to 10"
    texts = [shape.text for shape in figure.lay_out(image, reader.numerals, "wide").shapes if isinstance(shape, Words)]
    assert [text for text in texts if text.isdecimal()] == [*"12345", "0", "2", "4", "6", "8", "10"]


def test_several_estimates_of_one_outcome_stand_under_one_name(change):
    image, _ = drawn(rich_change(change), position=1)
    marks = [mark for panel in image.panels for mark in panel.marks]
    assert [bool(mark.label) for mark in marks] == [True, False] * 3
    notes = [mark.note.replace("; lager is gunstiger", "") for mark in marks]
    assert notes == ["iedereen die meedeed", "twee keer meegedaan"] * 3
    # said once, at the outcome of which lower is better
    assert [mark.note.endswith("lager is gunstiger") for mark in marks] == [False, False, True, False, False, False]
    assert "Arbeidstevredenheid, twee keer meegedaan: +0,25 punt" in image.alternative
    assert "de kleinste verandering die ertoe doet is niet getoond" in image.alternative


def test_a_hidden_number_is_not_drawn_but_named(change):
    hide(change, change["displays"][0]["rows"][1]["cells"][0]["ref"], "uniform")
    image, reader = drawn(change, "en")
    assert image.panels[0].marks[1].value is None
    assert image.reasons == ("uniform",)
    assert "Commitment: not shown." in image.alternative
    for layout in figure.LAYOUTS:
        assert "not shown" in figure.to_svg(image, reader.numerals, layout)


def test_the_reading_direction_is_said_where_lower_is_better(change):
    change["outcomes"]["jobsat"]["direction"] = "lower"
    image, _ = drawn(change)
    assert image.panels[0].marks[0].note == "lager is gunstiger"


@pytest.mark.parametrize("known", [0, 1])
def test_response_without_invited_people(bundles, known):
    for row in bundles[0]["displays"][0]["rows"][known:]:
        row["cells"][1] = None
    image, reader = drawn(bundles[0])
    assert image.kind == ("response" if known else "counts")
    assert "Nameting: 90 mensen." in image.alternative
    assert ("percentage niet bekend" in figure.to_svg(image, reader.numerals)) == bool(known)
    assert image.notes == ((reader.wording.text("note.response" if known else "note.response_counts")),)
