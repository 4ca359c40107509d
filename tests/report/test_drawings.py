"""Stacked bars, fields, teams and path diagrams: what is drawn where, in words too, and nothing of what is hidden."""

from __future__ import annotations

import math
import re
from itertools import combinations, pairwise

import pytest
from drawings import EVERY, answers, crossed_path, fields, hidden_cells, loadings, long_path, path, shares, units
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from evaluatie.report import BundleError, compose, figure
from evaluatie.report.figure.flow import downward, rightward
from evaluatie.report.figure.labels import ALONG, Rectangle, labels
from evaluatie.report.figure.layers import ordered
from evaluatie.report.figure.shades import shades
from evaluatie.report.figure.shapes import Area, Box, Dot, Frame, Line, Stroke, Words
from evaluatie.report.figure.text import measured, wrapped
from evaluatie.report.picture import picture
from evaluatie.report.reading import Reader

LANGUAGES = ("nl", "en")


def drawn(bundle, language="en"):
    reader = Reader(bundle, language)
    return picture(bundle["displays"][0], reader), reader


def laid_out(bundle, layout="wide", language="en"):
    image, reader = drawn(bundle, language)
    return figure.lay_out(image, reader.numerals, layout)


def of(kind, drawing):
    return [shape for shape in drawing.shapes if isinstance(shape, kind)]


def extent(word):
    wide = measured(word.text, word.size, word.strong)
    start = {"start": 0, "middle": wide / 2, "end": wide}[word.align]
    if word.upward:
        return word.x - word.size, word.y - wide + start, word.x, word.y + start
    return word.x - start, word.y - word.size, word.x - start + wide, word.y + 3


def corners(shape):
    match shape:
        case Words():
            left, top, right, bottom = extent(shape)
            return [(left, top), (right, bottom)]
        case Box() | Frame():
            return [(shape.x, shape.y), (shape.x + shape.width, shape.y + shape.height)]
        case Line():
            return [(shape.x1, shape.y1), (shape.x2, shape.y2)]
        case Stroke() | Area():
            return list(shape.points)
        case Dot():
            reach = shape.radius + shape.width / 2
            return [(shape.x - reach, shape.y - reach), (shape.x + reach, shape.y + reach)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("layout", figure.LAYOUTS)
@pytest.mark.parametrize("name", EVERY)
def test_everything_stays_on_the_page(change, name, layout, language):
    drawing = laid_out(EVERY[name](change), layout, language)
    assert drawing.width == {"wide": 720, "narrow": 320}[layout]
    points = [(point, shape) for shape in drawing.shapes for point in corners(shape)]
    off = [shape for (x, y), shape in points if not (-0.5 <= x <= drawing.width + 0.5 and -3 <= y <= drawing.height)]
    assert off == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("layout", figure.LAYOUTS)
@pytest.mark.parametrize("name", EVERY)
def test_no_text_lies_on_another(change, name, layout, language):
    # letters have air around them: two pixels of a line may meet those of the next
    words = [
        Rectangle(a + 1, b + 2, c - 1, d - 2)
        for a, b, c, d in map(extent, of(Words, laid_out(EVERY[name](change), layout, language)))
    ]
    assert [pair for pair in combinations(words, 2) if pair[0].meets(pair[1])] == []


@pytest.mark.parametrize("layout", figure.LAYOUTS)
@pytest.mark.parametrize("name", EVERY)
def test_the_same_bundle_gives_the_same_drawing_without_ids_and_styles(change, name, layout):
    image, reader = drawn(EVERY[name](change), "nl")
    svg = figure.to_svg(image, reader.numerals, layout)
    again, _ = drawn(EVERY[name](change), "nl")
    assert svg == figure.to_svg(again, reader.numerals, layout)
    assert not re.search(r"#[0-9a-f]{6}|<style|<metadata|\bid=|url\(|font-family|Date|nan", svg)
    # what is said apart: a Dutch thousand has three digits after its point
    assert not re.search(r"\d\.\d{3}", re.sub(r'aria-label="[^"]*"|>[^<]*<', "", svg))
    assert svg.startswith(f'<svg class="{layout}" role="img" aria-label="')
    assert figure.to_png(image, reader.numerals, layout)[:4] == b"\x89PNG"
    plot, drawing = figure.draw(image, reader.numerals, layout), figure.lay_out(image, reader.numerals, layout)
    (axes,) = plot.axes
    assert [text.get_text() for text in axes.texts] == [word.text for word in of(Words, drawing)]
    assert len(axes.lines) == len(of(Line | Stroke, drawing))
    assert len(axes.patches) == len(of(Box | Frame | Area | Dot, drawing))


# many ways of analysis are summed up
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [name for name in EVERY if not name.startswith("multiverse")])
def test_the_alternative_text_holds_every_number(change, name, language):
    image, reader = drawn(EVERY[name](change), language)
    assert image.reasons == ()
    for row in reader.bundle["displays"][0]["rows"]:
        for cell in (cell for cell in row["cells"] if cell is not None and "ref" in cell):
            number = reader.number(cell["ref"])
            for part in re.findall(r"[−+]?[\d.,]+%?", reader.numerals.show(number, cell["show"])):
                # a sentence says "from 0.12", where brackets have a sign
                assert part.lstrip("+") in image.alternative
    assert "{" not in image.alternative
    assert image.notes


