"""Which indices of fit in a sentence are of one model, with its chi-square, its number of people and its interval."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from evaluatie.reproduce.reported.beside.flat import flat
from evaluatie.reproduce.reported.beside.found import Read
from evaluatie.reproduce.reported.beside.limits import Limits, limits_in
from evaluatie.reproduce.reported.beside.named import with_named
from evaluatie.reproduce.reported.beside.said import pattern
from evaluatie.reproduce.reported.reading.items import Item, Quantity, Statistic
from evaluatie.reproduce.reported.reading.lexicon import spans_of, word_set
from evaluatie.reproduce.reported.reading.numbers import count_of

_INDICES = ("cfi", "tli", "nfi", "ifi", "rmsea", "srmr", "ratio")
#: between the RMSEA and its interval stand no more tokens than these: brackets, "with a"
_BESIDE = 4
#: between a number and a second one of the same name: ".93 in men and .96"
_JOINING = ("and", "en", "/", "-", "vs", "versus", "to", "tot")


@dataclass
class Model:
    """Numbers of one model.

    Attributes
    ----------
    indices : dict of str to Quantity
        By their names; ``ratio`` is chi-square over its df.
    chi2 : Statistic or None
        Its test.
    n : int or None
        People.
    limits : Limits or None
        The interval of the RMSEA.
    """

    indices: dict[str, Quantity] = field(default_factory=dict)
    chi2: Statistic | None = None
    n: int | None = None
    limits: Limits | None = None


def models_of(read: Read) -> Iterator[Model]:
    """Gather the numbers of each model.

    Another begins with a second chi-square, with an index that is there already, and, where a sentence names two models
    or samples, at each of these names: an index stands between the same two names as the others of its model, whether
    names come before or behind.

    Parameters
    ----------
    read : Read

    Yields
    ------
    Model
        Those with an index.
    """
    items = with_named(read, "ratio")
    counts = [count_of(one.text) for one in read.quantities if one.kind == "n"]
    until = _cut_off(read)
    if until is not None and not any(isinstance(one, Statistic) and one.kind == "chi2" for one in items):
        return
    names, limits = _names(read), limits_in(read)
    for part in _parts([one for one in items if until is None or one.start <= until], names):
        model = _model(read, part, limits)
        if model.indices:
            model.n = model.n or (counts[0] if len(set(counts)) == 1 else None)
            yield model


def _parts(items: Sequence[Item], names: Sequence[int]) -> Iterator[list[Item]]:
    """Part what a sentence reports into what is of one model each."""
    part: list[Item] = []
    kinds: set[str] = set()
    for item in items:
        kind = _kind(item)
        named = bool(part) and bisect_left(names, part[-1].end) < bisect_left(names, item.start)
        if named or (kind is not None and kind in kinds):
            yield part
            part, kinds = [], set()
        part.append(item)
        kinds |= set() if kind is None else {kind}
    yield part


def _kind(item: Item) -> str | None:
    if isinstance(item, Statistic):
        return "chi2" if item.kind == "chi2" and item.freedoms else None
    return item.kind if isinstance(item, Quantity) and item.kind in _INDICES else None


def _model(read: Read, part: Sequence[Item], limits: Sequence[Limits]) -> Model:
    model = Model()
    for item in part:
        if isinstance(item, Statistic) and _kind(item):
            model.chi2, model.n = item, next(iter(item.counts), None)
        elif isinstance(item, Quantity) and _kind(item) and item.relation == "=" and not _is_first_of_two(read, item):
            model.indices[item.kind] = item
            if item.kind == "rmsea":
                model.limits = _behind(read, item, limits)
    if model.chi2 is None:
        model.indices.pop("ratio", None)  # alone it says hardly anything of the others
    return model


def _behind(read: Read, item: Quantity, limits: Sequence[Limits]) -> Limits | None:
    """Give the interval that stands right behind a number."""
    at = bisect_left(limits, item.end, key=lambda one: one.start)
    near = at < len(limits) and limits[at].start <= item.end + _BESIDE
    return limits[at] if near and _only_signs(read, item.end, limits[at].start) else None


def _only_signs(read: Read, start: int, end: int) -> bool:
    return all(read.sentence.kind(at) != "number" and read.sentence.kind(at) != "relation" for at in range(start, end))


def _is_first_of_two(read: Read, item: Quantity) -> bool:
    """Say whether a second number with the same name follows, as in "CFI was .93 in men and .96 in women"."""
    sentence = read.sentence
    for first, second in pairwise(range(item.end, item.end + 5)):
        if sentence.kind(first) in ("comma", "semicolon", "stop", "open", "close"):
            return False
        if sentence.text(first).casefold() in _JOINING and sentence.kind(second) == "number":
            return True
    return False


def _names(read: Read) -> list[int]:
    """Find where models or samples are named; a single one is that of all indices."""
    said = flat(read.sentence)
    found = [said.tokens(*one.span())[1] - 1 for one in pattern("model_names").finditer(said.text)]
    return found if len(found) > 1 else []


def _cut_off(read: Read) -> int | None:
    """Find where a sentence begins to speak of what indices are held against; those are no results."""
    words = word_set("cut_off")
    for at in range(len(read.sentence.tokens)):
        if any(said.casefold() in words for _, said in spans_of(read.sentence.words(at, 2), 2)):
            return at
    return None
