"""How much weight a verdict may carry: outcomes chosen beforehand, others that were foreseen, and the rest.

Outcomes that are to be decided upon are tested as one family (Holm), those that were also foreseen as another, by their
false discovery rate (Benjamini & Hochberg). What nobody foresaw is exploratory and is not corrected, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from evaluatie.effects import adjust_p
from evaluatie.evaluation.changing.keys import NAME, Pair, estimators, key_of
from evaluatie.evaluation.judgement import JudgedChange
from evaluatie.evaluation.section import EVERYONE, Analysis, Word
from evaluatie.result import Estimate, Result

if TYPE_CHECKING:
    from evaluatie.study import Study

Tier = Literal["confirmatory", "secondary", "exploratory"]
_METHODS = {"confirmatory": ("holm", "holm"), "secondary": ("bh", "benjamini_hochberg")}
_LEVEL = 0.05
#: Verdicts that say that something changed: the others claim no difference from zero that could be chance
CHANGED = ("improved", "worsened", "increased", "decreased")


@dataclass(frozen=True)
class AdjustedP(Result):
    """The p value of a change, corrected for the other outcomes of its family.

    Attributes
    ----------
    p_adjusted : float
        Below .05: the change differs from zero, also when it is counted how many outcomes were looked at.
    outcomes : int
        In the family.
    """

    p_adjusted: float
    outcomes: int

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the corrected p value as term ``p_adjusted``."""
        return (Estimate("p_adjusted", self.p_adjusted, p=self.p_adjusted),)


def fixed_beforehand(study: Study) -> bool:
    """Say whether the plan names what is to be decided upon, and was fixed by the day of the second wave."""
    plan, follow_up = study.config.plan, study.config.waves[1].date
    return bool(plan.primary) and plan.fixed_on is not None and follow_up is not None and plan.fixed_on <= follow_up


def tier(study: Study, outcome: str) -> Tier:
    """Say what was decided on an outcome beforehand; without a plan that was fixed in time nothing was."""
    if not fixed_beforehand(study):
        return "exploratory"
    plan = study.config.plan
    return "confirmatory" if outcome in plan.primary else "secondary" if outcome in plan.secondary else "exploratory"


def analyses(study: Study, results: Mapping[str, Analysis], pair: Pair) -> Iterator[tuple[str, Analysis]]:
    """Correct the p values of the headline changes within each family of two outcomes or more.

    Parameters
    ----------
    study : Study
        The study.
    results : mapping of str to Analysis
        The changes of this pair of waves.
    pair : tuple of two str
        First and last wave.

    Yields
    ------
    tuple of str and Analysis
        Key ``pgis.total/all/t0-t1/family``. It rests upon the answers to all outcomes of the family.
    """
    for kind, (how, method) in _METHODS.items():
        family = {
            outcome.id: judged
            for outcome in study.outcomes
            if tier(study, outcome.id) == kind and (judged := headline(study, results, outcome.id, pair)) is not None
        }
        tested = {outcome: (key, result.change.p) for outcome, (key, result) in family.items()}
        tested = {outcome: found for outcome, found in tested.items() if found[1] is not None}
        if len(tested) < 2:
            continue
        cells = tuple(dict.fromkeys(cell for key, _ in tested.values() for cell in results[key].cells))
        adjusted = adjust_p([p for _, p in tested.values()], how)
        for outcome, p in zip(tested, adjusted, strict=True):
            result = AdjustedP(f"p value corrected for {len(tested)} outcomes ({method})", (), float(p), len(tested))
            yield family_key(outcome, pair), Analysis(result, method, pair, cells, outcome)


def survives(study: Study, results: Mapping[str, Analysis], outcome: str, pair: Pair) -> bool:
    """Say whether a verdict stands after correction; False only where a change that differs from zero does not."""
    judged, key = headline(study, results, outcome, pair), family_key(outcome, pair)
    if judged is None or key not in results:
        return True
    corrected = results[key].result
    if judged[1].verdict.word not in CHANGED:
        return True
    return isinstance(corrected, AdjustedP) and corrected.p_adjusted < _LEVEL


def word(study: Study, results: Mapping[str, Analysis], outcome: str, pair: Pair) -> Word | None:
    """Give what a table says in a verdict's place where it does not stand after correction; None where it stands."""
    if survives(study, results, outcome, pair):
        return None
    return Word("verdict.uncorrected", f"{NAME}.{family_key(outcome, pair)}.p_adjusted")


def family_key(outcome: str, pair: Pair) -> str:
    """Give the key of an outcome's corrected p value."""
    return f"{outcome}/all/{pair[0]}-{pair[1]}/family"


def headline(
    study: Study, results: Mapping[str, Analysis], outcome: str, pair: Pair
) -> tuple[str, JudgedChange] | None:
    """Give an outcome's headline change with its key: by the plan's estimator, else by the next that gave one."""
    for estimator in estimators(study):
        key = key_of(outcome, EVERYONE, EVERYONE, pair, estimator)
        result = results[key].result if key in results else None
        if isinstance(result, JudgedChange):
            return key, result
    return None
