"""Section what this means: which changes the figures support, what they do not tell, what to discuss."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.changing import choices, comparison, stayed, tiers
from evaluatie.evaluation.changing.estimates import estimates
from evaluatie.evaluation.changing.keys import Pair, bound_key, estimators, key_of, of_whom
from evaluatie.evaluation.judgement import Bound, JudgedChange, bound_in_points, judge
from evaluatie.evaluation.meaning import Meanings, over_waves
from evaluatie.evaluation.scored import Scores, leading, planned
from evaluatie.evaluation.section import EVERYONE, Analysis, Cell, Finding, Row, Section, Slot, Table, Word

if TYPE_CHECKING:
    from evaluatie.study import Outcome, Study

NAME = "conclusions"
SUPPORTED, BOUNDS, DISCUSS = "supported", "bounds", "discuss"
Results = dict[str, Analysis]
#: Words of checks that a verdict stands
PASSED = {"yes", "secondary", "unneeded"}


@dataclass(frozen=True)
class Check:
    """Whether a verdict stands in one respect: its name, ``yes``, ``no`` or ``unknown``, and what that rests upon."""

    name: str
    word: str
    about: str | None = None


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
    scores, pair = Scores(study), (study.waves[0], study.waves[-1])
    results = _analyses(scores, pair)
    meanings = Meanings({}, {}) if study.aggregates is not None else over_waves(study, planned(study, pair[1]), pair)
    checks = {one.id: _checks(study, results, meanings, one, pair) for one in planned(study, pair[1])}
    findings = [*_supported(study, results, checks, pair), *_bounds(scores, results, pair), *_discuss(checks, pair)]
    return Section(NAME, study, results, tuple(findings), tuple(_table(study, results, checks, pair)))


def _analyses(scores: Scores, pair: Pair) -> Results:
    """Make what the conclusions rest upon: everyone's changes, and the checks that other sections explain."""
    study = scores.study
    results: Results = {}
    bounds: dict[str, Bound] = {}
    for outcome in planned(study, pair[1]):
        bound = bound_in_points(scores.moments(outcome.id, pair[0]), study.config.plan.smallest_effect)
        if bound is not None:
            bounds[outcome.id] = bound
            cells = (Cell((pair[0],), outcome.id),)
            results[bound_key(outcome.id, pair)] = Analysis(bound, "smallest_effect", pair[:1], cells, outcome.id)
        for found in estimates(scores, outcome.id, pair, EVERYONE, EVERYONE):
            key = key_of(outcome.id, EVERYONE, EVERYONE, pair, found.estimator)
            judged = judge(found.result, bound, outcome.direction)
            results[key] = Analysis(judged, found.method, pair, found.cells, outcome.id)
    results |= dict(tiers.analyses(study, results, pair))
    results |= {key: one for key, one in choices.analyses(scores, pair) if key.endswith("/choices")}
    results |= dict(stayed.guard(scores, pair))
    return results | {key: one for key, one in comparison.analyses(scores, pair, bounds) if key.endswith("/difference")}


def _checks(study: Study, results: Results, meanings: Meanings, outcome: Outcome, pair: Pair) -> tuple[Check, ...]:
    """Check a headline verdict in every respect."""
    lead = tiers.headline(study, results, outcome.id, pair)
    if lead is None:
        return ()
    key, judged = lead
    said, about = judged.verdict.word, f"{NAME}.{key}.mean_change"
    found = [
        Check("beforehand", {"confirmatory": "yes", "secondary": "secondary"}.get(tiers.tier(study, outcome.id), "no")),
        _corrected(study, results, outcome.id, pair),
        Check("meaning", _meaning_word(meanings, outcome.id), _meaning_about(meanings, outcome.id, about)),
    ]
    others = [other.verdict.word for one, other in _changes(study, results, outcome.id, pair) if one != key]
    if others:
        found.append(Check("estimators", "yes" if set(others) == {said} else "no", about))
    spread = results.get(f"{outcome.id}/all/{'-'.join(pair)}/choices")
    if spread is not None and isinstance(spread.result, choices.Spread):
        agrees = spread.result.agrees(judged.change.mean_change, said)
        found.append(Check("choices", agrees, f"{NAME}.{outcome.id}/all/{'-'.join(pair)}/choices.median"))
    else:
        found.append(Check("choices", "unlooked"))
    return tuple(found)


def _corrected(study: Study, results: Results, outcome: str, pair: Pair) -> Check:
    key = tiers.family_key(outcome, pair)
    if key not in results:
        return Check("corrected", "unneeded" if tiers.tier(study, outcome) == "confirmatory" else "no")
    stands = tiers.survives(study, results, outcome, pair)
    return Check("corrected", "yes" if stands else "no", f"{NAME}.{key}.p_adjusted")


_MEANING = {"may": "yes", "caveat": "partly", "few": "unknown", "untested": "unknown", "not": "no"}


def _meaning_word(meanings: Meanings, outcome: str) -> str:
    found = meanings.of.get(outcome)
    return "unknown" if found is None else _MEANING[found.word]


def _meaning_about(meanings: Meanings, outcome: str, about: str) -> str | None:
    # the test rests upon the people whose change it is; of what was not tested nothing needs hiding
    found = meanings.of.get(outcome)
    return about if found is not None and found.tested else None


