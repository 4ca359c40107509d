"""An attacker with linear programming finds no hidden small count within its protection interval.

The attack is written out here once more, and knows nothing of how counts were hidden: the attacker sees the masked
table, the totals, the subtotals that may be shown, and that nobody is fewer than nought.
"""

from __future__ import annotations

from itertools import chain, combinations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog
from scipy.sparse import block_diag, csr_array

import evaluatie as ev

STRICT = ev.DisclosurePolicy.preset_named("strict")
REACH = 10
CLOSE = 1e-6


def random_table(seed: int, levels: tuple[int, int] = (1, 1)) -> pd.DataFrame:
    """Draw counts, many of them small; teams in departments where a side has two levels."""
    rng = np.random.default_rng(seed)
    shape = int(rng.integers(3, 9)), int(rng.integers(2, 6))
    table = pd.DataFrame(rng.negative_binomial(1.2, 1.2 / (1.2 + 25), shape))
    for axis in (0, 1):
        if levels[axis] == 2:
            above = rng.integers(0, 3, shape[axis])
            table = table.set_axis(pd.MultiIndex.from_arrays([above, np.arange(shape[axis])]), axis=axis)
    return table


def groups(index: pd.Index) -> list[tuple[object, np.ndarray, bool]]:
    """Give everything, every department and every row: its label, the rows in it, and whether it is a row itself."""
    found = [((), np.ones(len(index)), False)]
    if isinstance(index, pd.MultiIndex):
        tops = index.get_level_values(0)
        found += [((top,), (tops == top) * 1.0, False) for top in tops.unique()]
    return found + [(label, row, True) for label, row in zip(index, np.eye(len(index)), strict=True)]


def seen(table: pd.DataFrame, shown: pd.DataFrame, away: list) -> tuple[np.ndarray, np.ndarray]:
    """Give the totals, and all that the attacker sees: totals, counts and the subtotals that are not away."""
    totals, known = [], []
    visible = shown.notna().to_numpy()
    for row, rows, single in groups(table.index):
        for column, columns, alone in groups(table.columns):
            cells = np.outer(rows, columns)
            if row == () or column == ():
                totals.append(cells.ravel())
            elif visible[cells > 0].all() if single and alone else (row, column) not in away:
                known.append(cells.ravel())
    return np.array(totals), np.array([*totals, *known])


def interval(known: np.ndarray, people: np.ndarray, target: np.ndarray) -> tuple[float, float]:
    """Find the least and the most that a sum can be."""
    least, most = (linprog(sign * target, A_eq=known, b_eq=known @ people, bounds=(0, None)) for sign in (1, -1))
    return least.fun, np.inf if most.status == 3 else -most.fun


def intervals(known: np.ndarray, people: np.ndarray, targets: list[np.ndarray]) -> list[tuple[float, float]]:
    """Find them of many sums side by side, which is faster."""
    if not targets:
        return []
    both = np.array([sign * target for target in targets for sign in (1, -1)])
    each = block_diag([csr_array(known)] * len(both), format="csc")
    found = linprog(both.ravel(), A_eq=each, b_eq=np.tile(known @ people, len(both)), bounds=(0, None))
    if found.status != 0:
        return [interval(known, people, target) for target in targets]
    ends = (both * found.x.reshape(both.shape)).sum(axis=1).reshape(-1, 2)
    return [(least, -most) for least, most in ends]


def narrowed(table: pd.DataFrame, shown: pd.DataFrame, away: list) -> int:
    """Count the small counts and subtotals that are narrowed down by more than totals, to less than 0 to 10."""
    people = table.to_numpy(dtype=float).ravel()
    totals, known = seen(table, shown, away)
    cells = [
        np.outer(rows, columns) for _, rows, _ in groups(table.index)[1:] for _, columns, _ in groups(table.columns)[1:]
    ]
    sums = [target for target in np.unique([cell.ravel() for cell in cells], axis=0) if 0 < target @ people < 10]
    lost = 0
    for target, (low, high) in zip(sums, intervals(known, people, sums), strict=True):
        if low > CLOSE or high < REACH - CLOSE:
            least, most = interval(totals, people, target)
            lost += low > least + CLOSE or high < min(most, REACH) - CLOSE
    return lost


