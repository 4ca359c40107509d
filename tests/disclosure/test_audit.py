"""The audit finds what was planted in releases, names the figures that give it away, and is silent elsewhere."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.disclosure.auditing.views import Division, band_of

sys.path.insert(0, str(Path(__file__).parent))
from released_tables import OUTCOME, change, counted, mean, row, staff, table

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from releases import number, release

SIZES = {"<35": 30, "35-49": 40, "50+": 25}


def found(*releases: object) -> list[tuple[str, str]]:
    audit = ev.audit(list(releases))
    assert audit.notes == ()
    return [(finding.about, finding.quantity) for finding in audit.findings]


def culprits(audit: ev.Audit, about: str, quantity: str = "people") -> set[tuple[str, str]]:
    (finding,) = [one for one in audit.findings if (one.about, one.quantity) == (about, quantity)]
    return {(culprit.release, culprit.id) for culprit in finding.culprits}


def test_the_same_figures_in_another_order_are_the_same() -> None:
    """One section rounds what another gives in full, of so few figures that it does not show."""
    made = table(staff(SIZES, 1))
    rows = made["results"]
    (full,) = [one for one in rows if one["id"] == f"baseline.{OUTCOME}/t0/all/mean.mean"]
    rounded = {**full, "id": f"change.{OUTCOME}/all/t0/mean.mean", "section": "change"}
    rounded["estimate"] = round(full["estimate"], 4)
    assert rounded["estimate"] != full["estimate"]
    last, first = ({**made, "results": order} for order in ([*rows, rounded], [rounded, *rows]))
    audit = ev.audit([last, first])
    assert (audit.notes, audit.findings) == ((), ())


def test_nothing_is_found_where_all_groups_are_large() -> None:
    audit = ev.audit([table(staff(SIZES, 1))])
    assert audit.passed
    assert (audit.releases, audit.figures, audit.used, audit.hidden) == (("org-a",), 8, 8, 0)
    assert audit.findings == audit.notes == ()


def test_a_total_less_its_groups() -> None:
    people = staff({**SIZES, "66+": 4}, 2)
    audit = ev.audit([table(people, {("t0", "age=66+"): "small"})])
    assert not audit.passed
    about = "age=66+ at 2020-01-06"
    assert {(finding.about, finding.quantity) for finding in audit.findings} == {(about, "people"), (about, "mean")}
    people_found, mean_found = audit.findings
    assert (people_found.low, people_found.high, people_found.people) == (4, 4, (4, 4))
    assert culprits(audit, about) == {
        ("org-a", f"response.t0/{name}.count") for name in ("respondents", "age=<35", "age=35-49", "age=50+")
    }
    truth = people.loc[people["age"] == "66+", "score"].mean()
    assert mean_found.low - 1e-3 <= truth <= mean_found.high + 1e-3
    assert mean_found.high - mean_found.low < 0.01
    assert ("org-a", "baseline.pgis.total/t0/all/mean.mean") in culprits(audit, about, "mean")
    assert "Take groups of age together" in people_found.remedy
    # a second group hidden with it, and nothing follows any more
    assert found(table(people, {("t0", "age=66+"): "small", ("t0", "age=50+"): "complement"})) == []


def test_a_second_run_with_one_respondent_more() -> None:
    people = staff(SIZES, 3)
    late = pd.concat([people, pd.DataFrame({"wave": ["t0"], "age": ["50+"], "score": [4 + 1 / 3]})])
    audit = ev.audit([table(people), table(late)])
    added = "everyone at 2020-01-06, in one of two releases only"
    assert culprits(audit, added) == {
        ("org-a (release 1 of 2)", "response.t0/respondents.count"),
        ("org-a (release 2 of 2)", "response.t0/respondents.count"),
    }
    (answer,) = [one for one in audit.findings if (one.about, one.quantity) == (added, "mean")]
    assert answer.low == pytest.approx(4 + 1 / 3, abs=1e-3)
    assert answer.high == pytest.approx(4 + 1 / 3, abs=1e-3)
    assert answer.people == (1, 1)
    assert answer.remedy.startswith(
        "Withdraw org-a (release 2 of 2): make no new report for a few people more or fewer"
    )
    assert ("age=50+ at 2020-01-06, in one of two releases only", "people") in found(table(people), table(late))
    # the same run again, and one for twenty people more, are no differences that tell of few
    assert found(table(people), table(people)) == []
    many = pd.concat([people, staff({"<35": 15, "35-49": 16, "50+": 15}, 4)])
    assert found(table(people), table(many)) == []


def test_age_in_two_divisions_that_lie_three_people_apart() -> None:
    people = staff({"-34": 30, "35-49": 30, "50-54": 3, "55+": 25}, 5)
    first = people.assign(age=people["age"].replace({"50-54": "50+", "55+": "50+"}))
    second = people.assign(age=people["age"].replace({"35-49": "35-54", "50-54": "35-54"}))
    audit = ev.audit([table(first), table(second)])
    about = "age=50+ and 35-54 at 2020-01-06"
    assert {(one.about, one.quantity, one.people) for one in audit.findings} == {
        (about, "people", (3, 3)), (about, "mean", (3, 3)),
    }  # fmt: skip
    assert {label for label, _ in culprits(audit, about)} == {"org-a (release 1 of 2)", "org-a (release 2 of 2)"}
    assert "with the same groups of age as org-a (release 1 of 2)" in audit.findings[0].remedy
    assert found(table(first), table(first)) == []


def test_a_policy_that_was_tightened_does_not_call_back_what_was_rightly_shown() -> None:
    people = staff({**SIZES, "unknown": 12}, 6)
    before = table(people)
    after = table(people, {("t0", "age=unknown"): "small", ("t0", "age=50+"): "complement"})
    after["policy"] = {"preset": "strict", "minimum_group": 15, "dominance": 0.9}
    audit = ev.audit([before, after])
    assert audit.passed
    assert any("a stricter one hides no more" in note for note in audit.notes)
    assert found(after) == []


def test_a_release_is_judged_by_the_policy_that_it_was_made_by_whatever_others_are() -> None:
    people = staff({**SIZES, "unknown": 12}, 6)
    leaky = table(people, {("t0", "age=unknown"): "small"})  # the total less the others gives it away
    assert ev.audit([leaky]).passed  # 12 people are not few for a policy that asks for 10
    leaky["policy"] = {"preset": "strict", "minimum_group": 15, "dominance": 0.9}
    assert "age=unknown at 2020-01-06" in {one.about for one in ev.audit([leaky]).findings}
    other = table(people, {("t0", "age=unknown"): "small", ("t0", "age=50+"): "complement"})
    assert "age=unknown at 2020-01-06" in {one.about for one in ev.audit([other, leaky]).findings}


def test_a_percentage_times_the_number_of_people() -> None:
    people = staff(SIZES, 7)
    share = row(
        "response.t0/share/age=50+.proportion", "proportion", 4 / 95, 95, group="age=50+", method="proportion_wilson"
    )  # fmt: skip
    content = table(people, {("t0", "age=50+"): "small", ("t0", "age=<35"): "complement"})
    assert found(content) == []
    content["results"].append(share)
    assert ("age=50+ at 2020-01-06", "people") in found(content)
    audit = ev.audit([content])
    assert ("org-a", share["id"]) in culprits(audit, "age=50+ at 2020-01-06")


def test_the_part_of_a_group() -> None:
    def part(group: str, name: str, share: float | None, n: int) -> dict[str, object]:
        about = {"outcome": "pgis.fields", "group": group, "method": "inclusion_fields"}
        more = {} if share is not None else {"suppressed": "part"}
        return row(f"baseline.pgis.fields/t0/{group}/{name}.proportion", "proportion", share, n, **about, **more)

    shares = [part("all", "both", 60 / 95, 95), part("all", "neither", 35 / 95, 95)]
    shares += [part("age=<35", "both", 20 / 30, 30), part("age=<35", "neither", 10 / 30, 30)]
    shares += [part("age=35-49", name, None, 40) for name in ("both", "neither")]
    shares += [part("age=50+", name, None, 25) for name in ("both", "neither")]
    content = table(staff(SIZES, 8))
    content["results"] += shares
    assert found(content) == []
    shares[4] = part("age=35-49", "both", 36 / 40, 40)
    content["results"][-8:] = shares
    about = "age=50+ at 2020-01-06, pgis.fields both"
    audit = ev.audit([content])
    assert (about, "people") in {(one.about, one.quantity) for one in audit.findings}
    assert ("org-a", "baseline.pgis.fields/t0/age=35-49/both.proportion") in culprits(audit, about)


def two_waves(once_first: int, once_last: int, seed: int) -> tuple[list[float], list[float], list[float], list[float]]:
    draw = np.random.default_rng(seed)
    sizes = (60, 60, once_first, once_last)
    before, after, first, last = ((draw.integers(3, 16, n) / 3).tolist() for n in sizes)
    return before, after, first, last


def test_everyone_less_the_linked() -> None:
    before, after, first, _ = two_waves(2, 0, 9)
    numbers = [
        mean("t0", "all", before + first), mean("t1", "all", after), change("all", before, after),
        counted("t0", "all", 62), counted("t1", "all", 60),
    ]  # fmt: skip
    audit = ev.audit([release("org-a", numbers)])
    about = "everyone at 2020-01-06, who did not answer at 2021-01-06"
    assert [(one.about, one.quantity, one.people) for one in audit.findings] == [(about, "mean", (2, 2))]
    assert audit.findings[0].low == pytest.approx(sum(first) / 2, abs=1e-2)
    assert {id_ for _, id_ in culprits(audit, about, "mean")} >= {
        f"change.{OUTCOME}/all/t0-t1/linked.mean_change", f"baseline.{OUTCOME}/t1/all/mean.mean",
    }  # fmt: skip
    assert "Hide the mean at that wave, or the change of the linked" in audit.findings[0].remedy
    assert found(release("org-a", numbers[:1] + numbers[2:])) == []
    before, after, first, last = two_waves(20, 25, 10)
    many = [mean("t0", "all", before + first), mean("t1", "all", after + last), change("all", before, after)]
    assert found(release("org-a", many)) == []


def test_a_synthesis_less_its_members() -> None:
    def paired(name: str, n: int | None, estimate: float | None) -> dict[str, object]:
        id_ = f"change.{OUTCOME}/all/t0-t1/linked.mean_change"
        return release(name, [number(id_, OUTCOME, "mean_change", estimate, n=n)], plan={"estimator": "linked"})

    members = [paired("a", 80, 0.2), paired("b", 90, 0.1), paired("c", None, None)]
    pooled = number(f"synthesis.{OUTCOME}/pooled.mean_change", OUTCOME, "mean_change", 0.16, n=175)
    synthesis = {
        "schema": "evaluatie/synthesis/1",
        "organisations": [{"id": name, "name": name, "synthetic": False} for name in "abc"],
        "language": "nl",
        "policy": {"preset": "strict", "minimum_group": 10, "dominance": 0.9},
        "outcomes": {OUTCOME: {"low": 1, "high": 5, "direction": "higher"}},
        "results": [pooled],
    }
    audit = ev.audit([*members, synthesis])
    (finding,) = audit.findings
    assert (finding.organisation, finding.quantity, finding.low, finding.high) == ("c", "people", 5, 5)
    assert {(culprit.release, culprit.id) for culprit in finding.culprits} == {
        ("a", f"change.{OUTCOME}/all/t0-t1/linked.mean_change"),
        ("b", f"change.{OUTCOME}/all/t0-t1/linked.mean_change"),
        ("synthesis", f"synthesis.{OUTCOME}/pooled.mean_change"),
    }
    assert finding.remedy == "Withdraw synthesis, or make it anew without this organisation."
    weights = [
        number(f"synthesis.{OUTCOME}/place/{name}.weight", OUTCOME, "weight", weight, n=175)
        for name, weight in zip("abc", (0.45, 0.5, 0.05), strict=True)
    ]
    told = ev.audit([*members, {**synthesis, "results": [pooled, *weights]}])
    assert {one.quantity for one in told.findings} == {"people", "change"}
    assert ev.audit([*members, {**synthesis, "results": [{**pooled, "n": 250}]}]).passed
    assert ev.audit([*members[:2], synthesis | {"organisations": synthesis["organisations"][:2]}]).passed


def test_the_mean_of_two_people_by_means_times_n() -> None:
    """Numbers of people at the wave are not shown, only the means and their n."""
    people = staff({"man": 40, "vrouw": 38, "anders": 2}, 11, characteristic="gender")
    content = table(people, {("t0", "gender=anders"): "small"}, characteristic="gender")
    content["results"] = [one for one in content["results"] if one["term"] == "mean"]
    audit = ev.audit([content])
    (of_mean,) = [one for one in audit.findings if one.quantity == "mean"]
    assert of_mean.about == "gender=anders at 2020-01-06"
    truth = people.loc[people["gender"] == "anders", "score"].mean()
    assert of_mean.low == pytest.approx(truth, abs=1e-3)
    # in one decimal the same means tell less
    for one in content["results"]:
        one["estimate"] = None if one["estimate"] is None else round(one["estimate"], 1)
    more = [mean("t0", "all", [1 + k / 10] * 10, outcome=f"x.{k}") for k in range(8)]
    content["results"] += more
    content["outcomes"] |= {f"x.{k}": content["outcomes"][OUTCOME] for k in range(8)}
    assert [one.quantity for one in ev.audit([content]).findings if one.about == of_mean.about] == ["people"]


def test_a_gap_gives_the_mean_that_is_hidden() -> None:
    people = staff({"man": 50, "vrouw": 6}, 12, characteristic="gender")
    content = table(people, {("t0", "gender=vrouw"): "small", ("t0", "all"): "complement"}, characteristic="gender")
    assert found(content) == []
    means = people.groupby("gender")["score"].mean()
    about = {"outcome": OUTCOME, "group": "gender=vrouw", "method": "gap_welch"}
    gap = row(
        f"baseline.{OUTCOME}/gender=vrouw/gap.difference", "difference", means["vrouw"] - means["man"], 56, **about
    )
    content["results"].append(gap)
    audit = ev.audit([content])
    (of_mean,) = [one for one in audit.findings if one.quantity == "mean"]
    assert of_mean.low == pytest.approx(means["vrouw"], abs=1e-3)
    assert ("org-a", gap["id"]) in culprits(audit, "gender=vrouw at 2020-01-06", "mean")


def test_a_small_group_that_is_shown_is_found_with_one_culprit() -> None:
    audit = ev.audit([table(staff({**SIZES, "66+": 4}, 13))])
    assert culprits(audit, "age=66+ at 2020-01-06") == {("org-a", "response.t0/age=66+.count")}


def test_a_uniform_group_keeps_its_mean_however_large_it_is() -> None:
    people = staff({"man": 40, "vrouw": 30}, 14, characteristic="gender")
    people.loc[people["gender"] == "vrouw", "score"] = 5.0
    content = table(people, characteristic="gender")
    hidden = mean("t0", "gender=vrouw", None, suppressed="uniform")
    content["results"] = [hidden if one["id"] == hidden["id"] else one for one in content["results"]]
    (finding,) = ev.audit([content]).findings
    assert (finding.about, finding.quantity, finding.people) == ("gender=vrouw at 2020-01-06", "mean", (30, 30))


@pytest.mark.parametrize("seed", range(12))
def test_random_tables_give_nothing_away_until_one_cell_is_shown(seed: int) -> None:
    draw = np.random.default_rng(seed)
    levels = [f"g{k}" for k in range(int(draw.integers(4, 7)))]
    sizes = dict(zip(levels, map(int, draw.integers(14, 60, len(levels))), strict=True))
    small, other = draw.choice(levels, 2, replace=False)
    sizes[small] = int(draw.integers(1, 9))
    people = staff(sizes, seed, characteristic="origin")
    hidden = {("t0", f"origin={small}"): "small", ("t0", f"origin={other}"): "complement"}
    safe = table(people, hidden, characteristic="origin")
    audit = ev.audit([safe])
    assert audit.passed, audit.findings
    assert audit.narrowest is not None
    assert audit.narrowest >= 10
    shown = table(people, {("t0", f"origin={small}"): "small"}, characteristic="origin")
    again = ev.audit([shown])
    about = f"origin={small} at 2020-01-06"
    assert {(one.about, one.people) for one in again.findings} == {(about, (sizes[small], sizes[small]))}
    assert ("org-a", "response.t0/respondents.count") in culprits(again, about)


def test_releases_may_be_files_and_come_back_as_plain_data(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    file.write_text(json.dumps(table(staff({**SIZES, "66+": 4}, 2), {("t0", "age=66+"): "small"})))
    audit = ev.audit([file, str(file)])
    assert len(audit.releases) == 2
    told = json.loads(json.dumps(audit.to_dict()))
    assert told["passed"] is False
    assert told["findings"][0]["culprits"][0]["release"] == "org-a (release 1 of 2)"
    assert str(audit.findings[0]) == "org-a: age=66+ at 2020-01-06: number of people (pgis.total): 4".replace(
        " (pgis.total)", ""
    )


def test_what_is_no_release_is_refused_all_at_once(tmp_path: Path) -> None:
    damaged = tmp_path / "results.json"
    damaged.write_text('{"schema": "evaluatie/results/2"')
    with pytest.raises(ev.StudyError) as refused:
        ev.audit([damaged, {"schema": "evaluatie/results/1"}, {"schema": "evaluatie/synthesis/1"}, tmp_path / "none"])
    assert len(refused.value.problems) == 4
    assert all(problem.hint for problem in refused.value.problems)


def test_figures_that_contradict_each_other_are_named_and_not_attacked() -> None:
    content = table(staff(SIZES, 15))
    content["results"][0] = counted("t0", "all", 20)
    audit = ev.audit([content])
    assert "contradict each other" in audit.notes[0]


def test_bands_of_numbers_lie_over_each_other() -> None:
    assert [band_of(level) for level in ("<35", "35-49", "50+", "tot 35", "35 tot 49", "europa", "1", "unknown")] == [
        (0, 34), (35, 49), (50, 10**6), (0, 34), (35, 49), None, None, None,
    ]  # fmt: skip
    said = {
        (0, 39): "t/m 39;tot en met 39;≤ 39;<= 39;39 of jonger;up to 39;tot 40 jaar;under 40;-39;<40 years",
        (40, 10**6): "40 jaar en ouder;40 jaar of ouder;40+;40 plus;vanaf 40 jaar;40 years and over;40 or over;>39;"
        "ouder dan 39;40 and older;>=40;≥40;over 39;40 of meer",
        (35, 49): "35-49;35 – 49 jaar;35 tot 50 jaar;35 t/m 49;35 to 49 years;35 to under 50;35 tot 49",
    }  # fmt: skip
    assert {(level, band_of(level)) for levels in said.values() for level in levels.split(";")} == {
        (level, band) for band, levels in said.items() for level in levels.split(";")
    }
    assert not [name for name in ("team 1", "40", "2020-10", "a-b", "9" * 4000, "- - -", "40 jaar") if band_of(name)]
    division = Division("age", (("<35", "35-49", "50+"), ("<35", "35-54", "55+")))
    assert {atom[1:] for atom in division.atoms} == {
        ("<35", "<35"),
        ("35-49", "35-54"),
        ("50+", "35-54"),
        ("50+", "55+"),
    }
    named = Division("origin", (("europa", "nederland", "other"), ("nederland", "other")))
    assert {atom[1:] for atom in named.atoms} == {("europa", "other"), ("nederland", "nederland"), ("other", "other")}


def moved(people: pd.DataFrame, level: str, to: str) -> pd.DataFrame:
    """Give people of whom one is of another level, as after a correction of the personnel file."""
    found = people.copy()
    found.loc[found.index[(found["age"] == level)][-1], "age"] = to
    return found


def test_one_person_in_another_group_is_found_though_nobody_was_added() -> None:
    people = staff(SIZES, 3)
    found = ev.audit([table(people), table(moved(people, "35-49", "50+"))])
    assert not found.passed
    names = {(finding.about.partition(" at ")[0], finding.quantity) for finding in found.findings}
    assert ("age=50+", "mean") in names
    assert all(finding.low == pytest.approx(finding.high, abs=1e-3) for finding in found.findings)
    person = people.loc[people.index[people["age"] == "35-49"][-1], "score"]
    of = next(one for one in found.findings if one.about.startswith("age=50+") and one.quantity == "mean")
    assert of.low == pytest.approx(person, abs=1e-3)
    assert of.people == (1, 1)


def test_an_answer_that_was_corrected_is_a_note() -> None:
    people = staff(SIZES, 3)
    corrected = people.copy()
    corrected.loc[corrected.index[0], "score"] += 0.5
    found = ev.audit([table(people), table(corrected)])
    assert found.passed
    assert any("only groups were subtracted" in note for note in found.notes)


def test_where_figures_contradict_each_other_releases_are_compared_two_by_two() -> None:
    people = staff(SIZES, 3)
    more = pd.DataFrame({"wave": "t0", "age": ["35-49"] + ["50+"] * 13, "score": [13 / 3] + [3.0] * 13})
    later = pd.concat([people.drop(index=range(11)), more], ignore_index=True)
    found = ev.audit([table(people), table(later)])
    assert not found.passed
    one = next(one for one in found.findings if one.about.startswith("age=35-49") and one.quantity == "mean")
    assert one.low == pytest.approx(13 / 3, abs=1e-3)


def test_bands_that_cannot_be_read_are_told() -> None:
    one, other = ("<35", "35+"), ("t/m 39", "rijp")
    people = [pd.DataFrame({"wave": "t0", "age": np.repeat(of, [30, 40]), "score": 3.0}) for of in (one, other)]
    assert any("not all of its bands" in note for note in ev.audit([table(of) for of in people]).notes)
    read = [pd.DataFrame({"wave": "t0", "age": np.repeat(of, n), "score": 3.0}) for of, n in (
        (one, [30, 40]), (("t/m 39", "40 jaar en ouder"), [34, 36]))]  # fmt: skip
    found = ev.audit([table(of) for of in read])
    assert not found.passed
    assert not any("not all of its bands" in note for note in found.notes)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("group", ["a"]), ("outcome", ["a"]), ("id", ["a"]), ("id", 3), ("waves", "t0"), ("waves", [3]),
        ("estimate", 10**400), ("estimate", float("inf")), ("n", "12"), ("term", None),
        ("method", {}), ("suppressed", 1), ("section", None),
    ],
)  # fmt: skip
def test_a_number_that_is_none_is_refused_in_words(part: str, value: object) -> None:
    content = table(staff(SIZES, 3))
    content["results"][1][part] = value
    with pytest.raises(ev.StudyError, match="damaged"):
        ev.audit([content])


@pytest.mark.parametrize("value", ["age=", [], 0, -3, 2.5, None, 10**10, True])
def test_a_policy_that_is_none_is_refused_in_words(value: object) -> None:
    content = table(staff(SIZES, 3))
    content["policy"]["minimum_group"] = value
    with pytest.raises(ev.StudyError, match="damaged"):
        ev.audit([content])
