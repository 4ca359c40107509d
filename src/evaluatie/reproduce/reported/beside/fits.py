"""Models in a sentence: whether indices of fit can be of one model, and coefficients go with their intervals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from evaluatie.amiss import InputError
from evaluatie.reproduce.checks import fit_indices_possible
from evaluatie.reproduce.checks.check import Checks, Explanation, Verdict
from evaluatie.reproduce.checks.wording import joined
from evaluatie.reproduce.reported.beside.coefficients import interval_checks
from evaluatie.reproduce.reported.beside.flat import flat
from evaluatie.reproduce.reported.beside.found import Beside, Read
from evaluatie.reproduce.reported.beside.groups import MOST_GROUPS, Groups, groups_in
from evaluatie.reproduce.reported.beside.models import Model, models_of
from evaluatie.reproduce.reported.beside.said import pattern, told
from evaluatie.reproduce.reported.judging.explaining import plainly
from evaluatie.reproduce.reported.reading.items import Quantity, Statistic
from evaluatie.reproduce.reported.reading.lexicon import word_set

#: where an interval of the RMSEA is printed without its level, any of these is possible
_LEVELS = (0.90, 0.95, 0.99)


@dataclass(frozen=True)
class Fitting:
    """What a whole text says of its models.

    Attributes
    ----------
    estimator : str
        ``ml`` where the text names no scaled statistic.
    several : bool
        Whether it speaks of models in several groups.
    resampled : bool
        Whether it speaks of intervals that need not go with a standard error.
    """

    estimator: str
    several: bool
    resampled: bool


def estimator_of(read: list[Read]) -> Fitting:
    """Find in a whole text how its models were fitted.

    Parameters
    ----------
    read : list of Read

    Returns
    -------
    Fitting
    """
    names = (name for name in ("wlsmv", "mlr") if any(one.says(word_set("scaled", name)) for one in read))
    said = [flat(one.sentence) for one in read]
    several, resampled = (any(one.says(pattern(key)) for one in said) for key in ("several_told", "resampled"))
    return Fitting(next(names, "ml"), several, resampled)


def fit_checks(read: Read, fitting: Fitting) -> Iterator[Beside]:
    """Check the indices of fit of every model in a sentence, and the intervals of its coefficients.

    Parameters
    ----------
    read : Read
    fitting : Fitting
        What the whole text says of its models.

    Yields
    ------
    Beside
        One per model with an index where something could be held against anything, and one per interval.
    """
    yield from interval_checks(read, resampled=fitting.resampled)
    models = list(models_of(read))
    if not models:
        return
    groups = groups_in(read, several=fitting.several)
    for model in models:
        try:
            made = _of_groups(model, fitting, groups.named)
        except InputError:
            continue
        several = len(model.indices) + (model.chi2 is not None) + (model.limits is not None) > 1
        if made.alarms:
            yield _beside(model, *_alarmed(model, fitting, groups, made))
        elif several and any(row.verdict == "consistent" for row in made.rows):
            held = sum(row.verdict == "consistent" for row in made.rows)
            yield _beside(model, "consistent", plainly("fit_agrees", count=held))


def _of_groups(model: Model, fitting: Fitting, numbers: tuple[int, ...]) -> Checks:
    """Check a model as one in each of several numbers of groups; give the first that agrees, else the first."""
    levels = _LEVELS if model.limits is None or model.limits.level is None else (model.limits.level,)
    given = _given(model, fitting)
    made = [
        fit_indices_possible(**given, groups=number, level=level, estimator=fitting.estimator)
        for number in numbers
        for level in (levels if model.limits is not None else levels[:1])
    ]
    return next((one for one in made if not one.alarms), made[0])


def _alarmed(model: Model, fitting: Fitting, groups: Groups, made: Checks) -> tuple[Verdict, Explanation]:
    """Say what an alarm comes to, where the number of groups may be another one."""
    said = joined(*(row.explanation for row in made.alarms))
    on_groups = all(row.name.startswith("rmsea") and row.verdict == "inconsistent" for row in made.alarms)
    if not groups.hinted or not on_groups:
        return made.verdict, said
    for number in range(1, MOST_GROUPS + 1):
        other = _of_groups(model, fitting, (number,))
        if not other.alarms:
            if groups.told:
                return "cannot be checked", told("groups_other", groups=number)
            return "consistent", plainly("fit_agrees", count=sum(row.verdict == "consistent" for row in other.rows))
    return (made.verdict, said) if groups.told else ("cannot be checked", told("groups_unknown", most=MOST_GROUPS))


def _given(model: Model, fitting: Fitting) -> dict[str, Any]:
    given: dict[str, Any] = {name: one.values[0].text for name, one in model.indices.items()}
    if fitting.estimator != "ml":
        given.pop("ratio", None)  # either chi-square may have been divided
    if model.limits is not None:
        given |= {"rmsea_low": model.limits.low, "rmsea_high": model.limits.high}
    if model.chi2 is not None and model.chi2.relation == "=" and model.chi2.freedoms[0][0].whole:
        given |= {"chi2": model.chi2.values[0].text, "df": int(model.chi2.freedoms[0][0].value)}
    return given if model.n is None else {**given, "n": model.n}


def _beside(model: Model, verdict: Verdict, explanation: Explanation) -> Beside:
    parts: list[Quantity | Statistic] = list(model.indices.values())
    parts += [model.chi2] if model.chi2 is not None else []
    ends = [one.end for one in parts] + ([model.limits.end] if model.limits is not None else [])
    return Beside("fit indices", min(one.start for one in parts), max(ends), verdict, explanation)
