"""The section on interventions: what was done, what was expected beside what was found, and nothing that says why."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.disclosure import DisclosurePolicy
from evaluatie.disclosure.auditing.staff import attack_staff
from evaluatie.disclosure.auditing.staff_said import staff_told
from evaluatie.evaluation.intervening.labels import carried_out, carried_shares
from evaluatie.evaluation.intervening.names import REACH
from evaluatie.evaluation.intervening.reached import reach_ledger
from evaluatie.evaluation.section import ALL, Section, Table, Word
from evaluatie.report.reading import Reader
from evaluatie.run.gate import check_released

DEMOS = ("demo-waterschap", "demo-gemeente", "demo-bouwbedrijf", "demo-rijksdienst", "demo-zorg")
CAUSAL = re.compile(
    r"effect (of|van)|led to|caus|because of|thanks to|due to|result of|leidde tot|leidt tot|dankzij|als gevolg van|"
    r"veroorza|doordat|vanwege|resultaat van",
    re.IGNORECASE,
)


@cache
def loaded(root: Path, name: str) -> ev.Study:
    return ev.load_study(root / "data" / "raw" / name)


@cache
def section_of(root: Path, name: str) -> Section:
    return ev.interventions(loaded(root, name))


def released(study: ev.Study) -> dict:
    return ev.release(ev.interventions(study)).bundle


def said(section: Section, language: str) -> Iterator[str]:
    bundle = ev.release(section).bundle
    reader = Reader(bundle, language)
    yield from filter(None, map(reader.text, bundle["findings"]))
    for display in bundle["displays"]:
        yield reader.heading(display["caption"])
        yield from (reader.heading(column) for column in display.get("columns", ()))
        for row in display["rows"]:
            yield reader.head(row["head"])
            yield from (reader.shown(cell).text for cell in row["cells"])


def table(section: Section, id_: str) -> Table:
    (found,) = (display for display in section.displays if display.id == id_)
    assert isinstance(found, Table)
    return found


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", DEMOS)
def test_all_of_it_has_words_and_none_of_them_says_why(root: Path, name: str, language: str) -> None:
    texts = list(said(section_of(root, name), language))
    assert len(texts) > 20
    assert not [text for text in texts if "{" in text or CAUSAL.search(text)]


def test_reach_is_that_of_the_log(root: Path) -> None:
    study = loaded(root, "demo-waterschap")
    numbers = released(study)["numbers"]
    log = study.interventions
    assert log is not None
    rows = log[(log["intervention"] == "awareness-training")]
    found = numbers["interventions.all/reach/hr+manager~awareness-training.proportion"]
    assert found["n"] == rows["invited"].sum()
    assert found["estimate"] == pytest.approx(rows["reached"].sum() / rows["invited"].sum())
    account = carried_out(study)
    assert account is not None
    of_room = account.interventions.set_index("intervention").loc["awareness-training"]
    assert (found["ci_low"], found["ci_high"]) == pytest.approx((of_room["reach_low"], of_room["reach_high"]))


@pytest.mark.parametrize("name", DEMOS)
def test_few_people_reached_or_missed_are_hidden_and_follow_from_nothing(root: Path, name: str) -> None:
    study = loaded(root, name)
    ledger = reach_ledger(study)
    assert ledger is not None
    numbers = released(study)["numbers"]
    rows = [{"section": "interventions", "id": id_, "group": "all", **number} for id_, number in numbers.items()
            if number["characteristic"] == "all"]  # fmt: skip
    told = staff_told(0, {"results": rows})
    assert told.of(REACH)
    for one in told.of(REACH):
        what, _, of = one.part.partition(":")
        whole = f"{what}:{of.partition('~')[2] or of}"
        missed = whole.replace("reached", "missed").replace("invited", "missed")
        few = [n for n in (ledger.n(ALL, whole), ledger.n(ALL, missed)) if 0 < n < 10]
        assert one.hidden or not few
    attacked = attack_staff([told], DisclosurePolicy.preset_named("strict"), REACH)
    assert attacked.possible
    assert not attacked.found


def test_the_attack_finds_what_is_shown_in_spite_of_it(root: Path) -> None:
    # a level shown beside all but one of its interventions tells how many that one reached
    study = loaded(root, "demo-gemeente")
    numbers = dict(released(study)["numbers"])
    ledger = reach_ledger(study)
    assert ledger is not None
    level, hidden = (
        "interventions.all/level_reach/team.proportion",
        "interventions.all/reach/team~mentor-training.proportion",
    )
    assert numbers[level]["suppressed"] is not None
    assert numbers[hidden]["suppressed"] is not None
    n, reached = ledger.n(ALL, "level_invited:team"), ledger.n(ALL, "level_reached:team")
    numbers[level] = {**numbers[level], "estimate": reached / n, "n": n, "suppressed": None}
    rows = [{"section": "interventions", "id": id_, "group": "all", **number} for id_, number in numbers.items()
            if number["characteristic"] == "all"]  # fmt: skip
    found = attack_staff([staff_told(0, {"results": rows})], DisclosurePolicy.preset_named("strict"), REACH).found
    assert any("mentor-training" in str(one) for one in found)


def test_what_was_expected_and_what_was_found_stay_apart(root: Path) -> None:
    section = section_of(root, "demo-waterschap")
    beforehand, afterwards = (table(section, f"table-doing-{which}") for which in ("expected", "found"))
    assert len(beforehand.rows) == len(afterwards.rows) == 5
    assert not [cell for row in beforehand.rows for cell in row.cells if type(cell).__name__ == "Ref"]
    keys = {finding.key for finding in section.findings}
    assert "doing.no_cause" in keys
    assert "doing.added_afterwards" in keys  # one was written down after the follow-up opened


def test_a_change_is_that_of_the_section_on_change(root: Path) -> None:
    study = loaded(root, "demo-gemeente")
    own = released(study)["numbers"]["interventions.inclusive_leadership.total/all/expected.difference_in_change"]
    theirs = ev.release(ev.change(study)).bundle["numbers"]
    of = theirs["change.inclusive_leadership.total/interventions/t0-t1/difference.difference_in_change"]
    assert (own["estimate"], own["ci_low"], own["ci_high"]) == (of["estimate"], of["ci_low"], of["ci_high"])


def test_mentors_who_were_trained_too_late_are_named(root: Path) -> None:
    keys = [finding.key for finding in section_of(root, "demo-gemeente").findings]
    assert keys.count("doing.out_of_order") == 1
    assert "doing.out_of_order" not in [f.key for f in section_of(root, "demo-waterschap").findings]


def test_one_level_is_said_to_be_one(root: Path) -> None:
    study = loaded(root, "demo-bouwbedrijf")
    assert study.interventions is not None
    log = study.interventions.assign(level=pd.Series(["team"] * 3, dtype="str"))
    keys = [finding.key for finding in ev.interventions(dataclasses.replace(study, interventions=log)).findings]
    assert "doing.one_level" in keys
    assert "doing.several_levels" not in keys


def test_without_a_log_there_is_one_sentence(root: Path) -> None:
    (finding,) = section_of(root, "univbct-1022").findings
    assert finding.key == "doing.none"


def test_a_judgement_is_the_evaluators_with_its_reason(root: Path) -> None:
    reader = Reader(released(loaded(root, "demo-waterschap")), "nl")
    (shown,) = (display for display in reader.bundle["displays"] if display["id"] == "table-doing-judged")
    judged = [reader.shown(row["cells"][-2]).text for row in shown["rows"]]
    assert judged == ["deels steun", *["nog niet beoordeeld"] * 4]
    assert reader.shown(shown["rows"][0]["cells"][-1]).text.startswith("Het programma bereikte twee op de drie")


def test_how_far_a_plan_was_carried_out_does_not_tell_how_many_were_invited(root: Path) -> None:
    study = loaded(root, "demo-bouwbedrijf")
    log = study.interventions
    assert log is not None
    more = log.assign(invited=log["invited"] * 7, reached=log["reached"] * 7)
    both = (carried_shares(of) for of in (study, dataclasses.replace(study, interventions=more)))
    assert next(both) == next(both)


def test_reach_is_told_of_what_is_over(root: Path) -> None:
    study = loaded(root, "demo-waterschap")
    assert study.interventions is not None
    running = study.interventions["status"] == "running"
    assert running.any()
    numbers = released(study)["numbers"]
    for id_ in study.interventions.loc[running, "intervention"]:
        assert not [key for key in numbers if f"~{id_}." in key and "/reach/" in key]


def test_a_log_of_plans_only_says_that_nothing_has_begun(root: Path) -> None:
    study = loaded(root, "demo-waterschap")
    assert study.interventions is not None
    nothing = {"reached": pd.array([pd.NA] * 10, dtype="Int64"), "dose": None, "fidelity": None}
    planned = study.interventions.assign(status="planned", **nothing).astype({"dose": float, "fidelity": float})
    keys = [finding.key for finding in ev.interventions(dataclasses.replace(study, interventions=planned)).findings]
    assert "doing.no_level" in keys
    assert "doing.link.not_begun" in keys
    assert not {"doing.one_level", "doing.several_levels", "doing.link.as_expected"} & set(keys)


def test_a_theory_without_a_log_is_said(root: Path) -> None:
    study = dataclasses.replace(loaded(root, "demo-waterschap"), interventions=None)
    assert "doing.no_log" in [finding.key for finding in ev.interventions(study).findings]


def test_a_difference_with_teams_without_interventions_is_called_one(root: Path) -> None:
    keys = [finding.key for finding in section_of(root, "demo-gemeente").findings]
    assert any(key.startswith("doing.difference.") for key in keys)
    assert not any(key.startswith("doing.link.") for key in keys)


def test_a_score_that_all_raters_gave_is_not_shown(root: Path) -> None:
    study = loaded(root, "demo-waterschap")
    assert study.policy_scan is not None
    same = study.policy_scan.copy()
    cell = (same["phase"] == "vision") & (same["stage"] == "inflow")
    same.loc[cell, "score"] = 1.0
    section = ev.interventions(dataclasses.replace(study, policy_scan=same))
    cells = [row.cells[0] for row in table(section, "table-doing-scan").rows[:2]]
    assert cells == [Word("doing.scan_hidden")] * 2


def test_what_else_went_on_between_the_measurements_is_shown(root: Path) -> None:
    study = loaded(root, "demo-waterschap")
    (there,) = study.config.context
    first, last = study.config.waves[0].date, study.config.waves[-1].date
    assert first is not None
    assert last is not None
    early, late = (there.model_copy(update={"date": day}) for day in (first - timedelta(1), last + timedelta(1)))
    events = study.config.model_copy(update={"context": [early, there, late]})
    for language, event, day in (("nl", "Thuiswerken", "15 maart 2020"), ("en", "Working from home", "15 March 2020")):
        reader = Reader(released(dataclasses.replace(study, config=events)), language)
        (shown,) = (display for display in reader.bundle["displays"] if display["id"] == "table-doing-rivals")
        rows = [(reader.head(row["head"]), reader.shown(row["cells"][0]).text) for row in shown["rows"]]
        assert rows == [(event, day)]


def test_nothing_given_of_the_time_between_is_not_nothing_that_happened(root: Path) -> None:
    study = loaded(root, "demo-waterschap")
    nothing = dataclasses.replace(study, config=study.config.model_copy(update={"context": []}))
    for one, key in ((study, "doing.rivals"), (nothing, "doing.no_rivals")):
        keys = [finding.key for finding in ev.interventions(one).findings]
        assert [each for each in keys if each in ("doing.rivals", "doing.no_rivals")] == [key]


def test_each_change_says_whom_it_is_about(root: Path) -> None:
    reader = Reader(released(loaded(root, "demo-waterschap")), "en")
    (shown,) = (display for display in reader.bundle["displays"] if display["id"] == "table-doing-found")
    whose = [reader.shown(row["cells"][-2]).text for row in shown["rows"]]
    assert whose == ["people who took part twice", *["people who were employed both times"] * 2, *["the workforce"] * 2]


def test_the_plan_on_paper_is_told_by_its_form(root: Path) -> None:
    study = loaded(root, "demo-waterschap")
    section = ev.interventions(study)
    parts = {row.head[0].key.rpartition(".")[2]: row.cells[0].key for row in table(section, "table-doing-plan").rows}
    assert parts["accountability"] == "doing.plan_state.lacks"
    assert parts["indicators"] == "doing.plan_state.partly"
    goals = table(section, "table-doing-goals").rows
    assert [cell.key for cell in goals[2].cells] == [
        "doing.smart.not_found", "doing.smart.not_found", "doing.smart.to_judge", "doing.smart.not_found"
    ]  # fmt: skip
    texts = list(said(section, "nl"))
    assert "Aan welk cijfer of teken is te zien dat dit doel bereikt is?" in texts
    assert not [text for text in texts if "projectleider" in text and "training" in text]


def test_a_goal_that_tells_of_few_people_is_not_printed(root: Path) -> None:
    study = loaded(root, "demo-waterschap")
    plan = study.policy_plan
    assert plan is not None
    plan = plan.assign(text=plan["text"].mask(plan["text"].str.startswith("De cultuur"), "De 3 vrouwen blijven"))
    plan["printed"] = plan["printed"] & (plan["text"] != "De 3 vrouwen blijven")
    hidden = ev.interventions(dataclasses.replace(study, policy_plan=plan))
    assert not [text for text in said(hidden, "nl") if "3 vrouwen" in text]
    assert "(staat in het plan)" in " ".join(said(hidden, "nl"))


def test_how_many_answered_again_stands_beside_what_was_expected(root: Path) -> None:
    study = loaded(root, "demo-waterschap")
    section, other = ev.interventions(study), ev.change(study)
    assert len(table(section, "table-doing-dropout").rows) == 2
    for group, key in (("all", "all"), ("origin=buiten-europa", "origin=buiten-europa")):
        found = section.results[f"{group}/again"].result.estimates()[0]
        assert found == other.results[f"stayed/{key}/t0-t1"].result.estimates()[0]


def test_parts_that_began_in_time_have_limits(root: Path) -> None:
    rows = table(section_of(root, "demo-waterschap"), "table-doing-timing").rows
    for row in rows:
        _, share, low, high, _ = (None if cell is None else cell.value for cell in row.cells)
        assert low <= share <= high


def in_parts(root: Path, parts: int, **other: object) -> ev.Study:
    """Give a study in which the first row of the log stands as so many parts, with the same days."""
    study = loaded(root, "demo-gemeente")
    assert study.interventions is not None
    first = study.interventions.iloc[:1].assign(**other)
    each = [first.assign(part=str(number)) for number in range(parts)]
    log = pd.concat([*each, study.interventions.iloc[1:]], ignore_index=True)
    return dataclasses.replace(study, interventions=log.astype(study.interventions.dtypes.to_dict()))


def test_parts_of_an_intervention_are_one_line_in_time(root: Path) -> None:
    lines = []
    for parts in (1, 2, 9):
        bundle = released(in_parts(root, parts, invited=1, reached=1))
        check_released(bundle, None, None, "here")  # a row that stands twice does not pass
        lines += [display for display in bundle["displays"] if display["id"] == "figure-doing-timeline"]
    assert lines[0] == lines[1] == lines[2]


def test_a_line_in_time_runs_from_the_first_day_of_its_parts_to_the_last(root: Path) -> None:
    study = in_parts(root, 2)
    log = study.interventions
    assert log is not None
    earlier = log.assign(start=log["start"].where(log.index != 1, log["start"] - timedelta(days=30)))
    later = earlier.assign(end=log["end"].where(log.index != 0, log["end"] + timedelta(days=40)))
    section = ev.interventions(dataclasses.replace(study, interventions=later))
    (line, *_) = next(one for one in section.displays if one.id == "figure-doing-timeline").rows
    days = [getattr(cell, "value", None) for cell in line.cells[:2]]
    assert days == [
        (log["start"][0] - timedelta(days=30)).date().isoformat(),
        (log["end"][0] + timedelta(days=40)).date().isoformat(),
    ]


@pytest.mark.parametrize("invited", [9, pd.NA])
def test_parts_for_few_or_for_nobody_knows_how_many_are_not_counted(root: Path, invited: object) -> None:
    def levels(study: ev.Study) -> set[str]:
        return {row.head[0].key for row in table(ev.interventions(study), "table-doing-timing").rows}  # type: ignore[union-attr]

    assert "doing.level.manager" in levels(loaded(root, "demo-gemeente"))
    assert "doing.level.manager" not in levels(in_parts(root, 2, invited=invited, reached=invited))
