"""Section leadership: how people see their leaders, per team, and what goes together with that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from evaluatie.evaluation import leading_shown as shown
from evaluatie.evaluation import trust
from evaluatie.evaluation.columns import LEADER, columns_of
from evaluatie.evaluation.comparability import asked_otherwise
from evaluatie.evaluation.judgement import NotEstimable, attempt
from evaluatie.evaluation.leading_keys import NAME, UNIT, Teams, team_key
from evaluatie.evaluation.partitions import axes
from evaluatie.evaluation.scored import Scores, fewest, in_plan_order
from evaluatie.evaluation.section import Analysis, Cell, Finding, Section
from evaluatie.evaluation.starting_numbers import mean_at
from evaluatie.evaluation.team_results import AllTeams, TeamAgreement, named, unnamed
from evaluatie.evaluation.turned import outcome_items
from evaluatie.result import Result
from evaluatie.scales import Aggregation, UnitMeans, aggregation, mediated_link, unit_means

if TYPE_CHECKING:
    from evaluatie.study import Outcome, Study

INCLUSION, LEAVING = "pgis", "turnover_intention"
SCORE_STEPS = 101


def leadership(study: Study) -> Section:
    """Describe leadership as people see it, per team, and its link with inclusion and the intention to leave.

    Parameters
    ----------
    study : Study
        The study. Leadership is what instruments about the leader measure (their ``referent`` is ``leader``). Teams are
        those of ``survey.unit``. The last wave at which leadership was asked as at the first one is looked at.

    Returns
    -------
    Section
        Per scale: the mean; whether answers may stand for a team (ICC, agreement); and team means drawn towards the
        mean of all (empirical Bayes), without names, sizes or order unless the works council agreed to names. Then the
        link from leadership over inclusion to the intention to leave, within and between teams where there are enough.

    Examples
    --------
    >>> import evaluatie as ev
    >>> section = ev.leadership(ev.load_study("lq2002"))
    >>> round(section.results["lead.total/all/teams"].result.found.icc1, 3)
    0.088
    """
    if study.aggregates is not None:
        return Section(NAME, study, {}, (Finding("leadership.aggregates", role="caveat"),))
    leaders = leader_outcomes(study)
    wave = _last_wave(study, leaders)
    if wave is None:
        return Section(NAME, study, {}, (Finding("leadership.none", role="caveat"),))
    leaders = [outcome for outcome in leaders if not asked_otherwise(study, outcome.id, wave)]
    scores = Scores(study)
    results = dict(_means(scores, leaders, wave))
    teams = {outcome.id: _teams(study, outcome, wave) for outcome in leaders} if "unit" in study.survey else {}
    for of in teams.values():
        results |= dict(_team_analyses(study, of))
    way = way_of(study)
    if way:
        results |= {"link": _link(study, way, wave)}
    looked_at = _of_items(leaders, way)
    judged = dict(trust.judged(study, wave, looked_at))
    findings = [
        *shown.mean_findings(leaders, results, wave),
        *shown.team_findings(study, teams),
        *shown.link_findings(way, results),
        *shown.trust_findings(looked_at, judged, leaders, results),
    ]
    displays = [*shown.mean_displays(leaders, results, wave), *shown.team_displays(study, teams, results)]
    return Section(NAME, study, results, tuple(findings), (*displays, *shown.link_displays(way, results)))


def _of_items(leaders: Sequence[Outcome], way: Sequence[Outcome]) -> list[Outcome]:
    """Give the outcomes of the section of which the items came in, each once."""
    by_id = {outcome.id: outcome for outcome in (*leaders, *way)}
    return [outcome for outcome in by_id.values() if outcome.source == "items"]


def leader_outcomes(study: Study) -> list[Outcome]:
    """Give what was measured about leaders, in the order of the plan: an instrument's total, or else its scales."""
    found = [outcome for outcome in in_plan_order(study) if _referent(study, outcome) == LEADER]
    totals = {outcome.instrument for outcome in found if outcome.scale == "total"}
    return [outcome for outcome in found if outcome.scale == "total" or outcome.instrument not in totals]


def way_of(study: Study) -> tuple[Outcome, ...]:
    """Give the three outcomes of the path: the plan's, or leadership, inclusion and the intention to leave."""
    by_id = {outcome.id: outcome for outcome in study.outcomes}
    if study.config.plan.path:
        return tuple(by_id[id_] for id_ in study.config.plan.path)
    whole = {INCLUSION, *(instrument for instrument, _, _ in axes(study))}
    inclusion = [one for one in in_plan_order(study) if one.scale == "total" and one.instrument in whole]
    leaving = [outcome for outcome in in_plan_order(study) if outcome.instrument == LEAVING]
    three = (leader_outcomes(study)[:1], inclusion[:1], leaving[:1])
    return tuple(one for found in three for one in found) if all(three) else ()


def _referent(study: Study, outcome: Outcome) -> str | None:
    instrument = study.instruments.get(str(outcome.instrument))
    return None if instrument is None or instrument.referent is None else instrument.referent.id


