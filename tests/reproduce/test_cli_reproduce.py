"""The commands for published findings: what they print at 80 columns, and what they refuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from evaluatie.reproduce.finding import Findings, findings
from evaluatie.reproduce.finding.starting import template
from evaluatie.reproduce.recomputing import METHODS

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def _narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Print as on a screen of 80 columns without colour."""
    monkeypatch.setattr("evaluatie.cli.printing.console", lambda: Console(width=80, highlight=False, color_system=None))


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty folder with one finding."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "example.yml"
    file.write_text(template("example"), encoding="utf-8")
    return file


def words(out: str) -> str:
    return " ".join(out.split())


def cells(out: str, label: str) -> list[str]:
    line = next(line for line in out.splitlines() if line.startswith(label))
    return [cell for cell in line.split("  ") if cell.strip()]


def test_one_finding_is_printed_beside_recomputed(evaluatie: Run, own: Path) -> None:
    code, out, err = evaluatie("reproduce", "example.yml", "--language", "en")
    assert (code, err) == (0, "")
    assert [cell.strip() for cell in cells(out, "slope of support")] == [
        "slope of support", "-0.43", "-0.43", "-0.447 and -0.419", "follows",
    ]  # fmt: skip
    # R's lm: p = 0.00137 for workload
    assert [cell.strip() for cell in cells(out, "p of workload")][:3] == ["p of workload", "< .01", "0.0014"]
    lacking = "- p of the interaction: The correlations with the product term are not printed."
    assert f"Cannot be recomputed: {lacking}" in words(out)
    assert "Follows: b of support = -0.43 (between -0.45 and -0.42), needed: < 0; p of" in words(out)
    assert "follows: 5, cannot be recomputed: 1." in out
    assert max(map(len, out.splitlines())) <= 81


def test_a_figure_that_does_not_follow_is_no_failure(evaluatie: Run, own: Path) -> None:
    own.write_text(template("example").replace("printed: -0.43", "printed: -0.50"), encoding="utf-8")
    code, out, _ = evaluatie("reproduce", "example.yml", "--language", "en")
    assert code == 0
    assert "does not" in " ".join(cells(out, "slope of support"))
    # without workload the slope is -.40 x 1.00 / 0.80 = -0.50
    assert "it comes out with workload left out of the model" in words(out)
    assert "may have a reason that is not in the table" in words(out)


def test_figures_that_lack_the_same_stand_together(evaluatie: Run, own: Path) -> None:
    lacking = "cannot: {nl: Niet gedrukt., en: The correlations with the product term are not printed.}"
    text = template("example").replace("of: {analysis: both, quantity: r2}", lacking)
    own.write_text(text, encoding="utf-8")
    _, out, _ = evaluatie("reproduce", "example.yml", "--language", "en")
    assert "- explained variance; p of the interaction: The correlations with" in words(out)
    assert words(out).count("are not printed.") == 1


def test_dutch_is_the_language_where_none_is_asked(evaluatie: Run, own: Path) -> None:
    _, out, _ = evaluatie("reproduce", "example.yml")
    assert [cell.strip() for cell in cells(out, "helling van steun")][-1] == "volgt"
    assert "niet na te" in out
    assert "Volgt: b van support" in words(out)
    assert not {"figure", "printed", "verdict", "Claims:", "Notes:", "follows"} & set(out.split())


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> Findings:
    """Have three findings only, of which one has a figure that does not follow."""
    known = Findings(tuple(findings()[id_] for id_ in ("cbs_optout", "fleiss1971", "hofhuis2016")))
    monkeypatch.setattr("evaluatie.reproduce.finding.findings", lambda: known)
    return known


def test_all_findings_have_a_line_with_the_four_counts(evaluatie: Run, few: Findings) -> None:
    code, out, _ = evaluatie("reproduce", "--language", "en")
    assert code == 0
    _, told, _ = evaluatie("reproduce", "--json")
    made = json.loads(told)["findings"]
    assert [one["id"] for one in made] == list(few.ids)
    for one in made:
        shown = out.split(f"\n{one['id']} ")[1].splitlines()[0].split()[-4:]
        assert [0 if count == "-" else int(count) for count in shown] == list(one["counts"].values())
    # of r = .26 and n = 91 p is .013 by R's pt(); the paper prints two stars
    assert "- hofhuis2016, p of the correlation of openness and inclusion (printed < .01, recomputed 0.013)" in words(
        out
    )
    assert sum(one["counts"]["does not follow"] for one in made) == out.count("\n- ") == 1
    assert max(map(len, out.splitlines())) <= 81


