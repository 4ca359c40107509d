"""What stands on top of a report: the same findings in both languages, and the caveat that weighs most with them."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from evaluatie.report.lead import lead
from evaluatie.report.whole import readers_of

Bundles = list[dict[str, Any]]


def summed_up(bundles: Bundles) -> Bundles:
    return [{**copy.deepcopy(bundles[2]), "section": "summary", "findings": [], "displays": []}, *bundles]


def caveat(bundles: Bundles, language: str) -> str:
    return str(lead(readers_of(bundles, language)).caveat)


@pytest.mark.parametrize("longer", ["nl", "en"])
def test_both_languages_carry_the_same_findings_however_long_the_words_of_one_are(
    bundles: Bundles, longer: str
) -> None:
    counts = set()
    for length in range(4, 200, 9):
        for bundle in bundles:
            for names in bundle["labels"]["outcome"].values():
                names[longer] = "x" * length
        dutch, english = (lead(readers_of(summed_up(bundles), language)) for language in ("nl", "en"))
        assert len(dutch.first) == len(english.first)
        counts.add(len(dutch.first))
    assert len(counts) > 1


@pytest.mark.parametrize(("language", "line"), [("nl", "en"), ("en", "nl")])
def test_a_line_that_is_long_in_the_other_language_leaves_as_little_room(
    bundles: Bundles, language: str, line: str
) -> None:
    readers = readers_of(summed_up(bundles), language)
    assert len(lead(readers, {line: "x" * 2000}).first) == 1 < len(lead(readers).first)


@pytest.mark.parametrize(
    ("language", "said"), [("nl", "Vooraf is niet vastgelegd"), ("en", "It was not fixed beforehand")]
)
def test_that_nothing_was_fixed_beforehand_goes_before_all_other_caveats(
    bundles: Bundles, language: str, said: str
) -> None:
    told = [one for one in bundles[2]["findings"] if one["key"] != "change.caveat.not_fixed"]
    bundles[2]["findings"] = told
    assert said not in caveat(bundles, language)
    bundles[2]["findings"] = [*told, {"key": "change.caveat.not_fixed", "role": "caveat", "slots": {}}]
    assert said in caveat(bundles, language)


@pytest.mark.parametrize("key", ["trust.untested", "trust.misfit"])
def test_a_doubt_about_the_scale_of_the_mean_goes_before_how_people_answered(bundles: Bundles, key: str) -> None:
    before = bundles[:2]
    before[0]["findings"].append({"key": "data.straight_lining", "role": "caveat", "slots": {}})
    bundles[1]["findings"] = [one for one in bundles[1]["findings"] if not one["key"].startswith("trust.")]
    mean = next(one for one in bundles[1]["findings"] if one["key"] == "baseline.mean")
    n, ref = mean["slots"]["n"], {"ref": mean["slots"]["n"]["ref"], "show": "fit"}
    of_scale = {"outcome": mean["slots"]["outcome"], "cfi": ref, "rmsea": ref, "n": n}
    bundles[1]["findings"].append({"key": key, "role": "main", "topic": "trust", "slots": of_scale})
    doubted = "seem to measure more than one thing" in caveat(before, "en")
    assert doubted == (key == "trust.misfit")
    # of another scale than that of which the mean is said, it is not said there
    of_scale["outcome"] = {"label": ["outcome", "commit"]}
    assert "more than one thing" not in caveat(before, "en")
