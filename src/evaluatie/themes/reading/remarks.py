"""What a careful reader must know of how conversations were coded, whatever is done with them."""

from __future__ import annotations

from evaluatie.themes.reading.coders import Rule
from evaluatie.themes.reading.codings import Codings

_RULES = {"majority": "more than half of its coders found it", "any": "at least one of its coders found it"}


def coder_notes(coded: Codings, coded_by: Rule) -> list[str]:
    """Say when a theme counted where several people coded, and how much hangs on that.

    Parameters
    ----------
    coded : Codings
        What was coded.
    coded_by : {"majority", "any"}
        The rule that was used.

    Returns
    -------
    list of str
        Nothing where no document has several coders.

    Examples
    --------
    >>> import pandas as pd
    >>> from evaluatie.themes.reading.codings import read_codings
    >>> frame = pd.DataFrame({"document": [1, 1], "theme": ["pay", None], "coder": ["An", "Bo"]})
    >>> coder_notes(read_codings(frame), "any")[0]
    '1 of 1 documents was read by several coders; a theme counts where at least one of its coders found it'
    """
    several = int((coded.read.sum(axis=0) > 1).sum())
    if not several:
        return []
    some, most = coded.occurs("any"), coded.occurs("majority")
    were, differ = "was" if several == 1 else "were", int((some & ~most).sum())
    return [
        f"{several} of {len(coded.documents)} documents {were} read by several coders; a theme counts where "
        f"{_RULES[coded_by]}",
        f"{differ} of {int(some.sum())} themes of documents hang on that rule: some found them, but no majority",
    ]


def together(coded: Codings, by: str | None) -> list[str]:
    """Say that documents of several rounds are taken together.

    Parameters
    ----------
    coded : Codings
        What was coded, its rounds known where there are any.
    by : str or None
        What documents are split by.

    Returns
    -------
    list of str
        Nothing where there is one round, or they are split by it.

    Examples
    --------
    >>> import pandas as pd
    >>> from evaluatie.themes.reading.codings import read_codings
    >>> frame = pd.DataFrame({"document": [1, 2], "theme": ["pay", "pay"], "round": ["t0", "t1"]})
    >>> together(read_codings(frame, knows=["round"]), None)
    ['documents of 2 rounds are taken together']
    """
    rounds = coded.traits["round"].nunique() if "round" in coded.traits else 0
    return [f"documents of {rounds} rounds are taken together"] if rounds > 1 and by != "round" else []