def small_alone(table: pd.DataFrame) -> tuple[pd.DataFrame, list]:
    """Hide the small counts and small subtotals and nothing else."""
    away = [
        (row, column)
        for row, rows, _ in groups(table.index)
        for column, columns, _ in groups(table.columns)
        if 0 < rows @ table.to_numpy() @ columns < 10
    ]
    return table.astype("Int64").mask((table > 0) & (table < 10)), away


@pytest.mark.parametrize(
    ("levels", "seeds"),
    [((1, 1), range(6)), ((2, 1), range(60, 66)), ((1, 2), range(120, 122)), ((2, 2), range(135, 138))],
)
def test_the_attack_finds_nothing_and_finds_much_without_secondary_suppression(levels, seeds) -> None:
    lost = without = 0
    for seed in seeds:
        table = random_table(seed, levels)
        shown = ev.protect(table, STRICT)
        assert shown.loss.optimal
        lost += narrowed(table, shown, shown.hidden_subtotals)
        if seed % 2 == 0:
            without += narrowed(table, *small_alone(table))
    assert lost == 0
    assert without > len(seeds) / 3


# ---- tables of which the totals are lines -----------------------------------------------------------------------


def with_totals(table: pd.DataFrame) -> tuple[pd.DataFrame, list[np.ndarray]]:
    """Add lines with totals, and those of departments: the table, and which rows and columns each line has."""
    lines, sides = [], []
    for index in (table.index, table.columns):
        deep = isinstance(index, pd.MultiIndex)
        made = []
        for label, rows, single in groups(index):
            whole = ("Total", "") if deep else "Total"
            made.append((label if single else (*label, "Total")[:2] if label else whole, rows))
        lines.append(pd.MultiIndex.from_tuples([label for label, _ in made]) if deep else [label for label, _ in made])
        sides.append(np.array([rows for _, rows in made]))
    counts = sides[0] @ table.to_numpy() @ sides[1].T
    return pd.DataFrame(counts.astype(int), index=lines[0], columns=lines[1]), sides


def found_in(whole: pd.DataFrame, shown: pd.DataFrame, sides: list[np.ndarray], people: np.ndarray) -> int:
    """Count the small counts that can be told from nobody or from ten, by what is shown alone."""
    cells, visible = np.kron(*sides), shown.notna().to_numpy().ravel()
    small = (whole.to_numpy().ravel() > 0) & (whole.to_numpy().ravel() < 10)
    ends = intervals(cells[visible], people, list(np.unique(cells[small], axis=0)))
    return sum(low > CLOSE or high < REACH - CLOSE for low, high in ends)


@pytest.mark.parametrize(("levels", "seeds"), [((1, 1), range(200, 205)), ((2, 1), range(300, 304)), ((2, 2), [400])])
def test_totals_in_the_table_are_hidden_as_well_where_they_would_give_a_small_count_away(levels, seeds) -> None:
    without = 0
    for seed in seeds:
        table = random_table(seed, levels)
        whole, sides = with_totals(table)
        people = table.to_numpy(dtype=float).ravel()
        shown = ev.protect(whole, STRICT)
        assert shown.loss.optimal
        assert shown.loss.narrowed_by_totals == 0
        assert found_in(whole, shown, sides, people) == 0
        if seed % 2 == 0:
            without += found_in(whole, whole.mask((whole > 0) & (whole < 10)), sides, people)
    assert without > len(seeds) / 3


def called(label: object, name: str, at: str) -> object:
    """Give a total another name, "{}" being that of its department; of the total of all, that of nothing."""
    parts = label if isinstance(label, tuple) else (label,)
    named = tuple(name.format(parts[0] if at else "").strip() if part == "Total" else part for part in parts)
    return named if isinstance(label, tuple) else named[0]


@pytest.mark.parametrize("name", ["Total {}", "{} totaal", "", "Som", "Wij"])
@pytest.mark.parametrize(("levels", "seed"), [((1, 1), 201), ((2, 1), 301), ((2, 1), 302), ((1, 2), 303)])
def test_totals_of_any_name_and_in_any_place_give_nothing_away(name: str, levels: tuple[int, int], seed: int) -> None:
    table = random_table(seed, levels)
    for axis in (0, 1):  # of two lines, one is only seen to be their total by its name
        if levels[axis] == 2 and name == "Wij":
            size = table.shape[axis] // 3 * 3
            table = table.iloc[:size] if axis == 0 else table.iloc[:, :size]
            tops = np.arange(size) // 3
            table = table.set_axis(pd.MultiIndex.from_arrays([tops, np.arange(size)]), axis=axis)
    whole, sides = with_totals(table)
    for axis in (0, 1):
        labels = [called(label, name, "deep" * (levels[axis] == 2)) for label in whole.axes[axis]]
        deep = levels[axis] == 2
        whole = whole.set_axis(pd.MultiIndex.from_tuples(labels) if deep else pd.Index(labels), axis=axis)
    order = [np.random.default_rng(seed).permutation(size) for size in whole.shape]
    whole, sides = whole.iloc[order[0], order[1]], [side[at] for side, at in zip(sides, order, strict=True)]
    shown = ev.protect(whole, STRICT)
    assert found_in(whole, shown, sides, table.to_numpy(dtype=float).ravel()) == 0


