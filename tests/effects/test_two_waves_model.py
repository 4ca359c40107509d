"""The model of two waves with an unstructured covariance, against R's nlme::gls and its own brute-force curvature."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluatie.effects import in_clusters, independent_change, paired_change
from evaluatie.effects.clustered import _freed
from evaluatie.effects.mixed import mixed_from_people
from evaluatie.effects.mixed_fitting import APART, METHODS, NO_SPREAD, ONE_VARIANCE
from evaluatie.effects.mixed_result import MixedChange
from evaluatie.mixed import MixedFit
from evaluatie.mixed.two_waves import TwoWavesFit, Undetermined, fit_two_waves
from evaluatie.mixed.two_waves_likelihood import PairSums, deviance, expected, place
from tolerances import CLOSED_FORM, FITTED, VARIANCE_COMPONENT

DATA = Path(__file__).parent / "data"
Floats = np.ndarray


def soldiers(*also: str) -> pd.DataFrame:
    wide = pd.read_csv(DATA / "univbct_wide.csv").merge(pd.read_csv(DATA / "univbct_people.csv"), on="SUBNUM")
    wide = wide[wide["JOBSAT1"].notna() | wide["JOBSAT3"].notna()].dropna(subset=list(also))
    return wide.rename(columns={"JOBSAT1": "pre", "JOBSAT3": "post"})


#: drawn: x of everyone, sds about 1 and 0.7, an eighth silent at first, who started low silent at last
MADE = pd.read_csv(DATA / "two_waves_made.csv")

# R 4.2.2, nlme 3.1.162: gls(value ~ wave [+ covariates], correlation = corSymm(form = ~ wave + 1 | id), weights =
# varIdent(form = ~ 1 | wave), method = "REML", control = glsControl(tolerance = 1e-12, msTol = 1e-13)): coefficients,
# standard errors, sds, correlation, log-likelihood
R = {
    "univbct": (
        soldiers(), [],
        [3.23779197046, 0.0994887949057], [0.0453237045973, 0.0480116774975],
        (0.983607232749, 0.855383535986, 0.38357037269), -1209.35989177,
    ),
    "univbct with age and gender": (
        soldiers("AGE", "GENDER"), ["AGE", "GENDER"],
        [2.4458760032, 0.109550050728, 0.0296058613039, 0.00918863048459],
        [0.258200233845, 0.0506461920393, 0.00584393027577, 0.205102712087],
        (0.967048557927, 0.857945154096, 0.347624422191), -1127.75619005,
    ),
    "made": (
        MADE, [],
        [2.85426082246, 0.521170877753], [0.116403501998, 0.105935031744],
        (0.989812641852, 0.663209944385, 0.602338439642), -142.004961577,
    ),
    "made with x": (
        MADE, ["x"],
        [2.86004832653, 0.539256520026, 0.16712040225], [0.11332446143, 0.107617169978, 0.0931416808472],
        (0.960030678784, 0.655983608304, 0.558318908411), -141.963514358,
    ),
}  # fmt: skip


def columns(name: str) -> tuple[Floats, Floats, Floats | None]:
    frame, about = R[name][:2]
    return frame["pre"].to_numpy(), frame["post"].to_numpy(), frame[about].to_numpy(float) if about else None


@pytest.mark.parametrize("name", R)
def test_it_is_the_model_of_nlme(name: str) -> None:
    _, _, fixed, errors, (first, last, r), loglik = R[name]
    fit = fit_two_waves(*columns(name))
    assert fit.coefficients.tolist() == pytest.approx(fixed, rel=FITTED)
    # nlme takes the covariance of the answers for known
    assert np.sqrt(np.diag(fit.covariance)).tolist() == pytest.approx(errors, rel=FITTED)
    assert (fit.sd_first, fit.sd_last, fit.correlation) == pytest.approx((first, last, r), rel=VARIANCE_COMPONENT)
    assert fit.loglik == pytest.approx(loglik, rel=CLOSED_FORM)
    assert fit.notes == ()


def plain(name: str, variances: Floats) -> tuple[float, Floats, Floats]:
    """Give the REML deviance with full matrices, the fixed effects and their covariance: s1^2, s2^2, s12 given."""
    pre, post, about = columns(name)
    known = np.concatenate([~np.isnan(pre), ~np.isnan(post)])
    n, after = len(pre), np.repeat([0.0, 1.0], len(pre))
    more = [] if about is None else [np.tile(column, 2) for column in about.T]
    x, y = np.column_stack([np.ones(2 * n), after, *more])[known], np.concatenate([pre, post])[known]
    s1, s2, s12 = variances
    v = np.kron([[s1, s12], [s12, s2]], np.eye(n))[np.ix_(known, known)]
    weighed = np.linalg.solve(v, np.column_stack([x, y]))
    inner = x.T @ weighed[:, :-1]
    effects = np.linalg.solve(inner, x.T @ weighed[:, -1])
    left = float(y @ weighed[:, -1] - effects @ (x.T @ weighed[:, -1]))
    return np.linalg.slogdet(v)[1] + np.linalg.slogdet(inner)[1] + left, effects, np.linalg.inv(inner)


@pytest.mark.parametrize("name", ["made", "made with x"])
def test_degrees_of_freedom_and_errors_are_those_of_brute_force(name: str) -> None:
    fit = fit_two_waves(*columns(name))
    at = np.array([fit.sd_first**2, fit.sd_last**2, fit.variance_cluster])
    steps = 1e-3 * np.eye(3)
    curvature = [
        [
            (plain(name, at + a + b)[0] - plain(name, at + a - b)[0] - plain(name, at - a + b)[0]
             + plain(name, at - a - b)[0]) / 4e-6
            for a in steps
        ]
        for b in steps
    ]  # fmt: skip
    spread = 2 * np.linalg.inv(curvature)
    ends = [(plain(name, at + a), plain(name, at - a)) for a in steps]
    slopes = np.array([(up[2][1, 1] - down[2][1, 1]) / 2e-3 for up, down in ends])
    drift = np.array([(up[1][1] - down[1][1]) / 2e-3 for up, down in ends])
    variance = plain(name, at)[2][1, 1]
    weights = [0, 1, *([0] if "x" in name else [])]
    # differences with steps of 1e-3 are right to about the square of that, over the size of the variances
    assert fit.contrast(weights)[2] == pytest.approx(2 * variance**2 / (slopes @ spread @ slopes), rel=1e-4)
    assert fit.contrast(weights)[1] ** 2 == pytest.approx(variance + drift @ spread @ drift, rel=1e-4)
    assert fit.errors[1] == pytest.approx(fit.contrast(weights)[1], rel=CLOSED_FORM)
    assert fit.errors[1] > 1.02 * MixedFit.contrast(fit, weights)[1]


def draw(
    seed: int, n: int = 60, r: float = 0.6, silent: tuple[float, float] = (0.2, 0.3), sd: float = 1.5
) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    pre = rng.normal(size=n)
    post = 0.3 + sd * (r * pre + math.sqrt(1 - r**2) * rng.normal(size=n))
    gone = rng.random(n)
    return np.where(gone < silent[0], np.nan, pre), np.where(gone > 1 - silent[1], np.nan, post)


def test_slopes_and_curvature_are_those_of_the_deviance() -> None:
    pre, post = draw(1)
    about = np.random.default_rng(2).normal(size=(60, 2))
    sums, at, step = PairSums.of(np.column_stack([pre, post]), about), np.array([0.2, -0.3, 0.5]), 1e-5
    here = place(sums, at)
    ends = [(place(sums, at + step * way), place(sums, at - step * way)) for way in np.eye(3)]
    assert here.deviance == pytest.approx(deviance(sums, at), rel=CLOSED_FORM)
    # central differences are right to about the square of the step
    for ours, of in (("slope", "deviance"), ("curvature", "slope"), ("moves", "covariance"), ("drift", "effects")):
        numeric = np.array([(getattr(up, of) - getattr(down, of)) / 2 / step for up, down in ends])
        assert getattr(here, ours).ravel() == pytest.approx(numeric.ravel(), rel=1e-6, abs=1e-6), ours


def test_the_expected_curvature_is_the_mean_of_the_observed() -> None:
    rng, at = np.random.default_rng(3), np.array([0.2, -0.3, 0.5])
    (first, last), r = np.exp(at[:2]), math.tanh(at[2])
    observed = []
    for _ in range(1500):
        pre = rng.normal(size=40)
        table = np.column_stack([first * pre, last * (r * pre + math.sqrt(1 - r**2) * rng.normal(size=40))])
        table[:8, 0], table[12:20, 1] = np.nan, np.nan
        sums = PairSums.of(table, np.empty((40, 0)))
        observed.append(place(sums, at).curvature)
    found = expected(sums, place(sums, at))
    # within four standard errors of the mean
    sure = 4 * np.std(observed, axis=0) / math.sqrt(len(observed))
    assert (np.abs(np.mean(observed, axis=0) - found) < sure).all()


@pytest.mark.parametrize("seed", range(5))
def test_no_other_covariance_has_a_higher_likelihood(seed: int) -> None:
    pre, post = draw(seed, 9, silent=(0.2, 0.2))
    fit = fit_two_waves(pre, post)
    sums = PairSums.of(np.column_stack([pre, post]), np.empty((9, 0)))
    best = deviance(sums, np.array([math.log(fit.sd_first), math.log(fit.sd_last), math.atanh(fit.correlation)]))
    others = np.random.default_rng(seed).normal(0, 1.5, (2000, 3))
    assert min(deviance(sums, at) for at in others) >= best - 1e-9


@pytest.mark.parametrize(("n", "r"), [(2, 0.5), (3, 0.9), (30, 0.6), (200, -0.4), (30, 0.999999999), (30, 1.0)])
def test_with_everyone_at_both_waves_it_is_the_paired_test(n: int, r: float) -> None:
    pre, post = draw(n, n, r, (0.0, 0.0))
    ours, paired = mixed_from_people(pre, post), paired_change(pre, post)
    for field in ("mean_change", "se", "statistic", "p", "ci_low", "ci90_high", "mean_pre", "mean_post", "sd_pre"):
        assert getattr(ours, field) == pytest.approx(getattr(paired, field), rel=1e-8), field
    assert ours.df == pytest.approx(n - 1, rel=1e-8)
    assert ours.d_av == pytest.approx(paired.d_av, rel=1e-8)
    assert ours.correlation == pytest.approx(paired.correlation, rel=1e-8)
    assert ours.sd_ratio == pytest.approx(paired.sd_post / paired.sd_pre, rel=1e-8)
    assert ours.notes == ()


def test_the_paired_test_is_the_limit_of_the_model() -> None:
    pre, post = draw(5, 20, silent=(0.0, 0.0))
    one = fit_two_waves(pre, post)
    # a covariate that has nothing to do with the answers brings the search in
    other = fit_two_waves(pre, post, np.arange(20.0)[:, None] % 2)
    assert isinstance(other, TwoWavesFit)
    assert other.contrast([0, 1, 0])[0] == pytest.approx(one.contrast([0, 1])[0], rel=1e-8)
    # someone more, at the first wave: a little else
    more = fit_two_waves(np.append(pre, np.nanmean(pre)), np.append(post, np.nan))
    assert more.loglik != one.loglik
    assert more.contrast([0, 1])[1] == pytest.approx(one.contrast([0, 1])[1], rel=0.05)


def test_with_nobody_at_both_it_is_welchs_test() -> None:
    pre, post = draw(6, 50)
    pre[:25], post[25:] = np.nan, np.nan
    ours, welch = mixed_from_people(pre, post), independent_change(pre, post)
    for field in ("mean_change", "se", "df", "p", "ci_low"):
        assert getattr(ours, field) == pytest.approx(getattr(welch, field), rel=CLOSED_FORM), field
    assert APART in ours.notes


def figures(found: MixedChange) -> list[float]:
    return [found.mean_change, found.se, found.df, found.d_av, found.correlation, found.sd_ratio]


@pytest.mark.parametrize("r", [-0.95, 0.0, 0.6, 0.99])
def test_order_units_and_direction(r: float) -> None:
    pre, post = draw(7, r=r)
    one = figures(mixed_from_people(pre, post))
    shuffled = np.random.default_rng(8).permutation(60)
    assert figures(mixed_from_people(pre[shuffled], post[shuffled])) == pytest.approx(one, rel=FITTED)
    moved = figures(mixed_from_people(1000 + 10 * pre, 1000 + 10 * post))
    assert moved == pytest.approx([10 * one[0], 10 * one[1], *one[2:]], rel=FITTED)
    back = figures(mixed_from_people(post, pre))
    assert back == pytest.approx([-one[0], one[1], one[2], -one[3], one[4], 1 / one[5]], rel=FITTED)


def test_covariates_in_other_units_and_of_nobody_who_answered() -> None:
    pre, post = draw(9)
    x = np.random.default_rng(10).normal(size=(60, 1))
    one = mixed_from_people(pre, post, x, ["x"])
    assert one.terms == ("(Intercept)", "wave1", "x")
    other = mixed_from_people(pre, post, 1e4 + 100 * x, ["x"])
    assert figures(other) == pytest.approx(figures(one), rel=FITTED)
    assert other.fixed[2, 0] == pytest.approx(one.fixed[2, 0] / 100, rel=FITTED)
    assert other.mean_pre == pytest.approx(one.mean_pre, rel=FITTED)
    silent = (np.append(values, np.nan) for values in (pre, post))
    again = fit_two_waves(*silent, np.append(x, [[50.0]], axis=0))
    assert again.contrast([0, 1, 0])[1] == pytest.approx(one.se, rel=CLOSED_FORM)


def test_what_it_says_of_itself() -> None:
    pre, post = draw(11)
    ours = mixed_from_people(pre, post)
    assert ours.method == METHODS["unstructured"]
    assert (ours.sd_pre, ours.sd_post) == pytest.approx((np.nanstd(pre, ddof=1), np.nanstd(post, ddof=1)))
    fit = fit_two_waves(pre, post)
    assert ours.variance_respondent == pytest.approx(fit.correlation * fit.sd_first * fit.sd_last, rel=CLOSED_FORM)
    change = fit.sd_first**2 + fit.sd_last**2 - 2 * ours.variance_respondent
    assert ours.variance_residual == pytest.approx(change / 2, rel=CLOSED_FORM)
    with pytest.raises(ValueError, match="'unstructured' or 'intercept': got 'slope'"):
        mixed_from_people(pre, post, covariance="slope")


@pytest.mark.parametrize("linked", [2, 3, 4])
def test_few_people_linked(linked: int) -> None:
    pre, post = draw(12, 30, silent=(0.0, 0.0))
    pre[linked:16], post[16:] = np.nan, np.nan
    ours = mixed_from_people(pre, post)
    assert ours.n_pairs == linked
    assert (ONE_VARIANCE in ours.notes) == (linked == 2)
    assert (ours.method == METHODS["intercept"]) == (linked == 2)
    assert ours.df > 0
    assert ours.ci_low < ours.mean_change < ours.ci_high


@pytest.mark.parametrize(
    ("change", "unstructured"),
    [
        (lambda pre, post: (pre, np.where(np.isnan(post), np.nan, 2 * pre)), False),  # on a line
        (lambda pre, post: (pre, np.where(np.isnan(post), np.nan, 3.0)), False),  # one wave alike
        (lambda pre, post: (np.where(np.isnan(post), pre, 3.0), post), False),  # the pairs' first answers alike
        (lambda pre, post: (pre, 1e4 * post), True),
        (lambda pre, post: (1e9 + pre, 1e9 + post), True),
    ],
)
def test_odd_answers(change, unstructured: bool) -> None:
    pre, post = draw(13)
    post[5] = np.nan
    pre, post = change(pre, post)
    ours = mixed_from_people(pre, post)
    assert (ours.method == METHODS["unstructured"]) == unstructured
    assert np.isfinite([ours.mean_change, ours.se, ours.df, ours.ci_low]).all()


def test_answers_without_spread() -> None:
    same = mixed_from_people(np.full(6, 3.0), np.full(6, 4.0))
    assert (same.mean_change, same.se) == (pytest.approx(1), None)
    risen = mixed_from_people(np.arange(6.0), np.arange(6.0) + 1)
    assert (risen.mean_change, risen.se, NO_SPREAD in risen.notes) == (pytest.approx(1), None, True)
    flat = mixed_from_people(np.full(6, 3.0), np.arange(6.0))
    paired = paired_change(np.full(6, 3.0), np.arange(6.0))
    assert (flat.se, flat.df) == pytest.approx((paired.se, 5), rel=CLOSED_FORM)
    assert (flat.correlation, flat.sd_ratio, flat.loglik) == (None, None, None)


def test_too_few_pairs_are_refused_in_words() -> None:
    with pytest.raises(Undetermined, match="too few people answered at both waves"):
        fit_two_waves(np.array([1.0, 2, 4, np.nan]), np.array([2.0, 1, np.nan, 4]))


def test_people_of_a_team_are_freed_of_the_models_covariance() -> None:
    pre, post = draw(14, 120)
    teams = np.arange(120) % 20
    # what happens in a team happens to all of its people
    post = post + np.random.default_rng(15).normal(size=20)[teams]
    ours = mixed_from_people(pre, post)
    working = {"working_correlation": ours.correlation, "working_ratio": ours.sd_ratio}
    found = in_clusters(ours, pre, post, teams, **working)
    assert found.mean_change == ours.mean_change
    assert found.se > 1.1 * ours.se
    working["working_ratio"] = 1 / ours.sd_ratio
    back = in_clusters(mixed_from_people(post, pre), post, pre, teams, **working)
    assert (back.se, back.df) == pytest.approx((found.se, found.df), rel=FITTED)
    equal = in_clusters(ours, pre, post, teams, working_correlation=ours.correlation)
    assert equal.se != pytest.approx(found.se, rel=1e-4)


def test_the_intervals_hold_where_silence_depends_on_the_first_answer() -> None:
    rng, held, held_equal, off = np.random.default_rng(15), 0, 0, []
    for _ in range(400):
        pre = rng.normal(size=150)
        post = 2 * (0.6 * pre + 0.8 * rng.normal(size=150))
        post[rng.random(150) < 1 / (1 + np.exp(0.4 + 1.2 * pre))] = np.nan
        fit = fit_two_waves(pre, post)
        estimate, se, _ = fit.contrast([0, 1])
        off.append(estimate)
        held += abs(estimate) < 1.97 * se
        held_equal += abs(estimate) < 1.97 * MixedFit.contrast(fit, [0, 1])[1]
    assert abs(np.mean(off)) < 3 * np.std(off) / 20
    # 95% of 400 samples, within three standard errors
    assert 0.917 <= held / 400 <= 0.983
    assert held_equal < held


def test_freed_estimate_is_the_models() -> None:
    pre, post = draw(16)
    fit = fit_two_waves(pre, post)
    ratio = fit.sd_last / fit.sd_first
    both = ~np.isnan(pre) & ~np.isnan(post)
    none = np.zeros((60, 0))
    outcome, design, _ = _freed(pre, post / ratio, both, np.arange(60), none, (fit.correlation, ratio))
    effects = np.linalg.lstsq(design, outcome, rcond=None)[0]
    assert effects.tolist() == pytest.approx(fit.coefficients.tolist(), rel=FITTED)


def test_the_robust_covariance_is_that_of_leaving_people_out_one_by_one() -> None:
    rng = np.random.default_rng(8)
    n = 150
    x = rng.binomial(1, 0.4, n).astype(float)
    pre = 3 + 0.4 * x + rng.normal(0, 1, n)
    post = 0.6 * pre + 1.5 + rng.normal(0, 1, n) * np.clip(4.2 - pre, 0.2, None) / 1.5
    post[rng.random(n) < 1 / (1 + np.exp(1.5 * (pre - 2.8)))] = np.nan
    pre[rng.random(n) < 0.1] = np.nan
    known = ~np.isnan(pre) | ~np.isnan(post)
    pre, post, x = pre[known], post[known], x[known]
    fit = fit_two_waves(pre, post, x[:, None])
    out = [fit_two_waves(*(np.delete(each, one, axis=0) for each in (pre, post, x[:, None]))) for one in range(len(x))]
    found = np.array([one.coefficients for one in out])
    jackknife = (len(x) - 1) * np.cov(found.T, bias=True)
    assert np.sqrt(fit.robust.diagonal()) == pytest.approx(np.sqrt(jackknife.diagonal()), rel=0.04)
    # answers spread less where they are high: the model itself takes the change for surer than it is
    assert np.sqrt(fit.robust[1, 1]) > 1.05 * np.sqrt(fit.covariance[1, 1])
    assert fit.contrast([0, 1, 0])[1] == pytest.approx(max(np.sqrt(fit.robust[1, 1]), fit.errors[1]), rel=1e-12)


def test_of_pairs_alone_the_robust_standard_error_is_that_of_the_paired_test() -> None:
    rng = np.random.default_rng(9)
    pre = rng.normal(3, 1, 40)
    post, x = pre + rng.normal(0.2, 0.7, 40), np.repeat([0.0, 1.0], 20)
    fit = fit_two_waves(pre, post)
    assert fit.robust == pytest.approx(fit.covariance)
    # with a characteristic of both halves alike, by the sums of people rather than the shortcut of complete pairs
    again = fit_two_waves(pre, post, x[:, None])
    assert again.robust[1, 1] == pytest.approx(fit.robust[1, 1], rel=0.02)
