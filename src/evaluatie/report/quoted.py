"""Figures in an author's text: quoted by their id, or written out and then held against what the report shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from evaluatie.amiss import nearest
from evaluatie.report.reading import Bundle, Reader, Shown
from evaluatie.study import Problem
from evaluatie.study.authored import AuthoredText, tokens_of
from evaluatie.study.problems import quoted

QUOTED = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")
_VALUES = ("estimate", "ci_low", "ci_high", "n", "statistic", "df", "p", "se")
_PERCENT = r"(?:\s?%|\s?(?:procent|percent|per cent|procentpunt(?:en)?|percentage points?)\b)"
# a figure: with decimals, or a percentage; dates, versions and sections of a law have more points than one
_FIGURE = {
    "nl": re.compile(rf"(?<![\w.,/-])[-\u2212]?(\d+(?:\.\d{{3}})*)(?:,(\d+))?({_PERCENT})?(?![\w/]|[.,]\d)"),
    "en": re.compile(rf"(?<![\w.,/-])[-\u2212]?(\d+(?:,\d{{3}})*)(?:\.(\d+))?({_PERCENT})?(?![\w/]|[.,]\d)"),
}
_ELSEWHERE = re.compile(r"\]\(\s*<?https?://")
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Figures:
    """All figures that a report shows.

    Attributes
    ----------
    bundles : sequence of mapping
        Its sections' bundles.
    """

    bundles: Sequence[Bundle] = field(repr=False)

    def shown(self, id_: str, language: str) -> Shown | None:
        """Give a number as the report shows it; None where there is no such number."""
        for bundle in self.bundles:
            if id_ in bundle["numbers"]:
                return Reader(bundle, language).shown({"ref": id_, "show": self._how.get(id_, "points")})
        return None

    def near(self, id_: str) -> str:
        """Point to the id that was meant."""
        found = nearest(id_, (known for bundle in self.bundles for known in bundle["numbers"]))
        return f'Did you mean "{found}"?' if found else "The ids stand in results.json and results.xlsx."

    def has(self, value: float, decimals: int, *, percent: bool) -> bool:
        """Tell whether a figure that is written so stands in the report, rounded as it is written."""
        known = self._shares if percent else self._values
        room = 0.5 * 10.0**-decimals + _ROUNDING
        return any(abs(value - one) <= room for one in known)

    @cached_property
    def _values(self) -> frozenset[float]:
        numbers = (number for bundle in self.bundles for number in bundle["numbers"].values())
        found = {abs(float(number[name])) for number in numbers for name in _VALUES if number[name] is not None}
        return frozenset({*found, *(abs(value) for value in self._settings())})

    @cached_property
    def _shares(self) -> frozenset[float]:
        """Everything as a percentage, and what is left of the whole."""
        shares = [100 * value for value in self._values if value <= 10]
        return frozenset({*shares, *(100 - share for share in shares if share <= 100)})

    @cached_property
    def _how(self) -> dict[str, str]:
        """Give the way in which each number is shown first."""
        how: dict[str, str] = {}
        for slot in _slots(self.bundles):
            if "ref" in slot:
                how.setdefault(slot["ref"], slot["show"])
        return how

    def _settings(self) -> Iterator[float]:
        for slot in _slots(self.bundles):
            if "setting" in slot and not isinstance(slot["setting"], str):
                yield float(slot["setting"])
        for bundle in self.bundles:
            yield from (float(value) for value in bundle["policy"].values() if type(value) in (int, float))


def figure_problems(texts: Iterable[AuthoredText], figures: Figures) -> list[Problem]:
    """Say which figures in author's texts the report does not show.

    Parameters
    ----------
    texts : iterable of AuthoredText
        The texts.
    figures : Figures
        The report's.

    Returns
    -------
    list of Problem
        By file and line: ids that there are not, and percentages and figures with decimals that stand nowhere in the
        report, in paragraphs that link to no page where they are from.
    """
    return [problem for text in texts for line, part in _paragraphs(text) for problem in _in(text, line, part, figures)]


def _in(text: AuthoredText, line: int, part: str, figures: Figures) -> Iterator[Problem]:
    for id_ in QUOTED.findall(part):
        if figures.shown(id_, text.language) is None:
            yield Problem(text.file, line, None, f"The report has no number {quoted(id_)}.", figures.near(id_))
    if _ELSEWHERE.search(part):
        return
    for written, value, decimals, percent in written_figures(QUOTED.sub(" ", part), text.language):
        if not figures.has(value, decimals, percent=percent):
            hint = (
                "Correct it, quote a figure as {{its id}}, or link to the page that it is from: [source](https://...)."
            )
            yield Problem(text.file, line, None, f"The figure {quoted(written)} stands nowhere in this report.", hint)


def written_figures(part: str, language: str) -> Iterator[tuple[str, float, int, bool]]:
    """Find the percentages and the figures with decimals in a text.

    Parameters
    ----------
    part : str
        Text.
    language : str
        ``"nl"`` (3,4) or ``"en"`` (3.4).

    Yields
    ------
    written : str
        As it stands there.
    value : float
        Without its sign.
    decimals : int
        How many it has.
    percent : bool
        Whether it is a percentage.

    Examples
    --------
    >>> list(written_figures("Van 3,41 naar 3,52: 79% vond dat, op 1.10.2019, in 12 teams.", "nl"))
    [('3,41', 3.41, 2, False), ('3,52', 3.52, 2, False), ('79%', 79.0, 0, True)]
    """
    for found in _FIGURE[language].finditer(part):
        whole, decimals, percent = re.sub(r"\D", "", found[1]), found[2] or "", bool(found[3])
        if decimals or percent:
            yield found[0].strip(), float(f"{whole}.{decimals or 0}"), len(decimals), percent


def _paragraphs(text: AuthoredText) -> Iterator[tuple[int, str]]:
    for token in tokens_of(text.content):
        if token.type == "inline" and token.map:
            yield token.map[0] + 1, token.content


def _slots(bundles: Iterable[Bundle]) -> Iterator[Mapping[str, Any]]:
    for bundle in bundles:
        for phrase in (*bundle["findings"], *(display["caption"] for display in bundle["displays"])):
            yield from phrase.get("slots", {}).values()
        for row in (row for display in bundle["displays"] for row in display["rows"]):
            yield from (slot for slot in (*row["head"], *row["cells"]) if slot is not None)
