"""The colours of a bar's parts, from the lowest part to the highest."""

from __future__ import annotations

from dataclasses import dataclass

_STEPS = 5  # shades on each side of the middle
_DARK = 3  # from this step on, text on it has the colour of the paper


@dataclass(frozen=True, slots=True)
class Shade:
    """Roles of the palette: of the part itself, and of the text on it."""

    fill: str
    text: str

    @property
    def strong(self) -> bool:
        """Whether it stands out from the paper by itself; the others need an edge."""
        return self.text == "paper"


def shades(parts: int) -> tuple[Shade, ...]:
    """Give a shade for each part, the strongest at both ends and the lightest in the middle.

    Parameters
    ----------
    parts : int
        How many there are; beyond eleven neighbours may share a shade.

    Returns
    -------
    tuple of Shade

    Examples
    --------
    >>> [shade.fill for shade in shades(5)]
    ['low5', 'low2', 'middle', 'high2', 'high5']
    """
    side = parts // 2
    steps = [max(1, round(_STEPS * position / side)) for position in range(1, side + 1)]
    lower = [_shade("low", step) for step in reversed(steps)]
    middle = [Shade("middle", "ink")] if parts % 2 else []
    return (*lower, *middle, *(_shade("high", step) for step in steps))


def rising(at: float) -> Shade:
    """Give the shade of a value: faint where it is low, dark where it is high.

    Parameters
    ----------
    at : float
        Its place between 0 and 1.

    Returns
    -------
    Shade

    Examples
    --------
    >>> [rising(at).fill for at in (0, 0.3, 0.5, 1)]
    ['middle', 'high2', 'high2', 'high5']
    """
    step = round(_STEPS * at)
    return _shade("high", step) if step else Shade("middle", "ink")


def _shade(side: str, step: int) -> Shade:
    return Shade(f"{side}{step}", "paper" if step >= _DARK else "ink")