# a timeline is of days, and of no people; nor is a scan of a policy
@pytest.mark.parametrize("name", [name for name in EVERY if not name.startswith(("timeline", "heat"))])
def test_a_figure_of_hidden_numbers_only_is_not_drawn(change, name):
    bundle = EVERY[name](change)
    rows = bundle["displays"][0]["rows"]
    if name in ("answers", "path"):
        hidden_cells(bundle, *((row, 0) for row in range(len(rows))))
        assert drawn(bundle)[0].hidden
    for number in bundle["numbers"].values():
        number.update(dict.fromkeys(("estimate", "ci_low", "ci_high", "n")), suppressed="small")
    image, _ = drawn(bundle)
    assert image.hidden
    # a target is of the plan, and at their entry all are employed
    assert not re.search(r"\d[.,]\d|\d%", re.sub("95%|from 100%|Target: 2029: 20%", "", image.alternative))
    page = compose([bundle], "en")
    assert "<svg" not in page
    assert "not shown: the group is smaller than 10 people" in page


def bar_of(drawing, row, rows):
    """The filled parts of a bar, from left to right."""
    parts = [shape for shape in of(Box | Frame, drawing) if shape.height in (23, 24)]
    heights = sorted({round(part.y + part.height / 2, 3) for part in parts})
    assert len(heights) == rows
    here = [part for part in parts if round(part.y + part.height / 2, 3) == heights[row]]
    return sorted((part.x, part.x + part.width) for part in here)


@pytest.mark.parametrize("layout", figure.LAYOUTS)
@pytest.mark.parametrize("bands", [2, 4, 5, 7])
def test_answers_lie_on_both_sides_of_zero(change, bands, layout):
    bundle = answers(change, bands)
    drawing = laid_out(bundle, layout)
    zero = [line.x1 for line in of(Line, drawing) if line.colour == "ink"]
    assert len(set(zero)) == 1
    for position, row in enumerate(bundle["displays"][0]["rows"]):
        shown = [bundle["numbers"][cell["ref"]]["estimate"] for cell in row["cells"]]
        parts = bar_of(drawing, position, len(bundle["displays"][0]["rows"]))
        side = bands // 2
        below = sum(shown[:side]) + (shown[side] / 2 if bands % 2 else 0)
        per_share = (parts[-1][1] - parts[0][0] + 2) / sum(shown)
        assert parts[0][0] - 1 == pytest.approx(zero[0] - below * per_share, abs=1.01)
        # neighbours are told apart by a gap of paper
        assert all(2 <= right[0] - left[1] <= 3.01 for left, right in pairwise(parts))


