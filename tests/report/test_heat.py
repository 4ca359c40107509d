"""A heat table: how dark each cell is, what is said of it in words, and which rows are refused."""

from __future__ import annotations

import pytest
from drawings import heat
from test_drawings import drawn, laid_out, of

from evaluatie.report import BundleError, figure
from evaluatie.report.figure.shapes import Box, Frame, Words
from evaluatie.report.palette import palettes


def test_a_higher_score_is_darker_and_its_number_stands_in_it(change) -> None:
    image, reader = drawn(heat(change))
    drawing = figure.lay_out(image, reader.numerals, "wide")
    filled = [(shape, shape.colour) for shape in of(Box, drawing)]
    filled += [(shape, shape.fill) for shape in of(Frame, drawing)]
    order = ["middle", "high1", "high2", "high3", "high4", "high5"]
    found = {}
    for word in of(Words, drawing):
        if not word.text.replace(".", "").isdecimal():
            continue
        for shape, colour in filled:
            inside = shape.x <= word.x <= shape.x + shape.width and shape.y <= word.y <= shape.y + shape.height
            if inside and colour in order:
                found[float(word.text)] = order.index(colour)
    scores = sorted(found)
    assert len(scores) > 5
    assert [found[score] for score in scores] == sorted(found[score] for score in scores)
    assert found[min(scores)] < found[max(scores)]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_cell_is_said_in_words(change, language: str) -> None:
    image, _ = drawn(heat(change), language)
    sentences = image.content.sentences
    assert len(sentences) == 10
    assert all(sentence.count(";") == 3 for sentence in sentences)
    hidden = {"nl": "niet getoond", "en": "not shown"}[language]
    assert all(hidden in sentence for sentence in sentences)


def test_what_is_not_shown_is_hatched_in_both_layouts(change) -> None:
    for layout in figure.LAYOUTS:
        drawing = laid_out(heat(change), layout)
        assert [word.text for word in of(Words, drawing)].count("not shown") == 10


def test_a_heat_table_without_limits_or_columns_is_refused(change) -> None:
    for spoil in (
        lambda one: one["caption"]["slots"].pop("low"),
        lambda one: one["columns"].pop(),
        lambda one: one["rows"][0]["head"].pop(),
    ):
        bundle = heat(change)
        spoil(bundle["displays"][0])
        with pytest.raises(BundleError, match="a column for each cell"):
            drawn(bundle)


def test_shades_exist_in_light_and_dark() -> None:
    for palette in palettes().values():
        assert {"middle", "high1", "high2", "high3", "high4", "high5"} <= set(palette)
