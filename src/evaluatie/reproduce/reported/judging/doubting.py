"""Why a printed p that does not agree with its statistic may still be right."""

from __future__ import annotations

import math
from dataclasses import dataclass

from evaluatie.reproduce.reported.judging.chances import Span, df_giving, p_of, sizes
from evaluatie.reproduce.reported.judging.fitting import fits
from evaluatie.reproduce.reported.judging.spans import Reading
from evaluatie.reproduce.reported.reading.corrections import Correction
from evaluatie.reproduce.reported.reading.lexicon import Relation
from evaluatie.reproduce.reported.reading.numbers import Amount
from evaluatie.reproduce.reported.reading.pair import Pair

#: with fewer people than these the p of a rank correlation differs between ways to compute it
FEW_RANKED = 30
#: names of a correlation from which others are taken out
_PARTIAL = ("rp", "rpartial", "pr", "sr")
#: into so many steps the epsilons from the least to 1 are divided
_STEPS = 200


@dataclass(frozen=True)
class Claim:
    """What a text says of a p.

    Attributes
    ----------
    relation : str
    printed : Amount
    span : tuple of float
        Between which values the recomputed p lies.
    corrections : frozenset of str
        How the text says that p were computed.
    """

    relation: Relation
    printed: Amount
    span: Span
    corrections: frozenset[Correction] = frozenset()

    @property
    def larger(self) -> bool:
        """Whether it says that p is larger than the recomputed one."""
        return self.relation in ("=", ">", ">=") and self.printed.high > self.span[0]


@dataclass(frozen=True)
class Doubt:
    """A reason, as a key of texts.yml, with a number that it names."""

    because: str
    number: float | None = None


def doubtful(pair: Pair, way: Reading, claim: Claim, *, partial: bool = False) -> Doubt | None:
    """Find why a p that does not agree may still be right.

    Parameters
    ----------
    pair : Pair
    way : Reading
        How the statistic was read.
    claim : Claim
        What is said of its p.
    partial : bool
        Whether the sentence speaks of a partial correlation.

    Returns
    -------
    Doubt or None
        None where nothing that the text says, or leaves unsaid, makes it right.
    """
    kind = pair.statistic.kind
    if (other := _computed_otherwise(pair, way, claim)) is not None:
        return other
    if kind == "U":
        return Doubt("ties")
    if kind == "rho" and way.freedom[0].value + 2 < FEW_RANKED:
        return Doubt("small_ranks")
    if kind == "b" and not way.freedom and claim.larger:
        return _of_few(pair, way, claim)
    if kind == "r" and not pair.statistic.freedoms and (partial or pair.statistic.name in _PARTIAL):
        return _of_partial(way, claim)
    return None


def corrections_of(pair: Pair, said: frozenset[Correction]) -> frozenset[Correction]:
    """Give the corrections that may hold for a p: those that the text names, unless it is said to be without."""
    if pair.chance is None:
        return said
    return frozenset() if pair.chance.raw else said | pair.chance.corrections


def _computed_otherwise(pair: Pair, way: Reading, claim: Claim) -> Doubt | None:
    corrections = corrections_of(pair, claim.corrections)
    if "labelled" in corrections:
        return Doubt("labelled")
    if "counted" in corrections:
        return Doubt("counted")
    if "epsilon" in corrections and pair.statistic.kind == "F":
        epsilon = _epsilon(way, claim)
        if epsilon is not None:
            return Doubt("epsilon", epsilon)
    if "rate" in corrections or ("many" in corrections and claim.larger):
        return Doubt("adjusted")
    return None


def _epsilon(way: Reading, claim: Claim) -> float | None:
    """Find an epsilon, not below 1 over the first degrees of freedom, with which the p agrees."""
    first, second = way.freedom
    if not (first.whole and second.whole and first.value > 1):
        return None
    least, largest = sizes("F", way.value, "=")
    for step in range(_STEPS + 1):
        epsilon = 1 - (1 - 1 / first.value) * step / _STEPS
        df = [first.value * epsilon, second.value * epsilon]
        if fits((p_of("F", largest, df), p_of("F", least, df)), claim.relation, claim.printed):
            return epsilon
    return None


def _of_few(pair: Pair, way: Reading, claim: Claim) -> Doubt | None:
    """Find the degrees of freedom with which a coefficient over its standard error has the printed p."""
    se = pair.statistic.se[0].value
    df = df_giving(claim.printed.value, abs(way.value.value / se)) if se else 0.0
    return Doubt("unknown_df", round(df)) if df >= 1 and math.isfinite(df) else None


def _of_partial(way: Reading, claim: Claim) -> Doubt | None:
    """Find the degrees of freedom, fewer than n - 2, with which a correlation has the printed p."""
    least, largest = sizes("r", way.value, "=")
    low, high = 1, int(way.freedom[0].value)
    while low < high:  # p falls as the degrees of freedom grow
        middle = (low + high) // 2
        above = p_of("r", way.value.value, [middle]) > claim.printed.value
        low, high = (middle + 1, high) if above else (low, middle)
    for df in (low, max(1, low - 1)):
        if fits((p_of("r", largest, [df]), p_of("r", least, [df])), claim.relation, claim.printed):
            return Doubt("partial", df)
    return None