def firmness(judged: JudgedChange, checks: tuple[Check, ...]) -> str:
    """Say how firmly a verdict is supported.

    Returns
    -------
    str
        ``firm``: by every check; ``made``: by every check that was made, and one was not; ``fair``: not by every one;
        ``open``: there is no verdict to support.
    """
    words = {check.name: check.word for check in checks}
    uncorrected = words.get("corrected") == "no" and words.get("beforehand") == "yes"
    if judged.verdict.word == "inconclusive" or uncorrected or words.get("meaning") == "no":
        return "open"
    if set(words.values()) <= PASSED:
        return "firm"
    return "made" if set(words.values()) <= {*PASSED, "unlooked"} else "fair"


def _supported(
    study: Study, results: Results, checks: Mapping[str, tuple[Check, ...]], pair: Pair
) -> Iterator[Finding]:
    """Say of every outcome of the plan what the figures support."""
    leads = {outcome.id for outcome in leading(study, pair[1])[0]}
    for outcome, made in checks.items():
        lead = tiers.headline(study, results, outcome, pair)
        slots: dict[str, Slot] = {"outcome": say.outcome(outcome), **_waves(pair)}
        hidden = Finding("conclusions.not_shown", slots, topic=SUPPORTED)
        if lead is None:
            yield hidden
            continue
        chain, firm = hidden, firmness(lead[1], made)
        for key, judged in reversed(_changes(study, results, outcome, pair)):
            plain = "open" if firmness(judged, _own(made)) == "open" else "fair"
            chain = Finding(
                f"conclusions.{plain}", slots | _change_slots(study, key, judged), topic=SUPPORTED, otherwise=chain
            )
        guards = {f"guard_{check.name}": Word("check.yes", check.about) for check in made if check.about}
        full = slots | guards | _change_slots(study, *lead)
        yield Finding(f"conclusions.{firm}", full, topic=SUPPORTED, otherwise=chain)
        failed = [check for check in made if check.word not in {*PASSED, "unlooked"}]
        if firm == "fair" and outcome in leads:  # of the others the table tells it
            for check in failed:
                about = {"outcome": say.outcome(outcome), "guard": full["change"]}
                yield Finding(f"conclusions.check.{check.name}", about, topic=SUPPORTED)


def _changes(study: Study, results: Results, outcome: str, pair: Pair) -> list[tuple[str, JudgedChange]]:
    """Give an outcome's changes by every main estimator, the headline first."""
    found = []
    for estimator in estimators(study):
        key = key_of(outcome, EVERYONE, EVERYONE, pair, estimator)
        result = results[key].result if key in results else None
        if isinstance(result, JudgedChange):
            found.append((key, result))
    return found


def _own(checks: tuple[Check, ...]) -> tuple[Check, ...]:
    """Leave what was checked of the answers themselves: all that is said where another check has to be hidden."""
    return tuple(check for check in checks if check.name == "meaning")


def _change_slots(study: Study, key: str, judged: JudgedChange) -> dict[str, Slot]:
    return {
        "change": say.ref(NAME, key, "mean_change", "signed"),
        "interval": say.ref(NAME, key, "mean_change", "interval"),
        "who": Word(f"conclusions.who.{of_whom(study, key.rpartition('/')[2])}"),
        "verdict": Word(f"verdict.{judged.word}", f"{NAME}.{key}.mean_change"),
    }


def _bounds(scores: Scores, results: Results, pair: Pair) -> Iterator[Finding]:
    """Say what the figures do not tell."""
    study = scores.study
    plan, possible = study.config.plan, comparison.possible(scores)
    why = plan.allocation if possible else "none"
    yield Finding(f"conclusions.why.{why}", _waves(pair), topic=BOUNDS)
    yield Finding(f"conclusions.about.{of_whom(study, estimators(study)[0])}", _waves(pair), topic=BOUNDS)
    guarded = results.get(f"guard/all/{'-'.join(pair)}")
    if guarded is not None and isinstance(guarded.result, stayed.Guarded) and guarded.result.word != "comparable":
        largest = say.ref(NAME, f"guard/all/{'-'.join(pair)}", "standardised_difference", "points")
        yield Finding("conclusions.response", {**_waves(pair), "guard": largest}, topic=BOUNDS)
    if not tiers.fixed_beforehand(study):
        yield Finding("conclusions.not_fixed", topic=BOUNDS)
    yield Finding("conclusions.persons", topic=BOUNDS)


def _discuss(checks: Mapping[str, tuple[Check, ...]], pair: Pair) -> Iterator[Finding]:
    """Say what to talk about."""
    yield Finding("conclusions.discuss.recognise", topic=DISCUSS)
    yield Finding("conclusions.discuss.why", _waves(pair), topic=DISCUSS)
    yield Finding("conclusions.discuss.groups", topic=DISCUSS)
    if any(not made for made in checks.values()):
        yield Finding("conclusions.discuss.response", topic=DISCUSS)


def _table(study: Study, results: Results, checks: Mapping[str, tuple[Check, ...]], pair: Pair) -> Iterator[Table]:
    """Lay out every check of every outcome."""
    names = ("beforehand", "corrected", "meaning", "estimators", "choices")
    rows = []
    for outcome, made in checks.items():
        lead = tiers.headline(study, results, outcome, pair)
        key = key_of(outcome, EVERYONE, EVERYONE, pair, estimators(study)[0]) if lead is None else lead[0]
        words = {check.name: Word(f"check.{check.word}", check.about) for check in made}
        verdict = say.found(NAME, results, key, "mean_change", "points")
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