@pytest.mark.parametrize("name", ["Total {}", "{} totaal", "", "Som"])
@pytest.mark.parametrize("whole_total", [False, True])
def test_subtotals_of_any_name_give_nothing_away(name: str, *, whole_total: bool) -> None:
    counts = np.random.default_rng(3005).choice([1, 2, 3, 4, 5, 6, 8, 9, 12, 15, 20, 30], (4, 3))
    table = pd.DataFrame(counts, index=pd.MultiIndex.from_arrays([list("AABB"), range(4)]))
    whole, (rows, columns) = with_totals(table)
    labels = [called(label, name, "deep") for label in whole.index]
    keep = [at for at, label in enumerate(whole.index) if whole_total or label != ("Total", "")]
    whole = whole.set_axis(pd.MultiIndex.from_tuples(labels)).iloc[keep]
    assert found_in(whole, ev.protect(whole, STRICT), [rows[keep], columns], counts.ravel() * 1.0) == 0


@pytest.mark.parametrize("counts", [[[20, 4], [31, 3]], [[4], [3]], [[40, 8], [13, 5], [20, 12]]])
def test_the_total_of_one_organisation_gives_nothing_away(counts: list[list[int]]) -> None:
    inner = np.array(counts)
    index = pd.MultiIndex.from_tuples([*(("org", f"team{at}") for at in range(len(inner))), ("org", "Total")])
    whole = pd.DataFrame(np.vstack([inner, inner.sum(axis=0)]), index=index)
    rows = np.vstack([np.eye(len(inner)), np.ones(len(inner))])
    columns, people = np.eye(inner.shape[1]), inner.ravel() * 1.0
    # the totals of several columns are no lines, and known to all
    known = np.kron(rows, np.ones((int(inner.shape[1] > 1), inner.shape[1])))
    shown = ev.protect(whole, STRICT).notna().to_numpy().ravel()
    cells = np.kron(rows, columns)
    small = (whole.to_numpy().ravel() > 0) & (whole.to_numpy().ravel() < 10)
    ends = intervals(np.vstack([known, cells[shown]]), people, list(cells[small]))
    assert all(low <= CLOSE and high >= REACH - CLOSE for low, high in ends)


