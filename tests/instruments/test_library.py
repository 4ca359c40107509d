"""The instruments that come along: complete, paraphrased, honest about what was checked."""

from __future__ import annotations

import copy
import pickle

import pytest
from pydantic import ValidationError

from evaluatie.instruments import UnknownInstrumentError, instrument, list_instruments
from evaluatie.instruments.model import Verified
from evaluatie.instruments.reading import DEFINITIONS


def test_the_five_are_there() -> None:
    assert set(list_instruments()) >= {
        "affective_commitment",
        "inclusive_leadership",
        "job_satisfaction",
        "pgis",
        "turnover_intention",
    }


@pytest.mark.parametrize(
    ("key", "items", "reversed_items", "direction"),
    [
        ("pgis", 16, (), "higher"),
        ("inclusive_leadership", 9, (), "higher"),
        ("affective_commitment", 6, (3, 4, 5), "higher"),
        ("job_satisfaction", 3, (2,), "higher"),
        ("turnover_intention", 3, (), "lower"),
    ],
)
def test_their_shape(key: str, items: int, reversed_items: tuple, direction: str) -> None:
    asked = instrument(key)
    assert (len(asked.items), asked.reversed, asked.direction) == (items, reversed_items, direction)


def test_pgis_has_two_scales_of_two_facets() -> None:
    pgis = instrument("pgis")
    assert pgis.subscales["belonging"].items == tuple(range(1, 9))
    assert pgis.subscales["authenticity"].items == tuple(range(9, 17))
    facets = [item.facet for item in pgis.items]
    expected = ["group membership", "group affection", "room for authenticity", "value in authenticity"]
    assert facets == [facet for facet in expected for _ in range(4)]


@pytest.mark.parametrize("key", list_instruments())
def test_each_says_where_it_comes_from_what_was_checked_and_that_it_is_not_for_use(key: str) -> None:
    asked = instrument(key)
    assert asked.id == key
    assert "not for administration" in asked.administration.lower()
    assert asked.source.citation
    assert set(Verified.model_fields) - {"note"} <= set(asked.verified.model_dump())
    assert asked.verified.note
    assert asked.name.nl != asked.name.en
    # content is about the item, in the third person: an item's wording speaks for the respondent
    assert not [item for item in asked.items if set(item.content.lower().split()) & {"i", "my", "me", "ik", "mijn"}]


@pytest.mark.parametrize("key", list_instruments())
def test_every_item_of_an_instrument_with_subscales_is_in_one(key: str) -> None:
    asked = instrument(key)
    if asked.subscales:
        numbers = sorted(number for scale in asked.subscales.values() for number in scale.items)
        assert numbers == [item.number for item in asked.items]


@pytest.mark.parametrize("key", list_instruments())
def test_an_instrument_is_shared_and_cannot_be_changed(key: str) -> None:
    asked = instrument(key)
    assert instrument(key) is asked
    with pytest.raises(ValidationError, match="frozen"):
        asked.id = "other"
    with pytest.raises(TypeError, match="cannot be changed"):
        asked.subscales["other"] = asked.total
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
