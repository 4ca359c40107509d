"""Which waves may be compared for which groups: not those at which people were grouped by another classification."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from evaluatie.study.groups.origin import levels_of

if TYPE_CHECKING:
    from evaluatie.study import Study
    from evaluatie.study.settings.measured import Classification


def comparable(study: Study, characteristic: str, waves: Sequence[str]) -> bool:
    """Say whether the groups of a characteristic are the same at some waves.

    Parameters
    ----------
    study : Study
        The study; its codebook tells the classification of origin at each wave, after what could be recoded was.
    characteristic : str
        The group characteristic; everyone (``"all"``) is the same at all waves.
    waves : sequence of str
        The waves.

    Returns
    -------
    bool
    """
    by_wave = _classifications(study, characteristic)
    return len({by_wave.get(wave) for wave in waves}) <= 1


def same_group(study: Study, characteristic: str, level: str, waves: Sequence[str]) -> bool:
    """Say whether a level is one of the classification of every wave, and this is the same one."""
    by_wave = _classifications(study, characteristic)
    used = {by_wave.get(wave) for wave in waves}
    known = (level in (*levels_of(name), "other", "unknown") for name in used if name is not None)
    return len(used) <= 1 and all(known)


def incomparable(study: Study) -> Iterator[tuple[str, str, str]]:
    """Go through the characteristics whose groups differ between the first wave and a later one, with both waves."""
    for characteristic in study.config.groups:
        for last in study.waves[1:]:
            if not comparable(study, characteristic, (study.waves[0], last)):
                yield characteristic, study.waves[0], last


def asked_otherwise(study: Study, outcome: str, wave: str) -> tuple[str, ...]:
    """Say in what an outcome was asked in another way at a wave than at the first one: range, referent, wording."""
    entries = (entry for entry in study.codebook["outcomes"] if entry["outcome"] == outcome)
    return next((tuple(entry.get("asked_otherwise", {}).get(wave, ())) for entry in entries), ())


def _classifications(study: Study, characteristic: str) -> dict[str, Classification | None]:
    entries = (entry for entry in study.codebook["variables"] if entry["variable"] == characteristic)
    return next((entry.get("classification") or {} for entry in entries), {})
