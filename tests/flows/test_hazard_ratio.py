"""hazard_ratio against R's coxph, cox.zph and concordance, against brute force, and where nothing can be estimated."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from evaluatie.flows.duration import hazard_ratio
from evaluatie.flows.duration.cox.rank_counts import RankCounts
from evaluatie.result import NotEnoughData
from tolerances import CLOSED_FORM, FITTED, NEAR_ZERO, ROOT, SAME_FIGURE

DATA = Path(__file__).parent / "data"
FIGURES = {f["name"]: f["value"] for f in json.loads((DATA / "survival_reference.json").read_text())["figures"]}
LUNG = pd.read_csv(DATA / "lung.csv").assign(dead=lambda f: f["status"] == 2)
VETERAN = pd.read_csv(DATA / "veteran.csv")
CELLS = pd.Categorical(VETERAN["celltype"], ["squamous", "smallcell", "adeno", "large"])
DELAYED = pd.read_csv(DATA / "delayed_made.csv").assign(left=lambda f: f["event"] > 0)
HEART = pd.read_csv(DATA / "heart.csv")
LATE = {"entry": "entry"}
CASES = {
    "lung Cox time ~ age + sex + ph.ecog, efron": (LUNG, "time", "dead", ["age", "sex", "ph.ecog"], {}),
    "lung Cox time ~ age + sex + ph.ecog, breslow": (
        LUNG, "time", "dead", ["age", "sex", "ph.ecog"], {"ties": "breslow"},
    ),
    "lung Cox age + sex, cluster inst": (LUNG, "time", "dead", ["age", "sex"], {"cluster": "inst"}),
    "lung Cox age + sex stratified by ph.ecog": (LUNG, "time", "dead", ["age", "sex"], {"strata": "ph.ecog"}),
    "veteran Cox trt + celltype + karno, efron": (
        VETERAN.assign(celltype=CELLS), "time", "status", ["trt", "celltype", "karno"], {},
    ),
}  # fmt: skip
for ties in ("efron", "breslow"):
    for words, options in (
        ("", {}),
        (" strata", {"strata": "site"}),
        (" cluster", {"cluster": "team"}),
        (" strata cluster", {"strata": "site", "cluster": "team"}),
    ):
        with_late = {"ties": ties, **LATE, **options}
        CASES[f"delayed{words} {ties}"] = (DELAYED, "duration", "left", ["x", "group"], with_late)
    for words, options in (("", {}), (" cluster", {"cluster": "id"})):
        with_late = {"ties": ties, "entry": "start", **options}
        heart = (HEART, "stop", "event", ["age", "year", "surgery", "transplant"], with_late)
        CASES[f"heart{words} {ties}"] = heart
NAMES = {
    "coefficients": "coefficients (coef, exp(coef), se, robust se where used, z, p)",
    "ratios": "hazard ratio CI",
    "whole": ("log-likelihoods null and model, LR, Wald, score tests, concordance and se, n, events"),
    "proportional ": "proportional hazards test, transform ",
}


def reference(case: str, what: str, ending: str = ""):
    found = FIGURES.get(f"{case}: {what}{ending}")
    return FIGURES[f"{case}: {NAMES[what]}{ending}"] if found is None else found


def run(case: str, **options):
    frame, duration, event, covariates, more = CASES[case]
    return hazard_ratio(frame, duration, event, covariates, **more, **options)


def close(ours, theirs, rel: float = FITTED) -> None:
    assert [float(value) for value in ours] == pytest.approx([float(value) for value in theirs], rel=rel)


@pytest.mark.parametrize("case", CASES)
def test_the_figures_are_those_of_coxph(case: str) -> None:
    result = run(case)
    ours, theirs = result.coefficients, pd.DataFrame(reference(case, "coefficients"))
    robust = "robust se" if "robust se" in theirs else "se(coef)"
    for name, column in (("coefficient", "coef"), ("se", robust), ("model_se", "se(coef)"), ("p", "Pr(>|z|)")):
        close(ours[name], theirs[column])
    limits = pd.DataFrame(reference(case, "ratios"))
    for name, column in (("hazard_ratio", "exp(coef)"), ("ci_low", "lower .95"), ("ci_high", "upper .95")):
        close(ours[name], limits[column])
    whole = reference(case, "whole")
    close(
        [result.loglik_null, result.loglik, result.lr, result.score], [whole[k] for k in ("ll0", "ll1", "LR", "score")]
    )
    # R's summary rounds Wald's statistic to two decimals
    assert round(result.wald, 2) == round(whole["Wald"], 2)
    close([result.concordance, result.concordance_se], [whole["concordance"], whole["concordance_se"]])
    assert (result.n, result.n_events) == (whole["n"], whole["events"])


@pytest.mark.parametrize("transform", ["km", "identity", "rank"])
@pytest.mark.parametrize("case", CASES)
def test_the_test_of_proportional_hazards_is_that_of_cox_zph(case: str, transform: str) -> None:
    ours = run(case, transform=transform).proportional
    theirs = pd.DataFrame(reference(case, "proportional ", transform))
    close(ours["statistic"], theirs["chisq"])
    close(ours["p"], theirs["p"])
    assert ours["df"].tolist() == theirs["df"].tolist()
    assert ours["term"].tolist()[:-1] == theirs["row"].tolist()[:-1]


@pytest.mark.parametrize("kind", [1, 2])
def test_hazards_of_each_cause_are_those_of_coxph(kind: int) -> None:
    mgus = pd.read_csv(DATA / "mgus2.csv").assign(met=lambda f: f["event"] == kind)
    row = hazard_ratio(mgus, "etime", "met", "sex").coefficients.iloc[0]
    theirs = FIGURES[f"mgus2 by sex: cause-specific Cox, event {kind}: coef, se, z, p"]
    close([row["coefficient"], row["se"], row["statistic"], row["p"]], theirs.values())


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_without_late_entry_statsmodels_gives_the_same(ties: str) -> None:
    result = hazard_ratio(VETERAN, "time", "status", ["karno", "age"], ties=ties)
    theirs = FIGURES[f"statsmodels: veteran karno + age, {ties}"]
    close(result.coefficients["coefficient"], theirs["coef"])
    close(result.coefficients["se"], theirs["se"])
    close([result.loglik], [theirs["loglik"]])


def minus_loglik(b, frame: pd.DataFrame, efron: bool) -> float:
    """Cox's partial likelihood, event by event, within strata."""
    total = 0.0
    for _, stratum in frame.groupby("stratum"):
        score = stratum[["x", "w"]].to_numpy() @ b
        until, entry = stratum["duration"].to_numpy(), stratum["entry"].to_numpy()
        event = stratum["event"].to_numpy()
        for t in np.unique(until[event]):
            at_risk, now = (entry < t) & (until >= t), event & (until == t)
            d = now.sum()
            for k in range(d):
                taken = k / d * np.exp(score[now]).sum() if efron else 0.0
                total -= np.log(np.exp(score[at_risk]).sum() - taken)
            total += score[now].sum()
    return -total


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_a_small_file_maximises_the_likelihood_written_out(ties: str) -> None:
    rng = np.random.default_rng(8)
    entry = rng.integers(0, 5, 30)
    frame = pd.DataFrame({"entry": entry, "duration": entry + rng.integers(1, 8, 30), "event": rng.random(30) < 0.7})
    frame = frame.assign(x=rng.normal(size=30), w=rng.integers(0, 2, 30), stratum=rng.integers(0, 2, 30))
    result = hazard_ratio(frame, "duration", "event", ["x", "w"], entry="entry", strata="stratum", ties=ties)
    found = optimize.minimize(minus_loglik, [0, 0], args=(frame, ties == "efron"), method="BFGS", tol=1e-10)
    assert -result.loglik == pytest.approx(found.fun, rel=CLOSED_FORM)
    assert -result.loglik_null == pytest.approx(minus_loglik(np.zeros(2), frame, ties == "efron"), rel=CLOSED_FORM)
    # the likelihood is flat to rounding within the root of it
    close(result.coefficients["coefficient"], found.x, rel=1e4 * SAME_FIGURE)


