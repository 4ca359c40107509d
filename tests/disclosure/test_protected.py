"""What protect() gives: for the reader, and for whoever releases a table."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.disclosure.tables import Side, totals_of

STRICT = ev.DisclosurePolicy.preset_named("strict")
TABLE = pd.DataFrame({"t0": [50, 30, 4, 0], "t1": [48, 28, 12, 40]}, index=["a", "b", "c", "d"])


def test_a_preset_may_be_named() -> None:
    pd.testing.assert_frame_equal(ev.protect(TABLE, "strict").table, ev.protect(TABLE, STRICT).table)
    with pytest.raises(KeyError, match="strict"):
        ev.protect(TABLE, "lenient")


def test_the_reader_sees_which_counts_are_hidden_and_not_which_of_them_are_small() -> None:
    shown = ev.protect(TABLE, STRICT)
    assert shown.isna().to_numpy().sum() == 4
    assert set(shown.reasons.loc["c"]) == {"hidden"}
    assert shown.reasons.loc["a", "t0"] == "shown"
    assert shown.told() == {"counts": 8, "hidden": 4, "minimum_group": 10, "protection": 10}


def test_whoever_releases_it_sees_why_and_what_it_cost() -> None:
    shown = ev.protect(TABLE, STRICT)
    assert np.argwhere(shown.primary.to_numpy()).tolist() == [[2, 0]]
    assert not (shown.primary & shown.secondary).to_numpy().any()
    assert ((shown.primary | shown.secondary) == shown.hidden).to_numpy().all()
    loss = shown.loss
    assert (loss.primary.counts, loss.primary.people) == (1, 4)
    assert (loss.secondary.counts, loss.secondary.people) == (3, int(TABLE[shown.secondary].sum().sum()))
    assert loss.optimal


def test_what_it_cost_does_not_go_with_the_table(tmp_path: Path) -> None:
    shown = ev.protect(TABLE, STRICT)
    assert shown.attrs == {}
    assert not {"_loss", "_small", "_totals"} & vars(shown.copy()).keys()
    shown.to_parquet(tmp_path / "shown.parquet")
    assert b"InformationLoss" not in (tmp_path / "shown.parquet").read_bytes()
    again = pickle.loads(pickle.dumps(shown))  # noqa: S301
    pd.testing.assert_frame_equal(again.table, shown.table)
    with pytest.raises(LookupError, match="not of a copy"):
        _ = again.loss


def test_means_and_percentages_are_hidden_with_their_counts() -> None:
    shown = ev.protect(TABLE, STRICT)
    means = pd.DataFrame(3.5, index=TABLE.index, columns=TABLE.columns)
    assert (shown.masked(means).isna() == shown.hidden).to_numpy().all()
    of_columns = shown.percentages("column")
    assert (of_columns.isna() == shown.hidden).to_numpy().all()
    assert of_columns.loc["a", "t0"] == pytest.approx(100 * 50 / 84)
    assert shown.percentages().loc["a", "t1"] == pytest.approx(100 * 48 / 98)
    with pytest.raises(ValueError, match="same order"):
        shown.masked(means.iloc[::-1])
    with pytest.raises(ValueError, match="'row' or 'column'"):
        shown.percentages("all")


def test_of_a_hidden_total_no_percentage_is_shown() -> None:
    inner = pd.DataFrame([[5, 0, 0], [30, 20, 40], [25, 31, 17]], index=["a", "b", "c"], columns=["x", "y", "z"])
    whole = inner.assign(All=inner.sum(axis=1))
    whole.loc["All"] = whole.sum()
    shown = ev.protect(whole, STRICT)
    assert shown.hidden.loc["a", "All"]
    assert shown.loc["a", "y"] == 0
    shares = shown.percentages("row")
    away = shown.hidden["All"]
    assert shares[away].isna().to_numpy().all()
    assert shares[~away].notna().to_numpy().any()


def test_the_total_of_all_is_hidden_last() -> None:
    whole = pd.crosstab(
        pd.Series(["a"] * 40 + ["b"] * 33 + ["c"] * 4, name="group"),
        pd.Series((["x", "y"] * 39)[:77], name="answer"),
        margins=True,
    )
    shown = ev.protect(whole, STRICT)
    assert shown.loc["All", "All"] == 77
    assert shown.hidden.loc["c"].all()


@pytest.mark.parametrize("name", ["All", "Totaal", "total", "Samen"])
def test_totals_are_known_by_their_name_or_by_their_sum(name: str) -> None:
    table = pd.DataFrame({"n": [40, 4, 30, 74]}, index=["a", "b", "c", name])
    shown = ev.protect(table, STRICT)
    assert shown["n"].isna().tolist() == [False, True, True, False]
    # without looking for them it is one more group, and the total of all is public
    assert ev.protect(table, STRICT, margins=False)["n"].isna().tolist() == [False, True, True, False]


def test_a_line_that_is_named_a_total_and_is_none_is_refused() -> None:
    table = pd.DataFrame({"n": [40, 4, 30]}, index=["a", "b", "total"])
    with pytest.raises(ValueError, match="'total' is named a total and is not the sum"):
        ev.protect(table, STRICT)
    assert ev.protect(table, STRICT, margins=False).shape == (3, 1)


def frame(counts: dict[str, list[int]], *labels: object) -> pd.DataFrame:
    deep = isinstance(labels[0], tuple)
    return pd.DataFrame(counts, index=pd.MultiIndex.from_tuples(labels) if deep else list(labels))


def test_the_total_of_the_only_organisation_is_the_total_of_all() -> None:
    labels = ("org", "team1"), ("org", "team2"), ("org", "Total")
    shown = ev.protect(frame({"men": [20, 31, 51], "women": [4, 3, 7]}, *labels), STRICT)
    assert shown["women"].isna().all()
    assert ev.protect(frame({"n": [4, 3, 7]}, *labels), STRICT)["n"].isna().all()
    assert ev.protect(frame({"n": [40, 3, 43]}, *labels), STRICT)["n"].isna().sum() == 2


@pytest.mark.parametrize("name", ["Total A", "A total", "", np.nan, "Totaal: A", "Som", "sub-total", "Samen"])
def test_a_subtotal_may_have_any_name_with_total_in_it(name: object) -> None:
    labels = ("A", "t1"), ("A", "t2"), ("A", name), ("B", "t1"), ("B", "t2"), ("B", name)
    shown = ev.protect(frame({"n": [4, 20, 24, 15, 30, 45]}, *labels), STRICT)
    # of two counts with their total, one more than the small one is hidden
    assert shown["n"].isna().tolist()[:3] == [True, True, False]
    assert shown.hidden_subtotals == []


@pytest.mark.parametrize("last", ["Total", "Everyone together", "Samen"])
@pytest.mark.parametrize("names", [("A total", "B total"), ("Total A", "Total B")])
def test_subtotals_of_the_lines_above_them(names: tuple[str, str], last: str) -> None:
    one, two = names
    flat = frame({"n": [4, 20, 24, 15, 30, 45, 69]}, "A1", "A2", one, "B1", "B2", two, last)
    assert ev.protect(flat, STRICT)["n"].isna().tolist() == [True, True, *[False] * 5]
    deep = flat.set_axis(
        pd.MultiIndex.from_tuples(
            [("A", "1"), ("A", "2"), (one, ""), ("B", "1"), ("B", "2"), (two, ""), (last, "")],
        )
    )
    assert ev.protect(deep, STRICT)["n"].isna().tolist() == [True, True, *[False] * 5]


def test_subtotals_of_the_lines_below_them() -> None:
    flat = frame({"n": [24, 4, 20, 45, 15, 30]}, "Total A", "A1", "A2", "Total B", "B1", "B2")
    assert ev.protect(flat, STRICT)["n"].isna().tolist() == [False, True, True, *[False] * 3]


@pytest.mark.parametrize("levels", [1, 2, 3])
def test_what_is_taken_for_a_total_is_the_sum_of_lines_that_are_none(levels: int) -> None:
    """Counts are so small that many lines are sums of others by chance."""
    rng = np.random.default_rng(levels)
    found = 0
    for _ in range(300):
        size = int(rng.integers(2, 9))
        names = rng.choice(["a", "b", "Total a", "som", "", "all of b"], (size, levels))
        index = pd.MultiIndex.from_arrays(list(names.T)) if levels > 1 else pd.Index(names[:, 0])
        counts = rng.integers(0, 4, (size, int(rng.integers(1, 3)))) * 1.0
        totals = totals_of(index, counts)
        found += len(totals)
        for line, total in totals.items():
            assert not total.rows[list(totals)].any()
            assert (counts[total.rows].sum(axis=0) == counts[line]).all()
        side = Side.of(index, totals)
        for node, rows in enumerate(side.members):
            children = [at for at, above in enumerate(side.parent) if above == node != at]
            assert not children or (side.members[children].sum(axis=0) == rows).all()
    assert found > 100


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_a_total_without_a_name_may_be_anywhere(at: int) -> None:
    names, counts = ["a", "b", "c"], [40, 4, 30]
    names.insert(at, "wij"), counts.insert(at, 74)
    flat = frame({"n": counts}, *names)
    assert ev.protect(flat, STRICT).isna().to_numpy().sum() == 2
    assert ev.protect(flat, STRICT).loc["wij", "n"] == 74
    deep = frame({"n": [*counts, 20, 31]}, *[("A", name) for name in names], ("B", "a"), ("B", "b"))
    assert ev.protect(deep, STRICT).loc[("A", "wij"), "n"] == 74
    assert ev.protect(deep, STRICT).loc[("A", "c"), "n"] is pd.NA


def test_a_team_called_total_care_is_a_team() -> None:
    table = frame({"n": [40, 4, 30, 74]}, "Total care", "b", "c", "Total")
    assert ev.protect(table, STRICT).isna().to_numpy().sum() == 2
    assert ev.protect(table.iloc[:3], STRICT).isna().to_numpy().sum() == 2


def test_a_team_that_is_by_chance_the_sum_of_others_is_one_where_a_total_counts_it() -> None:
    labels = ("A", "t1"), ("A", "t2"), ("A", "t3"), ("B", "t1"), ("B", "t2")
    teams = {"n": [4, 20, 24, 15, 30]}
    for last in ("Total", "Everyone together"):
        whole = frame({"n": [*teams["n"], 93]}, *labels, (last, ""))
        shown = ev.protect(whole, STRICT)
        assert shown.loc[(last, ""), "n"] == 93
        assert shown["n"].isna().sum() == 2
    # without one it is taken for the total, and what is said of the subtotal holds for either
    assert ev.protect(frame(teams, *labels), STRICT)["n"].isna().tolist()[:3] == [True, True, False]


def test_a_department_that_is_a_total_alone_is_counted_in_the_total_of_all() -> None:
    labels = ("A", "t1"), ("A", "t2"), ("A", "Total"), ("B", "Total"), ("Total", "")
    shown = ev.protect(frame({"n": [40, 50, 90, 20, 110]}, *labels), STRICT)
    assert shown["n"].notna().all()


def test_labels_in_any_order_and_of_any_kind() -> None:
    index = pd.MultiIndex.from_tuples([("z", 2), ("a", 1), ("z", 1), ("a", 3)])
    table = pd.DataFrame({"m": [4, 30, 22, 15], "v": [18, 12, 16, 33]}, index=index)
    first, second = ev.protect(table, STRICT), ev.protect(table.sort_index(), STRICT)
    assert first.loss == second.loss
    categories = table.set_axis(pd.CategoricalIndex(["p", "q", "r", "s"]), axis=0).astype("Int16")
    assert ev.protect(categories, STRICT).loc["p", "m"] is pd.NA
    assert ev.protect(table.astype(float), STRICT).loss == first.loss


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(TypeError, match="to_frame"):
        ev.protect(TABLE["t0"], STRICT)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="whole numbers"):
        ev.protect(TABLE - 10, STRICT)


@pytest.mark.parametrize("policy", [None, 3, STRICT.minimum_group, ["strict"]])
def test_what_is_no_policy_is_refused(policy: object) -> None:
    with pytest.raises(TypeError, match="a policy is a DisclosurePolicy or the name of a preset, not"):
        ev.protect(TABLE, policy)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        (pd.to_datetime(["2020-01-01", "2021-01-01"]), "datetime64"),
        (pd.to_datetime(["2020-01-01", "2021-01-01"], utc=True), "datetime64"),
        (pd.to_timedelta([1, 2], unit="s"), "timedelta64"),
        (np.array([4 + 1j, 20]), "complex128"),
    ],
)
def test_dates_durations_and_complex_numbers_are_no_counts(values: object, problem: str) -> None:
    with pytest.raises(TypeError, match=f"'a' holds {problem}"):
        ev.protect(pd.DataFrame({"a": values, "b": [20, 30]}), STRICT)


def test_counts_of_more_than_ten_to_the_twelfth_are_refused() -> None:
    assert ev.protect(pd.DataFrame({"a": [10**12, 4, 30]}), STRICT).shape == (3, 1)
    for count in (10**12 + 1, 10**19):
        with pytest.raises(ValueError, match="at most 10\\*\\*12"):
            ev.protect(pd.DataFrame({"a": [count, 4, 30]}, dtype=object), STRICT)
    assert ev.protect(pd.DataFrame({"a": [True, False]}), STRICT)["a"].isna().any()
