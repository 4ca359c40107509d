"""A section of one's own: what it may be about, and that it says what other sections say of the same."""

from __future__ import annotations

import pytest

import evaluatie as ev
from evaluatie.disclosure.strict import NotReleasable, is_title
from evaluatie.report import render_section

TITLE = {"nl": "Tevredenheid", "en": "Satisfaction"}


@pytest.fixture(scope="module")
def study() -> ev.Study:
    return ev.load_study("univbct-1022")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_it_has_its_own_heading_and_sentences_of_the_other_sections(study, language):
    section = ev.own_section(study, title=TITLE, outcomes=["jobsat"], groups=["marital"])
    html = render_section(ev.release(section).bundle, language)
    assert f">{TITLE[language]}</h2>" in html
    sentence = {"nl": "is <strong>verbeterd</strong>", "en": "has <strong>improved</strong>"}[language]
    assert sentence in html


def test_its_numbers_are_those_of_the_section_change(study):
    own = ev.own_section(study, title=TITLE, outcomes=["jobsat"]).results
    change = ev.change(study).results
    key = next(key for key in own if key.startswith("jobsat/all/t0-t1/") and not key.endswith("smallest_effect"))
    assert own[key].result.tidy().equals(change[key].result.tidy())
    assert own["jobsat/all/t1/mean"].result.mean == change["jobsat/all/t1/mean"].result.mean


def test_it_hides_what_the_release_plan_hides(study):
    bundle = ev.release(ev.own_section(study, title=TITLE, outcomes=["jobsat"], groups=["gender"])).bundle
    of_groups = [number for number in bundle["numbers"].values() if number["characteristic"] == "gender"]
    assert of_groups
    assert all(number["suppressed"] for number in of_groups)


def test_one_wave_has_no_change():
    section = ev.own_section(ev.load_study("lq2002"), title=TITLE, outcomes=[ev.load_study("lq2002").outcomes[0].id])
    assert not [finding for finding in section.findings if finding.key.startswith("change.")]
    assert section.displays


def test_all_that_is_wrong_is_told_at_once(study):
    with pytest.raises(ev.StudyError) as caught:
        ev.own_section(study, title={"nl": "Tevredenheid"}, outcomes=["jobsta"], groups=["gendre"])
    told = str(caught.value)
    for part in ('"jobsta"', 'Did you mean "jobsat"?', '"gendre"', 'Did you mean "gender"?', "title_en"):
        assert part in told


@pytest.mark.parametrize(
    "text", ["", " x", "<b>", "Persoon 72819", "two\nlines", "x" * 101, "{mean}", "naam\u202e", 3, None]
)
def test_what_is_no_title_is_not_released(study, text):
    assert not is_title({"nl": "Tevredenheid", "en": text})
    from dataclasses import replace

    section = replace(ev.own_section(study, title=TITLE, outcomes=["jobsat"]), title={"nl": "Titel", "en": text})
    with pytest.raises(NotReleasable, match="title"):
        ev.release(section)
