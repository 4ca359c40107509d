"""The change per year over all measurements, of everyone who answered, and whether a straight line says it well.

A slope is one more figure about people whose means at each wave and whose linked changes are shown as well. It is made
only where everyone who answered at the same waves has company enough (see :func:`_why_not`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from evaluatie.effects.yearly import YearlyChange, yearly_change, yearly_from_moments
from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.changing.keys import NAME
from evaluatie.evaluation.columns import Codes, Floats
from evaluatie.evaluation.comparability import asked_otherwise
from evaluatie.evaluation.judgement import NotEstimable, attempt
from evaluatie.evaluation.scored import Scores, fewest, leading
from evaluatie.evaluation.section import Analysis, Cell, Finding, Ref, Row, Setting, Show, Slot, Table, Word
from evaluatie.evaluation.standings import Flags
from evaluatie.result import Estimate, Result

if TYPE_CHECKING:
    from evaluatie.study import Outcome, Study

TOPIC = "slope"
FEWEST_WAVES = 3
_LEVEL = 0.05
_YEAR = 365.25
Results = Mapping[str, Analysis]


@dataclass(frozen=True)
class JudgedSlope(Result):
    """A change per year, with what it amounts to.

    Attributes
    ----------
    line : YearlyChange
        The straight line.
    word : str
        ``rose``, ``fell``, ``unclear`` where that is not certain, or ``uneven`` where a line does not fit.
    """

    line: YearlyChange
    word: str

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the change per year as term ``slope``, and ``departure``; of uneven change no slope is claimed."""
        slope, departure = self.line.estimates()
        return (departure,) if self.word == "uneven" else (slope, departure)


@dataclass(frozen=True)
class _Answered:
    """The answers to an outcome at every wave, shape (people, waves), and the unit of each of the people."""

    answers: Floats
    units: Codes | None

    @property
    def there(self) -> Flags:
        """Who answered when."""
        return ~np.isnan(self.answers)


def analyses(scores: Scores) -> Iterator[tuple[str, Analysis]]:
    """Estimate the change per year of every main outcome that was asked alike at three or more dated waves.

    It is of everyone who answered at least once, who left and who joined included: the level of the workforce, as far
    as who kept silent depends on what they answered at other waves only. Where all answers are linked that is another
    group than that of the change up to the last wave, which is of people employed at both waves.

    Parameters
    ----------
    scores : Scores
        Of the study.

    Yields
    ------
    tuple of str and Analysis
        Key ``pgis.total/all/slope``.
    """
    study = scores.study
    years = _years(study)
    if years is None:
        return
    for outcome in _told(study):
        if _alike(study, outcome):
            result, cells = _estimated(scores, outcome.id, years)
            yield _key(outcome), Analysis(result, _method(result), study.waves, cells, outcome.id, digits=4)


def findings(scores: Scores, results: Results) -> Iterator[Finding]:
    """Say of every main outcome whether it rose or fell, or that it did not change evenly; and what a line leaves out.

    Parameters
    ----------
    scores : Scores
        Of the study.
    results : mapping of str to Analysis
        These analyses.

    Yields
    ------
    Finding
    """
    study = scores.study
    if len(study.waves) < FEWEST_WAVES:
        return
    if _years(study) is None:
        yield Finding("slope.undated", topic=TOPIC)
        return
    for outcome in _told(study):
        yield _sentence(study, results, outcome)
    even = [key for key, found in _judged(study, results) if found.word != "uneven"]
    yield from _if_any("slope.caution", even)
    if len(_told(study)) > 1:
        yield from _if_any("slope.several", even)
    if study.aggregates is None and "unit" in scores.columns.groups:
        yield from _if_any("slope.alone", [key for key in even if not results[key].method.endswith("_units")])
    yield from _fallbacks(study, results)


