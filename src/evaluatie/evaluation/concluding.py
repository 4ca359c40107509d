"""Section what this means: which changes the figures support, what they do not tell, what to discuss."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.changing import comparison, dosed, stayed, tiers
from evaluatie.evaluation.changing.keys import Pair, estimators, key_of, of_whom
from evaluatie.evaluation.scored import Scores, leading
from evaluatie.evaluation.section import EVERYONE, Finding, Row, Section, Slot, Table, Word
from evaluatie.evaluation.weighing import Weighed, weigh

if TYPE_CHECKING:
    from evaluatie.study import Study

NAME = "conclusions"
SUPPORTED, BOUNDS, DISCUSS = "supported", "bounds", "discuss"


def conclusions(study: Study) -> Section:
    """Say which changes the figures support and how firmly, what they do not tell, and what to discuss.

    A change of an outcome is firmly supported when it was to be decided upon beforehand, still stands after it is
    counted how many outcomes were looked at, is the same by other estimators and by all defensible ways of analysis,
    and the questions mean the same at both waves; the table shows every check.

    Parameters
    ----------
    study : Study
        The study; with one wave there is nothing to conclude about change yet.

    Returns
    -------
    Section

    Examples
    --------
    >>> import evaluatie as ev
    >>> section = ev.conclusions(ev.load_study("univbct-1022"))
    >>> section.displays[0].id
    'table-conclusions-t0-t1'
    """
    if len(study.waves) == 1:
        return Section(NAME, study, {}, (Finding("conclusions.one_wave", role="caveat"),))
    weighed = weigh(Scores(study), NAME)
    findings = (*_supported(weighed), *_bounds(weighed), *discuss(weighed))
    return Section(NAME, study, weighed.results, findings, tuple(_table(weighed)))


def _supported(weighed: Weighed) -> Iterator[Finding]:
    """Say of every outcome of the plan what the figures support."""
    leads = {outcome.id for outcome in leading(weighed.study, weighed.pair[1])[0]}
    for outcome in weighed.checks:
        slots: dict[str, Slot] = {"outcome": say.outcome(outcome), **_waves(weighed.pair)}

        def make(
            word: str, _: str, own: dict[str, Slot], otherwise: Finding | None, slots: dict[str, Slot] = slots
        ) -> Finding:
            return Finding(f"conclusions.{word}", slots | own, topic=SUPPORTED, otherwise=otherwise)

        said = weighed.sentence(outcome, make, not_shown(outcome, weighed.pair, SUPPORTED))
        if said is not None:
            yield said
        lead = weighed.headline(outcome)
        if lead is not None and outcome in leads and weighed.firmness(outcome) == "fair":
            guard = say.ref(NAME, lead[0], "mean_change", "signed")
            for check in weighed.failed(outcome):  # of the others the table tells it
                about: dict[str, Slot] = {"outcome": say.outcome(outcome), "guard": guard}
                yield Finding(f"conclusions.check.{check.name}", about, topic=SUPPORTED)


def not_shown(outcome: str, pair: Pair, topic: str) -> Finding:
    """Say that there is no conclusion about an outcome."""
    return Finding("conclusions.not_shown", {"outcome": say.outcome(outcome), **_waves(pair)}, topic=topic)


def _bounds(weighed: Weighed) -> Iterator[Finding]:
    """Say what the figures do not tell."""
    yield why(weighed, BOUNDS)
    yield about_whom(weighed, BOUNDS)
    yield from other_people(weighed, BOUNDS)
    if not tiers.fixed_beforehand(weighed.study):
        yield Finding("conclusions.not_fixed", topic=BOUNDS)
    yield Finding("conclusions.persons", topic=BOUNDS)


def why(weighed: Weighed, topic: str) -> Finding:
    """Say that the figures do not tell why, or what a comparison group tells of it.

    Where it is known who took part, some were followed who did not, or did less; comparing them was not planned.
    """
    reason = "unplanned" if dosed.possible(weighed.scores) else "none"
    if comparison.possible(weighed.scores):
        reason = weighed.study.config.plan.allocation
    return Finding(f"conclusions.why.{reason}", _waves(weighed.pair), topic=topic)


def about_whom(weighed: Weighed, topic: str) -> Finding:
    """Say whose change the main figures are: that of the first headline; where it is hidden, what the plan says."""
    planned = estimators(weighed.study)[0]
    whom = "linked" if planned == "linked" else of_whom(weighed.study, planned)
    hidden = Finding(f"conclusions.about.{whom}", _waves(weighed.pair), topic=topic)
    outcomes = [one.id for one in leading(weighed.study, weighed.pair[1])[0] if one.id in weighed.checks]
    key = next((lead[0] for outcome in outcomes if (lead := weighed.headline(outcome)) is not None), None)
    if key is None:
        return hidden
    # which estimator took another's place tells how many people are linked
    guard = say.ref(weighed.section, key, "mean_change", "signed")
    return Finding(
        f"conclusions.about.{weighed.whom(key)}", {**_waves(weighed.pair), "guard": guard}, topic=topic,
        otherwise=hidden,
    )  # fmt: skip


def other_people(weighed: Weighed, topic: str) -> Iterator[Finding]:
    """Say that other people answered at the last wave, where they are not much alike."""
    key = f"guard/all/{'-'.join(weighed.pair)}"
    guarded = weighed.results.get(key)
    if guarded is not None and isinstance(guarded.result, stayed.Guarded) and guarded.result.word != "comparable":
        largest = say.ref(weighed.section, key, "standardised_difference", "points")
        yield Finding("conclusions.response", {**_waves(weighed.pair), "guard": largest}, topic=topic)


def discuss(weighed: Weighed) -> Iterator[Finding]:
    """Say what to talk about."""
    yield Finding("conclusions.discuss.recognise", topic=DISCUSS)
    yield Finding("conclusions.discuss.why", _waves(weighed.pair), topic=DISCUSS)
    yield Finding("conclusions.discuss.groups", topic=DISCUSS)
    if any(not made for made in weighed.checks.values()):
        yield Finding("conclusions.discuss.response", topic=DISCUSS)


def _table(weighed: Weighed) -> Iterator[Table]:
    """Lay out every check of every outcome."""
    names = ("beforehand", "corrected", "meaning", "estimators", "choices")
    study, pair, rows = weighed.study, weighed.pair, []
    for outcome, made in weighed.checks.items():
        lead = weighed.headline(outcome)
        key = key_of(outcome, EVERYONE, EVERYONE, pair, estimators(study)[0]) if lead is None else lead[0]
        words = {check.name: Word(f"check.{check.word}", check.about) for check in made}
        verdict = say.found(NAME, weighed.results, key, "mean_change", "points")
        shown = verdict if lead is None else Word(f"verdict.{lead[1].word}", f"{NAME}.{key}.mean_change")
        rows.append(Row((say.outcome(outcome),), (shown, *(words.get(name) for name in names))))
    if rows:
        caption = say.phrase("table.conclusions", **_waves(pair))
        columns = tuple(
            say.phrase(f"column.{name}") for name in ("outcome", "verdict", *(f"check_{name}" for name in names))
        )
        yield Table(f"table-conclusions-{'-'.join(pair)}", caption, columns, tuple(rows), topic=SUPPORTED)


def _waves(pair: Pair) -> dict[str, Slot]:
    return {"first": say.wave(pair[0]), "last": say.wave(pair[1])}
