"""How much the change depends on how it is estimated: weighted, imputed, by ranks, without the extremes.

Weights and imputation concern people who were employed and kept silent. Who left or joined later is not missing: where
it is not known who that was, neither is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING

import numpy as np

from evaluatie.effects.absent import attrition_weights, weighted_change
from evaluatie.effects.absent.imputed_change import (
    Completed,
    WithinAll,
    change_from_completed,
    complete_waves,
)
from evaluatie.effects.absent.raking import rake_codes
from evaluatie.effects.absent.tipping import tipping_from_completed
from evaluatie.effects.absent.weighted_changes import WeightedChange, weighted_from_people
from evaluatie.effects.changes import tested
from evaluatie.effects.clustered import FEWEST_DF, mean_in_teams, require_teams, variances_in_teams
from evaluatie.effects.clustered_others import ranks_in_teams, trimmed_in_teams
from evaluatie.effects.comparing import cluster_robust
from evaluatie.effects.few_teams import METHOD as IN_FEW
from evaluatie.effects.few_teams import answers_variance, ranks_in_few, trimmed_in_few, variances_in_few
from evaluatie.effects.ranks import RankChange, rank_change
from evaluatie.effects.trimmed import TrimmedChange, trimmed_change
from evaluatie.effects.verdicts import verdict_on
from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.changing.estimates import Employed, Sample, known_employed, sample_of
from evaluatie.evaluation.changing.keys import NAME, Pair, estimators, key_of, of_whom, shown_as
from evaluatie.evaluation.changing.people import covariates
from evaluatie.evaluation.changing.technical import tables
from evaluatie.evaluation.columns import Codes, Columns, Floats
from evaluatie.evaluation.in_common import changes_in_common
from evaluatie.evaluation.judgement import Bound, attempt, estimated
from evaluatie.evaluation.scored import Scores, compared, fewest, leading
from evaluatie.evaluation.section import EVERYONE, Analysis, Cell, Finding, Row, Slot, Table, Word
from evaluatie.evaluation.standings import Flags
from evaluatie.evaluation.unit_spread import UNITS, named, over_units
from evaluatie.result import Estimate, NotEnoughData, Result

if TYPE_CHECKING:
    from evaluatie.study import Outcome, Study

TOPIC = "sensitivity"
Results = Mapping[str, Analysis]
#: Weights are kept within these shares of their distribution (Cole & Hernan 2008), raked ones below so many means
TRIM, LARGEST = (0.01, 0.99), 5.0
_SEED = 20170501
Margins = Mapping[str, Mapping[str, Mapping[str, float]]]


@dataclass(frozen=True)
class OtherChange(Result):
    """A change by another estimator, with what it amounts to.

    Attributes
    ----------
    mean_change : float
        In scale points.
    se, df, p, ci_low, ci_high : float or None
        How sure it is.
    n : int
        People.
    word : str
        The verdict's word; ``_clear`` is added when the interval clears the smallest effect.
    more : tuple of Estimate
        What belongs to it, such as an effective number of people.
    """

    mean_change: float
    se: float | None
    df: float | None
    p: float | None
    ci_low: float | None
    ci_high: float | None
    n: int
    word: str
    more: tuple[Estimate, ...] = ()

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the change as ``mean_change``, then what belongs to it."""
        t = None if not self.se else self.mean_change / self.se
        limits = (self.ci_low, self.ci_high)
        return (Estimate("mean_change", self.mean_change, self.se, t, self.df, self.p, *limits, n=self.n), *self.more)


def analyses(scores: Scores, pair: Pair, bounds: Mapping[str, Bound]) -> Iterator[tuple[str, Analysis]]:
    """Estimate everyone's change in other ways than the main ones.

    Parameters
    ----------
    scores : Scores
        Of the study.
    pair : tuple of two str
        First and last wave.
    bounds : mapping of str to Bound
        The smallest change that matters, by outcome.

    Yields
    ------
    tuple of str and Analysis
        Keys ``pgis.total/all/t0-t1/trimmed``, ``.../ranks``, ``.../weighted``, ``.../imputed``, ``.../tipping`` and
        ``.../raked``, as far as the data allow.
    """
    study = scores.study
    if study.aggregates is not None:
        return
    for outcome in compared(study, pair[1]):
        for found in _of_outcome(study, outcome, pair, bounds.get(outcome.id)):
            name, method, result, cells = found
            key = key_of(outcome.id, EVERYONE, EVERYONE, pair, name)
            yield key, Analysis(result, named(method, result), pair, cells, outcome.id, digits=4)