def displays(study: Study, results: Results) -> Iterator[Table]:
    """Show the change per year of every main outcome with its test, and that of a straight line, to who wants to know.

    Parameters
    ----------
    study : Study
        The study.
    results : mapping of str to Analysis
        These analyses.

    Yields
    ------
    Table
    """
    rows = tuple(
        Row((say.outcome(outcome.id),), _cells(results, _key(outcome)))
        for outcome in _told(study)
        if _key(outcome) in results
    )
    if rows:
        names = ("outcome", "n", "yearly", "test", "departure")
        columns = tuple(say.phrase(f"column.{name}") for name in names)
        yield Table("table-slope", say.phrase("table.slope"), columns, rows, technical=True)


def _years(study: Study) -> list[float] | None:
    """Give when each wave was, in years after the first; None with fewer than three, or where one has no date."""
    days = [wave.date for wave in study.config.waves]
    first = days[0]
    if len(days) < FEWEST_WAVES or first is None:
        return None
    found = [(day - first).days / _YEAR for day in days if day is not None]
    return found if len(found) == len(days) else None


def _told(study: Study) -> list[Outcome]:
    return leading(study, study.waves[-1])[0]


def _alike(study: Study, outcome: Outcome) -> bool:
    return not any(asked_otherwise(study, outcome.id, wave) for wave in study.waves)


def _key(outcome: Outcome) -> str:
    return f"{outcome.id}/all/slope"


def _estimated(scores: Scores, outcome: str, years: list[float]) -> tuple[Result, tuple[Cell, ...]]:
    """Estimate a slope, and name those it rests upon: everyone at each wave, and who answered at each two."""
    study, least = scores.study, fewest(scores.study)
    cells = tuple(Cell((wave,), outcome) for wave in study.waves)
    if study.aggregates is not None:
        of_waves = [scores.moments(outcome, wave) for wave in study.waves]
        if min(one.n for one in of_waves) < least:
            return NotEstimable("too few people answered at a measurement", (), "slope"), cells
        return _judge(attempt("slope", partial(yearly_from_moments, of_waves, years))), cells
    answered = _answered(scores, outcome)
    there = answered.there
    pairs = [pair for pair in combinations(range(len(years)), 2) if there[:, pair].all(axis=1).any()]
    cells += tuple(Cell((study.waves[first], study.waves[last]), outcome) for first, last in pairs)
    why_not = _why_not(there, least)
    if why_not is not None:
        return NotEstimable(why_not, (), "slope"), cells
    return _judge(attempt("slope", partial(yearly_change, answered.answers, years, answered.units))), cells


def _answered(scores: Scores, outcome: str) -> _Answered:
    """Lay out who answered what when; without links everyone answered once."""
    columns, linked = scores.columns, scores.study.linking != "unlinked"
    rows = np.flatnonzero(~np.isnan(columns.scores[outcome]))
    people, who = np.unique(columns.who[rows], return_inverse=True) if linked else (rows, np.arange(len(rows)))
    answers = np.full((len(people), len(columns.waves)), np.nan)
    answers[who, columns.wave[rows]] = columns.scores[outcome][rows]
    if "unit" not in columns.groups:
        return _Answered(answers, None)
    # the unit in which somebody first answered
    earliest = np.lexsort((columns.wave[rows], who))
    first = rows[earliest[np.unique(who[earliest], return_index=True)[1]]]
    codes, names = columns.groups["unit"]
    unknown = names.index("unknown") if "unknown" in names else -1
    return _Answered(answers, np.where(codes[first] == unknown, -1, codes[first]))


def _why_not(there: Flags, least: int) -> str | None:
    """Say why no slope is made; None where one is.

    With the means of the waves and the changes of the linked, a slope tells no more than what those answered who have
    one pattern of waves, all that a line looks at. So nobody may be in a pattern with few others. The few who answered
    at one of two waves only are of one pattern or several, and are then ruled out as well.
    """
    if there.sum(axis=0).min() < least:
        return "too few people answered at a measurement"
    patterns = np.unique(there, axis=0, return_counts=True)[1]
    if patterns.min() < least:
        return "so few people answered at the same measurements that what they answered could be worked out"
    return None


