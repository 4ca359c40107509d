"""Retention and promotion: numbers that agree with the room of flows, and rest on people that the plan knows."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.disclosure.plan import release_plan
from evaluatie.evaluation import Section
from evaluatie.evaluation.ledger import Ledger
from evaluatie.evaluation.section import ALL, Label, Word
from evaluatie.evaluation.study_ledgers import ledgers
from evaluatie.evaluation.workforce.ahead import _needed_inflow
from evaluatie.evaluation.workforce.delivered import DELIVERED, delivered_ledger
from evaluatie.evaluation.workforce.ledger import staff_ledger
from evaluatie.evaluation.workforce.names import INTERVIEWS, RULES, SELECTION, STAFF
from evaluatie.evaluation.workforce.staff import Staff, quarters, staff_of
from evaluatie.flows import TargetProgress
from evaluatie.report.reading import Reader
from evaluatie.study.demonstration import DemoModel
from tolerances import CLOSED_FORM

ABROAD, DUTCH = "buiten-europa", "nederland"


def loaded(root: Path, name: str) -> ev.Study:
    return ev.load_study(root / "data" / "raw" / name)


@pytest.fixture(scope="module")
def gemeente(root: Path) -> ev.Study:
    return loaded(root, "demo-gemeente")


@pytest.fixture(scope="module")
def waterschap(root: Path) -> ev.Study:
    return loaded(root, "demo-waterschap")


@pytest.fixture(scope="module")
def section(gemeente: ev.Study) -> Section:
    return ev.retention_and_promotion(gemeente)


@pytest.fixture(scope="module")
def staff(gemeente: ev.Study) -> Staff:
    found = staff_of(gemeente)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def ledger(gemeente: ev.Study) -> Ledger:
    found = staff_ledger(gemeente)
    assert found is not None
    return found


def one(section: Section, key: str, term: str | None = None) -> ev.Estimate:
    rows = section.results[key].result.estimates()
    return rows[0] if term is None else next(row for row in rows if row.term == term)


def people_there(study: ev.Study, day: str) -> int:
    """Count who is employed when a day begins, from the file itself: whoever has a row from before it until it."""
    persons, at = study.persons, pd.Timestamp(day)
    assert persons is not None
    there = (persons["entry"] < at) & (persons["exit"].isna() | (persons["exit"] >= at))
    return int(persons.loc[there, "person"].nunique())


def test_stocks_are_those_of_the_file_and_all_of_it_has_words(waterschap: ev.Study) -> None:
    numbers = ev.retention_and_promotion(waterschap)
    for year in range(2016, 2022):
        assert one(numbers, f"all/stock:{year}").estimate == people_there(waterschap, f"{year}-01-01")
    has_words(numbers)


def test_numbers_of_a_ledger_add_up(ledger: Ledger) -> None:
    assert len(ledger.identities) > 10
    for identity in ledger.identities:
        total = sum(weight * ledger.counts[name] for name, weight in identity.items())
        assert not total.any()
    for characteristic in ledger.characteristics:
        levels = ledger.counts.loc[[(characteristic, level) for level in ledger.levels(characteristic)]]
        assert (levels.sum() == ledger.counts.loc[[ALL]].iloc[0]).all()
    for part, of in ledger.parts.items():
        assert ledger.n(ALL, part) == int(ledger.counts.loc[[ALL]][list(of)].to_numpy().sum())


def test_rates_and_ratios_are_those_of_the_room_of_flows(gemeente: ev.Study, section: Section) -> None:
    given = gemeente.config.staff
    assert given.extract is not None
    rates = ev.flow_rates(
        gemeente.persons, gemeente.positions, "origin", start=given.extract.from_.isoformat(),
        end=given.extract.to.isoformat(), ladder=given.ladder,
    )  # fmt: skip
    ratios = ev.flow_ratios(rates, "origin", DUTCH, ABROAD)
    for comparison in ratios.comparisons:
        key = f"origin={ABROAD}/ratio/{comparison.flow}"
        if comparison.flow == "inflow":
            continue
        found = one(section, key, "rate_ratio")
        mine = comparison.ratio
        held = (found.estimate, found.ci_low, found.ci_high)
        assert held == pytest.approx((mine.ratio, mine.ci_low, mine.ci_high), rel=CLOSED_FORM)
        bounds = {way: one(section, f"{key}/{way}").estimate for way in ("unknown_focal", "unknown_reference")}
        assert bounds == pytest.approx(
            {"unknown_focal": comparison.unknown_focal, "unknown_reference": comparison.unknown_reference},
            rel=CLOSED_FORM,
        )


def test_retention_is_kaplan_meier_with_late_entry(section: Section, staff: Staff) -> None:
    frame = staff.employments
    found = ev.retention(frame["duration"], frame["left"], entry=frame["entry"], at=[1, 2, 3, 5, 10])
    for row in found.table.to_dict("records"):
        told = one(section, f"all/stayed/{row['time']:g}")
        assert told.estimate == pytest.approx(row["survival"], rel=CLOSED_FORM)
        assert told.n == row["at_risk"]
    # who was there when the files begin is not taken to have been watched since entry
    naive = ev.retention(frame["duration"], frame["left"], at=[5])
    assert one(section, "all/stayed/5").estimate < naive.table["survival"].iloc[0] - 0.02


def test_promotion_is_compared_as_the_room_of_flows_does(section: Section, staff: Staff) -> None:
    waits = staff.waits[staff.waits["origin"].astype(str) != "unknown"]
    group = waits["origin"].astype(str)
    found = ev.cumulative_incidence(
        waits["duration"], waits["event"], group, entry=waits["entry"], causes={1: "up", 2: "out"}
    )
    for row in found.table.to_dict("records"):
        key = f"origin={row['group']}/risen/{row['time']:g}"
        if row["cause"] == "up" and key in section.results:
            assert one(section, key).estimate == pytest.approx(row["incidence"], rel=CLOSED_FORM)
    assert sum(key.startswith(f"origin={ABROAD}/risen/") for key in section.results) > 3
    test, told = found.tests["up"], one(section, "origin/promoted/log_rank")
    assert test is not None
    assert test.name == "log-rank"
    assert (told.statistic, told.df, told.p) == pytest.approx((test.statistic, test.df, test.p), rel=CLOSED_FORM)
    assert told.p is not None
    assert told.p < 0.001


def test_two_groups_are_compared_where_a_third_is_hidden(gemeente: ev.Study, section: Section, staff: Staff) -> None:
    key = f"origin={ABROAD}/change_against/outflow"
    assert {cell.level for cell in section.results[key].cells} == {ABROAD, DUTCH}
    plan = release_plan(gemeente).parts
    after = plan[(plan["part"] == "outflow:after") & (plan["level"] == "europa")]
    assert after["reason"].notna().all()
    shown = ev.release(section).bundle["numbers"][f"retention_and_promotion.{key}.ratio"]
    assert shown["suppressed"] is None
    exits = staff.employments
    pair = exits[exits["origin"].astype(str).isin([ABROAD, DUTCH])]
    pair = pair.assign(origin=pd.Categorical(pair["origin"].astype(str), categories=[DUTCH, ABROAD]))
    assert staff.changed_day is not None
    days = (pair["ends"] - staff.changed_day - 0.25) / 365.25
    found = ev.hazard_change(
        pair.assign(changed=pair["duration"] - days), "duration", "left", "changed", entry="entry", group="origin",
        cluster="person",
    )  # fmt: skip
    ratio = found.ratios["ratio"].iloc[0]
    assert one(section, key).estimate == pytest.approx(ratio, rel=CLOSED_FORM)


def test_a_standardised_ratio_is_told_in_words_where_it_explains_something(section: Section) -> None:
    said = [
        finding.slots["level"] for finding in section.findings if finding.key.startswith("staff.standardised.outflow")
    ]
    assert [getattr(level, "id", None) for level in said] == [f"origin={ABROAD}"]


def test_the_truth_of_the_demonstration_is_within_the_limits(section: Section) -> None:
    # docs/demonstration.md: outflow 1.35 times over the whole period, promotion .64 before interventions, .90 with them
    out = one(section, f"origin={ABROAD}/ratio/outflow", "rate_ratio")
    assert out.ci_low is not None
    assert out.ci_high is not None
    assert out.ci_low < 1.35 < out.ci_high
    up = one(section, f"origin={ABROAD}/ratio/promotion", "rate_ratio")
    assert up.ci_high is not None
    assert up.ci_high < 1
    assert one(section, f"origin={ABROAD}/hazard/outflow/alone").estimate == pytest.approx(1.35, abs=0.3)


def test_quarters_of_the_ladder_hold_about_as_many_people(staff: Staff) -> None:
    there = staff.at_end["band"].value_counts(normalize=True)
    assert 2 <= len(staff.bands) <= 4
    assert there.min() > 0.1


@pytest.mark.parametrize(
    ("people", "bands"),
    [
        ([0, 0, 0], ()),
        ([5], ((0, 0),)),
        ([100, 1, 1], ((0, 0), (1, 2))),
        ([1, 1, 100], ((0, 1), (2, 2))),
        ([10] * 8, ((0, 1), (2, 3), (4, 5), (6, 7))),
        ([0, 10, 0, 10, 0], ((0, 1), (2, 4))),
    ],
)
def test_quarters(people: list[int], bands: tuple[tuple[int, int], ...]) -> None:
    assert quarters(np.array(people)) == bands


def test_every_number_rests_on_people_that_the_plan_knows(gemeente: ev.Study, section: Section) -> None:
    parts = release_plan(gemeente).parts
    known = set(parts[["outcome", "characteristic", "level", "part"]].itertuples(index=False, name=None))
    for key, analysis in section.results.items():
        assert analysis.cells, key
        for cell in analysis.cells:
            assert (cell.outcome, cell.characteristic, cell.level, cell.part) in known, (key, cell)


def test_nothing_about_few_people_leaves(gemeente: ev.Study, section: Section) -> None:
    shown = {id_: number for id_, number in ev.release(section).bundle["numbers"].items() if not number["suppressed"]}
    assert len(shown) > 300
    counts = [number["estimate"] for number in shown.values() if number["term"] == "count"]
    assert all(n == 0 or n >= 10 for n in counts)
    plan = release_plan(gemeente).parts
    small = plan[(plan["n"] > 0) & (plan["n"] < 10) & (plan["level"] != "unknown") & (plan["outcome"] == "staff")]
    small = small[~small["part"].str.endswith(":unknown")]  # what is not known of people tells nothing of them
    assert len(small) > 20
    assert small["reason"].notna().all()
    for row in small.to_dict("records"):
        group = "all" if row["characteristic"] == "all" else f"{row['characteristic']}={row['level']}"
        assert f"retention_and_promotion.{group}/{row['part']}.count" not in shown


def said(section: Section, language: str) -> Iterator[str]:
    """Give all that a reader sees of a section, in one language."""
    bundle = ev.release(section).bundle
    reader = Reader(bundle, language)
    for finding in bundle["findings"]:
        text = reader.text(finding)
        assert text is not None, finding
        yield text
    for display in bundle["displays"]:
        yield reader.heading(display["caption"])
        yield from (reader.heading(column) for column in display.get("columns", ()))
        for row in display["rows"]:
            yield reader.head(row["head"])
            yield from (reader.shown(cell).text for cell in row["cells"])


def has_words(section: Section) -> None:
    for language in ("nl", "en"):
        texts = list(said(section, language))
        assert texts
        assert not any("{" in text for text in texts)


@pytest.mark.parametrize("name", ["demo-rijksdienst", "demo-zorg", "demo-bouwbedrijf"])
def test_all_of_it_has_words(root: Path, name: str) -> None:
    has_words(ev.retention_and_promotion(loaded(root, name)))


def test_a_study_without_such_files_says_so(root: Path) -> None:
    (finding,) = ev.retention_and_promotion(loaded(root, "demo-bouwbedrijf")).findings
    assert finding.key == "staff.none"


def without(study: ev.Study, **changes: Any) -> ev.Study:
    """Give a study of which `staff` or its files are otherwise."""
    frames = {name: changes.pop(name) for name in ("persons", "positions") if name in changes}
    config = study.config.model_copy(update={"staff": study.config.staff.model_copy(update=changes)})
    return dataclasses.replace(study, config=config, **frames)


def test_files_without_a_period_tell_no_flows(gemeente: ev.Study) -> None:
    finding, *_ = ev.retention_and_promotion(without(gemeente, extract=None, selection=None)).findings
    assert finding.key == "staff.no_extract"


VARIANTS = (
    "no positions", "no reasons", "no scale", "no group", "all unknown", "one level", "nobody leaves", "one month",
    "nobody born", "few people", "nobody left in the period", "all leave", "one unit", "target reached",
)  # fmt: skip


def variant(study: ev.Study, name: str) -> ev.Study:
    """Make a personnel file of which something is not there, or everything is alike."""
    persons, positions = study.persons, study.positions
    assert persons is not None
    assert positions is not None
    extract = study.config.staff.extract
    assert extract is not None
    some = persons["person"].drop_duplicates().head(30)
    match name:
        case "no positions":
            return without(study, positions=None)
        case "no reasons":
            return without(study, persons=persons.drop(columns="reason"))
        case "no scale":
            return without(study, positions=positions.drop(columns="scale"), ladder=())
        case "no group":
            return without(study, persons=persons.drop(columns=["origin", "gender"]))
        case "all unknown":
            return without(study, persons=persons.assign(origin="unknown"))
        case "one level":
            return without(study, persons=persons.assign(gender="man"))
        case "nobody leaves":
            return without(study, persons=persons[persons["exit"].isna()])
        case "one month":
            month = extract.model_copy(update={"from_": datetime.date(2019, 3, 1), "to": datetime.date(2019, 3, 31)})
            return without(study, extract=month, changed_on=None)
        case "nobody born":
            return without(study, persons=persons.drop(columns="born"))
        case "few people":
            return without(study, persons=persons[persons["person"].isin(some)])
        case "nobody left in the period":
            late = extract.model_copy(update={"from_": datetime.date(2030, 1, 1), "to": datetime.date(2031, 12, 31)})
            return without(study, extract=late, changed_on=None)
        case "all leave":
            return without(study, persons=persons.assign(exit=persons["exit"].fillna(pd.Timestamp("2020-06-30"))))
        case "one unit":
            return without(study, positions=positions.assign(unit="a"))
        case "target reached":
            target = study.config.staff.targets[0].model_copy(update={"share": 0.01})
            return without(study, targets=(target,))
    raise AssertionError(name)


@pytest.mark.parametrize("name", VARIANTS)
def test_files_with_less_in_them_still_make_a_section(waterschap: ev.Study, name: str) -> None:
    made = ev.retention_and_promotion(variant(waterschap, name))
    has_words(made)
    numbers = [estimate for _, _, estimate in made.numbers()]
    assert all(np.isfinite(estimate.estimate) for estimate in numbers)
    if name == "no scale":
        no_promotion_is_told(made)


def test_a_group_of_whom_few_are_seen_early_leaves_the_first_years_open() -> None:
    """Curves start together: where that is after some of the years that are shown, those have no figure."""
    made = ev.retention_and_promotion(ev.demo_study(3, DemoModel(persons=150, units=6)).study)
    years = {key.rpartition("/")[2] for key in made.results if key.startswith("origin=nederland/stayed/")}
    assert years
    assert "1" not in years
    assert "1" in {key.rpartition("/")[2] for key in made.results if key.startswith("gender=man/stayed/")}


def no_promotion_is_told(made: Section) -> None:
    assert not any("promotion" in key or "risen" in key for key in made.results)
    assert "staff.no_scale" in [finding.key for finding in made.findings]


def test_every_table_has_a_row_for_what_it_is_about(section: Section, staff: Staff) -> None:
    rows = {display.id: [row.head for row in display.rows] for display in section.displays}
    groups = [
        Word("level.unknown") if level == "unknown" else Label("level", f"{name}={level}")
        for name, level in staff.groups()
        if (name, level) != ALL
    ]
    assert [head[0] for head in rows["table-staff-composition"]] == groups
    known = [group for group in groups if isinstance(group, Label)]
    assert [head[0] for head in rows["table-staff-stayed"]][1:] == known
    assert len(rows["table-staff-promoted"]) == 2 * (1 + len(known))


def test_what_was_delivered_in_numbers_is_drawn_of_every_focal_group(root: Path) -> None:
    study = loaded(root, "demo-zorg")
    rows = {display.id: display.rows for display in ev.retention_and_promotion(study).displays}
    for name, config in study.config.groups.items():
        if drawn := rows.get(f"figure-staff-shares-{name}"):
            assert [row.head[0] for row in drawn] == [Label("level", f"{name}={level}") for level in config.focal]
    assert any(key.startswith("figure-staff-shares-") for key in rows)


def test_the_flows_are_told_with_their_days(section: Section) -> None:
    flows = next(finding for finding in section.findings if finding.key == "staff.flows")
    assert [getattr(flows.slots[end], "value", None) for end in ("from", "to")] == ["2014-01-01", "2021-12-31"]


def test_without_a_target_only_what_comes_if_nothing_changes_is_told(section: Section, staff: Staff) -> None:
    told: dict[str, list[str]] = {}
    for finding in section.findings:
        if finding.key.startswith("staff.forecast."):
            group = getattr(finding.slots["level"], "id", "")
            told.setdefault(group, []).append(finding.key.rpartition(".")[2])
    assert told.pop(f"origin={ABROAD}") == ["nothing", "promotion", "exit", "inflow"]
    assert told == {
        f"{name}={level}": ["nothing"] for name in staff.names for level in staff.focal(name) if level != ABROAD
    }


@pytest.mark.parametrize("name", ["nobody born", "no reasons"])
def test_the_pension_age_is_told_where_years_of_birth_are_known(waterschap: ev.Study, name: str) -> None:
    made = ev.retention_and_promotion(variant(waterschap, name))
    keys = [finding.key for finding in made.findings]
    assert "staff.forecast_worth" in keys
    assert ("staff.retirement" in keys) == (name != "nobody born")


def test_ratios_of_hazards_have_three_digits(section: Section) -> None:
    assert {analysis.digits for key, analysis in section.results.items() if "/hazard/" in key} == {3}


def test_changes_are_told_only_of_a_day_within_the_period(gemeente: ev.Study, section: Section) -> None:
    assert any("/change/" in key for key in section.results)
    early = without(gemeente, changed_on=datetime.date(2001, 1, 1))
    assert not any("/change/" in key for key in ev.retention_and_promotion(early).results)


@pytest.mark.parametrize(("share", "asked"), [(0.4, 0.4), (1.0, None), (0.0, None), (None, None)])
def test_an_inflow_of_nobody_else_or_of_none_is_no_scenario(
    gemeente: ev.Study, section: Section, share: float | None, asked: float | None
) -> None:
    progress = next(one.result for one in section.results.values() if isinstance(one.result, TargetProgress))
    found = SimpleNamespace(result=dataclasses.replace(progress, required_inflow_share=share))
    aims: Any = SimpleNamespace(results={"target1": found})
    assert _needed_inflow(staff_of(gemeente), ("origin", ABROAD), aims) == asked


def test_a_target_is_told_with_the_inflow_that_it_takes(section: Section) -> None:
    shares = {row.term: row.estimate for row in section.results["target1"].result.estimates()}
    assert shares["required_inflow_share"] > shares["share"]
    keys = [finding.key for finding in section.findings]
    assert any(key.startswith("staff.target.") for key in keys)
    # by the forecast under that inflow, the share is about the target when its year ends
    reached = one(section, f"origin={ABROAD}/forecast/inflow/2027")
    assert reached.estimate == pytest.approx(0.25, abs=0.02)


def test_equal_exit_brings_more_than_nothing_to_who_leave_more(section: Section) -> None:
    nothing, equal = (one(section, f"origin={ABROAD}/forecast/{way}/2027").estimate for way in ("nothing", "exit"))
    assert equal > nothing


def test_selection_ratios_are_those_of_the_room_of_flows(gemeente: ev.Study, section: Section) -> None:
    rows = gemeente.selection
    assert rows is not None
    of = rows.set_index(["stage", "level"])
    mine, theirs = of.loc[("brief", ABROAD)], of.loc[("brief", DUTCH)]
    found = ev.selection_ratio(mine["selected"], mine["total"], theirs["selected"], theirs["total"])
    told = one(section, f"origin={ABROAD}/selection_ratio/brief", "ratio")
    assert (told.estimate, told.ci_low) == pytest.approx((found.ratio, found.ci_low), rel=CLOSED_FORM)


def test_exit_interviews_are_counted_once_per_reason(root: Path) -> None:
    study = loaded(root, "demo-rijksdienst")
    exits = study.exits
    assert exits is not None
    named = exits.dropna(subset="reason").drop_duplicates(["exit", "reason"])
    made = ev.retention_and_promotion(study)
    for reason, times in named["reason"].value_counts().items():
        share = one(made, f"all/reason/{reason}")
        assert share.estimate == pytest.approx(times / named["exit"].nunique(), rel=CLOSED_FORM)


def test_reasons_stand_in_the_order_of_study_yml_whatever_was_named(root: Path) -> None:
    study = loaded(root, "demo-rijksdienst")
    assert study.exits is not None
    assert study.config.staff.exit_interviews is not None
    codes = [*study.config.staff.exit_interviews.codes]
    rare = study.exits["reason"] == codes[0]
    # one reason is named once, or by nobody, and the last most often
    for kept in (study.exits.index[rare][:1], []):
        fewer = study.exits[~rare | study.exits.index.isin(kept)]
        fewer = fewer.assign(reason=fewer["reason"].where(fewer["reason"] != codes[1], codes[-1]))
        made = ev.retention_and_promotion(dataclasses.replace(study, exits=fewer))
        rows = next(display for display in made.displays if display.id == "table-staff-reasons").rows
        assert [row.head[0] for row in rows] == [*(Label("reason", code) for code in codes), Word("exit_reason.other")]
        assert all(cell is not None for row in rows for cell in row.cells)
        said = next(finding for finding in made.findings if finding.key == "staff.interviews")
        assert said.slots["reason"] == Label("reason", fewer["reason"].value_counts().index[0])


def test_delivered_numbers_keep_what_rounding_leaves_open(root: Path) -> None:
    study = loaded(root, "demo-zorg")
    made, table = ev.retention_and_promotion(study), study.staff_counts
    assert table is not None
    whole = table[table["scale"] == "all"].set_index(["year", "level"])
    for (key, analysis), year in zip(made.results.items(), [2017] * len(made.results), strict=True):
        if key == f"origin={DUTCH}/rate/outflow/{year}":
            (rate,) = analysis.result.estimates()
            left = float(whole.loc[(year, DUTCH), "outflow"])
            heads = (float(whole.loc[(year, DUTCH), "stock"]) + float(whole.loc[(year - 1, DUTCH), "stock"])) / 2
            assert rate.estimate == pytest.approx(left / heads, rel=CLOSED_FORM)
            exact = ev.event_rate(int(left), heads)
            assert rate.ci_low is not None
            assert rate.ci_high is not None
            assert rate.ci_low < exact.ci_low
            assert rate.ci_high > exact.ci_high
            break
    else:
        raise AssertionError("the rate of 2017 is not there")


def test_withheld_numbers_are_few_people(root: Path) -> None:
    study = loaded(root, "demo-zorg")
    ledger, table = delivered_ledger(study), study.staff_counts
    assert ledger is not None
    assert table is not None
    whole = table[table["scale"] == "all"]
    for row in whole.to_dict("records"):
        for measure in ("stock", "inflow", "outflow", "promotions"):
            n = ledger.n((row["characteristic"], row["level"]), f"{measure}:{row['year']}")
            assert n == int(row[measure]) if row[measure].isdecimal() else n > 0


def test_who_has_no_ledger_has_none(root: Path) -> None:
    about_staff = {STAFF, SELECTION, INTERVIEWS, RULES, DELIVERED}
    assert about_staff & {ledger.outcome for ledger in ledgers(loaded(root, "demo-zorg"))}
    assert not about_staff & {ledger.outcome for ledger in ledgers(loaded(root, "demo-bouwbedrijf"))}


def test_before_and_after_part_at_the_beginning_of_the_day(root: Path) -> None:
    study = loaded(root, "demo-waterschap")
    days = ["2020-02-29"] * 50 + ["2020-03-01"] * 60 + ["2020-03-02"] * 40
    people = [f"p{number}" for number in range(len(days))]
    entries = pd.date_range("2015-01-03", periods=len(days), freq="D")
    promoted = pd.DataFrame({"person": people, "entry": entries, "exit": pd.NaT, "origin": DUTCH})
    leavers = pd.DataFrame(
        {"person": [f"q{at}" for at in range(len(days))], "entry": entries, "exit": pd.to_datetime(days)}
    ).assign(origin=DUTCH)
    persons = pd.concat([promoted, leavers], ignore_index=True)
    first = pd.DataFrame({"person": persons["person"], "start": persons["entry"], "end": pd.NaT, "scale": "6"})
    second = pd.DataFrame({"person": people, "start": pd.to_datetime(days), "end": pd.NaT, "scale": "7"})
    positions = pd.concat([first, second], ignore_index=True)
    changed = without(study, persons=persons, positions=positions, changed_on=datetime.date(2020, 3, 1), targets=())
    found = staff_ledger(changed)
    assert found is not None
    parts = ("promotions:before", "promotions:after", "outflow:before", "outflow:after")
    # the last day in service of 60 people is the day itself, on which 60 others have their new scale
    assert [found.n(ALL, part) for part in parts] == [50, 100, 50, 100]
    moved = ev.retention_and_promotion(changed).results
    assert {"all/change/outflow", "all/change/promotion"} <= set(moved)
    for event in ("outflow", "promotion"):
        assert moved[f"all/change/{event}"].result.estimates()[0].n == 150


def test_what_tells_how_many_are_unknown_rests_on_them(section: Section) -> None:
    for key in (
        f"origin={ABROAD}/slope",
        f"origin={ABROAD}/known/stock:end",
        f"origin={ABROAD}/represented",
        "target1",
    ):
        assert {("origin", "unknown")} <= {(cell.characteristic, cell.level) for cell in section.results[key].cells}


def test_nobody_and_few_are_hidden_for_the_same_reason(root: Path) -> None:
    section = ev.retention_and_promotion(loaded(root, "demo-zorg"))
    reasons = {
        number["suppressed"] for number in ev.release(section).bundle["numbers"].values() if number["suppressed"]
    }
    assert reasons == {"part"}


def test_events_and_rates_do_not_tell_time_to_the_day(section: Section) -> None:
    numbers = ev.release(section).bundle["numbers"]
    rate = numbers[f"retention_and_promotion.origin={ABROAD}/rate/outflow.rate"]
    (exact,) = section.results[f"origin={ABROAD}/rate/outflow"].result.estimates()
    assert abs(rate["n"] / rate["estimate"] - rate["n"] / exact.estimate) > 1 / 365.25
    assert numbers[f"retention_and_promotion.origin={ABROAD}/time/outflow.person_years"]["estimate"] % 10 == 0