def test_percentages_stand_in_parts_that_have_room_for_them(change):
    drawing = laid_out(answers(change))
    inside = [word for word in of(Words, drawing) if word.text.endswith("%") and word.colour != "muted"]
    parts = [shape for shape in of(Box | Frame, drawing) if shape.height in (23, 24)]
    for word in inside:
        holder = next(part for part in parts if part.x < word.x < part.x + part.width and part.y < word.y < part.y + 24)
        assert measured(word.text, word.size) < holder.width
    assert "4%" not in [word.text for word in inside]


def test_a_question_with_a_hidden_answer_is_not_shown(change):
    bundle = hidden_cells(answers(change), (2, 1))
    image, reader = drawn(bundle)
    assert image.content.bars[2].parts == ()
    assert "My team encourages me to show who I really am: not shown." in image.alternative
    assert image.reasons == ("small",)
    for layout in figure.LAYOUTS:
        svg = figure.to_svg(image, reader.numerals, layout)
        assert ">not shown<" in svg
        assert "23%" not in svg[svg.index("I really am") :].partition("be myself")[0].partition("<line")[0]


def test_a_legend_names_the_parts_above_the_bars(change):
    for layout in figure.LAYOUTS:
        drawing = laid_out(shares(change), layout)
        first = min(shape.y for shape in of(Box | Frame, drawing) if shape.height in (23, 24))
        names = [word.text for word in of(Words, drawing) if word.y < first and not word.strong and word.size == 12]
        assert names[:4] == [
            "Excluded",
            "Belonging without being oneself",
            "Being oneself without belonging",
            "Included",
        ]


def test_hidden_parts_are_one_hatched_rest_at_the_end(change):
    bundle = hidden_cells(shares(change), (1, 0), (1, 2))
    image, reader = drawn(bundle)
    assert "‘Excluded’ not shown; 21% ‘Belonging without being oneself’" in image.alternative
    drawing = figure.lay_out(image, reader.numerals, "wide")
    ends = bar_of(drawing, 1, 4)
    assert len(ends) == 3
    assert ends[-1][1] == pytest.approx(611)
    assert ">not shown<" in figure.to_svg(image, reader.numerals, "narrow")
    assert image.reasons == ("small", "small")


def test_one_hidden_part_hides_its_bar(change):
    """What the others leave of 100% would be the hidden number."""
    image, _ = drawn(hidden_cells(shares(change), (2, 1)))
    assert image.content.bars[2].parts == ()
    assert "Europe, of those who took part: not shown." in image.alternative


@pytest.mark.parametrize("layout", figure.LAYOUTS)
def test_areas_of_squares_are_as_their_shares(change, layout):
    bundle = fields(change)
    squares = [shape for shape in of(Box | Frame, laid_out(bundle, layout)) if shape.width == shape.height]
    sides = [square.width + (1 if isinstance(square, Frame) else 0) for square in squares]
    expected = [number["estimate"] for number in bundle["numbers"].values()]
    assert [side**2 / sides[-1] ** 2 for side in sides] == pytest.approx([share / expected[-1] for share in expected])
    # low and low lies below and left, high and high above and right
    assert squares[0].x < squares[1].x
    assert squares[0].y > squares[2].y


def test_a_hidden_field_has_no_square_and_says_so(change):
    bundle = hidden_cells(fields(change), (0, 0), (2, 0))
    image, reader = drawn(bundle, "nl")
    assert "Buitengesloten (erbij horen laag, zichzelf kunnen zijn laag): niet getoond." in image.alternative
    for layout in figure.LAYOUTS:
        drawing = figure.lay_out(image, reader.numerals, layout)
        assert sum(shape.width == shape.height for shape in of(Box | Frame, drawing)) == 2
        assert [word.text for word in of(Words, drawing)].count("niet getoond") == 2
        assert "zichzelf kunnen zijn: laag → hoog" in [word.text for word in of(Words, drawing) if word.upward]


