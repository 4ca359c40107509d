"""Coded conversations as arrays: documents by themes by coders, or a list of all that is wrong with the frame."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.amiss import at_rows, listed, refuse
from evaluatie.result import NotEnoughData
from evaluatie.themes.reading.coders import Bools, Ints, Rule, agreed, reading_pairs
from evaluatie.themes.reading.documents import column_problems, listing_problems, traits_of
from evaluatie.themes.reading.labels import alike, doubly_spelled, natural
from evaluatie.themes.reading.mapping import mapping_notes, mapping_problems, renamed


@dataclass(frozen=True)
class Codings:
    """Who found what in which document.

    Attributes
    ----------
    documents : tuple of labels, length D
        In natural order.
    themes : tuple of str, length T
        In alphabetical order.
    coders : tuple of labels, length C
        In natural order; one, without a name, where coders are not told apart.
    fragments : ndarray of int, shape (C, D, T)
        Fragments that each coder gave each theme in each document.
    read : ndarray of bool, shape (C, D)
        Who read which document, as far as is known.
    traits : DataFrame, shape (D, ...)
        What is known of each document, None where it is not.
    notes : tuple of str
        Renamed themes, themes that look alike, readings that cannot be seen.
    """

    documents: tuple[Any, ...]
    themes: tuple[str, ...]
    coders: tuple[Any, ...]
    fragments: Ints
    read: Bools
    traits: pd.DataFrame
    notes: tuple[str, ...]

    def occurs(self, coded_by: Rule) -> Bools:
        """Say which themes count as themes of which documents: shape (D, T)."""
        return agreed(self.fragments > 0, self.read, coded_by)

    def among(self, chosen: Bools) -> Codings:
        """Give some of the documents, with only the themes and coders that are found there."""
        fragments, read = self.fragments[:, chosen], self.read[:, chosen]
        coders, themes = read.any(axis=1), fragments.any(axis=(0, 1))
        return replace(
            self,
            documents=tuple(np.array(self.documents, dtype=object)[chosen]),
            themes=tuple(np.array(self.themes, dtype=object)[themes]),
            coders=tuple(np.array(self.coders, dtype=object)[coders]),
            fragments=fragments[coders][:, :, themes],
            read=read[coders],
            traits=self.traits[chosen],
        )

    def units(self) -> pd.Series[Any] | None:
        """Give each document's unit, or None where no unit is known."""
        known = self.traits.get("unit")
        return None if known is None or known.isna().all() else known


def read_codings(
    codings: Any,
    *,
    documents: pd.DataFrame | None = None,
    coders: Any = None,
    mapping: Mapping[str, str] | None = None,
    needs: Sequence[str] = (),
    knows: Sequence[str] = (),
) -> Codings:
    """Read coded conversations, or say all that is wrong with them.

    Parameters
    ----------
    codings : DataFrame
        One row per coded fragment: ``document``, ``theme`` (missing in a document that has none) and, where there are
        any, ``round``, ``unit``, ``order`` and ``coder``.
    documents : DataFrame, optional
        All documents, also those without a row in ``codings``; ``round``, ``unit`` and ``order`` may stand here.
    coders : DataFrame or sequence of labels, optional
        Who read which document, or who read all of them.
    mapping : mapping of str to str, optional
        New names of themes, by the old ones.
    needs : sequence of str
        Traits that every document must have.
    knows : sequence of str
        Other traits to look for.

    Returns
    -------
    Codings
        As arrays.

    Raises
    ------
    NotEnoughData
        If there is no document.
    TypeError
        If a frame is none.
    ValueError
        With all that is wrong: columns, rows, spellings, documents in two places, readings that contradict.

    Examples
    --------
    >>> frame = pd.DataFrame({"document": [1, 1, 2], "theme": ["safe", "safe", None]})
    >>> found = read_codings(frame)
    >>> found.occurs("majority").tolist(), found.fragments.tolist()
    ([[True], [False]], [[[2], [0]]])
    """
    frames = _frames(codings, documents)
    names = ["document", "theme"]
    columns = [*column_problems(codings, names, "codings"), *_nowhere(frames, needs)]
    if documents is not None:
        columns += column_problems(documents, ["document"], "documents")
    refuse(columns)
    if not sum(frame["document"].notna().sum() for frame in frames):
        raise NotEnoughData("codings has no document: there is nothing to count")
    rows = codings.assign(theme=renamed(codings["theme"], mapping))
    problems = [*mapping_problems(codings["theme"], mapping), *_row_problems(rows)]
    if documents is not None:
        problems += listing_problems(codings, documents)
    traits, in_two = traits_of(frames, [*needs, *(name for name in knows if name not in needs)])
    pairs, unread, notes = reading_pairs(codings, coders, list(traits.index))
    problems += [*in_two, *_trait_problems(traits, needs), *unread]
    refuse(problems)
    return _as_arrays(rows, traits, pairs, (*mapping_notes(codings["theme"], mapping), *notes))


