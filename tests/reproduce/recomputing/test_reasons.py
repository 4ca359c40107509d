"""A known slip is put into a figure; it is found again by its code."""

from __future__ import annotations

import math
from typing import Any

import pytest

from evaluatie.reproduce.finding import Printed
from evaluatie.reproduce.finding.model import Quantity
from evaluatie.reproduce.recomputing import Judged, recompute
from evaluatie.reproduce.recomputing.bench import Bench
from made_findings import finding_of, of

NAMES = ["x", "z", "w", "y"]
TABLE = {
    "n": 226, "variables": NAMES, "sd": ["0.572", "1.239", "0.800", "0.806"],
    "correlations": [[], [".412"], ["-.205", ".118"], [".338", ".264", "-.153"]],
}  # fmt: skip
MODEL = {"method": "regression", "table": "t", "outcome": "y", "predictors": ["x", "z"]}


MEDIATION = {"method": "mediation", "table": "t", "outcome": "y", "treatment": "x", "mediators": ["z"]}


def slipped(text: str, wanted: dict[str, str], *, analyses: dict[str, Any] | None = None, **inputs: Any) -> Judged:
    held = {"tables": {"t": TABLE}, **inputs}
    return recompute(finding_of(analyses=analyses or {"model": MODEL}, figures=[("one", text, wanted)], **held))["one"]


def value(analysis: dict[str, Any], quantity: str, term: str | None = None, **inputs: Any) -> float:
    held = {"tables": {"t": TABLE}, **inputs}
    wanted = Quantity(analysis="a", quantity=quantity, term=term)
    finding = finding_of(analyses={"a": analysis}, figures=[("one", "1", of("a", quantity, term))], **held)
    return Bench(finding).value(wanted)


def codes(one: Judged) -> list[str]:
    assert one.verdict == "does not follow"
    return [reason.code for reason in one.reasons]


def test_a_predictor_left_out_is_named() -> None:
    alone = value(MODEL | {"predictors": ["x"]}, "b", "x")
    one = slipped(f"{alone:.4f}", of("model", "b", "x"))
    assert codes(one)[0] == "left_out"
    assert one.reasons[0].told["names"] == "z"


def test_a_predictor_put_in_is_named() -> None:
    with_more = value(MODEL | {"predictors": ["x", "z", "w"]}, "b", "x")
    one = slipped(f"{with_more:.4f}", of("model", "b", "x"))
    assert (one.reasons[0].code, one.reasons[0].told["names"]) == ("put_in", "w")


@pytest.mark.parametrize(
    ("quantity", "gives", "code"),
    [("b", "beta", "beta_for_b"), ("beta", "b", "b_for_beta"), ("b", "partial", "other_quantity")],
)
def test_another_column_is_told(quantity: str, gives: str, code: str) -> None:
    one = slipped(f"{value(MODEL, gives, 'x'):.4f}", of("model", quantity, "x"))
    assert code in codes(one)


def test_another_row_is_told() -> None:
    one = slipped(f"{value(MODEL, 'b', 'z'):.4f}", of("model", "b", "x"))
    assert "other_term" in codes(one)


@pytest.mark.parametrize(
    ("change", "quantity", "code"),
    [
        (lambda x: -x, "b", "sign"),
        (lambda x: x * 100, "r2", "percent"),
        (lambda x: x * 10, "b", "point"),
        (lambda x: x**2, "se", "variance"),
        (lambda x: x * math.sqrt(226), "se", "sd_for_se"),
    ],
)
def test_a_slip_with_the_number_is_told(change: Any, quantity: str, code: str) -> None:
    term = None if quantity == "r2" else "x"
    one = slipped(f"{change(value(MODEL, quantity, term)):.5f}", of("model", quantity, term))
    assert code in codes(one)


def test_half_a_p_value_is_a_one_sided_test() -> None:
    one = slipped(f"{value(MODEL, 'p', 'z') / 2:.5f}", of("model", "p", "z"))
    assert codes(one)[0] == "one_sided"


