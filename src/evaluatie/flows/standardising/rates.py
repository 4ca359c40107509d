"""Standardise the rates of groups that are composed differently."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluatie.flows.reading.count_table import CountTable, read_count_table
from evaluatie.flows.reading.labels import label_text, shown
from evaluatie.flows.standardising.direct import weigh
from evaluatie.flows.standardising.groups import crude_row, direct_row, indirect_row, ratio_row
from evaluatie.flows.standardising.result import StandardisedRates
from evaluatie.flows.standardising.standard import ALL, Standard, read_standard, widen
from evaluatie.result import NotEnoughData, check_confidence

Flags = npt.NDArray[np.bool_]

METHOD = (
    "Directly standardised rates with gamma limits (Fay & Feuer 1997), their ratios with F limits (Fay 1999); "
    "indirect standardisation with exact Poisson limits"
)
SMR_NOTE = (
    "smr: compare each group with the standard only, not groups with each other, for every group is weighed by its own "
    "composition; its limits take the expected number as known"
)
NO_SHARED = "no stratum of the standard in which every group has exposure: rates cannot be standardised directly"


def standardised_rates(
    frame: pd.DataFrame,
    group: str,
    strata: str | Sequence[str],
    events: str = "events",
    exposure: str = "exposure",
    *,
    standard: Any = None,
    reference: Hashable | None = None,
    confidence: float = 0.95,
) -> StandardisedRates:
    """Compare the rates of groups as if they were composed alike.

    The directly standardised rate is what a group's rate would be if its exposure were spread over the strata like the
    standard's: the sum of weight times rate. Its limits are those of Fay & Feuer (1997, *Statistics in Medicine* 16,
    791-801), as in R's epitools ``ageadjust.direct``. The ratio to the reference has F limits (Fay 1999,
    *Communications in Statistics: Theory and Methods* 28, 2141-2160), exact where there is one stratum. Both are
    cautious, more so where a few strata weigh much and hold little exposure.

    Direct rates use only strata in which every group has exposure: elsewhere a group's rate is unknown, not 0. The
    notes name the strata left out, and ``coverage`` is the share of the standard that is left.

    In 540 settings of 20,000 simulated tables (1, 4 or 12 strata; 5 to 200 expected events a group, many strata without
    any; exposure spread evenly or very unevenly), nominal 95% limits of the ratio covered .953 to 1 (mean .977). On a
    log scale they were 1.24 times as wide, on average, as log-normal limits, which covered .635 to .984, taken as
    covering where they do not exist. The gamma limits of a rate covered .949 to .998 (mean .971).

    Parameters
    ----------
    frame : DataFrame
        One or more rows per group and stratum, which are summed.
    group : str
        Column of groups. Rows without one are left out, and counted in the notes.
    strata : str or sequence of str
        Column or columns whose combinations are the strata. A missing label is a stratum of its own, and noted.
    events, exposure : str
        Columns of event counts (whole numbers) and of time or people at risk. Rows where one is missing are left out.
    standard : Mapping, Series, label of a group, or None
        Weights per stratum (keys are labels, or tuples of labels with several columns; None is a missing label), or the
        group whose exposure gives the weights; None: the exposure of all groups together.
    reference : label or None
        Group whose directly standardised rate the others are divided by.
    confidence : float, default 0.95
        Level of all intervals.

    Returns
    -------
    StandardisedRates
        With ``table``, a row per group.

    Raises
    ------
    NotEnoughData
        If no row is complete, or nobody has exposure.
    TypeError
        If a column or weight holds no numbers.
    ValueError
        If a column or group is not there, a number is negative or not whole where it must be, or there are events
        without exposure.

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "origin": ["nl", "nl", "abroad", "abroad"], "age": ["<35", "35+", "<35", "35+"],
    ...     "events": [20, 20, 30, 2], "exposure": [100, 400, 150, 50],
    ... })
    >>> rates = standardised_rates(frame, "origin", "age", reference="nl")
    >>> rates.table[["group", "crude", "direct", "ratio"]].round(3).values.tolist()
    [['abroad', 0.16, 0.097, 0.938], ['nl', 0.08, 0.104, 1.0]]
    """
    check_confidence(confidence)
    counts = read_count_table(frame, group, strata, events, exposure, whole_sizes=False)
    if not counts.sizes.any():
        raise NotEnoughData(f"column {exposure!r} is 0 in every row: without exposure there is no rate")
    chosen = read_standard(standard, counts)
    against = None if reference is None else counts.place_of(reference, "reference")
    used = _shared(counts, chosen) & (chosen.weights > 0)
    table = _as_numbers(pd.DataFrame(_rows(counts, chosen, used, against, confidence)))
    share = chosen.weights / (chosen.weights.sum() or 1.0)
    weights = pd.DataFrame({"stratum": [label_text(it) for it in chosen.strata], "weight": share, "used": used})
    return StandardisedRates(
        METHOD,
        (*counts.notes, *_stratum_notes(counts, chosen, used), *_figure_notes(table, chosen, reference)),
        table=table,
        weights=weights,
        standard=chosen.name,
        coverage=float(share[used].sum()),
        reference=reference,
        confidence=confidence,
    )


def _as_numbers(table: pd.DataFrame) -> pd.DataFrame:
    """Make every figure a float, so that a column in which all are missing is one of numbers too."""
    whole = ("group", "events")
    return table.astype({name: np.float64 for name in table.columns if name not in whole})


def _shared(counts: CountTable, standard: Standard) -> Flags:
    """Find the strata in which every group has exposure, but for groups that have none at all."""
    sizes = widen(counts.sizes, len(standard.strata))
    return np.asarray((sizes[sizes.any(axis=1)] > 0).all(axis=0), dtype=np.bool_)


def _rows(
    counts: CountTable, standard: Standard, used: Flags, against: int | None, confidence: float
) -> list[dict[str, Any]]:
    wide = len(standard.strata)
    events, exposure = widen(counts.counts, wide), widen(counts.sizes, wide)
    direct = [
        weigh(x[used], t[used], standard.weights[used]) if used.any() and t.any() else None
        for x, t in zip(events, exposure, strict=True)
    ]
    return [
        {
            "group": name,
            "events": int(events[at].sum()),
            "exposure": float(exposure[at].sum()),
            **crude_row(events[at].sum(), exposure[at].sum(), confidence),
            **direct_row(direct[at], confidence),
            **indirect_row(events[at], exposure[at], standard.events, standard.exposure, confidence),
            **({} if against is None else ratio_row(direct[at], direct[against], confidence)),
        }
        for at, name in enumerate(counts.groups)
    ]


def _stratum_notes(counts: CountTable, standard: Standard, used: Flags) -> tuple[str, ...]:
    nobody = [name for name, sizes in zip(counts.groups, counts.sizes, strict=True) if not sizes.any()]
    notes = [f"no exposure at all, so no rates: {shown(nobody)}"] if nobody else []
    if not used.any():
        return (*notes, NO_SHARED)
    weights = standard.weights
    lost = [label for label, weight, kept in zip(standard.strata, weights, used, strict=True) if weight and not kept]
    if lost:
        notes.append(
            f"{len(lost)} of {int((weights > 0).sum())} strata left out of the direct rates, for not every group has "
            f"exposure there: {shown(lost)}; they hold {weights[~used].sum() / weights.sum():.1%} of the standard"
        )
    return (*notes, *_outside(counts, standard))


def _outside(counts: CountTable, standard: Standard) -> tuple[str, ...]:
    without = standard.weights[: len(counts.strata)] == 0
    labels = [
        label for label, out in zip(counts.strata, without, strict=True) if out and counts.sizes[:, without].any()
    ]
    if not labels:
        return ()
    figures = "the direct rates" if standard.rates_of == ALL else "the direct rates and the smr"
    held = int(counts.counts[:, without].sum())
    return (f"strata outside the standard: {shown(labels)}; their {held} events do not count in {figures}",)


def _figure_notes(table: pd.DataFrame, standard: Standard, reference: Hashable | None) -> tuple[str, ...]:
    notes = [f"expected numbers of events: from the rates of {standard.rates_of}", SMR_NOTE]
    unknown = table.loc[table["smr"].isna() & (table["exposure"] > 0), "group"].tolist()
    if unknown:
        notes.append(f"no smr of {shown(unknown)}: no events are expected")
    if (table["direct"] == 0).any():
        none = table.loc[table["direct"] == 0, "group"].tolist()
        notes.append(f"no events in the strata of the direct rates: {shown(none)}; the upper limit is what is known")
        if reference in none:
            notes.append(f"reference group {label_text(reference)} has no events: ratios have no upper limit")
    return tuple(notes)
