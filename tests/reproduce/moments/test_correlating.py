"""Correlations by themselves, without others, and beside each other: R's figures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evaluatie.amiss import InputError
from evaluatie.reproduce.moments import (
    compare_correlations,
    compare_independent_correlations,
    correlation_frame,
    correlation_test,
    partial_correlation,
    semipartial_correlation,
)
from evaluatie.reproduce.moments.correlating import correlation_covariance
from tolerances import CLOSED_FORM

HERE = Path(__file__).parent / "data"
GIVEN = ["age", "gender"]


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    return pd.read_csv(Path(__file__).parents[2] / "scales" / "data" / "media_influence.csv")


def figure(name: str) -> Any:
    content = json.loads((HERE / "regression_reference.json").read_text())
    return next(f["value"] for f in content["figures"] if f["name"] == name)


def test_a_correlation_is_tested_as_r_does(people: pd.DataFrame) -> None:
    theirs = figure("cor.test of pmi and reaction")
    ours = correlation_test(people["pmi"].corr(people["reaction"]), len(people))
    expected = [theirs[name] for name in ("r", "t", "df", "p", "low", "high")]
    assert [ours.r, ours.t, ours.df, ours.p, ours.ci_low, ours.ci_high] == pytest.approx(expected, rel=CLOSED_FORM)


def test_partial_and_semipartial_are_correlations_of_residuals(people: pd.DataFrame) -> None:
    theirs = figure("partial and semipartial of pmi and reaction given age and gender")
    partial = partial_correlation(people.corr(), "pmi", "reaction", GIVEN, len(people))
    semi = semipartial_correlation(people.corr(), "pmi", "reaction", GIVEN, len(people))
    assert partial.r == pytest.approx(theirs["partial"], rel=CLOSED_FORM)
    assert semi.r == pytest.approx(theirs["semipartial"], rel=CLOSED_FORM)
    assert [partial.t, semi.t] == pytest.approx([theirs["t"]] * 2, rel=CLOSED_FORM)
    assert partial.df == semi.df == len(people) - 4


def test_nothing_held_constant_leaves_the_correlation_itself(people: pd.DataFrame) -> None:
    plain = correlation_test(people["pmi"].corr(people["reaction"]), len(people))
    for of in (partial_correlation, semipartial_correlation):
        found = of(people.corr(), "pmi", "reaction", [], len(people))
        assert [found.r, found.t, found.p] == pytest.approx([plain.r, plain.t, plain.p], rel=CLOSED_FORM)


def test_the_interval_of_a_semipartial_correlation_covers_it() -> None:
    rng = np.random.default_rng(11)
    table = correlation_frame(["x", "y", "z"], [[], [0.5], [0.4, 0.6]])
    truth, n, draws = semipartial_correlation(table, "x", "y", ["z"], 50).r, 60, 2000
    root = np.linalg.cholesky(table)
    covered = 0
    for _ in range(draws):
        r = pd.DataFrame(np.corrcoef(rng.normal(size=(n, 3)) @ root.T, rowvar=False), table.index, table.columns)
        found = semipartial_correlation(r, "x", "y", ["z"], n)
        covered += found.ci_low <= truth <= found.ci_high
    assert covered / draws == pytest.approx(0.95, abs=0.015)  # three standard errors of 2000 draws


def test_covariances_of_correlations_are_their_spread_over_samples() -> None:
    rng = np.random.default_rng(3)
    table = correlation_frame(list("abcd"), [[], [0.5], [0.7, 0.5], [0.5, 0.8, 0.6]]).to_numpy()
    answers = rng.normal(size=(4000, 400, 4)) @ np.linalg.cholesky(table).T
    answers -= answers.mean(axis=1, keepdims=True)
    moments = answers.mT @ answers
    spread = np.sqrt(np.einsum("kii->ki", moments))
    rows, columns = np.tril_indices(4, -1)
    drawn = (moments / (spread[:, :, None] * spread[:, None, :]))[:, rows, columns]
    found = np.cov(drawn, rowvar=False) * 400
    assert correlation_covariance(table) == pytest.approx(found, rel=0.1, abs=0.02)


@pytest.mark.parametrize(
    ("key", "n", "triangle", "one", "other"),
    [
        ("williams", 103, [[], [0.4], [0.5, 0.1]], ("a", "b"), ("a", "c")),
        ("williams2", 60, [[], [0.7], [0.55, 0.62]], ("b", "a"), ("c", "a")),
    ],
)
def test_williams_t_is_that_of_psych(key: str, n: int, triangle: list[list[float]], one: Any, other: Any) -> None:
    theirs = figure("correlation tests of psych")[key]
    found = compare_correlations(correlation_frame(list("abc"), triangle), one, other, n)
    assert found.williams_t == pytest.approx(abs(theirs["t"]) * np.sign(found.difference), rel=CLOSED_FORM)
    assert found.williams_p == pytest.approx(theirs["p"], rel=CLOSED_FORM)
    # the two tests are of the same hypothesis
    assert found.p == pytest.approx(found.williams_p, abs=0.01)
    assert (found.ci_low < 0 < found.ci_high) == (found.p > 0.05)


def test_steigers_z_of_correlations_that_share_nothing_is_that_of_psych() -> None:
    theirs = figure("correlation tests of psych")["steiger_nonoverlap"]
    table = correlation_frame(list("abcd"), [[], [0.5], [0.7, 0.5], [0.5, 0.8, 0.6]])
    found = compare_correlations(table, ("a", "b"), ("c", "d"), 103)
    assert [found.z, found.p] == pytest.approx([theirs["z"], theirs["p"]], rel=CLOSED_FORM)
    assert found.williams_t is None


def test_correlations_of_different_people_are_compared_as_psych_does() -> None:
    theirs = figure("correlation tests of psych")["independent"]
    found = compare_independent_correlations(0.49, 145, 0.36, 87)
    assert [found.z, found.p] == pytest.approx([theirs["z"], theirs["p"]], rel=CLOSED_FORM)


def test_what_cannot_be_is_refused_with_all_reasons() -> None:
    with pytest.raises(InputError, match="2 problems"):
        correlation_test(1.2, 3)
    with pytest.raises(InputError, match="2 problems"):
        compare_independent_correlations(1.2, 3, 0.1, 50)
    with pytest.raises(InputError, match="the same correlation"):
        compare_correlations(correlation_frame(["a", "b"], [[], [0.4]]), ("a", "b"), ("b", "a"), 50)
    with pytest.raises(InputError, match="did you mean 'age'"):
        partial_correlation(correlation_frame(["a", "age"], [[], [0.4]]), "a", "agee", [], 50)
