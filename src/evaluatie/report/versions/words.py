"""A number of results.json in words, in one language: what it is about, what it says, or why it is not shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evaluatie.report.naming import group_name, outcome_name, waves_name
from evaluatie.report.reading import SCHEMA, Reader
from evaluatie.report.versions.figures import DIGITS, Kind, kind_of, state
from evaluatie.report.wording import Wording

Content = Mapping[str, Any]
Number = Mapping[str, Any]
Labels = Mapping[str, Mapping[str, Any]]
_SHOW: Mapping[Kind, str] = {
    "count": "count", "percent": "percent_ci", "rate": "rate_ci", "fine": "fit_ci", "points": "points_ci",
}  # fmt: skip
_SIGNED = frozenset({"mean_change", "trimmed_change", "pseudo_median", "difference", "gap_change"})
#: decimals that a difference may have more than what it is a difference of, so that it does not read as none
_MORE = 2


@dataclass(frozen=True)
class Words:
    """Words for the numbers of one version.

    Attributes
    ----------
    content : mapping
        Its results.json.
    language : str
        ``"nl"`` or ``"en"``.
    labels : mapping
        Names of groups that its bundles hold and results.json does not: ``{"level": {"age=50+": {"nl": ...}}}``.
    """

    content: Content
    language: str
    labels: Labels
    reader: Reader = field(init=False, repr=False)

    def __post_init__(self) -> None:
        content = self.content
        named = {
            "outcome": {id_: about["label"] for id_, about in content["outcomes"].items()},
            "wave": {wave["id"]: wave["label"] for wave in content["waves"]},
        }
        bundle = {**content, "schema": SCHEMA, "section": "changed", "labels": {**self.labels, **named}}
        object.__setattr__(self, "reader", Reader(bundle, self.language))

    @property
    def wording(self) -> Wording:
        """The texts of its language."""
        return self.reader.wording

    def section(self, name: str) -> str:
        """Give a section's title; of one that a notebook of one's own made, its name."""
        return self._known(f"section.{name}", name)

    def outcome(self, number: Number) -> str:
        """Say which outcome a number is about."""
        return outcome_name(str(number.get("id", "")), number, self.reader) or self.wording.text("changed.no_outcome")

    def group(self, number: Number) -> str:
        """Say which people a number is about."""
        name, _, level = str(number["group"]).partition("=")
        return group_name({"characteristic": name, "level": level}, self.reader)

    def wave(self, id_: str) -> str:
        """Name a wave."""
        return waves_name({"waves": [id_]}, self.reader)

    def waves(self, number: Number) -> str:
        """Say which waves a number is about."""
        return waves_name(number, self.reader)

    def what(self, number: Number) -> str:
        """Say what a number is."""
        return self._known(f"changed.term.{number['term']}", str(number["term"]))

    def method(self, number: Number) -> str:
        """Name the method of a number; nothing where it has none."""
        key = number["method"]
        return "" if key is None else self._known(f"method.{key}.name", str(key))

    def value(self, number: Number) -> str:
        """Write what a number says, or why it is not shown."""
        found = state(number)
        if found == "shown":
            return self._number(number)
        return self.wording.text("hidden.unknown") if found == "unknown" else self._hidden(found)

    def n(self, number: Number | None) -> str:
        """Write on how many people a number rests; nothing where that is not told."""
        return "" if number is None or number["n"] is None else self.reader.numerals.count(number["n"])

    def difference(self, term: str, value: float | None) -> str:
        """Write how much a number went up or down, in the units in which it is printed itself."""
        if value is None:
            return ""
        kind = kind_of(term)
        scale, fewer = (100, 2) if kind in ("percent", "rate") else (1, 0)
        value, digits = scale * value, DIGITS[kind] - fewer
        most = digits + _MORE
        while value and not round(value, digits) and digits < most:
            digits += 1
        written = self.reader.numerals.decimal(value, digits, signed=True)
        return self.wording.text("changed.percent_points", value=written) if kind == "percent" else written

    def _number(self, number: Number) -> str:
        term = str(number["term"])
        low, high = number["interval"] or (None, None)
        how = "signed_ci" if term in _SIGNED else _SHOW[kind_of(term)]
        return self.reader.numerals.show({**number, "ci_low": low, "ci_high": high}, how) or ""

    def _hidden(self, rule: str) -> str:
        told = self.wording.text("hidden.cell")
        return f"{told}: {self.reader.reasons([rule])}" if f"reason.{rule}" in self.wording.texts else told

    def _known(self, key: str, otherwise: str) -> str:
        return self.wording.text(key) if key in self.wording.texts else otherwise
