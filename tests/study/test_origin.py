"""Origin by the two classifications of CBS, person by person."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluatie.study.groups.origin import labels_of, level_called, levels_of, origin_levels

# own, mother's and father's country of birth; cbs-1999; cbs-2022; born in the Netherlands
PERSONS = {
    "nobody abroad": ("Nederland", "Nederland", "Nederland", "nederland", "nederland", True),
    "first generation, Turkey": ("Turkije", "Turkije", "Turkije", "niet-westers", "buiten-europa", False),
    "first generation, Poland": ("Polen", "Polen", "Polen", "westers", "europa", False),
    "first generation, Indonesia": ("Indonesië", "Indonesië", "Nederland", "westers", "buiten-europa", False),
    "first generation, Japan": ("Japan", "Japan", "Japan", "westers", "buiten-europa", False),
    "first generation, America": ("US", "US", "US", "westers", "buiten-europa", False),
    "first generation, Dutch Caribbean": ("Curaçao", "Aruba", "Aruba", "niet-westers", "buiten-europa", False),
    "first generation, Armenia": ("Armenië", "Armenië", "Armenië", "westers", "buiten-europa", False),
    "the own country counts, not the parents'": ("Duitsland", "Turkije", "Turkije", "westers", "europa", False),
    "second generation, both parents": ("Nederland", "Marokko", "Marokko", "niet-westers", "buiten-europa", True),
    "mother first": ("Nederland", "Duitsland", "Turkije", "westers", "europa", True),
    "mother first, other way round": ("Nederland", "Turkije", "Duitsland", "niet-westers", "buiten-europa", True),
    "mother Dutch, so father": ("Nederland", "Nederland", "Suriname", "niet-westers", "buiten-europa", True),
    "father Dutch": ("Nederland", "Suriname", "Nederland", "niet-westers", "buiten-europa", True),
    "abroad with two Dutch parents": ("Marokko", "Nederland", "Nederland", "nederland", "buiten-europa", False),
    "in Europe with two Dutch parents": ("België", "Nederland", "Nederland", "nederland", "europa", False),
    "abroad, one parent Dutch, other unknown": ("Marokko", "Nederland", None, "unknown", "buiten-europa", False),
    "abroad, parents unknown": ("Marokko", None, None, "unknown", "buiten-europa", False),
    "abroad, one parent abroad, other unknown": ("Marokko", None, "Spanje", "niet-westers", "buiten-europa", False),
    "mother unknown, father abroad": ("Nederland", None, "Turkije", "niet-westers", "buiten-europa", True),
    "mother unknown, father Dutch": ("Nederland", None, "Nederland", "unknown", "unknown", True),
    "mother Dutch, father unknown": ("Nederland", "Nederland", None, "unknown", "unknown", True),
    "mother abroad, father unknown": ("Nederland", "Turkije", None, "niet-westers", "buiten-europa", True),
    "own unknown, parents Dutch": (None, "Nederland", "Nederland", "nederland", "unknown", None),
    "own unknown, parents abroad": (None, "Turkije", "Turkije", "unknown", "unknown", None),
    "nothing known": (None, None, None, "unknown", "unknown", None),
    "abroad, and not told where": ("ander land", "ander land", "ander land", "unknown", "unknown", False),
    "mother's country not told, father's is": ("Nederland", "ander land", "Turkije", "unknown", "unknown", True),
    "another western country": ("ander westers land", "Polen", "Polen", "westers", "unknown", False),
    "a country that no longer is": ("Sovjet-Unie", "Sovjet-Unie", "Sovjet-Unie", "westers", "europa", False),
    "codes": ("NL", "TUR", "nld", "niet-westers", "buiten-europa", True),
    "not a country": ("Atlantis", "Nederland", "Turkije", "unknown", "unknown", None),
}


@pytest.mark.parametrize("person", PERSONS.values(), ids=PERSONS)
def test_a_person_in_both_classifications(person: tuple) -> None:
    own, mother, father = (pd.Series([name], index=[7], dtype="object") for name in person[:3])
    old, _ = origin_levels(own, mother, father, "cbs-1999")
    new, born = origin_levels(own, mother, father, "cbs-2022")
    assert (old[7], new[7]) == person[3:5]
    assert (None if born[7] is pd.NA else born[7]) == person[5]


def test_all_persons_together_are_read_as_one_by_one() -> None:
    table = pd.DataFrame(PERSONS.values(), columns=["own", "mother", "father", "old", "new", "born"])
    for classification, wanted in (("cbs-1999", "old"), ("cbs-2022", "new")):
        levels, _ = origin_levels(table["own"], table["mother"], table["father"], classification)
        assert levels.tolist() == table[wanted].tolist()


def test_without_the_parents_only_who_was_born_abroad_has_an_origin() -> None:
    own = pd.Series(["Nederland", "Turkije"])
    assert origin_levels(own, None, None, "cbs-2022")[0].tolist() == ["unknown", "buiten-europa"]
    assert origin_levels(own, None, None, "cbs-1999")[0].tolist() == ["unknown", "unknown"]


COUNTRIES = st.sampled_from([None, "Nederland", "Polen", "Turkije", "Indonesië", "Armenië", "Aruba", "ander land"])


@given(st.lists(st.tuples(COUNTRIES, COUNTRIES, COUNTRIES), max_size=12))
def test_what_holds_for_everyone(persons: list[tuple]) -> None:
    table = pd.DataFrame(persons, columns=["own", "mother", "father"], dtype="object")
    before = table.copy()
    old, born = origin_levels(table["own"], table["mother"], table["father"], "cbs-1999")
    new, _ = origin_levels(table["own"], table["mother"], table["father"], "cbs-2022")
    pd.testing.assert_frame_equal(table, before)
    assert set(old) <= {*levels_of("cbs-1999"), "unknown"}
    assert set(new) <= {*levels_of("cbs-2022"), "unknown"}
    # who is non-western has an origin outside Europe: the newer level is the wider one
    assert set(new[old == "niet-westers"]) <= {"buiten-europa"}
    # in the newer classification nobody born abroad has a Dutch origin, in the older one only by two Dutch parents
    assert "nederland" not in set(new[born.eq(False).fillna(False)])
    parents = table.loc[(old == "nederland").to_numpy(), ["mother", "father"]]
    assert (parents == "Nederland").all(axis=None)


@pytest.mark.parametrize("classification", ["cbs-1999", "cbs-2022"])
def test_every_level_has_labels_that_are_read_back(classification: str) -> None:
    labels = labels_of(classification)
    assert tuple(labels) == levels_of(classification)
    for level, words in labels.items():
        assert sorted(words) == ["en", "nl"]
        assert {level_called(text, classification) for text in (level, *words.values())} == {level}


@pytest.mark.parametrize(
    ("text", "classification", "level"),
    [
        ("Geen migratieachtergrond", "cbs-1999", "nederland"),
        ("Westerse migratieachtergrond", "cbs-1999", "westers"),
        ("niet westers", "cbs-1999", "niet-westers"),
        ("Buiten Europa", "cbs-2022", "buiten-europa"),
        ("Europa (excl. Nederland)", "cbs-2022", "europa"),
        ("westers", "cbs-2022", None),
        ("Europa", "cbs-1999", None),
        ("", "cbs-2022", None),
    ],
)
def test_levels_as_files_spell_them(text: str, classification: str, level: str | None) -> None:
    assert level_called(text, classification) == level
