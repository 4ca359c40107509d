"""The instruments that come along: complete, paraphrased, honest about what was checked."""

from __future__ import annotations

import copy
import pickle

import pytest
import yaml
from pydantic import ValidationError

from evaluatie.instruments import UnknownInstrumentError, instrument, list_instruments
from evaluatie.instruments.model import Instrument
from evaluatie.instruments.parts import Scoring, Verified
from evaluatie.instruments.reading import DEFINITIONS

# id, items, reversed, direction, scales; what issue 3 asks for
SHAPES = [
    ("pgis", 16, (), "higher", "belonging authenticity total"),
    ("inclusive_leadership", 9, (), "higher", "openness availability accessibility total"),
    ("inclusive_leadership_ashikali", 13, (), "higher", "total"),
    ("transformational_leadership", 7, (), "higher", "total"),
    ("psychological_safety", 7, (1, 3, 5), "higher", "total"),
    ("affective_commitment", 6, (3, 4, 5), "higher", "total"),
    ("turnover_intention", 3, (), "lower", "total"),
    ("job_satisfaction", 3, (2,), "higher", "total"),
    ("diversity_climate", 16, (1, 9, 15, 16), "higher", "fairness inclusion diversity_value personal_comfort total"),
    ("discrimination_at_work", 12, (), "ambiguous", "total"),
    ("unwanted_behaviour", 8, (), "ambiguous", "external internal"),
    (
        "mpq",
        40,
        (18, 19, 24, 25, 26, 27, 28, 30, 31, *range(33, 41)),
        "higher",
        "cultural_empathy open_mindedness social_initiative emotional_stability flexibility",
    ),
]
# what not every instrument has
OPTIONAL = {"reliabilities", "subscales", "full_length"}


def test_all_are_listed_here() -> None:
    assert list_instruments() == tuple(sorted(shape[0] for shape in SHAPES))


@pytest.mark.parametrize(("key", "items", "reversed_items", "direction", "scales"), SHAPES)
def test_their_shape(key: str, items: int, reversed_items: tuple, direction: str, scales: str) -> None:
    asked = instrument(key)
    assert (len(asked.items), asked.reversed, asked.direction) == (items, reversed_items, direction)
    assert [scale.id for scale in asked.scales] == scales.split()


def test_pgis_has_two_scales_of_two_facets() -> None:
    pgis = instrument("pgis")
    assert pgis.subscales["belonging"].items == tuple(range(1, 9))
    assert pgis.subscales["authenticity"].items == tuple(range(9, 17))
    assert pgis.facets == {
        "group membership": (1, 2, 3, 4),
        "group affection": (5, 6, 7, 8),
        "room for authenticity": (9, 10, 11, 12),
        "value in authenticity": (13, 14, 15, 16),
    }


def test_mpq_has_five_scales_of_eight_and_no_total() -> None:
    mpq = instrument("mpq")
    assert mpq.total is None
    assert [len(scale.items) for scale in mpq.scales] == [8] * 5
    assert [scale.items for scale in mpq.scales] == list(mpq.facets.values())


@pytest.mark.parametrize("key", list_instruments())
def test_each_definition_is_complete(key: str) -> None:
    written = yaml.safe_load((DEFINITIONS / f"{key}.yaml").read_text(encoding="utf-8"))
    assert set(Instrument.model_fields) - OPTIONAL <= set(written)
    assert set(written["verified"]) == set(Verified.model_fields)
    left_out = set(Scoring.model_fields) - set(written["scoring"])
    assert left_out == (set() if written["scoring"]["total"] else {"minimum_answered"})
    assert set(written["referent"]) == {"id", "nl", "en"}


@pytest.mark.parametrize("key", list_instruments())
def test_each_says_where_it_comes_from_what_was_checked_and_that_it_is_not_for_use(key: str) -> None:
    asked = instrument(key)
    assert asked.id == key
    assert "not for administration" in asked.administration.lower()
    assert "the study supplies the" in asked.administration.lower()
    assert asked.source.citation
    assert asked.verified is not None
    assert "checked" in asked.verified.note.lower()
    assert asked.name.nl != asked.name.en
    # content is about the item, in the third person: an item's wording speaks for the respondent
    assert not [item for item in asked.items if set(item.content.lower().split()) & {"i", "my", "me", "ik", "mijn"}]


@pytest.mark.parametrize("key", list_instruments())
def test_every_item_says_what_it_is_about_or_the_note_says_that_it_is_left_open(key: str) -> None:
    asked = instrument(key)
    known = {bool(item.facet and item.content) for item in asked.items}
    if known != {True}:
        assert known == {False}
        assert asked.verified is not None
        assert not asked.verified.facets
        assert "left open" in asked.verified.note


@pytest.mark.parametrize("key", list_instruments())
def test_what_is_ours_is_not_called_checked(key: str) -> None:
    asked = instrument(key)
    assert asked.verified is not None
    # no publication that was seen gives a rule for unanswered items
    assert not asked.verified.minimum_answered
    assert asked.total is None or "minim" in asked.scoring.note
    if asked.direction == "ambiguous":
        assert "can mean" in asked.verified.note


@pytest.mark.parametrize("key", list_instruments())
def test_every_item_of_an_instrument_with_subscales_is_in_one(key: str) -> None:
    asked = instrument(key)
    if asked.subscales:
        numbers = sorted(number for scale in asked.subscales.values() for number in scale.items)
        assert numbers == list(asked.numbers)


@pytest.mark.parametrize("key", list_instruments())
def test_a_minimum_is_at_least_half(key: str) -> None:
    for scale in instrument(key).scales:
        assert scale.minimum_answered * 2 >= len(scale.items), scale.id


def test_a_referent_of_one_id_has_one_name() -> None:
    referents = {instrument(key).referent for key in list_instruments()}
    assert len(referents) == len({referent.id for referent in referents if referent})


@pytest.mark.parametrize("key", list_instruments())
def test_an_instrument_is_shared_and_cannot_be_changed(key: str) -> None:
    asked = instrument(key)
    assert instrument(key) is asked
    with pytest.raises(ValidationError, match="frozen"):
        asked.id = "other"
    with pytest.raises(TypeError, match="cannot be changed"):
        asked.subscales["other"] = asked.scales[0]
    asked.facets.clear()
    assert pickle.loads(pickle.dumps(asked)) == copy.deepcopy(asked) == asked  # noqa: S301 - our own bytes
    assert hash(asked) == hash(copy.deepcopy(asked))


def test_an_unknown_id_names_the_likeliest_and_all() -> None:
    with pytest.raises(UnknownInstrumentError) as caught:
        instrument("PGSI")
    assert str(caught.value).startswith("There is no instrument 'PGSI'. Did you mean 'pgis'? There are: affective")
    with pytest.raises(KeyError):
        instrument("../pgis")


def test_nothing_but_definitions_lies_among_the_definitions() -> None:
    assert {path.suffix for path in DEFINITIONS.iterdir()} == {".yaml"}
