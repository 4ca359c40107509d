"""One's own figure beside others, national figures, sentences and figures."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
import yaml

from evaluatie.reproduce.monitor import (
    Linked,
    Measured,
    benchmark_rows,
    change_between,
    civil_service_ethnicity,
    civil_service_survey,
    comparable_years,
    draw_funnel,
    draw_gap,
    draw_own,
    draw_positions,
    draw_trends,
    dutch_benchmarks,
    figures_of,
    funnel_limits,
    gap_over_years,
    in_words,
    link_organisations,
    organisation_trends,
    own_beside,
    shrunken_levels,
)
from evaluatie.reproduce.monitor import wordbook as module

FAIRLY = "I am treated fairly at work (% strongly agree or agree)"


@pytest.fixture(scope="module")
def linked() -> Linked:
    return link_organisations(civil_service_survey())


@pytest.fixture(scope="module")
def fairly(linked: Linked) -> Measured:
    return figures_of(linked, "item_treated_fairly")


def test_the_same_question_may_be_compared(fairly: Measured) -> None:
    found = own_beside(fairly, 84.0, 300, 2024, FAIRLY)
    theirs = fairly.frame.loc[fairly.frame["year"] == 2024, "value"].to_numpy()
    assert found.question == "same"
    assert found.k == 103
    assert found.lower == pytest.approx(100 * np.mean(theirs < 84))
    assert found.lower_low < found.lower < found.lower_high
    # the chance, by drawing
    rng = np.random.default_rng(4)
    drawn = rng.normal(84, 100 * np.sqrt(0.84 * 0.16 / 300), 20000)
    assert found.chance == pytest.approx(np.mean(drawn > rng.choice(theirs, 20000)), abs=0.01)


@pytest.mark.parametrize(
    ("wording", "question"),
    [
        ("At work I am treated fairly by everybody (% agree)", "other"),
        ("I am treated fairly at work (% agree)", "counted_otherwise"),
        ("", "unknown"),
    ],
)
def test_another_question_or_scale_is_not_compared(fairly: Measured, wording: str, question: str) -> None:
    found = own_beside(fairly, 84.0, 300, 2024, wording)
    assert found.question == question
    assert not found.comparable
    assert found.lower is None
    assert found.chance is None
    assert "may not be compared" in in_words(found, "en")[-1]
    # nothing of the others is drawn
    assert draw_own(found, "en").svg().count("<circle") == 2


def test_the_old_question_on_discrimination_is_not_that_of_2024(linked: Linked) -> None:
    figures = figures_of(linked, "discriminated_yes")
    old = "During the past 12 months, have you personally experienced discrimination at work? (% yes)"
    assert own_beside(figures, 12.0, 400, 2015, old).question == "same"
    assert own_beside(figures, 12.0, 400, 2024, old).question == "other"


def test_an_own_year_without_others_says_which_year_it_is_set_beside(fairly: Measured) -> None:
    found = own_beside(fairly, 84.0, 300, 2019, FAIRLY)
    assert found.year_of_others == 2016
    assert found.question == "unknown"
    assert any("2016 and 2019" in note for note in found.notes)


def test_the_benchmark_is_the_median_also_where_its_label_does_not_say_so() -> None:
    found = benchmark_rows(civil_service_survey(), "engagement_index")
    unsaid = found[~found["says_median"]]
    assert unsaid.index.tolist() == [2009, 2012, 2013]
    assert (unsaid["benchmark"] - unsaid["median"]).abs().max() <= 0.5
    assert found["mean"].dropna().index.tolist() == list(range(2019, 2025))
    assert (found["mean"] - found["benchmark"]).abs().min() > 0


def test_dutch_figures_have_source_year_break_and_doubt() -> None:
    found = dutch_benchmarks()
    assert found["source"].notna().all()
    assert found.loc[found["confirmed"], "address"].notna().all()
    assert found.loc[~found["confirmed"].astype(bool), "topic"].unique().tolist() == ["unwanted_behaviour"]
    nea = found[found["id"].str.startswith("nea")]
    assert (nea["break_year"] == 2022).all()
    rijk = found.set_index("id")["percent"]
    # printed as a rise of 27%: 27.5%, cut off rather than rounded
    assert rijk["rijk_2019_share"] / rijk["rijk_2015_share"] - 1 == pytest.approx(0.275, abs=0.001)
    with pytest.raises(ValueError, match="did you mean 'discrimination'"):
        dutch_benchmarks("discriminatoin")


def test_every_word_exists_in_both_languages_with_the_same_slots(root) -> None:
    room = root / "src/evaluatie/reproduce/monitor"
    for file in (room / "words.yml", room / "notes.yml", room / "chapters" / "chapters.yml"):
        blocks = yaml.safe_load(file.read_text(encoding="utf-8"))
        assert blocks.pop("indices", ["engagement_index"]) == ["engagement_index"]
        for block in blocks.values():
            for key, both in block.items():
                assert set(both) == {"nl", "en"}, key
                slots = [set(re.findall(r"\{(\w+)\}", both[language])) for language in ("nl", "en")]
                assert slots[0] == slots[1], key
    assert module.wordbook("nl").measure("item_valued") == "gewaardeerd voor het werk"


def test_every_measure_of_the_survey_has_words() -> None:
    words = module.wordbook("en")
    for measure in civil_service_survey()["measure"].unique():
        assert words.measure(measure) != measure.replace("_", " ") or measure == "response_rate", measure
    for group in civil_service_ethnicity()["group"].unique():
        assert module.wordbook("nl").group(group) != group.replace("_", " ") or "_" not in group


@pytest.mark.parametrize("language", ["nl", "en"])
def test_sentences_hold_the_figures_of_their_results(linked: Linked, language: str) -> None:
    figures = figures_of(linked, "discriminated_yes")
    trends = organisation_trends(figures)
    told = in_words(trends, language, who="HM Treasury", comparability=figures.comparability)
    slope = module.wordbook(language).number(trends.of("HM Treasury")["slope"], 2, True)
    assert slope in told[0]
    assert any("2021" in sentence and "(" in sentence for sentence in told)
    gap = gap_over_years(civil_service_ethnicity(), "discriminated_yes", "ethnic_minority", "white", level="binary")
    assert module.wordbook(language).number(3.9, signed=True) in in_words(gap, language)[0]
    crossed = in_words(change_between(figures, 2016, 2021), language)
    assert len(crossed) == 2
    assert in_words(linked, language)._repr_html_().startswith("<ul><li>")
    with pytest.raises(TypeError):
        in_words("no result", language)


def test_who_stands_out_by_itself_only_is_said_so(fairly: Measured) -> None:
    positions = shrunken_levels(fairly)
    row = positions.table.loc["HM Treasury"]
    assert row["p"] < 0.05 < row["p_adjusted"]
    assert "by itself" in in_words(positions, "en", who="HM Treasury")[1]


def test_a_rank_comes_with_its_range(fairly: Measured) -> None:
    table = shrunken_levels(fairly).table
    order = np.arange(1, len(table) + 1)
    assert (table["rank_low"] <= order).all()
    assert (order <= table["rank_high"]).all()
    assert (table["rank_high"] - table["rank_low"]).median() > 10
    # the same draws every time
    pd.testing.assert_frame_equal(table, shrunken_levels(fairly).table)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_figures_have_alternative_texts_and_colours_of_the_palette(linked: Linked, language: str) -> None:
    figures = figures_of(linked, "discriminated_yes")
    trends, ethnicity = organisation_trends(figures), civil_service_ethnicity()
    gap = gap_over_years(ethnicity, "discriminated_yes", "ethnic_minority", "white", level="binary")
    rows = ethnicity.query("year == 2015 and level == 'detailed' and measure == 'discriminated_yes'")
    funnel = funnel_limits(rows["value"], rows["n"], rows["group"])
    own = own_beside(figures, 9.0, 200, 2024, "Have you been discriminated against at work in the last 12 months?")
    drawn = [
        draw_trends(trends, figures, ["HM Treasury", "Acas", "Estyn"], language),
        draw_gap(gap, language),
        draw_funnel(funnel, "discriminated_yes", language),
        draw_positions(shrunken_levels(figures), "HM Treasury", language),
        draw_own(own, language),
    ]
    for one in drawn:
        element = ElementTree.fromstring(one.svg())  # noqa: S314 - made here
        assert element.get("role") == "img"
        assert element.get("aria-label") == one.alternative
        assert len(one.alternative) > 80
        assert "nan" not in one.svg()
        assert set(re.findall(r"(?:fill|stroke):([^;\"]+)", one.svg())) <= {
            "none", *(f"var(--{role})" for role in ("paper", "ink", "muted", "line", "edge", "accent", "band")),
        }  # fmt: skip
        assert one.svg() == one.svg()
    assert drawn[0].alternative.count("HM Treasury") == 1
    assert drawn[1].png().startswith(b"\x89PNG")


@pytest.mark.parametrize("who", [["Acas"], ["Acas", "Estyn"]])
def test_a_trend_figure_names_its_first_and_last_year_its_unit_and_a_cut_axis(linked: Linked, who: list[str]) -> None:
    figures = figures_of(linked, "theme_inclusion_fair_treatment")
    svg = draw_trends(organisation_trends(figures), figures, who, "en").svg()
    assert svg.count(">2009</text>") == svg.count(">2024</text>") == len(who)
    assert "Percent; the axis does not begin at 0" in svg
    assert re.search(r">\d\d%</text>", svg)


def test_the_chosen_organisation_is_named_beside_all_intervals(fairly: Measured) -> None:
    positions = shrunken_levels(fairly)
    for who in (positions.table.index[0], positions.table.index[-1], max(positions.table.index, key=len)):
        svg = draw_positions(positions, who, "nl").svg()
        ends = [float(x) for x in re.findall(r'<line x1="[\d.]+" y1="[\d.]+" x2="([\d.]+)"[^>]*--(?:accent|edge)', svg)]
        names = [float(x) for x in re.findall(r'<text x="([\d.]+)"[^>]*style="font-weight:700', svg)]
        assert names
        assert min(names) > max(ends), who


def test_the_gap_figure_marks_its_break_and_draws_no_line_over_it() -> None:
    ethnicity = civil_service_ethnicity()
    gap = gap_over_years(ethnicity, "discriminated_yes", "ethnic_minority", "white", level="binary")
    svg = draw_gap(gap, "en").svg()
    assert "break 2021" in svg
    assert svg.count("stroke-dasharray") == 1
    # the sample and a line for each wording
    assert len(re.findall(r"<polyline[^>]*stroke:var\(--accent\)", svg)) == 3


def test_the_notebook_shows_what_the_room_says(root) -> None:
    cells = json.loads((root / "notebooks/monitor.ipynb").read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert re.findall(r"^(\w+): str =", code[0], re.M) == [
        "measure", "organisation", "language", "own_file",
    ]  # fmt: skip
    # thin: nothing in it that could be tested elsewhere
    assert not any(word in cell for cell in code for word in ("def ", "for ", "import numpy", "import pandas"))
    assert comparable_years("discriminated_yes").lower_is_better
