"""By what people can be compared: columns with a known name and a few levels, or with ages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from evaluatie.study.gate.namecells import holds_names
from evaluatie.study.groups.ages import read_ages
from evaluatie.study.groups.origin import labels_of, level_called
from evaluatie.study.groups.origin import levels_of as levels_in
from evaluatie.study.guessing.bands import AGES, YEARS, cuts_for, people_in
from evaluatie.study.guessing.levels import Level, is_dutch, levels_of
from evaluatie.study.guessing.tables import Column
from evaluatie.study.guessing.vocabulary import is_missing_word, match, spelling, vocabulary
from evaluatie.study.guessing.waves import WaveGuess
from evaluatie.study.settings.measured import Classification, band_names

_MOST = 8
_NO_YEARS = 97  # from here on codes such as 99 are more likely than years
_FEW = 10  # people at a wave from whom a level is worth a comparison
_NONE: Mapping[str, tuple[int, ...]] = MappingProxyType({})
CLASSIFICATIONS: tuple[Classification, ...] = ("cbs-2022", "cbs-1999")


@dataclass(frozen=True)
class Group:
    """A characteristic as study.yml will have it.

    Attributes
    ----------
    id : str
        Its key.
    column : str or None
        Its column; None where there are countries of birth.
    label : dict of str to str
        By language.
    reference : str
        The level that others are compared with.
    focal : tuple of str
        The levels that are compared with it.
    labels : mapping of str to dict of str to str
        The report's names of levels that do not speak for themselves.
    bands : tuple of int
        The cuts of a column of numbers.
    born : bool
        Whether it holds years or dates of birth.
    classification : str or dict of str to str
        For origin, that of all waves or of each; empty where it is not known.
    countries : dict of str to str
        Columns with countries of birth: ``own``, ``mother``, ``father``.
    missing : tuple of str
        Codes for unknown.
    notes : tuple of str
        What to look at.
    """

    id: str
    column: str | None
    label: Mapping[str, str]
    reference: str
    focal: tuple[str, ...]
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    bands: tuple[int, ...] = ()
    born: bool = False
    classification: str | Mapping[str, str] = ""
    countries: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels that are named: the reference first."""
        return (self.reference, *self.focal)


@dataclass
class Groups:
    """The characteristics that were found, and what was found and could not be used."""

    found: list[Group] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def columns(self) -> set[str]:
        """The columns that they use."""
        return {name for group in self.found for name in (group.column, *group.countries.values()) if name is not None}


def find_groups(
    columns: Mapping[str, Column],
    waves: Sequence[WaveGuess],
    names: Sequence[Mapping[str, str]],
    counted: Mapping[str, tuple[int, ...]] = _NONE,
) -> Groups:
    """Find the characteristics of people among columns.

    Parameters
    ----------
    columns : mapping of str to Column
        The columns that every wave has, by the name in the first.
    waves : sequence of WaveGuess
        The waves in order.
    names : sequence of mapping of str to str
        Per wave, the name in the first wave and the name in this one.
    counted : mapping of str to tuple of int
        By name, where the bands begin in which numbers of employees were delivered: these are used, to weight to them.

    Returns
    -------
    Groups
        One per characteristic, in the order of words.yml.
    """
    groups = Groups()
    countries = countries_in(columns)
    for id_, known in vocabulary()["characteristics"].items():
        key = "age" if id_ == "born" else id_
        if any(group.id == key for group in groups.found):
            continue
        if id_ == "origin" and "own" in countries:
            groups.found.append(_by_birth(countries, known["label"]))
            continue
        left = {name: column for name, column in columns.items() if name not in countries.values()}
        named = by_name(left, known["words"]) or [column for column in left.values() if by_levels(column, id_)]
        words = [*known["words"], *known["label"].values()]
        cuts = next((cuts for name, cuts in counted.items() if match(name, words)), ())
        made = [
            _group(key, known["label"], column, waves, names, groups, born=id_ == "born", counted=cuts)
            for column in named[:1]
        ]
        groups.found += [group for group in made if group is not None]
    return groups


