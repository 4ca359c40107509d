"""What a bundle tells of what its section is about: names, scales, waves, the plan; nothing about persons."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from evaluatie.evaluation.changing.keys import estimators
from evaluatie.evaluation.comparability import asked_otherwise
from evaluatie.evaluation.intervening.labels import doing_labels
from evaluatie.evaluation.synthesising.pools import Pools
from evaluatie.evaluation.workforce.staff import staff_of

if TYPE_CHECKING:
    from evaluatie.evaluation.releases import Releases
    from evaluatie.study import Outcome, Study

_PAPERS = ("purpose", "article_6", "article_9", "national_article", "dpia", "controller", "processor")
_SCALE = {"nl": "schaal {scale}", "en": "scale {scale}"}
_BANDS = (1, 10, 50, 250, 1000, 5000)


def about_study(study: Study, units: Sequence[str]) -> dict[str, Any]:
    """Tell what a study is about.

    Parameters
    ----------
    study : Study
        The study.
    units : sequence of str
        The units that may be named.

    Returns
    -------
    dict
        Keys of a bundle.
    """
    config = study.config
    return {
        "organisation": {
            "id": config.organisation.id,
            "name": config.organisation.name,
            "synthetic": config.organisation.synthetic,
            "sector": config.organisation.sector,
            "headcount": headcount_band(config.organisation.headcount),
        },
        "language": config.report.language,
        "labels": _labels(study, units),
        "waves": [
            {"id": wave.id, "label": wave.label, "date": None if wave.date is None else wave.date.isoformat()}
            for wave in config.waves
        ],
        "linking": study.linking,
        "plan": _plan(study),
        "outcomes": {outcome.id: _outcome(study, outcome) for outcome in study.outcomes},
        "context": [{"date": event.date.isoformat(), "label": event.event} for event in config.context],
        "privacy": _privacy(study),
    }


def about_releases(releases: Releases) -> dict[str, Any]:
    """Tell what a synthesis is about.

    Parameters
    ----------
    releases : Releases
        The organisations' released results.

    Returns
    -------
    dict
        Keys of a bundle.
    """
    pooled = Pools(releases).outcomes
    return {
        "organisation": {
            "id": "synthesis",
            "name": "synthesis",
            "synthetic": bool(len(releases)) and all(one.synthetic for one in releases),
        },
        "organisations": [{"id": one.id, "name": one.name, "synthetic": one.synthetic} for one in releases],
        "language": releases.language,
        "labels": {
            "outcome": {id_: outcome["label"] for id_, outcome in pooled.items()},
            "organisation": {one.id: one.name for one in releases},
            "sector": {one.sector: one.sector for one in releases if one.sector},
            "size": {one.headcount: one.headcount.replace("-", "–") for one in releases if one.headcount},
        },
        "outcomes": {
            id_: {name: outcome[name] for name in ("low", "high", "direction")} for id_, outcome in pooled.items()
        },
        "context": [],
    }


def headcount_band(headcount: int | None) -> str | None:
    """Give the size of an organisation in a band: its exact size changes from day to day, and tells who is missing.

    Examples
    --------
    >>> headcount_band(64), headcount_band(5000), headcount_band(None)
    ('50-249', '5000+', None)
    """
    if headcount is None:
        return None
    for low, above in pairwise(_BANDS):
        if headcount < above:
            return f"{low}-{above - 1}"
    return f"{_BANDS[-1]}+"


def _plan(study: Study) -> dict[str, Any]:
    plan = study.config.plan
    follow_up = study.config.waves[1].date if len(study.config.waves) > 1 else None
    known = plan.fixed_on is not None and follow_up is not None
    return {
        "primary": list(plan.primary),
        "secondary": list(plan.secondary),
        "smallest_effect": plan.smallest_effect,
        "estimator": estimators(study)[0],
        "fixed_beforehand": bool(plan.primary and known and plan.fixed_on <= follow_up),  # type: ignore[operator]
        "fixed_on": None if plan.fixed_on is None else plan.fixed_on.isoformat(),
        "planned_estimator": plan.estimator,
        "adjust": list(plan.adjust),
        "comparison": "units" if isinstance(plan.comparison, tuple) else plan.comparison,  # never which units
        "allocation": plan.allocation,
    }


def _privacy(study: Study) -> dict[str, Any]:
    """Tell purpose and grounds as study.yml does, which names roles and organisations; None is a blank to fill in."""
    told, council = study.config.privacy, study.config.works_council
    said = told.works_council
    return {
        **{name: getattr(told, name) for name in _PAPERS},
        "access": list(told.access),
        "works_council": None if said is None else {"word": said.word, "date": said.date.isoformat()},
        "retain_until": None if told.retain_until is None else told.retain_until.isoformat(),
        "units_named": council.date.isoformat() if council.consent and council.date is not None else None,
    }


def _outcome(study: Study, outcome: Outcome) -> dict[str, Any]:
    """Tell what must be the same for an outcome to be compared with another organisation's."""
    instrument = None if outcome.instrument is None else study.instruments[outcome.instrument]
    items: list[int] = []
    referent = None
    if instrument is not None:
        scale = next((scale for scale in instrument.scales if scale.id == outcome.scale), None)
        items = [] if scale is None else list(scale.items)
        ways = (study.config.waves[0].asked.get(instrument.id), study.config.survey.asked.get(instrument.id))
        published = None if instrument.referent is None else instrument.referent.id
        referent = next((way.referent for way in ways if way is not None and way.referent), published)
    different = {wave: list(asked_otherwise(study, outcome.id, wave)) for wave in study.waves[1:]}
    return {
        "low": outcome.range[0],
        "high": outcome.range[1],
        "direction": outcome.direction,
        "instrument": outcome.instrument,
        "items": items,
        "referent": referent,
        "asked_otherwise": {wave: what for wave, what in different.items() if what},
    }


def _labels(study: Study, units: Sequence[str]) -> dict[str, dict[str, Any]]:
    groups = study.config.groups
    return {
        "outcome": {outcome.id: outcome.label for outcome in study.outcomes},
        "wave": {wave.id: wave.label for wave in study.config.waves},
        "instrument": {id_: {"nl": one.name.nl, "en": one.name.en} for id_, one in study.instruments.items()},
        "item": {
            entry["variable"]: {"number": entry["variable"].rpartition("_")[2], "column": str(entry["column"])}
            for entry in study.codebook["variables"]
            if entry["kind"] == "item"
        },
        "characteristic": {name: group.label for name, group in groups.items()},
        "level": {
            f"{name}={level}": group.labels.get(level, level)
            for name, group in groups.items()
            for level in (group.reference, *group.focal)
        }
        | {f"unit={name}": name for name in units},
        **_staff_labels(study),
        **doing_labels(study),
        "deviation": {str(number): text for number, text in enumerate(study.config.plan.deviations)},
    }


def _staff_labels(study: Study) -> dict[str, dict[str, Any]]:
    """Name the quarters of the ladder, reasons of exit, stages of selection, and populations to compare with."""
    staff, told = staff_of(study), study.config.staff
    scales = {} if staff is None else staff.bands
    return {
        "scale": {id_: {language: text.format(scale=name) for language, text in _SCALE.items()}
                  for id_, name in scales.items()},
        "reason": {} if told.exit_interviews is None else dict(told.exit_interviews.codes),
        "stage": {} if told.selection is None else dict(told.selection.stages),
        "population": {name: held.source for name, held in told.reference_population.items()},
    }  # fmt: skip
