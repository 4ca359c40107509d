"""Section baseline: where the organisation stood at the first wave, overall and per group."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from evaluatie.effects import Moments, change_from_moments, mean_from_moments
from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.judgement import Gap, NotEstimable, attempt
from evaluatie.evaluation.scored import Scores, in_plan_order
from evaluatie.evaluation.section import (
    EVERYONE,
    Analysis,
    Cell,
    Figure,
    Finding,
    Row,
    Section,
    Setting,
    Slot,
    Table,
    Word,
)  # fmt: skip
from evaluatie.scales import reliability, turned_items

if TYPE_CHECKING:
    from evaluatie.study import Outcome, Study

NAME = "baseline"
# Nunnally & Bernstein (1994): .70 is the customary lower limit for research on groups.
ALPHA_FLOOR = 0.70


def baseline(study: Study) -> Section:
    """Describe each outcome at the first wave: mean, spread, reliability, and differences between groups.

    Parameters
    ----------
    study : Study
        The study; items are scored by their instrument, ready scale scores are taken as they came.

    Returns
    -------
    Section
        Means with t intervals for everyone and per group, Welch differences of every focal group with its reference,
        and Cronbach's alpha with Feldt's interval where the answers to the items came in.

    Examples
    --------
    >>> import evaluatie as ev
    >>> section = ev.baseline(ev.load_study("univbct-1022"))
    >>> round(section.results["jobsat/all/mean"].result.estimates()[0].estimate, 4)
    3.0179
    """
    wave, scores = study.waves[0], Scores(study)
    results = dict(_means(scores, wave)) | dict(_gaps(scores, wave)) | dict(_alphas(study, wave))
    findings = [*_mean_findings(study, results, wave), *_gap_findings(study, results), *_scale_findings(study, results)]
    displays: tuple[Table | Figure, ...] = (
        _figure(study, wave),
        _table(study, results, wave),
        *_group_tables(study, results, wave),
    )
    return Section(NAME, study, results, tuple(findings), (*displays, *_alpha_table(study, results)))


def _means(scores: Scores, wave: str) -> Iterator[tuple[str, Analysis]]:
    groups = [(EVERYONE, EVERYONE), *scores.levels(wave)]
    for outcome in in_plan_order(scores.study):
        for characteristic, level in groups:
            values = scores.moments(outcome.id, wave, characteristic, level)
            result = attempt("mean", partial(mean_from_moments, values))
            cells = (Cell((wave,), outcome.id, characteristic, level),)
            analysis = Analysis(result, "mean_t", (wave,), cells, outcome.id, characteristic, level)
            yield f"{outcome.id}/{_group_key(characteristic, level)}/mean", analysis


def _group_key(characteristic: str, level: str) -> str:
    return EVERYONE if characteristic == EVERYONE else f"{characteristic}={level}"


def _gaps(scores: Scores, wave: str) -> Iterator[tuple[str, Analysis]]:
    occurring = set(scores.levels(wave))
    for outcome in in_plan_order(scores.study):
        for characteristic, group in scores.study.config.groups.items():
            for level in group.focal:
                if not {(characteristic, level), (characteristic, group.reference)} <= occurring:
                    continue
                reference, focal = (
                    scores.moments(outcome.id, wave, characteristic, name) for name in (group.reference, level)
                )
                result = attempt("difference", partial(_gap, reference, focal))
                cells = tuple(Cell((wave,), outcome.id, characteristic, name) for name in (group.reference, level))
                yield (
                    f"{outcome.id}/{characteristic}={level}/gap",
                    Analysis(result, "gap_welch", (wave,), cells, outcome.id, characteristic, level),
                )


def _gap(reference: Moments, focal: Moments) -> Gap:
    difference = change_from_moments(reference, focal)
    return Gap(difference.method, difference.notes, difference)


def _alphas(study: Study, wave: str) -> Iterator[tuple[str, Analysis]]:
    of_items = [outcome for outcome in in_plan_order(study) if outcome.source == "items"]
    one_of = {outcome.instrument: outcome for outcome in of_items}
    turned = {instrument: _turned(study, outcome, wave) for instrument, outcome in one_of.items()}
    for outcome in of_items:
        result = attempt("alpha", partial(reliability, turned[outcome.instrument][list(outcome.items)]))
        cells = (Cell((wave,), outcome.id),)
        yield f"{outcome.id}/all/alpha", Analysis(result, "alpha_feldt", (wave,), cells, outcome.id)


def _turned(study: Study, outcome: Outcome, wave: str) -> pd.DataFrame:
    """Give the answers to all items of an outcome's instrument at a wave, the reversed ones turned round."""
    asked = study.instruments[str(outcome.instrument)]
    items = study.survey.loc[study.survey["wave"] == wave, list(asked.columns)]
    return turned_items(items, asked, response_range=outcome.range)


def _told(study: Study) -> list[Outcome]:
    """Give the outcomes that get sentences: those that the plan calls primary, or all; the others are in the tables."""
    primary = study.config.plan.primary
    return [outcome for outcome in in_plan_order(study) if not primary or outcome.id in primary]


def _mean_findings(study: Study, results: dict[str, Analysis], wave: str) -> Iterator[Finding]:
    for outcome in _told(study):
        key = f"{outcome.id}/all/mean"
        if _estimated(results, key):
            yield Finding(
                "baseline.mean",
                {
                    "outcome": say.outcome(outcome.id),
                    "wave": say.wave(wave),
                    "mean": say.ref(NAME, key, "mean", "points"),
                    "interval": say.ref(NAME, key, "mean", "interval"),
                    "n": say.ref(NAME, key, "mean", "n"),
                    "low": Setting(outcome.range[0]),
                    "high": Setting(outcome.range[1]),
                },
            )


