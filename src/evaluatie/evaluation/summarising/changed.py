"""What was found of change: outcomes by how firmly it is supported, a comparison, a gap between groups, who leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.changing import comparison, tiers
from evaluatie.evaluation.changing.findings import counted
from evaluatie.evaluation.changing.gaps import JudgedGap, compared_groups, gap_as_it_is
from evaluatie.evaluation.scored import fewest, leading
from evaluatie.evaluation.section import Analysis, Finding, Slot, Word
from evaluatie.evaluation.summarising.left import left
from evaluatie.evaluation.summarising.names import FINDINGS, FOUND, LEAST, NAME, UNKNOWN, largest_group
from evaluatie.evaluation.weighing import Weighed

#: From most to least certain
FIRMNESS = ("firm", "made", "fair", "open")
_TIERS = ("confirmatory", "secondary", "exploratory")


@dataclass(frozen=True)
class More:
    """What is told beside the outcomes.

    Attributes
    ----------
    results : dict of str to Analysis
        Its numbers.
    findings : tuple of Finding
        Its sentences: each stands with what was found or with what is not known.
    """

    results: dict[str, Analysis] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def more(weighed: Weighed) -> More:
    """Compare with and without interventions, tell of one gap, and of who leaves, where there are figures for it."""
    parts = (_compared(weighed), _gap(weighed), left(weighed.study))
    found = [part for part in parts if part is not None]
    results = {key: one for own, _ in found for key, one in own.items()}
    return More(results, tuple(finding for _, finding in found))


def findings(weighed: Weighed, others: int) -> Iterator[Finding]:
    """Say how the outcomes changed, the most certain first, beside so many other findings."""
    for outcome in chosen(weighed, FINDINGS - others):
        yield _changed(weighed, outcome)


def chosen(weighed: Weighed, most: int) -> list[str]:
    """Choose the outcomes that are told: the primary ones, then what is certain; never fewer than three if there are.

    Those of which too few people answered to show anything are left to the picture.

    Parameters
    ----------
    weighed : Weighed
        The changes.
    most : int
        How many there may be.

    Returns
    -------
    list of str
        The most certain first; of what is as certain in the plan's order, subscales of a total after the others.
    """
    told = [outcome for outcome in weighed.checks if _enough(weighed, outcome)]
    primary = {one.id for one in leading(weighed.study, weighed.pair[1])[0]} & set(weighed.study.config.plan.primary)
    ranks = {outcome: rank(weighed, outcome) for outcome in told}
    first = sorted(told, key=lambda outcome: (outcome not in primary, ranks[outcome]))[:most]
    open_ = FIRMNESS.index("open")
    kept = [one for place, one in enumerate(first) if one in primary or ranks[one][0] < open_ or place < LEAST]
    return sorted(kept, key=ranks.__getitem__)


def rank(weighed: Weighed, outcome: str) -> tuple[int, bool, int]:
    """Give the place of an outcome among the others: by how firm it is, then by what was fixed beforehand.

    Equally firm, a subscale whose total is among them comes after the other outcomes: it tells half of what is told.
    """
    firm = FIRMNESS.index(weighed.firmness(outcome) or "open")
    return firm, _is_part(weighed, outcome), _TIERS.index(tiers.tier(weighed.study, outcome))


def _is_part(weighed: Weighed, outcome: str) -> bool:
    """Say whether the plan names the total of this subscale too: whatever was answered, so that it tells nothing."""
    scales = {(one.instrument, one.scale): one.id for one in weighed.study.outcomes if one.instrument is not None}
    total = {id_: scales.get((instrument, "total")) for (instrument, _), id_ in scales.items()}.get(outcome)
    return total is not None and total != outcome and total in weighed.checks


def _enough(weighed: Weighed, outcome: str) -> bool:
    lead = weighed.headline(outcome)
    return lead is not None and lead[1].change.n >= fewest(weighed.study)


def _changed(weighed: Weighed, outcome: str) -> Finding:
    tier = tiers.tier(weighed.study, outcome)

    def make(word: str, key: str, own: dict[str, Slot], otherwise: Finding | None) -> Finding:
        verdict = own["verdict"]
        slots = {
            **own,
            "verdict": replace(verdict, key=f"summary.{verdict.key}") if isinstance(verdict, Word) else verdict,
            "outcome": say.outcome(outcome),
            "n": say.ref(NAME, key, "mean_change", "n"),
            "counted": Word(f"counted.{counted(weighed.results, key)}"),
        }
        if word == "open":
            del slots["verdict"]
            return Finding("summary.open", slots, topic=FOUND, otherwise=otherwise)
        return Finding(f"summary.{word}.{tier}", slots, topic=FOUND, otherwise=otherwise)

    found = weighed.sentence(outcome, make, None)
    if found is None:  # it is chosen because there is one
        raise AssertionError(outcome)
    return found


def _compared(weighed: Weighed) -> tuple[dict[str, Analysis], Finding] | None:
    """Say whether the first main outcome changed otherwise with interventions than without."""
    outcomes = leading(weighed.study, weighed.pair[1])[0]
    if not outcomes:
        return None
    outcome, key = outcomes[0], f"{outcomes[0].id}/interventions/{'-'.join(weighed.pair)}/difference"
    result = weighed.results[key].result if key in weighed.results else None
    if not isinstance(result, comparison.JudgedDifference) or result.difference.ci_low is None:
        return None
    slots: dict[str, Slot] = {
        **_waves(weighed),
        "outcome": say.outcome(outcome.id),
        "difference": say.ref(NAME, key, "difference_in_change", "signed"),
        "interval": say.ref(NAME, key, "difference_in_change", "interval"),
        "n": say.ref(NAME, key, "difference_in_change", "n"),
    }
    hidden = Finding("comparison.not_shown", {**_waves(weighed), "outcome": say.outcome(outcome.id)}, topic=UNKNOWN)
    how = "by_lot" if weighed.study.config.plan.allocation == "random" else "not_by_lot"
    said = result.verdict.word
    if said == "inconclusive":
        return {}, Finding("summary.compared.inconclusive", slots, topic=UNKNOWN, otherwise=hidden)
    return {}, Finding(f"summary.compared.{how}.{said}", slots, topic=FOUND, otherwise=hidden)


def _gap(weighed: Weighed) -> tuple[dict[str, Analysis], Finding] | None:
    """Say how the gap of the first main outcome changed in one group, where its questions mean the same."""
    study, outcomes = weighed.study, leading(weighed.study, weighed.pair[1])[0]
    if study.aggregates is not None or not outcomes:
        return None
    outcome = outcomes[0].id
    groups = largest_group(weighed.scores, list(compared_groups(weighed.scores, weighed.pair)), weighed.pair[0])
    meaning = weighed.check(outcome, "meaning")
    if groups is None or (meaning is not None and meaning.word == "no"):
        return None
    key, analysis = gap_as_it_is(weighed.scores, weighed.pair, outcome, groups, weighed.bounds.get(outcome))
    slots: dict[str, Slot] = {
        **_waves(weighed),
        "outcome": say.outcome(outcome),
        "level": say.group(groups[0], groups[2]),
        "reference": say.group(groups[0], groups[1]),
    }
    hidden = Finding("summary.unknown.gap", topic=UNKNOWN)
    if not isinstance(analysis.result, JudgedGap):
        return {key: analysis}, hidden
    numbers: dict[str, Slot] = {
        "before": say.ref(NAME, key, "gap_first", "signed"),
        "after": say.ref(NAME, key, "gap_last", "signed"),
        "interval": say.ref(NAME, key, "gap_change", "interval"),
        "n": say.ref(NAME, key, "gap_change", "n"),
        "counted": Word("counted.questionnaires" if study.linking == "unlinked" else "counted.people"),
    }
    topic = UNKNOWN if analysis.result.word == "inconclusive" else FOUND
    said = Finding(f"summary.gap.{analysis.result.word}", {**slots, **numbers}, topic=topic, otherwise=hidden)
    return {key: analysis}, said


def _waves(weighed: Weighed) -> dict[str, Slot]:
    return {"first": say.wave(weighed.pair[0]), "last": say.wave(weighed.pair[1])}
