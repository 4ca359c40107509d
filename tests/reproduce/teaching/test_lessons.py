"""Every finding as a lesson, in both languages: what a student reads, and what a screen reader does."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

import evaluatie as ev
from evaluatie.amiss import InputError
from evaluatie.reproduce.recomputing import METHODS
from evaluatie.reproduce.teaching import LessonError
from evaluatie.reproduce.teaching.shown import _WORDS
from held import HELD

BOTH = pytest.mark.parametrize("language", ["nl", "en"])
EVERY = pytest.mark.parametrize("name", HELD.ids)


class Page(HTMLParser):
    """Counts what opens, holds that it is closed, and keeps heads of cells."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.heads: list[dict[str, str | None]] = []
        self.counts: dict[str, int] = {}
        self.feed(html)

    def handle_starttag(self, tag, attrs) -> None:
        self.open.append(tag)
        self.counts[tag] = self.counts.get(tag, 0) + 1
        if tag == "th":
            self.heads.append(dict(attrs))

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag


@EVERY
@BOTH
def test_every_finding_is_a_lesson_with_tables_that_are_read_aloud_well(name: str, language: str) -> None:
    page = Page(ev.lesson(HELD[name], language)._repr_html_())
    assert page.open == []
    assert page.counts["table"] == page.counts["caption"] >= 2
    assert all(head.get("scope") in ("row", "col") for head in page.heads)


@EVERY
@BOTH
def test_nothing_of_python_shows_in_the_texts(name: str, language: str) -> None:
    lesson = ev.lesson(HELD[name], language)
    parts = (lesson.question, lesson.printed, lesson.figures, lesson.claims, lesson.choices, lesson.learned)
    for part in parts:
        assert not re.search(r"Printed\(|InBoth|None\b(?! of)|\bnan\b|<class|\{\w*\}", part.text)


def test_dutch_numbers_have_a_comma_and_printed_decimals_stay() -> None:
    row = "vernieuwend gedrag | 3,860 | 0,806 | 0,951 | 9 | 0,238 | 0,182 | -0,173 | 0,264 | 0,302 | 0,279"
    assert row in ev.lesson("qi2019").printed.text
    assert (
        "7 innovative_behavior: innovative behaviour | 3.860 | .806 | .951 | 9 | .238"
        in ev.lesson("qi2019", "en").printed.text
    )


@EVERY
def test_dutch_texts_of_lessons_write_decimals_with_a_comma(name: str) -> None:
    told = HELD[name].lesson
    texts = [told.question, told.learned, *(text for one in told.alternatives for text in (one.label, one.why))]
    texts += [text for one in told.exercises for text in (one.ask, one.hint)]
    for text in texts:
        assert not re.search(r"(?<![\d.\w])\.\d|(?<!\d)\d+\.\d{1,2}(?!\d)", text.nl), text.nl


def test_figures_stand_beside_the_recomputed_ones_with_verdict_and_reason() -> None:
    text = ev.lesson("qi2019", "en").figures.text
    assert (
        "effect of perceived support on innovative behaviour | 0.244 | 0.100 | does not follow | it comes out" in text
    )
    assert "effect of inclusive leadership on perceived support | 0.843 | 0.842 | follows within rounding" in text


def test_claims_tell_what_is_needed_and_whether_it_holds() -> None:
    text = ev.lesson("qi2019", "en").claims.text
    assert "| p of the second step (perceived support) < .05 | 0.2791 | no" in text
    assert "Part of that link runs through the support that people perceive. Verdict: does not follow." in text


def test_other_choices_set_numbers_beside_each_other() -> None:
    assert "effect of support | 0.1002 | 0.2447" in ev.lesson("qi2019", "en").choices.text


def test_steps_that_only_exercises_rest_on_are_left_to_the_reader() -> None:
    lesson = ev.lesson("bliese1996", "en")
    assert "empty" in lesson.steps_by_name
    assert not {"leaders"} & set(lesson.steps_by_name)


@BOTH
def test_every_method_has_words(language: str) -> None:
    assert all(_WORDS[method][language] for method in METHODS if method != "formula")


def test_words_are_in_both_languages() -> None:
    assert all(set(words) == {"nl", "en"} for words in _WORDS.values())


def test_another_language_or_finding_is_refused_with_what_was_meant() -> None:
    with pytest.raises(LessonError, match=r"Er is geen taal 'fr': kies nl of en\. There is no language 'fr'"):
        ev.lesson("qi2019", "fr")
    with pytest.raises(LessonError, match=r"Er is geen uitkomst 'qi2018'\. Bedoelde je 'qi2019'\?"):
        ev.lesson("qi2018")
    with pytest.raises(LessonError, match=r"There is no finding 'x'\. There are: argolo_mediation, "):
        ev.lesson("x", "en")
    with pytest.raises(InputError, match="did you mean 'patients'"):
        ev.reproduce.teaching.data_of("lung1994", "patient")


