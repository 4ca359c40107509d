"""Who took part in interventions, of each answer: how much, and in which of three bands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluatie.process import exposure
from evaluatie.study.linking import has_code

if TYPE_CHECKING:
    from evaluatie.study import Study

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
#: who took part in nothing; who did, in two bands or, where all did so equally much, in one; and who cannot be told
NONE, SOME, LESS, MORE, UNKNOWN = "none", "some", "less", "more", "unknown"
BANDS = (NONE, SOME, LESS, MORE)


@dataclass(frozen=True, eq=False)
class Exposed:
    """Who took part, of each row of the survey.

    Attributes
    ----------
    by : str
        ``"person"`` or ``"unit"``: of whom it is known.
    measure : str
        What the dose counts: ``"sessions"`` of a person; of a unit ``"dose"`` (hours or sessions per head) where all
        that were reached tell it, else ``"share"`` (of its people that were reached).
    dose : array of float, shape (rows,)
        NaN where it is not known who, or which unit, answered.
    reached : array of bool, shape (rows,)
        Whether they count as having had interventions, by the plan's threshold.
    bands : array of str, shape (rows,)
        One of ``BANDS``, or ``"unknown"``.
    cut : float or None
        The largest dose of the lower band; None where there is one band only.
    """

    by: str
    measure: str
    dose: Floats
    reached: Flags
    bands: NDArray[np.str_]
    cut: float | None

    @property
    def lowest(self) -> str:
        """The band of those who took part least: in nothing, where there are any."""
        return next(band for band in BANDS if (self.bands == band).any())

    @property
    def mean_dose(self) -> float:
        """The mean dose of the answers above the lowest band."""
        return float(self.dose[self._above].mean())

    @property
    def span(self) -> float:
        """How much more that is than the mean dose in the lowest band."""
        return self.mean_dose - float(self.dose[self.bands == self.lowest].mean())

    @property
    def _above(self) -> Flags:
        above: Flags = (self.bands != self.lowest) & (self.bands != UNKNOWN)
        return above

    def band_doses(self) -> Floats:
        """Give each row the mean dose of its band, shape (rows,): by it a slope follows from means of bands alone."""
        means = pd.Series(self.dose).groupby(self.bands).transform("mean")
        doses: Floats = means.to_numpy(dtype=np.float64)
        return doses


@lru_cache(maxsize=4)
def exposed_of(study: Study) -> Exposed | None:
    """Tell of each answer how much the person, or the unit, took part between the first wave and the last.

    Parameters
    ----------
    study : Study
        The study.

    Returns
    -------
    Exposed or None
        None where no file tells who took part, or no answers came.
    """
    if study.exposure is None or study.aggregates is not None:
        return None
    by = "person" if "person" in study.exposure else "unit"
    table, measure = _persons(study) if by == "person" else _units(study)
    who = study.survey["respondent"].where(has_code(study.survey)) if by == "person" else study.survey["unit"]
    at = table.set_index(by)
    dose = who.astype("object").map(at["dose"]).to_numpy(dtype=np.float64)
    reached = who.astype("object").map(at["exposed"]).fillna(value=False).to_numpy(dtype=bool)
    cut = _cut(pd.Series(dose)[~study.survey["respondent"].duplicated().to_numpy()])
    upper = SOME if cut is None else MORE
    bands = np.where(dose == 0, NONE, np.where((dose <= cut) if cut is not None else False, LESS, upper))
    return Exposed(by, measure, dose, reached, np.where(np.isnan(dose), UNKNOWN, bands), cut)


def _persons(study: Study) -> tuple[pd.DataFrame, str]:
    told = study.exposure
    coded = study.survey.loc[has_code(study.survey), "respondent"]
    everyone = pd.unique(pd.concat([coded, told["person"]])) if told is not None else []
    rows = pd.DataFrame() if told is None else told[["person", "intervention", "sessions"]]
    return exposure(rows, list(everyone), at_least=study.config.plan.exposed_from).table, "sessions"


def _units(study: Study) -> tuple[pd.DataFrame, str]:
    told = pd.DataFrame() if study.exposure is None else study.exposure
    heads = told.groupby("unit")["headcount"].first().astype(int)
    rows = told[["unit", "intervention", "reached", "dose"]]
    table = exposure(rows, heads, at_least=study.config.plan.exposed_from).table
    if table["dose"].notna().all():
        return table, "dose"
    return table.assign(dose=table["share_reached"]), "share"


def _cut(dose: pd.Series) -> float | None:
    """Choose where to divide those who took part, so that the two bands are as alike in size as can be."""
    counts = dose[dose > 0].value_counts().sort_index()
    if len(counts) < 2:
        return None
    below = counts.cumsum().iloc[:-1]
    return float((2 * below - counts.sum()).abs().idxmin())  # type: ignore[arg-type]
