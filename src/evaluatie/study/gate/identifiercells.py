"""Cells that identify people by what stands in them: e-mail addresses, phone numbers, bank accounts, BSNs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from ipaddress import AddressValueError, IPv6Address

import numpy as np

from evaluatie.study.codes import code_text

EMAIL, PHONE, IBAN = "an e-mail address", "a phone number", "a bank account number"
IP, BSN = "an IP address", "a citizen service number (BSN)"
# Fewer values than this say nothing about a column.
_ENOUGH = 5
# Shorter texts and smaller numbers identify nobody.
_SHORTEST, _SMALLEST = 6, 10**7

_NUMBERS = (int, float, np.int32, np.int64, np.float32, np.float64)

_EMAIL = re.compile(
    r"[\w.%+'-]{1,64}(?:@| ?[\[(](?:at|apenstaartje)[\])] ?)[\w-]{1,63}(?:\.[\w-]{1,63}){0,9}\.[^\W\d_]{2,63}",
    re.IGNORECASE,
)
_IBAN = re.compile(r"N(?<!\w.)L ?[0-9]{2} ?[A-Z]{4}(?:[ .]?[0-9]){10}(?![0-9])", re.IGNORECASE)

# A number begins here, and not in the middle of another one, of a code, a date or a time. A pattern that begins with
# the letters that it looks for is found ten times as fast.
_FIRST = r"(?<![\w+].)(?<![0-9][.,:/].)(?<!\w-.)"
_NEXT = r"[ ()/.-]{0,2}[0-9]"
_PHONE = re.compile(
    rf"[+(0]{_FIRST}(?:"
    rf"(?<=\+)[1-9](?:{_NEXT}){{8,14}}"
    rf"|(?<=0)031[ -]?(?:\(0\))?[ -]?[1-9](?:{_NEXT}){{8}}"
    rf"|(?:(?<=\()0|(?<=0))(?:6\)?[ /.-]{{0,3}}[1-58](?:{_NEXT}){{7}}"
    rf"|[1-9][0-9]\)?[ /.-]{{1,3}}[1-9](?:{_NEXT}){{6}}"
    rf"|[1-9][0-9]{{2}}\)?[ /.-]{{1,3}}[1-9](?:{_NEXT}){{5}}"
    r"|[1-9][0-9]{8})"
    r")(?![0-9]|[.,:][0-9])"
)
_DATE = re.compile(r"[0-9]{2}[-/. ][0-9]{2}[-/. ](?:19|20)[0-9]{2}(?![0-9])")
_BARE = re.compile(r"[0-9]{8,}")
_BARE_PHONE = re.compile(r"0[1-9][0-9]{8}|0031[1-9][0-9]{8}")
# a spreadsheet takes the first zero away
_LOST_ZERO = re.compile(r"(?:31)?6[1-58][0-9]{7}")

_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IP4 = re.compile(rf"(?<![\w.,-]){_OCTET}(?:\.{_OCTET}){{3}}(?!\w|[.,][0-9])")
_IP6 = re.compile(r"[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}")
# sections of a document (3.1.2.4) and versions of a program (4.12.1) have fewer digits than most addresses
_FEWEST_DIGITS = 7

_BSN_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_BSN_NAMED = re.compile(
    r"[BS](?<!\w.)(?:sn|urgerservicen|ofi-?n)[a-z]*[^0-9\n]{1,12}[0-9](?:[ .-]?[0-9]){7,8}(?![0-9])", re.IGNORECASE
)


def personal_cells(values: Iterable[object]) -> dict[str, list[object]]:
    """Find the values of a column that identify people.

    Parameters
    ----------
    values : iterable of object
        The different values of the column.

    Returns
    -------
    dict of str to list of object
        Per kind of identifier, in words, the values that hold one.

    Examples
    --------
    >>> personal_cells(["3", "mail ann@example.org", "06-12345678", 1987])
    {'an e-mail address': ['mail ann@example.org'], 'a phone number': ['06-12345678']}
    """
    texts = _texts(values)
    if not texts:
        return {}
    pairs, likely = list(texts.items()), _likely(list(texts.values()))
    found = {
        kind: [pairs[place][0] for place in np.flatnonzero(likely[kind]) if test(pairs[place][1])]
        for kind, test in _RECOGNISED.items()
    }
    found[PHONE] = [*dict.fromkeys([*_without_codes(found[PHONE], texts), *_most(texts, _lost_zero)])]
    found[BSN] = [*dict.fromkeys([*found[BSN], *_most(texts, is_bsn)])]
    return {kind: held for kind, held in found.items() if held}


def is_bsn(text: str) -> bool:
    """Do the eleven-test of the citizen service number: 9a + 8b + ... + 2h - i is a multiple of eleven.

    Eight digits are nine of which the first was a zero.

    Examples
    --------
    >>> is_bsn("111222333"), is_bsn("1112.22.333"), is_bsn("111222334"), is_bsn("000000000")
    (True, True, False, False)
    """
    digits = re.sub(r"[ .-]", "", text)
    if not re.fullmatch("[0-9]{8,9}", digits):
        return False
    numbers = [int(digit) for digit in digits.zfill(9)]
    total = sum(weight * number for weight, number in zip(_BSN_WEIGHTS, numbers, strict=True))
    return total % 11 == 0 and len(set(numbers)) > 1


def _texts(values: Iterable[object]) -> dict[object, str]:
    """Give what is looked at: no dates, and no numbers or words that are too short to identify anybody."""
    listed = list(values)
    texts: dict[object, str] = {
        value: text for value in listed if isinstance(value, str) and len(text := value.strip()) >= _SHORTEST
    }
    numbers = [(value, float(value)) for value in listed if isinstance(value, _NUMBERS)]
    return texts | {
        value: code_text(value) for value, number in numbers if abs(number) >= _SMALLEST and number.is_integer()
    }


def _likely(texts: list[str]) -> dict[str, np.ndarray]:
    """Tell quickly, for all texts at once, what they cannot hold: most answers have few digits."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    letters = np.frombuffer(b"".join(encoded), dtype=np.uint8)
    starts = np.cumsum([0, *map(len, encoded[:-1])])

    def count(which: np.ndarray) -> np.ndarray:
        return np.add.reduceat(which, starts, dtype=np.int32)

    def one_of(these: str) -> np.ndarray:
        found: np.ndarray = np.logical_or.reduce([letters == ord(letter) for letter in these])
        return found

    digits = count((letters >= ord("0")) & (letters <= ord("9")))
    dots, colon = count(letters == ord(".")), letters == ord(":")
    # an IPv6 address has seven colons, or two next to each other; a time has neither
    colons = (count(colon) >= 7) | (count(colon & np.roll(colon, 1)) > 0)
    return {
        EMAIL: (dots > 0) & (count(one_of("@([")) > 0),
        PHONE: digits >= 9,
        IBAN: (digits >= 12) & (count(one_of("Ll")) > 0),
        IP: ((dots >= 3) & (digits >= 4)) | colons,
        BSN: (digits >= 8) & (count(one_of("Ss")) > 0),
    }


