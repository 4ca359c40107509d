"""People divided into named parts by what they answered: fields of the inclusion framework, bands of answers.

How many people are in a part is a number about few of them, so the release plan judges every part of every group.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from evaluatie.effects.long_frame import places
from evaluatie.effects.reliable import reliable_criterion, reliable_directions
from evaluatie.evaluation.columns import Codes, Floats, columns_of
from evaluatie.evaluation.comparability import asked_otherwise
from evaluatie.evaluation.scored import fewest
from evaluatie.evaluation.turned import outcome_items, turned_at
from evaluatie.result import NotEnoughData
from evaluatie.scales import reliability
from evaluatie.scales.framework import FIELDS, field_codes, measurement_error, near_cut

if TYPE_CHECKING:
    from evaluatie.study import Outcome, Study

NEAR = ("near", "clear")
RELIABLE = ("fell", "neither", "rose")


@dataclass(frozen=True, eq=False)
class Partition:
    """People divided into parts.

    Attributes
    ----------
    name : str
        What it is about: ``"pgis.fields"``, ``"pgis.near"``, ``"pgis.total.reliable"``, or an item, ``"pgis_3"``.
    codes : array of int, shape (rows of the survey,)
        The part of each row, by its place; -1 for none. Of people at two waves it stands at their first row.
    parts : tuple of str
        Names of the parts.
    bases : tuple of tuple of str
        At which waves it is shown: one, or the two at which the same people answered.
    by_group : bool
        Whether it is shown per group as well as for everyone.
    """

    name: str
    codes: Codes
    parts: tuple[str, ...]
    bases: tuple[tuple[str, ...], ...]
    by_group: bool

    def among(self, waves: Sequence[str]) -> list[str]:
        """Give those of some waves at which it is shown."""
        return [wave for wave in waves if (wave,) in self.bases]

    def count(self, rows: Codes, part: str) -> tuple[int, int]:
        """Count the people of a part among some rows, and all of them that are in any part."""
        codes = self.codes[rows]
        return int((codes == self.parts.index(part)).sum()), int((codes >= 0).sum())


@lru_cache(maxsize=4)
def partitions_of(study: Study) -> Mapping[str, Partition]:
    """Divide the people of a study in every way that its report shows.

    Parameters
    ----------
    study : Study
        The study.

    Returns
    -------
    mapping of str to Partition
        By name; empty where only means were delivered.
    """
    if study.aggregates is not None:
        return {}
    made = [*_frameworks(study), *_answers(study), *_reliable(study)]
    return {partition.name: partition for partition in made}


def axes(study: Study) -> Iterator[tuple[str, Outcome, Outcome]]:
    """Go through the instruments that measure belonging and authenticity, with these two outcomes."""
    by_instrument: dict[str, dict[str, Outcome]] = {}
    for outcome in study.outcomes:
        if outcome.instrument is not None and outcome.scale in ("belonging", "authenticity"):
            by_instrument.setdefault(outcome.instrument, {})[outcome.scale] = outcome
    for instrument, of in by_instrument.items():
        if len(of) == 2:
            yield instrument, of["belonging"], of["authenticity"]


def _frameworks(study: Study) -> Iterator[Partition]:
    columns = columns_of(study)
    for instrument, one, other in axes(study):
        codes = field_codes(columns.scores[one.id], columns.scores[other.id], _cut(one, other))
        if not (codes >= 0).any():
            continue
        asked = [asked_otherwise(study, outcome.id, wave) for wave in study.waves for outcome in (one, other)]
        alike = [wave for at, wave in enumerate(study.waves) if not any(asked[2 * at : 2 * at + 2])]
        yield Partition(f"{instrument}.fields", codes, FIELDS, tuple((wave,) for wave in alike), by_group=True)
        errors = {wave: _errors(study, one, other, wave) for wave in alike}
        known = {wave: error for wave, error in errors.items() if error is not None}
        if known:
            yield Partition(
                f"{instrument}.near",
                _near(study, one, other, codes, known),
                NEAR,
                tuple((wave,) for wave in known),
                False,
            )


def _cut(one: Outcome, other: Outcome) -> tuple[float, float]:
    """Give the middle of each scale: a convention, as no norm is known."""
    return sum(one.range) / 2, sum(other.range) / 2


def _errors(study: Study, one: Outcome, other: Outcome, wave: str) -> tuple[float, float] | None:
    first, second = error_of_measurement(study, one, wave), error_of_measurement(study, other, wave)
    return None if first is None or second is None else (first, second)


def _near(study: Study, one: Outcome, other: Outcome, codes: Codes, errors: Mapping[str, tuple[float, float]]) -> Codes:
    """Say of each row whether it is near the cut, by the error of measurement at its wave."""
    columns = columns_of(study)
    found = np.full(len(codes), -1, dtype=np.intp)
    for wave, error in errors.items():
        rows = columns.rows(wave)
        scores = columns.scores[one.id][rows], columns.scores[other.id][rows]
        near = near_cut(*scores, _cut(one, other), error)
        found[rows] = np.where(codes[rows] < 0, -1, np.where(near, 0, 1))
    return found


def error_of_measurement(study: Study, outcome: Outcome, wave: str) -> float | None:
    """Give the standard error of measurement of an outcome at a wave, by omega or else alpha; None where unknown."""
    if outcome.source != "items":
        return None
    try:
        found = reliability(outcome_items(study, outcome, wave))
    except NotEnoughData:
        return None
    columns = columns_of(study)
    answers = columns.answers(outcome.id, columns.rows(wave))
    return measurement_error(float(answers.std(ddof=1)), max(0.0, found.omega_total or found.alpha))


def _answers(study: Study) -> Iterator[Partition]:
    """Band the answers to each item at the first wave: below, at and above the middle of the range of answers."""
    wave = study.waves[0]
    at = (study.survey["wave"] == wave).to_numpy()
    for instrument in dict.fromkeys(outcome.instrument for outcome in study.outcomes if outcome.source == "items"):
        asked = study.instruments[str(instrument)]
        answers = turned_at(study, asked, wave).to_numpy(dtype=np.float64)
        bands = bands_of(answers, study.config.survey.range_of(asked, study.config.waves[0]), fewest(study))
        for item, own in zip(asked.columns, answers.T, strict=True):
            codes = np.full(len(study.survey), -1, dtype=np.intp)
            codes[at] = np.where(np.isnan(own), -1, np.searchsorted([band[1] for band in bands], own))
            yield Partition(item, codes, tuple(map(band_name, bands)), ((wave,),), by_group=False)


def _reliable(study: Study) -> Iterator[Partition]:
    """Divide the people who answered at two waves by whether their change exceeds what measurement errs."""
    if study.linking == "unlinked":
        return
    columns, first = columns_of(study), study.waves[0]
    for outcome in study.outcomes:
        alike = [wave for wave in study.waves[1:] if not asked_otherwise(study, outcome.id, wave)]
        error = error_of_measurement(study, outcome, first) if alike else None
        for wave in alike if error else ():
            rows = columns.rows(first)
            at_last = columns.rows(wave)
            place = places(columns.who[rows], columns.who[at_last])
            rows, also = rows[place >= 0], at_last[place[place >= 0]]
            scores = columns.scores[outcome.id]
            changes = scores[also] - scores[rows]
            codes = np.full(len(columns.who), -1, dtype=np.intp)
            known = ~np.isnan(changes)
            codes[rows[known]] = reliable_directions(changes[known], reliable_criterion(float(error or 0.0)))
            if known.any():
                yield Partition(f"{outcome.id}.reliable.{wave}", codes, RELIABLE, ((first, wave),), by_group=False)


Band = tuple[float, float]


def bands_of(answers: Floats, limits: Band, least: int) -> tuple[Band, ...]:
    """Choose into which bands the answers to a scale's items are taken together.

    Three, round the middle of the range, where that leaves no item with a band of few people; else two.

    Parameters
    ----------
    answers : ndarray of float, shape (people, items)
        NaN where missing.
    limits : pair of float
        Lowest and highest answer.
    least : int
        People that a band needs, unless nobody is in it.

    Returns
    -------
    tuple of pair of float
        Lowest and highest answer of each band.

    Examples
    --------
    >>> bands_of(np.repeat([[1.0], [3.0], [5.0]], 20, axis=0), (1, 5), 10)
    ((1.0, 2.0), (3.0, 3.0), (4.0, 5.0))
    """
    low, high = (float(end) for end in limits)
    middle = (low + high) / 2
    below, above = float(np.ceil(middle) - 1), float(np.floor(middle) + 1)
    whole = middle == np.floor(middle)
    three = ((low, below), (middle, middle), (above, high))
    two = ((low, middle), (above, high)) if whole else ((low, below), (above, high))
    return three if whole and _enough(answers, three, least) else two


def _enough(answers: Floats, bands: tuple[Band, ...], least: int) -> bool:
    counts = np.array([((answers >= first) & (answers <= last)).sum(axis=0) for first, last in bands])
    return bool(((counts == 0) | (counts >= least)).all())


def band_name(band: Band) -> str:
    """Name a band by its answers.

    Examples
    --------
    >>> band_name((1.0, 2.0)), band_name((3.0, 3.0))
    ('1-2', '3')
    """
    first, last = (f"{end:g}" for end in band)
    return first if first == last else f"{first}-{last}"
