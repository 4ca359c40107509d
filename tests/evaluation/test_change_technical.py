"""What other estimators of change rest upon: released as the public functions give it, and hidden where it must be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.report.reading import Reader
from evaluatie.report.tables import TableView, table
from staffing import patterns_of, staffed, waves_of

MakeStudy = Callable[..., ev.Study]
Bundle = Mapping[str, Any]
SCORES = {"wellbeing": {"column": "wellbeing", "range": [1, 5], "direction": "higher", "label": "w"}}
SURVEY = {"respondent": "code", "unit": "team", "scores": SCORES}
GROUPS = {
    "g": {"column": "g", "reference": "a", "focal": ["b"], "stable": False},
    "h": {"column": "h", "reference": "a", "focal": ["b"], "stable": False},
}
KEY = "change.wellbeing/all/t0-t1"
DIFFERENCE = "change.wellbeing/interventions/t0-t1/difference"
FIGURES = 1e-9  # ten significant digits leave; what has four decimals is compared with them
DECIMALS = 5.1e-5
LANGUAGES = ("nl", "en")


def released(study: ev.Study) -> Bundle:
    found: Bundle = ev.release(ev.change(study)).bundle
    return found


def about(bundle: Bundle, key: str) -> dict[str, Mapping[str, Any]]:
    """Give the numbers of an analysis by their term."""
    start = f"{key}."
    return {id_.removeprefix(start): one for id_, one in bundle["numbers"].items() if id_.startswith(start)}


def view(bundle: Bundle, id_: str, language: str) -> TableView:
    """Read a technical table; it must also stand on a page."""
    (display,) = (display for display in bundle["displays"] if display["id"] == id_)
    assert display["technical"]
    shown = table(display, Reader(bundle, language))
    assert shown.caption in ev.report.compose([bundle], language).replace("&#39;", "'")
    return shown


def ids(bundle: Bundle) -> set[str]:
    return {display["id"] for display in bundle["displays"]}


# --- weights ----------------------------------------------------------------------------------------------------------

WORKFORCE = {"g": {"a": 250.0, "b": 150.0}, "h": {"a": 300.0, "b": 100.0}}


def two_groups(few: int = 30) -> dict[str, pd.DataFrame]:
    """Make waves of people in two characteristics, of whom `few` are of g = b at the last."""
    frames = {}
    for wave, n_a, n_b, seed in (("t0", 120, 30, 1), ("t1", 100, few, 2)):
        rng, n = np.random.default_rng(seed), n_a + n_b
        h = np.where(np.arange(n) % 2, "b", "a")
        scores = np.clip(np.round(rng.normal(3 + 0.3 * (h == "b"), 0.8, n), 1), 1, 5)
        frames[wave] = pd.DataFrame({"code": range(n), "wellbeing": scores, "g": ["a"] * n_a + ["b"] * n_b, "h": h})
    return frames


def with_workforce(write_study: Callable[..., Path], frames: Mapping[str, pd.DataFrame], **more: Any) -> ev.Study:
    folder = write_study(frames, groups=GROUPS, population="population.csv", **more)
    lines = [f"{w},{c}={one},{n:g}" for w in frames for c, of in WORKFORCE.items() for one, n in of.items()]
    (folder / "population.csv").write_text("\n".join(["wave,group,n", *lines]), encoding="utf-8")
    return ev.load_study(folder)


def test_raked_weights_are_told_by_what_they_cost_and_by_nothing_else(write_study: Callable[..., Path]) -> None:
    frames = two_groups()
    bundle = released(with_workforce(write_study, frames))
    rows = [
        frame.assign(wave=wave, weight=ev.rake(frame, WORKFORCE, trim=5.0).weights) for wave, frame in frames.items()
    ]
    whole = ev.weighted_overlapping(pd.concat(rows, ignore_index=True), "wellbeing", "wave", "code", "weight")
    found = about(bundle, f"{KEY}/raked")
    assert set(found) == {"mean_change", "design_effect", "effective_n"}
    assert found["mean_change"]["estimate"] == pytest.approx(whole.mean_change, abs=DECIMALS)
    assert found["design_effect"]["estimate"] == round(whole.design_effect, 2) > 1.1
    assert found["effective_n"]["estimate"] == pytest.approx(whole.n / whole.design_effect, abs=0.5 + 0.005 * whole.n)
    assert found["effective_n"]["estimate"] == round(whole.n / found["design_effect"]["estimate"])
    assert {one["n"] for one in found.values()} == {150}
    for language in LANGUAGES:
        shown = view(bundle, "table-raked-t0-t1", language)
        deff = f"{whole.design_effect:.2f}".replace(".", "," if language == "nl" else ".")
        cells = [cell.text for cell in shown.rows[0].cells]
        assert cells[3:5] == [deff, f"{found['effective_n']['estimate']:.0f}"]
        plain = about(bundle, f"{KEY}/everyone")["mean_change"]
        assert whole.unweighted.mean_change == pytest.approx(plain["estimate"], abs=FIGURES)
        assert cells[2] == Reader(bundle, language).numerals.show(plain, "signed_ci")


@pytest.mark.parametrize("linked", [True, False])
def test_what_raked_weights_cost_is_hidden_with_a_group_of_few(
    write_study: Callable[..., Path], *, linked: bool
) -> None:
    more = {} if linked else {"survey": {"scores": SCORES}}
    bundle = released(with_workforce(write_study, two_groups(few=5), **more))
    (number,) = about(bundle, f"{KEY}/raked").values()  # one place, whatever was estimated
    assert number["estimate"] is None
    assert number["suppressed"]
    for language in LANGUAGES:
        n, change, _, *cost = (cell.state for cell in view(bundle, "table-raked-t0-t1", language).rows[0].cells)
        assert [n, change, *cost] == ["hidden"] * 4


def test_without_links_the_plain_change_is_that_of_two_samples(write_study: Callable[..., Path]) -> None:
    bundle = released(with_workforce(write_study, two_groups(), survey={"scores": SCORES}))
    for language in LANGUAGES:
        reader = Reader(bundle, language)
        cells = view(bundle, "table-raked-t0-t1", language).rows[0].cells
        plain = about(bundle, f"{KEY}/unlinked")["mean_change"]
        assert cells[2].text == reader.numerals.show(plain, "signed_ci") != ""


# --- silent people ----------------------------------------------------------------------------------------------------

STAFF = {"AA": 60, "A-": 15, "As": 24, "-A": 13, "sA": 18}


def employed(numbers: Mapping[str, int]) -> tuple[pd.Series, pd.Series]:
    """Give the scores of who was employed at both waves, as the analysis has them: first who answered first."""
    patterns = patterns_of(numbers)
    first, last = (frame.set_index("code")["wellbeing"] for frame in waves_of(patterns).values())
    codes = [*first.index, *(code for code in last.index if code not in first.index)]
    kept = [code for code in codes if "-" not in patterns[code]]
    return first.reindex(kept), last.reindex(kept)


def test_weights_for_silence_are_told_by_what_they_cost_and_by_nothing_else(make_study: MakeStudy) -> None:
    pre, post = employed(STAFF)
    answered = pre.notna().to_numpy()
    weights = ev.attrition_weights(
        post[answered].notna().to_numpy(), pre[answered].to_numpy(), trim=(0.01, 0.99), stabilised=True
    )
    bundle = released(staffed(make_study, STAFF))
    found = about(bundle, f"{KEY}/weighted")
    assert set(found) == {"mean_change", "design_effect", "effective_n"}
    assert found["design_effect"]["estimate"] == round(weights.design_effect, 2)
    assert found["effective_n"]["estimate"] == pytest.approx(weights.effective_n, abs=0.5 + 0.005 * 60)
    assert {one["n"] for one in found.values()} == {weights.n_weighted} == {60}
    linked = about(bundle, f"{KEY}/linked")["mean_change"]
    for language in LANGUAGES:
        cells = view(bundle, "table-weighted-t0-t1", language).rows[0].cells
        assert cells[2].text == Reader(bundle, language).numerals.show(linked, "signed_ci")


def test_imputation_tells_how_much_was_filled_in_and_how_much_rests_on_it(make_study: MakeStudy) -> None:
    pre, post = employed(STAFF)
    expected = ev.impute_change(pre.to_numpy(), post.to_numpy(), imputations=20, seed=20170501)
    bundle = released(staffed(make_study, STAFF))
    found = about(bundle, f"{KEY}/imputed")
    assert found["mean_change"]["estimate"] == pytest.approx(expected.mean_change, abs=DECIMALS)
    assert found["fmi"]["estimate"] == pytest.approx(expected.fmi, abs=DECIMALS)
    assert found["monte_carlo_se"]["estimate"] == pytest.approx(expected.monte_carlo_se, abs=DECIMALS)
    assert found["imputations"]["estimate"] == expected.imputations == 20
    assert found["filled_in"]["estimate"] == pytest.approx(42 / 102, abs=DECIMALS)
    assert {one["n"] for one in found.values()} == {102}
    for language, mark in (("nl", ","), ("en", ".")):
        cells = [cell.text for cell in view(bundle, "table-imputed-t0-t1", language).rows[0].cells]
        assert cells[2:] == ["41%", "20", f"{expected.fmi:.0%}", f"{expected.monte_carlo_se:.3f}".replace(".", mark)]


@pytest.mark.parametrize("few", ["A-", "As", "-A", "sA"])
def test_nothing_of_weights_and_imputations_leaves_where_few_left_joined_or_kept_silent(
    make_study: MakeStudy, few: str
) -> None:
    bundle = released(staffed(make_study, {**STAFF, few: 4}))
    assert not {"table-weighted-t0-t1", "table-imputed-t0-t1"} & ids(bundle)
    assert {one["term"] for one in bundle["numbers"].values()}.isdisjoint(("fmi", "filled_in", "effective_n"))
    assert "table-ranks-t0-t1" in ids(bundle)


# --- ranks ------------------------------------------------------------------------------------------------------------


def test_the_rank_biserial_correlation_stands_beside_the_pseudo_median(make_study: MakeStudy) -> None:
    waves = waves_of(patterns_of({"AA": 60, "A?": 20, "?A": 15}))
    bundle = released(make_study(waves))
    linked = waves["t0"].merge(waves["t1"], on="code")
    expected = ev.rank_change(linked["wellbeing_x"], linked["wellbeing_y"])
    found = about(bundle, f"{KEY}/ranks")
    biserial = found["rank_biserial"]
    assert found["pseudo_median"]["estimate"] == pytest.approx(expected.pseudo_median, abs=DECIMALS)
    assert biserial["estimate"] == pytest.approx(expected.rank_biserial, abs=DECIMALS)
    assert biserial["ci_low"] == pytest.approx(expected.rank_biserial_u_low, abs=DECIMALS)
    assert biserial["ci_high"] == pytest.approx(expected.rank_biserial_u_high, abs=DECIMALS)
    assert biserial["n"] == 60
    for language in LANGUAGES:
        numerals = Reader(bundle, language).numerals
        cells = [cell.text for cell in view(bundle, "table-ranks-t0-t1", language).rows[0].cells]
        wanted = [numerals.show(found["pseudo_median"], "signed_ci"), numerals.show(biserial, "signed_ci")]
        assert cells == ["60", *wanted, numerals.show(biserial, "p")]


@pytest.mark.parametrize("case", ["few", "unchanged"])
def test_ranks_of_few_people_and_of_people_who_stayed_as_they_were_look_alike(make_study: MakeStudy, case: str) -> None:
    waves = waves_of(patterns_of({"AA": 8, "A?": 20, "?A": 20} if case == "few" else {"AA": 60}))
    if case == "unchanged":
        waves["t1"] = waves["t0"]
    bundle = released(make_study(waves))
    (number,) = about(bundle, f"{KEY}/ranks").values()
    assert number["suppressed"]
    for language in LANGUAGES:
        states = [cell.state for cell in view(bundle, "table-ranks-t0-t1", language).rows[0].cells]
        assert states == ["hidden"] * 4


# --- comparison groups ------------------------------------------------------------------------------------------------

WITHOUT = ["r", "s", "t", "u"]


def arms(size: int = 15) -> dict[str, pd.DataFrame]:
    """Make eight teams, of which four have interventions; g says the same of their people."""
    frames = {}
    for place, wave in enumerate(("t0", "t1")):
        rng, team = np.random.default_rng(place + 1), np.repeat(list("pqrstuvw"), size)
        exposed = ~np.isin(team, WITHOUT)
        scores = 3 + rng.normal(0, 0.6, len(team)) + 0.5 * exposed * place
        frames[wave] = pd.DataFrame(
            {
                "code": range(len(team)), "wellbeing": scores.clip(1, 5).round(6), "team": team,
                "g": np.where(exposed, "b", "a"), "h": "a",
            }
        )  # fmt: skip
    return frames


def compared(make_study: MakeStudy, frames: Mapping[str, pd.DataFrame], comparison: object, **more: Any) -> ev.Study:
    plan = {"primary": ["wellbeing"], "smallest_effect": 0.2, "comparison": comparison}
    return make_study(frames, survey=SURVEY, groups=GROUPS, plan=plan, **more)


def by_hand(frames: Mapping[str, pd.DataFrame]) -> ev.ControlledEffectSize:
    """Standardise the difference of people who are on the same side at both waves."""
    both = frames["t0"].merge(frames["t1"], on="code")
    sides = [both[(both["g_x"] == side) & (both["g_y"] == side)] for side in ("b", "a")]
    return ev.controlled_effect_size(*(side[f"wellbeing_{wave}"] for side in sides for wave in "xy"))


@pytest.mark.parametrize("comparison", ["g", WITHOUT])
def test_the_standardised_difference_has_an_interval_only_where_people_were_compared(
    make_study: MakeStudy, comparison: object
) -> None:
    frames = arms()
    bundle, expected = released(compared(make_study, frames, comparison)), by_hand(frames)
    found = about(bundle, DIFFERENCE)["d_ppc2"]
    assert found["estimate"] == pytest.approx(expected.d_ppc2, abs=FIGURES)
    assert found["n"] == expected.n == 120
    limits = (found["se"], found["ci_low"], found["ci_high"])
    of_people = comparison == "g"
    assert limits == pytest.approx((expected.se, expected.ci_low, expected.ci_high)) if of_people else not any(limits)
    for language, words in (("nl", "mensen onafhankelijk"), ("en", "people independent")):
        shown = view(bundle, "table-comparison-t0-t1-ways", language)
        assert shown.columns[-1].text == "d_ppc2"
        *_, row = shown.rows
        numerals = Reader(bundle, language).numerals
        linked = about(bundle, DIFFERENCE)["difference_in_change_linked"]
        wanted = [numerals.show(linked, "signed_ci"), numerals.show(linked, "p"), numerals.show(found, "signed_ci")]
        assert [cell.text for cell in row.cells] == wanted
        assert ("[" in row.cells[-1].text) == of_people
        assert (words in row.heads[1]) == of_people


def test_who_moved_from_one_side_to_the_other_is_not_in_the_standardised_difference(make_study: MakeStudy) -> None:
    frames = arms()
    frames["t1"].loc[:11, "g"] = "a"
    frames["t1"].loc[:11, "wellbeing"] = 5.0
    bundle, expected = released(compared(make_study, frames, "g")), by_hand(frames)
    found = about(bundle, DIFFERENCE)["d_ppc2"]
    assert expected.n == 108
    assert found["n"] == 108
    assert found["estimate"] == pytest.approx(expected.d_ppc2, abs=FIGURES)
    # what it tells follows from the changes of either side, which are told
    linked = [about(bundle, f"change.wellbeing/interventions-group={arm}/t0-t1/linked") for arm in ("with", "without")]
    change, sd, n = zip(
        *(
            (of["mean_change"]["estimate"], of["mean_change"]["estimate"] / of["d_b"]["estimate"], of["d_b"]["n"])
            for of in linked
        ),
        strict=True,
    )
    df = sum(n) - 2
    pooled = (sum((size - 1) * one**2 for one, size in zip(sd, n, strict=True)) / df) ** 0.5
    again = (1 - 3 / (4 * df - 1)) * (change[0] - change[1]) / pooled
    assert found["estimate"] == pytest.approx(again, abs=1e-6)


@pytest.mark.parametrize("comparison", ["g", WITHOUT])
def test_no_standardised_difference_leaves_where_one_side_is_of_few(make_study: MakeStudy, comparison: object) -> None:
    frames = arms(size=20)
    frames["t1"] = frames["t1"][~frames["t1"]["team"].isin(WITHOUT) | (frames["t1"].index % 20 < 2)]
    bundle = released(compared(make_study, frames, comparison))
    (number,) = about(bundle, DIFFERENCE).values()
    assert number["estimate"] is None
    for language in LANGUAGES:
        rows = view(bundle, "table-comparison-t0-t1-ways", language).rows
        assert {cell.state for row in rows for cell in row.cells} <= {"hidden", "empty"}


def test_without_links_there_is_no_standardised_difference(make_study: MakeStudy) -> None:
    plan = {"primary": ["wellbeing"], "comparison": WITHOUT}
    bundle = released(make_study(arms(), survey={"unit": "team", "scores": SCORES}, plan=plan))
    assert "d_ppc2" not in about(bundle, DIFFERENCE)
    for language in LANGUAGES:
        assert "d_ppc2" not in [one.text for one in view(bundle, "table-comparison-t0-t1-ways", language).columns]
