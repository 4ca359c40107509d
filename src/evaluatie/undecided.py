"""Words that people write where nothing was decided or is known yet: they count as nothing."""

from __future__ import annotations

_WORDS = frozenset(
    {
        "n.v.t.", "nvt", "n/a", "na", "?", "-", "tba", "tbd", "p.m.", "pm", "nog te bepalen", "nader te bepalen",
        "to be determined", "onbekend", "unknown", "none", "geen", "volgt",
    }
)  # fmt: skip


def undecided(text: str) -> bool:
    """Say whether a text says that nothing was decided, or nothing at all.

    Parameters
    ----------
    text : str
        What stands in a cell.

    Returns
    -------
    bool

    Examples
    --------
    >>> undecided(" TBD"), undecided(""), undecided("HR")
    (True, True, False)
    """
    plain = " ".join(text.split()).casefold()
    return not plain or plain in _WORDS
