"""The question, whom it was asked, and what was done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.changing import tiers
from evaluatie.evaluation.intervening.labels import carried_out
from evaluatie.evaluation.participation import taking_part, taking_part_twice
from evaluatie.evaluation.scored import Scores, in_plan_order
from evaluatie.evaluation.section import Analysis, Finding, Setting, Slot
from evaluatie.evaluation.summarising.names import NAME, WAVES, decisive, listed

if TYPE_CHECKING:
    from evaluatie.study import Study


def analyses(scores: Scores) -> dict[str, Analysis]:
    """Count who took part at each wave that is told, and at the first and the last one."""
    study = scores.study
    results = {key: one for wave in _told(study) for key, one in taking_part(scores, wave).items()}
    if len(study.waves) > 1 and study.aggregates is None and study.linking != "unlinked":
        results |= taking_part_twice(scores, (study.waves[0], study.waves[-1]))
    return results


def findings(scores: Scores) -> Iterator[Finding]:
    """Say what was asked and done, in the order of reading."""
    study = scores.study
    yield _question(study)
    if len(study.waves) > 1 and tiers.fixed_beforehand(study):
        yield Finding("summary.fixed", {"day": Setting(study.config.plan.fixed_on.isoformat(), "date")})  # type: ignore[union-attr]
    names: list[Slot] = [say.characteristic(name) for name in study.config.groups]
    if names:
        yield listed("summary.groups", names, {}, Setting(float(len(names) - 1), "count"))
    if len(study.waves) > WAVES:
        yield Finding("summary.waves", {"count": Setting(float(len(study.waves)), "count")})
    for wave in _told(study):
        yield _wave(scores, wave)
    yield from _links(study)
    yield _interventions(study)


def _told(study: Study) -> tuple[str, ...]:
    """Give the waves that are told one by one: of many the first and the last."""
    return study.waves if len(study.waves) <= WAVES else (study.waves[0], study.waves[-1])


def _question(study: Study) -> Finding:
    outcomes = in_plan_order(study)
    named = decisive(outcomes, study.config.plan.primary)
    others = len(named) - 1 if named else len(outcomes)
    slots: dict[str, Slot] = {} if named else {"count": Setting(float(others), "count")}
    if len(study.waves) == 1:
        slots["wave"] = say.wave(study.waves[0])
        return listed("summary.level", named, slots, Setting(float(others), "count"))
    slots |= {"first": say.wave(study.waves[0]), "last": say.wave(study.waves[-1])}
    return listed("summary.asked", named, slots, Setting(float(others), "count"))


def _wave(scores: Scores, wave: str) -> Finding:
    """Say who took part at a wave; where that is hidden, when it was."""
    told = next(one for one in scores.study.config.waves if one.id == wave)
    slots: dict[str, Slot] = {"wave": say.wave(wave)}
    dated = "" if told.date is None else "_dated"
    if told.date is not None:
        slots["day"] = Setting(told.date.isoformat(), "date")
    hidden = Finding(f"summary.wave{dated}.hidden", slots)
    numbers: dict[str, Slot] = {"respondents": say.ref(NAME, f"{wave}/respondents", "count", "count")}
    how = "alone" if scores.counted(wave) else "at_least"
    if told.invited is not None and scores.counted(wave):
        how = "rate"
        numbers["invited"] = say.ref(NAME, f"{wave}/invited", "count", "count")
        numbers["rate"] = say.ref(NAME, f"{wave}/rate", "proportion", "percent")
    return Finding(f"summary.wave{dated}.{how}", {**slots, **numbers}, otherwise=hidden)


def _links(study: Study) -> Iterator[Finding]:
    if len(study.waves) == 1:
        return
    if study.aggregates is not None or study.linking == "unlinked":
        yield Finding("summary.links.means" if study.aggregates is not None else "summary.links.none")
        return
    first, last = study.waves[0], study.waves[-1]
    twice = say.ref(NAME, f"{first}-{last}/linked", "count", "count")
    slots: dict[str, Slot] = {"first": say.wave(first), "last": say.wave(last), "linked": twice}
    yield Finding(f"summary.links.{'all' if study.linking == 'linked' else 'some'}", slots)


def _interventions(study: Study) -> Finding:
    done = carried_out(study)
    if done is None:
        return Finding("doing.none")
    finished = sum(row["status"] == "done" for row in done.interventions.to_dict("records"))
    counts = {"n": len(done.interventions), "begun": done.n_begun, "done": finished, "levels": done.n_levels}
    return Finding("doing.count", {name: Setting(float(n), "count") for name, n in counts.items()})
