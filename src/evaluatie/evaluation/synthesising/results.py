"""Results that only a synthesis has: a pooled change, an organisation's place in it, numbers that are taken over."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from evaluatie.effects.pooling import Synthesis, influence, synthesise
from evaluatie.effects.pooling.synthesising import NARROWER
from evaluatie.effects.t_interval import t_interval, two_sided_p
from evaluatie.effects.verdicts import Verdict, verdict_on
from evaluatie.evaluation.judgement import Bound
from evaluatie.evaluation.releases import Number
from evaluatie.evaluation.synthesising.pools import Member, Pool
from evaluatie.result import Estimate, Result

#: From how many to how many organisations the others are pooled again without each: among more than that none matters
LEAVE_OUT = (3, 50)
#: How far an organisation pulls, as :func:`evaluatie.effects.pooling.influence` names it
MEASURES = ("rstudent", "dffits", "cook_distance", "covariance_ratio")
#: Verdicts that say that something changed: the others claim no difference from zero that could be chance
_CHANGED = ("improved", "worsened", "increased", "decreased")
_LEVEL = 0.05
_CAREFUL = (
    "Knapp and Hartung's factor is below 1 (the effects vary less than the model expects): the interval and the test "
    "are those with a factor of 1, and their own, narrower interval stands beside it"
)


@dataclass(frozen=True)
class PooledChange(Result):
    """A change pooled over organisations, with the verdict on it.

    Attributes
    ----------
    points : Synthesis
        In points of the scale, which is the same in all organisations.
    standardised : Synthesis or None
        Hedges-corrected standardised changes; None where fewer than two organisations released these.
    verdict : Verdict
        What may be concluded of the change in points by itself, by the interval that is shown: never narrower than
        without Knapp and Hartung's factor. Over few organisations that happen to be alike, their own concludes too
        much.
    plainly : Verdict
        What their own interval would say.
    n : int
        People, or questionnaires, of all organisations together.
    p_adjusted : float or None
        The p value of the change in points, adjusted for the outcomes of its family.
    family : int
        How many outcomes that family has.
    """

    points: Synthesis
    standardised: Synthesis | None
    verdict: Verdict
    plainly: Verdict
    n: int
    p_adjusted: float | None = None
    family: int = 1

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the pooled change, its variants and how far organisations differ; ``g_`` before the standardised ones.

        Returns
        -------
        tuple of Estimate
            Terms ``mean_change`` (with the interval that is never narrower than without Knapp and Hartung's factor,
            and its test), ``knapp_hartung`` (their own), ``common_effect``, ``next_organisation`` (its limits are those
            of the prediction interval), ``tau``, ``i2`` (a share), ``q``; ``p_adjusted``.
        """
        found = list(_terms(self.points, self.n, "mean_change", ""))
        if self.p_adjusted is not None:
            found.append(Estimate("p_adjusted", self.p_adjusted, p=self.p_adjusted, n=self.n))
        if self.standardised is not None:
            found += _terms(self.standardised, self.n, "g_av", "g_")
        return tuple(found)

    @property
    def p(self) -> float:
        """The p value of the change in points, by the interval that is shown."""
        return _p(self.points)

    @property
    def uncorrected(self) -> bool:
        """Whether a change that differs from zero by itself does not once the outcomes of its family are counted."""
        changed = self.verdict.word in _CHANGED
        return changed and self.family > 1 and self.p_adjusted is not None and self.p_adjusted >= _LEVEL

    @property
    def word_by_itself(self) -> str:
        """The verdict's word; ``_clear`` is added when the interval clears the smallest change that matters."""
        return worded(self.verdict)

    @property
    def word(self) -> str:
        """The word by itself, or ``uncorrected`` where it does not stand among the outcomes of its family."""
        return "uncorrected" if self.uncorrected else self.word_by_itself

    @property
    def with_care(self) -> bool:
        """Whether the verdict is another one than Knapp and Hartung's own interval would give."""
        return worded(self.verdict) != worded(self.plainly)


