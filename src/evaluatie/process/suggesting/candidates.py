"""Candidates: interventions that a baseline gives reason to discuss, in order, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from evaluatie.amiss import refuse
from evaluatie.process.cataloguing.catalogue import InterventionCatalogue, intervention_catalogue
from evaluatie.process.cataloguing.intervention import said
from evaluatie.process.stepping.steps import process_steps
from evaluatie.process.suggesting.aim_links import AimLink, aim_links, default_good_from
from evaluatie.process.suggesting.baseline_reading import Position, read_baseline
from evaluatie.process.suggesting.candidate_notes import SUGGESTION, choice_notes, ground_notes, reading_notes
from evaluatie.process.suggesting.choosing import Candidate, candidates_for, spread
from evaluatie.process.suggesting.grounds import Ground, lowest_scales, possible_ranks, widest_gaps, without_totals
from evaluatie.result import Estimate, NotEnoughData, Result

METHOD = (
    "Candidate interventions by rule: the lowest scales, as percentage of the maximum possible (Cohen, Cohen, Aiken & "
    "West 1999), and the widest gaps to a group's disadvantage whose interval leaves out 0, linked to the aims of the "
    "interventions in the guide for employers (TNO 2022 R10501)"
)
_COLUMNS = {
    "candidates": (
        "order", "id", "name", "level", "step", "reason", "outcomes", "groups", "aims", "aims_inferred", "evidence",
        "evidence_statement", "first",
    ),
    "positions": ("outcome", "position", "ci_low", "ci_high", "n", "rank_first", "rank_last", "chosen"),
    "gaps": ("outcome", "group", "difference", "ci_low", "ci_high", "n", "clear", "chosen"),
    "links": ("outcome", "aims", "kind", "why"),
}  # fmt: skip


@dataclass(frozen=True)
class CandidateInterventions(Result):
    """Interventions to discuss, and what in the baseline gives reason to.

    Attributes
    ----------
    candidates : pandas.DataFrame
        One row per candidate, in order: ``order``, ``id``, ``name``, ``level``, ``step``, ``reason`` (``lowest``,
        ``gap`` or ``both``), ``outcomes`` and ``groups`` that link it, ``aims`` by which, ``aims_inferred`` (True where
        the guide leaves its aims open), ``evidence`` and ``evidence_statement``, ``first`` (ids of what must come
        before). Several in one cell stand with commas.
    positions : pandas.DataFrame
        One row per scale that was compared, lowest first: ``outcome``, ``position`` (0 worst, 100 best), ``ci_low``,
        ``ci_high``, ``n``, ``rank_first`` and ``rank_last`` (between which ranks it may stand, as far as intervals
        tell), ``chosen``.
    gaps : pandas.DataFrame
        One row per gap: ``outcome``, ``group``, ``difference`` (in positions; below 0 where the group is worse off),
        ``ci_low``, ``ci_high``, ``n``, ``clear`` (the interval leaves out 0), ``chosen``.
    links : pandas.DataFrame
        One row per outcome: ``outcome``, ``aims``, ``kind``, ``why``.
    good_from : float
        Position from which a scale was not taken as low.
    """

    candidates: pd.DataFrame
    positions: pd.DataFrame
    gaps: pd.DataFrame
    links: pd.DataFrame
    good_from: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give every position, lowest first, and every gap in positions.

        Returns
        -------
        tuple of Estimate
            Terms ``<outcome>: position`` and ``<outcome>: gap``.
        """
        places = (
            Estimate(
                f"{row['outcome']}: position", row["position"], ci_low=row["ci_low"], ci_high=row["ci_high"], n=row["n"]
            )
            for row in self.positions.to_dict("records")
        )
        gaps = (
            Estimate(
                f"{row['outcome']}: gap", row["difference"], ci_low=row["ci_low"], ci_high=row["ci_high"], n=row["n"],
                group=row["group"],
            )
            for row in self.gaps.to_dict("records")
        )  # fmt: skip
        return (*places, *gaps)

    def _repr_html_(self) -> str:
        shown = ["order", "name", "level", "reason", "outcomes", "groups", "evidence", "first"]
        notes = "".join(f"<li>{escape(note)}</li>" for note in self.notes)
        return f"{self.candidates[shown].to_html(index=False, border=0)}<ul>{notes}</ul>"


