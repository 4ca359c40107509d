"""The report in brief: the main findings and the first thing to bear in mind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil

from markupsafe import Markup

from evaluatie.report.reading import Bundle, Phrase, Reader
from evaluatie.report.sections import said

# What a board asks first: these sections' headlines go before those of the others.
_VERDICTS_FIRST = ("change",)
# Follows right under the lead, and tells all the rest.
_SUMMARY = "summary"
# The first screen of a phone (390 x 844) in lines of text, some 40 characters each: that many in all, that many of
# which are margins, bars and the box's heading. Tests hold it in a browser, on every page.
_SCREEN, _FRAME = 35.0, 5.0


@dataclass(frozen=True)
class Lead:
    """What stands on top of the report.

    Attributes
    ----------
    first, rest : tuple of Markup
        The headlines before and after the caveat, so that the first screen holds it.
    caveat : Markup or None
        What to bear in mind with the first headline.
    """

    first: tuple[Markup, ...]
    caveat: Markup | None
    rest: tuple[Markup, ...]


def lead(readers: Sequence[Reader], above: str = "") -> Lead:
    """Choose what stands on top of the report.

    Parameters
    ----------
    readers : sequence of Reader
        The report's sections.
    above : str, optional
        The line under the title, which takes of the first screen what it needs.

    Returns
    -------
    Lead
        All headlines, verdicts on change first; without headlines the first finding of each section. Where a summary
        follows, no more of them than fit on the first screen: it tells the others.
    """
    chosen = _headlines(readers)
    sentences = tuple(sentence for reader, finding in chosen if (sentence := reader.html(finding)) is not None)
    caveat = _caveat(readers, chosen)
    fitting = _fitting([reader.text(finding) or "" for reader, finding in chosen], _room(readers[0], caveat, above))
    followed = any(reader.section == _SUMMARY for reader in readers)
    return Lead(sentences[:fitting], caveat, () if followed else sentences[fitting:])


def headlines(bundles: Sequence[Bundle], language: str) -> tuple[str, ...]:
    """Give a report's main findings as plain sentences, for an index of reports.

    Parameters
    ----------
    bundles : sequence of mapping
        The report's bundles.
    language : str
        ``"nl"`` or ``"en"``.

    Returns
    -------
    tuple of str
    """
    readers = [Reader(bundle, language) for bundle in bundles]
    return tuple(text for reader, finding in _headlines(readers) if (text := reader.text(finding)) is not None)


def _fitting(sentences: Sequence[str], room: float) -> int:
    """Count the sentences that may stand before the caveat; the first one always."""
    ends = accumulate(_lines(sentence) + 0.5 for sentence in sentences)
    return max(1, sum(end <= room for end in ends))


def _room(reader: Reader, caveat: str | None, above: str) -> float:
    """Give the lines that the title, the notice of made-up data and the caveat leave on the first screen."""
    room = _SCREEN - _FRAME - 1.5 * _lines(reader.title, 21) - _lines(above, 34)
    if reader.bundle["organisation"]["synthetic"]:
        room -= 1.5 + _lines(reader.wording.text("page.synthetic"))
    return room if caveat is None else room - 1.5 - _lines(caveat, 37)


def _lines(text: str, length: int = 40) -> int:
    return ceil(len(text) / length)


def _headlines(readers: Sequence[Reader]) -> list[tuple[Reader, Phrase]]:
    ordered = sorted(readers, key=lambda reader: reader.section not in _VERDICTS_FIRST)
    chosen = [(reader, finding) for reader in ordered for finding in said(reader, "headline")]
    if chosen:
        return chosen
    others = (reader for reader in readers if reader.section != _SUMMARY)
    first = [(reader, finding) for reader in others for finding in list(said(reader, "main"))[:1]]
    # two sections may begin with the same
    return list({reader.text(finding): (reader, finding) for reader, finding in reversed(first)}.values())[::-1]


def _caveat(readers: Sequence[Reader], chosen: list[tuple[Reader, Phrase]]) -> Markup | None:
    first = [reader for reader, _ in chosen[:1]]
    for reader in (*first, *readers):
        for finding in said(reader, "caveat"):
            return reader.html(finding)
    return None
