"""What a result says in plain sentences, in Dutch and English."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from evaluatie.reproduce.monitor.comparability import Comparability
from evaluatie.reproduce.monitor.funnels import Funnel
from evaluatie.reproduce.monitor.gaps import GapOverYears
from evaluatie.reproduce.monitor.linking import Linked
from evaluatie.reproduce.monitor.own import OwnBeside
from evaluatie.reproduce.monitor.positions import Positions
from evaluatie.reproduce.monitor.series import N_UNKNOWN
from evaluatie.reproduce.monitor.trends import Trends
from evaluatie.reproduce.monitor.two_years import TwoYears
from evaluatie.reproduce.monitor.wordbook import Wordbook, wordbook
from evaluatie.result import Result


class Sentences(tuple[str, ...]):
    """Sentences; a notebook shows them as a list."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return f"<ul>{''.join(f'<li>{escape(sentence)}</li>' for sentence in self)}</ul>"


def in_words(
    result: Result, language: str = "nl", *, who: str | None = None, comparability: Comparability | None = None
) -> Sentences:
    """Say what a result of the monitor means, in sentences that need no statistics.

    Parameters
    ----------
    result : Linked, TwoYears, Trends, GapOverYears, Funnel, Positions or OwnBeside
        The result.
    language : {"nl", "en"}
        Of the sentences.
    who : str, optional
        The organisation that trends and positions are told of beside what they say of all.
    comparability : Comparability, optional
        Gives the reasons of breaks in the language of the sentences.

    Returns
    -------
    Sentences
        A tuple of texts, which a notebook shows as a list.

    Raises
    ------
    TypeError
        If it is no result of the monitor.
    ValueError
        If there is no such language or organisation.

    Examples
    --------
    >>> from evaluatie.reproduce.monitor import civil_service_survey, link_organisations
    >>> in_words(link_organisations(civil_service_survey(), "exact"), "en")
    ('267 names: only names that are exactly alike are one organisation.',)
    """
    told = _Told(wordbook(language), who, comparability)
    for kind, teller in _TELLERS.items():
        if isinstance(result, kind):
            return Sentences(teller(result, told))
    raise TypeError(f"in_words tells results of the monitor: got {type(result).__name__}")


@dataclass(frozen=True)
class _Told:
    """How a result is told."""

    words: Wordbook
    who: str | None
    known: Comparability | None

    def breaks(self, key: str, breaks: tuple[int, ...]) -> Iterator[str]:
        for year in breaks:
            why = self.known.why(year, self.words.language) if self.known else ""
            yield self.words.say(key, year=year, why=why)


def _linked(result: Linked, told: _Told) -> Iterator[str]:
    words = told.words
    counts = {"names": result.names, "organisations": result.organisations, "links": len(result.links)}
    key = "linked" if result.link == "renamed" else "linked_exact"
    yield words.say(key, **counts, uncertain=len(result.uncertain))


def _two_years(result: TwoYears, told: _Told) -> Iterator[str]:
    words = told.words
    low, high = result.ci_low, result.ci_high
    interval = "" if low is None or high is None else words.interval(low, high, signed=True)
    change = words.number(result.mean_change, signed=True)
    yield words.say("two_years", n=result.n, first=result.first, last=result.last, change=change, interval=interval)
    if not result.comparable:
        yield words.say("two_years_break")


def _trends(result: Trends, told: _Told) -> Iterator[str]:
    words = told.words
    if told.who is not None:
        yield from _trend_of(result, told.who, words)
    overall = _moved(result.overall_slope, result.overall_low, result.overall_high)
    if result.overall_low is not None and result.overall_high is not None and len(result.table) > 1:
        slope = _slope(result.overall_slope, result.overall_low, result.overall_high, overall, words)
        yield words.say(f"all_{overall}", k=len(result.table), **slope)
    if result.tested and result.spread is not None:
        chance = words.number(result.by_chance, 0)
        counts = {"tested": result.tested, "single": result.apart, "chance": chance}
        if result.apart_adjusted:
            yield words.say("trends_apart", adjusted=result.apart_adjusted, **counts)
        else:
            yield words.say("trends_alike", **counts)
    yield from told.breaks("step", result.breaks)
    if N_UNKNOWN in result.notes:
        yield words.say("unknown_n")
    if result.weighed:
        yield words.say("known_n")


def _trend_of(result: Trends, who: str, words: Wordbook) -> Iterator[str]:
    row = result.of(who)
    told = {"who": who, "measure": words.measure(result.measure), "years": row["years"]}
    if row["ci_low"] != row["ci_low"]:
        yield words.say("trend_short", **told)
        return
    moved = _moved(row["slope"], row["ci_low"], row["ci_high"])
    slope = _slope(row["slope"], row["ci_low"], row["ci_high"], moved, words)
    yield words.say(f"trend_{moved}", **told, first=row["first"], last=row["last"], **slope)
    if row["p_adjusted"] == row["p_adjusted"]:
        yield words.say("against_apart" if row["p_adjusted"] < 1 - result.confidence else "against_alike")


