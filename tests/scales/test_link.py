"""mediated_link against R: stats::lm, lme4, lmerTest and multilevel; and how often its intervals hold."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evaluatie.result import NotEnoughData
from evaluatie.scales import MediatedLink, aggregation, mediated_link
from evaluatie.scales.teams.paths import product_interval
from evaluatie.scales.teams.random_intercept import Regression, between_regression, depends, within_regression
from tolerances import CLOSED_FORM, FITTED, VARIANCE_COMPONENT

DATA = Path(__file__).parent / "data"
MEDIA = pd.read_csv(DATA / "media_influence.csv")
LQ2002 = pd.concat([pd.read_csv(DATA / "lq2002_units.csv"), pd.read_csv(DATA / "lq2002_tsig.csv")], axis=1)
FIRST = LQ2002[LQ2002["COMPID"].isin(LQ2002["COMPID"].unique()[:24])]
SOLDIERS = {
    "all": LQ2002,
    # few, small and unequal units, where the outcome's variance between units comes out 0
    "some": FIRST[FIRST.groupby("COMPID").cumcount() < 3 + FIRST["COMPID"] % 7],
}
NO_COVARIATES, COVARIATES = "reaction <- pmi <- cond", "reaction <- import <- cond, with age and gender as covariates"


def figures(name: str) -> dict[str, Any]:
    return {figure["name"]: figure["value"] for figure in json.loads((DATA / name).read_text())["figures"]}


MEDIA_R, LQ2002_R = figures("media_influence_reference.json"), figures("lq2002_link_reference.json")


def people(seed: int, sizes: list[int], *, between: tuple[float, float] = (0.5, -0.4)) -> pd.DataFrame:
    """People whose link is known: a -0.4 within units, 0.3 direct, and of a and b between units as asked."""
    generator = np.random.default_rng(seed)
    unit = np.repeat(np.arange(len(sizes)), sizes)

    def parts(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        means = (np.bincount(unit, values) / np.array(sizes))[unit]
        return values - means, means

    def noise(of_units: float) -> np.ndarray:
        return generator.normal(0, math.sqrt(of_units), len(sizes))[unit] + generator.normal(size=len(unit))

    x = noise(0.15)
    inside, outside = parts(x)
    mediator = 0.5 * inside + between[0] * outside + noise(0.1)
    inside, outside = parts(mediator)
    y = -0.3 * inside + between[1] * outside + 0.3 * x + noise(0.05)
    return pd.DataFrame({"unit": unit, "x": x, "m": mediator, "y": y})


def terms(result: MediatedLink) -> pd.DataFrame:
    return result.tidy().set_index("term")


@pytest.mark.parametrize(
    ("label", "mediator", "covariates"), [(NO_COVARIATES, "pmi", []), (COVARIATES, "import", ["age", "gender"])]
)
def test_among_people_it_is_least_squares_as_in_r(label: str, mediator: str, covariates: list[str]) -> None:
    ours = terms(mediated_link(MEDIA, "cond", mediator, "reaction", covariates=covariates))
    for row in MEDIA_R[f"{label}: paths by OLS: a, b, direct c', total c, each estimate, se, t, p"]:
        found = ours.loc[
            {"cprime": "direct", "c": "total"}.get(row["path"], row["path"]), ["estimate", "se", "statistic", "p"]
        ]
        assert found.tolist() == pytest.approx(list(row.values())[1:], rel=CLOSED_FORM)
    sobel = MEDIA_R[f"{label}: Sobel, Aroian, Goodman se and z (OLS se)"]
    assert ours.loc["indirect", "estimate"] == pytest.approx(MEDIA_R[f"{label}: indirect effect ab"], rel=CLOSED_FORM)
    assert ours.loc["indirect", "se"] == pytest.approx(sobel["sobel_se"], rel=CLOSED_FORM)
    share = MEDIA_R[
        f"{label}: proportion mediated ab/c, completely standardised indirect effect, partially standardised"
    ]
    assert ours.loc["standardised_indirect", "estimate"] == pytest.approx(share["std"], rel=CLOSED_FORM)
    assert ours.loc["direct", "estimate"] + ours.loc["indirect", "estimate"] == pytest.approx(
        ours.loc["total", "estimate"]
    )


@pytest.mark.parametrize(
    ("label", "mediator", "covariates"), [(NO_COVARIATES, "pmi", []), (COVARIATES, "import", ["age", "gender"])]
)
def test_the_monte_carlo_interval_is_near_the_bootstrap_of_r(label: str, mediator: str, covariates: list[str]) -> None:
    ours = mediated_link(MEDIA, "cond", mediator, "reaction", covariates=covariates).people.indirect
    name = f"{label}: bootstrap of ab, 20000 draws, seed 1 (compare loosely): se, percentile CI, bias-corrected CI"
    theirs = MEDIA_R[name]
    # two methods, each with Monte Carlo error: the reference itself advises 3% of the width
    width = theirs["perc_upper"] - theirs["perc_lower"]
    assert [ours.ci_low, ours.ci_high] == pytest.approx([theirs["perc_lower"], theirs["perc_upper"]], abs=0.03 * width)


@pytest.mark.parametrize("label", SOLDIERS)
def test_within_units_it_is_least_squares_with_dummies_as_in_r(label: str) -> None:
    found = mediated_link(SOLDIERS[label], "LEAD", "TSIG", "HOSTILE", "COMPID")
    ours = found.within
    for name, paths in (("mediator", [ours.a]), ("outcome", [ours.direct, ours.b]), ("total", [ours.total])):
        theirs = LQ2002_R[f"{label}: {name} equation, fixed effects"]
        for field in ("estimate", "se", "p"):
            assert [getattr(path, field) for path in paths] == pytest.approx(
                np.atleast_1d(theirs[field]), rel=CLOSED_FORM
            )
        assert {path.df for path in paths} == {theirs["df"]}
    assert ours.direct.estimate + ours.indirect.estimate == pytest.approx(ours.total.estimate, rel=CLOSED_FORM)
    assert found.x_reliability == pytest.approx(LQ2002_R[f"{label}: LEAD, ICC(2)"], rel=CLOSED_FORM)
    assert found.mediator_reliability == pytest.approx(LQ2002_R[f"{label}: TSIG, ICC(2)"], rel=CLOSED_FORM)


@pytest.mark.parametrize("label", SOLDIERS)
def test_between_units_it_is_the_random_intercept_of_lme4(label: str) -> None:
    ours = mediated_link(SOLDIERS[label], "LEAD", "TSIG", "HOSTILE", "COMPID").between
    for name, paths in (("mediator", [ours.a]), ("outcome", [ours.direct, ours.b]), ("total", [ours.total])):
        theirs = LQ2002_R[f"{label}: {name} equation, random intercept"]
        at = [place for place, term in enumerate(theirs["terms"]) if term.endswith("_b")]
        for field, within in (("estimate", FITTED), ("se", FITTED), ("df", VARIANCE_COMPONENT)):
            if (label, name, field) == ("some", "outcome", "df"):
                # the variance between units is 0: lmerTest counts people, 140; we stay with units - k - 1
                assert [path.df for path in paths] == [21, 21]
            else:
                wanted = [theirs[field][place] for place in at]
                assert [getattr(path, field) for path in paths] == pytest.approx(wanted, rel=within), (name, field)


def split(data: pd.DataFrame, outcome: str, predictors: list[str], unit: str) -> tuple[Regression, Regression]:
    columns = data[[outcome, *predictors]]
    means = columns.groupby(data[unit]).mean()
    sizes = data.groupby(unit).size().to_numpy()
    deviations = (columns - means.loc[data[unit]].to_numpy()).to_numpy()
    inside = within_regression(deviations[:, 0], deviations[:, 1:], len(sizes))
    df = len(data) - len(sizes) - len(predictors)
    found = means.to_numpy()
    return inside, between_regression(found[:, 0], found[:, 1:], sizes, inside.variance_within * df, df)


@pytest.mark.parametrize("label", SOLDIERS)
def test_variances_by_reml_are_those_of_lme4(label: str) -> None:
    for name, outcome, predictors in (
        ("mediator", "TSIG", ["LEAD"]),
        ("outcome", "HOSTILE", ["LEAD", "TSIG"]),
        ("total", "HOSTILE", ["LEAD"]),
    ):
        inside, ours = split(SOLDIERS[label], outcome, predictors, "COMPID")
        theirs = LQ2002_R[f"{label}: {name} equation, random intercept"]
        assert ours.variance_within == pytest.approx(theirs["variance_within"], rel=VARIANCE_COMPONENT)
        assert ours.variance_between == pytest.approx(theirs["variance_between"], rel=VARIANCE_COMPONENT, abs=1e-15)
        # with the variance of REML in place of their own, the standard errors within units are lme4's too
        errors = inside.errors * math.sqrt(ours.variance_within / inside.variance_within)
        at = [place for place, term in enumerate(theirs["terms"]) if term.endswith("_w")]
        assert errors == pytest.approx([theirs["se"][place] for place in at], rel=FITTED)


def test_the_split_is_the_whole_random_intercept_model_of_people() -> None:
    data = people(3, [2, 3, 9, 4, 12, 5, 7, 30])
    inside, ours = split(data, "y", ["x", "m"], "unit")
    unit = data["unit"].to_numpy()
    same = (unit[:, None] == unit).astype(float)
    means = data.groupby("unit")[["x", "m"]].transform("mean").to_numpy()
    design = np.column_stack([np.ones(len(data)), data[["x", "m"]].to_numpy() - means, means])

    def fit(between: float, within: float) -> tuple[float, np.ndarray]:
        inverse = np.linalg.inv(within * np.eye(len(data)) + between * same)
        cross = design.T @ inverse @ design
        coefficients = np.linalg.solve(cross, design.T @ inverse @ data["y"].to_numpy())
        left = data["y"].to_numpy() - design @ coefficients
        return np.linalg.slogdet(cross)[1] - np.linalg.slogdet(inverse)[1] + left @ inverse @ left, coefficients

    best, coefficients = fit(ours.variance_between, ours.variance_within)
    assert coefficients[1:] == pytest.approx([*inside.coefficients, *ours.coefficients], rel=CLOSED_FORM)
    for times in ((0.99, 1), (1.01, 1), (1, 0.99), (1, 1.01)):
        assert fit(times[0] * ours.variance_between, times[1] * ours.variance_within)[0] > best


@pytest.mark.parametrize("label", SOLDIERS)
@pytest.mark.parametrize("kind", ["normal", "t"])
def test_the_monte_carlo_interval_is_that_of_r(label: str, kind: str) -> None:
    found = mediated_link(SOLDIERS[label], "LEAD", "TSIG", "HOSTILE", "COMPID").within
    draws = 400_000
    limits = product_interval(
        (found.a.estimate, found.b.estimate),
        (found.a.se, found.b.se),
        (found.a.df, found.b.df) if kind == "t" else (math.inf, math.inf),
        confidence=0.95,
        draws=draws,
        seed=1,
    )
    # a quantile's standard error is sqrt(.025 x .975 / draws) over the density there, some .058 / standard deviation
    error = math.sqrt(0.025 * 0.975 / draws) / 0.04 * found.indirect.se
    theirs = LQ2002_R[f"{label}: indirect within, Monte Carlo limits, normal and t draws"][kind]
    assert limits == pytest.approx(theirs, abs=4 * error)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    replications, held = 400, {"indirect_within": 0, "indirect_between": 0, "a_between": 0, "b_between": 0}
    truth = {"indirect_within": -0.15, "indirect_between": -0.2, "a_between": 0.5, "b_between": -0.4}
    for replication in range(replications):
        units = 20 if replication % 2 else 40
        data = people(replication, [4 + unit % 9 for unit in range(units)])
        for estimate in mediated_link(data, "x", "m", "y", "unit", draws=1000).estimates():
            if estimate.term in truth:
                held[estimate.term] += estimate.ci_low <= truth[estimate.term] <= estimate.ci_high
    # 95%, give or take nearly three standard errors of a share of 400
    assert 0.92 <= held.pop("indirect_within") / replications <= 0.98
    # a variance between units that cannot be below 0 makes intervals between units somewhat wide
    assert all(0.92 <= count / replications <= 0.99 for count in held.values()), held


def test_where_nothing_goes_over_the_mediator_intervals_are_careful() -> None:
    sizes, missed = [4 + unit % 9 for unit in range(20)], 0
    for replication in range(60):
        found = mediated_link(people(replication, sizes, between=(0.0, 0.0)), "x", "m", "y", "unit", draws=1000)
        missed += not found.between.indirect.ci_low <= 0 <= found.between.indirect.ci_high
    assert missed <= 3


def test_people_who_differ_within_and_between_units_are_told_apart() -> None:
    data = people(5, [10] * 30)
    found, flat = terms(mediated_link(data, "x", "m", "y", "unit")), terms(mediated_link(data, "x", "m", "y"))
    shifted = data.assign(y=data["y"] + 3.0 * (data["unit"] % 2), m=data["m"] - 5.0 * (data["unit"] % 3))
    again = terms(mediated_link(shifted, "x", "m", "y", "unit"))
    within = [term for term in found.index if term.endswith("_within") and not term.startswith("standardised")]
    numbers = ["estimate", "se", "ci_low", "ci_high"]
    assert again.loc[within, numbers].to_numpy() == pytest.approx(found.loc[within, numbers].to_numpy(), rel=1e-9)
    assert terms(mediated_link(shifted, "x", "m", "y")).loc["b", "estimate"] != pytest.approx(flat.loc["b", "estimate"])


def test_neither_the_order_of_rows_nor_the_names_of_units_matter() -> None:
    data = people(6, [3, 5, 8] * 8)
    shuffled = data.assign(unit="team " + data["unit"].astype(str)).sample(frac=1, random_state=1)
    before = data.copy()
    first, second = (terms(mediated_link(frame, "x", "m", "y", "unit")) for frame in (data, shuffled))
    assert first.to_numpy() == pytest.approx(second.to_numpy(), rel=1e-8, nan_ok=True)
    pd.testing.assert_frame_equal(data, before)


def test_covariates_are_split_like_the_rest() -> None:
    data = people(7, [6] * 25)
    generator = np.random.default_rng(0)
    data["age"] = generator.normal(size=len(data)) + data["x"]
    data["size"] = (data["unit"] % 5).astype(float)  # the same for all people of a unit
    found = mediated_link(data, "x", "m", "y", "unit", covariates=["age", "size"])
    dummies = pd.get_dummies(data["unit"]).to_numpy(dtype=float)
    design = np.column_stack([data[["x", "m", "age"]], dummies])
    wanted = np.linalg.lstsq(design, data["y"].to_numpy())[0]
    assert [found.within.direct.estimate, found.within.b.estimate] == pytest.approx(wanted[:2], rel=CLOSED_FORM)
    assert found.within.b.df == 150 - 25 - 3
    means = data.groupby("unit")[["x", "m", "y", "age", "size"]].mean()
    # with units of one size, weights do not matter
    design = np.column_stack([np.ones(25), means[["x", "m", "age", "size"]]])
    wanted = np.linalg.lstsq(design, means["y"].to_numpy())[0]
    assert [found.between.direct.estimate, found.between.b.estimate] == pytest.approx(wanted[1:3], rel=CLOSED_FORM)


def test_standardised_effects_are_in_standard_deviations_of_their_part() -> None:
    data = people(8, [4, 6] * 12)
    found = mediated_link(data, "x", "m", "y", "unit")
    means = data.groupby("unit")[["x", "y"]].mean()
    deviations = data[["x", "y"]] - data.groupby("unit")[["x", "y"]].transform("mean")
    for part, spread in ((found.within, deviations.std()), (found.between, means.std())):
        ratio = spread["x"] / spread["y"]
        for field in ("estimate", "se", "ci_low", "ci_high"):
            wanted = getattr(part.indirect, field) * ratio
            assert getattr(part.standardised_indirect, field) == pytest.approx(wanted, rel=CLOSED_FORM)


def test_the_reliability_of_unit_means_is_that_of_aggregation() -> None:
    data = people(9, [5] * 30)
    found = mediated_link(data, "x", "m", "y", "unit")
    assert found.x_reliability == pytest.approx(
        max(aggregation(data, ["x"], "unit", (-10, 10)).icc2, 0), rel=CLOSED_FORM
    )
    assert f"unit means of 'x' are reliable to {found.x_reliability:.2f} (ICC(2)), below 0.70" in " ".join(found.notes)


def test_with_few_units_only_what_holds_within_them_is_told() -> None:
    data = people(10, [12] * 19)
    found = mediated_link(data, "x", "m", "y", "unit")
    assert (found.people, found.between, found.x_reliability, found.units) == (None, None, None, 19)
    assert found.notes == ("between units nothing is told: 19 units, and at least 20 are needed",)
    both = mediated_link(data, "x", "m", "y", "unit", fewest_units=10)
    assert both.within == found.within
    assert both.between is not None


@pytest.mark.parametrize("unit", [["a"] * 30, [str(at) for at in range(30)], [None] * 30, [" "] * 30])
def test_without_two_units_of_two_people_units_are_not_told_apart(unit: list[str | None]) -> None:
    data = people(11, [30]).assign(unit=unit)
    found = mediated_link(data, "x", "m", "y", "unit")
    assert found.people == mediated_link(data, "x", "m", "y").people
    assert (found.within, found.between, found.units, found.n) == (None, None, None, 30)
    assert "units are not told apart" in found.notes[0]


def test_two_units_are_enough_to_take_their_difference_out() -> None:
    data = people(12, [9, 9])
    found = mediated_link(data, "x", "m", "y", "unit")
    assert (found.units, found.within.a.df, found.within.b.df) == (2, 15, 14)


def test_x_may_be_a_property_of_the_unit() -> None:
    data = people(13, [8] * 30)
    data["x"] = data.groupby("unit")["x"].transform("mean")
    found = mediated_link(data, "x", "m", "y", "unit")
    assert found.within is None
    assert found.x_reliability == 1
    assert found.notes[0] == "within units nothing is told: 'x' does not vary between people of one unit"
    means = data.groupby("unit")[["x", "m"]].mean()
    assert found.between.a.estimate == pytest.approx(np.polyfit(means["x"], means["m"], 1)[0], rel=1e-9)
    with pytest.raises(NotEnoughData, match=r"within units nothing is told.*30 units, and at least 31 are needed"):
        mediated_link(data, "x", "m", "y", "unit", fewest_units=31)


def test_x_with_one_mean_in_all_units_says_nothing_between_them() -> None:
    data = people(14, [8] * 30)
    data["x"] = data["x"] - data.groupby("unit")["x"].transform("mean")
    found = mediated_link(data, "x", "m", "y", "unit")
    assert found.between is None
    assert found.notes == ("between units nothing is told: 'x' has the same mean in every unit",)


def test_people_left_out_are_counted() -> None:
    data = people(15, [10] * 22).astype({"unit": object})
    data.loc[0, "x"], data.loc[1, "m"], data.loc[2, "unit"], data.loc[3, "unit"] = None, None, None, "alone"
    found = mediated_link(data, "x", "m", "y", "unit")
    assert found.n == 216
    assert found.notes[:3] == (
        "1 of 220 people left out: no unit",
        "2 of 220 people left out: a score was missing",
        "1 of 23 units left out (1 complete people): fewer than 2",
    )
    assert mediated_link(data, "x", "m", "y").notes == ("2 of 220 people left out: a score was missing",)


def test_units_that_do_not_differ_are_noted() -> None:
    found = mediated_link(SOLDIERS["some"], "LEAD", "TSIG", "HOSTILE", "COMPID")
    assert "units differ in 'HOSTILE' no more than by chance" in found.notes[0]


def test_the_seed_alone_decides_the_draws() -> None:
    data = people(16, [8] * 22)
    first, same, other = (mediated_link(data, "x", "m", "y", "unit", seed=seed).within.indirect for seed in (1, 1, 2))
    assert first == same
    assert first.ci_low != other.ci_low


GOOD = people(17, [6] * 6)


@pytest.mark.parametrize(
    ("data", "arguments", "error", "message"),
    [
        (GOOD, {"x": "lead"}, ValueError, "data has no column 'lead'"),
        (GOOD, {"unit": "team"}, ValueError, "data has no column 'team'"),
        (GOOD, {"mediator": "x"}, ValueError, "column 'x' occurs twice"),
        (GOOD, {"covariates": ["unit"]}, ValueError, "column 'unit' occurs twice"),
        (pd.concat([GOOD, GOOD[["x"]]], axis=1), {}, ValueError, "column 'x' occurs twice"),
        (GOOD, {"covariates": "age"}, TypeError, "covariates must be a list of columns"),
        (GOOD.to_numpy(), {}, TypeError, "data must be a DataFrame"),
        (GOOD.assign(x="often"), {}, TypeError, "column 'x' holds 'often'"),
        (GOOD.assign(m=math.inf), {}, ValueError, "column 'm' holds an infinite answer"),
        (GOOD.assign(x=3), {}, NotEnoughData, "'x' does not vary between people"),
        (GOOD.assign(m=0.1), {}, NotEnoughData, "'m' does not vary between people"),
        (GOOD.assign(y=0), {"unit": None}, NotEnoughData, "'y' does not vary between people"),
        (GOOD.assign(m=GOOD["unit"]), {}, NotEnoughData, "'m' does not vary between people of one unit"),
        (GOOD.assign(y=GOOD["unit"]), {}, NotEnoughData, "'y' does not vary between people of one unit"),
        (GOOD.assign(m=2 * GOOD["x"] - 1), {}, ValueError, "'m' follows exactly from 'x' within units"),
        (GOOD.assign(m=2 * GOOD["x"] - 1), {"unit": None}, ValueError, "'m' follows exactly from 'x': leave"),
        (GOOD.assign(age=GOOD["x"] + GOOD["m"]), {"covariates": ["age"]}, ValueError, "'age' follows exactly from 'x'"),
        (GOOD.assign(y=GOOD["x"] + GOOD["m"]), {}, NotEnoughData, "the answers fit exactly"),
        (GOOD.head(3), {"unit": None}, NotEnoughData, "at least 4 people with complete scores are needed: got 3"),
        (GOOD.head(0), {}, NotEnoughData, "at least 4 people with complete scores are needed: got 0"),
        (GOOD.iloc[[0, 1, 6, 7]], {}, NotEnoughData, "at least 5 people with complete answers in 2 units"),
        (GOOD, {"fewest_units": 2}, ValueError, "fewest_units must be a whole number, at least 3: got 2"),
        (GOOD, {"minimum_unit": 1}, ValueError, "minimum_unit must be a whole number, at least 2: got 1"),
        (GOOD, {"draws": 10.5}, ValueError, "draws must be a whole number, at least 1000"),
        (GOOD, {"seed": -1}, ValueError, "seed must be a whole number, at least 0"),
        (GOOD, {"confidence": 95}, ValueError, "confidence must lie between 0 and 1"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said(
    data: Any, arguments: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message) as raised:
        mediated_link(data, **{"x": "x", "mediator": "m", "y": "y", "unit": "unit", **arguments})
    assert type(raised.value) is error


@pytest.mark.parametrize("unit", [1e-8, 1.0, 1e8])
def test_a_predictor_depends_on_others_in_whatever_unit(unit: float) -> None:
    x, z = np.random.default_rng(3).normal(size=(2, 25))
    x, z = x - x.mean(), z - z.mean()
    assert depends(np.column_stack([x, unit * z])) is None
    assert depends(np.column_stack([x, z, unit * (x - 2 * z)])) == 2
    assert depends(np.column_stack([x, 0 * z])) == 1
