"""Who read which document, and when a theme counts as one of it where several people coded it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluatie.amiss import at_rows, did_you_mean, listed
from evaluatie.themes.reading.documents import column_problems
from evaluatie.themes.reading.labels import natural

Bools: TypeAlias = npt.NDArray[np.bool_]
Ints: TypeAlias = npt.NDArray[np.int64]
#: When a theme counts as one of a document: more than half of its coders found it, or at least one did
Rule: TypeAlias = Literal["majority", "any"]
RULES = ("majority", "any")
SILENT = (
    "a coder who found nothing in a document is not seen in codings: {alone} of {documents} documents have rows of one "
    "coder only, and count as read by one; say with coders= who read what"
)


def reading_pairs(
    codings: pd.DataFrame, coders: Any, documents: Sequence[Any]
) -> tuple[pd.DataFrame, list[str], list[str]]:
    """Give who read which document.

    Parameters
    ----------
    codings : DataFrame
        Columns ``document`` and, where coders are told apart, ``coder``.
    coders : DataFrame, sequence of labels, or None
        Columns ``document`` and ``coder`` with a row for each reading; or the names of people who read everything.
    documents : sequence of labels
        All documents.

    Returns
    -------
    tuple of DataFrame, list of str and list of str
        Pairs of ``document`` and ``coder``, without doubles; problems; notes.

    Examples
    --------
    >>> frame = pd.DataFrame({"document": [1, 2], "coder": ["An", "Bo"]})
    >>> reading_pairs(frame, ["An", "Bo"], [1, 2])[0].values.tolist()
    [[1, 'An'], [1, 'Bo'], [2, 'An'], [2, 'Bo']]
    """
    if "coder" not in codings.columns:
        problem = ["coders are given, but codings has no column 'coder'"] if coders is not None else []
        return pd.DataFrame({"document": list(documents), "coder": ""}), problem, []
    seen = codings[["document", "coder"]].dropna().drop_duplicates()
    if coders is None:
        readers = seen["document"].value_counts()
        alone = int((readers == 1).sum())
        some = alone and (readers > 1).any()
        return seen, [], [SILENT.format(alone=alone, documents=len(documents))] if some else []
    given = coders
    if not isinstance(coders, pd.DataFrame):
        names = [coders] if isinstance(coders, str) else list(coders)
        given = pd.DataFrame(
            [(document, name) for document in documents for name in names], columns=["document", "coder"]
        )
    problems = list(column_problems(given, ["document", "coder"], "coders"))
    if not problems and given[["document", "coder"]].isna().any(axis=None):
        problems = [f"coders has empty cells in {at_rows(given.index[given.isna().any(axis=1)])}"]
    return (seen, problems, []) if problems else (given.drop_duplicates(), _unnamed(seen, given, documents), [])


def _unnamed(seen: pd.DataFrame, given: pd.DataFrame, documents: Sequence[Any]) -> list[str]:
    strange = sorted(set(given["document"]) - set(documents), key=natural)
    problems = [f"coders names documents that are not there: {listed(map(repr, strange))}"] if strange else []
    pairs = set(map(tuple, given[["document", "coder"]].to_numpy(dtype=object)))
    lacking = sorted((pair for pair in map(tuple, seen.to_numpy(dtype=object)) if pair not in pairs), key=natural)
    if lacking:
        document, coder = lacking[0]
        problems.append(
            f"coders lacks {len(lacking)} reading(s) that codings has, such as {coder!r} of document {document!r}; "
            + did_you_mean(coder, set(given["coder"].dropna()))
        )
    return problems


def check_rule(coded_by: Any) -> None:
    """Refuse a rule that is none.

    Parameters
    ----------
    coded_by : {"majority", "any"}
        The rule.

    Raises
    ------
    ValueError
        If it is another word.

    Examples
    --------
    >>> check_rule("any")
    """
    if coded_by not in RULES:
        raise ValueError(f"coded_by must be one of {', '.join(map(repr, RULES))}: got {coded_by!r}")


def agreed(found: Bools, read: Bools, coded_by: Rule) -> Bools:
    """Say which themes count as themes of which documents.

    Parameters
    ----------
    found : ndarray of bool, shape (coders, documents, themes)
        Who found which theme where.
    read : ndarray of bool, shape (coders, documents)
        Who read what.
    coded_by : {"majority", "any"}
        More than half of a document's coders, so both of two; or at least one.

    Returns
    -------
    ndarray of bool, shape (documents, themes)
        Whether it counts.

    Examples
    --------
    >>> found = np.array([[[True, True]], [[True, False]]])
    >>> agreed(found, np.array([[True], [True]]), "majority").tolist(), agreed(found, found[:, :, 0], "any").tolist()
    ([[True, False]], [[True, True]])
    """
    votes = found.sum(axis=0)
    counted: Bools = votes > 0 if coded_by == "any" else 2 * votes > read.sum(axis=0)[:, None]
    return counted
