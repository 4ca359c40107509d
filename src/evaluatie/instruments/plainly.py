"""What is wrong with a definition, in words for who wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from evaluatie.amiss import nearest
from evaluatie.instruments.coherence import IncoherentError, KeyPath
from evaluatie.instruments.model import Instrument
from evaluatie.instruments.parts import Item, Name, Part, Referent, Reliability, Scale, Scoring, Source, Verified

Found = tuple[KeyPath, str, str]

_BLOCKS: tuple[type[Part], ...] = (
    Instrument, Item, Name, Referent, Reliability, Scale, Scoring, Source, Verified,
)  # fmt: skip
_KNOWN = tuple(dict.fromkeys(name for block in _BLOCKS for name in block.model_fields))

_KINDS = {
    "string_type": "This must be text.",
    "string_too_short": "This must be text, and there is none.",
    "int_type": "This must be a whole number.",
    "float_type": "This must be a number.",
    "float_parsing": "This must be a number.",
    "finite_number": "This must be a number.",
    "bool_type": "This must be true or false.",
    "tuple_type": "This must be a list.",
    "dict_type": "This must hold keys with values.",
    "mapping_type": "This must hold keys with values.",
    "model_type": "This must hold keys with values.",
    "greater_than_equal": "This must be 1 or more.",
    "too_short": "This list is empty.",
    "invalid_key": "A key must be a word.",
}
_HINTS = {
    "id": "Write id: and the name of the file, without .yaml.",
    "name": "Write name: {nl: Sfeer, en: Atmosphere}, or one name for both languages.",
    "items": "Write how many there are, for example items: 5, or a list of what they are about.",
    "response_range": "Write the lowest and the highest answer, for example response_range: [1, 5].",
    "direction": "Write direction: higher, lower or ambiguous: what is better.",
    "reversed": "Write the numbers of the items, for example reversed: [2, 4].",
}


def problems_in(error: ValidationError) -> Iterator[Found]:
    """Go through what is wrong.

    Parameters
    ----------
    error : ValidationError
        Of an Instrument.

    Yields
    ------
    tuple of path, str, str
        The key, what is wrong with it, and what to do about it.
    """
    for found in error.errors():
        if not isinstance(_cause(found), IncoherentError):
            yield found["loc"], _message(found), _hint(found["type"], found["loc"])
    yield from contradictions_in(error)


def contradictions_in(error: ValidationError) -> Iterator[Found]:
    """Go through the keys that contradict each other."""
    for found in error.errors():
        cause = _cause(found)
        if isinstance(cause, IncoherentError):
            yield from ((path, _sentence(words), "") for path, words in cause.found)


def _cause(found: Any) -> object:
    return found.get("ctx", {}).get("error")


def _message(found: Any) -> str:
    kind = found["type"]
    if kind == "missing" and found["loc"][0] == "response_range":
        return "Two numbers are needed." if len(found["loc"]) > 1 else "This key is needed."
    if kind == "missing":
        return "This key is needed."
    if kind == "extra_forbidden":
        return "This key is not known."
    if kind == "too_long":
        return "Two numbers are needed."
    if kind == "literal_error":
        return f"This must be {found['ctx']['expected']}.".replace("'", "")
    if kind == "string_pattern_mismatch":
        return "This must be small letters, digits and underscores, with a letter first."
    return _KINDS.get(kind, f"{found['msg']}.")


def _hint(kind: str, path: KeyPath) -> str:
    if kind == "extra_forbidden" and path[-1] in ("wording", "text", "question"):
        return "Say in content what it is about; the wording stands in study.yml, under survey.asked."
    if kind == "extra_forbidden":
        near = nearest(path[-1], _KNOWN, cutoff=0.7)
        return f'Did you mean "{near}"?' if near not in (None, path[-1]) else "Remove it."
    return _HINTS.get(str(path[0]), "") if len(path) == 1 or path[0] in ("response_range", "reversed") else ""


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
