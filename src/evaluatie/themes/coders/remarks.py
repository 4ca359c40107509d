"""What must be said beside a coefficient: units left out, kappa's paradoxes, coders who differ in habit."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pandas as pd

from evaluatie.agreement import Coefficient
from evaluatie.amiss import listed
from evaluatie.themes.coders.labels import is_number
from evaluatie.themes.coders.reading import Ratings
from evaluatie.themes.coders.tables import Measure
from evaluatie.themes.paired_counts import paired_difference

#: Coders agree this often, and the coefficient is this much below what evenly used categories would give: then
#: prevalence, and not disagreement, makes it low
HIGH_AGREEMENT, MUCH_LOWER = 0.80, 0.20


def remarks(
    ratings: Ratings, measure: Measure, found: Coefficient, agreement: float, even: float | None, pairs: pd.DataFrame
) -> tuple[str, ...]:
    """Give the notes of a result.

    Parameters
    ----------
    ratings : Ratings
        Units by coders.
    measure : Measure
        How agreement was measured.
    found : Coefficient
        The coefficient.
    agreement : float
        Share of pairs of codes that agree.
    even : float or None
        The coefficient that evenly used categories would give.
    pairs : DataFrame
        A row per pair of coders.

    Returns
    -------
    tuple of str
        Sentences.
    """
    return (
        *_left_out(ratings, measure),
        *_undefined(ratings, found, agreement),
        *_paradox(ratings, measure, found, agreement, even),
        *_gaps(ratings, measure),
        *_habit(ratings, measure),
        *_apart(pairs),
    )


def _left_out(ratings: Ratings, measure: Measure) -> Iterator[str]:
    if ratings.left_out:
        lacking = "fewer than two codes" if measure.name == "krippendorff" else "a code missing"
        total = ratings.left_out + len(ratings.codes)
        yield f"{ratings.left_out} of {total} units left out: {lacking}"


def _undefined(ratings: Ratings, found: Coefficient, agreement: float) -> Iterator[str]:
    if found.estimate is None:
        only = ratings.categories[ratings.codes.max()]
        yield (
            f"every code is {only!r}: agreement beyond chance is not defined, since chance alone would agree as well; "
            "the units cannot show whether coders tell this category from another"
        )
    elif agreement == 1:
        yield (
            "coders agree on every unit, so that no standard error can be estimated: the lower limit says how little "
            f"{found.n} units can show"
        )


def _paradox(
    ratings: Ratings, measure: Measure, found: Coefficient, agreement: float, even: float | None
) -> Iterator[str]:
    if found.estimate is None or even is None or measure.level != "nominal" or measure.weights != "none":
        return
    if agreement >= HIGH_AGREEMENT and even - found.estimate >= MUCH_LOWER:
        codes = ratings.codes[ratings.codes >= 0]
        times = [int((codes == place).sum()) for place in range(len(ratings.categories))]
        most = max(range(len(times)), key=times.__getitem__)
        yield (
            f"coders agree in {agreement:.0%}, and yet the coefficient is {found.estimate:.2f}: "
            f"{times[most] / len(codes):.0%} of the codes are {ratings.categories[most]!r}, so that chance alone would "
            f"agree in {1 - found.expected:.0%} (the paradox of Feinstein & Cicchetti 1990); look at the agreement by "
            "category, and code more units of the rare ones"
        )


def _gaps(ratings: Ratings, measure: Measure) -> Iterator[str]:
    """Name the whole numbers that a weighted kappa takes for no step, since nobody gave them."""
    numbers = [label for label in ratings.categories if is_number(label) and float(label).is_integer()]
    if measure.name == "weighted" and len(numbers) == len(ratings.categories):
        unused = sorted(set(range(int(min(numbers)), int(max(numbers)))) - set(numbers))
        if unused:
            yield (
                f"nobody gave {listed(unused)}: the numbers on either side count as one step apart; give categories if "
                "they are points of the scale"
            )


def _habit(ratings: Ratings, measure: Measure) -> Iterator[str]:
    """Name the category that two coders differ most in using, if by more than chance over all comparisons."""
    pairs = list(combinations(range(len(ratings.coders)), 2))
    level = 1 - (1 - measure.confidence) / (len(pairs) * len(ratings.categories))
    largest = None
    for one, other in pairs if measure.level in ("nominal", "ordinal") else ():
        codes = ratings.codes[:, [one, other]]
        codes = codes[(codes >= 0).all(axis=1)]
        for category in range(len(ratings.categories) if len(codes) else 0):
            mine, theirs = (codes == category).T
            up, down = int((mine & ~theirs).sum()), int((theirs & ~mine).sum())
            difference, low, high = paired_difference(up, down, len(codes), level)
            if (low > 0 or high < 0) and (largest is None or abs(difference) > abs(largest[0])):
                largest = difference, one, other, category, float(mine.mean()), float(theirs.mean()), len(codes)
    if largest:
        _, one, other, category, mine_share, theirs_share, n = largest
        yield (
            f"coders differ in habit: {ratings.coders[one]!r} gives {ratings.categories[category]!r} to "
            f"{mine_share:.0%} of {n} units, {ratings.coders[other]!r} to {theirs_share:.0%} of the same"
        )


def _apart(pairs: pd.DataFrame) -> Iterator[str]:
    if len(pairs) > 1 and pd.notna(pairs["agreement"].iloc[0]):
        least = pairs.iloc[0]
        yield (
            f"{least['coder']!r} and {least['other']!r} disagree most: they agree in {least['agreement']:.0%} of "
            f"{least['n']} units"
        )
