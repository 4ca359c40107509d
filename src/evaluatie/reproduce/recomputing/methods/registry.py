"""The methods by which a finding is recomputed: each a function with the keys that it takes and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from evaluatie.reproduce.finding import Finding
from evaluatie.reproduce.recomputing.given import Given
from evaluatie.reproduce.recomputing.methods.keys import Asked, Choices, Held, Key, TableKey, VariablesKey
from evaluatie.reproduce.recomputing.sources import Source, TableSource

#: by quantity: a number, or numbers by term
Quantities: TypeAlias = dict[str, "float | dict[str, float]"]
Compute: TypeAlias = Callable[..., Quantities]


@dataclass(frozen=True)
class Method:
    """A way to recompute.

    Attributes
    ----------
    name : str
        As findings write it behind ``method:``.
    about : str
        What it does, in one line.
    keys : mapping of str to Key
        What it takes.
    gives : tuple of str
        Quantities without a term.
    gives_by_term : tuple of str
        Quantities of a term.
    terms : tuple of str
        The keys whose names are the terms; empty where the terms follow from a model.
    also : tuple of str
        Terms beside those, such as the intercept.
    one_of : tuple of tuple of str
        Keys of which just one must be given.
    together : tuple of (str, str)
        Keys of which the first needs the second.
    scaled : tuple of str
        Quantities on the variables' own scale: where they come from a table, this must print standard deviations.
    apart : tuple of str
        Keys that name variables, of which none may be named by two keys.
    observed : callable or None
        Gives the variables of the table that a model names, where no key lists them.
    precision : float
        How exact the function is, relative: an iterative method stops somewhere.
    compute : callable
        The function.
    """

    name: str
    about: str
    keys: Mapping[str, Key]
    gives: tuple[str, ...]
    gives_by_term: tuple[str, ...]
    terms: tuple[str, ...]
    also: tuple[str, ...]
    one_of: tuple[tuple[str, ...], ...]
    together: tuple[tuple[str, str], ...]
    scaled: tuple[str, ...]
    apart: tuple[str, ...]
    observed: Callable[[Choices, tuple[str, ...]], tuple[str, ...]] | None
    precision: float
    compute: Compute

    def read(self, choices: Choices, given: Given) -> dict[str, Any]:
        """Give what the function gets."""
        return {name: self.keys[name].read(Held(value, given, name)) for name, value in choices.items()}

    def sources(self, choices: Choices, finding: Finding) -> Iterator[Source]:
        """Name the printed numbers that it rests on."""
        for name, value in choices.items():
            key = self.keys[name]
            yield from key.sources(Asked(value, finding, choices, name))
            if isinstance(key, TableKey):
                variables = self.variables(choices, finding)
                yield from (TableSource(value, part, variables) for part in key.parts)

    def variables(self, choices: Choices, finding: Finding) -> tuple[str, ...]:
        """Name the variables of the table that it uses."""
        held = finding.inputs.tables[choices["table"]].variables
        if self.observed is not None:
            return self.observed(choices, held)
        named = (
            name
            for key, value in choices.items()
            if isinstance(self.keys[key], VariablesKey)
            for name in ([value] if isinstance(value, str) else value)
        )
        return tuple(dict.fromkeys(named))

    def known_terms(self, choices: Choices) -> tuple[str, ...] | None:
        """Name the terms, where these are known before it is computed; None where they are not."""
        if not self.terms:
            return None
        given = (choices.get(key, []) for key in self.terms)
        named = (name for names in given for name in ([names] if isinstance(names, str) else names))
        return (*named, *self.also)


METHODS: dict[str, Method] = {}


def method(
    name: str,
    *,
    keys: Mapping[str, Key],
    gives: tuple[str, ...] = (),
    gives_by_term: tuple[str, ...] = (),
    terms: tuple[str, ...] = (),
    also: tuple[str, ...] = (),
    one_of: tuple[tuple[str, ...], ...] = (),
    together: tuple[tuple[str, str], ...] = (),
    scaled: tuple[str, ...] = (),
    apart: tuple[str, ...] = (),
    observed: Callable[[Choices, tuple[str, ...]], tuple[str, ...]] | None = None,
    precision: float = 1e-12,
) -> Callable[[Compute], Compute]:
    """Register a function as a method.

    Parameters
    ----------
    name : str
        As findings write it.
    keys : mapping of str to Key
        Its keys: the function gets each that is given, read, as a keyword.
    gives, gives_by_term, terms, also, one_of, together, scaled, apart, observed, precision
        As :class:`Method` holds them.

    Returns
    -------
    callable
        Leaves the function as it is.
    """

    def registered(compute: Compute) -> Compute:
        about = (compute.__doc__ or "").strip().partition("\n")[0]
        METHODS[name] = Method(
            name, about, keys, gives, gives_by_term, terms, also, one_of, together, scaled, apart, observed, precision,
            compute,
        )  # fmt: skip
        return compute

    return registered
