"""How firmly the figures support a verdict: the judgement that the conclusions and the summary rest upon alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.changing import choices, comparison, stayed, tiers
from evaluatie.evaluation.changing.estimates import estimates
from evaluatie.evaluation.changing.findings import counted
from evaluatie.evaluation.changing.keys import WORKFORCE, Pair, bound_key, estimators, key_of, of_whom
from evaluatie.evaluation.judgement import Bound, JudgedChange, bound_in_points, judge
from evaluatie.evaluation.meaning import Meanings, over_waves
from evaluatie.evaluation.scored import Scores, planned
from evaluatie.evaluation.section import EVERYONE, Analysis, Cell, Finding, Slot, Word

if TYPE_CHECKING:
    from evaluatie.study import Outcome, Study

Results = dict[str, Analysis]
#: Makes a sentence: how firm, the key of the change, its slots, and what is said instead where that is hidden
Make = Callable[[str, str, dict[str, Slot], Finding | None], Finding]
#: Words of checks that a verdict stands
PASSED = {"yes", "secondary", "unneeded", "unclaimed"}
UNLOOKED = "unlooked"


@dataclass(frozen=True)
class Check:
    """Whether a verdict stands in one respect: its name, ``yes``, ``no`` or ``unknown``, and what that rests upon."""

    name: str
    word: str
    about: str | None = None


@dataclass(frozen=True, eq=False)
class Weighed:
    """The changes of the outcomes that the plan names, each with every check of its verdict.

    Attributes
    ----------
    section : str
        The section that tells of them, whose numbers they are.
    scores : Scores
        Of the study.
    pair : tuple of two str
        First and last wave.
    results : dict of str to Analysis
        Everyone's changes, and the checks that other sections explain.
    bounds : mapping of str to Bound
        The smallest change that matters, by outcome.
    checks : mapping of str to tuple of Check
        By outcome, in the order of the plan; none where there is no change to check.
    """

    section: str
    scores: Scores
    pair: Pair
    results: Results
    bounds: Mapping[str, Bound]
    checks: Mapping[str, tuple[Check, ...]]

    @property
    def study(self) -> Study:
        """The study."""
        return self.scores.study

    def headline(self, outcome: str) -> tuple[str, JudgedChange] | None:
        """Give an outcome's headline change with its key; None where there is none."""
        return tiers.headline(self.study, self.results, outcome, self.pair)

    def whom(self, key: str) -> str:
        """Name those whom a change is about, as the sentence that counts them does: who is known to be employed or not.

        Returns
        -------
        str
            ``linked``, ``stayers``, ``answered`` or ``workforce``.
        """
        if of_whom(self.study, key.rpartition("/")[2]) == WORKFORCE:
            return WORKFORCE
        return {"linked": "linked", "employed": "stayers"}.get(counted(self.results, key), "answered")

    def firmness(self, outcome: str) -> str | None:
        """Say how firmly an outcome's verdict is supported; None where there is none."""
        lead = self.headline(outcome)
        return None if lead is None else firmness(lead[1], self.checks[outcome])

    def check(self, outcome: str, name: str) -> Check | None:
        """Give one of the checks of an outcome."""
        return next((check for check in self.checks[outcome] if check.name == name), None)

    def failed(self, outcome: str) -> list[Check]:
        """Give the checks that were made and that an outcome's verdict does not pass."""
        return [check for check in self.checks[outcome] if check.word not in {*PASSED, UNLOOKED}]

    def sentence(self, outcome: str, make: Make, hidden: Finding | None) -> Finding | None:
        """Say how firmly an outcome's change is supported.

        Parameters
        ----------
        outcome : str
            The outcome.
        make : callable
            Makes the sentence.
        hidden : Finding or None
            What is said where no change of it can be shown.

        Returns
        -------
        Finding or None
            Where a check has to be hidden, what holds without it; where the headline has to be, another estimate.
        """
        lead = self.headline(outcome)
        if lead is None:
            return hidden
        made, chain = self.checks[outcome], hidden
        for key, judged in reversed(_changes(self.study, self.results, outcome, self.pair)):
            plain = "open" if firmness(judged, _own(made)) == "open" else "fair"
            chain = make(plain, key, self._slots(key, judged), chain)
        guards: dict[str, Slot] = {f"guard_{one.name}": Word("check.yes", one.about) for one in made if one.about}
        return make(firmness(lead[1], made), lead[0], guards | self._slots(*lead), chain)

    def _slots(self, key: str, judged: JudgedChange) -> dict[str, Slot]:
        return {
            "change": say.ref(self.section, key, "mean_change", "signed"),
            "interval": say.ref(self.section, key, "mean_change", "interval"),
            "who": Word(f"conclusions.who.{self.whom(key)}"),
            "verdict": Word(f"verdict.{judged.word}", f"{self.section}.{key}.mean_change"),
        }


