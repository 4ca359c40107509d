"""The figures of one measure: which rows they are, and in which years they may stand together."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from evaluatie.amiss import did_you_mean
from evaluatie.reproduce.monitor.comparability import Comparability, comparable_years
from evaluatie.reproduce.monitor.linking import Linked
from evaluatie.reproduce.monitor.notes import note
from evaluatie.reproduce.monitor.reading import with_half
from evaluatie.reproduce.monitor.shares import taken_for_shares

#: said with every result of figures without numbers of respondents
N_UNKNOWN = note("n_unknown")


@dataclass(frozen=True)
class Measured:
    """The figures of one measure.

    Attributes
    ----------
    measure : str
    frame : pandas.DataFrame
        ``year``, ``who``, ``value``, ``half``, ``n``: one row per organisation and year.
    comparability : Comparability
        Of its years; without a row where nothing is known of the wording.
    """

    measure: str
    frame: pd.DataFrame
    comparability: Comparability

    @property
    def years(self) -> tuple[int, ...]:
        """The years with figures."""
        return tuple(sorted({int(year) for year in self.frame["year"]}))

    @property
    def breaks(self) -> tuple[int, ...]:
        """The breaks among them."""
        return self.comparability.between(self.years)

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be known of all figures."""
        found = self.comparability
        notes = [N_UNKNOWN] if self.frame["n"].isna().all() else []
        rounded = sorted({int(year) for year in self.frame.loc[self.frame["half"] >= 0.5, "year"]})
        if rounded:
            notes.append(note("rounded", years=_spans(rounded)))
        notes += [note("break", year=year, why=found.reason(year)) for year in self.breaks]
        unknown = [year for year in found.unknown if year in self.years]
        if unknown:
            notes.append(note("wording_unknown", years=_spans(unknown)))
        notes += [note("method", year=change["year"], what=dict(change)) for change in found.method]
        absent = sorted(set(range(self.years[0], self.years[-1] + 1)) - set(self.years))
        if absent:
            notes.append(note("absent", years=_spans(absent)))
        if found.table.empty:
            notes.append(note("wording_nothing"))
        if taken_for_shares(self.frame["value"].tolist()) and self.frame["value"].max() <= 1:
            notes.append(note("below_one"))
        return tuple(notes)


def figures_of(
    linked: Linked,
    measure: str,
    *,
    groups: bool = False,
    since: int | None = None,
    comparability: Comparability | None = None,
) -> Measured:
    """Take the figures of one measure, of organisations only.

    Parameters
    ----------
    linked : Linked
        What :func:`link_organisations` gave.
    measure : str
        The measure.
    groups : bool, default False
        Whether groups stay in, whose organisations have rows of their own.
    since : int, optional
        Leave out earlier years, such as those before a break.
    comparability : Comparability, optional
        Of the years; without it that of the frame's own wording, or of the Civil Service People Survey where the frame
        has no column ``wording`` and the measure is one of it.

    Returns
    -------
    Measured

    Raises
    ------
    ValueError
        If there is no such measure.

    Examples
    --------
    >>> from evaluatie.reproduce.monitor.linking import link_organisations
    >>> from evaluatie.reproduce.monitor.survey import civil_service_survey
    >>> found = figures_of(link_organisations(civil_service_survey()), "discriminated_yes")
    >>> found.years[0], found.years[-1], 2010 in found.years, found.breaks
    (2009, 2024, False, (2021,))
    """
    rows = linked.frame[linked.frame["measure"] == measure]
    if rows.empty:
        there = linked.frame["measure"].unique()
        raise ValueError(f"there is no measure {measure!r}; {did_you_mean(measure, there)}")
    if "kind" in rows and not groups:
        rows = rows[rows["kind"] == "organisation"]
    if since is not None:
        rows = rows[rows["year"] >= since]
    if "half" not in rows:
        rows = with_half(rows)
    if "n" not in rows:
        rows = rows.assign(n=float("nan"))
    found = comparability or _of(rows, measure)
    rows = rows[~rows["year"].isin(found.excluded)].sort_values(["who", "year"], kind="stable")
    return Measured(measure, rows[["year", "who", "value", "half", "n"]].reset_index(drop=True), found)


def _of(rows: pd.DataFrame, measure: str) -> Comparability:
    if "wording" in rows:
        return comparable_years(measure, rows[["year", "measure", "wording"]])
    if "org_code" in rows:
        return comparable_years(measure)
    return comparable_years(measure, pd.DataFrame(columns=["year", "measure", "wording"]))


def _spans(years: list[int]) -> str:
    """Write years as spans: 2009-2012, 2016."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
