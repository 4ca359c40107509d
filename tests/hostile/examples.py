"""Valid calls of public functions: those that their own examples make."""

from __future__ import annotations

import contextlib
import doctest
import importlib
import inspect
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import evaluatie as ev


@dataclass(frozen=True)
class Call:
    """Arguments that a public function accepts."""

    function: Callable[..., Any]
    arguments: dict[str, Any]

    def again(self, **other: Any) -> Any:
        """Call it, with some of the arguments otherwise."""
        return _call(self.function, {**self.arguments, **other})


def _call(function: Callable[..., Any], arguments: dict[str, Any]) -> Any:
    """Pass by position what may only be passed so."""
    by_position, by_name = [], {}
    for name, parameter in inspect.signature(function).parameters.items():
        if name not in arguments:
            continue
        if parameter.kind is parameter.VAR_POSITIONAL:
            by_position += arguments[name]
        else:
            by_name[name] = arguments[name]
    return function(*by_position, **by_name)


@cache
def calls(name: str) -> tuple[Call, ...]:
    """Give the calls that the examples of a public function make of it, in their order; those that raise left out."""
    function = getattr(ev, name)
    found: list[Call] = []

    def recording(*arguments: Any, **named: Any) -> Any:
        result = function(*arguments, **named)
        found.append(Call(function, dict(inspect.signature(function).bind(*arguments, **named).arguments)))
        return result

    module = importlib.import_module(function.__module__)
    names = {**vars(module), name: recording}
    text = inspect.getdoc(function) or ""
    with contextlib.redirect_stdout(io.StringIO()):
        for example in doctest.DocTestParser().get_examples(text):
            with contextlib.suppress(Exception):
                code = compile(example.source, f"<example of {name}>", "single")
                exec(code, names)  # noqa: S102 - the package's own examples, that run as tests anyway
                names[name] = recording  # an example may import it anew
    return tuple(found)
