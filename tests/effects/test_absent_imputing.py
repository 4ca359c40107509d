"""impute_change and tipping_point against R's mice, and in simulation."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluatie.effects import NotEnoughData, paired_change
from evaluatie.effects.absent import impute_change, pool_imputations, tipping_point
from evaluatie.effects.absent.imputed_change import complete_waves
from evaluatie.effects.absent.imputing import borrowed, impute_columns
from evaluatie.effects.absent.tipping import tipping_from_completed
from tolerances import CLOSED_FORM, FITTED, NEAR_ZERO

WIDE = pd.read_csv(Path(__file__).parent / "data" / "univbct_wide.csv")


def waves(outcome: str, battalion: int | None) -> tuple[pd.Series, pd.Series]:
    rows = WIDE if battalion is None else WIDE[WIDE["BTN"] == battalion]
    rows = rows[rows[[f"{outcome}1", f"{outcome}3"]].notna().any(axis=1)]
    return rows[f"{outcome}1"], rows[f"{outcome}3"]


def simulated(n: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give two waves missing at random on the first answer and a characteristic; the true change is 0.3."""
    rng = np.random.default_rng([n, seed])
    known = rng.normal(size=n)
    pre = 3 + 0.4 * known + rng.normal(0, 0.7, n)
    post = 0.6 * pre + 1.5 + 0.3 * known + rng.normal(0, 0.6, n)
    post[rng.random(n) < 1 / (1 + np.exp(1 + 1.2 * (pre - 3) + 0.8 * known))] = np.nan
    return pre, post, known


@pytest.mark.parametrize(
    ("outcome", "battalion", "method", "estimate", "within", "between"),
    [
        # R 4.2.2, mice 3.15.0: mice(data.frame(pre, post), m = 500, maxit = 5, method = .., seed = 7), mean(post - pre)
        ("JOBSAT", None, "norm", 0.1002059401, 0.002157260030, 0.000161353937),
        ("JOBSAT", None, "pmm", 0.0999522648, 0.002165957383, 0.000207976660),
        ("JOBSAT", 4, "norm", 0.1999520355, 0.012626739196, 0.001364318834),
        ("JOBSAT", 4, "pmm", 0.2106383221, 0.012706597248, 0.001154061220),
        ("COMMIT", None, "norm", -0.0827649512, 0.001260758689, 0.000089088585),
        ("COMMIT", None, "pmm", -0.0842993349, 0.001249604826, 0.000130136537),
    ],
)
def test_imputations_are_those_of_mice_up_to_chance(
    outcome: str,
    battalion: int | None,
    method,
    estimate: float,
    within: float,
    between: float,
) -> None:
    change = impute_change(*waves(outcome, battalion), imputations=500, method=method, seed=5)
    # four standard errors of the difference of two means, and of the log ratio of two variances, of 500 draws each
    assert change.mean_change == pytest.approx(estimate, abs=4 * np.sqrt(2 * between / 500))
    assert np.log(change.between / between) == pytest.approx(0, abs=4 * np.sqrt(2 * 2 / 499))
    assert change.within == pytest.approx(within, rel=0.01)


def test_with_one_spread_the_robust_draws_are_those_of_the_normal_model_up_to_chance() -> None:
    pre, post, known = simulated(400, 1)
    norm, robust = (
        impute_change(pre, post, {"known": known}, imputations=500, method=method, seed=5)
        for method in ("norm", "robust")
    )
    assert robust.mean_change == pytest.approx(norm.mean_change, abs=4 * np.sqrt(2 * norm.between / 500))
    assert robust.within == pytest.approx(norm.within, rel=0.02)
    assert robust.between == pytest.approx(norm.between, rel=0.35)  # its covariance is estimated from the residuals


def test_answers_that_spread_more_where_people_keep_silent_are_drawn_so() -> None:
    rng = np.random.default_rng(2)
    pre = rng.uniform(1, 5, 4000)
    sd = 1.2 - 0.2 * pre
    post = 0.5 + 0.8 * pre + rng.normal(0, 1, 4000) * sd
    whole, given = post.copy(), rng.random(4000) < pre / 6
    post[~given] = np.nan
    drawn = {
        method: impute_columns(np.column_stack([pre, post]), 20, np.random.default_rng(0), method=method)
        for method in ("robust", "norm")
    }
    low = ~given & (pre < 2)
    true = (whole - 0.5 - 0.8 * pre)[low].std()
    spread = {name: (found[:, low, 1] - 0.5 - 0.8 * pre[low]).std() for name, found in drawn.items()}
    assert spread["robust"] == pytest.approx(true, rel=0.06)
    assert spread["norm"] < 0.8 * true


