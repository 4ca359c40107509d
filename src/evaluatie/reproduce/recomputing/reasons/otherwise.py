"""The same comparison done otherwise: with another standardiser, a correction, another choice of the method."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from scipy import special

from evaluatie.effects.standardised import hedges_factor
from evaluatie.reproduce.finding.model import Analysis, Quantity
from evaluatie.reproduce.recomputing.bench import Bench
from evaluatie.reproduce.recomputing.evaluating import pick
from evaluatie.reproduce.recomputing.given import Given
from evaluatie.reproduce.recomputing.judged import Judged
from evaluatie.reproduce.recomputing.lacking import INTERCEPT
from evaluatie.reproduce.recomputing.methods import METHODS
from evaluatie.reproduce.recomputing.methods.keys import ChoiceKey
from evaluatie.reproduce.recomputing.reasons.candidate import Candidate, from_inputs, moved
from evaluatie.reproduce.recomputing.reasons.variants import variant

#: a key that is no choice of the author's: it tells the slip of leaving the treatment out
_SLIPS = frozenset({"second_step"})
_RATIOS = frozenset({"ratio", "odds_ratio", "hazard_ratio"})


def done_otherwise(one: Judged, wanted: Quantity, bench: Bench) -> Iterator[Candidate]:
    """Go through other ways to do the figure's comparison.

    Parameters
    ----------
    one : Judged
        The figure.
    wanted : Quantity
        What it should be.
    bench : Bench
        The finding.

    Yields
    ------
    Candidate
    """
    analysis = bench.finding.analyses[wanted.analysis]
    if analysis.method == "mixed_model" and wanted.quantity == "icc":
        yield moved("between_to_within", one, lambda share: share / (1 - share))
    if wanted.quantity in _RATIOS and one.low > 0:
        yield moved("inverted", one, lambda value: 1 / value)
    if analysis.method == "proportions" and wanted.quantity in ("chi2", "p"):
        yield from_inputs("yates", wanted, bench, _of_counts(analysis, wanted.quantity))
    if analysis.method == "mean_difference" and wanted.quantity in ("d", "g"):
        for which, name in ((0, "1"), (1, "2")):
            yield from_inputs("glass", wanted, bench, _standardised(analysis, wanted, _of_group(which)), names=name)
        for code, times in (("d_of_equal_groups", 2), ("d_of_one_group", 1)):
            yield from_inputs(code, wanted, bench, _from_t(analysis, wanted, times))
        yield from_inputs("average_sd", wanted, bench, _standardised(analysis, wanted, _averaged))
    if analysis.method == "mean_difference":
        yield from_inputs("se_for_sd", wanted, bench, _with_roots(analysis, wanted))
    yield from _other_unit(analysis, wanted, bench)
    yield from _other_choices(analysis, wanted, bench)


def _other_unit(analysis: Analysis, wanted: Quantity, bench: Bench) -> Iterator[Candidate]:
    """Take the standardised number for the raw one, or the other way round, where no column holds both."""
    method = METHODS[analysis.method]
    if "standardised" in method.keys and wanted.quantity in method.scaled and wanted.term != INTERCEPT:
        raw = analysis.choices.get("standardised", "false") == "false"
        code, other = ("beta_for_b", "true") if raw else ("b_for_beta", "false")
        yield variant(code, wanted.quantity, analysis, {"standardised": other}, wanted, bench)


def _with_roots(analysis: Analysis, wanted: Quantity) -> Callable[[Given], float]:
    """Take what stands as standard deviations for standard errors of the means: times the root of n."""

    def at(given: Given) -> float:
        method = METHODS[analysis.method]
        read = method.read(analysis.choices, given)
        sds = [se * math.sqrt(n) for se, n in zip(read["sds"], read["ns"], strict=True)]
        return pick(method.compute(**read | {"sds": sds}), wanted)

    return at


def _other_choices(analysis: Analysis, wanted: Quantity, bench: Bench) -> Iterator[Candidate]:
    """Take each other option of what the method lets one choose, such as unequal variances."""
    for key, kind in METHODS[analysis.method].keys.items():
        if isinstance(kind, ChoiceKey) and key not in _SLIPS and kind.options != ChoiceKey().options:
            for option in kind.options:
                if option != analysis.choices.get(key, kind.options[0]):
                    yield variant("other_choice", f"{key}: {option}", analysis, {key: option}, wanted, bench)


def _of_counts(analysis: Analysis, quantity: str) -> Callable[[Given], float]:
    """Give chi-square of a fourfold table with Yates' (1934) correction, or its p value."""

    def at(given: Given) -> float:
        read = METHODS["proportions"].read(analysis.choices, given)
        (a, c), (first, second) = read["events"], read["totals"]
        b, d, n = first - a, second - c, first + second
        beyond = max(abs(a * d - b * c) - n / 2, 0.0)
        chi2 = n * beyond**2 / (first * second * (a + c) * (b + d))
        return chi2 if quantity == "chi2" else float(special.chdtrc(1, chi2))

    return at


def _standardised(
    analysis: Analysis, wanted: Quantity, spread: Callable[[Sequence[float]], float]
) -> Callable[[Given], float]:
    def at(given: Given) -> float:
        read = METHODS["mean_difference"].read(analysis.choices, given)
        d = (read["means"][0] - read["means"][1]) / spread(read["sds"])
        return float(d if wanted.quantity == "d" else d * hedges_factor(sum(read["ns"]) - 2))

    return at


def _from_t(analysis: Analysis, wanted: Quantity, times: float) -> Callable[[Given], float]:
    """Work d out of t as if groups were equally large, 2t/sqrt(n) (Rosenthal 1991), or as of one group, t/sqrt(n)."""

    def at(given: Given) -> float:
        method = METHODS[analysis.method]
        read = method.read(analysis.choices, given)
        t = pick(method.compute(**read), wanted.model_copy(update={"quantity": "t"}))
        d = times * t / math.sqrt(sum(read["ns"]))
        return float(d if wanted.quantity == "d" else d * hedges_factor(sum(read["ns"]) - 2))

    return at


def _of_group(which: int) -> Callable[[Sequence[float]], float]:
    return lambda sds: sds[which]


def _averaged(sds: Sequence[float]) -> float:
    return math.sqrt(float(np.square(sds).mean()))
