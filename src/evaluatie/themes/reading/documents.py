"""What is known of each document: its round, its unit, its place in the order of collection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from evaluatie.amiss import at_rows, did_you_mean, listed
from evaluatie.themes.reading.labels import natural


def check_trait(name: str | None, what: str) -> None:
    """Refuse a column that cannot have one value per document, or that names the documents.

    Parameters
    ----------
    name : str or None
        The column; None is none.
    what : str
        The argument it was given as.

    Raises
    ------
    ValueError
        If it is ``"document"`` or ``"theme"``.

    Examples
    --------
    >>> check_trait("round", "by")
    """
    if name in ("document", "theme"):
        raise ValueError(f"{what} must be a column that says where documents belong, such as 'round': got {name!r}")


def column_problems(frame: pd.DataFrame, names: Sequence[str], what: str) -> Iterator[str]:
    """Find columns that a frame lacks, or has twice.

    Parameters
    ----------
    frame : DataFrame
        The frame.
    names : sequence of str
        Columns it must have.
    what : str
        Which frame it is.

    Yields
    ------
    str
        A problem for each.

    Examples
    --------
    >>> list(column_problems(pd.DataFrame({"docment": [1]}), ["document"], "codings"))
    ["codings has no column 'document'; did you mean 'docment'?"]
    """
    for name in names:
        found = list(frame.columns).count(name)
        if found > 1:
            yield f"{what} has {found} columns {name!r}: keep one"
        elif not found:
            yield f"{what} has no column {name!r}; {did_you_mean(name, frame.columns)}"


def listing_problems(codings: pd.DataFrame, documents: pd.DataFrame) -> Iterator[str]:
    """Find what is wrong with a list of all documents.

    Parameters
    ----------
    codings, documents : DataFrame
        Both with a column ``document``.

    Yields
    ------
    str
        A problem for each kind.

    Examples
    --------
    >>> list(listing_problems(pd.DataFrame({"document": ["a", "b"]}), pd.DataFrame({"document": ["a", "a"]})))
    ["documents names 'a' more than once", "documents lacks 'b', which codings has; there are: a"]
    """
    ids = documents["document"]
    if ids.isna().any():
        yield f"documents has no document in {at_rows(documents.index[ids.isna()])}"
    twice = sorted(set(ids[ids.duplicated()].dropna()), key=natural)
    if twice:
        yield f"documents names {listed(map(repr, twice))} more than once"
    lacking = sorted(set(codings["document"].dropna()) - set(ids.dropna()), key=natural)
    if lacking:
        named = listed(map(repr, lacking))
        yield f"documents lacks {named}, which codings has; {did_you_mean(lacking[0], ids.dropna())}"


def traits_of(frames: Sequence[pd.DataFrame], names: Sequence[str]) -> tuple[pd.DataFrame, list[str]]:
    """Give every document its one value of each trait.

    Parameters
    ----------
    frames : sequence of DataFrame
        Each with a column ``document``, and any of the traits.
    names : sequence of str
        The traits.

    Returns
    -------
    tuple of DataFrame and list of str
        Documents by those traits that a frame has, None where no value is known; and the documents that have two
        values of one trait, as problems.

    Examples
    --------
    >>> frame = pd.DataFrame({"document": ["b", "a", "a"], "round": ["t0", "t1", None]})
    >>> traits_of([frame], ["round", "unit"])[0]
          round
    a        t1
    b        t0
    """
    order = sorted({each for frame in frames for each in frame["document"].dropna()}, key=natural)
    found, problems = pd.DataFrame(index=pd.Index(order, dtype=object)), []
    for name in names:
        having = [frame[["document", name]].astype(object) for frame in frames if name in frame.columns]
        if not having:
            continue
        values = pd.concat(having).dropna().drop_duplicates()
        several = values[values["document"].duplicated(keep=False)]
        if len(several):
            problems.append(_in_two(several, name))
        one = values.drop_duplicates("document").set_index("document")[name]
        found[name] = [one.get(document) for document in order]
    return found, problems


def _in_two(several: pd.DataFrame, name: str) -> str:
    places = {document: list(rows[name]) for document, rows in several.groupby("document", sort=False)}
    first = min(places, key=natural)
    more = f", and {len(places) - 1} more document(s) likewise" if len(places) > 1 else ""
    where = listed(map(repr, places[first]))
    return (
        f"document {first!r} has more than one {name}: {where}{more}; a document is one conversation: name those of "
        f"each {name} apart"
    )
