"""Read interventions from mappings, and name everything that is wrong with them at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import ValidationError

from evaluatie.amiss import did_you_mean, refuse
from evaluatie.catalogue import catalogue_data
from evaluatie.instruments.parts import Name
from evaluatie.process.cataloguing.intervention import Intervention

_KINDS = {
    "missing": "this key is needed",
    "string_type": "this must be text",
    "string_too_short": "this must be text, and there is none",
    "string_pattern_mismatch": "this must be small letters and digits, with hyphens between words",
    "tuple_type": "this must be a list",
    "too_short": "this list is empty",
    "int_type": "this must be a whole number",
    "greater_than_equal": "this must be a step from 1 to 6",
    "less_than_equal": "this must be a step from 1 to 6",
    "bool_type": "this must be true or false",
    "model_type": "this must be a text, or {nl: ..., en: ...}",
}


@cache
def shipped_interventions() -> tuple[Intervention, ...]:
    """Give the interventions of the guide, in its order."""
    return read_interventions(catalogue_data()["interventions"], (), "catalogue")


def read_interventions(
    entries: Sequence[Mapping[str, Any]], known: Sequence[Intervention], name: str
) -> tuple[Intervention, ...]:
    """Read interventions that come beside known ones.

    Parameters
    ----------
    entries : sequence of mapping
        The keys of :class:`Intervention`.
    known : sequence of Intervention
        Those that are there already.
    name : str
        What the entries are called in a message.

    Returns
    -------
    tuple of Intervention
        In the same order, without the known ones.

    Raises
    ------
    TypeError
        If they are no list of mappings.
    InputError
        If any of them is wrong, with all problems.
    """
    if isinstance(entries, str | bytes | Mapping) or not isinstance(entries, Sequence):
        raise TypeError(f"{name} must be a list of mappings, one per intervention: got {type(entries).__name__}")
    problems: list[str] = []
    found: list[Intervention] = []
    for at, entry in enumerate(entries):
        try:
            found.append(Intervention.model_validate(entry))
        except ValidationError as error:
            problems += [f"{_place(name, at, entry)}: {words}" for words in _plainly(error)]
    # what a broken entry needs, or is needed for, is told once it can be read
    problems += _incoherent(found, known, _ids(entries), name)
    refuse(problems)
    return tuple(found)


def _place(name: str, at: int, entry: Any) -> str:
    told = entry.get("id") if isinstance(entry, Mapping) else None
    return f"{name}[{at}]" + (f" ({told})" if told else "")


def _ids(entries: Sequence[Any]) -> list[str]:
    return [str(entry["id"]) for entry in entries if isinstance(entry, Mapping) and "id" in entry]


def _plainly(error: ValidationError) -> Iterator[str]:
    errors = error.errors()
    within = {found["loc"][:-1] for found in errors}
    for found in errors:
        if found["type"] == "too_short" and found["loc"] in within:
            continue  # the list is only empty without those of its items that are wrong
        path, kind = ".".join(map(str, found["loc"])), found["type"]
        if kind == "extra_forbidden":
            words = f"this key is not known: {did_you_mean(found['loc'][-1], _keys(found['loc']))}"
        elif kind == "value_error":
            words = str(found["ctx"]["error"])
        elif kind == "literal_error":
            words = f"this must be {found['ctx']['expected']}"
        else:
            words = _KINDS.get(kind, found["msg"])
        yield f"{path}: {words}" if path else words


def _keys(path: tuple[int | str, ...]) -> Iterable[str]:
    """Give the keys that there are at a place: those of an intervention, or of a text in both languages."""
    return Intervention.model_fields if len(path) == 1 else Name.model_fields


def _incoherent(
    found: Sequence[Intervention], known: Sequence[Intervention], ids: Sequence[str], name: str
) -> Iterator[str]:
    taken = {one.id for one in known}
    steps = {one.id: one.step for one in (*known, *found)}
    there = [*taken, *ids]
    for id_ in dict.fromkeys(ids):
        if id_ in taken or ids.count(id_) > 1:
            yield f"{name} ({id_}): there is more than one intervention {id_!r}; give each an id of its own"
    for one in found:
        for need in one.needs:
            if need not in there:
                yield f"{name} ({one.id}): it needs {need!r}, which is not there: {did_you_mean(need, there)}"
            elif steps.get(need, 0) > one.step:
                yield f"{name} ({one.id}): it needs {need!r}, which belongs to a later step ({steps[need]})"
    yield from (f"{name}: {' needs '.join(circle)}: none can come first" for circle in _circles(found))


def _circles(found: Sequence[Intervention]) -> Iterator[list[str]]:
    """Give each way round from an intervention to itself, once; known interventions never need new ones."""
    needs = {one.id: one.needs for one in found}
    told: set[frozenset[str]] = set()
    for start in needs:
        paths = [[start]]
        while paths:
            path = paths.pop()
            for need in needs.get(path[-1], ()):
                if need == start and frozenset(path) not in told:
                    told.add(frozenset(path))
                    yield [*path, start]
                elif need not in path:
                    paths.append([*path, need])
