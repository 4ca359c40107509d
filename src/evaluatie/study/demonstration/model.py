"""The model that demonstration data are drawn from: every parameter, with the documented defaults."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from evaluatie.study.demonstration.career_model import CareerModel
from evaluatie.study.demonstration.origins import ORIGINS, ORIGINS_1999
from evaluatie.study.demonstration.shifts import ABROAD, Effect, Shift

Floats = NDArray[np.float64]

EXPOSED = ("yes", "no")


@dataclass(frozen=True)
class DemoScale:
    """One latent scale and the items that show it.

    Attributes
    ----------
    instrument : str
        Id of the instrument that the items belong to.
    name : str
        The scale's part of the outcome ``<instrument>.<name>``.
    items : tuple of int
        Numbers of its items.
    loadings : tuple of float
        Of each item: the correlation of its continuous response with the latent scale, between 0 and 1.
    thresholds : tuple of float
        Where the continuous response of an item of average difficulty goes over to the next answer; ascending, one
        fewer than there are answers.
    low : int
        The lowest answer.
    reversed : tuple of int
        Numbers of the items whose answers are turned round before they are written down.
    spread : float
        Items differ in difficulty: their thresholds are shifted by equal steps from ``-spread`` to ``+spread``.
    """

    instrument: str
    name: str
    items: tuple[int, ...]
    loadings: tuple[float, ...]
    thresholds: tuple[float, ...]
    low: int = 1
    reversed: tuple[int, ...] = ()
    spread: float = 0.3

    @property
    def id(self) -> str:
        """The outcome's id."""
        return f"{self.instrument}.{self.name}"

    @property
    def high(self) -> int:
        """The highest answer."""
        return self.low + len(self.thresholds)

    @property
    def columns(self) -> tuple[str, ...]:
        """The items' names in the survey."""
        return tuple(f"{self.instrument}_{number}" for number in self.items)

    def item_thresholds(self) -> Floats:
        """Give the thresholds of each item: shape (items, answers - 1)."""
        shifts = np.linspace(-self.spread, self.spread, len(self.items)) if len(self.items) > 1 else np.zeros(1)
        thresholds: Floats = np.asarray(self.thresholds) + shifts[:, None]
        return thresholds


FIVE = (-2.1, -1.2, -0.3, 1.0)
SEVEN = (-2.3, -1.7, -1.0, -0.4, 0.3, 1.2)
SEVEN_LOW = (-0.7, 0.0, 0.5, 1.0, 1.5, 2.1)

SCALES = (
    DemoScale("pgis", "belonging", tuple(range(1, 9)), (0.80, 0.78, 0.74, 0.76, 0.72, 0.75, 0.77, 0.70), FIVE),
    DemoScale("pgis", "authenticity", tuple(range(9, 17)), (0.78, 0.82, 0.76, 0.74, 0.75, 0.77, 0.73, 0.71), FIVE),
    DemoScale(
        "inclusive_leadership", "total", tuple(range(1, 10)),
        (0.80, 0.82, 0.78, 0.84, 0.80, 0.76, 0.82, 0.78, 0.80), FIVE,
    ),
    DemoScale(
        "affective_commitment", "total", tuple(range(1, 7)), (0.66, 0.60, 0.72, 0.76, 0.70, 0.74), SEVEN,
        reversed=(3, 4, 5),
    ),
    DemoScale("turnover_intention", "total", (1, 2, 3), (0.80, 0.84, 0.86), SEVEN_LOW),
    DemoScale("job_satisfaction", "total", (1, 2, 3), (0.86, 0.74, 0.82), SEVEN, reversed=(2,)),
)  # fmt: skip

CORRELATIONS = (
    (),
    (0.70,),
    (0.50, 0.50),
    (0.50, 0.40, 0.45),
    (-0.40, -0.35, -0.40, -0.55),
    (0.50, 0.45, 0.50, 0.60, -0.60),
)

EFFECTS = (
    Effect("pgis.belonging", -0.40, ABROAD),
    Effect("pgis.authenticity", -0.50, ABROAD),
    Effect("inclusive_leadership.total", -0.20, ABROAD),
    Effect("affective_commitment.total", -0.10, ABROAD),
    Effect("turnover_intention.total", 0.25, ABROAD),
    Effect("pgis.belonging", -0.15, {"origin": "europa"}),
    Effect("pgis.belonging", 0.05, wave="t1"),
    Effect("pgis.belonging", 0.25, {"exposed": "yes"}, "t1"),
    Effect("pgis.authenticity", 0.20, {"exposed": "yes"}, "t1"),
    Effect("pgis.authenticity", 0.20, {"exposed": "yes", **ABROAD}, "t1"),
    Effect("inclusive_leadership.total", 0.30, {"exposed": "yes"}, "t1"),
    Effect("turnover_intention.total", 0.10, wave="t1"),
)