Found = tuple[str, str, Result, tuple[Cell, ...]]


def _of_outcome(study: Study, outcome: Outcome, pair: Pair, bound: Bound | None) -> Iterator[Found]:
    everyone = sample_of(study, outcome.id, pair)
    waves = tuple(Cell((wave,), outcome.id) for wave in pair)
    margins = _margins(study, pair)
    if margins:
        raked = attempt("mean_change", partial(_raked, everyone, margins, pair, outcome.direction, bound))
        # with the groups' own means, weights that anyone can work out make one equation more: each group must be shown
        groups = tuple(
            Cell((wave,), outcome.id, name, level)
            for wave in pair
            for name, of in margins[wave].items()
            for level in of
        )
        yield "raked", "raked", raked, (*waves, *groups)
    if study.linking == "unlinked":
        return
    linked, both = everyone.linked, (Cell(pair, outcome.id),)
    trimmed = attempt("trimmed_change", partial(trimmed_change, linked.pre, linked.post))
    ranks = attempt("pseudo_median", partial(rank_change, linked.pre, linked.post))
    if isinstance(trimmed, TrimmedChange):
        trimmed = trimmed_with_units(trimmed, linked)
    if isinstance(ranks, RankChange):
        ranks = _ranks_with_units(ranks, linked)
    yield "trimmed", "trimmed", trimmed, both
    yield "ranks", "ranks", ranks, both
    employed = known_employed(everyone.people, everyone.pre, everyone.post, fewest(study))
    if employed is not None and {"silent_last", "silent_first"} & set(employed.kinds):
        cells = (*waves, *both, *employed.cells(pair))
        yield from _of_silent(study, outcome, pair, bound, everyone, employed, cells)


def _of_silent(
    study: Study, outcome: Outcome, pair: Pair, bound: Bound | None, everyone: Sample, employed: Employed,
    cells: tuple[Cell, ...],
) -> Iterator[Found]:  # fmt: skip
    """Weigh and impute the people who were employed and kept silent, and say how different they would have to be."""
    sample = everyone.among(employed.kept)
    about = covariates(study, sample.people, pair)[0]
    points = None if bound is None else bound.points
    if "silent_last" in employed.kinds:
        weighted = partial(_weighted, sample, about, outcome.direction, points)
        yield "weighted", "attrition_weights", attempt("mean_change", weighted), cells
    completed = cache(partial(_completed, sample, about))
    imputed = cache(partial(_imputed, completed, sample, outcome.direction, points))
    yield "imputed", "multiple_imputation", attempt("mean_change", imputed), cells
    if "silent_last" in employed.kinds:
        low, high = (float(end) for end in outcome.range)
        find = partial(_tipping, completed, sample, (low, high), imputed)
        yield "tipping", "tipping_point", attempt("tipping_delta", find), cells


def trimmed_with_units(found: TrimmedChange, linked: Sample) -> TrimmedChange:
    """Give a change of trimmed means the uncertainty that counts people of one unit as alike.

    Parameters
    ----------
    found : TrimmedChange
        Of these people.
    linked : Sample
        People with scores at both waves.

    Returns
    -------
    TrimmedChange
        The change itself where units cannot be counted; else as :func:`over_units` gives it.
    """
    teams = linked.people.teams
    if teams is None or found.se is None:
        return found
    return over_units(
        found,
        lambda alone: trimmed_in_teams(alone, linked.pre, linked.post, teams),
        changes_in_common(linked.people.columns),
        lambda alone, common: trimmed_in_few(alone, linked.pre, linked.post, common),
    )


def _ranks_with_units(found: RankChange, linked: Sample) -> RankChange:
    teams = linked.people.teams
    if teams is None:
        return found
    try:
        return ranks_in_teams(found, linked.pre, linked.post, teams)
    except NotEnoughData:
        common = changes_in_common(linked.people.columns)
        return found if common is None else ranks_in_few(found, linked.pre, linked.post, common)


