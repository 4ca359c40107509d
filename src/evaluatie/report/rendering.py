"""Templates filled: every page carries its own style, and nothing in it is taken for HTML that is none."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evaluatie.report.palette import custom_properties
from evaluatie.report.wording import Wording

_TEMPLATES = Path(__file__).with_name("templates")


def render(template: str, wording: Wording, css: Markup, **context: Any) -> str:
    """Fill a template.

    Parameters
    ----------
    template : str
        Its file.
    wording : Wording
        In which language; the template calls it ``say``.
    css : Markup
        Its style: :func:`style`.
    **context
        What fills it. Text is escaped.

    Returns
    -------
    str
    """
    page = _environment().get_template(template)
    return page.render(language=wording.language, say=wording.text, css=css, **context).lstrip()


def filled(template: str, **context: Any) -> str:
    """Fill a part of a Word file.

    Parameters
    ----------
    template : str
        Its file.
    **context
        What fills it. Text is escaped.

    Returns
    -------
    str
    """
    return _environment().get_template(template).render(**context).lstrip()


def template_file(name: str) -> Path:
    """Give the path of a template that is not filled here but by another program."""
    return _TEMPLATES / name


@cache
def style(*more: str) -> Markup:
    """Give the style of content, and of what else is named, with colours for light and dark.

    Parameters
    ----------
    *more : str
        Files beside the templates, such as ``"page.css"``.

    Returns
    -------
    Markup
    """
    light, dark = custom_properties("light"), custom_properties("dark")
    tokens = f".evaluatie{{{light}}}\n@media screen and (prefers-color-scheme: dark){{.evaluatie{{{dark}}}}}\n"
    files = [(_TEMPLATES / name).read_text(encoding="utf-8") for name in ("content.css", *more)]
    return Markup(tokens + "".join(files))  # noqa: S704 - our own style sheets


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
