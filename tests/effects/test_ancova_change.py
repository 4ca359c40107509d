"""ancova_change against lm, vcovHC and clubSandwich in R: data/comparing/README.md has the calls."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluatie.effects.comparing import AncovaChange, ancova_change
from evaluatie.result import NotEnoughData
from tolerances import CLOSED_FORM, FITTED, VARIANCE_COMPONENT

DATA = Path(__file__).parent / "data" / "comparing"
CASES = pd.read_csv(DATA / "reference_cases.csv")
FIGURES = pd.read_csv(DATA / "teams_reference.csv").set_index("what")
WIDE = pd.read_csv(DATA / "teams.csv")


def teams(**options) -> AncovaChange:
    return ancova_change(WIDE["pre"], WIDE["post"], WIDE["ex"], **options)


def compare(row: pd.Series, figure: pd.Series) -> None:
    assert (row["estimate"], row["se"]) == pytest.approx((figure["estimate"], figure["se"]), rel=FITTED)
    assert (row["df"], row["p"]) == pytest.approx((figure["df"], figure["p"]), rel=VARIANCE_COMPONENT)
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((figure["low"], figure["high"]), rel=FITTED)


def test_people_and_teams_are_those_of_r() -> None:
    alone, clustered = teams(), teams(cluster=WIDE["team"])
    compare(alone.table.loc["ancova"], FIGURES.loc["ancova_hc2"])
    compare(alone.table.loc["change"], FIGURES.loc["change_hc2"])
    compare(alone.table.loc["ancova_ols"], FIGURES.loc["ancova_ols"])
    compare(alone.table.loc["change_ols"], FIGURES.loc["change_ols"])
    compare(clustered.table.loc["ancova"], FIGURES.loc["ancova_cr2"])
    compare(clustered.table.loc["change"], FIGURES.loc["linked_cr2"])
    assert (clustered.n, clustered.n_exposed, clustered.n_clusters, alone.n_clusters) == (70, 38, 9, None)
    assert clustered.notes[0] == "8 of 78 people left out: something was missing"


def test_a_covariate_of_labels_is_that_of_r() -> None:
    found = teams(cluster=WIDE["team"], covariates=WIDE[["sex"]])
    compare(found.table.loc["ancova"], FIGURES.loc["ancova_sex_cr2"])
    compare(found.table.loc["ancova_ols"], FIGURES.loc["ancova_sex_ols"])
    # the same as numbers
    numbers = {"m": WIDE["sex"] == "m", "x": (WIDE["sex"] == "x").astype(int)}
    again = teams(cluster=WIDE["team"], covariates=numbers)
    assert again.se == pytest.approx(found.se, rel=CLOSED_FORM)
    categories = {"sex": pd.Categorical(WIDE["sex"])}
    assert teams(covariates=categories).se == pytest.approx(teams(covariates=numbers).se, rel=CLOSED_FORM)


@pytest.mark.parametrize("unit", ["unit", "COMPANY"])
def test_soldiers_by_company_are_those_of_clubsandwich(unit: str) -> None:
    wide = pd.read_csv(DATA / "univbct_companies.csv")
    wide["unit"] = wide["BTN"].astype(str) + " " + wide["COMPANY"]
    found = ancova_change(wide["JOBSAT1"], wide["JOBSAT3"], wide["BTN"].isin([4, 1022]), cluster=wide[unit])
    case = f"ANCOVA JOBSAT3 ~ B + JOBSAT1 (clusters {'BTN x COMPANY' if unit == 'unit' else 'COMPANY, 8'})"
    rows = CASES[(CASES["case"] == case) & (CASES["term"] == "Bb4_1022")].set_index("how")
    figure = rows.loc["cluster-robust CR2 with Satterthwaite df, p, CI"]
    assert (found.estimate, found.se) == pytest.approx((figure["estimate"], figure["se"]), rel=FITTED)
    assert (found.df, found.p) == pytest.approx((figure["df"], figure["p"]), rel=VARIANCE_COMPONENT)
    ols = rows.loc["ordinary least squares"]
    assert found.table.loc["ancova_ols", "se"] == pytest.approx(ols["se"], rel=FITTED)
    assert found.n_clusters == (43 if unit == "unit" else 8)


def test_the_two_differ_by_the_gap_before_times_what_the_slope_lacks() -> None:
    found = teams()
    assert found.apart == pytest.approx(found.estimate - found.change_estimate, rel=CLOSED_FORM)
    assert found.apart == pytest.approx((1 - found.slope) * found.baseline_gap, rel=CLOSED_FORM)
    told = found.tidy().set_index("term")["estimate"]
    assert told["apart"] == found.apart
    assert told["difference_ancova"] == found.estimate


def test_lord_is_named_where_the_groups_started_apart_and_not_otherwise() -> None:
    pre = np.array([1.0, 2, 3, 4, 5] * 4)
    exposed = np.repeat([0, 1], 10)
    post = pre * 0.6 + np.tile([0.3, -0.2, 0.1, 0.2, -0.4, 0.0, 0.1, -0.1, 0.2, -0.2], 2)
    assert not any("Lord" in note for note in ancova_change(pre, post, exposed).notes)
    apart = ancova_change(pre + exposed, post + 0.6 * exposed, exposed)
    assert any("Lord" in note for note in apart.notes)
    # nothing happened beyond the regression: the adjusted difference is near none, the change score is not
    assert abs(apart.estimate) < 0.1
    assert apart.change_estimate == pytest.approx(-0.4, rel=CLOSED_FORM)


def test_order_and_index_do_not_matter_but_position_does() -> None:
    order = np.random.default_rng(5).permutation(len(WIDE))
    mixed = WIDE.iloc[order]
    ours = teams(cluster=WIDE["team"])
    theirs = ancova_change(list(mixed["pre"]), mixed["post"], mixed["ex"].to_numpy(), cluster=list(mixed["team"]))
    assert (ours.estimate, ours.se, ours.df) == pytest.approx((theirs.estimate, theirs.se, theirs.df), rel=FITTED)


def test_a_group_of_one_team_allows_no_inference() -> None:
    found = ancova_change(WIDE["pre"], WIDE["post"], WIDE["team"] == "c", cluster=WIDE["team"])
    assert (found.se, found.p, found.change_se) == (None, None, None)
    assert any("rests upon one unit" in note for note in found.notes)
    assert found.table.loc["ancova_ols", "se"] > 0


def test_no_spread_after_adjustment_gives_no_interval() -> None:
    found = ancova_change([1, 2, 3, 4, 1, 2, 3, 4], [2, 3, 4, 5, 3, 4, 5, 6], [0] * 4 + [1] * 4)
    assert found.estimate == pytest.approx(1)
    assert found.se is None
    assert any("no spread" in note for note in found.notes)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"exposed": [1, 0, 0, 0, 0, 0]}, NotEnoughData, "got 1 exposed and 5 others"),
        ({"pre": [3, 3, 3, 4, 4, 4]}, NotEnoughData, "do not vary within the groups"),
        ({"post": [1, 2]}, ValueError, "6 in pre, 2 in post"),
        ({"exposed": list("ababab")}, ValueError, "which is the exposed one is not plain"),
        ({"pre": list("abcdef")}, TypeError, "pre holds 'a'"),
        ({"covariates": {"again": [1, 2, 3, 2, 4, 3]}}, ValueError, "combination of the others"),
        ({"covariates": {"a": [1, 2]}}, ValueError, "2 in covariates"),
        ({"confidence": 1.0}, ValueError, "confidence"),
    ],
)
def test_what_will_not_do_is_refused_in_words(change, error, words) -> None:
    given = {"pre": [1, 2, 3, 2, 4, 3], "post": [2, 2, 3, 4, 4, 5], "exposed": [0, 0, 0, 1, 1, 1]}
    with pytest.raises(error, match=words):
        ancova_change(**{**given, **change})
