"""The link from x over a mediator to y among people in units, with what holds within and between units apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence
from evaluatie.scales.answers import Floats, read_answers
from evaluatie.scales.teams.intraclass import icc2
from evaluatie.scales.teams.oneway import mean_squares
from evaluatie.scales.teams.paths import Equations, Paths, between_equations, paths, varies, within_equations

#: Below this, means of units are too unreliable to pass over (LeBreton & Senter 2008)
RELIABLE = 0.70
_SUFFIX = {"people": "", "within": "_within", "between": "_between"}
INTERVAL = (
    "Monte Carlo interval of the indirect effect (MacKinnon, Lockwood & Williams 2004; Preacher & Selig 2012) from"
    " {draws:,} draws of t distributions, standard error of Sobel (1982)"
)
PEOPLE = "Mediation by ordinary least squares among people"
WITHIN = "Mediation within units by fixed effects (least squares on deviations from unit means; Mundlak 1978)"
BETWEEN = (
    "Mediation among people in units, within and between units (Zhang, Zyphur & Preacher 2009): within by fixed effects"
    " (Mundlak 1978), between by regressions with a random intercept (REML; Satterthwaite's degrees of freedom)"
)


@dataclass(frozen=True)
class MediatedLink(Result):
    """A link x -> mediator -> y.

    Attributes
    ----------
    people : Paths or None
        Among people, units not told apart; None where they are.
    within : Paths or None
        Among people of the same unit: their deviations from its mean.
    between : Paths or None
        Among units: their means. None with too few units, and then a note says so.
    x_reliability, mediator_reliability : float or None
        Of the unit means, ICC(2), at least 0; None without ``between``. The lower, the more the paths between units
        are drawn towards those within.
    confidence : float
        Level of the intervals.
    draws, seed : int
        Of the Monte Carlo intervals.
    n : int
        People.
    units : int or None
        Units that are told apart.
    """

    people: Paths | None
    within: Paths | None
    between: Paths | None
    x_reliability: float | None
    mediator_reliability: float | None
    confidence: float
    draws: int
    seed: int
    n: int
    units: int | None

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the paths of each part, the indirect effect first.

        Returns
        -------
        tuple of Estimate
            ``indirect``, ``standardised_indirect``, ``a``, ``b``, ``direct`` and ``total``; where units are told
            apart, with ``_within`` and ``_between``.
        """
        parts = (self.people, self.within, self.between)
        return tuple(estimate for part in parts if part is not None for estimate in part.estimates())


