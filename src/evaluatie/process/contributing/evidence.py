"""Read a theory of change and what was found, or name everything that is wrong in all of it at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.amiss import listed, refuse
from evaluatie.process.cells import is_empty, the_day
from evaluatie.process.checked_frame import ROWS, CheckedFrame
from evaluatie.process.contributing.patterns import CHANGED, VERDICTS

#: How a change was estimated, from what carries least to what carries most
DESIGNS = ("change", "difference_in_change", "random")
JUDGEMENTS = ("supported", "partly", "not supported", "cannot say")
KEY = ("intervention", "outcome", "group")
_THEORY = ("problem", "intervention", "mechanism", "outcome", "group", "direction", "declared")
_CHANGES = ("outcome", "group", "verdict", "estimate", "ci_low", "ci_high", "n", "design")
_SHARE = "divide percentages by 100"


@dataclass(frozen=True)
class Evidence:
    """What was expected and what was found, without faults.

    Attributes
    ----------
    theory : DataFrame
        One row per link, in the order given, with ``themes`` as tuples.
    changes : DataFrame
        One row per outcome and group.
    themes : DataFrame or None
        ``theme``, ``round``, ``share`` and what else was told of them.
    context : DataFrame or None
        ``date`` and ``event``, in order of the day.
    dropout : dict of str to float
        Share per group; ``None`` as key holds that of everyone.
    judgements : DataFrame
        One row per judged intervention, outcome and group; an empty group is every group.
    baseline, opened : Timestamp or NaT
        The day of the baseline, and that on which the follow-up opened.
    """

    theory: pd.DataFrame
    changes: pd.DataFrame
    themes: pd.DataFrame | None
    context: pd.DataFrame | None
    dropout: dict[str | None, float]
    judgements: pd.DataFrame
    baseline: Any
    opened: Any


def read_evidence(
    theory: Any, changes: Any, themes: Any, context: Any, dropout: Any, judgements: Any, baseline: Any, opened: Any
) -> Evidence:
    """Read all that a contribution table is made from.

    Parameters
    ----------
    theory, changes, themes, context, dropout, judgements, baseline, opened
        As for :func:`contribution_table`.

    Returns
    -------
    Evidence
        Without faults.

    Raises
    ------
    TypeError
        If a frame is no frame.
    ValueError
        If anything is wrong: all of it at once.

    Examples
    --------
    >>> link = dict(problem="few talks", intervention="dialogue", mechanism="being heard", outcome="belonging",
    ...             group="all", direction="up", declared="2019-11-01")
    >>> change = dict(outcome="belonging", group="all", verdict="improved", estimate=0.2, ci_low=0.1, ci_high=0.3,
    ...               n=120, design="change")
    >>> frames = pd.DataFrame([link]), pd.DataFrame([change])
    >>> read_evidence(*frames, None, None, 0.4, None, None, "2021-06-01").dropout
    {None: 0.4}
    """
    problems: list[str] = []
    links, found = _theory(theory, problems), _changes(changes, problems)
    spoken = None if themes is None else _themes(themes, links, problems)
    events = None if context is None else _context(context, problems)
    judged = _judgements(judgements, links, problems)
    groups = {*links["group"].dropna(), *found["group"].dropna()}
    absent = _dropout(dropout, groups, problems)
    first, follow_up = the_day(baseline, "baseline", problems), the_day(opened, "opened", problems)
    if first >= follow_up:
        problems.append("baseline must lie before the day on which the follow-up opened")
    refuse(problems, ROWS)
    return Evidence(links, found, spoken, events, absent, judged, first, follow_up)


def _theory(theory: Any, problems: list[str]) -> pd.DataFrame:
    frame = CheckedFrame(theory, "theory", _THEORY, ("theme", "themes"), problems)
    blank = ("problem", "mechanism")
    rows = pd.DataFrame({name: frame.words(name, blank=name in blank) for name in ("problem", "mechanism", *KEY)})
    rows["direction"] = frame.words("direction", ("up", "down"))
    rows["declared"] = frame.dates("declared")
    named = [name for name in ("theme", "themes") if name in frame.frame]
    rows["themes"] = pd.Series(
        [sum((_names(frame.frame[name].iloc[at]) for name in named), ()) for at in range(len(rows))], dtype=object
    )
    same = rows.assign(mechanism=rows["mechanism"].fillna(""))
    frame.refuse_repeated(same, [*KEY, "mechanism", "direction"], "the same link as a row above it; take it out")
    ways = rows.groupby(list(KEY))["direction"].transform("nunique")
    frame.fault(ways > 1, "expects the same outcome to go both up and down: whatever came would be as expected")
    return rows[[*_THEORY, "themes"]]


def _names(cell: Any) -> tuple[str, ...]:
    """Give one or several labels: a list, or a text with semicolons."""
    if is_empty(cell):
        return ()
    several = cell if isinstance(cell, list | tuple | np.ndarray) else str(cell).split(";")
    return tuple(str(name).strip() for name in several if not is_empty(name))


def _changes(changes: Any, problems: list[str]) -> pd.DataFrame:
    frame = CheckedFrame(changes, "changes", _CHANGES, (), problems)
    rows = pd.DataFrame({name: frame.words(name) for name in ("outcome", "group")})
    rows["verdict"] = frame.words("verdict", VERDICTS)
    for name in ("estimate", "ci_low", "ci_high"):
        rows[name] = frame.numbers(name, low=-np.inf)
    rows["n"] = frame.numbers("n", whole=True)
    rows["design"] = frame.words("design", DESIGNS)
    frame.fault(frame.empty("estimate"), "estimate is empty; leave out what was not measured")
    once = "this outcome and group stand above; give each change once, by the planned design"
    frame.refuse_repeated(rows, ["outcome", "group"], once)
    outside = (rows["estimate"] < rows["ci_low"]) | (rows["estimate"] > rows["ci_high"])
    frame.fault(outside | (rows["ci_low"] > rows["ci_high"]), "the estimate does not lie within its interval")
    sign = rows["verdict"].map({"increased": 1.0, "decreased": -1.0}) * rows["estimate"]
    still = rows["verdict"].isin(CHANGED) & (rows["estimate"] == 0)
    frame.fault((sign < 0) | still, "the verdict contradicts the sign of the estimate")
    return rows


def _themes(themes: Any, links: pd.DataFrame, problems: list[str]) -> pd.DataFrame:
    frame = CheckedFrame(themes, "themes", ("theme", "round", "share"), ("ci_low", "ci_high", "n"), problems)
    known = frame.words("theme")
    shares = {name: frame.numbers(name, high=1, remedy=_SHARE) for name in ("share", "ci_low", "ci_high")}
    rows = pd.DataFrame({"theme": known, "round": frame.words("round"), **shares, "n": frame.numbers("n", whole=True)})
    frame.refuse_repeated(rows, ["theme", "round"], "this theme and round stand above; give each share once")
    named = dict.fromkeys(theme for link in links["themes"] for theme in link)
    strange = [theme for theme in named if theme not in set(known)]
    if strange:
        there = listed(sorted(set(known.dropna())))
        problems.append(f"theory names themes that are not in themes: {listed(strange)}; there are: {there}")
    return rows.drop(columns=[name for name in ("ci_low", "ci_high", "n") if name not in frame.frame])


def _context(context: Any, problems: list[str]) -> pd.DataFrame:
    frame = CheckedFrame(context, "context", ("date", "event"), (), problems)
    frame.fault(frame.empty("date"), "date is empty")
    frame.fault(frame.empty("event"), "event is empty")
    rows = pd.DataFrame({"date": frame.dates("date"), "event": frame.frame.get("event")})
    return rows.sort_values("date", kind="stable")


def _dropout(dropout: Any, groups: set[str], problems: list[str]) -> dict[str | None, float]:
    if dropout is None:
        return {}
    several = isinstance(dropout, Mapping | pd.Series)
    given: dict[str | None, float] = {**dropout} if several else {None: dropout}
    for group, share in given.items():
        where = "dropout" if group is None else f"dropout of {group!r}"
        real = isinstance(share, int | float | np.integer | np.floating) and not isinstance(share, bool)
        if not real or not 0 <= share <= 1:
            problems.append(f"{where} is {share!r}; it must be between 0 and 1; {_SHARE}")
        if group is not None and group not in groups:
            problems.append(f"{where}: no such group in theory or changes; there are: {listed(sorted(groups))}")
    return given


def _judgements(judgements: Any, links: pd.DataFrame, problems: list[str]) -> pd.DataFrame:
    columns = (*KEY, "judgement", "reason")
    if judgements is None:
        return pd.DataFrame(columns=list(columns), dtype=object)
    needed = tuple(name for name in columns if name != "group")
    frame = CheckedFrame(judgements, "judgements", needed, ("group",), problems)
    rows = pd.DataFrame({name: frame.words(name, blank=name == "group") for name in KEY})
    rows["judgement"], rows["reason"] = frame.words("judgement", JUDGEMENTS), frame.words("reason")
    meant = [links_meant(row, links) for row in rows[list(KEY)].itertuples(index=False, name=None)]
    strange = [bool(row[0] and row[1] and not places) for row, places in zip(rows.to_numpy(), meant, strict=True)]
    frame.fault(strange, "no link of the theory has this intervention, outcome and group")
    times = Counter(place for places in meant for place in places)
    twice = [any(times[place] > 1 for place in places) for places in meant]
    frame.fault(twice, "its link is judged more than once; give one judgement of each")
    return rows


def links_meant(row: tuple[Any, ...], links: pd.DataFrame) -> list[int]:
    """Find the links that a judgement is about.

    Parameters
    ----------
    row : tuple
        Intervention, outcome and group; an empty group is every group.
    links : DataFrame
        The theory.

    Returns
    -------
    list of int
        Their places.

    Examples
    --------
    >>> links = pd.DataFrame({"intervention": ["a", "a"], "outcome": ["x", "x"], "group": ["men", "women"]})
    >>> links_meant(("a", "x", None), links), links_meant(("a", "x", "women"), links)
    ([0, 1], [1])
    """
    keys = enumerate(links[list(KEY)].itertuples(index=False, name=None))
    return [place for place, key in keys if key[:2] == row[:2] and (is_empty(row[2]) or key[2] == row[2])]
