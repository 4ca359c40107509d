"""Themes of two rounds of conversations: which stay, vanish and appear, and how much their share changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.amiss import did_you_mean
from evaluatie.holm import METHOD as HOLM
from evaluatie.result import NotEnoughData, check_confidence
from evaluatie.themes.alikeness import METHOD as ALIKE
from evaluatie.themes.alikeness import shares_of, unit_codes
from evaluatie.themes.comparing.changes import STATUSES, change_rows
from evaluatie.themes.comparing.comparison import RoundComparison
from evaluatie.themes.comparing.paired import Part, paired_rows
from evaluatie.themes.comparing.remarks import Side, side_notes
from evaluatie.themes.reading.coders import Bools, Rule, check_rule
from evaluatie.themes.reading.codings import Codings, read_codings
from evaluatie.themes.reading.labels import natural
from evaluatie.themes.reading.remarks import coder_notes

METHOD = (
    "Change in share of documents with hybrid score limits (Newcombe 1998), over units in both rounds with those for "
    "pairs (Newcombe 1998); a theme that is not found may have a share up to the one-sided limit of Clopper & Pearson "
    "(1934)"
)
EXACT = "Fisher's exact test of independent documents, McNemar's exact test of pairs; " + HOLM


def compare_rounds(
    codings: pd.DataFrame,
    first: Any,
    last: Any,
    *,
    mapping: Mapping[str, str] | None = None,
    documents: pd.DataFrame | None = None,
    coders: Any = None,
    coded_by: Rule = "majority",
    confidence: float = 0.95,
) -> RoundComparison:
    """Compare the themes of two rounds of conversations.

    "Vanishes" and "appears" are said of what was found. Of few conversations that is little: a theme that is in none of
    10 may still be in a quarter of all. ``may_be`` gives that limit, 1 - (1 - confidence)^(1/n), which at 95% is about
    3/n (the rule of three; Hanley & Lippman-Hand 1983, *JAMA* 249, 1743-1745).

    The change in share takes both rounds as separate draws, which mostly makes it wide where the same units are in
    both; the paired change is then the sharper, but holds for those units. Rounds that other people coded, or coded
    with another code book, may differ for that reason alone.

    Parameters
    ----------
    codings : DataFrame
        One row per coded fragment: ``document``, ``theme`` (missing in a document that has none), ``round`` and, where
        there are any, ``unit`` and ``coder``.
    first, last : label
        The rounds.
    mapping : mapping of str to str, optional
        New names of themes that were renamed or taken together, by the old ones.
    documents : DataFrame, optional
        All documents, with ``document`` and perhaps ``round`` and ``unit``.
    coders, coded_by
        As in :func:`evaluatie.themes.theme_prevalence`.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    RoundComparison
        Themes in the order of how many documents of both rounds have them.

    Raises
    ------
    NotEnoughData
        If there is no document, or no theme in those of both rounds.
    TypeError
        If ``codings`` or ``documents`` is no DataFrame.
    ValueError
        If a round is not there, or with all that is wrong with the frames.

    Examples
    --------
    >>> codings = pd.DataFrame({"document": range(6), "theme": ["pay", "pay", None, "climate", "pay", "climate"],
    ...                         "round": ["t0", "t0", "t0", "t1", "t1", "t1"]})
    >>> found = compare_rounds(codings, "t0", "t1")
    >>> found.stays, found.vanishes, found.appears
    (('pay',), (), ('climate',))
    >>> found.table[["change", "ci_low", "ci_high", "may_be"]].round(2).values.tolist()[1]
    [0.67, -0.06, 0.94, 0.63]
    """
    check_confidence(confidence)
    check_rule(coded_by)
    coded = read_codings(codings, documents=documents, coders=coders, mapping=mapping, needs=["round"], knows=["unit"])
    _check_rounds(coded, first, last)
    coded = coded.among(coded.traits["round"].isin([first, last]).to_numpy(dtype=np.bool_))
    occurs = coded.occurs(coded_by)
    ranked = [at for at in np.argsort(-occurs.sum(axis=0), kind="stable") if occurs[:, at].any()]
    if not ranked:
        raise NotEnoughData(f"no theme counts in any of {len(occurs)} documents of {first!r} and {last!r}")
    themes = [coded.themes[at] for at in ranked]
    before, after = (_side(coded, occurs[:, ranked], label, confidence) for label in (first, last))
    exact, both = before.part.single() and after.part.single(), before.units & after.units
    table = change_rows(before.shares, after.shares, themes, confidence, exact=exact)
    stays, vanishes, appears = (tuple(table["theme"][table["status"] == kind]) for kind in STATUSES)
    known = coded.units() is not None
    return RoundComparison(
        f"{METHOD}; {EXACT}" if exact else f"{METHOD}; {ALIKE}",
        (*side_notes(before, after, confidence), *coder_notes(coded, coded_by), *coded.notes),
        table,
        paired_rows(before.part, after.part, themes, confidence),
        str(first),
        str(last),
        stays,
        vanishes,
        appears,
        n_first=before.shares.total,
        n_last=after.shares.total,
        units_both=len(both) if known else None,
        units_first_only=len(before.units - both) if known else None,
        units_last_only=len(after.units - both) if known else None,
        coded_by=coded_by,
        confidence=confidence,
    )


def _check_rounds(coded: Codings, *labels: Any) -> None:
    there = sorted(set(coded.traits["round"]), key=natural)
    problems = [
        f"no document of round {label!r}; {did_you_mean(label, there)}" for label in labels if label not in there
    ]
    if len(set(labels)) == 1:
        problems.append(f"first and last are the same round, {labels[0]!r}")
    if problems:
        raise ValueError("; ".join(problems))


def _side(coded: Codings, occurs: Bools, label: Any, confidence: float) -> Side:
    there = (coded.traits["round"] == label).to_numpy(dtype=np.bool_)
    known, read = coded.units(), coded.among(there).coders
    part = Part(occurs[there], unit_codes(known, len(occurs))[there])
    return Side(
        label,
        part,
        shares_of(part.occurs, part.units, confidence),
        frozenset() if known is None else frozenset(known[there].dropna()),
        frozenset(read),
        several=int((coded.read[:, there].sum(axis=0) > 1).sum()),
    )