def _judge(result: Result) -> Result:
    """Say what a slope amounts to; a line that does not fit claims none."""
    if not isinstance(result, YearlyChange):
        return result
    if result.departure_p < _LEVEL:
        word = "uneven"
    elif result.p < _LEVEL:
        word = "rose" if result.slope > 0 else "fell"
    else:
        word = "unclear"
    return JudgedSlope(result.method, result.notes, result, word)


def _method(result: Result) -> str:
    if not isinstance(result, JudgedSlope):
        return "mixed_slope"
    name = "separate_slope" if result.line.random == "none" else "mixed_slope"
    return f"{name}_units" if result.line.units else name


def _judged(study: Study, results: Results) -> list[tuple[str, JudgedSlope]]:
    keys = [_key(outcome) for outcome in _told(study) if _key(outcome) in results]
    found = [(key, results[key].result) for key in keys]
    return [(key, result) for key, result in found if isinstance(result, JudgedSlope)]


def _sentence(study: Study, results: Results, outcome: Outcome) -> Finding:
    key, slots = _key(outcome), {"outcome": say.outcome(outcome.id)}
    if key not in results:
        return Finding("slope.asked_otherwise", slots, topic=TOPIC)
    hidden = Finding("slope.not_shown", slots, topic=TOPIC)
    judged = results[key].result
    if not isinstance(judged, JudgedSlope):
        return hidden
    counted: dict[str, Slot] = {**slots, "count": Setting(len(study.waves), "count")}
    if judged.word == "uneven":
        return Finding("slope.uneven", {**counted, "guard": _departed(key)}, topic=TOPIC, otherwise=hidden)
    numbers: dict[str, Slot] = {
        "slope": say.ref(NAME, key, "slope", "signed"),
        "interval": say.ref(NAME, key, "slope", "interval"),
        "n": say.ref(NAME, key, "slope", "n"),
        "counted": Word(f"counted.{'questionnaires' if judged.line.random == 'none' else 'people'}"),
    }
    return Finding(f"slope.{judged.word}", {**counted, **numbers}, topic=TOPIC, otherwise=hidden)


def _if_any(sentence: str, keys: list[str]) -> Iterator[Finding]:
    """Say something once where one of some slopes is shown."""
    chain: Finding | None = None
    for key in reversed(keys):
        guard: dict[str, Slot] = {"guard": say.ref(NAME, key, "slope", "signed")}
        chain = Finding(sentence, guard, otherwise=chain, topic=TOPIC)
    if chain is not None:
        yield chain


def _fallbacks(study: Study, results: Results) -> Iterator[Finding]:
    """Say in the technical account where the model had to be simpler than it should be, or lay at its edge."""
    for key, judged in _judged(study, results):
        simpler = judged.line.random == "intercept"
        for sentence, applies in (("slope.one_slope", simpler), ("slope.edge", judged.line.singular)):
            if applies:
                slots: dict[str, Slot] = {"outcome": say.outcome(results[key].outcome or ""), "guard": _departed(key)}
                yield Finding(sentence, slots, role="method", topic=TOPIC)


def _departed(key: str) -> Ref:
    return say.ref(NAME, key, "departure", "p")


def _cells(results: Results, key: str) -> tuple[Slot | None, ...]:
    result = results[key].result
    if isinstance(result, JudgedSlope) and result.word == "uneven":
        uneven = Word("slope_word.uneven", f"{NAME}.{key}.departure")
        return say.ref(NAME, key, "departure", "n"), uneven, None, _departed(key)
    shows: tuple[tuple[str, Show], ...] = (
        ("slope", "n"), ("slope", "signed_ci"), ("slope", "test"), ("departure", "p"),
    )  # fmt: skip
    return tuple(say.found(NAME, results, key, term, show) for term, show in shows)
