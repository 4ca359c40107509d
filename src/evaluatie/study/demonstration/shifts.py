"""Shifts of means, chances and rates for some people: what effects and gaps are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Who = Mapping[str, str]
ABROAD = {"origin": "buiten-europa"}


@dataclass(frozen=True)
class Effect:
    """A shift of the mean of a latent scale.

    Attributes
    ----------
    scale : str
        The latent scale, ``"pgis.belonging"``.
    size : float
        In standard deviations of the latent scale within a group.
    who : mapping of str to str
        Whom it concerns: ``{"origin": "buiten-europa"}``, ``{"gender": "vrouw"}``, ``{"exposed": "yes"}``, or several
        of these together; everyone where it is empty.
    wave : str or None
        The wave at which it holds; None for all of them, which makes it a gap.
    """

    scale: str
    size: float
    who: Who = field(default_factory=dict)
    wave: str | None = None


@dataclass(frozen=True)
class Shift:
    """A shift of the chance to answer (probit) or of the rate of leaving (log hazard) for some people.

    Attributes
    ----------
    size : float
        The shift.
    who : mapping of str to str
        Whom it concerns, as in :class:`Effect`.
    """

    size: float
    who: Who
