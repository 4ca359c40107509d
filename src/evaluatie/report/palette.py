"""The colours of the page and the figures, read from ``palette.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from evaluatie.shipped import shipped

Palette = Mapping[str, str]


@cache
def palettes() -> Mapping[str, Palette]:
    """Give the palettes: ``"light"`` and ``"dark"``, each a colour by its role.

    Examples
    --------
    >>> sorted(palettes()["light"]) == sorted(palettes()["dark"])
    True
    """
    return {
        str(name): {str(role): str(colour) for role, colour in roles.items()}
        for name, roles in shipped(__file__, "palette.yml").items()
    }


def custom_properties(name: str) -> str:
    """Give a palette as CSS custom properties.

    Examples
    --------
    >>> custom_properties("light").split(";")[0]
    '--paper:#ffffff'
    """
    return ";".join(f"--{role}:{colour}" for role, colour in palettes()[name].items())
