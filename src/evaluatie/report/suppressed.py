"""What is not shown, by which rule and how often: summed up over a report, without telling which number was what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from evaluatie.report.reading import Reader
from evaluatie.report.wording import capitalise


def policy_sentences(reader: Reader) -> list[str]:
    """Say by which thresholds numbers are hidden: those that have a part in it.

    Parameters
    ----------
    reader : Reader
        Reads any section of the report.

    Returns
    -------
    list of str
    """
    held, say = reader.thresholds, reader.policy_text
    if reader.of_several:
        return [say("page.policy_synthesis")]
    keys = ["page.policy_text"]
    keys += ["page.policy_answers"] if held["minimum_answers"] < held["minimum_group"] else []
    keys += ["page.policy_response"] if held["minimum_response"] > 0 else []
    keys += ["page.policy_df"] if held["minimum_df"] > 1 else []
    keys += ["page.policy_crossing"]
    return [say(key) for key in keys]


def by_rule(readers: Sequence[Reader]) -> list[dict[str, str]]:
    """Sum up per rule how many numbers it left out, and of which sections.

    Parameters
    ----------
    readers : sequence of Reader
        The sections, in the order of the page.

    Returns
    -------
    list of dict of str to str
        ``rule``, ``sections`` and ``numbers`` in words, in the order of the wording file.
    """
    counts: dict[str, int] = {}
    sections: dict[str, list[str]] = {}
    for reader in readers:
        for number in reader.bundle["numbers"].values():
            if (rule := number["suppressed"]) is not None:
                counts[rule] = counts.get(rule, 0) + 1
                sections.setdefault(rule, []).append(reader.section_title)
    first = readers[0]
    return [
        {
            "rule": f"{capitalise(first.reasons([rule]))}.",
            "sections": ", ".join(dict.fromkeys(sections[rule])),
            "numbers": first.numerals.count(counts[rule]),
        }
        for rule in _rules(first)
        if rule in counts
    ]


def by_section(readers: Sequence[Reader]) -> list[dict[str, str]]:
    """Log what was left out: per section and rule how many numbers, of how many in that section.

    Parameters
    ----------
    readers : sequence of Reader
        The sections, in the order of the page.

    Returns
    -------
    list of dict of str to str
        ``section``, ``all``, ``rule`` and ``numbers`` in words; a section that left nothing out has no line.
    """
    lines = []
    for reader in readers:
        numbers = reader.bundle["numbers"].values()
        counts = Counter(one["suppressed"] for one in numbers if one["suppressed"] is not None)
        lines += [
            {
                "section": reader.section_title,
                "all": reader.numerals.count(len(numbers)),
                "rule": f"{capitalise(readers[0].reasons([rule]))}.",
                "numbers": reader.numerals.count(counts[rule]),
            }
            for rule in _rules(reader)
            if rule in counts
        ]
    return lines


def hidden_sum(readers: Sequence[Reader]) -> str:
    """Say how many of all numbers are not shown."""
    numbers: list[Mapping[str, Any]] = [one for reader in readers for one in reader.bundle["numbers"].values()]
    hidden = sum(one["suppressed"] is not None for one in numbers)
    count = readers[0].numerals.count
    return readers[0].wording.text("page.hidden_sum", all=count(len(numbers)), hidden=count(hidden))


def _rules(reader: Reader) -> list[str]:
    """List the rules in the order of the wording file."""
    return [key.removeprefix("reason.") for key in reader.wording.texts if key.startswith("reason.")]
