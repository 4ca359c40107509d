"""The page for an impact meeting: what it counts, what it lists to discuss, and that everybody can read it."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from evaluatie.process import agenda_progress, national_agenda
from evaluatie.report import meeting_page
from page_check import PageCheck, page_check

__all__ = ["page_check"]
REPORTED = pd.DataFrame(
    [
        ("A1", "2021-12-01", "started", None, "<b>employers</b>", 10.0, 100.0),
        ("A1", "2022-05-01", "done", "trend report", "<b>employers</b>", 80.0, 100.0),
        ("B2", "2021-12-01", "started", None, None, None, None),
        ("C1", "2022-02-01", "stopped", None, None, None, None),
    ],
    columns=["commitment", "date", "status", "evidence", "indicator", "value", "target"],
)


def page(language: str, *meetings: str, reported: pd.DataFrame = REPORTED) -> str:
    agenda = national_agenda()
    return meeting_page(agenda_progress(agenda, reported, meetings=meetings, today="2022-06-15"), agenda, language)


def table(html: str, name: str) -> list[list[str]]:
    (body,) = re.findall(rf'<table id="meeting-{name}">.*?<tbody>(.*?)</tbody>', html, re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]


def test_the_main_figures_are_those_of_the_room() -> None:
    html = page("en", "2022-01-15")
    assert "<strong>1 of the 65 commitments are done</strong>; of 1 of these" in html
    assert "between 2% and 97%" in html
    assert "since the meeting of 15 January 2022: 63." in html
    assert "Ideas without an owner: 3." in html


def test_what_moved_is_overdue_or_silent_is_listed() -> None:
    html = page("nl", "2022-01-15")
    assert [(row[0], *row[3:]) for row in table(html, "moved")] == [
        ("A1", "begonnen", "gedaan"), ("C1", "niets gemeld", "gestopt")
    ]  # fmt: skip
    assert [(row[0], row[3]) for row in table(html, "overdue")] == [("B2", "31 december 2021")]
    silent = dict(table(html, "silent"))
    # by hand from the agenda: what names the inspectorate, alone or with others
    assert silent["Inspectie SZW"] == "C16, D9, G8"
    assert [row[0] for row in table(html, "owners")] == ["#1", "#2", "#3"]


def test_counts_add_up_by_action_and_count_parties_each() -> None:
    html, agenda = page("en"), national_agenda()
    rows = table(html, "action")
    assert sum(int(row[1]) for row in rows) == len(agenda.commitments) == 65
    assert all(int(row[1]) == sum(map(int, row[2:7])) for row in rows)
    parties = table(html, "party")
    assert sum(int(row[1]) for row in parties) == agenda.commitments["parties"].map(lambda of: max(1, len(of))).sum()


def test_where_there_is_nothing_the_page_says_so() -> None:
    html = page("en", reported=REPORTED.iloc[3:].drop(columns=["indicator", "value", "target"]))
    assert "What changed since" not in html
    assert "No indicators were reported." in html
    assert "meeting-indicators" not in html


def test_texts_of_parties_are_text() -> None:
    assert "&lt;b&gt;employers" in page("en")
    assert "<b>employers" not in page("en")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_axe_finds_nothing(language: str, page_check: PageCheck) -> None:
    assert page_check(page(language, "2022-01-15"), widths=(1280, 320)) == []
