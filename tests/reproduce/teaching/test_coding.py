"""The code that a lesson shows is run, and gives what the recomputation gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from evaluatie.amiss import InputError
from evaluatie.reproduce.finding import Finding, findings
from evaluatie.reproduce.finding.model import Quantity
from evaluatie.reproduce.recomputing.bench import Bench
from evaluatie.reproduce.teaching import analysis_code

HELD = findings()
ALL = [(held.id, name) for held in HELD for name in held.analyses]


def ran(finding: Finding | str, name: str) -> Any:
    space: dict[str, Any] = {}
    exec(analysis_code(finding, name), space)  # noqa: S102 - as a student does
    return space["found"]


def regression(found: Any, of: Quantity) -> float:
    if of.term is None:
        return getattr(found, {"p_model": "p"}.get(of.quantity, of.quantity))
    return found.coefficients.loc[of.term, of.quantity]


def mediation(found: Any, of: Quantity) -> float:
    path, _, part = of.quantity.replace("c_prime", "direct").partition("_")
    if path == "proportion":
        return found.indirect.loc[of.term, "proportion"]
    if path in ("c", "direct"):
        return (found.c if path == "c" else found.c_prime)[part or "b"]
    frame = {"a": found.a, "b": found.b, "ab": found.indirect}[path]
    return frame.loc[of.term, part or ("ab" if path == "ab" else "b")]


def link(found: Any, of: Quantity) -> float:
    if of.quantity == "sobel_z":
        return found.indirect.estimate / found.indirect.se
    name, part = of.quantity.replace("c_prime", "direct").partition("_")[::2]
    path = getattr(found, {"ab": "indirect", "c": "total"}.get(name, name))
    return getattr(path, part or "estimate")


def mixed(found: Any, of: Quantity) -> float:
    between, left = found.variance_cluster, found.variance_residual
    if of.term is not None:
        at = 0 if of.term == "intercept" else 1
        return {
            "estimate": found.coefficients[at],
            "se": found.errors[at],
            "t": found.coefficients[at] / found.errors[at],
        }.get(of.quantity, float("nan"))
    return {
        "variance_between": between,
        "variance_residual": left,
        "icc": between / (between + left),
        "deviance": -2 * found.loglik,
    }.get(of.quantity, float("nan"))


def model(found: Any, of: Quantity) -> float:
    if of.term is None:
        return getattr(
            found.scaled if of.quantity.startswith("scaled_") else found, of.quantity.removeprefix("scaled_")
        )
    rows = found.parameters
    named = rows["lhs"] + " " + rows["op"] + " " + rows["rhs"].fillna("")
    column = {"std": "std_all", "p_of": "p"}.get(of.quantity, of.quantity)
    return rows.loc[named.str.strip() == of.term.partition(" [")[0], column].iloc[0]


def pooled(found: Any, of: Quantity) -> float:
    return getattr(found, of.quantity, float("nan"))


def survival(found: Any, of: Quantity) -> float:
    if of.term is None:
        return {"chi2": found.log_rank.statistic, "df": found.log_rank.df, "p": found.log_rank.p}[of.quantity]
    rows = found.groups.set_index(found.groups["group"].astype(str))
    return rows.loc[of.term, of.quantity] if of.quantity in rows else float("nan")


def hazard(found: Any, of: Quantity) -> float:
    if of.term is None:
        return getattr(found, of.quantity)
    return found.coefficients.set_index("covariate").loc[of.term, of.quantity]


TAKEN: dict[str, Callable[[Any, Quantity], float]] = {
    "formula": lambda found, _of: found,
    "regression": regression,
    "least_squares": regression,
    "mediation": mediation,
    "mediated_link": link,
    "correlation": lambda found, of: getattr(found, of.quantity),
    "partial_correlation": lambda found, of: getattr(found, of.quantity),
    "collinearity": lambda found, of: found.loc[of.term, of.quantity],
    "mixed_model": mixed,
    "cfa": model,
    "agreement": lambda found, of: {"value": found.estimate, "ci_low": found.ci_low, "n": found.n}.get(
        of.quantity, float("nan")
    ),
    "aggregation": lambda found, of: getattr(found, of.quantity, float("nan")),
    "meta_analysis": pooled,
    "survival": survival,
    "hazard": hazard,
    "fit_indices": lambda found, of: found[of.quantity],
}


def wanted(held: Finding, name: str) -> list[Quantity]:
    """Give every quantity that the finding takes from an analysis; those of a group of a model are left out."""
    beside = [one for choice in held.lesson.alternatives for one in choice.compare]
    every = [figure.of for figure in held.figures if figure.of]
    every += [need for claim in held.claims for need in claim.needs]
    every += [of for one in beside for of in (one.here, one.there)]
    every += [exercise.answer for exercise in held.lesson.exercises]
    return [of for of in every if of.analysis == name]


@pytest.mark.parametrize(("finding", "name"), ALL)
def test_code_of_an_analysis_runs_and_gives_the_number_of_the_recomputation(finding: str, name: str) -> None:
    held = HELD[finding]
    bench, found = Bench(held), ran(held, name)
    take = TAKEN[held.analyses[name].method]
    quantities = wanted(held, name)
    taken = [(of, float(take(found, of))) for of in quantities]
    compared = [(of, value) for of, value in taken if value == value]
    for of, value in compared:
        assert value == pytest.approx(bench.value(of), rel=1e-9, abs=1e-12), of
    # quantities that the method works out of the result itself are no field of it
    assert compared or not quantities or {of.quantity for of in quantities} <= {"fixed_correlation", "p"}


def test_enough_numbers_are_compared() -> None:
    methods = {held.analyses[name].method for held in HELD for name in held.analyses}
    assert methods == set(TAKEN)


def test_changing_the_code_changes_the_outcome() -> None:
    code = analysis_code("qi2019", "mediation")
    space: dict[str, Any] = {}
    exec(code.replace("226", "400"), space)  # noqa: S102 - as a student does
    assert space["found"].b.loc["pos", "se"] < ran("qi2019", "mediation").b.loc["pos", "se"]


def test_printed_numbers_are_written_out() -> None:
    code = analysis_code("qi2019", "mediation")
    assert "[0.238, 0.182, -0.173, 0.264, 0.302, 0.279]" in code
    assert "ev.reproduce.moments.mediation_from_matrix(" in code


def test_an_unknown_analysis_is_refused_with_what_was_meant() -> None:
    with pytest.raises(InputError, match="did you mean 'mediation'"):
        analysis_code("qi2019", "mediaton")


OWN = """
id: own
title: {nl: Eigen, en: Own}
citation: Own
address: "https://example.org"
where: Table 1
licence: CC0
inputs:
  tables:
    t1:
      n: 100
      variables: [x, m, y]
      sd: [1.5, 2.0, 0.5]
      correlations: [[], [.30], [.40, .20]]
  data:
    people: {file: own.csv, origin: made up, licence: CC0}
