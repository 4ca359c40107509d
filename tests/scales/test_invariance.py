"""Measurement invariance against R's lavaan; what it concludes of known truths."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from lavaan import DATA, check_fit, check_parameters, check_scaled, figures

from evaluatie.scales.factor import ModelError, cfa, invariance, longitudinal_invariance
from tolerances import FITTED, LAVAAN_EM, LAVAAN_ESTIMATE

SCHOOL, DEMOCRACY = pd.read_csv(DATA / "holzinger.csv"), pd.read_csv(DATA / "democracy.csv")
THREE = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
LEVELS = ("configural", "metric", "scalar", "strict")
BY_SCHOOL, OVER_TIME = figures("school"), figures("democracy")
WAVES = pd.concat(
    DEMOCRACY[[f"y{first + item}" for item in range(4)]]
    .set_axis([f"y{item}" for item in range(1, 5)], axis=1)
    .assign(country=DEMOCRACY.index, wave=wave)
    for first, wave in ((1, "1960"), (5, "1965"))
)


@pytest.mark.parametrize("estimator", ["ml", "mlr"])
def test_groups_are_as_lavaan_has_them(estimator: str) -> None:
    ours = invariance(THREE, SCHOOL, "school", estimator=estimator, fewest=100)
    prefix = estimator.upper()
    for level in LEVELS:
        fit = ours.fits[level]
        check_fit(fit, BY_SCHOOL[f"{prefix} {level}: fit measures"])
        if estimator == "mlr":
            check_scaled(fit, BY_SCHOOL[f"{prefix} {level}: robust (scaled) fit measures"])
        if (parameters := BY_SCHOOL.get(f"{prefix} {level}: parameters")) is not None:
            check_parameters(fit, parameters)
    check_differences(ours.table, BY_SCHOOL, prefix)
    # what is known of these data: x3 and x7 are answered otherwise in one school
    assert list(ours.table["level"]) == ["configural", "metric", "scalar", "partial scalar", "strict"]
    holds = {"configural": True, "metric": True, "scalar": False, "partial scalar": True, "strict": False}
    assert ours.holds == holds == dict(zip(ours.table["level"], ours.table["holds"], strict=True))
    partial = ours.table.set_index("level").loc["partial scalar"]
    metric = ours.fits["metric"]
    assert partial["df_diff"] == ours.fits["partial scalar"].df - metric.df == 4
    if estimator == "ml":
        check_fit(ours.fits["partial scalar"], BY_SCHOOL["ML partial scalar (x3 and x7 intercepts free): fit measures"])
        assert partial["chi2_diff"] == pytest.approx(partial["chi2"] - metric.chi2)
    assert (ours.verdict, ours.released) == ("only with this caveat", ("x3 ~ 1", "x7 ~ 1"))
    assert ours.caveat.startswith("not all items mean the same: x3, x7 are answered otherwise")
    assert ours.n == {"Pasteur": 156, "Grant-White": 145}
    shifts = ours.shifts.set_index("factor")
    assert shifts["observed"].tolist() == pytest.approx((shifts["latent"] + shifts["bias"]).tolist())
    means = SCHOOL.groupby("school")[["x4", "x5", "x6"]].mean().mean(axis=1)
    assert shifts.loc["textual", "observed"] == pytest.approx(means["Grant-White"] - means["Pasteur"])
    assert abs(shifts.loc["textual", "bias"]) < 0.01


def check_differences(table: pd.DataFrame, theirs: dict, prefix: str) -> None:
    rows = table.set_index("level")
    for before, level in pairwise(LEVELS):
        scaled = ", Satorra-Bentler 2001 scaled" if prefix == "MLR" else ""
        expected = theirs[f"{prefix}: difference test {level} against {before}{scaled}"]
        assert rows.loc[level, "chi2_diff"] == pytest.approx(expected["chisq_diff"], rel=LAVAAN_EM)
        assert rows.loc[level, "df_diff"] == expected["df_diff"]
        assert rows.loc[level, "p_diff"] == pytest.approx(expected["p"], rel=LAVAAN_ESTIMATE)


def test_what_differs_may_be_named_beforehand() -> None:
    equal = ("loadings", "intercepts")
    partial = cfa(THREE, SCHOOL, group="school", equal=equal, partial=("x3 ~ 1", "x7~1"))
    check_fit(partial, BY_SCHOOL["ML partial scalar (x3 and x7 intercepts free): fit measures"])
    means = cfa(THREE, SCHOOL, group="school", equal=(*equal, "means"))
    check_fit(means, BY_SCHOOL["ML scalar with equal latent means: fit measures"])
    named = invariance(THREE, SCHOOL, "school", partial=("x3 ~ 1", "x7 ~ 1"), fewest=100)
    assert named.holds["scalar"]
    assert named.verdict == "only with this caveat"


def test_equalities_are_tested_as_lavaan_does() -> None:
    ours = cfa(THREE, SCHOOL, group="school", equal=("loadings", "intercepts")).equality_tests()
    theirs = sorted((row["X2"] for row in BY_SCHOOL["score tests of releasing each equality, scalar ML"]), reverse=True)
    assert ours["mi"].tolist() == pytest.approx(theirs, rel=LAVAAN_ESTIMATE, abs=LAVAAN_EM)


@pytest.mark.parametrize("estimator", ["ml", "mlr"])
def test_waves_are_as_lavaan_has_them(estimator: str) -> None:
    ours = longitudinal_invariance("F =~ y1 + y2 + y3 + y4", WAVES, "country", "wave", estimator=estimator, fewest=50)
    prefix = estimator.upper()
    for level in LEVELS:
        check_fit(ours.fits[level], OVER_TIME[f"{prefix} {level}: fit measures"])
        if estimator == "mlr":
            check_scaled(ours.fits[level], OVER_TIME[f"{prefix} {level}: robust (scaled) fit measures"])
    check_differences(ours.table, OVER_TIME, prefix)
    assert ours.reference == "1960"
    if estimator == "ml":
        # few countries: CFI falls, but no intercept stands out, so nothing is let go and no means are given
        assert (ours.verdict, ours.released, len(ours.shifts)) == ("may not be compared", (), 0)


def test_everyone_counts_where_answers_are_missing() -> None:
    gone = WAVES[~((WAVES["wave"] == "1965") & (WAVES["country"] % 5 == 0))]
    linked = longitudinal_invariance("F =~ y1 + y2 + y3 + y4", gone, "country", "wave", ("configural",), fewest=50)
    everyone = longitudinal_invariance(
        "F =~ y1 + y2 + y3 + y4", gone, "country", "wave", ("configural",), missing="fiml", fewest=50
    )
    assert (linked.n, everyone.n) == ({"1960": 60, "1965": 60}, {"1960": 75, "1965": 60})
    assert (linked.fits["configural"].n, everyone.fits["configural"].n) == (60, 75)
    assert linked.verdict is None
    assert linked.caveat == "equal intercepts were not tested"


def two_groups(rng: np.random.Generator, n: int, *, shift: float = 0.0, loading: float = 0.8) -> pd.DataFrame:
    """Draw answers of two groups that differ by half a standard deviation, and perhaps in how they answer an item."""
    parts = []
    for group in ("a", "b"):
        factor = rng.normal(0.5 * (group == "b"), 1, n)
        items = {name: 0.8 * factor + 0.6 * rng.normal(size=n) for name in ("q1", "q2", "q3", "q4", "q5")}
        if group == "b":
            items["q2"] = shift + loading * factor + 0.6 * rng.normal(size=n)
        parts.append(pd.DataFrame(items).assign(group=group))
    return pd.concat(parts, ignore_index=True)


def test_what_holds_is_found_and_what_does_not_is_not() -> None:
    rng = np.random.default_rng(8)
    model = "f =~ q1 + q2 + q3 + q4 + q5"
    same = invariance(model, two_groups(rng, 500), "group")
    assert (same.verdict, same.caveat, same.released) == ("may be compared", "", ())
    moved = invariance(model, two_groups(rng, 500, shift=0.8), "group")
    assert (moved.verdict, moved.released) == ("only with this caveat", ("q2 ~ 1",))
    # a fifth of 0.8 in the mean of five items
    assert moved.shifts["bias"].item() == pytest.approx(0.16, abs=0.05)
    assert moved.shifts["latent"].item() == pytest.approx(0.4, abs=0.1)
    other = invariance(model, two_groups(rng, 500, loading=-0.3), "group")
    assert other.verdict == "may not be compared"
    assert "not tied to their factors equally" in other.caveat


def test_a_level_holds_only_where_all_before_it_do() -> None:
    """Loadings that differ: equal residuals on top of that fit no worse, and still do not hold."""
    other = invariance("f =~ q1 + q2 + q3 + q4 + q5", two_groups(np.random.default_rng(8), 500, loading=-0.3), "group")
    rows = other.table.set_index("level")
    assert rows["holds"].tolist() == [True, False, False, False]
    assert other.holds == rows["holds"].to_dict()
    assert rows.loc["strict", "cfi_diff"] > -0.01
    assert "partial scalar" not in rows.index


def test_too_few_people_is_a_verdict_of_its_own() -> None:
    few = invariance(THREE, SCHOOL, "school")
    assert (few.verdict, few.holds) == ("too few people to test", {})
    assert (
        few.caveat
        == "145 in Grant-White: the rules were found with at least 150; leave smaller groups out, or ask more people"
    )
    # the fit can be looked at, and nothing is said to hold
    assert few.table["df"].tolist() == [48, 54, 60, 69]
    assert few.table["holds"].isna().all()
    assert few.shifts.empty
    # a group of eight, whatever is asked for, is too few for the model itself
    eight = SCHOOL[(SCHOOL["school"] == "Pasteur") | (SCHOOL.index >= 293)]
    with pytest.raises(ModelError, match="8 people in group Grant-White and 9 items"):
        invariance(THREE, eight, "school", fewest=2)


def test_rules_are_named_and_others_refused() -> None:
    strict = invariance(THREE, SCHOOL, "school", ("configural", "metric"), rules="meade2008", fewest=100)
    assert "Meade" in strict.method
    assert not strict.holds["metric"]
    assert strict.verdict == "may not be compared"
    held = invariance(THREE, SCHOOL, "school", ("configural", "metric"), fewest=100)
    assert (held.verdict, held.caveat) == (None, "equal intercepts were not tested")
    with pytest.raises(ModelError, match="none of chen2007, cheung_rensvold2002, meade2008"):
        invariance(THREE, SCHOOL, "school", rules="mine")
    with pytest.raises(ModelError, match="none left out"):
        invariance(THREE, SCHOOL, "school", ("scalar", "metric"))
    with pytest.raises(ModelError, match="no column team"):
        invariance(THREE, SCHOOL, "team")


def test_waves_that_cannot_be_used_are_told() -> None:
    model = "F =~ y1 + y2 + y3 + y4"
    with pytest.raises(ModelError, match="1 rows are a second one"):
        longitudinal_invariance(model, pd.concat([WAVES, WAVES.head(1)]), "country", "wave")
    with pytest.raises(ModelError, match="only one wave"):
        longitudinal_invariance(model, WAVES[WAVES["wave"] == "1960"], "country", "wave")
    with pytest.raises(ModelError, match="no column y9"):
        longitudinal_invariance("F =~ y1 + y2 + y9", WAVES, "country", "wave")
    gone = WAVES.assign(y1=WAVES["y1"].where(WAVES["wave"] == "1960"))
    with pytest.raises(ModelError, match=r"y1\.1965: nobody answered it"):
        longitudinal_invariance(model, gone, "country", "wave", missing="fiml", fewest=50)


def test_the_scale_of_an_estimate_is_its_unit() -> None:
    """Multiplying all answers changes no verdict and no index."""
    once = invariance(THREE, SCHOOL, "school", fewest=100)
    names = [f"x{number}" for number in range(1, 10)]
    again = invariance(THREE, SCHOOL.assign(**{name: SCHOOL[name] * 20 for name in names}), "school", fewest=100)
    assert again.table["chi2"].tolist() == pytest.approx(once.table["chi2"].tolist(), rel=FITTED)
    assert again.verdict == once.verdict


def test_a_saturated_model_may_be_compared_too() -> None:
    data = two_groups(np.random.default_rng(9), 400)
    for estimator in ("ml", "mlr"):
        assert invariance("f =~ q1 + q3 + q4", data, "group", estimator=estimator).verdict == "may be compared"


def test_groups_are_known_by_what_stands_there() -> None:
    data = two_groups(np.random.default_rng(9), 200)
    model = "f =~ q1 + q2 + q3 + q4"
    alike = data.assign(group=pd.Series([1] * 200 + ["1"] * 200, dtype=object))
    with pytest.raises(ModelError, match="only one group"):
        cfa(model, alike, group="group")
    dates = data.assign(group=pd.to_datetime(["2020-01-01"] * 200 + ["2021-01-01"] * 200))
    assert cfa(model, dates, group="group").n == 400
    ordered = data.assign(group=pd.Categorical(data["group"], categories=["b", "a"], ordered=True))
    assert invariance(model, ordered, "group").reference == "b"
    some = data.assign(group=data["group"].where(data.index % 10 > 0))
    assert invariance(model, some, "group").notes[0] == "40 of 400 people without a group left out"


def long(rng: np.random.Generator, n: int) -> pd.DataFrame:
    """Draw answers of the same people at two waves, between which they move by 0.3."""
    person, parts = rng.normal(size=n), []
    for wave, shift in ((1, 0.0), (2, 0.3)):
        factor = 0.8 * person + 0.6 * rng.normal(size=n) + shift
        items = {name: 0.8 * factor + 0.6 * rng.normal(size=n) for name in ("q1", "q2", "q3", "q4")}
        parts.append(pd.DataFrame(items).assign(person=range(n), wave=wave))
    return pd.concat(parts, ignore_index=True)


def test_the_first_wave_is_the_reference_whatever_the_order_of_rows() -> None:
    data = long(np.random.default_rng(10), 400)
    model = "f =~ q1 + q2 + q3 + q4"
    forward, backward = (longitudinal_invariance(model, part, "person", "wave") for part in (data, data.iloc[::-1]))
    assert (forward.reference, backward.reference) == ("1", "1")
    assert forward.verdict == "may be compared"
    assert backward.shifts["latent"].item() == pytest.approx(forward.shifts["latent"].item(), rel=LAVAAN_ESTIMATE)
    assert forward.shifts["latent"].item() == pytest.approx(0.24, abs=0.08)


def test_what_a_model_of_one_wave_says_holds_at_each_wave() -> None:
    data = long(np.random.default_rng(11), 400)
    fixed = longitudinal_invariance("f =~ q1 + q2 + q3 + q4\nq1 ~~ 0.3*q1", data, "person", "wave", ("configural",))
    rows = fixed.fits["configural"].parameters.query("lhs == rhs and lhs.str.startswith('q1')")
    assert rows["estimate"].tolist() == [0.3, 0.3]
    labelled = longitudinal_invariance("f =~ q1 + a*q2 + a*q3 + q4", data, "person", "wave", ("configural", "metric"))
    # of three loadings two are equal at each wave, and then over waves as well
    assert labelled.table["df_diff"].iloc[1] == 2
    single = longitudinal_invariance("f =~ q1 + q2 + q3; g =~ q4", data, "person", "wave", ("configural",))
    assert single.fits["configural"].proper
    with pytest.raises(ModelError, match=r"c\(\) is for groups"):
        longitudinal_invariance("f =~ q1 + c(a,b)*q2 + q3", data, "person", "wave")
    with pytest.raises(ModelError, match="cannot be an item as well"):
        longitudinal_invariance("f =~ q1 + q2 + q3 + person", data, "person", "wave")


def test_a_label_within_a_group_is_not_an_equality_over_groups() -> None:
    data = two_groups(np.random.default_rng(12), 300)
    plain = invariance("f =~ q1 + q2 + q3 + q4", data, "group", ("configural", "metric"))
    labelled = invariance("f =~ q1 + a*q2 + q3 + q4", data, "group", ("configural", "metric"))
    assert labelled.table["df"].tolist() == plain.table["df"].tolist()


def test_a_factor_whose_variance_sets_the_unit_may_vary_more_in_one_group() -> None:
    rng = np.random.default_rng(13)
    data = two_groups(rng, 500)
    wider = data["group"] == "b"
    factor = rng.normal(size=len(data)) * np.where(wider, 2, 1)
    data = data.assign(**{name: 0.8 * factor + 0.6 * rng.normal(size=len(data)) for name in ("q1", "q2", "q3", "q4")})
    for model in ("f =~ q1 + q2 + q3 + q4", "f =~ NA*q1 + q2 + q3 + q4\nf ~~ 1*f"):
        assert invariance(model, data, "group").verdict == "may be compared"


def test_partial_names_parameters_that_can_differ() -> None:
    model = "f =~ q1 + q2 + q3 + q4"
    data = two_groups(np.random.default_rng(14), 300)
    for named, told in (("q9 ~ 1", "no parameter q9~1"), ("f =~ q1", "f=~q1 is fixed")):
        for test in (
            lambda named: invariance(model, data, "group", partial=named),
            lambda named: longitudinal_invariance(
                model, long(np.random.default_rng(1), 200), "person", "wave", partial=named
            ),
        ):
            with pytest.raises(ModelError, match=told):
                test(named)
    loading = invariance(model, data, "group", partial=("f =~ q2",))
    assert loading.caveat.startswith("not all items mean the same: q2 ")
    assert invariance(model, data, "group", partial=("q2 ~~ q2",)).verdict == "may be compared"


def test_an_item_of_two_factors_is_explained_by_both() -> None:
    rng = np.random.default_rng(15)
    parts = []
    for group, moved in (("a", 0.0), ("b", 1.0)):
        one, other = rng.normal(size=600), rng.normal(moved, 1, 600)
        items = {f"a{k}": one + rng.normal(size=600) for k in range(1, 5)} | {
            f"b{k}": other + rng.normal(size=600) for k in range(1, 5)
        }
        items["a4"] = items["a4"] + 0.5 * other
        parts.append(pd.DataFrame(items).assign(group=group))
    found = invariance("A =~ a1 + a2 + a3 + a4\nB =~ b1 + b2 + b3 + b4 + a4", pd.concat(parts), "group")
    assert found.verdict == "may be compared"
    assert found.shifts["bias"].abs().max() < 0.05
