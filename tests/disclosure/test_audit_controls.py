"""Negative controls: a leak of each kind planted in a release that gives nothing away, and every one of them found."""

from __future__ import annotations

import copy
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.disclosure.register import Register
from evaluatie.disclosure.released import Released

sys.path.insert(0, str(Path(__file__).parent))
from released_tables import OUTCOME, counted, mean, row, staff, table

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from releases import number, release

Content = dict[str, Any]
#: two small groups that hide each other, an absence that is hidden, a change of the linked, in two waves
SIZES = {"<35": 30, "35-49": 40, "50+": 25, "66+": 6}
HIDDEN = {
    (wave, group): why for wave in ("t0", "t1") for group, why in (("age=66+", "small"), ("age=50+", "complement"))
}
SMALL = staff(SIZES, 21)
SECOND = staff(SIZES, 22, wave="t1")


def absent(kind: str, n: int | None, **more: Any) -> Content:
    return row(f"response.t0-t1/{kind}.count", "count", n, n, waves=["t0", "t1"], **more)


def safe() -> Content:
    content = table(pd.concat([SMALL, SECOND]), HIDDEN)
    content["results"] += [
        row("response.t0-t1/linked.count", "count", 55, 55, waves=["t0", "t1"]),
        absent("left", 20), absent("silent_last", None), absent("unknown_last", None, suppressed="complement"),
        absent("joined", 15), absent("silent_first", 31),
        row("leadership.link/all.b", "b", 0.31, 90, method="mediated_link"),
    ]  # fmt: skip
    return content


def add(*rows: Content) -> Callable[[Content], list[Content]]:
    def plant(content: Content) -> list[Content]:
        content["results"] += rows
        return [content]

    return plant


def show(*ids: str) -> Callable[[Content], list[Content]]:
    """Show numbers that were hidden."""

    def plant(content: Content) -> list[Content]:
        shown = {one["id"]: one for one in table(pd.concat([SMALL, SECOND]))["results"]}
        content["results"] = [shown[one["id"]] if one["id"] in ids else one for one in content["results"]]
        assert not [one for one in content["results"] if one["id"] in ids and one["suppressed"]]
        return [content]

    return plant


def later(people: pd.DataFrame) -> Callable[[Content], list[Content]]:
    return lambda content: [content, table(people, HIDDEN)]


def gap(group: str) -> Content:
    means = SMALL.groupby("age")["score"].mean()
    apart = means[group.partition("=")[2]] - means["<35"]
    id_ = f"baseline.{OUTCOME}/{group}/gap.difference"
    return row(id_, "difference", apart, None, group=group, outcome=OUTCOME, method="gap_welch")


def pooled(content: Content) -> list[Content]:
    def of(name: str, n: int | None, estimate: float | None) -> Content:
        own = number(f"change.{OUTCOME}/all/t0-t1/linked.mean_change", OUTCOME, "mean_change", estimate, n=n)
        return release(name, [own], plan={"estimator": "linked"})

    total = number(f"synthesis.{OUTCOME}/pooled.mean_change", OUTCOME, "mean_change", 0.16, n=175)
    together = {
        "schema": "evaluatie/synthesis/1", "organisations": [{"id": name} for name in "xyz"], "language": "nl",
        "policy": content["policy"], "outcomes": {OUTCOME: {"low": 1, "high": 5}}, "results": [total],
    }  # fmt: skip
    return [content, of("x", 80, 0.2), of("y", 90, 0.1), of("z", None, None), together]


