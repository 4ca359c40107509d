"""How well coders agree: kappa, weighted kappa, Fleiss' kappa or Krippendorff's alpha, and what lies behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evaluatie.agreement import pair_agreement
from evaluatie.result import Estimate, Result, check_confidence
from evaluatie.themes.coders.reading import read_ratings
from evaluatie.themes.coders.remarks import remarks
from evaluatie.themes.coders.tables import Measure, category_table, counts_of, pair_table, usage_table

INTERVAL = "t interval on the arcsine scale with two pseudo-units"
METHODS = {
    "cohen": "Cohen's kappa (1960), standard error of Fleiss, Cohen & Everitt (1969)",
    "weighted": "Weighted kappa (Cohen 1968) with {weights} weights, standard error of Fleiss, Cohen & Everitt (1969)",
    "fleiss": "Fleiss' kappa (1971), standard error of Gwet (2021)",
    "krippendorff": "Krippendorff's alpha (2011) at {level} level, standard error over units by their influence",
}
TERMS = {
    "cohen": "cohen_kappa",
    "weighted": "weighted_kappa",
    "fleiss": "fleiss_kappa",
    "krippendorff": "krippendorff_alpha",
}


@dataclass(frozen=True)
class CoderAgreement(Result):
    """How well coders agree on the same units.

    Attributes
    ----------
    measure, level, weights : str
        As asked for; ``weights`` is ``"none"`` but for weighted kappa.
    estimate : float or None
        The coefficient; None where every code is the same category, which a note says.
    se : float or None
        Large-sample standard error; None without an estimate and where coders agree on every unit.
    ci_low, ci_high : float or None
        Its interval, for other units that these coders code.
    percent_agreement, agreement_low, agreement_high : float
        Share (0 to 1) of pairs of codes that agree, with Wilson's limits; weights do not matter to it.
    expected_agreement : float or None
        Agreement that chance would give, in the measure's own weights; None at ordinal, interval and ratio level, where
        distances have no upper bound.
    pabak, pabak_low, pabak_high : float or None
        Prevalence- and bias-adjusted kappa of two coders, (k p - 1) / (k - 1) for agreement p on k categories (Byrt,
        Bishop & Carlin 1993, *Journal of Clinical Epidemiology* 46, 423-429); None for more coders, one category, and
        at interval and ratio level.
    by_category : pandas.DataFrame
        One row per category: ``category``, ``ratings``, ``prevalence`` (share of all codes), ``units`` (in which
        somebody gave it), ``agreement`` (specific agreement: how often another coder gives it too) with
        ``agreement_low`` and ``agreement_high``, and ``estimate``, ``ci_low``, ``ci_high``: the coefficient of this
        category against all others. Missing where nobody, or everybody, gave it. No rows at interval and ratio level.
    pairs : pandas.DataFrame
        One row per pair of coders, those who disagree most first: ``coder``, ``other``, ``n``, ``agreement`` with
        limits, and ``estimate``, ``ci_low``, ``ci_high`` (alpha, or Cohen's kappa). Missing with fewer than 2 units.
    usage : pandas.DataFrame
        One row per coder and category: ``coder``, ``category``, ``ratings``, ``share``.
    coders, categories : tuple
        Their names, in order.
    n : int
        Units used.
    confidence : float
        Level of all intervals.
    """

    measure: str
    level: str
    weights: str
    estimate: float | None
    se: float | None
    ci_low: float | None
    ci_high: float | None
    percent_agreement: float
    agreement_low: float
    agreement_high: float
    expected_agreement: float | None
    pabak: float | None
    pabak_low: float | None
    pabak_high: float | None
    by_category: pd.DataFrame
    pairs: pd.DataFrame
    usage: pd.DataFrame
    coders: tuple[str, ...]
    categories: tuple[Any, ...]
    n: int
    confidence: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the coefficient, the agreement, PABAK, and the agreement on each category.

        Returns
        -------
        tuple of Estimate
            The first is named after the measure; ``specific_agreement`` has the category as ``group``, and counts the
            units in which somebody gave it.
        """
        return tuple(self._found())

    def _found(self) -> Iterator[Estimate]:
        if self.estimate is not None:
            yield Estimate(
                TERMS[self.measure], self.estimate, self.se, ci_low=self.ci_low, ci_high=self.ci_high, n=self.n
            )
        yield Estimate(
            "percent_agreement",
            self.percent_agreement,
            ci_low=self.agreement_low,
            ci_high=self.agreement_high,
            n=self.n,
        )
        if self.pabak is not None:
            yield Estimate("pabak", self.pabak, ci_low=self.pabak_low, ci_high=self.pabak_high, n=self.n)
        for row in self.by_category.dropna(subset="agreement").to_dict("records"):
            yield Estimate(
                "specific_agreement", row["agreement"], ci_low=row["agreement_low"], ci_high=row["agreement_high"],
                n=row["units"], group=str(row["category"]),
            )  # fmt: skip


def coder_agreement(
    ratings: Any,
    measure: str = "cohen",
    level: str = "nominal",
    *,
    weights: str | None = None,
    categories: Iterable[Any] | None = None,
    confidence: float = 0.95,
) -> CoderAgreement:
    """Estimate how well coders agree on what they gave the same units.

    Kappa and alpha are 1 - observed / expected disagreement: 1 in full agreement, 0 where coders do no better than
    chance. Two coders: ``cohen``, or ``weighted`` for ordered categories. More coders: ``fleiss`` where each codes
    every unit, else ``krippendorff``, which allows for missing codes and for any level of measurement. Intervals are
    made with pseudo-units and hold with few units and rare categories, where the usual ones fail
    (:func:`evaluatie.agreement.cohen_kappa`, :func:`evaluatie.agreement.krippendorff_alpha`, with their coverage).

    Parameters
    ----------
    ratings : DataFrame or array, shape (n, c)
        Units by coders: numbers or texts. Missing (None, NaN, blank) where a coder gave no code: alpha uses units with
        two codes or more, other measures units with all.
    measure : {"cohen", "weighted", "fleiss", "krippendorff"}
        Which coefficient.
    level : {"nominal", "ordinal", "interval", "ratio"}
        How the codes were measured, for alpha; weighted kappa takes its order as given with either of the first two.
    weights : {"quadratic", "linear"}, optional
        Of weighted kappa; quadratic unless said otherwise.
    categories : sequence of labels, optional
        All categories, from low to high if they have an order; those that nobody gave count too. Without it, those of
        ordered Categorical columns, or else those that occur, numbers in their order. Weighted kappa and ordinal alpha
        of texts need the order.
    confidence : float, default 0.95
        Level of all intervals.

    Returns
    -------
    CoderAgreement
        Where every code is one category the coefficient is None, which a note says, and the agreement is still there.

    Raises
    ------
    NotEnoughData
        If fewer than 2 units have the codes that the measure needs.
    TypeError
        If ratings are no table.
    ValueError
        With all that is wrong at once: an unknown measure, level or weights, too few or too many coders, a coder who
        coded nothing, one category in two spellings, texts where numbers are needed, an order that is not known.

    Examples
    --------
    >>> ratings = pd.DataFrame({"an": list("aabbccaabb"), "bo": list("aabbccabbb")})
    >>> found = coder_agreement(ratings)
    >>> round(found.estimate, 3), round(found.ci_low, 3), round(found.ci_high, 3), found.percent_agreement
    (0.844, 0.311, 0.997, 0.9)
    >>> coder_agreement([["yes", "Yes"], ["no", "no"]])
    Traceback (most recent call last):
        ...
    evaluatie.amiss.InputError: category 'yes' is also written 'Yes': did you mean one? Write it in one way
    """
    check_confidence(confidence)
    how = Measure(measure, level, _weights(measure, weights), confidence)
    read = read_ratings(ratings, measure, level, categories)
    found, pairs = how.of(read), pair_table(read, how)
    agreement = pair_agreement(counts_of(read), confidence)
    even = _evenly(agreement, len(read.categories)) if level in ("nominal", "ordinal") else None
    pabak = even if even and len(read.coders) == 2 else (None, None, None)
    return CoderAgreement(
        f"{METHODS[measure].format(weights=how.weights, level=level)}; {INTERVAL}",
        remarks(read, how, found, agreement[0], even[0] if even else None, pairs),
        measure=measure,
        level=level,
        weights=how.weights,
        estimate=found.estimate,
        se=found.se,
        ci_low=found.low,
        ci_high=found.high,
        percent_agreement=agreement[0],
        agreement_low=agreement[1],
        agreement_high=agreement[2],
        expected_agreement=None if measure == "krippendorff" and level != "nominal" else 1 - found.expected,
        pabak=pabak[0],
        pabak_low=pabak[1],
        pabak_high=pabak[2],
        by_category=category_table(read, how),
        pairs=pairs,
        usage=usage_table(read),
        coders=read.coders,
        categories=read.categories,
        n=found.n,
        confidence=confidence,
    )


def _evenly(agreement: tuple[float, float, float], categories: int) -> tuple[float, float, float] | None:
    """Give what the coefficient would be, with its limits, if all categories were used alike."""
    if categories < 2:
        return None
    share, low, high = ((categories * each - 1) / (categories - 1) for each in agreement)
    return share, low, high


def _weights(measure: str, weights: str | None) -> str:
    if weights is not None and measure != "weighted":
        raise ValueError(f"weights are for measure 'weighted', and it is {measure!r}: leave them out")
    if weights not in (None, "quadratic", "linear"):
        raise ValueError(f"weights must be quadratic or linear: got {weights!r}")
    return "none" if measure != "weighted" else weights or "quadratic"
