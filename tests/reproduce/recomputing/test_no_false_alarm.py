"""What was worked out correctly and rounded is never said not to follow; what is clearly wrong always is.

The figures are made here from the true moments with numpy and scipy alone, then everything is rounded as papers do.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import stats

from evaluatie.reproduce.finding import Finding, Printed
from evaluatie.reproduce.recomputing import recompute
from made_findings import finding_of, of

Figures = list[tuple[str, float, dict[str, str]]]


def printed(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}"


def true_moments(chance: np.random.Generator, k: int) -> tuple[np.ndarray, np.ndarray, int]:
    """Draw a correlation matrix (at times nearly singular), standard deviations and n."""
    loadings = chance.normal(size=(k, k + 1)) + chance.normal(0, 1.5) * np.ones((k, 1))
    covariance = loadings @ loadings.T + 0.05 * np.eye(k)
    root = np.sqrt(np.diag(covariance))
    return covariance / np.outer(root, root), chance.uniform(0.3, 3, k), int(chance.integers(k + 5, 600))


def rounded_table(r: np.ndarray, sd: np.ndarray, n: int, decimals: int) -> dict[str, Any]:
    k = len(sd)
    rows = [[printed(r[i, j], decimals) for j in range(i)] for i in range(k)]
    names = [f"v{at}" for at in range(k)]
    return {"n": n, "variables": names, "sd": [printed(one, decimals) for one in sd], "correlations": rows}


def of_regression(r: np.ndarray, sd: np.ndarray, n: int) -> Figures:
    """Regress the first variable on the others."""
    p = len(sd) - 1
    inverse = np.linalg.inv(r[1:, 1:])
    beta = inverse @ r[1:, 0]
    r2, df = float(beta @ r[1:, 0]), n - p - 1
    b = beta * sd[0] / sd[1:]
    se = np.sqrt(np.diag(inverse) * (1 - r2) / df) * sd[0] / sd[1:]
    half = stats.t.ppf(0.975, df) * se
    found: Figures = [("r2", r2, of("model", "r2")), ("f", r2 / p / ((1 - r2) / df), of("model", "f"))]
    for at in range(p):
        term = f"v{at + 1}"
        values = {"b": b[at], "beta": beta[at], "se": se[at], "p": 2 * stats.t.sf(abs(b[at] / se[at]), df)}
        values |= {"ci_low": b[at] - half[at], "ci_high": b[at] + half[at]}
        found += [(f"{name}_{at}", float(value), of("model", name, term)) for name, value in values.items()]
    return found


def regression(seed: int) -> tuple[Finding, Figures]:
    chance = np.random.default_rng(seed)
    k, decimals = int(chance.integers(3, 5)), int(chance.integers(2, 4))
    r, sd, n = true_moments(chance, k)
    figures = of_regression(r, sd, n)
    model = {"method": "regression", "table": "t", "outcome": "v0", "predictors": [f"v{at}" for at in range(1, k)]}
    texts = [(id_, printed(value, decimals), wanted) for id_, value, wanted in figures]
    level = next(level for level in (0.001, 0.01, 0.05, 1.1) if figures[5][1] < level)
    texts.append(("stars", f"< {level}", of("model", "p", "v1")))
    claims = [("claim", [of("model", "p", "v1") | {"holds": f"< {level}"}, of("model", "r2") | {"holds": "> 0"}])]
    table = rounded_table(r, sd, n, decimals)
    return finding_of(tables={"t": table}, analyses={"model": model}, figures=texts, claims=claims), figures


def simple(seed: int) -> Finding:
    """Correlations with their tests, products, ratios and fit indices, of exact numbers that are rounded."""
    chance = np.random.default_rng(seed)
    decimals = int(chance.integers(1, 4))
    r, n = float(chance.uniform(-1, 1)), int(chance.integers(5, 400))
    t = r * math.sqrt((n - 2) / (1 - r * r))
    a, b = chance.normal(0, 1, 2)
    df, base = int(chance.integers(2, 300)), int(chance.integers(310, 900))
    chi2, base_chi2 = df * chance.uniform(0.5, 6), base * chance.uniform(7, 30)
    gain, gain_base = max(chi2 - df, 0), base_chi2 - base
    chi2_text = printed(chi2, decimals)
    values = {"r": printed(r, max(decimals, 2)), "a": printed(a, decimals), "b": printed(b, decimals)}
    values |= {"chi2": chi2_text, "base_chi2": printed(base_chi2, decimals)}
    fit = {"method": "fit_indices", "chi2": "chi2", "df": "df", "n": "n", "baseline_chi2": "base_chi2"}
    analyses = {
        "test": {"method": "correlation", "r": "r", "n": "n"}, "fit": fit | {"baseline_df": "base"},
        "product": {"method": "formula", "expression": "a * b"},
        "sizes": {"method": "formula", "expression": "abs(a) + b**2"},
    }  # fmt: skip
    figures = [
        ("t", t, of("test", "t")), ("p", 2 * stats.t.sf(abs(t), n - 2), of("test", "p")),
        ("ab", a * b, of("product", "value")), ("sizes_of", abs(a) + b**2, of("sizes", "value")),
        ("cfi", 1 - gain / max(gain_base, gain), of("fit", "cfi")),
        ("tli", 1 - (chi2 / df - 1) / (base_chi2 / base - 1), of("fit", "tli")),
        ("rmsea", math.sqrt(gain / (df * n)), of("fit", "rmsea")), ("fit_p", stats.chi2.sf(chi2, df), of("fit", "p")),
    ]  # fmt: skip
    texts = [(id_, printed(float(value), decimals + 1), wanted) for id_, value, wanted in figures]
    counts = {"n": n, "df": df, "base": base}
    return finding_of(values=values, counts=counts, analyses=analyses, figures=texts)


def mediation(seed: int) -> Finding:
    chance = np.random.default_rng(seed)
    r, sd, n = true_moments(chance, 3)
    n += 30
    a = r[0, 1] * sd[1] / sd[0]
    both = np.linalg.solve(r[:2, :2], r[:2, 2])
    b = both[1] * sd[2] / sd[1]
    analyses = {"m": {"method": "mediation", "table": "t", "outcome": "v2", "treatment": "v0", "mediators": ["v1"]}}
    figures = [("a", a, of("m", "a", "v1")), ("b", b, of("m", "b", "v1")), ("ab", a * b, of("m", "ab", "v1"))]
    texts = [(id_, printed(float(value), 2), wanted) for id_, value, wanted in figures]
    return finding_of(tables={"t": rounded_table(r, sd, n, 2)}, analyses=analyses, figures=texts)


def alarms(finding: Finding) -> list[str]:
    return [
        f"{one.id} {one.printed.text} {one}" for one in recompute(finding).judged if one.verdict == "does not follow"
    ]


def test_a_regression_that_was_rounded_follows() -> None:
    assert [alarm for seed in range(16) for alarm in alarms(regression(seed)[0])] == []


def test_tests_products_and_fit_indices_that_were_rounded_follow() -> None:
    assert [alarm for seed in range(600) for alarm in alarms(simple(seed))] == []


def test_a_mediation_that_was_rounded_follows() -> None:
    assert [alarm for seed in range(8) for alarm in alarms(mediation(seed))] == []


def test_a_figure_that_is_clearly_wrong_does_not_follow() -> None:
    """Every figure is printed wrong in turn, by as much again as its whole range within rounding and more."""
    for seed in range(6):
        finding, _ = regression(seed)
        right = recompute(finding)
        wrong = []
        for figure in finding.figures:
            one = right[figure.id]
            if figure.printed.relation == "=" and not math.isnan(one.low):
                value = one.high + (one.high - one.low) + 4 * one.printed.half_unit
                text = printed(value, one.printed.decimals)
                wrong.append(figure.model_copy(update={"printed": Printed(text)}))
        made = finding.model_copy(update={"figures": tuple(wrong), "claims": ()})
        assert {one.verdict for one in recompute(made).judged} == {"does not follow"}, seed