def weigh(scores: Scores, section: str) -> Weighed:
    """Make the changes between the first and the last wave that a section tells of, and check every verdict.

    Parameters
    ----------
    scores : Scores
        Of a study with two waves or more.
    section : str
        The section.

    Returns
    -------
    Weighed
    """
    study, pair = scores.study, (scores.study.waves[0], scores.study.waves[-1])
    bounds = _bounds(scores, pair)
    results = _analyses(scores, pair, bounds)
    meanings = Meanings({}, {}) if study.aggregates is not None else over_waves(study, planned(study, pair[1]), pair)
    checks = {one.id: _checks(section, study, results, meanings, one, pair) for one in planned(study, pair[1])}
    return Weighed(section, scores, pair, results, bounds, checks)


def _bounds(scores: Scores, pair: Pair) -> dict[str, Bound]:
    smallest = scores.study.config.plan.smallest_effect
    found = {
        one.id: bound_in_points(scores.moments(one.id, pair[0]), smallest) for one in planned(scores.study, pair[1])
    }
    return {outcome: bound for outcome, bound in found.items() if bound is not None}


def _analyses(scores: Scores, pair: Pair, bounds: Mapping[str, Bound]) -> Results:
    """Make what verdicts rest upon: everyone's changes, and the checks that other sections explain."""
    study = scores.study
    results: Results = {}
    for outcome in planned(study, pair[1]):
        bound = bounds.get(outcome.id)
        if bound is not None:
            cells = (Cell((pair[0],), outcome.id),)
            results[bound_key(outcome.id, pair)] = Analysis(bound, "smallest_effect", pair[:1], cells, outcome.id)
        made = estimates(scores, outcome.id, pair, EVERYONE, EVERYONE)
        for found in (one for one in made if one.estimator in estimators(study)):
            key = key_of(outcome.id, EVERYONE, EVERYONE, pair, found.estimator)
            judged = judge(found.result, bound, outcome.direction)
            results[key] = Analysis(judged, found.method, pair, found.cells, outcome.id)
    results |= dict(tiers.analyses(study, results, pair))
    results |= {key: one for key, one in choices.analyses(scores, pair) if key.endswith("/choices")}
    results |= dict(stayed.guard(scores, pair))
    return results | {key: one for key, one in comparison.analyses(scores, pair, bounds) if key.endswith("/difference")}


def _checks(
    section: str, study: Study, results: Results, meanings: Meanings, outcome: Outcome, pair: Pair
) -> tuple[Check, ...]:
    """Check a headline verdict in every respect."""
    lead = tiers.headline(study, results, outcome.id, pair)
    if lead is None:
        return ()
    key, judged = lead
    said, about = judged.verdict.word, f"{section}.{key}.mean_change"
    found = [
        Check("beforehand", {"confirmatory": "yes", "secondary": "secondary"}.get(tiers.tier(study, outcome.id), "no")),
        # where no change is claimed, none can be lost by counting all outcomes
        Check("corrected", "unclaimed", about)
        if said in ("inconclusive", "unchanged")
        else _corrected(section, study, results, outcome.id, pair),
        Check("meaning", _meaning_word(meanings, outcome.id), _meaning_about(meanings, outcome.id, about)),
    ]
    others = [other.verdict.word for one, other in _changes(study, results, outcome.id, pair) if one != key]
    if others:
        found.append(Check("estimators", "yes" if set(others) == {said} else "no", about))
    spread = results.get(f"{outcome.id}/all/{'-'.join(pair)}/choices")
    if spread is not None and isinstance(spread.result, choices.Spread):
        agrees = spread.result.agrees(judged.change.mean_change, said)
        found.append(Check("choices", agrees, f"{section}.{outcome.id}/all/{'-'.join(pair)}/choices.median"))
    else:
        found.append(Check("choices", UNLOOKED))
    return tuple(found)


def _corrected(section: str, study: Study, results: Results, outcome: str, pair: Pair) -> Check:
    key = tiers.family_key(outcome, pair)
    if key not in results:
        return Check("corrected", "unneeded" if tiers.tier(study, outcome) == "confirmatory" else "no")
    stands = tiers.survives(study, results, outcome, pair)
    return Check("corrected", "yes" if stands else "no", f"{section}.{key}.p_adjusted")


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
    return "made" if set(words.values()) <= {*PASSED, UNLOOKED} else "fair"


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
