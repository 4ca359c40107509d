"""Interventions over time: what is drawn where, what is said beside it and in words, and which rows are refused."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from drawings import timeline
from test_drawings import drawn, laid_out, of

from evaluatie.report import BundleError, compose, figure
from evaluatie.report.figure.shapes import Area, Box, Dot, Line, Stroke, Words

LAYOUTS = figure.LAYOUTS
SIDES = {"wide": (200, 512), "narrow": (8, 300)}
SHORT = {"nl": "1 jun 2019", "en": "1 Jun 2019"}


def rows_of(bundle):
    return bundle["displays"][0]["rows"]


def part(bundle, row, first, last, status="done"):
    """Give a row other days and another status."""
    cells = rows_of(bundle)[row]["cells"]
    cells[0]["setting"], cells[1]["setting"], cells[2]["word"] = first, last, f"doing.status.{status}"
    return bundle


def texts(drawing):
    return [word.text for word in of(Words, drawing)]


def filled(drawing):
    return [box for box in of(Box, drawing) if box.colour == "accent"]


def open_bars(drawing):
    return [stroke for stroke in of(Stroke, drawing) if stroke.colour == "accent"]


def heads(drawing):
    return [area for area in of(Area, drawing) if area.colour == "accent"]


def stops(drawing):
    return [line for line in of(Line, drawing) if line.colour == "ink" and line.width == 3]


def measurements(drawing):
    return [stroke for stroke in of(Stroke, drawing) if stroke.colour == "ink"]


def events(drawing):
    return [stroke for stroke in of(Stroke, drawing) if stroke.colour == "muted" and stroke.dashed]


def at(image, layout, day, after=0):
    """Where a day begins, from the limits of the axis."""
    left, right = SIDES[layout]
    content = image.content
    days = (date.fromisoformat(day) - content.first).days + after
    return left + days / (content.last - content.first).days * (right - left)


# --- places ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_bar_runs_from_the_beginning_of_its_first_day_to_the_end_of_its_last(change, layout):
    bundle = timeline(change, 2)
    image, reader = drawn(bundle)
    assert (image.content.first, image.content.last) == (date(2019, 6, 1), date(2022, 7, 1))
    drawing = figure.lay_out(image, reader.numerals, layout)
    ends = [(box.x, box.x + box.width) for box in filled(drawing)]
    assert ends[0] == pytest.approx(SIDES[layout])
    assert ends[1] == pytest.approx((at(image, layout, "2020-03-02"), at(image, layout, "2020-12-31", after=1)))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_form_of_a_bar_tells_its_status_without_its_colour(change, layout):
    bundle = timeline(change, 5, 0, 0)
    drawing = laid_out(bundle, layout)
    running, done, stopped, _, planned = (row["cells"][2]["word"].rpartition(".")[2] for row in rows_of(bundle))
    assert (running, done, stopped, planned) == ("running", "done", "stopped", "planned")
    assert [len(found) for found in (filled(drawing), open_bars(drawing), heads(drawing), stops(drawing))] == [
        4,
        1,
        1,
        1,
    ]
    going, over, halted, _ = filled(drawing)
    # the head begins where the bar ends, and points on
    assert min(x for x, _ in heads(drawing)[0].points) == pytest.approx(going.x + going.width)
    assert max(x for x, _ in heads(drawing)[0].points) > going.x + going.width
    assert over.width > 0
    (stop,) = stops(drawing)
    assert stop.x1 == stop.x2 == pytest.approx(halted.x + halted.width)
    assert stop.y1 < halted.y < halted.y + halted.height < stop.y2
    (bar,) = open_bars(drawing)
    assert bar.dashed
    assert bar.points[0] == bar.points[-1]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_status_and_days_stand_beside_every_bar(change, layout, language):
    said = {
        "nl": ["Loopt", "sinds 1 jun 2019", "Afgerond", "2 mrt 2020 – 31 dec 2020", "Gestopt",
               "20 jan 2020 – 9 apr 2020", "Afgerond", "18 mei 2020", "Gepland", "1 sep 2021 – 31 jan 2022"],
        "en": ["Running", "since 1 Jun 2019", "Done", "2 Mar 2020 – 31 Dec 2020", "Stopped",
               "20 Jan 2020 – 9 Apr 2020", "Done", "18 May 2020", "Planned", "1 Sep 2021 – 31 Jan 2022"],
    }[language]  # fmt: skip
    drawing = laid_out(timeline(change), layout, language)
    words = [word for word in of(Words, drawing) if word.text in said]
    assert [word.text for word in words] == said
    bars = sorted(
        [bar.y + bar.height / 2 for bar in filled(drawing)]
        + [sum(y for _, y in bar.points[:4]) / 4 for bar in open_bars(drawing)]
    )
    for middle, status, days in zip(bars, words[::2], words[1::2], strict=True):
        assert status.strong
        assert not days.strong
        assert status.y <= days.y < middle + 20
        assert middle - status.y < 26


@pytest.mark.parametrize("layout", LAYOUTS)
def test_measurements_are_unbroken_lines_under_their_names(change, layout):
    bundle = timeline(change, 5, 2, 0)
    image, reader = drawn(bundle)
    drawing = figure.lay_out(image, reader.numerals, layout)
    lines = measurements(drawing)
    days = [wave["date"] for wave in bundle["waves"]]
    assert [line.points[-1][0] for line in lines] == pytest.approx([at(image, layout, day) for day in days])
    assert not any(line.breaks for line in lines)
    named = {word.text: word for word in of(Words, drawing)}
    for line, name, day in zip(lines, ("Baseline", "Follow-up"), ("1 Oct 2019", "12 Oct 2020"), strict=True):
        assert named[name].x == named[day].x == pytest.approx(line.points[0][0])
        assert named[name].strong
        assert named[name].y < named[day].y < line.points[0][1]
    # where a measurement falls within a bar, the bar is cut
    cuts = [line.x1 for line in of(Line, drawing) if line.colour == "paper"]
    assert cuts == pytest.approx([at(image, layout, day) for day in (*days, days[1])])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_names_of_measurements_near_each_other_make_way(change, layout):
    dates = ("2020-01-01", "2020-02-01", "2020-03-01", "2020-04-01")
    bundle = timeline(change, 5, 4, 0, dates)
    image, reader = drawn(bundle)
    lines = measurements(figure.lay_out(image, reader.numerals, layout))
    tops, feet = zip(*((line.points[0][0], line.points[-1][0]) for line in lines), strict=True)
    assert feet == pytest.approx([at(image, layout, day) for day in dates])
    assert all(after - before > 50 for before, after in pairwise(tops))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_events_are_numbered_as_in_the_course_of_outcomes(change, layout):
    bundle = timeline(change, 5, 2, 4)
    image, reader = drawn(bundle)
    drawing = figure.lay_out(image, reader.numerals, layout)
    days = ("2020-03-15", "2020-05-01", "2020-05-20")
    assert [line.points[-1][0] for line in events(drawing)] == pytest.approx([at(image, layout, day) for day in days])
    # once in the drawing, once in the key
    assert [texts(drawing).count(number) for number in "1234"] == [2, 2, 2, 0]
    assert len(of(Dot, drawing)) == 6
    assert "working from home (15 March 2020)" in texts(drawing)
    assert image.notes[-1] == "Before or after the time in the chart: moving house (1 January 2019)."
    assert "moving house" not in image.alternative


def test_an_event_while_something_was_done_is_drawn_though_it_was_before_the_first_measurement(change):
    bundle = part(timeline(change, 3, 2, 4), 0, "2018-12-03", "2019-09-30")
    image, _ = drawn(bundle)
    assert image.content.events[0].name == "moving house (1 January 2019)"
    assert not any(note.startswith("Before or after") for note in image.notes)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_months_stand_under_the_axis_and_each_year_once(change, layout):
    drawing = laid_out(timeline(change, 1, 2, 0), layout, "nl")
    axis = max(line.y1 for line in of(Line, drawing) if line.colour == "edge")
    under = [word for word in of(Words, drawing) if word.y > axis]
    assert [word.text for word in under if word.text.isalpha()] == ["jul", "jan", "jul", "jan", "jul", "jan", "jul"]
    years = {word.text: word.x for word in under if word.text.isdecimal()}
    assert list(years) == ["2019", "2020", "2021", "2022"]
    months = [word.x for word in under if word.text.isalpha()]
    assert list(years.values()) == [months[place] for place in (0, 1, 3, 5)]


# --- rows -----------------------------------------------------------------------------------------------------------


def test_parts_of_one_intervention_stand_under_each_other_and_its_name_is_said_once(change):
    bundle = timeline(change, 14, 4)
    image, reader = drawn(bundle, "nl")
    spans = image.content.spans
    assert len(spans) == 14
    assert [span.label for span in spans if span.label] == [
        "Beleid voor diversiteit en inclusie",
        "Mentorprogramma",
        "Training inclusief leiderschap",
        "Werven zonder vooroordelen",
        "Gesprekken in het team over verschillen",
    ]
    assert [bool(span.note) for span in spans] == [bool(span.label) for span in spans]
    # of those of one intervention the order is that of the rows
    assert [span.lines[1] for span in spans[2:5]] == [
        "2 mrt 2020 – 31 dec 2020",
        "1 feb 2021 – 16 jul 2021",
        "sinds 6 sep 2021",
    ]
    for layout in LAYOUTS:
        drawing = figure.lay_out(image, reader.numerals, layout)
        assert texts(drawing).count("Mentorprogramma") == 1
        assert len(filled(drawing)) + len(open_bars(drawing)) == 14
        # a rule between interventions, none between the parts of one
        rules = [line for line in of(Line, drawing) if line.colour == "line" and line.y1 == line.y2]
        assert len(rules) == 4


@pytest.mark.parametrize("layout", LAYOUTS)
def test_another_level_of_the_same_intervention_is_said(change, layout):
    bundle = timeline(change, 2)
    first, second = rows_of(bundle)
    second["head"] = [first["head"][0], {"word": "doing.level.hr"}]
    image, reader = drawn(bundle)
    assert [(span.label, span.note) for span in image.content.spans] == [
        ("Diversity and inclusion policy", "level: organisation"),
        ("", "level: HR"),
    ]
    assert "Diversity and inclusion policy (level: HR): done" in image.alternative
    assert "level: HR" in texts(figure.lay_out(image, reader.numerals, layout))


def test_a_name_takes_room_from_the_parts_below_it_only_where_there_are_any(change):
    bundle = timeline(change, 2, 0, 0)
    alone = laid_out(bundle)
    rows_of(bundle)[1]["head"] = rows_of(bundle)[0]["head"]
    together = laid_out(bundle)
    steps = [[box.y for box in filled(drawing)] for drawing in (alone, together)]
    assert steps[1][1] - steps[1][0] < steps[0][1] - steps[0][0]
    bundle["labels"]["intervention"]["policy"] = " ".join(["een heel lange naam van een maatregel"] * 3)
    drawing = laid_out(bundle)
    lines = [word.y for word in of(Words, drawing) if word.strong and word.align == "start"]
    assert len(lines) > 4
    axis = max(line.y1 for line in of(Line, drawing) if line.colour == "edge" and line.y1 == line.y2)
    assert max(lines) + 17 < axis


@pytest.mark.parametrize("layout", LAYOUTS)
def test_one_row_is_a_figure(change, layout):
    image, reader = drawn(timeline(change, 1, 0, 0))
    drawing = figure.lay_out(image, reader.numerals, layout)
    assert not image.hidden
    assert len(filled(drawing)) == len(heads(drawing)) == 1
    assert drawing.height < 160


def test_a_row_before_the_first_measurement_and_one_after_the_last_widen_the_axis(change):
    bundle = part(timeline(change, 2), 0, "2018-05-14", "2018-06-30")
    image, _ = drawn(part(bundle, 1, "2023-01-09", "2023-04-30"))
    assert (image.content.first, image.content.last) == (date(2018, 5, 1), date(2023, 5, 1))
    assert [0 < wave.at < 1 for wave in image.content.waves] == [True, True]
    image, _ = drawn(part(part(bundle, 0, "2020-01-01", "2020-02-01"), 1, "2020-02-01", "2020-03-01"))
    # the measurements are on the axis too
    assert (image.content.first, image.content.last) == (date(2019, 10, 1), date(2020, 11, 1))
    assert image.content.waves[0].at == 0


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_single_day_can_be_seen_and_is_said_as_a_day(change, layout):
    bundle = part(timeline(change, 1), 0, "2020-05-18", "2020-05-18")
    image, reader = drawn(bundle)
    drawing = figure.lay_out(image, reader.numerals, layout)
    (bar,) = filled(drawing)
    assert bar.width == 5
    middle = (at(image, layout, "2020-05-18") + at(image, layout, "2020-05-18", after=1)) / 2
    assert bar.x + bar.width / 2 == pytest.approx(middle)
    assert "18 May 2020" in texts(drawing)
    assert "done, on 18 May 2020." in image.alternative


def test_a_single_day_by_itself_has_an_axis_of_months(change):
    image, reader = drawn(part(timeline(change, 1, 0, 0), 0, "2020-12-18", "2020-12-18"))
    assert (image.content.first, image.content.last) == (date(2020, 12, 1), date(2021, 3, 1))
    assert texts(figure.lay_out(image, reader.numerals, "wide"))[-6:] == ["Dec", "2020", "Jan", "2021", "Feb", "Mar"]


@pytest.mark.parametrize("status", ["planned", "running", "stopped"])
def test_what_began_today_has_a_form_too(change, status):
    drawing = laid_out(part(timeline(change, 1, 0, 0), 0, "2020-05-18", "2020-05-18", status))
    found = {"planned": open_bars, "running": heads, "stopped": stops}[status](drawing)
    assert len(found) == 1


# --- measurements and events that are not there ---------------------------------------------------------------------


def test_measurements_of_which_the_day_is_not_known_are_named(change):
    bundle = timeline(change, 3, 2, 0, (None, "2020-10-12"))
    image, _ = drawn(bundle, "nl")
    assert [wave.name for wave in image.content.waves] == ["Nameting"]
    assert image.notes[-1] == "Van deze metingen weten we de dag niet: nulmeting."
    bundle = timeline(change, 3, 2, 0, (None, None))
    image, reader = drawn(bundle, "nl")
    assert image.notes[-1] == "Van deze metingen weten we de dag niet: nulmeting; nameting."
    assert not any("doorlopende lijn" in note for note in image.notes)
    assert "meting" not in image.alternative
    for layout in LAYOUTS:
        drawing = figure.lay_out(image, reader.numerals, layout)
        assert measurements(drawing) == []
        assert len(filled(drawing)) == 3
    bundle.pop("waves")
    assert drawn(bundle)[0].content.waves == ()


def test_measurements_are_drawn_in_the_order_of_time(change):
    image, _ = drawn(timeline(change, 3, 2, 0, ("2020-10-12", "2019-10-01")))
    assert [(wave.name, wave.date) for wave in image.content.waves] == [
        ("Follow-up", "1 Oct 2019"),
        ("Baseline", "12 Oct 2020"),
    ]


def test_without_context_there_are_no_events(change):
    bundle = timeline(change, 3, 2, 0)
    image, reader = drawn(bundle)
    assert image.content.events == ()
    assert not any("dashed line" in note for note in image.notes)
    assert "went on" not in image.alternative
    low = figure.lay_out(image, reader.numerals, "wide").height
    assert low < laid_out(timeline(change, 3, 2, 1)).height
    bundle.pop("context")
    assert drawn(bundle)[0] == image


# --- words ----------------------------------------------------------------------------------------------------------


def test_the_alternative_text_says_every_row_and_the_measurements_and_events(change):
    image, _ = drawn(timeline(change), "nl")
    assert image.alternative == (
        "Tijdlijn van de maatregelen. "
        "Beleid voor diversiteit en inclusie (niveau: organisatie): loopt, sinds 1 juni 2019; getekend tot en met "
        "30 juni 2022. "
        "Mentorprogramma (niveau: team): afgerond, van 2 maart 2020 tot en met 31 december 2020. "
        "Training inclusief leiderschap (niveau: leidinggevende): gestopt, van 20 januari 2020 tot en met 9 april "
        "2020. "
        "Werven zonder vooroordelen (niveau: HR): afgerond, op 18 mei 2020. "
        "Gesprekken in het team over verschillen (niveau: team): gepland, van 1 september 2021 tot en met "
        "31 januari 2022. "
        "Lijnen tonen de metingen: nulmeting (1 oktober 2019); nameting (12 oktober 2020). "
        "Streepjeslijnen tonen wat er verder speelde: 1. thuiswerken (15 maart 2020); 2. reorganisatie van drie "
        "afdelingen tot één (1 mei 2020); 3. een nieuwe directeur (20 mei 2020)."
    )
    image, _ = drawn(timeline(change, 5, 2, 1), "en")
    assert image.alternative == (
        "Timeline of the interventions. "
        "Diversity and inclusion policy (level: organisation): running, since 1 June 2019; drawn up to 30 June 2022. "
        "Mentoring programme (level: team): done, from 2 March 2020 to 31 December 2020. "
        "Training in inclusive leadership (level: line manager): stopped, from 20 January 2020 to 9 April 2020. "
        "Recruiting without bias (level: HR): done, on 18 May 2020. "
        "Conversations in the team about differences (level: team): planned, from 1 September 2021 to 31 January 2022. "
        "Upright lines show the measurements: baseline (1 October 2019); follow-up (12 October 2020). "
        "Dashed upright lines show what else went on: 1. working from home (15 March 2020)."
    )


def test_every_row_says_its_own_name_in_words(change):
    image, _ = drawn(timeline(change, 14, 4))
    assert image.alternative.count("Mentoring programme (level: team): ") == 3


@pytest.mark.parametrize(
    ("status", "word"), [("running", "pijlpunt"), ("planned", "streepjes"), ("stopped", "dwarsstreep")]
)
def test_a_note_explains_the_forms_that_are_drawn_and_no_others(change, status, word):
    bundle = part(timeline(change, 1, 0, 0), 0, "2020-05-18", "2020-06-18")
    always = "Elke balk gaat van de eerste tot en met de laatste dag van een maatregel, of van een deel ervan."
    assert drawn(bundle, "nl")[0].notes == (always,)
    (note,) = drawn(part(bundle, 0, "2020-05-18", "2020-06-18", status), "nl")[0].notes
    assert note.startswith(f"{always} Een ")
    assert [form in note for form in ("pijlpunt", "streepjes", "dwarsstreep")].count(True) == 1
    assert word in note


def test_a_note_explains_both_kinds_of_lines(change):
    measured, went_on = "An unbroken upright line is a measurement.", "A dashed line with a number is something else"
    assert drawn(timeline(change, 1, 2, 0))[0].notes[1:] == (measured,)
    assert drawn(timeline(change, 1, 2, 1))[0].notes[1:] == (f"{measured} {went_on} that went on then.",)
    assert drawn(timeline(change, 1, 0, 1))[0].notes[1:] == (f"{went_on} that went on then.",)


def test_a_page_shows_it_twice_with_its_words(change):
    page = compose([timeline(change)], "en")
    assert page.count('aria-label="Timeline of the interventions. Diversity') == 2


# --- what does not fit ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spoil",
    [
        lambda row: row["head"].pop(),
        lambda row: row["head"].reverse(),
        lambda row: row["head"][0].update(label=["level", "policy"]),
        lambda row: row["cells"].pop(),
        lambda row: row["cells"].append(None),
        lambda row: row["cells"].__setitem__(1, None),
        lambda row: row["cells"][0].update(setting="in 2020"),
        lambda row: row["cells"][0].update(setting=2020.0, show="year"),
        lambda row: row["cells"][0].update(setting="2022-01-01"),
        lambda row: row["cells"][2].update(word="doing.status.paused"),
        lambda row: row["cells"][2].update(word="verdict.improved"),
    ],
)
def test_rows_that_do_not_fit_are_a_clear_error_that_names_them_all(change, spoil):
    bundle = timeline(change, 8)
    for number in (1, 6):
        spoil(rows_of(bundle)[number])
    message = "change: these rows of the figure 'figure-timeline' are none of a timeline: 2, 7. A row's head is an"
    with pytest.raises(BundleError, match=message):
        drawn(bundle)


def test_an_intervention_without_a_name_is_a_clear_error(change):
    bundle = timeline(change, 1)
    bundle["labels"]["intervention"].clear()
    with pytest.raises(BundleError, match="no name for intervention 'policy'"):
        drawn(bundle)


def test_without_rows_there_is_nothing_to_draw(change):
    bundle = timeline(change, 0)
    image, _ = drawn(bundle)
    assert image.hidden
    assert image.alternative == "Timeline of the interventions."
    assert "<svg" not in compose([bundle], "en")
