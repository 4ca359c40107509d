"""Short ways to write the slots of sentences, tables and figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from evaluatie.evaluation.section import EVERYONE, Analysis, Finding, Label, Ref, Setting, Show, Slot, Word

if TYPE_CHECKING:
    from evaluatie.study import Outcome


def outcome(id_: str) -> Label:
    """Name an outcome."""
    return Label("outcome", id_)


def wave(id_: str) -> Label:
    """Name a wave."""
    return Label("wave", id_)


def characteristic(id_: str) -> Label:
    """Name a group characteristic."""
    return Label("characteristic", id_)


def group(characteristic: str, level: str) -> Slot:
    """Name a group: the study's label of a level, or the report's word for everyone, other and unknown."""
    if characteristic == EVERYONE:
        return Word("everyone")
    if level in ("other", "unknown"):
        return Word(f"level.{level}")
    return Label("level", f"{characteristic}={level}")


def phrase(key: str, **slots: Slot) -> Finding:
    """Name a caption or column head of the wording files."""
    return Finding(key, slots)


def incomparable(key: str, of: str, first: str, last: str) -> Finding:
    """Say that the groups of a characteristic are not the same at two waves."""
    return Finding(key, {"characteristic": characteristic(of), "first": wave(first), "last": wave(last)}, role="caveat")


def mean(section: str, key: str, of: Outcome, at: str) -> Finding:
    """Say an outcome's mean at a wave, with its interval, its number of people and the limits of its scale."""
    slots: dict[str, Slot] = {
        "outcome": outcome(of.id),
        "wave": wave(at),
        "mean": ref(section, key, "mean", "points"),
        "interval": ref(section, key, "mean", "interval"),
        "n": ref(section, key, "mean", "n"),
        "low": Setting(of.range[0]),
        "high": Setting(of.range[1]),
    }
    return Finding("baseline.mean", slots)


def ref(section: str, key: str, term: str, show: Show) -> Ref:
    """Show a number of this section."""
    return Ref(f"{section}.{key}.{term}", show)


def found(section: str, results: Mapping[str, Analysis], key: str, term: str, show: Show) -> Ref | None:
    """Show a number of this section; None where there is no such analysis.

    Where the analysis lacks the term, it is the place of its main one, so that the absence tells nothing.
    """
    if key not in results:
        return None
    terms = [estimate.term for estimate in results[key].result.estimates()]
    return ref(section, key, term if term in terms else terms[0], show)
