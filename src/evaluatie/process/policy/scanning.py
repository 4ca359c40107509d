"""The policy scan: how far an organisation is with each phase of its policy, in each stage of the chain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evaluatie.process.policy.agreeing import rater_agreement
from evaluatie.process.policy.cells import FEWEST, cell_table, differing_cells, lagging_phases
from evaluatie.process.policy.reading import ONE_ROUND, PHASES, STAGES, Scores, read_scale, read_scores
from evaluatie.process.policy.rounds import ALL, round_changes, round_raters
from evaluatie.result import Estimate, Result, check_confidence

METHOD = (
    "Mean score of each phase (vision, goals, support, action, measurement) in each stage (inflow, inclusion, "
    "through-flow, outflow) with t limits; Krippendorff's alpha for ordered scores (Krippendorff 2011) with limits for "
    "other cells; changes of the same raters in the same cells. Phases and stages: guide of the pilot Behoud & "
    "Doorstroom (TNO and the Dutch Ministry of Social Affairs and Employment, 2021)"
)
NO_SAMPLE = (
    "raters are no random sample of anyone: the intervals say how much the scores depend on which people of this kind "
    "scored, not what the organisation as a whole would say"
)
PICKED = (
    "gaps between phases are listed because they were above 0: their intervals are those of gaps that were chosen "
    "beforehand, and look firmer than they are"
)


@dataclass(frozen=True)
class PolicyScan(Result):
    """Scores of the phases of a policy in each stage of the chain.

    Attributes
    ----------
    table : pandas.DataFrame, shape (20 x rounds, 12)
        Every cell of every round: ``round``, ``phase``, ``stage``, ``n`` (raters), ``mean``, ``median``, ``sd``,
        ``lowest``, ``highest``, ``spread``, ``ci_low``, ``ci_high``. Missing where nobody scored; limits are missing
        with fewer than three raters, or where all gave the same score.
    agreement : pandas.DataFrame
        One row per round: ``alpha`` with ``ci_low`` and ``ci_high``, ``same`` (share of pairs of scores that are
        equal), ``raters``, ``cells``.
    differing : pandas.DataFrame
        Cells in which raters differ, the widest spread first.
    lagging : pandas.DataFrame
        Phases that lag: ``round``, ``stage``, ``phase``, ``behind`` (a later phase that was scored higher by the same
        raters), ``n``, ``gap``, ``ci_low``, ``ci_high``; the widest gap of each stage first.
    changes : pandas.DataFrame
        Change between rounds of the raters who scored in both: ``earlier``, ``later``, ``phase``, ``stage`` (``"all"``
        where taken together), ``n``, ``change``, ``up``, ``down``, ``ci_low``, ``ci_high``.
    raters : pandas.DataFrame
        Per pair of rounds how many raters scored in ``both``, ``only_earlier`` and ``only_later``.
    rounds : tuple of str
        The rounds in their order; ``("scan",)`` where no column names them.
    scale : pair of float
        Lowest and highest score.
    n_raters, n_scores, n_empty : int
        Raters, scores, and cells that nobody scored, over all rounds.
    confidence : float
        Level of all intervals.
    """

    table: pd.DataFrame
    agreement: pd.DataFrame
    differing: pd.DataFrame
    lagging: pd.DataFrame
    changes: pd.DataFrame
    raters: pd.DataFrame
    rounds: tuple[str, ...]
    scale: tuple[float, float]
    n_raters: int
    n_scores: int
    n_empty: int
    confidence: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the agreement and the mean of every cell, by round, and the changes between rounds.

        Returns
        -------
        tuple of Estimate
            Only what exists; ``n`` counts raters. ``group`` is the cell, ``wave`` the round or the pair of rounds.
        """
        agreement = (_estimate("alpha", row, row["raters"], row["alpha"]) for row in _records(self.agreement))
        means = (_estimate("score", row, row["n"], row["mean"], _cell(row)) for row in _records(self.table))
        changes = (
            _estimate("change", row, row["n"], row["change"], _cell(row), f"{row['earlier']} -> {row['later']}")
            for row in _records(self.changes)
        )
        return tuple(each for each in (*agreement, *changes, *means) if each is not None)

    def heat(self, round: str | None = None) -> pd.DataFrame:  # noqa: A002 - said as users say it
        """Give the means of one round as a picture takes them.

        Parameters
        ----------
        round : str, optional
            Which one; the last if it is not given.

        Returns
        -------
        pandas.DataFrame, shape (5, 4)
            Phases by stages; missing where nobody scored.

        Raises
        ------
        ValueError
            If there is no such round.
        """
        wanted = self.rounds[-1] if round is None else round
        if wanted not in self.rounds:
            raise ValueError(f"no round {wanted!r}; there are: {', '.join(self.rounds)}")
        of_round = self.table[self.table["round"] == wanted]
        means = of_round["mean"].to_numpy(dtype=float).reshape(len(PHASES), len(STAGES))
        return pd.DataFrame(means, index=pd.Index(PHASES, name="phase"), columns=pd.Index(STAGES, name="stage"))