def test_an_interval_with_the_normal_quantile_is_told() -> None:
    small = TABLE | {"n": 20}
    b, se = (value(MODEL, name, "x", tables={"t": small}) for name in ("b", "se"))
    one = slipped(f"{b - 1.959964 * se:.4f}", of("model", "ci_low", "x"), tables={"t": small})
    assert "normal_interval" in codes(one)


def test_a_standard_error_that_is_near_may_come_from_a_bootstrap() -> None:
    analyses = {"m": MEDIATION}
    one = slipped(f"{value(MEDIATION, 'ab_se', 'z') * 1.13:.5f}", of("m", "ab_se", "z"), analyses=analyses)
    assert codes(one) == ["resampled"]


def test_a_bootstrap_explains_nothing_where_there_is_a_formula() -> None:
    one = slipped(f"{value(MODEL, 'se', 'x') * 1.13:.4f}", of("model", "se", "x"))
    assert codes(one) == ["none_fits"]


def formula(expression: str, text: str, **values: str) -> Judged:
    analyses = {"f": {"method": "formula", "expression": expression}}
    return slipped(text, of("f", "value"), analyses=analyses, values=values)


@pytest.mark.parametrize(
    ("text", "code"), [("0.1456", "swapped"), ("0.1468", "mistyped"), ("0.1464", "cut_off"), ("1.4650", "point")]
)
def test_slips_of_digits_are_told(text: str, code: str) -> None:
    one = formula("a * 1", text, a="0.14650") if code != "cut_off" else formula("a * 1", text, a="0.146480")
    assert code in codes(one)


def test_a_number_of_nothing_known_says_so() -> None:
    assert codes(formula("a * 1", "0.7312", a="0.14650")) == ["none_fits"]


def test_another_count_is_told_only_where_one_fits() -> None:
    analyses = {"f": {"method": "formula", "expression": "10 / n"}}
    one = slipped("0.29412", of("f", "value"), analyses=analyses, counts={"n": 43})  # 10 / 34
    assert (one.reasons[0].code, one.reasons[0].told["names"]) == ("another_count", "34")
    # 10 / 28 is no slip of the pen from 43
    assert codes(slipped("0.35714", of("f", "value"), analyses=analyses, counts={"n": 43})) == ["none_fits"]
    several = slipped("0.2", of("f", "value"), analyses=analyses, counts={"n": 13})  # 43, 53
    assert codes(several) == ["none_fits"]


def test_n_less_one_is_told() -> None:
    analyses = {"fit": {"method": "fit_indices", "chi2": "85.306", "df": "24", "n": "n"}}
    rmsea = math.sqrt((85.306 - 24) / (24 * 30))
    one = slipped(f"{rmsea:.4f}", of("fit", "rmsea"), analyses=analyses, counts={"n": 31})
    assert codes(one)[0] == "n_less_one"


@pytest.mark.parametrize(("n", "level"), [(91, ".05"), (45, ".10")])
def test_a_star_too_many_names_the_level_that_is_reached(n: int, level: str) -> None:
    analyses = {"c": {"method": "correlation", "r": "r", "n": "n"}}
    one = slipped("< .01", of("c", "p"), analyses=analyses, values={"r": ".26"}, counts={"n": n})
    assert (one.reasons[0].code, one.reasons[0].told["names"]) == ("star", level)


@pytest.mark.parametrize(
    ("tli", "cfi", "told"), [(".986", ".951", True), (".951", ".951", False), (".99", "1.00", False)]
)
def test_a_tli_above_cfi_is_impossible(tli: str, cfi: str, told: bool) -> None:
    analyses = {"fit": {"method": "fit_indices", "chi2": "593.721", "df": "322", "cfi": "cfi", "observed": "28"}}
    one = slipped(tli, of("fit", "tli"), analyses=analyses, values={"cfi": cfi})
    assert ("tli_above_cfi" in [reason.code for reason in one.reasons]) == told


def test_a_cell_copied_from_another_figure_is_told() -> None:
    analyses = {name: {"method": "formula", "expression": name} for name in ("a", "b")}
    figures = [("first", "0.418", of("a", "value")), ("second", "0.418", of("b", "value"))]
    made = recompute(finding_of(analyses=analyses, figures=figures, values={"a": "0.418", "b": "0.273"}))
    assert "copied" in codes(made["second"])
    assert made["first"].verdict == "follows"


