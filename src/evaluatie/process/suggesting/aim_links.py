"""Which aims of the catalogue an outcome is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Annotated, Literal

from pydantic import Field

from evaluatie.amiss import did_you_mean
from evaluatie.catalogue import catalogue_data
from evaluatie.instruments.parts import Part, Text
from evaluatie.process.cataloguing.intervention import Aim, Level
from evaluatie.shipped import shipped


class AimLink(Part):
    """From an outcome to what interventions are to raise.

    Attributes
    ----------
    aims : tuple of str
        Interventions with one of these aims are candidates; empty where none is.
    levels : tuple of str
        Only interventions on these levels; empty for all.
    kind : str
        ``direct`` measures the aim itself, ``behaviour`` what carries it, ``consequence`` what is expected to follow;
        ``own`` was given by the study.
    why : str
        The ground for the link: an argument, not a finding.
    """

    aims: tuple[Aim, ...]
    levels: tuple[Level, ...] = ()
    kind: Literal["direct", "behaviour", "consequence", "own"]
    why: Text


class _LinkFile(Part):
    good_from: Annotated[float, Field(ge=0, le=100)]
    links: dict[str, AimLink]


@cache
def _link_file() -> _LinkFile:
    return _LinkFile.model_validate(shipped(__file__, "aim_links.yml"))


def default_good_from() -> float:
    """Give the position on the range from 0 to 100 from which a scale is not low.

    Examples
    --------
    >>> default_good_from()
    75.0
    """
    return _link_file().good_from


def aim_links(
    outcomes: Iterable[str], own: Mapping[str, str | Iterable[str]] | None, problems: list[str]
) -> dict[str, AimLink]:
    """Find the link of each outcome: that of the longest prefix of its id, in whole parts.

    Parameters
    ----------
    outcomes : iterable of str
        For example ``pgis.belonging``.
    own : mapping of str to str or iterable of str, optional
        Prefixes of a study's own with their aims, which come before those that ship with evaluatie.
    problems : list of str
        Takes what is wrong with `own`.

    Returns
    -------
    dict of str to AimLink
        Of those outcomes that have one.

    Examples
    --------
    >>> found = aim_links(["pgis.belonging", "pgis.total", "wellbeing"], {"well": "safety"}, [])
    >>> {outcome: link.aims for outcome, link in found.items()}
    {'pgis.belonging': ('belonging',), 'pgis.total': ('belonging', 'authenticity')}
    """
    links = _link_file().links | dict(_own_links(own or {}, problems))
    found = {outcome: next((links[each] for each in _prefixes(outcome) if each in links), None) for outcome in outcomes}
    return {outcome: link for outcome, link in found.items() if link is not None}


def _own_links(own: Mapping[str, str | Iterable[str]], problems: list[str]) -> Iterator[tuple[str, AimLink]]:
    known = catalogue_data()["aims"]
    for prefix, given in own.items():
        aims = (given,) if isinstance(given, str) else tuple(given)
        wrong = [aim for aim in aims if aim not in known]
        problems += [f"links, {prefix}: there is no aim {aim!r}: {did_you_mean(aim, known)}" for aim in wrong]
        if not wrong:
            yield prefix, AimLink(aims=aims, kind="own", why="Given by the study.")


def _prefixes(outcome: str) -> Iterator[str]:
    parts = outcome.split(".")
    for length in range(len(parts), 0, -1):
        yield ".".join(parts[:length])
