"""What ``evaluatie reproduce`` prints: printed beside recomputed, the verdict in words, and why it does not follow."""

from __future__ import annotations

import math
import textwrap
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from evaluatie.shipped import shipped
from evaluatie.study.problems import visible

if TYPE_CHECKING:
    from evaluatie.reproduce.finding import Finding, FindingError, Printed
    from evaluatie.reproduce.recomputing import Judged, Recomputation
    from evaluatie.reproduce.recomputing.judged import Met, Verdict
    from evaluatie.study.problems import Problem

#: in the order of their columns
_VERDICTS: tuple[Verdict, ...] = ("follows", "follows within rounding", "does not follow", "cannot be recomputed")

_WIDTHS = (7, 9, 8, 10)


@cache
def _words() -> dict[str, dict[str, str]]:
    held: dict[str, dict[str, str]] = shipped(__file__, "reproduced.yml")
    return held


def _word(key: str, language: str) -> str:
    return _words()[key][language]


def _verdict(verdict: Verdict, language: str) -> str:
    from evaluatie.reproduce.recomputing.wording import verdict_in_words

    return verdict_in_words(verdict, language)


def counts(made: Recomputation) -> dict[Verdict, int]:
    """Count the verdicts on figures and claims, all four of them.

    Parameters
    ----------
    made : Recomputation
        A finding, recomputed.

    Returns
    -------
    dict of str to int
    """
    found = Counter(one.verdict for one in made.judged)
    return {verdict: found[verdict] for verdict in _VERDICTS}


def to_dict(made: Recomputation, language: str) -> dict[str, Any]:
    """Give a recomputed finding as JSON holds it: numbers that there are not are null.

    Parameters
    ----------
    made : Recomputation
        A finding, recomputed.
    language : {"nl", "en"}
        Of labels and reasons.

    Returns
    -------
    dict
    """
    rows = [
        {name: None if isinstance(cell, float) and not math.isfinite(cell) else cell for name, cell in row.items()}
        for row in made.table_in(language).to_dict("records")
    ]
    finding = made.finding
    return {
        "id": finding.id,
        "title": getattr(finding.title, language),
        "citation": finding.citation,
        "address": _address(finding),
        "counts": counts(made),
        "rows": rows,
    }


def print_all(screen: Console, made: Sequence[Recomputation], language: str) -> None:
    """Print a line per finding with the counts of the verdicts, and below it what does not follow.

    Parameters
    ----------
    screen : Console
        Where to print.
    made : sequence of Recomputation
        The findings, recomputed.
    language : {"nl", "en"}
        Of all that is printed.
    """
    table = _table(())
    table.add_column(_word("finding", language), no_wrap=True)
    table.add_column(_word("about", language), overflow="fold")
    for verdict, width in zip(_VERDICTS, _WIDTHS, strict=True):
        table.add_column(_verdict(verdict, language), justify="right", overflow="fold", max_width=width)
    for one in made:
        numbers = (str(count or "-") for count in counts(one).values())
        table.add_row(_shown(one.finding.id), _shown(getattr(one.finding.title, language)), *numbers)
    screen.print(table)
    wrong = [(one, judged) for one in made for judged in one.judged if judged.verdict == "does not follow"]
    if not wrong:
        screen.print(_word("nothing", language))
        return
    screen.print("\n" + _word("not", language))
    for one, judged in wrong:
        _item(screen, f"{one.finding.id}, {_said(judged, language)}")
    _tell(screen, "\n" + _word("beyond", language))


def print_one(screen: Console, made: Recomputation, language: str) -> None:
    """Print a finding: every figure as printed and as recomputed, and its claims in words.

    Parameters
    ----------
    screen : Console
        Where to print.
    made : Recomputation
        The finding, recomputed.
    language : {"nl", "en"}
        Of all that is printed.
    """
    finding = made.finding
    screen.print(_shown(f"{finding.id}: {getattr(finding.title, language)}"))
    _tell(screen, f"{finding.citation} {_address(finding)}")
    where, licence = (_ended(getattr(text, language)) for text in (finding.where, finding.licence))
    _tell(screen, f"{where} {_word('licence', language)}: {licence}\n")
    figures = [one for one in made.judged if one.kind == "figure"]
    screen.print(_figures(figures, language))
    if any(_range(one, language) for one in figures):
        _tell(screen, "\n" + _word("between", language))
    wrong = [one for one in figures if one.verdict == "does not follow"]
    _list(screen, _word("why", language), [_said(one, language) for one in wrong])
    _list(screen, _word("cannot", language), _lacking(figures, language))
    claims = [one for one in made.judged if one.kind == "claim"]
    _list(screen, _word("claims", language), [_claimed(one, language) for one in claims])
    _list(screen, _word("notes", language), [getattr(note, language) for note in finding.notes])
    numbers = (f"{_verdict(verdict, language)}: {count}" for verdict, count in counts(made).items() if count)
    _tell(screen, "\n" + ", ".join(numbers) + ".")
    if any(one.verdict == "does not follow" for one in made.judged):
        _tell(screen, _word("beyond", language))


def _figures(figures: Sequence[Judged], language: str) -> Table:
    from evaluatie.reproduce.recomputing.wording import judged_in_words

    table = _table((_word("figure", language),))
    for name in ("printed", "recomputed", "range"):
        table.add_column(_word(name, language), justify="right", overflow="fold")
    table.add_column(_word("verdict", language), overflow="fold", max_width=14)
    for one in figures:
        shown = (one.printed.text, _value(one), _range(one, language), judged_in_words(one, language))
        table.add_row(_shown(getattr(one.label, language)), *shown)
    return table


