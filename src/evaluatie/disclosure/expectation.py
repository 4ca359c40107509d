"""What a section of a study can be about and may show, told by a process in which no notebook ran.

A notebook is a program and may change whatever it has loaded. So what it released is held against this a second time,
where it cannot reach: see :mod:`evaluatie.run.gate`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from evaluatie.evaluation.intervening.labels import doing_settings
from evaluatie.evaluation.section import Cell

if TYPE_CHECKING:
    from evaluatie.disclosure.plan import ReleasePlan
    from evaluatie.evaluation.releases import Releases
    from evaluatie.study import Study

CellKey = tuple[str | None, tuple[str, ...], str, str, str | None, str | None]
_AHEAD = 15  # years after the last one covered: as far as a forecast or a target may look


def key_of(cell: Cell) -> list[Any]:
    """Write a cell as JSON has it."""
    return [cell.outcome, list(cell.waves), cell.characteristic, cell.level, cell.unit, cell.part]


def as_cell(key: list[Any]) -> Cell:
    """Make the cell that :func:`key_of` wrote."""
    outcome, waves, characteristic, level, unit, part = key
    return Cell(tuple(waves), outcome, characteristic, level, unit, part)


def expectation(study: Study) -> dict[str, Any]:
    """Tell what sections of a study can be about, fit for JSON.

    Parameters
    ----------
    study : Study
        As a process read it that runs no notebook.

    Returns
    -------
    dict
        ``about`` (names, scales, waves, plan), ``policy``, ``units`` that may be named, ``settings``, ``invited``
        people per wave, and the ``shown`` cells of the release plan.
    """
    from evaluatie.disclosure.about import about_study
    from evaluatie.disclosure.plan import release_plan

    plan = release_plan(study)
    consent = study.config.works_council.consent
    return {
        "about": about_study(study, ()),
        "policy": plan.policy.as_data(),
        "units": sorted({str(unit) for unit in study.survey["unit"].dropna()}) if consent and _has_units(study) else [],
        "settings": settings_of(study),
        "invited": [wave.invited for wave in study.config.waves if wave.invited is not None],
        "shown": [list(row) for row in _shown(plan)],
        "background_by_unit": plan.policy.background_by_unit,
    }


def expectation_of(releases: Releases) -> dict[str, Any]:
    """Tell what a synthesis of released results can be about, as :func:`expectation` does of a study."""
    from evaluatie.disclosure.about import about_releases
    from evaluatie.disclosure.origins import policy_of_releases

    policy = policy_of_releases(releases)
    return {
        "about": about_releases(releases),
        "policy": policy.as_data(),
        "units": [],
        "settings": settings_of_releases(releases),
        "invited": [],
        "sources": {
            one.id: [
                id_
                for id_, number in one.numbers.items()
                if number["suppressed"] is None and (number["n"] is None or number["n"] >= policy.minimum_answers)
            ]
            for one in releases
        },
    }


def settings_of(study: Study) -> list[float | str]:
    """List the numbers and days that a section may show of a study's plan, instruments and waves."""
    config = study.config
    ranges = [float(end) for outcome in study.outcomes for end in outcome.range]
    halves = [sum(outcome.range) / 2 for outcome in study.outcomes]
    extract = config.staff.extract
    period = () if extract is None else (extract.from_, extract.to)
    known_days = (config.plan.fixed_on, *(wave.date for wave in config.waves), config.staff.changed_on, *period)
    days = [day.isoformat() for day in known_days if day is not None]
    aims = [target.share for target in config.staff.targets]
    aims += [share for told in config.staff.reference_population.values() for share in told.shares.values()]
    units = [float(study.survey["unit"].nunique())] if _has_units(study) else []
    aims += [] if config.plan.exposed_from is None else [config.plan.exposed_from]
    done, done_on = doing_settings(study)
    known = {*ranges, *halves, *units, float(config.plan.smallest_effect), *aims, *map(float, _years(study)), *done}
    return sorted(known) + sorted({*days, *done_on})


def _years(study: Study) -> set[int]:
    """Give the years of the measurements and of the personnel data, and those after that a forecast may reach."""
    dated = {wave.date.year for wave in study.config.waves if wave.date is not None}
    extract, counts = study.config.staff.extract, study.staff_counts
    covered = set() if extract is None else {extract.from_.year, extract.to.year}
    if counts is not None:
        covered |= set(map(int, counts["year"]))
    aimed = {year for target in study.config.staff.targets for year in (target.year, target.year + 1)}
    return dated | aimed | (set(range(min(covered), max(covered) + _AHEAD + 1)) if covered else set())


def settings_of_releases(releases: Releases) -> list[float | str]:
    """List the numbers and days that a synthesis may show beside its estimates."""
    days = {str(wave["date"]) for one in releases for wave in one.waves if wave["date"] is not None}
    return [*map(float, range(len(releases) + 1)), *sorted(days)]


def _has_units(study: Study) -> bool:
    return study.aggregates is None and "unit" in study.survey


def _shown(plan: ReleasePlan) -> Iterator[tuple[Any, ...]]:
    names = ["outcome", "waves", "characteristic", "level"]
    cells, parts = (frame[frame["reason"].isna()] for frame in (plan.cells, plan.parts))
    for outcome, waves, *group in cells[names].to_numpy(dtype=object).tolist():
        yield outcome, list(waves), *group, None
    for outcome, waves, *group in parts[[*names, "part"]].to_numpy(dtype=object).tolist():
        yield outcome, list(waves), *group