def test_what_explains_several_figures_comes_first() -> None:
    without = MODEL | {"predictors": ["x"]}
    figures = [
        (name, f"{value(without, name, 'x'):.4f}", of("model", name, "x")) for name in ("b", "se", "t", "ci_low")
    ]
    made = recompute(finding_of(tables={"t": TABLE}, analyses={"model": MODEL}, figures=figures))
    assert [codes(one)[0] for one in made.judged] == ["left_out"] * 4


def test_a_claim_that_needs_a_variable_left_out_says_so() -> None:
    table = TABLE | {"correlations": [[], [".80"], ["-.205", ".118"], [".30", ".32", "-.153"]]}
    need = of("model", "p", "x") | {"holds": "< .05"}
    made = recompute(
        finding_of(
            tables={"t": table}, analyses={"model": MODEL}, figures=[("r2", "1", of("model", "r2"))],
            claims=[("matters", [need])],
        )
    )  # fmt: skip
    assert codes(made["matters"])[0] == "left_out"


def test_the_reasons_give_the_printed_figure() -> None:
    one = slipped(f"{value(MODEL, 'beta', 'x'):.4f}", of("model", "b", "x"))
    assert all(Printed(reason.told["gives"]).value == pytest.approx(one.printed.value) for reason in one.reasons)


# Inputs with few decimals: what a slip gives from the inputs as printed is not what is printed, but it can be.
ROUGH = TABLE | {
    "sd": ["0.57", "1.24", "0.80", "0.81"], "correlations": [[], [".41"], ["-.21", ".12"], [".34", ".26", "-.15"]],
}  # fmt: skip


def rough(change: Any, quantity: str, term: str | None, decimals: int = 4) -> Judged:
    """Print what a slip gives from the finer table, beside the rounded one."""
    text = f"{change(value(MODEL, quantity, term)):.{decimals}f}"
    return slipped(text, of("model", quantity, term), tables={"t": ROUGH})


@pytest.mark.parametrize(
    ("change", "quantity", "term", "code"),
    [
        (lambda x: -x, "b", "x", "sign"),
        (lambda x: x * 10, "beta", "x", "point"),
        (lambda x: x / 10, "t", "x", "point"),
        (lambda x: x * 100, "r2", None, "percent"),
        (lambda x: x / 2, "p", "z", "one_sided"),
    ],
)
def test_a_slip_is_found_within_rounding(change: Any, quantity: str, term: str | None, code: str) -> None:
    one = rough(change, quantity, term)
    assert not one.printed.stands_for(change(one.value))
    assert codes(one)[0] == code


@pytest.mark.parametrize(
    ("printed", "stands", "term", "code"),
    [
        ("adjusted_r2", "r2", None, "adjusted"), ("r2", "adjusted_r2", None, "not_adjusted"),
        ("beta", "b", "x", "beta_for_b"), ("b", "beta", "x", "b_for_beta"),
        ("beta_se_naive", "beta_se", "x", "naive_se"), ("se", "beta_se", "x", "b_for_beta"),
    ],
)  # fmt: skip
def test_another_column_is_found_within_rounding(printed: str, stands: str, term: str | None, code: str) -> None:
    text = f"{value(MODEL, printed, term):.5f}"
    one = slipped(text, of("model", stands, term), tables={"t": ROUGH})
    assert not one.printed.stands_for(value(MODEL, printed, term, tables={"t": ROUGH}))
    assert codes(one)[0] == code


def test_swapped_digits_are_found_within_rounding() -> None:
    one = formula("a / b", "23.84", a="0.1456", b="0.00514")  # 28.33 as printed, 28.29 to 28.36 within rounding
    assert one.low < 28.34 < one.high
    assert codes(one)[0] == "swapped"