def concordance_by_hand(frame: pd.DataFrame, score: np.ndarray) -> float:
    agreeing, pairs = 0.0, 0
    for i in np.flatnonzero(frame["event"]):
        t = frame["duration"][i]
        others = (frame["entry"] < t) & (frame["duration"] >= t) & ~(frame["event"] & (frame["duration"] == t))
        pairs += others.sum()
        agreeing += (score[others] < score[i] - 1e-9).sum() + (np.abs(score[others] - score[i]) < 1e-9).sum() / 2
    return agreeing / pairs


def test_concordance_counts_pairs() -> None:
    rng = np.random.default_rng(4)
    entry = rng.integers(0, 5, 80)
    frame = pd.DataFrame({"entry": entry, "duration": entry + rng.integers(1, 8, 80), "event": rng.random(80) < 0.6})
    frame["x"] = rng.integers(0, 4, 80)
    result = hazard_ratio(frame, "duration", "event", "x", entry="entry")
    score = frame["x"].to_numpy() * result.coefficients["coefficient"][0]
    assert result.concordance == pytest.approx(concordance_by_hand(frame, score), rel=CLOSED_FORM)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 9))
def test_ranks_are_counted_in_any_stretch(ranks, one: int, other: int, rank: int) -> None:
    first, last = sorted((min(one, len(ranks)), min(other, len(ranks))))
    rank = min(rank, max(ranks))
    below, equal = RankCounts(np.array(ranks)).count(np.array([first]), np.array([last]), np.array([rank]))
    stretch = ranks[first:last]
    assert (below[0], equal[0]) == (sum(r < rank for r in stretch), stretch.count(rank))