def _gap(result: GapOverYears, told: _Told) -> Iterator[str]:
    words = told.words
    groups = {"focal": words.group(result.focal), "reference": words.group(result.reference)}
    last: Mapping[Any, Any] = result.table.iloc[-1].to_dict()
    figures = {
        "one": words.figure(last["focal"], result.measure),
        "other": words.figure(last["reference"], result.measure),
        "gap": words.number(last["gap"], signed=True),
        "year": int(last["year"]),
        "measure": words.measure(result.measure),
    }
    if last["ci_low"] == last["ci_low"]:
        interval = words.interval(last["ci_low"], last["ci_high"], signed=True)
        yield _capital(words.say("gap_known", **groups, **figures, interval=interval))
    else:
        yield _capital(words.say("gap_unknown", **groups, **figures))
    for row in result.trends.to_dict("records"):
        yield _gap_trend(result, row, words)
    if last["ci_low"] != last["ci_low"] and result.trends["ci_low"].notna().any():
        yield words.say("gap_between")
    yield from told.breaks("gap_break", result.breaks)


def _gap_trend(result: GapOverYears, row: Mapping[Any, Any], words: Wordbook) -> str:
    span = {"first": row["first"], "last": row["last"]}
    if row["ci_low"] != row["ci_low"]:
        return words.say("gap_short", **span)
    moved = _moved(row["slope"], row["ci_low"], row["ci_high"])
    slope = _slope(row["slope"], row["ci_low"], row["ci_high"], moved, words)
    if moved == "open":
        return words.say("gap_open", **span, **slope)
    gaps = result.table.loc[result.table["segment"] == row["segment"], "gap"]
    if gaps.min() < 0 < gaps.max():
        return words.say("gap_moved", **span, **_slope(row["slope"], row["ci_low"], row["ci_high"], "open", words))
    wider = (moved == "up") == (gaps.iloc[-1] > 0)
    return words.say("gap_wider" if wider else "gap_narrower", **span, **slope)


def _funnel(result: Funnel, told: _Told) -> Iterator[str]:
    words = told.words
    counts = {"outside": result.outside, "k": result.k, "adjusted": result.outside_adjusted}
    yield words.say("funnel", **counts, chance=words.number(result.by_chance))
    apart = result.table.loc[result.table["p_adjusted"] < 0.05, "name"]
    names = ", ".join(words.group(str(name)) for name in apart)
    yield words.say("funnel_named", names=names) if names else words.say("funnel_none")
    if result.between:
        yield words.say("funnel_wide", between=words.number(result.between))


def _positions(result: Positions, told: _Told) -> Iterator[str]:
    words = told.words
    if told.who is not None and told.who in result.table.index:
        row: Mapping[Any, Any] = result.table.loc[[told.who]].to_dict("records")[0]
        interval = words.interval(row["ci_low"], row["ci_high"])
        ranks = {"low": int(row["rank_low"]), "high": int(row["rank_high"]), "k": result.k}
        yield words.say(
            "position", who=told.who, shrunken=words.figure(row["shrunken"], result.measure), interval=interval, **ranks
        )
        yield words.say(f"position_{_side(row, result)}", mean=words.figure(result.mean, result.measure), k=result.k)
    counts = {"k": result.k, "apart": result.apart, "rest": result.k - result.apart, "single": result.apart_single}
    yield words.say("positions", **counts, measure=words.measure(result.measure), first=result.first, last=result.last)


def _side(row: Mapping[Any, Any], result: Positions) -> str:
    if row["apart"]:
        return str(row["apart"])
    if row["p"] >= 1 - result.confidence:
        return "open"
    return "above_single" if row["raw"] > result.mean else "below_single"


def _own(result: OwnBeside, told: _Told) -> Iterator[str]:
    words = told.words
    opening = words.say(
        "own",
        measure=words.measure(result.measure),
        year=result.year,
        who=result.who or words.draw("own"),
        percent=words.figure(result.percent, result.measure),
        n=words.count(result.n),
        interval=words.interval(result.ci_low, result.ci_high),
    )
    yield _capital(opening)
    ends = {"low": words.figure(result.low, result.measure), "high": words.figure(result.high, result.measure)}
    yield words.say("own_others", k=result.k, year=result.year_of_others, **ends)
    if result.chance is None or result.lower_low is None or result.lower_high is None:
        yield words.say("own_not", why=words.say(f"own_{result.question}"))
        return
    low, high = (words.number(value, 0) for value in (result.lower_low, result.lower_high))
    chance = words.number(100 * result.chance, 0)
    yield words.say("own_chance", who=result.who or words.say("you"), chance=chance, low=low, high=high)
    if result.question == "counted_unknown":
        yield words.say("own_counted_unknown")


def _moved(slope: float, low: float | None, high: float | None) -> str:
    if low is None or high is None or low <= 0 <= high:
        return "open"
    return "up" if slope > 0 else "down"


def _slope(slope: float, low: float, high: float, moved: str, words: Wordbook) -> dict[str, str]:
    """Write a slope: after "rose" or "fell" without its sign, and then its interval as well."""
    if moved == "open":
        value, interval = words.number(slope, 2, True), words.interval(low, high, 2, True)
    else:
        least, most = sorted((abs(low), abs(high)))
        value, interval = words.number(abs(slope), 2), words.interval(least, most, 2)
    return {"slope": words.say("per_year", value=value), "interval": interval}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_TELLERS: dict[type[Result], Callable[[Any, _Told], Iterator[str]]] = {
    Linked: _linked,
    TwoYears: _two_years,
    Trends: _trends,
    GapOverYears: _gap,
    Funnel: _funnel,
    Positions: _positions,
    OwnBeside: _own,
}
