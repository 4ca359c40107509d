"""Tries the slips in order of how usual they are."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from evaluatie.reproduce.recomputing.bench import Bench, limits, reaches
from evaluatie.reproduce.recomputing.judged import Judged, Reason
from evaluatie.reproduce.recomputing.reasons.arithmetic import digits, is_p, point, units
from evaluatie.reproduce.recomputing.reasons.candidate import Candidate
from evaluatie.reproduce.recomputing.reasons.counts import another_count, other_counts
from evaluatie.reproduce.recomputing.reasons.denominators import df_left_at_one, other_denominators
from evaluatie.reproduce.recomputing.reasons.halved import halved_throughout
from evaluatie.reproduce.recomputing.reasons.intervals import other_intervals
from evaluatie.reproduce.recomputing.reasons.otherwise import done_otherwise
from evaluatie.reproduce.recomputing.reasons.quantities import conventions, other_columns, other_rows, paired_columns
from evaluatie.reproduce.recomputing.reasons.relations import copied, elsewhere, impossible, stars
from evaluatie.reproduce.recomputing.reasons.row import other_n
from evaluatie.reproduce.recomputing.reasons.variants import left_out, put_in, treatment_left_out
from evaluatie.reproduce.recomputing.telling import tells_nothing

MOST = 3
_SEVERAL = 2
#: of which studies print bootstrap errors and intervals
_MEDIATIONS = frozenset({"mediation", "mediated_link"})
_MODELS = frozenset({"path", "cfa"})
_NEAR = 0.25
_ROOM = 3.0


def with_reasons(judged: Sequence[Judged], bench: Bench) -> tuple[Judged, ...]:
    """Add the likely reasons to what does not follow.

    What explains a whole table comes first, then slips that explain several figures of one analysis, then the more
    usual ones.

    Parameters
    ----------
    judged : sequence of Judged
        Figures and claims of one finding.
    bench : Bench
        The finding.

    Returns
    -------
    tuple of Judged
    """
    found = {
        one.id: fitting(one, bench) for one in judged if one.verdict == "does not follow" and not one.reasons
    }  # fmt: skip
    of = {one.id: one.of.analysis for one in judged if one.of is not None}
    explained = Counter((of[id_], reason.key) for id_, reasons in found.items() for reason in reasons)
    halved, with_n = halved_throughout(judged, bench), other_n(judged, bench)

    def ranked(id_: str) -> tuple[Reason, ...]:
        reasons = sorted(found[id_], key=lambda reason: -explained[of[id_], reason.key])
        several = [reason for reason in reasons if explained[of[id_], reason.key] >= _SEVERAL]
        reasons = [*several, *with_n.get(id_, ()), *reasons[len(several) :]]
        if halved and any(reason.code == "one_sided" for reason in reasons):
            whole = Reason("all_one_sided", {"names": str(halved)})
            reasons = [whole, *(reason for reason in reasons if reason.code != "one_sided")]
        return tuple(reasons[:MOST])

    def explained_by(one: Judged) -> tuple[Reason, ...]:
        # a claim prints no number of its own that a slip could give
        return ranked(one.id) or ((Reason("none_fits"),) if one.kind == "figure" else ())

    return tuple(replace(one, reasons=explained_by(one)) if one.id in found else one for one in judged)


def fitting(one: Judged, bench: Bench) -> list[Reason]:
    """Give the slips by which a figure comes out as printed.

    Parameters
    ----------
    one : Judged
        That does not follow.
    bench : Bench
        The finding.

    Returns
    -------
    list of Reason
        Those that give it from the inputs as printed, then those that do within rounding; in each the more usual first.
    """
    candidates = list(slips(one, bench))
    if proofs := [held for held in candidates if held.proof]:
        return [_told(held, one) for held in proofs]
    candidates = [held for held in candidates if not math.isnan(held.value) or held.range is not None]
    fits = _that_fit([held for held in candidates if not held.last], one, bench)
    fits = fits or _that_fit([held for held in candidates if held.last], one, bench)
    if not fits and _resampled(one, bench):
        fits = [Candidate("resampled", one.value)]
    reasons = {reason.key: reason for reason in (_told(held, one) for held in reversed(fits))}
    return list(reversed(reasons.values()))


def _that_fit(candidates: Sequence[Candidate], one: Judged, bench: Bench) -> list[Candidate]:
    outright = [held for held in candidates if held.certain or one.printed.stands_for(held.value)]
    others = [held for held in candidates if held not in outright]
    return outright + [held for held in others if _within(held, one, bench)]


def _within(held: Candidate, one: Judged, bench: Bench) -> bool:
    """Tell a slip that gives the printed figure within rounding; it is searched only where it comes near."""
    low, high = limits(one.printed)
    room = _ROOM * (one.high - one.low) * max(abs(held.value / one.value), 1.0) if one.value else math.inf
    if held.range is None or one.of is None or held.value < low - room or held.value > high + room:
        return False
    found = held.range()
    # a slip after which anything is possible explains nothing
    return reaches(found, one.printed, bench.precision(one.of)) and not tells_nothing(found, one.printed, None)


def _told(held: Candidate, one: Judged) -> Reason:
    gives = one.printed.shown(held.value) if not math.isnan(held.value) else ""
    return Reason(held.code, {**held.told, "gives": gives})


def slips(one: Judged, bench: Bench) -> Iterator[Candidate]:
    """Go through all slips, in order of how usual they are.

    Parameters
    ----------
    one : Judged
        A figure or claim.
    bench : Bench
        The finding.

    Yields
    ------
    Candidate
    """
    wanted = one.of
    if wanted is None:
        return
    yield from impossible(one, wanted, bench)
    yield from stars(one)
    yield from treatment_left_out(wanted, bench)
    if one.printed.relation != "=":
        yield from left_out(wanted, bench)
        yield from put_in(wanted, bench)
        yield from units(one, wanted, bench) if is_p(wanted, bench) else ()
        return
    yield from paired_columns(wanted, bench)
    yield from units(one, wanted, bench)
    yield from point(one)
    yield from left_out(wanted, bench)
    yield from other_intervals(wanted, bench)
    yield from conventions(wanted, bench)
    yield from done_otherwise(one, wanted, bench)
    yield from other_columns(wanted, bench)
    yield from other_denominators(wanted, bench)
    yield from df_left_at_one(one, wanted, bench)
    yield from put_in(wanted, bench)
    yield from other_counts(wanted, bench)
    yield from another_count(one, wanted, bench)
    yield from other_rows(wanted, bench)
    yield from elsewhere(wanted, bench)
    yield from copied(one, wanted, bench)
    yield from digits(one)


def _resampled(one: Judged, bench: Bench) -> bool:
    """Tell an error or limit of a mediation, or of a product in a model, so near that resampling may have given it."""
    if one.of is None or math.isnan(one.value) or one.printed.relation != "=":
        return False
    method, (name, term) = bench.finding.analyses[one.of.analysis].method, (one.of.quantity, one.of.term or "")
    if not (method in _MEDIATIONS and name.endswith(("_se", "_ci_low", "_ci_high"))) and not (
        method in _MODELS and name == "se" and " := " in term
    ):
        return False
    return abs(one.printed.value - one.value) <= _NEAR * max(abs(one.value), one.printed.half_unit)