@dataclass(frozen=True)
class DemoModel:
    """Every parameter of the model; docs/demonstration.md has the formulas.

    Attributes
    ----------
    persons : int
        Employees at the first wave.
    units : int
        Teams; everyone belongs to each of them with the same chance.
    exposed : float
        Share of the units that had interventions: the first ones.
    dates : tuple of datetime.date
        First days of the waves ``t0``, ``t1`` and so on, ascending.
    scales : tuple of DemoScale
        The latent scales and their items.
    correlations : tuple of tuple of float
        Between the latent scales, within a group: the lower triangle, row by row.
    effects : tuple of Effect
        Gaps, changes, gaps that change, effects of interventions.
    unit_share, unit_change_share, stable_share : float
        Shares of the latent variance (which is 1 within a group) between units at all waves, between units at one
        wave, and between persons of a unit at all waves. What remains is of one person at one wave.
    item_stable_share : float
        Share of an item's own part (what its loading leaves) that a person keeps from wave to wave.
    genders, origins : mapping of str to float
        Chances of the levels; they sum to 1. Countries of birth follow from origin, see ``origins.py``.
    age, age_of_joiners : pair of float
        Mean and standard deviation of the normal distribution of age at entry into the data, cut off at 18 and 66.
    answering : tuple of float
        Per wave the chance that an employee answers to whom none of the shifts below applies.
    answering_shifts : tuple of Shift
        By whom that chance differs (probit).
    answering_by_earlier_score : float
        Drop-out at random: probit shift at later waves per point that the belonging score of the first wave, of who
        answered then, lies above everyone's true mean.
    answering_by_current_level : float
        Drop-out not at random: probit shift at later waves per standard deviation of latent belonging at that wave.
    leaving : float
        Rate of leaving the organisation, per year.
    leaving_shifts : tuple of Shift
        By whom that rate differs (log hazard ratio).
    leaving_before : tuple of Shift
        By whom that rate differs besides, before ``careers.began`` (log hazard ratio).
    leaving_by_belonging : float
        Log hazard ratio per standard deviation of the stable part of a person's belonging.
    joining : float
        Who joins, per year and employee of the first wave.
    item_missing : float
        Share of answers that are missing, completely at random.
    careless : float
        Share of those who answer at a wave who give one and the same answer to everything, fast. The truth is about
        the others.
    careers : CareerModel
        Scales, promotion, reasons of exit, and who no wave saw.
    """

    persons: int = 600
    units: int = 12
    exposed: float = 2 / 3
    dates: tuple[datetime.date, ...] = (datetime.date(2019, 10, 1), datetime.date(2021, 6, 1))
    scales: tuple[DemoScale, ...] = SCALES
    correlations: tuple[tuple[float, ...], ...] = CORRELATIONS
    effects: tuple[Effect, ...] = EFFECTS
    unit_share: float = 0.08
    unit_change_share: float = 0.02
    stable_share: float = 0.55
    item_stable_share: float = 0.30
    genders: Mapping[str, float] = field(default_factory=lambda: {"man": 0.55, "vrouw": 0.45})
    origins: Mapping[str, float] = field(
        default_factory=lambda: {"nederland": 0.74, "europa": 0.08, "buiten-europa": 0.18}
    )
    age: tuple[float, float] = (45.0, 11.0)
    age_of_joiners: tuple[float, float] = (35.0, 9.0)
    answering: tuple[float, ...] = (0.72, 0.74)
    answering_shifts: tuple[Shift, ...] = (Shift(-0.20, ABROAD),)
    answering_by_earlier_score: float = 0.20
    answering_by_current_level: float = 0.0
    leaving: float = 0.07
    leaving_shifts: tuple[Shift, ...] = (Shift(0.30, ABROAD),)
    leaving_before: tuple[Shift, ...] = ()
    leaving_by_belonging: float = -0.30
    joining: float = 0.07
    item_missing: float = 0.02
    careless: float = 0.01
    careers: CareerModel = field(default_factory=CareerModel)

    def __post_init__(self) -> None:
        wrong = list(_wrong(self))
        if wrong:
            raise ValueError("This model cannot be drawn from:\n" + "\n".join(f"- {sentence}" for sentence in wrong))

    @property
    def waves(self) -> tuple[str, ...]:
        """The ids of the waves."""
        return tuple(f"t{number}" for number in range(len(self.dates)))

    @property
    def days(self) -> tuple[int, ...]:
        """Days from the first wave to each wave."""
        return tuple((date - self.dates[0]).days for date in self.dates)

    @property
    def occasion_share(self) -> float:
        """Share of the latent variance of one person at one wave."""
        return 1 - self.unit_share - self.unit_change_share - self.stable_share

    @property
    def exposed_units(self) -> int:
        """How many units had interventions."""
        return round(self.exposed * self.units)

    @property
    def joiners(self) -> int:
        """How many people join between the first and the last wave."""
        return round(self.persons * self.joining * self.days[-1] / YEAR)

    @property
    def began(self) -> int | None:
        """Days from the first wave to the day on which interventions began."""
        return None if self.careers.began is None else (self.careers.began - self.dates[0]).days

    @property
    def items(self) -> tuple[str, ...]:
        """The names of all items."""
        return tuple(column for scale in self.scales for column in scale.columns)

    def correlation(self) -> Floats:
        """Give the correlations of the latent scales as a whole matrix."""
        matrix = np.eye(len(self.scales))
        for row, values in enumerate(self.correlations):
            matrix[row, : len(values)] = matrix[: len(values), row] = values
        return matrix

    def place(self, scale: str) -> int:
        """Give the place of a latent scale."""
        return [each.id for each in self.scales].index(scale)