def _frames(codings: Any, documents: Any) -> list[pd.DataFrame]:
    for frame, what in ((codings, "codings"), (documents, "documents")):
        if not isinstance(frame, pd.DataFrame) and (what == "codings" or frame is not None):
            raise TypeError(f"{what} must be a DataFrame: got {type(frame).__name__}")
    return [codings] if documents is None else [codings, documents]


def _nowhere(frames: Sequence[pd.DataFrame], needs: Sequence[str]) -> Iterator[str]:
    for name in needs:
        if not any(name in frame.columns for frame in frames):
            yield from column_problems(frames[0], [name], "codings")


def _row_problems(rows: pd.DataFrame) -> Iterator[str]:
    ids, theme = rows["document"], rows["theme"]
    if ids.isna().any():
        yield f"document is missing in {at_rows(rows.index[ids.isna()])}: say which conversation each is of"
    strange = theme.dropna()[[not isinstance(value, str) for value in theme.dropna()]]
    if len(strange):
        yield f"theme must be text, but is not in {at_rows(strange.index)}, such as {strange.iloc[0]!r}"
    blank = [isinstance(value, str) and not value.strip() for value in theme]
    if any(blank):
        yield f"theme is blank in {at_rows(rows.index[blank])}: leave it missing where a document has no theme"
    if "coder" in rows.columns and rows["coder"].isna().any():
        yield f"coder is missing in {at_rows(rows.index[rows['coder'].isna()])}: say who coded, or drop the column"
    for name in ("theme", "coder"):
        if name in rows.columns:
            yield from doubly_spelled(rows[name], name)


def _trait_problems(traits: pd.DataFrame, needs: Sequence[str]) -> Iterator[str]:
    for name in traits:
        yield from doubly_spelled(traits[name], str(name), "documents")
    for name in needs:
        without = traits.index[traits[name].isna()] if name in traits else traits.index
        if len(without):
            yield f"{name} is missing of documents {listed(map(repr, without))}: fill it in, or leave them out"


def _as_arrays(rows: pd.DataFrame, traits: pd.DataFrame, pairs: pd.DataFrame, notes: tuple[str, ...]) -> Codings:
    themes = sorted(set(rows["theme"].dropna()), key=natural)
    by = "coder" if "coder" in rows.columns else None
    coders = sorted(set(pairs["coder"]), key=natural)
    places = pd.Index(traits.index), pd.Index(coders, dtype=object), pd.Index(themes, dtype=object)
    document, theme = places[0].get_indexer(rows["document"]), places[2].get_indexer(rows["theme"])
    coder = places[1].get_indexer(rows[by]) if by else np.zeros(len(rows), dtype=np.intp)
    fragments = np.zeros((len(coders), len(traits), len(themes)), dtype=np.int64)
    told = theme >= 0
    np.add.at(fragments, (coder[told], document[told], theme[told]), 1)
    read = np.zeros(fragments.shape[:2], dtype=np.bool_)
    read[places[1].get_indexer(pairs["coder"]), places[0].get_indexer(pairs["document"])] = True
    looks = [
        f"{one!r} and {other!r} look alike: if they are one theme, write it in one way" for one, other in alike(themes)
    ]
    return Codings(tuple(traits.index), tuple(themes), tuple(coders), fragments, read, traits, (*looks, *notes))
