"""In how many documents each theme occurs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence
from evaluatie.themes.alikeness import METHOD as ALIKE
from evaluatie.themes.alikeness import shares_of, unit_codes, unit_notes
from evaluatie.themes.prevalence_rows import coder_rows, theme_rows
from evaluatie.themes.reading.coders import Bools, Rule, check_rule
from evaluatie.themes.reading.codings import Codings, read_codings
from evaluatie.themes.reading.documents import check_trait
from evaluatie.themes.reading.labels import natural
from evaluatie.themes.reading.remarks import coder_notes, together

METHOD = "Share of documents with a theme, with limits of Wilson (1927)"


@dataclass(frozen=True)
class ThemePrevalence(Result):
    """In how many documents each theme occurs, by round where that was asked.

    Attributes
    ----------
    table : DataFrame
        One row per theme, or per theme and value of ``by``: ``theme``, ``documents`` with it ``of`` all, ``share``,
        ``ci_low``, ``ci_high``, ``effective`` (the independent documents that they are worth), ``fragments`` (per
        coder) and ``fragments_per_document`` (of all documents, so that it is no measure of how much is said where a
        theme comes up), ``documents_majority`` and ``documents_any`` (documents under either rule). Themes in the
        order of how many documents have them.
    by_coder : DataFrame
        Of the documents that several coders read: ``coder``, ``theme``, ``documents``, ``of``, ``share``, ``ci_low``,
        ``ci_high``. Empty where there are none.
    by : str or None
        What the table is split by.
    coded_by : str
        When a theme counts: ``"majority"`` or ``"any"``.
    n : int
        Documents.
    without_theme : int
        Documents in which no theme counts.
    units : int or None
        Units that documents come from; None where units are not known.
    several_coders : int
        Documents that several coders read.
    disputed : int
        Themes of documents on which the two rules differ.
    confidence : float
        Level of the intervals.
    """

    table: pd.DataFrame
    by_coder: pd.DataFrame
    by: str | None
    coded_by: str
    n: int
    without_theme: int
    units: int | None
    several_coders: int
    disputed: int
    confidence: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the share of each theme, in the order of the table.

        Returns
        -------
        tuple of Estimate
            The theme is the term; a round is the ``wave``, a value of another column the ``group``.
        """
        return tuple(
            Estimate(
                row["theme"], row["share"], ci_low=row["ci_low"], ci_high=row["ci_high"], n=row["of"],
                wave=str(row["round"]) if self.by == "round" else None,
                group=None if self.by in (None, "round") else str(row[self.by]),
            )
            for row in self.table.to_dict("records")
        )  # fmt: skip


def theme_prevalence(
    codings: pd.DataFrame,
    *,
    by: str | None = None,
    documents: pd.DataFrame | None = None,
    coders: Any = None,
    coded_by: Rule = "majority",
    confidence: float = 0.95,
) -> ThemePrevalence:
    """Count in how many documents each theme occurs.

    A document is one conversation; how often a theme comes up within it depends on how finely it was coded. Intervals
    see the documents as a draw of the conversations that might have been held, which they are only if those who spoke
    were not chosen for what they would say. Where several documents come from one ``unit``, intervals are wider: see
    :func:`evaluatie.themes.alikeness.shares_of` for how, and how often they cover.

    Where several coders read a document, a theme counts when more than half of them found it (both of two): what one
    person alone sees does not count, but what is subtle may be missed, and documents that more people read have
    fewer themes than those of one reader. ``"any"`` errs the other way. Both are in the table.

    Parameters
    ----------
    codings : DataFrame
        One row per coded fragment: ``document``, ``theme`` (missing in a document that has none) and, where there are
        any, ``round``, ``unit`` and ``coder``. No text of the fragments is needed.
    by : str, optional
        Column to split by, such as ``"round"``; one value per document.
    documents : DataFrame, optional
        All documents, with a column ``document`` and perhaps ``round`` and ``unit``, where some have no row at all in
        ``codings``.
    coders : DataFrame or sequence of str, optional
        Who read which document (columns ``document``, ``coder``), or the names of those who read all: without it,
        a coder who found nothing in a document is not seen.
    coded_by : {"majority", "any"}, default "majority"
        When a theme counts where several coders read a document.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    ThemePrevalence
        With a row for each theme in each round, also where it does not occur.

    Raises
    ------
    NotEnoughData
        If there is no document, or no theme in any.
    TypeError
        If ``codings`` or ``documents`` is no DataFrame.
    ValueError
        With all that is wrong with them at once; or if ``by``, ``coded_by`` or ``confidence`` is none.

    Examples
    --------
    >>> codings = pd.DataFrame({"document": [1, 1, 2, 3], "theme": ["pay", "climate", "climate", None]})
    >>> found = theme_prevalence(codings)
    >>> found.table[["theme", "documents", "of"]].values.tolist()
    [['climate', 2, 3], ['pay', 1, 3]]
    >>> found.table[["ci_low", "ci_high"]].round(2).values.tolist()
    [[0.21, 0.94], [0.06, 0.79]]
    """
    check_confidence(confidence)
    check_rule(coded_by)
    check_trait(by, "by")
    coded = read_codings(codings, documents=documents, coders=coders, needs=[by] if by else [], knows=["unit", "round"])
    if not coded.themes:
        raise NotEnoughData(f"no theme in any of {len(coded.documents)} documents: there is nothing to count")
    occurs, known = coded.occurs(coded_by), coded.units()
    units = unit_codes(None if by == "unit" else known, len(occurs))
    parts = [(label, part, shares_of(occurs[part], units[part], confidence)) for label, part in _parts(coded, by)]
    several, disputed = int((coded.read.sum(axis=0) > 1).sum()), coded.occurs("any") & ~coded.occurs("majority")
    alike = [
        note for label, part, shares in parts for note in _of(by, label, unit_notes(units[part], shares.effective))
    ]
    return ThemePrevalence(
        f"{METHOD}; {ALIKE}" if len(set(units)) < len(units) else METHOD,
        (*alike, *together(coded, by), *coder_notes(coded, coded_by), *coded.notes),
        theme_rows(coded, occurs, parts, by),
        coder_rows(coded, confidence),
        by,
        coded_by,
        n=len(occurs),
        without_theme=int((~occurs.any(axis=1)).sum()),
        units=None if known is None else known.nunique(),
        several_coders=several,
        disputed=int(disputed.sum()),
        confidence=confidence,
    )


def _parts(coded: Codings, by: str | None) -> list[tuple[Any, Bools]]:
    if by is None:
        return [(None, np.ones(len(coded.documents), dtype=np.bool_))]
    column = coded.traits[by]
    return [(value, (column == value).to_numpy(dtype=np.bool_)) for value in sorted(set(column), key=natural)]


def _of(by: str | None, label: Any, notes: list[str]) -> list[str]:
    return [f"{by} {label}: {note}" for note in notes] if by else notes
