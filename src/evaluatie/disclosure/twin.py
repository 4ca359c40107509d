"""A synthetic twin of an organisation's processed data, to build sections of one's own on: nobody is in it.

It is drawn from numbers that were released, and from study.yml. How many people answered and belong to each group, the
mean and spread of each scale at the first wave and how well its items hang together are as the report shows them; what
the report hides is not looked at. Whatever else real answers have - how groups differ, who answers alike, who dropped
out - it does not have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluatie.disclosure.twin_workforce import twin_persons, twin_population
from evaluatie.study import Problem, StudyError

if TYPE_CHECKING:
    from evaluatie.study import Outcome, Study

Floats = NDArray[np.float64]
Numbers = Mapping[str, Mapping[str, Any]]

_SOMETHING = 60  # people, where not even their number is shown
_AGAIN = 0.6  # share that answers again, where that is not shown
_UNANSWERED = 0.02
_ALPHA = 0.8  # of a scale whose reliability is not shown
_STAYS = 0.6  # correlation of a person's scale over waves
_TOGETHER = 0.4  # correlation of a person's scales with what they have in common
_UNIT = "eenheid-{number:02d}"


@dataclass(frozen=True)
class Twin:
    """A made-up survey with the columns and codes of a real one.

    Attributes
    ----------
    survey : pandas.DataFrame
        As :attr:`Study.survey`: the same columns in the same order, of the same types.
    units : tuple of str
        Names of its units; the real ones are not in it.
    notes : tuple of str
        What whoever works with it must know.
    persons, population : pandas.DataFrame or None
        The workforce around it, where the study has one.
    """

    survey: pd.DataFrame
    units: tuple[str, ...]
    notes: tuple[str, ...]
    persons: pd.DataFrame | None = None
    population: pd.DataFrame | None = None


def synthetic_twin(study: Study, seed: int = 1) -> Twin:
    """Draw a survey that has the columns and codes of a study and none of its people.

    Parameters
    ----------
    study : Study
        The study. Of its answers only released numbers are used: those of ``response`` and ``baseline``.
    seed : int
        The same seed gives the same twin.

    Returns
    -------
    Twin

    Raises
    ------
    StudyError
        Only means were delivered: there are no rows to have a twin.

    Notes
    -----
    Groups, units and scales are drawn apart from each other, from margins that the release plan shows. A level that the
    report hides gets an equal share of the people who are in none that is shown: a rare level cannot be told from an
    absent one. See Elliot, M., Mackey, E. and O'Hara, K. (2020), The anonymisation decision-making framework, 2nd ed.,
    UKAN, Manchester, on synthetic data from margins.
    """
    if study.aggregates is not None:
        hint = "Share the means themselves: they are what was delivered."
        raise StudyError(
            [Problem("study.yml", None, "aggregates", "There are no answers of people to draw after.", hint)]
        )
    rng = np.random.default_rng(seed)
    drawn = _Drawing(study, _released(study), rng)
    survey = drawn.survey()
    notes = (
        "Nobody is in this file: it was drawn from the numbers of the report.",
        "Counts, and the means, spreads and reliabilities of the first wave are as in the report. Groups do not differ "
        "and nothing changes: whatever is found in it was not found in the organisation.",
    )
    return Twin(survey, drawn.units, notes, twin_persons(study, survey, rng), twin_population(study, survey))


def _released(study: Study) -> dict[str, Mapping[str, Any]]:
    from evaluatie.disclosure.channel import release
    from evaluatie.evaluation import baseline, response

    shown: dict[str, Mapping[str, Any]] = {}
    for make in (response, baseline):
        numbers = release(make(study)).bundle["numbers"]
        shown |= {id_: number for id_, number in numbers.items() if number["suppressed"] is None}
    return shown


class _Drawing:
    def __init__(self, study: Study, shown: Numbers, rng: np.random.Generator) -> None:
        self._study, self._shown, self._rng = study, shown, rng
        number = int(study.survey["unit"].nunique()) if "unit" in study.survey else 0
        self.units = tuple(_UNIT.format(number=at + 1) for at in range(number))

    def survey(self) -> pd.DataFrame:
        """Draw all waves."""
        study = self._study
        people = self._people()
        everyone = max((int(who.max()) + 1 for who in people.values() if len(who)), default=0)
        about = self._about(everyone, people)
        common = self._rng.standard_normal(everyone)
        traits = {of.id: self._trait(common) for of in self._scales()}
        waves = [self._wave(wave, who, about, traits) for wave, who in people.items()]
        survey = pd.concat(waves, ignore_index=True)[list(study.survey.columns)]
        return survey.astype(study.survey.dtypes.to_dict())

    def _people(self) -> dict[str, NDArray[np.intp]]:
        """Say who answers at which wave; people are numbers from 0 on."""
        first, *later = self._study.waves
        people = {first: np.arange(self._count(f"{first}/respondents", _SOMETHING))}
        number = len(people[first])
        linked = self._study.config.survey.respondent is not None
        for wave in later:
            size = self._count(f"{wave}/respondents", _SOMETHING)
            again = self._count(f"{first}-{wave}/linked", round(_AGAIN * size)) if linked else 0
            stay = self._rng.choice(people[first], min(again, size, len(people[first])), replace=False)
            people[wave] = np.concatenate([stay, np.arange(number, number + size - len(stay))])
            number += size - len(stay)
        return people

    def _about(self, everyone: int, people: Mapping[str, NDArray[np.intp]]) -> dict[str, NDArray[np.object_]]:
        """Draw everyone's groups, each apart from the others, in the numbers that are shown at their first wave."""
        about: dict[str, NDArray[np.object_]] = {}
        seen = np.zeros(everyone, dtype=bool)
        for name in self._study.config.groups:
            about[name] = np.full(everyone, "unknown", dtype=object)
        about["unit"] = np.full(everyone, None, dtype=object)
        for wave, who in people.items():
            new = who[~seen[who]]
            seen[new] = True
            for name in self._study.config.groups:
                levels, shares = self._shares(name, wave, len(who))
                about[name][new] = self._dealt(levels, shares, len(new))
            if self.units:
                about["unit"][new] = self._dealt(self.units, np.full(len(self.units), 1 / len(self.units)), len(new))
        return about

    def _shares(self, name: str, wave: str, total: int) -> tuple[list[str], Floats]:
        group = self._study.config.groups[name]
        levels = [group.reference, *group.focal]
        counts = np.array([self._count(f"{wave}/{name}={level}", -1) for level in levels], dtype=float)
        hidden = counts < 0
        if hidden.any():
            counts[hidden] = max(total - counts[~hidden].sum(), 0.0) / hidden.sum()
        if counts.sum() == 0:
            counts[:] = 1.0
        return levels, counts / counts.sum()

    def _dealt(self, levels: Sequence[str], shares: Floats, number: int) -> NDArray[np.object_]:
        """Deal out levels in their shares, in an order that says nothing."""
        ends = np.round(np.cumsum(shares) * number).astype(int)
        dealt = np.repeat(np.array(levels, dtype=object), np.diff(ends, prepend=0))
        return self._rng.permutation(dealt)

    def _scales(self) -> list[Outcome]:
        """Give the scales that no other one is a part of, and the scores."""
        outcomes = self._study.outcomes
        return [
            one
            for one in outcomes
            if not one.items or not any(set(other.items) < set(one.items) for other in outcomes if other.items)
        ]

    def _trait(self, common: Floats) -> Floats:
        own = self._rng.standard_normal(len(common))
        return np.asarray(np.sqrt(_TOGETHER) * common + np.sqrt(1 - _TOGETHER) * own, dtype=np.float64)

    def _wave(
        self,
        wave: str,
        who: NDArray[np.intp],
        about: Mapping[str, NDArray[np.object_]],
        traits: Mapping[str, Floats],
    ) -> pd.DataFrame:
        survey = self._study.survey
        columns: dict[str, Any] = {"wave": [wave] * len(who), **{name: values[who] for name, values in about.items()}}
        linked = self._study.config.survey.respondent is not None
        codes = [f"twin-{one:05d}" if linked else f"twin-{wave}-{one:05d}" for one in who]
        columns["respondent"] = codes if survey["respondent"].notna().any() else [None] * len(who)
        for outcome in self._scales():
            noise = self._rng.standard_normal(len(who))
            trait = np.sqrt(_STAYS) * traits[outcome.id][who] + np.sqrt(1 - _STAYS) * noise
            columns |= self._items(outcome, trait) if outcome.items else {outcome.id: self._score(outcome, trait)}
        return pd.DataFrame({name: columns.get(name, np.full(len(who), np.nan)) for name in survey.columns})

    def _items(self, outcome: Outcome, trait: Floats) -> dict[str, Floats]:
        """Draw answers that hang together as the scale's alpha says, turned round where the item is."""
        low, high = outcome.range
        mean, sd = self._moments(outcome)
        number = len(outcome.items)
        alpha = min(max(self._value(f"baseline.{outcome.id}/all/alpha.alpha", _ALPHA), 0.1), 0.97)
        between = alpha / (number - (number - 1) * alpha)  # Spearman-Brown, turned round
        spread = sd / np.sqrt((1 + (number - 1) * between) / number)
        turned = {entry["variable"] for entry in self._study.codebook["variables"] if entry.get("reversed")}
        drawn = {}
        for item in outcome.items:
            own = np.sqrt(between) * trait + np.sqrt(1 - between) * self._rng.standard_normal(len(trait))
            answers = np.clip(np.round(mean + spread * own), low, high)
            answers = low + high - answers if item in turned else answers
            drawn[item] = np.where(self._rng.random(len(trait)) < _UNANSWERED, np.nan, answers)
        return drawn

    def _score(self, outcome: Outcome, trait: Floats) -> Floats:
        mean, sd = self._moments(outcome)
        scores = np.clip(np.round(mean + sd * trait, 2), *outcome.range)
        return np.where(self._rng.random(len(trait)) < _UNANSWERED, np.nan, scores)

    def _moments(self, outcome: Outcome) -> tuple[float, float]:
        """Give the mean and spread of a scale at the first wave as they were released, or the middle of its range."""
        low, high = outcome.range
        place = f"baseline.{outcome.id}/all/mean"
        return self._value(f"{place}.mean", (low + high) / 2), self._value(f"{place}.sd", (high - low) / 5)

    def _count(self, what: str, otherwise: int) -> int:
        return int(self._value(f"response.{what}.count", otherwise))

    def _value(self, id_: str, otherwise: float) -> float:
        found = self._shown.get(id_, {}).get("estimate")
        return otherwise if found is None else float(found)


