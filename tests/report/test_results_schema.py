"""docs/results.schema.json: it takes what is written, and refuses what is not as it should be."""

from __future__ import annotations

import json
from typing import Any

import pytest

from evaluatie.disclosure import reasons
from evaluatie.disclosure.policy import DisclosurePolicy
from evaluatie.report import results_json
from evaluatie.report.results import SYNTHESIS_SCHEMA
from evaluatie.resultsfile import SCHEMA
from results_schema import faults, schema

Bundles = list[dict[str, Any]]


def test_a_report_is_as_the_schema_says(bundles: Bundles) -> None:
    assert faults(results_json(bundles)) == []


def test_the_schema_knows_what_the_code_knows() -> None:
    held = schema()["$defs"]
    told = [value for name, value in vars(reasons).items() if name.isupper()]
    assert held["report"]["properties"]["schema"]["const"] == SCHEMA
    assert held["synthesis"]["properties"]["schema"]["const"] == SYNTHESIS_SCHEMA
    assert set(held["number"]["properties"]["suppressed"]["enum"]) == {None, *told}
    assert DisclosurePolicy.preset_named("strict").as_data().keys() == set(held["policy"]["properties"])


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"suppressed": "small"}, "estimate"),
        ({"suppressed": "because"}, "suppressed"),
        ({"estimate": "2.5"}, "estimate"),
        ({"p": 1.5}, "p"),
        ({"se": -0.1}, "se"),
        ({"n": 10.5}, "n"),
        ({"interval": [1.0]}, "interval"),
        ({"interval": [1.0, 2.0, 3.0]}, "interval"),
        ({"group": "gender"}, "group"),
        ({"respondent": "P000001"}, "respondent"),
    ],
)
def test_a_number_that_is_not_as_it_should_be_is_refused(bundles: Bundles, change: dict[str, Any], where: str) -> None:
    read = json.loads(results_json(bundles))
    row = next(row for row in read["results"] if row["suppressed"] is None and row["estimate"] is not None)
    row.update(change)
    found = faults(json.dumps(read).encode())
    assert found
    assert any(where in fault for fault in found)


@pytest.mark.parametrize("name", ["checksum", "plan", "waves", "policy", "outcomes", "results", "linking"])
def test_nothing_may_lack(bundles: Bundles, name: str) -> None:
    read = json.loads(results_json(bundles))
    del read[name]
    assert any(f"'{name}' is a required property" in fault for fault in faults(json.dumps(read).encode()))
