"""The change per year over all measurements: when it is made, of whom, what is said of it, and when nothing may be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from delivered import summarised, write
from evaluatie.effects.mixed import mixed_change
from evaluatie.effects.yearly import yearly_change, yearly_from_moments
from evaluatie.evaluation import Section
from evaluatie.evaluation.changing.slopes import JudgedSlope
from evaluatie.evaluation.judgement import NotEstimable
from evaluatie.evaluation.scored import Scores
from evaluatie.report import compose
from evaluatie.report.reading import Reader
from staffing import staffed
from tolerances import CLOSED_FORM, FITTED

MakeStudy = Callable[..., ev.Study]
KEY = "wellbeing/all/slope"
DATES = ["2019-09-16", "2020-11-02", "2022-05-09", "2023-03-01"]
SCORES = {"wellbeing": {"column": "wellbeing", "range": [1, 5], "direction": "higher", "label": "w"}}
#: people by the waves at which they answered
EVERYONE = {"012": 40, "01": 15, "02": 14, "12": 16, "0": 12, "1": 13, "2": 18}
FOUR = {"0123": 60, "013": 15, "02": 14, "123": 16, "0": 12, "3": 18}


def waves(
    patterns: dict[str, int], level: tuple[float, ...] = (3.0, 3.0, 3.0, 3.0), seed: int = 1, tilt: float = 0.0
) -> dict[str, pd.DataFrame]:
    """Make people answer at the waves of their patterns."""
    rng = np.random.default_rng(seed)
    rows: dict[str, list[dict[str, Any]]] = {f"t{at}": [] for at in sorted(set("".join(patterns)))}
    who = 0
    for pattern, number in patterns.items():
        for _ in range(number):
            own, turn = rng.normal(0, 0.5), rng.normal(0, tilt)
            for at in map(int, pattern):
                score = level[at] + own + turn * at + rng.normal(0, 0.3)
                rows[f"t{at}"].append({"code": who, "wellbeing": round(float(np.clip(score, 1, 5)), 6)})
            who += 1
    return {wave: pd.DataFrame(found) for wave, found in rows.items()}


def dated(frames: dict[str, pd.DataFrame], dates: list[str | None] | None = None) -> list[dict[str, Any]]:
    listed = [{"id": wave, "label": wave, "file": f"{wave}.csv"} for wave in frames]
    days = zip(listed, dates or DATES, strict=False)
    return [one | ({} if day is None else {"date": day}) for one, day in days]


def made(make_study: MakeStudy, frames: dict[str, pd.DataFrame], **blocks: Any) -> Section:
    return ev.change(make_study(frames, **{"waves_block": dated(frames), **blocks}))


def keys(section: Section) -> list[str]:
    return [finding.key for finding in section.findings if finding.key.startswith("slope.")]


def said(section: Section, language: str = "en") -> list[str]:
    """Give the sentences on slopes that leave."""
    bundle = ev.release(section).bundle
    reader = Reader(bundle, language)
    return [str(reader.text(one)) for one in bundle["findings"] if one["key"].startswith("slope.")]


def slope_numbers(section: Section) -> dict[str, Any]:
    numbers = ev.release(section).bundle["numbers"]
    return {id_: one for id_, one in numbers.items() if "/slope." in id_ and one["estimate"] is not None}


def long_frame(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    days = dict(zip(frames, DATES, strict=False))
    parts = [frame.assign(wave=wave, day=pd.Timestamp(days[wave])) for wave, frame in frames.items()]
    both = pd.concat(parts, ignore_index=True)
    return both.assign(years=(both["day"] - pd.Timestamp(DATES[0])).dt.days / 365.25)


def matrix(frames: dict[str, pd.DataFrame]) -> tuple[np.ndarray, list[float]]:
    frame = long_frame(frames)
    answers = frame.pivot_table(index="code", columns="wave", values="wellbeing").to_numpy()
    return answers, sorted(frame["years"].unique())


# --- what it is -------------------------------------------------------------------------------------------------------


def test_it_is_the_slope_of_a_mixed_model_in_years_of_everyone_who_answered(make_study: MakeStudy) -> None:
    frames = waves(FOUR, (3.0, 3.2, 3.5, 3.65), tilt=0.15)
    line = made(make_study, frames).results[KEY].result.line
    theirs = mixed_change(long_frame(frames), "wellbeing", "years", "code", random="slope")
    assert (line.slope, line.se, line.df) == pytest.approx((theirs.slope, theirs.slope_se, theirs.df), rel=FITTED)
    assert (line.ci_low, line.ci_high) == pytest.approx((theirs.slope_ci_low, theirs.slope_ci_high), rel=FITTED)
    assert (line.n, line.n_answers) == (sum(FOUR.values()), sum(map(len, frames.values())))


def test_with_three_waves_people_differ_in_level_and_slope(make_study: MakeStudy) -> None:
    frames = waves(EVERYONE, (3.0, 3.2, 3.5))
    line = made(make_study, frames).results[KEY].result.line
    assert line.random == "slope"
    theirs = yearly_change(*matrix(frames))
    assert (line.slope, line.se, line.departure_p) == pytest.approx(
        (theirs.slope, theirs.se, theirs.departure_p), rel=FITTED
    )


@pytest.mark.parametrize(
    ("level", "word", "english", "dutch"),
    [
        ((2.6, 2.95, 3.4), "rose", "rose over all 3 measurements: +0.", "**gestegen**: gemiddeld +0,"),
        ((3.5, 3.0, 2.4), "fell", "fell over all 3 measurements: −0.", "**gedaald**: gemiddeld −0,"),
        ((3.0, 3.0, 2.95), "unclear", "**not certain**", "**niet zeker**"),
        ((3.0, 3.6, 3.0), "uneven", "**not change evenly**", "**niet gelijkmatig**"),
    ],
)
def test_what_is_said_of_it(
    make_study: MakeStudy, level: tuple[float, ...], word: str, english: str, dutch: str
) -> None:
    section = made(make_study, waves(EVERYONE, level))
    assert section.results[KEY].result.word == word
    # of three waves slopes of people are hard to tell: here the model lies at its edge, which is said as well
    assert keys(section) == [f"slope.{word}", *([] if word == "uneven" else ["slope.caution"]), "slope.edge"]
    for language, part in (("en", english), ("nl", dutch)):
        sentence = said(section, language)[0]
        assert part.replace("**", "") in sentence
        assert "3 m" in sentence  # measurements, metingen
        assert ("95%" in sentence) == (word != "uneven")
        assert ("128" in sentence) == (word != "uneven")


def test_of_uneven_change_no_slope_leaves(make_study: MakeStudy) -> None:
    section = made(make_study, waves(EVERYONE, (3.0, 3.6, 3.0)))
    assert list(slope_numbers(section)) == [f"change.{KEY}.departure"]
    table = next(display for display in section.displays if display.id == "table-slope")
    assert table.rows[0].cells[1].key == "slope_word.uneven"


@pytest.mark.parametrize("level", [(2.6, 2.95, 3.4), (3.0, 3.6, 3.0)])
def test_the_page_composes_in_both_languages(make_study: MakeStudy, level: tuple[float, ...]) -> None:
    bundle = ev.release(made(make_study, waves(EVERYONE, level))).bundle
    for language, heading in (("en", "Per year, over all measurements"), ("nl", "Per jaar, over alle metingen")):
        assert heading in compose([bundle], language)


def test_main_outcomes_are_told_and_that_there_are_several(make_study: MakeStudy) -> None:
    frames = waves(EVERYONE)
    for frame in frames.values():
        frame["pride"], frame["trust"] = frame["wellbeing"].to_numpy()[::-1], frame["wellbeing"]
    survey = {
        "respondent": "code",
        "scores": {
            name: {"column": name, "range": [1, 5], "direction": "higher", "label": name}
            for name in ("wellbeing", "pride", "trust")
        },
    }
    section = made(make_study, frames, survey=survey, plan={"primary": ["pride", "wellbeing"]})
    slopes = [key for key in section.results if key.endswith("/slope")]
    assert slopes == ["pride/all/slope", "wellbeing/all/slope"]
    assert {"slope.caution", "slope.several"} <= set(keys(section))
    assert "slope.several" not in keys(made(make_study, frames, survey=survey, name="org-one"))


def test_the_model_at_its_edge_is_told_in_the_technical_account(make_study: MakeStudy) -> None:
    frames = waves(EVERYONE)
    rng = np.random.default_rng(8)
    always = sorted(set.intersection(*(set(frame["code"]) for frame in frames.values())))
    errors = rng.normal(0, 0.6, (len(always), 3))
    errors -= errors.mean(axis=1, keepdims=True)
    for at, frame in enumerate(frames.values()):
        frame["wellbeing"] = (3 + rng.normal(0, 0.5, len(frame))).round(6)
        frame.loc[frame["code"].isin(always), "wellbeing"] = (3 + errors[:, at]).round(6)
    section = made(make_study, frames)
    assert section.results[KEY].result.line.singular
    edge = next(finding for finding in section.findings if finding.key == "slope.edge")
    assert edge.role == "method"
    assert any("variance of zero" in sentence for sentence in said(section))


# --- how waves are linked ---------------------------------------------------------------------------------------------


def test_without_links_it_is_of_separate_samples(make_study: MakeStudy) -> None:
    frames = waves(EVERYONE, (2.7, 3.0, 3.4))
    section = made(make_study, frames, survey={"scores": SCORES})
    study = section.study
    line = section.results[KEY].result.line
    theirs = yearly_from_moments([Scores(study).moments("wellbeing", wave) for wave in study.waves], matrix(frames)[1])
    assert (line.slope, line.se, line.df) == pytest.approx((theirs.slope, theirs.se, theirs.df), rel=CLOSED_FORM)
    assert section.results[KEY].method == "separate_slope"
    assert {len(cell.waves) for cell in section.results[KEY].cells} == {1}
    assert "completed questionnaires" in said(section)[0]


def test_who_has_no_code_counts_each_time(make_study: MakeStudy) -> None:
    frames = {wave: frame.astype({"code": "object"}) for wave, frame in waves(EVERYONE).items()}
    for frame in frames.values():
        frame.loc[frame["code"].isin(range(20)), "code"] = None
    section = made(make_study, frames)
    assert section.study.linking == "partly linked"
    assert section.results[KEY].result.line.n == sum(EVERYONE.values()) + 2 * 20


def test_of_means_alone_it_is_the_same_as_without_links(make_study: MakeStudy, tmp_path: Path) -> None:
    frames = waves(EVERYONE, (2.7, 3.0, 3.4))
    table = summarised(frames, ("wellbeing",), ())
    listed = [{name: part for name, part in wave.items() if name != "file"} for wave in dated(frames)]
    folder = write(tmp_path / "means", table.to_csv(index=False), waves=listed, survey={"scores": SCORES}, groups={})
    means = ev.change(ev.load_study(folder))
    people = made(make_study, frames, survey={"scores": SCORES})
    ours, theirs = (one.results[KEY].result.line for one in (means, people))
    assert (ours.slope, ours.se) == pytest.approx((theirs.slope, theirs.se), rel=CLOSED_FORM)
    assert said(means)[0] == said(people)[0]


def test_people_of_one_unit_count_as_alike_or_it_is_said_that_they_do_not(make_study: MakeStudy) -> None:
    for teams, told in ((10, False), (5, True)):
        frames = waves(EVERYONE)
        rng = np.random.default_rng(teams)
        for frame in frames.values():
            frame["team"] = "team" + (frame["code"] % teams).astype(str)
            frame["wellbeing"] = (frame["wellbeing"] + rng.normal(0, 0.3, teams)[frame["code"] % teams]).clip(1, 5)
        survey = {"respondent": "code", "unit": "team", "scores": SCORES}
        section = made(make_study, frames, survey=survey, name=f"org-{teams}")
        alone = yearly_change(*matrix(frames))
        line = section.results[KEY].result.line
        assert line.slope == pytest.approx(alone.slope, rel=FITTED)
        assert (line.se > 1.2 * alone.se) != told
        assert section.results[KEY].method == ("mixed_slope" if told else "mixed_slope_units")
        if section.results[KEY].result.word != "uneven":
            assert ("slope.alone" in keys(section)) == told


# --- where it is not made ---------------------------------------------------------------------------------------------


def test_two_waves_have_none(make_study: MakeStudy) -> None:
    section = made(make_study, waves({"01": 40, "0": 12, "1": 15}))
    assert not keys(section)
    assert KEY not in section.results
    assert not [display for display in section.displays if display.id == "table-slope"]


@pytest.mark.parametrize("undated", [0, 1, 2])
def test_where_a_wave_has_no_date_there_is_none_and_that_is_said(make_study: MakeStudy, undated: int) -> None:
    frames = waves(EVERYONE)
    days: list[str | None] = [None if at == undated else day for at, day in enumerate(DATES)]
    section = made(make_study, frames, waves_block=dated(frames, days))
    assert KEY not in section.results
    assert keys(section) == ["slope.undated"]


def test_an_outcome_that_was_asked_otherwise_at_a_wave_has_none(make_study: MakeStudy) -> None:
    frames = waves(EVERYONE)
    listed = dated(frames)
    scores = {"wellbeing": SCORES["wellbeing"] | {"range": [1, 5]}}
    study = make_study(frames, waves_block=listed, survey={"respondent": "code", "scores": scores})
    outcomes = [one | {"asked_otherwise": {"t1": ["range"]}} for one in study.codebook["outcomes"]]
    study.codebook["outcomes"][:] = outcomes
    section = ev.change(study)
    assert KEY not in section.results
    assert keys(section) == ["slope.asked_otherwise"]


# --- privacy ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pattern", [name for name in EVERYONE if name != "012"])
@pytest.mark.parametrize("few", [1, 9])
def test_where_few_answered_at_the_same_waves_nothing_leaves(make_study: MakeStudy, pattern: str, few: int) -> None:
    section = made(make_study, waves(EVERYONE | {pattern: few}, (2.6, 2.95, 3.4)))
    assert isinstance(section.results[KEY].result, NotEstimable)
    assert keys(section) == ["slope.not_shown"]
    assert not slope_numbers(section)


@pytest.mark.parametrize(
    "patterns",
    [
        {"012": 9, "01": 15, "02": 14, "12": 16, "0": 12, "1": 13, "2": 18},
        # three of forty more at the first wave, of two patterns of which neither is of one person
        {"012": 40, "0": 3},
        {"012": 40, "12": 6, "2": 6, "0": 20},
        {"01": 40, "12": 40, "02": 2},
        {"01": 50, "2": 9},
    ],
)
def test_nor_where_two_waves_differ_by_few_or_few_answered_at_one(
    make_study: MakeStudy, patterns: dict[str, int]
) -> None:
    section = made(make_study, waves(patterns))
    assert isinstance(section.results[KEY].result, NotEstimable)
    assert not slope_numbers(section)


@pytest.mark.parametrize("few", [10, 0])
def test_ten_are_company_enough_and_nobody_needs_none(make_study: MakeStudy, few: int) -> None:
    patterns = {name: number for name, number in (EVERYONE | {"1": few}).items() if number}
    section = made(make_study, waves(patterns))
    assert isinstance(section.results[KEY].result, JudgedSlope)
    assert slope_numbers(section)


def test_a_study_may_ask_for_more_company(make_study: MakeStudy) -> None:
    section = made(make_study, waves(EVERYONE), disclosure={"preset": "strict", "minimum_group": 13})
    assert isinstance(section.results[KEY].result, NotEstimable)


def test_it_rests_upon_everyone_at_each_wave_and_who_answered_at_each_two(make_study: MakeStudy) -> None:
    analysis = made(make_study, waves(EVERYONE)).results[KEY]
    waves_of = {cell.waves for cell in analysis.cells}
    assert waves_of == {("t0",), ("t1",), ("t2",), ("t0", "t1"), ("t0", "t2"), ("t1", "t2")}
    assert {(cell.outcome, cell.level) for cell in analysis.cells} == {("wellbeing", "all")}
    assert analysis.digits == 4


def test_a_pair_of_waves_that_nobody_answered_both_of_does_not_hide_it(make_study: MakeStudy) -> None:
    section = made(make_study, waves({"01": 30, "12": 30, "0": 12, "2": 14}))
    assert ("t0", "t2") not in {cell.waves for cell in section.results[KEY].cells}
    assert slope_numbers(section)


def test_where_a_wave_is_hidden_the_slope_is_and_what_is_said_tells_nothing(make_study: MakeStudy) -> None:
    frames = waves(EVERYONE, (2.6, 2.95, 3.4))
    # nearly everyone gives the same answer at the middle wave: it is hidden, though enough people answered
    frames["t1"]["wellbeing"] = 4.0
    section = made(make_study, frames)
    assert isinstance(section.results[KEY].result, JudgedSlope)
    assert not slope_numbers(section)
    sentences = said(section)
    assert len(sentences) == 1
    assert "too few people answered, or the answers could be traced" in sentences[0]
    numbers = ev.release(section).bundle["numbers"]
    assert {one["method"] for id_, one in numbers.items() if "/slope." in id_} == {None}


def test_who_left_counts_as_well(make_study: MakeStudy) -> None:
    # the workforce's level: who left after the first wave is in it, whatever the personnel file says
    numbers = {"AAA": 40, "A--": 15, "Ass": 12, "-AA": 14, "ssA": 13}
    section = ev.change(staffed(make_study, numbers))
    assert section.results[KEY].result.line.n == sum(numbers.values())


def difference_attack(section: Section, frames: dict[str, pd.DataFrame], few: set[int]) -> float | None:
    """Solve for the mean at the first wave of a few people, from the slope that left; all else is given away here."""
    found = slope_numbers(section).get(f"change.{KEY}.slope")
    if found is None:
        return None
    answers, years = matrix(frames)
    rows = np.flatnonzero(pd.Index(np.unique(long_frame(frames)["code"])).isin(few))
    own = answers[rows, 0] - answers[rows, 0].mean()

    def slope(mean: float) -> float:
        guessed = answers.copy()
        guessed[rows, 0] = mean + own
        return float(yearly_change(guessed, years).slope)

    grid = np.linspace(1, 5, 81)
    return float(grid[np.argmin([abs(slope(guess) - found["estimate"]) for guess in grid])])


@pytest.mark.parametrize("few", [4, 12])
def test_the_answers_of_the_few_who_answered_once_do_not_follow_from_the_slope(make_study: MakeStudy, few: int) -> None:
    frames = waves({"012": 60, "12": 20, "0": few})
    people = set(range(80, 80 + few))
    truth = frames["t0"].loc[frames["t0"]["code"].isin(people), "wellbeing"].mean()
    guess = difference_attack(made(make_study, frames), frames, people)
    if few == 12:  # enough of them, so that it may: the attack itself is tested here
        assert guess == pytest.approx(truth, abs=0.05)
    else:
        assert guess is None