def mediated_link(
    data: pd.DataFrame,
    x: str,
    mediator: str,
    y: str,
    unit: str | None = None,
    *,
    covariates: Sequence[str] = (),
    fewest_units: int = 20,
    minimum_unit: int = 2,
    confidence: float = 0.95,
    draws: int = 20_000,
    seed: int = 0,
) -> MediatedLink:
    """Tell how far x goes with y by way of a mediator, such as leadership with the intention to leave by inclusion.

    mediator = i1 + a x + e1 and y = i2 + c' x + b mediator + e2; the indirect effect is a b, the direct one c', the
    total one c in y = i3 + c x + e3. Two people of one unit who differ in x, and two units that differ in their mean
    x, are different comparisons. So each predictor is split into the deviation from the unit's mean and that mean,
    with an intercept per unit (Zhang, Zyphur & Preacher 2009, *Organizational Research Methods* 12, 695-719; Preacher,
    Zyphur & Zhang 2010, *Psychological Methods* 15, 209-233). One rule says what is reported:

    - no ``unit``, or fewer than 2 units of ``minimum_unit`` people: ``people``, ordinary least squares on everybody;
    - fewer than ``fewest_units`` units: ``within`` alone, which is least squares with a dummy per unit, so that
      differences between units cannot confound it (n - units - k degrees of freedom);
    - more: ``within``, the same, and ``between``, unit means with a random intercept by REML.

    Few units bias standard errors of what differs between them (Maas & Hox 2005, *Methodology* 1, 86-92), for which
    REML and small-sample degrees of freedom are the remedies (McNeish & Stapleton 2016, *Educational Psychology Review*
    28, 295-314). With both, in studies simulated with 20 and 40 units of many sizes, 95% intervals between units held
    the truth of a and b in 93 to 97% and that of the indirect effect in 93 to 97% where there is one, in 96 to 100%
    where there is none.

    That truth is about the means of the people who answered. Means of few people are unreliable as means of the unit,
    which draws paths between units towards those within (Lüdtke et al. 2008, *Psychological Methods* 13, 203-229): in
    simulations with a reliability of .50 about half of an indirect effect of the units themselves was found. See
    ``x_reliability``. Within, direct and indirect add up to the total; between they do so nearly, as each equation
    weighs units by variances of its own. None of this shows what causes what: that x comes before the mediator, the
    mediator before y, and that nothing else drives two of them, is assumed.

    Parameters
    ----------
    data : DataFrame, shape (n, any)
        One row per person.
    x, mediator, y : str
        Columns with scores; y and the mediator must differ between people of one unit, x need not.
    unit : str, optional
        Column with the person's unit; None, NaN and blank text are missing.
    covariates : list of str, optional
        Columns with numbers to hold equal in every equation; they are split in the same way.
    fewest_units : int, default 20
        Units from which the part between them is reported; at least 3.
    minimum_unit : int, default 2
        Units with fewer people with complete answers are left out; at least 2.
    confidence : float, default 0.95
        Level of the intervals.
    draws : int, default 20,000
        Of the Monte Carlo intervals; at least 1,000.
    seed : int, default 0
        Of the same.

    Returns
    -------
    MediatedLink
        With people left out, and parts that could not be told, in the notes.

    Raises
    ------
    NotEnoughData
        With too few people or units, scores that do not vary, or an exact fit.
    TypeError
        If a score is not a number, or an argument is of the wrong kind.
    ValueError
        If a column is not there or named twice, follows exactly from others or holds an infinite value, or an argument
        is out of bounds.

    Examples
    --------
    >>> data = pd.DataFrame({"team": list("aaabbbcccd"), "lead": [1, 2, 4, 3, 5, 4, 2, 2, 5, 3]})
    >>> data["inclusion"] = [2, 2, 3, 4, 5, 5, 3, 2, 4, 1]
    >>> data["leave"] = [4, 5, 3, 3, 1, 2, 3, 5, 2, 5]
    >>> result = mediated_link(data, "lead", "inclusion", "leave", "team")
    >>> result.tidy()[["term", "estimate", "df"]].round(3).iloc[[0, 2, 3]].values.tolist()
    [['indirect_within', -0.796, nan], ['a_within', 0.447, 5.0], ['b_within', -1.78, 4.0]]
    >>> result.notes
    ('1 of 4 units left out (1 complete people): fewer than 2',
     'between units nothing is told: 3 units, and at least 20 are needed')
    """
    confidence = check_confidence(confidence)
    for name, value, least in (
        ("fewest_units", fewest_units, 3),
        ("minimum_unit", minimum_unit, 2),
        ("draws", draws, 1000),
        ("seed", seed, 0),
    ):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
            raise ValueError(f"{name} must be a whole number, at least {least}: got {value!r}")
    names = _columns(data, [x, mediator, y], covariates, unit)
    people = _read(data, names, unit, int(minimum_unit))
    found, notes = _fit(people, int(fewest_units))
    n, settings = len(people.scores), {"draws": int(draws), "seed": int(seed)}
    parts = {
        part: paths(equations, _SUFFIX[part], n, confidence=confidence, **settings) for part, equations in found.items()
    }
    reliable = _reliabilities(people) if "between" in found else (None, None)
    method = BETWEEN if "between" in found else WITHIN if "within" in found else PEOPLE
    return MediatedLink(
        method=f"{method}; {INTERVAL.format(draws=int(draws))}",
        notes=(*people.notes, *notes, *_unreliable(reliable, names)),
        people=parts.get("people"),
        within=parts.get("within"),
        between=parts.get("between"),
        x_reliability=reliable[0],
        mediator_reliability=reliable[1],
        confidence=confidence,
        **settings,
        n=n,
        units=None if "people" in found else len(people.sizes),
    )


@dataclass(frozen=True)
class _People:
    """People with complete scores, and the unit of each from 0; one unit where none are told apart."""

    names: list[str]
    scores: Floats
    codes: npt.NDArray[np.intp]
    sizes: npt.NDArray[np.intp]
    notes: tuple[str, ...]

    def means(self, values: Floats) -> Floats:
        sums = [np.bincount(self.codes, weights=column) for column in values.T]
        return np.column_stack(sums) / self.sizes[:, None]


def _columns(data: pd.DataFrame, scores: list[str], covariates: Sequence[str], unit: str | None) -> list[str]:
    if not isinstance(data, pd.DataFrame):
        raise TypeError(f"data must be a DataFrame: got {type(data).__name__}")
    if isinstance(covariates, str):
        raise TypeError(f"covariates must be a list of columns: got the text {covariates!r}")
    names = [*scores, *covariates]
    asked, there = names if unit is None else [*names, unit], list(data.columns)
    if absent := [name for name in asked if name not in there]:
        raise ValueError(f"data has no column {', '.join(map(repr, absent))}")
    if twice := [name for name in asked if there.count(name) > 1 or asked.count(name) > 1]:
        raise ValueError(f"column {twice[0]!r} occurs twice among the scores, the unit and the columns of data")
    return names


def _read(data: pd.DataFrame, names: list[str], unit: str | None, least: int) -> _People:
    values = np.column_stack([read_answers(data[name], name) for name in names])
    complete = np.asarray(~np.isnan(values).any(axis=1))
    codes = np.full(len(values), -1) if unit is None else _codes(data[unit])
    sizes = np.bincount(codes[complete & (codes >= 0)], minlength=codes.max(initial=-1) + 1)
    large = sizes >= least
    apart = bool(large.sum() >= 2)
    kept = complete.copy()
    if apart:
        kept[kept] = (codes[kept] >= 0) & large[codes[kept]]
    notes = _left_out(codes, complete, sizes, least) if apart else _not_apart(complete, unit, least)
    if kept.sum() <= len(names):
        raise NotEnoughData(f"at least {len(names) + 1} people with complete scores are needed: got {kept.sum()}")
    values = values[kept]
    same = [
        repr(name) for name, some in zip(names, varies(values - values.mean(axis=0), values), strict=True) if not some
    ]
    if same:
        raise NotEnoughData(f"{', '.join(same)} does not vary between people: everyone has the same score")
    places = np.unique(codes[kept], return_inverse=True)[1] if apart else np.zeros(len(values), dtype=np.intp)
    return _People(names, values, places, sizes[large] if apart else np.array([len(values)]), notes)


