"""Whether more conversations would bring more themes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence
from evaluatie.themes.alikeness import Floats, unit_codes
from evaluatie.themes.rarefaction import expected_curve
from evaluatie.themes.reading.coders import Bools, Rule, check_rule
from evaluatie.themes.reading.codings import Codings, read_codings
from evaluatie.themes.reading.labels import natural
from evaluatie.themes.reading.remarks import coder_notes, together
from evaluatie.themes.running import StopRule, reached, run_rows
from evaluatie.themes.unseen import chao2

METHOD = (
    "Themes known after each document, and on average over all orders (sample-based rarefaction, Colwell et al. 2012); "
    "themes still unseen by Chao2 with bias correction (Chao 1987); new themes in a run of documents against those of "
    "a base (Guest, Namey & Chen 2020)"
)
UNSAID = (
    "saturation is about what people bring up: it says nothing of themes that nobody brings up, because nobody asks, "
    "because it is not safe to say, or because those whom it concerns were not spoken to"
)
LEAST = "the number of themes still unseen is a lower bound: there are more where some are much rarer than others"


@dataclass(frozen=True)
class Saturation(Result):
    """How themes became known, and how many may still come.

    Attributes
    ----------
    curve : DataFrame
        One row per number of documents: ``documents``, ``known`` and ``new`` (in the order of collection; missing
        where that is unknown), ``expected`` (themes known on average over all orders), ``ci_low``, ``ci_high``.
    runs : DataFrame
        One row per run of documents: ``after`` (documents before it), ``new`` and ``share`` of new themes against those
        of the base (in the order of collection; missing where that is unknown), ``expected_new``, ``expected_share``.
    n, themes : int
        Documents, and themes found in them.
    once, twice : int
        Themes in one document, and in two.
    unseen, unseen_low, unseen_high : float
        Themes still unseen, at the least.
    saturated_after, expected_saturated_after : int or None
        Documents before the first run whose share of new themes is at most the threshold, in the order of collection
        and on average over all orders; None where there is no such run, or no order.
    base, run : int
        Documents of the base and of a run.
    threshold : float
        Share of new themes.
    coded_by : str
        When a theme counts where several people coded.
    confidence : float
        Level of the intervals.
    """

    curve: pd.DataFrame
    runs: pd.DataFrame
    n: int
    themes: int
    once: int
    twice: int
    unseen: float
    unseen_low: float
    unseen_high: float
    saturated_after: int | None
    expected_saturated_after: int | None
    base: int
    run: int
    threshold: float
    coded_by: str
    confidence: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the themes found, those still unseen, both together, and those that each number of documents shows.

        Returns
        -------
        tuple of Estimate
            Terms ``"themes"``, ``"unseen"``, ``"themes_in_all"`` and ``"known after <k>"``.
        """
        low, high, found = self.unseen_low, self.unseen_high, self.themes
        return (
            Estimate("themes", found, n=self.n),
            Estimate("unseen", self.unseen, ci_low=low, ci_high=high, n=self.n),
            Estimate(
                "themes_in_all", found + self.unseen, ci_low=found + low, ci_high=found + high, n=self.n
            ),
            *(
                Estimate(
                    f"known after {row['documents']}", row["expected"], ci_low=row["ci_low"], ci_high=row["ci_high"],
                    n=self.n,
                )
                for row in self.curve.to_dict("records")
            ),
        )  # fmt: skip


