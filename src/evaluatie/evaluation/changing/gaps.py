"""Gaps: did a focal and its reference group come closer, and did answers change, or who answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from evaluatie.effects import Verdict, verdict_on
from evaluatie.effects.changes import tested
from evaluatie.effects.clustered import FEWEST_DF, require_teams
from evaluatie.effects.comparing.least_squares import renumber
from evaluatie.effects.comparing.robust import robust_coefficient
from evaluatie.effects.decomposition import Cells, decompose
from evaluatie.effects.gaps import Answers, GapChange, GapLabels, gap_from_answers
from evaluatie.effects.group_frame import Covariate
from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.changing.keys import NAME, Pair
from evaluatie.evaluation.columns import Codes, Floats, Levels
from evaluatie.evaluation.comparability import comparable
from evaluatie.evaluation.judgement import Bound, attempt
from evaluatie.evaluation.scored import Scores, compared, fewest, leading
from evaluatie.evaluation.section import Analysis, Cell, Finding, Row, Slot, Table, Word
from evaluatie.evaluation.standings import Flags
from evaluatie.evaluation.unit_spread import UNITS, named
from evaluatie.result import Estimate, NotEnoughData, Result

if TYPE_CHECKING:
    from evaluatie.study import Outcome, Study

TOPIC = "gaps"
Results = Mapping[str, Analysis]
Groups = tuple[str, str, str]  # characteristic, reference, focal


@dataclass(frozen=True)
class JudgedGap(Result):
    """A change of the gap, with what it amounts to.

    Attributes
    ----------
    gap : GapChange
        The gap at both waves and its change.
    word : str
        ``narrowed``, ``widened``, ``unchanged``, ``inconclusive``, or ``crossed`` where it changed sides.
    verdict : Verdict
        The same rule as for changes, and what could have been detected.
    """

    gap: GapChange
    word: str
    verdict: Verdict

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the change of the gap, and the gap at either wave as ``gap_first`` and ``gap_last``."""
        change, *_ = self.gap.estimates()
        detectable = self.verdict.detectable
        found = (change, replace(self.gap.gap_first, term="gap_first"), replace(self.gap.gap_last, term="gap_last"))
        return found if detectable is None else (*found, Estimate("detectable", detectable, n=self.gap.n))


def analyses(scores: Scores, pair: Pair, bounds: Mapping[str, Bound]) -> Iterator[tuple[str, Analysis]]:
    """Estimate how every gap changed, as it is and adjusted, and how much of that is who answered.

    Parameters
    ----------
    scores : Scores
        Of the study.
    pair : tuple of two str
        First and last wave.
    bounds : mapping of str to Bound
        The smallest change that matters, by outcome.

    Yields
    ------
    tuple of str and Analysis
        Keys ``pgis.total/origin=europa/t0-t1/gap``, ``.../gap_adjusted`` and ``.../composition``.
    """
    study = scores.study
    if study.aggregates is not None:
        return
    for groups in compared_groups(scores, pair):
        characteristic, _, focal = groups
        others = tuple(name for name in study.config.plan.adjust if name != characteristic)
        others = tuple(name for name in others if comparable(study, name, pair))
        laid = _lay_out(scores, pair, groups, others)
        for outcome in compared(study, pair[1]):
            key, asked = _key(outcome.id, groups, pair), laid.of(scores.columns.scores[outcome.id])
            cells = _cells_of(study, outcome.id, groups, pair)
            ways: list[tuple[str, tuple[str, ...], int | None]] = [("gap", (), None)]
            ways += [("gap_adjusted", others, 4)] if others else []
            for name, covariates, digits in ways:
                result = attempt("gap_change", partial(_gap, asked, groups, covariates, bounds.get(outcome.id)))
                method = _method(name, result)
                yield f"{key}/{name}", Analysis(result, method, pair, cells, outcome.id, characteristic, focal, digits)
            if others:
                parts = attempt("total", partial(_parts, asked, groups))
                yield (
                    f"{key}/composition",
                    Analysis(parts, "decomposition", pair, cells, outcome.id, characteristic, focal, digits=3),
                )