FIELDS = {"outcome": "pgis.fields", "method": "inclusion_fields"}
PLANTS: dict[str, tuple[Callable[[Content], list[Content]], str, str, str]] = {
    # what is planted, the hidden number or whom it is about, what is found of it, and by which attack
    "a total less its groups": (
        show("response.t0/age=50+.count"), "response.t0/age=66+.count", "people", "everyone less the other groups",
    ),
    "means of subsets": (
        show(f"baseline.{OUTCOME}/t0/age=50+/mean.mean"), f"baseline.{OUTCOME}/t0/age=66+/mean.mean", "mean",
        "means times numbers of people",
    ),
    "a percentage times n": (
        add(row("response.t0/share/age=66+.proportion", "proportion", 6 / 101, 101, group="age=66+")),
        "response.t0/age=66+.count", "people", "percentages times numbers of people",
    ),
    "a rate of an unknown kind times n": (
        add(row("flows.t0/exit.proportion", "proportion", 3 / 95, 95, outcome="exit", method="rate")),
        "flows.t0/exit.proportion", "people", "percentages times numbers of people",
    ),
    "a small count of an unknown kind": (
        add(row("flows.t0/promoted.count", "count", 3, 95, outcome="promoted")), "flows.t0/promoted.count", "people",
        "shown as it is",
    ),
    "a model of few people": (
        add(row("leadership.link/few.b", "b", 0.4, 7, method="mediated_link")), "leadership.link/few.b", "people",
        "shown as it is",
    ),
    "a gap to a group that is shown": (
        add(
            gap("age=35-49"),
            gap("age=50+"),
            gap("age=66+"),
        ),
        f"baseline.{OUTCOME}/t0/age=66+/mean.mean", "mean", "means times numbers of people",
    ),
    "an absence less the others": (
        add(absent("unknown_last", 20) | {"id": "summary.t0-t1/unknown_last.count"}),
        "response.t0-t1/silent_last.count", "people", "the lowest and highest",
    ),
    "one person more in a later report": (
        later(pd.concat([SMALL, SECOND, pd.DataFrame({"wave": ["t0"], "age": ["<35"], "score": [5.0]})])),
        "age=<35 at 2020-01-06, in one of two releases only", "mean", "the difference between two releases",
    ),
    "one person fewer in a later report": (
        later(pd.concat([SMALL.drop(index=3), SECOND])),
        "everyone at 2020-01-06, in one of two releases only", "mean", "the difference between two releases",
    ),
    "groups cut otherwise in a later report": (
        later(pd.concat([SMALL.assign(age=SMALL["age"].replace({"35-49": "35-52", "50+": "53+"})), SECOND])),
        "age=66+", "people", "two releases",
    ),
    "a synthesis less its members": (
        pooled, "everyone who is in the synthesis", "people", "a synthesis less its members",
    ),
}  # fmt: skip


def test_the_release_that_leaks_are_planted_in_gives_nothing_away() -> None:
    audit = ev.audit([safe()])
    assert audit.findings == ()
    assert audit.notes == ()
    assert audit.hidden > 0
    assert audit.narrowest is not None
    assert ev.audit([safe(), safe()]).passed


@pytest.mark.parametrize("name", PLANTS)
def test_every_planted_leak_is_found(name: str) -> None:
    plant, about, quantity, attack = PLANTS[name]
    audit = ev.audit(plant(safe()))
    assert not audit.passed
    found = [one for one in audit.findings if about in (one.id, one.about) or one.about.startswith(about)]
    assert quantity in {one.quantity for one in found}, audit.findings
    of = next(one for one in found if one.quantity == quantity)
    assert attack in of.attack
    assert of.width < of.needed
    assert of.culprits
    assert of.remedy


@pytest.mark.parametrize(
    "name", ["a total less its groups", "an absence less the others", "a synthesis less its members"]
)
def test_without_any_one_of_the_culprits_it_is_not_found(name: str) -> None:
    """Culprits suffice, and none of them can be missed: hide one, and the finding is gone."""
    plant, about, quantity, _ = PLANTS[name]
    contents = plant(safe())
    audit = ev.audit(contents)
    first = next(
        one for one in audit.findings
        if one.quantity == quantity and (about in (one.id, one.about) or one.about.startswith(about))
    )  # fmt: skip
    for culprit in first.culprits:
        release_at = audit.releases.index(culprit.release)
        fewer = copy.deepcopy(contents)
        fewer[release_at]["results"] = [one for one in fewer[release_at]["results"] if one["id"] != culprit.id]
        left = ev.audit(fewer)
        assert (first.about, first.quantity, first.culprits) not in {
            (one.about, one.quantity, one.culprits) for one in left.findings
        }


