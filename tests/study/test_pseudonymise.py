"""Pseudonyms: one code gives one pseudonym however it is written, and another key gives others."""

from __future__ import annotations

import hashlib
import hmac

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from evaluatie.study import pseudonymise

KEY = b"0123456789abcdef0123456789abcdef"


def one(code: object, key: bytes | str = KEY) -> object:
    return pseudonymise(pd.Series([code], dtype="object"), key).iloc[0]


def test_it_is_hmac_sha256_in_hexadecimal() -> None:
    # RFC 4231, test case 2
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert one("what do ya want for nothing?", "Jefe") == expected
    assert one("A7", KEY) == hmac.new(KEY, b"A7", hashlib.sha256).hexdigest()


@given(some.integers(-(2**53), 2**53))
def test_a_whole_number_is_one_code_however_it_is_written(number: int) -> None:
    written = [number, float(number), np.int64(number), np.float64(number), str(number), f"{number}.0", f" {number}\t"]
    assert len({one(code) for code in written}) == 1


@given(some.integers(0, 2**200))
def test_long_numbers_keep_all_their_digits(number: int) -> None:
    assert one(number) == one(str(number))
    assert one(number) != one(number + 1)


@given(some.lists(some.text(), max_size=20))
def test_texts_differ_when_their_codes_differ(texts: list[str]) -> None:
    from evaluatie.study.codes import code_text

    pseudonyms = pseudonymise(pd.Series(texts, dtype="object"), KEY)
    codes = [code_text(text) for text in texts]
    assert len({*pseudonyms.dropna()}) == len({code for code in codes if code})
    assert pseudonyms.isna().tolist() == [not code for code in codes]
    assert [code_text(code) for code in codes] == codes


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA, pd.NaT, "", "  "])
def test_missing_stays_missing(missing: object) -> None:
    assert pd.isna(one(missing))


def test_leading_zeros_capitals_and_composed_letters() -> None:
    assert one("012") != one("12")
    assert one("ab") != one("AB")
    assert one("e\u0301") == one("\u00e9")


def test_index_name_and_input_are_kept() -> None:
    codes = pd.Series([1.0, np.nan, 2.0], index=[5, 6, 7], name="code")
    before = codes.copy()
    pseudonyms = pseudonymise(codes, "key")
    assert pseudonyms.index.tolist() == [5, 6, 7]
    assert (pseudonyms.name, str(pseudonyms.dtype)) == ("code", "str")
    pd.testing.assert_series_equal(codes, before)


@pytest.mark.parametrize("key", ["", b""])
def test_an_empty_key_is_refused(key: str | bytes) -> None:
    with pytest.raises(ValueError, match="key is empty"):
        one("a", key)


def test_another_key_gives_other_pseudonyms() -> None:
    assert one("a", "key one") != one("a", "key two")