def gap_as_it_is(scores: Scores, pair: Pair, outcome: str, groups: Groups, bound: Bound | None) -> tuple[str, Analysis]:
    """Estimate how one gap changed, not adjusted, as :func:`analyses` does; the first is its key."""
    asked = _lay_out(scores, pair, groups, ()).of(scores.columns.scores[outcome])
    result = attempt("gap_change", partial(_gap, asked, groups, (), bound))
    cells = _cells_of(scores.study, outcome, groups, pair)
    about = Analysis(result, _method("gap", result), pair, cells, outcome, groups[0], groups[2])
    return f"{_key(outcome, groups, pair)}/gap", about


def _cells_of(study: Study, outcome: str, groups: Groups, pair: Pair) -> tuple[Cell, ...]:
    bases: tuple[tuple[str, ...], ...] = (pair[:1], pair[1:])
    bases += (pair,) if study.linking != "unlinked" else ()
    return tuple(Cell(basis, outcome, groups[0], level) for level in groups[1:] for basis in bases)


def _method(name: str, result: Result) -> str:
    """Name the method: whether people of one unit counted as alike."""
    return named(name, result.gap) if isinstance(result, JudgedGap) else name


@dataclass(frozen=True)
class Asked:
    """The answers of two groups at two waves, with each answer's unit and covariates.

    Attributes
    ----------
    answers : Answers
        The answers.
    unit : array of int, shape (answers,), or None
        Number of the unit, -1 for none; None where there are no units.
    covariates : list of Covariate
        What to adjust for.
    """

    answers: Answers
    unit: Codes | None
    covariates: list[Covariate]


@dataclass(frozen=True)
class Laid:
    """The rows of two groups at two waves, whatever the outcome.

    Attributes
    ----------
    rows, cell, who : array of int, shape (rows,)
        Places in the survey; group and wave, as :class:`Answers` has them; numbers of people.
    unit : array of int, shape (rows,), or None
        As :class:`Asked` has it.
    others : mapping of str to Levels
        Level of each row by covariate.
    """

    rows: Codes
    cell: Codes
    who: Codes
    unit: Codes | None
    others: Mapping[str, Levels]

    def of(self, scores: Floats) -> Asked:
        """Take the rows that have a score."""
        own = scores[self.rows]
        known = ~np.isnan(own)
        answers = Answers(own[known], self.cell[known], renumber(self.who[known]) if known.any() else self.who[known])
        unit = None if self.unit is None else self.unit[known]
        return Asked(answers, unit, [_covariate(name, of, known) for name, of in self.others.items()])


def _covariate(name: str, levels: Levels, known: Flags) -> Covariate:
    codes = levels.codes[known]
    there = np.flatnonzero(np.bincount(codes, minlength=len(levels.names)))
    columns = (codes[:, None] == there[1:]).astype(float) if len(there) > 1 else np.zeros((len(codes), 1))
    return Covariate(name, tuple(levels.names[number] for number in there), columns)


def _lay_out(scores: Scores, pair: Pair, groups: Groups, others: tuple[str, ...]) -> Laid:
    columns, (characteristic, *levels) = scores.columns, groups
    parts = [columns.rows(wave, characteristic, level) for level in levels for wave in pair]
    rows = np.concatenate(parts)
    who = columns.who[rows] if scores.study.linking != "unlinked" else np.arange(len(rows))
    unit = None
    if "unit" in columns.groups:
        codes, names = columns.groups["unit"]
        unknown = names.index("unknown") if "unknown" in names else -1
        unit = np.where(codes[rows] == unknown, -1, codes[rows])
    cell = np.repeat(np.arange(4), [len(part) for part in parts])
    about = {name: _merged(columns.groups[name], rows, cell, fewest(scores.study)) for name in others}
    return Laid(rows, cell, who, unit, about)


def _merged(levels: Levels, rows: Codes, cell: Codes, least: int) -> Levels:
    """Take levels of few people in a group at a wave together with the most frequent one.

    Adjusted and not, the gap would else tell what these few answered.
    """
    codes = levels.codes[rows]
    counts = np.array([np.bincount(codes[cell == number], minlength=len(levels.names)) for number in range(4)])
    small = ((counts > 0) & (counts < least)).any(axis=0) | (counts == 0).any(axis=0)
    return Levels(np.where(small[codes], int(counts.sum(axis=0).argmax()), codes), levels.names)


