"""Who came, moved up and left, who is still employed, shares over the years, ratios: places, words, what is hidden."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from drawings import Sheet, hidden_cells, over_years, over_years_groups, pipeline, ratios, retention, stock_flow
from test_drawings import bar_of, drawn, laid_out, of

from evaluatie.report import BundleError, figure
from evaluatie.report.figure.shapes import Area, Dot, Frame, Line, Stroke, Words
from evaluatie.report.reading import Reader

LAYOUTS = figure.LAYOUTS


def texts(drawing):
    return [word.text for word in of(Words, drawing)]


def numbers_of(bundle, row):
    cells = bundle["displays"][0]["rows"][row]["cells"]
    return [bundle["numbers"][cell["ref"]] for cell in cells if cell is not None and "ref" in cell]


# --- pipeline -------------------------------------------------------------------------------------------------------


def test_the_top_of_an_organisation_stands_on_top(change):
    bundle = pipeline(change)
    image, _ = drawn(bundle)
    assert [bar.label for bar in image.content.bars][::4] == ["Managers", "Came in"]
    drawing = laid_out(bundle)
    first = bundle["numbers"][bundle["displays"][0]["rows"][0]["cells"][0]["ref"]]["estimate"]
    start, end = bar_of(drawing, 4, 5)[0]
    assert end - start + 2 == pytest.approx(first * (612 - 206))
    assert image.alternative.index("Managers") < image.alternative.index("Came in")


def test_one_hidden_part_of_a_stage_hides_the_stage(change):
    image, _ = drawn(hidden_cells(pipeline(change), (0, 2)))
    assert image.content.bars[-1].parts == ()
    assert "Came in: not shown." in image.alternative
    image, _ = drawn(hidden_cells(pipeline(change), (0, 2), (0, 3)))
    assert image.content.bars[-1].parts[2:] == (None, None)


# --- who came, moved up and left ------------------------------------------------------------------------------------


def boxes(drawing):
    """The boxes of stocks by their height on the page, those of a legend left out."""
    return [frame for frame in of(Frame, drawing) if frame.width > 20]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_boxes_of_a_row_are_as_high_as_their_numbers(change, layout):
    bundle = stock_flow(change, 6)
    drawing = laid_out(bundle, layout)
    for row, (first, last) in enumerate(zip(*[iter(boxes(drawing))] * 2, strict=True)):
        counts = [number["estimate"] for number in numbers_of(bundle, row)]
        assert first.height / last.height == pytest.approx(counts[0] / counts[4])
        assert max(first.height, last.height) == 44
        assert first.x < last.x
    assert {"12,480", "2,507", "1,389", "2,080", "12,907"} <= set(texts(drawing))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_number_stands_in_its_box_or_above_one_that_is_too_low(change, layout):
    drawing = laid_out(stock_flow(change, 2, empty=True), layout)
    empty = boxes(drawing)[2]
    assert empty.height == 1
    (zero,) = [word for word in of(Words, drawing) if word.text == "0" and word.align == "middle"]
    assert zero.y < empty.y


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_group_of_which_nothing_may_be_shown_is_not_shown(change, layout):
    bundle = stock_flow(change, 3)
    image, reader = drawn(hidden_cells(bundle, *((1, cell) for cell in range(5))))
    assert image.content.groups[1].counts == ()
    assert "Origin Netherlands: not shown." in image.alternative
    drawing = figure.lay_out(image, reader.numerals, layout)
    assert "not shown" in texts(drawing)
    assert len(boxes(drawing)) == 4


@pytest.mark.parametrize("layout", LAYOUTS)
def test_hidden_counts_are_dashes_and_their_boxes_tell_no_size(change, layout):
    seen = []
    for size in (1, 1000):
        bundle = stock_flow(change, 2)
        for place in (0, 3):
            numbers_of(bundle, 1)[place]["estimate"] *= size
        image, reader = drawn(hidden_cells(bundle, (1, 0), (1, 2), (1, 3)), "nl")
        drawing = figure.lay_out(image, reader.numerals, layout)
        seen.append(drawing)
        assert texts(drawing).count("–") == 3
        assert "Kwam in dienst: 635; Ging naar een hogere schaal: niet getoond" in image.alternative
        assert boxes(drawing)[2].height == boxes(drawing)[3].height == 44
    assert seen[0] == seen[1]


def test_moving_up_is_no_part_of_the_balance(change):
    image, _ = drawn(hidden_cells(stock_flow(change, 2), (1, 2)))
    assert [count.value for count in image.content.groups[1].counts] == [3120, 635, None, 520, 3235]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_is_not_known_has_no_arrow(change, layout):
    bundle = stock_flow(change, 2)
    arrows = len(of(Area, laid_out(bundle, layout)))
    for row in bundle["displays"][0]["rows"]:
        row["cells"][2] = None
    assert len(of(Area, laid_out(bundle, layout))) == arrows - 2
    assert "Moved up to a higher scale: no number" in drawn(bundle)[0].alternative


# --- who is still employed ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", LAYOUTS)
def test_shares_stand_at_their_height_and_the_table_under_their_time(change, layout):
    bundle = retention(change, 1)
    drawing, values = laid_out(bundle, layout), numbers_of(bundle, 0)
    ticks = {word.text: word.y for word in of(Words, drawing) if word.text.endswith("%") and word.align == "end"}
    years = {word.text: word for word in of(Words, drawing) if word.align == "middle" and word.text in "0123456"}
    circles = [dot for dot in of(Dot, drawing) if dot.radius == 4]
    for year, number in enumerate(values, start=1):
        (dot,) = [dot for dot in circles if dot.x == pytest.approx(years[str(year)].x)]
        share = (ticks["70%"] - 0.38 * 12 - dot.y) / (ticks["70%"] - ticks["100%"]) * 0.3 + 0.7
        assert share == pytest.approx(number["estimate"])
        (under,) = [word for word in of(Words, drawing) if word.text == f"{number['n']:,}"]
        assert (under.x, under.align) == (years[str(year)].x, "middle")
        assert under.y > years[str(year)].y


def test_an_interval_ends_where_its_limits_are(change):
    bundle = retention(change, 2)
    drawing = laid_out(bundle)
    whiskers = [line for line in of(Line, drawing) if line.x1 == line.x2 and line.width == 1.4]
    numbers = [*numbers_of(bundle, 0), *numbers_of(bundle, 1)]
    assert len(whiskers) == len(numbers) == 12
    per_share = [
        (line.y1 - line.y2) / (number["ci_high"] - number["ci_low"])
        for line, number in zip(whiskers, numbers, strict=True)
    ]
    assert per_share == pytest.approx([per_share[0]] * 12)
    # those of one time stand beside each other
    assert all(other.x1 - one.x1 == pytest.approx(8) for one, other in zip(whiskers[:6], whiskers[6:], strict=True))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_everyone_begins_at_100_percent_and_nothing_leads_past_what_is_hidden(change, layout):
    bundle = retention(change, 1)
    lines = [stroke for stroke in of(Stroke, laid_out(bundle, layout)) if len({x for x, _ in stroke.points}) > 1]
    assert all(stroke.dotted for stroke in lines)
    # the last one is the sample in the legend
    assert len(lines) == 7
    image, reader = drawn(hidden_cells(bundle, (0, 2)))
    drawing = figure.lay_out(image, reader.numerals, layout)
    assert len([stroke for stroke in of(Stroke, drawing) if stroke.dotted]) == 5
    assert texts(drawing).count("–") == 1
    assert "after 3 years: not shown" in image.alternative
    assert "Where a number is missing, there is no line." in image.notes
    # what comes after a hidden first time does not lead from 100%
    drawing = laid_out(hidden_cells(retention(change, 1), (0, 0)), layout)
    assert len([stroke for stroke in of(Stroke, drawing) if stroke.dotted]) == 5


def test_the_axis_begins_at_zero_or_says_so(change):
    image, _ = drawn(retention(change))
    assert image.content.limits == (0.5, 1.0)
    assert "The axis does not begin at 0%." in image.notes
    bundle = retention(change)
    for number in numbers_of(bundle, 3):
        number.update(estimate=0.3, ci_low=0.2, ci_high=0.4)
    image, _ = drawn(bundle)
    assert image.content.limits == (0.0, 1.0)
    assert not any("begin at 0%" in note for note in image.notes)


def test_a_first_time_of_zero_years_takes_the_place_of_the_start(change):
    image, _ = drawn(retention(change, 1, (0, 1, 5)))
    assert image.content.start is None
    assert texts(laid_out(retention(change, 1, (0, 1, 5)))).count("0") == 1


def test_series_are_told_apart_without_colour(change):
    image, reader = drawn(retention(change, 8))
    drawing = figure.lay_out(image, reader.numerals, "wide")
    legend = [shape for shape in drawing.shapes if isinstance(shape, Dot | Area) and shape_x(shape) > 550]
    forms = {tuple(sorted((round(x - shape_x(s), 2), round(y - shape_y(s), 2)) for x, y in s.points))
             for s in legend if isinstance(s, Area)}  # fmt: skip
    assert len(forms) >= 4
    names = [word.text for word in of(Words, drawing) if word.strong and word.x > 550]
    assert "Everyone" in names
    # a name stands near the height where its series ends, in the order of the ends
    lasts = [one.last for one in sorted(image.content.series, key=lambda one: -(one.points[-1].value or 0))]
    assert [text for text in texts(drawing) if text.endswith("after 6 years")] == [
        one.last for one in image.content.series
    ]
    heights = {word.text: word.y for word in of(Words, drawing) if word.text in lasts}
    assert all(heights[one] <= heights[other] for one, other in pairwise(dict.fromkeys(lasts)))


def shape_x(shape):
    return shape.x if isinstance(shape, Dot) else sum(x for x, _ in shape.points) / len(shape.points)


def shape_y(shape):
    return shape.y if isinstance(shape, Dot) else sum(y for _, y in shape.points) / len(shape.points)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_hidden_group_is_named_and_has_no_mark(change, layout):
    bundle = hidden_cells(retention(change, 2), *((1, cell) for cell in range(6)))
    image, reader = drawn(bundle, "nl")
    drawing = figure.lay_out(image, reader.numerals, layout)
    assert texts(drawing).count("niet getoond") == 1
    assert texts(drawing).count("–") == 6
    assert "Herkomst Nederland: niet getoond." in image.alternative
    assert not any(shape.colour == "accent" for shape in of(Area | Stroke | Line, drawing))


# --- shares over the years ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_is_projected_is_dotted_and_hollow_and_a_target_dashed(change, layout):
    bundle = over_years(change)
    image, _ = drawn(bundle)
    assert [one.role for one in image.content.series] == ["observed", *["projected"] * 3, "target"]
    drawing = laid_out(bundle, layout)
    strokes = of(Stroke, drawing)
    assert sum(stroke.dashed for stroke in strokes) == 2
    assert sum(stroke.dotted for stroke in strokes) == 3 * 6 + 3
    assert sum(not stroke.breaks for stroke in strokes) == 5 + 1
    assert {dot.fill for dot in of(Dot, drawing)} == {"ink"}
    target = next(stroke for stroke in strokes if stroke.dashed)
    (tick,) = [word for word in of(Words, drawing) if word.text == "20%" and word.align == "end"]
    assert target.points[0][1] == target.points[1][1] == pytest.approx(tick.y - 0.38 * 12)
    # a projection begins at what was observed, which is drawn once
    assert len([line for line in of(Line, drawing) if line.width == 1.4 and line.x1 == line.x2]) == 6 + 3 * 6


def test_one_series_at_a_time_has_a_band_and_several_have_lines(change):
    image, reader = drawn(over_years(change, 1))
    bands = [shape for shape in of(Area, figure.lay_out(image, reader.numerals, "wide")) if shape.colour == "band"]
    assert len(bands) == 2
    assert "The shaded band is the 95% interval." in image.notes
    image, reader = drawn(over_years(change, 2))
    assert not [shape for shape in of(Area, figure.lay_out(image, reader.numerals, "wide")) if shape.colour == "band"]
    assert "The upright line is the 95% interval." in image.notes


def test_a_hidden_year_breaks_the_band_and_the_line(change):
    bundle = hidden_cells(over_years_groups(change, 1), (0, 2))
    image, reader = drawn(bundle)
    drawing = figure.lay_out(image, reader.numerals, "wide")
    assert len([shape for shape in of(Area, drawing) if shape.colour == "band"]) == 2
    assert sum(stroke.colour == "ink" for stroke in of(Stroke, drawing)) == 3 + 1
    assert "2020: not shown" in image.alternative


def test_groups_without_a_word_about_it_were_all_observed(change):
    image, _ = drawn(over_years_groups(change))
    assert {one.role for one in image.content.series} == {"observed"}
    assert not any("projected" in note for note in image.notes)


def test_a_target_by_itself_is_no_figure(change):
    bundle = over_years(change)
    bundle["displays"][0]["rows"] = bundle["displays"][0]["rows"][-1:]
    assert drawn(bundle)[0].hidden


def test_years_that_do_not_fit_under_the_axis_are_left_out_evenly(change):
    years = [word.text for word in of(Words, laid_out(over_years(change), "narrow")) if word.text.startswith("20")]
    assert [text for text in years if "%" not in text] == ["2019", "2021", "2023", "2025", "2027", "2029"]


# --- ratios ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", LAYOUTS)
def test_half_and_twice_as_often_lie_equally_far_from_one(change, layout):
    bundle = ratios(change, 4, 1)
    drawing = laid_out(bundle, layout, "nl")
    ticks = {word.text: word.x for word in of(Words, drawing) if word.colour == "muted" and word.align == "middle"}
    assert ticks["1"] - ticks["0,5"] == pytest.approx(ticks["2"] - ticks["1"])
    (line,) = {line.x1 for line in of(Line, drawing) if line.colour == "ink"}
    assert line == ticks["1"]
    per = (ticks["2"] - ticks["1"]) / math.log(2)
    expected = [line + per * math.log(number["estimate"]) for number in bundle["numbers"].values()]
    assert [dot.x for dot in of(Dot, drawing)] == pytest.approx(expected)
    image, _ = drawn(bundle, "nl")
    assert "logaritmisch" in " ".join(image.notes)
    assert "logaritmische as met een lijn bij 1" in image.alternative
    assert "1,42 keer zo vaak, 95%-interval van 0,95 tot 2,13." in image.alternative


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_leaves_the_axis_ends_in_an_arrow_and_no_events_have_no_dot(change, layout):
    image, reader = drawn(ratios(change, 4, 1, wide=True))
    drawing = figure.lay_out(image, reader.numerals, layout)
    assert len(of(Area, drawing)) == 3
    assert len(of(Dot, drawing)) == 3
    assert image.notes[-1].startswith("An arrowhead")
    assert not any(note.startswith("An arrowhead") for note in drawn(ratios(change, 4, 1))[0].notes)
    assert any(text.startswith("0.00 [0.00;\u00a0") for text in texts(drawing))


def test_a_hidden_ratio_has_no_dot_and_no_part_in_the_axis(change):
    bundle = ratios(change, 4, 1)
    numbers_of(bundle, 1)[0].update(estimate=7.0, ci_low=6.0, ci_high=8.0)
    image, reader = drawn(hidden_cells(bundle, (1, 0)), "nl")
    assert image.panels[0].limits[1] < 5
    drawing = figure.lay_out(image, reader.numerals, "narrow")
    assert len(of(Dot, drawing)) == 3
    assert "niet getoond" in texts(drawing)


def test_a_ratio_against_no_events_cannot_be_calculated(change):
    bundle = ratios(change, 2, 1)
    numbers_of(bundle, 0)[0].update(estimate=None, ci_low=None, ci_high=None)
    image, reader = drawn(bundle, "nl")
    assert "Herkomst Europa, ging uit dienst: niet te berekenen." in image.alternative
    assert "niet te berekenen" in texts(figure.lay_out(image, reader.numerals, "wide"))


def test_the_events_of_the_years_that_were_observed_are_named(change):
    bundle = over_years(change)
    days = {"before": "2017-12-31", "first": "2018-01-01", "last": "2023-12-31", "ahead": "2024-01-01"}
    bundle["context"] = [{"date": day, "label": {"nl": name, "en": name}} for name, day in days.items()]
    image, _ = drawn(bundle)
    said = "Also going on at the time: first (1 January 2018); last (31 December 2023)."
    assert image.notes[-1] == said
    assert image.alternative.endswith(said)


# --- what does not fit ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "spoil", "message"),
    [
        (stock_flow, lambda figure: figure["columns"].pop(), "five columns and as many cells"),
        (stock_flow, lambda figure: figure["rows"][0]["cells"].pop(), "five columns and as many cells"),
        (retention, lambda figure: figure["columns"].pop(), "one for every cell"),
        (retention, lambda figure: figure["columns"].reverse(), "in the order of time"),
        (over_years, lambda figure: figure["columns"][0]["slots"].clear(), "must be times"),
        (over_years, lambda figure: figure.pop("columns"), "must be times"),
        (pipeline, lambda figure: figure.pop("columns"), "as many columns"),
    ],
)
def test_rows_that_do_not_fit_the_kind_are_a_clear_error(change, make, spoil, message):
    bundle = make(change)
    spoil(bundle["displays"][0])
    with pytest.raises(BundleError, match=message):
        drawn(bundle)


@pytest.mark.parametrize("kind", ["scale", "reason", "stage"])
def test_bands_of_scales_reasons_and_stages_have_names(change, kind):
    change["labels"][kind] = {"7-9": {"nl": "schaal 7 tot en met 9", "en": "scales 7 to 9"}, "x": "X"}
    sheet = Sheet(change, "ratios")
    assert Reader(sheet.bundle, "nl").shown({"label": [kind, "7-9"]}).text == "schaal 7 tot en met 9"
    assert Reader(sheet.bundle, "en").head([{"label": [kind, "7-9"]}, {"label": [kind, "x"]}]) == "Scales 7 to 9, X"


def test_a_year_is_read_without_a_thousands_sign(change):
    shown = Reader(change, "nl").shown({"setting": 2019, "show": "year"})
    assert (shown.text, shown.numeric) == ("2019", True)