def candidate_interventions(
    levels: pd.DataFrame,
    gaps: pd.DataFrame | None = None,
    *,
    catalogue: InterventionCatalogue | None = None,
    links: Mapping[str, str | Iterable[str]] | None = None,
    lowest: int = 2,
    widest: int = 2,
    good_from: float | None = None,
    most: int = 10,
) -> CandidateInterventions:
    """Suggest interventions that a baseline gives reason to discuss.

    The rule, in full:

    1. Every mean becomes a position on its range, from 0 (worst) to 100 (best), with its interval: the percentage of
       the maximum possible (Cohen, Cohen, Aiken & West 1999, *Multivariate Behavioral Research* 34, 315-346). Outcomes
       without a better side are left out, and so is the total of an instrument whose scales are there.
    2. The `lowest` scales with the lowest positions count as low, unless they lie at `good_from` or above. Where
       intervals overlap, which scale is lowest is uncertain: a note says so, and ``positions`` gives the ranks that
       each scale may have.
    3. Of the differences between a group and its reference, the `widest` count that are to the group's disadvantage and
       whose interval leaves out 0; width is in positions. That of a total stands back for those of its scales.
    4. Each of these outcomes stands for aims (belonging, authenticity, equal treatment, progression, safety). What in
       the catalogue has one of them, and changes something for people itself, is a candidate; a score of leadership
       calls for interventions on the level of the line manager.
    5. Order: in turns. Each ground puts forward its best candidate that is not there yet: the gaps first, which rest on
       an interval rather than on a comparison of scales, from wide to narrow, then the scales, from low to high. Best
       is what answers to both a gap and a low scale, then what has the strongest evidence in the guide, then what
       comes first in the guide. What another candidate needs comes before it.
    6. The first `most` are given; where these are all on one level, the last makes room for the first on another, as
       the visual advises to work on more than one.

    Parameters
    ----------
    levels : pandas.DataFrame
        One row per outcome: ``outcome`` (its id, such as ``pgis.belonging``), ``mean``, ``ci_low``, ``ci_high``, ``n``,
        ``range_low``, ``range_high`` and ``direction`` (``higher``, ``lower`` or ``ambiguous``). Rows without a mean or
        an interval, as where these are suppressed, are left out with a note.
    gaps : pandas.DataFrame, optional
        One row per outcome and group: ``outcome``, ``group``, ``difference`` (group minus reference), ``ci_low``,
        ``ci_high``, ``n``; range and direction are those of `levels`, unless it has these columns itself.
    catalogue : InterventionCatalogue, optional
        That of the guide by default.
    links : mapping of str to str or iterable of str, optional
        Aims of outcomes of a study's own, by the id of the outcome or its first parts.
    lowest, widest : int, default 2
        How many scales and gaps count at most.
    good_from : float, optional
        Position from which a scale is not low; by default 75, the answer next to the best of five.
    most : int, default 10
        How many candidates to give.

    Returns
    -------
    CandidateInterventions
        Without candidates where nothing is low and no gap is clear, with a note that says so.

    Raises
    ------
    NotEnoughData
        If no level and no gap can be used.
    TypeError
        If a frame is none.
    InputError
        A ValueError, if a row or a link is wrong; with all problems.
    ValueError
        If a column is not there, or a number is none that it can be.

    Examples
    --------
    >>> levels = pd.DataFrame({"outcome": ["pgis.belonging", "psychological_safety.total"], "mean": [3.1, 5.9],
    ...                        "ci_low": [3.0, 5.8], "ci_high": [3.2, 6.0], "n": [240, 238], "range_low": [1, 1],
    ...                        "range_high": [5, 7], "direction": ["higher", "higher"]})
    >>> gaps = pd.DataFrame({"outcome": ["pgis.belonging"], "group": ["europa"], "difference": [-0.4], "ci_low": [-0.6],
    ...                      "ci_high": [-0.2], "n": [240]})
    >>> found = candidate_interventions(levels, gaps, most=3)
    >>> found.candidates[["id", "level", "reason", "evidence"]].values.tolist()
    [['inclusive-leadership-training', 'manager', 'both', 'cited'],
     ['employee-participation', 'manager', 'both', 'cited'],
     ['diversity-calendar', 'organisation', 'both', 'practice']]
    >>> found.positions[["outcome", "position", "chosen"]].round(1).values.tolist()
    [['pgis.belonging', 52.5, True], ['psychological_safety.total', 81.7, False]]
    """
    limit = default_good_from() if good_from is None else good_from
    _check_settings(lowest, widest, most, limit)
    known = intervention_catalogue() if catalogue is None else catalogue
    read = read_baseline(levels, gaps)
    linked = aim_links((each.outcome for each in (*read.levels, *read.gaps)), links, read.problems)
    refuse(read.problems)
    if not read.levels and not read.gaps:
        raise NotEnoughData(
            "no outcome has a mean with its interval and a better side, and no gap has: nothing to rank"
        )
    compared, totals = without_totals([each for each in read.levels if _leads_on(each, linked)])
    low = lowest_scales(compared, lowest, limit)
    wide = widest_gaps([each for each in read.gaps if _leads_on(each, linked)], widest)
    asked = max(step.minimum_levels for step in process_steps())
    found = candidates_for(known, [*wide, *low], linked)
    given = spread(found, most, asked, known)
    notes = (
        SUGGESTION, *reading_notes(read, linked, totals), *ground_notes(low, wide, compared, read, limit),
        *choice_notes([*wide, *low], found, given, asked, linked),
    )  # fmt: skip
    return CandidateInterventions(
        METHOD, notes,
        candidates=_table("candidates", (_candidate_row(at, each, known) for at, each in enumerate(given, start=1))),
        positions=_table("positions", _position_rows(compared, low)),
        gaps=_table("gaps", (_gap_row(each, wide) for each in read.gaps)),
        links=_table("links", _link_rows(linked)),
        good_from=float(limit),
    )  # fmt: skip


