"""The worlds that organisations are drawn from: what changes, who keeps silent, how many people and units there are."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from evaluatie.study.demonstration import CareerModel, DemoModel, Effect
from evaluatie.study.demonstration.model import EFFECTS

FIRST_SEED = 20170501
#: seeds from the first one of a world to the first one of the next
APART = 1000
#: to gaps and changes of the documented model a fall is added, and one that only some see
CHANGES = (*EFFECTS, Effect("job_satisfaction.total", -0.35, wave="t1"), Effect("affective_commitment.total", -0.1,
           wave="t1"))  # fmt: skip
GAPS = tuple(effect for effect in EFFECTS if effect.wave is None)

CHANGED = DemoModel(effects=CHANGES)
NOTHING = DemoModel(effects=GAPS, careers=CareerModel(promotion_after=()))
#: without links a change of the workforce's level is told: nothing changes only where leaving is even
EVEN = replace(NOTHING, leaving_shifts=(), leaving_by_belonging=0.0)
THREE = (datetime.date(2019, 10, 1), datetime.date(2020, 10, 1), datetime.date(2021, 10, 1))


@dataclass(frozen=True, eq=False)
class World:
    """A way in which organisations come about.

    Attributes
    ----------
    name : str
        As the history has it.
    label : str
        In words.
    organisations : int
        How many are drawn.
    model : DemoModel
        What they are drawn from.
    changed : bool
        Whether anything changes in it.
    linked : bool
        Whether answers of one person can be linked.
    """

    name: str
    label: str
    organisations: int
    model: DemoModel
    changed: bool = False
    linked: bool = True

    @property
    def seeds(self) -> range:
        """The seeds of its organisations."""
        first = FIRST_SEED + APART * [world.name for world in WORLDS].index(self.name)
        return range(first, first + self.organisations)


WORLDS = (
    World("nothing", "nothing changes; 600 people in 12 units, drop-out at random", 80, NOTHING),
    World("changed", "something changes; 600 people in 12 units, drop-out at random", 80, CHANGED, changed=True),
    World(
        "silent", "nothing changes; 600 people in 12 units, who feels less belonging answers less at wave 2", 60,
        replace(NOTHING, answering_by_current_level=0.3),
    ),
    World("few units", "nothing changes; 600 people in 4 units", 60, replace(NOTHING, units=4)),
    World("small", "nothing changes; 150 people in 6 units", 60, replace(NOTHING, persons=150, units=6)),
    World("small, changed", "something changes; 150 people in 6 units", 40, replace(CHANGED, persons=150, units=6),
          changed=True),
    World("large", "nothing changes; 1,500 people in 40 units", 40, replace(NOTHING, persons=1500, units=40)),
    World("unlinked", "nothing changes; 600 people in 12 units, answers are not linked", 40, EVEN, linked=False),
    World("unlinked, changed", "something changes; 600 people in 12 units, answers are not linked", 20, CHANGED,
          changed=True, linked=False),
    World("three waves", "nothing changes; 600 people in 12 units, three waves", 20,
          replace(NOTHING, dates=THREE, answering=(0.72, 0.74, 0.74))),
)  # fmt: skip


def world(name: str) -> World:
    """Find a world by its name."""
    return next(each for each in WORLDS if each.name == name)
