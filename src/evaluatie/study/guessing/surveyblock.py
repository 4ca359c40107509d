"""Writes the block survey of study.yml: which columns hold what, with what that rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from evaluatie.instruments import instrument
from evaluatie.study.guessing.owninstruments import FOLDER, range_of
from evaluatie.study.guessing.questionnaire import own_missing
from evaluatie.study.guessing.remarks import FOLD, comment, noted
from evaluatie.study.guessing.scores import Score
from evaluatie.study.guessing.settings import Asked, Settings
from evaluatie.study.guessing.yamltext import code, listed, number, text

_MANY = 40


def survey_block(settings: Settings) -> list[str]:
    """Write the block survey."""
    lines = ["survey:"]
    if settings.linking.column is not None:
        back = f"; {settings.linking.overlap} codes come back" if settings.linking.overlap else ""
        what = f"the linking code; becomes a pseudonym{back}"
        lines.append(noted(f"  respondent: {text(settings.linking.column)}", what))
    elif len(settings.waves) > 1:
        lines += comment(
            f"No linking code: {settings.linking.why_not}. The waves are then compared without knowing who answered "
            "twice. If there is a code after all, name its column:", 2,
        )  # fmt: skip
        lines.append("  # respondent: code")
    if settings.unit is not None:
        lines.append(noted(f"  unit: {text(settings.unit)}", "the team or department"))
    else:
        lines.append("  # unit: afdeling             # the team or department")
    lines += _items(settings) + _scores(settings.scores, settings.missing) + _answers(settings)
    for key, column, what in (
        ("submitted", settings.submitted, "the day of answering"),
        ("seconds", settings.seconds, "the time it took to answer"),
    ):
        if column is not None:
            lines.append(noted(f"  {key}: {text(column)}", what))
    for note in settings.unasked:
        lines += comment(f"Not used: {note}", 2)
    if settings.unused:
        shown = ", ".join(settings.unused[:_MANY])
        more = f" and {len(settings.unused) - _MANY} more" if len(settings.unused) > _MANY else ""
        lines += comment(f"Columns that are not used: {shown}{more}.", 2)
    return lines


def _items(settings: Settings) -> list[str]:
    if not settings.asked:
        return []
    lines = ["  items:                       # per instrument the columns with its questions"]
    for asked in settings.asked:
        lines += _about_block(asked)
        lines += _columns(asked)
    ranges = {asked.id: asked for asked in settings.asked if _differs(asked)}
    if ranges:
        lines.append("  asked:                       # where the answers go further, or less far, than published")
        lines += [f"    {id_}: {{range: {range_of(asked)}}}" for id_, asked in ranges.items()]
    return lines


def _about_block(asked: Asked) -> list[str]:
    block = asked.block
    counted = f"{len(block.columns)} questions, answers {number(block.answers.low)} to {number(block.answers.high)}"
    question = f': "{block.question[:80]}"' if block.question else ""
    if not asked.own:
        return comment(f"{counted}{question}", 4)
    maybe = [id_ for id_ in asked.maybe if len(instrument(id_).items) == len(block.columns)]
    hint = f" If they are {_or(maybe)}, write that here and under plan in place of {asked.id}." if maybe else ""
    return comment(f"{counted}{question}. A questionnaire of your own, see {FOLDER}/{asked.id}.yaml.{hint}", 4)


def _columns(asked: Asked) -> list[str]:
    columns = [text(name) for name in asked.block.columns]
    if asked.block.pattern is not None:
        return [f"    {asked.id}: {text(asked.block.pattern)}"]
    line = f"    {asked.id}: {listed(columns)}"
    return [line] if len(line) <= FOLD else [f"    {asked.id}:", *(f"      - {name}" for name in columns)]


def _differs(asked: Asked) -> bool:
    if asked.own:
        return False
    return instrument(asked.id).response_range != (asked.block.answers.low, asked.block.answers.high)


def _scores(scores: Sequence[Score], missing: Sequence[str]) -> list[str]:
    if not scores:
        return []
    lines = ["  scores:                      # ready made: check the range, and whether higher or lower is better"]
    for score in scores:
        lines += [
            f"    {score.id}:",
            f"      column: {text(score.column)}",
            f"      range: {listed([number(score.low), number(score.high)])}",
            f"      direction: {score.direction}",
        ]
        if own_missing(score, missing):
            lines.append(f"      missing_codes: {listed(map(code, score.missing))}")
    return lines


def _answers(settings: Settings) -> list[str]:
    lines = []
    if settings.missing:
        lines.append(noted(f"  missing_codes: {listed(map(code, settings.missing))}", "these mean no answer"))
    else:
        lines.append("  # missing_codes: [9, 99]     # codes that mean no answer; empty cells always do")
    if settings.answers:
        lines.append("  answers:                     # what answers in words mean")
        lines += [f"    {text(words)}: {number(value)}" for words, value in _by_value(settings.answers)]
    return lines


def _by_value(answers: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(answers.items(), key=lambda answer: (answer[1], answer[0]))


def _or(words: Iterable[str]) -> str:
    return " or ".join(words)
