"""Who answered again and who did not, and whether the two waves can be compared at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from evaluatie.effects import mean, proportion
from evaluatie.effects.absent import response_guard
from evaluatie.effects.clustered import Teams, in_teams, spread_in_teams
from evaluatie.effects.describing import Proportion
from evaluatie.effects.few_teams import Common, mean_in_few
from evaluatie.effects.independent import independent_change
from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.changing.estimates import Sample, few_once, known_employed, sample_of
from evaluatie.evaluation.changing.keys import NAME, Pair
from evaluatie.evaluation.columns import Floats
from evaluatie.evaluation.comparability import comparable
from evaluatie.evaluation.in_common import in_common
from evaluatie.evaluation.judgement import attempt
from evaluatie.evaluation.scored import Scores, compared, fewest, leading
from evaluatie.evaluation.section import EVERYONE, Analysis, Cell, Figure, Finding, Role, Row, Slot, Table, Word
from evaluatie.evaluation.standings import ABSENCE, Flags
from evaluatie.evaluation.unit_spread import named, over_units, share_over_units
from evaluatie.result import Estimate, NotEnoughData, Result

if TYPE_CHECKING:
    pass

TOPIC = "stayed"
Results = Mapping[str, Analysis]
#: Of the people of the first wave: who answered again, and who did not. Where it is known, why not
AGAIN, ONCE, LEFT, SILENT = "again", "once", "left", "silent"
#: Where so large a share gave one answer, a mean tells it of each of them
_UNIFORM = 0.9
#: Standardised differences below this are small enough to compare groups (Rubin 2001; Stuart 2010)
_DIFFERENT = 0.25


@dataclass(frozen=True)
class Guarded(Result):
    """Whether the people of two waves are alike enough to compare.

    Attributes
    ----------
    word : str
        ``comparable``, ``care`` or ``hardly``.
    values : tuple of Estimate
        What the rules looked at.
    """

    word: str
    values: tuple[Estimate, ...]

    def estimates(self) -> tuple[Estimate, ...]:
        """Give what the rules looked at: ``standardised_difference``, ``dissimilarity``, ``rate_ratio``."""
        return self.values


_WORDS = {"comparable": "comparable", "with care": "care", "hardly comparable": "hardly"}


def analyses(scores: Scores, pair: Pair) -> Iterator[tuple[str, Analysis]]:
    """Describe who answered again by first scores and groups, and judge whether the waves are comparable.

    Parameters
    ----------
    scores : Scores
        Of the study.
    pair : tuple of two str
        First and last wave.

    Yields
    ------
    tuple of str and Analysis
        Keys ``pgis.total/all/t0-t1/first/again``, ``.../first/difference``, ``stayed/origin=europa/t0-t1`` and
        ``guard/all/t0-t1``.
    """
    study = scores.study
    if study.aggregates is not None:
        return
    yield from guard(scores, pair)
    if study.linking != "linked":
        return
    # first scores by who answered again at one wave and at another would tell those of the few in between
    for outcome in compared(study, pair[1]) if pair[1] == study.waves[-1] else ():
        sample = sample_of(study, outcome.id, pair)
        base = (Cell(pair[:1], outcome.id), Cell(pair, outcome.id))
        if few_once(sample.pre, sample.post, fewest(study)):
            continue  # a mean of who answered again would tell that of the few others
        kinds, reasons = _kinds(sample, fewest(study))
        for kind, values in kinds.items():
            cells = (
                (*base, *(Cell(pair, None, ABSENCE, reason) for reason in reasons)) if kind in (LEFT, SILENT) else base
            )
            result = attempt("mean", partial(_mean, values))
            yield (
                _key(outcome.id, pair, kind),
                Analysis(result, named("mean_t", result), pair, cells, outcome.id, digits=2),
            )
        difference = attempt("d", partial(_difference, kinds[AGAIN], kinds[ONCE]))
        method = named("stayers", difference)
        yield _key(outcome.id, pair, "difference"), Analysis(difference, method, pair, base, outcome.id, digits=2)
    for characteristic, level in [(EVERYONE, EVERYONE), *scores.levels(*pair)]:
        yield _share_key(characteristic, level, pair), answered_again(scores, pair, characteristic, level)


def answered_again(scores: Scores, pair: Pair, characteristic: str, level: str) -> Analysis:
    """Give the share of a group at the first wave that answered at the last as well; answers must be linked."""
    # whatever group people were in by then: who grew older did not stay away
    rows, later = scores.columns.rows(pair[0], characteristic, level), scores.columns.rows(pair[1])
    both = np.isin(scores.columns.who[rows], scores.columns.who[later])
    share = attempt("proportion", partial(proportion, int(both.sum()), len(rows)))
    if isinstance(share, Proportion):
        share = share_over_units(share, both, scores.columns, rows)
    method = named("proportion_wilson", share)
    cells = tuple(Cell(waves, None, characteristic, level) for waves in (pair[:1], pair))
    return Analysis(share, method, pair, cells, None, characteristic, level)


@dataclass(frozen=True)
class First:
    """First scores of some people, their units, and what people of one unit have in common."""

    scores: Floats
    teams: Teams | None
    common: Common | None

    @classmethod
    def of(cls, sample: Sample, chosen: Flags) -> First:
        """Take those of some people out of a sample."""
        teams = sample.people.teams
        # what units were put into on purpose is a matter of change, not of first scores
        units = None if teams is None else Teams(teams.codes[chosen], None)
        return cls(sample.pre[chosen], units, in_common(sample.people.columns).scores)


def _kinds(sample: Sample, least: int) -> tuple[dict[str, First], tuple[str, ...]]:
    """Give first scores of who answered again and who did not; where known, apart for who left and kept silent."""
    at_first = ~np.isnan(sample.pre)
    again = at_first & ~np.isnan(sample.post)
    found = {AGAIN: First.of(sample, again), ONCE: First.of(sample, at_first & ~again)}
    employed = known_employed(sample.people, sample.pre, sample.post, least)
    if employed is None or not {"left", "silent_last"} <= set(employed.kinds):
        return found, ()
    once = at_first & ~again
    apart = {LEFT: First.of(sample, once & ~employed.kept), SILENT: First.of(sample, once & employed.kept)}
    return found | apart, ("left", "silent_last")


def _mean(first: First) -> Result:
    values, teams = first.scores, first.teams
    if len(values) and np.unique(values.round(9), return_counts=True)[1].max() >= _UNIFORM * len(values):
        raise NotEnoughData("nearly everyone gave the same answers")
    found = mean(values)
    if teams is None or found.se is None:
        return found
    return over_units(found, lambda alone: spread_in_teams(alone, values, teams), first.common, mean_in_few)


@dataclass(frozen=True)
class FirstDifference(Result):
    """How the first scores of who did not answer again differ from those of who did, in standard deviations."""

    d: Estimate

    def estimates(self) -> tuple[Estimate, ...]:
        """Give it as term ``d``."""
        return (self.d,)


def _difference(again: First, once: First) -> Result:
    _mean(once)
    found = independent_change(again.scores, once.scores)
    if again.teams is not None and once.teams is not None and found.se is not None:
        pre, post = (np.full(len(again.scores) + len(once.scores), np.nan) for _ in range(2))
        pre[: len(again.scores)], post[len(again.scores) :] = again.scores, once.scores
        teams = Teams(np.concatenate([again.teams.codes, once.teams.codes]), None)
        found = over_units(found, lambda one: in_teams(one, pre, post, teams))
    d = Estimate(
        "d",
        found.d_av if found.d_av is not None else np.nan,
        found.d_av_se,
        ci_low=found.d_av_low,
        ci_high=found.d_av_high,
        n=found.n,
    )
    return FirstDifference(found.method, found.notes, d)


def guard(scores: Scores, pair: Pair) -> Iterator[tuple[str, Analysis]]:
    """Compare who answered at both waves by all characteristics, and how many of those who were invited."""
    study = scores.study
    if study.aggregates is not None:
        return
    # characteristics of which a level is small are left out: the measures would tell how small
    names = [name for name in study.config.groups if comparable(study, name, pair) and _all_shown(scores, name, pair)]
    if not names:
        return
    invited = {wave.id: wave.invited for wave in study.config.waves}
    counts = (invited[pair[0]], invited[pair[1]])
    known = None if None in counts else (int(counts[0] or 0), int(counts[1] or 0))
    frames = [pd.DataFrame({name: _levels(scores, name, wave) for name in names}) for wave in pair]
    found = attempt("standardised_difference", partial(_guarded, frames, known))
    cells = tuple(Cell((wave,)) for wave in pair)
    yield f"guard/all/{'-'.join(pair)}", Analysis(found, "response_guard", pair, cells, digits=2)


def _all_shown(scores: Scores, characteristic: str, pair: Pair) -> bool:
    """Say whether each level of a characteristic has nobody or enough people at both waves."""
    levels = scores.columns.groups[characteristic].names
    counts = [[len(scores.columns.rows(wave, characteristic, level)) for wave in pair] for level in levels]
    return all(all(n >= fewest(scores.study) for n in both) for both in counts if any(both))


def _levels(scores: Scores, characteristic: str, wave: str) -> list[str]:
    codes, names = scores.columns.groups[characteristic]
    return [names[code] for code in codes[scores.columns.rows(wave)]]


def _guarded(frames: list[pd.DataFrame], invited: tuple[int, int] | None) -> Result:
    found = response_guard(frames[0], frames[1], invited=invited)
    return Guarded(found.method, found.notes, _WORDS[found.verdict], found.estimates())


def findings(scores: Scores, results: Results, pair: Pair) -> Iterator[Finding]:
    """Say whether the waves are comparable, and of the main outcomes whether who did not answer again differed."""
    study = scores.study
    waves: dict[str, Slot] = {"first": say.wave(pair[0]), "last": say.wave(pair[1])}
    key = f"guard/all/{'-'.join(pair)}"
    guarded = results[key].result if key in results else None
    if isinstance(guarded, Guarded):
        role: Role = "main" if guarded.word == "comparable" else "caveat"
        largest = say.ref(NAME, key, "standardised_difference", "points")
        yield Finding(
            f"stayed.guard_{guarded.word}", {**waves, "largest": largest}, role, topic=TOPIC if role == "main" else ""
        )
    if study.linking != "linked":
        return
    share = _share_key(EVERYONE, EVERYONE, pair)
    if share in results:
        slots: dict[str, Slot] = {
            **waves, "share": say.ref(NAME, share, "proportion", "percent"),
            "interval": say.ref(NAME, share, "proportion", "interval"),
        }  # fmt: skip
        yield Finding("stayed.share", slots, topic=TOPIC)
    primary = study.config.plan.primary
    for outcome in compared(study, pair[1]):
        key = _key(outcome.id, pair, "difference")
        found = results[key].result if key in results else None
        if not isinstance(found, FirstDifference) or (primary and outcome.id not in primary):
            continue
        word = _apart(found.estimates()[0])
        slots = {
            **waves, "outcome": say.outcome(outcome.id),
            "d": say.ref(NAME, _key(outcome.id, pair, "difference"), "d", "signed"),
            "interval": say.ref(NAME, _key(outcome.id, pair, "difference"), "d", "interval"),
        }  # fmt: skip
        yield Finding(f"stayed.{word}", slots, topic=TOPIC)


def _apart(d: Estimate) -> str:
    """Say whether who did not answer again scored higher or lower, alike, or that it cannot be told."""
    low, high = d.ci_low, d.ci_high
    if low is None or high is None:
        return "unclear"
    if low > 0 or high < 0:
        return "higher" if low > 0 else "lower"
    return "alike" if max(-low, high) < _DIFFERENT else "unclear"


def displays(scores: Scores, results: Results, pair: Pair) -> Iterator[Table | Figure]:
    """Show first scores by who answered again, in a table and a picture, and the share that did by group."""
    study = scores.study
    if study.linking != "linked" or study.aggregates is not None:
        return
    waves: dict[str, Slot] = {"first": say.wave(pair[0]), "last": say.wave(pair[1])}
    suffix = "-".join(pair)
    told = [one for one in compared(study, pair[1]) if _key(one.id, pair, AGAIN) in results]
    main = [one for one in leading(study, pair[1])[0] if one in told]
    kinds = [kind for kind in (AGAIN, ONCE, LEFT, SILENT) if any(_key(one.id, pair, kind) in results for one in told)]
    drawn = tuple(
        Row(
            (say.outcome(one.id), Word(f"stayed_kind.{kind}")),
            (say.ref(NAME, _key(one.id, pair, kind), "mean", "points_ci"),),
        )
        for one in main
        for kind in (AGAIN, *([LEFT, SILENT] if _key(one.id, pair, LEFT) in results else [ONCE]))
    )
    if drawn:
        yield Figure(f"figure-stayed-{suffix}", "means", say.phrase("figure.stayed", **waves), drawn, topic=TOPIC)
    rows = tuple(
        Row(
            (say.outcome(one.id),),
            (
                *(say.found(NAME, results, _key(one.id, pair, kind), "mean", "points_ci") for kind in kinds),
                say.found(NAME, results, _key(one.id, pair, "difference"), "d", "signed_ci"),
            ),
        )
        for one in told
    )
    names = ("outcome", *(f"stayed_{kind}" for kind in kinds), "stayed_difference")
    columns = tuple(say.phrase(f"column.{name}") for name in names)
    if rows:
        yield Table(f"table-stayed-{suffix}", say.phrase("table.stayed", **waves), columns, rows, topic=TOPIC)
    shares = tuple(
        Row((say.group(*group),), (say.ref(NAME, _share_key(*group, pair), "proportion", "percent_ci"),))
        for group in [(EVERYONE, EVERYONE), *scores.levels(*pair)]
    )
    columns = tuple(say.phrase(f"column.{name}") for name in ("group", "stayed_share"))
    yield Table(
        f"table-stayed-groups-{suffix}", say.phrase("table.stayed_groups", **waves), columns, shares, topic=TOPIC
    )


def _key(outcome: str, pair: Pair, kind: str) -> str:
    return f"{outcome}/all/{'-'.join(pair)}/first/{kind}"


def _share_key(characteristic: str, level: str, pair: Pair) -> str:
    group = EVERYONE if characteristic == EVERYONE else f"{characteristic}={level}"
    return f"stayed/{group}/{'-'.join(pair)}"