@pytest.mark.parametrize("n", [5, 8])
def test_few_people_give_answers_that_are_not_out_of_this_world(n: int) -> None:
    # of a single person with the characteristic nothing can be drawn of how it spreads; answers stay near the others
    rng = np.random.default_rng(n)
    pre, known = rng.normal(3, 0.6, n + 3), np.zeros(n + 3)
    post = pre + rng.normal(0, 0.3, n + 3)
    known[0], post[-3:] = 1.0, np.nan
    whole = impute_columns(np.column_stack([pre, post, known]), 200, np.random.default_rng(1))
    assert np.isfinite(whole).all()
    assert np.abs(np.median(whole[:, -3:, 1], axis=0) - pre[-3:]).max() < 1


@pytest.mark.parametrize(("n", "runs"), [(100, 300), (30, 300)])
def test_intervals_cover_under_missing_at_random(n: int, runs: int) -> None:
    hits = 0
    for seed in range(runs):
        pre, post, known = simulated(n, seed)
        change = impute_change(pre, post, {"known": known}, seed=seed)
        hits += change.ci_low <= 0.3 <= change.ci_high
    # three binomial standard errors around 95%
    assert hits / runs == pytest.approx(0.95, abs=3 * np.sqrt(0.05 * 0.95 / runs))


def test_the_pooled_figures_are_those_of_pool_imputations() -> None:
    pre, post, known = simulated(100, 1)
    change = impute_change(pre, post, {"known": known}, seed=3)
    whole = impute_columns(np.column_stack([pre, post, known]), 20, np.random.default_rng(3), iterations=5)
    changes = whole[:, :, 1] - whole[:, :, 0]
    pooled = pool_imputations(changes.mean(axis=1), changes.var(axis=1, ddof=1) / 100, 99)
    for name in ("se", "df", "p", "ci_low", "ci_high", "fmi", "riv", "between"):
        assert getattr(change, name) == pytest.approx(getattr(pooled, name), rel=CLOSED_FORM)
    known_post = ~np.isnan(post)
    assert (whole[:, known_post, 1] == post[known_post]).all()


def test_the_same_seed_gives_the_same_figures_in_any_unit() -> None:
    pre, post, known = simulated(80, 2)
    first, again = (impute_change(pre, post, {"known": known}, seed=1) for _ in range(2))
    assert (first.mean_change, first.se) == (again.mean_change, again.se)
    scaled = impute_change(pre * 10 + 5, post * 10 + 5, {"known": known * 3 - 1}, seed=1)
    assert scaled.mean_change == pytest.approx(first.mean_change * 10, rel=1e-7)  # the ridge of 1e-10
    assert impute_change(pre, post, seed=2).mean_change != impute_change(pre, post, seed=3).mean_change


def test_borrowed_answers_are_answers_that_someone_gave() -> None:
    pre, post, _ = simulated(60, 3)
    post = np.round(post)
    whole = impute_columns(np.column_stack([pre, post]), 10, np.random.default_rng(0), method="pmm")
    assert set(np.unique(whole[:, :, 1])) <= set(post[~np.isnan(post)])
    rng = np.random.default_rng(0)
    fitted, wanted = rng.normal(size=(50, 40)), rng.normal(size=(50, 7))
    found = borrowed(fitted, np.arange(40.0), wanted, rng)
    places = np.argsort(np.abs(fitted[:, None] - wanted[..., None]), axis=2)[..., :5]
    assert (places == found[..., None]).any(axis=2).all()


def test_delta_moves_the_change_by_the_share_imputed() -> None:
    pre, post, known = simulated(100, 4)
    base, moved = (impute_change(pre, post, {"known": known}, delta=delta) for delta in (0.0, -0.5))
    share = np.isnan(post).mean()
    assert moved.mean_change - base.mean_change == pytest.approx(-0.5 * share, rel=CLOSED_FORM)
    assert any("-0.5 points after" in note for note in moved.notes)


def test_the_tipping_delta_is_where_the_interval_meets_the_bound() -> None:
    pre, post, known = simulated(100, 5)
    post = post + 0.4
    found = tipping_point(pre, post, {"known": known}, response_range=(1, 5))
    assert found.conclusion == "rise"
    at = impute_change(pre, post, {"known": known}, delta=found.tipping_delta)
    assert at.ci_low == pytest.approx(0, abs=1e-9)
    zero = impute_change(pre, post, {"known": known}, delta=found.tipping_sign)
    assert zero.mean_change == pytest.approx(0, abs=1e-9)
    for row in found.table.iloc[::10].to_dict("records"):
        same = impute_change(pre, post, {"known": known}, delta=row["delta"])
        assert [row["estimate"], row["se"], row["df"]] == pytest.approx([same.mean_change, same.se, same.df], rel=1e-9)
    assert found.table["estimate"].is_monotonic_increasing
    higher = tipping_point(pre, post, {"known": known}, response_range=(1, 5), bound=0.05)
    assert higher.tipping_delta > found.tipping_delta


def test_nobody_silent_is_the_paired_test() -> None:
    pre, post = WIDE[["READY1", "READY3"]].dropna().to_numpy().T
    change, paired = impute_change(pre, post), paired_change(pre, post)
    for name in ("mean_change", "se", "df", "p", "ci_low", "ci_high", "ci90_low"):
        assert getattr(change, name) == pytest.approx(getattr(paired, name), rel=CLOSED_FORM)
    assert change.notes == ("nobody was silent: the paired test",)


