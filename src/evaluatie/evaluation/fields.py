"""The inclusion framework in a report: belonging x being oneself in four fields, by group and wave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from evaluatie.effects import proportion
from evaluatie.effects.describing import Proportion
from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.judgement import attempt
from evaluatie.evaluation.partitions import Partition, axes, partitions_of
from evaluatie.evaluation.scored import Scores
from evaluatie.evaluation.section import EVERYONE, Analysis, Cell, Figure, Finding, Row, Setting, Slot, Table, Word
from evaluatie.evaluation.unit_spread import named, share_over_units

if TYPE_CHECKING:
    from evaluatie.study import Study

TOPIC = "fields"
Group = tuple[str, str]


def analyses(scores: Scores, waves: Sequence[str]) -> Iterator[tuple[str, Analysis]]:
    """Give the share of people in each field, of everyone and per group, at some waves.

    Parameters
    ----------
    scores : Scores
        Of the study.
    waves : sequence of str
        The waves.

    Yields
    ------
    tuple of str and Analysis
        Key ``pgis.fields/t0/origin=europa/both``, and ``pgis.near/t0/all/near`` for the share of everyone who is within
        one standard error of measurement of the cut.
    """
    for partition in _shown(scores.study):
        for wave in partition.among(waves):
            groups = [(EVERYONE, EVERYONE), *_groups(scores, wave)] if partition.by_group else [(EVERYONE, EVERYONE)]
            for characteristic, level in groups:
                rows = scores.columns.rows(wave, characteristic, level)
                for part in partition.parts:
                    share = attempt("proportion", partial(proportion, *partition.count(rows, part)))
                    if isinstance(share, Proportion):
                        known = rows[partition.codes[rows] >= 0]
                        there = partition.codes[known] == partition.parts.index(part)
                        share = share_over_units(share, there, scores.columns, known, of_scores=True)
                    method = named("inclusion_fields", share)
                    cell = Cell((wave,), partition.name, characteristic, level, part=part)
                    about = Analysis(
                        share, method, (wave,), (cell,), partition.name, characteristic, level
                    )  # fmt: skip
                    yield key_of(partition.name, wave, (characteristic, level), part), about


def key_of(name: str, wave: str, group: Group, part: str) -> str:
    """Give the key of a share."""
    of = EVERYONE if group[0] == EVERYONE else f"{group[0]}={group[1]}"
    return f"{name}/{wave}/{of}/{part}"


def findings(study: Study, section: str, waves: Sequence[str]) -> Iterator[Finding]:
    """Say how many people are in the field that is inclusion, how many are near the cut, and what the cut is."""
    partitions = partitions_of(study)
    for instrument, belonging, _ in axes(study):
        if f"{instrument}.fields" not in partitions:
            continue
        for wave in partitions[f"{instrument}.fields"].among(waves):
            key = key_of(f"{instrument}.fields", wave, (EVERYONE, EVERYONE), "both")
            slots: dict[str, Slot] = {
                "wave": say.wave(wave),
                "share": say.ref(section, key, "proportion", "percent"),
                "interval": say.ref(section, key, "proportion", "interval"),
                "n": say.ref(section, key, "proportion", "n"),
            }
            yield Finding("fields.both", slots, topic=TOPIC)
        yield Finding("fields.cut", {"cut": Setting(sum(belonging.range) / 2)}, topic=TOPIC)
        if f"{instrument}.near" in partitions:
            for wave in partitions[f"{instrument}.near"].among(waves):
                near = key_of(f"{instrument}.near", wave, (EVERYONE, EVERYONE), "near")
                share = say.ref(section, near, "proportion", "percent")
                yield Finding("fields.near", {"wave": say.wave(wave), "share": share}, topic=TOPIC)
        yield Finding("fields.source", role="method", topic=TOPIC)


def picture(study: Study, section: str, wave: str) -> Iterator[Figure]:
    """Draw the four fields of everyone at a wave."""
    for partition in _fields(study):
        if (wave,) not in partition.bases:
            continue
        keys = {part: key_of(partition.name, wave, (EVERYONE, EVERYONE), part) for part in partition.parts}
        rows = tuple(
            Row((Word(f"field.{part}"),), (say.ref(section, key, "proportion", "percent_ci"),))
            for part, key in keys.items()
        )
        caption = say.phrase("figure.fields", wave=say.wave(wave))
        yield Figure(f"figure-{partition.name}-{wave}", "fields", caption, rows, topic=TOPIC)


def by_group(scores: Scores, section: str, waves: Sequence[str]) -> Iterator[Figure | Table]:
    """Show the fields of everyone and of every group at some waves, in a picture and a table."""
    for partition in _fields(scores.study):
        waves = partition.among(waves)
        rows = tuple(_rows(scores, section, partition, waves))
        if len(rows) == 1:
            continue
        suffix, caption = "-".join((partition.name, *waves)), {name: say.wave(wave) for name, wave in _ends(waves)}
        key = "fields_groups" if len(waves) == 1 else "fields_waves"
        columns = tuple(say.phrase(f"field.{part}") for part in partition.parts)
        yield Figure(
            f"figure-groups-{suffix}", "shares", say.phrase(f"figure.{key}", **caption), rows, columns, topic=TOPIC
        )
        heads = ("column.group",) if len(waves) == 1 else ("column.group", "column.wave")
        named = (*map(say.phrase, heads), *columns)
        yield Table(f"table-groups-{suffix}", say.phrase(f"table.{key}", **caption), named, rows, topic=TOPIC)


def _ends(waves: Sequence[str]) -> list[tuple[str, str]]:
    return [("wave", waves[0])] if len(waves) == 1 else [("first", waves[0]), ("last", waves[-1])]


def _rows(scores: Scores, section: str, partition: Partition, waves: Sequence[str]) -> Iterator[Row]:
    groups = [(EVERYONE, EVERYONE), *_groups(scores, *waves)]
    for group in groups:
        for wave in waves:
            name = say.group(*group)
            head = (name,) if len(waves) == 1 else (name, say.wave(wave))
            keys = (key_of(partition.name, wave, group, part) for part in partition.parts)
            yield Row(head, tuple(say.ref(section, key, "proportion", "percent_ci") for key in keys))


def _groups(scores: Scores, *waves: str) -> list[Group]:
    """Give the reference and the focal groups that are the same at these waves."""
    return [group for group in scores.levels(*waves) if group[1] not in ("other", "unknown")]


def _shown(study: Study) -> Iterator[Partition]:
    for name, partition in partitions_of(study).items():
        if name.endswith((".fields", ".near")):
            yield partition


def _fields(study: Study) -> Iterator[Partition]:
    return (partition for partition in _shown(study) if partition.by_group)
