"""Names of a room that load when they are first used: whoever needs one of them need not wait for the others."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # importing typing for it would cost more than the rest of this file
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


def later(room: str, names: Mapping[str, Iterable[str]]) -> Callable[[str], object]:
    """Give a room's ``__getattr__`` (:pep:`562`), that imports what holds a name when somebody asks for it.

    Parameters
    ----------
    room : str
        The room's ``__name__``.
    names : mapping of str to iterable of str
        Each module in it, and the names that it holds.

    Returns
    -------
    callable
        From a name to what it stands for; it raises AttributeError at any other name.

    Examples
    --------
    >>> get = later("evaluatie", {"wilson": ["wilson_interval"]})
    >>> get("wilson_interval").__module__
    'evaluatie.wilson'
    >>> get("nothing")
    Traceback (most recent call last):
        ...
    AttributeError: module 'evaluatie' has no attribute 'nothing'
    """
    module_of = {name: module for module, held in names.items() for name in held}

    def get(name: str) -> object:
        if name not in module_of:
            raise AttributeError(f"module {room!r} has no attribute {name!r}")
        return getattr(import_module(f"{room}.{module_of[name]}"), name)

    return get
