"""results.json carries no more than the report: other statistics, of no group or moment that the page is silent on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import evaluatie as ev

MAKERS = (ev.response, ev.baseline, ev.change)


def references(content: Any) -> Iterator[str]:
    if isinstance(content, dict):
        if "ref" in content:
            yield content["ref"]
        for part in content.values():
            yield from references(part)
    elif isinstance(content, list):
        for part in content:
            yield from references(part)


def about(row: dict[str, Any]) -> tuple[object, ...]:
    return row["outcome"], row["group"], tuple(row["waves"])


@pytest.mark.parametrize("organisation", ["univbct-4", "demo-bouwbedrijf"])
def test_every_number_is_about_what_the_page_shows(organisation: str, root: Path) -> None:
    study = ev.load_study(root / "data" / "raw" / organisation)
    bundles = [ev.release(make(study)).bundle for make in MAKERS]
    rows = {row["id"]: row for row in json.loads(ev.report.results_json(bundles))["results"]}
    on_page = {ref for bundle in bundles for ref in references([bundle["findings"], bundle["displays"]])}
    assert on_page <= rows.keys()
    shown = {about(rows[ref]) for ref in on_page}
    silent = [row for row in rows.values() if row["suppressed"] is None and about(row) not in shown]
    # of everyone, the mean of a scale at a later wave: the page draws the change instead
    assert {(row["method"], row["group"], row["term"]) for row in silent} <= {
        ("mean_t", "all", "mean"),
        ("mean_t", "all", "sd"),
    }
    assert not any(row["waves"] == [study.waves[0]] for row in silent)


@pytest.mark.parametrize("organisation", ["univbct-4", "demo-bouwbedrijf"])
def test_what_is_hidden_on_the_page_is_hidden_in_the_file(organisation: str, root: Path) -> None:
    study = ev.load_study(root / "data" / "raw" / organisation)
    for make in MAKERS:
        bundle = ev.release(make(study)).bundle
        rows = json.loads(ev.report.results_json([bundle]))["results"]
        for row in rows:
            number = bundle["numbers"][row["id"]]
            assert row["suppressed"] == number["suppressed"]
            if row["suppressed"]:
                assert {row[name] for name in ("estimate", "se", "statistic", "df", "p", "n", "method")} == {None}
                assert row["interval"] is None
