"""Whether an instrument was asked in the same way at all waves: what is not, cannot be compared."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from evaluatie.instruments import Instrument
from evaluatie.study.gate.labelorder import direction_of, turned
from evaluatie.study.note import Note
from evaluatie.study.problems import Problem
from evaluatie.study.settings.measured import Asked, Survey, Wave

Found = TypeVar("Found")
Difference = Literal["range", "referent", "wording", "labels_turned"]
_TAG = re.compile(r"<[^<>]*>")
_LISTED = 8


@dataclass(frozen=True)
class WaveAsAsked:
    """How the instruments were asked at one wave.

    Attributes
    ----------
    wave, file : str
        The wave's id, and the name of its file.
    asked : mapping of str to Asked
        Instrument to how it was asked, as :func:`asked_at` gives it.
    items : mapping of str to tuple of str
        Instrument to the columns of its items in this file, in the order of the items; empty for ready scores.
    questions : mapping of str to str
        Column to the text of its question, where the file tells it.
    labels : mapping of str to mapping of str to str
        Column to the labels of its codes, where the file tells them.
    missing_codes : collection of str
        Codes for no answer: their labels say nothing.
    """

    wave: str
    file: str
    asked: Mapping[str, Asked]
    items: Mapping[str, tuple[str, ...]]
    questions: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    missing_codes: Collection[str] = ()


@dataclass(frozen=True)
class AskedAlike:
    """What was different.

    Attributes
    ----------
    differences : mapping of (str, str) to frozenset of str
        By instrument and later wave what is not as at the first wave at which it was asked; comparing them is not
        allowed.
    problems : list of Problem
        Answers that were stored the other way round.
    notes : list of Note
        One per difference, with the keys ``range_changed``, ``referent_changed`` and ``wording_changed``; and
        ``question_changed`` where the files have other texts, which may be a matter of layout.
    """

    differences: Mapping[tuple[str, str], frozenset[Difference]]
    problems: list[Problem]
    notes: list[Note]


def asked_at(survey: Survey, wave: Wave, instrument: Instrument) -> Asked:
    """Give how an instrument was asked at a wave: as the wave says, else as the survey says, else as published.

    Parameters
    ----------
    survey : Survey
        The block ``survey`` of study.yml.
    wave : Wave
        The block of the wave.
    instrument : Instrument
        The instrument, for its published range.

    Returns
    -------
    Asked
        With a range. A wording of items at the wave replaces theirs only.
    """
    always, then = survey.asked.get(instrument.id, Asked()), wave.asked.get(instrument.id, Asked())
    return Asked.model_construct(
        range=survey.range_of(instrument, wave),
        referent=then.referent or always.referent,
        version=then.version or always.version,
        wording={**always.wording, **then.wording},
    )


def compare_asked(waves: Sequence[WaveAsAsked]) -> AskedAlike:
    """Compare how every instrument was asked with the first wave at which it was.

    Parameters
    ----------
    waves : sequence of WaveAsAsked
        In the order of time.

    Returns
    -------
    AskedAlike
    """
    differences: dict[tuple[str, str], frozenset[Difference]] = {}
    problems: list[Problem] = []
    notes: list[Note] = []
    for instrument in dict.fromkeys(name for wave in waves for name in wave.asked):
        first, *others = [wave for wave in waves if instrument in wave.asked]
        for place, later in enumerate(others):
            # not every kind of file tells labels and texts: the first that does is compared with
            earlier = [first, *others[:place]]
            wrong = _first(list(_turned(instrument, one, later)) for one in earlier)
            declared = declared_differences(first.asked[instrument], later.asked[instrument])
            found: frozenset[Difference] = declared | (frozenset({"labels_turned"}) if wrong else frozenset())
            if found:
                differences[instrument, later.wave] = found
            problems += wrong
            notes += _notes(instrument, declared, first, later)
            notes += _first(list(_changed_questions(instrument, one, later)) for one in earlier)
    return AskedAlike(differences, problems, notes)


def _first(found: Iterable[list[Found]]) -> list[Found]:
    """Give the first list that holds something."""
    return next(filter(None, found), [])


def declared_differences(first: Asked, later: Asked) -> frozenset[Difference]:
    """Give what study.yml says was different.

    Parameters
    ----------
    first, later : Asked
        How an instrument was asked at two waves.

    Returns
    -------
    frozenset of str
        Of ``range``, ``referent`` and ``wording``; the last where the names of the versions differ, or the texts of an
        item that is given for both.
    """
    both = first.wording.keys() & later.wording.keys()
    reworded = any(plain_text(first.wording[number]) != plain_text(later.wording[number]) for number in both)
    found: dict[Difference, bool] = {
        "range": first.range != later.range,
        "referent": first.referent != later.referent,
        "wording": first.version != later.version or reworded,
    }
    return frozenset(kind for kind, differs in found.items() if differs)


def plain_text(text: str) -> str:
    """Give a question without what is layout: tags, capitals, punctuation and spaces.

    Examples
    --------
    >>> plain_text("<b>Ik voel mij thuis</b>&nbsp;in mijn team. ") == plain_text("ik voel mij  thuis in mijn team")
    True
    """
    shown = unicodedata.normalize("NFKC", html.unescape(_TAG.sub(" ", text)))
    return " ".join(re.findall(r"\w+", shown.casefold()))


def _notes(instrument: str, declared: frozenset[Difference], first: WaveAsAsked, later: WaveAsAsked) -> Iterator[Note]:
    for kind in ("range", "referent", "wording"):
        if kind in declared:
            text = (
                f"{later.file}: the {kind} of {instrument} is not that of {first.wave}; these waves are not compared."
            )
            yield Note(f"{kind}_changed", text, {"wave": later.wave, "instrument": instrument}, reported=False)


def _pairs(instrument: str, first: WaveAsAsked, later: WaveAsAsked) -> Iterator[tuple[str, str]]:
    """Go through the columns of the same item at both waves."""
    return zip(first.items.get(instrument, ()), later.items.get(instrument, ()), strict=False)


def _turned(instrument: str, first: WaveAsAsked, later: WaveAsAsked) -> Iterator[Problem]:
    for before, after in _pairs(instrument, first, later):
        old = _answer_labels(first, instrument, before)
        new = _answer_labels(later, instrument, after)
        if turned(old, new) or direction_of(old) * direction_of(new) < 0:
            message = f"The answers run the other way than in {first.file}: what was the highest is now the lowest."
            hint = (
                "Turn the answers in one of the files, so that a number means the same in both; or correct the value "
                "labels, if only those are wrong."
            )
            yield Problem(later.file, None, after, message, hint)


def _answer_labels(wave: WaveAsAsked, instrument: str, column: str) -> dict[float, str]:
    """Give the labels of codes that are answers."""
    low, high = wave.asked[instrument].range or (float("-inf"), float("inf"))
    labels = wave.labels.get(column, {})
    numbers = {code: _number(code) for code in labels if code not in wave.missing_codes}
    return {
        number: plain_text(labels[code])
        for code, number in numbers.items()
        if number is not None and low <= number <= high
    }


def _number(code: str) -> float | None:
    try:
        return float(code)
    except ValueError:
        return None


def _changed_questions(instrument: str, first: WaveAsAsked, later: WaveAsAsked) -> Iterator[Note]:
    changed = [
        after
        for before, after in _pairs(instrument, first, later)
        if before in first.questions
        and after in later.questions
        and plain_text(first.questions[before]) != plain_text(later.questions[after])
    ]
    if changed:
        number = f"{len(changed)} item{'s' * (len(changed) != 1)}"
        listed = ", ".join(changed[:_LISTED]) + ", ..." * (len(changed) > _LISTED)
        text = f"{later.file}: the text of {number} of {instrument} is not that of {first.file} ({listed})."
        yield Note("question_changed", text, {"wave": later.wave, "instrument": instrument})
