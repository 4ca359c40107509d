"""What the start page shows, as HTML: messages, tables, links, released sections and lines of code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup

from evaluatie.report.page import render_section
from evaluatie.report.reading import Bundle
from evaluatie.report.rendering import style
from evaluatie.report.wording import Wording
from evaluatie.study.problems import Problem
from evaluatie.study.workspace import Workspace
from evaluatie.workbench.checking import Checked
from evaluatie.workbench.comparing import Compared

_LISTED = 40
#: where Jupyter gives files of its root folder, which `evaluatie lab` makes the workspace
_FILES = "/files/"
_SIGNS = {"good": "✓", "bad": "✗", "note": "i", "busy": "…"}
_ID = re.compile(r'(?<=\s)(id|for|headers|aria-labelledby|aria-describedby)="([^"]*)"')
_REFERENCE = re.compile(r'(href="#|url\(#)')


def looks(words: Wording) -> Markup:
    """Give the style of all that the start page shows, and its opening."""
    own = (Path(__file__).with_name("panel.css")).read_text(encoding="utf-8")
    css = Markup("<style>{}{}</style>").format(style(), Markup(own))  # noqa: S704 - our own style sheet
    return css + _block(words, Markup("<p>{}</p>").format(words.text("start.intro")))


def heading(words: Wording, key: str) -> Markup:
    """Give the heading of a step and a line on what it is for."""
    title, what = words.text(f"{key}.title"), words.html(f"{key}.what")
    return _block(words, Markup("<h2>{}</h2><p>{}</p>").format(title, what))


def message(words: Wording, kind: str, text: str | Markup) -> Markup:
    """Say how something went: with a sign and a word, not by colour alone, and so that a screen reader tells it."""
    role = "alert" if kind == "bad" else "status"
    sign = Markup('<span class="sign" aria-hidden="true">{}</span>').format(_SIGNS[kind])
    told = Markup('<p class="told {}" role="{}">{}<span>{}</span></p>').format(kind, role, sign, text)
    return _block(words, told)


def checked(words: Wording, outcome: Checked) -> Markup:
    """Show what came of a check."""
    if outcome.problems:
        return problems(words, outcome.problems)
    told = message(words, "good", words.text("check.good", waves=", ".join(outcome.waves)))
    if not outcome.notices:
        return told
    items = Markup("").join(Markup('<li lang="en">{}</li>').format(notice) for notice in outcome.notices)
    return told + _block(words, Markup("<h3>{}</h3><ul>{}</ul>").format(words.text("check.notices"), items))


def problems(words: Wording, found: Sequence[Problem]) -> Markup:
    """Show all that is wrong with files, in a table: file, row, column, what, and what to do."""
    told = message(
        words, "bad", words.text("check.bad_one" if len(found) == 1 else "check.bad", number=str(len(found)))
    )
    heads = [words.text(f"check.{name}") for name in ("file", "row", "column", "message", "hint")]
    rows = [
        (one.file, "" if one.row is None else str(one.row), one.column or "", one.message, one.hint) for one in found
    ]
    return told + _block(words, table(words.text("check.caption"), heads, rows, language="en"))


def table(
    caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], *, language: str | None = None,
    heads_rows: bool = True,
) -> Markup:  # fmt: skip
    """Make a table with a caption.

    Its cells are of another language where that is named; its first column heads the rows unless that is denied.
    """
    spoken = Markup(' lang="{}"').format(language) if language else Markup("")
    first = Markup('<th scope="row">{}</th>') if heads_rows else Markup("<td>{}</td>")
    other = Markup("<td{}>{{}}</td>").format(spoken)
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(one) for one in heads)
    lines = [Markup("").join([first.format(row[0]), *map(other.format, row[1:])]) for row in rows]
    body = Markup("").join(map(Markup("<tr>{}</tr>").format, lines))
    named = Markup('role="region" aria-label="{}" tabindex="0"').format(caption)
    inside = Markup("<table><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>")
    return Markup('<div class="scroll" {}>{}</div>').format(named, inside.format(caption, head, body))


def pages(words: Wording, workspace: Workspace, organisation: str) -> Markup:
    """Give links to the pages of an organisation's report, or say that there is none yet.

    Each page has a link of its own here: Jupyter refuses links from one page that it shows to another.
    """
    folder = workspace.reports / organisation
    if not organisation or not (folder / "report.html").is_file():
        return message(words, "note", words.text("open.none"))
    main, other = ("en", "nl") if (folder / "report.nl.html").is_file() else ("nl", "en")
    named = {
        f"{paper}{end}.html": f"open.{paper}.{language}"
        for paper in ("report", "data-protection")
        for end, language in (("", main), (f".{other}", other))
    }
    links = Markup("").join(
        Markup('<li><a href="{}" target="_blank" rel="noopener">{}</a></li>').format(
            f"{_FILES}{quote(f'reports/{organisation}/{name}')}", words.text(key)
        )
        for name, key in named.items()
        if (folder / name).is_file()
    )
    place = words.text("open.place", place=f"reports/{organisation}/report.html")
    return _block(words, Markup('<ul class="links">{}</ul><p>{}</p>').format(links, place))


def section(words: Wording, bundle: Bundle, prefix: str) -> Markup:
    """Show a released section; its ids begin with a prefix, so that two of them can stand on one page."""
    text = render_section(bundle, words.language)
    text = re.sub(r"<style>.*?</style>", "", text, count=1, flags=re.DOTALL)
    text = _ID.sub(lambda match: f'{match[1]}="{" ".join(prefix + one for one in match[2].split())}"', text)
    # two of a kind on one page: parts with a name, but no landmarks
    text = text.replace('role="region"', 'role="group"').replace("<section ", '<div role="group" ')
    text = text.replace("</section>", "</div>")
    return Markup(_REFERENCE.sub(lambda match: match[1] + prefix, text))  # noqa: S704 - rendered from a bundle


def comparison(words: Wording, found: Compared, before: Bundle, after: Bundle, setting: tuple[str, str, str]) -> Markup:
    """Show what differs between two releases of a section, and both side by side.

    Parameters
    ----------
    words : Wording
        Of the start page.
    found : Compared
        What differs.
    before, after : mapping
        The bundles.
    setting : tuple of str
        What was changed, how it is, and how it was tried.
    """
    names = words.text("compare.as_is", value=setting[1]), words.text("compare.as_tried", value=setting[2])
    what = words.text("compare.exploring", what=setting[0], before=setting[1], after=setting[2])
    parts = [message(words, "note", what), _differences(words, found, names)]
    sides = Markup("").join(
        Markup('<div class="side" role="group" aria-label="{0}"><p class="side-name">{0}</p>{1}</div>').format(
            name, shown
        )
        for name, shown in zip(names, (section(words, before, "before-"), section(words, after, "after-")), strict=True)
    )
    both = Markup('<details><summary>{}</summary><div class="sides">{}</div></details>')
    return Markup("").join([*parts, _block(words, both.format(words.text("compare.sides"), sides))])


def _differences(words: Wording, found: Compared, names: tuple[str, str]) -> Markup:
    if found.same:
        return message(words, "note", words.text("compare.same"))
    parts: list[Markup] = []
    if found.sentences:
        none = words.text("compare.no_sentence")
        said = [(before or none, after or none) for before, after in found.sentences[:_LISTED]]
        parts.append(table(words.text("compare.sentences"), names, said, heads_rows=False))
    if found.cells:
        heads = [words.text(f"compare.{name}") for name in ("table", "row", "column")]
        rows = [(one.table, one.row, one.column, one.before, one.after) for one in found.cells[:_LISTED]]
        parts.append(table(words.text("compare.numbers"), [*heads, *names], rows))
    if (more := len(found.cells) - _LISTED) > 0:
        parts.append(Markup("<p>{}</p>").format(words.text("compare.more", number=str(more))))
    return _block(words, Markup("").join(parts))


def code(words: Wording, lines: str) -> Markup:
    """Show lines of code, with a button that copies them."""
    copy = "navigator.clipboard.writeText(this.parentNode.querySelector('pre').textContent)"
    copied = words.text("code.copied")
    button = Markup('<button type="button" class="copy" onclick="{}">{}</button>').format(
        f"{copy}.then(() => {{ this.nextElementSibling.textContent = '{copied}' }})", words.text("code.copy")
    )
    pre = Markup('<pre tabindex="0" role="region" aria-label="{}" lang="en">{}</pre>').format(
        words.text("code.title"), lines
    )
    return _block(words, Markup('{}{}<span role="status" class="copied"></span>').format(pre, button))


def _block(words: Wording, inside: Markup) -> Markup:
    return Markup('<div class="evaluatie bench" lang="{}">{}</div>').format(words.language, inside)
