"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def common(command: Command) -> Command:
    """Add the options of every command that reads a workspace."""
    root = click.option(
        "--root", metavar="FOLDER", help="Folder that holds data/raw.  [default: the nearest from here upward]",
    )  # fmt: skip
    return root(debugging(command))


def debugging(command: Command) -> Command:
    """Add the option that every command has."""
    option = click.option(
        "--debug", is_flag=True, expose_value=False, callback=_remember_debug, help="Show tracebacks."
    )
    return option(command)


def in_language(command: Command) -> Command:
    """Add the language of texts that exist in both."""
    option = click.option(
        "--language", type=click.Choice(["nl", "en"]), default="nl", show_default=True, help="Language of the texts."
    )
    return option(command)


def _remember_debug(context: click.Context, _: click.Parameter, value: bool) -> None:
    context.obj["debug"] = value
