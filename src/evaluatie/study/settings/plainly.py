"""Pydantic's errors in the words of someone who writes a study.yml, or another file of settings."""

from __future__ import annotations

from typing import Any

from pydantic_core import ErrorDetails

from evaluatie.study.problems import did_you_mean, quoted
from evaluatie.study.settings.source import STUDY, KeyPath

_KINDS = {
    "string": ("text", "Put quotes around a number that is meant as text."),
    "int": ("a whole number", "Write a number without a point or quotes."),
    "float": ("a number", "Write a decimal number with a point."),
    "bool": ("true or false", "Write one of these words, without quotes."),
    "model": ("a block of keys and values", "Write {{key: value}}; {manual} has the keys."),
    "dict": ("a block of keys and values", "Write {{key: value}}; {manual} has the keys."),
    "tuple": ("a list", "Write [one, two], or one item per line after a hyphen."),
}
_PATTERNS = {
    "^[a-z0-9][a-z0-9-]*$": "Use small letters, digits and hyphens only.",
    "^[a-z][a-z0-9_]*$": "Use small letters, digits and underscores only, a letter first.",
    r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$": "Use small letters, digits and underscores only, a letter first.",
}


def in_plain_words(detail: ErrorDetails, path: KeyPath, manual: str = STUDY.manual) -> tuple[str, str]:
    """Say what is wrong with a value, and what to do.

    Parameters
    ----------
    detail : pydantic_core.ErrorDetails
        Pydantic's account of it.
    path : tuple of str
        Path of the key.
    manual : str
        The page that explains the keys of this file.

    Returns
    -------
    tuple of str
        Message and hint.
    """
    kind, context, value = detail["type"], detail.get("ctx", {}), detail["input"]
    if kind == "plain":
        return context["message"], context["hint"]
    if kind == "missing":
        hint = f"{manual} says what it means and has an example."
        return f"The key {path[-1]} is missing or has no value.", hint
    if kind == "literal_error":
        options = [option.strip("'") for option in context["expected"].replace(" or ", ", ").split(", ")]
        return f"{named(value)} is not one of the possible values.", did_you_mean(str(value), options)
    if kind == "string_pattern_mismatch":
        return f"{named(value)} cannot be a name here.", _PATTERNS.get(context["pattern"], "")
    return _wrong_size(kind, context, value) or _wrong_kind(kind, value, manual)


def _wrong_size(kind: str, context: dict[str, Any], value: Any) -> tuple[str, str] | None:
    if kind == "string_too_short":
        return "This text is empty.", "Write it, or leave the key out."
    if kind == "too_short":
        return "There must be at least one here.", "Add one, or leave the key out."
    limits = {
        "greater_than_equal": ("ge", "at least"),
        "greater_than": ("gt", "more than"),
        "less_than_equal": ("le", "at most"),
    }
    if kind not in limits:
        return None
    name, words = limits[kind]
    return f"{named(value)} must be {words} {context[name]}.", "Correct it, or leave the key out."


def _wrong_kind(kind: str, value: Any, manual: str) -> tuple[str, str]:
    wanted, hint = _KINDS.get(kind.split("_")[0], ("another kind of value", "{manual} tells which."))
    return f"This must be {wanted}, and it is {named(value)}.", hint.format(manual=manual)


def named(value: Any) -> str:
    """Name a value in a sentence.

    Parameters
    ----------
    value : object
        As it was read.

    Returns
    -------
    str

    Examples
    --------
    >>> named({"a": 1}), named(None), named("3,5")
    ('a block of keys and values', 'empty', '"3,5"')
    """
    if isinstance(value, dict):
        return "a block of keys and values"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    return "empty" if value is None else quoted(value)