def _is_phone(text: str) -> bool:
    found = any(not _DATE.match(number.group()) for number in _PHONE.finditer(text))
    # the digits of a bank account look like a number
    return found and (_IBAN.search(text) is None or _is_phone(_IBAN.sub("", text)))


def _lost_zero(text: str) -> bool:
    return _LOST_ZERO.fullmatch(text) is not None


def _without_codes(phones: list[object], texts: dict[object, str]) -> list[object]:
    """Leave out bare digits in a column of codes of which some look like a number by chance."""
    bare = [text for text in texts.values() if _BARE.fullmatch(text)]
    alike = sum(_BARE_PHONE.fullmatch(text) is not None for text in bare)
    return [value for value in phones if 2 * alike > len(bare) or not _BARE.fullmatch(texts[value])]


def _most(texts: dict[object, str], test: Callable[[str], bool]) -> list[object]:
    """Give the values that pass a test, where most do; by chance one in eleven passes that of the BSN."""
    # some thousand of them, evenly spread, show whether it is worth testing all
    probed = list(texts.values())[:: max(1, len(texts) // 1000)]
    if 2 * sum(map(test, probed)) <= len(probed):
        return []
    held = [value for value, text in texts.items() if test(text)]
    return held if len(held) >= _ENOUGH and 2 * len(held) > len(texts) else []


def _is_ip(text: str) -> bool:
    def seems(address: str) -> bool:
        alone = address == text and int(address.partition(".")[0]) >= 10
        return alone or sum(letter.isdigit() for letter in address) >= _FEWEST_DIGITS

    return any(seems(address) for address in _IP4.findall(text)) or _is_ip6(text)


def _is_ip6(text: str) -> bool:
    if not _IP6.fullmatch(text) or not any(letter.isdigit() for letter in text):
        return False
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return True


def _has(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.search(text) is not None


_RECOGNISED: Mapping[str, Callable[[str], bool]] = {
    EMAIL: _has(_EMAIL),
    PHONE: _is_phone,
    IBAN: _has(_IBAN),
    IP: _is_ip,
    BSN: _has(_BSN_NAMED),
}
