"""Numbers of staff in place of people: rounded, and small ones withheld."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from evaluatie.study.demonstration.made import DemoStudy

#: Numbers are rounded to this; those below are withheld.
BASE = 5
_MEASURES = ("bezetting", "instroom", "uitstroom", "promoties")


def numbers_of_staff(made: DemoStudy, years: range) -> pd.DataFrame:
    """Count who is there at the end of each year, and who came, left and was promoted in it, by group and scale.

    Parameters
    ----------
    made : DemoStudy
        The data.
    years : range
        The years.

    Returns
    -------
    pandas.DataFrame
        ``jaar``, ``groep``, ``schaal``, ``bezetting``, ``instroom``, ``uitstroom`` and ``promoties``: text, rounded.
        An exit or a promotion counts in the scale that was left. Transfers are no outflow.
    """
    events = _events(made)
    rows = []
    for year in years:
        counted = {what: frame[frame["year"] == year] for what, frame in events.items()}
        counted["bezetting"] = _there(events["bezetting"], pd.Timestamp(year, 12, 31))
        for name, column, level in _groups(made):
            for scale in ("alle", *made.model.careers.scales):
                parts = [_part(counted[what], column, level, scale) for what in _MEASURES]
                rows.append((year, name, scale, *map(printed, parts)))
    return pd.DataFrame(rows, columns=["jaar", "groep", "schaal", *_MEASURES])


def printed(count: int) -> str:
    """Print a number of people as it is given out.

    Examples
    --------
    >>> [printed(count) for count in (0, 1, 4, 5, 7, 8)]
    ['0', '<5', '<5', '5', '5', '10']
    """
    return f"<{BASE}" if 0 < count < BASE else str(BASE * ((2 * count + BASE) // (2 * BASE)))


def _events(made: DemoStudy) -> dict[str, pd.DataFrame]:
    """Give a row per position, entry, exit and promotion, with the scale at the time and who it is."""
    people = made.personnel[["person", "gender", "origin", "origin_known", "entry", "exit", "reason"]]
    people = people.assign(origin=people["origin"].where(people["origin_known"], "onbekend"))
    held = made.positions.sort_values(["person", "start"]).merge(people, on="person")
    first, last = ~held["person"].duplicated(), ~held["person"].duplicated(keep="last")
    left = last & held["exit"].notna() & held["reason"].ne("transfer")
    return {
        "bezetting": held.assign(year=0),
        "instroom": held[first].assign(year=held["entry"].dt.year),
        "uitstroom": held[left].assign(year=held["exit"].dt.year),
        # a position that another one follows ends with a promotion, on the day after its last
        "promoties": held[~last].assign(year=(held["end"] + pd.Timedelta(days=1)).dt.year),
    }


def _there(held: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    began, goes_on = held["start"] <= day, held["end"].isna() | (held["end"] >= day)
    return held[began & goes_on & (held["entry"] <= day)]


def _groups(made: DemoStudy) -> Iterator[tuple[str, str, str]]:
    """Go through the names of groups, with the column and the level of each."""
    yield "totaal", "", ""
    for name, column, levels in (
        ("geslacht", "gender", [*made.model.genders]),
        ("herkomst", "origin", [*made.model.origins, "onbekend"]),
    ):
        yield from ((f"{name}={level}", column, level) for level in levels)


def _part(frame: pd.DataFrame, column: str, level: str, scale: str) -> int:
    kept = frame if not column else frame[frame[column] == level]
    return len(kept) if scale == "alle" else int((kept["scale"] == scale).sum())