analyses:
  steps: {method: regression_steps, table: t1, outcome: y, first: [x], added: [m]}
  semi: {method: semipartial_correlation, table: t1, between: [x, y], given: [m]}
  path: {method: path, table: t1, model: "y ~ x + m"}
  paired: {method: paired_change, data: people, pre: a, post: b, where: "team=1"}
  scale: {method: reliability, data: people, items: [a, b, c]}
  two: {method: mean_difference, means: [3.1, 2.9], sds: [1.0, 1.1], ns: [50, 60]}
  one: {method: describe, data: people, column: a, by: team}
figures:
  - id: f1
    label: {nl: een, en: one}
    printed: "0.17"
    of: {analysis: steps, quantity: r2}
lesson:
  question: {nl: "Wat?", en: "What?"}
  learned: {nl: Dit., en: This.}
"""


@pytest.fixture
def own(tmp_path):
    (tmp_path / "data").mkdir()
    rows = [(at % 3 + 1, (at * 3) % 4 + 1, (at * 5 + at // 2) % 5 + 1, at % 2 + 1) for at in range(24)]
    pd.DataFrame(rows, columns=["a", "b", "c", "team"]).to_csv(tmp_path / "data" / "own.csv", index=False)
    (tmp_path / "own.yml").write_text(OWN, encoding="utf-8")
    return str(tmp_path / "own.yml")


def test_code_of_methods_that_no_shipped_finding_uses_runs_from_a_file_of_ones_own(own) -> None:
    found = {name: ran(own, name) for name in ("steps", "semi", "path", "paired", "scale", "two", "one")}
    # R2 of two predictors in closed form
    assert found["steps"].steps["r2"].iloc[-1] == pytest.approx((0.4**2 + 0.2**2 - 2 * 0.4 * 0.2 * 0.3) / (1 - 0.3**2))
    assert found["semi"].r == pytest.approx((0.4 - 0.3 * 0.2) / (1 - 0.3**2) ** 0.5)
    assert found["path"]["r2"]["y"] == pytest.approx(found["steps"].steps["r2"].iloc[-1], rel=1e-5)
    assert found["paired"].n == 12
    assert found["scale"].n == 24
    assert found["two"]["difference"] == pytest.approx(0.2)
    assert found["one"]["group_n"] == {"1": 12.0, "2": 12.0}
