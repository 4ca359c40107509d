"""What each estimator should do in each situation: hold, hold at least so often, or not, and why not."""

from __future__ import annotations

from dataclasses import dataclass

#: 95% intervals should hold this often, in percent, in small samples and in larger ones
SMALL, LARGE = (92.5, 97.0), (94.0, 96.0)
#: from this size on samples are larger: people, units; organisations are always few
LARGE_FROM = {"units": 30, "organisations": 1000}
LARGE_FROM_PEOPLE = 100


@dataclass(frozen=True)
class Expected:
    """What is expected, and in words.

    ``both``: within the band. ``least``: not below it. ``none``: nothing.
    """

    kind: str
    words: str


MUST = Expected("both", "must hold")
#: by world, situation and estimator, of which the last two may be a part of the name; the first that fits counts
RULES = (
    ("stayers", "everyone", "pseudo-median", Expected("least", "at least: limits lie on the grid of the answers")),
    ("stayers", "not at random", "", Expected("none", "no: silence depends on the missing answer")),
    ("stayers", "at random", "weighted", Expected("least", "at least: weights are taken as known")),
    ("stayers", "at random", "without x", Expected("none", "no: x makes silent, and is left out")),
    ("stayers", "silent at random", "mixed", MUST),
    ("stayers", "silent at random", "imputed", MUST),
    ("stayers", "at random", "linked", Expected("none", "no: those who stay differ")),
    ("stayers", "at random", "everyone", Expected("none", "no: those who stay differ")),
    ("stayers", "at random", "trimmed means", Expected("none", "no: those who stay differ")),
    ("stayers", "at random", "pseudo-median", Expected("none", "no: those who stay differ")),
    ("workforce", "", "raked", MUST),
    ("workforce", "", "", Expected("none", "no: groups answer more or less often")),
    ("units", "", "as if alone", Expected("none", "no: people of a unit are alike")),
    ("units", "", "permutation", Expected("least", "at least: few assignments")),
    ("units", "a quarter", "CR2", Expected("least", "at least: two or three units hardly tell how units differ")),
    ("few units", "units do not differ", "as if alone", MUST),
    ("few units", "", "as if alone", Expected("none", "no: people of a unit are alike")),
    ("few units", "", "in common", Expected("least", "at least: degrees of freedom are those of one outcome")),
    ("organisations", "", "prediction", Expected("none", "roughly: takes tau2 for known")),
    ("organisations", "", "never narrower", Expected("least", "at least")),
    ("organisations", "0.01", "Knapp-Hartung", Expected("none", "roughly: weights rest upon an estimated tau2")),
)


def expected(world: str, situation: str, estimator: str) -> Expected:
    """Say what is expected of an estimator in a situation: to hold, where no rule says otherwise."""
    fitting = (what for of, part, name, what in RULES if world == of and part in situation and name in estimator)
    return next(fitting, MUST)


def band(world: str, size: int) -> tuple[float, float]:
    """Give the band for samples of this size, in percent."""
    return LARGE if size >= LARGE_FROM.get(world, LARGE_FROM_PEOPLE) else SMALL


def within(kind: str, covered: float, limits: tuple[float, float]) -> bool:
    """Tell whether a coverage in percent is as expected."""
    low, high = limits
    return kind == "none" or (low <= covered and (kind == "least" or covered <= high))
