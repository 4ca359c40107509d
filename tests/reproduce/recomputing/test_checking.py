"""An analysis that its method cannot do is told with its key and a hint, all of them at once."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from evaluatie.reproduce.finding import Finding
from evaluatie.reproduce.recomputing import check_analyses

SOUND = """
id: made
title: {nl: gemaakt, en: made}
citation: nobody
address: nowhere
where: table 1
licence: none
inputs:
  tables:
    moments:
      n: 100
      variables: [x, m, y]
      sd: ["1.0", "1.0", "2.0"]
      correlations: [[], [".30"], [".20", ".50"]]
  values: {chi2: "85.31", pair: ["1.0", "2.0"]}
  counts: {df: 24, n: 301}
analyses:
  model: {method: regression, table: moments, outcome: y, predictors: [x, m]}
  fit: {method: fit_indices, chi2: chi2, df: df, n: n}
  sum: {method: formula, expression: "pair[0] + pair[1] * r(moments, x, y)"}
figures:
  - id: b
    label: {nl: b, en: b}
    printed: "0.99"
    of: {analysis: model, quantity: b, term: m}
  - id: ratio
    label: {nl: r, en: r}
    printed: "3.555"
    of: {analysis: fit, quantity: chi2_df}
claims:
  - id: some
    statement: {nl: s, en: s}
    needs: [{analysis: model, quantity: p, term: m, holds: "< .05"}]
lesson:
  question: {nl: v, en: q}
  learned: {nl: g, en: l}
