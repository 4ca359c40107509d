"""What differs between what a report was made from and with, and what it was made again from and with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from evaluatie.run.verifying.made import Made

Kind = Literal["data", "key", "notebook", "parameter", "code", "version", "platform"]
_KEYED = "hmac-sha256"
_SHOWN = 12


@dataclass(frozen=True)
class Difference:
    """Something that a report was made from or with and that is otherwise here.

    Attributes
    ----------
    kind : {"data", "key", "notebook", "parameter", "code", "version", "platform"}
        Of which kind; ``key``: whether the data are the same cannot be told, since their digests are keyed and the key
        here is another.
    what : str
        Its name: the part that a file plays, a notebook, a package.
    told, here : str or None
        What the report says, and what it is here: a version, or the first digits of a digest. None where there is none.
    """

    kind: Kind
    what: str
    told: str | None
    here: str | None

    def __str__(self) -> str:
        if self.kind == "key":
            return "digests of the data are keyed, and the key here is another: they cannot be compared"
        if self.told is None:
            return f"{self.kind}, {self.what}: here only ({self.here})"
        return f"{self.kind}, {self.what}: {self.told} in the report, {self.here or 'not there'} here"


def differences(told: Made, here: Made) -> tuple[Difference, ...]:
    """Compare what two reports say of themselves.

    Parameters
    ----------
    told, here : Made
        Of the report that is verified, and of the one made again.

    Returns
    -------
    tuple of Difference
        Data first, then notebooks, parameters, evaluatie's code, versions, and the kind of machine; of an export
        evaluatie's version only.
    """
    if not told.recorded:
        return tuple(_of("version", {"evaluatie": told.version}, {"evaluatie": here.version}))
    return (
        *_data(told, here),
        *_of("notebook", _short(told.notebooks), _short(here.notebooks)),
        *_of("parameter", told.parameters, here.parameters),
        *_of("code", {"evaluatie": told.code[:_SHOWN]}, {"evaluatie": here.code[:_SHOWN]}),
        *_of("version", _versions(told), _versions(here)),
        *_of("platform", {"machine": told.machine}, {"machine": here.machine}),
    )


def _data(told: Made, here: Made) -> Iterator[Difference]:
    alike = {digest for role, digest in told.inputs.items() if here.inputs.get(role) == digest}
    if told.scheme != here.scheme or (told.scheme == _KEYED and not alike):
        yield Difference("key", told.scheme, None, None)
        return
    yield from _of("data", _short(told.inputs), _short(here.inputs))


def _of(kind: Kind, told: Mapping[str, str], here: Mapping[str, str]) -> Iterator[Difference]:
    for name in sorted({*told, *here}):
        if told.get(name) != here.get(name):
            yield Difference(kind, name, told.get(name), here.get(name))


def _short(digests: Mapping[str, str]) -> dict[str, str]:
    return {name: digest[:_SHOWN] for name, digest in digests.items()}


def _versions(made: Made) -> dict[str, str]:
    return {"evaluatie": made.version, "Python": made.python, **made.packages}