def test_another_variance_within_is_used() -> None:
    pre, post, known = simulated(100, 6)
    plain = impute_change(pre, post, {"known": known})
    same = impute_change(pre, post, {"known": known}, within=lambda d: (float(d.var(ddof=1)) / len(d), len(d) - 1.0))
    assert [same.se, same.df] == pytest.approx([plain.se, plain.df], rel=CLOSED_FORM)
    wider = impute_change(pre, post, {"known": known}, within=lambda d: (float(d.var(ddof=1)) / 10, 9.0))
    assert wider.within == pytest.approx(plain.within * 10, rel=CLOSED_FORM)
    with pytest.raises(NotEnoughData, match="degrees of freedom above 0"):
        impute_change(pre, post, within=lambda _: (0.1, 0.0))


def test_the_tipping_point_with_the_plain_variance_given_is_that_without() -> None:
    pre, post, known = simulated(100, 6)
    done = complete_waves(pre, post, {"known": known}, 20, 0, "robust", 5)
    plain = tipping_from_completed(done, (1.0, 5.0))
    same = tipping_from_completed(
        done, (1.0, 5.0), within=lambda d: (d.var(axis=1, ddof=1) / d.shape[1], d.shape[1] - 1.0)
    )
    for name, column in plain.table.select_dtypes("number").items():
        assert same.table[name].tolist() == pytest.approx(column.tolist(), rel=FITTED, abs=NEAR_ZERO)
    assert same.tipping_delta == pytest.approx(plain.tipping_delta, rel=FITTED)


def test_no_tipping_point_in_range_is_said() -> None:
    rng = np.random.default_rng(0)
    pre = rng.normal(3, 0.3, 50)
    post = pre + rng.normal(1, 0.2, 50)
    post[:5] = np.nan
    found = tipping_point(pre, post, deltas=[-0.5, 0.5])
    assert (found.conclusion, found.tipping_delta) == ("rise", None)
    assert any("no tipping point in range" in note for note in found.notes)
    assert found.table["delta"].tolist() == [-0.5, 0.0, 0.5]


def test_a_characteristic_of_the_silent_only_tells_nothing_of_them() -> None:
    rng = np.random.default_rng(4)
    x = np.r_[np.ones(5), np.zeros(25)]
    pre = rng.normal(3, 1, 30)
    post = pre + rng.normal(0.2, 0.5, 30)
    post[:5], pre[10] = np.nan, np.nan
    with_x, without = impute_change(pre, post, {"x": x}), impute_change(pre, post)
    assert with_x.mean_change == without.mean_change
    assert "left out, as they do not vary or follow from the others: x (among the people who answered twice)" in (
        with_x.notes
    )


def test_odd_but_legal_input() -> None:
    pre = pd.Series([1, 2, 3, 4, 5, 4, 3, None], dtype="Int64", index=range(5, 13))
    post = pd.Series([2, 2, 3, 5, 5, None, 4, 3], dtype="Float64")
    frame = pd.DataFrame({"g": pd.Categorical([*"aabbaab", None]), "c": [1] * 8, "gone": [None] * 8})
    change = impute_change(pre, post, frame[["c", "gone"]])
    assert (change.n, change.n_pairs, change.n_pre, change.n_post) == (8, 6, 7, 7)
    assert np.isfinite(impute_change([*pre] * 3, [*post] * 3, pd.concat([frame] * 3)).se)
    assert np.isfinite(impute_change([1e12 + i for i in range(8)], [1e12 + 2 * i for i in range(7)] + [None]).se)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: impute_change([1, 2, None], [1, 2, 3]), NotEnoughData, "answered twice"),
        (lambda: impute_change([3] * 8, [3] * 7 + [None]), NotEnoughData, "same amount"),
        (lambda: impute_change([1, 2], [1]), ValueError, "pair up"),
        (lambda: impute_change([1, 2, 3, 4], [1, 3, 2, None], method="mean"), ValueError, "method"),
        (lambda: impute_change([1, 2, 3, 4], [1, 3, 2, None], imputations=1), ValueError, "imputations"),
        (lambda: impute_change([1, 2, 3, 4], [1, 3, 2, None], delta=np.nan), ValueError, "delta"),
        (lambda: tipping_point([1, 2, 3, None], [1, 3, 2, 4]), NotEnoughData, "nobody was silent"),
        (lambda: tipping_point([1, 2, 3, 4], [1, 3, 2, None], wave="x"), ValueError, "wave"),
        (lambda: tipping_point([1, 2, 3, 4], [1, 3, 2, None], response_range=(5, 1)), ValueError, "response_range"),
    ],
)
def test_what_cannot_be_imputed_is_said(call, error, message) -> None:
    with pytest.raises(error, match=message):
        call()
