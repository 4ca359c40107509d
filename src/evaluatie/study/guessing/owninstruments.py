"""Writes the definitions of instruments that are the study's own."""

from __future__ import annotations

from evaluatie.study.guessing.remarks import comment, noted
from evaluatie.study.guessing.settings import Asked, Settings
from evaluatie.study.guessing.vocabulary import match, spelling, vocabulary
from evaluatie.study.guessing.yamltext import listed, number, remark, text

FOLDER = "instruments"


def own_instruments(settings: Settings) -> dict[str, str]:
    """Write the definitions of the study's own instruments.

    Parameters
    ----------
    settings : Settings
        What study.yml says.

    Returns
    -------
    dict of str to str
        Name of the file in the study folder, and its text.
    """
    return {f"{FOLDER}/{asked.id}.yaml": _instrument(asked) for asked in settings.asked if asked.own}


def _instrument(asked: Asked) -> str:
    block = asked.block
    name = block.stem if spelling(block.stem) else asked.id
    lines = comment(f"A questionnaire of your own: {block.title}. Correct what is wrong; the report uses the name.")
    lines += [f"id: {asked.id}", f"name: {text(remark(name))}"]
    lines.append(f"items: {len(block.columns)}")
    lines.append(f"response_range: {range_of(asked)}")
    direction = "lower" if match(block.stem, vocabulary()["scores"]["lower"]) else "higher"
    lines.append(noted(f"direction: {direction}", "check: is higher better, or lower? ambiguous: neither"))
    if asked.against:
        found = ", ".join(map(str, asked.against))
        lines += comment(f"Answers to {found} run against the others. If they are worded so: reversed: [{found}]")
    lines.append("reversed: []                   # numbers of the questions that are worded the other way round")
    return "\n".join(lines) + "\n"


def range_of(asked: Asked) -> str:
    """Write the lowest and highest answer."""
    return listed([number(asked.block.answers.low), number(asked.block.answers.high)])
