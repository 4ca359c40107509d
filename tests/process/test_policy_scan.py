"""policy_scan: cells by hand, agreement against a printed example, lagging phases, progress, and every error."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from evaluatie.agreement import krippendorff_alpha
from evaluatie.process import policy_scan
from evaluatie.process.policy.cells import mean_limits
from evaluatie.result import NotEnoughData
from tolerances import CLOSED_FORM, SAME_FIGURE

PHASES = ["vision", "goals", "support", "action", "measurement"]
STAGES = ["inflow", "inclusion", "through_flow", "outflow"]
CELLS = list(itertools.product(PHASES, STAGES))
COLUMNS = ["phase", "stage", "rater", "score"]


def scored(seed: int = 1, raters: str = "abcde", blank: float = 0.0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    level = rng.normal(3, 1, len(CELLS))
    rows = [
        (phase, stage, rater, float(np.clip(round(level[at] + rng.normal(0, 0.7)), 1, 5)))
        for at, (phase, stage) in enumerate(CELLS)
        for rater in raters
        if rng.random() >= blank
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def cell(*scores: float, phase: str = "vision", stage: str = "inflow") -> pd.DataFrame:
    return pd.DataFrame([(phase, stage, f"r{at}", score) for at, score in enumerate(scores)], columns=COLUMNS)


def test_cells_are_described_as_scipy_does() -> None:
    frame = scored()
    scan = policy_scan(frame)
    assert len(scan.table) == 20
    for row in scan.table.to_dict("records"):
        here = frame[(frame["phase"] == row["phase"]) & (frame["stage"] == row["stage"])]["score"]
        assert (row["n"], row["median"], row["lowest"], row["highest"]) == (5, here.median(), here.min(), here.max())
        assert (row["mean"], row["sd"]) == pytest.approx((here.mean(), here.std()), rel=CLOSED_FORM)
        if here.min() < here.max():
            low, high = stats.t.interval(0.95, 4, here.mean(), stats.sem(here))
            assert (row["ci_low"], row["ci_high"]) == pytest.approx((max(low, 1), min(high, 5)), rel=CLOSED_FORM)
        else:
            assert math.isnan(row["ci_low"])


def test_limits_stay_within_the_scale_and_need_three_raters_who_differ() -> None:
    table = policy_scan(
        pd.concat([
            cell(1, 1, 5), cell(2, 3, phase="goals"), cell(4, 4, 4, phase="support"), cell(5, phase="action"),
        ])
    ).table.set_index(["phase", "stage"])  # fmt: skip
    assert table.loc[("vision", "inflow"), ["ci_low", "ci_high"]].tolist() == [1, 5]
    for phase in ("goals", "support", "action"):
        assert table.loc[(phase, "inflow"), ["ci_low", "ci_high"]].isna().all()
        assert pd.notna(table.loc[(phase, "inflow"), "mean"])


def test_empty_cells_are_missing_and_counted() -> None:
    scan = policy_scan(pd.concat([cell(3, 4, 2), cell(np.nan, 4, 2, stage="outflow")]))
    assert scan.n_empty == 18
    assert any("nobody scored: 18 of 20" in note for note in scan.notes)
    assert any("left blank: 1" in note for note in scan.notes)
    empty = scan.table[scan.table["n"] == 0]
    assert empty[["mean", "median", "lowest", "ci_low"]].isna().all(axis=None)
    assert scan.heat().shape == (5, 4)
    assert scan.heat().isna().sum().sum() == 18
    assert scan.heat().loc["vision", "outflow"] == 3
    assert not scan.tidy()["estimate"].isna().any()


@pytest.mark.parametrize("raters", [3, 5, 8])
@pytest.mark.parametrize("chances", [(0.2,) * 5, (0.05, 0.25, 0.4, 0.25, 0.05), (0.45, 0.05, 0, 0.05, 0.45)])
def test_limits_cover_counted_over_all_outcomes(raters: int, chances: tuple[float, ...]) -> None:
    mean = sum(chance * score for score, chance in enumerate(chances, 1))
    covered = given = 0.0
    for counts in itertools.product(range(raters + 1), repeat=5):
        if sum(counts) == raters:
            chance = math.factorial(raters) * math.prod(
                p**k / math.factorial(k) for p, k in zip(chances, counts, strict=True)
            )
            low, high = mean_limits(np.repeat(np.arange(1.0, 6), counts), 0.95, (1, 5))
            given += chance * (not math.isnan(low))
            covered += chance * (low <= mean + 1e-12 and mean <= high + 1e-12)
    assert 0.92 < covered / given <= 1


# Krippendorff (2011), Computing Krippendorff's alpha-reliability, section C: four observers, twelve units
OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


def printed_example() -> pd.DataFrame:
    rows = [
        (*CELLS[unit], f"observer {at}", score)
        for at, scores in enumerate(OBSERVERS)
        for unit, score in enumerate(scores)
        if score is not None
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def test_agreement_is_that_of_krippendorffs_example() -> None:
    found = policy_scan(printed_example()).agreement.iloc[0]
    assert round(found["alpha"], 3) == 0.815
    assert (found["raters"], found["cells"]) == (4, 11)
    assert found["ci_low"] < found["alpha"] < found["ci_high"]


def test_the_limits_of_agreement_are_those_of_alpha_at_the_level() -> None:
    frame = scored(3)
    cells = frame.pivot_table(index=["phase", "stage"], columns="rater", values="score").to_numpy()
    counts = (cells[..., None] == np.arange(1.0, 6.0)).sum(axis=1)
    for confidence in (0.8, 0.95):
        alpha = krippendorff_alpha(counts, range(1, 6), "ordinal", confidence)
        found = policy_scan(frame, confidence=confidence).agreement.iloc[0]
        assert found[["alpha", "ci_low", "ci_high"]].tolist() == pytest.approx([alpha.estimate, alpha.low, alpha.high])


def test_limits_of_agreement_hold_the_agreement_of_many_cells() -> None:
    def scores(rng: np.random.Generator, cells: int) -> np.ndarray:
        return np.clip(np.round(rng.normal(3, 1, (cells, 1)) + rng.normal(0, 0.8, (cells, 4))), 1, 5)

    # alpha of 40,000 such cells: .555 (krippendorff 0.9)
    hits = 0
    for seed in range(40):
        drawn = scores(np.random.default_rng(seed), 20)
        rows = [(*CELLS[at], rater, drawn[at, rater]) for at in range(20) for rater in range(4)]
        found = policy_scan(pd.DataFrame(rows, columns=COLUMNS)).agreement.iloc[0]
        hits += found["ci_low"] <= 0.555 <= found["ci_high"]
    assert hits >= 31  # fewer: a chance of 1 in 100 at a coverage of .90


@pytest.mark.parametrize(
    ("frame", "note"),
    [
        (scored(raters="a"), "one rater"),
        (pd.concat([cell(3), cell(3, phase="goals").assign(rater="z")]), "no cell was scored by two"),
        (cell(3, 4, 3), "one cell was scored by two"),
        (pd.concat([cell(3, 3, 3), cell(3, 3, 3, phase="goals")]), "all scores are the same"),
        (pd.concat([cell(3, 4, 3), cell(2, 2, 3, phase="goals")]), "with only 2 cells"),
    ],
)
def test_agreement_that_cannot_be_told_is_a_note(frame: pd.DataFrame, note: str) -> None:
    scan = policy_scan(frame)
    assert any(note in each for each in scan.notes)
    assert scan.agreement["ci_low"].isna().all()


def test_pairs_with_the_same_score_are_counted() -> None:
    assert policy_scan(cell(3, 3, 4)).agreement["same"].item() == pytest.approx(1 / 3)


def test_cells_in_which_raters_differ_most_come_first() -> None:
    frame = pd.concat([
        cell(3, 4, 3), cell(1, 5, 3, phase="goals"), cell(1, 5, 5, phase="support"), cell(2, 2, 2, phase="action"),
        cell(5, phase="measurement"),
    ])  # fmt: skip
    found = policy_scan(frame).differing
    # of the two cells from 1 to 5, the one with the larger standard deviation
    assert found["phase"].tolist() == ["support", "goals", "vision"]
    assert found["spread"].tolist() == [4, 4, 1]


def test_goals_without_vision_are_found_among_raters_who_scored_both() -> None:
    frame = pd.concat([cell(2, 1, 2, 5), cell(4, 4, 3, phase="goals"), cell(1, 1, 1, phase="support")])
    found = policy_scan(frame).lagging
    assert found[["stage", "phase", "behind", "n"]].to_numpy().tolist() == [["inflow", "vision", "goals", 3]]
    low, high = stats.t.interval(0.95, 2, 2.0, stats.sem([2, 3, 1]))
    expected = (2.0, max(low, -4), min(high, 4))
    assert tuple(found.loc[0, ["gap", "ci_low", "ci_high"]]) == pytest.approx(expected, rel=CLOSED_FORM)


def test_the_phase_that_lags_most_comes_first_and_each_stage_is_its_own() -> None:
    frame = pd.concat([
        cell(1, stage="outflow"), cell(2, stage="outflow", phase="goals"), cell(4, stage="outflow", phase="action"),
        cell(5), cell(4, phase="action"),
    ])  # fmt: skip
    found = policy_scan(frame).lagging
    assert found[["phase", "behind", "gap"]].to_numpy().tolist() == [
        ["vision", "action", 3.0], ["goals", "action", 2.0], ["vision", "goals", 1.0],
    ]  # fmt: skip
    assert found["stage"].unique().tolist() == ["outflow"]


def rounds() -> pd.DataFrame:
    first = pd.concat([cell(2, 3, 1, 4), cell(2, 2, 2, phase="goals")]).assign(round="ronde 2")
    later = pd.concat([cell(3, 3, 3), cell(1, phase="goals")]).assign(round="ronde 10")
    newcomer = cell(5).assign(round="ronde 10", rater="new")
    return pd.concat([later, newcomer, first], ignore_index=True)


def test_progress_is_that_of_the_same_raters() -> None:
    scan = policy_scan(rounds())
    assert scan.rounds == ("ronde 2", "ronde 10")
    assert scan.raters.to_numpy().tolist() == [["ronde 2", "ronde 10", 3, 1, 1]]
    changes = scan.changes.set_index(["phase", "stage"])
    row = changes.loc[("vision", "inflow")]
    assert (row["n"], row["change"], row["up"], row["down"]) == (3, 1.0, 2, 0)
    low, high = stats.t.interval(0.95, 2, 1.0, stats.sem([1, 0, 2]))
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((low, high), rel=CLOSED_FORM)
    assert changes.loc[("goals", "inflow"), ["n", "change", "down"]].tolist() == [1, -1.0, 1]
    # r0 went up 1 and down 1, r1 stayed, r2 went up 2: averaged within each of them first
    assert changes.loc[("all", "all"), ["n", "up", "down"]].tolist() == [3, 1, 0]
    assert changes.loc[("all", "all"), "change"] == pytest.approx(2 / 3)
    assert pd.isna(changes.loc[("action", "outflow"), "change"])
    assert any("3 raters scored in both; 1 scored in the earlier and 1" in note for note in scan.notes)
    assert any("no rater scored both times in 18 of 20 cells" in note for note in scan.notes)
    assert "ronde 2 -> ronde 10" in scan.tidy()["wave"].tolist()


def test_without_a_rater_in_both_rounds_progress_cannot_be_told() -> None:
    frame = pd.concat([cell(1, 1).assign(round=1), cell(5, 5).assign(round=2, rater=["x", "y"])])
    scan = policy_scan(frame)
    assert scan.changes["change"].isna().all()
    assert any("no rater is the same" in note for note in scan.notes)
    assert "change" not in scan.tidy()["term"].tolist()


def test_more_rounds_are_compared_one_by_one_and_the_first_with_the_last() -> None:
    frame = pd.concat([scored(seed).assign(round=seed) for seed in (1, 2, 10)])
    pairs = policy_scan(frame).raters[["earlier", "later"]].to_numpy().tolist()
    assert pairs == [["1", "2"], ["2", "10"], ["1", "10"]]
    ordered = frame.assign(round=pd.Categorical(frame["round"], [10, 1, 2], ordered=True))
    assert policy_scan(ordered).rounds == ("10", "1", "2")
    dated = frame.assign(round=pd.to_datetime(frame["round"].map({1: "2023-05-01", 2: "2021-05-01", 10: "2022-05-01"})))
    assert policy_scan(dated).rounds == ("2021-05-01", "2022-05-01", "2023-05-01")


def test_dutch_and_english_names_are_the_same_scan() -> None:
    dutch = {
        "vision": "1) Formuleer een visie", "goals": "SMART-doelen", "support": "Creëer draagvlak",
        "action": "uitvoering", "measurement": "Meten en evalueren", "inflow": "Instroom", "inclusion": "inclusie",
        "through_flow": "Doorstroom", "outflow": "UITSTROOM",
    }  # fmt: skip
    frame = scored()
    translated = frame.replace({"phase": dutch, "stage": dutch})
    assert set(translated["phase"]).isdisjoint(PHASES)
    pd.testing.assert_frame_equal(policy_scan(translated).table, policy_scan(frame).table)


def test_neither_the_order_of_rows_nor_the_origin_of_the_scale_matters() -> None:
    frame = scored(4, blank=0.2)
    kept = frame.copy()
    scan, shuffled = policy_scan(frame), policy_scan(frame.sample(frac=1, random_state=3))
    pd.testing.assert_frame_equal(frame, kept)
    pd.testing.assert_frame_equal(shuffled.table, scan.table)
    pd.testing.assert_frame_equal(shuffled.agreement, scan.agreement)
    moved = policy_scan(frame.assign(score=frame["score"] * 2 - 2), scale=(0, 8))
    np.testing.assert_allclose(moved.table["ci_low"], 2 * scan.table["ci_low"] - 2, rtol=SAME_FIGURE)
    assert moved.agreement["alpha"].item() == pytest.approx(scan.agreement["alpha"].item(), rel=SAME_FIGURE)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    frame = pd.DataFrame(
        [
            ("visoin", "inflow", "a", 3),
            ("vision", "infow", "a", 3),
            ("vision", "inflow", "a", 9),
            ("vision", "outflow", "a", "veel"),
            ("goals", "inflow", "a", 2),
            ("doelen", "instroom", "a", 4),
            ("goals", "inflow", "b", None),
            ("goals", "inflow", None, 4),
            (None, "inflow", "c", 4),
            ("goals", "outflow", "c", True),
        ],
        columns=COLUMNS,
    )
    with pytest.raises(ValueError, match="9 problems") as told:
        policy_scan(frame)
    for part in (
        "unknown phase 'visoin' (row 0): did you mean 'vision'?",
        "no phase (row 8)",
        "unknown stage 'infow' (row 1): did you mean 'inflow'?",
        "no rater (row 7)",
        "score 9 is outside the scale of 1 to 5 (row 2)",
        "score 'veel' is no number (row 3)",
        "score 'True' is no number (row 9)",
        "rater 'a' scored goals x inflow 2 times: keep one of rows 4, 5",
        "rater 'b' scored nothing: fill in",
    ):
        assert part in str(told.value)


def test_rounds_are_named_in_errors_and_must_be_known() -> None:
    frame = pd.concat([cell(3, 4).assign(round="t0"), cell(np.nan, 4).assign(round="t1"), cell(2).assign(round=None)])
    with pytest.raises(ValueError, match="2 problems") as told:
        policy_scan(frame)
    assert "no round (row 4)" in str(told.value)
    assert "rater 'r0' scored nothing in round t1" in str(told.value)


def test_an_unknown_name_that_is_like_none_gets_the_list() -> None:
    with pytest.raises(ValueError, match=r"unknown stage .zzz.*there are: inflow, inclusion, through_flow, outflow"):
        policy_scan(cell(3, 4, stage="zzz"))


def test_what_is_no_scan_is_refused() -> None:
    with pytest.raises(TypeError, match="DataFrame"):
        policy_scan([1, 2])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no column 'rater'"):
        policy_scan(scored().drop(columns="rater"))
    with pytest.raises(NotEnoughData, match="no scores"):
        policy_scan(scored().iloc[:0])
    with pytest.raises(ValueError, match="lowest score first"):
        policy_scan(scored(), scale=(5, 1))
    with pytest.raises(ValueError, match="lowest and the highest"):
        policy_scan(scored(), scale=(1, 2, 3))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="confidence"):
        policy_scan(scored(), confidence=95)
    with pytest.raises(ValueError, match="no round 'x'"):
        policy_scan(scored()).heat("x")


def test_the_notes_say_that_raters_are_no_sample_and_gaps_were_picked() -> None:
    scan = policy_scan(scored())
    assert "no random sample" in scan.notes[0]
    assert len(scan.lagging)
    assert any("chosen" in note for note in scan.notes)