"""


def made(**changes: Any) -> Finding:
    """Give the finding with keys changed by their path, such as ``analyses__model__outcome="z"``."""
    held = yaml.load(SOUND, Loader=yaml.BaseLoader)  # noqa: S506 - texts only
    for path, value in changes.items():
        *above, last = path.split("__")
        block = held
        for key in above:
            block = block[int(key)] if isinstance(block, list) else block[key]
        block[int(last) if isinstance(block, list) else last] = value
    return Finding.model_validate(held)


def test_a_sound_finding_has_no_problem() -> None:
    assert check_analyses(made()) == []


@pytest.mark.parametrize(
    ("key", "value", "path", "message", "hint"),
    [
        ("analyses__model__method", "regresion", ("analyses", "model", "method"), "no method", "'regression'"),
        ("analyses__model__outcome", "z", ("analyses", "model", "outcome"), "no variable 'z'", "x, m, y"),
        ("analyses__model__table", "moment", ("analyses", "model", "table"), "no table 'moment'", "'moments'"),
        ("analyses__model__predictors", ["x", "x"], ("analyses", "model", "predictors", 1), "twice", "once"),
        ("analyses__model__predictors", [], ("analyses", "model", "predictors"), "0 variables", "name 1"),
        ("analyses__model__robust", "true", ("analyses", "model", "robust"), "no key 'robust'", "there are"),
        ("analyses__model__standardised", "ja", ("analyses", "model", "standardised"), "none of the", "true"),
        ("analyses__fit__chi2", "chi", ("analyses", "fit", "chi2"), "called 'chi'", "'chi2'"),
        ("analyses__fit__chi2", ["chi2"], ("analyses", "fit", "chi2"), "must be a number", "text"),
        ("analyses__sum__expression", "open(1)", ("analyses", "sum", "expression"), "no function", "formula has"),
        ("analyses__sum__expression", "pair.real", ("analyses", "sum", "expression"), "may not be part", "formula"),
        ("analyses__sum__expression", "1 +", ("analyses", "sum", "expression"), "cannot be read", "formula"),
        ("analyses__sum__expression", "r(moments, x)", ("analyses", "sum", "expression"), "r(table, x, y)", ""),
        ("analyses__sum__expression", "sd(moments, q)", ("analyses", "sum", "expression"), "no variable 'q'", "x"),
        ("figures__0__of__analysis", "modle", ("figures", 0, "of", "analysis"), "no analysis", "'model'"),
        ("figures__0__of__quantity", "bb", ("figures", 0, "of", "quantity"), "no quantity 'bb'", "'b'"),
        ("figures__0__of__term", "q", ("figures", 0, "of", "term"), "no term 'q'", "x, m"),
        ("figures__0__of__term", None, ("figures", 0, "of", "term"), "one of each term", "term:"),
        ("figures__1__of__term", "x", ("figures", 1, "of", "term"), "has no term", "away"),
        ("claims__0__needs__0__quantity", "pp", ("claims", 0, "needs", 0, "quantity"), "no quantity", "'p'"),
    ],
)
def test_each_mistake_is_told_once_with_its_key(
    key: str, value: Any, path: tuple[Any, ...], message: str, hint: str
) -> None:
    found = [problem for problem in check_analyses(made(**{key: value})) if problem.path == path]
    assert len(found) == 1
    assert message in found[0].message
    assert hint in found[0].hint


def test_a_missing_key_and_a_name_of_two_things_are_told() -> None:
    finding = made(inputs__counts__b="3", analyses__sum__expression="b * 2")
    assert [problem.message for problem in check_analyses(finding)] == ["'b' is the name of two things"]
    held = made(analyses__fit={"method": "fit_indices", "chi2": "chi2"})
    assert [problem.message for problem in check_analyses(held)] == ["method fit_indices needs the key 'df'"]


def test_all_problems_are_told_at_once() -> None:
    finding = made(analyses__model__outcome="z", analyses__sum__expression="2 +", figures__1__of__quantity="chi")
    assert len(check_analyses(finding)) == 3


def test_what_is_taken_from_a_wrong_analysis_is_not_told_as_well() -> None:
    finding = made(analyses__fit__df="dff", figures__1__of__quantity="chi")
    assert [problem.path for problem in check_analyses(finding)] == [("analyses", "fit", "df")]


def test_one_of_two_keys_and_keys_that_go_together_are_asked_for() -> None:
    both = made(analyses__sum={"method": "correlation", "table": "moments", "between": ["x", "y"], "r": "0.2"})
    assert "needs one of table and r: both are given" in check_analyses(both)[0].message
    alone = made(analyses__sum={"method": "correlation", "r": "0.2"})
    assert check_analyses(alone)[0].message == "method correlation needs 'n' with 'r'"


@pytest.mark.parametrize(
    ("method", "path", "told"),
    [
        (
            {"method": "regression", "table": "moments", "outcome": "y", "predictors": ["x", "y"]},
            ("predictors", 1), "variable 'y' stands under outcome as well",
        ),
        (
            {"method": "mediation", "table": "moments", "outcome": "y", "treatment": "x", "mediators": ["x"]},
            ("mediators", 0), "variable 'x' stands under treatment as well",
        ),
        (
            {"method": "regression_steps", "table": "moments", "outcome": "y", "first": ["x"], "added": ["m", "x"]},
            ("added", 1), "variable 'x' stands under first as well",
        ),
        (
            {"method": "partial_correlation", "table": "moments", "between": ["x", "y"], "given": ["x"]},
            ("given", 0), "variable 'x' stands under between as well",
        ),
    ],
)  # fmt: skip
def test_a_variable_in_two_places_that_exclude_each_other_is_refused(
    method: dict[str, Any], path: tuple[Any, ...], told: str
) -> None:
    problems = check_analyses(made(analyses__sum=method))
    assert [(problem.path, problem.message) for problem in problems] == [(("analyses", "sum", *path), told)]


def test_columns_of_a_data_set_are_held_apart_as_well() -> None:
    data = {"people": {"file": "a.csv", "origin": "made", "licence": "none"}}
    own = {"method": "least_squares", "data": "people", "outcome": "y", "predictors": ["y"]}
    assert [one.message for one in check_analyses(made(inputs__data=data, analyses__sum=own))] == [
        "variable 'y' stands under outcome as well"
    ]


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("pair[2]", "pair[2] is not there: the list has 2 numbers, counted from 0"),
        ("chi2[0]", "chi2[0] is no list: leave [0] out"),
        ("2 * pair", "pair is a list: say which with [0], or sum, min or max it"),
        ("pair", "'pair' is a list where one number is needed: say which with [0]"),
        ("mean(moments, x)", "table moments prints no mean of x"),
    ],
)
def test_what_a_formula_names_and_the_finding_lacks_is_told_before_it_is_recomputed(expression: str, told: str) -> None:
    assert [one.message for one in check_analyses(made(analyses__sum__expression=expression))] == [told]


def test_a_formula_without_an_answer_is_no_mistake_of_the_file() -> None:
    assert check_analyses(made(analyses__sum__expression="1 / (pair[0] - 1)")) == []


def test_a_standardised_regression_has_no_intercept() -> None:
    of = {"analysis": "model", "quantity": "b", "term": "intercept"}
    finding = made(analyses__model__standardised="true", figures__0__of=of)
    assert [one.message for one in check_analyses(finding)] == ["a standardised regression has no intercept"]
