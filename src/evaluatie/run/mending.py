"""What a report hides as well, where the proof found that something hidden could be worked out from it.

The release plan looks ahead at the figures that sections may show; the proof attacks those that they do show, together
with all that was released before. What it finds is taken away by hiding, of the figures that give something away, the
one that is missed least, after which the sections are made again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from evaluatie.disclosure.expectation import as_cell
from evaluatie.evaluation.section import EVERYONE, Cell
from evaluatie.evaluation.standings import ABSENCE
from evaluatie.run.sections import ExecutedSection
from evaluatie.study.tightening import hiding
from evaluatie.study.workspace import SYNTHESIS

if TYPE_CHECKING:
    from evaluatie.disclosure.auditing import Audit, Finding

#: a level of which nobody misses much
_UNNAMED = ("unknown", "other")
#: parts that say how many people of a group there are at all: with them goes all that rests on these
_SIZES = ("people", "interviews")


def to_hide(audit: Audit, this: str, sections: Iterable[ExecutedSection]) -> tuple[str, ...]:
    """Choose what a report is to hide as well, so that nothing follows from it any more.

    Parameters
    ----------
    audit : Audit
        What could be worked out.
    this : str
        The audit's name for the report.
    sections : iterable of ExecutedSection
        The sections that it is made from.

    Returns
    -------
    tuple of str
        For the ``tighten`` parameter of its sections. Nothing where hiding cannot help: something follows from earlier
        releases alone, or from this one's figures about everyone together with earlier ones.
    """
    rests = {id_: cells for section in sections for id_, cells in _rests(section).items()}
    sizes = {id_: number["n"] for section in sections for id_, number in section.bundle["numbers"].items()}
    chosen: set[Cell] = set()
    for finding in audit.findings:
        cells = _cells(finding, this, rests, sizes)
        if not cells:
            return ()
        if chosen.isdisjoint(cells):
            chosen.add(min(cells, key=lambda cell: _missed(cell, cells[cell])))
    return tuple(sorted(map(hiding, chosen)))


def _rests(section: ExecutedSection) -> Mapping[str, Sequence[Cell]]:
    """Give the groups of people that each number rests upon."""
    cells = [[as_cell(key) for key in rest["cells"]] for rest in section.rests.get("rests", ())]
    return {id_: cells[place] for id_, place in section.rests.get("of", {}).items()}


def _cells(
    finding: Finding, this: str, rests: Mapping[str, Sequence[Cell]], sizes: Mapping[str, int | None]
) -> dict[Cell, float]:
    """Give the cells that may be hidden of those that give something away, with how many people they are about."""
    alone = all(culprit.release == this for culprit in finding.culprits)
    found: dict[Cell, float] = {}
    for culprit in finding.culprits if finding.organisation != SYNTHESIS else ():
        if culprit.release != this:
            continue
        for cell in rests.get(culprit.id, ()):
            # what is told of everyone is not hidden for what an earlier release told
            if (alone and cell.outcome is not None) or cell.characteristic != EVERYONE or cell.part is not None:
                found[cell] = min(found.get(cell, float("inf")), float(sizes.get(culprit.id) or 0))
    return found


def _missed(cell: Cell, people: float) -> tuple[object, ...]:
    """Say what is given up last: everyone, groups that have a name, parts of these, absences; the larger.

    Of numbers about staff, which are of no wave: what is told of a whole period, and how many people there are at all.
    """
    staff = not cell.waves and cell.part is not None
    return (
        cell.characteristic == EVERYONE and (cell.part is None or staff),
        cell.part is None and cell.characteristic != ABSENCE,
        staff and cell.part in _SIZES,
        staff and not str(cell.part).rpartition(":")[2][:1].isdigit(),
        cell.level not in _UNNAMED,
        people,
        *map(str, (cell.waves, cell.characteristic, cell.level, cell.outcome, cell.part)),
    )
