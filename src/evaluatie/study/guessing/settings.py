"""Everything that study.yml will say, before it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evaluatie.study.guessing.blocks import Block
from evaluatie.study.guessing.files import OtherFiles
from evaluatie.study.guessing.groups import Group
from evaluatie.study.guessing.linkage import Linking
from evaluatie.study.guessing.scores import Score
from evaluatie.study.guessing.waves import WaveGuess


@dataclass(frozen=True)
class Asked:
    """A block of questions and the instrument that it is.

    Attributes
    ----------
    id : str
        The instrument.
    block : Block
        Its questions.
    own : bool
        Whether it is an instrument of the study's own, with a definition in the folder ``instruments``.
    maybe : tuple of str
        Instruments that come along and that it may be.
    against : tuple of int
        Numbers of questions whose answers run against the others.
    """

    id: str
    block: Block
    own: bool
    maybe: tuple[str, ...] = ()
    against: tuple[int, ...] = ()


@dataclass(frozen=True)
class Settings:
    """What study.yml will say.

    Attributes
    ----------
    id, name : str
        Of the organisation.
    waves : tuple of WaveGuess
        In the order of time.
    why_order : str
        What that order rests on; empty where it is only the alphabet.
    stacked : str or None
        A column that tells moments apart within the only file.
    names : tuple of mapping of str to str
        Per wave: the name of a column in study.yml, and in the file.
    linking : Linking
        The linking code.
    unit, submitted, seconds : str or None
        Columns.
    asked : tuple of Asked
        Questions.
    scores : tuple of Score
        Scores that come ready made.
    answers : mapping of str to float
        What answers in words mean.
    missing : tuple of str
        Codes for no answer.
    groups : tuple of Group
        By what people are compared.
    group_notes : tuple of str
        What was found and could not be used.
    identifying : tuple of str
        Columns that seem to identify people, with the file.
    unasked : tuple of str
        Blocks that could not be used, and why.
    unused : tuple of str
        Columns that study.yml does not name.
    few_valued : tuple of str
        Those of them with few different values: they may be characteristics.
    others : OtherFiles
        Files that are no waves.
    """

    id: str
    name: str
    waves: tuple[WaveGuess, ...]
    why_order: str
    names: tuple[Mapping[str, str], ...]
    linking: Linking
    stacked: str | None = None
    unit: str | None = None
    submitted: str | None = None
    seconds: str | None = None
    asked: tuple[Asked, ...] = ()
    scores: tuple[Score, ...] = ()
    answers: Mapping[str, float] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    group_notes: tuple[str, ...] = ()
    identifying: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    few_valued: tuple[str, ...] = ()
    others: OtherFiles = field(default_factory=OtherFiles)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes by which the plan can be made: the total of every instrument, and the scores."""
        return (*(f"{asked.id}.total" for asked in self.asked), *(score.id for score in self.scores))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that study.yml names, as it names them."""
        columns = [self.linking.column, self.unit, self.submitted, self.seconds]
        columns += [name for asked in self.asked for name in asked.block.columns]
        columns += [score.column for score in self.scores]
        for group in self.groups:
            columns += [group.column, *group.countries.values()]
        return tuple(dict.fromkeys(name for name in columns if name is not None))
