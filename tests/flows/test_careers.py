"""Careers against a slow account that looks at every person on every day, and the rules one by one."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from evaluatie.flows import person_time, settle_careers
from evaluatie.flows.careers import UNKNOWN
from evaluatie.flows.careers.days import OPEN
from evaluatie.flows.careers.employments import Employments
from evaluatie.flows.careers.episodes import _meetings
from evaluatie.flows.careers.main_positions import Pieces
from evaluatie.flows.counting import margins

START, END = np.datetime64("2019-03-01"), np.datetime64("2021-06-30")
LADDER = ["S1", "S2", "S10"]
NEVER = np.datetime64("2030-01-01")


def messy(seed: int, people: int = 25) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw files with everything wrong with them: overlaps, gaps, exits before entry, double and missing rows."""
    rng = np.random.default_rng(seed)

    def day(low: str, high: str) -> np.datetime64:
        low_, high_ = np.datetime64(low), np.datetime64(high)
        return low_ + np.timedelta64(int(rng.integers(int((high_ - low_).astype(int)))), "D")

    persons, positions = [], []
    for person in range(people):
        origin = rng.choice(["nl", "elders", None], p=[0.6, 0.3, 0.1])
        for _ in range(rng.integers(1, 4)):
            entry = day("2016-01-01", "2021-12-31")
            long = int(rng.choice([20, 200, 900], p=[0.2, 0.4, 0.4]))
            exit_ = (
                entry + np.timedelta64(int(rng.integers(-3, long)), "D")
                if rng.random() < 0.7
                else np.datetime64("NaT", "D")
            )
            reason = rng.choice(["voluntary", "pension", "secondment", "transfer", None])
            persons.append((person, entry if rng.random() < 0.97 else np.datetime64("NaT", "D"), exit_, reason, origin))
        for _ in range(rng.integers(0, 5)):
            start = day("2016-01-01", "2021-12-31")
            end = (
                start + np.timedelta64(int(rng.integers(-2, 700)), "D")
                if rng.random() < 0.6
                else np.datetime64("NaT", "D")
            )
            scale = rng.choice([*LADDER, None], p=[0.4, 0.3, 0.2, 0.1])
            positions.append((person, start, end, scale, rng.choice([8.0, 24.0, 36.0, np.nan])))
    positions.append((people + 1, START, END, "S1", 36.0))
    files = (
        pd.DataFrame(persons, columns=["person", "entry", "exit", "reason", "origin"]),
        pd.DataFrame(positions, columns=["person", "start", "end", "scale", "hours"]),
    )
    return tuple(pd.concat([file, file.sample(4, random_state=seed)], ignore_index=True) for file in files)


def periods_of(rows: pd.DataFrame) -> list[dict]:
    """Merge one person's rows into periods of employment, one row after the other."""
    rows = rows.dropna(subset="entry").assign(last=lambda of: of["exit"].fillna(pd.Timestamp(NEVER)))
    rows = rows[rows["last"] >= rows["entry"]].drop_duplicates(["entry", "last"], keep="last")
    found: list[dict] = []
    for row in rows.sort_values(["entry", "last"]).to_dict("records"):
        reason = "still" if pd.isna(row["exit"]) else row["reason"]
        reason = UNKNOWN if pd.isna(reason) else "other" if reason == "pension" else reason
        gap = None if not found else (row["entry"] - found[-1]["last"]).days - 1
        if found and (gap < 0 or (gap <= 31 and found[-1]["ended"] not in ("transfer", "secondment"))):
            if row["last"] >= found[-1]["last"]:
                found[-1] |= {"last": row["last"], "ended": reason, "origin": row["origin"]}
        else:
            came = {"secondment": "returned", "transfer": "transferred_in" if found and gap <= 31 else "inflow"}
            began = came.get(found[-1]["ended"], "inflow") if found else "inflow"
            found.append(
                {"first": row["entry"], "last": row["last"], "ended": reason, "began": began, "origin": row["origin"]}
            )
    return found


