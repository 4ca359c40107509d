"""Which rows of different years are one organisation: never silently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from evaluatie.amiss import listed, refuse
from evaluatie.frames import check_frame
from evaluatie.reproduce.monitor.names import KnownNames, known_names, spelt_alike
from evaluatie.reproduce.monitor.notes import note
from evaluatie.result import Estimate, Result

Link = Literal["exact", "renamed"]
METHODS = {
    "exact": "Organisations of different years are one where their printed names are the same, letter by letter",
    "renamed": "Organisations of different years are one where a table of names says so, each link with its ground",
}


@dataclass(frozen=True, kw_only=True)
class Linked(Result):
    """Aggregates in which organisations are followed over the years.

    Attributes
    ----------
    frame : pandas.DataFrame
        The rows, with ``who``: one name per organisation over the years.
    links : pandas.DataFrame
        What was linked: ``who``, ``name`` (as printed), ``first``, ``last`` (years), ``ground``, ``source``.
    apart : pandas.DataFrame
        Names that were taken apart: ``name``, ``from``, ``why``.
    uncertain : pandas.DataFrame
        What was looked at and not linked: ``one``, ``other``, ``why``.
    events : pandas.DataFrame
        Mergers and splits: ``year``, ``kind``, ``before``, ``after``; nothing is linked across them.
    roster : pandas.DataFrame
        One row per year: ``year``, ``organisations``, ``appeared``, ``disappeared`` (names, against the last
        year before with figures), ``back`` (of those that appeared, those seen in an earlier year).
    link : {"exact", "renamed"}
    names, organisations : int
        Different printed names, and organisations that they were taken for.
    """

    frame: pd.DataFrame
    links: pd.DataFrame
    apart: pd.DataFrame
    uncertain: pd.DataFrame
    events: pd.DataFrame
    roster: pd.DataFrame
    link: Link
    names: int
    organisations: int

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the organisations per year."""
        pairs = zip(self.roster["year"], self.roster["organisations"], strict=True)
        return tuple(Estimate("organisations", count, n=count, wave=str(year)) for year, count in pairs)


def link_organisations(frame: pd.DataFrame, link: Link = "renamed", names: KnownNames | None = None) -> Linked:
    """Follow organisations over the years by their names.

    Parameters
    ----------
    frame : DataFrame
        ``year``, ``organisation``, ``measure``, ``value``; rows of which ``kind`` is not ``"organisation"`` or
        ``"group"`` (benchmarks) are left out.
    link : {"renamed", "exact"}
        By the table of names, or by exact names only.
    names : KnownNames, optional
        The table; without it that of the Civil Service People Survey.

    Returns
    -------
    Linked

    Raises
    ------
    InputError
        If two rows of one year and measure would be one organisation.
    ValueError
        If `link` is neither, or a column is missing.

    Examples
    --------
    >>> rows = [(2018, "HM Revenue & Customs", 61), (2019, "HM Revenue and Customs", 63), (2019, "Acas", 70)]
    >>> frame = pd.DataFrame(rows, columns=["year", "organisation", "value"]).assign(measure="valued")
    >>> found = link_organisations(frame)
    >>> found.organisations, found.links.name.tolist(), found.links.ground.tolist()
    (2, ['HM Revenue & Customs'], ['spelling'])
    >>> link_organisations(frame, "exact").organisations
    3
    """
    check_frame(frame, ["year", "organisation", "measure", "value"])
    if link not in METHODS:
        raise ValueError(f"link must be 'exact' or 'renamed': got {link!r}")
    table = (names or known_names()) if link == "renamed" else KnownNames(())
    rows = frame[frame["kind"].isin(["organisation", "group"])] if "kind" in frame else frame
    found = _Names(table, rows) if link == "renamed" else None
    who = list(rows["organisation"]) if found is None else [found.who(*pair) for pair in _pairs(rows)]
    rows = rows.assign(who=who).reset_index(drop=True)
    refuse(_twice(rows))
    there = set(rows["organisation"])
    notes = (note("by_name"), *_spelt_otherwise(there)) if link == "exact" else ()
    return Linked(
        METHODS[link],
        notes,
        frame=rows,
        links=_links(rows, found),
        apart=_shown(table.apart, ("name", "from", "why"), there),
        uncertain=_shown(table.uncertain, ("one", "other", "why"), there),
        events=_happened(table, set(who)),
        roster=_roster(rows),
        link=link,
        names=len(there),
        organisations=len(set(who)),
    )


