"""Many ways of analysis: in order, with their choices, summed up from what may be shown."""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import median

import pytest
from drawings import CHOICES, hidden_cells, multiverse
from test_drawings import drawn, laid_out, of

from evaluatie.report import BundleError, figure
from evaluatie.report.figure.shapes import Area, Box, Dot, Line, Words

LAYOUTS = figure.LAYOUTS


def estimates(bundle):
    refs = [row["cells"][0]["ref"] for row in bundle["displays"][0]["rows"]]
    return [bundle["numbers"][ref] for ref in refs]


def dots(drawing):
    """From left to right."""
    return sorted(of(Dot, drawing), key=lambda dot: dot.x)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("ways", [20, 48, 150])
def test_estimates_stand_in_order_on_one_axis_with_their_intervals(change, layout, ways):
    bundle = multiverse(change, ways, 7)
    drawing = laid_out(bundle, layout)
    placed = dots(drawing)
    values = sorted(number["estimate"] for number in estimates(bundle))
    assert len(placed) == ways
    assert all(after.x > before.x for before, after in pairwise(placed))
    (zero,) = [line.y1 for line in of(Line, drawing) if line.colour == "ink" and line.y1 == line.y2]
    per_point = (placed[0].y - placed[-1].y) / (values[-1] - values[0])
    assert [dot.y for dot in placed] == pytest.approx([zero - value * per_point for value in values])
    intervals = sorted(
        (line for line in of(Line, drawing) if line.x1 == line.x2 and line.colour in ("high3", "ink")),
        key=lambda line: line.x1,
    )
    ordered = sorted(estimates(bundle), key=lambda number: number["estimate"])
    assert [line.y1 - line.y2 for line in intervals] == pytest.approx(
        [(number["ci_high"] - number["ci_low"]) * per_point for number in ordered]
    )
    # however many there are, dots do not run into the texts beside them
    assert placed[0].x > (200 if layout == "wide" else 40)
    assert placed[-1].x < drawing.width - 5


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_way_has_one_mark_per_choice_in_the_row_of_its_option(change, layout):
    bundle = multiverse(change, 48, 5)
    image, reader = drawn(bundle)
    drawing = figure.lay_out(image, reader.numerals, layout)
    marks = [box for box in of(Box, drawing) if box.colour in ("accent", "ink")]
    rows = sorted({round(mark.y + mark.height / 2, 3) for mark in marks})
    options = [option for choice in image.content.choices for option in choice.options]
    assert len(rows) == len(options) == 11
    assert len(marks) == 48 * len(CHOICES)
    first = [sum(len(choice.options) for choice in image.content.choices[:place]) for place in range(len(CHOICES))]
    for dot, way in zip(dots(drawing), image.content.ways, strict=True):
        here = [mark for mark in marks if abs(mark.x + mark.width / 2 - dot.x) < 1e-6]
        taken = sorted(rows.index(round(mark.y + mark.height / 2, 3)) for mark in here)
        assert taken == [start + option for start, option in zip(first, way.options, strict=True)]
    words = [word.text for word in of(Words, drawing)]
    # the names of the options stand in the order of the rows
    names = [word for word in words if word in options]
    assert names == [option for option in options if option in words]
    assert {"Group", "Left out", "Score", "Adjusted for"} < set(words)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_marks_do_not_run_into_each_other(change, layout):
    boxes = [box for box in of(Box, laid_out(multiverse(change, 150), layout)) if box.colour in ("accent", "ink")]
    for row in {round(box.y + box.height / 2, 3) for box in boxes}:
        here = sorted((box.x, box.x + box.width) for box in boxes if round(box.y + box.height / 2, 3) == row)
        assert all(after[0] > before[1] for before, after in pairwise(here))


def test_the_alternative_text_sums_up_what_is_shown(change):
    bundle = multiverse(change, 48, 5)
    numbers = estimates(bundle)
    values = sorted(number["estimate"] for number in numbers)
    above = sum(number["ci_low"] > 0 for number in numbers)
    below = sum(number["ci_high"] < 0 for number in numbers)
    image, reader = drawn(bundle)
    lowest, middle, highest = (
        reader.numerals.decimal(value, signed=True) for value in (values[0], median(values), values[-1])
    )
    planned = numbers[5]
    lower = sum(value < planned["estimate"] for value in values)
    for said in (
        f"Ways of analysis: 48. The lowest change is {lowest} points, the middle one (the median) {middle}, "
        f"the highest {highest}.",
        f"wholly above zero: {above}; wholly below zero: {below}; with zero in them: {48 - above - below}.",
        f"They rest on {min(n['n'] for n in numbers)} to {max(n['n'] for n in numbers)} people.",
        f"The analysis that was planned gives {reader.numerals.show(planned, 'signed_ci')}. "
        f"Ways that give a lower change: {lower}; a higher change: {47 - lower}.",
    ):
        assert said in image.alternative
        assert said in " ".join(image.notes)
    assert "Choice ‘Score’: mean; without reversed questions." in image.alternative
    assert "not shown" not in image.alternative
    assert "{" not in image.alternative