@dataclass(frozen=True)
class TakenOver(Result):
    """Numbers as an organisation released them.

    Attributes
    ----------
    numbers : tuple of (str, mapping)
        Each with the term that it has here.
    """

    numbers: tuple[tuple[str, Number], ...]

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the numbers, as they were."""
        return tuple(_taken(term, number) for term, number in self.numbers)


@dataclass(frozen=True)
class Place(Result):
    """What one organisation weighs in a pool, what is pooled without it, and how far it pulls.

    Attributes
    ----------
    found : tuple of Estimate
        Term ``weight``; of three to fifty organisations also ``without`` (the others together), and the measures of
        :func:`evaluatie.effects.pooling.influence`.
    verdict : Verdict or None
        On the others together.
    """

    found: tuple[Estimate, ...]
    verdict: Verdict | None

    def estimates(self) -> tuple[Estimate, ...]:
        """Give what there is."""
        return self.found


def pooled_change(pool: Pool, bound: Bound | None) -> PooledChange:
    """Pool the changes of a pool's organisations.

    Parameters
    ----------
    pool : Pool
        Two organisations or more.
    bound : Bound or None
        The smallest change that matters, in points.

    Returns
    -------
    PooledChange
    """
    points = _synthesis(pool.members, [member.change for member in pool.members])
    standardised = [(member, member.standardised) for member in pool.members if member.standardised is not None]
    both = [member for member, _ in standardised], [number for _, number in standardised if number is not None]
    return PooledChange(
        f"{points.method}, with a factor of at least 1 (Rover, Knapp & Friede 2015)",
        tuple(_CAREFUL if note == NARROWER else note for note in points.notes),
        points,
        _synthesis(*both) if len(standardised) > 1 else None,
        judged(points, bound, pool.variant.direction),
        verdict_on(points.estimate, points.se, points.df, bound=_limit(bound), direction=pool.variant.direction),
        pool.people,
    )


def judged(found: Synthesis, bound: Bound | None, direction: str) -> Verdict:
    """Give the verdict on a pooled change in points, by the interval that is never narrower."""
    se, df = found.se_conservative, found.df
    return verdict_on(found.estimate, se, df, bound=_limit(bound), direction=direction)


def _limit(bound: Bound | None) -> float | None:
    return None if bound is None else bound.points


def worded(verdict: Verdict) -> str:
    """Give a verdict's word; ``_clear`` is added when the interval clears the bound."""
    return f"{verdict.word}_clear" if verdict.clears_bound else verdict.word


def places(pool: Pool, found: PooledChange, bound: Bound | None) -> dict[str, Place]:
    """Give each organisation's weight, and of three to fifty what is pooled without it and how far it pulls."""
    n, weights = pool.people, zip(found.points.labels, found.points.weights, strict=True)
    shares = {organisation: Estimate("weight", weight, n=n) for organisation, weight in weights}
    if not pool_is_taken_apart(pool):
        return {organisation: Place("weight", (), (share,), None) for organisation, share in shares.items()}
    effects, variances, labels = _given(pool.members, [member.change for member in pool.members])
    pulled = influence(effects, variances, labels=labels)
    result = {}
    for left_out, measures in zip(pool.members, pulled.table.to_dict("records"), strict=True):
        others = [member for member in pool.members if member is not left_out]
        rest = _synthesis(others, [member.change for member in others])
        without = _pooled(rest, n - int(left_out.change["n"]), "without")
        more = (Estimate(name, measures[name], n=n) for name in MEASURES)
        verdict = judged(rest, bound, pool.variant.direction)
        id_ = left_out.release.id
        result[id_] = Place(pulled.method, pulled.notes, (shares[id_], without, *more), verdict)
    return result


def pool_is_taken_apart(pool: Pool) -> bool:
    """Say whether each organisation is left out in turn."""
    return LEAVE_OUT[0] <= len(pool.members) <= LEAVE_OUT[1]


def pooled_bound(pool: Pool) -> tuple[Bound, tuple[tuple[str, str], ...]] | None:
    """Give the smallest change that matters in points, and the released numbers that it rests upon.

    The standard deviations at the first wave are pooled by their degrees of freedom; the smallest of the organisations'
    own smallest changes (in standard deviations) is taken.

    Returns
    -------
    tuple of (Bound, tuple of (str, str)) or None
        None where no organisation released its own.
    """
    known = [(member, spread) for member in pool.members if (spread := member.spread) is not None]
    if not known:
        return None
    people = [n for _, (_, n) in known]
    squares = sum((n - 1) * sd**2 for _, (sd, n) in known)
    smallest = min(float(member.release.plan["smallest_effect"]) for member, _ in known)
    points = smallest * math.sqrt(squares / sum(n - 1 for n in people))
    method = "smallest effect of interest x standard deviation at the first wave, pooled over organisations"
    sources = tuple((member.release.id, member.bound_id) for member, _ in known)
    return Bound(method, (), points, smallest, sum(people)), sources


