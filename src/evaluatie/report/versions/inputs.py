"""What two versions were made from: which kinds of input differ, where that is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MadeFrom = Mapping[str, Mapping[str, str]]
#: in the order in which they are told
KINDS = ("data", "notebook", "beside", "parameters", "code", "versions")


@dataclass(frozen=True)
class Inputs:
    """Which inputs of a report differ.

    Attributes
    ----------
    kinds : mapping of str to (tuple of str)
        The notebooks of which this kind of input differs, by kind, in the order of :data:`KINDS`.
    new, gone : tuple of str
        Notebooks that one of the two versions was made with.
    """

    kinds: Mapping[str, tuple[str, ...]]
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    @classmethod
    def between(cls, before: MadeFrom, now: MadeFrom) -> Inputs:
        """Compare the digests of two versions' inputs, by notebook.

        Examples
        --------
        >>> found = Inputs.between({"30_change.ipynb": {"data": "a"}}, {"30_change.ipynb": {"data": "b"}})
        >>> found.kinds
        {'data': ('30_change.ipynb',)}
        """
        both = [name for name in now if name in before]
        kinds = {kind: tuple(name for name in both if before[name].get(kind) != now[name].get(kind)) for kind in KINDS}
        return cls(
            {kind: names for kind, names in kinds.items() if names},
            tuple(name for name in now if name not in before),
            tuple(name for name in before if name not in now),
        )

    @property
    def differ(self) -> bool:
        """Whether any does."""
        return bool(self.kinds or self.new or self.gone)
