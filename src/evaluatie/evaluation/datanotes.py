"""What a reader must know of the data: the notes of the intake as sentences, without a number of people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.section import Finding, Label, Slot

if TYPE_CHECKING:
    from evaluatie.study import Study

_NAMED: dict[str, Callable[[str], Slot]] = {
    "wave": say.wave,
    "first": say.wave,
    "last": say.wave,
    "characteristic": say.characteristic,
    "outcome": say.outcome,
    "instrument": lambda id_: Label("instrument", id_),
}


def data_notes(study: Study) -> Iterator[Finding]:
    """Go through the notes of the intake that a reader of the report must know.

    Parameters
    ----------
    study : Study
        The study; ``intake["notes"]`` says of every note whether it is to be reported.

    Yields
    ------
    Finding
        A caveat per note. How many people it is about is not said: there may be few.
    """
    said: list[Finding] = []
    for note in study.intake["notes"]:
        if note["reported"]:
            slots = {name: _NAMED[name](id_) for name, id_ in note["about"].items()}
            finding = Finding(f"data.{note['key']}", slots, role="caveat")
            if finding not in said:
                said.append(finding)
                yield finding
