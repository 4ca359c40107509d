"""The author's text of a section in a document: paragraphs and lists in a style of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from evaluatie.report.authored import AuthoredView
from evaluatie.report.document.blocks import Block, Items, Paragraph, Run, Runs

if TYPE_CHECKING:
    from markdown_it.token import Token

_BREAKS = {"softbreak": " ", "hardbreak": " "}


def authored_blocks(view: AuthoredView) -> Iterator[Block]:
    """Give the paragraphs and lists of an author's text.

    Parameters
    ----------
    view : AuthoredView
        The text.

    Yields
    ------
    Paragraph or Items
        A heading is a paragraph in strong letters; a list within a list follows on it.
    """
    for block in view.blocks:
        items = [_runs(one.children or ()) for one in block if one.type == "inline"]
        if block[0].type.endswith("list_open"):
            yield Items(tuple(items), "author", view.language)
        elif block[0].type == "heading_open":
            for runs in items:
                yield Paragraph(tuple(Run(run.text, True, run.href) for run in runs), "author", view.language)
        else:
            for runs in items:
                yield Paragraph(runs, "author", view.language)


def _runs(parts: Sequence[Token]) -> Runs:
    runs: list[Run] = []
    strong, emphasis, href = 0, 0, ""
    for part in parts:
        match part.type:
            case "strong_open" | "strong_close":
                strong += part.nesting
            case "em_open" | "em_close":
                emphasis += part.nesting
            case "link_open":
                href = str(part.attrs["href"])
            case "link_close":
                href = ""
            case _:
                runs.append(Run(_BREAKS.get(part.type, part.content), strong > 0, href, emphasis > 0))
    return tuple(runs)
