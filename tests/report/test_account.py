"""The methods section, the plan with its departures and the log of what was left out, as the page shows them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from evaluatie.report import compose
from evaluatie.report.account import account, cited, used_methods, works_of
from evaluatie.report.planned import plan_rows
from evaluatie.report.reading import Reader
from evaluatie.report.suppressed import by_section

Bundles = list[dict[str, Any]]


def read(bundles: Bundles, language: str = "en") -> list[Reader]:
    return [Reader(bundle, language) for bundle in bundles]


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_only_what_was_used_is_told_and_every_citation_leads_to_its_work(bundles: Bundles, language: str) -> None:
    page = compose(bundles, language)
    links = set(re.findall(r'href="#work-(\w+)"', page))
    listed = re.findall(r'<li id="work-(\w+)">', page)
    assert links == set(listed)
    assert tuple(listed) == cited(bundles)
    assert "hundepool2012" in links
    assert not {"cox1972", "laird1982", "krippendorff2011"} & links
    found = account(read(bundles, language))
    assert [method.name for method in found.methods] == [
        read(bundles, language)[0].wording.text(f"method.{key}.name") for key in used_methods(bundles)
    ]


def test_the_text_reads_as_a_methods_section(bundles: Bundles) -> None:
    parts = {heading: plain(str(text)) for heading, text in account(read(bundles)).parts}
    assert list(parts) == [
        "Design and measures.", "Description.", "Change.", "Disclosure control.", "Software."
    ]  # fmt: skip
    assert parts["Change."] == (
        "Change in the level of the workforce was estimated with the t test for partially overlapping samples "
        "(Derrick et al., 2017b). Change of people who answered twice was estimated with the paired t test (Student, "
        "1908) and standardised as d_z and d_av (Lakens, 2013)."
    )
    assert "version 0.1.0" in parts["Software."]
    assert "ro-crate-metadata.json" in parts["Software."]


def test_what_holds_for_several_methods_is_told_once(bundles: Bundles) -> None:
    bundles[2]["methods"] += ["paired_t_units", "overlapping_t_units", "gap", "gap_units"]
    text = " ".join(str(text) for _, text in account(read(bundles)).parts)
    assert text.count("the CR2 correction") == 1


def test_who_counts_units_tells_first_how_the_figure_itself_is_made(bundles: Bundles) -> None:
    bundles[2]["methods"][:] = ["mixed_model_units", "paired_t_few_units", "proportion_wilson_units"]
    found = account(read(bundles))
    text = " ".join(plain(str(text)) for _, text in found.parts)
    for told in (
        "with a linear mixed model",
        "paired t test",
        "the CR2 correction",
        "in too few teams",
        "design effect",
    ):
        assert text.count(told) == 1, told
    assert {"laird1982", "pustejovsky2018", "kish1965", "franco2019"} <= {key for key, _ in found.references}
    names = [one.name for one in found.methods]
    assert any("few teams" in name for name in names)
    assert not any(name == "Change of people who took part twice" for name in names)


def test_shipped_instruments_are_named_with_their_work_and_own_ones_are_not(bundles: Bundles) -> None:
    for bundle in bundles:
        bundle["outcomes"]["jobsat"]["instrument"] = "pgis"
        bundle["outcomes"]["commit"]["instrument"] = "our_own"
        bundle["labels"]["instrument"] = {"pgis": {"nl": "<b>PGIS", "en": "<b>PGIS"}, "our_own": {"nl": "x", "en": "x"}}
    text = str(dict(account(read(bundles)).parts)["Design and measures."])
    assert 'Measured with: &lt;b&gt;PGIS (<a href="#work-jansen2014">Jansen et al., 2014</a>).' in text
    assert "jansen2014" in cited(bundles)


def test_the_workbook_has_the_works_in_full() -> None:
    wording = Reader({"schema": 1}, "nl").wording
    assert works_of("mixed_model", wording).startswith("Laird, N. M., & Ware, J. H. (1982). Random-effects models")
    assert works_of("mixed_model", wording).endswith("https://doi.org/10.2307/3002019")
    assert works_of("count", wording) == ""


def planned(bundles: Bundles, **settings: Any) -> dict[str, tuple[str, tuple[str, ...]]]:
    for bundle in bundles:
        bundle["plan"] = {**bundle["plan"], "planned_estimator": None, "adjust": [], "comparison": None,
                          "allocation": "other", "fixed_on": None, **settings}  # fmt: skip
    return {row.part: (row.planned, row.departures) for row in plan_rows(read(bundles))}


def test_the_plan_is_told_part_by_part(bundles: Bundles) -> None:
    rows = planned(
        bundles, fixed_on="2021-05-01", fixed_beforehand=True, planned_estimator="linked", comparison="units"
    )
    assert rows["Fixed on"] == ("1 May 2021, before the follow-up", ())
    assert rows["Primary outcomes"] == ("Job satisfaction", ())
    assert rows["Smallest change that matters"] == ("Standard deviations of the first measurement: 0.20", ())
    assert rows["Main estimate"] == ("People who answered twice", ())
    assert rows["Comparison"] == ("Units without interventions; not allocated by lot", ())
    assert rows["Other characteristics equal"] == ("None", ())
    assert planned(bundles)["Fixed on"] == ("No date given", ())
    told = "Not chosen beforehand; by how answers are linked it is: people employed both times (mixed model)"
    assert planned(bundles)["Main estimate"] == (told, ())
    assert planned(bundles, adjust=["gender"], comparison="gender", allocation="random")["Comparison"] == (
        "By gender; allocated by lot", ())  # fmt: skip


def test_departures_stand_beside_what_they_depart_from(bundles: Bundles) -> None:
    def departure(kind: str, **slots: Any) -> dict[str, Any]:
        return {"key": f"change.deviation.{kind}", "slots": slots, "role": "caveat", "weight": 0}

    bundles[2]["labels"]["deviation"] = {"0": {"nl": "een maand <later>", "en": "a month <later>"}}
    bundles[2]["findings"] += [
        departure("not_compared", outcome={"label": ["outcome", "ready"]}),
        departure("estimator"),
        departure("said", text={"label": ["deviation", "0"]}),
    ]
    rows = planned(bundles)
    assert rows["Secondary outcomes"][1] == ("Readiness: not measured twice in the same way",)
    assert rows["Main estimate"][1] == ("Answers could not be linked per person",)
    assert rows["Other"] == ("", ("A month <later>",))
    assert rows["Comparison"][1] == ()
    page = compose(bundles, "en")
    assert "<td>A month &lt;later&gt;</td>" in page
    assert "What a departure means for the results, is told under ‘What changed?’." in page


def test_the_log_counts_every_number_that_was_left_out(bundles: Bundles) -> None:
    lines = by_section(read(bundles))
    hidden = sum(number["suppressed"] is not None for bundle in bundles for number in bundle["numbers"].values())
    assert sum(int(line["numbers"]) for line in lines) == hidden > 0
    assert len({(line["section"], line["rule"]) for line in lines}) == len(lines)
    assert {line["all"] for line in lines} <= {str(len(bundle["numbers"])) for bundle in bundles}
    for bundle in bundles:
        for number in bundle["numbers"].values():
            number["suppressed"] = None
    assert by_section(read(bundles)) == []
    assert "No number was left out of this report." in compose(bundles, "en")
