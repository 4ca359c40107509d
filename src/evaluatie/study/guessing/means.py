"""A study.yml for an organisation that delivered means only."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from evaluatie.instruments import instrument, list_instruments
from evaluatie.study.groups.origin import labels_of
from evaluatie.study.groups.origin import levels_of as levels_in
from evaluatie.study.guessing.dialogue import Dialogue, NoAnswerError, split
from evaluatie.study.guessing.filenames import number_in, place_in
from evaluatie.study.guessing.files import means_column
from evaluatie.study.guessing.groups import CLASSIFICATIONS, Group
from evaluatie.study.guessing.levels import is_dutch
from evaluatie.study.guessing.names import short_name
from evaluatie.study.guessing.remarks import comment, noted
from evaluatie.study.guessing.tables import Column, Table
from evaluatie.study.guessing.template import closing, group_block, heading, organisation, plan
from evaluatie.study.guessing.vocabulary import match, spelling, vocabulary
from evaluatie.study.guessing.waves import LABELS, labels_for
from evaluatie.study.guessing.yamltext import both, listed, mapped, number, text
from evaluatie.study.outcomes import scale_ids

_ALL = frozenset({"all", "alle", "allen", "totaal", "total", "iedereen", "everyone"})
_COUNTS = frozenset({"respondents", "respondenten"})
_REST = frozenset({"other", "overig", "anders", "unknown", "onbekend"})
_RANGES = ((1, 5), (1, 7), (1, 10), (0, 10), (0, 100))
_ID = re.compile("[a-z][a-z0-9_]*")
_PAIR = re.compile(r"(.+?)\s*[=:]\s*(.+)")


@dataclass
class _Characteristic:
    """A characteristic in the column group, and the people per level."""

    name: str
    people: dict[str, int] = field(default_factory=dict)


def write_means(table: Table, id_: str, name: str, dialogue: Dialogue) -> str:
    """Write a study.yml about a table of means.

    Parameters
    ----------
    table : Table
        The table.
    id_, name : str
        Of the organisation.
    dialogue : Dialogue
        To ask with.

    Returns
    -------
    str
    """
    waves = _in_time(list(table.columns[means_column(table, 0)].counts), dialogue)
    scales = _scales(table)
    parts = [
        heading(id_, [table.file]),
        organisation(id_, name),
        _waves(waves),
        _survey(scales),
        _groups(table),
        plan(list(scales)),
        [noted(f"aggregates: {text(table.file)}", "means only: nobody is followed from wave to wave")],
        closing(),
    ]
    return "\n".join("\n".join(part) + "\n" for part in parts if part)


def _in_time(waves: list[str], dialogue: Dialogue) -> list[str]:
    for way in (number_in, place_in):
        places = [way(wave) for wave in waves]
        if None not in places and len(set(places)) == len(places):
            waves = [wave for _, wave in sorted(zip(places, waves, strict=True))]
            break

    def read(answer: str) -> list[str]:
        chosen = split(answer)
        if sorted(chosen) != sorted(waves):
            raise NoAnswerError(f"Name each of {', '.join(waves)} once.")
        return chosen

    return dialogue.choose("The waves in the order of time", ", ".join(waves), read)


def _waves(waves: Sequence[str]) -> list[str]:
    lines = ["waves:                         # in the order of time"]
    known = {label["nl"]: label for label in LABELS.values()}
    for place, (wave, label) in enumerate(zip(waves, labels_for(len(waves)), strict=True)):
        whole = _ID.fullmatch(wave) and wave not in known
        named = label if whole else known.get(wave.casefold(), {"nl": wave, "en": wave})
        lines += [
            f"  - id: {wave if whole else f't{place}'}",
            f"    label: {both(named)}",
            "    # date: 2019-10-01         # first day of the fieldwork",
            "    # invited: 1400            # how many were invited; without it there is no response rate",
        ]
    return lines


def _scales(table: Table) -> dict[str, str]:
    """Give by id of the outcome what study.yml says of its scale."""
    scale, mean = table.raw.cells[means_column(table, 2)].map(str), _numbers(table, 4)
    published = {id_: instrument(name) for name in list_instruments() for id_ in scale_ids(instrument(name))}
    scales: dict[str, str] = {}
    for name in table.columns[means_column(table, 2)].counts:
        if name.casefold() in _COUNTS:
            continue
        values = [value for value, of in zip(mean, scale, strict=True) if value is not None and of.strip() == name]
        if name in published and _inside(values, published[name].response_range):
            scales[name] = text(name)
        else:
            id_ = name if name in published else short_name(name, scales, otherwise="score")
            scales[id_] = mapped(_score(name, values))
    return scales


def _inside(values: Sequence[float], ends: tuple[float, float]) -> bool:
    return all(ends[0] <= value <= ends[1] for value in values)


def _score(name: str, values: Sequence[float]) -> dict[str, str]:
    ends = next((ends for ends in _RANGES if _inside(values, ends)), _RANGES[-1])
    lower = match(name, vocabulary()["scores"]["lower"]) > 0
    return {"column": text(name), "range": listed(map(number, ends)), "direction": "lower" if lower else "higher"}


def _numbers(table: Table, place: int) -> list[float | None]:
    column: Column = table.columns[means_column(table, place)]
    return [column.numbers.get(str(cell).strip()) for cell in table.raw.cells[column.name]]


def _survey(scales: Mapping[str, str]) -> list[str]:
    lines = ["survey:", "  scores:                      # check range and direction (higher or lower is better)"]
    return [*lines, *(f"    {id_}: {block}" for id_, block in scales.items())]


def _groups(table: Table) -> list[str]:
    found = _characteristics(table)
    lines = ["groups:                        # by what people are compared: focal levels with the reference"]
    for group in filter(None, map(_group, found)):
        lines += group_block(group)
    return lines if len(lines) > 1 else comment("groups: the table has no groups beside everyone")


def _characteristics(table: Table) -> list[_Characteristic]:
    """Collect levels: "gender=man" tells its characteristic, a level by itself is known by its name or is not."""
    found: dict[str, _Characteristic] = {}
    names, people = table.columns[means_column(table, 1)], _numbers(table, 3)
    cells = table.raw.cells[names.name]
    for cell, count in zip(cells, people, strict=True):
        words = str(cell).strip()
        if not words or words.casefold() in _ALL or cell is None:
            continue
        pair = _PAIR.fullmatch(words)
        name, level = pair.groups() if pair else ("group", words)
        if level.casefold() in _REST:
            continue
        one = found.setdefault(name, _Characteristic(name))
        one.people[level] = max(one.people.get(level, 0), int(count or 0))
    return list(found.values())


def _group(one: _Characteristic) -> Group | None:
    if len(one.people) < 2:
        return None
    known = vocabulary()["characteristics"]
    id_ = next((key for key, block in known.items() if match(one.name, [key, *block["words"]]) > 1), None)
    label = known[id_]["label"] if id_ else {"nl": one.name, "en": one.name}
    dutch = [level for level in one.people if is_dutch(level)]
    reference = dutch[0] if dutch else max(one.people, key=lambda level: one.people[level])
    focal = tuple(level for level in one.people if level != reference)
    known_levels = {spelling(name): label for name, label in vocabulary()["levels"].items()}
    labels = {level: known_levels[spelling(level)] for level in one.people if spelling(level) in known_levels}
    classification = next((name for name in CLASSIFICATIONS if {reference, *focal} == {*levels_in(name)}), None)
    labels = labels if classification is None else labels_of(classification)
    id_ = id_ or short_name(one.name, (), otherwise="group")
    return Group(id_, one.name, label, reference, focal, labels, classification=classification or "")
