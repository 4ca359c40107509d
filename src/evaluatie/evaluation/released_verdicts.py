"""The verdicts of a report, told from its released numbers alone: results.json holds numbers and no words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluatie.effects.verdicts import verdict_on
from evaluatie.evaluation.changing.keys import MAIN, NAME, Pair
from evaluatie.evaluation.changing.tiers import CHANGED
from evaluatie.evaluation.section import EVERYONE

Content = Mapping[str, Any]
Number = Mapping[str, Any]
_LEVEL = 0.05
_TERM = "mean_change"


@dataclass(frozen=True)
class ReleasedVerdict:
    """What a report says of the change of everyone in one outcome between two waves.

    Attributes
    ----------
    word : str
        As :attr:`evaluatie.evaluation.judgement.JudgedChange.word` has it; ``"uncorrected"`` where the change does not
        stand among the other outcomes; ``"none"`` where a figure has no verdict; ``"hidden"`` where there is no figure;
        ``"asked_otherwise"`` where the questions differed.
    number : mapping or None
        The change that it is about, as results.json has it.
    """

    word: str
    number: Number | None = None


def released_verdicts(content: Content) -> dict[tuple[str, Pair], ReleasedVerdict]:
    """Tell the verdict on every outcome and pair of waves, as the report itself says it.

    Parameters
    ----------
    content : mapping
        A results.json of an organisation.

    Returns
    -------
    dict of (str, (str, str)) to ReleasedVerdict
        By outcome and pair of waves, in the order of the outcomes.
    """
    numbers = {row["id"]: row for row in content["results"] if row["section"] == NAME}
    pairs = dict.fromkeys((row["outcome"], tuple(row["waves"])) for row in numbers.values() if _is_change(row))
    order = {outcome: place for place, outcome in enumerate(content["outcomes"])}
    known = sorted((key for key in pairs if key[0] in order), key=lambda key: order[key[0]])
    return {
        (outcome, (first, last)): _told(content, numbers, outcome, (first, last)) for outcome, (first, last) in known
    }


def _is_change(row: Number) -> bool:
    about = row["outcome"] is not None and row["group"] == EVERYONE and len(row["waves"]) == 2
    return about and row["term"] == _TERM and row["id"] == _key(row["outcome"], row["waves"], _estimator(row), _TERM)


def _estimator(row: Number) -> str:
    return str(row["id"]).removesuffix(f".{_TERM}").rpartition("/")[2]


def _key(outcome: str, waves: Sequence[str], analysis: str, term: str) -> str:
    return f"{NAME}.{outcome}/{EVERYONE}/{waves[0]}-{waves[1]}/{analysis}.{term}"


def _told(content: Content, numbers: Mapping[str, Number], outcome: str, pair: Pair) -> ReleasedVerdict:
    about = content["outcomes"][outcome]
    if about["asked_otherwise"].get(pair[1]):
        return ReleasedVerdict("asked_otherwise")
    changes = (numbers.get(_key(outcome, pair, name, _TERM)) for name in _estimators(content))
    change = next((one for one in changes if one is not None and one["estimate"] is not None), None)
    if change is None:
        return ReleasedVerdict("hidden")
    bound = numbers.get(_key(outcome, pair, "smallest_effect", "bound"))
    if list(pair) in about["not_comparable"] or bound is None or bound["estimate"] is None:
        return ReleasedVerdict("none", change)
    return ReleasedVerdict(_word(change, bound, about["direction"], numbers, outcome, pair), change)


def _estimators(content: Content) -> Iterator[str]:
    """Name the estimators, that of the plan first: see :func:`evaluatie.evaluation.changing.keys.estimators`."""
    if content["linking"] == "unlinked":
        yield "unlinked"
        return
    headline = content["plan"]["estimator"] or ("mixed" if content["linking"] == "linked" else "everyone")
    yield from (headline, *(name for name in MAIN if name != headline))


def _word(
    change: Number, bound: Number, direction: str, numbers: Mapping[str, Number], outcome: str, pair: Pair
) -> str:
    found = verdict_on(change["estimate"], change["se"], change["df"], bound=bound["estimate"], direction=direction)
    corrected = numbers.get(_key(outcome, pair, "family", "p_adjusted"))
    p = None if corrected is None else corrected["estimate"]
    if found.word in CHANGED and p is not None and p >= _LEVEL:
        return "uncorrected"
    return f"{found.word}_clear" if found.clears_bound else found.word