def _codes(column: pd.Series[Any]) -> npt.NDArray[np.intp]:
    codes, labels = pd.factorize(column)
    blank = np.array([isinstance(label, str) and not label.strip() for label in labels], dtype=bool)
    return np.where(np.isin(codes, blank.nonzero()[0]), -1, codes)


def _not_apart(complete: npt.NDArray[np.bool_], unit: str | None, least: int) -> tuple[str, ...]:
    missing = int((~complete).sum())
    notes = [f"{missing} of {len(complete)} people left out: a score was missing"] if missing else []
    if unit is not None:
        notes.append(
            f"units are not told apart, as fewer than 2 have {least} or more people with complete scores: differences"
            " between units are part of these paths"
        )
    return tuple(notes)


def _left_out(
    codes: npt.NDArray[np.intp], complete: npt.NDArray[np.bool_], sizes: npt.NDArray[np.intp], least: int
) -> tuple[str, ...]:
    n, nowhere, missing = len(codes), int((codes < 0).sum()), int((~complete & (codes >= 0)).sum())
    present = np.unique(codes[codes >= 0])
    small = sizes[present][sizes[present] < least]
    notes = []
    if nowhere:
        notes.append(f"{nowhere} of {n} people left out: no unit")
    if missing:
        notes.append(f"{missing} of {n} people left out: a score was missing")
    if len(small):
        people = f"{len(small)} of {len(present)} units left out ({small.sum()} complete people)"
        notes.append(f"{people}: fewer than {least}")
    return tuple(notes)


def _fit(people: _People, fewest_units: int) -> tuple[dict[str, Equations], tuple[str, ...]]:
    names = people.names
    centred = people.scores - people.scores.mean(axis=0)
    if len(people.sizes) == 1:
        return {"people": within_equations(centred, names, 1)}, ()
    means = people.means(centred)
    deviations = centred - means[people.codes]
    inside = varies(deviations, people.scores)
    if not inside[1:3].all():
        raise NotEnoughData(f"{names[1 + int(inside[1])]!r} does not vary between people of one unit")
    there = [True, True, True, *inside[3:]]  # a covariate that does not vary has no part in it
    deviations = np.where(inside, deviations, 0.0)[:, there]
    found, notes = {}, []
    if inside[0]:
        found["within"] = within_equations(deviations, _of(names, there), len(people.sizes))
    else:
        notes.append(f"within units nothing is told: {names[0]!r} does not vary between people of one unit")
    between, said = _between(people, means - means.mean(axis=0), deviations, fewest_units)
    if between is not None:
        found["between"] = between
    elif not found:
        raise NotEnoughData("; ".join([*notes, *said]))
    return found, (*notes, *said)


def _between(
    people: _People, means: Floats, deviations: Floats, fewest_units: int
) -> tuple[Equations | None, tuple[str, ...]]:
    varying = varies(means[people.codes], people.scores)
    there = [True, True, True, *varying[3:]]
    units, needed = len(people.sizes), max(fewest_units, sum(there) + 1)
    if units < needed:
        return None, (f"between units nothing is told: {units} units, and at least {needed} are needed",)
    if not varying[:3].all():
        same = people.names[int(varying[:3].argmin())]
        return None, (f"between units nothing is told: {same!r} has the same mean in every unit",)
    found = between_equations(means[:, there], _of(people.names, there), deviations, people.sizes)
    return found, tuple(
        f"units differ in {name!r} no more than by chance beside the predictors: the variance between them is 0, and"
        " their paths are those of ordinary least squares"
        for name, fitted in zip(people.names[1:3], (found.mediator, found.outcome), strict=True)
        if fitted.variance_between == 0
    )


def _of(names: list[str], taken: Sequence[bool]) -> list[str]:
    return [name for name, take in zip(names, taken, strict=True) if take]


def _reliabilities(people: _People) -> tuple[float, float]:
    order = np.argsort(people.codes, kind="stable")
    starts = np.cumsum(people.sizes) - people.sizes
    spread = mean_squares(people.scores[order][:, :2], starts, people.sizes)
    x, mediator = np.maximum(icc2(spread.between, spread.within), 0.0)
    return float(x), float(mediator)


def _unreliable(reliable: tuple[float | None, float | None], names: list[str]) -> tuple[str, ...]:
    return tuple(
        f"unit means of {name!r} are reliable to {value:.2f} (ICC(2)), below {RELIABLE:.2f}: paths between units are"
        " drawn towards those within"
        for name, value in zip(names[:2], reliable, strict=True)
        if value is not None and value < RELIABLE
    )
