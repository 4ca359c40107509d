"""transitions against R's markovchain, brute force, closed forms and simulation."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluatie.flows.moving.chain import absorption_of, steady_of
from evaluatie.flows.moving.chain_tests import strata_test
from evaluatie.flows.moving.estimating import transitions
from evaluatie.flows.moving.from_counts import transitions_from_counts
from evaluatie.flows.moving.panel import find_moves, read_panel
from evaluatie.result import NotEnoughData
from tolerances import CLOSED_FORM, NEAR_ZERO

DATA = Path(__file__).parent / "data"
FIGURES = {f["name"]: f["value"] for f in json.loads((DATA / "transitions_reference.json").read_text())["figures"]}
MALES = pd.read_csv(DATA / "males.csv.gz")
PSOR = pd.read_csv(DATA / "psor.csv")
NAN = float("nan")


def made(label: str):
    """Give the result that the figures of one label are held against."""
    if label.startswith("psoriatic"):
        return transitions(PSOR, "ptnum", "months", "state", gap="bridge", absorbing="s4")
    if ", ethnicity " in label:
        frame = MALES[MALES["ethn"] == label.rsplit(" ", 1)[1]]
        return transitions(frame, "nr", "year", "union")
    return transitions(MALES, "nr", "year", "union" if label == "union" else "occupation")


def matrix(figure: dict, states: list[str]) -> pd.DataFrame:
    rows = figure["rows"] or ["all"]
    frame = pd.DataFrame(figure["values"], rows, figure["columns"], dtype=float)
    return frame.reindex(index=[state for state in states if state in rows] or rows, columns=frame.columns)


LABELS = sorted({name.split(": ")[0] for name in FIGURES})
TABLES = {
    "transition counts (from in rows, to in columns)": lambda t: t.counts,
    "transition probabilities, maximum likelihood": lambda t: t.probabilities,
    "standard errors as markovchain gives them": lambda t: t.se_markovchain,
    "Wilson 95% lower limits per cell": lambda t: t.ci_low,
    "Wilson 95% upper limits per cell": lambda t: t.ci_high,
    "multinomial standard errors sqrt(p(1-p)/n_i)": lambda t: t.se,
    "fundamental matrix (expected visits)": lambda t: t.fundamental,
    "absorption probabilities": lambda t: t.absorption_probabilities,
    "mean first passage times": lambda t: t.first_passage,
}
VECTORS = {
    "expected steps to absorption": lambda t: t.expected_steps,
    "mean absorption time from markovchain": lambda t: t.expected_steps,
    "mean recurrence time": lambda t: t.recurrence,
}


@pytest.mark.parametrize("label", LABELS)
def test_the_figures_are_those_of_r(label: str) -> None:
    ours = made(label)
    compared = 0
    for name, figure in FIGURES.items():
        if not name.startswith(f"{label}: "):
            continue
        kind = name.removeprefix(f"{label}: ")
        if kind in TABLES:
            theirs = matrix(figure, list(ours.states))
            found = TABLES[kind](ours).loc[theirs.index, theirs.columns]
            if kind.startswith("standard errors"):  # markovchain writes 1 in a row that was never left
                theirs = theirs[ours.moves_from > 0]
                found = found[ours.moves_from > 0]
            np.testing.assert_allclose(found, theirs, rtol=CLOSED_FORM, atol=NEAR_ZERO)
        elif kind in VECTORS:
            found = VECTORS[kind](ours)
            assert found.to_dict() == pytest.approx(figure, rel=CLOSED_FORM)
        elif kind.startswith("steady state"):
            theirs = matrix(figure, list(ours.states)).iloc[0]
            np.testing.assert_allclose(ours.steady_state[theirs.index], theirs, rtol=CLOSED_FORM, atol=NEAR_ZERO)
        elif kind.startswith("log-likelihood"):
            assert ours.log_likelihood == pytest.approx(figure, rel=CLOSED_FORM)
        elif kind.startswith("likelihood ratio test against independence"):
            assert ours.independence.statistic == pytest.approx(figure["G2"], rel=CLOSED_FORM)
            assert ours.independence.df == figure["df"]
        elif kind == "transition matrix to the power 5":
            power = np.linalg.matrix_power(ours.probabilities.to_numpy(), 5)
            np.testing.assert_allclose(power, matrix(figure, list(ours.states)), rtol=CLOSED_FORM)
        else:
            continue
        compared += 1
    assert compared >= 12


def test_the_standard_error_is_the_multinomial_one_and_not_that_of_markovchain() -> None:
    union = made("union")
    p, n = union.probabilities.loc["yes", "no"], union.moves_from["yes"]
    assert union.se.loc["yes", "no"] == pytest.approx((p * (1 - p) / n) ** 0.5, rel=CLOSED_FORM)
    assert union.se_markovchain.loc["yes", "no"] > 1.1 * union.se.loc["yes", "no"]


def chain_frame(p: np.ndarray, people: int, years: int, rng: np.random.Generator, names: str = "abcdefg"):
    state = rng.integers(0, len(p), people)
    rows = [state]
    for _ in range(years):
        state = (rng.random(people)[:, None] > p.cumsum(axis=1)[state]).sum(axis=1)
        rows.append(state)
    long = pd.DataFrame(np.array(rows).T).stack().reset_index()  # noqa: PD013
    long.columns = ["who", "year", "state"]
    return long.assign(state=[names[held] for held in long["state"]], year=long["year"] + 2010)


THREE = np.array([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.05, 0.15, 0.8]])


def brute(frame: pd.DataFrame) -> dict:
    seen: dict = {}
    records = {(row.who, row.year): row.state for row in frame.itertuples()}
    for (who, year), state in records.items():
        if (who, year + 1) in records:
            pair = (state, records[who, year + 1])
            seen[pair] = seen.get(pair, 0) + 1
    return seen


def test_counts_are_those_of_a_plain_loop_and_gaps_are_not_bridged() -> None:
    rng = np.random.default_rng(3)
    frame = chain_frame(THREE, 80, 6, rng).sample(frac=0.8, random_state=1)
    ours = transitions(frame, "who", "year", "state")
    plain = brute(frame)
    for a in ours.states:
        for b in ours.states:
            assert ours.counts.loc[a, b] == plain.get((a, b), 0)
    years = frame.groupby("who")["year"].apply(lambda held: (np.diff(np.sort(held)) > 1).sum()).sum()
    assert any(f"{years} gap(s)" in note for note in ours.notes)
    bridged = transitions(frame, "who", "year", "state", gap="bridge")
    assert bridged.n == ours.n + years


def lr_by_hand(frame: pd.DataFrame, stratum: str) -> tuple[float, int]:
    """G2 of equal rows, by log-likelihoods of pooled and separate matrices."""
    g2, df = 0.0, 0
    for _, origin in frame.groupby("start"):
        pooled = origin["end"].value_counts(normalize=True)
        df += (origin[stratum].nunique() - 1) * (len(pooled) - 1)
        for _, part in origin.groupby(stratum):
            own = part["end"].value_counts()
            g2 += 2 * sum(c * np.log(c / own.sum() / pooled[end]) for end, c in own.items())
    return g2, df


def test_tests_of_time_memory_and_groups_are_those_by_hand() -> None:
    frame = MALES.sort_values(["nr", "year"])
    by = frame.groupby("nr")
    moves = pd.DataFrame(
        {
            "start": frame["union"],
            "end": by["union"].shift(-1),
            "previous": by["union"].shift(1),
            "year": frame["year"],
            "ethn": frame["ethn"],
        }
    ).dropna(subset="end")
    ours = transitions(MALES, "nr", "year", "union", group="ethn")
    for test, stratum in (
        (ours.time_homogeneity, "year"),
        (ours.second_order, "previous"),
        (ours.equal_groups, "ethn"),
    ):
        g2, df = lr_by_hand(moves.dropna(subset=stratum), stratum)
        assert test.statistic == pytest.approx(g2, rel=CLOSED_FORM)
        assert test.df == df
    assert set(ours.by_group) == {"black", "hisp", "other"}
    theirs = FIGURES["union, ethnicity hisp: transition counts (from in rows, to in columns)"]["values"]
    assert ours.by_group["hisp"].counts.to_numpy().tolist() == theirs
    assert any("Markov property is doubtful" in note for note in ours.notes)
    assert any("differ between moments" in note for note in ours.notes)


def test_sparse_tests_hold_their_level_where_chi_square_does_not() -> None:
    rng = np.random.default_rng(11)
    p, chi2 = [], []
    for _ in range(120):
        cube = np.array([[rng.multinomial(8, row) for row in THREE] for _ in range(6)])
        test = strata_test("time_homogeneity", cube, 1)
        p.append(test.p)
        chi2.append(test.p_chi2)
    assert 0.01 <= np.mean(np.array(p) < 0.05) <= 0.10
    assert np.mean(np.array(chi2) < 0.05) > np.mean(np.array(p) < 0.05)


def test_standard_errors_of_the_long_run_are_those_of_simulation() -> None:
    p = np.array([[0.7, 0.2, 0.08, 0.02], [0.1, 0.7, 0.05, 0.15], [0, 0, 1, 0], [0, 0, 0, 1.0]])
    ergodic = THREE
    rng = np.random.default_rng(5)
    steps, ends, steady = [], [], []
    for _ in range(500):
        drawn = np.array([rng.multinomial(400, row) for row in p]) / 400
        seen = absorption_of(drawn, np.full(4, 400.0), 0.95)
        steps.append(seen.steps[0])
        ends.append(seen.ends[0, 1])
        drawn = np.array([rng.multinomial(300, row) for row in ergodic]) / 300
        steady.append(steady_of(drawn, np.full(3, 300.0), 0.95).shares[0])
    truth = transitions_from_counts((p * 400).round().astype(int) * [[1], [1], [0], [0]], tuple("abcd"), ("c", "d"))
    whole = transitions_from_counts((ergodic * 300).round().astype(int), tuple("abc"))
    assert truth.absorption.steps_se[0] == pytest.approx(np.std(steps), rel=0.12)
    assert truth.absorption.ends_se[0, 1] == pytest.approx(np.std(ends), rel=0.12)
    assert whole.steady.shares_se[0] == pytest.approx(np.std(steady), rel=0.12)
    assert truth.absorption_probabilities.sum(axis=1).to_numpy() == pytest.approx([1, 1], rel=CLOSED_FORM)


def test_first_passages_solve_their_equations() -> None:
    seen = transitions_from_counts((THREE * 100).round().astype(int), tuple("abc"))
    m, p = seen.first_passage.to_numpy(), seen.probabilities.to_numpy()
    for j in range(3):
        for i in range(3):
            if i != j:
                assert m[i, j] == pytest.approx(1 + sum(p[i, k] * m[k, j] for k in range(3) if k != j), rel=CLOSED_FORM)
    assert seen.steady_state @ p == pytest.approx(seen.steady_state.to_numpy(), rel=CLOSED_FORM)


def yearly(*people: tuple) -> pd.DataFrame:
    return pd.DataFrame(
        [(who, 2018 + at, held) for who, states in enumerate(people) for at, held in enumerate(states) if held != "-"],
        columns=["who", "year", "state"],
    )


def test_leaving_becomes_a_state_when_asked_and_a_warning_when_not() -> None:
    frame = yearly("AAB", "AB-", "A--", "-BB")
    plain = transitions(frame, "who", "year", "state")
    assert any(note.startswith("2 person(s) have no record at the last moment") for note in plain.notes)
    seen = transitions(frame, "who", "year", "state", left="left")
    assert seen.states == ("A", "B", "left")
    assert seen.absorbing == ("left",)
    assert seen.counts.loc["A"].tolist() == [1, 2, 1]
    assert seen.counts.loc["B"].tolist() == [0, 1, 1]
    assert seen.expected_steps is not None
    assert seen.probabilities.loc["left"].tolist() == [0, 0, 1]
    stayed = transitions(yearly("AAB", "ABA"), "who", "year", "state", left="left")
    assert "nobody was seen to come to left" in stayed.notes
    assert stayed.steady_state.sum() == pytest.approx(1)
    assert stayed.steady_state["left"] == 0


def test_a_row_that_was_never_left_is_unknown_and_not_absorbing() -> None:
    seen = transitions(yearly("AB", "AA"), "who", "year", "state")
    assert seen.probabilities.loc["B"].isna().all()
    assert seen.steady is None
    assert any("no move was seen from B" in note for note in seen.notes)
    assert all(np.isfinite(row.estimate) for row in seen.estimates())
    with pytest.raises(ValueError, match=r"1 move\(s\) leave 'A', which was said to be absorbing"):
        transitions(yearly("AB", "AA"), "who", "year", "state", absorbing="A")


def test_sets_that_are_never_left_give_no_steady_state_but_a_note() -> None:
    two = transitions(yearly("AAA", "BBB"), "who", "year", "state")
    assert two.steady is None
    assert any("2 sets of states are never left" in note for note in two.notes)
    around = transitions(yearly("ABAB", "BABA"), "who", "year", "state")
    assert around.steady_state.tolist() == pytest.approx([0.5, 0.5])
    assert any("periodic" in note for note in around.notes)
    stuck = transitions(yearly("AACC", "BDBD", "DBDB"), "who", "year", "state", absorbing="C")
    assert stuck.expected_steps is None
    assert any("no absorbing state is ever reached" in note for note in stuck.notes)


@pytest.mark.parametrize(
    "years",
    [
        [2018, 2019, 2020],
        ["2018", "2019", "2020"],
        [2016, 2018, 2020],
        [2018.0, 2018.25, 2018.5],
        list(pd.to_datetime(["2018-12-31", "2019-12-30", "2020-12-31"])),
        list(pd.period_range("2018", periods=3, freq="Y")),
        ["t0", "t2", "t10"],
        pd.to_datetime(["2019-01-07", "2019-01-14", "2019-01-21"]),
    ],
)
def test_the_kind_of_moment_does_not_matter(years) -> None:
    frame = yearly("AAB", "ABB", "BBA")
    told = frame.assign(year=frame["year"].map(dict(zip([2018, 2019, 2020], years, strict=True))))
    assert transitions(told, "who", "year", "state").counts.equals(transitions(frame, "who", "year", "state").counts)


def test_moments_off_any_grid_are_refused_unless_bridged() -> None:
    frame = yearly("AAB", "ABB").assign(year=[1.0, 2.5, 3.21, 1.11, 2.0, 7.77])
    with pytest.raises(ValueError, match="do not lie on a grid"):
        transitions(frame, "who", "year", "state")
    assert transitions(frame, "who", "year", "state", gap="bridge").n == 4


def test_missing_values_are_counted_and_doubles_refused() -> None:
    frame = yearly("AAB", "ABB", "BBA").astype({"state": object})
    frame.loc[1, "state"] = None
    frame.loc[3, "who"] = None
    frame.loc[8, "year"] = NAN
    seen = transitions(frame, "who", "year", "state")
    assert seen.n == 2
    assert {note.split(":")[1].strip().split(" (")[0] for note in seen.notes[:3]} == {
        "no person",
        "no moment",
        "no state",
    }
    double = pd.concat([yearly("AAB"), yearly("AAB").iloc[:2]])
    with pytest.raises(ValueError, match=r"2 combination\(s\) of person and moment occur more than once"):
        transitions(double, "who", "year", "state")
    with pytest.raises(NotEnoughData, match="nobody has records at two consecutive moments"):
        transitions(yearly("A", "B"), "who", "year", "state")
    with pytest.raises(NotEnoughData, match="no record has"):
        transitions(frame.assign(state=None), "who", "year", "state")
    with pytest.raises(ValueError, match="unknown states: 'B'"):
        transitions(yearly("AB"), "who", "year", "state", states=["A"])
    with pytest.raises(ValueError, match="no column 'scale'"):
        transitions(frame, "who", "year", "scale")


def test_unknown_groups_are_in_no_groups_matrix() -> None:
    frame = yearly("AAB", "ABB", "BBA").assign(origin=["x"] * 3 + [None] * 3 + ["y"] * 3)
    seen = transitions(frame, "who", "year", "state", group="origin")
    assert {name: part.n for name, part in seen.by_group.items()} == {"x": 2, "y": 2}
    assert any("2 move(s) of people whose group is not known" in note for note in seen.notes)
    assert set(seen.tidy()["group"].dropna()) == {"x", "y"}


def test_states_keep_their_order_and_kinds() -> None:
    frame = yearly("AAB", "ABB").assign(state=lambda f: f["state"].map({"A": "S10", "B": "S9"}))
    assert transitions(frame, "who", "year", "state").states == ("S9", "S10")
    ordered = frame.assign(state=pd.Categorical(frame["state"], ["S10", "S9", "S1"], ordered=True))
    seen = transitions(ordered, "who", "year", "state")
    assert seen.states == ("S10", "S9", "S1")
    assert any("no move was seen from S1" in note for note in seen.notes)
    numbers = frame.assign(state=pd.array([1, 1, 2, 1, 2, 2], dtype="Int64"), who=list("aaabbb"))
    assert transitions(numbers, "who", "year", "state").counts.loc[1, 2] == 2
    flags = frame.assign(state=[False, True, True, False, False, True])
    assert transitions(flags, "who", "year", "state").n == 4


@settings(deadline=None, max_examples=10)
@given(st.lists(st.text("ABC-", min_size=4, max_size=4), min_size=2, max_size=8), st.randoms())
def test_order_labels_and_doubling_change_nothing(people: list[str], random) -> None:
    frame = yearly(*people)
    if len(brute(frame)) == 0:
        return
    ours = transitions(frame, "who", "year", "state")
    order = list(range(len(frame)))
    random.shuffle(order)
    mixed = transitions(frame.iloc[order].set_index("year", drop=False), "who", "year", "state")
    assert mixed.counts.equals(ours.counts)
    assert mixed.notes == ours.notes
    assert mixed.second_order == ours.second_order
    names = {"A": "z", "B": "y", "C": "x"}
    renamed = transitions(frame.assign(state=frame["state"].map(names)), "who", "year", "state")
    for a in ours.states:
        for b in ours.states:
            assert renamed.counts.loc[names[a], names[b]] == ours.counts.loc[a, b]
    twice = transitions(pd.concat([frame, frame.assign(who=frame["who"] + 100)]), "who", "year", "state")
    assert (twice.counts.to_numpy() == 2 * ours.counts.to_numpy()).all()
    np.testing.assert_allclose(twice.probabilities, ours.probabilities, rtol=CLOSED_FORM)
    np.testing.assert_allclose(ours.counts.to_numpy().sum(), ours.n)


def test_the_frame_is_left_as_it_was_and_the_result_can_be_shown() -> None:
    before = MALES.copy(deep=True)
    seen = transitions(MALES, "nr", "year", "union", group="ethn")
    pd.testing.assert_frame_equal(MALES, before)
    assert "<table" in seen._repr_html_()
    assert seen.glance().loc[0, "n"] == 3815
    assert seen == transitions(MALES, "nr", "year", "union", group="ethn")


def test_the_state_before_is_known_from_the_second_move_on() -> None:
    frame = pd.DataFrame(
        {"who": [1, 1, 1, 2, 2], "year": [2020, 2021, 2022, 2020, 2021], "scale": ["S1", "S2", "S3", "S2", "S3"]}
    )
    moves = find_moves(read_panel(frame, "who", "year", "scale", None, (), None, None), "break")
    assert (moves.start.tolist(), moves.end.tolist()) == ([0, 1, 1], [1, 2, 2])
    assert moves.previous.tolist() == [-1, 0, -1]