def test_a_finding_says_what_is_hidden_how_closely_it_is_known_and_from_what() -> None:
    content = safe()
    show("response.t0/age=50+.count")(content)
    audit = ev.audit(content)
    frame = audit.tidy()
    assert list(frame.columns[:4]) == ["id", "organisation", "about", "quantity"]
    assert len(frame) == len(audit.findings)
    first = frame[frame["id"] == "response.t0/age=66+.count"].iloc[0]
    assert (first["low"], first["high"], first["width"], first["needed"]) == (6, 6, 1, 10)
    assert "org-a: response.t0/respondents.count" in first["culprits"]
    assert "response.t0/age=66+.count" in audit._repr_html_()
    assert "FOUND:" in audit._repr_html_()
    told = json.loads(json.dumps(audit.to_dict()))
    assert told["findings"][0]["cells"][0] == {"release": "org-a", "id": told["findings"][0]["id"]}
    assert isinstance(audit, ev.Result)
    assert audit.glance()["figures"].item() == len(content["results"])
    silent = ev.audit(safe())
    assert silent.tidy().empty
    assert list(silent.tidy().columns) == list(frame.columns)
    assert "Nothing found." in silent._repr_html_()


def test_releases_come_in_every_form(tmp_path: Path) -> None:
    content = safe()
    written = json.dumps(content).encode()
    for name in ("org-a", "org-b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "results.json").write_bytes(written)
    register = Register("org-a").adding(written)
    (tmp_path / "org-a.jsonl").write_bytes(register.written())
    numbers = {
        one["id"]: {
            **{name: value for name, value in one.items() if name not in ("id", "section", "group", "interval")},
            "characteristic": one["group"].partition("=")[0], "level": one["group"].partition("=")[2] or "all",
            "ci_low": None, "ci_high": None,
        }
        for one in content["results"]
    }  # fmt: skip
    bundles = [
        {**content, "section": section, "numbers": {id_: of for id_, of in numbers.items() if id_.startswith(section)}}
        for section in ("response", "baseline", "leadership")
    ]
    as_it_is = ev.audit([content])
    forms: list[Any] = [
        content, tmp_path / "org-a" / "results.json", str(tmp_path / "org-a"), register, tmp_path / "org-a.jsonl",
        [Released(bundle) for bundle in bundles], bundles, iter([content]),
    ]  # fmt: skip
    for form in forms:
        audit = ev.audit(form)
        assert (audit.figures, audit.hidden, audit.passed) == (as_it_is.figures, as_it_is.hidden, True)
        assert audit.releases == ("org-a",)
    assert ev.audit(tmp_path).releases == ("org-a (release 1 of 2)", "org-a (release 2 of 2)")
    assert ev.audit([Released(bundle) for bundle in [*bundles, *bundles]]).releases == ev.audit(tmp_path).releases


def test_a_release_of_an_earlier_version_is_attacked_too() -> None:
    content = safe() | {"schema": "evaluatie/results/2"}
    show("response.t0/age=50+.count")(content)
    assert not ev.audit([content]).passed


def test_a_changed_checksum_is_told_and_the_figures_attacked_as_they_stand() -> None:
    content = safe() | {"checksum": "sha256:0"}
    show("response.t0/age=50+.count")(content)
    audit = ev.audit([content])
    assert not audit.passed
    assert "checksum does not match" in audit.notes[0]


def test_only_some_organisations_may_be_attacked() -> None:
    leaking = safe()
    show("response.t0/age=50+.count")(leaking)
    other = safe()
    other["organisation"] = {**other["organisation"], "id": "org-b"}
    assert ev.audit([leaking, other], organisations=["org-b"]).passed
    assert not ev.audit([leaking, other], organisations=["org-a"]).passed
    together = pooled(safe())
    assert not ev.audit(together, organisations=["x"]).passed
    assert not ev.audit(together, organisations=["synthesis"]).passed
    assert ev.audit(together, organisations=["org-a"]).passed


def test_figures_shown_as_they_are_are_found_also_where_figures_contradict_each_other() -> None:
    content = safe()
    content["results"] += [counted("t0", "all", 20) | {"id": "summary.t0/respondents.count"}]
    content["results"] += [mean("t0", "age=67+", [3.0] * 4)]
    audit = ev.audit([content])
    assert "age=67+ at t0" in {one.about for one in audit.findings} | {
        one.about.replace("2020-01-06", "t0") for one in audit.findings
    }
