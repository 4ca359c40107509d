"""What a sentence reports, one after another, before it is known what belongs to what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from evaluatie.reproduce.reported.reading.corrections import Correction
from evaluatie.reproduce.reported.reading.lexicon import Relation
from evaluatie.reproduce.reported.reading.numbers import Amount

#: one way to read the degrees of freedom: none, one, or two
Freedom = tuple[Amount, ...]


@dataclass(slots=True)
class Statistic:
    """A test statistic, as it is found.

    Attributes
    ----------
    kind : str
        ``t``, ``F``, ``chi2``, ``r``, ``z``, ``Q``, ``H``, ``Wald``, ``U``, ``W``, ``q``, ``D``, ``b``, or ``other``.
    name : str
        As it is written.
    relation : str
        ``=`` or an inequality.
    values : tuple of Amount
        The ways to read its value.
    freedoms : list of tuple of Amount
        The ways to read its degrees of freedom.
    counts : list of int
        Numbers of people in its brackets or beside it.
    start, end : int
        The tokens of the sentence that it takes.
    doubt : str or None
        Why its degrees of freedom cannot be read.
    se : tuple of Amount
        Of a coefficient: the ways to read its standard error.
    side : "one", "two" or None
        What is said of the test's direction.
    bare : bool
        Whether no sign stands before its value.
    alike : list of tuple of Amount
        Of a coefficient: values of others before it to which its standard error may belong as well.
    """

    kind: str
    name: str
    relation: Relation
    values: tuple[Amount, ...]
    start: int
    end: int
    freedoms: list[Freedom] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    doubt: str | None = None
    se: tuple[Amount, ...] = ()
    side: Literal["one", "two"] | None = None
    bare: bool = False
    alike: list[tuple[Amount, ...]] = field(default_factory=list)


@dataclass(slots=True)
class Chance:
    """A printed p.

    Attributes
    ----------
    relation : str or None
        None where no sign stands between p and its number.
    values : tuple of Amount
        The ways to read it; several where several are listed one after another, see ``listed``.
    listed : list of tuple of Amount
        Further numbers behind it, as in ``ps = .04 and .01``.
    least : Amount or None
        The lower limit of a double inequality.
    shared : bool
        Whether it is said of several statistics.
    corrections : frozenset of str
        How it was computed, where a label or a word before it tells.
    raw : bool
        Whether it is said to be without correction.
    side : "one", "two" or None
        What its label says of the test's direction.
    extreme : bool
        Whether it is the smallest or largest of several, and so of no test for sure.
    start, end : int
        The tokens that it takes.
    shown : str
        As it is written, in short.
    """

    relation: Relation | None
    values: tuple[Amount, ...]
    start: int
    end: int
    shown: str
    listed: list[tuple[Amount, ...]] = field(default_factory=list)
    least: Amount | None = None
    shared: bool = False
    corrections: frozenset[Correction] = frozenset()
    raw: bool = False
    side: Literal["one", "two"] | None = None
    extreme: bool = False


@dataclass(slots=True)
class Quantity:
    """A number with a name that is no test: df, n, SE, d, a mean, a fit index.

    Attributes
    ----------
    kind : str
        A key of ``quantities`` in words.yml, or ``unread`` for a number with another name.
    relation : str
    text : str
        The number as it is written.
    values : tuple of Amount
        The ways to read it.
    start, end : int
        The tokens that it takes.
    second : tuple of Amount
        A second number behind a comma, as in ``df = 2, 45``.
    """

    kind: str
    relation: Relation
    text: str
    values: tuple[Amount, ...]
    start: int
    end: int
    second: tuple[Amount, ...] = ()


@dataclass(slots=True)
class Remark:
    """Words about a result.

    Attributes
    ----------
    kind : str
        ``one`` or ``two`` (sided), ``ns``, ``not`` (the same in prose), ``away`` (what follows is about another
        result), ``order`` (respectively).
    start, end : int
        The tokens that it takes.
    """

    kind: str
    start: int
    end: int


Item = Statistic | Chance | Quantity | Remark