def test_sides_of_zero_are_counted_by_the_intervals(change):
    bundle = multiverse(change, 4, None)
    for number, ends in zip(estimates(bundle), ((0.1, 0.5), (-0.5, -0.1), (-0.1, 0.3), (None, None)), strict=True):
        number.update(ci_low=ends[0], ci_high=ends[1])
    image, _ = drawn(bundle)
    assert "wholly above zero: 1; wholly below zero: 1; with zero in them: 1." in image.alternative
    assert "Ways of analysis without an interval: 1." in image.alternative
    assert "planned" not in image.alternative
    assert image.content.planned == ""
    assert len([line for line in of(Line, laid_out(bundle)) if line.colour == "high3"]) == 3


def test_an_interval_that_ends_at_zero_has_zero_in_it(change):
    bundle = multiverse(change, 3, None)
    for number, ends in zip(estimates(bundle), ((0.0, 0.5), (-0.5, 0.0), (0.1, 0.3)), strict=True):
        number.update(ci_low=ends[0], ci_high=ends[1])
    assert "above zero: 1; wholly below zero: 0; with zero in them: 2." in drawn(bundle)[0].alternative


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_planned_way_is_larger_full_and_named(change, layout):
    bundle = multiverse(change, 48, 5)
    planned = estimates(bundle)[5]
    image, reader = drawn(bundle)
    drawing = figure.lay_out(image, reader.numerals, layout)
    (dot,) = [dot for dot in of(Dot, drawing) if dot.fill == "ink"]
    assert dot.radius > max(other.radius for other in of(Dot, drawing) if other is not dot) + 1
    label = f"planned analysis: {reader.numerals.show(planned, 'signed_ci')}"
    (word,) = [word for word in of(Words, drawing) if word.text == label]
    assert word.y < dot.y
    large = [box for box in of(Box, drawing) if box.colour == "ink"]
    assert len(large) == len(CHOICES)
    assert all(box.x + box.width / 2 == pytest.approx(dot.x) for box in large)


def test_what_is_hidden_has_no_place_and_is_counted(change):
    bundle = multiverse(change, 48, 5)
    gone = [estimates(bundle)[place] for place in (3, 11)]
    shown = [number["estimate"] for number in estimates(bundle) if number not in gone]
    image, reader = drawn(hidden_cells(bundle, (3, 0), (11, 0)))
    assert [way.value for way in image.content.ways] == sorted(shown)
    assert "Ways of analysis: 46." in image.alternative
    assert "not shown, and not counted above: 2." in image.alternative
    assert image.reasons == ("small", "small")
    for layout in LAYOUTS:
        drawing = figure.lay_out(image, reader.numerals, layout)
        across = [dot.x for dot in dots(drawing)]
        assert [after - before for before, after in pairwise(across)] == pytest.approx([across[1] - across[0]] * 45)


def test_the_order_of_the_rows_changes_nothing(change):
    bundle = multiverse(change, 30, 5)
    ways = [(way.value, way.planned) for way in drawn(bundle)[0].content.ways]
    bundle["displays"][0]["rows"].reverse()
    assert [(way.value, way.planned) for way in drawn(bundle)[0].content.ways] == ways


def test_a_hidden_planned_way_is_said_not_to_be_shown(change):
    image, reader = drawn(hidden_cells(multiverse(change, 20, 5), (5, 0)), "nl")
    assert "De geplande analyse is niet getoond." in image.alternative
    assert image.content.planned == ""
    assert not any(way.planned for way in image.content.ways)
    assert not any(word.strong and ":" in word.text for word in of(Words, laid_out(reader.bundle)))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_band_follows_each_ways_own_threshold(change, layout):
    bundle = multiverse(change, 8, None)
    (band,) = of(Area, laid_out(bundle, layout))
    upper, lower = band.points[: len(band.points) // 2], band.points[len(band.points) // 2 :]
    (zero,) = [line.y1 for line in of(Line, laid_out(bundle, layout)) if line.colour == "ink" and line.y1 == line.y2]
    assert [zero - y for _, y in upper] == pytest.approx([y - zero for _, y in reversed(lower)])
    assert max(zero - y for _, y in upper) / min(zero - y for _, y in upper) == pytest.approx(0.2 / 0.18)
    for row in bundle["displays"][0]["rows"]:
        row["cells"] = row["cells"][:1]
    image, _ = drawn(bundle)
    assert of(Area, laid_out(bundle, layout)) == []
    assert not any("band" in note for note in image.notes)
    bundle["displays"][0]["rows"][0]["cells"].append({"setting": 0.1})
    assert [way.band for way in drawn(bundle)[0].content.ways].count(0.1) == 1


def test_one_way_and_nothing_but_zeros_can_be_drawn(change):
    bundle = multiverse(change, 1, 0)
    for number in bundle["numbers"].values():
        number.update(estimate=0.0, ci_low=None, ci_high=None, n=None)
    image, reader = drawn(bundle)
    for layout in LAYOUTS:
        assert not re.search("nan|inf", figure.to_svg(image, reader.numerals, layout).partition(">")[2])
    assert "The lowest change is 0.00 points" in image.alternative
    assert "people" not in image.alternative


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda display: display.pop("columns"), "as many choices as its rows have heads"),
        (lambda display: display["rows"][2]["head"].pop(), "as many choices"),
        (lambda display: display["rows"][2]["cells"].__setitem__(2, {"word": "figure.planned"}), "more than one way"),
    ],
)
def test_rows_that_do_not_fit_are_a_clear_error(change, spoil, message):
    bundle = multiverse(change, 6, 0)
    spoil(bundle["displays"][0])
    with pytest.raises(BundleError, match=message):
        drawn(bundle)
