"""An author's text as it stands in its section: figures filled in, and marked as the author's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markupsafe import Markup

from evaluatie.report.quoted import QUOTED, Figures
from evaluatie.report.reading import Bundle
from evaluatie.report.wording import load_wording
from evaluatie.study.authored import AuthoredText, tokens_of

if TYPE_CHECKING:
    from markdown_it.token import Token

_HEADING = "h4"  # below the text's own heading; of one level, so that none is skipped


@dataclass(frozen=True)
class AuthoredView:
    """An author's text as the template sets it.

    Attributes
    ----------
    html : Markup
        Its paragraphs, lists and headings.
    language : str
        In which language it is; empty where that is the page's.
    notes : tuple of str
        That figures have changed since it was written, that a paragraph is not shown.
    blocks : tuple of list of markdown_it.token.Token
        The same as ``html``, block by block.
    """

    html: Markup
    language: str
    notes: tuple[str, ...]
    blocks: tuple[list[Token], ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class AuthoredTexts:
    """What the author wrote for a report.

    Attributes
    ----------
    texts : tuple of AuthoredText
        All texts.
    changed : mapping of str to int
        How many figures of its section changed since a text was written, by file.
    """

    texts: tuple[AuthoredText, ...] = ()
    changed: Mapping[str, int] = field(default_factory=dict)


def authored_views(written: AuthoredTexts, bundles: Sequence[Bundle], language: str) -> dict[str, AuthoredView]:
    """Set the author's texts for a page.

    Parameters
    ----------
    written : AuthoredTexts
        All texts; of each section the one in the page's language is taken, or else the other.
    bundles : sequence of mapping
        The report's bundles, from which figures are quoted.
    language : str
        The page's.

    Returns
    -------
    dict of str to AuthoredView
        By section.
    """
    figures = Figures(bundles)
    chosen: dict[str, AuthoredText] = {}
    for text in sorted(written.texts, key=lambda one: one.language != language):
        chosen.setdefault(text.section, text)
    return {
        section: _view(text, figures, language, written.changed.get(text.file, 0)) for section, text in chosen.items()
    }


def _view(text: AuthoredText, figures: Figures, language: str, changed: int) -> AuthoredView:
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False})
    blocks = list(_blocks(tokens_of(text.content)))
    shown = [block for block in blocks if _filled(block, figures, text.language)]
    html = "".join(str(markdown.renderer.render(block, markdown.options, {})) for block in shown)
    other = text.language if text.language != language else ""
    notes = tuple(_notes(len(blocks) - len(shown), changed, other, language))
    return AuthoredView(Markup(html), other, notes, tuple(shown))  # noqa: S704


def _notes(left_out: int, changed: int, other: str, language: str) -> Iterator[str]:
    wording = load_wording(language)
    if other:
        yield wording.text(f"author.only_{other}")
    if changed:
        yield wording.text("author.changed_one" if changed == 1 else "author.changed", number=str(changed))
    if left_out:
        yield wording.text("author.left_out_one" if left_out == 1 else "author.left_out", number=str(left_out))


def _blocks(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Give paragraphs, headings and whole lists one by one."""
    block: list[Token] = []
    for token in tokens:
        block.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield block
            block = []


def _filled(block: Sequence[Token], figures: Figures, language: str) -> bool:
    """Fill in the figures that a block quotes; tell whether all of them may be shown."""
    for token in block:
        if token.type.startswith("heading"):
            token.tag = _HEADING
        texts = [child for child in token.children or () if child.type == "text"]
        for child in texts:
            # every second piece is an id
            pieces = QUOTED.split(child.content)
            quoted = [figures.shown(id_, language) for id_ in pieces[1::2]]
            if any(one is None or one.state != "shown" for one in quoted):
                return False
            pieces[1::2] = [one.text for one in quoted if one is not None]
            child.content = "".join(pieces)
    return True