def matching_rows(survey: pd.DataFrame, twin: pd.DataFrame) -> int:
    """Count the rows of a twin that are, in all that was answered and told of a person, equal to a real row.

    Parameters
    ----------
    survey, twin : pandas.DataFrame
        Two surveys with the same columns; who and which unit somebody is, is left out.

    Returns
    -------
    int

    Examples
    --------
    >>> real = pd.DataFrame({"respondent": ["a", "b"], "wave": "t0", "age": ["x", "y"], "q_1": [1.0, 2.0]})
    >>> drawn = pd.DataFrame({"respondent": ["c", "d"], "wave": "t0", "age": ["x", "x"], "q_1": [1.0, 2.0]})
    >>> matching_rows(real, drawn)
    1
    """
    columns = [name for name in survey.columns if name not in ("respondent", "unit")]
    known = set(survey[columns].astype("str").itertuples(index=False, name=None))
    return sum(row in known for row in twin[columns].astype("str").itertuples(index=False, name=None))


def matches_by_chance(survey: pd.DataFrame, twin: pd.DataFrame, seed: int = 1, times: int = 20) -> float:
    """Tell how many rows would be equal if every column of the real survey were shuffled by itself, within its wave.

    That keeps all margins and breaks up every person: what still matches does so by chance. So a twin that carries
    nobody matches the real rows about this often, and one that copied people matches far more.

    Parameters
    ----------
    survey, twin : pandas.DataFrame
        As :func:`matching_rows`.
    seed, times : int
        How it is shuffled.

    Returns
    -------
    float
        Mean over the shuffles.
    """
    rng = np.random.default_rng(seed)
    parts = [part for _, part in survey.groupby("wave", sort=False)]
    found = []
    for _ in range(times):
        shuffled = [part.apply(lambda column: rng.permutation(column.to_numpy())) for part in parts]
        found.append(matching_rows(pd.concat(shuffled, ignore_index=True), twin))
    return float(np.mean(found))
