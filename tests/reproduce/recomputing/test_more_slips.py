"""Slips between analyses' numbers are put in, from formulas of their own; they are found again by their codes."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from evaluatie.reproduce.recomputing import Judged, recompute
from evaluatie.reproduce.recomputing.wording import sentence
from made_findings import finding_of, of

N = 90
NAMES = ["x", "m", "w", "y"]
R = np.array([[1, 0.41, -0.22, 0.34], [0.41, 1, 0.12, 0.47], [-0.22, 0.12, 1, -0.15], [0.34, 0.47, -0.15, 1]])
SD = np.array([0.6, 1.25, 0.8, 0.9])
TABLE = {
    "n": N, "variables": NAMES, "sd": [f"{sd:.4f}" for sd in SD],
    "correlations": [[f"{R[row, at]:.4f}" for at in range(row)] for row in range(4)],
}  # fmt: skip


def judged(text: str, quantity: str, analysis: dict[str, Any], term: str | None = None, **inputs: Any) -> Judged:
    held = inputs or {"tables": {"t": TABLE}}
    return recompute(finding_of(analyses={"a": analysis}, figures=[("one", text, of("a", quantity, term))], **held))[
        "one"
    ]


def first(*asked: Any, **inputs: Any) -> str:
    one = judged(*asked, **inputs)
    assert one.verdict == "does not follow"
    return one.reasons[0].code


def betas(outcome: int, predictors: list[int]) -> tuple[np.ndarray, float]:
    """Solve the normal equations of standardised variables: slopes and R2."""
    beta = np.linalg.solve(R[np.ix_(predictors, predictors)], R[predictors, outcome])
    return beta, float(beta @ R[predictors, outcome])


CORRELATION = {"method": "correlation", "table": "t", "between": ["m", "y"]}
GROUPS = {"method": "mean_difference", "means": "m", "sds": "s", "ns": "n"}
TWO: dict[str, Any] = {"values": {"m": ["3.5200", "4.1000"], "s": ["1.2000", "0.9000"]}, "counts": {"n": [30, 62]}}


def student(n: tuple[int, int] = (30, 62)) -> tuple[float, float, int]:
    df = sum(n) - 2
    se = math.sqrt(((n[0] - 1) * 1.2**2 + (n[1] - 1) * 0.9**2) / df * (1 / n[0] + 1 / n[1]))
    return 3.52 - 4.10, se, df


@pytest.mark.parametrize(("level", "upto"), [("90%", 0.95), ("99%", 0.995)])
def test_an_interval_of_another_level_is_told_for_each_method(level: str, upto: float) -> None:
    fisher = math.tanh(math.atanh(0.47) - stats.norm.ppf(upto) / math.sqrt(N - 3))
    gap, se, df = student()
    t = gap + stats.t.ppf(upto, df) * se
    for one in (
        judged(f"{fisher:.4f}", "ci_low", CORRELATION),
        judged(f"{t:.4f}", "ci_high", GROUPS, **TWO),
    ):
        assert (one.reasons[0].code, one.reasons[0].told["names"]) == ("other_level", level)


def test_an_interval_of_another_level_is_told_of_alpha() -> None:
    items = {"n": 80, "variables": ["p", "q", "r"], "sd": ["1.000"] * 3, "correlations": [[], [".500"], [".500"] * 2]}
    # alpha is .75; Feldt (1965): (1 - alpha) F with n - 1 and (n - 1)(k - 1) degrees of freedom
    low = 1 - 0.25 * stats.f.ppf(0.95, 79, 158)
    analysis = {"method": "reliability", "table": "t", "items": ["p", "q", "r"]}
    assert first(f"{low:.4f}", "alpha_low", analysis, tables={"t": items}) == "other_level"


def test_an_interval_with_1_96_is_told_for_two_means() -> None:
    few = {**TWO, "counts": {"n": [12, 14]}}
    gap, se, _ = student((12, 14))
    assert first(f"{gap - 1.959964 * se:.4f}", "ci_low", GROUPS, **few) == "normal_interval"


STEPS = {"method": "regression_steps", "table": "t", "outcome": "y", "first": ["x"], "added": ["m", "w"]}


def test_the_whole_in_the_place_of_the_change_is_told() -> None:
    r2, before = betas(3, [0, 1, 2])[1], betas(3, [0])[1]
    f = r2 / 3 / ((1 - r2) / (N - 4))
    change = (r2 - before) / 2 / ((1 - r2) / (N - 4))
    adjusted, adjusted_before = (1 - (1 - one) * (N - 1) / (N - k - 1) for one, k in ((r2, 3), (before, 1)))
    assert first(f"{r2:.4f}", "r2_change", STEPS) == "other_quantity"
    assert first(f"{f:.3f}", "f_change", STEPS) == "other_quantity"
    assert first(f"{2 * change:.3f}", "f_change", STEPS) == "df_one"
    assert first(f"{adjusted:.4f}", "r2", STEPS) == "adjusted"
    assert first(f"{adjusted - adjusted_before:.4f}", "r2_change", STEPS) == "adjusted"


def test_an_item_correlated_with_a_scale_that_holds_it_is_told() -> None:
    covariance = R * np.outer(SD, SD)
    items = covariance[np.ix_([0, 1, 3], [0, 1, 3])]
    total = items[0].sum() / math.sqrt(items[0, 0] * items.sum())
    analysis = {"method": "reliability", "table": "t", "items": ["x", "m", "y"]}
    assert first(f"{total:.4f}", "item_rest", analysis, "x") == "item_total"


def test_one_person_more_or_fewer_is_told_of_a_list_of_counts() -> None:
    assert first("89", "df", GROUPS, **TWO) == "n_less_one"
    assert first("91", "df", GROUPS, **TWO) == "n_more_one"
    written = {**GROUPS, "ns": ["30", "62"]}
    assert first("91", "df", written, **TWO) == "n_more_one"


@pytest.mark.parametrize("expression", ["p_of_t(t, 60)", "p_of_z(t)"])
def test_half_a_p_value_of_a_formula_is_a_one_sided_test(expression: str) -> None:
    p = stats.t.sf(2.1, 60) if "p_of_t" in expression else stats.norm.sf(2.1)
    analysis = {"method": "formula", "expression": expression}
    assert first(f"{p:.5f}", "value", analysis, values={"t": "2.1000"}) == "one_sided"


def test_half_a_p_value_of_a_path_is_a_one_sided_test() -> None:
    z = 0.47 / math.sqrt((1 - 0.47**2) / N)  # maximum likelihood: variances over n
    path = {"method": "path", "table": "t", "model": "y ~ m"}
    one = judged(f"{stats.norm.sf(z):.9f}", "p_of", path, "y ~ m")
    assert one.reasons[0].code == "one_sided"


MEDIATION = {"method": "mediation", "table": "t", "outcome": "y", "treatment": "x", "mediators": ["m"]}


def test_standardised_paths_of_a_mediation_are_told() -> None:
    a, (c_prime, b) = R[0, 1], betas(3, [0, 1])[0]
    for quantity, value, term in (("a", a, "m"), ("b", b, "m"), ("ab", a * b, "m"), ("c", R[0, 3], None)):
        assert first(f"{value:.4f}", quantity, MEDIATION, term) == "beta_for_b"
    raw = c_prime * SD[3] / SD[0]
    assert first(f"{raw:.4f}", "c_prime", {**MEDIATION, "standardised": "true"}) == "b_for_beta"


def test_the_indirect_effect_in_the_place_of_the_whole_is_told() -> None:
    ab = R[0, 1] * betas(3, [0, 1])[0][1] * SD[3] / SD[0]
    one = judged(f"{ab:.4f}", "c", MEDIATION)
    assert (one.reasons[0].code, one.reasons[0].told["names"]) == ("other_quantity", "ab (m)")


def test_a_plain_correlation_in_the_place_of_a_partial_one_is_told() -> None:
    for method in ("partial_correlation", "semipartial_correlation"):
        analysis = {"method": method, "table": "t", "between": ["m", "y"], "given": ["x"]}
        one = judged("0.4700", "r", analysis)
        assert (one.reasons[0].code, one.reasons[0].told["names"]) == ("left_out", "x")


def test_standard_errors_in_the_column_of_standard_deviations_are_told() -> None:
    errors = [f"{sd / math.sqrt(n):.6f}" for sd, n in ((1.2, 30), (0.9, 62))]
    gap, se, df = student()
    pooled = se / math.sqrt(1 / 30 + 1 / 62)
    inputs = {**TWO, "values": {"m": TWO["values"]["m"], "s": errors}}
    figures = [("t", f"{gap / se:.3f}", of("a", "t")), ("d", f"{gap / pooled:.3f}", of("a", "d"))]
    made = recompute(finding_of(analyses={"a": GROUPS}, figures=figures, **inputs))
    assert [one.reasons[0].code for one in made.judged] == ["se_for_sd", "se_for_sd"]
    assert df == 90


def test_d_from_t_without_regard_to_the_groups_is_told() -> None:
    gap, se, _ = student()
    assert first(f"{2 * gap / se / math.sqrt(92):.4f}", "d", GROUPS, **TWO) == "d_of_equal_groups"
    assert first(f"{gap / se / math.sqrt(92):.4f}", "d", GROUPS, **TWO) == "d_of_one_group"


def test_another_n_is_told_where_all_figures_of_a_row_agree_on_it() -> None:
    t = [0.47 * math.sqrt((n - 2) / (1 - 0.47**2)) for n in (61, N)]
    low = math.tanh(math.atanh(0.47) - 1.959964 / math.sqrt(61 - 3))

    def told(*figures: tuple[str, str, dict[str, str]]) -> dict[str, list[str]]:
        made = recompute(finding_of(tables={"t": TABLE}, analyses={"a": CORRELATION}, figures=figures))
        return {one.id: [f"{reason.code} {reason.told.get('names')}" for reason in one.reasons] for one in made.judged}

    row = [("t", f"{t[0]:.2f}", of("a", "t")), ("low", f"{low:.4f}", of("a", "ci_low")), ("df", "59", of("a", "df"))]
    assert all(reasons[0] == "other_n 61" for reasons in told(*row).values())
    # one figure alone, or a row of which another figure belongs to the printed n, tells no n
    assert all("other_n 61" not in reasons for reasons in told(row[0]).values())
    mixed = told(row[0], row[1], ("df", str(N - 2), of("a", "df")))
    assert all("other_n 61" not in reasons for reasons in mixed.values())


def test_another_n_of_two_groups_names_both() -> None:
    gap, se, df = student((30, 50))
    figures = [("t", f"{gap / se:.2f}", of("a", "t")), ("df", str(df), of("a", "df"))]
    one = recompute(finding_of(analyses={"a": GROUPS}, figures=figures, **TWO))["df"]
    told = {(reason.told["of"], reason.told["names"]) for reason in one.reasons if reason.code == "other_n"}
    assert ("n[1]", "50") in told


def test_a_number_of_another_analysis_is_told() -> None:
    alone = {"method": "regression", "table": "t", "outcome": "w", "predictors": ["m"]}
    three = {**alone, "outcome": "y", "predictors": ["m", "x"]}
    text = f"{R[1, 2] * SD[2] / SD[1]:.4f}"
    made = recompute(
        finding_of(
            tables={"t": TABLE}, analyses={"three": three, "alone": alone}, figures=[("b", text, of("three", "b", "m"))]
        )
    )  # fmt: skip
    told = {reason.code: reason.told.get("names") for reason in made["b"].reasons}
    assert told["other_analysis"] == "alone"


def shares(text: str, quantity: str = "percent_first") -> Judged:
    analysis = {"method": "proportions", "events": "e", "totals": "n"}
    return judged(text, quantity, analysis, counts={"e": [31, 45], "n": [127, 140]})


@pytest.mark.parametrize(
    ("share", "names"),
    [(31 / 267, "127 + 140"), (31 / 96, "127 - 31"), (31 / 76, "31 + 45"), (31 / 140, "140")],
)
def test_a_share_of_something_else_names_what_it_was_divided_by(share: float, names: str) -> None:
    one = shares(f"{100 * share:.2f}")
    assert (one.reasons[0].code, one.reasons[0].told["names"]) == ("denominator", names)


@pytest.mark.parametrize(
    ("expression", "value", "code", "names"),
    [
        ("100 * left / (left + stayed)", 100 * 31 / 96, "denominator", "stayed"),
        ("100 * left / stayed", 100 * 31 / 127, "denominator", "stayed + left"),
        ("100 * left / all", 100 * 31 / 96, "denominator", "all - left"),
        ("(left / 3) / stayed", 31 / 96, "undivided", "3"),
        ("p_of_f(f, 2, 60)", stats.f.sf(4.1, 1, 60), "df_one", "2"),
        ("p_of_chi2(f, 3)", stats.chi2.sf(4.1, 1), "df_one", "3"),
    ],
)  # fmt: skip
def test_a_formula_with_something_else_below_the_line_is_told(
    expression: str, value: float, code: str, names: str
) -> None:
    analysis = {"method": "formula", "expression": expression}
    inputs: dict[str, Any] = {"counts": {"left": 31, "stayed": 96, "all": 127}, "values": {"f": "4.1000"}}
    one = judged(f"{value:.4f}", "value", analysis, **inputs)
    assert (one.reasons[0].code, one.reasons[0].told["names"]) == (code, names)


def test_slips_with_the_variances_of_a_mixed_model_are_told(tmp_path: Path) -> None:
    chance = np.random.default_rng(4)
    team = np.repeat(np.arange(25), 6)
    y = 3 + 0.7 * chance.standard_normal(25)[team] + chance.standard_normal(150)
    held = pd.DataFrame({"y": y.round(3), "team": [f"T{one}" for one in team]})
    (tmp_path / "data").mkdir()
    held.to_csv(tmp_path / "data" / "d.csv", index=False)
    # of equal teams REML is the analysis of variance
    means = held.groupby("team")["y"].transform("mean")
    within = float(((held["y"] - means) ** 2).sum() / 125)
    between = (float(((means - held["y"].mean()) ** 2).sum() / 24) - within) / 6
    icc = between / (between + within)
    analysis = {"method": "mixed_model", "data": "d", "value": "y", "within": "team"}
    for quantity, value, code in (
        ("variance_between", math.sqrt(between), "root"), ("sd_between", between, "variance"),
        ("icc", between / (between + within / 6), "other_quantity"), ("icc", icc / (1 - icc), "between_to_within"),
    ):  # fmt: skip
        finding = finding_of(
            analyses={"a": analysis}, figures=[("one", f"{value:.4f}", of("a", quantity))], data={"d": "d.csv"}
        )
        one = recompute(finding, folder=tmp_path)["one"]
        assert one.reasons[0].code == code, quantity


def test_a_wide_range_says_how_many_printed_numbers_would_have_followed() -> None:
    analysis = {"method": "formula", "expression": "a / b"}
    one = judged("3.29", "value", analysis, values={"a": ".32", "b": ".1"})
    low, high = 0.315 / 0.15, 0.325 / 0.05
    many = sum(low - 0.005 <= number / 100 <= high + 0.005 for number in range(1000))
    assert one.verdict == "follows within rounding"
    assert (one.reasons[0].code, one.reasons[0].told["names"]) == ("weak", str(many))
    assert f"each of the {many} numbers from 2.10 to 6.50" in sentence(one, "en")
    assert f"elk van de {many} getallen van 2,10 tot en met 6,50" in sentence(one, "nl")
    narrow = judged("3.267", "value", analysis, values={"a": ".3200", "b": ".0980"})
    assert (narrow.verdict, narrow.reasons) == ("follows within rounding", ())
