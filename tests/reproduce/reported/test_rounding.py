"""Thousands of results, rounded in many ways: the right ones raise no alarm, the wrong ones are caught."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from scipy import stats

from evaluatie.reproduce.reported import check_reported

#: results per seed; a property holds for every one of them
MANY = 500
WAYS = [ROUND_HALF_UP, ROUND_HALF_EVEN]


def result(rng: np.random.Generator) -> tuple[str, float, tuple[float, ...], float]:
    """Draw a statistic, its degrees of freedom and its p, by scipy.stats: other code than the package's own."""
    kind = str(rng.choice(["t", "F", "chi2", "r", "z", "Q", "H"]))
    df2 = float(rng.integers(3, 400))
    if kind == "t":
        value = float(rng.normal(0, 2.2))
        return kind, value, (df2,), float(2 * stats.t.sf(abs(value), df2))
    if kind == "r":
        value = float(np.clip(rng.normal(0, 0.3), -0.95, 0.95))
        t = value * np.sqrt(df2 / (1 - value**2))
        return kind, value, (df2,), float(2 * stats.t.sf(abs(t), df2))
    if kind == "z":
        value = float(rng.normal(0, 2.2))
        return kind, value, (), float(2 * stats.norm.sf(abs(value)))
    df1 = float(rng.integers(1, 12))
    if kind == "F":
        value = float(rng.chisquare(df1) * rng.uniform(0.5, 2) / df1)
        return kind, value, (df1, df2), float(stats.f.sf(value, df1, df2))
    value = float(rng.chisquare(df1) * rng.uniform(0.5, 2))
    return kind, value, (df1,), float(stats.chi2.sf(value, df1))


def rounded(value: float, decimals: int, way: str = ROUND_HALF_UP) -> str:
    return str(Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), way))


def written(rng, kind, value, df, p) -> str:
    """Write a result with random decimals and habits; `p` is the printed p with its sign."""
    comma, bare = bool(rng.integers(2)), bool(rng.integers(2))
    shown = rounded(
        value, int(rng.integers(2 if kind == "r" else 1, 4)), str(rng.choice([ROUND_HALF_UP, ROUND_HALF_EVEN]))
    )
    inside = ", ".join(f"{one:g}" for one in df)
    name = {"chi2": str(rng.choice(["χ2", "χ²", "X2", "chi-square "]))}.get(kind, kind)
    text = f"{name}{f'({inside})' if df else ''} = {shown}, p {p}"
    if bare:
        text = text.replace(" 0.", " .").replace("-0.", "-.")
    return text.replace(".", ",") if comma else text


def printed(rng, p: float) -> str:
    """Print a p rightly: rounded, or by an inequality."""
    habit = int(rng.integers(4))
    if habit == 0:
        return next((f"< {level}" for level in (0.001, 0.01, 0.05) if p < level), "> 0.05")
    decimals = int(rng.integers(2, 5))
    shown = rounded(p, decimals, str(rng.choice(WAYS)))
    return f"= {shown}" if float(shown) else f"< {Decimal(1).scaleb(-decimals)}"


@pytest.mark.parametrize("seed", range(8))
def test_no_alarm_on_a_correctly_rounded_result(seed):
    rng = np.random.default_rng(seed)
    for _ in range(MANY):
        kind, value, df, p = result(rng)
        text = written(rng, kind, value, df, printed(rng, p))
        found = check_reported(text).checks
        assert [one.verdict for one in found] == ["consistent"], (text, p, found)
        assert found[0].kind == kind


@pytest.mark.parametrize("seed", range(4))
def test_a_wrong_p_is_caught_wherever_the_rounding_cannot_explain_it(seed):
    rng = np.random.default_rng(100 + seed)
    caught = 0
    for _ in range(MANY):
        kind, value, df, p = result(rng)
        wrong = float(np.clip(p + rng.choice([-1, 1]) * rng.uniform(0.06, 0.3), 0.001, 0.999))
        if abs(wrong - p) < 0.06 or (kind in ("t", "r", "z") and abs(wrong - p / 2) < 0.01):
            continue
        # three decimals: what rounding leaves open is less than .06, as the coarsest statistic here tells
        shown = rounded(value, 3)
        text = f"{kind}({', '.join(f'{one:g}' for one in df)}) = {shown}, p = {wrong:.3f}".replace("()", "")
        (found,) = check_reported(text).checks
        expected = "decision error" if (p <= 0.05) != (round(wrong, 3) <= 0.05) and abs(p - 0.05) > 0.01 else None
        assert found.verdict in ("inconsistent", "decision error"), text
        assert expected is None or found.verdict == expected, text
        caught += 1
    assert caught > MANY / 2


