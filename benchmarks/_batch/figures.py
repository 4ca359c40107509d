"""Figures: the values of a name over the rounds, its unit, its target, and which way is better."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Better = Literal["lower", "higher", "neither"]
LINEAR = 1.05  # an exponent is itself measured: a little above 1 is still linear


@dataclass(frozen=True)
class Target:
    """What a figure should be.

    Attributes
    ----------
    sign : {"<=", ">=", "="}
        How it compares with the limit.
    limit : float
        The limit.
    """

    sign: Literal["<=", ">=", "="]
    limit: float

    def met(self, value: float) -> bool:
        """Tell whether a value is what it should be."""
        return {"<=": value <= self.limit, ">=": value >= self.limit, "=": value == self.limit}[self.sign]

    def __str__(self) -> str:
        return f"{self.sign} {self.limit:g}"


@dataclass(frozen=True)
class Figure:
    """A name and its values.

    Attributes
    ----------
    group : str
        What it is about: "10 organisations".
    name : str
        What was measured.
    values : tuple of float
        One for each round.
    target : Target or None
        What it should be.
    """

    group: str
    name: str
    values: tuple[float, ...]
    target: Target | None = None

    @property
    def median(self) -> float:
        """The middle value."""
        return statistics.median(self.values)

    @property
    def unit(self) -> str:
        """The unit, or nothing for a ratio or a count."""
        if self.name.startswith(("exponent", *_RATIOS)):
            return ""
        if self.name.endswith(": peak"):
            return "MiB"
        if self.name in ("report.html", "results.json"):
            return "KiB"
        return "s" if self.name.endswith((": wall", ": CPU")) else ""

    @property
    def better(self) -> Better:
        """Which way is better than before: neither, for what others cost, and where only the target counts."""
        if self.name.startswith(_RATIOS):
            return "higher"
        theirs = self.name.startswith(("usual way", "merged", "sections", "respondents"))
        judged_alone = self.name.startswith("exponent") or self.name.endswith("remade")
        return "neither" if theirs or judged_alone else "lower"


_RATIOS = ("usual way / evaluatie", "merged / evaluatie")
_TARGETS = {
    "unchanged rerun: wall": Target("<=", 2.0),
    "unchanged rerun: remade": Target("=", 0),
    "one file changed: remade": Target("=", 1),
}
_TARGETS_OF_MANY = {
    "overhead per section: CPU": Target("<=", 0.4),
    "overhead per section: wall": Target("<=", 0.8),
    "usual way / evaluatie: wall": Target(">=", 6),
}
_MANY, _FIFTY = 10, 50


def organisation_figures(count: int, rounds: Sequence[Mapping[str, float]]) -> list[Figure]:
    """Make the figures of so many organisations.

    Parameters
    ----------
    count : int
        The number of organisations.
    rounds : sequence of mapping
        The values by name, per round.
    """
    group = "1 organisation" if count == 1 else f"{count} organisations"
    targets = {**_TARGETS, **(_TARGETS_OF_MANY if count >= _MANY else {})}
    if count == 1:
        targets["usual way / evaluatie: wall"] = Target(">=", 3)
    if count >= _FIFTY:
        targets["wall / (cells + overhead)"] = Target("<=", 0.6)
    return _gathered(group, rounds, targets)


def respondent_figures(employees: int, rounds: Sequence[Mapping[str, float]]) -> list[Figure]:
    """Make the figures of one organisation of so many employees."""
    return _gathered(f"{employees:,} employees", rounds, {})


def growth_figures(
    organisations: Mapping[int, Sequence[Figure]], employees: Mapping[int, Sequence[Figure]]
) -> list[Figure]:
    """Fit how fast cost grows between the two largest sizes: cost ~ size ** exponent.

    Parameters
    ----------
    organisations, employees : mapping of int to sequence of Figure
        The figures of each size.
    """
    found = []
    if len(organisations) > 1:
        points = [(size, _medians(organisations[size])) for size in sorted(organisations)[-2:]]
        found += [_exponent("organisations", name, points) for name in ("evaluatie: wall", "evaluatie: CPU")]
        found += _fixed_and_further(points[0][1], points[1][1])
    if len(employees) > 1:
        measured = [_medians(employees[size]) for size in sorted(employees)[-2:]]
        answered = [(one["respondents"], one) for one in measured]
        names = ("evaluatie: wall", "evaluatie: CPU", "evaluatie: peak", "report.html")
        found += [_exponent("respondents", name, answered) for name in names]
    return found


def _exponent(of: str, name: str, points: Sequence[tuple[float, Mapping[str, float]]]) -> Figure:
    (small, low), (large, high) = points
    slope = math.log(high[name] / low[name]) / math.log(large / small)
    return Figure("growth", f"exponent in {of}, {name.removeprefix('evaluatie: ')}", (slope,), Target("<=", LINEAR))


def _fixed_and_further(few: Mapping[str, float], many: Mapping[str, float]) -> list[Figure]:
    """Part what a run costs outside cells into what it costs once and what each section adds."""
    sections, name = (few["sections"], many["sections"]), "overhead per section: CPU"
    overhead = (few[name] * sections[0], many[name] * sections[1])
    further = (overhead[1] - overhead[0]) / (sections[1] - sections[0])
    once = overhead[0] - further * sections[0]
    return [Figure("growth", "overhead once per run: CPU", (once,)), Figure("growth", f"further {name}", (further,))]


def _medians(figures: Sequence[Figure]) -> dict[str, float]:
    return {figure.name: figure.median for figure in figures}


def _gathered(group: str, rounds: Sequence[Mapping[str, float]], targets: Mapping[str, Target]) -> list[Figure]:
    return [Figure(group, name, tuple(one[name] for one in rounds), targets.get(name)) for name in rounds[0]]