@dataclass(frozen=True)
class Tipping(Result):
    """How far silent people must differ from others like them before the conclusion changes.

    Attributes
    ----------
    delta : float or None
        In points; None where no difference within the scale changes it.
    conclusion : str
        ``rise``, ``fall`` or ``undecided``: what the interval of the imputed change says.
    n : int
        People.
    imputed : Estimate
        The imputed change, from which the difference is looked for.
    """

    delta: float | None
    conclusion: str
    n: int
    imputed: Estimate

    @classmethod
    def of(cls, found: object, imputed: Estimate) -> Tipping:
        """Take what a report tells out of a :class:`evaluatie.effects.absent.TippingPoint`."""
        told = {name: getattr(found, name) for name in ("method", "notes", "tipping_delta", "conclusion", "n")}
        return cls(told["method"], told["notes"], told["tipping_delta"], told["conclusion"], told["n"], imputed)

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the difference as ``tipping_delta``, NaN where there is none, and the imputed change.

        What tells of the imputed change is hidden with it, also where that is for its degrees of freedom.
        """
        return (Estimate("tipping_delta", np.nan if self.delta is None else self.delta, n=self.n), self.imputed)


def _weighted(sample: Sample, about: Floats, direction: str, points: float | None) -> Result:
    """Weigh those who answered again, so that they resemble all employed people who answered first."""
    at_first = ~np.isnan(sample.pre)
    answered = sample.among(at_first)
    known = np.column_stack([about[at_first], answered.pre])
    weights = attrition_weights(~np.isnan(answered.post), known, trim=TRIM, stabilised=True)
    kept = weights.weights > 0
    linked = answered.among(kept)
    found = weighted_change(linked.pre, linked.post, weights.weights[kept])
    over = _over_teams(linked.post - linked.pre, linked, weights.weights[kept]) or _in_few(found, linked)
    more = _kish(weights.design_effect, found.n)
    return _other(found, found.mean_change, over, found.n, direction, points, more)


def _kish(design_effect: float, n: int) -> tuple[Estimate, ...]:
    """Give Kish's design effect of weights, and the people who would tell as much without them: n over it.

    Weights tell of people what they were made from. The smallest and the largest are those of one person or of a few
    who share their groups, and so are limits at a percentile; how many raked weights lie at their limit is how many
    people are in a combination of groups, which is no figure that the release plan knows. None of these is given, only
    the limit that was set beforehand. Of two characteristics with known margins the design effect of one wave, with all
    its digits, would tell how many people are of both: so it is of both waves together, in two decimals, and the
    effective number follows from it.
    """
    rounded = round(design_effect, 2)
    return Estimate("design_effect", rounded, n=n), Estimate("effective_n", round(n / rounded), n=n)


def _completed(sample: Sample, about: Floats) -> Completed:
    """Impute the silent answers, twenty times."""
    return complete_waves(sample.pre, sample.post, about if about.shape[1] else None, 20, _SEED, "robust", 5)


def _tipping(
    completed: Callable[[], Completed], sample: Sample, span: tuple[float, float], imputed: Callable[[], Result]
) -> Result:
    within = _within(completed(), sample)
    found = Tipping.of(tipping_from_completed(completed(), span, within=within.variances), imputed().estimates()[0])
    return replace(found, method=found.method + within.method)


@dataclass(frozen=True)
class Within:
    """What gives the variance of a mean of imputed changes, None for independent people, and what it is called."""

    variances: WithinAll | None
    method: str


def _within(done: Completed, sample: Sample) -> Within:
    """Count people of one unit as alike, where units are enough and that would not make the change surer."""
    teams, common, alone = sample.people.teams, changes_in_common(sample.people.columns), Within(None, "")
    variance = answers_variance(sample.pre, sample.post)
    ways = (
        None if teams is None else Within(partial(variances_in_teams, teams=teams), UNITS),
        None if common is None else Within(partial(variances_in_few, variance=variance, common=common), IN_FEW),
    )
    for way in ways:
        if way is not None:
            with suppress(NotEnoughData):
                together, apart = (change_from_completed(done, within=one.variances) for one in (way, alone))
                return way if together.ci_high - together.ci_low >= apart.ci_high - apart.ci_low else alone
    return alone


def _imputed(completed: Callable[[], Completed], sample: Sample, direction: str, points: float | None) -> Result:
    done = completed()
    within = _within(done, sample)
    found = change_from_completed(done, within=within.variances)
    # nobody or enough people were silent at either wave: known_employed sees to that
    more = (
        Estimate("fmi", found.fmi, n=found.n),
        Estimate("monte_carlo_se", found.monte_carlo_se, n=found.n),
        Estimate("filled_in", 1 - found.n_pairs / found.n, n=found.n),
        Estimate("imputations", found.imputations, n=found.n),
    )
    found = replace(found, method=found.method + within.method)
    return _other(found, found.mean_change, None, found.n, direction, points, more)


def _raked(everyone: Sample, margins: Margins, pair: Pair, direction: str, bound: Bound | None) -> Result:
    """Weigh the answers of each wave to the workforce's margins."""
    weights = []
    for wave, rows, answers in (
        (pair[0], everyone.people.first, everyone.pre), (pair[1], everyone.people.last, everyone.post)
    ):  # fmt: skip
        there = ~np.isnan(answers)
        own = np.full(len(there), np.nan)
        own[there] = _weights(everyone.people.columns, rows[there], margins[wave])
        weights.append(own)
    found = weighted_from_people(everyone.pre, everyone.post, *weights)
    more = _kish(found.design_effect, found.n)
    over = _levels_over_teams(everyone, weights[0], weights[1]) or _in_few(found, everyone)
    return _other(found, found.mean_change, over, found.n, direction, None if bound is None else bound.points, more)


