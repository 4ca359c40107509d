"""Instruments that were not asked in the same way at all waves."""

from __future__ import annotations

import numpy as np
import pytest

from evaluatie.instruments import instrument
from evaluatie.study.gate.askedalike import WaveAsAsked, asked_at, compare_asked, declared_differences, plain_text
from evaluatie.study.gate.labelorder import direction_of, turned
from evaluatie.study.gate.ranges import AnswersAt, range_hints, unused_ranges
from evaluatie.study.settings.measured import Asked, Survey, Wave

ITEMS = {"pgis": ("Q1", "Q2")}


def asked(**given: object) -> Asked:
    return Asked.model_validate({"range": [1, 5], **given})


def wave(id_: str, how: Asked | None = None, **more: object) -> WaveAsAsked:
    return WaveAsAsked(id_, f"{id_}.csv", {"pgis": how or asked()}, **{"items": ITEMS, **more})


def test_a_wave_says_what_differs_and_the_survey_the_rest() -> None:
    survey = Survey.model_validate({
        "scores": {}, "asked": {"pgis": {"referent": "team", "version": "kort", "wording": {1: "a", 2: "b"}}},
    })  # fmt: skip
    here = {"range": [1, 7], "version": "lang", "wording": {2: "c"}}
    wave_ = Wave.model_validate({"id": "t1", "label": "x", "asked": {"pgis": here}})
    found = asked_at(survey, wave_, instrument("pgis"))
    assert (found.range, found.referent, found.version, dict(found.wording)) == (
        (1, 7),
        "team",
        "lang",
        {1: "a", 2: "c"},
    )


def test_without_a_word_it_was_asked_as_published() -> None:
    wave_ = Wave.model_validate({"id": "t1", "label": "x"})
    found = asked_at(Survey(), wave_, instrument("pgis"))
    assert (found.range, found.referent, found.version, found.wording) == (
        instrument("pgis").response_range, None, None, {},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "later", "kinds"),
    [
        ({}, {}, ()),
        ({}, {"range": [1, 7]}, ("range",)),
        ({"referent": "team"}, {"referent": "organisatie"}, ("referent",)),
        ({}, {"referent": "organisatie"}, ("referent",)),
        ({"version": "2019"}, {"version": "2021"}, ("wording",)),
        ({}, {"version": "kort"}, ("wording",)),
        ({"wording": {1: "Ik hoor erbij."}}, {"wording": {1: "ik hoor  erbij"}}, ()),
        ({"wording": {1: "Ik hoor erbij."}}, {"wording": {1: "Ik tel mee."}}, ("wording",)),
        ({"wording": {1: "Ik hoor erbij."}}, {"wording": {2: "Ik tel mee."}}, ()),
        ({"wording": {1: "Ik hoor erbij."}}, {}, ()),
        ({}, {"range": [0, 4], "referent": "x", "version": "y"}, ("range", "referent", "wording")),
    ],
)
def test_what_study_yml_says_was_different(
    first: dict[str, object], later: dict[str, object], kinds: tuple[str, ...]
) -> None:
    one, other = asked(**first), asked(**later)
    assert declared_differences(one, other) == set(kinds)
    found = compare_asked([wave("t0", one), wave("t1", other)])
    assert dict(found.differences) == ({("pgis", "t1"): frozenset(kinds)} if kinds else {})
    assert [note.key for note in found.notes] == [f"{kind}_changed" for kind in kinds]
    assert all(note.about == {"wave": "t1", "instrument": "pgis"} for note in found.notes)
    assert found.problems == []


def test_later_waves_are_compared_with_the_first_at_which_it_was_asked() -> None:
    nothing = WaveAsAsked("t0", "t0.csv", {}, {})
    found = compare_asked([nothing, wave("t1"), wave("t2", asked(range=[1, 7])), wave("t3")])
    assert dict(found.differences) == {("pgis", "t2"): frozenset({"range"})}


