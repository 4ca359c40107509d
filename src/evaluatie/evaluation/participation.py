"""Section design and response: who was asked, who answered, and who answered at both moments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from evaluatie.effects import count, proportion
from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.absences import absences
from evaluatie.evaluation.comparability import incomparable, same_group
from evaluatie.evaluation.datanotes import data_notes
from evaluatie.evaluation.scored import Scores
from evaluatie.evaluation.section import EVERYONE, Analysis, Cell, Figure, Finding, Row, Section, Slot, Table
from evaluatie.evaluation.unit_spread import named, share_over_units

if TYPE_CHECKING:
    from evaluatie.study import Study

NAME = "response"
# Below this share of linked people the linked estimate speaks for a minority of those who answered first.
FEW_LINKED = 0.5


def response(study: Study) -> Section:
    """Describe who was invited and who answered, per wave and per group, and how many answered at both waves.

    Parameters
    ----------
    study : Study
        The study.

    Returns
    -------
    Section
        Counts, response rates with Wilson intervals where the number of invited people is known, and the share of
        the first wave's respondents who answered again where the waves are linked.

    Examples
    --------
    >>> import evaluatie as ev
    >>> section = ev.response(ev.load_study("univbct-1022"))
    >>> section.results["t0/respondents"].result.n
    94
    """
    scores = Scores(study)
    results: dict[str, Analysis] = {}
    findings: list[Finding] = []
    for wave in study.waves:
        results |= taking_part(scores, wave)
        findings.append(_wave_finding(scores, wave))
    linked, about_links = _links(scores)
    absent, about_absences, absence_tables = absences(study)
    results |= linked | absent | _groups(scores)
    regrouped = (say.incomparable("response.classification", *where) for where in incomparable(study))
    said = (*findings, *about_links, *about_absences, *regrouped, *data_notes(study))
    return Section(NAME, study, results, said, (_figure(scores), *_tables(scores), *absence_tables))


def taking_part(scores: Scores, wave: str) -> dict[str, Analysis]:
    """Count who took part at a wave, and who was invited: keys ``t0/respondents``, ``t0/invited`` and ``t0/rate``."""
    n = scores.respondents(wave)
    cells = (Cell((wave,)),)
    results = {f"{wave}/respondents": Analysis(count(n), "count", (wave,), cells)}
    invited = _invited(scores, wave)
    if invited is not None:
        # a number from study.yml: about the organisation, resting on nobody's answer
        results[f"{wave}/invited"] = Analysis(count(invited), "count", (wave,), ())
        results[f"{wave}/rate"] = Analysis(proportion(n, invited), "proportion_wilson", (wave,), cells)
    return results


def _invited(scores: Scores, wave: str) -> int | None:
    """Give how many people were invited, where it is known how many of them took part."""
    invited = next(item.invited for item in scores.study.config.waves if item.id == wave)
    return invited if scores.counted(wave) else None


def _wave_finding(scores: Scores, wave: str) -> Finding:
    slots: dict[str, Slot] = {
        "wave": say.wave(wave),
        "respondents": say.ref(NAME, f"{wave}/respondents", "count", "count"),
    }
    if not scores.counted(wave):
        return Finding("response.at_least", slots)
    if _invited(scores, wave) is None:
        return Finding("response.no_invited", slots)
    slots["invited"] = say.ref(NAME, f"{wave}/invited", "count", "count")
    slots["rate"] = say.ref(NAME, f"{wave}/rate", "proportion", "percent")
    return Finding("response.rate", slots)


def _links(scores: Scores) -> tuple[dict[str, Analysis], list[Finding]]:
    study = scores.study
    if study.aggregates is not None:
        return {}, [Finding("response.aggregates", role="caveat")]
    if len(study.waves) == 1:
        return {}, []
    if study.linking == "unlinked":
        return {}, [Finding("response.unlinked", role="caveat")]
    results: dict[str, Analysis] = {}
    findings: list[Finding] = []
    first = study.waves[0]
    at_first = scores.respondents(first)
    for last in study.waves[1:]:
        key = f"{first}-{last}"
        results |= taking_part_twice(scores, (first, last))
        slots: dict[str, Slot] = {
            "first": say.wave(first),
            "last": say.wave(last),
            "linked": say.ref(NAME, f"{key}/linked", "count", "count"),
            "retained": say.ref(NAME, f"{key}/retained", "proportion", "percent"),
        }
        if study.linking == "partly linked":
            # who has no code may have answered twice as well
            found = {name: slot for name, slot in slots.items() if name != "retained"}
            findings.append(Finding("response.partly_linked", found))
            continue
        findings.append(Finding("response.linked", slots))
        if scores.columns.linked(first, last) < FEW_LINKED * at_first:
            few = {name: slot for name, slot in slots.items() if name != "linked"}
            findings.append(Finding("response.few_linked", few, role="caveat"))
    return results, findings


def taking_part_twice(scores: Scores, pair: tuple[str, str]) -> dict[str, Analysis]:
    """Count who took part at two waves, where answers are linked: keys ``t0-t1/linked`` and ``t0-t1/retained``."""
    columns, cells = scores.columns, (Cell(pair), Cell(pair[:1]))
    rows = columns.rows(pair[0])
    again = np.isin(columns.who[rows], columns.who[columns.rows(pair[1])])
    retained = share_over_units(proportion(int(again.sum()), len(rows)), again, columns, rows)
    method = named("proportion_wilson", retained)
    return {
        f"{'-'.join(pair)}/linked": Analysis(count(int(again.sum())), "count", pair, cells),
        f"{'-'.join(pair)}/retained": Analysis(retained, method, pair, cells),
    }


def _groups(scores: Scores) -> dict[str, Analysis]:
    return {
        f"{wave}/{characteristic}={level}": Analysis(
            count(scores.respondents(wave, characteristic, level)),
            "count", (wave,), (Cell((wave,), None, characteristic, level),), None, characteristic, level,
        )
        for characteristic, level in scores.levels()
        for wave in scores.study.waves
        if same_group(scores.study, characteristic, level, (wave,))
    }  # fmt: skip


def _figure(scores: Scores) -> Figure:
    rows = tuple(
        Row(
            (say.wave(wave),),
            (
                say.ref(NAME, f"{wave}/respondents", "count", "count"),
                None if _invited(scores, wave) is None else say.ref(NAME, f"{wave}/rate", "proportion", "percent_ci"),
            ),
        )
        for wave in scores.study.waves
    )
    return Figure("figure-response", "response", say.phrase(f"figure.response{_at_least(scores)}"), rows)


def _at_least(scores: Scores, groups: Sequence[tuple[str, str]] = ((EVERYONE, EVERYONE),)) -> str:
    """Give the end of the keys that say that numbers of people are lower limits."""
    counted = (scores.counted(wave, *group) for wave in scores.study.waves for group in groups)
    return "" if all(counted) else "_at_least"


def _tables(scores: Scores) -> tuple[Table, ...]:
    return (_wave_table(scores), *(_group_table(scores, name) for name in scores.study.config.groups))


def _wave_table(scores: Scores) -> Table:
    rows = []
    for wave in scores.study.waves:
        known = _invited(scores, wave) is not None
        rows.append(
            Row(
                (say.wave(wave),),
                (
                    say.ref(NAME, f"{wave}/invited", "count", "count") if known else None,
                    say.ref(NAME, f"{wave}/respondents", "count", "count"),
                    say.ref(NAME, f"{wave}/rate", "proportion", "percent_ci") if known else None,
                ),
            )
        )
    columns = ("column.wave", "column.invited", f"column.respondents{_at_least(scores)}", "column.rate")
    return Table("table-response", say.phrase("table.response"), tuple(map(say.phrase, columns)), tuple(rows))


def _group_table(scores: Scores, characteristic: str) -> Table:
    waves, groups = scores.study.waves, [group for group in scores.levels() if group[0] == characteristic]
    rows = tuple(
        Row(
            (say.group(characteristic, level),),
            tuple(
                say.ref(NAME, f"{wave}/{characteristic}={level}", "count", "count")
                if same_group(scores.study, characteristic, level, (wave,))
                else None
                for wave in waves
            ),
        )
        for _, level in groups
    )
    columns = (
        say.phrase("column.group"),
        *(say.phrase("column.wave_label", wave=say.wave(wave)) for wave in waves),
    )
    key = f"table.response_groups{_at_least(scores, groups)}"
    caption = say.phrase(key, characteristic=say.characteristic(characteristic))
    return Table(f"table-response-{characteristic}", caption, columns, rows)
