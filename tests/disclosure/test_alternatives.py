"""Coarser levels and rounding, in the place of hiding counts."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.disclosure.alternatives import levels_to_merge, round_to_base

STRICT = ev.DisclosurePolicy.preset_named("strict")


def random_counts(seed: int, rows: int, columns: int = 3) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame(rng.negative_binomial(1.2, 1.2 / (1.2 + 25), (rows, columns)))


def fits(counts: np.ndarray) -> bool:
    return not ((counts > 0) & (counts < 10)).any()


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("ordered", [True, False])
def test_merged_levels_have_no_small_count_and_are_as_many_as_can_be(seed: int, ordered: bool) -> None:
    table = random_counts(seed, 5)
    groups = levels_to_merge(table, STRICT, ordered=ordered)
    assert sorted(level for group in groups for level in group) == list(range(5))
    merged = pd.DataFrame([table.loc[group].sum() for group in groups])
    assert fits(merged.to_numpy())
    assert ev.protect(merged, STRICT).notna().to_numpy().all()
    if ordered:
        assert all(group == list(range(group[0], group[-1] + 1)) for group in groups)
        ways = [np.concatenate([[0], np.cumsum(cuts)]) for cuts in product([0, 1], repeat=4)]
    else:
        ways = [np.array((0, *way)) for way in product(range(5), repeat=4)]
    counts = table.to_numpy()
    most = max(len(set(way)) for way in ways if fits(summed(counts, way)))
    assert len(groups) == most
    # of as many groups those that are most alike in size
    sizes = [summed(counts, way).sum(axis=1) for way in ways if fits(summed(counts, way)) and len(set(way)) == most]
    assert (merged.to_numpy().sum(axis=1) ** 2).sum() == min((size**2).sum() for size in sizes)


def test_of_as_many_groups_the_sum_of_squared_sizes_is_least() -> None:
    # 70, 130, 50, 10 people have squares of 24,400; 125, 40, 85, 10 have more, and less by their cubes
    table = pd.DataFrame({"a": [30, 30, 50, 40, 30, 10, 30, 10], "b": [5, 5, 5, 0, 5, 5, 5, 0]})
    assert levels_to_merge(table, STRICT, ordered=True) == [[0, 1], [2, 3, 4], [5, 6], [7]]


def summed(counts: np.ndarray, way: np.ndarray) -> np.ndarray:
    return np.eye(5)[way].T @ counts


def test_many_levels_without_an_order_are_merged_from_the_smallest() -> None:
    table = random_counts(1, 30)
    groups = levels_to_merge(table, STRICT, ordered=False)
    assert fits(np.array([table.loc[group].sum() for group in groups]))
    assert sorted(level for group in groups for level in group) == list(range(30))
    assert len(groups) > 5


def test_nothing_is_suggested_where_all_together_are_few() -> None:
    assert levels_to_merge(pd.DataFrame({"a": [2, 3], "b": [20, 30]}), STRICT, ordered=True) == []


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("chance", [None, 7])
@pytest.mark.parametrize("deep", [False, True])
def test_counts_totals_and_subtotals_go_to_a_multiple_next_to_them(seed, chance, deep) -> None:
    table = random_counts(seed, 7, 4)
    if deep:
        table.index = pd.MultiIndex.from_arrays([[0, 0, 1, 1, 1, 2, 2], range(7)])
    rounded = round_to_base(table, 10, chance)
    sums = [(table, rounded), (table.sum(), rounded.sum()), (table.sum(axis=1), rounded.sum(axis=1))]
    sums += [(table.groupby(level=0).sum(), rounded.groupby(level=0).sum())] if deep else []
    sums.append((pd.Series([table.to_numpy().sum()]), pd.Series([rounded.to_numpy().sum()])))
    for true, shown in sums:
        assert (shown % 10 == 0).to_numpy().all()
        assert (abs(shown - true) < 10).to_numpy().all()


def test_without_a_seed_no_rounded_table_is_nearer() -> None:
    table = pd.DataFrame([[4, 12], [9, 3], [7, 18]])
    rounded = round_to_base(table, 10).to_numpy(dtype=int)
    below = table.to_numpy() // 10 * 10
    ways = (below + 10 * np.array(up).reshape(3, 2) for up in product([0, 1], repeat=6))
    nearest = min(abs(way - table.to_numpy()).sum() for way in ways if controlled(way, table.to_numpy()))
    assert abs(rounded - table.to_numpy()).sum() == nearest


def controlled(way: np.ndarray, true: np.ndarray) -> bool:
    sums = [(of.sum(axis=0), of.sum(axis=1), of.sum()) for of in (way, true)]
    return all((abs(np.subtract(*pair)) < 10).all() for pair in zip(*sums, strict=True))


def test_rounding_by_chance_adds_as_much_as_it_takes() -> None:
    table = random_counts(4, 5)
    mean = np.mean([round_to_base(table, 10, seed).to_numpy(dtype=float) for seed in range(100)], axis=0)
    assert abs(mean - table.to_numpy()).max() < 4
    assert round_to_base(table, 10, 3).equals(round_to_base(table, 10, 3))


def test_a_hierarchy_on_both_sides_is_rounded_additively() -> None:
    table = random_counts(9, 6, 6)
    table.index = table.columns = pd.MultiIndex.from_arrays([[0, 0, 1, 1, 2, 2], range(6)])
    rounded = round_to_base(table, 5)
    assert (abs(rounded - table) < 5).to_numpy().all()
    assert abs(rounded.to_numpy().sum() - table.to_numpy().sum()) < 10


def test_odd_tables() -> None:
    assert round_to_base(pd.DataFrame(np.zeros((0, 2))), 10).shape == (0, 2)
    assert round_to_base(pd.DataFrame([[7]]), 10).iloc[0, 0] == 10
    assert levels_to_merge(pd.DataFrame(np.zeros((0, 2))), STRICT, ordered=True) == []
    with pytest.raises(ValueError, match="from 2 up"):
        round_to_base(pd.DataFrame([[7]]), 1)
    with pytest.raises(ValueError, match="whole numbers"):
        round_to_base(pd.DataFrame([[7.5]]), 10)