AGREE = {"1": "Helemaal oneens", "2": "Oneens", "3": "Neutraal", "4": "Eens", "5": "Helemaal eens"}
TURNED = {str(6 - int(code)): label for code, label in AGREE.items()}


def labelled(id_: str, labels: dict[str, str], **more: object) -> WaveAsAsked:
    return wave(id_, labels={"Q1": labels, "Q2": AGREE}, **more)


def test_labels_that_run_the_other_way_are_a_problem() -> None:
    found = compare_asked([labelled("t0", AGREE), labelled("t1", TURNED)])
    (problem,) = found.problems
    assert (problem.file, problem.row, problem.column) == ("t1.csv", None, "Q1")
    assert "run the other way than in t0.csv" in problem.message
    assert "Turn the answers" in problem.hint
    assert found.differences["pgis", "t1"] == {"labels_turned"}


@pytest.mark.parametrize(
    "labels",
    [
        {"1": "zeer eens", "5": "zeer oneens"},
        {"1": "helemaal mee eens", "2": "mee eens", "3": "neutraal", "4": "mee oneens", "5": "helemaal mee oneens"},
        {"1": "<b>Helemaal eens</b>", "5": "Helemaal  oneens."},
        {**TURNED, "9": "weet niet"},
        {"1.0": "Helemaal eens", "5.0": "Helemaal oneens"},
    ],
)
def test_labels_in_other_words_that_run_the_other_way(labels: dict[str, str]) -> None:
    assert len(compare_asked([labelled("t0", AGREE), labelled("t1", labels)]).problems) == 1
    assert len(compare_asked([labelled("t0", labels), labelled("t1", AGREE)]).problems) == 1


@pytest.mark.parametrize(
    "labels",
    [
        {}, {"1": "helemaal mee oneens", "5": "helemaal mee eens"}, {**AGREE, "9": "weet niet", "0": "niet ingevuld"},
        {"1": "zeer oneens", "5": "zeer eens"}, {"5": "Helemaal eens"}, {"1": "a", "2": "b"}, {"x": "y"},
        {"1": "Helemaal oneens", "2": "Eens", "3": "Neutraal", "4": "Oneens", "5": "Helemaal eens"},
    ],
)  # fmt: skip
def test_labels_that_do_not(labels: dict[str, str]) -> None:
    assert compare_asked([labelled("t0", AGREE), labelled("t1", labels)]).problems == []


def test_codes_for_no_answer_have_labels_that_say_nothing() -> None:
    strange = {"-1": "niet van toepassing", **AGREE, "5": "Geen mening", "4": "Helemaal eens"}
    waves = [labelled("t0", AGREE), labelled("t1", strange, missing_codes=("5", "-1"))]
    assert compare_asked(waves).problems == []


def test_columns_of_other_names_are_compared_by_their_item() -> None:
    other = wave("t1", items={"pgis": ("V1", "V2")}, labels={"V1": TURNED, "V2": AGREE})
    (problem,) = compare_asked([labelled("t0", AGREE), other]).problems
    assert problem.column == "V1"


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ("Ik hoor erbij.", "ik  hoor <i>erbij</i>", False),
        ("Ik hoor erbij", "Ik hoor&nbsp;erbij!", False),
        ("Ik hoor erbij in mijn team", "Ik hoor erbij in mijn organisatie", True),
        ("Één team", "één team", False),
    ],
)
def test_texts_of_questions_that_changed_are_noted(before: str, after: str, changed: bool) -> None:
    found = compare_asked([wave("t0", questions={"Q1": before}), wave("t1", questions={"Q1": after, "Q2": "x"})])
    assert [note.key for note in found.notes] == ["question_changed"] * changed
    assert found.differences == {}
    if changed:
        text = "t1.csv: the text of 1 item of pgis is not that of t0.csv (Q1)."
        assert (found.notes[0].text, found.notes[0].about) == (text, {"wave": "t1", "instrument": "pgis"})


def test_plain_text_keeps_the_words() -> None:
    assert plain_text("<p>Wat&amp;hoe: <b>Ik</b>-vorm</p>") == "wat hoe ik vorm"