def by_name(columns: Mapping[str, Column], words: Iterable[str]) -> list[Column]:
    """List the columns that go by a word, the best known first: by their name, or else by their question."""
    known = list(words)
    scores = {name: 2 * match(name, known) or asks_for(column, known) for name, column in columns.items()}
    return sorted((column for name, column in columns.items() if scores[name]), key=lambda one: -scores[one.name])


def by_levels(column: Column, id_: str) -> bool:
    """Say whether a column is known by its levels: M and V, or the levels of a classification of origin."""
    if id_ == "origin":
        return _classification(column) is not None
    known = {spelling(level) for level in vocabulary()["by_levels"].get(id_, ())}
    texts = [column.labels.get(code, code) for code in column.counts]
    levels = {spelling(text) for text in texts if not is_missing_word(text)}
    return len(levels) > 1 and levels <= known


def asks_for(column: Column, words: Iterable[str]) -> int:
    """Say how well a column is known by its question: "Wat is uw leeftijd?", not "Mijn leeftijd doet er toe"."""
    question = column.question.strip()
    return match(question, words, sentence=True) if question.endswith("?") or len(question.split()) <= 2 else 0


def countries_in(columns: Mapping[str, Column]) -> dict[str, str]:
    """Find the columns with countries of birth: the person's own, the mother's and the father's."""
    found: dict[str, str] = {}
    for whose in ("mother", "father", "own"):
        words = vocabulary()["countries"][whose]
        left = {name: column for name, column in columns.items() if name not in found.values()}
        named = [column for column in by_name(left, words) if not column.is_numeric or column.labels]
        if named:
            found[whose] = named[0].name
    return {whose: found[whose] for whose in ("own", "mother", "father") if whose in found}


def _by_birth(countries: Mapping[str, str], label: Mapping[str, str]) -> Group:
    reference, *focal = levels_in("cbs-2022")
    return Group(
        "origin", None, label, reference, tuple(focal), labels_of("cbs-2022"), classification="cbs-2022",
        countries=countries, notes=("Made from countries of birth, as Statistics Netherlands does since 2022.",),
    )  # fmt: skip


def _group(
    id_: str,
    label: Mapping[str, str],
    column: Column,
    waves: Sequence[WaveGuess],
    names: Sequence[Mapping[str, str]],
    groups: Groups,
    *,
    born: bool,
    counted: tuple[int, ...],
) -> Group | None:
    if born:
        return _by_age(id_, label, column, waves, names, groups, counted)
    levels, missing = levels_of(column)
    numbers = {column.numbers[level.code]: level.people for level in levels if level.code in column.numbers}
    if id_ in ("age", "tenure") and len(numbers) == len(levels) > _MOST:
        far = tuple(level.code for level in levels if not 0 <= column.numbers[level.code] < _NO_YEARS)
        likely = {number: people for number, people in numbers.items() if 0 <= number < _NO_YEARS}
        empty = Group(id_, column.name, label, "", (), missing=(*missing, *far))
        return _banded(empty, likely, counted or cuts_for(likely, YEARS if id_ == "tenure" else AGES, len(waves)))
    if not 2 <= len(levels) <= _MOST:
        number = f"{len(levels)} different values" if len(levels) > 1 else "one value only"
        groups.notes.append(f"{column.name} looks like {label['en']}, and has {number}.")
        return None
    group = _levelled(id_, label, column, levels, len(waves))
    group = None if group is None else replace(group, missing=missing)
    return _classified(group, column, waves, names) if group is not None and id_ == "origin" else group


