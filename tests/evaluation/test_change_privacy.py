"""An attack on the numbers about change: they must not tell what fewer than ten people answered.

The attacker has every number that four sections released, and knows the design: who was asked, how many people are in
each group at each wave, by which formulas numbers were made. Strict expected failures are attacks that still win.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import optimize

import evaluatie as ev
from evaluatie.effects.mixed import mixed_from_people
from staffing import patterns_of, staffed, waves_of

MakeStudy = Callable[..., ev.Study]
Numbers = Mapping[str, Mapping[str, Any]]
SECTIONS = (ev.response, ev.baseline, ev.change, ev.conclusions, ev.summary)
GROUPS = {"g": {"column": "g", "reference": "a", "focal": ["b"], "stable": False}}
SCORES = {"wellbeing": {"column": "wellbeing", "range": [1, 5], "direction": "higher", "label": "w"}}
BY_UNIT = {"respondent": "code", "unit": "team", "scores": SCORES}
ITEMS = [f"q{number}" for number in range(1, 17)]
CLOSE = 0.1  # points: a mean that is known as closely as this is given away


def released(study: ev.Study) -> Numbers:
    """Give every number that leaves, by its id."""
    found: dict[str, Mapping[str, Any]] = {}
    for make in SECTIONS:
        bundle = ev.release(make(study)).bundle
        found |= {id_: one for id_, one in bundle["numbers"].items() if one["estimate"] is not None}
    return found


def value(numbers: Numbers, id_: str, part: str = "estimate") -> float:
    """Give a number; NaN, with which nothing can be worked out, where it does not leave."""
    if id_ not in numbers or numbers[id_][part] is None:
        return math.nan
    return float(numbers[id_][part])


def scores(n: int, seed: int, shift: float = 0.0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    found: np.ndarray = np.clip(np.round(rng.normal(3 + shift, 0.8, n) * 3) / 3, 1, 5).round(6)
    return found


def told(guess: float, truth: float) -> bool:
    """Say whether a guess gives a mean away."""
    return bool(abs(guess - truth) < CLOSE)


class Answers:
    """Study frames from groups of people: at which waves they answered, and what else is known of them."""

    def __init__(self, *waves: str) -> None:
        self._rows: dict[str, list[dict[str, Any]]] = {wave: [] for wave in waves}
        self._people = 0
        self.means: dict[tuple[str, str], float] = {}

    def add(self, name: str, n: int, *waves: str, **about: object) -> Answers:
        """Add people who answered at some waves; remember their mean at each."""
        level = np.random.default_rng(self._people + 11).normal(0, 0.6, n)
        for place, wave in enumerate(waves):
            own = np.random.default_rng(self._people + 97 * place + len(wave)).normal(3 + 0.2 * place, 0.6, n) + level
            own = (np.clip(np.round(own * 3) / 3, 1, 5)).round(6)
            self.means[name, wave] = float(own.mean()) if n else math.nan
            self._rows[wave] += [
                {"code": self._people + number, "wellbeing": each, **about} for number, each in enumerate(own)
            ]
        self._people += n
        return self

    @property
    def frames(self) -> dict[str, pd.DataFrame]:
        return {wave: pd.DataFrame(rows) for wave, rows in self._rows.items()}


# --- what the mixed model adds: the linked and the others apart -------------------------------------------------------


def _alike(n: int, squares: float, seed: int) -> np.ndarray:
    """Make scores with mean nought and this sum of squares."""
    own = np.random.default_rng(seed).normal(0, 1, n)
    own -= own.mean()
    found: np.ndarray = own * math.sqrt(squares / (own @ own))
    return found


def first_only(numbers: Numbers, group: str, sizes: tuple[int, int, int]) -> list[float]:
    """Solve for the mean of those who answered first only; none where a number that is needed does not leave.

    Means and variances of everyone and of the linked are known, so that of the means of the linked and the others at
    either wave one is free. Each value of it makes all that a mixed model looks at known, and so the change it gives:
    the true value gives the change that was released.
    """
    n0, n1, pairs = sizes
    once0, once1 = n0 - pairs, n1 - pairs
    start = f"change.wellbeing/{group}/t0-t1/"
    mixed, d = (value(numbers, f"{start}mixed.{term}") for term in ("mean_change", "d_av"))
    everyone, baseline = (value(numbers, f"{start}everyone.{term}") for term in ("mean_change", "d_b"))
    linked, d_z, d_b, d_linked = (
        value(numbers, f"{start}linked.{term}") for term in ("mean_change", "d_z", "d_b", "d_av")
    )
    first = value(numbers, f"baseline.wellbeing/{group}/mean.mean")
    if math.isnan(mixed + d + everyone + baseline + linked + d_z + d_b + d_linked + first):
        return []
    v0, of_pairs = (everyone / baseline) ** 2, (linked / d_b) ** 2
    v1, of_pairs_last = 2 * (mixed / d) ** 2 - v0, 2 * (linked / d_linked) ** 2 - of_pairs
    covariance = (of_pairs + of_pairs_last - (linked / d_z) ** 2) / 2
    one = _alike(pairs, of_pairs * (pairs - 1), 1)
    other = _alike(pairs, 1.0, 2)
    other -= one * (one @ other) / (one @ one)
    slope = covariance / of_pairs
    other *= math.sqrt((of_pairs_last - slope * covariance) * (pairs - 1) / (other @ other))
    last = first + everyone

    def change(x: float) -> float:
        at_first = (n0 * first - once0 * x) / pairs
        at_last = at_first + linked
        y = (n1 * last - pairs * at_last) / once1
        rest0 = (n0 - 1) * v0 - (pairs - 1) * of_pairs - pairs * (at_first - first) ** 2 - once0 * (x - first) ** 2
        rest1 = (n1 - 1) * v1 - (pairs - 1) * of_pairs_last - pairs * (at_last - last) ** 2 - once1 * (y - last) ** 2
        if min(rest0, rest1) <= 0:
            return math.nan
        nobody = np.full
        pre = np.concatenate([at_first + one, x + _alike(once0, rest0, 3), nobody(once1, np.nan)])
        post = np.concatenate([at_last + slope * one + other, nobody(once0, np.nan), y + _alike(once1, rest1, 4)])
        return float(mixed_from_people(pre, post).mean_change) - mixed

    grid = np.linspace(1, 5, 33)
    found = [change(x) for x in grid]
    return [
        float(optimize.brentq(change, low, high, xtol=1e-9))
        for low, high, one_end, other_end in zip(grid, grid[1:], found, found[1:], strict=False)
        if one_end * other_end <= 0
    ]


def test_the_attack_on_the_mixed_model_finds_what_it_looks_for(make_study: MakeStudy) -> None:
    # of enough people, so that it may: the attack itself is tested here
    made = Answers("t0", "t1").add("both", 60, "t0", "t1").add("first", 20, "t0").add("last", 35, "t1")
    found = first_only(released(make_study(made.frames)), "all", (80, 95, 60))
    assert any(guess == pytest.approx(made.means["first", "t0"], abs=0.01) for guess in found)


def test_the_few_who_answered_once_do_not_follow_from_a_mixed_model_of_everyone(make_study: MakeStudy) -> None:
    made = Answers("t0", "t1").add("both", 60, "t0", "t1").add("first", 5, "t0").add("last", 35, "t1")
    numbers = released(make_study(made.frames))
    assert not [id_ for id_ in numbers if "/mixed." in id_ or "/first/" in id_]
    assert not first_only(numbers, "all", (65, 95, 60))
    # their mean at the first wave would follow from any second number of the linked at one wave: there is none
    about = {id_.split("/")[-1].split(".")[0] for id_ in numbers if "wellbeing" in id_ and "choices" not in id_}
    assert about <= {"mean", "sd", "smallest_effect", "everyone", "linked", "trimmed", "ranks"}


def test_the_few_of_a_group_who_answered_once_do_not_follow_from_mixed_models_of_the_others(
    make_study: MakeStudy,
) -> None:
    made = Answers("t0", "t1")
    for group, sizes in (("a", (50, 20, 35)), ("b", (15, 5, 12))):
        for name, n, waves in zip(("both", "first", "last"), sizes, (("t0", "t1"), ("t0",), ("t1",)), strict=True):
            made.add(f"{group}.{name}", n, *waves, g=group)
    numbers = released(make_study(made.frames, groups=GROUPS))
    everyone = first_only(numbers, "all", (90, 112, 65))
    of_a = first_only(numbers, "g=a", (70, 85, 50))
    guesses = [(25 * one - 20 * other) / 5 for one in everyone for other in of_a]
    assert not [guess for guess in guesses if told(guess, made.means["b.first", "t0"])]


# --- three waves ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["again", "once"])
def test_first_scores_at_two_later_waves_do_not_tell_those_of_the_few_in_between(
    make_study: MakeStudy, kind: str
) -> None:
    made = Answers("t0", "t1", "t2").add("always", 17, "t0", "t1", "t2").add("between", 3, "t0", "t1")
    numbers = released(make_study(made.add("first", 12, "t0").frames))
    sums = [
        value(numbers, f"change.wellbeing/all/t0-{wave}/first/{kind}.mean")
        * value(numbers, f"change.wellbeing/all/t0-{wave}/first/{kind}.mean", "n")
        for wave in ("t1", "t2")
    ]
    assert not told(abs(sums[0] - sums[1]) / 3, made.means["between", "t0"])


def test_first_scores_of_who_had_left_by_two_waves_do_not_tell_those_of_the_few_who_left_in_between(
    make_study: MakeStudy,
) -> None:
    numbers_of = {"AAA": 30, "A--": 12, "AA-": 3, "Ass": 14}
    patterns = patterns_of(numbers_of)
    waves = waves_of(patterns)
    numbers = released(staffed(make_study, numbers_of, waves=waves))
    sums = [
        value(numbers, f"change.wellbeing/all/t0-{wave}/first/left.mean") * n for wave, n in (("t1", 12), ("t2", 15))
    ]
    between = waves["t0"]["code"].map(lambda code: patterns[code]) == "AA-"
    assert not told((sums[1] - sums[0]) / 3, waves["t0"].loc[between, "wellbeing"].mean())


# --- left, joined, silent ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "numbers",
    [
        {"AA": 40, "A-": 4, "As": 25, "-A": 13, "sA": 12},
        {"AA": 40, "A-": 25, "As": 4, "-A": 13, "sA": 12},
        {"AA": 40, "A-": 15, "As": 14, "-A": 4, "sA": 20},
        {"AA": 40, "A-": 15, "As": 14, "-A": 20, "sA": 4},
        {"AA": 40, "A-": 15, "As": 14, "A?": 4, "-A": 13, "sA": 12},
    ],
)
def test_no_number_is_made_of_those_who_were_employed_where_few_left_joined_or_kept_silent(
    make_study: MakeStudy, numbers: dict[str, int]
) -> None:
    found = released(staffed(make_study, numbers))
    of_some = ("first/left", "first/silent", "mixed", "weighted", "imputed", "tipping")
    assert not [id_ for id_ in found if any(f"/{name}." in id_ for name in of_some)]
    assert "change.wellbeing/all/t0-t1/linked.mean_change" in found


# --- a group of few in a complement -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("at_first", "at_last"), [(20, 5), (5, 20), (5, 5), (20, 9)])
def test_a_group_of_few_at_one_wave_does_not_follow_from_gaps_and_the_other_groups(
    make_study: MakeStudy, at_first: int, at_last: int
) -> None:
    frames = {}
    for wave, few, seed in (("t0", at_first, 1), ("t1", at_last, 2)):
        group = ["a"] * 60 + ["b"] * few
        sex = np.random.default_rng(seed + 5).choice(["m", "f"], 60 + few)
        frames[wave] = pd.DataFrame(
            {"code": range(60 + few), "wellbeing": scores(60 + few, seed), "g": group, "sex": sex}
        )
    groups = GROUPS | {"sex": {"column": "sex", "reference": "m", "focal": ["f"], "stable": False}}
    plan = {"primary": ["wellbeing"], "adjust": ["sex"], "comparison": "g"}
    numbers = released(make_study(frames, groups=groups, plan=plan))
    hidden = {wave for wave, few in (("t0", at_first), ("t1", at_last)) if few < 10}
    for id_, one in numbers.items():
        about = one["characteristic"] in ("g", "interventions-group") or "/interventions/" in id_
        if about and one["term"] not in ("count", "rate", "proportion"):
            assert not hidden & set(one["waves"]), id_


def test_one_person_of_another_level_does_not_follow_from_the_gap_and_the_adjusted_gap(make_study: MakeStudy) -> None:
    group, frames = ["a"] * 50 + ["b"] * 30, {}
    for wave, seed in (("t0", 1), ("t1", 2)):
        frames[wave] = pd.DataFrame({"code": range(80), "wellbeing": scores(80, seed), "g": group, "sex": "m"})
    frames["t0"].loc[7, "sex"] = "f"
    frames["t0"].loc[7, "wellbeing"] = 5.0
    groups = GROUPS | {"sex": {"column": "sex", "reference": "m", "focal": ["f"], "stable": False}}
    numbers = released(make_study(frames, groups=groups, plan={"primary": ["wellbeing"], "adjust": ["sex"]}))
    gap, adjusted = (value(numbers, f"change.wellbeing/g=b/t0-t1/{name}.gap_first") for name in ("gap", "gap_adjusted"))
    of_a = value(numbers, "baseline.wellbeing/g=a/mean.mean")
    assert not told(50 * of_a - 49 * (of_a + gap - adjusted), 5.0)


def test_a_group_of_few_does_not_follow_from_the_change_weighted_to_the_workforce(
    write_study: Callable[..., Any],
) -> None:
    frames = {
        wave: pd.DataFrame({"wellbeing": scores(a + b, seed), "g": ["a"] * a + ["b"] * b})
        for wave, a, b, seed in (("t0", 50, 20, 1), ("t1", 60, 5, 2))
    }
    folder = write_study(frames, survey={"scores": SCORES}, groups=GROUPS, population="population.csv")
    workforce = "wave,group,n\nt0,g=a,300\nt0,g=b,100\nt1,g=a,300\nt1,g=b,100\n"
    (folder / "population.csv").write_text(workforce, encoding="utf-8")
    numbers = released(ev.load_study(folder))
    first = 0.75 * value(numbers, "baseline.wellbeing/g=a/mean.mean") + 0.25 * value(
        numbers, "baseline.wellbeing/g=b/mean.mean"
    )
    weighted = first + value(numbers, "change.wellbeing/all/t0-t1/raked.mean_change")
    everyone = value(numbers, "change.wellbeing/all/t1/mean.mean")
    # .75 a + .25 b is the weighted mean, and 60 a + 5 b the sum of all
    guess = np.linalg.solve(np.array([[0.75, 0.25], [60, 5]]), [weighted, 65 * everyone])[1]
    assert not told(guess, frames["t1"]["wellbeing"][60:].mean())


def test_a_level_of_few_does_not_follow_from_the_choice_to_adjust(make_study: MakeStudy) -> None:
    frames = {
        wave: pd.DataFrame({"wellbeing": scores(30, seed), "g": ["a"] * (30 - few) + ["b"] * few})
        for wave, few, seed in (("t0", 5, 1), ("t1", 0, 2))
    }
    numbers = released(make_study(frames, survey={"scores": SCORES}, groups=GROUPS))
    first = value(numbers, "baseline.wellbeing/all/mean.mean")
    last = first + value(numbers, "change.wellbeing/all/t0-t1/unlinked.mean_change")
    adjusted = value(numbers, "change.wellbeing/all/t0-t1/choices/1.mean_change")
    guess = (30 * first - 25 * (last - adjusted)) / 5
    assert not told(guess, frames["t0"]["wellbeing"][25:].mean())


def test_the_size_of_a_group_of_few_does_not_follow_from_how_comparable_the_waves_are(make_study: MakeStudy) -> None:
    made = Answers("t0", "t1").add("a0", 50, "t0", g="a").add("b0", 20, "t0", g="b")
    frames = made.add("a1", 60, "t1", g="a").add("b1", 5, "t1", g="b").frames
    numbers = released(make_study(frames, groups=GROUPS))
    assert "response.t1/g=b.count" not in numbers
    apart, p = value(numbers, "change.guard/all/t0-t1.standardised_difference"), 20 / 70
    fitting = [
        few
        for few in range(1, 10)
        if abs(abs(p - few / 65) / math.sqrt((p * (1 - p) + few / 65 * (1 - few / 65)) / 2) - apart) < 0.006
    ]
    assert fitting != [5]


# --- all means together -----------------------------------------------------------------------------------------------


class Means:
    """Every number that is a weighted sum of answers, as a row over the answers of all people at both waves."""

    def __init__(self, frames: Mapping[str, pd.DataFrame], arms: Mapping[str, str]) -> None:
        self._people = sorted(set(frames["t0"]["code"]) | set(frames["t1"]["code"]))
        self._of = {wave: frame.assign(arm=frame["team"].map(arms)) for wave, frame in frames.items()}

    def members(self, wave: str, group: str) -> set[int]:
        frame = self._of[wave]
        if group == "interventions":  # both arms
            return set()
        name, _, level = group.replace("interventions-group=", "arm=").partition("=")
        chosen = frame if name == "all" else frame[frame[name] == level]
        return set(chosen["code"])

    def total(self, wave: str, people: set[int]) -> np.ndarray:
        own = np.array([code in people for code in self._people], dtype=float)
        nobody = np.zeros(len(own))
        return np.concatenate([own, nobody] if wave == "t0" else [nobody, own])

    def mean(self, wave: str, people: set[int]) -> np.ndarray:
        return self.total(wave, people) / max(len(people), 1)

    def row(self, id_: str) -> np.ndarray | None:
        """Write a released number as a sum; None where it is none."""
        _, rest = id_.split(".", 1)
        parts, term = rest.rsplit(".", 1)[0].split("/"), rest.rsplit(".", 1)[1]
        if parts[0] != "wellbeing" or len(parts) < 3:
            return None
        group, kind = parts[1], parts[-1]
        first, last = (self.members(wave, group) for wave in ("t0", "t1"))
        if term == "mean" and kind == "mean":
            wave = parts[2] if parts[2] in ("t0", "t1") else "t0"
            return self.mean(wave, self.members(wave, group))
        if term == "mean_change" and kind == "everyone":
            return self.mean("t1", last) - self.mean("t0", first)
        if term == "mean_change" and kind == "linked":
            return self.mean("t1", first & last) - self.mean("t0", first & last)
        if kind == "gap" and term in ("difference", "gap_first", "gap_last", "gap_change"):
            reference = f"{group.split('=')[0]}=a"
            gaps = [
                self.mean(wave, self.members(wave, group)) - self.mean(wave, self.members(wave, reference))
                for wave in ("t0", "t1")
            ]
            return {"gap_last": gaps[1], "gap_change": gaps[1] - gaps[0]}.get(term, gaps[0])
        if term == "difference_in_change":
            arms = [(self.members("t0", f"arm={arm}"), self.members("t1", f"arm={arm}")) for arm in ("with", "without")]
            changes = [self.mean("t1", later) - self.mean("t0", before) for before, later in arms]
            return changes[0] - changes[1]
        return None

    def secrets(self, groups: list[str]) -> dict[str, np.ndarray]:
        """Give the sums over one to nine people: of a group at a wave, twice, or at one of the waves only."""
        found = {}
        for group in groups:
            first, last = (self.members(wave, group) for wave in ("t0", "t1"))
            sums = {
                "first": (first, self.total("t0", first)), "last": (last, self.total("t1", last)),
                "linked": (first & last, self.total("t1", first & last) - self.total("t0", first & last)),
                "first only": (first - last, self.total("t0", first - last)),
                "last only": (last - first, self.total("t1", last - first)),
            }  # fmt: skip
            found |= {f"{group} {name}": row for name, (people, row) in sums.items() if 0 < len(people) < 10}
        return found


@pytest.mark.parametrize("seed", range(8))
def test_no_mean_of_few_is_a_sum_of_all_means_that_leave(make_study: MakeStudy, seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(70, 130))
    teams, share = ["p", "q", "r", "y"], np.array([0.4, 0.3, 0.22, 0.08])
    about = pd.DataFrame(
        {
            "code": range(n),
            "g": rng.choice(["a", "b", "c"], n, p=[0.7, 0.2, 0.1]),
            "h": rng.choice(["a", "b"], n, p=[0.85, 0.15]),
            "team": rng.choice(teams, n, p=share),
        }
    )
    frames = {}
    for wave, answering in (("t0", rng.choice([0.75, 0.95, 1.0])), ("t1", rng.choice([0.6, 0.9, 0.97]))):
        there = about[rng.random(n) < answering]
        frames[wave] = there.assign(wellbeing=scores(len(there), seed + 40 + 9 * (wave == "t1")))
    groups = {
        "g": {"column": "g", "reference": "a", "focal": ["b", "c"]},
        "h": {"column": "h", "reference": "a", "focal": ["b"]},
    }
    without = [["y"], ["r", "y"], ["q"]][seed % 3]
    plan = {"primary": ["wellbeing"], "comparison": without}
    numbers = released(make_study(frames, survey=BY_UNIT, groups=groups, plan=plan))
    design = Means(frames, {team: "without" if team in without else "with" for team in teams})
    rows = {id_: row for id_ in numbers if (row := design.row(id_)) is not None}
    # the rows are what they are taken for
    answers = np.concatenate(
        [frames[wave].set_index("code")["wellbeing"].reindex(design._people).fillna(0) for wave in ("t0", "t1")]
    )
    for id_, row in rows.items():
        assert value(numbers, id_) == pytest.approx(float(row @ answers), abs=1e-4), id_
    secrets = design.secrets(
        ["all", *(f"g={level}" for level in "abc"), "h=a", "h=b", "arm=with", "arm=without",
         *(f"team={team}" for team in teams)]
    )  # fmt: skip
    assert rows
    assert secrets
    table = np.array(list(rows.values()))
    for name, secret in secrets.items():
        weights = np.linalg.lstsq(table.T, secret, rcond=None)[0]
        assert np.abs(weights @ table - secret).max() > 1e-6, name


# --- choices ----------------------------------------------------------------------------------------------------------


def test_two_choices_together_do_not_leave_out_a_few_more_than_one_of_them(make_study: MakeStudy) -> None:
    n = 44
    trait = np.random.default_rng(1).normal(0, 0.9, (n, 1))
    frames = {}
    for wave, seed in (("t0", 2), ("t1", 3)):
        own = np.clip(np.round(3 + trait + np.random.default_rng(seed).normal(0, 0.8, (n, 16))), 1, 5)
        frames[wave] = pd.DataFrame(own, columns=ITEMS).assign(code=range(n))
    # eleven people gave one answer to everything; eighteen left an item open, eight of them are among the eleven
    frames["t1"].loc[:10, ITEMS] = np.random.default_rng(4).integers(1, 6, (11, 1)).repeat(16, axis=1)
    for row in range(3, 21):
        frames["t1"].loc[row, ITEMS[row % 16]] = np.nan
    study = make_study(
        frames, survey={"respondent": "code", "items": {"pgis": "q{n}"}},
        plan={"primary": ["pgis.total"], "smallest_effect": 0.2},
    )  # fmt: skip
    found = ev.change(study).results["pgis.total/all/t0-t1/choices"].result.found.table
    numbers = released(study)
    sums = {}
    for people in ("all", "careful"):
        chosen = (found["estimator"] == "linked") & (found["people"] == people) & (found["scoring"] == "complete")
        places = list(np.flatnonzero(chosen[found["estimate"].notna()]))
        id_ = f"change.pgis.total/all/t0-t1/choices/{places[0]}.mean_change" if places else ""
        sums[people] = value(numbers, id_) * value(numbers, id_, "n")
    few = [frames[wave].loc[:2, ITEMS].mean(axis=1).mean() for wave in ("t0", "t1")]
    # two decimals of a change of 26 people leave .045 of the three
    assert not abs((sums["all"] - sums["careful"]) / 3 - (few[1] - few[0])) < CLOSE


# --- persons ----------------------------------------------------------------------------------------------------------


def test_how_many_people_did_not_change_at_all_is_no_part_of_few(make_study: MakeStudy) -> None:
    frames = {
        wave: pd.DataFrame({"code": range(40), "wellbeing": scores(40, seed)}) for wave, seed in (("t0", 1), ("t1", 2))
    }
    same = int((frames["t0"]["wellbeing"] == frames["t1"]["wellbeing"]).sum())
    assert 0 < same < 10
    numbers = released(make_study(frames))
    assert {one["n"] for id_, one in numbers.items() if "/all/t0-t1/" in id_ and one["n"] is not None} == {40}


# --- units ------------------------------------------------------------------------------------------------------------


def in_units(sizes: Mapping[str, int], seeds: tuple[int, int] = (1, 2)) -> dict[str, pd.DataFrame]:
    team = np.repeat(list(sizes), list(sizes.values()))
    return {
        wave: pd.DataFrame({"code": range(len(team)), "wellbeing": scores(len(team), seed), "team": team})
        for wave, seed in zip(("t0", "t1"), seeds, strict=True)
    }


@pytest.mark.parametrize("way", ["unit_changes", "permutation"])
def test_a_small_unit_does_not_follow_from_the_comparison_that_counts_every_unit_once(
    make_study: MakeStudy, way: str
) -> None:
    sizes = {**{f"p{k}": 20 for k in range(5)}, **{f"x{k}": 20 for k in range(4)}, "y": 4}
    frames = in_units(sizes)
    plan = {"primary": ["wellbeing"], "comparison": ["x0", "x1", "x2", "x3", "y"]}
    numbers = released(make_study(frames, survey=BY_UNIT, plan=plan))
    with_, without = (
        value(numbers, f"change.wellbeing/interventions-group={arm}/t0-t1/everyone.mean_change")
        for arm in ("with", "without")
    )
    difference = value(numbers, f"change.wellbeing/interventions/t0-t1/difference.difference_in_change_{way}")
    # the sum over the five units, and 20 times that of four of them and 4 times that of the fifth
    total = 5 * (with_ - difference)
    guess = (20 * total - 84 * without) / 16
    truth = (frames["t1"]["wellbeing"] - frames["t0"]["wellbeing"])[-4:].mean()
    assert not told(guess, truth)


def test_a_small_unit_does_not_follow_from_what_to_expect_of_low_scores(make_study: MakeStudy) -> None:
    frames = in_units({"p": 30, "y": 4, "x": 40}, (4, 2))
    frames["t0"].loc[30:33, "wellbeing"] = (frames["t0"].loc[30:33, "wellbeing"] - 2 / 3).clip(1, 5).round(6)
    plan = {"primary": ["wellbeing"], "comparison": ["x"], "allocation": "low_scores"}
    numbers = released(make_study(frames, survey=BY_UNIT, plan=plan))
    mean, sd = (value(numbers, f"baseline.wellbeing/all/mean.{term}") for term in ("mean", "sd"))
    gap = value(numbers, "change.wellbeing/interventions/t0-t1/difference.baseline_gap")
    expected = value(numbers, "change.wellbeing/interventions/t0-t1/regression.expected_regression")
    with_ = mean + gap * 40 / 74
    reliability = 1 - expected / (mean - with_)
    ratio = 2 / (1 - reliability) / (74 - 3)
    between = 73 * sd**2 * ratio / (1 + ratio) - 40 * (with_ - gap - mean) ** 2
    if math.isnan(between):
        return
    # 30 (p - mean)^2 + 4 (y - mean)^2 is known, and 30 p + 4 y
    p = np.poly1d([-4 / 30, 34 * with_ / 30 - mean])
    found = (30 * p * p + 4 * np.poly1d([1, -mean]) ** 2 - between).roots
    assert not any(told(float(guess.real), frames["t0"]["wellbeing"][30:34].mean()) for guess in found)


@pytest.mark.parametrize("comparison", [["x"], ["p", "q"]])
def test_an_arm_of_one_unit_is_not_shown_unless_the_works_council_agreed(
    make_study: MakeStudy, comparison: list[str]
) -> None:
    frames = in_units({"p": 30, "q": 30, "x": 40})
    study = make_study(frames, survey=BY_UNIT, plan={"primary": ["wellbeing"], "comparison": comparison})
    numbers = released(study)
    truth = (frames["t1"]["wellbeing"] - frames["t0"]["wellbeing"])[60:].mean()
    arms = [id_ for id_ in numbers if "interventions-group" in id_ and id_.endswith(".mean_change")]
    assert not [id_ for id_ in arms if told(value(numbers, id_), truth)]


def test_an_arm_with_few_people_is_hidden_with_its_complement(make_study: MakeStudy) -> None:
    frames = in_units({"p": 30, "q": 30, "y": 6})
    numbers = released(make_study(frames, survey=BY_UNIT, plan={"primary": ["wellbeing"], "comparison": ["y"]}))
    assert not [id_ for id_ in numbers if "interventions" in id_]
