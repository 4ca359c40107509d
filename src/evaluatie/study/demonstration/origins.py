"""Countries of birth for made-up people, and the origin that follows from them in both Dutch classifications.

Rules of Statistics Netherlands. Since 2022: who was born abroad has the own country as origin; who was born in the
Netherlands has the mother's country, or the father's if the mother was born in the Netherlands. Before: the same, and
the countries were western (Europe without Turkey, North America, Oceania, Indonesia, Japan) or not. Nobody here was
born abroad of parents who were both born in the Netherlands: the classifications differ there.
"""

from __future__ import annotations

from typing import NamedTuple

ORIGINS = ("nederland", "europa", "buiten-europa")
ORIGINS_1999 = ("nederland", "westers", "niet-westers")

HOME = "Nederland"
_EUROPE = ("Duitsland", "België", "Polen")
_WESTERN_1999 = (*_EUROPE, "Indonesië", "Verenigde Staten")


class Birth(NamedTuple):
    """Countries of birth of a person, the mother and the father, and how often they go together in their origin."""

    own: str
    mother: str
    father: str
    share: float

    @property
    def country(self) -> str:
        """The country that origin goes by."""
        abroad = [country for country in (self.own, self.mother, self.father) if country != HOME]
        return abroad[0] if abroad else HOME

    @property
    def origin(self) -> str:
        """Origin in the classification since 2022."""
        if self.country == HOME:
            return "nederland"
        return "europa" if self.country in _EUROPE else "buiten-europa"

    @property
    def origin_1999(self) -> str:
        """Origin in the older classification."""
        if self.country == HOME:
            return "nederland"
        return "westers" if self.country in _WESTERN_1999 else "niet-westers"


BIRTHS = (
    Birth(HOME, HOME, HOME, 1.0),
    Birth("Polen", "Polen", "Polen", 0.35),
    Birth("Duitsland", "Duitsland", "Duitsland", 0.20),
    Birth(HOME, "Duitsland", HOME, 0.25),
    Birth(HOME, HOME, "België", 0.20),
    Birth("Turkije", "Turkije", "Turkije", 0.12),
    Birth(HOME, "Turkije", "Turkije", 0.16),
    Birth("Marokko", "Marokko", "Marokko", 0.10),
    Birth(HOME, "Marokko", "Marokko", 0.18),
    Birth("Suriname", "Suriname", "Suriname", 0.10),
    Birth(HOME, "Suriname", HOME, 0.10),
    Birth(HOME, HOME, "Suriname", 0.06),
    Birth("Syrië", "Syrië", "Syrië", 0.06),
    Birth(HOME, "Indonesië", HOME, 0.06),
    Birth(HOME, "Indonesië", "Indonesië", 0.03),
    Birth("Verenigde Staten", "Verenigde Staten", "Verenigde Staten", 0.03),
)