def test_rows_of_one_person_split_or_doubled_give_the_same() -> None:
    whole = run("delayed cluster efron")
    doubled = pd.concat([DELAYED.assign(who=range(len(DELAYED)))] * 2)
    twice = hazard_ratio(doubled, "duration", "left", ["x", "group"], ties="breslow", cluster="who", **LATE)
    once = hazard_ratio(
        doubled[: len(DELAYED)], "duration", "left", ["x", "group"], ties="breslow", cluster="who", **LATE
    )
    close(twice.coefficients["se"], once.coefficients["se"], rel=SAME_FIGURE)
    close(twice.coefficients["coefficient"], once.coefficients["coefficient"], rel=SAME_FIGURE)
    close(twice.coefficients["model_se"] * 2**0.5, once.coefficients["model_se"], rel=SAME_FIGURE)
    assert twice.n_clusters == len(DELAYED)
    assert whole.n_clusters == DELAYED["team"].nunique()
    assert any("too narrow; report those named small_sample" in note for note in whole.notes)


def test_few_clusters_have_wider_intervals() -> None:
    result = run("delayed cluster efron")
    teams, row = DELAYED["team"].nunique(), result.coefficients.iloc[0]
    half = stats.t.ppf(0.975, teams - 1) * row["se"] * np.sqrt(teams / (teams - 1))
    close(np.log([row["small_sample_low"], row["small_sample_high"]]), row["coefficient"] + half * np.array([-1, 1]))
    # the p at which the interval of that level ends at no difference
    level = 1 - row["small_sample_p"]
    wide = half / stats.t.ppf(0.975, teams - 1)
    close([stats.t.ppf((1 + level) / 2, teams - 1) * wide], [abs(row["coefficient"])])
    tidy = result.tidy().set_index("term").loc["x_small_sample"]
    assert (tidy["ci_low"], tidy["df"]) == (row["small_sample_low"], teams - 1)
    # a covariate of the team costs a degree of freedom
    of_team = DELAYED.assign(size=DELAYED.groupby("team")["x"].transform("size"))
    with_size = hazard_ratio(of_team, "duration", "left", ["x", "size"], cluster="team", **LATE)
    assert with_size.few_clusters.df == teams - 2
    assert "small_sample_low" not in run("delayed efron").coefficients


