"""The same comparison done otherwise: with another standardiser, a correction, another choice of the method."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from scipy import special

from evaluatie.effects.standardised import hedges_factor
from evaluatie.reproduce.finding.model import Analysis, Quantity
from evaluatie.reproduce.recomputing.bench import Bench
from evaluatie.reproduce.recomputing.given import Given
from evaluatie.reproduce.recomputing.judged import Judged
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
    if wanted.quantity in _RATIOS and one.low > 0:
        yield moved("inverted", one, lambda value: 1 / value)
    if analysis.method == "proportions" and wanted.quantity in ("chi2", "p"):
        yield from_inputs("yates", wanted, bench, _of_counts(analysis, wanted.quantity))
    if analysis.method == "mean_difference" and wanted.quantity in ("d", "g"):
        for which, name in ((0, "1"), (1, "2")):
            yield from_inputs("glass", wanted, bench, _standardised(analysis, wanted, _of_group(which)), names=name)
        yield from_inputs("average_sd", wanted, bench, _standardised(analysis, wanted, _averaged))
    yield from _other_choices(analysis, wanted, bench)


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


def _of_group(which: int) -> Callable[[Sequence[float]], float]:
    return lambda sds: sds[which]


def _averaged(sds: Sequence[float]) -> float:
    return math.sqrt(float(np.square(sds).mean()))
