"""Which themes occur together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.amiss import listed
from evaluatie.holm import METHOD as HOLM
from evaluatie.holm import holm
from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence
from evaluatie.themes.alikeness import unit_codes
from evaluatie.themes.pairing import Pair, pair_of
from evaluatie.themes.reading.coders import Bools, Rule, check_rule
from evaluatie.themes.reading.codings import Codings, read_codings
from evaluatie.themes.reading.documents import check_trait
from evaluatie.themes.reading.remarks import coder_notes, together

METHOD = (
    "Documents with both themes: Jaccard's index with Wilson limits, conditional odds ratio with exact limits (Fisher; "
    "Cornfield 1956) and the central exact p value that agrees with them; "
) + HOLM
LENGTH = (
    "long conversations hold more of every theme, so that themes go together more than by chance even if they have "
    "nothing to do with each other"
)


@dataclass(frozen=True)
class Cooccurrence(Result):
    """Pairs of themes.

    Attributes
    ----------
    table : DataFrame
        One row per pair, those that are together most often first: ``first`` and ``second`` (the themes), ``both``,
        ``first_documents``, ``second_documents``, ``expected`` (documents with both if the themes had nothing to do
        with each other), ``jaccard``, ``jaccard_low``, ``jaccard_high``, ``odds_ratio``, ``odds_low``, ``odds_high``
        (infinite where there is no limit, missing where a theme is in all documents), ``p``, ``p_adjusted``.
    counts : DataFrame
        Themes by themes, symmetric: documents with both; on the diagonal, those with the theme.
    within : str
        What themes occur together in.
    n : int
        Documents, or whatever else themes occur together in.
    pairs : int
        Pairs of themes, for whose number p values are adjusted.
    untestable : int
        Pairs that so few documents could not have shown to go together, whatever was found.
    coded_by : str
        When a theme counts where several people coded.
    confidence : float
        Level of the intervals.
    """

    table: pd.DataFrame
    counts: pd.DataFrame
    within: str
    n: int
    pairs: int
    untestable: int
    coded_by: str
    confidence: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give of each pair Jaccard's index and, where it is finite, the odds ratio.

        Returns
        -------
        tuple of Estimate
            Terms ``"<theme> + <theme>: jaccard"`` (its ``n`` counts documents with either) and
            ``"<theme> + <theme>: odds_ratio"``, with the p value that is adjusted for the number of pairs.
        """
        found = []
        for row in self.table.to_dict("records"):
            name, either = (
                f"{row['first']} + {row['second']}",
                row["first_documents"] + row["second_documents"] - row["both"],
            )
            low, high = row["jaccard_low"], row["jaccard_high"]
            found.append(Estimate(f"{name}: jaccard", row["jaccard"], ci_low=low, ci_high=high, n=either))
            if np.isfinite(row["odds_ratio"]):
                top = row["odds_high"] if np.isfinite(row["odds_high"]) else None
                found.append(
                    Estimate(
                        f"{name}: odds_ratio", row["odds_ratio"], p=row["p_adjusted"], ci_low=row["odds_low"],
                        ci_high=top, n=self.n,
                    )
                )  # fmt: skip
        return tuple(found)


