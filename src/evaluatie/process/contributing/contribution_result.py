"""What a contribution table returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from evaluatie.result import Estimate, Result

#: Columns of the table: what a row is about, what was expected beforehand, what was found afterwards, and the judgement
_ABOUT = ("kind", "intervention", "outcome", "group")
_EXPECTED = ("problem", "mechanism", "direction", "declared", "beforehand")
DELIVERED = (
    "in_log", "status", "began", "invited", "reached", "reach", "reach_low", "reach_high", "dose_ratio", "fidelity",
    "fidelity_low", "fidelity_high", "fidelity_parts", "start_on_time", "end_on_time",
)  # fmt: skip
OBSERVED = ("estimate", "ci_low", "ci_high", "n", "design", "verdict")
FACTS = ("direction_found", "people_reached", "timing", "dose_delivered")
_CIRCUMSTANCES = ("themes", "rivals", "shared_with", "dropout")
_FOUND = (*DELIVERED, *OBSERVED, *FACTS, *_CIRCUMSTANCES)
_JUDGED = ("judgement", "reason")
COLUMNS = (*_ABOUT, *_EXPECTED, *_FOUND, *_JUDGED)


@dataclass(frozen=True)
class Contribution(Result):
    """What was expected beforehand beside what was found afterwards.

    Attributes
    ----------
    table : DataFrame
        One row per link of the theory, in its order; then per change that nobody expected, and per intervention
        without a theory. ``kind`` is ``"expected"``, ``"added afterwards"``, ``"not dated"``, ``"change nobody
        expected"`` or ``"intervention without theory"``; then ``intervention``, ``outcome``, ``group``. The columns
        that follow are those of the two blocks and of the judgement: :attr:`expected`, :attr:`found`, :attr:`judged`.
    themes : DataFrame
        What was said in conversations: ``row`` (place in the table), ``theme``, ``round``, ``share``, and
        ``ci_low``, ``ci_high``, ``n`` where they were given.
    rivals : DataFrame
        ``date`` and ``event`` of rival explanations between the waves.
    observed : tuple of Estimate
        Every change that was given, each once.
    n_links, n_expected, n_added_afterwards, n_not_dated : int
        Links of the theory: all, declared before the follow-up opened, declared afterwards, and neither.
    n_as_expected, n_against, n_unchanged, n_not_told, n_not_measured : int
        What came of those that were declared beforehand; they add up to ``n_expected``.
    n_unexpected, n_without_theory, n_not_in_log, n_not_judged : int
        Changes that nobody expected, interventions without a theory, links whose intervention is not in the log, and
        links that are not judged yet.
    baseline, opened : str or None
        The day of the baseline, and that on which the follow-up opened.
    """

    table: pd.DataFrame = field(compare=False)
    themes: pd.DataFrame = field(compare=False)
    rivals: pd.DataFrame = field(compare=False)
    observed: tuple[Estimate, ...]
    n_links: int
    n_expected: int
    n_added_afterwards: int
    n_not_dated: int
    n_as_expected: int
    n_against: int
    n_unchanged: int
    n_not_told: int
    n_not_measured: int
    n_unexpected: int
    n_without_theory: int
    n_not_in_log: int
    n_not_judged: int
    baseline: str | None
    opened: str | None

    @property
    def expected(self) -> pd.DataFrame:
        """The block of what was expected.

        Returns
        -------
        DataFrame
            What each row is about, ``problem``, ``mechanism``, ``direction`` (up or down), ``declared`` (day) and
            ``beforehand`` (True, False, or None where it is not known).
        """
        return self.table[[*_ABOUT, *_EXPECTED]]

    @property
    def found(self) -> pd.DataFrame:
        """The block of what was found.

        Returns
        -------
        DataFrame
            What each row is about; what was delivered (``in_log``, ``status``, ``began``, reach, dose, fidelity,
            timeliness); the change with its interval, ``design`` and ``verdict``; the four facts of
            :func:`pattern_facts`; ``themes`` and ``rivals`` (tuples), ``shared_with`` (other interventions of which the
            same change is expected) and ``dropout``.
        """
        return self.table[[*_ABOUT, *_FOUND]]

    @property
    def judged(self) -> pd.DataFrame:
        """The evaluator's judgement, which the program never makes.

        Returns
        -------
        DataFrame
            What each row is about, ``judgement`` (``"not judged yet"`` where there is none) and ``reason``.
        """
        return self.table[[*_ABOUT, *_JUDGED]]

    def estimates(self) -> tuple[Estimate, ...]:
        """Give every change, each once, however many interventions were expected to move it.

        Returns
        -------
        tuple of Estimate
            ``term`` is ``"change: "`` and the outcome.
        """
        return self.observed


def observed_changes(changes: pd.DataFrame) -> tuple[Estimate, ...]:
    """Lay changes out as estimates.

    Parameters
    ----------
    changes : DataFrame
        ``outcome``, ``group``, ``estimate``, ``ci_low``, ``ci_high``, ``n``.

    Returns
    -------
    tuple of Estimate
        In the same order.

    Examples
    --------
    >>> change = dict(outcome="trust", group="all", estimate=0.2, ci_low=0.1, ci_high=0.3, n=50.0)
    >>> observed_changes(pd.DataFrame([change]))[0].term
    'change: trust'
    """
    return tuple(
        Estimate(
            f"change: {row['outcome']}",
            row["estimate"],
            ci_low=_known(row["ci_low"]),
            ci_high=_known(row["ci_high"]),
            n=_known(row["n"]),
            group=row["group"],
        )
        for row in changes.to_dict("records")
    )


def _known(value: Any) -> Any:
    return None if pd.isna(value) else value
