"""An instrument of which only part was asked: its own numbers, the same share answered, no total that misleads."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluatie.instruments import Instrument, instrument, list_instruments

PARTS = st.sampled_from(list_instruments()).flatmap(
    lambda key: st.tuples(st.just(instrument(key)), st.sets(st.sampled_from(instrument(key).numbers), min_size=1))
)


def test_nine_of_sixteen_by_hand() -> None:
    short = instrument("pgis").shortened([16, 1, 2, 5, 6, 9, 10, 13, 14])
    assert short.id == "pgis"
    assert short.columns == tuple(f"pgis_{number}" for number in (1, 2, 5, 6, 9, 10, 13, 14, 16))
    assert [(scale.id, scale.items, scale.minimum_answered) for scale in short.scales] == [
        ("belonging", (1, 2, 5, 6), 2),
        ("authenticity", (9, 10, 13, 14, 16), 3),
        ("total", (1, 2, 5, 6, 9, 10, 13, 14, 16), 7),
    ]
    assert short.facets["value in authenticity"] == (13, 14, 16)
    assert short.full_length == 16
    assert short.scoring.note.endswith("Shortened: only items 1, 2, 5, 6, 9, 10, 13, 14, 16 were asked.")


def test_without_one_of_its_parts_there_is_no_total() -> None:
    short = instrument("pgis").shortened(range(1, 9))
    assert [scale.id for scale in short.scales] == ["belonging"]
    assert (short.total, short.scoring.total, short.scoring.minimum_answered) == (None, False, None)


def test_reliabilities_are_those_of_the_whole() -> None:
    whole = instrument("psychological_safety")
    assert whole.reliabilities
    assert whole.shortened([1, 2, 3]).reliabilities == ()


@pytest.mark.parametrize(
    ("numbers", "words"), [([], "no item of pgis is named"), ([0, 1, 17], "pgis has no item 0, 17")]
)
def test_what_cannot_be_is_refused(numbers: list, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        instrument("pgis").shortened(numbers)


@given(PARTS)
def test_a_part_is_an_instrument_of_its_own(part: tuple[Instrument, set[int]]) -> None:
    whole, numbers = part
    short = whole.shortened(numbers)
    assert short.numbers == tuple(sorted(numbers))
    assert set(short.reversed) == set(whole.reversed) & numbers
    assert {number for scale in short.scales for number in scale.items} == numbers
    for scale in short.scales:
        of_whole = next(found for found in whole.scales if found.id == scale.id)
        share = of_whole.minimum_answered / len(of_whole.items)
        assert scale.minimum_answered == math.ceil(round(share * len(scale.items), 9))
    assert short.shortened(numbers) is short
    assert (short is whole) == (numbers == set(whole.numbers))
    assert short.full_length == (None if short is whole else len(whole.items))


@given(PARTS, st.data())
def test_a_part_of_a_part_has_the_items_of_the_part(part: tuple[Instrument, set[int]], data: st.DataObject) -> None:
    whole, numbers = part
    fewer = data.draw(st.sets(st.sampled_from(sorted(numbers)), min_size=1))
    twice = whole.shortened(numbers).shortened(fewer)
    once = whole.shortened(fewer)
    assert (twice.items, twice.reversed, twice.full_length) == (once.items, once.reversed, once.full_length)
    assert set(twice.subscales) == set(once.subscales)
