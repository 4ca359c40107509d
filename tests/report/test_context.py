"""What else went on between measurements: named under every picture of change and in its words, and under no other."""

from __future__ import annotations

import copy
import re

import pytest
from drawings import course, every_figure, fields, hidden_cells, multiverse, path, shares, units
from test_drawings import drawn

from evaluatie.report import compose

DAYS = {"t0": "2019-10-01", "t1": "2020-10-12", "t2": "2021-10-04"}
EVENTS = {"before": "2019-09-30", "first day": "2019-10-01", "between": "2020-03-15", "later": "2021-01-01"}
SAID = {"nl": "Wat er in die tijd ook speelde: ", "en": "Also going on at the time: "}
DATES = {"nl": "15 maart 2020", "en": "15 March 2020"}


def among(bundle, *events, days=DAYS):
    """Date the measurements, and let these events happen; their order is not that of time."""
    names = {"nl": "gebeurtenis", "en": "event"}
    bundle["waves"] = [{"id": id_, "label": {"nl": id_, "en": id_}, "date": day} for id_, day in days.items()]
    bundle["context"] = [
        {"date": EVENTS[name], "label": {language: f"{word} {name}" for language, word in names.items()}}
        for name in events
    ]
    return bundle


def over(bundle, *waves):
    """Let every number be about these measurements together, as a change is."""
    for number in bundle["numbers"].values():
        number["waves"] = list(waves)
    return bundle


def in_turn(bundle, *waves):
    """Let the rows be about one measurement each."""
    for place, row in enumerate(bundle["displays"][0]["rows"]):
        for cell in row["cells"]:
            bundle["numbers"][cell["ref"]]["waves"] = [waves[place % len(waves)]]
    return bundle


def means(base):
    bundle = copy.deepcopy(base)
    bundle["displays"][0]["kind"] = "means"
    return over(bundle, "t0", "t1")


def response(bundles):
    bundle = bundles[0]
    rows = bundle["displays"][0]["rows"]
    assert len({row["head"][0]["label"][1] for row in rows}) > 1
    return bundle


# what an organisation's report draws of change without an axis of time
CHANGES = {
    "change": lambda base: base,
    "choices": lambda base: over(multiverse(base, 6, 1), "t0", "t1"),
    "reliable change": lambda base: over(shares(base), "t0", "t1"),
    "who answered again": means,
    "fields at each measurement": lambda base: in_turn(shares(base), "t0", "t1"),
    "a path over time": lambda base: over(path(base), "t0", "t1"),
}


@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize("kind", CHANGES)
def test_an_event_between_the_measurements_is_named_last_in_the_notes_and_in_words(change, kind, language):
    image, _ = drawn(among(CHANGES[kind](change), "later", "between", "before"), language)
    assert re.fullmatch(rf"{SAID[language]}\w+ between \({DATES[language]}\)\.", image.notes[-1])
    assert image.alternative.endswith(image.notes[-1])
    assert image.alternative.count(SAID[language]) == sum(SAID[language] in note for note in image.notes) == 1


@pytest.mark.parametrize("events", [(), ("before",), ("later",), ("before", "later")], ids=str)
@pytest.mark.parametrize("kind", CHANGES)
def test_what_went_on_before_or_after_is_not_named_and_nothing_changes_nothing(change, kind, events):
    bundle = CHANGES[kind](change)
    assert drawn(among(bundle, *events))[0] == drawn(among(bundle))[0]
    assert SAID["en"] not in " ".join((drawn(bundle)[0].alternative, *drawn(bundle)[0].notes))


def test_a_figure_over_more_measurements_names_more_in_the_order_of_time(change):
    named = "Also going on at the time: event between (15 March 2020); event later (1 January 2021)."
    events = ("later", "before", "between")
    for bundle in (over(shares(change), "t0", "t2"), in_turn(shares(change), "t1", "t2", "t0")):
        assert drawn(among(bundle, *events))[0].notes[-1] == named
    later, _ = drawn(among(over(shares(change), "t2", "t1"), *events))
    assert later.notes[-1] == "Also going on at the time: event later (1 January 2021)."


def test_the_day_of_a_measurement_counts_as_in_the_course(change):
    image, _ = drawn(among(change, "first day"))
    assert image.notes[-1] == "Also going on at the time: event first day (1 October 2019)."
    trends, _ = drawn(among(course(change, 1, 2, 0), "first day"))
    assert [event.name for event in trends.content.events] == ["event first day (1 October 2019)"]


