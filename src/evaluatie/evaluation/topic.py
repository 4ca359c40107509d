"""A part of a section under a heading of its own: how its numbers, sentences and displays are gathered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.section import Analysis, Figure, Finding, Ref, Role, Row, Section, Show, Slot, Table

if TYPE_CHECKING:
    from evaluatie.evaluation.section import FigureKind
    from evaluatie.study import Study


@dataclass
class Topic:
    """A part of a section.

    Attributes
    ----------
    heading : str
        Its key in the wording files; empty for what stands under the section's own heading.
    section : str
        The section's name.
    results, findings, displays
        As those of :class:`Section`.
    """

    heading: str
    section: str
    results: dict[str, Analysis] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    displays: list[Table | Figure] = field(default_factory=list)

    def ref(self, key: str, term: str, show: Show) -> Ref | None:
        """Show a number of this topic; None where there is none."""
        return say.found(self.section, self.results, key, term, show)

    def say(self, key: str, role: Role = "main", /, **slots: Slot | None) -> None:
        """Add a sentence, unless something that it is about is not there."""
        said = self.sentence(key, role, **slots)
        if said is not None:
            self.findings.append(said)

    def say_or(self, otherwise: Finding | None, key: str, **slots: Slot | None) -> None:
        """Add a sentence, and what is said instead where a number of it is hidden."""
        said = self.sentence(key, **slots)
        if said is not None:
            self.findings.append(replace(said, otherwise=otherwise))

    def sentence(self, key: str, role: Role = "main", /, **slots: Slot | None) -> Finding | None:
        """Make a sentence; None where something that it is about is not there."""
        filled = {name: slot for name, slot in slots.items() if slot is not None}
        return Finding(key, filled, role=role, topic=self.heading) if len(filled) == len(slots) else None

    def show_table(
        self, id_: str, caption: Finding, columns: Iterable[Finding], rows: Iterable[Row], *, technical: bool = False
    ) -> None:
        """Add a table, if there is anything in it."""
        held = tuple(rows)
        if held:
            self.displays.append(Table(id_, caption, tuple(columns), held, technical, self.heading))

    def show_figure(
        self, id_: str, kind: FigureKind, caption: Finding, rows: Iterable[Row], columns: Iterable[Finding] = ()
    ) -> None:
        """Add a figure, if there is anything in it."""
        held = tuple(rows)
        if held:
            self.displays.append(Figure(id_, kind, caption, held, tuple(columns), topic=self.heading))


def section_of(name: str, study: Study, topics: Iterable[Topic]) -> Section:
    """Put the parts of a section together, in the order of reading."""
    held = list(topics)
    results = {key: analysis for topic in held for key, analysis in topic.results.items()}
    findings = tuple(finding for topic in held for finding in topic.findings)
    displays = tuple(display for topic in held for display in topic.displays)
    return Section(name, study, results, findings, displays)


def heads(*keys: str) -> tuple[Finding, ...]:
    """Name the columns of a table."""
    return tuple(say.phrase(f"column.{key}") for key in keys)
