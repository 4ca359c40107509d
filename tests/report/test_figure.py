"""Figures: what is drawn, in which layout, in colours that everyone can see, the same every time."""

from __future__ import annotations

import re
from itertools import product

import matplotlib as mpl
import pytest
from variants import hide, rich_change

from evaluatie.report import figure
from evaluatie.report.palette import palettes
from evaluatie.report.picture import picture
from evaluatie.report.reading import Reader

TEXTS, DRAWN = ("ink", "muted", "link", "accent"), ("edge", "accent", "amber")


def drawn(bundle, language="nl", position=0):
    reader = Reader(bundle, language)
    return picture(bundle["displays"][position], reader), reader


def luminance(colour):
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_can_be_seen(scheme):
    colours = palettes()[scheme]
    for text, ground in product(TEXTS, ("paper", "panel", "caution")):
        assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    for mark, ground in product(DRAWN, ("paper", "panel")):
        assert contrast(colours[mark], colours[ground]) >= 3, (mark, ground)
    assert contrast(colours["accent"], colours["band"]) >= 3


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
    before = figure.to_svg(image, reader.numerals)
    with mpl.rc_context({"font.size": 30, "lines.linewidth": 9, "svg.fonttype": "path"}):
        assert figure.to_svg(image, reader.numerals) == before
        assert mpl.rcParams["font.size"] == 30


def test_the_dots_stand_where_the_numbers_are(change):
    image, reader = drawn(change)
    axes = figure.draw(image, reader.numerals).axes[0]
    dots = [patch.center[0] for patch in axes.patches if hasattr(patch, "center")]
    expected = [change["numbers"][row["cells"][0]["ref"]]["estimate"] for row in change["displays"][0]["rows"]]
    assert dots == expected
    low, high = axes.get_xlim()
    assert low == -high
    bands = [patch.get_width() / 2 for patch in axes.patches if not hasattr(patch, "center")]
    assert bands == pytest.approx(
        [change["numbers"][row["cells"][1]["ref"]]["estimate"] for row in change["displays"][0]["rows"]]
    )


def test_means_are_drawn_on_the_scales_own_range(bundles):
    image, reader = drawn(bundles[1])
    assert [panel.limits for panel in image.panels] == [(1.0, 5.0)]
    bundles[1]["outcomes"]["ready"].update(low=0, high=10)
    image, reader = drawn(bundles[1], "en")
    assert [panel.limits for panel in image.panels] == [(1.0, 5.0), (0.0, 10.0)]
    assert [panel.axis for panel in image.panels][1] == "Score on a scale from 0 to 10"
    assert len(figure.draw(image, reader.numerals).axes) == 2


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
