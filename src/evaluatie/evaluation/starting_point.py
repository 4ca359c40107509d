"""Section baseline: where the organisation stood at the first wave, overall and per group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from evaluatie.evaluation import fields, meaning_shown, trust, trust_shown
from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.judgement import estimated
from evaluatie.evaluation.meaning import Meanings, over_groups
from evaluatie.evaluation.scored import Scores, fewest, in_plan_order
from evaluatie.evaluation.section import (
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
from evaluatie.evaluation.starting_numbers import gaps_at, means_at
from evaluatie.evaluation.unit_spread import told_of_units

if TYPE_CHECKING:
    from evaluatie.study import Outcome, Study

NAME = "baseline"


def baseline(study: Study) -> Section:
    """Describe each outcome at the first wave: mean, spread, differences between groups, and whether it can be trusted.

    Parameters
    ----------
    study : Study
        The study; items are scored by their instrument, ready scale scores are taken as they came.

    Returns
    -------
    Section
        Means with t intervals for everyone and per group; Welch differences of every focal group with its reference,
        each with a verdict on whether the scale means the same in both; where the answers to items came in, what they
        say of each scale (reliability, factor model, items); and the four fields of inclusion.

    Examples
    --------
    >>> import evaluatie as ev
    >>> section = ev.baseline(ev.load_study("univbct-1022"))
    >>> round(section.results["jobsat/all/mean"].result.estimates()[0].estimate, 4)
    3.0179
    """
    wave, scores, told = study.waves[0], Scores(study), _told(study)
    results = dict(means_at(scores, wave)) | dict(gaps_at(scores, wave))
    same = _same_meaning(scores, wave)
    for (characteristic, level), meanings in same.items():
        results |= dict(_meaning_analyses(study, meanings, wave, characteristic, level))
    displays: list[Table | Figure] = [_figure(study, wave), _table(study, results, wave)]
    displays += _group_tables(study, results, wave, same)
    findings = [*_mean_findings(study, results, wave), *_gap_findings(study, results, same), *_no_items(study)]
    findings += _in_units(study, scores, results)
    if study.aggregates is None:
        judged = dict(trust.analyses(study, wave)) | dict(trust_shown.answers(study, told))
        results |= judged | dict(fields.analyses(scores, (wave,)))
        findings += [*fields.findings(study, NAME, (wave,)), *trust_shown.findings(study, judged, told)]
        displays += [*fields.picture(study, NAME, wave), *fields.by_group(scores, NAME, (wave,))]
        displays += [*trust_shown.displays(study, judged, told), *_meaning_steps(same)]
    return Section(NAME, study, results, tuple(findings), tuple(displays))


Same = Mapping[tuple[str, str], Meanings]


def _same_meaning(scores: Scores, wave: str) -> dict[tuple[str, str], Meanings]:
    """Test for every focal group whether scales mean the same in it as in its reference group."""
    study, occurring = scores.study, set(scores.levels(wave))
    if study.aggregates is not None:
        return {}
    return {
        (characteristic, level): over_groups(study, in_plan_order(study), wave, characteristic, level)
        for characteristic, group in study.config.groups.items()
        for level in group.focal
        if {(characteristic, level), (characteristic, group.reference)} <= occurring
    }


def _meaning_analyses(
    study: Study, meanings: Meanings, wave: str, characteristic: str, level: str
) -> Iterator[tuple[str, Analysis]]:
    levels = (study.config.groups[characteristic].reference, level)

    def cells(outcome: str) -> tuple[Cell, ...]:
        return tuple(Cell((wave,), outcome, characteristic, name) for name in levels)

    yield from meanings.analyses(f"{characteristic}={level}", (wave,), cells, characteristic, level)


def _meaning_steps(same: Same) -> Iterator[Table]:
    for (characteristic, level), meanings in same.items():
        caption = say.phrase(
            "table.meaning_groups", characteristic=say.characteristic(characteristic),
            level=say.group(characteristic, level),
        )  # fmt: skip
        suffix = f"{characteristic}={level}"
        yield from meaning_shown.steps(meanings, NAME, suffix, f"table-meaning-{suffix}", caption)


def _no_items(study: Study) -> Iterator[Finding]:
    if study.aggregates is not None:
        yield Finding("baseline.aggregates", role="caveat")
    elif all(outcome.source == "score" for outcome in study.outcomes):
        yield Finding("baseline.no_items", role="caveat")


def _in_units(study: Study, scores: Scores, results: dict[str, Analysis]) -> Iterator[Finding]:
    """Say that some or all intervals count people as independent."""
    if study.aggregates is None:
        shown = {key: one for key, one in results.items() if key.endswith(("/mean", "/gap"))}
        units = told_of_units(scores.columns, shown, {"mean_t", "gap_welch"}, fewest(study))
        if units is not None:
            yield Finding(f"baseline.{units}", role="caveat")


def _told(study: Study) -> list[Outcome]:
    """Give the outcomes that get sentences: those that the plan calls primary, or all; the others are in the tables."""
    primary = study.config.plan.primary
    return [outcome for outcome in in_plan_order(study) if not primary or outcome.id in primary]


def _mean_findings(study: Study, results: dict[str, Analysis], wave: str) -> Iterator[Finding]:
    for outcome in _told(study):
        key = f"{outcome.id}/all/mean"
        if estimated(results, key):
            yield say.mean(NAME, key, outcome, wave)


def _gap_findings(study: Study, results: dict[str, Analysis], same: Same) -> Iterator[Finding]:
    """Say each difference between groups, and before it where the scale does not mean the same in both."""
    told = {outcome.id for outcome in _told(study)}
    after: list[Finding] = []
    for key, analysis in results.items():
        if not key.endswith("/gap") or analysis.outcome not in told or not estimated(results, key):
            continue
        for finding in _meaning_findings(study, key, analysis, same):
            if finding.key == "meaning.groups.not":
                yield replace(finding, role="main")
            else:
                after.append(finding)
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
    few = [finding for finding in after if finding.key == "meaning.groups.few"]
    if not study.config.groups:
        yield Finding("baseline.no_groups", role="caveat")
    elif not same or (after and all(finding.key == "meaning.groups.untested" for finding in after)):
        yield Finding("baseline.invariance_untested", role="caveat")
    elif len(few) > 1:
        yield Finding("meaning.groups.few_all" if len(few) == len(after) else "meaning.groups.few_some", role="caveat")
        yield from (finding for finding in after if finding not in few)
    else:
        yield from after


def _meaning_findings(study: Study, key: str, gap: Analysis, same: Same) -> Iterator[Finding]:
    """Say whether an outcome means the same in both groups, where their difference is shown."""
    meanings = same.get((gap.characteristic, gap.level))
    if meanings is None:
        return
    slots = {
        "level": say.group(gap.characteristic, gap.level),
        "reference": say.group(gap.characteristic, study.config.groups[gap.characteristic].reference),
        "guard": say.ref(NAME, key, "difference", "signed"),
    }
    outcome = [one for one in study.outcomes if one.id == gap.outcome]
    yield from meaning_shown.sentences(meanings, NAME, f"{gap.characteristic}={gap.level}", "groups", outcome, slots)


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


def _group_tables(study: Study, results: dict[str, Analysis], wave: str, same: Same) -> Iterator[Table]:
    names = ("outcome", "group", "n", "mean", "difference", "comparable")
    columns = tuple(say.phrase(f"column.{name}") for name in names)
    for characteristic, group in study.config.groups.items():
        rows = tuple(
            _group_row(results, outcome, characteristic, level, same)
            for outcome in in_plan_order(study)
            for level in (group.reference, *group.focal)
            if f"{outcome.id}/{characteristic}={level}/mean" in results
        )
        caption = say.phrase(
            "table.baseline_groups", wave=say.wave(wave), characteristic=say.characteristic(characteristic)
        )
        yield Table(f"table-baseline-{characteristic}", caption, columns, rows)


def _group_row(results: dict[str, Analysis], outcome: Outcome, characteristic: str, level: str, same: Same) -> Row:
    key = f"{outcome.id}/{characteristic}={level}"
    head: tuple[Slot, ...] = (say.outcome(outcome.id), say.group(characteristic, level))
    meanings = same.get((characteristic, level))
    return Row(
        head,
        (
            say.found(NAME, results, f"{key}/mean", "mean", "n"),
            say.found(NAME, results, f"{key}/mean", "mean", "points_ci"),
            say.found(NAME, results, f"{key}/gap", "difference", "signed_ci"),
            meanings.word(outcome.id, NAME, f"{characteristic}={level}") if meanings is not None else None,
        ),
    )
