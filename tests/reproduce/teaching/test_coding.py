"""The code that a lesson shows is run, and gives what the recomputation gives."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from evaluatie.amiss import InputError
from evaluatie.reproduce.finding import Finding
from evaluatie.reproduce.finding.model import Quantity
from evaluatie.reproduce.recomputing.bench import Bench
from evaluatie.reproduce.teaching import analysis_code
from held import HELD

ALL = [(held.id, name) for held in HELD for name in held.analyses]


def names_after(finding: Finding | str, name: str) -> dict[str, Any]:
    """Give every name that the code leaves: ``found``, and what it was worked out from."""
    space: dict[str, Any] = {}
    exec(analysis_code(finding, name), space)  # noqa: S102 - as a student does
    return space


def ran(finding: Finding | str, name: str) -> Any:
    return names_after(finding, name)["found"]


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


def mixed(found: Any, of: Quantity, space: dict[str, Any]) -> float:
    between, left = found.variance_cluster, found.variance_residual
    if of.term is not None:
        at = 0 if of.term == "intercept" else 1
        t = found.coefficients[at] / found.errors[at]
        if of.quantity == "p":
            return 2 * stats.t.sf(abs(t), found.df[at])
        return {"estimate": found.coefficients[at], "se": found.errors[at], "t": t}[of.quantity]
    if of.quantity.endswith("slope") or of.quantity == "correlation":
        return {
            "variance_slope": found.variance_slope,
            "sd_slope": found.variance_slope**0.5,
            "correlation": found.covariance_slope / (between * found.variance_slope) ** 0.5,
        }[of.quantity]
    if of.quantity == "fixed_correlation":
        spread = np.sqrt(np.diag(found.covariance))
        return (found.covariance / np.outer(spread, spread))[0, 1]
    sizes = space["people"].groupby(space["cluster"]).size()
    return {
        "variance_between": between,
        "variance_residual": left,
        "sd_between": between**0.5,
        "sd_residual": left**0.5,
        "icc": between / (between + left),
        # the reliability of a mean of so many, averaged over teams (Bliese 2000)
        "icc2_mean": (between / (between + left / sizes)).mean(),
        "deviance": -2 * found.loglik,
        "n": len(space["y"]),
        "clusters": len(sizes),
    }[of.quantity]


def model(found: Any, of: Quantity) -> float:
    if of.term is None:
        return getattr(
            found.scaled if of.quantity.startswith("scaled_") else found, of.quantity.removeprefix("scaled_")
        )
    rows = found.parameters
    named = rows["lhs"] + " " + rows["op"] + " " + rows["rhs"].fillna("")
    column = {"std": "std_all", "p_of": "p"}.get(of.quantity, of.quantity)
    return rows.loc[named.str.strip() == of.term.partition(" [")[0], column].iloc[0]


def pooled(found: Any, of: Quantity, space: dict[str, Any]) -> float:
    if of.term is not None:
        return {"effect": space["effects"], "variance": space["variances"]}[of.quantity][int(of.term) - 1]
    if of.quantity in ("tau", "z", "ratio"):
        return {"tau": found.tau2**0.5, "z": found.estimate / found.se, "ratio": np.exp(found.estimate)}[of.quantity]
    return getattr(found, of.quantity)


def survival(found: Any, of: Quantity) -> float:
    test = found.log_rank
    if of.term is None:
        return {"chi2": test.statistic, "df": test.df, "p": test.p}[of.quantity]
    rows = found.groups.set_index(found.groups["group"].astype(str))
    if of.quantity in rows:
        return rows.loc[of.term, of.quantity]
    observed, expected = test.table.set_index(test.table["group"].astype(str)).loc[of.term, ["observed", "expected"]]
    # (O - E)^2 / E, as survdiff() prints it
    return {"expected": expected, "share": (observed - expected) ** 2 / expected}[of.quantity]


def agreement(found: Any, of: Quantity, space: dict[str, Any]) -> float:
    held = space["people"][space.get("raters", [])]
    if of.quantity == "percent_all":
        return 100 * held.eq(held.iloc[:, 0], axis=0).all(axis=1).mean()
    if of.quantity == "z":
        return found.estimate / (fleiss_error(held) if found.measure == "fleiss" else weighted_error(held, found))
    return {
        "value": found.estimate,
        "ci_low": found.ci_low,
        "n": found.n,
        "percent_pairs": 100 * found.percent_agreement,
        "mean_of_pairs": found.pairs["estimate"].mean(),
    }[of.quantity]


def fleiss_error(held: pd.DataFrame) -> float:
    """Standard error of Fleiss' kappa by chance (Fleiss, Nee & Landis 1979, *Psychological Bulletin* 86, 974-977)."""
    people, raters = held.shape
    share = pd.Series(held.to_numpy().ravel()).value_counts(normalize=True)
    by_chance = (share * (1 - share)).sum()
    inside = by_chance**2 - (share * (1 - share) * (1 - 2 * share)).sum()
    return (2 * inside / (people * raters * (raters - 1))) ** 0.5 / by_chance


def weighted_error(held: pd.DataFrame, found: Any) -> float:
    """Standard error of kappa by chance (Fleiss, Cohen & Everitt 1969, *Psychological Bulletin* 72, 323-327)."""
    places = pd.Categorical(held.to_numpy().ravel(), found.categories).codes.reshape(held.shape)
    count = len(found.categories)
    apart = np.abs(np.subtract.outer(np.arange(count), np.arange(count))) / (count - 1)
    weight = 1 - {"linear": apart, "quadratic": apart**2}.get(found.weights, (apart > 0).astype(float))
    first, second = (np.bincount(column, minlength=count) / len(held) for column in places.T)
    chance = np.outer(first, second)
    least = (chance * weight).sum()
    apiece = weight - ((weight @ second)[:, None] + first @ weight)
    return (((chance * apiece**2).sum() - least**2) / len(held)) ** 0.5 / (1 - least)


def aggregation(found: Any, of: Quantity) -> float:
    return found.eta_squared**0.5 if of.quantity == "eta" else getattr(found, of.quantity)


def hazard(found: Any, of: Quantity) -> float:
    if of.term is None:
        return getattr(found, of.quantity)
    return found.coefficients.set_index("covariate").loc[of.term, of.quantity]


TAKEN: dict[str, Callable[..., float]] = {
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
    "agreement": agreement,
    "aggregation": aggregation,
    "meta_analysis": pooled,
    "survival": survival,
    "hazard": hazard,
    "fit_indices": lambda found, of: found[of.quantity],
}


#: those of which a number is worked out from what the code read as well
WITH_NAMES = {"mixed_model", "meta_analysis", "agreement"}


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
    bench, space = Bench(held), names_after(held, name)
    method = held.analyses[name].method
    beside = (space,) if method in WITH_NAMES else ()
    for of in wanted(held, name):
        taken = float(TAKEN[method](space["found"], of, *beside))
        # what cannot be worked out is not a number in both
        assert taken == pytest.approx(bench.value(of), rel=1e-9, abs=1e-12, nan_ok=True), of


def test_every_method_of_a_finding_and_hundreds_of_numbers_are_compared() -> None:
    methods = {held.analyses[name].method for held in HELD for name in held.analyses}
    assert methods == set(TAKEN)
    every = [(held, of) for held in HELD for name in held.analyses for of in wanted(held, name)]
    assert len(every) > 750
    unknown = {(held.id, of.analysis, of.quantity) for held, of in every if math.isnan(Bench(held).value(of))}
    # its figure has the reason: the model without paths comes out with negative degrees of freedom
    assert unknown <= {("tran_choi2019", "structure", "tli")}


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