@pytest.mark.parametrize(
    ("change", "covariates", "words"),
    [
        ({"y": lambda f: -f["duration"]}, "y", "no hazard ratio can be estimated for y"),
        ({"y": lambda f: 1 * ~f["left"]}, ["y", "x"], "no hazard ratio can be estimated for y: among those at risk"),
        ({"y": lambda f: np.where(f["left"], "p", "q")}, "y", "no event among the 158 rows with y 'q'"),
        ({"y": lambda f: np.where(f["left"], "q", "p")}, "y", "no event among the 158 rows with y 'p'"),
        ({"y": "one"}, ["y"], "y has one level only, 'one'"),
        ({"y": 3.0}, ["x", "y"], "y does not vary"),
        ({"y": lambda f: 2 * f["x"] + 1}, ["x", "y"], r"x, y follow from each other \(collinear\)"),
        ({"y": lambda f: 1.0 * (f["group"] == "b")}, ["group", "y"], "group 'b', y follow from each other"),
        ({"left": False}, "x", "no event among the complete rows"),
        ({"team": 1}, "x", "all rows are of one cluster"),
    ],
)
def test_what_cannot_be_estimated_is_refused_in_words(change, covariates, words) -> None:
    with pytest.raises(NotEnoughData, match=words):
        hazard_ratio(DELAYED.assign(**change), "duration", "left", covariates, cluster="team", **LATE)


def test_events_on_one_side_are_found_in_large_files_too() -> None:
    at = np.arange(4000)
    frame = pd.DataFrame({"t": at + 1.0, "d": at % 2, "y": 1 - at % 2, "x": np.sin(at)})
    with pytest.raises(NotEnoughData, match="for y: among"):
        hazard_ratio(frame, "t", "d", ["y", "x"])


@pytest.mark.parametrize(
    ("arguments", "options", "error", "words"),
    [
        (("duration", "left", "age"), {}, ValueError, "no column 'age'; it has: entry, duration"),
        (("duration", "left", []), {}, ValueError, "at least one column"),
        (("duration", "left", ["x", "x"]), {}, ValueError, "each once"),
        (("duration", "event", "x"), {}, ValueError, "got 2; code one kind of event as 1"),
        (("site", "left", "x"), {}, TypeError, "site must hold numbers"),
        (("duration", "left", "x"), {"ties": "exact"}, ValueError, "ties must be one of efron, breslow"),
        (("duration", "left", "x"), {"transform": "log"}, ValueError, "transform must be one of"),
    ],
)
def test_what_will_not_do_is_refused_in_words(arguments, options, error, words) -> None:
    with pytest.raises(error, match=words):
        hazard_ratio(DELAYED, *arguments, **options)


def test_no_frame_is_refused() -> None:
    with pytest.raises(TypeError, match="frame must be a DataFrame"):
        hazard_ratio([1], "duration", "left", "x")


def test_categories_say_what_they_are_compared_with() -> None:
    result = run("veteran Cox trt + celltype + karno, efron")
    cells = result.coefficients[result.coefficients["covariate"] == "celltype"]
    assert (cells["reference"] == "squamous").all()
    assert cells["level"].tolist() == ["smallcell", "adeno", "large"]
    assert cells["n"].tolist() == [48, 27, 27]
    assert "celltype: compared with 'squamous', the first level" in result.notes
    tidy = result.tidy()
    assert tidy.loc[tidy["term"] == "celltype", "group"].tolist() == ["smallcell", "adeno", "large"]


