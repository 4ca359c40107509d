"""fit_mixed and mixed_change against R: lmerTest::lmer; and what they say where the answers cannot carry a model."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evaluatie.effects import NotEnoughData, independent_change, paired_change, verdict
from evaluatie.effects.long_frame import order_of_waves
from evaluatie.effects.mixed import mixed_change
from evaluatie.effects.mixed_fitting import APART, NO_SPREAD
from evaluatie.effects.mixed_result import MixedChange
from evaluatie.mixed import ExactFit, Inseparable, MixedFit, fit_mixed
from evaluatie.mixed.likelihood import DIRECTIONS, deviances, point
from evaluatie.mixed.search import best_ratio
from evaluatie.mixed.sums import dependent_column, gather
from tolerances import CLOSED_FORM, FITTED, VARIANCE_COMPONENT

DATA = Path(__file__).parent / "data"
# R 4.2.2, lme4 1.1.31, lmerTest 3.1.3: summary(lmer(...)), the call is with each figure; bobyqa to rhoend 1e-9, because
# lme4's defaults stop at variances that are up to 1e-4 off
R = {f["name"]: f for f in json.loads((DATA / "mixed_reference.json").read_text())["figures"]}
SLEEP, PART = pd.read_csv(DATA / "sleepstudy.csv"), pd.read_csv(DATA / "sleepstudy_part.csv")
CHILDREN, ALIKE = pd.read_csv(DATA / "orthodont.csv"), pd.read_csv(DATA / "no_variance.csv")
COMPANIES = pd.read_csv(DATA / "bh1996.csv.gz")


def soldiers() -> pd.DataFrame:
    wide = pd.read_csv(DATA / "univbct_wide.csv").merge(pd.read_csv(DATA / "univbct_people.csv"), on="SUBNUM")
    keep = ["SUBNUM", "BTN", "AGE", "GENDER"]
    waves = [wide[[*keep, f"JOBSAT{k}"]].set_axis([*keep, "JSAT"], axis=1).assign(TIME=k - 1) for k in (1, 2, 3)]
    frame = pd.concat(waves, ignore_index=True)
    frame["B"] = pd.Categorical(np.where(frame["BTN"].isin([4, 1022]), "b4_1022", "other"), ["other", "b4_1022"])
    frame["G"] = pd.cut(frame["BTN"], [0, 100, 1050, 1e6], labels=["a", "b", "c"])
    return frame.assign(GENDER=frame["GENDER"].astype("category"))


SOLDIERS = soldiers()


def variances(name: str) -> list[float]:
    """Intercept, then slope and covariance where there are, then residual."""
    return list(R[name]["variances"].values())


def agree(name: str, table: pd.DataFrame, found: list[float | None], loglik: float | None) -> None:
    theirs = R[name]
    for column, within in (
        ("estimate", FITTED),
        ("se", FITTED),
        ("statistic", FITTED),
        ("df", VARIANCE_COMPONENT),
    ):
        assert table[column].tolist() == pytest.approx(np.atleast_1d(theirs[column]), rel=within), column
    assert table["p"].tolist() == pytest.approx(np.atleast_1d(theirs["p"]), rel=VARIANCE_COMPONENT, abs=1e-12)
    assert found == pytest.approx(variances(name), rel=VARIANCE_COMPONENT)
    assert loglik == pytest.approx(theirs["loglik"], rel=CLOSED_FORM)


def changed(frame: pd.DataFrame, value: str, wave: str, respondent: str, *more: Any, **options: Any) -> MixedChange:
    return mixed_change(frame, value, wave, respondent, *more, **options)


CHANGES = {
    "sleepstudy slopes": lambda: changed(SLEEP, "Reaction", "Days", "Subject", random="slope"),
    "sleepstudy intercepts": lambda: changed(SLEEP, "Reaction", "Days", "Subject"),
    "sleepstudy part slopes by group": lambda: changed(PART, "Reaction", "Days", "Subject", "kind", "slope"),
    "Orthodont slopes by sex": lambda: changed(
        CHILDREN.assign(Sex=pd.Categorical(CHILDREN["Sex"], ["Male", "Female"])),
        "distance", "age", "Subject", "Sex", "slope",
    ),
    "Orthodont ages by sex": lambda: changed(
        CHILDREN.assign(Sex=pd.Categorical(CHILDREN["Sex"], ["Male", "Female"])), "distance", "age", "Subject", "Sex"
    ),
    "univbct JSAT ~ F*B + (1|SUBNUM)": lambda: changed(SOLDIERS, "JSAT", "TIME", "SUBNUM", "B"),
    "univbct JSAT ~ TIME*B + (TIME|SUBNUM)": lambda: changed(SOLDIERS, "JSAT", "TIME", "SUBNUM", "B", "slope"),
    "univbct JSAT ~ F + AGE + factor(GENDER) + (1|SUBNUM)": lambda: changed(
        SOLDIERS, "JSAT", "TIME", "SUBNUM", adjust=["AGE", "GENDER"]
    ),
    "univbct two waves JSAT ~ F + (1|SUBNUM)": lambda: changed(SOLDIERS, "JSAT", "TIME", "SUBNUM", waves=[0, 2]),
    "univbct JSAT ~ F*G + (1|SUBNUM)": lambda: changed(SOLDIERS, "JSAT", "TIME", "SUBNUM", "G"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_the_model_of_change_is_that_of_lmertest(name: str) -> None:
    ours = CHANGES[name]()
    slopes = [] if ours.variance_slope is None else [ours.variance_slope, ours.covariance_slope]
    agree(name, ours.coefficients, [ours.variance_respondent, *slopes, ours.variance_residual], ours.loglik)
    assert ours.n_rows == R[name]["n"]


def by_company(name: str) -> MixedFit:
    means = COMPANIES.groupby("GRP")[["HRS", "LEAD"]].transform("mean")
    one, inside = np.ones(len(COMPANIES)), COMPANIES["LEAD"] - means["LEAD"]
    columns = {
        "bh1996 WBEING ~ 1 + (1|GRP)": [one],
        "bh1996 WBEING ~ HRS + LEAD + G.HRS + G.LEAD + (1|GRP)": [
            one, COMPANIES["HRS"], COMPANIES["LEAD"], means["HRS"], means["LEAD"],
        ],
        "bh1996 WBEING ~ W.LEAD + G.LEAD + (W.LEAD|GRP)": [one, inside, means["LEAD"]],
    }[name]  # fmt: skip
    return fit_mixed(COMPANIES["WBEING"], np.column_stack(columns), COMPANIES["GRP"], inside if "W." in name else None)


@pytest.mark.parametrize("name", [name for name in R if name.startswith("bh1996")])
def test_the_engine_is_lmertest_on_large_unequal_clusters(name: str) -> None:
    fit = by_company(name)
    statistic = fit.coefficients / fit.errors
    table = pd.DataFrame({"estimate": fit.coefficients, "se": fit.errors, "statistic": statistic, "df": fit.df})
    table["p"] = np.atleast_1d(R[name]["p"])  # those of the change are compared above
    slopes = [] if fit.variance_slope is None else [fit.variance_slope, fit.covariance_slope]
    agree(name, table, [fit.variance_cluster, *slopes, fit.variance_residual], fit.loglik)
    assert (fit.n, fit.clusters, fit.singular, fit.notes) == (7382, 99, False, ())


def test_at_a_variance_of_zero_it_is_least_squares_with_fewer_df_and_says_so() -> None:
    name = "variance between people 0"
    ours = mixed_change(ALIKE, "score", "wave", "who")
    assert ours.coefficients["estimate"].tolist() == pytest.approx(R[name]["estimate"], rel=FITTED)
    assert ours.coefficients["se"].tolist() == pytest.approx(R[name]["se"], rel=FITTED)
    assert (ours.variance_respondent, ours.correlation) == (0.0, 0.0)
    # everyone answered twice: the people minus 1 of the paired test, where lmerTest counts rows minus 2
    assert ours.df == pytest.approx(11, rel=CLOSED_FORM)
    assert R[name]["df"][1] == pytest.approx(22, rel=VARIANCE_COMPONENT)
    assert any("estimated as exactly 0" in note and "lmerTest" in note for note in ours.notes)


def lines(seed: int, people: int, waves: int, slope: float = 0.0) -> pd.DataFrame:
    generator = np.random.default_rng(seed)
    who, when = np.repeat(np.arange(people), waves), np.tile(np.arange(waves), people)
    level, tilt = generator.normal(0, 1, people)[who], generator.normal(0, slope, people)[who]
    score = 3 + 0.2 * when + level + tilt * when + generator.normal(0, 0.7, len(who))
    return pd.DataFrame({"who": who, "when": when, "score": score})


def test_a_singular_slope_is_found_exactly_and_named() -> None:
    # whoever starts high rises: one dimension of differences between people, and little else
    frame = lines(1, 14, 3)
    frame["score"] += 0.4 * frame["when"] * frame.groupby("who")["score"].transform("first")
    ours = mixed_change(frame, "score", "when", "who", random="slope")
    product = ours.variance_respondent * ours.variance_slope
    assert ours.covariance_slope**2 == pytest.approx(product, rel=1e-6)
    assert any("correlation" in note and "1 or -1" in note for note in ours.notes)
    assert 1 < ours.df < 3 * 14


@pytest.mark.parametrize("seed", range(4))
def test_no_other_variances_have_a_higher_likelihood(seed: int) -> None:
    frame = lines(seed, 15, 4, 0.3 * (seed % 2)).sample(48, random_state=seed)
    codes = pd.factorize(frame["who"])[0]
    one = np.ones(len(frame))
    effects = np.column_stack([one, frame["when"] - 1.5])
    sums = gather(frame["score"].to_numpy(), np.column_stack([one, frame["when"]]), codes, effects)
    generator = np.random.default_rng(seed)
    roots = np.tril(generator.normal(0, 1, (3000, 2, 2))) * generator.exponential(1, (3000, 1, 1))
    best = deviances(sums, best_ratio(sums)[None])[0]
    assert deviances(sums, roots @ np.swapaxes(roots, 1, 2)).min() >= best - 1e-9


def test_slopes_and_curvature_are_those_of_the_likelihood() -> None:
    frame, step = lines(5, 12, 3, 0.3), 1e-5
    codes, one = frame["who"].to_numpy(), np.ones(len(frame))
    sums = gather(frame["score"].to_numpy(), one[:, None], codes, np.column_stack([one, frame["when"]]))
    ratio = np.array([[0.5, 0.1], [0.1, 0.3]])
    here = point(sums, ratio)
    around = [(point(sums, ratio + step * way), point(sums, ratio - step * way)) for way in DIRECTIONS[2]]
    # central differences are right to about the square of the step
    assert here.slope == pytest.approx([(up.deviance - down.deviance) / 2 / step for up, down in around], rel=1e-6)
    assert here.curvature.ravel() == pytest.approx(
        np.array([(up.slope - down.slope) / 2 / step for up, down in around]).ravel(), rel=1e-6, abs=1e-6
    )


def two_waves(seed: int = 1, people: int = 30, leave: int = 6) -> pd.DataFrame:
    return lines(seed, people, 2).drop(index=[2 * k + 1 for k in range(leave)])


def test_with_everyone_at_two_waves_it_is_the_paired_test() -> None:
    frame = two_waves(leave=0)
    wide = frame.pivot_table(index="who", columns="when", values="score")
    ours, paired = mixed_change(frame, "score", "when", "who"), paired_change(wide[0], wide[1])
    for field in ("mean_change", "se", "statistic", "p", "ci_low", "ci90_high", "mean_pre", "mean_post", "sd_pre"):
        assert getattr(ours, field) == pytest.approx(getattr(paired, field), rel=FITTED), field
    assert ours.df == pytest.approx(29, rel=FITTED)
    assert ours.d_av == pytest.approx(paired.d_av, rel=FITTED)


@pytest.mark.parametrize("random", ["intercept", "slope"])
def test_order_names_units_and_index_do_not_matter(random: str) -> None:
    frame = lines(2, 25, 3, 0.4).drop(index=[4, 8, 9, 30])
    ours = mixed_change(frame, "score", "when", "who", random=random)
    other = frame.sample(frac=1, random_state=3).set_axis(np.arange(len(frame)) * 7, axis=0)
    other["who"] = "p" + other["who"].astype(str)
    other["score"] = (1000 + 10 * other["score"]).astype("Float64")
    theirs = mixed_change(other, "score", "when", "who", random=random)
    for field, times in (("mean_change", 10), ("se", 10), ("df", 1), ("d_av", 1), ("variance_residual", 100)):
        assert getattr(theirs, field) == pytest.approx(times * getattr(ours, field), rel=FITTED), field
    assert (theirs.n, theirs.n_rows, theirs.n_pairs) == (ours.n, ours.n_rows, ours.n_pairs)
    # before and after changed places
    back = mixed_change(frame, "score", "when", "who", random=random, waves=[2, 1, 0])
    assert (back.mean_change, back.df) == pytest.approx((-ours.mean_change, ours.df), rel=FITTED)
    if random == "slope":
        assert back.slope == pytest.approx(ours.slope, rel=FITTED)
        assert (back.slope_ci_low, back.slope_se) == pytest.approx((ours.slope_ci_low, ours.slope_se), rel=FITTED)
        assert 2 * ours.slope == pytest.approx(ours.mean_change)


def test_waves_that_are_no_numbers_count_0_1_2() -> None:
    frame = lines(3, 20, 3, 0.4)
    named = frame.assign(when="t" + (frame["when"] + 9).astype(str))
    ours, theirs = (mixed_change(f, "score", "when", "who", random="slope") for f in (frame, named))
    assert theirs.waves == ("t9", "t10", "t11")
    assert theirs.slope == pytest.approx(ours.slope, rel=CLOSED_FORM)
    assert "time is the order of the waves: t9 = 0, t10 = 1, t11 = 2" in theirs.notes


def test_groups_have_their_own_change_and_everyone_theirs_by_share() -> None:
    ours = CHANGES["univbct JSAT ~ F*B + (1|SUBNUM)"]()
    table, terms = ours.groups.set_index("group"), ours.coefficients.set_index("term")
    assert table.loc["other", "change"] == pytest.approx(terms.loc["TIME2", "estimate"], rel=CLOSED_FORM)
    for ours_name, theirs in (("difference", "estimate"), ("difference_df", "df"), ("difference_ci_high", "ci_high")):
        assert table.loc["b4_1022", ours_name] == pytest.approx(terms.loc["TIME2:Bb4_1022", theirs], rel=CLOSED_FORM)
    shares = table["n"] / table["n"].sum()
    assert ours.mean_change == pytest.approx((shares * table["change"]).sum(), rel=CLOSED_FORM)
    assert ours.mean_post - ours.mean_pre == pytest.approx(ours.mean_change, rel=CLOSED_FORM)
    tidy = ours.tidy()
    assert tidy.loc[tidy["term"] == "difference_in_change", "group"].tolist() == ["b4_1022"]
    assert tidy["term"].tolist()[0] == "mean_change"


def test_a_verdict_takes_it_as_a_change() -> None:
    ours = mixed_change(two_waves(people=200), "score", "when", "who")
    found = verdict(ours, bound=0.5, direction="higher")
    assert (found.ci90_low, found.ci90_high) == pytest.approx((ours.ci90_low, ours.ci90_high), rel=CLOSED_FORM)


def test_left_out_and_unlinked_rows_are_counted() -> None:
    frame = two_waves().assign(gender="v")
    frame.loc[frame["who"] % 2 == 0, "gender"] = "m"
    frame["gender"] = frame["gender"].astype("string")
    strays = pd.DataFrame(
        {
            "who": [None, None, 3, 50, 51, 52],
            "when": [0, 1, None, 1, 0, 1],
            "score": [2.0, 3.0, 4.0, None, 3.0, 2.5],
            "gender": ["m", "v", "m", "v", None, "v"],
        }
    )
    ours = mixed_change(pd.concat([frame, strays]), "score", "when", "who", adjust=["gender"])
    assert ours.notes[:4] == (
        "1 row(s) left out: no wave",
        "1 answer(s) left out: missing",
        "1 answer(s) left out: no gender",
        "2 answer(s) without a respondent: linked to nobody",
    )
    assert (ours.n, ours.n_pre, ours.n_post, ours.n_pairs, ours.n_rows) == (33, 31, 26, 24, 57)


def test_with_nobody_linked_it_is_welchs_test_and_says_so() -> None:
    frame = two_waves().assign(who=None)
    ours = mixed_change(frame, "score", "when", "who")
    welch = independent_change(*(frame.loc[frame["when"] == wave, "score"] for wave in (0, 1)))
    for field in ("mean_change", "se", "df", "p", "ci_low", "d_av", "d_av_low", "g_av_high", "n", "n_pairs"):
        assert getattr(ours, field) == pytest.approx(getattr(welch, field), rel=CLOSED_FORM), field
    assert APART in ours.notes
    assert "Welch" in ours.method
    assert (ours.variance_respondent, ours.loglik, ours.correlation) == (None, None, None)


@pytest.mark.parametrize("linked", [1, 2, 3])
def test_few_people_linked(linked: int) -> None:
    frame = two_waves(leave=0)
    frame["who"] = np.where(frame["who"] < linked, frame["who"], 100 + np.arange(len(frame)))
    ours = mixed_change(frame, "score", "when", "who")
    assert ours.n_pairs == linked
    assert (APART in ours.notes) == (linked == 1)
    assert ours.df > 0
    assert ours.ci_low < ours.mean_change < ours.ci_high


def test_answers_without_spread_have_no_standard_error() -> None:
    frame = two_waves(leave=0)
    alike = mixed_change(frame.assign(score=3), "score", "when", "who")
    assert (alike.mean_change, alike.se, alike.p, alike.d_av) == (pytest.approx(0, abs=1e-12), None, None, None)
    # everyone rose by one point; those who came or went do not count for that
    risen = frame.assign(score=frame["who"] % 7 + frame["when"]).drop(index=[0, 3, 5])
    ours = mixed_change(risen, "score", "when", "who")
    assert ours.mean_change == pytest.approx(1, rel=1e-8)  # a limit that is taken with weights of 1e-10
    assert (ours.se, ours.df, ours.ci90_low) == (None, None, None)
    assert NO_SPREAD in ours.notes
    assert verdict(ours, bound=0.2, direction="higher").word == "inconclusive"
    assert ours.coefficients["se"].isna().all()


def test_unequal_variances_are_pointed_out() -> None:
    frame = two_waves(people=40)
    frame["score"] *= 1 + 2 * frame["when"]
    assert any("one variance for all waves" in note for note in mixed_change(frame, "score", "when", "who").notes)


@pytest.mark.parametrize(
    ("change", "options", "error", "message"),
    [
        (lambda f: f, {"random": "slope"}, ValueError, "needs at least 3 waves: got 2"),
        (lambda f: f, {"random": "both"}, ValueError, "'intercept' or 'slope': got 'both'"),
        (lambda f: f, {"adjust": "who"}, TypeError, "a list of columns"),
        (lambda f: f, {"group": "origin"}, ValueError, "no column 'origin'"),
        (lambda f: f.assign(g="a"), {"group": "g"}, NotEnoughData, "two groups"),
        (
            lambda f: f.assign(g=np.where((f["who"] < 3) & (f["when"] == 0), "b", "a")),
            {"group": "g"}, NotEnoughData, "nobody of g 'b' answered at wave 1",
        ),
        (lambda f: f.assign(x=f["when"] * 2.0), {"adjust": ["x"]}, ValueError, "'x' follows from the columns before"),
        (lambda f: pd.concat([f, f.head(2)]), {}, ValueError, "answered more than once at wave 0"),
        (lambda f: f.head(1), {}, ValueError, "at least two waves"),
        (lambda f: f[(f["when"] == 0) | (f["who"] == 20)], {}, NotEnoughData, "at least 2 answers"),
        (lambda f: f.assign(score="much"), {}, TypeError, "not a number"),
        (lambda f: f.assign(when=f["when"].map({0: "x", 1: "y"})), {}, ValueError, "came first"),
        (lambda f: f, {"confidence": 95}, ValueError, "confidence"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(change, options, error, message) -> None:
    with pytest.raises(error, match=message):
        mixed_change(change(two_waves()), "score", "when", "who", **options)


def test_a_slope_needs_people_with_three_answers() -> None:
    frame = lines(1, 12, 3)
    twice = frame[frame["when"] != frame["who"] % 3]
    with pytest.raises(NotEnoughData, match="three times or more"):
        mixed_change(twice, "score", "when", "who", random="slope")


def test_the_engine_refuses_in_words() -> None:
    one = np.ones((4, 1))
    with pytest.raises(ExactFit, match="fits the outcome exactly"):
        fit_mixed([1, 1, 1, 1], one, [1, 1, 2, 2])
    with pytest.raises(ExactFit, match="residual variance is 0"):
        fit_mixed([1, 1, 2, 2], one, [1, 1, 2, 2])
    with pytest.raises(Inseparable, match="too few rows share"):
        fit_mixed([1, 2, 3, 5], one, [1, 2, 3, 4])
    with pytest.raises(ValueError, match="complete and finite"):
        fit_mixed([1, math.nan, 3, 5], one, [1, 1, 2, 2])
    with pytest.raises(ValueError, match="not all alike"):
        fit_mixed([1, 2, 3, 5], one, [1, 1, 2, 2], [1, 1, 1, 1])
    with pytest.raises(ValueError, match="column 1 of the design"):
        fit_mixed([1, 2, 3, 5], np.ones((4, 2)), [1, 1, 2, 2])


@pytest.mark.parametrize("unit", [1e-7, 1.0, 1e7])
def test_a_column_follows_from_others_in_whatever_unit(unit: float) -> None:
    x, z = np.random.default_rng(2).normal(size=(2, 30))
    assert dependent_column(np.column_stack([np.ones(30), unit * x, z])) is None
    assert dependent_column(np.column_stack([np.ones(30), z, x, unit * (x + 2 * z + 3)])) == 3


@pytest.mark.parametrize(
    ("labels", "order"),
    [
        ([3, 1, 2], [1, 2, 3]),
        (pd.to_datetime(["2021-01-01", "2019-01-01", "2020-01-01"]), "sorted"),
        (["wave 10", "wave 9", "wave 2"], ["wave 2", "wave 9", "wave 10"]),
        (pd.Categorical(["c", "a", "b"], ["c", "b", "a"], ordered=True), ["c", "b", "a"]),
        (["after", "before"], ["before", "after"]),
    ],
)
def test_waves_come_in_their_plain_order(labels, order) -> None:
    column = pd.Series(labels)
    assert order_of_waves(column) == (sorted(column) if isinstance(order, str) else order)


def test_unclear_orders_are_asked_for() -> None:
    column = pd.Series(["spring", "summer", "autumn"])
    with pytest.raises(ValueError, match="in which order these came: 'spring', 'summer', 'autumn'"):
        order_of_waves(column)
    assert order_of_waves(column, ["summer", "autumn"]) == ["summer", "autumn"]
    for waves, message in ((["summer"], "two or more"), (["summer", "winter"], "no rows of wave 'winter'")):
        with pytest.raises(ValueError, match=message):
            order_of_waves(column, waves)
