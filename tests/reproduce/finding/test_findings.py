"""All findings together, one's own beside them, and what an editor knows of a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from evaluatie.reproduce.finding import Finding, FindingError, Findings, Printed, findings, read_finding
from evaluatie.reproduce.finding.noticing import notices
from evaluatie.reproduce.finding.reading import PUBLISHED
from evaluatie.reproduce.finding.starting import template
from evaluatie.reproduce.recomputing import recompute

FILES = sorted(PUBLISHED.glob("*.yml"))


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "zz_own.yml").write_text(template("zz_own"), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_published_finding_is_right_and_recomputed(file: Path) -> None:
    finding = read_finding(file)
    assert not [notice for notice in notices(finding) if "template" in notice]
    for one in recompute(finding).judged:
        known = finding.notes or {reason.code for reason in one.reasons} - {"none_fits"}
        assert one.verdict != "does not follow" or known, f"{one.id}: neither a reason nor a note"


def test_findings_are_a_sequence_by_id(own: Path) -> None:
    known = findings(own)
    assert isinstance(known, Findings)
    assert known.ids == tuple(sorted(known.ids))
    assert "zz_own" not in findings().ids
    assert known["zz_own"] is known[-1]
    assert isinstance(known[0], Finding)
    assert known[:1].ids == known.ids[:1]
    assert len(known) == len(findings()) + 1
    assert [one.id for one in known] == list(known.ids)
    assert known["zz_own"] in known
    with pytest.raises(LookupError, match="no finding 'zz_onw': did you mean 'zz_own'"):
        known["zz_onw"]


def test_findings_show_themselves_small(own: Path) -> None:
    known = findings(own)
    assert repr(known) == f"<{len(known)} findings: {', '.join(known.ids)}>"
    html = known._repr_html_()
    assert html.count("<li>") == len(known)
    assert "<code>zz_own</code> Example: support and intention to leave (5 figures, 1 claim): Nobody" in html


def test_what_is_wrong_in_all_files_is_told_at_once(own: Path) -> None:
    (own / "empty.yml").write_text("", encoding="utf-8")
    (own / "other.yml").write_text(template("zz_own"), encoding="utf-8")
    with pytest.raises(FindingError) as caught:
        findings(own)
    assert [(one.file, one.column) for one in caught.value.problems] == [("empty.yml", None), ("other.yml", "id")]


def test_an_id_of_evaluatie_is_taken(tmp_path: Path) -> None:
    taken = findings().ids[0]
    (tmp_path / f"{taken}.yml").write_text(template(taken), encoding="utf-8")
    with pytest.raises(FindingError, match=f"{taken}.yml, id: A finding of evaluatie has this id"):
        findings(tmp_path)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FindingError, match="There is no such folder"):
        findings(tmp_path / "none")


def test_numbers_keep_their_decimals(tmp_path: Path) -> None:
    text = template("a").replace(
        "counts: {stayed", "values: {x: 0.330, y: [1.0, −.20], z: [[1.00]]}\n  counts: {stayed"
    )
    (tmp_path / "a.yml").write_text(text, encoding="utf-8")
    inputs = read_finding(tmp_path / "a.yml").inputs
    assert inputs.values == {
        "x": Printed("0.330"), "y": (Printed("1.0"), Printed("-.20")), "z": ((Printed("1.00"),),),
    }  # fmt: skip
    assert inputs.counts == {"stayed": 150, "left": 50}
    assert inputs.tables["table1"].sd == (Printed("0.80"), Printed("0.70"), Printed("1.00"))


@pytest.mark.parametrize(
    ("means", "printed", "verdict"),
    [("[3.6, 3.2]", "0.4", "follows"), ("[3.6, 3.2]", "0.5", "follows within rounding"),
     ("[3.60, 3.20]", "0.5", "does not follow"), ("[3.6, 3.2]", "0.6", "does not follow")],
)  # fmt: skip
def test_the_example_of_rounding_in_the_docs(means: str, printed: str, verdict: str, tmp_path: Path) -> None:
    text = template("a").replace("counts: {stayed", f"values: {{means: {means}}}\n  counts: {{stayed")
    text = text.replace("expression: 100 * left / (stayed + left)", "expression: means[0] - means[1]")
    (tmp_path / "a.yml").write_text(text.replace("printed: 25", f"printed: {printed}"), encoding="utf-8")
    assert recompute(tmp_path / "a.yml")["percent_left"].verdict == verdict


def with_text_keys(value: Any) -> Any:
    """Take keys as text, as YAML 1.2 does for yes and no, and a finding for null as well."""
    if isinstance(value, dict):
        return {"null" if key is None else str(key): with_text_keys(part) for key, part in value.items()}
    return [with_text_keys(part) for part in value] if isinstance(value, list) else value


def test_an_editor_knows_the_keys(root: Path) -> None:
    schema = json.loads((root / "docs" / "finding.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    check = Draft202012Validator(schema)
    for text in (template("a"), *(file.read_text(encoding="utf-8") for file in FILES)):
        assert not [error.message for error in check.iter_errors(with_text_keys(yaml.safe_load(text)))]
    for old, new in (("licence:", "license:"), ("n: 200", "n: many"), ("{analysis: both,", "{analyses: both,")):
        assert not check.is_valid(yaml.safe_load(template("a").replace(old, new, 1)))
    places = [schema, *schema["$defs"].values()]
    assert all(part.get("description") for place in places for part in (place, *place["properties"].values()))
