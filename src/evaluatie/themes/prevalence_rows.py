"""The rows of a table of prevalence: of each theme in each part of the documents, and as each coder saw it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.themes.alikeness import Shares, shares_of
from evaluatie.themes.reading.coders import Bools
from evaluatie.themes.reading.codings import Codings


def theme_rows(
    coded: Codings, occurs: Bools, parts: Sequence[tuple[Any, Bools, Shares]], by: str | None
) -> pd.DataFrame:
    """Give a row for each theme in each part of the documents.

    Parameters
    ----------
    coded : Codings
        What was coded.
    occurs : ndarray of bool, shape (D, T)
        Which themes count as themes of which documents.
    parts : sequence of tuple
        A label, which documents it is of, and their shares.
    by : str or None
        What the labels are of; None where there is one part.

    Returns
    -------
    DataFrame
        As :attr:`evaluatie.themes.ThemePrevalence.table`.

    Examples
    --------
    >>> from evaluatie.themes.reading.codings import read_codings
    >>> coded = read_codings(pd.DataFrame({"document": [1, 2], "theme": ["pay", None]}))
    >>> occurs, all_of_them = coded.occurs("any"), np.array([True, True])
    >>> shares = shares_of(occurs, np.arange(2), 0.95)
    >>> theme_rows(coded, occurs, [(None, all_of_them, shares)], None)[["theme", "documents", "of"]].values.tolist()
    [['pay', 1, 2]]
    """
    order = np.argsort(-occurs.sum(axis=0), kind="stable")
    tables = []
    for label, part, shares in parts:
        readers = np.maximum(coded.read.sum(axis=0), 1)[part, None]
        # fragments of a document that several people coded are not counted several times
        fragments = (coded.fragments.sum(axis=0)[part] / readers).sum(axis=0)
        columns = {
            "theme": coded.themes, **({by: label} if by else {}), "documents": shares.counts, "of": shares.total,
            "share": shares.share, "ci_low": shares.low, "ci_high": shares.high, "effective": shares.effective,
            "fragments": fragments, "fragments_per_document": fragments / shares.total,
            "documents_majority": coded.occurs("majority")[part].sum(axis=0),
            "documents_any": coded.occurs("any")[part].sum(axis=0),
        }  # fmt: skip
        tables.append(pd.DataFrame(columns).iloc[order])
    table = pd.concat(tables)
    # themes stay together, and parts stay in their order
    return table.iloc[np.argsort(np.tile(np.arange(len(order)), len(tables)), kind="stable")].reset_index(drop=True)


CODER_COLUMNS = ("coder", "theme", "documents", "of", "share", "ci_low", "ci_high")


def coder_rows(coded: Codings, confidence: float) -> pd.DataFrame:
    """Give what each coder found in the documents that several read.

    Parameters
    ----------
    coded : Codings
        What was coded.
    confidence : float
        Level of the intervals, which see documents as independent.

    Returns
    -------
    DataFrame
        Columns ``CODER_COLUMNS``; a row for each coder and theme.

    Examples
    --------
    >>> from evaluatie.themes.reading.codings import read_codings
    >>> frame = pd.DataFrame({"document": [1, 1, 2], "theme": ["pay", None, "pay"], "coder": ["An", "Bo", "An"]})
    >>> coder_rows(read_codings(frame), 0.95)[["coder", "documents", "of"]].values.tolist()
    [['An', 1, 1], ['Bo', 0, 1]]
    """
    several = coded.read.sum(axis=0) > 1
    tables = []
    for coder, read, fragments in zip(coded.coders, coded.read, coded.fragments, strict=True):
        if (mine := read & several).any():
            shares = shares_of(fragments[mine] > 0, np.arange(mine.sum()), confidence)
            values = (coder, coded.themes, shares.counts, shares.total, shares.share, shares.low, shares.high)
            tables.append(pd.DataFrame(dict(zip(CODER_COLUMNS, values, strict=True))))
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list(CODER_COLUMNS))