@pytest.mark.parametrize(
    ("labels", "direction"),
    [
        ({1: "nooit", 5: "altijd"}, 1), ({1: "altijd", 5: "nooit"}, -1),
        ({1: "strongly disagree", 7: "strongly agree"}, 1),
        ({0: "helemaal niet", 10: "helemaal wel"}, 1), ({1: "zeer tevreden", 5: "zeer ontevreden"}, -1),
        ({1: "very poor", 5: "excellent"}, 1), ({1: "man", 2: "vrouw"}, 0), ({1: "eens"}, 0), ({}, 0),
        ({1: "oneens", 2: "niet eens"}, 0),
    ],
)  # fmt: skip
def test_directions(labels: dict[float, str], direction: int) -> None:
    assert direction_of(labels) == direction


def test_labels_that_stand_twice_say_nothing_of_order() -> None:
    assert not turned({1: "x", 2: "x", 3: "y"}, {1: "y", 2: "x", 3: "x"})
    assert turned({1: "x", 2: "z", 3: "y"}, {1: "y", 2: "x"})


def answers(id_: str, values: object, range_: tuple[float, float] = (1, 5)) -> AnswersAt:
    return AnswersAt(id_, f"{id_}.csv", range_, np.asarray(values, dtype=float))


FIVE, SEVEN = np.tile([1, 2, 3, 4, 5], 40), np.tile([1, 2, 3, 4, 5, 6, 7], 40)


@pytest.mark.parametrize(
    ("t0", "t1", "hinted"),
    [
        (FIVE, SEVEN, {"t1": "under the wave t1: asked: {pgis: {range: [1, 7]}}"}),
        (SEVEN, FIVE, {"t0": "under the wave t0: asked: {pgis: {range: [1, 7]}}"}),
        (SEVEN, SEVEN, dict.fromkeys(("t0", "t1"), "under survey: asked: {pgis: {range: [1, 7]}}")),
        (FIVE, FIVE - 1, {"t1": "under the wave t1: asked: {pgis: {range: [0, 5]}}"}),
        (FIVE, [*FIVE, 6], {}),  # a slip of the pen
        (FIVE, [*SEVEN, 55], {"t1": "range: [0, 100]"}),
        (FIVE, [*SEVEN, 555], {}),
        (FIVE, [3.5, 6.5] * 50, {}),
        (FIVE, FIVE, {}),
        ([], FIVE, {}),
    ],
)
def test_answers_outside_the_range_suggest_another(t0: object, t1: object, hinted: dict[str, str]) -> None:
    hints = range_hints("pgis", [answers("t0", t0), answers("t1", t1)])
    assert hints.keys() == hinted.keys()
    assert all(part in hints[id_] for id_, part in hinted.items())


@pytest.mark.parametrize(
    ("t0", "t1", "noted"),
    [
        (SEVEN, FIVE, ["t1"]),
        (FIVE, SEVEN, ["t0"]),
        (SEVEN, SEVEN, []),
        (FIVE, FIVE, []),
        (SEVEN, FIVE[:50], []),  # too few to tell
        (SEVEN, [2, 3, 4, 5] * 40, []),  # nobody at the lowest: no range that is used
        ([*np.tile(FIVE, 5), *[7] * 20], FIVE, []),  # few went beyond
    ],
)
def test_a_part_of_the_range_that_nobody_used_at_one_wave_only(t0: object, t1: object, noted: list[str]) -> None:
    notes = unused_ranges("pgis", [answers("t0", t0, (1, 7)), answers("t1", t1, (1, 7))])
    assert [note.about["wave"] for note in notes] == noted
    assert all(note.key == "range_unused" and "range: [1, 5]" in note.text for note in notes)


def test_a_range_that_is_named_for_the_wave_needs_no_note() -> None:
    assert unused_ranges("pgis", [answers("t0", SEVEN, (1, 7)), answers("t1", FIVE, (1, 5))]) == []
