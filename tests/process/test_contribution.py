"""contribution_table: a small theory worked out by hand, both blocks apart, every error, and what never is claimed."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evaluatie.process as process
from evaluatie.process.contributing import caveats

WAVES = {"baseline": "2019-10-01", "opened": "2021-06-01"}
CAUSAL = (
    "effect of", "led to", "caused", "because of", "thanks to", "leidde tot", "dankzij", "als gevolg van",
)  # fmt: skip


def log() -> pd.DataFrame:
    rows = [
        ("dialogue", "team", "2020-02-01", "2020-12-01", 100, 70, 8, 0.9, "done", 10),
        ("mentoring", "team", "2020-03-01", None, 40, 10, 3, 0.5, "running", 10),
        ("training", "manager", "2019-05-01", "2019-06-01", 20, 20, 8, 1.0, "done", None),
        ("network", "hr", "2021-06-01", None, 50, 0, 0, None, "running", 5),
        ("charter", "organisation", "2022-01-01", None, None, None, None, None, "planned", None),
    ]
    names = [
        "intervention",
        "level",
        "start",
        "end",
        "invited",
        "reached",
        "dose",
        "fidelity",
        "status",
        "dose_planned",
    ]
    return pd.DataFrame(rows, columns=names).assign(step=6, target="staff", responsible="hr")


def theory() -> pd.DataFrame:
    rows = [
        ("few talks", "dialogue", "being heard", "belonging", "all", "up", "2019-11-01", "voice; safety"),
        ("no network", "mentoring", "network", "belonging", "all", "up", "2021-05-31", ["voice"]),
        ("bias", "training", "awareness", "conflict", "all", "down", "2019-11-01", None),
        ("alone", "network", "contact", "authenticity", "focal", "up", "2019-11-01", None),
        ("no rules", "charter", None, "trust", "all", "up", "2019-11-01", None),
        ("few talks", "dialogue", "being heard", "workload", "all", "up", "2019-11-01", None),
        ("few talks", "dialogue", "being heard", "turnover", "all", "down", "2021-06-01", None),
        ("alone", "mentoring", "contact", "turnover", "focal", "down", None, None),
        ("no start", "buddies", "welcome", "sickness", "all", "down", "2019-11-01", None),
    ]
    names = ["problem", "intervention", "mechanism", "outcome", "group", "direction", "declared", "themes"]
    return pd.DataFrame(rows, columns=names)


def changes() -> pd.DataFrame:
    rows = [
        ("belonging", "all", "improved", 0.2, 0.1, 0.3, 200, "change"),
        ("conflict", "all", "improved", -0.3, -0.5, -0.1, 200, "change"),
        ("authenticity", "focal", "inconclusive", 0.1, -0.2, 0.4, 30, "change"),
        ("trust", "all", "unchanged", 0.05, 0.01, 0.09, 200, "difference_in_change"),
        ("workload", "all", "decreased", -0.2, -0.3, -0.1, 200, "change"),
        ("turnover", "all", "improved", -0.1, -0.15, -0.05, 200, "change"),
        ("turnover", "focal", "inconclusive", -0.1, None, None, 30, "change"),
        ("voice", "all", "worsened", -0.2, -0.3, -0.1, 200, "random"),
        ("pay", "all", "inconclusive", 0.0, -0.1, 0.1, 200, "change"),
    ]
    names = ["outcome", "group", "verdict", "estimate", "ci_low", "ci_high", "n", "design"]
    return pd.DataFrame(rows, columns=names)


def themes() -> pd.DataFrame:
    return pd.DataFrame(
        {"theme": ["voice", "voice", "safety", "pay"], "round": ["1", "2", "1", "1"], "share": [0.2, 0.4, 0.3, 0.1]}
    )


def context() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "date": ["2021-06-01", "2020-03-15", "2019-10-01", "2019-09-30"],
            "event": ["merger", {"nl": "thuiswerken", "en": "working from home"}, "new board", "strike"],
        }
    )


def judgements() -> pd.DataFrame:
    rows = [
        ("dialogue", "belonging", "partly", "told in talks in both rounds"),
        ("mentoring", "turnover", "cannot say", "too few people"),
    ]
    return pd.DataFrame(rows, columns=["intervention", "outcome", "judgement", "reason"])


def everything(**changed):
    options = {**WAVES, "themes": themes(), "context": context(), "dropout": {"all": 0.4}, "judgements": judgements()}
    parts = {"theory": theory(), "implementation": process.implementation(log()), "changes": changes()}
    parts |= {name: changed.pop(name) for name in [*changed] if name in parts}
    return process.contribution_table(*parts.values(), **{**options, **changed})


# ---------------------------------------------------------------- the table


def test_every_link_is_worked_out_by_hand() -> None:
    given = theory(), process.implementation(log()), changes()
    before = theory(), changes()
    found = process.contribution_table(*given, **WAVES).table
    pd.testing.assert_frame_equal(given[0], before[0])
    pd.testing.assert_frame_equal(given[2], before[1])
    columns = ["kind", "direction_found", "people_reached", "timing", "dose_delivered"]
    assert found.loc[:8, columns].to_numpy().tolist() == [
        ["expected", "as expected", "half or more", "between", "60% or more"],
        ["expected", "as expected", "less than half", "between", "less than 60%"],
        # conflict went down as expected; the training was before the baseline, and has no planned dose
        ["expected", "as expected", "half or more", "before the baseline", "not known"],
        ["expected", "not told", "nobody", "after the follow-up", "nothing"],
        # the interval leaves out 0, and the change is practically none
        ["expected", "unchanged", "not known", "not begun", "not known"],
        ["expected", "against", "half or more", "between", "60% or more"],
        # declared on the day on which the follow-up opened
        ["added afterwards", "as expected", "half or more", "between", "60% or more"],
        ["not dated", "not told", "less than half", "between", "less than 60%"],
        ["expected", "not measured", "not known", "not known", "not known"],
    ]
    assert found.loc[:8, "in_log"].tolist() == [True] * 8 + [False]
    assert found.loc[0, ["reach", "invited", "reached", "dose_ratio", "fidelity"]].tolist() == [0.7, 100, 70, 0.8, 0.9]
    assert found.loc[0, "reach_low"] < 0.7 < found.loc[0, "reach_high"]
    assert found.loc[0, ["estimate", "ci_low", "ci_high", "n", "design"]].tolist() == [0.2, 0.1, 0.3, 200, "change"]
    assert found.loc[:1, "shared_with"].tolist() == [("mentoring",), ("dialogue",)]


def test_what_the_theory_does_not_speak_of_has_its_own_rows() -> None:
    found = everything()
    rest = found.table.loc[9:, ["kind", "intervention", "outcome", "group", "verdict"]].astype(object)
    assert rest.where(rest.notna(), None).to_numpy().tolist() == [
        # a link that was added afterwards does not make a change expected
        ["change nobody expected", None, "turnover", "all", "improved"],
        ["change nobody expected", None, "voice", "all", "worsened"],
    ]
    shorter = everything(theory=theory().query("intervention != 'training'"))
    assert shorter.table["intervention"].iloc[-1] == "training"
    assert shorter.table[["kind", "reach"]].iloc[-1].tolist() == ["intervention without theory", 1.0]
    assert "training: in the log, and no link of the theory names it" in shorter.notes
    assert (shorter.n_without_theory, shorter.n_unexpected) == (1, 3)


def test_the_counts_are_of_what_was_declared_beforehand_only() -> None:
    found = everything()
    assert (found.n_links, found.n_expected, found.n_added_afterwards, found.n_not_dated) == (9, 7, 1, 1)
    assert (found.n_as_expected, found.n_against, found.n_unchanged) == (3, 1, 1)
    assert (found.n_not_told, found.n_not_measured) == (1, 1)
    assert (found.n_unexpected, found.n_without_theory, found.n_not_in_log, found.n_not_judged) == (2, 0, 1, 7)
    assert (found.baseline, found.opened) == ("2019-10-01", "2021-06-01")
    assert found.glance()["n_as_expected"].item() == 3


def test_both_blocks_and_the_judgement_stand_apart() -> None:
    found = everything()
    about = ["kind", "intervention", "outcome", "group"]
    blocks = [list(block.columns) for block in (found.expected, found.found, found.judged)]
    assert all(block[:4] == about for block in blocks)
    for one, other in itertools.combinations(blocks, 2):
        assert not set(one[4:]) & set(other[4:])
    assert [*about, *blocks[0][4:], *blocks[1][4:], *blocks[2][4:]] == found.table.columns.tolist()
    assert found.expected["beforehand"].tolist()[:9] == [True] * 6 + [False, None, True]
    assert found.expected["direction"].notna().sum() == 9


def test_without_the_day_of_the_follow_up_nothing_counts_as_expected() -> None:
    found = everything(opened=None)
    assert (found.n_expected, found.n_not_dated, found.n_as_expected, found.opened) == (0, 9, 0, None)
    assert caveats.NOT_DATED.format(9) in found.notes
    assert found.table.loc[0, "timing"] == "not known"
    assert found.n_unexpected == 5


def test_themes_rivals_and_drop_out_are_found() -> None:
    found = everything()
    assert found.themes.to_numpy().tolist() == [
        [0, "voice", "1", 0.2], [0, "voice", "2", 0.4], [0, "safety", "1", 0.3],
        [1, "voice", "1", 0.2], [1, "voice", "2", 0.4],
    ]  # fmt: skip
    assert found.table.loc[:2, "themes"].tolist() == [("voice", "safety"), ("voice",), ()]
    # from the day of the baseline until the follow-up opened
    assert found.rivals["event"].tolist() == ["new board", context()["event"][1]]
    assert found.table.loc[0, "rivals"] == tuple(found.rivals["event"])
    assert everything(baseline=None).rivals["event"].iloc[0] == "strike"
    dropout = found.table.set_index("group")["dropout"]
    assert dropout["all"].eq(0.4).all()
    assert dropout["focal"].isna().all()
    assert everything(dropout=0.25).table["dropout"].eq(0.25).all()
    single = theory().rename(columns={"themes": "theme"})
    pd.testing.assert_frame_equal(everything(theory=single).themes, found.themes)
    with_limits = themes().assign(ci_low=0.0, ci_high=1.0, n=12)
    assert everything(themes=with_limits).themes.columns.tolist()[3:] == ["share", "ci_low", "ci_high", "n"]


def test_the_judgement_is_the_evaluator_s_or_missing() -> None:
    found = everything()
    judged = found.judged["judgement"].tolist()
    assert judged[0] == "partly"
    assert judged[7] == "cannot say"  # without a group it is of every group: of the dialogue's turnover it is not
    assert judged[6] == "not judged yet"
    assert judged.count("not judged yet") == 7
    assert found.judged["reason"].iloc[0] == "told in talks in both rounds"
    assert set(everything(judgements=None).judged["judgement"].dropna()) == {"not judged yet"}
    one = judgements().assign(group=["all", "focal"])
    pd.testing.assert_frame_equal(everything(judgements=one).judged, found.judged)
    both = theory()
    both.loc[9] = {**both.loc[0], "group": "focal"}
    apart = everything(theory=both, judgements=one).judged
    assert apart.loc[[0, 9], "judgement"].tolist() == ["partly", "not judged yet"]
    assert everything(theory=both).judged.loc[[0, 9], "judgement"].tolist() == ["partly", "partly"]


def test_estimates_hold_each_change_once() -> None:
    tidy = everything().tidy()
    assert tidy["term"].tolist() == [f"change: {outcome}" for outcome in changes()["outcome"]]
    assert tidy.loc[0, ["estimate", "ci_low", "ci_high", "n", "group"]].tolist() == [0.2, 0.1, 0.3, 200, "all"]
    assert tidy["ci_low"].isna().sum() == 1


# ---------------------------------------------------------------- notes


def test_notes_say_what_may_not_be_concluded() -> None:
    notes = everything().notes
    for note in (
        caveats.NO_PROOF,
        caveats.CHANCE,
        *caveats.DESIGNS.values(),
        caveats.REACH,
        caveats.AFTER.format(1),
        caveats.NOT_DATED.format(1),
        caveats.SHARED.format(1),
        caveats.LOW.format("mentoring"),
        caveats.NOBODY.format("network"),
        caveats.TIMING["after the follow-up"].format("network"),
        caveats.TIMING["not begun"].format("charter"),
        caveats.TIMING["before the baseline"].format("training"),
        "buddies: a link of the theory names it, and it is not in the log",
        "no change was given of sickness (all)",
        "1 link(s) name no mechanism: it is not said how they were to work",
        "1 more outcome(s) of which nothing was expected showed no change, or none that could be told",
        "7 of 9 link(s) are not judged yet: the judgement is the evaluator's",
    ):
        assert note in notes
    bare = everything(themes=None, context=None, dropout=None).notes
    assert "no rival explanations were given; that does not say that there were none" in bare
    assert any("how many did not answer again" in note for note in bare)
    assert "the theory names themes, and no conversations were given" in bare
    assert any("not limited to the time between the waves" in note for note in everything(baseline=None).notes)
    assert caveats.DESIGNS["random"] not in everything(changes=changes().query("design != 'random'")).notes


def test_a_judgement_beyond_the_figures_is_pointed_out_and_left_alone() -> None:
    bold = pd.DataFrame(
        {"intervention": "dialogue", "outcome": ["workload", "turnover"], "judgement": "supported", "reason": "so"}
    )
    found = everything(judgements=bold)
    assert found.judged["judgement"].tolist()[5:7] == ["supported", "supported"]
    assert any(note.startswith("1 link(s) are judged supported and no change as expected") for note in found.notes)
    assert any(
        note.startswith("1 link(s) are judged supported or partly, and were not declared") for note in found.notes
    )


def test_no_note_speaks_of_causes() -> None:
    options = {"themes": None, "context": None, "dropout": None, "judgements": None, "baseline": None, "opened": None}
    results = [everything(), everything(**options), process.implementation(log(), today="2022-06-01")]
    assert not [word for found in results for note in (*found.notes, found.method) for word in CAUSAL if word in note]


# ---------------------------------------------------------------- the facts


@pytest.mark.parametrize(
    ("expected", "verdict", "estimate", "direction"),
    [
        ("up", "improved", 0.1, "as expected"),
        ("down", "improved", -0.1, "as expected"),
        ("down", "worsened", 0.1, "against"),
        ("up", "decreased", -0.1, "against"),
        ("up", "unchanged", 0.1, "unchanged"),
        ("up", "inconclusive", 0.1, "not told"),
        ("up", None, None, "not measured"),
    ],
)
def test_a_direction_is_told_by_the_verdict_and_its_sign(expected, verdict, estimate, direction) -> None:
    assert process.pattern_facts(expected, verdict, estimate).direction == direction


def test_facts_stand_apart_and_change_one_at_a_time() -> None:
    day = pd.Timestamp
    known = {
        "reach": 0.5, "began": day("2020-01-01"), "baseline": day("2020-01-01"), "opened": day("2021-01-01"),
        "dose_ratio": 0.6,
    }  # fmt: skip
    facts = process.pattern_facts("up", "improved", 0.1, **known)
    assert facts == process.PatternFacts("as expected", "half or more", "between", "60% or more")
    for name, value, field, word in (
        ("reach", 0.499, "reached", "less than half"),
        ("reach", 0.0, "reached", "nobody"),
        ("reach", None, "reached", "not known"),
        ("began", day("2019-12-31"), "timing", "before the baseline"),
        ("began", day("2021-01-01"), "timing", "after the follow-up"),
        ("began", pd.NaT, "timing", "not begun"),
        ("began", None, "timing", "not known"),
        ("baseline", None, "timing", "not known"),
        ("dose_ratio", 0.59, "dose", "less than 60%"),
        ("dose_ratio", 0.0, "dose", "nothing"),
        ("dose_ratio", float("nan"), "dose", "not known"),
    ):
        other = process.pattern_facts("up", "improved", 0.1, **{**known, name: value})
        differing = {
            at for at in ("direction", "reached", "timing", "dose") if getattr(other, at) != getattr(facts, at)
        }
        assert (differing, getattr(other, field)) == ({field}, word)
    with pytest.raises(ValueError, match="'up' or 'down'"):
        process.pattern_facts("higher", "improved", 0.1)
    with pytest.raises(ValueError, match="verdict must be one of"):
        process.pattern_facts("up", "better", 0.1)


# ---------------------------------------------------------------- what may not matter


@settings(max_examples=10)
@given(st.permutations(range(9)), st.permutations(range(9)))
def test_the_order_of_rows_changes_nothing_but_the_order(links, found) -> None:
    whole = everything()
    shuffled = everything(theory=theory().iloc[list(links)], changes=changes().iloc[list(found)])
    names = ["kind", "intervention", "outcome", "group"]
    one, other = (
        result.table.astype(object).sort_values(names).reset_index(drop=True).drop(columns="shared_with")
        for result in (whole, shuffled)
    )
    pd.testing.assert_frame_equal(one, other)
    assert whole.glance().equals(shuffled.glance())


@settings(max_examples=10)
@given(st.lists(st.sampled_from(range(9)), min_size=1, max_size=9, unique=True))
def test_the_counts_always_add_up(chosen) -> None:
    found = everything(theory=theory().iloc[chosen], themes=None, dropout=None, judgements=None)
    parts = (found.n_as_expected, found.n_against, found.n_unchanged, found.n_not_told, found.n_not_measured)
    assert sum(parts) == found.n_expected
    assert found.n_expected + found.n_added_afterwards + found.n_not_dated == found.n_links == len(chosen)
    assert len(found.table) == found.n_links + found.n_unexpected + found.n_without_theory
    assert found.n_not_judged == found.n_links


# ---------------------------------------------------------------- errors


def test_everything_wrong_in_all_frames_is_named_at_once() -> None:
    links = theory().astype(object)
    links.loc[0, ["direction", "themes"]] = "upp", "vocie"
    links.loc[1, ["declared", "group"]] = "soon", None
    links.loc[3] = links.loc[2]
    links.loc[6, ["outcome", "direction"]] = "workload", "down"
    moved = changes().astype(object)
    moved.loc[0, ["verdict", "design"]] = "better", "differences"
    moved.loc[1, "ci_low"] = -0.2
    moved.loc[4, ["estimate", "ci_high"]] = 0.0, 0.1
    moved.loc[5, ["outcome", "n"]] = "conflict", 1.5
    moved.loc[8, "estimate"] = None
    said = themes()
    said.loc[0, "share"] = 20
    said.loc[3, ["theme", "round"]] = "voice", "2"
    happened = context()
    happened.loc[0, ["date", "event"]] = None, " "
    judged = pd.concat([judgements(), judgements()]).reset_index(drop=True).astype(object)
    judged.loc[1, ["judgement", "reason"]] = "partial", None
    judged.loc[3, "outcome"] = "pay"
    with pytest.raises(ValueError, match="rows are counted from 1") as raised:
        everything(
            theory=links, changes=moved, themes=said, context=happened, judgements=judged,
            dropout={"all": 40, "focl": 0.2}, baseline="2022-01-01",
        )  # fmt: skip
    lines = str(raised.value).splitlines()
    assert lines[1:] == [
        "- theory, row 2: group is empty",
        "- theory, row 1: direction 'upp' is not known; did you mean 'up'?",
        "- theory, row 2: declared is 'soon', which is no date; write dates as 2021-03-01, or give real dates",
        "- theory, row 4: the same link as a row above it; take it out",
        "- theory, rows 6, 7: expects the same outcome to go both up and down: whatever came would be as expected",
        "- changes, row 1: verdict 'better' is not known; known: improved, worsened, increased, decreased, unchanged, "
        "inconclusive",
        "- changes, row 6: n is 1.5; it must be a whole number",
        "- changes, row 1: design 'differences' is not known; known: change, difference_in_change, random",
        "- changes, row 9: estimate is empty; leave out what was not measured",
        "- changes, row 6: this outcome and group stand above; give each change once, by the planned design",
        "- changes, row 2: the estimate does not lie within its interval",
        "- changes, row 5: the verdict contradicts the sign of the estimate",
        "- themes, row 1: share is 20.0; it must be between 0 and 1; divide percentages by 100",
        "- themes, row 4: this theme and round stand above; give each share once",
        "- theory names themes that are not in themes: vocie; there are: safety, voice",
        "- context, row 1: date is empty",
        "- context, row 1: event is empty",
        "- judgements, row 2: judgement 'partial' is not known; did you mean 'partly'?",
        "- judgements, row 2: reason is empty",
        "- judgements, row 4: no link of the theory has this intervention, outcome and group",
        "- judgements, rows 1, 3: its link is judged more than once; give one judgement of each",
        "- dropout of 'all' is 40; it must be between 0 and 1; divide percentages by 100",
        "- dropout of 'focl': no such group in theory or changes; there are: all, focal",
        "- baseline must lie before the day on which the follow-up opened",
    ]
    assert lines[0].startswith(f"{len(lines) - 1} problems")


@pytest.mark.parametrize(
    ("changed", "error", "word"),
    [
        ({"implementation": log()}, TypeError, "must be what implementation"),
        ({"theory": [1]}, TypeError, "theory must be a DataFrame"),
        ({"changes": None}, TypeError, "changes must be a DataFrame"),
        ({"themes": 3}, TypeError, "themes must be a DataFrame"),
        ({"judgements": {}}, TypeError, "judgements must be a DataFrame"),
        ({"dropout": "0.4"}, ValueError, "dropout is '0.4'"),
        ({"dropout": float("nan")}, ValueError, "dropout is nan"),
        ({"opened": 2021}, ValueError, "opened is 2021, which is no date"),
        ({"theory": theory().drop(columns="mechanism")}, ValueError, "no column 'mechanism'"),
        ({"context": context().rename(columns={"date": "day"})}, ValueError, "context has no column 'date'"),
        ({"changes": changes().assign(verdict="decreased", estimate=0.2)}, ValueError, "contradicts the sign"),
    ],
)
def test_what_cannot_be_read_is_refused(changed, error, word) -> None:
    with pytest.raises(error, match=word):
        everything(**changed)


def test_an_empty_theory_leaves_what_was_found() -> None:
    found = everything(theory=theory().iloc[:0], judgements=None, themes=None)
    assert (found.n_links, found.n_unexpected, found.n_without_theory) == (0, 5, 5)
    assert found.themes.empty
