"""Effect sizes recomputed: no alarm on what raw data gave, an alarm on what they cannot have given."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from evaluatie.amiss import InputError
from evaluatie.reproduce.checks import effect_size_agrees


def shown(value: float, decimals: int = 2) -> str:
    return f"{value:.{decimals}f}"


@pytest.mark.parametrize("seed", range(3))
def test_two_groups_and_pairs_from_raw_data(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(100):
        n1, n2 = (int(n) for n in rng.integers(4, 60, 2))
        first, second = rng.normal(rng.uniform(-1, 1), 1, n1), rng.normal(0, rng.uniform(0.5, 2), n2)
        t = shown(stats.ttest_ind(first, second).statistic)
        pooled = math.sqrt(((n1 - 1) * first.var(ddof=1) + (n2 - 1) * second.var(ddof=1)) / (n1 + n2 - 2))
        d = (first.mean() - second.mean()) / pooled
        g = d * (1 - 3 / (4 * (n1 + n2) - 9))
        assert effect_size_agrees("d", shown(d), t=t, n1=n1, n2=n2).verdict == "consistent"
        assert effect_size_agrees("d", shown(-d), t=t, df=n1 + n2 - 2).verdict == "consistent"
        assert effect_size_agrees("g", shown(g), t=t, n1=n1, n2=n2).verdict == "consistent"
        assert effect_size_agrees("any_d", shown(d), t=t, df=n1 + n2 - 2).verdict != "inconsistent"
        r = math.copysign(math.sqrt(float(t) ** 2 / (float(t) ** 2 + n1 + n2 - 2)), d)
        assert effect_size_agrees("r", shown(r, 3), t=t, df=n1 + n2 - 2).verdict == "consistent"
        assert effect_size_agrees("d", shown(abs(d) * 1.3 + 0.3), t=t, n1=n1, n2=n2).verdict == "inconsistent"
        # below the least that goes with any division of so many people
        least = 2 * abs(float(t)) / math.sqrt(n1 + n2)
        if least > 0.1:
            assert effect_size_agrees("d", shown(least - 0.05), t=t, df=n1 + n2 - 2).verdict == "inconsistent"
        pairs = rng.normal(rng.uniform(-1, 1), 1, (n1, 2)) + rng.normal(0, 1, (n1, 1))
        paired = stats.ttest_rel(pairs[:, 0], pairs[:, 1]).statistic
        change = pairs[:, 0] - pairs[:, 1]
        d_z = change.mean() / change.std(ddof=1)
        rho = np.corrcoef(pairs, rowvar=False)[0, 1]
        assert effect_size_agrees("d_z", shown(d_z), t=shown(paired), df=n1 - 1).verdict == "consistent"
        d_rm = d_z * math.sqrt(2 * (1 - rho))
        assert effect_size_agrees("d_rm", shown(d_rm), t=shown(paired), n=n1, r=shown(rho)).verdict == "consistent"


def test_analyses_of_variance_from_raw_data() -> None:
    rng = np.random.default_rng(5)
    for _ in range(100):
        groups = [
            rng.normal(rng.uniform(-0.5, 0.5), 1, int(rng.integers(5, 30))) for _ in range(int(rng.integers(2, 6)))
        ]
        everyone = np.concatenate(groups)
        f, df1, df2 = stats.f_oneway(*groups).statistic, len(groups) - 1, len(everyone) - len(groups)
        total = ((everyone - everyone.mean()) ** 2).sum()
        within = sum(((group - group.mean()) ** 2).sum() for group in groups)
        mean_square = within / df2
        values = {
            "eta2": (total - within) / total,
            "omega2": (total - within - df1 * mean_square) / (total + mean_square),
            "epsilon2": (total - within - df1 * mean_square) / total,
            "adjusted_r2": 1 - mean_square / (total / (df1 + df2)),
            "f2": (total - within) / within,
        }
        for kind, value in values.items():
            found = effect_size_agrees(kind, shown(value, 3), f=shown(f), df1=df1, df2=df2)
            assert found.verdict == "consistent"
            assert found.low - 1e-9 <= value <= found.high + 1e-9
            assert effect_size_agrees(kind, shown(value + 0.05, 3), f=shown(f), df1=df1, df2=df2).alarms


def test_tables_from_counts() -> None:
    rng = np.random.default_rng(6)
    for _ in range(50):
        table = rng.integers(5, 40, (int(rng.integers(2, 5)), int(rng.integers(2, 5))))
        chi2 = stats.chi2_contingency(table, correction=False).statistic
        v = stats.contingency.association(table, method="cramer")
        given = {"chi2": shown(chi2), "n": int(table.sum()), "k": min(table.shape) - 1}
        assert effect_size_agrees("cramers_v", shown(v), **given).verdict == "consistent"
        assert effect_size_agrees("cramers_v", shown(v + 0.08), **given).verdict == "inconsistent"
    assert effect_size_agrees("phi", ".20", chi2="4.00", n=100).verdict == "consistent"


def test_the_example_of_lakens() -> None:
    # Lakens (2013), doi:10.3389/fpsyg.2013.00863, table 1: two movies, ten ratings each
    moments = {"mean1": "8.7", "sd1": "0.82", "mean2": "7.7", "sd2": "0.95", "n1": 10, "n2": 10}
    assert effect_size_agrees("d", "1.13", **moments).verdict == "consistent"
    assert effect_size_agrees("g", "1.08", **moments).verdict == "consistent"
    assert effect_size_agrees("d", "1.13", t="2.52", n1=10, n2=10).verdict == "consistent"
    assert effect_size_agrees("eta2", ".26", t="2.52", df=18).verdict == "consistent"


def test_how_people_were_divided_is_not_supposed() -> None:
    # t(98) = 2.00: .40 with 50 and 50, .67 with 10 and 90, and never less than .40
    assert effect_size_agrees("d", "0.67", t="2.00", df=98).verdict == "consistent"
    assert "not given" in effect_size_agrees("d", "0.67", t="2.00", df=98).explanation.en
    assert effect_size_agrees("d", "0.67", t="2.00", n1=50, n2=50).verdict == "inconsistent"
    assert effect_size_agrees("d", "0.35", t="2.00", df=98).verdict == "inconsistent"
    # without the design nothing is excluded
    assert effect_size_agrees("any_d", "0.20", t="2.00", df=98).verdict == "consistent"
    assert effect_size_agrees("any_d", "0.30", t="2.00", df=98).verdict == "cannot be checked"
    assert not effect_size_agrees("any_d", "3.00", t="2.00", df=98).alarms


def test_what_is_missing_or_wrong_is_told() -> None:
    found = effect_size_agrees("omega2", ".10", f="4.00")
    assert found.verdict == "cannot be checked"
    assert "f + df1 + df2" in found.explanation.en
    with pytest.raises(InputError) as told:
        effect_size_agrees("eta", ".10", f=4.0, df1="1.5")  # type: ignore[arg-type]
    assert len(told.value.problems) == 3
    assert "did you mean 'eta2'" in str(told.value)
    assert effect_size_agrees("r", "> .20", t="4.00", df=40).verdict == "consistent"
    assert effect_size_agrees("r", "< .20", t="4.00", df=40).verdict == "inconsistent"
