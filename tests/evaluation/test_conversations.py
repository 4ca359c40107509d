"""The section on conversations: shares per round that are those of the codings, nothing of few, nothing by team."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.disclosure import DisclosurePolicy
from evaluatie.disclosure.auditing.staff import attack_staff, topics_of
from evaluatie.disclosure.auditing.staff_said import staff_told
from evaluatie.evaluation.conversing.rounds import conversation_ledgers
from evaluatie.evaluation.section import ALL, Label, Section
from evaluatie.report.reading import Reader
from evaluatie.study.demonstration.conversations import CONVERSATIONS

DEMOS = tuple(CONVERSATIONS)


@cache
def loaded(root: Path, name: str) -> ev.Study:
    return ev.load_study(root / "data" / "raw" / name)


@cache
def section_of(root: Path, name: str) -> Section:
    return ev.conversations(loaded(root, name))


def texts(section: Section, language: str) -> Iterator[str]:
    bundle = ev.release(section).bundle
    reader = Reader(bundle, language)
    yield from filter(None, map(reader.text, bundle["findings"]))
    for display in bundle["displays"]:
        yield from (reader.head(row["head"]) for row in display["rows"])


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", DEMOS)
def test_all_of_it_has_words(root: Path, name: str, language: str) -> None:
    said = list(texts(section_of(root, name), language))
    assert len(said) > 5
    assert not [text for text in said if "{" in text]


def test_shares_are_those_of_the_codings(root: Path) -> None:
    study = loaded(root, "demo-waterschap")
    codings = study.codings
    assert codings is not None
    bundle = ev.release(ev.conversations(study)).bundle
    names = {label: id_ for id_, label in bundle["labels"]["theme"].items()}
    read = codings[codings["round"] == "1"]
    held = read["document"].nunique()
    for theme in CONVERSATIONS["demo-waterschap"].themes:
        votes = read.assign(found=read["theme"] == theme).groupby(["document", "coder"])["found"].any()
        majority = votes.groupby("document").mean() > 0.5
        number = bundle["numbers"][f"conversations.all/theme/1/{names[theme]}.proportion"]
        assert number["n"] == held
        assert number["estimate"] == pytest.approx(majority.sum() / held)


def test_intervals_hold_the_true_chances(root: Path) -> None:
    # a theme is found where both of two coders find it: the chance is that with which coders see it
    study = loaded(root, "demo-waterschap")
    bundle = ev.release(ev.conversations(study)).bundle
    names = {label: id_ for id_, label in bundle["labels"]["theme"].items()}
    held = 0
    for theme, chances in CONVERSATIONS["demo-waterschap"].themes.items():
        for place, chance in enumerate(chances, start=1):
            number = bundle["numbers"][f"conversations.all/theme/{place}/{names[theme]}.proportion"]
            seen = (0.94 + 0.94**2) / 2 * chance + (0.03 + 0.03**2) / 2 * (1 - chance)
            held += number["ci_low"] <= seen <= number["ci_high"]
    assert held >= 12  # of 14


def test_a_theme_that_appears_and_one_that_is_seen_no_more_are_said(root: Path) -> None:
    said = [finding.key for finding in section_of(root, "demo-waterschap").findings]
    assert said.count("themes.appears") == 1
    assert said.count("themes.vanishes") == 1


@pytest.mark.parametrize("name", DEMOS)
def test_few_conversations_are_hidden_and_follow_from_nothing(root: Path, name: str) -> None:
    study = loaded(root, name)
    numbers = ev.release(ev.conversations(study)).bundle["numbers"]
    told = staff_told(0, {"results": [{"section": "conversations", "id": id_, "group": "all", **number}
                                      for id_, number in numbers.items()]})  # fmt: skip
    ledgers = {ledger.outcome: ledger for ledger in conversation_ledgers(study)}
    rounds = [topic for topic in topics_of([told]) if topic in ledgers]
    assert len(rounds) == 2
    for topic in rounds:
        assert any(not one.hidden for one in told.of(topic))
        assert all(one.hidden for one in told.of(topic) if 0 < ledgers[topic].n(ALL, one.part) < 10)
        attacked = attack_staff([told], DisclosurePolicy.preset_named("strict"), topic)
        assert attacked.possible
        assert not attacked.found


def test_a_rare_theme_is_not_named(root: Path) -> None:
    study = loaded(root, "demo-gemeente")
    assert study.codings is not None
    rare = study.codings.copy()
    rare.loc[rare.index[:3], "theme"] = "iets heel zeldzaams"
    section = ev.conversations(dataclasses.replace(study, codings=rare))
    assert "themes.unnamed" in [finding.key for finding in section.findings]
    assert "zeldzaam" not in str(ev.release(section).bundle).casefold()


def test_no_team_is_in_what_leaves(root: Path) -> None:
    study = loaded(root, "demo-waterschap")
    section = ev.conversations(study)
    assert study.codings is not None
    bundle = ev.release(section).bundle
    shown = " ".join([*map(str, bundle["findings"]), *map(str, bundle["displays"]), *map(str, bundle["numbers"])])
    teams = ("Waterveiligheid", "Zuivering", "Vergunningen", "Informatie", "Communicatie")
    assert not [team for team in teams if team in shown]
    assert set(study.codings["unit"]) == set(range(1, 9))  # nothing else is known of them
    heads = {slot.kind for display in section.displays for row in display.rows for slot in row.head
             if isinstance(slot, Label)}  # fmt: skip
    assert heads == {"theme"}


def test_that_teams_are_alike_does_not_show_in_the_intervals(root: Path) -> None:
    study = loaded(root, "demo-waterschap")
    assert study.codings is not None
    one = dataclasses.replace(study, codings=study.codings.assign(unit=1))
    both = (ev.release(ev.conversations(of)).bundle["numbers"] for of in (study, one))
    assert next(both) == next(both)


def test_a_theme_that_nearly_all_spoke_of_is_hidden(root: Path) -> None:
    study = loaded(root, "demo-waterschap")
    codings = study.codings
    assert codings is not None
    first = codings[codings["round"] == "1"].drop_duplicates(["document", "coder"])
    all_of_them = pd.concat([codings, first.assign(theme="werkdruk")], ignore_index=True)
    numbers = ev.release(ev.conversations(dataclasses.replace(study, codings=all_of_them))).bundle
    (id_,) = (id_ for id_, label in numbers["labels"]["theme"].items() if label == "werkdruk")
    assert numbers["numbers"][f"conversations.all/theme/1/{id_}.proportion"]["suppressed"] is not None


def test_rounds_go_in_the_order_of_the_waves(root: Path) -> None:
    study = loaded(root, "demo-waterschap")
    assert study.codings is not None
    waves = study.codings.assign(round=study.codings["round"].map({"1": "t1", "2": "t0"}))
    section = ev.conversations(dataclasses.replace(study, codings=waves))
    reader = Reader(ev.release(section).bundle, "nl")
    said = " ".join(filter(None, map(reader.text, reader.bundle["findings"])))
    assert "‘onbekendheid met regelingen’ is nieuw" in said
    assert "‘thuiswerken’ kwam in de eerste ronde" in said


def test_without_codings_there_is_one_sentence(root: Path) -> None:
    (finding,) = section_of(root, "univbct-1022").findings
    assert finding.key == "themes.none"


def test_where_no_theme_may_be_named_nothing_is_said_of_coders(root: Path) -> None:
    section = section_of(root, "demo-bouwbedrijf")
    assert not [key for key in section.results if "agreement" in key or "theme" in key]
    assert "themes.unnamed" in [finding.key for finding in section.findings]


def test_agreement_of_coders_is_that_of_their_votes(root: Path) -> None:
    # two coders who find 94% of what came up and suppose 3% of what did not
    study = loaded(root, "demo-waterschap")
    codings = study.codings
    assert codings is not None
    number = ev.release(ev.conversations(study)).bundle["numbers"]["conversations.all/agreement.alpha"]
    twice = codings.groupby("document")["coder"].nunique()
    assert number["n"] == (twice > 1).sum()
    assert number["ci_low"] < number["estimate"] < number["ci_high"]
    assert 0.75 < number["estimate"] < 0.95
    one = dataclasses.replace(study, codings=codings[codings["coder"] == codings["coder"].min()])
    assert "all/agreement" not in ev.conversations(one).results
