"""The register keeps every release, and shows where somebody changed it."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import evaluatie as ev
from evaluatie.disclosure.register import Register
from evaluatie.run import RunError
from evaluatie.run.proving import prove_and_register
from evaluatie.run.registering import register_of, write_register

sys.path.insert(0, str(Path(__file__).parent))
from released_tables import staff, table


def results(seed: int, **sizes: int) -> bytes:
    return json.dumps(table(staff(sizes or {"<35": 20, "50+": 30}, seed))).encode()


def test_every_release_stays_and_the_same_bytes_add_nothing() -> None:
    first, second = results(1), results(2)
    register = Register("org-a").adding(first).adding(first).adding(second).adding(first)
    assert [line["number"] for line in register.lines] == [1, 2]
    assert register.holds(first)
    assert register.holds(second)
    assert not register.holds(results(3))
    again = Register.read("org-a", register.written())
    assert again == register
    assert ev.audit(again.releases()).figures == 12


def test_a_line_says_what_every_figure_is_about_and_by_which_policy() -> None:
    (line,) = Register("org-a").adding(results(1)).lines
    assert line["head"]["policy"] == {"preset": "strict", "minimum_group": 10, "dominance": 0.9}
    assert [wave["date"] for wave in line["head"]["waves"]] == ["2020-01-06"]
    figure = line["figures"][1]
    assert {name: figure[name] for name in ("id", "outcome", "group", "waves", "method", "term", "n")} == {
        "id": "baseline.pgis.total/t0/all/mean.mean", "outcome": "pgis.total", "group": "all", "waves": ["t0"],
        "method": "mean_t", "term": "mean", "n": 50,
    }  # fmt: skip
    assert len({figure["hash"] for figure in line["figures"]}) == 6


def test_a_changed_figure_is_named() -> None:
    first = results(1)
    register = Register("org-a").adding(first)
    content = json.loads(first)
    assert register.changed(content) == []
    content["results"][1]["interval"] = [1, 2]
    del content["results"][0]
    assert register.changed(content) == ["baseline.pgis.total/t0/all/mean.mean", "response.t0/respondents.count"]
    assert Register("org-a").changed(content) == []


@pytest.mark.parametrize(
    ("harm", "line"),
    [
        (lambda lines: [lines[0].replace(b'"n":50', b'"n":51', 1), lines[1], lines[2]], 1),
        (lambda lines: [lines[0], lines[2]], 2),
        (lambda lines: [lines[1], lines[2]], 1),
        (lambda lines: [lines[0], lines[2], lines[1]], 2),
        (lambda lines: [lines[0], lines[1][:-30], lines[2]], 2),
        (lambda lines: [lines[0], b"[]", lines[2]], 2),
        (lambda lines: [lines[0], b"", lines[1], lines[2]], 2),
    ],
)
def test_a_register_that_was_changed_is_refused_by_its_line(harm, line: int) -> None:
    register = Register("org-a").adding(results(1)).adding(results(2)).adding(results(3))
    with pytest.raises(ev.StudyError) as refused:
        Register.read("org-a", b"\n".join(harm(register.written().splitlines())))
    (problem,) = refused.value.problems
    assert (problem.file, problem.row) == ("reports/_register/org-a.jsonl", line)
    assert "from a copy" in problem.hint


def test_a_register_of_somebody_else_is_refused() -> None:
    written = Register("org-a").adding(results(1)).written()
    with pytest.raises(ev.StudyError, match="org-b"):
        Register.read("org-b", written)


def test_the_register_is_kept_beside_the_reports(tmp_path: Path) -> None:
    for seed in (1, 2, 2):
        prove_and_register(tmp_path, "org-a", results(seed, **{"<35": 20 + 15 * seed, "50+": 30 + 15 * seed}))
    assert len(register_of(tmp_path, "org-a").lines) == 2
    assert [path.name for path in (tmp_path / "_register").iterdir()] == ["org-a.jsonl"]
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match="nothing was released"):
        write_register(tmp_path / "file", Register("org-a").adding(results(1)))


def test_the_same_releases_give_the_same_bytes_in_any_folder(tmp_path: Path) -> None:
    written = []
    for folder in (tmp_path / "one", tmp_path / "other"):
        for seed in (1, 3):
            prove_and_register(folder, "org-a", results(seed, **{"<35": 20 * seed, "50+": 30 * seed}))
        written.append((folder / "_register" / "org-a.jsonl").read_bytes())
    assert written[0] == written[1]


def test_lines_are_only_ever_added(tmp_path: Path) -> None:
    before = b""
    for seed in range(1, 5):
        prove_and_register(tmp_path, "org-a", results(seed, **{"<35": 20 * seed, "50+": 30 * seed}))
        now = (tmp_path / "_register" / "org-a.jsonl").read_bytes()
        assert now.startswith(before)
        assert len(now) > len(before)
        before = now


def test_a_line_holds_nothing_that_the_report_does_not(tmp_path: Path) -> None:
    content = json.loads(results(1))
    (line,) = Register("org-a").adding(results(1)).lines
    rows = {row["id"]: row for row in content["results"]}
    for figure in line["figures"]:
        assert {name: value for name, value in figure.items() if name != "hash"}.items() <= rows[figure["id"]].items()
    assert all(content[name] == value for name, value in line["head"].items())
    others = line.keys() - {"head", "figures", "register", "name", "number"}
    assert others == {"results", "previous", "hash"}  # digests of the same


def test_reports_made_side_by_side_are_each_proven_with_the_others_and_none_is_lost(tmp_path: Path) -> None:
    sizes = [(20, 30), (40, 50), (60, 80), (90, 120), (130, 150)]
    contents = [results(at, **{"<35": one, "50+": other}) for at, (one, other) in enumerate(sizes)]
    with ThreadPoolExecutor(5) as workers:
        list(workers.map(lambda content: prove_and_register(tmp_path, "org-a", content), contents))
    register = register_of(tmp_path, "org-a")
    assert len(register.lines) == 5
    assert all(map(register.holds, contents))


def test_a_report_from_before_there_was_a_register_is_its_first_line(tmp_path: Path) -> None:
    report = tmp_path / "org-a" / "results.json"
    report.parent.mkdir()
    report.write_bytes(results(1))
    prove_and_register(tmp_path, "org-a", results(2, **{"<35": 40, "50+": 50}))
    register = register_of(tmp_path, "org-a")
    assert [register.holds(results(1)), len(register.lines)] == [True, 2]


def test_a_withdrawn_release_stays_and_is_not_attacked() -> None:
    register = Register("org-a").adding(results(1)).adding(results(2)).withdrawing(1)
    assert [line["number"] for line in register.standing] == [2]
    assert (register.holds(results(1)), register.held(results(1))) == (False, True)
    assert len(register.releases()) == 1
    again = Register.read("org-a", register.written())
    assert again == register
    assert again.withdrawn == (1,)
    assert [line["number"] for line in again.adding(results(1)).standing] == [2, 4]
    with pytest.raises(ValueError, match="no release 1 that can be withdrawn; there are: 2"):
        again.withdrawing(1)
    with pytest.raises(ValueError, match="there are none"):
        Register("org-b").withdrawing(1)
    lines = register.written().splitlines()
    with pytest.raises(ev.StudyError, match="was changed"):
        Register.read("org-a", b"\n".join([*lines[:2], lines[2].replace(b'"withdraws":1', b'"withdraws":2')]))
