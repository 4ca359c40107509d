"""cluster_robust against clubSandwich 0.5.8 and sandwich 3.0.2 (R 4.2.2): data/comparing/README.md has the calls."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluatie.effects.comparing import cluster_robust
from evaluatie.effects.comparing.least_squares import least_squares
from evaluatie.effects.comparing.sandwich import KINDS, cluster_covariance
from evaluatie.result import NotEnoughData
from tolerances import FITTED, VARIANCE_COMPONENT

DATA = Path(__file__).parent / "data" / "comparing"
CASES = pd.read_csv(DATA / "reference_cases.csv")
TEAMS = pd.read_csv(DATA / "clusters.csv")
FIGURES = pd.read_csv(DATA / "clusters_reference.csv")


def did_design(frame: pd.DataFrame, post: str, exposed: str) -> pd.DataFrame:
    return pd.DataFrame(
        {"one": 1.0, "post": frame[post], "exposed": frame[exposed], "both": frame[post] * frame[exposed]}
    )


def injury() -> pd.DataFrame:
    counts = pd.read_csv(DATA / "injury_counts.csv", dtype={"cluster": str})
    return counts.loc[counts.index.repeat(counts["count"])].reset_index(drop=True)


def companies() -> pd.DataFrame:
    wide = pd.read_csv(DATA / "univbct_companies.csv").dropna(subset=["JOBSAT1", "JOBSAT3", "BTN"])
    wide["exposed"] = wide["BTN"].isin([4, 1022]).astype(float)
    wide["unit"] = wide["BTN"].astype(str) + " " + wide["COMPANY"]
    return wide


def fit_case(case: str, kind: str):
    if case.startswith("DiD"):
        frame = injury()
        return cluster_robust(frame["ldurat"], did_design(frame, "afchnge", "highearn"), frame["cluster"], kind)
    frame = companies()
    columns = {"one": 1.0, "exposed": frame["exposed"], "pre": frame["JOBSAT1"]}
    outcome = frame["JOBSAT3"]
    if case.startswith("Change"):
        outcome = outcome - columns.pop("pre")
    return cluster_robust(
        outcome, pd.DataFrame(columns), frame["COMPANY" if "(clusters COMPANY" in case else "unit"], kind
    )


@pytest.mark.parametrize("case", list(CASES["case"].unique()))
@pytest.mark.parametrize("kind", ["CR1", "CR1S", "CR2", "CR3"])
def test_real_clusters_are_those_of_clubsandwich(case: str, kind: str) -> None:
    theirs = CASES[(CASES["case"] == case) & CASES["how"].str.startswith(f"cluster-robust {kind} with Satt")]
    ours = fit_case(case, kind).coefficients
    assert len(theirs) == len(ours)
    for row, found in zip(ours, theirs.itertuples(), strict=True):
        assert (row.estimate, row.se) == pytest.approx((found.estimate, found.se), rel=FITTED)
        assert (row.df, row.p) == pytest.approx((found.df, found.p), rel=VARIANCE_COMPONENT)
        assert (row.ci_low, row.ci_high) == pytest.approx((found.ci_lower, found.ci_upper), rel=FITTED)


def test_cr0_is_that_of_sandwich() -> None:
    case = "DiD ldurat ~ afchnge*highearn (clusters male x married x industry)"
    theirs = CASES[(CASES["case"] == case) & (CASES["how"] == "cluster-robust CR0")]
    ours = fit_case(case, "CR0").coefficients
    assert [row.se for row in ours] == pytest.approx(list(theirs["se"]), rel=FITTED)


def model(name: str):
    one, both = np.ones(len(TEAMS)), TEAMS["post"] * TEAMS["exposed"]
    did = [one, TEAMS["post"], TEAMS["exposed"]]
    dummies = [(TEAMS["team"] == team).astype(float) for team in sorted(TEAMS["team"].unique())]
    columns = {
        "did": [*did, both],
        "did_weighted": [*did, both],
        "age_weighted": [*did, TEAMS["age"], both],
        "rare": [*did, TEAMS["rare"]],
        "single": [one, TEAMS["exposed"], TEAMS["age"]],
        "single_weighted": [one, TEAMS["exposed"], TEAMS["age"]],
        "teams_weighted": [*dummies, both],
    }[name]
    cluster = np.arange(len(TEAMS)) if name.startswith("single") else TEAMS["team"]
    return np.column_stack(columns), cluster, TEAMS["w"] if name.endswith("weighted") else None


@pytest.mark.parametrize(("name", "kind"), list(FIGURES.groupby(["model", "kind"]).groups))
def test_unequal_teams_weights_and_saturated_clusters_are_those_of_clubsandwich(name: str, kind: str) -> None:
    design, cluster, weights = model(name)
    found = cluster_robust(TEAMS["score"], design, cluster, kind, weights=weights)
    theirs = FIGURES[(FIGURES["model"] == name) & (FIGURES["kind"] == kind)]
    assert len(theirs) == len(found.coefficients)
    compared = 0
    for row, figure in zip(found.coefficients, theirs.itertuples(), strict=True):
        assert row.estimate == pytest.approx(figure.estimate, rel=FITTED)
        if row.se is None:  # a team that its own column fits exactly: clubSandwich gives the rounding error
            assert figure.se < 1e-12
            continue
        compared += 1
        assert (row.se, row.df, row.p) == pytest.approx((figure.se, figure.df, figure.p), rel=FITTED)
        assert (row.ci_low, row.ci_high) == pytest.approx((figure.low, figure.high), rel=FITTED)
    assert compared >= 3


def test_weights_of_one_are_no_weights() -> None:
    design, cluster, _ = model("did")
    for kind in KINDS:
        plain = cluster_robust(TEAMS["score"], design, cluster, kind)
        ones = cluster_robust(TEAMS["score"], design, cluster, kind, weights=np.full(len(TEAMS), 1.0))
        for a, b in zip(plain.coefficients, ones.coefficients, strict=True):
            assert (a.se, a.df) == pytest.approx((b.se, b.df), rel=FITTED)


def test_degrees_of_freedom_are_those_of_the_full_matrices() -> None:
    """Bell & McCaffrey by the book, with n x n matrices: no low-rank shortcut."""
    rng = np.random.default_rng(8)
    codes = np.repeat(np.arange(7), [2, 5, 3, 8, 4, 6, 2])
    design = np.column_stack([np.ones(30), rng.normal(size=(30, 2)), codes < 3])
    outcome = rng.normal(size=30)
    ours, df = cluster_covariance(least_squares(outcome, design), codes, "CR2")
    inverse = np.linalg.inv(design.T @ design)
    hat = np.eye(30) - design @ inverse @ design.T
    columns, meat = [], np.zeros((4, 4))
    for group in range(7):
        rows = codes == group
        values, vectors = np.linalg.eigh(hat[np.ix_(rows, rows)])
        root = vectors @ np.diag(np.where(values > 1e-12, 1 / np.sqrt(np.maximum(values, 1e-12)), 0)) @ vectors.T
        score = design[rows].T @ root @ (hat @ outcome)[rows]
        meat += np.outer(score, score)
        columns.append(hat[:, rows] @ root @ design[rows] @ inverse)
    assert ours == pytest.approx(inverse @ meat @ inverse, rel=FITTED)
    for at in range(4):
        inner = np.column_stack([column[:, at] for column in columns])
        gram = inner.T @ inner
        assert df[at] == pytest.approx(np.trace(gram) ** 2 / (gram**2).sum(), rel=FITTED)


def test_order_labels_and_scale_do_not_matter() -> None:
    design, cluster, weights = model("age_weighted")
    first = cluster_robust(TEAMS["score"], design, cluster, weights=weights).coefficients
    order = np.random.default_rng(1).permutation(len(TEAMS))
    renamed = cluster.map(lambda label: f"x{label[::-1]}")
    changed = cluster_robust(
        10 * TEAMS["score"].iloc[order], design[order], renamed.iloc[order], weights=3 * weights.iloc[order]
    ).coefficients
    for a, b in zip(first, changed, strict=True):
        assert (10 * a.estimate, 10 * a.se, a.df) == pytest.approx((b.estimate, b.se, b.df), rel=FITTED)


def test_missing_rows_are_left_out_and_counted() -> None:
    design, cluster, weights = model("did_weighted")
    score, labels, weight = TEAMS["score"].copy(), cluster.astype(object).copy(), weights.copy()
    score[0], labels[5], weight[7], weight[9] = np.nan, None, np.nan, 0
    kept = ~TEAMS.index.isin([0, 5, 7, 9])
    found = cluster_robust(score, design, labels, weights=weight)
    whole = cluster_robust(TEAMS["score"][kept], design[kept], cluster[kept], weights=weights[kept])
    assert found.coefficients == whole.coefficients
    assert found.n == len(TEAMS) - 4
    assert "2 of 112 rows left out" in found.notes[0].replace(f"of {len(TEAMS)}", "of 112")
    assert "2 row(s) left out: no weight" in found.notes[1]


def test_many_clusters_and_rows_need_little_room() -> None:
    rng = np.random.default_rng(2)
    design = np.column_stack([np.ones(20_000), rng.normal(size=(20_000, 3))])
    found = cluster_robust(rng.normal(size=20_000), design, rng.integers(0, 500, 20_000))
    assert found.n_clusters == 500
    assert all(300 < row.df < 500 for row in found.coefficients)


def test_a_perfect_fit_gives_coefficients_only() -> None:
    design = np.column_stack([np.ones(9), [0, 1, 2] * 3])
    found = cluster_robust(2 + 3 * design[:, 1], design, list("aaabbbccc"))
    assert [round(row.estimate, 9) for row in found.coefficients] == [2, 3]
    assert [row.se for row in found.coefficients] == [None, None]
    assert "fits every answer exactly" in found.notes[0]


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"kind": "HC3"}, ValueError, "kind must be one of CR0"),
        ({"cluster": ["a"] * 6}, NotEnoughData, "at least 2 clusters"),
        ({"cluster": list("aab")}, ValueError, "one entry per row"),
        ({"cluster": "team"}, TypeError, "column of labels"),
        ({"design": np.ones((6, 2))}, ValueError, "combination of the others"),
        ({"design": np.ones(6)}, ValueError, "rows and columns"),
        ({"design": np.column_stack([np.ones(6), np.zeros(6)])}, ValueError, "zero throughout"),
        ({"outcome": [1, 2, None, None, None, None]}, NotEnoughData, "more rows than coefficients"),
        ({"outcome": ["a"] * 6}, TypeError, "not a number"),
        ({"weights": [1, 1, 1, 1, 1, -1]}, ValueError, "weights must be 0 or more"),
        ({"kind": "CR3", "cluster": list("aaabbb")}, NotEnoughData, "rests upon one cluster alone"),
    ],
)
def test_what_will_not_do_is_refused_in_words(change, error, words) -> None:
    given = {
        "outcome": [1.0, 2, 3, 5, 4, 4],
        "design": np.column_stack([np.ones(6), [0, 0, 0, 1, 1, 1]]),
        "cluster": list("aabbcc"),
    }
    with pytest.raises(error, match=words):
        cluster_robust(**{**given, **change})