def cooccurrence(
    codings: pd.DataFrame,
    *,
    within: str = "document",
    documents: pd.DataFrame | None = None,
    coders: Any = None,
    coded_by: Rule = "majority",
    confidence: float = 0.95,
) -> Cooccurrence:
    """Say which themes occur in the same documents.

    Parameters
    ----------
    codings : DataFrame
        One row per coded fragment: ``document``, ``theme`` (missing in a document that has none) and, where there are
        any, ``unit`` and ``coder``.
    within : str, default "document"
        Column of documents within which themes occur together, such as ``"unit"``; a document without a value is left
        out.
    documents : DataFrame, optional
        All documents, where some have no row in ``codings``.
    coders, coded_by
        As in :func:`evaluatie.themes.theme_prevalence`.
    confidence : float, default 0.95
        Level of the intervals of each pair.

    Returns
    -------
    Cooccurrence
        With every pair of themes.

    Raises
    ------
    NotEnoughData
        If there are fewer than two documents or themes.
    TypeError
        If ``codings`` or ``documents`` is no DataFrame.
    ValueError
        With all that is wrong with them at once; or if ``within``, ``coded_by`` or ``confidence`` is none.

    Examples
    --------
    >>> codings = pd.DataFrame({"document": [1, 1, 2, 2, 3, 4],
    ...                         "theme": ["pay", "climate", "pay", "climate", "pay", None]})
    >>> found = cooccurrence(codings)
    >>> found.counts.values.tolist()
    [[3, 2], [2, 2]]
    >>> found.table[["both", "expected", "jaccard", "p"]].round(2).values.tolist()
    [[2.0, 1.5, 0.67, 1.0]]
    """
    check_confidence(confidence)
    check_rule(coded_by)
    check_trait(None if within == "document" else within, "within")
    needs = [within] if within not in ("document", "unit") else []
    coded = read_codings(codings, documents=documents, coders=coders, needs=needs, knows=["unit", "round"])
    occurs, left_out = _places(coded, within, coded_by)
    counts = occurs.sum(axis=0)
    order = [at for at in np.argsort(-counts, kind="stable") if counts[at]]
    n, themes = len(occurs), [coded.themes[at] for at in order]
    if len(themes) < 2 or n < 2:
        raise NotEnoughData(f"{len(themes)} theme(s) in {n} {within}(s): at least two of both are needed")
    joint = (occurs.T.astype(int) @ occurs.astype(int))[np.ix_(order, order)]
    places = list(combinations(range(len(themes)), 2))
    pairs = [pair_of(int(joint[i, j]), int(joint[i, i]), int(joint[j, j]), n, confidence) for i, j in places]
    untestable = sum(pair.least_p * len(pairs) > 1 - confidence for pair in pairs)
    everywhere = [theme for theme, count in zip(themes, joint.diagonal(), strict=True) if count == n]
    return Cooccurrence(
        METHOD,
        (
            *_pair_notes(len(pairs), untestable, everywhere, within, n),
            *_place_notes(coded, within, left_out),
            *coder_notes(coded, coded_by),
            *coded.notes,
        ),
        _pair_rows([(themes[i], themes[j]) for i, j in places], pairs),
        pd.DataFrame(joint, index=themes, columns=themes),
        within,
        n=n,
        pairs=len(pairs),
        untestable=untestable,
        coded_by=coded_by,
        confidence=confidence,
    )


def _places(coded: Codings, within: str, coded_by: Rule) -> tuple[Bools, int]:
    """Give which themes occur in which places, and how many documents are in none."""
    occurs = coded.occurs(coded_by)
    if within == "document":
        return occurs, 0
    labels = coded.traits[within] if within in coded.traits else pd.Series(None, index=coded.traits.index, dtype=object)
    known = labels.notna().to_numpy(dtype=np.bool_)
    frame = pd.DataFrame(occurs[known]).groupby(labels[known].to_numpy(dtype=object)).any()
    return frame.to_numpy(dtype=np.bool_), int((~known).sum())


def _pair_rows(names: Sequence[tuple[str, str]], pairs: Sequence[Pair]) -> pd.DataFrame:
    columns = {field.name: [getattr(pair, field.name) for pair in pairs] for field in fields(Pair)}
    table = pd.DataFrame(
        {
            "first": [first for first, _ in names],
            "second": [second for _, second in names],
            "both": columns.pop("both"),
            "first_documents": columns.pop("first"),
            "second_documents": columns.pop("second"),
            **columns,
            "p_adjusted": holm(columns["p"]),
        }
    )
    return table.drop(columns="least_p").sort_values("both", ascending=False, kind="stable", ignore_index=True)


def _pair_notes(pairs: int, untestable: int, everywhere: Sequence[str], within: str, n: int) -> Iterator[str]:
    yield LENGTH
    if untestable:
        yield (
            f"{untestable} of {pairs} pairs could not have shown that they go together, whatever was found: {n} "
            f"{within}s are too few for so many pairs"
        )
    if everywhere:
        named = listed(map(repr, everywhere))
        yield f"{named} in every {within}: nothing tells what goes with it, and there is no odds ratio"


def _place_notes(coded: Codings, within: str, left_out: int) -> Iterator[str]:
    yield from together(coded, within)
    if left_out:
        yield f"{left_out} of {len(coded.documents)} documents have no {within}, and are left out"
    units = unit_codes(coded.units(), len(coded.documents))
    if within == "document" and 1 < len(set(units)) < len(units):
        yield (
            f"{len(units)} documents come from {len(set(units))} units, and those of one unit are alike: limits and p "
            "values take them as independent, and are too sure"
        )
