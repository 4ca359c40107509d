"""What is not known: what hides or was not compared, whose change it is, why, and what would have been seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.changing import tiers
from evaluatie.evaluation.changing.keys import bound_key
from evaluatie.evaluation.comparability import asked_otherwise
from evaluatie.evaluation.concluding import about_whom, other_people, why
from evaluatie.evaluation.scored import in_plan_order, leading
from evaluatie.evaluation.section import Finding, Slot, Word
from evaluatie.evaluation.summarising.names import NAME, UNCERTAIN, UNKNOWN
from evaluatie.evaluation.weighing import Weighed


def findings(weighed: Weighed) -> Iterator[Finding]:
    """Say what is not known, in the order of what matters most."""
    yield from _asked_otherwise(weighed)
    yield _whose(weighed)
    yield why(weighed, UNKNOWN)
    yield from _would_show(weighed)
    yield from _meaning(weighed)
    yield from other_people(weighed, UNKNOWN)
    yield from _others(weighed)
    if not tiers.fixed_beforehand(weighed.study):
        yield Finding("conclusions.not_fixed", topic=UNKNOWN)


def _asked_otherwise(weighed: Weighed) -> Iterator[Finding]:
    for outcome in in_plan_order(weighed.study):
        if outcome.id in weighed.study.config.plan.primary and asked_otherwise(
            weighed.study, outcome.id, weighed.pair[1]
        ):
            slots: dict[str, Slot] = {"outcome": say.outcome(outcome.id), **_waves(weighed)}
            yield Finding("summary.unknown.asked_otherwise", slots, topic=UNKNOWN)


def _whose(weighed: Weighed) -> Finding:
    """Say whose change the main figures are; where not all of these can be shown, that instead.

    Which of them that are is left to the picture, whose rows stand in the plan's order.
    """
    hidden = Finding("summary.unknown.hidden", topic=UNKNOWN)
    leads = [weighed.headline(one.id) for one in leading(weighed.study, weighed.pair[1])[0] if one.id in weighed.checks]
    if not leads or None in leads:
        return hidden
    guards: dict[str, Slot] = {
        f"guard_{place}": say.ref(NAME, lead[0], "mean_change", "signed")
        for place, lead in enumerate(leads)
        if lead is not None
    }
    about = about_whom(weighed, UNKNOWN)
    return replace(about, slots={**about.slots, **guards}, otherwise=hidden)


def _would_show(weighed: Weighed) -> Iterator[Finding]:
    """Say of outcomes of which it cannot be told whether they changed, how large a change would have shown well."""
    inconclusive = [
        (outcome, lead[0])
        for outcome in weighed.checks
        if (lead := weighed.headline(outcome)) is not None and lead[1].verdict.word == "inconclusive"
    ]
    for outcome, key in inconclusive[:UNCERTAIN]:
        terms = {row.term for row in weighed.results[key].result.estimates()}
        if "detectable" in terms and bound_key(outcome, weighed.pair) in weighed.results:
            slots: dict[str, Slot] = {
                "outcome": say.outcome(outcome),
                "detectable": say.ref(NAME, key, "detectable", "points"),
                "bound": say.ref(NAME, bound_key(outcome, weighed.pair), "bound", "points"),
            }
            yield Finding("summary.unknown.would_show", slots, topic=UNKNOWN)


def _meaning(weighed: Weighed) -> Iterator[Finding]:
    """Say of the main outcomes whether their questions mean the same: in one sentence where none could be tested."""
    leads = [one for one in leading(weighed.study, weighed.pair[1])[0] if one.id in weighed.checks]
    if weighed.study.aggregates is not None or all(one.source == "score" for one in leads):
        yield Finding("summary.unknown.untested", topic=UNKNOWN)
        return
    for outcome in leads:
        check = weighed.check(outcome.id, "meaning")
        if check is not None and check.word != "yes":
            slots: dict[str, Slot] = {"outcome": say.outcome(outcome.id)}
            slots |= {} if check.about is None else {"guard": Word("check.yes", check.about)}
            if check.word == "no":
                slots |= _waves(weighed)
                yield Finding("summary.unknown.other_meaning", slots, topic=UNKNOWN)
            else:
                yield Finding("conclusions.check.meaning", slots, topic=UNKNOWN)
            return  # of the others the conclusions' table tells it


def _others(weighed: Weighed) -> Iterator[Finding]:
    """Say what share answered again: how it went with the others is not known."""
    if weighed.study.linking == "linked":
        key = f"{'-'.join(weighed.pair)}/retained"
        slots: dict[str, Slot] = {**_waves(weighed), "retained": say.ref(NAME, key, "proportion", "percent")}
        yield Finding("summary.unknown.others", slots, topic=UNKNOWN)


def _waves(weighed: Weighed) -> dict[str, Slot]:
    return {"first": say.wave(weighed.pair[0]), "last": say.wave(weighed.pair[1])}