def scale_by_day(rows: pd.DataFrame, days: pd.DatetimeIndex, first: pd.Timestamp) -> list[str | None]:
    """Say for each day of a period of employment in which scale someone is."""
    rows = rows.dropna(subset="start").reset_index(names="row").to_dict("records")
    usable = []
    for row in rows:
        last = row["end"] if not pd.isna(row["end"]) else None
        if last is None:
            later = [other["start"] for other in rows if other["start"] > row["start"] and not _turned(other)]
            last = min(later) - pd.Timedelta(days=1) if later else pd.Timestamp(NEVER)
        if last >= row["start"]:
            usable.append({**row, "last": last})
    places = {scale: place for place, scale in enumerate(LADDER)}

    def best(day: pd.Timestamp) -> dict | None:
        there = [row for row in usable if row["start"] <= day <= row["last"]]
        hours = lambda row: 0 if pd.isna(row["hours"]) else row["hours"]  # noqa: E731
        key = lambda row: (hours(row), places.get(row["scale"], -1), row["start"], row["row"])  # noqa: E731
        return max(there, key=key) if there else None

    chosen = [best(day) for day in days]
    known = next((at for at, row in enumerate(chosen) if row is not None), None)
    if known is not None and (days[known] - first).days <= 31:
        chosen[:known] = [chosen[known]] * known
    carried = list(itertools.accumulate(chosen, lambda before, now: now if now is not None else before))
    return [None if row is None or pd.isna(row["scale"]) else row["scale"] for row in carried]


def _turned(row: dict) -> bool:
    return not pd.isna(row["end"]) and row["end"] < row["start"]


def account(persons: pd.DataFrame, positions: pd.DataFrame) -> pd.DataFrame:
    """Count by looking at every day: year, measure, scale left or held, origin, and how often."""
    counts: list[tuple] = []
    start, end = pd.Timestamp(START), pd.Timestamp(END)
    for person, rows in persons.groupby("person"):
        theirs = positions[positions["person"] == person]
        for period in periods_of(rows):
            origin = UNKNOWN if pd.isna(period["origin"]) else period["origin"]
            if period["last"] < start or period["first"] > end:
                continue
            days = pd.date_range(period["first"], min(period["last"], end + pd.Timedelta(days=1)))
            scales = scale_by_day(theirs, days, period["first"])
            for at, (day, scale) in enumerate(zip(days, scales, strict=True)):
                where = (scale or UNKNOWN, origin)
                before = scales[at - 1] if at else None
                if at and scale != before and scale is not None and before is not None and start <= day <= end:
                    kind = "promotions" if LADDER.index(scale) > LADDER.index(before) else "demotions"
                    counts.append((day.year, kind, before, origin))
                if day == period["first"] and start <= day <= end:
                    counts.append((day.year, period["began"], *where))
                if day == period["last"] and start <= day <= end:
                    names = {"secondment": "seconded", "transfer": "transferred_out"}
                    counts.append((day.year, names.get(period["ended"], period["ended"]), *where))
                if start <= day <= end:
                    counts.append((day.year, "days", *where))
                    if scale is not None and scale != LADDER[-1]:
                        counts.append((day.year, "days_at_risk", *where))
                turn = day in (start, end + pd.Timedelta(days=1)) or (day.month, day.day) == (1, 1)
                if turn and at and day >= start:
                    held = (before or UNKNOWN, origin)
                    if day <= end:
                        counts.append((day.year, "stock_start", *held))
                    if day > start:
                        counts.append(((day - pd.Timedelta(days=1)).year, "stock_end", *held))
    frame = pd.DataFrame(counts, columns=["year", "measure", "scale", "origin"])
    return frame.groupby(["year", "measure", "scale", "origin"]).size().rename("n").reset_index()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_day_of_everybody_gives_the_same_counts(seed: int) -> None:
    persons, positions = messy(seed)
    careers = settle_careers(persons, positions, start=START, end=END, ladder=LADDER, rescalings={})
    slow = account(persons, positions)
    fast = margins(careers, ["scale", "origin"], (30,), (1,)).table
    for name in ("scale", "origin"):
        theirs = slow.pivot_table("n", ["year", name], "measure", "sum", fill_value=0)
        ours = fast[fast["characteristic"] == name].set_index(["year", "level"])
        for measure in theirs:
            expected = theirs[measure][theirs[measure] > 0]
            found = ours[measure][ours[measure] > 0]
            pd.testing.assert_series_equal(
                found.sort_index(), expected.sort_index(), check_names=False, check_dtype=False, obj=f"{name} {measure}"
            )


