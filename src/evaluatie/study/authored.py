"""The author's own paragraphs: ``texts/<section>.<language>.md`` in the study folder, read and held to their form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evaluatie.study.digests import digest_of, file_parts, files_in, folder_digest
from evaluatie.study.problems import Problem, StudyError, quoted
from evaluatie.study.settings.source import LANGUAGES, NAME, UNREAD, read_source, reason

if TYPE_CHECKING:
    from markdown_it.token import Token

FOLDER = "texts"
_KEY = b"texts"
_FILE = re.compile(rf"([a-z][a-z0-9_]*)\.({'|'.join(LANGUAGES)})\.md")
_MOST_BYTES = 50_000
_LEFT_ALONE = {".ds_store", "thumbs.db", "desktop.ini", ".gitkeep"}

# what a page, a printed document and a Word file all can show, and nobody can hide anything in
_ALLOWED = {
    "paragraph_open", "paragraph_close", "heading_open", "heading_close", "bullet_list_open", "bullet_list_close",
    "ordered_list_open", "ordered_list_close", "list_item_open", "list_item_close", "blockquote_open",
    "blockquote_close", "inline", "text", "text_special", "softbreak", "hardbreak", "strong_open", "strong_close",
    "em_open", "em_close", "link_open", "link_close",
}  # fmt: skip
_REFUSED = {
    "image": ("A picture cannot be placed in a text.", "Take it away; a figure comes from a section of its own."),
    "html_block": ("This is HTML, which a text cannot hold.", "Write it in Markdown."),
    "html_inline": ("This is HTML, which a text cannot hold.", "Write it in Markdown."),
    "fence": ("This is a block of code, which a report does not show.", "Write it as a paragraph."),
    "code_block": ("This is a block of code, which a report does not show.", "Begin the line without spaces."),
    "code_inline": ("This is code, which a report does not show.", "Take the backquotes away."),
    "hr": ("This is a line across the page.", "Take it away, or write a heading."),
}
# soft hyphens, and letters of no width
_UNSEEN = re.compile("[\u00ad\u034f\u200b-\u200f\u2060-\u2064\ufeff]")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


@dataclass(frozen=True)
class AuthoredText:
    """What the author wrote for one section, in one language.

    Attributes
    ----------
    section : str
        The section's name, as in results.json.
    language : str
        ``"nl"`` or ``"en"``.
    file : str
        Its file, as seen from the study folder.
    content : str
        Markdown: paragraphs, headings, lists, quotations, emphasis and links.
    """

    section: str
    language: str
    file: str
    content: str


def text_folder(study: Path) -> str | None:
    """Give the folder of the author's texts, as seen from the study folder; None where there is none.

    Parameters
    ----------
    study : pathlib.Path
        The study folder.

    Returns
    -------
    str or None
        What ``texts`` of study.yml names; ``texts`` where it names nothing and that folder is there.
    """
    name = _asked(study)
    return name if (study / name).is_dir() and _is_inside(study, name) else None


def study_digest(study: Path) -> str:
    """Give a digest of what sections are made from: every file of a study folder but the author's texts.

    Examples
    --------
    >>> study_digest(Path("there-is-no-such-folder")) == study_digest(Path("nor-this-one"))
    True
    """
    return folder_digest(study, without=text_folder(study))


def texts_digest(study: Path) -> str:
    """Give a digest of the author's texts of a study folder, the same for none as for no folder.

    Examples
    --------
    >>> texts_digest(Path("there-is-no-such-folder")) == texts_digest(Path("nor-this-one"))
    True
    """
    name = text_folder(study)
    files = files_in(study / name) if name else ()
    return digest_of(part for path in files for part in file_parts(path, study))


def read_texts(study: Path) -> tuple[AuthoredText, ...]:
    """Read the author's texts of a study folder.

    Parameters
    ----------
    study : pathlib.Path
        The study folder.

    Returns
    -------
    tuple of AuthoredText
        In the order of their files' names; none where there is no such folder.

    Raises
    ------
    StudyError
        A file has another name or form than it can have; all problems at once.
    """
    name = text_folder(study)
    if name is None and (study / (asked := _asked(study))).is_dir():
        hint = "Put the folder itself there."
        raise StudyError([Problem(asked, None, None, "This is a link that leads out of the study folder.", hint)])
    if name is None:
        return ()
    texts: list[AuthoredText] = []
    problems: list[Problem] = []
    for path in sorted((study / name).iterdir()):
        if path.name.casefold() in _LEFT_ALONE or path.name.startswith("~$"):
            continue
        try:
            text = _read(path, f"{name}/{path.name}")
        except StudyError as error:
            problems += error.problems
        else:
            texts.append(text)
            problems += _form_problems(text)
    if problems:
        raise StudyError(problems)
    return tuple(texts)


def tokens_of(content: str, *, html: bool = False) -> list[Token]:
    """Take Markdown apart, without comments, which are the author's own.

    Parameters
    ----------
    content : str
        Markdown.
    html : bool
        Whether HTML is told apart; it is text otherwise.

    Returns
    -------
    list of markdown_it.token.Token
        CommonMark's; every line is where it was in the file.
    """
    from markdown_it import MarkdownIt

    plain = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), content)
    return MarkdownIt("commonmark", {"html": html}).parse(plain)


def paragraphs(content: str) -> Iterator[tuple[int, str, bool]]:
    r"""Give what a reader sees of Markdown, paragraph by paragraph.

    Parameters
    ----------
    content : str
        Markdown.

    Yields
    ------
    line : int
        Where the paragraph begins.
    text : str
        Without markup and comments, on one line, as it is read: no sign that is not seen stands between two letters.
    linked : bool
        Whether it links to a page elsewhere.

    Examples
    --------
    >>> list(paragraphs("**Twee**<!-- wie? -->\nmede&shy;werkers"))
    [(1, 'Twee medewerkers', False)]
    """
    for token in tokens_of(content):
        if token.type == "inline" and token.map:
            parts = token.children or []
            seen = "".join(" " if part.type.endswith("break") else part.content for part in parts)
            plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", seen))
            yield token.map[0] + 1, " ".join(plain.split()), any(part.type == "link_open" for part in parts)


def _asked(study: Path) -> str:
    """Give what study.yml names; it is taken apart only where it can name something, since every run looks here."""
    config = study / NAME
    with suppress(OSError):
        if config.is_file() and _KEY in config.read_bytes():
            asked = (read_source(config).data or {}).get(_KEY.decode())
            return (asked.strip().strip("/") if isinstance(asked, str) else "") or FOLDER
    return FOLDER


def _is_inside(study: Path, name: str) -> bool:
    place = (study / name).resolve()
    return place.is_relative_to(study.resolve()) and place != study.resolve()


def _read(path: Path, name: str) -> AuthoredText:
    found = _FILE.fullmatch(path.name)
    if found is None or not path.is_file():
        hint = "Name it <section>.<language>.md, such as change.nl.md; anything else belongs in another folder."
        raise StudyError([Problem(name, None, None, f"{quoted(path.name)} is no name of a text.", hint)])
    if not path.resolve().is_relative_to(path.parent.resolve()):
        raise StudyError(
            [
                Problem(
                    name, None, None, "This file is a link that leads out of its folder.", "Put the text itself here."
                )
            ]
        )
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise StudyError([Problem(name, None, None, f"This file cannot be read: {reason(error)}.", UNREAD)]) from error
    if len(raw) > _MOST_BYTES:
        raise StudyError([Problem(name, None, None, "This text is far too long for a section.", "Shorten it.")])
    try:
        content = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise StudyError([Problem(name, line, None, "This is not UTF-8 text.", "Save the file as UTF-8.")]) from None
    return AuthoredText(found[1], found[2], name, content.replace("\r\n", "\n").replace("\r", "\n"))


def _form_problems(text: AuthoredText) -> Iterator[Problem]:
    tokens = tokens_of(text.content, html=True)
    if not tokens:
        yield Problem(text.file, None, None, "This text is empty.", "Write something, or take the file away.")
    for token in tokens:
        line = token.map[0] + 1 if token.map else None
        for part in (token, *(token.children or ())):
            if part.type not in _ALLOWED:
                message, hint = _REFUSED.get(part.type, ("This cannot stand in a text.", "Write it as a paragraph."))
                yield Problem(text.file, line, None, message, hint)
            elif part.type == "link_open" and not str(part.attrs.get("href", "")).startswith(("https://", "http://")):
                yield Problem(
                    text.file, line, None, "This link leads to no page on the web.", "Begin it with https://."
                )