def test_teams_stand_on_the_scales_range_with_the_mean_of_all(change):
    bundle = units(change)
    image, _ = drawn(bundle)
    assert image.panels[0].limits == (1.0, 5.0)
    assert image.notes[-1] == "The vertical line is the mean of all teams: 3.47."
    assert image.alternative.endswith("Mean of all teams: 3.47.")
    drawing = laid_out(bundle)
    (mean,) = [line for line in of(Line, drawing) if line.colour == "ink"]
    assert mean.x1 == pytest.approx(206 + (3.47 - 1) / 4 * (520 - 206))
    assert "2.60 [2.35;\u00a02.85]" in [word.text for word in of(Words, drawing)]
    for row in bundle["displays"][0]["rows"]:
        row["cells"][1] = None
    image, _ = drawn(bundle)
    assert image.panels[0].line is None
    assert "Mean of all" not in image.alternative


@pytest.mark.parametrize("layout", figure.LAYOUTS)
def test_many_teams_without_names_stand_close(change, layout):
    bundle = hidden_cells(units(change, 40, named=False), (3, 0))
    image, reader = drawn(bundle)
    drawing = figure.lay_out(image, reader.numerals, layout)
    heights = [dot.y for dot in of(Dot, drawing)]
    assert len(heights) == 39
    assert all(after - before >= 12 for before, after in pairwise(heights))
    assert drawing.height < 40 * 12 + 100
    texts = [word.text for word in of(Words, drawing)]
    # a team that is not shown has no place among the others, which would tell how high it is
    assert [text for text in texts if not text.isdecimal()] == ["Score on a scale from 1 to 5"]
    assert "not shown" not in image.alternative
    assert "eam 39" in image.alternative
    assert "eam 40" not in image.alternative


def test_teams_without_names_stand_in_the_order_of_their_means(change):
    bundle = units(change, 6, named=False)
    rows = bundle["displays"][0]["rows"]
    rows.reverse()
    image, _ = drawn(bundle)
    values = [mark.value for mark in image.panels[0].marks]
    assert values == sorted(values)
    assert len(values) == 6


def test_an_arrow_past_a_layer_runs_below_the_node_between(change):
    image, _ = drawn(path(change))
    flow = rightward(image.content, ordered(image.content), 720, 40, (150, 150, 150))
    lead, inclusion, leave = flow.nodes
    assert lead.x < inclusion.x < leave.x
    assert inclusion.y + inclusion.height < lead.y + lead.height / 2
    assert min(y for _, y in flow.routes[2][1:-1]) > inclusion.y + inclusion.height
    assert "From inclusive leadership of the line manager to inclusion: 0.35 [0.20;\u00a00.50]." in image.alternative
    assert [arrow.state for arrow in image.content.arrows] == ["plain", "plain", "open"]
    assert image.notes[-1].startswith("A dashed arrow")
    strokes = of(Stroke, laid_out(path(change)))
    assert [stroke.dashed for stroke in strokes] == [False, False, True]


@pytest.mark.parametrize("make", [path, crossed_path, long_path])
@pytest.mark.parametrize("flowing", [
    lambda web: rightward(web, ordered(web), 720, 44, (720 / (2 * max(web.layers) + 1),) * (max(web.layers) + 1)),
    lambda web: downward(web, ordered(web), 720, 2),
])  # fmt: skip
def test_no_arrow_runs_through_a_node_and_no_label_lies_on_one(change, make, flowing):
    web = drawn(make(change))[0].content
    flow = flowing(web)
    nodes = [Rectangle(n.x + 0.5, n.y + 0.5, n.x + n.width - 0.5, n.y + n.height - 0.5) for n in flow.nodes]
    for route in flow.routes:
        for start, end in pairwise(route):
            points = [
                (start[0] + k / 50 * (end[0] - start[0]), start[1] + k / 50 * (end[1] - start[1])) for k in range(51)
            ]
            assert not [point for point in points for node in nodes if node.holds(point)]
    if flowing(web).width > 110 * (2 * max(web.layers) + 1):
        places = labels(flow, [arrow.lines for arrow in web.arrows], ALONG)
        assert not [pair for pair in combinations((*places, *nodes), 2) if pair[0].meets(pair[1])]