def persons_of(*rows: tuple, columns: tuple[str, ...] = ("person", "entry", "exit")) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(columns))


def totals(persons: pd.DataFrame, positions: pd.DataFrame | None = None, **options) -> tuple[dict, dict]:
    """Count everyone over all years."""
    found = settle_careers(persons, positions, start="2020-01-01", end="2021-12-31", **options)
    return margins(found, [], (), ()).table.drop(
        columns=["year", "level", "characteristic"]
    ).sum().to_dict(), found.decisions


@pytest.mark.parametrize(("back", "left"), [("2020-07-02", 0), ("2020-07-03", 1)])
def test_a_contract_that_follows_within_31_days_is_neither_exit_nor_entry(back: str, left: int) -> None:
    found, decisions = totals(persons_of(("a", "2019-01-01", "2020-05-31"), ("a", back, None)))
    assert (found["unknown"], found["inflow"], decisions["re_entries"]) == (left, left, left)
    assert decisions["renewed_contracts"] == 1 - left


def test_who_is_seconded_and_comes_back_is_neither_outflow_nor_inflow() -> None:
    rows = persons_of(
        ("a", "2019-01-01", "2020-05-31", "secondment"), ("a", "2021-03-01", None, None),
        columns=("person", "entry", "exit", "reason"),
    )  # fmt: skip
    found, decisions = totals(rows)
    assert (found["seconded"], found["returned"], decisions["secondments"]) == (1, 1, 1)
    assert found["inflow"] == found["voluntary"] == found["other"] == found["unknown"] == 0
    assert found["days"] == 152 + 306  # January to May 2020, and from March 2021


def test_who_goes_to_another_organisation_at_once_was_transferred() -> None:
    rows = persons_of(
        ("a", "2019-01-01", "2020-05-31", "voluntary", "one"), ("a", "2020-06-15", None, None, "two"),
        ("b", "2019-01-01", "2020-05-31", "voluntary", "one"), ("b", "2020-09-01", None, None, "two"),
        columns=("person", "entry", "exit", "reason", "organisation"),
    )  # fmt: skip
    found, decisions = totals(rows)
    assert (found["transferred_out"], found["transferred_in"], found["voluntary"], found["inflow"]) == (1, 1, 1, 1)
    assert decisions["transfers"] == 1


def test_rows_that_cannot_be_are_set_aside_and_counted() -> None:
    rows = persons_of(
        ("a", "2020-03-01", "2020-02-01"), ("b", None, None), (None, "2019-01-01", None),
        ("c", "2019-01-01", "2021-01-31"), ("c", "2019-01-01", "2021-01-31"), ("c", "2020-06-01", "2021-03-31"),
        ("d", "2015-01-01", "2019-12-31"), ("e", "2022-01-01", None),
    )  # fmt: skip
    found, decisions = totals(rows)
    assert found["days"] == 366 + 31 + 28 + 31
    expected = {
        "rows_without_person": 1, "rows_without_entry": 1, "exits_before_entry": 1, "double_rows": 1,
        "overlapping_periods": 1, "left_before_extract": 1, "came_after_extract": 1,
    }  # fmt: skip
    assert expected.items() <= decisions.items()