def _gap(asked: Asked, groups: Groups, covariates: tuple[str, ...], bound: Bound | None) -> Result:
    labels = GapLabels(groups[1], groups[2], "0", "1", covariates)
    about = asked.covariates if covariates else []
    if any(not np.ptp(each.columns, axis=0).all() for each in about):
        raise NotEnoughData("a characteristic to adjust for is the same for everyone in these groups")
    columns = np.hstack([each.columns for each in about]) if about else None
    gap = _with_units(gap_from_answers(asked.answers, labels, columns), asked, columns)
    judged = verdict_on(
        gap.gap_change, gap.se, gap.df, bound=None if bound is None else bound.points, direction="ambiguous"
    )
    return JudgedGap(gap.method, gap.notes, gap, _word(gap, judged), judged)


def _with_units(gap: GapChange, asked: Asked, covariates: Floats | None) -> GapChange:
    """Count people of one unit as alike, where there are units enough, and each group is in several at both waves."""
    if asked.unit is None or gap.se is None:
        return gap
    answers, known = asked.answers, asked.unit >= 0
    later, both = 1 - answers.last, answers.last * answers.focal
    try:
        require_teams(asked.unit, [known & (answers.cell == number) for number in range(4)])
        change = _over_units(answers.scores, asked.unit, covariates, [answers.last, answers.focal, both])
        # the same model with the gap at either wave for a coefficient
        first, last = (
            _over_units(answers.scores, asked.unit, covariates, [answers.last, answers.focal - own, own])
            for own in (later * answers.focal, both)
        )
    except (NotEnoughData, ValueError):
        return gap
    if min(df for _, df in (change, first, last)) < FEWEST_DF:
        return gap
    return replace(
        gap,
        method=gap.method + UNITS,
        gap_first=_surely(gap.gap_first, *first, gap.confidence),
        gap_last=_surely(gap.gap_last, *last, gap.confidence),
        **tested(gap.gap_change, *change, gap.confidence),
    )


def _over_units(scores: Floats, unit: Codes, covariates: Floats | None, columns: list[Floats]) -> tuple[float, float]:
    """Give the standard error over units of the coefficient of the last of these columns, and degrees of freedom."""
    there = unit >= 0
    design = np.column_stack([np.ones(len(there)), *columns, *([] if covariates is None else [covariates])])
    found = robust_coefficient(scores[there], design[there], unit[there], len(columns))
    if found.se is None or found.df is None:
        raise NotEnoughData("the answers show no spread between units")
    return found.se, found.df


def _surely(one: Estimate, se: float, df: float, confidence: float) -> Estimate:
    sure = tested(one.estimate, se, df, confidence)
    return replace(one, **{name: sure[name] for name in ("se", "statistic", "df", "p", "ci_low", "ci_high")})


def _word(gap: GapChange, judged: Verdict) -> str:
    if judged.word in ("unchanged", "inconclusive"):
        return judged.word
    first, last = gap.gap_first.estimate, gap.gap_last.estimate
    if first * last < 0 and abs(last) > abs(first):
        return "crossed"
    return "narrowed" if abs(last) < abs(first) else "widened"


def _parts(asked: Asked, groups: Groups) -> Result:
    answers = asked.answers
    counts = np.bincount(answers.cell, minlength=4)
    if counts.min() < 2:
        raise NotEnoughData("at least 2 answers of each group at each wave are needed")
    cells = tuple(np.flatnonzero(answers.cell == number) for number in range(4))
    names = tuple(f"at wave {wave} in group {level}" for level in groups[1:] for wave in (0, 1))
    return decompose(
        Cells(answers.scores, answers.who, cells, names), asked.covariates, f"{groups[2]} minus {groups[1]}"
    )


def compared_groups(scores: Scores, pair: Pair) -> Iterator[Groups]:
    """Go through the focal groups that occur at both waves with their reference group."""
    occurring = set(scores.levels(*pair))
    for characteristic, group in scores.study.config.groups.items():
        for level in group.focal:
            if {(characteristic, level), (characteristic, group.reference)} <= occurring:
                yield characteristic, group.reference, level


def _key(outcome: str, groups: Groups, pair: Pair) -> str:
    return f"{outcome}/{groups[0]}={groups[2]}/{'-'.join(pair)}"


