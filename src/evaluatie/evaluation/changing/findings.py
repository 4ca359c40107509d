"""What the change section says: a verdict per outcome, and whether the other estimate gives the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from evaluatie.evaluation import meaning_shown
from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.changing import tiers
from evaluatie.evaluation.changing.keys import NAME, Pair, bound_key, estimators, key_of, shown_as
from evaluatie.evaluation.comparability import asked_otherwise
from evaluatie.evaluation.judgement import JudgedChange
from evaluatie.evaluation.meaning import Meanings
from evaluatie.evaluation.scored import in_plan_order, leading
from evaluatie.evaluation.section import EVERYONE, Analysis, Finding, Role, Slot, Word
from evaluatie.evaluation.standings import ABSENCE

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
    judged = (_judged(results, outcome.id, pair, estimator) for estimator in estimators(study))
    changes = [say.ref(NAME, found[0], "mean_change", "signed") for found in judged if found is not None]
    for finding in meaning_shown.sentences(meanings, NAME, "-".join(pair), "waves", [outcome], _waves(pair)):
        chain: Finding | None = None
        for change in reversed(changes):
            chain = replace(finding, slots={**finding.slots, "guard": change}, otherwise=chain)
        if chain is not None:
            yield chain


def _judged(results: Results, outcome: str, pair: Pair, estimator: str) -> tuple[str, JudgedChange] | None:
    key = key_of(outcome, EVERYONE, EVERYONE, pair, estimator)
    result = results[key].result if key in results else None
    return (key, result) if isinstance(result, JudgedChange) else None


def _verdict(study: Study, results: Results, outcome: str, pair: Pair, role: Role, *, comparable: bool) -> Finding:
    """Say the verdict on the headline estimate; should that be hidden, on the other; else that there is none.

    Where the questions do not mean the same, the figure has no verdict.
    """
    chain = Finding("change.not_shown", {"outcome": say.outcome(outcome)} | _waves(pair), role)
    for estimator in reversed(estimators(study)):
        judged = _judged(results, outcome, pair, estimator)
        if judged is None:
            continue
        slots = _slots(results, outcome, pair, judged[0])
        chain = Finding("change.estimate", slots, role, otherwise=chain)
        if not comparable or bound_key(outcome, pair) not in results:
            continue
        full = slots | _bound_slots(outcome, pair, *judged)
        chain = Finding(f"change.verdict.{judged[1].word}", full, role, otherwise=chain)
        if tiers.headline(study, results, outcome, pair) == judged and not tiers.survives(
            study, results, outcome, pair
        ):
            corrected = say.ref(NAME, tiers.family_key(outcome, pair), "p_adjusted", "p")
            chain = Finding("change.verdict.uncorrected", full | {"guard": corrected}, role, otherwise=chain)
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
        "counted": Word(f"counted.{counted(results, key)}"),
    }


def counted(results: Results, key: str) -> str:
    """Name what n counts: without links one person may have filled in two questionnaires."""
    if results[key].method.startswith("independent_t"):
        return "questionnaires"
    if key.endswith("/linked"):
        return "linked"
    return "employed" if any(cell.characteristic == ABSENCE for cell in results[key].cells) else "people"


def _bound_slots(outcome: str, pair: Pair, key: str, judged: JudgedChange) -> dict[str, Slot]:
    slots: dict[str, Slot] = {"bound": say.ref(NAME, bound_key(outcome, pair), "bound", "points")}
    if judged.verdict.detectable is not None:
        slots["detectable"] = say.ref(NAME, key, "detectable", "points")
        slots["narrow"] = say.ref(NAME, key, "equivalence", "interval")
    return slots


def _comparisons(study: Study, results: Results, pair: Pair) -> Iterator[Finding]:
    """Say where another estimate gives another verdict, or in one sentence that it never does."""
    leads = {outcome.id for outcome in leading(study, pair[1])[0]}
    for other in estimators(study)[1:]:
        compared = [
            (one.id, found) for one in study.outcomes for found in _comparison(study, results, one.id, pair, other)
        ]
        differing = [(outcome, finding) for outcome, finding in compared if finding.key == "change.other_differs"]
        if compared and not differing:
            # said only where all of what it compares is shown
            guards = [finding.slots[name] for _, finding in compared for name in ("change", "headline")]
            shown = {f"guard_{place}": slot for place, slot in enumerate(guards)}
            yield Finding("change.other_agrees", {"who": compared[0][1].slots["who"], **_waves(pair), **shown})
        # of the other outcomes the table tells it
        yield from (finding for outcome, finding in differing if outcome in leads)


def _same_people(one: JudgedChange, other: JudgedChange) -> bool:
    """Say whether everyone in both changes answered twice: they are then the same change."""
    return all(found.change.n_pre == found.change.n_post == found.change.n_pairs for found in (one, other))


def _comparison(study: Study, results: Results, outcome: str, pair: Pair, other: str) -> Iterator[Finding]:
    headline, also = tiers.headline(study, results, outcome, pair), _judged(results, outcome, pair, other)
    if (
        headline is None
        or also is None
        or headline == also
        or _same_people(headline[1], also[1])
        or results[headline[0]].method == results[also[0]].method
    ):
        return
    (key, judged), (other_key, other_judged) = headline, also
    word = Word(f"verdict.{other_judged.word}", f"{NAME}.{other_key}.mean_change")
    slots = _slots(results, outcome, pair, other_key) | {
        "who": Word(f"who.{shown_as(study, other)}"),
        "verdict": word,
        "headline": say.ref(NAME, key, "mean_change", "signed"),
    }
    yield Finding("change.other_agrees" if judged.word == other_judged.word else "change.other_differs", slots)
