"""The verdict on a printed figure, and on a claim."""

from __future__ import annotations

import math

import numpy as np
from scipy import optimize

from evaluatie.reproduce.finding import Printed
from evaluatie.reproduce.finding.model import Claim, Condition, Figure, Quantity
from evaluatie.reproduce.recomputing.bench import Bench, limits, reaches
from evaluatie.reproduce.recomputing.given import Floats
from evaluatie.reproduce.recomputing.judged import VERDICTS, Judged, Met, Reason, Verdict, shown
from evaluatie.reproduce.recomputing.lacking import lacking
from evaluatie.reproduce.recomputing.rounding import Attained, Landscape
from evaluatie.reproduce.recomputing.telling import bounds_of, printable, share_of, tells_nothing

_SEED = 20160601
_TRIES = 16
#: where one in so many of the numbers that could be printed would follow within rounding, that one does is a weak sign
_WEAK = 1 / 20
_LACKING = {"sd": "no_sd", "mean": "no_mean"}
_UNKNOWN = Attained(math.nan, math.nan, math.nan, np.empty(0), np.empty(0))


def judge_figure(figure: Figure, bench: Bench) -> Judged:
    """Judge a printed figure.

    Parameters
    ----------
    figure : Figure
        Of the bench's finding.
    bench : Bench
        The finding.

    Returns
    -------
    Judged
        Without reasons where it does not follow.
    """
    if figure.cannot is not None or figure.of is None:
        found = _UNKNOWN if figure.of is None else bench.range_of(figure.of)
        reasons = (Reason("unrecorded") if figure.cannot is None else Reason("own", text=figure.cannot),)
        return _judged(figure, found, "cannot be recomputed", reasons)
    found = bench.range_near(figure.of, figure.printed)
    verdict, why = _verdict(figure.of, figure, found, bench)
    return _judged(figure, found, verdict, why)


def _judged(figure: Figure, found: Attained, verdict: Verdict, reasons: tuple[Reason, ...]) -> Judged:
    return Judged(
        figure.id,
        "figure",
        figure.label,
        figure.printed,
        figure.of,
        found.nominal,
        found.low,
        found.high,
        verdict,
        reasons,
    )


def _verdict(
    wanted: Quantity, figure: Figure | Condition, found: Attained, bench: Bench
) -> tuple[Verdict, tuple[Reason, ...]]:
    printed = figure.holds if isinstance(figure, Condition) else figure.printed
    if (lacks := lacking(bench.finding, wanted)) is not None:
        table = bench.finding.analyses[wanted.analysis].choices["table"]
        return "cannot be recomputed", (Reason(_LACKING[lacks], {"names": table}),)
    if not math.isnan(found.low) and printed.relation != "=" and _too_wide(wanted, printed, found, bench):
        return "cannot be recomputed", (_wide(found, printed),)
    if not math.isnan(found.nominal) and printed.stands_for(found.nominal):
        return "follows", ()
    if math.isnan(found.low):
        why = bench.why(wanted)
        return "cannot be recomputed", (Reason("undefined", {"cause": why}) if why else Reason("not_given"),)
    if not reaches(found, printed, bench.precision(wanted)):
        return "does not follow", ()
    if _too_wide(wanted, printed, found, bench):
        return "cannot be recomputed", (_wide(found, printed),)
    if found.low == found.high:  # where nothing was rounded, it is the method that stops somewhere
        return "follows within rounding", (Reason("precision"),)
    return "follows within rounding", _weak(wanted, found, printed, bench)


def _weak(wanted: Quantity, found: Attained, printed: Printed, bench: Bench) -> tuple[Reason, ...]:
    """Tell how many printed numbers would have followed as well, where these are many of all that there could be."""
    bounds = bounds_of(wanted, bench.finding.analyses[wanted.analysis].choices.get("expression"))
    if printed.relation != "=" or share_of(found, printed, bounds) < _WEAK:
        return ()
    ends = {"low": printed.shown(found.low), "high": printed.shown(found.high)}
    return (Reason("weak", {"names": str(printable(found, printed)), **ends}),)


