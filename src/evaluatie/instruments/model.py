"""What a questionnaire is: items, scales, how it is scored, where it comes from, and what of that was checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, FiniteFloat, model_validator

from evaluatie.instruments.coherence import IncoherentError, contradictions
from evaluatie.instruments.parts import (
    Identifier,
    Item,
    Name,
    Number,
    Part,
    Referent,
    Reliability,
    Scale,
    Scales,
    Scoring,
    Source,
    Text,
    Verified,
)


class Instrument(Part):
    """A questionnaire as data.

    Attributes
    ----------
    id : str
        Its id, and the first part of its columns: items ``<id>_<number>``, scores ``<id>.<scale>``.
    name : Name
        Its name in both languages.
    administration : str
        Says that the definition holds no wording and is not for administration.
    source : Source
        Where it was published.
    referent : Referent or None
        Whom or what the items are about as published; None where that is not known.
    items : tuple of Item
        Numbered 1 to k; of a shortened instrument those that were asked, under their own numbers.
    full_length : int or None
        How many items the whole instrument has, where this is a shortened one.
    subscales : mapping of str to Scale
        By id, in order; empty where there is only a total.
    response_range : tuple of float
        Lowest and highest answer as published; a study may override it.
    reversed : tuple of int
        Numbers of the items that are turned round before scoring.
    scoring : Scoring
        How scores are made.
    direction : "higher", "lower" or "ambiguous"
        What is better; ambiguous where more may be better or worse.
    reliabilities : tuple of Reliability
        As published.
    verified : Verified or None
        Which of these facts were checked; None for an instrument of a study's own.
    """

    id: Identifier
    name: Name
    administration: Text
    source: Source
    referent: Referent | None = None
    items: Annotated[tuple[Item, ...], Field(min_length=1)]
    full_length: Number | None = None
    subscales: Annotated[Mapping[Identifier, Scale], AfterValidator(Scales)] = Scales()
    response_range: tuple[FiniteFloat, FiniteFloat]
    reversed: tuple[Number, ...]
    scoring: Scoring
    direction: Literal["higher", "lower", "ambiguous"]
    reliabilities: tuple[Reliability, ...] = ()
    verified: Verified | None = None

    @property
    def total(self) -> Scale | None:
        """The scale of all items; None where they make no score together."""
        minimum = self.scoring.minimum_answered
        if minimum is None:
            return None
        return Scale(id="total", name=self.name, items=self.numbers, minimum_answered=minimum)

    @property
    def scales(self) -> tuple[Scale, ...]:
        """The subscales in order, then the total where there is one."""
        return (*self.subscales.values(), *(() if self.total is None else (self.total,)))

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of its items."""
        return tuple(item.number for item in self.items)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that hold its items, ``<id>_<number>``."""
        return tuple(f"{self.id}_{number}" for number in self.numbers)

    @property
    def facets(self) -> dict[str, tuple[int, ...]]:
        """The numbers of the items of each facet, in the order in which the facets first come."""
        names = dict.fromkeys(item.facet for item in self.items if item.facet)
        return {name: tuple(item.number for item in self.items if item.facet == name) for name in names}

    def shortened(self, numbers: Iterable[int]) -> Instrument:
        """Give the instrument as it is when only some of its items were asked.

        Items keep their numbers. A scale keeps those of its items that were asked, and needs the same share of them
        answered, rounded up. A subscale of which no item was asked falls away, and with it the total, which would
        stand for something else. Published reliabilities are those of the whole, and are left out.

        Parameters
        ----------
        numbers : iterable of int
            The items that were asked, in any order.

        Returns
        -------
        Instrument
            With the same id; the instrument itself if all its items were asked.

        Raises
        ------
        ValueError
            If there are none, or some that the instrument does not have.

        Examples
        --------
        >>> from evaluatie.instruments import instrument
        >>> short = instrument("pgis").shortened([1, 2, 5, 9, 10, 13])
        >>> [(scale.id, scale.items, scale.minimum_answered) for scale in short.scales]
        [('belonging', (1, 2, 5), 2), ('authenticity', (9, 10, 13), 2), ('total', (1, 2, 5, 9, 10, 13), 5)]
        """
        asked = frozenset(numbers)
        if strangers := sorted(asked - set(self.numbers)):
            raise ValueError(f"{self.id} has no item {', '.join(map(str, strangers))}")
        if not asked:
            raise ValueError(f"no item of {self.id} is named")
        if len(asked) == len(self.items):
            return self
        kept = {key: _asked_part(scale, asked) for key, scale in self.subscales.items() if asked & set(scale.items)}
        whole = self.total if len(kept) == len(self.subscales) else None
        changes = {
            "items": tuple(item for item in self.items if item.number in asked),
            "full_length": self.full_length or len(self.items),
            "subscales": kept,
            "reversed": tuple(number for number in self.reversed if number in asked),
            "scoring": self._shortened_scoring(whole and _asked_part(whole, asked), asked),
            "reliabilities": (),
        }
        return Instrument(**{**{key: getattr(self, key) for key in Instrument.model_fields}, **changes})

    def _shortened_scoring(self, total: Scale | None, asked: frozenset[int]) -> Scoring:
        listed = ", ".join(map(str, sorted(asked)))
        note = f"{self.scoring.note} Shortened: only items {listed} were asked.".strip()
        minimum = None if total is None else total.minimum_answered
        return Scoring(rule=self.scoring.rule, total=total is not None, minimum_answered=minimum, note=note)

    @model_validator(mode="after")
    def _is_coherent(self) -> Instrument:
        found = list(contradictions(self))
        if found:
            raise IncoherentError(found)
        return self


def _asked_part(scale: Scale, asked: frozenset[int]) -> Scale:
    items = tuple(number for number in scale.items if number in asked)
    # rounded up with whole numbers, as 4 / 8 * 7 in floats can come out just above a whole number
    minimum = -(-scale.minimum_answered * len(items) // len(scale.items))
    return Scale(id=scale.id, name=scale.name, items=items, minimum_answered=minimum)