def test_it_is_said_when_all_follows(evaluatie: Run, few: Findings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evaluatie.reproduce.finding.findings", lambda: few[:2])
    _, out, _ = evaluatie("reproduce", "--language", "en")
    assert "All that can be recomputed follows." in out
    assert "may have a reason" not in out


def test_json_holds_everything_and_no_nan(evaluatie: Run, own: Path) -> None:
    code, out, _ = evaluatie("reproduce", "example.yml", "--json", "--language", "en")
    assert code == 0
    (one,) = json.loads(out, parse_constant=pytest.fail)["findings"]
    assert one["address"] == "https://doi.org/10.5555/12345678"
    assert one["counts"] == {
        "follows": 5, "follows within rounding": 0, "does not follow": 0, "cannot be recomputed": 1,
    }  # fmt: skip
    rows = {row["id"]: row for row in one["rows"]}
    assert rows["b_support"]["recomputed"] == pytest.approx(-0.4333333333)
    assert rows["b_support"]["printed"] == "-0.43"
    assert rows["p_interaction"]["recomputed"] is None


def test_several_may_be_named_and_options_may_come_first(evaluatie: Run, own: Path, few: Findings) -> None:
    code, out, _ = evaluatie("reproduce", "--language", "en", "example.yml", "fleiss1971")
    assert code == 0
    assert "\nfleiss1971: " in out


def test_an_unknown_finding_is_one_message(evaluatie: Run, few: Findings) -> None:
    name = few.ids[0]
    code, out, err = evaluatie("reproduce", f"{name}x")
    assert (code, out) == (1, "")
    assert err.strip() == (
        f"evaluatie: there is no finding '{name}x': did you mean '{name}'?; a file of your own ends in .yml"
    )


def test_a_file_of_that_name_is_pointed_to(evaluatie: Run, own: Path, few: Findings) -> None:
    code, out, err = evaluatie("reproduce", "example")
    assert (code, out) == (1, "")
    assert err.strip() == (
        "evaluatie: there is no finding 'example': the file example.yml lies here; did you mean 'example.yml'?"
    )


def test_a_file_that_is_wrong_is_told_and_nothing_is_recomputed(evaluatie: Run, own: Path) -> None:
    own.write_text(template("example").replace("licence:", "license:").replace("-0.43", "-0,43"), encoding="utf-8")
    for command in (("reproduce", "example.yml"), ("reproduce", "check", "example.yml")):
        code, out, _ = evaluatie(*command)
        assert code == 1
        assert "example.yml: 2 problems" in out
        assert 'line 22, license: There is no key license in example.yml. Did you mean "licence"?' in words(out)
        assert 'figures.0.printed: "-0,43" has a decimal comma. Write a point: -0.43.' in words(out)
        assert "Traceback" not in out
        assert max(map(len, out.splitlines())) <= 80


def test_a_file_that_is_not_there(evaluatie: Run, tmp_path: Path) -> None:
    code, out, _ = evaluatie("reproduce", str(tmp_path / "none.yml"))
    assert code == 1
    assert "This file cannot be read: no such file" in words(out)


def test_check_notes_what_is_odd(evaluatie: Run, own: Path) -> None:
    text = template("example").replace("[-.25] ", "[.99] ").replace("analysis: share_left", "analysis: both")
    own.write_text(text.replace("quantity: value", "quantity: n"), encoding="utf-8")
    code, out, _ = evaluatie("reproduce", "check", "example.yml")
    assert code == 0
    assert "example.yml: nothing is wrong (5 figures, 1 claim, 1 exercise)." in out
    assert "The correlations of table1 are not positive definite as printed (smallest eigenvalue -0." in out
    assert "Nothing is taken from the analyses share_left" in out
    assert "still the example of the template" in out


def test_check_goes_through_all_files(evaluatie: Run, own: Path) -> None:
    (own.parent / "empty.yml").write_text("", encoding="utf-8")
    code, out, _ = evaluatie("reproduce", "check", "empty.yml", "example.yml")
    assert code == 1
    assert "empty.yml: 1 problem\n- This file is empty." in out
    assert "example.yml: nothing is wrong" in out


def test_new_writes_a_finding_that_is_right_and_never_overwrites(
    evaluatie: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, _ = evaluatie("reproduce", "new", "smith2020", "--doi", "https://doi.org/10.1234/ab.cd")
    assert code == 0
    assert "evaluatie reproduce check smith2020.yml" in out
    text = (tmp_path / "smith2020.yml").read_text(encoding="utf-8")
    assert "\ndoi: 10.1234/ab.cd " in text
    assert "example.yml" not in text
    assert evaluatie("reproduce", "check", "smith2020.yml")[0] == 0
    assert evaluatie("reproduce", "smith2020.yml")[0] == 0
    (tmp_path / "smith2020.yml").write_text("mine", encoding="utf-8")
    code, out, _ = evaluatie("reproduce", "new", "smith2020")
    assert code == 1
    assert "There is such a file" in out
    assert (tmp_path / "smith2020.yml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("Smith2020",), '"Smith2020" cannot be an id'),
        (("../x",), '"../x" cannot be an id'),
        (("con",), '"con" cannot be an id'),
        (("a", "--doi", "doi"), '"doi" is no DOI'),
        (("a", "--to", "nowhere"), 'There is no folder "nowhere"'),
    ],
)
def test_new_refuses(
    arguments: tuple[str, ...], message: str, evaluatie: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, _ = evaluatie("reproduce", "new", *arguments)
    assert code == 1
    assert message in words(out)
    assert not list(tmp_path.iterdir())


def test_new_writes_elsewhere(evaluatie: Run, tmp_path: Path) -> None:
    assert evaluatie("reproduce", "new", "a", "--to", str(tmp_path))[0] == 0
    assert (tmp_path / "a.yml").is_file()


def test_methods_are_listed_with_keys_and_quantities(evaluatie: Run) -> None:
    code, out, _ = evaluatie("reproduce", "methods")
    assert code == 0
    _, told, _ = evaluatie("reproduce", "methods", "--json")
    held = json.loads(told)
    assert list(held) == list(METHODS)
    assert held["regression"]["keys"]["outcome"] == {"takes": "variable", "needed": True}
    assert held["proportions"]["keys"]["events"] == {"takes": "2 numbers", "needed": True}
    for name, method in held.items():
        part = out.split(f"\n{name}: ")[-1].split("\n\n")[0] if f"\n{name}: " in out else out.split("\n\n")[0]
        assert all(f"{key} ({takes['takes']})" in words(part) for key, takes in method["keys"].items())
        assert all(quantity in part for quantity in method["gives"])
    assert max(map(len, out.splitlines())) <= 80


def test_help_names_all_ways(evaluatie: Run) -> None:
    code, out, _ = evaluatie("reproduce", "--help")
    assert code == 0
    assert "[FINDING | FILE.yml]..." in words(out)
    assert {"check", "methods", "new"} <= set(out.split())
