"""Everything that can be wrong with a finding, one fault at a time: its line, its key, what is said, what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from evaluatie.reproduce.finding import FindingError, read_finding
from evaluatie.study.problems import Problem

Problems = Callable[[str | bytes], list[Problem]]
TABLE = "inputs.tables.table1"

TRIANGLE = "[[], [-.25], [-.40, .30]]"

# what is replaced, by what, the path of the key, a part of the message, a part of the hint
ONE_FAULT = {
    "unknown key": ("licence:", "license:", "license", "no key license in example.yml", '"licence"'),
    "wrong id": ("id: example ", "id: exampel ", "id", '"exampel"', "same name"),
    "capital in an id": ("id: example ", "id: Example ", "id", '"Example" cannot be a name', "small letters"),
    "no licence": ("licence: made up", "licence:", "licence", "has no value", "docs/reproduce.md"),
    "one language": ("{nl: helling van steun, en: slope of support}\n    p", "{nl: helling}\n    p",
                     "figures.0.label", "text in English (en) is missing", "both languages"),
    "empty Dutch": ("{nl: helling van steun, en: slope of support}\n    p", '{nl: "", en: slope of support}\n    p',
                    "figures.0.label", "text in Dutch (nl) is missing", "both languages"),
    "empty licence": ("licence: made up", 'licence: ""', "licence", "This text is empty", "Write it"),
    "licence left out": ("licence: made up", "#", "licence", "licence is missing", "below this line"),
    "one text": ("{nl: helling van steun, en: slope of support}\n    p", "slope\n    p", "figures.0.label",
                 "is one text, and is wanted in both languages", "Write {nl: ..., en: slope}"),
    "no DOI, no address": ("doi: 10.5555/12345678", "#", None, "Neither doi nor address", "Add doi"),
    "DOI as address": ("doi: 10.5555/12345678", "doi: https://doi.org/10.5555/12345678", "doi", "is no DOI",
                       "Write 10.5555/12345678."),
    "no DOI": ("doi: 10.5555/12345678", "doi: pone.0212091", "doi", "is no DOI", "10.1371"),
    "no address": ("doi: 10.5555/12345678", "address: cbs.nl", "address", "is no address", "https://"),
    "comma in a block": ("printed: -0.43", "printed: -0,43", "figures.0.printed", "decimal comma", "point: -0.43."),
    "thousands": ("printed: 25", "printed: 25,000", "figures.3.printed", "decimal comma", "leave it out: 25000"),
    "comma in a flow block": ("alpha: {support: .88}", "alpha: {support: 0,88}", f"{TABLE}.alpha.88",
                              "decimal comma", "Write a point: 0.88."),
    "commas in a list": ("mean: [3.61, 2.94, 2.20]", "mean: [3,61, 2,94, 2,20]", f"{TABLE}.mean", "6 means and 3",
                         "comma"),
    "comma in the triangle": ("[-.25]", "[-0,25]", f"{TABLE}.correlations.1", "2 correlations and must have 1",
                              "comma"),
    "stars": ("printed: -0.43", 'printed: "-0.43***"', "figures.0.printed", "stars", "number alone"),
    "percent": ("printed: 25", "printed: 25%", "figures.3.printed", "percent sign", "number alone"),
    "no number": ("printed: -0.43", "printed: n.s.", "figures.0.printed", '"n.s." is no number', '"> .05"'),
    "a dash": ("[-.40, .30]", "[-.40, \u2013]", f"{TABLE}.correlations.2.1", "is a dash", "Leave it out"),
    "printed is empty": ("printed: -0.43", "printed:", "figures.0.printed", "has no value", ""),
    "n with a point": ("n: 200", "n: 200.0", f"{TABLE}.n", "whole number", "1450"),
    "n with thousands": ("n: 200", "n: 1.200,5", f"{TABLE}.n", "whole number", ""),
    "nobody": ("n: 200", "n: 1", f"{TABLE}.n", "1 people", ""),
    "variable twice": ("[support, workload, turnover", "[support, support, turnover", f"{TABLE}.variables.1",
                       "a second time", "own"),
    "a mean too few": ("mean: [3.61, 2.94, 2.20]", "mean: [3.61, 2.94]", f"{TABLE}.mean", "2 means and 3 variables",
                       "one per variable"),
    "an sd too many": ("sd: [0.80,", "sd: [0.80, 0.80,", f"{TABLE}.sd", "4 standard deviations", "one per variable"),
    "negative sd": ("sd: [0.80,", "sd: [-0.80,", f"{TABLE}.sd.0", "deviation of -0.80", "0 or more"),
    "correlation above one": ("[-.40, .30]", "[-.40, 30]", f"{TABLE}.correlations.2.1", "correlation of 30", "point"),
    "with a diagonal": (TRIANGLE, "[[1.00], [-.25, 1.00], [-.40, .30, 1.00]]", f"{TABLE}.correlations",
                        "one correlation too many", f"Write {TRIANGLE}"),
    "whole matrix": (TRIANGLE, "[[1.00, -.25, -.40], [-.25, 1.00, .30], [-.40, .30, 1.00]]", f"{TABLE}.correlations",
                     "whole matrix", f"Write {TRIANGLE}"),
    "triangle above": (TRIANGLE, "[[-.25, -.40], [.30], []]", f"{TABLE}.correlations", "above the diagonal",
                       f"Write {TRIANGLE}"),
    "triangle above with a diagonal": (TRIANGLE, "[[1, -.25, -.40], [1, .30], [1]]", f"{TABLE}.correlations",
                                       "above the diagonal", f"Write {TRIANGLE}"),
    "column by column": (TRIANGLE, "[[], [-.25, -.40], [.30]]", f"{TABLE}.correlations", "column by column",
                         f"Write {TRIANGLE}"),
    "a row too few": ("        - [-.25]", "#", f"{TABLE}.correlations", "2 rows of correlations and 3", "[]"),
    "first row missing": ("        - []  ", "#", f"{TABLE}.correlations", "row of the first variable", "[]"),
    "inequality in a table": ("[-.25]", '["< .25"]', f"{TABLE}.correlations.1.0", "inequality", "figures"),
    "alpha of nothing": ("{support: .88}", "{suport: .88}", f"{TABLE}.alpha.suport", "no variable", '"support"'),
    "alpha above one": ("{support: .88}", "{support: 8.8}", f"{TABLE}.alpha.support", "reliability of 8.8", ""),
    "uneven decimals": ("sd: [0.80,", "sd: [0.8,", f"{TABLE}.sd", "2 decimals: 0.8", "uneven"),
    "figure twice": ("id: r2 ", "id: b_support ", "figures.1.id", "a second time; the first is on line", "own"),
    "unknown analysis": ("{analysis: both, quantity: r2}", "{analysis: bth, quantity: r2}", "figures.1.of.analysis",
                         'no analysis "bth"', '"both"'),
    "unknown method": ("method: formula", "method: formul", "analyses.share_left.method", "no method", "formula"),
    "unknown key of a method": ("outcome: turnover_intention\n    predictors: [support]", "outcom: support",
                                "analyses.alone.outcom", "no key", "outcome"),
    "unknown variable": ("predictors: [support]", "predictors: [suport]", "analyses.alone.predictors.0",
                         "no variable", "support"),
    "unknown quantity": ("quantity: r2}\n  - id: p", "quantity: rr}\n  - id: p", "figures.1.of.quantity",
                         "no quantity", ""),
    "unknown name": ("100 * left", "100 * lft", "analyses.share_left.expression", "lft", "left"),
    "neither of nor cannot": ("    of: {analysis: share_left, quantity: value}\n", "", "figures.3",
                              "neither of nor cannot", "recomputed"),
    "condition without inequality": ('holds: "< 0"', "holds: 0", "claims.0.needs.0.holds", "no inequality", "< .05"),
    "claim without conditions": ("- {analysis: both, quantity: b, term: support, holds: \"< 0\"}\n      - {analysis: "
                                 "both, quantity: p, term: support, holds: \"< .05\"}", "[]", "claims.0.needs",
                                 "at least one", ""),
    "exercise of nothing": ("answer: {analysis: alone,", "answer: {analysis: allone,",
                            "lesson.exercises.0.answer.analysis", "no analysis", '"alone"'),
    "decimals of an exercise": ("decimals: 2", "decimals: 9", "lesson.exercises.0.decimals", "at most 8", ""),
    "key twice": ("where: Table 1, Table 2", "where: Table 1\nwhere: Table 2", "where", "a second time", "one"),
    "tab": ("    table1: ", "\ttable1: ", TABLE, "A tab stands before this", "Type spaces"),
    "tab behind a colon": ("printed: .20", "printed:\t.20", "figures.1.printed", "tab stands behind", "printed: .20"),
    "cells of a spreadsheet": ("mean: [3.61, 2.94, 2.20]", "mean: 3,61\t2,94\t2,20", f"{TABLE}.mean", "Tabs part",
                               "Write mean: [3.61, 2.94, 2.20]"),
    "rows of a spreadsheet": ("        - [-.25]", "Work\t-0,25**\t1", f"{TABLE}.correlations.1", "Tabs part",
                              "Write - [-0.25, 1]"),
    "no space behind a colon": ("printed: .20", "printed:.20", "figures.1.printed", "a space is missing",
                                "Write printed: .20"),
    "no space in a flow block": ("en: explained variance}", "en:explained variance}",
                                 "figures.1.label.en:explained variance", "a space is missing", "en: explained"),
    "no spaces in a block": ("counts: {stayed: 150, left: 50}", "counts:\n    stayed:150", "inputs.counts",
                             "a space is missing", "stayed: 150"),
    "nothing before the comma": ("printed: .20", "printed: ,20", "figures.1.printed", "decimal comma", "point: .20."),
    "nothing before a comma in a list": ("[-.40, .30]", "[-.40, ,30]", f"{TABLE}.correlations.2", "decimal comma",
                                         "point: .30."),
    "nothing before a comma in a flow block": ("{support: .88}", "{support: ,88}", f"{TABLE}.alpha.88",
                                               "decimal comma", "point: .88."),
    "space of a web page before a key": ("    printed: .20", "\u00a0\u00a0  printed: .20", "figures.1.printed",
                                         "no ordinary one (U+00A0)", "ordinary space"),
    "space of a web page before a value": ("printed: .20", "printed:\u00a0.20", "figures.1.printed",
                                           "no ordinary one (U+00A0)", "ordinary space"),
    "space of a web page in a list": ("predictors: [support]", "predictors: [\u00a0support]",
                                      "analyses.alone.predictors.0", "no ordinary one", "ordinary space"),
    "space of a web page in a flow block": ("quantity: r2}\n  - id: p", "\u00a0quantity: r2}\n  - id: p",
                                            "figures.1.of. quantity", "no ordinary one", "ordinary space"),
    "unseen character": ("[support, workload, t", "[support, \u200bworkload, t", f"{TABLE}.variables.1",
                         "cannot be seen", "anew"),
    "curly quotes": ('printed: "< .01"', "printed: \u201c< .01\u201d", "figures.2.printed", "Curly quotes",
                     'straight ones: "< .01"'),
    "curly quotes around a condition": ('holds: "< 0"', "holds: \u2018< 0\u2019", "claims.0.needs.0.holds",
                                        "Curly quotes", '"< 0"'),
    "curly quotes around a formula": ("100 * left / (stayed + left)", "\u201c100 * left\u201d",
                                      "analyses.share_left.expression", "Curly quotes", '"100 * left"'),
    "curly quotes around a colon": ("{nl: verklaarde", "{nl: \u201cdeel: verklaarde\u201d, en: x}\n    x: {nl: v",
                                    "figures.1.label", "Curly quotes", '"deel: verklaarde"'),
    "larger than": ("printed: .20", "printed: > .05", "figures.1.printed", "something else in YAML", '"> .05"'),
    "colon in a text": ("en: Does support", "en: Question: does support", "lesson.question.en", "end of a key",
                        'en: "Question: does'),
    "question between braces": ("{nl: verklaarde variantie, en: explained variance}", "{nl: Hoeveel?, en: How much?}",
                                "figures.1.label", "question mark", 'text: "Hoeveel?"'),
    "a space too few": ("    of: {analysis: both, quantity: r2}", "   of: {analysis: both, quantity: r2}",
                        "figures.1.of", "stands at place 4 of its line, and that on the line above at place 5",
                        "below each other"),
    "tab behind a value": ("printed: .20", "printed: .20\t", "figures.1.printed", "behind this value", "Take it"),
    "quote not closed": ('printed: "< .01"', 'printed: "< .01', "figures.2.printed", "does not end with", "at its end"),
    "curly quotes around a comma": ("en: explained variance}", "en: \u201ca, b\u201d}", "figures.1.label.b\u201d",
                                    "A comma between", 'straight ones: "a, b"'),
    "a bracket too many": ("quantity: r2}", "quantity: r2}}", "figures.1.of", "This } closes nothing", "Take it out"),
    "a bracket too few": ("quantity: r2}\n", "quantity: r2\n", "figures.1.of", "The { on this line is not closed",
                          "Put } behind"),
    "comma in a text": ("en: slope of support}\n    p", "en: slope, all 1,000 people}\n    p",
                        "figures.0.label.000 people", "ends the text before it", "quotes"),
    "brackets without quotes": ("of: {analysis: share_left, quantity: value}", "of: {analysis: a[0], quantity: value}",
                                None, "not valid YAML", "needs quotes"),
    "anchor": ("title:\n", "title: &t\n", None, "anchor &t", "Write the values out"),
    "alias": ("licence: made up", "licence: *t", None, "alias *t", "Write the values out"),
    "tag": ("licence: made up", "licence: !x made", None, "Tags", "Leave the tag out"),
    "second document": ("analyses:\n", "---\nanalyses:\n", None, "second document", "---"),
    "no such data set": ("  counts: {stayed", "  data: {d: {file: d.csv, origin: x, licence: y}}\n  counts: {stayed",
                         "inputs.data.d.file", 'no file "d.csv" in data/', ""),
    "data set elsewhere": ("  counts: {stayed", "  data: {d: {file: ../d, origin: x, licence: y}}\n  counts: {stayed",
                           "inputs.data.d.file", "not the name of a file", "data/ beside"),
    "data set without licence": ("  counts: {stayed", "  data: {d: {file: d.csv, origin: x}}\n  counts: {stayed",
                                 "inputs.data.d.licence", "licence is missing", ""),
    "value with an inequality": ("  counts: {stayed", '  values: {p: "< .05"}\n  counts: {stayed', "inputs.values.p",
                                 "inequality", "figures"),
    "value of many kinds": ("  counts: {stayed", "  values: {p: [1, [2]]}\n  counts: {stayed", "inputs.values.p.1",
                            "must be a number, and it is a list", "as printed"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "key", "message", "hint"), ONE_FAULT.values(), ids=list(ONE_FAULT))
def test_one_fault(
    old: str, new: str, key: str | None, message: str, hint: str, example: str, problems: Problems
) -> None:
    if old == TRIANGLE:
        example = re.sub(r"correlations: .*?(?=\n      alpha)", f"correlations: {TRIANGLE}", example, flags=re.DOTALL)
    text = example.replace(old, new, 1)
    assert text != example
    found = [one for one in problems(text) if one.column == key and message in one.message]
    assert found, "\n".join(map(str, problems(text)))
    assert hint in found[0].hint
    if key is not None or "Neither" not in message:
        assert found[0].row is not None
        line = text.splitlines()[found[0].row - 1]
        assert line.strip() or "tab" in message


def test_slips_that_yaml_cannot_read_are_told_with_all_else_that_is_wrong(example: str, problems: Problems) -> None:
    text = (
        example.replace("printed: .20", "printed:.20")
        .replace("[-.40, .30]", "[-.40, ,30]")
        .replace("    where: Table 2", "\u00a0   where: Table 2")
        .replace("sd: [0.80,", "sd: [-0.80,")
        .replace("licence: made up", "#")
    )
    found = problems(text)
    assert [one.column for one in found] == [
        "licence", f"{TABLE}.sd.0", f"{TABLE}.correlations.2", "figures.0.where", "figures.1.printed",
    ]  # fmt: skip
    assert all(one.row is not None and one.hint for one in found)


def test_a_comma_that_ends_a_number_is_one_problem(example: str, problems: Problems) -> None:
    flow = "{id: r2, label: {nl: a, en: b}, printed: ,20, of: {analysis: both, quantity: r2}}"
    text = re.sub(r"- id: r2 .*?quantity: r2}", f"- {flow}", example, flags=re.DOTALL)
    assert [(one.column, one.hint) for one in problems(text)] == [("figures.1.20", "Write a point: .20.")]


def test_what_stands_in_texts_is_no_slip(example: str, problems: Problems) -> None:
    text = example.replace("licence: made up", 'licence: "CC\u00a0BY: \u201copen\u201d, see https://example.org"')
    assert text != example
    assert problems(text) == []


def test_all_faults_are_told_at_once_and_in_the_order_of_lines(example: str, problems: Problems) -> None:
    text = (
        example.replace("licence:", "license:")
        .replace("sd: [0.80,", "sd: [-0.80,")
        .replace("decimals: 2", "decimals: x")
    )
    found = problems(text)
    assert [one.column for one in found] == ["license", f"{TABLE}.sd.0", "lesson.exercises.0.decimals"]


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "empty"), (b"# only a comment\n", "empty"), (b"- a\n", "keys with values"), (b"a\n", "keys with values"),
     ("titel: ë".encode("cp1252"), "not UTF-8"), (b"a: \x07\n", "a character that text cannot have")],
)  # fmt: skip
def test_a_file_that_is_none(content: bytes, message: str, problems: Problems) -> None:
    assert message in problems(content)[0].message


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FindingError, match=r"nothing\.yml: This file cannot be read: no such file") as caught:
        read_finding(tmp_path / "nothing.yml")
    assert "reproduce new" in caught.value.problems[0].hint
    with pytest.raises(FindingError, match="is a directory"):
        read_finding(tmp_path)
