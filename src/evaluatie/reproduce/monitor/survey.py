"""The Civil Service People Survey as it ships: organisations, groups by ethnicity, and the wording per year."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import pandas as pd

from evaluatie.reproduce.monitor.reading import with_half
from evaluatie.shipped import shipped

#: rows of the organisations' file that are no organisation, by what their name or code tells
MEDIAN, MEAN, GROUP, ORGANISATION = "median", "mean", "group", "organisation"


def civil_service_survey() -> pd.DataFrame:
    """Give the published results per organisation, 2009-2024.

    Cabinet Office, Civil Service People Survey (Open Government Licence v3.0), processed by M. Kerlogue, csps-data
    (CC BY 4.0). Percentages of respondents who answered positively, themes as means of such percentages, and an index
    of 0-100; numbers of respondents are not published.

    Returns
    -------
    pandas.DataFrame
        One row per year, organisation and measure: ``year``, ``organisation`` (as printed), ``org_code`` (missing
        before 2016; without the suffixes that differ between years), ``dept_group``, ``measure``, ``value``, ``n``
        (missing everywhere), ``half``, ``kind``: ``"organisation"``, ``"group"`` (holds organisations that have rows of
        their own), ``"median"`` (the benchmark) or ``"mean"`` (all respondents together, 2019-2024).

    Examples
    --------
    >>> survey = civil_service_survey()
    >>> survey.groupby("kind").organisation.nunique().to_dict()
    {'group': 6, 'mean': 1, 'median': 5, 'organisation': 262}
    """
    return _organisations().copy()


def civil_service_ethnicity() -> pd.DataFrame:
    """Give the published results by ethnicity of the whole civil service, 2013-2024.

    Source as of :func:`civil_service_survey`. Numbers of respondents are published for 2013-2015 only.

    Returns
    -------
    pandas.DataFrame
        ``year``, ``level`` (``"binary"``, ``"major"`` or ``"detailed"``), ``group`` (one name over the years),
        ``category`` (the label of that year), ``n``, ``measure``, ``value``, ``half``.

    Examples
    --------
    >>> found = civil_service_ethnicity().query("level == 'binary' and measure == 'discriminated_yes' and year == 2024")
    >>> found.set_index("group").value.round(2).to_dict()
    {'ethnic_minority': 11.43, 'white': 7.53}
    """
    return _ethnicity().copy()


def civil_service_wording() -> pd.DataFrame:
    """Give how each year's publication labels each measure.

    Returns
    -------
    pandas.DataFrame
        ``year``, ``measure``, ``wording``.

    Examples
    --------
    >>> found = civil_service_wording()
    >>> len(found), found.measure.nunique()
    (227, 23)
    """
    return _wording().copy()


def _table(name: str) -> pd.DataFrame:
    file = resources.files("evaluatie.reproduce.published") / "data" / "csps" / f"{name}.csv.gz"
    with resources.as_file(file) as path:
        return pd.read_csv(path, encoding="utf-8")


@cache
def _organisations() -> pd.DataFrame:
    frame = _table("organisations")
    codes = frame["org_code"].str.replace(r"0000$|_CorrectedJan2020$", "", regex=True)
    kinds = {name: _kind(name) for name in frame["organisation"].unique()}
    kind = frame["organisation"].map(kinds).mask(_holds_others(frame), GROUP)
    return with_half(frame.assign(org_code=codes, kind=kind, n=float("nan")))


@cache
def _ethnicity() -> pd.DataFrame:
    frame = _table("ethnicity")
    known: dict[str, dict[str, list[str]]] = shipped(__file__, "ethnicity.yml")
    names = {
        (level, label): one for level, groups in known.items() for one, labels in groups.items() for label in labels
    }
    pairs: Any = zip(frame["level"], frame["group"].str.replace(r"^\d\d: ", "", regex=True), strict=True)
    return with_half(frame.assign(group=[names[pair] for pair in pairs]), ["year", "level", "measure"])


@cache
def _wording() -> pd.DataFrame:
    return _table("wording").rename(columns={"question_measure": "wording"})


def _holds_others(frame: pd.DataFrame) -> pd.Series[bool]:
    """Tell which rows are of a group of which an organisation has a row of its own in the same year."""
    there = set(zip(frame["year"], frame["organisation"], strict=True))
    members: dict[str, str] = shipped(__file__, "renamed.yml")["groups"]
    held = frame["organisation"].map(members)
    pairs: Any = zip(frame["year"], held, strict=True)
    return pd.Series([pair in there for pair in pairs], index=frame.index)


def _kind(name: str) -> str:
    lower = name.casefold()
    return MEDIAN if "benchmark" in lower else MEAN if "mean score" in lower else ORGANISATION
