"""What the change section says: a verdict per outcome, and whether the other estimate gives the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from evaluatie.evaluation import meaning_shown
from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.change_keys import NAME, Pair, bound_key, key_of
from evaluatie.evaluation.comparability import asked_otherwise
from evaluatie.evaluation.judgement import JudgedChange
from evaluatie.evaluation.meaning import Meanings
from evaluatie.evaluation.scored import in_plan_order
from evaluatie.evaluation.section import EVERYONE, Analysis, Finding, Role, Slot, Word

if TYPE_CHECKING:
    from evaluatie.study import Outcome, Study

Results = dict[str, Analysis]


def verdicts(study: Study, results: Results, pair: Pair, meanings: Meanings) -> Iterator[Finding]:
    """Say the verdict on every outcome, then how the other estimate compares.

    Where the questions do not mean the same at both waves, that is said before the verdict; else after it.

    Parameters
    ----------
    study : Study
        The study; its plan names the primary outcomes, whose verdicts are the headlines.
    results : dict of str to Analysis
        The analyses of this pair of waves.
    pair : tuple of two str
        First and last wave.
    meanings : Meanings
        Whether the scales mean the same at both.

    Yields
    ------
    Finding
    """
    primary = study.config.plan.primary
    testable = any(outcome.source == "items" for outcome in study.outcomes)  # else that is said once, of all
    for outcome in in_plan_order(study):
        role: Role = "headline" if not primary or outcome.id in primary else "main"
        different = asked_otherwise(study, outcome.id, pair[1])
        if different:
            slots = {
                "outcome": say.outcome(outcome.id),
                **_waves(pair),
                "difference": Word(f"difference.{different[0]}"),
            }
            yield Finding("change.asked_otherwise", slots, role)
        else:
            about = list(_meaning(study, results, outcome, pair, meanings)) if testable else []
            # said first and as loud as the verdict itself
            yield from (replace(finding, role=role) for finding in about if finding.key == "meaning.waves.not")
            comparable = meanings.of.get(outcome.id) is None or meanings.of[outcome.id].word != "not"
            yield _verdict(study, results, outcome.id, pair, role, comparable=comparable)
            if role == "headline":  # of the others the table tells it
                yield from (finding for finding in about if finding.key != "meaning.waves.not")
    yield from _comparisons(study, results, pair)


def _meaning(study: Study, results: Results, outcome: Outcome, pair: Pair, meanings: Meanings) -> Iterator[Finding]:
    """Say whether an outcome means the same, where its change is shown by one of the estimates."""
    judged = (_judged(results, outcome.id, pair, estimator) for estimator in _estimators(study))
    changes = [say.ref(NAME, found[0], "mean_change", "signed") for found in judged if found is not None]
    for finding in meaning_shown.sentences(meanings, NAME, "-".join(pair), "waves", [outcome], _waves(pair)):
        chain: Finding | None = None
        for change in reversed(changes):
            chain = replace(finding, slots={**finding.slots, "guard": change}, otherwise=chain)
        if chain is not None:
            yield chain


def _estimators(study: Study) -> tuple[str, ...]:
    """Name a study's estimators, the headline first."""
    if study.linking == "unlinked":
        return ("unlinked",)
    return ("linked", "everyone") if study.config.plan.estimator == "linked" else ("everyone", "linked")


def _judged(results: Results, outcome: str, pair: Pair, estimator: str) -> tuple[str, JudgedChange] | None:
    key = key_of(outcome, EVERYONE, EVERYONE, pair, estimator)
    result = results[key].result if key in results else None
    return (key, result) if isinstance(result, JudgedChange) else None


def _verdict(study: Study, results: Results, outcome: str, pair: Pair, role: Role, *, comparable: bool) -> Finding:
    """Say the verdict on the headline estimate; should that be hidden, on the other; else that there is none.

    Where the questions do not mean the same, the figure has no verdict.
    """
    chain = Finding("change.not_shown", {"outcome": say.outcome(outcome)} | _waves(pair), role)
    for estimator in reversed(_estimators(study)):
        judged = _judged(results, outcome, pair, estimator)
        if judged is None:
            continue
        slots = _slots(results, outcome, pair, judged[0])
        chain = Finding("change.estimate", slots, role, otherwise=chain)
        if comparable and bound_key(outcome, pair) in results:
            full = slots | _bound_slots(outcome, pair, *judged)
            chain = Finding(f"change.verdict.{judged[1].word}", full, role, otherwise=chain)
    return chain


def _waves(pair: Pair) -> dict[str, Slot]:
    return {"first": say.wave(pair[0]), "last": say.wave(pair[1])}


def _slots(results: Results, outcome: str, pair: Pair, key: str) -> dict[str, Slot]:
    return {
        "outcome": say.outcome(outcome),
        **_waves(pair),
        "change": say.ref(NAME, key, "mean_change", "signed"),
        "interval": say.ref(NAME, key, "mean_change", "interval"),
        "n": say.ref(NAME, key, "mean_change", "n"),
        "counted": Word(f"counted.{_counted(results, key)}"),
    }


def _counted(results: Results, key: str) -> str:
    """Name what n counts: without links one person may have filled in two questionnaires."""
    if results[key].method == "independent_t":
        return "questionnaires"
    return "linked" if key.endswith("/linked") else "people"


def _bound_slots(outcome: str, pair: Pair, key: str, judged: JudgedChange) -> dict[str, Slot]:
    slots: dict[str, Slot] = {"bound": say.ref(NAME, bound_key(outcome, pair), "bound", "points")}
    if judged.verdict.detectable is not None:
        slots["detectable"] = say.ref(NAME, key, "detectable", "points")
    return slots


def _comparisons(study: Study, results: Results, pair: Pair) -> Iterator[Finding]:
    """Say where the other estimate gives another verdict, or in one sentence that it never does."""
    if len(_estimators(study)) < 2:
        return
    compared = [finding for outcome in study.outcomes for finding in _comparison(study, results, outcome.id, pair)]
    differing = [finding for finding in compared if finding.key == "change.other_differs"]
    if compared and not differing:
        # said only where all of what it compares is shown
        guards = [slots[name] for slots in (finding.slots for finding in compared) for name in ("change", "headline")]
        shown = {f"guard_{place}": slot for place, slot in enumerate(guards)}
        yield Finding("change.other_agrees", {"who": compared[0].slots["who"], **_waves(pair), **shown})
    yield from differing


def _comparison(study: Study, results: Results, outcome: str, pair: Pair) -> Iterator[Finding]:
    headline, other = (_judged(results, outcome, pair, name) for name in _estimators(study))
    if headline is None or other is None or results[headline[0]].method == results[other[0]].method:
        return
    (key, judged), (other_key, other_judged) = headline, other
    word = Word(f"verdict.{other_judged.word}", f"{NAME}.{other_key}.mean_change")
    slots = _slots(results, outcome, pair, other_key) | {
        "who": Word(f"who.{_estimators(study)[1]}"),
        "verdict": word,
        "headline": say.ref(NAME, key, "mean_change", "signed"),
    }
    yield Finding("change.other_agrees" if judged.word == other_judged.word else "change.other_differs", slots)