def saturation(
    codings: pd.DataFrame,
    *,
    base: int = 4,
    run: int = 2,
    threshold: float = 0.05,
    documents: pd.DataFrame | None = None,
    coders: Any = None,
    coded_by: Rule = "majority",
    confidence: float = 0.95,
) -> Saturation:
    """Say how themes became known with each document, and how many may still be unseen.

    Parameters
    ----------
    codings : DataFrame
        One row per coded fragment: ``document``, ``theme`` (missing in a document that has none) and, where it is
        known, ``order`` of collection: a number or date for each document. ``coder`` and ``unit`` may be there.
    base, run : int, default 4 and 2
        First documents that new themes are held against, and documents in a row.
    threshold : float, default 0.05
        Share of new themes at or below which a run counts as bringing nothing new; 0 is the strictest.
    documents : DataFrame, optional
        All documents, where some have no row in ``codings``; ``order`` may stand here.
    coders, coded_by
        As in :func:`evaluatie.themes.theme_prevalence`.
    confidence : float, default 0.95
        Level of the intervals; see :mod:`evaluatie.themes.rarefaction` and :mod:`evaluatie.themes.unseen` for how
        often they cover.

    Returns
    -------
    Saturation
        With the curve over all orders also where the order of collection is unknown.

    Raises
    ------
    NotEnoughData
        If there are fewer than two documents, or no theme.
    TypeError
        If ``codings`` or ``documents`` is no DataFrame.
    ValueError
        With all that is wrong with them at once, or if base, run or threshold is none.

    Examples
    --------
    >>> codings = pd.DataFrame({"document": [1, 1, 2, 2, 3, 4, 5, 6], "order": [1, 1, 2, 2, 3, 4, 5, 6],
    ...                         "theme": ["pay", "climate", "pay", "career", "climate", "pay", "career", "climate"]})
    >>> found = saturation(codings)
    >>> found.curve["known"].tolist(), found.curve["expected"].round(2).tolist()
    ([2.0, 3.0, 3.0, 3.0, 3.0, 3.0], [1.33, 2.2, 2.7, 2.93, 3.0, 3.0])
    >>> found.saturated_after, found.unseen, round(found.unseen_high, 2)
    (4, 0.0, 1.1)
    """
    check_confidence(confidence)
    check_rule(coded_by)
    rule = StopRule(base, run, threshold)
    ordered = any("order" in frame.columns for frame in (codings, documents) if isinstance(frame, pd.DataFrame))
    coded = read_codings(
        codings, documents=documents, coders=coders, needs=["order"] if ordered else [], knows=["unit", "round"]
    )
    occurs = coded.occurs(coded_by)
    occurs, n = occurs[:, occurs.any(axis=0)], len(occurs)
    if n < 2 or not occurs.size:
        raise NotEnoughData(f"{occurs.shape[1]} theme(s) in {n} document(s): two documents and a theme are needed")
    found = chao2(occurs.sum(axis=0), n, confidence)
    expected, low, high = expected_curve(occurs, found.expected_total, confidence)
    known = _known(occurs, coded.traits["order"]) if ordered else np.full(n, np.nan)
    runs, average = run_rows(known, rule), run_rows(expected, rule)
    return Saturation(
        METHOD,
        (*_notes(coded, rule, ordered), *coder_notes(coded, coded_by), *coded.notes),
        pd.DataFrame(
            {
                "documents": np.arange(1, n + 1), "known": known, "new": np.diff(known, prepend=0.0),
                "expected": expected, "ci_low": low, "ci_high": high,
            }
        ),
        average.rename(columns={"new": "expected_new", "share": "expected_share"}).merge(runs, on="after", how="left"),
        n=n,
        themes=occurs.shape[1],
        once=found.once,
        twice=found.twice,
        unseen=found.unseen,
        unseen_low=found.low,
        unseen_high=found.high,
        saturated_after=reached(runs, threshold),
        expected_saturated_after=reached(average, threshold),
        base=int(base),
        run=int(run),
        threshold=float(threshold),
        coded_by=coded_by,
        confidence=confidence,
    )  # fmt: skip


def _known(occurs: Bools, order: pd.Series[Any]) -> Floats:
    """Give how many themes are known after each document in the order of collection."""
    given = order.infer_objects()
    plain = pd.api.types.is_numeric_dtype(given) or pd.api.types.is_datetime64_any_dtype(given)
    at = (
        np.argsort(given.to_numpy(), kind="stable")
        if plain
        else sorted(range(len(given)), key=lambda k: natural(given.iloc[k]))
    )
    known: Floats = (np.cumsum(occurs[at], axis=0) > 0).sum(axis=1).astype(np.float64)
    return known


def _notes(coded: Codings, rule: StopRule, ordered: bool) -> Iterator[str]:
    n = len(coded.documents)
    yield UNSAID
    yield LEAST
    if not ordered:
        yield "the order of collection is unknown (no column 'order'): only the average over all orders is given"
    elif same := int(coded.traits["order"].duplicated(keep=False).sum()):
        yield f"{same} of {n} documents share their place in the order, and are taken in the order of their names"
    if n < rule.base + rule.run:
        yield f"{n} documents are too few for a base of {rule.base} and a run of {rule.run}: nothing is said of runs"
    yield from together(coded, None)
    units = unit_codes(coded.units(), n)
    if len(set(units)) < n:
        yield (
            f"{n} documents come from {len(set(units))} units, and those of one unit are alike: intervals take them as "
            "independent, and are too narrow"
        )
