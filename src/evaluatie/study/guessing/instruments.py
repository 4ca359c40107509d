"""Which instrument a block of questions or a score is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from evaluatie.instruments import Instrument, instrument, list_instruments
from evaluatie.study.guessing.blocks import Block
from evaluatie.study.guessing.names import short_name
from evaluatie.study.guessing.tables import Column
from evaluatie.study.guessing.vocabulary import match, vocabulary, words_of

_TOTAL = frozenset({"total", "totaal", "mean", "gem", "gemiddelde", "score", "schaal", "schaalscore", "m"})


@dataclass(frozen=True)
class Known:
    """What a block may be.

    Attributes
    ----------
    id : str or None
        The instrument that it is by its name and its number of questions.
    maybe : tuple of str
        Instruments that it may be by its name or its number of questions alone.
    """

    id: str | None
    maybe: tuple[str, ...] = ()


def known_as(block: Block, taken: Collection[str]) -> Known:
    """Find out which instrument a block is.

    Parameters
    ----------
    block : Block
        The questions.
    taken : collection of str
        Instruments that other blocks are.

    Returns
    -------
    Known
        Its id only where the name and the number of questions agree, and one instrument only is meant.
    """
    free = [instrument(id_) for id_ in list_instruments() if id_ not in taken]
    named = {known.id: _named(known, block) for known in free}
    counted = [known.id for known in free if len(known.items) == len(block.columns)]
    best = max((named[id_] for id_ in counted), default=0)
    sure = [id_ for id_ in counted if best and named[id_] == best]
    maybe = tuple(id_ for id_ in named if named[id_] or id_ in counted)
    return Known(sure[0], maybe) if len(sure) == 1 else Known(None, maybe)


def _named(known: Instrument, block: Block) -> int:
    by_name = match(block.stem, _words(known))
    return by_name or match(block.question, _words(known), sentence=True)


def _words(known: Instrument) -> list[str]:
    # a part of the vocabulary is the same for versions of one instrument: carmeli_inclusive_leadership
    more = [words for id_, words in vocabulary()["instruments"].items() if id_ in known.id]
    return [known.id, known.name.nl, known.name.en, *(word for words in more for word in words)]


def scale_of(column: Column, taken: Collection[str]) -> str | None:
    """Find the scale of an instrument that a ready score is: pgis_belonging, gem_pgis.

    Parameters
    ----------
    column : Column
        The column with the score.
    taken : collection of str
        Outcomes that are there already.

    Returns
    -------
    str or None
        The id of the outcome, where the column's name holds the instrument's id and the scale's or a word for a total.
    """
    words = set(words_of(column.name))
    for id_ in list_instruments():
        rest = words - set(words_of(id_))
        if rest == words or not set(words_of(id_)) <= words:
            continue
        scales = [scale.id for scale in instrument(id_).scales if set(words_of(scale.id)) == rest]
        found = scales[0] if scales else "total" if rest <= _TOTAL else None
        if found is not None and f"{id_}.{found}" not in taken:
            return f"{id_}.{found}"
    return None


def own_id(block: Block, taken: Collection[str]) -> str:
    """Make an id for an instrument of the study's own.

    Parameters
    ----------
    block : Block
        Its questions.
    taken : collection of str
        Names that cannot be taken.

    Returns
    -------
    str
    """
    return short_name(block.stem, {*taken, *list_instruments()}, otherwise="questions")