def staff_in_scale(people: int, rise: int, day: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    persons = persons_of(*[(person, "2018-01-01", None) for person in range(people)])
    before = pd.Timestamp(day) - pd.Timedelta(days=1)
    rows = [(person, "2018-01-01", before if person < rise else None, "S1") for person in range(people)]
    rows += [(person, day, None, "S2") for person in range(rise)]
    return persons, pd.DataFrame(rows, columns=["person", "start", "end", "scale"]).astype({"start": "str"})


@pytest.mark.parametrize(("people", "rise", "rescaled"), [(20, 10, 10), (19, 9, 0), (21, 10, 0)])
def test_half_a_scale_that_moves_on_one_day_is_rescaled_and_not_promoted(people: int, rise: int, rescaled: int) -> None:
    found, decisions = totals(*staff_in_scale(people, rise, "2020-07-01"), ladder=["S1", "S2"])
    assert (found["rescaled"], found["promotions"]) == (rescaled, rise - rescaled)
    assert decisions["rescaled_moves"] == rescaled
    notes = settle_careers(*staff_in_scale(20, 10, "2020-07-01"), start="2020-01-01", end="2020-12-31").notes
    assert any("10 of the 20 people in scale S1 went to S2" in note for note in notes)
    assert "the scales are taken in this order: S1, S2" in notes
    told = settle_careers(
        *staff_in_scale(20, 10, "2020-07-01"), start="2020-01-01", end="2020-12-31", ladder=["S1", "S2"]
    ).notes
    assert not any("in this order" in note for note in told)


def test_nobody_is_at_risk_of_promotion_in_the_top_scale_or_in_an_unknown_one() -> None:
    persons = persons_of(*[(person, "2020-01-01", None) for person in "abc"])
    positions = pd.DataFrame(
        [("a", "2020-01-01", None, "S1"), ("b", "2020-01-01", None, "S2"), ("c", "2020-01-01", None, None)],
        columns=["person", "start", "end", "scale"],
    )
    found, _ = totals(persons, positions, ladder=["S1", "S2"])
    assert found["days_at_risk"] * 3 == found["days"]


@pytest.mark.parametrize(("begins", "unclear"), [("2013-05-01", 0), ("2015-05-01", 1), ("2019-05-01", 0)])
def test_a_first_known_scale_is_an_unclear_move_only_in_the_period_covered(begins: str, unclear: int) -> None:
    persons = persons_of(("a", "2010-01-01", None))
    positions = pd.DataFrame({"person": ["a"], "start": [begins], "end": [None], "scale": ["S1"]})
    careers = settle_careers(persons, positions, start="2015-01-01", end="2018-12-31", ladder=["S1", "S2"])
    assert careers.decisions["moves_from_or_to_an_unknown_scale"] == unclear


def test_a_higher_scale_after_coming_back_is_no_promotion() -> None:
    persons = persons_of(("a", "2018-01-01", "2020-03-31"), ("a", "2020-09-01", None))
    positions = pd.DataFrame(
        [("a", "2018-01-01", "2020-03-31", "S1"), ("a", "2020-09-01", None, "S2")],
        columns=["person", "start", "end", "scale"],
    )
    assert totals(persons, positions)[0]["promotions"] == 0


def test_tenure_cuts_time_and_loses_none_of_it() -> None:
    persons, positions = messy(5)
    careers = settle_careers(persons, positions, start=START, end=END, ladder=LADDER)
    apart = person_time(careers, ["tenure", "origin", "scale"], tenures=(0.5, 2, 3))
    whole = person_time(careers, [])
    for name in ("person_years", "stock_start", "stock_end", "inflow", "voluntary", "promotions"):
        assert apart.groupby("year")[name].sum().to_numpy() == pytest.approx(whole[name].to_numpy())
    assert list(apart["tenure"].cat.categories) == ["under 0.5", "0.5 to under 2", "2 to under 3", "3 and over"]


def test_the_order_of_rows_and_the_kind_of_codes_make_no_difference() -> None:
    persons, positions = messy(6)
    # rows that are alike but for the characteristic are settled by their order
    persons = persons.drop_duplicates(["person", "entry", "exit"])
    first = margins(
        settle_careers(persons, positions, start=START, end=END, ladder=LADDER), ["origin", "scale"], (), ()
    )
    shuffled, named = (
        persons.sample(frac=1, random_state=1),
        positions.assign(person=positions["person"].map("p{}".format)),
    )
    shuffled["person"] = shuffled["person"].map("p{}".format)
    again = margins(settle_careers(shuffled, named, start=START, end=END, ladder=LADDER), ["origin", "scale"], (), ())
    pd.testing.assert_frame_equal(first.table, again.table)


def test_without_people_there_is_nothing_and_no_error() -> None:
    found, _ = totals(persons_of())
    assert set(found.values()) <= {0}


def test_what_is_no_date_is_named() -> None:
    with pytest.raises(ValueError, match=r"exit holds '31-12-2020', which is no date"):
        settle_careers(persons_of(("a", "2019-01-01", "31-12-2020")), start="2020-01-01", end="2020-12-31")


def test_scales_that_are_not_on_the_ladder_are_named() -> None:
    with pytest.raises(ValueError, match="not on the ladder: S2"):
        totals(*staff_in_scale(3, 1, "2020-07-01"), ladder=["S1"])


NOW = {"start": "2020-01-01", "end": "2020-12-31"}
IN_ORGANISATIONS = ("person", "entry", "exit", "reason", "organisation")


def flows_of(persons: pd.DataFrame, positions: pd.DataFrame | None = None, **options) -> dict:
    found = settle_careers(persons, positions, **{**NOW, **options})
    return margins(found, [], (), ()).table.drop(columns=["year", "level", "characteristic"]).sum().to_dict()


@pytest.mark.parametrize("begins", ["2020-06-30", "2020-06-15", "2020-07-31"])
@pytest.mark.parametrize("reason", ["voluntary", "transfer"])
def test_a_transfer_may_overlap_or_leave_a_few_days(begins: str, reason: str) -> None:
    rows = [("a", "2010-01-01", "2020-06-30", reason, "one"), ("a", begins, None, None, "two")]
    found = flows_of(pd.DataFrame(rows, columns=list(IN_ORGANISATIONS)))
    assert (found["transferred_out"], found["transferred_in"]) == (1, 1)
    assert (found["inflow"], found["voluntary"], found["other"]) == (0, 0, 0)


def test_a_side_job_does_not_hide_a_transfer() -> None:
    rows = [
        ("a", "2010-01-01", "2020-05-31", "voluntary", "one"), ("a", "2015-01-01", "2016-01-01", "voluntary", "two"),
        ("a", "2020-06-01", None, None, "three"),
    ]  # fmt: skip
    found = flows_of(pd.DataFrame(rows, columns=list(IN_ORGANISATIONS)))
    assert (found["transferred_out"], found["transferred_in"], found["inflow"], found["voluntary"]) == (1, 1, 0, 0)


def test_work_at_a_host_leaves_a_secondment_what_it_is() -> None:
    rows = [
        ("a", "2010-01-01", "2020-02-29", "secondment", "one"), ("a", "2020-03-01", "2020-06-30", None, "two"),
        ("a", "2020-07-01", None, None, "one"),
    ]  # fmt: skip
    found = flows_of(pd.DataFrame(rows, columns=list(IN_ORGANISATIONS)))
    assert (found["seconded"], found["returned"], found["inflow"], found["unknown"]) == (1, 1, 0, 0)


def test_the_row_that_ends_last_says_why_a_period_ended() -> None:
    rows = [
        ("a", "2018-01-01", "2020-05-31", "contract"),
        ("a", "2019-01-01", "2019-03-01", "transfer"),
        ("a", "2020-06-01", None, None),
    ]
    found = flows_of(pd.DataFrame(rows, columns=["person", "entry", "exit", "reason"]))
    assert (found["other"], found["inflow"], found["stock_end"]) == (0, 0, 1)


def test_who_works_in_two_organisations_counts_in_each_and_is_noted() -> None:
    rows = [("a", "2015-01-01", None, None, "one"), ("a", "2016-01-01", None, None, "two")]
    found = settle_careers(pd.DataFrame(rows, columns=list(IN_ORGANISATIONS)), **NOW)
    assert found.decisions["periods_in_two_organisations"] == 1


@pytest.mark.parametrize(
    ("reason", "measure"),
    [
        ("Voluntary ", "voluntary"),
        ("", "unknown"),
        (" ", "unknown"),
        (None, "unknown"),
        ("still", "other"),
        ("x", "other"),
    ],
)
def test_reasons_are_read_whatever_their_capitals_and_spaces(reason: str | None, measure: str) -> None:
    rows = pd.DataFrame({"person": ["a"], "entry": ["2019-01-01"], "exit": ["2020-06-30"], "reason": [reason]})
    assert flows_of(rows)[measure] == 1


@pytest.mark.parametrize(
    "day",
    [
        "2020-03-01T00:00:00+01:00", pd.Timestamp("2020-03-01", tz="Europe/Amsterdam"), 20200301, 2020,
    ],
)  # fmt: skip
def test_days_that_are_not_the_same_everywhere_are_refused(day: object) -> None:
    for entry in (pd.Series([day]), pd.Series([day], dtype="object")):
        with pytest.raises(ValueError, match=r"no date|time zone"):
            settle_careers(pd.DataFrame({"person": ["a"], "entry": entry, "exit": [None]}), **NOW)


def test_the_year_9999_is_no_end_of_a_position() -> None:
    for end in ("9999-12-31", "2999-12-31", None):
        held = {
            "person": "a",
            "start": ["2019-01-01", "2020-05-01"],
            "end": [end, end],
            "scale": ["S1", "S2"],
            "hours": [36, 24],
        }
        found = flows_of(persons_of(("a", "2019-01-01", None)), pd.DataFrame(held))
        assert found["promotions"] == 1


def test_categories_are_an_order_only_where_they_say_so() -> None:
    persons = persons_of(("a", "2019-01-01", None))
    held = pd.DataFrame({"person": "a", "start": ["2019-01-01", "2020-05-01"], "end": None, "scale": ["S2", "S10"]})
    for dtype, promoted in (("category", 1), (pd.CategoricalDtype(["S10", "S2"], ordered=True), 0)):
        found = flows_of(persons, held.astype({"scale": dtype}))
        assert (found["promotions"], found["demotions"]) == (promoted, 1 - promoted)
    numbers = held.assign(scale=[8.0, 8.5])
    assert flows_of(persons, numbers, ladder=[8.0, 8.5])["promotions"] == 1


def test_a_promotion_counts_with_the_time_that_led_to_it() -> None:
    persons = persons_of(*[(person, "2019-03-01", None) for person in range(5)])
    rows = [(person, "2019-03-01", "2020-02-28", "S1") for person in range(5)]
    rows += [(person, "2020-02-29", None, "S2") for person in range(5)]
    positions = pd.DataFrame(rows, columns=["person", "start", "end", "scale"])
    found = person_time(settle_careers(persons, positions, **NOW, ladder=["S1", "S2"]), ["tenure"], tenures=(1,))
    found = found.set_index("tenure")
    assert (found.loc["under 1", "promotions"], found.loc["1 and over", "promotions"]) == (5, 0)


def test_who_moves_on_the_first_day_covered_was_not_watched_before() -> None:
    persons = persons_of(("a", "2015-01-01", None))
    held = pd.DataFrame({"person": "a", "start": ["2015-01-01", "2020-01-01"], "end": None, "scale": ["S1", "S2"]})
    found = flows_of(persons, held, ladder=["S1", "S2", "S3"])
    assert (found["promotions"], found["days_at_risk"]) == (0, 366)
    assert flows_of(persons, held, ladder=["S1", "S2", "S3"], start="2019-12-31", end="2020-12-30")["promotions"] == 1


def test_what_is_known_of_a_person_in_one_row_is_known() -> None:
    rows = [
        ("a", "2015-01-01", "2020-05-31", "elders"),
        ("a", "2020-06-01", None, None),
        ("b", "2015-01-01", None, None),
    ]
    persons = pd.DataFrame(rows, columns=["person", "entry", "exit", "origin"])
    found = person_time(settle_careers(persons, **NOW), ["origin"]).set_index("origin")["stock_end"]
    assert found.to_dict() == {"elders": 1, "unknown": 1}


def test_moves_of_an_unknown_scale_are_counted_and_noted() -> None:
    held = pd.DataFrame({"person": "a", "start": ["2019-01-01", "2020-05-01"], "end": None, "scale": ["S1", None]})
    found = settle_careers(persons_of(("a", "2019-01-01", None)), held, **NOW)
    assert found.decisions["moves_from_or_to_an_unknown_scale"] == 1


def test_ten_people_are_needed_for_a_rescaling_and_it_must_lie_in_the_period() -> None:
    found, _ = totals(*staff_in_scale(9, 9, "2020-07-01"), ladder=["S1", "S2"])
    assert (found["rescaled"], found["promotions"]) == (0, 9)
    found, _ = totals(*staff_in_scale(10, 10, "2020-07-01"), ladder=["S1", "S2"])
    assert (found["rescaled"], found["promotions"]) == (10, 0)
    early = settle_careers(*staff_in_scale(20, 20, "2018-07-01"), **NOW)
    assert (early.decisions["rescaled_moves"], [note for note in early.notes if "rescaling" in note]) == (0, [])


@pytest.mark.parametrize(
    ("born", "band"),
    [(1985, "35 to 44"), ("1985", "35 to 44"), (pd.Timestamp("1985-12-31"), "35 to 44"), (None, "unknown")],
)
def test_ages_are_those_reached_in_the_year(born: object, band: str) -> None:
    persons = persons_of(("a", "2019-01-01", None)).assign(born=[born])
    (row,) = person_time(settle_careers(persons, **NOW), ["age"]).to_dict("records")
    assert row["age"] == band


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"by": ["year"]}, "cannot be called 'year'"), ({"by": ["origin", "origin"]}, "named twice"),
        ({"by": ["days"]}, "cannot be called 'days'"), ({"by": ["tenure"], "tenures": (5, 1)}, "must go up"),
        ({"by": ["tenure"], "tenures": ()}, "must go up"), ({"by": ["age"]}, "column born"),
    ],
)  # fmt: skip
def test_names_and_bands_that_cannot_be_are_told(options: dict, words: str) -> None:
    persons = persons_of(("a", "2019-01-01", None)).assign(origin="x", year=1, days=1)
    with pytest.raises(ValueError, match=words):
        person_time(settle_careers(persons, **NOW), **options)


