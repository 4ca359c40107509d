"""The methods by which findings are recomputed, listed with what each of their keys takes."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evaluatie.reproduce.recomputing.methods.keys import Key
    from evaluatie.reproduce.recomputing.methods.registry import Method

#: keys that take a text, where it is no name of a column
_TEXTS = {"model": "model in lavaan's syntax", "where": "column=value"}


def takes(name: str, key: Key) -> str:
    """Say what a key of a method takes.

    Parameters
    ----------
    name : str
        The key.
    key : Key
        Its kind.

    Returns
    -------
    str

    Examples
    --------
    >>> from evaluatie.reproduce.recomputing import METHODS
    >>> regression = METHODS["regression"].keys
    >>> takes("table", regression["table"]), takes("outcome", regression["outcome"])
    ('table', 'variable')
    >>> takes("standardised", regression["standardised"])
    'true or false'
    """
    from evaluatie.reproduce.recomputing.methods import keys

    if isinstance(key, keys.ChoiceKey):
        return " or ".join(key.options)
    if isinstance(key, keys.VariablesKey):
        return "variable" if key.count == 1 else f"{key.count or ''} variables".strip()
    if isinstance(key, keys.NumbersKey):
        return f"{key.count or ''} numbers".strip()
    kinds: dict[type[Key], str] = {
        keys.TableKey: "table", keys.NumberKey: "number", keys.NamesKey: "columns", keys.DataKey: "data set",
        keys.TextKey: _TEXTS.get(name, "column"),
    }  # fmt: skip
    return kinds[type(key)]


def facts(method: Method) -> dict[str, list[str]]:
    """Give what a method needs, may have and gives.

    Parameters
    ----------
    method : Method
        Any.

    Returns
    -------
    dict of str to list of str
        ``needs``, ``one of``, ``may have``: keys with what they take; ``gives``, ``gives of each term``: quantities.
    """
    told = {name: f"{name} ({takes(name, key)})" for name, key in method.keys.items()}
    either = {name for names in method.one_of for name in names}
    needed = {name for name, key in method.keys.items() if key.required}
    return {
        "needs": [told[name] for name in told if name in needed],
        "one of": [" or ".join(told[name] for name in names) for names in method.one_of],
        "may have": [told[name] for name in told if name not in needed | either],
        "gives": list(method.gives),
        "gives of each term": list(method.gives_by_term),
    }


def lines(methods: dict[str, Method], width: int) -> Iterator[str]:
    """Write the methods out.

    Parameters
    ----------
    methods : dict of str to Method
        By name.
    width : int
        Of the screen.

    Yields
    ------
    str
        A line.
    """
    for name, method in methods.items():
        yield from textwrap.wrap(f"{name}: {method.about}", width, subsequent_indent="  ")
        for what, names in facts(method).items():
            if names:
                whole = f"{what}: {', '.join(names)}"
                yield from textwrap.wrap(whole, width, initial_indent="    ", subsequent_indent="      ")
        yield ""
    yield from textwrap.wrap(
        "A number is written out, or is the name of a value, count or figure, or a formula of them; numbers are a list "
        "of such, or its name. A term is a variable or path, such as a predictor. Examples: docs/reproduce.md",
        width,
    )


def to_dict(methods: dict[str, Method]) -> dict[str, Any]:
    """Give the methods as JSON holds them.

    Parameters
    ----------
    methods : dict of str to Method
        By name.

    Returns
    -------
    dict
    """
    return {
        name: {
            "about": method.about,
            "keys": {key: {"takes": takes(key, kind), "needed": kind.required} for key, kind in method.keys.items()},
            "one_of": method.one_of,
            "gives": method.gives,
            "gives_of_each_term": method.gives_by_term,
        }
        for name, method in methods.items()
    }