def test_a_slip_after_which_anything_is_possible_explains_nothing() -> None:
    analyses = {"c": {"method": "correlation", "r": "r", "n": "n"}}
    one = slipped(".4", of("c", "p"), analyses=analyses, values={"r": ".9"}, counts={"n": 30})
    assert codes(one) == ["none_fits"]


GROUPS = {
    "method": "mean_difference", "means": ["3.52", "4.10"], "sds": ["1.20", "0.90"], "ns": ["30", "62"],
}  # fmt: skip


def two(quantity: str, text: str) -> list[str]:
    return codes(slipped(text, of("m", quantity), analyses={"m": GROUPS}))


def test_other_ways_to_compare_two_means_are_told() -> None:
    gap, v1, v2 = 3.52 - 4.10, 1.20**2, 0.90**2
    assert two("d", f"{gap / 1.20:.3f}")[0] == "glass"
    assert two("d", f"{gap / 0.90:.3f}")[0] == "glass"
    assert two("d", f"{gap / math.sqrt((v1 + v2) / 2):.3f}")[0] == "average_sd"
    assert two("t", f"{gap / math.sqrt(v1 / 30 + v2 / 62):.3f}")[0] == "other_choice"  # Welch's
    pooled = math.sqrt((29 * v1 + 61 * v2) / 90 * (1 / 30 + 1 / 62))
    assert two("t", f"{-gap / pooled:.3f}")[0] == "other_way_round"
    assert two("difference", "0.58")[0] == "other_way_round"


def shares(quantity: str, text: str) -> list[str]:
    analyses = {"m": {"method": "proportions", "events": "events", "totals": "totals"}}
    counts = {"events": [30, 45], "totals": [120, 130]}
    return codes(slipped(text, of("m", quantity), analyses=analyses, counts=counts))


def test_other_ways_to_compare_two_shares_are_told() -> None:
    # R 4.2.2: chisq.test(matrix(c(30, 90, 45, 85), 2)) gives X-squared = 2.3085, p-value = 0.1287
    assert shares("chi2", "2.3085")[0] == "yates"
    assert shares("p", ".1287")[0] == "yates"
    assert shares("odds_ratio", f"{45 * 90 / (30 * 85):.3f}")[0] == "inverted"
    assert shares("ratio", f"{(45 / 130) / (30 / 120):.3f}")[0] == "inverted"


def correlated(stars: list[str]) -> list[Judged]:
    """Judge stars of correlations .41, .24, .31 and .26 of 91 people: p is .00005, .022, .003 and .013."""
    held = zip((".41", ".24", ".31", ".26"), stars, strict=True)
    analyses = {f"c{at}": {"method": "correlation", "r": r, "n": "91"} for at, (r, _) in enumerate(held)}
    figures = [(f"s{at}", star, of(f"c{at}", "p")) for at, star in enumerate(stars)]
    return list(recompute(finding_of(analyses=analyses, figures=figures)).judged)


def test_a_one_sided_test_that_fits_the_whole_table_comes_first() -> None:
    one = correlated(["< .001", "< .05", "< .01", "< .01"])[3]
    assert codes(one) == ["all_one_sided", "star"]
    assert one.reasons[0].told["names"] == "4"


def test_a_one_sided_test_that_leaves_a_star_too_few_elsewhere_does_not() -> None:
    # half of .003 would earn < .01 and it has it, but half of .00005 would earn < .001
    one = correlated(["< .01", "< .05", "< .01", "< .01"])[3]
    assert codes(one) == ["star", "one_sided"]


def test_slips_are_tried_too_where_only_numbers_that_round_to_the_printed_ones_go_together() -> None:
    names = ["support", "workload", "age", "leaving"]
    table = {
        "n": 180, "variables": names, "sd": ["1.24", "0.64", "12.22", "0.84"],
        "correlations": [[], [".41"], [".51", ".16"], ["-.46", ".61", "-.42"]],
    }  # fmt: skip
    model = {"method": "regression", "table": "t", "outcome": "leaving", "predictors": names[:3]}
    one = slipped("-0.74", of("m", "b", "support"), analyses={"m": model}, tables={"t": table})
    assert math.isnan(one.value)
    assert codes(one)[0] == "beta_for_b"