def test_hours_that_are_no_numbers_and_negative_gaps_are_told() -> None:
    held = pd.DataFrame(
        {"person": "a", "start": ["2019-01-01"] * 2, "end": ["2020-12-31"] * 2, "scale": "S1", "hours": "36,0"}
    )
    with pytest.raises(ValueError, match="hours must be numbers"):
        settle_careers(persons_of(("a", "2019-01-01", None)), held, **NOW)
    with pytest.raises(ValueError, match="bridge_days must be 0 or more"):
        settle_careers(persons_of(("a", "2019-01-01", None)), bridge_days=-1, **NOW)


def test_only_contradictions_in_the_period_are_counted() -> None:
    persons = persons_of(("a", "2010-01-01", "2020-06-30"), ("b", "2010-01-01", "2015-06-30"))
    rows = [
        ("a", "2010-01-01", None), ("b", "2010-01-01", None), ("b", "2012-01-01", "2016-01-01"),
        ("a", "2021-01-01", None), ("a", "2020-02-01", "2020-12-31"),
    ]  # fmt: skip
    found = settle_careers(persons, pd.DataFrame(rows, columns=["person", "start", "end"]), **NOW).decisions
    assert (found["positions_outside_employment"], found["positions_cut_to_employment"]) == (0, 1)
    gap = pd.DataFrame({"person": "a", "start": ["2020-01-01", "2020-05-01"], "end": ["2020-02-01", None]})
    assert settle_careers(persons, gap, **NOW).decisions["gaps_between_positions"] == 1


