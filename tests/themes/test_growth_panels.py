"""The city's growth panels against counts by hand and their source; the account, and what no frame may join."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import evaluatie.themes as room
from evaluatie.shipped import shipped
from evaluatie.themes.growth import panels as module

PANELS = room.growth_panels()
ACCOUNT = room.panel_account(PANELS)
LONGEST_NAME = 5  # words of a theme's name that may stand as printed
RUN = 6  # so many words in a row that are the source's are copied

# by hand, from the document: themes of round 1 with the response of the programme
RESPONSES = {
    "awareness-first": "acted",
    "social-safety": "acted",
    "discomfort": "acted",
    "monitoring": "declined",
    "consequences": "acted",
    "organisation-choice": "ended",
}
ADVICE = {
    "leadership": 4, "urgency": 5, "interventions": 4, "safety-racism": 2, "growing-diversity": 2, "mindset": 2,
    "expertise": 3,
}  # fmt: skip


@pytest.fixture
def source(root: Path) -> str:
    folder = root.parent / "shared" / "seeds"
    found = sorted(folder.glob("004_*.txt")) if folder.is_dir() else []
    if not found:
        pytest.skip("the document is not at hand")
    return found[0].read_text(encoding="utf-8")


def frames(held: Any) -> Iterator[tuple[str, pd.DataFrame]]:
    for field in dataclasses.fields(held):
        value = getattr(held, field.name)
        if isinstance(value, pd.DataFrame):
            yield field.name, value


def cells(row: tuple[Any, ...]) -> Iterator[str]:
    for cell in row:
        yield from map(str, cell) if isinstance(cell, tuple) else [str(cell)]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def runs(text: str) -> set[tuple[str, ...]]:
    told = words(text)
    return {tuple(told[at : at + RUN]) for at in range(len(told) - RUN + 1)}


def texts(told: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(told, dict):
        for name, value in told.items():
            yield from texts(value, name)
    elif isinstance(told, list):
        for value in told:
            yield from texts(value, key)
    elif isinstance(told, str):
        yield key, told


def test_participants_are_those_that_are_printed() -> None:
    counts = PANELS.participants.groupby(["round", "listed"]).size().to_dict()
    assert counts == {(1, "first_time"): 15, (2, "first_time"): 10, (2, "second_time"): 4}
    assert PANELS.rounds["announced"].tolist() == [pd.NA, 14]
    assert PANELS.rounds["unused"].tolist() == [pd.NA, 1]
    assert PANELS.rounds["names"].tolist() == [15, 14]


def test_four_took_part_twice_one_of_them_under_another_name() -> None:
    twice = ACCOUNT.twice.set_index("unit")
    assert set(twice.index) == {"ingenieursbureau", "directie-communicatie", "project-management-bureau", "cto"}
    assert twice.index[twice["renamed"]].tolist() == ["cto"]
    assert twice.loc["cto", ["name_first", "name_last"]].tolist() == [
        "CTO office", "Digitalisering en informatie (voorheen CTO)",
    ]  # fmt: skip
    # the document lists them itself as those that came a second time
    listed = PANELS.participants.query("listed == 'second_time'")["unit"]
    assert set(listed) == set(twice.index)


def test_the_double_listing_stays_open_and_widens_the_counts() -> None:
    assert ACCOUNT.open.to_dict("records") == [
        {
            "round": 2, "name": "Communicatie", "listed": "first_time", "maybe": "Directie Communicatie",
            "maybe_listed": "second_time",
        }
    ]  # fmt: skip
    rounds = ACCOUNT.conversations.set_index("round")
    assert rounds.loc[1, ["names", "different_low", "different_high"]].tolist() == [15, 15, 15]
    assert rounds.loc[2, ["names", "first_time", "second_time"]].tolist() == [14, 10, 4]
    assert rounds.loc[2, ["different_low", "different_high"]].tolist() == [13, 14]
    assert (ACCOUNT.n_different_low, ACCOUNT.n_different_high) == (24, 25)
    assert any("not resolved" in note for note in ACCOUNT.notes)


def test_twelve_themes_and_of_eight_seven() -> None:
    themes = PANELS.themes
    assert themes.groupby("round")["described"].agg(["size", "sum"]).to_numpy().tolist() == [[12, 12], [8, 7]]
    untold = themes[~themes["described"]]
    assert untold[["round", "place", "theme"]].to_numpy().tolist() == [[2, 8, "not-stated"]]
    assert themes["theme"].is_unique
    assert PANELS.advice.groupby("theme").size().to_dict() == ADVICE
    assert len(PANELS.talk) == 6


def test_six_responses_with_a_reason_each() -> None:
    assert PANELS.responses.set_index("theme")["kind"].to_dict() == RESPONSES
    assert (PANELS.responses["reading"] == "ours").all()
    assert PANELS.responses["reason"].str.len().gt(0).all()
    given = ACCOUNT.themes.set_index("theme")["response"]
    assert given[given != "none stated"].to_dict() == RESPONSES
    assert len(given) == 12


def test_every_first_theme_is_linked_or_said_not_to_be_and_every_link_is_ours() -> None:
    returns = PANELS.returns
    named = PANELS.themes[PANELS.themes["described"]]
    first, second = (set(named.loc[named["round"] == at, "theme"]) for at in (1, 2))
    assert set(returns["first"]) == first
    assert set(returns["second"].dropna()) == second
    linked = returns[returns["second"].notna()]
    assert linked.groupby("first")["main"].sum().eq(1).all()
    assert not linked.duplicated(["first", "second"]).any()
    assert linked["strength"].isin(["clear", "partial"]).all()
    assert (returns["reading"] == "ours").all()
    assert returns[["reason_nl", "reason_en"]].map(len).gt(0).all().all()


def test_what_returns_by_hand() -> None:
    themes = ACCOUNT.themes.set_index("theme")
    assert themes["returns"].value_counts().to_dict() == {"clear": 8, "partial": 3, "not": 1}
    assert themes.index[themes["returns"] == "not"].tolist() == ["resistance"]
    assert themes.loc["monitoring", ["main", "also"]].tolist() == ["interventions", ("urgency", "expertise")]
    # eleven of twelve fall under the seven; the twelfth stays apart
    assert (ACCOUNT.lists.n_first, ACCOUNT.lists.n_last) == (8, 7)
    assert ACCOUNT.lists.vanishes == ("resistance",)
    assert ACCOUNT.lists.appears == ()
    assert ACCOUNT.lists_clear.vanishes == ("awareness-first", "progression", "resistance", "tailoring")
    assert ACCOUNT.lists_clear.appears == ("growing-diversity",)


def test_response_and_return_are_crossed_and_counted() -> None:
    assert ACCOUNT.crossed.loc["acted"].tolist() == [3, 1, 0]
    assert ACCOUNT.crossed.loc["declined"].tolist() == [1, 0, 0]
    assert ACCOUNT.crossed.loc["ended"].tolist() == [1, 0, 0]
    assert ACCOUNT.crossed.loc["none stated"].tolist() == [3, 2, 1]
    tidy = ACCOUNT.tidy()
    by_term = tidy.groupby("term", sort=False)["estimate"].sum()
    assert by_term.to_dict() == {
        "names_first": 15, "names_last": 14, "directorates_twice": 4, "directorates_low": 24, "directorates_high": 25,
        "themes_by_response": 12, "themes_by_return": 12,
    }  # fmt: skip
    assert "ci_low" not in tidy


def test_what_cannot_be_computed_is_named_with_its_reason() -> None:
    told = ACCOUNT.not_computable.set_index("what")
    assert {"prevalence", "theme by conversation", "agreement between coders", "saturation"} <= set(told.index)
    assert "confidential" in told.loc["theme by conversation", "reason_en"]
    assert told.map(len).gt(0).all().all()


@pytest.mark.parametrize("held", [PANELS, ACCOUNT], ids=["panels", "account"])
def test_no_frame_joins_a_theme_with_a_directorate(held: Any) -> None:
    themes = {*PANELS.themes["theme"], *PANELS.themes["printed"].dropna(), *PANELS.talk["printed"]}
    directorates = {*PANELS.participants["name"], *PANELS.participants["unit"]}
    seen = 0
    for name, frame in frames(held):
        about_themes = bool({"theme", "first", "second", "main"} & set(frame.columns)) and name != "participants"
        about_directorates = bool({"unit", "name", "name_first"} & set(frame.columns))
        assert not (about_themes and about_directorates), name
        for row in frame.itertuples():
            there = set(cells(tuple(row)))
            assert not (there & themes and there & directorates), (name, row)
            # nor is a directorate named in a text about a theme
            if there & themes:
                told = " ".join(there)
                assert not [each for each in directorates if re.search(rf"\b{re.escape(each)}\b", told)], row
                seen += 1
    assert seen


def test_new_frames_at_every_call() -> None:
    mine = room.growth_panels()
    mine.themes.loc[0, "theme"] = "changed"
    assert room.growth_panels().themes.loc[0, "theme"] == "narrative"


def test_the_account_changes_nothing_and_refuses_what_is_none() -> None:
    panels = room.growth_panels()
    before = {name: frame.copy() for name, frame in frames(panels)}
    room.panel_account(panels)
    for name, frame in frames(panels):
        pd.testing.assert_frame_equal(frame, before[name])
    with pytest.raises(TypeError, match="GrowthPanels are needed"):
        room.panel_account(panels.themes)  # type: ignore[arg-type]


def test_without_a_doubt_the_counts_are_one_number() -> None:
    sure = dataclasses.replace(PANELS, participants=PANELS.participants.assign(maybe=None))
    account = room.panel_account(sure)
    assert account.open.empty
    assert account.n_different_low == account.n_different_high == 25


def test_names_as_printed_are_the_documents(source: str) -> None:
    told = " ".join(source.split())
    for name in (*PANELS.participants["name"], *PANELS.talk["printed"]):
        assert name in told, name
    for printed in PANELS.themes["printed"].dropna():
        assert len(printed.replace("...", "").split()) <= LONGEST_NAME
        # the shortened ones: every part is there
        assert all(part.strip() in told for part in printed.split("...")), printed


def test_no_sentence_is_copied(source: str) -> None:
    copied = runs(source)
    told = shipped(module.__file__, "panels.yml")
    for key, text in texts(told):
        if key not in ("name", "printed", "title"):
            assert not runs(text) & copied, text
    assert runs("Het panel heeft vooraf de bestuursopdracht, het uitvoeringsplan") & copied  # the test can fail


def test_texts_are_there_in_two_languages() -> None:
    for frame in (PANELS.themes, PANELS.responses, PANELS.advice):
        assert (frame["nl"].str.len() > 0).all()
        assert (frame["nl"] != frame["en"]).all()
