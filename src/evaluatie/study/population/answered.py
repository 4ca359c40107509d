"""How many people answered, and how they were grouped: what numbers of employees are held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from evaluatie.study.aggregates.rows import EVERYONE
from evaluatie.study.groups.grouping import classification_at
from evaluatie.study.settings.config import StudyConfig
from evaluatie.study.settings.measured import Classification, Wave
from evaluatie.study.tidy import TidyWave

About = tuple[str, str, str]


@dataclass(frozen=True)
class Answered:
    """Who answered.

    Attributes
    ----------
    counts : mapping of tuple of str to int
        Respondents by wave, characteristic and level, ``"all"`` twice for everyone; only groups that have any.
    classifications : mapping of str to mapping of str to {"cbs-1999", "cbs-2022"}
        By wave the classification of each group about origin, after what could be recoded was. Waves of which the
        answers could not be read are not there.
    """

    counts: Mapping[About, int] = field(default_factory=dict)
    classifications: Mapping[str, Mapping[str, Classification]] = field(default_factory=dict)

    def levels(self, wave: str, characteristic: str) -> list[str]:
        """List the levels of a characteristic that respondents of a wave have."""
        return [level for at, of, level in self.counts if (at, of) == (wave, characteristic)]


def who_answered(config: StudyConfig, waves: Sequence[TidyWave], aggregates: pd.DataFrame | None) -> Answered:
    """Count who answered.

    Parameters
    ----------
    config : StudyConfig
        study.yml.
    waves : sequence of TidyWave
        The answers.
    aggregates : pandas.DataFrame or None
        The means in their place; the most people who answered anything are the respondents of a group.

    Returns
    -------
    Answered
    """
    counts: dict[About, int] = {}
    for wave in waves:
        counts[wave.wave.id, EVERYONE, EVERYONE] = len(wave.rows)
        for name in config.groups:
            found = wave.rows[name].value_counts(sort=False)
            counts |= {(wave.wave.id, name, str(level)): int(count) for level, count in found.items()}
    if aggregates is not None:
        for row in aggregates.dropna(subset="n").to_dict("records"):
            about = (row["wave"], row["characteristic"], row["level"])
            counts[about] = max(int(row["n"]), counts.get(about, 0))
    declared = {wave.id: _declared(config, wave) for wave in config.waves if wave.file is None}
    read = {wave.wave.id: wave.facts["classifications"] for wave in waves}
    return Answered({about: count for about, count in counts.items() if count}, declared | read)


def _declared(config: StudyConfig, wave: Wave) -> dict[str, Classification]:
    """Give the classifications that study.yml names for a wave."""
    named = {name: classification_at(group, wave) for name, group in config.groups.items()}
    return {name: classification for name, classification in named.items() if classification is not None}
