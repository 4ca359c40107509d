"""What a questionnaire is: items, scales, how it is scored, where it comes from, and what of that was checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, NoReturn

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, Field(min_length=1)]
Number = Annotated[int, Field(ge=1, strict=True)]
Yes = Annotated[bool, Field(strict=True)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Name(_Strict):
    """A name in both languages of the reports.

    Attributes
    ----------
    nl, en : str
        Dutch and English.
    """

    nl: Text
    en: Text


class Source(_Strict):
    """Where an instrument was published.

    Attributes
    ----------
    citation : str
        The publication.
    doi : str or None
        Its DOI, without ``https://doi.org/``.
    """

    citation: Text
    doi: Text | None = None


class Item(_Strict):
    """One item: never its wording, which the study supplies.

    Attributes
    ----------
    number : int
        Its place in the published instrument, from 1.
    facet : str
        The part of the concept that it stands for.
    content : str
        What it is about, in our own words; not for administration.
    """

    number: Number
    facet: Text
    content: Text


class Scale(_Strict):
    """Items that make one score.

    Attributes
    ----------
    id : str
        Its part of the score's column, ``<instrument>.<id>``.
    name : Name
        Its name in both languages.
    items : tuple of int
        The numbers of its items.
    minimum_answered : int
        Answers below which the score is missing.
    """

    id: Identifier
    name: Name
    items: Annotated[tuple[Number, ...], Field(min_length=1)]
    minimum_answered: Number


class Scales(dict[str, Scale]):
    """Scales by id, in order; read only, so that an instrument can be shared, compared, hashed and pickled."""

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("an instrument cannot be changed: write a definition of your own")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(self.items()))

    def __reduce__(self) -> tuple[type[Scales], tuple[dict[str, Scale]]]:
        return Scales, (dict(self),)


class Scoring(_Strict):
    """How scores are made.

    Attributes
    ----------
    rule : "mean"
        The mean of the answered items, reversed ones turned round.
    minimum_answered : int
        Answers to the whole instrument below which the total is missing.
    note : str
        What was published, and what was decided here.
    """

    rule: Literal["mean"]
    minimum_answered: Number
    note: Text


class Reliability(_Strict):
    """A published reliability.

    Attributes
    ----------
    scale : str
        ``total`` or a subscale.
    coefficient : str
        For example ``alpha``.
    value : float
        Between 0 and 1.
    source : str
        Where it was published, and of whom.
    verified : bool
        Whether it was checked against its source.
    """

    scale: Identifier
    coefficient: Text
    value: Annotated[float, Field(gt=0, lt=1)]
    source: Text
    verified: Yes


class Verified(_Strict):
    """Which facts were checked against the publication or its authors' own summary; false where that was not possible.

    Attributes
    ----------
    citation, item_count, facets, reversed, response_range, scoring, minimum_answered, direction : bool
        One per kind of fact.
    note : str
        What was checked against what.
    """

    citation: Yes
    item_count: Yes
    facets: Yes
    reversed: Yes
    response_range: Yes
    scoring: Yes
    minimum_answered: Yes
    direction: Yes
    note: Text


class Instrument(_Strict):
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
    items : tuple of Item
        Numbered 1 to k.
    subscales : mapping of str to Scale
        By id, in order; empty where there is only a total.
    response_range : tuple of float
        Lowest and highest answer as published; a study may override it.
    reversed : tuple of int
        Numbers of the items that are turned round before scoring.
    scoring : Scoring
        How scores are made.
    direction : "higher", "lower" or "ambiguous"
        What is better.
    reliabilities : tuple of Reliability
        As published.
    verified : Verified
        Which of these facts were checked.
    """

    id: Identifier
    name: Name
    administration: Text
    source: Source
    items: Annotated[tuple[Item, ...], Field(min_length=1)]
    subscales: Annotated[Mapping[Identifier, Scale], AfterValidator(Scales)] = Scales()
    response_range: tuple[float, float]
    reversed: tuple[Number, ...]
    scoring: Scoring
    direction: Literal["higher", "lower", "ambiguous"]
    reliabilities: tuple[Reliability, ...] = ()
    verified: Verified

    @property
    def total(self) -> Scale:
        """The scale of all items."""
        numbers = tuple(item.number for item in self.items)
        return Scale(id="total", name=self.name, items=numbers, minimum_answered=self.scoring.minimum_answered)

    @property
    def scales(self) -> tuple[Scale, ...]:
        """The subscales in order, then the total."""
        return (*self.subscales.values(), self.total)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that hold its items, ``<id>_<number>``."""
        return tuple(f"{self.id}_{item.number}" for item in self.items)

    @model_validator(mode="after")
    def _is_coherent(self) -> Instrument:
        problems = tuple(_incoherences(self))
        if problems:
            raise ValueError("; ".join(problems))
        return self


def _incoherences(instrument: Instrument) -> list[str]:
    numbers = [item.number for item in instrument.items]
    low, high = instrument.response_range
    problems = []
    if numbers != list(range(1, len(numbers) + 1)):
        problems.append(f"items must be numbered 1 to {len(numbers)} in order: got {numbers}")
    if not low < high:
        problems.append(f"response_range must rise: got {low:g} to {high:g}")
    if strangers := sorted(set(instrument.reversed) - set(numbers)):
        problems.append(f"reversed names items that are not there: {strangers}")
    for key, scale in instrument.subscales.items():
        problems += _scale_problems(key, scale, numbers)
    if instrument.scoring.minimum_answered > len(numbers):
        problems.append(f"scoring.minimum_answered is above the number of items, {len(numbers)}")
    known = {*instrument.subscales, "total"}
    strange = [found.scale for found in instrument.reliabilities if found.scale not in known]
    return problems + [f"reliabilities names a scale that is not there: {name!r}" for name in strange]


def _scale_problems(key: str, scale: Scale, numbers: list[int]) -> list[str]:
    where, problems = f"subscales.{key}", []
    if key == "total":
        problems.append(f"{where}: the name total is kept for the mean of all items")
    if key != scale.id:
        problems.append(f"{where}: its id is {scale.id!r}")
    if strangers := sorted(set(scale.items) - set(numbers)):
        problems.append(f"{where}.items names items that are not there: {strangers}")
    if len(set(scale.items)) < len(scale.items):
        problems.append(f"{where}.items names an item twice")
    if scale.minimum_answered > len(scale.items):
        problems.append(f"{where}.minimum_answered is above its number of items, {len(scale.items)}")
    return problems