def _spelt_otherwise(there: set[str]) -> tuple[str, ...]:
    """Tell of names that exact linking takes for two and a reader for one."""
    met: dict[str, list[str]] = {}
    for name in sorted(there):
        met.setdefault(spelt_alike(name), []).append(name)
    alike = [" / ".join(f"'{name}'" for name in names) for names in met.values() if len(names) > 1]
    return (note("spelt", names=listed(alike, 5)),) if alike else ()


def _pairs(rows: pd.DataFrame) -> Any:
    return zip(rows["year"], rows["organisation"], strict=True)


class _Names:
    """Finds for a printed name in a year whose it is, and on what ground."""

    def __init__(self, table: KnownNames, rows: pd.DataFrame) -> None:
        self.links = {spelt_alike(name): link for link in table.linked for name in link["names"]}
        self.apart = {spelt_alike(entry["name"]): entry for entry in table.apart}
        # of names that differ in spelling only, the one printed last stands for all; the table's own goes before
        last = rows.sort_values("year", kind="stable").drop_duplicates("organisation", keep="last")["organisation"]
        self.spelt = {spelt_alike(name): name for name in last}
        self.spelt |= {spelt_alike(link["as"]): link["as"] for link in table.linked}

    def who(self, year: int, name: str) -> str:
        taken = self.taken_over(year, name)
        if taken is not None:
            return taken
        alike = spelt_alike(name)
        link = self.link(year, alike)
        if link is None:
            return str(self.spelt[alike])
        # a link may lead to a name that has a link itself
        return str(self.spelt.get(spelt_alike(link["as"]), link["as"]))

    def taken_over(self, year: int, name: str) -> str | None:
        """Give the name of the other organisation that bears this one from a year on."""
        taken = self.apart.get(spelt_alike(name))
        if taken is None or year < taken["from"]:
            return None
        return f"{self.spelt[spelt_alike(name)]} ({taken['from']})"

    def link(self, year: int, alike: str) -> Mapping[str, Any] | None:
        link = self.links.get(alike)
        return link if link is not None and year <= link.get("until", year) else None

    def ground(self, year: int, name: str) -> tuple[str, str]:
        link = self.link(year, spelt_alike(name))
        return ("spelling", "") if link is None else (link["ground"], link.get("source", ""))


def _links(rows: pd.DataFrame, found: _Names | None) -> pd.DataFrame:
    columns = ["who", "name", "first", "last", "ground", "source"]
    if found is None:
        return pd.DataFrame(columns=columns)
    listed = []
    for pair, years in rows.groupby(["who", "organisation"], sort=True)["year"]:
        who, name = (str(part) for part in pair)
        first, last = int(years.min()), int(years.max())
        if name != who and who != found.taken_over(last, name):
            listed.append((who, name, first, last, *found.ground(last, name)))
    return pd.DataFrame(listed, columns=columns)


def _twice(rows: pd.DataFrame) -> list[str]:
    doubled = rows[rows.duplicated(["year", "measure", "who"], keep=False)]
    return [
        f"{who}, {year}, {measure}: {len(same)} rows are this organisation ({', '.join(sorted(set(same)))}). "
        "Keep one, or take the names apart in the table."
        for (year, measure, who), same in doubled.groupby(["year", "measure", "who"])["organisation"]
    ]


def _shown(entries: tuple[Mapping[str, Any], ...], columns: tuple[str, ...], there: set[str]) -> pd.DataFrame:
    """Give the entries of the table that are about names of these rows."""
    alike = {spelt_alike(name) for name in there}
    about = [entry for entry in entries if spelt_alike(str(entry[columns[0]])) in alike]
    return pd.DataFrame([[entry.get(name, "") for name in columns] for entry in about], columns=list(columns))


def _happened(table: KnownNames, there: set[str]) -> pd.DataFrame:
    about = [event for event in table.events if there & {*event["before"], *event["after"]}]
    rows = [(event["year"], event["kind"], "; ".join(event["before"]), "; ".join(event["after"])) for event in about]
    return pd.DataFrame(rows, columns=["year", "kind", "before", "after"])


def _roster(rows: pd.DataFrame) -> pd.DataFrame:
    listed: list[tuple[int, int, tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = []
    before: set[str] | None = None
    seen: set[str] = set()
    for year, names in rows.groupby("year", sort=True)["who"]:
        now = set(names)
        new, gone = (now - before, before - now) if before is not None else (set(), set())
        listed.append((int(str(year)), len(now), tuple(sorted(new)), tuple(sorted(gone)), tuple(sorted(new & seen))))
        before, seen = now, seen | now
    return pd.DataFrame(listed, columns=["year", "organisations", "appeared", "disappeared", "back"])