YEAR = 365.25
BELONGING = "pgis.belonging"


def _wrong(model: DemoModel) -> list[str]:
    """List what is wrong with a model."""
    levels = {
        "gender": tuple(model.genders),
        "origin": ORIGINS,
        "origin_1999": ORIGINS_1999,
        "exposed": EXPOSED,
    }
    ids = [scale.id for scale in model.scales]
    shifts = (*model.answering_shifts, *model.leaving_shifts, *model.leaving_before, *model.careers.shifts)
    everyone = [*(effect.who for effect in model.effects), *(shift.who for shift in shifts)]
    checks = [
        (BELONGING in ids, f"there is no scale {BELONGING}, on which answering and leaving depend"),
        (len(set(ids)) == len(ids), "a scale is named twice"),
        ([len(row) for row in model.correlations] == list(range(len(ids))), "correlations: not a lower triangle"),
        (list(model.dates) == sorted(set(model.dates)) and bool(model.dates), "dates: they do not ascend"),
        (len(model.answering) == len(model.dates), "answering: not one chance per wave"),
        (all(0 < chance < 1 for chance in model.answering), "answering: chances lie between 0 and 1"),
        (model.occasion_share >= 0, "the shares of variance exceed 1"),
        (set(model.origins) <= set(ORIGINS), f"origins: only {', '.join(ORIGINS)} are known"),
        (all(np.isclose(sum(chances.values()), 1) for chances in (model.genders, model.origins)), "chances: sum not 1"),
        (all(len(scale.items) == len(scale.loadings) for scale in model.scales), "not one loading per item"),
        (all(set(scale.reversed) <= set(scale.items) for scale in model.scales), "a reversed item is no item"),
        (all(effect.scale in ids for effect in model.effects), "an effect is on a scale that is not there"),
        (all(effect.wave in (None, *model.waves) for effect in model.effects), "an effect is at no wave"),
        (
            model.careers.until is None or model.careers.until > model.dates[-1],
            "careers.until: the files end before the last wave",
        ),
        (
            all(shift.size >= 0 and model.began is not None for shift in model.leaving_before),
            "leaving_before: shifts are not negative, and careers.began says until when",
        ),
        (
            all(level in levels.get(key, ()) for who in everyone for key, level in who.items()),
            "an effect or a shift is for people who are not there",
        ),
    ]
    wrong = [sentence for holds, sentence in checks if not holds] + list(model.careers.wrong())
    if not wrong and np.linalg.eigvalsh(model.correlation())[0] <= 0:
        wrong.append("correlations: not those of any scales (not positive definite)")
    return wrong
