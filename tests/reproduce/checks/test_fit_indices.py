"""Fit indices: impossible ones are found, and a set that was rounded correctly never raises an alarm."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import chi2 as chi2_distribution
from scipy.stats import ncx2

from evaluatie.amiss import InputError
from evaluatie.reproduce.checks import fit_indices_possible, nested_models_possible

# lavaan 0.6-19, HS.model of Holzinger & Swineford (1939), ML, n = 301: fitMeasures()
HOLZINGER = {
    "chi2": "85.306", "df": 24, "n": 301, "p": ".000", "cfi": ".931", "tli": ".896", "nfi": ".907", "ifi": ".931",
    "rfi": ".861", "rmsea": ".092", "rmsea_low": ".071", "rmsea_high": ".114", "srmr": ".065", "aic": "7517.490",
    "bic": "7595.339", "baseline_chi2": "918.852", "baseline_df": 36, "items": 9, "parameters": 21, "gfi": ".943",
    "agfi": ".894",
}  # fmt: skip


def test_what_lavaan_prints_is_consistent() -> None:
    found = fit_indices_possible(**HOLZINGER)
    assert not found.alarms
    assert found.named("baseline").low == pytest.approx(918.8515, abs=1e-3)
    assert found.named("rmsea").low < 0.0922 < found.named("rmsea").high


@pytest.mark.parametrize(
    ("changed", "name", "verdict"),
    [
        ({"tli": ".936"}, "tli_at_most_cfi", "impossible"),
        ({"tli": ".876"}, "baseline", "inconsistent"),
        ({"nfi": ".934"}, "nfi_at_most_ifi", "impossible"),
        ({"nfi": ".933"}, "nfi_at_most_cfi", "impossible"),
        ({"rfi": ".898"}, "rfi_at_most_tli", "impossible"),
        ({"cfi": ".933"}, "cfi_at_most_ifi", "impossible"),
        ({"cfi": "1.031"}, "cfi_range", "impossible"),
        ({"rmsea": ".062"}, "rmsea", "inconsistent"),
        ({"rmsea": ".120"}, "rmsea_at_most_rmsea_high", "impossible"),
        ({"rmsea_high": ".124"}, "rmsea_high", "inconsistent"),
        ({"rmsea_low": ".081"}, "rmsea_low", "inconsistent"),
        ({"p": ".030"}, "p", "inconsistent"),
        ({"p": "> .05"}, "p", "inconsistent"),
        ({"ratio": "3.65"}, "ratio", "inconsistent"),
        ({"tli": "1.010"}, "same_sign", "impossible"),
        ({"chi2": "20.306"}, "same_sign", "impossible"),
        ({"agfi": ".945"}, "agfi_at_most_gfi", "impossible"),
        ({"agfi": ".864"}, "agfi", "inconsistent"),
        ({"parameters": 20}, "parameters", "inconsistent"),
        ({"bic": "7585.339"}, "criteria", "inconsistent"),
        ({"df": 46}, "df_of_items", "impossible"),
        ({"srmr": "-.065"}, "srmr_range", "impossible"),
        ({"baseline_chi2": "818.852"}, "baseline", "inconsistent"),
    ],
    ids=str,
)  # fmt: skip
def test_a_number_that_is_changed_is_found(changed, name: str, verdict: str) -> None:
    row = fit_indices_possible(**(HOLZINGER | changed)).named(name)
    assert row.verdict == verdict
    assert row.explanation.nl != row.explanation.en


def test_tli_above_cfi_is_allowed_where_the_model_fits_better_than_expected() -> None:
    # d < 0: CFI is cut off at 1, TLI is not
    assert not fit_indices_possible(cfi="1.00", tli="1.02", rmsea=".000").alarms
    assert fit_indices_possible(cfi="1.00", tli=".99").named("tli_at_most_cfi").verdict == "uninformative"
    # .999 and 1.00 can be the same number before they were rounded
    assert not fit_indices_possible(cfi=".999", tli="1.00").alarms
    assert fit_indices_possible(cfi=".99", tli="1.02").verdict == "impossible"


def test_scaled_statistics_are_not_held_to_plain_formulas() -> None:
    odd = {"chi2": "85.3", "df": 24, "n": 301, "rmsea": ".062", "cfi": ".94", "nfi": ".96", "tli": ".92"}
    assert fit_indices_possible(**odd).verdict == "impossible"
    robust = fit_indices_possible(**odd, estimator="mlr")
    assert not robust.alarms
    assert "scaled test" in robust.named("rmsea").explanation.en
    # TLI and CFI are made of the same two misfits whatever scales them, but old WLSMV programs estimated df
    assert fit_indices_possible(cfi=".94", tli=".96", estimator="mlr").verdict == "impossible"
    categories = fit_indices_possible(cfi=".94", tli=".96", estimator="wlsmv")
    assert categories.named("tli_at_most_cfi").verdict == "cannot be checked"


def test_several_groups_may_multiply_the_rmsea() -> None:
    chi2, df, n = 164.103, 60, 301
    single = math.sqrt((chi2 - df) / (df * n))
    for rmsea in (single, single * math.sqrt(2)):
        given = {"chi2": str(chi2), "df": df, "n": n, "rmsea": f"{rmsea:.3f}"}
        assert not fit_indices_possible(**given, groups=2).alarms
    assert fit_indices_possible(**given).named("rmsea").verdict == "inconsistent"


def printed_at_random(rng: np.random.Generator) -> dict[str, str | int]:
    """Draw a model and its baseline, compute all indices by their definitions, round, and leave some out."""
    items = int(rng.integers(3, 30))
    base_df, n = items * (items - 1) // 2, int(rng.integers(30, 3000))
    df, decimals = int(rng.integers(1, base_df + 1)), int(rng.integers(2, 4))
    base = max(ncx2.rvs(base_df, rng.choice([1, 50, 500, 5000]), random_state=rng), 1.01 * base_df)
    chi2 = min(ncx2.rvs(df, rng.choice([0.001, 5, 100, 1000]), random_state=rng), base)
    misfit, base_misfit, per = chi2 - df, base - base_df, n - int(rng.integers(0, 2))
    k, deviance, gfi = items * (items + 1) // 2 - df, rng.uniform(200, 20000), rng.uniform(0.5, 1)

    def noncentral(below: float) -> float:
        if chi2_distribution.cdf(chi2, df) <= below:
            return 0.0
        return brentq(lambda nc: ncx2.cdf(chi2, df, nc) - below, 1e-12, chi2 + 20 * math.sqrt(chi2) + 100)

    tli = 1 - (misfit / df) / (base_misfit / base_df)
    indices = {
        "cfi": 1 - max(misfit, 0) / max(misfit, base_misfit, 0), "tli": min(tli, 1) if rng.random() < 0.5 else tli,
        "nfi": 1 - chi2 / base, "ifi": (base - chi2) / (base - df), "rfi": 1 - (chi2 / df) / (base / base_df),
        "rmsea": math.sqrt(max(misfit, 0) / df / per), "rmsea_low": math.sqrt(noncentral(0.95) / df / per),
        "rmsea_high": math.sqrt(noncentral(0.05) / df / per), "gfi": gfi,
        "agfi": 1 - (1 - gfi) * items * (items + 1) / 2 / df,
    }  # fmt: skip
    printed = {name: f"{value:.{decimals}f}" for name, value in indices.items()}
    printed |= {
        "chi2": f"{chi2:.{decimals}f}", "p": f"{chi2_distribution.sf(chi2, df):.3f}", "ratio": f"{chi2 / df:.2f}",
        "aic": f"{deviance + 2 * k:.1f}", "bic": f"{deviance + k * math.log(n):.1f}",
        "baseline_chi2": f"{base:.1f}",
    }  # fmt: skip
    counts = {"df": df, "n": n, "items": items, "parameters": k, "baseline_df": base_df}
    return {name: value for name, value in (printed | counts).items() if rng.random() < 0.7}


@pytest.mark.parametrize("seed", range(4))
def test_what_was_rounded_correctly_never_raises_an_alarm(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(60):
        given = printed_at_random(rng)
        found = fit_indices_possible(**given)
        assert not found.alarms, (given, [row.explanation.en for row in found.alarms])


def test_nested_models() -> None:
    assert nested_models_possible("85.3", 24, "84.1", 27).verdict == "impossible"
    assert nested_models_possible("85.3", 24, "85.3", 27).verdict == "consistent"
    assert nested_models_possible("85.3", 27, "95.3", 24).verdict == "inconsistent"
    assert nested_models_possible("85.3", 24, "84.1", 27, estimator="mlr").verdict == "cannot be checked"


def test_all_that_cannot_be_read_is_told_at_once() -> None:
    with pytest.raises(InputError) as told:
        fit_indices_possible(cfi=0.95, df="24.5", estimator="wlsm")  # type: ignore[arg-type]
    assert len(told.value.problems) == 3
    assert "did you mean 'wlsmv'" in str(told.value)


def test_nothing_given_cannot_be_checked() -> None:
    assert fit_indices_possible().verdict == "cannot be checked"
    assert fit_indices_possible(cfi=".00", tli=".30").named("tli_at_most_cfi").verdict == "cannot be checked"
