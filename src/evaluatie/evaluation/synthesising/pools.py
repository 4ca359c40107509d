"""Which organisations' changes may be pooled, of which outcomes, and why the others stand apart."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from evaluatie.evaluation.changing.keys import MAIN, NAME, bound_key, key_of
from evaluatie.evaluation.releases import Number, Release, Releases
from evaluatie.evaluation.section import EVERYONE

#: Estimators by which an organisation's change is taken, after the one that its plan names
ESTIMATORS = (*MAIN, "unlinked")
#: Why an organisation's change is not in a pool
Why = Literal["alone", "other_way", "one_wave", "asked_otherwise", "not_comparable", "hidden", "not_estimable"]


@dataclass(frozen=True)
class Variant:
    """An outcome as it was asked: what must be the same for changes to be pooled.

    Attributes
    ----------
    outcome : str
        Its id in the studies.
    instrument, referent : str or None
        The instrument, and whom or what its questions were about; None where only ready scores were supplied.
    items : tuple of int
        The questions that the score is made of.
    low, high : float
        Lowest and highest possible score.
    direction : str
        What is better.
    """

    outcome: str
    instrument: str | None
    items: tuple[int, ...]
    referent: str | None
    low: float
    high: float
    direction: str


@dataclass(frozen=True, eq=False)
class Member:
    """An organisation in a pool, with the released numbers that are taken from it.

    Attributes
    ----------
    release : Release
        The organisation's results.
    outcome, first, last : str
        The outcome's id there, its first and its last wave.
    estimator : str
        Which of its estimates is taken.
    """

    release: Release
    outcome: str
    first: str
    last: str
    estimator: str

    def id_of(self, term: str) -> str:
        """Give the id of one of the numbers that the change has."""
        return change_id(self.outcome, (self.first, self.last), self.estimator, term)

    @property
    def change(self) -> Number:
        """The change in points."""
        return self.release.numbers[self.id_of("mean_change")]

    @property
    def standardised(self) -> Number | None:
        """The Hedges-corrected standardised change; None where it was not released."""
        found = self.release.numbers.get(self.id_of("g_av"))
        return found if found is not None and usable(found) else None

    @property
    def bound_id(self) -> str:
        """The id of the smallest change that matters."""
        return f"{NAME}.{bound_key(self.outcome, (self.first, self.last))}.bound"

    @property
    def spread(self) -> tuple[float, int] | None:
        """The standard deviation at the first wave and its number of people, which the smallest change is made from."""
        bound = self.release.numbers.get(self.bound_id)
        smallest = self.release.plan["smallest_effect"]
        if bound is None or bound["suppressed"] is not None or not bound["estimate"] or not bound["n"] or not smallest:
            return None
        return float(bound["estimate"]) / float(smallest), int(bound["n"])

    @property
    def primary(self) -> bool:
        """Whether the organisation's plan names the outcome as a main one."""
        return self.outcome in self.release.plan["primary"]


@dataclass(frozen=True, eq=False)
class Pool:
    """Organisations whose changes in an outcome are pooled.

    Attributes
    ----------
    outcome : str
        The id under which the synthesis names the outcome.
    variant : Variant
        How it was asked in all of them.
    synthetic : bool
        Whether the organisations are made up.
    members : tuple of Member
        Two or more.
    """

    outcome: str
    variant: Variant
    synthetic: bool
    members: tuple[Member, ...]

    @property
    def key(self) -> str:
        """What the keys of its analyses begin with."""
        return f"{self.outcome}/synthetic" if self.synthetic else self.outcome

    @property
    def primary(self) -> bool:
        """Whether it is a main outcome in the plan of every organisation."""
        return all(member.primary for member in self.members)

    @property
    def people(self) -> int:
        """The people, or questionnaires, of all organisations together."""
        return sum(int(member.change["n"]) for member in self.members)

    def sources(self, *terms: str) -> tuple[tuple[str, str], ...]:
        """List the released numbers that a figure of the pool rests upon."""
        return tuple((member.release.id, member.id_of(term)) for member in self.members for term in terms)


@dataclass(frozen=True)
class Apart:
    """An organisation's outcome that is in no pool, and why."""

    organisation: str
    outcome: str
    why: Why


