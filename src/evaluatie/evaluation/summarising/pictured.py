"""The main figures with their intervals in one picture."""

from __future__ import annotations

from collections.abc import Iterator

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.changing import tiers
from evaluatie.evaluation.changing.keys import bound_key, estimators, key_of
from evaluatie.evaluation.scored import Scores, planned
from evaluatie.evaluation.section import EVERYONE, Figure, Finding, Row, Slot, Word
from evaluatie.evaluation.summarising.names import NAME, ROWS
from evaluatie.evaluation.weighing import Weighed

ID = "figure-summary"


def of_changes(weighed: Weighed) -> Iterator[Figure]:
    """Draw the change of each outcome that the plan names, in its order, with its verdict beside its name."""
    rows = []
    for outcome in list(weighed.checks)[:ROWS]:
        lead = weighed.headline(outcome)
        first = key_of(outcome, EVERYONE, EVERYONE, weighed.pair, estimators(weighed.study)[0])
        key = first if lead is None else lead[0]
        cells = (
            say.found(NAME, weighed.results, key, "mean_change", "signed_ci"),
            say.found(NAME, weighed.results, bound_key(outcome, weighed.pair), "bound", "points"),
        )
        rows.append(Row((say.outcome(outcome), *_verdict(weighed, outcome)), cells))
    yield Figure(ID, "overview", _caption("figure.summary", *weighed.pair), tuple(rows))


def _caption(key: str, first: str, last: str) -> Finding:
    return say.phrase(key, first=say.wave(first), last=say.wave(last))


def _verdict(weighed: Weighed, outcome: str) -> Iterator[Slot]:
    """Give what may be concluded, as the other sections do: nothing where the questions do not mean the same."""
    lead, meaning = weighed.headline(outcome), weighed.check(outcome, "meaning")
    if lead is None:
        return
    key, judged = lead
    about = f"{NAME}.{key}.mean_change"
    if meaning is not None and meaning.word == "no":
        yield Word("comparable.not", meaning.about)
    elif not tiers.survives(weighed.study, weighed.results, outcome, weighed.pair):
        yield Word("verdict.uncorrected", f"{NAME}.{tiers.family_key(outcome, weighed.pair)}.p_adjusted")
    else:
        yield Word(f"verdict.{judged.word}", about)


def of_means(scores: Scores) -> Figure:
    """Draw the mean of each outcome that the plan names at the only wave."""
    (wave,) = scores.study.waves
    rows = tuple(
        Row((say.outcome(outcome.id),), (say.ref(NAME, f"{outcome.id}/all/mean", "mean", "points_ci"),))
        for outcome in planned(scores.study, wave)[:ROWS]
    )
    return Figure(ID, "means", say.phrase("figure.means", wave=say.wave(wave)), rows)