def _levels_over_teams(everyone: Sample, first: Floats, last: Floats) -> Over | None:
    """Regress weighted answers on the wave, people of one unit counted as alike; None where there are too few units."""
    teams = everyone.people.teams
    known = ~np.isnan(everyone.pre), ~np.isnan(everyone.post)
    if teams is None or not _several(teams.codes, known):
        return None
    alone = np.where(teams.codes >= 0, teams.codes, len(teams.codes) + np.arange(len(teams.codes)))
    counts = [int(there.sum()) for there in known]
    design = np.column_stack([np.ones(sum(counts)), np.repeat([0.0, 1.0], counts)])
    found = cluster_robust(
        np.concatenate([everyone.pre[known[0]], everyone.post[known[1]]]), design,
        np.concatenate([alone[known[0]], alone[known[1]]]), weights=np.concatenate([first[known[0]], last[known[1]]]),
    ).coefficients[1]  # fmt: skip
    return _enough(found, UNITS) if found.df is not None and found.df >= FEWEST_DF else None


def _several(codes: Codes, waves: tuple[Flags, Flags]) -> bool:
    try:
        require_teams(codes, waves)
    except NotEnoughData:
        return False
    return True


def _weights(columns: Columns, rows: Codes, margins: Mapping[str, Mapping[str, float]]) -> Floats:
    """Rake some rows of the survey; a level that the workforce's numbers do not have is unknown."""
    codes, targets = [], []
    for name, of in columns.groups.items():
        if name in margins:
            levels = list(margins[name])
            number = np.array([levels.index(level) if level in levels else -1 for level in of.names])
            codes.append(number[of.codes[rows]])
            targets.append(np.array([margins[name][level] for level in levels]))
    return rake_codes(codes, targets, LARGEST)


@lru_cache(maxsize=8)
def _margins(study: Study, pair: Pair) -> Margins:
    """Give the workforce's numbers by wave, characteristic and level; none where they do not cover both waves."""
    if study.population is None:
        return {}
    found: dict[str, dict[str, dict[str, float]]] = {}
    for wave in pair:
        rows = study.population[study.population["wave"] == wave]
        for name in study.config.groups:
            levels = rows[rows["characteristic"] == name]
            if len(levels):
                found.setdefault(wave, {})[name] = dict(zip(levels["level"], levels["n"].astype(float), strict=True))
    shared = set(found.get(pair[0], {})) & set(found.get(pair[1], {}))
    return {wave: {name: of[name] for name in of if name in shared} for wave, of in found.items()} if shared else {}


def _other(
    found: Result, mean_change: float, over: Over | None, n: int, direction: str, points: float | None,
    more: tuple[Estimate, ...],
) -> OtherChange:  # fmt: skip
    """Lay out a change, with the spread between units where that was counted and makes it less sure."""
    method = found.method
    spread: dict[str, float | None] = {name: getattr(found, name) for name in ("se", "df", "p", "ci_low", "ci_high")}
    if over is not None:
        together = tested(mean_change, over.se, over.df, 0.95)
        if together["ci_high"] - together["ci_low"] >= (spread["ci_high"] or 0.0) - (spread["ci_low"] or 0.0):
            spread, method = together, method + over.method
    judged = verdict_on(mean_change, spread["se"], spread["df"], bound=points, direction=direction)
    told = {name: spread[name] for name in ("se", "df", "p", "ci_low", "ci_high")}
    word = f"{judged.word}_clear" if judged.clears_bound else judged.word
    return OtherChange(method, found.notes, mean_change, **told, n=n, word=word, more=more)


@dataclass(frozen=True)
class Over:
    """How sure a change is with units counted, and what that is called."""

    se: float
    df: float
    method: str


def _enough(found: Estimate, method: str) -> Over | None:
    return None if found.se is None or found.df is None else Over(found.se, found.df, method)


