"""The command that checks the statistics which a text prints."""

from __future__ import annotations

import json
import sys
from bisect import bisect_left
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from evaluatie.cli.options import debugging, in_language

if TYPE_CHECKING:
    from rich.table import Table

    from evaluatie.reproduce.reported import Check, Reported
    from evaluatie.reproduce.reported.outcome import Verdict

_STYLES = {
    "consistent": "green", "inconsistent": "yellow", "decision error": "bold red", "impossible": "bold red",
    "uninformative": "dim", "cannot be checked": "dim",
}  # fmt: skip
_WORDS: dict[Verdict, dict[str, str]] = {
    "consistent": {"nl": "klopt", "en": "consistent"},
    "inconsistent": {"nl": "klopt niet", "en": "inconsistent"},
    "decision error": {"nl": "andere conclusie", "en": "decision error"},
    "impossible": {"nl": "onmogelijk", "en": "impossible"},
    "uninformative": {"nl": "zegt niets", "en": "uninformative"},
    "cannot be checked": {"nl": "niet na te rekenen", "en": "cannot be checked"},
}
_HEADS = {"nl": ("regel", "gedrukt", "oordeel", "uitleg"), "en": ("line", "printed", "verdict", "explanation")}


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE... | -")
@click.option("--alpha", type=float, metavar="LEVEL", help="Significance level.  [default: the text's own, or .05]")
@click.option(
    "--text-language", "text_language", type=click.Choice(["nl", "en"]),
    help="Where the text does not tell its decimal sign: a comma in Dutch, a point in English.",
)  # fmt: skip
@click.option(
    "--whole-answers", "integers", is_flag=True, help="All means of the text are of whole answers: check them by GRIM."
)
@click.option(
    "--items", type=click.IntRange(1), default=1, show_default=True,
    help="With --whole-answers: of how many items each person's score is the mean.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@in_language
@debugging
def reported(
    files: tuple[str, ...],
    alpha: float | None,
    text_language: Literal["nl", "en"] | None,
    integers: bool,
    items: int,
    as_json: bool,
    language: Literal["nl", "en"],
) -> None:
    """Recompute the p values that a text prints from their statistics, and say which do not follow.

    FILE is a text (.txt, .md, .html, .tex) or document (.docx, .odt, .rtf); - reads what is pasted or piped. The exit
    code is 0 also where something does not agree.
    """
    from evaluatie.amiss import InputError
    from evaluatie.reproduce.reported import check_reported
    from evaluatie.run import RunError

    try:
        texts = _texts(files)
        found = {
            name: check_reported(text, language=text_language, alpha=alpha, integers=integers, items=items)
            for name, text in texts.items()
        }
    except (InputError, ValueError) as error:
        raise RunError(str(error)) from error
    if as_json:
        click.echo(json.dumps([_as_json(name, one) for name, one in found.items()], ensure_ascii=False, indent=2))
        return
    for name, one in found.items():
        _print(name, texts[name], one, language)


def _texts(files: tuple[str, ...]) -> dict[str, str]:
    """Read every file; say of all that cannot be read why."""
    from evaluatie.amiss import InputError, refuse
    from evaluatie.reproduce.reported.files import pasted, text_of

    texts: dict[str, str] = {}
    problems: list[str] = []
    for name in files:
        try:
            texts[name] = pasted(sys.stdin.buffer.read(), "what was pasted") if name == "-" else text_of(Path(name))
        except InputError as error:
            problems += error.problems
    refuse(problems)
    return texts


def _as_json(name: str, one: Reported) -> dict[str, object]:
    checks = [asdict(check) for check in one.checks]
    return {
        "file": name,
        "alpha": one.alpha,
        "notes": list(one.notes),
        "notes_nl": list(one.notes_nl),
        "checks": checks,
    }


def _print(name: str, text: str, one: Reported, language: Literal["nl", "en"]) -> None:
    from rich.text import Text

    from evaluatie.cli.printing import console
    from evaluatie.study.problems import visible

    screen = console()
    if one.checks:
        screen.print(_table(name, text, one, language))
    found = Counter(check.verdict for check in one.checks)
    counts = ", ".join(f"{found[verdict]} {words[language]}" for verdict, words in _WORDS.items() if found[verdict])
    nothing = "geen resultaten gevonden" if language == "nl" else "no results found"
    screen.print(Text(visible(f"{name}: {counts or nothing}.")), soft_wrap=True)
    for note in one.notes_nl if language == "nl" else one.notes:
        screen.print(Text(f"  {note}"), soft_wrap=True)


def _table(name: str, text: str, one: Reported, language: Literal["nl", "en"]) -> Table:
    from rich.table import Table
    from rich.text import Text

    from evaluatie.study.problems import visible

    table = Table(*_HEADS[language], title=Text(visible(name)), title_justify="left")
    breaks = [at for at, character in enumerate(text) if character == "\n"]
    for check in one.checks:
        line = str(bisect_left(breaks, check.start) + 1)
        verdict = Text(_WORDS[check.verdict][language], style=_STYLES[check.verdict])
        table.add_row(line, Text(visible(_shown(check))), verdict, Text(check.nl if language == "nl" else check.en))
    return table


def _shown(check: Check) -> str:
    """Give the text as it was found without its mark-up, on one line."""
    from evaluatie.reproduce.reported.reading.plain import BREAK, plain_text

    return " ".join(plain_text(check.text).text.replace(BREAK, " ").split())
