"""Does a scale mean the same in groups, or at waves? The verdict that stands beside every comparison of means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from evaluatie.evaluation.judgement import NotEstimable, attempt
from evaluatie.evaluation.scale_results import MeaningTest
from evaluatie.evaluation.section import EVERYONE, Analysis, Cell, Word
from evaluatie.evaluation.trust import missing_by, model_of, parts_of, rules
from evaluatie.evaluation.turned import turned_at
from evaluatie.result import NotEnoughData, Result
from evaluatie.scales import Invariance, invariance, longitudinal_invariance
from evaluatie.scales.factor import fewest_people

if TYPE_CHECKING:
    from evaluatie.study import Outcome, Study

Pair = tuple[str, str]
Test = Callable[[str], Invariance]
#: From best to worst: a total is as comparable as the least comparable of its parts
WORDS = ("may", "caveat", "few", "untested", "not")
#: Means need equal intercepts; equal residual variances are not asked for
LEVELS = ("configural", "metric", "scalar")
TOO_FEW = "too few people to test"
_WORD_OF = {
    "may be compared": "may",
    "only with this caveat": "caveat",
    "may not be compared": "not",
    TOO_FEW: "few",
}


@dataclass(frozen=True)
class Meaning:
    """Whether a scale means the same.

    Attributes
    ----------
    word : str
        ``"may"``, ``"caveat"``, ``"not"``, ``"few"`` (too few people to test), or ``"untested"`` (it cannot be tested:
        ready scores, or too few questions).
    items : tuple of str
        The questions that mean something else, where the verdict is a caveat.
    tested : tuple of str
        The outcomes whose tests it rests upon: its own, or those of the parts of a total.
    """

    word: str
    items: tuple[str, ...] = ()
    tested: tuple[str, ...] = ()


@dataclass(frozen=True)
class Meanings:
    """The verdicts on all scales of one comparison, and the tests behind them.

    Attributes
    ----------
    of : mapping of str to Meaning
        By outcome.
    tests : mapping of str to Result
        By the outcome that was tested: a :class:`MeaningTest`, or why there is none.
    """

    of: Mapping[str, Meaning]
    tests: Mapping[str, Result]

    def word(self, outcome: str, section: str, suffix: str) -> Word | None:
        """Give the verdict on an outcome as a word, hidden with the tests behind it; None where there is none."""
        found = self.of.get(outcome)
        if found is None:
            return None
        shown = [one for one in found.tested if isinstance(self.tests[one], MeaningTest)]
        about = f"{section}.{key_of(shown[0], suffix)}.configural.cfi" if shown else None
        return Word(f"comparable.{found.word}", about)

    def analyses(
        self, suffix: str, waves: tuple[str, ...], cells_of: Callable[[str], tuple[Cell, ...]],
        characteristic: str = EVERYONE, level: str = EVERYONE,
    ) -> Iterator[tuple[str, Analysis]]:  # fmt: skip
        """Give the tests as analyses."""
        for outcome, test in self.tests.items():
            if isinstance(test, MeaningTest):
                cells = cells_of(outcome)
                yield (
                    key_of(outcome, suffix),
                    Analysis(test, "invariance", waves, cells, outcome, characteristic, level, digits=3),
                )


def key_of(outcome: str, suffix: str) -> str:
    """Give the key of a test, for example ``pgis.belonging/t0-t1/meaning``."""
    return f"{outcome}/{suffix}/meaning"


def over_groups(study: Study, outcomes: Iterable[Outcome], wave: str, characteristic: str, level: str) -> Meanings:
    """Test whether scales mean the same in a focal group as in the reference group.

    Parameters
    ----------
    study : Study
        The study.
    outcomes : iterable of Outcome
        The scales.
    wave, characteristic, level : str
        The wave, and the focal group.

    Returns
    -------
    Meanings
        By robust maximum likelihood and every answer there is.
    """
    groups = [study.config.groups[characteristic].reference, level]

    def test(outcome: Outcome, model: str) -> Invariance:
        items = _items(study, outcome, (wave,))
        both = items[items[characteristic].isin(groups)]
        _check_people(both, outcome, characteristic, groups)
        return _of_groups(both, characteristic, groups, model)

    return _meanings(study, outcomes, test)


def over_waves(study: Study, outcomes: Iterable[Outcome], pair: Pair) -> Meanings:
    """Test whether scales mean the same at a later wave as at the first.

    Parameters
    ----------
    study : Study
        The study.
    outcomes : iterable of Outcome
        The scales.
    pair : tuple of two str
        First and later wave.

    Returns
    -------
    Meanings
        Among the linked and everyone who answered once, in one model; where too few are linked, of two groups.
    """

    def test(outcome: Outcome, model: str) -> Invariance:
        both = _items(study, outcome, pair)
        answered = _check_people(both, outcome, "wave", pair)
        twice = int(both.loc[answered, "respondent"].duplicated().sum())
        if study.linking == "unlinked" or twice < rules()["linked"]["fewest"]:
            return _of_groups(both, "wave", pair, model)
        ordered = both.assign(wave=pd.Categorical(both["wave"], pair, ordered=True))
        return longitudinal_invariance(
            model, ordered, "respondent", "wave", LEVELS, estimator="mlr", missing=missing_by(len(both))
        )

    return _meanings(study, outcomes, test)


def _check_people(both: pd.DataFrame, outcome: Outcome, column: str, groups: Sequence[str]) -> pd.Series:
    """Say who answered; raises NotEnoughData where a group is smaller than those that the rules were found with."""
    answered = both[list(outcome.items)].notna().any(axis=1)
    counts = both.loc[answered, column].value_counts()
    if min(int(counts.get(group, 0)) for group in groups) < fewest_people():
        raise NotEnoughData(TOO_FEW)
    return answered


def _of_groups(both: pd.DataFrame, column: str, groups: Sequence[str], model: str) -> Invariance:
    ordered = both.assign(**{column: pd.Categorical(both[column], list(groups), ordered=True)})
    return invariance(model, ordered, column, LEVELS, estimator="mlr", missing=missing_by(len(both)))


def _meanings(study: Study, outcomes: Iterable[Outcome], test: Callable[[Outcome, str], Invariance]) -> Meanings:
    tests: dict[str, Result] = {}
    found = {}
    for outcome in outcomes:
        if outcome.source != "items" or len(outcome.items) < 3:
            found[outcome.id] = Meaning("untested")
            continue
        parts = _parts(study, outcome)
        for part in parts:
            if part.id not in tests:
                tests[part.id] = _tested(partial(test, part), part)
        words = [_word(tests[part.id]) for part in parts]
        released = dict.fromkeys(item for part in parts for item in _released(tests[part.id]))
        tested = tuple(part.id for part in parts)
        found[outcome.id] = Meaning(max(words, key=WORDS.index), tuple(released), tested)
    return Meanings(found, tests)


def _parts(study: Study, outcome: Outcome) -> list[Outcome]:
    """Give the scales to test by themselves: a total by its parts, since rules about a whole may miss one item."""
    parts = parts_of(study, outcome)
    return [one for one in study.outcomes if one.instrument == outcome.instrument and one.items in parts] or [outcome]


def _tested(test: Test, outcome: Outcome) -> Result:
    found = attempt("configural.cfi", partial(test, model_of(outcome, [])))
    if not isinstance(found, Invariance):
        return found
    if found.verdict == TOO_FEW:  # with complete answers only
        return NotEstimable(TOO_FEW, (found.caveat,), "configural.cfi")
    return MeaningTest(found.method, found.notes, found)


def _word(result: Result) -> str:
    if isinstance(result, MeaningTest):
        return _WORD_OF[str(result.test.verdict)]
    return "few" if result.method == TOO_FEW else "untested"


def _released(result: Result) -> tuple[str, ...]:
    """Name the questions with an intercept of their own."""
    if not isinstance(result, MeaningTest):
        return ()
    return tuple(name.partition("~")[0].strip() for name in result.test.released)


def _items(study: Study, outcome: Outcome, waves: Sequence[str]) -> pd.DataFrame:
    """Give the answers to a scale's items at some waves, with who answered, when, and in which groups."""
    asked = study.instruments[str(outcome.instrument)]
    answers = pd.concat([turned_at(study, asked, wave)[list(outcome.items)] for wave in waves])
    return answers.join(study.survey[["respondent", "wave", *study.config.groups]])
