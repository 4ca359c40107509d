"""National figures: of the Netherlands, and the benchmark rows of the Civil Service People Survey."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from evaluatie.amiss import did_you_mean
from evaluatie.reproduce.monitor.survey import MEAN, MEDIAN, ORGANISATION
from evaluatie.shipped import shipped

_COLUMNS = [
    "id",
    "topic",
    "year",
    "percent",
    "n",
    "nl",
    "en",
    "who_nl",
    "who_en",
    "source",
    "source_nl",
    "address",
    "confirmed",
]
_BREAK = ["break_year", "break_nl", "break_en"]


def dutch_benchmarks(topic: str | None = None) -> pd.DataFrame:
    """Give published figures of the Netherlands with their source.

    None has an interval: their designs and weights are not published with them.

    Parameters
    ----------
    topic : str, optional
        ``discrimination``, ``unwanted_behaviour``, ``absence``, ``representation``, ``inflow`` or ``outflow``.

    Returns
    -------
    pandas.DataFrame
        ``id``, ``topic``, ``year`` (missing where it is not printed), ``percent``, ``n`` (as printed, or missing),
        ``nl``, ``en`` (what), ``who_nl``, ``who_en``, ``source``, ``source_nl`` (the same in Dutch), ``address``,
        ``confirmed`` (whether the source itself was seen), ``break_year``, ``break_nl``, ``break_en`` (since when
        another method or classification holds).

    Raises
    ------
    ValueError
        If there is no such topic.

    Examples
    --------
    >>> found = dutch_benchmarks("discrimination")
    >>> found.percent.tolist(), found.break_year.unique().tolist()
    ([10.3, 3.0, 15.7, 10.0, 9.0], [2022])
    """
    table = _table()
    if topic is not None:
        if topic not in set(table["topic"]):
            raise ValueError(f"there is no topic {topic!r}; {did_you_mean(topic, table['topic'].unique())}")
        table = table[table["topic"] == topic]
    return table.reset_index(drop=True).copy()


@cache
def _table() -> pd.DataFrame:
    entries: list[dict[str, Any]] = shipped(__file__, "national.yml")
    known = {entry["id"]: entry for entry in entries}
    rows = []
    for entry in entries:
        like = known.get(entry.get("like", ""), {})
        shared = {key: like.get(key) for key in ("source", "source_nl", "address", "confirmed", "break")}
        full = {**shared, **entry}
        row = {name: full.get(name) for name in _COLUMNS if not name.startswith("who")}
        row |= {f"who_{language}": full["who"][language] for language in ("nl", "en")}
        row |= {f"break_{name}": full["break"][name] for name in ("year", "nl", "en")}
        rows.append(row)
    table = pd.DataFrame(rows, columns=[*_COLUMNS, *_BREAK])
    return table.assign(year=table["year"].astype("Int64"), percent=table["percent"].astype(float))


def benchmark_rows(survey: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Give the benchmark of each year beside the median of the organisations that the file holds.

    The benchmark is the median of the organisations, also in the years in which its label does not say so; from 2019 on
    the file also has the mean of all respondents, which is another quantity.

    Parameters
    ----------
    survey : DataFrame
        The Civil Service People Survey.
    measure : str
        The measure.

    Returns
    -------
    pandas.DataFrame
        By year: ``label``, ``says_median``, ``benchmark``, ``median`` (recomputed), ``mean`` (of all respondents).

    Examples
    --------
    >>> from evaluatie.reproduce.monitor.survey import civil_service_survey
    >>> found = benchmark_rows(civil_service_survey(), "engagement_index")
    >>> found.loc[[2009, 2019], ["says_median", "benchmark", "median"]].values.tolist()
    [[False, 58.0, 58.0], [True, 63.0, 63.0]]
    """
    rows = survey[survey["measure"] == measure]
    if rows.empty:
        raise ValueError(f"there is no measure {measure!r}; {did_you_mean(measure, survey['measure'].unique())}")
    median, mean = (rows[rows["kind"] == kind].set_index("year") for kind in (MEDIAN, MEAN))
    recomputed = rows[rows["kind"] == ORGANISATION].groupby("year")["value"].median()
    return pd.DataFrame(
        {
            "label": median["organisation"],
            "says_median": median["organisation"].str.contains("median"),
            "benchmark": median["value"],
            "median": recomputed,
            "mean": mean["value"],
        }
    )
