"""Without standard deviations there is no b, without means no intercept; what is foreseen is told beforehand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from evaluatie.reproduce.recomputing import Judged, reading_of, recompute
from evaluatie.reproduce.recomputing.foreseeing import foreseen
from evaluatie.reproduce.recomputing.methods import METHODS
from made_findings import finding_of, of

NAMES = ["x", "m", "y"]
BARE = {"n": 120, "variables": NAMES, "correlations": [[], [".40"], [".30", ".50"]]}
MODEL = {"method": "regression", "table": "t", "outcome": "y", "predictors": ["x", "m"]}
MEDIATION = {"method": "mediation", "table": "t", "outcome": "y", "treatment": "x", "mediators": ["m"]}
PATH = {"method": "path", "table": "t", "model": "m ~ x\ny ~ m"}
ALPHA = {"method": "reliability", "table": "t", "items": NAMES}


def judged(method: dict[str, Any], quantity: str, term: str | None = None, **more: Any) -> Judged:
    tables = {"t": BARE | more}
    figures = [("one", "0.46", of("a", quantity, term))]
    return recompute(finding_of(analyses={"a": method}, figures=figures, tables=tables))["one"]


@pytest.mark.parametrize(
    ("method", "quantity", "term"),
    [
        (MODEL, "b", "m"), (MODEL, "se", "m"), (MODEL, "ci_low", "m"), (MODEL, "ci_high", "m"),
        (MODEL, "b", "intercept"), (MEDIATION, "a", "m"), (MEDIATION, "ab", "m"), (MEDIATION, "c_prime", None),
        (MEDIATION, "b_se", "m"), (PATH, "estimate", "m ~ x"), (PATH, "se", "m ~ x"), (PATH, "loglik", None),
        (ALPHA, "alpha", None),
    ],
)  # fmt: skip
def test_a_number_on_the_variables_own_scale_needs_standard_deviations(
    method: dict[str, Any], quantity: str, term: str | None
) -> None:
    without = judged(method, quantity, term)
    assert (without.verdict, without.reasons[0].code) == ("cannot be recomputed", "no_sd")
    with_them = judged(method, quantity, term, sd=["1.0", "2.0", "3.0"], mean=["1.0", "2.0", "3.0"])
    assert with_them.value == with_them.value  # no NaN
    if term != "intercept" and "standardised" in METHODS[method["method"]].keys:  # standardised by the author's word
        assert judged(method | {"standardised": "true"}, quantity, term).value == pytest.approx(
            judged(method, quantity, term, sd=["1", "1", "1"]).value
        )


@pytest.mark.parametrize(
    ("method", "quantity", "term"),
    [
        (MODEL, "beta", "m"), (MODEL, "t", "m"), (MODEL, "p", "m"), (MODEL, "r2", None), (MODEL, "vif", "m"),
        (MEDIATION, "ab_p", "m"), (MEDIATION, "sobel_z", "m"), (PATH, "std", "m ~ x"), (PATH, "chi2", None),
        (PATH, "r2", "y"), (ALPHA, "alpha_standardised", None),
    ],
)  # fmt: skip
def test_other_numbers_are_the_same_with_any_standard_deviations(
    method: dict[str, Any], quantity: str, term: str | None
) -> None:
    without, wide = judged(method, quantity, term), judged(method, quantity, term, sd=["0.7", "2.2", "13.1"])
    assert without.value == pytest.approx(wide.value, rel=1e-5)


def test_an_intercept_needs_means() -> None:
    one = judged(MODEL, "b", "intercept", sd=["1.0", "2.0", "3.0"])
    assert (one.verdict, one.reasons[0].code) == ("cannot be recomputed", "no_mean")


def test_it_is_said_in_both_languages_and_foreseen() -> None:
    figures = [("slope", "0.46", of("a", "b", "m")), ("share", ".25", of("a", "r2"))]
    finding = finding_of(analyses={"a": MODEL}, figures=figures, tables={"t": BARE})
    made = recompute(finding)
    assert "tabel t drukt geen standaardafwijkingen af" in reading_of(made, "nl").sentences[0].casefold()
    assert "table t prints no standard deviations" in reading_of(made, "en").sentences[0].casefold()
    assert foreseen(finding) == (
        "Table t prints no standard deviations, so that these cannot be recomputed: slope. Add sd: to the table if the "
        "paper prints them.",
    )


def test_the_command_check_notes_it(tmp_path: Path, evaluatie: Callable[..., tuple[int, str, str]]) -> None:
    both = {"nl": "x", "en": "x"}
    figures = [{"id": "slope", "label": both, "printed": "0.46", "of": of("a", "b", "m")}]
    held = {
        "id": "mine", "title": both, "citation": "Somebody (2021)", "doi": "10.1234/abcd", "where": "1",
        "licence": "none", "inputs": {"tables": {"t": BARE}}, "analyses": {"a": MODEL}, "figures": figures,
        "lesson": {"question": both, "learned": both},
    }  # fmt: skip
    file = tmp_path / "mine.yml"
    file.write_text(yaml.safe_dump(json.loads(json.dumps(held))), encoding="utf-8")
    code, out, _ = evaluatie("reproduce", "check", str(file))
    assert code == 0, out
    assert "Note: Table t prints no standard deviations" in out


@pytest.mark.parametrize(
    ("rounded", "low", "high", "verdict"),
    [(False, 353, 353, "does not follow"), (True, 352, 354, "follows within rounding")],
)
def test_a_whole_number_in_a_formula_is_a_count_unless_the_file_says_that_it_was_rounded(
    rounded: bool, low: float, high: float, verdict: str
) -> None:
    analyses = {"sum": {"method": "formula", "expression": "df_model + df_rest"}}
    figures = [("df_model", "7", of("sum", "value")), ("df_rest", "346", of("sum", "value"))]
    figures.append(("df_total", "354", of("sum", "value")))
    held = finding_of(analyses=analyses, figures=figures)
    finding = held.model_copy(
        update={"figures": tuple(one.model_copy(update={"rounded": rounded}) for one in held.figures)}
    )
    one = recompute(finding)["df_total"]
    assert (one.low, one.high, one.verdict) == (low, high, verdict)
    assert bool(foreseen(finding)) is not rounded


def test_whole_values_are_rounded_and_that_is_noted() -> None:
    analyses = {"sum": {"method": "formula", "expression": "a + n"}}
    finding = finding_of(
        analyses=analyses, figures=[("s", "7", of("sum", "value"))], values={"a": "3"}, counts={"n": 4}
    )
    assert (recompute(finding)["s"].low, recompute(finding)["s"].high) == (6.5, 7.5)
    assert "under values are taken as rounded: a." in foreseen(finding)[0]
