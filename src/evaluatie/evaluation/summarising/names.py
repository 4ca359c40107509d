"""What the summary is called, its headings, and how much fits on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.section import Finding, Slot

if TYPE_CHECKING:
    from evaluatie.evaluation.scored import Scores
    from evaluatie.study import Outcome

NAME = "summary"
FOUND, STANDING, UNKNOWN = "summary_found", "summary_start", "summary_unknown"
#: so many findings; waves that are told one by one; rows of the picture; outcomes of which it is told what would show
FINDINGS, WAVES, ROWS, UNCERTAIN = 5, 3, 7, 1
#: findings that there should be, also where nothing is certain
LEAST = 3
_NAMED = ("outcome", "second", "third")
_COUNTED = ("none", "one", "two", "three")

Groups = tuple[str, str, str]  # characteristic, reference, focal


def listed(key: str, labels: list[Slot], slots: dict[str, Slot], rest: Slot) -> Finding:
    """Name up to three things in a sentence, and of more the first and how many others there are."""
    if len(labels) > len(_NAMED):
        return Finding(f"{key}.many", {**slots, _NAMED[0]: labels[0], "count": rest})
    return Finding(f"{key}.{_COUNTED[len(labels)]}", {**slots, **dict(zip(_NAMED, labels, strict=False))})


def decisive(outcomes: list[Outcome], primary: tuple[str, ...] | list[str]) -> list[Slot]:
    """Name the outcomes that the plan calls primary."""
    return [say.outcome(outcome.id) for outcome in outcomes if outcome.id in primary]


def largest_group(scores: Scores, groups: list[Groups], wave: str) -> Groups | None:
    """Choose the focal group of which most can be told: the largest of the first characteristic.

    Whatever it answered, so that the choice tells nothing of that.
    """
    first = [one for one in groups if one[0] == groups[0][0]]
    # where it has to be hidden the sentence names no group: which one is the largest may be hidden as well
    return max(first, key=lambda one: scores.respondents(wave, one[0], one[2]), default=None)