def _too_wide(wanted: Quantity, printed: Printed, found: Attained, bench: Bench) -> bool:
    """Tell a range that tells nothing; an inequality that holds all over it, or nowhere, is judged all the same."""
    low, high = limits(printed)
    if printed.relation != "=" and (found.high < low or found.low > high or low <= found.low <= found.high <= high):
        return False
    analysis = bench.finding.analyses[wanted.analysis]
    return tells_nothing(found, printed, bounds_of(wanted, analysis.choices.get("expression")))


def _wide(found: Attained, printed: Printed) -> Reason:
    return Reason("too_wide", {"low": shown(found.low, printed), "high": shown(found.high, printed)})


def judge_claim(claim: Claim, bench: Bench) -> Judged:
    """Judge a claim: all its conditions must hold for the same inputs.

    Parameters
    ----------
    claim : Claim
        Of the bench's finding.
    bench : Bench
        The finding.

    Returns
    -------
    Judged
        With the condition that decides: of those with the worst verdict the one that is met most narrowly.
    """
    found = [bench.range_near(need, need.holds) for need in claim.needs]
    judged = [_verdict(need, need, one, bench) for need, one in zip(claim.needs, found, strict=True)]
    worst = max(
        range(len(judged)), key=lambda at: (VERDICTS.index(judged[at][0]), -_margin(claim.needs[at], found[at].nominal))
    )
    verdict, reasons = judged[worst]
    if verdict == "follows within rounding" and len(claim.needs) > 1 and not holds_somewhere(claim, bench):
        verdict, reasons = "does not follow", (Reason("not_together"),)
    need, one = claim.needs[worst], found[worst]
    met = tuple(
        Met(need, one.nominal, one.low, one.high, each)
        for need, one, (each, _) in zip(claim.needs, found, judged, strict=True)
    )
    return Judged(
        claim.id, "claim", claim.statement, need.holds, need, one.nominal, one.low, one.high, verdict, reasons, met
    )  # fmt: skip


def _margin(need: Condition, value: float) -> float:
    """Give by how much a condition is met, as a share of its limit; negative where it is not."""
    if math.isnan(value) or need.holds.relation == "=":
        return 0.0
    beyond = value - need.holds.value
    return (-beyond if need.holds.relation in ("<", "<=") else beyond) / (abs(need.holds.value) or 1.0)


def holds_somewhere(claim: Claim, bench: Bench) -> bool:
    """Say whether all conditions of a claim hold at one point within rounding.

    Parameters
    ----------
    claim : Claim
        Whose conditions each hold somewhere.
    bench : Bench
        The finding.

    Returns
    -------
    bool
    """
    landscape = bench.landscape([need.analysis for need in claim.needs])
    box = landscape.box
    chance = np.random.default_rng(_SEED)
    starts = [box.nominal, *(box.low + chance.random((_TRIES, box.size)) * (box.high - box.low))]
    return any(_misses(_nearest(claim, landscape, start), claim, landscape) <= 0 for start in starts)


def _misses(point: Floats, claim: Claim, landscape: Landscape) -> float:
    """Sum by how far each condition is missed, in units of its own size."""
    missed = 0.0
    for need in claim.needs:
        value = landscape.height(need)(point)
        low, high = limits(need.holds)
        beyond = math.inf if math.isnan(value) else max(low - value, value - high, 0.0)
        if beyond == 0 and not math.isnan(value) and not _inside(value, need):
            beyond = 1e-12
        missed += beyond / (abs(need.holds.value) or need.holds.half_unit)
    return missed


def _inside(value: float, need: Condition) -> bool:
    low, high = limits(need.holds)
    return low < value < high if need.holds.relation in ("<", ">") else low <= value <= high


def _nearest(claim: Claim, landscape: Landscape, start: Floats) -> Floats:
    box = landscape.box
    width = box.high - box.low

    def at(share: Floats) -> Floats:
        point: Floats = box.low + np.clip(share, 0, 1) * width
        return point

    def lost(share: Floats) -> float:
        return min(_misses(at(share), claim, landscape), 1e6)

    began = (start - box.low) / np.where(width > 0, width, 1)
    if lost(began) <= 0:
        return start
    ended = optimize.minimize(lost, began, method="L-BFGS-B", bounds=[(0, 1)] * box.size)
    return at(ended.x)
