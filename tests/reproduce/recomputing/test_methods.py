"""Methods that compare, describe and fit paths, beside figures made with R (data/README.md)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evaluatie.reproduce.recomputing import recompute
from made_findings import finding_of, of

HERE = Path(__file__).parent
R = json.loads((HERE / "data" / "methods_reference.json").read_text(encoding="utf-8"))


def value(method: dict[str, Any], quantity: str, term: str | None = None, **inputs: Any) -> float:
    """Give one number of one analysis, as a finding takes it."""
    finding = finding_of(analyses={"a": method}, figures=[("one", "1", of("a", quantity, term))], **inputs)
    return recompute(finding, folder=HERE)["one"].value


@pytest.mark.parametrize("quantity", R["paired"])
def test_a_paired_change_is_that_of_t_test(quantity: str) -> None:
    method = {"method": "paired_change", "data": "sleep", "pre": "before", "post": "after"}
    assert value(method, quantity, data={"sleep": "sleep.csv"}) == pytest.approx(R["paired"][quantity], rel=1e-10)


@pytest.mark.parametrize("variances", ["equal", "unequal"])
@pytest.mark.parametrize("quantity", R["groups"]["equal"])
def test_a_difference_of_means_is_that_of_t_test(variances: str, quantity: str) -> None:
    assert of_groups(quantity, variances) == pytest.approx(R["groups"][variances][quantity], rel=1e-10)


@pytest.mark.parametrize("quantity", ["d", "sd_pooled"])
def test_a_standardised_difference_has_the_pooled_sd(quantity: str) -> None:
    assert of_groups(quantity, "equal") == pytest.approx(R["groups"][quantity], rel=1e-10)


def of_groups(quantity: str, variances: str) -> float:
    groups = {name: [str(one) for one in R["groups"][name]] for name in ("means", "sds", "ns")}
    return value({"method": "mean_difference", "variances": variances, **groups}, quantity)


@pytest.mark.parametrize(
    "quantity", ["percent_first", "percent_second", "difference", "ratio", "odds_ratio", "chi2", "p"]
)
def test_two_shares_are_those_of_prop_test(quantity: str) -> None:
    counts = {name: R["proportions"][name] for name in ("events", "totals")}
    method = {"method": "proportions", "events": "events", "totals": "totals"}
    assert value(method, quantity, counts=counts) == pytest.approx(R["proportions"][quantity], rel=1e-10)


@pytest.mark.parametrize("quantity", ["n", "mean", "sd", "median", "min", "max"])
def test_a_column_is_described_as_r_does(quantity: str) -> None:
    method = {"method": "describe", "data": "plants", "column": "weight"}
    assert value(method, quantity, data={"plants": "plants.csv"}) == pytest.approx(R["describe"][quantity], rel=1e-12)


@pytest.mark.parametrize("quantity", ["group_n", "group_mean", "group_sd", "percent"])
def test_groups_are_described_as_tapply_does(quantity: str) -> None:
    method = {"method": "describe", "data": "plants", "column": "weight", "by": "group"}
    for group, wanted in R["describe"][quantity].items():
        assert value(method, quantity, group, data={"plants": "plants.csv"}) == pytest.approx(wanted, rel=1e-12)


def test_some_rows_are_described_alone() -> None:
    method = {"method": "describe", "data": "plants", "column": "weight", "where": "group=trt2"}
    found = value(method, "mean", data={"plants": "plants.csv"})
    assert found == pytest.approx(R["describe"]["group_mean"]["trt2"], rel=1e-12)


PATHS = {
    "n": 226, "variables": ["x", "m", "y"], "sd": [".572", ".806", "1.239"],
    "correlations": [[], [".338"], [".412", ".264"]],
}  # fmt: skip
CHAIN = {"method": "path", "model": "m ~ x\ny ~ m", "table": "t"}
FIT = {"chi2": "chisq", "p": "pvalue", "loglik": "logl", "baseline_chi2": "baseline.chisq",
       "baseline_df": "baseline.df"}  # fmt: skip


@pytest.mark.parametrize(
    "quantity",
    ["chi2", "df", "p", "cfi", "tli", "rmsea", "srmr", "aic", "bic", "loglik", "baseline_chi2", "baseline_df"],
)
def test_a_path_model_fits_as_in_lavaan(quantity: str) -> None:
    wanted = R["path"]["fit"][FIT.get(quantity, quantity)]
    assert value(CHAIN, quantity, tables={"t": PATHS}) == pytest.approx(wanted, rel=1e-6)


@pytest.mark.parametrize("term", ["m ~ x", "y ~ m", "m ~~ m", "y ~~ y"])
@pytest.mark.parametrize("quantity", ["estimate", "se", "std"])
def test_paths_are_those_of_lavaan(term: str, quantity: str) -> None:
    assert value(CHAIN, quantity, term, tables={"t": PATHS}) == pytest.approx(
        R["path"]["terms"][term][quantity], rel=1e-6
    )


@pytest.mark.parametrize("term", ["m", "y"])
def test_explained_variance_of_a_path_model_is_that_of_lavaan(term: str) -> None:
    assert value(CHAIN, "r2", term, tables={"t": PATHS}) == pytest.approx(R["path"]["r2"][term], rel=1e-6)
