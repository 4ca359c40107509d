"""Outcomes over time: what is drawn where, what of the scale, which events; and nothing of what is hidden."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from drawings import course, hidden_cells
from hypothesis import given
from hypothesis import strategies as st
from test_drawings import drawn, laid_out, of

from evaluatie.report import BundleError, figure
from evaluatie.report.figure.events import spread
from evaluatie.report.figure.shapes import Box, Dot, Line, Stroke, Words
from evaluatie.report.picture.cropping import cropped
from evaluatie.report.picture.times import times

START = date(2020, 1, 1)


def dots(drawing):
    return [dot for dot in of(Dot, drawing) if dot.fill == "accent"]


def links(drawing):
    return [line for line in of(Line, drawing) if line.colour == "accent" and line.width == 1.6 and line.x1 != line.x2]


def connecting(drawing):
    # the caps of intervals are 8 pixels wide
    return [line for line in links(drawing) if abs(line.x2 - line.x1) > 8.1]


def events(drawing):
    return [stroke for stroke in of(Stroke, drawing) if stroke.dashed]


def texts(drawing):
    return [word.text for word in of(Words, drawing)]


@pytest.mark.parametrize("layout", figure.LAYOUTS)
def test_means_intervals_and_band_stand_where_the_numbers_are(change, layout):
    bundle = course(change, 1, 2, 0)
    image, _ = drawn(bundle)
    low, high = image.content.trends[0].limits
    drawing = laid_out(bundle, layout)
    first, last, bound = (bundle["numbers"][cell["ref"]] for cell in bundle["displays"][0]["rows"][0]["cells"])
    grid = [line for line in of(Line, drawing) if line.colour == "line"]
    # the outermost ticks are the ends of the axis
    bottom, top = max(line.y1 for line in grid), min(line.y1 for line in grid)
    at = [bottom - (number["estimate"] - low) / (high - low) * (bottom - top) for number in (first, last)]
    assert [dot.y for dot in dots(drawing)] == pytest.approx(at)
    intervals = [line for line in of(Line, drawing) if line.width == 2.4]
    for line, number in zip(intervals, (first, last), strict=True):
        per_point = (bottom - top) / (high - low)
        assert line.y1 - line.y2 == pytest.approx((number["ci_high"] - number["ci_low"]) * per_point)
    (band,) = [box for box in of(Box, drawing) if box.colour == "band"]
    assert band.height == pytest.approx(2 * bound["estimate"] * (bottom - top) / (high - low))
    assert band.y + band.height / 2 == pytest.approx(at[0])
    assert {"3.10", "3.22"} < set(texts(drawing))
    assert any("131 people" in text for text in texts(drawing))
    assert [(line.x1, line.x2) for line in connecting(drawing)] == [tuple(dot.x for dot in dots(drawing))]


def test_an_axis_is_part_of_the_scale_and_says_which(change):
    bundle = course(change, 3, 2, 0)
    image, _ = drawn(bundle)
    trends = image.content.trends
    assert [trend.limits for trend in trends] == [(2.5, 4.0), (3.0, 4.5), (2.5, 4.5)]
    assert [trend.axis for trend in trends] == [
        "Score from 2.5 to 4 (scale 1 to 5)",
        "Score from 3 to 4.5 (scale 1 to 5)",
        "Score from 2.5 to 4.5 (scale 1 to 7)",
    ]
    assert trends[2].note == "lower is better"
    assert "Job satisfaction, on a scale from 1 to 5. Baseline (1 October 2019): mean 3.10, 95%" in image.alternative
    assert "the smallest change that matters is 0.20 points." in image.alternative
    for row in bundle["displays"][0]["rows"]:
        bundle["numbers"][row["cells"][0]["ref"]].update(estimate=3.0, ci_low=1.0, ci_high=5.0)
    image, _ = drawn(bundle)
    assert image.content.trends[0].axis == "Score on a scale from 1 to 5"


@pytest.mark.parametrize("layout", figure.LAYOUTS)
def test_a_band_ends_where_the_scale_does(change, layout):
    bundle = course(change, 1, 2, 0)
    first, last = (bundle["numbers"][cell["ref"]] for cell in bundle["displays"][0]["rows"][0]["cells"][:2])
    for number in (first, last):
        number.update(estimate=1.1, ci_low=1.0, ci_high=1.2)
    image, _ = drawn(bundle)
    assert image.content.trends[0].limits == (1.0, 2.5)
    drawing = laid_out(bundle, layout)
    (band,) = [box for box in of(Box, drawing) if box.colour == "band"]
    bottom = max(line.y1 for line in of(Line, drawing) if line.colour == "line")
    assert band.y + band.height == pytest.approx(bottom)
    assert [line.y1 for line in of(Line, drawing) if line.colour == "edge"] == pytest.approx([band.y])


def test_groups_of_one_outcome_have_one_axis(change):
    image, _ = drawn(course(change, 4, 2, 0, groups=True))
    trends = image.content.trends
    assert [(trend.label, trend.note) for trend in trends][:2] == [
        ("Job satisfaction", "Europe"),
        ("Job satisfaction", "Netherlands"),
    ]
    assert trends[0].limits == trends[1].limits
    assert trends[2].limits == trends[3].limits
    assert "Job satisfaction, Europe, on a scale" in image.alternative


@given(
    scale=st.sampled_from([(1, 5), (1, 7), (0, 10), (0, 100), (1, 4.5), (-3, 3), (0, 1)]),
    shares=st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=6),
)
def test_axes_of_a_scale_hold_all_are_equally_long_and_lie_on_it(scale, shares):
    low, high = scale
    reaches = [tuple(low + share * (high - low) for share in sorted(pair)) for pair in shares]
    axes = cropped(scale, reaches)
    lengths = [end - start for start, end in axes]
    assert lengths == pytest.approx([lengths[0]] * len(axes))
    assert lengths[0] >= (high - low) / 3 - 1e-9
    for (start, end), (first, last) in zip(axes, reaches, strict=True):
        assert low - 1e-9 <= start <= first + 1e-6
        assert last - 1e-6 <= end <= high + 1e-9


def test_only_what_lies_beyond_the_scale_brings_an_axis_there():
    assert cropped((1, 5), [(0.6, 1.1), (4.5, 5.2)]) == [(0.5, 2.0), (4.0, 5.5)]


@pytest.mark.parametrize("layout", figure.LAYOUTS)
def test_events_stand_at_their_date_with_a_number_that_the_key_names(change, layout):
    bundle = course(change, 1, 2, 4)
    image, _ = drawn(bundle)
    drawing = laid_out(bundle, layout)
    first, last = (dot.x for dot in dots(drawing))
    days = [(date.fromisoformat(day) - date(2019, 10, 1)).days for day in ("2020-03-15", "2020-05-01", "2020-05-20")]
    whole = (date(2020, 10, 12) - date(2019, 10, 1)).days
    assert [stroke.points[-1][0] for stroke in events(drawing)] == pytest.approx(
        [first + day / whole * (last - first) for day in days]
    )
    # once in the drawing, once in the key
    assert [texts(drawing).count(number) for number in "123"] == [2, 2, 2]
    assert "working from home (15 March 2020)" in texts(drawing)
    badges = [dot.x for dot in of(Dot, drawing) if dot.fill == "paper"][:3]
    assert all(after - before >= 19.99 for before, after in pairwise(badges))
    assert "3. a new director (20 May 2020)." in image.alternative
    # before the first measurement: said, not drawn
    assert not any("moving" in text for text in texts(drawing))
    assert "moving house" not in image.alternative
    assert image.notes[-1] == "Before the first measurement or after the last: moving house (1 January 2019)."


def test_an_event_on_the_day_of_a_measurement_is_drawn(change):
    bundle = course(change, 1, 2, 2)
    for event, day in zip(bundle["context"], ("2019-10-01", "2020-10-12"), strict=True):
        event["date"] = day
    assert [event.at for event in drawn(bundle)[0].content.events] == [0, 1]


@pytest.mark.parametrize(
    "dates", [(None, "2020-10-12"), ("2020-10-12", "2020-10-12"), ("2021-01-01", "2020-10-12")], ids=str
)
def test_without_dates_in_order_events_are_named_only(change, dates):
    bundle = course(change, 2, 2, 2, dates)
    image, _ = drawn(bundle)
    assert image.content.events == ()
    assert image.content.at == (0, 1)
    assert image.content.waves == (("Baseline",), ("Follow-up",))
    assert image.notes[-1].startswith("Also going on at the time: working from home (15 March 2020); reorganisation")
    assert events(laid_out(bundle)) == []
    bundle.pop("waves")
    assert drawn(bundle)[0].content.events == ()


def test_a_column_that_names_no_wave_has_no_date(change):
    bundle = course(change, 2, 2, 2)
    bundle["displays"][0]["columns"][0] = {"key": "verdict.improved", "slots": {}}
    assert drawn(bundle)[0].content.events == ()


def test_distances_that_are_not_those_of_time_are_said(change):
    said = "The distances between the measurements are not as large as the time between them."
    near, _ = drawn(course(change, 2, 3, 1, ("2020-01-01", "2020-03-01", "2022-01-01")))
    assert said in near.notes
    undated, _ = drawn(course(change, 2, 3, 1, (None, None, None)))
    assert said in undated.notes
    assert said not in drawn(course(change, 2, 3, 1))[0].notes
    assert said not in drawn(course(change, 2, 2, 1, (None, None)))[0].notes


def test_two_measurements_are_never_too_near_to_be_named():
    placed = times([START, START + timedelta(days=2), START + timedelta(days=1000), START + timedelta(days=2000)])
    assert not placed.true
    assert placed.at == pytest.approx((0, 0.8 / 3, 0.8 / 3 + (1 - 0.8 / 3) * 998 / 1998, 1))
    # an event stands as far between its neighbours as its date does
    assert placed.place(START + timedelta(days=1)) == pytest.approx(0.4 / 3)
    assert placed.place(START - timedelta(days=1)) is None
    every = times([START + timedelta(days=day) for day in (0, 1, 2, 3, 4000)])
    assert every.at == pytest.approx((0, 0.2, 0.4, 0.6, 1))
    assert times([START]).at == (0.5,)


def test_a_hidden_measurement_leaves_a_gap(change):
    bundle = hidden_cells(course(change, 2, 3, 0), (0, 1), (1, 0))
    image, reader = drawn(bundle)
    assert "Follow-up (12 October 2020): not shown; Second follow-up" in image.alternative
    assert image.reasons == ("small", "small")
    assert any(note.startswith("There is no line") for note in image.notes)
    for layout in figure.LAYOUTS:
        drawing = figure.lay_out(image, reader.numerals, layout)
        assert len(dots(drawing)) == 4
        assert len(connecting(drawing)) == 1
        assert texts(drawing).count("not shown") == 2
        assert "3.22" in texts(drawing)  # the last one's
        assert "3.41" not in texts(drawing)


def test_a_measurement_without_a_number_says_so(change):
    bundle = course(change, 1, 3, 0)
    cells = bundle["displays"][0]["rows"][0]["cells"]
    cells[1] = None
    bundle["numbers"][cells[2]["ref"]].update(estimate=None, ci_low=None, ci_high=None)
    image, _ = drawn(bundle)
    assert [moment.beside for moment in image.content.trends[0].moments[1:]] == ["no number", "cannot be calculated"]
    assert connecting(laid_out(bundle)) == []


def test_no_band_around_a_hidden_mean_and_none_where_no_threshold_is_given(change):
    bundle = course(change, 2, 2, 0)
    assert [trend.band for trend in drawn(bundle)[0].content.trends] == [0.2, None]
    # where the hidden mean lies must not be seen from the axis either
    bundle["numbers"][bundle["displays"][0]["rows"][0]["cells"][0]["ref"]].update(estimate=1.1, ci_low=1.0, ci_high=1.2)
    hidden = hidden_cells(bundle, (0, 0))
    image, _ = drawn(hidden)
    assert image.content.trends[0].band is None
    assert image.content.trends[0].limits[0] > 2
    assert not any("band" in note for note in image.notes)
    bundle["displays"][0]["rows"][0]["cells"][2] = {"setting": 0.25}
    image, _ = drawn(bundle)
    assert "the smallest change that matters is 0.25 points" in image.alternative


def test_an_outcome_of_which_nothing_is_shown_is_named_only(change):
    bundle = hidden_cells(course(change, 2, 2, 1), (1, 0), (1, 1))
    image, reader = drawn(bundle)
    assert image.alternative.count("Commitment: not shown.") == 1
    for layout in figure.LAYOUTS:
        drawing = figure.lay_out(image, reader.numerals, layout)
        assert len(dots(drawing)) == 2
        assert {"Commitment", "not shown"} < set(texts(drawing))
        assert len(events(drawing)) == 1


def test_one_measurement_and_no_interval_can_be_drawn(change):
    bundle = course(change, 1, 1, 2)
    for number in bundle["numbers"].values():
        number.update(ci_low=None, ci_high=None, n=None)
    image, _ = drawn(bundle)
    assert len(dots(laid_out(bundle))) == 1
    assert [line for line in of(Line, laid_out(bundle)) if line.width == 2.4] == []
    assert "95% interval cannot be calculated, cannot be calculated people" in image.alternative
    assert image.content.events == ()


def test_dates_without_room_stand_in_the_key(change):
    bundle = course(change, 1, 4, 1)
    assert "Baseline: 1 October 2019" in texts(laid_out(bundle, "narrow"))
    assert "Baseline: 1 October 2019" not in texts(laid_out(bundle, "wide"))
    assert "1 October 2019" in texts(laid_out(bundle, "wide"))


def test_charts_stand_side_by_side_where_there_is_room(change):
    names = ["Job satisfaction", "Commitment"]
    for waves, layout, rows in ((2, "wide", 1), (3, "wide", 1), (4, "wide", 2), (2, "narrow", 2)):
        words = [word for word in of(Words, laid_out(course(change, 2, waves, 0), layout)) if word.text in names]
        assert len({word.y for word in words}) == rows


@given(places=st.lists(st.floats(30, 290), max_size=40).map(sorted))
def test_numbers_of_events_stand_apart_and_on_the_chart(places):
    moved = spread(places, [20] * (len(places) - 1), 30, 290)
    apart = min(20, 260 / max(len(places) - 1, 1))
    assert all(after - before >= apart - 1e-6 for before, after in pairwise(moved))
    assert all(29.999 <= place <= 290.001 for place in moved)


def test_events_far_apart_keep_their_place_and_near_ones_share_the_way():
    assert spread([50, 100, 200], [20, 20], 30, 290) == [50, 100, 200]
    assert spread([100, 100, 200], [20, 20], 30, 290) == pytest.approx([90, 110, 200])
    assert spread([100, 100, 200], [40, 20], 30, 290) == pytest.approx([80, 120, 200])


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda display: display.pop("columns"), "as many measurements as its rows have means"),
        (lambda display: display["columns"].extend(display["columns"]), "as many measurements"),
        (lambda display: display["rows"][0]["cells"].append(None), "as many measurements"),
        (lambda display: display["rows"][0]["head"].pop(0), "names no outcome"),
    ],
)
def test_rows_that_do_not_fit_are_a_clear_error(change, spoil, message):
    bundle = course(change, 2, 2, 0)
    rows = bundle["displays"][0]["rows"]
    rows[0]["head"].append({"word": "everyone"})
    rows[1]["cells"].append(None)
    drawn(bundle)
    spoil(bundle["displays"][0])
    with pytest.raises(BundleError, match=message):
        drawn(bundle)
