"""The outcomes of a study: the scales of its instruments, and the scores that come ready made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evaluatie.instruments import Instrument, Scale
from evaluatie.study.settings.measured import Direction, Score
from evaluatie.study.settings.source import LANGUAGES


@dataclass(frozen=True)
class Outcome:
    """Something that is measured at every wave and compared over waves and groups.

    Attributes
    ----------
    id : str
        ``"pgis.belonging"``, ``"pgis.total"``, or the key given under ``survey.scores``.
    label : dict of str to str
        Its name, by language (``nl``, ``en``).
    range : tuple of float
        Lowest and highest possible value.
    direction : str
        ``"higher"`` or ``"lower"`` is better, or ``"ambiguous"``.
    source : str
        ``"items"``: to be scored from answers to items; ``"score"``: came as a score, in the survey's column `id`.
    instrument : str or None
        Id of the instrument.
    items : tuple of str
        The survey's columns with its items; empty for a score.
    scale : str or None
        ``"belonging"``, ``"total"``; None for a score of the study's own.
    """

    id: str
    label: dict[str, str]
    range: tuple[float, float]
    direction: Direction
    source: Literal["items", "score"]
    instrument: str | None = None
    items: tuple[str, ...] = ()
    scale: str | None = None


def scale_ids(instrument: Instrument) -> dict[str, Scale]:
    """Give the scales of an instrument by the id of their outcome."""
    return {f"{instrument.id}.{scale.id}": scale for scale in instrument.scales}


def item_outcomes(instrument: Instrument, limits: tuple[float, float]) -> tuple[Outcome, ...]:
    """Give an outcome for each scale of an instrument whose items were asked.

    Parameters
    ----------
    instrument : Instrument
        The instrument.
    limits : tuple of float
        Lowest and highest answer in this study.

    Returns
    -------
    tuple of Outcome
        The subscales in the instrument's order, then the total.
    """
    return tuple(
        Outcome(
            id_, scale_label(instrument, scale), limits, instrument.direction, "items", instrument.id,
            tuple(f"{instrument.id}_{number}" for number in scale.items), scale.id,
        )
        for id_, scale in scale_ids(instrument).items()
    )  # fmt: skip


def scale_label(instrument: Instrument, scale: Scale) -> dict[str, str]:
    """Name a scale: a subscale is named with its instrument."""
    whole = instrument.name.model_dump()
    if scale.id == "total":
        return {language: whole[language] for language in LANGUAGES}
    part = scale.name.model_dump()
    return {language: f"{whole[language]}: {_small(part[language])}" for language in LANGUAGES}


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


def score_outcome(
    id_: str, score: Score, limits: tuple[float, float], direction: Direction, instrument: Instrument | None
) -> Outcome:
    """Give the outcome of a score that comes ready made."""
    if instrument is None:
        return Outcome(id_, score.label or dict.fromkeys(LANGUAGES, id_), limits, direction, "score")
    scale = scale_ids(instrument)[id_]
    label = score.label or scale_label(instrument, scale)
    return Outcome(id_, label, limits, direction, "score", instrument.id, (), scale.id)