def test_a_file_of_that_name_is_pointed_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own2021.yml").write_text("id: own2021")
    with pytest.raises(LessonError, match=r"maar hier staat wel een bestand 'own2021\.yml'"):
        ev.lesson("own2021")


@pytest.mark.parametrize(("name", "language"), [("qi2019", "nl"), ("lung1994", "en"), ("belenky2003", "nl")])
def test_the_notebook_runs(name: str, language: str, root: Path, tmp_path: Path) -> None:
    import papermill

    notebook = papermill.execute_notebook(
        root / "notebooks" / "reproductie.ipynb",
        tmp_path / "out.ipynb",
        {"finding": name, "language": language},
        progress_bar=False,
    )
    shown = [out["data"]["text/html"] for cell in notebook.cells for out in cell.get("outputs", []) if "data" in out]
    title = getattr(HELD[name].title, language)
    assert title in shown[1]
    word = "Opgave" if language == "nl" else "Exercise"
    assert sum(one.count(f"<h3>{word} ") for one in shown) == len(HELD[name].lesson.exercises)
    # nothing shows as Python writes it
    assert all("text/html" in out["data"] for cell in notebook.cells for out in cell.get("outputs", []))
    assert all(f'<div lang="{language}">' in one for one in shown)


def test_a_mistake_in_the_notebook_is_one_message_in_its_language(root: Path, tmp_path: Path) -> None:
    import papermill

    with pytest.raises(papermill.PapermillExecutionError) as caught:
        papermill.execute_notebook(
            root / "notebooks" / "reproductie.ipynb", tmp_path / "out.ipynb", {"finding": "qi2018"}, progress_bar=False
        )
    assert caught.value.traceback == ["Er is geen uitkomst 'qi2018'. Bedoelde je 'qi2019'?"]


@EVERY
def test_whatever_the_code_of_a_step_leaves_is_shown_in_words(name: str) -> None:
    lesson = ev.lesson(HELD[name])
    for step in lesson.steps_by_name[:3]:
        space: dict[str, object] = {}
        exec(ev.analysis_code(name, step), space)  # noqa: S102 - as a student does
        shown = lesson.try_out(space["found"], step)
        assert Page(shown.html).counts["table"] >= 1
        assert not re.search(r"\(.*=|\d\.\d|e-\d|\bnan\b|array|<class", shown.text.partition("analysis_code(")[2][15:])


def test_tables_of_an_outcome_are_shown_with_the_names_of_the_code() -> None:
    space: dict[str, object] = {}
    exec(ev.analysis_code("qi2019", "mediation"), space)  # noqa: S102 - as a student does
    lesson = ev.lesson("qi2019")
    # R's lm gives 0.1002 with standard error 0.0923 from this table
    assert "\nb, pos | 0,1002 | 0,09232 | 1,085 |" in lesson.try_out(space["found"], "mediation").text
    assert "\nfound | < 0,0001" in lesson.try_out(0.0000543).text
    # a p that the machine has no number for is not nought; another number may be
    assert "found['p'] | < 0,0001" in lesson.try_out({"p": 0.0, "b": 1.5}).text
    assert "found['b'] | 0" in lesson.try_out({"p": 0.5, "b": 0.0}).text
    assert "found['b'][0] | 2,500" in lesson.try_out({"b": np.array([2.5])}).text


def test_exercises_are_as_many_as_the_lesson_has_and_answers_are_by_number_or_name() -> None:
    lesson = ev.lesson("lung1994", "en")
    assert [lesson.exercises().text.count(f"Exercise {number}") for number in (1, 3, 4)] == [1, 1, 0]
    told = lesson.exercises({"ratio": "0,59", 3: 1}).text
    assert told.count("Right: 0.59.") == 1
    assert told.count("Not yet") == 1
    assert lesson.exercises(show=[2]).text.count("This code works it out") == 1
    assert lesson.exercises(show=True).text.count("This code works it out") == 3
    with pytest.raises(LessonError, match=r"There is no exercise 4: this lesson has 3 exercises"):
        lesson.exercises({4: 1})
    with pytest.raises(LessonError, match=r"Er is geen opgave die 'rato' heet\. Bedoelde je 'ratio'\?"):
        ev.lesson("lung1994").exercises({"rato": 1})
    with pytest.raises(LessonError, match=r"Write answers behind the number"):
        lesson.exercises([1, 2])


@EVERY
def test_what_a_dutch_lesson_says_is_dutch(name: str) -> None:
    held = HELD[name]
    both = [
        held.where,
        held.licence,
        *(part for data in held.inputs.data.values() for part in (data.origin, data.licence)),
    ]
    for text in both:
        assert text.nl != text.en or not re.search(r"\b(the|of|and|table|output|figures)\b", text.en.casefold()), (
            text.en
        )
    labelled = {name for table in held.inputs.tables.values() for name in table.labels or {}}
    named = {name for table in held.inputs.tables.values() for name in table.variables}
    assert labelled == named


def test_a_missing_answer_is_an_empty_cell() -> None:
    assert "1 | 1 | 1 |  | 1" in ev.lesson("krippendorff1980").printed.text
