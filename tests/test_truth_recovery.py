"""The study of truth recovery: its page is that of its history, its marks are explained, and its parts are right."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import golden


@pytest.fixture(scope="module")
def root() -> Path:
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module", autouse=True)
def study(root: Path) -> Iterator[None]:
    sys.path.insert(0, str(root / "benchmarks"))
    yield
    sys.path.remove(str(root / "benchmarks"))


@pytest.fixture(scope="module")
def table(study: None) -> ModuleType:
    from _truth import table

    return table


@pytest.fixture(scope="module")
def history(root: Path, study: None) -> pd.DataFrame:
    from _truth.history import read

    found: pd.DataFrame = read(root / "benchmarks" / "history" / "truth_recovery.csv")
    return found


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs" / "trust" / "truth.md").read_text(encoding="utf-8")


def test_the_tables_of_the_page_are_those_of_the_history(table: ModuleType, history: pd.DataFrame, page: str) -> None:
    assert all(page.count(f"<!-- table: {name} -->") == 1 for name in table.TABLES)
    assert table.with_tables(page, history) == page


def test_what_each_mark_comes_from_is_written(table: ModuleType, history: pd.DataFrame, page: str) -> None:
    explained = " ".join(page.partition("## What the stars come from")[2].partition("\n## ")[0].split())
    names = {mark: mark.partition(": ")[2].partition(",")[0] for mark in table.marked(history)}
    # standardised changes are explained together, whatever they are divided by
    families = {mark: "standardised change" if name.startswith("standardised change") else name
                for mark, name in names.items()}  # fmt: skip
    missing = [mark for mark, name in families.items() if name.lower() not in explained.lower()]
    assert not missing, "\n".join(missing)


def test_what_each_bias_comes_from_is_written(history: pd.DataFrame, page: str) -> None:
    from _truth.marks import biases

    explained = " ".join(page.partition("## What bias comes from")[2].lower().split())
    names = {name.removesuffix(", 90% interval") for name, *_, found in biases(history) if found.marked}
    assert names
    # standardised figures are explained together
    families = {name.partition(",")[0] if name.startswith("standardised") else name for name in names}
    families = {"standardised change" if name.startswith("standardised change") else name for name in families}
    assert not [name for name in families if name.lower() not in explained]


def test_the_short_table_is_in_the_overview_too(root: Path, table: ModuleType, history: pd.DataFrame) -> None:
    overview = (root / "docs" / "trust.md").read_text(encoding="utf-8")
    assert overview.count("<!-- table: in short -->") == 1
    assert table.with_tables(overview, history) == overview


def test_a_world_that_does_not_hold_is_not_hidden_by_the_others_of_its_column(table: ModuleType) -> None:
    from _truth.judged import KEYS, SUMS
    from _truth.marks import POOLED, cells

    def row(world: str, held: float, organisations: int = 40) -> tuple[object, ...]:
        n = 10.0
        sums = (n, held, n * n, held**2, n * held, 0.0, 0.0, 0.0, 0.0)
        return (
            world,
            "interval",
            "change, everyone",
            "everyone",
            "95",
            organisations,
            *(organisations * x for x in sums),
        )

    history = pd.DataFrame([row("large", 8.0), *(row(world, 10.0, 400) for world in ("nothing", "changed"))],
                           columns=[*KEYS, *SUMS])  # fmt: skip
    starred = [cell.where for cell in cells(history, POOLED) if cell.starred]
    assert starred == ["large"]
    assert list(table.marked(history)) == ["interval: change, everyone, everyone, large"]
    assert "1,500 people" in table.by_world(history)


def test_rows_of_several_commits_are_said_to_be_mixed(table: ModuleType, history: pd.DataFrame) -> None:
    assert "Mixed" not in table.organisations(history)
    other = history.copy()
    first = other.index[other["kind"] == "organisation"][0]
    other.loc[first, "measure"] = "evaluatie 0.1.0, abcdef0+, 2026-12-01"
    assert "**Mixed**: 499 organisations by" in table.organisations(other)


def test_every_interval_of_the_organisations_that_ship_is_measured_or_named(study: None) -> None:
    from _truth.elsewhere import ELSEWHERE
    from _truth.values import about, rule

    unknown = set()
    for path in golden.GOLDEN.glob("*.csv.gz"):
        for name, row in golden.kept(path.name.removesuffix(".csv.gz")).items():
            if row["low"] is None or row["high"] is None:
                continue
            section, _, rest = name.partition(".")
            if rule(section, row["method"], rest) is None:
                text = about(section, row["method"], rest)
                if not any(re.fullmatch(one.pattern, text) for one in ELSEWHERE):
                    unknown.add(text)
    assert not unknown


def test_where_intervals_are_tested_else_is_there(root: Path) -> None:
    from _truth.elsewhere import ELSEWHERE

    named = {name for one in ELSEWHERE for name in re.findall(r"`([^`]+\.py)`", one.where)}
    assert named
    assert all((root / name).is_file() for name in named)


def test_every_organisation_is_counted_once(history: pd.DataFrame) -> None:
    from _truth.worlds import WORLDS

    seeds = [seed for world in WORLDS for seed in world.seeds]
    assert len(seeds) == len(set(seeds)) == 500
    counted = history.loc[history["kind"] == "organisation", "detail"].astype(int).tolist()
    assert len(counted) == len(set(counted)) > 0
    assert set(counted) <= set(seeds)


@pytest.fixture
def few_drawn(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let populations be small for the while."""
    from _truth import drawn

    monkeypatch.setattr(drawn, "PEOPLE", 4000)
    monkeypatch.setattr(drawn, "MANY", 2000)
    drawn.population.cache_clear()
    drawn.found_in_many.cache_clear()
    yield
    drawn.population.cache_clear()
    drawn.found_in_many.cache_clear()