def _estimated(results: dict[str, Analysis], key: str) -> bool:
    return key in results and not isinstance(results[key].result, NotEstimable)


def _gap_findings(study: Study, results: dict[str, Analysis]) -> Iterator[Finding]:
    told = {outcome.id for outcome in _told(study)}
    for key, analysis in results.items():
        if analysis.method != "gap_welch" or analysis.outcome not in told or not _estimated(results, key):
            continue
        gap = analysis.result.estimates()[0]
        side = "unclear"
        if gap.ci_low is not None and gap.ci_high is not None:
            side = "higher" if gap.ci_low > 0 else "lower" if gap.ci_high < 0 else "unclear"
        reference = study.config.groups[analysis.characteristic].reference
        yield Finding(
            f"baseline.gap.{side}",
            {
                "outcome": say.outcome(str(analysis.outcome)),
                "level": say.group(analysis.characteristic, analysis.level),
                "reference": say.group(analysis.characteristic, reference),
                "difference": say.ref(NAME, key, "difference", "signed"),
                "interval": say.ref(NAME, key, "difference", "interval"),
                "n": say.ref(NAME, key, "difference", "n"),
            },
        )
    key = "baseline.invariance_untested" if study.config.groups else "baseline.no_groups"
    yield Finding(key, role="caveat")


def _scale_findings(study: Study, results: dict[str, Analysis]) -> Iterator[Finding]:
    if study.aggregates is not None:
        yield Finding("baseline.aggregates", role="caveat")
    elif all(outcome.source == "score" for outcome in study.outcomes):
        yield Finding("baseline.no_items", role="caveat")
    told = {outcome.id for outcome in _told(study)}
    for key, analysis in results.items():
        if analysis.method == "alpha_feldt" and _estimated(results, key):
            low = analysis.result.estimates()[0].estimate < ALPHA_FLOOR
            if not low and analysis.outcome not in told:
                continue
            yield Finding(
                "baseline.alpha_low" if low else "baseline.alpha",
                {
                    "outcome": say.outcome(str(analysis.outcome)),
                    "alpha": say.ref(NAME, key, "alpha", "points"),
                    "interval": say.ref(NAME, key, "alpha", "interval"),
                    "n": say.ref(NAME, key, "alpha", "n"),
                },
                role="caveat" if low else "main",
            )


def _figure(study: Study, wave: str) -> Figure:
    rows = tuple(
        Row((say.outcome(outcome.id),), (say.ref(NAME, f"{outcome.id}/all/mean", "mean", "points_ci"),))
        for outcome in in_plan_order(study)
    )
    return Figure("figure-means", "means", say.phrase("figure.means", wave=say.wave(wave)), rows)


def _table(study: Study, results: dict[str, Analysis], wave: str) -> Table:
    rows = tuple(
        Row(
            (say.outcome(outcome.id),),
            (
                say.found(NAME, results, f"{outcome.id}/all/mean", "mean", "n"),
                say.found(NAME, results, f"{outcome.id}/all/mean", "mean", "points_ci"),
                say.found(NAME, results, f"{outcome.id}/all/mean", "sd", "points"),
                Setting(outcome.range[0], "count"),
                Setting(outcome.range[1], "count"),
                Word(f"direction.{outcome.direction}"),
            ),
        )
        for outcome in in_plan_order(study)
    )
    names = ("outcome", "n", "mean", "sd", "lowest", "highest", "direction")
    columns = tuple(say.phrase(f"column.{name}") for name in names)
    return Table("table-baseline", say.phrase("table.baseline", wave=say.wave(wave)), columns, rows)


def _group_tables(study: Study, results: dict[str, Analysis], wave: str) -> Iterator[Table]:
    names = ("outcome", "group", "n", "mean", "difference")
    columns = tuple(say.phrase(f"column.{name}") for name in names)
    for characteristic, group in study.config.groups.items():
        rows = tuple(
            _group_row(results, outcome, characteristic, level)
            for outcome in in_plan_order(study)
            for level in (group.reference, *group.focal)
            if f"{outcome.id}/{characteristic}={level}/mean" in results
        )
        caption = say.phrase(
            "table.baseline_groups", wave=say.wave(wave), characteristic=say.characteristic(characteristic)
        )
        yield Table(f"table-baseline-{characteristic}", caption, columns, rows)


def _group_row(results: dict[str, Analysis], outcome: Outcome, characteristic: str, level: str) -> Row:
    key = f"{outcome.id}/{characteristic}={level}"
    head: tuple[Slot, ...] = (say.outcome(outcome.id), say.group(characteristic, level))
    return Row(
        head,
        (
            say.found(NAME, results, f"{key}/mean", "mean", "n"),
            say.found(NAME, results, f"{key}/mean", "mean", "points_ci"),
            say.found(NAME, results, f"{key}/gap", "difference", "signed_ci"),
        ),
    )


def _alpha_table(study: Study, results: dict[str, Analysis]) -> Iterator[Table]:
    rows = tuple(
        Row(
            (say.outcome(outcome.id),),
            (
                say.found(NAME, results, f"{outcome.id}/all/alpha", "alpha", "n"),
                say.found(NAME, results, f"{outcome.id}/all/alpha", "alpha", "points_ci"),
            ),
        )
        for outcome in in_plan_order(study)
        if f"{outcome.id}/all/alpha" in results
    )
    if rows:
        columns = tuple(say.phrase(f"column.{name}") for name in ("outcome", "n", "alpha"))
        yield Table("table-reliability", say.phrase("table.reliability"), columns, rows, technical=True)
