"""What an instrument is made of: names, items, scales, its scoring, its source, and what of that was checked."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NoReturn

from pydantic import BaseModel, ConfigDict, Field

IDENTIFIER = r"^[a-z][a-z0-9_]*$"
Identifier = Annotated[str, Field(pattern=IDENTIFIER)]
Text = Annotated[str, Field(min_length=1)]
Number = Annotated[int, Field(ge=1, strict=True)]
Yes = Annotated[bool, Field(strict=True)]


class Part(BaseModel):
    """Something that a definition holds: read only, and without unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Name(Part):
    """A name in both languages of the reports.

    Attributes
    ----------
    nl, en : str
        Dutch and English.
    """

    nl: Text
    en: Text


class Referent(Name):
    """Whom or what the items are about.

    Attributes
    ----------
    id : str
        For example ``leader``; the same for all instruments about the same.
    """

    id: Text


class Source(Part):
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


class Item(Part):
    """One item: never its wording, which the study supplies.

    Attributes
    ----------
    number : int
        Its place in the published instrument, from 1.
    facet : str
        The part of the concept that it stands for; empty where that is not known.
    content : str
        What it is about, in our own words; not for administration. Empty where that is not known.
    """

    number: Number
    facet: str = ""
    content: str = ""


class Scale(Part):
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


class Scoring(Part):
    """How scores are made.

    Attributes
    ----------
    rule : "mean"
        The mean of the answered items, reversed ones turned round.
    total : bool
        Whether all items together make a score that means something.
    minimum_answered : int or None
        Answers to the whole instrument below which the total is missing; None where there is no total.
    note : str
        What was published, and what was decided here.
    """

    rule: Literal["mean"]
    total: Yes
    minimum_answered: Number | None = None
    note: str = ""


class Reliability(Part):
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


class Verified(Part):
    """Which facts were checked against their source.

    True is: seen in the publication, its abstract, or a page of its authors or publisher; for a citation also in a
    library's record or a reference list. What was only found repeated by others is false, and the note says where.

    Attributes
    ----------
    citation, item_count, referent, facets, reversed, response_range, scoring, minimum_answered, direction : bool
        One per kind of fact.
    note : str
        What was checked against what.
    """

    citation: Yes
    item_count: Yes
    referent: Yes
    facets: Yes
    reversed: Yes
    response_range: Yes
    scoring: Yes
    minimum_answered: Yes
    direction: Yes
    note: Text
