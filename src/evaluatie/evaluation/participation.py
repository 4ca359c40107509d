"""Section design and response: who was asked, who answered, and who answered at both moments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from evaluatie.effects import count, proportion
from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.scored import levels, people
from evaluatie.evaluation.section import Analysis, Cell, Figure, Finding, Row, Section, Slot, Table
from evaluatie.study import link_waves

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
    results: dict[str, Analysis] = {}
    findings: list[Finding] = []
    for wave in study.waves:
        results |= _wave(study, wave)
        findings.append(_wave_finding(study, wave))
    linked, about_links = _links(study)
    results |= linked | _groups(study)
    return Section(NAME, study, results, (*findings, *about_links), (_figure(study), *_tables(study)))


def _wave(study: Study, wave: str) -> dict[str, Analysis]:
    n = int((study.survey["wave"] == wave).sum())
    cells = (Cell((wave,)),)
    results = {f"{wave}/respondents": Analysis(count(n), "count", (wave,), cells)}
    invited = _invited(study, wave)
    if invited is not None:
        # a number from study.yml: about the organisation, resting on nobody's answer
        results[f"{wave}/invited"] = Analysis(count(invited), "count", (wave,), ())
        results[f"{wave}/rate"] = Analysis(proportion(n, invited), "proportion_wilson", (wave,), cells)
    return results


def _invited(study: Study, wave: str) -> int | None:
    return next(item.invited for item in study.config.waves if item.id == wave)


def _wave_finding(study: Study, wave: str) -> Finding:
    slots: dict[str, Slot] = {
        "wave": say.wave(wave),
        "respondents": say.ref(NAME, f"{wave}/respondents", "count", "count"),
    }
    if _invited(study, wave) is None:
        return Finding("response.no_invited", slots)
    slots["invited"] = say.ref(NAME, f"{wave}/invited", "count", "count")
    slots["rate"] = say.ref(NAME, f"{wave}/rate", "proportion", "percent")
    return Finding("response.rate", slots)


def _links(study: Study) -> tuple[dict[str, Analysis], list[Finding]]:
    if len(study.waves) == 1:
        return {}, []
    if study.linking == "unlinked":
        return {}, [Finding("response.unlinked", role="caveat")]
    results: dict[str, Analysis] = {}
    findings: list[Finding] = []
    answered = link_waves(study.survey)
    first = study.waves[0]
    for last in study.waves[1:]:
        both = int((answered[first] & answered[last]).sum())
        key, cells = f"{first}-{last}", (Cell((first, last)), Cell((first,)))
        results[f"{key}/linked"] = Analysis(count(both), "count", (first, last), cells)
        retained = proportion(both, int(answered[first].sum()))
        results[f"{key}/retained"] = Analysis(retained, "proportion_wilson", (first, last), cells)
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
        if both < FEW_LINKED * answered[first].sum():
            few = {name: slot for name, slot in slots.items() if name != "linked"}
            findings.append(Finding("response.few_linked", few, role="caveat"))
    return results, [*findings, Finding("response.absence_unknown", role="caveat")]


def _groups(study: Study) -> dict[str, Analysis]:
    return {
        f"{wave}/{characteristic}={level}": Analysis(
            count(_people(study.survey, wave, characteristic, level)),
            "count", (wave,), (Cell((wave,), None, characteristic, level),), None, characteristic, level,
        )
        for characteristic, level in levels(study, study.survey)
        for wave in study.waves
    }  # fmt: skip


def _people(survey: pd.DataFrame, wave: str, characteristic: str, level: str) -> int:
    return int((people(survey, characteristic, level)["wave"] == wave).sum())


def _figure(study: Study) -> Figure:
    rows = tuple(
        Row(
            (say.wave(wave),),
            (
                say.ref(NAME, f"{wave}/respondents", "count", "count"),
                None if _invited(study, wave) is None else say.ref(NAME, f"{wave}/rate", "proportion", "percent_ci"),
            ),
        )
        for wave in study.waves
    )
    return Figure("figure-response", "response", say.phrase("figure.response"), rows)


def _tables(study: Study) -> tuple[Table, ...]:
    return (_wave_table(study), *(_group_table(study, name) for name in study.config.groups))


def _wave_table(study: Study) -> Table:
    rows = []
    for wave in study.waves:
        known = _invited(study, wave) is not None
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
    columns = ("column.wave", "column.invited", "column.respondents", "column.rate")
    return Table("table-response", say.phrase("table.response"), tuple(map(say.phrase, columns)), tuple(rows))


def _group_table(study: Study, characteristic: str) -> Table:
    occurring = [level for name, level in levels(study, study.survey) if name == characteristic]
    rows = tuple(
        Row(
            (say.group(characteristic, level),),
            tuple(say.ref(NAME, f"{wave}/{characteristic}={level}", "count", "count") for wave in study.waves),
        )
        for level in occurring
    )
    columns = (
        say.phrase("column.group"),
        *(say.phrase("column.wave_label", wave=say.wave(wave)) for wave in study.waves),
    )
    caption = say.phrase("table.response_groups", characteristic=say.characteristic(characteristic))
    return Table(f"table-response-{characteristic}", caption, columns, rows)
