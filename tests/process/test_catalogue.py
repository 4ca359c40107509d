"""The catalogue: every intervention of the guide, in both languages and our own words; lookups, extras, order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import evaluatie.process as room
from evaluatie.amiss import InputError
from evaluatie.instruments.parts import Name

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
CATALOGUE = room.intervention_catalogue()

# what the guide names, by heading, and what it became here
NAMED = {
    "organisation": {
        "Vergroot het draagvlak en commitment voor inclusie": "top-commitment",
        "Stel één hoofdverantwoordelijke aan": "diversity-officer",
        "Stel beleid op": "diversity-policy",
        "Doe het samen": "shared-policy-making",
        "Hoe pak ik dit aan voor mijn organisatie?": "diversity-team data-inventory regular-policy-cycle",
        "Overtuigen": "make-the-case implicit-association-test personal-stories serious-gaming",
        "Committeren": "charter-diversity",
        "Taken verdelen": "ambassadors regular-check-ups",
        "Een aanpak op maat": "diversity-policy",
        "Stip op de horizon": "vision-and-goals target-figures",
        "Status quo": "self-assessment focus-groups workforce-figures outside-help",
        "Behoeftenonderzoek onder de doelgroep(en)": "needs-survey",
        "Procesmatig werken": "five-phase-cycle",
        "OVERZICHT INITIATIEVEN EN NETWERKEN": "external-networks self-assessment charter-diversity",
    },
    "hr": {
        "Achtergrond bij de maatregelen": "objective-hr-processes regular-policy-cycle",
        "Hoe pak ik dit aan voor mijn organisatie?": (
            "objective-hr-processes regular-policy-cycle different-needs complaints-and-counsellor regular-check-ups "
            "external-communication"
        ),
        "Objectiviteit in processen": "objective-hr-processes leadership-in-appraisal",
        "Monitoring": "workforce-figures inclusion-monitoring",
        "Functioneringsgesprekken": "structured-appraisals",
        "Preventie en nazorg": "complaints-and-counsellor",
        "Vlootschouw": "strategic-staff-planning candidate-programme",
        "Exitgesprekken": "exit-interviews",
        "Doorstroommogelijkheden/Kandidatenprogramma": "open-vacancies candidate-programme",
        "Trainingen": "awareness-training",
        "Afdeling overstijgende activiteiten": "cross-department-activities",
    },
    "manager": {
        "Achtergrond bij de maatregelen": "inclusive-leader-selection inclusive-leadership-training",
        "Hoe pak ik dit aan voor mijn organisatie?": (
            "inclusive-leader-selection inclusive-leadership-training leadership-in-appraisal"
        ),
        "Selectie leidinggevenden en verdere toerusting": "inclusive-leader-selection",
        "Inclusief leiderschap integreren in personeelsbeleid": (
            "inclusive-leadership-training leader-peer-consultation voice-tools leadership-in-appraisal"
        ),
        "Breng focus aan in leiderschap": "employee-participation equal-information",
    },
    "team": {
        # the eight of its two columns, and the four principles
        "Hoe pak ik dit aan voor mijn organisatie?": (
            "zero-tolerance equal-treatment-in-teams social-activities onboarding-programme individual-empowerment "
            "buddies mentor-programme employee-networks social-safety prejudice-principles"
        ),
        "Empowerment van de individuele medewerker": "individual-empowerment coaching",
        "Vergroten van de inclusie binnen teams en tussen collega’s": (
            "social-activities team-building team-dialogue communication-training social-safety coaching buddies "
            "mentor-programme visible-role-models"
        ),
        "Onboarding programma’s": "onboarding-programme buddies",
        "Zero-tolerance voor ongewenst gedrag": "zero-tolerance",
        "Faciliteren van medewerkersnetwerken": "employee-networks",
    },
    "pilot": {
        "Methodisch en evidence based werken": "cyclical-evaluation",
        "Projectgroepleden kiezen en inzetten": "project-group-roles",
        "Soort maatregelen": "check-existing mentor-training",
        "Omgaan met weerstanden": "resistance-plan",
        "Timing van communicatie": "internal-communication external-communication",
        "Tijdspad bepalen": "planning-horizon",
        "Open dialoog gesprekken met management": "management-dialogue",
        "Mentorprogramma": "mentor-programme mentor-training",
        "Diversiteitskalender": "diversity-calendar",
        "Carrièreprogramma": "career-programme",
        "Zichtbaar maken van rolmodellen": "visible-role-models",
        "Professionalisering klachtenregeling en vertrouwenspersoon": "complaints-and-counsellor social-safety",
        "Bewustwordingstraining": "awareness-training",
    },
}
PILOT = {
    "management-dialogue", "mentor-programme", "diversity-calendar", "career-programme", "visible-role-models",
    "complaints-and-counsellor", "awareness-training",
}  # fmt: skip
COLUMNS = {
    "zero-tolerance", "equal-treatment-in-teams", "social-activities", "onboarding-programme", "individual-empowerment",
    "buddies", "mentor-programme", "employee-networks", "social-safety",
}  # fmt: skip
OWN = {
    "id": "iftar", "name": {"nl": "Iftar", "en": "Iftar"}, "level": "team", "aims": ["belonging"],
    "mechanism": "Samen eten verbindt.",
}  # fmt: skip


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def runs(text: str, length: int) -> Iterator[tuple[str, ...]]:
    told = words(text)
    return (tuple(told[at : at + length]) for at in range(len(told) - length + 1))


def texts(one: room.Intervention) -> Iterator[Name]:
    yield from (one.name, one.mechanism, *one.tips, *one.pitfalls)
    if one.evidence_note is not None:
        yield one.evidence_note


def test_every_heading_of_the_guide_is_there_and_covered_by_what_it_names() -> None:
    found: dict[str, dict[str, set[str]]] = {}
    for id_, section in CATALOGUE.sections.items():
        ids = {one.id for one in CATALOGUE.values() if id_ in one.sections}
        found.setdefault(section["level"], {})[section["heading"]] = ids
    assert {level: set(headings) for level, headings in found.items()} == {k: set(v) for k, v in NAMED.items()}
    for level, headings in NAMED.items():
        for heading, ids in headings.items():
            assert set(ids.split()) <= found[level][heading], heading


def test_nothing_is_there_that_the_guide_does_not_name() -> None:
    named = {id_ for headings in NAMED.values() for ids in headings.values() for id_ in ids.split()}
    assert set(CATALOGUE) == named
    assert all(one.sections and one.evidence != "own" for one in CATALOGUE.values())


def test_all_four_levels_all_six_steps_and_the_seven_of_the_pilot() -> None:
    assert {one.id for one in CATALOGUE.values() if one.pilot} == PILOT
    assert {one.level for one in CATALOGUE.values()} == {"organisation", "hr", "manager", "team"}
    assert {one.step for one in CATALOGUE.values()} == {1, 2, 3, 4, 5, 6}


def test_the_level_is_that_of_a_heading_or_said_to_be_inferred() -> None:
    for one in CATALOGUE.values():
        levels = {CATALOGUE.sections[section]["level"] for section in one.sections}
        # the pilot's own part tells of no levels; its lessons are for the project group of the organisation
        assert one.level in levels or "level" in one.inferred or one.level == "organisation", one.id


def test_aims_read_from_the_two_columns_are_inferred() -> None:
    for id_ in COLUMNS - {"onboarding-programme"}:  # which says itself how it serves either side
        assert "aims" in CATALOGUE[id_].inferred, id_
    assert CATALOGUE["onboarding-programme"].aims == ("belonging", "authenticity")
    assert "aims" not in CATALOGUE["onboarding-programme"].inferred


def test_what_only_prepares_is_of_an_earlier_step_or_follows() -> None:
    early = {one.id for one in CATALOGUE.values() if one.step < 6 and one.role == "change"}
    assert early == {"implicit-association-test", "personal-stories", "serious-gaming", "target-figures"}
    assert all(CATALOGUE[id_].step == 6 and CATALOGUE[id_].role == "change" for id_ in PILOT)


def test_warnings_of_the_guide_are_pitfalls_and_the_grade_says_so() -> None:
    warned = {one.id for one in CATALOGUE.values() if one.evidence == "warned"}
    assert warned == {"target-figures", "awareness-training", "inclusive-leader-selection"}
    assert all(CATALOGUE[id_].pitfalls and CATALOGUE[id_].evidence_note for id_ in warned)
    assert "resistance" in CATALOGUE["target-figures"].pitfalls[0].en
    assert any("strengthen" in pitfall.en for pitfall in CATALOGUE["awareness-training"].pitfalls)


def test_cited_research_is_named_and_every_reference_is_used() -> None:
    cited = {one.id: one.references for one in CATALOGUE.values() if one.evidence == "cited"}
    assert cited == {
        "inclusive-leadership-training": ("celik-2013",),
        "employee-participation": ("mor-barak-2016",),
        "prejudice-principles": ("felten-2020", "verhoef-2021"),
    }
    assert {each for one in CATALOGUE.values() for each in one.references} == set(CATALOGUE.references)
    assert "(2013)" in CATALOGUE.citations("inclusive-leadership-training")[0]


def test_what_the_guide_only_names_has_no_research_behind_it() -> None:
    named = {one.id for one in CATALOGUE.values() if one.evidence == "named"}
    assert {"equal-treatment-in-teams", "communication-training"} <= named
    assert all(not CATALOGUE[id_].references for id_ in named)
    assert CATALOGUE.evidence_statement("equal-treatment-in-teams") == CATALOGUE.grades["named"]


def test_every_text_is_there_in_two_languages() -> None:
    for one in CATALOGUE.values():
        for text in texts(one):
            alike = text.nl == text.en
            assert not alike or text is one.name, text  # only a name may be the same: Coaching
    assert sum(one.name.nl == one.name.en for one in CATALOGUE.values()) == 1


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the source documents are not beside the repository")
def test_no_sentence_is_copied_and_every_heading_is_found() -> None:
    source = " ".join(path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("00*.txt")))
    known = set(runs(source, 6))
    ours = [text.nl for one in CATALOGUE.values() for text in texts(one)]
    ours += [text.nl for step in room.process_steps() for text in (step.name, *step.advice)]
    ours += [step.lagging.nl for step in room.process_steps() if step.lagging is not None]
    assert not [run for text in ours for run in runs(text, 6) if run in known]
    told = " ".join(words(source))
    for section in CATALOGUE.sections.values():
        assert " ".join(words(section["heading"])) in told, section


def test_a_table_with_one_row_per_intervention() -> None:
    frame = CATALOGUE.tidy()
    assert frame["id"].tolist() == list(CATALOGUE)
    assert not frame.isna().any(axis=None)
    row = frame.set_index("id").loc["mentor-programme"]
    assert (row["name"], row["needs"], row["pilot"]) == ("Mentorprogramma", "mentor-training", True)
    assert (row["belonging"], row["safety"]) == (True, False)
    english = room.intervention_catalogue(language="en").tidy()
    assert english.set_index("id").loc["mentor-programme", "name"] == "Mentor programme"
    assert "<table" in CATALOGUE._repr_html_()


def test_lookups() -> None:
    assert CATALOGUE["buddies"].level == "team"
    assert "buddies" in CATALOGUE
    assert "buddy" not in CATALOGUE
    assert len(CATALOGUE) == len(CATALOGUE.interventions)
    with pytest.raises(
        room.UnknownInterventionError, match=r"^there is no intervention 'buddys': did you mean 'buddies'"
    ):
        CATALOGUE["buddys"]
    with pytest.raises(KeyError, match="there are: top-commitment"):
        CATALOGUE["zzz"]
    with pytest.raises(ValueError, match="'nl' or 'en'"):
        room.intervention_catalogue(language="fr")


def test_it_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        CATALOGUE.language = "en"  # type: ignore[misc]
    with pytest.raises(ValueError, match="frozen"):
        CATALOGUE["buddies"].level = "hr"  # type: ignore[misc]
    assert hash(CATALOGUE) == hash(room.intervention_catalogue())


def test_extras_come_last_and_count_for_both_languages() -> None:
    own = room.intervention_catalogue([{**OWN, "needs": ["diversity-calendar"], "evidence": "practice"}])
    assert list(own)[-1] == "iftar"
    assert own["iftar"].mechanism.en == "Samen eten verbindt."
    assert (own["iftar"].step, own["iftar"].role, own["iftar"].targets) == (6, "change", ("everyone",))
    assert own.first("iftar") == ("diversity-calendar",)
    assert room.intervention_catalogue([OWN])["iftar"].evidence == "own"
    assert "iftar" not in room.intervention_catalogue()


def test_an_extra_may_cite_what_the_catalogue_does_not_know() -> None:
    cited = {**OWN, "evidence": "cited", "evidence_note": "A trial.", "references": ["Jansen (2020)", "celik-2013"]}
    assert room.intervention_catalogue([cited]).citations("iftar")[0] == "Jansen (2020)"
    assert room.intervention_catalogue([cited]).citations("iftar")[1].startswith("Celik, S.")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"level": "teams"}, "level: 'teams' is not known: did you mean 'team'?"),
        ({"aims": []}, "aims: this list is empty"),
        ({"aims": ["belongin"]}, "aims.0: 'belongin' is not known: did you mean 'belonging'?"),
        ({"step": 7}, "step: this must be a step from 1 to 6"),
        ({"step": "6"}, "step: this must be a whole number"),
        ({"id": "Grote Iftar"}, "id: this must be small letters and digits"),
        ({"name": {"nl": "x"}}, "name.en: this key is needed"),
        ({"name": {"nl": "x", "en": "x", "eng": "x"}}, "name.eng: this key is not known: did you mean 'en'?"),
        ({"levl": "team"}, "levl: this key is not known: did you mean 'level'?"),
        ({"mechanism": 3}, "mechanism: this must be a text, or {nl: ..., en: ...}"),
        ({"role": "both"}, "role: this must be 'change' or 'condition'"),
        ({"pilot": "yes"}, "pilot: this must be true or false"),
        ({"tips": "x"}, "tips: this must be a list"),
        ({"evidence": "warned"}, "needs an evidence_note"),
        ({"evidence": "cited", "evidence_note": "x"}, "needs references"),
        ({"sections": ["pilot-mentor"]}, "'pilot-mentor' is not known: did you mean 'pilot-mentoring'?"),
        ({"id": "buddies"}, "there is more than one intervention 'buddies'"),
        ({"needs": ["budies"]}, "it needs 'budies', which is not there: did you mean 'buddies'?"),
        ({"needs": ["buddies"], "step": 4}, "it needs 'buddies', which belongs to a later step (6)"),
        ({"needs": ["iftar"]}, "iftar needs iftar: none can come first"),
    ],
)
def test_what_is_wrong_with_an_extra(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as error:
        room.intervention_catalogue([{**OWN, **change}])
    assert len(error.value.problems) == 1
    assert message in error.value.problems[0]
    assert str({**OWN, **change}["id"]) in error.value.problems[0]


def test_all_that_is_wrong_with_extras_is_told_at_once() -> None:
    entries = [
        {**OWN, "level": "top", "aims": ["fun"]},
        {**OWN, "id": "a", "needs": ["b"]},
        {**OWN, "id": "b", "needs": ["a", "c"]},
        {**OWN, "id": "a"},
        "iftar",
    ]
    with pytest.raises(InputError) as error:
        room.intervention_catalogue(entries)  # type: ignore[list-item]
    told = "\n".join(error.value.problems)
    for part in (
        "'top' is not known",
        "'fun' is not known",
        "more than one intervention 'a'",
        "it needs 'c'",
        "extra[4]",
    ):
        assert part in told
    with pytest.raises(TypeError, match="list of mappings"):
        room.intervention_catalogue(OWN)  # type: ignore[arg-type]


def test_a_circle_of_needs_is_told_once() -> None:
    ring = [{**OWN, "id": id_, "needs": [need]} for id_, need in ("ab", "bc", "ca")]
    with pytest.raises(InputError) as error:
        room.intervention_catalogue(ring)
    assert error.value.problems == ("extra: a needs b needs c needs a: none can come first",)


def test_what_must_come_first() -> None:
    assert CATALOGUE["mentor-programme"].needs == ("mentor-training",)
    assert CATALOGUE.first("regular-policy-cycle") == (
        "top-commitment", "diversity-officer", "ambassadors", "diversity-policy",
    )  # fmt: skip
    assert CATALOGUE.first("buddies") == ()
    assert CATALOGUE.in_order([]) == ()
    with pytest.raises(room.UnknownInterventionError):
        CATALOGUE.in_order(["mentor"])


@pytest.mark.parametrize("backwards", [False, True])
def test_any_choice_can_be_put_in_an_order_in_which_nothing_comes_too_early(backwards: bool) -> None:
    chosen = list(CATALOGUE)[::-1] if backwards else list(CATALOGUE)
    ordered = CATALOGUE.in_order(chosen)
    assert sorted(ordered) == sorted(CATALOGUE)
    for at, id_ in enumerate(ordered):
        assert set(CATALOGUE[id_].needs) <= set(ordered[:at])
        assert all(CATALOGUE[need].step <= CATALOGUE[id_].step for need in CATALOGUE[id_].needs)
