"""Which wave, scale and group a cell of a table of means names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from evaluatie.study.aggregates.rows import EVERYONE, TAKING_PART
from evaluatie.study.codes import code_text, folded
from evaluatie.study.groups.grouping import OTHER, UNKNOWN
from evaluatie.study.layout import Layout
from evaluatie.study.problems import did_you_mean, quoted
from evaluatie.study.settings.config import StudyConfig
from evaluatie.study.settings.measured import Group

_ALL = ("all", "alle", "allen", "totaal", "total", "iedereen", "everyone", "")
_TOOK_PART = ("respondents", "respondenten")
_REST = {OTHER: ("other", "overig", "anders"), UNKNOWN: ("unknown", "onbekend")}
_SPLIT = re.compile(r"\s{0,9}[=:]\s{0,9}")

Options = dict[str, str]


class UnknownNameError(Exception):
    """A cell names nothing that study.yml knows: a message, and a hint."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


@dataclass(frozen=True)
class Names:
    """All names that cells may have: ids, columns and labels of study.yml, in capitals or not.

    Attributes
    ----------
    waves, scales : dict of str to str
        Name -> id of the wave, of the outcome.
    characteristics : dict of str to str
        Name -> key of the group.
    levels : dict of str to dict of str to str
        By key of the group: name -> level.
    """

    waves: Options
    scales: Options
    characteristics: Options
    levels: dict[str, Options]

    @classmethod
    def of(cls, config: StudyConfig, layout: Layout) -> Names:
        """Collect the names of a study."""
        scores = [variable for variable in layout.variables if variable.kind == "score"]
        labels = {outcome.id: outcome.label.values() for outcome in layout.outcomes}
        scales = {TAKING_PART: _TOOK_PART} | {
            score.name: (score.column, score.name, *labels.get(score.name, ())) for score in scores
        }
        groups = config.groups
        return cls(
            _options({wave.id: (wave.id, *wave.label.values()) for wave in config.waves}),
            _options(scales),
            _options(
                {key: (*filter(None, [group.column]), key, *group.label.values()) for key, group in groups.items()}
            ),
            {key: _options(_levels(group)) for key, group in groups.items()},
        )

    def wave(self, cell: object) -> str:
        """Give the id of a wave."""
        return _known(cell, self.waves, "wave", "waves")

    def scale(self, cell: object) -> str:
        """Give the id of an outcome."""
        return _known(cell, self.scales, "scale", "survey.scores")

    def group(self, cell: object) -> tuple[str, str]:
        """Give the characteristic and the level."""
        text = code_text(cell)
        if folded(text) in _ALL:
            return EVERYONE, EVERYONE
        having = [key for key, levels in self.levels.items() if folded(text) in levels]
        if len(having) == 1:
            return having[0], self.levels[having[0]][folded(text)]
        if len(having) > 1:
            hint = f"Write which one is meant, such as {having[0]}={text}."
            raise UnknownNameError(f"{quoted(text)} is a level of {' and of '.join(having)}.", hint)
        name, *level = _SPLIT.split(text, maxsplit=1)
        if not level:
            options = [level for levels in self.levels.values() for level in levels.values()]
            hint = did_you_mean(text, dict.fromkeys(options)) or "study.yml names no groups: keep the rows of everyone."
            raise UnknownNameError(f"{quoted(text)} is not a group that study.yml names.", hint)
        key = _known(name, self.characteristics, "characteristic", "groups")
        if folded(level[0]) not in self.levels[key]:
            hint = did_you_mean(level[0], dict.fromkeys(self.levels[key].values()))
            raise UnknownNameError(f"{quoted(level[0])} is not a level of {key} in study.yml.", hint)
        return key, self.levels[key][folded(level[0])]


def _known(cell: object, options: Options, what: str, where: str) -> str:
    text = code_text(cell)
    if not text:
        raise UnknownNameError(f"The {what} is missing.", f"Fill in one of {where} of study.yml.")
    if folded(text) not in options:
        message = f"{quoted(text)} is not a {what} that study.yml names under {where}."
        raise UnknownNameError(message, did_you_mean(text, _shown(options)))
    return options[folded(text)]


def _shown(options: Options) -> Iterator[str]:
    """Give of each thing the first of its names."""
    seen = set()
    for name, id_ in options.items():
        if id_ not in seen:
            seen.add(id_)
            yield name


def _levels(group: Group) -> dict[str, tuple[str, ...]]:
    rest = {level: (*names, *(group.missing_codes if level == UNKNOWN else ())) for level, names in _REST.items()}
    return {level: (level, *group.labels[level].values()) for level in group.levels} | rest


def _options(names: Mapping[str, Iterable[str]]) -> Options:
    """Turn names round. Where two things share a name, the first name of a thing goes before the others."""
    options: Options = {}
    for first in (True, False):
        for id_, known in names.items():
            for name in list(known)[:1] if first else known:
                options.setdefault(folded(name), id_)
    return options