def policy_scan(scores: pd.DataFrame, *, scale: tuple[float, float] = (1, 5), confidence: float = 0.95) -> PolicyScan:
    """Tell how far an organisation is with its policy, as raters see it.

    The guide has an organisation go through five phases in order, in every stage of the chain: a vision, SMART goals,
    support, carrying out the plans, and measuring and evaluating. Here raters score each of the 20 cells, in one round
    or more.

    Parameters
    ----------
    scores : pandas.DataFrame
        One row per score: ``phase``, ``stage`` (Dutch or English names), ``rater``, ``score`` (missing where a rater
        left the cell blank), and ``round`` where there are several. An ordered Categorical keeps its order of rounds;
        other rounds are sorted, numbers in them as numbers.
    scale : pair of float, default (1, 5)
        Lowest and highest score.
    confidence : float, default 0.95
        Level of all intervals.

    Returns
    -------
    PolicyScan
        Cells, agreement, lagging phases and progress.

    Raises
    ------
    NotEnoughData
        If there are no scores.
    TypeError
        If ``scores`` is no DataFrame.
    ValueError
        If a column is absent, the scale or the level is none; otherwise one error that names every unknown phase and
        stage, score outside the scale, cell that a rater scored twice, and rater who scored nothing.

    Examples
    --------
    >>> scores = pd.DataFrame({
    ...     "phase": ["visie", "visie", "visie", "doelen", "doelen", "doelen"], "stage": "instroom",
    ...     "rater": ["a", "b", "c"] * 2, "score": [2, 2, 3, 4, 3, 4]})
    >>> scan = policy_scan(scores)
    >>> scan.lagging[["stage", "phase", "behind", "n"]].values.tolist(), scan.lagging["gap"].round(2).item()
    ([['inflow', 'vision', 'goals', 3]], 1.33)
    >>> scan.n_empty, scan.heat().loc["goals"].round(2).tolist()
    (18, [3.67, nan, nan, nan])
    """
    check_confidence(confidence)
    ends = read_scale(scale)
    read = read_scores(scores, ends)
    of_cells = read.rows, read.rounds, ends, confidence
    table = cell_table(*of_cells)
    agreement = rater_agreement(read.rows, read.rounds, confidence)
    lagging, raters = lagging_phases(*of_cells), round_raters(read.rows, read.rounds)
    changes = round_changes(*of_cells)
    return PolicyScan(
        METHOD,
        (*_about_cells(read, table, lagging), *_about_agreement(agreement), *_about_raters(raters, changes)),
        table=table,
        agreement=agreement,
        differing=differing_cells(table),
        lagging=lagging,
        changes=changes,
        raters=raters,
        rounds=read.rounds,
        scale=ends,
        n_raters=read.rows["rater"].nunique(),
        n_scores=len(read.rows),
        n_empty=int((table["n"] == 0).sum()),
        confidence=confidence,
    )


def _about_cells(read: Scores, table: pd.DataFrame, lagging: pd.DataFrame) -> Iterator[str]:
    yield NO_SAMPLE
    if len(lagging):
        yield PICKED
    empty, few = int((table["n"] == 0).sum()), int(table["n"].between(1, FEWEST - 1).sum())
    same = int(((table["n"] >= FEWEST) & table["ci_low"].isna()).sum())
    if empty:
        yield f"cells that nobody scored: {empty} of {len(table)}; they are missing, not low"
    if few:
        yield f"cells with fewer than {FEWEST} raters, without an interval: {few} of {len(table)}"
    if same:
        yield f"cells in which all raters gave the same score, without an interval, which would have no width: {same}"
    if read.left_blank:
        yield f"scores left blank: {read.left_blank}"


def _about_agreement(agreement: pd.DataFrame) -> Iterator[str]:
    for row in _records(agreement):
        told = "" if row["round"] == ONE_ROUND else f"round {row['round']}: "
        if row["raters"] == 1:
            yield f"{told}one rater, so that agreement cannot be told"
        elif row["cells"] < 2:
            yield f"{told}{'one' if row['cells'] else 'no'} cell was scored by two raters: agreement cannot be told"
        elif pd.isna(row["alpha"]):
            yield f"{told}all scores are the same, so that alpha is not defined"
        elif pd.isna(row["ci_low"]):
            yield f"{told}no interval of alpha, with only {row['cells']} cells to compare"


def _about_raters(raters: pd.DataFrame, changes: pd.DataFrame) -> Iterator[str]:
    for row in _records(raters):
        told = f"from round {row['earlier']} to {row['later']}"
        if not row["both"]:
            yield f"{told} no rater is the same: progress cannot be told from a change of raters"
        elif row["only_earlier"] + row["only_later"]:
            yield (
                f"{told} {row['both']} raters scored in both; {row['only_earlier']} scored in the earlier and "
                f"{row['only_later']} in the later only, and are left out of the changes"
            )
        here = changes[(changes["earlier"] == row["earlier"]) & (changes["later"] == row["later"])]
        unpaired = here[here["phase"].ne(ALL) & here["stage"].ne(ALL) & here["n"].eq(0)]
        if row["both"] and len(unpaired):
            yield f"{told} no rater scored both times in {len(unpaired)} of {len(PHASES) * len(STAGES)} cells"


def _estimate(
    term: str, row: dict[str, Any], n: int, value: Any, group: str | None = None, wave: str | None = None
) -> Estimate | None:
    if pd.isna(value):
        return None
    low, high = (None if pd.isna(row[name]) else row[name] for name in ("ci_low", "ci_high"))
    return Estimate(term, value, ci_low=low, ci_high=high, n=n, group=group, wave=wave or row["round"])


def _cell(row: dict[str, Any]) -> str:
    return " x ".join(row[name] for name in ("phase", "stage") if row[name] != ALL) or ALL


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
