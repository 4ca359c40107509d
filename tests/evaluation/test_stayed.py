"""Who answered again and who did not: first scores, shares, and whether waves can be compared at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.effects.independent import independent_change
from evaluatie.evaluation import Section
from evaluatie.evaluation.judgement import NotEstimable
from evaluatie.report.reading import Reader
from staffing import patterns_of, staffed, waves_of
from tolerances import CLOSED_FORM

MakeStudy = Callable[..., ev.Study]
KEY = "wellbeing/all/t0-t1/first"
GROUPS = {"g": {"column": "g", "reference": "a", "focal": ["b"]}}
SCORES = {"wellbeing": {"column": "wellbeing", "range": [1, 5], "direction": "higher", "label": "w"}}


def waves(again: np.ndarray, once: np.ndarray, new: int = 0) -> dict[str, pd.DataFrame]:
    """Give the first scores of who answered again and of who did not; `new` people answered last only."""
    rng = np.random.default_rng(4)
    first = np.concatenate([again, once])
    codes = [*range(len(again)), *range(1000, 1000 + new)]
    last = pd.DataFrame({"code": codes, "wellbeing": rng.normal(3.2, 0.6, len(codes)).clip(1, 5).round(6)})
    return {"t0": pd.DataFrame({"code": range(len(first)), "wellbeing": first.round(6)}), "t1": last}


def spread(n: int, mean: float, width: float = 1.0) -> np.ndarray:
    found: np.ndarray = mean + width * np.linspace(-1, 1, n)
    return found


def keys(section: Section) -> list[str]:
    return [finding.key for finding in section.findings if finding.key.startswith("stayed.")]


def test_first_scores_are_those_of_who_answered_again_and_of_who_did_not(make_study: MakeStudy) -> None:
    made = waves(spread(40, 3.2), spread(25, 2.7))
    section = ev.change(make_study(made))
    found = {kind: section.results[f"{KEY}/{kind}"].result for kind in ("again", "once")}
    assert [(one.n, one.mean) for one in found.values()] == [(40, pytest.approx(3.2)), (25, pytest.approx(2.7))]
    # once minus again, by the root of the mean variance
    d = section.results[f"{KEY}/difference"].result.d
    by_hand = independent_change(made["t0"]["wellbeing"][:40], made["t0"]["wellbeing"][40:])
    assert (d.estimate, d.ci_low, d.ci_high) == pytest.approx(
        (by_hand.d_av, by_hand.d_av_low, by_hand.d_av_high), rel=CLOSED_FORM
    )
    assert d.estimate < 0


def test_first_scores_and_who_answered_again_count_people_of_one_unit_as_alike(make_study: MakeStudy) -> None:
    made = waves(spread(40, 3.2), spread(25, 2.7))
    made["t0"]["team"] = [f"t{place % 10}" for place in range(65)]
    # who stays away scores high where who stays scores low
    moves = np.where(np.arange(65) < 40, 0.4, -0.4) * (np.arange(65) % 10 - 4.5) / 3
    made["t0"]["wellbeing"] = (made["t0"]["wellbeing"] + moves).clip(1, 5)
    made["t1"]["team"] = made["t0"]["team"][:40].to_numpy()
    found = ev.change(make_study(made, survey={"respondent": "code", "unit": "team", "scores": SCORES})).results
    first, team = made["t0"]["wellbeing"][:40], made["t0"]["team"][:40]
    robust = ev.cluster_robust(first, np.ones((40, 1)), team).coefficients[0]
    again = found[f"{KEY}/again"]
    assert again.method == "mean_t_units"
    assert (again.result.se, again.result.df) == pytest.approx((robust.se, robust.df), rel=CLOSED_FORM)
    alone = independent_change(first, made["t0"]["wellbeing"][40:])
    d = found[f"{KEY}/difference"]
    assert d.method == "stayers_units"
    assert d.result.d.ci_high - d.result.d.ci_low > alone.d_av_high - alone.d_av_low
    share, plain = found["stayed/all/t0-t1"], ev.effects.proportion(40, 65)
    assert share.method == "proportion_wilson_units"
    assert (share.result.successes, share.result.n) == (40, 65)
    assert share.result.ci_low <= plain.ci_low < plain.ci_high <= share.result.ci_high


@pytest.mark.parametrize(
    ("once", "width", "n", "word"),
    [(2.2, 1.0, 40, "lower"), (4.0, 1.0, 40, "higher"), (3.2, 1.0, 300, "alike"), (3.0, 1.0, 12, "unclear")],
)
def test_whether_who_did_not_answer_again_scored_otherwise(
    make_study: MakeStudy, once: float, width: float, n: int, word: str
) -> None:
    section = ev.change(make_study(waves(spread(n, 3.2, width), spread(n, once, width))))
    assert f"stayed.{word}" in keys(section)
    bundle = ev.release(section).bundle
    said = next(finding for finding in bundle["findings"] if finding["key"] == f"stayed.{word}")
    for language in ("nl", "en"):
        assert Reader(bundle, language).text(said)


def test_the_share_who_answered_again_is_given_for_everyone_and_every_group(make_study: MakeStudy) -> None:
    made = waves(spread(48, 3.2), spread(24, 2.7), new=20)
    made["t0"]["g"] = ["a"] * 30 + ["b"] * 18 + ["a"] * 10 + ["b"] * 14
    made["t1"]["g"] = ["a"] * 30 + ["b"] * 18 + ["a"] * 20
    section = ev.change(make_study(made, groups=GROUPS))
    shares = {
        key.split("/")[1]: analysis.result.estimates()[0].estimate
        for key, analysis in section.results.items()
        if key.startswith("stayed/")
    }
    assert shares == {"all": pytest.approx(48 / 72), "g=a": pytest.approx(30 / 40), "g=b": pytest.approx(18 / 32)}
    assert "stayed.share" in keys(section)


@pytest.mark.parametrize(("again", "once", "new"), [(40, 5, 20), (40, 20, 5), (40, 5, 0)])
def test_of_few_who_answered_once_nothing_is_said_nor_of_who_answered_again(
    make_study: MakeStudy, again: int, once: int, new: int
) -> None:
    section = ev.change(make_study(waves(spread(again, 3.2), spread(once, 2.7), new)))
    assert not [key for key in section.results if "/first/" in key]
    assert {key for key in keys(section) if "guard" not in key} == {"stayed.share"}


def test_everyone_answering_again_leaves_nobody_to_describe(make_study: MakeStudy) -> None:
    section = ev.change(make_study(waves(spread(40, 3.2), spread(0, 3))))
    assert isinstance(section.results[f"{KEY}/once"].result, NotEstimable)
    assert isinstance(section.results[f"{KEY}/difference"].result, NotEstimable)
    bundle = ev.release(section).bundle
    assert "stayed.share" in {finding["key"] for finding in bundle["findings"]}


def test_a_mean_of_people_who_all_answered_alike_is_not_given(make_study: MakeStudy) -> None:
    section = ev.change(make_study(waves(spread(40, 3.2), np.full(15, 2.0))))
    assert isinstance(section.results[f"{KEY}/once"].result, NotEstimable)
    assert isinstance(section.results[f"{KEY}/difference"].result, NotEstimable)


STAFF = {"AA": 40, "A-": 15, "As": 14, "-A": 13, "sA": 12}


@pytest.mark.parametrize(
    ("numbers", "kinds"),
    [
        (STAFF, {"again", "once", "left", "silent"}),
        (STAFF | {"A-": 4, "As": 25}, {"again", "once"}),
        (STAFF | {"-A": 4, "sA": 21}, {"again", "once"}),
        ({"AA": 40, "A-": 15, "-A": 13, "sA": 12}, {"again", "once"}),
    ],
)
def test_who_left_and_who_kept_silent_are_told_apart_where_both_are_many(
    make_study: MakeStudy, numbers: Mapping[str, int], kinds: set[str]
) -> None:
    section = ev.change(staffed(make_study, dict(numbers)))
    found = {key.rpartition("/")[2] for key in section.results if key.startswith(f"{KEY}/")} - {"difference"}
    assert found == kinds


def test_first_scores_of_who_left_are_theirs(make_study: MakeStudy) -> None:
    patterns = patterns_of(STAFF)
    made = waves_of(patterns)
    section = ev.change(staffed(make_study, STAFF, waves=made))
    for kind, pattern in (("left", "A-"), ("silent", "As"), ("again", "AA")):
        own = made["t0"]["code"].map(lambda code: patterns[code]) == pattern
        assert section.results[f"{KEY}/{kind}"].result.mean == pytest.approx(made["t0"].loc[own, "wellbeing"].mean())
    cells = section.results[f"{KEY}/left"].cells
    assert {cell.level for cell in cells if cell.characteristic == "absence-kind"} == {"left", "silent_last"}


@pytest.mark.parametrize("linking", ["unlinked", "partly linked"])
def test_where_not_all_are_linked_it_is_not_known_who_answered_again(make_study: MakeStudy, linking: str) -> None:
    made = waves(spread(40, 3.2), spread(25, 2.7))
    if linking == "partly linked":
        made["t0"] = made["t0"].astype({"code": "object"})
        made["t0"].loc[:9, "code"] = None
    study = make_study(made, survey={"scores": SCORES, **({"respondent": "code"} if linking != "unlinked" else {})})
    assert study.linking == linking
    section = ev.change(study)
    assert not [key for key in section.results if "/first/" in key or key.startswith("stayed/")]
    assert not [display for display in section.displays if display.topic == "stayed"]


# --- can the waves be compared? ---------------------------------------------------------------------------------------


def composed(shares: tuple[float, float], n: int = 100) -> dict[str, pd.DataFrame]:
    """Make waves of n people of which a share is in group b."""
    frames = {}
    for place, share in enumerate(shares):
        scores = np.random.default_rng(place).normal(3, 0.7, n).clip(1, 5).round(6)
        many = round(n * share)
        frames[f"t{place}"] = pd.DataFrame(
            {"code": range(n), "wellbeing": scores, "g": ["b"] * many + ["a"] * (n - many)}
        )
    return frames


@pytest.mark.parametrize(
    ("shares", "word", "role"),
    [((0.4, 0.42), "comparable", "main"), ((0.4, 0.5), "care", "caveat"), ((0.2, 0.8), "hardly", "caveat")],
)
def test_waves_are_compared_as_far_as_those_who_answered_are_alike(
    make_study: MakeStudy, shares: tuple[float, float], word: str, role: str
) -> None:
    groups = {"g": GROUPS["g"] | {"stable": False}}
    study = make_study(composed(shares), groups=groups)
    section = ev.change(study)
    found = next(finding for finding in section.findings if finding.key.startswith("stayed.guard"))
    assert (found.key, found.role) == (f"stayed.guard_{word}", role)
    first, last = shares
    by_hand = abs(last - first) / np.sqrt((first * (1 - first) + last * (1 - last)) / 2)
    guard = section.results["guard/all/t0-t1"].result
    assert {one.term: one.estimate for one in guard.estimates()}["standardised_difference"] == pytest.approx(by_hand)
    assert ("conclusions.response" in [one.key for one in ev.conclusions(study).findings]) == (word != "comparable")


def test_without_characteristics_nothing_is_said_of_who_answered(make_study: MakeStudy) -> None:
    section = ev.change(make_study(waves(spread(40, 3.2), spread(25, 2.7))))
    assert "guard/all/t0-t1" not in section.results
    assert not [key for key in keys(section) if "guard" in key]