def _levelled(id_: str, label: Mapping[str, str], column: Column, levels: Sequence[Level], waves: int) -> Group | None:
    usable = [level for level in levels if level.usable]
    # people are no levels: a column with the names of managers compares teams by who leads them
    people = sum(level.people for level in usable)
    if len(usable) < 2 or holds_names(column.name, [level.text or level.code for level in usable], people):
        return None
    largest = max(usable, key=lambda level: level.people)
    dutch = [level for level in usable if is_dutch(level.code) or is_dutch(level.text)] if id_ == "origin" else []
    reference = dutch[0] if dutch else largest
    others = [level for level in usable if level is not reference]
    focal = [level for level in others if level.people >= _FEW * waves] or [max(others, key=lambda one: one.people)]
    notes = []
    if id_ == "origin" and not dutch:
        notes.append("Is the reference the group with a Dutch origin? It is the largest one.")
    few = [level.name for level in others if level not in focal]
    if few:
        notes.append(f"Few people, so they count as other: {', '.join(few)}.")
    letters = vocabulary()["characteristics"][id_].get("letters", {})
    labels = {level.code: level.label or letters.get(level.code.casefold(), {}) for level in (reference, *focal)}
    named = {code: said for code, said in labels.items() if said}
    if any(level.code in column.numbers and not level.label for level in (reference, *focal)):
        notes.append(f'What do the codes mean? Write labels: {{"{reference.code}": {{nl: ..., en: ...}}, ...}}')
    codes = tuple(level.code for level in focal)
    return Group(id_, column.name, label, reference.code, codes, named, notes=tuple(notes))


def _banded(group: Group, numbers: Mapping[float, int], cuts: tuple[int, ...]) -> Group | None:
    if not cuts:
        return None
    people = dict(zip(band_names(cuts), people_in(numbers, cuts), strict=True))
    reference = max(people, key=lambda band: people[band])
    return replace(group, bands=cuts, reference=reference, focal=tuple(band for band in people if band != reference))


def _by_age(
    id_: str,
    label: Mapping[str, str],
    column: Column,
    waves: Sequence[WaveGuess],
    names: Sequence[Mapping[str, str]],
    groups: Groups,
    counted: tuple[int, ...],
) -> Group | None:
    if any(wave.date is None for wave in waves):
        groups.notes.append(f"{column.name} would give ages, if every wave had a date.")
        return None
    ages: dict[float, int] = {}
    for wave, own in zip(waves, names, strict=True):
        those, _ = read_ages(wave.table.file, wave.table.raw.cells[own[column.name]], wave.date)
        for age, people in those.value_counts().items():
            ages[float(str(age))] = ages.get(float(str(age)), 0) + int(people)
    found = Group(id_, column.name, label, "", (), born=True)
    return _banded(found, ages, counted or cuts_for(ages, AGES, len(waves)))


def _classified(group: Group, column: Column, waves: Sequence[WaveGuess], names: Sequence[Mapping[str, str]]) -> Group:
    """Say by which classification of Statistics Netherlands people are grouped, where the levels tell it."""
    found = {
        wave.id: _classification(wave.table.columns[own[column.name]]) for wave, own in zip(waves, names, strict=True)
    }
    known = {wave: name for wave, name in found.items() if name is not None}
    if len(known) < len(found):
        return group
    if len(set(known.values())) > 1:
        note = "The waves have different classifications, so this group is not compared over them."
        return replace(_in_levels(group, column, known[waves[-1].id]), classification=known, notes=(*group.notes, note))
    return replace(_in_levels(group, column, known[waves[-1].id]), classification=known[waves[-1].id])


def _in_levels(group: Group, column: Column, classification: Classification) -> Group:
    """Name the levels as the classification does, where all of them can be."""
    called = {
        level: level_called(level, classification) or level_called(column.labels.get(level, ""), classification)
        for level in group.levels
    }
    levels = [level for level in levels_in(classification) if level in called.values()]
    reference = called[group.reference]
    if reference is None or len(levels) < 2:
        return group
    focal = tuple(level for level in levels if level != reference)
    return replace(group, reference=reference, focal=focal, labels=labels_of(classification))


def _classification(column: Column) -> Classification | None:
    if len(column.counts) > 3 * _MOST:
        return None
    texts = [text for code in column.counts for text in (code, column.labels.get(code, "")) if text]
    for name in CLASSIFICATIONS:
        if len({level_called(text, name) for text in texts} - {None, "nederland"}) > 1:
            return name
    return None