@pytest.mark.parametrize("name", ["small", "unlinked"])
def test_an_organisation_is_measured_whole_and_its_history_is_resumed(
    tmp_path: Path, few_drawn: None, name: str
) -> None:
    """The study itself: no printed interval without a rule, no verdict without a word."""
    from _truth import history
    from _truth.judged import of_organisation
    from _truth.worlds import world

    of, path, keep = world(name), tmp_path / "history.csv", tmp_path / "keep"
    seed = of.seeds[0]
    found = of_organisation(name, seed, keep)
    assert set(found["kind"]) == {"interval", "verdict", "unmeasured"}
    measured = found[found["kind"] == "interval"]
    assert measured["n"].sum() > 200
    assert 0.85 < measured["hits"].sum() / measured["n"].sum() <= 1
    history.add(path, of, {seed: found})
    assert history.done(history.read(path), of) == {seed}
    history.add(path, of, {seed + 1: of_organisation(name, seed, keep)})  # taken from where it is kept
    twice = history.read(path)
    assert history.done(twice, of) == {seed, seed + 1}
    assert twice.loc[twice["kind"] == "interval", "n"].sum() == 2 * measured["n"].sum()


def test_a_share_has_the_error_of_organisations(table: ModuleType) -> None:
    """Ten organisations of which all ten intervals hold or none do are worth ten intervals, not a hundred."""
    held = np.repeat([10.0, 0.0], [8, 2])
    sums = {"n": 100.0, "organisations": 10.0, "hits": held.sum(), "nn": 1000.0, "hh": (held**2).sum(),
            "nh": 10 * held.sum()}  # fmt: skip
    found = table.share(sums)
    expected = stats.binomtest(8, 10).proportion_ci(0.99, method="wilson")
    assert found.share == pytest.approx(80)
    assert (found.low, found.high) == pytest.approx((100 * expected.low, 100 * expected.high), abs=0.01)


@pytest.mark.parametrize("name", ["pseudo_median", "rank_biserial", "trimmed"])
def test_robust_truths_are_those_of_plain_definitions(name: str) -> None:
    from _truth import changes

    values = np.random.default_rng(3).integers(-6, 9, 201) / 8
    walsh = np.add.outer(values, values)[np.triu_indices(len(values))] / 2
    moved = values[values != 0]
    ranks = stats.rankdata(np.abs(moved))
    plain = {
        "pseudo_median": np.median(walsh),
        "rank_biserial": (ranks[moved > 0].sum() - ranks[moved < 0].sum()) / ranks.sum(),
        "trimmed": stats.trim_mean(values, 0.2),
    }
    assert getattr(changes, name)(values) == pytest.approx(plain[name], abs=1e-9 if name != "pseudo_median" else 0.07)


def test_a_drawn_population_has_the_means_of_the_closed_form(few_drawn: None) -> None:
    from _truth.drawn import population
    from _truth.values import table as known
    from _truth.worlds import world

    changed = world("changed")
    found = population(changed)
    for outcome in ("pgis.total", "job_satisfaction.total"):
        for wave, name in enumerate(changed.model.waves):
            scores = found.scores[outcome][wave, found.employed[wave]]
            true = known(changed)[("mean", outcome, "all", "all", name, "workforce")]
            assert abs(scores.mean() - true) < 5 * scores.std() * np.sqrt(1.5 / len(scores))


def test_true_curves_of_careers_agree_with_loops() -> None:
    """Of many people with constant hazards, drawn one by one."""
    from _truth import careers
    from _truth.worlds import world

    nothing, rng = world("nothing"), np.random.default_rng(7)
    up, out = (careers.rate(nothing, flow, "origin", "buiten-europa") for flow in ("promotion", "outflow"))
    assert up is not None
    assert out is not None
    risen, left = rng.exponential(1 / up, 200_000), rng.exponential(1 / out, 200_000)
    first = np.mean((risen < left) & (risen < 3))
    assert careers.incidence(nothing, "promotion", "origin", "buiten-europa", 3) == pytest.approx(first, abs=0.004)
    assert careers.survival(nothing, "origin", "buiten-europa", 5) == pytest.approx(np.mean(left > 5), abs=0.005)
    dutch = careers.rate(nothing, "outflow", "origin", "nederland")
    assert dutch is not None
    longer = np.minimum(left, 10).mean() - np.minimum(rng.exponential(1 / dutch, 200_000), 10).mean()
    assert careers.years_stayed(nothing, "origin", "buiten-europa", 10) == pytest.approx(longer, abs=0.04)
    assert careers.ratio(nothing, "outflow", "origin", "buiten-europa") == pytest.approx(np.exp(0.3))
    assert careers.rate(world("changed"), "promotion", "origin", "buiten-europa") is None