@pytest.mark.parametrize("seed", range(500, 506))
def test_a_team_that_is_by_chance_the_sum_of_others_gives_nothing_away(seed: int) -> None:
    """The attacker takes it for the team that it is, and knows the totals, which protect() takes to be smaller."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(rng.negative_binomial(1.2, 1.2 / (1.2 + 25), (7, 3)))
    table.iloc[2] = table.iloc[0] + table.iloc[1]
    table.index = pd.MultiIndex.from_arrays([list("aaabbbc"), range(7)])
    shown = ev.protect(table, STRICT)
    assert narrowed(table, shown, shown.hidden_subtotals) == 0


@pytest.mark.parametrize(
    "counts",
    [
        [[40, 30, 20], [25, 15, 3], [35, 45, 50]],
        [[40, 12, 20], [25, 15, 3], [11, 45, 50]],
        [[4, 30, 20, 16], [25, 15, 13, 12], [35, 45, 8, 50]],
        [[2, 3, 40], [30, 20, 12], [14, 25, 33], [18, 11, 10]],
        [[5, 0, 40], [30, 20, 12], [14, 25, 33]],
    ],
)
def test_no_safe_choice_of_cells_hides_fewer_people(counts: list[list[int]]) -> None:
    """All choices are tried. That nobody is in a cell is hidden only where there is no other choice."""
    table = pd.DataFrame(counts)
    people = table.to_numpy().ravel()
    small = np.flatnonzero((people > 0) & (people < 10))
    others = np.flatnonzero(people >= 10)
    margins, _ = seen(table, table, [])
    lines = [line.astype(bool) & np.isin(np.arange(people.size), small) for line in margins]
    targets = [np.eye(people.size)[at] for at in small]
    targets += [line * 1.0 for line in lines if line.sum() > 1 and people[line].sum() < 10]
    choices = chain.from_iterable(combinations(others, size) for size in range(len(others) + 1))
    cheapest = sorted(choices, key=lambda more: (people[list(more)].sum(), len(more)))
    first = next(more for more in cheapest if safe(people, margins, {*small, *more}, targets))
    best = people[[*small, *first]].sum(), len(small) + len(first)
    hidden = ev.protect(table, STRICT).isna().to_numpy().ravel()
    assert (people[hidden].sum(), hidden.sum()) == best


def safe(people: np.ndarray, margins: np.ndarray, hidden: set[int], targets: list[np.ndarray]) -> bool:
    known = np.vstack([margins, np.delete(np.eye(people.size), list(hidden), axis=0)])
    for target in targets:
        low, high = interval(known, people, target)
        if low > CLOSE or high < REACH - CLOSE:
            return False
    return True


def test_few_people_in_several_small_counts_of_a_line_are_not_found_together() -> None:
    table = pd.DataFrame([[3, 4, 40, 30], [20, 30, 25, 14], [22, 33, 44, 55]])
    shown = ev.protect(table, STRICT)
    _, known = seen(table, shown, [])
    low, high = interval(known, table.to_numpy(dtype=float).ravel(), np.eye(12)[0] + np.eye(12)[1])
    assert low == pytest.approx(0)
    assert high >= REACH


def test_a_wider_protection_interval_hides_more() -> None:
    table = random_table(3)
    wide = STRICT.tightened(minimum_group=10)
    assert wide.protection == 10
    assert STRICT.tightened(minimum_group=25).protection == 25
    hidden = [
        ev.protect(table, policy).isna().to_numpy().sum() for policy in (STRICT, STRICT.tightened(minimum_group=25))
    ]
    assert hidden[0] < hidden[1]


def test_a_department_with_one_small_team_is_hidden_as_a_subtotal_too() -> None:
    index = pd.MultiIndex.from_tuples([("hr", "a"), ("hr", "b"), ("ict", "c"), ("ops", "d"), ("ops", "e")])
    table = pd.DataFrame({"men": [20, 30, 3, 40, 20], "women": [30, 12, 40, 25, 40]}, index=index)
    shown = ev.protect(table, STRICT)
    assert shown.loc[("ict", "c"), "men"] is pd.NA
    assert (("ict",), "men") in shown.hidden_subtotals
    assert narrowed(table, shown, shown.hidden_subtotals) == 0


def test_subtotals_stay_where_they_can() -> None:
    index = pd.MultiIndex.from_product([["hr", "ict"], ["a", "b", "c"]])
    table = pd.DataFrame({"men": [20, 5, 30, 40, 20, 14], "women": [30, 12, 40, 25, 40, 30]}, index=index)
    shown = ev.protect(table, STRICT)
    assert shown.hidden_subtotals == []
    assert shown.loc["ict"].notna().to_numpy().all()


def test_what_totals_alone_tell_is_said() -> None:
    loss = ev.protect(pd.DataFrame([[3, 0, 0], [30, 20, 40]]), STRICT).loss
    assert loss.narrowed_by_totals == 1
    assert (loss.primary.counts, loss.primary.people) == (1, 3)


def test_without_time_the_answer_is_safe_and_says_that_it_may_not_be_the_best() -> None:
    for seed, levels in ((1, (1, 1)), (70, (2, 1)), (140, (2, 2))):
        table = random_table(seed, levels)
        shown = ev.protect(table, STRICT, seconds=0)
        assert not shown.loss.optimal
        assert narrowed(table, shown, shown.hidden_subtotals) == 0


def test_of_one_column_and_its_public_total_one_more_count_is_hidden() -> None:
    shown = ev.protect(pd.DataFrame({"n": [3, 40, 50]}), STRICT)
    assert shown["n"].isna().tolist() == [True, True, False]
    assert shown.loss.narrowed_by_totals == 0


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (1, 1), (1, 4), (4, 1)])
def test_a_table_of_one_line_or_none_is_masked(shape: tuple[int, int]) -> None:
    shown = ev.protect(pd.DataFrame(np.full(shape, 4)), STRICT)
    assert shown.shape == shape
    assert shown.isna().to_numpy().all()
