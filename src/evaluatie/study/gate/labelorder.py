"""Which way the answers of an item run, by the labels of their codes."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

# Words, and beginnings of words, in the labels at both ends of usual answer scales, in Dutch and English.
_LOW_WORDS = frozenset(
    {"niet", "not", "geen", "none", "nee", "no", "never", "nooit", "laag", "low", "slecht", "poor", "bad"}
)
_LOW = (
    "oneens", "disagree", "ontevreden", "dissatisf", "onwaar", "false", "onbelangrijk", "unimportant",
    "onwaarschijnlijk",    "unlikely", "zelden", "rarely", "seldom", "zwak", "weak", "onjuist", "weinig",
)  # fmt: skip
_HIGH = (
    "eens", "agree", "tevreden", "satisf", "waar", "true", "belangrijk", "important", "likely", "altijd", "always",
    "vaak", "often", "goed", "good", "hoog", "high", "veel", "sterk", "strong", "uitstekend", "excellent",
    "helemaal", "juist", "zeer", "very", "volledig", "completely",
)  # fmt: skip
# They stand or fall between versions of the same label.
_FILLERS = frozenset({"mee", "het", "ermee", "er", "ik", "ben", "i", "with", "it"})


def turned(before: Mapping[float, str], after: Mapping[float, str]) -> bool:
    """Say whether the labels that two lists have in common stand in the opposite order.

    Parameters
    ----------
    before, after : mapping of float to str
        Codes of answers to their labels.

    Returns
    -------
    bool
        With two labels or more in common: whether every two of them changed places, or all but a few.

    Examples
    --------
    >>> turned({1: "oneens", 2: "neutraal", 3: "eens"}, {1: "eens", 2: "neutraal", 3: "oneens"})
    True
    >>> turned({1: "oneens", 2: "neutraal", 3: "eens"}, {0: "mee oneens", 1: "neutraal", 2: "mee eens"})
    False
    """
    old, new = _by_label(before), _by_label(after)
    common = [label for label in old if label in new]
    signs = [(old[one] - old[two]) * (new[one] - new[two]) for one, two in combinations(common, 2)]
    return sum(sign < 0 for sign in signs) > sum(sign > 0 for sign in signs)


def direction_of(labels: Mapping[float, str]) -> int:
    """Tell by the words of the end labels whether the highest code means most or least.

    Parameters
    ----------
    labels : mapping of float to str
        Codes of answers to their labels.

    Returns
    -------
    int
        1 where the highest code means most, -1 where it means least, 0 where the words do not tell.

    Examples
    --------
    >>> direction_of({1: "helemaal oneens", 5: "helemaal eens"}), direction_of({1: "altijd", 5: "nooit"})
    (1, -1)
    >>> direction_of({1: "man", 2: "vrouw"})
    0
    """
    if len(labels) < 2:
        return 0
    low, high = _tone(labels[min(labels)]), _tone(labels[max(labels)])
    return 0 if low == high else (high > low) - (high < low) if low and high else 0


def _tone(label: str) -> int:
    words = label.split()
    if any(word in _LOW_WORDS or word.startswith(_LOW) for word in words):
        return -1
    return 1 if any(word.startswith(_HIGH) for word in words) else 0


def _by_label(labels: Mapping[float, str]) -> dict[str, float]:
    """Give the code of every label that stands once."""
    plain = {code: " ".join(word for word in label.split() if word not in _FILLERS) for code, label in labels.items()}
    texts = list(plain.values())
    return {label: code for code, label in plain.items() if label and texts.count(label) == 1}
