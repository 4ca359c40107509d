"""Waves out of a long frame: in what order they came, who answered when, and who answered twice."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluatie.effects.values import Floats, read_values
from evaluatie.frames import check_frame

Codes: TypeAlias = npt.NDArray[np.intp]

#: Texts that name a first measurement when the other wave's text does not
FIRST_WORDS = frozenset({"pre", "before", "baseline", "first", "nulmeting", "voormeting", "voor"})

NO_WAVE = "row(s) left out: no wave"
UNANSWERED = "answer(s) left out: missing"
NOBODY = "answer(s) without a respondent: linked to nobody"


@dataclass(frozen=True)
class ManyWaves:
    """The answers of all waves, row by row.

    Attributes
    ----------
    labels : tuple
        The waves, in order.
    answers : ndarray of float, shape (n,)
        Complete.
    at : ndarray of int, shape (n,)
        Number of each answer's wave, in the order of the labels.
    who : ndarray of int, shape (n,)
        Number of each answer's respondent, from 0 without gaps; an answer that links to nobody has its own.
    rows : ndarray of int, shape (n,)
        Place of each answer in the frame.
    notes : tuple of str
        Rows that were left out, and why.
    """

    labels: tuple[Any, ...]
    answers: Floats
    at: Codes
    who: Codes
    rows: Codes
    notes: tuple[str, ...]


@dataclass(frozen=True)
class TwoWaves:
    """The answers of two waves.

    Attributes
    ----------
    pre, post : ndarray of float, shapes (n_pre,) and (n_post,)
        Everyone's answers.
    pairs_pre, pairs_post : ndarray of float, shape (n_pairs,)
        The answers of people in both, in the same order.
    notes : tuple of str
        Rows that were left out, and why.
    """

    pre: Floats
    post: Floats
    pairs_pre: Floats
    pairs_post: Floats
    notes: tuple[str, ...]


def two_waves(
    frame: pd.DataFrame, value: str, wave: str, respondent: str, waves: Sequence[Hashable] | None = None
) -> TwoWaves:
    """Take the answers of two waves out of a long frame, linked by respondent.

    Parameters
    ----------
    frame : DataFrame
        One row per respondent and wave.
    value, wave, respondent : str
        Its columns: the answer, the moment, the person. A row without a respondent links to nothing.
    waves : pair of labels, optional
        First and last wave. May be left out where there are two, and their order is plain: numbers, dates, ordered
        categories, texts that differ in their numbers only (``t0``, ``t1``), or one of them a word for a first
        measurement (``pre``, ``nulmeting``).

    Returns
    -------
    TwoWaves
        In the frame's order.

    Raises
    ------
    ValueError
        If a column is not there, a respondent is doubled within a wave, or the waves are not plain.
    TypeError
        If an answer is not a number.

    Examples
    --------
    >>> frame = pd.DataFrame({"who": ["a", "b", "a"], "when": ["t0", "t0", "t1"], "score": [1, 2, 3]})
    >>> two_waves(frame, "score", "when", "who").pairs_post
    array([3.])
    """
    check_columns(frame, (value, wave, respondent))
    first, last = _first_and_last(frame[wave], waves)
    at_first, at_last = (_rows_of(frame[wave], label) for label in (first, last))
    _refuse_doubles(frame.loc[at_first, respondent], first)
    _refuse_doubles(frame.loc[at_last, respondent], last)
    chosen = frame.loc[at_first | at_last, [value, respondent]]
    answers = read_values(chosen[value], value)
    who, _ = pd.factorize(chosen[respondent])
    is_first = at_first[at_first | at_last].to_numpy()
    linked = link_answers(answers[is_first], answers[~is_first], who[is_first], who[~is_first])
    return replace(linked, notes=(*_notes((int(frame[wave].isna().sum()), NO_WAVE)), *linked.notes))


def all_waves(
    frame: pd.DataFrame,
    value: str,
    wave: str,
    respondent: str,
    waves: Sequence[Hashable] | None = None,
    known: Sequence[str] = (),
) -> ManyWaves:
    """Take the answers of two or more waves out of a long frame.

    Parameters
    ----------
    frame : DataFrame
        One row per respondent and wave.
    value, wave, respondent : str
        Its columns, as :func:`two_waves` reads them.
    waves : sequence of labels, optional
        The waves to take, in order: needed where their order is not plain from their labels.
    known : sequence of str
        Other columns, in which a missing value leaves the row out.

    Returns
    -------
    ManyWaves
        In the frame's order.

    Raises
    ------
    ValueError
        If a column is not there, a respondent is doubled within a wave, or the waves are not plain.
    TypeError
        If an answer is not a number.

    Examples
    --------
    >>> frame = pd.DataFrame({"who": ["a", "b", "a", None], "when": ["t1", "t0", "t0", "t1"], "score": [1, 2, 3, 4]})
    >>> found = all_waves(frame, "score", "when", "who")
    >>> found.labels, found.at, found.who
    (('t0', 't1'), array([1, 0, 0, 1]), array([0, 1, 0, 2]))
    """
    check_columns(frame, (value, wave, respondent, *known))
    labels = order_of_waves(frame[wave], waves)
    at = np.full(len(frame), -1)
    for number, label in enumerate(labels):
        rows = _rows_of(frame[wave], label)
        _refuse_doubles(frame.loc[rows.to_numpy(), respondent], label)
        at[rows.to_numpy()] = number
    answers = read_values(frame[value], value)
    kept, lost = at >= 0, [(int(frame[wave].isna().sum()), NO_WAVE)]
    for known_here, why in (
        (~np.isnan(answers), UNANSWERED),
        *((frame[name].notna().to_numpy(), f"answer(s) left out: no {name}") for name in dict.fromkeys(known)),
    ):
        lost.append((int((kept & ~known_here).sum()), why))
        kept = kept & known_here
    who, people = pd.factorize(frame.loc[kept, respondent])
    alone = who < 0
    who[alone] = len(people) + np.arange(alone.sum())
    lost.append((int(alone.sum()), NOBODY))
    return ManyWaves(tuple(labels), answers[kept], at[kept], who, np.flatnonzero(kept), _notes(*lost))


def link_answers(pre: Floats, post: Floats, who_pre: Codes, who_post: Codes) -> TwoWaves:
    """Link the answers of two waves by the numbers of the people who gave them.

    Parameters
    ----------
    pre, post : ndarray of float, shapes (rows_pre,) and (rows_post,)
        The answers; what is missing is NaN.
    who_pre, who_post : ndarray of int, shapes (rows_pre,) and (rows_post,)
        A number from 0 up for each person, -1 for a row that links to nothing. Nobody is in a wave twice.

    Returns
    -------
    TwoWaves
        In the order of the rows, pairs in that of the first wave. What was left out is in the notes.

    Examples
    --------
    >>> two = link_answers(np.array([1.0, 2.0]), np.array([4.0, np.nan]), np.array([0, 1]), np.array([1, 0]))
    >>> two.pairs_pre, two.pairs_post, two.notes
    (array([2.]), array([4.]), ('1 answer(s) left out: missing',))
    """
    known_pre, known_post = ~np.isnan(pre), ~np.isnan(post)
    unanswered = len(pre) + len(post) - int(known_pre.sum() + known_post.sum())
    pre, post, who_pre, who_post = pre[known_pre], post[known_post], who_pre[known_pre], who_post[known_post]
    place = places(who_pre, who_post)
    nobody = int((who_pre < 0).sum() + (who_post < 0).sum())
    notes = _notes((unanswered, UNANSWERED), (nobody, NOBODY))
    return TwoWaves(pre, post, pre[place >= 0], post[place[place >= 0]], notes)


def places(who: Codes, among: Codes) -> Codes:
    """Find people among others.

    Parameters
    ----------
    who, among : ndarray of int, shapes (n,) and (m,)
        Numbers of people from 0 up, -1 where it is not known who. Nobody is among the others twice.

    Returns
    -------
    ndarray of int, shape (n,)
        Each person's place in ``among``, -1 for who is not there and where it is not known who.

    Examples
    --------
    >>> places(np.array([2, 0, -1]), np.array([3, 2, -1]))
    array([ 1, -1, -1])
    """
    # a place for every number, and a last one that -1 points at
    found = np.full(int(max(who.max(initial=-1), among.max(initial=-1))) + 2, -1)
    found[among] = np.arange(len(among))
    found[-1] = -1
    return found[who]


def order_of_waves(column: pd.Series[Any], waves: Sequence[Hashable] | None = None) -> list[Any]:
    """Give the waves of a column in the order in which they came.

    Parameters
    ----------
    column : Series
        The moment of each row.
    waves : sequence of labels, optional
        The waves to take, in order. May be left out where their order is plain: numbers, dates, ordered categories,
        texts that differ in their numbers only (``t0``, ``t1``, ``t2``), or two texts of which one is a word for a
        first measurement.

    Returns
    -------
    list
        At least two labels.

    Raises
    ------
    ValueError
        If there are fewer than two, one of those asked for is not there or is doubled, or the order is not plain.

    Examples
    --------
    >>> order_of_waves(pd.Series(["t10", "t2", "t1"]))
    ['t1', 't2', 't10']
    """
    labels = column.dropna().unique().tolist()
    if waves is None:
        if len(labels) < 2:
            raise ValueError(f"at least two waves are needed: got {_shown(labels) or 'none'}")
        return _in_order(column, labels)
    if isinstance(waves, str) or len(waves) < 2 or len(set(waves)) < len(waves):
        raise ValueError(f"waves must be two or more different labels, in order: got {waves!r}")
    _refuse_absent(waves, labels)
    return list(waves)


def check_columns(frame: Any, names: Sequence[str]) -> None:
    """Refuse what is no frame, or lacks a column.

    Parameters
    ----------
    frame : DataFrame
        What was given.
    names : sequence of str
        The columns it should have.

    Raises
    ------
    TypeError
        If it is no DataFrame.
    ValueError
        If a column is not there, or there twice.

    Examples
    --------
    >>> check_columns(pd.DataFrame({"score": [1, 2]}), ["score"])
    """
    check_frame(frame, names)


def _first_and_last(column: pd.Series[Any], waves: Sequence[Hashable] | None) -> tuple[Any, Any]:
    labels = column.dropna().unique().tolist()
    if waves is None:
        if len(labels) != 2:
            raise ValueError(
                f"waves=(first, last) must say which two of {len(labels)} waves to compare: {_shown(labels)}"
            )
        first, last = _in_order(column, labels)
        return first, last
    if isinstance(waves, str) or len(waves) != 2 or waves[0] == waves[1]:
        raise ValueError(f"waves must be two different labels, (first, last): got {waves!r}")
    _refuse_absent(waves, labels)
    return waves[0], waves[1]


def _refuse_absent(waves: Sequence[Hashable], labels: list[Any]) -> None:
    absent = [label for label in waves if label not in labels]
    if absent:
        raise ValueError(f"no rows of wave {_shown(absent)}; the waves are: {_shown(labels)}")


def _shown(labels: list[Any]) -> str:
    return ", ".join(repr(label) for label in labels)


def _in_order(column: pd.Series[Any], labels: list[Any]) -> list[Any]:
    if isinstance(column.dtype, pd.CategoricalDtype) and column.dtype.ordered:
        return [label for label in column.cat.categories.tolist() if label in labels]
    if not any(isinstance(label, str) for label in labels):
        return sorted(labels)
    texts = [str(label) for label in labels]
    if len({re.sub(r"\d+", "#", text) for text in texts}) == 1:
        numbers = [[int(number) for number in re.findall(r"\d+", text)] for text in texts]
        return [labels[place] for place in sorted(range(len(labels)), key=numbers.__getitem__)]
    firsts = [text.strip().lower() in FIRST_WORDS for text in texts]
    if len(labels) == 2 and firsts[0] != firsts[1]:
        return labels if firsts[0] else labels[::-1]
    if len(labels) == 2:
        raise ValueError(f"waves=(first, last) must say which of {texts[0]!r} and {texts[1]!r} came first")
    raise ValueError(f"waves=(first, ..., last) must say in which order these came: {_shown(labels)}")


def _rows_of(column: pd.Series[Any], label: Any) -> pd.Series[bool]:
    rows: pd.Series[bool] = (column == label).fillna(False).astype(bool)
    return rows


def _refuse_doubles(respondents: pd.Series[Any], label: Any) -> None:
    known = respondents.dropna()
    doubled = known[known.duplicated()].unique()
    if len(doubled):
        shown = ", ".join(repr(str(code)) for code in doubled[:5]) + (", ..." if len(doubled) > 5 else "")
        raise ValueError(f"{len(doubled)} respondent(s) answered more than once at wave {label!r}: {shown}")


def _notes(*counts: tuple[int, str]) -> tuple[str, ...]:
    return tuple(f"{count} {what}" for count, what in counts if count)