def _check_settings(lowest: int, widest: int, most: int, limit: float) -> None:
    counts = {"lowest": lowest, "widest": widest, "most": most}
    wrong = [f"{name} must be a whole number, 1 or more: got {value!r}" for name, value in counts.items()
             if isinstance(value, bool) or not isinstance(value, int) or value < 1]  # fmt: skip
    if not 0 <= limit <= 100:
        wrong.append(f"good_from must be a position from 0 to 100: got {limit!r}")
    refuse(wrong)


def _leads_on(position: Position, links: Mapping[str, AimLink]) -> bool:
    return position.outcome in links and bool(links[position.outcome].aims)


def _table(name: str, rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(_COLUMNS[name]))


def _candidate_row(order: int, candidate: Candidate, catalogue: InterventionCatalogue) -> dict[str, Any]:
    one, grounds = candidate.intervention, candidate.grounds
    return {
        "order": order, "id": one.id, "name": said(one.name, catalogue.language), "level": one.level, "step": one.step,
        "reason": candidate.reason, "outcomes": _listed(ground.position.outcome for ground in grounds),
        "groups": _listed(ground.position.group for ground in grounds if ground.position.group),
        "aims": _listed(candidate.aims), "aims_inferred": "aims" in one.inferred, "evidence": one.evidence,
        "evidence_statement": said(catalogue.evidence_statement(one.id), catalogue.language),
        "first": _listed(catalogue.first(one.id)),
    }  # fmt: skip


def _listed(words: Iterable[str | None]) -> str:
    return ", ".join(dict.fromkeys(word for word in words if word))


def _position_rows(compared: Sequence[Position], low: Sequence[Ground]) -> Iterator[dict[str, Any]]:
    chosen = [ground.position for ground in low]
    for each in sorted(compared, key=lambda one: one.at):
        first, last = possible_ranks(each, compared)
        yield {
            "outcome": each.outcome, "position": each.at, "ci_low": each.ci_low, "ci_high": each.ci_high, "n": each.n,
            "rank_first": first, "rank_last": last, "chosen": each in chosen,
        }  # fmt: skip


def _gap_row(gap: Position, wide: Sequence[Ground]) -> dict[str, Any]:
    return {
        "outcome": gap.outcome, "group": gap.group, "difference": gap.at, "ci_low": gap.ci_low, "ci_high": gap.ci_high,
        "n": gap.n, "clear": gap.ci_high < 0 or gap.ci_low > 0, "chosen": gap in [ground.position for ground in wide],
    }  # fmt: skip


def _link_rows(links: Mapping[str, AimLink]) -> Iterator[dict[str, Any]]:
    for outcome, link in links.items():
        yield {"outcome": outcome, "aims": _listed(link.aims), "kind": link.kind, "why": link.why}
