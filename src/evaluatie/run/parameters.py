"""Parameters of a notebook: declared with a type in its parameters cell, and nothing else is accepted.

papermill only warns of a parameter that the notebook does not know, and checks no type.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping, Sequence

from evaluatie.amiss import nearest

_PLAIN_NAMES = frozenset({"In", "Out", "get_ipython", "exit", "quit", "open"})
#: the parameter of what a run hides more than the study asks for
TIGHTEN = "tighten"
_LEAVES = (str, int, float, bool, types.NoneType)


class ParameterError(ValueError):
    """Parameters that do not fit the notebook.

    Attributes
    ----------
    problems : tuple of str
        One line for each of them.
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))

    def _render_traceback_(self) -> list[str]:
        """Give what a notebook shows: the message alone."""
        return [str(self)]


def check_parameters(namespace: Mapping[str, object]) -> None:
    """Check a notebook's parameters; call it in the first cell after them.

    Parameters
    ----------
    namespace : mapping of str to object
        ``globals()`` of the notebook: every name that somebody gave a value must be a parameter, declared as
        ``name: type = value`` with str, int, float, bool, list, list[...] or None, or a union of these.

    Raises
    ------
    ParameterError
        Names that are no parameter (misspelt, or without a type), and values of another type, all at once.

    Examples
    --------
    >>> check_parameters({"__annotations__": {"organisation": str}, "organisation": "a"})
    >>> check_parameters({"__annotations__": {"organisation": str}, "organisation": "a", "organisatoin": "b"})
    Traceback (most recent call last):
        ...
    evaluatie.run.parameters.ParameterError: organisatoin: no such parameter; did you mean organisation?
    """
    check_values(_annotations(namespace), _given(namespace))


def check_values(declared: Mapping[str, object], values: Mapping[str, object]) -> None:
    """Check values against declared parameters.

    Parameters
    ----------
    declared : mapping of str to object
        The type of each parameter.
    values : mapping of str to object
        The value of each.

    Raises
    ------
    ParameterError
        See :func:`check_parameters`.
    """
    problems = [_unknown(name, value, declared) for name, value in values.items() if name not in declared]
    for name, annotation in declared.items():
        if not _supported(annotation):
            problems.append(f"{name}: {_show(annotation)} is no type for a parameter")
        elif name not in values:
            problems.append(f"{name}: has no value")
        elif not _matches(values[name], annotation):
            problems.append(
                f"{name}: must be {_show(annotation)}, not {type(values[name]).__name__} {values[name]!r:.60}"
            )
    if problems:
        raise ParameterError(tuple(problems))


def section_parameters(organisation: str, tighten: Sequence[str]) -> dict[str, object]:
    """Give the parameters of a section's notebook; one that asks for nothing special needs no more than the first.

    Parameters
    ----------
    organisation : str
        The organisation's id.
    tighten : sequence of str
        Thresholds of disclosure that are stricter for this run.

    Examples
    --------
    >>> section_parameters("a", ["minimum_group=15"])
    {'organisation': 'a', 'tighten': ['minimum_group=15']}
    """
    return {"organisation": organisation, **({TIGHTEN: list(tighten)} if tighten else {})}


def evaluated(annotations: Mapping[str, object]) -> dict[str, object]:
    """Turn annotations that are text into types.

    Examples
    --------
    >>> evaluated({"organisations": "list[str]"})
    {'organisations': list[str]}
    """
    return typing.get_type_hints(types.SimpleNamespace(__annotations__=dict(annotations)), globalns={})


def _annotations(namespace: Mapping[str, object]) -> dict[str, object]:
    found = namespace.get("__annotations__")
    if not found and callable(annotate := namespace.get("__annotate__")):
        found = annotate(1)  # Python 3.14 and later: evaluated on demand
    return evaluated(typing.cast("Mapping[str, object]", found or {}))


def _given(namespace: Mapping[str, object]) -> dict[str, object]:
    shell = namespace.get("get_ipython")
    hidden = _PLAIN_NAMES | set(shell().user_ns_hidden if callable(shell) else ())
    return {
        name: value
        for name, value in namespace.items()
        if not (name.startswith("_") or name in hidden or isinstance(value, types.ModuleType) or callable(value))
    }


def _unknown(name: str, value: object, declared: Mapping[str, object]) -> str:
    near = nearest(name, declared)
    if near is not None:
        return f"{name}: no such parameter; did you mean {near}?"
    known = ", ".join(f"{known}: {_show(annotation)}" for known, annotation in declared.items()) or "none"
    typed = f"{name}: {type(value).__name__} = ..."
    return f"{name}: no such parameter, or one without a type (write {typed}); declared are: {known}"


def _supported(annotation: object) -> bool:
    if annotation in _LEAVES or annotation is list:
        return True
    return typing.get_origin(annotation) in (list, types.UnionType, typing.Union) and all(
        map(_supported, typing.get_args(annotation))
    )


def _matches(value: object, annotation: object) -> bool:
    arguments = typing.get_args(annotation)
    if annotation is float:
        return isinstance(value, float | int) and not isinstance(value, bool)
    if annotation in _LEAVES:
        return type(value) is annotation
    if annotation is list:
        return isinstance(value, list)
    if typing.get_origin(annotation) is list:
        return isinstance(value, list) and all(_matches(item, arguments[0]) for item in value)
    return any(_matches(value, option) for option in arguments)


def _show(annotation: object) -> str:
    if annotation is types.NoneType:
        return "None"
    return annotation.__name__ if isinstance(annotation, type) and not typing.get_args(annotation) else str(annotation)