def findings(scores: Scores, results: Results, pair: Pair) -> Iterator[Finding]:
    """Say of the main outcomes whether each gap narrowed, and of which part who answered changed."""
    study = scores.study
    primary = study.config.plan.primary
    told = [outcome for outcome in compared(study, pair[1]) if not primary or outcome.id in primary]
    for groups in compared_groups(scores, pair) if study.aggregates is None else ():
        for outcome in told:
            key = f"{_key(outcome.id, groups, pair)}/gap"
            slots = {**_names(groups, pair), "outcome": say.outcome(outcome.id)}
            hidden = Finding("gap.not_shown", slots, topic=TOPIC)
            judged = results[key].result if key in results else None
            if not isinstance(judged, JudgedGap):
                yield hidden
                continue
            numbers: dict[str, Slot] = {
                "before": say.ref(NAME, key, "gap_first", "signed"),
                "after": say.ref(NAME, key, "gap_last", "signed"),
                "change": say.ref(NAME, key, "gap_change", "signed"),
                "interval": say.ref(NAME, key, "gap_change", "interval"),
            }
            yield Finding(f"gap.{judged.word}", {**slots, **numbers}, topic=TOPIC, otherwise=hidden)


def _names(groups: Groups, pair: Pair) -> dict[str, Slot]:
    return {
        "level": say.group(groups[0], groups[2]), "reference": say.group(groups[0], groups[1]),
        "first": say.wave(pair[0]), "last": say.wave(pair[1]),
    }  # fmt: skip


def displays(scores: Scores, results: Results, pair: Pair) -> Iterator[Table]:
    """Show every gap at both waves, its change with a verdict, adjusted, and the part of who answered.

    The outcomes that are to be decided upon stand in the text, the others in the technical account.
    """
    main, others = leading(scores.study, pair[1])
    for characteristic in scores.study.config.groups:
        yield from _table(scores, results, pair, characteristic, main, technical=False)
        yield from _table(scores, results, pair, characteristic, others, technical=True)


def _table(
    scores: Scores, results: Results, pair: Pair, characteristic: str, outcomes: Sequence[Outcome], *, technical: bool
) -> Iterator[Table]:
    study = scores.study
    compared = compared_groups(scores, pair) if study.aggregates is None else ()
    keys = [
        (outcome, groups, _key(outcome.id, groups, pair))
        for groups in compared
        if groups[0] == characteristic
        for outcome in outcomes
    ]
    if not keys:
        return
    adjusted = any(f"{key}/gap_adjusted" in results for _, _, key in keys)
    rows = tuple(
        Row((say.outcome(outcome.id), say.group(characteristic, groups[2])), _cells(results, key, adjusted=adjusted))
        for outcome, groups, key in keys
    )
    caption = say.phrase(
        "table.gaps", characteristic=say.characteristic(characteristic), first=say.wave(pair[0]),
        last=say.wave(pair[1]), reference=say.group(characteristic, study.config.groups[characteristic].reference),
    )  # fmt: skip
    names = ["outcome", "group", "gap_first", "gap_last", "gap_change", "verdict"]
    names += ["gap_adjusted", "composition"] if adjusted else []
    id_ = f"table-gaps-{'-'.join(pair)}-{characteristic}{'-others' if technical else ''}"
    columns = tuple(say.phrase(f"column.{name}") for name in names)
    yield Table(id_, caption, columns, rows, technical, "" if technical else TOPIC)


def _cells(results: Results, key: str, *, adjusted: bool) -> tuple[Slot | None, ...]:
    result = results[f"{key}/gap"].result
    about = f"{NAME}.{key}/gap.gap_change"
    # of what cannot be estimated the verdict looks as if hidden
    word = (
        Word(f"gap_word.{result.word}", about)
        if isinstance(result, JudgedGap)
        else say.found(NAME, results, f"{key}/gap", "gap_change", "points")
    )
    terms = ("gap_first", "gap_last", "gap_change")
    shown = (say.found(NAME, results, f"{key}/gap", term, "signed_ci") for term in terms)
    more = (
        (
            say.found(NAME, results, f"{key}/gap_adjusted", "gap_change", "signed_ci"),
            say.found(NAME, results, f"{key}/composition", "composition", "signed_ci"),
        )
        if adjusted
        else ()
    )
    return (*shown, word, *more)
