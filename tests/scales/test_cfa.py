"""cfa against R's lavaan, and what it says of models and data that cannot be used."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from lavaan import DATA, check_fit, check_parameters, check_scaled, figures
from scipy import stats

from evaluatie.scales.factor import ModelError, cfa
from tolerances import CLOSED_FORM, FITTED, LAVAAN_EM, LAVAAN_ESTIMATE

HOLZINGER, MISSING = pd.read_csv(DATA / "holzinger.csv"), pd.read_csv(DATA / "holzinger_missing.csv")
PGIS, DEMOCRACY = pd.read_csv(DATA / "pgis_simulated.csv"), pd.read_csv(DATA / "democracy.csv")
THREE = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
SECOND = f"{THREE}\ng =~ visual + textual + speed"
ONE = "g =~ " + " + ".join(f"x{number}" for number in range(1, 10))
FOUR = "\n".join(
    f"{name} =~ " + " + ".join(f"{stem}{number}" for number in range(1, 5))
    for name, stem in (("membership", "gm"), ("affection", "ga"), ("room", "ra"), ("value", "va"))
)
HIERARCHICAL = f"""{FOUR}
belonging =~ b*membership + b*affection   # two first-order factors each: equal, or it is not identified
authenticity =~ a*room + a*value
belonging ~~ authenticity"""
BOLLEN = """ind60 =~ x1 + x2 + x3; dem60 =~ y1 + y2 + y3 + y4; dem65 =~ y5 + y6 + y7 + y8
dem60 ~ ind60
dem65 ~ ind60 + dem60
y1 ~~ y5; y2 ~~ y4 + y6; y3 ~~ y7; y4 ~~ y8; y6 ~~ y8"""
ALIKE = HOLZINGER.assign(x1=HOLZINGER["x1"].where(HOLZINGER["school"] == "Pasteur", 1))
CASES = {
    "three factors ML complete": (THREE, HOLZINGER, {}),
    "three factors MLR complete": (THREE, HOLZINGER, {"estimator": "mlr"}),
    "second order ML complete": (SECOND, HOLZINGER, {"std_lv": True}),
    "second order MLR complete": (SECOND, HOLZINGER, {"std_lv": True, "estimator": "mlr"}),
    "three factors FIML": (THREE, MISSING, {"missing": "fiml"}),
    "three factors MLR FIML": (THREE, MISSING, {"missing": "fiml", "estimator": "mlr"}),
    "second order FIML": (SECOND, MISSING, {"missing": "fiml", "std_lv": True}),
    "one factor ML complete": (ONE, HOLZINGER, {}),
    "three factors listwise of data_missing": (THREE, MISSING, {}),
    "hierarchical 4-in-2 FIML": (HIERARCHICAL, PGIS, {"missing": "fiml", "std_lv": True}),
    "hierarchical 4-in-2 MLR FIML": (HIERARCHICAL, PGIS, {"missing": "fiml", "std_lv": True, "estimator": "mlr"}),
    "hierarchical 4-in-2 ML listwise": (HIERARCHICAL, PGIS, {"std_lv": True}),
    "hierarchical 4-in-2 MLR listwise": (HIERARCHICAL, PGIS, {"std_lv": True, "estimator": "mlr"}),
    "Bollen industrialization and democracy SEM": (BOLLEN, DEMOCRACY, {}),
}
FIGURES = {**figures("holzinger"), **figures("pgis_simulated"), **figures("democracy")}


@pytest.mark.parametrize("name", CASES)
def test_fit_and_parameters_are_those_of_lavaan(name: str) -> None:
    model, data, options = CASES[name]
    ours = cfa(model, data, **options)
    missing = options.get("missing") == "fiml"
    check_fit(ours, FIGURES[f"{name}: fit measures"])
    if (scaled := FIGURES.get(f"{name}: robust (scaled) fit measures")) is not None:
        check_scaled(ours, scaled, missing=missing)
    for parameters in (f"{name}: parameters", f"{name}: parameters (est, se, std.all, std.lv)"):
        if parameters in FIGURES:
            check_parameters(ours, FIGURES[parameters])
    assert ours.proper
    assert ours.tidy()["term"].iloc[0] == model.split("+")[0].strip().replace("b*", "")
    assert np.abs(ours._point.gradient).max() < 1e-9


def test_a_paper_with_covariances_gives_what_the_people_give() -> None:
    names = [f"x{number}" for number in range(1, 10)]
    printed = cfa(THREE, covariance=HOLZINGER[names].cov(), n=len(HOLZINGER))
    people = cfa(THREE, HOLZINGER)
    assert printed.chi2 == pytest.approx(people.chi2, rel=FITTED)
    assert printed.parameters["se"].dropna().tolist() == pytest.approx(
        people.parameters["se"].dropna().tolist(), rel=FITTED
    )
    mean = HOLZINGER[names].mean()
    with_means = cfa(
        THREE, covariance=HOLZINGER[names].cov().sample(frac=1, random_state=1), mean=mean, n=len(HOLZINGER)
    )
    assert with_means.chi2 == pytest.approx(people.chi2, rel=FITTED)
    assert with_means.free == people.free + 9


def test_modification_indices_are_those_of_lavaan() -> None:
    ours = cfa(THREE, HOLZINGER).modification_indices()
    theirs = FIGURES["modification indices, top ten, three factors ML"]
    assert [[row["lhs"], row["op"], row["rhs"]] for row in theirs] == ours[["lhs", "op", "rhs"]].head(
        10
    ).to_numpy().tolist()
    for name in ("mi", "epc"):
        expected = [row[name] for row in theirs]
        assert ours[name].head(10).tolist() == pytest.approx(expected, rel=LAVAAN_ESTIMATE)


def test_moments_under_missing_answers_are_those_of_em() -> None:
    fit = cfa(THREE, MISSING, missing="fiml")
    theirs = FIGURES["FIML saturated (EM) mean and covariance of data_missing"]
    assert fit.found_means().tolist() == pytest.approx(list(theirs["mean"].values()), rel=LAVAAN_ESTIMATE)
    covariance = np.array(theirs["cov"]["values"])
    assert fit._found[0].covariance == pytest.approx(covariance, rel=LAVAAN_ESTIMATE, abs=LAVAAN_EM)
    assert fit.notes == ("2 of 301 people without any answer left out",)


def test_models_are_compared_by_the_difference_of_their_chi_squares() -> None:
    from evaluatie.scales.factor import difference_test

    difference, df, p = difference_test(cfa(ONE, HOLZINGER), cfa(THREE, HOLZINGER))
    theirs = FIGURES["chi-square difference one factor minus three factors"]
    assert (difference, df) == (pytest.approx(theirs["chisq_diff"], rel=FITTED), theirs["df_diff"])
    assert p == pytest.approx(theirs["p"], rel=LAVAAN_ESTIMATE)


def test_residuals_and_what_the_model_implies_make_up_what_was_found() -> None:
    fit = cfa(THREE, HOLZINGER)
    implied, _ = fit.implied()
    deviation = np.sqrt(np.diag(implied))
    found = HOLZINGER[list(implied)].corr()
    assert (implied / np.outer(deviation, deviation) + fit.residuals()).to_numpy() == pytest.approx(
        found.to_numpy(), rel=CLOSED_FORM, abs=CLOSED_FORM
    )
    assert set(fit.r2) == set(implied)
    # of an item with one factor: the square of its standardised loading
    loadings = fit.parameters.query("op == '=~'").set_index("rhs")["std_all"]
    assert fit.r2 == pytest.approx((loadings**2).to_dict(), rel=CLOSED_FORM)


def test_the_order_of_people_and_names_changes_nothing() -> None:
    fit = cfa(THREE, HOLZINGER)
    other = HOLZINGER.sample(frac=1, random_state=3).rename(columns={f"x{n}": f"q.{n}_a" for n in range(1, 10)})
    again = cfa(_renamed(THREE), other)
    assert again.chi2 == pytest.approx(fit.chi2, rel=FITTED)
    assert again.parameters["estimate"].tolist() == pytest.approx(
        fit.parameters["estimate"].tolist(), rel=LAVAAN_ESTIMATE
    )


def _renamed(model: str) -> str:
    import re

    return re.sub(r"\bx(\d)\b", r"q.\1_a", model)


def test_the_scale_of_items_changes_no_fit() -> None:
    fit, scaled = (
        cfa(THREE, HOLZINGER),
        cfa(THREE, HOLZINGER.assign(x2=HOLZINGER["x2"] * 1000 + 5, x7=-HOLZINGER["x7"])),
    )
    assert scaled.chi2 == pytest.approx(fit.chi2, rel=FITTED)
    rows = fit.parameters["op"] == "=~"
    assert np.abs(scaled.parameters.loc[rows, "std_all"]).tolist() == pytest.approx(
        fit.parameters.loc[rows, "std_all"].tolist(), rel=LAVAAN_ESTIMATE
    )


def test_intervals_cover_and_the_test_rejects_as_often_as_it_says() -> None:
    """200 samples of 250 people: normal answers, and for "mlr" answers with heavy tails."""
    rng = np.random.default_rng(20)
    loadings = np.array([0.8, 0.7, 0.6, 0.5])
    inside = {"ml": 0, "mlr": 0}
    rejected = {"ml": 0, "mlr": 0}
    times = 200
    for _ in range(times):
        for estimator in ("ml", "mlr"):
            size = (250, 5)
            # heavy tails of one size for a whole person: elliptical, kurtosis 3 (5 - 4)
            stretch = 1.0 if estimator == "ml" else np.sqrt(8 / rng.chisquare(10, (250, 1)))
            drawn = rng.normal(size=size) * stretch
            answers = drawn[:, :1] * loadings + drawn[:, 1:] * np.sqrt(1 - loadings**2)
            fit = cfa(
                "f =~ a + b + c + d", pd.DataFrame(answers, columns=list("abcd")), estimator=estimator, std_lv=True
            )
            row = fit.parameters.iloc[1]
            inside[estimator] += row["ci_low"] <= loadings[1] <= row["ci_high"]
            p = fit.p if fit.scaled is None else fit.scaled.p
            rejected[estimator] += p < 0.05
    for estimator in ("ml", "mlr"):
        # within what 200 samples allow: 99.9% limits of a binomial
        assert stats.binomtest(int(inside[estimator]), times, 0.95).pvalue > 0.001
        assert stats.binomtest(int(rejected[estimator]), times, 0.05).pvalue > 0.001


@pytest.mark.parametrize(
    ("model", "told"),
    [
        ("x1 ~~ x2", "The model has no factor"),
        ("f =~ x1 + x2 + nope", "no column nope"),
        ("f =~ x1 + x2", "not identified: it has 4 free parameters, but 2 items give 3"),
        ("f =~ x1 + x2\ng =~ x3 + x4\nf ~~ 0*g", "many values of"),
        ("f =~ x1 + x2 + x3\nh =~ x4 + x5 + x6\ng =~ f + h", "many values of"),
        ("f =~ x1 + + x2", "Something is missing"),
        ("f =~ x1 + x2 + x3\na == b", "Equality is written with labels"),
        ("f =~ x1 + x2 + x3\ntotal := a*b", "':='"),
        ("f =~ x1 + 2x + x3", "cannot be read"),
        ("f =~ c(1,2)*x1 + x2 + x3", "2 parts, but there are 1 groups"),
        ("f =~ x1 + x2 + x3\nf ~~ x1", "an item and a factor cannot covary"),
        ("f =~ x1 + x2 + x3\nx1 ~~ x9", "x9 is no factor of the model, nor an item of one"),
        ("f =~ x1 + x2 + x3\nx1 ~ f", "only factors can be regressed"),
        ("f =~ mean(x1)*x2 + x3 + x4", "is not read"),
    ],
)
def test_a_model_that_cannot_be_used_is_told_in_words(model: str, told: str) -> None:
    with pytest.raises(ModelError) as raised:
        cfa(model, HOLZINGER)
    assert told in str(raised.value)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"x1": "text"}, "x1: these answers are not numbers"),
        ({"x1": 3.0}, "x1: everyone gave the same answer"),
        ({"x1": np.nan}, "Of 301 people 0 answered all items"),
        ({"x1": HOLZINGER["x2"] + HOLZINGER["x3"]}, "an item is a sum of others"),
        ({"x1": np.inf}, "infinite"),
    ],
)
def test_data_that_cannot_be_used_are_told_in_words(change: dict, told: str) -> None:
    with pytest.raises(ModelError) as raised:
        cfa(THREE, HOLZINGER.assign(**change))
    assert told in str(raised.value)


def test_more_about_data_that_cannot_be_used() -> None:
    with pytest.raises(ModelError, match="There are 8 people and 9 items"):
        cfa(THREE, HOLZINGER.head(8))
    never = HOLZINGER.assign(
        x1=HOLZINGER["x1"].where(HOLZINGER.index < 150), x2=HOLZINGER["x2"].where(HOLZINGER.index > 150)
    )
    with pytest.raises(ModelError, match="x1 and x2 were never both answered by the same person"):
        cfa(THREE, never, missing="fiml")
    with pytest.raises(ModelError, match="only one group"):
        cfa(THREE, HOLZINGER.assign(school="a"), group="school")
    with pytest.raises(ModelError, match="no column team"):
        cfa(THREE, HOLZINGER, group="team")
    with pytest.raises(ModelError, match="needs people's answers"):
        cfa(THREE, covariance=HOLZINGER.iloc[:, 6:].cov(), n=301, estimator="mlr")
    with pytest.raises(ModelError, match="without the number of people"):
        cfa(THREE, covariance=HOLZINGER.iloc[:, 6:].cov())
    with pytest.raises(ModelError, match="not symmetric"):
        cfa("f =~ a + b + c", covariance=np.tril(np.ones((3, 3))), n=50)
    with pytest.raises(ModelError, match="data, or else covariance"):
        cfa(THREE)
    with pytest.raises(ModelError, match="none of ml, mlr, wlsmv"):
        cfa(THREE, HOLZINGER, estimator="wls")  # type: ignore[arg-type]


def test_a_negative_variance_is_said() -> None:
    correlations = np.array([[1, 0.9, 0.6], [0.9, 1, 0.4], [0.6, 0.4, 1.0]])
    fit = cfa("f =~ a + b + c", covariance=correlations, n=100)
    assert not fit.proper
    assert "the (residual) variance of item a came out negative" in fit.notes[0]


def test_syntax_says_what_lavaan_says() -> None:
    plain = cfa("f =~ x1 + x2 + x3 + x4", HOLZINGER)
    freed = cfa("f =~ NA*x1 + x2 + x3 + x4\nf ~~ 1*f", HOLZINGER)
    assert freed.chi2 == pytest.approx(plain.chi2, rel=FITTED)
    assert freed.parameters["estimate"].iloc[0] ** 2 == pytest.approx(
        plain.parameters.set_index(["lhs", "op", "rhs"]).loc[("f", "~~", "f"), "estimate"], rel=LAVAAN_ESTIMATE
    )
    equal = cfa("f =~ NA*x1 + a*x1 + a*x2 + x3 +\n  x4; f ~~ 1*f  ! a comment\n", HOLZINGER)
    assert equal.df == freed.df + 1
    assert equal.parameters["estimate"].iloc[0] == equal.parameters["estimate"].iloc[1]
    began = cfa("f =~ x1 + start(0.3)*x2 + x3 + x4", HOLZINGER)
    assert began.chi2 == pytest.approx(plain.chi2, rel=FITTED)
    means = cfa("f =~ x1 + x2 + x3 + x4\nx1 + x2 ~ m*1", HOLZINGER)
    assert means.df == plain.df + 1


@pytest.mark.parametrize(
    "units", [{"x1": 1e4}, {"x1": 1e-4}, dict.fromkeys(MISSING.filter(like="x"), 1e5), {"x1": 100, "x9": 0.01}]
)
def test_units_change_no_robust_index_under_missing_answers(units: dict[str, float]) -> None:
    plain = cfa(THREE, MISSING, missing="fiml", estimator="mlr").scaled
    other = cfa(
        THREE,
        MISSING.assign(**{name: MISSING[name] * unit for name, unit in units.items()}),
        missing="fiml",
        estimator="mlr",
    ).scaled
    assert plain is not None
    assert other is not None
    for name in ("scaling", "cfi_robust", "rmsea_robust", "tli_robust"):
        assert getattr(other, name) == pytest.approx(getattr(plain, name), rel=LAVAAN_EM)


def test_labels_hold_whatever_is_fixed() -> None:
    # lavaan 0.6.14: chisq 20.74, df 4
    fit = cfa("f =~ a*x1 + a*x2 + a*x3 + x4", HOLZINGER)
    assert (round(fit.chi2, 2), fit.df) == (20.74, 4)
    assert fit.parameters["estimate"].head(3).tolist() == [1.0, 1.0, 1.0]
    with pytest.raises(ModelError, match="fixed at different values"):
        cfa("f =~ a*x1 + a*x2 + x3 + x4; f =~ 2*x2", HOLZINGER)
    # lavaan 0.6.14: chisq 127.83, df 57
    equal = cfa(THREE, HOLZINGER, group="school", equal=("loadings", "lv.variances"), std_lv=True)
    assert (round(equal.chi2, 2), equal.df) == (127.83, 57)
    # regressions that only write the same covariances otherwise fit as well as these: lavaan 164.10, df 60
    regressed = cfa(f"{THREE}\nspeed ~ visual + textual", HOLZINGER, group="school", equal=("loadings", "intercepts"))
    assert (round(regressed.chi2, 2), regressed.df) == (164.10, 60)


def test_numbers_near_nothing_or_far_from_it_vary_all_the_same() -> None:
    fit = cfa(THREE, HOLZINGER)
    names = [f"x{number}" for number in range(1, 10)]
    for changed in (HOLZINGER[names] * 1e-7, HOLZINGER[names] + 1e6):
        assert cfa(THREE, changed).chi2 == pytest.approx(fit.chi2, rel=LAVAAN_ESTIMATE)


def test_a_fit_keeps_no_person_and_is_not_saved() -> None:
    import pickle

    fit = cfa(THREE, HOLZINGER)
    assert all(answers.people is None for answers in fit._point.model.answers)
    with pytest.raises(TypeError, match="save its tables"):
        pickle.dumps(fit)
    assert not [name for name in fit.glance() if name.startswith("_")]


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: cfa(THREE, {"x1": [1]}), "must be a DataFrame"),  # type: ignore[arg-type]
        (lambda: cfa(THREE, HOLZINGER, n=301), "n goes with covariances"),
        (lambda: cfa(THREE, HOLZINGER, equal="loadings"), "over which groups"),
        (lambda: cfa("f =~ x1 + x2 + x3 + x3", HOLZINGER), "stands in the model twice"),
        (lambda: cfa("f =~ x1 + x2 + x\n3", HOLZINGER), "Is a . missing"),
        (lambda: cfa("f =~ x1 + start(abc)*x2 + x3", HOLZINGER), "takes numbers"),
        (lambda: cfa("f =~ a + b + c + d", covariance=np.eye(4), n=3), "There are 3 people and 4 items"),
        (lambda: cfa("f =~ a + b + c", covariance=np.full((3, 3), np.nan), n=30), "empty or infinite"),
        (lambda: cfa("f =~ a + b + c", covariance=-np.eye(3), n=30), "a, b, c: a variance is not above 0"),
        (lambda: cfa("f =~ a + b + c", covariance=np.diag([1.0, 0, 1]), n=30), "^b: a variance is not above 0"),
        (lambda: cfa("f =~ a + b + c", covariance=[["x"] * 3] * 3, n=30), "not all numbers"),  # type: ignore[arg-type]
        (lambda: cfa(THREE, pd.concat([HOLZINGER, HOLZINGER["x1"]], axis=1)), "more than one column x1"),
        (lambda: cfa(THREE, HOLZINGER, group="x1"), "cannot be an item as well"),
        (lambda: cfa(THREE, ALIKE, group="school"), "x1: everyone in group Grant-White gave the same answer"),
    ],
)  # fmt: skip
def test_calls_that_cannot_be_meant_are_told_in_words(call, told: str) -> None:
    with pytest.raises(ModelError, match=told):
        call()


ORDERED = pd.read_csv(DATA / "bfi.csv").head(1500)
TWO = "A =~ A1 + A2 + A3 + A4 + A5\nN =~ N1 + N2 + N3 + N4 + N5"


def test_ordered_answers_are_as_lavaan_has_them() -> None:
    ours, theirs = cfa(TWO, ORDERED, estimator="wlsmv"), figures("bfi_wlsmv")
    plain = {name: value for name, value in theirs["WLSMV: fit (unscaled DWLS)"].items() if name != "pvalue"}
    check_fit(ours, plain)
    assert ours.scaled is not None
    for name, field in {
        "chisq.scaled": "chi2", "chisq.scaling.factor": "scaling", "cfi.scaled": "cfi", "tli.scaled": "tli",
        "rmsea.scaled": "rmsea", "rmsea.ci.lower.scaled": "rmsea_low", "rmsea.ci.upper.scaled": "rmsea_high",
    }.items():  # fmt: skip
        figure = theirs["WLSMV: robust (scaled and shifted) fit measures"][name]
        assert getattr(ours.scaled, field) == pytest.approx(figure, rel=FITTED), name
    known = ours.parameters.set_index(["lhs", "op", "rhs"])
    rows = theirs["WLSMV: parameters"]
    assert len(rows) == len(known)
    for row in rows:
        mine = known.loc[(row["lhs"], row["op"], row["rhs"])]
        for name, field in (("est", "estimate"), ("se", "se"), ("std.all", "std_all")):
            assert (0.0 if np.isnan(mine[field]) else mine[field]) == pytest.approx(
                row[name], rel=LAVAAN_EM, abs=LAVAAN_EM
            )
    assert ours.notes[0] == "96 of 1500 people with a missing answer left out"
    with pytest.raises(ModelError, match="no modification indices"):
        ours.modification_indices()


def test_loadings_of_ordered_answers_are_found_again() -> None:
    rng = np.random.default_rng(21)
    loadings = np.array([0.8, 0.7, 0.6, 0.5])
    inside, times = 0, 100
    for _ in range(times):
        tendency = rng.normal(size=(400, 1)) * loadings + rng.normal(size=(400, 4)) * np.sqrt(1 - loadings**2)
        answers = pd.DataFrame(np.digitize(tendency, [-0.5, 0.3, 1.2]), columns=list("abcd"))
        row = cfa("f =~ a + b + c + d", answers, estimator="wlsmv", std_lv=True).parameters.iloc[1]
        inside += row["ci_low"] <= loadings[1] <= row["ci_high"]
    assert stats.binomtest(int(inside), times, 0.95).pvalue > 0.001


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: cfa(TWO, ORDERED, estimator="wlsmv", missing="fiml"), "complete answers, in one group"),
        (lambda: cfa(f"{TWO}\nA1 ~ 1", ORDERED, estimator="wlsmv"), "thresholds rather than means"),
        (lambda: cfa(f"{TWO}\nA1 ~~ 0.5*A1", ORDERED, estimator="wlsmv"), "follows from the rest"),
        (lambda: cfa("A =~ A1 + A2", ORDERED, estimator="wlsmv"), "2 items give 1 correlations"),
        (lambda: cfa("A =~ A1 + A2\nN =~ N1 + N2\nA ~~ 0*N", ORDERED, estimator="wlsmv"), "not identified"),
        (lambda: cfa(TWO, ORDERED.assign(A1=np.arange(1500.0)), estimator="wlsmv"), "cannot be used as ordered ones"),
        (lambda: cfa(TWO, ORDERED.assign(A1=ORDERED["A2"]), estimator="wlsmv"), "A1 and A2 are answered the same"),
        (lambda: cfa(TWO, ORDERED.assign(A1=7 - ORDERED["A2"]), estimator="wlsmv"), "or the other way round"),
        (lambda: cfa(TWO, ORDERED.head(5), estimator="wlsmv"), "people and .* items: more people than items"),
    ],
)
def test_ordered_answers_that_cannot_be_used_are_told_in_words(call, told: str) -> None:
    with pytest.raises(ModelError, match=told):
        call()


def test_a_column_twice_that_the_model_does_not_name_is_no_matter() -> None:
    doubled = pd.concat([HOLZINGER, HOLZINGER["school"]], axis=1)
    assert cfa("f =~ x1 + x2 + x3 + x4", doubled).chi2 == cfa("f =~ x1 + x2 + x3 + x4", HOLZINGER).chi2


def test_one_degree_of_freedom_is_corrected_for_missing_answers_as_well() -> None:
    model = "f =~ x1 + x2 + x3 + x4\nx1 ~~ x2"
    here, there = (cfa(model, HOLZINGER, estimator="mlr", missing=missing) for missing in ("listwise", "fiml"))
    assert (here.df, there.df) == (1, 1)
    # nothing is missing: the same but for what either way of correcting leaves out in samples of this size
    assert there.scaled.scaling == pytest.approx(here.scaled.scaling, rel=FITTED)
    assert there.scaled.rmsea_robust == pytest.approx(here.scaled.rmsea_robust, rel=0.05)