def test_advice_is_given_only_where_proportions_fail() -> None:
    failing = [note for note in run("veteran Cox trt + celltype + karno, efron").notes if "changes with time" in note]
    assert len(failing) == 1
    assert "hazard ratio of celltype, karno" in failing[0]
    assert not any("changes with time" in note for note in run("delayed efron").notes)


def test_missing_values_dtypes_and_rows_without_time() -> None:
    frame = DELAYED.assign(x=DELAYED["x"].astype(object), group=DELAYED["group"].astype("category"), n=7)
    frame["left"] = frame["left"].astype("boolean")
    frame.loc[frame.index[:3], "x"] = None
    frame.loc[frame.index[3], "left"] = pd.NA
    frame.loc[frame.index[4], "entry"] = frame.loc[frame.index[4], "duration"]
    before = frame.copy(deep=True)
    result = hazard_ratio(frame.set_index("n"), "duration", "left", ["x", "group"], **LATE)
    pd.testing.assert_frame_equal(frame, before)
    again = hazard_ratio(DELAYED.iloc[5:], "duration", "left", ["x", "group"], **LATE)
    close(result.coefficients["coefficient"], again.coefficients["coefficient"], rel=CLOSED_FORM)
    assert result.notes[:2] == (
        "4 of 307 rows left out: a value is missing",
        "1 of 307 rows left out: no time at risk, the duration is not after the entry",
    )
    empty = frame.assign(group=frame["group"].cat.add_categories("z"))
    assert hazard_ratio(empty, "duration", "left", ["group"], **LATE).coefficients["level"].tolist() == ["b", "c"]


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(2)
    held = []
    for _ in range(60):
        x = rng.integers(0, 2, 120)
        entry = rng.integers(0, 10, 120)
        stay = np.ceil(rng.exponential(20 / np.where(x == 1, 1.5, 1.0)))
        frame = pd.DataFrame({"e": entry, "t": entry + np.minimum(stay, 25), "d": stay <= 25, "x": x})
        row = hazard_ratio(frame, "t", "d", "x", entry="e").coefficients.iloc[0]
        held.append(row["ci_low"] <= 1.5 <= row["ci_high"])
    assert 0.88 < np.mean(held) < 0.99


rows = st.lists(
    st.tuples(st.integers(0, 4), st.integers(1, 8), st.booleans(), st.integers(-3, 3), st.sampled_from("abc")),
    min_size=15, max_size=40,
)  # fmt: skip


@settings(deadline=None, max_examples=8)
@given(rows, st.randoms())
def test_order_unit_and_names_do_not_matter(drawn, random) -> None:
    frame = pd.DataFrame(drawn, columns=["entry", "stay", "event", "x", "team"])
    frame["duration"] = frame["entry"] + frame["stay"]
    options = {"entry": "entry", "cluster": "team"}
    order = list(range(len(frame)))
    random.shuffle(order)
    mixed = frame.iloc[order].assign(
        x=lambda f: 10.0 * f["x"] + 5, team=lambda f: f["team"].map({"a": 9, "b": 2, "c": 5})
    )
    mixed[["entry", "duration"]] /= 365.25
    try:
        first = hazard_ratio(frame, "duration", "event", "x", **options)
    except NotEnoughData as refusal:
        with pytest.raises(NotEnoughData, match=str(refusal)[:20]):
            hazard_ratio(mixed, "duration", "event", "x", **options)
        return
    again = hazard_ratio(mixed, "duration", "event", "x", **options)
    for name in ("coefficient", "se"):
        scaled, whole = again.coefficients[name] * 10, first.coefficients[name]
        assert scaled.to_numpy() == pytest.approx(whole.to_numpy(), rel=ROOT, abs=SAME_FIGURE)
    assert again.loglik == pytest.approx(first.loglik, rel=SAME_FIGURE, abs=NEAR_ZERO)
    assert again.concordance == pytest.approx(first.concordance, rel=SAME_FIGURE)