def _last_wave(study: Study, leaders: list[Outcome]) -> str | None:
    columns = columns_of(study)
    for wave in reversed(study.waves):
        asked = [outcome for outcome in leaders if not asked_otherwise(study, outcome.id, wave)]
        if any(len(columns.answers(outcome.id, columns.rows(wave))) for outcome in asked):
            return wave
    return None


def _means(scores: Scores, leaders: list[Outcome], wave: str) -> Iterator[tuple[str, Analysis]]:
    for outcome in leaders:
        yield f"{outcome.id}/all/mean", mean_at(scores, outcome.id, wave)


def _teams(study: Study, outcome: Outcome, wave: str) -> Teams:
    """Tell how far teams agree, and give their means: of one and the same set of teams, which may be shown together."""
    columns = columns_of(study)
    rows = columns.rows(wave)
    teams = shown_together(study, outcome, wave)
    of_items = outcome.source == "items" and (outcome.range[1] - outcome.range[0]).is_integer()
    unit = study.survey["unit"].where(study.survey["unit"].astype(str).isin(teams))
    scored = pd.DataFrame({"score": columns.scores[outcome.id][rows], "unit": unit.to_numpy()[rows]})
    answers = outcome_items(study, outcome, wave).assign(unit=unit) if of_items else scored
    items, limits = [name for name in answers.columns if name != "unit"], outcome.range

    def agreement() -> Result:
        # scores come in steps of less than a point: what they have no options for is taken from the answers to items
        found = aggregation(scored, ["score"], "unit", limits, options=SCORE_STEPS)
        agreed = attempt("rwg_j", partial(aggregation, answers, items, "unit", limits)) if of_items else None
        return TeamAgreement(found.method, found.notes, found, agreed if isinstance(agreed, Aggregation) else None)

    means = attempt("mean", partial(unit_means, scored, ["score"], "unit", limits))
    return Teams(outcome, wave, attempt("icc1", agreement), means, teams)


def shown_together(study: Study, outcome: Outcome, wave: str) -> tuple[str, ...]:
    """Choose the teams that may be shown together: each with enough people, and leaving out nobody or enough people.

    Figures of all teams together (ICC, the mean of all, and means that are drawn towards it) tell of a team that is in
    them and not shown. So they are of these teams only; whoever is in none of them is then one of many.
    """
    columns, least = columns_of(study), fewest(study)
    rows = columns.rows(wave)
    units = study.survey["unit"].astype(str).where(study.survey["unit"].notna()).iloc[rows]
    counts = [pd.Series(~np.isnan(scores[rows])).groupby(units.to_numpy()).sum() for scores in columns.scores.values()]
    fewest_answers = pd.concat(counts, axis=1).min(axis=1)
    scored = ~np.isnan(columns.scores[outcome.id][rows])
    chosen = fewest_answers[fewest_answers >= least].sort_values(kind="stable").index.tolist()
    while chosen:
        left = int((scored & ~units.isin(chosen).to_numpy()).sum())
        if left == 0 or left >= least:
            break
        chosen = chosen[1:]
    return tuple(sorted(chosen))


def _team_analyses(study: Study, teams: Teams) -> Iterator[tuple[str, Analysis]]:
    outcome, waves = teams.outcome, (teams.wave,)
    # all of them rest on every team: were one hidden, it would follow from the others and the mean of all
    cells = (Cell(waves, outcome.id), *(Cell(waves, outcome.id, unit=unit) for unit in teams.teams))
    agreed = Analysis(teams.agreement, "team_agreement", waves, cells, outcome.id, digits=4)
    yield f"{outcome.id}/all/teams", agreed
    if not isinstance(teams.means, UnitMeans):
        return
    found = teams.means
    whole = AllTeams(found.method, (), found.mean, found.mean_low, found.mean_high, found.n)
    yield f"{outcome.id}/all/team-mean", Analysis(whole, "team_means", waves, cells, outcome.id, digits=2)
    means = named(found) if study.config.works_council.consent else unnamed(found, outcome.range)
    for team, mean in means.items():
        about = Analysis(mean, "team_means", waves, cells, outcome.id, UNIT, team, digits=2)
        yield team_key(outcome.id, team), about


def _link(study: Study, way: tuple[Outcome, ...], wave: str) -> Analysis:
    """Estimate the link among the people who have all three scores at a wave."""
    columns = columns_of(study)
    rows = columns.rows(wave)
    data = pd.DataFrame({outcome.id: columns.scores[outcome.id][rows] for outcome in way})
    unit = "unit" if "unit" in study.survey else None
    if unit is not None:
        data[unit] = study.survey[unit].to_numpy()[rows]
    x, mediator, y = (outcome.id for outcome in way)
    try:
        result = attempt("indirect", partial(mediated_link, data, x, mediator, y, unit))
    except ValueError as error:  # scores that do not vary, or that are one another
        result = NotEstimable(str(error), (), "indirect")
    cells = tuple(Cell((wave,), id_) for id_ in (x, mediator, y))
    return Analysis(result, "mediated_link", (wave,), cells, y)
