"""A recomputation in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from evaluatie.reproduce.recomputing.recomputation import Recomputation
from evaluatie.reproduce.recomputing.wording import head_in_words, judged_in_words, sentence, summary, verdict_in_words

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = ("what", "printed", "shown", "low", "high", "verdict", "reason")
_LANGUAGES = ("nl", "en")


@dataclass(frozen=True)
class Reading:
    """A recomputation for readers.

    Attributes
    ----------
    title : str
        Of the finding.
    verdict : str
        The worst verdict, in words.
    summary : str
        How many figures and claims have which verdict.
    sentences : tuple of str
        One or two sentences on each figure, then on each claim.
    table : DataFrame
        One row per figure and claim, with heads and words in the language.
    """

    title: str
    verdict: str
    summary: str
    sentences: tuple[str, ...]
    table: pd.DataFrame = field(compare=False, repr=False)

    def _repr_html_(self) -> str:
        table = self.table.to_html(index=False, na_rep="", border=0)
        return f"<p>{escape(self.title)}: {escape(self.verdict)}. {escape(self.summary)}</p>{table}"


def reading_of(recomputation: Recomputation, language: str = "nl") -> Reading:
    """Write a recomputation out.

    Parameters
    ----------
    recomputation : Recomputation
        From :func:`evaluatie.reproduce.recomputing.recompute`.
    language : {"nl", "en"}
        In which language.

    Returns
    -------
    Reading

    Raises
    ------
    ValueError
        If the language is another.

    Examples
    --------
    >>> from evaluatie.reproduce.recomputing import recompute
    >>> reading_of(recompute("rijk_instroom2019"), "en").sentences[0]
    'growth of the share since 2015, per cent: printed 27, recomputed 27 (between 26.2 and 28.7); follows.'
    """
    if language not in _LANGUAGES:
        raise ValueError(f"language must be nl or en: got {language!r}")
    table = recomputation.table_in(language)[list(_SHOWN)]
    table = table.assign(verdict=[judged_in_words(one, language) for one in recomputation.judged])
    return Reading(
        str(getattr(recomputation.finding.title, language)),
        verdict_in_words(recomputation.verdict, language),
        summary(recomputation.judged, language),
        tuple(sentence(one, language) for one in recomputation.judged),
        table.rename(columns={name: head_in_words(name, language) for name in _SHOWN}),
    )
