"""Every colour can be seen, in light and dark, in grey and by the colour-blind: in the palette and where drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise, product
from typing import Any

import pytest
from colours import BLIND, contrast, linear, ratio, seen
from drawings import every_figure

from evaluatie.report import figure
from evaluatie.report.figure.markers import marker
from evaluatie.report.figure.shades import rising, shades
from evaluatie.report.figure.shapes import Area, Box, Dot, Frame, Line, Shape, Stroke, Words
from evaluatie.report.palette import palettes
from evaluatie.report.picture import picture
from evaluatie.report.reading import Reader

TEXTS, GROUNDS = ("ink", "muted", "link", "accent"), ("paper", "panel", "caution")
MARKS = ("edge", "accent", "amber")
#: lines of a grid, and a ground of which the border tells where it ends
DECORATION = {"line", "band", "panel", "paper"}
WEAK = {"middle", "low1", "low2", "high1", "high2"}
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])


@SCHEMES
def test_every_role_of_the_palette_is_tested_here(scheme: str) -> None:
    steps = {shade.fill for parts in range(1, 12) for shade in shades(parts)}
    assert set(palettes()[scheme]) == {*TEXTS, *GROUNDS, *MARKS, *DECORATION, *steps}


@SCHEMES
def test_texts_and_marks_stand_out_from_what_they_stand_on(scheme: str) -> None:
    colours = palettes()[scheme]
    for text, ground in product(TEXTS, GROUNDS):
        assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    for mark, ground in product(MARKS, GROUNDS):
        assert contrast(colours[mark], colours[ground]) >= 3, (mark, ground)
    assert all(contrast(colours[mark], colours["band"]) >= 3 for mark in ("accent", "high3", "ink"))


@SCHEMES
@pytest.mark.parametrize("parts", range(1, 12))
def test_parts_of_a_bar_carry_their_text_and_are_told_apart_in_grey(scheme: str, parts: int) -> None:
    colours = palettes()[scheme]
    for shade in shades(parts):
        assert contrast(colours[shade.text], colours[shade.fill]) >= 4.5, shade
        # the others have an edge, and texts between them stand on paper
        assert not shade.strong or contrast(colours[shade.fill], colours["paper"]) >= 3, shade
    side = [shade.fill for shade in shades(parts)][: (parts + 1) // 2]
    assert all(contrast(colours[one], colours[other]) >= 1.25 for one, other in pairwise(side))
    # light and dark have the same order: the strongest stand at the ends
    strength = [contrast(colours[role], colours["paper"]) for role in side]
    assert strength == sorted(strength, reverse=True)


@SCHEMES
@pytest.mark.parametrize("eye", BLIND)
def test_neighbours_in_a_bar_and_steps_of_a_heat_map_are_told_apart_by_every_eye(scheme: str, eye: str) -> None:
    colours = {role: seen(colour, eye) for role, colour in palettes()[scheme].items()}
    heat = list(dict.fromkeys(rising(step / 10).fill for step in range(11)))
    rows = [heat, *([shade.fill for shade in shades(parts)] for parts in range(2, 12))]
    for row in rows:
        # two neighbours of the same strength lie on both sides of a middle that is not there: a gap of paper parts them
        told = [ratio(colours[one], colours[other]) for one, other in pairwise(row) if one[-1] != other[-1]]
        assert all(one >= 1.2 for one in told), (row, told)


@SCHEMES
@pytest.mark.parametrize("eye", BLIND)
def test_marks_of_series_are_seen_by_every_eye_and_told_apart_without_their_colour(scheme: str, eye: str) -> None:
    colours = palettes()[scheme]
    for one in map(marker, range(10)):
        assert ratio(seen(colours[one.colour], eye), seen(colours["paper"], eye)) >= 3, one
    forms = [(one.form, one.hollow) for one in map(marker, range(10))]
    assert len(set(forms)) == len(forms)


def drawn(bundles: list[dict[str, Any]], layout: figure.Layout) -> Iterator[tuple[str, Sequence[Shape]]]:
    for bundle in (*bundles, every_figure(bundles[2])):
        reader = Reader(bundle, "nl")
        for display in bundle["displays"]:
            if display["type"] == "figure":
                yield display["id"], figure.lay_out(picture(display, reader), reader.numerals, layout).shapes


@pytest.mark.parametrize("layout", figure.LAYOUTS)
def test_every_word_and_mark_of_every_kind_of_figure_stands_out_where_it_is_drawn(
    bundles: list[dict[str, Any]], layout: figure.Layout
) -> None:
    words = marks = 0
    for name, shapes in drawn(bundles, layout):
        for scheme, (at, shape) in product(("light", "dark"), enumerate(shapes)):
            colours = palettes()[scheme]
            for colour, least, *places in parts_of(shape):
                grounds = [ground_at(shapes[:at], x, y) for x, y in places]
                # a line may cross a bar of its own colour: it is seen where it comes out
                assert max(contrast(colours[colour], colours[ground]) for ground in grounds) >= least, (name, shape)
                words, marks = words + (least == 4.5), marks + (least == 3)
    assert words > 200
    assert marks > 200


def parts_of(shape: Shape) -> Iterator[tuple[Any, ...]]:
    """Give what must be seen of a shape: its colour, how much it must stand out, and where."""
    match shape:
        case Words(x, y, _, align, size, colour):
            yield colour, 4.5, (x + {"start": 2, "middle": 0, "end": -2}[align], y - size / 3)
        case Line(x, y, x_end, y_end, colour) if colour not in DECORATION:
            yield colour, 3, (x, y), ((x + x_end) / 2, (y + y_end) / 2), (x_end, y_end)
        case Stroke(points, colour) if colour not in DECORATION:
            (x, y), (x_end, y_end) = points[:2]
            yield colour, 3, ((x + x_end) / 2, (y + y_end) / 2)
        case Dot(x, y, _, _, edge) if edge not in DECORATION:
            yield edge, 3, (x, y)
        case Frame(x, y, width, height, _, edge):
            yield edge, 3, (x - 1, y + height / 2)
        case Area(points, colour) if colour not in DECORATION | WEAK:
            yield colour, 3, (sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points))
        case Box(x, y, width, height, colour) if colour not in DECORATION | WEAK:
            yield colour, 3, (x + width / 2, y + height / 2)


def ground_at(shapes: Sequence[Shape], x: float, y: float) -> str:
    """Give the colour of what was drawn last at a point, apart from lines and words."""
    for shape in reversed(shapes):
        match shape:
            case Box(left, top, width, height, colour) | Frame(left, top, width, height, colour):
                if left <= x <= left + width and top <= y <= top + height:
                    return colour
            case Area(points, colour) if colour in DECORATION and inside(points, x, y):
                return colour
    return "paper"


def inside(points: Sequence[tuple[float, float]], x: float, y: float) -> bool:
    """Say whether a point lies in a polygon."""
    crossed = False
    for (left, top), (right, bottom) in pairwise((*points, points[0])):
        if (top > y) != (bottom > y) and x < left + (y - top) / (bottom - top) * (right - left):
            crossed = not crossed
    return crossed


def test_the_measures_are_those_of_the_standards() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    # WCAG's own often quoted limit: the lightest grey that carries text on white
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert contrast("#777777", "#ffffff") < 4.5
    # grey stays what it is to every eye, and red and green are not told apart by all
    for eye in BLIND:
        assert seen("#808080", eye) == pytest.approx(linear("#808080"), abs=2e-3)
    for one, other in combinations(("#b0563b", "#7a7a2f"), 2):
        apart = [abs(a - b) for a, b in zip(seen(one, "deuteranopia"), seen(other, "deuteranopia"), strict=True)]
        assert max(apart) < max(abs(a - b) for a, b in zip(linear(one), linear(other), strict=True))
