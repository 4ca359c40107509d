"""The change of an outcome: by which estimator, of whom, how sure, and what is left of it among several outcomes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.effects import adjust_p
from evaluatie.effects.clustered import in_clusters
from evaluatie.effects.mixed import mixed_from_people
from evaluatie.effects.overlapping import overlapping_from_waves
from evaluatie.effects.paired import paired_from_complete
from evaluatie.evaluation import Section
from evaluatie.evaluation.changing import sensitivity
from evaluatie.evaluation.changing.estimates import sample_of
from evaluatie.evaluation.judgement import NotEstimable
from evaluatie.evaluation.standings import ABSENCE
from evaluatie.report.reading import Reader
from staffing import patterns_of, staff_of, staffed, waves_of
from tolerances import CLOSED_FORM

MakeStudy = Callable[..., ev.Study]
KEY = "wellbeing/all/t0-t1"
SCORES = {"wellbeing": {"column": "wellbeing", "range": [1, 5], "direction": "higher", "label": "w"}}
UNLINKED = {"scores": SCORES}
WITH_UNITS = {"respondent": "code", "unit": "team", "scores": SCORES}
#: Of the people employed at both waves 40 answered twice, 14 first only and 12 last only; 15 left and 13 joined
STAFF = {"AA": 40, "A-": 15, "As": 14, "-A": 13, "sA": 12}
OF_SILENT = ("weighted", "imputed", "tipping")


def wave(n: int, shift: float = 0.0, seed: int = 1, start: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    values = np.clip(np.round(rng.normal(3 + shift, 0.9, n) * 3) / 3, 1, 5)
    return pd.DataFrame({"code": np.arange(start, start + n), "wellbeing": values.round(6)})


def in_units(units: int, size: int, shift: float, seed: int) -> pd.DataFrame:
    """People of teams that move together."""
    frame, rng = wave(units * size, shift, seed), np.random.default_rng(seed + 100)
    team = np.repeat(np.arange(units), size)
    moved = frame["wellbeing"] + rng.normal(0, 0.5, units).round(2)[team]
    return frame.assign(wellbeing=moved.clip(1, 5).round(6), team=[f"team{number}" for number in team])


def partly(units: int, size: int) -> dict[str, pd.DataFrame]:
    """Two waves of teams at which not all answered twice."""
    first, last = in_units(units, size, 0, 1), in_units(units, size, 0.5, 2)
    return {"t0": first[first["code"] % 5 != 0], "t1": last[last["code"] % 4 != 1]}


def headline(section: Section) -> str:
    """Name the estimator of the first headline."""
    finding = next(finding for finding in section.findings if finding.role == "headline")
    return finding.slots["change"].number.split("/")[-1].split(".")[0]


def first_headline(bundle: dict[str, Any]) -> dict[str, Any]:
    return next(finding for finding in bundle["findings"] if finding["role"] == "headline")


def keys(section: Section) -> list[str]:
    return [finding.key for finding in section.findings]


# --- by which estimator -----------------------------------------------------------------------------------------------


def delivered(linking: str) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    first, last = wave(80), wave(70, 0.6, 2, start=25)
    if linking == "partly linked":
        first = first.astype({"code": "object"})
        first.loc[60:, "code"] = None
    return {"t0": first, "t1": last}, {"survey": UNLINKED} if linking == "unlinked" else {}


@pytest.mark.parametrize(
    ("linking", "planned", "expected"),
    [
        ("linked", None, "mixed"),
        ("linked", "mixed", "mixed"),
        ("linked", "linked", "linked"),
        ("linked", "everyone", "everyone"),
        ("partly linked", None, "everyone"),
        ("partly linked", "mixed", "mixed"),
        ("unlinked", None, "unlinked"),
        ("unlinked", "mixed", "unlinked"),
    ],
)
def test_the_headline_follows_from_the_links_and_the_plan(
    make_study: MakeStudy, linking: str, planned: str | None, expected: str
) -> None:
    waves, blocks = delivered(linking)
    plan = {"primary": ["wellbeing"], **({"estimator": planned} if planned else {})}
    study = make_study(waves, plan=plan, **blocks)
    assert study.linking == linking
    section = ev.change(study)
    assert headline(section) == expected
    assert ("change.deviation.estimator" in keys(section)) == (planned not in (None, expected))
    # of two kinds of change the headline stands first in the table
    table = next(display for display in section.displays if display.id == "table-change-t0-t1")
    shown = "answered" if expected == "mixed" else expected  # who had left is not known
    assert [column.key for column in table.columns][2] == f"column.change_{shown}"
    assert table.rows[0].cells[1].number == f"change.{KEY}/{expected}.mean_change"


def test_where_the_headline_cannot_be_made_the_next_takes_its_place(make_study: MakeStudy) -> None:
    # one person answered twice: neither a mixed model nor a change of pairs
    section = ev.change(make_study({"t0": wave(60), "t1": wave(60, 0.9, 2, start=59)}))
    assert isinstance(section.results[f"{KEY}/mixed"].result, NotEstimable)
    assert isinstance(section.results[f"{KEY}/linked"].result, NotEstimable)
    assert headline(section) == "everyone"
    said = first_headline(ev.release(section).bundle)
    assert said["key"] == "change.verdict.improved_clear"
    assert said["slots"]["counted"] == {"word": "counted.questionnaires"}


def test_a_column_is_named_after_the_estimate_that_stands_in_it(make_study: MakeStudy) -> None:
    # of three waves a mixed model is made of the first and the last only: over the others it is the change of pairs
    frames = {"t0": wave(80), "t1": wave(70, 0.3, 2, start=25), "t2": wave(75, 0.6, 3, start=20)}
    section = ev.change(make_study(frames))
    for suffix, shown, estimator in (("t0-t1", "linked", "linked"), ("t0-t2", "answered", "mixed")):
        table = next(display for display in section.displays if display.id == f"table-change-{suffix}")
        assert [column.key for column in table.columns][2:4] == [f"column.change_{shown}", f"column.verdict_{shown}"]
        assert table.rows[0].cells[1].number == f"change.wellbeing/all/{suffix}/{estimator}.mean_change"


def test_a_hidden_headline_gives_way_to_an_estimate_that_is_shown(make_study: MakeStudy) -> None:
    # three of 60 answered first only: the level at the last wave is hidden, the change of the pairs is not
    section = ev.change(
        make_study({"t0": wave(60), "t1": wave(57, 0.9, 2)}, plan={"primary": ["wellbeing"], "estimator": "everyone"})
    )
    assert headline(section) == "everyone"
    bundle = ev.release(section).bundle
    assert bundle["numbers"][f"change.{KEY}/everyone.mean_change"]["suppressed"] is not None
    said = first_headline(bundle)
    assert said["key"] == "change.verdict.improved_clear"
    assert said["slots"]["change"]["ref"] == f"change.{KEY}/linked.mean_change"


# --- of whom ----------------------------------------------------------------------------------------------------------


def moved(waves: dict[str, pd.DataFrame], patterns: list[str], of: tuple[str, ...]) -> dict[str, pd.DataFrame]:
    """Give those with some patterns the highest score."""
    far = [code for code, pattern in enumerate(patterns) if pattern in of]
    return {
        name: frame.assign(wellbeing=frame["wellbeing"].mask(frame["code"].isin(far), 5))
        for name, frame in waves.items()
    }


def terms(section: Section, name: str) -> list[tuple[float, Any, Any]]:
    return [(one.estimate, one.se, one.n) for one in section.results[f"{KEY}/{name}"].result.estimates()]


def test_who_left_or_joined_is_kept_out_of_the_change_of_who_was_employed_at_both(make_study: MakeStudy) -> None:
    patterns = patterns_of(STAFF)
    waves = waves_of(patterns)
    study = staffed(make_study, STAFF, waves=waves)
    section = ev.change(study)
    # whatever who left and joined answered
    other = ev.change(staffed(make_study, STAFF, waves=moved(waves, patterns, ("A-", "-A")), name="org-b"))
    for name in ("mixed", *OF_SILENT):
        assert terms(section, name) == terms(other, name)
    assert section.results[f"{KEY}/everyone"].result.change.mean_change != pytest.approx(
        other.results[f"{KEY}/everyone"].result.change.mean_change, abs=0.01
    )
    people = sample_of(study, "wellbeing", ("t0", "t1"))
    at_both = np.array([patterns[int(code)] in ("AA", "As", "sA") for code in _codes(study, waves)])
    by_hand = mixed_from_people(people.pre[at_both], people.post[at_both])
    found = section.results[f"{KEY}/mixed"].result.change
    assert found.n == 40 + 14 + 12
    assert found.mean_change == pytest.approx(by_hand.mean_change, rel=CLOSED_FORM)
    assert "employed" in str(
        next(finding for finding in section.findings if finding.role == "headline").slots["counted"].key
    )


def _codes(study: ev.Study, waves: dict[str, pd.DataFrame]) -> list[int]:
    """Give the codes of everyone in a sample: those of the first wave, then those of the last wave only."""
    first = list(waves["t0"]["code"])
    return [*first, *(code for code in waves["t1"]["code"] if code not in set(first))]


def test_the_weighted_change_is_of_who_answered_twice_and_the_imputed_of_all_employed(make_study: MakeStudy) -> None:
    section = ev.change(staffed(make_study, STAFF))
    numbers = {name: section.results[f"{KEY}/{name}"].result.estimates()[0].n for name in OF_SILENT}
    assert numbers == {"weighted": 40, "imputed": 66, "tipping": 66}
    assert "sensitivity.no_silent" not in keys(section)
    absent = {cell.level for cell in section.results[f"{KEY}/imputed"].cells if cell.characteristic == ABSENCE}
    assert absent == {"left", "joined", "silent_last", "silent_first"}


def test_a_tipping_point_is_hidden_with_the_imputed_change_that_it_is_about(
    make_study: MakeStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = []
    for df in (None, 3.0):
        if df is not None:
            of_imputed = sensitivity._other

            def few(*given: object, of: object = of_imputed, df: float = df) -> object:
                return replace(of(*given), df=df)  # type: ignore[operator]

            monkeypatch.setattr(sensitivity, "_other", few)
        bundle = ev.release(ev.change(staffed(make_study, STAFF, name="org-b" if df else "org-a"))).bundle
        numbers = [bundle["numbers"][f"change.{KEY}/{name}"]["suppressed"] for name in
                   ("imputed.mean_change", "tipping.tipping_delta")]  # fmt: skip
        said = any("tipping" in finding["key"] for finding in bundle["findings"])
        assert said == ("multiple_imputation" in bundle["methods"])
        hidden.append((*numbers, said))
    assert hidden == [(None, None, True), ("df", "df", False)]


def test_silent_at_the_first_wave_only_are_imputed_and_not_weighted(make_study: MakeStudy) -> None:
    section = ev.change(staffed(make_study, {"AA": 40, "A-": 15, "-A": 13, "sA": 12}))
    assert {name for name in OF_SILENT if f"{KEY}/{name}" in section.results} == {"imputed"}


@pytest.mark.parametrize(
    "numbers",
    [
        {"AA": 40, "A-": 4, "As": 25, "-A": 13, "sA": 12},
        {"AA": 40, "A-": 15, "As": 14, "-A": 3, "sA": 22},
        {"AA": 40, "A-": 25, "As": 4, "-A": 13, "sA": 12},
        {"AA": 40, "A-": 15, "As": 14, "-A": 22, "sA": 3},
    ],
)
def test_few_of_a_kind_are_not_left_out_as_that_would_tell_what_they_answered(
    make_study: MakeStudy, numbers: dict[str, int]
) -> None:
    section = ev.change(staffed(make_study, numbers))
    assert isinstance(section.results[f"{KEY}/mixed"].result, NotEstimable)
    assert headline(section) == "linked"
    assert not [name for name in OF_SILENT if f"{KEY}/{name}" in section.results]
    assert "sensitivity.no_silent" in keys(section)


def test_without_a_personnel_file_nobody_counts_as_missing(make_study: MakeStudy) -> None:
    patterns = patterns_of(STAFF)
    section = ev.change(make_study(waves_of(patterns)))
    assert not [name for name in OF_SILENT if f"{KEY}/{name}" in section.results]
    assert "sensitivity.no_silent" in keys(section)
    assert section.results[f"{KEY}/mixed"].result.change.n == len(patterns)
    assert staff_of(patterns).shape[0] == len(patterns)


# --- how sure ---------------------------------------------------------------------------------------------------------


def by_hand(study: ev.Study, strata: np.ndarray | None = None) -> dict[str, tuple[Any, Any]]:
    """Estimate the changes of everyone as independent people, and with people of one unit counted as alike."""
    people = sample_of(study, "wellbeing", ("t0", "t1"))
    linked, teams = people.linked, people.people.levels("unit")
    of_linked = linked.people.levels("unit")
    arms = None if strata is None else people.people.levels("interventions-group")
    arms_linked = None if strata is None else linked.people.levels("interventions-group")
    mixed = mixed_from_people(people.pre, people.post)
    working = {"working_correlation": mixed.correlation, "working_ratio": mixed.sd_ratio}
    everyone, pairs = overlapping_from_waves(people.two_waves), paired_from_complete(linked.pre, linked.post)
    return {
        "mixed": (
            mixed,
            in_clusters(mixed, people.pre, people.post, teams, strata=arms, **working),
        ),
        "everyone": (everyone, in_clusters(everyone, people.pre, people.post, teams, strata=arms)),
        "linked": (pairs, in_clusters(pairs, linked.pre, linked.post, of_linked, strata=arms_linked)),
    }


def test_people_of_eight_units_or_more_count_as_alike(make_study: MakeStudy) -> None:
    study = make_study(partly(9, 8), survey=WITH_UNITS)
    section = ev.change(study)
    for name, (alone, together) in by_hand(study).items():
        found = section.results[f"{KEY}/{name}"]
        assert found.method.endswith("_units")
        assert found.result.change.mean_change == pytest.approx(alone.mean_change, rel=CLOSED_FORM)
        assert (found.result.change.se, found.result.change.df, found.result.change.ci_low) == pytest.approx(
            (together.se, together.df, together.ci_low), rel=CLOSED_FORM
        )
        assert found.result.change.se != pytest.approx(alone.se, rel=1e-3)


def test_units_that_differ_less_than_chance_make_nothing_surer(make_study: MakeStudy) -> None:
    # in every unit people change by the same four steps, so that all units change alike
    start, step = np.tile([2.0, 2.5, 3.0, 3.5], 10), np.tile([-0.5, 0.0, 0.5, 1.0], 10)
    about = pd.DataFrame({"code": range(40), "team": np.repeat([f"team{number}" for number in range(10)], 4)})
    made = {"t0": about.assign(wellbeing=start), "t1": about.assign(wellbeing=start + step)}
    made["t1"].loc[::17, "wellbeing"] += 0.25  # a little spread between them
    study = make_study(made, survey=WITH_UNITS)
    alone, together = by_hand(study)["linked"]
    found = ev.change(study).results[f"{KEY}/linked"]
    assert together.se < alone.se
    assert (found.result.change.se, found.result.change.ci_low) == (alone.se, alone.ci_low)
    assert any("less than chance" in note for note in found.result.change.notes)
    assert found.method == "paired_t_units"


def test_people_of_seven_units_count_as_independent(make_study: MakeStudy) -> None:
    study = make_study(partly(7, 9), survey=WITH_UNITS)
    section, people = ev.change(study), sample_of(study, "wellbeing", ("t0", "t1"))
    alone = {
        "mixed": mixed_from_people(people.pre, people.post),
        "everyone": overlapping_from_waves(people.two_waves),
        "linked": paired_from_complete(people.linked.pre, people.linked.post),
    }
    for name, expected in alone.items():
        found = section.results[f"{KEY}/{name}"]
        assert not found.method.endswith("_units")
        assert (found.result.change.se, found.result.change.df) == pytest.approx((expected.se, expected.df), rel=1e-8)


def test_what_arms_of_a_comparison_differ_by_is_no_chance(make_study: MakeStudy) -> None:
    without = [f"team{number}" for number in range(5, 10)]
    frames = {"t0": in_units(10, 7, 0, 1), "t1": in_units(10, 7, 0.5, 2)}
    rose = ~frames["t1"]["team"].isin(without)
    frames["t1"]["wellbeing"] = (frames["t1"]["wellbeing"] + 1.0 * rose).clip(1, 5).round(6)
    plan = {"primary": ["wellbeing"], "comparison": without}
    study = make_study(frames, survey=WITH_UNITS, plan=plan)
    plain = ev.change(make_study(frames, survey=WITH_UNITS, name="plain")).results[f"{KEY}/linked"].result.change
    found = ev.change(study).results[f"{KEY}/linked"].result.change
    assert found.se == pytest.approx(by_hand(study, np.array([True]))["linked"][1].se, rel=CLOSED_FORM)
    assert found.mean_change == plain.mean_change
    assert found.se < 0.9 * plain.se


# --- several outcomes -------------------------------------------------------------------------------------------------

FIXED = [
    {"id": name, "label": name, "file": f"{name}.csv", "date": date}
    for name, date in (("t0", "2024-01-01"), ("t1", "2026-01-01"))
]
NAMES = ("a", "b", "c", "d", "e", "f", "x")
#: Of 60 people: how much each outcome moves; in the order of the plan
SHIFTS = {"a": 0.17, "b": 0.60, "c": 0.28, "d": 0.55, "e": 0.30, "f": 0.0, "x": 0.1}
PLAN = {"fixed_on": "2025-01-01", "primary": ["a", "b", "f"], "secondary": ["c", "d", "e"], "smallest_effect": 0.05}


def several(make_study: MakeStudy, direction: str = "higher", sign: int = 1, **plan: Any) -> ev.Study:
    """Make a study of seven outcomes; changes of people are the same up to what is added."""
    rng = np.random.default_rng(3)
    n = 64
    first, noise = rng.normal(3, 0.5, n), rng.permutation(np.linspace(-1.05, 1.05, n))
    before = pd.DataFrame({"code": range(n), **{name: first.clip(1, 5) for name in NAMES}})
    after = pd.DataFrame(
        {"code": range(n), **{name: (first + noise + sign * SHIFTS[name]).clip(0, 6) for name in NAMES}}
    )
    scores = {name: {"column": name, "range": [0, 6], "direction": direction, "label": name} for name in NAMES}
    return make_study(
        {"t0": before.round(6), "t1": after.round(6)}, survey={"respondent": "code", "scores": scores},
        plan={**PLAN, **plan}, waves_block=FIXED,
    )  # fmt: skip


def p_of(section: Section, outcome: str) -> float:
    p = section.results[f"{outcome}/all/t0-t1/mixed"].result.change.p
    assert p is not None
    return float(p)


def test_primary_outcomes_are_one_family_by_holm_and_secondary_ones_another(make_study: MakeStudy) -> None:
    section = ev.change(several(make_study))
    corrected = {
        name: section.results[f"{name}/all/t0-t1/family"].result.p_adjusted
        for name in NAMES
        if f"{name}/all/t0-t1/family" in section.results
    }
    assert set(corrected) == {"a", "b", "f", "c", "d", "e"}  # what nobody foresaw is not corrected
    for family, how in (("abf", "holm"), ("cde", "bh")):
        expected = adjust_p([p_of(section, name) for name in family], how)
        assert [corrected[name] for name in family] == pytest.approx(list(expected), rel=CLOSED_FORM)
    assert section.results["a/all/t0-t1/family"].method == "holm"
    assert section.results["c/all/t0-t1/family"].method == "benjamini_hochberg"
    table = next(display for display in section.displays if display.id == "table-change-t0-t1")
    assert [row.cells[0].key.removeprefix("tier.") for row in table.rows] == [
        *["confirmatory"] * 3, *["secondary"] * 3, "exploratory"
    ]  # fmt: skip


def test_a_change_that_does_not_stand_among_several_is_not_called_one(make_study: MakeStudy) -> None:
    # the two primary outcomes move as little as makes one of them count by itself
    study = several(make_study, primary=["a", "f"], secondary=[])
    section = ev.change(study)
    assert p_of(section, "a") < 0.05 < section.results["a/all/t0-t1/family"].result.p_adjusted
    bundle = ev.release(section).bundle
    said = first_headline(bundle)
    assert said["key"] == "change.verdict.uncorrected"
    table = next(display for display in bundle["displays"] if display["id"] == "table-change-t0-t1")
    words = [row["cells"][2] for row in table["rows"]]
    assert words[0] == {"word": "verdict.uncorrected"}
    assert words[2] == {"word": "verdict.improved_clear"}  # b was not in the family
    for language, text in (("nl", "niet zeker"), ("en", "not certain")):
        assert text in str(Reader(bundle, language).text(said))


def test_exploratory_outcomes_are_not_corrected(make_study: MakeStudy) -> None:
    section = ev.change(several(make_study, fixed_on=None))
    assert not [key for key in section.results if key.endswith("/family")]
    assert "change.caveat.not_fixed" in keys(section)
    assert "change.verdict.uncorrected" not in keys(section)


@pytest.mark.parametrize(
    ("direction", "sign", "word"),
    [
        ("higher", 1, "improved"), ("higher", -1, "worsened"), ("lower", 1, "worsened"), ("lower", -1, "improved"),
        ("ambiguous", 1, "increased"), ("ambiguous", -1, "decreased"),
    ],
)  # fmt: skip
def test_words_follow_the_direction_of_the_scale(make_study: MakeStudy, direction: str, sign: int, word: str) -> None:
    section = ev.change(several(make_study, direction, sign, primary=["b"]))
    assert section.results["b/all/t0-t1/mixed"].result.word == f"{word}_clear"
    assert first_headline(ev.release(section).bundle)["key"] == f"change.verdict.{word}_clear"
