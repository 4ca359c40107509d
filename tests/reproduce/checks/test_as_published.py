"""Tables as papers printed them: what is right passes, what is known to be wrong is found."""

from __future__ import annotations

import pytest

from evaluatie.reproduce.checks import (
    alpha_possible,
    correlation_matrix_possible,
    fit_indices_possible,
    interval_agrees,
    nested_models_possible,
)


def test_a_tli_above_the_cfi_in_print() -> None:
    # Tran & Choi (2019), doi:10.1017/prp.2019.10, the measurement model (n = 268)
    printed = {
        "chi2": "593.721", "df": 322, "n": 268, "ratio": "1.844", "gfi": ".906", "agfi": ".882", "nfi": ".900",
        "ifi": ".951", "cfi": ".951", "tli": ".986",
    }  # fmt: skip
    found = fit_indices_possible(**printed, items=28)
    assert {row.name for row in found.alarms} == {"tli_at_most_cfi", "tli_at_most_ifi", "baseline"}
    assert found.named("tli_at_most_cfi").verdict == "impossible"
    # all else agrees, and from it follows a TLI of .942
    assert not fit_indices_possible(**(printed | {"tli": ".942"}), items=28).alarms
    # the structural model of the same paper
    structural = {"chi2": "374.63", "df": 260, "ratio": "1.441", "rmsea": ".041", "nfi": ".964", "gfi": ".906"}
    assert not fit_indices_possible(**structural, n=268, cfi=".989", tli=".987").alarms


# chi2, df, CFI, TLI, RMSEA with its interval, of 18 items: PMC8712760, table 3
ENGAGEMENT = [
    ("929.640", 134, ".865", ".846", ".074", ".070", ".079"),
    ("712.841", 129, ".901", ".883", ".065", ".060", ".069"),
    ("663.419", 129, ".910", ".893", ".062", ".057", ".066"),
    ("617.084", 128, ".917", ".901", ".059", ".055", ".064"),
]


@pytest.mark.parametrize(("chi2", "df", "cfi", "tli", "rmsea", "low", "high"), ENGAGEMENT)
def test_competing_models_in_print(chi2, df, cfi, tli, rmsea, low, high) -> None:
    found = fit_indices_possible(
        chi2=chi2, df=df, p="< 0.001", cfi=cfi, tli=tli, rmsea=rmsea, rmsea_low=low, rmsea_high=high, items=18
    )
    assert not found.alarms
    assert found.named("baseline").verdict == "consistent"


OTHERS = [
    # PMC10353104, table 4
    {"rmsea": "0.072", "gfi": "0.943", "agfi": "0.917", "nfi": "0.950", "rfi": "0.936", "ifi": "0.955", "tli": "0.942",
     "cfi": "0.955"},
    # PMC6316783, table 3: measurement and structural model
    {"ratio": "2.109", "rmsea": "0.061", "gfi": "0.852", "tli": "0.903", "cfi": "0.915"},
    {"ratio": "2.238", "rmsea": "0.064", "gfi": "0.842", "tli": "0.891", "cfi": "0.904"},
    # PMC9872023, table 2: models 1a and 4
    {"chi2": "983.12", "df": 367, "tli": "0.87", "cfi": "0.88", "rmsea": "0.06", "aic": "51334.79", "bic": "51751.79"},
    {"chi2": "3024.33", "df": 377, "tli": "0.45", "cfi": "0.49", "rmsea": "0.11", "aic": "53721.54", "bic": "54095.55"},
    # PMC7461960, table 5: n = 499 in four organisations
    {"chi2": "219.316", "df": 137, "n": 499, "cfi": "0.965", "rmsea": "0.035", "rmsea_low": "0.026",
     "rmsea_high": "0.043", "groups": 4},
    {"chi2": "232.469", "df": 147, "n": 499, "cfi": "0.964", "rmsea": "0.034", "rmsea_low": "0.026",
     "rmsea_high": "0.042", "groups": 4},
]  # fmt: skip


@pytest.mark.parametrize("printed", OTHERS, ids=str)
def test_more_tables_in_print_pass(printed) -> None:
    assert not fit_indices_possible(**printed).alarms


def test_an_interval_in_print_that_is_not_of_its_rmsea() -> None:
    # PMC7461960, table 5, the third model: chi2, df and n give .035 to .049 around the printed .042
    printed = {"chi2": "333.715", "df": 177, "n": 499, "cfi": "0.934", "rmsea": "0.042", "groups": 4}
    found = fit_indices_possible(**printed, rmsea_low="0.041", rmsea_high="0.054")
    assert {row.name for row in found.alarms} == {"rmsea_low", "rmsea_high"}
    assert not fit_indices_possible(**printed, rmsea_low="0.035", rmsea_high="0.049").alarms


def test_a_scaled_chi2_in_print_that_falls_with_constraints() -> None:
    # PMC7386898, table 3: configural 460.10 (105), metric 387.21 (123)
    assert nested_models_possible("460.10", 105, "387.21", 123).verdict == "impossible"
    assert nested_models_possible("460.10", 105, "387.21", 123, estimator="wlsmv").verdict == "cannot be checked"


def test_a_ratio_below_one_beside_misfit_in_print() -> None:
    # PMC9986201, table 5, WLSMV: chi2/df 0.71 with RMSEA 0.06 and CFI 0.90
    printed = {"ratio": "0.71", "rmsea": "0.06", "cfi": "0.90"}
    assert fit_indices_possible(**printed).named("same_sign").verdict == "impossible"
    assert not fit_indices_possible(**printed, estimator="wlsmv").alarms


# Qi, Liu, Wei & Hu (2019), doi:10.1371/journal.pone.0212091, table 1
QI = [
    [], ["-.234"], ["-.210", "-.034"], [".029", ".368", "-.105"], [".154", "-.002", "-.047", ".076"],
    [".112", ".070", "-.046", ".102", ".697"], [".238", ".182", "-.173", ".264", ".302", ".279"],
]  # fmt: skip


def test_a_correlation_matrix_in_print() -> None:
    assert correlation_matrix_possible(QI).verdict == "consistent"
    # one sign lost in copying: inclusive leadership goes with support, so that both go with a third alike
    spoilt = [*QI[:5], [*QI[5][:4], "-.997"], QI[6]]
    assert correlation_matrix_possible(spoilt).verdict == "impossible"


def test_reliabilities_and_intervals_in_print() -> None:
    for alpha, items in ((".927", 9), (".952", 8), (".951", 9)):
        assert not alpha_possible(alpha, items).alarms
    # table 2: bootstrapped, and near enough to symmetric
    assert not interval_agrees(".339", ".183", ".503", se=".081", symmetric=False).alarms
    assert interval_agrees(".843", ".710", ".977", se=".068").verdict == "consistent"


def test_an_estimated_matrix_that_is_none() -> None:
    # asked about on Cross Validated ("Correlation matrix is not positive definite... but why?"), eigenvalue -.131
    rows = [
        [".599"], [".706", ".646"], [".702", ".459", ".653"], [".591", ".582", ".844", ".776"],
        [".627", ".964", ".501", ".325", ".639"], [".493", ".602", ".981", ".687", ".944", ".642"],
    ]  # fmt: skip
    names = ["space", "listening", "activities", "parents", "personal", "interaction", "programme"]
    found = correlation_matrix_possible(rows, names)
    assert found.verdict == "impossible"
    assert found.low == pytest.approx(-0.131, abs=5e-4)
    # .493 must lie within .706 * .981 ± sqrt((1 - .706²)(1 - .981²)), which is .555 to .830
    assert "(space, activities, programme)" in found.explanation.en