def adjusted(found: Mapping[str, PooledChange], primary: Iterable[str]) -> dict[str, PooledChange]:
    """Adjust the p values of pooled changes for how many there are: by Holm among main outcomes, else by BH.

    Parameters
    ----------
    found : mapping of str to PooledChange
        The pooled changes by their key.
    primary : iterable of str
        Keys of the main outcomes.

    Returns
    -------
    dict of str to PooledChange
        In the same order.
    """
    from evaluatie.effects.multiplicity import adjust_p

    main = set(primary)
    families = {"holm": [key for key in found if key in main], "bh": [key for key in found if key not in main]}
    values: dict[str, float] = {}
    for method, keys in families.items():
        if keys:
            values |= dict(zip(keys, map(float, adjust_p([found[key].p for key in keys], method)), strict=True))
    sizes = {key: len(keys) for keys in families.values() for key in keys}
    return {key: replace(one, p_adjusted=values[key], family=sizes[key]) for key, one in found.items()}


def _synthesis(members: Iterable[Member], numbers: Iterable[Number]) -> Synthesis:
    effects, variances, labels = _given(members, numbers)
    return synthesise(effects, variances, labels=labels)


def _given(members: Iterable[Member], numbers: Iterable[Number]) -> tuple[list[float], list[float], list[str]]:
    given = list(numbers)
    effects = [float(number["estimate"]) for number in given]
    variances = [float(number["se"]) ** 2 for number in given]
    return effects, variances, [member.release.id for member in members]


def _terms(found: Synthesis, n: int, main: str, prefix: str) -> Iterable[Estimate]:
    yield _pooled(found, n, main)
    yield Estimate(
        f"{prefix}knapp_hartung", found.estimate, found.se, found.statistic, found.df, found.p,
        found.ci_low, found.ci_high, n=n,
    )  # fmt: skip
    yield Estimate(
        f"{prefix}common_effect", found.fixed_estimate, found.fixed_se,
        ci_low=found.fixed_low, ci_high=found.fixed_high, n=n,
    )  # fmt: skip
    if found.tau2 is None or found.i2 is None or found.q is None:
        return
    # by the same standard error as the mean's interval, than which it is then never narrower
    beyond = math.hypot(math.sqrt(found.tau2), found.se_conservative)
    low, high = t_interval(found.estimate, beyond, found.df, found.confidence)
    yield Estimate(f"{prefix}next_organisation", found.estimate, ci_low=low, ci_high=high, n=n)
    yield Estimate(
        f"{prefix}tau", math.sqrt(found.tau2), ci_low=_root(found.tau2_low), ci_high=_root(found.tau2_high), n=n
    )
    yield Estimate(f"{prefix}i2", found.i2 / 100, ci_low=_share(found.i2_low), ci_high=_share(found.i2_high), n=n)
    yield Estimate(f"{prefix}q", found.q, statistic=found.q, df=found.q_df, p=found.q_p, n=n)


def _pooled(found: Synthesis, n: int, term: str) -> Estimate:
    """Give the pooled change with the interval that the verdict rests on, and the test that goes with it."""
    return Estimate(
        term, found.estimate, found.se_conservative, found.estimate / found.se_conservative, found.df, _p(found),
        found.ci_low_conservative, found.ci_high_conservative, n=n,
    )  # fmt: skip


def _p(found: Synthesis) -> float:
    return two_sided_p(found.estimate / found.se_conservative, found.df)


def _root(value: float | None) -> float | None:
    return None if value is None else math.sqrt(value)


def _share(value: float | None) -> float | None:
    return None if value is None else value / 100


def _taken(term: str, number: Number) -> Estimate:
    low, high = number["interval"] or (None, None)
    return Estimate(
        term,
        math.nan if number["estimate"] is None else number["estimate"],
        number["se"], number["statistic"], number["df"], number["p"], low, high, n=number["n"],
    )  # fmt: skip