def _value(one: Judged) -> str:
    if not math.isfinite(one.value):
        return ""
    return one.printed.shown(one.value) if one.printed.relation == "=" else _digits(one.value)


def _range(one: Judged, language: str) -> str:
    return _between(one.low, one.high, one.printed, language)


def _between(least: float, largest: float, printed: Printed, language: str) -> str:
    if not math.isfinite(least) or not math.isfinite(largest) or least == largest:
        return ""
    low, high = _limit(least, printed), _limit(largest, printed)
    return "" if low == high else f"{low} {_word('to', language)} {high}"


def _limit(value: float, printed: Printed) -> str:
    """Give a limit with one decimal more than the printed figure, so that it is seen on which side it lies."""
    return f"{value:.{printed.decimals + 1}f}" if printed.relation == "=" else _digits(value)


def _digits(value: float) -> str:
    if abs(value) >= 1:
        return f"{value:.2f}"
    # small numbers without an exponent, as people read them, unless they were very long
    return f"{Decimal(f'{value:.2g}'):f}" if value == 0 or abs(value) >= 1e-6 else f"{value:.1e}"


def _said(one: Judged, language: str) -> str:
    """Say of a figure or claim what was printed, what comes out and why that may be."""
    from evaluatie.reproduce.recomputing.wording import reasons_in_words

    why = reasons_in_words(one, language) or _word("no_reason", language)
    label = getattr(one.label, language)
    if one.kind == "claim":
        return f"{_word('claim', language)}: {_ended(label)} {_decisive(one, language)}; {_ended(why)}"
    compared = f"{_word('printed', language)} {one.printed.text}"
    if math.isfinite(one.value):
        compared += f", {_word('recomputed', language)} {_value(one)}"
    return f"{label} ({compared}): {_ended(why)}"


def _lacking(figures: Sequence[Judged], language: str) -> list[str]:
    """Say why figures cannot be recomputed, those with the same reason together."""
    from evaluatie.reproduce.recomputing.wording import reasons_in_words

    alike: dict[str, list[str]] = {}
    for one in figures:
        if one.verdict == "cannot be recomputed":
            alike.setdefault(reasons_in_words(one, language), []).append(getattr(one.label, language))
    return [f"{'; '.join(labels)}: {_ended(why)}" for why, labels in alike.items()]


def _claimed(one: Judged, language: str) -> str:
    from evaluatie.reproduce.recomputing.wording import reasons_in_words

    told = f"{_ended(getattr(one.label, language))} {_verdict(one.verdict, language).capitalize()}: "
    why = reasons_in_words(one, language)
    return told + _ended("; ".join(part for part in (_decisive(one, language), why) if part))


def _decisive(one: Judged, language: str) -> str:
    """Say what decided on a claim: each number that was needed, the one that came out, and which of several fails."""
    from evaluatie.reproduce.recomputing.wording import names_of_conditions

    named = zip(one.conditions, names_of_conditions(one, language), strict=True)
    return "; ".join(_condition(met, name, len(one.conditions) > 1, language) for met, name in named)


def _condition(met: Met, name: str, several: bool, language: str) -> str:
    from evaluatie.reproduce.recomputing.wording import failing

    found = f"{_digits(met.value)}" if math.isfinite(met.value) else "?"
    limits = _between(met.low, met.high, met.need.holds, language)
    between = f" ({_word('range', language)} {limits})" if limits else ""
    told = f"{name} = {found}{between}, {_word('needed', language)} {met.need.holds.text}"
    return told + failing(met, language) if several else told


def _ended(words: str) -> str:
    words = words.strip()
    return words if words.endswith((".", "!", "?")) else f"{words}."


def print_faults(screen: Console, error: FindingError) -> None:
    """Print what is wrong with files of findings: line, key, what it is and what to do.

    Parameters
    ----------
    screen : Console
        Where to print.
    error : FindingError
        All of it.
    """
    from evaluatie.reproduce.finding.reading import counted

    by_file: dict[str, list[Problem]] = {}
    for problem in error.problems:
        by_file.setdefault(problem.file, []).append(problem)
    for file, problems in by_file.items():
        screen.print(_shown(f"{file}: {counted(len(problems), 'problem')}"))
        for problem in problems:
            place = [f"line {problem.row}"] * (problem.row is not None) + [problem.column] * bool(problem.column)
            what = f"{problem.message} {problem.hint}".strip()
            _item(screen, f"{', '.join(map(str, place))}: {what}" if place else what)


def _address(finding: Finding) -> str:
    return f"https://doi.org/{finding.doi}" if finding.doi else str(finding.address)


def _table(columns: Sequence[str]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _list(screen: Console, title: str, items: Sequence[str]) -> None:
    if items:
        screen.print(f"\n{title}")
        for item in items:
            _item(screen, item)


def _item(screen: Console, item: str) -> None:
    _tell(screen, item, first="- ", indent="  ")


def _tell(screen: Console, words: str, *, first: str | None = None, indent: str = "") -> None:
    """Print a text in lines that are no wider than the screen, and never break a word or an address."""
    screen.print(
        Text(
            "\n".join(
                textwrap.fill(
                    visible(line), screen.width, initial_indent=indent if first is None else first,
                    subsequent_indent=indent, break_long_words=False, break_on_hyphens=False,
                )
                for line in words.split("\n")
            )
        ),
        soft_wrap=True,
    )  # fmt: skip


def _shown(words: str) -> Text:
    return Text(visible(words))