@pytest.mark.parametrize(
    ("days", "named"),
    [
        ({"t0": None, "t1": None}, ["before", "between", "later"]),
        ({"t0": DAYS["t1"], "t1": DAYS["t0"]}, ["before", "between", "later"]),
        ({}, ["before", "between", "later"]),
        ({"t0": None, "t1": DAYS["t1"]}, ["before", "between"]),
        ({"t0": DAYS["t0"], "t1": None}, ["between", "later"]),
        ({"t0": DAYS["t0"], "tm": None, "t1": DAYS["t1"]}, ["between"]),
    ],
    ids=["undated", "out of order", "unknown", "first undated", "last undated", "middle undated"],
)
def test_only_an_event_that_was_surely_before_or_after_is_left_out(change, days, named):
    image, _ = drawn(among(change, "before", "between", "later", days=days))
    assert re.findall(r"event (\w+)", image.notes[-1]) == named


@pytest.mark.parametrize("make", [fields, units, shares, path], ids=lambda make: make.__name__)
def test_a_picture_of_one_measurement_names_none(change, make):
    image, _ = drawn(among(over(make(change), "t1"), *EVENTS))
    assert "event" not in " ".join((image.alternative, *image.notes))


def test_who_took_part_is_no_change(bundles):
    image, _ = drawn(among(response(bundles), *EVENTS))
    assert "event" not in " ".join((image.alternative, *image.notes))


def test_the_course_draws_them_and_says_which_it_cannot_draw(change):
    image, _ = drawn(among(course(change, 1, 2, 0), "later", "between", "before"))
    assert [event.name for event in image.content.events] == ["event between (15 March 2020)"]
    assert "event between (15 March 2020)" in image.alternative
    outside = "Before the first measurement or after the last: event before (30 September 2019); event later"
    assert image.notes[-1] == f"{outside} (1 January 2021)."
    assert not re.search("event before|event later", image.alternative)
    assert SAID["en"] not in " ".join((image.alternative, *image.notes))


def test_a_course_without_a_date_in_the_middle_names_those_between_in_words_too(change):
    bundle = course(change, 1, 3, 0)
    among(bundle, "before", "between", "later", days={**DAYS, "t1": None})
    image, _ = drawn(bundle)
    assert image.content.events == ()
    assert image.notes[-1] == "Also going on at the time: event between (15 March 2020); event later (1 January 2021)."
    assert image.alternative.endswith(image.notes[-1])
    assert image.notes[-2] == "Before the first measurement or after the last: event before (30 September 2019)."


def test_a_course_of_one_measurement_shows_no_change(change):
    image, _ = drawn(among(course(change, 1, 1, 0), "before", "between", days={"t0": DAYS["t0"]}))
    assert "event" not in " ".join((image.alternative, *image.notes))


def test_a_figure_of_which_a_part_is_hidden_names_them_one_that_is_not_drawn_does_not(change):
    bundle = among(over(shares(change), "t0", "t1"), "between")
    note = "Also going on at the time: event between (15 March 2020)."
    rows = range(len(bundle["displays"][0]["rows"]))
    hidden_cells(bundle, *((row, cell) for row in rows[1:] for cell in range(4)))
    assert note in compose([bundle], "en")
    hidden_cells(bundle, *((0, cell) for cell in range(4)))
    page = compose([bundle], "en")
    assert "<svg" not in page
    assert note not in page


def test_a_page_names_them_under_each_figure_and_in_both_drawings(change):
    bundle = among(over(every_figure(change), "t0", "t1"), "between")
    elsewhere = ("course", "timeline", "heat")  # two see to events themselves; one is of rounds, not of measurements
    bundle["displays"] = [one for one in bundle["displays"] if one["kind"] not in elsewhere]
    note = "Wat er in die tijd ook speelde: gebeurtenis between (15 maart 2020)."
    figures = compose([bundle], "nl").split("<figure")[1:]
    assert len(figures) == len(bundle["displays"])
    for one in figures:
        assert re.findall(r'<p class="note">([^<]*)</p>', one)[-1] == note
        assert len(re.findall(rf'aria-label="[^"]*{re.escape(note)}"', one)) == 2