@pytest.mark.parametrize("seed", range(4))
def test_a_one_sided_p_agrees_only_where_the_text_says_so(seed):
    rng = np.random.default_rng(200 + seed)
    for _ in range(100):
        df, value = int(rng.integers(5, 200)), rounded(float(rng.uniform(1.2, 3)), 2)
        p = f"{stats.t.sf(float(value), df):.4f}"
        text = f"t({df}) = {value}, p = {p}"
        silent, said = check_reported(text).checks[0], check_reported(f"{text}, one-tailed").checks[0]
        assert silent.verdict in ("inconsistent", "decision error")
        assert "one-sided" in silent.en
        assert said.verdict == "consistent"


def test_a_truncated_p_is_named_and_never_a_rounded_one():
    rng = np.random.default_rng(7)
    named = 0
    for _ in range(200):
        value, df = rounded(float(rng.uniform(0.5, 3)), 4), int(rng.integers(5, 200))
        p = float(2 * stats.t.sf(float(value), df))
        cut, near = rounded(p, 3, ROUND_DOWN), rounded(p, 3)
        (found,) = check_reported(f"t({df}) = {value}, p = {cut}").checks
        if cut == near:
            assert found.verdict == "consistent"
        elif found.verdict != "consistent":
            assert "truncated" in found.en
            named += 1
    assert named > 50


@pytest.mark.parametrize(
    ("text", "p"),
    [
        # figures of the tables of Student's t, F and chi-square that every textbook has
        ("t(10) = 2.228, p = .050", 0.05), ("t(27) = 2.052, p = .050", 0.05), ("F(2, 30) = 3.316, p = .050", 0.05),
        ("χ2(1) = 3.841, p = .050", 0.05), ("χ2(10) = 23.209, p = .010", 0.01), ("z = 1.960, p = .050", 0.05),
        ("r(28) = .361, p = .050", 0.05), ("H(2) = 5.991, p = .050", 0.05), ("Q(4) = 9.488, p = .050", 0.05),
    ],
)  # fmt: skip
def test_critical_values_of_the_tables(text, p):
    (found,) = check_reported(text).checks
    assert found.verdict == "consistent"
    assert found.p_low <= p * 1.001
    assert found.p_high >= p * 0.999


@pytest.mark.parametrize(("n1", "n2", "u"), [(4, 5, 2), (8, 7, 12), (12, 14, 35), (20, 20, 130)])
def test_the_exact_p_of_u_is_scipy_s(n1, n2, u):
    from evaluatie.reproduce.reported.judging.ranksums import u_spans
    from evaluatie.reproduce.reported.reading.numbers import Amount

    # scores without ties whose U is u: the first group's ranks are moved up one by one
    first = np.arange(n1, dtype=float)
    left = u
    for at in range(n1 - 1, -1, -1):
        step = min(left, n2)
        first[at] += step
        left -= step
    second = np.setdiff1d(np.arange(n1 + n2, dtype=float), first)
    test = stats.mannwhitneyu(first, second, method="exact")
    assert test.statistic == u
    spans = list(u_spans(Amount(Decimal(u)), n1, n2))
    normal = stats.mannwhitneyu(first, second, method="asymptotic", use_continuity=True)
    assert spans[1][0] == pytest.approx(normal.pvalue, rel=1e-10)
    assert spans[-1][0] == pytest.approx(test.pvalue, rel=1e-10)


def test_a_p_far_below_what_floating_point_holds():
    (found,) = check_reported("t(5000) = 95.30, p < .001; z = 40.00, p < .001").checks[:1]
    assert found.verdict == "consistent"
    assert check_reported("z = 40.00, p < .001").checks[0].verdict == "consistent"
    assert check_reported("F(3, 1000000) = 5000.00, p > .05").checks[0].verdict == "decision error"