def test_an_arrow_that_is_hidden_is_not_told_from_zero(change):
    bundle = hidden_cells(path(change), (2, 0))
    image, reader = drawn(bundle, "nl")
    assert image.content.arrows[2].state == "hidden"
    assert not any("streepjes" in note for note in image.notes)
    assert "naar van plan te vertrekken: niet getoond." in image.alternative
    for layout in figure.LAYOUTS:
        drawing = figure.lay_out(image, reader.numerals, layout)
        assert "niet getoond" in [word.text for word in of(Words, drawing)]
        assert not any(stroke.dashed for stroke in of(Stroke, drawing))
    # a second number does not outlive the first
    bundle = hidden_cells(path(change), (1, 0))
    assert "0.37" not in drawn(bundle)[0].alternative


@pytest.mark.parametrize("factors", [1, 2])
def test_loadings_stand_near_the_questions(change, factors):
    bundle = loadings(change, 16, factors)
    image, _ = drawn(bundle)
    assert image.kind == "loadings"
    assert not any("dashed" in note for note in image.notes)
    texts = [word for word in of(Words, laid_out(bundle)) if re.fullmatch(r"0\.\d\d", word.text)]
    assert len(texts) == 16
    assert all(300 < word.x < 400 for word in texts)
    listed = [word for word in of(Words, laid_out(bundle, "narrow")) if re.fullmatch(r"0\.\d\d", word.text)]
    assert [word.align for word in listed] == ["end"] * 16


@pytest.mark.parametrize(
    ("make", "spoil", "message"),
    [
        (answers, lambda figure: figure["columns"].pop(), "as many columns as its rows have cells"),
        (shares, lambda figure: figure.pop("columns"), "as many columns as its rows have cells"),
        (fields, lambda figure: figure["rows"].pop(), "must have four rows, not 3"),
        (units, lambda figure: figure["caption"]["slots"].pop("outcome"), "names no outcome"),
        (units, lambda figure: figure["caption"]["slots"]["outcome"]["label"].__setitem__(1, "x"), "outcome 'x'"),
        (path, lambda figure: figure["rows"][0]["head"].pop(), "two heads"),
        (path, lambda figure: figure["rows"][2]["head"].reverse(), "lead round in a ring"),
    ],
)
def test_rows_that_do_not_fit_the_kind_are_a_clear_error(change, make, spoil, message):
    bundle = make(change)
    spoil(bundle["displays"][0])
    with pytest.raises(BundleError, match=message):
        drawn(bundle)


def test_texts_are_measured_no_smaller_than_the_widest_font(change):
    fonts = {strong: FontProperties(family="DejaVu Sans", weight="bold" if strong else "normal") for strong in (0, 1)}
    texts = {
        (word.text, word.strong)
        for make in (answers, shares, fields, path)
        for language in LANGUAGES
        for word in of(Words, laid_out(make(change), "wide", language))
    }
    for text, strong in sorted(texts):
        real = TextPath((0, 0), text, size=12, prop=fonts[strong]).get_extents().width
        assert measured(text, 12, strong) > 0.94 * real - 2, text
        assert measured(text, 12, strong) < 1.35 * real + 8, text


def test_lines_are_broken_where_they_must_be():
    assert wrapped("", 100, 12) == ()
    lines = wrapped("a verylongwordthatdoesnotfitanywhere b", 60, 12)
    assert "".join(lines).replace("-", "").replace(" ", "") == "averylongwordthatdoesnotfitanywhereb"
    assert all(measured(line, 12) <= 60 for line in lines)
    assert wrapped("mm", 1, 12) == ("m-", "m")


@pytest.mark.parametrize("parts", range(1, 12))
def test_neighbouring_parts_have_shades_of_their_own(parts):
    roles = [shade.fill for shade in shades(parts)]
    assert len(roles) == len(set(roles)) == parts
    assert math.isclose(len(shades(14)), 14)
