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
from evaluatie.study.authored import AuthoredText, paragraphs
from evaluatie.study.problems import quoted

QUOTED = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")
_VALUES = ("estimate", "ci_low", "ci_high", "n")
_PERCENT = r"(?:\s?%|\s?(?:procent|percent|per cent|procentpunt(?:en)?|percentage points?)\b)"
# a figure: with decimals, or a percentage; dates, versions and sections of a law have more points than one
_FIGURE = {
    "nl": re.compile(rf"(?<![\w.,/-])[-\u2212]?(\d+(?:\.\d{{3}})*)(?:,(\d+))?({_PERCENT})?(?![\w/]|[.,]\d)"),
    "en": re.compile(rf"(?<![\w.,/-])[-\u2212]?(\d+(?:,\d{{3}})*)(?:\.(\d+))?({_PERCENT})?(?![\w/]|[.,]\d)"),
}
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

    def has(self, section: str, value: float, decimals: int, *, percent: bool) -> bool:
        """Tell whether a figure that is written so is shown in a section, rounded as it is written."""
        values, shares = self._shown_in.get(section, (frozenset(), frozenset()))
        room = 0.5 * 10.0**-decimals + _ROUNDING
        return any(abs(value - one) <= room for one in (shares if percent else values))

    @cached_property
    def _shown_in(self) -> dict[str, tuple[frozenset[float], frozenset[float]]]:
        """Give by section its figures, and those that are percentages with what is left of the whole."""
        return {str(bundle["section"]): self._of(bundle) for bundle in self.bundles}

    def _of(self, bundle: Bundle) -> tuple[frozenset[float], frozenset[float]]:
        values, shares = set[float](), set[float]()
        for slot in _slots([bundle]):
            if "ref" in slot:
                number = bundle["numbers"][slot["ref"]]
                told = [abs(float(number[name])) for name in _VALUES if number[name] is not None]
                percent = slot["show"].startswith("percent") or number["term"] == "proportion"
                values.update([100 * one for one in told] if slot["show"].startswith("rate") else told)
                shares.update(100 * one for one in told if percent)
                shares.update(100 - 100 * one for one in told if percent and one <= 1)
            elif "setting" in slot and not isinstance(slot["setting"], str):
                values.add(abs(float(slot["setting"])))
                shares.update([100 * float(slot["setting"])] * (slot.get("show") == "percent"))
        rules = [float(value) for value in bundle["policy"].values() if type(value) in (int, float)]
        return frozenset({*values, *rules}), frozenset({*shares, *(100 * rule for rule in rules if rule <= 1)})

    @cached_property
    def _how(self) -> dict[str, str]:
        """Give the way in which each number is shown first."""
        how: dict[str, str] = {}
        for slot in _slots(self.bundles):
            if "ref" in slot:
                how.setdefault(slot["ref"], slot["show"])
        return how


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
        By file and line: ids that there are not, and percentages and figures with decimals that their section does not
        show, in paragraphs that link to no page where they are from. That a figure is shown does not make it the right
        one: only a figure that is quoted by its id is that for certain.
    """
    return [
        problem
        for text in texts
        for line, part, linked in paragraphs(text.content)
        for problem in _in(text, line, part, linked, figures)
    ]


def _in(text: AuthoredText, line: int, part: str, linked: bool, figures: Figures) -> Iterator[Problem]:
    for id_ in QUOTED.findall(part):
        if figures.shown(id_, text.language) is None:
            yield Problem(text.file, line, None, f"The report has no number {quoted(id_)}.", figures.near(id_))
    if linked:
        return
    for written, value, decimals, percent in written_figures(QUOTED.sub(" ", part), text.language):
        if not figures.has(text.section, value, decimals, percent=percent):
            hint = (
                "Correct it, quote a figure as {{its id}}, or link to the page that it is from: [source](https://...)."
            )
            yield Problem(text.file, line, None, f"The figure {quoted(written)} stands nowhere in this section.", hint)


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


def _slots(bundles: Iterable[Bundle]) -> Iterator[Mapping[str, Any]]:
    for bundle in bundles:
        for phrase in (*bundle["findings"], *(display["caption"] for display in bundle["displays"])):
            yield from phrase.get("slots", {}).values()
        for row in (row for display in bundle["displays"] for row in display["rows"]):
            yield from (slot for slot in (*row["head"], *row["cells"]) if slot is not None)
