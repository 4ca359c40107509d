"""What is true of a very large drawn population, where the model has no closed form at hand.

Everyone of it is drawn from the model; its answers are whole and nobody is careless. Spreads, shares and who answers
are counted here, apart from the package's estimators. What has a definition that only an estimator gives (omega,
loadings, the link with leadership, how alike teams are) is what the package finds where ``MANY`` people all answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pandas as pd

from _truth.worlds import World, world
from evaluatie.study.demonstration import DemoModel, demo_study
from evaluatie.study.demonstration.made import _streams, _workforce
from evaluatie.study.demonstration.responses import belonging_score, draw_answering, draw_items, draw_latent
from evaluatie.study.demonstration.staying import true_centre
from evaluatie.study.demonstration.truth import outcome_items

PEOPLE, SEED, CHUNK = 200_000, 1, 25_000
#: people of the organisation where the package's own estimators are used
MANY = 20_000
#: people in a unit: few where only what units add to the spread of people counts, more where units are compared
FEW, MORE = 5, 50
#: answers of everyone: chances lie below 1
SURE = 1 - 1e-9


@dataclass(frozen=True, eq=False)
class Population:
    """A drawn population.

    Attributes
    ----------
    people : pandas.DataFrame
        ``gender``, ``origin``, ``exposed``.
    scores : dict of str to array of shape (waves, people)
        By outcome.
    employed, answered : array of bool of shape (waves, people)
        Who is there, and who would answer a questionnaire.
    """

    people: pd.DataFrame
    scores: dict[str, Any]
    employed: Any
    answered: Any

    def group(self, characteristic: str, level: str) -> Any:
        """Say who is of a group; nothing in the model depends on age, so that an age band is everyone."""
        if characteristic in ("all", "age"):
            return np.ones(len(self.people), dtype=bool)
        return (self.people[characteristic] == level).to_numpy()

    @cached_property
    def stayers(self) -> Any:
        """Who is employed at the first and at the last wave."""
        return self.employed[0] & self.employed[-1]

    def spread(self, outcome: str, wave: int, people: str) -> float:
        """Give a standard deviation of the workforce at a wave, or of the stayers."""
        who = self.stayers if people == "stayers" else self.employed[wave]
        return float(self.scores[outcome][wave, who].std(ddof=1))

    def changes(self, outcome: str, first: int, last: int) -> Any:
        """Give the changes of the people employed at two waves."""
        both = self.employed[first] & self.employed[last]
        return self.scores[outcome][last, both] - self.scores[outcome][first, both]


@lru_cache(maxsize=2)
def population(of: World) -> Population:
    """Draw a population of a world."""
    parts = list(_chunks(of.model, PEOPLE))
    names = list(parts[0].scores)
    return Population(
        pd.concat([part.people for part in parts], ignore_index=True),
        {name: np.concatenate([part.scores[name] for part in parts], axis=1) for name in names},
        np.concatenate([part.employed for part in parts], axis=1),
        np.concatenate([part.answered for part in parts], axis=1),
    )


def large(model: DemoModel, people: int, in_unit: int) -> DemoModel:
    """Give the same model for many people in units of a size, as large a share of them with interventions."""
    share = model.exposed_units / model.units
    units = max(round(people / in_unit), 12)
    return replace(model, persons=people, units=units, exposed=share)


def _chunks(model: DemoModel, people: int) -> Iterator[Population]:
    for number, start in enumerate(range(0, people, CHUNK)):
        many = large(model, min(CHUNK, people - start), FEW)
        streams = _streams(SEED + number)
        who, stable, exits = _workforce(many, streams)
        employed = np.array([(who["day"] <= day) & (exits >= day) for day in many.days])
        latent = draw_latent(many, who, stable, streams[3])
        items = draw_items(many, latent, streams[4])
        first = belonging_score(many, items[0])
        answered = draw_answering(many, who, employed, latent, first, true_centre(many), streams[5])
        scores = {name: items[..., places].mean(axis=-1) for name, places in outcome_items(many).items()}
        yield Population(who[["gender", "origin", "exposed"]], scores, employed, answered)


@lru_cache(maxsize=2)
def found_in_many(changed: bool) -> dict[str, float]:
    """Give what the package finds of scales and of leadership in a large organisation of which everyone answers.

    How much people and units differ, and what goes together, is the same in all worlds; so are the gaps. Only whether
    something changes makes a difference. Who answers carelessly does so here too: they are among those whose answers
    go together, and make scales look as if one thing more lay behind them.
    """
    import evaluatie as ev
    from evaluatie.evaluation import trust

    model = world("changed" if changed else "nothing").model
    whole = replace(
        large(model, MANY, MORE), answering=(SURE,) * len(model.dates), answering_shifts=(),
        answering_by_earlier_score=0.0, item_missing=0.0,
    )  # fmt: skip
    study = demo_study(SEED, whole).study
    found = {
        f"baseline.{key}.{estimate.term}": estimate.estimate
        for key, analysis in trust.analyses(study, "t0")
        for estimate in analysis.result.estimates()
    }
    leading = ev.evaluation.leadership(study)
    return found | {name: estimate.estimate for name, _, estimate in leading.numbers()}