@dataclass(frozen=True, eq=False)
class Pools:
    """What can be pooled of released results.

    Attributes
    ----------
    releases : Releases
        The results.
    """

    releases: Releases

    @cached_property
    def names(self) -> dict[Variant, str]:
        """Give each outcome, as it was asked, an id; what fewer organisations asked than most gets a number added."""
        counted: dict[str, Counter[Variant]] = {}
        for release in self.releases:
            for outcome in release.outcomes:
                counted.setdefault(outcome, Counter())[variant_of(release, outcome)] += 1
        return {
            variant: outcome if number == 1 else f"{outcome}~{number}"
            for outcome, variants in counted.items()
            for number, (variant, _) in enumerate(variants.most_common(), start=1)
        }

    @cached_property
    def outcomes(self) -> dict[str, dict[str, Any]]:
        """Give every outcome by the synthesis's id for it: ``label``, ``low``, ``high``, ``direction``."""
        usual = {id_: variant for variant, id_ in self.names.items()}
        labels: dict[Variant, dict[str, str]] = {}
        for release in self.releases:
            for outcome, about in release.outcomes.items():
                labels.setdefault(variant_of(release, outcome), about["label"])
        return {
            id_: {
                "label": _label(labels[variant], variant, usual[variant.outcome]),
                "low": variant.low,
                "high": variant.high,
                "direction": variant.direction,
            }
            for variant, id_ in self.names.items()
        }

    @cached_property
    def pools(self) -> tuple[Pool, ...]:
        """The pools: real organisations before made-up ones, main outcomes first, then the largest."""
        found: dict[tuple[bool, Variant], list[Member]] = {}
        for release in self.releases:
            for outcome in release.outcomes:
                member = member_of(release, outcome, self.least)
                if isinstance(member, Member):
                    found.setdefault((release.synthetic, variant_of(release, outcome)), []).append(member)
        pools = [
            Pool(self.names[variant], variant, synthetic, tuple(members))
            for (synthetic, variant), members in found.items()
            if len(members) > 1
        ]
        return tuple(sorted(pools, key=lambda pool: (pool.synthetic, not pool.primary, -len(pool.members))))

    @cached_property
    def apart(self) -> tuple[Apart, ...]:
        """What is in no pool, in the order of the organisations."""
        return tuple(self._apart())

    @property
    def least(self) -> int:
        """Fewest people whom a number may rest upon: the strictest organisation decides."""
        return max((int(release.policy["minimum_group"]) for release in self.releases), default=0)

    def _apart(self) -> Iterator[Apart]:
        pooled = {(member.release.id, member.outcome) for pool in self.pools for member in pool.members}
        for release in self.releases:
            for outcome in release.outcomes:
                if (release.id, outcome) not in pooled:
                    member = member_of(release, outcome, self.least)
                    yield Apart(
                        release.id, self.names[variant_of(release, outcome)], self._why(release, outcome, member)
                    )

    def _why(self, release: Release, outcome: str, member: Member | Why) -> Why:
        if not isinstance(member, Member):
            return member
        others = [one for one in self.releases if one is not release and one.synthetic == release.synthetic]
        asked = [variant_of(one, outcome) for one in others if outcome in one.outcomes]
        return "other_way" if asked and variant_of(release, outcome) not in asked else "alone"


def variant_of(release: Release, outcome: str) -> Variant:
    """Give how an organisation asked an outcome."""
    about = release.outcomes[outcome]
    limits = float(about["low"]), float(about["high"])
    return Variant(
        outcome, about["instrument"], tuple(about["items"]), about["referent"], *limits, str(about["direction"])
    )


def member_of(release: Release, outcome: str, least: int) -> Member | Why:
    """Take an organisation's change of an outcome from its first to its last wave, or say why it cannot be.

    Parameters
    ----------
    release : Release
        The organisation's results.
    outcome : str
        The outcome's id there.
    least : int
        Fewest people whom the change may rest upon.

    Returns
    -------
    Member or str
        By the estimator that the plan names, where that was released; else by the first of :data:`ESTIMATORS` that was.
    """
    if len(release.waves) < 2:
        return "one_wave"
    first, last = str(release.waves[0]["id"]), str(release.waves[-1]["id"])
    about = release.outcomes[outcome]
    if last in about["asked_otherwise"]:
        return "asked_otherwise"
    if [first, last] in about["not_comparable"]:
        return "not_comparable"
    planned = release.plan["estimator"]
    hidden = False
    for estimator in dict.fromkeys((*([planned] if planned else []), *ESTIMATORS)):
        member = Member(release, outcome, first, last, estimator)
        number = release.numbers.get(member.id_of("mean_change"))
        if number is not None and usable(number) and number["n"] >= least:
            return member
        hidden = hidden or (number is not None and (number["suppressed"] is not None or (number["n"] or 0) < least))
    return "hidden" if hidden else "not_estimable"


def usable(number: Number) -> bool:
    """Say whether a released number can be pooled: shown, with a standard error above zero, on known people."""
    if number["suppressed"] is not None or number["n"] is None:
        return False
    return (
        all(number[name] is not None and math.isfinite(number[name]) for name in ("estimate", "se"))
        and number["se"] > 0
    )


def change_id(outcome: str, waves: Sequence[str], estimator: str, term: str) -> str:
    """Give the id of a number of an organisation's change section."""
    return f"{NAME}.{key_of(outcome, EVERYONE, EVERYONE, (waves[0], waves[1]), estimator)}.{term}"


def _label(label: Mapping[str, str], variant: Variant, usual: Variant) -> dict[str, str]:
    """Name an outcome; where most organisations asked it otherwise, with what is different."""
    if variant == usual:
        return dict(label)
    scale = f"{variant.low:g}–{variant.high:g}"
    if (variant.low, variant.high) != (usual.low, usual.high):
        added = {"nl": f"schaal {scale}", "en": f"scale {scale}"}
    elif variant.items != usual.items:
        added = {"nl": f"{len(variant.items)} vragen", "en": f"{len(variant.items)} questions"}
    else:
        added = {"nl": "anders gevraagd", "en": "asked otherwise"}
    return {language: f"{text} ({added[language]})" for language, text in label.items() if language in added}
