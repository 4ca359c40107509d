"""How colours are seen: contrast as WCAG 2.2 counts it, and what is left in grey and to the colour-blind."""

from __future__ import annotations

# Machado, Oliveira & Fernandes (2009), A physiologically-based model for simulation of color vision deficiency, IEEE
# Transactions on Visualization and Computer Graphics, 15(6), 1291-1298: severity 1.0, on linear red, green and blue
BLIND = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
    # what a printer without colours makes of it: its luminance
    "grey": ((0.2126, 0.7152, 0.0722),) * 3,
}

Linear = tuple[float, float, float]


def linear(colour: str) -> Linear:
    """Give red, green and blue of ``#rrggbb`` as amounts of light."""
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return red, green, blue


def seen(colour: str, by: str) -> Linear:
    """Give a colour as somebody sees it."""
    light = linear(colour)
    rows = (sum(part * one for part, one in zip(row, light, strict=True)) for row in BLIND[by])
    red, green, blue = (min(max(value, 0.0), 1.0) for value in rows)
    return red, green, blue


def luminance(light: Linear) -> float:
    """Give the relative luminance."""
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


def ratio(one: Linear, other: Linear) -> float:
    """Give the contrast of two colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours as everybody else sees them."""
    return ratio(linear(one), linear(other))
