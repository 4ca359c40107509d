"""The change of one outcome by every main estimator, of everyone or of a group, and whose answers it rests upon."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from evaluatie.effects import Change, change_from_moments, moments
from evaluatie.effects.clustered import in_teams
from evaluatie.effects.few_teams import change_in_few
from evaluatie.effects.long_frame import TwoWaves
from evaluatie.effects.mixed import mixed_from_people
from evaluatie.effects.mixed_result import MixedChange
from evaluatie.effects.overlapping import overlapping_from_waves
from evaluatie.effects.paired import paired_from_complete
from evaluatie.evaluation.changing.keys import Pair
from evaluatie.evaluation.changing.people import People, people_of
from evaluatie.evaluation.columns import Codes, Floats
from evaluatie.evaluation.in_common import changes_in_common
from evaluatie.evaluation.judgement import NotEstimable, attempt
from evaluatie.evaluation.scored import Scores, fewest
from evaluatie.evaluation.section import EVERYONE, Cell
from evaluatie.evaluation.standings import ABSENCE, Flags
from evaluatie.evaluation.unit_spread import named, over_units
from evaluatie.result import Result

if TYPE_CHECKING:
    from evaluatie.study import Study


@dataclass(frozen=True)
class Estimated:
    """A change by one estimator: its name, what came of it, by which method, and whose answers it rests upon."""

    estimator: str
    result: Result
    method: str
    cells: tuple[Cell, ...]


def estimates(scores: Scores, outcome: str, pair: Pair, characteristic: str, level: str) -> Iterator[Estimated]:
    """Estimate an outcome's change by every main estimator that the linking of the waves allows.

    Parameters
    ----------
    scores : Scores
        Of the study.
    outcome : str
        Its id.
    pair : tuple of two str
        First and last wave.
    characteristic, level : str
        The group; ``"all"`` twice for everyone.

    Yields
    ------
    Estimated
    """
    group = (characteristic, level)
    study = scores.study
    if study.linking == "unlinked":
        before, after = (scores.moments(outcome, wave, *group) for wave in pair)
        unlinked = attempt("mean_change", partial(change_from_moments, before, after))
        yield _told("unlinked", unlinked, "independent_t", pair, outcome, group, _sample(scores, outcome, pair, group))
        return
    sample = _sample(scores, outcome, pair, group)
    two = scores.columns.two_waves(outcome, pair, *group)
    yield mixed(scores, outcome, pair, *group)
    if len(two.pairs_pre) < fewest(study):
        # two separate samples then: a handful of pairs tells next to nothing of the correlation, and the n would tell
        # its size
        everyone = attempt("mean_change", partial(change_from_moments, moments(two.pre), moments(two.post)))
    else:
        everyone = overlapping_from_waves(two)
    yield _told("everyone", everyone, method_of(everyone), pair, outcome, group, sample)
    linked = attempt("mean_change", partial(paired_from_complete, two.pairs_pre, two.pairs_post))
    told = _told("linked", linked, method_of(linked, "paired_t"), pair, outcome, group, sample)
    yield told
    if told.result is not linked and characteristic == EVERYONE:
        # the t test as textbooks have it, for who computes it again: no verdict rests upon it
        yield Estimated("paired", linked, "paired_t", told.cells)


@dataclass(frozen=True)
class Sample:
    """People with their scores of an outcome at two waves, NaN where there is none."""

    people: People
    pre: Floats
    post: Floats

    def among(self, chosen: Flags) -> Sample:
        """Give some of them."""
        return Sample(self.people.among(chosen), self.pre[chosen], self.post[chosen])

    @property
    def two_waves(self) -> TwoWaves:
        """Their scores, linked."""
        first, last = ~np.isnan(self.pre), ~np.isnan(self.post)
        both = first & last
        return TwoWaves(self.pre[first], self.post[last], self.pre[both], self.post[both], ())

    @property
    def linked(self) -> Sample:
        """Those with a score at both waves."""
        return self.among(~np.isnan(self.pre) & ~np.isnan(self.post))


@lru_cache(maxsize=32)
def sample_of(study: Study, outcome: str, pair: Pair) -> Sample:
    """Give everyone who has a score of an outcome at one of two waves."""
    people = people_of(study, pair)
    everyone = Sample(people, *people.scores(outcome))
    return everyone.among(~np.isnan(everyone.pre) | ~np.isnan(everyone.post))


def _sample(scores: Scores, outcome: str, pair: Pair, group: tuple[str, str]) -> Sample | None:
    """Give the people of a group, with their scores at the waves at which they were in it; none of means only."""
    if scores.study.aggregates is not None:
        return None
    everyone = sample_of(scores.study, outcome, pair)
    if group[0] == EVERYONE:
        return everyone
    people = everyone.people
    at_first, at_last = (_in_group(people, rows, *group) for rows in (people.first, people.last))
    pre, post = np.where(at_first, everyone.pre, np.nan), np.where(at_last, everyone.post, np.nan)
    return Sample(people, pre, post).among(~np.isnan(pre) | ~np.isnan(post))


def _told(
    estimator: str, result: Result, method: str, pair: Pair, outcome: str, group: tuple[str, str], sample: Sample | None
) -> Estimated:
    """Count people of one unit as alike, where there are units enough to tell how alike they are."""
    cells = _cells(estimator, result, pair, outcome, group)
    if sample is None or not isinstance(result, Change):
        return Estimated(estimator, result, method, cells)
    spread = with_units(result, sample.linked if estimator == "linked" else sample, group)
    return Estimated(estimator, spread, named(method, spread), cells)


AnyChange = TypeVar("AnyChange", bound=Change)


def with_units(change: AnyChange, sample: Sample, group: tuple[str, str] = (EVERYONE, EVERYONE)) -> AnyChange:
    """Give a change the uncertainty that counts people of one unit as alike.

    Parameters
    ----------
    change : Change or MixedChange
        Of these people.
    sample : Sample
        The people.
    group : tuple of two str
        The characteristic and the level by which they were chosen.

    Returns
    -------
    Change or MixedChange
        The change itself where people are in no units; else as :func:`over_units` gives it.
    """
    teams = sample.people.teams
    if teams is None:
        return change
    correlation, ratio = (change.correlation, change.sd_ratio) if isinstance(change, MixedChange) else (None, None)
    working = (correlation or 0.0, ratio or 1.0)
    return over_units(
        change,
        lambda alone: in_teams(alone, sample.pre, sample.post, teams, *working),
        changes_in_common(sample.people.columns, *group),
        lambda alone, common: change_in_few(alone, sample.pre, sample.post, common),
    )


def mixed(scores: Scores, outcome: str, pair: Pair, characteristic: str, level: str) -> Estimated:
    """Estimate the change of people who were employed at both waves, also of those who answered once."""
    sample = _sample(scores, outcome, pair, (characteristic, level))
    cells = [Cell(waves, outcome, characteristic, level) for waves in (pair[:1], pair[1:], pair)]
    method = "mixed_model"
    why_not = None if sample is None else _why_not_mixed(scores, sample, outcome, pair, characteristic)
    if sample is None or why_not is not None:
        none = NotEstimable(why_not or "only means were delivered", (), "mean_change")
        return Estimated("mixed", none, method, tuple(cells))
    employed = known_employed(sample.people, sample.pre, sample.post, fewest(scores.study))
    if employed is not None:
        sample = sample.among(employed.kept)
        cells += employed.cells(pair)
    result = attempt("mean_change", partial(mixed_from_people, sample.pre, sample.post))
    if isinstance(result, MixedChange):
        spread = with_units(result, sample, (characteristic, level))
        return Estimated("mixed", spread, named(method, spread), tuple(cells))
    return Estimated("mixed", result, method, tuple(cells))


def _why_not_mixed(scores: Scores, sample: Sample, outcome: str, pair: Pair, characteristic: str) -> str | None:
    """Say why no mixed model is fitted; None where one is.

    It is a third figure about the same people as those of the linked and of everyone. Where few answered once, in this
    group or in another of the characteristic, it would tell what they answered; so would a second one, of other waves.
    """
    study, least = scores.study, fewest(scores.study)
    if pair[1] != study.waves[-1]:
        return "only the change up to the last wave is estimated so"
    if len(sample.linked.pre) < least:
        return "too few people answered at both waves"
    if sample.people.employed is not None and known_employed(sample.people, sample.pre, sample.post, least) is None:
        return "so few people left, joined or kept silent that what they answered could be worked out"
    names = scores.columns.groups[characteristic].names
    groups = (_sample(scores, outcome, pair, (characteristic, name)) for name in names)
    if any(few_once(one.pre, one.post, least) for one in groups if one is not None):
        return "so few people answered once that what they answered could be worked out"
    return None


def few_once(pre: Floats, post: Floats, least: int) -> bool:
    """Say whether some people, but few, answered at one of the waves only.

    The changes of the linked and of everyone, with a third that weighs those few otherwise, would tell their answers.
    """
    first, last = ~np.isnan(pre), ~np.isnan(post)
    return any(0 < int(once.sum()) < least for once in (first & ~last, last & ~first))


@dataclass(frozen=True)
class Employed:
    """Who was employed at both waves, and the kinds of absence among those who answered once."""

    kept: Flags
    kinds: tuple[str, ...]

    def cells(self, pair: Pair) -> list[Cell]:
        """Give the cells of who is left out of, and who is silent in, a change of people employed at both waves."""
        return [Cell(pair, None, ABSENCE, kind) for kind in self.kinds]


def known_employed(people: People, pre: Floats, post: Floats, least: int) -> Employed | None:
    """Say who was employed at both waves, where that is known and leaving the others out shows no few of them.

    Parameters
    ----------
    people : People
        Everyone who answered at one of the waves.
    pre, post : ndarray of float, shape (people,)
        Their scores; NaN where there is none.
    least : int
        As many people as a figure should rest upon.

    Returns
    -------
    Employed or None
        None where it is not known, or where so few left, joined or kept silent that the difference with an estimate of
        everyone would tell what they answered.
    """
    if people.employed is None:
        return None
    once_first, once_last = ~np.isnan(pre) & np.isnan(post), np.isnan(pre) & ~np.isnan(post)
    found = {
        "left": once_first & ~people.employed,
        "joined": once_last & ~people.employed,
        "silent_last": once_first & people.employed,
        "silent_first": once_last & people.employed,
    }
    counts = {kind: int(who.sum()) for kind, who in found.items()}
    if any(0 < n < least for n in counts.values()):
        return None
    return Employed(people.employed, tuple(kind for kind, n in counts.items() if n))


def _in_group(people: People, rows: Codes, characteristic: str, level: str) -> Flags:
    codes, names = people.columns.groups[characteristic]
    if level not in names:
        return np.zeros(len(rows), dtype=bool)
    there: Flags = (rows >= 0) & (codes[rows] == names.index(level))
    return there


def method_of(result: Result, default: str = "overlapping_t") -> str:
    """Name the method by which a change was estimated."""
    if not isinstance(result, Change):
        return default
    if result.n_pairs == 0:
        return "independent_t"
    return "paired_t" if result.n_pairs == result.n_pre == result.n_post else "overlapping_t"


def _cells(estimator: str, result: Result, pair: Pair, outcome: str, group: tuple[str, str]) -> tuple[Cell, ...]:
    """Give the people whom a change rests upon: those at both waves, or everyone at each.

    Where those at both waves are taken into account, how many people there are in all tells how many they are.
    """
    overlap = isinstance(result, Change) and result.n_pairs > 0
    bases = [pair] if estimator == "linked" else [pair[:1], pair[1:], *([pair] if overlap else [])]
    return tuple(Cell(waves, outcome, *group) for waves in bases)
