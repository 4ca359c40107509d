"""results.json: every number once, in order, rounded, hidden ones null with the reason."""

from __future__ import annotations

import json

import pytest

from evaluatie.report import BundleError, results_json
from evaluatie.resultsfile import SCHEMA

FIELDS = [
    "id", "section", "outcome", "group", "waves", "method", "term", "estimate", "se", "interval", "statistic", "df",
    "p", "n", "suppressed",
]  # fmt: skip


def test_fields_and_order(bundles):
    content = results_json(bundles)
    read = json.loads(content)
    assert list(read) == [
        "schema", "checksum", "organisation", "language", "policy", "waves", "linking", "plan", "outcomes", "results",
    ]  # fmt: skip
    assert read["schema"] == "evaluatie/results/3" == SCHEMA
    assert read["organisation"] == {
        "id": "univbct-1022", "name": "Bataljon 1022", "synthetic": False, "sector": "defence", "headcount": None,
    }  # fmt: skip
    assert read["waves"][1] == {"id": "t1", "label": {"nl": "nameting", "en": "follow-up"}, "date": None}
    assert read["plan"]["primary"] == ["jobsat"]
    assert all(list(row) == FIELDS for row in read["results"])
    assert len(read["results"]) == sum(len(bundle["numbers"]) for bundle in bundles)
    assert list(dict.fromkeys(row["section"] for row in read["results"])) == ["response", "baseline", "change"]
    assert content.endswith(b"}\n")
    assert content.startswith(b'{\n "schema"')


def test_what_a_synthesis_needs_of_each_outcome(bundles):
    said = {name: {"label": [kind, id_]} for name, kind, id_ in (
        ("outcome", "outcome", "commit"), ("first", "wave", "t0"), ("last", "wave", "t1"),
    )}  # fmt: skip
    bundles[2]["findings"].append({"key": "meaning.waves.not", "slots": said, "role": "main"})
    outcomes = json.loads(results_json(bundles))["outcomes"]
    assert outcomes["jobsat"] == {
        "label": {"nl": "arbeidstevredenheid", "en": "job satisfaction"}, "low": 1, "high": 5, "direction": "higher",
        "instrument": None, "items": [], "referent": None, "asked_otherwise": {}, "not_comparable": [],
    }  # fmt: skip
    assert outcomes["commit"]["not_comparable"] == [["t0", "t1"]]


def test_the_known_answer_is_carried_to_ten_digits(bundles):
    rows = {row["id"]: row for row in json.loads(results_json(bundles))["results"]}
    assert rows["change.jobsat/all/t0-t1/linked.mean_change"] == {
        "id": "change.jobsat/all/t0-t1/linked.mean_change", "section": "change", "outcome": "jobsat", "group": "all",
        "waves": ["t0", "t1"], "method": "paired_t", "term": "mean_change", "estimate": 0.2549019059,
        "se": 0.1221815196, "interval": [0.01193055487, 0.4978732569], "statistic": 2.086255816, "df": 84,
        "p": 0.03998844229, "n": 85, "suppressed": None,
    }  # fmt: skip


def test_groups_and_hidden_numbers(bundles):
    rows = {row["id"]: row for row in json.loads(results_json(bundles))["results"]}
    hidden = rows["baseline.jobsat/t0/gender=2.mean"]
    assert (hidden["group"], hidden["suppressed"]) == ("gender=2", "small")
    assert all(hidden[name] is None for name in ("estimate", "se", "interval", "statistic", "df", "p", "n"))


def test_order_does_not_depend_on_the_bundles_own(bundles):
    before = results_json(bundles)
    bundles[2]["numbers"] = dict(reversed(bundles[2]["numbers"].items()))
    assert results_json(bundles) == before


def test_numbers_are_rounded_and_never_nan(change):
    change["numbers"]["change.jobsat/all/t0-t1/linked.mean_change"].update(estimate=1 / 3, se=float("nan"))
    rows = {row["id"]: row for row in json.loads(results_json([change]))["results"]}
    row = rows["change.jobsat/all/t0-t1/linked.mean_change"]
    assert (row["estimate"], row["se"]) == (0.3333333333, None)
    with pytest.raises(BundleError):
        results_json([])