def _over_teams(changes: Floats, sample: Sample, weights: Floats) -> Over | None:
    teams = sample.people.teams
    if teams is None:
        return None
    try:
        return _enough(mean_in_teams(changes, teams, weights), UNITS)
    except NotEnoughData:
        return None


def _in_few(found: WeightedChange, sample: Sample) -> Over | None:
    common = changes_in_common(sample.people.columns)
    if common is None or found.se is None or found.df is None:
        return None
    return Over(*common.spread(found.se**2, found.df, answers_variance(sample.pre, sample.post)), IN_FEW)


#: The other estimators, in the order of the table, and the term that each one's change has
OTHERS = (
    ("weighted", "mean_change"), ("imputed", "mean_change"), ("trimmed", "trimmed_change"),
    ("ranks", "pseudo_median"), ("raked", "mean_change"),
)  # fmt: skip


def findings(study: Study, results: Results, pair: Pair) -> Iterator[Finding]:
    """Say how different silent people would have to be before the conclusion on a main outcome changes."""
    if study.linking == "unlinked" and not _margins(study, pair):
        return
    yield Finding("sensitivity.what", {"first": say.wave(pair[0]), "last": say.wave(pair[1])}, topic=TOPIC)
    primary = study.config.plan.primary
    for outcome in compared(study, pair[1]):
        key = key_of(outcome.id, EVERYONE, EVERYONE, pair, "tipping")
        found = results[key].result if key in results else None
        if isinstance(found, Tipping) and (not primary or outcome.id in primary):
            slots: dict[str, Slot] = {"outcome": say.outcome(outcome.id), "last": say.wave(pair[1])}
            # it says what the imputed change is, so it is said only where that is shown
            imputed = key_of(outcome.id, EVERYONE, EVERYONE, pair, "imputed")
            slots["guard"] = say.ref(NAME, imputed, "mean_change", "signed")
            if found.delta is None:
                yield Finding("sensitivity.no_tipping", slots, topic=TOPIC)
            else:
                about = f"{NAME}.{key}.tipping_delta"
                slots["delta"] = say.ref(NAME, key, "tipping_delta", "size")
                slots["side"] = Word(f"side.{'higher' if found.delta > 0 else 'lower'}", about)
                yield Finding(f"sensitivity.tipping_{found.conclusion}", slots, topic=TOPIC)
    told = [key_of(outcome.id, EVERYONE, EVERYONE, pair, "imputed") in results for outcome in study.outcomes]
    if study.linking != "unlinked" and not any(told):
        yield Finding("sensitivity.no_silent", role="caveat")


def displays(study: Study, results: Results, pair: Pair) -> Iterator[Table]:
    """Lay all estimates of each change under each other: whose change it is, the figure, and what it amounts to.

    What weights, imputations and ranks rest upon stands in the technical account.
    """
    main, others = leading(study, pair[1])
    yield from _table(study, results, pair, main, technical=False)
    yield from _table(study, results, pair, others, technical=True)
    yield from tables(study, results, pair)


def _table(
    study: Study, results: Results, pair: Pair, outcomes: Sequence[Outcome], *, technical: bool
) -> Iterator[Table]:
    ways = [*((name, "mean_change") for name in estimators(study)), *OTHERS]
    rows = [
        _row(study, outcome.id, name, results, key, term, getattr(results[key].result, "word", None))
        for outcome in outcomes
        for name, term in ways
        if (key := key_of(outcome.id, EVERYONE, EVERYONE, pair, name)) in results
        if name != "mixed" or estimated(results, key)
    ]
    if len(rows) <= len(outcomes):  # nothing to compare the headline with
        return
    caption = say.phrase("table.estimators", first=say.wave(pair[0]), last=say.wave(pair[1]))
    names = ("outcome", "estimator", "estimand", "n", "change", "verdict")
    columns = tuple(say.phrase(f"column.{name}") for name in names)
    id_ = f"table-estimators-{'-'.join(pair)}{'-others' if technical else ''}"
    yield Table(id_, caption, columns, tuple(rows), technical, "" if technical else TOPIC)


def _row(study: Study, outcome: str, name: str, results: Results, key: str, term: str, word: str | None) -> Row:
    shown = say.found(NAME, results, key, term, "signed_ci")
    verdict = None if word is None else Word(f"verdict.{word}", f"{NAME}.{key}.{term}")
    n = say.found(NAME, results, key, term, "n")
    estimand = Word(f"estimand.{of_whom(study, name)}")
    return Row((say.outcome(outcome), Word(f"estimator.{shown_as(study, name)}")), (estimand, n, shown, verdict))
