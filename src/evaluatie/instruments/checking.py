"""Make an instrument of a definition, or say everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from evaluatie.instruments.errors import InstrumentError
from evaluatie.instruments.model import Instrument
from evaluatie.instruments.plainly import Found, contradictions_in, problems_in
from evaluatie.instruments.shorthand import written_out
from evaluatie.instruments.yamlfile import Document

# Stand-ins for needed keys that are wrong themselves, so that the others can still be held against each other.
_STAND_INS: dict[str, Any] = {"id": "x", "name": "x", "response_range": [0, 1], "direction": "higher"}


def checked(document: Document) -> Instrument:
    """Make an instrument of a definition.

    Parameters
    ----------
    document : Document
        The definition; it may be short.

    Returns
    -------
    Instrument
        Immutable.

    Raises
    ------
    InstrumentError
        With all that is wrong, keys by themselves and keys against each other.
    """
    try:
        return Instrument.model_validate(written_out(document.values))
    except ValidationError as error:
        found = [*problems_in(error), *_beside(error, document.values)]
    raise InstrumentError(document.problem(*problem) for problem in found)


def _beside(error: ValidationError, values: dict[Any, Any]) -> Iterator[Found]:
    """Hold the keys that are well formed against each other, which pydantic does only when all are."""
    broken = {str(problem["loc"][0]) for problem in error.errors() if problem["loc"]}
    if not broken:
        return
    sound = {key: value for key, value in values.items() if str(key) not in broken}
    items = values.get("items")
    counted = len(items) if isinstance(items, list) and items else None
    unsure: set[str] = set()
    if "items" in broken and counted is None:
        unsure |= {"reversed", "subscales", "scoring", "reliabilities"}
    if "subscales" in broken:
        unsure |= {"scoring", "reliabilities"}
    try:
        Instrument.model_validate(written_out({**_STAND_INS, "items": counted or 1, **sound}))
    except ValidationError as second:
        yield from (found for found in contradictions_in(second) if found[0][0] not in unsure)