def test_a_code_that_stands_for_many_people_is_no_person() -> None:
    held = pd.DataFrame({"person": "0", "start": "2019-01-01", "end": "2020-12-31"}, index=range(1001))
    with pytest.raises(ValueError, match="1001 positions of one code in persons overlap"):
        settle_careers(persons_of(("0", "2019-01-01", None)), held, **NOW)


def test_a_characteristic_stands_in_one_of_the_files() -> None:
    persons = persons_of(("a", "2019-01-01", None)).assign(origin="x")
    held = pd.DataFrame({"person": ["a"], "start": ["2019-01-01"], "end": [None], "origin": ["y"]})
    with pytest.raises(ValueError, match="a column of persons and of positions"):
        person_time(settle_careers(persons, held, **NOW), ["origin"])


@pytest.mark.parametrize("seed", range(5))
def test_employment_meets_the_pieces_that_share_a_day_with_it(seed: int) -> None:
    rng = np.random.default_rng(seed)
    # few people and days, so that ends and beginnings fall on the same day often
    who, began = np.sort(rng.integers(0, 3, 12)), rng.integers(0, 6, 12)
    piece_of, first = np.sort(rng.integers(0, 3, 12)), rng.integers(0, 6, 12)
    ended, last = began + rng.integers(0, 3, 12), first + rng.integers(0, 3, 12)
    ended[rng.random(12) < 0.2] = OPEN
    nothing = np.zeros(12, dtype=int)
    at, piece = _meetings(
        Employments(who, began, ended, nothing, nothing, nothing, {}),
        Pieces(piece_of, first, last, nothing),
        (0, 9),
        {},
    )
    by_hand = {
        (i, j)
        for i in range(12)
        for j in range(12)
        if who[i] == piece_of[j] and set(range(began[i], min(ended[i], 20) + 1)) & set(range(first[j], last[j] + 1))
    }
    assert set(zip(at.tolist(), piece.tolist(), strict=True)) == by_hand
