"""The report in brief: the main findings and the first thing to bear in mind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil

from markupsafe import Markup

from evaluatie.report.reading import Bundle, Phrase, Reader
from evaluatie.report.sections import said
from evaluatie.report.wording import LANGUAGES

# What a board asks first: these sections' headlines go before those of the others.
_VERDICTS_FIRST = ("change",)
# Follows right under the lead, and tells all the rest.
_SUMMARY = "summary"
# The first screen of a phone (390 x 844) in lines of text, some 40 characters each: that many in all, that many of
# which are margins, bars and the box's heading. Tests hold it in a browser, on every page.
_SCREEN, _FRAME = 35.0, 5.0


# Said before all else: a verdict on an outcome that nothing chose beforehand is one of many.
_FIRST_CAVEATS = ("change.caveat.not_fixed",)
# A mean on top of a report says less where its scale has one of these, which is more than how well people answered.
_DOUBTS = ("trust.keyed", "trust.weak", "trust.misfit", "trust.parts", "trust.partly")
Said = tuple[Reader, Phrase]


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


def lead(readers: Sequence[Reader], above: Mapping[str, str] | None = None) -> Lead:
    """Choose what stands on top of the report.

    Parameters
    ----------
    readers : sequence of Reader
        The report's sections.
    above : mapping of str to str, optional
        The line under the title by language, which takes of the first screen what it needs.

    Returns
    -------
    Lead
        All headlines, verdicts on change first; without headlines the first finding of each section. Where a summary
        follows, no more of them than fit on the first screen in every language: it tells the others.
    """
    chosen = _headlines(readers)
    sentences = tuple(sentence for reader, finding in chosen if (sentence := reader.html(finding)) is not None)
    about = _caveat(readers, chosen)
    caveat = None if about is None else about[0].html(about[1])
    fitting = min(_fitting(language, readers, about, (above or {}).get(language, "")) for language in LANGUAGES)
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


def _fitting(language: str, readers: Sequence[Reader], about: Said | None, above: str) -> int:
    """Count the sentences that may stand before the caveat in a language; the first one always."""
    those = [Reader(reader.bundle, language) for reader in readers]
    caveat = None if about is None else Reader(about[0].bundle, language).text(about[1])
    room = _room(those[0], caveat, above)
    ends = accumulate(_lines(reader.text(finding) or "") + 0.5 for reader, finding in _headlines(those))
    return max(1, sum(end <= room for end in ends))


def _room(reader: Reader, caveat: str | None, above: str) -> float:
    """Give the lines that the title, the notice of made-up data and the caveat leave on the first screen."""
    room = _SCREEN - _FRAME - 1.5 * _lines(reader.title, 21) - _lines(above, 34)
    if reader.bundle["organisation"]["synthetic"]:
        room -= 1.5 + _lines(reader.wording.text("page.synthetic"))
    return room if caveat is None else room - 1.5 - _lines(caveat, 37)


def _lines(text: str, length: int = 40) -> int:
    return ceil(len(text) / length)


def _headlines(readers: Sequence[Reader]) -> list[Said]:
    ordered = sorted(readers, key=lambda reader: reader.section not in _VERDICTS_FIRST)
    chosen = [(reader, finding) for reader in ordered for finding in said(reader, "headline")]
    if chosen:
        return chosen
    others = (reader for reader in readers if reader.section != _SUMMARY)
    first = [(reader, finding) for reader in others for finding in list(said(reader, "main"))[:1]]
    # two sections may begin with the same
    return list({reader.text(finding): (reader, finding) for reader, finding in reversed(first)}.values())[::-1]


def _caveat(readers: Sequence[Reader], chosen: Sequence[Said]) -> Said | None:
    """Choose what to bear in mind: what weighs most with what is said, else the first caveat of its section."""
    first = [reader for reader, _ in chosen[:1]]
    caveats = [(reader, finding) for reader in (*first, *readers) for finding in said(reader, "caveat")]
    weighty = [one for one in caveats if one[1]["key"] in _FIRST_CAVEATS]
    return next(iter((*weighty, *_doubts(readers, chosen), *caveats)), None)


def _doubts(readers: Sequence[Reader], chosen: Sequence[Said]) -> Iterator[Said]:
    """Give the doubts about scales of which means are said; of changes other caveats tell more."""
    outcomes = [finding["slots"]["outcome"] for _, finding in chosen if finding["key"] == "baseline.mean"]
    for reader in readers:
        for finding in said(reader, "main"):
            if finding["key"] in _DOUBTS and finding["slots"]["outcome"] in outcomes:
                yield reader, finding
